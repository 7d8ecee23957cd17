"""How time grows with the length of input made to be slow: CPU seconds at n, 2n and 4n for each reader, stage and page.

    python benchmarks/growth.py                  # everything
    python benchmarks/growth.py ris "page: "     # what has one of these words in its name
    python benchmarks/growth.py --count 3        # each once at n = 3: that it runs

Time in proportion to length doubles from step to step; what grows by more than 2.6 is marked, and the exit code is 1. `n` is
doubled until a run takes long enough to be measured. Everything is made up. Pandoc's own composing of many entries is not here: it
grows faster than their number.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import growth_nasty
import growth_review

MOST = 2.6
_MOMENT = 0.02  # seconds: less is not measured well

Job = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An input that grows: `make(n)` prepares it and returns what is measured."""

    name: str
    make: Callable[[int], Job]
    start: int = 500
    largest: int = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """CPU seconds at n, 2n and 4n; `fixed` are those at 1."""

    n: int
    seconds: tuple[float, float, float]
    fixed: float = 0.0

    @property
    def ratio(self) -> float:
        """The growth of the last doubling, of what depends on the length; 0 of what is over in a moment."""
        second, last = (each - min(self.fixed, *self.seconds) for each in self.seconds[1:])
        return last / max(second, 1e-4) if last > _MOMENT else 0.0


def measure(case: Case, *, least: float = 0.05, runs: int = 2) -> Growth:
    """Return how a case grows: the best of some runs at each length, once more if the last doubling seems to be too much."""

    def once(n: int) -> tuple[float, float]:
        begun = time.process_time()
        job = case.make(n)
        gc.collect()
        # when the collector walks through all that there is depends on what was made before
        gc.disable()
        start = time.process_time()
        try:
            job()
        finally:
            gc.enable()
        return time.process_time() - start, start - begun

    def best(n: int) -> float:
        return min(once(n)[0] for _ in range(runs))

    once(1)
    # what is done once, however long the input is: a codebook read, a page of styles
    fixed = best(1)
    n = case.start
    took, prepared = once(n)
    # what takes next to no time however long it is need not be made a giant
    while took - fixed < least and prepared < 10 * least and n < case.largest:
        n *= 2
        took, prepared = once(n)
    seconds = [took, best(2 * n), best(4 * n)]
    if seconds[2] - fixed > MOST * (seconds[1] - fixed):
        seconds[1:] = [max(seconds[1], best(2 * n)), min(seconds[2], best(4 * n))]
    return Growth(n=n, seconds=(seconds[0], seconds[1], seconds[2]), fixed=fixed)


def _read(path: str, text: Callable[[int], str]) -> Callable[[int], Job]:
    def make(n: int) -> Job:
        from litreview.formats import read_text

        given = text(n)
        return lambda: read_text(given, path)

    return make


def _bib(field: str, value: str) -> str:
    return f"@article{{k, year = 2000, {field} = {{{value}}}}}\n"


def _ris(*lines: str) -> str:
    return "TY  - JOUR\n" + "".join(f"{line}\n" for line in lines) + "ER  - \n"


def _xml(inner: str) -> str:
    return f"<xml><records><record>{inner}</record></records></xml>"


# what a text may be made of; each is tried in each field of `_FIELDS`
MARKS = {
    "opening brackets": "[", "opening braces": "{", "closing braces": "}", "quotes": '"', "apostrophes": "'", "blanks": " ",
    "tabs": "\t", "backslashes": "\\", "dollars": "$", "at signs": "@", "hyphens": "-", "dashes": "–", "full stops": ".", "commas": ",",
    "semicolons": ";", "and": "and ", "tags": "<i>", "entities": "&amp;", "parentheses": "(", "letters": "a", "digits": "1",
    "initials": "A. ", "accents": "e\u0301", "pages": "1-", "addresses": "http://", "words": "word ", "von": "von ", "x, y": "x, ",
}  # fmt: skip
_FIELDS = {
    "title": "TI",
    "author": "AU",
    "abstract": "AB",
    "keywords": "KW",
    "pages": "SP",
    "year": "PY",
    "doi": "DO",
    "journal": "JO",
}


def readers() -> Iterator[Case]:
    """Yield the cases of the readers."""
    cases: dict[str, tuple[str, Callable[[int], str]]] = {}
    for what, mark in MARKS.items():
        for field, tag in _FIELDS.items():
            cases[f"bibtex: {what} in {field}"] = ("a.bib", lambda n, f=field, m=mark: _bib(f, f"x{m * n}y"))
            cases[f"ris: {what} in {field}"] = (
                "a.ris",
                lambda n, t=tag, m=mark: _ris("TI  - x", f"{t}  - x{m * n}y"),
            )
        cases[f"no format: {what}"] = ("a.txt", lambda n, m=mark: m * n)
        cases[f"table: {what} in a header"] = ("a.csv", lambda n, m=mark: f"title{m * n}\nx\n")
        cases[f"table: {what} in a cell"] = ("a.csv", lambda n, m=mark: f"title,author\nx,y{m * n}\n")
        cases[f"endnote-xml: {what} in a title"] = (
            "a.xml",
            lambda n, m=mark: _xml(f"<titles><title>{m * n}</title></titles>"),
        )
    for tag in (
        "AU",
        "TI",
        "DO",
        "KW",
        "JF",
        "JO",
        "PY",
        "DA",
        "M1",
        "M2",
        "SP",
        "SN",
        "N1",
        "ID",
        "AD",
        "UR",
        "CR",
    ):
        cases[f"ris: many {tag}"] = (
            "a.ris",
            lambda n, t=tag: _ris("TI  - x", *(f"{t}  - value {i}" for i in range(n))),
        )
    for tag in ("AU", "FAU", "OT", "MH", "AD", "AID", "LID", "IS"):
        cases[f"medline: many {tag}"] = (
            "a.nbib",
            lambda n, t=tag: "PMID- 1\nTI  - x\n" + "".join(f"{t:4}- value {i}\n" for i in range(n)),
        )
    for tag in "AEKRUXZ@":
        cases[f"enw: many {tag}"] = (
            "a.enw",
            lambda n, t=tag: "%0 Book\n%T x\n" + "".join(f"%{t} value {i}\n" for i in range(n)),
        )
    for tag in ("AU", "CR", "DE", "C1", "TI", "UT"):
        cases[f"wos: many {tag}"] = (
            "a.txt",
            lambda n, t=tag: (
                "FN x\nVR 1.0\nPT J\n" + "".join(f"{t} value {i}\n" for i in range(n)) + "ER\n\nEF\n"
            ),
        )
    for field in ("title", "author", "doi", "ids", "crossref", "xdata", "groups", "keywords", "file", "note"):
        cases[f"bibtex: many {field}"] = (
            "a.bib",
            lambda n, f=field: "@article{k, " + "".join(f"{f} = {{value {i}}},\n" for i in range(n)) + "}",
        )
        cases[f"bibtex: many values in {field}"] = (
            "a.bib",
            lambda n, f=field: _bib(f, ", ".join(f"v{i}" for i in range(n))),
        )
    cases |= {
        "ris: DOIs": ("a.ris", lambda n: _ris("TI  - x", *(f"DO  - 10.1000/x{i}" for i in range(n)))),
        "ris: DA and PY": ("a.ris", lambda n: _ris("TI  - x", *(f"DA  - 2000/01/01\nPY  - {i}" for i in range(n)))),
        "ris: JF and JO": ("a.ris", lambda n: _ris("TI  - x", *(f"JF  - a{i}\nJO  - b{i}" for i in range(n)))),
        "ris: M1 and IS": ("a.ris", lambda n: _ris("TI  - x", *(f"M1  - {i}\nIS  - {i}" for i in range(n)))),
        "ris: records without key": ("a.ris", lambda n: _ris("TI  - Raids", "AU  - Doe, Jane") * n),
        "bibtex: entries without key": ("a.bib", lambda n: "@article{, title={Raids and services}, author={Doe, Jane}}\n" * n),
        "bibtex: entries of one key": ("a.bib", lambda n: "@article{k, title={x}}\n" * n),
        "bibtex: a JabRef tree left open": ("a.bib", lambda n: "@comment{jabref-meta: groupstree:\n" + "1 ExplicitGroup:a\\;0\\;k\\;;\n" * n),
        "bibtex: JabRef trees left open": ("a.bib", lambda n: "@comment{jabref-meta: groupstree:\n" * n),
        "bibtex: JabRef trees": ("a.bib", lambda n: "@comment{jabref-meta: groupstree:\n1 ExplicitGroup:a\\;0\\;k\\;;\n}\n" * n),
        "bibtex: entries left open in one line": ("a.bib", lambda n: "@article{a," * n),
        "bibtex: comments left open": ("a.bib", lambda n: "@comment{ x\n" * n),
        "bibtex: a chain of parents": ("a.bib", lambda n: "".join(f"@inbook{{k{i}, crossref={{k{i + 1}}}}}\n" for i in range(n))),
        "bibtex: children of one parent": ("a.bib", lambda n: "".join(f"@inbook{{k{i}, crossref={{k0}}}}\n" for i in range(n))),
        "bibtex: a chain of macros": ("a.bib", lambda n: '@string{m0="a"}\n' + "".join(f'@string{{m{i + 1}=m{i} # "a"}}\n' for i in range(n))),
        "bibtex: macros not defined": ("a.bib", lambda n: "".join(f"@a{{k{i}, title=m{i}}}\n" for i in range(n))),
        "bibtex: entries left open": ("a.bib", lambda n: "@a{k,\n t={x\n" * n),
        "medline: records": ("a.nbib", lambda n: "PMID- 1\nTI  - Raids\n\n" * n),
        "enw: records": ("a.enw", lambda n: "%0 Book\n%T Raids\n\n" * n),
        "wos: records": ("a.txt", lambda n: "FN x\nVR 1.0\n" + "PT J\nTI Raids\nER\n\n" * n),
        "wos-table: rows": ("a.txt", lambda n: "PT\tAU\tTI\tSO\tPY\tUT\n" + "J\tDoe, J\tRaids\tX\t2001\t\n" * n),
        "table: rows": ("a.csv", lambda n: "title,author\n" + "Raids,Doe\n" * n),
        "table: columns": ("a.csv", lambda n: "title" + "".join(f",a{i}" for i in range(n)) + "\n" + ",x" * n),
        "table: a quote left open in each row": ("a.csv", lambda n: "title,author\n" + '"x,Doe\n' * n),
        "csl: items": ("a.json", lambda n: json.dumps([{"type": "book", "title": "x"}] * n)),
        "csl: authors": ("a.json", lambda n: json.dumps([{"id": "k", "type": "book", "author": [{"family": f"D{i}"} for i in range(n)]}])),
        "csl: fields": ("a.json", lambda n: json.dumps([{"id": "k", "type": "book", **{f"f{i}": "x" for i in range(n)}}])),
        "csl: an item left open": ("a.json", lambda n: '[{"title":"x"},' + '{"title":"x" ' * n),
        "csl: lists": ("a.json", lambda n: '[{"title":"x"}]\n' * n),
        "openalex: works": ("a.json", lambda n: json.dumps({"results": [{"id": "https://openalex.org/W1", "ids": {}, "title": "x"}] * n})),
        "openalex: words": ("a.json", lambda n: json.dumps({"results": [{"id": "https://openalex.org/W1", "ids": {}, "abstract_inverted_index": {f"w{i}": [i] for i in range(n)}}]})),
        "endnote-xml: records": ("a.xml", lambda n: "<xml><records>" + "<record><titles><title>x</title></titles></record>" * n + "</records></xml>"),
        "endnote-xml: authors": ("a.xml", lambda n: _xml("<contributors><authors>" + "".join(f"<author>D{i}, J</author>" for i in range(n)) + "</authors></contributors>")),
        "endnote-xml: records left open": ("a.xml", lambda n: "<xml><records>" + "<record>" * n),
    }  # fmt: skip
    for name, (path, text) in cases.items():
        yield Case(name=name, make=_read(path, text))


# records of a library made to be slow, as BibTeX
LIBRARIES: dict[str, Callable[[int], str]] = {
    "one title": lambda n: "".join(f"@article{{k{i}, title={{Raids and services}}}}\n" for i in range(n)),
    "one title and author": lambda n: "".join(
        f"@article{{k{i}, title={{Raids and services for all}}, author={{Doe, Jane}}, year={{{1900 + i % 100}}}}}\n"
        for i in range(n)
    ),
    "equal records": lambda n: "@article{k, title={Raids and services}, author={Doe, Jane}, year=2001}\n" * n,
    "no titles": lambda n: "".join(f"@article{{k{i}, author={{Doe, Jane}}, year=2001}}\n" for i in range(n)),
    "one DOI": lambda n: "".join(
        f"@article{{k{i}, title={{Raids {i} and services}}, doi={{10.1000/x}}}}\n" for i in range(n)
    ),
    "numbered titles": lambda n: "".join(
        f"@article{{k{i}, title={{Raids and services, part {i}}}, author={{Doe, Jane}}, year=2001}}\n"
        for i in range(n)
    ),
    "one author, many works": lambda n: "".join(
        f"@article{{k{i}, title={{W{i} q{i * 7} z{i * 13}}}, author={{Doe, Jane}}, year=2001}}\n"
        for i in range(n)
    ),
    "many authors": lambda n: (
        "@article{k, title={x}, author={" + " and ".join(f"Doe{i}, Jane" for i in range(n)) + "}}\n"
        "@article{l, title={x}, author={" + " and ".join(f"Roe{i}, Jane" for i in range(n)) + "}}\n"
    ),
    "many keywords": lambda n: (
        "@article{k, title={x}, keywords={" + ", ".join(f"k{i}" for i in range(n)) + "}}\n"
    ),
    "a long title": lambda n: (
        f"@article{{k, title={{{'raids ' * n}}}}}\n@article{{l, title={{{'raids ' * n}}}}}\n"
    ),
    "a long abstract": lambda n: (
        "@article{k, title={x}, abstract={"
        + "The T visa protects victims of trafficking, and prosecutors prevent it. 22 U.S.C. 7105. " * n
        + "}}\n"
    ),
    "many references": lambda n: (
        "@article{k, title={x}, references={"
        + "; ".join(f"Doe J, 19{i % 90 + 10}, V{i}, P{i}, Some work number {i}" for i in range(n))
        + "}}\n"
    ),
    "many that cite one": lambda n: (
        "@article{k0, title={The cited work of all}, author={Doe, Jane}, year=1999, doi={10.1000/k0}}\n"
        + "".join(
            f"@article{{k{i}, title={{W{i}}}, references={{Doe J, 1999, The cited work of all, 10.1000/k0}}}}\n"
            for i in range(1, n)
        )
    ),
    "many notes of one kind": lambda n: "".join(
        f"@article{{k{i}, title={{W{i}}}, note={{x}}, note={{y}}}}\n" for i in range(n)
    ),
}


def _library(text: str):
    from litreview.formats import read_text

    return read_text(text, "a.bib")


def _stage(name: str, text: str) -> Job:
    import litreview as lr
    from litreview.pages.duplicates import duplicates_page

    library = _library(text)
    if name == "check":
        return lambda: lr.check(library)
    if name == "dedupe":
        return lambda: lr.dedupe(library)
    if name == "write bibtex":
        return lambda: lr.dumps(library, "bib")
    if name == "write ris":
        return lambda: lr.dumps(library, "ris")
    found = lr.dedupe(library)
    if name == "page: duplicates":
        return lambda: duplicates_page(found)
    if name == "tables":
        from litreview.formats.tables import values_rows
        from litreview.formats.tables.frames import frame

        return lambda: (lr.to_frame(found), frame("values", values_rows(found)))
    if name == "tag":
        return lambda: lr.tag(found.sources)
    if name == "link":
        return lambda: lr.link(found.sources)
    tags = lr.tag(found.sources)
    links = lr.link(found.sources)
    if name == "graph":
        return lambda: lr.build_graph(found.sources, links)
    if name == "evidence map":
        return lambda: lr.map_evidence(found.sources, tags)
    raise ValueError(name)


STAGES = (
    "check",
    "dedupe",
    "write bibtex",
    "write ris",
    "tag",
    "link",
    "graph",
    "tables",
    "evidence map",
    "page: duplicates",
)


def stages() -> Iterator[Case]:
    """Yield the cases of the stages and pages that need no folder."""
    for stage in STAGES:
        for what, text in LIBRARIES.items():
            yield Case(name=f"{stage}: {what}", make=lambda n, s=stage, t=text: _stage(s, t(n)), start=100)


def cases() -> list[Case]:
    """Return all cases."""
    reviews = (Case(name=name, make=make, start=50, largest=3200) for name, make in growth_review.cases())
    nasty = (Case(name=name, make=make, largest=1 << 18) for name, make in growth_nasty.cases())
    return [*readers(), *nasty, *stages(), *reviews]


def once(words: Sequence[str], n: int) -> None:
    """Run each case a single time."""
    for case in cases():
        if not words or any(word in case.name for word in words):
            begun = time.process_time()
            case.make(n)()
            print(f"{case.name:52}{n:9,}{time.process_time() - begun:8.2f}", flush=True)


def main(words: Sequence[str]) -> int:
    """Print the table; return 1 if something grows too fast."""
    worse = 0
    print(f"{'':52}{'n':>9}{'n':>8}{'2n':>8}{'4n':>8}  ratio")
    for case in cases():
        if words and not any(word in case.name for word in words):
            continue
        found = measure(case)
        bad = found.ratio > MOST and found.seconds[2] > 0.05
        worse += bad
        print(
            f"{case.name:52}{found.n:9,}"
            + "".join(f"{each:8.2f}" for each in found.seconds)
            + f"{found.ratio:7.1f}{'  <-' * bad}",
            flush=True,
        )
    print(f"{worse} grow by more than {MOST} a doubling")
    return 1 if worse else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*")
    parser.add_argument("--count", type=int, help="run each once at this n, and measure no growth")
    given = parser.parse_args()
    sys.exit(once(given.words, given.count) if given.count else main(given.words))
