"""Where two works fit one reference, and in which order links, questions and works not held are given. All works are made up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from litreview.core.model import Decision, Doi, Source
from litreview.stages.network import link

Make = Callable[..., Source]
Row = tuple[str, str, str, float]
NOW = "2026-01-01T00:00:00Z"
PLACE = {"journal": "Journal of Made Up Tests", "volume": "4", "pages": "91--99"}


def links_of(sources: Sequence[Source], decisions: Sequence[Decision] = ()) -> tuple[list[Row], list[Row]]:
    """Return the links, and the questions, as rows: citing, cited, method, confidence."""
    found = link(sources, decisions)
    rows = [
        [(c.citing, c.cited, c.method, c.confidence) for c in part] for part in (found.citations, found.queue)
    ]
    return rows[0], rows[1]


def said(verb: str, key: str, value: str) -> Decision:
    return Decision(when=NOW, by="a", verb=verb, key=key, value=value)


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize("key", ["Held", "a.bib:Held"])
@pytest.mark.parametrize("value", ["ref:Odd B, 1999, ELSEWHERE, DOI 10.1000/odd", "ref: 10.1000/ODD"])
def test_a_decision_names_a_reference_by_its_text_or_its_doi(make: Make, key: str, value: str) -> None:
    sources = [make("Held"), make("Citing", cited_references="Odd B, 1999, ELSEWHERE, DOI 10.1000/odd")]
    others = [
        said("different", "Held", "Citing"),
        said("include", "Held", "abstract"),
        said("same", "Gone", "ref:10.1000/odd"),
    ]
    assert ([("Citing", "Held", "human", 1.0)], []) == links_of(sources, [*others, said("same", key, value)])
    assert ([], []) == links_of(sources, others)


def test_of_two_works_that_people_named_the_first_counts_and_a_barred_one_never(make: Make) -> None:
    sources = [
        make("A", doi="10.1000/odd"),
        make("B", doi="10.1000/odd"),
        make("Citing", cited_references="Odd B, 1999, ELSEWHERE, DOI 10.1000/odd"),
    ]
    same, other = ([said(verb, key, "ref:10.1000/odd") for key in "BA"] for verb in ("same", "different"))
    assert ([("Citing", "A", "human", 1.0)], []) == links_of(sources, same)
    assert ([("Citing", "B", "human", 1.0)], []) == links_of(sources, [same[0], other[1]])
    assert ([("Citing", "B", "doi", 1.0)], []) == links_of(sources, [other[1]])
    assert ([], []) == links_of(sources, other)
    assert ([], [("Citing", "B", "human", 0.5)]) == links_of(sources, [same[0], other[0]])
    # nobody said anything: two works have the DOI
    assert ([], [("Citing", "A", "doi", 0.5)]) == links_of(sources)


def test_a_barred_work_is_not_found_by_its_fields(make: Make) -> None:
    text = "Roe A, 2008, J MADE UP TESTS, V4, P91"
    held = [make(key, author="Roe, Ann", year="2008", **PLACE) for key in ("A", "B")]
    citing = make("Citing", cited_references=text)
    assert ([("Citing", "B", "fields", 0.99)], []) == links_of(
        [*held, citing], [said("different", "A", f"ref:{text}")]
    )
    assert ([], [("Citing", "A", "fuzzy", 0.5)]) == links_of([*held, citing])


# ---------------------------------------------------------------- DOIs


@pytest.mark.parametrize(
    ("start", "author", "sure"),
    [
        ("Xu Z, 2011", "Roe, Ann", True),
        ("Xu Z, 2012", "Roe, Ann", False),
        ("Xu Z, 2004", "Roe, Ann", False),
        ("Xu Z, 2012", "", True),
        ("[Anonymous], 2012", "Roe, Ann", True),
        ("Roe A, 2012", "Roe, Ann", True),
        ("Roe A, 2012", "Poe, Bo and Roe, Ann", True),
        ("Roe A, 2012", "Poe Roe, Bo", True),
        ("Poe Roe A, 2012", "Roe, Bo", True),
    ],
)
def test_a_doi_is_doubted_where_author_and_year_contradict_it(
    make: Make, start: str, author: str, sure: bool
) -> None:
    held = make("Held", author=author, year="2008", doi="10.1000/a")
    links, queue = links_of([held, make("Citing", cited_references=f"{start}, X, DOI 10.1000/a")])
    assert (
        ([1.0], []) == ([row[3] for row in links], queue)
        if sure
        else ([0.5], []) == ([row[3] for row in queue], links)
    )


def test_a_doi_without_a_year_is_not_doubted(make: Make) -> None:
    held = make("Held", author="Roe, Ann", doi="10.1000/a")
    assert [("Citing", "Held", "doi", 1.0)] == links_of(
        [held, make("Citing", cited_references="Xu Z, 2012, X, DOI 10.1000/a")]
    )[0]


@pytest.mark.parametrize(
    ("text", "doi", "goes"),
    [
        ("Roe A, 2007, J MADE UP TESTS, V4, P91, DOI 10.1000/other", "10.1000/a", ("queue", 0.55)),
        ("Roe A, 2008, J MADE UP TESTS, V4, P91, DOI 10.1000/other", "10.1000/a", ("linked", 0.99)),
        ("Roe A, 2007, J MADE UP TESTS, V4, P91, DOI 10.1000/other", "", ("linked", 0.95)),
        ("Roe A, 2007, J MADE UP TESTS, V4, P91", "10.1000/a", ("linked", 0.95)),
        ("Xu Z, 2008, J MADE UP TESTS, V4, P91, DOI 10.1000/other", "10.1000/a", ("queue", 0.5)),
        ("Roe, A., Raids on a made up port (2008) Press. doi:10.1000/other", "10.1000/a", ("linked", 0.98)),
    ],
)
def test_with_another_doi_only_the_surest_link_is_made(
    make: Make, text: str, doi: str, goes: tuple[str, float]
) -> None:
    held = make("Held", author="Roe, Ann", year="2008", doi=doi, title="Raids on a made up port", **PLACE)
    links, queue = links_of([held, make("Citing", references=text)])
    assert goes == (("linked", links[0][3]) if links else ("queue", queue[0][3]))


# ---------------------------------------------------------------- laws

ACT = "Ports Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464"


def test_a_statute_is_found_by_its_number_and_two_of_one_number_are_a_tie(make: Make) -> None:
    act, twin = (make(key, "misc", title=ACT, year="2000") for key in ("Act", "Twin"))
    half = make("Half", "misc", title="Ports Act, Pub. L. No. 106-386")
    plain = make("Plain", title="Raids on a made up port", author="Roe, Ann", year="2008")
    citing = make("Citing", references=ACT)
    assert ([("Citing", "Act", "fields", 0.97)], []) == links_of([plain, act, citing])
    assert ([], [("Citing", "Act", "fields", 0.6)]) == links_of([act, twin, citing])
    # two numbers agree with one act, one with the other
    for held in ([half, act], [act, half]):
        assert ([("Citing", "Act", "fields", 0.97)], []) == links_of([*held, citing])
    barred = said("different", "Act", f"ref:{ACT}")
    assert ([("Citing", "Twin", "fields", 0.97)], []) == links_of([act, twin, citing], [barred])
    assert ([], []) == links_of([plain, act, make("Citing", references="Pub. L. No. 104-104")])


def test_an_article_on_a_statute_is_asked_about(make: Make) -> None:
    act = make("Act", "misc", title=ACT, year="2000")
    text = "Roe, A., What Pub. L. No. 106-386 left out (2001) Port Law, 7 (2), pp. 12-20"
    assert ([], [("Citing", "Act", "fields", 0.6)]) == links_of([act, make("Citing", references=text)])


@pytest.mark.parametrize("more", [", p. 12 (2000)", ", 114 Stat. 1464, vol. 114, p. 1464"])
def test_a_statute_with_a_page_of_its_own_is_no_article(make: Make, more: str) -> None:
    act = make("Act", "misc", title=ACT, year="2000")
    citing = make("Citing", references=f"Ports Act, Pub. L. No. 106-386{more}")
    assert ([("Citing", "Act", "fields", 0.97)], []) == links_of([act, citing])


# ---------------------------------------------------------------- titles


def test_the_longer_of_two_titles_that_are_in_a_reference_is_the_one_cited(make: Make) -> None:
    by = {"author": "Roe, Ann", "year": "2008"}
    short = make("Short", title="Raids on every port in summer", **by)
    long = make("Long", title="Harbor law: raids on every port in summer", **by)
    twin = make("Twin", title="Raids on every port in summer", **by)
    citing = make("Citing", references="Roe, A., Harbor law: raids on every port in summer (2008) Press")
    for held in ([short, long], [long, short]):
        assert ([("Citing", "Long", "fuzzy", 0.98)], []) == links_of([*held, citing])
    only = make("Citing", references="Roe, A., Raids on every port in summer (2008) Press")
    assert ([], [("Citing", "Short", "fuzzy", 0.5)]) == links_of([short, twin, only])
    # with a slip in the longer title the string holds no more than the shorter one
    slip = make("Citing", references="Roe, A., Harbor laws: raids on every port in summer (2008) Press")
    assert ([], [("Citing", "Long", "fuzzy", 0.5)]) == links_of([short, long, slip])


def test_a_work_that_fits_much_better_is_no_tie(make: Make) -> None:
    """0.99 against 0.95, the same place in the year before."""
    old, new = (make(key, author="Roe, Ann", year=key[1:], **PLACE) for key in ("Y2007", "Y2008"))
    citing = make("Citing", cited_references="Roe A, 2008, J MADE UP TESTS, V4, P91")
    assert ([("Citing", "Y2008", "fields", 0.99)], []) == links_of([old, new, citing])
    # and 0.95 against 0.92 is one: the year before with volume and page, this year with the page alone
    paged = make("Paged", author="Roe, Ann", year="2008", journal=PLACE["journal"], pages="91--99")
    assert ([], [("Citing", "Y2007", "fuzzy", 0.5)]) == links_of([old, paged, citing])


@pytest.mark.parametrize(
    ("year", "linked"), [("2006", 0), ("2007", 1), ("2008", 1), ("2009", 1), ("2010", 0)]
)
def test_a_name_is_looked_for_in_the_years_beside_too(make: Make, year: str, linked: int) -> None:
    held = make("Held", author="Roe, Ann", year=year, **PLACE)
    links, queue = links_of([held, make("Citing", cited_references="Roe A, 2008, J MADE UP TESTS, V4, P91")])
    assert (linked, 0) == (len(links), len(queue))


def test_the_form_of_a_work_that_fits_best_speaks_for_it(make: Make) -> None:
    """Two records of one work are no tie; the rule is that of the better one."""
    one = make("Held", author="Roe, Ann", year="2007", **PLACE)
    other = make("Other", author="Roe, Ann", year="2008", title="Raids", **PLACE)
    merged = replace(one, records=(*one.records, *other.records))
    citing = make("Citing", cited_references="Roe A, 2008, J MADE UP TESTS, V4, P91")
    assert ([("Citing", "Held", "fields", 0.99)], []) == links_of([merged, citing])
    # and what follows a work of two forms is found under its own key
    more = make("More", author="Poe, Bo", year="1999", doi="10.1000/more")
    last = make("Last", cited_references="Poe B, 1999, X, DOI 10.1000/more", cites="Other, Held")
    assert [("Last", "Held", "key", 1.0)] * 2 + [("Last", "More", "doi", 1.0)] == links_of(
        [merged, more, last]
    )[0]


def test_keys_that_a_work_had_before_lead_to_it(make: Make) -> None:
    held = replace(make("New"), former_keys=("Old",))
    links = link([held, make("Citing", cites="Old, New; Gone")])
    assert [("New", "Old", "key"), ("New", "New", "key")] == sorted(
        ((c.cited, c.reference.key, c.method) for c in links), key=lambda row: row[1] != "Old"
    )
    assert ["Gone"] == [work.references[0].key for work in links.not_held]


# ---------------------------------------------------------------- order


def test_links_are_in_the_order_of_the_works_and_questions_the_surest_first(make: Make) -> None:
    def cites(*numbers: str) -> str:
        return "\n".join(f"Xu Z, 2008, X, DOI 10.1000/{number}" for number in numbers)

    doubted = "Nul Z, 1990, X, DOI 10.1000/1"
    asked = "Roe A, 2007, J MADE UP TESTS, V4, P91, DOI 10.1000/other"
    sources = [
        make("Z", cited_references=f"{cites('2', '1')}\n{doubted}\n{asked}"),
        make("M", author="Roe, Ann", year="2008", doi="10.1000/2", **PLACE),
        make(
            "A", author="Poe, Bo", year="2008", doi="10.1000/1", cited_references=f"{cites('2')}\n{doubted}"
        ),
    ]
    links, queue = links_of(sources)
    assert [("Z", "M"), ("Z", "A"), ("A", "M")] == [row[:2] for row in links]
    assert [("Z", "M", 0.55), ("Z", "A", 0.5), ("A", "A", 0.5)] == [(*row[:2], row[3]) for row in queue]


def test_of_references_on_one_line_the_alphabet_decides(make: Make) -> None:
    held = make("Held", doi="10.1000/1")
    texts = [f"{name} Z, 2008, X, DOI 10.1000/1" for name in ("Xu", "Bo", "Moe")]
    links = link([held, make("Citing", cited_references="\n".join(texts))])
    assert sorted(texts) == [c.reference.text for c in links]


def test_works_not_held_are_in_order_of_citations_then_of_how_much_is_known(make: Make) -> None:
    texts = {
        "full": "Poe, B., Something of note that was made up (1999) Journal of Tests, 7 (1), pp. 12-20",
        "titled": "Poe, B., Gravel in the rivers (2001) Journal of Sand",
        "short": "Moe C, 2002, J MUD, V7",
        "bare": "Ann of Nowhere",
        "longer": "Ann of Nowhere at all",
    }
    sources = [make("B", references=texts["bare"]), make("A", references=texts["bare"])]
    sources += [
        make(f"C{n}", references=texts[name]) for n, name in enumerate(("longer", "short", "titled", "full"))
    ]
    works = link(sources).not_held
    assert [texts[name] for name in ("bare", "full", "titled", "short", "longer")] == [
        work.references[0].text for work in works
    ]
    assert ("A", "B") == works[0].cited_by


def test_the_best_formed_reference_speaks_for_a_work_not_held(make: Make) -> None:
    """A title, or a DOI, counts for two of the other parts."""
    wos = "Poe B, 1999, J TESTS, V7, P12"
    titled = "Poe, B., Something of note that was made up (1999) Journal of Tests, 7 (1), pp. 12-20"
    with_doi = f"{wos}, DOI 10.1000/poe"
    (work,) = link(
        [make("A", cited_references=wos), make("B", references=titled), make("C", cited_references=with_doi)]
    ).not_held
    assert [titled, with_doi, wos] == [one.text for one in work.references]
    both = [make("A", cited_references=wos), make("B", cited_references=f"{wos[:2]}e B{wos[5:]}")]
    assert ("A", "B") == link(both).not_held[0].cited_by


@pytest.mark.parametrize(
    ("years", "works"),
    [((1999, 2000, 2001), 1), ((1999, 2000, 2001, 2002), 2), ((1999, 2001), 2), ((1999, 2000), 1)],
)
def test_references_to_one_work_are_at_most_two_years_apart(
    make: Make, years: tuple[int, ...], works: int
) -> None:
    title = "A made up handbook of tests and of proofs"
    sources = [make(f"S{year}", references=f"Poe, B., {title} ({year}) Press") for year in years]
    assert works == len(link(sources).not_held)
    assert works == len(link([*reversed(sources)]).not_held)


def test_at_one_place_the_years_may_differ(make: Make) -> None:
    sources = [make(f"S{year}", cited_references=f"Poe B, {year}, J TESTS, V7, P12") for year in (1999, 2005)]
    assert [("S1999", "S2005")] == [work.cited_by for work in link(sources).not_held]


def test_a_key_and_a_text_that_read_the_same_are_two_works_and_a_key_is_one(make: Make) -> None:
    sources = [make("A", cites="Gone"), make("B", cites="Gone"), make("C", references="Away")]
    works = link(sources).not_held
    assert [("A", "B"), ("C",)] == [work.cited_by for work in works]
    assert Doi("") == works[0].references[0].doi


def test_one_statute_that_is_not_held_is_one_work(make: Make) -> None:
    texts = ["Ports Act, Pub. L. No. 106-386 (2000)", "The Act on Ports of 2000, Public Law 106-386"]
    assert [("S0", "S1")] == [
        work.cited_by
        for work in link([make(f"S{n}", references=text) for n, text in enumerate(texts)]).not_held
    ]


def test_a_reference_of_two_dois_ties_the_works_of_both_whatever_else_differs(make: Make) -> None:
    texts = [
        "Poe B, 1999, J TESTS, V7, P12, DOI 10.1000/a",
        "Xu Z, 2009, SAND, V1, P3, DOI 10.1000/b",
        "Poe B, 1999, J TESTS, V7, P12, DOI [10.1000/a, 10.1000/b]",
    ]
    assert [("S0", "S1", "S2")] == [
        work.cited_by
        for work in link([make(f"S{n}", cited_references=text) for n, text in enumerate(texts)]).not_held
    ]


@pytest.mark.parametrize(("before", "behind", "linked"), [(0, 39, 1), (0, 40, 0), (11, 0, 1), (12, 0, 0)])
def test_of_works_of_one_title_twelve_are_compared_and_none_of_more_than_forty(
    make: Make, before: int, behind: int, linked: int
) -> None:
    """Without an author only the title leads to a work; those of other years are no ties."""
    title = "Annual report on every port"
    held = [make(f"S{n}", title=title, year=str(1900 + n)) for n in range(before + behind)]
    held.insert(before, make("Held", title=title, year="2008"))
    citing = make("Citing", references=f"(2008). {title}. Press.")
    links, queue = links_of([*held, citing])
    assert [("Citing", "Held", "fuzzy", 0.9)] * linked == links
    assert [] == queue


def test_works_that_share_more_of_the_title_are_compared_first(make: Make) -> None:
    held = [make(f"S{n}", title=f"Raids on every port of the kingdom {n}", year="1900") for n in range(20)]
    best = make("Held", title="Raids on every port of the northern sea", year="2008")
    citing = make("Citing", references="(2008). Raids on every port of the northern sea. Press.")
    assert [("Citing", "Held", "fuzzy", 0.9)] == links_of([*held, best, citing])[0]


def test_another_author_at_the_same_place_is_found_by_the_place(make: Make) -> None:
    held = make("Held", author="Roe, Ann", year="2008", **PLACE)
    for text, asked in (
        ("Xu Z, 2008, J MADE UP TESTS, V4, P91", 1),
        ("Xu Z, 2009, J MADE UP TESTS, V4, P91", 0),
        ("Xu Z, 2008, J MADE UP TESTS, V4", 0),
    ):
        assert asked == len(links_of([held, make("Citing", cited_references=text)])[1]), text


def test_a_run_of_words_is_compared_as_a_title_only_where_nothing_was_found(make: Make) -> None:
    """A whole title in a string of which no author was read: a link; and of another title, none."""
    held = make(
        "Held", title="Raids on every made up port of the northern sea", author="Roe, Ann", year="2008"
    )
    text = "NOTES WITH RAIDS ON EVERY MADE UP PORT OF THE NORTHERN SEA BY ROE 2008"
    links, queue = links_of([held, make("Citing", references=f"{text}\n.\n.")])
    assert 1 == len(links) + len(queue)
    assert ([], []) == links_of([held, make("Citing", references=f"{text.replace('PORT', 'SHIP')}\n.\n.")])


def test_a_reference_without_a_doi_ties_no_works_of_two(make: Make) -> None:
    text = "Poe B, 1999, J TESTS, V7, P12"
    sources = [
        make(f"S{n}", cited_references=text + more)
        for n, more in enumerate((", DOI 10.1000/a", "", ", DOI 10.1000/b"))
    ]
    assert [("S0", "S1"), ("S2",)] == [work.cited_by for work in link(sources).not_held]
