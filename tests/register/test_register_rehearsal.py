"""Re-identification rehearsed before a publication: nobody whom a stranger could still mean is left out, and nobody else is counted."""

import csv
import json
import subprocess
from itertools import permutations, product
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from litreview.cli import main
from litreview.stages.register.rehearsal import exclusive_pairs, rehearse

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
    assert exclusive_pairs(fits) == (searched if all(searched.values()) else fits)


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
    assert "If the list has everybody who was interviewed" in done.output
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
