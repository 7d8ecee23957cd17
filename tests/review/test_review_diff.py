"""What differs between two states of a review: nothing between a state and itself, every source that is in one alone, each change with its cause."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings, strategies as st

from litreview.cli import main
from litreview.core.model import Decision, Where
from litreview.formats import read_text
from litreview.review import Review, compare_reviews, open_review

WORDS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
ENTRIES = [
    f"@article{{{name}20{n:02}, author = {{{name}, Ann}}, title = {{{name} and the {what} of a made-up town}}, year = {{20{n:02}}}, "
    f"journal = {{Made Up}}, abstract = {{Police raids and victim services: {name} asked nobody.}}}}"
    for n, (name, what) in enumerate(
        zip(WORDS, ("raids", "stings", "courts", "schools", "ports", "hotels"), strict=True), 10
    )
]
KEYS = [entry.split("{")[1].split(",")[0] for entry in ENTRIES]


def review(entries: list[str], decided: tuple[Decision, ...] = ()) -> Review:
    return Review(library=read_text("\n".join(entries), "a.bib"), decided=decided)


@st.composite
def judgements(draw: st.DrawFn) -> tuple[Decision, ...]:
    """Lines of two people; no two at the same time."""
    found = []
    for n in range(draw(st.integers(0, 6))):
        verb, value = draw(
            st.sampled_from([
                ("tag", "protect"), ("not-tag", "protect"), ("stance", "protect=supports"), ("stance", "protect=contradicts"),
                ("include", "abstract"), ("exclude", "abstract"), ("include", "fulltext"), ("set", "design=mixed"), ("set", "year=1999"), ("same", ""),
                ("different", ""), ("related", "version"),
            ])
        )  # fmt: skip
        key, other = draw(st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True))
        if verb in ("same", "different", "related"):
            value = f"{value} {other}".strip()
        found.append(
            Decision(
                when=f"2026-01-{n + 1:02}T00:00:00Z",
                by=draw(st.sampled_from(["ann", "ben"])),
                verb=verb,
                key=key,
                value=value,
                place=Where(file="decisions/x.tsv", line=n + 2),
            )
        )
    return tuple(found)


@settings(max_examples=10)
@given(entries=st.lists(st.sampled_from(ENTRIES), min_size=1, unique=True), decided=judgements())
@pytest.mark.exhaustive
def test_a_state_differs_in_nothing_from_itself(entries, decided):
    assert compare_reviews(review(entries, decided), review(entries, decided)).same


@settings(max_examples=10)
@given(
    before=st.lists(st.sampled_from(ENTRIES), min_size=1, unique=True),
    after=st.lists(st.sampled_from(ENTRIES), min_size=1, unique=True),
    decided=judgements(),
)
@pytest.mark.exhaustive
def test_each_source_that_is_in_one_state_alone_is_named(before, after, decided):
    old, new = review(before, decided), review(after, decided)
    found = compare_reviews(old, new)
    named = {name for one in found.outputs for name in (one.key, one.before, one.after)}
    assert {s.key for s in old.sources} ^ {s.key for s in new.sources} <= named


@pytest.mark.exhaustive
@settings(max_examples=10)
@given(decided=judgements())
def test_decisions_taken_one_by_one_are_the_cause_of_all_that_follows(decided):
    for n, decision in enumerate(decided):
        found = compare_reviews(review(ENTRIES, decided[:n]), review(ENTRIES, decided[: n + 1]))
        (made,) = found.inputs
        assert (made.how, made.where) == ("added", decision.place)
        assert all(one.causes == (0,) for one in found.outputs)


def change(found, aspect):
    return [(one.key, one.what, one.before, one.after) for one in found.outputs if one.aspect == aspect]


def test_of_two_decisions_each_change_has_its_own():
    said = (
        Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key=KEYS[0], value="protect", reason="no police",
                 place=Where(file="decisions/ann.tsv", line=2)),
        Decision(when="2026-01-02T00:00:00Z", by="ann", verb="exclude", key=KEYS[1], value="abstract",
                 place=Where(file="decisions/ann.tsv", line=3)),
    )  # fmt: skip
    found = compare_reviews(review(ENTRIES), review(ENTRIES, said))
    tag = next(one for one in found.outputs if one.aspect == "tag" and one.what == "protect")
    status = next(one for one in found.outputs if one.aspect == "status" and one.key == KEYS[1])
    assert [(KEYS[0], "protect", "", "by ann")] == [(tag.key, tag.what, tag.before, tag.after)]
    assert ["ann, 2026-01-01T00:00:00Z: no police"] == [one.detail for one in found.caused_by(tag)]
    assert status.after.startswith("excluded by title and abstract")
    assert [said[1].place] == [one.where for one in found.caused_by(status)]
    assert tag.direct
    assert status.direct
    # once somebody screens, all the others await their judgement: that follows from the same line
    others = [one for one in found.outputs if one.aspect == "status" and one.key != KEYS[1]]
    assert len(KEYS) - 1 == len(others)
    assert not any(one.direct for one in others)


def test_a_new_key_is_no_other_work():
    found = compare_reviews(review(ENTRIES), review([ENTRIES[0].replace(KEYS[0], "Other1999"), *ENTRIES[1:]]))
    assert [("Other1999", "key", KEYS[0], "Other1999")] == change(found, "source")
    assert [] == change(found, "tag")


def test_a_corrected_entry_is_the_same_work_changed():
    found = compare_reviews(
        review(ENTRIES), review([ENTRIES[0].replace("{Made Up}", "{Journal of Made-up Towns}"), *ENTRIES[1:]])
    )
    assert [(KEYS[0], f"a.bib:{KEYS[0]}", "", "changed: journal")] == change(found, "record")
    assert [] == change(found, "source")
    assert "1 record changed" == found.inputs[0].detail


def test_what_people_joined_and_parted_is_a_merge():
    same = (Decision(when="2026-01-01T00:00:00Z", by="ann", verb="same", key=KEYS[0], value=KEYS[1]),)
    joined = compare_reviews(review(ENTRIES), review(ENTRIES, same))
    assert [(KEYS[0], "joined", KEYS[1], KEYS[0])] == change(joined, "merge")
    parted = compare_reviews(review(ENTRIES, same), review(ENTRIES))
    assert [(KEYS[1], "parted", KEYS[0], KEYS[1])] == change(parted, "merge")
    assert ["removed"] == [one.how for one in parted.inputs]


# ---------------------------------------------------------------------------------------- the command, folders and git
def git(folder: Path, *words: str) -> None:
    environment = {
        **os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.invalid", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.invalid", "GIT_CONFIG_GLOBAL": os.devnull,
    }  # fmt: skip
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env=environment)


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, ["diff", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A review in git, with a decision in a second commit and a finding in the third."""
    place = tmp_path / "work" / "rev"
    (place / "bib").mkdir(parents=True)
    (place / "decisions").mkdir()
    (place / "litreview.toml").write_text('title = "Made up"\n')
    (place / "bib/a.bib").write_text("\n".join(ENTRIES))
    git(place, "init", "-q", str(place.parent))
    git(place, "add", ".")
    git(place, "commit", "-qm", "one")
    (place / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
        f"2026-01-01T00:00:00Z\tann\tstance\t{KEYS[0]}\tprotect=contradicts\tp. 3\tfound nobody\t\t\n"
    )
    git(place, "add", ".")
    git(place, "commit", "-qm", "two")
    (place / "findings.toml").write_text(
        f'[[finding]]\nid = "F1"\nstatement = "Few are found"\nsupports = ["{KEYS[0]}"]\n'
    )
    return place


def test_two_revisions_and_the_folder_as_it_is(folder):
    text = run("HEAD~1", "HEAD", "-C", str(folder)).output
    assert "[1] decision added: stance" in text
    assert "(decisions/ann.tsv:2); ann, 2026-01-01T00:00:00Z: found nobody" in text
    assert f"{KEYS[0]} protect: none -> contradicts  [1]" in text
    now = json.loads(run("HEAD", str(folder), "-C", str(folder), "--json").output)
    assert ["findings"] == [one["kind"] for one in now["inputs"]]
    assert {("F1", "statement"), ("F1", "state"), ("F1", "supports")} == {
        (one["key"], one["what"]) for one in now["outputs"]
    }
    assert all(one["causes"] == [0] for one in now["outputs"])


def test_a_folder_and_itself(folder):
    result = run(str(folder), str(folder))
    assert (0, "Nothing differs.\n") == (result.exit_code, result.output)


def test_sources_that_lie_beside_the_review_are_read_from_the_revision(folder):
    shutil.move(folder / "bib/a.bib", folder.parent / "a.bib")
    (folder / "litreview.toml").write_text('title = "Made up"\nsources = ["../a.bib"]\n')
    git(folder, "add", "-A", str(folder.parent))
    git(folder, "commit", "-qm", "three")
    assert "Nothing differs.\n" == run("HEAD", str(folder), "-C", str(folder)).output


def test_what_is_neither_a_folder_nor_a_revision_is_refused(folder):
    for name in ("no-such", "--output=x", "HEAD:litreview.toml"):
        assert 2 == run("--", name, "HEAD").exit_code
    result = run("no-such", "HEAD", "-C", str(folder))
    assert (2, True) == (result.exit_code, "no revision that git knows" in result.output)


def test_nothing_that_a_repository_configures_is_run(folder, tmp_path):
    mark = tmp_path / "was-run"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.smudge",
        "filter.x.process",
        "diff.x.textconv",
    ):
        git(folder, "config", name, str(script))
    (folder.parent / ".gitattributes").write_text("* filter=x diff=x\n")
    (folder.parent / ".git/info/attributes").write_text("* filter=x diff=x\n")
    assert 0 == run("HEAD~1", "HEAD", "-C", str(folder)).exit_code
    assert not mark.exists()


def test_a_link_in_a_revision_leads_nowhere(folder, tmp_path):
    (tmp_path / "secret.bib").write_text("@book{Secret2020, title = {Made up}}\n")
    (folder / "bib/link.bib").symlink_to(tmp_path / "secret.bib")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "link")
    assert "Secret2020" not in run("HEAD~1", "HEAD", "-C", str(folder), "--json").output


def test_of_what_is_confidential_there_are_codes_only(folder):
    (folder / "private").mkdir()
    (folder / "private/zzyzxa.bib").write_text(
        "@misc{I01, author = {Zzyzxa, Made-up}, title = {Zzyzxa said}}\n@misc{Zzyzxa2020, title = {Zzyzxa}}\n"
    )
    with (folder / "decisions/ann.tsv").open("a") as file:
        file.write("2026-01-03T00:00:00Z\tann\ttag\tI01\tprotect\tZzyzxa p. 2\tZzyzxa said so\tZzyzxa\t\n")
    (folder / "private/notes").mkdir()
    (folder / "private/notes/Zzyzxa2020.md").write_text("Zzyzxa\n")
    for more in ([], ["--json"], ["--all"]):
        said = run("HEAD", str(folder), "-C", str(folder), *more).output
        assert "zzyzxa" not in said.lower()
        assert "I01" in said


def test_the_same_pairs_of_folders_are_compared_through_python(folder):
    assert compare_reviews(open_review(folder), open_review(folder)).same


CODEBOOK = """[codebook]
name = "sleep"

[[code]]
id = "a"
group = "cause"
label = "A"
definition = "A."
"""


def test_two_copies_of_one_review_differ_in_nothing(tmp_path):
    one = tmp_path / "one"
    for name in ("bib", "decisions", "private"):
        (one / name).mkdir(parents=True)
    (one / "bib/a.bib").write_text("\n".join(ENTRIES))
    (one / "private/p.bib").write_text(
        "@misc{zzyzxa, title = {Memo}, year = 2020}\n@misc{planted, title = {Note}, year = 2021}\n"
    )
    (one / "own.toml").write_text(CODEBOOK)
    (one / "litreview.toml").write_text('sources = ["bib", "private"]\ncodebook = "own.toml"\n')
    lines = [
        ("tag", KEYS[0], "a"),
        ("related", KEYS[1], "version zzyzxa"),
        ("exclude", "planted", "abstract"),
    ]
    text = "".join(
        f"2026-01-0{n}T00:00:00Z\tann\t{verb}\t{key}\t{value}\t\t\t\n"
        for n, (verb, key, value) in enumerate(lines, 1)
    )
    (one / "decisions/ann.tsv").write_text("when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n" + text)
    shutil.copytree(one, tmp_path / "two")
    found = compare_reviews(open_review(one), open_review(tmp_path / "two"))
    assert ((), ()) == (found.inputs, found.outputs)
    own = tmp_path / "two/own.toml"
    own.write_text(CODEBOOK.replace("A.", "B."))
    found = compare_reviews(open_review(one), open_review(tmp_path / "two"))
    assert [("codebook", "sleep")] == [(change.kind, change.what) for change in found.inputs]
