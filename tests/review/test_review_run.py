"""The whole review: everything accounted for, the same bytes twice, nothing confidential anywhere."""

import csv
import dataclasses
import gc
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from planted.whole import whole

import litreview as lr
from litreview.cli import main
from litreview.review.outputs import writing as output
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.session import Review

ROOT = Path(__file__).parents[2]
DESIGNED = {
    "library.bib", "library.ris", "all.bib", "sources.csv", "excluded.csv", "records.csv", "values.csv", "queue.csv", "tags.csv", "citations.csv",
    "not-held.csv", "graph.graphml", "graph.html", "bibliography.html", "bibliography.docx", "evidence-map.html",
    "report.html", "problems.csv", "flow.json",
}  # fmt: skip
PLANTED = "Zzyzxa Planted-Name"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A copy of the example review and the corpus, with a made-up interview whose name must never be seen."""
    place = tmp_path_factory.mktemp("checkout")
    for name in ("bib", "examples"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("out"))
    folder = place / "examples/over-policing"
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private/zzyzxa-interview.bib").write_text(
        f"@misc{{Zzyzxa2019, author = {{{PLANTED}}}, title = {{Interview with {PLANTED} (made up)}}, year = 2019,\n"
        f"  abstract = {{Police raid and victim services, said {PLANTED}}}, note = {{{PLANTED}}}, doi = {{zzyzxa}}}}\n"
        f"@interview{{I77, author = {{{PLANTED}}}, year = {{zzyzxa}}, }} }}\n"
        f"@misc{{broken {PLANTED}, title = {{{PLANTED}\n",
        encoding="utf-8",
    )
    (folder / "notes/I77.md").write_text(f"{PLANTED} said so.\n")
    (folder / "notes/Zzyzxa2019.md").write_text(f"{PLANTED} said so.\n")
    (folder / "manuscript/planted.md").write_text(
        "# Told\n\nAs was said [@Zzyzxa2019; @I77; @Nowhere1999].\n"
    )
    (folder / "decisions/zed.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
        f"2026-01-01T00:00:00Z\tzed\ttag\tI77\tprotect\t{PLANTED}, p. 2\t{PLANTED} said so\t{PLANTED}\n"
        f"2026-01-01T00:00:01Z\tzed\ttag\tZzyzxa2019\tprotect\t\t\t{PLANTED}\n"
    )
    return folder


@pytest.fixture(scope="module")
def ran(example):
    result = CliRunner().invoke(main, ["run", str(example)])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def test_every_file_of_the_design_is_written(example, ran):
    assert DESIGNED <= {path.name for path in (example / "out").rglob("*.*")}
    assert all((example / "out" / OUTPUTS[name].path).stat().st_size for name in DESIGNED)


def test_records_in_are_records_accounted_for(example, ran):
    review = lr.open_review(example)
    rows = list(
        csv.DictReader(io.StringIO((example / "out/tables/records.csv").read_text(encoding="utf-8-sig")))
    )
    assert len(review.library.records) == len(rows)
    assert {record.id for record in review.library} == {row["record"] for row in rows}
    assert {source.key for source in review.sources} == {row["source"] for row in rows}


def test_the_library_opens_elsewhere(example, ran):
    import bibtexparser
    import pybtex.database

    text = (example / "out/library.bib").read_text(encoding="utf-8")
    review = lr.open_review(example)
    assert len(review.sources) == len(pybtex.database.parse_string(text, "bibtex").entries)
    parsed = bibtexparser.parse_string(text)
    assert not parsed.failed_blocks
    assert {source.key for source in review.sources} == set(parsed.entries_dict)


@pytest.mark.exhaustive
def test_a_second_run_gives_the_same_bytes(example, ran):
    def digests():
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (example / "out").rglob("*.*")}

    first = digests()
    # another process: another hash seed
    subprocess.run([sys.executable, "-m", "litreview", "run", str(example)], check=False, capture_output=True)
    assert first == digests()


def test_the_collector_waits_for_the_outputs_and_runs_again_whatever_happens(monkeypatch):
    running = []

    def fails(review):
        running.append(gc.isenabled())
        raise ValueError("made up")

    flow = dataclasses.replace(output.OUTPUTS["flow.json"], make=fails)
    monkeypatch.setattr(output, "OUTPUTS", {flow.name: flow})
    with pytest.raises(ValueError, match="made up"):
        output.make_outputs(Review(library=lr.Library()))
    assert running == [False]
    assert gc.isenabled()


@pytest.mark.exhaustive
def test_a_confidential_name_is_nowhere(example, ran):
    words = ("zzyzxa", "planted-name")
    assert not any(word in ran.lower() for word in words)
    for path in sorted((example / "out").rglob("*.*")):
        data = path.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"\n".join(archive.read(name) for name in archive.namelist())
        text = data.decode("utf-8", errors="replace").lower()
        assert not any(word in text for word in words), path.name
    review = lr.open_review(example)
    shown = whole(
        (review, review.library, review.sources, review.tags, review.links, review.problems, review.decisions)
    )
    assert not any(word in shown.lower() for word in words)
    for command in (["check", str(example), "--all"], ["check", str(example), "--json"]):
        assert not any(word in CliRunner().invoke(main, command).output.lower() for word in words)


def test_the_confidential_still_count(example, ran):
    review = lr.open_review(example)
    hidden = [source for source in review.sources if source.confidential]
    assert "I77" in {source.key for source in hidden}
    assert any(tag.source == "I77" and tag.code == "protect" and tag.method == "human" for tag in review.tags)
    assert "I77" in (example / "out/pages/bibliography.html").read_text(encoding="utf-8")
    whole = lr.open_review(example, include_confidential=True)
    assert any(PLANTED in person.display for source in whole.sources for person in source.authors)


@pytest.mark.exhaustive
def test_what_a_person_edited_is_kept(tmp_path):
    folder = tmp_path / "review"
    for words in (["init", str(folder)], ["run", str(folder)]):
        assert CliRunner().invoke(main, words).exit_code == 0
    edited = folder / "out/report.html"
    edited.write_text("<p>mine</p>")
    result = CliRunner().invoke(main, ["run", str(folder)])
    assert "<p>mine</p>" == edited.read_text()
    assert "out/report.html: LR601 warning: this file was edited by hand" in " ".join(result.output.split())


@pytest.mark.exhaustive
def test_five_lines_twice_in_a_row():
    for _ in range(2):
        library = lr.read(ROOT / "bib")
        found = lr.dedupe(library)
        tags = lr.tag(found.sources)
        frame = lr.to_frame(tags)
        graph = lr.build_graph(found.sources, lr.link(found.sources))
        assert {"source", "code"} <= set(frame.columns)
        assert len(found.sources) == graph.number_of_nodes()


def test_importing_and_help_load_nothing_heavy():
    code = (
        "import sys, click; from litreview.cli import main; import litreview\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'networkx', 'scipy', 'rich', 'bibtexparser', 'pypandoc', 'rapidfuzz', 'openpyxl',"
        " 'litreview.core.model'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "LOADED []" in out


def test_every_public_name_is_there():
    assert all(getattr(lr, name) is not None for name in lr.__all__)
    assert set(dir(lr)) <= {*lr.__all__, "network", "evidence", "text", "__all__", "__doc__", "__version__"}
    assert {"importlib", "TYPE_CHECKING"}.isdisjoint(dir(lr))
    # a person reads the list that a tab opens
    assert len([name for name in dir(lr) if not name.startswith("_")]) <= 35
    assert {*lr.network.__all__} == {*dir(lr.network)}


def test_a_path_in_place_of_records_and_a_list_in_place_of_paths_are_told():
    with pytest.raises(lr.LitreviewError, match=r"dedupe\(read\(paths\)\)"):
        lr.dedupe("bib")
    with pytest.raises(lr.LitreviewError, match=r"in a list: read\('a path'\)"):
        lr.read([ROOT / "bib"])


def test_the_manuscript_is_compared_with_the_sources(example, ran):
    with (example / "out/tables/manuscript.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = [row for row in rows if row["file"] == "manuscript/planted.md"]
    assert [("cited", "3", "Told"), ("cited", "3", "Told"), ("undefined", "3", "Told")] == [
        (row["status"], row["line"], row["section"]) for row in told
    ]
    assert told[0]["key"].startswith("confidential-")
    mine = [row for row in rows if row["file"] == "manuscript/review.md"]
    assert {"cited"} == {row["status"] for row in mine}
    assert ("Song2006Between", "What the summaries say / Protect") in {
        (r["source"], r["section"]) for r in mine
    }
    unused = {row["source"] for row in rows if row["status"] == "unused"}
    assert "Dank2015Locked" in unused
    assert unused.isdisjoint({row["source"] for row in mine})
    appendix = (example / "out/pages/appendix.html").read_text(encoding="utf-8")
    assert "Nowhere1999" in appendix


def test_a_reference_list_and_a_decision_on_a_reference(tmp_path):
    """Both works are made up."""
    folder = tmp_path / "review"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    (folder / "bib/example.bib").write_text(
        "@article{Roe2008, author={Roe, Ann}, title={A made up study of tests}, year=2008, journal={Tests}, doi={10.1000/roe}}\n"
        "@article{Poe2011, author={Poe, Bo}, title={Quite another made up study}, year=2011}\n"
    )
    (folder / "notes/Farrell2010Where.md").unlink()
    (folder / "references").mkdir()
    (folder / "references/Poe2011.txt").write_text(
        "Roe, A. (2008). A made up study of tests. Tests.\n\nOdd, C. Something.\n"
    )
    (folder / "references/Nobody.txt").write_text("Odd, C. Something.\n")
    review = lr.open_review(folder)
    assert [("Poe2011", "Roe2008")] == [(c.citing, c.cited) for c in review.links]
    assert ["LR300"] == [p.code for p in review.problems if p.code.startswith("LR3")]
    for text in ("ref:Roe, A. (2008). A made up study of tests. Tests.", "ref:10.1000/roe"):
        done = CliRunner().invoke(
            main,
            [
                "decide",
                "different",
                "Roe2008",
                text,
                "--by",
                "zed",
                "--reason",
                "a made up one",
                "-C",
                str(folder),
            ],
        )
        assert done.exit_code == 0, done.output
    again = lr.open_review(folder)
    assert again.links.citations == ()
    assert "LR042" not in {p.code for p in again.problems}


@pytest.mark.exhaustive
def test_a_list_and_a_manuscript_tell_nothing_of_a_confidential_source(tmp_path):
    """A reference list of an interview names who was asked; two interviews may share a key that a manuscript cites."""
    folder = tmp_path / "review"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    (folder / "private").mkdir()
    for name in ("a", "b"):
        (folder / f"private/{name}.bib").write_text(
            "@interview{Whisper, title = {Talk}}\n@interview{I07, title = {Talk}}\n"
        )
    for place, text in (
        ("references/I07.txt", "Whisper, W. (2020). Talk.\n"),
        ("manuscript/m.md", "As [@Whisper] says.\n"),
    ):
        (folder / place).parent.mkdir()
        (folder / place).write_text(text)
    result = CliRunner().invoke(main, ["run", str(folder)])
    assert "LR523" in result.output
    assert "Whisper" not in result.output
    assert [] == [
        path.name
        for path in (folder / "out").rglob("*")
        if path.is_file() and b"Whisper" in path.read_bytes()
    ]
