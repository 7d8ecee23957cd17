"""Works whose goals people gave: the corpus folder's two coders, its one coder, the written titles beside this file, and the codebook.

Read by `tag.py` and `train_prior.py`. Nothing is run here.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from litreview.core.model import Record, Source, Where
from litreview.judgements.codebook import load_codebook

GOALS = ("protect", "prosecute", "prevent")
TITLES = Path(__file__).with_name("titles.tsv")
SETTLED = TITLES.parent.parent / "tests" / "tagging" / "settled.toml"
RULES_AT_FIRST_SIGHT = Path(__file__).with_name("titles_first_sight.tsv")

NO_REASON = "Outside the US"  # one coder's reason on works of which the codebook says no such thing: their labels are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A work with its goals. `kind`: gold (two coders), one (coder), titles (written). Works of a `family` are one study's."""

    source: Source
    goals: frozenset[str]
    kind: str
    family: str
    half: str = ""


def family(row):
    return row["family"] or row["key"]


def half(row):
    return "dev" if int(hashlib.sha256(family(row).encode()).hexdigest(), 16) % 2 == 0 else "unseen"


def fold(name, folds=10):
    """Return the fold of a family: always the same, and no matter what else is in the set."""
    return int(hashlib.sha256(f"fold {name}".encode()).hexdigest(), 16) % folds


def is_drawn(example):
    """Return whether a title of one coder was drawn by a hash of its family, before the rules and the prior of 2026-11-30 were begun; nobody looked at these."""
    name = f"drawn 2026-11-30 {example.family}"
    return example.kind == "one" and int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def read_labels(folder):
    with (folder / "labels_dev.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    gold = [row for row in rows if row["two_coders"] in {"agreed", "adjudicated"}]
    kept = {family(row) for row in gold if half(row) == "unseen"}
    one = [row for row in by_one_coder(rows) if family(row) not in kept]
    return rows, gold, one


def by_one_coder(rows):
    return [r for r in rows if r["two_coders"] == "one coder" and not r["reason"].startswith(NO_REASON)]


def corpus(folder):
    """Return sources by key; plain enough a reader for this one tidy file."""
    text = (folder / "sources.bib").read_text(encoding="utf-8")
    sources = {}
    for entry in re.finditer(r"^@(\w+)\{([^,]+),\n(.*?)^\}", text, re.DOTALL | re.MULTILINE):
        fields = {
            name.lower(): re.sub(r"[{}\\]", "", value).replace("``", '"').replace("''", '"')
            for name, value in re.findall(r"^  (\w+) = \{(.*)\},?$", entry[3], re.MULTILINE)
        }
        fields.pop("keywords", None)
        fields.pop("note", None)  # remarks on where the record was seen
        digest = folder / "digests" / f"{entry[2]}.txt"
        if digest.exists():
            fields["abstract"] = digest.read_text(encoding="utf-8").strip()
        record = Record(
            key=entry[2], type=entry[1], id=f"sources.bib:{entry[2]}", where=Where(file="sources.bib")
        )
        sources[entry[2]] = Source(key=entry[2], type=entry[1], fields=fields, records=(record,))
    return sources


def titles():
    """Return the written titles and summaries, with the round in which each was written."""
    with TITLES.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for n, row in enumerate(rows):
        fields = {"title": row["title"], "abstract": row["summary"]}
        record = Record(key=f"t{n}", type="article", id=f"titles:t{n}", where=Where(file=TITLES.name))
        source = Source(
            key=f"t{n}", type="article", fields={k: v for k, v in fields.items() if v}, records=(record,)
        )
        goals = frozenset(row["goals"].split()) & set(GOALS)
        found.append(Example(source=source, goals=goals, kind="titles", family=f"t{n}", half=row["round"]))
    return found


def coded(folder):
    """Return the works of the corpus folder that were coded, two coders' first."""
    rows, gold, _ = read_labels(folder)
    one = by_one_coder(rows)
    sources = corpus(folder)
    return [
        Example(
            source=sources[row["key"]],
            goals=frozenset(goal for goal in GOALS if row[goal] == "1"),
            kind=kind,
            family=family(row),
            half=half(row),
        )
        for kind, some in (("gold", gold), ("one", one))
        for row in some
    ]


def sentences(book=None):
    """Return the codebook's own words as (text, goals): definitions, what counts, borderline cases, the terms of each reason, and settled cases.

    A block of terms is one text, with the reason that it gives; a block that goals share is one text of all of them.
    """
    book = book or load_codebook()
    found = {}
    for goal in GOALS:
        code = book.find(goal)
        for text in (code.definition, code.lead, *code.counts):
            found.setdefault(text, set()).add(goal)
        for case in code.borderline:
            found.setdefault(case.case, set()).update(set(case.codes) & set(GOALS))
        blocks = {}
        for term in code.terms:
            if (
                term.weight >= 1 and term.pattern.parts
            ):  # weaker ones, and statutes, say no goal by themselves
                groups = [group for part in term.pattern.parts for place in part for group in place]
                words = [group.replace("=", "").replace("_", " ") for group in groups]
                blocks.setdefault(term.why, []).append(" ".join(words))
        for why, words in blocks.items():
            found.setdefault(" . ".join([*words, why]), set()).add(goal)
    for case in tomllib.loads(SETTLED.read_text(encoding="utf-8"))["case"]:
        found[case["summary"]] = set(case["expected"]) & set(GOALS)
    return [(text, frozenset(goals)) for text, goals in found.items()]
