"""Which records of two states are one, what a change rests on, and what a card and a sheet make of single values."""

from types import SimpleNamespace

import pytest

from litreview.core.decision_types import sheet_kinds
from litreview.core.model import (
    Correction,
    Decision,
    OtherValue,
    Problem,
    Record as Record_,
    RecordId,
    Source,
    Where,
)
from litreview.core.results import InputChange, OutputChange
from litreview.formats import read_text
from litreview.formats.sheets import FilledRow
from litreview.judgements.codebook import load_codebook
from litreview.review import (
    Review,
    decide as deciding,
    decision_writer as desk_,
    review_diff as differing,
    work_cards as cards,
)
from litreview.review.questions import find_topic, shared as asking, tags
from litreview.review.revisions import _is_same_work, content, pair_records, record_changes

BOOK = load_codebook()


def read(text, file="a.bib"):
    return Review(library=read_text(text.encode(), file), codebook=BOOK)


def paired(before, after, files=("a.bib", "a.bib")):
    pairing = pair_records(read(before, files[0]), read(after, files[1]))
    lost, came, changed = record_changes(pairing)
    return (
        {old: str(new.id) for old, new in pairing.records.items()},
        *([r.key for r, _ in side] for side in (lost, came, changed)),
    )


A = "@article{a, title = {Tides at night}, author = {Doe, J.}, year = {2001}}\n"
B = "@article{b, title = {Frost by day}, author = {Roe, A.}, year = {2010}}\n"


@pytest.mark.parametrize(
    ("before", "after", "files", "pairs", "lost", "came", "changed"),
    [
        (A + B, A + B, ("a.bib", "a.bib"), {"a.bib:a": "a.bib:a", "a.bib:b": "a.bib:b"}, [], [], []),
        (A + B, B, ("a.bib", "a.bib"), {"a.bib:b": "a.bib:b"}, ["a"], [], []),
        (B, A + B, ("a.bib", "a.bib"), {"a.bib:b": "a.bib:b"}, [], ["a"], []),
        (A, A, ("a.bib", "b.bib"), {"a.bib:a": "b.bib:a"}, ["a"], ["a"], []),
        (A, A.replace("{a,", "{z,"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:z"}, ["a"], ["z"], []),
        (A, A.replace("J.", "Jane"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:a"}, [], [], ["a"]),
        (A, A.replace("{a,", "{z,").replace("J.", "Jane"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:z"}, ["a"], ["z"], []),
        (A, A.replace("2001", "2002"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:a"}, [], [], ["a"]),
        (A, B.replace("{b,", "{a,"), ("a.bib", "a.bib"), {}, ["a"], ["a"], []),
        (A + B, A.replace("{a,", "{b,") + B.replace("{b,", "{a,"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:b", "a.bib:b": "a.bib:a"}, ["a", "b"], ["b", "a"], []),
        (A + A.replace("{a,", "{c,"), A.replace("{a,", "{x,") + A.replace("{a,", "{y,"), ("a.bib", "a.bib"), {"a.bib:a": "a.bib:x", "a.bib:c": "a.bib:y"}, ["a", "c"], ["x", "y"], []),
    ],
)  # fmt: skip
def test_records_are_paired_by_id_then_content_then_title(before, after, files, pairs, lost, came, changed):
    assert (pairs, sorted(lost), sorted(came), changed) == (
        (found := paired(before, after, files))[0], sorted(found[1]), sorted(found[2]), found[3],
    )  # fmt: skip


def record(key="k", **more):
    words = {"type": "article", "id": RecordId(f"a.bib:{key}"), "where": Where(file="a.bib", line=1)}
    return Record_(**{"key": key, "fields": {}} | words | more)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"fields": {"title": "A B"}}, {"fields": {"title": "a b"}}, True),
        ({"fields": {"title": "A"}}, {"fields": {"title": "B"}}, False),
        ({"fields": {"title": "A"}, "doi": "10.1/x"}, {"fields": {"title": "B"}, "doi": "10.1/x"}, True),
        ({"fields": {"title": "A"}, "doi": "10.1/x"}, {"fields": {"title": "A"}, "doi": "10.1/y"}, True),
        ({"fields": {"title": "A"}, "confidential": True}, {"fields": {"title": "A"}}, False),
        ({"fields": {"title": "A"}}, {"fields": {"title": "A"}, "confidential": True}, False),
        ({"confidential": True}, {"confidential": True, "fields": {"title": "B"}}, True),
    ],
)
def test_two_entries_of_one_name_are_one_work_by_doi_or_title(one, other, same):
    assert same == _is_same_work(record(**one), record(**other))


def test_content_is_what_an_entry_says_in_any_order_and_of_the_sealed_the_code():
    one = record(fields={"a": "1", "b": "2"})
    assert content(one) == content(record("z", fields={"b": "2", "a": "1"}))
    assert content(one) != content(record(type="book", fields=one.fields))
    assert content(record(confidential=True, fields={"a": "1"})) == content(record(confidential=True))
    assert content(record(confidential=True)) != content(record("z", confidential=True))


# through what something changed


def made(kind, what, keys=(), verb="", detail=""):
    change = InputChange(kind=kind, what=what, how="changed", where=Where(file="f"), detail=detail)
    return differing._Input(change=change, keys=frozenset(keys), verb=verb)


def out(aspect, key="k", what="protect", before="", after="x"):
    return OutputChange(aspect=aspect, key=key, what=what, before=before, after=after)


@pytest.mark.parametrize(
    ("cause", "change", "direct"),
    [
        (made("setting", "screeners"), out("status"), True),
        (made("setting", "screeners"), out("tag"), False),
        (made("setting", "preprints"), out("merge"), True),
        (made("codebook", "tvpa", detail="prevent, protect"), out("tag"), True),
        (made("codebook", "tvpa", detail="prevent, protection"), out("tag"), False),
        (made("codebook", "tvpa", detail="prevent, protect"), out("stance"), False),
        (made("note", "n"), out("note"), True),
        (made("note", "n"), out("tag"), False),
        (made("file", "a.bib", ["k"]), out("tag"), True),
        (made("file", "a.bib", ["z"]), out("tag"), False),
        (made("file", "a.bib", ["old"]), out("tag"), True),
        (made("file", "a.bib", ["p"]), out("merge", before="p", after="q"), True),
        (made("file", "a.bib", ["q"]), out("merge", before="p", after="q"), True),
        (made("file", "a.bib", ["p"]), out("source", before="p", after="q"), False),
        (made("registry", "r", ["k"]), out("registry"), True),
        (made("registry", "r", ["k"]), out("tag"), True),
        (made("registry", "r", ["k"]), out("status"), False),
        (made("decision", "tag k protect", ["k"], "tag"), out("tag"), True),
        (made("decision", "tag k protect", ["z"], "tag"), out("tag"), False),
        (made("decision", "tag k prevent", ["k"], "tag"), out("tag"), False),
        (made("decision", "tag k protect", ["k"], "tag"), out("status"), False),
        (made("decision", "clear k", ["k"], "clear"), out("tag"), True),
        (made("decision", "clear k", ["k"], "clear"), out("evidence", what="design"), True),
        (made("decision", "clear k", ["k"], "clear"), out("field", what="year"), True),
        (made("decision", "stance k protect=mixed", ["k"], "stance"), out("stance"), True),
        (made("decision", "stance k prevent=mixed", ["k"], "stance"), out("stance"), False),
        (made("decision", "set k design=x", ["k"], "set"), out("evidence", what="design"), True),
        (made("decision", "set k age=x", ["k"], "set"), out("evidence", what="design"), False),
        (made("decision", "set k year=2", ["k"], "correct"), out("field", what="year"), True),
        (made("decision", "set k title=2", ["k"], "correct"), out("field", what="year"), False),
        (made("decision", "set k title=2", ["k"], "correct"), out("tag"), True),
        (made("decision", "same k z", ["k", "z"], "same"), out("tag"), True),
        (made("decision", "same k z", ["k", "z"], "same"), out("evidence"), True),
        (made("decision", "same k z", ["k", "z"], "same"), out("note"), False),
        (made("decision", "include k abstract", ["k"], "include"), out("status"), True),
        (made("decision", "include k abstract", ["k"], "include"), out("stance"), False),
        (made("findings", "findings.toml"), out("finding", key="F1"), True),
        (made("decision", "stance k protect=mixed", ["k"], "stance"), out("finding", key="F1"), True),
        (made("decision", "stance k protect=mixed", ["z"], "stance"), out("finding", key="F1"), False),
        (made("decision", "tag k protect", ["k"], "tag"), out("finding", key="F1"), False),
        (made("decision", "stance k protect=mixed", ["k"], "stance"), out("finding", key="F2"), False),
    ],
)
def test_a_change_rests_on_what_is_on_it_else_on_all(cause, change, direct):
    finding = SimpleNamespace(id="F1", sources=("k",))
    review = SimpleNamespace(findings=SimpleNamespace(findings=(finding,)))
    none = SimpleNamespace(findings=SimpleNamespace(findings=()))
    pairing = SimpleNamespace(
        keys={"old": "k", "other": "l"}, before=none, after=review, current_key=lambda key: key
    )
    other = made("setting", "title")
    traced = differing._Tracer([other, cause], pairing).with_causes(change)
    assert direct == traced.direct
    assert ((1,) if direct else (0, 1)) == traced.causes


@pytest.mark.parametrize(
    ("was", "now", "how"), [(True, True, "changed"), (True, False, "removed"), (False, True, "added")]
)
def test_how_something_changed(was, now, how):
    assert how == differing._change_kind(was=was, now=now)


def test_values_of_several_are_told_in_one_order():
    slot = ("k", "protect")
    assert {slot: "a or b"} == differing._joined_values([(slot, "b"), (slot, "a"), (slot, "b")])


# a card


def work(records=(), **more):
    return Source(key="k", type="article", records=tuple(records), **more)


@pytest.mark.parametrize(
    ("value", "line"), [("1", 3), ("2", 9), ("united", 3)], ids=["received", "of a registry", "united"]
)
def test_a_value_stands_where_it_was_said(value, line):
    first = record("a", fields={"title": "T"}, where=Where(file="a.bib", line=1))
    second = record("b", fields={"volume": "1"}, where=Where(file="a.bib", line=3))
    third = record("c", fields={"volume": "1"}, where=Where(file="a.bib", line=5))
    of_registry = OtherValue(field="volume", value="2", where=Where(file="r.json", line=9))
    another = OtherValue(field="number", value="1", where=Where(file="r.json", line=8))
    source = work((first, second, third), filled=(another, of_registry))
    assert line == cards._where(source, "volume", value).line


def test_the_fields_of_a_card_are_in_the_order_of_entries_with_what_was_not_chosen():
    other = OtherValue(field="year", value="2002", where=Where(file="a.bib", line=7))
    gone = Correction(
        field="volume", value="", was="3", by="ann", place=Where(file="decisions/ann.tsv", line=2)
    )
    source = work(
        (record(fields={"title": "T", "zz": "1", "aa": "2"}),),
        fields={"zz": "1", "title": "T", "aa": "2"},
        values=(other,),
        corrected=(gone,),
    )
    found = {one.name: one for one in cards._fields(source)}
    assert ["title", "year", "aa", "zz"] == sorted(found, key=[*found].index)
    assert ((other,), "") == (found["year"].others, found["year"].value)
    assert [] == [*cards._fields(work(confidential=True, fields={"title": "T"}))]


def test_a_corrected_value_stands_in_the_decision():
    said = Correction(
        field="volume", value="4", was="3", by="ann", place=Where(file="decisions/ann.tsv", line=2)
    )
    (one,) = cards._fields(work((record(fields={"volume": "3"}),), fields={"volume": "4"}, corrected=(said,)))
    assert ("decisions/ann.tsv:2", said) == (str(one.where), one.corrected)


@pytest.mark.parametrize(
    ("code", "file", "by", "tells"),
    [
        ("LR045", "decisions/ann.tsv", "ann", True),
        ("LR042", "decisions/ben.tsv", "ann", True),
        ("LR042", "decisions/ann.tsv", "Ann", False),
        ("LR041", "decisions/ben.tsv", "ann", False),
        ("LR042", "bib/ben.tsv", "ann", False),
        ("LR012", "a.bib", "ann", False),
    ],
)
def test_a_problem_may_tell_what_others_said(code, file, by, tells):
    problem = Problem(where=Where(file=file, line=1), code=code, level="error", message="m")
    assert tells == cards.reveals_others(problem, by)


# the answers of a sheet


def row(answers, ids=("k", "protect"), choices=()):
    cells = {name: f"B{n}" for n, name in enumerate(dict.fromkeys((*answers, "decision")), 2)}
    return FilledRow(
        ids=ids, answers=answers, cells=cells, where=Where(file="s.xlsx", line=2), choices=choices
    )


def table_of(kind):
    return find_topic(sheet_kinds()[kind]).table


def understood(kind, answers, **more):
    found = [*table_of(kind).read(row(answers, **more), SimpleNamespace(codebook=BOOK))]
    said = [one for one in found if not isinstance(one, Problem)]
    problems = [one for one in found if isinstance(one, Problem)]
    return [(s.verb, s.key, s.value, s.reason, s.where) for s in said], [
        (p.level, p.message) for p in problems
    ]


@pytest.mark.parametrize(
    ("kind", "answers", "said"),
    [
        ("duplicates", {"decision": " Same "}, ("same", "k", "z", "", "")),
        ("duplicates", {"decision": "different", "reason": "r"}, ("different", "k", "z", "r", "")),
        ("duplicates", {"decision": "Related otherwise"}, ("related", "k", "related z", "", "")),
        ("screen", {"decision": "Include", "stage": "ABSTRACT"}, ("include", "k", "abstract", "", "")),
        ("tags", {"code protect": "X"}, ("tag", "k", "protect", "", "")),
        ("tags", {"code protect": "No", "reason": "r", "quote or page": "p"}, ("not-tag", "k", "protect", "r", "p")),
        ("tags", {"other codes": "prevent"}, ("tag", "k", "prevent", "", "")),
        ("stance", {"stance": "Mixed", "quote or page": "p. 3", "reason": "r"}, ("stance", "k", "z=mixed", "r", "p. 3")),
        ("stance", {"field design": "of its own"}, ("set", "k", "design=of its own", "", "")),
    ],
)  # fmt: skip
def test_a_row_is_a_decision(kind, answers, said):
    assert ([said], []) == understood(kind, answers, ids=("k", "z"))


@pytest.mark.parametrize(
    ("kind", "answers", "level", "why"),
    [
        (
            "duplicates",
            {"decision": "sam"},
            "error",
            "B2: 'sam' is not a possible answer; did you mean 'same'",
        ),
        ("duplicates", {"reason": "r"}, "warning", "B2: 'r' has no decision next to it"),
        ("screen", {"stage": "abstract", "reason": "r"}, "warning", "'r' has no decision next to it"),
        ("screen", {"decision": "include"}, "error", "the row does not name the stage"),
        (
            "screen",
            {"decision": "include", "stage": "title"},
            "error",
            "B3: 'title' is not a possible answer",
        ),
        ("tags", {"code protect": "perhaps"}, "error", "B2: 'perhaps' is not a possible answer"),
        ("tags", {"other codes": "protekt"}, "error", "no code 'protekt'; did you mean 'protect'"),
        ("tags", {"reason": "x" * 61}, "warning", f"'{'x' * 60}' has no decision next to it"),
        ("stance", {"reason": "r"}, "warning", "'r' has no decision next to it"),
    ],
)
def test_what_a_row_does_not_say_is_named_by_its_cell(kind, answers, level, why):
    said, ((told, message),) = understood(kind, answers, ids=("k", "z"))
    assert [] == said
    assert level == told
    assert why in message


@pytest.mark.parametrize(
    ("topic", "decision", "expected"),
    [
        ("tag protect", "Yes", ("tag", "k", "protect", "why", "")),
        ("screen fulltext", "exclude: No data", ("exclude", "k", "fulltext", "no data", "")),
        ("screen fulltext", "include", ("include", "k", "fulltext", "why", "")),
        ("set design", "what no list has", ("set", "k", "design=what no list has", "why", "")),
        ("tag protect", "perhaps", "is not a possible answer"),
        ("screen fulltext", "exclude", "'exclude' is not a possible answer"),
        ("screen fulltext", "includ", "'includ' is not a possible answer"),
        ("screen fulltext", "onclude", "did you mean 'include'"),
        ("tag protect", "", "no decision next to it"),
    ],
)
def test_a_dispute_is_settled_by_one_of_its_choices(topic, decision, expected):
    answers = {"reason": "why"} | ({"decision": decision} if decision else {})
    choices = ("yes", "no") if topic.startswith("tag") else ("include", "exclude: no data")
    said, problems = understood("disputes", answers, ids=("k", topic), choices=choices)
    if isinstance(expected, tuple):
        assert ([expected], []) == (said, problems)
        return
    assert [] == said
    assert expected in problems[0][1]
    if decision in ("exclude", "includ"):
        assert "did you mean" not in problems[0][1], "the nearest in letters would be the contrary"


@pytest.mark.parametrize(
    ("given", "kept", "faults"),
    [
        ([("tag", "k", "p"), ("tag", "k", "p")], ["tag k p"], 0),
        ([("tag", "k", "p"), ("not-tag", "k", "p")], [], 1),
        ([("tag", "k", "p"), ("tag", "k", "q")], ["tag k p", "tag k q"], 0),
        ([("same", "k", "z"), ("same", "z", "k")], ["same k z"], 0),
        ([("same", "k", "z"), ("different", "z", "k")], [], 1),
        ([("stance", "k", "p=mixed"), ("stance", "k", "p=supports"), ("tag", "k", "p")], ["tag k p"], 1),
    ],
)
def test_what_two_rows_answer_differently_is_not_taken(given, kept, faults):
    said = [asking.Answered(verb=v, key=k, value=x, cell="B2", row=row({})) for v, k, x in given]
    left, problems = deciding._without_contradictions(said)
    assert (kept, faults) == ([f"{s.verb} {s.key} {s.value}" for s in left], len(problems))


@pytest.mark.parametrize(
    ("kind", "ids", "names"),
    [
        ("duplicates", ("a", "b"), ("a", "b")),
        ("screen", ("a",), ("a",)),
        ("stance", ("a", "protect"), ("a",)),
        ("disputes", ("a", "tag protect"), ("a",)),
        ("disputes", ("a", "pair b"), ("a", "b")),
    ],
)
def test_the_sources_that_a_row_names(kind, ids, names):
    assert names == table_of(kind).names(row({}, ids=ids))


def said(verb="tag", value="p", key="k", **more):
    return Decision(when="2026-01-02T00:00:00Z", by="ann", verb=verb, key=key, value=value, **more)


def test_what_was_said_since_is_told():
    answer = asking.Answered(verb="tag", key="k", value="p", cell="B2", row=row({}))
    about = (answer.row.where, answer.cell, (answer.verb, answer.key, answer.value))
    assert (
        "since then you changed it ('not-tag p' on 2026-01-02), and"
        in deciding.outdated_answer(*about, said("not-tag")).message
    )
    assert "since then you changed it (took it back), and" in deciding.outdated_answer(*about, None).message


# what is written down


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (said(), said(), True),
        (said(), said(value="q"), False),
        (said(), said("not-tag"), False),
        (said(reason="a"), said(reason="b"), False),
        (said(where="a"), said(where="b"), False),
        (said("same", "z"), said("same", "k", key="z"), True),
        (said("related", "edition z"), said("related", "edition k", key="z"), True),
        (said("related", "edition z"), said("related", "version k", key="z"), False),
    ],
)
def test_two_lines_say_the_same(one, other, same):
    assert same == desk_._same_opinion(one, other)


@pytest.mark.parametrize(
    ("reason", "where", "lines"),
    [("", "", 0), ("", "p. 3", 0), ("why", "", 1), ("why", "p. 3", 1), ("", "as she said", 2)],
)
def test_words_on_a_confidential_source_are_known_to_git(reason, where, lines):
    told = deciding._git_warning(reason, where)
    assert lines == told.count("\nnote: ")
    assert (lines == 2) == ("nothing shows that `where`" in told)


def test_a_pair_means_the_record_of_that_name_else_the_first():
    first, second = record("a"), record("b", code="confidential-kpwtzb")
    source = work((first, second))
    assert [first, second, second, second, first] == [
        asking.record_named(source, name) for name in ("a", "b", "a.bib:b", "confidential-kpwtzb", "gone")
    ]
    assert "; no longer counts: tag k p, clear k" == deciding._superseded_text([said(), said("clear", "")])
    assert "" == deciding._superseded_text([])


def test_a_sheet_of_tags_suggests_no_type_and_each_goal_once():
    review = read(A.replace("Tides at night", "Raids and the protection of victims of human trafficking"))
    kinds = {tag.code for tag in review.tags} & {code.id for code in BOOK.codes if code.group == "type"}
    lines = tags._suggested(review, "")["a"]
    assert kinds
    assert [] == [line for line in lines if line.partition(",")[0] in kinds]
    assert 1 == sum(" protect " in f" {line}".replace(",", " ") for line in lines), lines
