"""The stages of a review of a few made-up entries: what each makes of notes, decisions and settings, and what it says of a slip."""

import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.model import Decision, Where
from litreview.review import (
    Review,
    coder_disputes as review_disputes,
    decision_writer as desk_,
    review_documents as materials,
)
from litreview.review.outputs import writing as output
from litreview.review.outputs.registry import OUTPUTS, output_descriptions
from litreview.review.questions import shared as asking
from litreview.review.questions.screening import stopping
from litreview.review.settings import Settings

ENTRIES = """\
@article{Doe2001, title = {Raids and the protection of victims of human trafficking}, author = {Doe, Jane}, year = {2001}}
@article{Roe2002, title = {Frost by day}, author = {Roe, Ann}, year = {2002}}
@article{Poe2003, title = {Dust by night}, author = {Poe, Ann}, year = {2003}}
@article{Poe2003, title = {Sand at noon, another work}, author = {Poe, Ben}, year = {2003}}
@misc{Whistle, title = {What she said}, author = {Whistle, Wilma}, confidential = {true}}
"""
LIBRARY = lr.read_text(ENTRIES, "bib/a.bib", include_confidential=False)


def said(verb, key, value="", *, by="ann", second=0, line=2, **more):
    return Decision(
        when=f"2026-01-01T00:00:{second:02}Z",
        by=by,
        verb=verb,
        key=key,
        value=value,
        place=Where(file=f"decisions/{by}.tsv", line=line),
        **more,
    )


def review(*decided, settings=None, **more):
    numbered = tuple(replace(d, place=Where(file=d.place.file, line=n)) for n, d in enumerate(decided, 2))
    return opened().with_inputs(decided=numbered, settings=settings or Settings(), **more)


@cache
def opened():
    made = Review(library=LIBRARY)
    assert made.received  # the same works, compared once
    return made


def texts(**named):
    return {Where(file=f"notes/{name}.md"): text for name, text in named.items()}


# settings


@pytest.mark.parametrize(
    ("databases", "unknown"),
    [((), []), (("bib/a.bib",), []), (("a.bib",), []), (("bib/*.bib",), []), (("bib/a.bib", "wos"), ["wos"])],
)
def test_a_database_that_no_file_has_is_told_of(databases, unknown):
    found = review(settings=Settings(databases=databases)).stage_value("unknown_databases")
    assert [f"databases names '{name}', but no file of that name was read" for name in unknown] == [
        one.message for one in found
    ]


@pytest.mark.parametrize(
    ("folder", "style", "named"),
    [
        (None, "apa", "apa"),
        ("rev", "apa", "apa"),
        ("rev", "mine.csl", "rev/mine.csl"),
        (None, "mine.csl", "mine.csl"),
    ],
)
def test_a_file_of_a_style_is_named_from_the_review(folder, style, named):
    made = review(folder=folder and Path(folder), settings=Settings(style=style))
    assert named == made.style


# notes


@pytest.mark.parametrize(
    ("named", "level", "told"),
    [
        ({"Doe2001": "Found much."}, None, ""),
        ({"Doe2010": "x"}, "warning", "this note is named after a key that no source has"),
        (
            {"Poe2003": "x"},
            "warning",
            "2 works had the key 'Poe2003' (Poe2003, Poe2003-2); this file was read as belonging to Poe2003",
        ),
        ({"Poe2003-2": "x"}, None, ""),
        ({"Poe2003": "  "}, None, ""),
        ({"Doe2001": "As [@Roe2002] says."}, None, ""),
        (
            {"Doe2001": "As [@Roe2012] says."},
            "warning",
            "this text cites 'Roe2012', but no source has that key",
        ),
    ],
)
def test_what_is_wrong_with_a_note(named, level, told):
    found = review(texts=texts(**named)).problems_of_notes
    assert [(level, told)] * bool(told) == [(one.level, one.message) for one in found]


@pytest.mark.exhaustive
def test_two_notes_of_one_source_are_both_kept_and_an_empty_one_is_none():
    made = review(
        said("same", "Doe2001", "Roe2002"), texts=texts(Doe2001=" One. ", Roe2002="Two.", Poe2003="  ")
    )
    assert {"Doe2001": "One.\n\nTwo."} == made.notes


def test_a_note_on_what_is_out_is_not_printed_and_said_to_be_out():
    screened = Settings(reasons=("too old",))
    made = review(
        said("include", "Doe2001", "abstract"),
        said("include", "Doe2001", "fulltext"),
        said("exclude", "Roe2002", "abstract"),
        texts=texts(Doe2001="See [@Roe2002] and [@Doe2001].", Roe2002="Bad."),
        settings=screened,
    )
    assert (["Doe2001", "Roe2002"], ["Doe2001"]) == ([*made.notes], [*made.notes_printed])
    assert ["this note is not printed, because Roe2002 is excluded"] == [
        one.message for one in made.notes_not_printed
    ]
    assert [("info", "this text cites 'Roe2002', which is not in the bibliography: Roe2002 is excluded")] == [
        (one.level, one.message) for one in made.problems_of_notes
    ]


@pytest.mark.parametrize(
    ("confidential", "name", "shown"),
    [
        (False, "zzz-nothing-like-it", False),
        (False, "Doe2002", True),
        (True, "zzz-nothing-like-it", True),
    ],
)
def test_the_name_of_a_note_that_is_like_no_key_may_be_a_persons(confidential, name, shown):
    made = review(texts=texts(**{name: "x"}), include_confidential=confidential)
    (problem,) = made.problems_of_notes
    assert shown == (name in problem.where.file)
    assert "notes" == problem.where.file.partition("/")[0]


# what is chosen


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ("included", ["Doe2001"]),
        ("candidates", ["Doe2001", "Poe2003", "Poe2003-2"]),
        ("all", ["Doe2001", "Roe2002", "Poe2003", "Poe2003-2"]),
    ],
)
def test_outputs_are_about_what_is_asked_for(only, keys):
    made = review(
        said("include", "Doe2001", "abstract"),
        said("include", "Doe2001", "fulltext"),
        said("exclude", "Roe2002", "abstract"),
        only=only,
    )
    assert keys == [source.key for source in made.chosen if not source.confidential]
    # what waits is in the provisional map, unless it is in the other one
    waiting = {"Poe2003", "Poe2003-2"} - set(keys)
    assert waiting == {
        key for code, _ in made.provisional_map.rows for key in made.provisional_map.sources(code)
    }


@pytest.mark.parametrize(("coders", "learned"), [(1, True), (2, False)])
def test_where_people_code_apart_no_state_names_what_was_decided(coders, learned):
    made = review(said("tag", "Doe2001", "protect"), settings=Settings(coders=coders))
    states = {(one.source, one.code) for one in made.goal_states}
    assert ("Doe2001", "protect") not in states
    assert ("Roe2002", "protect") in states
    assert learned == made.evaluator.has("learner")


def test_what_a_screener_can_be_shown_is_counted():
    found = stopping(review(said("include", "Doe2001", "abstract"), said("exclude", "Roe2002", "abstract")))
    assert (4, 2, 1, 2) == (found.works, found.screened, found.found, found.left)


# decisions


@pytest.mark.parametrize(
    ("verb", "value", "shown"),
    [
        ("tag", "protect", "protect"),
        ("tag", "wilma", "unknown"),
        ("not-tag", "wilma", "unknown"),
        ("stance", "protect=mixed", "protect=mixed"),
        ("stance", "wilma=mixed", "unknown=mixed"),
        ("stance", "wilma=wilma", "unknown"),
        ("set", "design", "design"),
        ("set", "wilma=3", "unknown=withheld"),
        ("include", "abstract", "abstract"),
        ("clear", "tag wilma", "tag unknown"),
        ("clear", "tag protect", "tag protect"),
        ("clear", "tag", "tag"),
        ("clear", "wilma", "unknown"),
        ("clear", "protect", "protect"),
        ("clear", "include abstract", "include abstract"),
    ],
)
def test_of_a_decision_on_a_confidential_source_only_what_is_listed_is_shown(verb, value, shown):
    assert shown == review()._shown_value(said(verb, "Whistle", value))


@pytest.mark.parametrize(
    ("value", "corrects"), [("year=2002", True), ("design=survey", False), ("wilma=3", False)]
)
def test_a_field_of_an_entry_is_corrected_and_an_evidence_field_is_not(value, corrects):
    made = review()
    assert corrects == made.corrects(said("set", "Doe2001", value))
    assert not made.corrects(said("tag", "Doe2001", value))


@pytest.mark.parametrize(("settings", "counts"), [(Settings(), 2), (Settings(adjudicators=("ben",)), 1)])
def test_an_adjudicators_line_counts_for_all(settings, counts):
    made = review(
        said("tag", "Doe2001", "protect"), said("not-tag", "Doe2001", "protect", by="ben"), settings=settings
    )
    assert counts == len(made.decisions)


@pytest.mark.parametrize(
    ("name", "key"), [("Doe2001", "Doe2001"), ("bib/a.bib:Roe2002", "Roe2002"), ("Nobody", "")]
)
def test_a_source_has_one_key_by_whatever_name(name, key):
    made = review()
    known = {str(record.id): record.key for record in made.library}
    name = next((id_ for id_, own in known.items() if name.endswith(f":{own}") and ":" in name), name)
    assert key == made.key_of(name)


# disputes


@pytest.mark.parametrize(
    ("one", "settled", "question", "choices"),
    [
        (said("tag", "Doe2001", "protect"), False, "protect?", ("yes", "no")),
        (said("include", "Doe2001", "abstract"), False, "screening, abstract?", ("include", "exclude", "unsure", "not-retrieved")),
        (said("stance", "Doe2001", "protect=supports"), True, "stance on protect?", None),
    ],
)  # fmt: skip
def test_what_two_say_differently_is_a_dispute_until_it_is_settled(one, settled, question, choices):
    other = {
        "tag": replace(one, verb="not-tag"),
        "include": replace(one, verb="exclude"),
        "stance": replace(one, value="protect=mixed"),
    }[one.verb]
    judge = [replace(other, by="judge", place=Where(file="decisions/judge.tsv"))] * settled
    made = review(one, replace(other, by="ben"), *judge, settings=Settings(adjudicators=("judge",)))
    (found,) = review_disputes.find_disputes(made)
    assert (question, not settled) == (found.question, found.settled is None)
    assert len(found.choices) == len(set(found.choices))
    assert choices is None or choices == found.choices
    assert (found,) * (not settled) == review_disputes.open_disputes(made)
    assert ("settled by judge: mixed" if settled else "open") == found.state
    assert settled == bool(review_disputes.settling_places(made))


def test_of_a_full_text_each_reason_is_a_choice_in_an_order_that_no_answer_moves():
    made = review(
        said("exclude", "Doe2001", "fulltext", reason="too old"),
        said("unsure", "Doe2001", "fulltext", by="ben"),
        settings=Settings(reasons=("no study", "too old")),
    )
    (found,) = review_disputes.find_disputes(made)
    assert ("include", "exclude: no study", "exclude: too old", "unsure", "not-retrieved") == found.choices


def test_a_correction_offers_what_was_received():
    made = review(said("set", "Doe2001", "year=2002"), said("set", "Doe2001", "year=2003", by="ben"))
    (found,) = review_disputes.find_disputes(made)
    assert ("2002", "2003", "2001") == found.choices


def test_disputes_come_in_the_order_of_the_sources_open_ones_first_in_the_report():
    made = review(
        said("tag", "Roe2002", "protect"),
        said("not-tag", "Roe2002", "protect", by="ben"),
        said("tag", "Doe2001", "prevent"),
        said("not-tag", "Doe2001", "prevent", by="ben"),
        said("tag", "Doe2001", "prevent", by="judge"),
        settings=Settings(adjudicators=("judge",)),
    )
    assert ["Doe2001", "Roe2002"] == [one.source.key for one in review_disputes.find_disputes(made)]
    assert ["Roe2002", "Doe2001"] == [one.key for one in review_disputes.dispute_rows(made)]
    assert {"ann": "yes", "ben": "no"} == review_disputes.dispute_rows(made)[0].answers


# what a line means


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (said("same", "a", "b"), said("same", "b", "a"), True),
        (said("related", "a", "edition b"), said("related", "b", "edition a"), True),
        (said("related", "a", "edition b"), said("related", "a", "summary b"), False),
        (said("tag", "a", "x"), said("tag", "a", "x", reason="r"), False),
        (said("tag", "a", "x"), said("tag", "a", "x", where="p. 1"), False),
        (said("tag", "a", "x"), said("not-tag", "a", "x"), False),
        (said("tag", "a", "x"), said("tag", "a", "y"), False),
        (said("tag", "a", "x"), said("tag", "a", "x", by="ben", second=9), True),
    ],
)
def test_two_lines_say_the_same(a, b, same):
    assert same == desk_._same_opinion(a, b)


def test_a_pair_means_the_record_that_has_the_name_and_else_the_first():
    made = review(said("same", "Doe2001", "Roe2002"))
    source = made.sources[0]
    names = [record.key for record in source.records]
    assert ["Doe2001", "Roe2002"] == names
    assert [*names, "Doe2001"] == [asking.record_named(source, name).key for name in (*names, "Nobody")]


# notes by another name


@pytest.mark.parametrize(
    ("near", "out", "level", "remedy"),
    [
        ((), "", "warning", "correct the key"),
        (("Doe2001", "Doe2002"), "", "warning", "use one of the nearest keys: Doe2001, Doe2002"),
        (("Doe2001",), "x is excluded", "info", "the citation is printed"),
    ],
)
def test_a_citation_that_leads_nowhere_says_what_to_do(near, out, level, remedy):
    problem = materials.dead_citation(Where(file="notes/a.md"), "Doe", near, out=out)
    assert (level, True) == (problem.level, problem.remedy.startswith(remedy))


@pytest.mark.parametrize(
    ("file", "code", "ends"),
    [
        ("references/a.txt", "LR300", ", so its citations are not counted"),
        ("notes/a.md", "LR602", "this note is named after a key that no source has"),
    ],
)
def test_a_note_or_list_of_nobody(file, code, ends):
    problem = materials.unknown_key(Where(file=file), ())
    assert (code, True) == (problem.code, problem.message.endswith(ends))


# what a run writes


def hashed(data):
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("there", "known", "edited", "after"),
    [
        (None, [], [], [b"new"]),
        (b"old", [b"old"], [], [b"new"]),
        (b"old", [b"older", b"old"], [], [b"new"]),
        (b"new", [], [], [b"new"]),
        # what was known of a file is known still if it was not written
        (b"mine", [b"old"], ["a.csv"], [b"old"]),
        (b"mine", [], ["a.csv"], []),
    ],
)
def test_a_file_that_no_run_left_so_is_kept(tmp_path, there, known, edited, after):
    if there is not None:
        (tmp_path / "a.csv").write_bytes(there)
    if known:
        output.write_hashes(tmp_path, {"a.csv": [hashed(one) for one in known]})
    written = ["b.csv"] if edited else ["a.csv", "b.csv"]
    assert (written, edited) == output._write_all(tmp_path, {"a.csv": b"new", "b.csv": b"b"})
    assert (there if edited else b"new") == (tmp_path / "a.csv").read_bytes()
    ours = {"a.csv": tuple(map(hashed, after))} if after else {}
    assert {"b.csv": (hashed(b"b"),)} | ours == output.read_hashes(tmp_path)
    assert {"b.csv": True} | dict.fromkeys(ours, not edited) == output.generated_files(tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, {}),
        ("no json", {}),
        ("[1]", {}),
        ('{"a.csv": "x"}', {"a.csv": ("x",)}),
        ('{"a.csv": ["x", "y"]}', {"a.csv": ("x", "y")}),
    ],
)
def test_digests_of_whatever_version_are_read(tmp_path, text, found):
    if text is not None:
        (tmp_path / output.HASHES).write_text(text)
    assert found == output.read_hashes(tmp_path)


def test_no_run_without_a_folder_nor_over_a_folder_or_an_input(tmp_path):
    with pytest.raises(lr.UsageError, match="only a review folder"):
        output.write_out(review())
    (tmp_path / "out").write_text("")
    with pytest.raises(lr.OutputError, match="is a file, where the folder of outputs goes"):
        output.write_out(review(folder=tmp_path))
    (tmp_path / "out").unlink()
    (tmp_path / "out/tables/sources.csv").mkdir(parents=True)
    with pytest.raises(lr.OutputError, match="is a folder, where a file goes"):
        output.write_out(review(folder=tmp_path))


def test_what_is_described_is_what_is_written():
    assert [path for path, _ in output_descriptions()] == [one.path for one in OUTPUTS.values()]
    assert json.loads(OUTPUTS["flow.json"].make(review()))["records"] == 4
