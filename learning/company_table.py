"""Decides in columns which requests were put right, and by which: the same as `rewriting_evidence.judged`.

Which wordings stand together in many people's sessions is counted as in `learning.company`, over all sessions at once.
"""

from __future__ import annotations

from learning.company import BY_CHANCE, IMAGINED
from learning.rewriting_evidence import LOOKED_AHEAD, SURE
from learning.step_table import StepTable

_WORDS = """
SELECT wording, COUNT(*) AS said, SUM(CASE WHEN followed_by IS NULL THEN 0 ELSE 1 END) AS followed
FROM requests GROUP BY wording
"""

_NEIGHBOURS = """
SELECT DISTINCT LEAST(s.wording, o.wording) AS one, GREATEST(s.wording, o.wording) AS other, s.person
FROM requests s JOIN requests o ON o.turn = s.followed_by
"""

_COMPANY = "SELECT one, other, COUNT(*) AS people FROM neighbours GROUP BY one, other"

_HOPED = """
SELECT a.turn, a.ahead, a.other, a.odds, s.person, LEAST(s.wording, o.wording) AS one_word,
  GREATEST(s.wording, o.wording) AS other_word
FROM again a JOIN requests s ON s.turn = a.turn JOIN requests o ON o.turn = a.other
"""

_WEIGHED = """
SELECT h.turn, h.ahead, h.other AS second,
  1.0 / (1.0 + EXP(-(h.odds + CASE WHEN h.one_word = h.other_word THEN 0.0 ELSE LN(
    (COALESCE(c.people, 0) - CASE WHEN n.person IS NULL THEN 0 ELSE 1 END + {imagined})
    / ({by_chance} * (v.followed * w.said + w.followed * v.said) / {turns} + {imagined})) END))) AS chance
FROM hoped h
JOIN words v ON v.wording = h.one_word
JOIN words w ON w.wording = h.other_word
LEFT JOIN company c ON c.one = h.one_word AND c.other = h.other_word
LEFT JOIN neighbours n ON n.one = h.one_word AND n.other = h.other_word AND n.person = h.person
"""
"""How likely each request that came after one put it right; who said both does not count as company."""

_JUDGED = f"""
SELECT turn, MAX(chance) AS most, MIN(CASE WHEN chance >= {SURE} THEN ahead END) AS ahead, {{chances}}, {{seconds}}
FROM weighed GROUP BY turn
"""
"""The first that surely put it right, and what is most likely where none did."""

_STEPS = """
SELECT r.turn, r.person, r.spoken_at, r.wording, r.own, r.served, r.rewrite, r.replaced, r.failed,
  GREATEST(r.bad, COALESCE(CASE j.ahead {chance} ELSE j.most END, 0.0)) AS defect,
  CASE j.ahead {second} END AS mended_by, r.signs
FROM requests r LEFT JOIN judged j ON j.turn = r.turn
"""


def judge(table: StepTable) -> None:
    """Make `steps` of a table's `requests`: with `defect`, 0 to 1, and `mended_by`, a turn or NULL.

    Raises:
        LearningError: the table could not be worked on.
    """
    for name, query in (("words", _WORDS), ("neighbours", _NEIGHBOURS), ("company", _COMPANY)):
        table.make(name, query)
    table.make("hoped", _HOPED)
    table.make("weighed", _WEIGHED.format(imagined=IMAGINED, by_chance=BY_CHANCE, turns=max(table.count, 1)))
    every = range(1, LOOKED_AHEAD + 1)
    chances = ", ".join(f"MAX(CASE WHEN ahead = {n} THEN chance END) AS chance_{n}" for n in every)
    seconds = ", ".join(f"MAX(CASE WHEN ahead = {n} THEN second END) AS second_{n}" for n in every)
    table.make("judged", _JUDGED.format(chances=chances, seconds=seconds))
    table.drop("words", "neighbours", "company", "hoped", "weighed")
    chance = " ".join(f"WHEN {n} THEN j.chance_{n}" for n in every)
    second = " ".join(f"WHEN {n} THEN j.second_{n}" for n in every)
    table.make("steps", _STEPS.format(chance=chance, second=second))
    table.drop("judged")
