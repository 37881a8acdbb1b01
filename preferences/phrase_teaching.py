"""Recognises the messages that teach a phrase: "when I say movie night, dim the lights", "call the office the den"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from preferences.carriers import load_carriers, unwrapped
from preferences.phrase_names import known_name_at
from preferences.placing import names_thing

LONGEST = 4_000
"""Characters from which on no message is looked into."""
_START = (
    r"^\W*(?:(?:hey|hi|ok|okay|please|so|well|now|and|no|nope|actually|wait|sorry|mynah|listen|remember|note|learn|"
    r"just so you know|fyi|for the record|from now on|in (?:the )?future|from today|starting now|going forward|"
    r"(?:a|here'?s a) new (?:word|phrase|rule|routine|command)(?: for you)?|new (?:word|phrase|rule|routine)|"
    r"(?:i(?:'?d like| want) to|let me|can i|could i|i'?ll|i will|i'?m going to) teach you(?: (?:that|a new \w+|"
    r"a \w+|something))?|"
    r"can you (?:learn|remember)|please (?:learn|remember)|add a (?:shortcut|routine|phrase)|that)\b[\s,:;.!-]*)*"
)
_SAYING = (
    r"(?:when|whenever|if|every time|each time|any ?time|once|in case)\s+(?:i|we|you hear me|somebody|someone|anyone|"
    r"you hear)\s*(?:(?:then |just |ever |simply )?(?:say|says|tell you|ask you for|ask for|ask|talk about|speak of|"
    r"mention|mentions|call out|shout|use|type|write|refer to|go)\s+)?(?:to you\s+)?(?:the (?:words?|phrase|"
    r"command)\s+)?"
)
_DOES = (
    r"(?:should|shall|will|must|means?|is|stands for|is short for|is to|would be|has to|needs to|ought "
    r"to)(?:\s+(?:mean|be|"
    r"do|make you|now mean|always mean|stand for|that you|that i want you to|i want you to|for you to))?"
)
_MEANS = (
    r"(?:(?:just |really |always |now |actually |simply |basically )?means?(?: that| to| for you to| you should| "
    r"i want you to|"
    r" i want)?|stands for|is (?:just )?short(?:hand)? for|is (?:just |simply )?(?:another|a different|my|our|the|a)\s+"
    r"(?:other )?(?:name|word|nickname|term|alias|shortcut|code|code word|pet name) for|is what (?:i|we) call|is "
    r"code for|"
    r"refers to|is the same (?:thing )?as|is the same as saying|(?:should|shall|will|must|has to|is going to) (?:now )?"
    r"(?:mean|be|stand for|do)|is supposed to mean|= )"
)
_WHEN = re.compile(_START + _SAYING + r"(?P<rest>.+)$", re.IGNORECASE)
_BY = re.compile(
    _START + r"(?:by|with|when i say)\s+(?P<said>.{1,200}?),?\s+i(?:'m| am)?\s+(?:really |just |actually |always )?"
    r"(?:mean|meant|meaning|talking about|refer(?:ring)? to)\s+(?:that |the word )?(?P<means>.+)$",
    re.IGNORECASE,
)
_MEANING = re.compile(_START + r"(?P<said>.{1,200}?),?\s+" + _MEANS + r"\s*(?P<means>.+)$", re.IGNORECASE)
_FROM_NOW = re.compile(
    r"^\W*(?:(?:ok|okay|please|hey|mynah)\W+)*(?:from now on|in (?:the )?future|from today(?: on)?|going forward|"
    r"starting now)"
    r"[\s,:]+(?P<said>.{1,200}?)\s+" + _DOES + r"\s+(?P<means>.+)$",
    re.IGNORECASE,
)
_CALL = re.compile(
    _START
    + r"(?:let'?s |let us |(?:i|we)(?:'?d like to| want to|'?ll| will| usually| always| just)? |you can |can you |"
    r"could you |everybody |everyone (?:here )?)?(?:call|calls|name|nickname|rename|refer to|dub)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    _START + r"(?P<means>.{1,200}?)\s+(?:is|are|is also|are also|is now|goes by|is going to be|shall be|will be)\s+"
    r"(?:called|named|known as|nicknamed|to be called|the name)\s+(?P<said>.+)$",
    re.IGNORECASE,
)
_TREAT = re.compile(
    _START
    + r"(?:treat|take|define|read|understand|let|make|use)\s+(?P<said>.{1,120}?)\s+(?:as (?:a |another )?(?:name|"
    r"word|nickname|"
    r"shortcut) for|to mean|as|mean|stand for|be)\s+(?P<means>.+)$",
    re.IGNORECASE,
)
_MAKE = re.compile(_START + r"(?:make|have|let)\s+(?P<rest>.+)$", re.IGNORECASE)
_JOINT = re.compile(
    r"(?:\s*[,:;.\u2014-]+\s*|\s+)(?:then\s+)?(?P<joint>it means(?: that| to)?|that means(?: that| to)?|this means|"
    r"i mean(?: that)?|i(?:'m| am) talking about|i(?:'m| am) referring to|i(?:'d| would) like you to|i want you to|"
    r"i need you to|you should|you (?:must|have to|need to)|you can|please|do(?= the following\b)|it should|"
    r"i want(?= the| my| all| some)|i(?:'d| would) like(?= the| my| all| some)|make sure (?:you|to|that)|what i "
    r"mean is|do(?: this)?:|do the following:?|go ahead and)\s+",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    "it that this them they these those he she you i we me what which who there here one everything nothing something "
    "a the no yes ok okay and or but so that's it's mine yours please".split()
)
_QUESTION = re.compile(
    r"^\W*(?:what|which|who|how|why|does|do|did|is|are|was|can you tell|tell me|explain|where)\b", re.IGNORECASE
)
_BY_PERSON = re.compile(r"^(?:me|us|myself)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A phrase as it is being taught."""

    said: str
    """The phrase."""
    means: str
    """What it is to stand for, in the person's words."""
    named: bool = False
    """True when the words can only give another name ("call the office the den")."""
    explicit: bool = True
    """False where the words may also just say something: "my name means a lot to me"."""
    meant: bool = False
    """True where they say what is meant, not what to do: "by the blue stuff I mean dishwasher tablets"."""


def read_teaching(text: str) -> Told | None:
    """The phrase a message teaches; None when it teaches none."""
    if len(text) > LONGEST or (text.rstrip().endswith("?") and _QUESTION.match(text)):
        return None
    plain = " ".join(text.replace("“", '"').replace("”", '"').split())
    for read in (_when, _by, _call, _from_now, _means, _called, _treat, _make):
        told = read(plain)
        if told is not None:
            return told
    return None


def _when(text: str) -> Told | None:
    found = _WHEN.match(text)
    if found is None:
        return None
    rest = found["rest"].strip()
    quoted = re.match(r"[\"'‘](?P<said>[^\"]{1,200}?)[\"'’](?=[\s,.:;]|$)[\s,.:;-]*(?P<means>.+)$", rest)
    if quoted is not None:
        return _told(quoted["said"], _without_joint(quoted["means"]))
    if not re.search(
        r"\b(?:say|says|tell|ask|talk|speak|mention|hear|shout|use|call|type|write|refer|go)\b",
        text[: found.start("rest")],
        re.IGNORECASE,
    ):
        return None
    joint = _JOINT.search(rest)
    comma = re.search(r"\s*[,:;\u2014]\s+|\.\s+", rest)
    if joint is not None and joint.start() and (comma is None or joint.start() <= comma.start()):
        told = _told(
            rest[: joint.start()], rest[joint.end() :], joint["joint"].casefold().startswith(("i'm t", "i am t"))
        )
        meant = joint["joint"].casefold().startswith("i mean")
        return replace(told, meant=meant) if told is not None else None
    if comma is not None and comma.start():
        return _told(rest[: comma.start()], _without_joint(rest[comma.end() :]))
    # Recognised speech has no commas: the meaning begins with the first word that tells somebody to do something.
    openers = load_carriers().openers
    words = list(re.finditer(r"\S+", rest))
    for at, word in enumerate(words):
        if at and word.group().casefold().strip(".,") in openers and at + 1 < len(words):
            return _told(rest[: word.start()], rest[word.start() :])
    return None


def _by(text: str) -> Told | None:
    found = _BY.match(text)
    told = _told(found["said"], found["means"]) if found is not None else None
    return replace(told, meant=True) if told is not None else None


def _means(text: str) -> Told | None:
    found = _MEANING.match(text)
    if found is None or _QUESTION.match(found["said"]):
        return None
    told = _told(found["said"], found["means"])
    return replace(told, explicit=False) if told is not None else None


def _from_now(text: str) -> Told | None:
    found = _FROM_NOW.match(text)
    return _told(found["said"], found["means"]) if found is not None else None


def _call(text: str) -> Told | None:
    found = _CALL.match(text)
    if found is None or _BY_PERSON.match(found["rest"]):
        return None
    rest = found["rest"].strip(" .!")
    quoted = re.match(r"(?P<means>.+?)\s+(?:as |just )?[\"'](?P<said>[^\"]+)[\"']$", rest)
    if quoted is not None:
        return _told(quoted["said"], quoted["means"], True)
    end = known_name_at(rest)
    if not end or not rest[end:].strip():
        return None
    return _told(re.sub(r"^\s*(?:as|just|by the name(?: of)?|simply|to)\s+", "", rest[end:]), rest[:end], True)


def _called(text: str) -> Told | None:
    found = _CALLED.match(text)
    if found is None or _QUESTION.match(found["means"]):
        return None
    means = found["means"].strip()
    return _told(found["said"], means, True) if known_name_at(means) == len(means) else None


def _treat(text: str) -> Told | None:
    found = _TREAT.match(text)
    if found is None:
        return None
    first = text[found.start("means") :].split(" ", 1)[0].casefold()
    asked = re.search(
        r"\b(?:treat|define|stand for|mean|name for|word for|nickname for|shortcut for)\b", text, re.IGNORECASE
    )
    if asked is None and first not in load_carriers().openers:
        return None
    told = _told(found["said"], found["means"])
    return replace(told, explicit=False) if told is not None else None


def _make(text: str) -> Told | None:
    found = _MAKE.match(text)
    if found is None:
        return None
    openers = load_carriers().openers
    words = list(re.finditer(r"\S+", found["rest"]))
    for at, word in enumerate(words[:-1]):
        # "make bye bye turn off the lights"; "make the lights turn blue" is a request.
        if at and word.group().casefold() in openers:
            said = found["rest"][: word.start()]
            return None if names_thing(said.strip()) else _told(said, found["rest"][word.start() :])
    return None


def _without_joint(means: str) -> str:
    found = _JOINT.match(f" {means}")
    return means[found.end() - 1 :] if found is not None else re.sub(r"^(?:then|do)\s+(?=\w+\s)", "", means)


def _told(said: str, means: str, named: bool = False) -> Told | None:
    said = said.strip(" .,!?:;\"'“”‘’-")
    said = re.sub(r"^(?:(?:the )?(?:words?|phrase|command|saying|routine)\s+(?!that\b))", "", said, flags=re.IGNORECASE)
    said = re.sub(r"\s+(?:to you|then)$", "", said, flags=re.IGNORECASE).strip(" \"'")
    means = re.sub(
        r"\s*(?:,|\band\b)?\s*(?:please|ok(?:ay)?|thanks|thank you|got it|understood|right|instead|"
        r"from now on|this time)?\s*[.!?]*$",
        "",
        means,
        flags=re.IGNORECASE,
    )
    means = means.strip(' .,!:;"“”')
    if not said or not means or said.casefold() in _PRONOUNS or not any(c.isalnum() for c in said):
        return None
    if all(word in _PRONOUNS or word in ("by", "with", "say", "when") for word in said.casefold().split()):
        return None
    return Told(said, unwrapped(means) if not named else means, named)
