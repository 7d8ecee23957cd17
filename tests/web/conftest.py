"""A made-up review that two people judge, the window on it, and a browser that is in."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from threading import Thread
from unittest import mock

import pytest

HOST = "http://127.0.0.1:8765"

ENTRIES = """\
@article{Doe2001, title = {Harbor patrols and their records}, author = {Doe, Jane}, year = {2001}, journal = {Tides}, volume = {3}, pages = {1--9}, abstract = {A made-up abstract on patrols.}}
@article{Roe2002, title = {Raids and services in three made-up towns}, author = {Roe, Ann}, year = {2002}, journal = {Tides}}
"""
PAIRS = """\
@book{%(n)s1, title = {Made-up %(n)s people}, author = {%(n)s, Kevin}, year = {1999}, publisher = {Example Press}}
@book{%(n)s-1, title = {Made-up %(n)s people: new %(t)s in the old %(t)s economy}, author = {%(n)s, Kevin}, year = {1999}}
"""


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A page waits until what it shows is made, however busy the machine is."""
    from litreview.web import background

    monkeypatch.setattr(background, "WAIT", 120.0)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A review with three pairs to judge; every work is made up."""
    made = tmp_path / "review"
    (made / "bib").mkdir(parents=True)
    (made / "litreview.toml").write_text(
        'title = "Made up"\nadjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = ["not about tides"]\n'
    )
    words = (("Harbor", "tides"), ("Meadow", "grasses"), ("Quarry", "stones"))
    pairs = "".join(PAIRS % {"n": name, "t": thing} for name, thing in words)
    (made / "bib/a.bib").write_text(ENTRIES + pairs)
    return made


class Client:
    """What a browser does with an ASGI application: it keeps cookies and follows redirects."""

    def __init__(self, app, host: str) -> None:
        import httpx

        # in a thread of its own: that of the tests has a loop once Chromium was started in it
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=host,
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=True,
        )
        self.cookies = self._client.cookies

    def request(self, method: str, place: str, **options):
        if hasattr(options.get("content"), "__next__"):
            options["content"] = _slowly(options["content"])
        return self._run(self._client.request(method, place, **options))

    def _run(self, awaited):
        return self._thread.submit(self._runner.run, awaited).result()

    def close(self) -> None:
        self._run(self._client.aclose())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def get(self, place: str, **options):
        return self.request("GET", place, **options)

    def post(self, place: str, **options):
        return self.request("POST", place, **options)


async def _slowly(pieces):
    for piece in pieces:
        yield piece


class Browser:
    """Somebody who opened a window: who has its cookie, and comes from its pages."""

    def __init__(self, folder: Path, by: str = "ann", host: str = HOST) -> None:
        from litreview.web.access_control import Pass
        from litreview.web.app import make_app
        from litreview.web.session import WindowSession

        self.folder = folder
        self.ended: list[bool] = []
        self.key = Pass()
        self.session = WindowSession(folder, by)
        self.app = make_app(self.session, self.key, lambda: self.ended.append(True))
        self.client = Client(self.app, host)
        self.home = self.key.home

    def enter(self) -> Browser:
        assert 200 == self.client.get(self.key.entrance).status_code
        return self

    def get(self, place: str = "", **options):
        return self.client.get(f"{self.home}{place}", **options)

    def post(self, place: str, form=(), **options):
        return self.client.post(f"{self.home}{place}", data=dict(form), **options)

    def lines(self, by: str = "ann") -> list[list[str]]:
        """The rows of a person's file, without the header and the time."""
        path = self.folder / f"decisions/{by}.tsv"
        if not path.exists():
            return []
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        return [row[1:] for row in rows if row[0] != "when"]


@pytest.fixture
def outside(folder):
    """Return what makes a browser that has not opened its window yet."""
    pytest.importorskip("starlette")
    made = []

    def make(by: str = "ann", place: Path = folder) -> Browser:
        made.append(Browser(place, by))
        return made[-1]

    yield make
    for one in made:
        one.client.close()


@pytest.fixture
def another(outside):
    """Return what opens a window of somebody on the review."""
    return lambda *who: outside(*who).enter()


@pytest.fixture
def browser(another) -> Browser:
    return another()


@pytest.fixture
def demonstration(tmp_path) -> Path:
    """A copy of the example review that two people screened, without its full texts, which take time."""
    place = tmp_path / "demonstration"
    without = shutil.ignore_patterns("out", "texts")
    shutil.copytree(Path(__file__).parents[2] / "examples/demonstration", place, ignore=without)
    return place


class Threaded:
    """A window that a thread serves, as the command does: it is there sooner than a process."""

    def __init__(self, folder: Path, by: str) -> None:
        from litreview.web import app, serve

        make, said = app.make_app, Queue()

        def keep(session, key, done):
            self.done = done
            return make(session, key, done)

        def run() -> None:
            try:
                serve(folder, by, said.put)
            except BaseException as error:
                said.put(error)
                raise

        self.thread = Thread(target=run, daemon=True)
        with mock.patch.object(app, "make_app", keep):
            self.thread.start()
            self.address = said.get(timeout=120)
        self.home = self.address.partition("open/")[0]

    def close(self) -> None:
        self.done()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


class Served:
    """A window that a process of its own serves, as the command does."""

    wait = 60.0
    """Seconds that a page waits until what it shows is made, however busy the machine is."""

    def __init__(self, folder: Path, by: str, *more: str) -> None:
        program = f"from litreview.web import background; background.WAIT = {self.wait}; from litreview.cli import main; main()"
        words = [sys.executable, "-P", "-c", program, "review", str(folder), "--by", by, *more]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line + self.process.stdout.read()
        self.address = line.split()[-1]
        self.home = self.address.partition("open/")[0]

    def end(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def served(folder):
    """Return what serves a window of somebody on a review, until the test is over."""
    pytest.importorskip("uvicorn")
    made = []

    def serve(by: str = "ann", place: Path = folder, *more: str) -> Served:
        made.append(Served(place, by, *more))
        return made[-1]

    yield serve
    for one in made:
        one.end()


@pytest.fixture(scope="module")
def chromium():
    """A browser with a screen of its own for each page.

    Tests with it are in modules of their own: while it runs, nothing else in the process can have an event loop.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium")
    if not found:
        pytest.skip("there is no Chromium to look at the window with")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(
            executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def opened(folder, chromium):
    """Return what opens a window in Chromium: a page of a browser that shares nothing with another, at the first page of the window.

    What the page's script said amiss, and every address asked that is not of the window, fails the test at its end.
    """
    contexts, windows, amiss = [], [], []

    def open_(by: str = "ann", place: Path = folder, *, width: int = 1280, script: bool = True):
        window = Threaded(place, by)
        windows.append(window)
        context = chromium.new_context(viewport={"width": width, "height": 844}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: amiss.append(str(error)))
        page.on(
            "console",
            lambda said: (
                amiss.append(said.text) if said.type == "error" and "status of" not in said.text else None
            ),
        )
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((window.home, "data:")) else amiss.append(asked.url),
        )
        page.goto(window.address)
        page.home, page.window = window.home, window
        return page

    yield open_
    for one in (*contexts, *windows):
        one.close()
    assert [] == amiss


_SERIOUS = ("serious", "critical")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that light and dark make a difference to."""


def faults_of(page, *rules: str) -> list[str]:
    """Return what axe finds serious on a page, by all rules or some: its rule, and where; and whether the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > page.evaluate("innerWidth"):
        return [f"wider than {page.evaluate('innerWidth')}: {wide}"]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe.axe_script)
    asked = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("asked => axe.run(asked).then(found => found.violations)", asked)
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in _SERIOUS
        for node in one["nodes"]
    ]
