"""Pictures of the window for `docs/reviewing.md#in-a-window`, and of the report for the README: python docs/make_window.py [NAME…].

Each is a page of `litreview review` as Chromium shows it, which must be on the machine; `report` is the report that `litreview run` writes. The pairs are of the sample corpus in bib/, real works; all else is of the
demonstration, whose works, people and decisions are invented, or made up here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from litreview.web.pages import work_address

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
JUDGE = "demo-adjudicator"
_MAKING = (
    "being prepared",
    "being computed",
    "being collected",
    "being matched",
    "being read",
    "not in it yet",
    "reloads by itself",
)
"""What a page says while something on it is made in the background."""
_TRIES = 40
"""Maximum number of times that a page is loaded until all of it is made."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: whose window on which review, which page of it, and how wide, light and dense the screen is.

    `by` is empty for a file that `litreview run` writes; `page` is its path in the review.
    """

    place: Callable[[Path], Path]
    by: str
    page: str
    keys: str = ""
    width: int = 1180
    height: int = 860
    scheme: str = "light"
    scale: float = 1.0


def corpus(place: Path) -> Path:
    """Lay out a review over bib/."""
    review = place / "corpus"
    (review / "bib").mkdir(parents=True)
    for path in sorted((ROOT / "bib").glob("*.bib")):
        shutil.copy(path, review / "bib" / path.name)
    (review / "litreview.toml").write_text('title = "The sample corpus"\n', encoding="utf-8")
    return review


def demonstration(place: Path) -> Path:
    """Lay out the demonstration."""
    review = place / "demonstration"
    shutil.copytree(ROOT / "examples/demonstration", review, ignore=shutil.ignore_patterns("out"))
    return review


def unsettled(place: Path) -> Path:
    """Lay out the demonstration with three of its disputes settled."""
    review = demonstration(place / "unsettled")
    path = review / f"decisions/{JUDGE}.tsv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    return review


CITED = """\
@article{Roe2008, title = {A made-up study of harbor patrols}, author = {Roe, Ann and Poe, Kim}, year = {2008},
  journal = {Tides}, volume = {4}, pages = {1--9}}
@article{Doe2012, title = {What patrols left out: a made-up note}, author = {Doe, Jane}, year = {2012},
  cited-references = {Roe B, 2008, TIDES, V4, P1}}
@article{Loe2013, title = {Harbors after dark, a made-up essay}, author = {Loe, Max}, year = {2013},
  cited-references = {Roe B, 2008, TIDES, V4, P1}}
"""


def cited(place: Path) -> Path:
    """Lay out three made-up works, of which two have a reference that may be to the third."""
    review = place / "cited"
    (review / "bib").mkdir(parents=True)
    (review / "bib/made-up.bib").write_text(CITED, encoding="utf-8")
    told = 'title = "Harbors"\nstamp = "Made-up works and people"\n'
    (review / "litreview.toml").write_text(told, encoding="utf-8")
    return review


PICTURES = {
    "report": Picture(place=demonstration, by="", page="out/report.html", width=1440, height=900, scale=0.75),
    "overview": Picture(place=unsettled, by=JUDGE, page=""),
    "duplicates": Picture(place=corpus, by="reviewer-a", page="desk/duplicates", keys="?"),
    "screening": Picture(place=demonstration, by="reviewer-a", page="desk/screening"),
    "tags": Picture(place=demonstration, by="reviewer-a", page="desk/tags"),
    "stance": Picture(place=demonstration, by="reviewer-a", page="desk/stance"),
    "passages": Picture(place=demonstration, by="reviewer-a", page="desk/stance", keys=".+", height=1180),
    "find": Picture(place=demonstration, by="reviewer-a", page="source?t=handcuff*", height=560),
    "source": Picture(place=corpus, by="reviewer-a", page="source?q=Farrell"),
    "work": Picture(
        place=corpus, by="reviewer-a", page=f"work/{work_address('Farrell2010Where')}?field=date", height=1120
    ),
    "citations": Picture(place=cited, by="reviewer-a", page="desk/citations"),
    "disputes": Picture(place=unsettled, by=JUDGE, page="desk/disputes"),
    "pages": Picture(place=corpus, by="reviewer-a", page="page/duplicates"),
    "narrow": Picture(
        place=corpus, by="reviewer-a", page="desk/duplicates", width=390, height=844, scheme="dark"
    ),
}


@contextmanager
def window(review: Path, by: str) -> Iterator[str]:
    """Serve a window, and yield the address that opens it; of nobody's window the folder, after a run."""
    program = [sys.executable, "-P", "-m", "litreview"]
    if not by:
        subprocess.run([*program, "run", str(review), "--quiet"], check=True)  # noqa: S603 - our own program
        yield f"{review.as_uri()}/"
        return
    words = [*program, "review", str(review), "--by", by]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as serving:  # noqa: S603 - our own program
        try:
            yield (serving.stdout.readline() if serving.stdout else "").split()[-1]
        finally:
            serving.terminate()


def wait_until_made(page: Any) -> None:
    """Load a page again until nothing on it is being made; end the program with the address if it never is."""
    for _ in range(_TRIES):
        if not any(words in page.inner_text("body") for words in _MAKING):
            return
        page.wait_for_timeout(1500)
        page.reload()
    raise SystemExit(f"{page.url}: after {_TRIES} loads it still says that something is being made")


def take(name: str, page: Any, home: str) -> Path:
    """Take a picture of a page of an open window and return its file."""
    picture = PICTURES[name]
    target = IMAGES / (f"window-{name}.png" if picture.by else f"{name}.png")
    page.goto(home + picture.page)
    wait_until_made(page)
    for key in picture.keys:
        page.keyboard.press(key)
    page.screenshot(path=target)
    return target


def take_together(names: Sequence[str], browser: Any) -> Iterator[Path]:
    """Take the pictures of one person's window on one review; no picture saves an answer that another would show."""
    first, cookies = PICTURES[names[0]], None
    with tempfile.TemporaryDirectory() as place, window(first.place(Path(place)), first.by) as address:
        for name in names:
            picture = PICTURES[name]
            context = browser.new_context(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
                device_scale_factor=picture.scale,
                storage_state=cookies,
            )
            page = context.new_page()
            if picture.by and cookies is None:
                page.goto(address)  # it opens the window once
            yield take(name, page, address.partition("open/")[0])
            cookies = context.storage_state()
            context.close()


def main() -> None:
    """Take the pictures that are named, or all."""
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        together: dict[tuple[object, str], list[str]] = {}
        for name in sys.argv[1:] or PICTURES:
            together.setdefault((PICTURES[name].place, PICTURES[name].by), []).append(name)
        for names in together.values():
            for target in take_together(names, browser):
                sys.stdout.write(f"{target.relative_to(ROOT)}\n")
        browser.close()


if __name__ == "__main__":
    main()
