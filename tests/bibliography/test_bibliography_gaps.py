"""What citations lack: what is said to be needed is printed where it is there, and named where it is not."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.errors import UsageError
from litreview.core.model import Doi, Person, Record, RecordId, Source, Where
from litreview.stages.bibliography import (
    STYLES,
    BibliographyOptions,
    annotate_checked,
    cite,
    find_gaps,
    gap_problems,
    gap_summary,
    misplaced_publishers,
)
from litreview.stages.bibliography.citation_gaps import needs
from litreview.works.kinds import kind_of

HERE = Where(file="a.bib", line=3)
EXAMPLE = Path(__file__).parents[2] / "examples" / "over-policing"


def work(key, type_, *, author="Roe", year=2009, doi="", where=HERE, **fields):
    authors = (Person(family=author, given="Ann"),) if author else ()
    record = Record(
        key=key, type=type_, fields=fields, authors=authors, year=year, doi=Doi(doi), id=RecordId(f"a.bib:{key}"), where=where,
    )  # fmt: skip
    return Source(
        key=key, type=type_, fields=fields, authors=authors, year=year, doi=Doi(doi), records=(record,)
    )


# made up; each has all that its kind is said to need
WHOLE = {
    "journal-article": ("article", {"title": "On ports", "journal": "Security Studies", "volume": "40", "pages": "12-19"}),
    "law-review": ("article", {"title": "On ports", "journal": "Iowa Law Review", "volume": "40", "pages": "12-19"}),
    "book": ("book", {"title": "On ports", "publisher": "Quay"}),
    "chapter": ("incollection", {"title": "On ports", "booktitle": "Harbours", "publisher": "Quay", "pages": "12-19"}),
    "conference-paper": ("inproceedings", {"title": "On ports", "booktitle": "Harbours"}),
    "thesis": ("phdthesis", {"title": "On ports", "school": "Quay University"}),
    "government-report": ("report", {"title": "On ports", "institution": "Department of Harbours"}),
    "ngo-report": ("report", {"title": "On ports", "institution": "Quay"}),
    "news": ("newspaper", {"title": "On ports", "journal": "Daily Harbour", "date": "2009-03-04"}),
    "press-release": ("misc", {"title": "On ports", "howpublished": "Press release", "url": "https://example.org/a"}),
    "dataset": ("dataset", {"title": "On ports", "publisher": "Quay"}),
    "other": ("online", {"title": "On ports", "url": "https://example.org/a"}),
    "case": ("misc", {"title": "Roe v. Doe", "volume": "702", "reporter": "F.3d", "pages": "1066", "court": "8th Cir."}),
    "statute": ("misc", {"title": "Harbour Act of 2009, Pub. L. No. 109-164, 119 Stat. 3558"}),
}  # fmt: skip
FIELDS = {
    "place in a reporter": ("volume", "reporter", "pages"),
    "page in the reporter": ("pages",),
    "day": ("date",),
    "year of the decision": ("year",),
    "place of the act": ("title",),
}
PEOPLE = {"government-report", "ngo-report", "dataset"}
CASES = [(number, kind) for number, need in enumerate(needs()) for kind in sorted(need.of)]


def whole(kind, key):
    type_, fields = WHOLE[kind]
    author = "" if kind in {"case", "statute", "press-release", "other", "news"} else f"Roe{key}"
    return work(key, type_, author=author, **fields)


def without(kind, need, key):
    """The whole work of a kind, without all that would do for a need."""
    source = whole(kind, key)
    out = {field for name in need.any for field in FIELDS.get(name, (name,))}
    fields = {name: value for name, value in source.fields.items() if name not in out}
    if "place of the act" in need.any:
        fields["title"] = "Harbour Act of 2009"
    gone = "author" in need.any
    year = None if "year" in out else source.year
    return work(
        key, source.type, author="" if gone or not source.authors else f"Roe{key}", year=year, **fields
    )


@pytest.fixture(scope="module", params=list(STYLES))
def printed(request):
    """Number of a case -> the citation of the whole work and of the one that lacks something, in one style."""
    pairs = [
        source
        for n, (number, kind) in enumerate(CASES)
        for source in (whole(kind, f"w{n}"), without(kind, needs()[number], f"l{n}"))
    ]
    tags = [
        lr.Tag(source=f"{side}{n}", code=kind, method="human", coder="ann")
        for n, (_, kind) in enumerate(CASES)
        for side in "wl"
    ]
    text = {
        entry.source.key: re.sub(r"Roe[wl]\d+", "Roe", entry.text)
        for entry in cite(pairs, request.param, tags).entries
    }
    return request.param, text


@pytest.mark.exhaustive(quick=1)
def test_what_a_style_needs_is_what_it_prints(printed):
    style, text = printed
    idle = {
        (kind, needs()[number].lacks)
        for n, (number, kind) in enumerate(CASES)
        if needs()[number].rule(style) is not None and text[f"w{n}"] == text[f"l{n}"]
    }
    assert set() == idle


def test_a_whole_work_lacks_nothing_in_any_style():
    for kind in WHOLE:
        for style in (*STYLES, "ieee"):
            assert () == find_gaps([(whole(kind, "w"), kind)], style), (kind, style)


def test_what_is_taken_away_is_named():
    for number, kind in CASES:
        need = needs()[number]
        for style in need.styles:
            found = find_gaps([(without(kind, need, "l"), kind)], style)
            assert need.lacks in {gap.need.lacks for gap in found}, (kind, need.lacks, style)


def test_every_gap_of_the_articles_of_the_example_is_named():
    """Counted anew from the fields of each article, in another way than the table does."""
    review = lr.open_review(EXAMPLE)
    articles = [source for source in review.chosen if kind_of(source) in {"journal-article", "law-review"}]
    assert len(articles) > 180
    numbers = ("eid", "article-number", "articleno", "art_number")
    early = re.compile("forthcoming|in press|ahead of print", re.IGNORECASE)
    server = re.compile("arxiv|ssrn", re.IGNORECASE)
    placed = [
        one
        for one in articles
        if not one.get("pubstate")
        and not early.search(one.get("note"))
        and not server.search(one.container or one.doi or one.get("eprint"))
    ]
    of_page = {
        one.key for one in placed if not re.search(r"\d", one.get("pages")) and not any(map(one.get, numbers))
    }
    by_issue = ("volume", "number", "issue")
    of_law = {one.key for one in placed if kind_of(one) == "law-review" and not one.get("volume")}
    of_volume = {
        one.key for one in placed if kind_of(one) == "journal-article" and not any(map(one.get, by_issue))
    }
    of_year = {source.key for source in articles if source.year is None}
    of_author = {source.key for source in articles if not source.authors}
    of_journal = {one.key for one in placed if not (one.get("journal") + one.get("journaltitle"))}
    named = {
        "a page": of_page,
        "a volume": of_law,
        "a volume or number": of_volume,
        "a year": of_year,
        "an author": of_author,
        "a journal": of_journal,
    }
    gaps = [gap for gap in review.gaps("bluebook") if gap.source in articles]
    assert len(of_page) > 50
    assert named == {lacks: {gap.source.key for gap in gaps if gap.need.lacks == lacks} for lacks in named}
    assert len(gaps) == sum(map(len, named.values()))


AMAR = work(
    "Amar2009",
    "article",
    title="Operation Princess in Rio de Janeiro",
    journal="Security Dialogue",
    volume="40",
)


def test_gaps_are_told_for_each_entry_and_together():
    other = work("Roe2010", "article", title="On ports", journal="Security Studies", volume="2", doi="10.1/a")
    gaps = find_gaps([(AMAR, "journal-article"), (other, "journal-article")], "bluebook")
    assert [
        "Amar2009 lacks a page, which Bluebook needs (rule 16.4); add pages = {…}",
        "Roe2010 lacks a page, which Bluebook needs (rule 16.4); add pages = {…}; `litreview enrich` asks registries by its DOI",
    ] == [f"{p.message}; {p.remedy}" for p in gap_problems(gaps)]
    (told,) = gap_summary(gaps)
    assert "2 Bluebook entries lack a page (rule 16.4): Amar2009, Roe2010" == told.message
    assert "add pages = {…}; `litreview enrich` asks registries for 1 of them by DOI" == told.remedy


def test_another_record_that_has_it_is_named():
    held = work(
        "amar", "article", title="Operation Princess in Rio de Janeiro", journal="Secur. Dialogue", pages="513-541",
        where=Where(file="b.bib", line=7),
    ).records  # fmt: skip
    sealed = [
        lr.Record(
            **{
                **{f: getattr(held[0], f) for f in ("key", "type", "fields", "year", "id", "where")},
                "confidential": True,
            }
        )
    ]
    (gap,) = find_gaps([(AMAR, "journal-article")], "apa", held)
    assert "add pages = {513-541}, as b.bib:7 has it" == gap.remedy
    apart = [replace(held[0], where=Where(file="private/b.bib", line=7))]
    for hidden in (sealed, apart):
        (gap,) = find_gaps([(AMAR, "journal-article")], "apa", hidden)
        assert "add pages = {…}" == gap.remedy


def test_every_form_of_the_bluebook_needs_what_it_does():
    needed = [gap.need.lacks for gap in find_gaps([(AMAR, "journal-article")], "bluebook")]
    assert needed == ["a page"]
    for style in ("bluebook-21", "bluebook-court", "bluebook-law-review"):
        assert needed == [gap.need.lacks for gap in find_gaps([(AMAR, "journal-article")], style)]


def test_nothing_is_said_of_what_is_confidential():
    source = lr.Source(key="I01", type="misc", fields={}, confidential=True, records=AMAR.records)
    assert () == find_gaps([(source, "other")], "apa")
    assert () == misplaced_publishers([(source, "journal-article")])


def test_gaps_are_errors_where_everything_is_required():
    for required, level in ((False, "warning"), (True, "error")):
        options = BibliographyOptions(require_complete=required)
        _, problems = annotate_checked([AMAR], options=options, style="bluebook", format="md")
        assert [("LR406", level, "Amar2009")] == [(p.code, p.level, p.key) for p in problems]


def test_a_publisher_in_the_place_of_a_journal_is_named():
    source = work("Roe2019", "article", title="On ports", journal="SPRINGER", volume="1", pages="2")
    _, problems = annotate_checked([source], style="bluebook", format="md")
    assert [("LR407", "Roe2019")] == [(p.code, p.key) for p in problems]


def test_a_note_on_nothing_is_named_with_the_nearest_key():
    options = BibliographyOptions(notes={"Amar209": "A note.", "Amar2009": "Another."})
    _, problems = annotate_checked([AMAR], options=options, style="bluebook", format="md")
    (told,) = (p for p in problems if p.code == "LR408")
    assert "the note on 'Amar209' is not printed" in told.message
    assert "did you mean 'Amar2009'?" in told.message


def test_a_file_where_notes_are_expected_is_refused_with_what_works():
    with pytest.raises(UsageError, match="open_review"):
        BibliographyOptions(notes="mine.bib")


# made up; each is whole, in a habit of some export: nothing may be asked of it in any style
COMPLETE = [
    "@periodical{k, title = {Tides}, issuetitle = {On ports}, volume = {35}, number = {4}, year = 2011}",
    "@book{k, author = {Roe, Ann}, title = {On ports}, location = {Leipzig}, year = 1885}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Tides}, number = {15}, pages = {82--101}, year = 2020}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Tides}, volume = {14}, article-number = {222}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Tides}, volume = {14}, eid = {e0123}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Tides}, pubstate = {forthcoming}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Tides}, note = {In press}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {Made Up Law Review}, year = {forthcoming}}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {SSRN Electronic Journal}, doi = {10.2139/ssrn.1}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journal = {arXiv preprint arXiv:2101.00001}, year = 2021}",
    "@article{k, author = {Roe, Ann}, title = {On ports}, journaltitle = {The Nation}, entrysubtype = {magazine}, date = {2005-06}}",
    "@online{k, author = {Roe, Ann}, title = {On ports}, organization = {The New York Times}, url = {https://www.nytimes.com/a}, date = {2014-03-02}}",
    "@online{k, author = {{Made Up Office}}, title = {On ports}, url = {https://example.org/a}, urldate = {2020-01-02}}",
    "@misc{k, title = {On ports}, howpublished = {\\url{https://example.org/a}}, note = {Accessed: 2020-01-02}, year = 2014}",
    "@proceedings{k, editor = {Roe, Ann}, title = {Proceedings of a Made Up Meeting}, publisher = {Quay}, year = 2020}",
    "@inproceedings{k, author = {Roe, Ann}, title = {On ports}, eventtitle = {Made Up Meeting}, year = 2020}",
    "@misc{k, author = {Roe, Ann}, title = {On ports}, howpublished = {Paper presented at the annual meeting of a Made Up Society}, year = 2020}",
    "@book{k, author = {Roe, Ann}, title = {On ports}, institution = {Made Up Institute}, year = 2020}",
    "@incollection{k, author = {Roe, Ann}, title = {On ports}, booktitle = {Tides}, chapter = {3}, publisher = {Quay}, year = 2020}",
    "@unpublished{k, author = {Roe, Ann}, title = {On ports}, note = {On file with the author}, year = 2016}",
    "@thesis{k, author = {Roe, Ann}, title = {On ports}, type = {LL.M. thesis}, organization = {Made Up University}, year = 2016}",
    "@jurisdiction{k, title = {People v. Doe}, volume = {12}, reporter = {Cal. 4th}, pages = {345}, year = 2001}",
    "@jurisdiction{k, title = {Roe v. Doe}, number = {No. 1:19-cv-00123}, court = {S.D.N.Y.}, date = {2019-03-04}}",
    "@misc{k, title = {Roe v. Doe, 702 F.3d 1066 (8th Cir. 2013)}}",
    "@legislation{k, title = {22 U.S.C. § 7101}}",
    "@misc{k, title = {Made Up Act of 2009, Pub. L. No. 109-164, 119 Stat. 3558 (2009)}}",
    "@legislation{k, title = {Cal. Penal Code § 236.1}, year = 2012}",
    "@misc{k, title = {Tex. Penal Code Ann. § 20A.02 (West 2019)}}",
    "@misc{k, title = {Protocol to Prevent, Suppress and Punish Trafficking in Persons}, date = {2000-11-15}, note = {2237 U.N.T.S. 319}}",
    "@misc{k, title = {28 C.F.R. § 1100.29}, year = 2019}",
    "@legislation{k, title = {U.S. Const. amend. XIII}}",
    "@legislation{k, title = {Modern Slavery Act 2015}, howpublished = {c. 30 (UK)}, year = 2015}",
    "@legislation{k, title = {H.R. 1865, 115th Cong. (2018)}}",
]


@pytest.mark.parametrize("style", [*STYLES, "ieee"])
def test_nothing_is_asked_of_a_complete_citation(style):
    for text in COMPLETE:
        (source,) = lr.dedupe(
            lr.read_text(
                text.replace("howpublished = {Paper", "confidential = {false}, howpublished = {Paper"),
                "a.bib",
            )
        ).sources
        asked = [gap.need.lacks for gap in find_gaps([(source, kind_of(source))], style)]
        assert [] == asked, (text, asked)
