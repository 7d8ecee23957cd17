"""A minor in the title of a story and a witness who wrote a report are in no output of any command. The review and all its people are made up."""

from __future__ import annotations

import html
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pypandoc
import pytest
from click.testing import CliRunner
from standin import made_up
from standin.server import Standin

import litreview as lr
from litreview.cli import main
from litreview.core.sealed import NAME_WITHHELD as WITHHELD
from litreview.providers import Answer, Query
from litreview.review import init_review
from litreview.review.name_shield import parse_shield, shielded

SHIELD = "# made up\nIsolde Brambéck\nQuorl, Thaddeus\n"
TESTIMONY = "Testimony on raids and human trafficking in an invented city"
STORY = "Police find Isolde Brambéck, 14, in a raid against sex trafficking"
BIB = rf"""
@article{{Brambeck2016, author = {{Demo-Pine, Paula}}, title = {{{STORY}}}, journal = {{Invented Daily News}}, year = {{2016}}, doi = {{10.5555/brambeck.2016}},
 url = {{https://news.example.org/2016/isolde-brambeck-found}}, abstract = {{A child, \'Isolde Bramb\'eck, was found in a raid on human trafficking. I. Brambeck is
 fourteen, and BRAMBECK's aunt was there.}}, keywords = {{human trafficking; Brambeck, Isolde}}, file = {{:files/Isolde_Brambeck.pdf:PDF}}, note = {{BRAMBECK, ISOLDE}}}}
@techreport{{Quorl2012, author = {{Quorl, Thaddeus Ö. and Demo-Ash, A.}}, title = {{{TESTIMONY}}}, institution = {{Invented Office}}, year = {{2012}}, number = {{7}},
 doi = {{10.5555/made.quorl.2012}}, url = {{https://reports.example.org/tquorl.pdf}}, file = {{Quorl2012.pdf:files/Quorl - 2012 - Testimony.pdf:application/pdf}},
 abstract = {{Raids against sex trafficking are described by Th\"addeus Quorl. Quorl saw them.}}}}
@article{{Cites2020, author = {{Demo-Birch, B.}}, title = {{Housing for survivors of human trafficking}}, year = {{2020}}, journal = {{Invented Health}}, doi = {{10.5555/x.2020}},
 abstract = {{Police operations as Thaddeus Quorl (2012) told.}}, references = {{Quorl T., Demo-Ash A., {TESTIMONY}, Invented Office, (2012); Demo-Pine P., {STORY}, Invented Daily News, (2016)}}}}
@book{{quorlbook, editor = {{T. Quorl}}, title = {{A book of human trafficking}}, publisher = {{Invented Press}}, year = {{2014}}}}
"""
RIS = f"""TY  - RPRT
AU  - QUORL, T. O.
AU  - Demo-Ash, Ada
TI  - {TESTIMONY}
PB  - Invented Office
PY  - 2012
L1  - file:///C:/papers/Quorl2012.pdf
ER  -

TY  - NEWS
TI  - The case of Isolde Brambeck and human trafficking
AU  - Demo-Pine, P
T2  - Invented Daily News Weekly
PY  - 2017
ER  -

"""
LINES = f"""when\tby\tverb\tkey\tvalue\twhere\treason\twhat
2026-03-05T09:00:00Z\tann\ttag\tQuorl2012\tprotect\tp. 3 of Quorl\tas T. Quorl says, after Isolde Brambeck\tQuorl, Demo-Ash; 2012; {TESTIMONY}; doi:10.5555/made.quorl.2012
2026-03-05T09:00:01Z\tben\tnot-tag\tQuorl2012\tprotect\tsee Thaddeus Quorl\tQuorl says so\t
2026-03-05T09:00:02Z\tann\ttag\tbib/a.bib:Brambeck2016\tprotect\tp. 3\tof Brambeck, Isolde\t
2026-03-05T09:00:03Z\tann\tinclude\tBrambeck2016\tabstract\t\tIsolde Brambeck\t
2026-03-05T09:00:04Z\tben\tinclude\tQuorl2012\tabstract\t\t\t
2026-03-05T09:00:05Z\tann\tstance\tQuorl2012\tprotect=supports\tp. 3\tThaddeus Quorl\t
2026-03-05T09:00:06Z\tann\ttag\tIsoldeBrambeckNowhere\tprotect\t\tgone\t
"""
FINDING = """
[[finding]]
id = "FQ"
statement = "Raids were told of by Thaddeus Quorl, and Isolde Brambeck"
supports = ["Quorl2012", "bib/a.bib:Brambeck2016"]
contradicts = ["Cites2020"]
"""
TEXT = """# On Thaddeus Quorl

As Thaddeus Quorl [@Quorl2012, p. 3] and @Brambeck2016 say of Isolde Brambéck; see [@Cites2020; @QuorlThaddeus1999].
"""
TEX = r"\documentclass{article}\begin{document}\section{Isolde Brambeck} \cite{Quorl2012,Brambeck2016,ThaddeusQuorl1999} Thadd\"eus Quorl.\end{document}"
NAMES = re.compile(r"quorl|brambeck|thaddeus|isolde")


def planted(folder: Path) -> Path:
    init_review(folder, title="Made up")
    for name in ("manuscript", "references", "private"):
        (folder / name).mkdir()
    (folder / "bib/example.bib").unlink()
    (folder / "notes/Farrell2010Where.md").unlink()
    for name, text in {
        "bib/a.bib": BIB,
        "bib/b.ris": RIS,
        "decisions/ann.tsv": LINES,
        "notes/Quorl2012.md": "Quorl speaks of Isolde Brambéck [@Cites2020].\n",
        "notes/Brambeck2016.md": "BRAMBECK was found.\n",
        "findings.toml": FINDING,
        "manuscript/a.md": TEXT,
        "manuscript/b.qmd": f"---\ntitle: What Isolde Brambeck saw\n---\n\n{TEXT}",
        "manuscript/c.tex": TEX,
        "references/Cites2020.txt": f"Quorl, T. (2012). {TESTIMONY}. Invented Office.\nQuorl, Thaddeus (1999). Another book. Invented Press.\n",
        "private/shield.txt": SHIELD,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    pypandoc.convert_text(TEXT, "docx", "markdown", outputfile=str(folder / "manuscript/d.docx"))
    return folder


def parts(name: str, data: bytes) -> Iterator[str]:
    """Yield what a file says: its name, its bytes as text, members of archives, and the words of PDFs."""
    yield name
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.namelist():
                yield from parts(member, packed.read(member))
    elif data[:5] == b"%PDF-":
        pypdf = pytest.importorskip("pypdf")
        reader = pypdf.PdfReader(io.BytesIO(data))
        yield f"{reader.metadata} {[page.extract_text() for page in reader.pages]}"
    yield data.decode("utf-8", "replace")


def named_in(text: str) -> list[str]:
    """Return where a name is in a text, whatever its case and accents: as it is, without tags and TeX, and with what is encoded decoded."""
    forms = {
        text,
        unquote(text),
        html.unescape(text),
        re.sub(r"<[^<>]+>", "", text),
        re.sub(r"[\\{}'\"]", "", text),
        re.sub(r"\\u([0-9a-f]{4})", lambda at: chr(int(at[1], 16)), text),
    }
    plain = (unicodedata.normalize("NFKD", form).casefold() for form in forms)
    folded = ("".join(letter for letter in form if not unicodedata.combining(letter)) for form in plain)
    return [form[max(0, at.start() - 60) : at.end() + 30] for form in folded for at in NAMES.finditer(form)]


def leaks(root: Path) -> list[str]:
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [f"{path.name}: {one}" for path in files for part in parts(path.name, path.read_bytes()) for one in named_in(part)]  # fmt: skip


@pytest.fixture(scope="module")
def review(tmp_path_factory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("shield")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LITREVIEW_CACHE", str(base / "cache"))
        folder = planted(base / "rev")
        lr.open_review(folder).keep_codes()
        yield folder


LIBRARY = [["convert"], ["convert", "--keys", "auth.lower + year"], ["dedupe"]]
WRITTEN = [
    *(([*words], f"a.{end}") for words in LIBRARY for end in ("bib", "ris", "json", "csv")),
    *((["graph", "--only", "all"], f"a.{end}") for end in ("graphml", "gexf", "json", "csv", "dot", "net", "html", "svg")),
    *((["graph", "--only", "all", "--net", net], "a.json") for net in ("historiograph", "cocitation", "coupling", "authors", "keywords", "tags", "findings")),
    *((["sheet", topic], "a.xlsx") for topic in ("duplicates", "screen", "tags", "stance", "disputes")),
    *((["annotate", "--only", "all", "--for", "team"], f"a.{end}") for end in ("md", "html", "tex", "docx", "odt", "pdf")),
    (["annotate", "--only", "all", "--each"], "each"),
    (["assess", "--only", "all"], "a.csv"),
    (["tag"], "a.csv"),
    (["verify", "--offline", "--all"], "a.csv"),
    (["check"], "a.txt"),
]  # fmt: skip
BESIDE = {
    "dedupe": {"--records": "r.csv", "--queue": "q.csv", "--values": "v.csv", "--report": "r.html"},
    "graph": {"--citations": "c.csv", "--not-held": "n.csv", "--queue": "q.csv", "--years": "y.csv"},
    "tag": {"--table": "t.csv", "--suggest": "s.csv"},
    "verify": {"--sarif": "v.sarif"},
    "check": {"--sarif": "c.sarif"},
}
PRINTED = [
    *(["check", *more] for more in (["--all"], ["--json"], ["--release"], ["--release", "--json"], ["--all", "--style", "bluebook"])),
    *([name, *more] for name in ("agree", "assess", "screening") for more in ([], ["--json"])),
    *(["codebook", "suggest-terms", *more] for more in ([], ["--json"])),
    ["tag", "--explain"],
    ["verify", "--offline", "--json"],
    ["verify", "--dry-run", "--provider", "crossref", "--by-title"],
    ["enrich", "--dry-run", "--provider", "crossref", "--by-title", "--json"],
]  # fmt: skip


def run(*words: str, typed: str = "") -> str:
    found = CliRunner().invoke(main, list(words), input=typed)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert found.exit_code in (0, 1), found.output
    return found.output


@pytest.mark.exhaustive(quick=12)
@pytest.mark.parametrize(
    ("words", "name"), WRITTEN[::4] + [one for n, one in enumerate(WRITTEN) if n % 4], ids=str
)
def test_no_file_that_is_written_has_a_name(review: Path, tmp_path: Path, words: list[str], name: str):
    beside = [
        part for flag, file in BESIDE.get(words[0], {}).items() for part in (flag, str(tmp_path / file))
    ]
    found = run(*words, str(review), "-o", str(tmp_path / name), *beside)
    assert any(path.is_file() for path in tmp_path.rglob("*"))
    assert [] == leaks(tmp_path) + named_in(found)


@pytest.mark.parametrize("words", PRINTED, ids=" ".join)
def test_nothing_that_is_printed_has_a_name(review: Path, words: list[str]):
    assert [] == named_in(run(*words, str(review)))


@pytest.mark.exhaustive
def test_a_run_and_its_cache_have_no_name_and_the_sources_are_there(review: Path):
    assert [] == named_in(run("run", str(review)) + run("run", str(review), "--check", "--json"))
    assert [] == leaks(review / "out") + leaks(review.parent / "cache")
    assert f"Police find {WITHHELD}, 14, in a raid" in (review / "out/tables/sources.csv").read_text()


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["decide", "tag", "Quorl2012", "prosecute", "--by", "cy", "-C"], ""),
        (["decide", "same", "Brambeck2016", "Cites2020", "--by", "cy", "-C"], ""),
        (["decide", "clear", "tag", "Quorl2012", "--by", "ann", "-C"], ""),
        (["decide", "public", "ThaddeusQuorl1999", "--by", "cy", "-C"], ""),
        (["decide", "tag", "IsoldeBrambeck1999", "protect", "--by", "cy", "-C"], ""),
        *((["decide", "--ask", what, "--by", "cy", "-C"], "i\ny\nn\ns\n?\nq\n" * 9) for what in ("duplicates", "screening", "disputes")),
        (["dedupe", "--review", "--by", "cy"], "d\n?\nq\n" * 9),
        (["tag", "--review", "--by", "cy", "--stance"], "y\n?\nq\n" * 9),
    ],
)  # fmt: skip
def test_no_question_and_no_message_of_a_decision_has_a_name(review: Path, tmp_path: Path, words: list[str], typed: str):  # fmt: skip
    folder = tmp_path / "rev"
    shutil.copytree(review, folder)
    found = CliRunner().invoke(main, [*words, str(folder)], input=typed)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert [] == named_in(found.output)
    for path in (folder / "decisions").glob("cy.tsv"):
        assert [] == named_in(path.read_text())


@pytest.mark.exhaustive
@pytest.mark.parametrize("turned", [False, True])
def test_two_states_are_compared_behind_the_list_of_either(review: Path, tmp_path: Path, *, turned: bool):
    copy = tmp_path / "copy"
    shutil.copytree(review, copy, ignore=shutil.ignore_patterns("private", "out"))
    with (copy / "bib/a.bib").open("a") as file:
        file.write("@misc{QuorlNew, author = {Quorl, Thaddeus}, title = {Isolde Brambeck again}, year = {2021}, publisher = {P}}\n")  # fmt: skip
    names = [str(copy), str(review)] if turned else [str(review), str(copy)]
    told = run("diff", *names, "--all")
    assert "sources: 1" in told
    assert [] == named_in(told + run("diff", *names, "--json"))


SHOWN: dict[str, Callable[[object], str]] = {
    "repr": repr,
    "str": str,
    "notebook": lambda value: value._repr_html_() if hasattr(value, "_repr_html_") else "",
    "items": lambda value: " ".join(map(repr, value)) if hasattr(value, "__iter__") else "",
    "frame": lambda value: lr.to_frame(value).to_csv(),
}


@pytest.mark.parametrize("how", SHOWN)
@pytest.mark.exhaustive(quick=1)
def test_no_value_of_an_opened_review_shows_a_name(review: Path, how: str):
    opened = lr.open_review(review)
    values = [opened, *(getattr(opened, name) for name in dir(opened) if not name.startswith("_"))]
    shown = []
    for value in values:
        if how != "frame":
            shown.append(SHOWN[how](value))
            continue
        try:
            shown.append(SHOWN[how](value))
        except (lr.LitreviewError, TypeError):  # not everything has a table
            continue
    assert [] == named_in("\n".join(shown))
    assert how == "str" or WITHHELD in "\n".join(shown)


@pytest.mark.exhaustive
def test_what_registries_answer_is_stored_and_shown_without_a_name(review: Path, tmp_path: Path, monkeypatch):
    folder = tmp_path / "rev"
    shutil.copytree(review, folder, ignore=shutil.ignore_patterns("out"))
    works = [
        made_up.MadeUp(
            doi=doi, title=title, authors=authors, year=2012, journal="Invented", volume="1", issue="2", pages="3-4", pmid="", number=number, cites=("10.5555/made.quorl.2012", "10.5555/brambeck.2016") if number == 3 else (),
            abstract="Raids; Thaddeus Quorl and Isolde Brambéck told of police. Quorl saw it, and Brambéck.",
        )
        for number, (doi, title, authors) in enumerate(
            [
                ("10.5555/made.quorl.2012", TESTIMONY, (("Thaddeus", "Quorl"), ("A.", "Demo-Ash"))),
                ("10.5555/brambeck.2016", STORY, (("Paula", "Demo-Pine"),)),
                ("10.5555/x.2020", "Housing for survivors of human trafficking", (("B.", "Demo-Birch"),)),
            ],
            1,
        )
    ]  # fmt: skip
    monkeypatch.setattr(made_up, "WORKS", works)
    monkeypatch.setattr(made_up, "_BY_DOI", {work.doi: work for work in works})
    with Standin() as standin:
        for name, value in standin.environ().items():
            monkeypatch.setenv(name, value)
        asked = ["--provider", "crossref", "--provider", "openalex", "--by-title", "--yes"]
        told = run("verify", str(folder), *asked, "--all", "-o", str(tmp_path / "v.csv"), "--sarif", str(tmp_path / "v.sarif"))  # fmt: skip
        told += run("verify", str(folder), *asked, "--json") + run("enrich", str(folder), *asked)
        assert standin.requests
    assert list((folder / "enriched").glob("*.json"))
    told += run("run", str(folder))
    shutil.copytree(folder / "out", tmp_path / "seen/out")
    shutil.copytree(folder / "enriched", tmp_path / "seen/enriched")
    assert [] == named_in(told + (tmp_path / "v.csv").read_text() + (tmp_path / "v.sarif").read_text())
    assert [] == leaks(tmp_path / "seen") + leaks(review.parent / "cache")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Isolde Brambeck was found. Brambeck is 14.", f"{WITHHELD} was found. {WITHHELD} is 14."),
        ("Isolde Brambeck and the brambeck bush", f"{WITHHELD} and the brambeck bush"),
        ("The Brambeck case", "The Brambeck case"),
    ],
)
def test_the_family_name_alone_is_somebody_where_the_work_has_the_whole_name(given: str, told: str):
    record = lr.Record.from_fields({"title": given, "author": "Demo-Pine, P."}, key="a")
    assert told == shielded(parse_shield(SHIELD.encode()), record).title


def test_relatives_and_works_that_are_cited_keep_their_names():
    fields = {"author": "Quorl, Thaddeus and Quorl, Mina", "title": "A", "references": "Quorl M., A book of Mina, (2001); Quorl T., Another, (1999)"}  # fmt: skip
    told = shielded(parse_shield(SHIELD.encode()), lr.Record.from_fields(fields, key="a"))
    assert [WITHHELD, "Mina Quorl"] == [person.display for person in told.authors]
    assert told.get("references") == f"Quorl M., A book of Mina, (2001); {WITHHELD}, Another, (1999)"


def test_a_cited_work_by_family_alone_is_hers_with_its_link():
    work = {
        "title": "A",
        "reference": [
            {"author": "Quorl", "DOI": "10.5555/quorl.1"},
            {"author": "Roe", "DOI": "10.5555/roe.1"},
        ],
    }
    told = shielded(
        parse_shield(SHIELD.encode()),
        Answer(query=Query(source="a", by="doi", value="10.5555/a"), status="found", works=(work,)),
    )
    assert told.works[0]["reference"] == [
        {"author": f"{{{WITHHELD}}}"},
        {"author": "Roe", "DOI": "10.5555/roe.1"},
    ]
