"""How well the parts of a reference are found: precision, recall and F1 of each, an exact match counting alone.

    python benchmarks/references.py [--set gold_a] [--misses FIELD] [--record]
    python benchmarks/references.py --set excite_a    of lists in English and German that people tagged: the last table alone, for the papers
                                                      whose errors may be read, and for those that only count
    python benchmarks/references.py --speed           how long 10,000 different references take, none of which was read before

Reads `data/references` in the folder named by LITREVIEW_DATA (default ../shared): AnyStyle's `gold` (half of it). A part is right if all
its words are, marks around it apart; `journal` and `container-title` are also counted as one, `container`. The last
table asks the fast parsers and the whole reader for the facts by which references are linked.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import lzma
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from data_folder import FOLDER, need
from made_up_references import made_up
from train_references import ROOM, Parts, labelled, load, pools_of_works

from litreview.core.text import fold, surname, year
from litreview.formats.references import read_reference
from litreview.formats.references.entries import read_references
from litreview.formats.references.labelling import RECORD, label as label_parts, tokens
from litreview.formats.references.people import people
from litreview.formats.references.reference_strings import Parsed, parse_reference, title_of
from litreview.formats.references.tokens import OUTER
from litreview.works.places import first_page, volume_of


def outer(text: str) -> str:
    """Return a text without the marks around it, in small letters."""
    return text.strip(OUTER).lower()


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the texts of each label, without the marks around them."""
    found: dict[str, list[str]] = defaultdict(list)
    for label, text in pairs:
        found[label].append(outer(text))
        if label in ("journal", "container-title"):
            found["container"].append(outer(text))
    return found


def stretches(texts: Sequence[str], labels: Sequence[str]) -> Parts:
    """Return the parts that tokens with labels make."""
    parts: Parts = []
    for text, label in zip(texts, labels, strict=True):
        if parts and parts[-1][0] == label:
            parts[-1] = (label, f"{parts[-1][1]} {text}")
        else:
            parts.append((label, text))
    return parts


class Figures:
    """Counts of what is there, what was found, and what of it is right."""

    def __init__(self) -> None:
        self.there: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.missed: list[tuple[str, list[str], list[str]]] = []

    def add(self, gold: Parts, labels: Sequence[str]) -> None:
        """Count one reference, with the label that each of its tokens was given."""
        texts, own = labelled(gold)
        true, given = grouped(stretches(texts, own)), grouped(stretches(texts, labels))
        self.there.update(true.keys())
        self.found.update(given.keys())
        for name, values in true.items():
            if values == given.get(name):
                self.right[name] += 1
            else:
                self.missed.append((name, values, given.get(name, [])))

    def toml(self, name: str) -> str:
        """Return precision and recall of each part as a table of TOML."""
        rows = [
            f"{part} = {{n = {n}, precision = {self.right[part] / max(1, self.found[part]):.3f}, recall = {self.right[part] / n:.3f}}}"
            for part, n in self.there.most_common()
        ]
        return "\n".join([f"\n[figures.{name}]  # exact, marks around a part apart", *rows, ""])

    def __str__(self) -> str:
        lines = [f"{'part':18}{'n':>6}{'precision':>11}{'recall':>8}{'F1':>7}"]
        for name, count in self.there.most_common():
            right = self.right[name]
            precision, recall = right / max(1, self.found[name]), right / count
            few = "  (under 30)" if count < 30 else ""
            total = 2 * precision * recall / max(1e-9, precision + recall)
            lines.append(f"{name:18}{count:6}{precision:11.3f}{recall:8.3f}{total:7.3f}{few}")
        return "\n".join(lines)


def parts_of(gold: Parts) -> list[str]:
    """Return the label of each token as the room gives it."""
    text = " ".join(text for _, text in gold)
    parts = iter(label_parts(text))
    part = next(parts)
    found = []
    for token in tokens(text):
        while token.start >= part.end:
            part = next(parts)
        found.append(part.label)
    return found


SEEN = ("title", "first author", "year", "volume", "page", "container")


def facts_of(gold: Parts) -> dict[str, str]:
    """Return what the parts of a reference say in the form in which references are linked."""
    parts = dict(reversed(gold))
    names = people(parts.get("author", ""))[0]
    facts = {
        "title": fold(parts.get("title", "")),
        "first author": surname(names[0]) if names else "",
        "year": str(year(parts.get("date", "")) or ""),
        # `2009;108(2):` stands whole in the element
        "volume": volume_of(re.sub(r"^(?:19|20)\d\d;", "", parts.get("volume", ""))),
        "page": first_page(parts.get("pages", "")),
        "container": fold(
            re.sub(r"(?i)^\W*in:? ", "", parts.get("journal", parts.get("container-title", "")))
        ),
    }
    return {name: value for name, value in facts.items() if value}


def facts_read(found: Parsed | None) -> dict[str, str]:
    """Return the same of a reference as a reader has it."""
    if found is None:
        return {}
    return {
        "title": fold(title_of(found.title)),
        "first author": surname(found.authors[0]) if found.authors else "",
        "year": str(found.year or ""),
        "volume": volume_of(found.volume),
        "page": found.page,
        "container": fold(found.container),
    }


def readers(references: Sequence[Parts]) -> None:
    """Print what the fast parsers give, and what the whole reader does."""
    asked: dict[str, Callable[[str], Parsed | None]] = {
        "fast parsers": parse_reference,
        "reader": lambda text: entry.parsed if (entry := read_reference(text)) else None,
    }
    print(f"\n{'as linked, exact':18}" + "".join(f"{name:>14}" for name in SEEN))
    for name, read in asked.items():
        there: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for gold in references:
            true = facts_of(gold)
            given = facts_read(read(" ".join(text for label, text in gold if label != "citation-number")))
            there.update(true.keys())
            right.update(each for each, value in true.items() if given.get(each) == value)
        print(f"{name:18}" + "".join(f"{right[each] / max(1, there[each]):14.3f}" for each in SEEN))


def tagged_facts(line: str) -> tuple[str, dict[str, str]]:
    """Return a reference of EXCITE without its tags, and what they say in the form in which references are linked."""

    def part(name: str) -> str:
        found = re.search(rf"<{name}>(.*?)</{name}>", line)
        return html.unescape(_TAG.sub("", found[1])).strip() if found else ""

    facts = {
        "title": fold(part("title")), "first author": fold(part("surname")), "year": str(year(part("year")) or ""),
        "volume": volume_of(part("volume")), "page": first_page(part("fpage")), "container": fold(part("source")),
    }  # fmt: skip
    text = " ".join(html.unescape(_TAG.sub("", line)).split())
    return text, {name: value for name, value in facts.items() if value}


_TAG = re.compile(r"</?[a-z-]+>")

# what the tags themselves show to be wrong, whatever a reader reads: the part that is tagged so, what it is, and the tags
TAGGED_WRONGLY = (
    ("title", "the journal of an article that is cited without a title", r"^(?!.*<source>).*</title>[\s,(]*<volume>.*<fpage>"),
    ("title", "a title without its first letter", r"[A-Za-z]<title>[a-z]"),
    ("title", "a title and its edition", r"(?:Edition|Auflage)[^<]*</title>"),
    ("volume", "the number of an edition, or how many volumes there are", r"</volume>[.,\s]*(?:nd |rd |th |st )?(?:<other>)?(?:[a-zäöüß]+ )?(?:Aufl|ed\.|edition|B(?:än)?de\b)"),
    ("volume", "a page", r"<volume>\d+</volume>\s?[–-]\s?(?:<[fl]page>|\d)|\bS\. ?<volume>"),
    ("volume", "a year", r"\(<volume>(?:1[5-9]|20)\d\d</volume>\)"),
    ("volume", "the number of an issue or a year, where `Jg.` is the volume", r"</volume>[, (]+<issue>\d+</issue>\.? ?Jg|<volume>(?:19|20)\d\d</volume>\W*(?:<[a-z]+>)?\d+(?:</[a-z]+>)?\. ?Jg"),
    ("container", "who issues the work", r"^\W*<source>[^<]*</source>,?\s\(?<year>"),
    ("container", "a journal with the year of its volume", r"[a-z]\. (?:19|20)\d\d(?: \S+)?</source>"),
)  # fmt: skip


def tagged_wrongly(line: str) -> list[tuple[str, str]]:
    """Return the parts of a reference that its tags show to be tagged wrongly, each with what it is."""
    return [(name, what) for name, what, pattern in TAGGED_WRONGLY if re.search(pattern, line)]


TUNED, CHECKED = "tuned", "checked"
"""Papers whose errors rules and styles were made after, and papers of which no error was read."""


def half_of(paper: str) -> str:
    """Return the half of EXCITE that a paper is in."""
    return CHECKED if hashlib.sha256(paper.encode()).digest()[0] % 2 else TUNED


def lists_of(name: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the lists of EXCITE, each with its references as paper and tagged line."""
    for listed in sorted((FOLDER / "data/references" / name).glob("*.tsv.xz")):
        lines = lzma.decompress(listed.read_bytes()).decode("utf-8").rstrip("\n").split("\n")
        yield (
            listed.name.split(".")[0],
            [(paper, tagged) for paper, _, tagged in (line.partition("\t") for line in lines)],
        )


def excite(name: str, step: int, missed: str) -> None:
    """Print how many of the facts of lists that people tagged are read, for each list; every `step`-th reference counts."""
    print(f"\n{'as linked, exact':32}" + "".join(f"{each:>14}" for each in (*SEEN, "refused", "ms")))
    misses: list[str] = []
    wrong: Counter[tuple[str, str, str]] = Counter()
    for listed, lines in lists_of(name):
        counts = {half: [Counter[str](), Counter[str]()] for half in (TUNED, CHECKED)}
        sound = [Counter[str](), Counter[str]()]
        start = time.process_time()
        for paper, tagged in lines[::step]:
            half = half_of(paper)
            there, right = counts[half]
            text, true = tagged_facts(tagged)
            entry = read_reference(text)
            given = facts_read(entry.parsed if entry else None)
            people_of = (entry.authors or entry.editors) if entry else ()
            given["first author"] = fold(people_of[0].family or people_of[0].literal) if people_of else ""
            there.update(true.keys())
            right.update(each for each, value in true.items() if given.get(each) == value)
            faults = {name: what for name, what in tagged_wrongly(tagged) if name in true}
            wrong.update((listed, *fault) for fault in faults.items())
            sound[0].update(true.keys() - faults.keys())
            sound[1].update(each for each in true.keys() - faults.keys() if given.get(each) == true[each])
            right["refused"] += entry is None
            if half == TUNED and missed in true and given.get(missed) != true[missed]:
                misses.append(f"{listed}: {tagged}\n      {true[missed]}\n  not {given.get(missed)}")
        each_ms = 1e3 * (time.process_time() - start) / len(lines[::step])
        both = [counts[TUNED][i] + counts[CHECKED][i] for i in (0, 1)]
        sound[1]["refused"] = both[1]["refused"]
        for half, (there, right) in {"": both, **counts, "tagged soundly": sound}.items():
            cells = [f"{right[each] / max(1, there[each]):14.3f}" for each in SEEN]
            print(f"{f'{listed} {half}':32}{''.join(cells)}{right['refused']:14}{each_ms:14.2f}")
    print("\ntagged wrongly, as the tags themselves show; counted in all rows but `tagged soundly`:")
    print(
        "\n".join(
            f"{count:5}  {listed} {part}: {what}" for (listed, part, what), count in wrong.most_common()
        )
    )
    print("\n".join(misses))


def speed(count: int = 10_000) -> None:
    """Print how long it takes to read a list of different references for the first time: real ones, and made-up ones to fill up."""
    texts = dict.fromkeys(tagged_facts(tagged)[0] for _, lines in lists_of("excite_a") for _, tagged in lines)
    marked = [*load("gold_a"), *load("core"), *made_up(count, pools_of_works(), 0)]
    texts |= dict.fromkeys(" ".join(text for _, text in parts) for parts in marked)
    read_reference("Roe, A. (2001). A made-up title. Harbor Press.")
    start = time.process_time()
    for _ in read_references([*texts][:count]):
        pass
    print(f"{count} references: {time.process_time() - start:.1f} s of CPU")


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", default="gold_a", dest="name")
    parser.add_argument("--misses", default="", help="show where this part was not found")
    parser.add_argument("--record", action="store_true", help="write the figures into the training record")
    parser.add_argument("--step", type=int, default=1, help="of EXCITE's lists, count each n-th reference")
    parser.add_argument("--speed", action="store_true", help="measure the time alone")
    options = parser.parse_args()
    if options.speed:
        need("data/references/excite_a")
        speed()
        return 0
    if options.name.startswith("excite"):
        excite(options.name, options.step, options.misses)
        return 0
    need(f"data/references/{options.name}.xml.xz")
    references = load(options.name)
    learnt = {tuple(labelled(parts)[0]) for parts in load("core")}
    every, unseen = Figures(), Figures()
    start = time.process_time()
    for gold in references:
        labels = parts_of(gold)
        every.add(gold, labels)
        if tuple(labelled(gold)[0]) not in learnt:
            unseen.add(gold, labels)
    seconds = time.process_time() - start
    print(
        f"{options.name}: {len(references)} references, {1e3 * seconds / len(references):.1f} ms each\n{every}"
    )
    print(f"\nwithout those that stand in core, too: {sum(unseen.there.values())} parts\n{unseen}")
    readers(references)
    if options.record:
        told = (ROOM / RECORD).read_text(encoding="utf-8").split("\n[figures.")[0]
        (ROOM / RECORD).write_text(
            told + every.toml(options.name) + unseen.toml(f"{options.name}_not_in_core"), encoding="utf-8"
        )
    for name, true, given in every.missed:
        if name == options.misses:
            print(f"  {name}: {true}\n      not {given}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
