"""What a shell completes: commands, options and values, in bash, zsh and fish as a person types; nothing confidential, no word that is a command."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from litreview.cli import main
from litreview.cli.command_table import COMMANDS
from litreview.cli.help import FOLDERS, SHELLS, VALUES

ROOT = Path(__file__).parents[2]


def completed(line):
    """What may stand at the end of the line: the values, and what kind of path if any."""
    *words, incomplete = line.split(" ")
    items = ShellComplete(main, {}, "litreview", "_LITREVIEW_COMPLETE").get_completions(words, incomplete)
    return [item.value if item.type == "plain" else f"<{item.type}>" for item in items]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of a review that was run, with keys that are commands to a shell and one that is a person's name."""
    place = tmp_path_factory.mktemp("written")
    call = CliRunner().invoke
    call(main, ["init", f"{place}/rev"])
    (place / "rev/bib/example.bib").write_text(
        "@article{Doe2001Tides, title = {Tides; $(touch x)}, author = {Doe, Jane}, year = {2001}}\n"
        "@article{$(touch-x), title = {A}, author = {Roe, Jane}, year = {2002}}\n"
        "@article{a;b, title = {B}, author = {Poe, Jane}, year = {2003}}\n"
        "@misc{WandaWhistle, title = {Interview}, confidential = {true}}\n"
    )
    (place / "rev/decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\n2026-04-01T09:00:00Z\tann\ttag\tDoe2001Tides\tprotect\n"
    )
    done = call(main, ["run", f"{place}/rev"])
    assert 0 == done.exit_code, done.output
    return place


@pytest.fixture
def review(written, monkeypatch):
    monkeypatch.chdir(written)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("anno", {"annotate"}),
        ("annotate --styl", {"--style"}),
        ("annotate --style chicago-n", {"<file>", "chicago-notes", "chicago-notes-bibliography"}),
        ("annotate rev --code pr", {"protect", "prosecute", "prevent"}),
        ("annotate rev", {"<file>"}),
        ("check --explain LR01", {"LR012", "LR016"}),
        ("dedupe --explain-rule untitled", {"untitled", "untitled-doi"}),
        ("graph --net co", {"cocitation", "coupling"}),
        ("codebook su", {"suggest-terms"}),
        ("codebook show ", {"<file>", "tvpa"}),
        ("run ", {"<dir>"}),
        ("tag rev --review --by ", {"ann"}),
        ("verify rev --provider cross", {"crossref"}),
        ("decide not", {"not-tag", "not-retrieved"}),
        ("decide -C rev tag D", {"Doe2001Tides"}),
        ("decide -C rev tag Doe2001Tides prot", {"protect"}),
        ("decide -C rev include Doe2001Tides ", {"abstract", "fulltext"}),
        ("decide -C rev same Doe2001Tides Do", {"Doe2001Tides"}),
        ("completion ", set(SHELLS)),
    ],
)
def test_values_are_completed(review, line, expected):
    assert expected <= set(completed(line))
    word = line.split(" ")[-1]
    assert [] == [value for value in completed(line) if value[0] != "<" and not value.startswith(word)]


def test_a_key_that_is_a_command_or_a_name_is_not_offered(review):
    offered = completed("decide -C rev tag ")
    assert "Doe2001Tides" in offered
    assert [] == [word for word in offered if re.search(r"[^\w.+-]|Whistle", word)]


def test_what_is_no_review_or_cannot_be_read_completes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [] == completed("decide tag ")
    Path("litreview.toml").write_text("not = [toml")
    assert [] == completed("annotate --code ")


def test_each_name_in_the_table_is_a_parameter():
    """A parameter that is renamed would complete nothing, in silence."""
    found = set()

    def visit(name, command):
        for param in command.params:
            found.update((param.name, f"{name} {param.name}"))
        for part, one in getattr(command, "commands", {}).items():
            visit(f"{name} {part}", one)

    context = click.Context(main)
    for name in COMMANDS:
        visit(name, main.get_command(context, name))
    assert set() == (set(VALUES) | FOLDERS) - found


def test_commands_are_completed_without_importing_them():
    code = (
        "import sys; from click.shell_completion import ShellComplete; from litreview.cli import main; "
        "ShellComplete(main, {}, 'litreview', 'X').get_completions([], 'an'); "
        "print([m for m in sys.modules if m.startswith(('pandas', 'networkx', 'litreview.review', 'litreview.cli.documents'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]\n" == done.stdout


# -- the shells themselves


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A folder with the program, first among those of commands, and with the scripts."""
    place = tmp_path / "bin"
    place.mkdir()
    command = f'#!/bin/sh\nPYTHONPATH="{ROOT / "src"}" exec "{sys.executable}" -P -m litreview "$@"\n'
    (place / "litreview").write_text(command)
    (place / "litreview").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    for shell in SHELLS:
        script = CliRunner().invoke(main, ["completion", shell])
        assert 0 == script.exit_code
        (place / shell).write_text(script.stdout)
    return place


def needs(shell):
    return pytest.mark.skipif(not shutil.which(shell), reason=f"no {shell} here")


SET_UP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -u -D; source {script}"),
}


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in SET_UP])
def test_a_person_types_and_presses_tab(shell, program, tmp_path):
    pty = pytest.importorskip("pty")
    words, ready = SET_UP[shell]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        start_new_session=True,
        env={
            **os.environ,
            "TERM": "dumb",
            "EDITOR": "emacs",
            "VISUAL": "emacs",
            "PS1": "",
            "HOME": str(tmp_path),
        },
    )
    os.close(theirs)
    shown = ""

    def wait_for(text, seconds=60):
        nonlocal shown
        end = time.monotonic() + seconds
        while text not in shown and time.monotonic() < end:
            if select.select([ours], [], [], 0.2)[0]:
                shown += os.read(ours, 65536).decode(errors="replace")
        assert text in shown, shown

    def type_(keys):
        nonlocal shown
        shown = ""
        os.write(ours, keys.encode())

    try:
        type_(f"{ready.format(script=program / shell)}; echo RE''ADY\r")
        wait_for("READY")
        type_("litreview grap\t")
        wait_for("graph")
        type_("--net historiog\t")
        wait_for("historiograph")
        # to the beginning of the line: what stands there is said, not called
        type_("\x01echo GOT: \r")
        wait_for("GOT: litreview graph --net historiograph\r")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@needs("fish")
def test_fish_completes(program, tmp_path):
    def said(line):
        words = f'source {program / "fish"}; complete -C "{line}"'
        done = subprocess.run(
            ["fish", "--no-config", "-c", words],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "HOME": str(tmp_path)},
        )
        return done.stdout.splitlines()

    assert ["annotate\tWrite an annotated bibliography."] == said("litreview annot")
    assert "chicago-notes" in said("litreview annotate --style chicago-n")
