"""The reviews whose outputs `frozen.py` compares, and how their outputs are made; is not run by itself.

Each set of outputs is made in a temporary folder by one process of its own, from copies: nothing depends on the path, the day, the
user's settings, or what an earlier run kept. `LEFT_OUT` names the files that would, and why.
"""

from __future__ import annotations

import fnmatch
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
ZIPS = (".docx", ".odt", ".xlsx")
LEFT_OUT = {
    "*.pdf": "needs the extra `pdf`, and the fonts of the machine",
    "*/.litreview-hashes.json": "holds digests of the other files, of the bytes of zips too, which depend on the library zlib",
}
"""Patterns of outputs that are not compared, and why."""

CALLS = """
import json, sys
from click.testing import CliRunner
from litreview.cli import main
for line in sys.stdin:
    made = CliRunner().invoke(main, json.loads(line))
    if made.exception and not isinstance(made.exception, SystemExit):
        raise made.exception
    print(json.dumps([made.exit_code, made.output]), flush=True)
"""


class NoDataError(Exception):
    """A review can't be made, since data beside the project is not there."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A set of outputs: `make` lays the inputs into a folder, from a checkout; then each call is made there.

    `outputs` is the folder whose files are the outputs. What each call prints is one more, in `printed/`.
    """

    make: Callable[[Path, Path], None]
    calls: tuple[tuple[str, str], ...]
    outputs: str


def outputs_of(name: str, root: Path = ROOT) -> dict[str, bytes]:
    """Return the outputs of a set as name/path -> bytes, made by the litreview of a checkout."""
    frozen = SETS[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "work"
        folder.mkdir()
        frozen.make(folder, root)
        (folder / frozen.outputs).mkdir(parents=True, exist_ok=True)
        printed = _call(folder, root, [call for _, call in frozen.calls])
        made = read_outputs(folder / frozen.outputs, name)
    return made | {
        f"{name}/printed/{called}.txt": text.encode()
        for (called, _), text in zip(frozen.calls, printed, strict=True)
    }


def read_outputs(folder: Path, name: str) -> dict[str, bytes]:
    """Return the files of a folder as name/path -> bytes, without those of `LEFT_OUT`."""
    found = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {
        path: data for path, data in found.items() if not any(fnmatch.fnmatch(path, one) for one in LEFT_OUT)
    }


def _call(folder: Path, root: Path, calls: Iterable[str]) -> list[str]:
    """Make calls of the command line in a folder, and return what each printed and how it ended."""
    home = folder.parent / "home"
    home.mkdir()
    unset = (
        "SOURCE_DATE_EPOCH",
        "LITREVIEW_CACHE",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "NO_COLOR",
        "FORCE_COLOR",
    )
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    environ |= {"HOME": str(home), "PYTHONPATH": str(root / "src"), "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    lines = "".join(json.dumps(call.split()) + "\n" for call in calls)
    made = subprocess.run(
        [sys.executable, "-c", CALLS], check=False, cwd=folder, env=environ, input=lines, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if made.returncode:
        sys.exit(f"the outputs could not be made:\n{made.stderr}")
    ended = [json.loads(line) for line in made.stdout.splitlines()]
    return [f"exit {code}\n{text}" for code, text in ended]


def digest(path: str, data: bytes) -> str:
    """Return the digest of an output; of a zip that of its members, whose order and dates say nothing."""
    if path.endswith(ZIPS):
        data = "".join(f"{name} {digest('', member)}\n" for name, member in members(data).items()).encode()
    return hashlib.sha256(data).hexdigest()


def members(data: bytes) -> dict[str, bytes]:
    """Return the files in a zip by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in sorted(packed.namelist())}


# --- what is copied


def _copied(*names: str) -> Callable[[Path, Path], None]:
    def make(folder: Path, root: Path) -> None:
        for name in names:
            source = root / name
            if not source.is_dir():  # an older checkout, which had none
                source = ROOT / name
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("out"))

    return make


# --- what is made: invented works, of the words below

_TITLES = (
    "Raids and what they find", "Charges after a sting", "Shelter for trafficking victims", "Arrests of buyers", "Courts that divert",
    "Labor trafficking unseen", "Posters at an airport", "Cash and housing", "Training of police", "A task force and its files",
)  # fmt: skip
_PLACES = ("an invented harbor", "a made-up county", "three invented states", "a city that is not")
_SENTENCES = (
    "Police raids identified few trafficking victims.", "Arrests for prostitution were many.", "Prosecutors charged one trafficker.",
    "Outreach workers identified victims of human trafficking.", "Shelter and housing were offered to survivors.",
    "A conviction followed in two of the cases.", "Nobody was asked what would have helped.", "Prevention by cash was tried.",
)  # fmt: skip
_PEOPLE = (
    "Alder, Ada",
    "Briar, Ben",
    "Clover, Cleo",
    "Daisy, Dan",
    "Elder, Emil",
    "Fennel, Flora",
    "Müller, Gale",
    "Ní Heather, Hal",
)
_JOURNALS = ("Invented Journal of Harbors", "Invented Review of Courts", "Made-Up Quarterly")
_HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


@dataclass(frozen=True, slots=True)
class Work:
    """An invented work."""

    key: str
    title: str
    author: str
    year: int
    journal: str
    volume: int
    pages: str
    abstract: str

    def entry(self, key: str, references: Iterable[Work] = (), **instead: str) -> str:
        """Return its entry in BibTeX, with fields instead of its own; an empty one is left out."""
        fields: dict[str, object] = {name: getattr(self, name) for name in self.__slots__ if name != "key"}
        fields |= {"doi": f"10.5555/frozen.{self.key}", **instead}
        cited = ".\n   ".join(
            f"{one.author.split(',')[0]} {one.author.split(', ')[1][0]}, {one.year}, {one.journal.upper()}, V{one.volume}, P{one.pages.split('-')[0]}"
            for one in references
        )
        fields |= {"cited-references": cited}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@article{{{key},\n{lines}}}\n\n"


def invented(count: int, seed: int) -> list[Work]:
    """Return invented works, always the same."""
    chance = Random(seed)
    works = []
    for number in range(count):
        first = chance.randint(1, 400)
        people = chance.sample(_PEOPLE, chance.randint(1, 3))
        works.append(
            Work(
                key=f"w{number}", title=f"{_TITLES[number % len(_TITLES)]} in {chance.choice(_PLACES)}, part {number}",
                author=" and ".join(people), year=chance.randint(2000, 2024), journal=chance.choice(_JOURNALS), volume=chance.randint(1, 30),
                pages=f"{first}--{first + chance.randint(3, 30)}", abstract=" ".join(chance.sample(_SENTENCES, 3)) if number % 5 else "",
            )
        )  # fmt: skip
    return works


def _exports(folder: Path, works: list[Work]) -> None:
    """Write two exports that overlap: the second has every third work once more, with other fields."""
    chance = Random(7)
    (folder / "bib").mkdir(parents=True)
    first = [work.entry(work.key, chance.sample(works, 3)) for work in works]
    again = [
        work.entry(f"second{number}", author=work.author.split(" and ")[0], title=work.title.upper(), abstract="", doi="" if number % 2 else f"10.5555/frozen.{work.key}")
        for number, work in enumerate(works[::3])
    ]  # fmt: skip
    (folder / "bib/a.bib").write_text("".join(first), encoding="utf-8")
    (folder / "bib/b.bib").write_text("".join(again), encoding="utf-8")


def _decisions(folder: Path, by: str, said: Iterable[tuple[str, str, str, str]]) -> None:
    lines = [
        f"2026-02-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z\t{by}\t{verb}\t{key}\t{value}\t\t{reason}\t\t\n"
        for number, (verb, key, value, reason) in enumerate(said)
    ]
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / f"{by}.tsv").write_text(_HEAD + "".join(lines), encoding="utf-8")


OWN_CODEBOOK = """[codebook]
name = "parts"
title = "Parts of an operation"
main_group = "part"

[[code]]
id = "spot"
group = "part"
label = "On the spot"
definition = "Tells what police do on the spot."

[[code.terms]]
weight = 2
why = "names of what police do"
match = ["raid|raids", "sting|stings", "arrest|arrests"]

[[code]]
id = "court"
group = "part"
label = "Charges and courts"
definition = "Tells what came of it in law."

[[code.terms]]
weight = 2
why = "what prosecutors and courts do"
match = ["charge|charges|charged", "court|courts", "conviction|convictions"]

[[code]]
id = "offer"
group = "topic"
label = "What was offered"
definition = "Tells what people were offered."

[[code.terms]]
weight = 1
why = "what is offered"
match = ["shelter", "housing", "cash"]
"""


def _own_codebook(folder: Path, _: Path) -> None:
    review = folder / "review"
    works = invented(60, 1)
    _exports(review, works)
    (review / "parts.toml").write_text(OWN_CODEBOOK, encoding="utf-8")
    (review / "litreview.toml").write_text(
        'title = "Parts of an operation (invented)"\nquestion = "What is told of the parts of an operation?"\n'
        'sources = ["bib/a.bib", "bib/b.bib"]\ncodebook = "parts.toml"\nstyle = "mla"\nexcel = true\n\n'
        '[[search]]\ndatabase = "Invented Index"\ndate = "2026-01-02"\nstrategy = "raid*"\nhits = 60\nfile = "bib/a.bib"\n',
        encoding="utf-8",
    )
    said = [("tag", f"w{n}", "spot" if n % 2 else "court", "invented") for n in range(0, 40, 2)]
    said += [("not-tag", f"w{n}", "spot", "") for n in range(1, 20, 4)]
    said += [("stance", "w1", "spot=supports", ""), ("set", "w3", "year=1999", "the title page")]
    _decisions(review, "ann", said)
    (review / "notes").mkdir()
    for n in range(0, 60, 10):
        (review / "notes" / f"w{n}.md").write_text(f"An invented note on *work* {n}.\n", encoding="utf-8")
    (review / "findings.toml").write_text(
        '[[finding]]\nid = "F1"\nstatement = "Invented raids find few."\ngoal = "spot"\nstance = "contradicts"\nsupports = ["w0", "w5"]\n'
        'contradicts = ["w10"]\nqualifies = []\n',
        encoding="utf-8",
    )


def _blind(folder: Path, _: Path) -> None:
    review = folder / "review"
    works = invented(40, 2)
    _exports(review, works)
    (review / "litreview.toml").write_text(
        'title = "Screened and coded apart (invented)"\nsources = ["bib/a.bib", "bib/b.bib"]\nstyle = "bluebook"\nadjudicators = ["judge"]\n\n'
        '[screening]\nscreeners = 2\nreasons = ["not about trafficking", "no evidence"]\n\n[coding]\ncoders = 2\n',
        encoding="utf-8",
    )
    for by, remainder in (("ann", 0), ("ben", 1)):
        said = [
            ("exclude" if n % 7 == 0 or (n % 11 == 0 and remainder) else "include", f"w{n}", "abstract", "") for n in range(36)
        ]  # fmt: skip
        said += [
            ("exclude", f"w{n}", "fulltext", "no evidence") if n % 5 == 0 else ("include", f"w{n}", "fulltext", "")
            for n in range(1, 30)
            if n % 7 and n % 11
        ]  # fmt: skip
        said += [("tag" if (n + remainder) % 6 else "not-tag", f"w{n}", "protect", "") for n in range(1, 20)]
        said += [("stance", f"w{n}", "protect=mixed" if n == 8 and remainder else "protect=contradicts", "") for n in (2, 8, 9)]  # fmt: skip
        _decisions(review, by, said)
    _decisions(
        review, "judge", [("include", "w22", "abstract", "read it"), ("stance", "w8", "protect=mixed", "")]
    )


def _many(folder: Path, _: Path) -> None:
    """Lay the review of benchmarks/run.py down, with 2,000 real records, and 500 of them once more as another database has them."""
    from notebook import real
    from run import make

    works = real(2_000)
    if not works:
        raise NoDataError("the 2,000 records of srsr are not there: set LITREVIEW_DATA")
    review = folder / "review"
    make(review, 2_000, "apa")
    again = []
    for number, work in enumerate(works[::4]):
        names = [name.partition(", ") for name in work["author"].split(" and ")]
        short = " and ".join(f"{family}, {given[:1]}." if given else family for family, _, given in names)
        fields = {
            **work,
            "author": short,
            "title": work["title"].capitalize(),
            "abstract": "",
            "doi": work["doi"] if number % 3 else "",
        }
        lines = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields.items() if value)
        again.append(_ris(number, lines))
    (review / "bib/psycinfo.ris").write_text("".join(again), encoding="utf-8")
    settings = (review / "litreview.toml").read_text(encoding="utf-8")
    (review / "litreview.toml").write_text(
        settings.replace('"bib/wos.bib"]', '"bib/wos.bib", "bib/psycinfo.ris"]'), encoding="utf-8"
    )


_RIS = {"title": "TI", "author": "AU", "year": "PY", "journal": "T2", "volume": "VL", "number": "IS", "pages": "SP", "doi": "DO"}  # fmt: skip


def _ris(number: int, lines: str) -> str:
    """Return an entry of RIS from lines of `field: value`."""
    made = [f"TY  - JOUR\nID  - again{number}\n"]
    for line in lines.splitlines():
        name, _, value = line.partition(": ")
        made += [
            f"{_RIS[name]}  - {one}\n" for one in (value.split(" and ") if name == "author" else [value])
        ]
    return "".join(made) + "ER  - \n\n"


# --- the calls

STYLES = ("apa", "chicago", "chicago-notes", "mla", "bluebook", "bluebook-21", "bluebook-court", "nature")
GRAPHS = ("graphml", "gexf", "json", "csv", "dot", "net", "txt", "html", "svg")
NETS = ("historiograph", "main-path", "cocitation", "coupling", "authors", "keywords", "tags")
SHEETS = ("duplicates", "screen", "tags", "stance", "disputes")


def _commands(place: str, *, review: bool) -> Iterator[tuple[str, str]]:
    """Yield the calls of the commands on a place, each with what it is called; outputs go to `made/`."""
    yield "check", f"check {place} --all"
    yield "check-json", f"check {place} --json"
    for ending in ("bib", "ris", "json", "csv"):
        yield f"convert-{ending}", f"convert {place} -o made/convert.{ending}"
    yield "convert-ascii", f"convert {place} -o made/ascii.bib --ascii"
    yield "dedupe", f"dedupe {place} -o made/dedupe.bib --records made/records.csv --queue made/queue.csv --values made/values.csv --report made/duplicates.html"  # fmt: skip
    yield "tag", f"tag {place} -o made/tag.bib --table made/tags.csv --explain"
    yield "graph", f"graph {place} -o made/citations.graphml --citations made/citations.csv --not-held made/not-held.bib --queue made/citation-queue.csv --years made/years.csv"  # fmt: skip
    for ending in GRAPHS:
        yield f"graph-{ending}", f"graph {place} -o made/graph.{ending}"
    for net in (*NETS, *(["findings"] if review else [])):
        yield f"graph-{net}", f"graph {place} -o made/{net}.graphml --net {net}"
    for style in STYLES:
        yield f"annotate-{style}", f"annotate {place} -o made/annotate.{style}.md --style {style}"
    for ending in ("html", "docx", "odt", "tex", "json"):
        yield f"annotate-{ending}", f"annotate {place} -o made/annotate.{ending}"
    yield "annotate-team", f"annotate {place} -o made/team.html --for team --group-by type,year"
    for ending in ("html", "svg", "csv"):
        yield f"evidence-map-{ending}", f"evidence-map {place} -o made/evidence-map.{ending}"
    if review:
        yield "annotate-each", f"annotate {place} -o made/each --each"
        for sheet in SHEETS:
            yield f"sheet-{sheet}", f"sheet {sheet} {place} -o made/{sheet}.xlsx --by demo-adjudicator"
        yield "agree", f"agree {place}"
        yield "assess", f"assess {place}"
        yield "screening", f"screening {place}"
        yield "codebook", "codebook show tvpa"


def _run(folder: str) -> tuple[tuple[str, str], ...]:
    return (("run", f"run {folder}"),)


SETS: Mapping[str, Frozen] = {
    "over-policing": Frozen(_copied("examples/over-policing", "bib"), _run("examples/over-policing"), "examples/over-policing/out"),
    "demonstration": Frozen(_copied("examples/demonstration"), _run("examples/demonstration"), "examples/demonstration/out"),
    "own-codebook": Frozen(_own_codebook, _run("review"), "review/out"),
    "blind": Frozen(_blind, _run("review"), "review/out"),
    "many": Frozen(_many, _run("review"), "review/out"),
    "review-0.1": Frozen(_copied("tests/review/review-0.1"), _run("tests/review/review-0.1"), "tests/review/review-0.1/out"),
    "commands-demonstration": Frozen(_copied("examples/demonstration"), tuple(_commands("examples/demonstration", review=True)), "made"),
    "commands-bib": Frozen(_copied("bib"), tuple(_commands("bib", review=False)), "made"),
}  # fmt: skip
