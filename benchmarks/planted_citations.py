"""False citations that an entry, a merge or a changed library could print, and whether the program names each.

    python benchmarks/planted_citations.py     # each case with the line that names it; exits with 1 if one goes unnamed or a twin is accused

`CASES` make one false statement each in an empty folder, run the program on it, and return the line that names it, None if none does.
`CLEAN` are their twins without the false statement: a line there is a false alarm. All works and people are made up.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from litreview.cli import main as litreview
from litreview.review.outputs.writing import HASHES
from litreview.stages.tagging import prior

Case = tuple[str, Callable[[Path], str | None]]

WORKS = {
    "Quill2011": "@article{Quill2011, author = {Quill, Ann}, title = {Lanterns and patrols in an invented harbour}, journal = {Invented Papers}, "
    "volume = {3}, pages = {1--9}, year = {2011}, abstract = {Police raids; victims of human trafficking were referred to shelters.}}",
    "Rook2013": "@book{Rook2013, author = {Rook, Bo}, title = {Courts of an invented island}, publisher = {Quay}, year = {2013}}",
}
HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


def run(*words: object) -> str:
    """Run the program and return what it prints."""
    return CliRunner().invoke(litreview, [str(word) for word in words]).output


def line(text: str, *needles: str) -> str | None:
    """Return the first line with all of these words, None without one."""
    return next((one for one in text.splitlines() if all(needle in one for needle in needles)), None)


def told(entry: str, *needles: str, style: str = "bluebook") -> Callable[[Path], str | None]:
    """Return a case of one entry: the line of `annotate` with these words; its Problems are printed with it."""

    def case(folder: Path) -> str | None:
        (folder / "a.bib").write_text(entry + "\n" + WORKS["Rook2013"], encoding="utf-8")
        return line(run("annotate", folder / "a.bib", "-o", folder / "a.md", "--style", style), *needles)

    return case


def checked(entry: str, *needles: str) -> Callable[[Path], str | None]:
    """Return a case of one entry: the line of `check` with these words."""

    def case(folder: Path) -> str | None:
        (folder / "a.bib").write_text(entry, encoding="utf-8")
        return line(run("check", folder / "a.bib", "--all"), *needles)

    return case


def printed(entry: str, right: str, style: str = "bluebook") -> Callable[[Path], str | None]:
    """Return a case that holds where a citation is printed without the false part: the document's line with `right`."""

    def case(folder: Path) -> str | None:
        (folder / "a.bib").write_text(entry, encoding="utf-8")
        run("annotate", folder / "a.bib", "-o", folder / "a.md", "--style", style)
        plain = re.sub(r"</?(?:span|a)\b[^>]*>|[*\\]", "", (folder / "a.md").read_text(encoding="utf-8"))
        return next((one for one in plain.splitlines() if re.search(right, one)), None)

    return case


def review(folder: Path, *lines: tuple[str, str, str], settings: str = "") -> Path:
    """Write a review of two works with decisions of one person."""
    for name in ("bib", "decisions"):
        (folder / name).mkdir(parents=True)
    (folder / "bib/a.bib").write_text("\n".join(WORKS.values()), encoding="utf-8")
    (folder / "litreview.toml").write_text(f'title = "An invented review"\n{settings}', encoding="utf-8")
    rows = (
        f"2025-03-01T10:{n:02}:00Z\tann\t{verb}\t{key}\t{value}\t\t\t\t\n"
        for n, (verb, key, value) in enumerate(lines)
    )
    (folder / "decisions/ann.tsv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return folder


def made_with(outdated: bool = True, **record: str) -> Callable[[Path], str | None]:
    """Return a case of an out/ whose table another program wrote, with these entries in the record of the run: the line of `run --check`."""

    def case(folder: Path) -> str | None:
        run("run", review(folder / "r"))
        stored = json.loads((folder / "r/out" / HASHES).read_text(encoding="utf-8"))
        table = folder / "r/out/tables/sources.csv"
        if outdated:
            table.write_bytes(table.read_bytes() + b"\n")
            stored["tables/sources.csv"] = [hashlib.sha256(table.read_bytes()).hexdigest()]
        stored[":made"] |= record
        (folder / "r/out" / HASHES).write_text(json.dumps(stored), encoding="utf-8")
        return line(run("run", folder / "r", "--check"), "LR670", "numpy")

    return case


def stemmed(stem: Callable[[str], str] | None) -> Callable[[Path], str | None]:
    """Return a case of a stemmer that cuts words so: the line of `check`."""

    def case(folder: Path) -> str | None:
        with mock.patch.object(prior, "stem_of", stem or prior.stem_of):
            return line(run("check", review(folder / "r"), "--all"), "LR673")

    return case


def asked(*lines: tuple[str, str, str]) -> Callable[[Path], str | None]:
    """Return a case of decisions: the row of tags.csv that asks about an excluded work."""

    def case(folder: Path) -> str | None:
        run("run", review(folder / "r", *lines))
        return line((folder / "r/out/tables/tags.csv").read_text(encoding="utf-8"), "Quill2011", ",ask,")

    return case


def not_asked(folder: Path) -> str | None:
    """Return the row of the flow that counts the excluded work, where nothing asks about it."""
    if asked(("exclude", "Quill2011", "abstract"))(folder):
        return None
    return line((folder / "r/out/tables/sources.csv").read_text(encoding="utf-8"), "Quill2011")


def copied(change: Callable[[Path], object] = bool) -> Callable[[Path], str | None]:
    """Return a case of a copy of a review that is changed: the line of `diff` on its codebook."""

    def case(folder: Path) -> str | None:
        one = review(folder / "one", settings='codebook = "own.toml"\n')
        text = '[codebook]\nname = "sleep"\n[[code]]\nid = "a"\ngroup = "cause"\nlabel = "A"\ndefinition = "A."\n'
        (one / "own.toml").write_text(text, encoding="utf-8")
        shutil.copytree(one, folder / "two")
        change(folder / "two")
        return line(run("diff", one, folder / "two"), "codebook")

    return case


def other_label(folder: Path) -> None:
    """Change the codebook of a review."""
    path = folder / "own.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"A."', '"B."'), encoding="utf-8")


def referred(text: str, *needles: str) -> Callable[[Path], str | None]:
    """Return a case of a list of references: the line of `references` on a note that refers back."""

    def case(folder: Path) -> str | None:
        (folder / "list.txt").write_text(text, encoding="utf-8")
        return line(
            run("references", folder / "list.txt", "-o", folder / "a.bib", "--all"), "LR302", *needles
        ) or line(run("references", folder / "list.txt", "-o", folder / "b.bib"), "LR302", *needles)

    return case


def unread(name: str) -> Callable[[Path], str | None]:
    """Return a case of a file that nobody reads: the line of `check` with its name."""

    def case(folder: Path) -> str | None:
        review(folder / "r")
        (folder / "r" / name).write_text("made up", encoding="utf-8")
        return line(run("check", folder / "r", "--all"), "LR620", name)

    return case


def unfilled(_: Path) -> str | None:
    """Return a line of a described rule that shows the name of a field instead of what it stands for."""
    rules = re.findall(r'^id = "([\w-]+)"', RULES.read_text(encoding="utf-8"), re.MULTILINE)
    text = "".join(run("dedupe", "--explain-rule", rule) for rule in rules)
    return next((one for one in text.splitlines() if re.search(r"\{[a-z_]+\}", one)), None)


def described(folder: Path) -> str | None:
    """Return the line of a rule that says what its field stands for, where no rule shows a field."""
    if unfilled(folder):
        return None
    return line(run("dedupe", "--explain-rule", "untitled-doi"), "the same DOI [DOI]")


RULES = Path(prior.__file__).parents[1] / "duplicates/rules.toml"
ARTICLE = "@article{{k, author = {{Roe, Ann}}, title = {{Tides}}, {0}, volume = {{85}}, pages = {{1--40}}, year = {{2016}}}}"
TWICE = ARTICLE.format("journal = {Fordham Law Review}, journaltitle = {Fordham L. Rev.}")
PAGE = "@online{k, author = {{U.S. Department of State}}, title = {On raids}, url = {https://www.state.gov/raids}, date = {2014-03-02}}"

CASES: tuple[Case, ...] = (
    ("a citation of nothing", told("@article{k, journal = {MIS Quarterly}, volume = {19}, number = {4}}", "LR411", "k names no work")),
    ("an author and a DOI alone", told("@article{k, author = {Roe, Ann}, doi = {10.5555/made.1}, year = 2001}", "LR411", style="apa")),
    ("a chapter without its own title", told("@incollection{k, author = {Roe, Ann}, booktitle = {Harbours}, pages = {3--9}}", "LR411", style="chicago")),
    ("a court that the reporter does not have", checked("@misc{k, title = {United States v. Roe}, note = {702 F.3d 1066 (S.D.N.Y. 2013)}}", "LR084", "S.D.N.Y.")),
    ("a volume of another year", checked("@misc{k, title = {United States v. Roe}, note = {702 F.3d 1066 (8th Cir. 1985)}}", "LR084", "1985")),
    ("a title that the Code has not", checked("@misc{k, title = {88 U.S.C. § 7101}}", "LR084", "54 titles")),
    ("a place in law that nobody knows", told("@legislation{k, title = {Harbor Act}, number = {zz. 30 (Nowhere)}, year = 2015}", "LR406", "zz. 30")),
    ("a citation without its page", told("@article{k, author = {Roe, Ann}, title = {Tides}, journal = {Made Up}, volume = {3}, year = 2001}", "LR406", "lacks a page")),
    ("a publisher as the journal", told(ARTICLE.format("journal = {Springer}"), "LR407", "Springer")),
    ("a journal in a wrong encoding", checked(ARTICLE.format("journal = {Revista EspaÃ±ola}"), "LR070")),
    ("a page of an office as a report", printed(PAGE, r"On Raids.*Dep.t of State.* \(Mar\. 2, 2014\), <?https")),
    ("a hearing as a public law", printed("@legislation{k, title = {Tides: Hearing Before the Committee on Harbors}, number = {111-58}, year = 2010}", r"^(?!.*Pub\. L).*Hearing", "apa")),
    ("a brief as the decision", printed("@jurisdiction{k, title = {Brief for Petitioner, Roe v. Doe}, number = {No. 12-10}, year = 2013}", "^Brief for Petitioner", "apa")),
    ("a bill of a Congress that nobody named", printed("@legislation{k, title = {Made Up Act}, number = {H.R. 1865}, year = 2018}", r"^Made Up Act, H\.R\. 1865 \(2018\)")),
    ("an abbreviated name of a journal beside the full one", printed(TWICE, "85 Fordham L. Rev. 1|Fordham Law Review, 85", "apa")),
    ("an excluded work is asked about", not_asked),
    ("a difference that a library made", made_with(numpy="1.0")),
    ("a stemmer that cuts words otherwise", stemmed(lambda word: word[:5])),
    ("a changed codebook", copied(other_label)),
    ("a note that cites a new work, too", referred("[1] Roe, A. (2001). Raids on ports. Harbor Press.\n[2] Id. at 9 (citing Doe v. Roe, 410 U.S. 113 (1973)).\n", "refers to an earlier note")),
    ("a file that nobody reads", unread("more.bib")),
    ("a rule described by its fields", described),
)  # fmt: skip

CLEAN: tuple[Case, ...] = (
    ("a title alone", told("@article{k, title = {Tides}, journal = {MIS Quarterly}, volume = {19}, number = {4}}", "LR411")),
    ("a decision by its place", told("@misc{k, note = {702 F.3d 1066 (8th Cir. 2013)}}", "LR411")),
    ("a section of the Code by its number", told("@legislation{k, number = {22 U.S.C. § 7101}}", "LR4", "k ")),
    ("a court that the reporter has", checked("@misc{k, title = {United States v. Roe}, note = {702 F.3d 1066 (8th Cir. 2013)}}", "LR084")),
    ("a state code by its section", told("@legislation{k, title = {Cal. Penal Code § 236.1}, year = 2012}", "LR406")),
    ("a constitution", told("@legislation{k, title = {U.S. Const. amend. XIII}}", "LR406", "k")),
    ("a foreign decision by its own number", told("@misc{k, title = {R v. Roe, [2014] EWCA Crim 1029}, court = {Court of Appeal}, year = 2014}", "LR406", "k")),
    ("a forthcoming article", told("@article{k, author = {Roe, Ann}, title = {Tides}, journal = {Made Up}, pubstate = {forthcoming}, year = 2021}", "LR406")),
    ("a journal numbered by issues", told("@article{k, author = {Roe, Ann}, title = {Tides}, journal = {Made Up}, number = {15}, pages = {82--101}, year = 2020}", "LR406")),
    ("an article with a number", told("@article{k, author = {Roe, Ann}, title = {Tides}, journal = {Made Up}, volume = {14}, article-number = {222}, year = 2021}", "LR406")),
    ("a journal of accents", checked(ARTICLE.format("journal = {Revista Española}"), "LR070")),
    ("a web page", told(PAGE, "LR4", "k")),
    ("a page is no report", printed(PAGE, r"On Raids \(2014\)|Report")),
    ("a full name of a journal alone", printed(ARTICLE.format("journal = {Fordham Law Review}"), r"Fordham L\. Rev\.", "apa")),
    ("of two names the short one is not printed", printed(TWICE, r"Fordham L\. Rev\.", "apa")),
    ("an excluded work", asked(("exclude", "Quill2011", "abstract"))),
    ("other versions and the same outputs", made_with(outdated=False, numpy="1.0")),
    ("other inputs and other versions", made_with(numpy="1.0", inputs="another")),
    ("another program and other versions", made_with(numpy="1.0", litreview="another")),
    ("the same libraries", made_with()),
    ("the stemmer of the model", stemmed(None)),
    ("two copies of one review", copied()),
    ("a note that refers back", referred("[1] Roe, A. (2001). Raids on ports. Harbor Press.\n[2] Id. at 9.\n", "not read")),
    ("a README", unread("README.md")),
    ("no rule shows a field", unfilled),
)  # fmt: skip


def main() -> None:
    """Run all cases and print each with its line."""
    wrong = 0
    for what, cases, is_wrong in (("false", CASES, None), ("true", CLEAN, "")):
        for name, case in cases:
            with tempfile.TemporaryDirectory() as place:
                found = case(Path(place))
            failed = (found is None) if is_wrong is None else (found is not None)
            wrong += failed
            print(
                f"{'WRONG' if failed else 'right'}  {what}: {name}\n       {found or 'not named'}", flush=True
            )
    print(f"{len(CASES)} false, {len(CLEAN)} true: {wrong} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
