"""Learn the weights by which a reference is taken into its parts: `src/litreview/formats/references/labels.crfsuite` and `labels.toml`.

    python benchmarks/train_references.py            learns on all of core.xml.xz, and writes both files
    python benchmarks/train_references.py --folds 3  learns on two thirds of it and measures on the rest, three times; writes nothing
    python benchmarks/train_references.py --folds 3 --only 2  the same with the second third alone

Reads `data/references/core.xml.xz` in the folder named by LITREVIEW_DATA (default ../shared): AnyStyle's `core` (BSD-2-Clause), 1,514
references in which each part stands in an element of its own. Nothing else is learnt from. Features are chosen by the folds.
Afterwards `benchmarks/references.py --record` adds to the record how well the parts are found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import lzma
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite
from data_folder import FOLDER, need

from litreview.core.text.xml_trees import parse_xml
from litreview.formats.references.features import VERSION, features
from litreview.formats.references.labelling import RECORD, WEIGHTS

DATA = FOLDER / "data/references"
ROOM = Path(__file__).parents[1] / "src" / "litreview" / "formats" / "references"
OPTIONS = {"c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.minfreq": 2}
SEED = 1

Parts = list[tuple[str, str]]
"""The parts of a reference as `(label, text)`."""


def load(name: str) -> list[Parts]:
    """Return the references of a file, each as its parts."""
    root = parse_xml(lzma.decompress((DATA / f"{name}.xml.xz").read_bytes()).decode("utf-8"))
    found = [[(part.tag, " ".join((part.text or "").split())) for part in sequence] for sequence in root]
    return [[(label, text) for label, text in parts if text] for parts in found if parts]


def labelled(parts: Parts) -> tuple[list[str], list[str]]:
    """Return the tokens of a reference, and the label of each."""
    pairs = [(token, label) for label, text in parts for token in text.split()]
    return [token for token, _ in pairs], [label for _, label in pairs]


def variants(parts: Parts, draw: random.Random) -> Iterator[Parts]:
    """Yield other ways in which a reference is written: place without blanks, with a DOI or an address behind it (made up)."""
    labels = [label for label, _ in parts]
    at = next((i for i in range(len(parts) - 2) if labels[i : i + 3] == ["date", "volume", "pages"]), None)
    if at is not None and parts[at][1].endswith(";") and " " not in parts[at][1]:
        glued = "".join(text.replace(" ", "") for _, text in parts[at : at + 3])
        yield [*parts[:at], ("volume", glued), *parts[at + 3 :]]
    elif (
        (at := next((i for i in range(len(parts) - 1) if labels[i : i + 2] == ["volume", "pages"]), None))
        is not None
        and parts[at][1].endswith(":")
        and draw.random() < 0.5
    ):
        glued = "".join(text.replace(" ", "") for _, text in parts[at : at + 2])
        yield [*parts[:at], ("volume", glued), *parts[at + 2 :]]
    if not {"doi", "url", "note"} & set(labels) and draw.random() < 0.2:
        number = f"10.{draw.randrange(1000, 9999)}/made.up.{draw.randrange(10**6)}"
        tail: Parts = draw.choice(
            [
                [("doi", f"doi:{number}")],
                [("doi", f"https://doi.org/{number}")],
                [("doi", f"https://doi.org/{number}.")],
                [("doi", f"DOI: {number}.")],
                [
                    ("note", "Available at:"),
                    ("url", f"https://example.org/made-up/{draw.randrange(999)}.html"),
                ],
                [("note", "Retrieved from"), ("url", f"http://www.example.com/{draw.randrange(999)}")],
                [("url", f"https://example.org/{draw.randrange(999)}"), ("note", "(accessed 3 May 2015).")],
                [("note", "[CrossRef]")],
                [("note", "[Google Scholar]")],
            ]
        )
        yield [*parts, *tail]


def marks_of(labels: Sequence[str]) -> list[str]:
    """Return the labels in the form for training: `B-` where a part begins, `I-` where it continues."""
    return [f"{'B' if i == 0 or labels[i - 1] != name else 'I'}-{name}" for i, name in enumerate(labels)]


def learn(references: Sequence[Parts], path: Path) -> int:
    """Write the weights that are learnt from references and their variants; return how many sequences there were."""
    trainer = pycrfsuite.Trainer(verbose=False)
    draw = random.Random(SEED)
    count = 0
    for parts in references:
        for each in (parts, *variants(parts, draw)):
            texts, labels = labelled(each)
            trainer.append(features(texts), marks_of(labels))
            count += 1
    trainer.set_params(OPTIONS)
    trainer.train(str(path))
    return count


def record(references: Sequence[Parts], sequences: int, weights: bytes) -> str:
    """Return the training record, as TOML."""
    data = (DATA / "core.xml.xz").read_bytes()
    options = "\n".join(f'"{name}" = {value}' for name, value in OPTIONS.items())
    return (
        f"# What the weights in {WEIGHTS} are and where they come from: written by benchmarks/train_references.py.\n"
        'data = "AnyStyle, core.xml: references whose parts are marked, https://github.com/inukshuk/anystyle"\n'
        'licence = "BSD-2-Clause, Sylvester Keil and contributors"\n'
        f'sha256_of_data = "{hashlib.sha256(data).hexdigest()}"\n'
        f'sha256_of_weights = "{hashlib.sha256(weights).hexdigest()}"\n'
        f"references = {len(references)}\n"
        f"sequences = {sequences}  # with variants made of the references: see `variants` in the script\n"
        f"features = {VERSION}  # litreview.formats.references.features.VERSION\n"
        f'learnt = "{dt.datetime.now(tz=dt.UTC).date()}"\n'
        'method = "linear-chain conditional random field, L-BFGS (python-crfsuite)"\n'
        f"\n[options]\n{options}\n"
    )


def measure(references: Sequence[Parts], folds: int, only: int = 0) -> None:
    """Print how well each part is found in references that were not learnt from, after each fold for all until then."""
    from references import Figures

    order = list(range(len(references)))
    random.Random(SEED).shuffle(order)
    figures = Figures()
    for fold in [only - 1] if only else range(folds):
        kept = set(order[fold::folds])
        with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
            learn([references[i] for i in order if i not in kept], Path(file.name))
            tagger = pycrfsuite.Tagger()
            tagger.open(file.name)
            for i in sorted(kept):
                texts, _ = labelled(references[i])
                figures.add(references[i], [mark[2:] for mark in tagger.tag(features(texts))])
        print(f"fold {fold + 1} of {folds}\n{figures}", flush=True)


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOM, help="where to write both files (default: the package)"
    )
    parser.add_argument("--count", type=int, help="learn from the first of them alone")
    parser.add_argument("--folds", type=int, default=0, help="measure by cross validation instead")
    parser.add_argument("--only", type=int, default=0, help="measure on this fold alone")
    options = parser.parse_args()
    if not 0 <= options.only <= options.folds:
        parser.error("--only is the number of a fold")
    need("data/references/core.xml.xz")
    references = load("core")[: options.count]
    if options.folds:
        measure(references, options.folds, options.only)
        return 0
    sequences = learn(references, options.folder / WEIGHTS)
    weights = (options.folder / WEIGHTS).read_bytes()
    (options.folder / RECORD).write_text(record(references, sequences, weights), encoding="utf-8")
    print(f"{sequences} sequences, {len(weights) // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
