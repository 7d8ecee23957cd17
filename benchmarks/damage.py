"""Deduplication of exports that came damaged: what each kind of damage costs.

    python benchmarks/damage.py                             # every kind on every set
    python benchmarks/damage.py --sets cardiac neuroimaging --kinds years-missing --seed 2
    python benchmarks/damage.py --list                      # the kinds, each on one made-up row

Every record of a clean set belongs, by the seed, to one of two exports. One export is damaged: each row, or the share of its rows
named in the list. Both are written as files (CSV; RIS where the damage is RIS's), read as a user's files are, and deduplicated together.

A line of the table is a kind: the share of all rows that were changed; for each set the cost, which is the F1 of pairs before minus after,
by the gold standard as it is, both read from files; the worst cost; and, summed over the sets, before and after, the records wrongly
removed (`wrong`), the duplicates left, the pairs in the queue (`asked`), the Problems that reading gave, the records that were
read, and those that were kept as confidential (`sealed`). `names-missing`, `pages-missing` and `years-missing` show what it costs when
a fact is not there at all: damage that leaves no more of it can't cost less.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data_folder import need
from dedupe import f1_by_gold, gold_groups, load, removed_and_left

from litreview import dedupe, read_text

SETS = ("cytology_screening", "neuroimaging", "respiratory", "cardiac", "srsr-first-half", "digital_work")
MOST = 8_000  # records of a set that are used: the first ones, whose duplicates lie beside each other
HEADER = {
    "id": "ID", "title": "Title", "author": "Authors", "year": "Year", "container": "Source title", "volume": "Volume", "number": "Issue",
    "pages": "Pages", "doi": "DOI", "abstract": "Abstract", "entrytype": "Document Type", "isbn": "ISBN",
}  # fmt: skip
Row = dict[str, str]


def people(text: str) -> list[tuple[str, str]]:
    """Return the family and given names of `Last, First and …` or `Last F. G.Last F.`, none if a name is neither.

    >>> people("Roe, Jane and Doe, J K"), people("Roe J.van Doe J. K.")
    ([('Roe', 'Jane'), ('Doe', 'J K')], [('Roe', 'J.'), ('van Doe', 'J. K.')])
    """
    if ", " in text:
        found = [re.fullmatch(r"([^,]+), ([^,]+)", name) for name in text.split(" and ")]
    else:
        parts = re.split(r"(?<=[^\W\d_a-z]\.)(?=[^\W\d_]{2})", text)
        found = [re.fullmatch(r"(\D*[^\W\d_]{2,}) ((?:[^\W\d_]\.[ -]?)+)", name) for name in parts]
    return [(one[1], one[2].strip()) for one in found if one] if all(found) else []


def initials(given: str, mark: str = "") -> str:
    return mark.join(word[0].upper() for word in re.split(r"[\s.-]+", given) if word)


def joined(between: str, write: Callable[[str, str], str]) -> Callable[[Row, random.Random, Row], Row]:
    """Return the damage that writes all names of a row anew."""

    def damage(row: Row, _rng: random.Random, _other: Row) -> Row:
        names = between.join(write(family, given) for family, given in people(row["author"]))
        return row | {"author": names or row["author"]}

    return damage


def filled(template: str, *emptied: str, into: str = "container", needs: tuple[str, ...] = ()):
    """Return the damage that puts a text made of the row's cells into one cell and empties others."""

    def damage(row: Row, _rng: random.Random, _other: Row) -> Row:
        worse = row | dict.fromkeys(emptied, "") | {into: template.format(**row)}
        return worse if all(row[name] for name in needs) else row

    return damage


def one_of(*templates: str, into: str = "title"):
    """Return the damage that fills in a template drawn at random; `{other}` is the place of another article."""

    def damage(row: Row, rng: random.Random, other: Row) -> Row:
        place = "{container}. {year};{volume}({number}):{pages}".format(**other)
        first = row["author"].split(",")[0].split(" ")[0]
        text = rng.choice(templates).format(**row, other=place, first=first, upper=row["title"].upper())
        return row | {into: text}

    return damage


def moved(row: Row, rng: random.Random, _other: Row) -> Row:
    """An empty cell too many: all that is behind it is one column to the right, the last cell is beyond the header."""
    names, cells = [*row, "moved"], [*row.values()]
    cells.insert(rng.randrange(names.index("author"), names.index("doi")), "")
    return dict(zip(names, cells, strict=True))


def counted(row: Row, _rng: random.Random, _other: Row) -> Row:
    """CINAHL gives the number of pages behind the first page, as if it were the last: "1-12"."""
    first, _, last = re.sub("[-–]+", "-", row["pages"]).partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) < int(last)):
        return row
    return row | {"pages": f"{first}-{int(last) - int(first) + 1}"}


def cut(row: Row, _rng: random.Random, _other: Row) -> Row:
    """Google Scholar cuts lists of names and names of containers: "J Roe, K Doe…", "Journal of …"."""
    names = people(row["author"])
    few = ", ".join(f"{initials(given)} {family}" for family, given in names[:2])
    words = row["container"].split()
    return row | {
        "author": f"{few}…" if len(names) > 2 else row["author"],
        "container": f"{' '.join(words[:3])} …" if len(words) > 3 else row["container"],
    }


def name_in_title(row: Row, _rng: random.Random, _other: Row) -> Row:
    """The last name of the list stands before the title, as where a reference was split at the wrong place."""
    names = people(row["author"])
    if len(names) < 2:
        return row
    (family, given), others = names[-1], names[:-1]
    listed = " and ".join(f"{a}, {b}" for a, b in others)
    return row | {"author": listed, "title": f"and {initials(given, '. ')}. {family}. {row['title']}"}


def without_ligatures(row: Row, _rng: random.Random, _other: Row) -> Row:
    """A title copied from a PDF lacks the letters that are printed as one sign: "e cient", "nding"."""
    return row | {"title": re.sub("ffi|ffl|ff|fi|fl", "", row["title"])}


def parted_bytes(row: Row, _rng: random.Random, _other: Row) -> Row:
    """UTF-8 read as Latin-1, with blanks around its signs: "gã 1/4 ting", and quotation marks as "â ??"."""
    letters = "".join(
        f"ã {chr(ord(letter) - 0x40)} " if "à" <= letter <= "ÿ" else letter
        for letter in row["author"].lower()
    )
    return row | {"author": letters.replace("¼", "1/4"), "title": f"â ?? {row['title']} â ??"}


def unspaced(row: Row, _rng: random.Random, _other: Row) -> Row:
    """The words of the journal cut to their beginnings, with full stops and no blanks: "Anat.Rec."."""
    words = [
        word
        for word in row["container"].split()
        if word.lower() not in ("the", "of", "and", "for", "in", "on")
    ]
    cut_words = [word if len(word) < 6 else f"{word[:4]}." for word in words]
    return row | {
        "container": re.sub(r"\. ", ".", " ".join(cut_words)) if len(words) > 1 else row["container"]
    }


def marked_up(row: Row, rng: random.Random, _other: Row) -> Row:
    """A word of the title in italics, and signs as HTML: "Effects of <i>harbors</i> &amp; tides"."""
    words = row["title"].replace("&", "&amp;").split()
    if words:
        at = rng.randrange(len(words))
        words[at] = f"<i>{words[at]}</i>"
    return row | {"title": " ".join(words)}


def start_alone(row: Row, _rng: random.Random, _other: Row) -> Row:
    """Names as "Jane Roe; J K Doe", and of the pages the first alone, under the names of columns that Lens has."""
    names = "; ".join(f"{given} {family}" for family, given in people(row["author"]))
    return row | {"author": names or row["author"], "pages": re.split("[-–]", row["pages"])[0].strip()}


OVID = "{container}.{volume} ({number}) ()(pp {pages}) {year}.Date of Publication: {year}."
CONFERENCE = (
    "{container}.Conference: 17th Annual Meeting of the Made Up Society Vienna Austria.Conference Start: {year}0412 Conference End: "
    "{year}0415.Conference Publication: (var.pagings).{volume} ({number}) (pp {pages}) {year}.Date of Publication: {year}."
)
PLACE = ("volume", "number", "pages", "year")
WHOLE = ("container", "volume", "pages")


@dataclass(frozen=True, kw_only=True)
class Damage:
    change: Callable[[Row, random.Random, Row], Row]
    share: float = 1.0  # of the rows of the damaged export
    format: str = "csv"
    header: tuple[tuple[str, str], ...] = ()  # columns that the damaged export calls by another name


NONE = Damage(change=lambda row, *_: row)
KINDS = {
    "none": NONE,
    "names-run-together": Damage(change=joined("", lambda a, b: f"{a}{initials(b, '.')}.")),
    "names-initials-commas": Damage(change=joined(", ", lambda a, b: f"{initials(b, '. ')}. {a}")),
    "names-given-commas": Damage(change=joined(", ", lambda a, b: f"{b} {a}")),
    "names-families-only": Damage(change=joined(" and ", lambda a, _: a)),
    "names-initials-behind": Damage(change=joined(" and ", lambda a, b: f"{a.upper()} {initials(b)}")),
    "names-initials-semicolons": Damage(change=joined(";", lambda a, b: f"{a.upper()} {initials(b)}")),
    "names-placeholder": Damage(change=one_of("[No author name available]", "Anonymous", into="author"), share=0.2),
    "names-missing": Damage(change=filled("", into="author"), share=0.2),
    "citation-ovid": Damage(change=filled(OVID, *PLACE, needs=WHOLE)),
    "citation-embase": Damage(change=filled("{container} ({year}) {volume}:{number} ({pages})", *PLACE, needs=WHOLE), header=(("container", "Source"),)),
    "citation-conference": Damage(change=filled(CONFERENCE, *PLACE, needs=WHOLE), share=0.3),
    "date-in-pages": Damage(change=one_of("June", "September", "01-Oct", "12 May 2010", into="pages"), share=0.3),
    "pp-in-number": Damage(change=filled("pp {pages}", "pages", into="number", needs=("pages",))),
    "pp-in-number-year-in-pages": Damage(change=lambda row, *_: row | {"number": f"pp {row['pages']}", "pages": row["year"]} if row["pages"] else row),
    "journal-code-in-number": Damage(change=filled("uj0, 0330500", into="number"), share=0.3),
    "degree-in-volume": Damage(change=filled("Ph.D.", into="volume"), share=0.3),
    "columns-moved": Damage(change=moved, share=0.1),
    "pages-not-specified": Damage(change=filled("No–Specified", into="pages")),
    "pages-missing": Damage(change=filled("", into="pages")),
    "title-placeholder": Damage(change=filled("[Not Available]", into="title"), share=0.05),
    "title-footnote": Damage(change=one_of("{title} 1", "{title} 1, 2", "{title}*", "{title} †", "{title}1,2")),
    "title-section": Damage(change=one_of("RESEARCH ARTICLE {title}", "Original Article: {title}", "{title} RESEARCH NOTE", "{title} SPECIAL ISSUE")),
    "title-running-head": Damage(change=one_of("{first} et al./{container} {title}", "{container} {title}", "{title} {container}", "{first} et al. {title}")),
    "title-other-place": Damage(change=one_of("{title} {other}"), share=0.3),
    "title-kind": Damage(change=one_of("{title} (Tutorial)", "{title} (Panel Session)", "{title} (Demonstration Description)"), share=0.3),
    "title-upper-case": Damage(change=one_of("{upper}")),
    "years-missing": Damage(change=filled("", into="year")),
    # drawn from exports of Rayyan, PubMed, CINAHL, RefWorks, Scopus, Mendeley, Google Scholar and Abstrackr
    "doi-and-next-line": Damage(change=filled("{doi}     LK  - https://example.org/link?id=doi:{doi}", into="doi", needs=("doi",))),
    "citation-pubmed": Damage(
        change=filled("{container}. {year};{volume}({number}):{pages}.", "volume", "number", "pages", "entrytype", into="isbn", needs=WHOLE),
        header=(("isbn", "Citation"), ("container", "Journal/Book"), ("year", "Publication Year"), ("entrytype", "First Author")),
    ),
    "pages-counted": Damage(change=counted),
    "names-null": Damage(change=joined(";", lambda a, b: f"{a},null" if len(a) % 2 else f"{a}, {b}")),
    "names-with-numbers": Damage(change=joined("; ", lambda a, b: f"{a}, {b} ({sum(map(ord, a + b)):011})")),
    "issue-with-month": Damage(change=filled("{number} January", into="number", needs=("number",))),
    "date-american": Damage(change=filled("4/3/{year}", into="year", needs=("year",)), header=(("year", "Publication Date"),)),
    "names-and-container-cut": Damage(change=cut),
    "name-in-title": Damage(change=name_in_title),
    "ligatures-lost": Damage(change=without_ligatures),
    "bytes-parted": Damage(change=parted_bytes),
    "place-and-year-missing": Damage(change=lambda row, *_: row | dict.fromkeys((*PLACE, "doi"), "")),
    # drawn from exports of PubMed, Ovid, Zotero, RefWorks, Citavi, Lens, EPPI-Reviewer, Google Scholar and MEDLINE
    "issn-in-issue": Damage(change=filled("1878-0849 (Electronic)", into="number")),
    "doi-of-resolver": Damage(change=filled("https://dx.doi.org/{doi}", into="doi", needs=("doi",))),
    "year-with-strokes": Damage(change=filled("{year}///", into="year", needs=("year",))),
    "container-unspaced": Damage(change=unspaced),
    "container-with-society": Damage(
        change=filled("{container} : official journal of the Made Up Federation of Societies (MUFOS)", needs=("container",))
    ),
    "names-given-semicolons": Damage(change=joined("; ", lambda a, b: f"{b} {a}")),
    "names-initials-parted": Damage(change=joined(" and ", lambda a, b: f"{a} {initials(b, ' ')}")),
    "names-open-list": Damage(change=joined("", lambda a, b: f"{a}, {b}; ")),
    "title-markup": Damage(change=marked_up),
    "columns-of-lens": Damage(
        change=start_alone,
        header=(("author", "Author/s"), ("container", "Source Title"), ("number", "Issue Number"), ("pages", "Start Page"), ("year", "Publication Year")),
    ),
    "ris-line-behind-end": Damage(change=lambda row, *_: row | {"NL": "https://example.org/"}, format="ris"),
    "ris-pages-not-specified": Damage(change=filled("No-Specified", into="pages"), format="ris"),
    "ris-names-run-together": Damage(change=joined("", lambda a, b: f"{a}{initials(b, '.')}."), format="ris"),
    "ris-citation-ovid": Damage(change=filled(OVID, *PLACE, needs=WHOLE), format="ris"),
}  # fmt: skip


def as_csv(rows: Iterable[Row], header: Iterable[tuple[str, str]] = ()) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((HEADER | dict(header)).values())
    writer.writerows(row.values() for row in rows)
    return out.getvalue()


def as_ris(rows: Iterable[Row]) -> str:
    """Return the rows as RIS; the names are one to a line if they can be told apart."""
    lines: list[str] = []
    for row in rows:
        first, _, last = re.sub("-+", "-", row["pages"]).partition("-")
        names = [f"{family}, {given}" for family, given in people(row["author"])] or [row["author"]]
        values = [
            ("TY", "CONF" if row["entrytype"] == "inproceedings" else "JOUR"), ("ID", row["id"]), ("T1", row["title"]),
            *(("A1", name) for name in names), ("Y1", row["year"]), ("JF", row["container"]), ("VL", row["volume"]), ("IS", row["number"]),
            ("SP", first.strip()), ("EP", last.strip()), ("DO", row["doi"]), ("N2", row["abstract"]), ("SN", row["isbn"]), ("ER", " "), ("NL", row.get("NL", "")),
        ]  # fmt: skip
        lines += [f"{tag}  - {' '.join(value.split())}" for tag, value in values if value]
        lines.append("")
    return "\n".join(lines)


def rows_of(name: str) -> tuple[list[Row], dict[str, str]]:
    """Return the rows of a set, as they are, and the group of each record that has a duplicate."""
    records, gold = load(name)
    rows = []
    for record in records[:MOST]:
        own = {"id": record.key, "entrytype": record.type, "container": record.container}
        rows.append({column: own.get(column) or record.get(column) for column in HEADER})
    kept = {row["id"] for row in rows}
    return rows, gold_groups({pair for pair in gold if kept.issuperset(pair)})


@dataclass(frozen=True, kw_only=True)
class Figures:
    f1: float
    wrong: int
    left: int
    asked: int
    problems: int
    records: int
    sealed: int


Measured = tuple[Figures, Figures, float]


def measured(texts: Iterable[str], suffix: str, ids: set[str], group_of: dict[str, str]) -> Figures:
    """Return the figures of some exports, read and deduplicated together. A record that is not read is a work of its own."""
    libraries = [read_text(text, f"export{number}.{suffix}") for number, text in enumerate(texts)]
    records = [record for library in libraries for record in library.records]
    result = dedupe(records)
    id_of = {record.key: record.id for record in records}
    home = {one: number for number, each in enumerate(result.clusters) for one in each.records}
    home |= {key: -number for number, key in enumerate(sorted(ids - id_of.keys()), start=1)}
    groups = {id_of.get(key, key): group for key, group in group_of.items()}
    wrong, left = removed_and_left(result, home, groups)
    problems = sum(len(library.problems) for library in libraries)
    return Figures(
        f1=f1_by_gold(home, groups), wrong=wrong, left=left, asked=len(result.queue), problems=problems,
        records=len(records), sealed=sum(record.confidential for record in records),
    )  # fmt: skip


def damaged(rows: list[Row], damage: Damage, seed: int) -> tuple[list[Row], list[Row], int]:
    """Return the rows of the sound export, those of the damaged one, and how many of these are changed."""
    sound, worse, changed = [], [], 0
    for row in rows:
        rng = random.Random(f"{seed} {row['id']}")
        if rng.random() < 0.5:
            sound.append(row)
        else:
            tried = rng.random() < damage.share
            worse.append(damage.change(row, rng, rng.choice(rows)) if tried else row)
            changed += worse[-1] != row
    return sound, worse, changed


def compare(name: str, kinds: Iterable[str], seed: int) -> dict[str, Measured]:
    """Return for each kind of damage the figures of a set before and after, and the share of its rows that were changed."""
    rows, group_of = rows_of(name)
    ids = {row["id"] for row in rows}
    before: dict[str, Figures] = {}
    found: dict[str, Measured] = {}
    for kind in kinds:
        damage = KINDS[kind]
        sound, worse, changed = damaged(rows, damage, seed)
        write = as_ris if damage.format == "ris" else as_csv
        if damage.format not in before:
            texts = [write(part) for part in damaged(rows, NONE, seed)[:2]]
            before[damage.format] = measured(texts, damage.format, ids, group_of)
        texts = [write(sound), write(worse) if write is as_ris else as_csv(worse, damage.header)]
        one, two = before[damage.format], measured(texts, damage.format, ids, group_of)
        found[kind] = (one, two, changed / len(rows))
        print(f"{name}, {kind}\n    {one}\n    {two}", flush=True)
    return found


def show(found: dict[str, dict[str, Measured]], kinds: Iterable[str]) -> None:
    """Print a line for each kind of damage: its cost in each set, and the sums."""
    sums = ("wrong", "left", "asked", "problems", "records", "sealed")
    titles = ["kind", "rows", *found, "worst", *sums]
    lines = [titles, ["---"] * len(titles)]
    for kind in kinds:
        before, after, shares = zip(*(each[kind] for each in found.values()), strict=True)
        costs = [one.f1 - two.f1 for one, two in zip(before, after, strict=True)]
        line = [kind, f"{sum(shares) / len(shares):.0%}", *(f"{cost:.4f}" for cost in [*costs, max(costs)])]
        line += [
            f"{sum(getattr(one, what) for one in before)} → {sum(getattr(one, what) for one in after)}"
            for what in sums
        ]
        lines.append(line)
    print("", *("| " + " | ".join(line) + " |" for line in lines), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        made_up = "a1|Made up locks|Roe, Jane and Doe, J K|2010|J Locks|3|4|20-30|||article|"
        row = dict(zip(HEADER, made_up.split("|"), strict=True))
        for kind in options.kinds:
            worse = KINDS[kind].change(row, random.Random(options.seed), row)
            shown = [value for name, value in worse.items() if value != row.get(name)]
            print(f"{kind:28} {KINDS[kind].share:4.0%}  {shown}")
        return
    need("data/dedup")
    show({name: compare(name, options.kinds, options.seed) for name in options.sets}, options.kinds)


if __name__ == "__main__":
    main()
