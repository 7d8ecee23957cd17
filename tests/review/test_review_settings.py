"""What litreview.toml may say: each setting at the edge of what it takes, and on which line the fault is."""

from datetime import date

import pytest

from litreview.core.errors import SettingsError
from litreview.review import parse_settings


def parsed(text):
    settings, problems = parse_settings(text)
    assert () == problems
    return settings


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("", "edition", 22), ("edition = 21", "edition", 21),
        ("", "screeners", 1), ("[screening]\nscreeners = 2", "screeners", 2),
        ("[screening]\nstopped = 'enough'", "stopped", "enough"),
        ("[screening]\nreasons = ['b', 'a']", "reasons", ("b", "a")),
        ("", "coders", 1), ("[coding]\ncoders = 1", "coders", 1), ("[coding]\ncoders = 3", "coders", 3),
        ("", "preprints", "ask"), ("preprints = 'same'", "preprints", "same"),
        ("", "excel", False), ("excel = true", "excel", True),
        ("", "require_annotations", False), ("require_annotations = true", "require_annotations", True),
        ("", "as_of", None), ("[requests]\nas_of = 2021-03-01", "as_of", date(2021, 3, 1)),
        ("[requests]\nas_of = '2021-03-01'", "as_of", date(2021, 3, 1)), ("[requests]", "as_of", None),
        ("adjudicators = ['Judge J', '!']", "adjudicators", ("judge-j", "!")),
        ("\ufefftitle = 'T'", "title", "T"),
        ("[document]\nauthor = ' '", "document", {}),
        ("[document]\nauthor = []", "document", {}),
        ("[document]\nauthor = ['A ']", "document", {"author": "A"}),
        ("[document]\nauthor = ['A', ' ', 'B']", "document", {"author": "A and B"}),
        ("[document]\nauthor = ['A', 'B', 'C']", "document", {"author": "A, B and C"}),
        ("[document]\ndate = 2026-01-31", "document", {"date": "January 31, 2026"}),
        ("[document]\ndate = 'today'\ntitle = 'T'", "document", {"title": "T", "date": "today"}),
    ],
)  # fmt: skip
def test_each_setting_is_read(text, name, value):
    assert value == getattr(parsed(text), name)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("edition = 20", 1, "write 21 or 22"), ("edition = 23", 1, "write 21 or 22"), ("edition = true", 1, "write 21 or 22"),
        ("x = 1\n[screening]\nscreeners = 0", 3, "write 1 or 2"), ("[screening]\nscreeners = 3", 2, "write 1 or 2"),
        ("[screening]\nscreeners = true", 2, "write 1 or 2"), ("screening = 1", 1, "write [screening]"),
        ("[screening]\nstopped = 1", 2, "stopped is not a text"), ("[screening]\nreasons = 'a'", 2, "not a list of texts"),
        ("[screening]\nreasons = ['a', 1]", 2, "not a list of texts"),
        ("coding = 1", 1, "write [coding]"), ("[coding]\ncoders = 0", 2, "write a number"),
        ("[coding]\ncoders = true", 2, "write a number"), ("[coding]\ncoders = 1.5", 2, "write a number"),
        ("confidential = 1", 1, "write [confidential]"), ("[confidential]\nk = 1", 2, "from 2 on"),
        ("[confidential]\nk = true", 2, "from 2 on"), ("[confidential]\nk = 2.5", 2, "from 2 on"),
        ("[confidential]\nrole = 1", 2, "not a list of texts"),
        ("requests = 1", 1, "write [requests]"), ("[requests]\nas_of = 'soon'", 2, "write a day"),
        ("[requests]\nas_of = 5", 2, "write a day"), ("[requests]\nas_of = 2021-03-01T00:00:00", 2, "write a day"),
        ("document = 1", 1, "write [document]"), ("title = 'x'\n[document]\ntitle = 5", 3, "title is not a text"),
        ("[document]\nauthor = [1]", 2, "not a list of texts"), ("[document]\ntitle = ['x']", 2, "title is not a text"),
        ("preprints = 'som'", 1, "one of same, ask"), ("excel = 1", 1, "write true or false"),
        ("title = 1", 1, "title is not a text"), ("sources = 'a'", 1, "not a list of texts"),
        ("search = 1", 1, "write [[search]]"), ("search = [1]", 1, "write [[search]]"),
        ("[[search]]\ndatabase = 'A'\n[[search]]\nhits = 1", 3, "does not say its database"),
        ("x = 1\nsearch = [{hits = 1}]", 2, "does not say its database"),
        ("[[search]]\ndatabase = 'A'\nhits = -1", 1, "write a number"), ("[[search]]\ndatabase = 'A'\nhits = true", 1, "write a number"),
        ("[[search]]\ndatabase = 'A'\nhits = '1'", 1, "write a number"), ("[[search]]\ndatabase = 'A'\nfiles = 'a'", 1, "is not a list"),
        ("[[search]]\ndatabase = 'A'\nfiles = [1]", 1, "is not a list"), ("[[search]]\ndatabase = 'A'\nmethod = 'snowbal'", 1, "a database or register needs none"),
        ("flow = 1", 1, "write [[flow.box]]"), ("[flow]\nbox = 1", 1, "write [[flow.box]]"), ("[flow]\nbox = [1]", 1, "write [[flow.box]]"),
        ("[[flow.box]]\nlabel = ' '", 1, "says no label"), ("[[flow.box]]\nlabel = 1", 1, "says no label"), ("[[flow.box]]", 1, "says no label"),
        ("[[flow.box]]\nlabel = 'a'\nnumber = -1", 3, "write a number"), ("[[flow.box]]\nlabel = 'a'\nnumber = true", 3, "write a number"),
        ("[[flow.box]]\nlabel = 'a'\nnumber = '1'", 3, "write a number"), ("[[flow.box]]\nlabel = 'a'\nafter = 'scren'", 3, "one of identified"),
        ('a = 1\ncodebook = "\\u0000"', 2, "U+0000"), ("a = 1\nb =", 2, "is not TOML"), ("a = 1\nb = '''\n\n", 4, "is not TOML"),
        ("[enrich]\nproviders = 'x'", 2, "is not a list of texts"), ("enrich = 1", 1, "write [enrich]"),
    ],
)  # fmt: skip
def test_what_a_setting_does_not_take_is_named_with_its_line(text, line, why):
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, "a.toml")
    assert why in str(caught.value)
    assert str(caught.value).startswith(f"a.toml:{line}:")


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("titel = 'a'", 1, "titel"),
        ("\n[screening]\nreason = []", 3, "reason"),
        ("[coding]\ncoder = 2", 2, "coder"),
        ("[confidential]\nroles = []", 2, "roles"),
        ("[requests]\nas = 1", 2, "as"),
        ("[document]\ndat = 'x'", 2, "dat"),
        ("[flow]\nboxes = 1", 2, "boxes"),
        ("[[flow.box]]\nlabel = 'a'\nnum = 1", 3, "num"),
        ("[[search]]\ndatabase = 'A'\nhit = 1", 3, "hit"),
        ("'titel' = 'a'", 1, "titel"),
    ],
)
def test_a_name_that_means_nothing_is_a_warning_with_its_line(text, line, name):
    _, (problem,) = parse_settings(text)
    assert ("LR600", "warning", line) == (problem.code, problem.level, problem.where.line)
    assert f"no setting '{name}'" in problem.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("database = 'Scopus'\nhits = 0", ("Scopus", "", 0)),
        ("database = 'Scopus'\nmethod = 'Database'", ("Scopus", "", None)),
        ("method = 'snowballing'", ("snowballing", "citation searching", None)),
        ("database = 'Snowballing'", ("Snowballing", "citation searching", None)),
        ("database = 'Scopus'\nmethod = 'Citation searching'", ("Scopus", "citation searching", None)),
        ("database = 'Citation searching'\nmethod = 'register'", ("Citation searching", "", None)),
    ],
)
def test_a_search_says_where_and_how(text, expected):
    (one,) = parsed(f"[[search]]\n{text}").searches
    assert expected == (one.database, one.method, one.hits)


def test_searches_and_boxes_keep_order_and_lines():
    found = parsed("[[search]]\ndatabase = 'B'\nfiles = ['b', 'a']\n\n [[ search ]]\ndatabase = 'A'")
    assert [("B", 1, ("b", "a")), ("A", 5, ())] == [(s.database, s.line, s.files) for s in found.searches]
    inline = parsed("search = [{database = 'A'}, {database = 'B'}]")
    assert [("A", 1), ("B", 1)] == [(s.database, s.line) for s in inline.searches]
    boxes = parsed(
        "[[flow.box]]\nlabel = 'a'\nnumber = 0\n[[flow.box]]\nlabel = 'b'\nafter = 'screened'"
    ).boxes
    assert [("a", 0, "included"), ("b", None, "screened")] == [(b.label, b.number, b.after) for b in boxes]


def test_k_and_lists_of_the_register():
    found = parsed("[confidential]\nk = 2\nrole = ['nurse']").confidential
    assert (2, ("nurse",)) == (found.k, found.role)
    assert 5 == parsed("").confidential.k


def test_what_may_be_shown_of_settings_names_no_private_file():
    text = (
        "sources = ['bib/a.bib', 'private/wanda.bib']\ndatabases = ['private/wanda.bib']\n"
        "[[search]]\ndatabase = 'A'\nfile = 'private/wanda.bib'\nfiles = ['private/wanda.bib']\n"
        "strategy_file = 'private/wanda.txt'"
    )
    told = repr(parsed(text).shown())
    assert "wanda" not in told
    assert "bib/a.bib" in told
