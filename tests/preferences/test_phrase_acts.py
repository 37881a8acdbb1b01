"""What is said about phrases and what becomes of it, on a real memory; NLU's part is played by given readings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import pytest

from preferences import acts, phrase_acts, recall
from preferences.curriculum import load_curriculum
from preferences.gap import Gap
from preferences.hearing import Answer, Hearing
from preferences.memory import Memory, open_memory
from preferences.phrase import Kind
from preferences.phrase_mention import explained, forgettable
from preferences.phrase_reading import about_phrases
from preferences.phrase_rewriting import rewritten
from preferences.request import Outcome, Reading
from preferences.state import PersonState
from preferences.surroundings import Surroundings

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
REQUEST = "set the bedroom lights to zebra mode"
GAP = Gap("zebra mode", 26, 36, "iot_hue_lightchange")
LIGHTS = ("iot_hue_lightchange", ("set", "dim", "turn off the", "turn on the", "turn the"))


@pytest.fixture
def memory(empty_file: Path, tmp_path: Path) -> Iterator[Memory]:
    shutil.copy(empty_file, tmp_path / "memory.db")
    with open_memory(f"sqlite:///{tmp_path}/memory.db") as opened:
        yield opened


def nlu(text: str) -> Reading:
    low = text.casefold()
    if low.startswith(("turn on all the lights", "set a zebra")) or "flibber" in low:
        return Reading(acts.FALLBACK, (), 0.4)
    if low.endswith("33 percent"):
        return Reading("iot_hue_lightchange", (), 0.5)
    if low.startswith("play jazz"):
        return Reading("play_music", (), 0.95)
    if low.startswith(LIGHTS[1]) and "light" in low:
        return Reading("iot_hue_lightchange", (), 0.95)
    return Reading(acts.FALLBACK, (), 0.4)


@dataclass
class Chat:
    """One person's side of a conversation, as the server would lead it."""

    memory: Memory
    person: str | None = "alice"
    state: PersonState = field(default_factory=PersonState)
    answer: Answer | None = None
    intent: str = ""

    def say(self, text: str, intent: str = acts.FALLBACK, gap: Gap | None = None) -> str:
        profile = self.memory.profile(self.person)
        texts = rewritten(text, self.state.phrase, profile, 1.0).read
        readings = {one: nlu(one) for one in texts}
        reading = about_phrases(text, ((intent, 0.95),), self.state.phrase, profile, readings, 1.0)
        reading = reading or Reading(acts.PHRASE_ASK if gap else intent)
        self.intent = reading.intent
        hearing = Hearing(
            self.person, text, reading, None, self.state, NOON, 1.0, Surroundings(), load_curriculum(), self.memory,
            gap=gap, readings=readings,
        )  # fmt: skip
        act = {
            acts.PHRASE_ASK: phrase_acts.ask,
            acts.PHRASE_DEFINE: phrase_acts.define,
            acts.PHRASE_TEACH: phrase_acts.teach,
            acts.PHRASE_EXPLAIN: phrase_acts.explain,
            acts.PHRASES: phrase_acts.known,
            acts.FORGET: recall.forget,
            acts.UNDO: recall.undo,
            acts.KNOWN: recall.known,
        }.get(reading.intent)
        if act is None:
            self.answer = None
            return ""
        self.answer = act(hearing)
        self.state = self.answer.state
        return self.answer.say

    def phrases(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.said, one.steps) for one in self.memory.profile(self.person).phrases]


@pytest.fixture
def chat(memory: Memory) -> Chat:
    return Chat(memory)


def test_unknown_words_are_asked_about_learned_and_served(chat: Chat) -> None:
    assert chat.say(REQUEST, gap=GAP) == 'I don\'t know "zebra mode" yet. How should I set the bedroom lights?'
    assert chat.say("set them to fifty percent") == (
        'Got it: "zebra mode" means set the bedroom lights to fifty percent.'
    )
    assert chat.phrases() == [("zebra mode", ("set {the bedroom lights} to fifty percent",))]
    assert chat.answer is not None and chat.answer.serve is not None
    assert chat.answer.serve_text == "set the bedroom lights to fifty percent"
    [by] = chat.answer.serve.entities
    assert (by.name, by.reason) == (
        "phrase",
        'you taught me that "zebra mode" means set the bedroom lights to fifty percent',
    )


def test_what_is_out_of_reach_is_left_out_and_told(chat: Chat) -> None:
    chat.say(REQUEST, gap=GAP)
    say = chat.say("it's when the lights are at half and the door is locked")
    assert say.endswith('I can\'t do "the door is locked", so I left that out.')
    assert chat.phrases() == [("zebra mode", ("set {the bedroom lights} to half",))]


def test_what_is_not_sure_is_confirmed_and_served_at_once(chat: Chat) -> None:
    chat.say(REQUEST, gap=GAP)
    assert chat.say("33 percent") == ('Just to be sure: does "zebra mode" mean set the bedroom lights to 33 percent?')
    assert chat.phrases() == []
    assert chat.say("yes", acts.AFFIRM).startswith('Got it: "zebra mode" means')
    assert chat.answer is not None and chat.answer.serve_text == "set the bedroom lights to 33 percent"
    assert chat.phrases() == [("zebra mode", ("set {the bedroom lights} to 33 percent",))]


@pytest.mark.parametrize(
    ("taught", "said", "means"),
    [
        ("by the boss I mean my sister Ingrid", "the boss", "my sister Ingrid"),
        ("when I say taco kit I mean tortillas, salsa and cheese", "taco kit", "tortillas, salsa and cheese"),
    ],
)
def test_names_of_what_only_the_person_knows(chat: Chat, taught: str, said: str, means: str) -> None:
    assert chat.say(taught) == f'Got it: "{said}" means {means}.'
    assert means in chat.say(f"who is {said}?")
    assert rewritten(f"add {said} to my list", None, chat.memory.profile("alice"), 1.0).text == (
        f"add {means} to my list"
    )


def test_the_lights_can_be_switched_off_in_many_words(chat: Chat) -> None:
    chat.say(REQUEST, gap=GAP)
    chat.say("it means they are switched off")
    assert chat.phrases() == [("zebra mode", ("turn off {the bedroom lights}",))]


def test_two_answers_without_sense_and_it_gives_up(chat: Chat) -> None:
    chat.say(REQUEST, gap=GAP)
    assert "?" in chat.say("the way zebras do it")
    assert chat.say("ask my wife").endswith("Nothing was remembered.")
    assert chat.phrases() == []
    assert chat.state.phrase is None


@pytest.mark.parametrize("words", ["never mind", "forget it", "no", "skip it", "cancel"])
def test_giving_up_stores_nothing(chat: Chat, words: str) -> None:
    chat.say(REQUEST, gap=GAP)
    assert chat.say(words) == 'All right, I\'ll leave "zebra mode" for now.'
    assert chat.phrases() == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what's the weather in Oslo?", "weather_query"),
        ("play jazz", "play_music"),
        ("what do you know about me", acts.KNOWN),
        ("hello mynah", "general_greet"),
    ],
)
def test_another_request_is_not_trapped(chat: Chat, text: str, intent: str) -> None:
    chat.say(REQUEST, gap=GAP)
    chat.say(text, intent)
    assert chat.intent == intent


def test_nobody_is_told_that_it_cannot_be_remembered(memory: Memory) -> None:
    chat = Chat(memory, None)
    assert "I don't know who is speaking" in chat.say(REQUEST, gap=GAP)
    assert chat.answer is not None and chat.answer.outcome is Outcome.UNSUPPORTED
    assert "I don't know who is speaking" in chat.say("when I say zebra, play jazz")


def test_a_routine_is_taught_in_one_sentence(chat: Chat) -> None:
    say = chat.say("when I say zebra time, dim the bedroom lights to 10 percent and play jazz")
    assert say == 'Got it: "zebra time" means dim the bedroom lights to 10 percent and play jazz.'
    assert chat.phrases() == [("zebra time", ("dim {the bedroom lights} to 10 percent", "play jazz"))]


def test_a_nickname_is_kept_as_words(chat: Chat) -> None:
    assert chat.say("call the garage the workshop") == 'Got it: "the workshop" means the garage.'
    [phrase] = chat.memory.profile("alice").phrases
    assert (phrase.kind, phrase.steps) == (Kind.NAME, ("the garage",))


def test_what_cannot_be_served_is_not_kept(chat: Chat) -> None:
    assert "haven't remembered" in chat.say("when I say zebra, flibber the jabberwock")
    assert chat.phrases() == []


def test_a_correction_takes_the_place_and_keeps_the_thing(chat: Chat) -> None:
    chat.say("when I say zebra, set the lights in the living room to 30 percent")
    say = chat.say("no, zebra means 15 percent")
    assert "now" in say and "15 percent" in say
    assert chat.phrases() == [("zebra", ("set {the lights in the living room} to 15 percent",))]
    assert "30 percent" in chat.say("undo that", acts.UNDO)
    assert chat.phrases() == [("zebra", ("set {the lights in the living room} to 30 percent",))]


def test_a_working_request_is_not_shadowed_unasked(chat: Chat) -> None:
    say = chat.say("when I say turn off the lights, play jazz")
    assert say == '"turn off the lights" already means something to me. Shall it mean play jazz from now on?'
    assert chat.say("no", acts.NEGATE) == "All right, I keep everything as it is."
    assert chat.phrases() == []
    chat.say("when I say turn off the lights, play jazz")
    assert chat.say("yes", acts.AFFIRM).startswith("Got it")
    assert chat.phrases() == [("turn off the lights", ("play jazz",))]


def test_small_talk_gives_way_unasked(chat: Chat) -> None:
    assert chat.say("when I say good night, play jazz").startswith("Got it")


def test_a_phrase_cannot_come_back_to_itself(chat: Chat) -> None:
    chat.say("when I say zebra, play jazz")
    chat.say("when I say giraffe, zebra and play jazz")
    assert [said for said, _ in chat.phrases()] == ["giraffe", "zebra"]
    assert "call itself" in chat.say("when I say zebra, giraffe and play jazz")
    assert "remembered" in chat.say("when I say the lair I mean the lair")


def test_a_phrase_has_at_most_twenty_steps(chat: Chat) -> None:
    many = ", ".join(["play jazz", "turn off the lights"] * 11)
    chat.say(f"when I say zebra, {many}")
    assert chat.phrases() == []


def test_phrases_are_listed_explained_and_forgotten(chat: Chat) -> None:
    assert "not taught me any words" in chat.say("what words did I teach you", acts.PHRASES)
    chat.say("when I say zebra time, play jazz")
    chat.say("call the garage the workshop")
    assert chat.say("what words did I teach you", acts.PHRASES) == (
        '"the workshop" means the garage. "zebra time" means play jazz.'
    )
    assert '"zebra time" means play jazz' in chat.say("what do you know about me", acts.KNOWN)
    assert chat.say("what does zebra time mean?") == (
        '"zebra time" means play jazz. You told me today: "when I say zebra time, play jazz".'
    )
    assert chat.say("forget zebra time") == 'Forgotten: I no longer know what "zebra time" means.'
    assert [said for said, _ in chat.phrases()] == ["the workshop"]
    chat.say("forget all my phrases")
    assert chat.phrases() == []


def test_the_heating_and_the_lights_may_share_a_word(chat: Chat) -> None:
    chat.say(REQUEST, gap=GAP)
    chat.say("50 percent")
    chat.memory.teach_phrase(
        "alice",
        "zebra mode",
        Kind.REQUEST,
        ("set {the bedroom lights} to 50 percent", "set {the heating} to 17 degrees"),
    )
    profile = chat.memory.profile("alice")
    assert rewritten("put the heating in zebra mode", None, profile, 1.0).text == "set the heating to 17 degrees"
    assert rewritten("put the kitchen lights in zebra mode", None, profile, 1.0).text == (
        "set the kitchen lights to 50 percent"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("forget zebra time", "forget"),
        ("please forget what zebra time means", "forget"),
        ("delete the routine zebra time", "forget"),
        ("forget that I like jazz", ""),
        ("forget the jazz", ""),
        ("what does zebra time mean", "explain"),
        ("what is zebra time?", "explain"),
        ("explain zebra time to me", "explain"),
        ("what happens when I say zebra time", "explain"),
        ("zebra time", ""),
        ("what time is it in Rome", ""),
    ],
)
def test_a_mention_is_told_from_a_use(memory: Memory, text: str, what: str) -> None:
    memory.teach_phrase("alice", "zebra time", Kind.REQUEST, ("play jazz",))
    book = memory.profile("alice").book
    found = "forget" if forgettable(text, book) else "explain" if explained(text, book) else ""
    assert found == what


def test_one_step_is_rewritten_and_several_are_read_apart(memory: Memory) -> None:
    memory.teach_phrase("alice", "zebra", Kind.REQUEST, ("play jazz",))
    number = memory.teach_phrase("alice", "giraffe", Kind.REQUEST, ("zebra", "turn off the lights")).id
    profile = memory.profile("alice")
    one = rewritten("zebra please", None, profile, 1.0)
    assert (one.text, one.read, one.record["rewrite"]["layer"]) == ("play jazz", (), "phrase")
    several = rewritten("giraffe", None, profile, 1.0)
    assert (several.text, several.read) == ("giraffe", ("play jazz", "turn off the lights"))
    assert several.record["rewrite"]["id"] == f"phrase:{number}"
    assert rewritten("what time is it", None, profile, 1.0).record == {}
