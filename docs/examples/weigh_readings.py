from datetime import datetime, timezone

from learning.counts import GlobalCounts
from learning.prior import load_prior
from learning.readings import Judge
from preferences.heard import Heard
from preferences.learned import Circumstances
from preferences.request import Reading
from preferences.surroundings import read_surroundings

heard = Heard("what is the temperature?", (("weather_query", 0.99),))
around = read_surroundings({"devices": {"oven": {"state": "on", "temperature": 180}}})
here = Circumstances(datetime(2026, 6, 3, 12, tzinfo=timezone.utc), around)
judge = Judge(load_prior(), GlobalCounts(3))
for one in judge.weigh(heard, Reading("weather_query", (), 0.99), here):
    print(one.reading.intent, round(one.score, 1), {name: round(said, 1) for name, said in one.parts.items() if said})
