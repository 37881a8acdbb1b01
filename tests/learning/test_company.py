"""Wordings that stand together: many people's say more than one's, and what everybody asks for anyway says nothing."""

from __future__ import annotations

from learning.company import Company
from learning.rewriting_evidence import Meaning, Step, collect, judged

BAD, GOOD = "add the @@ to my", "what have I planned"
"""Nothing in the letters of the first tells that it means the second."""


def step(person: str, text: str, again: tuple[float, ...] = ()) -> Step:
    meaning = Meaning("calendar_query" if text == GOOD else "lists_query")
    return Step(person, 0.0, text, meaning, ((meaning.intent, 0.6),), meaning, again=again)


def counted(people: int) -> Company:
    company = Company()
    for number in range(40):
        company.add(f"other{number}", ["play jazz", f"turn on lamp {number}"])
    for number in range(people):
        company.add(f"p{number}", [BAD, GOOD])
    return company


def test_each_person_who_does_the_same_makes_it_likelier() -> None:
    lifts = [counted(people).lift("somebody", BAD, GOOD) for people in (0, 1, 3, 8)]
    assert lifts[0] == 0.0
    assert lifts == sorted(lifts) and lifts[-1] > 2.0


def test_a_persons_own_turns_tell_them_nothing_new() -> None:
    company = counted(1)
    assert company.lift("p0", BAD, GOOD) < 0.1 < company.lift("somebody", BAD, GOOD)


def test_it_does_not_matter_which_came_first() -> None:
    company = counted(3)
    assert company.lift("x", BAD, GOOD) == company.lift("x", GOOD, BAD)


def test_what_everybody_asks_for_anyway_says_less() -> None:
    rare, usual = Company(), Company()
    for number in range(60):
        first = f"turn on lamp {number % 20}"
        rare.add(f"p{number}", [first, f"light number {number % 20}"])
        usual.add(f"p{number}", [first, "what time is it"])
    lifts = rare.lift("x", "turn on lamp 3", "light number 3"), usual.lift("x", "turn on lamp 3", "what time is it")
    assert lifts[1] < lifts[0] - 0.5


def test_the_same_words_are_judged_by_themselves() -> None:
    assert counted(8).lift("x", BAD, BAD) == 0.0


def test_a_repair_that_shares_no_words_is_found_by_what_others_did() -> None:
    sessions = [[step(f"p{number}", BAD, (-1.5,)), step(f"p{number}", GOOD)] for number in range(8)]
    alone = judged(sessions[0])
    assert alone[0].after == -1
    tally = collect(sessions).wordings[BAD]
    assert tally.beside[GOOD] == 8.0
    assert tally.by[Meaning("calendar_query").state] == {f"p{number}" for number in range(8)}


def test_what_came_too_late_stays_what_it_was() -> None:
    company = counted(8)
    late = judged([step("x", BAD, (-13.9,)), step("x", GOOD)], company)
    assert late[0].after == -1 and late[0].defect < 0.01
