"""`mynah teach`: writes, checks, tries and lists teaching flows; neither Rasa nor a trained model is needed."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer
import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from preferences.curriculum import ROOT, Curriculum, known_names, load_curriculum, load_signatures
from preferences.errors import FlowError, MynahError
from preferences.flow import Flow
from preferences.flow_draft import Draft, written
from preferences.flow_file import load_flow
from preferences.flow_keys import KINDS, names
from preferences.flow_schema import modeline
from preferences.lookups import load_lookups
from preferences.skill_files import read_skills, signatures

if TYPE_CHECKING:
    from preferences.flow_check import Checked, Requests

# What reads sentences compiles its patterns when it is imported; only the commands that read any wait for that.

app = typer.Typer(help="Write, check, try and list teaching flows.", no_args_is_help=True)
console = Console()

FOLDER = ROOT / "data" / "teaching"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class NoSuchFlow(MynahError):
    """A concept was named that nobody teaches."""


class AlreadyThere(MynahError):
    """A file would be written over."""


# --- new


@app.command()
def new(concept: str = typer.Argument(..., help="Its name: lower case, digits and _.")) -> None:
    """Ask a few questions and write a teaching flow to data/teaching/."""
    if not _NAME.fullmatch(concept):
        raise AlreadyThere(f"`{concept}` is no name. Use lower-case letters, digits and _, beginning with a letter.")
    path = FOLDER / f"{concept}.yml"
    if path.exists():
        raise AlreadyThere(f"{_shown(path)} is there already. Change that file, or choose another name.")
    draft = _asked(concept)
    path.write_text(written(draft, modeline(FOLDER)), encoding="utf-8")
    console.print(f"Written to {_shown(path)}.", markup=False, highlight=False)
    checked = _check([path])
    _report(checked, 1)
    if not checked.mistakes:
        console.print(f"Try it: mynah teach try {concept}", markup=False, highlight=False)


def _asked(concept: str) -> Draft:
    name = concept.replace("_", " ")
    says = _line("How does the assistant speak of it?", f"a kind of {name}")
    kind = _one_of("What can its values be?", names(KINDS), "choices")
    choices: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    lookup = example = ""
    if kind == "choices":
        choices = _several("Which values are there? Two or more, with commas", fewest=2)
    elif kind == "lookup":
        tables = load_lookups()
        lookup = _one_of("Which table?", sorted(tables), sorted(tables)[0])
        example = tables[lookup].values[0]
    elif kind == "number":
        given = _line("What is counted, one and many? Such as: cup, cups; nothing for a bare number", "-")
        unit = () if given == "-" else tuple(part.strip() for part in given.split(",") if part.strip())
        unit = unit * 2 if len(unit) == 1 else unit
    if not choices and not example:
        example = _line("A value that somebody would name?", _EXAMPLES.get(kind, ""))
    intents = _requests().signatures
    intent = _one_of("Which request does it change? - for none", ("-", *sorted(intents)), "-", show=False)
    entity = _entity(intents.get(intent, ()), concept)
    ask = _line("What shall the assistant ask?", f"What is your {name}?")
    many = typer.confirm("Can somebody have several at once?", default=False)
    said = _several("How do people say it? {value} for the value, parted by semicolons; nothing for the usual", ";")
    return Draft(
        concept=concept,
        says=says,
        kind=kind,
        entity=entity,
        ask=ask,
        choices=choices,
        lookup=lookup,
        unit=unit,
        example=example,
        statements=tuple(one for one in said if "{value}" in one),
        many=many,
        intent="" if intent == "-" else intent,
    )


_EXAMPLES = {"places": "Portland, Maine", "time": "7 am", "date": "May 3", "number": "3", "text": "Sam"}


def _entity(carried: Sequence[str], concept: str) -> str:
    if carried:
        return _one_of("Which of its details?", carried, carried[0])
    while True:
        name = _line("Which entity does it show up as?", concept)
        if _NAME.fullmatch(name):
            return name
        console.print("That is no name: lower-case letters, digits and _.")


def _line(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default or None)).strip()


def _one_of(question: str, known: Sequence[str], default: str, show: bool = True) -> str:
    shown = f" ({', '.join(known)})" if show else ""
    while True:
        given = _line(f"{question}{shown}", default)
        if given in known:
            return given
        console.print(f"That is none of them: {', '.join(known)}", markup=False, highlight=False)


def _several(question: str, mark: str = ",", fewest: int = 0) -> tuple[str, ...]:
    while True:
        given = str(typer.prompt(question, default="", show_default=False))
        found = tuple(dict.fromkeys(part.strip() for part in given.split(mark) if part.strip()))
        if len(found) >= fewest:
            return found
        console.print(f"Name {fewest} or more.")


# --- check


@app.command()
def check(
    files: Optional[list[Path]] = typer.Argument(None, help="The files; all of data/teaching/, if left out."),
) -> None:
    """Report every mistake in teaching flows, with path, line, key and the mend."""
    paths = files or sorted(FOLDER.glob("*.yml"))
    checked = _check(paths)
    _report(checked, len(paths))
    raise typer.Exit(1 if checked.mistakes else 0)


def _check(paths: Sequence[Path]) -> Checked:
    from preferences.flow_check import check_flows
    from preferences.parsing import load_language

    others = sorted(FOLDER.glob("*.yml"))
    now = datetime.now().astimezone()
    return check_flows(paths, others, load_lookups(), _requests(), now, load_language)


def _requests() -> Requests:
    """What can be asked; read without the flows, since it is these that may be wrong."""
    from preferences.flow_check import Requests

    domain = ROOT / "domain.yml"
    entries = yaml.safe_load(domain.read_text(encoding="utf-8")).get("intents", ())
    intents = {name for entry in entries for name in (entry if isinstance(entry, dict) else [entry])}
    skills = read_skills(ROOT / "actions" / "skills")
    served = {intent for skill in skills for intent in skill.intents}
    return Requests(frozenset(intents | served), {**signatures(skills), **load_signatures(domain)})


def _report(checked: Checked, count: int) -> None:
    for mistake in checked.mistakes:
        console.print(_told(mistake), soft_wrap=True)
    if checked.mistakes:
        console.print(f"{_counted(len(checked.mistakes), 'mistake')} in {_counted(count, 'file')}.", highlight=False)
    else:
        console.print(f"{_counted(count, 'file')}, no mistakes.", highlight=False)


def _told(mistake: FlowError) -> Text:
    where = _shown(Path(mistake.path)) + (f":{mistake.line}" if mistake.line is not None else "")
    return Text.assemble(
        (where, "bold"), ": ", (mistake.key, "cyan"), f": {mistake.problem}. ", (mistake.mend, "green")
    )


def _shown(path: Path) -> str:
    """A path as seen from here, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# --- try


@app.command("try")
def try_(concept: str = typer.Argument(..., help="A concept of data/teaching/, or a file.")) -> None:
    """Play a lesson here in the terminal; nothing is stored."""
    from preferences.parsing import load_language
    from preferences.rehearsal import Rehearsal

    curriculum, flow = _with_flow(concept)
    rehearsal = Rehearsal(curriculum, lambda: datetime.now().astimezone(), load_language)
    console.print("Nothing of this is stored. Leave with an empty line or Ctrl-C.", style="dim")
    _say(rehearsal.begin(flow.concept))
    while rehearsal.lesson is not None:
        try:
            said = console.input("[bold]you[/bold]    ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            break
        if not said.strip():
            break
        _say(rehearsal.answer(said))
    for statement in rehearsal.taught:
        taught = curriculum.flow(statement.concept)
        told = taught.told(statement.value, statement.liked, statement.condition) if taught else statement.value
        console.print(f"It would be kept: {statement.concept} = {statement.value} ({told}).", markup=False)
    if not rehearsal.taught:
        console.print("Nothing would be kept.")


def _with_flow(concept: str) -> tuple[Curriculum, Flow]:
    curriculum = load_curriculum()
    if concept.endswith((".yml", ".yaml")):
        flow = load_flow(Path(concept), load_lookups())
        flows = (*(one for one in curriculum.flows if one.concept != flow.concept), flow)
        return Curriculum(flows, known_names(flows, curriculum.lookups), curriculum.signatures), flow
    found = curriculum.flow(concept)
    if found is None:
        known = ", ".join(sorted(curriculum.by_concept))
        raise NoSuchFlow(f"No flow teaches `{concept}`. Known concepts: {known}.")
    return curriculum, found


def _say(words: str) -> None:
    console.print(Text.assemble(("mynah", "bold"), f"  {words}"), soft_wrap=True)
    sys.stdout.flush()


# --- list


@app.command("list")
def list_() -> None:
    """Show what can be taught, what it guides, and how many people taught it."""
    from preferences.memory import open_memory

    curriculum = load_curriculum()
    with open_memory() as memory:
        people = memory.people_by_concept()
    table = Table("concept", "guides", "values", "people", title="What can be taught", title_justify="left")
    for flow in curriculum.flows:
        guides = ", ".join(f"{guide.intent} ({guide.entity})" for guide in flow.guides) or "nothing"
        table.add_row(flow.concept, Text(guides), Text(_values(flow)), str(people.get(flow.concept, 0)))
    console.print(table)


def _values(flow: Flow) -> str:
    if flow.values.choices:
        return ", ".join(flow.values.choices)
    if flow.values.lookup and flow.vocabulary is not None:
        return f"{len(flow.vocabulary)} of {flow.values.lookup}"
    if flow.values.number is not None:
        return f"a number of {flow.values.number.many}" if flow.values.number.many else "a number"
    kinds = {"places": "any town", "time": "a time of day", "date": "a day", "text": "free words"}
    return next(told for kind, told in kinds.items() if getattr(flow.values, kind))
