"""One page: the template of its content in the skeleton that all pages share; and what pages share beside it.

Beside the skeleton: how a work is named (`work_label`, `cited_line`), where a page leads on (`Ways`), the colours of codes (`hue_style`),
and what the cell of a notebook shows (`table_cell`, `picture_cell`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from litreview.core.model import Work
from litreview.core.templates import asset, environment, render
from litreview.core.text import drawing
from litreview.core.wording import short_repr
from litreview.works.kinds import has_public_details, interview_label

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

ROOM = "litreview.pages"
_LONG = 240
"""Characters of a search strategy that a cell of a table still holds."""
_MANY = 3
"""Authors that a label names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways from a page to where its works, pairs and disputes are judged; a page that is of no review has none.

    - `command`: what opens the desks, for a page that is a file;
    - `home`: the first page of the window that serves it; `works`, `pairs`, `disputes`: addresses there, by key, by the ids of two records,
      by key and question.
    """

    command: str = ""
    home: str = ""
    works: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    disputes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    __repr__ = short_repr


NOWHERE = Ways()
FROM_A_FILE = Ways(command="litreview review DIR --by NAME")
"""What a file says that a run wrote: the same bytes wherever the review lies."""


def work_label(work: Work) -> str:
    """Return `Farrell & Pfeffer 2014`, as text; the key alone for a confidential work.

    >>> work_label(Work(key="I01", type="interview", confidential=True))
    'I01 (interview)'
    """
    if has_public_details(work):
        return interview_label(work)
    if work.confidential:
        return f"{work.key} ({work.type})"
    names = [person.sort_name for person in work.authors or work.editors]
    if len(names) > _MANY:
        who = f"{names[0]} et al."
    else:
        who = " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{who or work.title or work.key} {work.year or 'n.d.'}"


def cited_line(work: Work) -> str:
    """Return author, year and title on one line, for a table of works; of a confidential work what its label says.

    >>> cited_line(Work(key="a", type="book", fields={"title": "Made-up tales"}, year=2001))
    'Made-up tales 2001'
    """
    label = work_label(work)
    return label if work.confidential or not (work.authors or work.editors) else f"{label}. {work.title}"


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
    made.tests["told"] = has_public_details
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


def table_cell(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], more: int = 0, note: str = ""
) -> str:
    """Return a table of so many rows, and how many `more` there are; everything in it is text, whatever it looks like."""
    return render(
        templates(), "cell.html.j2", caption=caption, header=header, rows=rows, more=more, note=note
    )


def picture_cell(svg: str, words: str) -> str:
    """Return a picture that is whole in itself: its styles change nothing else in the notebook. `words` say what it shows."""
    data = b64encode(svg.encode()).decode()
    return render(templates(), "cell_picture.html.j2", data=data, words=words)
