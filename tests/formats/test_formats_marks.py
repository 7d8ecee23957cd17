"""Confidential stays confidential when the mark, the entry or its neighbour is damaged. All records here are made up.

The law: after an edit that leaves a mark, or something within one slip of one, in a file, no word of the marked entry is shown. The
samples and all edits are those of `benchmarks/mutants.py`; here every thirteenth character of each sample is left out, and some are put in.
"""

from __future__ import annotations

import importlib.util
import sys
import tracemalloc
from pathlib import Path
from types import ModuleType

import pytest
from planted.whole import whole

from litreview.core.confidential.classification import judge
from litreview.core.confidential.mark_words import near, near_places
from litreview.core.confidential.raw_marks import marks_in
from litreview.formats import dumps, read, read_text
from litreview.formats.redaction import bibtex_parts


def _benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks/mutants.py"
    spec = importlib.util.spec_from_file_location("mutants", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module
    spec.loader.exec_module(module)
    return module


mutants = _benchmark()
NUMBERS = range(len(mutants.SAMPLES))


def shown(text: str, path: str = "a.bib") -> list[str]:
    return [record.key for record in read_text(text, path) if not record.confidential]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_untouched_file_shows_its_public_entries_and_no_other(number):
    sample = mutants.SAMPLES[number]
    assert sample.public == mutants.shown(sample)
    assert set() == mutants.leaks(sample.text, sample.path)
    assert any(record.confidential for record in read_text(sample.text, sample.path))


@pytest.mark.exhaustive(quick=8)
@pytest.mark.parametrize("number", NUMBERS)
def test_no_word_is_shown_after_one_character_is_left_out(number):
    sample = mutants.SAMPLES[number]
    wrong = []
    # each sample begins at another character
    for at in range(number % 13, len(sample.text), 13):
        text = sample.text[:at] + sample.text[at + 1 :]
        if mutants.leaks(text, sample.path):
            wrong.append(text)
    assert [] == wrong


@pytest.mark.exhaustive(quick=8)
@pytest.mark.parametrize("number", NUMBERS)
def test_no_word_is_shown_after_another_slip(number):
    sample = mutants.SAMPLES[number]
    every = [*mutants.mutants(sample.text, ("{", "}", ",", '"', "@", "\n", "x"))]
    some = every[number % 199 :: 199]
    assert [] == [
        text for text in [*some, *mutants.line_mutants(sample.text)] if mutants.leaks(text, sample.path)
    ]


def test_no_word_is_shown_of_two_files_in_one():
    every = [*mutants.concatenations()]
    assert [] == [text for path, text in every[::11] if mutants.leaks(text, path)]


def test_a_neighbour_does_not_get_the_authors_of_an_interview():
    text = (
        "@article{pub, title = {Raids, year = {2011} }@interview{I01, author = {SECRET, Ann}, title = {Talk}}"
    )
    library = read_text(text, "a.bib")
    assert "SECRET" not in mutants.told(library)
    assert all(record.confidential for record in library)


@pytest.mark.parametrize(
    "field",
    ["confidential = {true}", "confidential", "confidential = {}", "confidental = {true}", "confidential2 = {true}", "confidential = {maybe}",
     "Confidential = {yes, SECRET asked not to be named}", "keywords = {police, confidential}", "note = {tex.confidential: true}",
     "annote = {tex.Confidential: yes}", "confidential = {false}, confidential = {true}", "confidential = {false}, keywords = {confidential}"],
)  # fmt: skip
def test_a_mark_seals_and_its_value_is_not_carried(field):
    library = read_text("@article{k, title = {SECRET}, " + field + "}", "a.bib")
    assert [True] == [record.confidential for record in library]
    assert "SECRET" not in mutants.told(library)
    assert "asked" not in mutants.told(library)


@pytest.mark.parametrize("said", ["false", "{False}", " FALSE ", "{{false}}"])
def test_only_false_opens(said):
    assert ["I01"] == shown("@interview{I01, title = {A}, confidential = {" + said + "}}")


@pytest.mark.parametrize(
    "text",
    ['[{"id": "a", "type": "report", "title": "SECRET", "confidential": ""}]', '[{"id": "a", "type": "report", "title": "SECRET", "confidential": null}]',
     '[{"id": "a", "type": "book", "title": "SECRET", "custom": {"confidential": []}}]', '[{"id": "a", "type": "intervew", "title": "SECRET"}]'],
)  # fmt: skip
def test_a_mark_without_a_value_seals_in_json(text):
    assert [] == shown(text, "a.json")


def test_every_note_of_ris_is_looked_at():
    text = "TY  - RPRT\nTI  - SECRET\nN1  - first\nN1  - tex.confidential: true\nER  - \n"
    assert [] == shown(text, "a.ris")


@pytest.mark.parametrize("kind", ["letter", "email", "instantMessage", "interview", "Letter", "emial"])
def test_private_messages_of_zotero_are_sealed(kind):
    text = f'"Key","Item Type","Author","Title"\n"AAAA1111","{kind}","Doe, Jane","SECRET"\n"BBBB2222","book","Doe, Jane","Open"\n'
    assert ["BBBB2222"] == shown(text, "a.csv")


def test_a_letter_to_the_editor_is_none():
    text = "Authors,Title,Year,Source title,Document Type\nDoe J.,A reply,2019,Journal of Tests,Letter\n"
    assert 1 == len(shown(text, "a.csv"))


@pytest.mark.parametrize("value", ["Interviews by telephone", "Pers. comm.", "Focus group", "Focus groups, 2012", "telephone interview",
                                   "personal communication", "Interviewed in 2012"])  # fmt: skip
@pytest.mark.parametrize("name", ["howpublished", "note", "organization", "annote", "x-medium", "series"])
def test_a_value_that_says_interview_hides_an_entry_that_nobody_published(value, name):
    assert [] == shown(f"@misc{{k, title = {{SECRET}}, {name} = {{{value}}}}}")
    assert [] == shown(f"@techreport{{k, title = {{SECRET}}, year = 2011, {name} = {{{value}}}}}")


@pytest.mark.parametrize("name", ["howpublished", "type"])
def test_a_slip_in_the_type_of_an_interview_hides_it(name):
    assert [] == shown(f"@misc{{k, title = {{SECRET}}, {name} = {{Intervew}}}}")


@pytest.mark.parametrize(
    "title",
    [
        "Interviews with police",
        "Focus groups in research",
        "Confidential informants",
        "A review of interviews",
    ],
)
def test_a_work_about_interviews_is_shown(title):
    assert ["k"] == shown(
        f"@article{{k, title = {{{title}}}, journal = {{J}}, year = 2011, abstract = {{We made confidential interviews, {title}.}}}}"
    )
    book = f"@book{{k, title = {{{title}}}, keywords = {{confidentiality, interview}}, "
    assert ["k"] == shown(book + "publisher = {Made-up Press}}")
    # what says that it is an interview, and nowhere where it was published, is asked about
    assert [True] == [r.withheld for r in read_text(book + "}", "a.bib")]


@pytest.mark.parametrize("kind", ["crossref", "xdata"])
def test_a_public_child_has_nothing_of_a_confidential_parent_and_no_message_names_it(kind):
    parent = "xdata" if kind == "xdata" else "book"
    text = (
        f"@{parent}{{hidden, title = {{SECRET}}, publisher = {{SECRET press}}, confidential = {{true}}, crossref = {{hidden}}}}\n\n"
        f"@inbook{{pub, title = {{A chapter}}, {kind} = {{hidden}}, confidential = {{false}}}}\n\n@inbook{{other, {kind} = {{hidden}}}}\n"
    )
    library = read_text(text, "a.bib")
    assert "SECRET" not in mutants.told(library)
    assert ["pub"] == [record.key for record in library if not record.confidential]
    assert not [problem for problem in library.problems if "hidden" in whole(problem)]


def test_a_macro_that_swallowed_an_interview_gives_nothing():
    text = '@string{jot = "Journal}\n\n@interview{I01, author = "SECRET, Ann"}\n\n@article{pub, title = "A", journal = jot}\n'
    assert "SECRET" not in mutants.told(read_text(text, "a.bib"))


def test_damage_in_a_file_without_marks_seals_nothing():
    text = "@article{a, title = {Raids, year = {2011} }@article{b, author = {Doe, Ann}, title = {Talk}}"
    assert shown(text) == [record.key for record in read_text(text, include_confidential=True)]


def test_damage_seals_no_further_than_its_neighbours():
    entries = [f"@article{{pub{n},\n  title = {{Raids}},\n  year = 2011\n}}\n\n" for n in range(6)]
    damaged = entries[1].replace("{Raids}", "{Raids")
    text = entries[0] + damaged + entries[2] + "@interview{I01, title = {SECRET}}\n\n" + "".join(entries[3:])
    assert {"pub0", "pub3", "pub4", "pub5"} <= set(shown(text))


@pytest.mark.parametrize(
    ("between", "parts"),
    [
        ("\n", 2),
        ("", 2),
        ("\n \t", 2),
        (" \t ", 2),
        (")\t", 2),
        ("\n\xa0", 1),
        ("\r", 1),
        ("x", 1),
        ("\nx ", 1),
    ],
)
def test_an_entry_begins_behind_a_line_end_or_another_entry_and_blanks(between, parts):
    text = f" \t@book{{Roe2001, title = {{A}}}}{between}@book{{Poe2002, title = {{B}}}}"
    assert sum("@" in text[part.start : part.end] for part in bibtex_parts(text)) == parts


def test_read_from_disk_it_is_the_same(tmp_path):
    (tmp_path / "a.bib").write_text(
        "@string{x = {y}}\n@article{pub, title = {Raids, year = {2011} }@interview{I01, author = {SECRET, Ann}}"
    )
    library = read(tmp_path / "a.bib")
    assert "SECRET" not in mutants.told(library)
    assert "SECRET" in dumps(read(tmp_path / "a.bib", include_confidential=True))


@pytest.mark.parametrize("word", ["confidential", "interview", "pcomm"])
def test_each_slip_of_a_word_is_found_in_a_text(word):
    for at in range(len(word) + 1):
        for slip in ("", *"xe{ \n"):
            for text in {word[:at] + slip + word[at:], word[:at] + slip + word[at + 1 :]}:
                places = near_places(f"a, {text} = b", word)
                assert any(near(f"a, {text} = b"[start:end], word) for start, end in places), text
    assert [] == near_places("the confidence of an internal review", word)


@pytest.mark.parametrize("word", ["confidential", "confidental", "CONFIDENTAIL"])
def test_each_mark_of_a_long_text_is_found_once_where_it_is(word):
    line = f"{word} = {{true}},\n"
    assert [len(line) * number for number in range(10_000)] == marks_in(line * 10_000)


def test_a_letter_that_is_longer_as_a_small_one_does_not_move_a_mark_into_the_next_entry():
    text = (
        f"@article{{pub1, title = {{{'İ' * 300}}}}}\n\n"
        "@misc{zeb, title = {Zebedee}, note = {x, confidential = {true}, y}}\n\n"
        f"@article{{pub2, title = {{Raids}}, abstract = {{{'words ' * 100}}}}}\n"
    )
    assert ["pub1", "pub2"] == shown(text)
    assert shown("@misc{zeb, title = {A}, note = {x, CONFİDENTİAL = {true}, y}}") == []


def test_to_look_for_marks_takes_no_more_memory_in_a_longer_text():
    taken = []
    for size in (100_000, 1_000_000):
        text = "Gödel – " * (size // 8)
        tracemalloc.start()
        assert marks_in(text) == []
        taken.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert taken[1] < 1.5 * taken[0]


def test_prose_holds_no_mark():
    assert [] == marks_in(
        "This paper uses confidential data; we kept them\nconfidential and safe. Confidentiality matters."
    )


@pytest.mark.parametrize("key", ["I01", "J01", "12", "W2741809807", "PR90"])
def test_a_key_alone_is_no_mark(key):
    assert not judge("article", key, {"title": "Raids"}, "a.bib").hides
    assert not judge("misc", key, {"title": "Raids"}, "a.csv", typed=False).hides
    assert judge("article", key, {"title": "Raids"}, "a.bib", listed=True).sealed


def test_a_message_does_not_quote_the_next_entry():
    text = (
        '@article{pub, title = {A}, year " {2011}}\n\n@misc{SECRET2012, title = {B}, confidential = {true}}\n'
    )
    assert "SECRET" not in mutants.told(read_text(text, "a.bib"))


def test_a_mark_cut_in_two_by_a_line_end_seals_the_table():
    text = "id,title,year,con\nidential\na,SECRET,2011,true\n"
    assert [] == shown(text, "a.csv")


def test_a_first_line_that_is_damaged_does_not_give_an_interview_to_the_record_before():
    text = "%0 Journal Article\n%T Raids\n%D 2011\n%%0 Interview\n%A SECRET, Ann\n"
    assert [] == shown(text, "a.enw")


LINED = [
    n for n, sample in enumerate(mutants.SAMPLES) if sample.path[-3:] in ("ris", "enw", "bib", "txt", "csv")
]


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", LINED)
def test_no_slip_in_the_line_of_a_mark_shows_it(number):
    sample = mutants.SAMPLES[number]
    lines = sample.text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if not mutants.is_mark(line) or len(line) > 60:
            continue
        before, after = "".join(lines[:at]), "".join(lines[at + 1 :])
        # a quarter of the characters for a sample, others for the next: each is tried in every format
        slips = mutants.mutants(line, (*" \n\t%x0-", "\xa0")[number % 4 :: 4])
        assert [] == [slip for slip in slips if slip and mutants.leaks(before + slip + after, sample.path)]


@pytest.mark.parametrize("cut", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("value", ["true", "rue", "yes", '"x, y"'])
def test_a_mark_that_a_line_end_cut_off_its_row_seals_the_row(value, cut):
    text = f"id,title,year,confidential\na1,Open,2011,\nz9,SECRET,2012,{cut}{value}\na2,Open,2013,\na3,Open,2014,\n"
    assert "SECRET" not in mutants.told(read_text(text, "a.csv"))
    assert {"a1", "a3"} <= set(shown(text, "a.csv"))


@pytest.mark.parametrize(
    "kind", ["Personal communication", "Focus group", "Interv ew", "In0erview", ";nterview", "Interview 7"]
)
def test_the_type_of_an_interview_seals_a_row_of_a_table_beside_a_journal_too(kind):
    text = f"ID,Title,Source title,Year,Document Type\nz9,SECRET,Locks,2012,{kind}\na1,Open,Locks,2012,AAAI 2013\na2,Open,Locks,2012,Letter.\n"
    assert ["a1", "a2"] == shown(text, "a.csv")


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("columns", "marked"),
    [
        ("", 'z9,Zebtitle,"Zebann, A.",2012,,,,,,{}Interview'),
        (",confidential", 'z9,Zebtitle,"Zebann, A.",2012,Zebplace,4,,20-30,10.1000/z,article,{}true'),
        (
            ",Keywords",
            'z9,Zebtitle,"Zebann, A.",2012,Zebplace,4,,20-30,10.1000/z,article,{}police; confidential',
        ),
    ],
)
def test_no_word_is_shown_after_a_slip_in_a_table_whose_moved_rows_are_known(columns, marked):
    end = "," if columns else ""
    rows = [
        f'a{n},Raids {n},"Doe, J.",{1990 + n},Journal of Locks,{n + 2},{n % 4 + 1},{n}0-{n}9,10.1000/a.{n},article{end}\n'
        for n in range(1, 26)
    ]
    rows[7] = rows[7].replace("Journal", ",Journal")
    head = f"ID,Title,Authors,Year,Source title,Volume,Issue,Pages,DOI,Document Type{columns}\n"
    # moved into the column of the mark, a type is a mark
    sealed = ["a8"] if "confidential" in columns else []
    assert 25 - len(sealed) == len(
        shown(head + "".join([*rows[:9], marked.format(""), "\n", *rows[9:]]), "a.csv")
    )
    tried = [*mutants.mutants(marked.format("") + "\n" + rows[9])][::37]
    # the law is one slip: where a cell too many has moved the row, it is that
    moved = marked.format(","), marked.format("").replace("Zebtitle,", "Zebtitle,,")
    tried += [f"{row}\n{rows[9]}" for row in moved]
    texts = [head + "".join([*rows[:9], text, *rows[10:]]) for text in tried]
    assert [] == [text for text in texts if mutants.leaks(text, "a.csv")]
