"""What somebody's explanation of a phrase comes to: the words are cut into requests that are understood already.

Cutting words well takes reading them: "turn off the lights and set an alarm" is two requests, "play rock and roll" is
one. So every way to cut is written down first (`candidates`), NLU reads them all at once, and then the best way is
chosen (`choose`). Plain values in and out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preferences import acts
from preferences.carriers import VERBS, load_carriers, unwrapped
from preferences.framing import Frame, put_in
from preferences.gaps import HOME, find_gap, strange_words
from preferences.lookups import load_lookups
from preferences.phrase import MOST_CHARACTERS, MOST_STEPS, plain_step
from preferences.phrase_names import is_known, is_name
from preferences.phrasebook import Phrasebook
from preferences.placing import NOUNS, is_amount, names_thing, thing_kind
from preferences.request import Reading
from preferences.vocabulary import words_of

SURE = 0.4
"""Confidence from which on a step counts as understood."""
QUITE_SURE = 0.65
"""Confidence below which the person is asked whether that is meant."""
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
_LEVEL = re.compile(
    r"\b(?:bright(?:er|est|ness)?|dim(?:mer|med)?|dark(?:er)?|low(?:er|est)?|high(?:er|est)?|medium|warm(?:er)?|"
    r"cool(?:er)?|"
    r"cold|hot|soft(?:er)?|on|off|out|up|down|louder|quiet(?:er)?|loud|max(?:imum)?|min(?:imum)?|full|half|"
    r"normal|glow)\b",
    re.IGNORECASE,
)
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


@dataclass(frozen=True)
class Meaning:
    """What the words were found to mean."""

    steps: tuple[str, ...] = ()
    """The requests, or the one other name."""
    texts: tuple[str, ...] = ()
    """The requests as they are served now."""
    name: bool = False
    """True for another name."""
    left_out: tuple[str, ...] = ()
    """Parts that were not understood."""
    sure: bool = True
    """False when it had better be confirmed."""

    def __bool__(self) -> bool:
        return bool(self.steps)


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
    if is_name(bare) and frame.intent and not frame.settable and not is_amount(bare) and not _LEVEL.fullmatch(bare):
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
    left = _LEVEL.sub(" ", words)
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
    open_ = kind in ("light", "heating", "plug") and (is_amount(found["rest"]) or _LEVEL.search(found["rest"]))
    whole = re.search(r"\b(?:all|every|everything|both)\b", found["thing"], re.IGNORECASE)
    if kind is None or not open_ or whole:
        return text
    return f"{found['verb']} {{{found['thing']}}}{found['rest']}"


def choose(
    words: str, frame: Frame, found: Sequence[Candidate], readings: Mapping[str, Reading], book: Phrasebook
) -> Meaning:
    """The best way to read an explanation, given how NLU reads the candidates.

    Every part is in one step. A part joins the one before it unless it is a request by itself; parts that nothing
    can be made of are left out and told.
    """
    spans = parts_of(words)
    best: list[tuple[float, tuple[Candidate, ...], tuple[int, ...]] | None] = [None] * (len(spans) + 1)
    best[0] = (0.0, (), ())
    valid: dict[tuple[int, int], Candidate] = {}
    for one in found:
        if any(_is_another(words, spans[at]) for at in range(one.first + 1, one.last + 1)):
            continue
        if (one.first, one.last) not in valid and _understood(one, frame, readings, book):
            valid[one.first, one.last] = one
    for end in range(1, len(spans) + 1):
        for begin in range(end):
            before = best[begin]
            if before is None:
                continue
            score, taken, out = before
            whole = valid.get((begin, end - 1))
            if whole is not None:
                # Words that make a request only together cost nothing; a part left out costs most.
                joined = 0.05 * (end - 1 - begin) if _stands_alone(whole, words, spans, begin, valid) else 0.0
                gain = score - 0.02 - joined
                option = (gain, (*taken, whole), out)
            elif begin == end - 1:
                option = (score - 1.0, taken, (*out, begin))
            else:
                continue
            if best[end] is None or option[0] > best[end][0]:  # type: ignore[index]
                best[end] = option
    _, steps, left = best[-1] or (0.0, (), ())
    if not steps or len(steps) > MOST_STEPS or len(left) > len(steps):
        return Meaning()
    named = [one for one in steps if one.name]
    if named and (len(steps) > 1 or left):
        return Meaning()
    sure = min((readings[text].confidence for one in steps for text in one.texts if text in readings), default=1.0)
    texts = tuple(text for one in steps for text in one.texts)
    return Meaning(
        tuple(one.step for one in steps),
        texts,
        bool(named),
        tuple(words[spans[at][0] : spans[at][1]].strip(" ,") for at in left),
        sure >= QUITE_SURE,
    )


def _is_another(words: str, span: tuple[int, int]) -> bool:
    """Whether a part tells somebody to do something of its own: "play some music", but not "roll"."""
    part = words_of(words[span[0] : span[1]])
    return len(part) > 1 and part[0].key in VERBS


def _stands_alone(
    one: Candidate, words: str, spans: Sequence[tuple[int, int]], begin: int, valid: Mapping[tuple[int, int], Candidate]
) -> bool:
    """Whether every part of a joined candidate would be a request by itself."""
    for at in range(one.first, one.last + 1):
        part = valid.get((at, at))
        if part is not None and part.value and not part.name:
            return False  # "warm and dim" is one setting.
        is_told = _is_told(words[spans[at][0] : spans[at][1]])
        if part is None or (at > begin and not is_told and not part.step.startswith(("turn ", "set ", "play "))):
            return False
    return True


def _is_told(words: str) -> bool:
    """Whether words begin as a request does, one that asks for something to be done or told."""
    first = words_of(stripped(words))[:1]
    return bool(first) and (first[0].key in load_carriers().openers or first[0].key in _ASKING)


_ASKING = frozenset("what what's whats when when's where who how is are".split())


def _understood(one: Candidate, frame: Frame, readings: Mapping[str, Reading], book: Phrasebook) -> bool:
    for text in one.texts:
        reading = readings.get(text)
        if reading is None or not acts.is_request(reading.intent) or reading.confidence < SURE:
            return False
        if find_gap(text, reading.intent, reading.confidence, reading.entities) is not None:
            return False
        strange = strange_words(text, reading.intent, reading.entities) if reading.intent in HOME else ()
        if not strange and one.first < one.last and reading.intent == "play_music":
            strange = strange_words(text, reading.intent, reading.entities)
        if strange and (one.first < one.last or one.value or text.startswith("set ")):
            return False
    if one.name:
        return is_name(one.value) or _fits(one, frame, readings[one.texts[0]])
    if one.value and one.step == f"play {one.value}":
        known = [e for e in readings[one.texts[0]].entities if e.name in ("music_genre", "artist_name")]
        return readings[one.texts[0]].intent == "play_music" and any(is_known(e.name, e.value) for e in known)
    if one.value:
        return _fits(one, frame, readings[one.texts[0]])
    plain = plain_step(one.step)
    if book.whole(plain) is not None:
        return True
    if not _is_told(plain) and not is_amount(plain) and not _LEVEL.search(plain):
        return False
    if readings[one.texts[0]].intent in HOME and plain.startswith("set "):
        return is_amount(plain) or _LEVEL.search(plain.split(" to ", 1)[-1]) is not None
    return True


def _fits(one: Candidate, frame: Frame, reading: Reading) -> bool:
    """Whether the words that stand for the unknown ones say something that such a request can be about."""
    if len(one.value.split()) > 8:
        return False
    if frame.settable and frame.intent and not one.step.startswith("play "):
        return is_amount(one.value) or _LEVEL.search(one.value) is not None
    said = one.value.casefold()
    marked = [e for e in reading.entities if e.text and e.name != "scene" and e.text.casefold() in said]
    marked += [e for e in reading.entities if e.text and e.name != "scene" and said in e.text.casefold()]
    return bool(marked) or is_amount(one.value)


_LEAD_IN = re.compile(
    r"^\W*(?:(?:oh|um+|uh+|er+|nah|no|well|so|ok|okay|hm+|right|yes|yeah|sure|just|like|basically|simply|actually|you "
    r"know|please|"
    r"i guess|i think|i'd say|let's say|say|maybe|kind of|sort of|"
    r"(?:that|it|this|they|which)(?:'s| is|'re| are)? (?:just |simply |basically |really )?(?:when|what we call|"
    r"what i call|another (?:name|word) for|"
    r"short for|supposed to be|like|my name for|our name for|for|where)|"
    r"(?:that|it|this|which) (?:just |simply |basically |really |should |would |will |to me )?(?:means?|is|was|"
    r"be|equals|stands for|refers to)(?: that| when| to| you| you should)?|"
    r"that's|it's|by (?:that|this|it) i mean(?: that)?|with that i mean|when i say (?:that|this|it),? (?:i "
    r"(?:mean|want)|you should)|i mean(?: that)?|i meant(?: to say)?|"
    r"what i (?:mean|meant) (?:is|was)|meaning|means?(?: that)?|"
    r"i(?:'d| would) like(?: it| them| you to| to (?:hear|have|see))?|"
    r"i want(?: you)? to (?:hear|have|see)?|i want(?: you to)?|"
    r"i need(?: you to)?|to have|having|have|with|"
    r"you (?:should|have to|need to|can|could|must)|it should(?: be)?|they should(?: be)?|should be|(?:the "
    r")?setting is|go for|"
    r"as (?:in|hot as it gets|bright as it gets)|the one with|at)\b[\s,:;-]*)+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:[\s,]+(?:or so|or something|please|thanks|thank you|silly|of course|obviously|you know|i guess|i think|"
    r"too|as well|"
    r"for example|then|only|that's all|that's it|ok|okay|mate|dear|brightness level))+[\s.!?]*$",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"^.*\b(?:no wait|wait no|no sorry|sorry|scratch that|i mean|make that|no|rather)\b[\s,]+(?=.*\w)", re.IGNORECASE
)


def stripped(text: str) -> str:
    """An explanation without what leads into it and out of it: "that means", "please"."""
    bare = _TRAIL.sub("", unwrapped(text)).strip(" .!?,:;\"'")
    while True:
        shorter = _LEAD_IN.sub("", bare).strip(" ,")
        if shorter == bare or not shorter:
            return bare
        bare = shorter


def answered(text: str, said: str) -> str:
    """The explanation in an answer: without the phrase it explains, and with the last of what was taken back."""
    bare = text.strip(" .!")
    named = re.escape(said).replace(r"\ ", r"\s+")
    bare = re.sub(
        rf"^\W*(?:well\W+|so\W+|by\s+)?(?:an?\s+|the\s+)?[\"']?{named}[\"']?(?:\s+mode)?,?\s+(?:just |simply |"
        rf"basically )?"
        r"(?:means?|is when|is|are|should(?: be| mean)?|would be|stands for|=|i mean|equals)\s+(?:that |when |to )?",
        "",
        bare,
        flags=re.IGNORECASE,
    )
    if taken := _TAKEN_BACK.match(bare):
        rest = bare[taken.end() :]
        bare = rest if is_amount(rest) and is_amount(taken.group()) else bare
    return replace_also(stripped(bare))


def replace_also(text: str) -> str:
    """ "off, and the lights off too": words that only join are taken out."""
    return re.sub(r"\s+(?:too|also|as well)(?=\s*(?:,|$|and\b))", "", text, flags=re.IGNORECASE).strip()
