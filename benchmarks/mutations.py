"""How many small faults put into the code the quick tests of its room see: mutants of one change each, drawn by a seed.

A mutant is one change in the syntax tree: a comparison turned, `and` for `or`, a `not` or a condition dropped, a number changed, an order
reversed, an empty value given back. It is known by its file, function and change, so that a seed draws the same ones as long as that
function stays as it is. Each is written into a copy of the sources, and the tests of the room run on it until one fails: its doctests and
its folders of tests, without what is marked `exhaustive`.

Run `python benchmarks/mutations.py` for 100 mutants of the twelve largest rooms (`--seed 2`, `--count 40`, `--rooms text linkage`,
`--jobs 2`).
"""

from __future__ import annotations

import argparse
import ast
import compileall
import contextlib
import copy
import hashlib
import importlib.util
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
FLOORS = ("core", "judgements", "stages")
"""Packages whose packages are rooms; any other package is a room itself."""
LARGEST = 12
"""Rooms that are drawn from if none is named: those of the most lines."""
FOLDERS: dict[str, tuple[str, ...]] = {
    "bibliography": ("bibliography", "cli/test_cli_annotate.py", "review/test_review_main_group.py"),
    "cli": (
        "cli",
        "docs",
        "people",
        "agreement",
        "release",
        "withdrawal",
        "bibliography/test_bibliography_source_files.py",
        "checks/test_checks_command.py",
        "confidential/test_confidential_shield_outputs.py",
        "enrichment/test_enrichment_command.py",
        "enrichment/test_enrichment_review.py",
        "large/test_large_command.py",
        "network/test_network_files.py",
        "providers/test_providers_zotero.py",
        "qda/test_qda_codebook.py",
        "references/test_references_command.py",
        "register/test_register_starting.py",
        "review/test_review_check.py",
        "review/test_review_diff.py",
        "review/test_review_findings.py",
        "review/test_review_run.py",
        "review/test_review_safekeeping.py",
        "review/test_review_transcripts.py",
        "safety/test_safety_links.py",
        "tagging/test_tagging_suggesting.py",
        "verification/test_verification_asking.py",
        "verification/test_verification_command.py",
        "web/test_web_topics.py",
    ),
    "duplicates": (
        "duplicates",
        "corpus/test_corpus_bib.py",
        "decisions/test_decisions_outlive.py",
        "enrichment/test_enrichment_attaching.py",
    ),
    "engine": ("engine", "large", "review/test_review_edits.py", "review/test_review_parsed_files.py"),
    "evidence": ("evidence", "review/test_review_totals.py", "tables/test_tables_frames.py"),
    "formats": (
        "formats",
        "references",
        "network",
        "tables",
        "release",
        "confidential/test_confidential_files.py",
        "corpus/test_corpus_bib.py",
        "people/test_people_sheets.py",
        "review/test_review_sheets_in.py",
        "safety/test_safety_controls.py",
    ),
    "network": ("network", "review/test_review_links.py"),
    "pages": ("html", "html_graph"),
    "providers": (
        "providers",
        "enrichment",
        "formats/test_formats_registries.py",
        "verification/test_verification_asking.py",
    ),
    "review": (
        "review",
        "people",
        "agreement",
        "confidential",
        "corpus",
        "enrichment",
        "register",
        "release",
        "withdrawal",
        "bibliography/test_bibliography_source_files.py",
        "cli/test_cli_shared.py",
        "cli/test_cli_walk.py",
        "decisions/test_decisions_people.py",
        "evidence/test_evidence_assess.py",
        "evidence/test_evidence_manuscript.py",
        "evidence/test_evidence_overlap.py",
        "evidence/test_evidence_searches.py",
        "references/test_references_reading.py",
        "tagging/test_tagging_changes.py",
        "verification/test_verification_asking.py",
        "web/test_web_citations.py",
        "web/test_web_continuing.py",
        "web/test_web_disputes.py",
        "web/test_web_duplicates.py",
        "web/test_web_sample.py",
        "web/test_web_screening.py",
        "web/test_web_stance.py",
        "web/test_web_tags.py",
        "web/test_web_topics.py",
        "web/test_web_walking.py",
    ),
    "tagging": ("tagging", "codebook", "review/test_review_goals.py", "review/test_review_numbers.py"),
    "web": ("web", "confidential/test_confidential_window.py", "planted/test_planted_window.py"),
    "works": (
        "works",
        "bibliography/test_bibliography_law.py",
        "duplicates/test_duplicates_facts.py",
        "duplicates/test_duplicates_hard_pairs.py",
        "duplicates/test_duplicates_one_of_a_kind.py",
        "network/test_network_references.py",
    ),
}
"""Folders and files of tests of the rooms that have more than the folder of their own name."""
ENDLESS = 5
"""A mutant whose tests take so many times as long as on the untouched sources counts as killed: they do not end."""
SPARK = importlib.util.find_spec("pyspark") is not None
"""Whether the tests of what needs pyspark can run; if not, none of its mutants is drawn."""
SPARE = 30
"""Seconds that are allowed beyond that."""
MEMORY = 4 << 30
"""Bytes that the tests of a mutant may take: one that asks for more fails, and counts as killed."""
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
EMPTY = {"str": "''", "tuple": "()", "list": "[]", "dict": "{}", "Mapping": "{}", "int": "0", "float": "0.0"}
EMPTY |= {"frozenset": "frozenset()", "set": "set()", "Iterator": "iter(())"}
EQUIVALENT = {
    (
        "core/text/latex.py",
        "to_ascii",
        "if latex.isascii(): return latex  ->  pass",
    ): "what is ASCII has nothing to encode; it is only seen sooner",
    ("core/text/person_names.py", "_masked", "3  ->  4"): "deeper braces are masked by the loop below, too",
    (
        "engine/large/spark.py",
        "Spark.read",
        "1  ->  0",
    ): "the least of parts is how Spark divides the work; the same rows come of it",
    (
        "linkage/blocking.py",
        "candidate_pairs",
        "max(1, _AT_ONCE // len(left))  ->  min(1, _AT_ONCE // len(left))",
    ): "the same pairs in more steps",
    (
        "linkage/columns.py",
        "_titled",
        "title and subtitle  ->  title",
    ): "no subtitle adds nothing; it is only seen sooner",
    (
        "linkage/columns.py",
        "record_columns",
        "False  ->  True",
    ): "a record without a journal has no journal's name in its title; it is only seen sooner",
    (
        "stages/bibliography/citeproc_batch.py",
        "_Assembly.entries",
        "self.order or ()  ->  self.order",
    ): "the order is known before anything is printed",
    (
        "stages/bibliography/csl_and_markdown.py",
        "_tame_tree",
        "kind == 'Code' and isinstance(content, list)  ->  kind == 'Code'",
    ): "code has a list in every tree of pandoc's",
    (
        "stages/bibliography/csl_and_markdown.py",
        "_tame_tree",
        "kind == 'CodeBlock' and isinstance(content, list)  ->  kind == 'CodeBlock'",
    ): "a block of code has a list in every tree of pandoc's",
    (
        "stages/duplicates/registry_matches.py",
        "_entries",
        "if isinstance(known, Compared): before = {r.id: entry for r, entry in zip(known.records, known.entries, strict=True)}  ->  pass",
    ): "an entry is only made again, as it was",
    (
        "stages/evidence/evidence_map.py",
        "_labelled",
        "code.label or code.id  ->  code.label",
    ): "a code without a label is not read",
    (
        "stages/evidence/stance.py",
        "assess_sources",
        "code.label or code.id  ->  code.label",
    ): "a code without a label is not read",
    (
        "stages/network/source_references.py",
        "_Places.find",
        "0  ->  1",
    ): "an entry begins with `@` and its type: no piece of it is at 0",
    (
        "stages/tagging/prior.py",
        "_Numbers.__missing__",
        "near and american(word).startswith(near)  ->  near",
    ): "a word that begins otherwise has no known stem; it is only seen sooner",
    (
        "works/author_names.py",
        "_all_cleaned",
        "cache.get(part) or cache.setdefault(part, _clean(part))  ->  cache.setdefault(part, _clean(part))",
    ): "a name is only looked up sooner",
    (
        "works/author_names.py",
        "_initials",
        "folded and folded not in surname and (folded not in _NOISE)  ->  folded not in surname and folded not in _NOISE",
    ): "an empty word is in every surname",
    (
        "works/author_names.py",
        "_is_acronym",
        "' ' not in short and any((letters == short or (len(short) > 2 and letters.startswith(short)) for letters in acronyms(body)))  ->  any((letters == short or (len(short) > 2 and letters.startswith(short)) for letters in acronyms(body)))",
    ): "initials have no blank",
    (
        "works/author_names.py",
        "_split_plain_glued",
        "if not raw.endswith('.'): return []  ->  pass",
    ): "what is simply glued is taken apart alike; it is only read sooner",
    (
        "works/author_names.py",
        "same_name",
        "len(a) <= len(b)  ->  len(a) < len(b)",
    ): "of two names of one length either may be called the shorter",
    (
        "works/author_names.py",
        "same_name",
        "len(short) < 4 or len(long) - len(short) > slips  ->  len(short) < 4",
    ): "two names are as many slips apart as their lengths at least; it is only seen sooner",
    (
        "works/author_names.py",
        "surnames",
        "raw and (len(authors) <= 1 or (_is_no_list(raw) and (not any((one.literal for one in authors)))))  ->  len(authors) <= 1 or (_is_no_list(raw) and (not any((one.literal for one in authors))))",
    ): "an empty field has no names; it is only seen sooner",
    (
        "works/journals.py",
        "_abbreviates",
        "not cut or not full  ->  not cut",
    ): "no word shortens one of none; it is only seen sooner",
    (
        "works/journals.py",
        "_acronym_first",
        "other == rest or (len(other) == len(rest) and _aligned(rest, other))  ->  len(other) == len(rest) and _aligned(rest, other)",
    ): "names that are equal are aligned",
    (
        "works/journals.py",
        "_by_apostrophe",
        '{short.casefold(): word for word, short in words if "\'" in short}  ->  {short.casefold(): word for word, short in words}',
    ): "what has no apostrophe is not looked up",
    (
        "works/journals.py",
        "_continues",
        "len(rest) > 1  ->  len(rest) >= 1",
    ): "a name that goes on with one word has nothing behind it that says journal",
    (
        "works/journals.py",
        "_continues",
        "len(short) == 2 and len(rest) > 1 and (not _JOURNAL.isdisjoint(rest[1:]))  ->  len(short) == 2 and (not _JOURNAL.isdisjoint(rest[1:]))",
    ): "a name that goes on with one word has nothing behind it that says journal",
    (
        "works/journals.py",
        "_is_meeting_acronym",
        "len(letters) > 2  ->  len(letters) >= 2",
    ): "a word of three letters is the end of three letters at least",
    (
        "works/journals.py",
        "_is_meeting_acronym",
        "len(letters) > 2 and any((len(name) > 2 and letters.endswith(name) for word in words if (name := word.rstrip('0123456789'))))  ->  any((len(name) > 2 and letters.endswith(name) for word in words if (name := word.rstrip('0123456789'))))",
    ): "a word of three letters is the end of three letters at least",
    (
        "works/journals.py",
        "comparison_container",
        "if not name: return ''  ->  pass",
    ): "an empty name has no words; it is only seen sooner",
    (
        "works/journals.py",
        "shortens",
        "full.startswith(word) or word.startswith(full)  ->  word.startswith(full)",
    ): "a word that is cut has its letters in the other, in order; it is only seen sooner",
    (
        "works/kinds.py",
        "_by_rule",
        "if not value: continue  ->  pass",
    ): "an empty field says nothing; it is only seen sooner",
    (
        "works/notices.py",
        "classify_notice",
        "if not hints: return (title, '')  ->  pass",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/notices.py",
        "classify_notice",
        "not hints.isdisjoint(words) and pattern.search(title)  ->  pattern.search(title)",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/notices.py",
        "split_title_marks",
        "12  ->  13",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/notices.py",
        "split_title_marks",
        "raw[:1] in '[( RrWw' and raw[:12].lower().lstrip('[( ').startswith(('retract', 'withdraw'))  ->  raw[:12].lower().lstrip('[( ').startswith(('retract', 'withdraw'))",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/notices.py",
        "split_title_marks",
        "raw[:1] in '[( RrWw' and raw[:12].lower().lstrip('[( ').startswith(('retract', 'withdraw'))  ->  raw[:1] in '[( RrWw' or raw[:12].lower().lstrip('[( ').startswith(('retract', 'withdraw'))",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/places.py",
        "_completed",
        "len(last) < len(first)  ->  len(last) <= len(first)",
    ): "of two numbers of one length none is completed",
    (
        "works/places.py",
        "address",
        "len(path) > 1  ->  len(path) >= 1",
    ): "a path is a stroke and more, or empty",
    (
        "works/places.py",
        "country",
        "table.get(fold(last)) or table.get(fold(' '.join(words[coded:])), '')  ->  table.get(fold(' '.join(words[coded:])), '')",
    ): "a country without a number is looked up alike below; it is only found sooner",
    (
        "works/places.py",
        "number_of_issue",
        "if number.isdecimal(): return number[:60].lstrip('0')  ->  pass",
    ): "a number alone is read alike below; it is only read sooner",
    ("works/places.py", "page_range", "0  ->  1"): "the pattern asks for it, too; it is only seen sooner",
    ("works/places.py", "page_range", "1  ->  0"): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/places.py",
        "page_range",
        "last.isdecimal() or not dash  ->  last.isdecimal() and (not dash)",
    ): "plain pages are read alike below; they are only read sooner",
    (
        "works/places.py",
        "page_range",
        "last.isdecimal() or not dash  ->  not dash",
    ): "plain pages are read alike below; they are only read sooner",
    (
        "works/places.py",
        "page_range",
        "not text or _NO_PAGES.search(text) or _COUNT.match(text)  ->  _NO_PAGES.search(text) or _COUNT.match(text)",
    ): "no pages are found in an empty text; it is only seen sooner",
    (
        "works/places.py",
        "page_range",
        "text[0:1] in 'ivxlcIVXLC' and (roman := _ROMAN_PAGES.match(text))  ->  (roman := _ROMAN_PAGES.match(text))",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/places.py",
        "volume_of",
        "if volume.isdecimal(): return volume[:60].lstrip('0')  ->  pass",
    ): "a number alone is read alike below; it is only read sooner",
    (
        "works/titles.py",
        "_opposite",
        "len(a) > len(b)  ->  len(a) >= len(b)",
    ): "of two words of one length none is the other with a prefix",
    ("works/titles.py", "_slip", "2  ->  3"): "more than two is more than two, however many they are",
    (
        "works/titles.py",
        "compare_titles",
        "a == b or a.replace(' ', '') == b.replace(' ', '')  ->  a.replace(' ', '') == b.replace(' ', '')",
    ): "what is equal is equal without blanks; it is only seen sooner",
    (
        "works/titles.py",
        "in_one_spelling",
        "word[0].isdecimal() and (figures := _ORDINAL.fullmatch(word))  ->  (figures := _ORDINAL.fullmatch(word))",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "works/titles.py",
        "title_words",
        "m.group(2) or ''  ->  m.group(2)",
    ): "no unit and an empty one are no unit",
}
"""Mutants that change nothing anyone can see, by file, function and change, with the reason; they are not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of one file: where, in which function, what it says before and after, and the nodes of the tree that it takes."""

    file: str
    line: int
    function: str
    change: str
    tree: ast.AST
    before: ast.AST
    after: ast.AST

    @property
    def text(self) -> str:
        """The whole file after the change."""
        copied = copy.deepcopy(self.tree, {id(self.before): self.before})
        return ast.unparse(_Put(self.before, self.after).visit(copied))

    def rank(self, seed: int) -> str:
        """Return where the mutant stands in the draw of a seed."""
        return hashlib.sha256(f"{seed} {self.file} {self.function} {self.change}".encode()).hexdigest()


def mutants(path: Path, name: str) -> Iterator[Mutant]:
    """Yield every mutant of a file; of changes that read the same in one function the first."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen = set()
    # `strict=True` only checks that lists are equally long: where they are, nobody sees that it is gone
    strict = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "strict"
    }
    for function, parents in _functions(tree):
        for node in [*_walk(function)]:
            if id(node) in strict:
                continue
            for other in _changes(node, function):
                was, now = (" ".join(ast.unparse(each).split())[:150] for each in (node, other))
                change = f"{was}  ->  {now}"
                if (parents, change) in seen or (name, parents, change) in EQUIVALENT:
                    continue
                seen.add((parents, change))
                yield Mutant(
                    file=name,
                    line=node.lineno,
                    function=parents,
                    change=change,
                    tree=tree,
                    before=node,
                    after=other,
                )


class _Put(ast.NodeTransformer):
    def __init__(self, node: ast.AST, other: ast.AST) -> None:
        self.node, self.other = node, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self.other if node is self.node else self.generic_visit(node)


def _functions(tree: ast.AST, name: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node, f"{name}{node.name}"
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{name}{node.name}.")


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body that run: no docstring, no annotation."""
    parts = node.body if isinstance(node, ast.FunctionDef) else [*ast.iter_child_nodes(node)]
    for part in parts:
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            continue
        if isinstance(part, ast.AnnAssign):
            part = part.value or ast.Pass()  # noqa: PLW2901
        if hasattr(part, "lineno"):
            yield part
        yield from _walk(part)


def _changes(node: ast.AST, function: ast.FunctionDef) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for at, sign in enumerate(ops):
                yield _with(node, ops=[*ops[:at], COMPARISONS[type(sign)](), *ops[at + 1 :]])
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield _with(node, value=not value)
        case ast.Constant(value=int(value)):
            yield _with(node, value={0: 1, 1: 0}.get(value, value + 1))
        case ast.Constant(value=float(value)):
            yield _with(node, value=value / 2 or 1.0)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for at, part in enumerate(node.generators):
                if part.ifs:
                    less = _with(part, ifs=part.ifs[1:])
                    yield _with(node, generators=[*node.generators[:at], less, *node.generators[at + 1 :]])
        case ast.Call(func=ast.Name(id="sorted")):
            if not any(word.arg == "reverse" for word in node.keywords):
                yield _with(node, keywords=[*node.keywords, ast.keyword("reverse", ast.Constant(value=True))])
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield _with(node, func=ast.Name(id=NAMES[name], ctx=ast.Load()))
        case ast.Continue():
            yield ast.copy_location(ast.Break(), node)
        case ast.If(orelse=[]) if not isinstance(node.test, ast.BoolOp | ast.Compare):
            yield ast.copy_location(ast.Pass(), node)
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield _with(node, value=_empty(function, value))
        case _:
            return


def _with(node: ast.AST, **parts: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in parts.items():
        setattr(other, name, value)
    return other


def _empty(function: ast.FunctionDef, value: ast.expr) -> ast.expr:
    returns = ast.unparse(function.returns) if function.returns else ""
    if returns == "bool":
        return ast.UnaryOp(op=ast.Not(), operand=value)
    empty = EMPTY.get(returns.partition("[")[0], "None")
    return ast.parse("None" if ast.unparse(value) == empty else empty, mode="eval").body


def rooms_of(sources: Path) -> dict[str, Path]:
    """Return the folder of each room by its name."""
    package = sources / "litreview"
    folders = [*package.iterdir(), *(room for floor in FLOORS for room in (package / floor).iterdir())]
    return {
        room.name: room
        for room in sorted(folders)
        if room.name not in FLOORS and (room / "__init__.py").is_file()
    }


def largest(sources: Path) -> list[str]:
    """Return the rooms of the most lines, the largest first."""
    lines = {
        name: sum(path.read_bytes().count(b"\n") for path in room.rglob("*.py"))
        for name, room in rooms_of(sources).items()
    }
    return sorted(lines, key=lambda room: (-lines[room], room))[:LARGEST]


def drawn(room: str, count: int, seed: int, sources: Path) -> list[Mutant]:
    """Return the mutants of a room that a seed draws, in order of the lines."""
    found = [
        mutant
        for path in sorted(rooms_of(sources)[room].rglob("*.py"))
        if SPARK or path.name not in {"spark.py", "submit.py"}
        for mutant in mutants(path, str(path.relative_to(sources / "litreview")))
    ]
    return sorted(sorted(found, key=lambda m: m.rank(seed))[:count], key=lambda m: (m.file, m.line))


def tests_of(room: str) -> list[Path]:
    """Return the files of tests of a room."""
    places = [HERE / "tests" / name for name in FOLDERS.get(room, (room,))]
    return [
        path
        for place in places
        for path in ([place] if place.is_file() else sorted(place.rglob("test_*.py")))
    ]


def in_order(mutant: Mutant, tests: list[Path], seconds: Mapping[str, float]) -> list[Path]:
    """Return the files of tests, those first that name the changed function, then those that name its module; of equals the quick ones."""
    room, _, module = mutant.file.removesuffix(".py").replace("/", ".").rpartition(".")
    name = mutant.function.split(".")[0]

    def place(path: Path) -> tuple[int, float]:
        text = path.read_text(encoding="utf-8")
        by_module = re.search(rf"{room}(?:\.| import .*\b){module}\b", text) is not None
        by_name = re.search(rf"\b{name}\b", text) is not None
        return -2 * by_name - by_module, seconds.get(path.name, 0.0)

    return sorted(tests, key=place)


class _Room:
    """The tests of a room, how long each file of them takes, and a copy of the sources that is compiled once."""

    def __init__(self, name: str, sources: Path, place: Path) -> None:
        self.name, self.tests, self.sources = name, tests_of(name), place / "src"
        shutil.copytree(sources, self.sources, ignore=shutil.ignore_patterns("__pycache__"))
        with contextlib.redirect_stdout(None):
            compileall.compile_dir(self.sources, quiet=2)
        self.seconds: dict[str, float] = {}
        self.cpu = self.clock = 600.0

    def measure(self) -> bool:
        """Return whether the tests pass on the untouched sources; keep the time that they take."""
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as place:
            child = self._start(None, self.tests, Path(place))
            _, status, used = os.wait4(child, 0)
            kept = Path(place, "seconds.json")
            self.seconds = json.loads(kept.read_text()) if kept.is_file() else {}
        self.cpu = SPARE + ENDLESS * (used.ru_utime + used.ru_stime)
        self.clock = SPARE + ENDLESS * (time.monotonic() - begun)
        return status == 0

    def survivors(self, drawn_: list[Mutant], jobs: int) -> list[Mutant]:
        """Return the mutants on which no test fails, each run in a process of its own."""
        left, passed = [*reversed(drawn_)], []
        running: dict[int, tuple[Mutant, float, Path]] = {}
        while left or running:
            while left and len(running) < jobs:
                mutant, place = left.pop(), Path(tempfile.mkdtemp())
                child = self._start(mutant, in_order(mutant, self.tests, self.seconds), place)
                running[child] = (mutant, time.monotonic() + self.clock, place)
            time.sleep(0.02)
            for child, (mutant, end, place) in [*running.items()]:
                done, status = os.waitpid(child, os.WNOHANG)
                if not done and time.monotonic() > end:
                    os.killpg(child, signal.SIGKILL)
                    done, status = os.waitpid(child, 0)
                if done:
                    del running[child]
                    shutil.rmtree(place, ignore_errors=True)
                    if status == 0:
                        passed.append(mutant)
        return passed

    def _start(self, mutant: Mutant | None, tests: list[Path], place: Path) -> int:
        """Run the tests on a mutant in a process of its own; return its number."""
        copied = place / "src"
        shutil.copytree(self.sources, copied, copy_function=os.link)
        doctests = [rooms_of(copied)[self.name]]
        if mutant:
            file = copied / "litreview" / mutant.file
            file.unlink()
            file.write_text(mutant.text, encoding="utf-8")
            doctests.insert(0, file)
        child = os.fork()
        if not child:
            failed = 1
            try:
                failed = _run(copied, [*map(str, (*doctests[:-1], *tests, doctests[-1]))], place, self.cpu)
            finally:
                os._exit(failed)
        return child


class _Clock:
    """Adds up the seconds that each file of tests takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        name = Path(report.fspath).name
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration


def _run(sources: Path, tests: list[str], place: Path, cpu: float) -> int:
    """Run tests in this process on these sources; return pytest's number, silent."""
    import pytest

    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu), int(cpu)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ |= {
        "CI": "1",
        "PYTHONPATH": str(sources),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(place),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    os.chdir(HERE)
    sys.path.insert(0, str(sources))
    if not os.environ.get("MUTATIONS_LOUD"):
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
    words = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={place}/tmp"]
    words += [f"--rootdir={HERE}", "-c", str(HERE / "pyproject.toml")]
    clock = _Clock()
    failed = int(pytest.main([*words, *tests], plugins=[clock]))
    (place / "seconds.json").write_text(json.dumps(clock.seconds))
    return failed


def _load(sources: Path) -> None:
    """Import what the tests import, so that no mutant waits for it; the package itself is forgotten again."""
    import hypothesis  # noqa: F401
    import pytest  # noqa: F401

    for name, room in rooms_of(sources).items():
        if name in {*largest(sources), "linkage", "works"}:
            __import__(".".join(room.relative_to(sources).parts))
    for name in [*sys.modules]:
        if name.partition(".")[0] == "litreview":
            del sys.modules[name]


def main() -> None:
    """Print the seed; by room how many of the mutants drawn were killed, and each survivor; and the total."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="mutants of all rooms together")
    parser.add_argument("--rooms", nargs="*", help=f"packages of litreview; without it the {LARGEST} largest")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sources", type=Path, default=HERE / "src")
    parser.add_argument("--list", action="store_true", help="only print what is drawn")
    options = parser.parse_args()
    rooms = options.rooms or largest(options.sources)
    _load(options.sources)
    print(f"seed {options.seed}, {options.count} mutants of {' '.join(rooms)}", flush=True)
    total = dead = 0
    broken: list[str] = []
    for number, name in enumerate(rooms):
        # the rest of the division goes to the first, which are the largest
        share = options.count // len(rooms) + (number < options.count % len(rooms))
        drawn_ = drawn(name, share, options.seed, options.sources)
        if options.list:
            for mutant in drawn_:
                print(f"{mutant.file}:{mutant.line} {mutant.function}: {mutant.change}")
            continue
        with tempfile.TemporaryDirectory() as place:
            room = _Room(name, options.sources, Path(place))
            if not room.measure():
                print(f"{name}: its tests fail on the untouched sources", flush=True)
                broken.append(name)
                continue
            alive = room.survivors(drawn_, options.jobs)
        total, dead = total + len(drawn_), dead + len(drawn_) - len(alive)
        print(f"{name}: {len(drawn_) - len(alive)} of {len(drawn_)} killed", flush=True)
        for mutant in drawn_:
            if mutant in alive:
                print(f"  {mutant.file}:{mutant.line} {mutant.function}: {mutant.change}", flush=True)
    if total:
        print(f"seed {options.seed}: {dead} of {total} killed, {dead / total:.0%}")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
