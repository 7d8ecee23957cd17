"""No text makes a stage raise: names, titles, references, years and places of any characters, from reading to the pages.

    python benchmarks/fuzz_stages.py --names 100000 --seed 1    # until so many names and references were made; prints what raised

Hypothesis draws a few texts of any characters; they are mixed with those of `NASTY` and with sound ones, so that records meet, are
merged and cite each other. Half of the libraries are Records made in Python with any field, half are files of a format, the small
files of `lost.py` and `FILES` below filled with the texts. Each library goes through every stage (`through`): reading, checks,
duplicates, tags, links, graph, measures, nets, tables, pages, bibliography (without pandoc), what is written and read again.

What raised is printed once a kind, with its seed and the call that shows it again. Exit 1 if anything did.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from lost import KINDS, Kind

from litreview.core.model import Doi, Library, Person, Record, RecordId, Where
from litreview.formats import dumps, read_text
from litreview.judgements.codebook import parse_codebook

NASTY = (
    "", " ", "?", "???", "-", "--", ".", ",", ";", "'", "’", "*", "[", "{", "}", "\\", "&", "%", "|", "。", "、", "〈", "・", "々", "ー", "《》",
    "\u0301", "\u0301\u0302", "e\u0301", "\u200f", "\u202ebad", "\u200b", "\ufeff", "\u2028", "\u0000", "\ud800", "\udfff", "\U0001f600", "👩‍👩‍👧",
    "A", "a.", "É", "ß", "ſ", "İ", "ŉ", "ﬀ", "Ⅳ", "²", "١٩٩٩", "一九九九", "①", "½", "0", "1", "00", "-1", "1999", "20010", "9" * 30, "1e999", "nan",
    "王", "王小明", "김", "محمد", "שלום", "Ωμέγα", "ÐÞ", "von", "van der", "de la", "'t", "Jr.", "III", "et al.", "and", " and ", "and others",
    "others", "Anonymous", "[Anonymous]", "*", "* ", "N.N.", "Dr.", "10.", "10.1000/", "10.1000/?", "https://doi.org/", "http://", "http://[", "///",
    "(", ")", "()", "[]", "((((", "[[[[", "[{", '[{"author": []}]', "[{}]", "null", "{" * 60, "\\'", "\\'{", '\\"{\\i}', "$x$", "&#0;", "&#x110000;", "&amp", "<b>", "]]>",
    "=1+1", "\t", "\n", "\n\n", "\r", "\x0b", "\x1f", "\x85", "No.", "V", "P", "pp.", "p. ", "Vol.", "U.S.C.", "18 U.S.C. §", "§", "§§ 1", "v.", "Doe v. ?", "In re", "In: ",
    "interview", "Retraction of:", "Comment on", "Part II", "(2nd ed.)", "1st", "doi:", "in press", "forthcoming", "n.d.", "suppl", "1-", "-9", "9-1", "i-x", "e1", "S1-S9",
)  # fmt: skip
LONG = (
    "A" * 10_000,
    "é" * 5_000,
    "word " * 2_000,
    "。" * 3_000,
    "1" * 5_000,
    "A. " * 1_500,
    "Doe, J., " * 800,
    "\u0301" * 2_000,
    '[{"a":' * 2_000,
    "[" * 3_000,
    "{" * 3_000,
    "<b>" * 2_000,
)
SOUND = (
    "Doe", "Jane", "Roe", "van der Berg", "Smith-Jones", "O'Neil", "J.", "J. R.", "World Council", "Human trafficking in made-up towns", "Shelters: a study of three harbors",
    "Policing the margins", "Journal of Harbors", "J. Harb.", "Harbor Review", "Harbor Press", "12", "3", "45", "101-109", "2001", "2002", "10.1000/abc", "10.1000/harb.12",
)  # fmt: skip
FIELDS = (
    "title", "journal", "booktitle", "volume", "number", "pages", "year", "date", "month", "doi", "url", "abstract", "keywords", "note", "publisher", "institution", "school",
    "series", "edition", "address", "isbn", "issn", "language", "eprint", "howpublished", "type", "shorttitle", "subtitle", "titleaddon", "article-number", "eid", "chapter",
    "organization", "annote", "crossref", "ids", "related", "cites", "references", "cited-references", "pmid", "addendum", "eventtitle", "eventdate", "translator", "entrysubtype",
)  # fmt: skip
TYPES = (
    "article",
    "book",
    "incollection",
    "misc",
    "techreport",
    "case",
    "statute",
    "phdthesis",
    "online",
    "inproceedings",
    "?",
    "",
    "letter",
)
SHAPES = (
    "{n}, {n}, {w} ({y}) {w}, {d} ({d}), pp. {d}", "{n} {n}, {y}, {w}, V{d}, P{d}, DOI {o}", "*{n}, {y}, {w}", "{n} {n}.; {n} {n}., {w}, {w}, {d}, {d}, pp. {d}, ({y})",
    "{n}, {n} ({y}). {w}. {w}, {d}({d}), {d}. https://doi.org/{o}", "[1] {n} {n}, “{w},” {w}, Vol. {d}, No. {d}, pp. {d}, {y}.", "{n} {n}. {w}. {w}. {y};{d}({d}):{d}.",
    "{n} v. {n}, {d} U.S. {d} ({y})", "{d} U.S.C. § {d} ({y})", "{w}", "{n}", "{o}", '[{{"author": "{n}", "year": "{y}", "article-title": "{w}", "DOI": "{o}", "volume": "{d}"}}]', "{n}, {w}, {w}, ({y})",
)  # fmt: skip
FILES = {
    "bibtex-all": Kind("bib", "@article{*,\n  author = {^, ^ and ^ ^ and {^}},\n  title = {?},\n  journal = {*},\n  year = {#},\n  volume = {#},\n  pages = {*--*},\n  doi = {~},\n  cited-references = {!\n   !},\n  references = {!},\n  cites = {*}\n}\n", ""),
    "ris-all": Kind("ris", "TY  - JOUR\nAU  - ^, ^\nA1  - ^\nED  - ^ ^\nTI  - ?\nT2  - *\nJO  - *\nPY  - #\nY1  - #/*/*\nVL  - #\nIS  - *\nSP  - *\nEP  - *\nDO  - ~\nSN  - *\nUR  - *\nN1  - References: !\nKW  - *\nM1  - *\nC1  - *\nER  - \nNL  - *\n\n", ""),
    "wos-all": Kind("ciw", "PT J\nAU ^, ^\n   ^\nAF ^, ^\n   ^\nTI ?\nSO *\nJ9 *\nPY #\nVL #\nIS *\nBP *\nEP *\nAR *\nDI ~\nCR !\n   !\n   !\nER\n\n", "", head="FN Clarivate Analytics Web of Science\nVR 1.0\n", end="EF\n"),
    "scopus": Kind("csv", '"^ ^; ^, ^.","^, ^ (123456789)","?","#","*","#","*","*","*","*","~","!; !; !","*"\n', "", head="Authors,Author full names,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,DOI,References,EID\n"),
    "scopus-glued": Kind("csv", '"^^.^^.^.^.","?","#","*","#","*-*"\n' * 4, "", head="Authors,Title,Year,Source title,Volume,Pages\n"),
    "springer": Kind("csv", '"?","*","*","#","#","~","^ ^^ ^","#","https://link.springer.com/*","*"\n', "", head="Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,Authors,Publication Year,URL,Content Type\n"),
    "pubmed-csv": Kind("csv", '"1#","?","^ ^, ^ ^.","*. # *;#(*):*-*. doi: ~","^ ^","*","#","#/#/#","","","~"\n', "", head="PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"),
}  # fmt: skip
"""Files with more fields than those of `lost.py`; in them `!` is a reference, `~` a DOI."""
BOOK = parse_codebook(
    """
[codebook]
name = "own"
main_group = "goal"
threshold = 1
[codebook.fields]
title = 1
abstract = 1
[scopes.harbor]
match = ["harbor", "made up"]
not_in = ["harbor ~3 review"]
[[code]]
id = "shelter"
group = "goal"
label = "Shelter"
definition = "Made up."
[[code.terms]]
weight = 1
match = ["shelter", "human ~3 trafficking", "A", "=Doe"]
unless = ["police"]
""",
    "book.toml",
)
"""A codebook of one code: the built-in one takes longer to read than all stages together."""


@dataclass(slots=True)
class Maker:
    """Makes libraries of drawn texts, by chance; `made` counts the names and the references."""

    drawn: list[str]
    chance: random.Random
    made: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """Return a text of any kind, at times several joined."""
        chance = self.chance
        pools = (self.drawn, self.drawn, NASTY, NASTY, SOUND, SOUND, SOUND)
        parts = [chance.choice(chance.choice(pools)) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        if chance.random() < 0.003:
            parts.append(chance.choice(LONG))
        return chance.choice(("", " ", " ", ", ")).join(parts)

    def number(self) -> str:
        """Return a year or another number, or what is in its place."""
        return str(self.chance.randint(0, 2100)) if self.chance.random() < 0.6 else self.text()

    def word(self) -> str:
        """Return a part of a name."""
        self.made["names"] += 1
        return self.text()

    def person(self) -> Person:
        """Return a person or a body."""
        self.made["names"] += 1
        if self.chance.random() < 0.2:
            return Person(literal=self.text())
        rest = [self.text() if self.chance.random() < share else "" for share in (0.9, 0.8, 0.1, 0.1)]
        return Person(family=rest[0], given=rest[1], prefix=rest[2], suffix=rest[3])

    def reference(self, held: list[Record]) -> str:
        """Return a cited reference in one of the shapes, of any texts or of a record that is held, a part of it damaged."""
        self.made["references"] += 1
        if self.chance.random() < 0.005:
            return self.chance.choice(LONG)
        shape = self.chance.choice(SHAPES)
        known = self.chance.choice(held) if held and self.chance.random() < 0.6 else None
        facts = {"w": known.title, "y": str(known.year or ""), "o": known.doi, "d": known.get("volume")} if known else {}  # fmt: skip
        if known and known.authors:
            facts["n"] = known.authors[0].sort_name
        for name in "nwyod":
            if not facts.get(name) or self.chance.random() < 0.15:
                facts[name] = self.number() if name in "yd" else self.text()
        return shape.format(**facts)

    def doi(self) -> str:
        """Return a DOI, or what is in its place."""
        return f"10.1000/{self.chance.randint(1, 9)}" if self.chance.random() < 0.6 else self.text()

    def records(self) -> list[Record]:
        """Return Records made in Python. Those who come later cite the earlier ones, and may be damaged copies of them."""
        found: list[Record] = []
        for number in range(self.chance.randint(1, 12)):
            chosen = self.chance.sample(FIELDS, self.chance.choice((0, 2, 6, 12, len(FIELDS))))
            fields = {name: self.text() for name in ("title", "journal", "volume", *chosen)}
            if found and self.chance.random() < 0.4:
                fields |= {name: value for name, value in self.chance.choice(found).fields.items() if self.chance.random() < 0.8}  # fmt: skip
            for name in ("references", "cited-references"):
                fields[name] = self.chance.choice(("\n", "\n", "; ")).join(self.reference(found) for _ in range(self.chance.randint(0, 6)))  # fmt: skip
            fields["cites"] = ", ".join(self.chance.choice([*(record.key for record in found), self.text()]) for _ in range(2))  # fmt: skip
            for name in (
                "year",
                "date",
                "doi",
                "author",
            ):  # a record refuses values that differ from its fields
                fields.pop(name, None)
            key = self.text() if self.chance.random() < 0.3 else f"k{number}"
            record = Record(
                key=key,
                type=self.chance.choice(TYPES),
                fields={name: value for name, value in fields.items() if value or self.chance.random() < 0.1},
                authors=tuple(self.person() for _ in range(self.chance.choice((0, 1, 2, 5)))),
                editors=tuple(self.person() for _ in range(self.chance.choice((0, 0, 0, 1)))),
                year=self.chance.choice((None, 2001, 2001, 2002, 1999, 0, -5, 99999)),
                doi=Doi(self.chance.choice(("", "", f"10.1000/{number}", "10.1000/abc", self.text()))),
                id=RecordId(f"{self.chance.choice('ab')}.bib:{key}#{number}"),
                where=Where(file=f"{self.chance.choice('ab')}.bib", line=number),
                raw=self.text(),
            )
            if found and self.chance.random() < 0.3:
                other = self.chance.choice(found)
                record = replace(record, type=other.type, authors=other.authors, year=other.year, fields=other.fields | {name: self.text() for name in self.chance.sample([one for one in FIELDS if one not in ("year", "date", "doi", "author")], 2)})  # fmt: skip
            found.append(record)
        return found

    def file(self) -> tuple[str, str]:
        """Return the text of a file of some format, and its name: Records as we write them, or a file filled with texts."""
        if self.chance.random() < 0.3:
            ending = self.chance.choice(("bib", "ris", "json", "csv"))
            return dumps(self.records(), ending), f"file.{ending}"
        name = self.chance.choice([*KINDS, *[*FILES] * 3])
        of = {**KINDS, **FILES}[name]
        ways = {"^": self.word, "?": self.text, "*": self.text, "#": self.number, "~": self.doi, "!": lambda: self.reference([])}  # fmt: skip
        marks = set(ways) if name in FILES else set("^?*#")

        def filled(pattern: str) -> str:
            return "".join(ways[sign]() if sign in marks else sign for sign in pattern)

        body = of.between.join(filled(of.record) for _ in range(self.chance.randint(1, 6)))
        return f"{of.head if name in FILES else filled(of.head)}{body}{of.end}", f"file.{of.ending}"


def through(library: Library, chance: random.Random) -> None:
    """Take a library through every stage and every output that needs no other program; of formats of the nets, some."""
    from litreview.formats.references import parse_list
    from litreview.formats.tables import csv_named, library_rows, sources_rows, years_rows
    from litreview.formats.tables.frames import frame
    from litreview.pages.duplicates import duplicates_page
    from litreview.pages.evidence_map import evidence_map_page
    from litreview.review import Review
    from litreview.review.outputs.registry import OUTPUTS
    from litreview.review.settings import Settings
    from litreview.stages.bibliography import csl_item
    from litreview.stages.bibliography.layout import blocks_for
    from litreview.stages.checks.mend import mend
    from litreview.stages.network import (  # fmt: skip
        DRAWN,
        GRAPH_FORMATS,
        NETS,
        build_net,
        dump_graph,
        layout,
        measures,
        rpys,
    )
    from litreview.stages.tagging import explain

    for record in library:
        mend(record)
    # a reference list beside the records, of all that was read
    lists = {Where(file=f"references/{r.key}.txt"): r.get("references") or r.title for r in library}
    review = Review(library=library, settings=Settings(style="bluebook"), lists=lists, codebook=BOOK)
    for output in OUTPUTS.values():
        if output.make and "written_entries" not in output.needs:
            output.make(review)
    read_again = read_text(dumps(library.records, "bib"), "a.bib", include_confidential=True)
    assert len(read_again) == len(library), f"{len(library)} records were written, {len(read_again)} read"
    for format_ in ("ris", "json", "csv"):
        read_text(dumps(review.sources, format_, tags=review.tags), f"a.{format_}")
    dumps(library.records, "bib", ascii_only=True)
    csv_named("library", library_rows(library.records))
    read = [citation.reference for citation in (*review.links.citations, *review.links.queue)]
    read += [each for work in review.links.not_held for each in work.references]
    csv_named("years", years_rows(rpys(reference.year for reference in read)))
    frame("sources", sources_rows(review.deduplication, review.tags))
    measures(review.graph)
    layout(review.graph)
    for net in NETS:
        built = build_net(net, review.sources, review.links, review.tags, graph=review.graph)
        dump_graph(built, chance.choice([name for name in GRAPH_FORMATS if name != "svg" or net in DRAWN]))
    duplicates_page(review.deduplication)
    evidence_map_page(review.evidence_map, sources=review.included)
    for to in ("html", "docx"):
        blocks_for(review.bibliography, to)
    for source in review.sources:
        csl_item(source, [tag for tag in review.tags if tag.source == source.key])
        explain(source, review.tags)
        parse_list(source.get("references"), source.records[0])


def one(drawn: list[str], number: int) -> Counter[str]:
    """Take one library through all stages, in what `drawn` and `number` make it; return how many names and references it had."""
    maker = Maker([text[:400] for text in drawn] or [""], random.Random(number))
    if number % 2:
        library = Library(records=tuple(maker.records()), files=("a.bib", "b.bib"))
    else:
        library = read_text(*maker.file(), include_confidential=number % 4 == 0)
    through(library, maker.chance)
    return maker.made


TEXTS = st.lists(st.text(st.characters() | st.sampled_from("?.,;-&{}\\[]()0123456789 aAé。\u0301\u200f\ud800\x00"), max_size=30), min_size=2, max_size=8)  # fmt: skip


def run(names: int, seed_: int, minutes: float) -> int:
    """Make libraries until there were so many names and references; return how many kinds of exceptions there were."""
    made: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    libraries = 0
    slowest = 0.0
    end = time.monotonic() + minutes * 60

    @seed(seed_)
    @settings(
        max_examples=10**6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(TEXTS, st.integers(0, 2**31))
    def each(drawn: list[str], number: int) -> None:
        nonlocal libraries, slowest
        if made.total() >= names or time.monotonic() > end:
            raise KeyboardInterrupt  # hypothesis has no other way to stop at a count of ours
        libraries += 1
        start = time.process_time()
        try:
            made.update(one(drawn, number))
        except Exception as error:  # noqa: BLE001 - any exception is a find
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "litreview" in f.filename]
            kind = (
                f"{type(error).__name__} {Path(frames[-1].filename).name}:{frames[-1].lineno}"
                if frames
                else repr(error)
            )
            if kind not in kinds:
                places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
                print(
                    f"RAISED {kind}: {str(error)[:200]!r}\n  {places}\n  one({drawn!r}, {number})", flush=True
                )
            kinds[kind] += 1
        slowest = max(slowest, time.process_time() - start)  # fmt: skip

    with contextlib.suppress(KeyboardInterrupt):
        each()
    print(f"seed {seed_}: {libraries:,} libraries, {made['names']:,} names, {made['references']:,} references; slowest {slowest:.1f} s of CPU; {len(kinds)} kinds of exceptions", flush=True)  # fmt: skip
    for kind, count in kinds.most_common():
        print(f"  {count:6} × {kind}")
    return len(kinds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", type=int, default=5_000, help="stop after so many names and references")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long")
    options = parser.parse_args()
    sys.exit(run(options.names, options.seed, options.minutes) > 0)


if __name__ == "__main__":
    main()
