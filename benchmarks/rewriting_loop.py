"""The closed loop of `mynah evaluate rewriting`: people are served, the log is learned from, and again."""

from __future__ import annotations

import copy
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.rewriting_sim import Answer, Frame, Recording, Said, World, frame
from learning.again import said_again
from learning.defects import defect_of
from learning.learner import Learned, learn
from learning.record import LoggedTurn, Rewritten
from learning.rewrites import Decision, Rewrites
from learning.rewriting_evidence import Evidence, Meaning, Step, collect, plain, steps, unrewritten
from learning.rewriting_features import Query
from preferences.request import Entity
from preferences.signs import SESSION_GAP

Floats = NDArray[np.float32]

PLANTED = 20
"""Wordings whose meaning is changed."""
AFTER = 3
"""Rounds that are lived after that."""


class Parsed(Protocol):
    """A text as NLU read it."""

    ranking: tuple[tuple[str, float], ...]
    """Intents with confidences, best first."""
    entities: tuple[tuple[str, str], ...]
    """Kind and value."""


@dataclass
class Assistant:
    """NLU, and the rewrites that are live; keeps what it decided for a wording until new ones come."""

    read: Callable[[str], Any]
    """NLU: a text as `Parsed`."""
    encode: Callable[[str], Floats]
    """Sentence vectors of plain wordings."""
    rewrites: Rewrites = field(default_factory=Rewrites)
    """What is served."""
    times: list[float] = field(default_factory=list)
    """Milliseconds that decisions took, those that were kept left out."""
    _kept: dict[tuple[str | None, str], Decision | None] = field(default_factory=dict)

    def move(self, rewrites: Rewrites) -> None:
        """Go on with other rewrites."""
        self.rewrites = rewrites
        self._kept.clear()

    def own(self, heard: str) -> Frame:
        """NLU's own reading."""
        parsed = self.read(heard)
        return frame(parsed.ranking[0][0], parsed.entities)

    def decide(self, person: str, heard: str) -> Decision | None:
        """The rewrite of what a person says, if any."""
        key = (person, heard)
        if key not in self._kept:
            parsed, own = self.read(heard), self.own(heard)
            text, meaning = plain(heard), Meaning(*own)
            self.encode(text)  # The pipeline has the vector already.
            began = time.perf_counter()
            found = self.rewrites.look_up(person, text, meaning.state)
            if found is None:
                query = Query(text, meaning, parsed.ranking)
                found = self.rewrites.retrieve(person, query, lambda: self.encode(text))
            self.times.append((time.perf_counter() - began) * 1000)
            self._kept[key] = found
        return self._kept[key]

    def serve(self, person: str, heard: str) -> Answer:
        """Serve a person's words."""
        own, found = self.own(heard), self.decide(person, heard)
        if found is None:
            return Answer(own, own)
        taken = own if found.held else frame(found.meaning.intent, found.meaning.entities)
        return Answer(taken, own, found.id, "held" if found.held else "served", found.layer)


def logged(said: Iterable[Said], assistant: Assistant) -> list[LoggedTurn]:
    """What the turn log holds of what was said; nothing that only the simulator knows."""
    turns = []
    for number, one in enumerate(said):
        answer = one.answer
        rewrite = None
        if answer.rewrite:
            own = Meaning(*answer.own).state
            rewrite = Rewritten(answer.rewrite, answer.layer, "", answer.arm, own)
        ranking = assistant.read(one.recording.heard).ranking
        turns.append(
            LoggedTurn(
                id=number,
                person=one.person,
                conversation=one.person,
                at=one.at,
                heard=one.recording.heard,
                read_as=one.recording.heard,
                intent=answer.frame[0],
                confidence=ranking[0][1],
                ranking=ranking,
                entities=tuple(Entity(name, value) for name, value in answer.frame[1]),
                why="rewrite" if answer.arm == "served" else "nlu",
                outcome="done",
                rewrite=rewrite,
            )
        )
    return turns


def in_sessions(turns: Sequence[LoggedTurn]) -> list[list[Step]]:
    """The turns as sessions of steps."""
    open_: dict[str, list[LoggedTurn]] = {}
    found = []
    for turn in turns:
        person = turn.person or ""
        known = open_.get(person)
        if known and turn.at - known[-1].at > SESSION_GAP:
            found.append(steps(known, said_again, defect_of))
            known = None
        if known is None:
            known = open_[person] = []
        known.append(turn)
    return [*found, *(steps(known, said_again, defect_of) for known in open_.values())]


@dataclass(frozen=True)
class Outcome:
    """One test request, served without and with a rewrite."""

    prompt: int
    """Which prompt was said."""
    unseen: bool
    """Whether no recording of that prompt was learned from."""
    goal: Frame
    """What was wanted."""
    own: Frame
    """NLU's own reading."""
    served: Frame | None
    """What a rewrite served; None where none was."""


def tested(requests: Sequence[tuple[str, Recording]], assistant: Assistant, learned_from: set[int]) -> list[Outcome]:
    """Serve requests; nothing is logged, and nothing held out."""
    found = []
    for person, recording in requests:
        decision = assistant.decide(person, recording.heard)
        served = None
        if decision is not None and not decision.held:
            served = frame(decision.meaning.intent, decision.meaning.entities)
        unseen = recording.prompt not in learned_from
        found.append(Outcome(recording.prompt, unseen, recording.goal, assistant.own(recording.heard), served))
    return found


@dataclass(frozen=True)
class Plan:
    """How long an evaluation runs."""

    rounds: int = 3
    """Rounds of serving and learning."""
    turns: int = 40_000
    """Requests in each."""
    test: int = 10_000
    """Requests of the test."""
    k: int = 3
    """Different people behind what everybody gets."""


@dataclass
class Lived:
    """What came of one seed."""

    learned: Learned
    """The last generation."""
    world: World
    """As it stands after the last round."""
    sessions: list[list[Step]]
    """Everything that was logged."""
    rounds: list[float]
    """Share of right answers in each round."""
    better: dict[str, float]
    """What is known of rewrites for splitting feedback."""


def live(world: World, assistant: Assistant, plan: Plan, tell: Callable[[str], None]) -> Lived:
    """Serve, log and learn, some rounds."""
    sessions: list[list[Step]] = []
    better: dict[str, float] = {}
    shares: list[float] = []
    learned: Learned | None = None
    for number in range(plan.rounds):
        tell(f"round {number + 1}")
        said = world.learn(plan.turns, assistant.serve)
        shares.append(float(np.mean([one.right for one in said])))
        sessions += in_sessions(logged(said, assistant))
        evidence = collect(sessions, better)
        blocked = learned.blocked if learned is not None else frozenset()
        learned = learn(evidence, assistant.encode, k=plan.k, blocked=blocked)
        better = {one.id: one.record.better for one in learned.exact.values()}
        assistant.move(learned.rewrites("balanced"))
    assert learned is not None
    return Lived(learned, world, sessions, shares, better)


def planted(lived: Lived, assistant: Assistant, plan: Plan, aware: bool) -> dict[str, Any]:
    """Change what some rewritten wordings mean, to what NLU reads, and live on.

    Returns:
        Per round: share of the requests in those wordings that went wrong, and how many of them are still rewritten.
    """
    world = copy.deepcopy(lived.world)
    heard = {plain(one.heard): one for one in world.recordings if one.learning}
    right = [
        one
        for one in sorted(lived.learned.exact.values(), key=lambda one: -one.people)
        if one.text in heard and Meaning(*heard[one.text].goal).state == one.meaning.state
    ][:PLANTED]
    words = {heard[one.text].heard for one in right}
    world.changed = {text: assistant.own(text) for text in words}
    sessions, better, blocked = list(lived.sessions), dict(lived.better), lived.learned.blocked
    learned = lived.learned
    rows: list[dict[str, Any]] = []
    for _ in range(AFTER):
        assistant.move(_exact(learned, aware))
        said = world.learn(plan.turns // 2, assistant.serve)
        of_them = [one for one in said if one.recording.heard in words]
        live_now = {one.text for one in learned.exact.values() if not _silent(one.id, one.record.weak, learned, aware)}
        rows.append(
            {
                "requests": len(of_them),
                "wrong": float(np.mean([not one.right for one in of_them])) if of_them else None,
                "still_rewritten": sum(one.text in live_now for one in right),
            }
        )
        new = in_sessions(logged(said, assistant))
        sessions += new
        seen: Iterable[Sequence[Step]] = sessions
        if not aware:
            seen = [[unrewritten(step) for step in session] for session in sessions]
        evidence: Evidence = collect(seen, better if aware else {})
        learned = learn(evidence, assistant.encode, k=plan.k, blocked=blocked if aware else (), online=False)
        blocked = learned.blocked
        better = {one.id: one.record.better for one in learned.exact.values()}
    return {"wordings": len(words), "rounds": rows}


def _silent(name: str, weak: bool, learned: Learned, aware: bool) -> bool:
    return aware and (weak or name in learned.blocked)


def _exact(learned: Learned, aware: bool) -> Rewrites:
    """The precomputed rewrites alone; who is not aware neither blocks nor compares."""
    if aware:
        return Rewrites(exact=learned.exact.get, blocked=learned.blocked)
    from dataclasses import replace

    from learning.rewrites import Record

    plain_ones = {text: replace(one, record=Record()) for text, one in learned.exact.items()}
    return Rewrites(exact=plain_ones.get)


def nearest(
    recordings: Sequence[Recording],
    assistant: Assistant,
    least: float,
    known: Callable[[str], bool] | None = None,
) -> Callable[[str], Frame | None]:
    """The floor: the reading of the nearest learning request that worked, by character 2-4-grams alone.

    Args:
        recordings: all of them.
        assistant: whose NLU reads.
        least: the cosine from which on a reading is taken over.
        known: which wordings worked, as far as the record shows; without it the floor is told.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    worked = {one.heard: one.goal for one in recordings if one.learning and assistant.own(one.heard) == one.goal}
    if known is not None:
        # As the record shows it, to one who may see no goal.
        worked = {one.heard: assistant.own(one.heard) for one in recordings if one.learning and known(plain(one.heard))}
    texts = list(worked)
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    rows = vectors.fit_transform(texts)
    kept: dict[str, Frame | None] = {}

    def find(heard: str) -> Frame | None:
        if heard not in kept:
            likeness = (rows @ vectors.transform([heard]).T).toarray().ravel()
            best = int(likeness.argmax())
            goal = worked[texts[best]]
            kept[heard] = goal if likeness[best] >= least and goal != assistant.own(heard) else None
        return kept[heard]

    return find


def scores(outcomes: Sequence[Outcome], intents: bool, seed: int = 0, draws: int = 400) -> dict[str, Any]:
    """Defects, wins and losses, with intervals by bootstrap over prompts."""

    def wanted(reading: Frame | None) -> Any:
        return reading if reading is None or not intents else reading[0]

    by_prompt: dict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(8))
    for one in outcomes:
        bad = wanted(one.own) != wanted(one.goal)
        served = wanted(one.served)
        fired = served is not None and served != wanted(one.own)
        good = served == wanted(one.goal)
        by_prompt[one.prompt] += np.array(
            [1, bad, fired, fired and bad, fired and bad and good, fired and not bad, fired and bad and not good, 0.0]
        )
    table = np.stack(list(by_prompt.values())) if by_prompt else np.zeros((1, 8))
    total = table.sum(axis=0)
    random = np.random.default_rng(seed)
    drawn = np.stack([table[random.integers(len(table), size=len(table))].sum(axis=0) for _ in range(draws)])
    count, bad, fired, fired_bad, wins, losses, _, _ = total
    cuts = (drawn[:, 4] - drawn[:, 5]) / np.maximum(drawn[:, 1], 1)
    ratios = np.where(drawn[:, 5] > 0, drawn[:, 4] / np.maximum(drawn[:, 5], 1), np.inf)
    if losses:
        ratio = wins / losses
        low, high = (float(value) for value in np.percentile(ratios, [2.5, 97.5], method="lower"))
    else:
        # No loss among so many prompts: up to three would not surprise (rule of three).
        ratio, low, high = None, float(np.percentile(drawn[:, 4], 2.5)) / 3.0, float("inf")
    on_rewritten = (wins - losses) / fired_bad if fired_bad else None
    return {
        "requests": int(count),
        "defects_before": bad / max(count, 1),
        "defects_after": (bad - wins + losses) / max(count, 1),
        "cut": (wins - losses) / max(bad, 1),
        "cut_interval": [float(value) for value in np.percentile(cuts, [2.5, 97.5])],
        "rewritten": int(fired),
        "coverage": fired / max(count, 1),
        "rewritten_defects_before": fired_bad / fired if fired else None,
        "rewritten_defects_after": (fired_bad - wins + losses) / fired if fired else None,
        "cut_on_rewritten": on_rewritten,
        "wins": int(wins),
        "losses": int(losses),
        "ratio": ratio,
        "ratio_interval": [low, high if np.isfinite(high) else None],
        "false_triggers": losses / max(count - bad, 1),
    }
