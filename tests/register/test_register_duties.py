"""What a law asks of an agency, against days that were counted by hand on a calendar."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.core.results import EVENTS, RequestEvent
from litreview.stages.register.statutory_deadlines import (
    add_days,
    check_deadlines,
    is_working,
    law_of,
    load_duties,
)

ROWS = list(csv.DictReader((Path(__file__).parent / "days.csv").read_text(encoding="utf-8").splitlines()))


def events(text: str) -> list[RequestEvent]:
    found = []
    for part in filter(None, text.split("; ")):
        on, _, what = part.partition(" ")
        name, _, result = what.partition(": ")
        found.append(RequestEvent(on=date.fromisoformat(on), what=name, result=result))
    return found


def held(text: str, law: str, duty: str, **options):
    return next(one for one in check_deadlines(events(text), law, **options) if one.duty == duty)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['law']} {row['received']} {row['note']}")
def test_days_counted_by_hand(row):
    said = f"{row['received']} received" + (f"; {row['extended']} extended" if row["extended"] else "")
    # an extension meets what asks for any answer at all
    deadline = held(said, row["law"], row["duty"])
    assert row["due"] == str(deadline.due)


def test_there_are_enough_days_counted_by_hand():
    assert len(ROWS) >= 20
    assert {row["law"] for row in ROWS} >= {d.law for d in load_duties() if d.days} - {""}


@pytest.mark.parametrize(
    ("said", "law", "duty", "expected"),
    [
        ("2020-01-15 received; 2020-02-13 determination: full", "foia", "determine", "in time"),
        ("2020-01-15 received; 2020-02-14 determination: full", "foia", "determine", "late"),
        # an acknowledgement determines nothing
        ("2020-01-15 received; 2020-01-16 acknowledged", "foia", "determine", "cannot be computed"),
        # what happened after the day shows that nothing was determined by it
        ("2020-01-15 received; 2020-07-01 suit", "foia", "determine", "late"),
        ("2020-01-15 received; 2020-02-20 extended; 2020-02-28 determination: full", "foia", "determine", "late"),
        ("2020-01-15 received; 2020-02-03 extended; 2020-02-28 determination: full", "foia", "determine", "in time"),
        ("2020-01-15 received; 2020-02-01 withdrawn", "foia", "determine", "cannot be computed"),
        # the fee stops the clock with 9 of 20 days left: 2020-03-02 and 9 working days
        ("2020-01-15 received; 2020-01-31 fee asked; 2020-03-02 fee paid; 2020-03-13 determination: full", "foia", "determine", "in time"),
        ("2020-01-15 received; 2020-01-31 fee asked; 2020-03-02 fee paid; 2020-03-16 determination: full", "foia", "determine", "late"),
        ("2020-01-15 received; 2020-01-31 fee asked; 2020-06-01 closed", "foia", "determine", "cannot be computed"),
        ("2020-01-15 received; 2020-01-20 fee asked; 2020-06-01 determination: full", "cpra", "determine", "cannot be computed"),
        ("2020-01-15 received; 2020-01-20 acknowledged", "foil", "acknowledge", "in time"),
        ("2020-01-15 received; 2020-01-24 acknowledged", "foil", "acknowledge", "late"),
        ("2020-01-15 received; 2020-01-20 acknowledged; 2021-01-24 documents", "foil", "determine", "no fixed deadline"),
        ("2020-01-15 received; 2021-01-15 documents", "fl-prl", "produce", "no fixed deadline"),
        ("2020-01-15 received; 2021-01-15 documents", "az-prl", "produce", "no fixed deadline"),
        ("2020-01-15 received; 2021-01-15 documents", "oh-pra", "produce", "no fixed deadline"),
        ("2020-06-01 received; 2020-06-05 extended; 2020-09-01 determination: full", "opra", "determine", "cannot be computed"),
        ("2020-06-01 received; 2020-06-04 determination: denied", "cora", "produce", "in time"),
        ("2001-06-01 received; 2001-06-04 acknowledged", "ga-ora", "acknowledge", "cannot be computed"),
        ("2020-02-01 acknowledged", "foia", "determine", "cannot be computed"),
        ("2020-01-15 received; 2020-02-14 determination: full", "ports act", "determine", "cannot be computed"),
        ("2020-01-15 received; 2020-02-14 determination: full", "", "determine", "cannot be computed"),
    ],
)  # fmt: skip
def test_late_only_where_a_row_and_the_days_decide_it(said, law, duty, expected):
    deadline = held(said, law, duty)
    assert expected == deadline.punctuality
    assert deadline.why


def test_the_day_of_sending_counts_where_no_receipt_is_given_and_it_says_so():
    deadline = held("2020-01-15 sent; 2020-02-14 determination: full", "foia", "determine")
    assert (date(2020, 2, 13), "late") == (deadline.due, deadline.punctuality)
    assert "no day of receipt is given" in deadline.why
    assert "no day of receipt" not in held("2020-01-15 received", "foia", "determine").why


def test_silence_is_late_only_on_a_day_on_which_it_is_known():
    said = "2020-01-15 sent"
    assert "cannot be computed" == held(said, "foia", "determine").punctuality
    assert "cannot be computed" == held(said, "foia", "determine", as_of=date(2020, 2, 13)).punctuality
    late = held(said, "foia", "determine", as_of=date(2020, 2, 14))
    assert ("late", None) == (late.punctuality, late.met)
    assert "not done by 2020-02-14" in late.why


def test_a_duty_of_one_level_is_not_held_against_another():
    said = "2020-06-01 received; 2020-12-01 documents"
    assert "Mass." in held(said, "ma-prl", "produce", level="city").citation
    assert date(2020, 6, 22) == held(said, "ma-prl", "produce", level="state").due
    assert "cannot be computed" == held(said, "ma-prl", "produce").punctuality
    assert "level" in held(said, "ma-prl", "produce").why


def test_every_row_says_where_it_was_read_and_when():
    for duty in load_duties():
        assert duty.read
        assert duty.checked == "unchecked" or date.fromisoformat(duty.checked)
        assert duty.clock in EVENTS
        # a law without a number says what it has instead
        assert (duty.days > 0) != bool(duty.why), duty
        assert law_of(duty.law) is not None
        assert duty.law == law_of(duty.name).law
        assert (duty.unit in ("working", "calendar")) == (duty.days > 0)


def test_rows_of_one_duty_do_not_overlap():
    for one in load_duties():
        for other in load_duties():
            if one is not other and (one.law, one.duty, one.levels) == (other.law, other.duty, other.levels):
                first, second = sorted([one, other], key=lambda d: d.first or date.min)
                assert first.last is not None
                assert second.first is not None
                assert first.last < second.first


def test_the_laws_that_were_asked_for_are_there():
    wanted = "foia cpra foil tpia il-foia fl-prl wa-pra opra ma-prl rtkl ga-ora nv-pra az-prl oh-pra cora va-foia mpia mi-foia or-prl"
    assert set(wanted.split()) <= {duty.law for duty in load_duties()}


@given(
    start=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 60),
    calendar=st.sampled_from(["US", "CA", "NY"]),
    unit=st.sampled_from(["working", "calendar"]),
)
def test_a_period_ends_on_a_working_day_and_holds_its_days(start, days, calendar, unit):
    end = add_days(start, days, unit, calendar)
    assert is_working(end, calendar)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    if unit == "working":
        assert days == sum(is_working(day, calendar) for day in between)
    else:
        assert len(between) >= days
        assert not any(is_working(day, calendar) for day in between[days - 1 : -1])
