"""A whole run against a registry that is a function: what is kept, what is asked again, what is in doubt. The works are made up."""

import json

import pytest

from litreview.core.errors import InputError, UsageError
from litreview.formats import read_text
from litreview.providers import Answer, provider
from litreview.review.enrich import (
    EnrichOptions,
    chosen_providers,
    enrich,
    no_consent_message,
    parse_what,
    preview,
)
from litreview.review.enriched_files import EnrichedFiles
from litreview.stages.duplicates import dedupe

OPENALEX, CROSSREF = provider("openalex"), provider("crossref")
TODAY = "2026-01-31"
REVIEW = """
@article{tides, title = {Made-up tides in nine harbors}, author = {Archer, Ann and Baker, Bo}, year = {2015}, doi = {10.5555/tides}}
@article{quays, title = {Quays that nobody has built}, author = {Cole, Cy}, year = {2012}}
@article{gone, title = {A work that no registry knows}, author = {Dunn, Di}, year = {2010}, doi = {10.5555/gone}}
@misc{I07, title = {Secret interview}, confidential = {true}}
"""
TIDES = {
    "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/tides", "title": "Made-up tides in nine harbors", "publication_year": 2015,
    "authorships": [{"author": {"display_name": "Ann Archer"}}, {"author": {"display_name": "Bo Baker"}}], "type": "article",
    "abstract_inverted_index": {"Invented": [0], "text.": [1]}, "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W9"],
}  # fmt: skip
QUAYS = {
    "id": "https://openalex.org/W2", "doi": "https://doi.org/10.5555/quays", "title": "Quays that nobody has built", "publication_year": 2012,
    "authorships": [{"author": {"display_name": "Cy Cole"}}], "type": "article", "abstract_inverted_index": {"Also": [0], "invented.": [1]},
}  # fmt: skip
PIERS = {
    "id": "https://openalex.org/W9",
    "title": "Piers of paper",
    "publication_year": 1999,
    "abstract_inverted_index": {"No": [0]},
}
OTHER_QUAYS = {**QUAYS, "id": "https://openalex.org/W3", "doi": "https://doi.org/10.5555/quays.2"}


class Made:
    """A registry in memory: what it has by value, which values fail, and what it was asked."""

    def __init__(self, *works, failing=(), broken_off_at=0):
        self.works, self.failing, self.queries, self.stop = works, failing, [], broken_off_at

    def fetch(self, provider, queries, _what):
        for query in queries:
            if self.stop and len(self.queries) == self.stop:
                raise KeyboardInterrupt
            self.queries.append((provider.name, query))
            yield self._answer(query)

    def _answer(self, query):
        if query.value in self.failing:
            return Answer(query=query, status="failed", why="status 500")
        named = {"openalex": "id", "doi": "doi", "title": "title"}[query.by]
        found = tuple(work for work in self.works if str(work.get(named)).endswith(query.value))
        return Answer(query=query, status="found" if found else "not-found", works=found)

    def requests(self, name):
        return sum(name == each for each, _ in self.queries)


@pytest.fixture
def sources():
    return dedupe(read_text(REVIEW, "bib/a.bib")).sources


def run(place, sources, made, *providers, **more):
    wanted = EnrichOptions(providers=providers or (OPENALEX,), **more)
    return enrich(sources, wanted, EnrichedFiles(place), made, today=TODAY)


def ledger(place):
    rows = [line.split("\t") for line in (place / "enriched.tsv").read_text().splitlines()[1:]]
    return {(row[0], row[5]) for row in rows}


def test_what_is_found_is_kept_and_what_is_not_is_remembered(tmp_path, sources):
    outcome = run(tmp_path, sources, Made(TIDES, QUAYS, PIERS), by_title=True)
    assert {("tides", "taken"), ("quays", "taken"), ("gone", "not-found")} == ledger(tmp_path)
    works = json.loads((tmp_path / "enriched/openalex.json").read_text())
    assert [TIDES, QUAYS] == works
    assert 2 == outcome.gained["abstract"]
    assert {"abstracts": 1, "references": 2, "ids": 3, "status": 1} == outcome.missing


def test_a_second_run_asks_nothing(tmp_path, sources):
    run(tmp_path, sources, Made(TIDES, QUAYS, PIERS), by_title=True)
    before = (tmp_path / "enriched.tsv").read_bytes()
    again = Made(TIDES, QUAYS, PIERS)
    run(tmp_path, sources, again, by_title=True)
    assert [] == again.queries
    assert before == (tmp_path / "enriched.tsv").read_bytes()


def test_refresh_asks_again(tmp_path, sources):
    run(tmp_path, sources, Made(TIDES), by_title=False)
    again = Made(TIDES)
    run(tmp_path, sources, again, refresh=True)
    assert {"10.5555/tides", "10.5555/gone"} == {q.value for _, q in again.queries if q.by == "doi"}


def test_a_title_is_sent_only_if_that_is_allowed_and_a_secret_never(tmp_path, sources):
    made = Made()
    run(tmp_path, sources, made, OPENALEX, CROSSREF)
    assert {"10.5555/tides", "10.5555/gone"} == {q.value for _, q in made.queries}
    made = Made()
    run(tmp_path / "b", sources, made, OPENALEX, CROSSREF, by_title=True)
    assert "Secret interview" not in repr(made.queries)
    assert "I07" not in repr(made.queries)


def test_a_doubtful_hit_is_kept_and_asked_and_nothing_is_gained_by_it(tmp_path, sources):
    outcome = run(tmp_path, sources, Made(QUAYS, OTHER_QUAYS), by_title=True)
    assert ("quays", "asked") in ledger(tmp_path)
    assert 2 == len(json.loads((tmp_path / "enriched/openalex.json").read_text()))
    assert {} == outcome.gained


def test_the_identifier_that_one_registry_gives_is_what_the_next_is_asked_by(tmp_path, sources):
    made = Made(QUAYS)
    run(tmp_path, sources, made, OPENALEX, CROSSREF, by_title=True)
    assert ("crossref", "10.5555/quays") in {(name, q.value) for name, q in made.queries}
    again = Made(QUAYS)
    run(tmp_path, sources, again, OPENALEX, CROSSREF, by_title=True)
    assert [] == again.queries


def test_works_that_are_cited_and_not_held_come_with_title_and_year_and_without_text(tmp_path, sources):
    outcome = run(tmp_path, sources, Made(TIDES, QUAYS, PIERS), by_title=True)
    assert [
        {"id": "https://openalex.org/W9", "publication_year": 1999, "title": "Piers of paper"}
    ] == json.loads((tmp_path / "enriched/openalex-cited.json").read_text())
    assert 1 == outcome.cited


def test_what_fails_is_a_problem_that_names_what_is_missing_and_is_asked_again(tmp_path, sources):
    outcome = run(tmp_path, sources, Made(TIDES, failing=["10.5555/tides"]))
    (problem,) = outcome.problems
    assert ("LR690", "tides") == (problem.code, problem.key)
    assert "status 500" in problem.message
    assert "abstracts" in problem.message
    assert {("gone", "not-found")} == ledger(tmp_path)
    again = Made(TIDES)
    assert () == run(tmp_path, sources, again).problems
    assert ["10.5555/tides"] == [q.value for _, q in again.queries if q.by == "doi"]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_whoever_breaks_off_repeats_nothing(tmp_path, sources, after):
    first = Made(TIDES, QUAYS, PIERS, broken_off_at=after)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, sources, first, by_title=True)
    second = Made(TIDES, QUAYS, PIERS)
    run(tmp_path, sources, second, by_title=True)
    whole = Made(TIDES, QUAYS, PIERS)
    run(tmp_path / "whole", sources, whole, by_title=True)
    assert whole.queries == first.queries + second.queries
    for name in ("enriched.tsv", "enriched/openalex.json", "enriched/openalex-cited.json"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_what_a_killed_run_left_is_taken_up_and_half_a_line_is_not(tmp_path, sources):
    kept = EnrichedFiles(tmp_path)
    with pytest.raises(KeyboardInterrupt):  # killed: `settle` was never called
        enrich(
            sources,
            EnrichOptions(providers=(OPENALEX,)),
            _Unsettled(tmp_path),
            Made(TIDES, broken_off_at=1),
            today=TODAY,
        )
    left = tmp_path / "enriched/unfinished.jsonl"
    left.write_bytes(left.read_bytes() + b'{"name": "openalex", "entr')
    assert [] == list((tmp_path / "enriched").glob("*.json"))
    again = Made(TIDES)
    run(tmp_path, sources, again)
    assert ["10.5555/gone"] == [q.value for _, q in again.queries if q.by == "doi"]
    assert not left.exists()
    assert kept.entries() == ()


class _Unsettled(EnrichedFiles):
    def write_files(self):
        return ()


def test_a_clone_without_the_answers_asks_for_them_by_identifier(tmp_path, sources):
    run(tmp_path, sources, Made(TIDES, QUAYS), by_title=True)
    for path in (tmp_path / "enriched").iterdir():
        path.unlink()
    made = Made(TIDES, QUAYS)
    run(tmp_path, sources, made)
    assert {"10.5555/tides"} == {q.value for _, q in made.queries if q.by == "doi"}
    assert [TIDES] == json.loads((tmp_path / "enriched/openalex.json").read_text())


def test_a_stored_file_that_is_damaged_is_never_written_over(tmp_path, sources):
    run(tmp_path, sources, Made(TIDES))
    path = tmp_path / "enriched/openalex.json"
    path.write_text("[{")
    with pytest.raises(InputError, match="move it away"):
        run(tmp_path, sources, Made(TIDES), refresh=True)
    assert "[{" == path.read_text()


def test_git_ignores_what_registries_said_wherever_it_lies(tmp_path, sources):
    run(tmp_path, sources, Made(TIDES))
    assert "\n*\n" in (tmp_path / "enriched/.gitignore").read_text()


def test_limit_is_the_number_of_sources_asked_about(tmp_path, sources):
    made = Made(TIDES)
    run(tmp_path, sources, made, limit=1, what=frozenset({"abstracts"}))
    assert 1 == len(made.queries)


def test_a_preview_is_what_is_asked_and_writes_nothing(tmp_path, sources):
    wanted = EnrichOptions(providers=(OPENALEX,), by_title=True)
    (shown,) = preview(sources, wanted, EnrichedFiles(tmp_path))
    made = Made()
    assert [] == list(tmp_path.iterdir())
    run(tmp_path, sources, made, by_title=True)
    assert list(shown.asked.queries) == [query for _, query in made.queries]
    assert (1, 2) == (shown.titles, len(shown.requests))
    assert (("I07", "confidential"),) == shown.asked.left


def test_no_registry_is_asked_unless_it_is_named(sources):
    assert () == chosen_providers((), ())
    assert (OPENALEX,) == chosen_providers((), ("openalex",))
    assert (CROSSREF,) == chosen_providers(("crossref",), ("openalex",))
    said = no_consent_message(sources)
    assert "--provider" in said
    assert 'providers = ["openalex"]' in said
    assert "up to 2 of 4 sources" in said


@pytest.mark.parametrize(("words", "near"), [("abstract", "abstracts"), ("idz", "ids")])
def test_a_slip_in_what_is_named(words, near):
    with pytest.raises(UsageError, match=f"did you mean '{near}'"):
        parse_what(words)
