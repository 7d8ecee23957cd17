"""A bibliography that is composed in parts is the same as one composed at once. All works are made up but those of `bib/`."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import litreview as lr
from litreview.core import pandoc, processes
from litreview.core.model import Decision
from litreview.stages.bibliography import (
    BibliographyOptions,
    cite,
    citeproc_batch,
    compose,
    csl_item,
    find_style,
)
from litreview.stages.bibliography.style_chunks import components, mistakable, part_rules
from litreview.stages.bibliography.styles import Style

BIB = Path(__file__).resolve().parents[2] / "bib"
Items = list[dict[str, Any]]

# as alike as people and works can be: cut differently, a body called like a person, a title like an author
_PEOPLE = st.one_of(
    st.fixed_dictionaries(
        {"family": st.sampled_from(["Roe", "Poe", "Roe Poe", "van Roe", "O'Poe", "Li", "李"])},
        optional={
            "given": st.sampled_from(["Ann", "A.", "Adam", "Bo", "B.", "Ann Roe", "明"]),
            "suffix": st.just("Jr"),
            "non-dropping-particle": st.just("van"),
        },
    ),
    st.fixed_dictionaries({"literal": st.sampled_from(["Roe", "A. Roe", "Council of Roe and Poe", "李明"])}),
)
_WORKS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["article-journal", "book", "chapter", "report", "webpage"]),
        "title": st.sampled_from(
            ["Roe", "Raids", "Raids and ports", "A. Roe", "The ports of Poe", "Poe Roe"]
        ),
    },
    optional={
        "author": st.lists(_PEOPLE, min_size=1, max_size=4),
        "editor": st.lists(_PEOPLE, min_size=1, max_size=2),
        "issued": st.sampled_from([2008, 2009]).map(lambda year: {"date-parts": [[year]]}),
        "container-title": st.sampled_from(["Poe", "Annals of Roe"]),
    },
)


def numbered(works: Sequence[dict[str, Any]]) -> Items:
    return [{"id": f"r{n:07}", **work} for n, work in enumerate(works)]


LIBRARIES = st.lists(_WORKS, min_size=1, max_size=60).map(numbered)


def same(items: Items, style: str) -> None:
    chosen = find_style(style)
    how = part_rules(chosen.csl)
    assert how, style
    assert citeproc_batch.cite_at_once(items, chosen) == citeproc_batch.cite_in_parts(items, chosen, how)[:2]


@pytest.fixture
def _short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citeproc_batch, "SHARING", 12)
    monkeypatch.setattr(citeproc_batch, "PLAIN", 20)


@pytest.mark.exhaustive(quick=1)
@pytest.mark.usefixtures("_short_parts")
@pytest.mark.parametrize(
    "style",
    # given names of first authors (two rules), in notes, where citations are the same (with editors by initials), nowhere
    ["apa", "chicago", "chicago-notes", "mla", "econometrica", "harvard-cite-them-right"],
)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=LIBRARIES)
def test_parts_are_the_whole(style: str, items: Items) -> None:
    same(items, style)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("_short_parts")
def test_real_works_in_parts_are_the_whole() -> None:
    sources = lr.dedupe(lr.read(BIB)).sources[::6]
    items = [csl_item(source, name=f"r{n:07}") for n, source in enumerate(sources)]
    assert 60 < len(items)
    same(items, "apa")


def person(family: str, given: str = "") -> dict[str, str]:
    return {"family": family, "given": given} if given else {"family": family}


def work(*authors: dict[str, str], title: str = "Raids", **more: Any) -> dict[str, Any]:
    people = {"author": list(authors)} if authors else {}
    return {"type": "book", "title": title, "issued": {"date-parts": [[2008]]}, **people, **more}


HARD = {
    "an editor who is the author of another work, and has a namesake": [
        work(person("Roe", "Adam")),
        work(person("Roe", "Ann")),
        work(person("Poe", "Bo"), type="chapter", editor=[person("Roe", "Adam")]),
    ],
    "two authors, and one whose surname is both": [
        work(person("Roe"), person("Poe")),
        work(person("Roe Poe")),
    ],
    "an author, and a title that is the name": [work(person("Roe")), work(title="Roe")],
    "an author by initial, and a body so called": [
        work(person("Roe", "Ann")),
        work(person("Roe", "Bo")),
        work({"literal": "A. Roe"}),
    ],
    "a surname that is cut in two ways": [work(person("Roe Poe", "Ann")), work(person("Poe", "Ann Roe"))],
    "works without a word to tell them": [work(title=""), work(title="?"), work(title="!")],
}


@pytest.mark.parametrize("works", HARD.values(), ids=HARD)
@pytest.mark.parametrize("style", ["econometrica", "forest-science"])
@pytest.mark.exhaustive(quick=5)
def test_what_can_be_mistaken_is_kept_together(
    monkeypatch: pytest.MonkeyPatch, works: list[dict[str, Any]], style: str
) -> None:
    """Each group is a part of its own here, so that whatever is not together is printed alone."""
    monkeypatch.setattr(citeproc_batch, "SHARING", 1)
    monkeypatch.setattr(citeproc_batch, "PLAIN", 1)
    same(numbered(works), style)


def test_letters_behind_a_year_are_known_in_a_script_without_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The style calls a work without authors 佚名, and the letter of the year is behind its era."""
    monkeypatch.setattr(citeproc_batch, "PLAIN", 1)
    works = [
        {"type": "paper-conference", "title": title, "editor": [person(name)], "container-title": "Law"}
        for title, name in (("One", "Roe"), ("Two", "Poe"), ("Three", "Roe"))
    ]
    dated = [{**one, "issued": {"date-parts": [[year]]}} for year in (-50, 11) for one in works]
    same(numbered(dated), "china-national-standard-gb-t-7714-2015-author-date")


def test_citations_that_turn_out_the_same_are_made_again_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were each work a group of its own, the citations alone would still bring them together."""
    real: Callable[..., Any] = components

    def apart(items: Items, names: Any, alike: Any = (), **more: Any) -> Any:
        unlike = [{**item, "author": [person(f"N{n}")]} for n, item in enumerate(items)]
        return real(unlike, names, alike, **more)

    monkeypatch.setattr(citeproc_batch, "components", apart)
    monkeypatch.setattr(citeproc_batch, "PLAIN", 1)
    same(numbered([work(person("Roe", "Ann")), work(person("Roe", "Ann")), work(person("Poe"))]), "apa")


def test_works_that_share_nothing_are_in_no_group() -> None:
    items = numbered([work(person(f"N{n}x")) for n in range(50)])
    assert [(n,) for n in range(50)] == [one.members for one in components(items, {"author"})]
    assert not mistakable({n: f"(N{n}x, 2008)" for n in range(50)})


SOUND = find_style("apa").csl


@pytest.mark.parametrize(
    "csl",
    [
        find_style("ieee").csl,
        SOUND.replace("primary-name-with-initials", "all-names"),
        SOUND.replace("<bibliography ", '<bibliography subsequent-author-substitute="---" '),
        SOUND.replace("<citation", "<quotation").replace("</citation", "</quotation"),
        '<!DOCTYPE style [<!ENTITY a "b">]>' + re.sub(r"<\?xml.*?\?>", "", SOUND),
        "<style",
        "",
    ],
    ids=["numbers", "all names", "a dash", "no citation", "a document type", "broken", "nothing"],
)
def test_a_style_that_looks_at_all_works_is_asked_for_all(csl: str) -> None:
    assert part_rules(csl) is None


def test_a_long_list_is_composed_in_parts_and_a_short_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        pandoc, "cite", lambda items, _csl: asked.append(len(items)) or ([], [[]] * len(items))
    )
    monkeypatch.setattr(
        pandoc, "cite_several", lambda jobs: [([], [[]] * len(asked.append(len(i)) or i)) for i, _ in jobs]
    )
    items = numbered([work(person(f"N{n}x")) for n in range(1200)])
    citeproc_batch.citeproc(items[: citeproc_batch.AT_ONCE], find_style("apa"))
    assert [citeproc_batch.AT_ONCE] == asked
    asked.clear()
    citeproc_batch.citeproc(items, find_style("apa"))
    assert [1200, 500, 500, 200] == asked, "the order, and three parts"
    asked.clear()
    citeproc_batch.citeproc(items, find_style("ieee"))
    assert [1200] == asked


def test_a_part_without_an_end_costs_its_guilty_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    several, one = pandoc.cite_several, pandoc.cite

    def cite(items: Items, csl: str, **more: Any) -> Any:
        if any(item.get("title") == "endless" for item in items):
            raise pandoc.PandocUnfinishedError("no end")
        return one(items, csl, **more)

    def cite_several(jobs: Any) -> Any:
        found = several(jobs)
        guilty = [
            any(item["title"] == "endless" for item in items) and "<macro" in csl for items, csl in jobs
        ]
        return [found[0], *(None if bad else each for bad, each in zip(guilty[1:], found[1:], strict=True))]

    monkeypatch.setattr(pandoc, "cite", cite)
    monkeypatch.setattr(pandoc, "cite_several", cite_several)
    works = numbered([work(person(f"N{n}x"), title="endless" if n == 2 else f"T{n}") for n in range(4)])
    style = find_style("apa")
    how = part_rules(style.csl)
    assert how
    entries, labels, _ = citeproc_batch.cite_in_parts(works, style, how)
    assert ["r0000000", "r0000001", "r0000003"] == [name for name, _ in entries] == sorted(labels)


# ---------------------------------------------------------------- parts that are known


def printed(items: Items, known: citeproc_batch.Parts, style: Style | None = None) -> Any:
    """Return what is printed, and take it up among what is known."""
    chosen = style or find_style("apa")
    how = part_rules(chosen.csl)
    assert how
    entries, labels, parts = citeproc_batch.cite_in_parts(items, chosen, how, dict(known))
    known.clear()
    known |= parts
    return entries, labels


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what pandoc is asked to print, the order left out."""
    titles: list[str] = []
    real = pandoc.cite_several

    def cite_several(jobs: Any) -> Any:
        titles.extend(
            item["title"] for items, csl in jobs if "<macro" in csl for item in items if len(items) < 4
        )
        return real(jobs)

    monkeypatch.setattr(pandoc, "cite_several", cite_several)
    return titles


WORKS = [
    work(person("Roe", "Ann"), title="One"),
    work(person("Roe", "Bo"), title="Two"),
    work(person("Poe"), title="Three"),
    work(person("Moe"), title="Four"),
]


def test_only_what_has_changed_is_printed_anew(asked: list[str]) -> None:
    known: dict[str, list[Any]] = {}
    first = printed(numbered(WORKS), known)
    asked.clear()
    assert first == printed(numbered(WORKS), known)
    assert [] == asked
    changed = numbered([*WORKS[:3], {**WORKS[3], "title": "Five"}])
    found = printed(changed, known)
    assert ["Five"] == asked
    assert found == citeproc_batch.cite_at_once(changed, find_style("apa"))
    assert 4 == len(known), "two of them share a group; one part is the order"
    printed(changed[:1], known)
    assert 2 == len(known), "what is not in the list any more is not among its parts"


@pytest.mark.exhaustive
@pytest.mark.parametrize("style", ["apa", "chicago", "mla"])
def test_a_few_new_works_are_put_where_the_style_has_them(
    style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Works go, others come, at either end too: the order of all is not asked again, and is the same."""
    monkeypatch.setattr(citeproc_batch, "FEW", 4)
    monkeypatch.setattr(citeproc_batch, "APART", 3)
    random, chosen, known = Random(5), find_style(style), {}
    families = ["Abe", "de Roe", "Li", "Ødegaard", "O'Poe", "Roe", "Roe Poe", "van Zee", "Zuo"]
    every = [
        work(
            *(person(random.choice(families), random.choice("ABC")) for _ in range(n % 3)),
            title=f"{random.choice('RTX')} {n}",
        )
        for n in range(60)
    ]
    works = every[:48]
    printed(numbered(works), known, chosen)
    lengths: list[int] = []
    real = pandoc.cite_several
    monkeypatch.setattr(
        pandoc, "cite_several", lambda jobs: (lengths.extend(len(items) for items, _ in jobs), real(jobs))[1]
    )
    for start in (48, 52, 56):
        for _ in range(3):
            works.pop(random.randrange(len(works)))
        for new in every[start : start + 4]:
            works.insert(random.choice([0, len(works), random.randrange(len(works))]), new)
        lengths.clear()
        found = printed(numbered(works), known, chosen)
        assert lengths
        assert max(lengths) < len(works)
        assert found == printed(numbered(works), {}, chosen)
    lengths.clear()
    assert printed(numbered(works[::-1]), known, chosen) == printed(numbered(works[::-1]), {}, chosen)
    assert len(works) in lengths, "what the style finds equal is in the order of the list"


@pytest.mark.exhaustive
def test_no_part_is_ever_stale() -> None:
    """A work is taken out, put in front, or joined by a namesake, or the style is another: as if nothing had been known."""
    style, known = find_style("apa"), {}
    printed(numbered(WORKS), known)
    for works in (WORKS[1:], [WORKS[2], WORKS[1]], [*WORKS[2:], work(person("Poe", "Cy"), title="Six")]):
        assert citeproc_batch.cite_at_once(numbered(works), style) == printed(numbered(works), known)
    other = find_style("chicago")
    assert citeproc_batch.cite_at_once(numbered(works), other) == printed(numbered(works), known, other)


def test_an_editor_is_not_stale_when_an_author_so_called_comes_or_goes() -> None:
    """The given names of the editor depend on works of another group, whose own entries nobody asks for here."""
    style, known = find_style("econometrica"), {}
    works = HARD["an editor who is the author of another work, and has a namesake"]
    for some in (works[:1] + works[2:], works, works[1:], works[2:], works):
        assert citeproc_batch.cite_at_once(numbered(some), style) == printed(numbered(some), known, style)


def test_a_part_of_another_form_is_printed_anew() -> None:
    items = numbered(WORKS)
    known: dict[str, list[Any]] = {}
    expected = printed(items, known)
    for damaged in ([], [[1]], [None] * 2, [["a"], [1]], [[[]], [0]]):
        for name in known:
            known[name] = damaged
        assert expected == printed(items, known)


# ---------------------------------------------------------------- several programs


def test_the_programs_of_all_calls_are_ended_where_one_fails() -> None:
    ended: list[str] = []

    def waits(stop: threading.Event) -> None:
        try:
            processes.finish(["sleep", "60"], seconds=50, stop=stop)
        except processes.TooLongError:
            ended.append("waits")
            raise

    def fails(_stop: threading.Event) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        processes.several([fails, waits])
    assert ended in (["waits"], []), "it had begun, or was never begun"


# ---------------------------------------------------------------- the lines below an entry


def test_a_hundred_thousand_decisions_are_read_once() -> None:
    """Below each of many entries stand its own: not each decision is looked at for each of them."""
    sources = lr.read_text("".join(f"@book{{k{n}, title={{T{n}}}, year=2008}}\n" for n in range(400))).records
    looked = 0

    class Looked(Decision):
        __slots__ = ()

        def __getattribute__(self, name: str) -> Any:
            nonlocal looked
            looked += name == "key"
            return super().__getattribute__(name)

    made = [
        Looked(when="2020-01-01T00:00:00Z", by="ann", verb="stance", key=f"k{n}", value="protect=supports")
        for n in range(400)
    ]
    composed = compose(
        cite(lr.dedupe(sources).sources, "bluebook"), (), BibliographyOptions(decisions=made, audience="team")
    )
    assert 400 == len(composed.details)
    assert looked < 400 * 10
