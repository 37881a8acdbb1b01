"""Shopping, to-do and other lists: add, read out, remove, clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.rooms import spoken_list
from actions.skill import Skill
from actions.taking_back import Noting, serve_again
from preferences.belongings import Belongings
from preferences.request import Outcome, Reply, Request

_PREFIX = "list:"
_SHOPPING, _TODO = "shopping", "to-do"
_LONGEST_ITEM, _MOST_ITEMS, _MOST_LISTS = 120, 200, 50

_ALSO = {
    "groceries": _SHOPPING,
    "grocery": _SHOPPING,
    "grocery shopping": _SHOPPING,
    "food": _SHOPPING,
    "food shopping": _SHOPPING,
    "supermarket": _SHOPPING,
    "store": _SHOPPING,
    "market": _SHOPPING,
    "buying": _SHOPPING,
    "to do": _TODO,
    "todo": _TODO,
    "to-do": _TODO,
    "to dos": _TODO,
    "todos": _TODO,
    "task": _TODO,
    "tasks": _TODO,
    "things to do": _TODO,
    "check": _TODO,
    "chore": "chores",
    "packing": "packing",
}
_TASK_VERBS_WORDS = (
    "book bring call cancel change check clean collect contact do email e-mail empty feed file finish fix fold "
    "get go iron mail make mow organise organize paint pay phone pick plan post practise practice prepare print "
    "read renew repair reply return ring schedule send sign sort study submit sweep take talk tell tidy update "
    "vacuum visit walk wash water wrap write"
)
_TASK_VERBS = frozenset(_TASK_VERBS_WORDS.split())
_KEPT_TOGETHER = (
    "mac and cheese",
    "macaroni and cheese",
    "salt and pepper",
    "fish and chips",
    "peanut butter and jelly",
    "oil and vinegar",
    "ham and cheese",
    "bread and butter pudding",
    "half and half",
    "rock and roll",
    "bubble and squeak",
    "pork and beans",
    "rice and beans mix",
    "sweet and sour sauce",
    "head and shoulders",
    "cookies and cream",
    "salt and vinegar crisps",
    "salt and vinegar chips",
    "black and decker",
    "m and ms",
)

_OWN = r"(?:my|the|our|a|an|this|that|your|another|one)"
_STOPS = r"from|off|on|onto|in|into|to|of|out|for|with|and|or|my|the|our|your|is|are|have|it|that|this|add|put"
_NAME_WORDS = rf"(?:to[\s-]?do\s+|(?!(?:{_STOPS})\b)[\w'’&-]+\s+){{0,3}}?"
_LIST_NAME = re.compile(
    rf"\b(?:{_OWN}\s+)(?:new\s+)?({_NAME_WORDS})(?:check)?list\b|\b((?:shopping|grocery|groceries|to[\s-]?do|"
    rf"task|packing|wish|"
    r"gift|reading|guest|christmas|party|chores?|work|bucket|hardware)\s+)(?:check)?list\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\blist\s+(?:called|named|titled|for|of)\s+(?:my\s+|the\s+|our\s+|all\s+)?(.+?)(?=\s+(?:with|and add|"
    r"containing|please)\b|[.?!,:]|$)",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(
    rf"\b(?:to|on|onto|in|into|from|off|of)\s+{_OWN}\s+(groceries|"
    rf"to[\s-]?dos?|todos?|shopping|tasks|chores)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^\W*(?:(?:hey|hi|ok|okay|olly|please|kindly|mynah|can you|could you|would you|will you|i want you to|"
    r"i'd like you to|i need you to|"
    r"i want to|i'd like to|i would like to|"
    r"i was wondering if you (?:could|can|would)|if you (?:could|can)|i need to|we need to|let's|lets|"
    r"also|and|then|now|go ahead and|"
    r"you can)\b[\s,]*)+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"[\s,]*\b(?:please|thanks|thank you|"
    r"for me|too|as well|okay|ok|now)\b[\s.!?]*$",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^(?:i have to|i've got to|i must|add|put|place|include|insert|append|write|note|jot|stick|throw|enter|"
    r"get|pop|remember|we need|"
    r"we also need|i need|i also need|need|"
    r"buy|pick up|order|we're out of|we are out of|i'm out of|i am out of|we ran out of|i ran out of|"
    r"we've run out of|we have run out of|"
    r"i've run out of|out of|running low on|we're running low on|we are running low on|remind me to|"
    r"don't forget|do not forget|"
    r"don't let me forget|don't let me forget to|(?:create|make|start|begin|open|set up)\b)\s*(?:down\s+|"
    r"also\s+)?(?:to\s+)?"
    r"(?:(?:add|put)\s+(?=\S))?",
    re.IGNORECASE,
)
_BUY = re.compile(r"^(?:buy|get|pick up|order)\s+(?:me\s+|us\s+)?(?=\S)", re.IGNORECASE)
_DO_IT = re.compile(
    r"^(?:remind me to|don't forget to|do not forget to|remember to|i need to|we need to)\s+(?!buy|get|pick up|"
    r"add|put)",
    re.IGNORECASE,
)
_CREATE = re.compile(
    r"^(?!.*\bitems?\b)(?:create|make|start|begin|open|set up|new|prepare|give me a new|i need a new|"
    r"i want a new)\b.*\blist\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:with|containing|and add|and put|including)\s+(.+)$|\blist\s*[:;]\s*(.+)$", re.IGNORECASE)
_REMOVE = re.compile(
    r"^(?:mark|set|i'm done with|i am done with|done with|i've finished|"
    r"remove|delete|erase|take|cross|tick|check|strike|scratch|drop|get rid of|cancel|eliminate|clear|"
    r"empty|wipe|throw out|"
    r"i bought|we bought|i already bought|i got|we got|i have|we have|i already have|we already have|i've got|"
    r"we've got|i don't need|"
    r"we don't need|i do not need|i no longer need|we no longer need|i don't want|i did|i've done|i finished|"
    r"forget(?: about)?)\s*"
    r"(?:(?:off|out|down)\s+)?(?:any\s?more\s+)?",
    re.IGNORECASE,
)
_DONE = r"(?:all )?(?:done|complete|completed|finished|ticked off|crossed off|bought|taken care of)"
_MARKED = re.compile(
    rf"^\W*(?:please |can you |could you )*(?:mark|set|tick|check)\b.+\bas {_DONE}(?:\W*$|\W+(?:on|off|from|in)\b)",
    re.IGNORECASE,
)
_AS_DONE = re.compile(rf"\s+(?:(?:off\s+)?as|is|are)\s+(?:already\s+)?{_DONE}$", re.IGNORECASE)
_FROM_A = re.compile(r"\s+(?:from|off)\s+(?:my|the|our)\s+([\w' -]{2,30})$", re.IGNORECASE)
_ALL_OF_IT = re.compile(
    r"^(?:everything|all|all of it|all (?:the |of the |my )?(?:items|things|entries|products)|every item|"
    r"it all|the (?:whole|entire) list|"
    r"the contents?)?$",
    re.IGNORECASE,
)
_CLEARS = re.compile(r"^(?:clear|empty|wipe|erase|reset)\b", re.IGNORECASE)
_LISTS = re.compile(r"\b(?:lists|all (?:of )?my lists|list names)\b", re.IGNORECASE)
_NEEDED = re.compile(
    r"^\W*(?:do (?:i|we) (?:still )?need|should (?:i|we) (?:buy|get)|am i out of)\s+(?:to (?:buy|get) )?(?!to\b)(.+)$",
    re.IGNORECASE,
)
_LAST = re.compile(r"^(?:the |my )?(last|latest|first)(?: (?:item|thing|one|entry))?$", re.IGNORECASE)
_IS_ON = re.compile(
    r"^\W*(?:is|are|do i have|do we have|have i got|did i (?:add|put)|have i (?:added|put)|does it have|"
    r"check if|check whether)\s+(?:there\s+)?(.+?)"
    r"\s*(?:already\s+)?(?:on|in)\s+(?:my|the|our|that|this|it)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow (?:many|long)\b", re.IGNORECASE)
_JUNK_NAMES_WORDS = "new whole entire last previous current following items item of on the my first next other same"
_JUNK_NAMES = frozenset(_JUNK_NAMES_WORDS.split())
_NO_ITEMS_WORDS = (
    "item items something this that it these those things thing stuff one new another a an the some more new item "
    "entry product list lists"
)
_NO_ITEMS = frozenset(_NO_ITEMS_WORDS.split())


@dataclass(frozen=True)
class Order:
    """What a sentence says about lists."""

    name: str
    """The list's name, "shopping"; empty when none was named."""
    items: tuple[str, ...] = ()
    """The things or tasks."""
    whole: bool = False
    """All of the list is meant."""
    create: bool = False
    """A new list is wanted."""
    task: bool = False
    """The items are things to do."""


class Lists(Skill):
    """Keeps a person's lists."""

    action = "action_lists"
    intents = ("lists_createoradd", "lists_query", "lists_remove")

    def serve(self, request: Request, belongings: Belongings) -> Reply:
        """Add, read out or remove, and tell what the list holds."""
        if belongings.person is None:
            told = "I don't know who is speaking, so I can't keep a list for you."
            return Reply(told, Outcome.UNSUPPORTED)
        return serve_again(self._serve, request, belongings)

    def _serve(self, request: Request, belongings: Noting) -> Reply:
        if request.intent == "lists_remove" or _MARKED.search(request.text):
            return _remove(request, belongings)
        if request.intent == "lists_query":
            return _read_out(request, belongings)
        return _add(request, belongings)


# --- reading the words


def _normal_name(words: str) -> str:
    name = re.sub(r"[^\w\s'&-]", " ", words.casefold().replace("’", "'"))
    name = re.sub(r"\b(?:check)?lists?\b", " ", name)
    name = " ".join(word for word in name.split() if word not in ("my", "the", "our", "a", "an"))[:40]
    return _ALSO.get(name, name)


def read_name(request: Request) -> str:
    """The list a sentence names, by its usual name; empty when it names none."""
    text = request.text
    if hit := _CALLED.search(text):
        name = _normal_name(hit.group(1))
        if name and not set(name.split()) & {"me", "us", "today", "tomorrow", "now", "items", "things"}:
            return name
    for hit in _LIST_NAME.finditer(text):
        words = [word for word in (hit.group(1) or hit.group(2) or "").split() if word.casefold() not in _JUNK_NAMES]
        if words:
            return _normal_name(" ".join(words))
    if hit := _BARE_NAME.search(text):
        return _normal_name(hit.group(1))
    for value in request.values("list_name"):
        name = _normal_name(value)
        if name and name not in _JUNK_NAMES:
            return name
    return ""


def _without_list(text: str) -> str:
    """The sentence without the words that name the list."""
    text = re.sub(
        rf"\s*\b(?:to|on to|on|onto|in|into|from|off of|off|out of|of|"
        rf"for)\s+(?:{_OWN}\s+)?{_NAME_WORDS}(?:check)?lists?\b",
        " ",
        text,
        count=1,
        flags=re.IGNORECASE,
    )
    text = _BARE_NAME.sub(" ", text)
    text = re.sub(r"\s*\b(?:on|in|to|off|from) (?:there|it)\b[\s.!?]*$", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"^(?:{_OWN}\s+)?{_NAME_WORDS}(?:check)?list\s*[:,;]\s*", "", text.strip(), flags=re.IGNORECASE)
    return " ".join(text.split())


_TAIL = (
    r"(?:put|add|get|write|take|remove|delete|cross) (?:them|it|that|those|these|this)(?: (?:down|on|off|out|there))*"
)


def split_items(words: str) -> tuple[str, ...]:
    """Single items of "milk, two dozen eggs and mac and cheese"; articles go, amounts stay."""
    held = re.sub(r"<[^<>]*>|[<>\x00-\x1f]", " ", words.replace("’", "'"))
    for number, pair in enumerate(_KEPT_TOGETHER):
        held = re.sub(rf"\b{pair}\b", f"\x00{number}\x00", held, flags=re.IGNORECASE)
    items = []
    for part in re.split(
        r"\s*(?:[,;\n]|\band also\b|\bas well as\b|"
        r"\bplus\b|\band then\b|\band\b|&)\s*",
        held,
        flags=re.IGNORECASE,
    ):
        item = re.sub("\x00(\\d+)\x00", lambda hit: _KEPT_TOGETHER[int(hit.group(1))], part)
        item = re.sub(
            r"^(?:the|some|an?|any|more|"
            r"some more|a few|also|my)\s+(?=\S)",
            "",
            item.strip(" \t.!?:\"'"),
            flags=re.IGNORECASE,
        )
        item = re.sub(r"\s+", " ", item).strip(" .!?:\"'")
        if re.fullmatch(_TAIL, item.casefold()):
            continue  # "lemons, put them on the list"
        if item and item.casefold() not in _NO_ITEMS and re.search(r"\w", item):
            items.append(item[:_LONGEST_ITEM])
    return tuple(dict.fromkeys(items))


def read_addition(request: Request) -> Order:
    """What should go onto which list."""
    name = read_name(request)
    text = _THANKS.sub("", _POLITE.sub("", request.text.strip()))
    create = bool(_CREATE.search(text))
    task = bool(_DO_IT.search(text))
    if create:
        hit = _WITH.search(text)
        found = split_items(_without_list(hit.group(1) or hit.group(2))) if hit else ()
    else:
        bare = _without_list(text)
        words = _ADD.sub("", bare, count=1) if _ADD.search(bare) else _unled(bare, request)
        found = split_items(words if name == _TODO else _BUY.sub("", words))
    if not found:
        found = tuple(item for value in request.values("item_name") for item in split_items(value))
    task = task or (bool(found) and all(_is_task(item) for item in found))
    found = tuple(_quietly(item, request.text) for item in found)
    return Order(name, found, create=create, task=task)


def _is_task(item: str) -> bool:
    """Whether an item is something to do rather than a thing."""
    return item.split()[0].casefold() in _TASK_VERBS


def _quietly(item: str, text: str) -> str:
    """An item without its shouting; "TV" keeps its capitals unless the whole sentence has them."""
    shouted = item.isupper() and (text.isupper() or any(len(word) > 3 for word in re.findall(r"[^\W\d_]+", item)))
    return item.lower() if shouted else item


def _unled(bare: str, request: Request) -> str:
    """Words without a verb are items only when they are few, or when NLU saw an item in them."""
    if re.search(r"\b(?:lists?|what|add)\b", bare, re.IGNORECASE):
        return bare.partition("add ")[2]
    return bare if len(bare.split()) <= 12 and not request.values("item_name") else ""


def read_removal(request: Request) -> Order:
    """What should go from which list."""
    name = read_name(request)
    text = _THANKS.sub("", _POLITE.sub("", request.text.strip()))
    clears = bool(_CLEARS.search(text))
    whole_list = re.search(
        rf"^\w+(?: out|"
        rf" up)?\s+(?:{_OWN}\s+)?{_NAME_WORDS}(?:check)?lists?\b(?!\s*\w*\s*items?)",
        text,
        re.IGNORECASE,
    )
    bare = re.sub(
        r"^(?:no|no more)\s+|\bplease\b", "", _REMOVE.sub("", _without_list(text), count=1), flags=re.IGNORECASE
    )
    bare = _AS_DONE.sub("", bare.strip(" .!?"))
    bare = re.sub(r"\s*\b(?:off|out|from|any ?more|any longer)$", "", bare, flags=re.IGNORECASE).strip(" .!?")
    if (whole_list and not re.search(r"\b(?:from|off)\b", text, re.IGNORECASE)) or (
        clears and re.search(r"\blist\b", text, re.IGNORECASE) and not _item_said(bare)
    ):
        return Order(name, whole=True)
    if _ALL_OF_IT.match(bare) and bare:
        return Order(name, whole=True)
    if not name and (hit := _FROM_A.search(bare)):
        name, bare = _normal_name(hit.group(1)), bare[: hit.start()]
    items = split_items(bare) or tuple(item for value in request.values("item_name") for item in split_items(value))
    return Order(name, items)


def _item_said(bare: str) -> bool:
    return bool(bare) and not _ALL_OF_IT.match(bare) and not re.search(r"\blist\b", bare, re.IGNORECASE)


# --- doing it


def _items(belongings: Belongings, name: str) -> list[str] | None:
    kept = belongings.mine(_PREFIX + name)
    return [item for item in kept if isinstance(item, str)] if isinstance(kept, list) else None


def _names(belongings: Belongings) -> list[str]:
    return [key[len(_PREFIX) :] for key in belongings.my_keys(_PREFIX)]


def _title(name: str) -> str:
    return f"{name} list"


def _same(one: str, other: str) -> bool:
    return _stem(one) == _stem(other)


def _stem(item: str) -> str:
    words = re.sub(r"^(?:the|some|an?|my)\s+", "", item.casefold()).split()
    return " ".join(re.sub(r"(?<=\w{3})(?:(?<=[osxz])es|(?<![s])s)$", "", word) for word in words)


def _add(request: Request, belongings: Noting) -> Reply:
    order = read_addition(request)
    name = order.name or (_TODO if order.task else _SHOPPING)
    now = _items(belongings, name)
    if order.create and not order.items:
        if not order.name:
            return Reply("What should I call the new list?", Outcome.ASKED, missing="list_name")
        if now is not None:
            return Reply(f"You already have a {_title(name)}{_holding(now)}.")
        if len(_names(belongings)) >= _MOST_LISTS:
            return Reply(f"You have {_MOST_LISTS} lists already; delete one first.", Outcome.UNSUPPORTED)
        belongings.keep_mine(_PREFIX + name, [])
        return Reply(f"I made a new {_title(name)}. It is empty.")
    if not order.items:
        what = "What should I add to" if name != _TODO else "What should I put on"
        return Reply(f"{what} your {_title(name)}?", Outcome.ASKED, missing="item_name")
    kept = now or []
    new = [item for item in order.items if not any(_same(item, have) for have in kept)]
    if not new:
        return Reply(f"{_capital(spoken_list(list(order.items)))} {_be(order.items)} already on your {_title(name)}.")
    if len(kept) + len(new) > _MOST_ITEMS:
        return Reply(f"Your {_title(name)} is full: it holds {_MOST_ITEMS} items.", Outcome.UNSUPPORTED)
    belongings.keep_mine(_PREFIX + name, [*kept, *new])
    there = [item for item in order.items if item not in new]
    already = (
        f" {_capital(spoken_list(there))} {'were' if _be(there) == 'are' else 'was'} on it already." if there else ""
    )
    instead = " instead" if belongings.taken else ""
    return Reply(f"I added {spoken_list(new)} to your {_title(name)}{instead}.{already}")


def _read_out(request: Request, belongings: Belongings) -> Reply:
    names = _names(belongings)
    name = read_name(request)
    if not name and _LISTS.search(request.text):
        if not names:
            return Reply("You have no lists yet.")
        return Reply(f"You have {len(names)} list{'s' if len(names) > 1 else ''}: {spoken_list(names)}.")
    if not name and re.search(
        r"\b(?:i (?:have|need|got|"
        r"supposed) to do|tasks?|to[\s-]?dos?)\b",
        request.text,
        re.IGNORECASE,
    ):
        name = _TODO
    if not name:
        filled = [one for one in names if _items(belongings, one)]
        name = filled[0] if len(filled) == 1 else _SHOPPING
    items = _items(belongings, name)
    if items is None and name not in (_SHOPPING, _TODO):
        return Reply(f"You have no {_title(name)}.", Outcome.NOT_FOUND)
    items = items or []
    if hit := _IS_ON.search(request.text) or _NEEDED.search(request.text):
        asked = split_items(hit.group(1))
        if asked and asked[0].casefold() not in ("anything", "what"):
            return _is_on(asked, items, name)
    if _HOW_MANY.search(request.text):
        there = "There is 1 item" if len(items) == 1 else f"There are {len(items)} items"
        return Reply(f"{there} on your {_title(name)}.")
    if not items:
        return Reply(f"Your {_title(name)} is empty.")
    return Reply(f"On your {_title(name)}: {spoken_list(items)}.")


def _is_on(asked: tuple[str, ...], items: list[str], name: str) -> Reply:
    there = [item for item in asked if any(_same(item, have) for have in items)]
    missing = [item for item in asked if item not in there]
    if not missing:
        return Reply(f"Yes, {spoken_list(there)} {_be(there)} on your {_title(name)}.")
    but = f", but {spoken_list(there)} {_be(there)}" if there else ""
    return Reply(f"No, {spoken_list(missing)} {_be(missing)} not on your {_title(name)}{but}.")


def _remove(request: Request, belongings: Belongings) -> Reply:
    order = read_removal(request)
    names = _names(belongings)
    if order.whole:
        return _clear(order, request, belongings, names)
    if not order.items:
        name = order.name or _SHOPPING
        return Reply(f"What should I take off your {_title(name)}?", Outcome.ASKED, missing="item_name")
    if order.name and _items(belongings, order.name) is None and order.name not in (_SHOPPING, _TODO):
        return Reply(f"You have no {_title(order.name)}.", Outcome.NOT_FOUND)
    searched = [order.name] if order.name else sorted(names, key=lambda name: name != _SHOPPING)
    gone: dict[str, list[str]] = {}
    missing = []
    for item in order.items:
        for name in searched:
            items = _items(belongings, name) or []
            if hit := _find(item, items):
                belongings.keep_mine(_PREFIX + name, [have for have in items if have != hit])
                gone.setdefault(name, []).append(hit)
                break
        else:
            missing.append(item)
    told = " ".join(f"I took {spoken_list(items)} off your {_title(name)}." for name, items in gone.items())
    if missing:
        where = f"on your {_title(order.name or _SHOPPING)}" if order.name or len(names) < 2 else "on any of your lists"
        told += f" {_capital(spoken_list(missing))} {_be(missing)} not {where}."
    return Reply(told.strip(), Outcome.DONE if gone else Outcome.NOT_FOUND)


def _find(item: str, items: list[str]) -> str | None:
    """The entry that is meant: the same words first, else the only one that holds them ("call" → "call mom")."""
    if items and (place := _LAST.match(item)):
        return items[0 if place.group(1).lower() == "first" else -1]
    for have in items:
        if _same(item, have):
            return have
    held = [have for have in items if re.search(rf"\b{re.escape(_stem(item))}\b", _stem(have))]
    return held[0] if len(held) == 1 else None


def _clear(order: Order, request: Request, belongings: Belongings, names: list[str]) -> Reply:
    if not order.name and re.search(r"\blists\b", request.text, re.IGNORECASE):
        for name in names:
            belongings.keep_mine(_PREFIX + name, None)
        return Reply(f"I deleted all your lists: {spoken_list(names)}." if names else "You have no lists.")
    name = order.name or (names[0] if len(names) == 1 else _SHOPPING)
    items = _items(belongings, name)
    if items is None:
        return Reply(f"You have no {_title(name)}.", Outcome.NOT_FOUND)
    deleted = bool(
        re.match(
            r"\W*(?:please\s+)?(?:delete|remove|"
            r"erase|get rid of|eliminate|drop)\b",
            request.text,
            re.IGNORECASE,
        )
    )
    deleted = deleted and not re.search(r"\b(?:everything|items?|things|all)\b", request.text, re.IGNORECASE)
    belongings.keep_mine(_PREFIX + name, None if deleted else [])
    count = f"{len(items)} item{'s' if len(items) != 1 else ''}"
    verb = "deleted" if deleted else "cleared"
    return Reply(f"I {verb} your {_title(name)}; {count} {'is' if len(items) == 1 else 'are'} gone.")


def _be(items: Sequence[str]) -> str:
    """is or are, as the items are one or many ("eggs"); one task is one: "buy stamps is"."""
    one_task = _is_task(items[0]) or _BUY.match(items[0])
    return "are" if len(items) > 1 or (re.search(r"(?<!s)s$", items[0]) and not one_task) else "is"


def _holding(items: list[str]) -> str:
    return f" with {len(items)} item{'s' if len(items) != 1 else ''}" if items else "; it is empty"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
