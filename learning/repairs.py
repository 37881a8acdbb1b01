"""What a person said when something had not worked, and the words that worked right after: a rewrite from one repair.

Read from the turn log's events as they come, so that the very next conversation is served by it; `mynah learn` weighs
the same turns later, with everybody's. Only this person's exact wording is replaced. A repair is clear when the first
request was not understood, or was taken back in so many words, and the second one is it again, put better.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz

from learning.rewrites import name_of
from learning.rewriting_evidence import Meaning, plain
from learning.sensitive import replaceable, takeable
from preferences import acts
from preferences.carriers import is_told
from preferences.signs import SESSION_GAP, sounds_correcting
from preferences.turns import TURN_SLOT, Turn, read_turns

ALIKE = 60.0
"""Likeness in percent that a wording needs with what it is corrected to."""
ALIKE_VALUES = 75.0
"""The same for two values of one detail; below it somebody has changed their mind: rock after jazz."""
LONGEST = 200
"""Characters of the longest wording that is kept."""
MOST = 200
"""Repairs kept of one person; the oldest goes first."""
_UNREAD = acts.UNREAD | {acts.PHRASE_DEFINE}
_LEAD = re.compile(
    r"^\W*(?:(?:no|nope|nah|sorry|wait|actually|hey|please|well|i (?:said|meant|mean|wanted)(?: to say)?|what i "
    r"(?:said|meant|want|wanted) (?:is|was)|not that|i was saying)\b[\s,:;.-]*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Repair:
    """A wording of one person that fails, and the words to read in its place."""

    text: str
    """The wording, as `plain` spells it."""
    said: str
    """What was said right after, and worked."""
    state: str
    """How that was read."""
    first: str = ""
    """The wording as the person put it."""
    at: float = 0.0
    """When it was put right, seconds since the epoch."""
    uses: int = 0
    """How often it was read that way since."""

    @property
    def id(self) -> str:
        """Its name; the same rewrite has the same one when it is learned from the log."""
        return name_of(self.text, self.state)


@dataclass
class _Conversation:
    """Where one conversation stands."""

    own: Turn | None = None
    """What the person said last."""
    served: Turn | None = None
    """What is being served for it: the same, or what was put again."""
    rewritten: bool = False
    """Whether it was read by other words than were said."""
    failed: list[Turn] = field(default_factory=list)
    """What did not work, since something last did."""


class Repairs:
    """One person's repairs, folded from their events, oldest first."""

    def __init__(self) -> None:
        self._found: dict[str, Repair] = {}
        self._talks: dict[str, _Conversation] = {}

    def find(self, text: str) -> Repair | None:
        """The repair of a wording, as `plain` spells it."""
        return self._found.get(text)

    def all(self) -> tuple[Repair, ...]:
        """All of them, the newest first."""
        return tuple(reversed(self._found.values()))

    def take(self, person: str, sender: str, event: Mapping[str, Any]) -> None:
        """Take one event of the log in; another person's in the same conversation ends what was begun."""
        talk = self._talks.setdefault(sender, _Conversation())
        if event.get("event") == "user":
            (turn,) = read_turns([event])
            if turn.person != person:
                self._talks[sender] = _Conversation()
            elif turn.reask:
                talk.served = turn
            else:
                self._said(talk, turn, event)
        elif event.get("name") == TURN_SLOT and isinstance(event.get("value"), Mapping):
            self._ended(talk, event["value"].get("outcome"))

    def _said(self, talk: _Conversation, turn: Turn, event: Mapping[str, Any]) -> None:
        before = talk.own
        soon = before is not None and turn.at - before.at <= SESSION_GAP
        settled = before is not None and before.intent == acts.PHRASE_DEFINE and before.outcome != "asked"
        if not soon or settled or turn.intent in (acts.CANCEL, acts.SKIP):
            # Answered or given up: what comes now is something else.
            talk.failed.clear()
        if before is not None and soon and _takes_back(turn):
            if talk.rewritten:
                # A no right after a rewrite ends it.
                self._found.pop(plain(before.text), None)
            elif before.outcome == "done" and replaceable(before.intent):
                talk.failed.append(before)
        ours = (event.get("parse_data") or {}).get("mynah") or {}
        talk.own = talk.served = turn
        talk.rewritten = bool(ours.get("rewrite"))
        used = self._found.get(plain(turn.text)) if talk.rewritten else None
        if used is not None:
            self._found[used.text] = replace(used, uses=used.uses + 1)

    def _ended(self, talk: _Conversation, outcome: Any) -> None:
        own, served = talk.own, talk.served
        if own is None or served is None:
            return
        as_said = served is own
        talk.own = own = replace(own, outcome=outcome)
        if outcome == "done" and takeable(served.intent):
            for first in talk.failed:
                # What was explained when asked about is a phrase now, to be kept and forgotten as one.
                if own.intent != acts.PHRASE_DEFINE or first.intent != acts.PHRASE_ASK:
                    self._learn(first, served, own)
            talk.failed.clear()
            if as_said and not talk.rewritten:
                # A wording that works is left alone.
                self._found.pop(plain(own.text), None)
        elif own.intent in _UNREAD or outcome in ("unsupported", "not_found"):
            talk.failed.append(own)

    def _learn(self, first: Turn, second: Turn, own: Turn) -> None:
        said = _LEAD.sub("", own.text).strip()
        if own.intent == acts.PHRASE_DEFINE or not is_told(said):
            # "No, jazz" says a part only; what was served for it says all.
            said = _LEAD.sub("", second.text).strip() or second.text
        text = plain(first.text)
        if not text or text == plain(said) or max(len(text), len(said)) > LONGEST or text.startswith("/"):
            return
        if not _is_again(first, replace(second, text=said)):
            return
        self._found.pop(text, None)
        self._found[text] = Repair(text, said, Meaning(second.intent, second.said).state, first.text.strip(), second.at)
        while len(self._found) > MOST:
            del self._found[next(iter(self._found))]


def _takes_back(turn: Turn) -> bool:
    return turn.intent in (acts.COMPLAINT, acts.CORRECTION) or sounds_correcting(turn.text)


def _is_again(first: Turn, second: Turn) -> bool:
    """Whether the second request is the first one, put better."""
    letters = fuzz.ratio(plain(first.text), plain(second.text))
    if first.outcome == "done":
        known = dict(first.said)
        others = [(known[name], value) for name, value in second.said if name in known and known[name] != value]
        same_kind = all(fuzz.ratio(one.casefold(), other.casefold()) >= ALIKE_VALUES for one, other in others)
        return letters >= ALIKE and same_kind
    return bool(_telling(first.text) & _telling(second.text)) or letters >= ALIKE


def _telling(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", plain(text)) if len(word) > 3}
