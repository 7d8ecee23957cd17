"""REFI-QDA is read as programs write it: codes, sources by name, and who coded what; hostile files are refused in plain words."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from litreview.judgements.refi import QdaProject, RefiError, read_codebook, read_project
from qda.building import CODEBOOK, Code, Coded, Text, archive, project_xml, qdpx

CODES = (Code("Goals", (Code("protect", (Code("shelter"),), "An invented definition."),), codable=False),)
TALK = Text("I07.txt", (Coded("protect"), Coded("shelter", "Ben Invented"), Coded("protect")))


def read(data):
    return read_project(io.BytesIO(data))


def told(project):
    """Return each coding in words."""
    return sorted(
        (
            project.sources[c.source].names[0],
            project.codes[c.code].name if c.code >= 0 else "?",
            project.users[c.user] if c.user >= 0 else "?",
        )
        for c in project.codings
    )


THREE = [("I07.txt", "protect", "Ann Invented")] * 2 + [("I07.txt", "shelter", "Ben Invented")]


def test_a_project_has_codes_sources_coders_and_codings():
    project = read(qdpx([TALK], CODES))
    assert ["Goals", "protect", "shelter"] == [code.name for code in project.codes]
    assert [-1, 0, 1] == [code.parent for code in project.codes]
    assert [False, True, True] == [code.codable for code in project.codes]
    assert "An invented definition." == project.codes[1].description
    assert [2, 1, 0] == list(project.above(2))
    assert THREE == told(project)


@pytest.mark.parametrize("kind", ["TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource"])
def test_codings_are_found_in_every_kind_of_source(kind):
    talk = Text("I07", (Coded("protect"), Coded("shelter", whole=True)), kind=kind)
    assert [("I07", code, "Ann Invented") for code in ("protect", "shelter")] == told(
        read(qdpx([talk], CODES))
    )


def test_a_passage_of_a_pdf_that_is_there_twice_is_one_coding():
    talk = Text("I07", (Coded("protect", twice=True), Coded("protect", twice=True)), kind="PDFSource")
    assert 2 == len(read(qdpx([talk], CODES)).codings)


def test_who_made_a_selection_made_its_coding_where_the_coding_does_not_say():
    talk = Text(
        "I07", (Coded("protect", by=""), Coded("shelter", "Ben Invented")), selection_by="Cleo Invented"
    )
    assert ["Cleo Invented", "Ben Invented"] == [by for _, _, by in told(read(qdpx([talk], CODES)))]
    assert ["?"] == [by for _, _, by in told(read(qdpx([Text("I07", (Coded("protect", by=""),))], CODES)))]


def test_a_source_is_known_by_its_name_its_files_and_its_case():
    talk = Text("a talk", (), path="internal://sources/I07.txt", inline=False, case="I07 invented")
    source = read(qdpx([talk], CODES)).sources[0]
    assert ("a talk", "I07.txt") == source.names
    assert ("I07 invented",) == source.cases


def test_a_code_that_is_not_in_the_codebook_is_unknown():
    assert [("I07", "?", "Ann Invented")] == told(read(qdpx([Text("I07", (Coded("gone"),))], CODES)))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("utf-8", "utf-16").encode("utf-16"),
        lambda text: text.replace("utf-8", "iso-8859-1").encode("latin-1"),
        lambda text: text.replace(' xmlns="urn:QDA-XML:project:1.0"', "").encode(),
        lambda text: text.replace("project:1.0", "project:1:0").encode(),
        lambda text: (
            text.replace("<", "<q:")
            .replace("<q:/", "</q:")
            .replace("<q:?", "<?")
            .replace("xmlns", "xmlns:q")
            .encode()
        ),
        lambda text: (
            text.replace('targetGUID="', 'targetGUID="{')
            .replace('"/>', '}"/>')
            .replace('Invented}"', 'Invented"')
            .encode()
        ),
        lambda text: text.replace("creatingUser", "note='x' creatingUser").encode(),
        lambda text: text.replace("><", ">\r\n<").encode(),
    ],
    ids=[
        "mark",
        "utf-16",
        "latin-1",
        "no-namespace",
        "other-namespace",
        "prefix",
        "braces",
        "attribute",
        "lines",
    ],
)
def test_spellings_of_one_project_are_one_project(change):
    text = project_xml([TALK], CODES)
    assert THREE == told(read(archive(("project.qde", change(text)))))


@pytest.mark.parametrize("name", ["project.qde", "Project.QDE", "talks.qde", "export/project.qde"])
def test_the_project_is_found_by_its_ending(name):
    more = [("sources/x.txt", b"an invented talk"), ("../../etc/x", b"x"), ("__MACOSX/._p", b"x")]
    assert THREE == told(read(archive((name, project_xml([TALK], CODES).encode()), *more)))


def test_a_codebook_is_read_with_its_nesting():
    text = project_xml([], CODES).replace(
        '<Project xmlns="urn:QDA-XML:project:1.0" name="Invented" origin="a test">', ""
    )
    text = text.replace("</Project>", "").replace("<CodeBook>", f'<CodeBook xmlns="{CODEBOOK}">')
    assert [("Goals", -1), ("protect", 0), ("shelter", 1)] == [
        (c.name, c.parent) for c in read_codebook(text.encode())
    ]


def test_the_codes_of_taguette_are_nested_by_their_names():
    names = ("protect.shelter.beds", "protect", "protect.shelter", "gone.inner", ".x", "")
    codes = "".join(f'<Code guid="{n}" name="{name}" isCodable="true"/>' for n, name in enumerate(names))
    text = f'<CodeBook xmlns="{CODEBOOK}" origin="Taguette 1.5.2"><Codes>{codes}</Codes><Sets/></CodeBook>'
    project = read(text.encode())
    assert ["protect.shelter.beds", "protect.shelter", "protect"] == [
        project.codes[n].name for n in project.above(0)
    ]
    assert [2, -1, 1, -1] == [code.parent for code in project.codes[:4]]
    assert [-1] * 6 == [code.parent for code in read(text.replace("Taguette", "Another").encode()).codes]


def test_codes_that_are_nested_in_both_ways_do_not_go_round():
    inner = '<Code guid="1" name="x" isCodable="true"/>'
    text = f'<CodeBook origin="Taguette"><Codes><Code guid="0" name="x.y" isCodable="true">{inner}</Code></Codes></CodeBook>'
    assert [-1, 0] == [code.parent for code in read(text.encode()).codes]


def test_nothing_of_the_text_is_held():
    talk = Text("I07", (Coded("protect"),), text="zzsecret", selected="zzsecret", memo="zzsecret")
    project = read(qdpx([talk], CODES, ("sources/zzsecret.txt", b"zzsecret")))
    held = [*project.codes, *project.sources, project.users, project.codings]
    assert "zzsecret" not in "".join(
        str([getattr(one, name) for name in getattr(one, "__slots__", ())]) for one in held
    )
    assert "protect" not in repr(project) + repr(project.codes)
    assert "I07" not in repr(project.sources)


BOMB = b"<Project>" + b" " * 500_000_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04", "damaged archive"),
        (qdpx([TALK], CODES)[:-40], "damaged archive"),
        (qdpx([TALK], CODES)[:200], "damaged archive"),
        (archive(("other.txt", b"x")), "without project.qde"),
        (archive(("a.qde", b"<Project/>"), ("b.qde", b"<Project/>")), "several projects"),
        (archive(("project.qde", b"")), "is empty"),
        (archive(("project.qde", b"<html/>")), "no REFI-QDA"),
        (archive(("project.qde", project_xml([TALK], CODES).encode()[:-30])), "not sound XML"),
        (archive(("project.qde", b"<Project>" + b"<a>" * 300)), "more elements"),
        (
            archive(
                (
                    "project.qde",
                    b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Project>&b;</Project>',
                )
            ),
            "document type",
        ),
        (
            archive(("project.qde", b'<!DOCTYPE p SYSTEM "file:///etc/passwd"><Project/>')),
            "document type",
        ),
        (b"\x00\x01\x02 no xml", "not sound XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><Project/>', "not sound XML"),
    ],
)
def test_what_is_damaged_or_hostile_is_refused_in_plain_words(data, why):
    with pytest.raises(RefiError, match=why):
        read(data)


@pytest.mark.exhaustive
def test_a_bomb_is_refused_while_it_unpacks():
    with pytest.raises(RefiError, match="far larger"):
        read(archive(("project.qde", BOMB)))


def test_too_many_elements_are_refused(monkeypatch):
    monkeypatch.setattr("litreview.judgements.refi._ELEMENTS", 10)
    with pytest.raises(RefiError, match="more elements"):
        read(qdpx([TALK], CODES))


@pytest.mark.exhaustive
def test_a_bomb_beside_the_project_is_never_opened():
    assert 3 == len(read(qdpx([TALK], CODES, ("sources/bomb.txt", BOMB))).codings)


def test_a_protected_archive_and_an_unknown_packing_are_refused():
    data = bytearray(qdpx([TALK], CODES))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(RefiError, match="password"):
        read(bytes(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("project.qde", "<Project/>")
    with pytest.raises(RefiError, match="packed"):
        read(stream.getvalue())


def tried(data):
    """Return the project, an empty one where it was refused, and what was said then."""
    try:
        return read(data), ""
    except RefiError as error:
        return QdaProject(), str(error)


WHOLE = qdpx([TALK], CODES)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_a_project_or_a_refusal(at, byte):
    data = bytearray(WHOLE)
    data[at] = byte
    found, said = tried(bytes(data))
    assert "I07" not in said
    assert all(c.source < len(found.sources) and c.code < len(found.codes) for c in found.codings)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(noise):
    for data in (
        noise,
        b"PK" + noise,
        archive(("project.qde", noise)),
        b"PK\x03\x04" + struct.pack("<I", 2**31) + noise,
    ):
        tried(data)


@pytest.mark.skipif(
    not os.environ.get("LITREVIEW_QDA_SCHEMA"), reason="LITREVIEW_QDA_SCHEMA names no folder of schemas"
)
def test_what_the_tests_build_is_valid_by_the_schema_of_the_standard():
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(Path(os.environ["LITREVIEW_QDA_SCHEMA"]) / "Project.xsd"))
    kinds = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
    coded = (Coded("protect"), Coded("shelter", whole=True))
    sources = [Text(f"I0{n}", coded, kind=kind, case="a case") for n, kind in enumerate(kinds)]
    text = project_xml([*sources, TALK, Text("b", path="internal://I08.txt", inline=False)], CODES)
    schema.assertValid(etree.fromstring(text.encode()))
