"""Names of files that are no text, and streams that know few letters: every command prints, every output is UTF-8."""

import itertools
import json
import os
import sys

import pytest
from click.testing import CliRunner
from safety_commands import CASES

import litreview as lr
from litreview.cli import main
from litreview.core import files

WHO = "Дое, Jane and 李, 明"
ENTRY = "@article{{{key}, title = {{Raids — “漢”}}, author = {{{who}}}, year = {{2001}}}}\n"
NO_TEXT = os.fsdecode(b"caf\xe9")
only_where_names_are_bytes = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text")


@pytest.fixture
def review(tmp_path):
    """A review in which every file that a person names has a name that is no UTF-8, and something to be told about."""
    folder = tmp_path / "review"
    for name in ("bib", "notes", "decisions", "manuscript", "references"):
        (folder / name).mkdir(parents=True)
    broken = "@article{k2, title = {漢\n"
    (folder / "bib" / f"{NO_TEXT}.bib").write_text(ENTRY.format(key="Doe2001", who=WHO) + broken, "utf-8")
    (folder / "bib" / f"{NO_TEXT}2.bib").write_text(ENTRY.format(key="Roe2001", who=WHO), "utf-8")
    (folder / "notes" / f"{NO_TEXT}.md").write_text("A note on no work.\n")
    (folder / "manuscript" / f"{NO_TEXT}.md").write_text("# One\n\nAs [@Doe2001] and [@nobody] say.\n")
    (folder / "references" / f"{NO_TEXT}.txt").write_text("Roe, J. 2001. What was counted.\n")
    (folder / "decisions" / f"{NO_TEXT}.tsv").write_text("when\tby\tverb\tkey\n2001\tann\ttagg\tDoe2001\n")
    (folder / "litreview.toml").write_text('title = "漢"\nsources = ["bib"]\n', "utf-8")
    return folder


def call(words, charset):
    result = CliRunner(charset=charset).invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {0, 1, 2}
    return result


@pytest.mark.exhaustive(quick=10)
@only_where_names_are_bytes
# all commands print in one way; each stream comes with a third of them
@pytest.mark.parametrize(
    ("command", "charset"),
    [
        *zip(
            (name for name in CASES if name != "run"),
            itertools.cycle(["utf-8", "cp1252", "ascii"]),
            strict=False,
        )
    ],
)
def test_every_command_prints(review, tmp_path, monkeypatch, charset, command):
    monkeypatch.chdir(review)
    call([word.format(out=tmp_path) for word in CASES[command]], charset)


@pytest.mark.exhaustive
@only_where_names_are_bytes
def test_every_output_is_utf_8(review):
    call(["run", str(review)], "cp1252")
    texts = [path for path in (review / "out").rglob("*.*") if path.suffix != ".docx"]
    assert len(texts) > 15
    for path in texts:
        path.read_bytes().decode("utf-8")
    assert "caf\\xe9.bib" in (review / "out/tables/problems.csv").read_text("utf-8")


@only_where_names_are_bytes
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "ascii"])
def test_json_is_json(review, charset):
    result = call(["check", "--json", str(review)], charset)
    said = json.loads(result.stdout)["problems"]
    assert {f"{room}/caf\\xe9.{ending}" for room, ending in [("bib", "bib"), ("decisions", "tsv")]} <= {
        problem["file"] for problem in said
    }
    # a note that is like no key is not named: it may be called after a person
    assert not any("caf" in problem["file"] for problem in said if problem["file"].startswith("notes"))


@only_where_names_are_bytes
def test_each_word_of_the_command_line(review, tmp_path):
    """What a terminal hands over may be no text either."""
    for words in (
        ["check", NO_TEXT],
        [NO_TEXT],
        ["annotate", str(review), "-o", str(tmp_path / f"{NO_TEXT}.md"), "--title", NO_TEXT],
        ["annotate", str(review), "-o", "-", "--style", NO_TEXT],
        ["tag", str(review), "-o", "-", "--codebook", NO_TEXT],
        ["init", str(tmp_path / f"new-{NO_TEXT}"), "--title", NO_TEXT],
        ["decide", "tag", NO_TEXT, NO_TEXT, "--by", NO_TEXT, "-C", str(review)],
        ["decide", "tag", "Doe2001", "protect", "--by", "ann", "--reason", NO_TEXT, "-C", str(review)],
    ):
        call(words, "cp1252")
    assert "caf\\udce9" in (review / "decisions/ann.tsv").read_bytes().decode("utf-8")


@only_where_names_are_bytes
def test_records_are_named_and_found_again(review):
    library = lr.read(review / "bib")
    assert "caf\\xe9.bib:Doe2001" in {record.id for record in library}
    assert all(name.encode() for name in library.files)


def test_names_of_text_stay():
    assert "bib/café 漢.bib" == files.name_of("bib/café 漢.bib")
