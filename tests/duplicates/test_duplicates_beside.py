"""What is printed beside a title, and read as a part of it, is not taken for a difference between two records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from litreview.duplicates import judge
from litreview.duplicates.beside import bare_title
from litreview.linkage import RecordColumns, record_columns
from litreview.model import Record, RecordId, Where
from litreview.text import parse_names

TITLE = "Tides and the work of harbors in the north"
PLACE = {"journal": "Harbor Medicine", "volume": "30", "number": "3"}


def columns(title, authors="Archer, Ann and Baker, Bo", **fields):
    record = Record(
        key="a",
        type="article",
        fields={"title": title, "author": authors, **PLACE, **fields},
        authors=parse_names(authors),
        year=None,
        doi=None,
        id=RecordId("a"),
        where=Where(file="made-up", line=1),
    )
    return record_columns(record, {})


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
