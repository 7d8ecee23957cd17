"""Control characters of a source command no terminal and make no file binary to git: not in a key, a table, a name of a file or a decision."""

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core import files
from litreview.core.model import Decision
from litreview.formats import read_text, tables
from litreview.formats.references import parse_list
from litreview.judgements import decisions
from litreview.judgements.decisions.decision_files import dumps

HARM = "\x00\x1b[31m\x07\x9b\u202e"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")
OF_TERMINALS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CITED = f"Roe, A. (1999). Ports {HARM} of call in summer. Journal of {HARM} Tests, 4(1), 5-9."
FILES = {
    "a.bib": f"@article{{k{HARM}1, title = {{Raids and services}}, author = {{Doe, J}}, year = 2001, references = {{{CITED}}}}}\n",
    "b.json": json.dumps([
        {"id": f"k{HARM}2", "type": "article-journal", "title": "Other words", "author": [{"family": "Poe", "given": "B"}], "references": CITED},
    ]),
    "c.ris": f"TY  - JOUR\nID  - k{HARM}3\nTI  - Words of tides\nAU  - Moe, C\nPY  - 2004\nER  - \n",
    "d.csv": f'id,title,author,year\nk{HARM}4,Words of quays,"Zoe, D",2005\n',
    "e.enw": f"%0 Journal Article\n%A Noe, E\n%T Words of piers\n%D 2006\n%F k{HARM}5\n",
}  # fmt: skip


@pytest.fixture
def review(tmp_path, monkeypatch):
    place = tmp_path / "rev"
    (place / "bib").mkdir(parents=True)
    (place / "references").mkdir()
    (place / "litreview.toml").write_text('title = "Made up"\n')
    for name, text in FILES.items():
        (place / "bib" / name).write_text(text, encoding="utf-8")
    (place / "bib/f.bib").write_text("@book{k6, title = {Words of bays}, author = {Foe, F}, year = 2007}\n")
    (place / "references/k6.txt").write_text(f"{CITED}\nMoe, B. (1996). Quays. doi:10.1000/q{HARM}7\n")
    monkeypatch.chdir(tmp_path)
    return place


@pytest.mark.parametrize("name", FILES)
def test_a_key_has_no_control_character_and_keeps_its_letters(name):
    (record,) = read_text(FILES[name], name).records
    number = " abcde".index(name[0])
    # NUL may become a sign of its own where a file is decoded
    assert re.fullmatch(rf"k\ufffd?(?:\[31m)?{number}", record.key)
    assert not CONTROLS.search(record.key + record.id)


def test_a_key_of_control_characters_alone_is_none():
    (record,) = read_text(
        json.dumps([{"id": "\x1b\x07", "type": "book", "title": "Tides"}]), "a.json"
    ).records
    assert "Tides" == record.key


def test_what_is_cited_is_read_without_them():
    record = read_text(FILES["a.bib"], "a.bib").records[0]
    (cited,) = parse_list(CITED.replace("\x00", ""), record)
    assert "Roe, A. (1999). Ports [31m of call in summer. Journal of [31m Tests, 4(1), 5-9." == cited.text
    (held,) = lr.dedupe(read_text(FILES["a.bib"], "a.bib")).sources
    assert not CONTROLS.search(
        "".join(one.text for work in lr.link([held]).not_held for one in work.references)
    )


@pytest.mark.exhaustive
def test_no_output_of_a_review_holds_one(review):
    result = CliRunner().invoke(main, ["run", "rev"])
    assert result.exit_code in (0, 1), result.output
    rows = list(csv.DictReader((review / "out/tables/not-held.csv").read_text(encoding="utf-8").splitlines()))
    assert {"Roe1999Ports", "Moe1996Quays"} == {row["key"] for row in rows}
    written = [
        path for path in (review / "out").rglob("*.*") if path.suffix not in (".docx", ".html", ".svg")
    ]
    assert {"citations.csv", "not-held.bib", "not-held.csv", "library.ris"} < {path.name for path in written}
    assert [] == [path.name for path in written if OF_TERMINALS.search(path.read_text(encoding="utf-8"))]
    tabled = [path for path in written if path.name in {"citations.csv", "not-held.csv", "not-held.bib"}]
    assert [] == [path.name for path in tabled if CONTROLS.search(path.read_text(encoding="utf-8"))]


def test_a_decision_is_text_whatever_it_is_about(review):
    key = lr.open_review(review).sources[0].key
    lr.append_decisions(
        review,
        Decision(
            when="", by="ann", verb="tag", key=key, value="protect", reason=f"so {HARM} it is", shown="yes"
        ),
    )
    text = (review / "decisions/ann.tsv").read_bytes().decode()
    assert not CONTROLS.search(text)
    assert "so [31m it is" in text
    line = Decision(when="2026-01-31T09:30:00Z", by="ann", verb="same", key=f"a{HARM}", value=f"ref:b{HARM}c")
    (found,), problems = decisions.parse(dumps([line]))
    assert ("a[31m", "ref:b[31mc", ()) == (found.key, found.value, problems)


def test_a_cell_of_a_table_shows_them_as_question_marks():
    assert b'"a\n?b\tc"\n?\n' == tables.csv_table(["a\n\x1bb\tc"], [["\x00"]])


def test_a_file_is_named_without_them():
    assert r"bib/a\x1b\x0ab.bib" == files.name_of(Path("bib/a\x1b\nb.bib"))
