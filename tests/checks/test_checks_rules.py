"""Each rule on the cases it is for, and on those it must leave in peace."""

import re
from pathlib import Path

import pytest

import litreview
from litreview.core.errors import UsageError
from litreview.core.model import Doi, Library, Record, RecordId, Where
from litreview.formats import read_text
from litreview.stages.checks import LIBRARY_RULES, RECORD_RULES, check, explain_code, rules

WHOLE = {"author": "Doe, Jane", "title": "On raids", "journal": "J", "year": "2019"}


def record(
    key: str = "Doe2019",
    type_: str = "article",
    *,
    file: str = "a.bib",
    line: int = 1,
    raw: str = "",
    parsed_doi: str = "",
    confidential: bool = False,
    **fields: str,
) -> Record:
    return Record(
        key=key,
        type=type_,
        id=RecordId(f"{file}:{key}"),
        where=Where(file=file, line=line),
        fields=fields,
        raw=raw,
        doi=Doi(parsed_doi),
        confidential=confidential,
    )


def codes(*records: Record) -> list[str]:
    return [problem.code for problem in check(Library(records=records), this_year=2026)]


def test_a_whole_record_has_no_fault():
    extra = {
        "doi": "10.1000/182",
        "pages": "12--34",
        "isbn": "978-0-306-40615-7",
        "issn": "0378-5955",
        "url": "https://example.org/a?b=c",
    }
    one = record(parsed_doi="10.1000/182", **WHOLE | extra)
    assert [] == codes(one)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("year", "20014", "LR051"),
        ("year", "14", "LR051"),
        ("year", "2O14", "LR051"),
        ("year", "1066", "LR051"),
        ("year", "2028", "LR051"),
        ("year", "2009-2010", "LR051"),
        ("isbn", "978-0-306-40615-8", "LR053"),
        ("isbn", "12345", "LR053"),
        ("issn", "0378-5954", "LR054"),
        ("url", "www.example.org/report.pdf", "LR055"),
        ("url", "https://example.org/a b", "LR055"),
        ("url", "javascript:alert(1)", "LR055"),
        ("url", "http://[bad", "LR055"),
        ("pages", "06-Oct", "LR056"),
        ("pages", "Oct-06", "LR056"),
        ("pages", "34--12", "LR056"),
        ("pages", "??", "LR056"),
        ("pages", "--", "LR056"),
        ("author", "Doe, Jane et al.", "LR060"),
        ("author", "Doe, Jane and and Roe, Jo", "LR060"),
        ("author", "Doe, Jane and", "LR060"),
    ],
)
def test_a_faulty_value_is_found(field, value, code):
    assert [code] == codes(record(**(WHOLE | {field: value})))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", "n.d."),
        ("year", "forthcoming"),
        ("year", "[2014]"),
        ("year", "2014/2015"),
        ("year", "c1998"),
        ("year", "2027"),
        ("isbn", "0-306-40615-2 (pbk.); 978-0-306-40615-7"),
        ("issn", "03785955 2434-561X"),
        ("issn", "0378-5955 (print), 2434-561X (online)"),
        ("pages", "123-9"),
        ("pages", "1189--92"),
        ("pages", "S1--S9"),
        ("pages", "e0123"),
        ("pages", "xi, 204 p."),
        ("pages", "12-14, 20"),
        ("url", "https://example.org/a https://example.org/b"),
        ("author", "Doe, Jane and others"),
        ("author", "{Police and Sheriffs}"),
        ("author", "Andersson, Ann and Sand, Anders"),
    ],
)
def test_an_unusual_value_is_left_in_peace(field, value):
    assert [] == codes(record(**(WHOLE | {field: value})))


def test_a_doi_field_without_a_doi_is_found():
    assert ["LR052"] == codes(record(**WHOLE | {"doi": "www.jstor.org/stable/1"}))


@pytest.mark.parametrize(
    ("type_", "fields", "level"),
    [
        ("article", {"author": "A", "title": "T", "year": "2019"}, "info"),
        ("article", {"title": "T", "journal": "J", "year": "2019"}, "warning"),
        ("book", {"editor": "A", "title": "T", "publisher": "P"}, "warning"),
        ("phdthesis", {"author": "A", "title": "T", "year": "2019"}, "info"),
        ("unheard", {"author": "A"}, "warning"),
    ],
)
def test_a_missing_field_is_graver_if_works_are_found_by_it(type_, fields, level):
    assert [("LR050", level)] == [(p.code, p.level) for p in check([record(type_=type_, **fields)])]


def test_one_problem_names_all_that_is_missing():
    problem = check([record(type_="book")])[0]
    assert (
        "the entry 'Doe2019' (book) has no author or editor, title, publisher, year or date"
        == problem.message
    )


def test_a_report_may_give_a_body_in_place_of_an_author():
    assert [] == codes(record(type_="techreport", title="T", institution="GAO", year="2007"))


def test_a_misspelt_type_is_named_and_an_unknown_one_is_not():
    problems = check([record(type_="artcile", **WHOLE), record("B", type_="hologram", **WHOLE)])
    assert ["unknown entry type 'artcile'; did you mean 'article'?"] == [p.message for p in problems]


def test_an_issn_in_the_isbn_field_is_told_from_a_wrong_isbn():
    assert ["isbn '0378-5955' is an ISSN"] == [
        p.message for p in check([record(**WHOLE | {"isbn": "0378-5955"})])
    ]


def test_a_type_of_a_biblatex_extension_is_no_slip():
    assert [] == codes(record(type_="softwareversion", title="T"))


@pytest.mark.parametrize("date", ["19XX", "201X", "-0380"])
def test_a_date_that_biblatex_reads_is_left_in_peace(date):
    assert [] == codes(record(**WHOLE | {"date": date}))


def test_keys_that_differ_by_case_are_found_across_files():
    assert ["LR057"] == codes(record("Doe2019", **WHOLE), record("doe2019", file="b.bib", **WHOLE))


def test_no_key_that_was_made_here_is_to_be_renamed():
    """RIS has no keys; made up."""
    exported = read_text("TY  - JOUR\nAU  - Doe, Ann\nTI  - Tides\nPY  - 2019\nER  - \n", "b.ris").records
    assert ["Doe2019Tides"] == [one.key for one in exported]
    assert "LR057" not in codes(record("doe2019tides", **WHOLE), *exported)


def test_one_key_for_two_works_is_found_and_for_one_work_is_not():
    other = WHOLE | {"title": "Fisheries of the North Atlantic"}
    longer = WHOLE | {"title": "On Raids: A Study"}
    assert ["LR058"] == codes(record(**WHOLE), record(file="b.bib", **other))
    assert [] == codes(record(**WHOLE), record(file="b.bib", **longer))
    assert [] == codes(
        record(parsed_doi="10.1/x", **WHOLE), record(file="b.bib", parsed_doi="10.1/x", **other)
    )


def test_a_problem_stands_on_the_line_of_its_field():
    raw = "@article{Doe2019,\n  title = {On raids},\n  Year = {20014},\n}"
    problem = check([record(line=40, raw=raw, **WHOLE | {"year": "20014"})])[0]
    assert "a.bib:42" == str(problem.where)


def test_a_confidential_record_is_not_looked_into():
    assert () == check([record("I01", type_="interview", confidential=True, year="20014")])


def test_a_huge_value_gives_a_short_message():
    problem = check([record(**WHOLE | {"url": "x" * 1_000_000})])[0]
    assert len(problem.message) < 200


def test_every_code_used_in_the_source_is_explained():
    root = Path(litreview.__file__).parent
    used = {
        code
        for path in (*root.rglob("*.py"), root / "core/problem_messages.tsv")
        for code in re.findall(r"\bLR\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert set() == used - set(rules())


def test_every_rule_states_what_it_gives_and_that_code_is_explained():
    for rule in (*RECORD_RULES, *LIBRARY_RULES):
        code = re.match(r"Give (LR\d{3}) ", rule.__doc__ or "")
        assert code, rule.__name__
        assert code[1] in rules()


def test_an_explanation_says_what_it_is_and_what_to_do():
    text = explain_code("lr051")
    assert text.startswith("LR051 (warning): a year that cannot be right\n")
    assert "Example:\n    year = {20014}" in text
    assert "What to do: look up the year" in text


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'LR05"):
        explain_code("LR055X")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Roe, Jo and Doe J, A.", ["LR061"]),
        ("X, Malcolm", []),
        ("van der Berg, A. B.", []),
        ("{Division J, A.}", []),
    ],
)
def test_an_initial_behind_a_family_name_is_out_of_place(names, found):
    library = read_text(
        f"@book{{a, author = {{{names}}}, title = {{T}}, year = {{2001}}, publisher = {{P}}}}", "a.bib"
    )
    assert found == [p.code for p in check(library, this_year=2026) if p.code == "LR061"]


@pytest.mark.parametrize(
    ("names", "level"),
    [
        ("Jane Doe, Richard Roe", "info"),
        ("J. Doe, Richard Roe", "warning"),
        ("Doe Roe, Jane A.", ""),
        ("van der Doe, Jane Ann", ""),
        ("Jane Doe, Richard Roe and Poe, Ann", ""),
        ("{Office of Data, Bureau of Maps}", ""),
    ],
)
def test_one_name_that_may_be_two_is_asked_about(names, level):
    library = read_text(f"@article{{a, author = {{{names}}}, title = {{On keys}}}}")
    assert [level] * bool(level) == [p.level for p in check(library, this_year=2026) if p.code == "LR062"]
