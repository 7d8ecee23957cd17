"""Input that is huge or made to be slow: a second where a careless reader needs minutes, and a Problem that says what is wrong."""

import random
import time

import pytest

from litreview.formats import dumps, read_text

# far more than any of these needs (a tenth of a second to one), far less than time that grows with the square of the length
PATIENCE = 10


def within(text, path="a.bib"):
    start = time.process_time()
    library = read_text(text, path)
    assert time.process_time() - start < PATIENCE
    return library


def entry(field, value):
    return f"@article{{k, year = 2000,\n  {field} = {{{value}}},\n}}\n"


def codes(library):
    return {problem.code for problem in library.problems}


@pytest.mark.exhaustive
def test_a_line_of_a_million_characters_is_one_value():
    library = within(entry("title", "word " * 200_000))
    assert ["word " * 199_999 + "word"] == [record.title for record in library]
    assert not library.problems


def test_a_line_of_a_million_characters_without_a_record_is_a_problem():
    assert {"LR006"} == codes(within("word " * 200_000, "a.txt"))


def test_fifty_thousand_braces_that_close():
    library = within(entry("title", "{" * 50_000 + "Deep" + "}" * 50_000))
    assert ["Deep"] == [record.title for record in library]


def test_fifty_thousand_braces_that_do_not_close():
    library = within("@article{k, year = 2000, title = {" + "{" * 50_000 + "Deep")
    assert ["k"] == [record.key for record in library]
    assert "LR012" in codes(library)


@pytest.mark.parametrize("path", ["a.bib", "a.ris", "a.json", "a.csv", "a.xml", "a.nbib", "a.enw", "a.txt"])
def test_random_bytes_are_named_a_binary_file(path):
    library = within(random.Random(1).randbytes(1_000_000), path)
    assert not library.records
    assert {"LR002"} == codes(library)


N = 10_000
BIBTEX = {
    "many @": "@" * N,
    "many blocks that are only begun": "@a{\n" * N,
    "many entries without end": "@a{k,\n t={x\n" * N,
    "many quotes": '@a{k, t="' + '"' * N,
    "many #": "@a{k, t=" + '"a" # ' * N + '"b"}',
    "many blanks between #": '@a{k, t="a" #' + " " * N + "# b}",
    "braces in a key": "@a{" + "{}" * N + ", title={x}}",
    "many words that belong to no field": "@a{k," + "a b c=1 " * N + "}",
    "many values without end": "@a{k, " + ", a = {x {y" * (N // 2),
    "many quoted values without end": "@a{k, " + ', a = "{' * (N // 2),
    "values that end in a backslash": "@a{k," + "t={C:\\x\\},\n" * N + "}",
    "values closed too early": "@a{k, t={x} y " + ", a = {y} z" * N + "}",
    "blank lines in a value without end": "@a{k, t={x" + "\n" * N + "y",
    "entries in one line": "@a{k, title={50% of x}} " * (N // 2),
    "a macro that grows": '@string{m = m # "x"}\n' * N + "@a{k, title = m}",
    "macros that double": '@string{m0="x"}\n'
    + "".join(f"@string{{m{i + 1} = m{i} # m{i}}}\n" for i in range(500))
    + "@a{k, t=m500}",
    "a long macro used everywhere": '@string{m="' + "x" * N + '"}\n' + "@a{k,title=m}\n" * (N // 3),
    "a parent with many fields and many children": "@book{p,title={x},"
    + "".join(f"a{i}={{x}}," for i in range(N // 10))
    + "}\n"
    + "@inbook{k,crossref={p}}\n" * (N // 10),
    "a parent with a long field and many children": "@book{p,series={" + r"x\'{y} " * N + "}}\n" + "@inbook{k,crossref={p}}\n" * (N // 20),
    "a ladder of parents": "".join(f"@xdata{{x{i},xdata={{x{i - 1}}},f{i}={{x}}}}\n" for i in range(N // 10)),
    "interviews with faults": "@interview{k, t={x}, t={y}}\n" * (N // 4),
    "many and": entry("author", "and " * N),
    "blanks in a name": entry("author", "a" + " " * N + "b"),
    "braces in names": entry("author", "{" * N + "x" + "}" * N),
    "words of one name": entry("author", "von " * N),
    "many dollars": entry("title", "$a " * N),
    "many backslashes": entry("title", "\\" * 2 * N),
    "many tags": entry("title", "<i " * N),
    "a tag of blanks": entry("title", "<i" + " " * N),
    "escapes in an address": entry("url", "\\\\" * N + "_"),
    "backslashes in an address": entry("url", "\\" * 2 * N),
    "amp of amp": entry("url", "&" + "amp;" * N),
    "a DOI that starts again": entry("doi", "10.1000." * N),
    "a DOI after many doi": entry("doi", "doi." * N + "10.1000/x"),
    "a DOI with endings of files": entry("doi", "10.1000/x" + ".pdf" * N + "x"),
    "a DOI in parentheses": entry("doi", "10.1000/x" + ")." * N),
}  # fmt: skip
OTHERS = {
    "ris lines that go on": ("a.ris", "TY  - JOUR\nAB  - x\n" + "more words\n" * N + "ER  - \n"),
    "ris records without end": ("a.ris", "TY  - JOUR\nTI  - x\n" * N),
    "nbib lines that go on": ("a.nbib", "PMID- 1\nAB  - x\n" + "      more words\n" * N),
    "enw lines that go on": ("a.enw", "%0 Book\n%X a\n" + "more words\n" * N),
    "wos lines that go on": ("a.txt", "FN x\nVR 1\nPT J\nTI x\nCR a\n" + "   b, 1999, C\n" * N + "ER\n"),
    "xml records without end": ("a.xml", "<xml><records>" + "<record>" * N),
    "xml groups in groups": (
        "a.xml",
        "<xml><records><record>" + "<titles>" * N + "</titles>" * N + "</record></records></xml>",
    ),
    "xml titles": (
        "a.xml",
        "<xml><records><record><titles>"
        + "".join(f"<secondary-title>x{i}</secondary-title>" for i in range(N))
        + "</titles></record></records></xml>",
    ),
    "xml that is not ours": ("a.xml", "<x>" + "<bibliography" * N),
    "csv quote without end": ("a.csv", 'title,author\n"' + "x\n" * N),
    "csv giant cell": ("a.csv", "title,author\n" + "x" * 1_000_000 + ",y\n"),
    "csv names": ("a.csv", "title,author\nx," + "and " * N),
    "json lists in lists": ("a.json", "[" * N),
    "json lists in an item": ("a.json", '[{"title":"x","a":' + "[" * N + "]" * N + "}]"),
    "json objects in objects": ("a.json", '{"a":' * N),
    "json number": ("a.json", '[{"title":"x","volume":' + "1" * N + "}]"),
    "json items with a fault": ("a.json", "[" + ",\n".join(['{"id":"a","title":"x" "type"}'] * N) + "]"),
    "openalex after a fault": (
        "a.json",
        '{"results":[{"id":"https://openalex.org/W1","ids":{}} x}' + "\n" * N,
    ),
}


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("text", BIBTEX.values(), ids=BIBTEX.keys())
def test_bibtex_takes_time_in_proportion_to_its_length(text):
    within(text)


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize(("path", "text"), OTHERS.values(), ids=OTHERS.keys())
def test_other_formats_take_time_in_proportion_to_their_length(path, text):
    within(text, path)


def test_entities_are_not_expanded():
    bomb = "".join(f'<!ENTITY a{i + 1} "&a{i};&a{i};&a{i};">' for i in range(60))
    library = within(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{bomb}]>'
        "<xml><records><record><titles><title>&a60;</title></titles></record></records></xml>",
        "a.xml",
    )
    assert "LR039" in codes(library)
    assert all(len(record.title) < 100 for record in library)


@pytest.mark.exhaustive
def test_a_key_repeated_many_times_is_written_as_fast_as_it_is_read():
    library = within("@article{k, title = {x}}\n" * N)
    start = time.process_time()
    text = dumps(library, "bib")
    assert time.process_time() - start < PATIENCE
    again = read_text(text)
    assert N == len({record.key for record in again})
