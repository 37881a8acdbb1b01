""" "Cancel it", right after something was set, listed or started: the request that takes it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from preferences import acts
from preferences.follow_ups import STANDS_FOR
from preferences.request import Outcome, Reading
from preferences.state import LastRequest

_TAKES_BACK = re.compile(
    r"^\W*(?:(?:no|oh|ok|okay|wait|sorry|actually|please|well|hm+|hang on|can you|could you|would you|you can|just|on "
    r"second thought|i changed my mind|now)\W+)*"
    r"(?:cancel|scrap|scratch|delete|remove|drop|undo|stop|forget|kill|get rid of|take|cross|turn|switch|strike)\s+"
    r"(?:it|that|them|this|that one|the last (?:one|thing))"
    r"(?:\W+(?:off|out|back|down|again|please|then|now|the list|my list|for me|thanks))*\W*$",
    re.IGNORECASE,
)
_REVERSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "alarm_set": ("alarm_remove", "cancel the alarm"),
        "timer_set": ("timer_remove", "cancel the timer"),
        "lists_createoradd": ("lists_remove", "take it off the list"),
        "play_music": ("audio_stop", "stop the music"),
        "play_audiobook": ("audio_stop", "stop the audiobook"),
        "play_movie": ("audio_stop", "stop the film"),
    }
)
"""Request → the one that takes it back, and its words where no detail was named."""


def reversal(text: str, intent: str, taught: bool, last: LastRequest | None, at: float) -> Reading | None:
    """The request that takes back the one before; None for any other message.

    Args:
        text: what the person said.
        intent: what NLU read.
        taught: whether something was taught last, which "undo that" takes back instead.
        last: the request before.
        at: now, seconds since the epoch.
    """
    if last is None or at - last.at > STANDS_FOR or last.outcome != Outcome.DONE.value:
        return None
    if last.intent not in _REVERSED or (intent == acts.UNDO and taught) or not _TAKES_BACK.match(text):
        return None
    reverse, words = _REVERSED[last.intent]
    return Reading(reverse, last.said, 1.0, "follow_up", words=_worded(words, last))


_ADDING = re.compile(r"^.*?\b(?:put|add|stick|pop|write|get|throw|chuck|bung|whack|note)\b(?: down)?", re.IGNORECASE)
_ONTO = re.compile(r"\b(?:on|onto|to|in|into)\b(?=\s+(?:the|my|our|a)\b[\w\s-]*\blist\b)", re.IGNORECASE)


def _worded(words: str, last: LastRequest) -> str:
    """The request in whole words, with the details that tell which one is meant."""
    intent, said = last.intent, last.said
    texts = {entity.name: entity.text for entity in said if entity.text}
    if intent == "alarm_set":
        told = " ".join(texts[name] for name in ("date", "time") if name in texts)
        return f"{words} for {told}" if told else words
    if intent == "timer_set" and "duration" in texts:
        return f"cancel the {texts['duration']} timer"
    items = [entity.text for entity in said if entity.name == "item_name" and entity.text]
    if intent == "lists_createoradd" and items:
        of = f"the {texts['list_name']} list" if "list_name" in texts else "the list"
        return f"take {' and '.join(items)} off {of}"
    if intent == "lists_createoradd" and _ADDING.match(last.text):
        return _ONTO.sub("off", _ADDING.sub("take", last.text))
    return words
