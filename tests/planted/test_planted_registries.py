"""What registries are sent of the planted review: public works, by identifier or title, and no secret of any place."""

import json

import pytest
from click.testing import CliRunner
from standin.server import Standin

from litreview.cli import main
from litreview.providers import provider_names


@pytest.mark.exhaustive
def test_titles_of_public_works_are_sent_and_no_secret(ground, tmp_path):
    words = [word for name in provider_names() for word in ("--provider", name)]
    with Standin() as standin:
        env = {**standin.environ(), "LITREVIEW_CACHE": str(tmp_path / "cache")}
        paths = [str(ground.planted.folder / "bib"), str(ground.planted.folder / "private")]
        result = CliRunner().invoke(
            main, ["enrich", *paths, *words, "--by-title", "--yes", "-o", str(tmp_path / "found")], env=env
        )
    assert result.exit_code in (0, 1), result.output
    assert {"openalex", "crossref"} <= {request["provider"] for request in standin.requests}
    sent = json.dumps(standin.requests, ensure_ascii=False)
    assert "query.bibliographic" in sent
    assert {} == ground.planted.garden.found(sent)
