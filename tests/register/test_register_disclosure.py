"""Of all numbers that are published of coded interviews none below k can be had by adding up and taking away."""

from collections import Counter
from itertools import combinations

from hypothesis import given, strategies as st

from litreview.core.results import ALL, NOT_STATED
from litreview.judgements.refi import QdaCode, QdaCoding, QdaProject, QdaSource
from litreview.stages.register import Interviewees, count_codings

GROUPS = ("police", "services", "")
CODERS = ("ann", "Ben Invented", "Cleo Invented")


@st.composite
def reviews(draw):
    """A review of up to 40 people in groups, and by person and code who gave it; few patterns, so that large classes come about."""
    size = draw(st.integers(0, 40))
    patterns = draw(
        st.lists(
            st.tuples(st.sampled_from(GROUPS), *[st.frozensets(st.sampled_from(CODERS)) for _ in range(2)]),
            min_size=1,
            max_size=4,
        )
    )
    rows = draw(st.lists(st.sampled_from(patterns), min_size=size, max_size=size))
    people = {f"I{n:02}": row[0] for n, row in enumerate(rows, start=1)}
    coded = {
        code: dict(zip(people, [row[n + 1] for row in rows], strict=True)) for n, code in enumerate("ab")
    }
    return people, coded, draw(st.integers(2, 6))


def counted(people, coded, k):
    names = list(people)
    codings = tuple(
        QdaCoding(source=n, code=list(coded).index(code), user=CODERS.index(by), id=f"{code}{n}{by}")
        for code, persons in coded.items()
        for n, name in enumerate(names)
        for by in sorted(persons[name])
    )
    project = QdaProject(
        codes=tuple(QdaCode(name=code) for code in coded),
        sources=tuple(QdaSource(names=(name,)) for name in names),
        users=CODERS,
        codings=codings,
    )
    return count_codings([project], Interviewees(role_groups=people), dict.fromkeys(coded, ""), ["ann"], k)[0]


ATOMS = frozenset(
    (group, frozenset(by))
    for group in GROUPS
    for n in range(len(CODERS) + 1)
    for by in combinations(CODERS, n)
)
"""Every way to be: of a role group, and given the code by some of the coders, or by none."""


def published(found, code):
    """What a reader knows to be counted, as ways to be: everybody, each role group, and the published rows of a code."""
    known = {ATOMS, *(frozenset(atom for atom in ATOMS if atom[0] == group) for group in GROUPS)}
    labels = {"ann": "ann", "coder-1": "Ben Invented", "coder-2": "Cleo Invented"}
    for row in found.counts:
        if row.code == code and row.interviews is not None:
            group = "" if row.role_group == NOT_STATED else row.role_group
            known.add(
                frozenset(
                    (of, by)
                    for of, by in ATOMS
                    if by and group in (ALL, of) and (row.coder == ALL or labels[row.coder] in by)
                )
            )
    return known


def reachable(known, size):
    """All that a reader can count: of two that lie apart the sum, of one within the other the difference; where a number is 0, nobody is so."""
    found = set(known)
    while True:
        nobody = frozenset().union(*(one for one in found if not size(one)))
        found = {one - nobody for one in found}
        more = {a | b for a in found for b in found if not a & b} | {
            a - b for a in found for b in found if b < a
        }
        if more <= found or len(found) > 300:
            return found
        found |= more


@given(reviews())
def test_no_number_below_k_can_be_computed(review):
    people, coded, k = review
    sizes = Counter(people.values())
    if any(size < k for size in sizes.values()):
        return  # the register itself shows no such group
    found = counted(people, coded, k)
    for code, given_by in coded.items():
        ways = [(people[person], given_by[person]) for person in people]

        def size(one, ways=ways):
            return sum(way in one for way in ways)

        for row in found.counts:
            if (row.code, row.role_group, row.coder) == (code, ALL, ALL) and row.interviews is not None:
                assert size(frozenset(atom for atom in ATOMS if atom[1])) == row.interviews
        assert [] == [one for one in map(size, reachable(published(found, code), size)) if 0 < one < k]


@given(reviews())
def test_what_is_withheld_is_told_without_a_number_and_all_else_is_whole(review):
    people, coded, k = review
    found = counted(people, coded, k)
    for row in found.counts:
        assert (row.interviews is None) == bool(row.withheld) == (row.codings is None)
    for code, persons in coded.items():
        n = sum(map(bool, persons.values()))
        if not n:
            assert code not in found.codes
            continue
        total = found.total(code)
        shown = n >= k and (n == len(people) or len(people) - n >= k)
        assert (n if shown else None) == total.interviews
        if found.by_role_group(code):
            assert n == sum(row.interviews for row in found.by_role_group(code))
            assert total.codings == sum(row.codings for row in found.by_role_group(code))
        if found.by_coder(code):
            assert total.codings == sum(row.codings for row in found.by_coder(code))


def test_a_large_review_shows_its_breakdowns():
    people = {f"I{n:02}": "police" if n <= 20 else "services" for n in range(1, 43)}
    gave = {
        p: frozenset({"ann"} if n % 2 else {"Ben Invented"}) if n <= 12 or n > 30 else frozenset()
        for n, p in enumerate(people, 1)
    }
    found = counted(people, {"a": gave, "b": dict.fromkeys(people, frozenset())}, 5)
    assert ("a",) == found.codes
    assert [("a", ALL, ALL, 24, 24, "")] == [row for row in found.rows() if row[1:3] == (ALL, ALL)]
    assert [("police", 12), ("services", 12)] == [
        (r.role_group, r.interviews) for r in found.by_role_group("a")
    ]
    assert [("ann", 12), ("coder-1", 12)] == [(r.coder, r.interviews) for r in found.by_coder("a")]
