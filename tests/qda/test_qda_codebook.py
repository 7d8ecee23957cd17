"""A codebook goes out as REFI-QDA and comes back with its codes, groups and nesting."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from litreview.cli import main
from litreview.core.errors import CodebookError
from litreview.core.text.xml_trees import parse_xml
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.judgements.codebook.exchange import to_qda
from litreview.judgements.refi import QdaCode, codebook_xml, read_codebook

BOOK = """[[code]]
id = "care"
group = "aim"
label = "Care <for> people & places"
definition = "What helps."

[[code]]
id = "shelter"
group = "aim"
parent = "care"
label = "Shelter"
definition = "A place to stay."

[[code]]
id = "fear"
group = "topic"
label = "Fear"
definition = "Fear of police."
"""


def run(*words):
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def written(tmp_path):
    (tmp_path / "own.toml").write_text(BOOK)
    result = run("codebook", "show", str(tmp_path / "own.toml"), "-o", str(tmp_path / "own.qdc"))
    assert 0 == result.exit_code, result.output
    return tmp_path / "own.qdc"


def test_a_codebook_comes_back_with_its_ids_groups_and_nesting(written):
    before, after = parse_codebook(BOOK), load_codebook(written)
    assert before.main_group == after.main_group
    assert [(c.id, c.group, c.parent) for c in before.codes] == [
        (c.id, c.group, c.parent) for c in after.codes
    ]
    assert "Care <for> people & places: What helps." == after.find("care").definition


def test_the_built_in_one_comes_back_too(tmp_path):
    path = tmp_path / "codes.qdc"
    assert 0 == run("codebook", "show", "-o", str(path)).exit_code
    before, after = load_codebook(), load_codebook(path)
    assert {(c.id, c.group, c.parent) for c in before.codes} == {
        (c.id, c.group, c.parent) for c in after.codes
    }


def test_it_is_built_as_the_standard_asks(written):
    root = parse_xml(written.read_text())
    assert ("CodeBook", "urn:QDA-XML:codebook:1.0") == (root.tag, root.get("xmlns"))
    assert ["Codes"] == [child.tag for child in root]
    codes = list(root.iter("Code"))
    assert all({"guid", "name", "isCodable"} == set(code.attrib) for code in codes)
    assert len(codes) == len({code.get("guid") for code in codes})
    assert ["aim", "care", "shelter", "topic", "fear"] == [code.get("name") for code in codes]


def test_the_same_codebook_is_the_same_file(written, tmp_path):
    again = tmp_path / "again.qdc"
    run("codebook", "show", str(tmp_path / "own.toml"), "-o", str(again))
    assert written.read_bytes() == again.read_bytes()


def test_a_name_that_is_no_qdc_is_refused_and_no_input_is_overwritten(written, tmp_path):
    refused = run("codebook", "show", "-o", str(tmp_path / "a.xml"))
    assert 2 == refused.exit_code
    assert ".qdc" in refused.output
    before = written.read_bytes()
    assert 2 == run("codebook", "show", str(written), "-o", str(written)).exit_code
    assert before == written.read_bytes()


def test_a_review_takes_one_as_its_codebook(written, tmp_path):
    bib = tmp_path / "rev/bib/a.bib"
    bib.parent.mkdir(parents=True)
    bib.write_text("@article{A2020, title = {Made up}}\n")
    (tmp_path / "rev/codes.qdc").write_bytes(written.read_bytes())
    (tmp_path / "rev/litreview.toml").write_text('title = "Made up"\ncodebook = "codes.qdc"\n')
    rev = str(tmp_path / "rev")
    assert 0 == run("decide", "tag", "A2020", "shelter", "--by", "ann", "-C", rev).exit_code
    result = run("tag", rev, "-o", "-")
    assert ":shelter" in result.stdout, result.output
    assert 0 == run("tag", rev, "--codebook", str(written), "-o", str(tmp_path / "t.bib")).exit_code
    assert "LR620" not in run("check", rev, "--all").output


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "is empty"), (b"<CodeBook/>", "no codes"), (b"<a/>", "no REFI-QDA")]
)
def test_what_is_none_is_refused(tmp_path, data, why):
    (tmp_path / "x.qdc").write_bytes(data)
    with pytest.raises(CodebookError, match=why):
        load_codebook(tmp_path / "x.qdc")


@given(
    st.lists(
        st.tuples(st.text(max_size=20), st.text(max_size=30), st.integers(-1, 5), st.booleans()),
        min_size=1,
        max_size=7,
    )
)
def test_whatever_codes_are_called_they_are_written_and_make_a_codebook(rows):
    codes = [
        QdaCode(name=name, description=words, parent=min(above, n - 1), codable=codable or n == 0)
        for n, (name, words, above, codable) in enumerate(rows)
    ]
    text = codebook_xml(codes, name="made up")
    back = read_codebook(text.encode())
    assert len(codes) == len(back)
    book = parse_codebook(_toml(back))
    assert sum(code.codable for code in codes) == len([c for c in book.codes if c.group != "type"]) - 2
    assert len(set(book.ids)) == len(book.ids)
    assert to_qda(book)


def _toml(codes):
    from litreview.judgements.codebook.exchange import to_toml

    return to_toml(codes, "codes.qdc")


@pytest.mark.skipif(
    not os.environ.get("LITREVIEW_QDA_SCHEMA"), reason="LITREVIEW_QDA_SCHEMA names no folder of schemas"
)
def test_it_is_valid_by_the_schema_of_the_standard(written, tmp_path):
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(Path(os.environ["LITREVIEW_QDA_SCHEMA"]) / "Codebook.xsd"))
    run("codebook", "show", "-o", str(tmp_path / "tvpa.qdc"))
    for path in (written, tmp_path / "tvpa.qdc"):
        schema.assertValid(etree.parse(path))
