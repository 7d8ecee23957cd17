"""A made-up review that two people judge, the window on it, and a browser that is in."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

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
        return self._runner.run(self._client.request(method, place, **options))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

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
        from litreview.web.app import make_app
        from litreview.web.guard import Pass
        from litreview.web.sitting import Sitting

        self.folder = folder
        self.ended: list[bool] = []
        self.key = Pass()
        self.sitting = Sitting(folder, by)
        self.app = make_app(self.sitting, self.key, lambda: self.ended.append(True))
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
    """A copy of the example review that two people screened."""
    place = tmp_path / "demonstration"
    shutil.copytree(Path(__file__).parents[2] / "examples/demonstration", place)
    return place
