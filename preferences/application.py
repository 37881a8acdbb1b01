"""Applies what is known about a person to one reading: names are resolved, gaps are filled, dislikes are marked.

The interpreter calls `apply` for what was just said; an action calls the same function when it serves a request
again after a lesson. What the person said always beats what the person prefers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from preferences.clash import Clash, guiding
from preferences.condition import ALWAYS
from preferences.curriculum import Curriculum
from preferences.flow import Flow, Guide, Keeps, Several, When
from preferences.learned import Circumstances, Learned
from preferences.places import find_places_in
from preferences.preference import Preference, Profile
from preferences.request import Avoided, Entity, Reading
from preferences.several import Undecided, equals
from preferences.state import LastRequest
from preferences.surroundings import Surroundings

HABIT = "habit"
"""The source of what a person usually says."""
PHRASE = "phrase"
"""The entity that says which taught phrase a request came from."""
PLACE = "place_name"
"""The entity of places; its known values are the gazetteer's."""


@dataclass(frozen=True)
class Applied:
    """A reading with everything applied."""

    reading: Reading
    """What was said, resolved, then what was assumed."""
    avoided: tuple[Avoided, ...] = ()
    """Values to keep away from."""
    undecided: tuple[Undecided, ...] = ()
    """Details to ask about before the request is served."""
    clash: Clash | None = None
    """Two taught values of which one has to be chosen, where the person has not been asked yet."""

    @property
    def assumed(self) -> tuple[Entity, ...]:
        """What was filled in."""
        return tuple(entity for entity in self.reading.entities if entity.assumed)


def apply(
    reading: Reading,
    text: str,
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
    surroundings: Surroundings | None = None,
    learned: Learned | None = None,
    before: LastRequest | None = None,
) -> Applied:
    """Apply a person's profile to a reading.

    Args:
        reading: intent and entities as read; assumed entities of earlier turns must not be among them.
        text: the words the entities were read from.
        profile: what is known about the person; `NOBODY` for nobody.
        curriculum: the flows, vocabularies and signatures.
        now: the person's clock, aware.
        surroundings: what the front-end told.
        learned: what was learned from the record; habits fill what nothing taught fills.
        before: the request just before, for habits.
    """
    said = canonical(known_values(reading, text, curriculum), curriculum)
    meant = tuple(
        _usual(_settled(_corrected(entity, text, profile), profile, curriculum), learned, text) for entity in said
    )
    named = {(entity.name, entity.value) for entity in meant}
    avoided = _avoided(reading.intent, profile, curriculum, now, surroundings)
    # Whoever asks for country music gets country music, whatever they said of it before.
    avoided = tuple(one for one in avoided if (one.name, one.value) not in named)
    filled, undecided, clash = _filled(reading.intent, meant, avoided, profile, curriculum, now, surroundings)
    if learned is not None:
        circumstances = Circumstances(now, surroundings or Surroundings(), before)
        filled += _by_habit(reading.intent, (*meant, *filled), avoided, curriculum, learned, circumstances)
    phrases = tuple(entity for entity in reading.entities if entity.name == PHRASE)
    return Applied(replace(reading, entities=meant + filled + phrases), avoided, undecided, clash)


def _by_habit(
    intent: str,
    present: tuple[Entity, ...],
    avoided: tuple[Avoided, ...],
    curriculum: Curriculum,
    learned: Learned,
    circumstances: Circumstances,
) -> tuple[Entity, ...]:
    """What the person usually says, where they neither said nor taught it."""
    names = {entity.name for entity in present}
    unwanted = {(one.name, one.value) for one in avoided}
    filled: list[Entity] = []
    for habit in learned.habits(intent, names, circumstances):
        without = {name for _, g in curriculum.guides(intent) if g.entity == habit.entity for name in g.unless}
        if (habit.entity, habit.value) in unwanted or without & names or not curriculum.carries(intent, habit.entity):
            continue
        filled.append(Entity(habit.entity, habit.value, assumed=True, reason=habit.reason, source=HABIT))
        names.add(habit.entity)
    return tuple(filled)


def _usual(entity: Entity, learned: Learned | None, text: str) -> Entity:
    """A name that could mean several things, settled by what the person usually means."""
    if learned is None or entity.source or entity.assumed:
        return entity
    habit = learned.meaning(entity.name, entity.text or entity.value)
    if habit is None or habit.value == entity.value:
        return entity
    if entity.name == PLACE and not any(
        span.text.casefold() == entity.text.casefold() for span in find_places_in(text)
    ):
        return entity  # "Portland, Maine" says itself which one is meant.
    return replace(entity, value=habit.value, reason=habit.reason, source=HABIT)


def known_values(reading: Reading, text: str, curriculum: Curriculum) -> tuple[Entity, ...]:
    """The reading's entities, and the known values of its signature that NLU left unmarked."""
    signature = curriculum.signatures.get(reading.intent)
    entities = [e for e in reading.entities if e.name != PHRASE and curriculum.carries(reading.intent, e.name)]
    if signature is None:
        return tuple(entities)
    present = {entity.name for entity in entities}
    if PLACE in signature and PLACE not in present:
        entities += _places(text, entities)
    for name in signature:
        vocabulary = curriculum.lookups.get(name)
        if vocabulary is None or name in present:
            continue
        for match in vocabulary.find(text):
            words = text[match.start : match.end]
            # The words may already stand inside a detail of another kind: an artist, a title.
            if any(words.casefold() in entity.text.casefold() for entity in entities if entity.name != name):
                continue
            entities.append(Entity(name=name, value=match.value, text=words))
    return tuple(entities)


def _places(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The places a text names that NLU left unmarked, in the person's own words: what they mean is settled later."""
    taken = [entity.text.casefold() for entity in entities]
    found = (text[span.start : span.end] for span in find_places_in(text))
    return [Entity(PLACE, words, words) for words in found if not any(words.casefold() in other for other in taken)]


def canonical(entities: Sequence[Entity], curriculum: Curriculum) -> tuple[Entity, ...]:
    """The entities with values as the vocabularies write them; ambiguous and unknown words stay as they are."""
    resolved = []
    for entity in entities:
        vocabulary = curriculum.lookups.get(entity.name)
        if vocabulary is not None and not entity.assumed and entity.value not in vocabulary:
            match = vocabulary.resolve(entity.value)
            if match is not None and not match.ambiguous:
                entity = replace(entity, value=match.value)
        resolved.append(entity)
    return tuple(resolved)


def _always(preference: Preference) -> bool:
    return preference.condition is ALWAYS or preference.condition.specificity == 0


def _corrected(entity: Entity, text: str, profile: Profile) -> Entity:
    correction = profile.meaning(entity.name, entity.value) or profile.meaning(entity.name, entity.text)
    if correction is None or (entity.name == PLACE and _named_in_full(entity, text)):
        return entity
    return replace(
        entity,
        value=correction.meant,
        reason=f"you told me that {entity.text or entity.value} means {correction.meant}",
        source=f"correction:{correction.id}",
    )


def _named_in_full(entity: Entity, text: str) -> bool:
    """Whether the words go on with the region: "Dublin, Ireland" is that one, whatever "Dublin" alone means."""
    at = text.casefold().find(entity.text.casefold()) if entity.text else -1
    longest = (span.end for span in find_places_in(text) if span.start <= at < span.end)
    return at >= 0 and max(longest, default=0) > at + len(entity.text)


def _settled(entity: Entity, profile: Profile, curriculum: Curriculum) -> Entity:
    """A name that could be several things, settled by the one of them the person likes: the Giants of a Giants fan."""
    vocabulary = curriculum.lookups.get(entity.name)
    if vocabulary is None or entity.source or not profile.preferences:
        return entity
    match = vocabulary.resolve(entity.text or entity.value)
    if match is None or not match.ambiguous:
        return entity
    liked = [
        (flow, preference)
        for flow in curriculum.flows
        if flow.entity == entity.name
        for preference in profile.of(flow.concept)
        if preference.liked and preference.value in match.ambiguous
    ]
    if len(liked) != 1:
        return entity
    flow, preference = liked[0]
    reason = flow.told(preference.value)
    return replace(entity, value=preference.value, reason=reason, source=f"preference:{preference.id}")


def _avoided(
    intent: str,
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
    surroundings: Surroundings | None,
) -> tuple[Avoided, ...]:
    found = []
    for flow, guide in curriculum.guides(intent):
        for preference in profile.of(flow.concept):
            if not preference.liked and preference.condition.holds(now, surroundings):
                reason = flow.told(preference.value, liked=False)
                found.append(Avoided(guide.entity, preference.value, reason))
    return tuple(found)


def _filled(
    intent: str,
    said: tuple[Entity, ...],
    avoided: tuple[Avoided, ...],
    profile: Profile,
    curriculum: Curriculum,
    now: datetime,
    surroundings: Surroundings | None,
) -> tuple[tuple[Entity, ...], tuple[Undecided, ...], Clash | None]:
    candidates: list[tuple[Preference, Flow, Guide]] = []
    undecided: dict[str, Undecided] = {}
    clash: Clash | None = None
    present = {entity.name for entity in said}
    for flow, guide in curriculum.guides(intent):
        if guide.entity in present or (guide.when is When.MISSING and present.intersection(guide.unless)):
            continue
        known: Sequence[Preference] = profile.of(flow.concept)
        unwanted = {one.value for one in avoided if one.name == guide.entity}
        if unwanted:
            known = [p for p in known if p.value not in unwanted]
        preference, rival = guiding(known, now, surroundings)
        if preference is not None and flow.several is not Several.NEWEST:
            some = equals(known, flow.several, now, surroundings)
            candidates += [(p, flow, guide) for p in (some if flow.several is Several.ALL else some[:1])]
            if flow.several is Several.ASK and len(some) > 1:
                undecided[guide.entity] = Undecided(guide.entity, tuple(p.value for p in some))
        elif preference is not None:
            if rival is not None and guide.when is When.MISSING:
                found = Clash(flow.concept, (preference, rival))
                clash = clash or (found if found.key not in profile.refused else None)
            candidates.append((preference, flow, guide))
            if guide.when is When.ALWAYS and flow.keeps is Keeps.MANY:
                # All of them hold at once: vegan and gluten-free.
                others = (p for p in known if p.liked and p is not preference)
                candidates += [(p, flow, guide) for p in others if p.condition.holds(now, surroundings)]
    # Where two concepts exclude each other (a genre and an artist), the more specific and newer one goes first.
    candidates.sort(key=lambda c: (c[0].condition.specificity, c[0].learned_at), reverse=True)
    filled: list[Entity] = []
    open_ones: list[Undecided] = []
    by_concept: dict[str, str] = {}
    for preference, flow, guide in candidates:
        # What was just filled may exclude the next; values of one concept that always go along do not.
        together = guide.when is When.ALWAYS or flow.several is Several.ALL
        together = together and by_concept.get(guide.entity) == flow.concept
        if not together and guide.entity in present:
            continue
        if guide.when is When.MISSING and present.intersection(guide.unless):
            continue
        by_concept[guide.entity] = flow.concept
        present.add(guide.entity)
        if flow.several is Several.ASK and guide.entity in undecided:
            open_ones.append(undecided[guide.entity])
            continue
        reason = flow.told(preference.value, liked=True, condition=preference.condition)
        if guide.when is When.MISSING and preference.condition.specificity == 0:
            liked = sum(p.liked and _always(p) for p in profile.of(flow.concept))
            reason += f", {_OF_SEVERAL[flow.several]} of {liked} you told me" if liked > 1 else ""
        filled.append(
            Entity(
                name=guide.entity,
                value=preference.value,
                assumed=True,
                reason=reason,
                source=f"preference:{preference.id}",
            )
        )
    if clash is not None and not any(e.source == f"preference:{p.id}" for e in filled for p in clash.preferences):
        clash = None  # Something more specific was found.
    return tuple(filled), tuple(open_ones), clash


_OF_SEVERAL = {
    Several.NEWEST: "the latest",
    Several.MOST_USED: "the most used",
    Several.ASK: "the latest",
    Several.ALL: "one",
}
"""How the value that was taken is told from the others."""
