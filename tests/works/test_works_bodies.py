"""Journals, meetings, publishers, countries, authors: whether two names are one. Journals, societies and bodies are real; people are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Person
from litreview.works.author_names import (
    acronyms,
    author_match,
    other_given_name,
    other_person,
    same_name,
    surname_share,
    surnames,
)
from litreview.works.journals import (
    CONTRACTIONS,
    comparison_container,
    is_meeting,
    is_publisher,
    names_table,
    same_container,
    same_meeting,
    shortens,
)
from litreview.works.places import countries, country


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Journal of Infectious Diseases (Online)", "journal infectious diseases"),
        ("Nature", "nature"),
        ("Zeitschrift für Physik", "zeitschrift physik"),
        ("Ann Intern Med (USA)", "ann intern med"),
        ("BMJ (Clinical research ed.)", "bmj"),
        ("Geneva, Switzerland (Basel)", "geneva switzerland"),
        ("Journal of Harbors (JOH)", "journal harbors"),
        ("Journal of Harbors (North)", "journal harbors north"),
        ("Journal of Harbors [print]", "journal harbors"),
        ("Harbors: official journal of the Society", "harbors"),
        ("Harbors : journal of the Society", "harbors"),
        ("Harbors = Häfen", "harbors"),
        ("Harbors / Society of Tides", "harbors"),
        ("Harbors : Proceedings of Tides", "harbors proceedings tides"),
        ("Harbors, Conference: Tides", "harbors"),
        ("Artificial Intelligence, in press", "artificial intelligence"),
        ("Artificial Intelligence (to appear)", "artificial intelligence"),
        ("Omega-Int. J. Manage. Sci.", "omega"),
        ("Post-Journal", "post journal"),
        ("J. Int'l Crim. Just.", "j international crim just"),
        ("Gov’t Info. Q.", "government info q"),
        ("Natl. Rev.", "national rev"),
        ("Proceedings of the National …", "proceedings"),
        ("Journal of Harbor Eco...", "journal harbor"),
        ("Harbor Eco…", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_container_that_matter(name, expected):
    assert expected == comparison_container(name)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", None),
        ("nature", "", None),
        ("nature", "nature", True),
        ("nature", "science", False),
        # each word begins, or is begun by, the word at its place
        ("j infect dis", "journal infectious diseases", True),
        ("j infect dis", "journal infectious medicine", False),
        ("pnas", "proceedings national academy sciences united states america", True),
        ("jpen", "journal parenteral enteral nutrition", True),
        ("jpen journal parenteral enteral nutrition", "j parenter enteral nutr", True),
        ("jpen journal parenteral enteral nutrition", "journal parenteral enteral nutrition", True),
        ("jabc journal parenteral enteral nutrition", "j parenter enteral nutr", False),
        ("jpen journal parenteral enteral nutrition", "social work research", False),
        ("jpen journal parenteral enteral nutrition", "journal parenteral enteral research", False),
        ("jp", "journal parenteral", False),
        ("jpe", "journal parenteral enteral nutrition", False),
        # a society before the name, in one of them
        ("acm computing surveys", "computing surveys", True),
        ("ieee computing surveys", "acm computing surveys", False),
        ("acm queue", "queue", False),
        # a name goes on with a place, or with a subtitle
        ("journal harbor studies", "journal harbor studies boston", True),
        ("social work", "social work research", False),
        ("circulation", "circulation research", False),
        ("pflugers arch", "pflugers archiv european journal physiology", True),
        ("pflugers arch", "pflugers archiv journal", False),
        ("pflugers arch", "pflugers archiv european physiology", False),
        # slips and blanks
        ("psychoneuroendocrinology", "psychoneuroendocrinolgy", True),
        ("health care", "healthcare", True),
        ("child abuse neglect", "child abuse neglect", True),
    ],
)
def test_two_containers(a, b, expected):
    assert expected is same_container(a, b)
    assert expected is same_container(b, a)


@pytest.mark.parametrize(
    ("word", "full", "expected"),
    [
        ("int", "international", True),
        ("intl", "international", True),
        ("international", "int", True),
        ("econ", "criminology", False),
        ("inx", "international", False),
        ("crim", "econometrics", False),
        ("a", "b", False),
    ],
)
def test_a_word_that_is_cut_or_contracted(word, full, expected):
    assert expected is shortens(word, full)


def test_tables_of_words():
    assert "national" == CONTRACTIONS["natl"]
    words = names_table("words.csv")
    assert words.keys() == {word.casefold() for word in words}
    # the first table goes before the others
    both = names_table("words.csv", "places.csv")
    assert all(both[word] == short for word, short in words.items())
    assert set(both) > set(words)


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("proc acm symp theory comput", True),
        ("proceedings international conference machine learning", True),
        ("lecture notes computer science", True),
        ("advances neural information processing systems", True),
        ("advances cancer research", False),
        ("colt 96", True),
        ("stoc93", True),
        ("stoc", False),
        ("proceedings national academy sciences", False),
        ("proc natl acad sci", False),
        ("proceedings royal society", False),
        ("proceedings ieee", False),
        ("journal conference studies", False),
        ("nature", False),
    ],
)
def test_whether_a_container_is_a_meeting(container, expected):
    assert expected is is_meeting(container)


STOC = "proceedings twenty fifth annual acm symposium theory computing"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (STOC, "acm symp theory comput", True),
        (STOC, "conference learning theory", False),
        (STOC, "proc stoc", None),
        ("icis 2010 proceedings", "thirty first international conference information systems", True),
        ("proceedings aaai 93", "aaai conference", True),
        ("proceedings aaai 93", "aaai conference washington", True),
        ("proceedings aaai 93", "aaai conference washington district", None),
        ("proceedings kdd", "conference knowledge discovery databases", True),
        ("vpr conference", "vision pattern recognition", True),
        ("vpr conference", "vision pattern recognition 2010", True),
        ("proc co patterns", "conference computer patterns", False),
        ("vp conference", "vision pattern", None),
        ("proceedings acm", "acm conference", None),
        ("proceedings aaai", "proceedings ijcai", None),
        ("lecture notes computer science", STOC, None),
        ("machine learning", "proceedings machine learning conference", None),
        ("conference machine learning", "proceedings machine learning 1996", True),
        ("proceedings vision", "conference vision", True),
        ("proceedings vision", "conference vision pattern recognition", None),
        ("proc ty comput", "symposium theory computing", False),
        ("conference information systems", "conference information retrieval systems", True),
        ("conference information retrieval", "conference information systems", False),
    ],
)
def test_two_meetings(a, b, expected):
    assert expected is same_meeting(a, b)
    assert expected is same_meeting(b, a)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SPRINGER", True),
        ("Sage Publications, Inc.", True),
        ("Leiden University Press", True),
        ("Made-Up Verlag", True),
        ("Harbor Books Ltd", True),
        ("Detroit Free Press", False),
        ("Journal of Publishing", True),
        ("Publishers Weekly", False),
        ("Nature", False),
        ("", False),
    ],
)
def test_a_publisher_is_no_journal(name, expected):
    assert expected is is_publisher(name)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Univ Malaga, Malaga, Spain.", "Spain"),
        ("MIT, Cambridge, MA 02139 USA", "United States"),
        ("Univ Leeds, Leeds, England", "United Kingdom"),
        ("University of Amman, Jordan", "Jordan"),
        ("Dept, Oslo, Norway. Electronic address: doe@example.org", "Norway"),
        ("Dept, Oslo, Norway. doe@example.org", "Norway"),
        ("Spain", "Spain"),
        ("Dept of Law", ""),
        ("MIT, Cambridge, MA 02139", ""),
        ("", ""),
    ],
)
def test_the_country_of_an_address(address, expected):
    assert expected == country(address)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[Roe, J.; Doe, K.] Univ Malaga, Malaga, Spain.", ("Spain",)),
        ("Roe, Jordan; Poe, B, Univ Malaga, Malaga, Spain.", ("Spain",)),
        ("Univ Amman, Dept Law, Jordan; Univ Malaga, Malaga, Spain.", ("Jordan", "Spain")),
        ("University of Amman, Jordan; MIT, Cambridge, United States", ("Jordan", "United States")),
        ("Oslo, Norway; Malaga, Spain; Bergen, Norway", ("Norway", "Spain")),
        ("Malaga, Spain.\nOslo, Norway.", ("Spain", "Norway")),
        ("Dept of Law", ()),
        ("", ()),
    ],
)
def test_the_countries_of_all_addresses(said, expected):
    assert expected == countries(said)


def person(family="", given="", prefix="", literal=""):
    return Person(family=family, given=given, prefix=prefix, literal=literal)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # glued
        ("Fjell A. M.Walhovd K. B.", ("fjell", "walhovd")),
        ("Slavin S. A.Lin S. J.", ("slavin", "lin")),
        ("Slavin S. A.van der Lin S. J.", ("slavin", "vanderlin")),
        ("Basaria SWahlstrom JTDobs AS", ("basaria", "wahlstrom", "dobs")),
        ("Maria BenatarJose Roe", ("maria", "jose")),
        ("McCoy A.MacDonald B.", ("mccoy", "macdonald")),
        # semicolons, "and", "&", commas
        ("Roe, J.; Doe, K.", ("roe", "doe")),
        ("Roe J; Doe K", ("roe", "doe")),
        ("Jane Roe & Kay Doe", ("roe", "doe")),
        ("Zuna RE, Wang SS, Schiffman M", ("zuna", "wang", "schiffman")),
        ("Roe, J., Doe, K., & Poe, L.", ("roe", "doe", "poe")),
        ("j. roe, k. doe, and l. van der poe", ("roe", "doe", "vanderpoe")),
        ("Roe, Jr., J., Doe, K., and Poe, L.", ("roe", "doe", "poe")),
        # one name
        ("Fjell AM", ("fjell",)),
        ("Fjell, Anders", ()),
        ("van der Fjell, Anders", ()),
        ("Fjell, Anders B.", ()),
        ("Anders Fjell", ()),
        ("jane roe", ("roe",)),
        # nobody, and what is a body
        ("Anonymous", ()),
        ("[No authors listed]", ()),
        ("{Roe J; Doe K}", ()),
        ("", ()),
    ],
)
def test_surnames_of_a_field_that_was_not_parsed(raw, expected):
    assert expected == surnames((), raw, {})


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([person("Doe", "Jane"), person("Roe", "R.")], ("doe", "roe")),
        ([person("Beethoven", "Ludwig", "van"), person("Roe")], ("vanbeethoven", "roe")),
        ([person("O'Connor", "S."), person("Roe")], ("oconnor", "roe")),
        ([person("García Márquez", "G."), person("Roe")], ("garciamarquez", "roe")),
        ([person("García Márquez López"), person("Roe")], ("garciamarquezlopez", "roe")),
        # four words are a body that was taken for a person
        ([person("Office of Harbor Work"), person("Roe")], ("office of harbor work", "roe")),
        ([person(literal="Harbor Office, HO"), person("Roe")], ("harbor office ho", "roe")),
        ([person(literal="World Health Organization"), person("Roe")], ("world health organization", "roe")),
        ([person(literal="World Health Organization, WHO"), person("Roe")], ("world health organization", "roe")),
        ([person(literal="The United States Department of Labor"), person("Roe")], ("us department of labor", "roe")),
        ([person(literal="U.S. Department of Labor"), person("Roe")], ("us department of labor", "roe")),
        ([person("Anonymous"), person("Roe")], ("roe",)),
        ([person("Roe", "PhD"), person("others")], ("roe",)),
        ([], ()),
    ],
)  # fmt: skip
def test_surnames_of_people(people, expected):
    assert expected == surnames(people, "", {})


def test_a_list_of_people_is_asked_before_its_field_but_for_one_name():
    people = [person("Doe", "Jane"), person("Roe", "R.")]
    assert ("doe", "roe") == surnames(people, "Doe, Jane and Roe, R.", {})
    # a list that running text was taken for two names
    assert ("roe", "doe", "poe") == surnames([person("x"), person("y")], "J. Roe, K. Doe, and L. Poe", {})
    assert ("roe", "doe", "poe") == surnames([person("x"), person("y")], "Roe, J., Doe, K., & Poe, L.", {})
    assert ("roe", "doe") == surnames([person("x"), person("y")], "jane roe and kay doe", {})
    assert ("roe", "doe") == surnames([person("x"), person("y")], "Jane Roe, & Kay Doe", {})
    assert ("x", "body y") == surnames([person("x"), person(literal="Body Y")], "j. roe, and k. doe", {})
    assert ("doe", "roe") == surnames(people, "Doe, Jr., Jane and Roe, R.", {})
    cache: dict = {}
    assert surnames((), "Fjell A. M.Walhovd K. B.", cache) == surnames((), "Fjell A. M.Walhovd K. B.", cache)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((), (), None),
        (("doe",), (), None),
        (("doe",), ("doe",), 1.0),
        (("doe", "roe"), ("roe", "doe"), 1.0),
        (("doe",), ("doe", "roe"), 1.0),
        (("doe", "archer"), ("doe", "roe", "poe"), 0.5),
        (("archer",), ("archur",), 1.0),
        (("doe", "doe"), ("doe", "roe", "poe"), 0.5),
        (("archer", "archer"), ("archur", "roe", "poe"), 0.5),
        (("doe",), ("archer",), 0.0),
        (tuple(f"name{n}" for n in "abcdefghij") * 11, tuple(f"name{n}" for n in "abcdefghij") * 11 + ("roe",), 1.0),
        (("archer",) * 50 + ("doe",) * 50, ("archur",) * 50 + ("doe",) * 51, 1.0),
        (("doe",) * 102, ("doe",) * 51 + ("archer",) * 51, 0.5),
    ],
)  # fmt: skip
def test_the_share_of_authors_in_common(a, b, expected):
    assert expected == author_match(a, b)
    assert expected == author_match(b, a)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("archer", "archer", True),
        ("archer", "archur", True),
        ("archer", "rcher", True),
        ("wang", "yang", False),
        ("wang", "wong", True),
        ("doe", "dow", False),
        ("doe", "doer", False),
        ("wolfe", "wolff", True),
        ("johnson", "jonson", True),
        ("hopkins", "hobkims", True),
        ("hopkins", "hobkimz", False),
        ("hopkins", "lopkins", True),
        ("hopkin", "lopkin", False),
        ("johnson", "hanssen", False),
        ("archer", "archuro", False),
        # cut
        ("garcia", "garciamarquez", True),
        ("marquez", "garciamarquez", True),
        ("gar", "garciamarquez", False),
        # bodies
        ("human rights watch", "human rights watch women s division", True),
        ("niger", "nigeria ministry", False),
        ("who", "world health organization", True),
        ("gao", "us government accountability office", True),
        ("cdc", "centers for disease control prevention", True),
        ("cd", "centers for disease control", False),
        ("ilo", "world health organization", False),
        ("us governent accountability office", "us government accountability office", True),
        ("north harbor office", "south harbor office", False),
        ("ministry of iran", "ministry of iraq", False),
        ("health care office", "healthcare office", True),
        ("department of labour", "department of labor", True),
        ("department of labor", "department of later", False),
        ("department of trade", "department of grade", False),
    ],
)
def test_two_names_of_people_or_bodies(a, b, expected):
    assert expected is bool(same_name(a, b))
    assert expected is bool(same_name(b, a))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("world health organization", ("who", "who")),
        ("us department of labor", ("usdl", "dl")),
        ("centers for disease control", ("cdc", "cdc")),
        ("doe", ("d", "d")),
    ],
)
def test_the_acronyms_of_a_body(body, expected):
    assert expected == acronyms(body)


@pytest.mark.parametrize(
    ("a", "b", "surname", "initials_differ", "names_differ"),
    [
        ("Wang, Lei", "Wang, Xiaoming", "wang", True, True),
        ("Wang, Lei", "L. Wang", "wang", False, False),
        ("Wang, Lei", "Wang, Ian", "wang", True, True),
        ("Wang, LEI", "Wang, Ian", "wang", False, True),
        ("Wang, LEIX", "Wang, Ian", "wang", True, True),
        ("Wang, Lei", "Wang", "wang", False, False),
        ("Wang, Jing", "Wang, Jun", "wang", False, True),
        ("Smith, Mike A.", "Smith, M.", "smith", False, False),
        ("Smith, Mike", "Smith, Michael", "smith", False, True),
        ("Smith, Mich", "Smith, Michael", "smith", False, False),
        ("Smith, Jon", "Smith, John", "smith", False, False),
        ("Smith, John Paul", "Smith, Paul", "smith", False, False),
        ("Smith AB", "Smith, Bob", "smith", False, False),
        ("Smith AB", "Smith, Carl", "smith", True, False),
        ("SMITH, ADAM", "Smith, Bob", "smith", True, True),
        ("Smith, Dr A", "Smith, B", "smith", True, False),
    ],
)
def test_two_people_of_one_surname(a, b, surname, initials_differ, names_differ):
    assert initials_differ is other_person(a, b, surname)
    assert names_differ is other_given_name(a, b, surname)
    assert names_differ is other_given_name(b, a, surname)


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("limayem", "hirt"), "limayem moez hirt sabine", 1.0),
        (("limayem", "hirt"), "limayem moez", 0.5),
        (("limayem",), "limayems", 0.0),
        # a short name may be anything
        (("moe",), "moe", 0.0),
        ((), "limayem", 0.0),
    ],
)
def test_surnames_that_stand_in_another_author_field(names, text, expected):
    assert expected == surname_share(names, text)
