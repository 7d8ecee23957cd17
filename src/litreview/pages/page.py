"""Skeleton of all pages, and what they share: labels of works, links, and colours.

Labels are `work_label` and `cited_line`, the links of a page are `Ways`, the colours of codes `hue_style`. The cells of a notebook are
`table_cell` and `picture_cell`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.core.model import Work
from litreview.core.results.coverage import certainty
from litreview.core.templates import asset, environment, render
from litreview.core.text import drawing
from litreview.core.wording import Value
from litreview.works.kinds import has_public_details, interview_label
from litreview.works.legal_names import legal_name

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = "litreview.pages"
_LONGEST = 240
"""Maximum characters of a search strategy in a table cell."""
_MAX_AUTHORS = 3
"""Maximum number of authors in a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways(Value):
    """The links from a page to the window, where people judge works, pairs and disputes; a page without a review has none.

    - `command`: the command that opens the window, for a page that is a file.
    - `home`: the first page of the window that serves the page.
    - `works`, `pairs`, `disputes`: addresses in the window, by key, by the ids of two records, and by key and question.
    """

    command: str = ""
    home: str = ""
    works: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    disputes: Mapping[tuple[str, str], str] = field(default_factory=dict)


NOWHERE = Ways()
FROM_A_FILE = Ways(command="litreview review DIR --by NAME")
"""The links of a file that a run writes: the same bytes for every path of the review."""


def work_label(work: Work) -> str:
    """Return `Farrell & Pfeffer 2014` or `United States v. Jungers 2013`, as text; the key alone for a confidential work.

    >>> work_label(Work(key="I01", type="interview", confidential=True))
    'I01 (interview)'
    """
    if has_public_details(work):
        return interview_label(work)
    if work.confidential:
        return f"{work.key} ({work.type})"
    if name := legal_name(work):
        year = str(work.year or "")
        return name if year in name else f"{name} {year}"
    names = [person.sort_name for person in work.authors or work.editors]
    if len(names) > _MAX_AUTHORS:
        who = f"{names[0]} et al."
    else:
        who = " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{who or work.title or work.key} {work.year or 'n.d.'}"


def cited_line(work: Work) -> str:
    """Return author, year and title on one line, for a table of works; for a confidential work only its label.

    >>> cited_line(Work(key="a", type="book", fields={"title": "Made-up tales"}, year=2001))
    'Made-up tales 2001'
    """
    label = work_label(work)
    named = work.authors or work.editors
    return label if work.confidential or not named or legal_name(work) else f"{label}. {work.title}"


def work_texts(works: Iterable[Work]) -> list[tuple[str, str]]:
    """Return the label of each work, and its entry in a list as HTML."""
    entry: Any = templates().get_template("parts.html.j2").module
    return [(work_label(work), str(entry.work_entry(work))) for work in works]


def picture_file(template: str, macro: str, drawn: object, style: str) -> str:
    """Return the SVG that a macro of a page draws as a file of its own: `style` is its sheet, with the light colours of the page as values."""
    root = asset(PACKAGE, "base.css").partition("@media")[0]
    values = dict(re.findall(r"(--[a-z-]+):([^;}]+)", root))
    rules = re.sub(r"var\((--[a-z-]+)\)", lambda found: values[found[1]], asset(PACKAGE, style))
    svg = str(getattr(templates().get_template(template).module, macro)(drawn)).strip()
    return svg.replace(">", f"><style>{rules}</style>", 1)


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
    """Render a complete HTML page. `styles` and `script` name files of this package; without a script no script may run. `hues` adds the
    colours of the main group, `ways` are the links to the window.
    """
    style = asset(PACKAGE, "base.css", *styles) + (hue_style() if hues else "")
    code = asset(PACKAGE, script) if script else ""
    return render(
        templates(), template, title=title, style=style, script=code, wide=wide, ways=ways, **values
    )


@cache
def templates() -> Environment:
    """Return the templates of this package, with the filters that they use."""
    made = environment(
        PACKAGE, label=work_label, cited=cited_line, certainty=certainty, slug=_slug, figure=_figure
    )
    made.tests |= {
        "told": has_public_details,
        "long_strategy": lambda search: len(search.strategy) > _LONGEST or "\n" in search.strategy,
        "plain_name": re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*").fullmatch,
    }
    return made


def _slug(id_: str) -> str:
    """Return an id as an anchor: letters and digits stay, other characters become their code points."""
    return re.sub(r"[^A-Za-z0-9]", lambda m: f"-{ord(m[0]):x}-", id_)


class _Figure(NamedTuple):
    number: str
    unit: str
    more: str


def _figure(value: str) -> _Figure:
    """Split a value into its number, which is shown large, its unit, and the text in brackets after it.

    >>> _figure("60 MB (of these 5 new)")
    _Figure(number='60', unit='MB', more='of these 5 new')
    >>> _figure("9 (8 works, 1 interview) (2 of them known by title only)").more
    '8 works, 1 interview; 2 of them known by title only'
    """
    before, _, rest = value.partition(" (")
    found = re.match(r"[\d.,]*\d", before)
    number = found[0] if found else before
    return _Figure(number, before[len(number) :].strip(), rest.removesuffix(")").replace(") (", "; "))


def hue_style() -> Markup:
    """Return the CSS of `h0`, `h1`, …, `h-several`, `h-none`: the fill of a bubble, bar or dot, its text colour, and the swatch of a chip."""
    from markupsafe import Markup

    light = _rules(drawing.LIGHT, drawing.SEVERAL, drawing.NONE, drawing.ON_LIGHT)
    dark = _rules(drawing.DARK, drawing.SEVERAL_DARK, drawing.NONE_DARK, drawing.ON_DARK)
    return Markup(f"{light}@media(prefers-color-scheme:dark){{{dark}}}\n@media print{{{light}}}\n")  # noqa: S704 - our own colours


def _rules(fills: tuple[str, ...], several: str, none: str, writing: str) -> str:
    named = [*((f"h{n}", fill) for n, fill in enumerate(fills)), ("h-several", several), ("h-none", none)]
    rules = [f".map .{name}{{fill:{fill}}}.hue.{name}::before{{background:{fill}}}" for name, fill in named]
    # the halo of a number, on a hatched bubble
    halos = [f".map .on-{name}{{stroke:{fill}}}" for name, fill in named]
    return f"{''.join(rules)}.map .number{{fill:{writing};paint-order:stroke;stroke-width:3.5px;stroke-linejoin:round}}{''.join(halos)}\n"


def table_cell(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], more: int = 0, note: str = ""
) -> str:
    """Render a table for a notebook cell, and how many `more` rows there are; all text is escaped."""
    return render(
        templates(), "cell.html.j2", caption=caption, header=header, rows=rows, more=more, note=note
    )


def picture_cell(svg: str, words: str) -> str:
    """Render a self-contained picture for a notebook cell, so that its styles change nothing else. `words` describe it."""
    data = b64encode(svg.encode()).decode()
    return render(templates(), "cell_picture.html.j2", data=data, words=words)
