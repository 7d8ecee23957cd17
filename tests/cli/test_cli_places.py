"""No output overwrites an input or another output, whichever option names it and through whatever link."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.cli.command_table import COMMANDS
from litreview.cli.path_options import InputFile, OutputFile

# command -> what it is called with, without its outputs
CALLS = {
    "check": ["check", "rev"],
    "convert": ["convert", "rev"],
    "dedupe": ["dedupe", "rev"],
    "tag": ["tag", "rev", "--codebook", "my.toml"],
    "graph": ["graph", "rev"],
    "annotate": ["annotate", "rev", "--style", "my.csl", "--reference", "ref.docx"],
    "evidence-map": ["evidence-map", "rev"],
    "assess": ["assess", "rev"],
    "sheet": ["sheet", "tags", "rev"],
    "citecheck": ["citecheck", "rev/manuscript/m.md", "rev"],
    "verify": ["verify", "rev"],
    "find": ["find", "raids", "rev"],
    "packet": ["packet", "rev"],
}
# (command, option) -> an ending that it takes
OUTPUTS = {
    ("check", "output"): ".txt",
    ("check", "sarif"): ".sarif",
    ("convert", "output"): ".bib",
    ("dedupe", "output"): ".bib",
    ("dedupe", "records"): ".csv",
    ("dedupe", "queue"): ".csv",
    ("dedupe", "values"): ".csv",
    ("dedupe", "report"): ".html",
    ("tag", "output"): ".bib",
    ("tag", "table"): ".csv",
    ("tag", "suggest"): ".csv",
    ("graph", "output"): ".csv",
    ("graph", "citations"): ".csv",
    ("graph", "not_held"): ".csv",
    ("graph", "queue"): ".csv",
    ("graph", "years"): ".csv",
    ("annotate", "output"): ".md",
    ("find", "output"): ".csv",
    ("evidence-map", "output"): ".csv",
    ("assess", "output"): ".csv",
    ("sheet", "output"): ".xlsx",
    ("citecheck", "output"): ".csv",
    ("citecheck", "html"): ".html",
    ("citecheck", "docx"): ".docx",
    ("verify", "output"): ".csv",
    ("verify", "sarif"): ".sarif",
    ("packet", "output"): ".zip",
}
# read what they name alone: tests/qda, tests/references and tests/providers hold that it is not overwritten
ALONE = {("codebook show", "output"), ("references", "output"), ("zotero", "output")}
# what takes a text that is no file
TEXTS = {
    *[
        ("init", "folder"),
        ("init", "title"),
        ("codebook show", "code"),
        ("check", "explain"),
        ("run", "folder"),
    ],
    *[("withdraw", "code"), ("withdraw", "folder"), ("destroy", "folder")],
    # -o is a folder beside all that is read, which tests/enrichment holds
    *[("enrich", name) for name in ("named", "what", "output")],
    ("verify", "named"),
    *[("packet", "code"), ("check-packet", "digest")],
    ("decide", "names"),
    ("help", "words"),
    # folders that are read whole, or revisions of one; nothing is written
    ("assess", "filters"),
    *[("diff", "before"), ("diff", "after"), ("diff", "folder")],
    *[
        ("annotate", name)
        for name in ("group_by", "code", "title", "author", "institution", "course", "date")
    ],
    *[("convert", "keys"), ("zotero", "collection")],
    *[("dedupe", "by"), ("dedupe", "work"), ("dedupe", "explain_rule"), ("tag", "by"), ("sheet", "by")],
    # decisions are only ever appended to a file that the name of a person makes
    ("review", "by"),
    ("trace", "name"),
    ("find", "words"),
    *[("decide", name) for name in ("verb", "key", "words", "by", "reason", "where", "was", "folder")],
}
INPUTS = {
    ("check", "paths"), ("agree", "paths"), ("enrich", "paths"), ("assess", "folder"), ("screening", "folder"), ("trace", "folder"), ("stress", "folder"), ("rehearse", "folder"), ("rehearse", "known"), ("packet", "folder"), ("check-packet", "file"), ("check-packet", "exports"), ("check-packet", "texts"), ("check-packet", "opening"), ("texts", "folder"), ("find", "folder"), ("review", "folder"), ("codebook check", "folder"),
    ("codebook suggest-terms", "folder"), ("codebook suggest-terms", "codebook_"), *[(name, "paths") for name in CALLS if name not in ("assess", "citecheck", "find", "packet")], ("citecheck", "memo"), ("citecheck", "folder"), ("tag", "codebook_"), ("init", "codebook_"), ("init", "style"),
    ("annotate", "style"), ("check", "style"), *[(name, "public") for name in ("check", "convert", "dedupe", "tag", "graph", "sheet", "annotate", "evidence-map", "references")], ("annotate", "reference"), ("decide", "export"), ("decide", "workbook"), ("references", "files"), ("codebook check", "file"), ("codebook show", "file"),
}  # fmt: skip
READ = {
    "rev/litreview.toml": 'title = "Made up"\nsources = ["more.bib"]\ncodebook = "own.toml"\nstyle = "own.csl"\n',
    "rev/more.bib": "@article{More2020, title = {More}}\n",
    "rev/bib/a.bib": "@article{Farrell2010Where, title = {Where}}\n",
    "rev/own.csl": "a style",
    "rev/decisions/ann.tsv": "when\tby\tverb\tkey\n",
    "rev/notes/Farrell2010Where.md": "A note.\n",
    "rev/findings.toml": "",
    "rev/private/p.bib": "@misc{I01, title = {Told}}\n",
    "rev/manuscript/m.md": "Text.\n",
    "rev/references/More2020.txt": "A reference.\n",
}

BOOK = """[codebook]
name = "sleep"

[[code]]
id = "light"
group = "theme"
label = "Light"
definition = "On light."

[[code.terms]]
weight = 2
match = ["blue light"]
"""


def commands():
    for name in COMMANDS:
        found = main.get_command(None, name)
        if isinstance(found, click.Group):
            yield from ((f"{name} {sub}", command) for sub, command in found.commands.items())
        else:
            yield name, found


def options():
    for name, command in commands():
        for option in command.params:
            if not isinstance(option.type, click.Choice) and option.type.name not in (
                "boolean",
                "integer",
                "integer range",
                "float",
                "float range",
            ):
                yield (name, option.name), option.type


def test_every_option_that_takes_a_text_is_an_output_an_input_or_known_to_name_no_file():
    """Give a new option that names a file the type `common.OUTPUT` or `common.INPUT`, and its line above."""
    found = dict(options())
    assert set(OUTPUTS) | ALONE == {key for key, type_ in found.items() if isinstance(type_, OutputFile)}
    assert INPUTS == {key for key, type_ in found.items() if isinstance(type_, InputFile)}
    assert TEXTS == {key for key, type_ in found.items() if not isinstance(type_, OutputFile | InputFile)}


def flag(command, name):
    option = next(o for o in main.get_command(None, command).params if o.name == name)
    return max(option.opts, key=len)


def with_output(command, option, *words):
    """The words of a call, with an output where one must be named."""
    return [
        *CALLS[command],
        *(["-o", "other.csv"] if command == "graph" and option != "output" else []),
        *words,
    ]


def call(words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call(["init", "rev"])
    for name, text in READ.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for name in ("my.toml", "rev/own.toml"):
        Path(name).write_text(BOOK)
    Path("my.csl").write_text("a style")
    Path("ref.docx").write_bytes(b"a document")
    return tmp_path


def contents(folder):
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "out" not in path.parts
    }


@pytest.mark.parametrize(("command", "option"), OUTPUTS)
@pytest.mark.exhaustive(quick=8)
def test_no_output_overwrites_what_is_read(folder, command, option):
    inputs = [
        *READ,
        "rev/own.toml",
        *(name for name in ("my.toml", "my.csl", "ref.docx") if name in CALLS[command]),
    ]
    ending = OUTPUTS[command, option]
    (folder / "links").mkdir()
    for number, name in enumerate(inputs):
        output = folder / "links" / f"{number}{ending}"
        # a workbook that is there is looked into before
        if number % 2:
            os.link(name, output)
        else:
            output.symlink_to(folder / name)
        before = contents(folder)
        result = call(with_output(command, option, flag(command, option), output))
        assert 2 == result.exit_code, (name, result.output)
        assert "is one of the inputs" in result.output or command == "sheet"
        assert before == contents(folder)


def test_a_file_beside_an_output_overwrites_no_input(folder):
    Path("g-nodes.csv").write_text("id,title\na,A\n")
    before = contents(folder)
    for words in (
        ["graph", "g-nodes.csv", "-o", "g.csv"],
        ["graph", "rev", "-o", "g.csv", "--citations", "g-nodes.csv"],
        ["graph", "rev", "-o", "g.txt", "--years", "g-map.txt"],
        ["graph", "rev", "-o", "G.csv", "--years", "g.csv"],
        ["tag", "rev", "--codebook", "my.toml", "--table", "my.toml"],
        ["tag", "rev", "-o", "-", "--table", "-"],
    ):
        assert 2 == call(words).exit_code, words
        assert before == contents(folder)


PAIRS = [(a, b) for a in OUTPUTS for b in OUTPUTS if a < b and a[0] == b[0]]


@pytest.mark.parametrize(("one", "two"), PAIRS, ids=" ".join)
@pytest.mark.exhaustive(quick=8)
def test_no_output_overwrites_another(folder, one, two):
    command = one[0]
    ending = OUTPUTS[one] if one[1] == "output" else OUTPUTS[two]
    for first, second in ((f"x{ending}", f"./X{ending}"), (f"y{ending}", f"y{ending}")):
        result = call(
            [
                *with_output(command, "output" if "output" in (one[1], two[1]) else ""),
                flag(*one),
                first,
                flag(*two),
                second,
            ]
        )
        assert 2 == result.exit_code
        assert "two outputs can't go to one file" in result.output
        assert not Path(first).exists()


@pytest.mark.parametrize("name", ["litreview.toml", "bib/a.bib", "own.toml", "decisions/ann.tsv"])
def test_a_run_does_not_write_over_what_is_read_through_a_link(folder, name):
    (folder / "rev/own.csl").unlink()
    (folder / "rev/out/tables").mkdir(parents=True)
    os.link(folder / "rev" / name, folder / "rev/out/tables/sources.csv")
    before = (folder / "rev" / name).read_bytes()
    result = call(["run", "rev"])
    assert 2 == result.exit_code
    assert "sources.csv: is one of the inputs" in result.output
    assert before == (folder / "rev" / name).read_bytes()
