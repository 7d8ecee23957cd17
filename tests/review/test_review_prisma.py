"""The flow of twelve made-up reviews beside counts by hand, and its words beside the template of PRISMA 2020 (Page et al. 2021, BMJ 372:n71).

The counts were written before the flow was computed. A review is its files (`a.bib 0 1`: the works in it), and what became of each work in a letter.
"""

from __future__ import annotations

import dataclasses
from itertools import chain

import pytest
from review.test_review_screening import both, files, say

from litreview.core.errors import SettingsError
from litreview.core.results import FlowDiagram
from litreview.judgements.codebook import load_codebook
from litreview.pages.charts import flow_svg
from litreview.review import Review
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow
from litreview.review.questions.screening import begin_sample, screen_questions, stopping
from litreview.review.settings import parse_settings

TEMPLATE = """
Identification|Screening|Included|Records identified from|Databases|Registers|Records removed before screening|Duplicate records removed|
Records marked as ineligible by automation tools|Records removed for other reasons|Records screened|Records excluded|Reports sought for retrieval|
Reports not retrieved|Reports assessed for eligibility|Reports excluded|Studies included in review|Reports of included studies|Websites|
Organisations|Citation searching|Identification of studies via databases and registers|Identification of studies via other methods|
Identification of new studies via databases and registers|Identification of new studies via other methods|Previous studies|
Studies included in previous version of review|Reports of studies included in previous version of review|New studies included in review|
Reports of new included studies|Total studies included in review|Reports of total included studies
""".replace("\n", "").split("|")
"""The words of the template, for new and for updated reviews."""

SETTINGS = 'adjudicators = ["judge"]\n[screening]\nscreeners = 2\nreasons = ["no data", "wrong place"]\n'
SEARCH = {
    "a.bib": 'database = "Index A"\ndate = "2026-01-10"',
    "b.bib": 'database = "Index B"\ndate = "2026-01-10"',
    "n.bib": 'database = "Index A"\ndate = "2026-07-10"',
    "r.bib": 'database = "Trials"\nmethod = "register"\ndate = "2026-01-10"',
    "c.bib": 'method = "citation searching"\ndate = "2026-07-11"',
    "w.bib": 'method = "website"\ndate = "2026-01-11"',
    "o.bib": 'method = "organisation"\ndate = "2026-01-11"',
}
"""The search of each file; `s.bib` has none."""
OUTCOMES = {
    "-": [],
    "o": [("include", "")],
    "e": [("exclude", "exclude")],
    "u": [("unsure", "unsure")],
    "x": [("include", "exclude")],
    "f": [("include", "include")],
    "n": [("include", "include"), ("not-retrieved", "not-retrieved")],
    "d": [("include", "include"), ("exclude", "exclude")],
    "p": [("include", "include"), ("exclude", "exclude")],
    "1": [("include", "include"), ("include", "")],
    "X": [("include", "include"), ("include", "exclude")],
    "i": [("include", "include"), ("include", "include")],
}
"""What two people said of the abstract, then of the full text."""
REASON = {"d": "no data", "p": "wrong place", "X": "no data"}


def made(held: str, outcomes: str, more: str = "", *extra, shown: str = "no") -> Review:
    """Return a review of these files, with what became of each work in the order of their numbers."""
    texts = [part.strip() for part in held.split(";")]
    lines = []
    for work, letter in enumerate(outcomes):
        for stage, verbs in zip(("abstract", "fulltext"), OUTCOMES[letter], strict=False):
            why = REASON.get(letter, "") if stage == "fulltext" else ""
            said = both(("include", "include"), work, stage, at=10 * work + 5 * (stage == "fulltext"))
            for line, verb in zip(said, verbs, strict=True):
                if verb:
                    reason = why if verb == "exclude" else ""
                    lines.append(dataclasses.replace(line, verb=verb, reason=reason, shown=shown))
    searches = "".join(
        f'[[search]]\n{SEARCH[name]}\nfile = "{name}"\n'
        for text in texts
        if (name := text.split()[0]) in SEARCH
    )
    return Review(
        library=files(*texts),
        codebook=load_codebook(),
        decided=(*lines, *extra),
        settings=parse_settings(SETTINGS + more + searches)[0],
    )


UPDATED = '[flow]\nupdated = "2026-06-01"\n'
SAME = (say("ann", "related", 0, "same-data w01", at=900), say("ann", "related", 2, "same-data w06", at=901))
NONE = "Duplicate records removed: 0; Records marked as ineligible by automation tools: 0; Records removed for other reasons: 0"
ONE = NONE.replace("removed: 0", "removed: 1", 1)

REVIEWS = {
    "one database": (
        made("a.bib 0 1 2 3 4", "iedni"),
        f"""Records identified from: 5 (Databases: 5; – Index A: 5; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Records screened: 5
        Records excluded: 1
        Reports sought for retrieval: 4
        Reports not retrieved: 1
        Reports assessed for eligibility: 3
        Reports excluded: 1 (no data: 1)
        Studies included in review: 2 (Reports of included studies: 2)""",
        "",
    ),
    "two databases that share two works": (
        made("a.bib 0 1 2 3; b.bib 2 3 4", "ieepi"),
        f"""Records identified from: 7 (Databases: 7; – Index A: 4; – Index B: 3; Registers: 0)
        Records removed before screening: 2 ({NONE.replace("removed: 0", "removed: 2", 1)})
        Records screened: 5
        Records excluded: 2
        Reports sought for retrieval: 3
        Reports not retrieved: 0
        Reports assessed for eligibility: 3
        Reports excluded: 1 (wrong place: 1)
        Studies included in review: 2 (Reports of included studies: 2)""",
        "",
    ),
    "a database and a register": (
        made("a.bib 0 1 2; r.bib 2 3", "inie"),
        f"""Records identified from: 5 (Databases: 3; – Index A: 3; Registers: 2; – Trials: 2)
        Records removed before screening: 1 ({ONE})
        Records screened: 4
        Records excluded: 1
        Reports sought for retrieval: 3
        Reports not retrieved: 1
        Reports assessed for eligibility: 2
        Reports excluded: 0
        Studies included in review: 2 (Reports of included studies: 2)""",
        "",
    ),
    "citations and websites": (
        made("a.bib 0 1 2; c.bib 3 1 4; w.bib 5", "iedind"),
        f"""Records identified from: 3 (Databases: 3; – Index A: 3; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Records screened: 3
        Records excluded: 1
        Reports sought for retrieval: 2
        Reports not retrieved: 0
        Reports assessed for eligibility: 2
        Reports excluded: 1 (no data: 1)
        Studies included in review: 2 (Reports of included studies: 2)""",
        """Records identified from: 4 (Citation searching: 3; Websites: 1)
        Duplicate records removed: 1
        Reports sought for retrieval: 3
        Reports not retrieved: 1
        Reports assessed for eligibility: 2
        Reports excluded: 1 (no data: 1)""",
    ),
    "organisations, and a file that no search names": (
        made("a.bib 0 1; s.bib 1 2 3; o.bib 4", "iieee"),
        f"""Records identified from: 5 (Databases: 2; – Index A: 2; Registers: 0; Files without a recorded search: 3; – s.bib: 3)
        Records removed before screening: 1 ({ONE})
        Records screened: 4
        Records excluded: 2
        Reports sought for retrieval: 2
        Reports not retrieved: 0
        Reports assessed for eligibility: 2
        Reports excluded: 0
        Studies included in review: 2 (Reports of included studies: 2)""",
        """Records identified from: 1 (Organisations: 1)
        Records excluded: 1
        Reports sought for retrieval: 0
        Reports not retrieved: 0
        Reports assessed for eligibility: 0
        Reports excluded: 0""",
    ),
    "under way": (
        made("a.bib 0 1 2 3 4 5 6 7", "-ouxf1Xi"),
        f"""Records identified from: 8 (Databases: 8; – Index A: 8; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Works after duplicates were merged: 8
        Not screened yet: 1
        Screened by one of two: 1
        Records screened: 6
        Records excluded: 0
        Not settled: 2 (unsure: 1; disputed: 1)
        Reports sought for retrieval: 4
        Reports not retrieved: 0
        Full text not judged yet: 1
        Full text judged by one of two: 1
        Reports assessed for eligibility: 2
        Reports excluded: 0
        Not settled: 1 (disputed: 1)
        Studies included in review: 1 (Reports of included studies: 1)""",
        "",
    ),
    "screened by nobody": (
        made("a.bib 0 1; b.bib 1", "--"),
        f"""Records identified from: 3 (Databases: 3; – Index A: 2; – Index B: 1; Registers: 0)
        Records removed before screening: 1 ({ONE})
        Works after duplicates were merged: 2""",
        "",
    ),
    "stopped": (
        made("a.bib 0 1 2 3", "ie--", 'stopped = "after fifty in a row"\n'),
        f"""Records identified from: 4 (Databases: 4; – Index A: 4; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Works after duplicates were merged: 4
        Left unscreened when screening was stopped: 2
        Records screened: 2
        Records excluded: 1
        Reports sought for retrieval: 1
        Reports not retrieved: 0
        Reports assessed for eligibility: 1
        Reports excluded: 0
        Studies included in review: 1 (Reports of included studies: 1)""",
        "",
    ),
    "stopped after a ranking": (
        made("a.bib 0 1 2 3", "ie--", 'stopped = "after fifty in a row"\n', shown="yes"),
        f"""Records identified from: 4 (Databases: 4; – Index A: 4; Registers: 0)
        Records removed before screening: 2 ({NONE.replace("tools: 0", "tools: 2")})
        Records screened: 2
        Records excluded: 1
        Reports sought for retrieval: 1
        Reports not retrieved: 0
        Reports assessed for eligibility: 1
        Reports excluded: 0
        Studies included in review: 1 (Reports of included studies: 1)""",
        "",
    ),
    "two reports of one study": (
        made("a.bib 0 1 2", "iie", "", SAME[0]),
        f"""Records identified from: 3 (Databases: 3; – Index A: 3; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Records screened: 3
        Records excluded: 1
        Reports sought for retrieval: 2
        Reports not retrieved: 0
        Reports assessed for eligibility: 2
        Reports excluded: 0
        Studies included in review: 1 (Reports of included studies: 2)""",
        "",
    ),
    "an update whose authors count the earlier version": (
        made("a.bib 0 1", "ie", "[flow]\nprevious_studies = 5\nprevious_reports = 7\n"),
        f"""Records identified from: 2 (Databases: 2; – Index A: 2; Registers: 0)
        Records removed before screening: 0 ({NONE})
        Records screened: 2
        Records excluded: 1
        Reports sought for retrieval: 1
        Reports not retrieved: 0
        Reports assessed for eligibility: 1
        Reports excluded: 0
        New studies included in review: 1 (Reports of new included studies: 1)
        Previous studies (Studies included in previous version of review: 5; Reports of studies included in previous version of review: 7)
        Total studies included in review: 6 (Reports of total included studies: 8)""",
        "",
    ),
    # w06 is a new report of w02, a study of the earlier version; w00 and w01 were found again
    "an update half a year later": (
        made("a.bib 0 1 2 3; n.bib 0 4 5; c.bib 6 1", "ieidiei", UPDATED, SAME[1]),
        f"""Records identified from: 3 (Databases: 3; – Index A: 3; Registers: 0)
        Records removed before screening: 1 ({ONE})
        Records screened: 2
        Records excluded: 1
        Reports sought for retrieval: 1
        Reports not retrieved: 0
        Reports assessed for eligibility: 1
        Reports excluded: 0
        New studies included in review: 1 (Reports of new included studies: 2)
        Previous studies (Studies included in previous version of review: 2; Reports of studies included in previous version of review: 2)
        Total studies included in review: 3 (Reports of total included studies: 4)""",
        """Records identified from: 2 (Citation searching: 2)
        Duplicate records removed: 1
        Reports sought for retrieval: 1
        Reports not retrieved: 0
        Reports assessed for eligibility: 1
        Reports excluded: 0""",
    ),
}


def boxes(steps) -> list[str]:
    return [box.words for step in steps for box in (step.box, *step.aside, *step.joining)]


@pytest.mark.exhaustive(quick=4)
@pytest.mark.parametrize("name", [*REVIEWS][::-1])
def test_the_flow_is_what_was_counted_by_hand(name: str) -> None:
    review, by_hand, others = REVIEWS[name]
    found = describe_flow(review)
    assert [line.strip() for line in by_hand.splitlines()] == boxes(found.steps)
    assert [line.strip() for line in others.splitlines()] == boxes(found.methods)


def words_of(diagram: FlowDiagram) -> set[str]:
    steps = (*diagram.steps, *diagram.methods)
    labels = [box for step in steps for box in (step.box, *step.aside, *step.joining)]
    parts = (name for box in labels for name, _ in box.parts)
    headings = diagram.headings if diagram.methods else diagram.headings[:1]
    return {*(box.label for box in labels), *parts, *headings, *(step.phase for step in steps)}


def test_every_word_of_the_template_is_used_and_a_finished_review_uses_no_other() -> None:
    found = {name: words_of(describe_flow(review)) for name, (review, _, _) in REVIEWS.items()}
    assert {*TEMPLATE} <= set(chain(*found.values()))
    finished = set(
        chain(
            *(
                words
                for name, words in found.items()
                if name not in ("under way", "screened by nobody", "stopped")
            )
        )
    )
    own = {"no data", "wrong place", "Files without a recorded search"}
    assert {*TEMPLATE} | own == {word for word in finished if not word.startswith("–")}


def test_what_was_decided_stands_in_an_update_and_methods_and_picture_tell_both() -> None:
    before = made("a.bib 0 1 2 3", "ieid")
    after, *_ = REVIEWS["an update half a year later"]
    for key in ("w00", "w01", "w02", "w03"):
        assert before.standing.status[key] == after.standing.status[key]
    assert {"included": 2, "studies_included": 2, "sources": 4, "records": 4} == {
        name: after.flow.by_previous[name] for name in ("included", "studies_included", "sources", "records")
    }
    told = describe_methods(after).text_of("screening")
    assert (
        "Searches from 2026-06-01 on update this review. 2 reports of 2 studies were included from the earlier searches."
        in told
    )
    assert "Identification of new studies via other methods" in flow_svg(describe_flow(after)).replace(
        "\n", " "
    )


def test_a_sample_in_an_update_counts_what_its_own_search_found() -> None:
    """Two of two relevant works of the earlier search say nothing of what the new search missed."""
    held = "a.bib 0 1 2 3 4; n.bib 5 6 7 8 9 10"
    review = made(held, "ii---ie----", UPDATED + 'previous_stopped = "after fifty in a row"\n')
    found = stopping(review)
    assert (6, 2, 1, 4) == (found.works, found.screened, found.found, found.left)
    assert ("left unscreened", "pending") == tuple(
        review.standing.status[key].status for key in ("w02", "w07")
    )
    assert ["w07", "w08", "w09", "w10"] == [
        s.key for s, at in screen_questions(review, "ann") if at == "abstract"
    ]
    sample = begin_sample(review, 100)
    assert (4, 4) == (sample.left, sample.size)
    told = [
        dataclasses.replace(line, where=sample.note, when=f"2027-01-01T00:00:{10 + n:02}Z")
        for work in (7, 8, 9, 10)
        for n, line in enumerate(both(("exclude", "exclude"), work, "abstract"))
    ]
    late = dataclasses.replace(
        review, decided=(*review.decided, *(dataclasses.replace(one, when=sample.drawn) for one in told))
    )
    claim = stopping(late).claim
    assert claim is not None
    assert (1, 0, 1.0) == (claim.known, claim.at_most, claim.recall)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (
            UPDATED + "previous_studies = 3\n",
            "previous_studies is counted where updated says which searches are new",
        ),
        ('[flow]\nprevious_stopped = "x"\n', "previous_stopped needs updated"),
        ('[flow]\nupdated = "June"\n', "updated is 'June'; write a day"),
        (UPDATED + '[[search]]\ndatabase = "Index C"\ndate = "2026"\n', "write that of Index C"),
    ],
)
def test_an_update_that_cannot_be_counted_is_refused_in_words(more: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why.replace("[", r"\[")):
        parse_settings(SETTINGS + more)
