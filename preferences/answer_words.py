"""The words of an explanation without what people put around them: "that means", "please", "no wait"."""

from __future__ import annotations

import re

from preferences.carriers import unwrapped
from preferences.placing import is_amount

_LEAD_IN = re.compile(
    r"^\W*(?:(?:oh|um+|uh+|er+|nah|no|well|so|ok|okay|hm+|right|yes|yeah|sure|just|like|basically|simply|actually|you "
    r"know|please|"
    r"i guess|i think|i'd say|let's say|say|maybe|kind of|sort of|"
    r"(?:that|it|this|they|which)(?:'s| is|'re| are)? (?:just |simply |basically |really )?(?:when|what we call|"
    r"what i call|another (?:name|word) for|"
    r"short for|supposed to be|like|my name for|our name for|for|where)|"
    r"(?:that|it|this|which) (?:just |simply |basically |really |should |would |will |to me )?(?:means?|is|was|"
    r"be|equals|stands for|refers to)(?: that| when| to| you| you should)?|"
    r"that's|it's|by (?:that|this|it) i mean(?: that)?|with that i mean|when i say (?:that|this|it),? (?:i "
    r"(?:mean|want)|you should)|i mean(?: that)?|i meant(?: to say)?|"
    r"what i (?:mean|meant) (?:is|was)|meaning|means?(?: that)?|"
    r"i(?:'d| would) like(?: it| them| you to| to (?:hear|have|see))?|"
    r"i want(?: you)? to (?:hear|have|see)?|i want(?: you to)?|"
    r"i need(?: you to)?|to have|having|have|with|"
    r"you (?:should|have to|need to|can|could|must)|it should(?: be)?|they should(?: be)?|should be|(?:the "
    r")?setting is|go for|"
    r"as (?:in|hot as it gets|bright as it gets)|the one with|at)\b[\s,:;-]*)+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:[\s,]+(?:or so|or something|please|thanks|thank you|silly|of course|obviously|you know|i guess|i think|"
    r"too|as well|"
    r"for example|then|only|that's all|that's it|ok|okay|mate|dear|brightness level))+[\s.!?]*$",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"^.*\b(?:no wait|wait no|no sorry|sorry|scratch that|i mean|make that|no|rather)\b[\s,]+(?=.*\w)", re.IGNORECASE
)


def stripped(text: str) -> str:
    """An explanation without what leads into it and out of it: "that means", "please"."""
    bare = _TRAIL.sub("", unwrapped(text)).strip(" .!?,:;\"'")
    while True:
        shorter = _LEAD_IN.sub("", bare).strip(" ,")
        if shorter == bare or not shorter:
            return bare
        bare = shorter


def answered(text: str, said: str) -> str:
    """The explanation in an answer: without the phrase it explains, and with the last of what was taken back."""
    bare = text.strip(" .!")
    named = re.escape(said).replace(r"\ ", r"\s+")
    bare = re.sub(
        rf"^\W*(?:well\W+|so\W+|by\s+)?(?:an?\s+|the\s+)?[\"']?{named}[\"']?(?:\s+mode)?,?\s+(?:just |simply |"
        rf"basically )?"
        r"(?:means?|is when|is|are|should(?: be| mean)?|would be|stands for|=|i mean|equals)\s+(?:that |when |to )?",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    if taken := _TAKEN_BACK.match(bare):
        rest = bare[taken.end() :]
        bare = rest if is_amount(rest) and is_amount(taken.group()) else bare
    return replace_also(stripped(bare))


def replace_also(text: str) -> str:
    """ "off, and the lights off too": words that only join are taken out."""
    return re.sub(r"\s+(?:too|also|as well)(?=\s*(?:,|$|and\b))", "", text, flags=re.IGNORECASE).strip()
