"""What is known of a person is looked for before it is deleted, wherever it stands, and a call ends with 1 while anything stays."""

import hashlib
import io
import re
import sqlite3
import sys
from pathlib import Path

import pytest
from release.test_release_places import docx, pdf, xlsx

from litreview.providers.protocol import Answer, Query
from litreview.providers.response_cache import ANSWERS_FILE, CacheScope, ResponseCache
from litreview.review.release.search_terms import person_terms
from litreview.review.withdrawal.file_edits import Names
from withdrawal.test_withdrawal import account, git

NAME = "Ada Zqseven"
SAID = "we never had a bed to offer on the night of a raid so they went to the jail"
PLACES = {
    "export": ("bib/export.bib", f"@misc{{T3, author = {{Zqseven, Ada}}, title = {{A talk}}, date = {{2020-03-14}}, note = {{{SAID}}}}}\n".encode()),
    "manuscript": ("manuscript/m.md", f"# One\n\nIn her words, “{SAID}.”\n".encode()),
    "note": ("notes/Roe2016.md", b"Dr Zqseven agrees.\n"),
    "findings": ("findings.toml", f'[[finding]]\nid = "F1"\nstatement = "As {NAME} put it."\ngoal = "protect"\nsupports = ["Doe2015"]\n'.encode()),
    "sheet": ("manuscript/people.xlsx", xlsx(xl__sharedStrings=f"<sst><si><t>{NAME}</t></si></sst>")),
    "table": ("manuscript/people.csv", b"who,when\nA. Zqseven,2020\n"),
    "document": ("manuscript/m.docx", docx(f"<w:p><w:t>{NAME}</w:t></w:p>")),
    "properties": ("manuscript/m.pdf", pdf(author=NAME)),
    "name of a file": ("references/Zqseven-list.txt", b"Nothing.\n"),
}  # fmt: skip


@pytest.fixture
def plain(review):
    """The review without the places that hold the code, so that what is found is found by what is known of the person."""
    for name in (
        "manuscript/m.md",
        "manuscript/sheet.xlsx",
        "findings.toml",
        "notes/Doe2015.md",
        "bib/lit.bib",
    ):
        (review / name).unlink()
    text = (review / "decisions/ann.tsv").read_text()
    (review / "decisions/ann.tsv").write_text(
        text.replace("agrees with I07", "agrees").replace("along I07 ", "")
    )
    (review / "private/transcripts/I07_first.txt").write_text(
        f"Interviewer: Ivo Brackenbury\nInterviewee: {NAME}\n\nWhere did you take them, and who told you that you should take them there?\n{SAID}\n"
        "Call +1 (555) 014-2277 or ada@zqseven.example.\n"
    )
    (review / "private/transcripts/I06.txt").write_text(
        "Interviewer: Ivo Brackenbury\nWhere did you take them, and who told you that you should take them there?\nHome.\n"
    )
    (review / "bib/lit.bib").write_text(
        "@article{Roe2016, title = {Shelters}, author = {Roe, Jo}, year = {2016}}\n"
    )
    return review


def put(folder, kind):
    path = folder / PLACES[kind][0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PLACES[kind][1])
    return PLACES[kind][0]


def test_a_person_who_is_nowhere_else_is_out_at_once(plain, call):
    result = call("withdraw", "I07", "--yes")
    assert 0 == result.exit_code, account(plain) + result.output
    assert "nothing of I07 stays in files or in git's history" in result.output
    assert not (plain / "private/withdrawn").exists()


def test_seven_kinds_of_places_are_named_before_and_none_is_forgotten_after(plain, call):
    kinds = ("export", "manuscript", "note", "findings", "sheet", "table", "properties")
    places = [put(plain, kind) for kind in kinds]
    git(plain, "init", "-q")
    git(plain, "add", ".")
    git(plain, "commit", "-q", "-m", "all")
    commit = git(plain, "rev-parse", "HEAD")[:12]
    before = call("withdraw", "I07")
    assert 2 == before.exit_code
    named = account(plain)
    for place in places:
        assert f"\n  {place}:" in named
        assert f"  {commit} " in next(line for line in named.split("\n") if line.endswith(f" {place}"))
    assert (plain / "private/interviews.bib").read_text().count("Zqseven") == 1
    after = call("withdraw", "I07", "--yes")
    assert 1 == after.exit_code
    assert "Zqseven" not in (plain / "private/interviews.bib").read_text()
    assert not (plain / "private/transcripts/I07_first.txt").exists()
    # nothing knows the name any more, and all of it is found again
    again = call("withdraw", "I07", "--yes")
    assert 1 == again.exit_code
    for place in places:
        assert f"\n  {place}:" in account(plain)
        assert f"--path {place}" in account(plain)
    for told in (before.output, after.output, again.output, named, account(plain)):
        assert "seven" not in told.lower()
        assert "bed to offer" not in told
    for place in places:
        assert place not in before.output + after.output + again.output


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.exhaustive(quick=3)
def test_a_place_stays_until_it_is_changed(plain, call, kind):
    place = put(plain, kind)
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert f"  {re.sub('Zqseven[^/]*', '…', place)}:" in account(plain)
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    (plain / place).unlink()
    result = call("withdraw", "I07", "--yes")
    assert 0 == result.exit_code, account(plain)
    assert not account(plain)


def test_full_texts_are_told_apart_without_their_names(plain, call):
    """Whoever has to change them finds each by its digest; the names of files may be those of people."""
    texts = {
        f"texts/{name}.txt": f"{name} heard Ada Zqseven.\n".encode() for name in ("Una Zqeight", "Ina Zqnine")
    }
    for name, data in texts.items():
        (plain / name).parent.mkdir(exist_ok=True)
        (plain / name).write_bytes(data)
    call("withdraw", "I07", "--yes")
    for name, data in texts.items():
        digest = hashlib.blake2b(data, digest_size=20).hexdigest()
        assert f"\n  texts/text-{digest[:10]}.txt:1: a name\n" in account(plain)
        assert Path(name).stem not in account(plain)


def test_what_only_history_holds_is_found_again_by_its_lines(plain, call):
    (plain / "notes/old.md").write_text("She was Zqseven.\n")
    git(plain, "init", "-q")
    git(plain, "add", "notes")
    git(plain, "commit", "-q", "-m", "a")
    (plain / "notes/old.md").unlink()
    (plain / "notes/I07.md").unlink()
    for _ in range(2):
        assert 1 == call("withdraw", "I07", "--yes").exit_code
        assert "--path notes/" in account(plain)
        assert "Nothing of I07 stays in files." in account(plain)


def test_lines_and_kinds_are_named(plain, call):
    put(plain, "export")
    (plain / "notes/Roe2016.md").write_text("One.\nAda said\nMail ada@zqseven.example or 555 014 2277.\n")
    call("withdraw", "I07", "--yes")
    for line in (
        "bib/export.bib:1: a name",
        "bib/export.bib:1: words of a transcript or note",
        "notes/Roe2016.md:3: an e-mail address",
        "private/quotes.tsv:2",
    ):
        assert (f"\n  {line}\n" in account(plain)) == ("quotes" not in line)
    assert "Roe2016.md:2" not in account(plain)


def test_a_day_counts_beside_what_is_theirs_and_alone_is_listed(plain, call):
    entry = "@interview{I07, author = {Zqseven, Ada}, date = {2020-03-14}}\n"
    (plain / "private/interviews.bib").write_text(entry)
    (plain / "notes/alone.md").write_text("On March 14, 2020 it rained.\n")
    assert 0 == call("withdraw", "I07", "--yes").exit_code
    assert "notes/alone.md:1: the day of an interview (a day alone, and may be somebody else's)" in account(
        plain
    )
    (plain / "private/interviews.bib").write_text(entry)
    (plain / "notes/both.md").write_text("Zqseven.\n\n14 March 2020, at noon\n")
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert "  notes/both.md:3: the day of an interview\n" in account(plain)


def test_a_published_work_is_a_hit_and_never_the_interviewees(plain, call):
    work = "@article{Q1, author = {Zqseven, Ada}, title = {On roads}, journal = {Made-up Review}, volume = {1}, pages = {1--9}, year = {2011}"
    (plain / "bib/lit.bib").write_text(f"{work}}}\n")
    result = call("withdraw", "I07", "--yes")
    assert 0 == result.exit_code, account(plain)
    assert "bib/lit.bib:1: a name (in a published work, and may be somebody else's)" in account(plain)
    assert "1 place that may be somebody else's" in result.output
    # a note of somebody's own in that entry is no part of the publication
    (plain / "private/interviews.bib").write_text("@interview{I07, author = {Zqseven, Ada}}\n")
    (plain / "bib/lit.bib").write_text(f"{work}, note = {{Ada Zqseven again}}}}\n")
    assert 1 == call("withdraw", "I07", "--yes").exit_code


def test_the_history_of_a_review_that_was_moved_is_searched_where_it_lay(plain, call, monkeypatch):
    in_git(plain)
    (plain / "notes/Roe2016.md").write_text(f"{NAME}\n")
    git(plain, "add", "notes/Roe2016.md")
    git(plain, "commit", "-q", "-m", "a note")
    git(plain, "rm", "-q", "notes/Roe2016.md")
    (plain / "moved").mkdir()
    for name in [path.name for path in plain.iterdir() if path.name not in ("moved", ".git")]:
        (plain / name).rename(plain / "moved" / name)
    git(plain, "add", "-A")
    git(plain, "commit", "-q", "-m", "moved")
    monkeypatch.chdir(plain / "moved")
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    told = account(plain / "moved")
    assert re.search(r"\n  [0-9a-f]{12} \S+ notes/Roe2016.md\n", told)
    assert " --path notes/Roe2016.md" in told
    assert "moved/notes/Roe2016.md" not in told


def test_interviewers_and_their_questions_are_not_the_person(plain, call):
    (plain / "manuscript/m.md").write_text(
        "By Ivo Brackenbury. We asked: where did you take them, and who told you that you should take them there?\n"
    )
    assert 0 == call("withdraw", "I07", "--yes").exit_code
    assert not account(plain)


def test_what_private_tables_and_earlier_versions_know(plain, call):
    (plain / "private/interviews.bib").unlink()
    for name in ("transcripts/I07_first.txt", "i07/notes.txt", "notes/I07.md"):
        (plain / "private" / name).unlink()
    (plain / "private/people.csv").write_text(
        "code,first name,last name,mail\nI07,Ola,Vrquist,ola@vrquist.example\n"
    )
    git(plain, "init", "-q")
    (plain / "bib/told.bib").write_text("@interview{I07, author = {Hqlander, Per}}\n")
    git(plain, "add", "bib")
    git(plain, "commit", "-q", "-m", "a")
    (plain / "bib/told.bib").unlink()
    wanted, _ = person_terms(plain, Names(code="I07"))
    assert {("ola", "vrquist"), ("vrquist",), ("per", "hqlander")} <= wanted.names.reveal().keys()
    assert {"ola@vrquist.example"} == wanted.emails.reveal()
    call("withdraw", "I07", "--yes")
    # a table that is no .tsv is not changed, and named by its line
    assert "private/people.csv:2: the code" in account(plain)


@pytest.mark.exhaustive
def test_the_cache_folder_is_emptied_and_searched_in_its_bytes(plain, call, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setenv("LITREVIEW_CACHE", str(cache))
    call("run")
    (store,) = cache.glob("stages-*")
    name = hashlib.sha256(str(plain.resolve()).encode()).hexdigest()
    earlier = [cache / f"values-{name[:20]}.sqlite", cache / "files-1" / name[:32] / "x"]
    for path in (store.with_name(f"{store.name}-journal"), *earlier):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Zqseven")
    asked = CacheScope(provider="crossref", url="https://example.org", what=frozenset())
    query = Query(source="A", by="doi", value="10.5555/a")
    with ResponseCache(cache) as kept:
        works = ({"title": "A talk with Ada Zqseven"},)
        kept.store(asked, [Answer(query=query, status="found", works=works)], 0.0, 1e12)
        other = Query(source="B", by="doi", value="10.5555/b")
        kept.store(asked, [Answer(query=other, status="found", works=({"title": "Kept"},))], 0.0, 1e12)
    assert 0 == call("withdraw", "I07", "--yes").exit_code
    left = [path for path in cache.rglob("*") if path.is_file() and path.name not in (ANSWERS_FILE, "swept")]
    assert b"" == (cache / "swept").read_bytes()
    # our own templates, compiled: they hold nothing of a review
    assert {"templates-1"} == {path.parent.name for path in left}
    assert b"Zqseven" not in (cache / ANSWERS_FILE).read_bytes()
    rows = sqlite3.connect(cache / ANSWERS_FILE).execute("SELECT works FROM answers").fetchall()
    assert ['[{"title": "Kept"}]'] == [works for (works,) in rows]


@pytest.mark.exhaustive
def test_a_cache_that_is_not_emptied_stays(plain, call, tmp_path, monkeypatch):
    from litreview.review import store as stores

    cache = tmp_path / "cache"
    monkeypatch.setenv("LITREVIEW_CACHE", str(cache))
    call("run")
    monkeypatch.setattr(stores, "forget", lambda _: None)
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert re.search(r"stages-\w+\.sqlite: stored in the cache folder; delete this file", account(plain))


def test_in_a_terminal_all_of_it_is_printed_first(plain, call, monkeypatch):
    from litreview.cli import withdraw as withdrawing

    for number in range(30):
        (plain / f"notes/n{number}.md").write_text("Zqseven\n")
    printed = []
    monkeypatch.setattr(withdrawing.common, "echo_lines", lambda lines, **_: printed.extend(lines))

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    withdrawing._print_remaining(withdrawing_plan(plain))
    assert [f"  notes/n{n}.md:1: a family name" for n in range(30)] == sorted(
        (line for line in printed if "a family name" in line),
        key=lambda line: int(re.search(r"n(\d+)", line)[1]),
    )
    assert not Path(plain / "private/withdrawn").exists()


def withdrawing_plan(folder):
    from litreview.review.withdrawal.withdraw import plan_withdrawal

    return plan_withdrawal(folder, "I07")


def test_a_kill_in_between_forgets_no_place(plain, call, monkeypatch):
    from litreview.review.withdrawal import withdraw as withdrawing

    put(plain, "note")

    class Killed(BaseException):
        pass

    def killed(steps):
        for step in steps:
            if step.kind in ("named", "entries"):
                done([step])
        raise Killed

    done = withdrawing.do_steps
    plan = withdrawing_plan(plain)
    monkeypatch.setattr(withdrawing, "do_steps", killed)
    with pytest.raises(Killed):
        withdrawing.carry_out(plan)
    monkeypatch.undo()
    monkeypatch.chdir(plain)
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert "  notes/Roe2016.md:1: a line with a trace in an earlier search\n" in account(plain)


def in_git(folder, *words):
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "litreview.toml", ".gitignore", "bib/lit.bib")
    git(folder, "commit", "-q", "-m", "a")
    for each in words:
        git(folder, *each)


def stashed(folder, name):
    (folder / name).write_text(f"{NAME}\n")
    git(folder, "add", name)
    git(folder, "stash", "-q")


ONLY_GIT = {
    "message": (lambda folder: git(folder, "commit", "-q", "--allow-empty", "-m", f"What\n\n{NAME} said"), "  the message of commit or tag "),
    "tag": (lambda folder: git(folder, "tag", "-a", "v1", "-m", f"before {NAME} left"), "  the message of commit or tag "),
    "branch": (lambda folder: git(folder, "branch", "talk-zqseven"), "  the name of a branch or tag, of "),
    "older stash": (lambda folder: (stashed(folder, "one.md"), (folder / "two.md").write_text("x\n"), git(folder, "add", "two.md"), git(folder, "stash", "-q")), " one.md\n"),
    "staged": (lambda folder: ((folder / "one.md").write_text(f"{NAME}\n"), git(folder, "add", "one.md"), (folder / "one.md").unlink()), " one.md\n"),
    "undone": (lambda folder: ((folder / "one.md").write_text(f"{NAME}\n"), git(folder, "add", "one.md"), git(folder, "commit", "-q", "-m", "b"), git(folder, "reset", "-q", "--hard", "HEAD~1")), " one.md\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ONLY_GIT)
@pytest.mark.exhaustive(quick=2)
def test_what_git_holds_beside_the_files_of_branches_stays_until_it_is_gone(plain, call, kind):
    in_git(plain)
    make, line = ONLY_GIT[kind]
    make(plain)
    for _ in range(2):  # the second call knows no name any more
        result = call("withdraw", "I07", "--yes")
        assert 1 == result.exit_code, result.output
        assert line in account(plain)
        assert "seven" not in (account(plain) + result.output).lower()
    assert "`git reflog expire --expire=now --all`" in account(plain) or "--replace-message" in account(plain)


OPAQUE = {
    "an older library": bytes(range(32)) * 20 + NAME.encode() + bytes(range(32)) * 20,
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + NAME.encode("utf-16-le") + b"\0" * 99,
    "no mark of its encoding": f"who\n{NAME}\n".encode("utf-16-le"),
    "rich text": b"{\\rtf1\\ansi \\u65?d\\'61 Zq\\u115?even}",
}  # fmt: skip


@pytest.mark.parametrize("kind", OPAQUE)
def test_the_bytes_of_what_is_no_text_are_searched(plain, call, kind):
    (plain / "manuscript/a.bin").write_bytes(OPAQUE[kind])
    for _ in range(2):
        assert 1 == call("withdraw", "I07", "--yes").exit_code
        assert re.search(r"\n  manuscript/a.bin(:1)?: a", account(plain))


def test_what_cannot_be_opened_is_said_also_afterwards(plain, call):
    (plain / "manuscript/a.7z").write_bytes(b"7z\xbc\xaf packed")
    (plain / "manuscript/a.bin").write_bytes(bytes(range(32)) * 20)
    for _ in range(2):
        result = call("withdraw", "I07", "--yes")
        assert 1 == result.exit_code
        assert "nothing of I07 was found, but 1 file or content could not be searched" in result.output
        assert "\n  manuscript/a.7z\n" in account(plain)
    (plain / "manuscript/a.7z").unlink()
    result = call("withdraw", "I07", "--yes")
    assert 0 == result.exit_code
    assert "Not certain: 1 file that could not be searched." in result.output
    assert "\n  manuscript/a.bin\n" in account(plain)


def test_what_cannot_be_searched_in_history_is_counted(plain, call):
    in_git(plain)
    (plain / "a.7z").write_bytes(b"7z\xbc\xaf packed")
    git(plain, "add", "a.7z")
    git(plain, "commit", "-q", "-m", "packed")
    (plain / "a.7z").unlink()
    result = call("withdraw", "I07", "--yes")
    assert 1 == result.exit_code
    assert "\n  1 content in git's history\n" in account(plain)


def test_a_comment_after_a_published_work_is_no_part_of_it(plain, call):
    work = "@article{Q1, author = {Roe, Jo}, title = {On roads}, journal = {Made-up Review}, year = {2011},\n  doi = {10.5555/q1}}"
    (plain / "bib/lit.bib").write_text(f"{work}\n% ask Zqseven\n")
    assert 1 == call("withdraw", "I07", "--yes").exit_code
    assert "  bib/lit.bib:3: a family name\n" in account(plain)


def test_entries_are_taken_out_of_what_somebody_wrote_among_outputs(plain, call):
    assert 0 == call("convert", "private", "-o", "private/out/a.bib", "--include-confidential").exit_code
    assert "Zqseven" in (plain / "private/out/a.bib").read_text()
    result = call("withdraw", "I07", "--yes")
    assert 0 == result.exit_code, account(plain)
    assert "Zqseven" not in (plain / "private/out/a.bib").read_text()
    assert "I06" in (plain / "private/out/a.bib").read_text()
    assert 0 == call("convert", "bib", "-o", "out/b.bib").exit_code
    assert "LR660" not in call("check").output


@pytest.mark.parametrize("taken_back", [False, True])
@pytest.mark.exhaustive
def test_a_private_entry_that_a_decision_calls_the_same_goes_too(plain, call, taken_back):
    """The register has the code, the private entry another key: only a decision says that they are one person."""
    for name in ("private/transcripts/I07_first.txt", "private/interviews.bib", "bib/told.bib"):
        (plain / name).unlink()
    (plain / "private/people.bib").write_text(
        "@interview{vrquist, author = {Vrquist, Ola}, title = {A talk}}\n@interview{I06, author = {Six, Una}}\n"
    )
    call("run")
    code = re.search(
        r"^(confidential-\w+)\t.*\tvrquist\t", (plain / "private/codes.tsv").read_text(), re.MULTILINE
    )[1]
    assert 0 == call("decide", "same", code, "I07", "--by", "ann").exit_code
    if taken_back:
        assert 0 == call("decide", "different", code, "I07", "--by", "ann").exit_code
    (plain / "manuscript/m.md").write_text("As Ola Vrquist said.\n")
    for _ in range(2):
        assert (0 if taken_back else 1) == call("withdraw", "I07", "--yes").exit_code
        assert taken_back != ("\n  manuscript/m.md:1: a" in account(plain))
    assert taken_back == ("vrquist" in (plain / "private/people.bib").read_text())
    assert "I06" in (plain / "private/people.bib").read_text()
