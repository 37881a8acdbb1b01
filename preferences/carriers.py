"""The words that carry requests: what stands around the details in the NLU examples of each intent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from preferences import acts
from preferences.vocabulary import words_of

FOLDER = Path(__file__).resolve().parent.parent / "data" / "nlu"
"""Where the project keeps its examples."""
CLOSED = frozenset(
    "change_amount temperature temperature_unit color_type house_place device_type time date timeofday duration "
    "coffee_type general_frequency music_descriptor".split()
)
"""Details with few values: the words of their examples count as known."""
SHARED = 6
"""In how many intents a word has to carry to belong to none."""
_MARK = re.compile(r"\[([^\]\[]+)\]\(([a-z_]+)\)")
_WRAPPED = re.compile(
    r"^(?:(?:hey|hi|ok|okay|please|now|just|so|well|um|uh|mynah|olly|alexa|siri|google|computer|assistant|kindly|alright|right|then|and|also|"
    r"(?:can|could|would|will) you|(?:can|could|may) i(?: have| get)?|would you mind|go ahead and|"
    r"i(?: would|'d) like(?: you)? to|i want(?: you)? to|i need(?: you)? to|you (?:should|can|could|must|have to)|"
    r"let's|let us|be so kind and|make sure (?:to|that you))\b[\s,]*)+",
    re.IGNORECASE,
)
"""What people put around a request for politeness."""
_TAIL = re.compile(
    r"(?:[\s,]+(?:please|thanks|thank you|now|right now|for me|mynah|would you|will you|if you can|if you please|"
    r"at once|again|then|too|as well))+[\s.!?]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Carriers:
    """The words of the examples."""

    words: dict[str, frozenset[str]]
    """By family of intents: the words that stand around details, and those of details with few values."""
    shared: frozenset[str]
    """Words that carry in many intents and tell nothing."""
    openers: frozenset[str]
    """First words of requests that tell somebody to do something: "turn", "play"."""
    asked: frozenset[str]
    """All words that carry anything one can ask for, served or not."""
    all: frozenset[str]
    """The words around details in examples of every kind, talk included."""
    refused: frozenset[str]
    """First words of requests that are known to be out of reach: "order", "translate"."""
    frames: dict[str, str]
    """Examples with their details left open: "turn off the [house_place] lights", and whose they are."""

    def of(self, intent: str) -> frozenset[str]:
        """The words that a request of that intent may carry."""
        return self.words.get(family(intent), frozenset())


def family(intent: str) -> str:
    """Intents whose requests share their words: all about the lights, all about the plugs."""
    return next((root for root in ("iot_hue", "iot_wemo") if intent.startswith(root)), intent)


def unwrapped(text: str) -> str:
    """A request without what is put around it for politeness."""
    bare = _WRAPPED.sub("", text.strip())
    bare = _TAIL.sub("", bare).strip(" .!?,")
    return bare or text.strip()


def is_told(text: str) -> bool:
    """Whether a text tells somebody to do something: "go dark", "I want the heating on high"."""
    bare = unwrapped(text).casefold()
    return bare.split(" ", 1)[0] in load_carriers().openers | {"go"} or _WANTED.match(bare) is not None


_WANTED = re.compile(
    r"(?:i (?:want|need|would like)|i'd like|give me|let me have|let's have) the \w+ .*\b(?:on|at|to|in|off)\b"
)


@lru_cache(maxsize=4)
def load_carriers(folder: Path = FOLDER) -> Carriers:
    """Read the examples."""
    words: dict[str, set[str]] = defaultdict(set)
    intents: dict[str, set[str]] = defaultdict(set)
    openers: dict[str, int] = defaultdict(int)
    frames: dict[str, str] = {}
    refused: set[str] = set()
    for intent, example in _examples(folder):
        carried = {word.key for word in words_of(_MARK.sub(" ", example))}
        for word in carried:
            intents[word].add(family(intent))
        words[family(intent)] |= carried
        for detail, name in _MARK.findall(example):
            if name in CLOSED:
                words[family(intent)] |= {word.key for word in words_of(detail)}
        if intent == acts.OUT_OF_SCOPE:
            refused.add(unwrapped(_MARK.sub(r"\1", example)).casefold().split(" ", 1)[0])
        if acts.is_request(intent):
            frame = unwrapped(_MARK.sub(r"[\2]", example)).casefold()
            frames[frame] = intent
            first = frame.split(" ", 1)[0]
            openers[first] += first.isalpha()
    return Carriers(
        {name: frozenset(some) for name, some in words.items()},
        frozenset(word for word, where in intents.items() if len(where) >= SHARED),
        frozenset(word for word, count in openers.items() if count > 1 and word not in _NO_VERBS) | VERBS,
        frozenset(word for word, where in intents.items() if any(_is_asked(name) for name in where)),
        frozenset(intents),
        frozenset(refused),
        frames,
    )


def _is_asked(name: str) -> bool:
    return acts.is_request(name) or name == acts.OUT_OF_SCOPE


def _examples(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.yml")):
        intent = ""
        # The files are plain lists; reading them as YAML would take a second.
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("- intent:"):
                intent = line.split(":", 1)[1].strip()
            elif line.startswith("    - ") and intent:
                yield intent, line[6:].strip()


_NO_VERBS = frozenset(
    "a an the my our your this that these those some any all every i i'm i'll i've it it's its is are am was were be "
    "what what's whats when when's where where's who who's why how how's which whose do does did has have had "
    "can could "
    "would should will there there's here in on at for to from of with about by no not yes more less one two "
    "three five "
    "ten twenty thirty half up down off too very so such new other another old next last lights light lamp lamps music "
    "alarm alarms timer timers coffee oven heating thermostat weather time kitchen bedroom living bathroom office "
    "temperature room lists shopping news jazz rock pop".split()
)
VERBS = frozenset(
    "turn switch set put make dim brighten play start stop pause add remove delete cancel wake show tell give get find "
    "change lower raise heat warm cool brew read create open close shut lock unlock bring keep let run activate enable "
    "disable begin resume continue remind order call send book buy clean vacuum move take go kill light preheat crank "
    "bump increase decrease reduce adjust shuffle skip mute check search look recommend suggest pour prepare cook bake "
    "launch initiate execute trigger engage release do fire power throw plug unplug drop watch listen".split()
)
"""Words that tell somebody to do something, whether an example begins with them or not."""
