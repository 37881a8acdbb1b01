"""The channel's side of "did you say ...?": what a doubtful hearing may be read as, and the questions that are open.

The question is the channel's own, since no turn of the assistant has begun before it is known what was said.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.voice_turn import NAME, Said
from bot.identity import Spoken
from bot.nlu.remembering import shared_memory
from bot.speech.recognising import Hearing
from preferences import acts
from preferences.errors import MynahError
from preferences.misheard import AGAIN, OPEN_FOR, SURE, Asked, Choice, Heard, answered, choose, confirm

logger = logging.getLogger(__name__)
MOST_OPEN = 1000
READABLE_FROM = 0.5
"""NLU's confidence from which on a hearing counts as readable."""
_UNREAD = frozenset({acts.FALLBACK, acts.OUT_OF_SCOPE, acts.NOTHING_SAID, acts.TOO_LONG, acts.PHRASE_ASK})
_EXPECTED = frozenset(
    {acts.LESSON_ANSWER, acts.PHRASE_DEFINE, acts.OFFER_ACCEPTED, acts.OFFER_DECLINED}
    | {acts.RIGHT_CONFIRMED, acts.RIGHT_DENIED}
)
"""What is read from where the conversation stands; how sure NLU is says little then."""
_TEACHING = frozenset(
    {acts.STATEMENT, acts.CORRECTION, acts.LESSON_ANSWER, acts.PHRASE_TEACH, acts.PHRASE_DEFINE, acts.FORGET}
)


@dataclass(frozen=True)
class Settled:
    """What a message has become."""

    said: Said | None
    """What goes to the assistant; None when the channel answers itself."""
    reply: str = ""
    """What the channel says then."""
    confirmed: Asked | None = None
    """The question that was answered with yes."""


class Asking:
    """The open questions of all conversations, each for one person; after a minute they are forgotten."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, str | None], tuple[Asked, dict[str, Any]]] = OrderedDict()
        self._refused: OrderedDict[tuple[str, str | None], tuple[str, float]] = OrderedDict()

    def settle(self, said: Said) -> Settled:
        """Take a message for the answer to an open question, or pass it on."""
        key = (said.sender, said.metadata.person)
        self._drop_old()
        asked, asr = self._open.pop(key, (None, {}))
        if asked is None:
            return Settled(said)
        answer = answered(said.text)
        if answer is None:
            return Settled(said)
        if not answer:
            self._refused[key] = (asked.meant, time.time())
            return Settled(None, "Sorry. What did you say?")
        # With what was heard first: the log then shows the doubt and its end.
        metadata = Spoken.by(said.metadata.person, {**said.metadata, "asr": asr})
        return Settled(Said(asked.meant.strip(" ."), said.sender, metadata), confirmed=asked)

    async def judge(self, agent: Any, said: Said, hearing: Hearing) -> Settled:
        """Decide what to do with a hearing that is not an answer; a sure one costs nothing here."""
        if hearing.best.confidence >= SURE:
            return Settled(said)
        key = (said.sender, said.metadata.person)
        refused, _ = self._refused.pop(key, ("", 0.0))
        found = await self._read(agent, said, hearing)
        choice, text = choose(found, (refused,) if refused else ())
        if choice is Choice.AGAIN:
            return Settled(None, AGAIN)
        if choice is Choice.SERVE:
            return Settled(said)
        asked = Asked(hearing.best.text, text, time.time())
        self._open[key] = (asked, hearing.asr)
        return Settled(None, asked.question)

    def _drop_old(self) -> None:
        """Let go of what nobody answered in time: nothing that was said is kept longer than it is of use."""
        now = time.time()
        while self._open and (now - next(iter(self._open.values()))[0].at > OPEN_FOR or len(self._open) > MOST_OPEN):
            self._open.popitem(last=False)
        while self._refused and now - next(iter(self._refused.values()))[1] > OPEN_FOR:
            self._refused.popitem(last=False)

    async def _read(self, agent: Any, said: Said, hearing: Hearing) -> list[Heard]:
        """What each hearing can be read as, where the conversation stands; reading changes nothing."""
        processor = getattr(agent, "processor", None)
        if processor is None:
            return [Heard(one.text, one.confidence, True) for one in (hearing.best, *hearing.others)]
        tracker = await processor.get_tracker(said.sender)
        found = []
        for one in (hearing.best, *hearing.others):
            message = UserMessage(one.text.strip(" ."), None, said.sender, input_channel=NAME, metadata=said.metadata)
            parse = await processor.parse_message(message, tracker)
            teaches = (parse.get("intent") or {}).get("name") in _TEACHING
            found.append(Heard(one.text, one.confidence, _readable(parse), teaches))
        return found


def remember(said: Said, asked: Asked) -> None:
    """Keep a confirmed hearing; a memory that cannot does not spoil the turn."""
    try:
        confirm(shared_memory(), said.metadata.person, asked)
    except MynahError as problem:
        logger.error("A confirmed hearing could not be kept: %s", problem)


def _readable(parse: dict[str, Any]) -> bool:
    intent = parse.get("intent") or {}
    if intent.get("name") in _EXPECTED:
        return True
    # A doubtful yes destroys nothing.
    if intent.get("name") == acts.ERASE_CONFIRMED:
        return False
    if intent.get("name") in _UNREAD or float(intent.get("confidence") or 0.0) < READABLE_FROM:
        return False
    return not (parse.get("mynah") or {}).get("gap")
