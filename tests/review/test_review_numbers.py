"""The numbers of a review as the run, the flow diagram, the checklists and the report show them: of none, of one, of several."""

import hashlib
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

import litreview as lr
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.core.results import Search
from litreview.core.results.screening_flow import Amendment, Flow, Identified, OwnBox, Standing, Status
from litreview.judgements.agreement import about_label, measure_agreement
from litreview.judgements.codebook import load_codebook
from litreview.judgements.decisions import REFERENCE
from litreview.review import Review
from litreview.review.outputs import (
    methods,
    prisma,
    report as reporting,
    report_summary,
    summary,
)
from litreview.review.questions import shared as asking
from litreview.review.settings import Settings
from litreview.review.stage_graph import reporting as map_stages
from litreview.stages.tagging.suggesting import Turned


def entry(key, **fields):
    told = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items())
    return f"@article{{{key}, {told}}}\n"


def library(*entries):
    return lr.read_text("".join(entries))


# what a run prints


def stub(streams=None, **numbers):
    """A review whose ledger has these numbers, `_` for a blank in a name, and else zeros."""
    counts = {name.replace("_", " "): n for name, n in numbers.items()}

    class Numbers(dict):
        def __missing__(self, name):
            return 0

        def entry(self, name):
            return SimpleNamespace(streams=(streams or {}).get(name, {}))

    return SimpleNamespace(
        ledger=Numbers(counts),
        codebook=load_codebook(),
        standing=SimpleNamespace(sentence="0 sources, none screened yet"),
        stage_value=lambda _: frozenset(),
    )


@pytest.mark.parametrize(
    ("more", "label", "told"),
    [
        ({}, "problems", "none"),
        ({"errors": 1, "warnings": 2}, "problems", "1 error, 2 warnings"),
        ({"warnings": 1, "infos": 2}, "problems", "1 warning, 2 info"),
        ({}, "confidential (shown by code)", None),
        ({"confidential (shown by code)": 1}, "confidential (shown by code)", "1"),
        ({}, "evidence fields noted", None),
        (
            {"evidence_fields_noted": 3, "sources_with_evidence_fields": 1},
            "evidence fields noted",
            "3 (on 1 source)",
        ),
        (
            {"evidence_fields_noted": 3, "sources_with_evidence_fields": 2},
            "evidence fields noted",
            "3 (on 2 sources)",
        ),
        ({}, "fields corrected", None),
        ({"fields_corrected": 1}, "fields corrected", "1"),
        ({"untagged": 4}, "untagged", "4"),
        ({"untagged": 4, "unread": 1}, "untagged", "4 (1 of them known by title only)"),
        (
            {"untagged": 4, "streams": {"untagged": {"literature": 3, "interview": 1}}},
            "untagged",
            "4 (3 works, 1 interview)",
        ),
        ({"sources": 2, "streams": {"sources": {"literature": 2}}}, "sources", "2"),
        ({"sources": 2, "streams": {"sources": {"records": 2}}}, "sources", "2 (2 public records)"),
        ({"tagged_protect": 2}, "tagged protect", "2"),
        ({"tagged_protect": 2, "disputed_protect": 1}, "tagged protect", "2 (of these disputed: 1)"),
        (
            {"tagged_protect": 2, "streams": {"tagged protect": {"interview": 2}}},
            "tagged protect",
            "2 (2 interviews)",
        ),
        ({"decisions_that_count": 7, "lines_not_understood": 0}, "decisions that count", "7"),
        (
            {"decisions_that_count": 7, "lines_not_understood": 1},
            "decisions that count",
            "7 (1 not understood)",
        ),
        (
            {"disputed_on_pairs": 1, "disputed_in_screening": 2},
            "disputed by people",
            "3 (1 on pairs, 2 in screening)",
        ),
        ({}, "disputed by people", "0"),
        ({"links_of_findings": 2, "links_with_place_and_quote": 2}, "links of findings", "2 to public sources (2 with place and quote)"),
        ({"links_of_findings": 2, "links_with_place_and_quote": 1}, "links of findings", "2 to public sources (1 with place and quote; the others are asked for (LR547))"),
    ],
)  # fmt: skip
def test_a_row_of_the_summary(more, label, told):
    assert told == dict(summary.summary_rows(stub(**more))).get(label)


def test_how_many_works_of_each_stream_have_more_than_one_coder_of_their_stance():
    noted = [("ann", "a"), ("Ann", "a"), ("ann", "b"), ("ben", "b"), ("ann", "i")]
    people = decided(
        *((by, "stance", key, "protect=supports") for by, key in noted), ("ben", "tag", "a", "protect")
    )
    streams = {"a": "literature", "b": "literature", "i": "interview"}
    review = SimpleNamespace(standing=SimpleNamespace(streams=streams))
    said = "More than one person noted the stance of 1 of 2 works and 0 of 1 interview. All other stances rest on one coder."
    assert [said] == list(methods._stance_coders(review, people))
    assert [] == list(methods._stance_coders(review, people[-1:]))


def test_each_evidence_field_says_on_how_many_sources_it_rests_on_one_coder():
    """Of made-up notes the design of one work has two coders; all appraisals, and what is noted for one goal, have one."""
    lines = [("ann", "a", "design=survey"), ("ben", "a", "design=survey"), ("ann", "b", "design=survey"), ("ann", "a", "appraisal=weak"), ("ann", "b", "appraisal=weak"), ("ben", "c", "directness@protect=direct")]  # fmt: skip
    book = load_codebook()
    found = measure_agreement(decided(*((by, "set", key, value) for by, key, value in lines)))
    labels = {one.id: one.label for one in book.evidence}
    (said,) = methods._field_coders(SimpleNamespace(agreement=found, codebook=book))
    for words in (f"{labels['design']} 1 of 2 sources", f"{labels['appraisal']} 0 of 2 sources", "on Protect 0 of 1 source"):  # fmt: skip
        assert words in said
    assert said.endswith("All other values of these fields rest on one coder.")
    assert [] == list(methods._field_coders(SimpleNamespace(agreement=(), codebook=book)))


def test_the_sentence_of_agreement_names_all_that_two_people_judged():
    """Of made-up judgements on a goal, a topic, a stance and an evidence field each is in the sentence, or is named as undefined."""
    ways = ("tag", "set", "stance", "include")
    varied = {"tag": ("protect", "protect"), "set": ("design=survey", "design=mixed"), "stance": ("protect=mixed", "protect=supports"), "include": ("abstract", "abstract")}  # fmt: skip
    lines = [(by, {"tag": ("tag", "not-tag"), "include": ("include", "exclude")}.get(way, (way, way))[n % 2], f"w{n}", varied[way][n % 2]) for way in ways for n in range(4) for by in ("ann", "ben")]  # fmt: skip
    lines += [(by, "set", f"w{n}", "appraisal=weak") for n in range(2) for by in ("ann", "ben")]
    found = measure_agreement(decided(*lines))
    review = SimpleNamespace(agreement=found, codebook=load_codebook(), ledger={"differences between coders": 0}, decisions=(), stage_value={"differences": {}, "hidden_differences": 0, "open_rounds": ()}.__getitem__)  # fmt: skip
    said = " ".join(methods._agreement(review))
    for one in found:
        name = {"screen abstract": "inclusion by title and abstract"}.get(one.about) or about_label(one.about, review.codebook).replace("Stance on", "stance on")  # fmt: skip
        assert f"{name} {one.alpha} over" in said or f"undefined for {name}," in said
    assert 5 == len(found)


def decided(*lines):
    return tuple(
        Decision(
            when=f"2026-01-01T00:00:{n:02}Z",
            by=by,
            verb=verb,
            key=key,
            value=value,
            place=Where(file=f"decisions/{by}.tsv", line=n),
        )
        for n, (by, verb, key, value) in enumerate(lines, 2)
    )


@pytest.fixture(scope="module")
def summed():
    return Review(
        library=library(
            entry("W0", title="Identification of victims of human trafficking", author="A, A", year="2001"),
            entry("W1", title="Bees", author="B, B", year="2002"),
            entry(
                "W2",
                title="Birds",
                abstract="Birds fly south. "
                + "In winter many of them rest at lakes and rivers on their way. " * 5,
                author="C, C",
                year="2003",
            ),
            entry("W3", title="Fish", author="D, D", year="2004"),
        ),
        decided=decided(
            ("ann", "tag", "W1", "protect"),
            ("ben", "not-tag", "W1", "protect"),
            ("ann", "tag", "Nobody2000", "protect"),
            ("ann", "tag", "W2", "prevent"),
            ("ann", "clear", "W2", "tag prevent"),
            ("ann", "set", "W3", "year=2005"),
        ),
    )


def test_works_are_counted_by_what_they_were_tagged_from(summed):
    rows = dict(summary.summary_rows(summed))
    assert ("4", "4", "0") == (rows["records of the literature"], rows["sources"], rows["duplicates merged"])
    tagged = [int(rows[f"tagged {goal}"].split()[0]) for goal in ("protect", "prosecute", "prevent")]
    assert [2, 0, 0] == tagged
    # W0 from its title alone; what is disputed of W1 is still a tag; W2 has an abstract, of W3 only the title is there
    assert "1" == rows["tagged from the title alone"]
    assert "2 (1 of them known by title only)" == rows["untagged"]
    assert "1" == rows["fields corrected"]


def test_lines_that_do_not_count_are_counted_by_why(summed):
    rows = dict(summary.summary_rows(summed))
    assert "1 on a key that no source has" in rows["decisions that count"]
    assert "not understood" not in rows["decisions that count"]
    assert {"on codes": 1} == summary.count_disputes(summed)
    assert rows["tagged protect"].endswith("(of these disputed: 1)")
    assert 6 == sum(map(int, re.findall(r"\d+", rows["decisions that count"])))


# the flow diagram


def describe(monkeypatch, flow, boxes=(), people=0):
    monkeypatch.setattr(prisma, "count_merges", lambda _: {prisma.PEOPLE: people} if people else {})
    return prisma.describe_flow(SimpleNamespace(flow=flow, settings=Settings(boxes=tuple(boxes))))


REMOVED = "Duplicate records removed: {}; Records marked as ineligible by automation tools: {}; Records removed for other reasons: 0"


def aside(found):
    return {step.name: [box.words for box in step.aside] for step in found.steps}


def test_before_screening_the_flow_ends_with_the_works(monkeypatch):
    flow = Flow(
        identified=(Identified(file="a.bib", records=3),),
        records=3,
        sources=2,
        duplicates_removed=1,
        awaiting_screening=2,
        pairs_to_judge=1,
    )
    found = describe(monkeypatch, flow)
    assert [
        "Records identified from: 3 (Files without a recorded search: 3; – a.bib: 3)",
        "Works after duplicates were merged: 2",
    ] == [step.box.words for step in found.steps]
    assert {
        "identified": [f"Records removed before screening: 1 ({REMOVED.format(1, 0)})"],
        # that nobody has screened yet is no number of a flow without screening
        "sources": ["Pairs in doubt that a person should still judge: 1"],
    } == aside(found)


def test_each_way_of_identifying_records_has_its_box(monkeypatch):
    flow = Flow(
        identified=(
            Identified(file="a.bib", records=3, database="Index A"),
            Identified(file="b.bib", records=2, database="Index A"),
            Identified(file="c.bib", records=4, database="Hand", method="hand search"),
            Identified(file="private", records=5),
            Identified(file="empty.bib", records=0),
        ),
        records=14,
        sources=12,
        duplicates_removed=2,
        by_other_methods={"records": 4, "sources": 3, "duplicates_removed": 1},
    )
    found = describe(monkeypatch, flow, people=2)
    first, second, *_ = found.steps
    assert (
        "Records identified from: 10 (Databases: 5; – Index A: 5; Registers: 0; Files without a recorded search: 5; – private files: 5)"
        == first.box.words
    )
    assert [f"Records removed before screening: 1 ({REMOVED.format(1, 0)})"] == [
        box.words for box in first.aside
    ]
    assert "Works after duplicates were merged: 9" == second.box.words
    assert (
        "2 by people",
        ["Records identified from: 4 (Hand searching: 4)", "Duplicate records removed: 1"],
    ) == (
        found.duplicates,
        [box.words for step in found.methods for box in (step.box, *step.aside)],
    )


SCREENED = Flow(
    identified=(Identified(file="a.bib", records=30),),
    records=30,
    sources=30,
    awaiting_screening=1,
    left_unscreened=7,
    left_by_automation=3,
    screened=20,
    excluded=2,
    unsure=4,
    one_vote=5,
    sought=11,
    not_retrieved=1,
    awaiting_fulltext=2,
    assessed=8,
    excluded_by_reason={"not a study": 3, "another country": 1},
    disputed_fulltext=6,
    included=4,
    studies_included=3,
)


def test_what_leaves_each_step_stands_beside_it(monkeypatch):
    found = describe(monkeypatch, SCREENED)
    assert {
        "identified": [f"Records removed before screening: 3 ({REMOVED.format(0, 3)})"],
        "sources": [
            "Not screened yet: 1",
            "Screened by one of two: 5",
            "Left unscreened when screening was stopped: 4",
        ],
        "screened": ["Records excluded: 2", "Not settled: 4 (unsure: 4)"],
        "sought": ["Reports not retrieved: 1", "Full text not judged yet: 2"],
        "assessed": [
            "Reports excluded: 4 (not a study: 3; another country: 1)",
            "Not settled: 6 (disputed: 6)",
        ],
        "included": [],
    } == aside(found)
    assert "Studies included in review: 3 (Reports of included studies: 4)" == found.steps[-1].box.words


@pytest.mark.parametrize(
    ("flow", "at"),
    [(SCREENED, {"sources": "mine: 5", "included": "mine too"}), (Flow(), {"sources": "mine too|mine: 5"})],
)
def test_a_box_of_ones_own_waits_at_the_last_step_there_is(monkeypatch, flow, at):
    boxes = (
        OwnBox(label="mine too", after="included"),
        OwnBox(label="mine", number=5, after="sources" if flow.screened else "assessed"),
    )
    found = describe(monkeypatch, flow, boxes)
    own = {s.name: [box.words for box in s.aside if box.own] for s in found.steps}
    assert {name: sorted(at[name].split("|")) if name in at else [] for name in own} == {
        name: sorted(words) for name, words in own.items()
    }


@pytest.mark.parametrize(
    ("beside", "documents", "told"),
    [
        ({}, 0, []),
        ({"interview": 1, "other": 0}, 0, ["Interviews: 1"]),
        ({"records": 3}, 0, ["Public records: 3"]),
        (
            {"records": 3, "other": 1},
            2,
            ["Public records: 3 (requests: 1; documents: 2)", "Other sources: 1"],
        ),
        ({"records": 2}, 2, ["Public records: 2 (documents: 2)"]),
        ({"interview": 2}, 1, ["Interviews: 2"]),
    ],
)
def test_what_is_no_literature_has_boxes_of_its_own(monkeypatch, beside, documents, told):
    found = describe(monkeypatch, Flow(beside=beside, documents=documents))
    assert told == [box.words for box in found.beside]


def test_an_empty_box_is_left_out_unless_the_template_has_it(monkeypatch):
    none = replace(SCREENED, not_retrieved=0, awaiting_fulltext=0, excluded_by_reason={}, disputed_fulltext=0)
    found = aside(describe(monkeypatch, none))
    assert (["Reports not retrieved: 0"], ["Reports excluded: 0"]) == (found["sought"], found["assessed"])


# the checklists


def listed(**parts):
    return SimpleNamespace(**{"taken_over": {}, **parts})


def of_searches(*found):
    return listed(settings=Settings(searches=found))


A = Search(database="Index A", platform="P", date="2024-01-01", hits=0)
B = Search(database="Index B", strategy="sweep*", date="2024-02-01")
HAND = Search(database="Shelf", method="hand search")
CITED = Search(database="Citing works", method="citation searching")


@pytest.mark.parametrize(
    ("name", "found", "told"),
    [
        ("dates", (), ""),
        ("dates", (HAND,), ""),
        ("dates", (A, HAND), "1 of 2 searches: Index A: 2024-01-01"),
        ("dates", (A,), "1 of 1 search: Index A: 2024-01-01"),
        ("strategies", (A, B), "1 of 2 searches"),
        ("databases", (A, B, A, HAND), "Index A on P; Index B"),
        ("databases", (HAND,), ""),
        ("websites", (A, HAND), ""),
    ],
)
def test_what_a_checklist_says_of_searches(name, found, told):
    assert told == prisma._ANSWERS[name](of_searches(*found), None)


def test_a_search_without_a_hit_has_noted_its_hits():
    assert "1 of 2 searches: Index A: 0" == prisma._search_detail("hits")(of_searches(A, B), None)


@pytest.mark.parametrize(("found", "told"), [((A, HAND), ""), ((A, CITED), "Citing works")])
def test_that_citations_were_searched_is_said_of_a_search_and_not_of_links(found, told):
    assert told == prisma._ANSWERS["citations"](of_searches(*found), None)


def note(field, value="x", source="a", *, disputed=False, code=""):
    return listed(field=field, value=value, source=source, disputed=disputed, code=code)


def appraised(*notes):
    """Return a made-up review with three works that count as evidence, an excluded one and an interview."""
    works = ("a", "b", "c", "out")
    return listed(
        evidence=notes, standing=listed(keys=lambda: works, chosen=lambda: frozenset(("a", "b", "c", "I01")))
    )


def registered(*, changes=0, **noted):
    return listed(
        settings=Settings(reporting=noted, amendments=(Amendment(date="2026-01-01", change="x"),) * changes)
    )


def findings(*found, recommendations=0):
    return listed(findings=listed(found=found, recommendations=["r"] * recommendations))


RATED, PLAIN = listed(cerqual="", strength="strong"), listed(cerqual="", strength="")
CERQUAL = listed(cerqual="high", strength="")


@pytest.mark.parametrize(
    ("name", "review", "told"),
    [
        ("appraised", appraised(), ""),
        ("appraised", appraised(note("design")), ""),
        ("appraised", appraised(note("appraisal"), note("appraisal", "y")), "1 of 3 works appraised"),
        ("appraised", appraised(note("appraisal"), note("appraisal", source="b")), "2 of 3 works appraised"),
        # an excluded work, and an interview, are none of the works whose risk of bias is asked for
        ("appraised", appraised(note("appraisal"), note("appraisal", source="out"), note("appraisal", source="I01")), "1 of 3 works appraised"),
        ("appraised", appraised(note("appraisal", disputed=True), note("appraisal", "y", disputed=True)), "0 of 3 works appraised, 1 disputed"),
        ("appraised", appraised(note("appraisal", disputed=True), note("appraisal", source="b")), "1 of 3 works appraised, 1 disputed"),
        ("appraisal", listed(evidence=[note("instrument", "MMAT", disputed=True)]), ""),
        (
            "appraisal",
            listed(
                evidence=[note("instrument", "MMAT"), note("instrument", "CASP"), note("design", "other")]
            ),
            "by instrument: CASP, MMAT",
        ),
        ("stances", listed(ledger={"sources with a stance": 0}), ""),
        ("stances", listed(ledger={"sources with a stance": 1}), "results of 1 source, as judged by people"),
        ("findings", findings(recommendations=1), ""),
        ("findings", findings(PLAIN, recommendations=2), "1 finding, 2 recommendations"),
        ("certainty", findings(PLAIN), ""),
        ("certainty", findings(PLAIN, RATED), ""),
        ("certainty", findings(PLAIN, RATED, CERQUAL), "1 of 3 findings by GRADE-CERQual"),
        ("ratings", findings(PLAIN), ""),
        ("ratings", findings(PLAIN, RATED), "1 finding with a strength in the authors' own words"),
        ("ratings", findings(RATED, RATED, CERQUAL), "1 of 3 findings by GRADE-CERQual; 2 findings with a strength in the authors' own words"),
        (
            "flow",
            listed(flow=Flow(records=1, sources=1)),
            "1 record of the literature, 1 work, none screened yet",
        ),
        (
            "flow",
            listed(flow=Flow(records=3, sources=2, screened=2, included=1)),
            "3 records of the literature, 2 works, 2 screened, 1 included",
        ),
        (
            "records",
            listed(flow=Flow(identified=(Identified(file="a", records=1), Identified(file="b", records=2)))),
            "a: 1; b: 2",
        ),
        (
            "contacts",
            listed(settings=Settings(searches=(Search(database="Ms Roe", method="contact"),))),
            "Ms Roe",
        ),
        (
            "contacts",
            listed(settings=Settings(searches=(A,))),
            "",
        ),
        (
            "other-ways",
            listed(settings=Settings(searches=(HAND, A)), ledger={"requests sent": 2}),
            "Shelf; 2 public records requests sent",
        ),
        ("included", listed(standing=listed(screened=False, keys=lambda _: ("a",))), ""),
        (
            "included",
            listed(standing=listed(screened=True, keys=lambda name: ("a",) if name == "included" else ())),
            "1 source in library.bib and sources.csv",
        ),
        (
            "eligibility",
            listed(settings=Settings(reasons=("not a study", "too old"), criteria=("Include: trials",))),
            "Include: trials; excluded if not a study; excluded if too old",
        ),
        ("eligibility", listed(settings=Settings()), ""),
        ("eligibility", listed(settings=Settings(reasons=("too old",))), "excluded if too old; criteria: not recorded"),
        ("eligibility", listed(settings=Settings(criteria=("Include: trials",))), "Include: trials; reasons: not recorded"),
        ("registration", registered(), ""),
        ("registration", registered(changes=1), "registration: not recorded; protocol: not recorded; 1 amendment"),
        ("registration", registered(registration="X1"), "registration: X1; protocol: not recorded"),
        ("registration", registered(changes=2, protocol="osf"), "registration: not recorded; protocol: osf; 2 amendments"),
        ("registration", registered(registration="X1", protocol="osf"), "registration: X1; protocol: osf"),
    ],
)  # fmt: skip
def test_an_answer_of_a_checklist(name, review, told):
    assert told == prisma._ANSWERS[name](review, None)


def test_only_fields_that_are_used_are_named():
    book = load_codebook()
    used = next(field for field in book.evidence if field.id == "design")
    assert used.label == prisma._fields(listed(evidence=[note("design")], codebook=book), None)


# the report


def source(key, *, year=None, **more):
    record = Record(
        id=RecordId(f"a.bib:{key}"), key=key, type="article", fields={}, where=Where(file="a.bib", line=1)
    )
    return Source(key=key, type="article", fields={}, records=(record,), year=year, **more)


def test_sources_are_counted_by_five_years_those_without_a_year_first():
    sources = [
        source("a", year=2009),
        source("b", year=2010),
        source("c", year=2014),
        source("d"),
        source("i", year=2012),
    ]
    review = listed(
        included=sources,
        standing=listed(streams={"i": "interview", **dict.fromkeys("abcd", "literature")}),
        evidence_map=listed(
            rows=[("protect", "Protect"), ("none", "None"), ("unread", "Unread")],
            codes=("protect",),
            sources=lambda code: {"protect": ["b", "c", "i"]}[code],
            suggested_in=lambda code, keys: len({"b", "i"}.intersection(keys)) if code == "protect" else 0,
        ),
    )
    assert [
        ("no year", 1, "0"),
        ("2005 to 2009", 1, "0"),
        ("2010 to 2014", 2, "1 + 1"),
    ] == report_summary._years(review)


def test_what_is_out_is_listed_whether_excluded_or_not_retrieved():
    names = {"a": "included", "b": "excluded", "c": "not retrieved", "d": "pending"}
    sources = [source(key) for key in names]
    review = listed(
        sources=sources,
        standing=Standing(status={key: Status(status=name) for key, name in names.items()}),
    )
    assert ["b", "c"] == [one.key for one, _ in report_summary._excluded(review)]


@pytest.mark.parametrize(
    ("verb", "value", "kind"),
    [
        ("same", "b", "pairs"),
        ("same", f"{REFERENCE}Doe, A. (2001)", ""),
        ("include", "abstract", "screening"),
        ("not-retrieved", "fulltext", "screening"),
        ("tag", "protect", ""),
    ],
)
def test_what_kind_of_judgement_is_counted(verb, value, kind):
    assert kind == reporting._judgement_kind(Decision(by="ann", verb=verb, key="a", value=value))


def test_what_a_review_was_made_of(tmp_path):
    (tmp_path / "a.bib").write_text(entry("a", title="Bees"))
    records = [source("a").records[0]]
    review = listed(
        library=listed(records=[*records, *records], files=("private", "a.bib", "gone.bib")),
        folder=tmp_path,
        decisions=decided(
            ("ben", "include", "a", "abstract"),
            ("ann", "same", "a", "b"),
            ("ann", "tag", "a", "protect"),
            ("ann", "tag", "a", "prevent"),
        ),
        codebook=listed(title="", name="mine", version="3"),
    )
    made = reporting._made(review)
    digest = hashlib.sha256((tmp_path / "a.bib").read_bytes()).hexdigest()
    assert (("a.bib", 2, digest), ("gone.bib", 0, "")) == made.files
    assert (("ann", 1, 0, 2), ("ben", 0, 1, 0)) == made.people
    assert "“mine”, version 3" == made.codebook


# what the map can be filtered by


@pytest.mark.parametrize(
    ("notes", "noted"),
    [
        (
            [note("design", "survey"), note("design", "survey"), note("design", "case study")],
            {"design": ("survey", "case study")},
        ),
        ([note("design", "survey", code="protect")], {}),
        ([note("design", "survey", disputed=True)], {}),
        ([note("free", "anything")], {}),
        ([note("design", "survey", source="b")], {}),
    ],
)
def test_the_map_is_filtered_by_what_people_noted_of_the_whole_source(notes, noted):
    fields = [listed(id="design", values=("survey", "case study")), listed(id="free", values=())]
    standing = Standing(status={"a": Status(status="included")})
    named = {one.id for one in fields if one.values}
    found = map_stages._facets([source("a", year=2001)], standing, notes, named)["a"]
    assert (2001, "included", noted) == (found.year, found.status, found.noted)


# what answers taught


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, ""),
        (1, "suggestions changed by your answer: protect is now likely for W0 0.40 to 0.60"),
        (
            3,
            "suggestions changed by your answer: protect is now likely for W0 0.40 to 0.60, W1 0.40 to 0.60, W2 0.40 to 0.60",
        ),
        (
            5,
            "suggestions changed by your answer: protect is now likely for W0 0.40 to 0.60, W1 0.40 to 0.60, W2 0.40 to 0.60 and 2 more",
        ),
    ],
)
def test_what_answers_turned_is_told_with_three_sources(number, told):
    turned = [Turned(source=f"W{n}", code="protect", yes=True, before=0.4, now=0.6) for n in range(number)]
    assert told == asking.describe_turned(turned)


def test_what_turned_to_no_comes_after_what_turned_to_yes():
    turned = [
        Turned(source="W0", code="protect", yes=False, before=0.7, now=0.2),
        Turned(source="W1", code="prevent", yes=True, before=0.3, now=0.8),
        Turned(source="W2", code="protect", yes=True, before=0.3, now=0.9),
    ]
    assert (
        "suggestions changed by your answer: protect is now likely for W2 0.30 to 0.90; protect is now unlikely for W0 0.70 to 0.20; prevent is now likely for W1 0.30 to 0.80"
        == asking.describe_turned(turned)
    )
