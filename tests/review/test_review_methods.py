"""The methods paragraph: every number in it is that of the state, whatever is taken away."""

import dataclasses
import inspect
import re
import shutil
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.cli import main
from litreview.core.model import Library
from litreview.review import Review
from litreview.review.outputs import methods, prisma, report_summary
from litreview.review.outputs.methods import count_checked, count_merges, describe_methods
from litreview.review.outputs.prisma import fill_checklists
from litreview.review.outputs.report import appendix_html, report_docx, report_html
from litreview.review.settings import parse_settings
from litreview.review.stage_graph import reporting

DEMONSTRATION = Path(__file__).parents[2] / "examples/demonstration"
# apart from this repository: how deep its history was copied is no matter of the demonstration
_APART = Path(tempfile.mkdtemp()) / "demonstration"
shutil.copytree(DEMONSTRATION, _APART, ignore=shutil.ignore_patterns("out"))
OPENED = lr.open_review(_APART)
CODERS = sorted({d.by for d in OPENED.decided})
FILES = [name for name in OPENED.library.files if name != "bib/register.bib"]
_CODING = ("tag", "not-tag", "stance", "set")


def numbers(words):
    return [int(n.replace(",", "")) for n in re.findall(r"(?<![\w.\[-])\d[\d,]*(?![\w.\]-])", words)]


@st.composite
def states(draw):
    """The demonstration without some of its searches, coders, decisions and files."""
    searches = draw(st.lists(st.sampled_from(OPENED.settings.searches), unique=True))
    without = draw(st.sets(st.sampled_from(CODERS)))
    files = draw(st.sets(st.sampled_from(FILES), min_size=1)) | {"bib/register.bib"}
    every = draw(st.integers(1, 9))
    decided = tuple(d for n, d in enumerate(OPENED.decided) if d.by not in without and n % 9 < every)
    records = tuple(r for r in OPENED.library.records if r.where.file in files)
    return dataclasses.replace(
        OPENED,
        library=Library(records=records, files=tuple(f for f in OPENED.library.files if f in files)),
        decided=decided,
        settings=dataclasses.replace(OPENED.settings, searches=tuple(searches)),
    )


@settings(max_examples=20)
@given(review=states())
@pytest.mark.exhaustive
def test_every_number_is_that_of_the_state(review):
    told = describe_methods(review)
    flow, searches = review.flow, review.settings.searches
    search = told.text_of("search")
    assert f"{flow.records} record{'s' * (flow.records != 1)} of literature" in search
    if searches:
        assert len(searches) == numbers(search)[0]
        assert f"reported {sum(one.hits for one in searches)} hit" in search
        assert {one.database for one in searches} == {
            s.database for s in OPENED.settings.searches if s.database in search
        }
    else:
        assert "databases" in told.not_recorded("search")
    duplicates = told.text_of("deduplication")
    assert f"{flow.records} records describe {flow.sources} works" in duplicates or flow.records == 1
    joined = re.findall(r"([\d,]+) by (?:the rule|other rules|people)", duplicates)
    assert flow.duplicates_removed == count_merges(review).total() == sum(map(int, joined))
    screening = told.text_of("screening")
    if flow.screened:
        assert f"{flow.included} report" in screening
        assert sum(flow.excluded_by_reason.values()) == sum(
            int(n) for n in re.findall(r"(\d+) for “", screening)
        )
    coding = told.text_of("coding")
    counted = {source.key for source in review.included}
    people = [d for d in review.decisions if d.verb in _CODING and d.key in counted]
    if people:
        assert f"{len({d.by for d in people})} p" in coding
        assert f" made {len(people)} judgement" in coding
    else:
        assert "No person has coded a source yet." in coding
    for one in review.agreement:
        if one.about in ("protect", "prosecute", "prevent") and one.n and one.alpha.value is not None:
            assert f"{one.about.title()} {one.alpha} over {one.n} source" in told.text_of("agreement")
    assert f"{review.standing.other_streams['interview']} interviews" in told.text_of(
        "interviews and records"
    )


def test_what_people_checked_is_counted_as_by_hand():
    """Of four made-up works the rules tag the first two with protect; people say yes, no, and yes to one that the rules did not see."""
    texts = [
        "Identification of victims of human trafficking",
        "Services for survivors of human trafficking",
        "Bees",
        "Birds",
    ]
    library = lr.read_text(
        "\n".join(
            f"@book{{W{n}, title = {{{t}}}, author = {{Doe, A{n}}}, year = 200{n}}}"
            for n, t in enumerate(texts)
        )
    )
    said = [("W0", "tag"), ("W1", "not-tag"), ("W2", "tag")]
    decided = tuple(
        lr.Decision(when=f"2026-01-01T00:00:0{n}Z", by="ann", verb=verb, key=key, value="protect")
        for n, (key, verb) in enumerate(said)
    )
    review = Review(library=library, decided=decided)
    assert {"confirmed": 1, "refused": 1, "added": 1} == count_checked(review)
    assert "people confirmed 1 and refused 1. They added 1" in describe_methods(review).text_of("coding")


def test_what_is_not_recorded_is_named_and_not_made_up():
    review = Review(
        library=lr.read_text("@book{a, title = {Made-up tales}, author = {Doe, Ann}, year = 2001}")
    )
    told = describe_methods(review)
    assert "databases, dates and strategies" in told.not_recorded("search")
    assert "no source was judged by two people" in told.not_recorded("agreement")
    assert "not screened" in told.text_of("screening")
    answers = {
        (title, one.item): one.answer for title, items in fill_checklists(review, told) for one in items
    }
    assert 27 == sum(title == "PRISMA 2020" for title, _ in answers)
    assert 16 == len(answers) - 27
    for item in ("1", "5", "6", "8", "11", "20"):
        assert not answers["PRISMA 2020", item] or item == "6"
    assert (
        ""
        == answers["PRISMA-S, for literature searches", "8"]
        == answers["PRISMA-S, for literature searches", "13"]
    )


def test_the_checklists_are_answered_from_the_state():
    answers = {
        (title, one.item): one.answer
        for title, items in fill_checklists(OPENED, describe_methods(OPENED))
        for one in items
    }
    assert OPENED.settings.question == answers["PRISMA 2020", "4"]
    assert answers["PRISMA-S, for literature searches", "8"] == "3 of 3 searches"
    assert "Invented Index A on nowhere" in answers["PRISMA-S, for literature searches", "1"]
    assert "42 records" in answers["PRISMA 2020", "16"]


@pytest.fixture(scope="module")
def page():
    return report_html(OPENED).decode()


@pytest.fixture(scope="module")
def appendix():
    return appendix_html(OPENED).decode()


def test_readers_see_no_keys_and_no_lines(page, appendix):
    readers, _, pointer = page.partition('<section id="appendix">')
    assert "pages/appendix.html" in pointer
    assert "DemoAsh2014Raids" in appendix
    keys = [s.key for s in OPENED.sources if not s.confidential]
    assert [] == [
        key for key in keys if key in re.sub(r"<(svg|script|style).*?</\1>", "", readers, flags=re.DOTALL)
    ]
    assert not re.search(r"\.(?:bib|tsv|toml):\d+", readers)


@pytest.mark.exhaustive
def test_the_document_is_the_readers_part(page):
    data = report_docx(OPENED)
    assert data == report_docx(OPENED)
    with zipfile.ZipFile(__import__("io").BytesIO(data)) as packed:
        xml = packed.read("word/document.xml").decode()
        names = packed.namelist()
    text = re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))
    assert text.strip().startswith(OPENED.settings.title)
    assert 2 == text.count(OPENED.settings.title), "the title, and item 1 of PRISMA"
    for heading in (
        "Results in brief",
        "Methods",
        "Findings",
        "Recommendations",
        "Checklists",
    ):
        assert heading in text
    for finding in OPENED.findings.findings:
        assert finding.statement in text
    assert "For the team" not in text
    assert "word/footer1.xml" in names
    assert not re.search(r"https?://(?!doi\.org|schemas|www\.w3|purl|dublincore)", packed_links(data))
    counts = Counter(re.findall(r"<w:tbl>", xml))
    assert counts["<w:tbl>"] >= 8


def packed_links(data):
    with zipfile.ZipFile(__import__("io").BytesIO(data)) as packed:
        return packed.read("word/_rels/document.xml.rels").decode()


AMENDED = """
[[amendment]]
date = "2026-05-01"
change = "reports of agencies are screened, too"
reason = "the databases hold few evaluations"

[[amendment]]
date = "2026-01-15"
change = "studies before 2000 are left out."
"""


def test_changes_of_the_protocol_are_printed_and_those_after_the_first_result_marked():
    """The day of the first judgement on a result is that of the earliest dated stance, whether or not it was judged again."""
    found, _ = parse_settings(AMENDED)
    first = lr.Decision(
        when="2026-03-10T10:00:00Z", by="ann", verb="stance", key="Bees", value="protect=mixed"
    )
    again = lr.Decision(
        when="2026-06-01T10:00:00Z", by="ann", verb="stance", key="Bees", value="protect=supports"
    )
    review = lr.Review(
        library=lr.read_text("@misc{Bees, title={Made-up bees}}"), decided=(first, again), settings=found
    )
    told = [one.words for one in describe_methods(review).sentences if "mend" in one.words]
    assert told == [
        "The protocol was amended 2 times; 1 of them on or after 2026-03-10, when the first result was coded.",
        "Amendment of 2026-01-15: studies before 2000 are left out.",
        "Amendment of 2026-05-01 (after the first result): reports of agencies are screened, too, because the databases hold few evaluations.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        'change = "x"',
        'date = "2026-02-30"\nchange = "x"',
        'date = "2026-05-01"',
        'date = "2026"\nchange = "x"',
    ],
)
def test_a_change_of_the_protocol_has_its_day_and_what_changed(words):
    with pytest.raises(lr.SettingsError, match="amendment"):
        parse_settings(f"[[amendment]]\n{words}\n")


def test_a_review_with_changes_of_its_protocol_runs_and_prints_them(tmp_path: Path):
    shutil.copytree(DEMONSTRATION, tmp_path / "demo", ignore=shutil.ignore_patterns("out"))
    settings = tmp_path / "demo/litreview.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + AMENDED, encoding="utf-8")
    result = CliRunner().invoke(main, ["run", str(tmp_path / "demo")])
    assert result.exit_code == 0, result.output
    report = (tmp_path / "demo/out/report.html").read_text(encoding="utf-8")
    assert "The protocol was amended 2 times" in report
    assert "studies before 2000 are left out" in report


def test_what_the_report_reads_of_a_review_is_an_input_of_its_stage():
    """A piece that is read, but is no input, is missing only where a review uses it."""
    stage = reporting.report_summary.needs
    for module in (methods, prisma, report_summary):
        read = set(re.findall(r"\breview\.([a-z_]+)\b(?! import)", inspect.getsource(module)))
        assert read - {"outputs", "session", "stage_graph", "stage_value", "corrects"} <= set(stage)
