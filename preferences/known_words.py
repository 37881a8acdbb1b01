"""Everyday words around requests: what explains itself and need not be taught, sorted by what it does there."""

from __future__ import annotations

NUMBERS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand half "
    "quarter third "
    "thirds quarters percent cent degree celsius fahrenheit centigrade minute hour second day week month noon midnight "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december am pm o'clock oclock a.m p.m c f daily weekday weekend maximum minimum full "
    "dawn dusk sunset sunrise nightfall midday breakfast lunch dinner fourth fifth sixth seventh eighth ninth tenth "
    "twentieth thirtieth "
    "first last double triple single once twice minus plus".split()
)
"""What counts, tells a time or says how much."""
MOODS = frozenset(
    "soft quiet slow fast loud upbeat beat calm calming relaxing relaxed chill chilled happy sad romantic gentle "
    "energetic "
    "instrumental acoustic live background dinner party workout study studying sleep sleeping sleepy focus modern "
    "old-school oldies ambient meditation christmas holiday kids children's dance dancing driving running gym morning "
    "evening night nighttime afternoon heavy light mellow peaceful soothing cheerful fun funky angry epic dark summer "
    "winter love birthday wedding traditional popular famous trending foreign english spanish french italian".split()
)
"""What people call music without naming a kind of it."""
TIMES = frozenset("noon midnight dawn dusk sunset sunrise nightfall midday breakfast lunch dinner weekend".split())
"""Times that have a name; behind "to" they may be a setting."""
UNITS = frozenset("oclock o'clock am pm minute hour second day week month degree percent celsius fahrenheit".split())
"""What numbers count; none is a number by itself."""
IDLE = frozenset(
    "smidge touch wee notch hair whisker fraction smidgen perishing freezing chilly boiling baltic nippy roasting "
    "sweltering parky bloody blinking flipping "
    "approximately roughly exactly anymore tad main overhead enter leave arrange connect button dashboard save energy "
    "electricity ready quickly immediately instantly slowly gradually automatically softly fully partially "
    "simply filter "
    "natural regular usual wifi brighten darken lighten illuminate turned switched library collection nearest section "
    "apartment flat everyday random normal accordingly arrive home begin process made running replace hard see "
    "setting settings "
    "current level outdoor outside indoor inside interior exterior power strength intensity opacity shade tone toggle "
    "flip enable disable appropriate default previous original preferably possible entire complete completely "
    "a an the my our your his her their this that these those it its i me we us you he she they them some any "
    "all every "
    "each both more less most least very really quite too so just only also again still now then here there please "
    "and or but not no yes to of in into on onto off up down at by for from with without about around over under out "
    "as like be is are was were am been being do does did have has had can could will would shall should may might "
    "must let's lets let us want need like'd i'd i'm i'll i've it's that's what's because since while until till after "
    "before during when whenever if than one ones thing things something anything everything other another else bit "
    "little lot much many few same different new old good nice great better best way kind sort type go get got make "
    "set put turn give take keep bring change hey hi hello ok okay thanks thank sorry um uh well right can't don't "
    "doesn't isn't won't mynah olly alexa siri google cortana computer robot buddy mate dear dude man sir "
    "friend".split()
)
"""Words that tell nothing about what is asked for."""
STOPS = frozenset(
    "a an the my our your to in into on onto at for of with by and then please now go like it them".split()
)
"""Words at which a gap begins or ends."""
LAMPS = frozenset("light lights lamp lamps lighting bulb bulbs".split())
"""What gives light."""
SORTS_OF_LAMPS = frozenset(
    "fairy ceiling string strip led overhead flood spot reading desk floor table bedside bed side porch landing "
    "pendant christmas tree night smart wall standing corner security outside door front back stair stairs hue philips "
    "halogen neon strobe disco candle backup emergency dome track traffic nearest tall small big old".split()
)
"""What stands in front of those and is no room."""
INTO = frozenset("to in into on onto at for over".split())
"""What stands in front of a setting or a place."""
ENDING = frozenset("in on at for to with and then by until when while because it please now instead".split())
"""What ends a setting at the end of a request."""
ARTICLES = frozenset("the a an my our your some".split())
"""What stands in front of a name."""
SWITCHING = frozenset("turn switch power put flip".split())
"""Verbs of switching."""
MAKING = frozenset("make turn get paint have let give want set".split())
"""Verbs of bringing something to a state."""
WANTING = frozenset("want have give me need like".split())
"""Verbs of wanting."""
POLITE = frozenset("please can could would will hey i i'd let's mynah".split())
"""What people put in front of those."""
PLUGGED = frozenset("plug socket outlet plugs sockets".split())
"""What is switched at a plug."""
MORE = frozenset(
    "random softer color colour colors colours shade something anything else different another other back again "
    "same more less".split()
)
"""What asks for more, less or something else, and is no setting."""
LEVELS = frozenset(
    "bright brighter dim dimmer dark low high medium warm cool warmer cooler white soft light on off".split()
)
"""How bright, warm or loud."""
NOUNS = frozenset(
    "light lights lamp lamps lighting bulb bulbs brightness thermostat heating radiator heat temperature oven stove "
    "plug plugs socket outlet music volume colour color machine coffee".split()
)
"""Things that can be set."""
MEDIA = frozenset(
    "music song songs tune tunes playlist playlists favourite favorite favourites favorites liked saved library album "
    "albums collection queue radio station stations audiobook audiobooks book books film films movie movies show shows "
    "podcast podcasts track tracks artist artists band bands played downloaded story stories genre file files speaker "
    "phone tv computer".split()
)
"""Words for what a catalogue or a device holds; what is named by them can be looked up."""
SHELVED = frozenset("film movie flick book audiobook story show bedtime".split())
"""What a title is on."""
