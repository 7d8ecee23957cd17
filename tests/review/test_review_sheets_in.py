"""The rows of a filled sheet: which decision each cell makes, and what is said of a cell that makes none."""

from types import SimpleNamespace

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem, Where
from litreview.formats.sheets import Filled, FilledRow
from litreview.judgements.codebook import load_codebook
from litreview.review import decide as deciding
from litreview.review.questions import disputes, duplicates, screening, shared as asking, stance, tags

BOOK = load_codebook()
REVIEW = SimpleNamespace(codebook=BOOK)


def row(ids=("W0",), *, choices=(), shown="", line=2, **answers):
    named = {name.replace("_", " "): text for name, text in answers.items()}
    return FilledRow(
        ids=ids,
        answers=named,
        cells={name: f"C{n}" for n, name in enumerate(named, 1)},
        where=Where(file="x.xlsx", line=line),
        choices=choices,
        shown=shown,
    )


def read(found):
    """Return of each answer its decision with reason and quote, and of each fault its message."""
    return [
        one.message if isinstance(one, Problem) else (one.verb, one.key, one.value, one.reason, one.where)
        for one in found
    ]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"decision": "Same "}, [("same", "W0", "W1", "", "")]),
        ({"decision": "different", "reason": "two studies"}, [("different", "W0", "W1", "two studies", "")]),
        ({"decision": "RELATED version"}, [("related", "W0", "version W1", "", "")]),
        (
            {"decision": "related"},
            ["C1: 'related' is not a possible answer; did you mean 'related version'?"],
        ),
        ({"decision": "sam"}, ["C1: 'sam' is not a possible answer; did you mean 'same'?"]),
        ({"reason": "not sure"}, ["C1: 'not sure' has no decision next to it, so it was not imported"]),
    ],
)
def test_a_pair(answers, told):
    assert told == read(duplicates.TOPIC.table.read(row(("W0", "W1", "more"), **answers), REVIEW))


@pytest.mark.parametrize("kind", ["version", "edition", "related"])
def test_related_alone_keeps_the_kind_that_a_rule_proposed(kind):
    offered = ("same", "different", "related otherwise" if kind == "related" else f"related {kind}")
    filled = row(("W0", "W1"), choices=offered, decision="related")
    assert [("related", "W0", f"{kind} W1", "", "")] == read(duplicates.TOPIC.table.read(filled, REVIEW))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"decision": "include", "stage": "Abstract"}, [("include", "W0", "abstract", "", "")]),
        (
            {"decision": "exclude", "stage": "fulltext", "reason": "too old"},
            [("exclude", "W0", "fulltext", "too old", "")],
        ),
        ({"decision": "Not-Retrieved", "stage": "fulltext"}, [("not-retrieved", "W0", "fulltext", "", "")]),
        ({"decision": "include"}, ["C1: the row does not name the stage"]),
        (
            {"decision": "includ", "stage": "abstract"},
            ["C1: 'includ' is not a possible answer; did you mean 'include'?"],
        ),
        (
            {"decision": "include", "stage": "abstrct"},
            ["C2: 'abstrct' is not a possible answer; did you mean 'abstract'?"],
        ),
        # the stage is filled in when the sheet is made: it is no answer by itself
        (
            {"stage": "abstract", "reason": "hm"},
            ["C2: 'hm' has no decision next to it, so it was not imported"],
        ),
    ],
)
def test_a_work_to_screen(answers, told):
    assert told == read(screening.TOPIC.table.read(row(**answers), REVIEW))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"code protect": " Yes"}, [("tag", "W0", "protect", "", "")]),
        ({"code protect": "x"}, [("tag", "W0", "protect", "", "")]),
        (
            {"code protect": "1", "code prevent": "0"},
            [("tag", "W0", "protect", "", ""), ("not-tag", "W0", "prevent", "", "")],
        ),
        (
            {"code protect": "n", "reason": "bees", "quote or page": "p. 3"},
            [("not-tag", "W0", "protect", "bees", "p. 3")],
        ),
        ({"code protect": "yess"}, ["C1: 'yess' is not a possible answer; did you mean 'yes'?"]),
        ({"code protct": "yes"}, ["C1: no code 'protct'; did you mean 'protect'?"]),
        (
            {"other codes": "prevent; prosecute, prevent"},
            [("tag", "W0", "prevent", "", ""), ("tag", "W0", "prosecute", "", "")],
        ),
        ({"other codes": " ; "}, ["C1: ' ; ' has no decision next to it, so it was not imported"]),
        ({"reason": "y" * 61}, [f"C1: '{'y' * 60}' has no decision next to it, so it was not imported"]),
    ],
)
def test_a_work_to_code(answers, told):
    assert told == read(tags.TOPIC.table.read(row(**answers), REVIEW))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"stance": "Supports"}, [("stance", "W0", "protect=supports", "", "")]),
        (
            {"stance": "mixed", "reason": "r", "quote or page": "q"},
            [("stance", "W0", "protect=mixed", "r", "q")],
        ),
        # what no list has is held against the codebook where it is drafted
        ({"stance": "suports"}, [("stance", "W0", "protect=suports", "", "")]),
        ({"reason": "r"}, ["C1: 'r' has no decision next to it, so it was not imported"]),
    ],
)
def test_what_a_work_found(answers, told):
    assert told == read(stance.TOPIC.table.read(row(("W0", "protect"), **answers), REVIEW))


def test_an_evidence_field_of_a_code_names_the_code_and_one_of_the_work_does_not():
    by_code = next(field for field in BOOK.evidence if field.by_code)
    of_work = next(field for field in BOOK.evidence if not field.by_code and field.values)
    value = of_work.values[0]
    answers = {f"field {by_code.id}": "x", f"field {of_work.id}": f" {value.upper()} "}
    assert [
        ("set", "W0", f"{by_code.id}@protect=x", "", ""),
        ("set", "W0", f"{of_work.id}={value}", "", ""),
    ] == read(stance.TOPIC.table.read(row(("W0", "protect"), **answers), REVIEW))


@pytest.mark.parametrize(
    ("topic", "choices", "answers", "told"),
    [
        (
            "tag protect",
            ("yes", "no"),
            {"decision": "YES", "reason": "r"},
            [("tag", "W0", "protect", "r", "")],
        ),
        (
            "tag protect",
            ("yes", "no"),
            {"decision": "yess"},
            ["C1: 'yess' is not a possible answer; did you mean 'yes'?"],
        ),
        (
            "tag protect",
            ("yes", "no"),
            {"reason": "r"},
            ["C1: 'r' has no decision next to it, so it was not imported"],
        ),
        # a field may take what no coder said
        (
            "set design",
            ("survey", "case study"),
            {"decision": "panel"},
            [("set", "W0", "design=panel", "", "")],
        ),
        (
            "set design",
            ("survey", "case study"),
            {"decision": "Case  Study"},
            [("set", "W0", "design=case study", "", "")],
        ),
        # the near miss in letters of `exclude` would be `include`
        (
            "screen fulltext",
            ("include", "exclude: too old"),
            {"decision": "exclude"},
            ["C1: 'exclude' is not a possible answer"],
        ),
    ],
)
def test_a_dispute(topic, choices, answers, told):
    assert told == read(disputes.TOPIC.table.read(row(("W0", topic), choices=choices, **answers), REVIEW))


def said(verb, value, *, key="W0", line=2):
    return asking.Answered(verb=verb, key=key, value=value, cell=f"C{line}", row=row(line=line))


@pytest.mark.parametrize(
    ("answers", "kept", "told"),
    [
        ([("tag", "protect"), ("tag", "protect")], 1, []),
        ([("tag", "protect"), ("not-tag", "prevent")], 2, []),
        (
            [("tag", "protect"), ("not-tag", "protect"), ("tag", "prevent")],
            1,
            ["one question has two different answers, in C1 (tag protect), C2 (not-tag protect)"],
        ),
        (
            [("stance", "protect=mixed"), ("stance", "protect=supports")],
            0,
            [
                "one question has two different answers, in C1 (stance protect=mixed), C2 (stance protect=supports)"
            ],
        ),
    ],
)
def test_what_two_rows_answer_differently_is_taken_from_neither(answers, kept, told):
    given = [said(verb, value, line=n) for n, (verb, value) in enumerate(answers, 1)]
    found, problems = deciding._without_contradictions(given)
    assert (kept, told) == (len(found), [one.message for one in problems])
    # the fault is at the later row
    assert all(problem.where.line == 2 for problem in problems)


def test_a_pair_is_the_same_pair_from_either_end():
    found, problems = deciding._without_contradictions(
        [said("same", "W1", key="W0"), said("same", "W0", key="W1")]
    )
    assert (1, []) == (len(found), problems)
    found, problems = deciding._without_contradictions(
        [said("same", "W1", key="W0"), said("different", "W0", key="W1")]
    )
    assert ([], 1) == (found, len(problems))


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (None, "took it back"),
        (
            Decision(when="2026-03-02T10:00:00Z", by="ben", verb="not-tag", key="W0", value="protect"),
            "'not-tag protect' on 2026-03-02",
        ),
    ],
)
def test_what_was_changed_since_a_sheet_stays(since, told):
    answer = said("tag", "protect")
    problem = deciding.outdated_answer(
        answer.row.where, answer.cell, (answer.verb, answer.key, answer.value), since
    )
    assert (
        f"C2: 'tag protect' was imported before; since then you changed it ({told}), and that later decision was kept"
        == problem.message
    )
    assert ("LR048", "warning", "W0") == (problem.code, problem.level, problem.key)


@pytest.mark.parametrize(
    ("asked", "ids", "names"),
    [
        (duplicates, ("W0", "W1"), ("W0", "W1")),
        (tags, ("W0", "x"), ("W0",)),
        (disputes, ("W0", "tag protect"), ("W0",)),
        (disputes, ("W0", "pair W1"), ("W0", "W1")),
    ],
)
def test_which_works_a_row_names(asked, ids, names):
    assert names == asked.TOPIC.table.names(row(ids))


class DeskOf:
    """A desk at which some answers stand, some were changed since, and some keys are not known."""

    by = "ben"

    def __init__(self, *, judges=()):
        self.review = SimpleNamespace(
            codebook=BOOK,
            settings=SimpleNamespace(adjudicators=judges),
            names=SimpleNamespace(
                hides=lambda name: name == "sealed", quotable=lambda name: name != "withheld"
            ),
        )
        self.wrote = []

    def draft(self, verb, key, value, **more):
        if key.startswith("no") or key in ("sealed", "withheld"):
            raise UsageError(f"no source '{key}'")
        return Decision(by=self.by, verb=verb, key=key, value=value, shown=more["shown"])

    def history(self, draft):
        return {"old": ("stands", draft), "changed": ("changed", None)}.get(draft.key, ("new", None))

    def write(self, drafts):
        self.wrote.append(drafts)


def filled(*rows, kind="tags", blank=1):
    return Filled(kind=kind, name="For Ben", rows=rows, blank=blank)


def test_a_sheet_is_taken_in_row_by_row():
    desk = DeskOf()
    keys = ("W0", "old", "changed", "nobody", "sealed", "withheld")
    rows = [
        row((key,), line=n, shown="yes" if n == 2 else "x", **{"code protect": "yes"})
        for n, key in enumerate(keys, 2)
    ]
    done = deciding.import_sheet(desk, filled(*rows))
    assert [[("W0", "yes")]] == [[(d.key, d.shown) for d in drafts] for drafts in desk.wrote]
    assert (1, 1, 1) == (len(done.written), done.known, done.blank)
    veiled = "an answer that was not taken in; the row may be about a confidential source, so nothing of it is shown"
    assert {5: "C1: no source 'nobody'", 6: veiled, 7: veiled} == {
        one.where.line: one.message for one in done.problems if one.code == "LR046"
    }
    assert [4] == [one.where.line for one in done.problems if one.code == "LR048"]


def test_nothing_is_written_where_nothing_is_new():
    desk = DeskOf()
    done = deciding.import_sheet(desk, filled(row(("old",), **{"code protect": "yes"}), blank=0))
    assert ([], 1, 0, ()) == (desk.wrote, done.known, done.blank, done.problems)
