"""One message as NLU read it, before it is read where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from preferences import acts
from preferences.request import Entity, Reading


@dataclass(frozen=True)
class Heard:
    """One message as NLU read it."""

    text: str
    """The words NLU read."""
    ranking: tuple[tuple[str, float], ...]
    """Intents with confidences, best first."""
    entities: tuple[Entity, ...] = ()
    """The entities NLU marked."""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    """How NLU reads what a message may teach, by the words."""
    phrase: Entity | None = None
    """The taught phrase that the words were put in the place of."""

    @property
    def intent(self) -> str:
        """The best intent."""
        return self.ranking[0][0] if self.ranking else acts.FALLBACK

    @property
    def confidence(self) -> float:
        """How sure NLU is of it."""
        return self.ranking[0][1] if self.ranking else 0.0
