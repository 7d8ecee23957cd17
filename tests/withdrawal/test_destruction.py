"""A study is closed: everything confidential is removed, looked for afterwards, and the proof names no person."""

import os
import re

import pytest
from release.test_release_places import pdf

from litreview.review.withdrawal.destroy import plan_destruction
from withdrawal.conftest import HEAD
from withdrawal.test_withdrawal import everything, git

SAID = "we never had a bed to offer on the night of a raid so they went to the jail"
NAMES = ("Zqseven", "Hollowell", "Vqsix", "bed to offer", "zqquote")
MORE = {
    "litreview.toml": 'title = "Made up"\nsources = []\n[confidential]\nk = 2\nrole = ["judge", "prosecutor"]\nregion = ["West"]\n',
    "bib/lit.bib": "@article{Doe2015, title = {Raids and services}, author = {Doe, Jane}, year = {2015}, journal = {J}, volume = {1}}\n",
    "bib/mixed.bib": "@article{Roe2016, title = {Shelters}, author = {Roe, Jo}, year = {2016}, journal = {J}, volume = {2}}\n"
    "@misc{Hollowell2018, author = {Hollowell, Ed}, title = {A letter}, confidential = {true}}\n",
    "bib/register.bib": "".join(
        f"@misc{{I{n:02}, entrysubtype = {{interview}}, role = {{judge}}, date = {{2020}}, consent = {{quote}}}}\n"
        for n in (1, 2, 3, 8)
    )
    + "@misc{I07, entrysubtype = {interview}, role = {judge}, date = {2020}, region = {West}, consent = {quote}}\n"
    "@misc{PR03, entrysubtype = {records request}, agency = {Made-up Office}}\n",
    "private/interviews.bib": "@interview{I01, author = {Vqsix, Una}, title = {A talk}}\n@interview{I07, author = {Zqseven, Ada}, interviewer = {Doubleday, Eve}, title = {A talk}}\n",
    "private/transcripts/I07_first.txt": f"Interviewee: Ada Zqseven\n{SAID}\n",
    "notes/PR03.md": "A request.\n",
    "decisions/ann.tsv": HEAD
    + "2026-01-01T00:00:00Z\tann\ttag\tI07\tprotect\tpara 3\tzqreason\tI07; 2020\t\n"
    + "2026-01-01T00:00:01Z\tann\ttag\tHollowell2018\tprotect\tp. 2\tzqletter\t\t\n"
    + "2026-01-01T00:00:02Z\tann\ttag\tDoe2015\tprotect\tp. 4\tkept\t\t\n",
    "manuscript/m.md": "# One\n\nBy Eve Doubleday. Said [@I07] and [@Doe2015].\n",
    "findings.toml": "",
}  # fmt: skip


@pytest.fixture
def study(review):
    (review / "manuscript/sheet.xlsx").unlink()
    (review / "notes/Doe2015-I07.md").unlink()
    (review / "bib/told.bib").unlink()
    (review / "decisions/ben.tsv").unlink()
    for name, text in MORE.items():
        (review / name).parent.mkdir(exist_ok=True)
        (review / name).write_text(text)
    (review / "notes/Doe2015.md").write_text("One line.\n")
    return review


def proof(folder):
    path = folder / "destruction.txt"
    return path.read_text() if path.exists() else ""


def test_everything_confidential_goes_and_all_else_stays(study, call):
    result = call("destroy", "--yes")
    assert 0 == result.exit_code, result.output
    held = everything(study)
    assert {
        "litreview.toml", "bib/lit.bib", "bib/mixed.bib", "bib/register.bib", "decisions/ann.tsv", "destruction.txt",
        "findings.toml", "manuscript/m.md", "notes/Doe2015.md", "notes/PR03.md",
    } == set(held)  # fmt: skip
    assert not (study / "private").exists()
    for name in ("litreview.toml", "bib/lit.bib", "manuscript/m.md", "notes/PR03.md"):
        assert MORE[name].encode() == held[name]
    assert b"Roe2016" in held["bib/mixed.bib"]
    for data in held.values():
        assert not [name for name in (*NAMES, "zqreason", "zqletter", "para 3") if name.encode() in data]


def test_decisions_on_interviews_stay_without_their_words(study, call):
    call("destroy", "--yes")
    assert (
        HEAD
        + "2026-01-01T00:00:00Z\tann\ttag\tI07\tprotect\t\t\t\t\n"
        + "2026-01-01T00:00:02Z\tann\ttag\tDoe2015\tprotect\tp. 4\tkept\t\t\n"
        == (study / "decisions/ann.tsv").read_text()
    )


@pytest.mark.exhaustive
def test_of_the_register_stays_what_may_be_published(study, call):
    call("destroy", "--yes")
    text = (study / "bib/register.bib").read_text()
    assert 5 == text.count("role = {judge}")
    assert "@misc{I07," in text
    assert "West" not in text
    assert "Made-up Office" in text
    assert call("run").exit_code in (0, 1)


@pytest.mark.exhaustive
def test_the_proof_says_what_was_removed_searched_and_found(study, call):
    call("run")
    result = call("destroy", "--yes")
    assert proof(study).strip() in result.output
    for line in (
        r"^All confidential material of this review was destroyed on \d{4}-\d\d-\d\d at \d\d:\d\d UTC \(litreview .*\)\.$",
        r"^  \d\d generated files, removed$",
        r"^  \d+ files below private/, removed: ",
        r"^  names of people, keys and private files, each in its spellings: \d+$",
        r"^In: \d+ files of the review, the cache folder, git's history \(the folder is in no git repository\)\.$",
        r"^Found: nothing\.$",
    ):
        assert re.search(line, proof(study), re.MULTILINE), (line, proof(study))
    assert not [name for name in NAMES if name in proof(study) + result.output]
    # a later call adds its own proof, and there is nothing any more
    assert 0 == call("destroy", "--yes").exit_code
    assert 2 == proof(study).count("All confidential material of this review was destroyed on ")


@pytest.mark.exhaustive
def test_what_stays_is_named_before_and_after(study, call):
    (study / "manuscript/m.pdf").write_bytes(pdf(author="Ada Zqseven"))
    (study / "notes/Doe2015.md").write_text(f"As she said: {SAID}.\n")
    (study / "bib/more.ris").write_text(
        "TY  - GEN\nAU  - Hollowell, Ed\nTI  - A letter\nKW  - confidential\nER  - \n"
    )
    git(study, "init", "-q")
    git(study, "add", "-f", ".")
    git(study, "commit", "-q", "-m", "all")
    before = everything(study)
    plan = call("destroy")
    assert 2 == plan.exit_code
    assert before == everything(study)
    done = call("destroy", "--yes")
    assert 1 == done.exit_code
    for told in (plan.output, done.output, proof(study)):
        assert "  manuscript/m.pdf: a name, in " in told
        assert "  notes/Doe2015.md:1: words of a transcript or note\n" in told
        assert "  bib/more.ris:1: a confidential entry that litreview does not remove\n" in told
        assert f"  git's history: private ({git(study, 'rev-parse', 'HEAD')[:12]})\n" in told
        assert "  git's history: bib/mixed.bib (" in told
        assert not [name for name in NAMES if name in told]


def test_without_yes_and_without_a_terminal_nothing_is_destroyed(study, call):
    before = everything(study)
    result = call("destroy")
    assert 2 == result.exit_code
    assert before == everything(study)
    assert re.search(r"  \d+ files below private/, removed", result.output)


def test_a_link_in_private_is_removed_and_what_it_leads_to_stays(study, call, tmp_path):
    (tmp_path / "other.txt").write_text("another's")
    (study / "private/link.txt").symlink_to(tmp_path / "other.txt")
    (study / "private/lit.bib").symlink_to("../bib/lit.bib")
    call("destroy", "--yes")
    assert "another's" == (tmp_path / "other.txt").read_text()
    assert MORE["bib/lit.bib"] == (study / "bib/lit.bib").read_text()
    assert not (study / "private").exists()


def test_a_private_folder_that_is_a_link_is_emptied(study, call, tmp_path):
    (study / "private").rename(tmp_path / "vault")
    (study / "private").symlink_to(tmp_path / "vault")
    assert 0 == call("destroy", "--yes").exit_code
    assert not (study / "private").is_symlink()
    assert not [path for path in (tmp_path / "vault").rglob("*") if path.is_file()]


def test_an_entry_without_a_sure_end_stays_and_is_named(study, call):
    (study / "bib/mixed.bib").write_text(
        "@misc{Hollowell2018, author = {Hollowell, Ed}, confidential = {true},\n@misc{B, title = {x}}\n"
    )
    for _ in range(2):
        result = call("destroy", "--yes")
        assert 1 == result.exit_code
        assert "  bib/mixed.bib:1: a confidential entry that litreview does not remove\n" in result.output
    assert not (study / "private").exists()


def test_a_doubt_is_asked_and_not_destroyed(study, call):
    doubtful = "@misc{Poe2001, title = {A made-up report}, confidental = {true}}\n"
    (study / "bib/mixed.bib").write_text(MORE["bib/mixed.bib"] + doubtful)
    result = call("destroy", "--yes")
    assert 1 == result.exit_code
    assert re.search(
        r"  bib/mixed.bib:3: an entry that may be confidential.*\n(?s:.*)bib/mixed.bib:2: an entry that",
        result.output,
    )
    text = (study / "bib/mixed.bib").read_text()
    assert doubtful in text
    assert "Hollowell" not in text
    assert 0 == call("decide", "confidential", "Poe2001", "--by", "ann").exit_code
    assert 0 == call("destroy", "--yes").exit_code
    assert "Poe2001" not in (study / "bib/mixed.bib").read_text()


def test_a_day_that_has_not_come_is_said(study, call):
    with (study / "litreview.toml").open("a") as stream:
        stream.write("[study]\nretain_until = 9999-01-01\n")
    assert "kept until 9999-01-01, which has not come" in call("destroy").output


def test_a_plan_shows_no_name(study):
    plan = plan_destruction(study)
    assert not [name for name in (*NAMES, "transcripts") if name in repr(plan)]


def test_in_a_terminal_a_word_is_typed(study, call, monkeypatch):
    import io

    from litreview.cli import withdraw as cli

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(cli.sys, "stdin", Terminal("destroy\n"))
    assert cli._is_confirmed("destroy")
    monkeypatch.setattr(cli.sys, "stdin", Terminal("yes\n"))
    assert not cli._is_confirmed("destroy")


@pytest.mark.exhaustive
def test_the_cache_of_the_review_is_emptied(study, call, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setenv("LITREVIEW_CACHE", os.fspath(cache))
    call("run")
    assert list(cache.glob("stages-*"))
    assert 0 == call("destroy", "--yes").exit_code
    assert not list(cache.glob("stages-*"))


def test_what_only_an_earlier_commit_holds_is_found(study, call):
    """Reasons, passages and finer fields that were taken out of the files before the study closed are still in git."""
    (study / "private/interviews.bib").unlink()  # no name to look for: the words alone are what is removed
    (study / "private/transcripts/I07_first.txt").unlink()
    (study / "bib/mixed.bib").unlink()
    (study / "manuscript/m.md").unlink()
    (study / "notes/Doe2015.md").unlink()
    call("destroy", "--yes")
    git(study, "init", "-q")
    closed = everything(study)
    for name in ("bib/register.bib", "decisions/ann.tsv"):
        (study / name).write_text(MORE[name].replace("Hollowell2018", "Doe2015"))
    git(study, "add", "-A")
    git(study, "commit", "-q", "-m", "as it was")
    commit = git(study, "rev-parse", "HEAD")[:12]
    for name in ("bib/register.bib", "decisions/ann.tsv"):
        (study / name).write_bytes(closed[name])
    git(study, "commit", "-qam", "closed")
    result = call("destroy", "--yes")
    assert 1 == result.exit_code
    for name in ("bib/register.bib", "decisions/ann.tsv"):
        assert f"  git's history: {name} ({commit})\n" in proof(study)
