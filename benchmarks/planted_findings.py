"""False findings, each put into a review as a user could, and the line of the program that names it; and true twins, which none may accuse.

    python benchmarks/planted_findings.py

Each case writes a small review into an empty folder, with findings.toml as somebody may have written it, and runs the checks of
`litreview run --check`. It returns the line that names the finding, or None. `CLEAN` has the same reviews with what is true instead: a line
that is returned is a false alarm. Works, people and results are made up.

Exit 1 if a false finding goes unnamed, or a true one is accused.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from litreview.review import check_run, open_review

Case = tuple[str, Callable[[Path], str | None]]

INNS = "Of two hundred people met in raids on inns, nine were victims whom the raids were meant to find."
STREET = "Stings in one street found few victims, and most of those who were met were fined and sent away."
COURTS = "Some of those brought before the court got a room and a lawyer, and others went back to jail."
OUTREACH = "Patrols with a nurse found and housed forty victims within a year, more than in any year before."
PRESS = "The sheriff announces that the operation rescued thirty victims and led to ninety arrests in all."
OTHER = "The series of police budgets is compared with the number of officers over twenty years of reports."
WORKS = {
    "Ash2019Inns": ("article", "Ash, Ann", 2019, "Raids on inns", INNS),
    "Birch2020Street": ("article", "Birch, Bo", 2020, "Stings in a street", STREET),
    "Cedar2021Courts": ("article", "Cedar, Cy", 2021, "Before the court", COURTS),
    "Dogwood2018Patrols": ("article", "Dogwood, Di", 2018, "Patrols with a nurse", OUTREACH),
    "Elm2017Announced": ("report", "Sheriff of Elm", 2017, "Operation announced", PRESS),
    "Fir2016Doors": ("article", "Fir, Flo", 2016, "Doors broken at dawn", ""),
    "Gorse2015Budgets": ("article", "Gorse, Gil", 2015, "Budgets of the police", OTHER),
}
STANCES = {
    "Ash2019Inns": "contradicts",
    "Birch2020Street": "contradicts",
    "Cedar2021Courts": "mixed",
    "Dogwood2018Patrols": "supports",
    "Elm2017Announced": "supports",
    "Fir2016Doors": "contradicts",
}
RIS = """TY  - JOUR
ID  - Reef{n}
AU  - {author}
PY  - {year}
TI  - {title}
AB  - {abstract}
ER  -
"""
REEFS = """[codebook]
name = "reefs"
title = "What the restoration of reefs achieves"
main_group = "outcome"

[[code]]
id = "Cover"
group = "outcome"
label = "Living cover"
definition = "How much living coral there is afterwards."
[[code.terms]]
weight = 2
match = ["living cover"]

[[code]]
id = "fish"
group = "outcome"
label = "Fish"
definition = "Which fish come back."
[[code.terms]]
weight = 2
match = ["fish density"]
"""
NAMES = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


class Draft:
    """A review that is still being written: its works and decisions, changed by a case before `write`."""

    def __init__(self, goal: str = "protect") -> None:
        self.goal = goal
        self.bib = "".join(
            f"@{kind}{{{key},\n  author = {{{author}}},\n  year = {{{year}}},\n  title = {{{title}}},\n"
            + (f"  abstract = {{{abstract}}},\n" if abstract else "")
            + "}\n"
            for key, (kind, author, year, title, abstract) in WORKS.items()
        )
        self.register = "".join(
            f"@misc{{I0{n},\n  entrysubtype = {{interview}},\n  date = {{2024}},\n  consent = {{paraphrase}},\n}}\n"
            for n in range(1, 7)
        )
        self.lines: list[tuple[str, str, str, str, str]] = []
        for key, stance in STANCES.items():
            for by in ("ida", "Jo"):
                self.say(by, "tag", key, goal)
                self.say(by, "stance", key, f"{goal}={stance}")
        for by in ("ida", "Jo"):
            self.say(by, "not-tag", "Gorse2015Budgets", goal)
            self.say(by, "stance", "Gorse2015Budgets", f"{goal}=contradicts")
        self.say("ida", "set", "Elm2017Announced", "design=agency claim")
        self.say("ida", "tag", "I01", goal, "para 3")
        self.say("ida", "stance", "I01", f"{goal}=contradicts", "para 4")
        self.settings = 'title = "Planted"\nadjudicators = ["Kim"]\n'
        self.more: dict[str, str] = {}

    def say(self, by: str, verb: str, key: str, value: str, where: str = "") -> Draft:
        self.lines.append((by, verb, key, value, where))
        return self

    def unsay(self, verb: str, key: str) -> Draft:
        self.lines = [line for line in self.lines if line[1:3] != (verb, key)]
        return self

    def screen(self, *out: str, pending: tuple[str, ...] = ()) -> Draft:
        """Include every work by its full text, but those that are `out` by it and those that nobody has read yet."""
        for key in WORKS:
            self.say("ida", "include", key, "abstract")
            if key not in pending:
                self.say("ida", "exclude" if key in out else "include", key, "fulltext")
        return self

    def write(self, folder: Path, finding: str) -> None:
        files = {
            "litreview.toml": self.settings,
            "bib/works.bib": self.bib,
            "bib/register.bib": self.register,
        }
        for n, (by, verb, key, value, where) in enumerate(self.lines):
            when = f"2026-02-{1 + n // 60:02d}T09:{n % 60:02d}:00Z"
            name = f"decisions/{by.lower()}.tsv"
            files[name] = files.get(name, NAMES) + f"{when}\t{by}\t{verb}\t{key}\t{value}\t{where}\t\t\t\n"
        files["findings.toml"] = finding
        for name, text in (files | self.more).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def stated(statement: str = "Raids find few victims.", **fields: str) -> str:
    """Return a finding as TOML: `fields` as written there, a goal and a stance if none are given."""
    values = {"goal": '"protect"', "stance": '"contradicts"'} | fields
    lines = [f"{name} = {value}" for name, value in values.items() if value]
    return "\n".join(["[[finding]]", 'id = "F1"', f'statement = "{statement}"', *lines, ""])


def named_line(folder: Path) -> str | None:
    """Return the first line of `run --check` on the findings of the review in a folder, None if they hold."""
    aspects = check_run(open_review(folder)).aspects
    faults = [str(fault) for aspect in aspects if aspect.name == "findings" for fault in aspect.faults]
    return faults[0] if faults else None


def planted(finding: str, change: Callable[[Draft], object] = lambda _: None) -> Callable[[Path], str | None]:
    def run(folder: Path) -> str | None:
        draft = Draft()
        change(draft)
        draft.write(folder, finding)
        return named_line(folder)

    return run


def of_reefs(finding: str) -> Callable[[Path], str | None]:
    """Return a case of another field: a codebook of its own, an export in another folder, decisions of one person."""

    def run(folder: Path) -> str | None:
        ris = "".join(
            RIS.format(n=n, author=author, year=2010 + n, title=title, abstract=abstract)
            for n, (author, title, abstract) in enumerate(
                [
                    ("Coral, C", "Fragments planted on a reef", "Living cover rose threefold where fragments were planted on the reef."),
                    ("Damsel, D", "Reefs left alone", "Living cover was the same on the planted and on the untouched reefs."),
                ],
                1,
            )
        )  # fmt: skip
        draft = Draft("Cover")
        draft.lines = []
        for key, stance in (("Reef1", "Supports"), ("Reef2", "CONTRADICTS")):
            draft.say("o'neil.b", "tag", key, "Cover").say("o'neil.b", "stance", key, f"Cover={stance}")
        draft.lines = [("oneil.b", *line[1:]) for line in draft.lines]
        draft.settings = (
            'title = "Reefs"\ncodebook = "reefs.toml"\nsources = ["exports/from here/list.ris"]\n'
        )
        draft.more = {"reefs.toml": REEFS, "exports/from here/list.ris": ris}
        draft.write(folder, finding)
        (folder / "bib/works.bib").unlink()
        (folder / "bib/register.bib").unlink()
        return named_line(folder)

    return run


def a_double(draft: Draft) -> None:
    """Add a second record of a work, which a person joined to the first."""
    draft.bib += "@article{AshInnsAgain,\n  author = {Ash, A.},\n  year = {2019},\n  title = {Inns and raids upon them},\n}\n"
    draft.say("ida", "same", "Ash2019Inns", "AshInnsAgain")


def a_machines_tag(draft: Draft) -> None:
    """Leave a work to the machine, which finds the goal in its words."""
    draft.bib = draft.bib.replace(
        STREET, f"{STREET} Victim identification and trauma-informed services for trafficking victims."
    )
    draft.unsay("tag", "Birch2020Street")


def quote(key: str, words: str, where: str = "p. 12") -> str:
    return f'[{{key = "{key}", where = "{where}", quote = "{words}"}}]'


ASH, BIRCH, BOTH = '["Ash2019Inns"]', '["Birch2020Street"]', '["Ash2019Inns", "Birch2020Street"]'
CEDAR, DOGWOOD, ELM = '["Cedar2021Courts"]', '["Dogwood2018Patrols"]', '["Elm2017Announced"]'
RESCUED = "Operations reliably rescue most victims."

CASES: tuple[Case, ...] = (
    ("reversed: both coders judged that they contradict", planted(stated(RESCUED, stance='"supports"', supports=BOTH))),
    ("reversed, with the stance in another case", planted(stated(RESCUED, stance='"Supports"', supports=BOTH))),
    ("the sides are swapped", planted(stated(supports=DOGWOOD, contradicts=BOTH))),
    ("one contrary source among true ones", planted(stated(supports='["Ash2019Inns", "Dogwood2018Patrols"]'))),
    ("what supports is mixed", planted(stated(supports=CEDAR, qualifies=ASH))),
    ("what qualifies contradicts", planted(stated(supports=ASH, qualifies=BIRCH))),
    ("both coders judged that it is not about the goal", planted(stated(supports='["Gorse2015Budgets"]'))),
    ("no person tagged it", planted(stated(supports=BIRCH), a_machines_tag)),
    ("tagged with another goal", planted(stated(goal='"prevent"', supports=ASH))),
    ("coders differ on the goal", planted(stated(supports=ASH), lambda d: d.say("Jo", "not-tag", "Ash2019Inns", "protect"))),
    ("nobody noted a stance", planted(stated(supports=ASH), lambda d: d.unsay("stance", "Ash2019Inns"))),
    ("coders differ on the stance", planted(stated(supports=ASH), lambda d: d.say("Jo", "stance", "Ash2019Inns", "protect=mixed"))),
    ("the adjudicator settled the stance otherwise", planted(stated(supports=ASH), lambda d: d.say("Kim", "stance", "Ash2019Inns", "protect=supports"))),
    ("a coder took the tag back", planted(stated(supports=ASH), lambda d: [d.say(by, "clear", "Ash2019Inns", "tag protect") for by in ("ida", "Jo")])),
    ("known by its title alone", planted(stated(supports='["Fir2016Doors"]', contradicts=DOGWOOD))),
    ("excluded by its full text", planted(stated(supports=BOTH), lambda d: d.screen("Birch2020Street"))),
    ("not read yet", planted(stated(supports=BOTH), lambda d: d.screen(pending=("Birch2020Street",)))),
    ("an agency's claim of its own work", planted(stated(RESCUED, stance='"supports"', supports='["Dogwood2018Patrols", "Elm2017Announced"]'))),
    ("a number in the quote is another", planted(stated(supports=quote("Ash2019Inns", "ninety were victims whom the raids were meant to find")))),
    ("the quote is of another source", planted(stated(supports=quote("Ash2019Inns", "Stings in one street found few victims")))),
    ("a goal that the codebook has not", planted(stated(goal='"rescue"', supports=ASH))),
    ("a source that nobody has", planted(stated(supports='["Ash2019Inns", "Hazel2022Invented"]'))),
    ("one source on two sides", planted(stated(supports=BOTH, contradicts=ASH))),
    ("one source on two sides, by its record", planted(stated(supports=ASH, qualifies='["bib/works.bib:Ash2019Inns"]'))),
    ("one source on two sides, by the key of its double", planted(stated(supports=ASH, contradicts='["AshInnsAgain"]'), a_double)),
    ("reversed, by the key of its double", planted(stated(RESCUED, stance='"supports"', supports='["AshInnsAgain"]'), a_double)),
    ("no stance", planted(stated(stance="", supports=ASH))),
    ("an outcome on no goal", planted(stated(RESCUED, goal="", stance='"supports"', supports=DOGWOOD))),
    ("a description without a passage", planted(stated("Raids began at dawn.", goal="", stance='"describes"', supports=ASH))),
    ("mixed, with results of one kind", planted(stated("Results differ.", stance='"mixed"', supports=BOTH))),
    ("an interviewee said the contrary", planted(stated(RESCUED, stance='"supports"', supports='["Dogwood2018Patrols", "I01"]'))),
    ("an interviewee said nothing of it", planted(stated(supports='["Ash2019Inns", "I02"]'))),
    ("without any source", planted(stated(RESCUED, stance='"supports"'))),
    ("of another field, reversed", of_reefs(stated("Planting lowers cover.", goal='"Cover"', supports='["Reef1"]'))),
    ("of another field, on a goal of the first", of_reefs(stated("Planting does not help.", supports='["Reef2"]'))),
    ("of another field, on its other goal", of_reefs(stated("Fish stay away.", goal='"fish"', supports='["Reef2"]'))),
)  # fmt: skip

CLEAN: tuple[Case, ...] = (
    ("the true finding", planted(stated(supports=BOTH, contradicts=DOGWOOD, qualifies=CEDAR))),
    ("the stance in another case", planted(stated(stance='"Contradicts"', supports=BOTH, qualifies=CEDAR))),
    ("the goal in another case", planted(stated(goal='"Protect"', supports=BOTH, qualifies=CEDAR))),
    ("the other result", planted(stated("Patrols find victims.", stance='"supports"', supports=DOGWOOD, contradicts=BOTH))),
    ("weighed against a claim", planted(stated(supports=BOTH, contradicts=ELM))),
    ("one of two coders tagged it", planted(stated(supports=ASH), lambda d: d.unsay("tag", "Ash2019Inns").say("Jo", "tag", "Ash2019Inns", "protect"))),
    ("the code with its codebook's name", planted(stated(supports=ASH), lambda d: d.unsay("tag", "Ash2019Inns").say("Jo", "tag", "Ash2019Inns", "tvpa:protect"))),
    ("a coder said the same twice", planted(stated(supports=ASH), lambda d: d.say("Jo", "stance", "Ash2019Inns", "protect=contradicts"))),
    ("the adjudicator settled the goal", planted(stated(supports=ASH), lambda d: d.say("Jo", "not-tag", "Ash2019Inns", "protect").say("Kim", "tag", "Ash2019Inns", "protect"))),
    (
        "the adjudicator settled that it is about the goal, and not about none",
        planted(
            stated(supports=ASH),
            lambda d: d.unsay("tag", "Ash2019Inns")
            .say("Jo", "tag", "Ash2019Inns", "none")
            .say("Kim", "tag", "Ash2019Inns", "protect"),
        ),
    ),
    ("the adjudicator settled the stance", planted(stated(supports=ASH), lambda d: d.say("Jo", "stance", "Ash2019Inns", "protect=mixed").say("Kim", "stance", "Ash2019Inns", "protect=contradicts"))),
    ("without an abstract, and its page noted", planted(stated(supports='["Fir2016Doors"]'), lambda d: d.say("ida", "stance", "Fir2016Doors", "protect=contradicts", "p. 7"))),
    ("without an abstract, and its full text screened", planted(stated(supports='["Fir2016Doors"]'), lambda d: d.screen())),
    ("without an abstract, and annotated", planted(stated(supports='["Fir2016Doors"]'), lambda d: d.more.update({"notes/Fir2016Doors.md": "Read: doors were broken, nobody was asked.\n"}))),
    ("all are included", planted(stated(supports=BOTH), lambda d: d.screen("Gorse2015Budgets"))),
    ("a quote as it is", planted(stated(supports=quote("Ash2019Inns", "nine were victims whom the raids were meant to find")))),
    ("a quote with words left out", planted(stated(supports=quote("Ash2019Inns", "Of two hundred […] nine were [the] victims")))),
    ("a quote of a full text that is not held", planted(stated(supports=quote("Fir2016Doors", "The door was broken at five.")))),
    ("a quote that the annotation has", planted(stated(supports=quote("Ash2019Inns", "None spoke to a lawyer")), lambda d: d.more.update({"notes/Ash2019Inns.md": "Page 12: none spoke to a lawyer.\n"}))),
    ("the same source twice on a side", planted(stated(supports='["Ash2019Inns", "Ash2019Inns"]'))),
    ("the same source by two keys", planted(stated(supports='["Ash2019Inns", "bib/works.bib:Ash2019Inns"]'))),
    ("by the key of its double", planted(stated(supports='["AshInnsAgain"]'), a_double)),
    ("a description with its passage", planted(stated("Raids met two hundred people.", goal="", stance='"describes"', supports=quote("Ash2019Inns", "Of two hundred people met in raids")))),
    ("mixed, with some of each kind", planted(stated("Results differ.", stance='"mixed"', supports='["Ash2019Inns", "Dogwood2018Patrols"]'))),
    ("mixed, with a mixed source", planted(stated("Results differ.", stance='"mixed"', supports=CEDAR))),
    ("an interviewee said so", planted(stated(supports='["Ash2019Inns", "I01"]'))),
    ("a statement that is open", planted(stated(RESCUED, stance="", state='"open"'))),
    ("of another field", of_reefs(stated("Planting raises cover.", goal='"Cover"', stance='"supports"', supports='["Reef1"]', contradicts='["Reef2"]'))),
    ("of another field, in another case", of_reefs(stated("Planting does not help.", goal='"cover"', stance='"CONTRADICTS"', supports='["Reef2"]'))),
)  # fmt: skip


def main() -> None:
    wrong = 0
    for what, cases, is_wrong in (("false", CASES, None), ("true", CLEAN, "")):
        for name, run in cases:
            with tempfile.TemporaryDirectory() as place:
                line = run(Path(place))
            failed = (line is None) if is_wrong is None else (line is not None)
            wrong += failed
            print(f"{'WRONG' if failed else 'right'}  {what}: {name}\n       {line or 'not named'}")
    print(f"{len(CASES)} false, {len(CLEAN)} true: {wrong} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
