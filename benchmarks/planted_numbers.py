"""False numbers that a user, or a program, could state of a review, and whether a run names each.

    python benchmarks/planted_numbers.py       # each case with the line that names it; exits with 1 if one goes unnamed or a twin is accused

`CASES` make one false statement each in an empty folder, run the program on it, and return the line that names it, None if none does.
`CLEAN` are their twins without the false statement: a line there is a false alarm. All works and people are made up.
"""

from __future__ import annotations

import html
import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from litreview.cli import main as litreview

Case = tuple[str, Callable[[Path], str | None]]

WORKS = (
    ("Quill2011", "Lanterns and patrols in an invented harbour", "Victims of trafficking were referred to shelters by the police."),
    ("Rook2013", "Courts of an invented island", "Convictions of traffickers for human trafficking in five courts."),
    ("Sable2016", "Lessons in invented schools", "A campaign to prevent human trafficking among pupils."),
    ("Tern2019", "Doors and raids of an invented city", "Raids, and what became of the victims of human trafficking."),
)  # fmt: skip
CITED = "Quill Q., 2011, INVENTED PAPERS 0, DOI 10.5555/made.0"
SETTINGS = """title = "An invented review"
adjudicators = ["umpire"]

[[search]]
database = "Index A"
platform = "nowhere"
date = "2025-01-02"
strategy = "trafficking AND police"
limits = "none"
hits = 4
file = "bib/a.bib"
"""
HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


def export() -> str:
    """Return the entries of the works, each with a reference to the first."""
    return "".join(
        f"@article{{{key}, title = {{{title}}}, author = {{{key[:-4]}, Q.}}, year = {{{key[-4:]}}}, journal = {{Invented Papers {n}}}, "
        f"doi = {{10.5555/made.{n}}}, abstract = {{{abstract}}}, cited-references = {{{CITED}}}}}\n"
        for n, (key, title, abstract) in enumerate(WORKS)
    )


def review(folder: Path, settings: str = SETTINGS, **files: str) -> Path:
    """Write a review; `files` are further ones by their path, with `__` for a slash and `_DOT_` for a dot."""
    contents = {"litreview.toml": settings, "bib/a.bib": export()}
    contents |= {name.replace("__", "/").replace("_DOT_", "."): text for name, text in files.items()}
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def lines(by: str, *said: tuple[str, str, str]) -> str:
    """Return a file of decisions, one a minute."""
    rows = (
        f"2025-03-01T10:{n:02}:00Z\t{by}\t{verb}\t{key}\t{value}\t\t\t\t\n"
        for n, (verb, key, value) in enumerate(said)
    )
    return HEADER + "".join(rows)


def run(folder: Path, *options: str) -> str:
    """Run the program on a review and return what it prints."""
    return CliRunner().invoke(litreview, ["run", str(folder), *options]).output


def check(folder: Path, *needles: str) -> str | None:
    """Return the line of `run --check` with these words."""
    return line(run(folder, "--check"), *needles)


def line(text: str, *needles: str) -> str | None:
    """Return the first line with all of these words, None without one."""
    return next((one for one in text.splitlines() if all(needle in one for needle in needles)), None)


def report(folder: Path, *needles: str) -> str | None:
    """Run, and return the sentence or row of the report or its appendix with these words."""
    run(folder)
    page = "\n".join(
        (folder / "out" / name).read_text(encoding="utf-8") for name in ("report.html", "pages/appendix.html")
    )
    page = " ".join(re.sub(r"<(style|script|svg).*?</\1>", " ", page, flags=re.DOTALL).split())
    page = re.sub(r"</?(?:p|tr|li|h\d|dt|section)[^>]*>", "\n", page)
    rows = (" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in page.splitlines())
    return line("\n".join(part for row in rows for part in re.split(r"(?<=[.;]) ", row)), *needles)


def number(folder: Path, name: str) -> int:
    """Return a number of the ledger that a run prints."""
    entries = json.loads(run(folder, "--ledger", "--json"))["ledger"]
    return int(next(one["value"] for one in entries if one["name"] == name))


def altered(path: str, old: str, new: str) -> tuple[Case, Case]:
    """Return the case of an output in which a person wrote another number, and its twin as the run wrote it."""

    def alter(folder: Path) -> str | None:
        run(review(folder))
        file = folder / "out" / path
        text = file.read_text(encoding="utf-8")
        if old not in text:
            return None
        file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
        return check(folder, f"out/{path}")

    def leave(folder: Path) -> str | None:
        run(review(folder))
        return check(folder, f"out/{path}")

    return (f"{path} says {new!r}", alter), (f"{path} as written", leave)


ALTERED = (
    altered("report.html", "4 records of literature", "7 records of literature"),
    altered("graph/flow.json", '"records": 4', '"records": 5'),
    altered("graph/flow.svg", "Works after duplicates were merged", "Works after 3 duplicates were merged"),
    altered("tables/ledger.csv", "sources of the literature,4", "sources of the literature,9"),
    altered("tables/sources.csv", "Quill2011", "Quill2012"),
    altered("tables/citations.csv", "Rook2013", "Rook2031"),
)


def stale(folder: Path) -> str | None:
    """The report of yesterday counts one work less than the files hold."""
    run(review(folder))
    more = (
        export()
        + "@book{Vane2020, title = {Boats of an invented lake}, author = {Vane, V}, year = {2020}, publisher = {Invented}}\n"
    )
    (folder / "bib/a.bib").write_text(more, encoding="utf-8")
    return check(folder, "out/report.html")


def fresh(folder: Path) -> str | None:
    run(review(folder))
    return check(folder, "out/report.html")


def imported_twice(folder: Path) -> str | None:
    """One search, its export put into the folder twice: no search explains the second file."""
    return check(review(folder, bib__again_DOT_bib=export()), "bib/again.bib")


def imported_once(folder: Path) -> str | None:
    return check(review(folder), "bib/a")


def doubled_citations(folder: Path) -> str | None:
    """Return the number of citations, if the second copy of an export adds to it."""
    once, twice = folder / "once", folder / "twice"
    both = SETTINGS.replace('file = "bib/a.bib"', 'files = ["bib/a.bib", "bib/again.bib"]').replace("hits = 4", "hits = 8")  # fmt: skip
    numbers = [
        number(review(once), "citations"),
        number(review(twice, both, bib__again_DOT_bib=export()), "citations"),
    ]
    return None if numbers[0] == numbers[1] else f"citations: {numbers[0]}, then {numbers[1]}"


def searched(old: str, new: str, *needles: str) -> tuple[Callable[[Path], str | None], Callable[[Path], str | None]]:  # fmt: skip
    """Return a case with another text in the search, and its twin."""
    return (
        lambda folder: check(review(folder, SETTINGS.replace(old, new)), *needles),
        lambda folder: check(review(folder), *needles),
    )


HITS = searched("hits = 4", "hits = 40", "LR606")
DATE = searched("2025-01-02", "2025-02-31", "LR608")
FILE = searched('file = "bib/a.bib"', 'file = "bib/b.bib"', "LR607")


def register(*entries: str) -> str:
    return "".join(f"@misc{{{one}}}\n" for one in entries)


def two_of_one_person(folder: Path) -> str | None:
    """Two codes are of one person, as a decision says, and the report must not count two interviewees."""
    said = lines("ann", ("related", "I02", "same-data I01"))
    made = review(folder, bib__register_DOT_bib=register("I01", "I02"), decisions__ann_DOT_tsv=said)
    return report(made, "these come from 1 interviewee")


def two_of_two(folder: Path) -> str | None:
    made = review(folder, bib__register_DOT_bib=register("I01", "I02"))
    return report(made, "these come from 1 interviewee")


def email(folder: Path) -> str | None:
    """An e-mail has the code of an interview: the report says what the number is of, and not that interviews were held."""
    made = review(folder, bib__register_DOT_bib=register("I01", "I02, howpublished = {E-mail}"))
    return None if report(made, "interviews were held") else report(made, "2 interviews and other personal communications")  # fmt: skip


def no_interview(folder: Path) -> str | None:
    return report(review(folder), "personal communication")


SENT = "PR01, agency = {Invented Office}, events = {2024-01-08 sent; 2024-02-01 determination: denied}"
UNSENT = "PR02, agency = {Invented Police}"


def unsent(folder: Path) -> str | None:
    """One of two requests was never sent."""
    return report(
        review(folder, bib__register_DOT_bib=register(SENT, UNSENT)), "sending of 1 public records request"
    )


def sent(folder: Path) -> str | None:
    return report(review(folder, bib__register_DOT_bib=register(SENT)), "sending of")


CODED = [("tag", key, "protect") for key, _, _ in WORKS]
OTHER = [("tag" if n % 2 else "not-tag", key, "protect") for n, (key, _, _) in enumerate(WORKS)]


def settled_agreement(folder: Path) -> str | None:
    """A coder takes over the other's answers, and the two agree on all: the figure is still that of the first answers."""
    changed = [("tag", key, "protect") for n, (key, _, _) in enumerate(WORKS) if not n % 2]
    made = review(folder, decisions__ann_DOT_tsv=lines("ann", *CODED), decisions__ben_DOT_tsv=lines("ben", *OTHER, *changed))  # fmt: skip
    figure = report(made, "Protect 4 50%")
    return report(made, "2 answers were changed later") if figure else None


def first_agreement(folder: Path) -> str | None:
    made = review(folder, decisions__ann_DOT_tsv=lines("ann", *CODED), decisions__ben_DOT_tsv=lines("ben", *OTHER))  # fmt: skip
    return report(made, "changed later")


def one_screener(folder: Path) -> str | None:
    """The settings ask for two people, and one judged alone."""
    said = lines("ann", *(("include", key, "abstract") for key, _, _ in WORKS))
    made = review(folder, SETTINGS + "[screening]\nscreeners = 2\n", decisions__ann_DOT_tsv=said)
    return report(made, "At least two people judged 0 of 4 titles and abstracts")


def two_screeners(folder: Path) -> str | None:
    said = [("include", key, "abstract") for key, _, _ in WORKS]
    files = {f"decisions__{by}_DOT_tsv": lines(by, *said) for by in ("ann", "ben")}
    return report(review(folder, SETTINGS + "[screening]\nscreeners = 2\n", **files), "0 of 4 titles")


def prisma(item: str, setting: str, fact: str, value: str) -> tuple[Case, Case]:
    """Return the case of a checklist item that nothing in the review answers, and its twin where a setting does."""
    settings = fact if fact.startswith("[reporting]") else ""
    searching = "" if settings else fact
    noted = SETTINGS.replace("hits = 4\n", f"hits = 4\n{searching}\n") + settings
    return (
        (f"PRISMA item {item} is claimed", lambda folder: report(review(folder), item, f"not recorded: {setting}")),
        (f"PRISMA item {item}, with {value}", lambda folder: report(review(folder, noted), item, f"not recorded: {setting}")),
    )  # fmt: skip


PRISMA = (
    prisma("published search filters", "[[search]] filters", 'filters = "a filter of 2019"', "a filter"),
    prisma("peer review of the strategies", "[[search]] peer_review", 'peer_review = "PRESS"', "PRESS"),
    prisma("taken over from earlier", "[[search]] reused", 'reused = "Vane 2015"', "an earlier review"),
    prisma("kept up to date", "[[search]] updates", 'updates = "alerts"', "alerts"),
    prisma("registration and protocol", "[reporting] registration", '[reporting]\nregistration = "no. 12"\n', "a number"),
    prisma("funding", "[reporting] funding", '[reporting]\nfunding = "none"\n', "none"),
)  # fmt: skip
CITATION_SEARCH = (
    SETTINGS + '\n[[search]]\nmethod = "citation searching"\ndate = "2025-01-03"\nfile = "bib/found.bib"\n'
)
FOUND = "@book{Vane2020, title = {Boats of an invented lake}, author = {Vane, V}, year = {2020}, publisher = {Invented}}\n"


def citations_not_searched(folder: Path) -> str | None:
    """The works cite each other, and nobody searched citations."""
    return report(review(folder), "whether citations were searched", "not recorded")


def citations_searched(folder: Path) -> str | None:
    made = review(folder, CITATION_SEARCH, bib__found_DOT_bib=FOUND)
    return report(made, "whether citations were searched", "not recorded")


def nothing_found(folder: Path) -> str | None:
    """Nobody coded: the headline may not say that nothing was found."""
    return (
        None
        if report(review(folder), "nothing found")
        else report(review(folder), "Protect :", "no result is coded yet")
    )


def found_nothing(folder: Path) -> str | None:
    said = [(verb, key, value) for key, _, _ in WORKS for verb, value in (("tag", "protect"), ("stance", "protect=not-operations"))]  # fmt: skip
    return report(
        review(folder, decisions__ann_DOT_tsv=lines("ann", *said)), "Protect :", "no result is coded yet"
    )


def lost_decision(folder: Path) -> str | None:
    """A line is on a work that is not there."""
    made = review(folder, decisions__ann_DOT_tsv=lines("ann", ("tag", "Nobody1999", "protect")))
    return check(made, "decisions/ann.tsv", "LR042")


def placed_decision(folder: Path) -> str | None:
    return check(
        review(folder, decisions__ann_DOT_tsv=lines("ann", ("tag", "Quill2011", "protect"))), "LR042"
    )


def differing(folder: Path) -> str | None:
    """Two people differ: methods, summary and the table for the team give one number."""
    made = review(folder, decisions__ann_DOT_tsv=lines("ann", *CODED), decisions__ben_DOT_tsv=lines("ben", *OTHER))  # fmt: skip
    return report(made, "0 of these differences are settled")


def agreeing(folder: Path) -> str | None:
    files = {f"decisions__{by}_DOT_tsv": lines(by, *CODED) for by in ("ann", "ben")}
    return report(review(folder, **files), "of these differences are settled")


CASES: tuple[Case, ...] = (
    *(case for case, _ in ALTERED),
    ("a report of yesterday", stale),
    ("one export imported twice", imported_twice),
    ("hits that the file does not hold", HITS[0]),
    ("a search on a day that there was not", DATE[0]),
    ("a search of a file that is not there", FILE[0]),
    ("two interviews of one person", two_of_one_person),
    ("an e-mail as an interview", email),
    ("a request that was never sent", unsent),
    ("agreement after answers were changed", settled_agreement),
    ("two screeners, of whom one judged", one_screener),
    ("citations that nobody searched", citations_not_searched),
    *(case for case, _ in PRISMA),
    ("nothing found where nobody coded", nothing_found),
    ("a judgement of a work that is gone", lost_decision),
    ("open differences", differing),
)
CLEAN: tuple[Case, ...] = (
    *(twin for _, twin in ALTERED),
    ("a report of today", fresh),
    ("one export imported once", imported_once),
    ("citations of one export, read twice", doubled_citations),
    ("hits that the file holds", HITS[1]),
    ("a search on a day of the calendar", DATE[1]),
    ("a search of a file that is there", FILE[1]),
    ("two interviews of two people", two_of_two),
    ("no interview", no_interview),
    ("a request that was sent", sent),
    ("agreement of first answers", first_agreement),
    ("two screeners who both judged", two_screeners),
    ("citations that were searched", citations_searched),
    *(twin for _, twin in PRISMA),
    ("nothing found where people coded", found_nothing),
    ("a judgement of a work that is there", placed_decision),
    ("no difference", agreeing),
)


def main() -> int:
    """Run all cases; return 1 if one goes unnamed, or a clean twin is accused."""
    wrong = 0
    for kind, cases in (("case", CASES), ("twin", CLEAN)):
        for name, case in cases:
            with tempfile.TemporaryDirectory() as place:
                named = case(Path(place))
            fails = (named is None) == (kind == "case")
            wrong += fails
            print(f"{'WRONG' if fails else 'ok':5}  {kind}  {name}: {named or 'not named'}")
    print(f"{wrong} wrong of {len(CASES)} cases and {len(CLEAN)} twins")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
