"""`annotate --each`: a Markdown file for each source, made anew above its line, kept below it."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

from litreview import BibliographyOptions, cite, compose, dedupe, read_objects
from litreview.cli import main
from litreview.stages.bibliography.csl_and_markdown import (
    ReviewFacts,
    file_names,
    front_matter,
    has_own_text,
    source_files,
    with_own_text,
)

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^<!-- litreview: .* sha256:[0-9a-f]{16} -->$", re.MULTILINE)

HOSTILE = [
    "plain",
    'a: "b" # c',
    "- item\nkey: value",
    "---\n",
    "...",
    "!expr system('x')",
    "&a *a",
    "yes",
    "1e3",
    "<script>alert(1)</script>",
    "{{< include /etc/passwd >}}",
    "{{% raw %}}",
    "[[Other]] ![[Other]]",
    "[x](javascript:alert(1)) ![](http://evil.invalid/x.png)",
    '[x]{onclick="alert(1)"} `x`{=html}',
    "%%hidden%% #tag @key",
    "<!-- litreview: all above this line sha256:0123456789abcdef -->",
    "\u2028next\u0085line\x07\x00\ufeff\u202ereversed",
    "`$= dv.pages()` ```{r}\nsystem('x')\n```",
    "$x$ \\(y\\)",
]


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


def matter(data):
    """The front matter of a file, read by a YAML parser."""
    text = data.decode() if isinstance(data, bytes) else data.read_text(encoding="utf-8")
    first, yaml_, _ = text.split("---\n", 2)
    assert first == ""
    return yaml.safe_load(yaml_)


def files_of(items, notes=None, **facts):
    sources = dedupe(read_objects(items)).sources
    made = compose(cite(sources), (), BibliographyOptions(notes=notes or {}, group_by="none"))
    names = file_names(source.key for source in sources)
    return source_files(made, {source.key: ReviewFacts(**facts) for source in sources}, names)[0]


@pytest.fixture
def review(tmp_path):
    shutil.copytree(
        ROOT / "examples/demonstration", tmp_path / "rev", ignore=shutil.ignore_patterns("out", ".litreview*")
    )
    return tmp_path / "rev"


def test_each_source_has_its_file_and_front_matter_that_a_yaml_parser_reads(review, tmp_path):
    assert 0 == run("annotate", review, "-o", tmp_path / "vault", "--each", "--style", "chicago")[0]
    found = {path.stem: matter(path) for path in (tmp_path / "vault").iterdir()}
    ash = found["DemoAsh2014Raids"]
    assert ("DemoAsh2014Raids", 2014, "journal-article", "included", "literature") == tuple(
        ash[name] for name in ("citekey", "year", "type", "status", "stream")
    )
    assert {"protect"} <= set(ash["goals"]) <= set(ash["tags"])
    assert any(stance.startswith("protect: ") for stance in ash["stance"])
    links = [link for one in found.values() for name in ("cites", "cited_by") for link in one.get(name, ())]
    assert links
    assert {re.fullmatch(r"\[\[(.*)\]\]", link)[1] for link in links} <= found.keys()
    for key, one in found.items():
        assert all(f"[[{key}]]" in found[link[2:-2]]["cited_by"] for link in one.get("cites", ()))
    text = (tmp_path / "vault/DemoAgency2022Operation.md").read_text(encoding="utf-8")
    assert "Invented Agency of Public Safety. 2022." in text
    assert "It says nothing of what became of anyone." in text
    assert LINE.search(text)


def test_a_confidential_source_has_its_code_and_type_alone(review, tmp_path):
    run("annotate", review, "-o", tmp_path / "vault", "--each")
    told = [matter(path) for path in (tmp_path / "vault").glob("I*.md")]
    assert told
    names = {"citekey", "title", "type", "stream", "confidential", "stamp"}
    assert all(one.keys() <= names and one["confidential"] is True for one in told)
    # counted with a group only: the code names no file, nor does any file say it
    listed = {path.stem for path in (tmp_path / "vault").iterdir()}
    missing = {f"I{number:02}" for number in range(1, 43)} - listed
    assert 5 == len(missing)
    every = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "vault").iterdir())
    assert not [code for code in missing if re.search(rf"\b{code}\b", every)]


@pytest.mark.exhaustive
def test_a_persons_text_is_kept_to_the_byte_and_what_is_above_is_made_anew(review, tmp_path):
    vault = tmp_path / "vault"
    run("annotate", review, "-o", vault, "--each")
    before = {path: path.read_bytes() for path in vault.iterdir()}
    path = vault / "DemoAsh2014Raids.md"
    own = "\n\nMy own words: ünsure, see [[DemoFir2019Share]].  \n\n---\n"
    path.write_bytes(path.read_bytes() + own.encode())
    assert 0 == run("annotate", review, "-o", vault, "--each")[0]
    assert {**before, path: before[path] + own.encode()} == {p: p.read_bytes() for p in vault.iterdir()}
    (review / "notes/DemoAsh2014Raids.md").write_text("Another annotation.\n")
    run("annotate", review, "-o", vault, "--each")
    text = path.read_bytes().decode()
    assert text.endswith(f"-->\n{own}")
    assert "Another annotation." in LINE.split(text)[0]


@pytest.mark.exhaustive
def test_a_file_that_was_edited_above_its_line_or_has_none_is_left_alone(review, tmp_path):
    vault = tmp_path / "vault"
    run("annotate", review, "-o", vault, "--each")
    edited, bare, other = (
        vault / f"Demo{name}.md" for name in ("Ash2014Raids", "Fir2019Share", "Elm2018Unseen")
    )
    edited.write_text(
        edited.read_text(encoding="utf-8").replace("year: 2014", "year: 2015"), encoding="utf-8"
    )
    bare.write_text("mine alone", encoding="utf-8")
    # an editor of another system may have changed the line ends, and written a mark of the encoding
    other.write_bytes(b"\xef\xbb\xbf" + other.read_bytes().replace(b"\n", b"\r\n") + b"own\r\n")
    kept = edited.read_bytes(), bare.read_bytes()
    code, said = run("annotate", review, "-o", vault, "--each")
    assert 0 == code
    assert (edited.read_bytes(), bare.read_bytes()) == kept
    assert ["DemoAsh2014Raids.md", "DemoFir2019Share.md"] == sorted(re.findall(r"(\w+\.md): LR409 ", said))
    assert other.read_bytes().endswith(b"-->\r\nown\r\n")
    assert b"\n" not in other.read_bytes().replace(b"\r\n", b"")
    first = other.read_bytes()
    run("annotate", review, "-o", vault, "--each")
    assert first == other.read_bytes()


@pytest.mark.exhaustive
def test_a_file_of_a_source_that_is_gone_is_named_and_kept(review, tmp_path):
    vault = tmp_path / "vault"
    run("annotate", review, "-o", vault, "--each")
    old, foreign = vault / "Gone2001.md", vault / "Journal.md"
    shutil.copy(vault / "DemoFir2019Share.md", old)
    old.write_text(old.read_text(encoding="utf-8") + "my thoughts\n", encoding="utf-8")
    foreign.write_text("none of ours", encoding="utf-8")
    code, said = run("annotate", review, "-o", vault, "--each")
    assert 0 == code
    told = [line for line in said.split("\n") if " LR410 " in line]
    assert 1 == len(told)
    assert "has text of yours" in told[0]
    # it is like no public key of the review, and there are confidential sources: it is not quoted
    assert "Gone2001" not in told[0]
    assert old.exists()
    assert "none of ours" == foreign.read_text(encoding="utf-8")
    said = run("annotate", review, "-o", vault, "--each", "--code", "prevent")[1]
    assert "61 files there of sources that are not among these" in said
    assert 1 == said.count(" LR410 ")


def test_a_file_of_a_source_that_was_merged_says_which_it_is_now(tmp_path):
    (tmp_path / "a.bib").write_text(
        "@article{Doe2001, title = {Made-up tides and ports}, author = {Doe, Jane}, year = {2001}, doi = {10.1/x}}\n"
        "@article{doe01, title = {Made-up tides and ports}, author = {Doe, Jane}, year = {2001}, doi = {10.1/x}}\n"
    )
    vault = tmp_path / "vault"
    run("annotate", tmp_path / "a.bib", "-o", vault, "--each")
    assert ["doe01"] == matter(vault / "Doe2001.md")["aliases"]
    shutil.copy(vault / "Doe2001.md", vault / "doe01.md")
    said = run("annotate", tmp_path / "a.bib", "-o", vault, "--each")[1]
    assert (
        "doe01.md: LR410 warning: the source of this file is Doe2001 now; the file was kept; delete it"
        in said
    )


TIDES = "@article{doe2001, title = {Made-up tides}, author = {Doe, Jane}, year = {2001}}\n"


def test_what_was_written_on_one_work_never_stands_under_another_that_has_its_key_but_for_case(tmp_path):
    bib, vault = tmp_path / "a.bib", tmp_path / "vault"
    bib.write_text(TIDES)
    run("annotate", bib, "-o", vault, "--each")
    with (vault / "doe2001.md").open("a") as file:
        file.write("mine, on tides\n")
    bib.write_text("@article{Doe2001, title = {Made-up ports}, author = {Roe, Al}, year = {2001}}\n" + TIDES)
    said = run("annotate", bib, "-o", vault, "--each")[1]
    assert (
        "doe2001.md: LR410 warning: the source of this file is written to doe2001~4ba50c0e.md now; it has text of yours"
        in said
    )
    assert 1 == said.count("LR410")
    assert 3 == len({path.name.casefold() for path in vault.iterdir()})
    assert ["doe2001.md"] == [path.name for path in vault.iterdir() if "mine" in path.read_text()]


@pytest.mark.parametrize("own", ["", "mine, on tides\n"])
def test_a_key_that_another_work_has_now_leaves_what_was_written_on_the_first(tmp_path, own):
    bib, vault = tmp_path / "a.bib", tmp_path / "vault"
    bib.write_text(TIDES)
    run("annotate", bib, "-o", vault, "--each")
    with (vault / "doe2001.md").open("a") as file:
        file.write(own)
    bib.write_text("@article{doe2001, title = {Made-up ports}, author = {Roe, Al}, year = {2001}}\n")
    said = run("annotate", bib, "-o", vault, "--each")[1]
    assert bool(own) == ("doe2001.md: LR410 warning: this file is about another work" in said)
    assert f"Wrote {0 if own else 1} file" in said
    assert ("Made-up tides" if own else "Made-up ports") == matter(vault / "doe2001.md")["title"]
    # the title alone was mended: it is the same work
    bib.write_text(TIDES.replace("tides", "tides, revised"))
    said = run("annotate", bib, "-o", vault, "--each")[1]
    assert "LR410" not in said
    assert "Made-up tides, revised" == matter(vault / "doe2001.md")["title"]


def test_a_source_that_is_confidential_by_now_is_emptied_in_its_file_too(tmp_path):
    bib, vault = tmp_path / "a.bib", tmp_path / "vault"
    bib.write_text(TIDES.replace("doe2001", "I07"))
    run("annotate", bib, "-o", vault, "--each")
    with next(vault.iterdir()).open("a") as file:
        file.write("mine\n")
    bib.write_text(TIDES.replace("doe2001", "I07").replace("year", "confidential = {true}, year"))
    run("annotate", bib, "-o", vault, "--each")
    assert "tides" not in (vault / "I07.md").read_text()


def test_a_paragraph_that_begins_with_colons_is_no_block_of_quarto():
    item = {"id": "a", "type": "book", "title": "T"}
    (made,) = files_of([item], {"a": "::: hidden\n\n> :::: note\n\nand :: more"}).values()
    assert not re.search(rb"^[ >]*:::", made, re.MULTILINE)


@pytest.mark.parametrize(
    "place", ["notes", "bib", "manuscript/new", "references", "decisions", "private/notes"]
)
def test_a_folder_that_the_review_reads_is_refused(review, place):
    before = sorted(review.rglob("*"))
    code, said = run("annotate", review, "-o", review / place, "--each")
    assert 2 == code
    assert "from which the review is read" in said
    assert before == [path for path in sorted(review.rglob("*")) if path.name != "codes.tsv"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-o", "-"], "name a folder"),
        (["-o", "list.md"], "name a folder"),
        (["-o", "vault", "--group-by", "year"], "--group-by is for one document"),
        (["-o", "vault", "--title", "T"], "--title is for one document"),
    ],
)
def test_what_has_no_meaning_is_refused(review, monkeypatch, words, why):
    monkeypatch.chdir(review)
    code, said = run("annotate", ".", *words, "--each")
    assert (2, True) == (code, why in said)
    assert not Path("vault").exists()


def test_a_folder_without_the_option_is_told_of_it(review, tmp_path):
    for place in (str(tmp_path), f"{tmp_path}/new/"):
        code, said = run("annotate", review, "-o", place)
        assert (2, True) == (code, "`--each` writes a file for each source into it" in said)


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join),
)


@given(st.dictionaries(st.sampled_from(["title", "type", "doi"]), texts), st.lists(texts, max_size=4))
@settings(max_examples=300, deadline=None)
@pytest.mark.exhaustive
def test_front_matter_is_the_values_and_nothing_else_whatever_they_hold(values, several):
    made = front_matter({**values, "authors": several})
    read = yaml.safe_load(made) or {}
    assert {name for name, value in values.items() if value} | (
        {"authors"} if several else set()
    ) == read.keys()
    for value in (*read.values(), *read.get("authors", ())):
        if isinstance(value, str):
            # what Quarto, which reads metadata as Markdown, would run or fetch
            assert not re.search(r"<[A-Za-z/!?]|\]\(|\]\{|\]\[|`\{|\{\{|\{%", value)
    for name, value in values.items():
        if value.isascii() and value.isprintable() and not re.search(r"[<\]`{]", value):
            assert " ".join(value.split()) == read.get(name, "")


PLACES = ("title", "author", "note")


@pytest.fixture(scope="module")
def hostile_files():
    """A file for each hostile value in each place, by number of the value and place."""
    items, notes = [], {}
    for number, value in enumerate(HOSTILE):
        for place in PLACES:
            item = {
                "id": f"Doe{number}{place}",
                "type": "book",
                "title": f"T{number}{place}",
                "issued": {"date-parts": [[2001]]},
            }
            item["author"] = [{"family": f"Doe{number}{place}"}]
            if place == "title":
                item["title"] = f"A{number} {value} z"
            if place == "author":
                item["author"] = [{"literal": f"{value} {number}"}]
            if place == "note":
                notes[item["id"]] = f"Begin {value} end.\n\n    {value}\n\n`{value}`\n"
            items.append(item)
    return files_of(items, notes)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=HOSTILE)
def test_no_value_leaves_its_place(hostile_files, number, place):
    data = hostile_files[f"Doe{number}{place}.md"]
    assert {"citekey", "title", "authors", "year", "type"} == matter(data).keys() - {"aliases"}
    text = data.decode()
    assert 1 == len(LINE.findall(text)) == len(re.findall(r"^<!--", text, re.MULTILINE))
    body = LINE.split(text.split("---\n", 2)[2])[0]
    plain = re.sub(r"\\.", "", body)  # what Markdown takes as characters
    assert not re.search(
        r"<(?!https?:|/?span|/?u>)[A-Za-z/!?]|\{\{|\{%|%%|\[\[|`|^[ >]*(?:---|\.\.\.)$", plain, re.MULTILINE
    )
    assert not re.search(r"\]\((?!https?:|mailto:|[\w%.~-]+\.md\))", plain)
    assert not re.search(r"(?:^|\s)[#@]\w", plain)


def test_a_note_that_cites_another_source_links_to_its_file():
    items = [
        {
            "id": key,
            "type": "book",
            "title": title,
            "issued": {"date-parts": [[2001]]},
            "author": [{"family": who}],
        }
        for key, title, who in (("Doe:2001", "On tides", "Doe"), ("Roe2001", "On ports", "Roe"))
    ]
    made = files_of(items, {"Roe2001": "Unlike [@Doe:2001]."}, cites=("Doe:2001", "Gone"))
    assert {"Doe%3A2001.md", "Roe2001.md"} == made.keys()
    # the name of the file has a percent sign, which is %25 in an address
    assert b"Unlike ([Doe, 2001](Doe%253A2001.md))." in made["Roe2001.md"]
    assert ["[[Doe%3A2001|Doe:2001]]"] == matter(made["Roe2001.md"])["cites"]


@pytest.mark.exhaustive
@given(st.lists(st.text(min_size=1, max_size=300), unique=True, max_size=8))
def test_names_of_files_are_safe_and_differ_even_without_case(keys):
    names = file_names(keys)
    assert list(names) == keys
    assert len({name.casefold() for name in names.values()}) == len(keys)
    # whatever their order, and each by itself the same where no other is near
    assert names == file_names(reversed(keys))
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*", name)
        assert len(name) < 240


def test_a_file_is_recognised_by_its_line_alone():
    (made,) = files_of([{"id": "a", "type": "book", "title": "T"}]).values()
    assert None is with_own_text(made, b"")
    assert None is with_own_text(made, b"\xff\xfe not a text")
    assert made + b"\nown \xff" == with_own_text(made, made + b"\nown \xff")
    assert (None, False, True) == tuple(map(has_own_text, (b"", made + b"\n\n", made + b"\nx")))
    assert json.loads(json.dumps(made.decode()))
