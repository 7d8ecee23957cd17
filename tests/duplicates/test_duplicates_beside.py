"""What is printed beside a title, and read as a part of it, is not taken for a difference between two records."""

import pytest
from hypothesis import given, strategies as st
from rapidfuzz import fuzz

from litreview.core.model import Record, RecordId, Where
from litreview.core.text import parse_names
from litreview.linkage import RecordColumns, record_columns
from litreview.stages.duplicates import dedupe, judge
from litreview.stages.duplicates.title_noise import bare_title

TITLE = "Tides and the work of harbors in the north"
PLACE = {"journal": "Harbor Medicine", "volume": "30", "number": "3"}


def record(title, authors="Archer, Ann and Baker, Bo", key="a", **fields):
    return Record(
        key=key,
        type="article",
        fields={"title": title, "author": authors, **PLACE, **fields},
        authors=parse_names(authors),
        year=int(fields["year"]) if "year" in fields else None,
        doi=None,
        id=RecordId(key),
        where=Where(file="made-up", line=1),
    )


def columns(title, authors="Archer, Ann and Baker, Bo", **fields):
    return record_columns(record(title, authors, **fields), {})


def verdict(a, b):
    return judge(a, b, fuzz.ratio(a.title, b.title) / 100).verdict


@pytest.mark.parametrize(
    "beside",
    [
        "{} 1", "{} 1, 2", "{}1,2", "{} *", "{} †", "{} i", "RESEARCH ARTICLE {}", "Original Article: {}", "{} SPECIAL ISSUE", "Harbor Medicine {}",
        "{} Harbor Medicine", "Archer et al./Harbor Medicine {}", "{} Seamen's Q. 2009 Jan 29;360(5):544-6", "{} J Locks. 2014;3:e12", "{} (Tutorial)",
        "{} [Demonstration Description]", "Special Issue: Archer et al. {} 1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("other", ["{}", "{} 1, 2", "Original article. {}"])
def test_what_is_beside_a_title_is_no_part_of_it(beside, other):
    assert verdict(columns(other.format(TITLE)), columns(beside.format(TITLE))) == "same"


def test_a_head_before_a_translated_title_is_not_taken_for_the_title():
    bracketed = f"[{TITLE}: the four hundred who rest in winter]"
    assert verdict(columns(bracketed), columns(f"RESEARCH ARTICLE {bracketed}")) == "same"


@pytest.mark.parametrize(
    ("title", "journal", "same"),
    [
        (f"Archer et al./Harbor Med. = The Medicine of Harbors [{TITLE}]", "Harbor Med. = The Medicine of Harbors", True),
        (f"Harbor Medicine (1946) [{TITLE}]", "Harbor Medicine (1946)", True),
        (f"Feeding the crews in winter: harbor medicine [{TITLE}]", "Harbor Medicine", False),
        (f"Feeding the crews in winter [{TITLE}]", "Harbor Medicine", False),
    ],
)  # fmt: skip
def test_a_journal_before_a_translated_title_is_not_the_title(title, journal, same):
    """A title and its translation is another matter: the first is the title, though it ends as the journal is called."""
    found = columns(title, journal=journal)
    assert (verdict(columns(f"[{TITLE}]"), found) == "same") is same


LONG = "2017 40th Convention on Harbors, Tides, Locks and the Health of Those Who Work in Them (MIPRO)"


@pytest.mark.parametrize(
    ("first", "second", "pages", "together"),
    [
        (f"{LONG} {TITLE}", TITLE, "817-824", True),
        (f"{TITLE} {LONG}", f"Archer et al. {TITLE}", "817-824", True),
        (f"{LONG} {TITLE}", f"{TITLE}: what the crews of four ports say", "817-824", True),
        (f"{LONG} {TITLE}", f"{TITLE}, part 2", "825-832", False),
        (f"{LONG} {TITLE}", "What crews eat", "825-832", False),
    ],
)
def test_proceedings_beside_a_title_are_none_of_it_however_long_their_name(first, second, pages, together):
    """Proceedings have no volume: it is the titles that make two records worth a verdict."""
    place = {"journal": LONG, "year": "2017", "volume": "", "number": ""}
    records = [
        record(first, key="a", pages="817-824", **place),
        record(second, key="b", pages=pages, **place),
    ]
    assert (len(dedupe(records).clusters) == 1) is together


def test_two_names_are_one_in_front_of_a_title():
    one = RecordColumns(title="patel roe et al harbors in winter", authors=("patelroe",))
    assert bare_title(one) == "harbors in winter"
    other = RecordColumns(title="patel roe et al harbors in winter", authors=("patel",))
    assert bare_title(other) == other.title


@pytest.mark.parametrize(
    "title",
    [f"{TITLE} 2", f"{TITLE}, part 1", f"{TITLE}: study 1", f"{TITLE} 2, 3", f"{TITLE} in 2009 and 2010"],
)
def test_the_number_of_a_part_stays(title):
    assert verdict(columns(TITLE), columns(title)) != "same"


def test_the_name_of_another_journal_is_no_running_head():
    assert verdict(columns(TITLE, number="4"), columns(f"Seamen's Quarterly {TITLE}", number="")) != "same"


words = st.lists(
    st.sampled_from(["research", "article", "the", "of", "1", "2", "i", "special", "issue", "harbor", "medicine", "et", "al", "roe", "study", "tides", "locks1", "11"])
)  # fmt: skip


@given(words)
def test_a_bare_title_is_a_part_of_the_title_and_has_nothing_more_beside_it(title):
    one = RecordColumns(title=" ".join(title), container="harbor medicine", authors=("roe",))
    bare = bare_title(one)
    assert bare in one.title
    assert bool(bare) == bool(title)
    assert bare_title(one._replace(title=bare)) == bare


@pytest.mark.parametrize(
    "place", [{"pages": "20-30", "year": "2010"}, {"pages": "20", "year": "2010"}, {"year": "2010"}]
)
@pytest.mark.parametrize("part", ["part 2", "2", "II", "second study"])
@pytest.mark.parametrize("beside", ["RESEARCH ARTICLE {}", "Archer et al./Harbor Medicine {}", "{} SPECIAL ISSUE", "Harbor Medicine {}"])  # fmt: skip
def test_a_part_is_judged_alike_whatever_is_beside_the_other_title(beside, part, place):
    other = columns(f"{TITLE}, {part}", **place)
    found = verdict(columns(beside.format(TITLE), **place), other)
    assert verdict(columns(TITLE, **place), other) == found
    assert found != "same" or place.get("pages") == "20-30"


SHORT = "Tides and harbors in winter"
CITED = {"journal": "", "volume": "", "number": ""}


@pytest.mark.parametrize(
    ("authors", "title", "one_work"),
    [
        # names before the title that the list lacks, joined as programs join them
        ("Archer, Ann", "andb. baker . tides and harbors in winter", True),
        ("Archer, Ann", "B. Baker, Tides and harbors in winter", True),
        ("Archer, Ann", "Bakerb. 2014. Tides and harbors in winter", True),
        ("Archer, Ann", "et al. Tides and harbors in winter", True),
        ("Archer, Ann", "B. Baker, Tides and harborsin winter", True),
        ("Archer, Ann", "B. Baker, Tydes and harbors in winter", False),
        ("Archer, Ann", "S. University. Tides and harbors in winter", False),
        ("Archer, Ann", "B. Baker 2011. Tides and harbors in winter", False),
        ("Archer, Ann and Baker, Bo", "Pilots: tides and harbors in winter", False),
        # a place behind it, in the form of a reference
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter, ICTH '14", True),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter, Proceedings of the 21st International Conference", True),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter in Intl", True),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter. Department of Tides", True),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter, ICTH '11", False),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter 2", False),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter, Volume 2", False),
        ("Archer, Ann and Baker, Bo", "Tides and harbors in winter in Norway", False),
    ],
)  # fmt: skip
def test_names_before_a_title_and_its_place_behind_it_are_no_part_of_it(authors, title, one_work):
    whole = columns(SHORT, **CITED | {"journal": "ICTH conference"}, year="2014")
    found = judge(whole, columns(title, authors, **CITED), fuzz.ratio(whole.title, title.lower()) / 100)
    assert found.reasons[0].startswith("the same title") is one_work


@pytest.mark.parametrize(
    ("authors", "agree"),
    [
        ("h toivonen and j roe", True),
        ("t hannu and r jane", True),
        ("h toivonen and j roe and k", True),
        ("h toivonen and {j roe}", True),
        ("t anna and p jane", False),
    ],
)
def test_names_are_known_in_the_other_order_cut_and_in_braces(authors, agree):
    one = columns(TITLE, "h toivonen and j roe and k doe", **CITED, year="2014")
    assert (verdict(one, columns(TITLE, authors, **CITED, year="2014")) == "same") is agree


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("E cient locks on the sea and modified tides", True),
        ("â ?? Ecient locks on the sea and modied tides â ??", True),
        ("Efficient locks (panel session): on the sea and modified tides", True),
        ("Efficient locks on the sea and modified tides [J]", True),
        ("Efficient locks on the sea and satisfied tides", False),
    ],
)
def test_lost_letters_marks_and_headings_make_no_other_title(title, same):
    whole = columns("Efficient locks on the sea and modified tides", year="2014")
    assert (verdict(whole, columns(title, year="2014")) == "same") is same
