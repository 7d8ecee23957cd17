"""Decisions on confidential sources: they find their record by every name it had, and show none. All people are made up."""

import pickle

import pytest

from litreview.core.confidential.redaction import digest
from litreview.core.model import Decision, Record, Source
from litreview.core.sealed import SEALED, Sealed
from litreview.formats import read_text
from litreview.judgements import decisions as d

TEXT = """
@article{Hill2010Raids, title={Raids}}
@article{MadeUpNane2019, title={On names}}
@interview{MadeUpName2020, author={Name, Made Up}, title={Secret}}
@misc{I01, author={Other, Made Up}, title={Talk}, confidential={true}}
@article{Iyer2011Ports, title={Ports}}
"""
RECORDS = tuple(read_text(TEXT, "bib/a.bib").records)
PUBLIC = tuple(record for record in RECORDS if not record.confidential)
CODED = "confidential-01"
SOURCES = tuple(
    Source(key=r.key, type=r.type, fields=r.fields, confidential=r.confidential, records=(r,))
    for r in RECORDS
)


def say(verb: str, key: str, value: str = "", **more: str) -> Decision:
    return Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key=key, value=value, **more)


def names(*decisions: Decision, records: tuple[Record, ...] = RECORDS) -> d.ConfidentialNames:
    return d.ConfidentialNames(records, decisions)


def sealed(decision: Decision, records: tuple[Record, ...] = RECORDS) -> Decision:
    (found,) = d.seal_decisions([decision], records)
    return found


OWN = [
    "MadeUpName2020",
    "bib/a.bib:MadeUpName2020",
    digest("MadeUpName2020"),
    digest("bib/a.bib:MadeUpName2020"),
]


@pytest.mark.parametrize("name", OWN)
def test_every_name_of_a_confidential_record_finds_it_and_is_shown_as_its_code(name: str) -> None:
    known = names()
    assert known.hides(name)
    assert not known.quotable(name)
    assert CODED == known.shown(name) == known.shown_word(name) == known.published(name)
    assert (CODED,) == d.resolve(name, d.key_index(SOURCES))
    assert name not in list(d.key_index(SOURCES))


@pytest.mark.parametrize("name", ["I01", CODED])
def test_a_code_may_be_shown_and_hides_its_record(name: str) -> None:
    assert names().hides(name)
    assert names().quotable(name)
    assert name == names().shown(name)


@pytest.mark.parametrize(
    "name",
    ["Hill2010Raids", "Hill2010Raid", "Hill2010Raids-2", "Iyer2011Ports#3", "bib/new.bib:Iyer2011Ports", "bib/a.bib:Hill2010Raids",
     "bib/new.bib:MadeUpNane2019", "MadeUpNane2019-2"],
)  # fmt: skip
def test_a_public_name_or_one_near_it_is_quoted(name: str) -> None:
    """One that a number or a file was put to, too, and be it like a confidential one."""
    assert not names().hides(name)
    assert names().quotable(name)
    assert name == names().shown(name) == names().published(name) == names().shown_word(name)


@pytest.mark.parametrize("name", ["MadeUpNam2020", "bib/a.bib:MadeUpNam2020", "MadeUpNam2020-2"])
def test_a_name_like_a_confidential_one_is_not_quoted(name: str) -> None:
    assert not names().quotable(name)
    assert SEALED == names().shown(name) == names().published(name)


def test_a_name_in_a_manuscript_that_is_like_a_confidential_one_is_not_printed() -> None:
    """Whether or not it is like a public one as well."""
    without = tuple(record for record in RECORDS if record.key != "MadeUpNane2019")
    assert SEALED == names(records=without).published("MadeUpNam2020")


def test_a_name_like_none_is_not_quoted_of_a_decision_and_is_printed_in_a_manuscript() -> None:
    assert SEALED == names().shown("Zzz")
    assert "Zzz" == names().published("Zzz")


def test_where_nothing_is_confidential_every_name_is_quoted() -> None:
    known = names(records=PUBLIC)
    line = say("tag", "Zzz", "protect", reason="why", what="Doe; 2020; T")
    assert not known.any
    assert known.quotable("Zzz")
    assert known.quotable_row(["Zzz", "nothing known"])
    assert line == sealed(line, PUBLIC)


def test_only_so_many_unknown_names_are_compared_and_no_further_one_is_quoted() -> None:
    known = names()
    assert all(known.quotable(f"Hill2010Raid{number:c}") for number in range(ord("a"), ord("a") + 26))
    for number in range(300):
        known.quotable(f"Zzz{number}")
    assert not known.quotable("Iyer2011Port")
    assert known.quotable("Hill2010Raida")
    assert known.quotable("Iyer2011Ports")


def test_a_record_that_people_joined_to_a_confidential_one_is_hidden_too() -> None:
    joined = [say("same", "MadeUpName2020", "Hill2010Raids"), say("same", "Iyer2011Ports", "Hill2010Raids")]
    known = names(*joined)
    assert known.hides("Hill2010Raids")
    assert known.hides("Iyer2011Ports")
    assert not known.hides("MadeUpNane2019")


@pytest.mark.parametrize(
    ("verb", "key", "value"),
    [("different", "MadeUpName2020", "Hill2010Raids"), ("related", "MadeUpName2020", "summary Hill2010Raids"),
     ("tag", "MadeUpName2020", "Hill2010Raids"), ("same", "Iyer2011Ports", "Hill2010Raids"),
     ("same", "MadeUpName2020", "ref:Hill2010Raids")],
)  # fmt: skip
def test_what_joins_no_confidential_record_hides_nothing(verb: str, key: str, value: str) -> None:
    known = names(say(verb, key, value))
    assert not known.hides("Hill2010Raids")
    assert not known.hides("ref:Hill2010Raids")


def test_a_decision_on_a_confidential_record_keeps_what_it_says_and_shows_no_words() -> None:
    line = say(
        "tag",
        "MadeUpName2020",
        "protect",
        where="she said, p. 2",
        reason="Made-Up Name said so",
        what="Made-Up Name",
    )
    found = sealed(line)
    assert ("tag", CODED, "protect", "") == (found.verb, found.key, found.value, found.what)
    assert isinstance(found.reason, Sealed)
    assert isinstance(found.where, Sealed)
    assert ("Made-Up Name said so", "she said, p. 2") == (found.reason.reveal(), found.where.reveal())
    assert "p. 2" == sealed(say("tag", "MadeUpName2020", "protect", where="p. 2")).where
    assert found == sealed(found)
    empty = sealed(say("tag", "MadeUpName2020", "protect"))
    assert ("", "") == (empty.reason, empty.where)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("same", "Hill2010Raids", "MadeUpName2020"), ("Hill2010Raids", CODED)),
        (("same", "MadeUpName2020", "Hill2010Raids"), (CODED, "Hill2010Raids")),
        (("different", "Hill2010Raids", "bib/a.bib:MadeUpName2020"), ("Hill2010Raids", CODED)),
        (("related", "Hill2010Raids", "same-data MadeUpName2020"), ("Hill2010Raids", f"same-data {CODED}")),
        (("same", "MadeUpName2020", "ref:A talk with Made-Up Name"), (CODED, f"ref:{SEALED}")),
        (("clear", "Hill2010Raids", "same MadeUpName2020"), ("Hill2010Raids", f"same {CODED}")),
        (("clear", "MadeUpName2020", "tag protect"), (CODED, "tag protect")),
        (("same", "Hill2010Raids", "MadeUpNam2020"), ("Hill2010Raids", SEALED)),
        (("same", "MadeUpNam2020", "Hill2010Raids"), (SEALED, "Hill2010Raids")),
        (("tag", "Zzz", "protect"), (SEALED, "protect")),
    ],
)
def test_names_in_a_decision_are_shown_as_codes(words: tuple[str, ...], shown: tuple[str, str]) -> None:
    found = sealed(say(*words, reason="why"))
    assert shown == (found.key, found.value)
    assert isinstance(found.reason, Sealed)


@pytest.mark.parametrize(
    "words",
    [
        ("tag", "Hill2010Raids", "protect"),
        ("same", "Hill2010Raids", "Iyer2011Ports"),
        ("related", "Hill2010Raids", "edition Iyer2011Ports"),
        ("same", "Hill2010Raids", "ref:A talk with nobody"),
        ("clear", "Hill2010Raids", "tag protect"),
        ("set", "Hill2010Raids", "design=survey"),
    ],
)
def test_a_decision_on_public_records_stays_as_it_is(words: tuple[str, ...]) -> None:
    line = say(*words, where="p. 2", reason="why", what="Hill; 2010; Raids")
    assert line is sealed(line)


def test_what_was_set_of_a_confidential_source_is_shown_as_far_as_is_said() -> None:
    line = say("set", "MadeUpName2020", "country=Madeupland")
    (found,), _ = d.rebase([line], SOURCES, RECORDS)
    assert (CODED, "unknown=withheld") == (found.key, found.value)
    (found,), _ = d.rebase([line], SOURCES, RECORDS, lambda value: value.partition("=")[0] + "=withheld")
    assert "country=withheld" == found.value
    (found,), _ = d.rebase([say("set", "Hill2010Raids", "country=Nepal", reason="why")], SOURCES, RECORDS)
    assert ("country=Nepal", "why") == (found.value, found.reason)


def test_a_key_that_may_be_a_confidential_ones_is_told_without_it() -> None:
    found, (told,) = d.rebase([say("tag", "MadeUpNam2020", "protect")], SOURCES, RECORDS)
    assert () == found
    assert "LR042" == told.code
    assert "MadeUp" not in f"{told.message} {told.remedy} {told.key}"
    _, (told,) = d.rebase([say("tag", "Hill2010Raid", "protect")], SOURCES, RECORDS)
    assert "nearest keys: Hill2010Raids" in told.remedy


def test_a_confidential_record_is_called_by_its_code() -> None:
    called = d.record_names(SOURCES)
    assert [CODED, "I01"] == [called[record.id] for record in RECORDS if record.confidential]
    assert (CODED, "", "") == tuple(map(d.lasting_name, (RECORDS[2], RECORDS[3], RECORDS[0])))
    assert () == d.hidden_names(RECORDS[0])


@pytest.mark.parametrize(
    ("cells", "may"),
    [
        (["Hill2010Raids", "includ", "abstract"], True),
        (["Zzz", "includ", "abstract"], False),
        (["Hill2010Raids", "MadeUpName2020"], False),
        (["Hill2010Raids", "same as MadeUpName2020"], False),
        (["Hill2010Raids", "I01"], False),
    ],
)
def test_a_line_that_is_not_understood_is_quoted_only_if_it_names_a_public_record_and_no_other(
    cells: list[str], may: bool
) -> None:
    assert may == names().quotable_row(cells)


def test_a_copy_that_left_the_process_hides_nothing_it_can_show() -> None:
    copied = pickle.loads(pickle.dumps(names(say("same", "MadeUpName2020", "Hill2010Raids"))))
    assert not copied.hides("MadeUpName2020")
    assert "MadeUpName" not in repr(vars(copied))


def test_a_public_key_with_a_colon_in_it_is_quoted() -> None:
    text = TEXT + "@article{Repository:7, title={Sand}}"
    known = names(records=tuple(read_text(text, "bib/a.bib").records))
    assert known.quotable("Repository:7")
    assert "Repository:7" == known.shown("Repository:7")
    assert not known.quotable("7")


def test_a_record_that_left_the_process_has_no_hidden_names() -> None:
    (record,) = (record for record in RECORDS if record.key == CODED)
    assert set(OWN) <= set(d.hidden_names(record))
    assert () == d.hidden_names(pickle.loads(pickle.dumps(record)))


def test_a_line_on_an_unknown_name_that_proves_a_public_work_is_no_secret() -> None:
    """Else every line would be lost whose export has other keys by now, in each review with an interview."""
    text = "@article{z17, title={Raids and rescue in port cities}, author={Chen, Li}, year=2019}\n" + TEXT
    records = tuple(read_text(text, "bib/new.bib").records)
    what = "Chen; 2019; Raids and rescue in port cities"
    line = say("tag", "Chen2019", "protect", reason="why", what=what)
    assert line == sealed(line, records)
    sources = [
        Source(key=r.key, type=r.type, fields=r.fields, confidential=r.confidential, records=(r,))
        for r in records
    ]
    ((found,), problems) = d.rebase([line], sources, records)
    assert ("z17", "why", ()) == (found.key, found.reason, problems)
    other = say("tag", "Chen2019", "protect", reason="why", what="Name; 2019; Secret")
    assert (SEALED, "") == (sealed(other, records).key, sealed(other, records).what)
