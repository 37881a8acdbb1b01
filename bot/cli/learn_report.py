"""The report of a run of `mynah learn`: a page with pictures, of counts and what is everybody's; nothing personal."""

from __future__ import annotations

import html
import time
from pathlib import Path
from typing import Any

from jinja2 import Template

_PAGE = Template(
    """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>What was learned</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; }
td.n { text-align: right; } img { max-width: 100%; }
</style>
<h1>What was learned</h1>
<p>Generation {{ name }}, {{ when }}: {{ turns }} new turns, {{ sessions }} sessions, {{ people }} people.</p>
<h2>Defects over time</h2><img src="defects.svg" alt="The estimated share of defects by day">
<h2>From requests to repairs</h2>
<img src="requests.svg" alt="How many requests showed a sign, were likely defects, were put right, are rewritten now">
<h2>Signs</h2>
{% if signs %}
<table><tr><th>sign</th><th>requests</th></tr>
{% for name, count in signs %}<tr><td>{{ name }}</td><td class="n">{{ count }}</td></tr>{% endfor %}
</table>{% else %}<p>None.</p>{% endif %}
<h2>From wordings to rewrites</h2><img src="funnel.svg" alt="How many wordings were left after each step">
{% for title, rows in tables %}
<h2>{{ title }}</h2>
{% if rows %}
<table><tr><th>heard</th><th>is now taken for</th><th>people</th><th>worked before</th>
<th>works at least</th><th>wins</th><th>losses</th><th>name</th></tr>
{% for row in rows %}<tr><td>{{ row.text }}</td><td>{{ row.said or row.meaning }}</td>
<td class="n">{{ row.people }}</td>
<td class="n">{{ row.own }}</td><td class="n">{{ row.least }}</td><td class="n">{{ row.wins }}</td>
<td class="n">{{ row.losses }}</td><td>{{ row.id }}</td></tr>{% endfor %}
</table>{% else %}<p>None.</p>{% endif %}
{% endfor %}
<p>People's own rewrites are not shown here: <code>mynah rewrites list --person NAME</code>.</p>
</html>
""",
    autoescape=True,
)
SHOWN = 20
"""Rewrites shown of the best and of the worst."""


def write_report(folder: Path, found: Any) -> None:
    """Write the page and its pictures."""
    from bot.cli.learn import funnel, requests, signs

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _bars(folder / "requests.svg", requests(found))
    _bars(folder / "funnel.svg", funnel(found))
    _line(folder / "defects.svg", found.days)
    ranked = sorted(found.learned.exact.values(), key=lambda one: one.own_success - one.least)
    served = [one for one in found.learned.exact.values() if one.record.wins + one.record.losses > 0]
    worst = sorted(served, key=lambda one: one.record.better)[:SHOWN]
    page = _PAGE.render(
        name=found.published,
        when=time.strftime("%Y-%m-%d %H:%M"),
        turns=found.turns,
        sessions=found.sessions,
        people=len(found.learned.evidence.personal),
        signs=signs(found),
        tables=[
            ("The best rewrites", [_row(one) for one in ranked[:SHOWN]]),
            ("The worst of those that were served", [_row(one) for one in worst]),
        ],
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def _row(one: Any) -> dict[str, Any]:
    return {
        "text": one.text,
        "said": one.said,
        "meaning": one.meaning.state,
        "people": one.people,
        "own": f"{one.own_success:.0%}",
        "least": f"{one.least:.0%}",
        "wins": f"{one.record.wins:.1f}",
        "losses": f"{one.record.losses:.1f}",
        "id": one.id,
    }


def _bars(file: Path, rows: list[tuple[str, int]]) -> None:
    """A bar for each row, its length by the largest."""
    most = max((count for _, count in rows), default=1) or 1
    drawn = [
        f'<text x="215" y="{y + 17}" text-anchor="end">{html.escape(name)}</text>'
        f'<rect x="225" y="{y}" width="{max(400 * count / most, 1):.0f}" height="24" fill="#3b6ea8"/>'
        f'<text x="{235 + 400 * count / most:.0f}" y="{y + 17}">{count}</text>'
        for y, (name, count) in ((10 + 34 * number, row) for number, row in enumerate(rows))
    ]
    _svg(file, 720, 20 + 34 * len(rows), drawn)


def _line(file: Path, days: list[tuple[str, float, int]]) -> None:
    """A point for each day, from nothing to the largest share."""
    most = max((share for _, share, _ in days), default=0.0) or 1.0
    step = 600 / max(len(days) - 1, 1)
    at = [(60 + step * number, 180 - 150 * share / most) for number, (_, share, _) in enumerate(days)]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in at)
    drawn = [
        '<path d="M60 20V180H680" fill="none" stroke="#999"/>',
        f'<text x="52" y="35" text-anchor="end">{most:.0%}</text><text x="52" y="184" text-anchor="end">0</text>',
        f'<polyline points="{line}" fill="none" stroke="#3b6ea8" stroke-width="2"/>',
        *(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="#3b6ea8"/>' for x, y in at),
    ]
    if days:
        drawn.append(f'<text x="60" y="204">{days[0][0]}</text>')
        drawn.append(f'<text x="680" y="204" text-anchor="end">{days[-1][0]}</text>')
    _svg(file, 720, 215, drawn)


def _svg(file: Path, width: int, height: int, drawn: list[str]) -> None:
    size = f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="14"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    file.write_text(head + "".join(drawn) + "</svg>\n", encoding="utf-8")
