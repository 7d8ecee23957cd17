"""findings.toml: what is read, and what is said of its faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.evidence import read_findings
from litreview.model import Finding, Recommendation

GOOD = """
[[finding]]
id = "F1"
statement = "Operations find few of the persons they are meant to find"
goal = "protect"
supports = ["bib/a.bib:Old", "New"]
contradicts = "Other"
qualifies = []
recommendations = ["R1"]

[[recommendation]]
id = "R1"
statement = "Use operations far less"
findings = ["F1"]
"""
KEYS = {"bib/a.bib:Old": "New", "New": "New", "Other": "Other"}


def codes(text: str, **kw) -> list[tuple[int, str]]:
    return [(problem.where.line, problem.code) for problem in read_findings(text, **kw).problems]


def test_a_good_file_gives_findings_with_the_keys_of_todays_sources():
    findings, recommendations, problems = read_findings(GOOD, resolve=KEYS, goals=["protect"])
    assert () == problems
    assert (
        Finding(
            id="F1",
            statement="Operations find few of the persons they are meant to find",
            goal="protect",
            supports=("New",),
            contradicts=("Other",),
            recommendations=("R1",),
        ),
    ) == findings
    assert (
        Recommendation(id="R1", statement="Use operations far less", findings=("F1",)),
    ) == recommendations


def test_no_file_is_no_findings():
    assert ((), (), ()) == tuple(read_findings(""))


def test_keys_stay_as_written_without_a_way_to_resolve_them():
    assert ("bib/a.bib:Old", "New") == read_findings(GOOD).findings[0].supports


@pytest.mark.parametrize(
    ("change", "line", "code", "says"),
    [
        (('"protect"', '"protct"'), 5, "LR505", "did you mean 'protect'?"),
        (("goal =", "gaol ="), 5, "LR506", "did you mean 'goal'?"),
        (('"Other"', '"Othr"'), 7, "LR503", "did you mean 'Other'?"),
        (('"Other"', '"New"'), 6, "LR507", "both supports and contradicts"),
        (('["R1"]', '["R2"]'), 9, "LR504", "this file has R1"),
        (('["F1"]', '["F9"]'), 14, "LR504", "this file has F1"),
        (('id = "F1"\n', ""), 2, "LR501", "has no id"),
        (('"Other"', "3"), 7, "LR501", "not a list of keys"),
        (("[[recommendation]]", "[[recomendation]]"), 11, "LR506", "did you mean 'recommendation'?"),
        (("qualifies = []", "qualifies = ["), 10, "LR500", "is not TOML"),
        (("[[finding]]", "[finding]"), 0, "LR501", "double brackets"),
    ],
)
def test_a_fault_is_named_with_its_line(change, line, code, says):
    problems = read_findings(GOOD.replace(*change, 1), resolve=KEYS, goals=["protect"]).problems
    found = [p for p in problems if p.code == code]
    assert found, problems
    assert says in str(found[0])
    if code != "LR500":  # where TOML stops reading is its own affair
        assert line == found[0].where.line


def test_an_id_given_twice_keeps_the_first():
    text = GOOD + '\n[[finding]]\nid = "F1"\nstatement = "Another"\nsupports = ["New"]\n'
    result = read_findings(text, resolve=KEYS)
    assert ["Operations find few of the persons they are meant to find"] == [
        f.statement for f in result.findings
    ]
    assert [(17, "LR502")] == [(p.where.line, p.code) for p in result.problems]


def test_a_finding_without_sources_is_noted():
    assert [(1, "LR508")] == codes('[[finding]]\nid = "F"\nstatement = "S"\n')


def test_a_key_that_several_sources_had_is_taken_as_the_earliest_and_told():
    result = read_findings(GOOD, resolve=lambda key: (key,) if key != "Other" else ("A", "B"))
    assert ("A",) == result.findings[0].contradicts
    assert [(7, "LR509")] == [(p.where.line, p.code) for p in result.problems]


def test_a_function_that_resolves_can_have_its_near_misses_too():
    result = read_findings(
        GOOD.replace('"Other"', '"Othr"'), resolve=lambda key: (key,) if key in KEYS else (), known=KEYS
    )
    assert ["no source has the key 'Othr'; did you mean 'Other'?"] == [p.message for p in result.problems]


@given(st.text() | st.lists(st.sampled_from(GOOD.split("\n"))).map("\n".join))
def test_no_text_raises(text):
    result = read_findings(text, resolve=KEYS, goals=["protect"])
    assert all(p.where.line <= text.count("\n") + 1 for p in result.problems)
