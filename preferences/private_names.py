"""Names for things that only one household knows: "my gym stuff", "the taco kit", "the rainy day one"."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:(?:my|our|the)\s)?(?:m[uo]m(?:my)?|dad(?:dy)?|nan(?:a|ny)?|gran(?:ny|dma|dpa|dad)?|grandpa|kid|baby|wife|husband|"
    r"sister|brother|son|daughter|teenager|flatmate|roommate|boyfriend|girlfriend|boss|dog|cat)"
)
_SOMEBODYS = rf"(?:{_SOMEBODY}['’]?s['’]?|(?:the\s)?kids['’]?|(?:the\s)?children['’]?s)"
OWNED = re.compile(
    rf"\b(?:my|our|{_SOMEBODYS})\s(?P<gap>\w+(?:['’]s?)?(?:\s[\w'’-]+){{0,4}}?)"
    r"(?=\s+(?:on|in|at|for|from|by|please|now|again|tonight|today|would|will)\b|\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
SOME_THING = re.compile(
    r"\b(?:the|that|those|some|one of|\w+['’]s)\s(?P<gap>(?:[\w'’-]+\s){0,3}?(?:thing|things|stuff|batch|mix|bits|one|"
    r"ones|lot|bunch|bangers|beats|jams|anthems|bops|weepies|medley|shuffle|session|set|vibes?|noises?|"
    r"sounds|classics|faves|crowd|pleasers|tearjerkers|cheese|magic))"
    r"(?=\s+(?:on|in|for|please|now)\b|\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
"""Words for music or films that say nothing of what they are: "the rainy day one", "the tuesday bangers"."""
COLLECTION = re.compile(
    r"\b(?:(?:all )?(?:of )?(?:the|my|our)|\w+['’]s)\s(?P<gap>(?:[\w'’-]+\s){1,3}(?:kit|bundle|bits|squad|crew|gang|"
    r"arsenal|suspects|usuals?|stuff|lot|ritual|routine|haul|combo|works|five|four|three|six|seven|trio|regulars|"
    r"essentials|basics|line-?up|run|pack|party|brigade|parade|survival|starter|special|pile|drill|army|mission|collection|hamper|feast|spread|fix|"
    r"saga|club|team|troops|mob|posse|clan|tribe|circus|bonanza|medley|shebang|business|situation|project|gear|gubbins|"
    r"things?|extravaganza|explosion|saviou?rs?|heroes|lifesavers|mountain))\b"
    r"(?=\s+(?:on|onto|to|in|into|from|off)\b|[.!]*$)",
    re.IGNORECASE,
)
"""Words for several things that belong together, said as something both sides know."""
SOME_STUFF = re.compile(
    r"\b(?:add|put|stick|chuck|throw|play|put on|hear|need|want)\s(?:me\s|us\s)?(?P<gap>(?:[\w'’-]+\s){1,4}?"
    r"(?:stuff|things|bits))(?=\s+(?:on|onto|to|in|into|from|off|please|now|for)\b|\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
"""The same as `SOME_THING` without an article: "taco stuff", "gym things"."""
FAVOURITE = re.compile(
    rf"\b(?P<gap>{_SOMEBODYS}\sfavou?rites?)(?=\s+(?:on|in|for|please|now|again|tonight)\b|\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
"""Somebody else's favourite, of which nothing says what it is."""
THEIR_WAY = re.compile(
    rf"\b(?P<gap>(?:the way|how|like) (?:{_SOMEBODY}|the kids|he|she|they) (?:likes?|loves?|prefers?|wants?) "
    r"(?:it|them|theirs))\b",
    re.IGNORECASE,
)
"""A state that only says who likes it so: "the way dad likes it"."""
OWN_PLACE = re.compile(
    rf"\b(?:at|in|by|near|around|over)\s(?P<gap>(?:{_SOMEBODYS}(?:\s(?:new|old))?|(?:my|our)(?:\s[\w-]+)??)\s"
    r"(?:place|house|flat|cabin|cottage|farm|boat|caravan|shed|hut|shack|school|office|work|hideaway|retreat|getaway|campsite|spot))\b",
    re.IGNORECASE,
)
"""A place by whose it is: "nan's place", "our happy place"; the place one lives in has a name of its own."""
OWN_HOME = re.compile(r"(?:my|our)\s(?:house|flat|place)$", re.IGNORECASE)
"""What is simply home."""
OCCASION = re.compile(
    r"\b(?:the|that)\s(?P<gap>(?:[\w'’-]+\s){1,2}(?:day|night|morning|afternoon|evening|weekend|date|holiday|birthday|trip)\s"
    r"(?:film|movie|flick|book|audiobook|story|show))(?=\s+(?:on|for|please|now|again|tonight)\b|\s*[,.!?]|\s*$)",
    re.IGNORECASE,
)
"""A film or a book by the occasion for it: "the snow day film"."""
THE_ONE_WE = re.compile(
    rf"\b(?P<gap>(?:the|that)\s(?:one|film|movie|book|audiobook|story|show|song)\s(?:(?:that|which|from|where|when)\s)?"
    rf"(?:i|we|{_SOMEBODY}|makes?\s(?:me|us|{_SOMEBODY})|(?:my|our)\s\w+)\s"
    r"(?!(?:was|were|am|are|have|had|started|left|stopped|paused|played|heard|watched|read|listened|like[ds]?|loved?|"
    r"saved|bought|added|downloaded|want(?:ed)?|asked|requested|ordered|rented|mentioned|told|said|chose|picked|selected|"
    r"will|would|can|could|did|just|last)\b)[\w'’-]+(?:\s[\w'’-]+){0,4})",
    re.IGNORECASE,
)
"""The same by what it is to the household: "the song we danced to"; not what was just heard: "the book I started"."""
