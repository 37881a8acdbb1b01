"""What Mynah knows, for the person it is about: to be seen, put right, set aside, taken back and forgotten.

Routes below the voice channel, for the page and for other front-ends. Who is meant is settled by `bot.caller` alone;
everything is read and changed through the memory's door, which takes that person first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from functools import wraps
from typing import Any

from rasa.core.agent import Agent
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.caller import Refused, caller, shared_tokens
from bot.learned import histories, learned, reader
from bot.nlu.remembering import shared_memory
from bot.rewriting import own_repairs, stop
from bot.stores.erasing import forget_person
from bot.tokens import TokenError
from learning.history import History
from learning.progress import progress
from learning.questions import WORDS, clashes, questions
from learning.repairs import Repair
from learning.usual import PREFIX as HABIT
from learning.usual import Usual
from preferences.clock import person_clock
from preferences.curriculum import load_curriculum
from preferences.editing import check_request, check_steps, read_edit, read_meaning
from preferences.errors import EditRefused, MemoryError_, MynahError, NobodySpeaks
from preferences.evidence import EDITED, evidence
from preferences.explanation import explain
from preferences.hearing import NOBODY_SPEAKS, sentence
from preferences.memory import Kept, Memory
from preferences.overview import Item, overview
from preferences.phrase import Kind, Phrase
from preferences.preference import Correction, Preference, Profile, Statement
from preferences.surroundings import read_surroundings

logger = logging.getLogger(__name__)
BROKEN = "Sorry, something went wrong on my side. Nothing you taught me is lost."
GONE = "I don't know that any more; it may have been changed or forgotten elsewhere."
ERASE = "erase"
"""What the memory notes when it was asked whether to forget everything; a spoken yes goes by the same."""
KINDS: tuple[Kept, ...] = ("preference", "correction", "phrase")

Handler = Callable[[Request], Awaitable[HTTPResponse]]
Work = Callable[["Asking"], dict[str, Any]]


class Asking:
    """One request about what is known: who asks, by which clock, and with what in its body."""

    def __init__(self, request: Request) -> None:
        self.person = caller(request).person
        if self.person is None:
            raise Refused(400, NOBODY_SPEAKS)
        self.memory: Memory = shared_memory()
        self.curriculum = load_curriculum()
        self.around = read_surroundings({"timezone": request.args.get("timezone")})
        self.body: Mapping[str, Any] = request.json if isinstance(request.json, dict) else {}

    @property
    def profile(self) -> Profile:
        """What is known now."""
        return self.memory.profile(self.person)

    @property
    def now(self) -> datetime:
        """The person's clock, aware."""
        return person_clock(self.profile, self.around)

    @property
    def history(self) -> History:
        """Their turns; none where there is no turn log."""
        known = histories()
        return known.of(str(self.person)) if known is not None else History()

    def text(self, name: str) -> str:
        """A text of the body; empty, if it is missing."""
        given = self.body.get(name, "")
        if not isinstance(given, str):
            raise Refused(400, f"Send {name} as text.")
        return given

    def target(self) -> tuple[Kept, int]:
        """Which thing the body names."""
        given, number = self.body.get("kind"), self.body.get("number")
        kind = next((kind for kind in KINDS if kind == given), None)
        if kind is None or type(number) is not int or not 0 < number < 2**63:
            raise Refused(400, "Name one thing by its kind (preference, correction or phrase) and its number.")
        return kind, number

    def found(self) -> Preference | Correction | Phrase:
        """The thing the body names; anybody else's is not there."""
        kind, number = self.target()
        known: list[tuple[str, Preference | Correction | Phrase]] = []
        profile = self.profile
        for one in (*profile.preferences, *profile.corrections, *profile.phrases, *profile.paused):
            known.append((type(one).__name__.lower(), one))
        for name, one in known:
            if name == kind and one.id == number:
                return one
        raise Refused(404, GONE)


def add_knowledge(routes: Blueprint) -> None:
    """Put the routes of what is known below a channel's own."""
    for path, work in _VIEWS.items():
        routes.add_route(_answering(work), f"/knowledge{path}", methods=["GET"])
    routes.add_route(_exporting, "/knowledge/export", methods=["GET"])
    for path, work in _CHANGES.items():
        routes.add_route(_answering(work), f"/knowledge/{path}", methods=["POST"])
    routes.add_route(_forgetting, "/knowledge/forget-everything", methods=["POST"])


# --- seeing


def known(asking: Asking) -> dict[str, Any]:
    """Everything that is known, and what is still open."""
    profile, now = asking.memory.counted(asking.person), asking.now
    history, states = asking.history, []
    if (log := reader()) is not None:
        states = log.states(tuple(history.turns))
    refused = [
        {"key": flow.concept, "about": flow.subject or flow.concept.replace("_", " ")}
        for flow in asking.curriculum.flows
        if flow.concept in profile.refused
    ]
    refused += [
        {"key": key, "about": f'"{key.removeprefix(WORDS)}"'}
        for key in sorted(profile.refused)
        if key.startswith(WORDS)
    ]
    return {
        "person": asking.person,
        "items": [_item(one) for one in overview(profile, asking.curriculum, now)],
        "questions": [asdict(one) for one in questions(history.unknown, states, profile, asking.curriculum, now)],
        "not_asked": refused,
        "rewrites": [_rewrite(one, now) for one in own_repairs(str(asking.person))],
        "habits": [_habit(one, now) for one in learned(asking.person, stopped=profile.refused).usuals()],
        "can_undo": asking.memory.can_undo(asking.person),
    }


def _rewrite(one: Repair, now: datetime) -> dict[str, Any]:
    """What is read by other words, as the page shows it."""
    learned_at = datetime.fromtimestamp(one.at, timezone.utc)
    return {
        "id": one.id,
        "said": one.first,
        "means": one.said,
        "told": sentence(f'"{one.first}" is read as "{one.said}"'),
        "evidence": evidence(one.said, "told", learned_at, now),
        "learned_at": learned_at.isoformat(),
        "uses": one.uses,
    }


def _habit(one: Usual, now: datetime) -> dict[str, Any]:
    """What was noticed of a person, as the page shows it."""
    return {
        "id": one.id,
        "told": sentence(one.told),
        "evidence": one.evidence(now),
        "times": one.times,
        "stopped": one.stopped,
    }


def served(asking: Asking) -> dict[str, Any]:
    """How well the person was served, day by day."""
    days = progress(asking.history, asking.now.tzinfo)
    return {"days": [{**asdict(day), "day": day.day.isoformat()} for day in days]}


def why(asking: Asking) -> dict[str, Any]:
    """Why the latest message of a conversation was answered as it was; nothing, where somebody else put it."""
    sender = str(asking.body.get("sender") or "")
    log = reader()
    if log is None or not sender:
        raise Refused(404, "There is no such conversation.")
    rows = log.latest(sender)
    begun = max((at for at, (_, _, event) in enumerate(rows) if _is_message(event)), default=None)
    turn = [(number, event) for number, _, event in rows[begun:]] if begun is not None else []
    person = ((turn[0][1].get("parse_data") or {}).get("mynah") or {}).get("person") if turn else None
    told = explain(turn, asking.profile, asking.now) if person == asking.person else None
    if told is None:
        raise Refused(404, "There is no such conversation.")
    return asdict(told)


def _is_message(event: Mapping[str, Any]) -> bool:
    return event.get("event") == "user" and not (event.get("parse_data") or {}).get("reask")


# --- changing


def edit(asking: Asking) -> dict[str, Any]:
    """Put one thing right by what was typed."""
    one = asking.found()
    if isinstance(one, Preference):
        liked = asking.body.get("liked", one.liked)
        if not isinstance(liked, bool):
            raise Refused(400, "Send liked as true or false.")
        read = read_edit(one, asking.text("value"), liked, asking.text("when"), asking.curriculum, asking.now)
        taught = asking.memory.amend(asking.person, one.id, read, asking.curriculum.by_concept)
        flow = asking.curriculum.flow(one.concept)
        if taught is None or flow is None:
            raise Refused(404, GONE)
        return {"said": flow.confirmed(read)}
    if isinstance(one, Phrase):
        said, steps = asking.text("said"), _steps(asking)
        check_steps(one, said, steps, asking.profile.book)
        changed = asking.memory.amend_phrase(asking.person, one.id, said, steps, f"{said}: {'; '.join(steps)}")
        if changed is None:
            raise Refused(404, GONE)
        return {"said": sentence(f"Got it: {changed.told}")}
    meant = read_meaning(one, asking.text("value"), asking.curriculum)
    asking.memory.correct(asking.person, one.entity, one.said, meant, asking.text("value"))
    return {"said": f"Got it, when you say {one.said} you mean {meant}."}


def _steps(asking: Asking) -> tuple[str, ...]:
    given = asking.body.get("steps")
    if not isinstance(given, list) or not all(isinstance(step, str) for step in given):
        raise Refused(400, "Send steps as a list of texts.")
    return tuple(step for step in given if step.strip())


def pause(asking: Asking) -> dict[str, Any]:
    """Leave one thing aside."""
    if not asking.memory.pause(asking.person, *asking.target()):
        raise Refused(404, GONE)
    return {"said": "Paused. I keep it, but I don't go by it."}


def resume(asking: Asking) -> dict[str, Any]:
    """Go by it again."""
    if not asking.memory.resume(asking.person, *asking.target()):
        raise Refused(404, GONE)
    return {"said": "Resumed. I go by it again."}


def forget(asking: Asking) -> dict[str, Any]:
    """Forget one thing, for good."""
    one, memory, person = asking.found(), asking.memory, asking.person
    if isinstance(one, Preference):
        memory.forget(person, one.concept, one.value, one.condition)
    elif isinstance(one, Phrase):
        memory.forget_phrases(person, one.key)
    else:
        memory.forget_corrections(person, one.entity, one.said)
    return {"said": "Forgotten, for good."}


def undo(asking: Asking) -> dict[str, Any]:
    """Take back the last thing that was learned or changed."""
    if asking.memory.undo(asking.person) is None:
        return {"said": "There is nothing to undo. What was forgotten is gone for good."}
    return {"said": "The last thing I learned is taken back."}


def stop_rewrite(asking: Asking) -> dict[str, Any]:
    """Read a wording as it stands again."""
    if not stop(str(asking.person), asking.text("id")):
        raise Refused(404, GONE)
    return {"said": "All right, I read that as it stands again."}


def edit_rewrite(asking: Asking) -> dict[str, Any]:
    """Take what had not worked for something else from now on: a phrase of the person's, in the rewrite's place."""
    name = asking.text("id")
    one = next((one for one in own_repairs(str(asking.person)) if one.id == name), None)
    if one is None:
        raise Refused(404, GONE)
    said, steps = one.first, _steps(asking)
    check_request(said, steps, asking.profile.book)
    words = f"{said}: {'; '.join(steps)}"
    taught = asking.memory.teach_phrase(asking.person, said, Kind.REQUEST, steps, words, EDITED)
    stop(str(asking.person), one.id)
    return {"said": sentence(f"Got it: {taught.told}")}


def stop_habit(asking: Asking) -> dict[str, Any]:
    """Never go by a habit, until it is resumed."""
    name = asking.text("id")
    if all(one.id != name for one in learned(asking.person).usuals()):
        raise Refused(404, GONE)
    asking.memory.refuse(asking.person, name)
    return {"said": "All right, I don't go by that any more."}


def resume_habit(asking: Asking) -> dict[str, Any]:
    """Go by a habit again, should it still be one."""
    name = asking.text("id")
    if not name.startswith(HABIT) or name not in asking.profile.refused:
        raise Refused(404, GONE)
    asking.memory.clear_refusal(asking.person, name)
    return {"said": "All right, I go by that again."}


def answer(asking: Asking) -> dict[str, Any]:
    """Settle which of two values counts where both hold."""
    clash = clashes(asking.profile, asking.curriculum, asking.now).get(asking.text("key"))
    if clash is None:
        raise Refused(404, GONE)
    value = asking.text("value")
    flow = asking.curriculum.flow(clash.concept)
    if flow is None or value not in [one.value for one in clash.preferences]:
        raise Refused(400, "Choose one of the two.")
    statement = Statement(clash.concept, value, condition=clash.condition, words=value)
    asking.memory.teach(asking.person, [statement], asking.curriculum.by_concept, "asked", asking.now)
    return {"said": flow.confirmed(statement)}


def leave(asking: Asking) -> dict[str, Any]:
    """Never ask that question again."""
    asking.memory.refuse(asking.person, asking.text("key"))
    return {"said": "All right, I won't ask."}


def ask_again(asking: Asking) -> dict[str, Any]:
    """Let it be asked again."""
    key = asking.text("key")
    if not key:
        raise Refused(400, "Name what may be asked again by its key.")
    asking.memory.clear_refusal(asking.person, key)
    return {"said": "All right, I may ask again."}


def ask_erase(asking: Asking) -> dict[str, Any]:
    """Ask whether to forget everything; open for five minutes, for that very person."""
    asking.memory.ask_confirmation(asking.person, ERASE)
    return {"said": "Shall I forget everything about you, with all our conversations? This cannot be undone."}


_VIEWS: Mapping[str, Work] = {"": known, "/progress": served, "/why": why}
_CHANGES: Mapping[str, Work] = {
    "edit": edit,
    "pause": pause,
    "resume": resume,
    "forget": forget,
    "undo": undo,
    "stop-rewrite": stop_rewrite,
    "edit-rewrite": edit_rewrite,
    "stop-habit": stop_habit,
    "resume-habit": resume_habit,
    "answer": answer,
    "leave": leave,
    "ask-again": ask_again,
    "forget-everything/ask": ask_erase,
}


# --- answering


def _guarded(handler: Handler) -> Handler:
    """Answer what goes wrong with one sentence; what broke is never shown, and only its kind is logged."""

    @wraps(handler)
    async def guarded(request: Request) -> HTTPResponse:
        try:
            given = await handler(request)
        except Refused:
            raise  # The channel answers these.
        except NobodySpeaks as problem:
            given = response.json({"error": str(problem)}, status=400)
        except MemoryError_ as problem:
            status = 400 if type(problem) in (MemoryError_, EditRefused) else 503
            given = response.json({"error": str(problem)}, status=status)
        except MynahError as problem:
            logger.error("What is known could not be told: %s", type(problem).__name__)
            given = response.json({"error": BROKEN}, status=500)
        except Exception as problem:  # Its text may quote the person.
            logger.error("What is known could not be told: %s", type(problem).__name__)
            given = response.json({"error": BROKEN}, status=500)
        # What is known of a person stays in no cache, of a browser or of anything in between.
        given.headers["Cache-Control"] = "no-store"
        return given

    return guarded


def _answering(work: Work) -> Handler:
    async def answering(request: Request) -> HTTPResponse:
        asking = Asking(request)
        if request.method == "GET":
            asking.body = {name: request.args.get(name) for name in request.args}
        # Reading a long log takes some milliseconds, in which turns go on.
        return response.json(await asyncio.to_thread(work, asking))

    answering.__name__ = f"knowledge_{work.__name__}"
    return _guarded(answering)


@_guarded
async def _exporting(request: Request) -> HTTPResponse:
    """All there is of the person, as a file."""
    asking = Asking(request)
    document = await asyncio.to_thread(asking.memory.export, asking.person)
    return response.json(document, headers={"Content-Disposition": 'attachment; filename="mynah.json"'})


@_guarded
async def _forgetting(request: Request) -> HTTPResponse:
    """Forget everything, if this very person was asked and the question is still open."""
    asking = Asking(request)
    if not await asyncio.to_thread(asking.memory.take_confirmation, asking.person, ERASE):
        raise Refused(409, "That question has lapsed, so I changed nothing. Please ask me again.")
    await forget_person(_agent(request), asking.memory, str(asking.person))
    let_in = " What was let in to speak for you still may." if _let_in(str(asking.person)) else ""
    return response.json({"said": f"I have forgotten everything about you.{let_in}"})


def _let_in(person: str) -> bool:
    """Whether a token speaks for a person; what cannot be read must not undo an answer."""
    try:
        return bool(shared_tokens().naming(person))
    except TokenError:
        return False


def _agent(request: Request) -> Agent | None:
    return getattr(request.app.ctx, "agent", None)


def _item(one: Item) -> dict[str, Any]:
    told = asdict(one)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}
