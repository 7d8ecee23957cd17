"""A reviewer's morning, played through the real command line; `docs/reviewing.md#a-reviewers-morning` shows what this prints.

The thirty works of the demonstration are coded by two people apart from each other, compared and settled. Works, coders and answers are
made up: a made-up answer on a real work would be a claim about it.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.questions.shared import CodeLessons
from litreview.review.questions.tags import answered_codes, codes_left

ROOT = Path(__file__).parents[1]
COUNT = 30
GOALS = {"p": "protect", "c": "prosecute", "v": "prevent"}
# what each coder finds in the n-th work: protect, prosecute (its courts and cases: c), prevent (v)
CODER_A = "pc p c p pc p v pc pc pc p . . . . . pc pc pc pc p pc p c v p v c . ."
CODER_B = "pc p c p pc pv v p c p p . . . . . p pc c pc p p pv . v p v pc . ."
ADJUDICATED = {"yes": "the codebook counts it", "no": "a background, not what the work is about"}
SHOWN = 2  # sources of a walk that are shown whole, at its beginning


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield an empty folder that is the current one meanwhile."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


def run(line: str, keys: str = "") -> str:
    """Return what a command line prints; a failure is a failure of the page."""
    result = CliRunner().invoke(main, shlex.split(line)[1:], input=keys)
    if result.exit_code not in (0, 1) or (result.exception and not isinstance(result.exception, SystemExit)):
        raise RuntimeError(f"{line}: {result.output}\n{result.exception!r}")
    return result.output.rstrip()


def keys_of(answers: Sequence[str], by: str, before: str = "") -> str:
    """Return the keys that a coder presses: y or n for each goal, s (skip) for every other code."""
    review = lr.open_review("morning")
    number = {source.key: n for n, source in enumerate(review.included)}
    lessons = CodeLessons(review, by)
    left: dict[str, list[str]] = {}
    for source, code, _ in codes_left(review, lessons.sources, answered_codes(review, by)):
        left.setdefault(source.key, []).append(code.id)
    pressed, given = [], []
    while left:
        key = next(iter(left))
        found = {GOALS[letter] for letter in answers[number[key]] if letter in GOALS}
        for code in left.pop(key):
            pressed.append("s" if code not in GOALS.values() else "y" if code in found else "n")
            if code in GOALS.values():
                given.append(("tag" if code in found else "not-tag", key, code))
        # each answer changes what is asked next
        order = lessons.after(given).order
        left = dict(sorted(left.items(), key=lambda item: order.get(item[0], len(order))))
    return before + "".join(pressed) + "d"


def shortened(text: str, noun: str = "source") -> str:
    """Return a walk with the first sources and the end of it."""
    parts = re.split(rf"(?m)^(?={noun} \d+ of \d+ ─)", text)
    if len(parts) <= SHOWN + 2:
        return text
    last = parts[-1]
    return "".join(parts[: SHOWN + 1]) + f"… {len(parts) - SHOWN - 2} more …\n\n" + last


def console(line: str, output: str) -> str:
    body = "\n".join(row.rstrip() for row in output.split("\n"))
    return f"```text\n$ {line}\n{body}\n```\n"


def morning() -> str:
    """Return the page's transcript."""
    parts: list[str] = []

    def show(text: str, line: str, keys: str = "", *, cut: bool = False) -> str:
        output = run(line, keys)
        parts.append(f"{text}\n\n" + console(line, shortened(output) if cut else output))
        return output

    with workplace():
        run("litreview init morning")
        Path("morning/bib/example.bib").unlink()
        Path("morning/notes/Farrell2010Where.md").unlink()
        invented = lr.open_review(ROOT / "examples" / "demonstration").sources
        works = [source for source in invented if not source.confidential and source.key.startswith("Demo")]
        assert len(works) == COUNT
        lr.write(works, "morning/bib/thirty.bib")
        settings = Path("morning/litreview.toml")
        text = settings.read_text(encoding="utf-8")
        text = text.replace("example.bib", "thirty.bib")
        text = text.replace("adjudicators = []", 'adjudicators = ["coder-c"]')
        settings.write_text(text, encoding="utf-8", newline="\n")
        show(
            "The first coder goes through thirty sources. The words that suggest a code are shown with the question; `?` explains "
            "the code.",
            "litreview tag morning --review --by coder-a",
            keys_of(CODER_A.split(), "coder-a", before="?"),
            cut=True,
        )
        show(
            "The second coder does the same, and sees none of the first coder's answers. `u` undoes a wrong key.",
            "litreview tag morning --review --by coder-b",
            keys_of(CODER_B.split(), "coder-b", before="nu"),
            cut=True,
        )
        show("How far do the two agree, and where do they differ?", "litreview agree morning")
        open_ = [
            dispute
            for one in lr.open_review("morning").agreement
            for dispute in one.disagreements
            if not dispute.settled
        ]
        lines = []
        for n, dispute in enumerate(open_):
            value = "yes" if n % 3 else "no"
            verb = "tag" if value == "yes" else "not-tag"
            line = (
                f"litreview decide {verb} {dispute.key} {dispute.about} --by coder-c "
                f'--reason "{ADJUDICATED[value]}" -C morning'
            )
            lines.append((line, run(line)))
        first_line, first_output = lines[0]
        parts.append(
            f"A third person settles the {len(open_)} of them, one line each; this is the first.\n\n"
            + console(first_line, first_output)
        )
        told = run("litreview agree morning")
        head, _, rest = told.partition("disagreements, ")
        first_dispute = rest.split("\n\n")[1]
        parts.append(
            "The disagreements are settled, but agreement is still measured on the independent answers.\n\n"
            + console(
                "litreview agree morning",
                f"{head}disagreements, {rest.split(chr(10), 1)[0]}\n\n{first_dispute}\n\n… {len(open_) - 1} more …",
            )
        )
        show(
            "Write the result as keywords for a reference manager, and as a table with a row for each passage:",
            "litreview tag morning -o morning.bib --table tags.csv",
        )
    return "\n".join(parts)


if __name__ == "__main__":
    print(morning())  # noqa: T201 - a script
