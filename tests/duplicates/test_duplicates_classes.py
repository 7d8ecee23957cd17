"""Classes of pairs: what is sampled, how large a sample is, and what allows no decision. The works are made up."""

from dataclasses import replace

from test_duplicates_hard_pairs import record

from litreview.core.model import Decision
from litreview.review.outputs.methods import decided_classes
from litreview.review.questions.duplicate_classes import (
    ClassPair,
    read_sample,
    sampled_classes,
)

SYLLABLES = ("ba", "ke", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
NAMES = [SYLLABLES[n // 10] + SYLLABLES[n % 10] + SYLLABLES[n * 7 % 10] for n in range(100)]


def pair(name, **other):
    both = {
        "title": f"{name.title()} keeping and the administration of tidal harbors",
        "author": f"{name.title()}, Q. and {name[::-1].title()}, X.",
    }
    a, b = (record(f"{name}{side}", both | more) for side, more in (("a", {"year": "2011"}), ("b", other)))
    return ClassPair(
        names=(a.id, b.id), rule="title", records=(a, b), works=((a,), (b,)), sources=(a.key, b.key)
    )


PAIRS = [pair(name) for name in NAMES[:60]]


def said(names, sample, verb="same", reason=""):
    when = "2026-01-01T00:00:00Z"
    return Decision(when=when, by="ann", verb=verb, key=names[0], value=names[1], where=sample, reason=reason)


def test_a_class_is_drawn_alike_whatever_the_order_of_its_pairs_and_read_from_its_note():
    (one,) = sampled_classes(PAIRS, (), 0.02)
    (other,) = sampled_classes(PAIRS[::-1], (), 0.02)
    assert (one.sample, one.drawn, set(one.rest)) == (other.sample, other.drawn, set(other.rest))
    assert len(one.drawn) == one.sample.size < one.sample.left == 60 == len(one.drawn) + len(one.rest)
    assert one.sample.at_most <= 0.02 * 60
    assert read_sample(one.sample.note) == one.sample
    assert sampled_classes(PAIRS, (), 0) == ()
    assert sampled_classes(PAIRS[:20], (), 0.02) == (), "a sample of few pairs saves no answer"


def test_what_contradicts_or_joins_works_that_contradict_is_in_no_class():
    apart = [
        pair(NAMES[70], year="2012"),
        replace(
            pair(NAMES[71]),
            works=(
                pair(NAMES[71]).works[0],
                (*pair(NAMES[71]).works[1], record("z", {"title": "Another", "author": "Else, E."})),
            ),
        ),
    ]
    (one,) = sampled_classes([*PAIRS, *apart], (), 0.02)
    assert one.sample.left == 60


def test_a_sample_that_was_begun_is_gone_on_with_unless_its_answers_differ_or_pairs_came():
    (one,) = sampled_classes(PAIRS, (), 0.02)
    answers = [said(names, one.sample.note) for names in one.drawn[:3]]
    left = [each for each in PAIRS if each.names not in one.drawn[:3]]
    (begun,) = sampled_classes(left, answers, 0.02)
    assert (begun.sample, begun.drawn, begun.answered) == (one.sample, one.drawn[3:], ("same",) * 3)
    assert sampled_classes([*left, pair(NAMES[80])], answers, 0.02) == ()
    differing = [*answers[:2], said(one.drawn[2], one.sample.note, "different")]
    assert sampled_classes(left, differing, 0.02) == (), "its share of the risk is spent"


def test_samples_share_the_risk():
    others = [replace(pair(name), rule="title but-meeting") for name in NAMES[:60]]
    found = sampled_classes([*PAIRS, *others], (), 0.02)
    assert sum(one.sample.risk for one in found) <= 0.05
    (alone,) = sampled_classes(PAIRS, (), 0.02)
    assert all(one.sample.risk < alone.sample.risk for one in found if len(found) > 1)


def test_what_was_decided_by_class_is_said_in_a_sentence():
    (one,) = sampled_classes(PAIRS, (), 0.02)
    lines = [said(names, "", reason=one.sample.reason) for names in one.rest]
    lines += [said(names, one.sample.note) for names in one.drawn]
    sentence = f"A decision on class {one.sample.code} merged {len(one.rest)} pairs; 0 of {one.sample.size} pairs in a sample were wrong, at most {one.sample.at_most} of all by the bound"
    assert [*decided_classes(lines)] == [sentence]
