"""Retractions, concerns and corrections that a received record names itself are printed, with the citation of the notice. All is made up."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main

CITED = "Lancet. 2010 Feb 6;375(9713):445. PMID: 90000008"
NBIB = f"""
PMID- 90000007
OWN - NLM
STAT- MEDLINE
DP  - 1998 Feb 28
TI  - A made-up study of quays.
FAU - Quillfeather, Mira
PT  - Journal Article
JT  - Journal of Invented Harbors
{{tag}} - {CITED}

"""
XML = f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000007</PMID><Article><Journal><Title>Journal of Invented Harbors</Title>
<JournalIssue><PubDate><Year>1998</Year></PubDate></JournalIssue></Journal><ArticleTitle>A made-up study of quays.</ArticleTitle></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="{{tag}}"><RefSource>{CITED.partition(" PMID")[0]}</RefSource><PMID>90000008</PMID>
</CommentsCorrections></CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(command, name, text):
        Path(name).write_text(text, encoding="utf-8")
        result = CliRunner().invoke(main, [command, name])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return [line for line in result.output.split("\n") if "LR753 warning: " in line]

    return call


@pytest.mark.parametrize(
    ("file", "form", "tag", "says"),
    [
        ("a.nbib", NBIB, "RIN", "retracted"), ("a.nbib", NBIB, "ECI", "a concern was expressed"), ("a.nbib", NBIB, "EIN", "corrected"),
        ("a.nbib", NBIB, "PRIN", "corrected"), ("a.xml", XML, "RetractionIn", "retracted"), ("a.xml", XML, "ErratumIn", "corrected"),
        ("a.xml", XML, "ExpressionOfConcernIn", "a concern was expressed"),
    ],
)  # fmt: skip
def test_a_notice_in_an_export_of_pubmed_is_printed_with_its_citation(run, file, form, tag, says):
    (line,) = run("verify", file, form.replace("{tag} -", f"{tag:4}-").replace("{tag}", tag))
    assert f"{says}, says the entry: {CITED}" in line
    # what was corrected is no problem of the entry
    assert (says != "corrected") == bool(
        run("check", file, form.replace("{tag} -", f"{tag:4}-").replace("{tag}", tag))
    )


@pytest.mark.parametrize("tag", ["CIN", "CON", "UIN"])
def test_a_comment_is_no_notice(run, tag):
    assert [] == run("verify", "a.nbib", NBIB.replace("{tag} -", f"{tag:4}-"))


def crossref(**notice):
    work = {
        "DOI": "10.5555/quay.1", "type": "journal-article", "title": ["A made-up study of quays"], "author": [{"family": "Pell", "given": "Oswin"}],
        "container-title": ["Journal of Invented Harbors"], "issued": {"date-parts": [[2015]]},
    }  # fmt: skip
    of = {
        **work,
        "DOI": "10.5555/notice.1",
        "title": ["Retraction: A made-up study of quays"],
        "author": [],
        **notice,
    }
    return json.dumps({"message": {"items": [work, of]}})


def test_a_notice_that_is_a_record_here_is_said_of_the_work_it_is_on(run):
    update = {"DOI": "10.5555/quay.1", "type": "retraction", "label": "Retraction"}
    (line,) = run("verify", "a.json", crossref(**{"update-to": [update]}))
    assert "retracted, says a.json:1" in line or "retracted, says a.json:2" in line
    assert "doi:10.5555/notice.1" in line


def test_a_notice_on_a_work_that_is_not_here_is_said_of_none(run):
    update = {"DOI": "10.5555/else.1", "type": "retraction", "label": "Retraction"}
    assert [] == run("verify", "a.json", crossref(**{"update-to": [update]}))


def test_json_and_bibtex_have_the_field(run):
    item = {"id": "k", "type": "article-journal", "title": "A made-up study", "retraction-in": CITED}
    (line,) = run("verify", "a.json", json.dumps([item]))
    assert f"retracted, says the entry: {CITED}" in line
    (line,) = run(
        "verify",
        "a.bib",
        f"@article{{k, title = {{A made-up study}}, year = 2001, retraction-in = {{{CITED}}}}}\n",
    )
    assert f"retracted, says the entry: {CITED}" in line
