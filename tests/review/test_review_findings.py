"""What findings say beside their sources, in a whole review: quotes printed, words of interviewees sealed, confidence where it applies. All is made up."""

import csv
import io
import re
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from planted.whole import whole

from litreview.cli import main
from litreview.review import init_review, open_review

FINDINGS = """[[finding]]
id = "F1"
statement = "Nobody <i>asked</i>."
goal = "protect"
stance = "contradicts"
supports = [{key = "Talks2020", where = "p. 3", quote = "Not one <b>was</b> asked."}]
qualifies = [{key = "Talks2020", quote = "zz nowhere in the abstract"}]

[finding.cerqual]
level = "low"
methodological_limitations = "no"
coherence = "no"
adequacy = {concern = "serious", reason = "one <em>study</em>"}
relevance = {concern = "moderate", reason = "one city"}

[[finding]]
id = "F2"
statement = "People of the police say so, too."
goal = "protect"
supports = [
  {key = "I01", where = "zzhid dock", quote = "nobody asked US"},
  {key = "I02", where = "zzhid dock", quote = "zzhid words"},
  {key = "I03", quote = "zzhid words"},
]
qualifies = ["Talks2020"]
strength = "weak"
strength_reason = "three voices"

[finding.cerqual]
level = "high"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rev = tmp_path / "rev"
    for name in ("bib", "private", "decisions"):
        (rev / name).mkdir(parents=True)
    (rev / "litreview.toml").write_text('title = "Made up"\n')
    (rev / "bib/register.bib").write_text(
        "".join(
            f"@misc{{{code}, entrysubtype = {{interview}}, consent = {{{consent}}}}}\n"
            for code, consent in (("I01", "quote"), ("I02", "quote"), ("I03", "group only"))
        )
    )
    (rev / "bib/a.bib").write_text(
        "@article{Talks2020, title = {Made up}, author = {Doe, Di}, year = 2020, abstract = {Not one was asked. Invented for this.}}\n"
    )
    (rev / "private/quotes.tsv").write_text(
        "code\tspan\tconsent\tquote\nI01\tpara 2\tquote\tNobody asked us.\n"
    )
    (rev / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
        "2026-01-01T00:00:00Z\tann\tset\tTalks2020\tdesign=ethnography\t\t\t\t\n"
    )
    (rev / "findings.toml").write_text(FINDINGS)
    return rev


def run(*words: object) -> str:
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def everything(out: Path) -> str:
    return "\n".join(
        path.read_text(errors="replace") for path in sorted(out.rglob("*.*")) if path.suffix != ".docx"
    )


@pytest.mark.exhaustive
def test_quotes_and_confidence_are_in_the_report_as_typed(folder):
    run("run", folder)
    page = (folder / "out/report.html").read_text()
    assert '<blockquote class="quote">“Not one &lt;b&gt;was&lt;/b&gt; asked.” (p. 3)</blockquote>' in page
    assert "<b>Confidence: low</b> (GRADE-CERQual)" in page
    assert "<li>adequacy: serious concerns (one &lt;em&gt;study&lt;/em&gt;)</li>" in page
    assert "<b>Strength: weak</b> (three voices)" in page
    assert 1 == page.count("GRADE-CERQual)</p>") == page.count("Confidence: ")


@pytest.mark.exhaustive
def test_the_words_of_interviewees_are_nowhere_but_as_their_table_has_them(folder):
    said = run("run", folder) + run("check", folder, "--all") + run("annotate", folder, "-o", "-")
    shown = everything(folder / "out")
    assert '<blockquote class="quote">“Nobody asked us.” (para 2)</blockquote>' in shown
    assert "zzhid" not in said + shown + whole(open_review(folder).findings)
    found = [p for p in open_review(folder).problems if p.code == "LR541"]
    assert [("I02", 22, "warning"), ("I03", 23, "warning")] == [(p.key, p.where.line, p.level) for p in found]


def test_a_copy_without_private_prints_no_quote_and_says_why(folder):
    (folder / "private/quotes.tsv").unlink()
    found = [p for p in open_review(folder).problems if p.code == "LR541"]
    assert [("I01", "info"), ("I02", "info"), ("I03", "info")] == [(p.key, p.level) for p in found]


def test_what_could_not_be_compared_or_does_not_apply_is_a_problem(folder):
    said = {
        (p.code, p.where.line, p.level) for p in open_review(folder).problems if "LR541" <= p.code <= "LR543"
    }
    sealed = [("LR541", 22, "warning"), ("LR541", 23, "warning")]
    assert {*sealed, ("LR542", 6, "warning"), ("LR543", 16, "warning")} == said
    (folder / "decisions/ann.tsv").unlink()
    assert [1, 16] == [p.where.line for p in open_review(folder).problems if p.code == "LR543"]
    assert "Cerqual(" not in whole(open_review(folder).findings.findings)


def test_the_bibliography_by_finding_has_the_passages(folder):
    shown = run("annotate", folder, "-o", "-", "--group-by", "finding")
    assert "F1, supports: “Not one" in shown
    assert "F1, supports:" not in run("annotate", folder, "-o", "-")
    assert "F1, supports:" in run("annotate", folder, "-o", "-", "--for", "team")


@pytest.mark.exhaustive
def test_the_table_and_the_graph_of_findings(folder):
    run("run", folder)
    rows = list(csv.DictReader(io.StringIO((folder / "out/tables/findings.csv").read_text())))
    assert [
        ("F1", "supports", "Talks2020", "p. 3", "Not one <b>was</b> asked."),
        ("F1", "qualifies", "Talks2020", "", "zz nowhere in the abstract"),
        ("F2", "supports", "I01", "para 2", "Nobody asked us."),
        ("F2", "supports", "I02", "", ""),
        ("F2", "supports", "(interview)", "", ""),
        ("F2", "qualifies", "Talks2020", "", ""),
    ] == [(row["id"], row["side"], row["key"], row["where"], row["quote"]) for row in rows]
    assert [("low", ""), ("", "weak")] == [(row["cerqual"], row["strength"]) for row in (rows[0], rows[-1])]
    run("graph", folder, "-o", folder / "net.graphml", "--net", "findings")
    net = nx.read_graphml(folder / "net.graphml")
    assert {"finding:F1", "finding:F2", "Talks2020", "I01", "I02", "interviews:F2:supports"} == set(net)
    assert ("unscreened", "1 interview") == (
        net.nodes["Talks2020"]["status"],
        net.nodes["interviews:F2:supports"]["label"],
    )


@pytest.mark.exhaustive
def test_a_source_of_the_citation_graph_says_which_findings_it_is_in(folder):
    run("run", folder)
    nodes = nx.read_graphml(folder / "out/graph/graph.graphml").nodes
    assert {"Talks2020", "I01", "I02", "I03"} == set(nodes)
    assert ["F1: supports; F1: qualifies; F2: qualifies", "F2: supports", ""] == [
        nodes[key]["findings"] for key in ("Talks2020", "I01", "I03")
    ]


@pytest.mark.parametrize("ending", ["html", "svg"])
def test_there_is_no_picture_of_the_graph_of_findings(folder, ending):
    said = run("graph", folder, "-o", folder / f"net.{ending}", "--net", "findings")
    assert "no such picture of the net 'findings'; write .graphml, .dot or .csv" in said


def test_a_new_review_has_a_findings_file_to_write_from(tmp_path):
    init_review(tmp_path / "new")
    place = tmp_path / "new/findings.toml"
    review = open_review(tmp_path / "new")
    assert ((), (), []) == (
        review.findings.findings,
        review.findings.recommendations,
        [p for p in review.problems if p.where.file == "findings.toml"],
    )
    place.write_text("".join(line.removeprefix("# ") for line in place.read_text().splitlines(keepends=True)))
    found = open_review(tmp_path / "new")
    (one,) = found.findings.findings
    assert ("F1", ("Farrell2010Where",), "moderate") == (one.id, one.supports, one.strength)
    assert [one] == list(found.findings.bases(found.findings.recommendations[0]))
    assert {"LR543", "LR537"} == {p.code for p in found.problems if p.where.file == "findings.toml"}


@pytest.mark.exhaustive
def test_an_open_statement_is_printed_as_open_and_never_as_a_finding(folder):
    (folder / "findings.toml").write_text(
        '[[finding]]\nid = "F1"\nstatement = "Made-up raids find few."\nstate = "open"\nrecommendations = ["R1"]\n'
        '[[recommendation]]\nid = "R1"\nstatement = "Ask."\nfindings = ["F1"]\n'
    )
    said = run("run", folder)
    assert not any(code in said for code in ("LR508", "LR538", "LR539"))
    out = folder / "out"
    page = (out / "report.html").read_text(encoding="utf-8")
    assert '<a href="#open">Open statements</a>' in page
    assert 'href="#findings"' not in page
    card = re.sub(r"<[^>]*>|\s+", " ", page[page.index('id="finding-F1"') : page.index('id="rec-R1"')])
    assert "Open: still to be examined" in card
    assert "Supported by" not in card
    recommended = re.sub(r"<[^>]*>|\s+", " ", page[page.index('id="rec-R1"') :])
    assert re.search(r"Waits for +F1 *, which is still to be examined", recommended)
    assert "Rests on" not in recommended.split("still to be examined")[0]
    assert "1 statement is still to be examined and is no finding yet." in re.sub(r"\s+", " ", page)
    with (out / "tables/findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["kind"], row["id"], row["key"]) for row in csv.DictReader(stream)]
    assert [("open statement", "F1", ""), ("recommendation", "R1", "F1")] == rows
    kinds = dict(open_review(folder).finding_graph.nodes(data="kind"))
    assert "finding" not in kinds.values()
    assert "open statement" == kinds["finding:F1"]
    held = run("run", folder, "--check")
    assert "0 findings, 1 open statement, 1 recommendation: nothing to check" in held
    assert "The review holds." in held
