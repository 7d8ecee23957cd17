"""Nothing is lost in silence: damaged files of every format, read, and what was in them looked for in what reading gave.

    python benchmarks/lost.py                     # every one-edit mutant of the small files below, then 20,000 broken ones
    python benchmarks/lost.py --each 4 --broken 0 # four mutants a place, no broken files
    python benchmarks/lost.py --show 5            # prints what was lost, five of a kind

The files are made up: every word in them of four letters or more that is no name of a field stands there once, so that it can be
looked for. Nothing here shares code with the readers.

**The law of words.** A word of the file that its damaged text still has (a word right behind a backslash is a command of LaTeX or has
an escape of JSON in it, and a line of BibTeX that begins with % is a comment) is found in a record (key, type, fields with their names,
repeated values), in a block beside the records, or in the message of a Problem; or a Problem says that it was left out. `raw` does
not count. A Problem says so if its code is one of `LEFT_OUT` and it stands in the word's line, or before it with no record that
begins in between; or if it names the line among those left out (LR037).

**The law of records.** Where a record begins is counted with one pattern a format. There are as many records and Problems (those
of `LEFT_OUT` and `BORDERS`) together as that, at least; and no record has the titles of two, unless a Problem of warning level or
above stands in its lines or names its key.

Broken files are broken in many places at once: bytes deleted, put in and flipped, lines and blocks swapped, doubled and deleted,
files cut off, put behind each other and mixed, encodings spoilt. There the law of words cannot be held to the letter, since a
damaged word is another word: held are no exception, and the law of records (count).

Exit 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache

from litreview.formats import read_text

LEFT_OUT = frozenset({"LR002", "LR006", "LR008", "LR015", "LR025", "LR029", "LR037", "LR038"})
BORDERS = frozenset({"LR012", "LR013", "LR014", "LR033", "LR035", "LR043"})
_WORD = re.compile(r"[^\W\d_]{4,}")
# commands and accents of LaTeX, comments of BibTeX; escapes of JSON
_NO_WORDS = re.compile(r"(?m)\\[a-z]\s+\{?[a-z]+|\\[a-z]+|^[ \t]*%(?![0-9a-z] \S).*")
_ESCAPED = re.compile(r"\\[bfnrt][a-z]*")
_LINES = re.compile(r"\d+(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """A small file of one format: its ending, its head, one record, its end, and the pattern of what begins a record.

    In the record `*` stands for a word, `^` for one with a capital, `?` for a word of the title, `#` for its number.
    """

    ending: str
    record: str
    start: str
    head: str = ""
    between: str = ""
    end: str = ""


_CSL = '{"id": "*", "type": "article-journal", "title": "? ?", "author": [{"family": "^", "given": "^"}, {"literal": "^ ^"}], "issued": {"date-parts": [[199#, 2]]}, "container-title": "^ ^", "abstract": "* * *", "note": "*"}'
_BROAD = '{\n  "id": "*",\n  "title": "? ?",\n  "author": [\n    {"family": "^", "given": "^"}\n  ],\n  "publisher": "^",\n  "page": "1#-2#"\n}'
_WORK = (
    '{"id": "https://openalex.org/W100#", "title": "? ?", "publication_year": 199#, "type": "article", "authorships": [{"author": {"display_name": "^ ^"}}], '
    '"primary_location": {"source": {"display_name": "^ ^"}}, "keywords": [{"display_name": "*"}], "abstract_inverted_index": {"*": [0], "*": [1]}}'
)
_PAPER = (
    '{"paperId": "*", "title": "? ?", "year": 199#, "venue": "^ ^", "publicationTypes": ["JournalArticle"], "authors": [{"authorId": "1#", "name": "^ ^"}], '
    '"externalIds": {"DOI": "10.1000/*"}, "journal": {"name": "^", "volume": "1#"}, "abstract": "* * *"}'
)
_ITEM = (
    '{"key": "KEY0000#", "version": 1, "data": {"key": "KEY0000#", "itemType": "journalArticle", "title": "? ?", "creators": [{"creatorType": "author", "firstName": "^", '
    '"lastName": "^"}, {"creatorType": "author", "name": "^ ^"}], "publicationTitle": "^ ^", "date": "199#", "abstractNote": "* * *", "tags": [{"tag": "*"}], "extra": "*"}}'
)
_STUDY = (
    '{"protocolSection": {"identificationModule": {"nctId": "NCT0000000#", "briefTitle": "? ?", "orgStudyIdInfo": {"id": "*"}}, "statusModule": {"startDateStruct": '
    '{"date": "199#-01-02"}}, "sponsorCollaboratorsModule": {"leadSponsor": {"name": "^ ^"}}, "descriptionModule": {"briefSummary": "* * *"}, '
    '"conditionsModule": {"conditions": ["*", "*"]}}, "hasResults": false}'
)
_REVIEWED = (
    '{"ItemId": 100#, "Title": "? ?", "ParentTitle": "^ ^", "Year": "199#", "TypeName": "Journal, Article", "Authors": "^ ^ ; ^ ^ X; ", "Abstract": "* * *", '
    '"Keywords": "*\\r\\n*", "Codes": [{"AttributeId": 7, "AdditionalText": "*"}]}'
)
_XML = (
    '<record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>^, ^</author><author>^, ^</author></authors></contributors>'
    "<titles><title>? ?</title><secondary-title>^ ^</secondary-title></titles><keywords><keyword>*</keyword></keywords><dates><year>199#</year></dates>"
    "<abstract>* * *</abstract><notes>*</notes></record>"
)
_PUBMED = (
    '<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">100#</PMID><Article><Journal><JournalIssue><Volume>1#</Volume><PubDate><Year>199#</Year>'
    "<Month>Jan</Month></PubDate></JournalIssue><Title>^ ^</Title></Journal><ArticleTitle>? <i>?</i></ArticleTitle><Abstract><AbstractText>* *</AbstractText>"
    "<AbstractText>*</AbstractText></Abstract><AuthorList><Author><LastName>^</LastName><ForeName>^</ForeName><Initials>X</Initials></Author><Author>"
    "<CollectiveName>^ ^</CollectiveName></Author></AuthorList><PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>"
    '</Article><KeywordList><Keyword>*</Keyword></KeywordList></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/*</ArticleId>'
    "</ArticleIdList></PubmedData></PubmedArticle>"
)
KINDS = {
    "bibtex": Kind("bib", "@article{*,\n  author = {^, ^ and ^, ^},\n  title = {? {?}},\n  journal = {^ ^},\n  year = {199#},\n  abstract = {* *\n    * *},\n  note = {*}\n}\n", r"(?m)^@(?:article|book)\{"),
    "bibtex-quoted": Kind("bib", '@book{*, title = "? ?", editor = "^, ^", publisher = hous, year = 199#, note = {* *} }\n\n', r"(?m)^@(?:article|book)\{", head='@string{hous = "^ ^"}\n@comment{* *}\n'),
    "ris": Kind("ris", "TY  - JOUR\nID  - *\nAU  - ^, ^\nAU  - ^, ^\nTI  - ? ?\nT2  - ^ ^\nPY  - 199#\nKW  - *\nAB  - * *\n* *\nN1  - *\nER  - \n\n", r"(?m)^TY  - "),
    "medline": Kind("nbib", "PMID- 100#\nOWN - NLM\nDP  - 199# Jan\nTI  - ? ?\n      ?\nAB  - * *\n      * *\nFAU - ^, ^\nAU  - ^ AB\nJT  - ^ ^\nPT  - Journal Article\nMH  - *\n\n", r"(?m)^PMID- "),
    "ovid": Kind("ovd", "<#. >\nVN  - Ovid Technologies\nDB  - *\nAU  - ^, ^\nAU  - ^, ^\nTI  - ? ?\nJN  - ^ ^\nYR  - 199#\nKW  - *\nAB  - * *\n      * *\nNT  - *\n\n", r"(?m)^<\d+\. >"),
    "ovid-labelled": Kind("txt", "<#>\nUnique Identifier\n  100#\nTitle\n  ? ?\n  ?\nAuthors\n  ^, ^; ^, ^\nJournal Name\n  ^ ^\nYear of Publication\n  199#\nAbstract\n  * *\n  * *\nOdd Label\n  *\n\n", r"(?m)^<\d+>"),
    "labelled": Kind("txt", "Record ## of 3\nID: CN-100#\nAU: ^, ^\nAU: ^, ^\nTI: ? ?\nSO: ^ ^\nYR: 199#\nKY: *\nAB: * *\n* *\nZZ: *\n\n\n", r"(?m)^Record #\d"),
    "labelled-words": Kind("txt", "Title: ? ?\nAuthor: ^, ^; ^, ^\nPublication title: ^ ^\nPublication year: 199#\nAbstract: * *\n*\nOdd label: *\n\n", r"(?m)^Title:"),
    "refworks": Kind("txt", "RT Journal Article\nID 10#\nA1 ^, ^\nA1 ^, ^\nT1 ? ?\nJF ^ ^\nYR 199#\nK1 *\nAB * *\n* *\nNO *\n\n", r"(?m)^RT "),
    "enw": Kind("enw", "%0 Journal Article\n%A ^, ^\n%A ^, ^\n%T ? ?\n%J ^ ^\n%D 199#\n%K *\n*\n%X * *\n%F *\n\n", r"(?m)^%0 "),
    "refer": Kind("enw", "%A ^, ^\n%T ? ?\n%J ^ ^\n%D 199#\n%K *\n%X * *\n\n", r"(?m)^%T "),
    "wos": Kind("ciw", "PT J\nAU ^, A\n   ^, B\nAF ^, ^\n   ^, ^\nTI ? ?\n   ?\nSO ^ ^\nPY 199#\nAB * *\n   * *\nCR ^ A, 198#, ^\n   ^ B, 198#, ^\nUT WOS:000#\nER\n\n", r"(?m)^PT ", head="FN Clarivate Analytics Web of Science\nVR 1.0\n", end="EF\n"),
    "wos-table": Kind("txt", "J\t^, A; ^, B\t? ?\t^ ^\t199#\t* *\tWOS:000#\n", r"(?m)^J\t", head="PT\tAU\tTI\tSO\tPY\tAB\tUT\n"),
    "endnote-xml": Kind("xml", _XML, "<record>", head='<?xml version="1.0" encoding="UTF-8"?><xml><records>', end="</records></xml>"),
    "endnote-xml-lines": Kind("xml", _XML.replace("><", ">\n<") + "\n", "<record>", head="<xml>\n<records>\n", end="</records>\n</xml>\n"),
    "pubmed-xml": Kind("xml", _PUBMED, "<PubmedArticle>", head='<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/pubmed.dtd">\n<PubmedArticleSet>', end="</PubmedArticleSet>"),
    "pubmed-xml-lines": Kind("xml", _PUBMED.replace("><", ">\n<") + "\n", "<PubmedArticle>", head="<PubmedArticleSet>\n", end="</PubmedArticleSet>\n"),
    "csl": Kind("json", _CSL, r'\{\s*"id":', head="[", between=", ", end="]"),
    "csl-lines": Kind("json", _BROAD, r'\{\s*"id":', head="[\n", between=",\n", end="\n]\n"),
    "csl-items": Kind("json", _BROAD, r'\{\s*"id":', head='{"items": [\n', between=",\n", end="\n]}\n"),
    "json-lines": Kind("json", _CSL + "\n", r'\{\s*"id":'),
    "crossref-items": Kind("json", '{"DOI": "10.1000/*", "type": "journal-article", "title": ["? ?"], "author": [{"given": "^", "family": "^", "affiliation": [{"name": "^ ^"}]}]}', r'\{\s*"DOI":', head='{"status": "ok", "message": {"items": [\n', between=",\n", end="]}}\n"),
    "crossref": Kind("json", '{"status": "ok", "message": {"DOI": "10.1000/*", "type": "journal-article", "title": ["? ?"], "author": [{"given": "^", "family": "^"}, {"name": "^ ^"}], "container-title": ["^ ^"], "publisher": "^"}}\n', r'\{\s*"DOI":'),
    "zotero": Kind("json", _ITEM, r'\{\s*"key": "\w*", "version"', head="[", between=",\n", end="]"),
    "openalex": Kind("json", _WORK, r'\{\s*"id": "https://openalex', head='{"meta": {"count": 3}, "results": [', between=", ", end="]}"),
    "openalex-list": Kind("json", _WORK, r'\{\s*"id": "https://openalex', head="[", between=",\n", end="]"),
    "semanticscholar": Kind("json", _PAPER, r'\{\s*"paperId":', head='{"total": 3, "data": [', between=", ", end="]}"),
    "semanticscholar-lines": Kind("json", _PAPER + "\n", r'\{\s*"paperId":'),
    "clinicaltrials": Kind("json", _STUDY, r'\{\s*"protocolSection":', head='{"totalCount": 3, "studies": [', between=", ", end="]}"),
    "eppi": Kind("json", _REVIEWED, r'\{\s*"ItemId":', head='{"CodeSets": [{"SetName": "", "Attributes": {"AttributesList": []}}],\n"References": [', between=",\n", end="]}"),
    "csv": Kind("csv", 'rec#,? ?,"^, ^; ^, ^",^ ^,199#,"* ""*"" *",*\n', r"(?m)^rec\d,", head="id,title,author,journal,year,abstract,note\n"),
    "csv-quoted": Kind("csv", '"rec#","? ?","^, ^; ^, ^","^ ^","199#","* *\n* *","*"\n', r'(?m)^"rec\d",', head='"id","title","author","journal","year","abstract","note"\n'),
    "tsv": Kind("tsv", "rec#\t? ?\t^, ^\t199#\t* *\t*\n", r"(?m)^rec\d\t", head="id\ttitle\tauthor\tyear\tabstract\tnote\n"),
}  # fmt: skip
RECORDS = 3
FORMATS = {
    kind: name
    for name in ("bibtex", "endnote-xml", "pubmed-xml", "csl", "openalex", "crossref", "semanticscholar", "zotero", "clinicaltrials", "eppi")
    for kind in KINDS
    if kind.startswith(name)
} | {"ovid-labelled": "ovid", "labelled-words": "labelled", "refer": "enw", "wos-table": "wos", "json-lines": "csl", "csv": "table", "csv-quoted": "table", "tsv": "table"}  # fmt: skip
"""The format that the records of a kind are of."""
CHARACTERS = "\"'{}[]()<>,;:=%@#&\\-/|*~$\n\t 0aT"


@cache
def words() -> tuple[str, ...]:
    """Return made-up words, none of which is a part of another."""
    heads, middles, ends = (["b", "d", "f", "g", "k", "m", "p", "v", "z"], ["alo", "eru", "ibo", "omu", "uvi", "ake"], ["dran", "melt", "posk", "rund", "vist"])  # fmt: skip
    return tuple(f"{head}{middle}{end}" for end, middle, head in itertools.product(ends, middles, heads))


@dataclass(frozen=True, slots=True)
class Sample:
    """The text of a small file, the words that stand in it once, those of each title, those of each record."""

    kind: str
    text: str
    words: tuple[str, ...]
    titles: tuple[frozenset[str], ...]
    records: tuple[frozenset[str], ...]


@cache
def sample(kind: str) -> Sample:
    """Return the small file of a format."""
    of = KINDS[kind]
    fresh = iter(words())
    titles: list[frozenset[str]] = []

    def filled(pattern: str, number: int, title: set[str]) -> str:
        made = []
        for sign in pattern:
            word = next(fresh) if sign in "*^?" else ""
            if sign == "?":
                title.add(word)
            made.append(word.capitalize() if sign == "^" else word or (str(number) if sign == "#" else sign))
        return "".join(made)

    parts = []
    for number in range(1, RECORDS + 1):
        title: set[str] = set()
        parts.append(filled(of.record, number, title))
        titles.append(frozenset(title))
    # only the head of a .bib has words of its own
    head = filled(of.head, 0, set()) if of.ending == "bib" else of.head
    text = head + of.between.join(parts) + of.end
    used = set(words()) - set(fresh)
    held = tuple(frozenset(_WORD.findall(part.lower())) & used for part in parts)
    return Sample(kind, text, tuple(sorted(used)), tuple(titles), held)


def one_edits(text: str, each: int, seed: str) -> list[str]:
    """Return every text with one character or line less, one line doubled or moved down, and `each` with a character put in or changed a place."""
    chance = random.Random(seed)
    found = [text[:at] + text[at + 1 :] for at in range(len(text))]
    for at in range(len(text) + 1):
        signs = chance.sample(CHARACTERS, min(each, len(CHARACTERS)))
        found += [text[:at] + sign + text[at + (chance.random() < 0.5) :] for sign in signs]
    lines = text.split("\n")
    for at, line in enumerate(lines):
        found.append("\n".join([*lines[:at], *lines[at + 1 :]]))
        found.append("\n".join([*lines[:at], line, *lines[at:]]))
        found.append("\n".join([*lines[:at], *lines[at + 1 : at + 2], line, *lines[at + 2 :]]))
    return list(dict.fromkeys(each for each in found if each != text))


@dataclass(frozen=True, slots=True)
class Losses:
    """What a damaged text has that reading gave nowhere: words, records without a Problem, records joined in silence."""

    words: tuple[str, ...] = ()
    records: int = 0
    joined: int = 0


def lost(sample_: Sample, text: str) -> Losses:
    """Return what reading lost of a damaged text of the sample, after the two laws."""
    library = read_text(text, f"sample.{KINDS[sample_.kind].ending}", include_confidential=True)
    said = [_said(record) for record in library]
    gone = missing(sample_.kind, text, library, sample_.words)
    if gone and "\n" not in sample_.text.strip():
        # a Problem in a file of one line names one record, not all of them
        told_of = sum(problem.code in LEFT_OUT and problem.where.line > 0 for problem in library.problems)
        whole = any(problem.code in LEFT_OUT and not problem.where.line for problem in library.problems)
        hit = sum(any(word in gone for word in record) for record in sample_.records)
        gone = {word: excused and (whole or hit <= told_of) for word, excused in gone.items()}
    joined = 0
    for record, has in zip(library, said, strict=True):
        if sum(any(word in has for word in title) for title in sample_.titles) > 1:
            last = record.where.line + record.raw.count("\n") + 1
            joined += not any(
                problem.level != "info"
                and (problem.key == record.key or record.where.line <= problem.where.line <= last)
                for problem in library.problems
            )
    words = tuple(word for word, excused in gone.items() if not excused)
    return Losses(words, uncounted(sample_.kind, text, library), joined)


def missing(kind: str, text: str, library, wanted) -> dict[str, bool]:
    """Return the words that a text has and reading gave nowhere, and for each whether a Problem says that it was left out."""
    beside = [block.text.casefold() for block in library.blocks]
    told = [problem.message.casefold() for problem in library.problems]
    everything = "\n".join([*map(_said, library), *beside, *told])
    folded = text.casefold()
    if kind.startswith("bibtex") or any(record.format == "bibtex" for record in library):
        folded = _NO_WORDS.sub(lambda found: "\n" * found[0].count("\n"), folded)
    if KINDS[kind].ending == "json":
        folded = _ESCAPED.sub("", folded)
    starts = sorted(record.where.line for record in library)
    return {
        word: _excused(folded.count("\n", 0, folded.index(word)) + 1, starts, library.problems)
        for word in wanted
        if word in folded and word not in everything
    }


def _said(record) -> str:
    fields = itertools.chain(record.fields, record.fields.values(), *record.repeated)
    return " ".join([record.key, record.type, *fields]).casefold()


def uncounted(kind: str, text: str, library) -> int:
    """Return how many records the text has more, by the plain count, than reading gave records and Problems."""
    starts = sorted(record.where.line for record in library)
    begins = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(KINDS[kind].start, text)]
    if FORMATS.get(kind) == "table":
        # in the first line stands the header, whatever it says
        begins = [line for line in begins if line > 1]
        if len(begins) - len(library) <= sum(problem.code == "LR036" for problem in library.problems):
            # a row with more cells than the table has columns is told, and may be two
            return 0
        if _sound_rows(text) == len(library):
            return 0
    if len(begins) <= len(library):
        return 0
    told = Counter(problem.where.line for problem in library.problems if problem.code in LEFT_OUT | BORDERS)
    # those that a Problem says were left out, one a Problem; then those of which it tells that they go on over several lines
    apart = [line for line in begins if not _excused(line, starts, library.problems)]
    return 0 if told[0] else max(0, min(len(begins) - told.total(), len(apart)) - len(library))


def _sound_rows(text: str) -> int:
    """Return how many rows a comma-separated text has after the rules for quotes, the header apart; -1 if it breaks them."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return -1
    return sum(any(map(str.strip, row)) for row in rows) - 1


def _excused(line: int, starts: list[int], problems) -> bool:
    """Return whether a Problem says that what stands in a line was left out."""
    for problem in problems:
        if problem.code not in LEFT_OUT:
            continue
        here = problem.where.line
        named = _LINES.findall(problem.message.partition("left out: ")[2].partition(", and")[0])
        if here in {0, line} or any(_within(line, each) for each in named):
            return True
        if "more places" in problem.message and not _within(line, f"0-{named[-1].rpartition('-')[2]}"):
            # the message names the first of them
            return True
        if not named and here < line and not any(here < start < line for start in starts):
            return True
    return False


def _within(line: int, lines: str) -> bool:
    first, _, last = lines.partition("-")
    return int(first) <= line <= int(last or first)


def broken(seed: int) -> tuple[str, bytes]:
    """Return a file that is broken in many places, and the kind of its first part."""
    chance = random.Random(seed)
    kind = chance.choice(sorted(KINDS))
    data = sample(kind).text.encode()
    for _ in range(chance.randint(1, 8)):
        data = _break(data, chance)
    return kind, data


def _break(data: bytes, chance: random.Random) -> bytes:
    def place() -> int:
        return chance.randint(0, len(data))

    a, b = sorted((place(), place()))
    c = min(len(data), b + chance.randint(0, 60))
    lines = data.split(b"\n")
    match chance.randint(0, 11):
        case 0:
            return data[:a] + data[a + chance.randint(1, 12) :]
        case 1:
            return data[:a] + chance.choice(CHARACTERS).encode() * chance.randint(1, 3) + data[a:]
        case 2:
            return data[:a] + bytes([chance.randint(0, 255)]) + data[a + 1 :]
        case 3:
            return data[:a] + data[b:c] + data[a:b] + data[c:]
        case 4:
            return data[:b] if chance.random() < 0.5 else data[a:]
        case 5:
            return (data + data)[:20_000]
        case 6:
            return (data + sample(chance.choice(sorted(KINDS))).text.encode())[:20_000]
        case 7:
            return (
                data[:a]
                + sample(chance.choice(sorted(KINDS))).text.encode()[: chance.randint(1, 200)]
                + data[a:]
            )
        case 8:
            del lines[chance.randrange(len(lines))]
            return b"\n".join(lines)
        case 9:
            chance.shuffle(lines)
            return b"\n".join(lines)
        case 10:
            return data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b" "]))
        case _:
            text = data.decode("utf-8", errors="replace")
            return text.encode(
                chance.choice(["utf-16", "utf-16-le", "utf-8-sig", "latin-1"]), errors="replace"
            )


def main() -> None:
    """Print what was lost, a line a format."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--each", type=int, default=4, help="characters put in or changed at each place")
    options.add_argument("--broken", type=int, default=20_000, help="files broken in many places")
    options.add_argument(
        "--first", type=int, default=0, help="number of the first broken file: to try them in pieces"
    )
    options.add_argument("--show", type=int, default=0, help="print this many of each kind of loss")
    options.add_argument("--only", default="", help="the formats, parted by commas")
    options.add_argument("--seed", default="0")
    given = options.parse_args()
    total: Counter[str] = Counter()
    print(
        f"{'format':18} {'mutants':>8} {'records':>8} {'joined':>8} {'words':>8}   lost in this many mutants"
    )
    for kind in [name for name in KINDS if not given.only or name in given.only.split(",")]:
        of = sample(kind)
        whole = lost(of, of.text)
        assert whole == Losses(), (kind, whole)
        found: Counter[str] = Counter()
        for text in one_edits(of.text, given.each, f"{kind} {given.seed}"):
            found["mutants"] += 1
            losses = lost(of, text)
            for name in ("records", "joined", "words"):
                if getattr(losses, name):
                    found[name] += 1
                    if found[name] <= given.show:
                        print(f"--- {kind}: {name} {losses}\n{_difference(of.text, text)}")
        print(
            f"{kind:18} {found['mutants']:8} {found['records']:8} {found['joined']:8} {found['words']:8}",
            flush=True,
        )
        total += found
    print(f"{'all':18} {total['mutants']:8} {total['records']:8} {total['joined']:8} {total['words']:8}")
    if given.broken:
        total += sweep(range(given.first, given.first + given.broken), given.show)
    sys.exit(
        any(
            total[name]
            for name in ("records", "joined", "words", "raised", "neither", "unaccounted", "unsaid")
        )
    )


def sweep(seeds: range, show: int) -> Counter[str]:
    """Print and return what the broken files of these numbers lost."""
    start = time.process_time()
    found: Counter[str] = Counter()
    count = len(seeds)
    for seed in seeds:
        kind, data = broken(seed)
        try:
            library = read_text(data, f"sample.{KINDS[kind].ending}", include_confidential=True)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            found["raised"] += 1
            print(f"seed {seed}: {type(error).__name__}: {error}")
            continue
        found["neither"] += not library.records and not library.problems
        # a rough reading of the bytes, enough for marks and words in ASCII
        text = data.replace(b"\0", b"").decode("utf-8", errors="replace")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if b"\0" in data:
            # UTF-16 with a byte too few is another text
            found["foreign"] += 1
            continue
        mixed = kind == "wos-table" and re.search(r"(?m)^PT [A-Z]$", text)
        if mixed or {record.format for record in library} != {FORMATS.get(kind, kind)}:
            # what one reader takes for a record is a value to another
            found["foreign"] += 1
        elif uncounted(kind, text, library):
            found["unaccounted"] += 1
            if found["unaccounted"] <= show:
                print(
                    f"--- seed {seed}, {kind}: records {uncounted(kind, text, library)}\n{text}\n{library.problems}"
                )
        gone = [word for word, excused in missing(kind, text, library, words()).items() if not excused]
        found["unsaid"] += bool(gone)
        if gone and found["unsaid"] <= show:
            print(f"--- seed {seed}, {kind}: words {gone}\n{text}\n{library.problems}")
    print(
        f"broken files: {count}, exceptions {found['raised']}, neither record nor Problem {found['neither']}, with records unaccounted {found['unaccounted']}"
        f" (counted in {count - found['foreign']}), with words lost {found['unsaid']}; {time.process_time() - start:.0f} s of CPU"
    )
    return found


def _difference(before: str, after: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    return f"    {before[max(0, at - 60) : at + 60]!r}\n    {after[max(0, at - 60) : at + 60]!r}"


if __name__ == "__main__":
    main()
