"""What must hold of people's decisions."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.core.errors import DecisionSyntaxError
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.core.sealed import Sealed
from litreview.judgements import decisions as d


def decide(verb: str, key: str, value: str = "", *, by: str = "a", at: int = 0, line: int = 0) -> Decision:
    when = f"2026-01-01T00:00:{at:02d}Z"
    return Decision(when=when, by=by, verb=verb, key=key, value=value, place=Where(file="a.tsv", line=line))


def source(key: str, *others: str, confidential: bool = False, sealed: tuple[str, ...] = ()) -> Source:
    records = tuple(
        Record(
            key=k,
            type="article",
            id=RecordId(f"bib/x.bib:{k}"),
            where=Where(file="bib/x.bib", line=1),
            sealed=sealed,
            confidential=confidential,
        )
        for k in (key, *others)
    )
    return Source(key=key, type="article", records=records, former_keys=others, confidential=confidential)


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), max_size=30)
VALID = st.one_of(
    st.builds(lambda k, v: ("same", k, v), st.sampled_from("abc"), st.sampled_from("def")),
    st.builds(lambda k, v: ("tag", k, v), st.sampled_from("abc"), st.sampled_from(["protect", "R1"])),
    st.builds(lambda k, v: ("not-tag", k, v), st.sampled_from("abc"), st.sampled_from(["protect", "R1"])),
    st.builds(lambda k, v: ("stance", k, f"protect={v}"), st.sampled_from("abc"), st.sampled_from(d.STANCES)),
    st.builds(lambda k: ("include", k, "abstract"), st.sampled_from("abc")),
    st.builds(lambda k: ("related", k, "edition d"), st.sampled_from("abc")),
)
DECISIONS = st.lists(
    st.builds(
        lambda t, by, at, reason: Decision(
            when=f"2026-01-01T00:00:{at:02d}Z", by=by, verb=t[0], key=t[1], value=t[2], reason=reason
        ),
        VALID,
        st.sampled_from(["ana", "ben"]),
        st.integers(0, 59),
        TEXT,
    ),
    max_size=12,
)


@given(DECISIONS)
def test_parse_gives_back_what_dumps_wrote(given_decisions):
    assert (tuple(given_decisions), ()) == d.parse(d.dumps(given_decisions))


@given(DECISIONS, st.randoms())
def test_the_order_of_lines_does_not_matter_for_different_seconds(given_decisions, random):
    """Git's union merge reorders: only `when` may decide."""
    unique = list({x.when: x for x in given_decisions}.values())
    shuffled = random.sample(unique, len(unique))
    assert set(d.current(unique)) == set(d.current(shuffled))


@given(DECISIONS)
def test_current_is_settled(given_decisions):
    once = d.current(given_decisions)
    assert once == d.current(once)


def test_the_latest_of_one_person_counts_and_two_people_both_stand():
    yes, no, other = (
        decide("tag", "k", "protect"),
        decide("not-tag", "k", "protect", at=9),
        decide("tag", "k", "protect", by="b"),
    )
    assert (no, other) == d.current([no, yes, other])
    (found,) = d.disputes([no, other])
    assert "disputed: k (a: not-tag protect, a.tsv; b: tag protect, a.tsv)" == found.message
    assert {"k": ("protect",)} == d.disputed_codes([no, other])


def test_a_dispute_names_both_lines_and_who_settles_it():
    yes, no = decide("tag", "k", "protect", line=3), decide("not-tag", "k", "protect", by="b", line=7)
    (found,) = d.disputes([no, yes], ["judge"])
    assert "disputed: k (a: tag protect, a.tsv:3; b: not-tag protect, a.tsv:7)" == found.message
    assert found.remedy.startswith(
        "a line of judge (adjudicators in litreview.toml) settles it: `litreview decide tag k protect"
    )
    (unnamed,) = d.disputes([no, yes])
    assert 'adjudicators = ["NAME"]' in unnamed.remedy
    for line in found.remedy.split("`")[1::2]:
        assert "--by judge" in line


def test_an_adjudicator_settles():
    yes, no = decide("tag", "k", "protect"), decide("not-tag", "k", "protect", by="b")
    judge = decide("tag", "k", "protect", by="judge", at=5)
    assert (judge,) == d.current([yes, no, judge], adjudicators=["judge"])
    assert () == d.disputes(d.current([yes, no, judge], adjudicators=["judge"]))


def test_clear_takes_back_ones_own_and_nothing_else():
    mine, theirs = decide("tag", "k", "protect", at=1), decide("tag", "k", "protect", by="b", at=1)
    kept = decide("tag", "k", "prevent", at=1)
    clear = decide("clear", "k", "tag protect", at=2)
    assert (theirs, kept) == d.current([mine, theirs, kept, clear])
    assert (theirs,) == d.current([mine, theirs, kept, decide("clear", "k", at=2)])


def test_a_spreadsheets_tsv_is_read():
    text = "\ufeffwhen\tby\tverb\tkey\tvalue\r\n2026-01-01T00:00:00Z\ta\ttag\tk\tprotect\t\t\t\t\r\n"
    found, problems = d.parse(text, "decisions/a.tsv")
    assert () == problems
    assert ("tag", "k", "protect", "decisions/a.tsv:2") == (
        found[0].verb, found[0].key, found[0].value, str(found[0].place)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-01-01T00:00:00Z\ta\tinclud\tk\tabstract", "did you mean 'include'?"),
        ("2026-01-01\ta\ttag\tk\tprotect", "write UTC with seconds"),
        ("2026-01-01T00:00:00Z\ta\tstance\tk\tprotect=suports", "did you mean 'supports'?"),
        ("2026-01-01T00:00:00Z\ta\tsame\tk\t", "needs the other key"),
        ("2026-01-01T00:00:00Z\ta\texclude\tk\tfulltxt", "did you mean 'fulltext'?"),
        ("2026-01-01T00:00:00Z\ta\trelated\tk\teditoin j", "did you mean 'edition'?"),
    ],
)
def test_a_broken_row_is_a_problem_that_says_what_to_do(row, says):
    found, problems = d.parse(d.dumps(()) + row + "\n", "decisions/a.tsv")
    assert () == found
    assert "decisions/a.tsv:2: LR040 error: " in str(problems[0])
    assert says in str(problems[0])


def test_append_keeps_what_stands_there(tmp_path: Path):
    path = d.append(tmp_path, decide("tag", "k", "protect"))
    first = path.read_bytes()
    d.append(tmp_path, decide("not-tag", "k", "protect", at=1))
    assert path.read_bytes().startswith(first)
    assert 2 == len(d.read_decisions(tmp_path)[0])
    with pytest.raises(DecisionSyntaxError, match="unknown verb"):
        d.append(tmp_path, decide("tagg", "k", "protect"))


def test_rebase_follows_former_keys_and_names_the_nearest_of_a_lost_one():
    works = (source("Farrell2012Identifying", "Farrell2012a"), source("Other2010"))
    found, problems = d.rebase(
        [decide("tag", "Farrell2012a", "protect"), decide("tag", "Farrell2012Identifing", "protect")], works
    )
    assert ["Farrell2012Identifying"] == [x.key for x in found]
    assert "nearest keys: Farrell2012Identifying" in str(problems[0])


def test_a_masked_key_is_found_and_its_words_are_dropped():
    work = source("confidential-01", confidential=True, sealed=(Sealed("MadeUpName2020"),))
    said = Decision(when="2026-01-01T00:00:00Z", by="a", verb="tag", key="MadeUpName2020", value="protect",
                    where="Made-Up Name, p. 2", reason="Made-Up Name said so", what="Made-Up Name")  # fmt: skip
    (found,), problems = d.rebase([said], (work,))
    assert ("confidential-01", "", "", "") == (found.key, found.where, found.reason, found.what)
    assert () == problems
