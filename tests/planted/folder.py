"""The review folder in which every place that can carry a secret carries one."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from qda.building import Code, Coded, Text, qdpx
from texts.layouts import text_pdf

from planted.entries import FORMATS, PUBLIC_BIB, SHARED_TITLE, bibtex_broken, bibtex_marked, file_of
from planted.tokens import Garden

__all__ = ["Planted", "link_private", "plant"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted folder: where it lies, its secrets, some keys of confidential entries, a sheet that came back, an input of each format."""

    folder: Path
    garden: Garden
    keys: tuple[str, ...]
    sheets: tuple[Path, ...]
    private_files: tuple[Path, ...]
    marked_files: tuple[Path, ...]
    lists: tuple[Path, ...]


def plant(place: Path) -> Planted:
    """Return a review folder below `place` with its secrets."""
    garden = Garden()
    folder = place / "review"
    for name in (
        "bib",
        "private/notes",
        "decisions",
        "notes",
        "references",
        "manuscript",
        "texts",
        "private/texts",
    ):
        (folder / name).mkdir(parents=True)
    marked = _exports(folder, garden)
    private = _private(folder, garden)
    (folder / "bib/register.bib").write_text(_register(garden))
    keys = _keys(folder, garden)
    _settings(folder, garden, private)
    _notes(folder, garden, keys)
    _lists(folder, garden, keys)
    _texts(folder, garden, keys)
    _decisions(folder, garden, keys)
    _findings(folder, garden, keys)
    _manuscript(folder, keys)
    _links(folder, garden, private)
    _talks(folder, garden)
    _answers(folder, garden, keys)
    return Planted(
        folder=folder,
        garden=garden,
        keys=keys,
        sheets=_sheets(place, garden, keys),
        private_files=private,
        marked_files=marked,
        lists=_spoken_lists(folder, garden),
    )


def _exports(folder: Path, garden: Garden) -> tuple[Path, ...]:
    """Write bib/: public entries, and beside them confidential ones in each format that can say so."""
    (folder / "bib/public.bib").write_text(PUBLIC_BIB)
    (folder / "bib/documents.bib").write_text(_documents(garden))
    made = [folder / "bib/marked.bib", folder / "bib/broken.bib"]
    made[0].write_text(bibtex_marked(garden))
    made[1].write_text(bibtex_broken(garden, "bib/broken.bib"))
    for how in FORMATS:
        if how.marked:
            path = folder / f"bib/{how.reader}{how.ending}"
            path.write_text(file_of(garden, f"bib/{path.name}", how, marked=True))
            made.append(path)
    return (*made, folder / "bib/documents.bib")


_PERSON = "entrysubtype = {interview}, role_group = {prosecution}, date = {2020}"
_REQUEST = "entrysubtype = {records request}, agency = {Port Police}, events = {2020-01-15 sent}"


def _documents(garden: Garden) -> str:
    """Return documents that were given out on requests: nobody released them, whatever else they say."""
    said = ("", "confidential = {false}, ", "released = {yes}, ", "released = {true}, released = {false}, ")
    return "".join(
        f"@report{{PR95-{n}, {mark}title = {{{garden.plant(f'bib/documents, title {n}')}}}, "
        f"author = {{{garden.plant(f'bib/documents, author {n}')}, Ann}}, file = {{{garden.plant(f'bib/documents, file {n}')}.pdf}}}}\n"
        for n, mark in enumerate(said, 1)
    )


def _register(garden: Garden) -> str:
    """Return a register: whatever it may not hold is a secret, and so is a combination that one person has."""
    fields = (
        "author",
        "title",
        "note",
        "abstract",
        "file",
        "url",
        "doi",
        "keywords",
        "interviewer",
        "year",
        "howpublished",
    )
    values = (
        "role",
        "role_group",
        "date",
        "medium",
        "region",
        "consent",
        "entrysubtype",
        "withdrawn",
        "confidential",
    )
    facts = (
        "agency",
        "level",
        "jurisdiction",
        "law",
        "tracking",
        "events",
        "outcome",
        "fee",
        "exemption",
        "pages",
        "released",
        "title",
    )
    refused = [(name, f"refused field {name}") for name in fields] + [
        (name, f"refused value of {name}") for name in values
    ]
    rows = [f"@misc{{I{n}, {_PERSON}, consent = {{quote}}}}" for n in range(60, 66)]
    for n, (name, place) in enumerate(refused, start=30):
        rows.append(f"@misc{{I{n}, {_PERSON}, {name} = {{{garden.plant(f'bib/register, {place}')}}}}}")
        rows.append(
            f"@misc{{PR{n}, {_REQUEST}, {name} = {{{garden.plant(f'bib/register, request, {place}')}}}}}"
        )
    for n, name in enumerate(facts, start=60):
        # an address in it, for an agency may be any words
        rows.append(
            f"@misc{{PR{n}, entrysubtype = {{records request}}, {name} = {{{garden.plant(f'bib/register, fact {name}')}@example.org}}}}"
        )
    rows += [
        f"@misc{{I66, {_PERSON}, {garden.plant('bib/register, name of a field')} = {{x}}}}",
        f"@misc{{I67, entrysubtype = {{interview}}, role = {{judge}}, role_group = {{{garden.plant('bib/register, a group')}}}}}",
        f"@misc{{{garden.key('bib/register, key')}, {_PERSON}}}",
        f"@misc{{I68, {_PERSON}, role = {{judge}}, role = {{{garden.plant('bib/register, a second value')}}}}}",
        f"@misc{{I72, withdrawn = {{true}}, author = {{{garden.plant('bib/register, who withdrew')}}}}}",
        f"@misc{{PR90-2, entrysubtype = {{responsive document}}, title = {{{garden.plant('bib/register, a document not released')}}}}}",
        f"@comment{{{garden.plant('bib/register, a comment')}}}",
        f"between the entries {garden.plant('bib/register, between entries')}",
        f"@misc{{I71, {_PERSON}, author = {{{garden.plant('bib/register, never closed')}}}",
    ]
    return "\n".join(rows)


def _private(folder: Path, garden: Garden) -> tuple[Path, ...]:
    """Write private/: each format, the names of files and folders secrets too."""
    made = []
    for n, how in enumerate(FORMATS):
        place = f"private/, {how.reader}{how.ending}"
        name = garden.plant(f"{place}, name of the file")
        within = folder / "private"
        if n % 2:
            within /= garden.plant(f"{place}, name of the folder")
        within.mkdir(exist_ok=True)
        path = within / f"{name.capitalize()}{how.ending}"
        path.write_text(file_of(garden, place, how, marked=False))
        made.append(path)
    broken = folder / "private" / f"{garden.plant('private/broken, name of the file')}.bib"
    broken.write_text(bibtex_broken(garden, "private/broken"))
    copy = folder / "private" / f"{garden.plant('private/copy, name of the file')}.bib"
    copy.write_text(
        f"@article{{{garden.key('private/copy, key')}, title = {{{SHARED_TITLE}}}, author = {{Dean, Di}}, year = 2014, doi = {{10.5555/shared}},\n"
        f"  journal = {{Harbor Review}}, volume = 3, note = {{{garden.plant('private/copy, note')}}}, abstract = {{{garden.plant('private/copy, abstract')}}}}}\n"
        f"@article{{Archer2015, title = {{{garden.plant('private/copy, title under a public key')}}}, note = {{{garden.plant('private/copy, note under a public key')}}}}}\n"
        f"@misc{{PR07, title = {{{garden.plant('private/copy, request')}}}}}\n"
        f"@interview{{I90, title = {{{garden.plant('private/copy, I90 title')}}}}}\n"
    )
    for name, data in (
        (".xlsx", b"PK\x03\x04"),
        (".zip", b"PK\x03\x04"),
        (".docx", b"PK\x03\x04"),
        (".pdf", b"%PDF-1.4\n"),
        (".txt", b"a talk\n"),
        (".enl", b"\x00\x01"),
        (".jpg", b"\xff\xd8"),
    ):
        (folder / "private" / f"{garden.plant(f'private/, name of a {name}')}{name}").write_bytes(
            data + garden.plant(f"private/, inside a {name}").encode()
        )
    (folder / "private" / f"{garden.plant('private/empty, name of the file')}.bib").write_text("")
    (folder / "private" / f"{garden.plant('private/latin, name of the file')}.bib").write_bytes(
        f"@misc{{{garden.key('private/latin, key')}, title = {{caf\xe9 {garden.plant('private/latin, title')}}}}}".encode(
            "cp1252"
        )
    )
    return (*made, broken, copy)


def _talks(folder: Path, garden: Garden) -> None:
    """Write coded projects, a codebook, transcripts and quotes: their words, people, sources, codes and files are secrets."""

    def secret(what: str) -> str:
        return garden.plant(f"a coded project, {what}")

    coder, code = secret("a coder"), secret("a code")
    codes = (
        Code(
            secret("a group"),
            (Code("protect", description=secret("a definition")), Code(code)),
            codable=False,
        ),
    )
    sources = [
        Text(
            name,
            [
                Coded("protect", coder),
                Coded(code, coder, whole=True),
                Coded(secret(f"a code that is not there, {n}"), coder),
            ],
            kind=kind,
            text=secret(f"text {n}"),
            path=f"internal://{secret(f'file {n}')}.txt",
            selected=secret(f"a selection {n}"),
            case=secret(f"a case {n}"),
            memo=secret(f"a memo {n}"),
        )
        for n, (name, kind) in enumerate(
            [
                ("I70", "TextSource"),
                ("I71 talk", "PDFSource"),
                (secret("a source"), "TextSource"),
                (f"I99 {secret('a name behind a code')}", "PictureSource"),
            ]
        )
    ]
    held = (f"sources/{secret('name in the zip')}.txt", secret("text in the zip").encode())
    for within, ending, data in (
        (secret("name of the folder"), ".qdpx", qdpx(sources, codes, held)),
        ("", ".qdpx", b"PK\x03\x04" + secret("a broken one").encode()),
        ("", ".qde", f"<{secret('an element')}/>".encode()),
        (
            "",
            ".qdc",
            f"<CodeBook><Codes><Code guid='1' name='{secret('a code of a codebook')}'/></Codes></CodeBook>".encode(),
        ),
        ("", ".QDC", f"<!DOCTYPE {secret('a document type')}><CodeBook/>".encode()),
    ):
        path = folder / "private" / within / f"{secret(f'name of the {ending}, {len(data)}')}{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (folder / "bib/talks.qdpx").write_bytes(qdpx(sources, codes, held))
    talks = folder / "private/transcripts"
    talks.mkdir()
    for name in ("I70.txt", "I71.md", "I99.txt", f"{secret('name of a transcript')}.txt"):
        (talks / name).write_text(
            f"{secret(f'a transcript, {len(name)}, {name[:3]}')}\n\n@misc{{{secret(f'an entry in {name[:3]}')},}}\n"
        )
    rows = [
        (key, consent)
        for key in ("I70", "I71", "I99", secret("a code of a quote"))
        for consent in ("quote", "paraphrase", secret("a consent"), "")
    ]
    (folder / "private/known.csv").write_text(
        f"name,role\n{garden.plant('private/known.csv, name of a person')},judge\n"
    )
    (folder / "private/known-shifted.csv").write_text(
        f"role,name\n{garden.plant('private/known-shifted.csv, a name in the wrong column')},judge\n"
    )
    (folder / "private/quotes.tsv").write_text(
        "code\tspan\tconsent\tquote\n"
        + "".join(
            f"{key}\t{secret(f'a span, {n}')}\t{consent}\t{secret(f'a quote, {n}')}\n"
            for n, (key, consent) in enumerate(rows)
        )
        + f"{secret('a row of one cell')}\n"
    )


def _answers(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    """Write enriched/: what registries said before an entry was sealed, what is marked in it, and what lies below private/."""

    def work(number: int, place: str, **more: object) -> dict[str, object]:
        secret = garden.plant(f"{place}, title")
        return {
            "id": f"https://openalex.org/W{garden.plant(f'{place}, id')}",
            "doi": f"https://doi.org/10.5555/{garden.plant(f'{place}, doi')}",
            "title": f"What {secret} said in harbor {number}",
            "publication_year": 2014 + number,
            "type": "article",
            "authorships": [{"author": {"display_name": f"Ann {garden.plant(f'{place}, author')}"}}],
            "abstract_inverted_index": {
                garden.plant(f"{place}, abstract"): [0],
                "protect": [1],
                "victims": [2],
            },
            "biblio": {"volume": garden.plant(f"{place}, volume")},
            **more,
        }

    public = {
        "id": "https://openalex.org/W14", "doi": "https://doi.org/10.5555/shared", "title": SHARED_TITLE, "publication_year": 2014,
        "type": "article", "authorships": [{"author": {"display_name": "Di Dean"}}], "abstract_inverted_index": {"protect": [0]},
    }  # fmt: skip
    sealed = [work(n, f"enriched/, a work of a sealed entry, {n}") for n in range(2)]
    marked = work(2, "enriched/, a work with a mark", confidential=True)
    (folder / "enriched").mkdir()
    (folder / "enriched/openalex.json").write_text(json.dumps([public, *sealed]))
    # by itself, for what is asked is written to the file of its registry
    (folder / "enriched/marked.json").write_text(json.dumps([marked]))
    rows = [
        (
            key,
            "openalex",
            str(one["id"]),
            "2026-01-01",
            str(one["doi"]),
            "taken",
            "ids",
            "volume",
            "0000000000000000",
        )
        for key, one in zip(keys[2:4], sealed, strict=True)
    ]
    torn = (garden.plant("enriched.tsv, a torn line"), keys[2])
    (folder / "enriched.tsv").write_text("".join("\t".join(row) + "\n" for row in (*rows, torn)))
    below = folder / "private/enriched"
    below.mkdir()
    (below / "openalex.json").write_text(json.dumps([work(3, "private/enriched, a work")]))


def _keys(folder: Path, garden: Garden) -> tuple[str, ...]:
    """Write entries that notes, lists, decisions and the manuscript name, and return their keys: two codes, then masked ones."""
    named = [garden.key(f"bib/named.bib, key {n}") for n in range(6)]
    entries = [
        f"@interview{{{key}, title = {{{garden.plant(f'bib/named.bib, title of {n}')}}}, year = 2020, keywords = {{police raid}}}}"
        for n, key in enumerate(("I70", "I71", *named))
    ]
    (folder / "bib/named.bib").write_text("\n".join(entries) + "\n")
    for key in named:
        garden.guessable(f"bib/named.bib:{key}", f"the record id of {key}")
    return ("I70", "I71", *named)


def _settings(folder: Path, garden: Garden, private: tuple[Path, ...]) -> None:
    named = [path.relative_to(folder).as_posix() for path in private]
    (folder / "litreview.toml").write_text(
        f"""title = "A made-up review"
question = "What is known?"
sources = ["bib/public.bib", "bib/marked.bib", "{named[0]}"]
databases = ["{named[1]}", "private/{garden.plant("litreview.toml, databases, a file that is not there")}.bib"]
adjudicators = ["judge"]

[screening]
reasons = ["not about trafficking", "no evidence"]

[confidential]
role = ["judge"]
role_group = ["prosecution"]

[[search]]
database = "Scopus"
date = "2026-01-31"
strategy = "a made-up strategy"
hits = 3
file = "{named[2]}"
strategy_file = "private/strategy.txt"
limits = "made-up limits"

[[search]]
database = "By link"
strategy_file = "strategy-link.txt"
files = ["bib/public.bib", "private/{garden.plant("litreview.toml, search, files")}.ris"]

[[search]]
database = "By hand"
file = "private/{garden.plant("litreview.toml, search, a file that is not there")}.ris"
"""
    )
    (folder / "private/strategy.txt").write_text(garden.plant("private/, the strategy of a search"))
    (folder / "strategy-link.txt").symlink_to("private/strategy.txt")
    (folder / ".gitignore").write_text("private/\ntexts/\nout/\n")
    (folder / "retractions.csv").write_text(
        "OriginalPaperDOI,RetractionNature,RetractionDate,Title\n10.5555/archer,Correction,2020-01-01,A made-up notice\n"
    )


def _notes(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    for key in keys:
        name = f"notes/{'KEY' if key.startswith('zq') else key}.md"
        (folder / f"notes/{key}.md").write_text(
            f"{garden.plant(f'{name} of {keys.index(key)}')} said so.\n\n> {garden.plant(f'{name} of {keys.index(key)}, quote')}\n"
        )
        (folder / f"private/notes/{key}.md").write_text(garden.plant(f"private/{name} of {keys.index(key)}"))
    (folder / "notes/Archer2015.md").write_text("A public note on a made-up survey.\n")
    (folder / "private/notes/Baker2016.md").write_text(garden.plant("private/notes on a public key"))
    (folder / f"private/notes/{garden.plant('private/notes, name of the file')}.md").write_text(
        garden.plant("private/notes on no key")
    )


def _texts(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    """Write full texts of confidential sources, below private/, called after nobody knows whom, and a public one."""
    for key in keys[:3]:
        (folder / f"texts/{key}.txt").write_text(garden.plant(f"texts/ of {keys.index(key)}"))
    (folder / "private/texts/Archer2015.txt").write_text(garden.plant("private/texts/ on a public key"))
    (folder / f"texts/{garden.plant('texts/, name of the file')}.txt").write_text(
        garden.plant("texts/ of no key")
    )
    for n, name in enumerate(
        ("private/texts/Baker2016.pdf", "private/scans/loose.pdf", f"texts/{keys[0]}.pdf")
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        words = garden.plant(f"a PDF of the full texts, words {n}")
        data = text_pdf(
            *[f"The {words} of the county was asked in May."] * 9,
            title=garden.plant(f"a PDF of the full texts, title {n}"),
        )
        (folder / name).write_bytes(data)
    # public entries that name private files, as JabRef and Zotero write them
    (folder / "bib/files.bib").write_text(
        "@article{Files2018, author = {Files, Fay}, title = {Where files are}, journal = {Harbor Review}, year = 2018, file = {:../private/scans/loose.pdf:PDF}}\n"
        "@article{Files2019, author = {Files, Fay}, title = {Where files were}, journal = {Harbor Review}, year = 2019, file = {Full Text:../private/texts/Baker2016.pdf:application/pdf;../private/texts/Archer2015.txt}}\n"
    )
    (folder / "texts/Baker2016.txt").symlink_to("../private/texts/Archer2015.txt")
    (folder / "texts/Archer2015.txt").write_text(
        "Victim services in rural counties\n\nAbstract\n\nA made-up survey of counties, each asked what it offers.\n\nNo interview was made.\n"
    )


def _lists(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    for key in (*keys[:3], *keys[-1:]):
        n = keys.index(key)
        (folder / f"references/{key}.txt").write_text(
            f"{garden.plant(f'references/ of {n}, author').capitalize()}, A. (2001). {garden.plant(f'references/ of {n}, title')}. Harbor Review.\n\n"
            "Archer, A. (2015). Victim services in rural counties: results of a made-up survey. Harbor Review, 1, 1-19.\n"
        )
    (folder / "references/Cole2011.txt").write_text(
        "Archer, A. (2015). Victim services in rural counties: results of a made-up survey. Harbor Review, 1, 1-19.\n"
    )


def _spoken_lists(folder: Path, garden: Garden) -> tuple[Path, ...]:
    """Write lists/: reference lists with talks that nobody published, one that is marked, and one that is a link into private/."""
    (folder / "lists").mkdir()

    def name(what: str) -> str:
        return garden.plant(f"lists/, {what}").capitalize()

    (folder / "lists/spoken.txt").write_text(
        "Archer, A. (2015). Victim services in rural counties: results of a made-up survey. Harbor Review, 1, 1-19.\n"
        f"{name('an interview')}, A. (2019, May 3). {name('what it was about')} [Telephone interview].\n"
        f"Interview with {name('who was asked')}, advocate (Jan. 3, 2019).\n"
        f"{name('a communication')}, B. (2018). Personal communication.\n"
        f"{name('an e-mail')}, C. E-mail to the author.\n"
    )
    (folder / "lists/notes.md").write_text(
        "Archer found so.[^1]\n\n"
        f"[^1]: Archer, A. (2015). Victim services. Harbor Review, 1, 1-19; see also Interview with {name('a note')} (Jan. 3, 2019).\n"
        f"[^2]: {name('an earlier one')}, supra note 1 (personal communication).\n"
    )
    (folder / "lists/marked.txt").write_text(
        f"{name('before the mark')}, A. (2019). {name('before it, title')}. Harbor Press.\nconfidential: true\n"
        f"{name('behind the mark')}, B. {name('behind it, no year')}\n"
    )
    return (
        *(folder / f"lists/{each}" for each in ("spoken.txt", "notes.md", "marked.txt")),
        folder / "references/Roe2018.txt",
    )


def _decisions(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    head = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\tasked\n"
    i70, i71, *named = keys
    files = sorted(path.name for path in (folder / "private").iterdir() if path.suffix == ".bib")
    lines: list[str] = []

    def said(by: str, verb: str, key: str, value: str, reason: str = "") -> None:
        n = len(lines)
        cells = [garden.plant(f"decisions, line {n} ({verb}), {name}") for name in ("where", "what", "asked")]
        told = reason or f"{garden.plant(f'decisions, line {n} ({verb}), reason')} said so"
        lines.append(
            f"2026-01-{n // 60 + 1:02}T00:{n % 60:02}:00Z\t{by}\t{verb}\t{key}\t{value}\t{cells[0]}\t{told}\t{cells[1]}\t{('yes', 'no', '')[n % 3]}\t{cells[2]}\n"
        )

    spelled = [i70, i71, *named, f"bib/named.bib:{named[0]}", f"private/{files[0]}:{garden.key('a key no one has, in a private file')}"]  # fmt: skip
    for key in spelled:
        said("zed", "tag", key, "protect")
        said("zed", "stance", key, "protect=supports")
        said("zed", "set", key, f"instrument={garden.plant(f'decisions, an instrument, {len(lines)}')}")
        said("zed", "set", key, f"design={garden.plant(f'decisions, a design, {len(lines)}')}")
        said("zed", "set", key, f"{garden.plant(f'decisions, a field, {len(lines)}')}=x")
        said("zed", "set", key, f"title={garden.plant(f'decisions, a title, {len(lines)}')}")
        said("zed", "set", key, "confidential=false")
        said("zed", "tag", key, garden.plant(f"decisions, a code, {len(lines)}"))
        said("yan", "not-tag", key, "protect")
        said("yan", "include", key, "abstract")
        said(
            "yan",
            "exclude",
            key,
            "fulltext",
            garden.plant(f"decisions, a reason not in the list, {len(lines)}"),
        )
        said("yan", "clear", key, f"tag {garden.plant(f'decisions, cleared, {len(lines)}')}")
        said("yan", garden.plant(f"decisions, a verb, {len(lines)}"), key, "protect")
        said("yan", "stance", key, f"protect={garden.plant(f'decisions, a stance, {len(lines)}')}")
    for other in (i71, named[1], "Archer2015", f"bib/named.bib:{named[2]}"):
        said("zed", "same", i70 if other == i71 else named[0], other)
        said("yan", "different", i70 if other == i71 else named[0], other)
        said("zed", "related", "Cole2011", f"version {other if other != 'Archer2015' else named[3]}")
    said("zed", "same", named[1], f"ref:{garden.plant('decisions, a reference')}")
    said("zed", "same", named[1], named[1])
    said("zed", "tag", named[1], "")
    near = [f"y{key[1:]}" for key in named]  # one letter off: the message would name the nearest key
    for key in near[:3]:
        said("zed", "tag", key, "protect")
    lines += [
        f"2026-01-09T00:00:00Z\tzed\ttag\t{named[0]}\n",
        f"tomorrow, {garden.plant('decisions, a date')}\tzed\ttag\t{named[0]}\tprotect\n",
        "\t".join(["2026-01-09T00:00:00Z", "zed", "tag", i70, "protect", *(garden.plant(f"decisions, cell {n} of a long row") for n in range(9))]) + "\n",
        f"2026-01-09T00:00:02Z\tzed\ttag\tconfidential-01\tprotect\t{garden.plant('decisions on a mask, where')}\t{garden.plant('decisions on a mask, reason')}\t\n",
        "2026-01-09T00:00:03Z\tzed\tinclude\tArcher2015\tabstract\t\tin scope\t\n",
    ]  # fmt: skip
    (folder / "decisions/zed.tsv").write_text(
        head + "".join(line for line in lines if "\tyan\t" not in line), encoding="utf-8"
    )
    (folder / "decisions/yan.tsv").write_text(
        head + "".join(line for line in lines if "\tyan\t" in line), encoding="utf-8"
    )


def _findings(folder: Path, garden: Garden, keys: tuple[str, ...]) -> None:
    near = f"y{keys[2][1:]}"

    def told(what: str) -> str:
        return garden.plant(f"findings.toml, {what}")

    (folder / "findings.toml").write_text(
        f"""[[finding]]
id = "F1"
statement = "Made-up services are few."
goal = "protect"
supports = ["Archer2015", "I70", "{keys[2]}", "bib/named.bib:{keys[3]}", {{key = "I71", where = "{told("where")}", quote = "{told("quote")}"}}]
contradicts = [
  {{key = "{near}", quote = "{told("quote of no key")}"}},
  {{key = "confidential-01", "{told("field")}" = 1, quote = "{told("quote of a mask")}"}},
  {{key = "{keys[2]}", quote = "{told("quote by a name")}"}},
]
qualifies = ["{keys[4]}", "Baker2016"]
recommendations = ["R1"]

[[recommendation]]
id = "R1"
statement = "Fund shelters."
"""
    )


def _manuscript(folder: Path, keys: tuple[str, ...]) -> None:
    near = f"y{keys[2][1:]}"
    (folder / "manuscript/review.md").write_text(
        f"# Told\n\nAs was said [@I70; @{keys[2]}; @{keys[3]}, p. 2], and [@Archer2015], [@confidential-01], [@{near}]. @{keys[4]} agrees.\n"
    )
    (folder / "manuscript/more.tex").write_text(
        f"\\section{{Told}} As was said \\cite{{{keys[5]},Archer2015}} and \\parencite[2]{{I71}}.\n"
    )


def _links(folder: Path, garden: Garden, private: tuple[Path, ...]) -> None:
    """Make links that lead from shown places to what is private."""
    behind = folder / "private/linked"
    behind.mkdir()
    (behind / "talk.bib").write_text(
        f"@article{{Quay2015, title = {{{garden.plant('a file behind bib/linked.bib, title')}}}}}\n"
    )
    (behind / "folder").mkdir()
    (behind / "folder/talk.ris").write_text(
        f"TY  - JOUR\nID  - Rail2016\nTI  - {garden.plant('a file behind bib/linked/, title')}\nER  - \n"
    )
    (behind / "note.md").write_text(garden.plant("a file behind notes/Cole2011.md"))
    (behind / "list.txt").write_text(
        f"{garden.plant('a file behind references/Roe2018.txt').capitalize()}, A. (2001). A made-up talk.\n"
    )
    (folder / "elsewhere").mkdir()
    (folder / "private/way-out").symlink_to("../elsewhere")
    (folder / "bib/linked.bib").symlink_to("../private/linked/talk.bib")
    (folder / "bib/linked").symlink_to("../private/linked/folder")
    (folder / "notes/Cole2011.md").symlink_to("../private/linked/note.md")
    (folder / "references/Roe2018.txt").symlink_to("../private/linked/list.txt")


def link_private(planted: Planted, place: Path) -> Path:
    """Return a copy of the review whose `private` is a link to a folder of another name."""
    folder = place / "linked"
    shutil.copytree(planted.folder, folder, symlinks=True)
    (folder / "private").rename(place / "vault")
    (folder / "private").symlink_to("../vault")
    return folder


def _sheets(place: Path, garden: Garden, keys: tuple[str, ...]) -> tuple[Path, ...]:
    """Write sheets that came back with answers on confidential rows, sound ones and such that are complained of."""
    from litreview.formats.sheets import Column, Row, Sheet, write_sheet

    def secret(what: str) -> str:
        return garden.plant(f"a sheet that came back, {what}")

    def columns(*names: str) -> tuple[Column, ...]:
        return (*(Column(name=name, answer=True) for name in names), Column(name="title"))

    tags = Sheet(
        kind="tags",
        columns=columns("code protect", "other codes", "quote or page", "reason"),
        rows=tuple(
            Row(
                ids=(key,),
                cells={
                    "code protect": ("yes", secret(f"an answer that is none, {n}"))[n % 2],
                    "other codes": secret(f"a code, {n}"),
                    "quote or page": secret(f"a quote, {n}"),
                    "reason": secret(f"a reason, {n}"),
                    "title": secret(f"a title, {n}"),
                },
            )
            for n, key in enumerate((*keys, "confidential-01"))
        ),
    )
    screen = Sheet(
        kind="screen",
        columns=columns("decision", "stage", "reason"),
        rows=tuple(
            Row(
                ids=(key,),
                cells={
                    "decision": ("exclude", secret(f"a decision that is none, {n}"), "")[n % 3],
                    "stage": "fulltext",
                    "reason": secret(f"a reason of screening, {n}"),
                    "title": secret(f"a title of screening, {n}"),
                },
            )
            for n, key in enumerate(keys)
        ),
    )
    disputes = Sheet(
        kind="disputes",
        columns=columns("decision", "reason"),
        rows=tuple(
            Row(
                ids=(key, topic),
                cells={
                    "decision": (answer, secret(f"a verdict that is none, {n}"))[n % 2],
                    "reason": secret(f"a reason of a verdict, {n}"),
                    "title": secret(f"a title in dispute, {n}"),
                },
                choices=(answer,),
            )
            for n, (key, (topic, answer)) in enumerate(
                (key, one)
                for key in keys
                for one in (("tag protect", "yes"), (f"pair {keys[0]}", "same"), ("set instrument", "x"))
            )
        ),
    )
    stance = Sheet(
        kind="stance",
        columns=columns("stance", "field instrument", "quote or page", "reason"),
        rows=tuple(
            Row(
                ids=(key, "protect"),
                cells={
                    "stance": ("mixed", secret(f"a stance that is none, {n}"))[n % 2],
                    "field instrument": secret(f"a field, {n}"),
                    "quote or page": secret(f"a quote of a stance, {n}"),
                    "reason": secret(f"a reason of a stance, {n}"),
                    "title": secret(f"a title with a stance, {n}"),
                },
            )
            for n, key in enumerate(keys)
        ),
    )
    made = []
    for sheet in (tags, screen, disputes, stance):
        path = place / f"{sheet.kind}.xlsx"
        path.write_bytes(write_sheet(sheet))
        made.append(path)
    return tuple(made)
