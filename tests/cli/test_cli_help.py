"""`litreview help`: topics that say what is so, of commands and options that there are; near misses are named."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.cli.command_table import COMMANDS, GROUPS
from litreview.cli.help import topics
from litreview.core.problems import explain_code, rules, wordings
from litreview.formats.readers import formats
from litreview.review.outputs.registry import OUTPUTS
from litreview.stages.bibliography.styles import STYLES

ROOT = Path(__file__).parents[2]


def said(*words, code=0):
    done = CliRunner().invoke(main, ["help", *words])
    assert code == done.exit_code, done.output
    return done.output


def test_alone_it_lists_the_topics_with_a_line_each():
    listed = said()
    for name, topic in topics().items():
        assert re.search(rf"^  {name} +{re.escape(topic.line)}$", listed, re.MULTILINE)


def test_the_first_help_and_help_alone_fit_a_terminal_and_name_every_command_which_a_topic_describes():
    first = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    assert 24 == len(first.splitlines())
    assert 24 >= len(said().splitlines())
    assert 80 >= max(map(len, said().splitlines()))
    for name, (_, _, line) in COMMANDS.items():
        for listed in (first, said()):
            assert re.search(rf"(?<![\w-]){name}(?![\w-])", listed)
        assert re.search(rf"^  {name} +{re.escape(line)}$", said("commands"), re.MULTILINE)


def test_each_command_is_in_one_group():
    assert sorted(COMMANDS) == sorted(name for names in GROUPS.values() for name in names)


@pytest.mark.parametrize("name", topics())
def test_a_topic_is_short_and_all_filled_in(name):
    lines = said(name).splitlines()
    assert 5 < len(lines) < (60 if name != "messages" else 4000)
    assert [] == [line for line in lines if len(line) > 100]
    assert [] == re.findall(r"\{(?:commands|formats|styles|outputs|messages)\}", "\n".join(lines))
    assert said(*name.upper().split("-")) == said(name)


def test_what_is_listed_is_what_there_is():
    assert [] == [one.path for one in OUTPUTS.values() if f"  {one.path} " not in said("output")]
    assert [] == [name for name in STYLES if f"  {name} " not in said("styles")]
    assert [] == [row.title for row in formats() if row.endings[0] not in said("formats")]


def test_the_messages_are_all_there():
    text = " ".join(said("messages").split())
    assert [] == [
        one
        for one in wordings().values()
        if f"{one.code} {' or '.join(one.levels)}: {' '.join(one.message.split())}" not in text
    ]


def test_a_code_is_explained():
    assert explain_code("LR012") == said("lr012").rstrip("\n")


# what a message names is filled in from files: its commands are held by the tests of problems
@pytest.mark.parametrize("name", [name for name in topics() if name != "messages"])
def test_the_commands_and_codes_that_a_topic_names_are_there(name):
    text = said(name)
    assert [] == [code for code in re.findall(r"\bLR\d+\b", text) if code not in rules()]
    # a command is on a line of its own, or up to what ends its part of a sentence
    for line in re.findall(r"\blitreview ([a-z][^\n:;()`]*)", text):
        words = line.split("   ")[0].split(", ")[0].split(" (")[0].rstrip(".")
        given = shlex.split(words)
        if given[0] == "help" or given[0] not in COMMANDS:
            assert given[0] in (*COMMANDS, "is", "annotate"), line
            continue
        command = main.get_command(click.Context(main), given[0])
        options = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
        assert [] == [
            word for word in given if re.match(r"--?[a-zA-Z]", word) and word not in {*options, "--help"}
        ], line


@pytest.mark.parametrize("words", [[name] for name in COMMANDS] + [["codebook", "check"]], ids=" ".join)
def test_of_a_command_it_is_the_help(words):
    expected = CliRunner().invoke(main, [*words, "--help"]).output
    if words[0] in topics():
        assert f"`litreview {words[0]} --help`" in said(*words)
    else:
        assert expected == said(*words)


@pytest.mark.parametrize(
    ("given", "hint"),
    [("decison", "did you mean 'decisions'?"), ("exit code", "did you mean 'exit-codes'?"), ("annotat", "did you mean 'annotate'?"), ("qqqqq", "`litreview help` lists the topics")],
)  # fmt: skip
def test_a_near_miss_is_named(given, hint):
    assert hint in said(*given.split(), code=2)


def test_how_to_cite_is_what_the_project_says_of_itself():
    import yaml

    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["authors"] == cited["authors"]
    assert (project["version"], project["license"]) == (cited["version"], cited["license"])
    assert project["keywords"] == cited["keywords"]
    assert {"cff-version", "message", "title", "type"} <= cited.keys()
