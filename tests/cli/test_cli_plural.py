"""One is not "1 sources": every page, message and table of a review that has one of each thing."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.wording import plural
from litreview.review.outputs.registry import OUTPUTS

NOUNS = [
    "abstracts",
    "answers",
    "authors",
    "browsers",
    "cells",
    "changes",
    "citations",
    "claims",
    "clusters",
    "codes",
    "coders",
    "codings",
    "columns",
    "combinations",
    "commits",
    "copies",
    "countries",
    "databases",
    "days",
    "decisions",
    "differences",
    "disagreements",
    "documents",
    "duplicates",
    "edges",
    "entries",
    "errors",
    "fields",
    "files",
    "findings",
    "goals",
    "groups",
    "hits",
    "identifiers",
    "interviewees",
    "interviews",
    "items",
    "journals",
    "judgements",
    "keys",
    "lines",
    "links",
    "lists",
    "matches",
    "messages",
    "minutes",
    "names",
    "nodes",
    "notes",
    "origins",
    "pages",
    "pairs",
    "passages",
    "patterns",
    "persons",
    "places",
    "problems",
    "questions",
    "quotes",
    "records",
    "recommendations",
    "references",
    "registries",
    "reports",
    "requests",
    "rows",
    "rules",
    "searches",
    "seconds",
    "sheets",
    "sources",
    "studies",
    "suggestions",
    "tags",
    "terms",
    "texts",
    "times",
    "titles",
    "topics",
    "types",
    "values",
    "versions",
    "warnings",
    "words",
    "works",
]
# one behind the number, with at most two words between; "1 of the sources" counts the sources
MANY = re.compile(
    rf"(?<![\d.,/:=–-])\b1 (?!of |(?:study|interview|public record|source) reports )(?:(?!on |by |in |of |between )[a-z-]+ ){{0,2}}?(?:{'|'.join(NOUNS)})\b(?! of| request)"
)
HAVE = re.compile(r"(?<![\d.,])\b1 (?:[a-z]+ )?(?:have|are|were|cite|do|lack|need|stand|hold)\b")

FIRST = """@article{Roe2001Made, author = {Roe, Ann}, title = {A made up study of raids and the persons met in them}, journal = {Journal of Made Up Results},
  year = 2001, volume = 3, pages = {1--9}, abstract = {Police raids were held to protect victims of trafficking; shelter and services for survivors were found.}, references = {Poe B., 1999, MADE UP J, V1, P2}}
"""
REGISTER = """@misc{I01, entrysubtype = {interview}, role_group = {prosecution}, date = {2020}}
@misc{PR01, entrysubtype = {records request}, agency = {Made Up Police}, law = {foia}, level = {federal}, outcome = {full}, events = {2020-01-15 sent; 2020-03-20 documents}}
"""
SETTINGS = """title = "One of each"
sources = ["bib/*.bib"]
[confidential]
role_group = ["prosecution"]
[[search]]
database = "Made Up Index"
date = "2026-03-02"
strategy = "raids"
hits = 1
file = "bib/one.bib"
"""
FINDINGS = """[[finding]]
id = "F1"
statement = "Raids were held."
goal = "protect"
supports = ["Roe2001Made"]
recommendations = ["R1"]
[[recommendation]]
id = "R1"
statement = "Hold none."
"""
DECIDED = [
    "tag Roe2001Made protect",
    "stance Roe2001Made protect=supports",
    "set Roe2001Made design=RCT",
    "include Roe2001Made abstract",
    "include Roe2001Made fulltext",
]
RUNS = [
    "check {it}", "check {it} --all", "check {it} --style apa", "dedupe {it} -o {out}/a.bib --records {out}/r.csv --queue {out}/q.csv --report {out}/d.html",
    "tag {it} -o {out}/t.bib --table {out}/t.csv", "tag {it} -o {out}/t.bib --explain", "graph {it} -o {out}/g.html --citations {out}/c.csv --not-held {out}/n.csv --queue {out}/cq.csv", "graph {it} -o {out}/g.svg",
    "annotate {it} -o {out}/b.html", "annotate {it} -o {out}/b.md --style chicago", "evidence-map {it} -o {out}/m.html", "evidence-map {it} -o {out}/m.svg",
    "sheet tags {it} -o {out}/s.xlsx", "sheet screen {it} -o {out}/s2.xlsx", "screening {it}", "assess {it}", "agree {it}", "verify {it}", "convert {it} -o {out}/all.ris",
    "codebook check {it}/book.toml", "codebook show tvpa", "codebook suggest-terms {it} --codebook {it}/book.toml", "enrich {it} --dry-run", "decide --ask screening --by cyn -C {it}", "diff {it} {it}", "run {it}", "run {it} --check", "run {it}",
]  # fmt: skip


def faults(text: str) -> list[str]:
    """Return where one is called many, with what is around it."""
    text = re.sub(r"<(?:style|script)\b.*?</(?:style|script)>", "", text, flags=re.DOTALL)
    shown = html.unescape(
        re.sub(r"</?[a-z][^>]*>", " | ", re.sub(r"</?(?:a|b|small|span|code)\b[^>]*>", "", text))
    )
    shown = re.sub(r"\s+", " ", shown)
    return [
        shown[max(0, m.start() - 40) : m.end() + 20] for rule in (MANY, HAVE) for m in rule.finditer(shown)
    ]


@pytest.fixture(params=["one of each", "two records of one source"])
def review(request, tmp_path) -> Path:
    folder = tmp_path / "review"
    for name, text in {
        "litreview.toml": SETTINGS,
        "bib/one.bib": FIRST,
        "bib/register.bib": REGISTER,
        "findings.toml": FINDINGS,
        "notes/Roe2001Made.md": "Of what it says one thing is made up.\n",
        "manuscript/text.md": "Raids were held [@Roe2001Made, p. 3].\n",
        "book.toml": '[codebook]\nname = "one"\n[[code]]\nid = "raids"\ngroup = "theme"\nlabel = "Raids"\ndefinition = "On raids."\n[[code.terms]]\nweight = 2\nmatch = ["raid"]\n',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    if request.param != "one of each":
        second = FIRST.replace("Roe2001Made", "Roe2001Again").replace("references", "note")
        third = "@article{Poe1999Made, author = {Poe, B.}, title = {Made up}, journal = {Made Up J}, year = 1999, volume = 1, pages = {2--3}}\n"
        (folder / "bib/two.bib").write_text(second + third + "@article{broken, title = {\n", encoding="utf-8")
        (folder / "manuscript/text.md").write_text(
            "Raids were held [@Roe2001Made; @Nobody1999].\n", encoding="utf-8"
        )
    for line in DECIDED:
        call(f"decide {line} --by ann -C {folder}")
    if request.param != "one of each":
        call(f"decide not-tag Roe2001Made protect --by ben -C {folder}")
    return folder


def call(line: str) -> str:
    done = CliRunner().invoke(main, line.split())
    assert done.exit_code in (0, 1), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


@pytest.mark.exhaustive
def test_one_is_not_called_many(review, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    found = {}
    for line in RUNS:
        said = call(line.format(it=review, out=out))
        found |= {f"{line}: {fault}": 1 for fault in faults(said)}
    for path in [*out.iterdir(), *(review / "out").rglob("*.*")]:
        if path.suffix in (".html", ".svg", ".md", ".csv", ".txt"):
            found |= {f"{path.name}: {fault}": 1 for fault in faults(path.read_text(encoding="utf-8"))}
    assert [] == [*found]
    assert {*OUTPUTS} <= {path.name for path in (review / "out").rglob("*.*")}


def test_values_show_one_as_one(review):
    held = lr.open_review(review)
    library = held.library
    values = [
        held,
        library,
        held.deduplication,
        held.links,
        lr.describe(held.sources),
        lr.overlap(library),
        held.tags,
    ]
    assert [] == [
        fault for value in values for fault in faults(f"{value!r} {getattr(value, '_repr_html_', str)()}")
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1 sources", 1), ("<b>1</b> works cited but not held", 1), ("1 more have no link", 1), ("1 source", 0), ("1 of the sources", 0), ("21 sources", 0), ("1 supports, 1 contradicts", 0),
        ("in 1 of 3 searches", 0), ("Table 1 (2 sources)", 0), ("0.1 works", 0),
    ],
)  # fmt: skip
def test_the_faults_are_found_where_there_are_some(text, count):
    assert count == len(faults(text))


def test_plural():
    assert ["0 works", "1 work", "2 works"] == [plural(n, "work") for n in range(3)]
