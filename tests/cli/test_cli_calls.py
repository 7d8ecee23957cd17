"""What each command says and writes of a few made-up works, option by option."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review.outputs import writing as output
from litreview.stages.tagging import TagChange

A = "@article{Doe2001Tides, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, journal = {Sea}, year = {2001}}\n"
SAME = A.replace("Doe2001Tides", "Doe2001a")
B = "@book{Roe2010Frost, title = {Frost by day, a made-up book}, author = {Roe, Ann}, publisher = {Made Up}, year = {2010}, annotation = {Found much.}}\n"
SEALED = "@misc{I01, title = {Interview}, confidential = {true}}\n"
PREAMBLE = '@preamble{"x"}\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = tmp_path_factory.mktemp("calls")
    call = CliRunner().invoke
    call(main, ["init", f"{made}/rev"])
    (made / "rev/bib/example.bib").write_text(A + SAME + B)
    (made / "rev/notes/Farrell2010Where.md").unlink()
    (made / "rev/private").mkdir()
    (made / "rev/private/i.bib").write_text(SEALED)
    (made / "rev/decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n"
        "2026-01-02T00:00:00Z\tann\ttag\tDoe2001Tides\tprotect\n"
        "2026-01-02T00:00:00Z\tann\ttag\tRoe2010Frost\tprevent\n"
    )
    (made / "rev/decisions/ben.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-02T00:00:00Z\tben\tnot-tag\tRoe2010Frost\tprevent\n"
    )
    (made / "bib").mkdir()
    (made / "bib/a.bib").write_text(A)
    (made / "bib/b.bib").write_text(SAME + B + PREAMBLE)
    (made / "bad.bib").write_text("@book{b, title = {Never closed, year = 2000}\n")
    return made


@pytest.fixture
def run(place, monkeypatch, tmp_path):
    monkeypatch.chdir(place)

    def call(*words):
        done = CliRunner().invoke(main, [word.replace("OUT", str(tmp_path)) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return call


@pytest.mark.parametrize(
    ("words", "code", "parts", "never"),
    [
        (["convert", "bib", "-o", "OUT/o.bib"], 0, ["Wrote 3 records to", "1 preamble kept as a comment"], ["by the pattern"]),
        (["convert", "bib", "-o", "OUT/o.bib", "--live-preambles"], 0, ["Wrote 3 records to"], ["preamble kept"]),
        (["convert", "bib", "-o", "OUT/o.bib", "--keys", "auth.lower + year"], 0, ["3 keys by the pattern, 0 as before"], []),
        (["convert", "bib/a.bib", "-o", "OUT/o.bib", "--keys", "auth + year + 'Tides'"], 0, [], ["mended"]),
        (["convert", "rev", "-o", "OUT/o.bib"], 0, ["Wrote 4 records, 1 of them confidential and written by code to"], []),
        (["convert", "bad.bib", "-o", "OUT/o.bib"], 1, ["LR012"], []),
        (["check", "bib"], 0, ["3 records in 2 files: "], ["--sarif"]),
        (["check", "bad.bib"], 1, ["LR012  "], []),
        (["check", "bib", "-o", "OUT/p.txt"], 0, [" to "], ["3 records in"]),
        (["dedupe", "bib", "-o", "OUT/o.bib"], 0, ["3 records describe 2 sources: 1 duplicate merged, 0 pairs for a person to judge, 0 related pairs kept apart.\nWrote "], ["disputed"]),
        (["dedupe", "bib/a.bib", "--records", "OUT/r.csv", "--queue", "OUT/q.csv"], 0, ["1 record describes 1 source: 0 duplicates merged", "/r.csv, ", "/q.csv"], []),
        (["tag", "rev", "--table", "OUT/t.csv"], 0, ["3 sources: ", "protect 1", "; disputed by people: prevent 1"], ["protect 2"]),
        (["graph", "bib", "-o", "OUT/g.csv"], 0, ["2 sources, 0 citations between them, 0 uncertain citations, 0 cited works not in the library.\nWrote "], ["in the review", "of the net"]),
        (["graph", "bib", "-o", "OUT/g.graphml", "--citations", "OUT/c.csv", "--years", "OUT/y.csv", "--not-held", "OUT/n.bib", "--queue", "OUT/q.csv"], 0, ["/c.csv, ", "/n.bib, ", "/q.csv, ", "/y.csv"], []),
        (["graph", "bib", "-o", "OUT/g.txt", "--net", "authors", "--least", "2"], 0, [", with the links of the net whose weight is at least 2"], []),
        (["annotate", "bib", "-o", "OUT/a.md", "--code", "prevent"], 0, ["note: no source has the code 'prevent'"], []),
        (["annotate", "bib", "-o", "OUT/a.md", "--code", "protect"], 0, ["Wrote "], ["no source has the code"]),
        (["annotate", "bib", "-o", "OUT/a.md", "--require-annotations"], 1, ["Doe2001Tides"], []),
        (["annotate", "bib", "-o", "OUT/a.md", "--only", "annotated", "--require-annotations"], 0, ["Wrote "], ["Doe2001"]),
        (["annotate", "bib", "-o", "OUT/v", "--each"], 0, ["Wrote 2 files to "], ["note: "]),
        (["sheet", "tags", "rev", "-o", "OUT/s.xlsx"], 0, ["Wrote 2 rows to ", "1 confidential source is left out (--include"], []),
        (["sheet", "stance", "rev", "-o", "OUT/s.xlsx"], 0, ["there by code alone"], ["left out"]),
        (["sheet", "tags", "bib", "-o", "OUT/s.xlsx"], 0, ["Wrote 2 rows to "], ["confidential"]),
        (["assess", "rev", "-o", "OUT/a.csv"], 0, ["Counted here"], []),
        (["assess", "rev", "-o", "-"], 0, ["goal,stream"], ["Counted here"]),
        (["screening", "rev"], 0, ["0 of 2 works screened"], []),
        (["agree", "rev"], 0, ["Prevent: Roe2010Frost", "1 judgement stands alone", "--by NAME --reason"], ["No source was judged"]),
        (["agree", "bib"], 0, ["No source was judged by two people yet"], ["alone"]),
        (["verify", "bib", "-o", "OUT/v.csv"], 1, ["2 sources; no registry was asked"], []),
        (["codebook", "show"], 0, ["tvpa, version ", "\n  protect, prosecute, ", "--code protect"], ["any text"]),
        (["codebook", "show", "--all"], 0, ["tvpa, version ", "\n  protect ", "several with ;", "any text"], ["--code"]),
        (["codebook", "show", "--code", "protect"], 0, ["  protect              Protect\n"], ["prosecute"]),
        (["codebook", "show", "--code", "protct"], 2, ["no code or evidence field 'protct'; did you mean 'protect'?"], []),
        (["codebook", "show", "--toml"], 0, ['id = "protect"'], ["tvpa, version "]),
        (["codebook", "show", "-o", "OUT/c.qdc"], 0, [" of tvpa to "], []),
        (["codebook", "show", "-o", "OUT/c.QDC"], 0, ["Wrote "], []),
        (["codebook", "check", "tvpa"], 0, ["a sound codebook with "], ["no words to judge"]),
        (["codebook", "check", "tvpa", "--review", "rev"], 0, ["no words to judge"], []),
        (["codebook", "suggest-terms", "rev"], 0, ["no words to propose"], []),
        (["diff", "rev", "rev"], 0, ["Nothing differs."], []),
        (["run", "rev", "--check"], 0, ["The review holds"], []),
        (["help"], 0, ["Topics", "exit-codes"], []),
        (["help", "exit", "codes"], 0, [], ["no topic"]),
        (["help", "codebook", "check"], 0, ["codebook check [OPTIONS] FILE"], ["The command of this name"]),
        (["help", "screening"], 0, ["litreview screening"], []),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_a_call_says_what_it_did(run, words, code, parts, never):
    done = run(*words)
    assert [] == [part for part in parts if part not in done.output], done.output
    assert [] == [part for part in never if part in done.output], done.output
    assert code == done.exit_code, done.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["check", "bib"], {"files": 2, "records": 3}),
        (["dedupe", "bib", "-o", "OUT/o.bib"], {"records": 3, "sources": 2, "merged": 1, "queue": 0, "related": 0, "disputed": 0}),
        (["tag", "rev", "--table", "OUT/t.csv"], {"sources": 3, "disputed": {"prevent": 1}}),
        (["graph", "bib", "-o", "OUT/g.csv"], {"sources": 2, "citations": 0, "not_held": 0, "queue": 0}),
        (["verify", "bib"], {"sources": 2, "asked": []}),
        (["screening", "rev"], {"works": 2, "screened": 0, "left": 2, "needed": None}),
        (["diff", "rev", "rev"], {"same": True, "inputs": [], "outputs": []}),
        (["codebook", "suggest-terms", "rev"], {"terms": []}),
        (["run", "rev", "--check"], {"sound": True}),
        (["convert", "bib", "-o", "OUT/o.ris"], {"records": 3, "confidential": 0}),
        (["convert", "rev", "--only", "unscreened", "-o", "OUT/u.ris"], {"sources": 2, "status": "unscreened", "left_out": 1}),
        (["annotate", "bib", "-o", "OUT/o.md", "--style", "mla"], {"sources": 2, "style": "mla"}),
        (["evidence-map", "bib", "-o", "OUT/o.svg"], {"sources": 2}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_the_same_as_json_and_nothing_else_on_standard_output(run, words, expected):
    told = json.loads(run(*words, "--json").stdout)
    assert expected == {name: told[name] for name in expected}


def test_a_sarif_log_on_standard_output_is_alone_there(run):
    told = run("check", "bad.bib", "--sarif", "-")
    (log,) = json.loads(told.stdout)["runs"]
    assert "bad.bib" == log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert "LR012" in told.stderr


def test_standard_input_is_read_as_a_file(place, monkeypatch):
    monkeypatch.chdir(place)
    done = CliRunner().invoke(main, ["convert", "-", "-o", "-"], input=A)
    assert (0, True) == (done.exit_code, "Doe2001Tides" in done.stdout)


def test_what_follows_is_named_so_that_a_shell_takes_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return CliRunner().invoke(main, [*words]).output

    told = call("init", "my rev", "--interviews", "2")
    assert "bib/register.bib holds 2 interviews under codes drawn at random: fill in" in told
    assert told.endswith("then: litreview run 'my rev'\n")
    told = call("decide", "tag", "Farrell2010Where", "protect", "--by", "ann", "-C", "my rev")
    assert told.endswith("`litreview run 'my rev'` uses it\n")
    assert "by ann, in a new file" in told


@pytest.mark.parametrize("came", [True, False])
def test_a_run_tells_of_tags_that_changed_if_some_did(run, monkeypatch, came):
    changes = (TagChange(source="Doe2001Tides", code="protect", came=True),) * came
    done = SimpleNamespace(
        paths=[Path("rev/out/report.html")], folder=Path("rev/out"), problems=(), changes=changes
    )
    monkeypatch.setattr(output, "write_out", lambda _: done)
    told = run("run", "rev").output
    assert "Wrote 1 file to rev/out. Open first:\n  rev/out/report.html\n" in told
    whole = told.partition("     1  ")[2].count("\n        ")  # the lines of a dispute, which is shown whole
    assert len(told.splitlines()) - whole <= 24
    assert max(map(len, told.splitlines())) <= 80
    assert came == ("since the last run: protect +1 -0" in " ".join(told.split()))
