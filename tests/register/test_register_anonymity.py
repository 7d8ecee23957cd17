"""Nobody can be told apart: in one table, in any sum or difference of tables, or by what two revisions say together."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.register.anonymity import FIELDS, left_out, publish, publish_all, small_groups

VALUES = {
    "role_group": ["law enforcement", "services", "prosecution", ""],
    "role": ["officer", "agent", "case manager", "prosecutor", ""],
    "date": ["2019", "2020", "2021", ""],
    "region": ["West", "South", ""],
    "medium": ["video", "telephone", ""],
    "consent": ["quote", "group only", ""],
}
PERSON = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
ALIKE = {"role_group": "law enforcement", "role": "officer", "date": "2020", "consent": "quote"}
# most people of a register are alike, and a few are not
FEW_DIFFER = st.builds(
    lambda who, differ: {
        name: value if name in differ else ALIKE.get(name, "") for name, value in who.items()
    },
    PERSON,
    st.sampled_from([(), (), ("consent",), ("role_group", "consent"), tuple(VALUES)]),
)
CODES = [f"I{n:02}" for n in range(1, 31)]


@st.composite
def revisions(draw):
    """Return up to five states of a register: people arrive, withdraw, and are described anew."""
    people = {}
    states = []
    for _ in range(draw(st.integers(1, 5))):
        people = {code: who for code, who in people.items() if draw(st.integers(0, 15))}
        for code in draw(st.lists(st.sampled_from(CODES), max_size=20, unique=True)):
            people[code] = draw(PERSON)
        states.append(dict(people))
    return states


def parts(values):
    """Every combination of some of a person's published values."""
    items = sorted(values.items())
    return [part for size in range(1, len(items) + 1) for part in combinations(items, size)]


def holders(view):
    """Who shares each combination, with all published combinations as they are counted in tables."""
    found = {}
    for code, values in view.items():
        for part in parts(values):
            found.setdefault(part, set()).add(code)
    return found


@given(people=st.dictionaries(st.sampled_from(CODES), PERSON | FEW_DIFFER, max_size=30), k=st.integers(2, 6))
def test_no_combination_is_shared_by_fewer_than_k(people, k):
    view = publish(people, k=k)
    assert set(people) == set(view)
    for code, values in view.items():
        assert values.items() <= {name: v for name, v in people[code].items() if v}.items()
    assert all(len(who) >= k for who in holders(view).values())
    told = {code: {**values, "consent": people[code]["consent"]} for code, values in view.items()}
    assert view == publish(told, k=k), "what may be published stays as it is"
    assert {} == small_groups(told, k), "what is published and consent together"


@given(
    people=st.dictionaries(st.sampled_from(CODES), PERSON | FEW_DIFFER, min_size=12, max_size=30),
    k=st.integers(2, 5),
)
def test_no_subtraction_of_table_cells_tells_of_fewer_than_k(people, k):
    """Of what has a value and what has not: any cell, any total, any difference of a total and the cells in it."""
    view = publish(people, k=k)
    cells = Counter(tuple(values.get(name, "") for name in FIELDS) for values in view.values())
    if len(people) >= k:
        assert all(n >= k for n in cells.values())
    for size in range(len(FIELDS)):
        for shown in combinations(range(len(FIELDS)), size):
            totals = Counter()
            for cell, n in cells.items():
                totals[tuple(cell[i] for i in shown)] += n
            rest = {
                cell: total - max(n for c, n in cells.items() if tuple(c[i] for i in shown) == cell)
                for cell, total in totals.items()
            }
            assert all(n == 0 or n >= k for n in rest.values()) or len(people) < k


@given(states=revisions(), k=st.integers(2, 5))
def test_two_revisions_tell_of_nobody(states, k):
    views = publish_all(states, k)
    said = {}
    for view in views:
        assert all(len(who) >= k for who in holders(view).values())
        news = {}
        for code, values in view.items():
            for part in parts(values):
                if not set(part) <= said.get(code, set()):
                    news.setdefault(part, set()).add(code)
        assert all(len(who) >= k for who in news.values()), "what is said of people for the first time"
        for code, values in view.items():
            said.setdefault(code, set()).update(values.items())
        together = Counter(frozenset(said[code]) for code in view)
        assert all(together[frozenset(said[code])] >= k for code, values in view.items() if values), (
            "all that was ever said of one code"
        )


@given(people=st.dictionaries(st.sampled_from(CODES), PERSON | FEW_DIFFER, max_size=30), k=st.integers(2, 6))
def test_the_register_tells_people_apart_if_and_only_if_less_of_it_is_published(people, k):
    """What `check` says of the register is what the outputs go by: nobody is told apart by what is said of all others either."""
    view = publish(people, k=k)
    whole = {code: {n: v for n, v in who.items() if v and n != "consent"} for code, who in people.items()}
    assert (view == whole) == (small_groups(people, k) == {})


@pytest.mark.parametrize("consent", ["paraphrase", "quote"])
def test_one_of_whom_nothing_is_said_is_not_told_by_all_the_others(consent):
    alike = {"role_group": "law enforcement", "consent": "paraphrase"}
    eleven = {f"I{n:02}": alike for n in range(1, 12)}
    twelve = {**eleven, "I12": {"consent": consent}}
    assert {"I12": 1} == small_groups(twelve)
    assert {code: {} for code in twelve} == publish(twelve)
    assert {"role_group": "law enforcement"} == publish(eleven)["I01"]


def test_who_arrives_alone_is_published_with_those_who_arrive_later():
    officer = {"role_group": "law enforcement"}
    states = [{f"I{n:02}": officer for n in range(1, size + 1)} for size in (5, 6, 9, 10)]
    views = publish_all(states)
    assert [5, 5, 5, 10] == [sum(map(bool, view.values())) for view in views]


def test_what_is_left_out_is_counted_by_field():
    people = {
        f"I{n:02}": {"role_group": "services", "region": "West" if n < 3 else "South"} for n in range(1, 7)
    }
    assert {"region": 6} == left_out(people, publish(people))
    assert {"I01": 2, "I02": 2, "I03": 4} == {c: n for c, n in small_groups(people).items() if c < "I04"}


@pytest.mark.parametrize("seed", range(5))
def test_forty_two_people_keep_what_they_share(seed):
    """Of 42 people with 8 roles, 3 years, 5 regions and 3 media four in five are unique, and half of them can still be told by their group."""
    import random

    drawn = random.Random(seed)
    groups = {
        "officer": "law enforcement",
        "agent": "law enforcement",
        "prosecutor": "prosecution",
        "judge": "prosecution",
    }
    roles = [*groups, "case manager", "advocate", "survivor leader", "researcher"]
    people = {}
    for n in range(1, 43):
        role = drawn.choice(roles)
        people[f"I{n:02}"] = {
            "role": role,
            "role_group": groups.get(role, "services"),
            "date": drawn.choice(["2019", "2020", "2021"]),
            "region": drawn.choice(["W", "S", "N", "E", "DC"]),
            "medium": drawn.choice(["video", "telephone", "in person"]),
        }
    view = publish(people)
    assert len(small_groups(people)) > 30
    assert sum("role_group" in values for values in view.values()) >= 21
    assert 42 == len(view)
