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
import os
import re
import shutil
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx

from litreview.web import serve

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
            serve(folder, by, lambda address: os.write(writes, f"{address}\n".encode()))
            os._exit(0)
        os.close(writes)
        with os.fdopen(reads) as lines:
            self.address = lines.readline().strip()
        self.started = time.perf_counter() - begun
        self.home = self.address.partition("open/")[0]
        self.client = httpx.Client(headers=SAME, follow_redirects=True, timeout=120)
        self.client.get(self.address).raise_for_status()

    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        used = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


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


def speed(folder: Path | None, count: int, answers: int) -> None:
    """Time the start, the first page of each desk, and questions and answers."""
    place = Path(tempfile.mkdtemp())
    if folder is None:
        import run

        folder = place / "review"
        run.make(folder, count, "apa")
    for name in ("first, nothing kept yet", "again"):
        begun = Window(folder, "speed")
        print(f"start ({name}): {begun.started:.2f} s, {begun.cpu():.2f} s of CPU")
        begun.kill()
    with window(folder, "speed") as one:
        first = one.client.get(one.home)
        print(f"overview: {first.elapsed.total_seconds():.2f} s")
        for desk in dict.fromkeys(re.findall(r"/desk/(\w+)", first.text)):
            timed(one, desk, answers)
    shutil.rmtree(place)


def timed(one: Window, desk: str, answers: int) -> None:
    """Print how long the first page of a desk takes, then questions alone, then answers each with the next question."""

    def get(place: str) -> tuple[str, float, float]:
        begun, used = time.perf_counter(), one.cpu()
        text = one.client.get(f"{one.home}{place}").text
        return text, time.perf_counter() - begun, one.cpu() - used

    text, wall, used = get(f"desk/{desk}")
    print(f"{desk}: first question {wall:.2f} s ({used:.2f} s of CPU)", end="")
    asked, kept = [], []
    for _ in range(answers):
        action, form = form_of(text)
        if not action:
            break
        asked.append(get(action)[1:])
        begun, used = time.perf_counter(), one.cpu()
        answered = one.client.post(f"{one.home}{action}", data=form)
        text = answered.raise_for_status().text
        kept.append((time.perf_counter() - begun, one.cpu() - used))
    if asked:
        for name, times in (("a question", asked), ("an answer and the next question", kept)):
            wall, used = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
            print(
                f"; {name} {wall:.0f} ms (CPU {used:.0f} ms), at most {max(times)[0] * 1000:.0f} ms", end=""
            )
    print(f"; of {len(asked)}")


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
