"""Each spelling of a secret is found in a file that would be published, with its line, and is never printed."""

import json
import shutil
from pathlib import Path

import pytest

from litreview.core.sealed import Sealed
from litreview.review.release.search_targets import common_words
from litreview.review.release.text_search import Searcher, SearchTerms, words
from release.conftest import SAID

SPELLED = {
    "LR661": [
        "Una Quillfeather", "QUILLFEATHER, UNA", "U. Quillfeather", "una\n  quillfeather", "Quillfeather's", "UnaQuillfeather", "una_quillfeather.docx",
        "Ada van der Tumbleweed", "van der Tumbleweed, Ada Lou", "A. L. van der Tumbleweed", "Zoe Brackenbury", "Brackenbury",
        "Ulla Grönqvist", "Gronqvist", 'Ulla Gr{\\"o}nqvist', "Gr&ouml;nqvist", "Ulla <b>Grön</b>qvist",
        "Quill\u200bfeather", "Quill\u00adfeather", "Quill\ufefffeather", "the Quillfeathers", "the Brackenburys'", "Quill%66eather", "Gr%C3%B6nqvist", "Gr\\u00f6nqvist",
        "Will King", "King, Will", "W. King", "Pia Quillon", "Quillon, P.",
        "Oda Fennimore", "Fennimore", "Ines Marrowby", "Marrowby, Ines", "marrowbyines", "Ottersway2019", "Ottersway", "Hollowell2018",
    ],
    "LR662": ["oda@fennimore.example", "ODA@Fennimore.Example", "555 014 2277", "(555) 014-2277", "+15550142277", "001-555-014-2277"],
    "LR663": [
        SAID, SAID.upper(), f"“{SAID[10:70]}”, they said", SAID.replace(" ", "\n"), SAID.replace(" raid", ", raid"),
        "the desk was always empty when the buses came", "in many words what was told to us that day",
    ],
}  # fmt: skip


@pytest.mark.parametrize("file", ["roster.csv", "lists/register.tsv", "people.csv", "people.xlsx"])
@pytest.mark.parametrize(
    ("text", "code"),
    [("Ola Vrquist", "LR661"), ("Vrquist, O.", "LR661"), ("Per Hqlander", "LR661"), ("Vrquist", None), ("Hqlander", "LR661"), ("Ola and Per", None)],
)  # fmt: skip
def test_people_of_private_tables_are_looked_for(review, call, file, text, code):
    """A made-up roster names people who may be anyone: its names count in full; of a row with a code the family name alone does, too."""
    people = [["Full_Name", "Code", "Role"], ["Vrquist, Ola", "", "judge"], ["Per Hqlander", "i07", "judge"]]
    if file == "people.csv":
        people = [["last name", "First Name", "code"], ["Vrquist", "Ola", ""], ["Hqlander", "Per", "I07"]]
    place = review / "private" / file
    place.parent.mkdir(exist_ok=True)
    if file.endswith(".xlsx"):
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for row in people:
            book.active.append(row)
        book.save(place)
    else:
        sign = "\t" if file.endswith(".tsv") else ";"
        place.write_text(
            "\ufeff" + "\n".join(sign.join(f'"{cell}"' for cell in row) for row in people) + "\n"
        )
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert ({("notes/a.md", 3, code)} if code else set()) == found(result)


@pytest.mark.parametrize(
    ("rows", "text", "code"),
    [
        ("Vrquist, Ola;;yes", "Ola Vrquist", None),
        ("Vrquist, Ola;;Yes ", "Vrquist, O.", None),
        ("Vrquist, Ola;;", "Ola Vrquist", "LR661"),
        ("Vrquist, Ola;;no", "Ola Vrquist", "LR661"),
        ("Vrquist, Ola;I07;yes", "Ola Vrquist", "LR661"),
        ("Vrquist, Ola;;yes\nVrquist, Ola;;", "Ola Vrquist", "LR661"),
        ("Quillfeather, Una;;yes", "Una Quillfeather", "LR661"),
        ("Vrquist, Ola;;yes\nHqlander, Per;;", "Per Hqlander", "LR661"),
    ],
)
def test_an_official_whom_a_list_has_as_public_is_not_looked_for(review, call, rows, text, code):
    """Nobody with a code, an entry or another row is made public by it; what is left out is said."""
    (review / "private/officials.csv").write_text(f"name;code;public\n{rows}\n")
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert ({("notes/a.md", 3, code)} if code else set()) == found(result)
    left_out = "in its column `public`, unless" in call("check", "--release", ".").output
    assert left_out == (";;yes" in rows.lower())


UNKNOWN = [
    "will the king say", "Una said", "Jane Quillon, and Quillon again", "they never had a bed to offer", "555 014 2278", "pages 555-561, 2014-2277",
    "they told us that nobody came back after the winter of that year", "I06 and I06", "interview transcript of a judge",
]  # fmt: skip


def found(result):
    return {(row["file"], row["line"], row["code"]) for row in json.loads(result.stdout)["found"]}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, some in SPELLED.items() for text in some])
def test_a_secret_is_found_where_it_stands(review, call, code, text):
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert 1 == result.exit_code
    assert ("notes/a.md", 3, code) in found(result)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_secret_is_not_told(review, call, text):
    (review / "notes").mkdir()
    (review / "notes/a.md").write_text(f"One line.\n\nAnd here {text} stands.\n")
    result = call("check", "--release", ".", "--json")
    assert set() == found(result)
    assert 0 == result.exit_code


ZOTERO = """@interview{{I06, author = {{Quillfeather, Una}}, title = {{A talk}}, date-added = {{2020-04-14 16:46:53 +0000}}, date-modified = {{14.04.2020 16:47}},
  accession = {{WOS:000445987100063}}, eid = {{2-s2.0-85189760133}}, isbn = {{978-3-16-148410-0}}, usera = {{ISBN 0-231-05982-5, lens 041-627-500-093-845, pages 19158-19164, 2021-94054-001}},
  doi = {{10.1080/20008198.2022.2087980}}, url = {{https://example.org/2014/05550142278/1}}, orcid = {{0000-0002-1825-0097}}, extra = {{Phys. Rev. 91, 247403 (2003){phone}}}}}
"""


@pytest.mark.parametrize(
    ("phone", "told"), [("", set()), ("; (555) 014-9911", {"LR662"}), ("; +49 30 90182-01", {"LR662"})]
)
def test_dates_and_identifiers_of_an_export_are_no_telephone_numbers(review, call, phone, told):
    """A private export of Zotero and a public one of the same entry: what both hold is a number of somebody only where it is one."""
    entry = ZOTERO.format(phone=phone)
    with (review / "private/interviews.bib").open("a") as stream:
        stream.write(entry)
    public = entry.replace("@interview{I06", "@article{Quillon2016").replace(
        "Quillfeather, Una", "Quillon, Jane"
    )
    (review / "bib/zotero.bib").write_text(public.replace("A talk", "A work"))
    assert told == {code for _, _, code in found(call("check", "--release", ".", "--json"))}


def test_a_note_names_decisions_on_sealed_codes_and_is_no_failure(review, call):
    (review / "decisions").mkdir()
    line = "2026-01-0{n}T09:30:00Z\tann\t{verb}\t{key}\t{value}\t\t\t\n"
    rows = [("tag", "Quillon2015", "protect"), ("tag", "I06", "protect"), ("tag", "I07", "protect"), ("tag", "Quillon2015", "none"), ("same", "Quillon2015", "confidential-kpwtzb")]  # fmt: skip
    (review / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
        + "".join(line.format(n=n, verb=v, key=k, value=w) for n, (v, k, w) in enumerate(rows, 1))
    )
    result = call("check", "--release", ".", "--json")
    (row,) = json.loads(result.stdout)["found"]
    assert ("decisions/ann.tsv", 3, "LR669", "info") == (row["file"], row["line"], row["code"], row["level"])
    assert row["message"].endswith("lines 3-4, 6")
    assert 0 == result.exit_code


LICENSED = {
    "wos.bib": ("@article{a{n}, title = {Raids {n}}, unique-id = {WOS:00044598710006{n}}, abstract = {So.}}", "Web of Science"),
    "scopus.bib": ("@article{a{n}, title = {Raids {n}}, source = {Scopus}, abstract = {So.}}", "Scopus"),
    "ebsco.ris": ("TY  - JOUR\nTI  - Raids {n}\nAB  - So.\nDP  - EBSCOhost\nER  - \n", "EBSCO"),
    "ovid.ris": ("TY  - JOUR\nTI  - Raids {n}\nAB  - So.\nDB  - Ovid MEDLINE(R)\nER  - \n", "Ovid"),
    "embase.ris": ("TY  - JOUR\nTI  - Raids {n}\nAB  - So.\nDB  - Embase\nER  - \n", "Embase"),
    "proquest.ris": ("TY  - JOUR\nTI  - Raids {n}\nAB  - So.\nUR  - https://www.proquest.com/docview/1\nER  - \n", "ProQuest"),
    "noted.bib": ("@article{a{n}, title = {Raids {n}}, abstract = {So.}}", "Scopus"),
    "open.bib": ("@article{a{n}, title = {Raids {n}}, url = {https://pubmed.ncbi.nlm.nih.gov/1}, abstract = {What Scopus and Embase hold.}}", ""),
    "bare.bib": ("@article{a{n}, title = {Raids {n}}, source = {Scopus}}", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LICENSED)
def test_licensed_abstracts_are_noted_by_file(review, call, name):
    entry, database = LICENSED[name]
    (review / "bib" / name).write_text("".join(entry.replace("{n}", str(n)) + "\n" for n in (1, 2)))
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text() + '[[search]]\ndatabase = "Scopus"\nfile = "bib/noted.bib"\n')
    result = call("check", "--release", ".", "--json")
    assert 0 == result.exit_code
    told = [(row["file"], row["code"], row["message"]) for row in json.loads(result.stdout)["found"]]
    if not database:
        assert [] == told
        return
    ((file, code, message),) = told
    assert (f"bib/{name}", "LR687") == (file, code)
    assert message.startswith(f"2 abstracts came from {database}, which licenses them; this file and out/")


@pytest.mark.exhaustive
def test_outputs_with_abstracts_are_those_that_the_note_names(review, call):
    entry, _ = LICENSED["scopus.bib"]
    said = "An abstract that stands nowhere else."
    (review / "bib/scopus.bib").write_text(entry.replace("{n}", "1").replace("So.", said))
    assert 0 == call("run", ".").exit_code
    held = {
        path.name
        for path in (review / "out").rglob("*")
        if path.is_file() and said.encode() in path.read_bytes()
    }
    assert {"all.bib", "library.bib", "library.ris"} == held


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("example", "notes"), [("demonstration", {"LR669", "LR687", "LR688"}), ("over-policing", set())]
)
def test_the_examples_expose_nothing(tmp_path, call, example, notes):
    shutil.copytree(
        Path(__file__).parents[2] / "examples" / example,
        tmp_path / "copy",
        ignore=shutil.ignore_patterns("out"),
    )
    result = call("check", "--release", str(tmp_path / "copy"), "--json")
    assert notes == {code for _, _, code in found(result)}
    assert 0 == result.exit_code


def test_no_name_is_printed(review, call):
    for n, text in enumerate(text for some in SPELLED.values() for text in some):
        (review / f"manuscript/Una Quillfeather {n}.md").write_text(text)
    (review / "Tumbleweed").mkdir()
    (review / "Tumbleweed/a.md").write_text("Oda Fennimore")
    for more in ((), ("--all",), ("--json",), ("--all", "-o", "found.txt")):
        result = call("check", "--release", ".", *more)
        assert 1 == result.exit_code
        printed = " ".join(words(result.output))
        for name in (
            "quillfeather",
            "tumbleweed",
            "brackenbury",
            "gronqvist",
            "fennimore",
            "marrowby",
            "ottersway",
            "hollowell",
            "2277",
        ):
            assert name not in printed
    assert "…/a.md" in (review / "found.txt").read_text()
    assert "fennimore" not in (review / "found.txt").read_text().lower()


def test_a_common_word_or_an_author_is_not_looked_for_alone_and_that_is_said(review, call):
    result = call("check", "--release", ".")
    assert 0 == result.exit_code
    assert "words alone that are names of authors of the literature or common words" in result.output
    assert "king" in common_words()
    assert "Whether to publish is for you to decide" in result.output
    assert "fit" not in result.output


WORK = "@article{Q1, author = {Quillfeather, Una}, title = {On roads}, journal = {Made-up Review}, volume = {1}, year = {2011}%s}\n"


@pytest.mark.exhaustive
def test_an_author_of_a_published_work_is_not_taken_for_the_interviewee(review, call, git):
    with (review / "bib/lit.bib").open("a") as bib:
        bib.write(WORK % "")
    (review / "notes").mkdir()
    (review / "notes/UnaQuillfeather2011.md").write_text("On roads.\n")
    git("add", "-A")
    git("commit", "-q", "-m", "as Una Quillfeather has it")
    result = call("check", "--release", ".", "--json")
    assert 0 == result.exit_code
    (note,) = json.loads(result.stdout)["found"]
    assert ("bib/lit.bib", "LR661", "info") == (note["file"], note["code"], note["level"])
    assert note["message"].startswith("1 published work here has a name")
    (review / "manuscript/review.md").write_text("As Una Quillfeather (2011) has it.\n")
    result = call("check", "--release", ".", "--json")
    (row,) = [row for row in json.loads(result.stdout)["found"] if row["file"] == "manuscript/review.md"]
    assert ("warning", 1) == (row["level"], row["line"])
    assert row["message"].startswith("a name here belongs to an author in the literature")
    assert 1 == result.exit_code


def test_a_note_of_ours_in_the_entry_of_a_published_work_is_no_part_of_it(review, call):
    (review / "bib/lit.bib").write_text(WORK % ", note = {Ada van der Tumbleweed said so}")
    result = call("check", "--release", ".", "--json")
    assert ("bib/lit.bib", "LR661", "error") in {
        (row["file"], row["code"], row["level"]) for row in json.loads(result.stdout)["found"]
    }


def test_codes_that_are_not_to_be_cited(review, call):
    (review / "manuscript/review.md").write_text(
        "A judge [@I07].\nAnother (I08), and I06.\nAs i-07 and Interview 08.\n"
    )
    result = call("check", "--release", ".", "--json")
    assert {("manuscript/review.md", n, "LR664") for n in (1, 2, 3)} == found(result)


def test_a_register_that_tells_people_apart(review, call):
    (review / "litreview.toml").write_text('title = "A"\n[confidential]\nk = 3\nrole = ["judge"]\n')
    result = call("check", "--release", ".", "--json")
    assert {("bib/register.bib", 1, "LR633")} == found(result)


def test_a_name_that_the_register_itself_holds(review, call):
    text = (review / "bib/register.bib").read_text()
    (review / "bib/register.bib").write_text(text.replace("role = {judge}", "author = {Rowbottom, Eli}", 1))
    assert ("bib/register.bib", 1, "LR661") in found(call("check", "--release", ".", "--json"))


def test_nothing_that_is_looked_for_is_in_a_repr():
    wanted = SearchTerms(names=Sealed({("una", "quillfeather"): "name"}), sentences=Sealed(frozenset({1})))
    assert "quillfeather" not in repr(wanted)
    assert "quillfeather" not in repr(vars(Searcher(wanted)))


def test_many_places_in_one_file_are_counted(review, call):
    (review / "manuscript/review.md").write_text("Oda Fennimore\n" * 100)
    result = call("check", "--release", ".", "--json")
    assert 21 == len(json.loads(result.stdout)["found"])
    assert "80 more places" in result.stdout


def test_a_folder_that_is_none(review, call):
    assert 2 == call("check", "--release", "nowhere").exit_code
    assert 2 == call("check", "--release", "bib", "manuscript").exit_code
    assert 2 == call("check", "--release", ".", "--include-confidential").exit_code


def test_a_review_that_cannot_be_read_is_looked_through_all_the_same(review, call):
    (review / "litreview.toml").write_text("title = \n")
    (review / "bib/lit.bib").write_text("@article{a, title = {x\n")
    (review / "manuscript/review.md").write_text("Una Quillfeather")
    assert ("manuscript/review.md", 1, "LR661") in found(call("check", "--release", ".", "--json"))


def test_who_names_published_commits_is_reminded_of_this_one(review, call):
    settings = review / "litreview.toml"
    for line, lines in (("", 0), ("published = []\n", 1)):
        settings.write_text(settings.read_text() + line)  # the table [confidential] is the last one
        said = json.loads(call("check", "--release", ".", "--json").stdout)["not_looked"]
        assert lines == sum("add the one that you publish now" in one for one in said)


def test_where_nobody_is_known_that_is_said_first(review, call):
    (review / "private").rename(review.parent / "elsewhere")
    result = call("check", "--release", ".", "--json")
    assert json.loads(result.stdout)["not_looked"][0].startswith(
        "names, addresses and words of interviewees: the folder holds none"
    )


DECIDED = "when\tby\tverb\tkey\tvalue\n{}\tann\ttag\tI06\tprotect\n{}\tann\ttag\tI07\tprotect\n"


def told_of_times(call):
    result = call("check", "--release", ".", "--json")
    return {
        (row["file"], row["line"], row["message"].partition(" in ")[2])
        for row in json.loads(result.stdout)["found"]
        if row["code"] == "LR669"
    }


def test_times_that_an_earlier_commit_holds_are_named(review, call, git):
    """Lines on sealed codes that were deleted, or whose times were replaced, are still in history."""
    (review / "decisions").mkdir()
    file = review / "decisions/ann.tsv"
    file.write_text(DECIDED.format("2026-01-31T09:30:00Z", "2026-01-31T10:30:00Z"))
    git("add", "-A")
    git("commit", "-qm", "first")
    commit = git("rev-parse", "HEAD")[:12]
    assert {("decisions/ann.tsv", 2, "lines 2-3")} == told_of_times(call)
    file.write_text(DECIDED.splitlines()[0] + "\n")
    git("commit", "-qam", "second")
    assert {("decisions/ann.tsv", 0, f"commits {commit}")} == told_of_times(call)


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", ""),
        ("2026-01-01T00:00:01Z", "2026-02-01T00:00:00Z", "line 2"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z", "line 3"),
        ("2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z", "lines 2-3"),
    ],
)
def test_times_that_only_count_the_lines_of_a_month_tell_nothing(review, call, first, second, lines):
    """The form that the remedy asks for is read without a fault, and is accepted."""
    (review / "decisions").mkdir()
    (review / "decisions/ann.tsv").write_text(DECIDED.format(first, second))
    assert lines == "".join(said for _, _, said in told_of_times(call))
    assert "LR040" not in call("check", ".").output
