"""In blind screening nothing that a screener sees rests on what the other said, until both have answered or the round is closed.

The answers of the second screener are varied, and every surface that the first one can look at is compared byte for byte: what commands say and
write, their exit codes, the outputs of a run, sheets, pages and the window. All works are made up. What is left out is `out/.litreview-hashes.json`,
which has a digest of the inputs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings, strategies as st

from litreview.cli import main
from web.conftest import Browser

pytestmark = pytest.mark.exhaustive

TITLES = (
    "Tides at night", "Frost by day", "Herring in the north", "Bees on rooftops", "Salt in old bread", "Lichen on slate",
    "Moss under bridges", "Kelp in winter",
)  # fmt: skip
REASONS = ("no data", "wrong place")
SETTINGS = (
    'title = "Made up"\nquestion = "What keeps herring?"\nsources = ["bib/a.bib"]\nadjudicators = ["judge"]\n'
    '[screening]\nscreeners = 2\nreasons = ["no data", "wrong place"]\n'
)
HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
ANSWERS = st.tuples(
    st.sampled_from(("include", "exclude", "unsure", "not-retrieved")),
    st.sampled_from(("", *REASONS, "a letter, p. 3")),
)


def entry(n: int) -> str:
    return (
        f"@article{{w{n:02}, title = {{{TITLES[n]}}}, author = {{Made, {chr(65 + n)}}}, year = {{{2001 + n}}}, "
        f"journal = {{Tides}}, abstract = {{A made-up abstract on {TITLES[n].lower()}, number {n}.}}}}\n"
    )


def line(by: str, at: int, work: int, stage: str, verb: str, reason: str = "") -> str:
    when = f"2026-03-01T09:{at // 60:02}:{at % 60:02}Z"
    return f"{when}\t{by}\t{verb}\tw{work:02}\t{stage}\t\t{reason}\t\tno\n"


COMMANDS = (
    ("run", "REVIEW"),
    ("run", "REVIEW", "--check"),
    ("run", "REVIEW", "--ledger"),
    ("check", "REVIEW"),
    ("agree", "REVIEW"),
    ("screening", "REVIEW"),
    ("trace", "w01", "REVIEW"),
    ("trace", "w06", "REVIEW"),
    ("convert", "REVIEW", "-o", "OUT.csv", "--only", "all"),
    ("convert", "REVIEW", "-o", "OUT.bib", "--only", "pending"),
)
"""What anybody may ask of the review, without saying who asks."""
MINE = (
    ("sheet", "screen", "REVIEW", "--by", "ann", "-o", "OUT.xlsx"),
    ("sheet", "screen", "REVIEW", "--by", "ann", "-o", "OUT.html"),
    ("decide", "--ask", "screening", "--by", "ann", "-C", "REVIEW"),
    ("decide", "--ask", "screening", "--stage", "fulltext", "--by", "ann", "-C", "REVIEW"),
)
"""What the first screener asks for herself."""
PAGES = ("", "problems", "desk/screening", "desk/disputes", "source?q=made-up", "work/w01", "work/w06")


class Place:
    """A review of eight made-up works, with what the first screener can see of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("bib", "decisions"):
            (folder / part).mkdir(parents=True)
        (folder / "litreview.toml").write_text(SETTINGS, "utf-8")
        (folder / "bib/a.bib").write_text("".join(map(entry, range(len(TITLES)))), "utf-8")
        self.first: dict[str, bytes] = {}
        """What was seen with the first answers of the second screener."""

    def say(self, by: str, lines: list[str]) -> None:
        (self.folder / f"decisions/{by}.tsv").write_text(HEADER + "".join(lines), "utf-8")

    def commands(self, commands: tuple[tuple[str, ...], ...]) -> dict[str, bytes]:
        seen: dict[str, bytes] = {}
        for words in commands:
            out = next((self.folder.parent / word for word in words if word.startswith("OUT")), None)
            places = {"REVIEW": str(self.folder)} | ({out.name: str(out)} if out else {})
            said = CliRunner().invoke(main, [places.get(word, word) for word in words], input="q")
            assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
            assert said.exit_code in (0, 1), said.output
            seen[" ".join(words)] = f"{said.exit_code}\n{said.output}".encode()
            if out and out.exists():
                seen[f"{' '.join(words)}: the file"] = out.read_bytes()
                out.unlink()
        return seen

    def outputs(self) -> dict[str, bytes]:
        files = (path for path in sorted((self.folder / "out").rglob("*")) if path.is_file())
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in files if not p.name.startswith(".")}

    def window(self) -> dict[str, bytes]:
        browser = Browser(self.folder).enter()
        try:
            pages = {f"window: {name}": browser.get(name) for name in PAGES}
            # the key of the window and the time of day are of no review
            return {
                name: f"{page.status_code}\n{re.sub(r'[0-9]{2}:[0-9]{2}', '', page.text.replace(browser.home, ''))}".encode()
                for name, page in pages.items()
            }
        finally:
            browser.client.close()

    def everything(self) -> dict[str, bytes]:
        # a run tells which files it wrote before
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return self.commands(COMMANDS) | self.outputs() | self.commands(MINE) | self.window()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    pytest.importorskip("starlette")
    return Place(tmp_path / "review")


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [name for name in before | after if before.get(name) != after.get(name)]


BOTH = [line("ben", 100 + n, n, "abstract", "include") for n in range(4)]
ROUNDS = {
    # the first has judged w00 to w03, and the second w04 to w07 as well
    "abstract": ([line("ann", n, n, "abstract", "include") for n in range(4)], BOTH, range(4, 8)),
    # both have judged every abstract, and the second has read three of the texts before the first
    "fulltext": (
        [line("ann", n, n, "abstract", "include") for n in range(8)],
        [*BOTH, *(line("ben", 100 + n, n, "abstract", "include") for n in range(4, 8))],
        range(3),
    ),
}


@pytest.mark.parametrize("stage", ROUNDS)
@settings(
    max_examples=2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(data=st.data())
def test_what_the_other_says_first_is_on_no_surface(place: Place, stage: str, data: st.DataObject) -> None:
    mine, before, works = ROUNDS[stage]

    def seen_after(answers: Sequence[tuple[str, str]]) -> dict[str, bytes]:
        told = zip(works, answers, strict=True)
        place.say("ben", [*before, *(line("ben", 200 + n, n, stage, *answer) for n, answer in told)])
        return place.everything()

    if not place.first:
        place.say("ann", mine)
        place.first = seen_after([("include", "")] * len(works))
    answers = data.draw(st.lists(ANSWERS, min_size=len(works), max_size=len(works)))
    assert [] == differing(place.first, seen_after(answers))


def test_whether_the_other_has_answered_is_on_no_surface_of_the_first_herself(place: Place) -> None:
    mine, before, works = ROUNDS["abstract"]
    place.say("ann", mine)
    seen = []
    for further in ([], [line("ben", 200 + n, n, "abstract", "exclude") for n in works]):
        place.say("ben", [*before, *further])
        seen.append(place.commands(MINE) | place.window())
    assert [] == differing(*seen)


def test_what_they_differ_on_is_seen_once_the_round_is_closed(place: Place) -> None:
    """The comparison sees a difference where there is one: the last answers of both close the round."""
    place.say("ann", [line("ann", n, n, "abstract", "include") for n in range(8)])
    seen = []
    for verb in ("include", "exclude"):
        place.say("ben", [line("ben", 100 + n, n, "abstract", verb) for n in range(8)])
        seen.append(place.commands((("check", "REVIEW"), ("screening", "REVIEW"))))
    assert 2 == len(differing(*seen))
