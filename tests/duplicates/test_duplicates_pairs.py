"""Which candidate pairs are worth a verdict, and what is taken off a title before it is compared. All works are made up."""

import numpy as np
import pytest

from litreview.core.model import Fields, Record, RecordId, Where
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.pairs import compare, passes_prefilter, title_without_noise
from litreview.stages.duplicates.title_noise import bare_title, places_behind

NO = {"name": False, "doi": False, "unlike": False, "noisy": False}


# likeness, titles, what else the two share or differ in, bare titles
@pytest.mark.parametrize(
    ("score", "titles", "more", "bare", "worth"),
    [
        (0.72, ("x" * 9, "y" * 9), {}, None, True),
        (0.7199, ("x" * 9, "y" * 9), {}, None, False),
        (0.1, ("x" * 9, "y" * 9), {"name": True}, None, True),
        (0.5, ("x" * 9, "y" * 9), {"unlike": True}, None, False),
        (0.51, ("x" * 9, "y" * 9), {"unlike": True}, None, True),
        (0.51, ("x" * 9, "y" * 9), {}, None, False),
        # one goes on from the other
        (0.4, ("tides", "tides and the harbor"), {}, None, True),
        (0.4, ("tides and the harbor", "tides"), {}, None, True),
        (0.4, ("tides", "of harbors and tides"), {}, None, True),
        (0.4, ("of harbors and tides", "tides"), {}, None, True),
        (0.4, ("tides", "on the tides of work"), {}, None, False),
        (0.3, ("tides", "tides and the harbor"), {}, None, False),
        # what is beside a title
        (0.3, ("x" * 9, "y" * 9), {"noisy": True}, ("tides", "tides"), True),
        (0.3, ("x" * 9, "y" * 9), {}, ("tides", "tides"), False),
        (0.3, ("x" * 9, "y" * 9), {"noisy": True}, ("tides", "tides of the harbors"), True),
        (0.3, ("x" * 9, "y" * 9), {"noisy": True}, ("tides", "locks"), False),
        (0.3, ("x" * 9, "y" * 9), {"noisy": True}, ("a" * 18 + "b" * 7, "a" * 18 + "c" * 7), True),
        (0.3, ("x" * 9, "y" * 9), {"noisy": True}, ("a" * 17 + "b" * 8, "a" * 17 + "c" * 8), False),
        # without a title a DOI alone is worth it
        (0.0, ("", "tides"), {}, None, False),
        (0.0, ("", "tides"), {"name": True}, None, False),
        (0.0, ("", "tides"), {"name": True, "doi": True}, None, True),
    ],
)
def test_which_pairs_are_worth_a_verdict(score, titles, more, bare, worth):
    signs = {name: np.array([value]) for name, value in (NO | more).items()}
    one, other = (np.array([len(title)], dtype=np.float32) for title in titles)
    found = passes_prefilter(
        np.array([score], dtype=np.float32),
        one,
        other,
        **signs,
        titles=lambda _: titles,
        bare=lambda _: bare or titles,
    )
    assert [worth] == found.tolist()


@pytest.mark.parametrize(
    ("title", "more", "bare"),
    [
        ("tides and harbors", {}, "tides and harbors"),
        ("research article tides and harbors", {}, "tides and harbors"),
        ("tides and harbors open access", {}, "tides and harbors"),
        ("research article tides", {}, "research article tides"),
        # a running head, the authors, the journal
        ("harbor men tides and harbors", {"head": "harbor men"}, "tides and harbors"),
        ("roe et al tides and harbors", {"authors": ("roe",)}, "tides and harbors"),
        ("de la roe et al tides and harbors", {"authors": ("dela roe",)}, "tides and harbors"),
        ("roe et al tides and harbors", {"authors": ("doe",)}, "roe et al tides and harbors"),
        ("roe et al tides and harbors", {}, "roe et al tides and harbors"),
        ("roe et tides and harbors", {"authors": ("roe",)}, "roe et tides and harbors"),
        ("a b c d e f et al tides and harbors", {"authors": ("abcdef",)}, "b c d e f et al tides and harbors"),
        ("b c d e f et al tides and harbors", {"authors": ("bcdef",)}, "tides and harbors"),
        ("journal of locks tides and harbors", {"container": "journal locks"}, "tides and harbors"),
        ("tides and harbors journal of the locks", {"container": "journal locks"}, "tides and harbors"),
        ("tides and harbors journal of new locks", {"container": "journal locks"}, "tides and harbors journal of new locks"),
        ("the tides and harbors", {}, "tides and harbors"),
        # a section that calls itself one of papers
        ("sim competition paper tides and harbors", {}, "tides and harbors"),
        ("challenges papers tides and harbors", {}, "tides and harbors"),
        ("sim grand competition paper tides and harbors", {}, "tides and harbors"),
        ("sim very grand competition paper tides and harbors", {}, "sim very grand competition paper tides and harbors"),
        ("working paper tides and harbors", {}, "working paper tides and harbors"),
        ("paper tides and harbors", {}, "paper tides and harbors"),
        # marks of footnotes
        ("tides and harbors 1", {}, "tides and harbors"),
        ("tides and harbors 1 2", {}, "tides and harbors"),
        ("tides and harbors 1 2 3", {}, "tides and harbors"),
        ("tides and harbors 1 2 3 4", {}, "tides and harbors"),
        ("tides and harbors i", {}, "tides and harbors"),
        ("tides and harbors 2", {}, "tides and harbors 2"),
        ("tides and harbors1 2", {}, "tides and harbors"),
        ("tides and rs1 2", {}, "tides and rs1 2"),
        ("tides and harbors part 1", {}, "tides and harbors part 1"),
        ("tides and harbors study 1", {}, "tides and harbors study 1"),
        ("tides and harbors a field study 1", {}, "tides and harbors a field study"),
        ("tides and harbors a long field study 1", {}, "tides and harbors a long field study"),
        ("tides and harbors a very long field study 1", {}, "tides and harbors a very long field study 1"),
        ("tides and harbors a new part 1", {}, "tides and harbors a new part 1"),
    ],
)  # fmt: skip
def test_what_is_beside_a_title_is_taken_off(title, more, bare):
    assert bare == bare_title(RecordColumns(title=title, **more))


@pytest.mark.parametrize(
    ("one", "alone"),
    [
        ({"title": "research article tides and harbors"}, "research article tides and harbors"),
        ({"title": "research article tides and harbors", "head": "x y"}, "tides and harbors"),
        ({"title": "roe et al tides and harbors", "authors": ("roe",)}, "tides and harbors"),
    ],
)
def test_only_a_title_that_may_have_something_beside_it_is_looked_at(one, alone):
    assert alone == title_without_noise(RecordColumns(**one))


PLACE = "j tides 2009 jan 29 360 5 544"


@pytest.mark.parametrize(
    ("a", "b", "behind"),
    [
        ("tides and harbors", f"tides and harbors {PLACE}", True),
        (f"tides and harbors {PLACE}", "tides and harbors", True),
        ("tides", f"tides {PLACE}", False),
        ("tides harbors", f"tides harbors {PLACE}", True),
        ("tides and harbors", "tides and harbors 2009", False),
        ("tides and harbors", "tides and harbors in 2009 5", False),
        ("tides and harbors", "tides and harbors in 2009 5 6", True),
        ("tides and harbors", "tides and locks", False),
        ("tides and harbors", "tides and harbors", True),
        (f"tides and harbors of work {PLACE}", "tides and harbors of work k locks 2011 4 3 9", True),
        (f"tides and harbors work {PLACE}", "tides and harbors work k locks 2011 4 3 9", False),
    ],
)
def test_two_titles_are_one_but_for_the_place_of_an_article(a, b, behind):
    assert behind is places_behind(a, b)


def record(key, **said):
    return Record(key=key, type="article", fields=Fields(said), id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))  # fmt: skip


@pytest.mark.parametrize(
    ("before", "preprints", "told_again"),
    [
        ({}, "ask", set()),
        ({"a": {"title": "Tides and the long work of harbors in the north"}}, "ask", {(0, 1), (0, 2)}),
        ({}, "same", {(0, 1), (0, 2), (1, 2)}),
        ({"d": {}}, "ask", set()),
    ],
)
def test_only_pairs_of_new_or_changed_records_are_judged(before, preprints, told_again, monkeypatch):
    said = {"title": "Tides and the long work of harbors in the south"}
    records = [record(key, **said) for key in "abc"]
    known = compare([record(key, **said | before.get(key, {})) for key in sorted({*"abc", *before})], "ask")
    seen = []
    from litreview.stages.duplicates import pairs

    judge = pairs.judge
    monkeypatch.setattr(pairs, "judge", lambda a, b, *rest: seen.append((a.id, b.id)) or judge(a, b, *rest))
    found = compare(records, preprints, known)
    ids = [one.id for one in records]
    assert told_again == {(ids.index(a), ids.index(b)) for a, b in seen}
    assert found.judged == compare(records, preprints).judged
    assert {(0, 1), (0, 2), (1, 2)} == set(found.judged)
