"""From a table of turns to a table of steps, in columns: sessions, what was said in them, and what put it right.

The same as `learning.rewriting_evidence.steps` finds with `alike`, for all sessions at once. The sets are made by SQL
that DuckDB and Spark both read; Python sees each different wording, reading and pair of wordings once.
"""

from __future__ import annotations

import json
from math import log

from learning.rewriting_evidence import (
    A_SECOND,
    AGAIN,
    LOOKED_AHEAD,
    NEARLY_NEVER,
    NEVER,
    SAME,
    Meaning,
    likeness,
    meaning_of,
    plain,
)
from learning.sensitive import takeable
from learning.sign_set import BITS
from learning.step_table import StepTable
from learning.turn_table import TurnTable
from preferences import acts
from preferences.feedback import NOT_FOUND, SORRY, UNREAD, UNSERVED, WEIGHTS
from preferences.signs import (
    SESSION_GAP,
    Kind,
    sounds_apologetic,
    sounds_correcting,
    sounds_dissatisfied,
    sounds_stopping,
)

NEARLY = log(NEARLY_NEVER)
"""The log odds of nearly never, and with the other sign those of nearly always."""

_NOTHING = ", ".join(f"'{outcome}'" for outcome in sorted(NOT_FOUND))
"""Outcomes that gave the person nothing, as a list of SQL."""


def _bit(kind: Kind, seen: str) -> str:
    """The bit of a sign where it was seen."""
    return f"CASE WHEN {seen} THEN {BITS[kind]} ELSE 0 END"


_CODED = f"""
SELECT t.id, p.person, t.spoken_at, h.heard, r.reading, t.reask,
  NOT t.reask AND COALESCE(t.door, '') = '' AND COALESCE(t.why, 'nlu') IN ('nlu', 'rewrite', 'gap')
    AND COALESCE(t.layer, '') <> 'phrase' AS said,
  COALESCE(t.outcome, '') = 'failed' AS failed, COALESCE(t.outcome, '') IN ({_NOTHING}) AS nothing,
  COALESCE(t.outcome, '') = 'asked' AS asks, t.barge_in, t.answer,
  CASE WHEN r.unread THEN {UNREAD} WHEN t.outcome IN ({_NOTHING}, 'failed') THEN {UNSERVED}
    WHEN a.reply IS NOT NULL THEN {SORRY} ELSE 0.0 END AS sorry
FROM turns t
JOIN people p ON p.name = t.person
JOIN heard_words h ON h.words = t.heard
JOIN said_readings r ON r.intent = t.intent AND r.said = t.said
LEFT JOIN apologies a ON a.reply = t.reply
"""
"""Every turn of somebody, by numbers."""

_FOLLOWED = f"""
SELECT *, CASE WHEN spoken_at - LAG(spoken_at) OVER (PARTITION BY person ORDER BY spoken_at, id) <= {SESSION_GAP}
    THEN NULL ELSE spoken_at END AS began,
  LAG(id) OVER (PARTITION BY person ORDER BY spoken_at, id) AS before
FROM coded
"""
"""The same with the moment at which a session begins, and the turn before."""

_ANSWERED = f"""
SELECT f.id, b.spoken_at, b.heard, b.barge_in, b.answer, b.id AS asked_in
FROM followed f
JOIN coded b ON b.id = f.before
JOIN turns t ON t.id = f.id
JOIN turns a ON a.id = f.before
WHERE f.reask AND NOT b.reask AND f.began IS NULL AND a.intent = '{acts.PHRASE_DEFINE}' AND t.read_as = a.heard
"""
"""What was put again after its unknown words were explained: said by whoever explained them, when they did."""

_PLACED = """
SELECT id, person, spoken_at, heard, reading, failed, nothing, asks, sorry, barge_in, answer, told, asked_in, session,
  place
FROM (
  SELECT f.id, f.person, f.reading, f.failed, f.nothing, f.asks, f.sorry,
    COALESCE(a.spoken_at, f.spoken_at) AS spoken_at, COALESCE(a.heard, f.heard) AS heard,
    COALESCE(a.barge_in, f.barge_in) AS barge_in,
    CASE WHEN a.id IS NULL THEN f.answer ELSE a.answer END AS answer,
    a.id IS NOT NULL AS told, COALESCE(a.asked_in, f.id) AS asked_in, f.said OR a.id IS NOT NULL AS counts,
    MAX(f.began) OVER (PARTITION BY f.person ORDER BY f.spoken_at, f.id ROWS UNBOUNDED PRECEDING) AS session,
    SUM(CASE WHEN f.said OR a.id IS NOT NULL THEN 1 ELSE 0 END)
      OVER (PARTITION BY f.person ORDER BY f.spoken_at, f.id ROWS UNBOUNDED PRECEDING) AS place
  FROM followed f LEFT JOIN answered a ON a.id = f.id
) numbered
WHERE counts
"""
"""What people said that NLU read by itself, with its session and its place among them, counted by person."""

_NEXT = """
SELECT one.id AS first, other.id AS second
FROM placed one JOIN placed other
  ON other.person = one.person AND other.place = one.place + 1 AND other.session = one.session
"""
"""Each with the next one of its session."""

_FURTHER = "SELECT one.first, other.second FROM {nearer} one JOIN next_1 other ON other.first = one.second"
"""And with those after that."""

_PAIRS = f"""
SELECT p.first, p.second, p.ahead, h.wording AS one, g.wording AS other, other.told,
  q.takeable AND other.spoken_at - one.spoken_at <= {SESSION_GAP} * p.ahead AS may_mend,
  {SAME} * CASE WHEN r.of_intent = q.of_intent THEN 1 ELSE 0 END + {AGAIN} * CASE WHEN g.corrects THEN 1 ELSE 0 END
    + {A_SECOND} * (other.spoken_at - one.spoken_at) AS beside_letters,
  CASE WHEN p.ahead = 1 AND other.spoken_at - one.spoken_at <= {SESSION_GAP} THEN
    {_bit(Kind.BARGE_IN, "other.barge_in")} + {_bit(Kind.DISSATISFACTION, "q.complains OR g.complains")}
    + {_bit(Kind.CORRECTION, "q.corrects OR (g.corrects AND NOT one.asks AND NOT q.answers)")}
    + {_bit(Kind.FALLBACK, "other.nothing AND one.nothing")} + {_bit(Kind.STOP, "q.cancels OR g.stops")}
  END AS shown, one.answer
FROM followers p
JOIN placed one ON one.id = p.first
JOIN placed other ON other.id = p.second
JOIN heard_words h ON h.heard = one.heard
JOIN heard_words g ON g.heard = other.heard
JOIN read_intents r ON r.reading = one.reading
JOIN read_intents q ON q.reading = other.reading
"""
"""What is known of each pair but the likeness of its wordings; `shown` are the signs of who soon spoke next."""

_AGAIN = f"""
SELECT turn, ahead, other, odds FROM (
  SELECT p.first AS turn, p.ahead, p.second AS other,
    CASE WHEN p.told THEN {-NEARLY} ELSE LEAST(l.letters + p.beside_letters, {-NEARLY}) END AS odds
  FROM pairs p JOIN letters l ON l.one = p.one AND l.other = p.other
  WHERE (p.told OR p.may_mend) AND NOT COALESCE(p.answer, FALSE)
) hoped
WHERE odds > {NEVER}
"""

_FINE = " * ".join(
    f"(CASE WHEN signs & {BITS[kind]} <> 0 THEN {1.0 - weight}e0 ELSE 1e0 END)" for kind, weight in WEIGHTS.items()
)
"""That nothing went wrong, by all signs but the apology; with an exponent, numbers are not decimals to either."""

_REQUESTS = f"""
SELECT turn, person, spoken_at, wording, own, served, rewrite, replaced,
  1e0 - (CASE WHEN signs & {BITS[Kind.APOLOGY]} <> 0 THEN 1e0 - sorry ELSE 1e0 END) * {_FINE} AS bad,
  failed, followed_by, signs
FROM (
  SELECT s.id AS turn, s.person, s.spoken_at, h.wording, COALESCE(w.own, s.reading) AS own, s.reading AS served,
    w.rewrite, COALESCE(w.replaced, FALSE) AS replaced, s.failed, p.second AS followed_by, s.sorry,
    CASE s.answer WHEN TRUE THEN {BITS[Kind.CONFIRMED]} WHEN FALSE THEN {BITS[Kind.DENIED]} ELSE
      COALESCE(p.shown, 0) + {_bit(Kind.APOLOGY, "s.sorry > 0.0")}
      + {_bit(Kind.ABANDONED, "s.sorry > 0.0 AND p.shown IS NULL")} END AS signs
  FROM placed s
  JOIN heard_words h ON h.heard = s.heard
  LEFT JOIN pairs p ON p.first = s.id AND p.ahead = 1
  LEFT JOIN rewritten w ON w.id = s.asked_in
) seen
"""

_REWRITTEN = """
SELECT t.id, o.reading AS own, CASE WHEN t.arm <> '' THEN r.rewrite END AS rewrite, t.arm = 'served' AS replaced
FROM turns t JOIN rewrite_names r ON r.name = t.rewrite LEFT JOIN own_readings o ON o.name = t.own
WHERE t.layer IN ('personal', 'global')
"""


def steps_of(turns: TurnTable) -> StepTable:
    """The steps of all turns of a table, in a table of the same database.

    Raises:
        LearningError: the turns could not be read, or what is made of them not be kept.
    """
    table = StepTable(turns.connection)
    _number(table)
    for name, query in (("coded", _CODED), ("followed", _FOLLOWED), ("answered", _ANSWERED), ("placed", _PLACED)):
        table.make(name, query)
    table.drop("coded", "followed", "answered")
    table.make("next_1", _NEXT)
    for ahead in range(2, LOOKED_AHEAD + 1):
        table.make(f"next_{ahead}", _FURTHER.format(nearer=f"next_{ahead - 1}"))
    every = range(1, LOOKED_AHEAD + 1)
    table.make("followers", " UNION ALL ".join(f"SELECT first, second, {n} AS ahead FROM next_{n}" for n in every))
    table.make("pairs", _PAIRS)
    table.drop("followers", *(f"next_{n}" for n in every))
    _compare(table)
    table.make("again", _AGAIN)
    table.make("rewritten", _REWRITTEN)
    table.make("requests", _REQUESTS)
    table.drop("placed", "pairs", "letters", "rewritten")
    table.rankings = "(SELECT id AS turn, ranking FROM turns)"
    return table


def _number(table: StepTable) -> None:
    """Number what is different, and note what Python knows of it."""
    people = [name for (name,) in table.rows("SELECT DISTINCT person FROM turns WHERE person IS NOT NULL ORDER BY 1")]
    table.put("people", {"name": "VARCHAR", "person": "INTEGER"}, {
        "name": people, "person": [table.people.of(name) for name in people]
    })  # fmt: skip
    words = [text for (text,) in table.rows("SELECT DISTINCT heard FROM turns WHERE person IS NOT NULL ORDER BY 1")]
    kinds = {"words": "VARCHAR", "heard": "INTEGER", "wording": "INTEGER"}
    kinds |= {"complains": "BOOLEAN", "corrects": "BOOLEAN", "stops": "BOOLEAN"}
    table.put("heard_words", kinds, {
        "words": words, "heard": [*range(len(words))],
        "wording": [table.wordings.of(plain(text)) for text in words],
        "complains": [sounds_dissatisfied(text) for text in words],
        "corrects": [sounds_correcting(text) for text in words],
        "stops": [sounds_stopping(text) for text in words],
    })  # fmt: skip
    replies = [reply for (reply,) in table.rows("SELECT DISTINCT reply FROM turns WHERE reply <> '' ORDER BY 1")]
    table.put("apologies", {"reply": "VARCHAR"}, {"reply": [one for one in replies if sounds_apologetic(one)]})
    read = [*table.rows("SELECT DISTINCT intent, said FROM turns WHERE person IS NOT NULL ORDER BY 1, 2")]
    kinds = {"intent": "VARCHAR", "said": "VARCHAR", "reading": "INTEGER", "unread": "BOOLEAN"}
    table.put("said_readings", kinds, {
        "intent": [intent for intent, _ in read], "said": [said for _, said in read],
        "reading": [table.reading(_meaning(intent, said)) for intent, said in read],
        "unread": [intent in acts.UNREAD for intent, _ in read],
    })  # fmt: skip
    _number_rewrites(table)
    intents = [meaning.intent for meaning in table.meanings]
    known = {intent: number for number, intent in enumerate(dict.fromkeys(intents))}
    kinds = {"reading": "INTEGER", "of_intent": "INTEGER", "takeable": "BOOLEAN"}
    kinds |= dict.fromkeys(("complains", "corrects", "answers", "cancels"), "BOOLEAN")
    table.put("read_intents", kinds, {
        "reading": [*range(len(intents))], "of_intent": [known[intent] for intent in intents],
        "takeable": [takeable(intent) for intent in intents],
        "complains": [intent == acts.COMPLAINT for intent in intents],
        "corrects": [intent == acts.CORRECTION for intent in intents],
        "answers": [intent in acts.ANSWERS for intent in intents],
        "cancels": [intent == acts.CANCEL for intent in intents],
    })  # fmt: skip


def _number_rewrites(table: StepTable) -> None:
    among = "FROM turns WHERE layer IN ('personal', 'global') ORDER BY 1"
    names = [name for (name,) in table.rows(f"SELECT DISTINCT rewrite {among}")]
    table.put("rewrite_names", {"name": "VARCHAR", "rewrite": "INTEGER"}, {
        "name": names, "rewrite": [table.rewrites.of(name.removeprefix("rewrite:")) for name in names]
    })  # fmt: skip
    owns = [own for (own,) in table.rows(f"SELECT DISTINCT own {among}") if own]
    table.put("own_readings", {"name": "VARCHAR", "reading": "INTEGER"}, {
        "name": owns, "reading": [table.reading(meaning_of(own)) for own in owns]
    })  # fmt: skip


def _meaning(intent: str, said: str) -> Meaning:
    return Meaning(intent, tuple((name, value) for name, value in json.loads(said)))


def _compare(table: StepTable) -> None:
    """Weigh the letters of each different pair of wordings once."""
    found = table.run("SELECT DISTINCT one, other FROM pairs ORDER BY one, other").fetchnumpy()
    texts = table.wordings.names
    letters = likeness([texts[one] for one in found["one"]], [texts[other] for other in found["other"]])
    kinds = {"one": "INTEGER", "other": "INTEGER", "letters": "DOUBLE"}
    table.put("letters", kinds, {**found, "letters": letters})
