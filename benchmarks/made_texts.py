"""Made-up works as PDFs, in the layouts of law reviews, two columns, reports, theses, slides and scans. Nothing is run here; `texts.py` measures them.

Every sentence, person, journal and citation is made up. Each work is set by typst, which says on which page each sentence stands.
"""

from __future__ import annotations

import io
import json
import random
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import typst

NOUNS = [
    "workers",
    "employers",
    "inspectors",
    "wages",
    "orchards",
    "harbours",
    "recruiters",
    "visas",
    "advocates",
    "courts",
    "survivors",
    "shelters",
    "agencies",
    "contracts",
    "debts",
    "passports",
    "hours",
    "overtime",
    "housing",
    "interviews",
    "records",
    "restitution",
    "statutes",
    "regulators",
    "plaintiffs",
    "jurors",
    "testimony",
    "farms",
    "vessels",
    "crews",
    "factories",
    "households",
    "caseworkers",
    "lawyers",
    "grants",
    "screening",
    "referral",
    "indictment",
    "deterrence",
    "supply-chains",
    "disclosure",
    "audits",
    "follow-up",
    "well-being",
    "re-trafficking",
    "part-time",
    "cross-border",
    "naïveté",
    "protégés",
    "coöperation",
    "attachés",
]
VERBS = [
    "reported",
    "described",
    "refused",
    "documented",
    "withheld",
    "examined",
    "measured",
    "traced",
    "compared",
    "recalled",
    "denied",
    "confirmed",
    "estimated",
]
WHICH = (
    "the local",
    "most rural",
    "several undocumented",
    "fewer female",
    "many seasonal",
    "some unpaid",
    "older migrant",
    "no formal",
)
JOINTS = ("because", "although", "whereas", "before", "after", "until", "unless", "and")
FIRST = [
    "Ann",
    "Bo",
    "Carla",
    "Dário",
    "Eva",
    "Finn",
    "Greta",
    "Hugo",
    "Inês",
    "Jan",
    "Karin",
    "Luis",
    "Mona",
    "Nils",
    "Olga",
    "Pia",
]
LAST = [
    "Aldermann",
    "Brightwater",
    "Castañeda",
    "Drummond",
    "Eriksen",
    "Fotheringay",
    "Gutiérrez",
    "Holloway",
    "Ibáñez",
    "Jankowski",
    "Kirschbaum",
    "Lindqvist",
    "Mbeki",
    "Novák",
    "Okafor",
    "Petrović",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a work looks: its kind, paper, columns, running heads, first page, heading of its abstract, list of references."""

    kind: str
    paper: str = "us-letter"
    margin: str = "1.1in"
    size: str = "11pt"
    head: str = "foot"
    first: int = 1
    columns: int = 1
    abstract: str = "Abstract"
    references: str = "apa"
    roman: int = 0
    cover: bool = False
    scan: bool = False
    language: str = "en"
    notes: float = 0.0


LAYOUTS: Mapping[str, Layout] = {
    "law": Layout(kind="law review", margin="1.2in", head="law", first=201, references="notes", notes=0.4),
    "law long": Layout(kind="law review", margin="1.4in", size="12pt", head="law", first=1043, references="notes", notes=0.6),
    "law bare": Layout(kind="law review", head="law", first=55, abstract="", references="notes", notes=0.5),
    "columns": Layout(kind="two columns", paper="a4", margin="2cm", size="9.5pt", first=77, columns=2, abstract="Abstract.", references="numbers"),
    "columns dash": Layout(kind="two columns", margin="1.9cm", size="9pt", head="top", columns=2, abstract="Abstract—", references="numbers", notes=0.1),
    "columns unheaded": Layout(kind="two columns", paper="a4", margin="2cm", size="10pt", head="top", first=12, columns=2, abstract="none", references="numbers"),
    "columns rows": Layout(kind="two columns by row", paper="a4", margin="2cm", size="10pt", head="top", first=301, columns=-2, references="numbers"),
    "report": Layout(kind="report", paper="a4", margin="2.5cm", abstract="Executive Summary", roman=2, notes=0.1),
    "report cover": Layout(kind="report", paper="a4", margin="2.5cm", size="10.5pt", head="top", first=311, cover=True, notes=0.1),
    "thesis": Layout(kind="thesis", paper="a4", margin="3cm", size="12pt", roman=4, notes=0.1),
    "article": Layout(kind="article", paper="a4", margin="2.5cm"),
    "article bare": Layout(kind="article", margin="1in", size="12pt", head=""),
    "article small": Layout(kind="article", paper="a5", margin="1.6cm", size="10pt", head="top", first=9, abstract="Summary"),
    "article of": Layout(kind="article", paper="a4", margin="2.2cm", size="10pt", head="of"),
    "deutsch": Layout(kind="other language", paper="a4", margin="2.5cm", abstract="Zusammenfassung", language="de"),
    "español": Layout(kind="other language", paper="a4", margin="2.5cm", abstract="Resumen", language="es"),
    "français": Layout(kind="other language", paper="a4", margin="2.5cm", abstract="Résumé", language="fr"),
    "slides": Layout(kind="slides", paper="presentation-16-9", margin="2cm", size="20pt", abstract="", references=""),
    "scan": Layout(kind="scan", paper="a4", margin="2.5cm", scan=True),
}  # fmt: skip
HEADINGS = {
    "en": ("References", "Keywords"),
    "de": ("Literaturverzeichnis", "Schlüsselwörter"),
    "es": ("Referencias", "Palabras clave"),
    "fr": ("Références", "Mots-clés"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWork:
    """A work, its entry, and what is true of it: its abstract, and the printed number and the place of the page of each sentence."""

    name: str
    layout: Layout
    key: str
    bibtex: str
    pdf: bytes = field(repr=False)
    abstract: str
    references: int
    sentences: Sequence[tuple[str, str, int]]


class Writer:
    """Writes made-up prose, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pick(self, *words: str) -> str:
        return self._random.choice(words)

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def person(self) -> tuple[str, str]:
        return self.pick(*FIRST), self.pick(*LAST)

    def _clause(self) -> str:
        noun = lambda: self.pick(*NOUNS)  # noqa: E731
        return f"{self.pick(*WHICH)} {noun()} {self.pick(*VERBS)} {noun()} in {noun()} of {noun()}"

    def sentence(self) -> str:
        text = f"{self._clause()} {self.pick(*JOINTS)} {self._clause()}"
        if self.chance(0.3):
            text += f", {self.pick(*JOINTS)} {self.pick(*NOUNS)} {self.pick(*VERBS)} {self.number(3, 97)} {self.pick(*NOUNS)}"
        return f"{text[0].upper()}{text[1:]}."

    def title(self) -> str:
        kind = self.pick("Unpaid", "Hidden", "Coerced", "Regulated", "Contested", "Measured")
        matter = self.pick("Limits", "Costs", "Law", "Politics", "Geography")
        act = self.pick("Inspection", "Recruitment", "Protection", "Litigation", "Enforcement")
        title = f"{kind} {self.pick(*NOUNS).title()} and the {matter} of {self.pick(*NOUNS).title()} {act}"
        subtitle = f": {self.pick('Evidence from', 'A Study of', 'Lessons of')} {self.pick(*NOUNS).title()}"
        return title + subtitle * self.chance(0.6)

    def reference(self, style: str, number: int) -> str:
        people = [self.person() for _ in range(self.number(1, 3))]
        journal = self.pick("Journal of Labor Studies", "Migration Review", "Harbour Law Quarterly")
        year, volume, page = self.number(1985, 2022), self.number(3, 60), self.number(1, 400)
        if style == "apa":
            names = ", ".join(f"{last}, {first[0]}." for first, last in people)
            return f"{names} ({year}). {self.title()}. {journal}, {volume}({self.number(1, 4)}), {page}–{page + 20}."
        names = ", ".join(f"{first[0]}. {last}" for first, last in people)
        if style == "notes":
            first, last = people[0]
            return f"{first} {last}, _{self.title()}_, {volume} Harbour L. Rev. {page}, {page + 3} ({year})"
        return (
            f"[{number}] {names}, “{self.title()},” {journal}, vol. {volume}, pp. {page}–{page + 20}, {year}."
        )


def _escaped(text: str) -> str:
    return re.sub(r"([#$*\[\]<>@\\`~])", r"\\\1", text)


def _page(layout: Layout, title: str) -> str:
    heads = {
        "law": "header: context { let p = counter(page).get().first(); if calc.even(p) [#p #h(1fr) HARBOUR LAW REVIEW #h(1fr) "
        f"\\[Vol. 12:{layout.first}\\]] else [2012\\] #h(1fr) {_escaped(title[:30]).upper()} #h(1fr) #p] }},",
        "foot": "footer: context align(center)[#counter(page).display()],",
        "top": "header: context [J. of Made-up Labor 12 (2012) #h(1fr) #counter(page).display()],",
        "of": "header: context [J. of Made-up Labor 2012, 3, 17 #h(1fr) #counter(page).display() of #counter(page).final().first()],",
        "": "",
    }
    return f"""#set page(paper: "{layout.paper}", margin: {layout.margin}, {heads[layout.head]})
#set text(size: {layout.size}, hyphenate: true, lang: "{layout.language}")
#set par(justify: true, first-line-indent: 1.2em)
#let s(n, body) = [#context [#metadata((n, counter(page).at(here()).first(), here().page())) <s>]#body]
"""


class _Source:
    """The typst source of a work while it is written."""

    def __init__(self, writer: Writer, layout: Layout) -> None:
        self._writer, self._layout = writer, layout
        self.sentences: list[str] = []
        self.cited = 0

    def _note(self) -> str:
        writer = self._writer
        if self._layout.references != "notes":
            return f"#footnote[{_escaped(writer.sentence())}]"
        cited = [writer.reference("notes", 0) for _ in range(writer.number(1, 2))]
        self.cited += len(cited)
        short = (
            f"; _see also_ {writer.pick(*LAST)}, _supra_ note {writer.number(1, 9)}, at {writer.number(10, 300)}"
            * writer.chance(0.4)
        )
        ibid = writer.chance(0.2)
        self.cited -= len(cited) * ibid
        text = f"_Id._ at {writer.number(5, 90)}" if ibid else f"_See_ {'; '.join(cited)}{short}"
        return f"#footnote[{text}.]"

    def sentence(self) -> str:
        self.sentences.append(self._writer.sentence())
        note = self._note() if self._writer.chance(self._layout.notes) else ""
        return f"#s({len(self.sentences) - 1})[{_escaped(self.sentences[-1])}]{note}"

    def parts(self) -> Iterator[str]:
        """Yield headings and paragraphs."""
        writer = self._writer
        slides = self._layout.kind == "slides"
        for part in range(8 if slides else 5):
            yield f"{'#pagebreak()' * slides}\n= {part + 1}. {writer.title().split(':')[0]}\n"
            for _ in range(2 if slides else writer.number(4, 7)):
                count = 1 if slides else writer.number(4, 8)
                yield " ".join(self.sentence() for _ in range(count)) + "\n"


def make_work(name: str, seed: int) -> MadeWork:
    """Return a work in a layout."""
    writer, layout = Writer(seed), LAYOUTS[name]
    title, people = writer.title(), [writer.person() for _ in range(writer.number(1, 3))]
    abstract = " ".join(writer.sentence() for _ in range(5))
    doi = f"10.5555/made.{seed}" if writer.chance(0.4) else ""
    names = _escaped(", ".join(f"{first} {last}" for first, last in people))
    text = _page(layout, title)
    if layout.cover:
        text += "#page(header: none)[This content was downloaded from an archive on 3 May 2020. Your use of the archive indicates your acceptance of its terms.]\n"
    if layout.roman:
        text += f'#set page(numbering: "i")\n#align(center)[#text(size: 22pt, hyphenate: false)[{_escaped(title)}] #v(1cm) {names} #v(1cm) University of Harbour, 2012]\n#pagebreak()\n'
        text += "Thanks are due to many.\n#pagebreak()\n" * (layout.roman - 2)
    else:
        mark = f" #v(2mm) #text(size: 8pt)[doi: {doi}]" if doi else ""
        # before the page is set, so that its header has the number, too
        text = f"#counter(page).update({layout.first})\n{text}#align(center)[#text(size: 18pt, hyphenate: false)[{_escaped(title)}] #v(4mm) {names}{mark}]\n"
    references, keywords = HEADINGS[layout.language]
    if layout.abstract == "none":
        text += f"#v(5mm)\n#pad(x: 1cm)[#text(size: 8.5pt)[{_escaped(abstract)}]]\n#v(8mm)\n"
    elif layout.abstract.endswith((".", "—")):
        text += f"*{layout.abstract}* {_escaped(abstract)}\n\n*{keywords}:* labor, harbour\n\n"
    elif layout.abstract:
        text += f'#align(center)[#text(weight: "bold")[{layout.abstract}]]\n\n#pad(x: 1cm)[{_escaped(abstract)}]\n\n*{keywords}:* labor, harbour\n\n'
    if layout.roman:
        text += '#pagebreak()\n#set page(numbering: "1")\n#counter(page).update(1)\n'
    source = _Source(writer, layout)
    body = list(source.parts())
    cited = source.cited
    tail = ""
    if layout.references in ("apa", "numbers"):
        cited = writer.number(9, 16)
        entries = "\n\n".join(_escaped(writer.reference(layout.references, n + 1)) for n in range(cited))
        tail = f"\n= {references}\n\n#set par(first-line-indent: 0pt, hanging-indent: 1.5em)\n{entries}\n"
    if layout.columns == -2:
        text += _by_rows(body) + tail
    elif layout.columns == 2:
        text += f"#columns(2)[\n{''.join(body)}{tail}\n]"
    else:
        text += "\n".join(body) + tail
    found = json.loads(typst.query(text.encode(), "<s>", field="value"))
    pdf = _pictures(text) if layout.scan else typst.compile(text.encode())
    kind = {"report": "techreport", "thesis": "phdthesis"}.get(layout.kind, "article")
    where = {"techreport": "institution = {Harbour}", "phdthesis": "school = {Harbour}"}.get(
        kind, "journal = {J. of Made-up Labor}"
    )
    last = max((page for _, page, _ in found), default=layout.first)
    pages = "" if layout.roman or layout.first == 1 else f"pages = {{{layout.first}--{last}}}, "
    authors = " and ".join(f"{last}, {first}" for first, last in people)
    return MadeWork(
        name=name,
        layout=layout,
        key=f"Made{seed}",
        bibtex=f"@{kind}{{Made{seed}, author = {{{authors}}}, title = {{{title}}}, year = 2012, {where}, {pages}doi = {{{doi}}}}}\n",
        pdf=pdf,
        abstract=abstract if layout.abstract else "",
        references=cited,
        sentences=[
            (source.sentences[n], str(page) if layout.head else "", place - 1) for n, page, place in found
        ],
    )


def _by_rows(parts: Sequence[str]) -> str:
    """Return two columns that are stored row by row, as some programs write them: a line of the left one, then its neighbour."""
    words = re.findall(
        r"#s\(\d+\)\[[^\]]*\]|\S+", " ".join(part for part in parts if not part.lstrip().startswith("="))
    )
    rows: list[str] = []
    lines = [line for word in words for line in _broken(word)]
    for start in range(0, len(lines), 2 * _ROWS):
        left, right = lines[start : start + _ROWS], lines[start + _ROWS : start + 2 * _ROWS]
        cells = ", ".join(f"[{one}], [{other}]" for one, other in zip_longest(left, right, fillvalue=""))
        rows.append(f"#grid(columns: (1fr, 1fr), gutter: 5pt, {cells})\n")
    return "#pagebreak()\n" + "#pagebreak()\n".join(rows)


_ROWS = 46


def _broken(word: str) -> list[str]:
    """Return a sentence as lines of about 38 letters, the first with what says where it stands."""
    found = re.fullmatch(r"(#s\(\d+\))\[(.*)\]", word)
    if not found:
        return [word]
    first, *rest = textwrap.wrap(found[2], 38)
    return [f"{found[1]}[{first}]", *rest]


def _pictures(text: str) -> bytes:
    """Return a PDF of pictures of the pages."""
    from PIL import Image

    found = typst.compile(text.encode(), format="png", ppi=60.0)
    images = [
        Image.open(io.BytesIO(one)).convert("L") for one in (found if isinstance(found, list) else [found])
    ]
    target = io.BytesIO()
    images[0].save(target, "PDF", save_all=True, append_images=images[1:])
    return target.getvalue()


def make_review(folder: Path, count: int) -> list[MadeWork]:
    """Write a review with the entries and the PDFs of works, whose names say nothing, and return them."""
    works = [make_work(list(LAYOUTS)[n % len(LAYOUTS)], 400 + n) for n in range(count)]
    (folder / "bib").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "litreview.toml").write_text('title = "Made-up works"\n', encoding="utf-8")
    (folder / "bib/made.bib").write_text("\n".join(work.bibtex for work in works), encoding="utf-8")
    for n, work in enumerate(works):
        (folder / f"texts/download-{n:03}.pdf").write_bytes(work.pdf)
    return works
