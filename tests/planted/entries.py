"""Confidential entries in every format that is read, a secret in each of their fields."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from planted.tokens import Garden

__all__ = ["FORMATS", "PUBLIC_BIB", "SHARED_TITLE", "bibtex_marked", "file_of"]

SHARED_TITLE = "Shelter waiting lists in four made-up counties"
"""A public article of which a confidential copy exists, with a note of its own."""

PUBLIC_BIB = f"""@article{{Archer2015, title = {{Victim services in rural counties: results of a made-up survey}}, author = {{Archer, Ann}},
  journal = {{Harbor Review}}, volume = 1, pages = {{1--19}}, year = 2015, doi = {{10.5555/archer}}, references = {{Baker, B. (2016). Policing the margins of the informal economy. Harbor Review, 2, 10-29.}},
  abstract = {{We asked providers of victim services, shelter and legal aid for trafficking victims what is lacking after a police raid.}}}}
@article{{Baker2016, title = {{Policing the margins of the informal economy in four cities}}, author = {{Baker, Bo}},
  journal = {{Harbor Review}}, volume = 2, pages = {{10--29}}, year = 2016, cites = {{Archer2015}}}}
@article{{baker, title = {{Policing the margins of the informal economy in four cities}}, author = {{Baker, B.}},
  journal = {{Social Review}}, volume = 2, pages = {{30--50}}, year = 2016}}
@book{{Cole2011, title = {{Prosecuting traffickers: a made-up handbook}}, author = {{Cole, Cy}}, publisher = {{Harbor Press}}, year = 2011}}
@article{{Shared2014, title = {{{SHARED_TITLE}}}, author = {{Dean, Di}}, journal = {{Harbor Review}}, volume = 3, pages = {{7--21}}, year = 2014, doi = {{10.5555/shared}}}}
@report{{Roe2018, title = {{What a made-up hotline counted}}, author = {{Roe, Ro}}, institution = {{Harbor Institute}}, year = 2018}}
"""

_COMMON = (
    "title", "author", "editor", "year", "abstract", "note", "keywords", "url", "doi", "publisher", "address", "pages", "volume", "number",
    "language", "series", "edition", "annotation",
)  # fmt: skip
_ONLY_BIBTEX = (
    "howpublished", "journal", "booktitle", "translator", "institution", "school", "month", "date", "eprint", "file", "groups", "references",
    "cites", "cited-references", "usera", "addendum", "shorttitle", "isbn", "issn", "affiliation", "owner", "ids", "related", "location",
    "bdsk-file-1", "comment", "annote", "pmid", "urldate", "interviewer", "options", "chapter", "organization",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry to write: its type and key in the words of the format, its fields by their BibTeX names."""

    type: str
    key: str
    fields: Mapping[str, str]


Writer = Callable[[list[_Entry]], str]


def _values(
    garden: Garden, place: str, names: tuple[str, ...] = _COMMON, *, published: bool = True
) -> dict[str, str]:
    """Return a secret for each field, in the shape that the field has. What was not published has no DOI, but something else in its place."""
    found = {name: garden.plant(f"{place}, {name}") for name in names}
    for name in ("author", "editor", "translator", "interviewer"):
        if name in found:
            family = found[name].capitalize()
            found[name] = f"{family}, {garden.plant(f'{place}, given name of {name}').capitalize()}"
    for name, shape in (
        ("doi", "10.5555/{}" if published else "{}"),
        ("url", "https://example.org/{}"),
        ("file", ":private/{}.pdf:PDF"),
    ):
        if name in found:
            found[name] = shape.format(garden.guessable(found[name], f"{place}, {name}"))
    if "references" in found:
        found["references"] = f"Archer, A. (2015). {found['references']}. Harbor Review, 1, 1--19."
    return found


# ------------------------------------------------------------------------------------------ BibTeX
def _bibtex(entries: list[_Entry]) -> str:
    return "\n".join(
        f"@{entry.type}{{{entry.key},\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in entry.fields.items())
        + "}\n"
        for entry in entries
    )


_BIBTEX_MARKS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("interview", "I{n:02}", {}),
    ("interview", "{key}", {}),
    ("Interview", "{key}", {}),
    ("personal_communication", "{key}", {}),
    ("personalcommunication", "{key}", {}),
    ("personal", "{key}", {}),
    ("pcomm", "{key}", {}),
    ("letter", "{key}", {}),
    ("misc", "I{n:02}", {"type": "Interview"}),
    ("misc", "{key}", {"howpublished": "Interview by telephone with {secret}"}),
    ("misc", "{key}", {"type": "Interview, {secret}"}),
    ("misc", "{key}", {"note": "Personal communication, {secret}"}),
    ("misc", "{key}", {"title": "Focus group with {secret}"}),
    ("misc", "{key}", {"genre": "interview {secret}"}),
    ("unpublished", "{key}", {"entrysubtype": "interview {secret}"}),
    ("misc", "{key}", {"titleaddon": "Interview {secret}"}),
    ("audio", "{key}", {"medium": "interviewed {secret}"}),
    ("article", "{key}", {"confidential": "true"}),
    ("article", "{key}", {"confidential": "yes, {secret} asked not to be named"}),
    ("book", "{key}", {"Confidential": "TRUE"}),
    ("techreport", "PR{n:02}", {"confidential": "true"}),
    ("{secret}", "{key}", {"confidential": "true"}),
    ("article", "{key}", {"confidential": "true", "{secret}": "a field whose name tells"}),
    ("incollection", "{key}", {"confidential": "true", "crossref": "{secret}"}),
    ("incollection", "{key}", {"confidential": "true", "xdata": "{secret}"}),
)


def _is_declared(type_: str, mark: Mapping[str, str]) -> bool:
    """Return whether an entry is hidden also with a DOI: what a letter, or an entry that only its note calls an interview, is not."""
    return "confidential" in {name.lower() for name in mark} or "interview" in type_.lower()


def bibtex_marked(garden: Garden) -> str:
    """Return a .bib of confidential entries, each marked in another way; macros, parents, groups and comments of theirs."""
    entries = []
    for n, (type_, key, mark) in enumerate(_BIBTEX_MARKS, 1):
        place = f"bib/marked.bib entry {n} (@{type_} {' '.join(mark)})"
        secret = garden.plant(f"{place}, the mark")
        own = garden.key(f"{place}, key") if "{key}" in key else ""
        fields = _values(garden, place, _COMMON + _ONLY_BIBTEX, published=_is_declared(type_, mark))
        marks = {k.format(secret=secret): v.format(secret=secret) for k, v in mark.items()}
        fields = {name: value for name, value in fields.items() if name not in marks}
        entries.append(_Entry(type_.format(secret=secret), key.format(n=n, key=own), fields | marks))
    # these keys stand in public entries too, so they are no secrets; what the entries hold is
    parent, data, named = "Parent2000", "Data2000", "Named2000"
    macro = garden.plant("bib/marked.bib, name of a macro")
    group = garden.plant("bib/marked.bib, JabRef group")
    keys = [entry.key for entry in entries]
    unknown = garden.plant("bib/marked.bib, macro that is not defined")
    return "\n".join(
        [
            f"@string{{{macro} = {{{garden.plant('bib/marked.bib, value of a macro')}}}}}",
            f"@preamble{{{{ {garden.plant('bib/marked.bib, preamble')} }}}}",
            PUBLIC_BIB,
            _bibtex(entries),
            f"@interview{{{garden.key('bib/marked.bib macro entry, key')}, title = {macro}, note = {macro} # { {} } }}".replace(
                "{}", f"{{{garden.plant('bib/marked.bib, joined value')}}}"
            ),
            f"@interview{{{garden.key('bib/marked.bib undefined macro, key')}, title = {unknown}, year = {garden.plant('bib/marked.bib, bare year')}}}",
            _bibtex([_Entry("collection", parent, _values(garden, "bib/marked.bib parent") | {"confidential": "true"})]),
            _bibtex([_Entry("xdata", data, _values(garden, "bib/marked.bib xdata") | {"confidential": "true"})]),
            _bibtex([_Entry("interview", named, _values(garden, "bib/marked.bib named"))]),
            f"@incollection{{Child2012, title = {{A public chapter of a sealed book}}, author = {{Fay, Fo}}, year = 2012, crossref = {{{parent}}}}}",
            f"@article{{Grand2013, title = {{A public article with sealed data}}, author = {{Gil, Gy}}, year = 2013, xdata = {{{data}}}, related = {{{named}}}}}",
            f"@article{{Noted2014, title = {{A public article with notes in confidence}}, author = {{Gil, Gy}}, journal = {{Harbor Review}}, year = 2014, doi = {{10.5555/noted}}, note = {{Interview with {garden.plant('bib/marked.bib, note of a public article')}}}, annote = {{{garden.plant('bib/marked.bib, annote of a public article')} agrees, see I07}}, comment = {{Pers. comm. of {garden.plant('bib/marked.bib, comment of a public article')}}}}}",
            f"@article{{Tell2013, title = {{A public article that cites in confidence}}, author = {{Gil, Gy}}, year = 2013, cites = {{{named}, {parent}}}}}",
            _bibtex([_Entry("interview", keys[1], _values(garden, "bib/marked.bib, repeated key"))]),
            f"@comment{{jabref-meta: grouping:\n0 AllEntriesGroup:;\n1 StaticGroup:{group}\\;0\\;{keys[1]}\\;{keys[2]}\\;;\n}}",
            f"@comment{{jabref-meta: groupstree:\n0 AllEntriesGroup:;\n1 ExplicitGroup:{group}\\;0\\;{keys[1]}\\;;\n}}",
            f"@comment{{@interview{{{garden.key('bib/marked.bib, commented out, key')}, title = {{{garden.plant('bib/marked.bib, commented out')}}}}}}}",
            f"% an interview with {garden.plant('bib/marked.bib, text between entries')}",
            f"@set{{{garden.plant('bib/marked.bib, key of a set')}, entryset = {{{keys[1]},{keys[2]}}}}}",
        ]
    )  # fmt: skip


def bibtex_broken(garden: Garden, place: str) -> str:
    """Return a .bib whose confidential entries are damaged, each in another way."""

    def secret(what: str) -> str:
        return garden.key(f"{place}, {what}")

    return "\n".join(
        [
            "@article{Hall2010, title = {A public article beside broken entries}, author = {Hall, Ha}, year = 2010}",
            f"@interview{{{secret('stray text, key')}, title = {{{secret('stray text, title')}}}}} {secret('stray text')}",
            f"@interview{{{secret('repeated field, key')}, note = {{{secret('note 1')}}}, note = {{{secret('note 2')}}}}}",
            f"@interview{{{secret('key with blank')} {secret('second word of a key')}, title = {{{secret('blank, title')}}}}}",
            f"@interview{{, title = {{{secret('no key, title')}}}, author = {{{secret('no key, author')}}}, year = {{{secret('no key, year')}}}}}",
            f"@interview{{{secret('no comma, key')} title = {{{secret('no comma, title')}}}\n note = {{{secret('no comma, note')}}}}}",
            f"@interview{{{secret('brace, key')}, title = {{{secret('brace, title')}, note = {{{secret('brace, note')}}} }} }} }}",
            f"@interview{{{secret('not closed, key')}, title = {{{secret('not closed, title')}",
        ]
    )


# ------------------------------------------------------------------------------------ tagged lines
_RIS = {
    "title": "TI", "author": "AU", "editor": "A2", "year": "PY", "abstract": "AB", "note": "N1", "keywords": "KW", "url": "UR", "doi": "DO",
    "publisher": "PB", "address": "CY", "pages": "SP", "volume": "VL", "number": "IS", "language": "LA", "series": "T3", "edition": "ET",
    "annotation": "RN", "howpublished": "M3", "references": "CR", "affiliation": "AD", "confidential": "M2", "journal": "JO",
}  # fmt: skip


def _ris(entries: list[_Entry]) -> str:
    lines = []
    for entry in entries:
        lines += [f"TY  - {entry.type}", f"ID  - {entry.key}"]
        for name, value in entry.fields.items():
            tag = _RIS.get(name, "C1")
            lines.append(f"{tag}  - " + (f"tex.confidential: {value}" if name == "confidential" else value))
        lines += ["ER  - ", ""]
    return "\n".join(lines)


_MEDLINE = {
    "title": "TI", "author": "FAU", "editor": "FED", "year": "DP", "abstract": "AB", "note": "GN", "keywords": "OT", "url": "SO", "doi": "LID",
    "publisher": "PB", "address": "PL", "pages": "PG", "volume": "VI", "number": "IP", "language": "LA", "series": "CTI", "edition": "EN",
    "annotation": "CI", "journal": "JT",
}  # fmt: skip


def _medline(entries: list[_Entry]) -> str:
    blocks = []
    for entry in entries:
        lines = [f"PMID- {entry.key}", f"PT  - {entry.type}"]
        lines += [f"{_MEDLINE.get(name, 'OWN'):<4}- {value}" for name, value in entry.fields.items()]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


_OVID = {
    "title": "TI", "author": "AU", "editor": "ED", "abstract": "AB", "keywords": "KW", "note": "NT", "journal": "JN", "year": "YR", "doi": "DO", "publisher": "PB",
}  # fmt: skip


def _ovid(entries: list[_Entry]) -> str:
    return "\n".join(
        f"<{number}. >\nVN  - Ovid Technologies\nAN  - {entry.key}\nPT  - {entry.type}\n"
        + "".join(f"{_OVID.get(name, 'GN')}  - {value}\n" for name, value in entry.fields.items())
        for number, entry in enumerate(entries, 1)
    )


def _ovid_labelled(entries: list[_Entry]) -> str:
    return "\n".join(
        f"<{number}>\nAccession Number\n  {entry.key}\nPublication Type\n  {entry.type}\n"
        + "".join(f"{name.title().replace('-', ' ')}\n  {value}\n" for name, value in entry.fields.items())
        for number, entry in enumerate(entries, 1)
    )


def _labelled(entries: list[_Entry]) -> str:
    return "\n".join(
        f"Record {number} of {len(entries)}\nAccession number: {entry.key}\nDocument type: {entry.type}\n"
        + "".join(f"{name.capitalize()}: {value}\n" for name, value in entry.fields.items())
        for number, entry in enumerate(entries, 1)
    )


_REFWORKS = {
    "title": "T1", "author": "A1", "editor": "A2", "year": "YR", "abstract": "AB", "keywords": "K1", "url": "LK", "doi": "DO", "publisher": "PB",
    "address": "PP", "pages": "SP", "volume": "VO", "number": "IS", "language": "LA", "series": "T3", "edition": "ED", "journal": "JF",
}  # fmt: skip


def _refworks(entries: list[_Entry]) -> str:
    return "\n".join(
        f"RT {entry.type}\nID {entry.key}\n"
        + "".join(f"{_REFWORKS.get(name, 'NO')} {value}\n" for name, value in entry.fields.items())
        for entry in entries
    )


_ENW = {
    "title": "T", "author": "A", "editor": "E", "year": "D", "abstract": "X", "note": "Z", "keywords": "K", "url": "U", "doi": "R",
    "publisher": "I", "address": "C", "pages": "P", "volume": "V", "number": "N", "language": "G", "series": "B", "edition": "7",
    "annotation": "<", "journal": "J",
}  # fmt: skip


def _enw(entries: list[_Entry]) -> str:
    return "\n".join(
        f"%0 {entry.type}\n%F {entry.key}\n"
        + "".join(f"%{_ENW.get(name, '1')} {value}\n" for name, value in entry.fields.items())
        for entry in entries
    )


_WOS = {
    "title": "TI", "author": "AF", "editor": "ED", "year": "PY", "abstract": "AB", "note": "FX", "keywords": "DE", "url": "OA", "doi": "DI",
    "publisher": "PU", "address": "PI", "pages": "BP", "volume": "VL", "number": "IS", "language": "LA", "series": "SE", "edition": "CY",
    "annotation": "RP", "journal": "SO", "references": "CR",
}  # fmt: skip


def _wos(entries: list[_Entry]) -> str:
    lines = ["FN Clarivate Analytics Web of Science", "VR 1.0"]
    for entry in entries:
        lines += [f"PT {entry.type}", f"UT {entry.key}"]
        lines += [f"{_WOS.get(name, 'HO')} {value}" for name, value in entry.fields.items()]
        lines += ["ER", ""]
    return "\n".join([*lines, "EF"])


def _wos_table(entries: list[_Entry]) -> str:
    tags = ["PT", "UT", *dict.fromkeys(_WOS.values())]
    rows = ["\t".join(tags)]
    for entry in entries:
        values = {"PT": entry.type, "UT": entry.key} | {_WOS.get(n, "HO"): v for n, v in entry.fields.items()}
        rows.append("\t".join(values.get(tag, "") for tag in tags))
    return "\n".join(rows) + "\n"


# ------------------------------------------------------------------------------- JSON, XML, tables
_CSL = {
    "title": "title", "abstract": "abstract", "note": "note", "keywords": "keyword", "url": "URL", "doi": "DOI", "publisher": "publisher",
    "address": "publisher-place", "pages": "page", "volume": "volume", "number": "issue", "language": "language", "series": "collection-title",
    "edition": "edition", "annotation": "annote", "howpublished": "medium",
}  # fmt: skip


def _csl(entries: list[_Entry]) -> str:
    items = []
    for entry in entries:
        item: dict[str, object] = {"id": entry.key, "type": entry.type}
        for name, value in entry.fields.items():
            if name in ("author", "editor", "interviewer"):
                family, _, given = value.partition(", ")
                item[name] = [{"family": family, "given": given}]
            elif name == "year":
                item["issued"] = {"literal": value}
            else:
                item[_CSL.get(name, name)] = value
        items.append(item)
    return json.dumps(items, indent=1)


def _lines(write: Writer) -> Writer:
    """Return a writer of JSON with an item in each line."""
    return lambda entries: "\n".join(map(json.dumps, json.loads(write(entries))))


def _openalex(entries: list[_Entry]) -> str:
    works = []
    for entry in entries:
        f = entry.fields
        works.append(
            {
                "id": f"https://openalex.org/{entry.key}", "type": entry.type, "display_name": f["title"], "doi": f["doi"],
                "publication_year": f["year"], "publication_date": f["note"], "language": f["language"],
                "authorships": [{"author": {"display_name": f["author"].replace(",", "")}, "raw_affiliation_strings": [f["address"]]}],
                "primary_location": {"landing_page_url": f["url"], "source": {"display_name": f["publisher"]}},
                "abstract_inverted_index": {f["abstract"]: [0]}, "keywords": [{"display_name": f["keywords"]}],
                "biblio": {"volume": f["volume"], "issue": f["number"], "first_page": f["pages"]}, "referenced_works": [f["series"]],
                "ids": {"mag": f["edition"]}, "grants": [f["annotation"]],
            }
        )  # fmt: skip
    return json.dumps({"meta": {"count": len(works)}, "results": works})


def _crossref(entries: list[_Entry]) -> str:
    items = []
    for entry in entries:
        f = entry.fields
        family, _, given = f["author"].partition(", ")
        items.append(
            {
                "DOI": f["doi"], "type": entry.type, "source": "Crossref", "title": [f["title"]], "author": [{"family": family, "given": given}],
                "editor": [{"name": f["editor"]}], "container-title": [f["series"]], "volume": f["volume"], "issue": f["number"], "page": f["pages"],
                "abstract": f"<jats:p>{escape(f['abstract'])}</jats:p>", "publisher": f["publisher"], "publisher-location": f["address"],
                "language": f["language"], "URL": f["url"], "edition-number": f["edition"], "subject": [f["keywords"]], "alternative-id": [entry.key],
                "reference": [{"key": "r1", "unstructured": f["note"]}], "assertion": [{"value": f["annotation"]}], "published": {"year": f["year"]},
            }
        )  # fmt: skip
    return json.dumps({"status": "ok", "message-type": "work-list", "message": {"items": items}})


_ZOTERO = {
    "abstract": "abstractNote", "keywords": "callNumber", "doi": "DOI", "address": "place", "number": "issue", "annotation": "rights",
}  # fmt: skip


def _zotero(entries: list[_Entry]) -> str:
    items = []
    for entry in entries:
        f = dict(entry.fields)
        people = [(role, f.pop(role, "")) for role in ("author", "editor", "interviewer")]
        creators = [
            {"creatorType": role, "lastName": name.partition(", ")[0], "firstName": name.partition(", ")[2]}
            for role, name in people
            if name
        ]
        data = {
            "key": entry.key,
            "itemType": entry.type,
            "creators": creators,
            "date": f.pop("year", ""),
            "tags": [{"tag": f["keywords"]}],
            "extra": f.pop("note", ""),
        }
        items.append({"key": entry.key, "data": data | {_ZOTERO.get(n, n): v for n, v in f.items()}})
        items.append(
            {
                "key": f"{entry.key}N",
                "data": {"itemType": "note", "parentItem": entry.key, "note": f["abstract"]},
            }
        )
    return json.dumps(items, indent=1)


def _clinicaltrials(entries: list[_Entry]) -> str:
    studies = []
    for number, entry in enumerate(entries, 1):
        f = entry.fields
        section = {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": f["title"], "orgStudyIdInfo": {"id": entry.key}, "acronym": f["series"]},
            "statusModule": {"startDateStruct": {"date": f["year"]}, "overallStatus": f["edition"]},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": f["publisher"]}, "collaborators": [{"name": f["address"]}]},
            "descriptionModule": {"briefSummary": f["abstract"], "detailedDescription": f["note"]}, "conditionsModule": {"conditions": [f["keywords"]]},
            "contactsLocationsModule": {"overallOfficials": [{"name": f["author"]}, {"name": f["editor"]}], "locations": [{"facility": f["language"]}]},
            "referencesModule": {"references": [{"citation": f["annotation"], "pmid": f["number"]}], "seeAlsoLinks": [{"url": f["url"], "label": f["doi"]}]},
        }  # fmt: skip
        studies.append(
            {"protocolSection": section, "derivedSection": {"volume": f["volume"], "pages": f["pages"]}}
        )
    return json.dumps({"studies": studies})


_EPPI = {
    "title": "Title", "year": "Year", "abstract": "Abstract", "note": "Comments", "keywords": "Keywords", "url": "URL", "doi": "DOI",
    "publisher": "Publisher", "address": "City", "pages": "Pages", "volume": "Volume", "number": "Issue", "edition": "Edition", "series": "ParentTitle",
}  # fmt: skip


def _eppi(entries: list[_Entry]) -> str:
    found = []
    for entry in entries:
        f = dict(entry.fields)
        people = {
            side: f.pop(name, "").replace(",", "") + " ; "
            for name, side in (("author", "Authors"), ("editor", "ParentAuthors"))
        }
        code = {"AttributeId": 7, "AdditionalText": f.pop("annotation", "")}
        values = {_EPPI.get(name, name): value for name, value in f.items()}
        found.append({"ItemId": entry.key, "TypeName": entry.type, **values, **people, "Codes": [code]})
    return json.dumps({"CodeSets": [], "References": found})


def _semanticscholar(entries: list[_Entry]) -> str:
    papers = []
    for entry in entries:
        f = entry.fields
        papers.append(
            {
                "paperId": entry.key, "title": f["title"], "year": f["year"], "venue": f["series"], "abstract": f["abstract"], "url": f["url"],
                "authors": [{"authorId": f["editor"], "name": f["author"].replace(",", "")}], "externalIds": {"DOI": f["doi"], "ACL": f["edition"]},
                "journal": {"name": f["publisher"], "volume": f["volume"], "pages": f["pages"]}, "publicationTypes": [entry.type],
                "tldr": {"model": f["number"], "text": f["note"]}, "fieldsOfStudy": [f["keywords"]], "publicationVenue": {"name": f["address"]},
                "references": [{"title": f["annotation"], "venue": f["language"]}],
            }
        )  # fmt: skip
    return json.dumps({"total": len(papers), "data": papers})


_XML = {
    "abstract": "abstract", "note": "notes", "doi": "electronic-resource-num", "publisher": "publisher", "address": "pub-location",
    "pages": "pages", "volume": "volume", "number": "number", "language": "language", "edition": "edition", "annotation": "research-notes",
}  # fmt: skip


def _endnote_xml(entries: list[_Entry]) -> str:
    records = []
    for entry in entries:
        f = {name: escape(value) for name, value in entry.fields.items()}
        plain = "".join(f"<{tag}>{f[name]}</{tag}>" for name, tag in _XML.items() if name in f)
        records.append(
            f'<record><ref-type name="{entry.type}">0</ref-type><label>{entry.key}</label><contributors><authors><author>{f["author"]}'
            f"</author></authors><secondary-authors><author>{f['editor']}</author></secondary-authors></contributors><titles><title>"
            f"{f['title']}</title><tertiary-title>{f['series']}</tertiary-title></titles><dates><year>{f['year']}</year></dates><keywords>"
            f"<keyword>{f['keywords']}</keyword></keywords><urls><related-urls><url>{f['url']}</url></related-urls></urls>{plain}</record>"
        )
    return f"<xml><records>{''.join(records)}</records></xml>\n"


def _pubmed_xml(entries: list[_Entry]) -> str:
    records = []
    for entry in entries:
        f = {name: escape(value) for name, value in entry.fields.items()}
        family, _, given = f["author"].partition(", ")
        records.append(
            f"<PubmedArticle><MedlineCitation><PMID>{entry.key}</PMID><Article><Journal><JournalIssue><Volume>{f['volume']}</Volume><Issue>{f['number']}"
            f"</Issue><PubDate><MedlineDate>{f['year']}</MedlineDate></PubDate></JournalIssue><Title>{f['series']}</Title></Journal><ArticleTitle>{f['title']}"
            f'</ArticleTitle><Pagination><MedlinePgn>{f["pages"]}</MedlinePgn></Pagination><Abstract><AbstractText Label="NOTE">{f["abstract"]}</AbstractText>'
            f"<CopyrightInformation>{f['annotation']}</CopyrightInformation></Abstract><AuthorList><Author><LastName>{family}</LastName><ForeName>{given}"
            f"</ForeName><AffiliationInfo><Affiliation>{f['address']}</Affiliation></AffiliationInfo></Author><Author><CollectiveName>{f['editor']}"
            f"</CollectiveName></Author></AuthorList><Language>{f['language']}</Language><PublicationTypeList><PublicationType>{entry.type}</PublicationType>"
            f"</PublicationTypeList></Article><CoiStatement>{f['note']}</CoiStatement><KeywordList><Keyword>{f['keywords']}</Keyword></KeywordList>"
            f'<CommentsCorrectionsList><CommentsCorrections RefType="CommentOn"><RefSource>{f["url"]}</RefSource></CommentsCorrections>'
            f'</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">{f["doi"]}</ArticleId></ArticleIdList>'
            f"<ReferenceList><Reference><Citation>{f['publisher']}</Citation></Reference></ReferenceList></PubmedData></PubmedArticle>"
        )
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>\n"


def _table(delimiter: str, type_column: str) -> Writer:
    def write(entries: list[_Entry]) -> str:
        names = list(dict.fromkeys(name for entry in entries for name in entry.fields))
        out = io.StringIO()
        rows = csv.writer(out, delimiter=delimiter)
        rows.writerow(["Key", type_column, *names])
        for entry in entries:
            rows.writerow([entry.key, entry.type, *(entry.fields.get(name, "") for name in names)])
        return out.getvalue()

    return write


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is planted: its reader, the ending of its files, types that say confidential, one that says nothing."""

    reader: str
    ending: str
    write: Writer
    marked: tuple[tuple[str, Mapping[str, str]], ...]
    plain: str


_TOLD = {"note": "Interview with a person, {secret}"}
_MARK = {"confidential": "yes, {secret} asked for it"}
FORMATS = (
    Format("bibtex", ".bib", _bibtex, (("interview", {}), ("misc", _TOLD), ("book", _MARK)), "article"),
    Format("bibtex", ".bibtex", _bibtex, (("letter", {}),), "book"),
    Format("bibtex", ".biblatex", _bibtex, (("personal", {}),), "online"),
    Format("ris", ".ris", _ris, (("PCOMM", {}), ("ICOMM", {}), ("GEN", _TOLD), ("JOUR", _MARK)), "JOUR"),
    Format("csl", ".json", _csl, (("interview", {}), ("personal_communication", {}), ("document", _TOLD), ("book", _MARK)), "article-journal"),
    Format("table", ".csv", _table(",", "Item Type"), (("interview", {}), ("letter", {}), ("email", {}), ("instantMessage", {}), ("document", _TOLD), ("book", _MARK)), "journalArticle"),
    Format("table", ".tsv", _table("\t", "ENTRYTYPE"), (("interview", {}), ("misc", _TOLD), ("book", _MARK)), "article"),
    Format("csl", ".jsonl", _lines(_csl), (("interview", {}), ("personal_communication", {}), ("document", _TOLD)), "article-journal"),
    Format("csl", ".ndjson", _lines(_csl), (("interview", {}), ("book", _MARK)), "article-journal"),
    Format("zotero", ".json", _zotero, (("interview", {}), ("letter", {}), ("email", {}), ("instantMessage", {}), ("document", _TOLD), ("book", _MARK)), "journalArticle"),
    Format("openalex", ".json", _openalex, (), "article"),
    Format("crossref", ".json", _crossref, (), "journal-article"),
    Format("semanticscholar", ".json", _semanticscholar, (), "JournalArticle"),
    Format("clinicaltrials", ".json", _clinicaltrials, (), "study"),
    Format("eppi", ".json", _eppi, (("Interview", {}), ("Generic", _TOLD)), "Journal, Article"),
    Format("refworks", ".txt", _refworks, (("Personal Communication", {}), ("Generic", _TOLD)), "Journal Article"),
    Format("medline", ".nbib", _medline, (("Interview", {}),), "Journal Article"),
    Format("ovid", ".ovd", _ovid, (("Interview", {}),), "Journal Article"),
    Format("ovid", ".cgi", _ovid, (("Interview", {}),), "Journal Article"),
    Format("ovid", ".txt", _ovid_labelled, (("Interview", {}),), "Journal Article"),
    Format("labelled", ".txt", _labelled, (("Interview", {}), ("Document", _TOLD), ("Book", _MARK)), "Journal Article"),
    Format("endnote-xml", ".xml", _endnote_xml, (("Interview", {}), ("Personal Communication", {}), ("Generic", _TOLD)), "Journal Article"),
    Format("pubmed-xml", ".xml", _pubmed_xml, (("Interview", {}),), "Journal Article"),
    Format("enw", ".enw", _enw, (("Interview", {}), ("Personal Communication", {}), ("Generic", _TOLD)), "Journal Article"),
    Format("wos", ".isi", _wos, (), "J"),
    Format("wos", ".ciw", _wos, (), "J"),
    Format("wos-table", ".txt", _wos_table, (), "J"),
)  # fmt: skip


def file_of(garden: Garden, place: str, how: Format, *, marked: bool) -> str:
    """Return the text of a file: marked entries as they may stand under bib/, or plain ones as they stand under private/."""
    entries = []
    for n, (type_, mark) in enumerate(how.marked if marked else ((how.plain, {}), (how.plain, {})), 1):
        where = f"{place} entry {n} ({type_})"
        key = garden.key(f"{where}, key")
        secret = garden.plant(f"{where}, the mark")
        published = not marked or _is_declared(type_, mark)
        fields = _values(garden, where, published=published) | {
            name: value.format(secret=secret) for name, value in mark.items()
        }
        entries.append(_Entry(type_, key, fields))
    return how.write(entries)
