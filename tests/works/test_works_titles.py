"""Titles, names, places and containers in the form in which they are compared."""

import pytest

from litreview.core.text import isbn
from litreview.works.author_names import author_match, surnames
from litreview.works.journals import comparison_container, same_container
from litreview.works.places import page_range, volume_of
from litreview.works.titles import TitleChange, compare_titles, comparison_title


def change(a: str, b: str) -> TitleChange:
    from rapidfuzz import fuzz

    x, y = comparison_title(a), comparison_title(b)
    return compare_titles(x, y, fuzz.ratio(x, y) / 100)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Behaviour of tumours", "Behavior of tumors", TitleChange.EQUAL),
        ("β-catenin & cancer", "Beta-catenin and cancer", TitleChange.EQUAL),
        ("Follow-up of survivors", "Followup of survivors", TitleChange.EQUAL),
        ("Sex Trafficking. Part I", "Sex Trafficking. Part II", TitleChange.NUMBER),
        ("Vitamin A and cancer risk", "Vitamin B and cancer risk", TitleChange.NUMBER),
        ("2019 Federal Report", "2022 Federal Report", TitleChange.NUMBER),
        ("Trafficking of men in the courts", "Trafficking of women in the courts", TitleChange.WORDS),
        ("Hypertension in prison health", "Hypotension in prison health", TitleChange.WORDS),
        ("Legal aid for migrants in Texas", "Illegal aid for migrants in Texas", TitleChange.WORDS),
        ("Human trafficking prosecution", "Human traficking prosecution", TitleChange.SPELLING),
        ("La 5e campagne de fouille", "La 6e campagne de fouille", TitleChange.NUMBER),
        ("Les vendanges du 15e au 19e siècle", "Les vendanges du XVe au XIXe siècle", TitleChange.EQUAL),
        ("La vie en France depuis 1800", "La 6e en France depuis 1800", TitleChange.NUMBER),
        ("The Complementary1 planner of tides", "The Complementary2 planner of tides", TitleChange.WORDS),
        ("Interoperability1 of harbors", "Interoperability of harbors", TitleChange.SPELLING),
        ("Management of lesions [Review] [97 refs]", "Management of lesions", TitleChange.EQUAL),
        ("Timing of removal. [Erratum appears in J Card Surg]", "Timing of removal", TitleChange.EQUAL),
        ("Disposable people: new slavery", "Disposable people", TitleChange.ADDED),
        ("", "Disposable people", TitleChange.ABSENT),
    ],
)
def test_what_changed_between_two_titles(a, b, expected):
    assert expected is change(a, b)
    assert expected is change(b, a)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fjell A. M.Walhovd K. B.", ("fjell", "walhovd")),
        ("Zuna RE, Wang SS, Schiffman M", ("zuna", "wang", "schiffman")),
        (
            "p. auer, n. cesa-bianchi, y. freund, and r. e. schapire,",
            ("auer", "cesabianchi", "freund", "schapire"),
        ),
        ("kearns, m., li, m., pitt, l., & valiant, l.g.", ("kearns", "li", "pitt", "valiant")),
        ("Anonymous", ()),
    ],
)
def test_surnames_of_fields_that_were_not_separated_by_and(raw, expected):
    assert expected == surnames((), raw, {})


def test_a_body_is_found_by_its_initials():
    assert author_match(("gao",), ("us government accountability office",)) == 1


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("123-8", "123", "128"),
        ("06-Oct", "6", "10"),
        ("Jun-14", "6", "14"),
        ("(no pagination)", "", ""),
        ("ARTN e716", "e716", ""),
        ("16 pages", "", ""),
    ],
)
def test_pages(pages, first, last):
    assert (first, last) == page_range(pages)


def test_volume_and_isbn():
    assert volume_of("8 (1) (no pagination)") == "8"
    assert isbn("0303-8467 (Linking)", checked=False) == ""
    assert isbn("0-520-21797-7", checked=False) == isbn("978-0-520-21797-3", checked=False)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("J. Infect. Dis.", "The Journal of Infectious Diseases", True),
        (
            "JPEN. Journal of parenteral and enteral nutrition",
            "Journal of Parenteral & Enteral Nutrition",
            True,
        ),
        ("Natl. Rev.", "National Review", True),
        ("Social Work", "Social Work Research", False),
        ("Circulation", "Circulation Research", False),
        ("", "Circulation", None),
    ],
)
def test_containers(a, b, expected):
    assert same_container(comparison_container(a), comparison_container(b)) is expected


def test_a_title_cut_within_its_last_word_goes_on_in_the_other_down_to_one_letter():
    whole = "policing the margins of the harbor economy"
    for cut in ("policing the margins of the harbor e", "policing the margins of the harbor eco"):
        assert compare_titles(cut, whole, 0.9) is TitleChange.ADDED
        assert compare_titles(whole, cut, 0.9) is TitleChange.ADDED
    assert compare_titles("policing the margins of the harbor x", whole, 0.9) is TitleChange.WORDS
