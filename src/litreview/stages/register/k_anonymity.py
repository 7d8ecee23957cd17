"""Publishes the register by k-anonymity: only fields that at least k people share, in each version and in all versions together.

The rule extends k-anonymity over time (Samarati P. and Sweeney L., "Protecting privacy when disclosing information", 1998). People form a
group if they have the same consent now, and the same values in every earlier version: fields, consent, or absence.
Each class of k or more people in a group shows what it shares; a group of fewer than k shows nothing.

Proof for any register: Let the history of a person be what each version so far showed. All members of a class have one history: their
group had one before, and now they show the same. So a reader of all versions finds k people or more with any history that ends with
something shown. A reader of only some versions, or of tables made of them, distinguishes fewer histories, each a union of the former. The
proof assumes nothing about the values, so people may arrive, withdraw, change their consent or be described anew.

Published values stay published, since a group that shares a value goes on sharing it. Where fewer than k of a group are left, because
others withdrew or changed their consent, nothing is shown of the rest. A withdrawal or change of consent is visible, but nothing else
beyond what k people shared before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, TypeVar

from litreview.core.containers import grouped
from litreview.core.model import Decision, Fields, Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.wording import Value, plural
from litreview.stages.register.register_file import (
    REGISTER_FILE,
    Register,
    RegisterEntry,
    RegisterVocabulary,
    consent_in,
    in_scope,
    read_register,
)

FIELDS = ("role_group", "date", "role", "region", "medium")
"""The fields that may identify people, the one that readers need most first: the last one is left out first."""
CONSENT = "consent"
"""The consent of an interviewee shows in how the interview is cited, so it counts as published and is never left out."""

Values = Mapping[str, str]
Seen = tuple[tuple[str, str], ...] | None
"""The values that a version showed of a person; None if the person was not in it."""


K = TypeVar("K", bound=Any)
V = TypeVar("V", bound=Any)


def share_values(values: Mapping[K, V], alike: Mapping[K, str]) -> dict[K, V]:
    """Return what each person has, those who are `alike` in the order of their values: it tells what they have together, and not who.

    >>> share_values({"I01": "mixed", "I02": "describes", "I03": "mixed"}, {"I01": "survivors", "I02": "survivors", "I03": "judges"})
    {'I01': 'describes', 'I02': 'mixed', 'I03': 'mixed'}
    """
    shown = dict(values)
    for some in grouped((alike[one], one) for one in sorted(values) if one in alike).values():
        shown |= zip(some, sorted(values[one] for one in some), strict=True)
    return shown


def publish(
    people: Mapping[str, Values], earlier: Iterable[Mapping[str, Values]] = (), k: int = 5
) -> dict[str, dict[str, str]]:
    """Return the fields that may be published of each person, by code, unchanged; possibly none.

    `earlier` has the `visible_values` of each version before. A person's fields are shown only if k or more people share the whole history,
    the present values included.

    >>> five = {f"I0{n}": {"role_group": "prosecutor", "region": str(n)} for n in range(1, 6)}
    >>> publish({**five, "I06": {"role_group": "judge"}})["I01"]
    {}
    >>> publish(five)["I01"], publish(five, k=6)["I01"]
    ({'role_group': 'prosecutor'}, {})
    >>> four = {code: five[code] for code in sorted(five)[:4]}
    >>> publish(five, [visible_values(four, publish(four))])["I05"]  # one who came alone is not revealed
    {}
    """
    versions = tuple(earlier)
    found: dict[str, dict[str, str]] = {code: {} for code in people}
    for history, codes in grouped((_history(code, versions), code) for code in people).items():
        by_consent = grouped((people[code].get(CONSENT, ""), code) for code in codes)
        classes = [one for group in by_consent.values() for one in _specialised(group, people, k)]
        for members, shared in classes if _is_described(history) else _suppress_small_cells(classes, k):
            for code in members:
                found[code] = dict(shared)
    return found


def visible_values(
    people: Mapping[str, Values], published: Mapping[str, Values]
) -> dict[str, dict[str, str]]:
    """Return the visible values of each person in a version: the published fields, and the consent, which citations reveal."""
    return {
        code: {**published[code], CONSENT: values[CONSENT]} if values.get(CONSENT) else dict(published[code])
        for code, values in people.items()
    }


def publish_all(versions: Iterable[Mapping[str, Values]], k: int = 5) -> list[dict[str, dict[str, str]]]:
    """Return the published fields of each version of a register, given the versions before it."""
    views: list[dict[str, dict[str, str]]] = []
    earlier: list[dict[str, dict[str, str]]] = []
    for people in versions:
        views.append(publish(people, earlier, k))
        earlier.append(visible_values(people, views[-1]))
    return views


def small_groups(people: Mapping[str, Values], k: int = 5) -> dict[str, int]:
    """Return the codes whose combination of values, consent included, fewer than k people share, with that number.

    The absence of values is a combination, too, if others have values: others with the same consent, and all others.

    >>> five = {f"I0{n}": {"role": "prosecutor", "consent": "quote"} for n in range(1, 6)}
    >>> small_groups(five), small_groups({**five, "I06": {"consent": "quote"}}), small_groups({**five, "I06": {}})
    ({}, {'I06': 1}, {'I06': 1})
    """
    fields = (*FIELDS, CONSENT)
    combination = {code: tuple(values.get(name, "") for name in fields) for code, values in people.items()}
    sizes = Counter(combination.values())
    described = {one[-1] for one in sizes if any(one[:-1])}  # consents of people with values
    undescribed = sum(n for one, n in sizes.items() if not any(one[:-1]))
    few = {}
    for code, one in combination.items():
        alike = sizes[one] if any(one[:-1]) or one[-1] in described else k
        if not any(one[:-1]) and described:
            alike = min(alike, undescribed)
        if alike < k:
            few[code] = alike
    return few


def small_groups_over_time(versions: Sequence[Mapping[str, Values]], k: int = 5) -> frozenset[str]:
    """Return the codes whose history fewer than k people share, if versions of a register are published whole.

    >>> five = {f"I0{n}": {"role": "prosecutor"} for n in range(1, 6)}
    >>> sorted(small_groups_over_time([five, {**five, "I06": {"role": "prosecutor"}}])), small_groups_over_time([five, five])
    (['I06'], frozenset())
    """
    found: set[str] = set()
    for number, people in enumerate(versions, start=1):
        history = {code: _history(code, versions[:number]) for code in people}
        sizes = Counter(history.values())
        found |= {c for c in people if sizes[history[c]] < k and any(people[c].get(name) for name in FIELDS)}
    return frozenset(found)


def suppressed_fields(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, int]:
    """Return the fields with suppressed values, and the number of people concerned, in the order of `FIELDS`."""
    counts = {
        name: sum(bool(values.get(name)) and not published[code].get(name) for code, values in people.items())
        for name in FIELDS
    }
    return {name: n for name, n in counts.items() if n}


def _suppress_small_cells(
    classes: list[tuple[Sequence[str], Values]], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of one history; further ones are suppressed where fewer than k people have no values.

    Subtracting the others from a total would reveal who these are (complementary suppression). The smallest classes go first.
    """
    unlabelled = sum(len(members) for members, shared in classes if not shared)
    found = []
    for members, shared in sorted(classes, key=lambda one: (len(one[0]), min(one[0]))):
        suppress = bool(shared) and 0 < unlabelled < k
        unlabelled += len(members) * suppress
        found.append((members, {} if suppress else shared))
    return found


def _history(code: str, versions: Iterable[Mapping[str, Values]]) -> tuple[Seen, ...]:
    """Return the values that each version showed of a person."""
    return tuple(tuple(sorted(version[code].items())) if code in version else None for version in versions)


def _is_described(history: Iterable[Seen]) -> bool:
    """Return whether any version showed more than a code and a consent; that is known already, so it stays."""
    return any(name != CONSENT for shown in history for name, _ in shown or ())


def _specialised(
    group: Sequence[str], people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of a group, each of k people or more, with their shared values; a smaller group is one class without values."""
    classes: list[tuple[Sequence[str], Values]] = [(group, {})]
    if len(group) < k:
        return classes
    for name in FIELDS:
        classes = [one for members, shared in classes for one in _split(members, shared, name, people, k)]
    return classes


def _split(
    members: Sequence[str], shared: Values, name: str, people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Split a class by a field: one class per value of k people or more, and the rest, also of k people or more."""
    by_value = grouped((people[code].get(name, ""), code) for code in members)
    rest = by_value.pop("", [])
    large: list[tuple[str, list[str]]] = []
    for value, codes in sorted(by_value.items(), key=lambda item: (len(item[1]), item[0])):
        if len(codes) < k or 0 < len(rest) < k:  # else the missing value would reveal the few
            rest = [*rest, *codes]
        else:
            large.append((value, codes))
    parts: list[tuple[Sequence[str], Values]] = [
        (codes, {**shared, name: value}) for value, codes in sorted(large)
    ]
    return [*parts, (rest, shared)] if rest else parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Value):
    """The publishable part of a register: the fields of each code, `consent` by code, and the Problems.

    `allowed` is what each consent allows in this publication. People `outside` their consent's scope show only a code.
    """

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def within(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Return the decisions without those on people outside the scope of their consent."""
        return tuple(d for d in decisions if d.key.rpartition(":")[2] not in self.outside)


def publish_register(
    texts: Sequence[bytes],
    vocabulary: RegisterVocabulary,
    path: str = REGISTER_FILE,
    *,
    before: RegisterVocabulary | None = None,
    question: str = "",
) -> Publication:
    """Return the publishable part of a register. `texts` are its versions, the oldest first, the present one last.

    `before` is the most permissive vocabulary so far: every word that was ever listed, and the smallest `k`. Interviews show the fields
    that at least `k` of them share, given all earlier versions (`publish`); requests show their public facts. People who did not consent
    to this publication show nothing: all people of one consent are left out together, so that no class grows smaller. `question` is the
    remedy to print where nobody noted which versions were published.
    """
    ever = before or vocabulary
    now = read_register(texts[-1], vocabulary, path) if texts else Register()
    people = now.people
    # versions that differ in requests or in layout alone show the same of people, so they count once
    earlier = [states for states, _ in groupby(read_register(text, ever, path).people for text in texts[:-1])]
    if earlier and earlier[-1] == people and ever.k == vocabulary.k:
        earlier.pop()
    views = [visible_values(*version) for version in zip(earlier, publish_all(earlier, ever.k), strict=True)]
    shown = publish(people, views, vocabulary.k)
    fields: dict[str, Mapping[str, str]] = {
        one.code: shown[one.code] if one.is_interview else one.fields.reveal() for one in now.not_withdrawn()
    }
    consent = {code: values["consent"] for code, values in people.items()}
    uses = vocabulary.publication
    outside = frozenset(code for code, agreed in consent.items() if not in_scope(agreed, uses))
    return Publication(
        fields={**fields, **{code: {} for code in outside}},
        consent=consent,
        allowed={code: consent_in(agreed, uses) for code, agreed in consent.items()},
        outside=outside,
        withdrawn=now.withdrawn,
        problems=(
            *now.problems,
            *_anonymity_problems(now, people, shown, vocabulary.k, path, question),
            *_out_of_scope(outside, uses, path),
        ),
    )


def _out_of_scope(outside: Collection[str], uses: Sequence[str], path: str) -> Iterable[Problem]:
    """Yield a Problem (LR634) if a consent does not cover this publication; a warning if the publication's uses are not set."""
    if outside:
        row, interviewees = "LR634.uses" if uses else "LR634.limited", plural(len(outside), "interviewee")
        yield problem(row, Where(file=path), interviewees=interviewees, uses=", ".join(uses))


def _anonymity_problems(
    register: Register,
    people: Mapping[str, Mapping[str, str]],
    shown: Mapping[str, Mapping[str, str]],
    k: int,
    path: str,
    question: str,
) -> Iterable[Problem]:
    """Yield an error (LR633) if the register itself identifies people, and a Problem (LR634) on values that earlier versions suppress."""
    few = small_groups(people, k)
    alone = publish(people, k=k)
    less = _count_fields(people, {code: {**alone[code], **shown[code]} for code in people})
    back = _count_fields(alone, shown)
    if few and less:  # with nothing to leave out, they stand out only because they came alone
        first: RegisterEntry = register.entries[min(few)]
        yield problem(
            "LR633",
            Where(file=path, line=first.line),
            few=len(few),
            interviewees=plural(len(people), "interviewee"),
            k=k,
            less=less,
        )
    if back:
        counts = "every earlier commit of the register" if question else "what was published before"
        yield problem(
            "LR634.versions",
            Where(file=path),
            level="warning" if question else "info",
            back=back,
            counts=counts,
            k=k,
            remedy=question or f"add interviews at least {k} at a time",
        )


def _count_fields(people: Mapping[str, Mapping[str, str]], shown: Mapping[str, Mapping[str, str]]) -> str:
    """Return the suppressed fields as text, each with its number of people."""
    return ", ".join(f"{name} of {n}" for name, n in suppressed_fields(people, shown).items())


def withhold_interviewees(publication: Publication, why: str, path: str = REGISTER_FILE) -> Publication:
    """Return the publication without any field of interviewees, because what earlier versions revealed is unknown."""
    codes = [code for code in publication.consent if publication.fields[code]]
    if not codes:
        return publication
    fault = problem(
        "LR636",
        Where(file=path),
        interviewees=plural(len(codes), "interviewee"),
        why=why,
    )
    return replace(
        publication,
        fields={**publication.fields, **{code: {} for code in codes}},
        problems=(*publication.problems, fault),
    )


def with_published(records: Iterable[Record], publication: Publication) -> tuple[Record, ...]:
    """Return the records, those of the register with their publishable fields, without people who withdrew.

    A record of the same code in another file stays sealed. Its entry type is hidden, too, so that a copy of the review without
    that file counts the same.
    """
    found = []
    for record in records:
        values = publication.fields.get(record.key) if record.confidential else None
        if values is not None:
            in_register = record.where.file == REGISTER_FILE
            unnamed = publication.allowed.get(record.key) == "group only"
            shown = _published(record, values) if in_register else replace(record, type="misc")
            found.append(replace(shown, unnamed=unnamed))
        elif not (record.where.file == REGISTER_FILE and record.key in publication.withdrawn):
            found.append(record)
    return tuple(found)


def _published(record: Record, values: Mapping[str, str]) -> Record:
    year = values.get("date", "")[:4]
    return replace(
        record,
        type="misc",
        fields=Fields({**record.fields, **values}),
        year=int(year) if year.isdigit() else None,
    )


def dump_register(publication: Publication) -> str:
    """Return the publishable register as BibTeX, which may replace `bib/register.bib`."""
    entries = []
    for code, values in sorted(publication.fields.items()):
        kind = (
            "interview"
            if code in publication.consent
            else "responsive document"
            if "-" in code
            else "records request"
        )
        fields = {"entrysubtype": kind, **values, "consent": publication.consent.get(code, "")}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        entries.append(f"@misc{{{code},\n{lines}}}\n")
    entries += [f"@misc{{{code},\n  withdrawn = {{true}},\n}}\n" for code in sorted(publication.withdrawn)]
    return "\n".join(entries) or "% this review has no register\n"
