"""What is confidential in a file hides itself and what damage may have mixed with it, and no further. All records are made up."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import litreview as lr
from litreview.formats import dumps, read_text
from litreview.formats.redaction import DAMAGED

BEFORE = "@article{before, title = {Raids}, journal = {J}, year = {2011}}\n\n"
AFTER = "@article{after, title = {Tides}, journal = {J}, year = {2012}}\n\n"
DECLARED = "@interview{I01, author = {Zebra, Ann}, title = {Zebra}}\n\n"
RIS = "TY  - JOUR\nID  - {key}\nTI  - Raids {key}\nJO  - J\nPY  - 2011\nER  - \n\n"


def states(text, path="a.bib"):
    library = read_text(text, path)
    assert "Zebra" not in dumps(library, "bib") + repr(library) + repr(library.problems) + repr(
        library.blocks
    )
    return ["withheld" if r.withheld else "sealed" if r.confidential else r.key for r in library]


def test_one_heading_does_not_empty_a_file():
    text = f"@comment{{confidential}}\n\n{BEFORE}{AFTER}"
    assert ["before", "after"] == states(text)
    assert ["before", "after"] == states(f"% --- Confidential sources ---\n\n{BEFORE}% interviews\n{AFTER}")


def test_a_sound_file_hides_what_is_declared_alone():
    assert ["before", "sealed", "after"] == states(BEFORE + DECLARED + AFTER)
    assert ["sealed", "before", "after"] == states(DECLARED + BEFORE + AFTER)


def test_a_damaged_entry_beside_a_declared_one_is_withheld_and_the_third_is_shown():
    damaged = BEFORE.replace("{Raids}", "{Raids")
    found = states(AFTER + damaged + DECLARED + AFTER.replace("after", "third"))
    assert "after" == found[0]
    assert "third" == found[-1]
    assert "before" not in found
    withheld = [r for r in read_text(AFTER + damaged + DECLARED, "a.bib") if r.withheld]
    assert {DAMAGED} == {r.why for r in withheld}


def test_damage_far_from_what_is_declared_hides_nothing():
    damaged = BEFORE.replace("{2011}", "{2011")
    text = damaged + AFTER + AFTER.replace("after", "third") + DECLARED + AFTER.replace("after", "last")
    assert ["third", "sealed", "last"] == states(text)[-3:]


def test_damage_in_a_file_without_marks_hides_nothing():
    assert "before" in states(BEFORE.replace("{Raids}", "{Raids") + AFTER)


@pytest.mark.parametrize(
    "between",
    [
        "% a comment between entries\n",
        "Interviews were made by telephone.\n\n",
        "@comment{jabref-meta: databaseType:bibtex;}\n\n",
        '@preamble{"\\newcommand{\\x}{y}"}\n\n',
        "@string{j = {Journal of Interviews}}\n\n",
        "These are confidential papers we did not use.\n\n",
        "%% ---------- interview studies ----------\n",
    ],
)
def test_a_public_file_with_comments_between_entries_stays_public(between):
    assert ["before", "after"] == states(between + BEFORE + between + AFTER + between)


def test_comments_do_not_hide_what_stands_beside_a_declared_entry():
    text = f"% open\n{BEFORE}% more\n{DECLARED}% more\n{AFTER}"
    assert ["before", "sealed", "after"] == states(text)


def test_a_block_with_a_declared_entry_is_not_kept():
    block = "@comment{@interview{k, title = {Zebra}}}\n\n"
    library = read_text(block + BEFORE, "a.bib")
    assert ["before"] == [r.key for r in library]
    assert "Zebra" not in repr(library.blocks) + dumps(library, "bib")


def test_whole_files_of_a_database_with_its_subject_headings_stay_public():
    entry = "@article{{k{0}, title = {{Interviewing {0}}}, journal = {{J}}, year = {{2011}}, keywords = {{{1}}}}}\n\n"
    headings = ("Interview, Psychological", "Interviews as Topic; Focus Groups", "Interviews", "interview; confidentiality", "Personal Communication")  # fmt: skip
    text = "".join(entry.format(n, word) for n, word in enumerate(headings))
    assert [f"k{n}" for n in range(5)] == states(text)


def test_ris_is_cut_at_its_records():
    public = [RIS.format(key=key) for key in ("a", "b", "c", "d")]
    declared = "TY  - PCOMM\nAU  - Zebra, Ann\nTI  - Zebra\nER  - \n\n"
    assert ["a", "sealed", "b", "c", "d"] == states(public[0] + declared + "".join(public[1:]), "a.ris")
    lost = declared.replace("ER  - \n", "")
    found = states(public[0] + lost + "".join(public[1:]), "a.ris")
    assert ["a", "c", "d"] == [key for key in found if key in "abcd"]
    headings = RIS.format(key="k").replace("ER  -", "KW  - Interview\nKW  - Interviews\nER  -")
    assert ["k", "k"] == states(headings + headings, "a.ris")


@pytest.mark.parametrize("mark", ["confidential = {true}", "note = {tex.confidential: true}", "keywords = {confidential}", "note = {Confidential - do not cite}"])  # fmt: skip
def test_an_entry_that_swallowed_its_neighbour_is_hidden_with_it(mark):
    swallowing = "@article{before, title = {Raids, journal = {J}, year = {2011}}\n\n"
    declared = f"@misc{{k, title = {{Zebra}}, {mark}}}\n\n"
    assert "after" == states(swallowing + declared + AFTER)[-1]
    assert "before" not in states(swallowing + declared + AFTER)


def test_false_opens_beside_damage_that_is_elsewhere():
    opened = "@interview{k, title = {A talk}, confidential = {false}}\n\n"
    assert ["k", "before"] == states(opened + BEFORE)
    assert ["k"] == states(
        '[{"id": "k", "type": "interview", "title": "A talk", "confidential": false}]', "a.json"
    )
    assert ["k"] == states("Key,Item Type,Title,confidential\nk,interview,A talk,false\n", "a.csv")


_PUBLISHED = (
    "title = {Raids}, author = {Doe, J.}, journal = {J}, volume = {3}, year = {2019}, doi = {10.5555/a}"
)
_BOOK = (
    "@book{p, FIELD = {Interview with Zebra}, publisher = {P}, title = {B}, year = 2001, doi = {10.5555/b}}\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.bib", f"@article{{k, note = {{Interview with Zebra}}, note = {{Zebra two, I07}}, {_PUBLISHED}}}"),
        ("a.bib", f"@article{{k, note = {{Open}}, litreview-2-note = {{Interview with Zebra}}, {_PUBLISHED}}}"),
        ("a.bib", f"@article{{k, note = zebra # {{Interview}}, {_PUBLISHED}}}"),
        ("a.bib", f"@article{{k, My+Note = {{Interview with Zebra}}, {_PUBLISHED}}}"),
        ("a.bib", f"@article{{k, note2 = {{Interview with Zebra}}, {_PUBLISHED}}}"),
        ("a.bib", f"@article{{k, x-said = {{Interview with Zebra}}, {_PUBLISHED}}}"),
        ("a.bib", _BOOK.replace("FIELD", "note") + "@inbook{c, crossref = {p}, title = {C}, author = {Roe, R.}}"),
        ("a.bib", _BOOK.replace("FIELD", "annote") + "@inbook{c, xdata = {p}, title = {C}, author = {Roe, R.}}"),
        ("a.bib", _BOOK.replace("FIELD", "annote") + "@inbook{c, xdata = {p}, title = {C}}\n@inbook{d, xdata = {c}, title = {D}}"),
        ("a.bib", _BOOK.replace("FIELD", "annote") + "@book{c, addendum = {xdata=p-annote}, publisher = {P}, title = {C}}"),
        ("a.ris", "TY  - JOUR\nTI  - Raids\nJO  - J\nPY  - 2011\nN1  - Interview with Zebra\nC1  - Interview with Zebra\nU1  - Zebra interview\nER  - \n"),
        ("a.json", '[{"id": "k", "type": "article-journal", "title": "Raids", "container-title": "J", "issued": {"date-parts": [[2001]]}, "custom": {"memo": "Interview with Zebra"}}]'),
        ("a.csv", "Key,Item Type,Title,Publication Title,Publication Year,Extra,My Notes\nk,journalArticle,Raids,J,2011,Zebra I07,key informant Zebra\n"),
        ("a.enw", "%0 Journal Article\n%T Raids\n%J J\n%D 2011\n%Z Interview with Zebra\n%1 Interview with Zebra\n"),
    ],
)  # fmt: skip
def test_a_personal_field_that_speaks_of_an_interview_goes_nowhere(path, text):
    library = read_text(text, path)
    assert not any(record.confidential for record in library)
    assert any(record.hidden for record in library)
    told = [dumps(library, "bib"), dumps(library, "json"), repr(library), repr(library.problems), *(r.raw for r in library)]  # fmt: skip
    assert "zebra" not in "".join(told + [repr(r.raw_fields) + repr(r.repeated) for r in library]).lower()
    whole = read_text(text, path, include_confidential=True)
    assert "zebra" in "".join(repr((dict(r.fields), r.repeated)) for r in whole).lower()


@pytest.mark.exhaustive
def test_twice_as_many_hidden_entries_take_about_twice_the_time():
    def seconds(count):
        hidden = "@interview{{k{0}, author = {{Doe, Jane}}, title = {{T{0}}}}}\n@article{{a{0}, title = {{Raids}}, journal = {{J}}, year = {{2001}}}}\n"
        text = "".join(hidden.format(number) for number in range(count))
        began = time.process_time()
        assert count == sum(record.confidential for record in read_text(text, "a.bib"))
        return time.process_time() - began

    assert min(seconds(6000) for _ in range(2)) < 2.6 * min(seconds(3000) for _ in range(2))


WORKS = 'title,author,year\n"Interview with: A. Person, President","Doe, Ann",1980\n'


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        # a table of bibliographic columns alone has no place to say what a row is
        (WORKS, "a.csv", ["shown"]),
        ('title,author,year\nInterview,"Doe, Ann",1980\n', "a.csv", ["shown"]),
        ('title,author,year,kind\nA,"Doe, Ann",1980,Interview\n', "a.csv", ["withheld"]),
        (
            WORKS.replace("title,", "journal,title,").replace('"Interview', ',"Interview', 1),
            "a.csv",
            ["shown"],
        ),
        # nor has a number, such as the label of a screening
        (WORKS.replace("year\n", "year,label_included\n").replace("1980\n", "1980,0\n"), "a.csv", ["shown"]),
        (WORKS.replace("year\n", "year,interview_no\n").replace("1980\n", "1980,5\n"), "a.csv", ["withheld"]),
        (WORKS.replace("year\n", "year,confidential\n").replace("1980\n", "1980,1\n"), "a.csv", ["sealed"]),
        (WORKS.replace("year\n", "year,confidental\n").replace("1980\n", "1980,1\n"), "a.csv", ["withheld"]),
        # where it has a place for it, a title raises a doubt
        (
            WORKS.replace("year\n", "year,notes\n").replace("1980\n", "1980,seen in May\n"),
            "a.csv",
            ["withheld"],
        ),
        (
            WORKS.replace("title,", "type,title,").replace('"Interview', 'misc,"Interview', 1),
            "a.csv",
            ["withheld"],
        ),
        (
            WORKS.replace("title,", "type,title,").replace('"Interview', 'interview,"Interview', 1),
            "a.csv",
            ["sealed"],
        ),
        # the container of a chapter may be another entry
        (
            "@inproceedings{a, author = {Roe, A.}, title = {Focus groups}, crossref = {conf}}\n",
            "a.bib",
            ["shown"],
        ),
        # a link alone says where, not what; with words around it, it is a note
        (
            "@misc{a, author = {Roe, Ann}, title = {A tool}, howpublished = {\\url{https://example.org/a}}}\n",
            "a.bib",
            ["shown"],
        ),
        (
            "@misc{a, author = {Roe, Ann}, title = {A tool}, note = {as of https://example.org/a}}\n",
            "a.bib",
            ["withheld"],
        ),
        (
            "@misc{a, title = {A}, fulltexturl = {https://example.org/an_Interview_b.pdf}}\n",
            "a.bib",
            ["shown"],
        ),
        # a word before a brace is no head of an entry, which has a key and fields
        (
            "@misc{a, author = {Roe, A.}, howpublished = {\\url{https://example.org/a}}, title = {{Made-up} transcript {API}}}\n",
            "a.bib",
            ["shown"],
        ),
        (
            "@misc{a, author = {Roe, A.}, url = {https://example.org/a}, title = {A}\n transcript{doe2019, title = {B}}\n",
            "a.bib",
            ["withheld"],
        ),
        # a body is no person
        ("@misc{a, author = {World Health Organization}, title = {A}}\n", "a.bib", ["shown"]),
        ("@misc{a, author = {Istituto Made-Up}, title = {A}}\n", "a.bib", ["shown"]),
        # what a reference string names was printed
        (
            "@misc{a, author = {Roe, Ann}, title = {A}, reference-string = {Roe, Ann: A, Bonn 1999}}\n",
            "a.bib",
            ["shown"],
        ),
    ],
)
def test_a_doubt_needs_a_place_where_it_could_have_been_told(text, path, expected):
    told = [
        "withheld" if r.withheld else "sealed" if r.confidential else "shown" for r in read_text(text, path)
    ]
    assert expected == told


def test_a_talk_in_zoteros_table_is_no_unpublished_work():
    text = '"Key","Item Type","Publication Year","Author","Title"\n"ABCD2345","{}","2008","Roe, Ann","Maps"\n'
    assert [False] == [r.withheld for r in read_text(text.format("presentation"), "a.csv")]
    assert [True] == [r.withheld for r in read_text(text.format("unpublished"), "a.csv")]


@pytest.mark.parametrize(
    "entry",
    [
        "@inproceedings{a, title = {Access for {DICOM}, {SQL}}, author = {Roe, A.}, year = {1996}}\n",
        "@book{a, title = {Parties}, annote = {he is amassing detail \n{more}}, year = {1949}}\n",
        "@article{a, title = {Voluntary, confidential, free screening}, author = {Roe, A.}, year = {2002}}\n",
        "@article{a, title = {A}, year = {2002}, abstract = {We offer voluntary, confidential, free tests.}}\n",
    ],
)
def test_in_a_sound_entry_words_of_others_are_no_marks(entry):
    assert ["a"] == states(entry)


def test_an_entry_without_a_key_ends_where_the_next_begins():
    text = "@Article{,\n  title = {Raids}\n}\n\n" + DECLARED + "@Book{,\n  title = {Ports}\n}\n\n"
    assert "sealed" == states(text)[1]
    assert not {"sealed", "withheld"} & {states(text)[0], states(text)[2]}


def test_a_quoted_word_of_an_abstract_is_no_line_of_another_file():
    text = 'TY  - JOUR\nID  - b\nTI  - B\nAB  - On "Conversations," a series.\nJO  - J\nPY  - 2011\nER  - \n'
    assert ["a", "b"] == states(RIS.format(key="a") + text, "a.ris")


@pytest.mark.parametrize("format_", ["bib", "ris", "json", "csv"])
@pytest.mark.parametrize(
    "type_",
    ["Law review", "Working document", "blog post", "brochure", "", "misc", "unpublished", "interview"],
)
@pytest.mark.parametrize("title", ["Made-up victims and real survivors", "Interviews with made-up guards"])
def test_what_is_written_is_read_again_as_open_or_as_hidden_as_it_was(title, type_, format_):
    """A written entry names a type, which raised a doubt that the table of works had not."""
    row = {"title": title, "author": "Doe, Jane", "year": 2007, "type": type_}
    for cells in (row, {name: value for name, value in row.items() if name != "type"}):
        library = lr.from_frame(pd.DataFrame([cells]))
        again = lr.read_text(lr.dumps(library, format_), f"a.{format_}")
        assert [one.confidential for one in library] == [one.confidential for one in again]
        if not library[0].confidential:
            assert library[0].key == again[0].key
