"""A whole bibliography: what is endless, headings and their order, the lines around the entries. All works are made up."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from litreview.core import pandoc
from litreview.core.errors import UsageError
from litreview.core.model import Finding, Record, RecordId, Source, Tag, Where
from litreview.core.text import parse_names
from litreview.judgements.codebook import parse_codebook
from litreview.stages.bibliography import BibliographyOptions, annotate, cite, compose, render_checked
from litreview.stages.bibliography.abbreviations import (
    abbreviate_court,
    abbreviate_institution,
    abbreviate_journal,
    abbreviate_party,
    headline,
    initials,
)
from litreview.stages.bibliography.capitals import out_of_capitals
from litreview.stages.bibliography.composing import as_typed, read_annotations
from litreview.stages.bibliography.groups import group_entries
from litreview.stages.bibliography.layout import summary
from litreview.stages.bibliography.options import split_note
from litreview.stages.bibliography.rendering import typst_source
from litreview.stages.bibliography.trees import plain_text


def source(
    key: str,
    title: str,
    author: str = "Roe, Ann",
    year: int | None = 2008,
    type_: str = "book",
    **fields: str,
) -> Source:
    parts: dict[str, Any] = {"authors": tuple(parse_names(author)), "year": year}
    fields = {"title": title} | fields
    record = Record(
        key=key,
        type=type_,
        fields=fields,
        id=RecordId(f"a.bib:{key}"),
        where=Where(file="a.bib", line=3),
        **parts,
    )
    return Source(key=key, type=type_, fields=fields, records=(record,), **parts)


def tags(**codes: str) -> list[Tag]:
    return [
        Tag(source=key, code=code, method="human", coder="ann")
        for key, text in codes.items()
        for code in text.split()
    ]


WORKS = [source("a", "Raids"), source("b", "Ports", "Poe, Bo"), source("c", "Tides", "Moe, Cy", None)]

# ---------------------------------------------------------------- what comes to no end


def test_entries_with_which_a_format_comes_to_no_end_are_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, notes = pandoc.write, {"a": "On *raids*.", "b": "On *ports*."}

    def write(blocks: Any, *words: Any, **more: Any) -> bytes:
        if re.search(r'"Emph", "c": \[{"t": "Str", "c": "ports', json.dumps(blocks)):
            raise pandoc.PandocUnfinishedError("no end")
        return real(blocks, *words, **more)

    monkeypatch.setattr(pandoc, "write", write)
    made = compose(cite(WORKS, "bluebook"), (), BibliographyOptions(notes=notes))
    data, problems = render_checked(made, "md")
    assert [("LR404", "warning", "b", 3)] == [
        (p.code, p.level, p.key, p.where.line) for p in problems if p.code != "LR406"
    ]
    text = data.decode()
    assert "On *raids*." in text
    assert "On ports." in text
    assert all(title.casefold() in text.casefold() for title in ("Raids", "Ports", "Tides"))


def test_a_format_that_comes_to_no_end_with_plain_words_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: Any, **__: Any) -> bytes:
        raise pandoc.PandocUnfinishedError("no end")

    monkeypatch.setattr(pandoc, "write", write)
    with pytest.raises(pandoc.PandocUnfinishedError):
        render_checked(compose(cite(WORKS, "bluebook")), "md")


def test_a_lost_entry_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "write", lambda *_, **__: b'<a id="entry-a"></a>Raids')
    _, problems = render_checked(compose(cite(WORKS, "bluebook")), "md")
    assert [("LR400", "error", "the document has 1 entry instead of 3")] == [
        (p.code, p.level, p.message) for p in problems if p.code != "LR406"
    ]


def test_an_annotation_without_an_end_is_kept_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pandoc.read_markdown

    def read(texts: Any) -> Any:
        return [None if "ports" in text else tree for text, tree in zip(texts, real(texts), strict=True)]

    monkeypatch.setattr(pandoc, "read_markdown", read)
    written, problems = read_annotations(
        cite(WORKS, "bluebook"), {"a": "On *raids*.", "b": "On *ports*.\n\nAnd more."}
    )
    assert as_typed("On *ports*.\n\nAnd more.") == written["b"]
    assert 2 == len(written["b"])
    assert "On raids." == plain_text(written["a"]).strip()
    assert [("LR403", "warning", "b", 3)] == [(p.code, p.level, p.key, p.where.line) for p in problems]


def test_an_entry_without_an_end_in_a_style_is_given_in_a_plain_form(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pandoc.cite

    def endless(items: Any, *words: Any, **more: Any) -> Any:
        if any(item["title"] in bad for item in items):
            raise pandoc.PandocUnfinishedError("no end")
        return real(items, *words, **more)

    bad = {"Ports"}
    monkeypatch.setattr(pandoc, "cite", endless)
    made = cite(WORKS, "apa")
    assert [("LR404", "b")] == [(p.code, p.key) for p in made.problems]
    assert {"a": "", "b": "other", "c": ""} == {entry.source.key: entry.section for entry in made.entries}
    assert "Bo Poe. Ports. 2008." == next(entry.text for entry in made.entries if entry.source.key == "b")
    assert {"a": "(Roe, 2008)", "b": "(Poe 2008)", "c": "(Moe, n.d.)"} == {
        key: plain_text(list(label)) for key, label in made.labels.items()
    }
    bad.add("A title")
    with pytest.raises(UsageError, match="style apa: pandoc printed no entry within"):
        cite(WORKS, "apa")


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("Roe, Ann", "(Roe, Raids)"),
        ("Roe, Ann and Poe, Bo", "(Roe & Poe, Raids)"),
        ("Roe, Ann and Poe, Bo and Moe, Cy", "(Roe et al., Raids)"),
        ("", "(Raids)"),
    ],
)
def test_how_a_work_is_cited_in_a_note_where_the_style_has_none(author: str, label: str) -> None:
    found = plain_text(list(cite([source("a", "Raids", author)], "bluebook").labels["a"]))
    assert label == found


# ---------------------------------------------------------------- headings


def headings(by: str, said: list[Tag], **more: Any) -> list[tuple[str, list[str]]]:
    groups = group_entries(cite(WORKS, "bluebook").entries, by, said, audience="team", **more)
    return [(group.heading.words, sorted(group.keys)) for group in groups]


BOOK = parse_codebook(
    '[codebook]\nname = "small"\nmain_group = "goal"\n'
    + "".join(
        f'[[code]]\nid = "{id_}"\ngroup = "{group}"\nlabel = "{id_.title()}"\ndefinition = "On it"\n{more}\n'
        for id_, group, more in (("aid", "goal", 'lead = "Of aid."'), ("law", "goal", "enabled = false"), ("sea", "topic", ""),
                                 ("map", "topic", ""))
    )
)  # fmt: skip


def test_topics_are_in_the_order_of_the_codebook_others_by_name_none_last() -> None:
    said = tags(a="map aid book zinc", b="sea iron")
    expected = [("Sea", ["b"]), ("Map", ["a"]), ("iron", ["b"]), ("zinc", ["a"]), ("No topic", ["c"])]
    assert expected == headings("code", said, codebook=BOOK)
    expected = [("iron", ["b"]), ("map", ["a"]), ("sea", ["b"]), ("zinc", ["a"]), ("No topic", ["c"])]
    assert expected == headings("code", tags(a="map zinc", b="sea iron"))


def test_a_goal_that_is_switched_off_has_a_heading_where_a_person_gave_it() -> None:
    """As in the evidence map: the tagger does not look for it, and what a person said of a source is not lost."""
    assert [("Aid", ["a"]), ("Law", ["a", "b"]), ("Not read yet", ["c"])] == headings(
        "goal", tags(a="aid law", b="law", c="unread"), codebook=BOOK
    )
    assert [("Aid", ["a"]), ("Not tagged with a goal", ["b", "c"])] == headings(
        "goal", tags(a="aid"), codebook=BOOK
    )
    (first, *_) = group_entries(cite(WORKS, "bluebook").entries, "goal", tags(a="aid"), codebook=BOOK)
    assert "Of aid." == first.heading.lead


def test_years_go_down_and_findings_as_they_are_listed() -> None:
    assert [("2008", ["a", "b"]), ("No date", ["c"])] == headings("year", [])
    findings = [
        Finding(id="F2", statement="S2", supports=("a.bib:a",), contradicts=("c",)),
        Finding(id="F1", statement="S1", qualifies=("a",)),
    ]
    assert [
        ("F2: supports", ["a"]),
        ("F2: contradicts", ["c"]),
        ("F1: qualifies", ["a"]),
        ("Under no finding", ["b"]),
    ] == headings("finding", [], findings=findings)


# ---------------------------------------------------------------- lines around the entries


@pytest.mark.parametrize(
    ("works", "said", "line"),
    [
        (WORKS[:1], tags(a="protect"), "1 source, citation style Bluebook; 0 annotated."),
        (WORKS, tags(a="protect prevent"),
         "3 sources, citation style Bluebook; 0 annotated. 1 stands under more than one heading and is counted once."),
        (WORKS, tags(a="protect prevent", b="prevent prosecute", c="none"),
         "3 sources, citation style Bluebook; 0 annotated. 2 stand under more than one heading and are counted once."),
    ],
)  # fmt: skip
def test_the_line_below_the_title(works: list[Source], said: list[Tag], line: str) -> None:
    assert line == summary(compose(cite(works, "bluebook"), said, BibliographyOptions(repeat=True)))
    assert line.partition(".")[0] + "." == summary(compose(cite(works, "bluebook"), said)), "each stands once"


def test_a_placeholder_stands_where_no_note_is_and_counts_as_none() -> None:
    options = BibliographyOptions(
        placeholder="To be read.", notes={"a": "Ours."}, title="On raids", audience="team"
    )
    page = annotate(WORKS, (), options, style="bluebook", format="md").decode()
    assert 2 == page.count("> To be read.")
    assert 1 == page.count("> Ours.")
    assert "1 annotated" in page
    assert page.startswith("# On raids")


@pytest.mark.exhaustive
def test_the_filter_of_a_page_offers_the_goals_that_are_printed() -> None:
    said = tags(a="protect prevent", b="prevent")
    by_goal = annotate(WORKS, said, BibliographyOptions(repeat=True), style="bluebook").decode()
    assert ["all", "protect", "prevent"] == re.findall(r'id="show-(\w+)"', by_goal)
    assert "level-2:not(.of-group-protect)" in by_goal
    once = annotate(WORKS, said, style="bluebook").decode()
    assert ["all", "protect", "prevent"] == re.findall(r'id="show-(\w+)"', once)
    assert ".entry:not(.goal-prevent)" in once, "a source that stands under another goal is shown, too"
    by_year = annotate(WORKS, said, BibliographyOptions(group_by="year"), style="bluebook").decode()
    assert ["all", "protect", "prevent"] == re.findall(r'id="show-(\w+)"', by_year)
    assert ".entry:not(.goal-protect)" in by_year
    assert "level-2:not(" not in by_year
    assert "show-" not in annotate(WORKS, (), BibliographyOptions(group_by="year"), style="bluebook").decode()
    assert "Contents" in by_goal
    assert (
        "Contents" not in annotate(WORKS, (), BibliographyOptions(group_by="none"), style="bluebook").decode()
    )


def test_in_a_pdf_a_citation_stays_with_what_is_said_of_it() -> None:
    """Of four works one has a note, one a line of tags, one a second heading, one nothing."""
    works = [*WORKS, source("d", "Winds", "Abe, Al")]
    said = [*tags(c="protect prevent"), Tag(source="a", code="protect", method="rule")]
    plain = typst_source(compose(cite(works, "bluebook"), [], BibliographyOptions()))
    assert 0 == plain.count("(more: true)[")
    noted = compose(cite(works, "bluebook"), [], BibliographyOptions(notes={"b": "Ours."}))
    assert 1 == typst_source(noted).count("(more: true)[")
    twice = compose(cite(works, "bluebook"), said, BibliographyOptions(repeat=True))
    assert 2 == typst_source(twice).count("(more: true)["), "c under both headings"
    lines = compose(cite(works, "bluebook"), said[-1:], BibliographyOptions(audience="team"))
    assert 1 == typst_source(lines).count("(more: true)[")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("change", "given", "expected"),
    [
        (headline, "fighting fire with fire: the role of mTurk in a re-entry study", "Fighting Fire with Fire: The Role of mTurk in a Re-entry Study"),
        (headline, "the law of the sea", "The Law of the Sea"),
        (headline, "on face-to-face work – an answer", "On Face-to-Face Work – An Answer"),
        (headline, "see https://a.example/ or a@a.example", "See https://a.example/ or a@a.example"),
        (headline, "2nd “raid” & (port)", "2nd “Raid” & (Port)"),
        (initials, "Ann B C Roe", "Ann B.C. Roe"),
        (initials, "A. B. Roe", "A.B. Roe"),
        (out_of_capitals, "JOURNAL OF THE SEA: A REVIEW", "Journal of the Sea: A Review"),
        (out_of_capitals, "SCIENCE", "Science"),
        (out_of_capitals, "ELIFE", "ELIFE"),
        (out_of_capitals, "THE BMJ AND UCLA E REVIEW", "The BMJ and UCLA E Review"),
        (out_of_capitals, "Of the SEA", "Of the SEA"),
        (abbreviate_journal, "Law and Policy", "Law & Pol’y"),
        (abbreviate_journal, "Policing: A Review", "Policing"),
        (abbreviate_journal, "J. Hum. Secur", "J. Hum. Secur."),
        (abbreviate_journal, "J Crim Just", "J. Crim. Just."),
        (abbreviate_journal, "Saint Louis University Law Journal", "St. Louis U. L.J."),
        (abbreviate_institution, "University of the South", "Univ. of S."),
        (abbreviate_institution, "Police", "Police"),
        (abbreviate_institution, "Offices, Services and Departments", "Offs., Servs. & Dep’ts"),
        (abbreviate_party, "United States", "United States"),
        (abbreviate_court, "Supreme Court of the United States", ""),
        (abbreviate_court, "United States Court of Appeals for the Made Up Circuit", "United States Court of Appeals for the Made Up Circuit"),
        (abbreviate_court, "U.S. District Court, Northern District of California", "N.D. Cal."),
        (abbreviate_court, "U.S. District Court, District of South Dakota", "D.S.D."),
        (abbreviate_court, "Port Court", "Port Court"),
    ],
)  # fmt: skip
def test_words_as_they_are_printed(change: Any, given: str, expected: str) -> None:
    assert expected == change(given).replace("'", "’")


@pytest.mark.parametrize(
    ("note", "places", "rest"),
    [
        ("p. 187\n\nThe rest.", "187", "The rest."),
        ("at 12, 15 - 17", "12, 15–17", ""),
        ("At 12 a child was found.", "", "At 12 a child was found."),
        ("§ 5", "§ 5", ""),
        (" ", "", ""),
    ],
)
def test_the_place_in_the_first_line_of_a_note(note: str, places: str, rest: str) -> None:
    assert (places, rest) == split_note(note)
