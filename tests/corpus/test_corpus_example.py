"""The example review: its keys exist, nobody judges a work in it, and its interview shows nowhere."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from litreview.core.model import Decision
from litreview.judgements import decisions

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "over-policing"
PLANTED = ("Made-Up", "Nowhere Street")


def text_of(name: str) -> str:
    return (EXAMPLE / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads(text_of("litreview.toml"))


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    """Record key -> work, for every record of the corpus."""
    with (ROOT / "bib" / "clusters.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: row["work"] for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def decided() -> tuple[Decision, ...]:
    found, problems = decisions.read_decisions(EXAMPLE)
    assert problems == ()
    return found


def test_sources_are_all_of_the_corpus(settings: dict[str, Any]) -> None:
    named = [(EXAMPLE / name).resolve() for name in settings["sources"]]
    assert sorted(named) == sorted(p.resolve() for p in (ROOT / "bib").glob("*.bib"))


def test_works_keep_their_keys_in_the_order_of_the_sources(settings: dict[str, Any]) -> None:
    """Every work's first record, in the order of litreview.toml, carries the key that labels and notes use."""
    order = [Path(name).name for name in settings["sources"]]
    with (ROOT / "bib" / "clusters.csv").open(encoding="utf-8", newline="") as stream:
        clusters = list(csv.DictReader(stream))
    first: dict[str, tuple[int, str]] = {}
    for row in clusters:
        here = (order.index(row["file"]), row["key"])
        if row["work"] not in first or here[0] < first[row["work"]][0]:
            first[row["work"]] = here
    assert [work for work, (_, key) in first.items() if key != work] == []


def test_searches_are_marked_as_illustrative_and_count_their_file(settings: dict[str, Any]) -> None:
    assert len(settings["search"]) == len(settings["sources"])
    for search in settings["search"]:
        assert "illustrative" in search["database"]
        entries = re.findall(
            r"^@(?!comment)\w+\{",
            (EXAMPLE / search["file"]).read_text(encoding="utf-8"),
            re.IGNORECASE | re.MULTILINE,
        )
        assert search["hits"] == len(entries), search["file"]


def test_decisions_name_keys_that_exist(decided: tuple[Decision, ...], keys: dict[str, str]) -> None:
    for decision in decided:
        assert decision.key in keys, decision.place
        if decision.verb in decisions.PAIR_VERBS:
            value = decision.value
            assert (decisions.split_related(value)[1] if decision.verb == "related" else value) in keys, (
                decision.place
            )


def test_decisions_are_on_records_and_none_judges_a_real_work(decided: tuple[Decision, ...]) -> None:
    """The authors of the corpus say which records are one work, and why; the demonstration, whose works are invented, shows every other verb."""
    assert {d.by for d in decided} == {"litreview-authors"}
    assert {d.verb for d in decided} == set(decisions.PAIR_VERBS)
    assert [d.place for d in decided if not d.reason] == []
    assert decisions.current(decided) == decided
    shown, problems = decisions.read_decisions(EXAMPLE.parent / "demonstration")
    assert problems == ()
    # `clear` takes a line back, and is left over
    assert {d.verb for d in shown} >= set(decisions.VERBS) - {"different", "clear", "public", "confidential"}


def test_pairs_agree_with_the_true_clusters(decided: tuple[Decision, ...], keys: dict[str, str]) -> None:
    for d in decided:
        if d.verb == "same":
            assert keys[d.key] == keys[d.value]
        elif d.verb == "different":
            assert keys[d.key] != keys[d.value]


def test_notes_and_manuscript_name_keys_that_exist(keys: dict[str, str]) -> None:
    notes = {path.stem: path.read_text(encoding="utf-8") for path in (EXAMPLE / "notes").glob("*.md")}
    assert len(notes) >= 12
    assert set(notes) <= keys.keys()
    cited = re.findall(r"@([\w:.-]*\w)", " ".join([*notes.values(), text_of("manuscript/review.md")]))
    assert cited
    assert set(cited) <= keys.keys()


def test_open_statements_and_recommendations_name_each_other() -> None:
    from litreview.judgements.codebook import load_codebook
    from litreview.stages.evidence import read_findings

    goals = [code.id for code in load_codebook().codes if code.group == "goal"]
    findings, recommendations, problems = read_findings(text_of("findings.toml"), goals=goals)
    assert problems == ()
    assert [f.id for f in findings if f.is_open and not f.sources] == [f"F{n}" for n in range(1, 9)]
    assert [r.id for r in recommendations] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    forth = {(f.id, r) for f in findings for r in f.recommendations}
    back = {(f, r.id) for r in recommendations for f in r.findings}
    assert forth == back


def test_the_interview_is_made_up_and_says_so() -> None:
    """The one private entry is committed because every word of it is invented."""
    for path in (EXAMPLE / "private").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert "MADE UP" in text
        assert all(name in text for name in PLANTED)


def test_reading_the_interview_shows_its_code_alone() -> None:
    from litreview.formats import read

    library = read(EXAMPLE / "private", root=EXAMPLE)
    assert [(record.key, record.confidential) for record in library] == [("I01", True)]
    shown = f"{library!r} {library.records!r} {library.problems!r}"
    assert not any(name in shown for name in PLANTED)


def test_open_review_settles_every_key() -> None:
    """The whole folder opens; no Problem says that a key, a note or a setting means nothing."""
    from litreview.review import open_review

    review = open_review(EXAMPLE)
    mistakes = {"LR040", "LR042", "LR043", "LR503", "LR504", "LR510", "LR600", "LR602"}
    assert [str(p) for p in review.problems if p.code in mistakes or p.level == "error"] == []


def test_the_reviewed_sources_are_the_works_and_the_interview(keys: dict[str, str]) -> None:
    """With the example's decisions every record finds its work: 399 sources under their own keys, and I01."""
    from litreview.review import open_review

    review = open_review(EXAMPLE)
    assert sorted(source.key for source in review.sources) == sorted({*keys.values(), "I01"})


def test_the_review_has_the_real_citations_and_no_others(keys: dict[str, str]) -> None:
    import litreview as lr

    review = lr.open_review(EXAMPLE)
    with (ROOT / "bib" / "citations.csv").open(encoding="utf-8", newline="") as stream:
        real = {(row["citing"], row["cited"]) for row in csv.DictReader(stream)}
    found = {(keys[c.citing], keys[c.cited]) for c in review.links.citations}
    assert (len(real), found) == (117, real)


def test_the_near_duplicates_are_shown_as_related(keys: dict[str, str]) -> None:
    """By a rule or by the authors of the corpus: each of the 27 pairs is two sources, and the review says how they belong together."""
    import litreview as lr

    review = lr.open_review(EXAMPLE)
    with (ROOT / "bib" / "near-duplicates.csv").open(encoding="utf-8", newline="") as stream:
        pairs = {frozenset((row["work_a"], row["work_b"])) for row in csv.DictReader(stream)}
    related = {frozenset((keys.get(r.a, r.a), keys.get(r.b, r.b))) for r in review.deduplication.related}
    assert (len(pairs), pairs - related) == (27, set())
