"""The window (`litreview review`): how long a page takes on 10,000 records, what a kill loses, what a thousand requests at once do.

    python benchmarks/window.py speed             # 10,000 records of srsr, as in benchmarks/run.py: start, questions, answers
    python benchmarks/window.py speed --folder D  # on a review that is there; its decisions grow
    python benchmarks/window.py kill 200          # SIGKILL at a random time between a click and its answer
    python benchmarks/window.py crowd 1000        # so many requests at once, beside one who answers questions

Each server is a process of its own, forked from this one, so that its start is that of the review and not of Python. Times are wall clock
as a client sees them, and CPU seconds of the server, which a machine that does other things stretches less.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import shutil
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
from starlette.responses import Response

from litreview.web import app, serve

SAME = {"Sec-Fetch-Site": "same-origin"}
PAIR = """\
@book{{k{n}, title = {{Made-up people {a}}}, author = {{Doe{a}, Jane}}, year = {{1999}}}}
@book{{k-{n}x, title = {{Made-up people {a}: new {a} in the old {a} economy}}, author = {{Doe{a}, Jane}}, year = {{1999}}}}
"""


class Window:
    """A server in a process of its own, and a client that is in."""

    def __init__(self, folder: Path, by: str = "ann") -> None:
        reads, writes = os.pipe()
        begun = time.perf_counter()
        self.pid = os.fork()
        if not self.pid:
            os.close(reads)
            with_cpu()
            serve(folder, by, lambda address: os.write(writes, f"{address}\n".encode()))
            os._exit(0)
        os.close(writes)
        with os.fdopen(reads) as lines:
            self.address = lines.readline().strip()
        self.started = time.perf_counter() - begun, self.cpu(), self.cpu()
        self.home = self.address.partition("open/")[0]
        self.client = httpx.Client(headers=SAME, follow_redirects=True, timeout=120)
        self.opened = timed(self, lambda: self.client.get(self.address))[1]

    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        return time.clock_gettime((~self.pid << 3) | 2)  # what clock_getcpuclockid returns on Linux

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def with_cpu() -> None:
    """Let each page say how many CPU seconds it took itself, without what is made beside it."""
    view = app._Window.view  # noqa: SLF001 - a benchmark looks inside

    def telling(self: Any, answer: Callable[[Any, Any], Response]) -> Any:
        def told(request: Any, form: Any) -> Response:
            begun = time.thread_time()
            try:
                page = answer(request, form)
            finally:
                used = time.thread_time() - begun
            page.headers[USED] = str(used)
            return page

        return view(self, told)

    app._Window.view = telling  # type: ignore[method-assign]  # noqa: SLF001


USED = "x-cpu-seconds"


@contextmanager
def window(folder: Path, by: str = "ann") -> Iterator[Window]:
    made = Window(folder, by)
    try:
        yield made
    finally:
        made.kill()
        made.client.close()


def form_of(text: str) -> tuple[str, dict[str, str]]:
    """Return where a page's form goes, and what it carries with its first answer; nothing where nothing is asked."""
    action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', text)
    if not action:
        return "", {}
    asked = re.search(r'name="asked" value="(\w+)"', text)
    keys = re.findall(r'name="answer" value="([^"]+)"', text)
    form = {"asked": asked[1] if asked else ""}
    if not keys:  # a form with an answer to each of several questions
        inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) for one in re.findall(r"<input[^>]*>", text)]
        return action[1], form | {
            i["name"]: i["value"] for i in inputs if i.get("type") == "radio" and i.get("value")
        }
    return action[1], form | {"answer": keys[min(1, len(keys) - 1)]}


def made_up(folder: Path, pairs: int) -> None:
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Made up"\n', encoding="utf-8")
    letters = (
        "".join(chr(97 + (n // 26**k) % 26) for k in (2, 1, 0)) for n in range(17, 17 + 97 * pairs, 97)
    )
    text = "".join(PAIR.format(n=n, a=word * 2) for n, word in enumerate(letters))
    (folder / "bib/a.bib").write_text(text, encoding="utf-8")


def whole(path: Path) -> list[str]:
    """Return the lines of a file of decisions; a line that is not whole ends the benchmark."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n")[:-1]]
    if not text.endswith("\n") or any(len(row) != 9 for row in rows):
        raise SystemExit(f"half a line: {text[-300:]!r}")
    return [row[3] for row in rows[1:]]


def kill(times: int) -> None:
    """Kill the server at a random time after a click, and count what was promised and is not there."""
    random = Random(1)
    place = Path(tempfile.mkdtemp())
    made_up(place / "review", 40)
    path = place / "review/decisions/ann.tsv"
    lost = taken = unsaid = early = 0
    for _ in range(times):
        before = whole(path)
        if len(before) > 30:
            path.unlink()
            before = []
        one = Window(place / "review")
        action, form = form_of(one.client.get(f"{one.home}desk/duplicates").text)
        if not action:
            raise SystemExit("nothing is asked")
        said: list[int] = []

        def click(
            one: Window = one, said: list[int] = said, action: str = action, form: dict[str, str] = form
        ) -> None:
            try:
                answer = one.client.post(f"{one.home}{action}", data=form, follow_redirects=False)
                said.append(answer.status_code)
            except httpx.HTTPError:
                pass

        clicking = threading.Thread(target=click)
        clicking.start()
        time.sleep(random.uniform(0, 0.06))
        one.kill()
        clicking.join()
        after = whole(path)
        grown = len(after) - len(before)
        if after[: len(before)] != before or grown not in (0, 1):
            raise SystemExit(f"{len(before)} lines became {len(after)}")
        promised = said == [303]
        lost += promised and not grown
        taken += promised and grown
        unsaid += not promised and grown
        early += not promised and not grown
        one.client.close()
    print(
        f"{times} kills: {taken} answers said to be kept and kept, {unsaid} kept before it could be said, {early} not kept and not said, {lost} LOST"
    )
    shutil.rmtree(place)


def crowd(count: int) -> None:
    """Ask so many pages at once, without and with the cookie, while one person goes on answering."""
    place = Path(tempfile.mkdtemp())
    made_up(place / "review", 40)
    with window(place / "review") as one:
        stranger = httpx.Client(timeout=60)
        statuses: dict[str, int] = {}
        slow: list[float] = []

        def ask(number: int) -> str:
            try:
                if number % 2:
                    return str(stranger.get(f"{one.home}desk/duplicates").status_code)
                return str(
                    httpx.get(
                        one.home, cookies=dict(one.client.cookies), headers=SAME, timeout=60
                    ).status_code
                )
            except httpx.HTTPError as error:
                return type(error).__name__

        with ThreadPoolExecutor(count) as pool:
            asked = [pool.submit(ask, number) for number in range(count)]
            for _ in range(5):
                begun = time.perf_counter()
                answered = one.client.get(f"{one.home}desk/duplicates")
                slow.append(time.perf_counter() - begun)
                statuses[f"person {answered.status_code}"] = (
                    statuses.get(f"person {answered.status_code}", 0) + 1
                )
            for each in asked:
                statuses[each.result()] = statuses.get(each.result(), 0) + 1
        action, form = form_of(one.client.get(f"{one.home}desk/duplicates").text)
        kept = one.client.post(f"{one.home}{action}", data=form).status_code
        print(
            f"{count} at once: {dict(sorted(statuses.items()))}; a person waited {max(slow):.2f} s at most; afterwards {kept}, {len(whole(place / 'review/decisions/ann.tsv'))} line"
        )
    shutil.rmtree(place)


def judged_by_two(folder: Path, pairs: int, disputes: int) -> None:
    """Add to a review made by `run.make` pairs in doubt, and codes on which a second made-up coder says the opposite; `judge` settles them."""
    import run

    made_up(folder / "more", pairs)
    (folder / "more/bib/a.bib").rename(folder / "bib/made-up.bib")
    shutil.rmtree(folder / "more")
    settings = folder / "litreview.toml"
    text = settings.read_text(encoding="utf-8").replace('"bib/wos.bib"]', '"bib/wos.bib", "bib/made-up.bib"]')
    settings.write_text(f'adjudicators = ["judge"]\n{text}', encoding="utf-8")
    said = [run.decided(n, "not-tag", f"k{n}", run.CODES[n % 3]) for n in range(0, 100 * disputes, 100)]
    lines = "".join(line.replace("reviewer-a", "reviewer-b") for line in said)
    (folder / "decisions/reviewer-b.tsv").write_text(run.HEAD + lines, encoding="utf-8")


Time = tuple[float, float, float]
"""Seconds by the clock, of CPU of the page itself, and of all that the server did meanwhile."""


def speed(folder: Path | None, count: int, answers: int) -> None:
    """Time the start, the first page of each desk, questions, answers with the next question, and every other page; as rows of a table."""
    place = Path(tempfile.mkdtemp())
    if folder is None:
        import run

        folder = place / "review"
        run.make(folder, count, "apa")
        judged_by_two(folder, 2 * answers, 2 * answers)
    print(f"load {', '.join(f'{one:.1f}' for one in os.getloadavg())}; {os.cpu_count()} cores", flush=True)
    print(
        "| what | how often | clock: median, most | CPU of the page | CPU of the server |\n| --- | --- | --- | --- | --- |"
    )
    with window(folder, "speed") as one:
        told("start, nothing kept yet", [one.started])
        told("the overview, at once", [one.opened])
        for desk in DESKS[:-1]:
            waited(one, f"desk/{desk}")
    with window(folder, "speed") as one:
        told("start", [one.started])
        told("the overview, at once", [one.opened])
        for desk in DESKS[:-1]:
            at_desk(one, desk, answers)
        at_source(one, answers)
        for page in ("", "problems"):
            told(page or "overview", [waited(one, page)[1] for _ in range(answers)])
    with window(folder, "judge") as one:
        at_desk(one, DESKS[-1], answers)
    print(f"load {', '.join(f'{one:.1f}' for one in os.getloadavg())}", flush=True)
    shutil.rmtree(place)


DESKS = ("duplicates", "screening", "tags", "stance", "citations", "disputes")


def told(what: str, times: list[Time]) -> None:
    """Print a row of the table."""
    if times:
        columns = [
            [f"{max(c) * 1000:.0f}", f"{statistics.median(c) * 1000:.0f}"] for c in zip(*times, strict=True)
        ]
        shown = (most if len(times) == 1 else f"{median}, {most}" for most, median in columns)
        print(f"| {what} | {len(times)} | {' ms | '.join(shown)} ms |", flush=True)


def timed(one: Window, ask: Callable[[], httpx.Response]) -> tuple[str, Time, bool]:
    """Return the page, how long it took, and whether it only says that something is being worked out."""
    begun, used = time.perf_counter(), one.cpu()
    answer = ask()
    clock, all_ = time.perf_counter() - begun, one.cpu() - used
    # what answers before this one is set is little: a file that is not there, a page that says to wait
    own = sum(float(each.headers.get(USED, 0)) for each in (*answer.history, answer))
    took = clock, own, all_
    return answer.raise_for_status().text, took, "refresh" in answer.headers


def get(one: Window, place: str) -> tuple[str, Time, bool]:
    return timed(one, lambda: one.client.get(f"{one.home}{place}"))


def post(one: Window, place: str, form: dict[str, str]) -> tuple[str, Time, bool]:
    return timed(one, lambda: one.client.post(f"{one.home}{place}", data=form))


def waited(one: Window, place: str, what: str = "") -> tuple[str, Time]:
    """Return a page once it is there, and how long each of those before it took that said that it is not; `what` names them in the table."""
    begun, used, pages = time.perf_counter(), one.cpu(), []
    text, took, wait = get(one, place)
    while wait:
        pages.append(took)
        time.sleep(0.2)
        text, took, wait = get(one, place)
    if pages and what:
        told(f"{what}: a page that says what is worked out", pages)
        told(f"{what}: until that was there", [(time.perf_counter() - begun, 0, one.cpu() - used)])
    return text, took


def at_desk(one: Window, desk: str, answers: int) -> None:
    """Time a desk from its first page on."""
    text, took = waited(one, f"desk/{desk}", desk)
    told(f"{desk}: the first question", [took])
    asked, kept, later = [], [], 0
    for _ in range(answers if desk != "duplicates" else 1000):
        action, form = form_of(text)
        if not action:
            break
        asked.append(get(one, action)[1])
        text, took, wait = post(one, action, form)
        kept.append(took)
        if wait:
            later += 1
            text, _ = waited(one, f"desk/{desk}", f"{desk}, after an answer")
    told(f"{desk}: a question", asked)
    told(f"{desk}: an answer written and the next question", kept)


def at_source(one: Window, answers: int) -> None:
    """Time the search, the page of a work, a correction and an annotation."""
    found: list[str] = []
    times = []
    for word in itertools.islice(itertools.cycle(("model", "care", "health policy", "2009", "kim")), answers):
        text, took = waited(one, f"source?q={word}", "source")
        times.append(took)
        found += re.findall(r'href="[^"]*?(work/\w+)"', text)
    told("source: a search", times)
    works = list(dict.fromkeys(found))[:answers]
    told("source: the page of a work", [waited(one, work)[1] for work in works])
    corrected, noted = [], []
    for number, work in enumerate(works):
        text, _ = waited(one, f"{work}?field=volume")
        form = {"asked": re.findall(r'name="asked" value="(\w+)"', text)[0], "field": "volume", "set": "1"}
        corrected.append(post(one, work, {**form, "value": f"{number}0{number}", "reason": "made up"})[1])
    told("source: a field corrected, and the page", corrected)
    for work in works:
        text, _ = waited(one, work)
        seen = re.findall(r'name="seen" value="(\w*)"', text)[0]
        noted.append(post(one, work, {"seen": seen, "text": "A made-up annotation.", "save": "1"})[1])
    told("source: an annotation saved, and the page", noted)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["speed", "kill", "crowd"])
    parser.add_argument("count", type=int, nargs="?")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--answers", type=int, default=15)
    given = parser.parse_args()
    if given.what == "kill":
        kill(given.count or 200)
    elif given.what == "crowd":
        crowd(given.count or 1000)
    else:
        speed(given.folder, given.count or 10_000, given.answers)


if __name__ == "__main__":
    main()
