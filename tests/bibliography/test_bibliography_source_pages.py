"""The parts of a source's file, of a request in print and of a library in CSL-JSON, one by one. All are made up; no pandoc."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Doi, Person, Source
from litreview.core.results import Request, RequestEvent
from litreview.stages.bibliography.citation_pass import Entry
from litreview.stages.bibliography.composing import Bibliography
from litreview.stages.bibliography.csl_and_markdown import (
    ReviewFacts,
    _matter,
    _tame_text,
    _tame_tree,
    _wikilinks,
    csl_library,
    file_names,
    front_matter,
    with_own_text,
)
from litreview.stages.bibliography.groups import Group, Heading
from litreview.stages.bibliography.options import split_note
from litreview.stages.bibliography.records_requests import answered_on, document_form, request_form
from litreview.stages.bibliography.styles import find_style, list_styles
from litreview.stages.bibliography.trees import para, plain_text, words


def source(key: str = "k", type_: str = "book", *, doi: str = "", **more: Any) -> Source:
    known = {"authors", "editors", "year", "confidential", "unnamed", "former_keys"}
    fields = {name: value for name, value in more.items() if name not in known}
    parts = {name: value for name, value in more.items() if name in known}
    return Source(key=key, type=type_, fields=fields, doi=Doi(doi), records=(), **parts)


def entry(work: Source, kind: str = "book", section: str = "") -> Entry:
    return Entry(source=work, kind=kind, inlines=tuple(words(f"Work {work.key}.")), section=section)


# ---------------------------------------------------------------- files of sources


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"a": "x", "b": "", "c": (), "d": None, "e": 0}, 'a: "x"\n'),
        ({"a": 2012, "b": True}, "a: 2012\nb: true\n"),
        ({"a": ["x", 3]}, 'a: ["x", 3]\n'),
        ({"a": "x\n y"}, 'a: "x y"\n'),
        ({"a": "<b> 3 < 4"}, 'a: "< b> 3 < 4"\n'),
        ({"a": "[a](b) [a] (b) [[c]]"}, 'a: "[a] (b) [a] (b) [[c]]"\n'),
        ({"a": "{{< x >}} {% y %}"}, 'a: "{ {< x >}} { % y %}"\n'),
        ({"a": "x\u202ey"}, 'a: "x\\u202ey"\n'),
    ],
)
def test_front_matter(values: dict[str, object], text: str) -> None:
    assert text == front_matter(values)


def test_front_matter_holds_texts_and_numbers_alone() -> None:
    with pytest.raises(TypeError):
        front_matter({"a": 1.5})


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (source(title="T", year=2008), {"title": "T", "year": 2008, "confidential": None}),
        (source(), {"title": "Work k.", "link": "", "authors": [], "container": ""}),
        (source(doi="10.1/a", url="https://a.example/"), {"link": "https://doi.org/10.1/a", "doi": "10.1/a"}),
        (source(url="https://a.example/"), {"link": "https://a.example/"}),
        (source(authors=(Person(family="Roe", given="Ann"),), editors=(Person(literal="Watch"),)), {"authors": ["Ann Roe"], "editors": ["Watch"]}),
        (source(journal="Tides", former_keys=("old",)), {"container": "Tides", "aliases": ("old",)}),
        (source(title="T", confidential=True, year=2008), {"title": "Work k.", "confidential": True, "year": None, "tags": None, "stream": "s"}),
    ],
)  # fmt: skip
def test_what_front_matter_says_of_a_source(work: Source, expected: dict[str, Any]) -> None:
    facts = ReviewFacts(goals=("g",), topics=("t",), stream="s", cites=("a", "z"), cited_by=("b:1",))
    found = _matter(entry(work), facts, {"a": "a", "b:1": "b%3A1"}, "draft")
    assert expected == {name: found.get(name) for name in expected}
    assert ("k", "draft") == (found["citekey"], found["stamp"])
    if not work.confidential:
        assert (["g", "t"], ["[[a]]"], ["[[b%3A1|b:1]]"]) == (found["tags"], found["cites"], found["cited_by"])  # fmt: skip


def test_a_link_between_sources_says_the_key_without_brackets() -> None:
    assert ["[[n|a b c ]]"] == _wikilinks(["a|b[c]", "gone"], {"a|b[c]": "n"})


def test_names_that_differ_in_case_alone_have_a_digest_each() -> None:
    assert {"Roe": "Roe", "poe": "poe"} == file_names(["Roe", "poe"])
    found = file_names(["Roe", "roe", "~", "", ".x", "nul.a", "nula", "com10"])
    assert f"Roe~{hashlib.sha256(b'Roe').hexdigest()[:8]}" == found["Roe"]
    assert 8 == len({name.casefold() for name in found.values()})
    assert ["%7E", "nokey", "%2Ex", "%6Eul.a", "nula", "com10"] == [found[key] for key in ("~", "", ".x", "nul.a", "nula", "com10")]  # fmt: skip


def made(above: bytes) -> bytes:
    digest = hashlib.sha256(above).hexdigest()[:16].encode()
    return above + b"<!-- litreview: all above. sha256:" + digest + b" -->"


NEW, OLD = made(b"New.\n\n"), made(b"Old.\n\n")


@pytest.mark.parametrize(
    ("present", "kept"),
    [
        (OLD + b"\nMine.", NEW + b"\nMine."),
        (OLD, NEW),
        (OLD.replace(b"\n", b"\r\n") + b"\r\nMine.", NEW.replace(b"\n", b"\r\n") + b"\r\nMine."),
        (b"\xef\xbb\xbf" + OLD + b"Mine.", NEW + b"Mine."),
        (OLD.replace(b"Old", b"Odd") + b"Mine.", None),
        (OLD.replace(b"Old", b"New") + b"Mine.", NEW + b"Mine."),
        (b"Mine.", None),
        (b"> " + OLD.split(b"\n\n")[1], None),
    ],
)
def test_what_a_person_wrote_stays_below_what_is_made_anew(present: bytes, kept: bytes | None) -> None:
    assert kept == with_own_text(NEW, present)


STR = {"t": "Str", "c": "a"}
NONE = ["", [], []]


@pytest.mark.parametrize(
    ("node", "tame"),
    [
        (STR, STR),
        ({"t": "Space"}, {"t": "Space"}),
        ({"t": "Code", "c": [NONE, "x"]}, {"t": "Str", "c": "x"}),
        ({"t": "CodeBlock", "c": [NONE, "x\ny"]}, {"t": "BlockQuote", "c": [para([{"t": "Str", "c": "x"}, {"t": "LineBreak"}, {"t": "Str", "c": "y"}])]}),
        ({"t": "Link", "c": [NONE, [STR], ["#entry-b", ""]]}, {"t": "Link", "c": [NONE, [STR], ["b.md", ""]]}),
        ({"t": "Link", "c": [NONE, [STR], ["#entry-z", ""]]}, {"t": "Span", "c": [NONE, [STR]]}),
        ({"t": "Link", "c": [NONE, [STR], ["https://a.example/", ""]]}, {"t": "Link", "c": [NONE, [STR], ["https://a.example/", ""]]}),
        ([{"t": "Para", "c": [{"t": "Code", "c": [NONE, "x"]}]}, 3], [{"t": "Para", "c": [{"t": "Str", "c": "x"}]}, 3]),
    ],
)  # fmt: skip
def test_links_lead_to_files_and_code_is_text(node: Any, tame: Any) -> None:
    assert tame == _tame_tree(node, {"#entry-b": "b.md"})


@pytest.mark.parametrize(
    ("text", "tame"),
    [
        ("::: note", "\\::: note"), ("> ::: note", "> \\::: note"), (":: note", ":: note"), ("a ::: b", "a ::: b"), ("---", "\\---"), ("--", "--"), ("a\n===  ", "a\n\\===  "),
        ("--- a", "--- a"), ("{{< x >}}", "{\\{< x >}}"), ("{a}", "{a}"), ("50%% x", "50%\\% x"), ("50% x", "50% x"), ("(#tag) #t a#b # c", "(\\#tag) \\#t a#b # c"),
        ("@roe a@b.example /@roe .@roe @{a} @ b", "\\@roe a@b.example /@roe .@roe \\@{a} @ b"),
    ],
)  # fmt: skip
def test_what_other_programs_take_for_more_than_text(text: str, tame: str) -> None:
    assert tame == _tame_text(text)


# ---------------------------------------------------------------- requests


def request(*events: RequestEvent, **more: Any) -> Request:
    return Request(code="PR1", events=events, **({"agency": "Port Office"} | more))


SENT, HALF = (
    RequestEvent(on=date(2020, 1, 15), what="sent"),
    RequestEvent(on=date(2020, 2, 1), what="partial answer"),
)
DETERMINED, GIVEN = (
    RequestEvent(on=date(2020, 3, 20), what="determination"),
    RequestEvent(on=date(2020, 4, 2), what="documents"),
)
APPEALED = RequestEvent(on=date(2020, 9, 30), what="appeal determination")


@pytest.mark.parametrize(
    ("events", "sent", "answered"),
    [
        ((), None, None),
        ((SENT,), SENT, None),
        ((SENT, HALF), SENT, HALF),
        ((SENT, HALF, DETERMINED, GIVEN), SENT, DETERMINED),
        ((SENT, GIVEN), SENT, GIVEN),
        ((DETERMINED, GIVEN, APPEALED), None, APPEALED),
        ((SENT, RequestEvent(on=date(2021, 1, 1), what="closed")), SENT, None),
    ],
)
def test_the_answer_is_the_last_that_an_agency_said(
    events: Any, sent: RequestEvent | None, answered: RequestEvent | None
) -> None:
    made = request(*events)
    assert (sent and sent.on, answered and answered.on) == (made.first("sent"), answered_on(made))


@pytest.mark.parametrize(
    ("style", "more", "expected"),
    [
        ("apa", {}, "PR1. [Public records request to Port Office: pending]. (2020, January 15). Copy in possession of the author."),
        ("mla", {"tracking": ("1", "2")}, "PR1. Public records request no. 1, 2 to Port Office: pending. 15 Jan. 2020. In the author’s possession."),
        ("ieee", {"law_name": "Ports Act"}, "PR1. Public records request to Port Office under the Ports Act, January 15, 2020: pending. In the author’s possession."),
        ("bluebook", {"law_name": "Ports Act", "outcome": "full"},
         "PR1. Public Records Request to Port Office under the Ports Act (Jan. 15, 2020) (on file with author); granted."),
        ("apa", {"agency": ""}, ""),
    ],
)  # fmt: skip
def test_a_request_that_was_not_answered(style: str, more: dict[str, Any], expected: str) -> None:
    assert expected == plain_text(request_form(request(SENT, **more), style))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", "PR1. Port Office. (2020, March 20). [Response to public records request, January 15, 2020: pending]. Copy in possession of the author."),
        ("chicago", "PR1. Port Office. 2020. Response to public records request, January 15, 2020: pending. March 20, 2020. In the author’s possession."),
        ("chicago-notes", "PR1. Port Office. Response to public records request, January 15, 2020: pending. March 20, 2020. In the author’s possession."),
        ("mla", "PR1. Port Office. Response to public records request: pending. 20 Mar. 2020. In the author’s possession."),
    ],
)  # fmt: skip
def test_a_request_that_was_answered(style: str, expected: str) -> None:
    assert expected == plain_text(request_form(request(SENT, DETERMINED), style))


ROE, POE = Person(family="Roe", given="Ann"), Person(family="Poe")


@pytest.mark.parametrize(
    ("style", "more", "expected"),
    [
        ("bluebook", {"authors": (ROE, POE), "agency": "A", "year": 2019}, "PR1-2. Ann Roe; Poe, Memo (2019) (released on public records request PR1) (on file with author)."),
        ("bluebook", {"agency": "A", "institution": "I", "date": "2019-12-31"}, "PR1-2. A, Memo (Dec. 31, 2019) (released on public records request PR1) (on file with author)."),
        ("apa", {"institution": "I", "organization": "O", "date": "2019-13-31", "year": 2019},
         "PR1-2. I. (2019). Memo [Released on public records request PR1]. Copy in possession of the author."),
        ("apa", {"organization": "O", "date": "2019-12"}, "PR1-2. O. (n.d.). Memo [Released on public records request PR1]. Copy in possession of the author."),
        ("mla", {"date": "2019-01-05"}, "PR1-2. Memo. 5 Jan. 2019. Released on public records request PR1. In the author’s possession."),
        ("chicago", {"year": 2019}, "PR1-2. 2019. Memo. Released on public records request PR1. In the author’s possession."),
        ("chicago", {}, "PR1-2. n.d. Memo. Released on public records request PR1. In the author’s possession."),
        ("ieee", {"year": 2019, "url": "https://a.example/"}, "PR1-2. Memo. 2019. Released on public records request PR1. In the author’s possession. https://a.example/"),
    ],
)  # fmt: skip
def test_a_document_given_out(style: str, more: dict[str, Any], expected: str) -> None:
    assert expected == plain_text(document_form(source("PR1-2", "report", title="Memo", **more), "PR1", style))  # fmt: skip


# ---------------------------------------------------------------- a library for other programs


def test_a_library_in_csl_json() -> None:
    entries = (
        entry(source("b", title="Costs < 5", number="1-2"), "ngo-report"), entry(source("a", title="A")), entry(source("I07", unnamed=True), "interview", "interviews"),
        entry(source("I08", title="Ann Roe"), "interview", "interviews"), entry(source("PR1", title="T"), "records-response", "records"),
        entry(source("X1", title="Secret", confidential=True)), entry(source("c", title="C"), "other", "other"),
    )  # fmt: skip
    notes = {"a": [para(words("One.")), para(words("Two."))]}
    made_ = Bibliography(title="T", groups=(Group(heading=Heading(id="all", words=""), entries=entries),), notes=notes)  # fmt: skip
    items = json.loads(csl_library(made_))
    assert ["I08", "PR1", "X1", "a", "b", "c"] == [one["id"] for one in items]
    assert [
        {"id": "I08", "type": "interview", "title": "Work I08"}, {"id": "PR1", "type": "document", "title": "Work PR1"},
        {"id": "X1", "type": "document", "title": "Work X1"}, {"id": "a", "type": "book", "title": "A", "note": "One.\n\nTwo."},
        {"id": "b", "type": "report", "title": "Costs < 5", "number": "1-2"}, {"id": "c", "type": "document", "title": "C"},
    ] == items  # fmt: skip


# ---------------------------------------------------------------- places and styles


@pytest.mark.parametrize(
    ("note", "places", "rest"),
    [
        ("p. 3\n\nText.", "3", "Text."), ("pp. 3 - 5, 9\nText.", "3–5, 9", "Text."), ("at 3", "3", ""), ("3\n\nText.", "", "3\n\nText."), ("p. 3 and more\nText.", "", "p. 3 and more\nText."),
        ("§103(a)(1)\nText.", "§ 103(a)(1)", "Text."), ("§ 3, § 5\nText.", "", "§ 3, § 5\nText."), ("", "", ""),
    ],
)  # fmt: skip
def test_the_place_that_a_note_begins_with(note: str, places: str, rest: str) -> None:
    assert (places, rest) == split_note(note)


def test_our_styles_are_listed_first_and_each_once() -> None:
    names = list_styles()
    assert ("apa", "chicago", "chicago-notes", "mla", "bluebook", "bluebook-21", "bluebook-court", "bluebook-court-21") == names[:8]  # fmt: skip
    assert ("apa7", "mla9", "chicago-17", "chicago-notes-17", "vancouver", "nlm", "ama", "harvard") == names[
        8:16
    ]
    assert len(names) == len({*names})
    assert sorted(names[16:]) == [*names[16:]]
    assert {"ieee", "abi-technik"} < {*names}


@pytest.mark.parametrize(
    ("asked", "name"),
    [("APA", "apa"), ("IEEE", "ieee"), ("Bluebook-Court", "bluebook-court"), ("Abi-Technik", "abi-technik"), ("ieee", "ieee")],
)  # fmt: skip
def test_a_style_is_found_in_any_case(asked: str, name: str) -> None:
    assert name == find_style(asked).name


@pytest.mark.parametrize("name", ["", "apa/", "bluebook-19", "chicago author"])
def test_a_name_of_no_style_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no style"):
        find_style(name)
