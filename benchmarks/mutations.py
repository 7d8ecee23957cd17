"""How many small faults put into the code the quick tests of its room see: mutants of one change each, drawn by a seed.

A mutant is one change in the syntax tree: a comparison turned, `and` for `or`, a `not` or a condition dropped, a number changed, an order
reversed, an empty value given back. It is known by its file, function and change, so that a seed draws the same ones as long as that
function stays as it is. Each is written into a copy of the sources, and the tests of the room run on it until one fails: its doctests and
its folders of tests, without what is marked `exhaustive`.

Of these tests only those run that execute the changed block on the untouched sources: any other does on the mutant what it did before.
`executed_blocks.py` measures once which those are, in one run of the tests, and stores it in `~/.cache/litreview-mutations`; after a change
of a file of tests it measures that file alone. `--whole` runs all tests of the room instead. What a test executed cannot be seen where a
value was kept by other means than a fixture or functools: there a mutant may count as alive that all tests together kill, never the other
way. A test that fails on a mutant runs again on the untouched sources without the tests around it; if it fails there, nothing was killed.

Run `python benchmarks/mutations.py` for 100 mutants of the twelve largest rooms (`--seed 2`, `--count 40`, `--rooms text linkage`,
`--jobs 2`).
"""

from __future__ import annotations

import argparse
import ast
import compileall
import copy
import hashlib
import importlib.util
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import executed_blocks
import pytest
from executed_blocks import Measured

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
        "evidence/test_evidence_stress.py",
        "large/test_large_command.py",
        "network/test_network_files.py",
        "packet",
        "providers/test_providers_zotero.py",
        "qda/test_qda_codebook.py",
        "references/test_references_citecheck.py",
        "references/test_references_command.py",
        "register/test_register_rehearsal.py",
        "register/test_register_starting.py",
        "review/test_review_check.py",
        "review/test_review_diff.py",
        "review/test_review_findings.py",
        "review/test_review_ledger.py",
        "review/test_review_run.py",
        "review/test_review_safekeeping.py",
        "review/test_review_transcripts.py",
        "safety/test_safety_links.py",
        "tagging/test_tagging_suggesting.py",
        "texts",
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
        "texts",
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
        "packet",
        "register",
        "release",
        "texts",
        "withdrawal",
        "bibliography/test_bibliography_source_files.py",
        "cli/test_cli_shared.py",
        "cli/test_cli_walk.py",
        "decisions/test_decisions_people.py",
        "duplicates/test_duplicates_classes.py",
        "evidence/test_evidence_assess.py",
        "evidence/test_evidence_manuscript.py",
        "evidence/test_evidence_overlap.py",
        "evidence/test_evidence_searches.py",
        "references/test_references_citecheck.py",
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
    # values that stages make: the tests of those stages hold them, too
    "results": (
        "results",
        "evidence",
        "register",
        "review",
        "agreement",
        "html",
        "test_model.py",
        "test_reprs.py",
        "test_values.py",
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
        "cli/help.py",
        "_topics",
        "item.help or ''  ->  item.help",
    ): "every command has a line of help",
    (
        "engine/digest.py",
        "is_same",
        "bool(before) and bool(after) and is_same(before.reveal(), after.reveal())  ->  bool(after) and is_same(before.reveal(), after.reveal())",
    ): "what is empty differs from what is not",
    (
        "engine/digest.py",
        "is_same",
        "bool(before) and bool(after) and is_same(before.reveal(), after.reveal())  ->  bool(before) and is_same(before.reveal(), after.reveal())",
    ): "what is empty differs from what is not",
    (
        "engine/large/dedupe_large.py",
        "deduplicated",
        "sorted(public_names(public, _paths(inputs) or ()))  ->  sorted(public_names(public, _paths(inputs) or ()), reverse=True)",
    ): "they are read as a set; one order is as good as another where runs are compared",
    (
        "engine/large/output_writer.py",
        "_free_keys",
        "root_of(safe) in clashing and (key := unique_name(safe, used)) != safe  ->  (key := unique_name(safe, used)) != safe",
    ): "a key that clashes with none stays as it is; it is only not stored",
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
        "stages/tagging/matcher.py",
        "LongFields._share",
        "not _OF_THE_WORK.isdisjoint(words) and _ABOUT_THE_WORK.search(own)  ->  _ABOUT_THE_WORK.search(own)",
    ): "the pattern asks for one of these words, too; it is only seen sooner",
    (
        "stages/tagging/matcher.py",
        "_may_cite",
        "('v.' in text or 'vs.' in text) and _CASE_SIGN.search(text)  ->  _CASE_SIGN.search(text)",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "stages/tagging/matcher.py",
        "_may_cite",
        "'U' in text and _CODE_SIGN.search(text)  ->  _CODE_SIGN.search(text)",
    ): "the pattern asks for it, too; it is only seen sooner",
    (
        "stages/tagging/vocabulary.py",
        "_without_parts",
        "set(other.word.split()) <= set(one.word.split())  ->  set(other.word.split()) < set(one.word.split())",
    ): "the same words are within each other on either side",
    (
        "stages/tagging/vocabulary.py",
        "_without_parts",
        "set(one.word.split()) <= set(other.word.split())  ->  set(one.word.split()) < set(other.word.split())",
    ): "the same words are within each other on either side",
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
        "works/notices.py",
        "_kind_by_pattern",
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mutant:
    """A change of one file: where, in which function, what it says before and after, and the nodes of the tree that it takes."""

    file: str
    line: int
    block: tuple[int, int]
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
        blocks = executed_blocks.blocks_of(function.body)
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
                    block=blocks[id(node)],
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


def in_order(mutant: Mutant, seconds: Mapping[str, float]) -> list[str]:
    """Return the files of tests, those first that name the changed function and its module, then stored texts, then those that name one; of equals the quick ones."""
    room, _, module = mutant.file.removesuffix(".py").replace("/", ".").rpartition(".")
    name = mutant.function.split(".")[0]

    def place(file: str) -> tuple[float, float]:
        if file.startswith("src/"):
            return -4, seconds[file]
        text = (HERE / file).read_text(encoding="utf-8")
        by_module = re.search(rf"{room}(?:\.| import .*\b){module}\b", text) is not None
        by_name = re.search(rf"\b{name}\b", text) is not None
        if file.endswith("_golden.py") and not (by_name and by_module):
            return -2.5, seconds[file]
        return -2 * by_name - by_module, seconds[file]

    return sorted(seconds, key=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A mutant, the files of the tests that are run on it, which tests of these are not, and how long the others take on the untouched sources."""

    mutant: Mutant
    files: list[str]
    skipped: frozenset[str]
    order: dict[str, tuple[int, float]]
    seconds: float


class Selection:
    """A plugin of pytest that leaves out tests, puts the others in order and remembers which failed first."""

    def __init__(self, sources: Path, task: Task | None = None, only: frozenset[str] = frozenset()) -> None:
        self.sources, self.task, self.only = sources, task, only
        self.failed: list[str] = []
        self.keys: dict[str, str] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        keys = {id(item): executed_blocks.key_of(item, self.sources) for item in items}
        self.keys = {item.nodeid: keys[id(item)] for item in items}
        if self.task is None:
            items[:] = [item for item in items if keys[id(item)] in self.only]
            return
        order = self.task.order
        items[:] = sorted(
            (item for item in items if keys[id(item)] not in self.task.skipped),
            key=lambda item: order.get(keys[id(item)], (0, 0.0)),
        )

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(self.keys[report.nodeid])


class Tests:
    """The quick tests, what each executes, and a copy of the sources that is compiled once."""

    def __init__(self, rooms: list[str], sources: Path, place: Path, jobs: int) -> None:
        self.sources, self.place = place / "src", place
        shutil.copytree(sources, self.sources, ignore=shutil.ignore_patterns("__pycache__"))
        for path in self.sources.rglob("*.py"):  # as the file of a mutant is written
            path.write_text(ast.unparse(ast.parse(path.read_text(encoding="utf-8"))), encoding="utf-8")
        compileall.compile_dir(self.sources, quiet=2)
        files = sorted({path for room in rooms for path in tests_of(room)})
        self.blocks, self.measured = executed_blocks.measured(sources, files, jobs, _run)

    def of_room(self, room: str) -> dict[str, dict[str, Measured]]:
        """Return by file the tests of a room and what they execute; of the doctests those in its folder."""
        folder = f"src/{rooms_of(self.sources)[room].relative_to(self.sources)}/"
        found: dict[str, dict[str, Measured]] = {}
        for key, test in self.measured["src"].items():
            if key.startswith(folder):
                found.setdefault(key.partition("::")[0], {})[key] = test
        for path in tests_of(room):
            found[name] = self.measured[name := str(path.relative_to(HERE))]
        return found

    def task(self, mutant: Mutant, room: str, *, whole: bool) -> Task:
        """Return which tests of its room are run on a mutant: those that execute its block, or all."""
        number = self.blocks[mutant.file, *mutant.block]
        skipped: set[str] = set()
        chosen: dict[str, dict[str, float]] = {}
        for file, tests in self.of_room(room).items():
            for key, test in tests.items():
                if whole or test.executes(number):
                    chosen.setdefault(file, {})[key] = test.seconds
                else:
                    skipped.add(key)
        seconds = {file: sum(tests.values()) for file, tests in chosen.items()}
        files = in_order(mutant, seconds)
        return Task(
            mutant=mutant,
            files=files,
            skipped=frozenset(skipped),
            order={key: (n, each) for n, file in enumerate(files) for key, each in chosen[file].items()},
            seconds=sum(seconds.values()),
        )

    def killers(self, tasks: list[Task], jobs: int) -> Iterator[tuple[Mutant, str]]:
        """Yield each mutant with the test that failed on it, or without one; "" if none failed, and "-" if they did not end."""
        left = tasks[::-1]
        running: dict[int, tuple[Task, float, Path]] = {}
        while left or running:
            while left and len(running) < jobs:
                task, place = left.pop(), Path(tempfile.mkdtemp(dir=self.place))
                if not task.order:
                    yield task.mutant, ""
                    continue
                end = time.monotonic() + 4 * SPARE + 2 * ENDLESS * task.seconds
                running[self.start(task, place)] = task, end, place
            time.sleep(0.02)
            for child, (task, end, place) in [*running.items()]:
                done, status = os.waitpid(child, os.WNOHANG)
                if not done and time.monotonic() > end:
                    os.killpg(child, signal.SIGKILL)
                    done, status = os.waitpid(child, 0)
                if done:
                    del running[child]
                    failed = place / "failed"
                    yield task.mutant, "" if not status else failed.read_text() if failed.is_file() else "-"
                    shutil.rmtree(place, ignore_errors=True)

    def fails_untouched(self, keys: frozenset[str]) -> frozenset[str]:
        """Return those of these tests that fail on the untouched sources, run without the others."""
        with tempfile.TemporaryDirectory(dir=self.place) as name:
            place = Path(name)
            files = [f"{place}/{key}" if key.startswith("src/") else f"{HERE}/{key}" for key in sorted(keys)]
            child = self.start(None, place, dict.fromkeys(each.partition("::")[0] for each in files), keys)
            os.waitpid(child, 0)
            return frozenset((place / "failed").read_text().split("\n")) - {""}

    def start(
        self, task: Task | None, place: Path, files: Iterable[str] = (), only: frozenset[str] = frozenset()
    ) -> int:
        """Run tests in a process of its own; return its number."""
        copied = place / "src"
        shutil.copytree(self.sources, copied, copy_function=os.link)
        seconds = 0.0
        if task:
            file = copied / "litreview" / task.mutant.file
            file.unlink()
            file.write_text(task.mutant.text, encoding="utf-8")
            files = [f"{place if file.startswith('src/') else HERE}/{file}" for file in task.files]
            seconds = task.seconds
        child = os.fork()
        if not child:
            failed = 1
            try:
                limit = int(SPARE + ENDLESS * seconds) if task else resource.RLIM_INFINITY
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
                selection = Selection(copied, task, only)
                failed = _run(copied, ["-x"] * bool(task) + [*files], place, [selection])
                (place / "failed").write_text("\n".join(selection.failed) or "-" * bool(task))
            finally:
                os._exit(failed)
        return child


def _run(sources: Path, words: list[str], place: Path, plugins: list[object]) -> int:
    """Run tests in this process on these sources; return pytest's number, silent."""
    os.setsid()
    os.environ |= {
        "CI": "1",
        "PYTHONPATH": str(sources),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(place),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(place / "cache"),
    }
    os.chdir(HERE)
    # the folder of this file has modules of the same names as folders of tests
    sys.path[:] = [str(sources), *(place for place in sys.path if place != str(HERE / "benchmarks"))]
    if not os.environ.get("MUTATIONS_LOUD"):
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
    settings = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={place}/tmp"]
    settings += [f"--rootdir={HERE}", "-c", str(HERE / "pyproject.toml")]
    return int(pytest.main([*settings, *words], plugins=plugins))


def _load(sources: Path) -> None:
    """Import what the tests import, so that no mutant waits for it; the package itself is forgotten again."""
    import hypothesis  # noqa: F401

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
    parser.add_argument("--whole", action="store_true", help="run all tests of the room on each mutant")
    parser.add_argument(
        "--loud", action="store_true", help="print each mutant and the test that failed on it"
    )
    parser.add_argument("--list", action="store_true", help="only print what is drawn")
    options = parser.parse_args()
    rooms = options.rooms or largest(options.sources)
    _load(options.sources)
    print(f"seed {options.seed}, {options.count} mutants of {' '.join(rooms)}", flush=True)
    # the rest of the division goes to the first, which are the largest
    shares = [options.count // len(rooms) + (n < options.count % len(rooms)) for n in range(len(rooms))]
    lots = {
        name: drawn(name, share, options.seed, options.sources)
        for name, share in zip(rooms, shares, strict=True)
    }
    if options.list:
        for mutant in (mutant for lot in lots.values() for mutant in lot):
            print(f"{mutant.file}:{mutant.line} {mutant.function}: {mutant.change}")
        return
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        tests = Tests(rooms, options.sources, Path(place), options.jobs)
        print(f"which tests execute which blocks: {time.monotonic() - begun:.0f} s", flush=True)
        broken = sorted(
            {
                key
                for name in rooms
                for of_file in tests.of_room(name).values()
                for key, test in of_file.items()
                if not test.passed
            }
        )
        for key in broken:
            print(f"fails on the untouched sources: {key}", flush=True)
        tasks = {
            mutant: tests.task(mutant, name, whole=options.whole)
            for name, lot in lots.items()
            for mutant in lot
        }
        killers: dict[Mutant, str] = {}
        for mutant, killer in tests.killers([*tasks.values()], options.jobs):
            killers[mutant] = killer
            if not killer or options.loud:
                print(f"  {len(killers)}: {_line(mutant)}: {killer or 'survives'}", flush=True)
        blind = tests.fails_untouched(frozenset(killers.values()) - {"", "-"})
    broken += [f"{key}, run without the others" for key in sorted(blind)]
    for key in blind:
        print(f"fails on the untouched sources when it runs without the others: {key}")
    dead = {mutant for mutant, killer in killers.items() if killer and killer not in blind}
    for name, lot in lots.items():
        print(f"{name}: {len(dead.intersection(lot))} of {len(lot)} killed")
        for mutant in lot:
            if mutant not in dead:
                print(f"  {_line(mutant)} ({len(tasks[mutant].order)} tests execute it)")
    total = sum(map(len, lots.values()))
    minutes = (time.monotonic() - begun) / 60
    print(
        f"seed {options.seed}: {len(dead)} of {total} killed, {len(dead) / total:.0%}, in {minutes:.0f} minutes"
    )
    sys.exit(1 if broken else 0)


def _line(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.line} {mutant.function}: {mutant.change}"


if __name__ == "__main__":
    main()
