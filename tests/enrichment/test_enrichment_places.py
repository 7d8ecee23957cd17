"""What lies where answers are kept and was not put there by us: nothing is written elsewhere, and nothing is asked in vain. All is made up."""

import json
import sqlite3

import pytest
from test_enrichment_command import enrich, review, standin  # noqa: F401 - fixtures

ASK = ("--provider", "openalex")


@pytest.mark.parametrize(
    "name", ["../../evil", "/tmp/litreview-evil", "evil", "openalex/../../evil", 5, None, []]
)
def test_an_answer_left_by_somebody_writes_no_file_of_another_name(review, standin, name):  # noqa: F811
    (review / "enriched").mkdir()
    left = {"name": name, "entries": [], "works": [{"id": "https://openalex.org/W99"}]}
    (review / "enriched/unfinished.jsonl").write_text(
        json.dumps(left) + "\n[]\n5\n" + '{"name": "openalex", "entries": [], "works": [5]}\n'
    )
    before = {path for path in review.parent.rglob("*") if review not in path.parents}
    assert 0 == enrich(review, *ASK).exit_code
    after = {path for path in review.parent.rglob("*") if review not in path.parents}
    new = {path.name for path in after - before if "lock" not in path.name}
    assert {"cache", "answers-1.sqlite"} >= {name for name in new if not name.startswith("stages-")}
    assert ["openalex.json"] == [path.name for path in review.rglob("*.json") if "cited" not in path.name]


def test_a_line_of_the_ledger_on_a_file_elsewhere_is_none(review, standin):  # noqa: F811
    row = ["w1", "../../evil", "W1", "2026-01-01", "doi:10.5555/a", "taken", "", "", ""]
    (review / "enriched.tsv").write_text("\t".join(row) + "\n")
    (review.parent / "evil.json").write_text('[{"id": "W1"}]')
    result = enrich(review, *ASK)
    assert "LR692" in result.output + result.stderr
    assert '[{"id": "W1"}]' == (review.parent / "evil.json").read_text()
    assert "evil" not in (review / "enriched.tsv").read_text()


def test_where_answers_would_not_be_read_nobody_is_asked(review, standin):  # noqa: F811
    (review / "private").mkdir()
    (review / "enriched").symlink_to(review / "private")
    result = enrich(review, *ASK)
    assert (2, "LR683" in result.stderr, []) == (result.exit_code, True, standin.requests)
    assert [] == [*(review / "private").iterdir()]


def test_a_file_in_the_place_of_the_folder_is_said_before_anybody_is_asked(review, standin):  # noqa: F811
    (review / "enriched").write_text("a note of mine")
    result = enrich(review, *ASK)
    assert (2, "is a file" in result.stderr, []) == (result.exit_code, True, standin.requests)
    assert "a note of mine" == (review / "enriched").read_text()


@pytest.mark.parametrize("works", ["{not json", "[5]", "5", "null", "[" * 100_000, b"\xff\xfe"])
def test_an_answer_that_is_damaged_in_the_cache_is_asked_for_again(review, standin, works, tmp_path):  # noqa: F811
    from litreview.providers.response_cache import ResponseCache

    ResponseCache(tmp_path / "cache").close()
    assert 0 == enrich(review, *ASK).exit_code
    number = len(standin.requests)
    with sqlite3.connect(tmp_path / "cache/answers-1.sqlite") as base:
        base.execute("UPDATE answers SET works = ?", (works,))
    for path in (review / "enriched").glob("*.json"):
        path.unlink()
    (review / "enriched.tsv").unlink()
    assert 0 == enrich(review, *ASK).exit_code
    assert len(standin.requests) > number
    assert (review / "enriched/openalex.json").exists()
