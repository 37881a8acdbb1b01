"""What the record tells about each wording and each reading: who said it, how it went, what it was put right with.

A wording that failed is often said again in another way; but four in ten people just leave, and some say again what
had worked. How often either happens is not assumed: over all wordings the share of turns that were put right is a
mixture of two rates, those of wordings that fail and of wordings that work, and both are fitted to the record.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from math import exp, log, log1p
from typing import cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.special import expit, logit

from learning.chain import Counting, state
from learning.company import Company
from learning.record import LoggedTurn
from learning.sensitive import takeable
from preferences import acts
from preferences.feedback import feedback
from preferences.signs import SESSION_GAP, Kind, Sign, failure, sounds_correcting

KEPT = 0.98
"""What a rewrite's earlier turns still weigh when one more has come: some fifty of them count."""
LONG = 0.99
"""The same for a wording's turns."""
FAILING, WORKING = 0.5, 0.1
"""Shares of turns that are put right, of what fails and of what works, to tell a change of meaning by."""
FURTHEST = 6.0
"""Log odds that a change of meaning is given at most, so that it can be taken back."""
LOOKED_AHEAD = 3
"""Turns after one that may still put it right."""
SURE = 0.5
"""Probability from which on a turn counts as one that puts another right."""
NEARLY_NEVER = 1e-6
"""The probability that stands for never."""
NEVER = -13.0
"""Log odds below which nothing that stands together makes a turn one that puts another right."""

SAME, AGAIN, A_SECOND = 0.6, 1.5, -0.02
"""What speaks for a request being put right, beside its letters: the same intent, words that say so, each second."""

Rephrase = Callable[[LoggedTurn, LoggedTurn], float]
"""How likely the second turn puts the first right, 0 to 1."""
Defect = Callable[[LoggedTurn, "LoggedTurn | None"], float]
"""How likely a turn was a defect, from it and what its person said next within the session, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A reading, as it can be taken over."""

    intent: str
    """The intent's name in the domain."""
    entities: tuple[tuple[str, str], ...] = ()
    """Name and value of its details, as they were said."""

    @property
    def state(self) -> str:
        """Its name in the chain."""
        return state(self.intent, self.entities)


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a session, as rewriting learns from it."""

    person: str
    """Who said it."""
    at: float
    """When, seconds since the epoch."""
    text: str
    """The wording, as `plain` spells it."""
    own: Meaning
    """What NLU read."""
    ranking: tuple[tuple[str, float], ...]
    """Its ranking, best first."""
    served: Meaning
    """What was served; the same, unless a rewrite was."""
    rewrite: str = ""
    """Which rewrite was served or held out; empty for none."""
    arm: str = ""
    """"served" or "held"; empty for none."""
    bad: float = 0.0
    """How likely it was a defect, 0 to 1, whether or not it was said again."""
    again: tuple[float, ...] = ()
    """What the words say for each of the next steps putting it right, in log odds."""
    failed: bool = False
    """Something broke or could not be reached: neither a success to learn from nor a failure of the reading."""
    defect: float = 0.0
    """How likely it was a defect, 0 to 1; `judged`."""
    after: int = -1
    """How many steps later in the session it was put right, -1 when it was not; `judged`."""
    turn: int = 0
    """The row of its turn in the log."""
    signs: tuple[Kind, ...] = ()
    """What its person or the assistant showed of how it went, but for saying it again, which `judged` decides."""

    @property
    def confidence(self) -> float:
        """How sure NLU was, 0 to 1."""
        return self.ranking[0][1] if self.ranking else 0.0


def plain(text: str) -> str:
    """A wording without what does not change it: case, marks at its end, spaces."""
    return " ".join(text.casefold().replace("’", "'").split()).strip(" .!?,")


def alike(one: LoggedTurn, other: LoggedTurn) -> float:
    """How likely the second request puts the first right, by their letters and the gap alone; 0 to 1.

    For where no trained model of rephrases is at hand.
    """
    (lettered,) = likeness([plain(one.heard)], [plain(other.heard)])
    same, again = one.intent == other.intent, sounds_correcting(other.heard)
    return float(expit(lettered + SAME * same + AGAIN * again + A_SECOND * (other.at - one.at)))


def likeness(first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
    """(pairs,): what the letters of pairs of wordings say for one putting the other right, in log odds."""

    def scores(how: Callable[..., float]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = process.cpdist(first, second, scorer=how, dtype=np.float64) / 100
        return found

    letters = np.maximum(scores(fuzz.ratio), 0.95 * scores(fuzz.token_sort_ratio))
    return 8.0 * (letters - 0.5) + 2.0 * (scores(fuzz.token_set_ratio) - 0.55)


def log_odds(chance: float) -> float:
    """A probability, 0 to 1, in log odds that stay finite: nothing is less likely than `NEARLY_NEVER`."""
    return float(logit(min(max(chance, NEARLY_NEVER), 1.0 - NEARLY_NEVER)))


def steps(turns: Sequence[LoggedTurn], rephrase: Rephrase = alike, defect: Defect | None = None) -> list[Step]:
    """One session's requests, with what put them right as far as their own words tell.

    Args:
        turns: of one person, in the order they were said.
        rephrase: how likely a turn puts another right.
        defect: how likely a turn was a defect, where a model knows more than what followed it.
    """
    said, told = _said(turns)
    heard = [turn.as_turn() for turn in said]
    found = []
    for number, turn in enumerate(said):
        follows = said[number + 1] if number + 1 < len(said) else None
        soon = follows is not None and follows.at - turn.at <= SESSION_GAP
        # Whether it was said again is judged when all sessions are known, so that no sign is asked for here.
        signs = feedback(heard[number], heard[number + 1] if soon else None, turn.answer, rephrased=0.0)
        bad = failure(signs)
        # Of silence after what was served no model knows more than how often any wording fails, which is fitted anyway;
        # and of what states, answers or complains it knows nothing: it is made for requests.
        asks = takeable(turn.intent) or turn.intent in acts.UNREAD
        if defect is not None and asks and turn.answer is None and (soon or turn.outcome != "done"):
            bad = max(bad, defect(turn, follows if soon else None))
        again = []
        for ahead, other in enumerate(said[number + 1 : number + 1 + LOOKED_AHEAD], 1):
            late = other.at - turn.at > SESSION_GAP * ahead
            chance = 1.0 if other.id in told else 0.0 if late or not takeable(other.intent) else rephrase(turn, other)
            again.append(log_odds(chance))
        if turn.answer:
            again = []  # Who was asked has said it.
        found.append(_step(turn, bad, tuple(again), signs))
    return judged(found)


def judged(session: Sequence[Step], company: Company | None = None) -> list[Step]:
    """Decide which steps were put right, and by which.

    Args:
        session: of one person.
        company: what all sessions tell of wordings that stand together.
    """
    found = []
    for number, step in enumerate(session):
        likely, after = 0.0, -1
        for ahead, odds in enumerate(step.again, 1):
            if company is not None and odds > NEVER:
                odds += company.lift(step.person, step.text, session[number + ahead].text)
            chance = float(expit(odds))
            if chance > likely:
                likely, after = chance, ahead
            if likely >= SURE:
                break
        found.append(replace(step, defect=max(step.bad, likely), after=after if likely >= SURE else -1))
    return found


def _said(turns: Sequence[LoggedTurn]) -> tuple[list[LoggedTurn], set[int]]:
    """What people said that NLU read by itself, and which of it told what the request before means.

    Who is asked what unknown words mean answers with a request, and that is served in the same turn: the clearest
    way to put one right.
    """
    said: list[LoggedTurn] = []
    told: set[int] = set()
    answer: LoggedTurn | None = None
    for turn in turns:
        if turn.reask and answer is not None and turn.read_as == answer.heard:
            said.append(
                replace(turn, at=answer.at, heard=answer.heard, asr_confidence=answer.asr_confidence, why="nlu",
                        barge_in=answer.barge_in, answer=answer.answer, rewrite=answer.rewrite)
            )  # fmt: skip
            told.add(turn.id)
        elif not turn.reask and not turn.door and turn.why in ("nlu", "rewrite", "gap") and not _by_phrase(turn):
            said.append(turn)
        answer = turn if turn.intent == acts.PHRASE_DEFINE and not turn.reask else None
    return said, told


def _by_phrase(turn: LoggedTurn) -> bool:
    """Whether a taught phrase was read in the place of what was said: that tells nothing of NLU's own reading."""
    return turn.rewrite is not None and turn.rewrite.layer == "phrase"


def _step(turn: LoggedTurn, bad: float, again: tuple[float, ...], signs: Iterable[Sign]) -> Step:
    served = Meaning(turn.intent, tuple(turn.said))
    rewrite = turn.rewrite if turn.rewrite is not None and turn.rewrite.layer in ("personal", "global") else None
    own = meaning_of(rewrite.own) if rewrite is not None and rewrite.own else served
    return Step(
        person=turn.person or "",
        at=turn.at,
        text=plain(turn.heard),
        own=own,
        ranking=turn.ranking or ((turn.intent, turn.confidence),),
        served=served,
        rewrite=rewrite.id.removeprefix("rewrite:") if rewrite else "",
        arm=rewrite.arm if rewrite else "",
        bad=bad,
        again=again,
        failed=turn.outcome == "failed",
        turn=turn.id,
        signs=tuple(sign.kind for sign in signs),
    )


def meaning_of(name: str) -> Meaning:
    """A reading from its name in the chain."""
    intent, *details = name.split("|")
    return Meaning(intent, tuple((kind, value) for kind, _, value in (one.partition(":") for one in details)))


@dataclass(slots=True)
class Tally:
    """How one wording went, of everybody or of one person."""

    own: Meaning
    """How NLU reads it."""
    ranking: tuple[tuple[str, float], ...] = ()
    """NLU's ranking."""
    seen: float = 0.0
    """How often it was said and served as it is read."""
    put_right: float = 0.0
    """How often it was put right then, soft."""
    people: Sized = field(default_factory=set)
    """Who said it; as many as they are, once they are counted."""
    last: float = 0.0
    """When it was said last."""
    beside: dict[str, float] = field(default_factory=dict)
    """Other wordings that put it right, or that it put right."""
    taken: dict[str, float] = field(default_factory=dict)
    """Readings that rewrites served in the place of its own and that were kept; soft counts."""
    by: dict[str, Sized] = field(default_factory=dict)
    """Who was served well by each other reading, after this wording."""
    against: dict[str, float] = field(default_factory=dict)
    """What the latest turns say for each reading of `taken` being wrong by now, in log odds; `turned`."""
    fails: float = 0.5
    """How likely it fails as it is read, 0 to 1; fitted."""
    meant: dict[str, float] = field(default_factory=dict)
    """How likely each reading is what is meant; fitted. What is unknown is missing from the sum of one."""


@dataclass
class Evidence:
    """Everything that was counted."""

    wordings: dict[str, Tally] = field(default_factory=dict)
    """Everybody's, by wording."""
    personal: Mapping[str, dict[str, Tally]] = field(default_factory=dict)
    """By person and wording."""
    meanings: dict[str, Meaning] = field(default_factory=dict)
    """Readings by their state."""
    readers: dict[str, Sized] = field(default_factory=dict)
    """Who said something that is read so, by state."""
    arms: dict[str, list[float]] = field(default_factory=dict)
    """By rewrite: served well, served badly, held well, held badly."""
    better: dict[str, float] = field(default_factory=dict)
    """By rewrite, how likely it is better than the request; for splitting the feedback."""
    mixture: Mixture | None = None
    """How often what fails and what works is put right; after `settle`."""
    seen_sessions: list[Sequence[Step]] = field(default_factory=list)
    """What was counted."""

    def take(self, session: Sequence[Step]) -> None:
        """Count one session."""
        self.seen_sessions.append(session)
        for number, step in enumerate(session):
            after = session[number + step.after] if step.after > 0 else None
            if not step.failed:
                self._one(step, _ended(session, number), after if after is not None and not after.failed else None)

    def _one(self, step: Step, ended: Step | None, after: Step | None) -> None:
        own = step.own.state
        self.meanings.setdefault(own, step.own)
        self.meanings.setdefault(step.served.state, step.served)
        _met(self.readers, own, step.person)
        if step.arm:
            arm = self.arms.setdefault(step.rewrite, [0.0, 0.0, 0.0, 0.0])
            at = 0 if step.arm == "served" else 2
            # What it did of late counts for more, since meanings change.
            arm[at], arm[at + 1] = KEPT * arm[at], KEPT * arm[at + 1]
            arm[at] += 1.0 - step.defect
            arm[at + 1] += step.defect
        mine = cast("dict[str, dict[str, Tally]]", self.personal).setdefault(step.person, {})
        for tallies in (self.wordings, mine):
            tally = _tally(tallies, step)
            if step.arm != "served":
                tally.seen = LONG * tally.seen + 1.0
                tally.put_right = LONG * tally.put_right + step.defect
            else:
                # What was served was another reading: that speaks for it as far as the rewrite is the better one.
                kept = self.better.get(step.rewrite, 0.5) * (1.0 - step.defect)
                tally.taken[step.served.state] = tally.taken.get(step.served.state, 0.0) + kept
                if step.defect < SURE:
                    _met(tally.by, step.served.state, step.person)
            turned(tally.against, step.defect, step.served.state if step.arm == "served" else None)
            if ended is not None and ended.served.state != own:
                _met(tally.by, ended.served.state, step.person)
            if after is not None and after.text != step.text:
                tally.beside[after.text] = tally.beside.get(after.text, 0.0) + 1.0
                other = _tally(tallies, after)
                other.beside[step.text] = other.beside.get(step.text, 0.0) + 1.0

    def settle(self) -> None:
        """Fit how likely each wording fails and what it means; a person's own is judged by everybody's."""
        self.mixture = fit_failing(list(self.wordings.values()))
        agree(self.wordings)
        for mine in self.personal.values():
            self.judge(mine)

    def judge(self, mine: Mapping[str, Tally]) -> None:
        """Judge a person's own tallies by everybody's, where these are of the same readings."""
        for text, tally in mine.items():
            whole = self.wordings[text]
            if whole.own.state == tally.own.state:
                tally.fails, tally.meant = whole.fails, whole.meant
            else:
                tally.meant = {tally.own.state: 1.0 - tally.fails}

    def days(self) -> list[tuple[str, float, int]]:
        """Per day of the local clock: its date, the mean probability of a defect, and the turns."""
        return by_day((step.at, step.defect, 1) for session in self.seen_sessions for step in session)

    def counted(self) -> Counting:
        """The chain's moves and endings; after `settle`."""
        counting = Counting()
        for session in self.seen_sessions:
            for number, step in enumerate(session):
                if not step.failed:
                    self._count(counting, step, session[number + step.after] if step.after > 0 else None)
        return counting

    def _count(self, counting: Counting, step: Step, after: Step | None) -> None:
        if after is not None and after.failed:
            return  # Nobody knows how that would have ended.
        tally = self.wordings[step.text]
        # Who left without a word was served as well as that wording usually serves people.
        same = tally.own == step.own or tally.own.state == step.own.state
        left = max(step.defect, tally.fails) if same else step.defect
        for name in (step.own.state, wording_state(step.text)):
            if step.arm == "served":
                counting.served(name, step.served.state, step.defect, self.better.get(step.rewrite, 0.5))
            elif after is not None:
                counting.move(name, after.served.state, step.defect)
                counting.end(name, 0.0, 1.0 - step.defect)
            else:
                counting.end(name, left)


def _tally(tallies: dict[str, Tally], step: Step) -> Tally:
    tally = tallies.get(step.text)
    if tally is None or (tally.own != step.own and step.at >= tally.last and tally.own.state != step.own.state):
        # NLU reads it otherwise since it was trained again: what was counted is of another reading.
        tally = tallies[step.text] = Tally(step.own, step.ranking)
    cast("set[str]", tally.people).add(step.person)
    tally.last = max(tally.last, step.at)
    return tally


def turned(against: dict[str, float], defect: float, instead: str | None) -> None:
    """Note one more turn of a wording in what speaks against the readings that rewrites served for it.

    A cumulative sum of log likelihood ratios, held between nothing and a most (Page 1954): what is wrong by now is put
    right as often as what fails. While the wording is served as it is read, that being put right speaks for them again.

    Args:
        against: by reading, what was noted so far, in log odds.
        defect: how likely the turn was one, 0 to 1.
        instead: the reading that a rewrite served in it; None where there was none.
    """
    says = defect * log(FAILING / WORKING) + (1.0 - defect) * log((1.0 - FAILING) / (1.0 - WORKING))
    if instead is not None:
        against[instead] = min(max(against.get(instead, 0.0) + says, 0.0), FURTHEST)
        return
    for name, odds in against.items():
        against[name] = min(max(odds - says, 0.0), FURTHEST)


def _met(crowds: dict[str, Sized], name: str, person: str) -> None:
    """Somebody was met; while they are told apart, people are sets."""
    cast("set[str]", crowds.setdefault(name, set())).add(person)


def by_day(times: Iterable[tuple[float, float, int]]) -> list[tuple[str, float, int]]:
    """Moments with summed probabilities of a defect and the turns behind them, put together by local day."""
    bad: dict[str, float] = defaultdict(float)
    seen: dict[str, int] = defaultdict(int)
    for at, defects, turns in times:
        day = time.strftime("%Y-%m-%d", time.localtime(at))
        seen[day] += turns
        bad[day] += defects
    return [(day, bad[day] / seen[day], seen[day]) for day in sorted(seen)]


def wording_state(text: str) -> str:
    """A wording as a state of the chain of its own; no reading is called so."""
    return f"“{text}”"


def _ended(session: Sequence[Step], number: int) -> Step | None:
    """The last of the requests that put one right, when it was served well."""
    at = number
    while session[at].after > 0:
        at += session[at].after
    return session[at] if at != number and session[at].defect < SURE and not session[at].failed else None


@dataclass(frozen=True)
class Mixture:
    """How often people put right what fails, and what works."""

    failing: float
    """Share of the turns of failing wordings that are put right."""
    working: float
    """The same of wordings that work."""
    odds: NDArray[np.float64]
    """Share of failing wordings, by how sure NLU was of them: below 0.5, 0.8, 0.95, above."""


_EDGES = np.array([0.5, 0.8, 0.95])


def fit_failing(tallies: Sequence[Tally], rounds: int = 60) -> Mixture:
    """Fit the two rates by expectation maximisation, and write into each tally how likely it fails."""
    seen = np.array([tally.seen for tally in tallies])
    right = np.array([min(tally.put_right, tally.seen) for tally in tallies])
    sure = np.array([tally.ranking[0][1] if tally.ranking else 0.0 for tally in tallies])
    group = np.searchsorted(_EDGES, sure)
    failing, working, odds = 0.6, 0.1, np.array([0.5, 0.35, 0.25, 0.15])
    fails = np.full(len(tallies), 0.3)
    for _ in range(rounds if len(tallies) else 0):
        says = right * np.log(failing / working) + (seen - right) * np.log((1 - failing) / (1 - working))
        fails = expit(says + np.log(odds / (1 - odds))[group])
        # Held by imagined turns, so that a short record does not run to extremes.
        failing = float(((fails * right).sum() + 6.0) / ((fails * seen).sum() + 10.0))
        working = float((((1 - fails) * right).sum() + 1.0) / (((1 - fails) * seen).sum() + 10.0))
        failing, working = min(max(failing, working + 0.15, 0.3), 0.97), min(max(working, 0.01), 0.4)
        odds = np.array([(fails[group == g].sum() + 3.0) / ((group == g).sum() + 10.0) for g in range(4)])
    for tally, chance in zip(tallies, fails, strict=True):
        tally.fails = float(chance)
    return Mixture(failing, working, odds)


WEIGHT = 0.8
"""How much a wording that was said in the place of another counts for what that means, by the logarithm of times."""
UNKNOWN = 0.3
"""Share of failing wordings that none of the readings beside them is right for."""
_ELSE = ""
"""The reading that nobody has said."""


def agree(wordings: dict[str, Tally], rounds: int = 6) -> None:
    """Fit what each wording means: wordings that put each other right mean the same.

    Every wording begins with its own reading, as far as that works, and takes up the readings of the wordings beside
    it as far as those believe in them; some rounds of mean-field belief propagation.
    """
    for tally in wordings.values():
        tally.meant = {tally.own.state: 1.0 - tally.fails, _ELSE: tally.fails}
    for _ in range(rounds):
        fresh = {}
        for text, tally in wordings.items():
            if tally.beside or tally.taken:
                fresh[text] = _believed(tally, wordings)
        for text, meant in fresh.items():
            wordings[text].meant = meant
    for tally in wordings.values():
        tally.meant = {name: chance for name, chance in tally.meant.items() if name != _ELSE and chance > 0.01}


def _believed(tally: Tally, wordings: dict[str, Tally]) -> dict[str, float]:
    own = tally.own.state
    others = [(wordings[text], WEIGHT * log1p(times)) for text, times in tally.beside.items() if text in wordings]
    names = {name for other, _ in others for name, chance in other.meant.items() if chance > 0.02}
    names = (names | set(tally.taken)) - {own, _ELSE}
    share = (1.0 - UNKNOWN) / max(len(names), 1)
    scores = {name: log(tally.fails * share + 1e-4) for name in names}
    scores[own] = log(1.0 - tally.fails + 1e-3)
    scores[_ELSE] = log(tally.fails * UNKNOWN + 1e-4)
    for other, weight in others:
        for name in scores:
            chance = other.meant.get(name, 0.0) * (0.5 if name == _ELSE else 1.0)
            scores[name] += weight * log(0.05 + chance)
    for name, times in tally.taken.items():
        scores[name] += WEIGHT * log1p(times)
    top = max(scores.values())
    raised = {name: exp(score - top) for name, score in scores.items()}
    total = sum(raised.values())
    return {name: chance / total for name, chance in raised.items()}


def collect(sessions: Iterable[Sequence[Step]], better: dict[str, float] | None = None) -> Evidence:
    """Count all sessions, each judged by what stands together in all of them."""
    evidence, company = Evidence(better=dict(better or {})), Company()
    some = [session for session in sessions if session]
    for session in some:
        company.add(session[0].person, [step.text for step in session])
    for session in some:
        evidence.take(judged(session, company))
    evidence.settle()
    return evidence


def unrewritten(step: Step) -> Step:
    """The same step as one who does not know of rewriting sees it: what was served is what was asked for."""
    if step.arm != "served":
        return replace(step, rewrite="", arm="")
    return replace(step, own=step.served, text=f"({step.served.state})", rewrite="", arm="")
