"""While people screen independently, no count tells what one of them answered."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs.methods import describe_methods

HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


def lines(by: str, stage: str, verb: str, keys: str) -> str:
    return "".join(
        f"2026-03-01T0{8 + (stage == 'fulltext')}:00:0{n}Z\t{by}\t{verb}\t{key}\t{stage}\t\t\t\tno\n"
        for n, key in enumerate(keys)
    )


@pytest.mark.parametrize("verb", ["include", "not-retrieved"])
def test_a_full_text_that_one_person_did_not_get_counts_while_the_round_is_open(tmp_path, verb):
    for part in ("bib", "decisions"):
        (tmp_path / part).mkdir()
    (tmp_path / "litreview.toml").write_text(
        'title = "Made up"\nquestion = "What?"\nsources = ["bib/a.bib"]\n[screening]\nscreeners = 2\n'
    )
    (tmp_path / "bib/a.bib").write_text(
        "".join(
            f"@book{{{k}, title = {{{title}}}, author = {{Made, {k}}}, year = {{2001}}}}\n"
            for k, title in zip("PQR", ("Tides", "Bees", "Salt"), strict=True)
        )
    )
    (tmp_path / "decisions/ann.tsv").write_text(HEADER + lines("ann", "abstract", "include", "PQR"))
    (tmp_path / "decisions/ben.tsv").write_text(
        HEADER + lines("ben", "abstract", "include", "PQR") + lines("ben", "fulltext", verb, "PQ")
    )
    screening = describe_methods(lr.open_review(tmp_path)).text_of("screening")
    assert "judged 3 of 3 titles and abstracts and 0 of 2 full texts." in screening
    said = CliRunner().invoke(main, ["agree", str(tmp_path)])
    assert "not shown while people still judge independently: Screening by full text." in said.output
