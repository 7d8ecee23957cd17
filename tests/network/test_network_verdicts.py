"""Verdicts on references that a later run reuses: the links are those of a run that judges all of them anew."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from litreview.core.model import Decision, Source
from litreview.engine import Codec
from litreview.stages.network import linking
from litreview.stages.network.linking import (
    Finder,
    Verdicts,
    judge_references,
    link,
    link_read,
    read_for_links,
)

Make = Callable[..., Source]

NAMES = ("Okafor, Ada", "Lindqvist, Bo", "Rao, Chitra", "Nakamura, Dai", "Okafor, Emeka")
WORDS = ["labour", "ports", "raids", "shelter", "courts", "visas", "debt", "fishing", "brokers", "audits"]
CODEC: Codec[Verdicts] = Codec(Verdicts)


def work(chance: Random, key: int) -> dict[str, str]:
    """Return a work, made up of few words, so that many are alike."""
    title = " ".join(chance.choices(WORDS, k=chance.choice((3, 5, 7))))
    return {
        "key": f"w{key}",
        "author": chance.choice(NAMES),
        "year": str(chance.randint(2008, 2011)),
        "title": f"The {title}",
        "journal": chance.choice(("Journal of Ports", "Labour Review")),
        "volume": str(chance.randint(1, 3)),
        "pages": f"{chance.randint(1, 9) * 10}-99",
        "doi": f"10.1234/w{key}" if chance.random() < 0.3 else "",
    }


def cite(chance: Random, work: dict[str, str]) -> str:
    """Return a work as one of three databases cites it."""
    family, given = work["author"].split(", ")
    first = work["pages"].split("-")[0]
    form = chance.choice(
        (
            "{family} {given[0]}, {year}, {journal}, V{volume}, P{first}",
            "{family} {given[0]}. ({year}). {title}. {journal}, {volume}, {first}",
            "{title}, {year}",
        )
    )
    return form.format(family=family, given=given, first=first, **work)


def sources(make: Make, works: list[dict[str, str]], cited: dict[str, list[str]]) -> tuple[Source, ...]:
    return tuple(
        make(
            one["key"],
            cited_references="; ".join(cited[one["key"]]),
            **{name: value for name, value in one.items() if value and name != "key"},
        )
        for one in works
    )


def edited(chance: Random, works: list[dict[str, str]], number: int) -> list[dict[str, str]]:
    """Return the works with one changed, gone, new, or elsewhere."""
    made = list(works)
    at = chance.randrange(len(made))
    kind = chance.choice(("change", "change", "gone", "new", "moved"))
    if kind in ("gone", "change"):
        made.pop(at)
    if kind in ("new", "change"):
        made.insert(
            at, {**work(chance, number), "key": works[at]["key"] if kind == "change" else f"w{number}"}
        )
    if kind == "moved":
        made.insert(0, made.pop(at))
    return made


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("seed", range(40))
def test_links_are_those_of_a_run_that_judges_all_anew(make: Make, seed: int) -> None:
    chance = Random(seed)
    works = [work(chance, n) for n in range(40)]
    cited = {f"w{n}": [cite(chance, chance.choice(works)) for _ in range(6)] for n in range(100)}
    known: Verdicts | None = None
    lines: tuple[Decision, ...] = ()
    for number in range(40, 48):
        own = sources(make, works, cited)
        read = read_for_links(own)
        verdicts = judge_references(own, read, lines, {}, (), known)
        assert link(own, lines) == link_read(own, read, {}, (), verdicts)
        known = CODEC.decode(CODEC.encode(verdicts))
        works = edited(chance, works, number)
        if chance.random() < 0.2:
            verb, target = chance.choice(("same", "different")), chance.choice(works)["key"]
            text = chance.choice(chance.choice([*cited.values()]))
            lines = (*lines, Decision(by="ann", verb=verb, key=target, value=f"ref:{text}"))


def test_only_references_that_a_changed_work_concerns_are_judged(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(1)
    works = [work(chance, n) for n in range(40)]
    cited = {one["key"]: [cite(chance, chance.choice(works)) for _ in range(6)] for one in works}
    own = sources(make, works, cited)
    known = judge_references(own, read_for_links(own), (), {}, ())
    judged: list[str] = []
    judge = Finder._judge
    monkeypatch.setattr(
        linking.Finder, "_judge", lambda self, one: (judged.append(one.text), judge(self, one))[1]
    )
    assert known == judge_references(own, read_for_links(own), (), {}, (), known)
    assert [] == judged
    works[7] = {
        **works[7],
        "author": "Abara, Zed",
        "year": "1950",
        "title": "Unlike all the others here",
        "doi": "",
    }
    changed = sources(make, works, cited)
    judge_references(changed, read_for_links(changed), (), {}, (), known)
    assert 0 < len(judged) < len(known.found)
