"""What `dedupe` gives: merged values, keys, decisions, relations, and the sample corpus."""

import csv
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Doi, Person, Record, RecordId, Where
from litreview.core.sealed import Sealed
from litreview.stages.duplicates import dedupe

BIB = Path(__file__).parents[2] / "bib"
TITLE = "Policing the margins of the informal economy in four cities"


def record(key="Archer2015", file="a.bib", line=1, **given) -> Record:
    fields = {"title": TITLE, "journal": "Journal of Urban Studies", "volume": "12", "pages": "101-119"}
    fields |= {
        name: value
        for name, value in given.items()
        if isinstance(value, str) and name not in ("doi", "type", "id")
    }
    return Record(
        key=key,
        type=given.get("type", "article"),
        fields={name: value for name, value in fields.items() if value},
        authors=given.get("authors", (Person(family="Archer", given="Ann"),)),
        year=given.get("year", 2015),
        doi=Doi(given.get("doi", "")),
        id=RecordId(given.get("id", f"{file}:{key}")),
        where=Where(file=file, line=line),
    )


def decision(verb: str, key: str, value: str, **given: str) -> Decision:
    return Decision(when="2026-01-01T00:00:00Z", by="reviewer-a", verb=verb, key=key, value=value, **given)


def other(**given) -> Record:
    return record(
        key="Dean2015",
        title="Detecting fraud in online classified ads",
        authors=(Person(family="Dean"),),
        **given,
    )


def test_the_best_value_is_chosen_and_the_others_are_kept_with_their_place():
    early = record(key="early", volume="", pages="", year=2014, keywords="police; courts", note="read in May")
    final = record(
        key="final",
        file="b.bib",
        line=7,
        authors=(Person(family="Archer", given="Ann"), Person(family="Baker", given="Bo")),
        doi="10.1234/a",
        journal="J. Urban Stud.",
        keywords="Courts; labor",
        note="annotated",
    )
    (source,) = dedupe([early, final])
    assert source.key == "early"
    assert source.former_keys == ("final",)
    assert source.year == 2015
    assert source.doi == "10.1234/a"
    assert [person.family for person in source.authors] == ["Archer", "Baker"]
    assert source.get("volume") == "12"
    assert source.get("journal") == "Journal of Urban Studies"
    assert source.keywords == ("police", "courts", "labor")
    assert source.get("note") == "read in May\n\nannotated"
    assert [(o.field, o.value, str(o.where)) for o in source.values] == [
        ("journal", "J. Urban Stud.", "b.bib:7")
    ]


def test_a_source_takes_the_key_of_its_earliest_record_and_a_clash_gets_the_next_number():
    keys = [source.key for source in dedupe([record(), other(file="b.bib")])]
    assert keys == ["Archer2015", "Dean2015"]
    clash = other(file="b.bib", id="b.bib:Archer2015")
    clash = Record(
        **{
            **{name: getattr(clash, name) for name in ("type", "fields", "authors", "year", "id", "where")},
            "key": "Archer2015",
        }
    )
    assert [source.key for source in dedupe([record(), clash])] == ["Archer2015", "Archer2015-2"]


def test_keys_do_not_change_when_an_export_is_added():
    before = [record(), other(file="b.bib")]
    after = dedupe(
        [*before, record(key="Archer2015-2", file="c.bib", title="Something else in the harbor of a city")]
    )
    assert [source.key for source in after][:2] == [source.key for source in dedupe(before)]


@pytest.mark.parametrize("names", [("a.bib:Archer2015", "b.bib:Dean2015"), ("Archer2015", "Dean2015")])
def test_same_merges_by_id_and_by_key(names):
    result = dedupe([record(), other(file="b.bib")], [decision("same", *names, reason="read both")])
    assert len(result) == 1
    assert "reviewer-a decided so: read both" in result.clusters[0].matches[0].reasons


def test_different_undoes_a_merge_and_survives_a_rerun():
    both = [record(), record(key="archer", file="b.bib")]
    assert len(dedupe(both)) == 1
    result = dedupe(both, [decision("different", "Archer2015", "archer")])
    assert len(result) == 2
    assert result.queue == ()


def test_a_key_made_by_deduplication_is_understood():
    clash = record(
        file="b.bib", title="Victim services in rural counties: results of a survey", volume="", pages=""
    )
    result = dedupe([record(), clash], [decision("same", "Archer2015", "Archer2015-2")])
    assert len(result) == 1


def test_different_answers_a_question_but_editions_stay_related():
    """A person confirms that two editions are two works: they are editions all the same."""
    both = [
        record(type="book", year=1999, pages=""),
        record(key="archer", file="b.bib", type="book", year=2004, pages=""),
    ]
    found = dedupe(both, [decision("different", "Archer2015", "archer")]).related
    assert [r.kind for r in found] == ["edition"]


def test_related_keeps_apart_and_says_how():
    result = dedupe(
        [record(), record(key="archer", file="b.bib")], [decision("related", "archer", "edition Archer2015")]
    )
    assert [(r.a, r.b, r.kind, r.by) for r in result.related] == [
        ("Archer2015", "archer", "edition", "reviewer-a")
    ]


def test_contradictory_decisions_are_reported_and_merge_nothing():
    made = [
        record(key="a"),
        other(file="b.bib", id="b.bib:b"),
        record(key="c", file="c.bib", title="A third thing that has another title", pages="1-9"),
    ]
    result = dedupe(
        made,
        [
            decision("same", "a.bib:a", "b.bib:b"),
            decision("same", "b.bib:b", "c.bib:c"),
            decision("different", "a.bib:a", "c.bib:c"),
        ],
    )
    assert [p.code for p in result.problems if p.level == "error"] == ["LR101"]
    assert len(result) == 2


def test_confidential_records_are_never_compared_only_decided():
    def sealed(key: str, name: str) -> Record:
        return Record(
            key=key, type="misc", confidential=True, id=RecordId(f"private:{key}"), where=Where(file="private"),
            sealed=(Sealed(name),),
        )  # fmt: skip

    made = [sealed("I01", "x"), sealed("confidential-01", "planted")]
    assert len(dedupe(made)) == 2
    assert len(dedupe(made, [decision("same", "I01", "planted")])) == 1


def test_records_without_a_title_are_no_bridge():
    made = [record(key=f"k{n}", id=f"a.bib:k{n}", title="", doi="10.1234/a") for n in range(3)]
    assert len(dedupe(made)) == 3


def test_a_bare_record_is_no_bridge_between_two_that_are_asked_about():
    article = record(key="article")
    paper = record(key="paper", journal="Proceedings of the Society of Harbors", volume="", pages="12-13")
    bare = record(key="bare", journal="", volume="", pages="")
    for made in ([article, paper, bare], [bare, paper, article], [paper, article, bare]):
        result = dedupe(made)
        home = {one.id: source.key for source in result.sources for one in source.records}
        assert home[article.id] != home[paper.id]
        assert 1 == len(result.queue)
        assert "would join" in result.queue[0].reasons[-1]


@pytest.mark.exhaustive
def test_a_title_repeated_without_end_is_reported_and_costs_little():
    made = [
        record(key=f"k{n}", id=f"a.bib:k{n}", title="Untitled record of the collection", volume=str(n), pages=f"{n}-{n + 9}", year=1990 + n % 30, authors=(Person(family=f"Name{n}"),))
        for n in range(100, 3100)
    ]  # fmt: skip
    result = dedupe(made)
    assert len(result) == 3000
    assert "LR100" in {problem.code for problem in result.problems}


def test_a_title_of_a_megabyte():
    huge = "word " * 200_000
    assert len(dedupe([record(key="a", title=huge), record(key="b", title=huge + "more")])) in (1, 2)


def test_a_preprint_of_another_year_and_doi_follows_the_choice():
    made = [
        record(key="a", doi="10.9999/hs.1"),
        record(key="b", journal="arXiv", volume="", pages="", year=2013, doi="10.48550/arxiv.1301.00001"),
    ]
    assert [len(dedupe(made, preprints=p)) for p in ("same", "ask", "different")] == [1, 2, 2]
    assert [m.verdict for m in dedupe(made, preprints="ask").queue] == ["ask"]
    assert dedupe(made, preprints="different").queue == ()
    assert [r.kind for r in dedupe(made, preprints="different").related] == ["version"]


def test_preprints_are_a_choice():
    made = [record(key="a"), record(key="b", journal="arXiv", volume="", pages="")]
    assert [len(dedupe(made, preprints=p)) for p in ("same", "ask", "different")] == [1, 2, 2]
    assert [m.verdict for m in dedupe(made).queue] == ["ask"]
    assert dedupe(made, preprints="different").queue == ()
    assert [r.kind for r in dedupe(made, preprints="different").related] == ["version"]
    with pytest.raises(UsageError):
        dedupe(made, preprints="never")


def test_the_sample_corpus_has_no_wrong_merge_and_few_duplicates_left(corpus):
    with (BIB / "clusters.csv").open(encoding="utf-8") as file:
        work = {f"{row['file']}:{row['key']}": row["work"] for row in csv.DictReader(file)}
    result = dedupe(corpus)
    home = {}
    for number, cluster in enumerate(result.clusters):
        assert len({work[record] for record in cluster.records}) == 1, cluster
        home |= dict.fromkeys(cluster.records, number)
    homes: dict[str, set[int]] = {}
    for record_id, name in work.items():
        homes.setdefault(name, set()).add(home[record_id])
    left = {name: len(found) for name, found in homes.items() if len(found) > 1}
    assert sum(left.values()) - len(left) <= 11, left


def test_near_duplicates_of_the_corpus_stay_apart(corpus):
    with (BIB / "clusters.csv").open(encoding="utf-8") as file:
        work = {f"{row['file']}:{row['key']}": row["work"] for row in csv.DictReader(file)}
    source_of = {
        work[record.id]: source.key for source in dedupe(corpus).sources for record in source.records
    }
    with (BIB / "near-duplicates.csv").open(encoding="utf-8") as file:
        pairs = [(row["work_a"], row["work_b"]) for row in csv.DictReader(file)]
    assert len(pairs) == 27
    for a, b in pairs:
        assert source_of[a] != source_of[b]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("wos.bib:bales-2004-disposable", "wos.bib:bales-1999-disposable"),
        ("reports.bib:UNODC2012Global", "reports.bib:UNODC2018Global"),
        ("statutes-and-cases.bib:Jungers2013", "statutes-and-cases.bib:Jungers2011"),
    ],
)
def test_same_joins_two_sources_with_all_their_records(a, b):
    """A person joins two records that the rules keep apart, and with them what the rules join to each: no proven source is split."""
    records = [record for path in sorted(BIB.glob("*.bib")) for record in lr.read(path)]
    before = dedupe(records)
    homes = [{r.id for r in source.records} for source in before.sources]
    (after,) = [
        {r.id for r in source.records}
        for source in dedupe(records, [decision("same", a, b)], known=before).sources
        if a in {r.id for r in source.records}
    ]
    assert after == set().union(*(home for home in homes if home & {a, b}))
