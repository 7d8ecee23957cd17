"""What people decided survives: reruns, another codebook, a new export, keys that were merged or renamed."""

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Library
from litreview.formats import read_text
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.judgements.decisions import current, key_index, resolve
from litreview.review import Review

TVPA = load_codebook()
OTHER = parse_codebook(
    """
[codebook]
name = "other"
[[code]]
id = "theme"
group = "g"
label = "Theme"
definition = "A theme."
[[code.terms]]
weight = 2
match = ["trafficking"]
"""
)
TITLES = (
    "Where are all the victims of human trafficking?",
    "Prosecuting human trafficking cases: what the police learned",
    "Risk factors for sex trafficking among runaway youth",
    "Safe harbor laws and the arrest of minors for prostitution",
)
CODES = ("protect", "prosecute", "prevent", "none", "effects", "dataset", "theme", "a-code-of-old")


def bibtex(prefix, numbers):
    """Return an export: one entry for each of the works, keys with a prefix of its own, the DOI as the bond between exports."""
    return "\n".join(
        f"@article{{{prefix}{n}, author = {{Doe, Jane}}, title = {{{TITLES[n]}}}, journal = {{J}}, year = {{2010}}, "
        f"doi = {{10.1234/work.{n}}}}}"
        for n in numbers
    )


def library(*exports):
    parts = [read_text(text, f"{n}.bib") for n, text in enumerate(exports)]
    return Library(records=tuple(r for part in parts for r in part.records))


DECISIONS = st.lists(
    st.builds(
        Decision,
        when=st.integers(0, 59).map(lambda n: f"2026-01-01T00:00:{n:02}Z"),
        by=st.sampled_from(["a", "b"]),
        verb=st.sampled_from(["tag", "not-tag"]),
        key=st.sampled_from([f"A{n}" for n in range(len(TITLES))]),
        value=st.sampled_from(CODES),
    ),
    max_size=14,
)


def check(review, decided):
    """The law: for each person, work and code the latest line holds; on no code that a person judged does a machine tag stand.

    A code that the codebook lacks is no tag. A work to whose every goal people said no, and to none yes, is ``none`` by each who said so.
    """
    index = key_index(review.sources)
    latest = {(d.by, resolve(d.key, index)[0], d.value): d.verb for d in current(decided)}
    human = {(t.coder, t.source, t.code) for t in review.tags if t.method == "human"}
    machine = {(t.source, t.code) for t in review.tags if t.method == "rule"}
    goals = {code.id for code in review.codebook.goals}
    said = {slot for slot, verb in latest.items() if verb == "tag" and slot[2] in review.codebook.ids}
    for key in {key for _, key, _ in latest}:
        refused = {
            (by, code) for (by, work, code), verb in latest.items() if work == key and verb == "not-tag"
        }
        if goals <= {code for _, code in refused} and not any(
            (by, key, goal) in said for by in "ab" for goal in goals
        ):
            said |= {(by, key, "none") for by, code in refused if code in goals}
    assert said == human
    assert not machine & {(source, code) for _, source, code in latest}


@given(decided=DECISIONS, more=st.lists(st.integers(0, 3), unique=True, min_size=1))
@pytest.mark.exhaustive
def test_decisions_survive_everything_that_happens_to_a_review(decided, more):
    decided = tuple({(d.by, d.key, d.value, d.when): d for d in decided}.values())
    own = bibtex("A", range(len(TITLES)))
    first = Review(library=library(own), decided=decided)
    check(first, decided)
    assert first.tags == Review(library=library(own), decided=decided).tags, "a rerun"
    check(Review(library=library(own), decided=decided, codebook=OTHER), decided)
    # a new export is read before the old: its keys are now those of the merged sources
    merged = Review(library=library(bibtex("B", more), own), decided=decided)
    assert len(merged.sources) == len(TITLES)
    assert {f"B{n}" for n in more} <= {source.key for source in merged.sources}
    check(merged, decided)


def test_two_keys_that_become_one_source_keep_what_each_coder_said():
    text = bibtex("A", [0]) + "\n" + bibtex("B", [0])
    decided = (
        Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key="A0", value="protect"),
        Decision(when="2026-01-01T00:00:01Z", by="b", verb="tag", key="B0", value="effects"),
        Decision(when="2026-01-01T00:00:02Z", by="b", verb="not-tag", key="B0", value="protect"),
    )
    review = Review(library=library(text), decided=decided)
    assert 1 == len(review.sources)
    assert {("a", "protect"), ("b", "effects")} == {
        (t.coder, t.code) for t in review.tags if t.method == "human"
    }
    assert "protect" not in {t.code for t in review.tags if t.method == "rule"}
