"""Finds citation styles: five that we test, any style of the CSL project by name, any .csl file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from litreview.core.errors import InputError, MissingFileError, Nearest, UsageError
from litreview.core.extensions import extensions
from litreview.core.wording import Value
from litreview.stages.bibliography.bluebook import NAMES, Manner, read_manner
from litreview.stages.bibliography.csl_items import PLAIN_ITEMS, ItemRules
from litreview.stages.bibliography.style_repairs import repaired

BLUEBOOK = "bluebook"

STYLES: dict[str, str] = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
    "mla": "modern-language-association",
    BLUEBOOK: "",
}
"""Our names -> names of CSL styles. `bluebook` has rules of our own: no CSL style of it prints a bibliography."""

ALIASES: dict[str, str] = {
    "apa7": "apa",
    "mla9": "modern-language-association",
    "chicago-17": "chicago-author-date-17th-edition",
    "chicago-notes-17": "chicago-notes-bibliography-17th-edition",
    "vancouver": "nlm-citation-sequence",
    "nlm": "nlm-citation-sequence",
    "ama": "american-medical-association",
    "harvard": "harvard-cite-them-right",
}
"""Other names by which people ask for a style -> names of CSL styles."""

_TITLES = {
    "apa": "APA",
    "chicago": "Chicago (author-date)",
    "chicago-notes": "Chicago (notes)",
    "mla": "MLA",
    BLUEBOOK: "Bluebook",
}

_PARENT = re.compile(r"<link\b[^>]*\brel=[\"']independent-parent[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref=[\"']([^\"']*)[\"']")

# AMA Manual of Style, 11th ed., 3.9.1; Citing Medicine, 2nd ed.
_MEDICAL = ItemRules(
    sentence_case=True,
    after_colon=False,
    forthcoming="Forthcoming",
    doctoral="dissertation",
    master="master’s thesis",
    presented="Paper presented at: ",
    law=frozenset({"case", "statute", "other", "government-report"}),
)
_CHICAGO = ItemRules(
    headline=True,
    doctoral="PhD diss.",
    article=False,
    releases_as_sites=True,
    presented="Paper presented at the ",
    papers_quoted=True,
    books_of_papers=True,
)
_RULES: tuple[tuple[str, ItemRules], ...] = (
    (
        "apa",
        ItemRules(
            omit_publisher=True,
            sentence_case=True,
            forthcoming="in press",
            described=True,
            data_set="Data set",
            initials=True,
            books_of_papers=True,
        ),
    ),
    (
        "modern-language-association",
        ItemRules(
            omit_author=True,
            headline=True,
            prepositions_small=True,
            doctoral="PhD dissertation",
            master="master’s thesis",
            short_presses=True,
            books_of_papers=True,
            dated_meetings=True,
            law=frozenset({"statute", "other", "government-report"}),
        ),
    ),
    ("chicago-author-date-17", replace(_CHICAGO, day_again=True, prepositions_small=True)),
    ("chicago-notes-bibliography-17", replace(_CHICAGO, prepositions_small=True)),
    ("chicago", _CHICAGO),
    ("american-medical-association", replace(_MEDICAL, doctoral="Dissertation", master="Master’s thesis")),
    ("nlm-", _MEDICAL),
    ("elsevier-vancouver", _MEDICAL),
)
"""What styles ask of the items, by the beginning of their identifiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style(Value):
    """A style: its name, and its CSL text, which is empty for `bluebook` (printed by our own rules in a `manner`)."""

    name: str
    csl: str
    manner: Manner | None = None

    @property
    def titles(self) -> str:
        """How a short form names a work: by an `italic` or `quoted` title where the style cites in footnotes, else by its year (`""`)."""
        if self.manner:
            return "italic"
        return "quoted" if re.search(r"<style\b[^>]*\bclass=[\"']note[\"']", self.csl) else ""

    @property
    def page(self) -> str | None:
        """What stands before a page in a citation within a text, None where the page is as typed (The Bluebook, rule 3.2; MLA 6.16; Chicago 15.23)."""
        if self.manner:
            return ", at "
        found = re.search(
            r"<id>http://www\.zotero\.org/styles/(modern-language-association|chicago)", self.csl
        )
        return {"modern-language-association": " ", "chicago": ", "}[found[1]] if found else None

    @property
    def rules(self) -> ItemRules:
        """What the style asks of the items beyond CSL."""
        rules = next(
            (rules for words, rules in _RULES if f"<id>http://www.zotero.org/styles/{words}" in self.csl),
            PLAIN_ITEMS,
        )
        word = rules.forthcoming or "forthcoming"
        return replace(
            rules, forthcoming=word, state_as_date=not re.search(r'variable="[^"]*\bstatus\b', self.csl)
        )


def _packed() -> zipfile.ZipFile:
    """Return the file of styles, which `benchmarks/pack_styles.py` writes and describes."""
    return zipfile.ZipFile(
        io.BytesIO(files("litreview.stages.bibliography").joinpath("styles.zip").read_bytes())
    )


@cache
def _places() -> Mapping[str, tuple[str, int]]:
    """Return the member that holds each style, and its place in it."""
    lines = _packed().read("names").decode().split("\n")
    return {name: (str(n), at) for n, line in enumerate(lines) for at, name in enumerate(line.split())}


def style_title(name: str) -> str:
    """Return the title of a style for printed documents.

    >>> style_title("apa"), style_title("harvard-cite-them-right")
    ('APA', 'harvard-cite-them-right')
    """
    manner = read_manner(name)
    if not manner or name == BLUEBOOK:
        return _TITLES.get(name, name)
    return f"Bluebook ({manner.edition}{'st' if manner.edition == 21 else 'd'} ed.{', court documents' if manner.court else ''})"


def in_edition(style: str, edition: int) -> str:
    """Return the name of the Bluebook in that edition; a name with an edition, or of another style, is unchanged.

    >>> in_edition("bluebook", 21), in_edition("bluebook-court", 21), in_edition("bluebook", 22), in_edition("apa", 21)
    ('bluebook-21', 'bluebook-court-21', 'bluebook', 'apa')
    """
    manner = read_manner(style)
    named = any(part.isdigit() for part in style.split("-"))
    return f"{style}-{edition}" if manner and not named and edition != manner.edition else style


def _near_style(name: str) -> str:
    """Return `"; did you mean …?"` for a name that differs from a style's in few letters, otherwise `""`."""
    # of ten thousand names, some are like any short word: 'genome' is like 'nope'
    for choices, cutoff in (((*STYLES, *NAMES, *ALIASES), 0.65), (list_styles(), 0.8)):
        if near := Nearest(choices).find(name, most=1, cutoff=cutoff):
            return f"; did you mean {near[0]!r}?"
    return ""


def list_styles() -> tuple[str, ...]:
    """Return the names that `style` takes: ours first, then all of the CSL project, sorted."""
    ours = (*STYLES, *(name for name in (*NAMES, *ALIASES) if name not in STYLES), *_extensions())
    return (*ours, *sorted(_places().keys() - set(ours)))


@cache
def _extensions() -> Mapping[str, Path]:
    """Return the `.csl` files that extensions add, by the name of the style in small letters."""
    taken = {*STYLES, *NAMES, *ALIASES, *_places()}
    return {name.lower(): Path(path) for name, path in extensions("styles", taken).items()}


def _installed(name: str) -> str:
    """Return the CSL text of a packed style, `""` for an unknown name."""
    member, at = _places().get(name, ("", 0))
    return _packed().read(member).decode().split("\0")[at] if member else ""


def _find_installed(name: str) -> tuple[str, str]:
    """Return the name of an installed style in its own spelling, and its CSL text, `""` for an unknown name."""
    ours = STYLES.get(name.lower()) or ALIASES.get(name.lower())
    if ours:
        return name.lower(), _installed(ours)
    if text := _installed(name):
        return name, text
    spelled = next((one for one in list_styles() if one.lower() == name.lower()), name)
    return spelled, _installed(spelled)


def find_style(style: Path | str) -> Style:
    """Return the style of that name, or the style in that file: a `Path`, or a text that ends in `.csl`.

    Names are compared without case; `UsageError` names the nearest style to an unknown one.

    >>> find_style("APA").name, find_style("Bluebook-21").name
    ('apa', 'bluebook-21')
    """
    name = str(style)
    if not isinstance(style, Path) and (manner := read_manner(name)):
        return Style(name=name.lower(), csl="", manner=manner)
    if isinstance(style, Path) or name.lower().endswith(".csl"):
        try:
            text = Path(name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            kind = MissingFileError if isinstance(error, FileNotFoundError) else InputError
            why = f"is no readable CSL style: {getattr(error, 'strerror', '') or 'not UTF-8 text'}"
            raise kind(name, why) from error
        if "<style" not in text:
            raise InputError(name, "is no CSL style: it has no <style> element")
    elif own := _extensions().get(name.lower()):
        name, text = name.lower(), own.read_text(encoding="utf-8-sig")
    else:
        name, text = _find_installed(name)
    if not text:
        spelled = re.sub(r"[\s_]+", "-", name.strip().lower())
        hint = "; `litreview annotate --list-styles` prints all (in Python: `lr.list_styles()`)"
        raise UsageError(f"no style {name!r}{_near_style(spelled) or hint}")
    # A dependent style only names its parent; pandoc would fetch it over the network.
    if parent := _PARENT.search(text):
        href = _HREF.search(parent[0])
        parent_name = (href[1] if href else "").rstrip("/").rsplit("/", 1)[-1]
        locale = re.search(r"default-locale=[\"']([^\"']+)[\"']", text)
        text = _installed(parent_name)
        if not text:
            raise UsageError(
                f"style {name!r} rests on the style {parent_name!r}, which is not installed; give its .csl file"
            )
        if locale and "default-locale" not in text:
            text = text.replace("<style ", f'<style default-locale="{locale[1]}" ', 1)
    return Style(name=Path(name).stem, csl=repaired(text))
