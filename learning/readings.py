"""Which of several readings the circumstances speak for: a log-linear model over a few features.

`score(r) = log p(r) + sum over features of weight * log P(value | r) / P(value)`. Only readings of words that are
really open compete: words of one of the groups of `context.yml`, or ones that NLU itself is unsure of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from learning.counts import GlobalCounts, PersonCounts, said
from learning.features import NOTHING, features, named_kind, reporting
from learning.prior import Ambiguity, Prior
from preferences import acts
from preferences.devices import is_on, plain, stands_in
from preferences.heard import Heard
from preferences.learned import Circumstances
from preferences.request import CONTEXT, Entity, Reading

SURE = 0.75
"""Confidence from which on NLU's reading of clear words stands."""
LEAST = 0.08
"""Confidence from which on NLU's other readings compete with an unsure one."""
MARGIN = 0.1
"""By how much another reading has to be better."""
TOLD = 0.3
"""What a feature has to say at least to be named as the reason."""
CLEAR = 0.6
"""Chance from which on a reading stands for words that NLU could not read."""
_UNREAD = frozenset({acts.FALLBACK, acts.OUT_OF_SCOPE, acts.AFFIRM, *acts.TALK})
"""What NLU takes words for that it cannot read."""
CROWD = 3.0
"""How much what everybody means says at most: a sensor beside the person tells more than a hundred others elsewhere."""
OWN_STRENGTH = 6.0
"""Such requests of everybody that the person's own are weighed against."""


@dataclass(frozen=True)
class Weighed:
    """One reading with what speaks for it."""

    reading: Reading
    """The reading."""
    base: float
    """The logarithm of its share before the circumstances were looked at."""
    parts: Mapping[str, float]
    """What each feature says for it."""
    found: Mapping[str, str]
    """The features."""

    @property
    def score(self) -> float:
        """All of it."""
        return self.base + sum(self.parts.values())


class Judge:
    """Weighs readings for one person."""

    def __init__(
        self, prior: Prior, everybody: GlobalCounts, person: PersonCounts | None = None, home: str = ""
    ) -> None:
        self._prior = prior
        self._everybody = everybody
        self._person = person
        self._home = home

    def judge(self, heard: Heard, reading: Reading, circumstances: Circumstances) -> Reading | None:
        """The reading the circumstances speak for, with its reason; None leaves the one at hand."""
        weighed = sorted(self.weigh(heard, reading, circumstances), key=lambda one: -one.score)
        if not weighed:
            return None
        best = weighed[0]
        at_hand = next((one for one in weighed if one.reading.intent == reading.intent), None)
        if at_hand is not None and best.score - at_hand.score < MARGIN:
            best = at_hand
        others = [one for one in weighed if one is not best]
        rival = at_hand if at_hand is not None and at_hand is not best else others[0] if others else None
        because = self._because(best, rival, circumstances, turned=at_hand is not None and best is not at_hand)
        if at_hand is None and (not because or best.score - log(sum(exp(one.score) for one in weighed)) < log(CLEAR)):
            return None  # NLU could not read it, and the circumstances do not say clearly what it is.
        if best is at_hand and best.reading == reading:
            return replace(best.reading, because=because) if because else None
        entities = tuple(replace(e, reason=because) if e.assumed else e for e in best.reading.entities)
        return replace(best.reading, entities=entities, because=because)

    def weigh(self, heard: Heard, reading: Reading, circumstances: Circumstances) -> list[Weighed]:
        """All readings that compete, with what speaks for each; none where the words are clear."""
        named = [entity.name for entity in heard.entities]
        before = circumstances.before.intent if circumstances.before is not None else None
        shares, open_ = self._competing(heard, reading, named)
        if not shares:
            return []
        found = features(circumstances.now, circumstances.surroundings, before, self._home)
        device = ""
        if open_ is not None:
            found["names"] = named_kind(named)
        if open_ is not None and open_.reports:
            device, found["state"] = reporting(circumstances.surroundings.devices, open_.reports)
            thing = self._prior.about.get(before or "", "")
            if thing and found["state"] not in ("on", "reports"):
                device, found["state"] = thing, "on"
            device = device if found["state"] in ("on", "reports") else ""
        if len(shares) == 1 and not device:
            return []
        key, words, total = open_.name if open_ else "", words_key(heard.text) if open_ else "", sum(shares.values())
        return [
            Weighed(
                self._as(name, reading, heard, open_, device),
                log(share / total),
                self._parts(name, key, found, words, share / total),
                found,
            )
            for name, share in shares.items()
        ]

    def _competing(
        self, heard: Heard, reading: Reading, named: Sequence[str]
    ) -> tuple[dict[str, float], Ambiguity | None]:
        """The intents that compete, with their shares, and the group of open words they belong to."""
        ranked = {name: share for name, share in heard.ranking if acts.is_request(name)}
        open_ = self._prior.ambiguity(reading.intent, heard.text, named)
        sure = reading.confidence >= SURE
        if not sure and open_ is None and not acts.is_request(reading.intent):
            # What NLU could not read may be open words all the same.
            likely = [name for name, share in ranked.items() if share >= LEAST]
            tried = [*likely, *(one.device for one in self._prior.ambiguous if one.device)]
            open_ = next(filter(None, (self._prior.ambiguity(name, heard.text, named) for name in tried)), None)
        elif not sure and open_ is None:
            devices = (self._prior.ambiguity(name, heard.text, named) for name in ranked)
            open_ = next((one for one in devices if one is not None and one.device), None)
        if sure and open_ is None:
            return {}, None
        if not acts.is_request(reading.intent) and reading.intent not in _UNREAD:
            return {}, None
        shares = {} if sure else {name: share for name, share in ranked.items() if share >= LEAST}
        for name in open_.intents if open_ is not None else ():
            shares[name] = max(ranked.get(name, 0.0), open_.share if open_ is not None else 0.0)
        if acts.is_request(reading.intent):
            shares[reading.intent] = max(reading.confidence, shares.get(reading.intent, 0.0), LEAST)
        return shares, open_

    def _as(self, intent: str, reading: Reading, heard: Heard, open_: Ambiguity | None, device: str) -> Reading:
        entities = heard.entities
        if open_ is not None and open_.device == intent and device:
            entities = (*entities, Entity("device_type", device, assumed=True, source=CONTEXT))
        if intent == reading.intent:
            return replace(reading, entities=entities)
        return Reading(intent, entities, max(dict(heard.ranking).get(intent, 0.0), 0.5), "context")

    def _parts(self, intent: str, key: str, found: Mapping[str, str], words: str, share: float) -> dict[str, float]:
        parts = {
            name: self._prior.weights.get(name, 1.0)
            * said(self._prior, self._everybody, self._person, intent, name, value)
            for name, value in found.items()
        }
        if key:
            # What everybody, and what this person, means by requests as open as this one; and by these very words.
            many, all_many = self._everybody.of(intent, "open", key), self._everybody.of("*", "open", key)
            common = (many + 4 * OWN_STRENGTH * share) / (all_many + 4 * OWN_STRENGTH)
            parts["everybody"] = max(-log(CROWD), min(log(CROWD), log(common / share)))
            if self._person is not None:
                for name, value, strength in (("open", key, OWN_STRENGTH), ("words", words, OWN_STRENGTH / 2)):
                    own, _ = self._person.of(intent, name, value)
                    every, _ = self._person.of("*", name, value)
                    parts[name] = log((own + strength * common) / (every + strength) / common)
        return parts

    def _because(self, best: Weighed, rival: Weighed | None, circumstances: Circumstances, turned: bool) -> str:
        """The feature that tells the two apart most, in words."""
        others = rival.parts if rival is not None else {}
        apart = {name: said_for - others.get(name, 0.0) for name, said_for in best.parts.items()}
        for name, much in sorted(apart.items(), key=lambda item: -item[1] * _PLAIN.get(item[0], 1.0)):
            if much < TOLD:
                continue
            if not turned and best.found.get(name) == NOTHING:
                continue  # That something is not there explains only what would else be done.
            told = _in_words(name, best, circumstances)
            if told:
                return told
        return ""


def words_key(text: str) -> str:
    """A request's words as they are compared with the same request of another day."""
    bare = "".join(character if character.isalnum() else " " for character in text.casefold())
    polite = ("please", "mynah", "hey", "ok", "okay", "the", "a", "can", "you", "could", "would", "now", "s", "is")
    return " ".join(word for word in bare.split() if word not in polite)[:80]


_PLAIN = {"state": 2.0, "screen": 2.0, "light": 2.0, "stands": 1.5, "before": 0.5, "everybody": 0.5}
"""How readily a feature is named: what the person can see explains more than what they said before."""
_BEFORE = {
    "iot_oven_set": "you have just set the oven",
    "iot_thermostat_set": "you have just set the thermostat",
    "iot_coffee": "you have just asked for coffee",
}
_KINDS = {"weather": "the weather", "iot": "the house", "play": "something to play", "alarm": "an alarm"}


def _in_words(name: str, best: Weighed, circumstances: Circumstances) -> str:
    """A feature as it is read out after "because"; empty for one that nobody would say."""
    value = best.found.get(name, "")
    if name == "before":
        kind = value.split("_")[0]
        return _BEFORE.get(value) or (f"you have just asked about {_KINDS[kind]}" if kind in _KINDS else "")
    if name == "state":
        return _state_in_words(value, best, circumstances)
    if name == "stands":
        return f"you are in the {stands_in(circumstances.surroundings.device)}"
    return {
        "screen": "this device has no screen" if value == "no" else "this device has a screen",
        "kind": f"you are {'in the' if value == 'car' else 'speaking to a'} {value}",
        "room": f"you are in the {value}",
        "light": f"the light is {value}",
        "daypart": "it is night" if value == "night" else f"it is {value}",
        "week": "it is the weekend" if value == "weekend" else "",
        "open": "that is what you usually mean",
        "words": "that is what you usually mean",
        "everybody": "that is what most people mean",
    }.get(name, "")


def _state_in_words(value: str, best: Weighed, circumstances: Circumstances) -> str:
    device = next((entity.value for entity in best.reading.entities if entity.source == CONTEXT), "")
    if device:
        return f"the {device} is on" if value == "on" else f"the {device} tells it"
    devices = circumstances.surroundings.devices
    off = next((plain(name) for name, state in devices.items() if is_on(state) is False), "")
    return f"the {off} is off" if off else "nothing in the house tells me that"
