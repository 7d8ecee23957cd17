"""A reference is taken into its parts, whatever its style; nothing of it is lost."""

import hashlib
import importlib.util
import os
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from litreview.formats.references import label
from litreview.formats.references.features import VERSION, features
from litreview.formats.references.labelling import LABELS, RECORD, WEIGHTS, tokens

# made up, one a style: the parts that must be found
STYLES = (
    ("APA", "Roe, A., & Poe, B. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5-9.", {"author": "Roe, A., & Poe, B.", "date": "(2001).", "title": "Raids on a made-up port.", "journal": "Journal of Tests,", "volume": "4(1),", "pages": "5-9."}),
    ("MLA", "Roe, Ann. “Raids on a Made-up Port.” Journal of Tests, vol. 4, no. 1, 2001, pp. 5-9.", {"author": "Roe, Ann.", "title": "“Raids on a Made-up Port.”", "journal": "Journal of Tests,", "volume": "vol. 4, no. 1,", "date": "2001,", "pages": "pp. 5-9."}),
    ("IEEE", "[4] A. Roe and B. Poe, “Raids on a made-up port,” J. Tests, vol. 4, no. 1, pp. 5–9, 2001.", {"citation-number": "[4]", "author": "A. Roe and B. Poe,", "pages": "pp. 5–9,", "date": "2001."}),
    ("Chicago", "Roe, Ann. Raids and Ports. Chicago: University of Chicago Press, 2001.", {"author": "Roe, Ann.", "title": "Raids and Ports.", "location": "Chicago:", "publisher": "University of Chicago Press,", "date": "2001."}),
    ("Vancouver", "Roe A, Poe B. Raids on a made-up port. J Tests. 2001; 4(1): 5-9.", {"author": "Roe A, Poe B.", "title": "Raids on a made-up port.", "journal": "J Tests."}),
)  # fmt: skip


@pytest.mark.parametrize(("reference", "parts"), [row[1:] for row in STYLES], ids=[row[0] for row in STYLES])
def test_each_style(reference: str, parts: dict[str, str]) -> None:
    found = {part.label: part.text for part in label(reference)}
    assert parts == {name: found.get(name) for name in parts}


@given(st.text(max_size=300))
@example("Roe, A. (2001). Half \ud800 of a pair. Journal of Tests, 4(1), 5-9.")
def test_every_token_is_in_one_part_whatever_the_text(text: str) -> None:
    parts = label(text)
    assert "".join(text.split()) == "".join("".join(part.text.split()) for part in parts)
    assert all(text[part.start : part.end] == part.text and part.label in LABELS for part in parts)


@given(st.text(max_size=200))
def test_a_token_has_a_row_of_features(text: str) -> None:
    texts = [token.text for token in tokens(text)]
    assert len(texts) == len(features(texts))


# made up: quotations, brackets, numbers, years and names at every place, one token, and none
LEARNT = (
    *(row[1] for row in STYLES),
    "",
    "Roe",
    "2001 Roe, A. B. & van der Poe C. (Eds.). Ports; Piers. «Raids» [on ‘ports’ (at (night) sea)] London.",
    "(3) ROE A.-B., POE CD, et al. „Der Hafen“ In: J. Phys. Vol. 12. pp. 1-9. Berlin: Hafen Verlag, 1999a, 2001, 2002.",
    "Roe A, Poe B, “A port that never closes its marks. J Tests 12(3):4-5 (1998) 33 pages, 2nd ed. no. 7 at 8 of 1.",
    "https://example.org/a doi:10.5555/t.1 ISBN 978-0-00-000000-0 arXiv:0101.00001 Roe’s “port” (Ed. this) May 2004/05 12th 123456 p5 v2 U.S.",
    "THE PORTS: a report (thesis). Translated by Roe? Retrieved May 3, 2004! see “Who? Me!” "
    + "a port " * 24
    + "2001.",
    "Roe, A. 1999. " + "Ports and piers of the Harbor Press, " * 3 + "12. " * 7 + "1. 2. 3.",
)


def test_features_are_those_that_the_weights_were_learnt_with() -> None:
    """Where they change, or the lists of words do, the weights say less: count `VERSION` up and learn them anew."""
    told = hashlib.sha256(
        "\n".join(" ".join(sorted(one)) for text in LEARNT for one in features(text.split())).encode()
    )
    assert "9bce4ef5e88b414e" == told.hexdigest()[:16]


def test_no_reference_is_too_long() -> None:
    assert "note" == label("word " * 3000)[-1].label


def test_the_record_is_that_of_the_weights_and_of_the_features() -> None:
    room = files("litreview.formats.references")
    told = tomllib.loads(room.joinpath(RECORD).read_text("utf-8"))
    weights = room.joinpath(WEIGHTS).read_bytes()
    assert (hashlib.sha256(weights).hexdigest(), VERSION) == (told["sha256_of_weights"], told["features"])
    assert "BSD-2-Clause" in told["licence"]


def test_the_parts_of_references_not_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """On AnyStyle's `gold_a`, every fourth reference: the targets of the room."""
    root = Path(__file__).parents[2]
    data = Path(os.environ.get("LITREVIEW_DATA", root.parent / "shared")) / "data/references/gold_a.xml.xz"
    if not data.is_file():
        pytest.skip(f"no {data.name}: set LITREVIEW_DATA")
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    spec = importlib.util.spec_from_file_location("references", root / "benchmarks/references.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "references", module)
    spec.loader.exec_module(module)
    figures = module.Figures()
    for gold in module.load("gold_a")[::4]:
        figures.add(gold, module.parts_of(gold))
    wanted = {"date": 0.97, "volume": 0.97, "pages": 0.97, "container": 0.95, "title": 0.88, "author": 0.88}
    reached = {name: figures.right[name] / figures.there[name] for name in wanted}
    assert {} == {name: share for name, share in reached.items() if share < wanted[name]}
