"""A small made-up review folder, and the command line in it."""

import pytest
from click.testing import CliRunner

from litreview.cli import main

SETTINGS = """title = "A made-up review"
sources = ["bib/a.bib", "bib/b.bib"]
adjudicators = ["judge"]

[screening]
reasons = ["not about trafficking", "no evidence"]
"""
FIRST = """@article{Archer2015, title = {Victim services in rural counties: results of a survey}, author = {Archer, Ann},
  journal = {Harbor Review}, volume = 1, pages = {1--19}, year = 2015,
  abstract = {We asked providers of victim services, shelter and legal aid for trafficking victims what is lacking.}}
@article{Baker2016, title = {Policing the margins of the informal economy in four cities}, author = {Baker, Bo},
  journal = {Harbor Review}, volume = 2, pages = {10--29}, year = 2016}
@misc{I01, title = {Interview with Planted Name}, author = {Planted Name}, howpublished = {Interview}}
"""
SECOND = """@article{baker, title = {Policing the margins of the informal economy in four cities}, author = {Baker, B.},
  journal = {Social Review}, volume = 2, pages = {30--50}, year = 2016}
@article{Dean2014, title = {=cmd()|' /C calc'!A0 and other formulas in titles}, author = {Dean, Di}, journal = {J}, year = 2014}
"""


@pytest.fixture
def review(tmp_path, monkeypatch):
    """A folder with two exports of made-up works: one pair in doubt, one interview, one title that is a formula."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rev"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text(SETTINGS)
    (folder / "bib/a.bib").write_text(FIRST)
    (folder / "bib/b.bib").write_text(SECOND)
    return folder


@pytest.fixture
def run():
    def call(*arguments, keys=""):
        result = CliRunner().invoke(main, [str(a) for a in arguments], input=keys)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call
