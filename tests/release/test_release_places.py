"""Secrets in documents, archives, pictures and git's history are found, and what could not be opened is said."""

import bz2
import gzip
import io
import json
import lzma
import subprocess
import tarfile
import zipfile
import zlib

import pytest

from litreview.formats.documents import open_document
from litreview.formats.documents.text_extraction import strings

NAME = "Una Quillfeather"
W = 'xmlns:w="w"'
WORD = "word/document.xml"


def packed(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def docx(body="", **more):
    parts = {"[Content_Types].xml": "<Types/>", WORD: f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return packed({**parts, **{name.replace("__", "/") + ".xml": text for name, text in more.items()}})


def odt(body="", meta=""):
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:body xmlns:office='o' xmlns:text='t' xmlns:dc='d'>{body}</office:body>",
        "meta.xml": f"<office:meta xmlns:office='o' xmlns:meta='m' xmlns:dc='d'>{meta}</office:meta>",
    })  # fmt: skip


def xlsx(workbook="", sheet="", **more):
    return packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": f"<workbook>{workbook}</workbook>", "xl/worksheets/sheet1.xml": f"<worksheet>{sheet}</worksheet>", **{name.replace("__", "/") + ".xml": text for name, text in more.items()}})  # fmt: skip


def pdf(author="", text="", note="", **more):
    import pypdf
    from pypdf.annotations import FreeText

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = pypdf.generic.DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode())
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    resources = pypdf.generic.DictionaryObject()
    resources[pypdf.generic.NameObject("/Font")] = pypdf.generic.DictionaryObject({
        pypdf.generic.NameObject("/F1"): pypdf.generic.DictionaryObject({
            pypdf.generic.NameObject(k): pypdf.generic.NameObject(v) for k, v in font.items()
        })
    })  # fmt: skip
    page[pypdf.generic.NameObject("/Resources")] = resources
    if author:
        writer.add_metadata({"/Author": author})
    if note:
        writer.add_annotation(0, FreeText(text=note, rect=(1, 1, 50, 50)))
    if title := more.get("title"):
        writer.add_metadata({"/Title": title})
    if bookmark := more.get("bookmark"):
        writer.add_outline_item(
            title="One", page_number=0, parent=writer.add_outline_item(title=bookmark, page_number=0)
        )
    if xmp := more.get("xmp"):
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(
            f"<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>{xmp}</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>".encode()
        )
        writer.root_object[pypdf.generic.NameObject("/Metadata")] = writer._add_object(stream)
    if field := more.get("field"):
        about = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx"}
        widget = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject(k): pypdf.generic.NameObject(v) for k, v in about.items()}
        )
        widget[pypdf.generic.NameObject("/V")] = pypdf.generic.TextStringObject(field)
        page[pypdf.generic.NameObject("/Annots")] = pypdf.generic.ArrayObject([writer._add_object(widget)])
    if inside := more.get("inside"):
        writer.add_attachment(inside, b"so")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def png(key="Author", value="Made Up"):
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    return b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", f"{key}\0{value}".encode()) + chunk(b"IEND", b"")


def jpeg(words=b"Made Up"):
    segment = b"Exif\0\0" + words
    return b"\xff\xd8\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + b"\xff\xd9"


CORE = f"<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:creator>{NAME}</dc:creator></cp:coreProperties>"
OTHER = "<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:creator>openpyxl</dc:creator><cp:lastModifiedBy>Another Person</cp:lastModifiedBy></cp:coreProperties>"
FOUND = {
    "a.docx": (docx("<w:p><w:r><w:t>Una Quill</w:t></w:r><w:r><w:t>feather</w:t></w:r></w:p>"), {"LR661"}),
    "creator.docx": (docx(docProps__core=CORE), {"LR661", "LR667"}),
    "modified.docx": (docx(docProps__core=OTHER), {"LR667"}),
    "comment.docx": (docx(word__comments=f"<w:comments {W}><w:comment w:author='{NAME}'><w:t>so</w:t></w:comment></w:comments>"), {"LR661", "LR667"}),
    "deleted.docx": (docx(f"<w:p><w:del w:author='x'><w:r><w:delText>{NAME}</w:delText></w:r></w:del></w:p>"), {"LR661", "LR667"}),
    "changer.docx": (docx(f"<w:p><w:ins w:author='{NAME}'><w:r><w:t>so</w:t></w:r></w:ins></w:p>"), {"LR661", "LR667"}),
    "vanish.docx": (docx(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{NAME}</w:t></w:r></w:p>"), {"LR661", "LR667"}),
    "custom.docx": (docx(docProps__custom=f"<Properties xmlns:vt='v'><property name='x'><vt:lpwstr>{NAME}</vt:lpwstr></property></Properties>"), {"LR661", "LR667"}),
    "a.odt": (odt(f"<text:p>{NAME}</text:p>"), {"LR661"}),
    "annotation.odt": (odt("<office:annotation><dc:creator>Someone</dc:creator><text:p>so</text:p></office:annotation>"), {"LR667"}),
    "changes.odt": (odt("<text:tracked-changes><text:p>so</text:p></text:tracked-changes>"), {"LR667"}),
    "hidden.odt": (odt("<text:hidden-paragraph>so</text:hidden-paragraph>"), {"LR667"}),
    "meta.odt": (odt(meta=f"<meta:initial-creator>{NAME}</meta:initial-creator>"), {"LR661", "LR667"}),
    "a.xlsx": (xlsx(xl__sharedStrings=f"<sst><si><t>{NAME}</t></si></sst>"), {"LR661"}),
    "sheet.xlsx": (xlsx("<sheets><sheet name='s' state='veryHidden'/></sheets>"), {"LR667"}),
    "row.xlsx": (xlsx(sheet="<sheetData><row hidden='1'><c><v>1</v></c></row></sheetData>"), {"LR667"}),
    "notes.pptx": (packed({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>", "ppt/notesSlides/notesSlide1.xml": "<p:notes xmlns:p='p'>so</p:notes>"}), {"LR667"}),
    "a.pdf": (pdf(text=NAME), {"LR661"}),
    "author.pdf": (pdf(author=NAME), {"LR661", "LR667"}),
    "note.pdf": (pdf(note=NAME), {"LR661", "LR667"}),
    "title.pdf": (pdf(title=f"Microsoft Word - {NAME}.docx"), {"LR661"}),
    "bookmark.pdf": (pdf(bookmark=f"A talk with {NAME}"), {"LR661"}),
    "xmp.pdf": (pdf(xmp=NAME), {"LR661", "LR667"}),
    "field.pdf": (pdf(field=NAME), {"LR661"}),
    "inside.pdf": (pdf(inside=f"{NAME}.txt"), {"LR661", "LR667"}),
    "title.docx": (docx(docProps__core="<c xmlns:d='d'><d:title>talk with una quillfeather</d:title><d:subject>x</d:subject></c>"), {"LR661"}),
    "keywords.docx": (docx(docProps__core="<c><keywords>raids</keywords><description>quillfeather</description><category>so</category></c>"), {"LR661"}),
    "initials.docx": (docx(word__commentsExtended="<x/>", word__comments=f"<w:comments {W}><w:comment w:author='x' w:initials='y'><w:p><w:r><w:t>with {NAME}</w:t></w:r></w:p></w:comment></w:comments>"), {"LR661", "LR667"}),
    "text.png": (png(value=NAME), {"LR661", "LR667"}),
    "exif.jpg": (jpeg(NAME.encode()), {"LR661", "LR667"}),
    "content.zip": (packed({"a.txt": NAME}), {"LR661"}),
    "name.zip": (packed({"deep/quillfeather.txt": "so"}), {"LR661"}),
    "deep.zip": (packed({"b.zip": packed({"c.docx": docx(f"<w:p><w:t>{NAME}</w:t></w:p>")})}), {"LR661"}),
    "private.zip": (packed({"review/private/a.txt": "so"}), {"LR665"}),
    "utf16.txt": (NAME.encode("utf-16"), {"LR661"}),
    "latin.txt": ("Ulla Gr\xf6nqvist".encode("cp1252"), {"LR661"}),
    "none.docx": (docx("<w:p><w:r><w:t>Nobody</w:t></w:r></w:p>", docProps__core="<c xmlns:dc='d'><dc:creator>python-docx</dc:creator></c>"), set()),
    "none.xlsx": (xlsx("<sheets><sheet name='s'/></sheets>", docProps__core="<c xmlns:dc='d'><dc:creator>openpyxl</dc:creator></c>"), set()),
    "none.png": (png("Software", "A program"), set()),
    "none.pdf": (pdf(text="Nobody"), set()),
}  # fmt: skip


def locked(name):
    """Return an archive whose one file is said to be under a password."""
    data = bytearray(packed({name: "so"}))
    for head, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(head) + flags] |= 1
    return bytes(data)


def tar(files, mode="w:"):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return data.getvalue()


PACKED = {
    "a.tar": tar({"b/c.txt": NAME}),
    "a.tar.gz": tar({"b.txt": NAME}, "w:gz"),
    "a.tar.bz2": tar({"b.txt": NAME}, "w:bz2"),
    "a.tar.xz": tar({"b.txt": NAME}, "w:xz"),
    "named.tar": tar({f"{NAME}.txt": "so"}),
    "a.txt.gz": gzip.compress(NAME.encode()),
    "named.gz": b"\x1f\x8b\x08\x08\0\0\0\0\0\3Una Quillfeather.txt\0" + gzip.compress(b"so")[10:],
    "two.gz": gzip.compress(b"so\n") + gzip.compress(NAME.encode()),
    "a.bz2": bz2.compress(NAME.encode()),
    "a.xz": lzma.compress(NAME.encode()),
    "a.lzma": lzma.compress(NAME.encode(), format=lzma.FORMAT_ALONE),
    "deep.zip": packed({"a.tar.gz": tar({"b.zip": "x"}, "w:gz"), "b.xz": lzma.compress(NAME.encode())}),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_secret_in_what_the_standard_library_unpacks(review, call, name):
    (review / "manuscript" / name).write_bytes(PACKED[name])
    result = call("check", "--release", ".", "--json")
    assert {(f"manuscript/{name}", "LR661")} == found(result)
    assert 1 == result.exit_code


def found(result):
    return {(row["file"], row["code"]) for row in json.loads(result.stdout)["found"]}


@pytest.mark.parametrize("name", FOUND)
@pytest.mark.exhaustive(quick=20)
def test_a_secret_in_a_document(review, call, name):
    data, codes = FOUND[name]
    (review / "manuscript" / name).write_bytes(data)
    result = call("check", "--release", ".", "--json")
    assert {(f"manuscript/{name}", code) for code in codes} == found(result)
    assert "uillfeather" not in result.stdout


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office program"),
        ("a.tar.gz", b"\x1f\x8b\x08", "an archive that is damaged"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "packed in a way that is not opened here"),
        ("a.rar", b"Rar!\x1a\x07", "packed in a way that is not opened here"),
        ("locked.zip", locked("a.txt"), "a part under a password"),
        ("a.bin", bytes(range(256)) * 9, "a file that is no text"),
        ("a.zip", b"PK\3\4damaged", "an archive that is damaged"),
        ("a.pdf", b"%PDF-1.4 damaged", "a PDF that is damaged"),
        ("inside.pdf", pdf(inside="b.txt"), "a file within a PDF"),
        ("bad.docx", packed({"[Content_Types].xml": "<T/>", WORD: "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "no sound XML"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said(review, call, name, data, said):
    (review / "manuscript" / name).write_bytes(data)
    result = call("check", "--release", ".", "--json")
    (line,) = [line for line in json.loads(result.stdout)["not_looked"] if name in line]
    assert said in line
    searched = name in ("a.doc", "a.bin", "bad.docx")  # in their bytes
    assert (set() if searched else {(f"manuscript/{name}", "LR667")}) == found(result)
    assert (0 if searched else 1) == result.exit_code


def test_without_pypdf_that_is_said(review, call, monkeypatch):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "pypdf" else find(name, *a)
    )
    (review / "manuscript/a.pdf").write_bytes(pdf(text=NAME))
    result = call("check", "--release", ".")
    assert 1 == result.exit_code
    assert "a PDF (`pip install pypdf` opens them): manuscript/a.pdf" in result.output


def test_a_pdf_that_takes_too_long_is_ended(monkeypatch):
    from litreview.formats.documents import pdf as reader

    monkeypatch.setattr(reader, "_SECONDS", 0.001)
    assert ("a PDF that is damaged, under a password, or takes too long",) == open_document(
        pdf(text=NAME)
    ).unread


@pytest.mark.parametrize("private", [False, True])
def test_a_file_that_is_too_large_or_cannot_be_read_is_said(review, call, monkeypatch, private):
    from litreview.review.release import search_terms

    monkeypatch.setattr(search_terms, "_LARGEST", 5_000)
    place = review / ("private/transcripts/large.txt" if private else "manuscript/large.txt")
    place.write_text("so " * 2_000)
    lines = json.loads(call("check", "--release", ".", "--json").stdout)["not_looked"]
    said = (
        "what 1 private file holds that could not be opened"
        if private
        else "files of more than 200 MB: manuscript/large.txt"
    )
    assert said in lines


def test_names_of_files_that_are_no_text(review, call):
    import os

    name = os.fsencode(review) + b"/manuscript/caf\xe9 Quillfeather.md"
    with open(name, "w") as stream:  # noqa: PTH123 - a name in bytes
        stream.write("so")
    with open(os.fsencode(review) + b"/manuscript/caf\xe9.md", "w") as stream:  # noqa: PTH123 - a name in bytes
        stream.write(NAME)
    with open(os.fsencode(review) + b"/private/t\xe9x.txt", "w") as stream:  # noqa: PTH123 - a name in bytes
        stream.write("so")
    assert {("manuscript/…", "LR661"), ("manuscript/caf\\xe9.md", "LR661")} == found(
        call("check", "--release", ".", "--json")
    )
    assert 1 == call("withdraw", "I06", "--yes").exit_code


def test_what_unpacks_without_bound_is_not_unpacked(monkeypatch):
    from litreview.formats.documents import text_extraction

    monkeypatch.setattr(text_extraction, "_BYTES", 1000)
    assert ("what unpacks to more than 200 MB",) == open_document(packed({"a.txt": "x" * 2000})).unread
    assert ("what unpacks to more than 200 MB",) == open_document(gzip.compress(b"x" * 2000)).unread
    assert ("what unpacks to more than 200 MB",) == open_document(
        tar({"a": "x" * 600, "b": "x" * 600})
    ).unread
    inner = packed({"a.txt": NAME})
    for _ in range(6):
        inner = packed({"a.zip": inner})
    monkeypatch.undo()
    assert ("an archive within archives",) == open_document(inner).unread


def test_private_files_that_no_gitignore_names(review, call, git):
    (review / ".gitignore").unlink()
    result = call("check", "--release", ".", "--json")
    assert ("private", "LR665") in found(result)
    assert 1 == result.exit_code
    assert "Marrowby" not in result.stdout


@pytest.mark.exhaustive
def test_a_private_file_that_is_tracked_and_one_that_was(review, call, git):
    git("add", "-A")
    git("commit", "-q", "-m", "sound")
    assert set() == found(call("check", "--release", ".", "--json"))
    git("add", "-f", "private/transcripts")
    git("commit", "-q", "-m", "a slip")
    assert 2 == len([row for row in json.loads(call("check", "--release", ".", "--json").stdout)["found"] if row["code"] == "LR665"])  # fmt: skip
    git("rm", "-q", "--cached", "-r", "private")
    git("commit", "-q", "-m", "out again")
    result = call("check", "--release", ".", "--json")
    (row,) = json.loads(result.stdout)["found"]
    assert ("private", "LR665") == (row["file"], row["code"])
    assert git("rev-parse", "HEAD~1")[:12] in row["message"]
    assert "Marrowby" not in result.stdout


@pytest.mark.exhaustive
def test_a_name_that_was_taken_out_is_in_history(review, call, git):
    (review / "manuscript/review.md").write_text(f"As {NAME} said.\n")
    (review / "manuscript/Quillfeather.md").write_text("so\n")
    git("add", "-A")
    git("commit", "-q", "-m", "a slip")
    slip = git("rev-parse", "HEAD")[:12]
    (review / "manuscript/review.md").write_text("As a judge said.\n")
    git("rm", "-q", "manuscript/Quillfeather.md")
    git("commit", "-q", "-a", "-m", "mended")
    result = call("check", "--release", ".", "--json")
    rows = {row["file"]: row for row in json.loads(result.stdout)["found"]}
    assert {"manuscript/review.md", "manuscript/…"} == set(rows)
    assert all(row["code"] == "LR666" and slip in row["message"] for row in rows.values())


@pytest.mark.exhaustive
def test_a_file_that_is_only_staged(review, call, git):
    git("add", "-A")
    git("commit", "-q", "-m", "sound")
    for change in (lambda path: path.unlink(), lambda path: path.write_text("sound now\n")):
        (review / "manuscript/staged.md").write_text(f"{NAME}\n")
        git("add", "manuscript/staged.md")
        change(review / "manuscript/staged.md")
        result = call("check", "--release", ".", "--json")
        assert [("manuscript/staged.md", "LR666")] == [
            (r["file"], r["code"]) for r in json.loads(result.stdout)["found"]
        ]
        assert "the version of this file that is staged" in result.stdout
        assert 1 == result.exit_code


def test_an_earlier_register_that_told_people_apart(review, call, git):
    sound = (review / "bib/register.bib").read_text()
    (review / "bib/register.bib").write_text(sound.replace("2020", "2019", 1))
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    (review / "bib/register.bib").write_text(sound)
    git("commit", "-q", "-a", "-m", "says less")
    assert {("bib/register.bib", "LR668")} == found(call("check", "--release", ".", "--json"))


@pytest.mark.exhaustive
def test_versions_of_the_register_that_tell_somebody_apart_together(review, call, git):
    """Each version is sound: who was added alone is known from both."""
    sound = (review / "bib/register.bib").read_text()
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    assert set() == found(call("check", "--release", ".", "--json"))
    alone = "@misc{I11, entrysubtype = {interview}, role = {judge}, date = {2020}, consent = {quote}}\n"
    (review / "bib/register.bib").write_text(sound + alone)
    assert {("bib/register.bib", "LR668")} == found(call("check", "--release", ".", "--json"))
    (review / "bib/register.bib").write_text(sound + alone + alone.replace("I11", "I12"))
    assert set() == found(call("check", "--release", ".", "--json"))


def test_a_link_is_published_as_where_it_leads(review, call, git):
    (review / "manuscript/link.md").symlink_to("../private/transcripts/Marrowby-Ines.txt")
    assert {("manuscript/link.md", "LR661"), ("manuscript", "LR665")} == found(
        call("check", "--release", ".", "--json")
    )


def test_ignored_files_are_not_looked_at(review, call, git):
    (review / "out").mkdir()
    (review / "out/a.md").write_text(NAME)
    assert set() == found(call("check", "--release", ".", "--json"))
    (review / ".git").rename(review / "kept")
    (review / ".gitignore").write_text("kept/\n*.log\ndrafts/\n")
    (review / "drafts").mkdir()
    for name in ("a.log", "drafts/a.md"):
        (review / name).write_text(NAME)
    result = call("check", "--release", ".", "--json")
    assert set() == found(result)
    assert any("no git repository" in line for line in json.loads(result.stdout)["not_looked"])


def test_a_repository_within_is_said(review, call, git):
    (review / "inner").mkdir()
    subprocess.run(["git", "init", "-q", str(review / "inner")], check=True)
    (review / "inner/a").write_text("so")
    git("-C", "inner", "add", "a")
    git("-C", "inner", "commit", "-q", "-m", "x")
    result = call("check", "--release", ".", "--json")
    assert any(
        "repositories within this one: inner" in line for line in json.loads(result.stdout)["not_looked"]
    )


@pytest.mark.exhaustive
def test_what_history_keeps_of_a_person_who_withdrew(review, call, git):
    git("add", "-A")
    git("commit", "-q", "-m", "sound")
    assert set() == found(call("check", "--release", ".", "--json"))
    assert 1 == call("withdraw", "I06", "--yes").exit_code
    (review / "manuscript/review.md").write_text("Nothing.\n")
    git("commit", "-q", "-a", "-m", "withdrawn")
    result = call("check", "--release", ".", "--json")
    assert ("bib/register.bib", "LR666") in found(result)
    assert "git's history still has something of I06, who withdrew, in 1 commit" in result.stdout


def test_messages_and_names_of_branches_are_looked_into(review, call, git):
    git("add", "litreview.toml")
    git("commit", "-q", "-m", f"What {NAME} said")
    git("branch", "talk-quillfeather")
    git("tag", "-a", "v1", "-m", f"before {NAME} left")
    rows = json.loads(call("check", "--release", ".", "--json").stdout)["found"]
    told = [row["message"] for row in rows if row["code"] == "LR666"]
    assert 2 == sum("the message of commit or tag" in message for message in told)
    assert 1 == sum("the name of a branch or tag" in message for message in told)
    assert "uillfeather" not in str(told)


@pytest.mark.exhaustive
def test_a_version_of_the_register_that_only_a_tag_holds_is_named(review, call, git):
    """What was published before a branch began anew: until somebody says what was published, nothing takes it into account."""
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    git("tag", "v1")
    git("checkout", "-q", "--orphan", "anew")
    (review / "bib/register.bib").write_text((review / "bib/register.bib").read_text() + "% more\n")
    git("add", "-A")
    git("commit", "-q", "-m", "squashed")
    (row,) = json.loads(call("check", "--release", ".", "--json").stdout)["found"]
    assert ("bib/register.bib", "LR668", "warning") == (row["file"], row["code"], row["level"])
    assert row["message"].startswith("tags, other branches or staged files have 1 version of the register")
    settings = review / "litreview.toml"
    settings.write_text(settings.read_text() + 'published = ["v1"]\n')
    assert set() == found(call("check", "--release", ".", "--json"))


def segment(kind, words, start=b""):
    data = start + words
    return bytes([0xFF, kind]) + (len(data) + 2).to_bytes(2, "big") + data


@pytest.mark.parametrize(
    ("segments", "told"),
    [
        ([segment(0xFE, b"by Una")], "by Una"),
        (
            [
                segment(0xE1, b"Una", b"Exif\0\0"),
                segment(0xE0, b"JFIF and no more"),
                segment(0xFE, b"the end"),
            ],
            "Exif\nthe end",
        ),
        # behind the picture's own bytes nothing is read
        ([segment(0xDA, b"pixels"), segment(0xFE, b"by Una")], ""),
        ([segment(0xD9, b""), segment(0xFE, b"by Una")], ""),
        ([b"\xff\xe0\x00\x00", segment(0xFE, b"by Una")], "by Una"),
        ([b"\xff\xfe\x00"], ""),
        ([segment(0xFE, b"abc"), segment(0xFE, b"abcd")], "abcd"),
    ],
)
def test_words_in_the_segments_of_a_jpeg(segments, told):
    assert told == strings(b"\xff\xd8" + b"".join(segments))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"RIFF....WEBPEXIF\0\0\0\0by Una", "by Una"),
        (b"RIFF....WEBPXMP \0\0\0\0by Una", "by Una"),
        (b"RIFF....WEBPVP8 by Una", ""),
        (b"II*\0by Una", "by Una"),
        (b"MM\0*\0\0by Una", "by Una"),
        (b"GIF89aby Una", ""),
    ],
)
def test_words_in_pictures_of_other_kinds(data, told):
    assert told == strings(data)
