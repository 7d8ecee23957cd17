"""The columns and dtypes that other people's scripts stand on."""

import csv
import io
import pickle

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.errors import UsageError
from litreview.core.model import (
    Cerqual,
    Citation,
    CitedReference,
    Cluster,
    Decision,
    Deduplication,
    Finding,
    Library,
    Links,
    Match,
    MissingWork,
    OtherValue,
    Passage,
    Person,
    Problem,
    Recommendation,
    Record,
    RecordId,
    Source,
    Span,
    Tag,
    Where,
)
from litreview.core.results import EvidenceMap, Findings, Standing, Status
from litreview.core.text import restore
from litreview.formats import tables
from litreview.formats.tables import frames as frames_
from litreview.judgements.agreement import measure_agreement
from litreview.stages.evidence import map_evidence

STANDING = Standing(status={"A": Status(status="excluded", stage="fulltext", reason="not US")}, screened=True)
FOUND = Findings(
    (
        Finding(
            id="F1",
            statement="S",
            goal="protect",
            supports=("A", "I01"),
            qualifies=("B",),
            strength="weak",
            strength_reason="one study",
            passages=(
                Passage(key="A", side="supports", where="p. 1", quote="Few."),
                Passage(key="A", side="supports", where="p. 2"),
            ),
            recommendations=("R1",),
        ),
        Finding(id="F2", statement="T", cerqual=Cerqual(level="low")),
    ),
    (Recommendation(id="R1", statement="Do less"), Recommendation(id="R2", statement="Do more")),
)
GROUPS = {"protect": "goal", "prevent": "goal", "effects": "topic", "book": "type"}


def record(key: str, file: str = "bib/a.bib", line: int = 1) -> Record:
    return Record(
        key=key,
        type="article",
        id=RecordId(f"{file}:{key}"),
        where=Where(file=file, line=line),
        fields={"title": f"On {key}", "journal": "J"},
        authors=(Person(family="Doe", given="Jane"), Person(literal="World Health Organization")),
        year=2019,
    )


@pytest.fixture
def found() -> Deduplication:
    first, second = record("A", line=3), record("B", "bib/b.bib", 0)
    other = OtherValue(field="year", value="2018", where=second.where)
    one = Source(
        key="A",
        type="article",
        records=(first, second),
        fields=first.fields,
        authors=first.authors,
        former_keys=("B",),
        values=(other,),
    )
    return Deduplication(
        sources=(one,),
        clusters=(Cluster(records=(first.id, second.id)),),
        queue=(
            Match(
                a=first.id,
                b=second.id,
                verdict="ask",
                score=0.8125,
                reasons=("title 0.97", "same year"),
                rule="title",
            ),
        ),
    )


TAGS = (
    Tag(
        source="A",
        code="protect",
        method="rule",
        score=0.75,
        basis="title",
        spans=(Span(field="title", start=0, end=2, text="On"), Span(field="title", start=3, end=4, text="A")),
    ),
    Tag(source="A", code="effects", method="human", coder="reviewer-a", basis="abstract"),
    Tag(source="A", code="book", method="rule"),
)

REFERENCE = CitedReference(
    text="Doe J, 2001, J X, V1, P2",
    where=Where(file="bib/a.bib", line=9),
    record=RecordId("bib/a.bib:A"),
    authors=(Person(family="Doe", given="J"),),
    year=2001,
    page="2",
)
LINKS = Links(
    citations=(Citation(citing="A", cited="C", method="fuzzy", confidence=0.91, reference=REFERENCE),),
    not_held=(MissingWork(references=(REFERENCE,), cited_by=("A", "C")),),
)
PROBLEM = Problem(
    where=Where(file="bib/a.bib"),
    code="LR012",
    level="error",
    message="no closing brace",
    remedy="add }",
    key="A",
)

EXPECTED = {
    "records": "file string, line Int64, record string, source string",
    "library": "record string, file string, line Int64, key string, type string, title string, authors string, year Int64, "
    "container string, volume string, number string, pages string, doi string, confidential boolean",
    "sources": "key string, type string, title string, authors string, year Int64, container string, volume string, number string, "
    "pages string, publisher string, doi string, url string, goals string, topics string, source_type string, basis category, "
    "records Int64, former_keys string, files string, confidential boolean, disputed string, "
    "status category, stage category, reason string, stream category",
    "excluded": "key string, authors string, year Int64, title string, container string, status category, stage category, reason string, "
    "study string, doi string",
    "values": "source string, field string, value string, file string, line Int64, taken boolean",
    "queue": "rank Int64, score Float64, record_a string, record_b string, reasons string, rule string, remaining Float64",
    "tags": "source string, code string, method category, coder string, score Float64, basis category, field string, start Int64, "
    "end Int64, text string, state category, answer category, probability Float64",
    "citations": "citing string, cited string, method category, confidence Float64, reference string, file string, line Int64",
    "not_held": "cited_by Int64, citing string, author string, year Int64, title string, container string, volume string, "
    "page string, doi string, reference string, key string",
    "decisions": "when string, by string, verb category, key string, value string, where string, reason string, what string, shown category",
    "agreement": "about string, statistic category, coders string, sources Int64, value Float64, low Float64, high Float64, "
    "percent Float64, prevalence Float64, why string",
    "evidence_map": "code string, type string, sources Int64, suggested Int64, keys string",
    "problems": "file string, line Int64, code string, level category, key string, message string, remedy string",
}


DECISIONS = tuple(
    Decision(when="2026-01-01T00:00:00Z", by=by, verb=verb, key=key, value="protect")
    for by, verb, key in (
        ("ann", "tag", "A"),
        ("ann", "not-tag", "B"),
        ("ben", "tag", "A"),
        ("ben", "tag", "B"),
    )
)


def frames(found: Deduplication) -> dict[str, pd.DataFrame]:
    return {
        "records": frames_.frame("records", tables.records_rows(found)),
        "library": frames_.frame("library", tables.library_rows(Library(records=found.sources[0].records)))
        if found.sources
        else frames_.frame("library", tables.library_rows(())),
        "sources": frames_.frame(
            "sources", tables.sources_rows(found, TAGS if found.sources else (), GROUPS)
        ),
        "excluded": frames_.frame("excluded", tables.excluded_rows(found.sources, STANDING)),
        "values": frames_.frame("values", tables.values_rows(found)),
        "queue": frames_.frame("queue", tables.queue_rows(found.queue)),
        "tags": frames_.frame("tags", tables.tags_rows(TAGS if found.sources else ())),
        "citations": frames_.frame("citations", tables.citations_rows(LINKS if found.sources else Links())),
        "not_held": frames_.frame(
            "not_held", tables.not_held_rows((LINKS if found.sources else Links()).not_held)
        ),
        "decisions": frames_.frame("decisions", tables.decisions_rows(DECISIONS if found.sources else ())),
        "agreement": frames_.frame(
            "agreement",
            tables.agreement_rows(measure_agreement(DECISIONS if found.sources else (), ["protect"])),
        ),
        "evidence_map": frames_.frame(
            "evidence_map",
            tables.evidence_map_rows(map_evidence(found.sources, TAGS) if found.sources else EvidenceMap()),
        ),
        "problems": frames_.frame("problems", tables.problems_rows((PROBLEM,) if found.sources else ())),
    }


def columns(frame: pd.DataFrame) -> str:
    return ", ".join(f"{name} {dtype}" for name, dtype in frame.dtypes.items())


def test_columns_and_dtypes_are_pinned(found):
    assert {name: columns(frame) for name, frame in frames(found).items()} == EXPECTED


def test_an_empty_table_keeps_its_columns_and_dtypes():
    assert {name: columns(frame) for name, frame in frames(Deduplication()).items()} == EXPECTED


def test_every_record_has_one_row_that_names_its_source(found):
    frame = frames_.frame("records", tables.records_rows(found))
    assert ["bib/a.bib:A", "bib/b.bib:B"] == frame["record"].tolist()
    assert ["A", "A"] == frame["source"].tolist()
    assert pd.isna(frame["line"][1])


def test_a_source_row_parts_the_codes_by_group(found):
    row = frames_.frame("sources", tables.sources_rows(found, TAGS, GROUPS)).iloc[0]
    assert ("protect", "effects", "book", "abstract") == (
        row["goals"],
        row["topics"],
        row["source_type"],
        row["basis"],
    )
    assert "Jane Doe; World Health Organization" == row["authors"]
    assert ("B", 2, "bib/a.bib; bib/b.bib") == (row["former_keys"], row["records"], row["files"])


def test_a_tag_has_a_row_per_span_and_one_if_it_has_none():
    frame = frames_.frame("tags", tables.tags_rows(TAGS))
    assert ["protect", "protect", "effects", "book"] == frame["code"].tolist()
    assert ["On", "A"] == frame["text"].dropna().tolist()
    assert [False, False, True, True] == frame["text"].isna().tolist()
    assert [False, False, True, True] == frame["start"].isna().tolist()


def test_the_queue_keeps_its_order_and_reasons(found):
    row = frames_.frame("queue", tables.queue_rows(found.queue)).iloc[0]
    assert (1, 0.8125, "title 0.97; same year", "title") == tuple(row[["rank", "score", "reasons", "rule"]])


def test_a_work_not_held_shows_its_reference_and_who_cites_it():
    row = frames_.frame("not_held", tables.not_held_rows(LINKS.not_held)).iloc[0]
    assert (2, "A; C", "J Doe", 2001, "2") == (
        row["cited_by"],
        row["citing"],
        row["author"],
        row["year"],
        row["page"],
    )


def test_the_matrix_has_a_row_for_a_source_without_tags():
    matrix = frames_.tag_matrix(TAGS, ["Z"])
    assert ["Z", "A"] == matrix.index.tolist()
    assert ["book", "effects", "protect"] == matrix.columns.tolist()
    assert [0, 3] == matrix.sum(axis=1).tolist()


@pytest.mark.parametrize(
    ("key", "value", "when"),
    [
        ("Doe2001", "protect", "2026-01-31T09:30:00Z"),
        ("I417", "protect", "2026-01"),
        ("confidential-kpwtzb", "protect", "2026-01"),
        ("Doe2001", "I417", "2026-01-31T09:30:00Z"),
    ],
)
def test_a_decision_on_a_sealed_code_shows_its_month_alone(key, value, when):
    line = Decision(when="2026-01-31T09:30:00Z", by="ann", verb="tag", key=key, value=value)
    assert [when] == list(frames_.to_frame([line])["when"])
    assert "2026-01-31T09:30:00Z" == line.when, "the line itself keeps it"


def test_a_pair_with_a_sealed_code_shows_its_month_alone():
    line = Decision(when="2026-01-31T09:30:00Z", by="ann", verb="same", key="Doe2001", value="I417")
    assert ["2026-01"] == list(frames_.to_frame([line])["when"])


def test_to_frame_knows_what_each_stage_returns(found):
    library = Library(records=found.sources[0].records)
    cases = [
        (library, "library"),
        (list(library), "library"),
        (found, "sources"),
        (found.sources, "sources"),
        (TAGS, "tags"),
        (LINKS, "citations"),
        (LINKS.not_held, "not_held"),
        (found.queue, "queue"),
        ((PROBLEM,), "problems"),
        (DECISIONS, "decisions"),
        (measure_agreement(DECISIONS, ["protect"]), "agreement"),
        (map_evidence(found.sources, TAGS), "evidence_map"),
        (FOUND, "findings"),
        (Findings(), "findings"),
        (FOUND.findings, "findings"),
        (list(FOUND.recommendations), "findings"),
        ([*FOUND.findings, *FOUND.recommendations], "findings"),
    ]
    for value, name in cases:
        # of tags a frame says the group, too, which the file leaves to the codebook
        columns = [column for column in frames_.to_frame(value).columns if column != "group"]
        assert list(tables.TABLES[name].columns) == columns


def test_findings_have_a_row_for_each_passage_and_recommendations_for_each_finding():
    first = ("finding", "F1", "S", "protect", "", "", "weak", "one study")
    assert [
        (*first, "supports", "A", "p. 1", "Few."),
        (*first, "supports", "A", "p. 2", ""),
        (*first, "supports", "(interview)", "", ""),
        (*first, "qualifies", "B", "", ""),
        ("finding", "F2", "T", "", "", "low", "", "", "", "", "", ""),
        ("recommendation", "R1", "Do less", "", "", "", "", "", "rests on", "F1", "", ""),
        ("recommendation", "R2", "Do more", "", "", "", "", "", "", "", "", ""),
    ] == list(tables.TABLES["findings"].cells(tables.findings_rows(FOUND, {"I01"})))
    alone = [Recommendation(id="R1", statement="Do less", findings=("F1", "F9"))]
    assert ["F1", "F9"] == frames_.to_frame(alone)["key"].tolist()
    assert "I01" in frames_.to_frame(FOUND)["key"].tolist()


@pytest.mark.parametrize("value", [3, "text", [PROBLEM, TAGS[0]], {"a": 1}, [object()]])
def test_to_frame_refuses_what_has_no_table(value):
    with pytest.raises(UsageError, match="no table for a"):
        frames_.to_frame(value)


def test_agreement_has_a_row_for_all_coders_and_one_for_each_two():
    alpha, kappa = frames_.frame(
        "agreement", tables.agreement_rows(measure_agreement(DECISIONS, ["protect"]))
    ).to_dict("records")
    assert ("protect", "alpha", "ann; ben", 2, 0.5, 0.75) == tuple(
        alpha[name] for name in ("about", "statistic", "coders", "sources", "percent", "prevalence")
    )
    assert ("protect", "kappa", "ann; ben", 2, 0.0) == tuple(
        kappa[name] for name in ("about", "statistic", "coders", "sources", "value")
    )


def test_csv_is_what_it_was():
    expected = (
        "source,code,method,coder,score,basis,field,start,end,text,state,answer,probability\n"
        "A,protect,rule,,0.75,title,title,0,2,On,,yes,\n"
        "A,protect,rule,,0.75,title,title,3,4,A,,yes,\n"
        "A,effects,human,reviewer-a,1.0,abstract,,,,,,yes,\n"
        "A,book,rule,,1.0,,,,,,,yes,\n"
    )
    assert expected == tables.csv_named("tags", tables.tags_rows(TAGS)).decode()


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised():
    problem = Problem(
        where=Where(file="a"),
        code="LR050",
        level="info",
        message='=HYPERLINK("http://x","y")',
        key="@SUM(A1)",
    )
    row = next(
        csv.DictReader(io.StringIO(tables.csv_named("problems", tables.problems_rows([problem])).decode()))
    )
    assert not row["message"].startswith("=")
    assert not row["key"].startswith("@")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r")),
        min_size=2,
        max_size=2,
    )
)
def test_any_text_comes_back_from_the_csv(cells):
    text = tables.csv_table(["a", "b"], [cells]).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert cells == [restore(cell) for cell in rows[1]]


def test_a_text_that_no_encoding_holds_is_in_a_table_like_any_other():
    tags = [Tag(source="Half \ud800 of a pair", code="made-up", method="rule")]
    assert (
        ["Half \ud800 of a pair"] == [*frames_.to_frame(tags)["source"]] == [*frames_.tag_matrix(tags).index]
    )


def test_tags_remember_their_codebook_and_a_codebook_without_their_codes_is_refused(tmp_path):
    """The work and the codebook are invented."""
    book = lr.parse_codebook(
        '[codebook]\nname = "air"\ntitle = "Air"\nmain_group = "aim"\n[[code]]\nid = "equity"\ngroup = "aim"\nlabel = "Equity"\n'
        'definition = "Who bears it."\n[[code.terms]]\nweight = 2\nmatch = ["inequality"]\n'
    )
    found = lr.dedupe([lr.Record.from_fields(title="Inequality and inequality of air", year=2001, abstract="We study inequality of exposure to dirty air in cities. " * 5)])  # fmt: skip
    tags = lr.tag(found, book)
    assert "equity" in {tag.code for tag in tags}
    assert "aim" in set(lr.to_frame(tags).group)
    assert ["equity"] == lr.to_frame(found, tags=tags).goals.tolist()
    assert ["equity"] == [goals for _, goals in lr.build_graph(found, (), tags).nodes(data="goals")]
    assert "equity" in dict(lr.map_evidence(found, pickle.loads(pickle.dumps(tags))).rows)
    for call in (lambda each: lr.to_frame(found, tags=each), lambda each: lr.build_graph(found, (), each), lambda each: lr.map_evidence(found, each)):  # fmt: skip
        with pytest.raises(lr.UsageError, match="codebook="):
            call(list(tags))
