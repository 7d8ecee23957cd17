"""Footnotes of a memo in Word, read as entries and printed again by The Bluebook: how each differs from what was written, and why.

    python benchmarks/reprinted_notes.py              # 60 notes: the differences by reason, and those without one
    python benchmarks/reprinted_notes.py --count 5 --all   # and every note with what was printed for it

The notes are made up: of `tests/references/bluebook_notes*.txt` those with one citation, of each kind in turn. A memo is made of them
with pandoc, `litreview references` reads it, and its entries are printed as footnotes of law reviews are. The comparison is word by word.
"""

from __future__ import annotations

import argparse
import difflib
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import pypandoc
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main as command
from litreview.core.confidential.mark_words import says_interview
from litreview.formats.references import spans_of
from litreview.stages.bibliography import cite

NOTES = Path(__file__).parents[1] / "tests/references"

REASONS = (
    ("a signal, which belongs to the sentence of the memo", r"signal"),
    ("a page, section or date that the note points to, which is no part of the work", r"pinpoint"),
    ("an explanation, later history or parallel place in the note", r"explanation"),
    ("capitals or small capitals, as the manner prints them", r"capitals"),
    ("an abbreviation of the tables T1 to T16, or a mark beside one", r"abbreviation"),
    ("the kind of a student's work (`Note`), which the entry keeps as `type`", r"kind"),
    ("the publisher or the institute behind a code, or of a book of our time", r"publisher"),
    ("a day or an hour, where the manner prints the year alone", r"day"),
    ("a short name for the notes behind (`hereinafter`)", r"short name"),
    ("`et al.`, where the entry has the people that are named", r"people"),
    ("an address, a day of the visit, or what runs the page", r"address"),
    ("the paper of a case (a brief, a transcript), where the entry is the case", r"paper"),
    ("the kind of a print, a thesis or a number (`Comm. Print`, `unpublished`, `ICSID Case No.`), which the manner does not print", r"print"),
    ("what a court decided (`Judgment`, `Award`), which is no part of the name", r"phase"),
    ("the parties of a treaty between two states, which the entry lacks", r"parties"),
    ("the year, or that there is none, which the manner prints behind each source", r"year"),
    ("the order of names or of a number, as the manner prints them", r"order"),
    ("all that parts two manners, where the note is in that of OSCOLA, Harvard or Vancouver", r"manner"),
)  # fmt: skip
OTHER_MANNERS = frozenset(["oscola", "harvard", "vancouver"])


_PATTERNS = (
    (
        "kind",
        re.compile(r"(?:Note|Comment|Book Review|Editorial|Opinion|Recent Case|Symposium|Annotation) -> "),
    ),
    ("year", re.compile(r" -> \((?:n\.d\.|\d{4})\)")),
    (
        "paper",
        re.compile(
            r"(?:[A-Z][a-z]+ (?:of|for) )?(?:Brief|Transcript|Petition|Complaint|Motion|Consent Decree|Order)\b.* -> "
        ),
    ),
    ("phase", re.compile(r"(?:(?:Preliminary Objections|Judge?ment|Award|Merits)\b ?)+(?:¶ \d+)? -> ")),
    ("parties", re.compile(r"[A-Z][\w.]*-[A-Z][\w.]*(?: arts? \d+)? -> ")),
    (
        "print",
        re.compile(
            r"\((?:unpublished|Comm Print|filed)\b.* -> \(.*|(?:ICSID|PCA) Case No -> |\(unpublished -> |\(unpublished (\S+) -> \(\1"
        ),
    ),
    ("publisher", re.compile(r"\([A-Z][^()]* (\d{4})\) -> \(\1\)")),
    (
        "day",
        re.compile(
            r"[\d, ]*\(?(?:[A-Z][a-z]+ \d+ )?(\d{4})(?:[ \d:]+[AP]M)?\).* -> [\d, ]*\(?\1\)", re.DOTALL
        ),
    ),
    ("day", re.compile(r"[A-Z][a-z]+ \d+ -> ")),
    ("short name", re.compile(r"\[hereinafter [^\]]*\] -> ")),
    ("people", re.compile(r"et al(?: eds.*)? -> (?:ed)?")),
)


def notes() -> list[tuple[str, str]]:
    """Return the notes with one citation and nothing else, of each kind in turn, each with its kind."""
    kinds: dict[str, list[str]] = {}
    kind, note, marks = "", "", ""
    lines = chain.from_iterable(
        path.read_text("utf-8").split("\n") for path in sorted(NOTES.glob("bluebook_notes*.txt"))
    )
    for line in [*lines, "N "]:
        mark, _, rest = line.partition(" ")
        if mark in {"kind", "N"}:
            if note and marks == "E":
                kinds.setdefault(kind, []).append(note)
            kind, note, marks = (rest, "", "") if mark == "kind" else (kind, rest, "")
        elif mark in "EBT":
            marks += mark
    return [
        (kind, each)
        for row in zip_longest(*kinds.values())
        for kind, each in zip(kinds, row, strict=True)
        if each
    ]


def printed(texts: list[str], folder: Path) -> dict[str, str]:
    """Return what is printed for each citation that a memo with these notes holds, by the string it was read from."""
    memo = "\n\n".join(f"A sentence.[^{i}]" for i in range(len(texts)))
    body = "\n\n".join(f"[^{i}]: {text}" for i, text in enumerate(texts))
    pypandoc.convert_text(
        f"{memo}\n\n{body}\n",
        "docx",
        format="markdown-smart-tex_math_dollars",
        outputfile=str(folder / "memo.docx"),
    )
    result = CliRunner().invoke(
        command, ["references", str(folder / "memo.docx"), "-o", str(folder / "refs.bib")]
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    found = lr.dedupe(lr.read(folder / "refs.bib"))
    shown = {entry.source.key: entry.text for entry in cite(found.sources, "bluebook").entries}
    return {
        record.get("reference-string"): shown.get(source.key, "")
        for source in found.sources
        for record in source.records
    }


def differences(kind: str, note: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each difference of a note of a kind as its reason, what was written, and what is printed."""
    citation = next(span for span in spans_of(note) if span.kind == "citation")
    if citation.signal:
        yield "signal", citation.signal, ""
    before, after = words_of(citation.text), words_of(text)
    if kind in OTHER_MANNERS:
        yield "manner", " ".join(before), " ".join(after)
        return
    placed = set(before) & set(after)
    for change, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change != "equal":
            old, new = " ".join(before[a:b]), " ".join(after[c:d])
            if {*before[a:b], *after[c:d]} <= placed:
                yield "order", old, new
            else:
                yield from reasons(old, new, " ".join(before[:a]), placed)


def reasons(old: str, new: str, before: str, placed: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a difference with its reason; one that has none is cut at its first bracket, as a page before a date is a difference of its own."""
    name, head, bracket = reason(old, new, before), *old.partition(" (")[:2]
    if not name and old and re.fullmatch(r"\(\d{4}\)", new) and (first := reason(old, "", before)):
        # the year behind a decision or a ruling, and what stood there instead
        yield first, old, ""
        yield "year", "", new
        return
    old_group, cut, old_rest = old.partition(") ")
    new_group, behind, new_rest = new.partition(") ")
    if not name and cut and behind:
        # two groups in brackets on both sides: each is a difference of its own
        yield from reasons(f"{old_group})", f"{new_group})", before, placed)
        yield from reasons(old_rest, new_rest, before, placed)
        return
    if name or not bracket:
        yield name, old, new
        return
    yield "order" if {*head.split()} <= placed else reason(head, "", before), head, ""
    rest = old[len(head) + 1 :]
    yield reason(rest, new, f"{before} {head}"), rest, new


def words_of(text: str) -> list[str]:
    """Return the words of a citation, without the marks that part them."""
    return [word for each in text.split() if (word := each.strip(".,;:"))]


def reason(old: str, new: str, before: str) -> str:
    """Return the reason of a difference, "" if none is known."""
    folded = [re.sub(r"[\W_]", "", text).lower() for text in (old, new)]
    if folded[0] == folded[1]:
        return "capitals" if old.lower() == new.lower() else "abbreviation"
    for name, pattern in _PATTERNS:
        if pattern.fullmatch(f"{old} -> {new}"):
            return name
    if re.search(r"https?:|last visited|last updated|available at|\.(?:org|com|gov)", f"{old} {new}"):
        return "address"
    if not new and before.count("(") > before.count(")"):
        return "explanation"
    if not new and re.fullmatch(
        r"(?:(?:at|n|nn|&|and|cmt|tbl|slip|op|pt|art|arts|div|ch|cl|[§¶*]+|\W*[a-z]?[\d\W]+[\w\W]{0,6}|[ivxlc–]+)\s*)+",
        old.replace(".", ""),
    ):
        return "pinpoint"
    if not new and (
        old.startswith("(") or re.match(r"(?:aff|rev|as reprinted|cert|codified|\d+ [A-Z])", old)
    ):
        return "explanation"
    short, long = sorted(
        (re.sub(r"[^\w ]", "", text).lower().split() for text in (old, new)),
        key=lambda words: len("".join(words)),
    )
    if (
        short
        and len(short) == len(long)
        and all(a[0] == b[0] and set(a) <= set(b) for a, b in zip(short, long, strict=True))
    ):
        return "abbreviation"
    return ""


def main() -> int:
    """Print the differences by reason, and each that has none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--all", action="store_true", help="show each note with what is printed for it")
    options = parser.parse_args()
    texts = notes()[: options.count]
    with tempfile.TemporaryDirectory() as place:
        shown = printed([text for _, text in texts], Path(place))
    counted: Counter[str] = Counter()
    same = lost = withheld = 0
    others: list[str] = []
    for kind, note in texts:
        citation = next(span.text for span in spans_of(note) if span.kind == "citation")
        text = shown.get(citation, "")
        if not text:
            lost += 1
            # an interview is withheld: it gives no entry that may be printed
            withheld += bool(says_interview(note))
            if options.all or not says_interview(note):
                others.append(f"  {note}\n      no entry")
            continue
        found = [*differences(kind, note, text)]
        same += not found
        counted.update(name for name, _, _ in found)
        unknown = [f"{old!r} -> {new!r}" for name, old, new in found if not name]
        if options.all or unknown:
            others.append(f"  {note}\n      {text}\n      {'; '.join(unknown)}".rstrip())
    print(f"{len(texts)} notes, {len(texts) - lost} entries printed again, {same} as they were written")
    for says, name in REASONS:
        print(f"{counted[name]:5}  {says}")
    print(f"{withheld:5}  an interview, which is withheld and gives no entry")
    print(f"{counted['']:5}  other differences, in {sum('->' in one for one in others)} notes:")
    print("\n".join(others))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
