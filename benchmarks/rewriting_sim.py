"""People with goals who talk to an assistant through a speech recogniser, for `mynah evaluate rewriting`.

A goal is a frame: what a prompt of the recordings file asks for. People have some goals of their own and now and then
one of everybody's, both by Zipf's law. They say a goal by one of its real recordings, which reaches the assistant as
the recogniser heard it. Nothing of the learner is used here: no code, no table; it gets turns of the log, as it would
from a real one, and never sees a goal.

The rates of what people do are those counted on real command logs: 58 % of the failed requests are said again, the
rest are given up; 18 % of what is said again had in fact worked.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

Frame = tuple[str, tuple[tuple[str, str], ...]]
"""Intent, and entities with their values, sorted and in small letters."""

SAYS_AGAIN = 0.58
"""Share of failed requests that are said again."""
FOR_NOTHING = 0.18
"""Share of what is said again that had worked."""
OTHER_WORDING = 0.3
"""Share of what is said again in another wording of the same goal, where there is one."""
BETWEEN = 0.1
"""Share of it that comes after something unrelated."""
SOON = 0.1
"""Share of new goals that follow within the same minute."""
OWN_GOALS = 25
"""Goals that a person has of their own."""
OFTEN = 0.85
"""Share of a person's requests that are of these."""
MOST_TRIES = 4
"""Times that anybody says the same thing at most."""


@dataclass(frozen=True)
class Recording:
    """One utterance as it was heard."""

    name: str
    """The file's name of the recording."""
    prompt: int
    """Which prompt was read out."""
    prompt_text: str
    """Its words."""
    heard: str
    """What the recogniser made of it."""
    goal: Frame
    """What the prompt asks for."""
    learning: bool
    """Whether the assistant learns from it; the others only test."""


def load(path: Path, *, apart: str = "recording", within: bool = False) -> list[Recording]:
    """Read a recordings file.

    Args:
        path: JSON lines with recording, slurp_id, gold_text, heard_text, intent and entities.
        apart: what is kept on one side of learning and testing: "recording" (a row), "utterance" (rows that are one
            utterance before two microphones), or "prompt".
        within: keep the learning half alone and part it once more, for choosing settings without the test half.

    Raises:
        ValueError: a row is not of that form.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            goal = frame(row["intent"], [(one["entity"], one["value"]) for one in row["entities"]])
            name, prompt = str(row["recording"]), int(row["slurp_id"])
            text, heard = str(row["gold_text"]), str(row["heard_text"])
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{path.name}:{number}: this is no row of a recordings file.") from None
        utterance = name.replace("-headset", "")
        key = {"recording": name, "utterance": utterance, "prompt": str(prompt)}[apart]
        learning = zlib.crc32(f"half {key}".encode()) % 2 == 0
        if within:
            if not learning:
                continue
            learning = zlib.crc32(f"quarter {key}".encode()) % 3 != 0
        found.append(Recording(name, prompt, text, heard, goal, learning))
    return found


def frame(intent: str, entities: Sequence[tuple[str, str]]) -> Frame:
    """A reading in the form that goals are compared in."""
    return intent, tuple(sorted((name, " ".join(value.lower().split())) for name, value in entities))


@dataclass(frozen=True)
class Answer:
    """What the assistant took a request to be."""

    frame: Frame
    """The reading that was served."""
    own: Frame
    """NLU's own."""
    rewrite: str = ""
    """Which rewrite was served or held out."""
    arm: str = ""
    """Served or held."""
    layer: str = ""
    """Whose it was."""


@dataclass(frozen=True)
class Said:
    """One request, with what only the simulator knows."""

    person: str
    """Who said it."""
    at: float
    """When, in seconds."""
    recording: Recording
    """What was said."""
    goal: Frame
    """What is wanted; the recording's, until meanings change."""
    answer: Answer
    """What the assistant made of it."""

    @property
    def right(self) -> bool:
        """Whether the person got what they wanted."""
        return self.answer.frame == self.goal


Serve = Callable[[str, str], Answer]
"""Serves a person's words."""


@dataclass
class World:
    """The people, what they want, and how they ask for it."""

    recordings: Sequence[Recording]
    """All of them."""
    seed: int
    """Of every choice."""
    people: int = 300
    """How many people there are."""
    zipf: float = 1.0
    """The exponent of Zipf's law."""
    intents: bool = False
    """Whether people are content with the right intent, whatever its details."""
    changed: dict[str, Frame] = field(default_factory=dict)
    """By words heard: what they mean from now on."""

    def __post_init__(self) -> None:
        """Deal out goals."""
        self._random = np.random.default_rng(self.seed)
        self._clock = 0.0
        self._of_goal: dict[bool, dict[Frame, list[Recording]]] = {True: defaultdict(list), False: defaultdict(list)}
        for one in self.recordings:
            self._of_goal[one.learning][one.goal].append(one)
        counted = Counter((one.prompt, one.goal) for one in self.recordings)
        prompts = sorted(counted)
        # What many people said is asked for often; by how much is left to chance.
        often = np.log([counted[prompt] for prompt in prompts]) + self._random.normal(0.0, 0.7, len(prompts))
        self._prompts = [prompts[int(place)] for place in np.argsort(-often, kind="stable")]
        popular = 1.0 / np.arange(1, len(self._prompts) + 1) ** self.zipf
        self._popular = np.cumsum(popular / popular.sum())
        own = 1.0 / np.arange(1, OWN_GOALS + 1)
        self._own = np.cumsum(own / own.sum())
        self._goals = {f"p{number}": [self._anybodys() for _ in range(OWN_GOALS)] for number in range(self.people)}

    def _anybodys(self) -> tuple[int, Frame]:
        return self._prompts[int(np.searchsorted(self._popular, self._random.random()))]

    def _wants(self, person: str) -> tuple[int, Frame]:
        if self._random.random() < OFTEN:
            return self._goals[person][int(np.searchsorted(self._own, self._random.random()))]
        return self._anybodys()

    def _says(self, want: tuple[int, Frame], learning: bool, before: Recording | None = None) -> Recording | None:
        """One of the recordings of a goal; the same prompt's, or another wording's."""
        prompt, goal = want
        all_ = self._of_goal[learning].get(goal, [])
        same = [one for one in all_ if one.prompt == prompt and one is not before]
        other = [one for one in all_ if one.prompt != prompt and one is not before]
        if before is not None and other and (not same or self._random.random() < OTHER_WORDING):
            same = other
        if not same:
            # With nothing else to say it by, it is said and heard the same once more.
            return before
        return same[int(self._random.integers(len(same)))]

    def learn(self, turns: int, serve: Serve) -> list[Said]:
        """People talk until there are so many turns; in the order of time."""
        said: list[Said] = []
        wrong = 0.3
        persons = list(self._goals)
        while len(said) < turns:
            person = persons[int(self._random.integers(len(persons)))]
            # Everybody's days are told one after another; only a person's own gaps matter.
            self._clock += 3_600.0
            for one in self._goal(person, wrong, serve):
                said.append(one)
                wrong += (float(not one.right) - wrong) / 500
        return said

    def _goal(self, person: str, wrong: float, serve: Serve) -> Iterator[Said]:
        want, said = self._wants(person), None
        chance = FOR_NOTHING / (1 - FOR_NOTHING) * SAYS_AGAIN * wrong / (1 - wrong)
        for _ in range(MOST_TRIES):
            recording = self._says(want, True, said.recording if said else None)
            if recording is None:
                break
            said = self._say(person, recording, serve)
            yield said
            if recording.heard in self.changed:
                want = (-1, said.goal)  # Its words mean something else by now; so does what is said next.
            if self._random.random() >= (chance if said.right else SAYS_AGAIN):
                break
            if self._random.random() < BETWEEN:
                self._clock += self._random.uniform(5, 20)
                yield from self._once(person, serve)
            self._clock += self._random.uniform(4, 24)
        if self._random.random() < SOON:
            self._clock += self._random.uniform(8, 44)
            yield from self._once(person, serve)

    def _once(self, person: str, serve: Serve) -> Iterator[Said]:
        recording = self._says(self._wants(person), True)
        if recording is not None:
            yield self._say(person, recording, serve)

    def _say(self, person: str, recording: Recording, serve: Serve) -> Said:
        goal = self.changed.get(recording.heard, recording.goal)
        if self.intents:
            goal = goal[0], ()
        return Said(person, self._clock, recording, goal, serve(person, recording.heard))

    def test(self, turns: int, seed: int) -> list[tuple[str, Recording]]:
        """Requests as these people make them, said by recordings that nothing was learned from."""
        random = self._random
        kept: list[tuple[str, Recording]] = []
        self._random = np.random.default_rng(seed)
        persons = list(self._goals)
        while len(kept) < turns:
            person = persons[int(self._random.integers(len(persons)))]
            recording = self._says(self._wants(person), False)
            if recording is not None:
                kept.append((person, recording))
        self._random = random
        return kept
