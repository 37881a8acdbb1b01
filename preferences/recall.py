"""What people ask about the memory: what is known, why something was done, forget this, forget everything, undo."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preferences.curriculum import Curriculum
from preferences.flow import Flow
from preferences.hearing import NOBODY_SPEAKS, Answer, Hearing, listed, sentence
from preferences.preference import Correction, Preference
from preferences.request import CHOSEN, Outcome

TOLD_AT_ONCE = 12
"""How many preferences are read out before the rest is only counted."""


def named_flows(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows whose subject, nouns or verbs a text names; those named by their subject first."""
    words = f" {re.sub(r'[^a-z0-9 ]+', ' ', text.casefold())} "
    found = []
    for flow in curriculum.flows:
        nouns = (*flow.nouns, flow.concept.replace("_", " "))
        for rank, names in enumerate((flow.verbs, nouns, (flow.subject,))):
            longest = max((len(name) for name in names if name and _names(words, name)), default=0)
            if longest:
                found.append((rank, longest, flow))
    found.sort(key=lambda one: one[:2], reverse=True)
    return list({flow.concept: flow for _, _, flow in found}.values())


def subjects(text: str, curriculum: Curriculum) -> list[Flow]:
    """The flows a text asks for: all that it names by their subject, else the one it names best."""
    named = named_flows(text, curriculum)
    words = f" {re.sub(r'[^a-z0-9 ]+', ' ', text.casefold())} "
    by_subject = [flow for flow in named if flow.subject and _names(words, flow.subject)]
    return by_subject or named[:1]


def _names(words: str, name: str) -> bool:
    name = re.sub(r"[^a-z0-9 ]+", " ", name.casefold())
    return f" {name} " in words or f" {name}s " in words or (name.endswith("s") and f" {name[:-1]} " in words)


def known(hearing: Hearing) -> Answer:
    """Tell what is known about the person, all of it or what was asked for."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    profile = hearing.profile
    asked = {flow.concept for flow in named_flows(hearing.text, hearing.curriculum)}
    current = [p for p in profile.preferences if not p.condition.expired(hearing.now)]
    some = [p for p in current if p.concept in asked] if asked else current
    told = [_told(p, hearing.curriculum) for p in some]
    if not asked:
        told += [_meaning(correction) for correction in profile.corrections]
    if not told:
        about = " about that" if asked and current else ""
        return Answer(f"You have not taught me anything{about} yet. Tell me what you like.", hearing.state)
    return Answer(_read_out(told), hearing.state)


def _read_out(told: Sequence[str]) -> str:
    rest = len(told) - TOLD_AT_ONCE
    more = f" And {rest} more." if rest > 0 else ""
    return " ".join(sentence(one) for one in told[:TOLD_AT_ONCE]) + more


def _told(preference: Preference, curriculum: Curriculum) -> str:
    flow = curriculum.flow(preference.concept)
    if flow is None:
        return f"{preference.concept}: {preference.value}"
    return flow.told(preference.value, preference.liked, preference.condition)


def _meaning(correction: Correction) -> str:
    return f"when you say {correction.said} you mean {correction.meant}"


def why(hearing: Hearing) -> Answer:
    """Read out the reasons of the request before."""
    last = hearing.state.last
    if last is None:
        return Answer("I haven't done anything yet that I could explain.", hearing.state)
    taught = [entity for entity in last.entities if entity.reason and entity.source != CHOSEN]
    if taught:
        evidence = " ".join(filter(None, (_evidence(entity.source, hearing) for entity in taught)))
        told = listed(list(dict.fromkeys(entity.reason for entity in taught)))
        return Answer(f"Because {told}. {evidence}".strip(), hearing.state)
    said = list(dict.fromkeys(entity.value for entity in last.said))
    chosen = list(dict.fromkeys(entity.reason for entity in last.entities if entity.reason))
    if said:
        return Answer(sentence(f"because you asked for {listed(said)}"), hearing.state)
    return Answer(sentence(f"because {listed(chosen or ['you asked, and I chose it myself'])}"), hearing.state)


def _evidence(source: str | None, hearing: Hearing) -> str:
    """The words a preference was learned from, and when."""
    if not source or not source.startswith("preference:"):
        return ""
    number = int(source.split(":", 1)[1])
    for preference in hearing.profile.preferences:
        if preference.id == number and preference.words:
            day = preference.learned_at.astimezone(hearing.now.tzinfo)
            when = "today" if day.date() == hearing.now.date() else f"on {day:%A, %B} {day.day}"
            return f'You told me {when}: "{preference.words}".'
    return ""


def forget(hearing: Hearing) -> Answer:
    """Forget what the words name: a value, or all of one concept."""
    if hearing.person is None:
        return Answer(NOBODY_SPEAKS, hearing.state, Outcome.UNSUPPORTED)
    profile = hearing.profile
    gone: list[Preference] = []
    for preference in profile.preferences:
        if _names_value(hearing.text, preference, hearing.curriculum):
            gone += hearing.memory.forget(hearing.person, preference.concept, preference.value)
    if not gone:
        for flow in named_flows(hearing.text, hearing.curriculum):
            gone += hearing.memory.forget(hearing.person, flow.concept)
    if not gone:
        return Answer("I don't have that about you, so there is nothing to forget.", hearing.state, Outcome.NOT_FOUND)
    told = [_told(preference, hearing.curriculum) for preference in _once(gone)]
    state = hearing.state.with_(taught=())
    return Answer(f"Forgotten: I no longer know that {listed(told)}.", state)


def _once(gone: Sequence[Preference]) -> list[Preference]:
    return list({(p.concept, p.value, p.liked, p.condition.words): p for p in gone}.values())


def _names_value(text: str, preference: Preference, curriculum: Curriculum) -> bool:
    if preference.value.casefold() in text.casefold():
        return True
    flow = curriculum.flow(preference.concept)
    vocabulary = flow.vocabulary if flow else None
    if vocabulary is None:
        return False
    return any(preference.value in (match.value, *match.ambiguous) for match in vocabulary.find(text))


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
        return Answer("There is nothing to undo.", hearing.state, Outcome.NOT_FOUND)
    gone = [_told(p, hearing.curriculum) for p in undone.removed] + [_meaning(c) for c in undone.corrections_removed]
    back = [_told(p, hearing.curriculum) for p in undone.restored + undone.reverted]
    back += [_meaning(c) for c in undone.corrections_restored]
    said = [f"Undone: I no longer know that {listed(gone)}."] if gone else []
    said += [f"I know again that {listed(back)}."] if back else []
    return Answer(" ".join(said) or "Undone.", hearing.state.with_(taught=(), offer=None))
