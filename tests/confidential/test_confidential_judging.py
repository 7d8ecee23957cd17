"""The rule of confidentiality on one entry: declared is sealed, published is public field by field, a doubt is withheld. All are made up."""

from __future__ import annotations

import pytest

from litreview.core.confidential.classification import _HEADED, INTERVIEW_TYPES, RAW, judge
from litreview.formats import dumps, read_text

SEALED, WITHHELD, PUBLIC = "sealed", "withheld", "public"
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
JOURNAL = "journal = {Made-up Review}, volume = {3}, year = {2019}"

# entry, what becomes of it
DECLARED = [
    ("@article{k, confidential = {true}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidential = {}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidential = {no}, doi = {10.5555/a}}", PUBLIC),
    ("@article{k, confidential = {0}, doi = {10.5555/a}}", PUBLIC),
    ("@article{k, confidential = {n}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidential = {1}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidential = {unknown}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidential = {false, I think}, doi = {10.5555/a}}", SEALED),
    ("@misc{k, confidential = {false}, confidential = {true}}", SEALED),
    ("@misc{k, confidential = {withheld}}", WITHHELD),
    ("@misc{k, confidential = {withheld}, title = {Raids}}", SEALED),
    ("@misc{k, confidential = {withheld}, confidential = {true}}", SEALED),
    ("@misc{k, confidential = {withheld}, keywords = {confidential}}", SEALED),
    ("@misc{k, confidential = {false}, keywords = {confidential}}", SEALED),
    ("@misc{k, author = {Doe, Ann}, confidential = {false}}", PUBLIC),
    ("@interview{k, author = {Doe, Ann}, confidential = {false}}", PUBLIC),
    ("@article{k, confidentiality = {high}, doi = {10.5555/a}}", SEALED),
    ("@article{k, confidentiality = {false}, doi = {10.5555/a}}", PUBLIC),
    (f"@article{{k, keywords = {{police; Confidential}}, {JOURNAL}}}", SEALED),
    (f"@article{{k, keywords = {{police, confidential informants}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, keywords = {{confidentiality}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, note = {{tex.confidential: true}}, {JOURNAL}}}", SEALED),
    (f"@article{{k, note = {{tex.confidential: false}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, annote = {{x; tex.Confidential: yes}}, {JOURNAL}}}", SEALED),
    (f"@article{{k, abstract = {{We kept what was confidential.}}, {JOURNAL}}}", PUBLIC),
    ("@misc{k, howpublished = {Interview by telephone}}", SEALED),
    ("@misc{k, howpublished = {Entretien}}", SEALED),
    ("@misc{k, howpublished = {電話インタビュー}}", SEALED),
    ("@misc{k, howpublished = {Pers. comm.}}", SEALED),
    ("@report{k, type = {Interview with an officer}}", SEALED),
    ("@misc{k, entrysubtype = {interview}}", SEALED),
    ("@misc{k, interviewer = {Doe, Ann}}", SEALED),
    ("@misc{k, informant = {Doe, Ann}}", SEALED),
    ("@misc{PR03-2, title = {A memo}}", SEALED),
    ("@report{PR03-2, institution = {Made-up Office}, year = {2019}}", SEALED),
    ("@report{PR03-2, institution = {Made-up Office}, released = {true}}", PUBLIC),
    ("@report{PR03-2, released = {true}, confidential = {true}}", SEALED),
    ("@report{PR03-2, released = {true}, note = {Confidential - do not cite}}", SEALED),
    ("@article{k, note = {Confidential memo, not for citation}, doi = {10.5555/a}}", SEALED),
    ("@article{k, note = {No longer confidential}, doi = {10.5555/a}}", PUBLIC),
    ("@article{k, note = {Vertraulich - nicht zitieren}, doi = {10.5555/a}}", SEALED),
    ("@article{k, rights = {Confidentiel}, doi = {10.5555/a}}", SEALED),
    ("@article{k, status = {機密}, doi = {10.5555/a}}", SEALED),
]
PUBLISHED = [
    ("@inproceedings{PR90, title = {Interviews}, booktitle = {Proceedings of a made-up meeting}, year = {1990}}", PUBLIC),
    ("@book{I1, title = {Interview technique}, publisher = {Made-up Press}, year = {2001}}", PUBLIC),
    ("@article{Y2020, title = {A trial}, funding = {Grant I01HX002518}, abstract = {PR80-90\\% = 0.87}, " + JOURNAL + "}", PUBLIC),
    ("@online{cnn, title = {Interview with Sheriff}, organization = {CNN}, url = {https://example.org/sheriff}}", PUBLIC),
    (f"@article{{k, title = {{Interview with a survivor}}, {JOURNAL}}}", PUBLIC),
    ("@misc{k, title = {Interview with a survivor}, doi = {10.5555/a}}", PUBLIC),
    ("@misc{k, title = {Interview with a survivor}, isbn = {978-0-00-000000-2}}", PUBLIC),
    ("@misc{k, title = {Oral history of a town}, pmid = {123}}", PUBLIC),
    (f"@article{{k, keywords = {{Interview, Psychological; Interviews as Topic}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, keywords = {{Interviews, Focus Groups, Personal Communication}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, type = {{Letter}}, {JOURNAL}}}", PUBLIC),
    (f"@article{{k, type = {{Letters}}, {JOURNAL}}}", PUBLIC),
    ("@article{k, title = {Interviewing survivors}, journal = {Oral History Review}, volume = {3}}", PUBLIC),
    ("@techreport{k, title = {What informants said}, institution = {Made-up Office}, year = {2001}}", PUBLIC),
    ("@phdthesis{k, title = {Focus groups}, school = {Made-up University}, year = {2001}}", PUBLIC),
    ("@book{k, author = {Roe, R.}, title = {Conversations with the author}, publisher = {Made-up Press}}", PUBLIC),
    ("@misc{k, title = {A page}, url = {https://example.org}, author = {Doe, Ann}}", PUBLIC),
    ("@misc{k, title = {A page}, author = {{Made-up Office}}}", PUBLIC),
    ("@misc{k, title = {A page}, author = {Department of Made-up Affairs}}", PUBLIC),
    ("@article{k, title = {A study}, note = {Cited by 7; interviews}, " + JOURNAL + "}", PUBLIC),
    ("@misc{k, title = {A study}, note = {Based on 12 interviews}}", PUBLIC),
    ("@misc{k, title = {A study}, abstract = {We interviewed 12 officers.}}", PUBLIC),
    ("@misc{k, title = {A study}, references = {Doe, A. Interview with an officer.}}", PUBLIC),
    ("@misc{I01, title = {A page}}", PUBLIC),
    ("@misc{k, title = {A page}, keywords = {\\#; {}}}", PUBLIC),
    ("@misc{k, title = {A page}, file = {a.pdf}}", PUBLIC),
]  # fmt: skip
DOUBTS = [
    ("@misc{k, note = {Interview with an officer}}", WITHHELD),
    ("@misc{k, title = {Interview with an officer}}", WITHHELD),
    ("@misc{k, title = {Raids}, description = {told me by an informant}}", WITHHELD),
    ("@misc{k, title = {Raids}, organization = {Focus group}}", WITHHELD),
    ("@misc{k, title = {Raids}, keywords = {police; oral history}}", WITHHELD),
    ("@techreport{k, title = {Raids}, note = {Telephone conversation}}", WITHHELD),
    ("@article{k, title = {Raids}, journal = {Telephone interview}, note = {Interview}, year = {2019}}", WITHHELD),
    ("@misc{k, title = {Confidential: do not cite}}", WITHHELD),
    ("@misc{k, title = {Raids}, author = {Doe, Ann}, year = {2019}}", WITHHELD),
    ("@unpublished{k, title = {Raids}, author = {Ann Doe}, note = {Working paper}}", WITHHELD),
    ("@unpublished{k, title = {Raids}, author = {Ann Doe}, howpublished = {Handed out}}", WITHHELD),
    ("@unpublished{k, title = {Raids}, author = {Ann Doe}, venue = {Made-up University}}", PUBLIC),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, xref = {conf}}", PUBLIC),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, howpublished = {Presentation at the Made-up Law Conference}}", PUBLIC),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, note = {Paper presented at the Annual Meeting of the Made-up Society}}", PUBLIC),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, howpublished = {Talk at a conference}}", WITHHELD),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, howpublished = {Talk at the Made-up Team Meeting}}", WITHHELD),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, howpublished = {Presentation at the Settlement Conference}}", WITHHELD),
    ("@misc{k, title = {Raids}, author = {Ann Doe}, howpublished = {Talk at the Made-up Conference, then interview}}", WITHHELD),
    (f"@interview{{k, title = {{A talk}}, {JOURNAL}}}", SEALED),
    ("@interview{k, title = {A talk}, doi = {10.5555/a}}", WITHHELD),
    ("@misc{k, type = {interview}, doi = {10.5555/a}}", WITHHELD),
    ("@article{k, interviewee = {Doe, Ann}, doi = {10.5555/a}}", WITHHELD),
    ("@article{k, confidential, doi = {10.5555/a}}", WITHHELD),
    ("@report{k, type = {Telephone interview}, institution = {Made-up Office}, year = {2019}}", WITHHELD),
    ("@article{k, confidental = {true}, doi = {10.5555/a}}", WITHHELD),
    ("@article{k, confidentail = {}, doi = {10.5555/a}}", WITHHELD),
    ("@intervew{k, title = {A talk}}", WITHHELD),
    ("@personalcomunication{k, title = {A talk}}", WITHHELD),
    ("@misc{k, type = {intervew}, title = {A talk}}", WITHHELD),
    ("@article{k, confidence = {high}, doi = {10.5555/a}}", PUBLIC),
    ("@newsletter{k, title = {A page}}", PUBLIC),
]  # fmt: skip


def outcome(entry: str) -> str:
    [record] = read_text(entry, "bib/a.bib").records
    assert record.confidential == bool(record.why)
    assert record.confidential or not record.withheld
    return WITHHELD if record.withheld else SEALED if record.confidential else PUBLIC


@pytest.mark.parametrize(("entry", "expected"), DECLARED)
def test_declared_is_sealed(entry, expected):
    assert expected == outcome(entry)


@pytest.mark.parametrize(("entry", "expected"), PUBLISHED)
def test_published_is_public(entry, expected):
    assert expected == outcome(entry)


@pytest.mark.parametrize(("entry", "expected"), DOUBTS)
def test_a_doubt_is_withheld(entry, expected):
    assert expected == outcome(entry)


LINK = "https://example.org/talk"


@pytest.mark.parametrize(
    ("type_", "fields", "expected"),
    [
        ("interview", {"title": "A talk"}, SEALED),
        ("misc", {"type": "Interview", "title": "A talk"}, SEALED),
        ("misc", {"howpublished": "Interview"}, SEALED),
        ("misc", {"title": "Interview with a guard"}, WITHHELD),
        ("online", {"title": "Interview with a guard", "author": "Doe, Ann"}, WITHHELD),
        ("report", {"title": "Interview with a guard", RAW: f"Doe, A. (2019). Interview with a guard. {LINK}"}, WITHHELD),
        ("online", {"title": "Interview with a guard", "organization": "CNN"}, PUBLIC),
        ("misc", {"title": "Raids", "author": "Doe, Ann"}, PUBLIC),
    ],
)  # fmt: skip
def test_a_link_is_no_evidence_of_a_publication_and_answers_for_a_person_alone(type_, fields, expected):
    verdict = judge(type_, "k", {**fields, "url": LINK, "year": "2019"}, "a.bib")
    assert expected == (SEALED if verdict.sealed else WITHHELD if verdict.withheld else PUBLIC)


@pytest.mark.parametrize("type_", sorted(INTERVIEW_TYPES - {"icomm", "pers", "intv"}))
def test_each_type_of_an_interview_is_sealed(type_):
    assert judge(type_, "k", {"title": "A talk"}, "a.bib").sealed
    assert judge(type_.upper(), "k", {"title": "A talk", "year": "2019"}, "a.bib").sealed


@pytest.mark.parametrize(("type_", "fields"), [("article", {"doi": "10.5555/a"}), ("misc", {}), ("book", {"publisher": "P"})])  # fmt: skip
@pytest.mark.parametrize(
    "said",
    [
        "Confidential - do not cite",
        "\u0421onfid\u0435ntial - do not cite",
        "Con\u00adfidential: do not cite",
        "C o n f i d e n t i a l - do not cite",
        "Confidential - do not cite".translate(FULL_WIDTH),
        "[confidential] Do not circulate",
        "{\\itshape Confidential}",
    ],
)
@pytest.mark.parametrize("name", sorted(_HEADED))
def test_at_the_head_of_a_field_that_speaks_of_the_entry_it_seals(name, said, type_, fields):
    assert judge(type_, "k", {**fields, name: said}, "a.bib").sealed
    if name not in ("confidentiality", "tags"):
        later = {"doi": "10.5555/a", name: f"A study of what is {said}"}
        assert not judge("article", "k", later, "a.bib").sealed


@pytest.mark.parametrize("name", ["title", "abstract", "journal", "booktitle", "series"])
def test_in_a_bibliographic_field_of_a_publication_it_does_not(name):
    assert not judge("article", "k", {"doi": "10.5555/a", name: "Confidential - do not cite"}, "a.bib").hides


@pytest.mark.parametrize("path", ["private/a.bib", "x/Private/a.bib", "register.bib", "bib/Register.bib"])
def test_a_place_seals_what_is_published_too(path):
    assert judge("article", "k", {"doi": "10.5555/a", "journal": "J"}, path).sealed


def test_below_private_only_false_opens():
    assert not judge("article", "k", {"confidential": "false"}, "private/a.bib").hides
    assert judge("report", "PR03-2", {"released": "true"}, "private/a.bib").sealed


def test_what_the_register_lists_is_sealed_whatever_it_says_of_its_publication():
    assert judge("article", "PR90", {"doi": "10.5555/a"}, "a.bib", listed=True).sealed
    assert not judge("article", "PR90", {"doi": "10.5555/a"}, "a.bib").hides


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("note", "Interview with Zebra", True),
        ("note", "As Zebra said, see I07", True),
        ("note", "PR12: Zebra", True),
        ("annote", "Zebra, pers. comm.", True),
        ("annotation", "Zebra told me in 2019", True),
        ("comment", "in confidence: Zebra", True),
        ("file", "Interview with Zebra.pdf", True),
        ("extra", "Entrevista con Zebra", True),
        ("groups", "Key informants", True),
        ("note", "Zebra agrees", False),
        ("note", "Accession Number: 7; KW interviews", False),
        ("note", "Grant I01HX002518", False),
        ("note", "Based on 40 interviews", False),
        ("title", "Interview with Zebra", False),
        ("keywords", "Interviews", False),
        ("abstract", "We made interviews, I07 and I08", False),
    ],
)
def test_a_personal_field_of_a_publication_is_withheld_alone(name, value, hidden):
    library = read_text(f"@article{{k, {name} = {{{value}}}, title = {{Raids}}, {JOURNAL}}}".replace("title = {Raids}, " if name == "title" else "@@", ""), "a.bib")  # fmt: skip
    [record] = library.records
    assert not record.confidential
    assert ((name,) if hidden else ()) == tuple(field for field, _ in record.hidden)
    shown = dumps(library, "bib") + repr(library) + record.raw
    assert hidden == (value not in shown)
    assert "Made-up Review" in shown
    # a reason quotes nothing
    assert "Zebra" not in "".join(why for _, why in record.hidden)
    [whole] = read_text(f"@article{{k, {name} = {{{value}}}, {JOURNAL}}}", "a.bib", include_confidential=True)
    assert value == whole.get(name)


def test_a_personal_field_that_is_repeated_is_withheld_each_time():
    text = f"@article{{k, note = {{Open}}, note = {{Interview with Zebra}}, title = {{Raids}}, {JOURNAL}}}"
    library = read_text(text, "a.bib")
    assert "Zebra" not in dumps(library, "bib") + repr(library) + library.records[0].raw


@pytest.mark.parametrize("entry", [entry for entry, expected in (*DECLARED, *DOUBTS) if expected != PUBLIC])
def test_a_reason_says_by_which_field_and_quotes_nothing(entry):
    [record] = read_text(entry.replace("k, ", "k, address = {Zebra}, ", 1), "bib/a.bib").records
    assert "Zebra" not in record.why
    assert len(record.why) < 120
