"""What became of all requests of a record: how many showed a sign, were defects, were put right, are rewritten now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from learning.learner import Learned
from learning.rewriting_evidence import SURE
from learning.sign_set import BITS
from learning.step_table import StepTable
from preferences.signs import Kind

_AGAIN = {Kind.REPEAT: "m.wording = s.wording", Kind.REPHRASE: "m.wording <> s.wording"}
"""Signs that are judged when all sessions are known: what put a request right was the same wording, or another one."""


def _times(what: str) -> str:
    return f"COUNT(CASE WHEN {what} THEN 1 END)"


_AGAINST = f"s.mended_by IS NOT NULL OR s.signs & {sum(BITS.values()) - BITS[Kind.CONFIRMED]} <> 0"
_REWRITTEN = "s.mended_by IS NOT NULL AND (e.wording IS NOT NULL OR o.wording IS NOT NULL)"
_COUNTED = f"""
SELECT COUNT(*), {_times(_AGAINST)}, {_times(f"s.defect >= {SURE}")}, {_times("s.mended_by IS NOT NULL")},
  {_times(_REWRITTEN)}, {", ".join(_times(_AGAIN.get(kind, f"s.signs & {bit} <> 0")) for kind, bit in BITS.items())}
FROM steps s
LEFT JOIN steps m ON m.turn = s.mended_by
LEFT JOIN everybodys e ON e.wording = s.wording
LEFT JOIN owned o ON o.wording = s.wording AND o.person = s.person
"""


@dataclass(frozen=True)
class Funnel:
    """Counts of requests; all but the signs are among those before, but that a model sees defects without a sign."""

    requests: int
    """All of them."""
    signed: int
    """With a sign against them."""
    defects: int
    """A defect, more likely than not."""
    put_right: int
    """Said again in a way that put them right."""
    rewritten: int
    """Of these, in words that are rewritten by now, for everybody or for their person."""
    signs: Mapping[Kind, int]
    """With each kind of sign, those that were seen at all."""


def funnel_of(table: StepTable, learned: Learned) -> Funnel:
    """Count the requests of a table that was judged (`learning.company_table`).

    Raises:
        LearningError: the table could not be worked on.
    """
    table.put("everybodys", {"wording": "INTEGER"}, {"wording": [table.wordings.of(text) for text in learned.exact]})
    owned = [(table.people.of(who), table.wordings.of(text)) for who, mine in learned.personal.items() for text in mine]
    kinds = {"person": "INTEGER", "wording": "INTEGER"}
    table.put("owned", kinds, {"person": [who for who, _ in owned], "wording": [wording for _, wording in owned]})
    requests, signed, defects, put_right, rewritten, *seen = next(table.rows(_COUNTED))
    table.drop("everybodys", "owned")
    signs = {kind: count for kind, count in zip(BITS, seen, strict=True) if count}
    return Funnel(requests, signed, defects, put_right, rewritten, signs)
