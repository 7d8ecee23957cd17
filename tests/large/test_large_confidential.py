"""What is sealed or withheld is shown by `dedupe --large` as `dedupe` shows it, and is in no working file. All records are made up."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest_large import files_from_memory, files_of

from litreview.cli import main
from litreview.core.errors import UsageError
from litreview.engine.large import dedupe_large as stage, deduplicated, part_reader
from litreview.formats import read
from litreview.stages.duplicates import dedupe

PLANTED = ("Quillfeather", "Tumbleweed", "Marrowby", "Brackenbury", "Fennimore", "Ottersway")
OPEN = "@article{{Doe{n}, title = {{Tides of harbor number {n}}}, author = {{Doe, Jane}}, year = 20{n:02}, journal = {{Tides}}, pages = {{{n}-9{n}}}}}\n"
INTERVIEW = "@interview{Quillfeather2020, title = {Quillfeather remembers}, author = {Quillfeather, Una}}\n"
CODED = "@misc{I07, entrysubtype = {interview}, title = {Tumbleweed remembers}, author = {Tumbleweed, Ada}}\n"
WITHHELD = "@misc{Again2019, title = {Marrowby remembers}, author = {Marrowby, Ines}, confidental = {true}}\n"
PERSONAL = "@article{Roe2001, title = {Dunes}, author = {Roe, Rick}, year = 2001, journal = {Dunes}, doi = {10.1234/dunes}, note = {Interview with Zoe Brackenbury}}\n"
BELOW = "@article{Fennimore2018, title = {Fennimore writes}, author = {Fennimore, Oda}, year = 2018}\n"
DAMAGED = "@misc{Ottersway2017, title = {Ottersway talks, confidential = {true}\n\n@book{Ottersway2016, title = {Ottersway writes}, year = 2016}\n"

FILES = {
    "a.bib": OPEN.format(n=11) + INTERVIEW + OPEN.format(n=12) + CODED + OPEN.format(n=12),
    "b.bib": WITHHELD + OPEN.format(n=11) + PERSONAL + "@misc{Again2019, title = {Another under its key}, year = }\n",
    "c.ris": "TY  - PCOMM\nTI  - A talk with Quillfeather\nAU  - Quillfeather, Una\nER  - \n\nTY  - BOOK\nTI  - Dunes of the north\nAU  - Roe, Rick\nPY  - 2001\nER  - \n",
    "d.bib": OPEN.format(n=13) + DAMAGED + OPEN.format(n=14),
    "e.csv": 'id,title,author,year,confidential\nx1,Quillfeather speaks,"Quillfeather, Una",2020,yes\nx2,Cranes,"Poe, Pia",2010,\n',
    "private/Quillfeather.bib": BELOW + CODED + BELOW.replace("18", "17").replace("2017,", "2017,\n"),
    "private ./Marrowby.bib": BELOW.replace("2018", "2016") + "@book{broken, title = {Fennimore\n",
    "private/Tumbleweed.xlsx": "PK",
    "register.bib": "@misc{I07, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}\n",
}  # fmt: skip
OUTPUTS = ("--queue", "q.csv", "--records", "r.csv", "--values", "v.csv")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(files):
    for name, text in files.items():
        path = Path("exports", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(*words):
    """Return what a run says, as its exit code, and what it wrote, beside what was there."""
    before = {path for path in Path().rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["dedupe", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    written = {
        path: path.read_bytes()
        for path in Path().rglob("*")
        if path.is_file() and path not in before and path.parts[0] != "work"
    }
    for path in written:
        path.unlink()
    return done.exit_code, done.output, written


def same(*words):
    """Run both ways, hold them against each other and against what is planted, and return what both give."""
    memory = run(*words, "--no-large")
    assert memory == run(*words, "--large", "--work", "work")
    assert_not_held("work")
    assert Path("work/merged").is_dir()
    return memory


def assert_not_held(folder, planted=PLANTED):
    """No file of a folder, read as bytes and as the table that it is, and no name of one has what is planted."""
    import pyarrow.parquet as pq

    found = [path for path in Path(folder).rglob("*") if path.is_file()]
    for path in found:
        text = repr(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else ""
        for word in planted:
            assert word not in text, (path, word)
            assert word.encode() not in path.read_bytes()
            assert word not in str(path)
    return found


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("ending", ["bib", "ris", "json", "csv"])
def test_sealed_and_withheld_records_are_as_in_memory(ending):
    put(FILES)
    code, said, written = same("exports", "-o", f"o.{ending}", *OUTPUTS)
    assert code in (0, 1)
    assert "confidential: " in said
    assert "records are sealed (" in said
    assert "withheld (" in said
    assert "LR082" in said
    for word in PLANTED:
        assert word not in said
        assert not [path for path, data in written.items() if word.encode() in data]
    assert b"I07" in written[Path(f"o.{ending}")]
    assert b"confidential-0" in written[Path(f"o.{ending}")]


def test_what_is_said_to_a_program_is_the_same():
    put(FILES)
    _, said, _ = same("exports", "-o", "o.bib", "--json")
    codes = {row["code"] for row in json.loads(said)["problems"]}
    assert {"LR082", "LR083", "LR004"} <= codes


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FILES)
def test_each_file_alone(name):
    put({name: FILES[name]})
    same(f"exports/{name}", "-o", "o.bib", *OUTPUTS)


def test_what_is_public_for_one_command_is_shown():
    put({"b.bib": FILES["b.bib"], "a.bib": FILES["a.bib"]})
    words = ("exports", "--public", "exports/b.bib", "--public", "exports/a.bib", "-o", "o.bib", *OUTPUTS)
    memory = run(*words, "--no-large")
    assert memory == run(*words, "--large", "--work", "work")
    shown = memory[2][Path("o.bib")]
    assert b"Marrowby remembers" in shown
    assert b"Zoe Brackenbury" in shown
    # what declares itself is sealed all the same
    assert b"Quillfeather" not in shown
    assert_not_held("work", ("Quillfeather", "Tumbleweed"))
    code, said, written = run("exports", "--public", "c.bib", "-o", "o.bib", "--large")
    assert (2, {}) == (code, written)
    assert run("exports", "--public", "c.bib", "-o", "o.bib", "--no-large")[:2] == (code, said)


@pytest.mark.exhaustive
def test_a_run_with_public_files_is_not_gone_on_from_without():
    put({"b.bib": FILES["b.bib"]})
    run("exports/b.bib", "--public", "exports/b.bib", "-o", "o.bib", "--large", "--work", "work")
    same("exports/b.bib", "-o", "o.bib", *OUTPUTS)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("ending", "public"), [("csv", False), ("bib", False), ("ris", False), ("bib", True)]
)
def test_a_file_that_would_be_parted_is_read_at_once(ending, public, monkeypatch):
    """What lies beside a mark is seen in the whole file alone: it is the same wherever its parts would end."""
    monkeypatch.setattr(stage, "PART_SIZE", 7_000)
    entries = [
        (f"k{n}", f"Title number {n} of harbors", f"Doe{n % 9}, Jane", str(2000 + n % 20)) for n in range(300)
    ]
    marked = ("Marrowby2019", "Marrowby remembers", "Marrowby, Ines", "2019")
    entries.insert(170, marked)
    texts = {
        "bib": "".join(
            f"@misc{{{key}, title = {{{title}}}, author = {{{author}}}, year = {{{year}}}{', confidental = {true}' if key == marked[0] else ''}}}\n"
            for key, title, author, year in entries
        ),
        "ris": "".join(
            f"TY  - {'ICOMM' if key == marked[0] else 'BOOK'}\nID  - {key}\nTI  - {title}\nAU  - {author}\nPY  - {year}\nER  - \n\n"
            for key, title, author, year in entries
        ),
        "csv": "id,title,author,year,confidential\n" + "".join(
            f'{key},{title},"{author}",{year},{"yes" if key == marked[0] else ""}\n' for key, title, author, year in entries
        ),
    }  # fmt: skip
    put({f"large.{ending}": texts[ending], "a.bib": FILES["a.bib"] + OPEN.format(n=31)})
    assert len(part_reader.parts_of(["exports"], size=7_000)) > 2
    words = ["exports", "-o", "o.bib", *OUTPUTS]
    if public:
        words += ["--public", f"exports/large.{ending}"]
        memory = run(*words, "--no-large")
        assert memory == run(*words, "--large", "--work", "work")
        assert b"Marrowby remembers" in memory[2][Path("o.bib")]
        return
    _, said, _ = same(*words)
    assert f"large.{ending}" in said
    # a mark is seen before anything is read, other words when it is
    again = "stored" if ending == "bib" else "stored_at_once"
    assert Path("work", again).is_dir()
    assert again == "stored" or not Path("work/stored").exists()
    # a run that is called again, or was ended behind the first reading, goes on from the second
    for name in ("merged", again):
        for path in Path("work", name).iterdir():
            path.unlink()
        Path("work", name).rmdir()
    same(*words)


@pytest.mark.exhaustive
def test_a_file_that_is_too_large_to_be_read_at_once_is_refused(monkeypatch):
    monkeypatch.setattr(stage, "PART_SIZE", 2_000)
    words = ("exports/large.bib", "-o", "o.bib", *OUTPUTS)
    monkeypatch.setattr(stage, "MACHINE", 10_000)
    for mark in (INTERVIEW, OPEN.format(n=9) + WITHHELD):
        put({"large.bib": "".join(OPEN.format(n=n) for n in range(10, 99)) + mark})
        code, said, written = run(*words, "--large", "--work", "work")
        assert (2, {}) == (code, written)
        assert "exports/large.bib: something in it is sealed or withheld" in said
        assert_not_held("work")


@pytest.mark.exhaustive
def test_a_run_that_is_killed_leaves_nothing_of_it(here):
    put(FILES)
    more = "".join(OPEN.format(n=n % 90 + 10).replace("Doe", f"Doe{n}x") for n in range(2_000))
    put({"z.bib": more + INTERVIEW, "y.bib": more + DAMAGED + more + WITHHELD})
    looked = 0
    for enough in (1, 8, 20):
        call = [
            sys.executable,
            "-m",
            "litreview",
            "dedupe",
            "exports",
            "--large",
            "--work",
            "work",
            "-o",
            "o.bib",
        ]
        child = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=here)
        until = time.monotonic() + 60
        while len(unfinished("work")) < enough and child.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        assert child.poll() is None, "it ended before it was killed"
        child.send_signal(signal.SIGKILL)
        child.wait()
        time.sleep(0.5)  # what works for it ends, too
        looked += len(unfinished("work"))
        for word in PLANTED:
            assert not [path for path in unfinished("work") if word.encode() in path.read_bytes()]
    assert looked
    few = more[: len(OPEN.format(n=10)) * 100]
    put({"z.bib": few + INTERVIEW, "y.bib": few + DAMAGED + few + WITHHELD})
    same("exports", "-o", "o.bib", *OUTPUTS)


def unfinished(folder):
    """The files of a folder whose files come and go."""
    return [Path(here, name) for here, _, names in os.walk(folder) for name in names]


def test_records_as_they_were_read_are_taken_and_opened_ones_refused(here):
    put(FILES)
    library = read("exports")
    with deduplicated(library.records, "work") as found:
        assert files_from_memory(dedupe(library)) == files_of(found, here / "out")
    assert_not_held("work")
    opened = read("exports", include_confidential=True)
    # as a record is that somebody marked by hand
    by_hand = replace(next(one for one in library if not one.confidential), confidential=True)
    hidden = [one for one in opened if one.hidden and not one.confidential]
    for number, some in enumerate((opened.records, hidden, [by_hand])):
        assert some
        refused = pytest.raises(UsageError, match="read with what is confidential")
        with refused, deduplicated(some, f"other{number}"):
            pass
        assert_not_held(f"other{number}")
