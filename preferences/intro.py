"""What may stand before a statement without changing whose it is: "well, I think ..."; and what undoes it: "if"."""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re

from preferences.clauses import Sentence
from preferences.frames import ADVERBS

_I_SAY = (
    r"i (?:do not |do |really |just |still |already |also |would |must |have to |should |will |have |always )*"
    r"(?:think|thought|guess|suppose|believe|mean|meant|know|say|said|admit|confess|told you|tell you|mentioned|"
    r"realize|realise|realized|realised|decided|found out|figured|reckon|feel like|swear)(?: you)?(?: that)?"
)
_INTRO = re.compile(
    rf"(?:(?:{ADVERBS}|yes|yeah|yep|yup|no|nope|nah|oh|ah|hmm|um|uh|er|well|so|hey|hi|hello|ugh|eww?|yuck|yum|mmm?|argh|phew|gosh|geez|man|dude|bro|mate|boy|honey|dear|omg|lmao|hehe|heh|meh|mynah|assistant|alexa|siri|google|"
    r"okay|ok|right|alright|all right|sure|sorry|thanks|thank you|please|listen|look|see|because|since|cause|as|also|plus|and|but|or|"
    r"though|although|while|whereas|yet|however|then|that is|not that one|not that|not this|wrong|maybe|perhaps|again|one more thing|"
    r"good morning|good evening|morning|true|cool|great|nice|wow|(?:do )?you know what|guess what|know what|you know|you see|lol|haha|that|"
    r"you (?:should|must|need to|may|can|might want to) (?:also )?know(?: that)?|"
    r"(?:remember|note|know|learn|save|store|keep in mind|do not forget|bear in mind|be aware)(?: that)?(?: for me)?|"
    r"let me tell you(?: that)?|i (?:also )?(?:want|would like|need) you to (?:know|remember|learn)(?: that)?|"
    r"the (?:thing|fact|truth|point) is(?: that)?|when it comes to [\w ]{1,25}?|as for [\w ]{1,20}?|as far as [\w ]{1,20}? (?:goes|is concerned)|"
    r"[\w]+ (?:- )?wise|"
    r"for (?:music|food|dinner|lunch|films|movies|sports|me)|in terms of \w+|in general|my mistake|never mind|change of plans?|"
    r"from now on|in (?:the )?future|i (?:have )?changed my mind|correction|update|funny|speaking of \w+|about \w+|me|in this house|at home|around here|"
    r"not (?:that|this|those|it)|(?:put|mark|note|register|count) (?:me|us) (?:down )?as|of course|first of all|by now|for now|like|as an? \w+|in fact|"
    rf"{_I_SAY}|not \w+ but) (?:[,:.-] )*|[,:-] )*"
)
BOUNDARY = frozenset({",", "and", "but", "so", "because", ":", "-", "(", "though", "although", "yet", "or", "since"})
"""Words that a new clause may begin behind."""
GREETING = re.compile(r"\b(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|nice to meet you|howdy)\b")
_OWN = re.compile(r"(?:i|we) ")
_OTHER_MOOD = re.compile(
    r"\b(?:who|that|which|he|she|they|you|it|people|his|her|their|if|when|to|would|could|might|should|may|will|can|want|"
    r"wish|hope|let|help|cond\d+)\b"
)
_SUPPOSE = re.compile(
    r"\b(?:if|unless|imagine|imagining|suppose|supposing|pretend|pretending|wish|wished|whether|as though|hypothetically|"
    r"let us say|assuming|in case|would you|could you tell|do you|did you|joke|kidding|lyrics?|song called|the phrase|the word)\b"
)
_AUX = (
    r"(?:do(?! not)|does|did|is|are|am|was|were|can(?! not)|could(?! not)|would|will(?! not)|should|shall|have you|has|"
    r"is not|are not|do not (?:you|i|we|they)|does not|did not|can not (?:you|i|we))"
)
_REMEMBER = re.compile(
    rf"(?:(?:please|and|also|hey|ok|okay|so|mynah|can you|could you|will you|you should|,) )*"
    rf"(?:remember|note|learn|save|store|keep in mind|do not forget|bear in mind|know)(?: for me)?(?: that)? (?:i|we) "
    rf"(?:(?:{ADVERBS}) )*(?:(?:do not |can not )(?:{ADVERBS} )?)?"
    rf"(?:like|love|hate|enjoy|prefer|adore|detest|dislike|stand|loathe|eat|avoid|am (?:allergic to|into|fond of|a fan of)) "
    rf"(?!(?:to|it|you|him|her|them|this|that|these|those|when|how|what|if|being|my|your|the way)\b)"
)
_ASKS = re.compile(
    rf"^(?:(?:hey|hi|hello|okay|ok|so|and|but|well|oh|also|please|then|mynah|alexa|siri|google) (?:, )?)*"
    rf"(?:{_AUX} (?:i|you|we|he|she|they|it|my|your|his|her|their|the|this|that|there|any|anyone|anybody|people)\b|"
    r"(?:who|whom|whose|why|how|where)\b|what (?!i\b)|which\b|when (?:is|are|do|does|did|will|was|were|can|should)\b|"
    r"what i(?= (?:should|do|can|could|will|would))|tell me (?:what|which|who|whether|if)|(?:do not )?you (?:know|like|remember) (?:what|which|if|that)(?! ?,))"
)
_TAG = re.compile(
    r"(?:, )?(?:do not you|are not you|is not it|right|you know|you know what i mean|okay|ok|what about you|how about you|and you|do you|are you|"
    r"does that help|got it|understood|understand|see|huh|eh|yes|no|yeah|all right|alright|can you (?:remember|learn|note|save) (?:that|this|it)|"
    r"will you remember(?: that| this)?|so (?:can|could|will) you [\w ]+|what do you recommend|what should i [\w ]+)$"
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|you|who|people|everyone|everybody|someone|somebody|nobody|(?:my|his|her|your|their|the|our) \w+) "
    r"(?:\w+ )?(?:says?|said|thinks?|thought|believes?|claims?|claimed|knows?|knew|told|tells?|asked|asks?|wonders?|wondered|"
    r"hopes?|hoped|guesse[sd]|assumes?|assumed|suggests?|suggested|insists?|insisted)\b"
)


_RUN_ON = re.compile(
    r"\b(?:like|want|love|hate|mean|meant|is|was|not|with|about|heard|play) (?:it|this|that|them|those) $|\b(?:through|lol|haha) $"
)
"""Where a recogniser, which writes no commas, lets one clause run into the next: "no I don't like that I love punk"."""


def asks(sentence: Sentence) -> bool:
    """Whether a sentence is a question; a tag at its end ("..., you know?") makes none."""
    if _ASKS.match(sentence.normal):
        return True
    if not sentence.asked:
        return False
    tag = _TAG.search(sentence.normal)
    return tag is None or tag.start() == 0


def introduces(sentence: Sentence, begin: int, end: int, explicit: bool) -> bool:
    """Whether the tokens between two places leave what follows to the speaker.

    Args:
        sentence: where they stand.
        begin: the token after the clause before.
        end: the token what follows begins at.
        explicit: whether what follows names "I" or "my" itself, so that a new clause may begin with it.
    """
    if begin >= end:
        return True
    between = sentence.normal[sentence.place(begin) : sentence.place(end)]
    found = _INTRO.match(between)
    if found is not None and found.end() == len(between):
        return True
    if not explicit or _OTHERS.search(between):
        return False
    last = sentence.tokens[end - 1].text
    return last in BOUNDARY or last.startswith("cond") or _RUN_ON.search(between) is not None


def shares_subject(sentence: Sentence, segment: int, at: int) -> bool:
    """Whether a clause without a subject leans on an "I" before it: "I grew up in Leeds but live in York"."""
    if at == 0 or sentence.tokens[at - 1].text not in ("and", "but", "now"):
        return False
    for begin in range(segment, at):
        if _OWN.match(sentence.normal, sentence.place(begin)):
            between = sentence.normal[sentence.place(begin) : sentence.place(at)]
            return introduces(sentence, segment, begin, True) and _OTHER_MOOD.search(between) is None
    return False


def told_to_remember(sentence: Sentence) -> int | None:
    """The token behind "remember that I hate ...": what stands there is to be kept, or said not to be known."""
    found = _REMEMBER.match(sentence.normal)
    return sentence.index(found.end()) if found is not None else None


def doubts(sentence: Sentence, at: int) -> bool:
    """Whether "I don't think" stands right before: it turns the sign of what follows."""
    return (
        re.search(
            r"\bi (?:really )?do not (?:really )?(?:think|believe|suppose)(?: that)? $",
            sentence.normal[: sentence.place(at)],
        )
        is not None
    )


def supposes(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether an "if", a wish or a reporting other stands around a clause."""
    before = sentence.normal[: sentence.place(begin)]
    after = sentence.normal[sentence.place(end) :]
    if re.match(r"(?:\w+ )?(?:if|unless|whether) ", after):
        return True
    told = _INTRO.match(before)
    if told is not None and told.end() == len(before):
        return False
    return bool(_SUPPOSE.search(before) or (_OTHERS.search(before) and not re.search(r"[,]|\b(?:but|and)\b", before)))
