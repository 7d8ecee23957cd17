"""What goes to standard output, what to standard error, and what a command writes beside that: of one made-up review."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

import litreview.web
from litreview.cli import (
    deduplication as merging,
    documents,
    enrich as enriching,
    graph as linking,
    help as helping,
    main,
    prompts,
)
from litreview.core.errors import InputError, OutputError, UsageError
from litreview.core.model import Source
from litreview.judgements.codebook import load_codebook
from litreview.review.settings import Settings

WORKS = """\
@article{Doe2001Tides, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, journal = {Sea}, year = {2001}, references = {Roe, A., Frost by day, a made-up book (2010) Made Up; Nobody, N., Tides nobody holds (1999) Sea, 3, pp. 1-9; Else, E., Sands nobody holds (1999) Sea, 4, pp. 2-3}}
@article{Doe2001a, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, journal = {Sea}, year = {2001}}
@book{Roe2010Frost, title = {Frost by day, a made-up book}, author = {Roe, Ann}, publisher = {Made Up}, year = {2010}, annotation = {Found much.}}
@book{Poe1990Dust, title = {Dust in the made-up hills}, author = {Poe, Ann}, publisher = {Made Up}, year = {1990}, annote = {Found little.}}
"""
SEALED = "@misc{MsWhistle, title = {What Ms Whistle said}, confidential = {true}}\n"
DECISIONS = """\
when\tby\tverb\tkey\tvalue
2026-01-02T00:00:00Z\tann\ttag\tDoe2001Tides\tprotect
2026-01-02T00:00:00Z\tann\ttag\tRoe2010Frost\tprevent
2026-01-02T00:00:00Z\tann\ttag\tRoe2010Frost\tprosecute
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = tmp_path_factory.mktemp("streams")
    CliRunner().invoke(main, ["init", f"{made}/rev"])
    (made / "rev/bib/example.bib").write_text(WORKS)
    (made / "rev/notes/Farrell2010Where.md").unlink()
    (made / "rev/private").mkdir(exist_ok=True)
    (made / "rev/private/i.bib").write_text(SEALED)
    (made / "rev/decisions/ann.tsv").write_text(DECISIONS)
    (made / "rev/decisions/ben.tsv").write_text(
        DECISIONS.replace("\tann\t", "\tben\t").replace("\ttag\tRoe", "\tnot-tag\tRoe")
    )
    (made / "bib").mkdir()
    (made / "bib/a.bib").write_text(WORKS)
    return made


@pytest.fixture
def run(place, monkeypatch, tmp_path):
    monkeypatch.chdir(place)

    def call(*words, **more):
        done = CliRunner().invoke(main, [word.replace("OUT", str(tmp_path)) for word in words], **more)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return call


@pytest.mark.parametrize(
    ("words", "out", "err"),
    [
        (["graph", "bib", "-o", "OUT/g.graphml"], "", "3 sources, 1 citation between them, 0 uncertain citations, 2 cited works not in the library.\nWrote "),
        (["annotate", "bib", "-o", "OUT/v", "--each"], "", "Wrote 3 files to "),
        (["sheet", "tags", "rev", "-o", "OUT/s.xlsx"], "", "Wrote 3 rows to "),
        (["check", "bib", "-o", "OUT/p.txt"], "", " problems to "),
        (["codebook", "show", "-o", "OUT/c.qdc"], "", " of tvpa to "),
        (["check", "bib"], "4 records in 1 file: ", ""),
        (["agree", "rev"], "2 disagreements, 0 settled", ""),
        (["assess", "rev"], "3 sources, none screened yet", ""),
        (["codebook", "check", "tvpa"], "a sound codebook with ", ""),
        (["codebook", "suggest-terms", "rev"], "no words to propose", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_is_for_a_reader_goes_to_one_stream(run, words, out, err):
    done = run(*words)
    assert (True, True) == (out in done.stdout, err in done.stderr), done.output
    assert bool(out) == bool(done.stdout)
    assert bool(err) == bool(done.stderr) or "LR202 info" in done.stderr


@pytest.mark.parametrize(
    ("words", "begins", "err"),
    [
        (["convert", "bib", "-o", "-"], "@article{Doe2001Tides", "Wrote 4 records to -"),
        (["dedupe", "bib", "-o", "-"], "@article{Doe2001Tides", "1 duplicate merged"),
        (["dedupe", "bib", "--records", "-"], "file,line,record,source", "Wrote -."),
        (["dedupe", "bib", "--queue", "-"], "rank,score,record_a,record_b", "Wrote -."),
        (["dedupe", "bib", "--values", "-"], "source,field,value", "Wrote -."),
        (["tag", "bib", "--table", "-"], "source,code,method", "Wrote -."),
        (["graph", "bib", "-o", "-"], "<graphml", "Wrote -."),
        (["annotate", "bib", "-o", "-"], "# Annotated bibliography", "Wrote -"),
        (["evidence-map", "bib", "-o", "-"], "goal,", "Wrote -"),
        (["assess", "rev", "-o", "-"], "goal,stream,", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_data_is_alone_on_standard_output(run, words, begins, err):
    done = run(*words)
    assert done.stdout.removeprefix("\ufeff").startswith(begins), done.stdout[:100]
    assert (True, True) == (err in done.stderr, bool(err) == bool(done.stderr)), done.stderr
    assert err == "" or err not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["check", "rev"],
        ["assess", "rev"],
        ["agree", "rev"],
        ["screening", "rev"],
        ["codebook", "check", "tvpa", "--review", "rev"],
        ["codebook", "suggest-terms", "rev"],
        ["enrich", "rev", "--dry-run"],
        ["verify", "rev", "--dry-run"],
        ["diff", "rev", "rev"],
        ["run", "rev", "--check"],
    ],
    ids=" ".join,
)
def test_who_only_looks_writes_nothing_and_sees_nothing_confidential(run, place, words):
    kept = place / "rev/private/codes.tsv"
    kept.unlink(missing_ok=True)
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    done = run(*words)
    assert "Whistle" not in done.output
    after = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    # `verify` keeps the codes, by which its table names what is confidential
    written = {kept, place / "rev/private/.gitignore"} if words[0] == "verify" else set()
    assert {*before} - written == {*after} - written
    assert before == {path: after[path] for path in before}


def test_who_writes_keeps_the_codes_of_what_is_confidential(run, place):
    kept = place / "rev/private/codes.tsv"
    kept.unlink(missing_ok=True)
    run("tag", "rev", "--table", "OUT/t.csv")
    assert kept.is_file()


def test_a_check_shows_two_of_a_kind_and_with_all_every_one(run, place):
    (place / "many.bib").write_text(
        "".join(f"@book{{b{n}, title = {{T{n}}}, author = {{A}}, year = {{x{n}}}}}\n" for n in range(7))
    )
    some, every = run("check", "many.bib").stdout, run("check", "many.bib", "--all").stdout
    rows = [line for line in every.splitlines() if line.startswith("many.bib:")]
    code = max({row.split()[1] for row in rows}, key=lambda code: sum(code in row for row in rows))
    assert (2, 7) == (some.count(f": {code} "), every.count(f": {code} "))
    assert "… and 5 more" in some
    assert "… and" not in every


# codes


def test_why_a_source_has_its_tags_stands_under_its_key(run):
    told = run("tag", "rev", "--explain").stderr
    blocks = {block.partition(":")[0]: block for block in told.split("\n") if block and block[0] != " "}
    assert {"Doe2001Tides", "Roe2010Frost", "Poe1990Dust"} <= set(blocks)
    assert told.startswith(
        "Doe2001Tides: protect, because ann decided so\n  protect, because ben decided so\n"
    )
    # what the machine makes of a goal stands below the tags of its source
    assert "likely not prevent" in told.partition("Roe2010Frost:")[0]


def test_disputed_codes_are_counted_in_their_order(run):
    found = json.loads(run("tag", "rev", "--table", "OUT/t.csv", "--json").stdout)
    assert ["prevent", "prosecute"] == [*found["disputed"]]
    assert {"prevent": 1, "prosecute": 1} == found["disputed"]
    assert 2 == sum(one["code"] == "LR045" for one in found["problems"])
    assert 4 == found["sources"]
    # other groups have codes of their own, which are not counted here
    assert {"protect", "prosecute", "prevent"} <= {*found["tagged"]}
    assert {code.group for code in load_codebook() if code.id in found["tagged"]} == {"goal"}


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["tag", "rev", "--only", "all", "--table", "-"], {"Doe2001Tides", "Roe2010Frost"}),
    ],
)
def test_a_table_of_tags_has_the_tags_of_people(run, words, keys):
    rows = [line.split(",") for line in run(*words).stdout.splitlines()[1:]]
    assert keys == {row[0] for row in rows if row[2] == "human"}


@pytest.mark.parametrize("in_full", [(), ("--all",)])
def test_a_codebook_is_shown_by_group_with_its_fields(run, in_full):
    told = run("codebook", "show", *in_full).stdout
    assert told.startswith("tvpa, version ")
    groups = [line for line in told.splitlines()[1:] if line and not line.startswith((" ", "One code: "))]
    assert "goal" == groups[0]
    assert "evidence fields (litreview decide set KEY FIELD=VALUE)" == groups[-1]
    assert max(map(len, told.splitlines())) <= 80
    assert bool(in_full) == (len(told.splitlines()) > 24)


@pytest.mark.parametrize(("most", "code"), [("1", 0), ("0", 2)])
def test_of_words_to_propose_there_is_one_at_least(run, most, code):
    assert code == run("codebook", "suggest-terms", "rev", "--most", most).exit_code


@pytest.mark.parametrize(("recall", "code"), [("0.5", 0), ("0.999", 0), ("0.49", 2), ("1", 2)])
def test_which_recall_can_be_claimed(run, recall, code):
    assert code == run("screening", "rev", "--recall", recall).exit_code


# citations


@pytest.mark.parametrize(
    ("words", "begins", "lines"),
    [
        (["--citations", "OUT/c.csv"], "", 2),
        (["--not-held", "OUT/c.csv"], "", 3),
        (["--queue", "OUT/c.csv"], "", 1),
        (["--not-held", "OUT/c.bib"], "@", None),
    ],
)
def test_a_table_of_citations_has_a_line_for_each(run, tmp_path, words, begins, lines):
    run("graph", "bib", "-o", "OUT/g.csv", *words)
    text = Path(words[1].replace("OUT", str(tmp_path))).read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert lines in (None, len(text.splitlines()))
    assert begins == "" or 2 == text.count("\n@") + text.startswith("@")


def test_the_years_of_all_cited_works_are_counted_once_for_each_source():
    def reference(cited, year):
        return SimpleNamespace(citing="a", cited=cited, reference=SimpleNamespace(year=year))

    links = SimpleNamespace(
        # the same reference in two records of one source
        citations=[reference("b", 2010), reference("b", 2010)],
        queue=[reference("c", 2011)],
        not_held=[
            SimpleNamespace(references=[SimpleNamespace(year=1999)] * 3, cited_by=("a", "b")),
            SimpleNamespace(references=[SimpleNamespace(year=None)], cited_by=("a",)),
        ],
    )
    assert [2010, 2011, 1999, 1999, None] == [*linking._years(SimpleNamespace(links=links, sources=()))]


def test_of_the_sources_that_are_shown_only_the_citations_among_them_count(run):
    found = json.loads(run("graph", "bib", "-o", "OUT/g.csv", "--json").stdout)
    assert (3, 1, 2, 0) == tuple(found[name] for name in ("sources", "citations", "not_held", "queue"))
    assert "3 sources, none screened yet" == found["standing"]


# the bibliography


@pytest.mark.parametrize(
    ("notes", "fields", "kept"),
    [
        ({}, {}, False),
        ({"a": "x"}, {}, True),
        ({}, {"annotation": "x"}, True),
        ({}, {"annote": "x"}, True),
        ({"b": "x"}, {"note": "x"}, False),
    ],
)
def test_a_source_with_an_annotation_has_it_in_its_note_or_entry(notes, fields, kept):
    source = Source(key="a", type="book", fields=fields, records=())
    review = SimpleNamespace(chosen=(source,), notes=notes)
    assert (source,) * kept == documents._with_annotation(review)


@pytest.mark.parametrize(
    ("output", "stamp", "title"),
    [
        ("a.odt", "", "Bees"),
        ("a.odt", "Draft  of\nMay", "Bees (Draft of May)"),
        ("a.DOCX", "Draft", "Bees"),
        ("a.md", "Draft", "Bees (Draft)"),
        ("-", "Draft", "Bees (Draft)"),
    ],
)
def test_a_stamp_is_in_the_title_where_a_format_has_no_other_place(output, stamp, title):
    assert title == documents._stamped_title("Bees", output, SimpleNamespace(settings=Settings(stamp=stamp)))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["--only", "annotated"], ["Poe", "Roe"]),
        (["--code", "protect"], ["Doe"]),
    ],
)
def test_which_sources_are_in_the_bibliography(run, words, keys):
    text = run("annotate", "bib", "-o", "-", "--group-by", "none", *words).stdout
    assert keys == [name for name in ("Doe", "Poe", "Roe") if f"{name}, " in text]


# what is asked of registries


@pytest.mark.parametrize(
    ("folder", "output", "needed", "found"),
    [
        ("rev", None, True, "rev"),
        ("rev", "found", False, UsageError),
        (None, None, True, UsageError),
        (None, None, False, "."),
        (None, "found", True, "found"),
        (None, "a.bib", True, UsageError),
        (None, "bib/found", True, UsageError),
        (None, "bib", False, UsageError),
        (None, "bibliography", True, "bibliography"),
    ],
)
def test_where_what_is_found_goes(tmp_path, monkeypatch, folder, output, needed, found):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bib").mkdir()
    (tmp_path / "a.bib").write_text("")
    review = SimpleNamespace(folder=folder and Path(folder))
    if isinstance(found, str):
        assert Path(found) == enriching._enriched_folder(review, ["bib", "a.bib"], output, needed=needed)
    else:
        with pytest.raises(found):
            enriching._enriched_folder(review, ["bib", "a.bib"], output, needed=needed)


@pytest.mark.parametrize(
    ("year", "container", "sent"),
    [
        (None, "", ["Bees", "Doe"]),
        (2001, "", ["Bees", "Doe", "2001"]),
        (2001, "Sea", ["Bees", "Doe", "2001", "Sea"]),
    ],
)
def test_what_is_sent_of_a_title(year, container, sent):
    query = SimpleNamespace(value="Bees", authors=("Doe",), year=year, container=container)
    assert sent == enriching._sent_values(query)


@pytest.mark.parametrize(
    ("gone", "there", "any_", "told"),
    [
        (2, True, True, "took out 2 lines of enriched.tsv"),
        (1, True, True, "took out 1 line of"),
        (0, True, True, ""),
        (2, False, True, ""),
        (2, True, False, ""),
    ],
)
def test_what_was_said_of_the_confidential_is_taken_out(
    tmp_path, capsys, monkeypatch, gone, there, any_, told
):
    from litreview.review import enriched_files as registry_records

    if there:
        (tmp_path / "enriched.tsv").write_text("")
    monkeypatch.setattr(registry_records.EnrichedFiles, "forget", lambda *_: gone)
    enriching._forget_confidential(
        SimpleNamespace(names=SimpleNamespace(any=any_, hides=lambda _: True)), tmp_path
    )
    said = capsys.readouterr()
    assert (bool(told), True, "") == (bool(said.err), told in said.err, said.out)


# the window


@pytest.mark.parametrize(("words", "sample"), [([], 0), (["--sample", "1"], 1), (["--sample", "30"], 30)])
def test_the_window_says_its_address_and_how_it_ends(monkeypatch, words, sample):
    called = []

    def serve(folder, by, told, *, sample):
        called.append((folder, by, sample))
        told("http://127.0.0.1:8765/x")

    monkeypatch.setattr(litreview.web, "serve", serve)
    done = CliRunner().invoke(main, ["review", "rev", "--by", "ann", *words])
    assert [("rev", "ann", sample)] == called
    assert (
        "the window is open at http://127.0.0.1:8765/x\nCtrl-C ends it; every answer is on the disk when it is given\n"
        == done.stdout
    )


@pytest.mark.parametrize("words", [["--sample", "0"], []])
def test_a_window_is_of_a_person_and_a_sample_of_one_work_at_least(words):
    by = ["--by", "ann"] * bool(words)
    assert 2 == CliRunner().invoke(main, ["review", "rev", *by, *words]).exit_code


# a walk in the terminal


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0, 0, 0, 0), "0 answered, 0 skipped, 0 left"),
        ((2, 1, 0, 3), "2 answered, 1 skipped, 3 left"),
        ((2, 1, 1, 3), "2 answered, 1 skipped, 1 settled by other answers, 3 left"),
    ],
)
def test_how_a_walk_went(numbers, told):
    names = ("answered", "skipped", "idle", "left")
    assert told == str(prompts.WalkResult(**dict(zip(names, numbers, strict=True))))


@pytest.mark.parametrize(("piped", "keys"), [("y\n n", "ynq"), ("", "q"), (" \n\t", "q"), ("?", "?q")])
def test_keys_are_the_letters_that_are_piped_in(monkeypatch, piped, keys):
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    assert keys == "".join(prompts._read_key() for _ in keys)


def test_pairs_codes_and_screening_are_asked_and_counted(run, place):
    told = run("tag", "rev", "--review", "--by", "cat", input="q").stdout
    assert "3 sources, " in told
    assert "1 confidential source is not shown here" in told
    assert "0 answered, 0 skipped, " in told
    assert "0 pairs: none is left to judge." in run("dedupe", "rev", "--review", "--by", "cat").stdout
    told = run("decide", "--ask", "screening", "--by", "cat", "-C", "rev", input="sq").stdout
    assert "3 sources. Press one key for each" in told
    assert "0 answered, 1 skipped, 2 left" in told
    told = run("tag", "rev", "--review", "--stance", "--by", "ann", input="q").stdout
    assert "source 1 of " in told
    assert not (place / "rev/decisions/cat.tsv").exists()


# what a shell completes


@pytest.mark.parametrize(
    ("word", "values", "found"),
    [
        ("", ["a", "b", "a"], ["a", "b"]),
        ("a", ["ab", "b"], ["ab"]),
        ("", ["$(rm)", "a b", "-x", "a.b-c_d+e", ""], ["a.b-c_d+e"]),
        ("", [("a", "what  it\nmeans"), ("b", "")], ["a", "b"]),
    ],
)
def test_only_words_go_to_a_shell_each_once(word, values, found):
    items = helping._completion_items(lambda *_: values, "", click.Context(click.Command("x")), word)
    assert found == [one.value for one in items]
    assert [
        None if isinstance(v, str) or not v[1] else "what it means"
        for v in dict.fromkeys(values)
        if (v if isinstance(v, str) else v[0]) in found
    ] == [one.help for one in items]


@pytest.mark.parametrize(("word", "more"), [("tvp", False), ("apa-", True)])
def test_many_styles_are_offered_from_four_letters_on(word, more):
    assert more == (len([*helping._style_names(None, word)]) > 100)


@pytest.mark.parametrize(
    ("verb", "offered"),
    [
        ("include", ("abstract", "fulltext")),
        ("not-retrieved", ("abstract", "fulltext")),
        ("set", ()),
        (None, ()),
    ],
)
def test_what_stands_behind_a_key_is_said_by_the_verb(verb, offered):
    assert offered == tuple(helping._values(SimpleNamespace(params={"verb": verb}), ""))


# working files


@pytest.mark.parametrize(
    ("error", "kept", "begun", "there"),
    [
        (None, False, True, False),
        (None, True, True, True),
        (OutputError("o", "full"), False, True, True),
        (OutputError("o", "full"), False, False, False),
        (OutputError("o", "full"), True, False, True),
        (UsageError("no"), False, True, False),
        (UsageError("no"), True, True, True),
        (InputError("a", "broken"), False, True, False),
    ],
)
def test_a_folder_of_working_files_stays_where_it_is_worth_something(
    monkeypatch, tmp_path, error, kept, begun, there
):
    folder = tmp_path / "o.large"
    (folder / "1").mkdir(parents=True)
    if begun:
        (folder / "1/a.parquet").write_bytes(b"")
    removed = []
    monkeypatch.setattr(merging, "_remove", removed.append)
    with (
        contextlib.suppress(OutputError, UsageError, InputError),
        merging._work_folder(folder, kept=kept),
    ):
        if error:
            raise error
    assert [folder] * (not there) == removed


@pytest.mark.parametrize(
    ("path", "inside"), [("w/o.bib", True), ("w", True), ("wo.bib", False), ("w/../o.bib", False)]
)
def test_an_output_among_working_files_is_known(tmp_path, path, inside):
    assert inside == merging._lies_in(str(tmp_path / path), tmp_path / "w")


def test_ctrl_c_ends_with_130_and_no_traceback(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("a.bib").write_text(WORKS)
    command = main.get_command(None, "tag")

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "callback", interrupted)
    done = CliRunner().invoke(main, ["tag", "a.bib"])
    assert (130, "\nlitreview: interrupted\n") == (done.exit_code, done.stderr)


@pytest.mark.exhaustive
@pytest.mark.skipif(os.name != "posix", reason="locales of POSIX")
def test_a_closed_pipe_is_no_error_and_an_ascii_terminal_changes_no_byte_of_a_file(tmp_path):
    """What Windows' code pages and the C locale have in common: text is not UTF-8 unless a program says so."""
    long = "@misc{Long2000, title = {Long}, abstract = {" + "more than a pipe holds " * 9000 + "}}"
    (tmp_path / "ä.bib").write_text(WORKS.replace("Jane", "Zoë") + long, "utf-8")
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONWARNINGS": "error::EncodingWarning", "PYTHONWARNDEFAULTENCODING": "1"}  # fmt: skip
    words = [sys.executable, "-P", "-m", "litreview", "convert", "ä.bib", "-o"]
    written = []
    for env in (plain, dict(os.environ, PYTHONUTF8="1")):
        done = subprocess.run([*words, "out.bib"], cwd=tmp_path, env=env, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        written.append((tmp_path / "out.bib").read_bytes())
    assert written[0] == written[1]
    assert "Zoë".encode() in written[0]
    with subprocess.Popen(
        [*words, "-"], cwd=tmp_path, env=plain, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as piped:
        assert piped.stdout.readline()
        piped.stdout.close()
        assert not [word for word in (b"Traceback", b"Broken pipe", b"Error") if word in piped.stderr.read()]
