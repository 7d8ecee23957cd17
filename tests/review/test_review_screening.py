"""Screening by two people: reasons need consensus, answers are independent, and no number rests on who is called what."""

import json

import pytest

import litreview as lr
from litreview.core.model import Decision, Library, Where
from litreview.judgements.codebook import load_codebook
from litreview.review import Review, count_disputes
from litreview.review.coder_disputes import dispute_rows, find_disputes, open_disputes
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow, fill_checklists
from litreview.review.questions import Session
from litreview.review.questions.desk_file import make_desk
from litreview.review.questions.screening import TOPIC, screen_questions, stopping
from litreview.review.settings import parse_settings
from litreview.web.overview import judgement_counts, questions_left

TITLES = (
    "Tides at night", "Frost by day", "Herring in the north", "Bees on rooftops", "Salt in old bread", "Lichen on slate",
    "Moss under bridges", "Kelp in winter", "Owls near barns", "Reeds along canals", "Dust in attics", "Rain over quarries",
)  # fmt: skip
LIBRARY = lr.read_text(
    "".join(
        f"@article{{w{n:02}, title = {{{title}}}, author = {{Made, {chr(65 + n)}}}, year = {{{2001 + n}}}}}\n"
        for n, title in enumerate(TITLES)
    )
)
TWO = 'adjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = ["no data", "wrong people", "wrong place"]\n'


def say(by, verb, work, stage, reason="", *, at=0):
    hour, second = divmod(at, 3600)
    return Decision(
        when=f"2026-03-01T{9 + hour:02}:{second // 60:02}:{second % 60:02}Z",
        by=by,
        verb=verb,
        key=f"w{work:02}",
        value=stage,
        reason=reason,
        place=Where(file=f"decisions/{by}.tsv", line=at + 2),
    )


def review(lines, settings=TWO):
    return Review(
        library=LIBRARY,
        codebook=load_codebook(),
        decided=tuple(lines),
        settings=parse_settings(settings)[0],
    )


def both(verbs, work, stage, at=0, reasons=("", "")):
    return [
        say(by, verb, work, stage, reason, at=at + n)
        for n, (by, verb, reason) in enumerate(zip(("ann", "ben"), verbs, reasons, strict=True))
    ]


READ = [line for n in range(4) for line in both(("include", "include"), n, "abstract", at=4 * n)]
DIFFER = [*READ, *both(("exclude", "exclude"), 0, "fulltext", at=90, reasons=("wrong place", "no data"))]


def test_two_reasons_for_one_exclusion_are_a_dispute_that_no_name_decides():
    made = review(DIFFER)
    (dispute,) = open_disputes(made)
    assert {"reason not yet agreed": 1} == made.flow.excluded_by_reason
    assert ("excluded by full text: for which reason?", 1) == (
        dispute.question,
        made.ledger["disputed on reasons of exclusion"],
    )
    assert {"exclude: wrong place", "exclude: no data"} <= {*dispute.choices}


@pytest.mark.parametrize(
    ("settle", "settings", "reason"),
    [
        ([say("judge", "exclude", 0, "fulltext", "wrong people", at=200)], TWO, "wrong people"),
        ([say("ann", "exclude", 0, "fulltext", "No data", at=200)], TWO, "no data"),
        ([], TWO + "reasons_in_order = true\n", "no data"),
    ],
)
def test_reasons_are_settled_by_an_adjudicator_by_consensus_or_by_their_order(settle, settings, reason):
    made = review([*DIFFER, *settle], settings)
    assert [reason] == [name.casefold() for name in made.flow.excluded_by_reason]
    assert not open_disputes(made)


def test_an_exclusion_without_a_reason_disputes_no_reason():
    made = review([*READ, *both(("exclude", "exclude"), 0, "fulltext", at=90, reasons=("", "no data"))])
    assert ({"no data": 1}, ()) == (made.flow.excluded_by_reason, find_disputes(made))


MIXED = [
    *READ,
    *both(("include", "exclude"), 5, "abstract", at=20),
    *both(("exclude", "exclude"), 6, "abstract", at=30, reasons=("off topic", "a letter")),
    *both(("exclude", "exclude"), 0, "fulltext", at=90, reasons=("wrong place", "no data")),
    *both(("exclude", "exclude"), 1, "fulltext", at=95, reasons=("no data", "no data")),
    *both(("include", "exclude"), 2, "fulltext", at=100, reasons=("", "no data")),
    *both(("include", "include"), 3, "fulltext", at=105),
    say("ann", "unsure", 7, "abstract", at=110),
]


def numbers(made):
    """Return what a review states in numbers, and the status of each work."""
    return json.dumps(
        [
            made.flow.as_dict(),
            [(one.name, one.value) for one in made.ledger],
            [one.words for one in describe_methods(made).sentences],
            [[one.answer for one in items] for _, items in fill_checklists(made, describe_methods(made))],
            [(key, one.words) for key, one in made.standing.status.items()],
            [[str(pair.kappa) for pair in one.kappas] for one in made.agreement],
        ]
    )


def test_no_number_rests_on_names_or_on_the_order_of_files_and_lines():
    expected = numbers(review(MIXED))
    for names in (("ann", "ben"), ("ben", "ann"), ("zoe", "abe")):
        called = dict(zip(("ann", "ben"), names, strict=True))
        renamed = [
            Decision(
                when=line.when, by=called[line.by], verb=line.verb, key=line.key, value=line.value,
                reason=line.reason, place=Where(file=f"decisions/{called[line.by]}.tsv", line=line.place.line),
            )
            for line in MIXED
        ]  # fmt: skip
        by_file = sorted(renamed, key=lambda line: line.by)
        for order in (renamed, by_file[::-1]):
            assert expected == numbers(review(order))


# ---------------------------------------------------------------------------------- apart from each other, one stage at a time


def asked(made, by, stage=""):
    return [(source.key, at) for source, at in screen_questions(made, by, stage=stage)]


def test_a_settled_work_is_not_asked_again_and_goes_on_for_both():
    lines = [line for n in range(12) for line in both(("include", "unsure"), n, "abstract", at=4 * n)]
    assert not [key for key, stage in asked(review(lines), "ben") if stage == "abstract"]
    settled = review([*lines, say("judge", "include", 0, "abstract", at=500)])
    assert [("w00", "fulltext")] == asked(settled, "ann") == asked(settled, "ben", "fulltext")


def test_agreement_is_that_of_first_answers_whatever_comes_later():
    lines = [
        line
        for n in range(12)
        for line in both(("include", "exclude" if n % 3 else "include"), n, "abstract", at=4 * n)
    ]
    later = [say("ben", "include", n, "abstract", at=600 + n) for n in range(12)]
    (first,), (after,) = review(lines).agreement, review([*lines, *later]).agreement
    assert (first.kappas, first.percent, 8) == (after.kappas, after.percent, after.changed)


def test_nothing_that_rests_on_the_other_is_told_until_the_round_is_closed():
    alone = [say("ann", "include", n, "abstract", at=n) for n in range(12)]
    against = [say("ben", "exclude", n, "abstract", at=100 + n) for n in range(12)]
    for made in (review(alone), review([*alone, *against[:11]])):
        assert [f"w{n:02}" for n in range(12)] == [key for key, _ in asked(review(against), "cat")]
        assert not [one for one in made.problems if one.code == "LR045"]
        assert ({}, ()) == (count_disputes(made), dispute_rows(made))
        assert {"abstract", "fulltext"} == made.stage_value("open_rounds")
        assert (
            ["ann"] == list(questions_left(made, "ann")["Screening"]) == list(judgement_counts(made, "ann"))
        )
        assert not questions_left(made, "ann")["Disputes"]
    closed = review([*alone, *against])
    assert 12 == len([one for one in closed.problems if one.code == "LR045"]) == len(dispute_rows(closed))
    assert 12 == questions_left(closed, "judge")["Disputes"]["judge"]


def test_full_texts_come_once_both_have_screened_every_abstract():
    lines = [line for n in range(11) for line in both(("include", "include"), n, "abstract", at=4 * n)]
    lines.append(say("ann", "exclude", 11, "abstract", at=400))
    made = review(lines)
    assert ([], [("w11", "abstract")]) == (asked(made, "ann"), asked(made, "ben"))
    assert 11 == len(asked(made, "ann", "fulltext"))
    assert "--stage fulltext" in TOPIC.nothing(Session(made, "ann"))
    done = review([*lines, say("ben", "exclude", 11, "abstract", at=500)])
    assert {"fulltext"} == {stage for _, stage in asked(done, "ann")}


def test_one_of_two_has_screened_nothing_and_found_nothing_missing():
    made = review([say("ann", "include", n, "abstract", at=n) for n in range(12)])
    assert (0, 12, 0) == (made.flow.screened, made.flow.one_vote, stopping(made).screened)
    (note,) = [say("ann", "not-retrieved", 0, "fulltext", at=90)]
    assert (0, 1) == ((flow := review([*READ, note]).flow).not_retrieved, flow.one_vote_fulltext)


def test_who_finds_no_full_text_at_once_has_let_the_abstract_in_and_the_round_goes_on():
    lines = [
        line
        for n in range(12)
        for line in both(("not-retrieved" if n == 5 else "include", "include"), n, "abstract", at=4 * n)
    ]
    made = review(lines)
    assert (12, 12, 1) == (made.flow.screened, made.flow.sought, made.flow.one_vote_fulltext)
    assert ("w05", "fulltext") in asked(made, "ben")
    assert ("w05", "fulltext") not in asked(made, "ann")
    against = review([*lines[:11], say("ben", "exclude", 5, "abstract", at=600), *lines[12:]])
    assert "disputed" == against.standing.status["w05"].reason


def test_a_reason_that_no_list_has_is_told_once_the_round_is_closed():
    lines = [*READ, say("ben", "exclude", 0, "fulltext", "a letter", at=90)]
    codes = lambda made: [one.code for one in made.problems if one.code == "LR510"]  # noqa: E731
    assert ([], ["LR510"]) == (
        codes(review(lines)),
        codes(review(lines, TWO.replace("screeners = 2", "screeners = 1"))),
    )


CRITERIA = (
    'question = "What keeps herring?"\n' + TWO + 'criteria = ["Include: field studies", "Exclude: letters"]\n'
)


def test_question_and_criteria_are_on_every_screen():
    made = review(READ, CRITERIA)
    session = Session(made, "cat")
    sheet = " ".join(TOPIC.table.make(session).notes)
    shown = (TOPIC.opening(session), sheet, make_desk(made, "screening", by="cat").html)
    for text in shown:
        assert all(
            words in text for words in ("What keeps herring?", "Include: field studies", "Exclude: letters")
        )


# ---------------------------------------------------------------------------------- the flow in the words of PRISMA 2020

SEARCHED = (
    TWO
    + '[[search]]\ndatabase = "Index A"\nfile = "a.bib"\n[[search]]\ndatabase = "Trials"\nmethod = "register"\nfile = "r.bib"\n'
    + '[[search]]\ndatabase = "Cited works"\nmethod = "citation searching"\nfile = "c.bib"\n'
    + '[[search]]\ndatabase = "Pages"\nmethod = "website"\nfile = "w.bib"\n'
    + "[flow]\nprevious_studies = 5\nprevious_reports = 7\n"
)


def files(*texts):
    """Return a library of entries in files, such as `a.bib 0 1 2`: the numbers of the titles."""
    records = []
    for text in texts:
        file, *numbers = text.split()
        entries = "".join(
            f"@article{{w{int(n):02}, title = {{{TITLES[int(n)]}}}, author = {{Made, {chr(65 + int(n))}}}, year = {{{2001 + int(n)}}}}}\n"
            for n in numbers
        )
        records.append(lr.read_text(entries, file))
    return Library(
        records=tuple(record for one in records for record in one),
        files=tuple(text.split()[0] for text in texts),
    )


JUDGED = [
    *(line for n in (0, 1, 2, 3, 6, 7) for line in both(("include", "include"), n, "abstract", at=4 * n)),
    *(line for n in (4, 5) for line in both(("exclude", "exclude"), n, "abstract", at=4 * n)),
    *both(("include", "include"), 0, "fulltext", at=90),
    *both(("not-retrieved", "not-retrieved"), 1, "fulltext", at=95),
    *(
        line
        for n in (2, 7)
        for line in both(("exclude", "exclude"), n, "fulltext", at=200 + n, reasons=("no data", "no data"))
    ),
    *both(("include", "include"), 3, "fulltext", at=105),
    *both(("include", "include"), 6, "fulltext", at=110),
]


def drawn(held, settings=SEARCHED):
    return describe_flow(
        Review(
            library=held,
            codebook=load_codebook(),
            decided=tuple(JUDGED),
            settings=parse_settings(settings)[0],
        )
    )


def test_a_box_of_the_authors_enters_the_numbers_above_it():
    held = files("a.bib 0 1 2 4", "r.bib 3 5 0")
    plain = drawn(held)
    box = '[[flow.box]]\nlabel = "Excluded by a classifier"\nnumber = 9\nafter = "screened"\n'
    found = drawn(held, SEARCHED + box)
    assert [9, 9, 0, 0, 0, 0] == [
        (b.box.number or 0) - (a.box.number or 0) for a, b in zip(plain.steps, found.steps, strict=True)
    ]
    by_name = {step.name: step for step in found.steps}
    out = sum(one.number or 0 for one in by_name["screened"].aside)
    assert by_name["screened"].box.number == out + (by_name["sought"].box.number or 0)
