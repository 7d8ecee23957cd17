"""When screening may stop: samples noted in decisions, and what they allow to claim. The works are made up."""

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.stages.evidence.screening_status import screen
from litreview.stages.evidence.stopping import Sample, draw_sample, judge_stopping, read_sample
from litreview.stages.learning.sampling import bound, p_of_lower_recall

EARLY, DRAWN, LATE = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"


def source(n):
    record = Record(key=f"S{n}", type="article", id=RecordId(f"a.bib:S{n}"), where=Where(file="a.bib"))
    return Source(key=f"S{n}", type="article", fields={"title": f"Work {n}"}, records=(record,))


def said(n, verb, when=EARLY, where="", by="ann"):
    return Decision(when=when, by=by, verb=verb, key=f"S{n}", value="abstract", where=where)


WORKS = [source(n) for n in range(100)]
FORTY = [said(n, "include" if n < 20 else "exclude") for n in range(40)]
SAMPLE = Sample(drawn=DRAWN, size=30, left=60)


def drawn(lines, found=0, of=30):
    """Return the decisions on the first `of` works of the sample, `found` of them inclusions."""
    _, keys = draw_sample(WORKS, screen(WORKS, lines), lines, size=30, now=DRAWN)
    return [
        said(int(key[1:]), "include" if n < found else "exclude", LATE, SAMPLE.note)
        for n, key in enumerate(keys[:of])
    ]


def judged(lines, works=WORKS, **more):
    return judge_stopping(works, screen(works, lines), lines, **more)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_sample_is_read_as_it_was_noted(size, more):
    sample = Sample(drawn=DRAWN, size=size, left=size + more)
    assert sample == read_sample(sample.note) == read_sample(f" {sample.note} ")


@pytest.mark.parametrize(
    "where",
    [
        "",
        "p. 3",
        "random sample",
        "random sample of 0 from 4, drawn Z",
        f"random sample of 5 from 4, drawn {DRAWN}",
        f"a {SAMPLE.note}",
    ],
)
def test_what_a_person_notes_otherwise_is_no_sample(where):
    assert read_sample(where) is None


def test_a_sample_is_drawn_from_what_nobody_has_screened_and_again_the_same():
    states = screen(WORKS, FORTY)
    sample, keys = draw_sample(WORKS, states, FORTY, size=30, now=DRAWN)
    assert SAMPLE == sample
    assert 30 == len(set(keys))
    assert not set(keys) & {f"S{n}" for n in range(40)}
    begun = [*FORTY, *drawn(FORTY, of=12)]
    assert (sample, keys) == draw_sample(WORKS, screen(WORKS, begun), begun, size=99, now=LATE), (
        "it is gone on with"
    )
    done = [*FORTY, *drawn(FORTY)]
    second, other = draw_sample(WORKS, screen(WORKS, done), done, size=99, now=LATE)
    assert Sample(drawn=LATE, size=30, left=30) == second, "no more than there are"
    assert not set(keys) & set(other)
    every = [said(n, "exclude") for n in range(100)]
    assert (None, ()) == draw_sample(WORKS, screen(WORKS, every), every, size=5, now=LATE)


def test_nothing_is_claimed_before_the_whole_sample_is_decided():
    found = judged([*FORTY, *drawn(FORTY, of=29)])
    assert (29, None) == (found.samples[0].decided, found.samples[0].claim)
    assert found.claim is None
    assert "" == found.sentence


def test_a_whole_sample_bounds_what_is_left():
    found = judged([*FORTY, *drawn(FORTY, found=1)])
    assert (100, 70, 21, 30) == (found.works, found.screened, found.found, found.left)
    claim = found.claim
    assert claim is not None
    at_most = bound(60, 30, 1, 0.025) - 1
    assert (21, at_most, 30) == (claim.known, claim.at_most, claim.left)
    assert claim.recall == 21 / (21 + at_most)
    assert (
        f"a random sample of 30 of the 60 works then unscreened held 1 relevant; with 95% confidence at most {at_most} of the 30 left"
        in found.sentence
    )


def test_who_screens_on_strengthens_the_claim():
    done = [*FORTY, *drawn(FORTY)]
    first = judged(done).claim
    left = [n for n in range(100) if f"S{n}" not in {d.key for d in done}]
    more = judged([*done, *(said(n, "include", LATE) for n in left[:2])])
    assert first.at_most - 2 == more.claim.at_most
    assert more.claim.recall > first.recall


def test_a_work_first_screened_before_the_sample_is_none_of_those_it_was_drawn_from():
    """Ann excluded S30 in January and includes it in March: it was not among the 60."""
    done = [*FORTY, *drawn(FORTY)]
    changed = judged(
        [*[d for d in done if d.key != "S30"], said(30, "exclude", EARLY), said(30, "include", LATE)]
    )
    # both lines are given, the later one counts
    lines = [*done, said(30, "include", LATE)]
    states = screen(WORKS, [d for d in lines if d is not done[30]])
    found = judge_stopping(WORKS, states, lines)
    assert judged(done).claim.at_most == found.claim.at_most
    assert judged(done).claim.known + 1 == found.claim.known
    assert changed.works == 100


def test_what_is_unsure_or_disputed_counts_as_relevant_in_the_sample_and_not_as_found():
    lines = drawn(FORTY)
    unsure = [*FORTY, *lines[1:], said(int(lines[0].key[1:]), "unsure", LATE, SAMPLE.note)]
    found = judged(unsure)
    assert (1, 20) == (found.samples[0].relevant, found.found)
    assert found.claim.at_most == bound(60, 30, 1, 0.025)


def test_of_works_that_came_since_nothing_is_claimed():
    found = judged([*FORTY, *drawn(FORTY)], works=[*WORKS, source(100), source(101)])
    assert 2 == found.added
    assert found.claim is None


def test_a_second_sample_is_held_to_a_stricter_risk():
    done = [*FORTY, *drawn(FORTY)]
    second, keys = draw_sample(WORKS, screen(WORKS, done), done, size=10, now=LATE)
    more = [said(int(key[1:]), "exclude", "2026-04-01T00:00:00Z", second.note) for key in keys]
    one, two = judged([*done, *more]).samples
    assert bound(30, 10, 0, 0.0125) == two.claim.at_most
    assert one.claim.at_most == bound(60, 30, 0, 0.025)


def test_where_two_must_agree_one_vote_decides_nothing_of_a_sample():
    lines = [*FORTY, *drawn(FORTY)]
    states = screen(WORKS, lines, screeners=2)
    found = judge_stopping(WORKS, states, lines)
    assert (0, None) == (found.samples[0].decided, found.samples[0].claim)


def test_the_size_that_is_needed_is_told():
    found = judged(FORTY, recall=0.9)
    assert found.needed is not None
    assert judged(FORTY, recall=0.9).recall == 0.9
    assert found.needed <= 60
    assert judged([]).needed is None, "of nothing found no share can be claimed"


def by_definition(relevant, total, recall):
    """The rule of Callaghan and Müller-Hansen, from its definition, by counting in fractions."""
    from fractions import Fraction
    from math import comb, floor

    least = Fraction(1)
    for at in range(len(relevant)):
        before, run = relevant[:at], relevant[at:]
        left, drawn, found = total - at, len(run), sum(run)
        missed = floor(Fraction(sum(relevant)) / Fraction(recall) - sum(before) + 1)
        if missed > left:
            return 0.0
        ways = sum(
            comb(missed, k) * comb(left - missed, drawn - k)
            for k in range(found + 1)
            if drawn - k <= left - missed
        )
        least = min(least, Fraction(ways, comb(left, drawn)))
    return float(least)


@given(
    st.lists(st.booleans(), min_size=1, max_size=40),
    st.integers(0, 40),
    st.sampled_from(["0.95", "0.9", "0.8"]),
)
def test_the_rule_by_order_is_that_of_its_definition(relevant, more, recall):
    found = p_of_lower_recall(relevant, len(relevant) + more, float(recall))
    if not any(relevant):
        assert found is None
    else:
        assert found == pytest.approx(by_definition(relevant, len(relevant) + more, recall), abs=1e-9)


def test_the_rule_by_order_reads_when_works_were_screened_and_not_how_files_list_them():
    early = [said(n, "include", f"2026-01-01T00:00:{n:02}Z") for n in range(10)]
    late = [said(n, "exclude", f"2026-01-02T00:{n - 10:02}:00Z") for n in range(10, 70)]
    found = judged([*early, *late])
    assert found.p_lower == judged([*late, *early]).p_lower
    assert found.order_sentence == "" or found.p_lower < 0.05
    assert judged([*early, *late], recall=0.5).order_sentence.startswith(
        "by the stopping rule of Callaghan and Müller-Hansen (2020)"
    )
    reverse = [said(n, "exclude", f"2026-01-01T00:{n - 10:02}:00Z") for n in range(10, 70)] + [
        said(n, "include", f"2026-01-02T00:00:{n:02}Z") for n in range(10)
    ]
    assert judged(reverse).p_lower > 0.5
    assert judged([]).p_lower is None
