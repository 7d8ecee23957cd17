"""Codings of private projects are counted for the interviews and codes of the review; Problems tell no name."""

import io

import pytest
from qda.building import Code, Coded, Text, qdpx

from litreview.core.results import ALL
from litreview.judgements.refi import QdaSource, read_project
from litreview.stages.register import Interviewees, count_codings
from litreview.stages.register.codings import interview_of

PEOPLE = Interviewees(
    role_groups={f"I{n:02}": "police" if n <= 6 else "services" for n in range(1, 13)},
    withdrawn=frozenset({"I90"}),
)
BOOK = {"protect": "Protect", "effects": "Effects of operations on people"}
CODES = (
    Code(
        "Goals",
        (Code("PROTECT", (Code("zz shelter"),)), Code("effects_of operations-on people"), Code("protct")),
        codable=False,
    ),
)


def count(*projects, coders=("ann",), k=5):
    read = [read_project(io.BytesIO(data)) for data in projects]
    return count_codings(read, PEOPLE, BOOK, coders, k)


def talks(codes, n=12, name="{}.txt", by="Ann"):
    return [Text(name.format(code), [Coded(c, by) for c in codes]) for code in list(PEOPLE.role_groups)[:n]]


def told(found):
    return [(c.code, c.role_group, c.coder, c.interviews, c.codings, c.withheld) for c in found.counts]


def test_codes_are_matched_by_id_and_label_and_count_for_the_code_around_them():
    found, problems = count(qdpx(talks(["PROTECT", "zz shelter", "effects_of operations-on people"]), CODES))
    assert () == problems
    assert ("protect", "effects") == found.codes
    assert (12, 24) == (found.total("protect").interviews, found.total("protect").codings)
    assert [("ann", 12, 24)] == [(c.coder, c.interviews, c.codings) for c in found.by_coder("protect")]
    assert [("police", 6, 12), ("services", 6, 12)] == [
        (c.role_group, c.interviews, c.codings) for c in found.by_role_group("protect")
    ]


def test_a_small_number_is_told_as_small():
    found, _ = count(qdpx(talks(["PROTECT"], n=3), CODES))
    assert [("protect", ALL, ALL, None, None, "fewer than 5")] == told(found)
    found, _ = count(qdpx(talks(["PROTECT"], n=9), CODES))
    assert [("protect", ALL, ALL, None, None, "all but fewer than 5")] == told(found)


@pytest.mark.parametrize(
    ("outside", "coded", "told_"),
    [
        (range(1, 7), 12, [("protect", ALL, ALL, 6, 6, "")]),
        (range(1, 7), 6, [("protect", ALL, ALL, 0, 0, "")]),
        (range(1, 7), 9, [("protect", ALL, ALL, None, None, "fewer than 5")]),
        (range(1, 3), 12, [("protect", ALL, ALL, None, None, "fewer than 5")]),
        (range(4, 10), 12, [("protect", ALL, ALL, None, None, "fewer than 5")]),
    ],
)
def test_who_is_outside_a_scope_is_not_counted_and_not_found_by_the_difference(outside, coded, told_):
    people = Interviewees(role_groups=PEOPLE.role_groups, outside=frozenset(f"I{n:02}" for n in outside))
    project = read_project(io.BytesIO(qdpx(talks(["PROTECT"], n=coded), CODES)))
    found, _ = count_codings([project], people, BOOK, ("ann",))
    assert told_ == told(found)
    assert 12 - len(people.outside) == found.interviews


def test_people_who_do_not_decide_in_the_review_have_no_name():
    found, _ = count(
        qdpx(talks(["PROTECT"], by="Zoe Invented"), CODES),
        qdpx(talks(["effects_of operations-on people"], by="Ann"), CODES),
        coders=("ANN",),
    )
    assert ["coder-1"] == [c.coder for c in found.by_coder("protect")]
    assert ["ANN"] == [c.coder for c in found.by_coder("effects")]


def test_two_exports_of_one_project_count_once():
    data = qdpx(talks(["PROTECT"]), CODES)
    assert told(count(data)[0]) == told(count(data, data)[0])
    assert 24 == count(data, qdpx(talks(["PROTECT"], by="Ben"), CODES))[0].total("protect").codings


@pytest.mark.parametrize(
    ("names", "cases", "code"),
    [
        (("I07",), (), "I07"),
        (("i07 transcript (final).docx",), (), "I07"),
        (("A talk", "I07.txt"), (), "I07"),
        (("2020_I07_v2.txt",), (), "I07"),
        (("a talk",), ("I07",), "I07"),
        (("I07.txt",), ("I08",), "I07"),
        (("I07 and I08",), (), None),
        (("XI07", "I07a", "07"), (), None),
        (("a talk",), (), None),
        (("PR03.pdf",), (), ""),
        (("I99",), (), "I99"),
        (("I90",), (), "I90"),
    ],
)
def test_a_source_is_the_interview_it_is_called_by(names, cases, code):
    assert code == interview_of(QdaSource(names=names, cases=cases), PEOPLE)


def test_problems_say_how_many_and_name_nobody():
    texts = [
        Text("Zz Invented.txt", [Coded("PROTECT")]),
        Text("zz other", [Coded("zz words of hers")]),
        Text("I90.txt", [Coded("PROTECT")]),
        Text("I99.txt", [Coded("protct"), Coded("gone")]),
    ]
    found, problems = count(qdpx(texts, (*CODES, Code("zz words of hers"))))
    assert () == found.counts
    said = [(p.code, p.key) for p in problems]
    assert [("LR651", ""), ("LR653", "I90"), ("LR653", "I99"), ("LR652", ""), ("LR652", "")] == said
    text = " ".join(map(str, problems))
    assert "2 sources of a coded project are not named after exactly one interview code" in text
    assert (
        "2 codes of a coded project are not in the codebook, and are not counted; of the codebook 'protect' is like them"
        in text
    )
    assert "zz" not in text.lower()
    assert {"private/<sealed>"} == {p.where.file for p in problems}


def test_a_codebook_alone_is_held_against_that_of_the_review():
    _, problems = count(qdpx([], CODES))
    assert ["LR652"] == [p.code for p in problems]
    assert "1 code of" in problems[0].message
