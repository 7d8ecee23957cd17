"""How a list is cut, and what its references say: notes, hanging lines, law, people; every line is accounted for."""

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.model import Record, RecordId, Where
from litreview.formats.references import cut, earlier_citations, hidden_references, parse_list, read_reference
from litreview.formats.references.people import people

RECORD = Record(key="a", type="article", id=RecordId("a.bib:a"), where=Where(file="a.bib", line=1))
# made up, one a line of a list; the last two are none
LINES = (
    "Roe, A., & Poe, B. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5–9.",
    "Noe C. Piers and ports. J Tests. 2003;5(2):7-12.",
    "Moe, Dana. Harbors of the Mind. Chicago: University of Chicago Press, 1999.",
    "United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013).",
    "22 U.S.C. § 7102(9) (2012).",
    "Roe A, 2008, J MADE UP TESTS, V44, P944, DOI 10.5555/tests.44",
    "The ports were closed.",
    "Id. at 7.",
)
NOTES = """12 See, e.g., Ann Roe, A Made up Title in Law, 19 Am. U. J. Tests 1247, 1250 (2011) (arguing that ports close); see also
    United States v. Madeup, 702 F.3d 1066 (8th Cir. 2013).
13 Id. at 1251; Roe, supra note 12, at 7.
14 Bo Poe, Ports (2001); Cy Noe, Piers, 7 Harbor L. Rev. 9 (2002).
"""


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    st.sampled_from(["{}", "[{n}] {}", "{n}. {}", "- {}"]),
)
def test_each_line_is_an_entry_or_a_problem(lines: list[str], form: str) -> None:
    text = "\n".join(form.replace("{n}", str(n)).replace("{}", line) for n, line in enumerate(lines, 1))
    # figures or marks before a single line say nothing of a list
    found = lr.read_references(text + "\n")
    places = [record.where.line for record in found.records]
    places += [
        problem.where.line for problem in found.problems if problem.code in ("LR301", "LR302", "LR303")
    ]
    assert [*range(1, len(lines) + 1)] == sorted(places)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(["txt", "md", "tex"]))
def test_no_text_is_too_odd(text: str, ending: str) -> None:
    from litreview.review.import_works import read_reference_text

    found = read_reference_text(text, f"a.{ending}")
    assert len(found.references) == sum(not record.confidential for record in found.records)


def test_a_note_is_cut_into_its_citations() -> None:
    found = lr.read_references(NOTES)
    assert ["A Made up Title in Law", "United States v. Madeup", "Ports", "Piers"] == [
        r.title for r in found.records
    ]
    assert [1, 1, 4, 4] == [record.where.line for record in found.records]
    assert [("LR302", 3), ("LR302", 3)] == [(problem.code, problem.where.line) for problem in found.problems]
    assert "note 13: 'Id. at 1251' refers" in found.problems[0].message
    assert "note 13: 'Roe, supra note 12, at 7.'" in found.problems[1].message


def test_a_list_of_notes_beside_a_source_gives_a_reference_for_each_citation() -> None:
    found = parse_list(NOTES, RECORD)
    assert [1, 1, 4, 4] == [one.where.line for one in found]
    assert "Piers" == found[-1].title


def test_what_cites_nothing_new_in_a_list_beside_a_source_is_named_and_not_quoted() -> None:
    text = "[1] Roe, A. (2001). Raids on a port. Harbor Press.\n[2] Id. at 9.\n[3] Poe, supra note 1; see also 22 U.S.C. § 7102 (2012)."
    found = earlier_citations(text, path="references/Doe2012.txt")
    assert [("LR302", "references/Doe2012.txt", 2), ("LR302", "references/Doe2012.txt", 3)] == [
        (problem.code, problem.where.file, problem.where.line) for problem in found
    ]
    assert not any("Poe" in problem.message for problem in found)
    assert [1, 3] == [reference.where.line for reference in parse_list(text, RECORD)]


def test_a_single_note_is_told_by_its_signals() -> None:
    (one, two) = lr.read_references(
        "See Ann Roe, Ports, 19 Am. U. J. Tests 7 (2011); cf. 22 U.S.C. § 7102 (2012)."
    ).records
    assert ("Ports", "legislation") == (one.title, two.type)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Roe, A. Raids\n  on a port. 2001.\nPoe, B. Ports. 2002.", [1, 3]),
        ("Roe, A. Raids. 2001.\n\nPoe, B. Ports.\n2002.", [1, 3]),
        ("- Roe, A. Raids. 2001.\n- Poe, B. Ports. 2002.", [1, 2]),
        ("## Bibliography\n[^1]: Roe, A. Raids.\n[^2]: Poe, B. Ports.", [2, 3]),
        # figures that do not count up are no numbers of notes
        ("12 Angry Ports. Roe, A. 2001.\n7 Harbors. Poe, B. 2002.", [1, 2]),
        ("  Roe, A. Raids. 2001.\n  Poe, B. Ports. 2002.", [1, 2]),
    ],
)
def test_where_references_begin(text: str, lines: list[int]) -> None:
    assert lines == [piece.line for piece in cut(text)]


def test_a_line_of_scopus_holds_several() -> None:
    found = lr.read_references(
        "Roy B.; Dias L., On a made-up method, Eur. J. Tests, 1, pp. 3-14, (2010); Saaty T.L., Made-up scales, Eur. J. Tests, 2, (1980)"
    )
    assert [("Roy, B. and Dias, L.", "3–14"), ("Saaty, T.L.", "")] == [
        (r.get("author"), r.get("pages")) for r in found.records
    ]


# reference, type, some of its fields
ENTRIES = (
    ("Ann Roe & Bob Poe, A Made up Title in Law, 19 AM. U. J. TESTS 1247, 1250 (2011).", "article", {"author": "Roe, Ann and Poe, Bob", "volume": "19", "journal": "AM. U. J. TESTS", "pages": "1247", "year": "2011"}),
    ("Doe v. Madeup City, No. 12-cv-345 (D.S.D. Mar. 3, 2011).", "jurisdiction", {"title": "Doe v. Madeup City", "number": "12-cv-345", "court": "D.S.D.", "year": "2011"}),
    ("Made up Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464.", "legislation", {"title": "Made up Act of 2000", "number": "Pub. L. No. 106-386", "volume": "114", "pages": "1464", "year": "2000"}),
    ("H.R. 1865 - 115th Congress (2017-2018): A Made up Act of 2017.", "legislation", {"title": "A Made up Act of 2017", "number": "H.R. 1865"}),
    ("Bertone AM. Made-up trafficking in tests. Gender Issues. 2000;18(1):2-22.", "article", {"year": "2000", "volume": "18", "number": "1", "pages": "2–22"}),
    ("Roe, Ann. “Made-up Raids.” PhD diss., University of Tests, 2003.", "phdthesis", {"school": "University of Tests", "title": "Made-up Raids"}),
    ("A. Roe, “Raids,” in Proc. 4th Int. Conf. on Tests, Paris, France, 2004, pp. 4–9.", "inproceedings", {"booktitle": "Proc. 4th Int. Conf. on Tests", "pages": "4–9"}),
    ('Roe, M. & Poe, L. "A made-up layer - a tool for ports?". Harbortechnology 10, 19-24, (1999).', "article", {"author": "Roe, M. and Poe, L.", "journal": "Harbortechnology", "volume": "10", "pages": "19–24"}),
    ("Roe, A. (2001, May 3). Raids on ports. The Harbor Times. https://example.org/raids", "article", {"date": "2001-05-03", "url": "https://example.org/raids"}),
    ("Roe, A. (2001). Raids on ports: a survey. Journal of Tests, 4, 5–9. https://doi.org/10.5555/Tests.4", "article", {"doi": "10.5555/tests.4"}),
    ("Roe, A. (forthcoming). Raids on made-up ports. Journal of Tests.", "article", {"pubstate": "forthcoming"}),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "fields"), ENTRIES, ids=[row[0][:24] for row in ENTRIES])
def test_an_entry_has_the_fields_of_its_reference(text: str, kind: str, fields: dict[str, str]) -> None:
    entry = read_reference(text)
    assert entry is not None
    assert (kind, fields) == (entry.type, {name: entry.fields.get(name) for name in fields})


@pytest.mark.parametrize("text", ["", "1.", "The ports were closed.", "See generally.", "“”", "10"])
def test_what_names_no_work_is_no_entry(text: str) -> None:
    assert read_reference(text) is None


NAMES = (
    ("Lee, L. L., W. E. Howard, and R. E. Marsh.", ["Lee, L. L.", "Howard, W. E.", "Marsh, R. E."]),
    ("S. E. Han, G. Chen,", ["Han, S. E.", "Chen, G."]),
    ("ROUSSILLON, René. CHABERT, Catherine.", ["Roussillon, René", "Chabert, Catherine"]),
    (
        "Pérez-Higueras JJ, de la Macorra JC, Peters OA.",
        ["Pérez-Higueras, JJ", "de la Macorra, JC", "Peters, OA"],
    ),
    ("Smith, John, Jr., and Jane Doe", ["Smith, Jr., John", "Doe, Jane"]),
    ("J. Smith, Jr.", ["Smith, Jr., J."]),
    ("Ann Roe, Bob Poe & Carl Noe", ["Roe, Ann", "Poe, Bob", "Noe, Carl"]),
    ("García Márquez, Gabriel.", ["García Márquez, Gabriel"]),
    ("In A. Roe & B. Poe (Eds.),", ["Roe, A.", "Poe, B."]),
    ("U.S. Department of State.", ["{U.S. Department of State}"]),
    ("NCJ Number 255174", []),
    ("Roe, Ann Bea Cea", ["Roe, Ann Bea Cea"]),
    ("Roe, Jr.", ["Roe, Jr."]),
    ("A. Roe, Poe, B.", ["Roe, A.", "Poe, B."]),
    ("Roe AB, Poe C", ["Roe, AB", "Poe, C"]),
    ("ROE, A.", ["Roe, A."]),
    ("RO, A.", ["RO, A."]),
    ("A. B. Roe, III, and C. Poe", ["Roe, III, A. B.", "Poe, C."]),
    ("LEE AB.", ["Lee, AB"]),
    ("ROE B.", ["Roe, B"]),
    ("Roe, 12, A.", ["Roe, A."]),
    ("1, R", []),
    ("U.S. Roe", ["Roe, U.S."]),
    ("de Roe, A.", ["de Roe, A."]),
    ("Roe, Ann.", ["Roe, Ann"]),
    ("Roe, Ann B., and Poe, Bob", ["Roe, Ann B.", "Poe, Bob"]),
    ("A Roe Institute", ["{A Roe Institute}"]),
    ("Ministry of Ports, A.", ["Ministry of Ports, A."]),
)


@pytest.mark.parametrize(("text", "names"), NAMES, ids=[row[0][:20] for row in NAMES])
def test_names_in_every_order(text: str, names: list[str]) -> None:
    assert names == [str(person) for person in people(text)[0]]


@pytest.mark.parametrize(
    ("text", "container", "volume"),
    [
        ("Roe A, 2008, J TEST, V44", "J TEST", "44"),
        ("Roe A., Ports, Tests, 1, pp. 3-4, (2010)", "Tests", "1"),
        ("Roe v. Madeup, 702 F.3d 1066 (8th Cir. 2013).", "F.3d", "702"),
        ("ROE, A MADE UP TITLE, 19 AM. U. J. TESTS 7 (2011).", "AM. U. J. TESTS", "19"),
        ("H.R. 7 - 115th Congress (2017-2018): A Made up Act of 2017.", "", "h.r. 7"),
    ],
)
def test_an_entry_has_the_parts_by_which_it_is_linked(text: str, container: str, volume: str) -> None:
    entry = read_reference(text)
    assert entry is not None
    assert (container, volume) == (entry.parsed.container, entry.parsed.volume)


def test_a_title_in_capitals_and_its_author_are_written_small() -> None:
    entry = read_reference("ROE, A MADE UP TITLE, 19 AM. U. J. TESTS 7 (2011).")
    assert entry is not None
    assert ("Roe", "A Made Up Title") == (entry.fields["author"], entry.fields["title"])


@given(st.text(max_size=200))
def test_names_are_read_from_any_text(text: str) -> None:
    assert all(person.family or person.literal for person in people(text)[0])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Interview with a made-up guard, Los Angeles, 3 May 2019.", False),
        ("Roe, A. (pers. comm., 12 March 2012).", False),
        ("Confidential: Roe, A. (2001). Raids. Harbor Press.", False),
        ("Roe, A. (2001). Interview with a critic. Journal of Tests, 4(1), 5-9.", True),
        ("Roe, A. (2001). Interviewing techniques. Journal of Tests, 4(1), 5-9.", True),
    ],
)
def test_a_list_cites_no_interview_that_nobody_published(line, shown):
    listed = f"Poe, B. (2002). Ports and raids. Harbor Press.\n{line}\n"
    found = parse_list(listed, RECORD, path="references/Doe2012.txt")
    assert shown == (2 == len(found))
    hidden = hidden_references(listed, path="references/Doe2012.txt")
    assert ([] if shown else ["LR306"]) == [one.code for one in hidden]
    assert all(
        one.where.line == 2 and "guard" not in one.message and "Roe" not in one.message for one in hidden
    )
