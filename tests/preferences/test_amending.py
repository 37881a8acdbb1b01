"""What was taught, changed without being forgotten: set aside for a while, or put in other words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from preferences.condition import Condition
from preferences.errors import MemoryError_, NobodySpeaks
from preferences.flow import Flow, Keeps, Values
from preferences.memory import Kept, Memory, open_memory
from preferences.phrase import Kind
from preferences.preference import Statement
from preferences.taught import Change

pytestmark = pytest.mark.patient

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
LATER = NOON + timedelta(hours=1)


def flow(concept: str, keeps: Keeps) -> Flow:
    return Flow(concept, concept, Values(text=True), concept, keeps, "?", "ok", (), (), frozenset())


FLOWS = {"team": flow("team", Keeps.ONE), "cuisine": flow("cuisine", Keeps.MANY)}


def tell(memory: Memory, value: str, concept: str = "cuisine", person: str = "alice", at: datetime = NOON) -> int:
    [taught] = memory.teach(person, [Statement(concept, value, words=f"I like {value}")], FLOWS, "told", at)
    assert taught.preference is not None
    return taught.preference.id


def current(memory: Memory, person: str = "alice") -> list[str]:
    return [one.value for one in memory.profile(person).preferences]


def one_of_each(memory: Memory) -> list[tuple[Kept, int]]:
    meant = memory.correct("alice", "place_name", "Portland", "Portland, Maine", "no, Maine", NOON)
    phrase = memory.teach_phrase("alice", "movie night", Kind.REQUEST, ["dim the lights"], now=NOON)
    return [("preference", tell(memory, "Thai")), ("correction", meant.id), ("phrase", phrase.id)]


def test_what_is_paused_stands_apart_until_it_is_resumed(memory: Memory) -> None:
    before = memory.profile("alice")
    everything = one_of_each(memory)
    whole = memory.profile("alice")
    for kind, number in everything:
        assert memory.pause("alice", kind, number, LATER)
    aside = memory.profile("alice")
    assert (aside.preferences, aside.corrections, aside.phrases) == (before.preferences, (), ())
    assert aside.of("cuisine") == () and aside.meaning("place_name", "Portland") is None and not aside.book.by_key
    assert [one.paused_at for one in aside.paused] == [LATER] * 3
    for kind, number in everything:
        assert memory.resume("alice", kind, number)
    assert memory.profile("alice") == whole


def test_pausing_twice_keeps_the_first_moment(memory: Memory) -> None:
    number = tell(memory, "Thai")
    assert memory.pause("alice", "preference", number, NOON)
    assert memory.pause("alice", "preference", number, LATER)
    [aside] = memory.profile("alice").paused
    assert aside.paused_at == NOON


def test_a_number_alone_opens_nothing(memory: Memory) -> None:
    everything = one_of_each(memory)
    tell(memory, "jazz", person="bob")
    whole = memory.profile("alice")
    for kind, number in everything:
        assert not memory.pause("bob", kind, number)
        assert not memory.resume("bob", kind, number)
        assert not memory.pause("alice", kind, number + 1000)
        assert not memory.pause("somebody unknown", kind, number)
    assert memory.amend("bob", everything[0][1], Statement("cuisine", "Greek"), FLOWS) is None
    assert memory.amend_phrase("bob", everything[2][1], "film night", ["play jazz"]) is None
    assert memory.profile("alice") == whole
    with pytest.raises(NobodySpeaks):
        memory.pause(None, "preference", everything[0][1])


def test_what_is_over_cannot_be_paused(memory: Memory) -> None:
    old = tell(memory, "Warriors", "team")
    tell(memory, "Lakers", "team", at=LATER)
    assert not memory.pause("alice", "preference", old)


def test_taught_again_it_counts_again_and_undoing_that_pauses_it_again(memory: Memory) -> None:
    everything = one_of_each(memory)
    for kind, number in everything:
        memory.pause("alice", kind, number, NOON)
    aside = memory.profile("alice").paused
    tell(memory, "Thai", at=LATER)
    memory.correct("alice", "place_name", "Portland", "Portland, Oregon", now=LATER)
    memory.teach_phrase("alice", "movie night", Kind.REQUEST, ["play jazz"], now=LATER)
    assert memory.profile("alice").paused == ()
    for _ in range(3):
        memory.undo("alice")
    assert memory.profile("alice").paused == aside


def test_one_value_that_is_paused_still_gives_way(memory: Memory) -> None:
    memory.pause("alice", "preference", tell(memory, "Warriors", "team"), NOON)
    tell(memory, "Lakers", "team", at=LATER)
    profile = memory.profile("alice")
    assert (current(memory), profile.paused) == (["Lakers"], ())


def test_a_pause_outlives_an_export(memory: Memory) -> None:
    for kind, number in one_of_each(memory):
        memory.pause("alice", kind, number, NOON)
    document = memory.export("alice", NOON)
    memory.forget_everything("alice")
    memory.import_("alice", document)
    assert memory.export("alice", NOON) == document
    assert len(memory.profile("alice").paused) == 3
    # A document of before there were pauses does not say.
    for entries in (document["preferences"], document["corrections"], document["phrases"]):
        del entries[0]["paused_at"]
    memory.forget_everything("alice")
    memory.import_("alice", document)
    assert memory.profile("alice").paused == ()


def test_a_changed_value_takes_the_place_of_the_old_one_and_back(memory: Memory) -> None:
    number = tell(memory, "Thai")
    tell(memory, "Greek")
    before = memory.profile("alice")
    mornings = Condition(weekdays=(5, 6), words="on weekends")
    taught = memory.amend("alice", number, Statement("cuisine", "Korean", False, 1.0, mornings), FLOWS, LATER)
    assert taught is not None and taught.preference is not None
    stored = taught.preference
    assert (stored.value, stored.liked, stored.condition, stored.source) == ("Korean", False, mornings, "edited")
    assert current(memory) == ["Korean", "Greek"]
    assert memory.can_undo("alice")
    memory.undo("alice")
    assert memory.profile("alice") == before


def test_the_same_value_is_refreshed_and_not_doubled(memory: Memory) -> None:
    number = tell(memory, "Thai")
    taught = memory.amend("alice", number, Statement("cuisine", "thai"), FLOWS, LATER)
    assert taught is not None and taught.change is Change.REFRESHED
    assert [(one.id, one.value) for one in memory.profile("alice").preferences] == [(number, "thai")]


def test_a_value_that_cannot_be_kept_changes_nothing(memory: Memory) -> None:
    number = tell(memory, "Thai")
    before = memory.profile("alice")
    with pytest.raises(MemoryError_):
        memory.amend("alice", number, Statement("cuisine", " "), FLOWS)
    assert memory.profile("alice") == before


def test_a_phrase_gets_other_words_and_another_meaning(memory: Memory) -> None:
    phrase = memory.teach_phrase("alice", "movie night", Kind.REQUEST, ["dim the lights"], "when I say …", now=NOON)
    changed = memory.amend_phrase("alice", phrase.id, "film night", ["dim the lights", "play jazz"], "typed", LATER)
    assert changed is not None
    assert (changed.id, changed.said, changed.steps) == (phrase.id, "film night", ("dim the lights", "play jazz"))
    assert set(memory.profile("alice").book.by_key) == {"film night"}
    memory.undo("alice")
    assert memory.profile("alice").phrases == (phrase,)


def test_two_phrases_cannot_become_one(memory: Memory) -> None:
    memory.teach_phrase("alice", "the den", Kind.NAME, ["the office"])
    phrase = memory.teach_phrase("alice", "movie night", Kind.REQUEST, ["dim the lights"])
    before = memory.profile("alice")
    with pytest.raises(MemoryError_, match="already"):
        memory.amend_phrase("alice", phrase.id, "den", ["play jazz"])
    assert memory.profile("alice") == before


def test_uses_that_another_process_counted_are_seen(memory: Memory, memory_url: str) -> None:
    everything = dict(one_of_each(memory))
    assert memory.counted("alice").preferences[0].uses == 0
    with open_memory(memory_url) as other:
        other.used("alice", [everything["preference"]], LATER, [everything["phrase"]], [everything["correction"]] * 2)
        other.used("bob", [], LATER, [], [everything["correction"]])
    counted = memory.counted("alice")
    assert [counted.preferences[0].uses, counted.corrections[0].uses, counted.phrases[0].uses] == [1, 2, 1]
    assert counted.corrections[0].used_at == LATER
    assert memory.counted(None).preferences == ()


def test_nothing_taught_leaves_nothing_to_undo(memory: Memory) -> None:
    assert not memory.can_undo("alice") and not memory.can_undo(None)
    tell(memory, "Thai")
    assert memory.can_undo("alice") and not memory.can_undo("bob")
    memory.forget("alice", "cuisine")
    assert not memory.can_undo("alice")
