"""Where a registry's record belongs among several sources, and who decides. All works are made up."""

import pytest

from litreview.core.model import Decision, Doi, Fields, Person, Record, RecordId, Where
from litreview.stages.duplicates import attach, dedupe
from litreview.stages.duplicates.registry_matches import Candidates, _identifiers

TITLE = "Policing the margins of four harbor cities"
PLACE = {"journal": "Made-up Tides", "volume": "12", "pages": "1-20"}
ELSEWHERE = {"journal": "Made-up Proceedings", "volume": "3", "pages": "77-90"}


def record(key, file="bib/a.bib", **said):
    fields = {"title": TITLE, "author": "Archer, Ann", "year": "2015", **said}
    fields = {name: value for name, value in fields.items() if value}
    people = [one.split(", ") for one in fields.get("author", "").split(" and ") if one]
    return Record(
        key=key,
        type="article",
        fields=Fields(fields),
        authors=tuple(Person(family=family, given=given) for family, given in people),
        year=int(fields["year"]) if "year" in fields else None,
        doi=Doi(fields.get("doi", "")),
        id=RecordId(f"{file}:{key}"),
        where=Where(file=file, line=1),
    )


def hit(key, file="enriched/crossref.json", **said):
    return record(key, file, **said)


def said(verb, own, other, by="ann", reason="", line=1):
    value = (
        f"version enriched/crossref.json:{other}" if verb == "related" else f"enriched/crossref.json:{other}"
    )
    place = Where(file=f"decisions/{by}.tsv", line=line)
    return Decision(by=by, verb=verb, key=f"bib/a.bib:{own}", value=value, reason=reason, place=place)


def outcome(own, hits, decisions=(), before=()):
    """Return of each record of a registry its source, and the sources that a person is asked about."""
    keys = [one.key for one in own]
    apart = [
        Decision(by="ann", verb="different", key=f"bib/a.bib:{a}", value=f"bib/a.bib:{b}")
        for n, a in enumerate(keys)
        for b in keys[n + 1 :]
    ]
    found = attach(dedupe(own, before or apart), hits, decisions)
    return found, [(one.source, "".join(one.asked)) for one in found.attached]


SURVEY, LESSONS = {"title": f"{TITLE}: a survey"}, {"title": f"{TITLE}: new lessons of the north"}
ECOLOGY = {"title": "Animal ecology"}
VALLEYS = {"title": "Fishing rights in two valleys", "author": "Cole, Cy", "year": "2011"}


@pytest.mark.parametrize(
    ("own", "hits", "then"),
    [
        ([{}], [{}], [("a", "")]),
        ([{}], [VALLEYS], [("", "")]),
        ([{}, VALLEYS], [VALLEYS, {}], [("b", ""), ("a", "")]),
        # one that fits two
        ([{}, {}], [{}], [("", "ab")]),
        ([PLACE, ELSEWHERE], [{}], [("", "ab")]),
        ([PLACE, ELSEWHERE], [PLACE], [("a", "")]),
        # a shared identifier decides between two that fit
        ([{"doi": "10.5555/a"}, {}], [{"doi": "10.5555/a"}], [("a", "")]),
        ([{}, {"pmid": "123"}], [{"pmid": "123"}], [("b", "")]),
        # and is asked where the titles are others
        ([{"doi": "10.5555/a"}], [VALLEYS | {"doi": "10.5555/a"}], [("", "a")]),
        # unless the source has no title
        ([{"title": "", "author": "", "year": "", "doi": "10.5555/a"}], [VALLEYS | {"doi": "10.5555/a"}], [("a", "")]),
        # two of one registry that are not one work
        ([{}], [{"doi": "10.5555/a"}, {"doi": "10.5555/b"}], [("", "a"), ("", "a")]),
        ([{}], [{"doi": "10.5555/a"}, {"doi": "10.5555/a"}], [("a", ""), ("a", "")]),
        ([{}], [{"doi": "10.5555/a"}, {}], [("a", ""), ("a", "")]),
        ([{"pmid": "1234567"}], [{"pmid": "1234567", "doi": "10.5555/a"}, {"doi": "10.5555/b"}], [("a", ""), ("", "a")]),
        ([{"pmid": "1234567"}], [{"doi": "10.5555/b"}, {"pmid": "1234567", "doi": "10.5555/a"}], [("", "a"), ("a", "")]),
        # one of a kind: a subtitle, a slip, a year that is one off
        ([{}], [SURVEY], [("a", "")]),
        ([{}], [SURVEY, LESSONS], [("", "a"), ("", "a")]),
        ([{}], [SURVEY, SURVEY | {"pmid": "1234567"}], [("", "a"), ("", "a")]),
        ([{}], [SURVEY | {"openalex": "W1"}, SURVEY | {"openalex": "W1"}], [("a", ""), ("a", "")]),
        ([SURVEY, LESSONS], [{}], [("", "ab")]),
        ([SURVEY], [LESSONS], [("", "")]),
        ([SURVEY], [{"title": TITLE + ": interviews"}], [("", "a")]),
        ([{}], [{"year": "2016"}], [("a", "")]),
        ([{}], [{"year": "2017"}], [("", "a")]),
        ([ECOLOGY], [ECOLOGY], [("a", "")]),
        ([ECOLOGY], [ECOLOGY | {"year": "2016"}], [("", "a")]),
        ([ECOLOGY], [ECOLOGY, ECOLOGY | {"volume": "3"}], [("", "a"), ("", "a")]),
        ([ECOLOGY], [ECOLOGY, {"title": "Animal ecology: a survey"}], [("a", ""), ("a", "")]),
        ([{}, {"year": "2016"}], [{}], [("a", "")]),
        # with the source's DOI one is surer than one without
        ([{"doi": "10.5555/a"}], [{"doi": "10.5555/a"}, PLACE | {"doi": "10.5555/b"}], [("a", ""), ("", "a")]),
    ],
)  # fmt: skip
def test_a_record_goes_to_the_one_source_that_it_is_of(own, hits, then):
    mine = [record(key, **one) for key, one in zip("abc", own, strict=False)]
    _, found = outcome(mine, [hit(f"W{n}", **one) for n, one in enumerate(hits)])
    assert then == found


@pytest.mark.parametrize(
    ("decisions", "then"),
    [
        ([], [("", "ab")]),
        ([said("same", "b", "W0")], [("b", "")]),
        ([said("different", "b", "W0")], [("a", "")]),
        ([said("related", "b", "W0")], [("a", "")]),
        ([said("different", "a", "W0"), said("different", "b", "W0")], [("", "")]),
        ([said("same", "b", "W0"), said("different", "b", "W0", "bob")], [("a", "")]),
        ([said("same", "b", "W1")], [("", "ab")]),
    ],
)
def test_the_word_of_a_person_decides(decisions, then):
    _, found = outcome([record("a", **PLACE), record("b", **ELSEWHERE)], [hit("W0")], decisions)
    assert then == found


def test_a_person_may_attach_any_record_and_the_reason_is_told():
    own = [record("a"), record("b", **ELSEWHERE)]
    lines = [said("same", "b", "W0", reason="the same award", line=3), said("same", "a", "W0", "bob", line=7)]
    found, then = outcome(own, [hit("W0", **VALLEYS)], lines)
    assert [("a", "")] == then
    (one,) = found.attached
    assert (1.0, ("bob decided so",)) == (one.match.score, one.match.reasons)
    (problem,) = (each for each in found.problems if each.code == "LR682")
    assert ("decisions/ann.tsv", 3, "a") == (problem.where.file, problem.where.line, problem.key)
    assert "clear bib/a.bib:b 'same enriched/crossref.json:W0' --by ann" in problem.remedy
    found, then = outcome(own, [hit("W0", **VALLEYS)], lines[:1])
    assert ([("b", "")], ("ann decided so: the same award",)) == (then, found.attached[0].match.reasons)
    assert () == tuple(each for each in found.problems if each.code == "LR682")


def test_two_that_people_attach_stay_though_they_have_other_dois():
    own = [record("a")]
    lines = [said("same", "a", "W0"), said("same", "a", "W1")]
    hits = [hit("W0", doi="10.5555/a"), hit("W1", doi="10.5555/b", **ELSEWHERE)]
    assert [("a", ""), ("a", "")] == outcome(own, hits, lines)[1]
    # the one without a line is the less sure
    assert [("a", ""), ("", "a")] == outcome(own, hits, lines[:1])[1]


def test_questions_are_of_three_sources_at_most_and_behind_those_that_there_were():
    own = [record(key, journal=f"Made-up Tides {key}", volume=str(n)) for n, key in enumerate("abcde", 1)]
    found, then = outcome(own, [hit("W0")])
    assert [("", "abcde")] == [(source, "".join(sorted(asked))) for source, asked in then]
    assert ["a", "b", "c"] == [one.a[-1] for one in found.queue]
    assert [0.0] == [one.remaining for one in found.queue[-1:]]
    assert {"enriched/crossref.json:W0"} == {one.b for one in found.queue}
    assert all("fits another source" in one.reasons[-1] or "nearly" in one.reasons[0] for one in found.queue)


def test_nothing_from_registries_changes_nothing():
    found = dedupe([record("a")])
    assert found is attach(found, [])


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, set()),
        ({"doi": "10.5555/a"}, {"doi 10.5555/a"}),
        ({"openalex": " W12 ", "semanticscholar": "AB", "pmcid": "PMC1"}, {"openalex w12", "semanticscholar ab", "pmcid pmc1"}),
        ({"pmid": "00123"}, {"pmid 123"}),
        ({"eprint": "2001.00001", "eprinttype": "arXiv"}, {"arxiv 2001.00001"}),
        ({"eprint": "2001.00001", "archiveprefix": "arxiv"}, {"arxiv 2001.00001"}),
        ({"eprint": "2001.00001", "eprinttype": "hal"}, set()),
        ({"url": "https://arxiv.org/abs/2001.00001"}, {"arxiv 2001.00001"}),
        ({"url": "https://ARXIV.org/pdf/2001.00001v2"}, {"arxiv 2001.00001"}),
        # other sites have numbers of that form, too
        ({"url": "https://tides.example/2001.00001"}, set()),
        ({"url": "https://www.jstor.org/stable/1234567"}, set()),
        ({"url": "https://arxiv.org/abs/2001.00001", "eprint": "2001.00002", "eprinttype": "arxiv"}, {"arxiv 2001.00002"}),
    ],
)  # fmt: skip
def test_what_a_registry_calls_a_work(fields, names):
    assert names == {
        one for one in _identifiers(record("a", **fields)) if not one.startswith("pmid") or "pmid" in fields
    }


@pytest.mark.parametrize(
    ("own", "theirs", "met"),
    [
        ({}, {}, True),
        ({}, VALLEYS, False),
        (VALLEYS, VALLEYS | {"title": "Another", "year": "2012"}, True),
        (VALLEYS, VALLEYS | {"title": "Another", "year": "2010"}, True),
        (VALLEYS, VALLEYS | {"title": "Another", "year": "2013"}, False),
        (VALLEYS, {"title": "Another", "author": "", "openalex": "W1"}, False),
        (VALLEYS | {"openalex": "W1"}, {"title": "Another", "author": "", "openalex": "W1"}, True),
    ],
)
def test_records_meet_by_identifier_key_or_author_and_year(own, theirs, met):
    table = Candidates(dedupe([record("a", **own)]), [hit("W0", **theirs)])
    assert ([(0, 1)] if met else []) == list(table._candidates)
