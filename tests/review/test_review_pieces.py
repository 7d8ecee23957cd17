"""The pieces of a review one by one: search terms, addresses, filters, rounds, differences, passages. All names, works and texts are made up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from litreview.core.errors import InputError, UsageError
from litreview.core.model import Decision, EvidenceNote, Person, Source, Tag, Where
from litreview.core.results.screening_flow import Standing, Status
from litreview.core.results.texts import TextPage
from litreview.core.sealed import Sealed
from litreview.formats.references import ReferenceEntry
from litreview.review import review_diff, text_passages
from litreview.review.citecheck import _Cited, _differences, _full_range, _page_faults
from litreview.review.outputs import methods
from litreview.review.outputs.run_record import changed_versions
from litreview.review.outputs.summary import _is_in_years, _is_within, _passes_filter
from litreview.review.packet.commitments import Opening, commitment, is_opened, read_opening
from litreview.review.questions.desk_file import _described
from litreview.review.release import text_search
from litreview.review.release.search_targets import TermCollector, family_names
from litreview.review.settings import _is_address
from litreview.review.stage_graph.study_selection import open_rounds, screened_sources
from litreview.review.text_library import TextLibrary
from litreview.review.withdrawal import withdraw


def source(key: str, *, confidential: bool = False, year: int | None = None, **fields: str) -> Source:
    return Source(
        key=key,
        type="article",
        fields={"title": key} | fields,
        records=(),
        confidential=confidential,
        year=year,
    )


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/a", True),
        ("http://example.org:1", True),
        ("http://example.org:0", True),  # as without one
        ("ftp://example.org", False),
        ("example.org", False),
        ("https://", False),
        ("https:///a", False),
        ("https://example.org:99999", False),
        ("https://example.org:x", False),
        ("https://ann@example.org", False),
        ("https://example.org?key=1", False),
        ("https://example.org#a", False),
        ("https://example.org/a\u200b", False),
        ("https://[::1", False),
    ],
)
def test_the_address_of_a_registry_has_no_name_and_no_key(address: str, sound: bool) -> None:
    assert sound is _is_address(address)


# ---------------------------------------------------------------- filters and rounds


@pytest.mark.parametrize(
    ("year", "wanted", "within"),
    [
        (2015, "2015", True), (2014, "2015", False), (2016, "2015", False), (2010, "2010-2020", True), (2020, "2010-2020", True),
        (2009, "2010-2020", False), (2021, "2010-2020", False), (2010, "2010-", True), (2009, "2010-", False), (2020, "-2020", True),
        (2021, "-2020", False), (None, "2015", False), (None, "-2020", False),
    ],
)  # fmt: skip
def test_a_year_within_years(year: int | None, wanted: str, within: bool) -> None:
    assert within is _is_in_years(year, wanted)


@pytest.mark.parametrize("wanted", ["", "-", "x", "2010-x", "x-2010", "2010-2011-2012"])
def test_what_is_no_year_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError, match="a year is 2015"):
        _is_in_years(2010, wanted)


NOTES = (
    EvidenceNote(source="a", field="place", value="US-state:CA", coder="ann"),
    EvidenceNote(source="b", field="place", value="US", coder="ann", disputed=True),
    EvidenceNote(source="b", field="design", value="US", coder="ann"),
)


@pytest.mark.parametrize(
    ("name", "value", "passing"),
    [
        ("year", "2015", "a"),
        ("stream", "interview", "b"),
        ("stream", "", "a"),
        ("status", "included", "a"),
        ("type", "book", "a"),
        ("code", "book", "a"),
        ("code", "port", "b"),
        ("place", "US", "a"),
        ("place", "US-state:CA", "a"),
        ("place", "US-state:NY", ""),
        ("design", "US", "b"),
    ],
)
def test_the_sources_that_a_filter_lets_pass(name: str, value: str, passing: str) -> None:
    standing = Standing(
        status={"a": Status(status="included"), "b": Status(status="pending")}, streams={"b": "interview"}
    )
    tags = (Tag(source="a", code="book", method="rule"), Tag(source="b", code="port", method="rule"))
    review: Any = SimpleNamespace(standing=standing, tags=tags, evidence=NOTES)
    found = [
        one.key for one in (source("a", year=2015), source("b")) if _passes_filter(review, one, name, value)
    ]
    assert passing == "".join(found)


@pytest.mark.parametrize(
    ("noted", "wanted", "within"), [("US", "US", True), ("US:CA", "US", True), ("USA", "US", False), ("non-US", "US", False)]
)  # fmt: skip
def test_a_value_is_within_a_wider_one(noted: str, wanted: str, within: bool) -> None:
    assert within is _is_within(noted, wanted)


def coded(by: str, key: str = "a", verb: str = "tag") -> Decision:
    value = {"stance": "x=supports", "set": "year=2010"}.get(verb, "x")
    return Decision(by=by, verb=verb, key=key, value=value)


@pytest.mark.parametrize(
    ("coders", "judges", "lines", "rounds"),
    [
        (1, (), [], set()),
        (2, (), [], {"coding"}),
        (2, (), [coded("ann"), coded("bob")], set()),
        (2, (), [coded("ann"), coded("ann")], {"coding"}),
        (2, (), [coded("ann", verb="stance"), coded("bob", verb="not-tag")], set()),
        (2, (), [coded("ann", verb="set"), coded("bob", verb="same")], {"coding"}),
        (2, (), [coded("ann"), coded("bob", "z")], {"coding"}),
        (2, ("cyd",), [coded("cyd")], set()),
        (2, ("cyd",), [coded("ann")], {"coding"}),
        (3, (), [coded("ann"), coded("bob")], {"coding"}),
    ],
)
def test_coding_is_open_until_each_source_has_its_coders_or_an_adjudicator(
    coders: int, judges: tuple[str, ...], lines: list[Decision], rounds: set[str]
) -> None:
    settings: Any = SimpleNamespace(screeners=1, coders=coders, adjudicators=judges)
    standing = Standing(status={"a": Status(status="pending", stage="abstract")}, screened=True)
    included = (source("a"), source("s", confidential=True))
    assert rounds == open_rounds(standing, settings, tuple(lines), included)


def test_a_list_of_what_was_screened_has_nothing_confidential_and_a_label_where_it_was_decided() -> None:
    status = {
        "in": Status(status="included", stage="fulltext"),
        "out": Status(status="excluded", stage="abstract"),
        "wait": Status(status="pending", stage="fulltext", reason="awaiting full text"),
        "sealed": Status(status="included"),
    }
    standing = Standing(status=status, screened=True)
    works = tuple(source(key, confidential=key == "sealed") for key in status)
    review: Any = SimpleNamespace(standing=standing, sources=works)
    found, words = screened_sources(review, "included", labels=True)
    assert [("in", "1")] == [(one.key, one.get("included")) for one in found]
    assert {"in": status["in"].words} == words
    found, _ = screened_sources(review, "excluded", labels=True)
    assert [("out", "0")] == [(one.key, one.get("included")) for one in found]
    found, _ = screened_sources(review, "included", labels=False)
    assert [("in", "")] == [(one.key, one.get("included")) for one in found]


# ---------------------------------------------------------------- search terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JaneDoe", ["jane", "doe"]),
        ("JANEDOE", ["janedoe"]),
        ("MÜLLER", ["muller"]),
        ("janedoe", ["janedoe"]),
        ("Janedoe", ["janedoe"]),
        ("Jane_Doe-2019", ["jane", "doe", "2019"]),
        ("Doe2019", ["doe", "2019"]),
        ("Gödel", ["godel"]),
        ("O'Neill", ["o", "neill"]),
        ("", []),
    ],
)
def test_the_words_of_a_text_as_they_are_searched_for(text: str, expected: list[str]) -> None:
    assert expected == text_search.words(text)


def collected(**more: Any) -> TermCollector:
    return TermCollector(**more)


def spelled(collector: TermCollector) -> set[str]:
    return {" ".join(name) for name in collector.search_terms().names.reveal()}


@pytest.mark.parametrize(
    ("person", "more", "present", "absent"),
    [
        (Person(family="Zandvliet", given="Quirina Maud"), {},
         {"quirina maud zandvliet", "zandvliet quirina", "q zandvliet", "q m zandvliet", "zandvliet", "zandvliets", "zandvlietquirina", "quirinazandvliet", "quirinamaud zandvliet"}, {"quirina", "maud"}),
        (Person(family="Zandvliet"), {}, {"zandvliet"}, set()),
        (Person(family="Zandvliet", given="Quirina"), {"authors": frozenset({"zandvliet"})}, {"quirina zandvliet"}, {"zandvliet", "zandvliets"}),
        (Person(family="Zandvliet", given="Quirina"), {"authors": frozenset({"zandvliets"})}, {"zandvliet"}, {"zandvliets"}),
        (Person(family="Zandvliet", given="Quirina"), {"roles": frozenset({"zandvliet"})}, {"quirina zandvliet"}, {"zandvliet"}),
        (Person(family="Zoch"), {}, {"zoch", "zoches"}, {"zochs"}),
        (Person(family="Zandvliet Quorn", given="Uli"), {}, {"zandvliet quorn", "zandvliet", "quorn", "zandvlietquorn", "uli zandvliet quorn"}, {"uli"}),
        (Person(literal="Harbour Zunft"), {}, {"harbour zunft"}, {"zunft", "harbour"}),
        (Person(literal="Zunft"), {}, set(), {"zunft"}),
        (Person(family="Xu", given="Yi"), {}, {"yi xu", "xu yi"}, {"xu"}),
        (Person(family="12", given="a"), {}, set(), {"a 12", "12"}),
    ],
)  # fmt: skip
def test_the_spellings_of_a_name(
    person: Person, more: dict[str, Any], present: set[str], absent: set[str]
) -> None:
    terms = collected(**more)
    terms.add_person(person)
    assert present <= spelled(terms)
    assert absent.isdisjoint(spelled(terms))


TALK = "Interviewer: Quirina Zandvliet\nInterviewee: Uli Vroegh\nTessa Quorn: Yes.\nTessa Quorn: No.\nTessa Quorn: Well.\nBram Quist: Once.\nBram Quist: Twice.\n"


@pytest.mark.parametrize(
    ("spoken", "interviewers", "people"),
    [
        (True, True, {"zandvliet", "vroegh", "quorn"}),
        (True, False, {"vroegh", "quorn"}),
        (False, True, set()),
    ],
)
def test_who_speaks_in_a_transcript(spoken: bool, interviewers: bool, people: set[str]) -> None:
    terms = collected(interviewers=interviewers)
    terms.add_text(TALK + "uli@example.org", spoken=spoken)
    assert people == spelled(terms) & {"zandvliet", "vroegh", "quorn", "quist"}
    assert {"uli@example.org"} == terms.search_terms().emails.reveal()
    assert spoken is bool(terms.search_terms().sentences.reveal())


@pytest.mark.parametrize(
    ("fields", "present", "absent"),
    [
        ({"date": "2020-03-04"}, {"2020 3 4", "4 march 2020", "march 04 2020", "04 03 2020", "mar 4 2020"}, {"march", "2020", "3 2020"}),
        ({"interviewdate": "2020-3-14"}, {"14 march 2020"}, set()),
        ({"year": "2020", "month": "mar", "day": "14"}, {"14 march 2020"}, set()),
        ({"year": "2020", "month": "12", "day": "1"}, {"1 december 2020"}, set()),
        ({"date": "2020-01-02"}, {"2 january 2020"}, set()),
        ({"date": "2020-13-01"}, set(), {"1 december 2020"}),
        ({"date": "2020-00-01"}, set(), {"1 december 2020"}),
        ({"urldate": "2020-03-14"}, set(), {"14 march 2020"}),
        ({"date": "2020-03"}, set(), {"march 2020"}),
        ({"year": "2020", "month": "foo", "day": "14"}, set(), {"14 december 2020"}),
    ],
)  # fmt: skip
def test_the_exact_days_of_an_entry(fields: dict[str, str], present: set[str], absent: set[str]) -> None:
    terms = collected()
    terms.add_days(fields)
    assert present <= spelled(terms)
    assert absent.isdisjoint(spelled(terms))


@pytest.mark.parametrize(
    ("quote", "as_term"),
    [("they had never", False), ("they had never asked", True), ("one two three four five six seven", True),
     ("one two three four five six seven eight", False)],
)  # fmt: skip
def test_a_short_quote_is_searched_for_as_a_whole_and_a_long_one_by_its_runs(
    quote: str, as_term: bool
) -> None:
    terms = collected()
    terms.add_quote(quote)
    assert as_term is (quote in spelled(terms))
    assert (len(quote.split()) >= text_search.QUOTE) is bool(terms.search_terms().sentences.reveal())
    terms.allow_quote(quote)
    assert not terms.search_terms().sentences.reveal()


@pytest.mark.parametrize(
    ("stem", "present"),
    [
        ("zandvliet-quorn", {"zandvliet quorn", "quorn zandvliet", "zandvlietquorn"}),
        ("zandvliet", {"zandvliet"}),
        ("zaa-zbb-zcc-zdd-zee", {"zaa zbb zcc zdd zee"}),
        ("zaa-zbb-zcc-zdd-zee-zff", set()),
        ("12-ab", set()),
    ],
)
def test_the_words_of_a_key_or_a_file(stem: str, present: set[str]) -> None:
    terms = collected()
    terms.add_stem(stem, "key")
    assert present == spelled(terms) & (
        present | {"zandvliet", "zandvliets", "12 ab", "zaa zbb zcc zdd zee zff", "zaazbbzcczddzee zff"}
    )
    by_file = collected()
    by_file.add_file(f"private/{stem}.final.docx")
    assert present <= spelled(by_file)


def test_what_others_share_is_not_searched_for() -> None:
    ours, theirs = collected(), collected()
    for terms in (ours, theirs):
        terms.add_text("one two three four five six seven eight ann@example.org (555) 014-2778", spoken=True)
    ours.add_text("bob@example.org", spoken=False)
    ours.drop_shared(theirs)
    left = ours.search_terms()
    assert ({"bob@example.org"}, set(), set()) == (
        left.emails.reveal(), left.phones.reveal(), left.sentences.reveal(),
    )  # fmt: skip


def test_a_name_that_an_author_shares_is_an_authors() -> None:
    work = source("k").__class__(
        key="k", type="article", fields={}, records=(), authors=(Person(family="Zandvliet", given="Quirina"),)
    )
    terms = collected()
    terms.add_person(Person(family="Zandvliet", given="Quirina"))
    terms.add_person(Person(family="Quorn", given="Uli"))
    terms.mark_authors([work])
    kinds = terms.search_terms().names.reveal()
    assert ("author", "name") == (kinds["quirina", "zandvliet"], kinds["uli", "quorn"])
    assert 0 < terms.cited < len(kinds)
    assert frozenset({"zandvliet"}) == family_names([work])
    sealed = source("s", confidential=True)
    assert frozenset() == family_names([sealed])


def searcher(**more: Any) -> text_search.Searcher:
    return text_search.Searcher(
        text_search.SearchTerms(**{name: Sealed(value) for name, value in more.items()})
    )


ZAND = {("quirina", "zandvliet"): "name", ("zandvliet",): "family name", ("quorn",): "author"}
RUN = frozenset(
    text_search.digests(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Quirina Zandvliet", [("name", 1)]),
        ("Zandvliet,\nQuirina\nZandvliet", [("family name", 1), ("name", 2), ("family name", 3)]),
        ("a\n\nZandvliet", [("family name", 3)]),
        ("Quorn and Zandvliet", [("author", 1)]),
        ("Quirina\nZandvliet", [("name", 1), ("family name", 2)]),
        ("<b>Quirina</b> <i>Zandvliet</i>", [("name", 1)]),
        ("<b>Zandv</b>liet", [("family name", 1)]),
        ("Zandv\u200bliet", [("family name", 1)]),
        ("Zandv\\u006ciet", [("family name", 1)]),
        ("Zandv%6Ciet", [("family name", 1)]),
        ("Zandv&#108;iet", [("family name", 1)]),
        ("Zandv{l}iet", [("family name", 1)]),
        ("at ANN@example.org.", [("email", 1)]),
        ("at bea@example.org", []),
        ("x\ncall (555) 014-2778", [("phone", 2)]),
        ("call (555) 014-2779", []),
        ("One two three four five six seven eight nine", [("words", 1)]),
        ("one two three four five six seven", []),
        ("one two three four five six seven eight x one two three four five six seven eight", [("words", 1)]),
        ("one two three four five six seven eight\none two three four five six seven eight", [("words", 1), ("words", 2)]),
        ("nothing", []),
    ],
)  # fmt: skip
def test_where_a_text_holds_what_is_searched_for(text: str, hits: list[tuple[str, int]]) -> None:
    all_terms = searcher(
        names=ZAND, emails=frozenset({"ann@example.org"}), phones=frozenset({"550142778"}), sentences=RUN
    )
    assert hits == [(hit.kind, hit.line) for hit in all_terms.search(text)]
    assert [hit for hit in hits if hit[0] != "words"] == [
        (hit.kind, hit.line) for hit in all_terms.search(text, quotes=False)
    ]
    assert [] == searcher().search(text)


@pytest.mark.parametrize(
    ("name", "holds"), [("zandvliet.docx", True), ("quorn.docx", False), ("a.docx", False)]
)
def test_the_name_of_a_file_may_hold_a_name(name: str, holds: bool) -> None:
    assert holds is searcher(names=ZAND).has_name(name)


@pytest.mark.parametrize(
    ("offsets", "lines"), [([0, 1, 2, 5], [1, 1, 2, 3]), ([5, 0, 2], [3, 1, 2]), ([3, 3], [2, 2])]
)
def test_the_line_of_an_offset_in_any_order(offsets: list[int], lines: list[int]) -> None:
    counter = text_search.LineCounter("a\nbc\nd")
    assert lines == [counter.line(offset) for offset in offsets]


# ---------------------------------------------------------------- citations in notes


def cited(pages: str = "", *, kind: str = "article", held: Source | None = None, **fields: str) -> _Cited:
    family = fields.pop("author", "")
    authors = (Person(family=family),) if family else ()
    entry = ReferenceEntry(
        text="",
        where=Where(file="m.docx"),
        number="",
        type=kind,
        fields=fields | {"pages": pages},
        authors=authors,
    )
    return _Cited(entry=entry, note=1, key="k", source=held)


@pytest.mark.parametrize(
    ("pin", "work", "fault"),
    [
        (("5", ""), cited("5–30"), ""), (("30", ""), cited("5–30"), ""), (("4", ""), cited("5–30"), "Page 4 is outside the work, which is on pages 5–30."),
        (("31", ""), cited("5–30"), "Page 31 is outside the work, which is on pages 5–30."),
        (("29", "31"), cited("5–30"), "Page 29–31 is outside the work, which is on pages 5–30."),
        (("5", "30"), cited("5–30"), ""), (("9", "8"), cited("5–30"), "The pages 9–8 run backwards."), (("8", "8"), cited("5–30"), ""),
        (("4", ""), cited("5"), "Page 4 is outside the work, which is on page 5 and after."), (("500", ""), cited("5"), ""),
        (("", ""), cited("5–30"), ""), (("4", ""), cited("5–30", kind="legislation"), ""), (("4", ""), cited("5–30", kind="hearing"), ""),
        (("4", ""), cited(), ""), (("241", ""), cited(held=source("k", pagetotal="240")), "Page 241 is outside the work, which has 240 pages."),
        (("240", ""), cited(held=source("k", pagetotal="240")), ""), (("241", ""), cited(held=source("k", pagetotal="many")), ""),
        (("4", ""), cited("1–9", held=source("k", pages="5–30")), "Page 4 is outside the work, which is on pages 5–30."),
        (("4", ""), cited("5–30", held=source("k", pagetotal="2")), "Page 4 is outside the work, which is on pages 5–30."),
    ],
)  # fmt: skip
def test_a_page_outside_the_cited_work(pin: tuple[str, str], work: _Cited, fault: str) -> None:
    assert [fault] * bool(fault) == list(_page_faults(pin, work))


@pytest.mark.parametrize(
    ("first", "last", "pages"), [("101", "10", ("101", "110")), ("101", "9", ("101", "109")), ("101", "", ("101", "")), ("9", "11", ("9", "11")), ("19", "21", ("19", "21"))]
)  # fmt: skip
def test_a_range_of_pages_in_short(first: str, last: str, pages: tuple[str, str]) -> None:
    assert pages == _full_range(first, last)


HELD = source("k", volume="19", pages="1247--1290", year=2011)
HELD = Source(
    key="k",
    type="article",
    fields={**HELD.fields},
    records=(),
    year=2011,
    authors=(Person(literal="Port Accountability Office"),),
)


@pytest.mark.parametrize(
    ("work", "faults"),
    [
        (cited("1247", held=HELD, volume="19", year="2011", author="Port Accountability Office"), []),
        (cited("1247", held=HELD, year="2012"), ["The year is 2012 here, and 2011 in the entry k."]),
        (cited("1247", held=HELD, volume="20"), ["The volume is 20 here, and 19 in the entry k."]),
        (cited("1248", held=HELD), ["The first page is 1248 here, and 1247 in the entry k."]),
        (cited("", held=HELD, author="Port Accountability"), []),
        (cited("", held=HELD, author="The Port Accountability Office of Here"), []),
        (cited("", held=HELD, author="Roe"), ["The first author is Roe here, and Port Accountability Office in the entry k."]),
        (cited("", held=HELD), []),
        (cited("1248", held=source("k"), year="2012", volume="20", author="Roe"), []),
        (cited("1248", year="2012"), []),
    ],
)  # fmt: skip
def test_what_a_citation_says_otherwise_than_the_entry(work: _Cited, faults: list[str]) -> None:
    assert faults == list(_differences(work))


# ---------------------------------------------------------------- passages


ONE = "The harbour was raided in the spring of that year."
TWO = "Nobody who worked there had ever been asked about it."


def passages(*pages: str, words: str = "harbour raided", abstract: str = "", references: str = "", labels: tuple[str, ...] = ("7", "8", "9"), most: int = 5) -> list[tuple[str, str]]:  # fmt: skip
    file = SimpleNamespace(name="a.pdf", digest="d")
    facts = SimpleNamespace(abstract=abstract, abstract_page=0 if abstract else -1, references=references)
    values: dict[str, Any] = {
        "text_of": {"k": [(file, facts)]},
        "page_numbers": {"a.pdf": (labels, "printed")},
    }
    review: Any = SimpleNamespace(
        stage_value=values.__getitem__,
        deduplication={"k": source("k", title="Raids")},
        text_library=SimpleNamespace(pages=lambda _: [TextPage(one) for one in pages]),
    )
    return [
        (one.page, one.sentence) for one in text_passages.passages_on(review, "k", (None, words), most=most)
    ]


@pytest.mark.parametrize(
    ("pages", "more", "found"),
    [
        ((f"{ONE} {TWO}",), {}, [("7", ONE)]),
        ((TWO, ONE), {}, [("8", ONE)]),
        ((ONE, TWO), {"words": "asked"}, [("8", TWO)]),
        ((ONE, f"{ONE} {TWO}"), {}, [("7", ONE)]),
        ((TWO,), {}, []),
        ((ONE.replace(" in the spring of that year", ""),), {}, [("7", "The harbour was raided.")][:0]),
        ((ONE.rstrip("."),), {}, []),
        ((ONE,), {"labels": ()}, [("", ONE)]),
        ((ONE,), {"abstract": f"We say: {ONE}"}, []),
        ((TWO, ONE), {"abstract": f"We say: {ONE}"}, [("8", ONE)]),
        ((f"{TWO} {ONE}",), {"references": ONE}, []),
        (("The harbour was raided in the", "spring of that year."), {}, [("7", ONE)]),
        (("The harbour was raided in the", "Spring of that year."), {}, []),
        ((f"{ONE} The harbour of the other town was calm all year.",), {"most": 1}, [("7", ONE)]),
        ((f"{ONE} The harbour of the other town was calm all year.",), {}, [("7", ONE), ("7", "The harbour of the other town was calm all year.")]),
    ],
)  # fmt: skip
def test_the_sentences_with_the_words_that_are_looked_for(pages: tuple[str, ...], more: dict[str, Any], found: list[tuple[str, str]]) -> None:  # fmt: skip
    assert found == passages(*pages, **more)


# ---------------------------------------------------------------- differences between two states


def state(
    attached: dict[str, tuple[str, str, str]] | None = None, files: tuple[str, ...] = (), **more: Any
) -> Any:
    made = [
        SimpleNamespace(record=SimpleNamespace(id=id_, where=Where(file=file), text=text), source=key)
        for id_, (file, key, text) in (attached or {}).items()
    ]
    plain = {"findings_text": "", "texts": {}, "lists": {}, "documents": Sealed({}), "retractions_text": ""}
    return SimpleNamespace(
        deduplication=SimpleNamespace(attached=made), enriched=SimpleNamespace(files=files), **(plain | more)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (state(), state(), []),
        (state({"1": ("x", "a", "t")}, ("x",)), state({"1": ("x", "a", "t")}, ("x",)), []),
        (state({}, ("x",)), state({"1": ("x", "a", "t"), "2": ("x", "", "t")}, ("x",)), [("x", "changed", "2 records new", {"a"})]),
        (state({"1": ("x", "a", "t")}, ("x",)), state({}, ("x",)), [("x", "changed", "1 record gone", {"a"})]),
        (state({"1": ("x", "a", "t")}, ("x",)), state({"1": ("x", "b", "u")}, ("x",)), [("x", "changed", "1 record changed", {"a", "b"})]),
        (state(), state({"1": ("x", "a", "t")}, ("x",)), [("x", "added", "1 record new", {"a"})]),
        (state({"1": ("x", "a", "t")}, ("x",)), state(), [("x", "removed", "1 record gone", {"a"})]),
        (state(files=("x",)), state(), [("x", "removed", "", set())]),
        (state({"1": ("x", "a", "t")}, ("x", "y")), state({"1": ("x", "a", "t"), "2": ("y", "b", "t")}, ("x", "y")), [("y", "changed", "1 record new", {"b"})]),
    ],
)  # fmt: skip
def test_the_files_of_registries_that_changed(before: Any, after: Any, expected: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(review_diff, "content", lambda record: record.text)
    found = review_diff._registries(before, after)
    assert expected == [(one.change.what, one.change.how, one.change.detail, {*one.keys}) for one in found]


NOTE, LIST, DRAFT = Where(file="n.md"), Where(file="l.csv"), Where(file="m.md")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({"findings_text": "a"}, {"findings_text": "b"}, [("findings", "findings.toml", "changed")]),
        ({"findings_text": "a"}, {}, [("findings", "findings.toml", "removed")]),
        ({}, {"findings_text": "a"}, [("findings", "findings.toml", "added")]),
        ({"texts": {NOTE: "a"}}, {"texts": {NOTE: "b"}}, [("note", "n.md", "changed")]),
        ({"texts": {NOTE: "a"}}, {"texts": {NOTE: "a"}}, []),
        ({"texts": {NOTE: "a"}}, {}, [("note", "n.md", "removed")]),
        ({}, {"lists": {LIST: "a"}}, [("file", "l.csv", "added")]),
        ({}, {"documents": Sealed({DRAFT: "a"})}, [("manuscript", "m.md", "added")]),
        ({"retractions_text": "a"}, {}, [("file", "retractions.csv", "changed")]),
    ],
)
def test_the_texts_that_changed(before: dict[str, Any], after: dict[str, Any], expected: list[Any]) -> None:
    found = review_diff._texts(state(**before), state(**after))
    assert expected == [(one.change.kind, one.change.what, one.change.how) for one in found]


SAME = {"litreview": "a", "inputs": "b"}


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (SAME | {"numpy": "1"}, SAME | {"numpy": "1"}, ()),
        (SAME | {"numpy": "1", "click": "2"}, SAME | {"numpy": "3", "click": "4"}, ("click 2 then, 4 now", "numpy 1 then, 3 now")),
        (SAME, SAME | {"numpy": "3"}, ("numpy none then, 3 now",)),
        (SAME | {"numpy": "3"}, SAME, ("numpy 3 then, none now",)),
        ({"inputs": "b", "numpy": "1"}, {"inputs": "b", "numpy": "2"}, ()),
        (SAME | {"litreview": "c", "numpy": "1"}, SAME | {"numpy": "2"}, ()),
    ],
)  # fmt: skip
def test_the_libraries_that_alone_can_have_made_a_difference(
    then: Any, now: Any, words: tuple[str, ...]
) -> None:
    assert words == changed_versions(then, now)


# ---------------------------------------------------------------- openings of commitments

SOUND = {"code": "I07", "salt": "0" * 64, "entries": ["@interview{I07}"]}


@pytest.mark.parametrize(
    ("opening", "sound"),
    [
        (SOUND, True), (SOUND | {"entries": []}, True), (SOUND | {"more": 1}, False), (SOUND | {"salt": "0" * 63}, False), (SOUND | {"salt": "0" * 65}, False),
        (SOUND | {"salt": "G" * 64}, False), (SOUND | {"salt": 1}, False), (SOUND | {"code": 7}, False), (SOUND | {"entries": "x"}, False),
        (SOUND | {"entries": [1]}, False), (SOUND | {"entries": ["x", 1]}, False), ({"code": "I07", "salt": "0" * 64}, False), ([SOUND], False), (None, False),
    ],
)  # fmt: skip
def test_an_opening_has_code_salt_and_entries(opening: object, sound: bool) -> None:
    data = json.dumps(opening).encode()
    if sound:
        assert isinstance(opening, dict)
        assert Opening(code="I07", salt="0" * 64, entries=tuple(opening["entries"])) == read_opening(
            data, "o.json"
        )
    else:
        with pytest.raises(InputError, match="is no opening"):
            read_opening(data, "o.json")


def test_what_is_no_json_is_no_opening() -> None:
    with pytest.raises(InputError, match="is no opening"):
        read_opening(b"{", "o.json")


@pytest.mark.parametrize(
    ("stored", "code", "entries", "opened"),
    [
        (True, "I07", ["a", "b"], True), (True, "I07", ["b", "a"], False), (True, "I07", ["a"], False), (True, "I08", ["a", "b"], False),
        ("7", "I07", ["a", "b"], False), ("", "I07", ["a", "b"], False),
    ],
)  # fmt: skip
def test_a_commitment_is_opened_by_what_was_committed_to(stored: object, code: str, entries: list[str], opened: bool) -> None:  # fmt: skip
    salt = "0" * 64
    kept = {"I07": commitment(salt, "I07", ["a", "b"]) if stored is True else stored}
    assert opened is is_opened(kept, Opening(code=code, salt=salt, entries=tuple(entries)))


def test_a_folder_of_a_missing_text_names_its_other_texts(tmp_path: Path) -> None:
    from litreview.review.review_documents import _text_file_names

    (tmp_path / "texts").mkdir()
    (tmp_path / "private").mkdir()
    for name in ("texts/b.txt", "texts/a.txt", "texts/c.md", "private/d.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert ["texts/a.txt", "texts/b.txt"] == _text_file_names(tmp_path, tmp_path / "texts/gone.txt")
    assert [] == _text_file_names(tmp_path, tmp_path / "private/gone.txt")
    assert [] == _text_file_names(tmp_path, tmp_path / "none/gone.txt")
    assert [] == _text_file_names(tmp_path / "none", tmp_path / "texts/gone.txt")


# ---------------------------------------------------------------- what is described, amended, restored


@pytest.mark.parametrize(
    ("fields", "inside"),
    [
        ({"journal": "Tides", "institution": "Port Watch"}, "Tides"),
        ({"booktitle": "All Ports"}, "All Ports"),
        ({"institution": "Port Watch"}, "Port Watch"),
        ({}, ""),
    ],
)
def test_a_work_on_a_desk_in_a_file_is_described(fields: dict[str, str], inside: str) -> None:
    said = _described(source("k", note="n", abstract="a", **fields))
    assert (inside, "article", "k") == (said["in"], said["type"], said["key"])
    assert [["abstract", "a"], ["note", "n"]] == said["texts"]


@pytest.mark.parametrize(
    ("screened", "coded", "mark", "counted"),
    [
        ("", "", "", ""),
        ("2026-01-06", "2026-01-06", "", ""),
        ("2026-01-05", "", " (after screening began)", "; 1 of them on or after 2026-01-05, when screening began"),
        ("2026-01-01", "2026-01-05", " (after screening began and after the first result)", "; 1 of them on or after 2026-01-01, when screening began; 1 of them on or after 2026-01-05, when the first result was coded"),
        ("2026-01-06", "2026-01-04", " (after the first result)", "; 1 of them on or after 2026-01-04, when the first result was coded"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["include", "exclude", "unsure", "not-retrieved"])
def test_an_amendment_after_screening_began_is_marked(verb: str, screened: str, coded: str, mark: str, counted: str) -> None:  # fmt: skip
    days = [(verb, "abstract", screened), (verb, "abstract", "2027-01-01" if screened else ""), ("stance", "x=mixed", coded)]  # fmt: skip
    lines = [Decision(by="a", verb=name, key="k", value=value, when=day and f"{day}T00:00:00Z") for name, value, day in days]  # fmt: skip
    change = SimpleNamespace(date="2026-01-05", change="x", reason="")
    review: Any = SimpleNamespace(settings=SimpleNamespace(amendments=[change]), decided=lines)
    assert [f"The protocol was amended 1 time{counted}.", f"Amendment of 2026-01-05{mark}: x."] == [*methods._amended(review)]  # fmt: skip


@pytest.mark.parametrize(
    ("coded", "dates", "late", "after"),
    [
        ("", ("2026-01-01",), "", [False]),
        ("2026-01-02", ("2026-01-01",), "", [False]),
        (
            "2026-01-02",
            ("2026-01-02",),
            "; 1 of them on or after 2026-01-02, when the first result was coded",
            [True],
        ),
        (
            "2026-01-02",
            ("2026-01-01", "2026-01-03"),
            "; 1 of them on or after 2026-01-02, when the first result was coded",
            [False, True],
        ),
    ],
)
def test_an_amendment_after_the_first_result_is_marked(
    coded: str, dates: tuple[str, ...], late: str, after: list[bool]
) -> None:
    amendments = [
        SimpleNamespace(date=date, change="We read more.", reason="it was asked.") for date in dates
    ]
    lines = [Decision(by="a", verb="tag", key="k", value="x", when="2025-01-01T00:00:00Z")]
    if coded:
        lines += [
            Decision(by="a", verb="stance", key="k", value="x=supports", when=f"{day}T00:00:00Z")
            for day in ("2027-01-01", coded)
        ]
    review: Any = SimpleNamespace(settings=SimpleNamespace(amendments=amendments), decided=lines)
    first, *others = methods._amended(review)
    assert first.endswith((f"time{late}.", f"times{late}."))
    assert [" (after the first result)" * one for one in after] == [
        said.partition(":")[0].removeprefix(f"Amendment of {date}")
        for said, date in zip(others, dates, strict=True)
    ]
    assert all(said.endswith(": We read more, because it was asked.") for said in others)
    review.settings.amendments = [SimpleNamespace(date="2026-01-01", change="x", reason="")]
    assert [*methods._amended(review)][-1].endswith(": x.")
    review.settings.amendments = []
    assert [] == [*methods._amended(review)]


@pytest.mark.parametrize(
    ("path", "shown", "inside", "restored"),
    [
        ("notes/a.md", "notes/a.md", "", True),
        ("notes/gone.md", "notes/gone.md", "", False),
        ("notes/gone.md", "notes", "", True),
        ("old/gone.md", "old", "", False),
        ("notes/a.md", "notes/a.md", "elsewhere/", False),
        ("private/i.bib", "private", "", False),
    ],
)
def test_what_is_still_there_is_put_back_after_its_history_is_removed(
    path: str, shown: str, inside: str, restored: bool, tmp_path: Path
) -> None:
    for name in ("notes/a.md", "private/i.bib"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    plan: Any = SimpleNamespace(folder=tmp_path, inside="")
    change: Any = SimpleNamespace(folder=inside, path=path)
    assert restored is withdraw._is_restored(plan, change, shown)


@pytest.mark.parametrize(
    ("verb", "said", "aspect", "what", "can"),
    [
        ("tag", "tag k port", "tag", "port", True),
        ("tag", "tag k port", "tag", "tide", False),
        ("clear", "clear k", "tag", "port", True),
        ("not-tag", "not-tag k port", "tag", "port", True),
        ("stance", "stance k port=supports", "stance", "port", True),
        ("stance", "stance k port=supports", "stance", "tide", False),
        ("set", "set k design=survey", "evidence", "design", True),
        ("set", "set k design=survey", "evidence", "place", False),
        (review_diff._CORRECTS, "set k year=2010", "field", "year", True),
        (review_diff._CORRECTS, "set k year=2010", "field", "title", False),
        (review_diff._CORRECTS, "set k title=Ports", "tag", "port", True),
        ("include", "include k abstract", "status", "", True),
        ("tag", "tag k port", "status", "", False),
        ("include", "include k abstract", "tag", "port", False),
        # a merge moves all judgements
        ("same", "same k b", "tag", "port", True),
        ("same", "same k b", "stance", "port", True),
        ("same", "same k b", "evidence", "design", True),
        ("different", "different k b", "status", "", True),
    ],
)
def test_a_decision_can_change_what_it_is_about(
    verb: str, said: str, aspect: str, what: str, can: bool
) -> None:
    tracer: Any = review_diff._Tracer.__new__(review_diff._Tracer)
    one: Any = SimpleNamespace(verb=verb, change=SimpleNamespace(what=said))
    assert can is bool(tracer._decision_can_cause(one, SimpleNamespace(aspect=aspect, what=what)))


@pytest.mark.parametrize(
    ("kind", "said", "verb", "keys", "aspect", "key", "more", "can"),
    [
        ("findings", "findings.toml", "", "", "finding", "F1", {}, True),
        ("decision", "stance a x=supports", "stance", "a", "finding", "F1", {}, True),
        ("decision", "stance b x=supports", "stance", "b", "finding", "F1", {}, False),
        ("decision", "tag a x", "tag", "a", "finding", "F1", {}, False),
        ("decision", "include a fulltext", "include", "a", "finding", "F1", {}, True),
        ("setting", "screeners", "", "", "status", "a", {}, True),
        ("setting", "preprints", "", "", "status", "a", {}, False),
        ("setting", "preprints", "", "", "merge", "a", {}, True),
        ("codebook", "small", "", "", "tag", "a", {"detail": "port, tide", "what": "tide"}, True),
        ("codebook", "small", "", "", "tag", "a", {"detail": "port, tide", "what": "ti"}, False),
        ("codebook", "small", "", "", "status", "a", {"detail": "port", "what": "port"}, False),
        ("note", "n.md", "", "", "note", "a", {}, True),
        ("note", "n.md", "", "", "tag", "a", {}, False),
        ("file", "a.bib", "", "a", "field", "a", {}, True),
        ("file", "a.bib", "", "b", "field", "a", {}, False),
        ("file", "a.bib", "", "old", "field", "a", {}, True),  # its key before
        ("file", "a.bib", "", "b", "merge", "a", {"before": "b"}, True),
        ("file", "a.bib", "", "b", "merge", "a", {"after": "b"}, True),
        ("file", "a.bib", "", "b", "field", "a", {"before": "b"}, False),
        ("registry", "x.json", "", "a", "registry", "a", {}, True),
        ("registry", "x.json", "", "a", "tag", "a", {}, True),
        ("registry", "x.json", "", "a", "status", "a", {}, False),
        ("decision", "include a abstract", "include", "a", "status", "a", {}, True),
        ("decision", "include b abstract", "include", "b", "status", "a", {}, False),
    ],
)
def test_an_input_can_change_what_is_of_the_same_thing(
    kind: str, said: str, verb: str, keys: str, aspect: str, key: str, more: dict[str, str], can: bool
) -> None:
    tracer: Any = review_diff._Tracer.__new__(review_diff._Tracer)
    tracer._sources_by_finding, tracer._before = {"F1": {"a"}}, {"a": ["old"]}
    plain = {"detail": "", "what": "", "before": "", "after": ""} | more
    one: Any = SimpleNamespace(
        verb=verb,
        keys=frozenset(filter(None, [keys])),
        change=SimpleNamespace(kind=kind, what=said, detail=plain.pop("detail")),
    )
    change: Any = SimpleNamespace(aspect=aspect, key=key, **plain)
    assert can is bool(tracer._can_cause(one, change))


# ---------------------------------------------------------------- the store of texts


class Failing:
    """A store that fails as often as it is asked, or works."""

    def __init__(self, error: Exception | None) -> None:
        self.error, self.base = error, sqlite3.connect(":memory:")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        if self.error:
            raise self.error
        yield self.base


@pytest.mark.parametrize(
    ("error", "stored", "unstored", "read"),
    [
        (None, {"d"}, "", None),
        (sqlite3.OperationalError("disk  is\nfull"), {"d"}, "disk is full", ["d"]),
        (sqlite3.OperationalError(), set(), "OperationalError", []),
        # another program replaced the file: nothing is lost if nothing was in it
        (FileNotFoundError("gone"), set(), "", []),
        (FileNotFoundError("gone"), {"d"}, "gone", ["d"]),
    ],
)
def test_what_was_in_a_store_that_fails_is_read_anew_into_memory(
    error: Exception | None, stored: set[str], unstored: str, read: list[str] | None
) -> None:
    library: Any = TextLibrary.__new__(TextLibrary)
    asked: list[list[str]] = []
    library._store, library._stored, library._memory, library.unstored = Failing(error), {*stored}, None, ""
    library._files = [SimpleNamespace(digest=digest) for digest in ("d", "e", "")]
    library._read = lambda some: asked.append([one.digest for one in some])
    tables = "SELECT count(*) FROM sqlite_master WHERE name = 'text_index'"
    assert (1,) == library._in_base(lambda base: base.execute(tables).fetchone())
    assert (unstored, [] if read is None else [read]) == (library.unstored, asked)
    assert (library._store is None, library._memory is None) == (error is not None, error is None)
    # it is used no more, and what is in memory stays
    memory = library._memory
    assert (1,) == library._in_base(lambda base: base.execute(tables).fetchone())
    assert (memory, len(asked)) == (library._memory, 0 if read is None else 1)
