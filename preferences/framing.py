"""The request in which an unknown word stood: what it was about, and where the word was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from preferences.gap import HOME, LIGHTS, Gap
from preferences.placing import placed, thing_kind

_NOUN_OF = {"iot_thermostat_set": "heating", "iot_oven_set": "oven", "iot_wemo_on": "plug", "iot_wemo_off": "plug"}


@dataclass(frozen=True)
class Frame:
    """The request in which an unknown word stood."""

    thing: str = ""
    """What was to be set, "the bedroom lights"; empty when nothing is."""
    before: str = ""
    """The request in front of the unknown words."""
    after: str = ""
    """The request behind them."""
    intent: str = ""
    """What the request was read as; empty without a request."""
    settable: bool = False
    """True where a thing is set to a value."""


def frame_of(text: str, gap: Gap) -> Frame:
    """The frame of a gap; empty when the whole request is unknown."""
    if gap.whole:
        return Frame()
    before, after = text[: gap.start], text[gap.end :]
    place = placed(text, gap.start, gap.end)
    if gap.intent not in HOME or place is None or not place.is_setting or not place.thing:
        return Frame("", before, after, gap.intent)
    noun = "lights" if gap.intent in LIGHTS else _NOUN_OF[gap.intent]
    thing = re.sub(r"^(?:in|on|at)\s+(?=the|my|our)", "", place.thing)
    if re.fullmatch(r"(?:it|them|that|this|those|these|everything)(?: in .*)?", thing, re.IGNORECASE):
        thing = re.sub(r"^\w+", f"the {noun}", thing)
    elif thing_kind(thing) is None:
        thing = (
            f"the {noun} {thing}" if re.match(r"(?:here|everywhere|\w+stairs|outside)$", thing) else f"{thing} {noun}"
        )
    if not re.match(r"(?:the|my|our|all|both|every)\b", thing, re.IGNORECASE):
        thing = f"the {thing}"
    return Frame(thing, before, after, gap.intent, True)


def put_in(frame: Frame, value: str) -> str:
    """The request with other words in the place of the unknown ones."""
    before = frame.before
    if re.match(r"(?:the|my|our|a|an|some)\s", value, re.IGNORECASE):
        before = re.sub(r"\b(?:the|my|our|a|an|some)\s+$", "", before, flags=re.IGNORECASE)
    elif re.search(r"\ban?\s+$", before, re.IGNORECASE):
        before = re.sub(r"\ban?\s+$", "an " if value[:1].casefold() in "aeiou" else "a ", before, flags=re.IGNORECASE)
    after = frame.after
    first_behind = after.split()[:1]
    if first_behind and value.casefold().endswith(first_behind[0].casefold()):
        after = after.strip()[len(first_behind[0]) :]
    return f"{before}{value}{after}"
