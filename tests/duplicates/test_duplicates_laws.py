"""Laws of deduplication: order is nothing, nobody is lost, decisions win, a second pass finds nothing."""

from hypothesis import HealthCheck, given, settings, strategies as st

from litreview.core.model import Decision, Doi, Person, Record, RecordId, Source, Where
from litreview.linkage import record_columns
from litreview.stages.duplicates import dedupe, judge

TITLES = (
    "Policing the margins of the informal economy in four cities",
    "Policing the margins of the informal economy in four cities. Part II",
    "Policing the margins of the informal economy in four citys",
    "Policing the margins",
    "Erratum to: Policing the margins of the informal economy in four cities",
    "Victim services in rural counties: results of a survey",
    "Editorial",
    "",
)

values = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "journal": st.sampled_from(
            ["", "Journal of Urban Studies", "J. Urban Stud.", "Harbor Review", "arXiv"]
        ),
        "volume": st.sampled_from(["", "12", "13"]),
        "number": st.sampled_from(["", "3"]),
        "pages": st.sampled_from(["", "101-119", "120-140", "101"]),
        "abstract": st.just(""),
    }
)


@st.composite
def records(draw):
    made = []
    for number, fields in enumerate(draw(st.lists(values, max_size=9))):
        people = draw(st.sampled_from([(), ("Archer",), ("Archer", "Baker"), ("Dean",)]))
        made.append(
            Record(
                key=draw(st.sampled_from(["Archer2015", "Baker2015", f"key{number}"])),
                type=draw(st.sampled_from(["article", "techreport", "book"])),
                fields={name: value for name, value in fields.items() if value},
                authors=tuple(Person(family=name, given="A.") for name in people),
                year=draw(st.sampled_from([None, 2015, 2016, 2018])),
                doi=Doi(draw(st.sampled_from(["", "", "10.1234/a", "10.1234/b"]))),
                id=RecordId(f"x.bib:r{number}"),
                where=Where(file="x.bib", line=number + 1),
            )
        )
    return made


def groups(result):
    return {frozenset(cluster.records) for cluster in result.clusters}


@given(records(), st.randoms(use_true_random=False))
def test_the_partition_does_not_depend_on_the_order_of_records(made, random):
    before = groups(dedupe(made))
    random.shuffle(made)
    assert before == groups(dedupe(made))


@given(records())
def test_records_in_are_records_accounted_for(made):
    result = dedupe(made)
    counted = [record for cluster in result.clusters for record in cluster.records]
    assert sorted(counted) == sorted(record.id for record in made)
    assert [cluster.records for cluster in result.clusters] == [
        tuple(record.id for record in source.records) for source in result.sources
    ]
    assert len({source.key for source in result.sources}) == len(result.sources)
    kept = {(source.key, name, value) for source in result.sources for name, value in source.fields.items()}
    kept |= {(source.key, other.field, other.value) for source in result.sources for other in source.values}
    for source in result.sources:
        for record in source.records:
            for name, value in record.fields.items():
                assert (source.key, name, value) in kept


@given(records())
def test_two_runs_are_equal(made):
    assert dedupe(made) == dedupe(made)


@given(records())
def test_a_verdict_depends_on_the_two_records_alone_and_not_on_their_order(made):
    from rapidfuzz import fuzz

    shared: dict[object, str] = {}
    together = [record_columns(one, shared, one.id) for one in made]
    for i, a in enumerate(together):
        for j, b in enumerate(together):
            score = fuzz.ratio(a.title, b.title) / 100
            alone = judge(
                record_columns(made[i], {}, made[i].id), record_columns(made[j], {}, made[j].id), score
            )
            assert judge(a, b, score) == alone
            turned = judge(b, a, score)
            assert (turned.verdict, turned.contradicts, turned.kind) == (
                alone.verdict,
                alone.contradicts,
                alone.kind,
            )


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(records(), st.data())
def test_decisions_always_win(made, data):
    if len(made) < 2:
        return
    indexes = st.integers(0, len(made) - 1)
    wanted = {}
    for _ in range(data.draw(st.integers(1, 4))):
        i, j = sorted((data.draw(indexes), data.draw(indexes)))
        if i != j:
            wanted[i, j] = data.draw(st.sampled_from(["same", "different"]))
    decisions = [
        Decision(when="2026-01-01T00:00:00Z", by="a", verb=verb, key=made[i].id, value=made[j].id)
        for (i, j), verb in wanted.items()
    ]
    result = dedupe(made, decisions)
    home = {record: n for n, cluster in enumerate(result.clusters) for record in cluster.records}
    contradictory = {p.code for p in result.problems} & {"LR101"}
    for (i, j), verb in wanted.items():
        if verb == "different":
            assert home[made[i].id] != home[made[j].id]
        elif not contradictory:
            assert home[made[i].id] == home[made[j].id]
    # who was decided about is not asked again
    asked = {frozenset((home[m.a], home[m.b])) for m in result.queue}
    assert not asked & {frozenset((home[made[i].id], home[made[j].id])) for i, j in wanted}


def as_record(source: Source) -> Record:
    return Record(
        key=source.key,
        type=source.type,
        fields=source.fields,
        authors=source.authors,
        year=source.year,
        doi=source.doi,
        id=RecordId(f"library.bib:{source.key}"),
        where=Where(file="library.bib"),
    )


@given(records())
def test_where_nothing_was_left_to_a_person_a_second_pass_finds_nothing(made):
    """A merged record is fuller than its parts, so it may answer what was open; where nothing was, nothing changes."""
    once = dedupe(made)
    if once.queue or once.related:
        return
    twice = dedupe([as_record(source) for source in once])
    assert len(twice) == len(once)


def test_deduplicating_what_was_deduplicated_merges_nothing_more(corpus):
    once = dedupe(corpus)
    twice = dedupe([as_record(source) for source in once.sources])
    assert len(twice.sources) == len(once.sources)
    assert [source.key for source in twice.sources] == [source.key for source in once.sources]
