"""Lessons given by a process that is killed in the middle of one: the real actions, the real memory, the real turn log.

Run as a program with a home and a seed. It loads everything once, as the two servers do. For every line it reads, it
forks a child that teaches and asks as fast as it can, kills it with SIGKILL at a random moment, and writes what the
child had confirmed to its person, as one line of JSON. What is true afterwards is for another process to judge.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import select
import signal
import sys
import time
import uuid
from pathlib import Path
from typing import Any

TEAMS = ("Boston Celtics", "Chicago Bulls", "Golden State Warriors", "Arsenal", "New York Yankees")
FOODS = ("Thai", "Italian", "Mexican", "Japanese", "Indian")
MOST_HEARD = 4
"""Confirmations after which a child is killed at the latest; the number is drawn for each."""
LONGEST = 0.08
"""Seconds after that confirmation within which it is killed; a turn or two fit in."""


class Conversation:
    """One person's conversation, driven the way Rasa drives it: parse, action, events, log."""

    def __init__(self, log: Any, domain: Any, actions: dict[str, Any], person: str) -> None:
        from rasa.shared.core.events import ActionExecuted
        from rasa.shared.core.trackers import DialogueStateTracker

        self.person = person
        self._log, self._actions, self._domain = log, actions, domain
        self._tracker = DialogueStateTracker(f"talk-{person}", domain.slots)
        self._tracker.update(ActionExecuted("action_listen"), domain)

    def say(self, text: str, intent: str, action: str) -> str:
        """One turn; returns the reply, once the turn's memory is written."""
        from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered, deserialise_events
        from rasa.shared.core.trackers import EventVerbosity
        from rasa_sdk import Tracker
        from rasa_sdk.executor import CollectingDispatcher

        parse = {
            "text": text,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": [],
            "mynah": {"person": self.person, "original": text, "readings": [{"intent": intent, "why": "nlu"}]},
        }
        said = UserUttered(text, {"name": intent, "confidence": 1.0}, [], parse, metadata={})
        self._tracker.update(said, self._domain)
        dispatcher = CollectingDispatcher()
        state = json.loads(json.dumps(self._tracker.current_state(EventVerbosity.ALL)))
        events = asyncio.run(self._actions[action].run(dispatcher, Tracker.from_dict(state), {}))
        self._tracker.update(ActionExecuted(action), self._domain)
        reply = " ".join(message["text"] for message in dispatcher.messages)
        self._tracker.update(BotUttered(reply), self._domain)
        self._tracker.update_with_events(deserialise_events(json.loads(json.dumps(events))), self._domain)
        self._tracker.update(ActionExecuted("action_listen"), self._domain)
        asyncio.run(self._log.save(self._tracker))
        return reply


def give_lessons(seed: int, told: int, domain: Any) -> None:
    """Teach person after person until killed; every confirmation is one line through the pipe."""
    from actions.teaching import ActionErase, ActionEraseConfirmed, ActionLearn, ValidateLessonForm
    from bot.stores.turn_log import TurnLog

    some = random.Random(seed)
    actions = {a.name(): a for a in (ActionLearn(), ValidateLessonForm(), ActionErase(), ActionEraseConfirmed())}
    log = TurnLog(domain)

    def confirm(kind: str, person: str, value: str = "") -> None:
        os.write(told, (json.dumps([kind, person, value]) + "\n").encode())

    confirm("began", "")
    while True:
        person = f"person-{seed}-{uuid.UUID(int=some.getrandbits(128)).hex[:8]}"
        team, food = some.choice(TEAMS), some.choice(FOODS)
        talk = Conversation(log, domain, actions, person)
        if "?" not in talk.say("learn my favourite team", "teaching_start", "validate_lesson_form"):
            confirm("odd", person, "no question was put")
        if team in talk.say(f"the {team}", "lesson_answer", "validate_lesson_form"):
            confirm("taught", person, team)
        else:
            confirm("odd", person, "the answer was not confirmed")
        if food in talk.say(f"I like {food} food", "preference_inform", "action_learn"):
            confirm("taught", person, food)
        else:
            confirm("odd", person, "the statement was not confirmed")
        if some.random() < 0.3:
            talk.say("forget everything", "preferences_erase", "action_erase")
            confirm("forgetting", person)
            if "forgotten everything" in talk.say("yes", "erase_confirmed", "action_erase_confirmed"):
                confirm("forgotten", person)


def read_until_killed(child: int, told: int, lines: int, seconds: float) -> list[list[str]]:
    """What a child confirms until it is killed, that many seconds after it has told that many lines."""
    heard, until, counted, killed = b"", time.monotonic() + 60, False, False
    while True:
        if heard.count(b"\n") >= lines and not counted:
            until, counted = time.monotonic() + seconds, True
        wait = until - time.monotonic()
        if wait <= 0 and not killed:
            os.kill(child, signal.SIGKILL)
            killed = True
        ready, _, _ = select.select([told], [], [], 5.0 if killed else max(0.0, wait))
        if ready:
            part = os.read(told, 65536)
            if not part:
                break
            heard += part
    os.waitpid(child, 0)
    # The last line may have been cut by the kill; then the person has not heard it either.
    return [json.loads(line) for line in heard.decode().split("\n")[:-1]]


def main(home: Path, seed: int) -> None:
    """Fork, kill and tell, once for every line read."""
    os.environ["MYNAH_HOME"] = str(home)
    import logging

    from rasa.shared.core.domain import Domain

    import actions.teaching  # noqa: F401
    import bot.stores.turn_log  # noqa: F401
    from actions import resources
    from preferences.curriculum import ROOT

    logging.disable(logging.INFO)
    domain = Domain.load(str(ROOT / "domain.yml"))
    # Loaded before the forks; the memory and the log are not, for a database must not be carried over one.
    resources.warm()
    some = random.Random(seed)
    print("loaded", flush=True)
    for line in sys.stdin:
        # The first line only says that it began.
        point, lines, seconds = int(line), 1 + some.randint(0, MOST_HEARD), some.uniform(0.0, LONGEST)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                give_lessons(seed * 1000 + point, writing, domain)
            except BaseException as problem:
                os.write(writing, (json.dumps(["odd", "", f"{type(problem).__name__}: {problem}"]) + "\n").encode())
            os._exit(1)
        os.close(writing)
        told = read_until_killed(child, reading, lines, seconds)
        os.close(reading)
        print(json.dumps({"point": point, "told": told}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
