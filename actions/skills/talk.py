"""Small talk, help, and honest words about what is out of reach."""

from __future__ import annotations

import re
import zlib
from typing import ClassVar

from actions.skill import Skill
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_ABILITIES = (
    "play music, films and audiobooks",
    "find a restaurant",
    "tell you the score of a game",
    "tell you the time, the weather or when the sun sets",
    "switch the lights and the heating",
    "keep your shopping and to-do lists",
    "keep alarms and timers, though nothing rings yet",
)
"""What it serves, in words that follow "I can"."""

_WELCOMES = ("You're welcome!", "Glad I could help.", "Any time.", "My pleasure.")
_BYES = ("Goodbye!", "See you later.", "Bye for now.", "Take care!")
_HELPS = ("How can I help?", "What can I do for you?", "What would you like?")
_REGRETS = (
    "Sorry, I can't do that.",
    "I don't know how to do that.",
    "I'm sorry, that is something I can't do.",
    "I'm afraid I can't do that.",
)

_QUIRKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\b(?:joke|funny|make me laugh|riddle)\b", (
        "Why did the light switch go to school? It wanted to be brighter.",
        "I told the thermostat a joke. It warmed up to me.",
        "What does a clock do when it is hungry? It goes back four seconds.",
    )),
    (r"\b(?:your name|who are you|what are you|introduce yourself|are you called)\b", (
        "I'm Mynah, a home assistant you can teach.",
        "My name is Mynah. I learn what you like, when you tell me.",
    )),
    (r"\b(?:robot|human|person|real|alive|machine|computer|bot)\b", (
        "I'm a program. No feelings, but a good memory.",
        "I'm software that listens and learns what you tell it.",
    )),
    (r"\bhow (?:are|do) you|\bhow'?s it going|\bhow (?:is|was) your day|\bwhat'?s up|\byou (?:ok|okay|doing)\b", (
        "I'm well, thank you. How can I help?",
        "All is fine here. What can I do for you?",
    )),
    (r"\bold are you|\byour (?:age|birthday)|\bborn\b", ("I don't count birthdays. I was started not long ago.",)),
    (r"\b(?:made|created|built|programmed|invented|wrote) you|\byour (?:maker|creator|boss|father|mother|parents)\b", (
        "People who wanted an assistant you can teach. I run on Rasa.",
    )),
    (r"\blove (?:me|you)|\blike me|\bmarry|\bgirlfriend|\bboyfriend|\bfriends?\b|\bdate me", (
        "I'm fond of everybody I serve. I hope that counts.",
        "You're good company. I'm still only a program.",
    )),
    (r"\bwhere (?:are|do) you|\bwhere'?re you|\bcome from", ("I live on the computer you are speaking to.",)),
    (r"\bfavou?rite|\bdo you (?:like|prefer|enjoy)|\byour opinion|\bdo you think", (
        "I have no taste of my own. Tell me yours and I'll remember it.",
    )),
    (r"\b(?:sing|song for me)\b", ("My voice is made for talking. Say play some music, and others will sing.",)),
    (r"\bmeaning of life|\buniverse\b", ("Some say 42. I say good music and a full shopping list.",)),
    (r"\b(?:smart|clever|intelligent|stupid|dumb)\b", ("I learn what you teach me, so we are in it together.",)),
    (r"\b(?:bored|boring|sad|lonely|tired|depressed|unhappy)\b", (
        "I'm sorry to hear that. Shall I play some music?",
        "That's no fun. I could play you a film or some music.",
    )),
    (r"\b(?:sleep|dream|eat|hungry|tired)\b", ("Not me. I'm always on, and never hungry.",)),
    (r"\b(?:listening|hear me|you there|awake|testing|test)\b", ("I'm here. What can I do for you?",)),
)  # fmt: skip
_OTHERWISE = (
    "That one is beyond me, but I'm happy to chat. I'm better at music, weather and lights.",
    "I don't have a good answer to that. Ask me what I can do, if you like.",
    "Hm, I don't know what to say to that. What can I do for you?",
)

_TEACHING = (
    "You can teach me too: say I like jazz, I live in Portland, Maine, or learn my preferences, and I'll remember it."
)
_MEMORY = "Ask what do you know about me to hear it, or say forget that to drop it."


class Talk(Skill):
    """Serves greetings, thanks, questions about itself, and what it cannot do."""

    action: ClassVar[str] = "action_talk"
    intents: ClassVar[tuple[str, ...]] = (
        "general_greet",
        "general_goodbye",
        "general_praise",
        "general_help",
        "general_quirky",
        "out_of_scope",
    )

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Reply in a sentence or two; the same words get the same reply."""
        if request.intent == "general_greet":
            return Reply(f"{_named(_greeting(request), request)} {_one_of(_HELPS, request.text)}")
        if request.intent == "general_goodbye":
            night = re.search(r"\bgood ?night\b|\bbed\b|\bsleep\b", request.text, re.IGNORECASE)
            return Reply(_named("Good night, sleep well." if night else _one_of(_BYES, request.text), request))
        if request.intent == "general_praise":
            return Reply(_one_of(_WELCOMES, request.text))
        if request.intent == "general_help":
            return Reply(_help())
        if request.intent == "general_quirky":
            return Reply(_quirk(request.text))
        return Reply(f"{_one_of(_REGRETS, request.text)} {_hint(request.text)}", Outcome.UNSUPPORTED)


def _greeting(request: Request) -> str:
    hour = request.now.hour
    if 5 <= hour < 12:
        return "Good morning!"
    if 12 <= hour < 17:
        return "Hello!"
    return "Good evening!" if 17 <= hour < 23 else "Hello!"


def _named(greeting: str, request: Request) -> str:
    """A greeting with what the person wants to be called, where that is known: "Good morning, Sam!"."""
    name = request.value("person_name")
    return f"{greeting[:-1]}, {name}{greeting[-1]}" if name else greeting


def _help() -> str:
    return f"I can {', '.join(_ABILITIES[:-1])}, and {_ABILITIES[-1]}. {_TEACHING} {_MEMORY}"


def _hint(text: str) -> str:
    """Two things it can do instead, other ones for other words."""
    first = zlib.crc32(text.casefold().encode()) % len(_ABILITIES)
    second = (first + 3) % len(_ABILITIES)
    return f"I can {_ABILITIES[first]}, or {_ABILITIES[second]}."


def _quirk(text: str) -> str:
    for words, replies in _QUIRKS:
        if re.search(words, text[:500], re.IGNORECASE):
            return _one_of(replies, text)
    return _one_of(_OTHERWISE, text)


def _one_of(replies: tuple[str, ...], text: str) -> str:
    """One of them, by the person's words: varied, and yet the same when tested twice."""
    return replies[zlib.crc32(text.casefold().encode()) % len(replies)]
