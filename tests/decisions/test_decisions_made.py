"""A decision that is made in Python is checked when it is made, by the rules that hold for a line of a file."""

import pytest

import litreview as lr
from litreview.core.decision_types import VERBS
from litreview.judgements.decisions import parse

GOOD = {
    "same": "b", "different": "ref:Doe (2001)", "related": "edition b", "tag": "protect", "not-tag": "tvpa:protect", "stance": "protect=mixed",
    "include": "abstract", "exclude": "fulltext", "unsure": "abstract", "not-retrieved": "fulltext", "set": "design@protect=survey", "clear": "",
    "public": f"{'0a' * 16}${'b1' * 32}", "confidential": f"{'0a' * 16}${'b1' * 32}",
}  # fmt: skip
BAD = {
    "same": [""], "different": [""], "related": ["", "editoin b"], "tag": [""], "not-tag": [""], "stance": ["", "protect", "protect=for"],
    "include": ["", "abstrct"], "exclude": ["title"], "unsure": [""], "not-retrieved": [""], "set": ["", "design", "=survey"],
    "public": ["", "b1", f"{'0a' * 16}${'b1' * 31}"], "confidential": ["", "Doe 2019"],
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_needs_is_needed_in_python_as_in_a_file(verb):
    def line(value):
        return f"2026-01-31T09:30:00Z\tann\t{verb}\ta\t{value}\t\t\t\t"

    lr.Decision(by="ann", verb=verb, key="a", value=GOOD[verb])
    assert len(parse(line(GOOD[verb]))[0]) == 1
    for value in BAD.get(verb, ()):
        with pytest.raises(lr.UsageError) as told:
            lr.Decision(by="ann", verb=verb, key="a", value=value)
        assert [problem.message for problem in parse(line(value))[1]] == [str(told.value)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"verb": "tga"}, "unknown verb 'tga'.*did you mean 'tag'"),
        ({"when": "2026-01-31"}, "write UTC with seconds"),
        ({"when": "2026-02-31T09:30:00Z"}, "write UTC with seconds"),
        ({"by": "Ann Doe"}, "such as ann-doe"),
        ({"key": ""}, "no key"),
        ({"shown": "perhaps"}, "neither yes nor no"),
    ],
)
def test_what_no_line_may_hold_is_refused(given, told):
    with pytest.raises(lr.UsageError, match=told):
        lr.Decision(**{"by": "ann", "verb": "tag", "key": "a", "value": "protect", **given})


def test_a_decision_without_a_date_is_dated_when_it_is_written(tmp_path):
    made = lr.Decision(by="ann", verb="tag", key="a", value="protect")
    assert made.when == ""
    lr.append_decisions(tmp_path, made)
    (written,), problems = lr.read_decisions(tmp_path)
    assert problems == ()
    assert (written.when[:2], written.when[-1:], written.value) == ("20", "Z", "protect")


def test_one_that_names_a_work_twice_is_not_written(tmp_path):
    with pytest.raises(lr.DecisionSyntaxError, match="needs two keys"):
        lr.append_decisions(tmp_path, lr.Decision(by="ann", verb="same", key="a", value="a"))
    assert not [*tmp_path.rglob("*.tsv")]
