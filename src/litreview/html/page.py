"""One page: the template of its content in the skeleton that all pages share.

`hue_style` is a style for the codes of the main group, from the one table that map, graph and report share.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from litreview.html.page import NOWHERE, Ways, cited_line, work_label
from litreview.markup import asset, environment, render
from litreview.text import drawing
from litreview.works.kinds import is_told

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def hue_style() -> Markup:
    """Return the style of `h0`, `h1`, …, `h-several`, `h-none`: the fill of a bubble, bar or dot, its writing, and the swatch of a chip."""
    from markupsafe import Markup

    light = _rules(drawing.LIGHT, drawing.SEVERAL, drawing.NONE, drawing.ON_LIGHT)
    dark = _rules(drawing.DARK, drawing.SEVERAL_DARK, drawing.NONE_DARK, drawing.ON_DARK)
    return Markup(f"{light}@media(prefers-color-scheme:dark){{{dark}}}\n@media print{{{light}}}\n")  # noqa: S704 - our own colours


def _rules(fills: tuple[str, ...], several: str, none: str, writing: str) -> str:
    named = [*((f"h{n}", fill) for n, fill in enumerate(fills)), ("h-several", several), ("h-none", none)]
    rules = [f".map .{name}{{fill:{fill}}}.hue.{name}::before{{background:{fill}}}" for name, fill in named]
    return f"{''.join(rules)}.map .number{{fill:{writing}}}\n"


ROOM = "litreview.html"
_LONG = 240
"""Characters of a search strategy that a cell of a table still holds."""


def page(
    template: str,
    *,
    title: str,
    styles: tuple[str, ...] = (),
    script: str = "",
    wide: bool = False,
    hues: bool = False,
    ways: Ways = NOWHERE,
    **values: object,
) -> str:
    """Return a whole HTML page. `styles` and `script` name files of this room; without a script none may run at all. `hues` adds the colours of the main group,
    `ways` the links to where what it shows is judged.
    """
    style = asset(ROOM, "base.css", *styles) + (hue_style() if hues else "")
    code = asset(ROOM, script) if script else ""
    return render(
        templates(), template, title=title, style=style, script=code, wide=wide, ways=ways, **values
    )


@cache
def templates() -> Environment:
    """Return the templates of this room, with the filters that they use."""
    made = environment(ROOM, label=work_label, cited=cited_line, slug=_slug, figure=_figure)
    made.tests["told"] = is_told
    made.tests["long_strategy"] = lambda search: len(search.strategy) > _LONG or "\n" in search.strategy
    made.tests["plain_name"] = re.compile(
        r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*"
    ).fullmatch
    return made


def _slug(id_: str) -> str:
    """Return an id fit for an anchor: letters and digits stay, the rest becomes its code point."""
    return re.sub(r"[^A-Za-z0-9]", lambda m: f"-{ord(m[0]):x}-", id_)


class _Figure(NamedTuple):
    number: str
    unit: str
    more: str


def _figure(value: str) -> _Figure:
    """Return a number, to be shown large, its unit, and what is in brackets behind it.

    >>> _figure("60 MB (of these 5 new)")
    _Figure(number='60', unit='MB', more='of these 5 new')
    """
    before, _, rest = value.partition(" (")
    found = re.match(r"[\d.,]*\d", before)
    number = found[0] if found else before
    return _Figure(number, before[len(number) :].strip(), rest.removesuffix(")"))
