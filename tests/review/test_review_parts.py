"""Codes that stay with their record, stamps in each format, notes, strategies, tables of a notebook, and what a check says of each part."""

import json
from types import SimpleNamespace

import pytest

from litreview.core.model import Problem, Source, Where
from litreview.core.results import Search
from litreview.review import (
    ignored_files,
    interviews,
    private_folder,
    review_documents as materials,
    run_check as run_checking,
)
from litreview.review.outputs import notebook, writing as output
from litreview.review.outputs.watermark import add_stamp
from litreview.review.private_folder import CodeLine, _Identity
from litreview.review.settings import Settings


def put(place, *names, text="x"):
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)


def source(key="k", **more):
    return Source(key=key, type="article", **{"records": (), "fields": {"title": key}} | more)


# which code is whose

B, C = "confidential-bbbbbb", "confidential-cccccc"


@pytest.mark.parametrize(
    ("wanted", "kept", "given"),
    [
        ([("a", "k", "1")], [(B, "a", "k", "1")], {0: B}),
        ([("a", "k", "2")], [(B, "a", "k", "1")], {0: B}),
        ([("z", "z", "1")], [(B, "a", "k", "1")], {0: B}),
        ([("z", "z", "2")], [(B, "a", "k", "1")], {}),
        ([("z", "z", "")], [(B, "a", "k", "")], {}),
        ([("a", "entry1", "2")], [(B, "a", "entry1", "1")], {}),
        ([("a", "entry1", "1")], [(B, "a", "entry1", "1")], {0: B}),
        ([("a", "k", "2"), ("a", "k", "3")], [(B, "a", "k", "1")], {}),
        ([("a", "k", "1"), ("a", "k", "3")], [(B, "a", "k", "1")], {0: B}),
        ([("z", "y", "1"), ("z", "x", "1")], [(B, "a", "k", "1")], {}),
        ([("z", "z", "1")], [(B, "a", "k", "1"), (C, "b", "l", "1")], {}),
        ([("a", "k", "1"), ("b", "l", "1")], [(B, "a", "k", "1"), (C, "b", "l", "1")], {0: B, 1: C}),
        ([("a", "k", "1"), ("z", "z", "9")], [(B, "a", "k", "1"), (B, "z", "z", "9")], {0: B}),
        ([("a", "k", "1")], [(B, "a", "k", "1"), (C, "a", "k", "2")], {0: B}),
    ],
)
def test_a_code_stays_by_the_surest_sign_that_nobody_shares(wanted, kept, given):
    assert given == private_folder._match_codes(
        {n: _Identity(*one) for n, one in enumerate(wanted)}, [CodeLine(*line) for line in kept]
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"code\tfile\tkey\tdigest\n{B}\ta\tk\t1\n", [B]),
        (f"{B}\ta\tk\t1\textra\r\n{C}\ta\tk\n", [B]),
        ("confidential-aaaaaa\ta\tk\t1\nconfidential-bbbbb\ta\tk\t1\n", []),
    ],
)
def test_lines_that_are_no_code_are_passed_over(text, found):
    assert found == [line.code for line in private_folder._parse(text.encode())]


@pytest.mark.parametrize(
    ("present", "added"),
    [
        ("", f"code\tfile\tkey\tdigest\n{B}\ta\tk\t1\n"),
        ("x\n", f"{B}\ta\tk\t1\n"),
        ("x", f"\n{B}\ta\tk\t1\n"),
        (f"{B}\ta\tk\t1\n", ""),
    ],
)
def test_a_line_is_added_once_below_what_is_there(present, added):
    assert added == private_folder._new_code_lines(present.encode(), [CodeLine(B, "a", "k", "1")])


# stamps


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.bib", "@misc{k}", "@comment{Made up & new}\n\n@misc{k}"),
        ("a.ris", "TY  - A\r\nER  - \r\nTY  - B\r\nER  - \r\n", "TY  - A\r\nN1  - Made up & new\r\nER  - \r\nTY  - B\r\nN1  - Made up & new\r\nER  - \r\n"),
        ("a.csv", 'a,b\n1,"x\ny"\n', 'a,b,stamp\n1,"x\ny",Made up & new\n'),
        ("A.HTML", "<title>T</title><main>\nx", '<title>Made up &amp; new | T</title><main>\n<p class="stamp" role="note">Made up &amp; new</p>\nx'),
        ("a.graphml", "<graph a>x", '<key id="stamp" for="graph" attr.name="stamp" attr.type="string"/>\n<graph a>\n<data key="stamp">Made up &amp; new</data>x'),
    ],
)  # fmt: skip
def test_a_stamp_has_its_place_in_each_format(name, text, expected):
    assert expected == add_stamp(name, text.encode(), " Made  up &\nnew ").decode()
    assert text == add_stamp(name, text.encode(), " ").decode()


def test_in_json_a_stamp_comes_first_or_is_a_note_of_each_work():
    assert [("stamp", "S"), ("a", 1)] == [*json.loads(add_stamp("a.json", b'{"a": 1}', "S")).items()]
    works = json.loads(add_stamp("a.json", b'[{"id": 1}, {"id": 2, "note": "n"}]', "S"))
    assert ["S", "n\nS"] == [one["note"] for one in works]


def test_a_picture_grows_by_the_lines_of_its_stamp():
    svg = b'<svg xmlns="x" viewBox="0 0 200 50" width="200" height="50">body</svg>\n'
    short = add_stamp("a.svg", svg, "Invented").decode()
    assert 'viewBox="0 0 200 72" width="200" height="72"' in short
    assert '<rect y="50" width="200" height="22" fill="#fff"/>' in short
    assert '<text x="100" y="66"' in short
    assert short.endswith("Invented</text>\n</svg>\n")
    assert 'height="88"' in add_stamp("a.svg", svg, "Invented works of a demonstration, all").decode()


# notes


@pytest.mark.parametrize(
    ("name", "ending", "told", "remedy"),
    [
        ("notes/k.txt", ".md", "does not end in .md", "`mv notes/k.txt notes/k.md`, in"),
        ("notes/sub/k.md", ".md", "it is in a subfolder", "`mv notes/sub/k.md notes/k.md`, in"),
        ("notes/sub/k.txt", ".md", "does not end in .md or it is", "`mv notes/sub/k.txt notes/k.md`, in"),
        ("private/notes/sub/k.md", ".md", "in a subfolder", "`mv private/notes/sub/k.md private/notes/k.md`"),
        ("notes/k.md.txt", ".md", "does not end in .md", "`mv notes/k.md.txt notes/k.md`"),
        ("notes/k.docx", ".md", "does not end in .md or", "under the name notes/k.md"),
        ("notes/k.xyz", ".md", "does not end in .md or", "under the name notes/KEY.md"),
        ("references/k.docx", ".txt", "does not end in .txt or", "under the name references/k.txt"),
        ("references/k.md", ".txt", "does not end in .txt", "`mv references/k.md references/k.txt`"),
        ("references/k.bib", ".txt", "does not end in .txt or", "under the name references/KEY.txt"),
        ("notes/k.bib", ".md", "is a list of references", "`mv notes/k.bib bib/`"),
        ("private/notes/k.ris", ".md", "is a list of references", "`mv private/notes/k.ris private/`"),
        ("notes", ".md", "does not end in .md or", "under the name notes/KEY.md"),
    ],
)  # fmt: skip
def test_a_note_by_another_name_is_told_where_to_go(name, ending, told, remedy):
    problem = ignored_files.unread_file(name, ending)
    assert told in problem.message
    assert remedy in problem.remedy
    assert ("LR605", name) == (problem.code, problem.where.file)


@pytest.mark.parametrize(
    ("text", "left"),
    [("a<!---->b", "ab"), ("a<!-->b", "a<!-->b"), ("<!-- a -->b<!-- c -->", "b"), ("a <!-- b", "a <!-- b"), ("a --> b", "a --> b"), ("<!-- a -->", "")],
)  # fmt: skip
def test_comments_of_a_note_are_taken_out(text, left):
    assert left == materials.without_comments(text)


@pytest.mark.parametrize(
    ("made", "code", "level", "told"),
    [
        (
            materials.dead_citation(Where(file="n"), "k", ["j"]),
            "LR405",
            "warning",
            "use one of the nearest keys: j",
        ),
        (materials.dead_citation(Where(file="n"), "k", []), "LR405", "warning", "correct the key"),
        (
            materials.dead_citation(Where(file="n"), "k", ["j"], out="excluded"),
            "LR405",
            "info",
            "has no entry for it",
        ),
        (materials.unknown_key(Where(file="notes/k.md"), ["j"]), "LR602", "warning", "nearest keys: j"),
        (materials.unknown_key(Where(file="references/k.txt"), []), "LR300", "warning", "rename the file"),
    ],
)
def test_a_key_that_is_not_there_is_told_by_where_it_is_cited(made, code, level, told):
    assert (code, level) == (made.code, made.level)
    assert told in made.remedy
    assert ("not counted" in made.message) == (code == "LR300")


# strategies


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("searches/a.txt", ""), ("searches/gone.txt", "there is no such file"), ("searches/b.tx", "did you mean 'searches/b.txt'"), ("private/a.txt", "below private/"), ("../out.txt", "lies outside of the review"),
        ("notes/a.txt", "is read as something else"), ("decisions/a.txt", "is read as something else"), (".", "is read as something else"), ("bib/a.bib", "is read as something else"), ("a\0b", "no file can be called so"),
        ("searches/latin.txt", "is no text in UTF-8"), ("searches/long.txt", "is longer than any strategy (200,001 characters)"), ("searches/full.txt", ""),
    ],
)  # fmt: skip
def test_a_strategy_is_a_text_of_the_review(tmp_path, file, why):
    place = tmp_path / "rev"
    put(
        place,
        "searches/a.txt",
        "private/a.txt",
        "notes/a.txt",
        "decisions/a.txt",
        "bib/a.bib",
        "../out.txt",
        "searches/b.txt",
        text="\nTI(x)\r\nOR y\n",
    )
    (place / "searches/latin.txt").write_bytes(b"\xe9")
    put(place, "searches/full.txt", text="x" * 200_000)
    put(place, "searches/long.txt", text="x" * 200_001)
    one = Search(database="Scopus", strategy="first", strategy_file=file, line=3)
    (found,), problems = materials.read_strategies(place, [one], ["bib/a.bib"])
    assert bool(why) == bool(problems)
    assert ("" if why else file) == found.strategy_file
    if why:
        assert why in problems[0].message
        assert ("LR609", 3, "first") == (problems[0].code, problems[0].where.line, found.strategy)
    else:
        assert found.strategy.startswith("first\n")
    if file == "searches/a.txt":
        assert "first\nTI(x)\nOR y" == found.strategy


def test_a_private_strategy_is_read_if_asked_for(tmp_path):
    put(tmp_path, "private/a.txt", text="TI(x)")
    one = Search(database="Scopus", strategy_file="private/a.txt")
    (found,), problems = materials.read_strategies(tmp_path, [one], include_confidential=True)
    assert ("TI(x)", ()) == (found.strategy, problems)


# what lies in private/


def test_transcripts_go_by_codes_and_an_empty_private_folder_is_absent(tmp_path):
    assert interviews.read_interviews(tmp_path).absent
    put(tmp_path, "private/codes.tsv", "private/out/a.csv", "private/.git/x", "private/.hidden")
    assert interviews.read_interviews(tmp_path).absent
    put(tmp_path, "private/transcripts/I01.txt", "private/transcripts/README.md", text="two words")
    found = interviews.read_interviews(tmp_path)
    assert (["I01"], (), False) == ([*found.lengths.reveal()], found.problems, found.absent)
    for number, told in (
        (1, "1 transcript is not named after an interview code"),
        (2, "2 transcripts are not named after an interview code"),
    ):
        put(tmp_path, f"private/transcripts/anna{number}.txt")
        assert [told] == [
            p.message.removeprefix("private: ") for p in interviews.read_interviews(tmp_path).problems
        ]
    put(tmp_path, "private/a.qdpx")
    assert "LR650" in [p.code for p in interviews.read_interviews(tmp_path).problems]


# tables of a notebook


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, ""), (True, "yes"), (False, "no"), (0.123456, "0.1235"), (0, "0"), ("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…")],
)  # fmt: skip
def test_a_cell_is_short(value, told):
    assert told == notebook._cell(value)


@pytest.mark.parametrize(("number", "rows", "left"), [(10, 10, False), (12, 10, True)])
def test_a_table_shows_ten_rows_and_no_empty_column(number, rows, left):
    made = notebook._table(
        "Caption", ("a", "b", "c"), [(f"row{n}", "", None if n else "first") for n in range(number)]
    )
    assert rows == sum(f"row{n}<" in made for n in range(number))
    assert ("2 more" in made) == left
    assert [True, False, True] == [f">{name}</th>" in made for name in "abc"]
    chosen = notebook._table("Caption", ("a", "b"), [("x", "y")], ("b",))
    assert [False, True] == [f">{name}</td>" in chosen for name in "xy"]


def test_headings_are_told_with_those_above():
    def group(words, count, *groups):
        return SimpleNamespace(heading=SimpleNamespace(words=words), count=count, groups=groups)

    assert [("A", 3), ("A / B", 2), ("C", 1)] == [
        *notebook._headings([group("A", 3, group("B", 2)), group("C", 1)])
    ]


# tags that changed


def test_only_the_machines_tags_of_works_that_are_there_are_read():
    text = (
        "\ufeffsource,code,method,field,text\nk,protect,rule,title,raids\nold,protect,rule,abstract,more\n"
        "k,prevent,person,,\ngone,protect,rule,title,x\nk,,rule,title,x\nk,prosecute,rule,title,\n"
    )
    tags = output.read_machine_tags(text, {"k": ("k",), "old": ("k",)})
    assert [("protect", ["raids", "more"]), ("prosecute", [])] == [
        (t.code, [s.text for s in t.spans]) for t in tags
    ]
    assert () == output.read_machine_tags("a,b\n1,2\n", {})


# what a check says


def problem(code, level="error", key="", file="a", line=1):
    return Problem(where=Where(file=file, line=line), code=code, level=level, message="m", key=key)


def checked(folder=None, **more):
    words = {
        "folder": folder, "sources": (), "included": (), "notes": {}, "problems": (), "settings": Settings(),
        "library": SimpleNamespace(files=("a.bib",), __len__=lambda: 1),
    }  # fmt: skip
    return SimpleNamespace(**words | more)


@pytest.mark.parametrize(
    ("required", "faults", "said"),
    [(True, ["b", "c"], "1 of 3 sources that count as evidence have one"), (False, [], "none is required")],
)
def test_sources_without_an_annotation_are_faults_where_one_is_required(required, faults, said):
    review = checked(
        included=(
            *(source(key, records=(SimpleNamespace(where=Where(file="a.bib")),)) for key in "abc"),
            source("d", confidential=True),
        ),
        notes={"a": "x", "b": " "},
        settings=Settings(require_annotations=required),
    )
    found = run_checking._check_annotations(review)
    assert (faults, True) == ([p.key for p in found.faults], said in found.said)


@pytest.mark.parametrize(
    ("key", "private", "hidden", "may"),
    [
        ("I01", False, False, True), ("I01", True, False, False), ("confidential-bbbbbb", False, False, True), ("Doe2001", False, True, False), ("", False, True, True), ("", False, False, False),
    ],
)  # fmt: skip
def test_what_may_lie_in_a_private_folder_that_is_not_here(tmp_path, key, private, hidden, may):
    if private:
        (tmp_path / "private").mkdir()
    review = checked(tmp_path, sources=(source(confidential=hidden),))
    assert may == run_checking._may_be_private(review, key)
    assert (
        may == run_checking._may_be_private(checked(sources=(source(confidential=hidden),)), key) or private
    )


@pytest.mark.parametrize(
    ("levels", "faults", "said"),
    [
        (("info",), 0, "read without errors"),
        (("warning", "info"), 0, "read without errors; 1 warning, which"),
        (("error", "warning", "error"), 2, "2 errors of other kinds; 1 warning, which"),
    ],
)
def test_every_other_error_is_a_fault(levels, faults, said):
    class Library(list):
        files = ("a.bib",)

    found = run_checking._check_other_errors(
        checked(library=Library([1])), [problem("LR1", level) for level in levels]
    )
    assert (faults, True) == (len(found.faults), said in found.said)
    assert ("warning, which" in said) == ("warning" in found.said)


def test_files_of_the_literature_that_no_search_names_are_faults():
    def of(key, *files):
        return source(key, records=tuple(SimpleNamespace(where=Where(file=file)) for file in files))

    held_ = (of("a", "bib/a.bib", "bib/b.bib"), of("b", "private/c.bib"), of("c", "bib/grey.bib"))
    review = checked(
        sources=held_,
        standing={"a": 1, "b": 1},
        library=SimpleNamespace(files=("bib/b.bib", "bib/a.bib", "private/c.bib", "bib/grey.bib")),
    )
    none = run_checking._check_searches(review)
    assert ((), True) == (none.faults, none.said.startswith("litreview.toml names no search"))
    review.settings = Settings(searches=(Search(database="Scopus", file="bib/a.bib"),))
    found = run_checking._check_searches(review)
    assert (["bib/b.bib"], "1 search naming 1 file; the review has 2 files of literature") == (
        [p.where.file for p in found.faults],
        found.said,
    )
