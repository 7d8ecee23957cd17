"""The pieces of evidence by themselves: words read, sentences, stretches that are left out, states of screening. All works are made up."""

import pytest

from litreview.core.model import Cerqual, Concern, Decision
from litreview.stages.evidence.confidence import _word, is_qualitative, read_cerqual
from litreview.stages.evidence.manuscript_citations import (
    _bare,
    _blank,
    _ends_sentence,
    _ends_there,
    _inside,
    _tex_keys,
    _TreeReader,
)
from litreview.stages.evidence.screening_status import _state, check_screening
from litreview.stages.evidence.stopping import JudgedSample, Sample, Stopping, _first, _floor, read_sample
from litreview.stages.learning.sampling import Claim


@pytest.mark.parametrize(
    ("value", "found", "codes"),
    [
        (None, None, []),
        ("high", None, ["LR501"]),
        ({}, None, []),
        ({"level": "High"}, Cerqual(level="high", concerns=()), []),
        ({"level": " very  LOW "}, Cerqual(level="very low", concerns=()), []),
        ({"level": "odd"}, None, ["LR501"]),
        ({"level": 3}, None, ["LR501"]),
        ({"coherence": "no"}, Cerqual(level="", concerns=(Concern(component="coherence", degree="no", reason=""),)), []),
        ({"coherence": {"concern": "minor", "reason": " a\n b "}}, Cerqual(level="", concerns=(Concern(component="coherence", degree="minor", reason="a b"),)), []),
        ({"coherence": {"concern": "minor", "reason": 3}}, Cerqual(level="", concerns=(Concern(component="coherence", degree="minor", reason=""),)), ["LR501"]),
        ({"coherence": {"reason": "x"}}, None, []),
        ({"coherence": 3}, None, ["LR501"]),
        ({"coherence": {"concern": "no", "odd": 1}, "odd": 1, "level": "low"}, Cerqual(level="low", concerns=(Concern(component="coherence", degree="no", reason=""),)), ["LR506", "LR506"]),
    ],
)  # fmt: skip
def test_what_an_assessment_says(value, found, codes):
    said, faults = read_cerqual(value)
    assert (found, codes) == (said, [fault.name[:5] for fault in faults])


def test_a_word_that_is_none_of_those_known_is_a_fault():
    for value, word, count in (
        (None, "", 0),
        ("Low", "low", 0),
        ("lw", "", 1),
        ("", "", 1),
        (["low"], "", 1),
    ):
        faults = []
        assert (word, count) == (_word("level", value, ("low", "high"), faults), len(faults))


def test_which_designs_are_qualitative():
    designs = (
        "ethnography",
        "qualitative survey",
        "qualitative interviews/focus groups",
        "mixed qualitative",
        "",
    )
    assert [True, True, True, False, False] == [*map(is_qualitative, designs)]


@pytest.mark.parametrize(
    ("word", "ends"),
    [
        ("end?", True), ("end!”)", True), ("one;", True), ("end", False), ("end,", False), ("cf.", False), ("e.g.", False),
        ("et al.", False), ("(no.", False), ("port.", True), ("cf;", True), ("", False),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(word, ends):
    assert ends == _ends_sentence(word)


@pytest.mark.parametrize(
    ("text", "end", "there"), [("R1 x", 2, True), ("R1", 2, True), ("R12", 2, False), ("R1-2", 2, True), ("R1_", 2, False), ("R.x", 2, False)]
)  # fmt: skip
def test_where_a_word_ends(text, end, there):
    assert there == _ends_there(text, end)


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("a<!-- x -->b", "a          b"),
        ("a<!-- x\ny -->b", "a      \n     b"),
        ("a<!-- x", "a<!-- x"),
        ("<!--x--><!--y-->z", "                z"),
        ("-->a", "-->a"),
    ],
)
def test_what_is_left_out_is_blank_and_lines_stay(text, blanked):
    assert blanked == _blank(text, "<!--", "-->")


@pytest.mark.parametrize(
    ("text", "tex", "bare"),
    [
        ("a\n```\n@x\n```\nb", False, "a\n\n\n\nb"),
        ("````\n@x\n```\n@y\n````\nb", False, "\n\n\n\n\nb"),
        ("~~~\n@x\n```\n~~~\nb", False, "\n\n\n\nb"),
        ("> ```\n> @x\n> ```\nb", False, "\n\n\nb"),
        ("```\n@x", False, "\n"),
        ("a `@x` b", False, "a      b"),
        ("a % b\nc \\% d", True, "a    \nc \\% d"),
        ("a % b", False, "a % b"),
    ],
)
def test_code_and_comments_are_blank(text, tex, bare):
    assert bare == _bare(text, tex=tex)


@pytest.mark.parametrize(
    ("written", "known", "key", "intent"),
    [
        ("Roe2001", (), "Roe2001", ""),
        ("supports:Roe2001", (), "Roe2001", "supports"),
        ("supports:Roe2001", ("supports:Roe2001",), "supports:Roe2001", ""),
        ("supports:", (), "supports:", ""),
        ("odd:Roe2001", (), "odd:Roe2001", ""),
        ("agrees_with:Roe2001", (), "Roe2001", "agreesWith"),
        ("fig-map", ("fig-map",), "fig-map", ""),
    ],
)
def test_what_a_citation_is_said_to_be(written, known, key, intent):
    reader = _TreeReader(frozenset(known), ())
    reader.add(written, ("R1",))
    (one,) = reader.found
    assert (key, intent, ("R1",), ()) == (one.key, one.intent, one.named, one.section)


@pytest.mark.parametrize("written", ["*", "fig-map"])
def test_what_is_no_citation(written):
    reader = _TreeReader(frozenset(), ())
    reader.add(written, ())
    assert [] == reader.found


@pytest.mark.parametrize(
    ("text", "named"),
    [("R1 and R1.2", ["R1", "R1.2"]), ("R12", []), ("x R1", ["R1"]), ("R1, R1", ["R1", "R1"]), ("R1.2.3", ["R1.2"]), ("", [])],
)  # fmt: skip
def test_which_ids_a_text_names(text, named):
    assert named == list(_TreeReader(frozenset(), ("R1.2", "R1")).ids_in(text))


def test_keys_of_commands_and_the_inside_of_an_inline():
    assert ("a", "b", "c") == _tex_keys(r"\cite{a, b}\parencite[3]{,c} % \cite{d}")
    assert [] == _inside("x") == _inside([1, 2])
    one = {"t": "Str", "c": "x"}
    assert [one] == _inside([one]) == _inside([["", [], []], [one]][1:]) == _inside([1, [one]])


def said(*verbs, by="ann", value="abstract"):
    people = by if isinstance(by, tuple) else (by,) * len(verbs)
    return [
        Decision(verb=verb, key="k", value=value, by=one, when=f"2026-01-0{n}T03:04:05Z")
        for n, (verb, one) in enumerate(zip(verbs, people, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("lines", "screeners", "state"),
    [
        ([], 1, ""),
        (said("include"), 1, "include"),
        (said("include"), 2, "one-vote"),
        (said("include", "include", by=("ann", "ben")), 2, "include"),
        (said("include", "include"), 2, "one-vote"),
        (said("include", "exclude", by=("ann", "ben")), 2, "disputed"),
        (said("unsure"), 2, "one-vote"),
        (said("unsure", "unsure", by=("ann", "ben")), 2, "unsure"),
        (said("exclude", by="judge"), 2, "exclude"),
    ],
)
def test_where_a_source_stands_at_a_stage(lines, screeners, state):
    assert state == _state(lines, screeners, ("judge",))


def test_only_exclusions_on_the_full_text_need_a_reason_of_the_review():
    lines = said("exclude", value="fulltext")
    assert ["LR510"] == [one.code for one in check_screening(lines, ["ports"])]
    assert () == check_screening(lines, ["ports"], ["k"])
    assert () == check_screening(said("exclude"), ["ports"])
    assert () == check_screening(said("include", value="fulltext"), ["ports"])


def test_the_first_time_that_a_work_was_screened_counts():
    lines = [*said("include", "exclude")[::-1], Decision(verb="tag", key="k", value="x", by="ann", when="2025-01-01T00:00:00Z")]  # fmt: skip
    assert {"k": "2026-01-01T03:04:05Z"} == _first(lines)


def stopping(*claims, added=0):
    sample = Sample(drawn="2026-01-02T03:04:05Z", size=50, left=600)
    held = [JudgedSample(sample=sample, decided=50, relevant=1, claim=claim) for claim in claims]
    return Stopping(works=900, screened=300, found=90, left=550, samples=tuple(held), added=added)


def test_the_strongest_claim_is_made_and_none_where_works_came_since():
    weak, strong = (Claim(known=90, at_most=most, left=550, risk=0.05) for most in (40, 20))
    assert strong == stopping(weak, None, strong).claim == stopping(strong, weak).claim
    assert stopping(strong, added=1).claim is None
    assert ("", "") == (stopping().sentence, stopping(None).sentence)
    assert "at most 20 of the 550 left unscreened" in stopping(weak, strong).sentence
    assert "with 95% confidence" in stopping(strong).sentence


def test_a_share_is_told_no_greater_than_it_is():
    assert ["95%", "94.9%", "100%", "0%", "99.9%"] == [*map(_floor, (0.95, 0.9499, 1.0, 0.0, 0.9999))]


@pytest.mark.parametrize(
    ("size", "left", "there"), [(0, 5, False), (1, 5, True), (5, 5, True), (6, 5, False)]
)
def test_a_sample_is_some_of_what_was_left(size, left, there):
    note = f" random sample of {size} from {left}, drawn 2026-01-02T03:04:05Z "
    assert there == (read_sample(note) is not None)


@pytest.mark.parametrize(
    ("votes", "codes"),
    [
        ([("ann", "exclude", "abstract"), ("ann", "include", "fulltext")], ["LR512"]),
        ([("ann", "exclude", "abstract"), ("bob", "exclude", "abstract"), ("ann", "include", "fulltext")], ["LR512"]),
        ([("ann", "exclude", "abstract"), ("bob", "include", "abstract"), ("ann", "include", "fulltext")], []),
        ([("ann", "include", "abstract"), ("ann", "include", "fulltext")], []),
        ([("ann", "exclude", "abstract")], []),
    ],
)  # fmt: skip
def test_what_its_abstract_excludes_and_its_full_text_includes(votes, codes):
    lines = [Decision(by=by, verb=verb, key="a", value=value) for by, verb, value in votes]
    assert codes == [one.code for one in check_screening(lines, ["ports"])]
