"""Passages of findings: what is read of them, what is sealed, and what is held against the texts that are here. All works are made up."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Finding, Passage, Record, RecordId, Source, Where
from litreview.core.results import Findings
from litreview.stages.evidence import read_findings, seal_passages
from litreview.stages.evidence.passages import contains_quote, lacks_quote, read_side

KEYS = {"Old": "New", "New": "New", "Other": "Other"}


def text(**sides: str) -> str:
    lines = [f"{name} = {value}" for name, value in sides.items()]
    return "\n".join(["[[finding]]", 'id = "F1"', 'statement = "S"', *lines, ""])


def source(key: str, *, confidential: bool = False, **fields: str) -> Source:
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(key=key, type="article", fields=fields, records=(record,), confidential=confidential)


def finding(*passages: Passage, **given: Any) -> Finding:
    return Finding(id="F1", statement="S", passages=passages, line=3, **given)


def test_a_side_takes_keys_and_tables_in_any_order():
    found = read_findings(
        text(supports='["Other", {key = "Old", where = "p. 12", quote = "Few  were\\nfound."}, "New"]'),
        resolve=KEYS,
    )
    assert () == found.problems
    assert ("Other", "New") == found.findings[0].supports
    assert (Passage(key="New", side="supports", where="p. 12", quote="Few were found."),) == found.findings[
        0
    ].passages


def test_a_source_may_have_several_passages_and_stays_one_source():
    value = '[{key = "New", where = "p. 1"}, {key = "Old", where = "p. 2"}, {key = "New", where = "p. 1"}]'
    (one,) = read_findings(text(qualifies=value), resolve=KEYS).findings
    assert (("New",), ["p. 1", "p. 2"]) == (one.qualifies, [passage.where for passage in one.passages])


def test_one_table_alone_and_tables_with_headers_of_their_own_are_read():
    assert ("A",) == read_findings(text(supports='{key = "A"}')).findings[0].supports
    headed = text() + '[[finding.supports]]\nkey = "Nobody"\nwhere = "p. 3"\n'
    found = read_findings(headed, resolve=KEYS)
    assert [(5, "LR503"), (1, "LR508")] == [(p.where.line, p.code) for p in reversed(found.problems)]


@pytest.mark.parametrize(
    ("value", "code", "says"),
    [
        ('[{where = "p. 1"}]', "LR501", "a table under supports has no key"),
        ("[{key = 3}]", "LR501", "a table under supports has no key"),
        ('[{key = "A", where = 12}]', "LR501", "where must be a text"),
        (
            '[{key = "A", qoute = "x"}]',
            "LR506",
            "this field of a source is not known; did you mean 'quote'?",
        ),
        ('[{key = "A", "She said so to me" = "x"}]', "LR506", "this field of a source is not known"),
        ("[1]", "LR501", "supports must be a list of keys"),
        ("7", "LR501", "supports must be a list of keys"),
    ],
)
def test_a_table_in_the_wrong_form_is_told_on_its_line(value, code, says):
    (found,) = [p for p in read_findings(text(supports=value)).problems if p.code == code]
    assert (4, says) == (found.where.line, found.message[: len(says)])


def test_no_message_has_words_of_a_passage():
    told = read_findings(
        text(supports='[{key = "Nobody", where = "hush", quote = "hush", "hush hush" = "hush"}]'),
        resolve=KEYS,
    ).problems
    assert "hush" not in repr(told)
    assert {"LR503", "LR506", "LR508"} == {problem.code for problem in told}


@pytest.mark.parametrize(
    ("passage", "printed"),
    [
        (Passage(key="A", side="supports", where="p. 1", quote='"Few."'), "“Few.” (p. 1)"),
        (Passage(key="A", side="supports", quote="Few"), "“Few”"),
        (Passage(key="A", side="supports", where="p. 1"), "p. 1"),
    ],
)
def test_a_passage_on_one_line(passage, printed):
    assert printed == passage.printed


SOURCES = [source("Open"), source("I07", confidential=True), source("I08")]
STREAMS = {"I07": "interview", "I08": "interview"}


def sealed(*passages: Passage, allowed: Any = None) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    given_ = Findings((finding(*passages, supports=("I07",), lines={"I07": 4}),))
    found = seal_passages(given_, SOURCES, STREAMS, allowed or {})
    return found.findings[0].passages, tuple(f"{p}" for p in found.problems)


def test_the_words_of_an_interviewee_are_sealed_and_the_problem_has_none_of_them():
    open_ = Passage(key="Open", side="supports", quote="printed")
    kept, problems = sealed(Passage(key="I07", side="supports", where="the dock", quote="a secret"), open_)
    assert (open_,) == kept
    (problem,) = problems
    assert problem.startswith("findings.toml:4: LR541 warning: finding F1 gives a place or a quote of I07")
    assert "secret" not in problem
    assert "dock" not in problem


def test_a_copy_without_the_table_is_told_so():
    one = finding(Passage(key="I07", side="supports", quote="a secret"))
    found = seal_passages(Findings((one,)), SOURCES, STREAMS, {}, absent=True)
    assert ((), ["info"]) == (found.findings[0].passages, [problem.level for problem in found.problems])


@pytest.mark.parametrize("key", ["I07", "I08"])
def test_a_place_alone_is_sealed_too_and_an_interview_that_is_not_confidential(key):
    assert () == sealed(Passage(key=key, side="supports", where="para 3"))[0]


def test_a_quote_that_is_allowed_is_printed_as_its_table_has_it():
    allowed = {"I07": {"None of us was asked.": "para 12"}}
    kept, problems = sealed(
        Passage(key="I07", side="supports", where="the dock", quote="none of us was asked"), allowed=allowed
    )
    assert () == problems
    assert (Passage(key="I07", side="supports", where="para 12", quote="None of us was asked."),) == kept
    other = Passage(key="I07", side="supports", quote="none of us was asked twice")
    assert () == sealed(other, allowed=allowed)[0]
    assert () == sealed(Passage(key="I07", side="supports", where="x"), allowed={"I07": {"": "x"}})[0]


ABSTRACT = "Of 212 persons met in them, 9 were identified as victims; raids found few of those they were meant to find."


def lacks(quote: str, annotation_file: str = "", **fields: str) -> bool:
    return lacks_quote(source("A", **fields), annotation_file, quote)


@pytest.mark.parametrize(
    "quote",
    [
        "9 were identified as victims",
        "RAIDS found — few of those",
        "Of 212 persons […] raids found few",
        "Of 212 persons met in [the raids], 9 were identified",
        "Of 212 persons ... 9 were identified",
    ],
)
def test_words_that_the_abstract_has_are_no_problem(quote):
    assert not lacks(quote, abstract=ABSTRACT)


@pytest.mark.parametrize(
    "quote", ["8 were identified", "raids found few … Of 212 persons", "were identified as victim"]
)
def test_words_that_it_has_not_are_missed(quote):
    assert lacks(quote, abstract=ABSTRACT)


def test_a_note_holds_quotes_as_well_and_where_there_is_no_text_nothing_is_said():
    assert not lacks("Not one was asked", "She writes: not one was asked.", abstract=ABSTRACT)
    assert not lacks("Not one was asked")
    assert not lacks_quote(source("A", confidential=True, abstract=ABSTRACT), "", "x")


@pytest.mark.parametrize(
    "remark", [{"abstract": "n/a"}, {"note": "Accessed 3 May 2020"}, {"annote": "Read twice"}]
)
def test_a_remark_is_no_text_to_compare_with(remark):
    assert not lacks("Not one was asked", **remark)
    assert lacks("Not one was asked", **dict.fromkeys(remark, ABSTRACT))


words = st.lists(st.sampled_from(["raids", "found", "few", "of", "them", "there"]), min_size=1, max_size=30)


@given(words, st.data())
def test_every_stretch_of_a_text_is_found_in_it(said, data):
    start = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(start + 1, len(said)))
    assert not lacks(", ".join(said[start:end]).upper(), " ".join(said))
    assert lacks(" ".join([*said, "nowhere"]), " ".join(said))


@pytest.mark.parametrize(
    ("key", "streams", "confidential", "kept"),
    [
        ("A", {}, False, True),
        ("A", {"A": "literature"}, False, True),
        ("A", {"A": "records"}, False, True),
        ("A", {"A": "interview"}, False, False),
        ("A", {"A": "literature"}, True, False),
        ("A", {"B": "interview"}, False, True),
        ("C", {"C": "interview"}, False, True),  # no source of the review has this key
    ],
)
def test_which_passages_are_sealed(key: str, streams: Any, confidential: bool, kept: bool):
    one, other = (
        Passage(key=key, side="supports", quote="Few."),
        Passage(key="B", side="qualifies", where="p. 1"),
    )
    sources = [source("A", confidential=confidential), source("D")]
    found = seal_passages(Findings((finding(one, other),)), sources, streams, {})
    assert ((one, other) if kept else (other,)) == found.findings[0].passages
    assert kept == (not found.problems)


def test_of_several_findings_each_keeps_its_own_and_earlier_problems_come_first():
    sealed_, shown = (
        Passage(key="I07", side="supports", quote="No."),
        Passage(key="A", side="supports", where="p. 1"),
    )
    first = Finding(id="F1", statement="S", passages=(sealed_, shown), line=3, lines={"I07": 4})
    second = Finding(id="F2", statement="T", passages=(shown, sealed_, sealed_), line=9)
    before = read_findings("finding = 3\n")
    given_ = Findings((first, second), before.recommendations, before.problems)
    found = seal_passages(given_, [source("I07", confidential=True)], {}, {"A": {"No.": "p. 9"}}, "f.toml")
    assert [("F1", (shown,)), ("F2", (shown,))] == [(one.id, one.passages) for one in found.findings]
    assert [(0, "LR501", ""), (4, "LR541", "I07"), (9, "LR541", "I07"), (9, "LR541", "I07")] == [
        (p.where.line, p.code, p.key) for p in found.problems
    ]
    assert ["warning"] * 3 == [p.level for p in found.problems[1:]]
    assert all(
        p.message.endswith("does not allow, so the passage is not printed") for p in found.problems[1:]
    )


@pytest.mark.parametrize(
    ("quote", "where"),
    [
        ("They came at night", "para 2"),
        ("THEY CAME, at night!", "para 2"),
        ("nobody asked", "para 5"),
        ("They came", None),
        ("They came at night, nobody asked", None),
        ("", None),
        ("…", None),
    ],
)
def test_only_a_whole_quote_of_the_table_is_allowed(quote: str, where: str | None):
    allowed = {
        "I07": {"They came at night.": "para 2", "Nobody asked.": "para 5", "": "para 9"},
        "I08": {quote: "x"},
    }
    kept, problems = sealed(Passage(key="I07", side="supports", where="p. 1", quote=quote), allowed=allowed)
    assert ([where] if where else []) == [one.where for one in kept]
    assert len(problems) == (where is None)


@pytest.mark.parametrize(
    ("value", "named", "faults"),
    [
        (None, [], 0),
        ("", [], 0),
        (" A ", ["A"], 0),
        ([], [], 0),
        (["A", "A", "B"], ["A", "B"], 0),
        (("A",), ["A"], 1),  # no TOML file gives a tuple
        ({"key": " A  b "}, ["A b"], 0),
        ({"key": "A", "where": 3, "quote": 4}, ["A"], 2),
        ({"key": ""}, [], 1),
        ({}, [], 1),
        ([["A"]], [], 1),
        ([True, "A", 3], ["A"], 1),
        (0, [], 1),
    ],
)
def test_what_a_side_names(value: Any, named: list[str], faults: int):
    found, wrong = read_side("supports", value)
    assert (named, faults) == ([one.name for one in found], len(wrong))


@pytest.mark.parametrize(
    ("note", "quote", "missed"),
    [
        ("few were found", "few", False),
        ("few were found", "many", True),
        ("", "many", False),
        ("few were found", "", False),
        ("few were found", "found … few", True),  # in another order
        ("few were found", "few … found", False),
        ("few were found", "few … few", True),
        ("fewer were found", "few", True),
        ("few were found", "few [of them] were ... found", False),
        ("few were found", "few were..found many", True),
    ],
)
def test_which_quotes_are_asked_about(note: str, quote: str, missed: bool):
    assert missed == lacks(quote, note)


@pytest.mark.parametrize("name", ["abstract", "note", "annotation", "annote"])
def test_a_quote_may_be_in_any_text_of_a_record(name: str):
    work = source("A", abstract="nobody was ever found by them")
    (held,) = work.records
    other = replace(work, records=(replace(held, fields={name: "Few."}),))
    enriched = replace(work, enriched=(replace(held, fields={name: "Few."}),))
    assert (True, False, False) == tuple(lacks_quote(one, "", "few") for one in (work, other, enriched))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("… few were found …", True),
        ("[She said:] few were found", True),
        ("few … [of those] … found", True),
        ("...", True),
        ("found few", False),
        ("few were", True),
        ("ew were", False),
        ("few wer", False),
        ("few. were, FOUND", True),
        ("few … nobody … found", False),
    ],
)
def test_whether_a_text_holds_a_quote(quote: str, found: bool):
    assert found == contains_quote("Few were found", quote)
