"""Reads what a person typed to put something right that is known about them: a value, when it holds, a meaning."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from preferences.acceptance import Refused, accepted
from preferences.clauses import sentences_of
from preferences.condition import ALWAYS, Condition
from preferences.condition_reading import find_conditions
from preferences.curriculum import Curriculum
from preferences.errors import EditRefused
from preferences.flow import Flow
from preferences.hearing import listed
from preferences.intake import checked, clean
from preferences.phrase import Kind, Phrase, phrase_key
from preferences.phrase_acts import comes_back
from preferences.phrasebook import Phrasebook
from preferences.places import find_place
from preferences.preference import Correction, Preference, Statement
from preferences.values import read_value
from preferences.vocabulary import Vocabulary

PLACE = "place_name"
"""The entity of places."""
_MOST_NAMED = 4
"""Values of one name that a refusal lists."""


def read_edit(
    before: Preference, value: str, liked: bool, when: str, curriculum: Curriculum, now: datetime
) -> Statement:
    """What a preference is to say from now on.

    Args:
        before: as it stands.
        value: the value as it was typed.
        liked: False for a dislike.
        when: when it is to hold, in words; empty for always.
        curriculum: the flows.
        now: the person's clock, aware.

    Raises:
        EditRefused: the value or the condition cannot be read, or the flow does not accept the value.
    """
    flow = curriculum.flow(before.concept)
    if flow is None:
        raise EditRefused("Nothing can be taught of that kind any more, so it can only be paused or forgotten.")
    typed = checked(value, "The value")
    meant = before.value if typed == before.value else _value(typed, flow, now)
    when = clean(when)
    condition = before.condition if when == before.condition.words else _condition(when, now)
    words = " ".join(filter(None, (typed, when)))
    statement = Statement(flow.concept, meant, liked, before.strength, condition, words)
    kept = accepted(statement, flow, now)
    if isinstance(kept, Refused):
        raise EditRefused(kept.say)
    return kept


def read_meaning(before: Correction, meant: str, curriculum: Curriculum) -> str:
    """What a name is to mean from now on, as the vocabularies write it.

    Raises:
        EditRefused: it is nothing that is known.
    """
    typed = checked(meant, "What is meant")
    if before.entity == PLACE:
        return _place(typed)
    vocabulary = curriculum.lookups.get(before.entity)
    return typed if vocabulary is None else _known(typed, vocabulary, "one of those")


def check_steps(phrase: Phrase, said: str, steps: tuple[str, ...], book: Phrasebook) -> None:
    """See that a phrase may stand for these steps.

    Raises:
        EditRefused: it would come back to itself, or a name would stand for itself.
    """
    name = phrase.kind is Kind.NAME
    if name and len(steps) != 1:
        raise EditRefused("A name stands for one other name, so give just one.")
    if name and phrase_key(said) == phrase_key(steps[0]):
        raise EditRefused(f'"{said}" can\'t stand for itself.')
    others = Phrasebook(tuple(one for one in book.phrases if one.id != phrase.id))
    _check_ends(said, name, steps, others)


def check_request(said: str, steps: tuple[str, ...], book: Phrasebook) -> None:
    """See that some words may stand for these requests from now on.

    Raises:
        EditRefused: they would come back to themselves.
    """
    if phrase_key(said) in map(phrase_key, steps):
        raise EditRefused(f'"{said}" can\'t stand for itself.')
    _check_ends(said, False, steps, book)


def _check_ends(said: str, name: bool, steps: tuple[str, ...], book: Phrasebook) -> None:
    if comes_back(said, name, steps, book):
        raise EditRefused(f'That would make "{said}" call itself, so nothing was changed.')


def _value(typed: str, flow: Flow, now: datetime) -> str:
    if flow.vocabulary is not None:
        return _known(typed, flow.vocabulary, flow.says)
    if flow.values.text:
        return typed
    if flow.values.places:
        return _place(typed)
    sentences = sentences_of(typed)
    found = read_value(sentences[0], 0, flow, now) if len(sentences) == 1 else None
    if found is None or not found.value or found.end < len(sentences[0].tokens):
        raise EditRefused(flow.hint or f'I can\'t read "{typed}" as {flow.says}.')
    return found.value


def _known(typed: str, vocabulary: Vocabulary, says: str) -> str:
    match = vocabulary.resolve(typed)
    if match is None:
        raise EditRefused(f'I don\'t know "{typed}" as {says}.')
    if match.ambiguous and typed not in match.ambiguous:
        raise EditRefused(f'"{typed}" could be {listed(match.ambiguous[:_MOST_NAMED])}. Which one?')
    return typed if typed in match.ambiguous else match.value


def _place(typed: str) -> str:
    match = find_place(typed)
    if match is None or (match.area is not None and match.area != match.place.name):
        raise EditRefused(f'I don\'t know a town called "{typed}".')
    return match.place.label


def _condition(when: str, now: datetime) -> Condition:
    if not when or re.fullmatch(r"always|at all times|any ?time", when, re.IGNORECASE):
        return ALWAYS
    found = find_conditions(when, now)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(when)):
        raise EditRefused(
            f'I can\'t read "{when}" as a time or place. You could say: in the mornings, on weekends, until Friday, '
            "in the kitchen."
        )
    return replace(found[0].condition, words=when)
