"""The sentences that commands print of a packet, a finding and full texts, and how many fit into a terminal. All are made up."""

from __future__ import annotations

import json
import tomllib
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner

from litreview.cli import documents, run_summary, tagging, terminal, texts
from litreview.cli.packet import _MOST, check_lines
from litreview.cli.stress import stress_lines
from litreview.cli.texts import _as_toml, _line, _pages, _passage_json, _sections, _without_text
from litreview.core.model import Decision, Problem, Where
from litreview.core.results.chains import FindingStress
from litreview.core.results.packets import PacketCheck, PacketDifference
from litreview.core.results.texts import TextPassage
from litreview.core.sealed import Sealed


def differences(count: int) -> tuple[PacketDifference, ...]:
    return tuple(PacketDifference(kind="bytes", what=f"{n}.csv", detail="differs") for n in range(count))


@pytest.mark.parametrize(
    ("found", "more", "line"),
    [
        ({}, {}, "Packet 0f"),
        ({"records": 1, "decisions": 2, "sealed": 3}, {}, "  holds 1 record, 2 decisions, 3 commitments"),
        ({"numbers": 1, "pages": 2}, {}, "  recomputed: 1 number, 2 files of out/"),
        ({"restored": 1, "tags_recomputed": 2}, {"with_exports": True}, "  held in full: 1 record; tags recomputed of 2 sources"),
        ({"quotes": 2}, {"with_texts": True}, "  looked up in your texts: 2 quotes"),
        ({"not_looked_up": ("1 quote of a",)}, {}, "  1 quote of a"),
        ({"sealed": 1}, {}, "  not checked: whether a commitment, to entry and transcript, is that of its source; an opened entry shows it of one (--opening)"),
        ({"sealed": 1, "private_absent": True}, {}, "  not checked: whether a commitment, to what bib/ says alone (private/ was missing), is that of its source; an opened entry shows it of one (--opening)"),
        ({"taken_over": {"abstracts": ("tags", "map")}}, {}, "  taken over without a check, because it rests on abstracts: tags, map"),
        ({"not_recomputed": ("a", "b")}, {}, "  published in another form, with what is not here: a, b"),
        ({"versions": ("a 1", "b 2")}, {}, "  other versions: a 1; b 2"),
        ({"opened": "I07"}, {}, "  I07 is the entry that was sealed, unaltered"),
        ({"published": "0f"}, {}, "  its digest is the one that was published"),
        ({"differences": differences(1)}, {}, "0.csv: differs"),
        ({"differences": differences(1)}, {}, "1 thing not as the packet says."),
        ({"differences": differences(_MOST + 1)}, {}, "and 1 more"),
        ({}, {}, "Everything that was recomputed agrees with the packet. What is listed above as taken over or not checked was not recomputed."),
        ({}, {}, "If somebody changed a reason, a date or a page and made the checksums anew, only a published digest (--digest) shows it."),
    ],
)  # fmt: skip
def test_what_a_check_of_a_packet_found(found: dict[str, Any], more: dict[str, Any], line: str) -> None:
    assert line in [*check_lines(PacketCheck(digest="0f", **found), **more)]


def test_what_was_not_asked_or_not_found_is_not_printed() -> None:
    plain = [*check_lines(PacketCheck(digest="0f"))]
    assert ["Packet", "holds", "Everything", "If"] == [line.split()[0] for line in plain]
    assert not [line for line in check_lines(PacketCheck(digest="0f", published="e1")) if "digest" in line]
    many = [*check_lines(PacketCheck(digest="0f", differences=differences(_MOST)))]
    assert (_MOST, []) == (
        sum(line.endswith(": differs") for line in many), [line for line in many if line.endswith(" more")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({"fragile": 1}, [("F1 keeps its majority (2 origins for, 1 against), whichever single judgement is changed or taken back, or study left out. "
                          "1 judgement, if changed, can make it not held until its sides are sorted again.")]),
        ({"goal_balance": "b"}, ["F1 keeps its majority (2 origins for, 1 against), whichever single judgement is changed or taken back, or study left out.", "  balance: b"]),
        ({"id": "R1"}, ["R1 keeps a finding with a majority (over its findings that stand 2 origins for, 1 against), whichever single judgement is changed or taken back, or study left out."]),
        ({"stands": False}, ["F1 does not stand: 2 origins for, 1 against."]),
        ({"stands": False, "why": "not held: x"}, ["F1 is not held: x."]),
        ({"alone": {"study": ("a", "b"), "judgement": ("c", "d"), "file": ("e",)}},
         ["F1 stands (2 origins for, 1 against), and falls with any one of: c (judgement); d (judgement); a (study) and 1 more."]),
        ({"stands": False, "alone": {"study": ("a",)}}, ["F1 does not stand: 2 origins for, 1 against."]),
        ({"stands": False, "smallest": {"study": None, "file": ("a", "b")}, "conflicts": ("x", "y"), "rests_on": {"are weak": ("F2", "F3")}},
         ["F1 does not stand: 2 origins for, 1 against.", "  by study: reversing all of them together does not change it", "  smallest set by file: 2 (a; b)", "  warning: x", "  warning: y", "  rests on: F2, F3 are weak"]),
    ],
)  # fmt: skip
def test_what_it_takes_to_change_a_finding(more: dict[str, Any], lines: list[str]) -> None:
    one = FindingStress(**{"id": "F1", "supporting": 2, "contradicting": 1, "stands": True} | more)
    assert lines == [*stress_lines(one, is_finding=one.id == "F1")]


@pytest.mark.parametrize(
    ("labels", "numbering", "said"),
    [
        ((), "", "no pages"), (("7", "8", "9"), "printed", "pp. 7–9"), (("7",), "printed", "pp. 7"), (("", "8", "9", ""), "label", "pp. 8–9"),
        (("1", "2"), "place", "pages 1–2 of the file"), (("", ""), "printed", "pp. "),
    ],
)  # fmt: skip
def test_the_pages_of_a_text(labels: tuple[str, ...], numbering: str, said: str) -> None:
    assert said == _pages(labels, numbering)


def match(file: str, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"file": file, "source": "", "asked": (), "rival": "", "fault": "", "how": "name"} | more
    )


def test_whose_the_texts_are() -> None:
    review: Any = SimpleNamespace(
        text_matches=[
            match("a.pdf", source="A"), match("b.pdf", source="B", fault="damaged"), match("c.pdf", asked=("C", "D")),
            match("d.pdf", source="D", rival="E"), match("e.pdf"), match("f.pdf", fault="scanned"),
        ],
        text_library=SimpleNamespace(shown=lambda one: one.file),
        stage_value=lambda _: {f"{name}.pdf": (("1", "2"), "printed") for name in "abcdef"},
        candidates=[SimpleNamespace(key=key, confidential=key == "S") for key in "ABDFS"],
    )  # fmt: skip
    assert ["B", "F"] == _without_text(review)
    summary, sections = _sections(review)
    assert "6 full texts: 2 of a source, 2 to decide on, 1 of no source, 2 that could not be read" == summary
    owned, asked, none, unread, without = sections.values()
    assert ["A: a.pdf (pp. 1–2; ", "D: d.pdf (pp. 1–2; "] == [line[:19] for line in owned]
    assert ["c.pdf: C, D?", "d.pdf: E?"] == asked
    assert ["e.pdf"] == none
    assert ["b.pdf: damaged", "f.pdf: a picture without letters; run ocrmypdf on it"] == unread
    assert (["B", "F"], "2 sources without a text") == (without, [*sections][-1])


def test_a_passage_as_it_is_printed_and_copied() -> None:
    one = TextPassage(source="A", page="7", sentence='They "left" Häfen.', file="a.pdf", numbering="printed")
    bare = TextPassage(source="", page="", sentence="They left.", file="a.pdf")
    assert ['p. 7: They "left" Häfen.', "They left."] == [_line(one), _line(bare)]
    assert "Häfen" in _as_toml(one)
    said = tomllib.loads(f"x = {_as_toml(one)}")["x"]
    assert {"key": "A", "where": "p. 7", "quote": 'They "left" Häfen.'} == {
        name: said[name] for name in ("key", "where", "quote")
    }
    assert "They left." == _passage_json(bare)["sentence"]


@pytest.mark.parametrize(
    ("room", "verbose", "printed"),
    [(None, False, [3, 2]), (9, False, [3, 2]), (4, False, [3, 1]), (3, False, [3, 0]), (2, False, [2, 0]), (0, False, [0, 0]), (2, True, [3, 2])],
)  # fmt: skip
def test_a_report_ends_where_its_room_in_a_terminal_ends(
    room: int | None, verbose: bool, printed: list[int]
) -> None:
    context = click.Context(click.Command("x"))
    context.meta[terminal.VERBOSE] = verbose
    if room is not None:
        context.meta[terminal.ROOM] = room
    with context:
        assert printed == [len(terminal._within_room(lines)) for lines in (["a", "b", "c"], ["d", "e"])]
    assert ["a", "b"] == terminal._within_room(["a", "b"])


@pytest.mark.parametrize(
    ("line", "wrapped"),
    [
        ("a" * 20, "a" * 20),
        ("one two three four five", "one two three four\n  five"),
        ("  one two three four five", "  one two three four\n    five"),
        ("    one two three four five", "    one two three\n      four five"),
        ("    litreview run my-review --check", "    litreview run my-review --check"),
        ("x" * 30, "x" * 30),
        ("one-two-three-four-five six", "one-two-three-four-five\n  six"),
    ],
)
def test_a_long_line_is_wrapped_between_words(
    line: str, wrapped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert wrapped == terminal.wrap_line(line)


def faults(*kinds: tuple[str, str, int], message: str = "m") -> list[Problem]:
    return [
        Problem(code=code, level=level, message=message, where=Where(file="a.bib", line=n + 1))
        for code, level, count in kinds
        for n in range(count)
    ]


EMPTY, NO_TEXT, NOT_UTF8, DISPUTED = (
    "an empty file",
    "a file that is not text",
    "a file that is not UTF-8",
    "LR045",
)


@pytest.mark.parametrize(
    ("kinds", "lines", "printed"),
    [
        ([], 9, []),
        ([("LR001", "info", 3)], 9, []),
        ([("LR001", "warning", 2)], 9, ["2 warnings", f"     2  LR001  {EMPTY}"]),
        ([("LR001", "warning", 2), ("LR002", "error", 3)], 9, ["3 errors and 2 warnings", f"     3  LR002  {NO_TEXT}", f"     2  LR001  {EMPTY}"]),
        # the most frequent kind first
        ([("LR001", "warning", 2), ("LR003", "warning", 5), ("LR002", "error", 1)], 3, ["1 error and 7 warnings", "     1  a.bib:1: LR002 error: m", "        and 2 other kinds"]),
        ([("LR001", "warning", 2), ("LR003", "warning", 5)], 9, ["7 warnings", f"     5  LR003  {NOT_UTF8}", f"     2  LR001  {EMPTY}"]),
        ([("LR001", "warning", 1)], 9, ["1 warning", "     1  a.bib:1: LR001 warning: m"]),
        # whole only while there is room for it and a line on the others; an error always
        ([("LR001", "warning", 1), ("LR003", "warning", 2)], 3, ["3 warnings", f"     2  LR003  {NOT_UTF8}", "     1  a.bib:1: LR001 warning: m"]),
        ([("LR001", "warning", 2), ("LR002", "error", 2), ("LR003", "warning", 2)], 3, ["2 errors and 4 warnings", f"     2  LR002  {NO_TEXT}", "        and 2 other kinds"]),
        ([("LR001", "warning", 2), ("LR002", "error", 2)], 2, ["2 errors and 2 warnings", "        and 2 other kinds"]),
        ([("LR001", "warning", 2)], 1, ["2 warnings", f"     2  LR001  {EMPTY}"]),
        # disputes come first
        ([("LR001", "warning", 2), (DISPUTED, "info", 2)], 9, ["2 warnings and 2 disputes", "     2  LR045", f"     2  LR001  {EMPTY}"]),
    ],
)  # fmt: skip
def test_the_problems_of_a_run_in_few_lines(
    kinds: list[tuple[str, str, int]], lines: int, printed: list[str]
) -> None:
    some = faults(*kinds)
    review: Any = SimpleNamespace(problems=some, include_confidential=False, folder=None, inputs=Sealed(()))
    found = run_summary.problem_lines(some, review, lines, ".")
    assert len(printed) == len(found)
    assert all(line.startswith(begins) for line, begins in zip(found, printed, strict=True))
    if found:
        assert "(`litreview check .` lists them):" in found[0]
        review.problems = []
        assert (
            "(`litreview run . --verbose` lists them):"
            in run_summary.problem_lines(some, review, lines, ".")[0]
        )


def test_a_problem_is_printed_whole_if_it_fits_and_nothing_confidential_is() -> None:
    long = faults(("LR001", "warning", 1), message="word " * 60)
    review: Any = SimpleNamespace(problems=long, include_confidential=False, folder=None, inputs=Sealed(()))
    whole = run_summary.problem_lines(long, review, 9, ".")
    assert (1 + 4 <= len(whole), True) == (True, all(len(line) <= 80 for line in whole))
    assert [f"     1  LR001  {EMPTY}"] == run_summary.problem_lines(long, review, len(whole) - 1, ".")[1:]
    assert whole == run_summary.problem_lines(long, review, len(whole), ".")
    review.include_confidential = True
    assert [f"     1  LR001  {EMPTY}"] == run_summary.problem_lines(long, review, 9, ".")[1:]
    grave = faults(("LR002", "error", 1), message="word " * 60)
    review.include_confidential = False
    assert len(whole) == len(run_summary.problem_lines(grave, review, 2, "."))


def test_exports_that_were_not_read_are_named_with_what_to_do() -> None:
    named = [
        Problem(code=code, level=level, message="m", where=Where(file=file, line=1), remedy="export again")
        for code, level, file in (
            ("LR620", "warning", "a.xyz"), ("LR006", "error", "b.xyz"), ("LR620", "info", "c.xyz"), ("LR620", "warning", "private/d.xyz"),
            ("LR001", "warning", "e.xyz"), ("LR620", "warning", "f.xyz"),
        )
    ]  # fmt: skip
    assert [("not read", "a.xyz, b.xyz, f.xyz; export again")] == [*run_summary._notice_rows(named)]
    assert [("not read", "a.xyz, b.xyz, f.xyz …; export again")] == [
        *run_summary._notice_rows([*named, named[0]])
    ]


def noted(code: str, key: str = "a", level: str = "warning") -> Problem:
    return Problem(code=code, level=level, message="m", where=Where(file="a.bib", line=1), key=key)


def test_a_missing_note_is_told_once_with_the_problems_of_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr(documents.common, "print_json", printed.append)
    problems = [noted("LR405"), noted("LR405", "b"), noted("LR404"), noted("LR402", "b")]
    review: Any = SimpleNamespace(
        notes={"a": "x"}, library=SimpleNamespace(problems=(noted("LR001"),)), deduplication=SimpleNamespace(problems=()), problems_of_notes=(noted("LR405"),),
    )  # fmt: skip
    bibliography: Any = SimpleNamespace(places={"a": (), "b": ()}, style="apa")
    documents._report(review, bibliography, problems, required=False, as_json=True)
    (told,) = printed
    assert (2, "apa") == (told["sources"], told["style"])
    assert ["LR001", "LR405", "LR405", "LR404", "LR402"] == [row["code"] for row in told["problems"]]
    with pytest.raises(click.exceptions.Exit), click.Context(click.Command("x")):
        documents._report(review, bibliography, [noted("LR404", level="error")], required=False, as_json=True)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "2 sources: protect 2 (1 judged or likely, 1 only suggested)."),
        ({"screened": True}, "2 sources: protect 2 (1 judged or likely, 1 only suggested).\nIn the review: all in."),
        ({"output": "a.csv"}, "2 sources: protect 2 (1 judged or likely, 1 only suggested).\nWrote a.csv."),
        ({"output": "a.csv", "table": "b.csv"}, "2 sources: protect 2 (1 judged or likely, 1 only suggested).\nWrote a.csv, b.csv."),
        ({"codes": ()}, "2 sources: no codes to tag with."),
        ({"decisions": [("ann", "tag", "a"), ("ben", "not-tag", "a"), ("ann", "include", "a")]}, "2 sources: protect 2 (1 judged or likely, 1 only suggested); disputed by people: protect 1."),
    ],
)  # fmt: skip
def test_how_many_sources_have_each_code_of_the_main_group(
    more: dict[str, Any], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        tagging, "_count_tags", lambda _, goals: (dict.fromkeys(goals, 2), dict.fromkeys(goals, 1))
    )
    monkeypatch.setattr(tagging.common, "report", lambda *words, **_: told.append(words[3]))
    codes = [
        SimpleNamespace(id=name, group=group, enabled=name != "off")
        for name, group in (("protect", "goal"), ("off", "goal"), ("book", "type"))
    ]
    said = [
        Decision(by=by, verb=verb, key=key, value="abstract" if verb == "include" else "protect")
        for by, verb, key in more.get("decisions", ())
    ]
    review: Any = SimpleNamespace(
        codebook=SimpleNamespace(codes=more.get("codes", codes), main_group="goal"), decisions=said, settings=SimpleNamespace(adjudicators=()), chosen=["a", "b"],
        standing=SimpleNamespace(screened=more.get("screened", False), sentence="all in"), library=SimpleNamespace(problems=()), deduplication=SimpleNamespace(problems=()),
    )  # fmt: skip
    tagging._report(review, (), more.get("output"), more.get("table"), as_json=False)
    assert [line] == told


def found_by(words: str, *options: str, monkeypatch: pytest.MonkeyPatch) -> str:
    passages = [
        TextPassage(
            source=source,
            page=str(page),
            sentence=f"They left {page}.",
            file=f"{source}.pdf",
            numbering="printed",
        )
        for source, count in (("A", 4), ("B", 1))
        for page in range(1, count + 1)
    ]
    review = SimpleNamespace(find=lambda asked: passages if asked == words else [], inputs=Sealed(()))
    monkeypatch.setattr(texts.common, "open_paths", lambda *_, **__: review)
    monkeypatch.setattr(
        texts.common,
        "emit",
        lambda output, data, _: texts.common.echo(
            f"{output}: {data if isinstance(data, str) else data.decode()}"
        ),
    )
    done = CliRunner().invoke(texts.find, [words, *options])
    assert done.exception is None, done.exception
    return done.output


def test_sentences_of_full_texts_are_printed_by_source(monkeypatch: pytest.MonkeyPatch) -> None:
    said = found_by("left", monkeypatch=monkeypatch).splitlines()
    assert [
        "A: 4 sentences",
        "  p. 1: They left 1.",
        "  p. 2: They left 2.",
        "  p. 3: They left 3.",
        "B: 1 sentence",
        "  p. 1: They left 1.",
        "5 sentences in 2 texts",
    ] == said
    assert "  p. 4: They left 4." in found_by("left", "--all", monkeypatch=monkeypatch)
    copied = found_by("finding:F1", monkeypatch=monkeypatch)
    assert '  {key = "A", where = "p. 1", quote = "They left 1."}' in copied.splitlines()
    rows = json.loads(found_by("left", "--json", monkeypatch=monkeypatch))
    assert (5, "A", "They left 4.") == (len(rows), rows[3]["source"], rows[3]["sentence"])
    table = found_by("left", "-o", "found.csv", monkeypatch=monkeypatch)
    assert table.startswith("found.csv: ")
    assert "They left 4." in table
    assert "sentences in" not in table
