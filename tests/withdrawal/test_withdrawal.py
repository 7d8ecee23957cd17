"""A person who withdraws is taken out of all that is theirs, everything else stays to the byte, and what remains is named."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.core import files
from litreview.core.errors import UsageError
from litreview.review.withdrawal import withdraw as withdrawing
from litreview.review.withdrawal.file_edits import codes_of, tombstones, with_tombstone, without_entries
from litreview.review.withdrawal.withdraw import carry_out, plan_withdrawal
from withdrawal.conftest import FILES, HEAD

STONE = "@misc{I07, withdrawn = {true}}"
GONE = {
    "private/transcripts/I07_first.txt",
    "private/i07/notes.txt",
    "private/notes/I07.md",
    "notes/I07.md",
    "references/I07.txt",
}
CHANGED = {
    "bib/register.bib": re.sub(r"@misc\{I07,.*?\n\}", STONE, FILES["bib/register.bib"], flags=re.DOTALL),
    "bib/told.bib": "@interview{I06, title = {kept}}\n",
    "private/interviews.bib": "@interview{I06, author = {Six, Una}, title = {kept}}\n",
    "private/quotes.tsv": "code\tspan\tquote\nI06\t2\tkept\n",
    "decisions/ann.tsv": "".join(
        line for line in FILES["decisions/ann.tsv"].splitlines(keepends=True) if "zq" not in line
    ),
}


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"out", ".git", "withdrawn"} & set(path.parts) and path.name != ".gitignore"
    }


def wanted():
    kept = [name for name in FILES if name not in GONE and name != ".gitignore"]
    return {name: CHANGED.get(name, FILES[name]).encode() for name in kept}


def account(folder, code="I07"):
    """What stays, as it is listed below private/ where no terminal is."""
    path = folder / f"private/withdrawn/{code}.txt"
    return path.read_text() if path.exists() else ""


def test_what_is_theirs_goes_and_all_else_stays_to_the_byte(review, call):
    sheet = (review / "manuscript/sheet.xlsx").read_bytes()
    result = call("withdraw", "I07", "--yes")
    assert 1 == result.exit_code, result.output
    assert wanted() | {"manuscript/sheet.xlsx": sheet} == everything(review)
    assert not (review / "private/i07").exists()
    assert "zq" not in result.output
    assert "Zqseven" not in result.output


def test_what_remains_is_named_by_file_and_line(review, call):
    result = call("withdraw", "I07", "--yes")
    for place in ("findings.toml:5", "manuscript/m.md:3", "notes/Doe2015.md:2", "decisions/ann.tsv:3", "bib/lit.bib:1", "manuscript/sheet.xlsx"):  # fmt: skip
        assert f"\n  {place}: the code" in account(review)
        assert place not in result.output
    assert "notes/Doe2015-I07.md" not in account(review)
    assert "register.bib" not in account(review)
    assert "It stays in 6 places in 6 files: private/withdrawn/I07.txt lists them." in result.output


@pytest.mark.exhaustive
def test_a_run_and_what_it_makes_hold_nothing_of_them(review, call):
    call("run")
    assert b"I07" in (review / "out/tables/sources.csv").read_bytes()
    (review / "out/report.html").write_text("edited, on I07")
    result = call("withdraw", "I07", "--yes")
    assert ["report.html"] == [p.name for p in (review / "out").rglob("*.*") if not p.name.startswith(".")]
    assert "  out/report.html:1: the code\n" in account(review)
    assert re.search(r"\n  \d\d generated files, removed; the next run writes them again\n", result.output)
    assert 1 == result.output.count("generated file")
    (review / "out/report.html").unlink()
    done = call("run")
    assert done.exit_code in (0, 1)
    assert b"LR660" not in (review / "out/tables/problems.csv").read_bytes()
    assert b"I06" in (review / "out/tables/sources.csv").read_bytes()


def test_without_yes_and_without_a_terminal_nothing_is_changed(review, call):
    before = everything(review)
    result = call("withdraw", "I07")
    assert 2 == result.exit_code
    assert "decisions/ann.tsv: decisions on it are removed (3)" in result.output
    assert before == everything(review)


@pytest.mark.parametrize(("typed", "done"), [("I07\n", True), ("yes\n", False), ("", False)])
def test_in_a_terminal_the_code_is_typed(review, call, typed, done, monkeypatch):
    import io

    from litreview.cli import withdraw as cli

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(cli.sys, "stdin", Terminal(typed))
    assert done == cli._is_confirmed("I07")


def test_withdrawn_before(review, call):
    call("withdraw", "I07", "--yes")
    before = everything(review)
    result = call("withdraw", "I07", "--yes")
    assert 1 == result.exit_code
    assert "I07 was withdrawn before: nothing is left to remove." in result.output
    assert "I07 is not completely removed yet." in result.output
    assert before == everything(review)


@pytest.mark.parametrize(("code", "near"), [("I7", "I07"), ("I08", "I0"), ("PR3", "PR03")])
def test_an_unknown_code_is_told_the_nearest(review, call, code, near):
    result = call("withdraw", code, "--yes")
    assert 2 == result.exit_code
    assert f"no interview or request '{code}' in this review; did you mean '{near}" in result.output


def test_a_name_is_no_code(review, call):
    result = call("withdraw", "Zqseven", "--yes")
    assert 2 == result.exit_code
    assert "a code is wanted" in result.output


def test_a_request_and_not_its_documents(review, call):
    result = call("withdraw", "PR03", "--yes")
    assert 0 == result.exit_code
    assert (
        FILES["bib/register.bib"].replace(
            "@misc{PR03, entrysubtype = {records request}, agency = {Made-up Office}}",
            "@misc{PR03, withdrawn = {true}}",
        )
        == (review / "bib/register.bib").read_text()
    )
    assert 0 == call("withdraw", "PR03-2", "--yes").exit_code
    assert "@misc{PR03-2, withdrawn = {true}}" in (review / "bib/register.bib").read_text()


def test_a_code_that_is_in_no_register_gets_its_stone(review, call):
    (review / "bib/register.bib").unlink()
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert f"{STONE}\n" == (review / "bib/register.bib").read_text()


@pytest.mark.exhaustive
@pytest.mark.parametrize("steps", range(1, 10, 2))
def test_killed_in_between_and_called_again(review, call, steps, monkeypatch):
    call("run")
    plan = plan_withdrawal(review, "I07")
    monkeypatch.setattr(withdrawing, "_remove_empty", lambda _: None)
    count = iter(range(steps))

    class Killed(BaseException):
        pass

    def killed():
        if next(count, None) is None:
            raise Killed

    write, unlink = files.write_bytes, Path.unlink
    monkeypatch.setattr(files, "write_bytes", lambda *a: (killed(), write(*a)))
    monkeypatch.setattr(Path, "unlink", lambda self, **k: (killed(), unlink(self, **k)))
    with pytest.raises(Killed):
        carry_out(plan)
    monkeypatch.undo()
    monkeypatch.chdir(review)
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    held = everything(review)
    held.pop("manuscript/sheet.xlsx")
    assert wanted() == held
    assert not [p for p in (review / "out").rglob("*.*") if not p.name.startswith(".")]


def test_what_a_colleague_appends_in_the_meantime_stays(review):
    plan = plan_withdrawal(review, "I07")
    line = "2026-02-01T00:00:00Z\tann\ttag\tRoe2016\tprotect\t\tnew\t\t\n"
    with (review / "decisions/ann.tsv").open("a") as stream:
        stream.write(line)
    carry_out(plan)
    assert CHANGED["decisions/ann.tsv"] + line == (review / "decisions/ann.tsv").read_text()


def test_an_entry_without_a_sure_end_is_refused_and_nothing_is_changed(review, call):
    (review / "bib/register.bib").write_text("@misc{I07, role = {judge,\n@misc{I08, role = {judge}}\n")
    before = everything(review)
    result = call("withdraw", "I07", "--yes")
    assert 2 == result.exit_code
    assert "bib/register.bib:1: the entry has no sure end" in result.output
    assert before == everything(review)


@pytest.mark.parametrize(
    "text",
    [
        "@misc{I07, withdrawn = {true}}\n",
        "@misc{I07,withdrawn={true}}",
        "@Misc{ I07,\r\n  withdrawn = {True},\r\n}\r\n",
        '@online(I07, Withdrawn = "true")',
    ],
)
def test_a_stone_written_by_hand_is_one(review, call, text):
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    (review / "bib/register.bib").write_bytes(text.encode())
    assert "LR660" not in call("check", ".").output
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert text.encode() == (review / "bib/register.bib").read_bytes()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@misc{I07}\n@misc{I08}\n", f"{STONE}\n@misc{{I08}}\n"),
        ("@misc(I07, note = {a (b) c})\r\n@misc{I08}\r\n", f"{STONE}\r\n@misc{{I08}}\r\n"),
        ("@misc{I07, a = {x \\} y}}\n", f"{STONE}\n"),
        ('@misc{ I07 , a = "x"} @misc{I08}', f"{STONE} @misc{{I08}}"),
        ("% @misc{I07, a = {x}}\n", f"% @misc{{I07, a = {{x}}}}\n{STONE}\n"),
        ("@misc{I07, a = {x}}\n\n@misc{I07, b = {y}}\n@misc{I08}\n", f"{STONE}\n\n@misc{{I08}}\n"),
    ],
)
def test_of_the_register_only_that_entry_is_touched(review, call, text, left):
    (review / "bib/register.bib").write_bytes(text.encode())
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert left.encode() == (review / "bib/register.bib").read_bytes()


@pytest.mark.exhaustive
def test_a_source_that_goes_by_a_random_code(review, call):
    (review / "private/more.bib").write_text(
        "@misc{zqname2020, title = {zqtitle}}\n@misc{other, title = {kept}}\n"
    )
    call("run")
    rows = (review / "private/codes.tsv").read_text().splitlines()
    code = next(row.split("\t")[0] for row in rows if "zqname2020" in row)
    with (review / "decisions/ann.tsv").open("a") as stream:
        stream.write(f"2026-02-01T00:00:00Z\tann\ttag\t{code}\tprotect\t\tx\t\t\n")
        stream.write("2026-02-01T00:00:00Z\tann\ttag\tprivate/more.bib:zqname2020\tprotect\t\tx\t\t\n")
    (review / "private/zqname2020.txt").write_text("theirs")
    result = call("withdraw", code, "--yes")
    assert 0 == result.exit_code
    assert "@misc{other, title = {kept}}\n" == (review / "private/more.bib").read_text()
    assert FILES["decisions/ann.tsv"] == (review / "decisions/ann.tsv").read_text()
    assert not (review / "private/zqname2020.txt").exists()
    assert code not in (review / "private/codes.tsv").read_text()
    assert FILES["bib/register.bib"] == (review / "bib/register.bib").read_text()
    assert "zqname" not in result.output


@pytest.mark.parametrize(
    ("one", "other"),
    [("I06", "I07"), ("I07", "I06"), ("bib/register.bib:I06", "I07")],
)
def test_two_codes_of_the_register_are_two_people(review, call, one, other):
    before = (review / "decisions/ann.tsv").read_bytes()
    result = call("decide", "same", one, other, "--by", "ann")
    assert 2 == result.exit_code
    first, second = (name.rpartition(":")[2] for name in (one, other))
    assert (
        f"'{first}' and '{second}' are codes of two people or requests, which would be counted as one from then on. If it is one, keep one code: "
        f"take {second} out of bib/register.bib, and write {first} in private/, notes and decisions where {second} stands"
    ) in result.output
    assert before == (review / "decisions/ann.tsv").read_bytes()


def test_two_codes_are_not_joined_through_a_third_record(review, call):
    (review / "private/more.bib").write_text("@interview{Zqname2020, author = {Six, Una}, title = {kept}}\n")
    assert 0 == call("decide", "same", "I06", "private/more.bib:Zqname2020", "--by", "ann").exit_code
    result = call("decide", "same", "private/more.bib:Zqname2020", "I07", "--by", "ann")
    assert (2, True) == (result.exit_code, "are codes of two people" in result.output)


def test_what_comes_back_by_a_merge_is_a_problem(review, call):
    call("withdraw", "I07", "--yes")
    assert "LR660" not in call("check", ".", "--all").output
    with (review / "decisions/ben.tsv").open("a") as stream:
        stream.write("2026-02-01T00:00:00Z\tben\ttag\tI07\tprotect\t\tzqback\t\t\n")
    (review / "private/transcripts/I07.txt").write_text("zqback")
    (review / "notes/I07.md").write_text("zqback")
    result = call("check", ".", "--all")
    assert 1 == result.exit_code
    found = [line for line in result.output.splitlines() if " LR660 " in line and "error:" in line]
    assert 3 == len(found), result.output
    assert any(line.startswith("decisions/ben.tsv:3:") for line in found)
    assert "zqback" not in result.output
    call("withdraw", "I07", "--yes")
    assert "LR660" not in call("check", ".", "--all").output


def test_a_private_folder_that_is_a_link(review, call, tmp_path):
    (review / "private").rename(tmp_path / "vault")
    (review / "private").symlink_to(tmp_path / "vault")
    (review / "notes/Roe2016.md").symlink_to("../private/transcripts/I06.txt")
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert not list((tmp_path / "vault").rglob("*I07_*"))
    assert "I07" not in (tmp_path / "vault/interviews.bib").read_text()
    assert (review / "private").is_symlink()


def test_what_lies_outside_the_review_is_not_touched(review, call, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "I07.txt").write_text("another's")
    (review / "references/more").symlink_to(outside)
    call("withdraw", "I07", "--yes")
    assert "another's" == (outside / "I07.txt").read_text()


def git(folder, *words):
    who = ("-c", "user.name=Made Up", "-c", "user.email=a@example.org")
    return subprocess.run(
        ["git", "-C", str(folder), *who, *words], check=True, capture_output=True, text=True
    ).stdout


def test_what_remains_in_history_and_how_to_remove_it(review, call, tmp_path):
    git(review, "init", "-q")
    git(review, "add", "-f", ".")
    git(review, "commit", "-q", "-m", "all")
    result = call("withdraw", "I07", "--yes")
    assert git(review, "rev-parse", "HEAD")[:12] in account(review)
    for path in ("decisions/ann.tsv", "notes/I07.md", "bib/register.bib", "private/"):
        assert f"--path {path}" in account(review)
    assert "transcripts/" not in result.output
    assert "git filter-repo --invert-paths" in account(review)
    git(review, "add", "-A")
    git(review, "commit", "-q", "-m", "withdrawn")
    # the commands as they are printed, in a fresh clone
    git(tmp_path, "clone", "-q", "--no-local", str(review), "clone")
    lines = re.findall(r"^  (mkdir .*|git filter-repo .*|cp .*)$", account(review), re.MULTILINE)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    for line in lines:
        subprocess.run(
            line, shell=True, check=True, cwd=tmp_path / "clone", env=environment, capture_output=True
        )
    past = git(tmp_path / "clone", "log", "--all", "-p")
    assert "zq" not in past
    assert FILES["decisions/ben.tsv"] == (tmp_path / "clone/decisions/ben.tsv").read_text()
    assert CHANGED["decisions/ann.tsv"] == (tmp_path / "clone/decisions/ann.tsv").read_text()


def test_a_folder_named_for_a_file_that_is_gone_is_put_back_whole(review, call):
    """A file of another branch is not named, and its folder is taken out of history with all that lies in it now."""

    def git(*words):
        who = ("-c", "user.name=Made Up", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(review), *who, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "made up")
    git("checkout", "-qb", "side")
    (review / "notes").mkdir(exist_ok=True)
    (review / "notes/other.md").write_text("As I07 said.\n")
    git("add", ".")
    git("commit", "-qm", "made up")
    git("checkout", "-q", "main")
    (review / "notes").mkdir(exist_ok=True)
    (review / "notes/Doe2015.md").write_text("Kept.\n")
    assert "`git add -A` before the next commit" in call("withdraw", "I07", "--yes").output
    said = account(review)
    (taken,) = (line for line in said.splitlines() if "git filter-repo --invert" in line)
    (kept,) = (line for line in said.splitlines() if "git archive HEAD" in line)
    assert "--path notes/" in taken
    assert " notes/ " in kept


def test_a_folder_that_is_no_review(tmp_path, call):
    result = call("withdraw", "I07", "-C", str(tmp_path))
    assert 2 == result.exit_code
    assert "is no review" in result.output


def test_nothing_of_a_plan_shows_a_private_file(review):
    plan = plan_withdrawal(review, "I07")
    assert "transcripts" not in repr(plan)
    assert "i07" not in repr(plan)
    with pytest.raises(UsageError):
        plan_withdrawal(review, "I99")


def test_the_head_of_a_file_of_decisions_stays(review, call):
    (review / "decisions/cy.tsv").write_text(HEAD + "2026-01-01T00:00:00Z\tcy\ttag\tI07\tprotect\n")
    call("withdraw", "I07", "--yes")
    assert HEAD == (review / "decisions/cy.tsv").read_text()


@pytest.mark.exhaustive
def test_a_run_after_it_counts_one_fewer_and_names_them_nowhere(review, call):
    before = json.loads(call("run", "--json").stdout)["summary"]
    call("withdraw", "I07", "--yes")
    for name in ("findings.toml", "manuscript/m.md"):
        (review / name).unlink()
    after = json.loads(call("run", "--json").stdout)["summary"]
    assert ("3 interviews", "2 interviews") == (_interviews(before), _interviews(after))
    told = re.compile(rb"(?<![A-Za-z0-9])I07(?![A-Za-z0-9])")
    # what the note on another source says was named, and is for its writer to change; a road has that name, too
    spoken = (b"As I07 said", b"Raids along I07", b"Doe2015-I07.md")
    held = set()
    for path in (review / "out").rglob("*.*"):
        data = path.read_bytes()
        for words in spoken:
            data = data.replace(words, b"")
        if told.search(data):
            held.add(path.name)
    assert {"register.bib"} == held
    assert "withdrawn" in (review / "out/tables/register.bib").read_text()


def _interviews(summary):
    return re.search(r"\d+ interviews?", summary["sources"])[0]


def test_a_review_deep_in_a_repository(review, call, tmp_path):
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", ".")
    git(tmp_path, "commit", "-q", "-m", "all")
    call("withdraw", "I07", "--yes")
    assert "--path review/notes/I07.md" in account(review)
    assert "--path review/private/" in account(review)
    assert "git archive HEAD review/" in account(review)


@st.composite
def entries(draw):
    """A key and the text of an entry: whole, in braces, whatever its values say."""
    key = draw(st.sampled_from(["I07", "I071", "I06", "PR03", "PR03-2"]))
    value = draw(st.sampled_from(["", "a", "{b} c", "d\\}e\\{", "f\n  g", "h, i = {j}", "k%l"]))
    comma = draw(st.sampled_from([",", ",\n  ", " , "]))
    return key, f"@misc{{{key}{comma}note = {{{value}}}{draw(st.sampled_from(['', ',', chr(10)]))}}}"


@given(
    st.lists(
        st.tuples(entries(), st.sampled_from(["\n", "\n\n", "\r\n", "\n% kept I06\n"])),
        min_size=1,
        max_size=6,
    )
)
def test_only_the_entry_of_the_code_is_touched(some):
    data = "".join(text + gap for (_, text), gap in some).encode()
    stone = with_tombstone(data, "I07")
    others = [text.encode() for (key, text), _ in some if key != "I07"]
    assert others == [text for text in others if text in stone]
    assert 1 == stone.count(STONE.encode())
    assert not [text for (key, text), _ in some if key == "I07" and text.encode() in stone]
    assert {"I07"} == set(tombstones(stone))
    # again is the same
    assert stone == with_tombstone(stone, "I07")
    kept = without_entries(data, {"I07"})
    assert codes_of(data) - {"I07"} == codes_of(kept)
    assert others == [text for text in others if text in kept]
    if not any(key == "I07" for (key, _), _ in some):
        assert (data, True) == (kept, stone.startswith(data))


@pytest.mark.parametrize(
    "said", ["i07", "I-07", "I 07", "Interview 07", "interviewee07", "I\u201107", "I\u00a007"]
)
def test_the_code_is_found_in_each_spelling(review, call, said):
    (review / "notes/Roe2016.md").write_text(f"One line.\nAs {said} told us.\n")
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert "\n  notes/Roe2016.md:2: the code" in account(review)


@pytest.mark.parametrize("other", ["I071", "i-071", "PR07", "xI07", "I0 7"])
def test_another_code_is_no_spelling(review, call, other):
    (review / "notes/Roe2016.md").write_text(f"As {other} told us.\n")
    call("withdraw", "I07", "--yes")
    assert "notes/Roe2016.md" not in account(review)
