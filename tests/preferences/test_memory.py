"""The verbs of the memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta, timezone

import pytest

from preferences.belongings import Belongings, Pocket
from preferences.condition import ALWAYS, Condition
from preferences.errors import MemoryError_, NobodySpeaks
from preferences.flow import Flow, Keeps, Values
from preferences.memory import Memory, open_memory
from preferences.preference import NOBODY, Statement
from preferences.taught import Change, Undone

pytestmark = pytest.mark.patient

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
TODAY = Condition(until=datetime(2024, 5, 2, tzinfo=timezone.utc), words="just for today")
MORNINGS = Condition(from_time=time(5), to_time=time(12), words="in the mornings")


def flow(concept: str, keeps: Keeps) -> Flow:
    return Flow(concept, concept, Values(text=True), concept, keeps, "?", "ok", (), (), frozenset())


FLOWS = {"team": flow("team", Keeps.ONE), "cuisine": flow("cuisine", Keeps.MANY)}

NASTY = [
    "/",
    "/inform{}",
    "'; DROP TABLE mynah_person; --",
    "<script>alert(1)</script>",
    "🍕🧑‍🍳",
    "Ω日本語русский",
    "%s %d {value} \\x00",
    "null",
    "x" * 200,
]


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def tell(memory: Memory, person: str, concept: str, value: str, at: float = 0, **more: object) -> list[Change]:
    statement = Statement(concept, value, **more)  # type: ignore[arg-type]
    return [taught.change for taught in memory.teach(person, [statement], FLOWS, "told", minutes(at))]


def known(memory: Memory, person: str) -> list[tuple[str, str, bool]]:
    return [(one.concept, one.value, one.liked) for one in memory.profile(person).preferences]


# --- teaching


def test_what_is_taught_is_there_with_its_evidence(memory: Memory) -> None:
    [taught] = memory.teach(
        "alice", [Statement("team", "Warriors", strength=2, words="I love the Dubs")], FLOWS, "told", NOON
    )
    [stored] = memory.profile("alice").preferences
    assert taught.change is Change.NEW
    assert taught.preference == stored
    assert (stored.person, stored.concept, stored.value, stored.liked) == ("alice", "team", "Warriors", True)
    assert (stored.strength, stored.words, stored.source) == (2.0, "I love the Dubs", "told")
    assert (stored.learned_at, stored.retired_at, stored.uses, stored.condition) == (NOON, None, 0, ALWAYS)


def test_flows_may_come_one_after_the_other(memory: Memory) -> None:
    memory.teach("alice", [Statement("team", "Bulls")], tuple(FLOWS.values()), "told", NOON)
    assert known(memory, "alice") == [("team", "Bulls", True)]


def test_one_value_is_replaced_and_stays_as_history(memory: Memory) -> None:
    tell(memory, "alice", "team", "Warriors")
    [taught] = memory.teach("alice", [Statement("team", "Lakers")], FLOWS, "told", minutes(1))
    assert [one.value for one in taught.replaced] == ["Warriors"]
    assert known(memory, "alice") == [("team", "Lakers", True)]
    assert [(one.value, one.retired_at) for one in memory.history("alice", "team")] == [
        ("Lakers", None),
        ("Warriors", minutes(1)),
    ]


def test_many_values_stand_side_by_side_newest_first(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Italian")
    tell(memory, "alice", "cuisine", "Thai", 1)
    assert known(memory, "alice") == [("cuisine", "Thai", True), ("cuisine", "Italian", True)]


def test_the_same_value_again_is_refreshed(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Italian", strength=0.5)
    tell(memory, "alice", "cuisine", "Thai", 1)
    assert tell(memory, "alice", "cuisine", " italian", 2, strength=2.0, words="I love it") == [Change.REFRESHED]
    newest, other = memory.profile("alice").preferences
    assert (newest.value, newest.strength, newest.words, newest.learned_at) == ("italian", 2.0, "I love it", minutes(2))
    assert other.value == "Thai"


def test_the_opposite_sign_retires(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Sushi")
    tell(memory, "alice", "cuisine", "sushi", 1, liked=False)
    assert known(memory, "alice") == [("cuisine", "sushi", False)]


def test_a_dislike_does_not_replace_the_one_value(memory: Memory) -> None:
    tell(memory, "alice", "team", "Warriors")
    tell(memory, "alice", "team", "Lakers", 1, liked=False)
    assert known(memory, "alice") == [("team", "Lakers", False), ("team", "Warriors", True)]


def test_a_condition_stands_beside_what_always_holds(memory: Memory) -> None:
    tell(memory, "alice", "team", "Warriors")
    tell(memory, "alice", "team", "Lakers", 1, condition=TODAY)
    tell(memory, "alice", "team", "Bulls", 2, condition=TODAY)
    assert [(one.value, one.condition) for one in memory.profile("alice").preferences] == [
        ("Bulls", TODAY),
        ("Warriors", ALWAYS),
    ]


def test_said_without_a_condition_a_dislike_takes_back_what_held_under_one(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Thai", condition=MORNINGS)
    tell(memory, "alice", "cuisine", "Thai", 1, liked=False)
    assert known(memory, "alice") == [("cuisine", "Thai", False)]


def test_under_a_condition_a_dislike_leaves_what_always_holds(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Thai")
    tell(memory, "alice", "cuisine", "Thai", 1, liked=False, condition=MORNINGS)
    assert known(memory, "alice") == [("cuisine", "Thai", False), ("cuisine", "Thai", True)]


def test_what_ran_out_is_retired_when_the_concept_is_told_of_again(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Sushi", condition=TODAY)
    tell(memory, "alice", "cuisine", "Thai", 24 * 60)
    assert known(memory, "alice") == [("cuisine", "Thai", True)]
    assert memory.history("alice", "cuisine")[1].retired_at == TODAY.until


def test_what_is_over_is_retired_and_the_new_is_stored(memory: Memory) -> None:
    tell(memory, "alice", "team", "Lakers")
    told = [Statement("team", "Lakers", ended=True), Statement("team", "Yankees")]
    over, new = memory.teach("alice", told, FLOWS, "told", minutes(1))
    assert (over.change, [one.value for one in over.replaced], over.preference) == (Change.ENDED, ["Lakers"], None)
    assert (new.change, new.replaced) == (Change.NEW, ())
    assert tell(memory, "alice", "team", "Bulls", 2, ended=True) == [Change.NOTHING]
    assert known(memory, "alice") == [("team", "Yankees", True)]


def test_all_statements_or_none(memory: Memory) -> None:
    with pytest.raises(MemoryError_, match="too long"):
        memory.teach("alice", [Statement("team", "Bulls"), Statement("cuisine", "x" * 201)], FLOWS, "told", NOON)
    assert memory.profile("alice").preferences == ()
    assert memory.people() == 0


@pytest.mark.parametrize("value", ["", "  ", "\x00\x07", "x" * 201, "\ud800"])
def test_senseless_values_are_refused_in_words(memory: Memory, value: str) -> None:
    with pytest.raises(MemoryError_) as refused:
        tell(memory, "alice", "team", value)
    assert str(refused.value) in (
        "The value is empty, so there is nothing to remember.",
        "The value is too long to remember: at most 200 characters.",
    )


@pytest.mark.parametrize("text", NASTY)
def test_any_text_is_just_text(memory: Memory, text: str) -> None:
    tell(memory, text, "cuisine", text, words=text * 30)
    memory.correct(text, "place_name", text, text, text)
    memory.refuse(text, text)
    memory.belongings(text).keep_mine(text, {text: [text]})
    profile = memory.profile(text)
    assert [one.value for one in profile.preferences] == [text]
    assert profile.preferences[0].words == (text * 30)[:500].strip()
    meant = profile.meaning("place_name", text)
    assert meant is not None and meant.meant == text
    assert profile.refused == {text}
    assert memory.belongings(text).mine(text) == {text: [text]}
    assert memory.forget_everything(text) == 4


def test_control_characters_do_not_become_part_of_a_value(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "It\x00al\x1bian\n\tfood\u2028")
    assert known(memory, "alice") == [("cuisine", "Italian food", True)]


def test_a_concept_without_a_flow_and_a_time_without_a_zone_are_refused(memory: Memory) -> None:
    with pytest.raises(MemoryError_, match="nothing I can be taught of that kind"):
        tell(memory, "alice", "shoe size", "43")
    with pytest.raises(ValueError, match="time zone"):
        memory.teach("alice", [Statement("team", "Bulls")], FLOWS, "told", datetime(2024, 5, 1))
    with pytest.raises(MemoryError_, match="must be a number"):
        tell(memory, "alice", "team", "Bulls", strength=float("nan"))
    with pytest.raises(MemoryError_, match="no time zone"):
        tell(memory, "alice", "team", "Bulls", condition=Condition(until=datetime(2024, 5, 1)))


# --- corrections, refusals, uses


def test_a_correction_replaces_the_one_before(memory: Memory) -> None:
    memory.correct("alice", "place_name", "Portland", "Portland, Oregon", "the Oregon one", NOON)
    memory.correct("alice", "place_name", "PORTLAND ", "Portland, Maine", "no, Maine", minutes(1))
    [correction] = memory.profile("alice").corrections
    assert (correction.said, correction.meant, correction.words) == ("portland", "Portland, Maine", "no, Maine")
    assert memory.forget_corrections("alice", said="portland") == (correction,)
    assert memory.profile("alice").corrections == ()


def test_refusals_come_and_go(memory: Memory) -> None:
    memory.refuse("alice", "team")
    memory.refuse("alice", "team")
    memory.refuse("alice", "cuisine")
    assert memory.profile("alice").refused == {"team", "cuisine"}
    memory.clear_refusal("alice", "team")
    assert memory.profile("alice").refused == {"cuisine"}
    memory.clear_refusal("alice")
    assert memory.profile("alice").refused == frozenset()


def test_uses_are_counted_without_reading_the_profile_anew(memory_url: str) -> None:
    with open_memory(memory_url) as memory:
        tell(memory, "alice", "cuisine", "Thai")
        before = memory.profile("alice")
        number = before.preferences[0].id
        memory.used("alice", [number], minutes(1))
        memory.used("alice", [number], minutes(2))
        memory.used("bob", [number], minutes(3))
        assert memory.profile("alice") is before
    with open_memory(memory_url) as memory:
        [stored] = memory.profile("alice").preferences
        assert (stored.uses, stored.used_at) == (2, minutes(2))


# --- whose it is


def test_nobody_has_an_empty_profile_and_can_change_nothing(memory: Memory) -> None:
    for nobody in (None, "", "  "):
        assert memory.profile(nobody) is NOBODY
        assert memory.history(nobody, "team") == ()
        for attempt in (
            lambda who=nobody: memory.teach(who, [Statement("team", "Bulls")], FLOWS),
            lambda who=nobody: memory.correct(who, "place_name", "a", "b"),
            lambda who=nobody: memory.refuse(who, "team"),
            lambda who=nobody: memory.forget(who),
            lambda who=nobody: memory.forget_everything(who),
            lambda who=nobody: memory.undo(who),
            lambda who=nobody: memory.ask_confirmation(who, "everything"),
            lambda who=nobody: memory.export(who),
            lambda who=nobody: memory.belongings(who).keep_mine("list", []),
        ):
            with pytest.raises(NobodySpeaks):
                attempt()
    assert memory.people() == 0


@pytest.mark.parametrize("name", ["al\x00ice", "alice\n", "x" * 201, "\ud800"])
def test_a_name_is_refused_rather_than_changed(memory: Memory, name: str) -> None:
    with pytest.raises(MemoryError_, match="name of a person"):
        tell(memory, name, "team", "Bulls")
    assert memory.profile(name) is NOBODY


def test_names_that_look_alike_are_different_people(memory: Memory) -> None:
    people = ["alice", "Alice", "alice ", "ａlice", "al%", "al_ce", "'alice'"]
    for number, person in enumerate(people):
        tell(memory, person, "team", f"team {number}")
    assert [known(memory, person) for person in people] == [[("team", f"team {n}", True)] for n in range(len(people))]


def test_a_number_opens_nothing_of_somebody_else(memory: Memory) -> None:
    tell(memory, "alice", "team", "Warriors")
    [mine] = memory.profile("alice").preferences
    assert memory.preference("alice", mine.id) == mine
    assert memory.preference("bob", mine.id) is None
    assert memory.preference(None, mine.id) is None


# --- taking away


def test_forgetting_takes_history_along_and_cannot_be_undone(memory: Memory) -> None:
    tell(memory, "alice", "cuisine", "Thai")
    tell(memory, "alice", "cuisine", "Thai", 1, liked=False)
    tell(memory, "alice", "cuisine", "Italian", 2)
    assert [(one.value, one.liked) for one in memory.forget("alice", "cuisine", "THAI")] == [("Thai", False)]
    assert [one.value for one in memory.history("alice", "cuisine")] == ["Italian"]
    assert memory.undo("alice") is None
    assert memory.forget("alice", "cuisine", "Thai") == ()


def test_forgetting_by_concept_by_value_by_condition_and_all(memory: Memory) -> None:
    tell(memory, "alice", "team", "Bulls")
    tell(memory, "alice", "cuisine", "Thai", 1)
    tell(memory, "alice", "cuisine", "Italian", 2)
    tell(memory, "alice", "cuisine", "Italian", 3, condition=MORNINGS)
    assert [one.condition for one in memory.forget("alice", condition=MORNINGS)] == [MORNINGS]
    assert [one.value for one in memory.forget("alice", value="thai")] == ["Thai"]
    assert [one.value for one in memory.forget("alice", "cuisine")] == ["Italian"]
    assert [one.value for one in memory.forget("alice")] == ["Bulls"]
    assert memory.forget("bob") == ()
    assert memory.people() == 1


def test_undo_restores_what_was_replaced_one_act_after_the_other(memory: Memory) -> None:
    tell(memory, "alice", "team", "Warriors", words="first")
    memory.correct("alice", "place_name", "Portland", "Portland, Oregon", now=NOON)
    memory.correct("alice", "place_name", "Portland", "Portland, Maine", now=NOON)
    tell(memory, "alice", "team", "warriors", 1, words="again")
    memory.teach("alice", [Statement("team", "Lakers"), Statement("cuisine", "Thai")], FLOWS, "told", minutes(2))

    undone = memory.undo("alice")
    assert undone is not None
    assert {one.value for one in undone.removed} == {"Lakers", "Thai"}
    assert [(one.value, one.retired_at) for one in undone.restored] == [("warriors", None)]
    assert known(memory, "alice") == [("team", "warriors", True)]

    undone = memory.undo("alice")
    assert undone is not None
    assert [(one.value, one.words, one.learned_at) for one in undone.reverted] == [("Warriors", "first", NOON)]

    undone = memory.undo("alice")
    assert undone is not None
    assert [one.meant for one in undone.corrections_restored] == ["Portland, Oregon"]
    undone = memory.undo("alice")
    assert undone is not None
    assert [one.meant for one in undone.corrections_removed] == ["Portland, Oregon"]
    undone = memory.undo("alice")
    assert undone is not None
    assert [one.value for one in undone.removed] == ["Warriors"]
    assert memory.undo("alice") is None
    assert memory.history("alice", "team") == ()


def test_undo_brings_back_what_was_said_to_be_over(memory: Memory) -> None:
    tell(memory, "alice", "team", "Lakers")
    tell(memory, "alice", "team", "Lakers", 1, ended=True)
    undone = memory.undo("alice")
    assert undone is not None and [one.value for one in undone.restored] == ["Lakers"]
    assert undone == Undone(restored=memory.profile("alice").preferences)


def test_nobody_undoes_what_somebody_else_did(memory: Memory) -> None:
    tell(memory, "alice", "team", "Lakers")
    assert memory.undo("bob") is None
    assert known(memory, "alice") == [("team", "Lakers", True)]


def test_forgetting_everything_leaves_the_others_alone(memory: Memory) -> None:
    for person in ("alice", "bob"):
        tell(memory, person, "team", "Lakers")
        memory.correct(person, "place_name", "Portland", "Portland, Maine")
        memory.refuse(person, "cuisine")
        memory.belongings(person).keep_mine("list:shopping", ["milk"])
    memory.belongings("alice").keep_house("light:kitchen", "on")
    bob = memory.export("bob", NOON)
    assert memory.forget_everything("alice") == 4
    assert memory.profile("alice").preferences == memory.profile("alice").corrections == ()
    assert memory.belongings("alice").mine("list:shopping") is None
    assert memory.belongings("bob").house("light:kitchen") == "on"
    assert memory.export("bob", NOON) == bob
    assert memory.people() == 1
    assert memory.forget_everything("alice") == 0


def test_what_is_taught_after_everything_was_forgotten_is_seen_elsewhere(memory_url: str) -> None:
    with open_memory(memory_url) as here, open_memory(memory_url) as there:
        for value in ("Lakers", "Bulls", "Warriors"):
            tell(here, "alice", "team", value)
            assert known(there, "alice") == [("team", value, True)]
            here.forget_everything("alice")
        assert known(there, "alice") == []


def test_a_confirmation_is_that_persons_for_that_thing_once_and_for_five_minutes(memory: Memory) -> None:
    memory.ask_confirmation("alice", "everything", NOON)
    assert not memory.take_confirmation("bob", "everything", NOON)
    assert not memory.take_confirmation("alice", "music", NOON)
    assert memory.take_confirmation("alice", "everything", minutes(4.9))
    assert not memory.take_confirmation("alice", "everything", minutes(4.9))
    memory.ask_confirmation("alice", "everything", NOON)
    assert not memory.take_confirmation("alice", "everything", minutes(5))
    assert not memory.take_confirmation("alice", "everything", NOON)


# --- belongings


def test_belongings_do_what_a_pocket_does(memory: Memory) -> None:
    def use(things: Belongings) -> list[object]:
        things.keep_mine("list:shopping", ["milk", {"eggs": 12}])
        things.keep_mine("list:to-do", [])
        things.keep_mine("alarm", 7)
        things.keep_mine("alarm", None)
        things.keep_mine("never there", None)
        things.keep_house("light:kitchen", {"on": True})
        things.keep_house("light:kitchen", {"on": False})
        things.keep_house("oven", 200)
        things.keep_house("oven", None)
        seen: list[object] = [things.mine("list:shopping"), things.mine("alarm"), things.my_keys("list:")]
        return [*seen, things.house("light:kitchen"), things.house("oven"), things.house_keys("")]

    assert use(memory.belongings("alice")) == use(Pocket("alice"))
    assert memory.belongings("bob").my_keys("") == ()
    assert memory.belongings("bob").house("light:kitchen") == {"on": False}
    assert memory.belongings(None).mine("list:shopping") is None
    assert memory.belongings(None).my_keys("") == ()
    assert memory.belongings("").person is None


def test_only_json_of_a_sensible_size_is_kept(memory: Memory) -> None:
    things = memory.belongings("alice")
    for value in ({1, 2}, float("nan"), "x" * 70_000):
        with pytest.raises(MemoryError_):
            things.keep_mine("list", value)
    with pytest.raises(MemoryError_, match="empty"):
        things.keep_house("", 1)
    assert things.my_keys("") == ()


# --- together


def test_another_door_sees_the_change_at_once(memory_url: str) -> None:
    with open_memory(memory_url) as here, open_memory(memory_url) as there:
        assert known(there, "alice") == []
        for at, value in enumerate(["Warriors", "Lakers", "Bulls"] * 5):
            tell(here, "alice", "team", value, at)
            assert known(there, "alice") == [("team", value, True)]
        same = there.profile("alice")
        tell(here, "bob", "team", "Bulls")
        assert there.profile("alice") is same


def test_many_threads_at_once_lose_nothing(memory_url: str) -> None:
    with open_memory(memory_url, busy_timeout=30) as memory:
        _four_threads_teach(memory)


def _four_threads_teach(memory: Memory) -> None:
    trouble: list[BaseException] = []

    def teach(person: str) -> None:
        try:
            for number in range(15):
                tell(memory, person, "cuisine", f"{person} {number}")
                assert ("cuisine", f"{person} {number}", True) in known(memory, person)
                memory.used(person, [one.id for one in memory.profile(person).preferences])
                memory.belongings(person).keep_house("counter", number)
        except BaseException as error:
            trouble.append(error)

    # Two threads serve one person: the very first writes meet, too.
    threads = [threading.Thread(target=teach, args=(person,)) for person in ("alice", "alice", "bob", "carol")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    for person in ("alice", "bob", "carol"):
        values = {value for _, value, _ in known(memory, person)}
        assert values == {f"{person} {number}" for number in range(15)}
