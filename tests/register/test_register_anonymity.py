"""Nobody can be told apart: in one table, in any sum or difference of tables, or by what several versions say together."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, strategies as st

from litreview.stages.register.k_anonymity import (
    FIELDS,
    publish,
    publish_all,
    small_groups,
    suppressed_fields,
    visible_values,
)

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


FIELD_NAMES = [*FIELDS, "consent"]


@st.composite
def histories(draw):
    """Return up to five states of a register: people arrive, withdraw, change their consent, and are described anew."""
    people = {}
    states = []
    person = draw(st.sampled_from([PERSON, FEW_DIFFER]))
    for _ in range(draw(st.integers(1, 5))):
        people = {code: who for code, who in people.items() if draw(st.integers(0, 15))}
        for code in draw(st.lists(st.sampled_from(CODES), max_size=20, unique=True)):
            people[code] = draw(person)
        for code in draw(st.lists(st.sampled_from(CODES), max_size=2, unique=True)):
            if code in people:
                name = draw(st.sampled_from(["consent", *FIELD_NAMES]))
                people[code] = {**people[code], name: draw(st.sampled_from(VALUES[name]))}
        states.append(dict(people))
    return states


def told_apart(states, views, k):
    """Return of whom something is shown that fewer than k share, for somebody who holds some of the versions: all ways to choose them are tried."""
    shown = [visible_values(people, view) for people, view in zip(states, views, strict=True)]
    found = set()
    for last in range(len(views)):
        for size in range(last + 1):
            for before in combinations(range(last), size):
                alike = {}
                for code in shown[last]:
                    history = tuple(
                        frozenset(shown[n][code].items()) if code in shown[n] else None
                        for n in (*before, last)
                    )
                    alike.setdefault(history, set()).add(code)
                found |= {
                    (*before, last, code)
                    for codes in alike.values()
                    for code in codes
                    if len(codes) < k and views[last][code]
                }
    return found


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
@pytest.mark.exhaustive
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


@given(states=histories(), k=st.integers(2, 5))
def test_whoever_holds_some_versions_or_all_finds_k_people_behind_what_is_shown(states, k):
    views = publish_all(states, k)
    assert set() == told_apart(states, views, k)
    for view in views:
        assert all(len(who) >= k for who in holders(view).values())
    for (before, earlier), (after, later) in combinations(list(zip(states, views, strict=True)), 2):
        appeared = {}
        for code in after:
            if code not in before or later[code] != earlier[code]:
                here = before[code]["consent"] if code in before else None
                news = (here, frozenset(later[code].items() - earlier.get(code, {}).items()))
                appeared.setdefault(news, set()).add(code)
        assert all(len(who) >= k for (_, what), who in appeared.items() if what), "a difference of two"


@given(states=histories(), k=st.integers(2, 5))
def test_what_was_published_stays_published_of_those_of_whom_nothing_changed(states, k):
    views = publish_all(states, k)
    history = {}
    for number, (people, view) in enumerate(zip(states, views, strict=True)):
        if number:
            before, earlier = states[number - 1], views[number - 1]
            alike = {}
            for code in people:
                alike.setdefault((history.get(code), people[code]["consent"]), []).append(code)
            for codes in alike.values():
                same = all(people[code] == before.get(code) for code in codes)
                if same and len(codes) >= k:
                    assert all(earlier[code].items() <= view[code].items() for code in codes)
        shown = visible_values(people, view)
        history = {
            code: (*history.get(code, (None,) * number), frozenset(shown[code].items()))
            if code in people
            else (*history[code], None)
            for code in {*history, *people}
        }


@pytest.mark.parametrize(
    ("size", "described"),
    [
        (4, [None, {"role": "a"}, {"role": "b"}]),
        pytest.param(
            4,
            [None, {}, {"role": "a", "consent": "quote"}, {"role": "b", "consent": "quote"}],
            marks=pytest.mark.exhaustive,
        ),
        pytest.param(5, [None, {"role": "a"}, {"role": "b"}], marks=pytest.mark.exhaustive),
    ],
)
def test_every_small_register_of_two_versions(size, described):
    """All registers of so few people: who arrives, withdraws, changes the consent or is described anew, in every way that there is."""
    everyone = [
        {f"I{n}": who for n, who in enumerate(row) if who is not None}
        for row in product(described, repeat=size)
    ]
    shown = 0
    first = [people for people in everyone if list(people) == [f"I{n}" for n in range(len(people))]]
    for before in first:  # the others are these with other codes
        for after in everyone:
            views = publish_all([before, after], 2)
            assert set() == told_apart([before, after], views, 2)
            shown += any(views[1].values())
    assert shown


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


PROSECUTOR, JUDGE = {"role": "prosecutor", "consent": "quote"}, {"role": "judge", "consent": "quote"}


def test_one_who_is_added_is_not_told_by_what_appears():
    """Four prosecutors and five judges show nothing. A fifth prosecutor does not make all roles appear: whoever has both versions would know the role."""
    nine = {f"I{n:02}": PROSECUTOR if n < 5 else JUDGE for n in range(1, 10)}
    ten = {**nine, "I10": PROSECUTOR}
    assert [{}] == list({str(v): v for view in publish_all([nine, ten]) for v in view.values()}.values())
    assert all(publish(ten).values()), "nobody has an earlier version"
    assert set() == told_apart([nine, ten], publish_all([nine, ten]), 5)


def test_those_who_arrive_are_published_with_k_who_arrive_with_them():
    states = [{f"I{n:02}": PROSECUTOR for n in range(1, size + 1)} for size in (5, 9, 14, 14)]
    assert [5, 5, 10, 10] == [sum(map(bool, view.values())) for view in publish_all(states)]


def test_codes_that_are_there_from_the_first_day_are_published_as_they_are_filled_in():
    empty = {f"I{n:02}": {} for n in range(1, 13)}
    states = [
        {**empty, **{f"I{n:02}": {"role": "judge"} for n in range(1, size + 1)}} for size in (0, 4, 5, 7, 12)
    ]
    views = publish_all(states)
    assert [0, 0, 5, 5, 12] == [sum(map(bool, view.values())) for view in views]
    assert set() == told_apart(states, views, 5)


@pytest.mark.parametrize(("size", "left"), [(7, 6), (6, 5), (5, 0)])
@pytest.mark.parametrize("change", ["withdraws", "takes consent back"])
def test_who_withdraws_or_takes_consent_back_takes_nothing_from_k_others(size, left, change):
    before = {f"I{n:02}": PROSECUTOR for n in range(1, size + 1)}
    after = {code: who for code, who in before.items() if code != "I03"}
    if change == "takes consent back":
        after["I03"] = {**PROSECUTOR, "consent": "group only"}
    views = publish_all([before, after, after])
    assert [size, left, left] == [sum(map(bool, view.values())) for view in views]
    assert not views[1].get("I03")
    assert set() == told_apart([before, after, after], views, 5)


def test_what_is_left_out_is_counted_by_field():
    people = {
        f"I{n:02}": {"role_group": "services", "region": "West" if n < 3 else "South"} for n in range(1, 7)
    }
    assert {"region": 6} == suppressed_fields(people, publish(people))
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
