"""What registries say never moves what was received: laws of attaching, and what each case comes to. All works are made up."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from litreview.core.model import Decision, Doi, Person, Record, RecordId, Where
from litreview.stages.duplicates import attach, dedupe

TITLES = (
    "Policing the margins of the informal economy in four cities",
    "Policing the margins of the informal economy in four cities: a survey",
    "Policing the margins of the informal economy in four citys",
    "Policing the margins",
    "Erratum to: Policing the margins of the informal economy in four cities",
    "Victim services in rural counties",
    "Editorial",
    "",
)


def record(id_, title="", *, people=("Archer",), year=2015, doi="", type_="article", **fields):
    file, _, key = id_.partition(":")
    names = " and ".join(f"{name}, A." for name in people)
    said = {"title": title, "author": names, "year": str(year or ""), "doi": doi, **fields}
    return Record(
        key=key,
        type=type_,
        fields={name: value for name, value in said.items() if value},
        authors=tuple(Person(family=name, given="A.") for name in people),
        year=year,
        doi=Doi(doi),
        id=RecordId(id_),
        where=Where(file=file, line=3),
    )


def lone(title="Policing the margins of the informal economy in four cities", **more):
    return record("bib/a.bib:Archer2015", title, **more)


def hit(title="Policing the margins of the informal economy in four cities", key="W1", **more):
    return record(f"enriched/openalex.json:{key}", title, **more)


def said(verb, one, other, by="ann"):
    return Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=one, value=other)


@st.composite
def libraries(draw, file, key):
    return [
        record(
            f"{file}:{key}{number}",
            draw(st.sampled_from(TITLES)),
            people=draw(st.sampled_from([(), ("Archer",), ("Archer", "Baker"), ("Dean",)])),
            year=draw(st.sampled_from([None, 2015, 2016, 2018])),
            doi=draw(st.sampled_from(["", "", "10.1234/a", "10.1234/b"])),
            type_=draw(st.sampled_from(["article", "techreport", "book", "misc"])),
            abstract=draw(st.sampled_from(["", "Made up for a law, and long enough to be one. " * 3])),
            pages=draw(st.sampled_from(["", "101-119", "120-140"])),
            openalex=draw(st.sampled_from(["", "W1", "W2"])),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


def received(found):
    """All that a deduplication says of what was received."""
    return (
        [(source.key, source.records, source.former_keys) for source in found.sources],
        found.clusters,
        found.related,
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(libraries("bib/a.bib", "a"), libraries("enriched/openalex.json", "W"), st.data())
def test_registries_move_nothing_that_was_received(own, theirs, data):
    before = dedupe(own)
    decisions = []
    if own and theirs:
        for _ in range(data.draw(st.integers(0, 3))):
            verb = data.draw(st.sampled_from(["same", "different"]))
            decisions.append(
                said(verb, data.draw(st.sampled_from(own)).id, data.draw(st.sampled_from(theirs)).id)
            )
    found = attach(before, theirs, decisions)
    assert received(before) == received(found)
    assert before.queue == found.queue[: len(before.queue)]
    assert before.problems == found.problems[: len(before.problems)]
    # each record of a registry is accounted for once, and in one source at most
    assert [one.id for one in theirs] == [one.record.id for one in found.attached]
    homes = [(source.key, one.id) for source in found.sources for one in source.enriched]
    assert sorted(homes) == sorted((one.source, one.record.id) for one in found.attached if one.source)
    for old, new in zip(before.sources, found.sources, strict=True):
        # nothing that was said gives way, and what was taken says where it is from
        assert {**new.fields, **old.fields} == dict(new.fields)
        gained = {name for name, value in new.fields.items() if value != old.fields.get(name)}
        assert gained == {one.field for one in new.filled} - {"entrytype"}
        assert all(one.where.file.startswith("enriched/") for one in new.filled)
    for one in decisions:
        mine = {source.key for source in found.sources if one.value in [r.id for r in source.enriched]}
        home = next(source.key for source in found.sources if one.key in [r.id for r in source.records])
        verbs = {d.verb for d in decisions if d.value == one.value and d.key in own_ids(found, home)}
        if "different" in verbs:
            assert home not in mine
            assert not [m for m in found.queue if m.b == one.value and m.a in own_ids(found, home)]


def own_ids(found, key):
    return {record.id for source in found.sources if source.key == key for record in source.records}


@given(
    libraries("bib/a.bib", "a"), libraries("enriched/openalex.json", "W"), st.randoms(use_true_random=False)
)
def test_what_is_attached_does_not_depend_on_the_order_of_what_was_received(own, theirs, random):
    def homes(records):
        found = attach(dedupe(records), theirs)
        by_key = {s.key: frozenset(r.id for r in s.records) for s in found.sources}
        return {one.record.id: by_key.get(one.source) for one in found.attached}

    before = homes(own)
    random.shuffle(own)
    assert before == homes(own)


def test_a_hit_by_doi_fills_what_is_missing_and_nothing_else():
    own = lone(doi="10.1234/a", journal="Harbor Review")
    found = attach(
        dedupe([own]),
        [
            hit(
                doi="10.1234/a",
                journal="Harb. Rev.",
                volume="3",
                pages="1-9",
                abstract="Made up.",
                keywords="x",
            )
        ],
    )
    (source,) = found.sources
    assert "Harbor Review" == source.container
    assert ("3", "1-9", "Made up.", "") == tuple(map(source.get, ("volume", "pages", "abstract", "keywords")))
    assert {"volume", "pages", "abstract"} == {one.field for one in source.filled}
    assert [("journal", "Harb. Rev.", "enriched/openalex.json")] == [
        (one.field, one.value, one.where.file) for one in source.values
    ]
    assert "Archer2015" == found.attached[0].source


def test_one_doi_and_another_title_is_asked():
    found = attach(
        dedupe([lone(doi="10.1234/a")]), [hit("Tides and their tables", doi="10.1234/a", people=("Roe",))]
    )
    assert () == found.sources[0].enriched
    assert ("Archer2015",) == found.attached[0].asked
    assert "the same identifier" in found.queue[0].reasons[0]


def test_a_record_that_fits_two_sources_is_asked_and_joins_neither():
    own = [
        lone(year=2015, journal="Harbor Review"),
        record("bib/b.bib:Dean", lone().title, year=2015, journal="Tides"),
    ]
    before = dedupe(own, [said("different", own[0].id, own[1].id)])
    found = attach(before, [hit()])
    assert 2 == len(found.sources)
    assert [(), ()] == [source.enriched for source in found.sources]
    assert {own[0].id, own[1].id} == {match.a for match in found.queue}


def test_a_slip_a_lost_subtitle_or_a_year_one_off_is_no_other_work():
    for title, year in (
        ("Policing the margins of the informl economy in four cities", 2015),
        ("Policing the margins of the informal economy in four cities", 2014),
    ):
        found = attach(dedupe([lone(title, year=year)]), [hit(lone().title + ": a survey")])
        assert "Archer2015" == found.attached[0].source, (title, year)


@pytest.mark.parametrize(
    ("own", "theirs"),
    [
        (lone("Annual report", year=2014), hit("Annual report", year=2015)),
        (lone("Protein A in harbor plants"), hit("Protein B in harbor plants")),
        (lone("Raids in four cities. Part I"), hit("Raids in four cities. Part II")),
        (lone(people=("Archer",)), hit(people=("Dean",))),
        (lone(), hit("Erratum to: " + lone().title)),
        (lone(type_="phdthesis"), hit(type_="article")),
    ],
    ids=["another year", "another letter", "another part", "other people", "an erratum", "a thesis"],
)
def test_what_may_be_another_work_is_not_taken(own, theirs):
    assert "" == attach(dedupe([own]), [theirs]).attached[0].source


def test_two_hits_of_one_registry_that_fit_alike_are_asked():
    found = attach(dedupe([lone()]), [hit(doi="10.1234/a"), hit(key="W2", doi="10.1234/b")])
    assert ["", ""] == [one.source for one in found.attached]
    assert 2 == len(found.queue)


def test_the_word_of_a_person_counts_and_a_no_is_for_ever():
    own, doubtful = lone(doi="10.1234/a"), hit("Tides and their tables", doi="10.1234/a")
    joined = attach(dedupe([own]), [doubtful], [said("same", own.id, doubtful.id)])
    assert ("Archer2015", ()) == (joined.attached[0].source, joined.queue)
    assert ("ann decided so",) == joined.attached[0].match.reasons
    for verb, value in (("different", hit().id), ("related", f"version {hit().id}")):
        apart = attach(dedupe([own]), [hit(doi="10.1234/a")], [said(verb, own.id, value)])
        assert ("", (), ()) == (apart.attached[0].source, apart.attached[0].asked, apart.queue)


def test_a_record_that_people_give_to_two_sources_goes_to_the_first_and_is_told():
    own = [lone(), record("bib/b.bib:Dean", "Victim services in rural counties", people=("Dean",))]
    found = attach(
        dedupe(own), [hit()], [said("same", own[0].id, hit().id), said("same", own[1].id, hit().id)]
    )
    assert "Archer2015" == found.attached[0].source
    assert ["LR682"] == [problem.code for problem in found.problems]


def test_nothing_is_attached_to_what_is_confidential_nor_to_a_request():
    from dataclasses import replace

    sealed = replace(lone(doi="10.1234/a"), confidential=True)
    assert "" == attach(dedupe([sealed]), [hit(doi="10.1234/a")]).attached[0].source
    request = lone(doi="10.1234/a", type_="misc", entrysubtype="records request")
    assert "" == attach(dedupe([request]), [hit(doi="10.1234/a")]).attached[0].source
    assert (
        ()
        == attach(
            dedupe([lone(doi="10.1234/a")]), [replace(hit(doi="10.1234/a"), confidential=True)]
        ).attached
    )


def test_a_source_that_is_nothing_but_its_doi_takes_all_from_the_registry():
    bare = lone("", people=(), year=None, doi="10.1234/a", type_="misc")
    found = attach(dedupe([bare]), [hit(doi="10.1234/a")])
    (source,) = found.sources
    assert ("article", 2015, ("Archer",)) == (
        source.type,
        source.year,
        tuple(p.family for p in source.authors),
    )
    assert lone().title == source.title
