"""The coffee machine: which coffee, how many, now or later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from actions.schedule import say_moment, wanted_moment
from actions.skill import Skill
from actions.taking_back import serve_again
from actions.worlds.household import Home, Thing, open_home
from preferences.belongings import Belongings
from preferences.numbers import find_numbers
from preferences.request import Outcome, Reply, Request

_OFF = re.compile(r"\b(?:off|stop|cancel|don't|do not|no more)\b", re.IGNORECASE)
_SWITCH_ON = re.compile(
    r"\b(?:turn|switch|power) (?:the |my |on )*(?:coffee|"
    r"espresso)[\w ]*\bon\b|\b(?:turn|switch|power) on\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^\W*(?:is|are|has|how long|when|did)\b", re.IGNORECASE)
_KIND = re.compile(
    r"\b((?:(?:double|triple|single|iced|cold|decaf|decaffeinated|strong|weak|mild|black|large|small|big|"
    r"vanilla|caramel|oat milk|"
    r"skinny|hot|extra strong)\s+)*)"
    r"(espressos?|lattes?(?: macchiatos?)?|cappuccinos?|cappucinos?|americanos?|flat whites?|mochas?|"
    r"macchiatos?|lungos?|ristrettos?|"
    r"cold brews?|cortados?|frapp[eé]s?|filter coffees?|coffees?|brews?|decafs?)\b",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(r"^\s*(?:more\s+|cups? of\s+|shots? of\s+|mugs? of\s+|pots? of\s+)*$", re.IGNORECASE)
_POT = re.compile(r"\b(?:a |the )?pot of\b", re.IGNORECASE)
_BREWS_FOR = timedelta(minutes=2)
"""How long one brewing takes."""
_MOST = 12
"""More cups at once than this are refused."""


class Coffee(Skill):
    """Brews coffee, now or later."""

    action = "action_coffee"
    intents = ("iot_coffee",)

    def __init__(self, home: Callable[[Belongings], Home] = open_home) -> None:
        self._home = home

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Start, plan or stop a coffee and say so."""
        return serve_again(lambda asked, kept: serve_coffee(asked, self._home(kept)), request, belongings)


def serve_coffee(request: Request, home: Home) -> Reply:
    """Answer a request about coffee; other skills use it for a coffee machine that was called a plug."""
    machine = _machine(home)
    if machine is None:
        return Reply("There is no coffee machine in this house.", Outcome.NOT_FOUND)
    if _OFF.search(request.text):
        home.change(machine, {"state": "off", "coffee": None, "ready": None, "start": None})
        return Reply("The coffee machine is off." + home.greeting())
    if _QUESTION.search(request.text) and not re.search(r"\b(?:make|brew|have|get)\b", request.text, re.IGNORECASE):
        return Reply(coffee_state(home, request.now))
    coffee, count = _coffee(request)
    if count > _MOST:
        return Reply(f"I can brew up to {_MOST} cups at once, so {count} are too many.", Outcome.UNSUPPORTED)
    named = _with_count(coffee, count)
    start = wanted_moment(request)
    if start is not None and start > request.now + timedelta(seconds=30):
        planned = {
            "state": "off",
            "coffee": named,
            "start": start.isoformat(),
            "ready": (start + _BREWS_FOR).isoformat(),
        }
        home.change(machine, planned)
        return Reply(f"I'll make {named} {say_moment(start, request.now)}." + home.greeting())
    home.change(
        machine, {"state": "on", "coffee": named, "start": None, "ready": (request.now + _BREWS_FOR).isoformat()}
    )
    if _SWITCH_ON.search(request.text) and coffee == "coffee":
        return Reply("The coffee machine is on; coffee is on its way." + home.greeting())
    return Reply(f"The coffee machine is making {named}, ready in two minutes." + home.greeting())


def coffee_state(home: Home, now: datetime) -> str:
    """How the coffee machine is, in a sentence: off, brewing, planned, ready."""
    machine = _machine(home)
    state = home.state(machine) if machine else {}
    coffee, ready, start = state.get("coffee"), _moment(state.get("ready")), _moment(state.get("start"))
    if coffee and start is not None and start > now:
        return f"The coffee machine will make {coffee} {say_moment(start, now)}."
    if coffee and ready is not None:
        if ready > now:
            return f"The coffee machine is on and making {coffee}. It is ready in a moment."
        if now - ready < timedelta(hours=1):
            minutes = int((now - ready).total_seconds() // 60)
            since = "just now" if minutes < 1 else f"{minutes} minute{'s' if minutes > 1 else ''} ago"
            return f"The coffee is ready; it was done {since}."
        return "The coffee machine is off; the last coffee was done more than an hour ago."
    return f"The coffee machine is {'on' if state.get('state') == 'on' else 'off'}."


def _machine(home: Home) -> Thing | None:
    return next((thing for thing in home.things if thing.kind == "coffee machine"), None)


def _moment(iso: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(iso) if isinstance(iso, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _coffee(request: Request) -> tuple[str, int]:
    """Which coffee, and how many."""
    text = re.sub(r"\b(?:coffee|espresso) (?:machine|maker)\b", " ", request.text, flags=re.IGNORECASE)
    hits = list(_KIND.finditer(text))
    hit = next((one for one in hits if one.group(1) or not one.group(2).lower().startswith(("coffee", "brew"))), None)
    hit = hit or (hits[0] if hits else None)
    words = f"{hit.group(1) or ''}{hit.group(2)}".lower().strip() if hit else ""
    kind = words[:-1] if words.endswith("s") else words
    entity = (request.value("coffee_type") or "").casefold().strip()[:40]
    if kind in ("", "coffee", "brew"):
        kind = entity or "coffee"
    count = 1
    before = hit.start() if hit else 0
    for number in find_numbers(text[:before]):
        if _COUNT_BEFORE.match(text[number.end : before]) and number.value == int(number.value) and number.value > 0:
            count = int(number.value)
    if re.search(r"\ba couple of\b", text, re.IGNORECASE):
        count = 2
    return (f"pot of {kind}" if _POT.search(text) else kind), count


def _with_count(coffee: str, count: int) -> str:
    if count > 1:
        plural = coffee if coffee.endswith(("decaf", "strong", "black")) else f"{coffee}s"
        return f"{count} {plural}"
    return f"{'an' if coffee[:1] in 'aeiou' else 'a'} {coffee}"
