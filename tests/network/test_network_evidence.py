"""What speaks for a link and what against it: one work, and references that agree with it in some parts and not in others.

Each row is a reference as a database gives it, where it goes, and how sure that is. All works are made up.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from litreview.core.model import Source
from litreview.stages.network import link

Make = Callable[..., Source]

ARTICLE = {
    "author": "Roe, Ann and Poe, Bo",
    "year": "2008",
    "title": "Police raids on massage parlors in a port city",
    "journal": "Journal of Made Up Policing",
    "volume": "4",
    "pages": "191--209",
}


def where(make: Make, text: str, field: str = "references", **work: str) -> tuple[str, float]:
    """Return where a reference goes, `linked`, `queue` or `not held`, and how sure that is."""
    held = make("Roe2008", **work)
    links = link([held, make("Citing", **{field: text})])
    for name, found in (("linked", links.citations), ("queue", links.queue)):
        if found:
            assert [("Citing", "Roe2008")] == [(c.citing, c.cited) for c in found]
            return name, found[0].confidence
    assert len(links.not_held) == 1
    return "not held", 0.0


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Roe A, 2008, J MADE UP POLICING, V4, P191", ("linked", 0.99)),
        ("Roe A, 2008, MADE UP POLIC, V4, P191", ("linked", 0.99)),
        ("Roe, 2008, J MADE UP POLICING, V4, P191", ("linked", 0.99)),
        ("Poe B, 2008, J MADE UP POLICING, V4, P191", ("linked", 0.99)),
        ("Roee A, 2008, J MADE UP POLICING, V4, P191", ("linked", 0.95)),
        ("[Anonymous], 2008, J MADE UP POLICING, V4, P191", ("linked", 0.9)),
        ("Roe A, 2009, J MADE UP POLICING, V4, P191", ("linked", 0.95)),
        ("Roe A, 2011, J MADE UP POLICING, V4, P191", ("not held", 0.0)),
        ("Xu Z, 2008, J MADE UP POLICING, V4, P191", ("queue", 0.5)),
        ("Roe B, 2008, J MADE UP POLICING, V4, P191", ("queue", 0.5)),
        ("Xu Z, 2008, J MADE UP POLICING, V4, P192", ("not held", 0.0)),
        ("Roe A, 2008, GRAVEL, V4, P191", ("linked", 0.88)),
        ("Roe, 2008, GRAVEL, V4, P191", ("queue", 0.55)),
        ("Roe A, 2008, GRAVEL, V4, P192", ("not held", 0.0)),
        ("Roe A, 2008, GRAVEL, V7, P191", ("not held", 0.0)),
    ],
)
def test_a_reference_without_a_title(make: Make, text: str, goes: tuple[str, float]) -> None:
    assert goes == where(make, text, "cited_references", **ARTICLE)


TITLED = [
    ("Roe, A., Poe, B., Police raids on massage parlors in a port city (2008) Journal of Made Up Policing, 4, pp. 191-209",
     ("linked", 0.98)),
    ("Roe, A., Police raids on massage parlors in a port city (2009) Journal of Made Up Policing, 4, pp. 191-209",
     ("linked", 0.94)),
    ("Roe, A., Police raids on massage parlors in a port city (2014) Journal of Made Up Policing, 4, pp. 191-209",
     ("linked", 0.87)),
    ("Roe, A., Police raids on massage parlors in a port city (2011) Journal of Made Up Policing",
     ("linked", 0.87)),
    ("Roe, A., Police raids on massage parlors in a port city (2012) Journal of Made Up Policing",
     ("queue", 0.6)),
    ("Roe, A., Police raids on massage parlors in a port city (2011) Journal of Made Up Policing, 5, pp. 1-9",
     ("queue", 0.6)),
    ("Xu, Z., Police raids on massage parlors in a port city (2008) Gravel, 9, pp. 1-2", ("queue", 0.5)),
    ("Xu, Z., Police raids on massage parlors in a port city (2009) Gravel, 9, pp. 1-2", ("not held", 0.0)),
    ("Roe, A., Police raids at massage parlour in the port city (2008) Journal of Made Up Policing, 4, pp. 191-209",
     ("linked", 0.85)),
    ("Roe, A., Raids in port cities (2008) Journal of Made Up Policing, 4, pp. 191-209", ("linked", 0.85)),
    ("Roe, A., Razzien gegen Bordelle: eine Hafenstadt (2008) Journal of Made Up Policing, 4, pp. 191-209", ("linked", 0.85)),
    ("Roe, A., Zum Wohl (2008) Journal of Made Up Policing, 4, pp. 191-209", ("queue", 0.6)),
    ("Roe, A., Gravel sorting of rivers in flood (2008) Journal of Made Up Policing, 5, pp. 1-9", ("not held", 0.0)),
    # a title that was cut, and one that goes on
    ("Roe, A., Police raids on massage parlors in a port (2008) Journal of Made Up Policing", ("linked", 0.98)),
    ("Roe, A., Police raids on massage parlors in a port city and the law of evidence (2008) Press", ("linked", 0.82)),
    ("Roe, A., Police raids on massage parlors in a port city and the law of evidence (2009) Press", ("queue", 0.45)),
    ("Roe, A., Police raids on massage parlors in a port city and the law of evidence (2012) Press", ("not held", 0.0)),
    # what stands before it, and the title ends as the work's
    ("Roe, A., Where the money goes: Police raids on massage parlors in a port city (2008) Press", ("linked", 0.98)),
    # a review of it is not it
    ("Xu, Z., Review of Police raids on massage parlors in a port city (2008) Gravel", ("not held", 0.0)),
    ("Roe, A., Reply to Police raids on massage parlors in a port city (2008) Gravel", ("queue", 0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "goes"), TITLED)
def test_a_reference_with_a_title(make: Make, text: str, goes: tuple[str, float]) -> None:
    assert goes == where(make, text, **ARTICLE)


SHORT = {"author": "Roe, Ann", "year": "2008", "title": "Human trafficking"}


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Roe, A., Human trafficking (2008) Press", ("linked", 0.9)),
        ("Roe, A., Human trafficking (2009) Press", ("queue", 0.5)),
        ("Roe, A., Human trafficking (2012) Press", ("not held", 0.0)),
        ("Roe, A., Human trafficking in Nepal and beyond (2008) Press", ("not held", 0.0)),
        ("Xu, Z., Human trafficking (2008) Press", ("not held", 0.0)),
    ],
)
def test_a_short_title_needs_its_author_and_year(make: Make, text: str, goes: tuple[str, float]) -> None:
    assert goes == where(make, text, **SHORT)


BODY = {
    "author": "{United States Government Accountability Office}",
    "year": "2006",
    "title": "Human trafficking: better data, strategy, and reporting needed",
}


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("GAO. Human trafficking: better data, strategy, and reporting needed. 2006.", "linked"),
        ("Government Accountability Office (2006). Human trafficking: Better data, strategy, and reporting needed.", "linked"),
        ("Office of Something Else (2010). Human trafficking: Better data, strategy, and reporting needed.", "not held"),
    ],
)  # fmt: skip
def test_a_body_is_known_by_its_letters_too(make: Make, text: str, goes: str) -> None:
    assert goes == where(make, text, **BODY)[0]


NEWS = {
    "author": "Roe, Ann",
    "year": "2015",
    "date": "2015-07-28",
    "title": "Raids",
    "journal": "The Made Up Times",
}


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Roe A, 2015, MADE UP TIMES 0728", ("linked", 0.95)),
        ("Roe A, 2015, MADE UP TIMES 0729", ("not held", 0.0)),
        ("Roe A, 2015, GRAVEL TIMES 0728", ("not held", 0.0)),
        ("Xu Z, 2015, MADE UP TIMES 0728", ("not held", 0.0)),
    ],
)
def test_an_article_of_a_newspaper_is_known_by_its_day(
    make: Make, text: str, goes: tuple[str, float]
) -> None:
    assert goes == where(make, text, "cited_references", **NEWS)


BOOK = {
    "author": "Roe, Ann",
    "year": "2008",
    "title": "Policing the ports of the northern sea",
    "publisher": "Press",
}


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Roe A, 2008, POLICING PORTS NORTH", ("linked", 0.93)),
        ("Roe A, 2009, POLICING PORTS NORTH", ("not held", 0.0)),
        ("Xu Z, 2008, POLICING PORTS NORTH", ("not held", 0.0)),
        ("Roe A, 2008, POLICING", ("not held", 0.0)),
    ],
)
def test_a_book_is_known_by_the_beginning_of_its_title(
    make: Make, text: str, goes: tuple[str, float]
) -> None:
    assert goes == where(make, text, "cited_references", **BOOK)


def test_one_person_of_two_surnames_whose_initials_were_taken_apart_otherwise(make: Make) -> None:
    work = ARTICLE | {"author": "Roe-Poe, Antonio"}
    assert ("linked", 0.99) == where(
        make, "Roe-Poe J, 2008, J MADE UP POLICING, V4, P191", "cited_references", **work
    )
    assert ("queue", 0.5) == where(
        make, "Roe J, 2008, J MADE UP POLICING, V4, P191", "cited_references", **ARTICLE
    )


def test_the_letters_of_a_body_pass_over_small_words(make: Make) -> None:
    work = {
        "author": "{Office for the Safety of Ports}",
        "year": "2006",
        "title": "Raids on every made up port of call",
    }
    text = "OSP. Raids on every made up port of call. 2006."
    assert "linked" == where(make, text, **work)[0]
    assert ("linked", 0.98) == where(make, text, **work)
