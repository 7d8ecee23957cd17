"""`databases` of litreview.toml: whose values come first where records are merged."""

import litreview as lr

ENTRY = "@article{%s, title = {Policing the margins of the informal economy in four cities}, author = {Baker, Bo},\n journal = {Harbor Review}, volume = 2, pages = {10--29}, year = 2016, publisher = {%s}}\n"


def test_values_of_a_preferred_file_come_first_and_the_key_stays(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text(ENTRY % ("a", "First"))
    (tmp_path / "bib/b.bib").write_text(ENTRY % ("b", "Second"))
    settings = tmp_path / "litreview.toml"
    settings.write_text('title = "x"\n')
    assert ["First"] == [s.get("publisher") for s in lr.open_review(tmp_path).sources]
    settings.write_text('title = "x"\ndatabases = ["bib/b*.bib", "bib/scopus.bib"]\n')
    review = lr.open_review(tmp_path)
    (source,) = review.sources
    assert ("a", "Second") == (source.key, source.get("publisher"))
    assert [("publisher", "First")] == [(o.field, o.value) for o in source.values]
    (problem,) = [p for p in review.problems if p.code == "LR603"]
    assert "bib/scopus.bib" in problem.message
