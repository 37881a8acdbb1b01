"""Words that are also the names of towns, and are ordinary words first."""

from __future__ import annotations

_ORDINARY = """
a able about above act adams adel after again ago ah aim air alarm album alert all alma alone alot along also
always am an and angels angles anna answer any app apt are army art as ask asks at august aunt away back bacon bad
bag bake ball band bank bar bars base basic bath batman battle bay beach bean bear beat bed beer bell ben best
better big bill bingo bird birds birthday black blue bo boat bola bone book born boss both boulder box boy brand
bread break bright bring bro brush buffalo bull bus buy by cab cake calendar call calm camp can cancel canyon
cap car card care carry case cash casino cat center central chamber change charge chat check cheese chicken chili
church city class clay clean clear click clock close cloud club coal coast coat coffee coin cold college come cook
cool copper corn cost cover cream crook cross crystal cup cut dad daily dale dam dark date day deal dear deli
delta dig dim dinner do doctor dog dolores door down downside drama dream drive drop drug dry duck due each eagle
early east easy eat economy eden egg eight elk emerald end enough error even evening ever every exit eye face fair
fall family fan farm fast father feed feel fifty film find fine fire first fish five flag flat floor flower fly
follow food for forest four fox free fresh friend friendly from full fun game gap garage garden gas gay get girl
give glad globe go god goes going gold golden golf good got grace grand grass grave gray great green grey grill
ground group grove guide guy ha hail hair half hall ham hand hang happy hard harvest hat have hear heart heat heater
heavy hello help her here hi high hill hillside him hip his hit ho hold hole holiday holy home homestead honda
honey hood hook hope horse hospital hot hotel hour house how humble hunt hurricane ice ii ill in independence iron
is island it item its jam jazz jet job joy jump june just justice keep key kid kilo kind king kitchen la lab lady
lake lakeland lame lamp land landing last late law lazy lead leaf leave left lens let liberal liberty life light
like lime line lion list little live load lock london's long look loose lord loss lost lot loud love low luck lucky
lunch mad main make male man manage mango manor many map march mark market mars master mate may me meal mean meet
mega mega melon mercy message metro middle mild milk mill mind mine mini mint miss mix mobil mobile mode model mon
money monster monte month moon more morning most mother motor mount mountain mouse move much mud mule multi muse
music must my nagar name nap nature naval near neat neck need never new news next nice night nine no noble noise
none noon normal north not note noted now nut oak oasis ocean of off oil ok okay ola old olds on one only open
opera or oral orange order oriental our out over own pack page pain paint pan papa paradise parent park parker part
party pass past path pay peace peer pen people pepper perry pet pets phone photo pick pie pine pink pita place plan
plant plate play playlist plug plum plus podcast point police poll pong poor pop port post power present price pride
progress prospect pull pump punch put queen queens quiet quit race radio rain raining ram rare rate ray reach read
reading ready real recent red relax remind repeat republic reserve reset rest rice rich ride right ring rise river
road robin robot rock room rose roses round row royal run sad safe saga sage sale salon salt same sand sandwich
sandy sauce save saw sax say school score sea season seat second sedan see sell send sense server set seven shade
share she shed shell ship shirley shock shop short show sick side sign silly silver sing six ski skip sky sleep slow
small smart smith smoke snow soap social sofa soft some son song soon sore soul sound south spa space speak speed
split spoken sport spot spring star start state station stay steam step still stone stop store storm story
strawberry street string strong success such sugar suit summer summit sun sunday sunny sunrise sunset super sure
surprise sweet swim switch table taki take talk tall tank tap tape task tata tea team temple ten test thai than
that the them then there they thing this tie tiger time timer tin tip tire to today toe tom tomorrow ton tone too
top torn total touch tour tours town toy toyota track trail train tree triangle trip triumph truck true trust try
tube tune tunes turkey turn tv twin two ugly un una under union unit university up uptown us use vac vacuum vale
valley value van very vi vice video view village vin wait wake walk wall want war warm warren wash watch water wave
way wayne we wear weather web wedding week welcome well wells west wet wetter what wheel when white who wide wife
wild will win wind window wine winter wish with wolf wonder wood word work world worms worth write yard year yellow
yes you young your zero zone hue pacific joanna chinatown
"""

ORDINARY = frozenset(_ORDINARY.split())
"""Plain words which alone name a town only with a capital and a word like "in" before them."""

_GIVEN_NAMES = """
aberdeen albert alexandria alice allen anna arlington arnold augusta austin barry bella bellevue bono bowie brad
brady brandon brent bryan bryant butler byron carmel carmen casey chad charlotte chelsea chester clarence clayton
cleveland clinton dakota dallas david davis denver dexter diego douglas duncan edison elizabeth elvis emerson eugene
fernando florence francisco franklin gary george georgia geneva gloria graham grant hamilton harvey helena henderson
houston howard irving irvine jackson jefferson jerome jersey jones jordan joseph juliet julia kelly kent kim
kimberly kobe lauren lawrence lee leon levi lincoln linda logan lopez louis lyon lynn madison marcus maria martin
marvin mary matthews melissa merced milan milton mitchell morgan murphy nancy nelson newton oliver orlando oscar
paris patrick pedro petra powell quincy ramsey raleigh regina riley rogers roosevelt ross salem sam sandy savannah
selma sidney silvia sofia sofie springfield st stanley stella stevens stewart sydney tara taylor tracy tyler
valencia vera victor victoria vincent virginia wallace washington watson webster wilson winston
"""

GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
"""Names of towns that are names of people too: a word like "in" has to come before them."""

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "st", "rev", "capt", "sgt", "lt"})
"""Short titles; a full stop behind one ends no name."""
