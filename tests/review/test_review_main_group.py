"""A codebook of any field is honoured in every output: its main group has the headings, rows, colours and words of the pages.

Two fields: sleep, as docs/codebook.md has it, and the restoration of coral reefs. All records and judgements are made up.
"""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.errors import UsageError
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.review import init_review, open_review, write_out
from litreview.review.outputs.registry import OUTPUTS
from litreview.stages.bibliography import BibliographyOptions, cite, compose
from litreview.stages.bibliography.groups import main_headings
from litreview.stages.network import dump_graph

DOCS = Path(__file__).resolve().parents[2] / "docs" / "codebook.md"

CORAL = """
[codebook]
name = "coral"
title = "What the restoration of coral reefs achieves (made up)"
main_group = "outcome"

[[code]]
id = "cover"
group = "outcome"
label = "Coral cover"
definition = "The source informs how much living coral there is after restoration."
[[code.terms]]
weight = 2
match = ["coral cover", "living cover"]

[[code]]
id = "fish"
group = "outcome"
label = "Fish"
definition = "Informs which fish come back."
[[code.terms]]
weight = 2
match = ["fish biomass|density"]

[[code]]
id = "heat"
group = "outcome"
label = "Heat"
definition = "Informs how reefs bear heat."
enabled = false

[[code]]
id = "gardening"
group = "method"
label = "Gardening"
definition = "Fragments are grown in nurseries and planted out."
[[code.terms]]
weight = 2
match = ["nursery", "outplant"]

[[code]]
id = "Q1"
group = "question"
label = "How long does it last?"
definition = "Helps to answer how long the effect lasts."
"""

REEFS = """
@article{Made2019Cover, author = {Made, Ana}, title = {Coral cover ten years after outplanting from a nursery}, year = {2019},
  journal = {Made-up Reefs}, volume = {1}, pages = {1--9}, abstract = {Living cover doubled on the reef.}}
@article{Upson2020Fish, author = {Upson, Ben}, title = {Fish biomass on restored reefs}, year = {2020}, journal = {Made-up Reefs},
  volume = {2}, pages = {10--19}, abstract = {Fish density rose; coral cover did not.},
  references = {Made A., 2019, Coral cover ten years after outplanting from a nursery, Made-up Reefs, 1, pp. 1-9}}
@techreport{Invent2018Plan, author = {Invent, Dee}, title = {A plan for the harbour}, year = {2018}, institution = {Made-up Agency},
  abstract = {Dredging of a harbour, with a budget and a schedule for ten years of works on quays.}}
@article{Fict2021Warm, author = {Fict, Cora}, title = {Warm water}, year = {2021}, journal = {Made-up Coasts}, volume = {3}}
@book{Nowhere2015Sea, author = {Nowhere, Eli}, title = {The sea}, year = {2015}, publisher = {Made-up Press}}
"""

ANA = """when\tby\tverb\tkey\tvalue\twhere\treason\twhat
2026-01-01T00:00:00Z\tana\ttag\tMade2019Cover\tcover\tp. 3\t\t
2026-01-01T00:00:01Z\tana\tstance\tMade2019Cover\tcover=supports\tp. 3\t\t
2026-01-01T00:00:02Z\tana\ttag\tUpson2020Fish\tQ1\t\t\t
2026-01-01T00:00:03Z\tana\ttag\tFict2021Warm\theat\t\t\t
"""
BEN = """when\tby\tverb\tkey\tvalue\twhere\treason\twhat
2026-01-02T00:00:00Z\tben\ttag\tMade2019Cover\tcover\t\t\t
2026-01-02T00:00:01Z\tben\tnot-tag\tFict2021Warm\theat\t\t\t
"""
FINDINGS = """
[[finding]]
id = "F1"
statement = "Cover grows."
goal = "cover"
supports = ["Made2019Cover"]

[[finding]]
id = "F2"
statement = "Fish come back."
goal = "fisch"
supports = ["Upson2020Fish"]
"""


def words(data: bytes | str) -> str:
    """Return what a reader of a page sees."""
    text = data.decode() if isinstance(data, bytes) else data
    text = re.sub(r"<(style|script)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


@pytest.fixture(scope="module")
def reefs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review of reefs, begun with its own codebook and run."""
    place = tmp_path_factory.mktemp("reefs")
    (place / "coral.toml").write_text(CORAL)
    init_review(place / "review", "Reefs (made up)", place / "coral.toml")
    folder = place / "review"
    (folder / "bib/example.bib").unlink(missing_ok=True)
    (folder / "notes/Farrell2010Where.md").unlink(missing_ok=True)
    (folder / "bib/reefs.bib").write_text(REEFS)
    (folder / "decisions/ana.tsv").write_text(ANA)
    (folder / "decisions/ben.tsv").write_text(BEN)
    (folder / "findings.toml").write_text(FINDINGS)
    write_out(open_review(folder))
    return folder


@pytest.fixture(scope="module")
def sleep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review of sleep: codebook and entries as the docs have them."""
    place = tmp_path_factory.mktemp("sleep")
    text = DOCS.read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(toml|bibtex)\n[#%] sleep\.\w+\n(.*?)```", text, re.DOTALL))
    (place / "sleep.toml").write_text(blocks["toml"])
    init_review(place / "review", "", place / "sleep.toml")
    (place / "review/bib/sleep.bib").write_text(blocks["bibtex"])
    write_out(open_review(place / "review"))
    return place / "review"


def out(folder: Path, name: str) -> str:
    return words((folder / "out" / OUTPUTS[name].path).read_text(encoding="utf-8"))


def for_the_team(folder: Path) -> str:
    result = CliRunner().invoke(main, ["annotate", str(folder), "-o", "-", "--for", "team", "--repeat"])
    assert result.exit_code in (0, 1), result.stderr
    return " ".join(re.sub(r"<[^>]+>", "", result.stdout).split())


def sources(folder: Path) -> list[dict[str, str]]:
    text = (folder / "out/tables/sources.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


PAGES = ("report.html", "bibliography.html", "evidence-map.html", "graph.html")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.exhaustive
def test_no_page_calls_a_code_of_another_field_a_goal(reefs: Path, sleep: Path, page: str) -> None:
    for folder in (reefs, sleep):
        text = out(folder, page).replace("tags.csv", "")
        assert not re.search(r"(?i)\bgoals?\b|protect|prosecut|operations", text), text


@pytest.mark.exhaustive
def test_the_sources_of_the_docs_have_their_causes_everywhere(sleep: Path) -> None:
    """With this codebook every source was "Not tagged with a goal"."""
    page = out(sleep, "bibliography.html")
    assert (
        "Light (suggested) Suggested by the rules of the codebook; nobody has checked these. Doe, J." in page
    )
    assert "Also under: Work (suggested)" in page
    assert "Show All Light Work" in page
    team = for_the_team(sleep)
    assert "Work (suggested) (1 source)" in team
    assert "it suggests no cause: not the same as informing none" in team
    assert "Not tagged with" not in team
    rows = sources(sleep)
    assert {"Doe2020Shift": "light; work", "Roe2021Light": "unread", "Poe2022Sleep": "unread"}.items() <= {
        row["key"]: row["goals"] for row in rows
    }.items()
    assert "Cause Journal article All Light 0 + 1 0 + 1 Work 0 + 1 0 + 1" in out(sleep, "evidence-map.html")
    assert "Doe2020Shift several causes" in out(sleep, "graph.html")
    assert '<data key="goals">light;work</data>' in (sleep / "out/graph/graph.graphml").read_text()


@pytest.mark.exhaustive
def test_bibliography_of_reefs(reefs: Path) -> None:
    page = out(reefs, "bibliography.html")
    assert "Coral cover How much living coral there is after restoration." in page
    assert "Also under: Fish (suggested)" in page
    # a code that is off has its heading where a person gave it
    assert "Contents Coral cover Heat Coral cover (suggested) Other sources" in page
    assert "Show All Coral cover Fish Heat" in page
    team = for_the_team(reefs)
    for heading in ("Coral cover (1 source)", "Fish (suggested) (1 source)", "Heat (1 source)"):
        assert heading in team
    # a few words that no rule knows say nothing: that is no "none"
    assert "None of the outcomes (" not in team


def test_report_and_map_of_reefs(reefs: Path) -> None:
    page = out(reefs, "report.html")
    assert "A source may inform several outcomes; totals count each source once." in page
    assert "by result on each outcome" in page
    assert "Outcome supports contradicts mixed describes unclear Coral cover 1 0 0 0 0" in page
    assert "F1 Cover grows. Coral cover" in page
    problems = out(reefs, "appendix.html")
    assert "names the outcome 'fisch', which is not in the codebook; did you mean 'fish'?" in problems
    assert "Sources by outcome and type" in out(reefs, "evidence-map.html")


def test_tables_and_graphs_of_reefs(reefs: Path) -> None:
    rows = {row["key"]: row for row in sources(reefs)}
    assert ("cover", "gardening") == (rows["Made2019Cover"]["goals"], rows["Made2019Cover"]["topics"])
    # what is of no main group and no type is a topic, whatever its group is called
    assert ("cover; fish", "Q1") == (
        "; ".join(sorted(rows["Upson2020Fish"]["goals"].split("; "))),
        rows["Upson2020Fish"]["topics"],
    )
    assert "journal-article" == rows["Upson2020Fish"]["source_type"]
    review = open_review(reefs)
    assert "cover;fish" == review.graph.nodes["Upson2020Fish"]["goals"]
    picture = words(dump_graph(review.graph, "svg"))
    assert "cover fish heat several outcomes no outcome tagged" in picture
    # the legend counts the two works that are linked, the profile below it all five
    assert "several outcomes 1 no outcome tagged 2" in out(reefs, "graph.html")


def test_the_main_path_keeps_words_and_colours(reefs: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["graph", str(reefs), "-o", str(tmp_path / "path.svg"), "--net", "main-path"]
    )
    assert result.exception is None or result.exit_code in (0, 1), result.output
    assert "no outcome tagged" in words((tmp_path / "path.svg").read_text())


def test_agreement_and_sheets_are_about_the_codes_of_the_field(reefs: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    review = open_review(reefs)
    assert {"cover", "heat"} <= {one.about for one in review.agreement}
    CliRunner().invoke(main, ["sheet", "tags", str(reefs), "-o", str(tmp_path / "tags.xlsx")])
    sheet = openpyxl.load_workbook(tmp_path / "tags.xlsx")["tags"]
    assert ["code cover", "code fish"] == [cell.value for cell in sheet[1]][:2]


def test_grouping_takes_the_name_of_the_main_group(reefs: Path, tmp_path: Path) -> None:
    def headings(by: str) -> list[str]:
        target = tmp_path / "b.md"
        result = CliRunner().invoke(main, ["annotate", str(reefs), "-o", str(target), "--group-by", by])
        assert result.exit_code in (0, 1), result.output
        return [line for line in target.read_text().split("\n") if line.startswith("## ")]

    assert headings("outcome") == headings("goal") == headings("outcome,year")
    assert any("Gardening" in line for line in headings("code"))
    review = open_review(reefs)
    with pytest.raises(UsageError, match=r"no grouping 'outcom'; .*did you mean 'outcome'"):
        compose(
            cite(review.included),
            review.tags,
            BibliographyOptions(group_by="outcom", codebook=review.codebook),
        )


def test_words_of_the_main_group() -> None:
    def main_of(name: str, more: str = "") -> tuple[str, str, str]:
        book = parse_codebook(
            f'[codebook]\nmain_group = "{name}"\n{more}\n[[code]]\nid = "a"\ngroup = "{name}"\nlabel = "A"\ndefinition = "A."'
        )
        return book.main.one, book.main.many, book.main.a

    assert ("goal", "goals", "a goal") == (
        load_codebook().main.one,
        load_codebook().main.many,
        load_codebook().main.a,
    )
    assert ("research question", "research questions", "a research question") == main_of("research-question")
    assert ("hypothesis", "hypotheses") == main_of("hypothesis")[:2]
    assert ("criterion", "criteria") == main_of("criterion", 'plural = "criteria"')[:2]
    assert "an outcome" == main_of("outcome")[2]


def test_the_built_in_codebook_stays_as_it_was() -> None:
    book = load_codebook()
    assert ["Protect", "Prosecute", "Prevent"] == [one.words for one in main_headings(book)]
    assert "partner" in [one.id for one in main_headings(book, {"partner"})]
    assert {"goal", "topic", "type"} == set(book.roles.values())
    assert lr.build_graph([], []).graph == {
        "codes": "protect;prosecute;prevent;partner",
        "one": "goal",
        "many": "goals",
    }


def test_init_with_a_codebook_that_is_not_sound_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(CORAL.replace('group = "method"', 'grup = "method"'))
    result = CliRunner().invoke(
        main, ["init", str(tmp_path / "new"), "--codebook", str(tmp_path / "bad.toml")]
    )
    assert 2 == result.exit_code
    assert "'grup'" in result.output
    assert not (tmp_path / "new").exists()
