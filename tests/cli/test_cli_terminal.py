"""What stands in a file, a name or a decision never commands the terminal, whichever command shows it."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from litreview.cli import common, main
from litreview.cli.command_table import COMMANDS
from litreview.cli.terminal import QUIET, ROOM, VERBOSE, echo, tame_error, wrap_line

BIDI = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x08\x7f\x9b31m\x9d0;x\x9c\r" + BIDI
COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
NAME = "\x1b]0;a\x07\u202eb"  # of a file

BOOK = f"""[codebook]
name = "sleep"

[[code]]
id = "light"
group = "theme"
label = "Light {BIDI}\\u001b[2J\\u009b2J"
definition = "On light. {BIDI}\\u001b[2J"

[[code.terms]]
weight = 2
match = ["blue light"]

[[evidence]]
id = "design"
label = "Design \\u001b[2J"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["init", "rev"])
    items = [
        {
            "id": f"k{HOSTILE}{n}",
            "type": "article-journal",
            "title": f"Blue light {HOSTILE} in a made-up town at night",
            "DOI": f"10.1/{HOSTILE}",
            "author": [{"family": f"Doe{HOSTILE}", "given": f"J{n}"}],
            "container-title": f"Journal {HOSTILE}",
            "issued": {"date-parts": [[2000]]},
            "ISSN": f"1234-{HOSTILE}",
            "page": f"1-{n}",
            "abstract": f"Blue light {HOSTILE}",
        }
        for n in range(3)
    ]
    (tmp_path / "rev/bib/a.json").write_text(json.dumps(items))
    (tmp_path / f"rev/bib/{NAME}.bib").write_text(
        "@article{a, title = {no end\n@article{b\x1b[2J, title = {B}}\n"
    )
    (tmp_path / "rev/bib/b.ris").write_text(
        f"TY  - JOUR\nID  - x{HOSTILE}\nTI  - Blue {HOSTILE}\nZZ{HOSTILE} - \nER  - \n"
    )
    (tmp_path / "rev/litreview.toml").write_text(
        f'title = "A {BIDI}\\u001b]0;t\\u0007 [/b] [link=x]"\ncodebook = "own.toml"\n"odd\\u001b[2J" = 1\n'
        'sources = ["bib/a.json"]\n'
    )
    (tmp_path / "rev/own.toml").write_text(BOOK)
    (tmp_path / f"rev/notes/{NAME}.md").write_text(f"Note {HOSTILE}")
    rows = [
        f"2026-01-01T00:00:00Z\t{who}\t{verb}\tx\tlight\t{HOSTILE}\t{HOSTILE}".replace("\r", "")
        for who, verb in (("ann", "tag"), ("ben", "not-tag"))
    ]
    rows.append(f"2026-01-01T00:00:00Z\tann\tta{HOSTILE}g\tk{HOSTILE}\tlight".replace("\r", ""))
    (tmp_path / "rev/decisions/ann.tsv").write_text("\n".join(rows) + "\n")
    return tmp_path


CALLS = [
    ["check", "rev", "--all"],
    ["check", "rev", "--json"],
    ["check", "rev", "--style", "bluebook"],
    ["check", "rev", "--sarif", f"c{NAME}.sarif"],
    ["check", "rev", "--sarif", "-"],
    ["check", "rev/bib"],
    ["check", f"rev/bib/{NAME}.bib"],
    ["check", f"none{NAME}.bib"],
    ["check", "--explain", f"LR{HOSTILE}"],
    ["convert", "rev", "-o", "x.bib"],
    ["convert", "rev", "-o", f"x.{HOSTILE}"],
    ["convert", "rev", "-o", "x.bib", "--keys", "auth + title"],
    ["convert", "rev", "-o", "x.bib", "--keys", HOSTILE],
    ["zotero", HOSTILE],
    ["zotero", "Ports", "-o", f"z{NAME}.txt"],
    ["references", f"rev/bib/{NAME}.bib", "-o", "x.bib"],
    ["references", f"rev/notes/{NAME}.md", "-o", f"r{NAME}.csv", "--json"],
    ["references", f"none{NAME}.txt", "-o", "x.bib"],
    ["dedupe", "rev", "-o", "x.bib"],
    ["dedupe", "rev", "--review", "--by", "ann"],
    ["dedupe", "rev/bib", "--large", "-o", "x.bib", "--work", f"w{NAME}"],
    ["dedupe", "rev/bib", "--large", "-o", f"no{NAME}"],
    ["dedupe", "rev", "--queue", f"q{NAME}.csv", "--json"],
    ["tag", "rev", "--table", f"t{NAME}.csv", "--explain"],
    ["tag", "rev", "--review", "--by", "ann"],
    ["tag", "rev", "--codebook", f"none{NAME}.toml", "-o", "x.bib"],
    ["graph", "rev", "-o", "x.csv"],
    ["graph", "rev", "-o", "x.csv", "--net", HOSTILE],
    ["annotate", "rev", "-o", "x.md", "--style", f"no{HOSTILE}"],
    ["annotate", "rev", "-o", "x.md", "--code", HOSTILE],
    ["annotate", "rev", "-o", f"vault{NAME}", "--each"],
    ["evidence-map", "rev", "-o", f"m{NAME}.csv"],
    ["sheet", "tags", "rev", "-o", f"s{NAME}.xlsx"],
    ["decide", "tag", f"k{HOSTILE}0", "light", "--by", "cleo", "-C", "rev"],
    ["decide", "tag", "a", HOSTILE, "--by", "ann", "-C", "rev"],
    ["decide", f"ta{HOSTILE}g", "a", "light", "--by", "ann", "-C", "rev"],
    ["decide", "tag", f"none{HOSTILE}", "light", "--by", "ann", "-C", "rev"],
    ["decide", "tag", "a", "light", "--by", HOSTILE, "-C", "rev"],
    ["decide", "--from", f"none{NAME}.xlsx", "--by", "ann", "-C", "rev"],
    ["agree", "rev"],
    ["agree", "rev", "--json"],
    ["assess", "rev", "--filter", f"year{HOSTILE}=1"],
    ["assess", f"none{NAME}"],
    ["screening", "rev"],
    ["screening", f"none{NAME}"],
    ["review", f"none{NAME}", "--by", "ann"],
    ["review", "rev", "--by", f"../{HOSTILE}"],
    ["codebook", "suggest-terms", "rev"],
    ["codebook", "check", "rev/own.toml", "--review", "rev"],
    ["diff", "rev", f"none{NAME}"],
    ["diff", f"none{HOSTILE}", "HEAD", "-C", "rev"],
    ["trace", "Doe2001", "rev"],
    ["stress", "rev"],
    ["packet", "rev", "--open", HOSTILE, "-o", "rev/private/out/x.json"],
    ["check-packet", f"none{NAME}"],
    ["texts", "rev"],
    ["texts", f"none{NAME}"],
    ["find", f"raids {HOSTILE}", "rev"],
    ["citecheck", "rev/bib/a.bib", "rev", "--all"],
    ["citecheck", f"none{NAME}.md"],
    ["verify", "rev", "--all"],
    ["verify", "rev", "--json"],
    ["verify", "rev", "-o", f"v{NAME}.csv", "--sarif", f"v{NAME}.sarif"],
    ["withdraw", f"I99{HOSTILE}", "-C", "rev", "--yes"],
    ["rehearse", "rev", "--known", f"none{HOSTILE}"],
    ["destroy", "-C", "rev"],
    ["destroy", "-C", f"none{HOSTILE}"],
    ["enrich", "rev", "--dry-run", "--by-title"],
    ["enrich", "rev", "--dry-run", "--by-title", "--json"],
    ["enrich", "rev", "--provider", HOSTILE],
    ["enrich", f"none{NAME}", "--what", HOSTILE],
    ["codebook", "show", "rev/own.toml"],
    ["codebook", "show", "rev/own.toml", "--toml"],
    ["codebook", "check", f"none{NAME}.toml"],
    ["init", f"new{NAME}"],
    ["run", "rev"],
    ["run", f"none{NAME}"],
    ["help", "decisions"],
    ["help", HOSTILE],
    ["completion", "fish"],
    ["completion", HOSTILE],
    [f"run{HOSTILE}"],
    ["run", f"--{HOSTILE}"],
    [f"--{HOSTILE}"],
]


@pytest.mark.parametrize("words", CALLS, ids=lambda words: words[0][:9].strip("\x1b"))
@pytest.mark.exhaustive(quick=25)
def test_nothing_commands_the_terminal(folder, words):
    result = CliRunner().invoke(main, words, input="?yyynsq")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert [] == COMMANDING.findall(result.output), result.output


def test_every_command_is_tried():
    assert {*COMMANDS} == {words[0] for words in CALLS} & {*COMMANDS}


def test_json_is_escaped_and_reads_back_as_it_was(folder):
    result = CliRunner().invoke(main, ["check", "rev", "--json"])
    assert any(
        "\x1b" in problem["key"] or "\x1b" in problem["file"]
        for problem in json.loads(result.output)["problems"]
    )


def test_data_is_exact_in_a_pipe_and_tame_in_a_terminal(folder):
    """A terminal is made of a pair of files of which the program holds one."""
    pty = pytest.importorskip("pty")
    import os

    (folder / "c.toml").write_text(BOOK)
    words = [sys.executable, "-P", "-m", "litreview", "codebook", "show", "c.toml", "--all"]
    master, slave = pty.openpty()
    running = subprocess.Popen(words, stdout=slave, stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    assert 0 == running.wait()
    assert "Light" in shown.decode()
    assert [] == COMMANDING.findall(shown.decode().replace("\r\n", "\n"))


def test_nothing_prints_past_the_one_place():
    """ruff forbids `click.echo`; a console of rich would be another way."""
    room = Path(main.callback.__code__.co_filename).parent
    for path in room.glob("*.py"):
        text = path.read_text()
        assert path.name == "terminal.py" or not re.search(
            r"\bConsole\(|click\.(?:echo|secho|prompt|confirm)\b|sys\.stdout\.(?:write|buffer)", text
        ), path


def test_an_error_of_click_keeps_its_kind():
    error = tame_error(click.UsageError("a\x1bb"))
    assert isinstance(error, click.UsageError)
    assert "a\ufffdb" == error.format_message()


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["no-such-command"], 2)])
def test_a_process_ends_without_looking_for_cycles(words, code):
    """What was printed arrives, what is registered with `atexit` is called, and a value in a cycle is not searched for."""
    program = (
        "import atexit, gc; from litreview.cli import main\n"
        "class Value: __del__ = lambda self: print('freed')\n"
        "value = Value(); value.own = value; del value; gc.disable()\n"
        "atexit.register(lambda: print(gc.collect(), 'at exit')); main()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert (code, True, False) == (done.returncode, "at exit" in done.stdout, "freed" in done.stdout)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_line_is_wrapped_between_words_and_a_command_stays_whole(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    line = "  a.bib:3: LR016 warning: the field 'title' has no value; give it one, or remove it"
    wrapped = wrap_line(line).split("\n")
    assert line.split() == " ".join(wrapped).split()
    assert wrapped[0].startswith("  a.bib:3:")
    assert all(len(one) <= columns or len(one.split()) == 1 for one in wrapped)
    command = "    litreview decide --ask duplicates --by reviewer-a -C my-review"
    assert command == wrap_line(command)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "volume", "shown"),
    [(Terminal, "", 3), (Terminal, VERBOSE, 9), (Terminal, QUIET, 3), (io.StringIO, "", 9)],
)
def test_a_report_has_its_room_in_a_terminal_and_is_whole_in_a_pipe(monkeypatch, stream, volume, shown):
    monkeypatch.setattr(sys, "stdout", stream())
    with click.Context(main, info_name="litreview") as context:
        context.meta[ROOM] = 3
        context.meta[volume] = True
        for number in range(9):
            echo(f"line {number}")
    assert [f"line {number}" for number in range(shown)] == sys.stdout.getvalue().splitlines()
    assert context.meta[ROOM] in (3, 3 - 9)  # what is left out is counted


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ("80", ["stage    not about tides  left", "harbors                3     4"]),
        (
            "20",
            ["          not", "        about", "stage   tides left", "harbors     3    4"],
        ),
        ("16", ["harbors: not", "  about tides 3,", "  left 4"]),
    ],
)
def test_columns_that_do_not_fit_have_a_header_of_several_lines(monkeypatch, columns, shown):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", Terminal())
    common.print_columns([("stage", "not about tides", "left"), ("harbors", "3", "4")], right=(1, 2))
    assert shown == sys.stdout.getvalue().splitlines()


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_check_fits_a_terminal_whatever_it_finds(monkeypatch, tmp_path, columns):
    fields = (
        "note = {}",
        "year = {205O}",
        "doi = {10.1}",
        "pages = {9--1}",
        "issn = {1}",
        "title = {ALL CAPITALS OF A MADE-UP TIDE}",
    )
    entries = (
        f"@article{{k{n}{at}, author = {{Roe, Ann {n}}}, {field}}}"
        for at, field in enumerate(fields)
        for n in range(6)
    )
    (tmp_path / "a.bib").write_text("\n".join(entries))
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", Terminal())
    main(["check", str(tmp_path / "a.bib")], standalone_mode=False)
    lines = sys.stdout.getvalue().splitlines()
    kinds = [line for line in lines if re.match(r" +\d+  (warning|info)", line)]
    assert len(kinds) > 3
    assert len(lines) <= 24 or columns == "60"
    assert max(map(len, lines)) <= int(columns) + len(str(tmp_path))


@pytest.mark.parametrize("first", [True, False])
def test_quiet_leaves_errors_and_verbose_all_problems_before_and_after_any_command(call, tmp_path, first):
    entries = "".join(f"@article{{k{n}, title = {{A made-up tide {n}}}, note = {{}}}}\n" for n in range(5))
    (tmp_path / "a.bib").write_text(entries + "@article{open, title = {no end\n")

    def told(*volume, words):
        result = call(*(volume + words if first else words + volume))
        assert 1 == result.exit_code
        return result.output

    convert, check = ("convert", "a.bib", "-o", "a.ris"), ("check", "a.bib")
    assert "Wrote 6 records" in told(words=convert)
    assert [True] == [" error: " in line for line in told(QUIET, words=convert).splitlines()]
    assert (2, 6) == tuple(told(*volume, words=check).count("LR050 warning: ") for volume in ((), (VERBOSE,)))
