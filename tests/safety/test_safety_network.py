"""No command connects to anything but those that ask registries, and these only where they are named; no other module can."""

import ast
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from safety_commands import CASES, leaves
from standin.server import Standin

import litreview
from litreview.cli import main

ASK = ("enrich", "verify", "zotero")
NETWORK = frozenset(
    {
        "httpx",
        "httpcore",
        "requests",
        "urllib3",
        "aiohttp",
        "socket",
        "ssl",
        "ftplib",
        "smtplib",
        "http",
        "urllib.request",
        "xmlrpc",
    }
)
PACKAGE = Path(litreview.__file__).parent

_met: list[tuple[object, ...]] = []
_listening = False


def _hook(event, args):
    if _listening and event in {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
    }:
        _met.append((event, *args[-2:]))


sys.addaudithook(_hook)  # there is no way to take it off: it listens only in a test


@pytest.fixture
def connections():
    global _listening  # noqa: PLW0603 - the hook is one for the process
    _met.clear()
    _listening = True
    yield _met
    _listening = False


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "review"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text(
        'title = "Made up"\n[enrich]\nproviders = ["openalex", "crossref"]\n'
    )
    (folder / "bib/a.bib").write_text(
        "@article{Doe2001, title = {A made-up work on tides}, doi = {10.5555/harbor.1}, author = {Doe, Jane}, year = {2001}}"
    )
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.mark.exhaustive(quick=4)
@pytest.mark.parametrize("name", [name for name in leaves() if name not in ASK])
def test_a_command_that_asks_nobody_connects_to_nothing_even_where_registries_are_named(
    name, review, connections, tmp_path
):
    words = [word.format(out=tmp_path / "out") for word in CASES[name]]
    CliRunner().invoke(main, words)
    assert [] == connections


def test_a_dry_run_connects_to_nothing(review, connections):
    assert 0 == CliRunner().invoke(main, ["enrich", ".", "--dry-run", "--by-title"]).exit_code
    assert [] == connections


def test_asking_connects_to_the_address_that_is_set_and_to_no_other(review, connections, monkeypatch):
    with Standin() as standin:
        for name, value in standin.environ().items():
            monkeypatch.setenv(name, value)
        assert 0 == CliRunner().invoke(main, ["enrich", "."]).exit_code
        assert standin.requests
    addresses = {args[-1] for event, *args in connections if event == "socket.connect"}
    assert {("127.0.0.1", standin.port)} == addresses


def test_zotero_is_asked_on_this_machine_and_nobody_on_the_way(review, connections, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:1")
    with Standin() as standin:
        monkeypatch.setenv("LITREVIEW_ZOTERO_URL", standin.environ()["LITREVIEW_ZOTERO_URL"])
        assert 0 == CliRunner().invoke(main, ["zotero", "-o", "bib/zotero.json"]).exit_code
    assert {("127.0.0.1", standin.port)} == {
        args[-1] for event, *args in connections if event == "socket.connect"
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://zotero.invalid:23119",
        "https://api.zotero.org",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:1",
    ],
)
def test_zotero_is_asked_nowhere_else(review, connections, monkeypatch, url):
    monkeypatch.setenv("LITREVIEW_ZOTERO_URL", url)
    assert 2 == CliRunner().invoke(main, ["zotero"]).exit_code
    assert [] == connections


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_one_module_alone_can_use_the_network(path):
    if path.relative_to(PACKAGE).as_posix() == "providers/transport.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in named if name in NETWORK or name.split(".")[0] in NETWORK - {"http"}}
