"""What happens between a message of the voice channel and its reply: hearing, doubts, the assistant, speaking."""

from __future__ import annotations

import base64
import logging
from asyncio import Queue
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

from bot.caller import Caller, Refused
from bot.channels.voice_asking import Asking, Settled, remember
from bot.channels.voice_body import Brought
from bot.channels.voice_playing import Players
from bot.channels.voice_turn import Answered, Listener, Said, answer, said_by
from bot.identity import Spoken
from bot.nlu.remembering import profile_of
from bot.speech.errors import NotAudio, SpeechError, SpeechMissing, TooLong
from bot.speech.parts import Busy, Speech
from bot.speech.recognising import Hearing
from bot.speech.sound import Sound, wav
from bot.speech.vocabulary import personal_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """A message that was understood as far as words go."""

    who: Caller
    """Who sent it."""
    said: Said
    """The words, with everything around them."""
    hearing: Hearing | None = None
    """What was heard, where it was sound."""
    hearing_ms: float = 0.0
    """How long hearing took."""

    @property
    def heard(self) -> dict[str, Any]:
        """What was heard, as the channel tells it."""
        if self.hearing is None:
            return {"transcript": self.said.text, "confidence": None, "alternatives": []}
        alternatives = [{"text": one.text, "confidence": round(one.confidence, 3)} for one in self.hearing.others]
        best = self.hearing.best
        return {"transcript": best.text, "confidence": round(best.confidence, 3), "alternatives": alternatives}


class Talk:
    """The talking of one server."""

    def __init__(self, listener: Listener, speech: Speech) -> None:
        self._listener = listener
        self.speech = speech
        self.players = Players()
        self._asking = Asking()

    async def understand(self, brought: Brought) -> Message:
        """Turn what was brought into words.

        Raises:
            Refused: 400 or 413 for what is no sound of at most thirty seconds, 429 when too many are speaking, 503
                where the speech parts are missing.
        """
        if not brought.sound:
            return Message(brought.who, said_by(brought.who, brought.text, brought.sender, brought.metadata))
        words = personal_words(profile_of(brought.who.person))
        try:
            hearing, spent = await self.speech.hear(brought.sound, brought.format, words)
        except SpeechError as problem:
            raise refusal(problem) from None
        said = said_by(
            brought.who,
            # NLU has learned from words that were typed, where a request rarely ends in a stop.
            hearing.best.text.removesuffix("."),
            brought.sender,
            {**brought.metadata, "asr": hearing.asr},
        )
        return Message(brought.who, said, hearing, spent)

    async def answer(self, agent: Any, message: Message, queue: Queue[Any] | None = None) -> Answered:
        """Answer a message.

        Args:
            agent: Rasa's, to look at how a doubtful hearing would be read.
            message: the message.
            queue: where the messages of the reply go as they come, and "DONE" behind the last.
        """
        said = self._marked(message)
        try:
            settled = self._asking.settle(said)
            if settled.said is said and message.hearing is not None and said.text:
                settled = await self._asking.judge(agent, said, message.hearing)
            if settled.said is None:
                own = {"recipient_id": said.sender, "text": settled.reply}
                if queue is not None:
                    await queue.put(own)
                return Answered((own,), 0.0)
            return await self._turn(settled, settled.said, queue)
        finally:
            if queue is not None:
                await queue.put("DONE")

    async def _turn(self, settled: Settled, said: Said, queue: Queue[Any] | None) -> Answered:
        answered = await answer(self._listener, said, _HandingOn(queue) if queue is not None else None)
        if settled.confirmed is not None:
            remember(said, settled.confirmed)
        return answered

    async def spoken(self, text: str) -> Sound | None:
        """A reply as sound; None where nothing can be spoken here, which is no reason to lose the reply."""
        try:
            return await self.speech.speak(text)
        except SpeechMissing as problem:
            logger.warning("A reply was not spoken: %s", problem)
            return None

    def _marked(self, message: Message) -> Said:
        """The message with the sign that it cut the reply before it short, unless the front-end told so itself."""
        said = message.said
        played = self.players.mark(message.who.key, said.sender)
        if played is None or "barge_in" in said.metadata:
            return said
        cut = {"barge_in": True, "played_ms": round(played)}
        return replace(said, metadata=Spoken.by(said.metadata.person, {**said.metadata, **cut}))


class _HandingOn(CollectingOutputChannel):
    """Hands messages on as they come, and keeps them."""

    def __init__(self, queue: Queue[Any]) -> None:
        super().__init__()
        self._queue = queue

    async def _persist_message(self, message: dict[str, Any]) -> None:
        await super()._persist_message(message)
        await self._queue.put(message)


def refusal(problem: SpeechError) -> Refused:
    """What went wrong with speech, as a refusal."""
    if isinstance(problem, TooLong):
        return Refused(413, str(problem))
    if isinstance(problem, NotAudio):
        return Refused(400, str(problem))
    if isinstance(problem, Busy):
        return Refused(429, str(problem), 2)
    return Refused(503, str(problem))


def told(sound: Sound | None) -> dict[str, str] | None:
    """Sound as the channel tells it."""
    if sound is None:
        return None
    return {"type": "audio/wav", "base64": base64.b64encode(wav(sound)).decode()}
