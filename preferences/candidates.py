"""Every way to read an explanation: its parts, and the requests that some of them may come to.

"Turn off the lights and set an alarm" is two requests, "play rock and roll" is one; "half, please" is one in the place
of the unknown words. NLU reads all of them at once, and `preferences.meaning` chooses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from preferences.answer_words import stripped
from preferences.carriers import load_carriers
from preferences.framing import Frame, put_in
from preferences.lookups import load_lookups
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, plain_step
from preferences.phrase_names import is_name
from preferences.phrasebook import Phrasebook
from preferences.placing import NOUNS, is_amount, names_thing, thing_kind
from preferences.vocabulary import words_of

MOST_READ = 48
"""How many candidates are read for one message."""
_PARTS = re.compile(
    r"\s*(?:[,;.]\s*)?\b(?:and then|and also|and|then|plus|as well as"
    r"|after that|followed by)\b(?!\s+(?:a|one)?\s*(?:half|quarter)\b)\s*|\s*[,;]\s+|\.\s+",
    re.IGNORECASE,
)
_UNJOINED = re.compile(
    r"(?<!\bto)(?<!\band)(?<!\bthen)(?<!\bplease)(?<!\bnot)(?<!\byou)(?<!\bi)(?<!\bjust)(?<!\balso)\s+"
    r"(?=(?:turn|switch) (?:on|off)\b|(?:set|dim|play|start|stop|lower|raise) (?:the|an?|my|some|all)\s)",
    re.IGNORECASE,
)
_ON_OFF = {"on": "on", "off": "off", "out": "off", "dark": "off", "completely off": "off", "all off": "off"}
_BE = (
    r"(?:(?:is|are|'re|'s|should be|shall be|must be|will be|to be|being|go|goes|get|gets|turned|turn|set|set to|"
    r"stay|switched|shut)\s+){0,2}"
    r"(?:(?:all|just|only|really|very|quite|pretty|always)\s+)?(?:(?:at|to|on|down to|up to|up at|down at|"
    r"in)\s+)?(?:about\s+|around\s+|only\s+)?"
)
_NOUN = "(?:" + "|".join(NOUNS.values()) + ")"
_STATE = re.compile(
    rf"^(?P<thing>(?:(?:the|my|our|all(?: of)? the|all|every|both)\s+)?(?:[\w'’]+\s+){{0,3}}?{_NOUN}|they|it|"
    rf"them|everything)"
    rf"(?:\s+in (?:the|my) [\w ]+?)?\s*\b{_BE}(?P<value>.+)$",
    re.IGNORECASE,
)
_VALUED = re.compile(
    rf"^(?:(?:a|an|the|some|with|nice)\s+)*(?P<value>[\w'’%-]+(?:\s[\w'’%-]+){{0,3}}?)\s+(?P<thing>{_NOUN})$",
    re.IGNORECASE,
)
_NONE = re.compile(rf"^no (?P<thing>{_NOUN})(?: at all)?$|^(?P<other>{_NOUN}) (?:out|off)$", re.IGNORECASE)
_PLAYING = re.compile(
    r"^(?P<what>.+?)\s+(?:is\s+|should be\s+)?(?:playing|on in the background|plays)$|"
    r"^(?:with\s+)?(?P<music>(?:[\w'’-]+\s+){1,3}music)$",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"^(?:an?|the|my) (?:.*\b(?P<set>timer|alarm)\b.*|.*\b(?:coffee|espresso|latte|cappuccino)\b.*)$", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|them|they|those|that|these|the thing|the things)\b", re.IGNORECASE)
_TURN = re.compile(
    r"^(?:turn|switch|shut|power)\s+(?P<how>on|off|down|up)\s+|^(?:turn|switch|shut|power)\s+.+\s(?P<behind>on|off)$",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"\b(?:bright(?:er|est|ness)?|dim(?:mer|med)?|dark(?:er)?|low(?:er|est)?|high(?:er|est)?|medium|warm(?:er)?|"
    r"cool(?:er)?|"
    r"cold|hot|soft(?:er)?|on|off|out|up|down|louder|quiet(?:er)?|loud|max(?:imum)?|min(?:imum)?|full|half|"
    r"normal|glow)\b",
    re.IGNORECASE,
)
"""Words that say how much, how bright or how warm."""
_THE_ROOM = re.compile(
    r"^(?:the|my|our|all the|all|every)?\s*(?:lights?|lamps?|heating|thermostat|oven|music|lighting|"
    r"brightness|light level|temperature)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Candidate:
    """One way to read some of the words."""

    first: int
    """The first part it covers."""
    last: int
    """The last part it covers."""
    step: str
    """What to keep: a request, the thing that gives way in braces."""
    texts: tuple[str, ...]
    """What NLU has to read for it."""
    value: str = ""
    """The words that stand where the unknown ones stood, when they are only that."""
    name: bool = False
    """True when the value is kept by itself, as another name."""


def parts_of(words: str) -> list[tuple[int, int]]:
    """Where the parts of an explanation stand, cut at "and", "then" and commas."""
    spans: list[tuple[int, int]] = []
    at = 0
    for hit in [*_PARTS.finditer(words), None]:
        end = hit.start() if hit is not None else len(words)
        # Recognised speech has no commas: "turn off the lights turn off the heating".
        cuts = [more.end() for more in _UNJOINED.finditer(words, at, end) if words[at : more.start()].strip()]
        for begin, stop in zip([at, *cuts], [*cuts, end], strict=True):
            if words[begin:stop].strip():
                spans.append((begin, stop))
        at = hit.end() if hit is not None else end
    return spans


def candidates(words: str, frame: Frame, book: Phrasebook) -> list[Candidate]:
    """All ways to read an explanation, bounded; the surest of each span first."""
    spans = parts_of(words)
    if not spans or len(spans) > 2 * MOST_STEPS:
        return []
    longest = 4 if len(spans) <= 6 else 2
    found: list[Candidate] = []
    verb = ""
    for first in range(len(spans)):
        for last in range(first, min(first + longest, len(spans))):
            text = words[spans[first][0] : spans[last][1]].strip(" ,.;")
            for step, value, name in _ways(text, frame, verb):
                texts = _served(step, value, name, frame, book)
                if texts and len(step) <= MOST_CHARACTERS:
                    found.append(Candidate(first, last, step, texts, value, name))
        turned = _TURN.match(words[spans[first][0] : spans[first][1]].strip())
        verb = f"turn {turned['how'] or turned['behind']}" if turned is not None else verb
    return found[:MOST_READ]


def _served(step: str, value: str, name: bool, frame: Frame, book: Phrasebook) -> tuple[str, ...]:
    text = put_in(frame, value) if name and frame.intent else plain_step(step)
    expansion = book.expand(text)
    return expansion.steps if expansion is not None else (text,)


def _ways(text: str, frame: Frame, verb: str) -> list[tuple[str, str, bool]]:
    """How a part may be meant: step, bare value, whether it is only a name."""
    bare = stripped(text)
    ways: list[tuple[str, str, bool]] = []
    if not bare:
        return ways
    thing = f"{{{frame.thing}}}" if frame.thing else ""
    first = words_of(bare)[0].key if words_of(bare) else ""
    if frame.settable and thing and _only_value(bare):
        bare = _DIMMED.sub("", _BROUGHT.sub("", bare))
        value = re.sub(r"\s*\bbrightness\b(?:\s+(?:at|of))?\s*", " ", bare, flags=re.IGNORECASE).strip()
        return [(step, bare, False) for step in _set(thing, value or bare)]
    if first in load_carriers().openers:
        ways.append((_open_thing(bare, frame), "", False))
        return ways
    if none := _NONE.match(bare):
        noun = none["thing"] or none["other"]
        ways.append((f"turn off {_thing(f'the {noun}', frame)}", "", False))
    if is_name(bare) and frame.intent and not frame.settable and not is_amount(bare) and not LEVEL.fullmatch(bare):
        ways.append((bare, bare, True))
    if verb and names_thing(bare) and thing_kind(bare):
        ways.append((f"{verb} {bare if re.match('(?:the|my|all)', bare) else 'the ' + bare}", "", False))
    ways += [(step, "", False) for step in _states(bare, frame)]
    if playing := _PLAYING.match(bare):
        ways.append((f"play {playing['what'] or playing['music']}", "", False))
    if frame.settable and thing:
        ways += [(step, bare, False) for step in _set(thing, bare)]
    elif frame.intent:
        ways.append((bare, bare, True))
    if not frame.intent:
        ways.append((bare, "", False))
    if made := _MADE.match(bare):
        ways.append((f"{'set' if made['set'] else 'make'} {bare}", "", False))
    if not thing_kind(bare) and not frame.settable and len(bare.split()) <= 4:
        ways.append((f"play {bare}", bare, False))
    return list(dict.fromkeys(ways))


def _only_value(words: str) -> bool:
    """Whether words only say how much or in which colour: "warm and dim", though one can tell somebody to dim."""
    left = LEVEL.sub(" ", words)
    color = load_lookups()["color_type"]
    for match in reversed(color.find(left)):
        left = left[: match.start] + " " + left[match.end :]
    return all(word.key in _BESIDE or word.key[:1].isdigit() for word in words_of(left))


_BROUGHT = re.compile(
    r"^(?:dim|brighten|lower|raise|reduce|set|turn|go|bring)(?: (?:it|them))?(?: (?:down|up))? to\s+", re.IGNORECASE
)
"""A verb in front of a value: "dim to ten percent"."""
_DIMMED = re.compile(
    r"^(?:(?:dim(?:med)?|low|dark|bright|soft|as dim as|as bright as|as low as)\b[\s,]*(?:to|at|about|around)?\s*)+"
    r"(?=(?:\d|one|two|three|five|eight|ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)",
    re.IGNORECASE,
)
"""What only says which way a number points: "dim, twenty percent"."""
_BESIDE = frozenset(
    "at to percent about around zero one five ten fifteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred and very really quite a bit little pretty nice just with but not too so rather "
    "slightly".split()
)


def _states(bare: str, frame: Frame) -> list[str]:
    """Requests for a state that is told: "the lights are at half", "green lights", "half brightness"."""
    found: list[str] = []
    state = _STATE.match(bare)
    if state and is_amount(state["thing"]):
        # "green lights at forty percent"
        valued = _VALUED.match(state["thing"])
        color = valued["value"] if valued is not None else ""
        noun = valued["thing"] if valued is not None else state["thing"]
        found += _set(_thing(f"the {noun}", frame), f"{color} at {state['value']}".strip())
    elif state:
        found += _set(_thing(state["thing"], frame), state["value"].strip())
    if valued := _VALUED.match(bare):
        if not (
            frame.settable
            and thing_kind(valued["thing"]) != thing_kind(frame.thing)
            and valued["thing"] != "brightness"
        ):
            noun = "lights" if valued["thing"].casefold() == "brightness" else valued["thing"]
            found += _set(_thing(f"the {noun}", frame), valued["value"])
        elif valued["thing"].casefold() not in ("music", "songs"):
            found += _set(f"the {valued['thing']}", valued["value"])
    return found


def _set(thing: str, value: str) -> list[str]:
    """Requests that bring a thing to a state."""
    value = re.sub(
        r"^(?:at|to|on|in|up to|down to|about|around|turned|set|switched|shut)\s+(?=\S)",
        "",
        value.strip(),
        flags=re.IGNORECASE,
    )
    switched = _ON_OFF.get(value.casefold())
    if value.casefold() in ("on", "off"):
        switched = value.casefold()
    if switched:
        return [f"turn {switched} {thing}"]
    # "75 percent and jazz is playing": another thing in a value is another request.
    return [] if thing_kind(value) else [f"set {thing} to {value}"]


def _thing(words: str, frame: Frame) -> str:
    """The thing a part speaks of: the one of the request where it is meant, else the one that is named."""
    if not frame.thing:
        return words
    if _PRONOUN.fullmatch(words) or words.casefold() == "everything":
        return f"{{{frame.thing}}}"
    kind = thing_kind(words)
    same = kind == thing_kind(frame.thing) or thing_kind(frame.thing) is None
    if same and (_THE_ROOM.match(words) and not words.casefold().startswith(("all", "every"))):
        return f"{{{frame.thing}}}"
    if same and words.casefold().removeprefix("the ") == frame.thing.casefold().removeprefix("the "):
        return f"{{{frame.thing}}}"
    return words if re.match(r"(?:the|my|our|all|every|both)\b", words, re.IGNORECASE) else f"the {words}"


_OBJECT = re.compile(
    rf"^(?P<verb>\w+(?:\s(?:on|off|up|down|out))?)\s+(?P<thing>(?:(?:the|my|our|all the|all of "
    rf"the)\s+)?(?:[\w'’]+\s+){{0,3}}?{_NOUN}"
    r"(?:\s+in (?:the|my|our) (?:\w+\s)?\w+)?|it|them|those|that|everything)(?=\s|$)(?P<rest>.*)$",
    re.IGNORECASE,
)


def _open_thing(text: str, frame: Frame) -> str:
    """A request with the thing of the frame in braces, where it speaks of that."""
    found = _OBJECT.match(text)
    if found is None:
        return text
    if frame.thing:
        thing = _thing(found["thing"], frame)
        return f"{found['verb']} {thing}{found['rest']}"
    # Taught without a request: what is set to a value can be set elsewhere too.
    kind = thing_kind(found["thing"])
    open_ = kind in ("light", "heating", "plug") and (is_amount(found["rest"]) or LEVEL.search(found["rest"]))
    whole = re.search(r"\b(?:all|every|everything|both)\b", found["thing"], re.IGNORECASE)
    if kind is None or not open_ or whole:
        return text
    return f"{found['verb']} {{{found['thing']}}}{found['rest']}"
