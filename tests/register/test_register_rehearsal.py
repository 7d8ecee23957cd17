"""Re-identification rehearsed before a publication: nobody whom a stranger could still mean is left out, and nobody else is counted."""

import csv
import json
import shutil
import subprocess
import unicodedata
from datetime import date, timedelta
from io import BytesIO
from itertools import permutations, product
from pathlib import Path
from random import Random

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from litreview.cli import main
from litreview.review import open_review
from litreview.stages.register.rehearsal import exclusive_pairs, ordered_fields, rehearse

VALUES = {
    "role": ["officer", "judge", ""],
    "region": ["West", "South", ""],
    "date": ["2019", "2020-03", "2020-03-02", ""],
}


def by_search(fits):
    """Return the pairs of every assignment of all codes to different people, by trying all."""
    people = sorted({person for persons in fits.values() for person in persons})
    found = {code: set() for code in fits}
    for chosen in permutations(people, len(fits)):
        if all(person in fits[code] for code, person in zip(fits, chosen, strict=True)):
            for code, person in zip(fits, chosen, strict=True):
                found[code].add(person)
    return {code: tuple(sorted(persons)) for code, persons in found.items()}


@given(st.lists(st.sets(st.integers(0, 5), max_size=6), min_size=1, max_size=5))
def test_pairs_are_those_of_an_exhaustive_search(sets):
    fits = {f"I{n:02}": tuple(sorted(one)) for n, one in enumerate(sets, 1)}
    searched = by_search(fits)
    assert exclusive_pairs(fits) == (searched if all(searched.values()) else {})


@pytest.mark.parametrize("seed", range(20))
def test_whoever_was_interviewed_always_remains_possible(seed):
    """A planted register: each code is one of the people, and what is public of it is true, if coarser or less."""
    chance = Random(seed)
    people = [{name: chance.choice(values) for name, values in VALUES.items()} for _ in range(12)]
    who = {f"I{n:02}": person for n, person in enumerate(chance.sample(range(12), 6), 1)}
    facts = {
        code: {
            name: frozenset(
                {people[person][name][: chance.choice([4, 99])] if name == "date" else people[person][name]}
            )
            for name in VALUES
            if people[person][name] and chance.random() < 0.8
        }
        for code, person in who.items()
    }
    found = {one.code: one for one in rehearse(facts, people, {})}
    for code, person in who.items():
        assert person in found[code].exclusive
        assert set(found[code].exclusive) <= set(found[code].possible)


DAYS = [(date(2019, 1, 1) + timedelta(n)).isoformat() for n in range(731)]
SAID = ["yes", "no", "supports", "contradicts"]


def drawn(seed):
    """Return a made-up list of up to seven people, and up to five codes with what is public of each; two codes may be of one person."""
    chance = Random(f"drawn {seed}")
    values = {"role": ["officer", "judge", "nurse"], "region": ["west", "south"], "date": ["2019", "2019-05", "2019-05-07", "2020-03", "2020-03-02"], "protect": SAID}  # fmt: skip
    people = [{name: chance.choice([*some, ""]) for name, some in values.items()} for _ in range(chance.randint(2, 7))]  # fmt: skip
    values["before"] = ["2019-06-01", "2020-01-01", "2020-03-02"]
    codes = [f"I{n:02}" for n in range(1, chance.randint(2, 6))]
    facts = {code: {name: frozenset(chance.sample(some, chance.choice((1, 1, 2)))) for name, some in values.items() if chance.random() < 0.55} for code in codes}  # fmt: skip
    same = {code: code for code in codes} | (
        {codes[2]: codes[0]} if len(codes) > 2 and chance.random() < 0.4 else {}
    )
    return people, facts, same


def may_be(person, own):
    """Return whether a person may be behind the codes of one interviewee, by trying every day and every value."""
    for name in ("role", "region"):
        shown = set().union(*(facts.get(name, ()) for facts in own))
        if shown and person[name] and person[name] not in shown:
            return False
    mine = {day for day in DAYS if day.startswith(person["date"])}
    dates = [one for facts in own for one in facts.get("date", ()) if not any(o != one and o.startswith(one) for o in facts["date"])]  # fmt: skip
    if dates and not any(day.startswith(one) for day in mine for one in dates):
        return False
    last = max((min(facts["before"]) for facts in own if "before" in facts), default="9999")
    if person["date"] and not any(day <= last for day in mine):
        return False
    said, answer = set().union(*(facts.get("protect", ()) for facts in own)), person["protect"]
    if not said or not answer:
        return True
    spoke_alone = "yes" in said and said <= {"yes", "no"}
    return (answer != "no" or "no" in said) if spoke_alone else answer in said


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("start", range(0, 200, 20))
def test_registers_are_searched_as_by_trying_all(start):
    for seed in range(start, start + 20):
        people, facts, same = drawn(seed)
        groups = {}
        for code in facts:
            groups.setdefault(same[code], []).append(code)
        fits = {one: tuple(n for n, person in enumerate(people) if may_be(person, [facts[code] for code in own])) for one, own in groups.items()}  # fmt: skip
        searched = by_search(fits)
        is_complete = all(searched.values())
        for found in rehearse(facts, people, {}, same=same, codes=["protect"]):
            head = same[found.code]
            assert (fits[head], is_complete) == (found.possible, found.may_be_complete), seed
            assert found.exclusive == (searched[head] if is_complete else fits[head]), seed


@pytest.mark.parametrize("name", ["I05", "i-05", "I 5"])
def test_a_code_counts_however_findings_spell_it(review, name):
    folder, known, run = review
    known.write_text("name,protect\nAnn Harborlight,no\nBo Quayside,yes\n")
    (folder / "findings.toml").write_text(f'[[finding]]\nid = "F1"\nstatement = "made up"\ngoal = "protect"\nsupports = ["{name}"]\n')  # fmt: skip
    (folder / "litreview.toml").write_text('codebook = "tvpa"\n' + (folder / "litreview.toml").read_text())
    run("rehearse", folder, "--known", known)
    assert ["protect"] == rehearsed(folder)["I05"]["public_fields"].split()[:1]


def test_more_that_is_public_never_leaves_more_people_possible():
    people = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]
    little = {"I01": {"role": frozenset({"officer"})}}
    more = {"I01": {**little["I01"], "date": frozenset({"2020"}), "before": frozenset({"2020-03-01"})}}
    (first,), (second,) = rehearse(little, people, {}), rehearse(more, people, {})
    assert set(second.possible) < set(first.possible)
    assert ("before", "date") == (second.fields[0], second.fields[1])
    assert second.then > len(second.possible)


@pytest.fixture
def review(tmp_path):
    """A made-up review with five interviewees, of whom an earlier version said the role of one."""
    folder = tmp_path / "rev"

    def run(*words):
        return CliRunner().invoke(main, [*map(str, words)])

    assert 0 == run("init", folder, "--codebook", "none").exit_code
    (folder / "litreview.toml").write_text(
        'title = "Made up"\n\n[confidential]\nk = 3\nrole = ["officer", "judge"]\nregion = ["West", "South"]\n'
    )
    entry = "@misc{{{}, entrysubtype = {{interview}}, consent = {{paraphrase}}, {}}}\n"
    codes = ["I01", "I02", "I03", "I04", "I05"]
    register = folder / "bib/register.bib"
    register.write_text(
        "".join(
            entry.format(code, "role = {judge}" if code == "I05" else "region = {West}") for code in codes
        )
    )
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git[:3], "init", "-q"], check=True)
    for command in (["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    register.write_text("".join(entry.format(code, "region = {West}") for code in codes))
    known = folder / "private/known.csv"
    known.parent.mkdir(exist_ok=True)
    known.write_text(
        "name,role,region\nAnn Harborlight,officer,West\nBo Quayside,judge,West\nCy Pierhead,officer,South\nDi Breakwater,,West\n"
    )
    return folder, known, run


def test_what_an_earlier_version_said_counts_and_names_stay_below_private(review):
    folder, known, run = review
    done = run("rehearse", folder, "--known", known)
    assert 1 == done.exit_code, done.output
    assert "The list cannot have everybody who was interviewed: 4 people are on it, and 5 were" in done.output
    assert "Compared: role, region.\nNot compared, only looked for in published words: name.\n" in done.output
    assert not [
        name
        for name in ("Harborlight", "Quayside", "Pierhead", "Breakwater", "officer", "judge")
        if name in done.output
    ]
    rows = {
        row["code"]: row
        for row in csv.DictReader((folder / "private/out/rehearsal.csv").read_text().splitlines())
    }
    assert {"I01": "3", "I05": "2"} == {code: rows[code]["possible"] for code in ("I01", "I05")}
    assert ("role", "3 5") == (rows["I05"]["leave_out"], rows["I05"]["rows"])
    told = json.loads(run("rehearse", folder, "--known", known, "--json").stdout)
    few = [row for row in rows.values() if 0 < int(row["possible"]) < told["k"]]
    assert (len(rows), len(few)) == (told["interviewees"], told["few"])
    assert sum(bool(row["leave_out"]) for row in few) == sum(told["leave_out"].values())
    ignored = subprocess.run(
        ["git", "-C", str(folder), "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert "private" not in ignored.stdout


def rehearsed(folder):
    return {
        row["code"]: row
        for row in csv.DictReader((folder / "private/out/rehearsal.csv").read_text().splitlines())
    }


def test_what_people_judged_of_a_single_code_counts(review):
    """Five share all that the register says; one alone was judged to support, and two of the list are known to say so."""
    folder, known, run = review
    head = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
    said = {"I01": "contradicts", "I02": "contradicts", "I03": "mixed", "I05": "supports"}
    rows = [
        f"2026-01-0{n}T10:00:00Z\tann\tstance\t{code}\tprotect={one}\t\t\t\t\n"
        for n, (code, one) in enumerate(said.items(), 1)
    ]
    (folder / "decisions/ann.tsv").write_text(head + "".join(rows))
    rows = [
        f"2026-01-09T10:00:00Z\tben\t{one}\t\t\t\t\n"
        for one in ("stance\tI03\tprotect=contradicts", "not-tag\tI04\tprotect")
    ]
    (folder / "decisions/ben.tsv").write_text(head + "".join(rows))
    known.write_text(
        "name,region,protect\nAnn,West,supports\nBo,West,contradicts\nCy,West,mixed\nDi,West,\nEd,West,no\nFay,West,yes\n"
    )
    assert 1 == run("rehearse", folder, "--known", known).exit_code
    # who was judged in two ways, and whom a row says nothing of, excludes less
    possible = {"I01": 3, "I02": 3, "I03": 4, "I04": 2, "I05": 3}
    found = rehearsed(folder)
    assert possible == {code: int(row["possible"]) for code, row in found.items()}
    assert {"protect"} == {row["leave_out"] for row in found.values()}
    told = run("rehearse", folder, "--known", known).output
    assert "the first to leave out is: the judgements on protect." in told
    assert "contradicts" not in told


def test_a_shallow_clone_says_that_earlier_versions_are_hidden(review, tmp_path):
    folder, known, run = review
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-qam", "second"], check=True)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", folder.as_uri(), str(clone)], check=True)
    (clone / "private").mkdir(exist_ok=True)
    assert "git fetch --unshallow" in run("rehearse", clone, "--known", known).output
    assert "unshallow" not in run("rehearse", folder, "--known", known).output


def test_a_field_of_the_register_is_no_word_to_look_for_in_quotes():
    """No fact shows a role here; "officer" in a quote names nobody all the same."""
    people = [{"name": "Ann Harborlight", "role": "officer"}]
    said = {"I01": ["The officer left."], "I02": ["Harborlight left."]}
    first, second = rehearse({"I01": {}, "I02": {}}, people, said)
    assert ((), (0,)) == (first.named, second.named)


def test_a_list_in_the_public_part_of_a_review_is_refused(review):
    folder, known, run = review
    known.rename(folder / "known.csv")
    done = run("rehearse", folder, "--known", folder / "known.csv")
    assert (2, True) == (done.exit_code, "lies below private/ of the review" in done.output)


def test_a_list_without_a_row_is_refused_in_words(review):
    folder, known, run = review
    known.write_text("name,role\n")
    done = run("rehearse", folder, "--known", known)
    assert (2, True) == (done.exit_code, "has no row" in done.output)


ROSTER = [
    ["name", "Role", "Region"],
    ["Ann Harborlight", "officer", "West"],
    ["Bo Quayside", "JUDGE", ""],
    ["Cy Pierhead", "officer", "Québec"],
]


def as_workbook(rows):
    """Return a workbook with these rows, dates among them, on its one page."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def quebec(review):
    folder, known, run = review
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace('"South"', '"South", "Québec"'))
    return folder, known, run


@pytest.mark.exhaustive
def test_a_list_reads_the_same_in_each_form(quebec):
    folder, known, run = quebec
    texts = ["\n".join(mark.join(row) for row in ROSTER) + "\n" for mark in ",;\t"]
    forms = [
        *(text.encode() for text in texts),
        *(unicodedata.normalize("NFD", text).encode("utf-8-sig").replace(b"\n", b"\r\n") for text in texts),
        as_workbook(ROSTER),
    ]
    found = []
    for form in forms:
        known.write_bytes(form)
        done = run("rehearse", folder, "--known", known)
        assert "Compared: role, region.\n" in done.output, done.output
        found.append((done.output, rehearsed(folder)))
    assert all(one == found[0] for one in found)
    assert {"I01": ("2", "2 3"), "I05": ("1", "3")} == {
        code: (found[0][1][code]["possible"], found[0][1][code]["rows"]) for code in ("I01", "I05")
    }


REFUSED = {
    "latin-1": (b"name,region\nAnn,Qu\xe9bec\n", "is not UTF-8"),
    "a plural": (b"name,role\nAnn,officer\nBo,judges\n", "row 3: its role is no role of this register; did you mean 'judge'?"),
    "a field without words": (b"name,region,medium\nAnn,West,phone\n", "row 2: its medium is no medium of this register, which lists none: write other"),
    "a German day": (b"name,date\nAnn,15.03.2025\n", "row 2: its date has none of the forms"),
    "an American day": (b"name,date\nAnn,3/14/2025\n", "row 2: its date has none of the forms"),
    "a cross": (b"name,protect\nAnn,x\n", "row 2: its protect is nothing that is said of a code; one of yes, no"),
    "other columns": (b"name,job,Function\nAnn,officer,judge\n", "has no column that could be compared"),
    "a cell too many": (b"role,region\nofficer,West,Quayside\n", "row 2 has other cells than the columns"),
    "an open quote": (b'role,region\nofficer,"West\n', "row 2 has other cells than the columns"),
    "no person": (b"role,region\n,\n", "has no row with a person"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_cell_that_is_not_understood_is_named_and_never_makes_anybody_look_safe(quebec, case):
    folder, known, run = quebec
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-09T10:00:00Z\tann\tstance\tI01\tprotect=mixed\n"
    )
    data, words = REFUSED[case]
    known.write_bytes(data)
    done = run("rehearse", folder, "--known", known)
    assert (2, True) == (done.exit_code, words in done.output), done.output
    assert not any(word in done.output for word in ("judges", "15.03", "3/14", "Quayside"))
    assert not (folder / "private/out/rehearsal.csv").exists()


def test_a_day_of_a_workbook_is_read_as_a_date(quebec):
    folder, known, run = quebec
    known.write_bytes(as_workbook([["name", "date"], ["Ann", date(2025, 3, 15)], ["Bo", 2025], ["Cy", 2024]]))
    register = folder / "bib/register.bib"
    register.write_text(register.read_text().replace("I01,", "I01, date = {2025},"))
    run("rehearse", folder, "--known", known)
    assert "2 3" == rehearsed(folder)["I01"]["rows"]


def test_rows_that_are_empty_or_equal_are_no_further_person(quebec):
    folder, known, run = quebec
    known.write_text("name,role,region\nAnn,officer,West\n,,\nAnn,Officer,west\n,,\nBo,,\nCy,other,\n")
    done = run("rehearse", folder, "--known", known)
    assert "Left out: 2 rows without a word.\nNo further person: 1 row repeats another.\n" in done.output
    assert ("3", "2 6 7") == (rehearsed(folder)["I01"]["possible"], rehearsed(folder)["I01"]["rows"])
    told = json.loads(run("rehearse", folder, "--known", known, "--json").stdout)
    assert (3, 2, 1, ["role", "region"]) == (
        *(told[name] for name in ("people", "empty_rows", "equal_rows", "compared")),
    )
    assert not told["may_be_complete"]


def test_advice_names_only_fields_that_the_interviewees_have(quebec):
    folder, known, run = quebec
    known.write_text("name,role,region\nAnn,officer,West\nBo,judge,South\n")
    done = run("rehearse", folder, "--known", known)
    assert "first to leave out is: region." in done.output
    assert "role_group" not in done.output
    known.write_text("name,region,date\nAnn,South,2020\nBo,West,2020\nCy,West,2021\n")
    register = folder / "bib/register.bib"
    register.write_text(register.read_text().replace("I01,", "I01, date = {2021},"))
    settings = folder / "litreview.toml"
    settings.write_text(settings.read_text().replace("k = 3", "k = 2"))
    assert (
        "1 person of the list remains possible for 1 of 5 interviewees."
        in run("rehearse", folder, "--known", known).output
    )
    known.write_text("name,region,date\nAnn,South,2020\nBo,West,2021\nCy,South,2020\n")
    assert "leave out several of date, region." in run("rehearse", folder, "--known", known).output
    settings.write_text(settings.read_text().replace("k = 2", "k = 3"))
    known.write_text("name,role,region\nAnn,,West\nBo,,West\n")
    assert "nothing is to be left out" in run("rehearse", folder, "--known", known).output


def test_codes_of_one_person_share_all_that_is_public(review):
    folder, known, run = review
    head = "when\tby\tverb\tkey\tvalue\n"
    rows = ["stance\tI01\tprotect=supports", "stance\tI02\tprosecute=supports", "related\tI01\tsame-data I02"]
    (folder / "decisions/ann.tsv").write_text(
        head + "".join(f"2026-01-0{n}T10:00:00Z\tann\t{row}\n" for n, row in enumerate(rows, 1))
    )
    known.write_text(
        "name,protect,prosecute\nAnn,supports,supports\nBo,supports,no\nCy,no,supports\nDi,supports,mixed\nEd,no,no\nFay,,\n"
    )
    run("rehearse", folder, "--known", known)
    found = rehearsed(folder)
    assert ["2 7", "2 7", "6"] == [
        found["I01"]["rows"], found["I02"]["rows"], found["I03"]["possible"],
    ]  # fmt: skip
    (folder / "decisions/ann.tsv").write_text(
        head + "".join(f"2026-01-0{n}T10:00:00Z\tann\t{row}\n" for n, row in enumerate(rows[:2], 1))
    )
    run("rehearse", folder, "--known", known)
    assert ("4", "3") == (rehearsed(folder)["I01"]["possible"], rehearsed(folder)["I02"]["possible"])


@pytest.mark.parametrize("gone", ["lines", "file", "branch"])
def test_a_judgement_that_was_removed_stays_public(review, gone):
    """The one who alone was judged to support is found by an older commit, or by another branch."""
    folder, known, run = review
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]

    def commit(*before):
        for command in (*before, ["add", "-A"], ["commit", "-qm", "made up"]):
            subprocess.run([*git, *command], check=True)

    head = "when\tby\tverb\tkey\tvalue\n"
    decisions = folder / "decisions/ann.tsv"
    decisions.write_text(head + "2026-01-09T10:00:00Z\tann\tstance\tI01\tprotect=supports\n")
    run_git = {
        "lines": lambda: decisions.write_text(head) and commit(),
        "file": lambda: commit(["rm", "-q", "decisions/ann.tsv"]),
        "branch": lambda: subprocess.run([*git, "checkout", "-q", "-"], check=True),
    }
    commit(*([["checkout", "-qb", "aside"]] if gone == "branch" else []))
    run_git[gone]()
    assert not decisions.exists() or "I01" not in decisions.read_text()
    known.write_text("name,protect\nAnn,supports\nBo,contradicts\nCy,no\n")
    run("rehearse", folder, "--known", known)
    found = rehearsed(folder)
    assert ("2", "3") == (found["I01"]["rows"], found["I02"]["possible"])


def test_without_git_what_the_folder_says_is_public_and_earlier_versions_are_said_to_be_unknown(review):
    folder, known, run = review
    shutil.rmtree(folder / ".git")
    known.write_text("name,region\nAnn,West\nBo,South\nCy,South\n")
    done = run("rehearse", folder, "--known", known)
    assert "Earlier versions may show more: the folder is in no git repository." in done.output
    assert (1, "1") == (done.exit_code, rehearsed(folder)["I01"]["possible"])


def test_sides_of_a_finding_tell_what_somebody_said(review):
    folder, known, run = review
    finding = """[[finding]]
id = "F1"
statement = "Made up."
goal = "prosecute"
stance = "contradicts"
supports = ["I01", {key = "I02", quote = "Harborlight asked me."}]
contradicts = ["I03"]
qualifies = ["I04"]
"""
    (folder / "findings.toml").write_text(finding)
    known.write_text("name,prosecute\nAnn Harborlight,supports\nBo,contradicts\nCy,no\nDi,yes\n")
    assert 1 == run("rehearse", folder, "--known", known).exit_code
    found = rehearsed(folder)
    assert {"I01": "3 5", "I02": "3 5", "I03": "2 5", "I04": "5", "I05": "2 3 4 5"} == {
        code: row["rows"] for code, row in found.items()
    }
    assert ("2", "") == (found["I02"]["rows_with_words_in_quotes"], found["I01"]["rows_with_words_in_quotes"])


@pytest.mark.parametrize(
    ("public", "listed", "remains"),
    [
        ({"yes"}, "contradicts", True),
        ({"yes"}, "mixed", True),
        ({"yes"}, "yes", True),
        ({"yes"}, "no", False),
        ({"no"}, "contradicts", False),
        ({"yes", "no"}, "supports", True),
        ({"yes", "contradicts"}, "supports", False),
        ({"yes", "contradicts"}, "yes", True),
    ],
)
def test_a_tag_alone_agrees_with_every_stance(public, listed, remains):
    (found,) = rehearse({"I01": {"protect": frozenset(public)}}, [{"protect": listed}], {})
    assert remains == bool(found.possible)


def test_who_qualifies_a_finding_may_be_mixed_or_describe(review):
    folder, known, run = review
    finding = '[[finding]]\nid = "F1"\nstatement = "Made up."\ngoal = "prosecute"\nqualifies = ["I01"]\n'
    (folder / "findings.toml").write_text(finding)
    known.write_text("name,prosecute\nAnn,mixed\nBo,describes\nCy,supports\nDi,yes\nEd,contradicts\n")
    run("rehearse", folder, "--known", known)
    assert "2 3 5" == rehearsed(folder)["I01"]["rows"]


def test_tags_on_an_interviewee_counted_with_a_group_are_public(review):
    """`decisions/` is kept out of git; the tables of out/ have the tag by its code."""
    folder, known, run = review
    register = folder / "bib/register.bib"
    register.write_text(register.read_text().replace("consent = {paraphrase}", "consent = {group only}"))
    (folder / ".gitignore").write_text("private/\ndecisions/\nout/\n")
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-09T10:00:00Z\tann\tstance\tI01\tprotect=supports\n"
    )
    known.write_text("name,protect\nAnn,supports\nBo,contradicts\nCy,no\n")
    run("run", folder)
    assert "I01" in (folder / "out/tables/tags.csv").read_text()
    run("rehearse", folder, "--known", known)
    assert "2" == rehearsed(folder)["I01"]["rows"]


@pytest.mark.parametrize(
    ("name", "quote", "found"),
    [
        ("N\u00fa\u00f1ez", "Nunez asked me.", True),
        ("Nunez", "N\u00fan\u0303ez asked me.", True),
        ("Zuerich", "We met in Z\u00fcrich.", True),
        ("Z\u00fcrich", "We met in Zurich.", True),
        ("Bob Lee", "Then Lee came.", True),
        ("Bob Lee", "Then bob came.", False),
        ("member of the board", "The raid was on a day of rain.", False),
        ("\u674e", "\u674e asked me.", False),
    ],
)
def test_names_are_found_in_quotes_without_accents_and_if_short(name, quote, found):
    """One letter alone names nobody."""
    (one,) = rehearse({"I01": {}}, [{"name": name}], {"I01": [quote]})
    assert found == bool(one.named)


def test_a_value_that_the_register_refuses_is_public_all_the_same(review):
    folder, known, run = review
    register = folder / "bib/register.bib"
    entry = "@misc{{{}, entrysubtype = {{interview}}, consent = {{paraphrase}}, {}}}\n"
    said = [
        "date = {2025-03}",
        "role = {Judge of a harbour}",
        "role = {harbour master}",
        "note = {met Ann Harborlight}",
    ]
    register.write_text("".join(entry.format(f"I0{n}", one) for n, one in enumerate(said, 1)))
    known.write_text(
        "name,role,date\nAnn Harborlight,judge,2025-04\nBo,officer,2025-03-02\nCy,officer,2025\nDi,officer,2024\n"
    )
    done = run("rehearse", folder, "--known", known)
    found = rehearsed(folder)
    assert ["2", "1", "4"] == [found[code]["possible"] for code in ("I01", "I02", "I03")]
    assert ("3 4", "2") == (found["I01"]["rows"], found["I02"]["rows"])
    assert "values of 1 that are none of its words" in done.output
    assert "2" == found["I04"]["rows_with_words_in_quotes"]
    assert "Not rehearsed: 1 code of other versions" in done.output


def test_a_region_that_was_made_coarser_may_be_the_finer_one(review):
    folder, known, run = review
    known.write_text("name,region\nAnn,South\nBo,West\nCy,West\nDi,West\n")
    register = folder / "bib/register.bib"
    written = register.read_text()
    register.write_text(
        written.replace(
            "I01, entrysubtype = {interview}, consent = {paraphrase}, region = {West}",
            "I01, entrysubtype = {interview}, consent = {paraphrase}, region = {South}",
        )
    )
    done = run("rehearse", folder, "--known", known)
    one = rehearsed(folder)["I01"]
    assert (1, "4", "1") == (done.exit_code, one["possible"], one["possible_by_one_value"])
    assert "If one alone is right, the same holds for 1 more." in done.output


def public_values(seen, code, field):
    """Return what a planted history ever said of a field, without dates that another one makes finer."""
    values = {state[code][field] for state in seen if state.get(code, {}).get(field)}
    if field != "date":
        return values
    return {one for one in values if not any(other != one and other.startswith(one) for other in values)}


def fits(own, field, values):
    """Return whether a cell of a list agrees with the values that were shown."""
    if field == "date":
        return any(own.startswith(value) or value.startswith(own) for value in values)
    return unicodedata.normalize("NFC", own).lower() in {value.lower() for value in values}


def plant_history(folder, chance, codes, fields):
    """Commit two or three versions of a register, one of them on a branch, perhaps moved, and change it once more. Return all of them."""
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    review_folder = folder / "before"

    def commit(*words):
        for command in (["add", "-A"], ["commit", "-qm", "made up", "--allow-empty"]):
            subprocess.run([*git, *command], check=True)

    def write(state):
        (review_folder / "bib").mkdir(parents=True, exist_ok=True)
        (review_folder / "litreview.toml").write_text(
            'title = "Made up"\ncodebook = "none"\n[confidential]\nk = 2\nrole = ["officer", "judge", "Médecin"]\nregion = ["West", "South"]\n'
        )
        entries = (
            f"@misc{{{code}, entrysubtype = {{interview}}, consent = {{quote}}"
            + "".join(f", {name} = {{{value}}}" for name, value in own.items() if value)
            + "}\n"
            for code, own in state.items()
        )
        (review_folder / "bib/register.bib").write_text("".join(entries))
        seen.append(state)

    def vary(state):
        return {
            code: {
                name: chance.choice([value, value, "", chance.choice(fields[name])])
                for name, value in own.items()
            }
            for code, own in state.items()
        }

    seen = []
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    (folder / ".gitignore").write_text("private/\n")
    write({code: {name: chance.choice(values) for name, values in fields.items()} for code in codes})
    commit()
    if chance.random() < 0.7:
        subprocess.run([*git, "checkout", "-qb", "aside"], check=True)
        write(vary(seen[0]))
        commit()
        subprocess.run([*git, "checkout", "-q", "main"], check=True)
    if chance.random() < 0.5:
        subprocess.run([*git, "mv", "before", "after"], check=True)
        review_folder = folder / "after"
        commit()
    write(vary(seen[0]))
    if chance.random() < 0.5:
        commit()
        write(vary(seen[0]))
    return review_folder, seen


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(2, 30))]
)
def test_no_more_people_remain_than_a_search_of_all_that_is_public_finds(tmp_path, seed):
    chance = Random(seed)
    fields = {
        "role": ["officer", "judge", "Médecin", ""],
        "region": ["West", "South", ""],
        "date": ["2019", "2020", "2020-03", "2020-03-02", ""],
    }
    codes = [f"I0{n}" for n in range(1, chance.choice([3, 5]))]
    folder, seen = plant_history(tmp_path / "repository", chance, codes, fields)
    people = [{name: chance.choice(values) for name, values in fields.items()} for _ in range(6)]
    known = tmp_path / "known.csv"
    changed = [
        ",".join(
            [
                f"Made-up Person {n}",
                *(
                    chance.choice([value, value.upper(), unicodedata.normalize("NFD", value)])
                    for value in one.values()
                ),
            ]
        )
        for n, one in enumerate(people)
    ]
    mark = chance.choice(",;\t")
    rows = ["name,role,region,date", changed[0], ",,,", *changed, ",,,"]
    known.write_text("\n".join(row.replace(",", mark) for row in rows) + "\n")
    done = CliRunner().invoke(main, ["rehearse", str(folder), "--known", str(known)])
    assert done.exit_code in (0, 1), done.output
    searched = {
        code: tuple(
            n
            for n, person in enumerate(people)
            if all(
                fits(person[name], name, values)
                for name in fields
                if person[name] and (values := public_values(seen, code, name))
            )
        )
        for code in codes
    }
    numbers = {n: 2 if n == 0 else n + 4 for n in range(6)}
    found = rehearsed(folder)
    exclusive = by_search(searched)
    complete = all(exclusive.values())
    assert complete == ("cannot have everybody" not in done.output)
    for code in codes:
        assert len(searched[code]) == int(found[code]["possible"])
        expected = exclusive[code] if complete else searched[code]
        assert " ".join(str(numbers[n]) for n in expected) == found[code]["rows"]


def test_a_first_row_that_is_about_a_person_is_not_printed(review):
    folder, known, run = review
    known.write_text("Zebulon Quackenbush,role\nx,officer\n")
    for more in ([], ["--json"]):
        done = run("rehearse", folder, "--known", known, *more)
        assert "column 1" in done.output
        assert "Quackenbush" not in done.output


GROUPS = ("officer", "judge", "nurse", "")


@pytest.mark.parametrize(
    ("order", "follows"),
    [
        ([GROUPS[n % 4] for n in range(32)], True),  # they take turns
        ([GROUPS[n // 8] for n in range(32)], True),  # one after the other
        (["officer"] * 32, False),  # what all share is no secret
        (["officer"] * 31 + ["judge"], False),
        ([], False),
    ],
)
def test_numbers_that_follow_a_field(order, follows):
    """Values by number; a code that shows nothing is one of a group that can be guessed."""
    facts = {f"I{n:02}": {"role": frozenset({one})} if one else {} for n, one in enumerate(order, 1)}
    assert ["role"] * follows == ordered_fields(facts)


@pytest.mark.parametrize("size", [8, 20, 42, 90])
def test_numbers_in_random_order_follow_nothing(size):
    chance = Random(size)
    for _ in range(50):
        shown = [chance.choice(GROUPS[:3]) for _ in range(size)]
        assert [] == ordered_fields({f"I{n}": {"role": frozenset({one})} for n, one in enumerate(shown)})


def test_the_demonstration_shows_no_group_by_its_numbers():
    """Its codes were in turns once, so that those without a role could be counted off."""
    register = open_review(Path(__file__).parents[2] / "examples/demonstration").register.fields
    facts = {code: {name: frozenset({one}) for name, one in some.items()} for code, some in register.items()}
    assert [] == ordered_fields({code: some for code, some in facts.items() if code.startswith("I")})
