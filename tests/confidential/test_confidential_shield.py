"""People of private/shield.txt are in no output, message or cache of a review. All people, works and journals here are made up."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from litreview.core.errors import SettingsError
from litreview.core.model import Person
from litreview.core.sealed import NAME_WITHHELD as WITHHELD
from litreview.formats import read_text
from litreview.providers import Answer, Query
from litreview.review import open_review, write_out
from litreview.review.decide import decide
from litreview.review.name_shield import Shield, parse_shield, shielded, with_keys
from litreview.review.note_files import read_note
from litreview.web.overview import overview_page
from litreview.web.session import WindowSession
from litreview.web.work_page import work_page

EXAMPLE = Path(__file__).parents[2] / "examples/demonstration"
KEY = "QuillonZaraTestifies2019"
BIB = rf"""
@article{{{KEY}, author = {{Quillon, Zara and Demo-Ash, A.}}, title = {{What {{Zara}} Quillon told of raids against trafficking in an invented city}},
journal = {{Invented Journal of Policing Studies}}, year = {{2019}}, doi = {{10.5555/planted.1}}, url = {{https://example.org/zara%20quillon}},
abstract = {{Raids on sex trafficking. Z\'{{a}}ra M. QUILLON says so; quillonade stays. See https://example.org/aboutZaraQuillon/x and Zara-
Quillon.}}, keywords = {{human trafficking; Zara Quillon; police raids}}, file = {{:files/quillon_zara.pdf:PDF}}, note = {{With thanks to Zara Quillon}}}}
@article{{Other2020, author = {{Demo-Birch, B.}}, title = {{A letter to Zara Quillon on housing for survivors of trafficking}}, year = {{2020}},
journal = {{Invented Journal of Public Health}}, doi = {{10.5555/planted.2}}, references = {{Quillon Z., Demo-Ash A., What Zara Quillon told of raids against trafficking in an invented city, Invented Journal of Policing Studies, (2019)}}}}
@book{{Quillon2001, author = {{Z. Quillon}}, title = {{Quillonade and other dances of an invented town}}, publisher = {{Invented Press}}, year = {{2001}}}}
"""
RIS = """TY  - JOUR
AU  - Quillon, Z. M.
AU  - Demo-Ash, Ada
TI  - What Zara Quillon told of raids against trafficking in an invented city
T2  - Invented Journal of Policing Studies
PY  - 2019
DO  - 10.5555/planted.1
N1  - asked Quillon, Zara
ER  -

"""
LINES = f"""2026-03-05T09:00:00Z\tdemo-coder-a\tinclude\t{KEY}\tabstract\tsee Zara Quillon\tas Zara Quillon says\tQuillon, Demo-Ash; 2019; What Zara Quillon told of raids against trafficking in an invented city; doi:10.5555/planted.1\t
2026-03-05T09:00:01Z\tdemo-coder-a\ttag\tbib/planted.bib:{KEY}\tvictim-id\tp. 3\tZara Quillon\t\t
2026-03-05T09:00:02Z\tdemo-coder-a\ttag\tQuillon2001\tprotect\t\tno\tQuillon; 2001; Quillonade and other dances of an invented town\t
2026-03-05T09:00:03Z\tdemo-coder-a\ttag\tZaraQuillonNowhere\tprotect\t\tgone\t\t
"""
FINDING = f"""
[[finding]]
id = "FQ"
statement = "Raids were told of by Zara Quillon"
supports = ["{KEY}"]
contradicts = ["Other2020"]
"""
# every form of the name, the family name as a word of its own among them
NAMED = re.compile(r"(?<![a-z])quillon(?![a-z])|zara[\W_]*quillon|quillon[\W_]*zara", re.IGNORECASE)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def planted(folder: Path, shield: bytes = b"\xef\xbb\xbf# made up\r\n\r\nZara Quillon\r\n") -> Path:
    shutil.copytree(EXAMPLE, folder)
    (folder / "bib/planted.bib").write_text(BIB)
    (folder / "bib/planted.ris").write_text(RIS)
    with (folder / "decisions/demo-coder-a.tsv").open("a") as file:
        file.write(LINES)
    (folder / f"notes/{KEY}.md").write_text("Zara Quillon speaks [@Quillon2001], and [@Roe2005].\n")
    with (folder / "findings.toml").open("a") as file:
        file.write(FINDING)
    for name in ("manuscript", "references", "private"):
        (folder / name).mkdir()
    (folder / "manuscript/a.md").write_text(
        f"# What Zara Quillon said\n\nAs she said [@{KEY}; @ZaraQuillon1999; @Quillon2001].\n"
    )
    (folder / "references/Other2020.txt").write_text(
        "Quillon, Z. (2001). Quillonade and other dances of an invented town. Invented Press.\n"
    )
    if shield:
        (folder / "private/shield.txt").write_bytes(shield)
    return folder


def named_in(text: str) -> str:
    found = NAMED.search(text)
    return text[max(0, found.start() - 40) : found.end() + 40] if found else ""


def leaks(root: Path) -> list[str]:
    """Return where the name is in files: as they are, unpacked, without tags, and percent-decoded."""
    found = []
    for path in sorted(root.rglob("*")):
        parts = [path.name]
        if path.is_file() and path.read_bytes()[:2] == b"PK":
            with zipfile.ZipFile(path) as packed:
                parts += [part for name in packed.namelist() for part in (name, packed.read(name).decode("utf-8", "replace"))]  # fmt: skip
        elif path.is_file():
            parts.append(path.read_bytes().decode("utf-8", "replace"))
        for part in parts:
            told = (named_in(form) for form in (part, unquote(part), re.sub(r"<[^<>]+>", "", part)))
            found += [f"{path.name}: {one}" for one in told if one]
    return found


SHIELD = parse_shield("Zara Quillon\nÖzge Dümmer\nZebra\nVan der Berg, Mona Lia\nO'Brien, Pat\nИван Петров\n王小明\n".encode())  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        *("Zara Quillon", "Quillon, Zara", "Zara M. Quillon", "ZARA ANN MAY QUILLON", "Zara\nQuillon", "Za-\nra Quillon", "Zara-\nQuillon"),
        *("zara-quillon", "quillon_zara", "ZaraQuillon2019", "Z\u0430ra Quill\u043en", "Za\u200bra Quillon", "**Zara** *Quillon*", "Zara Quillon's"),
        *(r"{\"O}zge D\"{u}mmer", "&Ouml;zge D&uuml;mmer", "Özge Dümmer", "%C3%96zge%20D%C3%BCmmer", "Zebra", "zebra-crossing", "Mona Lia van der Berg"),
        *("Berg, Mona Lia van der", "Pat O’Brien", "ИВАН ПЕТРОВ", "学生王小明说", "see https://example.org/AboutZaraQuillon", "Ｚａｒａ Quillon"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str):
    told = SHIELD.redact_text(text)
    assert WITHHELD in told
    assert SHIELD.is_in_word(text)
    assert not SHIELD.has_name(told)
    assert text.count("\n") == told.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        *("quillonade", "Zara Quillons", "Zarah Quillon", "Z. Quillon", "Quillon", "Zara", "zebras", "Zara and Ann Quillon", "Zara Met Quillon"),
        *("Zara, Quillon", "Ivan", "Berg", "Zara told Ann and Ben and others of Quillon"),
    ],
)  # fmt: skip
def test_another_word_or_person_stays(text: str):
    assert text == SHIELD.redact_text(text)


@pytest.mark.parametrize(
    ("person", "is_hidden"),
    [
        (Person(family="Quillon", given="Zara"), True),
        (Person(family="Quillon", given="Z."), True),
        (Person(family="QUILLON", given="ZM"), True),
        (Person(family="Quillon", given="Z. M."), True),
        (Person(literal="Quillon Z"), True),
        (Person(prefix="van der", family="Berg", given="M."), True),
        (Person(family="Quillon", given="Zoe"), False),
        (Person(family="Quillon", given="A."), False),
        (Person(family="Quillon"), False),
        (Person(literal="Zebra Institute"), True),
    ],
)
def test_a_person_becomes_one_literal(person: Person, is_hidden: bool):
    assert SHIELD.redact_person(person) == (Person(literal=WITHHELD) if is_hidden else person)


WOS = """FN Test
PT J
AU Roe, R
TI Made-up tides
SO TESTS
PY 2020
CR Quillon Z, 2019, INVENTED J, V3, P1, DOI 10.5555/quillon.2019
   Demo-Ash A, 2018, INVENTED J, V2, P1, DOI 10.5555/demo.2018
   Dummer O, 2017, INVENTED J, DOI [10.5555/a.dummer, 10.5555/b]
UT WOS:1
ER
EF
"""
SCOPUS = (
    "Quillon Z., Demo A., Tides, J, 1, (2019), https://doi.org/10.5555/j.quillon.2; Demo A., Other, (2011)"
)


@pytest.mark.parametrize(
    ("text", "path", "stays"),
    [
        (WOS, "a.txt", "10.5555/demo.2018"),
        (f"@article{{k, title = {{Made-up tides}}, references = {{{SCOPUS}}}}}", "a.bib", "Demo A., Other, (2011)"),
        (f"@article{{k, title = {{Made-up tides}}, cr = {{{WOS.split('CR ')[1].split('UT', maxsplit=1)[0]}}}}}", "a.bib", "10.5555/demo.2018"),
    ],
)  # fmt: skip
def test_a_doi_with_the_family_name_alone_is_left_out_of_a_reference_that_names_the_person(text, path, stays):
    [record] = read_text(text, path).records
    before, after = (
        repr((one.fields, one.raw_fields, one.raw)) for one in (record, shielded(SHIELD, record))
    )
    assert re.search("quillon|dummer", before)
    assert not re.search("(?i)quillon|dummer", after)
    assert stays in after


def test_a_doi_of_the_same_family_name_stays_where_nobody_is_named():
    [record] = read_text("@article{k, title = {T}, references = {Quillon A., Tides, J, (2011), doi:10.5555/quillon}}", "a.bib").records  # fmt: skip
    assert shielded(SHIELD, record) is record


def test_works_that_cite_a_doi_with_a_name_are_shown_without_it():
    works = read_text(
        "@article{a, author = {Quillon, Zara}, title = {T}, doi = {10.5555/quillon.2010}}\n"
        "@article{b, title = {U}, doi = {10.5555/roe}, cites = {10.5555/quillon.2010, 10.5555/other}}\n"
        "@article{c, title = {V}, cited-references = {[Anonymous], 2010, X, DOI 10.5555/quillon.2010}}\n", "a.bib"
    ).records  # fmt: skip
    known, _ = with_keys(SHIELD, works, [])
    told = repr([(one.fields, one.raw, one.doi) for one in shielded(known, works)])
    assert "quillon" not in told
    assert "10.5555/other" in told
    assert "10.5555/roe" in told


@pytest.mark.exhaustive
@given(st.lists(st.sampled_from(["zara", "Quillon", "QUILLON,", "Z.", "M.", "and", "{", "}", "\\'", "&amp;", "\n", "-", "é", "а", " ", "quillonade", "<b>", "%20"]), max_size=14))  # fmt: skip
def test_what_was_read_once_is_not_changed_again(parts: list[str]):
    told = SHIELD.redact_text("".join(parts))
    assert told == SHIELD.redact_text(told)
    assert not SHIELD.has_name(told)
    assert "".join(parts).count("\n") == told.count("\n")


@given(st.text(alphabet="abc Zarquilon\n", max_size=40))
def test_a_text_without_the_family_name_is_the_same(text: str):
    if "quillon" not in text.lower().replace("\n", "").replace(" ", ""):
        assert text == SHIELD.redact_text(text)


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"# a\nZara Quillon\nD.\n", 3), (b"\xef\xbb\xbfab\r\n", 1), (b"Zara Quillon\nJos\xe9 Roe\n", 2)],
)
def test_a_list_that_cannot_be_read_stops_everything(tmp_path: Path, call, data: bytes, line: int):
    folder = planted(tmp_path / "rev", data)
    with pytest.raises(SettingsError, match=f"private/shield.txt:{line}: LR614 error: "):
        open_review(folder)
    found = call("check", str(folder))
    assert 2 == found.exit_code
    assert not named_in(found.output)


def test_a_list_that_is_no_file_stops_everything(tmp_path: Path):
    folder = planted(tmp_path / "rev", b"")
    (folder / "private/shield.txt").mkdir()
    with pytest.raises(SettingsError, match="LR614"):
        open_review(folder)
    (folder / "private/shield.txt").rmdir()
    (folder / "private/shield.txt").symlink_to("nowhere")
    with pytest.raises(SettingsError, match="LR614"):
        open_review(folder)


def test_a_file_that_is_called_after_somebody_stops_everything_and_is_not_named(tmp_path: Path):
    folder = planted(tmp_path / "rev")
    (folder / "bib/planted.ris").rename(folder / "bib/zara-quillon.ris")
    with pytest.raises(SettingsError, match="LR615 error: 1 file") as raised:
        open_review(folder)
    assert not named_in(str(raised.value))


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[Path, Path, dict[str, bytes]]:
    """The review run without and with the list, and what the second run with it wrote."""
    base = tmp_path_factory.mktemp("shield")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LITREVIEW_CACHE", str(base / "cache"))
        plain, shielded = planted(base / "plain", b""), planted(base / "shielded")
        for folder in (plain, shielded):
            write_out(open_review(folder))
        first = {path.name: path.read_bytes() for path in (shielded / "out").rglob("*.*")}
        write_out(open_review(shielded))
    return plain, shielded, first


@pytest.mark.exhaustive
def test_no_output_and_no_cache_has_the_name(runs):
    plain, shielded, _ = runs
    assert len(leaks(plain / "out")) > 20
    assert [] == leaks(shielded / "out")
    assert [] == [leak for leak in leaks(plain.parent / "cache") if "shielded" in leak]
    told = "".join(path.read_text() for path in (shielded / "out").rglob("*.*") if path.suffix in (".csv", ".bib", ".html"))  # fmt: skip
    assert WITHHELD in told
    assert "quillonade" in told.lower()


@pytest.mark.exhaustive
def test_two_runs_give_the_same_bytes(runs):
    _, shielded, first = runs
    assert first == {path.name: path.read_bytes() for path in (shielded / "out").rglob("*.*")}


def test_works_merges_tags_and_links_are_as_many_as_without(runs):
    plain, shielded, _ = runs
    tables = [path.name for path in (plain / "out").rglob("*.csv")]
    assert len(tables) > 10
    for name in tables:
        one, two = (
            [*csv.reader((folder / "out/tables" / name).read_text().splitlines(keepends=True))]
            for folder in (plain, shielded)
        )
        assert len(one) == len(two), name
    assert json.loads((plain / "out/graph/flow.json").read_text()) == json.loads(
        (shielded / "out/graph/flow.json").read_text()
    )
    before, after = (open_review(folder) for folder in (plain, shielded))
    code = after.shield.replace_keys(KEY)
    assert re.fullmatch(r"confidential-[a-z]{6}", code)
    assert [2, 1] == [len(after.deduplication[key].records) for key in (code, "Other2020")]
    for key, known in ((KEY, code), ("Quillon2001", after.shield.replace_keys("Quillon2001"))):
        assert {(t.code, t.method) for t in before.tags if t.source == key} == {(t.code, t.method) for t in after.tags if t.source == known}  # fmt: skip
        assert before.standing.status[key].status == after.standing.status[known].status


@pytest.mark.exhaustive
@pytest.mark.parametrize("style", ["apa", "chicago", "chicago-notes", "mla", "bluebook"])
def test_each_style_prints_the_literal(runs, tmp_path: Path, call, style: str):
    _, shielded, _ = runs
    folder = tmp_path / "made"
    folder.mkdir()
    for ending in ("md", "html", "docx", "tex") if style == "apa" else ("md",):
        found = call(
            "annotate", str(shielded), "--style", style, "--only", "all", "-o", str(folder / f"a.{ending}")
        )
        assert not found.exit_code, found.output
        assert not named_in(found.output)
    assert [] == leaks(folder)
    text = (folder / "a.md").read_text().replace("\\", "")
    assert "withheld], [" not in text
    assert len(re.findall(r"\[name withheld\]", text)) == len(
        re.findall(r"name withheld", text, re.IGNORECASE)
    )
    assert re.search(r"What \[name withheld\] told of", text, re.IGNORECASE)


@pytest.mark.exhaustive
def test_graphs_libraries_and_messages_have_no_name(runs, tmp_path: Path, call):
    _, shielded, _ = runs
    made = tmp_path / "made"
    made.mkdir()
    calls = [("graph", str(shielded), "-o", str(made / f"g.{end}"), "--not-held", str(made / f"n{end}.csv")) for end in ("graphml", "gexf", "json", "csv", "dot", "net", "html", "svg")]  # fmt: skip
    calls += [
        ("dedupe", str(shielded), "-o", str(made / f"l.{end}")) for end in ("bib", "ris", "json", "csv")
    ]
    for number, words in enumerate([*calls, ("check", str(shielded), "--all"), ("dedupe", str(shielded), "--explain")]):  # fmt: skip
        (made / f"{number}.txt").write_text(call(*words).output)
    assert [] == leaks(made)


@pytest.mark.exhaustive
def test_the_window_shows_no_name_and_no_note_that_has_one(runs):
    _, shielded, _ = runs
    session = WindowSession(shielded, "ann")
    code = session.review.shield.replace_keys(KEY)
    for page in (overview_page(session, "/"), work_page(session, "/", session.review.deduplication[code])):
        assert not named_in(str(page))
    note = read_note(session.review, code)
    assert note.withheld
    assert ("", f"notes/{code}.md") == (note.text, note.file)


@pytest.mark.exhaustive
def test_a_decision_may_go_on_using_the_key(tmp_path: Path):
    folder = planted(tmp_path / "rev")
    code = open_review(folder).shield.replace_keys(KEY)
    path, told = decide(folder, "tag", KEY, "partner", by="ann")
    assert not named_in(told + path.read_text())
    code = open_review(folder).shield.replace_keys(KEY)
    assert f"\t{code}\tpartner\t" in path.read_text()
    assert ("partner", "ann") in {(d.value, d.by) for d in open_review(folder).decisions if d.key == code}


@pytest.mark.exhaustive
def test_a_changed_list_counts_at_once_and_nothing_stored_has_the_name(tmp_path: Path, cache: Path):
    folder = planted(tmp_path / "rev", b"")
    filler = "".join(
        f"@book{{f{n}, title = {{Invented tides, volume {n}}}, publisher = {{Invented Press}}}}\n"
        for n in range(2500)
    )
    (folder / "bib/planted.bib").write_text(f"@comment{{by Zara Quillon}}\n{BIB}{filler}")
    open_review(folder)
    assert leaks(cache)
    (folder / "private/shield.txt").write_text("Zara Quillon\n")
    for _ in range(2):
        opened = open_review(folder)
        assert not named_in(
            "".join(map(repr, opened.library.blocks)) + opened.deduplication["Other2020"].title
        )
        assert [] == leaks(cache)
    (folder / "private/shield.txt").write_text("Ann Nobody\n")
    assert "Zara Quillon" in open_review(folder).deduplication["Other2020"].title


def test_what_registries_say_loses_the_name_before_it_is_used():
    words = ["A", "letter", "to", "Zara", "Quillon", "on", "raids"]
    work = {
        "title": "A letter to Zara Quillon",
        "authorships": [{"author": {"display_name": "Z. Quillon"}}],
        "author": [{"given": "Zara M.", "family": "Quillon"}, {"given": "Ann", "family": "Roe"}],
        "abstract_inverted_index": {word: [n] for n, word in enumerate(words)},
        "url": "https://example.org/zara-quillon",
    }
    answer = Answer(query=Query(source="a", by="doi", value="10.5555/a"), status="found", works=(work,))
    (told,) = shielded(SHIELD, answer, people=True).works
    assert not named_in(json.dumps(told))
    assert {"given": "Ann", "family": "Roe"} == told["author"][1]
    # positions begin at 0, as the registry counts them
    assert {"A letter to [name withheld] on raids": [0]} == told["abstract_inverted_index"]
    assert answer is shielded(Shield(), answer)


def test_what_names_nobody_is_the_same(runs):
    plain, _, _ = runs
    records = open_review(plain).library.records
    told = shielded(SHIELD, records)
    changed = [new for new, old in zip(told, records, strict=True) if new is not old]
    assert 4 == len(changed)
    assert [""] * 4 == [record.raw for record in changed]


def test_names_without_a_blank_between_are_found_one_by_one():
    assert f"{WITHHELD}{WITHHELD}" == SHIELD.redact_text("ZebraZara Quillon")


def test_accents_of_any_form_are_one():
    for form in ("NFC", "NFD", "NFKD"):
        assert WITHHELD == SHIELD.redact_text(unicodedata.normalize(form, "Özge Dümmer"))


@pytest.mark.exhaustive
def test_an_earlier_state_is_behind_the_list_of_today(tmp_path: Path, call):
    folder = planted(tmp_path / "rev")
    (folder / ".gitignore").write_text("private/\nout/\n")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
        own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder)]
        subprocess.run(["git", *own, *words], check=True)
    with (folder / "decisions/demo-coder-a.tsv").open("a") as file:
        file.write(f"2026-03-06T09:00:00Z\tdemo-coder-a\ttag\t{KEY}\tpartner\t\tZara Quillon again\t\t\n")
    (folder / "bib/planted.bib").write_text(BIB.replace("on housing", "by Zara Quillon on housing"))
    open_review(folder).keep_codes()
    found = call("diff", "HEAD", str(folder), "-C", str(folder), "--all")
    assert "Other2020" in found.output, found.output
    assert WITHHELD in found.output
    assert open_review(folder).shield.replace_keys(KEY) in found.output
    assert not named_in(found.output)
