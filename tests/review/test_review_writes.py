"""What is written is whole or absent: killed, on a full disk, by two at once, with a wrong clock."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from litreview.core import files
from litreview.core.errors import OutputError
from litreview.core.model import Decision
from litreview.core.processes import scratch_folder
from litreview.judgements.decisions import append, in_future, parse, read_decisions
from litreview.review import init_review, open_review
from litreview.review.decide import decide
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.writing import write_out


def left(folder):
    """The temporary files below a folder."""
    return [path.name for path in folder.rglob(".litreview-*") if path.suffix == ".tmp"]


def names(folder):
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def review(tmp_path):
    init_review(tmp_path / "rev")
    return tmp_path / "rev"


def add_entry(review, key="New2020"):
    (review / "bib/new.bib").write_text(
        f"@article{{{key}, title = {{A made-up raid on {key}}}, year = {{2020}}}}\n"
    )


class Killed(BaseException):
    """What ends a program in the middle."""


@pytest.mark.exhaustive
@pytest.mark.parametrize("rename", [1, 3, 5])
def test_a_run_that_was_killed_between_two_files_is_made_good_by_the_next(review, monkeypatch, rename):
    """What it left was taken for a person's: library.bib stayed old for ever."""
    write_out(open_review(review))
    add_entry(review, "One2020")
    replace, done = Path.replace, []

    def kill(self, target):
        done.append(target)
        if len(done) == rename:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", kill)
        with pytest.raises(Killed):
            write_out(open_review(review))
    add_entry(review, "Two2020")
    written = write_out(open_review(review))
    assert [] == [p for p in written.problems if p.code not in ("LR406", "LR412")]
    assert "Two2020" in (review / "out/library.bib").read_text()
    assert "One2020" not in (review / "out/library.bib").read_text()
    assert [] == left(review)


@pytest.mark.exhaustive
def test_what_a_person_edited_is_kept_also_after_a_kill(review, monkeypatch):
    write_out(open_review(review))
    (review / "out/tables/sources.csv").write_text("mine\n")
    add_entry(review)
    replace = Path.replace

    def kill(self, target):
        if Path(target).name == "tags.csv":
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", kill)
        with pytest.raises(Killed):
            write_out(open_review(review))
    for _ in range(2):
        written = write_out(open_review(review))
        assert ["out/tables/sources.csv"] == [p.where.file for p in written.problems if p.code == "LR601"]
    assert "mine\n" == (review / "out/tables/sources.csv").read_text()


@pytest.mark.exhaustive
def test_digests_of_an_earlier_version_are_known(review):
    write_out(open_review(review))
    path = review / "out/.litreview-hashes.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({name: digests[-1] for name, digests in kept.items() if name != ":made"}))
    add_entry(review)
    assert [] == [p for p in write_out(open_review(review)).problems if p.code not in ("LR406", "LR412")]


def test_out_is_not_a_link_to_what_is_read(review):
    (review / "out").symlink_to(review / "bib")
    with pytest.raises(OutputError, match="is read, and lies in"):
        write_out(open_review(review))
    assert {"example.bib"} == names(review / "bib")


# a full disk


@pytest.fixture
def decided(review):
    decide(review, "tag", "Farrell2010Where", "protect", by="ann", reason="first")
    return review / "decisions/ann.tsv"


@pytest.mark.parametrize("room", [0, 1, 30, 100])
def test_a_line_is_whole_or_absent_on_a_full_disk(review, decided, monkeypatch, room):
    """A disk that has room for a part takes it and says so by the count only."""
    before = decided.read_bytes()
    write = os.write
    taken = []

    def short(handle, data):
        if sum(taken) >= room:
            raise OSError(28, "No space left on device")
        taken.append(write(handle, bytes(data)[: room - sum(taken)]))
        return taken[-1]

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", short)
        told = (
            "ann.tsv: cannot be written: No space left on device; make room on that disk or write to another"
        )
        with pytest.raises(OutputError, match=told):
            decide(review, "tag", "Farrell2010Where", "prosecute", by="ann", reason="x" * 200)
    assert before == decided.read_bytes()
    decide(review, "tag", "Farrell2010Where", "prosecute", by="ann")
    assert 2 == len(parse(decided.read_text())[0])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_under_a_scratch_folder_is_named(number):
    with pytest.raises(OSError, match=os.strerror(number)) as told, scratch_folder() as folder:
        raise OSError(number, os.strerror(number))
    assert folder == told.value.filename


def test_a_disk_that_fails_when_the_line_is_to_be_kept_keeps_none(review, decided, monkeypatch):
    before = decided.read_bytes()

    def fail(handle):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OutputError):
            decide(review, "tag", "Farrell2010Where", "prosecute", by="ann")
    assert before == decided.read_bytes()


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from litreview.cli import main
main(sys.argv[2:])
"""


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit on the size of a file")
def test_every_command_says_that_its_output_was_not_written(review, decided):
    """The limit takes a part of each file, as a disk does that is nearly full."""
    old = b"@misc{old, title = {Old}}\n"
    (review.parent / "o.bib").write_bytes(old)
    before = decided.read_bytes()
    calls = [
        (len(old) + 10, ["convert", review, "-o", review.parent / "o.bib"]),
        (20, ["run", review]),
        (len(before) + 10, ["decide", "tag", "Farrell2010Where", "prosecute", "--by", "ann", "-C", review]),
    ]
    for limit, words in calls:
        done = subprocess.run(
            [sys.executable, "-P", "-c", LIMITED, str(limit), *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert 2 == done.returncode, done
        assert "cannot be written: File too large" in done.stderr
    assert old == (review.parent / "o.bib").read_bytes()
    assert before == decided.read_bytes()
    assert [] == left(review.parent)


def test_all_is_written_where_each_write_takes_a_part():
    taken = bytearray()

    def three(data):
        taken.extend(bytes(data)[:3])
        return min(3, len(data))

    files.write_all(three, b"0123456789")
    assert b"0123456789" == taken
    with pytest.raises(OSError, match="space"):
        files.write_all(lambda _: 0, b"1")


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_killed_while_many_decisions_are_written_all_or_none_are_there(tmp_path):
    """While it appends a program can be killed between two pages of memory: half a line was left, and read as a whole one."""
    code = (
        "import sys\nfrom litreview.judgements.decisions import append\nfrom litreview.core.model import Decision\n"
        "one = Decision(when='2026-01-02T00:00:00Z', by='ann', verb='tag', key='k', value='c', reason='x' * 100)\n"
        "append(sys.argv[1], *[one] * 3000)"
    )
    for _ in range(3):
        append(tmp_path, Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="k", value="c"))
        old = (tmp_path / "decisions/ann.tsv").read_bytes()
        running = subprocess.Popen([sys.executable, "-P", "-c", code, tmp_path])
        while not left(tmp_path) and running.poll() is None:
            pass
        running.kill()
        running.wait()
        new = (tmp_path / "decisions/ann.tsv").read_bytes()
        assert new.startswith(old)
        assert new[len(old) :].count(b"\n") in (0, 3000)
        assert new.endswith(b"\n")
    append(tmp_path, Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="k", value="c"))
    assert [] == left(tmp_path)


def test_a_file_of_decisions_that_is_a_link_stays_one(tmp_path):
    (tmp_path / "decisions").mkdir()
    first = append(tmp_path, Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key="k", value="c"))
    first.rename(tmp_path / "shared.tsv").chmod(0o640)
    first.symlink_to(tmp_path / "shared.tsv")
    append(tmp_path, Decision(when="2026-01-01T00:00:01Z", by="ann", verb="tag", key="k", value="d"))
    assert (tmp_path / "decisions/ann.tsv").is_symlink()
    assert ["c", "d"] == [one.value for one in read_decisions(tmp_path)[0]]
    assert 0o640 == (tmp_path / "shared.tsv").stat().st_mode & 0o777


# two at once

APPEND = """
import sys
from litreview.judgements.decisions import append, utc_now
from litreview.core.model import Decision
for n in range(40):
    append(sys.argv[1], Decision(when=utc_now(), by="ann", verb="tag", key=f"{sys.argv[2]}-{n}", value="x" * 300))
"""


def test_two_programs_at_once_lose_no_line_and_name_the_columns_once(tmp_path):
    both = [subprocess.Popen([sys.executable, "-P", "-c", APPEND, tmp_path, who]) for who in ("a", "b")]
    assert [0, 0] == [each.wait() for each in both]
    text = (tmp_path / "decisions/ann.tsv").read_text()
    found, problems = parse(text)
    assert (80, ()) == (len(found), problems)
    assert 1 == text.count("when\t")


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no locks of this kind")
def test_a_temporary_file_that_somebody_writes_is_left_and_one_of_the_dead_is_removed(tmp_path):
    held, name = files._locked_temporary(tmp_path)
    (tmp_path / ".litreview-dead.tmp").write_bytes(b"half")
    (tmp_path / ".litreview-hashes.json").write_bytes(b"{}")
    files.write_text(tmp_path / "a.txt", "a")
    assert {Path(name).name, ".litreview-hashes.json", "a.txt"} == names(tmp_path)
    os.close(held)
    files.write_text(tmp_path / "a.txt", "b")
    assert {".litreview-hashes.json", "a.txt"} == names(tmp_path)


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    if not Path(os.devnull).is_char_device():
        pytest.skip("this system has no devices in folders")
    (tmp_path / "nothing").symlink_to(os.devnull)
    files.write_bytes(tmp_path / "nothing", b"a")
    assert (tmp_path / "nothing").is_symlink()


# a wrong clock


def test_a_decision_dated_in_the_future_does_not_void_what_is_said_later(review):
    append(
        review,
        Decision(when="2062-01-01T00:00:00Z", by="ann", verb="tag", key="Farrell2010Where", value="protect"),
    )
    opened = open_review(review)
    assert ["LR044"] == [p.code for p in opened.problems if p.code == "LR044"]
    _, told = decide(review, "not-tag", "Farrell2010Where", "protect", by="ann")
    assert "2062-01-01T00:00:00Z, in the future" in told
    assert "2062-01-01T00:00:01Z" == read_decisions(review)[0][-1].when
    assert ["not-tag"] == [d.verb for d in open_review(review).decisions]
    decide(review, "clear", "Farrell2010Where", by="ann")
    assert () == open_review(review).decisions
    # nobody else is warned
    assert "in the future" not in decide(review, "tag", "Farrell2010Where", "protect", by="ben")[1]


def test_no_decision_is_dated_before_the_latest_of_its_person(review):
    for value in ("protect", "prosecute", "prevent"):
        decide(review, "tag", "Farrell2010Where", value, by="ann")
    times = [d.when for d in read_decisions(review)[0]]
    assert sorted(set(times)) == times
    assert not in_future(times[-1])


def test_after_the_end_of_time_nothing_can_be_said(review):
    append(
        review,
        Decision(when="9999-12-31T23:59:59Z", by="ann", verb="tag", key="Farrell2010Where", value="protect"),
    )
    with pytest.raises(OutputError, match="mend its date"):
        decide(review, "clear", "Farrell2010Where", by="ann")


def test_a_day_that_is_none_is_told():
    row = "2026-02-30T00:00:00Z\tann\ttag\tk\tprotect\n"
    assert ["LR040"] == [p.code for p in parse(row)[1]]


# kills at random moments; benchmarks/kills.py has a hundred


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_killed_at_any_moment_the_old_or_the_new_is_there_and_the_next_run_is_right(review):
    write_out(open_review(review))
    old = {name: (review / "out" / one.path).read_bytes() for name, one in OUTPUTS.items()}
    add_entry(review)
    random_ = random.Random(12)
    for _ in range(3):
        running = subprocess.Popen(
            [sys.executable, "-P", "-m", "litreview", "run", str(review)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        hashes = (review / "out/.litreview-hashes.json").stat().st_mtime_ns
        until = time.monotonic() + 30
        # the moments that matter are those of writing
        while (
            (review / "out/.litreview-hashes.json").stat().st_mtime_ns == hashes
            and time.monotonic() < until
            and running.poll() is None
        ):
            time.sleep(0.0005)
        time.sleep(random_.uniform(0, 0.02))
        running.send_signal(signal.SIGKILL)
        running.wait()
    between = {name: (review / "out" / one.path).read_bytes() for name, one in OUTPUTS.items()}
    written = write_out(open_review(review))
    assert [] == [p for p in written.problems if p.code not in ("LR406", "LR412")]
    new = {name: (review / "out" / one.path).read_bytes() for name, one in OUTPUTS.items()}
    assert all(between[name] in (old[name], new[name]) for name in OUTPUTS)
    assert "New2020" in new["library.bib"].decode()
    assert [] == left(review)


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_a_folder_for_other_programs_does_not_stay_after_a_kill(tmp_path, monkeypatch):
    """It may hold what is confidential."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom litreview.core.processes import scratch_folder\n"
        "with scratch_folder() as folder:\n    Path(folder, 'items.json').write_text('x')\n    time.sleep(60)\n"
    )
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    running = subprocess.Popen([sys.executable, "-P", "-c", code])
    while not [*tmp_path.rglob("items.json")]:
        time.sleep(0.01)
    with scratch_folder() as mine:
        assert 2 == len(names(tmp_path))  # what is in use is left alone
    running.kill()
    running.wait()
    assert 1 == len(names(tmp_path))
    with scratch_folder() as mine:
        assert {Path(mine).name} == names(tmp_path)
    assert set() == names(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", None)
