"""Hostile files beside a sound one: each costs one message, bounded time and bounded memory, and the sound one is read."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from texts.layouts import CATALOG, FONT, PAGE, PAGES, pdf, stream, text_pdf

from litreview.formats.documents.full_text import read_documents

pytest.importorskip("pypdfium2")

SECONDS = 90
"""Seconds of computing that one file may cost; the limit of its process is 60."""
MEGABYTES = 1_500
"""Of the process that reads it: pdfium has 1 GB, and pandoc may need somewhat more than the 1 GB that it is told to."""


def _zip(**members: bytes | tuple[bytes, int]) -> bytes:
    """Return a zip archive; a member may be a text and how often it is repeated."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            with archive.open(name.replace("__", "/"), "w", force_zip64=True) as member:
                text, times = data if isinstance(data, tuple) else (data, 1)
                for _ in range(times):
                    member.write(text)
    return target.getvalue()


def _one_page(content: bytes, *more: bytes, page: bytes = PAGE) -> bytes:
    return pdf(CATALOG, PAGES, page, content, FONT, *more)


def _twice_packed() -> bytes:
    data = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    return _one_page(
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(data), data)
    )


def _script(action: bytes) -> bytes:
    return pdf(b"<< /Type /Catalog /Pages 2 0 R /OpenAction %s >>" % action, PAGES, PAGE, stream(b""), FONT)


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def _docx(document: bytes) -> bytes:
    types = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    return _zip(**{"[Content_Types].xml": types, "word__document.xml": document})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]><a>&b9;</a>' % b"".join(
    b'<!ENTITY b%d "%s">' % (n, (b"&b%d;" % (n - 1) if n else b"&a;") * 10) for n in range(10)
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
SOUND = text_pdf(*(f"Line {n} of a sound text about orchards and wages." for n in range(20)))
HUGE_IMAGE = (
    b"/Subtype /Image /Type /XObject /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
)
WITH_IMAGE = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /I 6 0 R >>")

HOSTILE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "bomb in a page": (".pdf", lambda: _one_page(stream(b"BT (a) Tj ET " * 40_000_000))),
    "bomb in a bomb": (".pdf", _twice_packed),
    "page tree in a loop": (".pdf", lambda: pdf(CATALOG, b"<< /Type /Pages /Count 2 /Kids [2 0 R 3 0 R] >>", PAGE, stream(b""), FONT)),
    "page that is its parent": (".pdf", lambda: pdf(CATALOG, b"<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>", PAGE, stream(b""), FONT)),
    "form that draws itself": (".pdf", lambda: _one_page(stream(b"/I Do"), stream(b"/I Do /I Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 6 0 R >> >>"), page=WITH_IMAGE)),
    "script on opening": (".pdf", lambda: _script(b"<< /S /JavaScript /JS (while(1){}) >>")),
    "launch of a program": (".pdf", lambda: _script(b"<< /S /Launch /F (/bin/sh) >>")),
    "link to a server": (".pdf", lambda: _script(b"<< /S /URI /URI (http://127.0.0.1:9/) >>")),
    "form sent to a server": (".pdf", lambda: _script(b"<< /S /SubmitForm /F (http://127.0.0.1:9/) >>")),
    "pages of another file": (".pdf", lambda: _script(b"<< /S /GoToR /F (/etc/passwd) /D [0 /Fit] >>")),
    "content in another file": (".pdf", lambda: _one_page(b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream")),
    "100,000 pages": (".pdf", lambda: pdf(CATALOG, b"<< /Type /Pages /Count 100000 /Kids [" + b"3 0 R " * 100_000 + b"] >>", PAGE, stream(b""), FONT)),
    "count of 2 billion pages": (".pdf", lambda: pdf(CATALOG, b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>", PAGE, stream(b""), FONT)),
    "negative count": (".pdf", lambda: pdf(CATALOG, b"<< /Type /Pages /Count -5 /Kids [3 0 R] >>", PAGE, stream(b""), FONT)),
    "arrays in arrays": (".pdf", lambda: _one_page(stream(_nested(200_000) + b" TJ"))),
    "catalog in arrays": (".pdf", lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % _nested(300_000), PAGES, PAGE, stream(b""), FONT)),
    "states never restored": (".pdf", lambda: _one_page(stream(b"q " * 3_000_000))),
    "image of 60,000 by 60,000": (".pdf", lambda: _one_page(stream(b"/I Do"), stream(b"\0" * 1000, HUGE_IMAGE), page=WITH_IMAGE)),
    "image bomb": (".pdf", lambda: _one_page(stream(b"/I Do"), stream(bytes(200_000_000), HUGE_IMAGE), page=WITH_IMAGE)),
    "letters of no size": (".pdf", lambda: _one_page(stream(b"BT /F1 0 Tf (none) Tj ET"))),
    "letters of infinite size": (".pdf", lambda: _one_page(stream(b"BT /F1 1e38 Tf 1e38 1e38 Td (x) Tj ET"))),
    "missing font": (".pdf", lambda: pdf(CATALOG, PAGES, PAGE.replace(b"5 0 R", b"99 0 R"), stream(b"BT /F1 9 Tf (x) Tj ET"))),
    "font of garbage": (".pdf", lambda: pdf(CATALOG, PAGES, PAGE, stream(b"BT /F1 9 Tf (x) Tj ET"), b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R >>", b"<< /Type /FontDescriptor /FontFile2 7 0 R >>", stream(b"\xff" * 100_000))),
    "cut in the middle": (".pdf", lambda: SOUND[: len(SOUND) // 2]),
    "cut after its first line": (".pdf", lambda: SOUND[:9]),
    "no bytes": (".pdf", lambda: b""),
    "zero bytes": (".pdf", lambda: bytes(100_000)),
    "all bytes": (".pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000),
    "wrong table of places": (".pdf", lambda: pdf(CATALOG, PAGES, PAGE, stream(b"")).replace(b"0000000", b"9999999")),
    "table that is its predecessor": (".pdf", lambda: pdf(CATALOG, PAGES, PAGE, stream(b""), FONT, trailer=b"/Prev 15")),
    "under a password": (".pdf", lambda: pdf(CATALOG, PAGES, PAGE, stream(b""), FONT, b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O (%s) /U (%s) >>" % (b"o" * 32, b"u" * 32), trailer=b"/Encrypt 6 0 R /ID [(a) (a)]")),
    "program called .pdf": (".pdf", lambda: b"MZ\x90\x00" + bytes(range(256)) * 200),
    "program called .docx": (".docx", lambda: b"MZ\x90\x00" + bytes(range(256)) * 200),
    "docx bomb": (".docx", lambda: _zip(word__document_xml=b"", **{"word__document.xml": (b" " * 1_000_000, 1_200)})),
    "docx of entities": (".docx", lambda: _docx(ENTITIES)),
    "docx with a file outside": (".docx", lambda: _docx(OUTSIDE)),
    "docx that is cut": (".docx", lambda: _docx(b"<a/>")[:200]),
    "docx with names outside": (".docx", lambda: _zip(**{"..__..__..__etc__passwd": b"x", "word__document.xml": b"<a/>"})),
    "epub bomb": (".epub", lambda: _zip(mimetype=b"application/epub+zip", **{"a.xhtml": (b"<p>a</p>" * 100_000, 1_500)})),
    "epub of entities": (".epub", lambda: _zip(mimetype=b"application/epub+zip", **{"META-INF__container.xml": ENTITIES})),
    "epub that names itself": (".epub", lambda: _zip(mimetype=b"application/epub+zip", **{"META-INF__container.xml": b'<container><rootfiles><rootfile full-path="META-INF/container.xml"/></rootfiles></container>'})),
    "odt of entities": (".odt", lambda: _zip(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": ENTITIES})),
    "web page in 10,000 boxes": (".html", lambda: b"<div>" * 10_000),
    "text of zero bytes": (".txt", lambda: bytes(1_000_000)),
    "Markdown of nothing": (".md", lambda: b"   \n" * 10),
}  # fmt: skip
BOMBS = ("bomb in a page", "docx bomb")
HARMLESS: Mapping[str, tuple[str, bytes]] = {
    "web page with a script": (".html", b"<html><script>while(1){}; document.write('pwned')</script><p>A sound paragraph.</p><img src='http://127.0.0.1:9/x.png'></html>"),
    "web page that includes a file": (".html", b"<html><iframe src='file:///etc/passwd'></iframe><object data='file:///etc/passwd'></object><p>A sound paragraph.</p></html>"),
}  # fmt: skip


def _read(*documents: tuple[str, bytes]) -> list[tuple[str, str]]:
    """Return the fault and the words of each document."""
    found = sorted(read_documents([lambda one=one: one for one in documents]))
    return [(read.fault, " ".join(page.text for page in read.pages)) for _, read in found]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in BOMBS])
def test_a_hostile_file_costs_one_message(name):
    ending, make = HOSTILE[name]
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    start = time.process_time()
    (fault, words), (sound, lines) = _read((ending, make()), (".pdf", SOUND))
    used = time.process_time() - start + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    assert fault
    assert "" == words
    assert "" == sound
    assert "Line 19 of a sound text" in lines
    assert used < SECONDS


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_one_message_and_bounded_memory(name, tmp_path: Path):
    """Measured in a small process: the system counts the memory of a parent to its children."""
    ending, make = HOSTILE[name]
    bomb = tmp_path / f"bomb{ending}"
    bomb.write_bytes(make())
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from litreview.formats.documents.full_text import read_documents\n"
        "bomb = Path(sys.argv[1])\n"
        "((_, read),) = read_documents([lambda: (bomb.suffix, bomb.read_bytes())])\n"
        "assert read.fault\n"
        "assert not any(page.text for page in read.pages)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_maxrss, used.ru_utime + used.ru_stime)"
    )
    ran = subprocess.run([sys.executable, "-c", code, bomb], capture_output=True, text=True, check=True)
    kilobytes, seconds = map(float, ran.stdout.split())
    assert kilobytes <= MEGABYTES * 1024
    assert seconds < SECONDS


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_of_a_web_page_is_run_or_fetched(name):
    ((fault, words),) = _read(HARMLESS[name])
    assert "" == fault
    assert words.startswith("A sound paragraph.")
    assert "pwned" not in words
    assert "root:" not in words


@pytest.mark.exhaustive
def test_each_hostile_file_of_a_review_is_one_problem(tmp_path: Path):
    """Of a folder with all small ones, each is named once, and the sound text is the only one with words."""
    import litreview as lr

    # each is read alone above; here a sixth of those that are no bombs, together
    names = [name for name in HOSTILE if "bomb" not in name and name != "web page in 10,000 boxes"]
    small = {name: HOSTILE[name][1]() for name in names[::6]}
    (tmp_path / "bib").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "litreview.toml").write_text('title = "Hostile"\n')
    entries = ["@article{Sound, author = {Roe, Ann}, title = {A sound text}, journal = {J}, year = 2001}"]
    (tmp_path / "texts/Sound.pdf").write_bytes(SOUND)
    for n, (name, data) in enumerate(small.items()):
        entries.append(
            f"@article{{Key{n}, author = {{Poe, Bo}}, title = {{Paper number {n} of many}}, journal = {{J}}, year = 2002}}"
        )
        (tmp_path / f"texts/Key{n}{HOSTILE[name][0]}").write_bytes(data)
    (tmp_path / "bib/a.bib").write_text("\n".join(entries))
    review = lr.open_review(tmp_path)
    assert {"Sound"} == {match.source for match in review.text_matches if not match.fault}
    named = [one.where.file for one in review.problems if one.where.file.startswith("texts/")]
    assert len(named) == len(set(named)) == len(small)
    assert [] == list(review.find("pwned")) == list(review.find("root"))
