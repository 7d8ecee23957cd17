"""Law of every kind as five programs export it: what is printed comes from the entry, from the style's own words or from a table, and nothing else."""

from __future__ import annotations

import re

import pytest
from law_works import WORKS, exports

import litreview as lr
from litreview.formats import read_text
from litreview.stages.bibliography.abbreviations import (
    abbreviate_court,
    abbreviate_institution,
    abbreviate_journal,
    abbreviate_party,
)
from litreview.stages.bibliography.bluebook.editions import day
from litreview.stages.bibliography.citation_gaps import unknown_places
from litreview.stages.duplicates.merge import merge
from litreview.works.kinds import kind_of
from litreview.works.law import letters, reporters

STYLES = ("bluebook", "apa", "chicago")
OWN_WORDS = {
    "v", "in re", "no", "pub", "l", "stat", "cong", "th", "d", "st", "rep", "conf", "c f r", "fed reg", "exec order", "u s c", "at", "nd",
    "thesis", "dissertation", "retrieved", "from", "accessed", "last", "visited", "n", "and", "https", "doi", "org", "div", "tit",
}  # fmt: skip
"""Words of the styles: of how law is cited, and of how a web page is."""
NAMED = {
    # a word of the style -> what the entry must say for it
    "pub": r"\bPub|\bPublic|\bP\.?L\b|number = \{\d{2,3}-\d+\}",
    "cong": r"Cong",
    "rep": r"Rep",
    "conf": r"Conf",
    "exec": r"Exec",
    "no": r"\bNo\.|number|Order|-\d|\d/\d|Pub|Rep",
}


def word_list(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold().replace("’", "'"))


def allowed(text: str, source: lr.Source) -> set[str]:
    """The words of an entry, and those that the tables make of them."""
    values = [*source.fields.values(), *(person.display for person in source.authors)]
    tables = (abbreviate_court, abbreviate_institution, abbreviate_journal, abbreviate_party)
    made = [table(value) for value in values for table in tables]
    made += [abbreviate_party(part) for value in values for part in re.split(r"\s+vs?\.?\s+|, ", value)]
    made += [
        day(source.get("date")),
        "January February March April May June July August September October November December",
    ]
    made += [name for name, _ in reporters().values() if letters(name) in letters(" ".join(values))]
    body = (
        text.replace("Committee", "Committee Comm").replace("House", "House H").replace("Senate", "Senate S")
    )
    return {
        *word_list(" ".join([body, *made])),
        *word_list(" ".join(OWN_WORDS)),
        *word_list(" ".join(initials(values))),
    }


def initials(values: list[str]) -> list[str]:
    return [word[0] for value in values for word in value.split() if word[0].isalpha()]


CASES = [(work, habit, text) for work in WORKS for habit, text in exports(work)]


@pytest.fixture(scope="module")
def sources() -> list[lr.Source]:
    texts = [
        text.replace("{k,", f"{{k{n},", 1).replace("{k", "{k", 1) for n, (_, _, text) in enumerate(CASES)
    ]
    records = read_text("\n".join(texts), "law.bib").records
    # a brief or a thesis in a bare @misc is withheld until a person says that it is public
    return [merge([record], record.key) for record in records if not record.confidential]


def test_there_are_two_hundred_of_all_kinds(sources: list[lr.Source]) -> None:
    assert len(CASES) >= 200
    assert len(sources) >= 200
    assert len({work.kind for work in WORKS}) >= 25


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.exhaustive(quick=1)
def test_no_word_and_no_figure_is_invented(style: str, sources: list[lr.Source]) -> None:
    invented = []
    for entry in lr.cite(sources, style).entries:
        _, habit, text = CASES[int(entry.source.key[1:])]
        known = allowed(text, entry.source)
        words = [
            word
            for word in word_list(entry.text)
            if word not in known and not (style != "bluebook" and len(word) == 1)
        ]
        figures = {*re.findall(r"\d+", text), *(figure.lstrip("0") for figure in re.findall(r"\d+", text))}
        joined = re.sub(r"\D", "", text)
        numbers = [
            number
            for number in re.findall(r"\d+", entry.text.replace(",", ""))
            if number not in figures and number not in joined
        ]
        unsaid = [
            word
            for word, pattern in NAMED.items()
            if re.search(rf"\b{word}\b", entry.text, re.IGNORECASE) and not re.search(pattern, text)
        ]
        if words or numbers or unsaid:
            invented.append((habit, entry.text, words, numbers, unsaid))
    assert [] == invented


@pytest.mark.parametrize("style", STYLES)
def test_no_court_congress_or_country_is_printed_that_nobody_gave(style: str) -> None:
    text = """@legislation{a, title = {A Made Up Act}, number = {H.R. 1865}, year = 2018}
@misc{b, title = {Roe v. Doe}, number = {No. 12-10}, year = 2013}
@legislation{c, title = {Ports: Hearing Before the Committee on Harbors}, number = {111-58}, year = 2010}
@legislation{d, title = {Harbor Act}, number = {12-345}, year = 1998}
@misc{e, title = {A Made Up Convention}, note = {C.E.T.S. No. 197}, year = 2005}"""
    printed = " ".join(
        entry.text for entry in lr.cite(lr.dedupe(read_text(text, "a.bib")).sources, style).entries
    )
    assert not re.search(
        r"United States|Cong\.|Cir\.|Pub\. L|[^C]\.? ?E\.T\.S|n\.d", printed.replace("C.E.T.S", "")
    )


@pytest.mark.parametrize("style", STYLES)
def test_a_paper_filed_in_a_case_is_not_the_decision(style: str) -> None:
    text = "@jurisdiction{a, title = {Brief for Petitioner, Roe v. Doe}, number = {No. 12-10}, year = 2013}"
    (entry,) = lr.cite(lr.dedupe(read_text(text, "a.bib")).sources, style).entries
    assert entry.text.startswith("Brief for Petitioner, Roe v. Doe, ")


GIVEN = [
    ("@legislation{k, title = {Harbor Act, 22 U.S.C. ch. 78}}", "Harbor Act, 22 U.S.C. ch. 78", ""),
    ("@misc{k, title = {Roe v Commission}, note = {ECLI:EU:C:2014:238}, court = {Ct. of Just.}, year = 2014}", "ECLI:EU:C:2014:238", ""),
    ("@legislation{k, title = {Harbor Act}, number = {c. 30 (UK)}, year = 2015}", "Harbor Act, c. 30 (UK) (2015)", "c. 30 (UK)"),
    ("@jurisdiction{k, title = {Roe v. Doe}, number = {25965/04}, court = {Eur. Ct. H.R.}, year = 2010}", "Roe v. Doe, 25965/04 (Eur. Ct. H.R. 2010)", "25965/04"),
    ("@legislation{k, title = {Cal. Penal Code § 236.1}, year = 2012}", "Cal. Penal Code § 236.1 (2012)", ""),
    ("@misc{k, title = {Roe v. Doe, [2014] EWCA Crim 1029}}", "Roe v. Doe, [2014] EWCA Crim 1029", ""),
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("text", "printed", "unknown"), GIVEN)
def test_what_is_not_understood_is_printed_as_given_and_named(
    text: str, printed: str, unknown: str, style: str
) -> None:
    (entry,) = lr.cite(lr.dedupe(read_text(text, "a.bib")).sources, style).entries
    assert printed.casefold() in entry.text.casefold()
    told = unknown_places([(entry.source, kind_of(entry.source))])
    assert [f"'{unknown}' of k is printed as the entry gives it"] * bool(unknown) == [
        one.message.partition(": ")[0] for one in told
    ]


REMARKS = [
    "@misc{k, title = {Letter to Congress on H.R. 1865}, author = {{Made Up Coalition}}, year = {2018}, url = {https://example.org/a}}",
    "@online{k, title = {People v. Roe: what the court said}, author = {Doe, Jo}, url = {https://example.org/a}, date = {2019-02-03}}",
    "@misc{k, author = {Roe, Ann}, title = {Understanding Cal. Penal Code § 236.1}, url = {https://example.org/a}, year = 2019}",
    "@online{k, author = {Roe, Ann}, title = {On raids}, note = {Discusses Cal. Penal Code § 236.1}, url = {https://example.org/a}, year = 2019}",
    "@misc{k, title = {A Made Up Page}, note = {Read in May 2019}, url = {https://example.org/a}, year = 2019}",
]


@pytest.mark.parametrize("text", REMARKS)
def test_what_speaks_of_law_is_no_law(text: str) -> None:
    (entry,) = lr.cite(lr.dedupe(read_text(text, "a.bib")).sources, "bluebook").entries
    assert entry.kind not in {"case", "statute"}
    assert "https://example.org/a" in entry.text
    assert "Read in May" not in entry.text
