"""The shapes in which people say what they like: patterns over the normal form, each with its sign and strength."""

# Patterns are easier to read in one piece.
# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

ADVERBS = (
    "really|truly|absolutely|totally|completely|definitely|certainly|generally|usually|normally|typically|mostly|mainly|"
    "always|often|sometimes|just|simply|only|also|actually|honestly|personally|especially|particularly|quite|rather|"
    "very|so|too|still|currently|even|ever|pretty|much|kind of|sort of|a bit|a little|a lot|totally|seriously|"
    "genuinely|basically|probably|frankly|secretly|deeply|strongly|especially|now|these days|please|already|"
    "since then|lately|recently|more|much more|super|such|at all|all|both|cond\\d+|,|well|dearly|passionately|"
    "regularly|almost|nearly|exclusively|most of the time|strictly|purely|tend to|do|have to|obviously|clearly|highly|fairly"
)
A = rf"(?:(?:{ADVERBS}) )*"
"""Any number of adverbs, also conditions."""
_I = r"(?P<who>(?:i|we|and|but|yet|or|,) |)"
_ADJ = (
    r"(?:(?:really|very|quite|huge|big|bigger|biggest|great|massive|major|total|real|true|proud|loyal|lifelong|life long|"
    r"long time|longtime|die hard|diehard|die - hard|hard core|hardcore|avid|keen|devoted|dedicated|passionate|serious|absolute|complete|"
    r"long|term|-|enormous|giant|crazy|mad|rabid|ardent|secret|particular|much|of|more|new|old|bit|born and raised|committed|"
    r"especially|such|number one|no 1|\#1|super) )*"
)
_FAN = r"(?:fan|fans|lover|lovers|supporter|supporters|follower|admirer|devotee|fanatic|enthusiast|aficionado|addict|nut|freak)"
_FAN_AFTER = rf"(?:{_FAN}|person|guy|girl|gal|man|woman|people|kid|kind of person|kind of guy|type of person|household|family|junkie|buff)"
_FAV = r"(?:favourite|favourites|favorite|preferred|go to|go - to|beloved|number one|top|best loved|most loved)"
_FAV_ADJ = (
    r"(?:(?:all time|all - time|absolute|very|own|personal|current|new|old|one true|one|and only|number one|big|other|"
    r"latest|real|true|definite|by far) )*"
)
_IS = (
    r"(?:is|are|'s|has to be|have to be|must be|would be|would have to be|will be|will always be|"
    r"has always been|have always been|has been|have been|remains|happens to be|still is|became|has become)"
)
_WAS = r"(?:used to be|was|were|was always|were always)"


class Shape(str, Enum):
    """Where the value stands."""

    AFTER = "after"
    """Behind the pattern: "I like ..."."""
    INSIDE = "inside"
    """Behind the pattern and before a closing word: "I'm a ... fan"."""
    BEFORE = "before"
    """Before the pattern, from the start of the clause: "... is my favourite kind of music"."""


class Kind(str, Enum):
    """What a pattern says about which concept is meant."""

    TASTE = "taste"
    """Any concept: the value tells."""
    FAN = "fan"
    """Any concept; a name of a team counts even if it is an everyday word."""
    NOUN = "noun"
    """The concept of the noun in the pattern: "my favourite NOUN is"."""
    USE = "use"
    """The concepts of the verb that follows: "I never EAT ..."."""
    WANT = "want"
    """A wish; it counts only under a firm condition: "just for today I want ..."."""
    ORDER = "order"
    """A standing order: "never play ..."."""
    AGAIN = "again"
    """The concept named just before: "now it's the Yankees"."""
    MORE = "more"
    """The concept named just before, for another time: "..., otherwise rock"."""
    SIDE = "side"
    """Only concepts whose names carry an article: "I'm with the Clippers"."""


@dataclass(frozen=True)
class Frame:
    """One shape of a statement."""

    pattern: re.Pattern[str]
    """Over the normal form."""
    kind: Kind
    """What it says about the concept."""
    liked: bool = True
    """The sign."""
    strength: float = 1.0
    """How strongly it is put."""
    shape: Shape = Shape.AFTER
    """Where the value stands."""
    ended: bool = False
    """True when it says that something is over."""
    elliptic: bool = True
    """Whether it may stand without "I" at the start of a sentence."""
    closing: re.Pattern[str] | None = None
    """What must follow the value, for a pattern that stands on both sides of it."""
    ended_before: bool = False
    """With `AGAIN`: counts only behind a clause that said something is over: "from the Lakers to ..."."""
    denies: bool = False
    """True for "..., not Prince" behind a value: what is denied depends on what was said before it."""
    without: bool = False
    """True when it counts only for what is not eaten or used: "I can't have dairy" teaches dairy-free."""


def _frame(pattern: str, kind: Kind = Kind.TASTE, **more: object) -> Frame:
    # A pattern ends where a word ends.
    return Frame(re.compile(rf"{pattern}(?:(?<= )|(?<![\s\S])|(?= |$))"), kind, **more)  # type: ignore[arg-type]


_LIKE = "like|enjoy|dig|prefer|favour|favor"
_LOVE = "love|adore|worship|live for|swear by"
_HATE = "hate|detest|loathe|despise|abhor"
_CANNOT = rf"(?:can|could) {A}not {A}(?:stand|bear|abide|take|tolerate|handle|deal with|listen to|eat|watch|get into|get behind|stomach)"
_NOT = rf"(?:(?:do|can|could|will|did) )?{A}not {A}"
_INTO = (
    "into|keen on|fond of|partial to|crazy about|mad about|nuts about|wild about|passionate about|obsessed with|"
    "hooked on|addicted to|all about|in love with|big on|enthusiastic about|a sucker for|a slave to"
)
_AM = rf"(?:am|are|(?:have|has) {A}been|became|have become|'m)"
_CLOSING_FAN = re.compile(rf"{_ADJ}{_FAN_AFTER}\b")
_CLAUSE_ENDS = r"(?= ?(?:$|,|\.|and |but |because |since |so |though |to me|for me|cond\d))"
_BAD = (
    r"(?:boring|dull|awful|terrible|horrible|dreadful|annoying|unbearable|disgusting|overrated|tedious|gross|depressing|"
    r"irritating|nasty|unpleasant|rubbish|stupid|silly|ridiculous|tiresome|(?:too|so) (?:loud|slow|boring|spicy|violent|scary|sad))"
)
_GOOD = (
    r"(?:great|amazing|awesome|wonderful|fantastic|brilliant|delicious|relaxing|excellent|lovely|irresistible|beautiful|"
    r"superb|the best)"
)
_EXCEPT = r"(?:but|except(?: for)?|other than|apart from|aside from|besides|excluding|with the exception of)"
_ANYTHING = (
    r"(?:anything|everything|(?:just |nearly )?about (?:anything|everything)|(?:all|most|any|every) (?:[\w-]+ ){0,4}?|"
    r"(?:food|music|films|movies)) ?"
)
_POLITELY = re.compile(
    r"(?:,|please|thanks|thank you|at all|ever|(?:for|with|to) (?:me|us)|either| )*(?:please|thanks|thank you|for me|for us)(?: |$)"
)
_WHOLE = re.compile(r"(?:,|please|thanks|thank you|only|instead|then|for (?:me|us)|this time| )*$")

FRAMES: tuple[Frame, ...] = (
    # --- it is over
    _frame(rf"{_I}{A}used to (?:be )?{A}(?:{_LIKE}|{_LOVE}|{_INTO}|support|follow|root for|cheer for)", ended=True),
    _frame(rf"{_I}{A}used to {A}(?:{_HATE}|dislike|not like)", ended=True, liked=False),
    _frame(rf"{_I}{A}used to {A}", Kind.USE, ended=True),
    _frame(
        rf"{_I}{A}(?:used to be|(?:am|are) {A}no longer) {A}(?:an? |the )?{_ADJ}{_FAN} of",
        Kind.FAN,
        ended=True,
    ),
    _frame(
        rf"{_I}{A}(?:used to be|(?:am|are) {A}no longer) {A}(?:an? |the )?{_ADJ}",
        Kind.FAN,
        ended=True,
        shape=Shape.INSIDE,
        closing=_CLOSING_FAN,
    ),
    _frame(rf"{_I}(?:am |are ){A}no longer (?:{_INTO})", ended=True),
    _frame(rf"{_I}{A}no longer {A}(?:{_LIKE}|{_LOVE}|care for)", liked=False),
    _frame(rf"{_I}{A}no longer {A}(?:support|follow|root for|cheer for)", Kind.FAN, ended=True),
    _frame(rf"{_I}(?:have )?{A}(?:gone off|went off)", ended=True),
    _frame(
        rf"{_I}(?:have )?{A}(?:stopped|quit|given up|gave up) (?:on )?(?:(?:liking|loving|enjoying|supporting|following|"
        rf"listening to|eating|watching|being into) )?",
        ended=True,
    ),
    _frame(rf"{_I}(?:have )?{A}(?:switched|changed|moved on) from", Kind.FAN, ended=True),
    _frame(rf"(?P<who>(?:my|our) ){A}{_FAV_ADJ}{_FAV} (?P<noun>(?:[\w-]+ ){{0,6}}?){_WAS}", Kind.NOUN, ended=True),
    # --- dislikes
    _frame(r"(?:(?:please|,|and|but|so|oh) )*no (?:more )?(?!,|more )", liked=False, closing=_POLITELY),
    _frame(r"please no (?!,|more )", liked=False, closing=_WHOLE),
    _frame(
        rf"{_I}{A}(?:{_LIKE}|{_LOVE}|eat|listen to|watch|drink|go for|(?:am|are) {A}(?:into|open to|up for|fine with|ok with|happy with)) "
        rf"{A}(?:(?:to )?(?:eat|eating|listen to|listening to|watch|watching) )?{_ANYTHING}{_EXCEPT}",
        liked=False,
        elliptic=False,
    ),
    _frame(
        rf"{_I}{A}(?:think|find|feel|believe)(?: that)? {A}(?! )",
        liked=False,
        elliptic=False,
        closing=re.compile(rf"(?:(?:is|are|'s) )?{A}{_BAD}{_CLAUSE_ENDS}"),
    ),
    _frame(rf"{_I}{A}never {A}(?:ever )?(?:want|wish|care|like|need) to ", Kind.USE, liked=False),
    _frame(rf"{_I}{A}(?:can|could|may|must|should) {A}not {A}(?:have|digest|process|touch)", liked=False, without=True),
    _frame(rf"{_I}{A}(?:{_HATE}|{_CANNOT})", liked=False, strength=2.0),
    _frame(rf"{_I}{A}(?:dislike|avoid)", liked=False),
    _frame(rf"{_I}{_NOT}(?:even )?(?:like|enjoy|dig|care for|care much for|fancy|appreciate)", liked=False),
    _frame(rf"{_I}{_NOT}love", liked=False, strength=0.5),
    _frame(rf"{_I}{A}(?:could not|can not) care less (?:for|about)", liked=False),
    _frame(
        rf"{_I}(?:have )?{A}never {A}(?:liked|enjoyed|loved|like|enjoy|cared for|care for|been into|got into)",
        liked=False,
    ),
    _frame(rf"{_I}{_AM} {A}not {A}(?:{_INTO})", liked=False),
    _frame(
        rf"{_I}(?:{_AM} )?{A}not {A}(?:an? |the |one )?{_ADJ}(?:of an? )?{_FAN} of",
        Kind.FAN,
        liked=False,
    ),
    _frame(
        rf"{_I}(?:{_AM} )?{A}not {A}(?:an? |the )?{_ADJ}(?:of an? )?",
        Kind.FAN,
        liked=False,
        shape=Shape.INSIDE,
        closing=_CLOSING_FAN,
    ),
    _frame(
        rf"{_I}{_AM} {A}(?:sick of|sick and tired of|tired of|fed up with|done with|bored of|bored with|over|put off by)",
        liked=False,
    ),
    _frame(rf"{_I}{A}(?:would rather not|prefer not to) ", Kind.USE, liked=False),
    _frame(
        rf"{_I}(?:(?:do|will|can) {A}not|(?:would |will )?never|hardly ever|rarely) {A}(?:ever )?",
        Kind.USE,
        liked=False,
    ),
    _frame(
        rf"{_I}(?:do |did )?{A}not have (?:any |an? )?(?:soft spot|thing|weakness|passion|love|taste|time|patience) for",
        liked=False,
    ),
    _frame(
        rf"(?P<who>(?:my|our) ){A}{_FAV_ADJ}least {_FAV_ADJ}{_FAV} (?P<noun>(?:[\w-]+ ){{0,6}}?){A}{_IS}",
        Kind.NOUN,
        liked=False,
    ),
    _frame(
        rf"(?:is|are|'s) {A}(?:not {A}(?:my (?:thing|cup of tea|jam|style|taste|favourite|favourites)|for me|to my taste)"
        rf"|(?:one of )?my {_FAV_ADJ}least {_FAV}(?P<noun>(?: [\w-]+){{0,5}}))",
        liked=False,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        r"(?:(?:drives?|makes?) me (?:crazy|nuts|mad|insane|sick|up the wall)|gets? on my nerves|turns? me off|bores? me)",
        liked=False,
        strength=2.0,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        r"(?:gives?|giving|is giving|are giving) me (?:a (?:\w+ )?headaches?|headaches|nightmares|bad dreams|the creeps|a migraine|migraines|heartburn|indigestion|"
        r"a stomach ache|the shivers)",
        liked=False,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(rf"{_I}{_AM} {A}(?:allergic|intolerant|sensitive) to", liked=False),
    _frame(
        rf"(?:(?:now|these days|any more|at the moment) )?(?:(?:but|and|,) )*(?:certainly |definitely |just )?not {A}(?:so much )?",
        liked=False,
        denies=True,
    ),
    # --- likes
    _frame(rf"{_I}(?:have )?{A}(?:{_LOVE}|loved(?<=always loved))", strength=2.0),
    _frame(rf"{_I}(?:have )?{A}always (?:liked|loved|enjoyed|preferred|been into|been fond of)", strength=1.5),
    _frame(rf"{_I}{A}(?:like|enjoy|dig|favour|favor|prefer)", elliptic=False),
    _frame(rf"{A}prefer"),
    _frame(rf"{_I}{_AM} {A}(?:{_INTO})"),
    _frame(rf"{_I}{_AM} {A}(?:liking|loving|enjoying|preferring|digging|adoring) {A}", strength=1.5),
    _frame(
        r"(?:you|one) (?:just |really |simply )*(?:can not|could not|can never) (?:beat|go wrong with|top)",
        strength=2.0,
    ),
    _frame(
        rf"{_I}(?:have )?{A}(?:got |become |gotten |got )?(?:really )?(?:into(?<=got into|ten into)|fallen in love with)"
    ),
    _frame(rf"{_I}(?:(?:{_AM}|been) )?{A}(?:an? |one |the )?{_ADJ}{_FAN} of", Kind.FAN, strength=1.5),
    _frame(
        rf"{_I}(?:(?:{_AM}|been) )?{A}(?:an? |the )?{_ADJ}",
        Kind.FAN,
        strength=1.5,
        shape=Shape.INSIDE,
        closing=_CLOSING_FAN,
    ),
    _frame(
        rf"{_I}(?:(?:am|are) {A}(?:rooting for|cheering for|pulling for|supporting|backing)"
        rf"|have {A}(?:supported|followed|rooted for|cheered for|backed)"
        rf"|(?:have )?{A}been {A}(?:rooting for|cheering for|pulling for|supporting|following|backing))",
        Kind.FAN,
    ),
    _frame(
        rf"{_I}{A}(?:can not|could not) {A}(?:get enough of|live without|do without|resist|say no to)", strength=2.0
    ),
    _frame(rf"{_I}{A}could {A}", Kind.USE, strength=2.0),
    _frame(
        rf"{_I}{A}(?:(?:have )?{A}had|have|'ve|got|have got) {A}(?:an? )?{_ADJ}(?:soft spot|thing|weakness|passion|love|fondness|taste|preference) for",
    ),
    _frame(
        rf"{A}(?:there is )?nothing (?:beats|tops|compares to|comes close to|(?:is |tastes |sounds )?better than)",
        strength=2.0,
    ),
    _frame(
        rf"{_I}{A}(?:think|find|feel|believe)(?: that)? {A}(?! )",
        elliptic=False,
        closing=re.compile(rf"(?:(?:is|are|'s) )?{A}{_GOOD}{_CLAUSE_ENDS}"),
    ),
    _frame(rf"{_I}(?:have )?{A}(?:switched|changed|converted|moved on|gone over|come round) to", Kind.FAN),
    _frame(rf"{_I}(?:am|are) {A}with", Kind.SIDE),
    _frame(r"(?:till|until|til) i die|for life|all the way", Kind.SIDE, shape=Shape.BEFORE, elliptic=False),
    _frame(
        rf"(?P<who>(?:my|our) ){A}{_FAV_ADJ}{_FAV} (?P<noun>(?:[\w'-]+ ){{0,8}}?){A}{_IS}(?! not)",
        Kind.NOUN,
        strength=1.5,
    ),
    _frame(rf"{A}{_FAV} (?P<noun>(?:[\w-]+ ){{0,5}}?)(?:{_IS}|:)(?! not)", Kind.NOUN, strength=1.5),
    _frame(
        rf"the (?P<noun>(?:[\w-]+ ){{1,4}}?)(?:that |which )?i {A}(?:like|love|prefer|enjoy|follow|support|root for|go for)"
        rf"(?: (?:best|most|the most|the best))? {_IS}(?! not)",
        Kind.NOUN,
        strength=1.5,
    ),
    _frame(rf"what i {A}(?:like|love|prefer|enjoy)(?: (?:best|most|the most))? {_IS}(?! not)"),
    _frame(
        rf"{_IS}(?! not) {A}(?:one of )?my {_FAV_ADJ}{_FAV}(?P<noun>(?: [\w-]+){{0,6}})",
        strength=1.5,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        rf"{_IS}(?! not) {A}(?:one of )?the (?:(?:very|absolute) )?(?:best|greatest|finest|tastiest|coolest)(?P<noun>(?: [\w-]+){{0,3}}?)"
        rf"(?= (?:ever|there is|in the world|of all|for me|to me|by far|and|but|because|,)|$)",
        strength=2.0,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        rf"{_IS}(?! not) {A}(?:one of )?the (?P<noun>(?:[\w-]+ ){{1,4}}?)(?:that |which )?(?:i|we) {A}"
        rf"(?:(?:like|love|prefer|enjoy|use|watch|eat|order|listen to|go for) {A}(?:best|most|the most|the best)|"
        rf"support|follow|root for|cheer for|back|love|adore|swear by|live for)",
        strength=1.5,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        rf"{_IS}(?! not) {A}what (?:i|we) {A}(?:order|eat|cook|have|listen to|put on|play|watch|go for) {A}"
        rf"(?:best|most|the most|most often|every day|all the time)",
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(
        rf"{_IS}(?! not) {A}(?:my (?:{_FAV_ADJ})?(?:thing|jam|cup of tea|style|passion|weakness|guilty pleasure)"
        rf"|what i {A}(?:like|love|prefer|enjoy|adore)(?: (?:best|most|the most|most of all|above all))?)",
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(rf"{_IS}(?! not) {A}my (?P<noun>[\w-]+(?: [\w-]+){{0,2}})", Kind.NOUN, shape=Shape.BEFORE, elliptic=False),
    # --- what one does
    _frame(rf"{_I}{A}(?:can|may|must|should|have to|am allowed to|try to) (?:only|just) (?:ever )?", Kind.USE),
    _frame(rf"{_I}{A}", Kind.USE),
    # --- wishes and standing orders
    _frame(
        rf"{_I}{A}(?:want|feel like|would like|would love|would prefer|fancy|am in the mood for|am craving|crave|need|"
        rf"will have|will take|would (?:rather|sooner)(?: have| eat| get| go for)?)(?: to)?",
        Kind.WANT,
    ),
    _frame(
        r"cond\d+ (?:, )?(?:(?:it is|just|only|please|make it|let us have|rather) )*(?!,|please )",
        Kind.WANT,
        closing=_WHOLE,
    ),
    _frame(
        r"(?:(?:,|please) )*(?:always|from now on|every time|in (?:the )?future)(?: ,| please| thanks)*(?= ?$)",
        Kind.ORDER,
        shape=Shape.BEFORE,
        elliptic=False,
    ),
    _frame(r"(?:let us have|let us do|make it|give me|get me|i 'll have|let it be|only)", Kind.WANT),
    _frame(
        rf"(?:(?:please|,|and|but) )?{A}(?:please )?(?:(?:do )?not ever|never(?: ever)?) {A}"
        rf"(?:play|recommend|suggest|find|show|give|offer|put on|pick|choose|send|bring up)(?: me| us)?",
        Kind.ORDER,
        liked=False,
    ),
    _frame(
        rf"(?:(?:please|,|and|but) )?{A}(?:from now on|in future|in the future|always|cond\d+)(?: ,)?(?: please| always| only| just)* "
        rf"(?:play|recommend|suggest|find|show|give|offer|put on|pick|choose)(?: me| us)?(?: some)?",
        Kind.ORDER,
    ),
    # --- the second half of a change of mind
    _frame(
        r"(?:(?:, |but |and |though )*(?:now|nowadays|these days|currently|today|lately) (?:,|it is|it 's|they are|that is|that 's|that would be|it would be|"
        r"it has to be|i have switched to|i am with|i follow|i support|my team is|rather)?|(?:, |but |and )*it is now|switched to)",
        Kind.AGAIN,
    ),
    _frame(r"to", Kind.AGAIN, ended_before=True),
    _frame(r"(?:(?:,|but|and) )*(?:it is|they are|it would be|that is|that would be)", Kind.AGAIN, ended_before=True),
    _frame(
        r"(?:(?:,|and|but|while|whereas) )*cond\d+ (?:, )?(?:(?:it is|to|rather|more|mostly|only) )*(?!, )", Kind.MORE
    ),
    _frame(
        r"(?:(?:,|and|but|or|while) )*(?:otherwise|(?:at )?(?:all |any )?other times?|the rest of the time|(?:on )?(?:all )?(?:the )?other days)"
        r"(?: ,)?(?: (?:it is|i prefer|i like|mostly|rather|just))*",
        Kind.MORE,
    ),
)
"""In the order they are tried; of those that begin at one word the first that finds a value wins."""

STRONG = re.compile(
    r"\b(?:really|absolutely|so much|very much|a lot|deeply|passionately|super|totally|huge|massive|"
    r"more than anything|to death|die hard|biggest|adore|crazy|obsessed)\b"
)
WEAK = re.compile(
    r"\b(?:kind of|sort of|a bit|a little|somewhat|quite like|ok with|sometimes|not that much|occasionally)\b"
)

CUES = re.compile(
    r"\b(?:favou?rit\w*|fave?|likes?|luv|love[ds]?|adore|enjoy|hate|detest|loathe|despise|abhor|dislike|prefer\w*|fans?|lover|supporters?|"
    r"(?:i|we)(?:'?m| am|'?re| are) (?:\w+ ){0,4}?(?:into|keen|fond|partial|crazy|mad|nuts|obsessed|hooked|addicted|all about|sick|tired|fed up|done|over|"
    r"vegan|vegetarian|based|living|located|called|allergic|on an?|up at|mostly|usually|always|no longer|\w+an|\w+ian|\w+[ -]free|kosher|halal|celiac|coeliac|intolerant)"
    r"|care (?:much )?for|(?:not|\w+n'?t|never) (?:ever )?(?:eat|watch|listen|follow|support|drink)|stand|bear|abide|soft spot|sucker for|(?:rooting|cheering|supporting|supported|followed|rooted)\b|weakness|thing for|nothing beats|root for|cheer|i (?:\w+ ){0,2}?(?:support|follow|back|root|go by|live|moved|reside|eat|cook|watch|listen|drink|wake|get up|rise|use|think in|keep|became|work in)|"
    r"we (?:\w+ ){0,2}?(?:support|follow|live|moved|eat|watch|listen)|"
    r"(?:call|calls) me|my (?:\w+ ){0,3}?(?:name|team|diet|home|hometown|town|city|house|alarm|unit|units|room|day|location|thing|jam|cup of tea|nickname|go.to)\b|the name'?s|home is|"
    r"(?:never|always|only|no longer|not ever|don'?t ever|usually|mostly|used to|any ?more|gone off|stopped|given up|quit|switched|switch to)\b|"
    r"from now on|celsius|fahrenheit|metric|imperial|centigrade|(?:just|only) (?:for )?(?:today|tonight|this|tomorrow|now)|tonight only|today only|until|till|this (?:week|month|weekend)|for the next|"
    r"on (?:\w+day|week)s|for (?:today|tonight|tomorrow)\b|avoid|become|became|spend (?:most|all|my)|\b(?:person|guy|girl|household)\b|allergic|intolerant|"
    r"(?:morning|evening|afternoon|night|weekend)s|get enough|live without|my nerves|drives me|not for me|go \w+!|now it'?s|it'?s now|(?:but|and) now"
    r"|please no|no (?:[\w'&-]+ ){1,4}?(?:for (?:me|us)|please|thanks|thank you)|no [\w'&-]+(?: [\w'&-]+){0,3}, (?:please|thanks|for me|thank you)"
    r"|(?:anything|everything|any|all|every) (?:[\w-]+ ){0,5}?(?:but|except|apart|other than|besides)"
    r"|(?:i|we) (?:\w+ ){0,2}?(?:think|find|feel) (?:[\w'&-]+ ){1,5}?(?:is|are|boring|dull|awful|terrible|horrible|great|amazing|annoying|disgusting|delicious|relaxing)"
    r"|(?:can|could)(?: ?not|'?t) (?:\w+ )?(?:have|digest|tolerate|touch)|coeliac|celiac"
    r"|(?:is|are|'s) (?:\w+ )?the (?:\w+ )?(?:best|greatest|finest|tastiest|coolest)|nothing (?:is |tastes |sounds )?(?:better than|tops|compares|comes close)"
    r"|gives? me (?:an? )?(?:\w+ )?(?:headaches?|nightmares|bad dreams|the creeps|migraines?|heartburn|indigestion|stomach ache)|the creeps|guilty pleasure"
    r"|(?:is|are|'s) what (?:i|we)|(?:is|are) the (?:[\w-]+ ){1,4}?(?:i|we) \w+|(?:i|we)(?:'m|'re| am| are) with|(?:have|'ve) been into|moved (?:\w+ )?from|otherwise"
    r"|(?:are|is) my (?:teams?|side|club))\b|go \w+(?: \w+)?!",
    re.IGNORECASE,
)
"""Words without which nothing is a statement; for the quick look before anything is parsed."""
