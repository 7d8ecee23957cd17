"""Fuzzing of reading and writing: whatever the bytes, no exception, no long wait, nothing lost on the way out and back.

    python benchmarks/fuzz_read.py --minutes 20               # seeded, all formats; prints what was found
    python benchmarks/fuzz_read.py --engine atheris           # guided by coverage, where atheris is installed

Inputs are made from small texts of every format (our own) by mutation: pieces cut, doubled, moved, mixed with those of other
formats, marks put in, bits flipped. For each input:

- reading does not raise, and takes at most five seconds of CPU;
- what holds more than white space gives a record or a Problem; there are not more records than places where one can begin;
- reading the same bytes again gives the same;
- the records written as BibTeX are read back the same; as RIS, CSL-JSON and CSV with every field.

What fails is printed once a kind, with the input that showed it, and written to --finds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

SEEDS = [
    ("@article{doe2001,\n  author = {Doe, Jane and van der Berg, J. and {World Council}},\n  title = {The {Word} \\& more},\n  journal = jan # { x},\n"
    "  year = 2001,\n  month = feb,\n  pages = {1--2},\n  doi = {10.1000/abc},\n  keywords = {a; b},\n  abstract = {We saw 5\\% of $x_{2}$.},\n}\n"),
    '@string{j = "Journal"}\n@comment{jabref-meta: x;}\n@preamble{"x"}\n% note\n@book(k, title = "A {B} c", publisher = j # " of " # j, isbn = {0-306-40615-2})\n',
    "@inbook{c, crossref = {p}, title = {Part}}\n@book{p, title = {Whole}, editor = {Roe, R.}, year = {1999}}\n@misc{m, howpublished = {\\url{http://a.org/x_y}}, note = {&amp; <i>x</i>}}\n",
    '@online{u,\n author = {G{\\"o}del, Kurt and others},\n title = {Über \\textit{x} -- y},\n url = {https://doi.org/10.1000/x\\_y},\n urldate = {2020-01-02},\n file = {:a.pdf:PDF},\n}\n',
    "TY  - JOUR\nID  - k1\nAU  - Doe, Jane\nAU  - World Council,\nTI  - A title\nT2  - A journal\nPY  - 2001\nSP  - 1\nEP  - 2\nKW  - a\nKW  - b\nDO  - 10.1000/x\nAB  - Words\nmore words\nER  - \n\n",
    "PMID- 1\nOWN - NLM\nDP  - 2001 Jan\nTI  - A title\n      that goes on\nFAU - Doe, Jane\nAU  - Doe J\nJT  - A journal\nAID - 10.1000/x [doi]\nPT  - Journal Article\nMH  - Word\n\n",
    "%0 Journal Article\n%A Doe, Jane\n%T A title\n%J A journal\n%D 2001\n%V 1\n%P 1-2\n%R 10.1000/x\n%K a\nb\n%@ 1234-5679\n%F k1\n\n",
    "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Doe, J\n   Roe, R\nAF Doe, Jane\n   Roe, Richard\nTI A title\nSO A JOURNAL\nPY 2001\nBP 1\nEP 2\nDI 10.1000/x\nCR Poe E, 1999, J X, V1, P2, DOI 10.1000/y\n   Coe C, 1998, BOOK\nUT WOS:1\nER\n\nEF\n",
    "PT\tAU\tTI\tSO\tPY\tVL\tDI\tCR\nJ\tDoe, J; Roe, R\tA title\tA JOURNAL\t2001\t1\t10.1000/x\tPoe E, 1999, J X; Coe C, 1998, B\n",
    ('<?xml version="1.0" encoding="UTF-8"?><xml><records><record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Doe, Jane</author></authors></contributors>'
    "<titles><title>A <style>title</style></title><secondary-title>A journal</secondary-title></titles><dates><year>2001</year></dates><isbn>1234-5679</isbn></record></records></xml>"),
    'title,author,year,journal,doi,abstract,keywords\nA title,"Doe, Jane; Roe, R.",2001,A journal,10.1000/x,"Words, ""more""",a; b\n=x,y,1999,,,,\n',
    '"Authors","Title","Year","Source title","Volume","DOI","References","EID"\n"Doe J., Roe R.","A title","2001","A journal","1","10.1000/x","Poe E., X, 1999","2-s2.0-1"\n',
    '[{"id": "k1", "type": "article-journal", "title": "A title", "author": [{"family": "Doe", "given": "Jane"}, {"literal": "World Council"}], "issued": {"date-parts": [[2001, 2, 3]]}, "DOI": "10.1000/x", "container-title": "A journal", "page": "1-2"}]',
    ('{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "title": "A title", "publication_year": 2001, "type": "article", "authorships": [{"author": {"display_name": "Jane van Doe"}}], '
    '"biblio": {"volume": "1", "first_page": "1"}, "abstract_inverted_index": {"Some": [0], "words": [1]}, "referenced_works": ["https://openalex.org/W2"]}]}'),
]  # fmt: skip
PIECES = [
    *'{}"=,#@%()\\\n\t $&~-`\'<>;:[]/|', "@a{k,", "@string{a = ", "@comment{", " = {", "},\n", " # ", " and ", "and others", "\\'{e}", '{\\"o}', "\\url{", "--", "&amp;", "&lt;", "<b>",
    "\r\n", "\x00", "\ufeff", "\u2028", "ü", "王", "\U0001f600", "\ud800", "TY  - BOOK\n", "ER  - \n", "AU  - ", "KW  - ", "\nPMID- 2\n", "      ", "%0 Book\n", "%A ", "PT B\n", "ER\n", "EF\n", "<record>", "</record>",
    "<titles>", "<!ENTITY a 'b'>", "&#0;", "]]>", '"id": ', '{"title": ', "null", "1e999", "-1", "true", "[[", "}}", ",,,,", '""', "'=", "confidential = {false}", "interview", "crossref = {k}", "xdata = {p}", "tvpa:protect",
    "title", "author", "year = 20", "doi", "10.1000/", "https://doi.org/", "²", "١", "1" * 30, "Jr.", "van der ", "et al.", "jan", "sept",
]  # fmt: skip
ENDINGS = ("txt", "bib", "ris", "json", "csv", "xml", "nbib", "enw")
LONGEST, CPU_SECONDS = 6_000, 5.0
_BEGINNINGS = re.compile(r"@|\n|<record|\{|,", re.IGNORECASE)


def mutants(seed: int) -> Iterator[bytes]:
    """Yield inputs without end, the same for the same seed."""
    chance = random.Random(seed)
    pool = [text.encode("utf-8", errors="surrogatepass") for text in SEEDS]
    pieces = [piece.encode("utf-8", errors="surrogatepass") for piece in PIECES]
    while True:
        data = bytearray(chance.choice(pool))
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 13))):
            a, b = sorted(chance.randrange(len(data) + 1) for _ in range(2))
            b = min(b, a + chance.choice((1, 4, 16, 64, 400)))
            kind = chance.randrange(9)
            if kind == 0:
                del data[a:b]
            elif kind == 1:
                data[a:a] = data[a:b] * chance.choice((1, 2, 20))
            elif kind == 2:
                data[a:a] = chance.choice(pieces) * chance.choice((1, 1, 1, 2, 30))
            elif kind == 3:
                other = chance.choice(pool)
                start = chance.randrange(len(other))
                data[a:b] = other[start : start + chance.choice((4, 40, 400))]
            elif kind == 4 and a < len(data):
                data[a] = chance.randrange(256)
            elif kind == 5:
                cut = bytes(data[a:b])
                del data[a:b]
                place = chance.randrange(len(data) + 1)
                data[place:place] = cut
            elif kind == 6:
                del data[a:]
            elif kind == 7:
                data[a:b] = chance.choice(pieces)
            else:
                data[a:a] = b"\n" + chance.choice(pool)
        data = data[:LONGEST]
        if data and chance.random() < 0.02 and len(pool) < 400:
            pool.append(bytes(data))
        if chance.random() < 0.02:
            data = bytearray(
                data.decode("utf-8", errors="replace").encode(
                    chance.choice(("utf-16", "latin-1")), errors="replace"
                )
            )
        yield bytes(data)


def facts(records: object, *, keys: bool = False) -> list[object]:
    """Return what must survive a journey."""
    return [
        (dict(r.fields), r.authors, r.editors, r.year, r.doi, *((r.key, r.type) if keys else ()))
        for r in records
    ]


def examine(data: bytes) -> None:
    """Raise if anything that must hold does not."""
    from litreview.formats import dumps, read_text

    path = f"a.{ENDINGS[len(data) % len(ENDINGS)]}"
    start = time.process_time()
    library = read_text(data, path, include_confidential=True)
    took = time.process_time() - start
    assert took < CPU_SECONDS, f"reading took {took:.1f} s"
    text = data.decode("utf-8", errors="replace")
    assert library.records or library.problems or not text.strip(), "neither a record nor a Problem"
    assert len(library) <= len(_BEGINNINGS.findall(text.replace("\r", "\n"))) + 1, (
        "more records than beginnings"
    )
    assert facts(library, keys=True) == facts(read_text(data, path, include_confidential=True), keys=True), (
        "two readings differ"
    )
    assert len({record.id for record in library}) == len(library), "two records with one id"
    read_text(data, path)  # sealed
    for record in library:
        for value in record.fields.values():
            assert "\x00" not in value, "a control character in a value"
    # a child takes from its parent what it has itself already; who is whose parent may change with the keys
    records = [record for record in library if not {"crossref", "xdata", "xref"} & set(record.fields)]
    written = dumps(records, "bib")
    again = read_text(written, "a.bib", include_confidential=True).records
    assert len(records) == len(again), f"BibTeX: {len(records)} records became {len(again)}"
    for before, after in zip(records, again, strict=True):
        names = sorted(before.fields.keys() | after.fields.keys())
        if before.confidential:  # what its kind made confidential is written as such
            assert after.confidential, "BibTeX: no longer confidential"
            names = [field for field in names if field != "confidential"]
        differ = [field for field in names if before.get(field) != after.get(field)]
        assert not differ, f"BibTeX: read back differently: {' '.join(differ)}"
    assert [fact[1:] for fact in facts(records)] == [fact[1:] for fact in facts(again)], (
        "BibTeX: names, year or DOI read back differently"
    )
    name = ("ris", "json", "csv")[len(data) % 3]
    back = read_text(dumps(again, name), f"a.{name}", include_confidential=True).records
    assert len(again) == len(back), f"{name}: {len(again)} records became {len(back)}"
    for before, after in zip(again, back, strict=True):
        for field, value in before.fields.items():
            assert field == "keywords" or after.fields.get(field) == value, (
                f"{name}: the field {field} was lost or changed"
            )


class Finds:
    """What was found: one input a kind, a kind being the place and the words without their values."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.kinds: dict[str, int] = {}
        self.inputs = 0
        self.slowest = 0.0

    def take(self, data: bytes) -> None:
        """Examine one input."""
        self.inputs += 1
        start = time.process_time()
        try:
            examine(data)
        except Exception as error:  # noqa: BLE001 - any exception is a find
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "litreview" in f.filename]
            place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            kind = f"{type(error).__name__} {place} {re.sub(r'[0-9.]+', 'N', str(error))[:80]}"
            if kind not in self.kinds:
                print(f"FOUND {kind}\n      {data[:600]!r}", flush=True)
                if self.folder:
                    self.folder.mkdir(parents=True, exist_ok=True)
                    (self.folder / hashlib.sha256(kind.encode()).hexdigest()[:12]).write_bytes(data)
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.slowest = max(self.slowest, time.process_time() - start)

    def report(self) -> None:
        """Print how many inputs were tried and what was found."""
        print(
            f"{self.inputs:,} inputs; slowest {self.slowest:.2f} s of CPU with all checks; {len(self.kinds)} kinds of faults",
            flush=True,
        )
        for kind, count in sorted(self.kinds.items(), key=lambda each: -each[1]):
            print(f"  {count:6} × {kind}")


def with_atheris(finds: Finds, seconds: float, seed: int) -> None:
    import tempfile

    import atheris

    with atheris.instrument_imports(include=["litreview", "bibtexparser"]):
        from litreview.formats import (  # noqa: F401 - instrumented by their import
            bibtex,
            csl,
            csv_tables,
            endnote,
            pubmed,
            registry_json,
            ris,
            wos,
        )
    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        finds.take(data)
        if time.monotonic() > end:
            finds.report()
            sys.stdout.flush()
            import os

            os._exit(0)  # libFuzzer has no other way to stop at a time of ours

    with tempfile.TemporaryDirectory() as corpus:
        for number, text in enumerate(SEEDS):
            (Path(corpus) / str(number)).write_text(text, encoding="utf-8")
        atheris.Setup(
            [sys.argv[0], corpus, f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=60", "-verbosity=0"], one
        )
        atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["own", "atheris"], default="own")
    parser.add_argument("--finds", type=Path, help="a folder for the inputs that showed a fault")
    options = parser.parse_args()
    finds = Finds(options.finds)
    if options.engine == "atheris":
        with_atheris(finds, options.minutes * 60, options.seed)
        return
    end = time.monotonic() + options.minutes * 60
    for data in mutants(options.seed):
        finds.take(data)
        if time.monotonic() > end:
            break
    finds.report()


if __name__ == "__main__":
    main()
