"""What people ask about the memory: what is known, why something was done, forget this, forget everything, undo."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences import phrase_acts
from preferences.curriculum import Curriculum
from preferences.evidence import evidence as told_when
from preferences.flow import Flow
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing, listed, sentence
from preferences.phrase_mention import forgettable
from preferences.preference import Correction, Preference, Profile
from preferences.request import CHOSEN, Outcome
from preferences.statements import looks_like_statement, read_statements
from preferences.vocabulary import key_of

TOLD_AT_ONCE = 12
"""How many preferences are read out before the rest is only counted."""


def named_flows(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows whose subject, nouns or verbs a text names; those named by their subject first."""
    words = _plain_words(text)
    found = []
    for flow in curriculum.flows:
        # "learn where I live" names the home in the words the assistant would ask for it.
        asked = re.sub(r"\byou\b", "i", flow.subject_question)
        nouns = (*flow.nouns, flow.concept.replace("_", " "), asked, asked.replace("call i", "call me"))
        for rank, names in enumerate((flow.verbs, nouns, (flow.subject,))):
            # A flow names first what it is about: a singer is an artist before he stands for a kind of music.
            fits = [(len(name), -at) for at, name in enumerate(names) if name and _names(words, name)]
            if fits:
                found.append(((rank, *max(fits)), flow))
    found.sort(key=lambda one: one[0], reverse=True)
    return list({flow.concept: flow for _, flow in found}.values())


def subjects(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows a text asks for: all that it names by their subject, else the one it names best."""
    named = named_flows(text, curriculum)
    words = _plain_words(text)
    by_subject = [flow for flow in named if flow.subject and _names(words, flow.subject)]
    return by_subject or named[:1] or _by_value(text, curriculum)


def _by_value(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flow one of whose few choices a text names: "learn whether I use celsius or fahrenheit"."""
    fewest = [flow for flow in curriculum.flows if flow.values.choices and flow.vocabulary is not None]
    return [flow for flow in fewest if flow.vocabulary is not None and flow.vocabulary.find(text)][:1]


def _names(words: str, name: str) -> bool:
    name = re.sub(r"[^a-z0-9 ]+", " ", name.casefold())
    return f" {name} " in words or f" {name}s " in words or (name.endswith("s") and f" {name[:-1]} " in words)


def known(hearing: Hearing) -> Answer:
    """Tell what is known about the person, all of it or what was asked for."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    profile = hearing.profile
    if _HOW_KNOWN.search(hearing.text) and (evidence := _evidence_for(hearing)):
        return Answer(evidence, hearing.state)
    asked = {flow.concept for flow in _asked_about(hearing.text, hearing.curriculum)}
    current = [p for p in _all_of(profile) if not p.condition.expired(hearing.now)]
    some = [p for p in current if p.concept in asked] if asked else current
    told = [_told(p, hearing.curriculum) for p in some]
    if not asked:
        told += [_meaning(correction) for correction in profile.corrections]
        told += [phrase.told for phrase in profile.phrases]
        paused = [one for one in profile.paused if not isinstance(one, Preference)]
        told += [f"{_meaning(o) if isinstance(o, Correction) else o.told}{_PAUSED}" for o in paused]
    if not told:
        about = " about that" if asked and current else ""
        return Answer(f"You have not taught me anything{about} yet. Tell me what you like.", hearing.state)
    return Answer(_read_out(told), hearing.state)


def _asked_about(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows a question is about; none for a question about all of the person ("read back what you know of me")."""
    named = named_flows(text, curriculum)
    if not _OF_ME.search(text):
        return named
    words = _plain_words(text)
    return [flow for flow in named if any(_names(words, noun) for noun in (flow.subject, *flow.nouns))]


_OF_ME = re.compile(r"\b(about|of|on|know|knew|learned|remember) me\b", re.IGNORECASE)


def _plain_words(text: str) -> str:
    # "Where do I live" asks for where I live.
    asked = re.sub(
        r"\b(what|where|when|which|who)((?: \w+){0,2}) (?:do|did|should) (i|you)\b", r"\1\2 \3", text.casefold()
    )
    return f" {re.sub(r'[^a-z0-9 ]+', ' ', asked)} "


def _read_out(told: Sequence[str]) -> str:
    rest = len(told) - TOLD_AT_ONCE
    more = f" And {rest} more." if rest > 0 else ""
    return " ".join(sentence(one) for one in told[:TOLD_AT_ONCE]) + more


_PAUSED = ", which is paused"
"""What follows on something that is left aside."""


def _all_of(profile: Profile) -> list[Preference]:
    """The preferences that are known, whether they are gone by or paused."""
    return [*profile.preferences, *(one for one in profile.paused if isinstance(one, Preference))]


def _told(preference: Preference, curriculum: Curriculum) -> str:
    flow = curriculum.flow(preference.concept)
    paused = _PAUSED if preference.paused_at is not None else ""
    if flow is None:
        return f"{preference.concept}: {preference.value}{paused}"
    return f"{flow.told(preference.value, preference.liked, preference.condition)}{paused}"


def _meaning(correction: Correction) -> str:
    return f"when you say {correction.said} you mean {correction.meant}"


_HOW_KNOWN = re.compile(r"\b(how|why|since when|who|what makes) (do|did|come|would|told)?\s*you\b", re.IGNORECASE)


def _evidence_for(hearing: Hearing) -> str:
    """Where what is known of the things a question names comes from: "how do you know I like Indian?"."""
    named = _named(hearing)
    concepts = {flow.concept for flow in _asked_about(hearing.text, hearing.curriculum)}
    named = named or [p for p in hearing.profile.preferences if p.concept in concepts]
    told = [f"{sentence(_told(p, hearing.curriculum))} {_evidence(f'preference:{p.id}', hearing)}" for p in named[:3]]
    return " ".join(told).strip()


def why(hearing: Hearing) -> Answer:
    """Read out the reasons of the request before, or where the thing it names is known from."""
    if re.search(r"\byou (know|think|believe|remember)\b", hearing.text, re.IGNORECASE):
        evidence = _evidence_for(hearing)
        if evidence:
            return Answer(evidence, hearing.state)
    last = hearing.state.last
    if last is None:
        return Answer("I haven't done anything yet that I could explain.", hearing.state)
    taught = [entity for entity in last.entities if entity.reason and entity.source != CHOSEN]
    if taught or last.because:
        evidence = " ".join(filter(None, (_evidence(entity.source, hearing) for entity in taught)))
        reasons = [entity.reason for entity in taught] + ([last.because] if last.because else [])
        told = listed(list(dict.fromkeys(reasons)))
        return Answer(f"Because {told}. {evidence}".strip(), hearing.state)
    said = list(dict.fromkeys(entity.value for entity in last.said))
    chosen = list(dict.fromkeys(entity.reason for entity in last.entities if entity.reason))
    if said:
        here = [e.reason for e in last.entities if e.name == "house_place" and e.source == CHOSEN and e.reason]
        return Answer(
            sentence(f"because you asked for {listed(said)}{''.join(f', and {r}' for r in here)}"), hearing.state
        )
    return Answer(sentence(f"because {listed(chosen or ['you asked, and I chose it myself'])}"), hearing.state)


def _evidence(source: str | None, hearing: Hearing) -> str:
    """The words a preference was learned from, and when."""
    if source is not None and source.startswith("phrase:"):
        used = [phrase for phrase in hearing.profile.phrases if phrase.id == int(source.split(":", 1)[1])]
        return phrase_acts.evidence(used[0], hearing) if used else ""
    if not source or not source.startswith("preference:"):
        return ""
    number = int(source.split(":", 1)[1])
    for preference in hearing.profile.preferences:
        if preference.id == number:
            return told_when(preference.words, preference.source, preference.learned_at, hearing.now)
    return ""


def forget(hearing: Hearing) -> Answer:
    """Forget what the words name: a value, or all of one concept."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    phrases = forgettable(hearing.text, hearing.profile.book)
    if phrases:
        return phrase_acts.forget(hearing, phrases)
    said = _FORGET_VERB.search(hearing.text)
    if said is not None and looks_like_statement(hearing.text[: said.start()], hearing.curriculum.flows):
        # Something is told first and "delete" only follows: too little to take anything away.
        return Answer(
            "I'm not sure what you want me to forget, so I changed nothing. Say it like this: forget that I like jazz.",
            hearing.state,
            Outcome.UNSUPPORTED,
        )
    gone: list[Preference] = []
    for preference in _named(hearing):
        gone += hearing.memory.forget(hearing.person, preference.concept, preference.value)
    meant: list[Correction] = []
    if not gone:
        for correction in hearing.profile.corrections:
            if _stands_in(correction.said, hearing.text) or _stands_in(correction.meant, hearing.text):
                meant += hearing.memory.forget_corrections(hearing.person, correction.entity, correction.said)
    if not gone and not meant and not _names_some_value(hearing):
        for flow in _to_forget(hearing.text, hearing.curriculum):
            gone += hearing.memory.forget(hearing.person, flow.concept)
    if not gone and not meant:
        return Answer("I don't have that about you, so there is nothing to forget.", hearing.state, Outcome.NOT_FOUND)
    told = [_told(preference, hearing.curriculum) for preference in _once(gone)]
    told += [_meaning(correction) for correction in meant]
    state = hearing.state.with_(taught=())
    return Answer(f"Forgotten: I no longer know that {listed(told)}. {_stated_beside(hearing, gone)}".strip(), state)


def _stated_beside(hearing: Hearing, gone: Sequence[Preference]) -> str:
    """Learn what is stated in the same breath ("forget the Jazz, I'm with the Clippers now"); the words that say so."""
    if hearing.person is None or not looks_like_statement(hearing.text, hearing.curriculum.flows):
        return ""
    values = {preference.value for preference in gone}
    stated = read_statements(hearing.text, hearing.curriculum.flows, hearing.now, hearing.nlp()).statements
    new = tuple(one for one in stated if one.liked and not one.ended and one.value not in values)
    if new:
        hearing.memory.teach(hearing.person, new, hearing.curriculum.by_concept, "told", hearing.now)
    flows = [(hearing.curriculum.flow(one.concept), one) for one in new]
    return " ".join(flow.confirmed(one) for flow, one in flows if flow is not None)


_FORGET_VERB = re.compile(r"\b(?:forget|delete|remove|erase|drop|wipe|unlearn)\b", re.IGNORECASE)
_FORGET = re.compile(
    r"^.*?\b(forget|remember|delete|remove|erase|drop)\b( (about|the fact|it))*( that)?\s+", re.IGNORECASE
)


def _names_some_value(hearing: Hearing) -> bool:
    """Whether the words name a value, known or not: "forget that I like Chinese food" means no other food."""
    about = _FORGET.sub("", hearing.text, count=1)
    if looks_like_statement(about, hearing.curriculum.flows):
        stated = read_statements(about, hearing.curriculum.flows, hearing.now, hearing.nlp())
        if stated.statements or stated.ambiguous or stated.unknown:
            return True
    for flow in hearing.curriculum.flows:
        matches = flow.vocabulary.find(about) if flow.vocabulary is not None else ()
        if any(key_of(about[match.start : match.end]) not in flow.everyday for match in matches):
            return True
    return False


def _once(gone: Sequence[Preference]) -> list[Preference]:
    return list({(p.concept, p.value, p.liked, p.condition.words): p for p in gone}.values())


def _named(hearing: Hearing) -> list[Preference]:
    """The preferences whose value a text names; an everyday word counts only where nothing else is meant."""
    sure: list[Preference] = []
    unsure: list[Preference] = []
    for preference in _all_of(hearing.profile):
        words = _words_for(hearing.text, preference, hearing.curriculum)
        if words is not None:
            flow = hearing.curriculum.flow(preference.concept)
            (unsure if flow is not None and key_of(words) in flow.everyday else sure).append(preference)
    return sure or unsure


def _words_for(text: str, preference: Preference, curriculum: Curriculum) -> str | None:
    """The words of a text that name a preference's value; None when there are none."""
    # "Portland" names a home that is kept as "Portland, Maine".
    for words in (preference.value, preference.value.split(",")[0]):
        if _stands_in(words, text):
            return words
    flow = curriculum.flow(preference.concept)
    for match in flow.vocabulary.find(text) if flow is not None and flow.vocabulary is not None else ():
        if preference.value in (match.value, *match.ambiguous):
            return text[match.start : match.end]
    return None


def _stands_in(words: str, text: str) -> bool:
    """Whether whole words stand in a text: "Al" does not stand in "all"."""
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def _to_forget(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows a text wants gone: all of a subject it names ("my music preferences"), else the one named best."""
    asked = subjects(text, curriculum)
    names = {flow.subject for flow in asked}
    return asked + [f for f in named_flows(text, curriculum) if f not in asked and names.intersection(f.nouns)]


def erase(hearing: Hearing) -> Answer:
    """Ask before forgetting everything."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    hearing.memory.ask_confirmation(hearing.person, "erase")
    question = "Shall I forget everything about you, with all our conversations? This cannot be undone."
    return Answer(question, hearing.state.with_(confirming="erase"), Outcome.ASKED)


def erase_confirmed(hearing: Hearing) -> Answer:
    """Forget everything, if this very person was asked."""
    state = hearing.state.with_(confirming=None)
    if hearing.person is None or not hearing.memory.take_confirmation(hearing.person, "erase"):
        return Answer("That question has lapsed, so I changed nothing. Please ask me again.", state)
    hearing.memory.forget_everything(hearing.person)
    return Answer("I have forgotten everything about you.", type(state)(), erase=hearing.person)


def erase_declined(hearing: Hearing) -> Answer:
    """Leave everything as it is."""
    if hearing.person is not None:
        hearing.memory.take_confirmation(hearing.person, "erase")
    return Answer("All right, I keep everything as it is.", hearing.state.with_(confirming=None))


def undo(hearing: Hearing) -> Answer:
    """Take back the last thing learned or forgotten."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    undone = hearing.memory.undo(hearing.person)
    if undone is None:
        return Answer(
            "There is nothing to undo. What was forgotten is gone for good.", hearing.state, Outcome.NOT_FOUND
        )
    gone = [_told(p, hearing.curriculum) for p in undone.removed] + [_meaning(c) for c in undone.corrections_removed]
    back = [_told(p, hearing.curriculum) for p in undone.restored + undone.reverted]
    back += [_meaning(c) for c in undone.corrections_restored]
    gone += [phrase.told for phrase in undone.phrases_removed]
    back += [phrase.told for phrase in undone.phrases_restored]
    said = [f"Undone: I no longer know that {listed(gone)}."] if gone else []
    said += [f"I know again that {listed(back)}."] if back else []
    return Answer(" ".join(said) or "Undone.", hearing.state.with_(taught=(), offer=None))
