"""Files that are small and unpack to much: refused with a sentence, in bounded time and memory."""

import io
import subprocess
import sys
import tracemalloc
import zipfile

import pytest
from openpyxl import load_workbook

import litreview as lr
from litreview.core.errors import InputError
from litreview.core.text.xml_trees import XmlError, parse_xml
from litreview.formats.sheets import Column, Row, Sheet, read_sheet, workbook_reader, write_sheet

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(
    [
        '<!DOCTYPE a [<!ENTITY a0 "ha">',
        *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)),
        "]>",
    ]
)
DOCTYPES = {
    "billion laughs": f"{LAUGHS}<a>&a9;</a>",
    "quadratic": f'<!DOCTYPE a [<!ENTITY b "{"x" * 50_000}">]><a>{"&b;" * 50_000}</a>',
    "an external entity": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % e SYSTEM "file:///etc/hostname"> %e;]><a/>',
    "an external document type": '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
    "a document type alone": "<!DOCTYPE a><a/>",
}


@pytest.fixture(scope="module")
def workbook():
    columns = (
        Column(name="title"),
        Column(name="stage"),
        Column(name="decision", answer=True),
        Column(name="reason", answer=True),
    )
    rows = tuple(
        Row(
            ids=(f"a.bib:k{n}",),
            cells={"title": f"Raids {n}", "stage": "abstract", "decision": "include" if n == 1 else ""},
        )
        for n in range(3)
    )
    return write_sheet(Sheet(kind="screen", columns=columns, rows=rows))


def repacked(data, changes, *, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for entry in [each for each in old.infolist() if each.filename not in changes]:
            new.writestr(entry.filename, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def changed(workbook, change):
    book = load_workbook(io.BytesIO(workbook))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(data):
    with pytest.raises(InputError) as error:
        read_sheet(data, "s.xlsx")
    return str(error.value)


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "XFD1048576", "XFD2"])
def test_a_stray_cell_at_the_end_of_the_page(workbook, cell):
    """Read whole, such a page took 3.8 GB."""
    stray = changed(workbook, lambda page: page.__setitem__(cell, "x"))
    filled, problems = read_sheet(stray, "s.xlsx")
    blank = 3 if cell == "A1048576" else 2  # a title without an id
    assert ([("a.bib:k1",)], blank, ()) == ([row.ids for row in filled.rows], filled.blank, problems)


@pytest.mark.parametrize("said", ["A1", "A1:XFD1048576", "A1:B2"])
def test_what_a_page_says_of_its_own_size_is_not_believed(workbook, said):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        text = archive.read(SHEET).decode()
    before = text.partition('<dimension ref="')[2].partition('"')[0]
    data = repacked(workbook, {SHEET: text.replace(f'<dimension ref="{before}"', f'<dimension ref="{said}"')})
    filled, _ = read_sheet(data, "s.xlsx")
    assert [("a.bib:k1",)] == [row.ids for row in filled.rows]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (SHEET, b"<worksheet>" + b" " * 5_000_000),
        (SHEET, b"<worksheet><sheetData><row>" + b"<c/>" * 40_000),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si><t/></si>" * 20_000),
        ("xl/styles.xml", b"<s>" * 200 + b"</s>" * 200),
        ("xl/media/image1.png", b"\0" * 5_000_000),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(workbook, monkeypatch, name, content):
    monkeypatch.setattr(workbook_reader, "_BYTES", 1_000_000)
    monkeypatch.setattr(workbook_reader, "_ELEMENTS", 10_000)
    data = repacked(workbook, {name: content})
    assert len(data) < 100_000
    tracemalloc.start()
    said = refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to far more than a sheet of ours holds" in said
    assert peak < 1_500_000


def test_a_directory_that_lies_about_sizes(workbook):
    """What comes out is never more than the directory says, and not what was packed: damaged."""
    content = b"<worksheet>" + b" " * 3_000_000 + b"</worksheet>"
    data = repacked(workbook, {"xl/other.xml": content})
    lied = data.replace(len(content).to_bytes(4, "little"), (40).to_bytes(4, "little"))
    assert lied != data
    assert "damaged" in refused(lied)


def test_packed_as_no_spreadsheet_packs(workbook):
    """Other methods unpack a block of any size at once."""
    assert "packed as no spreadsheet" in refused(repacked(workbook, {}, method=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", SHEET])
@pytest.mark.parametrize("name", DOCTYPES)
def test_a_document_type_in_a_workbook(workbook, part, name):
    assert "damaged" in refused(repacked(workbook, {part: DOCTYPES[name]}))
    assert "damaged" in refused(repacked(workbook, {part: DOCTYPES[name].encode("utf-16")}))


@pytest.mark.parametrize("name", DOCTYPES)
def test_a_document_type_in_xml(name):
    with pytest.raises(XmlError):
        parse_xml(DOCTYPES[name])


@pytest.mark.parametrize("name", DOCTYPES)
def test_a_document_type_in_a_record_of_endnote(name):
    """A record is read by itself, so what is declared above it is nothing to it; declared within, it is refused."""
    head, _, body = DOCTYPES[name].partition("]>") if "]>" in DOCTYPES[name] else ("", "", DOCTYPES[name])
    record = "<record><titles><title>Raids {}</title></titles></record>"
    above = f"{head}]>" * bool(head) + f"<xml><records>{record.format('&a9;&b;&e;')}</records></xml>"
    within = f"<xml><records>{record.format(DOCTYPES[name])}</records></xml>"
    for text in (above, within):
        library = lr.read_text(text, "a.xml")
        assert len(library) + len(library.problems) >= 1
        assert all(len(record.title) < 100 for record in library)
        assert "hahaha" not in repr(library)
    assert body is not None


def test_no_library_for_xml_is_needed():
    code = "import sys; sys.modules['defusedxml'] = None; import litreview as lr; print(len(lr.read_text('<xml><records><record><titles><title>A</title></titles></record></records></xml>', 'a.xml')))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert "1\n" == done.stdout
