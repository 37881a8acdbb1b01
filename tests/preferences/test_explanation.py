"""Why a turn went as it did, read from its record."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from preferences.condition import ALWAYS
from preferences.explanation import Explanation, Used, explain
from preferences.phrase import Kind, Phrase
from preferences.preference import Correction, Preference, Profile

NOW = datetime(2026, 6, 3, 8, tzinfo=timezone.utc)
THAI = Preference(7, "ann", "cuisine", "Thai", True, 1.0, ALWAYS, "I like Thai food", "told", NOW)
MOVIE = Phrase(3, "ann", Kind.REQUEST, "movie night", ("play jazz",), "when I say movie night …", "told", NOW)
MAINE = Correction(2, "ann", "place_name", "portland", "Portland, Maine", "no, Maine", NOW)
ANN = Profile("ann", (THAI,), (MAINE,), phrases=(MOVIE,))


def user(text: str, intent: str, *entities: dict[str, Any], metadata: Any = None, **ours: Any) -> dict[str, Any]:
    ours = {"person": "ann", "original": text, "readings": [{"intent": intent, "why": "nlu"}], **ours}
    parse = {"intent": {"name": intent, "confidence": 0.93}, "entities": list(entities), "mynah": ours}
    return {"event": "user", "text": text, "metadata": metadata or {}, "parse_data": parse}


def record(outcome: str) -> dict[str, Any]:
    return {"event": "slot", "name": "mynah_turn", "value": {"outcome": outcome}}


def told(*events: dict[str, Any], profile: Profile = ANN) -> Explanation:
    found = explain(enumerate(events, 40), profile, NOW)
    assert found is not None
    return found


FILLED = {
    "entity": "food_type", "value": "Thai", "assumed": True, "reason": "you like Thai food", "source": "preference:7",
}  # fmt: skip
USED = Used("a preference", "food type", "Thai", "you like Thai food", 'You told me today: "I like Thai food".',
            "preference:7")  # fmt: skip


def test_what_a_preference_filled_is_told_with_its_evidence() -> None:
    found = told(user("find me a restaurant", "recommendation_locations", FILLED), record("done"))
    assert found == Explanation(
        40, "find me a restaurant", read_as="recommendation locations", sure=0.93, used=(USED,), outcome="done"
    )


def test_what_was_named_is_told_apart_from_what_was_added() -> None:
    said = {"entity": "music_genre", "value": "jazz", "text": "jazz"}
    habit = {"entity": "house_place", "value": "kitchen", "assumed": True, "reason": "you usually …", "source": "habit"}
    found = told(user("play jazz", "play_music", said, habit))
    assert found.details == (("music genre", "jazz"),)
    assert found.used == (Used("a habit", "house place", "kitchen", "you usually …"),)


def test_a_name_that_was_settled_is_named_and_used() -> None:
    settled = {
        "entity": "place_name", "value": "Portland, Maine", "text": "Portland", "reason": "r", "source": "correction:2"
    }  # fmt: skip
    found = told(user("weather in Portland", "weather_query", settled))
    assert found.details == (("place name", "Portland, Maine"),)
    assert [(one.what, one.evidence) for one in found.used] == [("a name", 'You told me today: "no, Maine".')]


def test_a_phrase_shows_what_it_became_once() -> None:
    by = {"entity": "phrase", "value": "movie night", "assumed": True, "reason": "r", "source": "phrase:3"}
    rewrite = {"id": "phrase:3", "layer": "phrase", "text": "play jazz", "told": "you taught me that"}
    found = told(user("movie night", "play_music", by, rewrite=rewrite))
    assert found.became == "play jazz"
    assert [(one.what, one.source) for one in found.used] == [("a phrase", "phrase:3")]
    steps = [{"text": "dim the lights"}, {"text": "play jazz"}]
    assert told(user("movie night", "phrase_run", rewrite=rewrite, steps=steps)).became == "dim the lights; play jazz"


def test_what_was_heard_keeps_its_doubt() -> None:
    asr = {"confidence": 0.61, "hypotheses": [{"text": "play jazz", "confidence": 0.61}, {"text": "play chess"}]}
    found = told(user("play jazz", "play_music", metadata={"asr": asr}))
    assert (found.confidence, found.alternatives) == (0.61, ("play chess",))


def test_a_request_that_was_served_again_adds_what_it_used() -> None:
    again = user("find me a restaurant", "recommendation_locations", FILLED, FILLED)
    found = told(user("Thai", "lesson_answer"), record("done"), again, record("not_found"))
    assert (found.read_as, found.again, found.outcome) == ("an answer to my question", True, "not_found")
    assert found.used == (USED,)


def test_what_was_forgotten_since_tells_no_words() -> None:
    found = told(user("find me a restaurant", "recommendation_locations", FILLED), profile=Profile("ann"))
    assert found.used[0].evidence == ""


def test_without_a_message_there_is_nothing_to_explain() -> None:
    assert explain([(1, record("done"))], ANN, NOW) is None
    assert told({"event": "user", "text": None, "parse_data": None}) == Explanation(40, "")


def test_what_was_avoided_says_why() -> None:
    avoided = [{"name": "food_type", "value": "Greek", "reason": "you don't like Greek food"}]
    assert told(user("a restaurant", "recommendation_locations", avoided=avoided)).avoided == (
        "you don't like Greek food",
    )
