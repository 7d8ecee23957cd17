"""Random edits of a review: after each, a run that looks up what runs before stored writes the same bytes as one of a fresh folder and cache.

    python benchmarks/edits.py                     # 100 edits by command, 900 in Python, of examples/demonstration
    python benchmarks/edits.py 5 20 --seed 7       # so many; the seed says which
    python benchmarks/edits.py 0 5 --from DIR      # of another review

Edited are exports, decisions, notes, settings, the codebook and findings, and which version of the program it is; now and then an edit is taken back, so that what
was stored before is met again. At the first difference it says which file of which edit differs, and ends with 1.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from unittest import mock

from click.testing import CliRunner

from litreview.cli import main as litreview
from litreview.core.errors import LitreviewError
from litreview.review import open_review, store as stores
from litreview.review.outputs.writing import make_outputs

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "demonstration"
DEPENDS_ON_THE_RUN_BEFORE = {"tables/tag-changes.csv", ".litreview-hashes.json"}
CODES = ("protect", "prosecute", "prevent", "none")
STYLES = ("apa", "mla", "chicago", "bluebook")


class Edits:
    """Random edits of a review in a folder; `made` are the words for each, `version` which program it is."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = Random(seed)
        self.version = 0
        self.made: list[str] = []
        self._before: tuple[Path, bytes | None] | None = None

    def edit(self) -> None:
        """Change one thing, or take back the last change."""
        if self._before and self.random.random() < 0.2:
            path, data = self._before
            self.made.append(f"{path.name} is as before")
            path.unlink() if data is None else path.write_bytes(data)
            self._before = None
            return
        kinds: list[Callable[[], None]] = [
            self._letter, self._letter, self._entry_moved, self._entry_gone, self._entry_sealed, self._decision, self._decision,
            self._decision, self._note, self._setting, self._codebook, self._finding, self._newer,
        ]  # fmt: skip
        kind = self.random.choice(kinds)
        self.made.append(kind.__name__.strip("_"))
        kind()

    def decision(self) -> list[str]:
        """Return the words of a command that decides something."""
        keys = [one.key for one in open_review(self.folder).sources if not one.confidential]
        one, other = self.random.sample(keys, 2)
        verb, *values = self.random.choice(
            [
                ("tag", self.random.choice(CODES)),
                ("not-tag", self.random.choice(CODES[:3])),
                ("same", other),
                ("different", other),
                ("include", "abstract"),
                ("exclude", "abstract"),
                ("set", f"year={self.random.randint(1990, 2024)}"),
                ("set", "title=Another title"),
            ]
        )
        reason = ["--reason", "made up"] if verb in ("exclude", "set") else []
        return ["decide", str(self.folder), verb, one, *values, "--by", "edits", *reason]

    def _write(self, path: Path, text: str) -> None:
        self._before = (path, path.read_bytes() if path.exists() else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _export(self) -> tuple[Path, str]:
        paths = sorted(path for path in (self.folder / "bib").iterdir() if path.suffix in (".bib", ".ris"))
        path = self.random.choice(paths)
        return path, path.read_text(encoding="utf-8")

    def _letter(self) -> None:
        path, text = self._export()
        places = [at for at, letter in enumerate(text) if letter in "aeiou"]
        if places:
            at = self.random.choice(places)
            self._write(path, text[:at] + self.random.choice("aeiouäЖ") + text[at + 1 :])

    def _entry_moved(self) -> None:
        path, text = self._export()
        self._write(path, "\n" * self.random.randint(1, 3) + text)

    def _entry_gone(self) -> None:
        path, text = self._export()
        entries = text.split("\n@") if path.suffix == ".bib" else [text]
        if len(entries) > 3:
            entries.pop(self.random.randrange(1, len(entries)))
            self._write(path, "\n@".join(entries))

    def _entry_sealed(self) -> None:
        path, text = self._export()
        if "year" in text and path.suffix == ".bib":
            at = self.random.choice([at for at in range(len(text)) if text.startswith("year", at)])
            self._write(path, f"{text[:at]}confidential = {{true}}, {text[at:]}")

    def _decision(self) -> None:
        CliRunner().invoke(litreview, self.decision())

    def _note(self) -> None:
        keys = [one.key for one in open_review(self.folder).sources if not one.confidential]
        path = self.folder / "notes" / f"{self.random.choice(keys)}.md"
        self._write(path, f"A made-up note, {len(self.made)}; see [@{self.random.choice(keys)}].\n")

    def _setting(self) -> None:
        path = self.folder / "litreview.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        name, value = self.random.choice(
            [
                ("title", f"Title {len(self.made)}"),
                ("style", self.random.choice(STYLES)),
                ("preprints", self.random.choice(("same", "ask"))),
            ]
        )
        others = [line for line in lines if not line.startswith((f"{name} ", f"{name}="))]
        self._write(path, "\n".join([f'{name} = "{value}"', *others]) + "\n")

    def _codebook(self) -> None:
        from litreview.judgements.codebook import codebook_text

        settings = self.folder / "litreview.toml"
        text = settings.read_text(encoding="utf-8")
        own = self.folder / "codebook.toml"
        if not own.exists():
            own.write_text(codebook_text("tvpa"), encoding="utf-8")
            lines = [line for line in text.splitlines() if not line.startswith("codebook")]
            settings.write_text("\n".join(['codebook = "codebook.toml"', *lines]) + "\n", encoding="utf-8")
        lines = own.read_text(encoding="utf-8").splitlines()
        words = [
            at
            for at, line in enumerate(lines)
            if line.strip().startswith('"') and line.strip().endswith('",')
        ]
        if words:
            lines.pop(self.random.choice(words))
            self._write(own, "\n".join(lines) + "\n")

    def _finding(self) -> None:
        path = self.folder / "findings.toml"
        if path.exists():
            self._write(path, path.read_text(encoding="utf-8") + f"\n# a made-up line {len(self.made)}\n")

    def _newer(self) -> None:
        self.version += 1


@contextlib.contextmanager
def cache(folder: Path, version: int) -> Iterator[None]:
    """Store what runs make in a folder, as another version of the program would."""
    with (
        mock.patch.dict(os.environ, {"LITREVIEW_CACHE": str(folder)}),
        mock.patch.object(stores, "build_fingerprint", return_value=f"version {version}"),
    ):
        yield


def by_python(folder: Path) -> dict[str, bytes]:
    """Return every output of the review, as a run makes it."""
    return make_outputs(open_review(folder))


def by_command(folder: Path) -> dict[str, bytes]:
    """Run the review by its command, and return what is in out/."""
    done = CliRunner().invoke(litreview, ["run", str(folder)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    paths = [path for path in (folder / "out").rglob("*") if path.is_file()]
    found = {path.relative_to(folder / "out").as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in found.items() if name not in DEPENDS_ON_THE_RUN_BEFORE}


def differences(place: Path, edits: Edits, make: Callable[[Path], dict[str, bytes]]) -> list[str]:
    """Return the outputs that differ from those of a fresh folder, of the same name in another place, and a fresh cache."""
    name = edits.folder.name
    with contextlib.suppress(LitreviewError), cache(place / "cache", edits.version):
        # they are drawn at random, and so the same only if they are copied, too
        open_review(edits.folder).keep_codes()
    with tempfile.TemporaryDirectory() as fresh:
        shutil.copytree(edits.folder, Path(fresh, name), ignore=shutil.ignore_patterns("out"))
        made = []
        for folder in (place, Path(fresh)):
            with cache(folder / "cache", edits.version), contextlib.chdir(folder):
                try:
                    made.append(make(Path(name)))
                except (
                    LitreviewError
                ) as error:  # a review that no run can open is none in a fresh folder either
                    made.append({"error": str(error).encode()})
    here, there = made
    return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))


def main(by_commands: int, in_python: int, seed: int, example: Path) -> int:
    """Make the edits; return 1 if a run wrote something else than a fresh one."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(example, Path(place, "review"), ignore=shutil.ignore_patterns("out")))
        edits = Edits(folder, seed)
        for number in range(by_commands + in_python):
            with cache(Path(place, "cache"), edits.version):
                if number < by_commands:
                    words = edits.decision()
                    edits.made.append(" ".join(words[2:]))
                    CliRunner().invoke(litreview, words)
                else:
                    edits.edit()
            make = by_command if number < by_commands else by_python
            if different := differences(Path(place), edits, make):
                print(f"edit {number + 1} ({edits.made[-1]}), seed {seed}: {', '.join(different)} differ")
                return 1
            if (number + 1) % 50 == 0:
                print(f"{number + 1} edits, no difference", flush=True)
    print(
        f"{by_commands} edits by command and {in_python} in Python: every byte as of a fresh folder and cache"
    )
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commands", type=int, nargs="?", default=100)
    parser.add_argument("python", type=int, nargs="?", default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="example", type=Path, default=EXAMPLE)
    given = parser.parse_args()
    sys.exit(main(given.commands, given.python, given.seed, given.example))
