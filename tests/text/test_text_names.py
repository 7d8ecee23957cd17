"""Names by the rules of BibTeX ("BibTeXing", section 4) and as databases write them: given, prefix, family and suffix of each."""

from __future__ import annotations

import time

import pytest

from litreview.core.model import Person
from litreview.core.text import and_others, format_names, parse_names, surname
from litreview.core.text.person_names import clean, outside, persons_of


def name(family="", given="", prefix="", suffix=""):
    return Person(family=family, given=given, prefix=prefix, suffix=suffix)


def body(literal):
    return Person(literal=literal)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # First von Last
        ("Jane Doe", name("Doe", "Jane")),
        ("Jane Q. Doe", name("Doe", "Jane Q.")),
        ("Ludwig van Beethoven", name("Beethoven", "Ludwig", "van")),
        ("Jean de La Fontaine", name("La Fontaine", "Jean", "de")),
        ("Jean de la Fontaine", name("Fontaine", "Jean", "de la")),
        ("Charles Louis Xavier Joseph de la Vallee Poussin", name("Vallee Poussin", "Charles Louis Xavier Joseph", "de la")),
        ("jane doe", name("doe", prefix="jane")),
        ("Doe", name("Doe")),
        ("{van der} Berg", name("Berg", "van der")),
        # von Last, First
        ("van Beethoven, Ludwig", name("Beethoven", "Ludwig", "van")),
        ("de la Fontaine, Jean", name("Fontaine", "Jean", "de la")),
        ("De la Cruz, Ana", name("De la Cruz", "Ana")),
        ("Vallee de la Poussin, C.", name("Vallee de la Poussin", "C.")),
        ("{\\'E}cole, A.", name("École", "A.")),
        # suffixes, wherever they are put
        ("King, Jr., Martin Luther", name("King", "Martin Luther", suffix="Jr.")),
        ("King, Martin Luther, Jr.", name("King", "Martin Luther", suffix="Jr.")),
        ("King Jr., Martin Luther", name("King", "Martin Luther", suffix="Jr.")),
        ("King, Martin Luther Jr.", name("King", "Martin Luther", suffix="Jr.")),
        ("Martin Luther King Jr.", name("King", "Martin Luther", suffix="Jr.")),
        ("Loudon Wainwright III", name("Wainwright", "Loudon", suffix="III")),
        ("Wainwright, Loudon III", name("Wainwright", "Loudon", suffix="III")),
        ("Wainwright, III", name("Wainwright", "III")),
        ("King, Jr.", name("King", "Jr.")),
        # IV are initials where the suffix is there already
        ("Smith, Jr., IV", name("Smith", "IV", suffix="Jr.")),
        ("John Jr.", name("Jr.", "John")),
        # Vancouver: initials behind the family name
        ("Smith JA", name("Smith", "JA")),
        ("van der Berg JA", name("Berg", "JA", "van der")),
        ("Smith J.A.", name("Smith", "J.A.")),
        ("Smith JAMES", name("JAMES", "Smith")),
        ("SMITH JA", name("JA", "SMITH")),
        # biblatex's parts
        ("family=Doe, given=Jane", name("Doe", "Jane")),
        ("given=Jo, prefix=de la, family=Roe, suffix=Jr.", name("Roe", "Jo", "de la", "Jr.")),
        ('family="Doe, Inc.", given=Jane', name("Doe, Inc.", "Jane")),
        ("family=Hakim, prefix=al-, given=Tawfiq", name("al-Hakim", "Tawfiq")),
        ("given=Aristotle", None),
        # bodies
        ("{Urban Institute}", body("Urban Institute")),
        ("World Health Organization", body("World Health Organization")),
        ("Polaris Project,", body("Polaris Project")),
        ("{Polaris {P}roject}", body("Polaris Project")),
        ("{\\#–}", body("#–")),
        ("{Polaris\\}Project}", body("PolarisProject")),
        # of many parts the last is no suffix
        ("Dept. of Labor, Bureau, Office A, Unit II", name("Dept. of Labor", "Bureau, Office A, Unit II")),
        # what reads in another way each time it is written is a body
        ("von~and~andB", body("von and andB")),
        ("Europol,", name("Europol")),
        ("{Doe} and", name()),
    ],
)  # fmt: skip
def test_one_name(raw, expected):
    if expected is None:
        # nobody's part is lost
        assert "Aristotle" in parse_names(raw)[0].display
    elif expected == name():
        assert (body("Doe"),) == parse_names(raw)
    else:
        assert (expected,) == parse_names(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Doe, J. and Roe, R.", ["Doe, J.", "Roe, R."]),
        ("Doe, J. AND Roe, R.", ["Doe, J.", "Roe, R."]),
        ("Doe, J.\n  and\n  Roe, R.", ["Doe, J.", "Roe, R."]),
        ("Doe, J. and and Roe, R.", ["Doe, J.", "Roe, R."]),
        ("and Doe, J. and", ["Doe, J."]),
        ("Anderson, A. and Sandy, B.", ["Anderson, A.", "Sandy, B."]),
        ("Doe, J.; Roe, R.", ["Doe, J.", "Roe, R."]),
        ("Doe, J.; and Roe, R.", ["Doe, J.", "Roe, R."]),
        ("Smith &amp; Roe, J.; Poe, P.", ["Smith & Roe, J.", "Poe, P."]),
        ("{Doe; Roe and Co.} and Poe, P.", ["{Doe; Roe and Co.}", "Poe, P."]),
        ("Doe, J., Roe, R., Poe, P.", ["Doe, J.", "Roe, R.", "Poe, P."]),
        ("Doe J, Roe RA", ["Doe, J", "Roe, RA"]),
        ("Doe, Jane, Roe, Richard", ["Doe, Jane", "Roe, Richard"]),
        ("Doe, J. et al.", ["Doe, J."]),
        ("Doe, J. and others", ["Doe, J."]),
        ("et al.", []),
        ("{}", []),
        (" ", []),
    ],
)
def test_a_list_of_names(raw, expected):
    assert expected == [str(person) for person in parse_names(raw)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Doe, J. and others", True),
        ("Doe, J. and Others", True),
        ("Doe, J. et al.", True),
        ("Doe, J., et al", True),
        ("Doe, J. and ...", True),
        ("Doe, J. and …", True),
        ("Doe, J.; et al.;", True),
        ("Doe, J. and others and Roe, R.", False),
        ("Others, Ann and Doe, J.", False),
        ("Al, Ann", False),
        ("Ann Others", False),
        ("", False),
    ],
)
def test_a_list_says_that_it_is_not_whole(raw, expected):
    assert expected == and_others(raw)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (name("Gödel", "Kurt"), "godel"),
        (name("Beethoven", "Ludwig", "van"), "van beethoven"),
        (name("O'Connor", "Sandra"), "o connor"),
        (body("Urban Institute"), "urban institute"),
    ],
)
def test_a_surname_is_folded_with_its_prefix(person, expected):
    assert expected == surname(person)


@pytest.mark.parametrize(
    ("person", "written"),
    [
        (name("Doe", "Jane"), "Doe, Jane"),
        (name("Beethoven", "Ludwig", "van"), "van Beethoven, Ludwig"),
        (name("King", "Martin", suffix="Jr."), "King, Jr., Martin"),
        (body("Barnes and Noble"), "{Barnes and Noble}"),
        (name("Smith and Wesson", "J."), "{Smith and Wesson}, {J.}"),
        (name("berg", "Ada"), "berg, Ada"),
        (name("Doe"), "Doe"),
        (name("World Bank"), "{World Bank}, {}"),
        (name("R&D", "Ann"), r"R\&{}D, Ann"),
    ],
)
def test_a_name_is_written_so_that_it_is_read_back(person, written):
    assert written == format_names([person], encode=True)
    assert (person,) == parse_names(written)


def test_a_field_of_many_line_ends_is_read_at_once():
    """A pattern that looks for `and` behind white space looks at each of these again from each of them."""
    begun = time.process_time()
    assert (name("Doe", "Jane Q."),) == parse_names("Doe, Jane" + "\n" * 50_000 + "Q.")
    assert time.process_time() - begun < 5


def test_a_list_that_is_not_whole_is_written_so():
    assert "Doe, J. and others" == format_names([name("Doe", "J.")], others=True)
    assert "" == format_names([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b", ["a", "b"]),
        ("{a,b},c", ["{a,b}", "c"]),
        ("{{a,b},c},d", ["{{a,b},c}", "d"]),
        ("{{{{a,b}}}},c", ["{{{{a,b}}}}", "c"]),
        (r"{a\},b},c", [r"{a\},b}", "c"]),
        (r"\{a,b", [r"\{a", "b"]),
        ("a},b", ["a}", "b"]),
        ("{a,b", ["{a,b"]),
    ],
)
def test_a_text_is_split_outside_of_braces(text, expected):
    import re

    assert expected == outside(text, re.compile(","))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("{Doe} {Roe}", 1),
        ("et al.", 0),
        ("…", 0),
        ("Doe, Jane", 1),
        ("A, B, C, D", 2),
        ("Dept. of Labor, Bureau of Statistics, Office A, Unit B", 1),
    ],
)
def test_how_many_persons_an_entry_has(raw, expected):
    assert expected == len(persons_of(raw))


def test_a_name_is_one_line_without_braces():
    assert "Doe Roe & Co." == clean("{Doe}\n  Roe \\& Co.")


@pytest.mark.parametrize(
    "text",
    ["Made-up Department of Tides, Office for Quays", "Council of Made-up States, Tide Center", "Made-up Tide Agency, Press Office, Harbour Unit"],
)  # fmt: skip
def test_a_body_and_its_office_are_one_body_and_written_so(text):
    assert (body(text),) == parse_names(text)
    assert (body(text),) == parse_names(format_names(parse_names(text)))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Council, Ann", name("Council", "Ann")),
        ("Court Brown, W. M.", name("Court Brown", "W. M.")),
        ("Union de Roe, Ann", name("Union de Roe", "Ann")),
        ("Office Roe, Jr, Ann", name("Office Roe", "Ann", suffix="Jr")),
    ],
)  # fmt: skip
def test_a_person_with_the_word_of_a_body_in_the_name_stays_one(text, person):
    assert (person,) == parse_names(text)
