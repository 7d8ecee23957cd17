"""The pieces of a bibliography on both sides of each condition. All works are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Person, Source, Span, Tag
from litreview.stages.bibliography import citeproc_batch
from litreview.stages.bibliography.capitals import out_of_capitals
from litreview.stages.bibliography.citation_pass import (
    _plain_citation,
    list_order,
    printed_form,
)
from litreview.stages.bibliography.composing import _lines_with_people, _tag_line
from litreview.stages.bibliography.csl_and_markdown import file_names, has_own_text, of_another_work
from litreview.stages.bibliography.in_text import short_label
from litreview.stages.bibliography.style_chunks import Component
from litreview.stages.bibliography.trees import plain_text

ROE, POE, NOE = (Person(family=name, given="A") for name in ("Roe", "Poe", "Noe"))


def work(key: str = "k", **more: object) -> Source:
    fields = {
        name: str(more.pop(name))
        for name in [*more]
        if name not in ("authors", "editors", "title", "year", "doi", "confidential")
    }
    if "title" in more:
        fields["title"] = str(more["title"])
    more.pop("title", None)
    return Source(key=key, type="misc", fields=fields, records=(), **more)  # type: ignore[arg-type]


def said(inlines: object) -> str:
    return plain_text([{"t": "Para", "c": inlines}]).strip()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (work(authors=(ROE,), year=2001), "(Roe 2001)"),
        (work(authors=(ROE, POE), year=2001), "(Roe and Poe 2001)"),
        (work(authors=(ROE, POE, NOE)), "(Roe et al. n.d.)"),
        (work(editors=(POE,), year=2001), "(Poe 2001)"),
        (work(title="x" * 41, year=2001), f"({'x' * 40} 2001)"),
    ],
)
def test_how_a_source_is_called_in_a_text(source: Source, text: str) -> None:
    assert text == plain_text(short_label(source, "book"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (work(authors=(ROE,), title="Ports", year=2001), "A Roe. Ports. 2001."),
        (work(editors=(POE,), authors=(ROE,), title="Ports", journal="Tides"), "A Roe. Ports. Tides, n.d."),
        (work(editors=(POE,), title="Ports", howpublished="Web"), "A Poe. Ports. Web, n.d."),
        (work("a7"), "n.d."),
        (
            work(title="Ports.", authors=(Person(family="Roe", suffix="Jr."),), year=2001),
            "Roe Jr. Ports. 2001.",
        ),
    ],
)
def test_what_is_printed_where_a_style_prints_nothing(source: Source, text: str) -> None:
    assert text == said(_plain_citation(source))


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        (work("I07", confidential=True), "interview", "Interview I07 (confidential)."),
        (work("I07", confidential=True, role="advocate"), "interview", "Interview I07, with an advocate."),
        (work("I07", role="advocate", date="2019-05-03", mode="by phone"), "interview", "I07. advocate. Interview. by phone. 3 May 2019."),
        (work("Roe2019", titleaddon="advocate", medium="letter", date="2019-13-03"), "interview", "Interview. advocate. letter. 2019-13-03."),
        (work("Roe2019", rolegroup="services", year=2019), "interview", "Interview. services. 2019."),
        (work("I07", date="2019-12-31"), "interview", "I07. Interview. 31 December 2019."),
        (work("I07", date="2019-01-01"), "interview", "I07. Interview. 1 January 2019."),
        (work("I07", date="2019-00-01"), "interview", "I07. Interview. 2019-00-01."),
        (work("x", confidential=True), "records-response", "x. Public records response (confidential)."),
        (work("x", confidential=True), "other", "x. Source (confidential)."),
        (work("x", agency="Sheriff", title="Logs", requestnumber="7", outcome="granted", sent="May", answered="June"), "records-response", "Sheriff. Logs. Request 7. Outcome: granted. Sent May. Answered June."),
        (work("x", institution="Court", exemption="b(7)", law="FOIA", year=2019), "records-response", "Court. FOIA. Exemption cited: b(7). Answered 2019."),
        (work("x", authors=(ROE, POE), number="3"), "records-response", "A Roe; A Poe. Request 3."),
        (work("x"), "records-response", "x. Public records response."),
        (work("x", agency="A", url="https://a.org"), "records-response", "A. https://a.org"),
    ],
)  # fmt: skip
def test_interviews_and_responses(source: Source, kind: str, text: str) -> None:
    assert text == said(printed_form(source, kind))


@pytest.mark.parametrize(
    ("name", "cased"),
    [
        ("PLOSX", "PLOSX"),
        ("SCIENC", "Scienc"),
        ("ON PORTS", "On Ports"),
        ("PORTS ON SEA", "Ports on Sea"),
        ("PORTS: ON SEA", "Ports: On Sea"),
        ("PORTS. THE SEA", "Ports. The Sea"),
        ("PORTS - THE SEA", "Ports - The Sea"),
        ("A PORT", "A Port"),
        ("BMJ PORTS", "BMJ Ports"),
        ("Ports ON SEA", "Ports ON SEA"),
    ],
)
def test_a_name_in_capitals(name: str, cased: str) -> None:
    assert cased == out_of_capitals(name)


def test_the_order_of_a_list() -> None:
    body = Person(literal="The Harbor Office")
    works = [
        work("i", authors=(ROE, POE, NOE), year=2000),
        work("c", authors=(ROE,), year=2001, title="B"),
        work("a", authors=(body,)),
        work("f", authors=(ROE, NOE), year=2000),
        work("b", title="A part 10"),
        work("e", authors=(ROE,)),
        work("h", title="Part 9"),
        work("d", authors=(ROE,), year=2001, title="C"),
        work("g", authors=(ROE, POE), year=2000),
        work("j", editors=(NOE,), year=2000),
    ]
    assert "ajhbcdefgi" == "".join(one.key for one in sorted(works, key=list_order))
    assert list_order(work(authors=(ROE,)), "zebra") > list_order(work(authors=(ROE,)))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("a", "ann"), ("a", "ben"), ("a", "ann")], ["a, by ann, ben"]),
        ([("a", ""), ("b", "ann")], ["a", "b, by ann"]),
        ([], []),
    ],
)
def test_what_several_said_is_one_line(lines: list[tuple[str, str]], told: list[str]) -> None:
    assert told == _lines_with_people(lines)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"method": "rule", "spans": (Span(text="Raids", field="title", start=0, end=5), Span(text="Raids", field="title", start=0, end=5))}, ("prevent, by rule: ‘Raids’ (title)", "")),
        ({"method": "human", "coder": "ann"}, ("prevent", "ann")),
        ({"code": "unread", "method": "rule", "basis": "title"}, ("unread, by rule: only the title was there to read", "")),
        ({"code": "unread", "method": "rule"}, ("unread, by rule: there was nothing to read", "")),
        ({"code": "none", "method": "rule", "basis": "abstract"}, ("none, by rule: nothing in the abstract speaks for a code", "")),
        ({"code": "none", "method": "rule"}, ("none, by rule: nothing in the text speaks for a code", "")),
        ({"code": "none", "method": "human", "coder": "ann"}, ("none", "ann")),
        ({"method": "human"}, ("prevent", "human")),
        ({"method": "rule"}, ("prevent", "rule")),
    ],
)  # fmt: skip
def test_what_a_tag_rests_on(more: dict[str, object], told: tuple[str, str]) -> None:
    assert told == _tag_line(Tag(source="k", **({"code": "prevent"} | more)))  # type: ignore[arg-type]


MARK = b"\n---\n<!-- litreview: kept sha256:0123456789abcdef -->\n"


@pytest.mark.parametrize(
    ("made", "present", "other"),
    [
        (b"title: A\nauthors: X", b"title: B\nauthors: Y" + MARK + b"mine", True),
        (b"title: A\nauthors: X", b"title: B\r\nauthors: Y" + MARK + b"mine", True),
        (b"title: A\nauthors: X", b"title: B\nauthors: Y" + MARK + b" \n", False),
        (b"title: A\nauthors: X", b"title: B\nauthors: Y", False),
        (b"title: A\nauthors: X", b"title: A\nauthors: Y" + MARK + b"mine", False),
        (b"title: A\nauthors: X", b"title: B\nauthors: X" + MARK + b"mine", False),
        (b"title: A", b"title: B\nauthors: Y" + MARK + b"mine", False),
        (b"title: A\nauthors: X", b"title: B" + MARK + b"mine", False),
        (b"title: A\nauthors: X", b"title: B\n---\nauthors: Y" + MARK + b"mine", False),
    ],
)
def test_what_a_person_wrote_is_of_the_work_that_its_file_was_made_on(
    made: bytes, present: bytes, other: bool
) -> None:
    assert other == of_another_work(made, present)


def test_whether_a_person_wrote_below_the_line_of_a_file() -> None:
    assert [None, False, True] == [has_own_text(text) for text in (b"mine", MARK + b"\n ", MARK + b"mine")]


def test_a_name_of_a_file_is_plain_up_to_a_length_and_apart_from_others() -> None:
    from litreview.stages.bibliography.csl_and_markdown import _LONGEST

    longest, longer = "x" * _LONGEST, "x" * (_LONGEST + 1)
    found = file_names([longest, longer])
    assert longest == found[longest]
    assert found[longer].startswith(f"{longest}~")


def group(size: int, neighbours: int = 0, *, start: int = 0, shares: bool = False) -> Component:
    return Component(
        members=tuple(range(start, start + size)), neighbours=tuple(range(90, 90 + neighbours)), shares=shares
    )


@pytest.mark.parametrize(
    ("groups", "parts"),
    [
        ([], []),
        ([group(4)], [([0, 1, 2, 3], False)]),
        ([group(2), group(1, start=2)], [([0, 1, 2], False)]),
        ([group(2), group(2, start=2)], [([0, 1], False), ([2, 3], False)]),
        ([group(1, 1), group(1, start=1)], [([0, 1], False)]),
        ([group(1, 1), group(1, 1, start=1)], [([0], False), ([1], False)]),
        ([group(1), group(1, start=1, shares=True)], [([1], True), ([0], False)]),
    ],
)
def test_groups_are_put_into_parts_up_to_a_size(
    groups: list[Component], parts: list[tuple[list[int], bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citeproc_batch, "PLAIN", 3)
    monkeypatch.setattr(citeproc_batch, "SHARING", 3)
    assert parts == [(part, shares) for part, _, shares in citeproc_batch._parts(groups)]
