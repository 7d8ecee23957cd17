"""What commands share: what is refused, what is written where, and how much of many Problems is printed."""

import os
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from litreview.cli import (
    common,
    decisions as deciding,
    deduplication as merging,
    main,
    path_options as places,
    prompts,
    records,
)
from litreview.cli.documents import _refuse_of_one_document
from litreview.core.errors import OutputError, UsageError
from litreview.core.model import Problem, Record, RecordId, Source, Where
from litreview.judgements.codebook import Code, EvidenceField, load_codebook
from litreview.review import Settings
from litreview.review.coder_disputes import Dispute
from litreview.review.questions import (
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    disputes,
    screening,
    stance,
    tags,
)


def problem(code="LR045", level="warning", **more):
    return Problem(
        **{"where": Where(file="a.bib", line=1), "code": code, "level": level, "message": "m"} | more
    )


def of(folder=None, *, confidential=False, judges=(), files=(), inputs=()):
    return SimpleNamespace(
        folder=folder and Path(folder),
        include_confidential=confidential,
        settings=Settings(adjudicators=judges),
        library=SimpleNamespace(files=files),
        inputs=SimpleNamespace(reveal=lambda: inputs),
    )


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Problems


@pytest.mark.parametrize(
    ("number", "more", "shown", "rest"),
    [
        (2, {}, 2, ""),
        (3, {}, 2, "  … and 1 more LR045 warnings (`litreview check --all` shows them)\n"),
        (6, {"all_": True}, 6, ""),
        (4, {"rest": "ask"}, 2, "  … and 2 more LR045 warnings (ask)\n"),
    ],
)
def test_of_each_kind_two_problems_are_printed(capsys, number, more, shown, rest):
    common.print_problems([problem()] * number, **more)
    told = capsys.readouterr()
    assert shown == told.err.count("a.bib:1: LR045 warning: m\n")
    assert told.err.endswith(rest)
    assert bool(rest) == ("… and" in told.err)
    assert "" == told.out


@pytest.mark.parametrize(("more", "shown"), [({}, 0), ({"info": True}, 1), ({"all_": True}, 1)])
def test_what_is_for_information_is_printed_if_asked_for(capsys, more, shown):
    common.print_problems([problem(level="info"), problem()], err=False, **more)
    told = capsys.readouterr().out
    assert (shown, 1) == (told.count(" info: "), told.count(" warning: "))


def test_with_what_is_confidential_only_numbers_are_printed(capsys):
    common.print_problems([problem(), problem(), problem("LR001", "error")], of(confidential=True))
    told = capsys.readouterr().err
    assert "2 LR045 warnings (not shown" in told
    assert "1 LR001 error (not shown" in told
    assert "a.bib" not in told


@pytest.mark.parametrize(
    ("number", "review", "shown", "ends"),
    [
        (1, of("rev", judges=("judge",)), 1, ": m\n"),
        (
            2,
            of("rev", judges=("judge", "b")),
            2,
            "one by one: `litreview decide --ask disputes --by judge -C rev`\n",
        ),
        (2, of(".", judges=("judge",)), 2, "--by judge`\n"),
        (2, of("rev"), 2, ": m\n"),
        (2, of(judges=("judge",)), 2, ": m\n"),
        (3, of("rev"), 2, "  … and 1 more that people dispute (`litreview check --all` shows them)\n"),
        (2, of("rev", confidential=True, judges=("judge",)), 0, ""),
    ],
)
def test_disputes_are_printed_with_what_settles_them(capsys, here, number, review, shown, ends):
    common.print_disputes([problem("LR044"), *[problem()] * number], review)
    told = capsys.readouterr().err
    assert (shown, 0) == (told.count("LR045"), told.count("LR044"))
    assert told.endswith(ends)


@pytest.mark.parametrize(
    ("folder", "message", "told"),
    [
        ("rev", "say `litreview decide tag k p`", "`litreview decide tag k p -C rev`"),
        (".", "say `litreview decide tag k p`", "`litreview decide tag k p`"),
        ("rev", "say `litreview decide tag k p -C x`", "`litreview decide tag k p -C x`"),
        ("rev", "say `litreview run`", "`litreview run`"),
    ],
)
def test_a_command_to_copy_names_the_review(here, folder, message, told):
    assert told in common.problem_formatter(of(folder))(problem(message=message))


def test_a_file_is_called_as_it_lies_from_here(here):
    (here / "rev/bib").mkdir(parents=True)
    (here / "rev/bib/a.bib").write_text("")
    assert ["rev/bib/a.bib", "bib/gone.bib"] == [
        *map(common.path_formatter(of("rev")), ("bib/a.bib", "bib/gone.bib"))
    ]
    alone = of(files=("bib/a.bib",), inputs=(here / "other/b.bib", here / "rev/bib/a.bib"))
    assert str(here / "rev/bib/a.bib") == common.path_formatter(alone)("bib/a.bib")
    assert "x.bib" == common.path_formatter(None)("x.bib")


@pytest.mark.parametrize(("levels", "code"), [((), 0), (("warning", "info"), 0), (("info", "error"), 1)])
def test_an_error_alone_ends_with_1(levels, code):
    @click.command()
    def command():
        common.finish([problem(level=level) for level in levels])

    assert code == CliRunner().invoke(command, []).exit_code


@pytest.mark.parametrize(
    ("output", "paths", "folder", "told"),
    [
        ("rev/bib/x.bib", ["rev"], "rev", "x.bib lies in rev/bib, where"),
        ("rev/private/x.bib", ["rev"], "rev", "lies in rev/private"),
        ("rev/private/out/x.bib", ["rev"], "rev", ""),
        ("rev/out/x.bib", ["rev"], "rev", ""),
        ("exports/x.bib", ["exports"], None, "lies in exports"),
        ("other/x.bib", ["a.bib", "-", "exports"], None, ""),
        ("-", ["exports"], None, ""),
    ],
)
def test_an_output_that_the_next_run_would_read_is_told_of(capsys, here, output, paths, folder, told):
    for name in ("rev/bib", "rev/private", "exports"):
        (here / name).mkdir(parents=True)
    common.warn_if_input(output, paths, of(folder))
    said = capsys.readouterr().err
    assert told in said
    assert bool(told) == bool(said)


# outputs


@pytest.fixture
def emitted(here):
    def run(output, data, inputs=(), **meta):
        context = click.Context(click.Command("x"))
        context.meta.update({f"litreview.{name}": value for name, value in meta.items()})
        with context:
            places.emit(output, data, inputs)
        return (here / output).read_bytes()

    return run


@pytest.mark.parametrize(
    "data", [b"a,b\n1,2\n", "a,b\n1,2\n", ["a,b\n1,", "2\n"]], ids=["bytes", "text", "pieces"]
)
@pytest.mark.parametrize(
    "meta", [{}, {"stamp": "Invented"}, {"excel": True}, {"stamp": "Invented", "excel": True}], ids=str
)
def test_a_table_is_written_whole_with_its_stamp_and_its_mark(emitted, data, meta):
    written = emitted("t.csv", iter(data) if isinstance(data, list) else data, **meta)
    assert bool(meta.get("excel")) == written.startswith(b"\xef\xbb\xbf")
    assert ("stamp" in meta) == (b"Invented" in written)
    assert [True, True] == [part in written for part in (b"a,b", b"1,2")]


def test_what_has_no_place_for_a_stamp_is_written_as_it_is(emitted):
    assert b"x" == emitted("t.txt", b"x", stamp="Invented")
    assert b"\\udc80\n" == emitted("t.txt", "\udc80\n")
    assert b"\\udc80\n" == emitted("t.txt", iter(["\udc80\n"]))


@pytest.mark.parametrize("data", [b"x", iter(["x"])], ids=["bytes", "pieces"])
def test_an_input_is_not_written_over(emitted, here, data):
    (here / "a.bib").write_text("mine")
    with pytest.raises(OutputError):
        emitted("a.bib", data, [here / "a.bib"])
    assert "mine" == (here / "a.bib").read_text()


# what has to be said first


@pytest.mark.parametrize(
    ("outputs", "by", "review", "why"),
    [
        (("o",), None, True, "--review needs --by"),
        (("o",), "ann", False, "nothing is asked without --review"),
        ((None, ""), None, False, "nothing to write"),
        ((), "ann", True, ""),
        ((None, "o"), None, False, ""),
    ],
)
def test_there_must_be_something_to_do(outputs, by, review, why):
    if not why:
        prompts.check_options(outputs, by, review=review)
        return
    with pytest.raises(UsageError, match=why):
        prompts.check_options(outputs, by, review=review)


@pytest.mark.parametrize(
    ("paths", "outputs", "refused", "why"),
    [
        (["a.bib"], {"output": "o.bib"}, {}, ""),
        (["a.bib"], {"output": None, "queue": "q.csv"}, {"--by": None}, ""),
        (["a.bib"], {"output": None}, {}, "name a file with -o"),
        (
            ["a.bib"],
            {"output": "o.bib"},
            {"--by": "", "--report": "r"},
            "--report needs all records in memory",
        ),
        (["-"], {"output": "o.bib"}, {}, "not standard input"),
        (["a.bib"], {"output": "-"}, {}, "not standard input"),
        (["a.bib", "rev"], {"output": "o.bib"}, {}, "rev is a review"),
    ],
)
def test_what_working_files_can_not_do_is_named(here, paths, outputs, refused, why):
    (here / "rev").mkdir()
    (here / "rev/litreview.toml").write_text("")
    with click.Context(click.Command("x")) as context:
        told = merging._refusal(paths, outputs, refused)
        assert why in told
        assert bool(why) == bool(told)
        context.meta[places.EXCEL] = True
        assert bool(merging._refusal(["a.bib"], {"output": "o.bib"}, {}))


@pytest.mark.parametrize(
    ("size", "memory", "there", "expected", "note"),
    [
        (300_000_000, 1 << 40, True, True, "0.3 GB of files: done in working files"),
        (299_999_999, 1 << 40, True, False, ""),
        (1_000_000, 14_000_000, True, True, "0.0 GB of files: done"),
        (999_999, 14_000_000, True, False, ""),
        (999_999, 14_000_000, False, False, ""),
        (300_000_000, 1 << 40, False, False, ""),
    ],
)
def test_working_files_are_taken_from_a_size_on(
    here, capsys, monkeypatch, size, memory, there, expected, note
):
    (here / "a.bib").write_text("")
    os.truncate(here / "a.bib", size)
    monkeypatch.setattr(os, "sysconf", lambda name: {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": memory}[name])
    monkeypatch.setattr(merging, "find_spec", lambda name: there or name != "pyarrow" or None)
    with click.Context(click.Command("x")):
        assert expected == bool(merging.is_too_large(["a.bib"], {"output": "o.bib"}, {}))
    told = capsys.readouterr().err
    assert note in told
    assert bool(note) == bool(told)


def test_what_neither_memory_nor_working_files_can_do_says_how_much_is_possible_and_what_to_install(
    here, monkeypatch
):
    (here / "a.bib").write_text("@book{a, title = {One two three}}")
    os.truncate(here / "a.bib", 2_000_000_000)
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 14_000_000_000}
    monkeypatch.setattr(os, "sysconf", lambda name: memory[name])
    monkeypatch.setattr(merging, "find_spec", lambda _: None)
    done = CliRunner().invoke(main, ["dedupe", "a.bib", "-o", "o.bib"])
    assert (2, False) == (done.exit_code, (here / "o.bib").exists())
    for words in (
        "2.0 GB of files",
        "room for 1.0 GB",
        "--no-large",
        "pip install duckdb pyarrow",
    ):
        assert words in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--sample", "3", "tag", "k", "p"], "--sample draws works to screen"),
        (["--sample", "3", "--ask", "disputes"], "--sample draws works to screen"),
        (["--ask", "disputes", "tag"], "stands alone"),
        (["--ask", "disputes", "--reason", "r"], "stands alone"),
        (["--ask", "disputes", "--where", "r"], "stands alone"),
        (["--from", "a.xlsx", "--was", "r"], "stands alone"),
        (["--from", "a.xlsx", "--ask", "disputes"], "stands alone"),
        (["--from", "gone.xlsx"], "gone.xlsx"),
        ([], "say VERB and KEY"),
        (["tag"], "say VERB and KEY"),
        (["tag", "k", "protect"], "is no review"),
        (["--ask", "duplicates"], "is no review"),
    ],
)  # fmt: skip
def test_a_decision_is_said_in_one_way(here, words, why):
    done = CliRunner().invoke(main, ["decide", *words, "--by", "ann"])
    assert 2 == done.exit_code
    assert why in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["check"], "name PATHS to check"),
        (["check", "--release", "a", "b"], "--release takes one folder"),
        (["check", "--release", "a", "--include-confidential"], "--release takes one folder"),
        (["check", "--release", "a", "--sarif", "x"], "--release writes no SARIF"),
        (["check", "a.bib", "--include-confidential"], "nothing is printed; write to a file"),
        (["dedupe", "a.bib", "-o", "o.bib", "--work", "w"], "--work is the folder of --large"),
        (["tag", "a.bib", "-o", "o.bib", "--stance"], "--stance asks in the terminal"),
        (["verify", "a.bib", "--offline", "--provider", "crossref"], "--offline asks nobody"),
        (["verify", "a.bib", "--offline", "--by-title"], "--offline asks nobody"),
        (["verify", "a.bib", "--offline", "--dry-run"], "--offline asks nobody"),
        (["verify", "a.bib", "--by-title"], "--by-title sends titles"),
        (["convert", "-", "a.bib", "-o", "o.bib"], "stands alone"),
        (["references", "-", "a.txt", "-o", "o.bib"], "stands alone"),
        (["graph", "a.bib", "-o", "o.xyz"], "the ending says the format"),
        (["graph", "a.bib", "-o", "o.svg", "--net", "authors"], "write .graphml or .txt"),
        (["graph", "a.bib", "-o", "o.html", "--net", "findings"], "write .graphml, .dot or .csv"),
        (["graph", "a.bib", "-o", "o.html", "--net", "historiograph"], "write .svg, .graphml or .csv"),
        (["evidence-map", "a.bib", "-o", "o.txt"], "the ending says the format"),
        (["sheet", "tags", "a.bib", "-o", "o.csv"], "name it .xlsx"),
        (["codebook", "show", "-o", "o.txt"], "a codebook is written as .qdc"),
        (["annotate", "a.bib", "-o", "here/"], "`--each` writes a file for each source"),
        (["annotate", "a.bib", "-o", "a.md", "--code", "protekt"], "no code 'protekt'"),
        (["completion", "ksh"], "ksh"),
        (["help", "exit-cods"], "exit-codes"),
        (["help", "codebook", "chek"], "no topic or command 'codebook chek'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_wrong_usage(here, words, why):
    (here / "a.bib").write_text("@misc{k, title = {T}}\n")
    done = CliRunner().invoke(main, words)
    assert 2 == done.exit_code, done.output
    assert why in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("output", "each", "words", "why"),
    [
        ("vault", True, [], ""),
        ("vault.v1", True, [], ""),
        ("-", True, [], "name a folder"),
        ("a.md", True, [], "name a folder"),
        ("a.PDF", True, [], "name a folder"),
        ("a.json", False, [], ""),
        ("vault", True, ["--repeat"], "--repeat is for one document, and --each writes a file"),
        (
            "a.json",
            False,
            ["--group-by", "goal"],
            "--group-by is for one document, and a.json is a list of works",
        ),
        ("a.json", False, ["--reference", "x.docx"], "--reference is for one document"),
    ],
)
def test_options_of_one_document(output, each, words, why):
    @click.command()
    @click.option("--group-by", default="goal")
    @click.option("--repeat", is_flag=True)
    @click.option("--reference", default="")
    def command(**_):
        for name in ("order", "title", "author", "institution", "course", "date"):
            click.get_current_context().set_parameter_source(name, click.core.ParameterSource.DEFAULT)
        _refuse_of_one_document(output, each=each)

    error = CliRunner().invoke(command, words).exception
    assert why in str(error or "")
    assert bool(why) == isinstance(error, UsageError)


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ((), "1 record in 2 files: no problems\n"),
        (("error",), "1 record in 2 files: 1 error\n"),
        (("error", "error", "warning", "info", "info"), "1 record in 2 files: 2 errors, 1 warning, 2 info\n"),
    ],
)
def test_a_check_ends_with_how_much_it_found(capsys, levels, told):
    class Library(list):
        files = ("a", "b")

        def confidential_summary(self):
            return ""

    review = SimpleNamespace(library=Library([1]))
    records._print_summary(review, [problem("LR012", level) for level in levels], err=False)
    said = capsys.readouterr().out
    assert said.endswith(told)
    assert bool(levels) == ("--explain CODE" in said)
    assert len(set(levels)) == said.count("LR012")


def test_a_workbook_with_an_answer_is_not_written_over(here):
    deciding._refuse_if_answered("-")
    deciding._refuse_if_answered("gone.xlsx")
    (here / "a.xlsx").write_bytes(b"no workbook")
    with pytest.raises(OutputError, match="is no sheet of ours"):
        deciding._refuse_if_answered("a.xlsx")


# what is asked in the terminal


class Printed(list):
    """Keeps what is printed."""

    def print(self, text="", **_):
        self.append(str(text))

    @property
    def text(self):
        return "\n".join(self)


def source(key="k", **more):
    return Source(key=key, type="article", records=(), **{"fields": {"title": f"Title {key}"}} | more)


def test_what_one_key_does_not_answer_is_passed_over_and_what_follows_is_asked():
    code = Code(id="protect", group="goal", label="Protect")
    fields = (
        EvidenceField(id="words", label="Words", by_code=True),
        EvidenceField(id="effect", label="Effect", by_code=True, values=("large",), definition="how large"),
        EvidenceField(id="design", label="Design", values=("survey", "XX"), definition="how made"),
    )
    asked = [stance.Goal(source=source(), code=code, fields=fields)]
    seen = QuestionView(heading="", prompt="", parts=stance.parts_of(asked, {}), suggested="no")
    question = Question(about="k", works=(), group="k", shows=lambda _: seen)
    steps = walk(None, stance.TOPIC, question).steps
    assert ["protect: what did it find?", "protect: Effect?", "Design?"] == [
        step.part.prompt.partition("\n")[0] for step in steps
    ]
    assert ["how large"] == [steps[1].part.help]
    assert steps[2].part.help.startswith("how made\nFor several values")
    assert "Design?\n  1 survey\n " == steps[2].part.prompt


def walk(session, topic, question, out=()):
    return prompts.Walk(session, topic, [question], None, out)


@pytest.mark.parametrize(("blind", "prompt"), [(False, "protect? (no words suggest it)"), (True, "protect?")])
def test_a_code_is_asked_with_why_it_is_suggested_unless_people_code_apart(blind, prompt):
    code = Code(id="protect", group="goal", label="Protect", definition="of victims", counts=("a",))
    part = tags._part(source(), code, None, "", blind=blind)
    assert (prompt, "Protect: of victims\n  counts: a") == (part.prompt, part.help)


@pytest.mark.parametrize(
    ("stage", "reasons", "likely", "help_", "suggestion"),
    [
        ("abstract", ("r",), None, True, ""),
        ("fulltext", (), None, True, ""),
        (
            "fulltext",
            ("r",),
            SimpleNamespace(words="likely in"),
            False,
            "likely in, learned from the screening so far",
        ),
    ],
)
def test_a_stage_is_asked_with_what_was_learned(stage, reasons, likely, help_, suggestion):
    settings = SimpleNamespace(reasons=reasons, question="", criteria=())
    session = Session(
        SimpleNamespace(settings=settings, text_matches=(), folder=None, codebook=load_codebook()), "ann"
    )
    session.sample = SimpleNamespace(note="sample 1")
    session.lessons = lambda _: SimpleNamespace(likely=lambda _: likely, words=lambda _: ())
    one = source()
    question = Question(
        about="", works=(one,), group="k", item=(one, stage), shows=lambda q: screening._show(session, q)
    )
    made = walk(session, screening.TOPIC, question)
    assert help_ == made.steps[0].part.help.endswith("`litreview decide exclude`.")
    assert (suggestion, "sample 1") == (made._suggestion(question), question.show().note)


def said(by, verb, value="protect", **more):
    from litreview.core.model import Decision

    return Decision(when="", by=by, verb=verb, key="k", value=value, **more)


def record(key):
    return Record(key=key, type="article", fields={"title": key}, id=RecordId(key), where=Where(file="a.bib"))


@pytest.mark.parametrize(
    ("topic", "works", "choices", "prompt", "name"),
    [
        ("tag protect", (source(),), ("yes", "no"), "  ann: yes\n  ben: no\nprotect?", "k"),
        ("set design", (source(),), ("a", "b"), "  ann: yes\n  ben: no\n  1 a, 2 b\nprotect?", "k"),
        (
            "pair z",
            (record("k"), record("z")),
            ("same",),
            "  ann: yes\n  ben: no\n  y same\nprotect?",
            "k pair z",
        ),
    ],
)
def test_a_dispute_is_asked_with_what_each_said(topic, works, choices, prompt, name):
    one = Dispute(
        key="k", topic=topic, question="protect?", meaning="", source=source(), works=works,
        said=(said("ann", "tag"), said("ben", "not-tag")), choices=choices,
    )  # fmt: skip
    question = dispute_question(one)
    (part,) = question.show().parts
    assert (prompt, name) == (part.prompt, question.group)
    assert part.help.startswith("Your answer settles the dispute")


def dispute_question(one):
    review = SimpleNamespace(
        settings=SimpleNamespace(adjudicators=("ann",)),
        codebook=load_codebook(),
        text_matches=(),
        folder=None,
    )
    session = Session(review, "ann")
    session.cached("disputes", lambda: [one])
    (question,) = disputes.TOPIC.find(session)
    return question


def test_of_a_dispute_on_what_is_confidential_the_code_is_shown():
    hidden = source("I07", confidential=True)
    one = Dispute(
        key="I07", topic="tag protect", question="q", meaning="of victims", source=hidden, works=(hidden,), said=(), choices=("yes", "no")
    )  # fmt: skip
    out = Printed()
    question = dispute_question(one)
    prompts.show_question(question, out)
    assert ("I07 (article, confidential)", "of victims") == (out.text, question.show().parts[0].help)


@pytest.mark.parametrize(
    ("topics", "begins"),
    [
        ("ab", "2 sources. Press one key"),
        ("aab", "2 sources, 3 questions. Press one key"),
        ("a", "1 source. Press one key"),
        ("", "nothing left"),
    ],
)
def test_how_much_will_be_asked_is_said_first(monkeypatch, topics, begins):
    from litreview.review import decision_writer as desks, questions as every

    out = Printed()
    review = SimpleNamespace(sources=(source("x", confidential=True),))
    desk = SimpleNamespace(review=review, path="d.tsv", warning="careful", by="ann")
    seen = QuestionView(
        heading="", prompt="", parts=(QuestionPart(choices={"y": SimpleNamespace(page=False)}),)
    )
    topic = QuestionTopic(
        name="letters",
        title="Letters",
        noun="source",
        find=lambda _: [Question(about=one, works=(), group=one, shows=lambda _: seen) for one in topics],
        owns=lambda _, __: False,
        rests=lambda _, __: {},
        nothing=lambda _: "nothing left",
    )
    monkeypatch.setattr(prompts.Walk, "run", lambda walk: f"{len(walk.steps)} steps")
    monkeypatch.setattr(prompts, "console", lambda: out)
    monkeypatch.setattr(desks, "DecisionWriter", lambda *_: desk)
    monkeypatch.setattr(every, "find_topic", lambda _: topic)
    done = prompts.ask_questions(review, "letters", "ann")
    assert out[0].startswith(begins)
    assert "1 confidential source is not shown" in out.text
    assert bool(topics) == ("careful" in out.text)
    assert (f"\n{len(topics)} steps" == out[-1]) if topics else ((0, 0) == (done.answered, done.left))


def test_in_json_a_problem_without_a_line_is_on_line_0():
    rows = common.problem_rows([problem(), problem(where=Where(file="a.bib"))])
    assert [1, 0] == [row["line"] for row in rows]
