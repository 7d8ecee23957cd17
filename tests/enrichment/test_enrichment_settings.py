"""What `[enrich]` of litreview.toml says: no registry unless it is named; slips are named, too."""

import pytest

from litreview.core.errors import SettingsError
from litreview.review.settings import parse_settings


def test_without_a_word_no_registry_may_be_asked():
    assert ((), {}) == (parse_settings("")[0].enrich.providers, parse_settings("")[0].enrich.urls)


def test_registries_and_their_addresses_are_read():
    text = '[enrich]\nproviders = ["openalex", "crossref", "openalex"]\n[enrich.openalex]\nurl = "http://127.0.0.1:8080/"\n'
    found, problems = parse_settings(text)
    assert (("openalex", "crossref"), {"openalex": "http://127.0.0.1:8080"}, ()) == (
        found.enrich.providers, found.enrich.urls, problems,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[enrich]\nproviders = ["openalx"]\n', 2, "did you mean 'openalex'"),
        ('[enrich]\nproviders = "openalex"\n', 2, "is not a list"),
        ('enrich = "openalex"\n', 1, "write [enrich]"),
        ('[enrich]\nopenalex = "http://127.0.0.1"\n', 2, "write [enrich.openalex]"),
        ('[enrich.openalex]\nurl = "openalex.org"\n', 1, "is no address"),
        ('[enrich.openalex]\nurl = "https://name:secret-of-nobody@example.org"\n', 1, "is no address"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, line, said):
    with pytest.raises(SettingsError) as raised:
        parse_settings(text)
    assert line == raised.value.line
    assert said in raised.value.why
    assert "secret-of-nobody" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('[enrich]\nprovider = ["openalex"]\n', "providers"),
        ('[enrich.openalex]\nurls = "x"\n', "url"),
        ("[enrch]\n", "enrich"),
    ],
)
def test_a_name_that_means_nothing_is_a_warning_with_the_near_one(text, near):
    _, (problem,) = parse_settings(text)
    assert ("LR600", True) == (problem.code, f"did you mean '{near}'" in problem.message)
