"""Names for things that only one household knows: "my gym stuff", "the taco kit", "the rainy day one"."""

from __future__ import annotations

import re

OWNED = re.compile(
    r"\b(?:my|our|(?:the\s)?(?:(?:m[uo]m(?:my)?|dad(?:dy)?|nan(?:a|ny)?|gran(?:ny|dma|dpa|dad)?|grandpa|kid|baby|wife|husband|"
    r"sister|brother|son|daughter|teenager|flatmate|roommate|boyfriend|girlfriend|boss|dog|cat)['’]?s['’]?|kids['’]?|"
    r"children['’]?s))\s(?P<gap>\w+(?:['’]s?)?(?:\s[\w'’-]+){0,4}?)"
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
