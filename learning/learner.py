"""From what the record shows to what is served: the chain's rewrites, the indexes, the rankers and where they fire."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from learning import projection
from learning.chain import Choice, choose
from learning.projection import IDENTITY, Projection
from learning.rewrites import Record, Rewrite, Rewrites, name_of
from learning.rewriting import Encode, Meanings, Shelf, events, shared, shelf
from learning.rewriting_evidence import Evidence, Tally, wording_state
from learning.rewriting_privacy import shareable
from learning.rewriting_ranker import NEVER, Event, Ranker, Setting, fit, setting
from learning.sensitive import replaceable, takeable

CAUTIOUS = 20.0
"""Wins for each loss that the cautious setting asks of the record."""
BALANCED = 8.5
"""The same of the usual one."""
MUCH_LIKELIER = 5.0
"""Times likelier than the own one that another reading has to be for the cautious setting, in any case."""
FAILS = 0.5
"""A wording has to be likelier than this to fail before everybody's is rewritten."""
HELD_WEIGHT = 6.0
"""Turns that what is known of a wording from before its rewrite counts for at most."""


@dataclass
class Learned:
    """What one run of learning made of the record."""

    evidence: Evidence
    """What was counted."""
    exact: dict[str, Rewrite]
    """Everybody's rewrites, by wording."""
    personal: dict[str, dict[str, Rewrite]]
    """People's own, by person and wording."""
    meanings: Meanings
    """Readings by number."""
    everybody: Shelf
    """The global index."""
    projection: Projection = IDENTITY
    """What turns sentence vectors for the indexes."""
    ranker: Ranker | None = None
    """Of the global layer."""
    my_ranker: Ranker | None = None
    """With a person's own features."""
    mine: dict[str, Shelf] = field(default_factory=dict)
    """People's own indexes."""
    settings: dict[str, Setting] = field(default_factory=dict)
    """Where the global layer fires: "cautious" and "balanced"."""
    my_settings: dict[str, Setting] = field(default_factory=dict)
    """The same with the personal layer."""
    blocked: frozenset[str] = frozenset()
    """Rewrites that lose."""

    def rewrites(self, at: str = "balanced", *, personal: bool = True) -> Rewrites:
        """The same as it is served.

        Args:
            at: "cautious" or "balanced".
            personal: whether people's own layer is used.
        """
        own = self.personal if personal else {}
        return Rewrites(
            exact=self.exact.get,
            personal=lambda person, text: own.get(person, {}).get(text),
            meanings=self.meanings,
            everybody=self.everybody,
            projection=self.projection,
            ranker=self.ranker,
            setting=self.settings.get(at, NEVER),
            mine=(lambda person: self.mine.get(person)) if personal else (lambda person: None),
            my_ranker=self.my_ranker if personal else None,
            my_setting=self.my_settings.get(at, NEVER),
            blocked=self.blocked,
        )


def learn(
    evidence: Evidence,
    encode: Encode,
    *,
    k: int,
    blocked: Collection[str] = (),
    online: bool = True,
    progress: Callable[[str], None] = lambda step: None,
) -> Learned:
    """Learn from counted evidence.

    Args:
        evidence: the settled record.
        encode: sentence vectors.
        k: different people who have to stand behind what everybody gets.
        blocked: rewrites that stay blocked.
        online: whether to train the online layers too.
        progress: told of each step as it begins.
    """
    progress("chain")
    exact = global_rewrites(evidence, k)
    losers = {one.id for one in exact.values() if one.record.loses}
    progress("personal rewrites")
    personal = {person: personal_rewrites(evidence, person, mine) for person, mine in evidence.personal.items()}
    progress("index")
    meanings = Meanings()
    kept = shared(evidence, k) if online else {}
    plain = shelf(kept, meanings, evidence.meanings, encode)
    # Learned from nothing but what everybody may know.
    turned = projection.learn(plain.entries, plain.index)
    everybody = plain.turned(turned.whole)
    found = Learned(evidence, exact, {p: own for p, own in personal.items() if own}, meanings, everybody, turned.whole)
    found.blocked = frozenset(blocked) | losers
    if not online:
        return found
    # Readings that not everybody may know get numbers too, so that a person's own can be told apart.
    for meaning in evidence.meanings.values():
        meanings.number(meaning)
    progress("ranker")
    halves = [plain.turned(by) for by in turned.halves]
    seen = _seen(evidence, halves, meanings, encode, turned)
    found.ranker = fit(seen)
    if found.ranker is not None:
        found.settings = _settings(seen, found.ranker)
    progress("personal ranker")
    mine = {person: shelf(own, meanings, evidence.meanings, encode) for person, own in evidence.personal.items()}
    mine_seen = _seen(evidence, halves, meanings, encode, turned, mine, most=5_000)
    found.mine = {person: own.turned(turned.whole) for person, own in mine.items()}
    found.my_ranker = fit(mine_seen)
    if found.my_ranker is not None:
        found.my_settings = _settings(mine_seen, found.my_ranker)
    return found


def _seen(
    evidence: Evidence,
    halves: Sequence[Shelf],
    meanings: Meanings,
    encode: Encode,
    turned: projection.Fitted,
    mine: Mapping[str, Shelf] | None = None,
    most: int = 12_000,
) -> list[Event]:
    """What the record shows about its own wordings, each with vectors turned by what was learned without it."""
    seen = []
    for half, (by, everybody) in enumerate(zip(turned.halves, halves, strict=True)):
        seen += events(
            evidence,
            everybody,
            meanings,
            lambda text, by=by: by(encode(text)),  # type: ignore[misc]
            {person: own.turned(by) for person, own in mine.items()} if mine is not None else None,
            most // len(turned.halves),
            lambda text, half=half: turned.half_of(text) == half,  # type: ignore[misc]
        )
    return seen


def _settings(seen: Sequence[Event], ranker: Ranker) -> dict[str, Setting]:
    return {
        "cautious": setting(seen, ranker, CAUTIOUS, MUCH_LIKELIER),
        "balanced": setting(seen, ranker, BALANCED),
    }


def global_rewrites(evidence: Evidence, k: int) -> dict[str, Rewrite]:
    """The chain's rewrites that may be everybody's."""
    failing = {
        text: tally
        for text, tally in evidence.wordings.items()
        if tally.fails > FAILS and len(tally.people) >= k
        if replaceable(tally.own.intent) and shareable(text, tally.own)
    }
    if not failing:
        return {}
    sources = {wording_state(text): text for text in failing}
    people = {(source, name): len(who) for source, text in sources.items() for name, who in failing[text].by.items()}
    graph = evidence.counted().graph()
    said = _said(evidence.wordings)
    found = {}
    for choice in choose(graph, people, sources=set(sources), k=k):
        meaning = evidence.meanings.get(choice.target)
        if meaning is None or not takeable(meaning.intent) or not shareable("", meaning):
            continue
        text = sources[choice.source]
        instead = said.get(choice.target, "")
        found[text] = _rewrite(evidence, text, failing[text], choice, instead if shareable(instead, meaning) else "")
    return found


def _rewrite(evidence: Evidence, text: str, tally: Tally, choice: Choice, said: str) -> Rewrite:
    meaning = evidence.meanings[choice.target]
    name = name_of(text, choice.target)
    wins, losses, held_well, held_badly = evidence.arms.get(name, (0.0, 0.0, 0.0, 0.0))
    before = min(tally.seen, HELD_WEIGHT)
    fails = before * tally.fails
    record = Record(wins, losses, held_well + before - fails, held_badly + fails, tally.against.get(choice.target, 0.0))
    return Rewrite(text, tally.own.state, meaning, choice.people, choice.least, choice.own, said, record)


def _said(wordings: Mapping[str, Tally]) -> dict[str, str]:
    """For each reading the wording that most people get it by."""
    best: dict[str, tuple[float, str]] = {}
    for text, tally in wordings.items():
        scored = len(tally.people) * (1.0 - tally.fails)
        if scored > best.get(tally.own.state, (0.0, ""))[0]:
            best[tally.own.state] = scored, text
    return {name: text for name, (_, text) in best.items()}


def personal_rewrites(evidence: Evidence, person: str, mine: Mapping[str, Tally]) -> dict[str, Rewrite]:
    """A person's own rewrites: wordings that they put right, and what they were then served well by."""
    said = _said(mine)
    found = {}
    for text, tally in mine.items():
        if not tally.by or not replaceable(tally.own.intent):
            continue
        if tally.fails <= FAILS and tally.put_right < 0.5 * max(tally.seen, 1.0):
            continue
        everybody = evidence.wordings[text]
        if len(everybody.people) >= 3 and everybody.fails < 0.3:
            continue  # It works for everybody else: something else was wrong.
        choices = [name for name in tally.by if takeable(evidence.meanings[name].intent) and name != tally.own.state]
        if not choices:
            continue
        target = max(choices, key=lambda name: (tally.meant.get(name, 0.0), tally.taken.get(name, 0.0)))
        if tally.meant.get(target, 0.0) <= tally.meant.get(tally.own.state, 0.0):
            continue
        choice = Choice(text, target, 0.0, 1.0 - tally.fails, tally.meant.get(target, 0.0), 1)
        found[text] = _rewrite(evidence, text, tally, choice, said.get(target, ""))
    return found
