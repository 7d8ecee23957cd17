"""What the columns of tables are called: by Zotero, Scopus, Web of Science, PubMed, IEEE Xplore, Springer, EBSCO, Lens, and people.

Names are compared in small letters, with single spaces for `_` and `-`.
"""

from __future__ import annotations

__all__ = ["COLUMNS", "TYPES", "ZOTERO_TYPES"]

COLUMNS = {
    "id": "id", "key": "id", "citation key": "id", "citekey": "id", "bibtex key": "id", "ref": "id", "entry type": "type", "entrytype": "type",
    "item type": "type", "document type": "type", "publication type": "type", "type of reference": "type", "reference type": "type",
    "content type": "type", "doctype": "type", "document identifier": "type",
    "article title": "title", "document title": "title", "item title": "title", "work title": "title", "primary title": "title", "ti": "title",
    "authors": "author", "author(s)": "author", "author/s": "author", "creator": "author", "creators": "author", "author names": "author",
    "au": "author", "editors": "editor", "editor(s)": "editor", "book editors": "editor", "translators": "translator",
    "book authors": "bookauthor", "book author": "bookauthor",
    "publication year": "year", "year published": "year", "pub year": "year", "py": "year",
    "container": "container", "source title": "container", "journal": "container", "journal title": "container", "book title": "container",
    "publication title": "container", "publication": "container", "publication name": "container", "journal/book": "container",
    "source title/anthology title": "container", "journal name": "container", "journaltitle": "container", "booktitle": "container",
    "issue": "number", "issue number": "number", "journal issue": "number", "journal volume": "volume", "vol": "volume",
    "page": "pages", "page start": "first", "start page": "first", "first page": "first", "startpage": "first",
    "page end": "last", "end page": "last", "last page": "last", "endpage": "last", "num pages": "pagetotal", "page count": "pagetotal",
    "number of pages": "pagetotal", "art. no.": "article-number", "article number": "article-number", "art no": "article-number",
    "item doi": "doi", "doi link": "url", "link": "url", "urls": "url", "article url": "url", "articleurl": "url", "plink": "url",
    "pdf link": "link", "abstract note": "abstract", "abstracttext": "abstract", "abstracts": "abstract",
    "tags": "keywords", "manual tags": "keywords", "author keywords": "keywords", "author keyword": "keywords", "automatic tags": "automatic-tags",
    "index keywords": "index-keywords", "keywords plus": "keywords-plus", "place": "address", "publication place": "address",
    "city": "address", "publisher city": "address", "notes": "note", "book series title": "series", "journal abbreviation": "shortjournal",
    "abbreviated source title": "shortjournal", "journal iso abbreviation": "shortjournal", "short title": "shorttitle",
    "isbns": "isbn", "issns": "issn", "print issn": "issn", "pubmed id": "pmid", "pubmed": "pmid", "language of original document": "language",
    "languages": "language", "access date": "urldate", "number of volumes": "volumes", "call number": "callnumber",
    "library catalog": "databaseprovider", "file attachments": "file", "link attachments": "link", "accession number": "accession",
    "conference name": "eventtitle", "conference title": "eventtitle", "meeting name": "eventtitle", "conference location": "venue",
    "conference date": "conference-date", "cited by": "times-cited", "cites": "times-cited", "times cited": "times-cited",
    "cited references": "cited-references", "affiliations": "affiliation", "author affiliations": "affiliation", "addresses": "affiliation",
    "ut (unique wos id)": "unique-id", "ut (unique id)": "unique-id", "eid": "scopus-eid", "date published": "date",
    "publication date": "publication-date", "institution": "institution", "school": "school", "university": "school",
}  # fmt: skip
"""Name of a column -> field; `id`, `type`, `container`, `first`, `last` are put together in the reader."""

TYPES = {
    "journalarticle": "article", "article": "article", "article-journal": "article", "review": "article", "journal article": "article",
    "magazinearticle": "article", "newspaperarticle": "article", "letter": "article", "editorial": "article", "note": "article",
    "short survey": "article", "article in press": "article", "erratum": "article", "data paper": "article", "retracted": "article",
    "ieee journals": "article", "ieee magazines": "article", "ieee early access articles": "article", "j": "article", "preprint": "article",
    "academic journal": "article", "magazine": "article", "newspaper": "article", "case report": "article",
    "book": "book", "b": "book", "edited book": "collection", "booksection": "incollection", "book section": "incollection",
    "book chapter": "incollection", "book-chapter": "incollection", "chapter": "incollection", "encyclopediaarticle": "incollection",
    "dictionaryentry": "incollection", "s": "incollection", "conferencepaper": "inproceedings", "conference paper": "inproceedings",
    "conference proceedings article": "inproceedings", "ieee conferences": "inproceedings", "proceedings paper": "inproceedings",
    "conference review": "proceedings", "c": "inproceedings", "thesis": "phdthesis", "dissertation": "phdthesis", "report": "techreport",
    "webpage": "online", "web page": "online", "blogpost": "online", "statute": "legislation", "bill": "legislation",
    "hearing": "legislation", "case": "jurisdiction", "dataset": "dataset", "computerprogram": "software", "patent": "patent", "p": "patent",
    "interview": "interview", "letter (personal)": "letter", "manuscript": "unpublished", "document": "misc", "film": "video",
    "videorecording": "video", "presentation": "unpublished",
}  # fmt: skip
"""What tables call a type, in small letters -> entry type."""

ZOTERO_TYPES = {"letter": "letter", "email": "letter", "instantmessage": "letter", "interview": "interview"}
"""What is private in Zotero's column `Item Type`; elsewhere a "letter" is one to the editor of a journal."""
