"""False entries that somebody could cite, each put before `litreview verify` or `check`, and the line that names it; and true twins.

    python benchmarks/planted_sources.py       # each case with the line that names it; exits with 1 if one goes unnamed or a twin is accused

`CASES` write one entry into an empty folder, run the program on it beside a stand-in for Crossref, and return the line that names it, None if
none does. `CLEAN` are their twins without the false statement: a line there is a false alarm, as is a registered work that is not confirmed.
Works and people are made up; the citations of law are real, or real ones altered.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from litreview.cli import main as litreview

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from standin.server import Standin

Case = tuple[str, Callable[[Path], str | None]]

PEOPLE = [{"family": "Fennimore", "given": "Greta"}, {"family": "Oxley", "given": "Ivo"}, {"family": "Sundqvist", "given": "Maren"}]  # fmt: skip
TITLE = "Who counts the rescued? Seven years of harbour patrols in an invented city"
OTHER = "Tolls and tides: an economic history of an invented strait"
ARTICLE = {
    "title": TITLE, "author": "Fennimore, Greta and Oxley, Ivo and Sundqvist, Maren", "journal": "Review of Imaginary Policing", "year": "2019",
    "volume": "21", "number": "4", "pages": "311--340", "doi": "10.5555/rip.21.4.311",
}  # fmt: skip
ANOTHER = {
    "title": OTHER, "author": "Halloran, Bea", "journal": "Annals of Fictional Straits", "year": "2011", "volume": "7", "pages": "5--31",
    "doi": "10.5555/afs.7.5",
}  # fmt: skip
PREPRINT = ARTICLE | {"journal": "SSRN Electronic Journal", "year": "2017", "volume": "", "number": "", "pages": "", "doi": "10.2139/ssrn.2999999"}  # fmt: skip
PAPER = ARTICLE | {"journal": "Proceedings of the Congress on Invented Patrols", "year": "2018", "volume": "", "number": "", "pages": "77--85", "doi": "10.5555/cip.77"}  # fmt: skip


def registered(fields: dict[str, str], kind: str = "journal-article", **other: object) -> dict[str, Any]:
    """Return a work as Crossref has it."""
    people = [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in fields["author"].split(" and ")]  # fmt: skip
    work = {
        "DOI": fields["doi"], "type": kind, "title": [fields["title"]], "author": people, "container-title": [fields["journal"]],
        "issued": {"date-parts": [[int(fields["year"])]]}, "volume": fields.get("volume"), "issue": fields.get("number"),
        "page": fields.get("pages", "").replace("--", "-"), **other,
    }  # fmt: skip
    return {name: value for name, value in work.items() if value}


RETRACTION = {"DOI": "10.5555/afs.9.1", "type": "retraction", "label": "Retraction", "updated": {"date-parts": [[2014, 3, 1]]}}  # fmt: skip
WORKS = (
    registered(ARTICLE), registered(PREPRINT, "posted-content"), registered(PAPER, "proceedings-article"),
    registered(ANOTHER | {"title": "A retracted history of invented tolls", "doi": "10.5555/afs.7.99", "pages": "99--120"}, **{"updated-by": [RETRACTION]}),
    registered(ANOTHER),
)  # fmt: skip
RETRACTED = ANOTHER | {"title": "A retracted history of invented tolls", "doi": "10.5555/afs.7.99", "pages": "99--120"}  # fmt: skip

_ALARM = re.compile(r"\b(?:LR084|LR75[0-356])\b.*")


def run(folder: Path, name: str, text: str, *words: str) -> str:
    """Write a file, run a command on it in the folder, beside the stand-in, and return what it prints."""
    folder.joinpath(name).write_text(text, encoding="utf-8")
    before = Path.cwd()
    with Standin(works={"crossref": WORKS}) as standin:
        os.chdir(folder)
        try:
            environment = {**standin.environ(), "LITREVIEW_CACHE": str(folder / "cache")}
            result = CliRunner().invoke(litreview, [*words, name], env=environment)
        finally:
            os.chdir(before)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def alarm(output: str) -> str | None:
    """Return the first line that says something is wrong with an entry."""
    return next((line for line in output.split("\n") if _ALARM.search(line) and ":" in line.split(" ")[0]), None)  # fmt: skip


def verified(fields: dict[str, str], **other: str) -> Callable[[Path], str | None]:
    """Return a case: an entry with some fields otherwise, asked of the registry by number and title."""
    body = ", ".join(f"{name} = {{{value}}}" for name, value in {**fields, **other}.items() if value)

    def case(folder: Path) -> str | None:
        asked = ("verify", "--provider", "crossref", "--by-title", "--yes", "--all")
        output = run(folder, "a.bib", f"@article{{k, {body}}}\n", *asked)
        return alarm(output) or (None if "1  confirmed" in output else _CLAIM if _is_silent(output) else "")

    return case


_CLAIM = "not confirmed"


def _is_silent(output: str) -> bool:
    return "cannot be known here" in output


def false(fields: dict[str, str], **other: str) -> Callable[[Path], str | None]:
    """Return a case that is named by a line alone: silence is not enough."""
    inner = verified(fields, **other)

    def case(folder: Path) -> str | None:
        line = inner(folder)
        return line if line and line != _CLAIM else None

    return case


def in_file(name: str, text: str, command: str = "verify") -> Callable[[Path], str | None]:
    """Return a case: a file that is checked without asking anybody."""
    return lambda folder: alarm(run(folder, name, text, command))


def law(citation: str, command: str = "verify") -> Callable[[Path], str | None]:
    """Return a case: an entry whose title has a citation of law."""
    return in_file("a.bib", f"@misc{{k, title = {{{citation}}}}}\n", command)


NBIB = """
PMID- 90000017
OWN - NLM
STAT- MEDLINE
DP  - 2009 Feb 28
TI  - Patrols and harm in an invented harbour.
FAU - Fennimore, Greta
PT  - Journal Article
JT  - Review of Imaginary Medicine
{tag}
"""
NOTICE = "Rev Imag Med. 2012 Feb 6;3(4):44. PMID: 90000018"
UPDATE = {"update-to": [{"DOI": ARTICLE["doi"], "type": "retraction", "label": "Retraction"}]}


def exported(**other: object) -> str:
    """Return a work and a second one about it, as Crossref exports them."""
    notice = ANOTHER | {"title": f"Retraction: {TITLE}", "doi": "10.5555/rip.22.9"}
    return json.dumps({"message": {"items": [registered(ARTICLE), registered(notice, **other)]}})


CASES: tuple[Case, ...] = (
    ("the year of the preprint with the journal's place", false(ARTICLE, year="2017")),
    ("the year of the conference with the journal's place", false(ARTICLE, year="2018", doi="")),
    ("the DOI of the preprint with the journal's place", false(ARTICLE, doi=PREPRINT["doi"])),
    ("the journal of another work, and the preprint's title", false(ARTICLE, journal=ANOTHER["journal"], volume="7", number="", pages="5--31", year="2011", doi="")),
    ("a year that no version has", false(ARTICLE, year="2020")),
    ("a volume that no version has", false(ARTICLE, volume="24", doi="")),
    ("pages that no version has", false(ARTICLE, pages="11--40")),
    ("a DOI that its registry does not know", false(ARTICLE, doi="10.5555/rip.21.4.999")),
    ("the DOI of another work", false(ARTICLE, doi=ANOTHER["doi"])),
    ("two works fused", false(ARTICLE, title=OTHER, doi="")),
    ("the people of another work", false(ARTICLE, author=ANOTHER["author"], doi="")),
    ("an author who is none", false(ARTICLE, author=ARTICLE["author"] + " and Vexworth, Alaric")),
    ("the authors in another order", false(ARTICLE, author="Oxley, Ivo and Fennimore, Greta and Sundqvist, Maren")),
    ("another title in the journal's place", false(ARTICLE, title="A work on nothing that was ever written by anybody", doi="")),
    ("a work that is nowhere", false(ANOTHER, title="On nothing that anybody ever wrote of ferries", author="Vexworth, Alaric", journal="Ferry Letters", volume="3", pages="1--9", year="2004", doi="")),
    ("a year that is to come", false(ARTICLE, year="2093")),
    ("retracted, says the registry", false(RETRACTED)),
    ("retracted, says PubMed's export", in_file("a.nbib", NBIB.format(tag=f"RIN - {NOTICE}"))),
    ("retracted, says check", in_file("a.nbib", NBIB.format(tag=f"RIN - {NOTICE}"), "check")),
    ("a concern, says PubMed's export", in_file("a.nbib", NBIB.format(tag=f"ECI - {NOTICE}"))),
    ("an erratum, says PubMed's export", in_file("a.nbib", NBIB.format(tag=f"EIN - {NOTICE}"))),
    ("retracted, says another record", in_file("a.json", exported(**UPDATE))),
    ("a volume of another time", law("Doe v. Roe, 210 F.3d 77 (2d Cir. 1971)")),
    ("a volume of another time, in check", law("Doe v. Roe, 210 F.3d 77 (2d Cir. 1971)", "check")),
    ("a volume that there is not", law("Doe v. Roe, 900 U.S. 1 (1999)")),
    ("a court that the series has not", law("Doe v. Roe, 120 F. Supp. 3d 44 (9th Cir. 2015)")),
    ("a federal court in a regional series", law("Doe v. Roe, 607 P.2d 924 (9th Cir. 1980)")),
    ("a page that no volume has", law("Doe v. Roe, 347 U.S. 90483 (1954)")),
    ("an act in the volume of another Congress", law("Made-Up Act, Pub. L. No. 106-386, 122 Stat. 1464 (2000)")),
    ("an act of another year", law("Made-Up Act, Pub. L. No. 106-386 (2013)")),
    ("a law that the Congress did not reach", law("Made-Up Act, Pub. L. No. 106-981 (2000)")),
    ("a volume of the Register of another year", law("Made-up rule, 66 Fed. Reg. 38,514 (July 24, 2011)")),
    ("a title that the Code has not", law("99 U.S.C. § 1591")),
    ("a bill of a Congress that did not sit", law("H.R. 1865, 115th Cong. (2009)")),
)  # fmt: skip

CLEAN: tuple[Case, ...] = (
    ("the article", verified(ARTICLE)),
    ("the article without its DOI", verified(ARTICLE, doi="")),
    ("the preprint", verified(PREPRINT)),
    ("the conference paper", verified(PAPER)),
    ("the conference paper without its DOI", verified(PAPER, doi="")),
    ("the journal abbreviated, given names as initials", verified(ARTICLE, journal="Rev. Imaginary Policing", author="Fennimore, G. and Oxley, I. and Sundqvist, M.")),
    ("the article without its issue and pages", verified(ARTICLE, number="", pages="")),
    ("the first author and others", verified(ARTICLE, author="Fennimore, Greta and others")),
    ("the title without its second part", verified(ARTICLE, title="Who counts the rescued?")),
    ("the other work", verified(ANOTHER)),
    ("PubMed's export without a notice", in_file("a.nbib", NBIB.format(tag="SB  - IM"))),
    ("a comment in PubMed's export", in_file("a.nbib", NBIB.format(tag=f"CIN - {NOTICE}"))),
    ("two records, no notice", in_file("a.json", exported())),
    ("a decision in its volume", law("Doe I v. Unocal Corp., 395 F.3d 932 (9th Cir. 2002)")),
    ("a decision of the Supreme Court", law("Brown v. Board of Education, 347 U.S. 483 (1954)", "check")),
    ("a decision of a district court", law("United States v. Dost, 636 F. Supp. 828 (S.D. Cal. 1986)")),
    ("a decision of a state court", law("Sindell v. Abbott Laboratories, 607 P.2d 924 (Cal. 1980)")),
    ("an act in its volume", law("Victims of Trafficking and Violence Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464 (2000)")),
    ("an act signed in January", law("National Defense Authorization Act for Fiscal Year 2013, Pub. L. No. 112-239, 126 Stat. 1632 (2013)")),
    ("a notice in the Register", law("Protection and Assistance for Victims of Trafficking, 66 Fed. Reg. 38,514 (July 24, 2001)")),
    ("a section of the Code", law("18 U.S.C. § 1591")),
    ("a bill of its Congress", law("H.R. 1865, 115th Cong. (2018)")),
)  # fmt: skip


def main() -> None:
    wrong = 0
    for kind, cases in (("case", CASES), ("twin", CLEAN)):
        for name, case in cases:
            with tempfile.TemporaryDirectory() as place:
                line = case(Path(place))
            failed = (line is None) == (kind == "case")
            wrong += failed
            print(f"{'WRONG' if failed else 'right'}  {kind}: {name}\n       {line if line is not None else 'not named'}")  # fmt: skip
    print(f"{wrong} wrong of {len(CASES)} cases and {len(CLEAN)} twins")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
