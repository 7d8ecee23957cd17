"""The student's path in the documentation is what the commands print today."""

import io
import re
import sys
import zipfile
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_path_is_as_the_page_says_and_ends_in_a_document_of_ten_works(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import make_first_bibliography as path

    page = (DOCS / "first-bibliography.md").read_text(encoding="utf-8")
    with path.workplace() as folder:
        parts = list(path.played())
        document = (folder / "bibliography.docx").read_bytes()
    for part in parts:
        assert part in page
    assert len(re.findall(r"(?m)^\$ ", "".join(parts))) < 10, "under ten commands"
    xml = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    assert 10 == len(re.findall(r'w:pStyle w:val="Bibliography(?:Annotated)?"', xml))
    assert len(path.NOTES) == xml.count('w:pStyle w:val="Annotation"')
    assert 5 == len(path.NOTES)
    for value in path.DOCUMENT.values():
        assert value in xml
    del sys.modules["make_first_bibliography"]
