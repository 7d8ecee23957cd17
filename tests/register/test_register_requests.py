"""A request out of the fields of an entry: what came of it, and what cannot be right. All agencies are made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from litreview.core.results import EVENTS, RequestEvent, count_outcomes
from litreview.stages.register.requests import OUTCOMES, RESULTS, parse_request, result_of
from litreview.stages.register.statutory_deadlines import FACTS, load_outcomes, outcome_of

AGENCY = {"agency": "Port Office of Northland"}


def parse(events="", *, as_of=None, quote=True, **fields):
    said = AGENCY | ({"events": events} if events else {}) | fields
    return parse_request(said, code="PR01", as_of=as_of, quote=quote)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule in load_outcomes() for example in rule.examples]
)
def test_each_outcome_follows_from_its_examples(rule, example):
    request, _ = parse(example)
    assert (rule.gives or rule.outcome) == request.outcome
    # the row decides, and no other before it
    rest = next(other for other in load_outcomes() if other.matches(_course(request.events)))
    assert rule.id == rest.id


def _course(events):
    from litreview.stages.register.statutory_deadlines import RequestHistory

    return RequestHistory(events=events)


def test_the_table_has_no_word_that_nobody_asks_and_no_row_that_nothing_needs():
    said = {clause.removeprefix("not ") for rule in load_outcomes() for clause in rule.when}
    assert set(FACTS) == said
    for rule in load_outcomes():
        others = [other for other in load_outcomes() if other is not rule]
        courses = [_course(parse(example)[0].events) for example in rule.examples]
        assert any(
            next((other.outcome for other in others if other.matches(course)), None) != rule.outcome
            for course in courses
        )


@given(
    st.lists(
        st.tuples(st.dates(date(2015, 1, 1), date(2022, 1, 1)), st.sampled_from(EVENTS), st.sampled_from(RESULTS)),
        max_size=8,
    )
)  # fmt: skip
def test_every_course_of_events_has_one_known_outcome(given_events):
    text = "; ".join(
        f"{on} {what}{f': {result}' if 'determination' in what else ''}" for on, what, result in given_events
    )
    request, problems = parse(text)
    assert request.outcome in (*OUTCOMES, "")
    assert len(given_events) == len(request.events)
    assert [*request.events] == sorted(request.events, key=lambda event: event.on)
    # what is written again reads the same
    again, _ = parse("; ".join(map(str, request.events)))
    assert request.events == again.events
    assert {"LR642", "LR645"} >= set(codes(problems))


def test_events_are_read_in_order_with_days_to_each():
    request, problems = parse(
        "2020-01-20 received; 2020-01-15 sent; 2020-02-13 Determination: Partial; 2020-03-01 documents",
        law="FOIA", level="Federal", jurisdiction="US-federal", fee="$1,125.50", pages="1,112", tracking="2020-1; 2020-2",
        exemption="7(C)",
    )  # fmt: skip
    assert () == problems
    assert ["sent", "received", "determination", "documents"] == [event.what for event in request.events]
    assert (0, 5, 29, 46, None) == tuple(
        map(request.days_to, ("sent", "received", "determination", "documents", "suit"))
    )
    assert ("partial", "foia", "federal") == (request.outcome, request.law, request.level)
    assert (1125.5, 1112, ("2020-1", "2020-2")) == (request.fee, request.pages, request.tracking)
    assert "in time" == request.deadline("determine").punctuality


def test_an_entry_of_before_is_read_by_its_own_fields():
    request, problems = parse(
        sent="2020-01-15", answered="2020-02-14", outcome="Granted in part", number="77"
    )
    assert () == problems
    assert ("partial", ("77",)) == (request.outcome, request.tracking)
    assert 30 == request.days_to("determination")


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"events": "2020-01-15 sent", "level": "Federl"}, "LR640", "'Federl' of PR01 is not a known value; did you mean 'federal'?"),
        ({"events": "2020-01-15 sent", "jurisdiction": "US-Federal"}, "LR640", "did you mean 'US-federal'?"),
        ({"events": "2020-01-15 sent", "law": "fiol"}, "LR640", "law 'fiol' of PR01 is not in the table of laws; did you mean 'foil'?"),
        ({"events": "2020-01-15 sent", "fee": "ten"}, "LR640", "fee 'ten' of PR01 is not a sum"),
        ({"events": "2020-01-15 sent", "pages": "12-14"}, "LR640", "pages '12-14' of PR01 is not a number"),
        ({"events": "2020-01-15 sent", "exemption": "ask ann@example.org"}, "LR640", "without an @"),
        ({"events": "2020-01-15 sent; 2020-02-01 determination: fulll"}, "LR640", "did you mean 'full'?"),
        ({"sent": "2020-01-15", "answered": "2020-02-01", "outcome": "fulll"}, "LR640", "outcome 'fulll' of PR01 is not a known value; did you mean 'full'?"),
        ({"events": "2020-01-15 snt"}, "LR641", "an event 'snt' of PR01 is not known; did you mean 'sent'?"),
        ({"events": "2020-02-30 sent"}, "LR641", "there is no such day"),
        ({"events": "15/01/2020 sent"}, "LR641", "it is not a date such as 2020-01-15"),
        ({"sent": "May 2019"}, "LR641", "it is not a date such as 2020-01-15"),
        ({"events": "sent"}, "LR641", "does not consist of a day and a word"),
        ({"events": "2020-01-15 sent: full"}, "LR641", "only a determination may have"),
        ({"events": "2020-01-15 sent; 2020-01-10 determination: full"}, "LR642", "'determination' is before 'sent' (2020-01-10, 2020-01-15)"),
        ({"sent": "2020-01-15", "answered": "2019-01-15", "outcome": "full"}, "LR642", "'determination' is before 'sent'"),
        ({"events": "2020-01-15 sent; 2020-02-10 fee paid; 2020-02-11 fee asked"}, "LR642", "'fee paid' is before 'fee asked'"),
        ({"events": "2020-01-15 sent; 2020-02-11 closed", "outcome": "full"}, "LR643", "has the outcome 'full', but its events give 'no answer'"),
        ({"events": "2020-01-15 sent", "outcome": "no answer"}, "LR643", "give 'pending'"),
        ({"events": "2020-01-15 sent; 2022-01-01 closed"}, "LR644", "'closed' on 2022-01-01 is after 2021-03-01"),
        ({}, "LR645", "does not say what happened"),
        ({"agency": "", "events": "2020-01-15 sent"}, "LR645", "which agency was asked"),
        ({"sent": "2020-01-15", "answered": "2020-02-15"}, "LR646", "the entry has no outcome"),
        ({"events": "2020-01-15 sent; 2020-02-15 determination"}, "LR646", "does not say what the agency determined"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_told_with_what_was_meant(fields, code, words):
    _, problems = parse(as_of=date(2021, 3, 1), **fields)
    assert [code] == codes(problems)
    assert words in problems[0].message
    # of a confidential entry no value is quoted
    _, sealed = parse(as_of=date(2021, 3, 1), quote=False, **fields)
    assert [code] == codes(sealed)
    for value in fields.values():
        for word in value.replace(";", " ").replace(":", " ").split():
            if word not in (*EVENTS, *RESULTS, *OUTCOMES, "paid", "asked", "fee", "no", "answer", "ask"):
                assert word not in sealed[0].message


def test_no_answer_needs_the_day_of_closing_or_of_the_review():
    assert "pending" == parse("2020-01-15 sent", law="foia")[0].outcome
    assert "pending" == parse("2020-01-15 sent", law="foia", as_of=date(2020, 2, 13))[0].outcome
    assert "no answer" == parse("2020-01-15 sent", law="foia", as_of=date(2020, 2, 14))[0].outcome
    # where no law has a day, silence is no answer only when it was closed
    assert "pending" == parse("2020-01-15 sent", law="oh-pra", as_of=date(2024, 2, 14))[0].outcome
    assert "no answer" == parse("2020-01-15 sent; 2020-02-15 closed")[0].outcome
    assert "no answer" == outcome_of((), overdue=True)


def test_days_that_contradict_each_other_decide_nothing():
    request, _ = parse("2020-05-15 sent; 2020-01-10 received; 2020-06-10 determination: full", law="foia")
    assert "cannot be computed" == request.deadline("determine").punctuality
    assert "contradict" in request.deadline("determine").why


def test_an_entry_that_shows_nothing_is_a_request_of_which_nothing_is_known():
    request, problems = parse_request({"confidential": "true"}, code="PR07", quote=False)
    assert ("PR07", "", (), ()) == (request.code, request.outcome, request.events, problems)


def test_words_of_before_mean_what_they_did():
    assert ["full", "partial", "Glomar", ""] == list(
        map(result_of, ("GRANTED", "denied in part", "glomar", "fulll"))
    )


def test_outcomes_are_counted_by_level_and_agency():
    requests = [
        parse("2020-01-15 sent; 2020-02-15 closed", level=level, agency=agency)[0]
        for level, agency in (("city", "A"), ("city", "B"), ("state", "A"))
    ]
    assert {"city": {"no answer": 2}, "state": {"no answer": 1}} == count_outcomes(requests, "level")
    assert {"A": {"no answer": 2}, "B": {"no answer": 1}} == count_outcomes(requests, "agency")
    assert requests[0].silent
    assert not requests[0].answered
    assert "2020-01-15 sent" == str(RequestEvent(on=date(2020, 1, 15), what="sent"))
