"""What people note in evidence fields: declared, checked, counted, shown, and never the words of a confidential source."""

import csv
import io

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.errors import CodebookError
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.core.results import FieldCount
from litreview.judgements.codebook import EvidenceField, codebook_text, load_codebook, parse_codebook
from litreview.stages.evidence import check_settings, count_notes, note_evidence

BOOK = load_codebook()
PLANTED = "Zzyzxa"


def said(key, value, by="ann"):
    return Decision(
        when="2026-01-01T00:00:00Z",
        by=by,
        verb="set",
        key=key,
        value=value,
        place=Where(file=f"{by}.tsv", line=2),
    )


def source(key):
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(key=key, type="article", records=(record,))


A, B = source("A"), source("B")


def noted(*decisions):
    return [
        (n.source, n.field, n.code, n.value, n.coder, n.disputed)
        for n in note_evidence((A, B), decisions, BOOK)
    ]


def test_a_note_per_value_and_person_in_the_order_of_sources_and_fields():
    assert [
        ("A", "design", "", "ethnography", "ann", False),
        ("A", "population", "", "police", "ann", False),
        ("A", "population", "", "minors", "ann", False),
        ("B", "appraisal", "protect", "weak", "ann", False),
    ] == noted(
        said("B", "appraisal@protect=weak"),
        said("A", "population=police; minors"),
        said("A", "design=ethnography"),
    )


def test_people_who_differ_stand_side_by_side_and_are_in_no_count():
    decisions = [said("A", "design=mixed"), said("A", "design=RCT", by="bob"), said("B", "design=mixed")]
    assert {True} == {disputed for *_, disputed in noted(*decisions) if _[0] == "A"}
    assert (FieldCount(label="Design", values={"mixed": 1}, disputed=1),) == count_notes(
        note_evidence((A, B), decisions, BOOK), BOOK
    )


def test_several_values_are_the_same_in_any_order():
    one, other = said("A", "population=police; minors"), said("A", "population=minors;police", by="bob")
    assert {False} == {disputed for *_, disputed in noted(one, other)}
    from litreview.judgements.decisions import disputes

    assert () == disputes([one, other])


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("desgin=mixed", "did you mean 'design'?"),
        ("design=etnography", "'design' can't be 'etnography'; did you mean 'ethnography'?"),
        ("design=mixed; RCT", "'design' takes one value"),
        ("jurisdiction=US-state:Ohio", "'jurisdiction' can't be 'US-state:Ohio'"),
        ("appraisal@protct=weak", "no code 'protct'; did you mean 'protect'?"),
        ("appraisal@=weak", "no code ''"),
        ("population=;", "is given no value"),
    ],
)
def test_what_cannot_be_applied_is_said_and_not_applied(value, says):
    (problem,) = check_settings([said("A", value)], BOOK)
    assert ("LR540", "ann.tsv:2") == (problem.code, str(problem.where))
    assert says in str(problem)
    assert [] == noted(said("A", value))


@pytest.mark.parametrize("value", ["US-state:CA", "non-US:GB", "tribal; US-federal"])
def test_a_listed_value_may_stand_for_two_capital_letters(value):
    assert () == check_settings([said("A", f"jurisdiction={value}")], BOOK)


def test_a_field_without_values_takes_any_text():
    assert "" == EvidenceField(id="instrument", label="Instrument").fault(
        "CASP, the list of 2018; second part"
    )


def test_a_codebook_of_ones_own_declares_its_own_fields():
    text = codebook_text() + '[[evidence]]\nid = "site"\nlabel = "Site"\nvalues = ["court", "street"]\n'
    book = parse_codebook(text)
    assert "site" in [field.id for field in book.evidence]
    assert book.version != BOOK.version
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text + '[[evidence]]\nid = "site"\nvalue = ["a;b"]\nvalues = ["a;b"]\nmany = 1\n')
    for fault in ("given twice", "unknown setting 'value'", "needs 'label'", "without ';'", "'many' must be"):
        assert fault in str(caught.value)


@pytest.fixture
def review(tmp_path, monkeypatch):
    """Made-up works, one of them an interview."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rev"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Made up"\n')
    (folder / "bib/a.bib").write_text(
        "@article{Archer2015, title = {Victim services}, author = {Archer, Ann}, year = 2015}\n"
        f"@misc{{I01, title = {{Interview with {PLANTED}}}, author = {{{PLANTED}}}, howpublished = {{Interview}}}}\n"
    )
    return folder


def run(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def decide(review, key, value, by="ann", **options):
    more = [word for name, text in options.items() for word in (f"--{name}", text)]
    return run("decide", "set", key, value, "--by", by, "-C", review, *more)


@pytest.mark.exhaustive
def test_from_the_command_to_every_output(review):
    assert 0 == decide(review, "Archer2015", "design=ethnography", where="p. 3").exit_code
    assert 0 == decide(review, "Archer2015", "appraisal@protect=weak", reason="made-up reason").exit_code
    assert "2 evidence fields (on 1 source)" in run("run", review).output
    rows = list(csv.DictReader(io.StringIO((review / "out/tables/evidence.csv").read_text(encoding="utf-8"))))
    assert [
        ("Archer2015", "design", "", "ethnography", "ann", "p. 3", "", "false"),
        ("Archer2015", "appraisal", "protect", "weak", "ann", "", "made-up reason", "false"),
    ] == [tuple(row.values()) for row in rows]
    assert "ethnography 1" in (review / "out/report.html").read_text(encoding="utf-8")
    run("annotate", review, "-o", "b.md", "--for", "team")
    text = (review.parent / "b.md").read_text(encoding="utf-8")
    assert "Design: ethnography, by ann" in text
    assert "Appraisal on protect: weak, by ann" in text
    assert list(rows[0]) == list(lr.to_frame(lr.open_review(review).evidence).columns)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("desgin=mixed", "did you mean 'design'?"),
        ("design=etnography", "did you mean 'ethnography'?"),
        ("titel=Another", "did you mean 'title'?"),
        ("design", "FIELD=VALUE"),
        ("design=", "'design' is given no value"),
    ],
)
def test_the_command_refuses_what_could_not_be_applied(review, value, says):
    result = decide(review, "Archer2015", value)
    assert 2 == result.exit_code
    assert says in result.output
    assert not (review / "decisions").exists()


@pytest.mark.parametrize("words", ["set design=ethnography", "design", "set design", "set"])
def test_clear_takes_a_note_back(review, words):
    decide(review, "Archer2015", "design=ethnography")
    run("decide", "clear", "Archer2015", words, "--by", "ann", "-C", review)
    assert () == lr.open_review(review).evidence


def test_the_words_set_of_an_interview_are_shown_nowhere(review):
    (review / "decisions").mkdir()
    lines = [
        f"instrument={PLANTED} said", f"design={PLANTED}", f"{PLANTED.lower()}=x", f"population=police; {PLANTED}", PLANTED,
        "jurisdiction=US-federal",
    ]  # fmt: skip
    for by in ("ann", "bob"):
        (review / f"decisions/{by}.tsv").write_text(
            "when\tby\tverb\tkey\tvalue\twhere\treason\n"
            + "".join(
                f"2026-01-01T00:00:0{n}Z\t{by}\tset\tI01\t{line}{by * (n == 0)}\t{PLANTED}\t{PLANTED}\n"
                for n, line in enumerate(lines)
            )
        )
    output = run("run", review).output
    assert PLANTED.lower() not in output.lower()
    for path in (review / "out").rglob("*.*"):
        assert PLANTED.lower() not in path.read_bytes().decode("utf-8", "replace").lower(), path.name
    found = lr.open_review(review)
    assert PLANTED.lower() not in repr((found.decisions, found.evidence, found.problems)).lower()
    # what the codebook lists names no one, and counts as usual
    assert ("jurisdiction", "US-federal") in {(n.field, n.value) for n in found.evidence}
    assert ("instrument", "withheld") in {(n.field, n.value) for n in found.evidence}


def test_what_is_noted_of_no_source_of_the_review_is_left_out():
    assert [("A", "design", "", "mixed", "ann", False)] == noted(
        said("Gone", "design=RCT"), said("A", "design=mixed")
    )


def test_notes_are_in_the_order_of_the_names_and_of_the_codes():
    decisions = [
        said("A", "appraisal@protect=weak", by="bob"),
        said("A", "appraisal@prosecute=weak", by="bob"),
        said("A", "appraisal=weak", by="bob"),
        said("A", "appraisal=strong"),
    ]
    assert [
        ("", "strong", "ann", True),
        ("", "weak", "bob", True),
        ("prosecute", "weak", "bob", False),
        ("protect", "weak", "bob", False),
    ] == [found[2:] for found in noted(*decisions)]


def test_counts_are_in_the_order_of_the_codebook_then_of_the_alphabet_and_count_a_source_once():
    text = (
        codebook_text()
        + '[[evidence]]\nid = "site"\nlabel = "Site"\n[[evidence]]\nid = "unused"\nlabel = "Unused"\n'
    )
    book = parse_codebook(text)
    decisions = [
        said("B", "site=street"),
        said("A", "site=court"),
        said("A", "site=court", by="bob"),
        said("A", "design=RCT"),
        said("B", "design=ethnography"),
        said("A", "appraisal@protect=weak"),
        said("A", "appraisal@protect=strong", by="bob"),
        said("A", "appraisal@prosecute=weak"),
        said("A", "appraisal@prosecute=strong", by="bob"),
    ]
    counted = {
        count.label: (list(count.values.items()), count.disputed)
        for count in count_notes(note_evidence((A, B), decisions, book), book)
    }
    listed = next(field.values for field in book.evidence if field.id == "design")
    designs = [(value, 1) for value in listed if value in ("RCT", "ethnography")]
    assert {
        "Design": (designs, 0),
        "Appraisal": ([], 2),
        "Site": ([("court", 1), ("street", 1)], 0),
    } == counted
    assert 2 == len(designs)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("I01", "design=withheld", "what was set of a confidential source can't be applied"),
        ("I01", "unknown=withheld", "what was set of a confidential source can't be applied"),
        ("I01", "design=RCT", ""),
        ("I01", "instrument=withheld", ""),
        ("A", "instrument=withheld", ""),
        ("A", "design=withheld", "'design' can't be 'withheld'"),
    ],
)
def test_what_cannot_be_applied_to_a_confidential_source_is_said_without_its_words(key, value, says):
    found = check_settings([said(key, value)], BOOK, ["I01"])
    assert [says in problem.message for problem in found] == [True] * bool(says)
    assert not check_settings([Decision(when="", by="ann", verb="tag", key=key, value=value)], BOOK)


def test_what_can_be_applied_hides_nothing_behind_it():
    lines = [said("A", "design=mixed"), said("A", "desgin=mixed"), said("B", "design=RCT"), said("B", "x=y")]
    assert ["A", "B"] == [problem.key for problem in check_settings(lines, BOOK)]
