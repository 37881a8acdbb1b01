"""Every key of a teaching flow: the one list that the reader, the JSON Schema and the reference go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preferences.flow import Keeps, Several, When

SIGNS = ("repeat", "rephrase", "dissatisfaction", "correction", "barge_in", "fallback", "missing")
"""The signs a flow may be offered at."""

Shape = Mapping[str, Any]
"""What may stand under a key, as JSON Schema."""

_TEXT: Shape = {"type": "string", "pattern": r"\S"}
_NAME: Shape = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_TEMPLATE: Shape = {"type": "string", "pattern": r"^[^{}]*\{(the )?value\}[^{}]*$"}
_TEXTS: Shape = {"type": "array", "items": _TEXT}
_TRUE: Shape = {"const": True}
_BOUND: Shape = {"type": ["number", "string"]}
_STATEMENTS: Shape = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "pattern": r"^[^\[\]]*\[[^\[\]]+\]\([^)\s]+\)[^\[\]]*$"},
}
_NAMES_OF_VALUES: Shape = {"type": "object", "additionalProperties": _TEXTS}


@dataclass(frozen=True)
class Key:
    """One key."""

    name: str
    """As it is written."""
    meaning: str
    """What it says, for the editor and the reference."""
    shape: Shape
    """What may stand under it."""
    must: bool = False
    """True when a flow cannot do without it."""


def _object(keys: Sequence[Key]) -> Shape:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.must],
        "properties": {key.name: {**key.shape, "description": key.meaning} for key in keys},
    }


KINDS = (
    Key("lookup", "a table of known values in data/lookups/", _TEXT),
    Key(
        "choices",
        "a few values, as a list, or as names with their other names",
        {"anyOf": [{"type": "array", "minItems": 2, "items": _TEXT}, _NAMES_OF_VALUES]},
    ),
    Key("places", "any town", _TRUE),
    Key("time", "a time of day", _TRUE),
    Key("date", "a day, with a year or every year", _TRUE),
    Key(
        "number",
        "a number, and the unit it is counted in: [cup, cups], or one word that never changes",
        {
            "anyOf": [
                _TRUE,
                {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"unit": {"anyOf": [_TEXT, {**_TEXTS, "minItems": 2}]}},
                },
            ]
        },
    ),
    Key("text", "a name, or words of the pattern that `validate` gives", _TRUE),
)
"""The kinds of values, of which a flow has exactly one."""

RULES = (
    Key("pattern", "a regular expression for the whole of free words; capitals do not matter", _TEXT),
    Key("from", 'the smallest number, the first time ("05:00") or the first day ("2020-01-01")', _BOUND),
    Key("to", "the largest number, the last time or the last day", _BOUND),
    Key("day", "whether a day has to be over or still to come", {"enum": ["past", "future"]}),
    Key("hint", "what the person hears when an answer will not do, a sentence", _TEXT),
)
"""What `validate` holds."""

GUIDE = (
    Key("intent", "the request it changes", _TEXT, must=True),
    Key("entity", "the detail it fills", _NAME, must=True),
    Key("when", "`missing` fills what nobody named, `always` goes along", {"enum": [when.value for when in When]}),
    Key("unless", "details that make it superfluous", _TEXTS),
)
"""What one guide holds."""

FURTHER = (
    Key("concept", "the concept to ask about", _NAME, must=True),
    Key("after", "the values it follows; any, if left out", _TEXTS),
)
"""What `follow_up` holds."""

_SAYS = Key("says", 'how the assistant speaks of it: "a kind of food"', _TEXT, must=True)
_SUBJECT = Key("subject", 'what an offer and "learn my ..." name it by', _TEXT)
_QUESTION = Key("subject_question", 'what an offer asks to be taught: "what food you like"', _TEXT)
_ASK = Key("ask", "the question, one sentence", _TEXT, must=True)
_LEARNED = Key("learned", "what is said on learning a like; holds {value} once", _TEMPLATE, must=True)
_DISLIKED = Key("disliked", "what is said on learning a dislike; holds {value} once", _TEMPLATE)
_LIKE = Key("like", 'how a like is told back, after "because" and in a list', _TEMPLATE)
_DISLIKE = Key("dislike", "how a dislike is told back", _TEMPLATE)
_HINT = RULES[-1]

TEXTS = tuple(
    Key(key.name, key.meaning, key.shape)
    for key in (_SAYS, _SUBJECT, _QUESTION, _ASK, _LEARNED, _DISLIKED, _LIKE, _DISLIKE, _HINT)
)
"""What `in` may hold for one language: everything the assistant says."""

KEYS = (
    Key("concept", "the name in the memory; lower case, digits and _", _NAME, must=True),
    _SAYS,
    Key(
        "values",
        "what can be taught, exactly one kind",
        {**_object(KINDS), "minProperties": 1, "maxProperties": 1},
        must=True,
    ),
    Key("entity", "where it shows up in what people say", _NAME, must=True),
    _ASK,
    _LEARNED,
    Key("statements", "how people volunteer it; each marks one value: [Italian](cuisine)", _STATEMENTS, must=True),
    Key("keeps", "how many current values there are", {"enum": [keeps.value for keeps in Keeps]}),
    Key(
        "several",
        "what guides where several liked values hold equally",
        {"enum": [several.value for several in Several]},
    ),
    Key("guides", "what it changes", {"type": "array", "items": _object(GUIDE)}),
    Key("teachable_at", "the signs at which to offer a lesson", {"type": "array", "items": {"enum": list(SIGNS)}}),
    Key("synonyms", "further names of values, beside those of the lookup or the choices", _NAMES_OF_VALUES),
    Key("validate", "what a value must be like to be kept", _object(RULES)),
    Key("follow_up", "a second question, once this one is answered", {"anyOf": [_NAME, _object(FURTHER)]}),
    Key(
        "hook",
        "a Python function with the last word on a value, module:function",
        {"type": "string", "pattern": r"^[\w.]+:\w+$"},
    ),
    Key(
        "in",
        "what the assistant says in other languages, by their codes",
        {"type": "object", "propertyNames": {"pattern": "^[a-z]{2}$"}, "additionalProperties": _object(TEXTS)},
    ),
    _SUBJECT,
    _QUESTION,
    Key("nouns", 'words for the concept: "my favourite NOUN is"', _TEXTS),
    Key("verbs", 'what one does with a value: "eat", "listen to"', _TEXTS),
    _DISLIKED,
    _LIKE,
    _DISLIKE,
    Key("order", "its place when the assistant asks about everything; lower numbers first", {"type": "integer"}),
    Key("meanwhile", "statements that hold for a time only", _STATEMENTS),
    Key("everyday", "values that are also everyday words; they count only beside a word of the concept", _TEXTS),
    Key(
        "with_the",
        'true when names carry an article: "the Heat"; or the kinds of those that do',
        {"anyOf": [{"type": "boolean"}, {**_TEXTS, "minItems": 1}]},
    ),
    Key("small_alone", "true where values written small stand by themselves", {"type": "boolean"}),
    Key("kinds", "a CSV file beside the flows with words that tell values of one name apart", _TEXT),
    Key("without", "what is avoided, and the value that teaches", _NAMES_OF_VALUES),
)
"""What a flow holds, in the order of the reference."""


def names(keys: Sequence[Key]) -> tuple[str, ...]:
    """The names of some keys."""
    return tuple(key.name for key in keys)


def schema() -> dict[str, Any]:
    """The format as a JSON Schema, for editors."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A teaching flow",
        "description": "What can be taught about one concept, how to ask for it, and what it changes.",
        **_object(KEYS),
    }
