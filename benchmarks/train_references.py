"""Learn the weights by which a reference is taken into its parts: `src/litreview/formats/references/labels.tsv` and `labels.toml`.

    python benchmarks/train_references.py            learns on all of core.xml.xz, and writes both files
    python benchmarks/train_references.py --folds 3  learns on two thirds of it and measures on the rest, three times; writes nothing
    python benchmarks/train_references.py --folds 3 --only 2  the same with the second third alone

Reads `data/references/core.xml.xz` in the folder named by LITREVIEW_DATA (default ../shared): AnyStyle's `core` (BSD-2-Clause), 1,514
references in which each part stands in an element of its own. Besides, it learns from references in made-up styles
(`made_up_references.py`), and from nothing else.
Afterwards `benchmarks/references.py --record` adds to the record how well the parts are found.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import lzma
import random
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pycrfsuite
from data_folder import FOLDER, need
from made_up_references import Pools, made_up

from litreview import read
from litreview.core.model import Person
from litreview.core.text.xml_trees import parse_xml
from litreview.formats.references.features import VERSION, features
from litreview.formats.references.fields import draft_of
from litreview.formats.references.labelling import RECORD, WEIGHTS, Decoder, LabelledPart, tokens

DATA = FOLDER / "data/references"
ROOM = Path(__file__).parents[1] / "src" / "litreview" / "formats" / "references"
OPTIONS = {"c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.minfreq": 2}
SEED = 1
MADE_UP = 6000
"""Made-up references that each model learns from besides `core`."""
MODELS = 3
"""Models that learn from `core`, each with made-up references of its own; the mean of their weights errs less often than any (bagging, Breiman 1996)."""
RARE = {"director": "note", "producer": "note", "source": "medium"}
"""Labels of the data that are too rare to be learnt, and the labels that their parts get."""

Parts = list[tuple[str, str]]
"""The parts of a reference as `(label, text)`."""


def load(name: str) -> list[Parts]:
    """Return the references of a file, each as its parts."""
    root = parse_xml(lzma.decompress((DATA / f"{name}.xml.xz").read_bytes()).decode("utf-8"))
    found = [[(part.tag, " ".join((part.text or "").split())) for part in sequence] for sequence in root]
    return [split_places([(label, text) for label, text in parts if text]) for parts in found if parts]


def split_places(parts: Parts) -> Parts:
    """Return the parts of a reference, with a place that is one word taken apart.

    >>> split_places([("volume", "2001;4(1):2-9.")])
    [('date', '2001;'), ('volume', '4(1):'), ('pages', '2-9.')]
    """
    labels = {label for label, _ in parts}
    found: Parts = []
    for name, text in parts:
        label, rest = name, text
        if label == "volume":
            if "date" not in labels and (dated := re.match(r"((?:1[89]|20)\d\d;)\s*(?=\S)", rest)):
                found.append(("date", dated[1]))
                rest = rest[dated.end() :]
            if "pages" not in labels and (
                paged := re.fullmatch(r"(.*\d.*:)\s*([A-Za-z]?\d+(?:[-–]\d+)?\W*)", rest)
            ):
                found.append((label, paged[1]))
                label, rest = "pages", paged[2]
        found.append((RARE.get(label, label), rest))
    return found


def labelled(parts: Parts) -> tuple[list[str], list[str]]:
    """Return the tokens of a reference, and the label of each."""
    pairs = [(token.text, label) for label, text in parts for token in tokens(text)]
    return [token for token, _ in pairs], [label for _, label in pairs]


def pools_of_works() -> Pools:
    """Return parts of real works: of `core`, of the sample corpus in `bib/`, and of metadata of Crossref."""
    titles: dict[str, list[str]] = {"en": [], "de": [], "fr": [], "es": []}
    persons: dict[Person, None] = {}
    journals, books, publishers = dict[str, None](), dict[str, None](), dict[str, None]()
    drafts = [
        draft_of([LabelledPart(label=label, text=text, start=0, end=0) for label, text in parts])
        for parts in load("core")
    ]
    works: list[tuple[Mapping[str, str], Sequence[Person]]] = [
        (draft.fields, draft.authors) for draft in drafts
    ]
    works += [(record.fields, record.authors) for record in read(Path(__file__).parents[1] / "bib")]
    works += crossref_works()
    for fields, people in works:
        title = fields.get("title", "")
        if 1 < len(title.split()) < 30 and title.isprintable():
            titles[language_of(title)].append(title)
        persons |= {
            one: None
            for one in people
            if one.family
            and one.given
            and len(one.family) < 25
            and not re.search(r"\d", one.family + one.given)
        }
        for field, table in (("journal", journals), ("booktitle", books), ("publisher", publishers)):
            if 0 < len(name := fields.get(field, "")) < 90:
                table[name] = None
    return Pools(
        people=list(persons), titles=titles.pop("en"), journals=list(journals), books=list(books), publishers=list(publishers), foreign=titles,
    )  # fmt: skip


def language_of(title: str) -> str:
    """Return the language of a title as far as its articles tell it, else `en`."""
    words = set(title.lower().split())
    for language, articles in {
        "de": "der die das und für des zur",
        "fr": "les des du et une sur",
        "es": "los del las y una para",
    }.items():
        if len(words & set(articles.split())) > 1:
            return language
    return "en"


def crossref_works() -> Iterator[tuple[Mapping[str, str], Sequence[Person]]]:
    """Yield fields and authors of the works whose metadata Crossref gives (CC0)."""
    for line in (
        lzma.decompress((FOLDER / "data/providers/crossref_works.jsonl.xz").read_bytes())
        .decode("utf-8")
        .split("\n")
    ):
        if not line.strip():
            continue
        work = json.loads(line)
        work = work.get("message", work)
        container = "booktitle" if work.get("type") == "book-chapter" else "journal"
        fields = {
            "title": " ".join(re.sub("<[^<>]*>", "", (work.get("title") or [""])[0]).split()),
            container: (work.get("container-title") or [""])[0], "publisher": work.get("publisher") or "",
        }  # fmt: skip
        yield (
            fields,
            [
                Person(family=one["family"], given=one["given"])
                for one in work.get("author") or ()
                if one.get("family") and one.get("given")
            ],
        )


def variants(parts: Parts, draw: random.Random) -> Iterator[Parts]:
    """Yield other ways in which a reference is written: with a DOI or an address behind it (made up)."""
    labels = [label for label, _ in parts]
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
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
        path.write_text(table_of(tagger.info()), encoding="utf-8")
    return count


def table_of(model: Any) -> str:
    """Return the weights of a model as the table that `labelling` reads."""
    rows: dict[str, dict[str, float]] = {f">{label}": {} for label in sorted(model.labels)}
    for (before, label), weight in model.transitions.items():
        rows[f">{before}"][label] = weight
    for (feature, label), weight in sorted(model.state_features.items()):
        rows.setdefault(feature, {})[label] = weight
    lines = [
        "\t".join([name, *[f"{label}:{weight:.4f}" for label, weight in sorted(row.items())]])
        for name, row in rows.items()
    ]
    return "\n".join(
        [
            "# feature	weight for each label; `>label`: the label before. Written by benchmarks/train_references.py",
            *lines,
            "",
        ]
    )


def mean_of(tables: Sequence[str]) -> str:
    """Return the table of the mean weights of several tables; a weight that one lacks is 0 there."""
    found: dict[str, dict[str, float]] = {}
    head = tables[0].split("\n", 1)[0]
    for table in tables:
        for line in table.split("\n")[1:-1]:
            name, *pairs = line.split("\t")
            row = found.setdefault(name, {})
            for label, _, weight in (pair.rpartition(":") for pair in pairs):
                row[label] = row.get(label, 0) + float(weight) / len(tables)
    # the labels first, as `table_of` writes them
    names = sorted(found, key=lambda name: not name.startswith(">"))
    lines = [
        "\t".join([name, *[f"{label}:{weight:.4f}" for label, weight in sorted(found[name].items())]])
        for name in names
    ]
    return "\n".join([head, *lines, ""])


def model(count: int | None, made_up_count: int, seed: int) -> tuple[int, str]:
    """Return how many sequences a model learns from, and the table of its weights."""
    with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
        references = [*load("core")[:count], *made_up(made_up_count, pools_of_works(), seed)]
        sequences = learn(references, Path(file.name))
        return sequences, Path(file.name).read_text(encoding="utf-8")


def record(references: Sequence[Parts], made_up_count: int, sequences: int, weights: bytes) -> str:
    """Return the training record, as TOML."""
    data = (DATA / "core.xml.xz").read_bytes()
    options = "\n".join(f'"{name}" = {value}' for name, value in OPTIONS.items())
    return (
        f"# What the weights in {WEIGHTS} are and where they come from: written by benchmarks/train_references.py.\n"
        'data = "AnyStyle, core.xml: references whose parts are marked, https://github.com/inukshuk/anystyle"\n'
        'licence = "BSD-2-Clause, Sylvester Keil and contributors"\n'
        f'sha256_of_data = "{hashlib.sha256(data).hexdigest()}"\n'
        'made_up_from = "names, titles, journals and publishers of core, of the sample corpus in bib/, and of metadata of Crossref (CC0); '
        'lists of words, towns and styles in benchmarks/made_up_references.py"\n'
        f'sha256_of_weights = "{hashlib.sha256(weights).hexdigest()}"\n'
        f"references = {len(references)}\n"
        f"made_up = {made_up_count * MODELS}  # references in made-up styles, a part of them for each model\n"
        f"models = {MODELS}  # whose mean the weights are\n"
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
        with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
            learn([references[i] for i in order if i not in kept], Path(file.name))
            decoder = Decoder(Path(file.name).read_text("utf-8").split("\n"))
            for i in sorted(kept):
                texts, _ = labelled(references[i])
                figures.add(references[i], [mark[2:] for mark in decoder.decode([texts])[0]])
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
    parser.add_argument(
        "--made-up", type=int, default=MADE_UP, help="how many made-up references to learn from besides"
    )
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
    seeds = range(SEED, SEED + MODELS)
    with ProcessPoolExecutor(MODELS) as pool:
        asked = (options.count, options.made_up)
        counts, tables = zip(
            *pool.map(model, *zip(*[(*asked, seed) for seed in seeds], strict=True)), strict=True
        )
    sequences = sum(counts)
    (options.folder / WEIGHTS).write_text(mean_of(tables), encoding="utf-8")
    weights = (options.folder / WEIGHTS).read_bytes()
    (options.folder / RECORD).write_text(
        record(references, options.made_up, sequences, weights), encoding="utf-8"
    )
    print(f"{sequences} sequences, {len(weights) // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
