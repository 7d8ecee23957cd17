"""How many slips in a small file with a confidential entry show a word of it: one-edit mutants of every format, and two edits at random.

All records are made up. A mutant leaks if a word that stands only in a marked entry stands anywhere in what reading gives: records,
fields, Problems, blocks, or what is written from them in any format.

Run `python benchmarks/mutants.py` (`--two 2000` for so many mutants of two random edits per file, `--format ris` for one format,
`--show` for each leak). Exit 1 if a mutant of one edit leaks, or two files in one, or a public entry of an untouched file is not shown.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from litreview.core.model import Library
from litreview.formats import FORMATS, dumps, read_text

CHARACTERS = (
    "{",
    "}",
    ",",
    "=",
    '"',
    "@",
    "\n",
    "x",
    " ",
    "-",
    "0",
    ";",
    "%",
    ":",
    "(",
    ")",
    "#",
    "\\",
    "<",
    "T",
)
SECRET = re.compile(r"Zeb[a-z]+")
"""Every word of a marked entry that is found nowhere else begins so; public words begin otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A small file: its name, the parts it is put together from, and how many of its entries are public."""

    path: str
    text: str
    public: int


def _samples() -> Iterator[Sample]:
    public = "@article{{pub{0}, title = {{Raids {0}}}, author = {{Doe, Jane}}, year = {{201{0}}}}}\n\n"
    lined = (
        "@article{{pub{0},\n  title = {{Raids {0}}},\n  author = {{Doe, Jane}},\n  year = {{201{0}}}\n}}\n\n"
    )
    for marked in (
        "@interview{I01, author = {Zebann, Ann}, title = {Zebtalk}, year = {2012}}\n\n",
        "@misc{Zebkey2012,\n  title = {Zebtitle of {Zebgroup}},\n  author = {Zebann, Ann},\n  confidential = {true},\n  note = {Zebnote}\n}\n\n",
        '@misc{Zebkey2012,\n  title = "Zebtitle",\n  confidential = "yes, Zebwho asked",\n  author = "Zebann, Ann"\n}\n\n',
        "@unpublished{Zebkey2012,\n  author = {Zebann, Ann},\n  title = {Zebtitle},\n  keywords = {police, confidential}\n}\n\n",
        "@techreport{Zebkey2012, author = {Zebann, Ann}, title = {Zebtitle}, note = {tex.confidential: true}}\n\n",
        "@personal{Zebkey, author = {Zebann, Ann}, howpublished = {Zebhow}}\n\n",
        "@article{Zebkey,\n  title = {Zebtitle},\n  author = {Zebann, Ann},\n  confidential,\n  year = 2012\n}\n\n",
        "@comment{jabref-meta: databaseType:bibtex;}\n\n@string{jot = {Journal of Tests}}\n\n@book{Zebkey, title = {Zebtitle}, publisher = jot, confidential = {true}}\n\n",
    ):
        for pub in (public, lined):
            yield Sample(path="a.bib", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
        yield Sample(path="a.bib", text=marked + lined.format(1), public=1)
        yield Sample(path="a.bib", text=public.format(1) + marked, public=1)
    yield Sample(
        path="a.bib",
        text='@string{jot = "Journal of Tests"}\n\n@article{pub1, title = "Raids", journal = jot}\n\n'
        '@book{hidden1, title = "Zebtitle", confidential = "true"}\n\n'
        "@inbook{pub2, title = {A chapter}, crossref = {hidden1}, confidential = {false}}\n\n"
        "@xdata{hidden2, publisher = {Zebpress}, confidential = {true}}\n\n@book{pub3, title = {Open}, xdata = {hidden2}, confidential = {false}}\n",
        public=3,
    )
    yield from _tagged()
    yield from _pubmed()
    yield from _json()
    yield from _tables()


def _tagged() -> Iterator[Sample]:
    pub = "TY  - JOUR\nAU  - Doe, Jane\nTI  - Raids {0}\nPY  - 201{0}\nER  - \n\n"
    for marked in (
        "TY  - PCOMM\nAU  - Zebann, Ann\nT1  - Zebtitle\nPY  - 2012\nER  - \n\n",
        "TY  - GEN\nID  - Zebkey\nAU  - Zebann, Ann\nT1  - Zebtitle\nN1  - Zebnote\nN1  - tex.confidential: true\nER  - \n\n",
        "TY  - RPRT\nAU  - Zebann, Ann\nTI  - Zebtitle\nKW  - police\nKW  - confidential\nER  - \n\n",
        "TY  - UNPB\nAU  - Zebann, Ann\nTI  - Zebtitle\nM2  - tex.confidential: Zebwho asked\nM2  - Zebmore\nER  - \n\n",
    ):
        yield Sample(path="a.ris", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
        yield Sample(path="a.ris", text=marked + pub.format(1), public=1)
    pub = "PMID- {0}1\nTI  - Raids {0}\nFAU - Doe, Jane\nJT  - Journal of Tests\nDP  - 201{0}\n\n"
    for marked in ("PMID- 771\nTI  - Zebtitle\nFAU - Zebann, Ann\nJT  - Zebjournal\nOT  - confidential\n\n",):
        yield Sample(path="a.nbib", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
        yield Sample(path="a.nbib", text=marked + pub.format(1), public=1)
    pub = "<{0}. >\nVN  - Ovid Technologies\nAN  - 10{0}\nTI  - Raids {0}\nAU  - Doe, Jane\nJN  - Journal of Tests\nYR  - 201{0}\n\n"
    marked = "<7. >\nVN  - Ovid Technologies\nTI  - Zebtitle\nAU  - Zebann, Ann\nJN  - Zebjournal\nKW  - confidential\n\n"
    yield Sample(path="a.ovd", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
    yield Sample(path="a.ovd", text=marked + pub.format(1), public=1)
    pub = "<{0}>\nAccession Number\n  10{0}\nTitle\n  Raids {0}\nAuthors\n  Doe, Jane\nJournal Name\n  Journal of Tests\nYear of Publication\n  201{0}\n\n"
    marked = "<7>\nTitle\n  Zebtitle\nAuthors\n  Zebann, Ann\nJournal Name\n  Zebjournal\nKeywords\n  confidential\n\n"
    yield Sample(path="a.txt", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
    pub = (
        "Record #{0} of 3\nID: CN-0{0}\nAU: Doe, Jane\nTI: Raids {0}\nSO: Journal of Tests\nYR: 201{0}\n\n\n"
    )
    for marked in (
        "Record #7 of 7\nAU: Zebann, Ann\nTI: Zebtitle\nSO: Zebjournal\nKY: confidential\n\n\n",
        "Record #7 of 7\nAU: Zebann, Ann\nTI: Zebtitle\nconfidential: true\nAB: Zebabstract\n\n\n",
        "Record #7 of 7\nPT: Interview\nAU: Zebann, Ann\nTI: Zebtitle\nYR: 2012\n\n\n",
    ):
        yield Sample(path="a.txt", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
    pub = "Title: Raids {0}\nAuthor: Doe, Jane\nPublication title: Journal of Tests\nPublication year: 201{0}\n\n"
    for marked in (
        "Title: Zebtitle\nAuthor: Zebann, Ann\nDocument type: Interview\nPublication year: 2012\n\n",
        "Title: Zebtitle\nAuthor: Zebann, Ann\nPublication title: Zebjournal\nKeywords: police; confidential\n\n",
    ):
        yield Sample(path="a.txt", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
    pub = "RT Journal Article\nA1 Doe, Jane\nT1 Raids {0}\nJF Journal of Tests\nYR 201{0}\n\n"
    for marked in (
        "RT Personal Communication\nA1 Zebann, Ann\nT1 Zebtitle\n\n",
        "RT Report\nA1 Zebann, Ann\nT1 Zebtitle\nK1 police\nK1 confidential\n\n",
    ):
        yield Sample(path="a.txt", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
    pub = "%0 Journal Article\n%A Doe, Jane\n%T Raids {0}\n%J Journal of Tests\n%D 201{0}\n\n"
    for marked in (
        "%0 Interview\n%A Zebann, Ann\n%T Zebtitle\n%9 Zebtype\n%D 2012\n\n",
        "%0 Personal Communication\n%A Zebann, Ann\n%T Zebtitle\n\n",
        "%0 Report\n%A Zebann, Ann\n%T Zebtitle\n%K police\n%K confidential\n\n",
        "%0 Generic\n%9 Zebtype\n%A Zebann, Ann\n%T Zebtitle\n%O tex.confidential: true\n\n",
    ):
        yield Sample(path="a.enw", text=pub.format(1) + marked + pub.format(2) + pub.format(3), public=3)
        yield Sample(path="a.enw", text=marked + pub.format(1), public=1)
    pub = "PT J\nAU Doe, J\nTI Raids {0}\nSO JOURNAL OF TESTS\nPY 201{0}\nUT WOS:{0}1\nER\n\n"
    marked = "PT J\nAU Zebann, A\nTI Zebtitle\nSO ZEBRA\nDE police; confidential\nAB Zebabstract\nUT WOS:771\nER\n\n"
    yield Sample(
        path="a.txt",
        text=f"FN Test\nVR 1.0\n{pub.format(1)}{marked}{pub.format(2)}{pub.format(3)}EF\n",
        public=3,
    )
    pub = '<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Doe, Jane</author></authors></contributors><titles><title>Raids {0}</title></titles></record>\n'
    for marked in (
        '<record><ref-type name="Interview">64</ref-type><contributors><authors><author>Zebann, Ann</author></authors></contributors><titles><title>Zebtitle</title></titles></record>\n',
        '<record><ref-type name="Report">27</ref-type><contributors><authors><author>Zebann, Ann</author></authors></contributors><titles><title>Zebtitle</title></titles><keywords><keyword>confidential</keyword></keywords></record>\n',
        '<record><ref-type name="Generic">13</ref-type><titles><title>Zebtitle</title></titles><notes>Zebnote tex.confidential: true</notes></record>\n',
    ):
        yield Sample(
            path="a.xml",
            text=f"<xml><records>\n{pub.format(1)}{marked}{pub.format(2)}{pub.format(3)}</records></xml>\n",
            public=3,
        )


def _pubmed() -> Iterator[Sample]:
    pub = (
        "<PubmedArticle><MedlineCitation><PMID>{0}1</PMID><Article><ArticleTitle>Raids {0}</ArticleTitle><AuthorList><Author><LastName>Doe</LastName>"
        "<ForeName>Jane</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle>\n"
    )
    for mark in (
        "<PublicationTypeList><PublicationType>Interview</PublicationType></PublicationTypeList></Article>",
        "</Article><KeywordList><Keyword>police</Keyword><Keyword>confidential</Keyword></KeywordList>",
    ):
        marked = (
            "<PubmedArticle><MedlineCitation><PMID>771</PMID><Article><ArticleTitle>Zebtitle</ArticleTitle><AuthorList><Author><LastName>Zebann</LastName>"
            f"<ForeName>Ann</ForeName></Author></AuthorList>{mark}</MedlineCitation></PubmedArticle>\n"
        )
        text = (
            f"<PubmedArticleSet>\n{pub.format(1)}{marked}{pub.format(2)}{pub.format(3)}</PubmedArticleSet>\n"
        )
        yield Sample(path="a.xml", text=text, public=3)


def _json() -> Iterator[Sample]:
    pub = '  {{"id": "pub{0}", "type": "article-journal", "title": "Raids {0}", "author": [{{"family": "Doe", "given": "Jane"}}], "issued": {{"date-parts": [[201{0}]]}}}}'
    person = '"author": [{"family": "Zebann", "given": "Ann"}]'
    for marked in (
        f'  {{"id": "Zebkey", "type": "interview", "title": "Zebtitle", {person}}}',
        f'  {{"id": "Zebkey", {person}, "type": "report", "title": "Zebtitle", "confidential": ""}}',
        f'  {{"id": "Zebkey", "type": "report", "title": "Zebtitle", {person}, "custom": {{"confidential": "Zebwho asked"}}}}',
        f'  {{"id": "Zebkey", "type": "book", "title": "Zebtitle", {person}, "note": "Zebnote\\ntex.confidential: true"}}',
    ):
        items = [pub.format(1), marked, pub.format(2), pub.format(3)]
        yield Sample(path="a.json", text="[\n" + ",\n".join(items) + "\n]\n", public=3)
        yield Sample(path="a.json", text="\n".join(item.strip() for item in items) + "\n", public=3)
    yield from _zotero()
    work = '{{"id": "https://openalex.org/W{0}", "title": "{1} {0}", "type": "article", "authorships": [{{"author": {{"display_name": "{2}"}}}}]{3}}}'
    for mark in (', "keywords": [{"display_name": "confidential"}]', ', "confidential": true'):
        items = [
            work.format(11, "Raids", "Jane Doe", ""),
            work.format(77, "Zebtitle", "Ann Zebann", mark),
            work.format(12, "Raids", "Jane Doe", ""),
        ]
        yield Sample(path="a.json", text='{"results": [\n' + ",\n".join(items) + "\n]}\n", public=2)


def _zotero() -> Iterator[Sample]:
    item = '{{"key": "{0}", "data": {{"key": "{0}", "itemType": "{1}", "title": "{2}", "creators": [{{"creatorType": "author", "lastName": "{3}", "firstName": "Ann"}}]{4}}}}}'
    public = [item.format(f"AAAA111{n}", "journalArticle", f"Raids {n}", "Doe", "") for n in (1, 2)]
    for kind, mark in (
        ("interview", ""),
        ("instantMessage", ""),
        ("document", ', "extra": "tex.confidential: true"'),
        ("book", ', "tags": [{"tag": "confidential"}]'),
    ):
        marked = item.format("ZZZZ7777", kind, "Zebtitle", "Zebann", mark)
        yield Sample(
            path="a.json", text="[\n" + ",\n".join([public[0], marked, public[1]]) + "\n]\n", public=2
        )
    noted = item.format("ZZZZ7777", "book", "Zebtitle", "Zebann", "")
    note = '{"key": "NNNN1111", "data": {"itemType": "note", "parentItem": "ZZZZ7777", "note": "<p>Zebnote</p>\\ntex.confidential: true"}}'
    yield Sample(
        path="a.json", text="[\n" + ",\n".join([public[0], note, noted, public[1]]) + "\n]\n", public=2
    )


def _tables() -> Iterator[Sample]:
    yield Sample(
        path="a.csv",
        text='id,title,author,year,confidential\npub1,Raids one,"Doe, Jane",2011,\nZebkey,Zebtitle,"Zebann, Ann",2012,true\n'
        'pub2,"Raids, two","Doe, Jane",2013,\npub3,Raids three,"Doe, Jane",2014,false\n',
        public=3,
    )
    yield Sample(
        path="a.csv",
        text='id,confidential,title,author,year\npub1,,"Raids, one","Doe, Jane",2011\nZebkey,yes,"Zebtitle, Zebsub","Zebann, Ann",2012\npub2,,Raids two,"Doe, Jane",2013\n',
        public=2,
    )
    for kind in ("interview", "letter", "email", "instantMessage"):
        yield Sample(
            path="a.csv",
            text='"Key","Item Type","Publication Year","Author","Title","Extra"\n"AAAA1111","journalArticle","2011","Doe, Jane","Raids one",""\n'
            f'"ZZZZ7777","{kind}","2012","Zebann, Ann","Zebtitle",""\n"BBBB2222","book","2013","Doe, Jane","Raids two",""\n',
            public=2,
        )
    yield Sample(
        path="a.csv",
        text="title,author,keywords\nRaids one,Doe Jane,police\nZebtitle,Zebann Ann,police; confidential\nRaids two,Doe Jane,police\n",
        public=2,
    )
    yield Sample(
        path="a.txt",
        text="PT\tAU\tTI\tSO\tDE\tPY\tUT\nJ\tDoe, J\tRaids one\tTESTS\tpolice\t2011\tWOS:1\nJ\tZebann, A\tZebtitle\tTESTS\tpolice; confidential\t2012\tWOS:7\nJ\tDoe, J\tRaids two\tTESTS\tpolice\t2013\tWOS:2\n",
        public=2,
    )


def _registries() -> Iterator[Sample]:
    item = '{{"DOI": "10.1000/{0}", "type": "journal-article", "source": "Crossref", "title": ["{1} {0}"], "author": [{{"given": "Ann", "family": "{2}"}}]{3}}}'
    paper = '{{"paperId": "{0}", "title": "{1} {0}", "year": 2011, "authors": [{{"name": "Ann {2}"}}], "externalIds": {{}}{3}}}'
    study = '{{"protocolSection": {{"identificationModule": {{"nctId": "NCT000000{0}", "briefTitle": "{1} {0}"}}, "contactsLocationsModule": {{"overallOfficials": [{{"name": "Ann {2}"}}]}}}}{3}}}'
    reference = (
        '{{"ItemId": {0}, "Title": "{1} {0}", "TypeName": "Journal, Article", "Authors": "{2} Ann ; "{3}}}'
    )
    for one, head, end in (
        (study, '{"studies": [\n', "\n]}\n"),
        (reference, '{"CodeSets": [], "References": [\n', "\n]}\n"),
        (item, '{"status": "ok", "message": {"items": [\n', "\n]}}\n"),
        (paper, '{"data": [\n', "\n]}\n"),
    ):
        for mark in (', "confidential": true', ', "keywords": "confidential"'):
            items = [
                one.format(11, "Raids", "Doe", ""),
                one.format(77, "Zebtitle", "Zebann", mark),
                one.format(12, "Raids", "Doe", ""),
            ]
            yield Sample(path="a.json", text=head + ",\n".join(items) + end, public=2)


SAMPLES = (*_samples(), *_registries())


def mutants(text: str, characters: tuple[str, ...] = CHARACTERS) -> Iterator[str]:
    """Yield a text with one edit: a character left out, put in, put for another or swapped, a line left out or doubled."""
    for at in range(len(text) + 1):
        if at < len(text):
            yield text[:at] + text[at + 1 :]
            if at + 1 < len(text) and text[at] != text[at + 1]:
                yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for character in characters:
            yield text[:at] + character + text[at:]
            if at < len(text):
                yield text[:at] + character + text[at + 1 :]
    yield from line_mutants(text)


def line_mutants(text: str) -> Iterator[str]:
    """Yield a text with one line left out or doubled; never without the line of the only mark."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not is_mark(line):
            yield "\n".join(lines[:at] + lines[at + 1 :])
        yield "\n".join([*lines[: at + 1], line, *lines[at + 1 :]])


def is_mark(line: str) -> bool:
    """Return whether a line of a sample holds its mark."""
    return re.search(r"(?i)confidential|interview|personal|comm\b|letter|email|instant", line) is not None


def leaks(text: str, path: str) -> set[str]:
    """Return the words of marked entries that reading shows."""
    library = read_text(text, path)
    return set(SECRET.findall(told(library)))


def told(library: Library) -> str:
    """Return all that a Library tells, as one text."""
    parts = [repr(library), repr(library.problems), repr(library.blocks), repr(library.files)]
    parts += [block.text for block in library.blocks]
    for record in library.records:
        parts += [
            record.id,
            record.type,
            record.raw,
            repr((record.fields, record.raw_fields, record.repeated)),
        ]
        parts += [repr((record.authors, record.editors, record.doi, record.where))]
    parts += [dumps(library, name) for name in FORMATS]
    return "\n".join(parts)


def shown(sample: Sample) -> int:
    """Return how many public entries of the untouched sample are shown."""
    library = read_text(sample.text, sample.path)
    return sum(not record.confidential and bool(record.title) for record in library)


def concatenations() -> Iterator[tuple[str, str]]:
    """Yield the path and text of two samples in one file, with and without a line end between."""
    for one, first in enumerate(SAMPLES):
        # each is behind others of every kind: which are passed over changes from line to line
        for second in SAMPLES[one % 7 :: 7]:
            yield first.path, first.text + second.text
            yield first.path, first.text.rstrip("\n") + second.text


def two_edits(sample: Sample, count: int, seed: int) -> Iterator[str]:
    """Yield texts with two random edits, seeded. Both may fall into the mark itself, which then is none by the law: `--show` tells."""
    draw = random.Random(f"{seed}{sample.text}")
    for _ in range(count):
        text = sample.text
        for _ in range(2):
            at = draw.randrange(len(text))
            what = draw.randrange(3)
            mark = draw.choice(CHARACTERS)
            text = text[:at] + ("" if what == 0 else mark) + text[at + (what != 1) :]
        yield text


def main() -> None:
    """Print figures by format: mutants, leaks, public entries shown in the untouched file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--two", type=int, default=0, help="so many mutants of two random edits per file")
    parser.add_argument("--format", default="", help="only files with this ending")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="try only every n-th mutant")
    options = parser.parse_args()
    figures: dict[str, list[int]] = {}
    for number, sample in enumerate(SAMPLES):
        ending = sample.path.rpartition(".")[2]
        if options.format and ending != options.format:
            continue
        figure = figures.setdefault(
            read_text(sample.text, sample.path, include_confidential=True).records[0].format, [0] * 6
        )
        figure[4] += sample.public
        figure[5] += shown(sample)
        if shown(sample) != sample.public:
            print(
                f"sample {number}: {shown(sample)} of {sample.public} public entries are shown\n{sample.text}"
            )
        for mutant in [*mutants(sample.text)][:: options.every]:
            figure[0] += 1
            if found := leaks(mutant, sample.path):
                figure[1] += 1
                if options.show:
                    print(f"sample {number}: {sorted(found)}: {_difference(sample.text, mutant)!r}")
        for mutant in two_edits(sample, options.two, options.seed):
            figure[2] += 1
            if found := leaks(mutant, sample.path):
                figure[3] += 1
                if options.show:
                    print(f"sample {number}, two edits: {sorted(found)}\n{mutant}")
        tried, leaked = (sum(each[i] for each in figures.values()) for i in (0, 1))
        print(
            f"sample {number} of {len(SAMPLES)}: {tried:,} so far, leaks {leaked}",
            file=sys.stderr,
            flush=True,
        )
    joined = [
        (path, text) for path, text in concatenations() if not options.format or path.endswith(options.format)
    ]
    wrong = [text for path, text in joined if leaks(text, path)]
    if options.show:
        for text in wrong:
            print(f"joined:\n{text}")
    print("format        one edit   leaks   two edits   leaks   public shown, untouched")
    for name, (one, one_leaks, two, two_leaks, public, seen) in figures.items():
        print(f"{name:12} {one:9,} {one_leaks:7,} {two:11,} {two_leaks:7,}   {seen} of {public}")
    total = [sum(figure[i] for figure in figures.values()) for i in range(6)]
    print(f"{'all':12} {total[0]:9,} {total[1]:7,} {total[2]:11,} {total[3]:7,}   {total[5]} of {total[4]}")
    print(f"two files in one: {len(joined):,}, leaks {len(wrong):,}")
    sys.exit(1 if total[1] or wrong or total[4] != total[5] else 0)


def _difference(before: str, after: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    return f"{before[max(0, at - 25) : at + 12]} -> {after[max(0, at - 25) : at + 12]}"


if __name__ == "__main__":
    main()
