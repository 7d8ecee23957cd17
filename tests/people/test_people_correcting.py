"""`set KEY year=2014`: a field of an entry corrected by a person, in every output, with who and why; records stay as received."""

import csv
import dataclasses
import io
import json

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.formats.tables import values_rows
from litreview.judgements.decisions import current
from litreview.review import compare_reviews
from litreview.review.outputs.registry import OUTPUTS
from litreview.stages.duplicates import correct, field_names

NAMES = ("title", "year", "doi", "author", "journal", "pages", "publisher", "note", "volume", "editor")
VALUES = {
    "title": "A title that is made up, at 50% & more",
    "year": "1987",
    "doi": "10.1000/made-up",
    "author": "Doe, Jane and {A Made-up Body}",
    "editor": "Roe, Richard",
    "pages": "1–9",
}


def said(key, value, by="ann", at=0, verb="set", reason=""):
    return lr.Decision(
        when=f"2026-01-01T00:00:{at:02}Z", by=by, verb=verb, key=key, value=value, reason=reason
    )


@pytest.fixture(scope="module")
def sources():
    return lr.dedupe(lr.read("bib/")).sources


def decide(run, review, key, value, by="ann", *more):
    return run("decide", "set", key, value, "--by", by, "-C", review, *more)


def csv_rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def in_dates(name):
    return {"year", "date", "month", "day"} if name in ("year", "date") else {name, "journaltitle"}


@given(data=st.data())
def test_each_output_has_the_corrected_value_and_nothing_else_changes(data, sources):
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    source = data.draw(st.sampled_from([s for s in sources if not s.confidential]))
    empty = data.draw(st.booleans())
    wanted = {name: "" if empty else VALUES.get(name, f"A made-up {name}") for name in names}
    lines = [said(source.key, f"{name}={value}", at=n) for n, (name, value) in enumerate(wanted.items())]
    found = correct(sources, lines)
    assert () == found.problems
    assert [s for s in sources if s.key != source.key] == [s for s in found.sources if s.key != source.key]
    (made,) = (s for s in found.sources if s.key == source.key)
    assert made.records == source.records
    touched = set().union(*map(in_dates, names))
    assert {k: v for k, v in source.fields.items() if k not in touched} == {
        k: v for k, v in made.fields.items() if k not in touched
    }
    assert {c.field: c.value for c in made.corrected} == wanted
    again = {
        form: lr.read_text(lr.dumps([made], form), f"x.{form}").records[0]
        for form in ("bib", "ris", "json", "csv")
    }
    for form, record in again.items():
        for name, value in wanted.items():
            if name == "year":
                assert (int(value) if value else None) == made.year == (record.year if value else None), form
            elif name == "doi":
                assert value == made.doi
                assert value == record.get("doi"), form
            elif name == "journal":
                assert value == (record.get("journal") or record.get("journaltitle")), form
            else:
                assert value == record.get(name), (form, name)
    # what was replaced is not lost: it is among the values not chosen, with its place
    rows = {(row.field, row.value) for row in values_rows(lr.Deduplication(sources=(made,)))}
    for name in touched & source.fields.keys():
        if source.fields[name] != made.fields.get(name):
            assert (name, source.fields[name]) in rows


def test_without_a_set_the_very_same_sources_come_out(sources):
    lines = [said(sources[0].key, "protect", verb="tag"), said(sources[0].key, "design=survey")]
    assert all(
        one is other for one, other in zip(correct(sources, lines, {"design"}).sources, sources, strict=True)
    )


@pytest.mark.exhaustive
def test_what_a_person_corrects_is_in_every_file_of_a_run(review, run):
    result = decide(run, review, "Archer2015", "year=2014", "ann", "--reason", "title page")
    assert "year was '2015', is '2014'" in result.output
    decide(run, review, "Archer2015", "title=Services for victims in the country")
    decide(run, review, "Archer2015", "author=Archer, Anna and {Harbor Council}")
    run("run", review)
    out = review / "out"
    assert ["2014"] == [
        row["year"] for row in csv_rows(out / "tables/sources.csv") if row["key"] == "Archer2015"
    ]
    for name in ("library.bib", "all.bib", "library.ris", "bibliography.html", "graph.html", "graph.graphml"):
        text = (out / OUTPUTS[name].path).read_text()
        assert "2014" in text, name
        assert "Victim services in rural counties" not in text, name
    assert "Services for victims in the country" in (out / "library.bib").read_text()
    assert "Harbor Council" in (out / "tables/library.ris").read_text()
    values = [
        row
        for row in csv_rows(out / "tables/values.csv")
        if (row["source"], row["field"]) == ("Archer2015", "year")
    ]
    assert [("2015", "bib/a.bib", "false"), ("2014", "decisions/ann.tsv", "true")] == [
        (row["value"], row["file"], row["taken"]) for row in values
    ]
    assert "fields corrected" in run("run", review).output
    report = (out / "pages/appendix.html").read_text()
    assert "Corrections by people" in report
    assert "title page" in report
    assert "Corrections by people" not in (out / "report.docx").read_bytes().decode("latin-1")
    run("dedupe", review, "--report", "d.html")
    page = (review.parent / "d.html").read_text()
    assert "year is &#39;2014&#39; and was &#39;2015&#39;, says ann: title page (decisions/ann.tsv:2)" in page


def test_tags_and_citations_go_by_the_corrected_words(review, run):
    before = {tag.code for tag in lr.open_review(review).tags if tag.source == "Baker2016"}
    assert "protect" not in before
    decide(run, review, "Baker2016", "abstract=Shelter and legal aid for trafficking victims protect them.")
    tags = [tag for tag in lr.open_review(review).tags if tag.source == "Baker2016" and tag.code == "protect"]
    assert ["abstract"] == list(dict.fromkeys(span.field for tag in tags for span in tag.spans))


def test_a_wrong_doi_draws_no_citations_any_more():
    text = """@article{a, title = {Raids upon a made-up harbor}, author = {Doe, Jane}, year = 2001, doi = {10.1000/wrong}}
@article{b, title = {Another made-up work}, author = {Roe, R.}, year = 2005, cited-references = {Poe E, 1999, X, DOI 10.1000/wrong}}"""
    library = lr.read_text(text, "a.bib")
    assert 1 == len(lr.Review(library=library).links.citations)
    assert () == lr.Review(library=library, decided=(said("a", "doi=10.1000/right"),)).links.citations
    assert () == lr.Review(library=library, decided=(said("a", "doi="),)).links.citations


def test_what_cannot_be_is_no_longer_said_of_a_year_that_was_mended():
    library = lr.read_text(
        "@article{a, title = {A work that is made up}, author = {Archer, Ann}, journal = {J}, year = 2091}",
        "a.bib",
    )
    assert lr.verify(lr.Review(library=library).sources)[0].contradictions
    assert not lr.verify(lr.Review(library=library, decided=(said("a", "year=2019"),)).sources)[
        0
    ].contradictions


@pytest.mark.exhaustive
def test_two_who_differ_leave_what_was_received_until_it_is_settled(review, run):
    decide(run, review, "Archer2015", "year=2014")
    told = decide(run, review, "Archer2015", "year=2013", "bob").output
    assert "year is '2015' as before: ann says otherwise" in told
    opened = lr.open_review(review)
    assert 2015 == opened.sources[0].year
    (problem,) = (p for p in opened.problems if p.code == "LR045")
    assert "ann: set year=2014" in problem.message
    assert "decide --ask disputes" in run("run", review).output
    decide(run, review, "Archer2015", "year=2013", "judge")
    assert 2013 == lr.open_review(review).sources[0].year
    run("decide", "clear", "Archer2015", "set year", "--by", "judge", "-C", review)
    run("decide", "clear", "Archer2015", "set year", "--by", "bob", "-C", review)
    assert 2014 == lr.open_review(review).sources[0].year
    assert () == lr.open_review(review).agreement


def test_an_adjudicator_can_choose_that_the_work_has_none(review, run):
    decide(run, review, "Archer2015", "volume=")
    decide(run, review, "Archer2015", "volume=7", "bob")
    from litreview.review.coder_disputes import open_disputes, parse_answer

    (one,) = open_disputes(lr.open_review(review))
    assert ("(the work has none)", "7", "1") == one.choices
    assert ("set", "volume=", "") == parse_answer(one.topic, one.choices[0])


@pytest.mark.exhaustive(quick=10)
@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("year=14", "four digits"),
        ("year=20144", "four digits"),
        ("doi=n/a", "is a DOI"),
        ("doi=see 10.1000/a and more", "is a DOI"),
        ("author=Doe, J.; Roe, R.", "as BibTeX writes them"),
        ("author=Doe, J., Roe, R., Poe, P.", "as BibTeX writes them"),
        ("author={Harbor", "as BibTeX writes them"),
        ("url=javascript:alert(1)", "an address"),
        ("isbn=123", "check digit"),
        ("date=2014-02-30", "is a date"),
        ("entrytype=artcle", "did you mean 'article'"),
        ("entrytype=interview", "no type of entry"),
        ("ttle=x", "did you mean 'title'"),
        ("desing=x", "did you mean 'design'"),
        ("journaltitle=x", "write journal="),
        ("year@protect=2014", "of the whole work"),
        ("confidential=false", "who may see"),
        ("released=true", "who may see"),
        ("ids=x", "no fact about a work"),
        ("annotation=x", "notes/KEY.md"),
        ("cited-references=x", "references/KEY.txt"),
        ("keywords=confidential", "is confidential"),
        ("keywords=tvpa:protect", "litreview decide tag"),
        ("note=tex.confidential: true", "is confidential"),
        ("entrysubtype=records request", "request for records"),
        ("title=two\u2028lines", "takes one line"),
        ("title=turned\u202e about", "takes one line"),
    ],
)
def test_what_cannot_be_is_refused_and_a_line_of_a_file_is_a_problem(review, run, value, says):
    result = decide(run, review, "Archer2015", value)
    assert 2 == result.exit_code
    assert says in result.output.replace("\n", " ")
    assert not (review / "decisions").exists()
    (review / "decisions").mkdir()
    line = f"2026-01-01T00:00:00Z\tann\tset\tArcher2015\t{value}"
    (review / "decisions/ann.tsv").write_text(f"when\tby\tverb\tkey\tvalue\n{line}\n")
    opened = lr.open_review(review)
    (problem,) = (p for p in opened.problems if p.code in ("LR540", "LR546"))
    assert ("decisions/ann.tsv", 2) == (problem.where.file, problem.where.line)
    assert () == opened.sources[0].corrected
    assert opened.received.sources == opened.sources


def test_a_field_is_written_down_in_one_form(review, run):
    decide(run, review, "Archer2015", "DOI=https://doi.org/10.1000/ABC")
    decide(run, review, "Archer2015", "doi=doi:10.1000/abc", "bob")
    assert ["doi=10.1000/abc"] * 2 == [d.value for d in lr.open_review(review).decided]
    assert "10.1000/abc" == lr.open_review(review).sources[0].doi


@pytest.mark.exhaustive
def test_what_is_sealed_is_corrected_by_nobody_and_what_was_typed_is_not_shown(review, run):
    planted = "Planted Person"
    result = decide(run, review, "I01", f"title={planted}")
    assert 2 == result.exit_code
    assert planted not in result.output
    (review / "decisions").mkdir()
    lines = [
        f"2026-01-01T00:00:0{n}Z\tann\tset\tI01\t{v}"
        for n, v in enumerate((f"title={planted}", "confidential=false", f"{planted}=x"))
    ]
    (review / "decisions/ann.tsv").write_text("when\tby\tverb\tkey\tvalue\n" + "\n".join(lines) + "\n")
    opened = lr.open_review(review)
    assert [True] == [s.confidential for s in opened.sources if s.key == "I01"]
    assert planted not in repr(opened.problems) + repr(opened.decided) + repr(opened.sources)
    output = run("run", review).output
    assert planted not in output
    for path in (review / "out").rglob("*.*"):
        assert planted.encode() not in path.read_bytes(), path.name


def test_a_decision_finds_its_work_by_what_was_received(review, run):
    decide(run, review, "Archer2015", "title=A title that nobody received")
    decide(run, review, "Archer2015", "year=1999")
    run("decide", "tag", "Archer2015", "protect", "--by", "ann", "-C", review)
    assert all(
        "Victim services in rural counties" in d.what and "2015" in d.what
        for d in lr.open_review(review).decided
    )
    text = (review / "bib/a.bib").read_text()
    (review / "bib/a.bib").write_text(text.replace("Archer2015", "renamed"))
    opened = lr.open_review(review)
    (source,) = (s for s in opened.sources if s.key == "renamed")
    assert ("A title that nobody received", 1999) == (source.title, source.year)
    assert {"renamed"} == {d.key for d in opened.decisions}


def test_the_latest_line_of_a_person_counts_and_another_record_of_the_work_is_the_same_work(review, run):
    decide(run, review, "Baker2016", "year=2011")
    decide(run, review, "baker", "year=2012")
    assert [2011, 2012] == [s.year for s in lr.open_review(review).sources if s.key in ("Baker2016", "baker")]
    run("decide", "same", "Baker2016", "baker", "--by", "ann", "-C", review)
    (source,) = (s for s in lr.open_review(review).sources if s.key == "Baker2016")
    assert 2012 == source.year
    assert 1 == len(source.corrected)


def test_a_value_of_another_record_can_be_chosen_and_is_then_not_among_those_left_out(review, run):
    run("decide", "same", "Baker2016", "baker", "--by", "ann", "-C", review)
    (before,) = (s for s in lr.open_review(review).sources if s.key == "Baker2016")
    (other,) = (v for v in before.values if v.field == "pages")
    decide(run, review, "Baker2016", f"pages={other.value}")
    (after,) = (s for s in lr.open_review(review).sources if s.key == "Baker2016")
    assert other.value == after.get("pages")
    assert [before.get("pages")] == [v.value for v in after.values if v.field == "pages"]


@pytest.mark.parametrize(
    ("fields", "value", "expected"),
    [
        ({"date": "2012-05-01"}, "year=2014", {"date": "2014-05-01"}),
        ({"date": "2012-02-29"}, "year=2014", {"date": "2014-02"}),
        ({"date": "2012/2013"}, "year=2014", {"year": "2014"}),
        ({"date": "2012-05", "year": "2012"}, "year=2014", {"date": "2014-05", "year": "2014"}),
        ({"year": "2012", "month": "May"}, "year=2014", {"year": "2014", "month": "May"}),
        ({"year": "2012", "month": "May"}, "date=2014-03-02", {"year": "2014", "date": "2014-03-02"}),
        ({"year": "2012", "month": "May"}, "year=", {"month": "May"}),
        ({"journaltitle": "J"}, "journal=K", {"journaltitle": "K"}),
        ({"journaltitle": "J", "journal": "J."}, "journal=K", {"journaltitle": "K"}),
        ({"number": "3"}, "number=", {}),
    ],
)
def test_what_is_one_thing_under_two_names_changes_together(fields, value, expected):
    text = ", ".join(f"{name} = {{{held}}}" for name, held in {"title": "A made-up work", **fields}.items())
    (source,) = lr.dedupe(lr.read_text(f"@article{{a, {text}}}", "a.bib")).sources
    made = correct([source], [said("a", value)]).sources[0]
    assert {"title": "A made-up work", **expected} == dict(made.fields)
    assert made.year == (None if value == "year=" else 2014 if "2014" in value else source.year)
    lost = {(k, v) for k, v in source.fields.items() if v != made.fields.get(k)}
    lost |= {(v.field, v.value) for v in source.values}
    assert lost == {(v.field, v.value) for v in made.values}


def test_what_the_codebook_calls_its_own_is_no_correction(review, run, tmp_path):
    record = lr.Record.from_fields({"title": "A made-up work", "design": "blue"}, key="a")
    (source,) = lr.dedupe([record]).sources
    assert "design" in field_names([source])
    assert (source,) == correct([source], [said("a", "design=survey")], {"design"}).sources


def test_two_slips_that_are_harmless_alone_open_or_seal_nothing_together(review):
    lines = [
        said("Archer2015", "note=Interview by telephone", at=1),
        said("Archer2015", "entrytype=misc", at=2),
    ]
    opened = dataclasses.replace(lr.open_review(review), decided=tuple(lines))
    assert ["LR546"] == [p.code for p in opened.problems if p.code == "LR546"]
    assert "article" == opened.sources[0].type


def test_words_of_a_title_take_nothing_back():
    lines = [said("a", "title=A year of work", at=1), said("a", "year=2014", at=2)]
    assert [lines[0]] == list(current([*lines, said("a", "set year", at=3, verb="clear")]))
    assert [lines[1]] == list(current([*lines, said("a", "set title", at=3, verb="clear")]))
    assert [lines[1]] == list(current([*lines, said("a", "set title=A year of work", at=3, verb="clear")]))
    assert [] == list(current([*lines, said("a", "set", at=3, verb="clear")]))


def test_what_a_person_said_the_work_has_not_is_no_gap(review, run):
    def lacks():
        return {
            gap.need.lacks for gap in lr.open_review(review).gaps("apa") if gap.source.key == "Archer2015"
        }

    decide(run, review, "Archer2015", "volume=")
    assert not lacks()


@pytest.mark.exhaustive
def test_a_run_writes_the_same_bytes_twice(review, run):
    decide(run, review, "Archer2015", "author=Archer, Anna and {Harbor Council}")
    run("run", review)
    first = {path.name: path.read_bytes() for path in (review / "out").rglob("*.*")}
    run("run", review)
    assert first == {path.name: path.read_bytes() for path in (review / "out").rglob("*.*")}
    assert (
        json.loads(run("run", review, "--json").output.partition("\n}\n")[0] + "\n}")["summary"][
            "fields corrected"
        ]
        == "1"
    )


def test_two_states_differ_in_what_was_corrected_and_in_the_tags_that_follow_through_that_line():
    text = "@article{a, title = {Shelter and legal aid protect victims of trafficking}, author = {Archer, Ann}, journaltitle = {J}, date = {2001-05}}"
    library = lr.read_text(text, "a.bib")
    lines = [
        said("a", "title=Nothing of the kind"),
        said("a", "year=2002", at=1),
        said("a", "journal=K", at=2),
    ]
    lines = [
        dataclasses.replace(d, place=lr.Where(file="decisions/ann.tsv", line=n))
        for n, d in enumerate(lines, 2)
    ]
    found = compare_reviews(lr.Review(library=library), lr.Review(library=library, decided=tuple(lines)))
    fields = {
        one.what: (one.before, one.after, [c.where.line for c in found.caused_by(one)])
        for one in found.outputs
        if one.aspect == "field"
    }
    assert {
        "title": ("Shelter and legal aid protect victims of trafficking", "Nothing of the kind", [2]),
        "year": ("2001", "2002", [3]),
        "journal": ("J", "K", [4]),
    } == fields
    assert all(one.direct for one in found.outputs if one.aspect == "tag")
    assert "protect" in {one.what for one in found.outputs if one.aspect == "tag"}
