"""Our reading of real .bib files beside pybtex's (lenient): every difference in a class that says why it is there.

    python benchmarks/compare_pybtex.py                    # the table, and the entries of each file accounted for
    python benchmarks/compare_pybtex.py --show 10          # and ten differences of each class

The files stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). pybtex gets the text as
we decoded it, since it reads no encoding but the one it is told. A difference that no class explains is counted as
`unexplained`, and the exit status is 1: it may be a loss on our side. So it is where records and Problems that name an entry do not
add up to the entries of a file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sys
import tarfile
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from data_folder import need
from pybtex import errors
from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser

from litreview.core.model import Library, Person, Problem, Record
from litreview.core.text import parse_names, to_unicode
from litreview.formats import read_text
from litreview.formats.parsing import decode
from litreview.formats.record_building import decode_field, field_name
from litreview.works.missing_values import is_placeholder

ENTRY = re.compile(r"(?<![\\\w.])@\s*(?!(?:comment|string|preamble)\b)[A-Za-z_][\w-]*\s*[{(]", re.IGNORECASE)
TWO_WORDS = re.compile(r"^\s*[\w-]+(?:[ \xa0]+\w+)+\s*=", re.MULTILINE)
COMMENT = re.compile(r"(?<!\\)%.*$|^[^\n]*\(", re.MULTILINE)
# a Problem with one of these codes accounts for an entry of the text that is no record ...
NO_RECORD = {"LR014", "LR015", "LR025", "LR033"}
# ... unless it is about a field, or about a block that is no entry: a @comment, @string or @preamble
NO_ENTRY = re.compile(r"^an? (?:commented-out )?(?:@|field\b)|^th(?:e (?:braces of this )?|is )@")
WHY = {
    "file: pybtex reads none of it": "a file of another format that is called .bib, such as refer",
    "entry: xdata and sets": "holds fields for others, or names others; no work of its own (LR033)",
    "entry: commented out": "behind a % or in a @comment (LR015); pybtex reads it, and not its later form",
    "entry: without a key": "pybtex calls it unnamed-1, we by author, year and title (LR019)",
    "entry: key read otherwise": "pybtex cuts a key at a space, or takes a field for the key",
    "entry: key used again": "pybtex drops the second entry, we keep both (LR018)",
    "field: behind a fault": "pybtex drops the rest of an entry from its first fault on: a field given twice, a field name of two words, a % line",
    "field: macro not defined": "pybtex leaves the field empty, we keep the macro's name (LR021)",
    "field: macro defined later": "pybtex leaves the field empty, we resolve it (LR022)",
    "field: groups": "JabRef's tree of groups, in a comment, gives each entry the names of its groups",
    "field: month names": "`march` and the like, which BibTeX does not define",
    "field: xdata resolved": "the fields that xdata names stand in the record instead",
    "field: says that there is none": "`null`, `undefined`, `Not Available`: no value for us (LR081)",
    "field: at another place": "a degree where the volume should be is read as type (LR079)",
    "field: an escaped brace": "a \\{ without its partner opens a group for pybtex, for us it is a character",
    "names: semicolons": "one name for pybtex, a list for us",
    "names: commas": "one name of many commas for pybtex, a list for us",
    "names: macro not defined": "pybtex leaves a hole in the list, we keep the macro's name (LR021)",
    "names: a body": "pybtex takes the last word of a body for its family name",
    "names: extended form": "biblatex's family=Doe, given=Jane, which pybtex does not know",
    "names: Jr": "pybtex takes `Doe, Jo, Jr.` and `Doe, Jo Jr.` for given names",
    "names: et al.": "a name for pybtex, no person for us (LR060 of `check`)",
    "names: initials behind": "`Doe J.` is given and family for pybtex, family and initials for us",
    "names: marks": "quotation marks and the like, decoded",
}


def real_files() -> Iterator[tuple[str, bytes]]:
    archive = need("data/bib/real-bib-files.tar.xz")
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda each: each.name):
            file = tar.extractfile(member) if member.isfile() else None
            if file and member.name.lower().endswith((".bib", ".bibtex", ".biblatex")):
                yield member.name, file.read()


def nasty_files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(need("data/bib/nasty").glob("*.bib")):
        yield path.name, path.read_bytes()


def sealed_files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(need("data/bib/sealed").glob("*.bib.xz")):
        yield path.stem, lzma.decompress(path.read_bytes())


PARTS: Mapping[str, Callable[[], Iterator[tuple[str, bytes]]]] = {
    "real": real_files,
    "nasty": nasty_files,
    "sealed": sealed_files,
}


def pybtex_entries(text: str) -> dict[str, Entry]:
    """Return what pybtex reads; what it could not read is passed over."""
    with errors.capture(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(Parser().parse_string(text).entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileComparison:
    """What a file reads as here and by pybtex: digests of type, key and fields of its entries, counts, and differences by their class."""

    name: str
    ours: str
    theirs: str
    starts: int
    records: int
    named: int
    entries: int
    same: int
    found: Mapping[str, list[str]]

    @property
    def whole(self) -> bool:
        """An equality: an entry that was named twice would hide one that was lost."""
        return self.starts == self.records + self.named


def compare_file(name: str, data: bytes) -> FileComparison:
    """Compare what a file reads as here with what pybtex reads."""
    library = read_text(data, name, include_confidential=True)
    text, _ = decode(data, name)
    entries = pybtex_entries(text)
    comparison = Comparison()
    if library and not entries:
        comparison.note("file: pybtex reads none of it", name)
    else:
        comparison.file(name, library, entries)
    mine = [[record.type, record.key, sorted(record.fields.items())] for record in library]
    theirs = [
        [
            entry.original_type,
            key,
            sorted(entry.fields.items()),
            sorted((role, list(map(str, persons))) for role, persons in entry.persons.items()),
        ]
        for key, entry in entries.items()
    ]
    return FileComparison(
        name=name,
        ours=digest(mine),
        theirs=digest(theirs),
        # an entry without its opening brace is not counted by the pattern
        starts=len(ENTRY.findall(text)) + sum(problem.code == "LR009" for problem in library.problems),
        records=len(library),
        named=sum(map(names_an_entry, library.problems)),
        entries=len(entries),
        same=comparison.same,
        found=comparison.found,
    )


def digest(read: object) -> str:
    return hashlib.sha256(json.dumps(read, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]


def names_an_entry(problem: Problem) -> bool:
    return problem.code in NO_RECORD and NO_ENTRY.search(problem.message) is None


def plain(text: str) -> str:
    return "".join(sorted(c for c in text.casefold() if c.isalnum()))


class Comparison:
    def __init__(self) -> None:
        self.same = 0
        self.found: dict[str, list[str]] = defaultdict(list)

    def file(self, name: str, library: Library, entries: dict[str, Entry]) -> None:
        ours: dict[str, list[Record]] = defaultdict(list)
        for record in library:
            ours[record.key.lower()].append(record)
        codes: dict[str, set[str]] = defaultdict(set)
        for problem in library.problems:
            codes[problem.key.lower()].add(problem.code)
        every = {problem.code for problem in library.problems}
        for key, entry in entries.items():
            if key.lower() in ours:
                self.entry(name, ours[key.lower()][0], entry, codes[key.lower()], commented="LR015" in every)
            else:
                self.note(self.missing_entry(key, entry, every), f"{name}: {key}")
        for key, records in ours.items():
            if key not in {each.lower() for each in entries}:
                known = "entry: without a key" if "LR019" in codes[key] else "entry: key read otherwise"
                self.note(
                    known if known.startswith("entry: w") or "LR020" in codes[key] else "", f"{name}: {key}"
                )
            for _ in records[1:]:
                self.note("entry: key used again", f"{name}: {key}")

    def note(self, kind: str, text: str) -> None:
        self.found[kind or "unexplained"].append(text)

    def missing_entry(self, key: str, entry: Entry, codes: set[str]) -> str:
        if entry.original_type.lower() in {"xdata", "set"}:
            return "entry: xdata and sets"
        if key.startswith("unnamed-"):
            return "entry: without a key"
        if "LR020" in codes or "LR019" in codes:
            return "entry: key read otherwise"
        return "entry: commented out" if "LR015" in codes else ""

    def entry(self, name: str, record: Record, entry: Entry, codes: set[str], *, commented: bool) -> None:
        where = f"{name}: {record.key}"
        for given, value in entry.fields.items():
            self.field(f"{where} {given}", record, field_name(given), value, codes)
        for role, persons in entry.persons.items():
            self.names(f"{where} {role}", record, role.lower(), [str(each) for each in persons], codes)
        theirs = {field_name(each) for each in (*entry.fields.keys(), *entry.persons.keys())}
        for field in record.fields.keys() - theirs:
            if field in record.raw_fields:
                known = codes or TWO_WORDS.search(record.raw) or COMMENT.search(record.raw)
                kind = "field: behind a fault" if known else "entry: commented out" if commented else ""
                if field == "groups":
                    kind = "field: groups"
                self.note("field: an escaped brace" if "\\{" in record.raw else kind, f"{where} {field}")

    def field(self, where: str, record: Record, field: str, value: str, codes: set[str]) -> None:
        mine = " ".join(record.get(field).split())
        if mine == " ".join(decode_field(field, value, "latex").split()):
            self.same += 1
        elif codes & {"LR021", "LR022"} and len(value) < len(mine):
            kind = "field: macro not defined" if "LR021" in codes else "field: macro defined later"
            self.note(kind, f"{where}: {mine[:60]!r}, {value[:60]!r}")
        elif not mine and is_placeholder(field, value):
            self.note("field: says that there is none", where)
        elif not mine and value.strip() and value.strip() in record.fields.values():
            self.note("field: at another place", where)
        elif field == "xdata" or "xdata=" in value:
            self.note("field: xdata resolved", where)
        elif not value.strip():
            self.note(
                "field: month names" if field == "month" else "field: behind a fault",
                f"{where}: {mine[:60]!r}",
            )
        elif "\\{" in record.raw_fields.get(field, ""):
            self.note("field: an escaped brace", where)
        else:
            self.note("", f"{where}: {mine[:60]!r}, {value[:60]!r}")

    def names(self, where: str, record: Record, role: str, theirs: list[str], codes: set[str]) -> None:
        raw = record.raw_fields.get(role, "")
        ours = parse_names(raw)
        theirs = theirs[:-1] if theirs[-1:] == ["others"] else theirs
        if len(ours) != len(theirs):
            kind = "names: semicolons" if ";" in raw else "names: commas" if "," in raw else ""
            self.note("names: macro not defined" if "LR021" in codes else kind, f"{where}: {raw[:80]!r}")
            return
        for person, their in zip(ours, theirs, strict=True):
            if plain(str(person)) == plain(to_unicode(their)) and self.parts(person, their):
                self.same += 1
            else:
                self.note(self.why(person, their, codes), f"{where}: {str(person)!r}, {their!r}")

    @staticmethod
    def parts(person: Person, their: str) -> bool:
        return to_unicode(their).split(",")[0].strip() == str(person).split(",")[0].strip("{}")

    @staticmethod
    def why(person: Person, their: str, codes: set[str]) -> str:
        if "xdata=" in their:
            return "field: xdata resolved"
        if "family=" in their:
            return "names: extended form"
        if person.suffix:
            return "names: Jr"
        if person.literal:
            return "names: a body"
        if "et al" in their.lower():
            return "names: et al."
        if "LR021" in codes or their.startswith("and "):
            return "names: macro not defined"
        if plain(str(person)) != plain(to_unicode(their)):
            return ""
        return "names: initials behind" if re.search(r"\b[A-Z]{1,3}\b", their) else "names: marks"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N differences of each class")
    show = parser.parse_args().show
    sums: Counter[str] = Counter()
    found: dict[str, list[str]] = defaultdict(list)
    for one in (compare_file(name, data) for name, data in real_files()):
        sums.update(
            files=1, starts=one.starts, records=one.records, named=one.named, same=one.same, equal=one.whole
        )
        for kind, differences in one.found.items():
            found[kind] += differences
        if not one.whole:
            print(
                f"{one.name}: {one.starts} entries in the text, {one.records} records, {one.named} Problems that name one"
            )
    print(
        f"\n{sums['files']} files, {sums['starts']} entries in the text (`@type{{`), {sums['records']} records,"
    )
    print(f"{sums['named']} Problems that name an entry which is no record; in")
    print(f"{sums['equal']} files records + Problems = entries. 0 exceptions.\n")
    print(f"{sums['same']:>7}  the same values and names as pybtex")
    for kind, differences in sorted(found.items()):
        print(f"{len(differences):>7}  {kind}  ({WHY.get(kind, 'to be looked at')})")
        for each in differences[:show]:
            print(f"             {each}")
    return 1 if found.get("unexplained") or sums["equal"] < sums["files"] else 0


if __name__ == "__main__":
    sys.exit(main())
