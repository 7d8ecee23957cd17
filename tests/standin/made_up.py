"""Made-up works in the shapes of three registries. Nobody wrote them, their DOIs begin with the prefix for examples (10.5555)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """A made-up work, before it is put into the shape of a registry; `cites` are the DOIs of others in the list."""

    doi: str
    title: str
    authors: tuple[tuple[str, str], ...]
    year: int
    journal: str
    volume: str
    issue: str
    pages: str
    pmid: str
    number: int
    abstract: str = ""
    cites: tuple[str, ...] = ()
    retracted_by: str = ""

    @property
    def openalex(self) -> str:
        """Its id in OpenAlex."""
        return f"W{7000000 + self.number}"


WORKS = (
    MadeUp(
        doi="10.5555/harbor.1", title="Harbor inspectors and the quiet quay: a made-up study", authors=(("Mira", "Quillfeather"), ("Tobias", "Ostrander")),
        year=2014, journal="Journal of Invented Harbors", volume="12", issue="3", pages="101-129", pmid="90000001", number=1,
        abstract="This made-up study asks how invented inspectors look at an invented quay. Nothing in it was measured.",
        cites=("10.5555/harbor.2", "10.5555/lantern.4"),
    ),
    MadeUp(
        doi="10.5555/harbor.2", title="Lighthouse keepers as first responders", authors=(("Tobias", "Ostrander"),),
        year=2011, journal="Journal of Invented Harbors", volume="9", issue="1", pages="1-22", pmid="90000002", number=2,
        abstract="Keepers of made-up lighthouses were never asked, and answered all the same.",
    ),
    MadeUp(
        doi="10.5555/ferry.3", title="Ferry timetables and the myth of Tuesday", authors=(("Ileana", "Vantongeren"),),
        year=2019, journal="Annals of Fictional Transit", volume="4", issue="2", pages="77-90", pmid="", number=3,
        cites=("10.5555/harbor.1",), retracted_by="10.5555/notice.9",
    ),
    MadeUp(
        doi="10.5555/lantern.4", title="The lantern registry: counting what is not there", authors=(("Oswin", "Pell"), ("Mira", "Quillfeather")),
        year=2008, journal="Annals of Fictional Transit", volume="1", issue="1", pages="5-31", pmid="90000004", number=4,
        abstract="A registry of lanterns that do not exist is described & compared with one of <lamps>.",
    ),
    MadeUp(
        doi="10.5555/comma,5", title="A work whose DOI has a comma", authors=(("Benedikta", "Umlauf-Straße"),),
        year=2001, journal="Zeitschrift für Erfundenes", volume="33", issue="", pages="9", pmid="", number=5,
    ),
    MadeUp(
        doi="10.5555/notice.9", title="Retraction: Ferry timetables and the myth of Tuesday", authors=(("Ileana", "Vantongeren"),),
        year=2021, journal="Annals of Fictional Transit", volume="6", issue="1", pages="3", pmid="", number=9,
    ),
)  # fmt: skip

_BY_DOI = {work.doi: work for work in WORKS}


def crossref() -> list[dict[str, Any]]:
    """Return the made-up works as Crossref would have them, with members that a review has no need of."""
    return [_crossref(work) for work in WORKS]


def _crossref(work: MadeUp) -> dict[str, Any]:
    item: dict[str, Any] = {
        "indexed": {"date-parts": [[2022, 3, 30]], "date-time": "2022-03-30T12:59:05Z", "timestamp": 1648645145138},
        "reference-count": len(work.cites), "publisher": "The Press That Is Not", "content-domain": {"domain": [], "crossmark-restriction": False},
        "DOI": work.doi, "type": "journal-article", "source": "Crossref", "is-referenced-by-count": 3, "prefix": "10.5555", "member": "0",
        "title": [work.title], "container-title": [work.journal], "short-container-title": ["Short"], "volume": work.volume, "page": work.pages,
        "author": [{"given": given, "family": family, "sequence": "additional", "affiliation": []} for given, family in work.authors],
        "issued": {"date-parts": [[work.year, 5]]}, "published": {"date-parts": [[work.year, 5]]}, "ISSN": ["2049-3630"],
        "issn-type": [{"value": "2049-3630", "type": "electronic"}], "URL": f"http://dx.doi.org/{work.doi}", "score": 1.0, "language": "en",
        "license": [{"start": {"date-parts": [[work.year, 5]]}, "content-version": "vor", "delay-in-days": 0, "URL": "https://example.org/license"}],
        "link": [{"URL": f"https://example.org/{work.number}.pdf", "content-type": "application/pdf", "content-version": "vor", "intended-application": "text-mining"}],
        "references-count": len(work.cites), "relation": {},
    }  # fmt: skip
    if work.issue:
        item["issue"] = work.issue
    if work.abstract:
        text = work.abstract.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        item["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{text}</jats:p>"
    if work.cites:
        item["reference"] = [
            _reference(number, _BY_DOI[doi]) for number, doi in enumerate(work.cites, start=1)
        ]
    if work.retracted_by:
        said = {
            "DOI": work.retracted_by,
            "type": "retraction",
            "label": "Retraction",
            "record-id": "0",
            "updated": {"date-parts": [[2021, 2, 1]]},
        }
        item["updated-by"] = [said | {"source": "publisher"}, said | {"source": "retraction-watch"}]
    for other in WORKS:
        if other.retracted_by == work.doi:
            said = {
                "DOI": other.doi,
                "type": "retraction",
                "label": "Retraction",
                "source": "publisher",
                "updated": {"date-parts": [[2021, 2, 1]]},
            }
            item["update-to"] = [said]
    return item


def _reference(number: int, cited: MadeUp) -> dict[str, str]:
    return {
        "key": f"ref{number}", "doi-asserted-by": "publisher", "DOI": cited.doi, "author": cited.authors[0][1], "year": str(cited.year),
        "article-title": cited.title, "journal-title": cited.journal, "volume": cited.volume, "first-page": cited.pages.split("-")[0],
    }  # fmt: skip


def openalex() -> list[dict[str, Any]]:
    """Return the made-up works as OpenAlex would have them."""
    return [_openalex(work) for work in WORKS]


def _openalex(work: MadeUp) -> dict[str, Any]:
    address = f"https://openalex.org/{work.openalex}"
    first, _, last = work.pages.partition("-")
    ids = {"openalex": address, "doi": f"https://doi.org/{work.doi}"}
    if work.pmid:
        ids["pmid"] = f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}"
    index: dict[str, list[int]] = {}
    for position, word in enumerate(work.abstract.split()):
        index.setdefault(word, []).append(position)
    return {
        "id": address, "doi": f"https://doi.org/{work.doi}", "title": work.title, "display_name": work.title, "publication_year": work.year,
        "publication_date": f"{work.year}-05-01", "ids": ids, "language": "en", "type": "article", "is_retracted": bool(work.retracted_by),
        "primary_location": {
            "is_oa": True, "landing_page_url": f"https://doi.org/{work.doi}", "pdf_url": None, "license": "cc-by",
            "source": {"id": "https://openalex.org/S1", "display_name": work.journal, "issn_l": "2049-3630", "type": "journal", "host_organization_name": "The Press That Is Not"},
        },
        "open_access": {"is_oa": True, "oa_status": "gold", "oa_url": f"https://example.org/{work.number}.pdf"},
        "authorships": [
            {"author_position": "first", "author": {"id": "https://openalex.org/A1", "display_name": f"{given} {family}", "orcid": None}, "institutions": []}
            for given, family in work.authors
        ],
        "biblio": {"volume": work.volume, "issue": work.issue or None, "first_page": first, "last_page": last or first},
        "abstract_inverted_index": index or None, "referenced_works": [f"https://openalex.org/{_BY_DOI[doi].openalex}" for doi in work.cites],
        "related_works": [], "concepts": [], "keywords": [{"display_name": "Guessed keyword", "score": 0.1}], "cited_by_count": 3,
    }  # fmt: skip


def semanticscholar() -> list[dict[str, Any]]:
    """Return the made-up works as Semantic Scholar would have them."""
    return [_paper(work) for work in WORKS]


def _paper(work: MadeUp) -> dict[str, Any]:
    return {
        **_cited(work), "url": f"https://example.org/{work.number}", "abstract": work.abstract or None, "referenceCount": len(work.cites), "citationCount": 3,
        "isOpenAccess": True, "openAccessPdf": {"url": f"https://example.org/{work.number}.pdf", "status": "GOLD"}, "fieldsOfStudy": ["Sociology"],
        "publicationTypes": ["JournalArticle"], "publicationDate": f"{work.year}-05-01",
        "publicationVenue": {"id": "0", "name": work.journal, "type": "journal", "issn": "2049-3630"},
        "tldr": {"model": "made-up", "text": "A made-up work in one line."}, "references": [_cited(_BY_DOI[doi]) for doi in work.cites],
    }  # fmt: skip


def _cited(work: MadeUp) -> dict[str, Any]:
    ids = {"DOI": work.doi, "CorpusId": work.number} | ({"PubMed": work.pmid} if work.pmid else {})
    return {
        "paperId": f"{work.number:040x}", "externalIds": ids, "title": work.title, "year": work.year, "venue": work.journal,
        "authors": [{"authorId": "1", "name": f"{given} {family}"} for given, family in work.authors],
        "journal": {"name": work.journal, "volume": work.volume, "pages": work.pages.replace("-", " - ")},
    }  # fmt: skip


def datacite() -> list[dict[str, Any]]:
    """Return the made-up works as DataCite would have them, and a preprint of an arXiv that is not."""
    preprint = MadeUp(
        doi="10.48550/arXiv.9901.00001", title="A made-up preprint on buoys", authors=(("Ileana", "Vantongeren"),), year=2019, journal="", volume="",
        issue="", pages="", pmid="", number=20, abstract="Buoys were imagined.",
    )  # fmt: skip
    return [_attributes(work) for work in (*WORKS, preprint)]


def _attributes(work: MadeUp) -> dict[str, Any]:
    first, _, last = work.pages.partition("-")
    related = [
        {"relationType": "Cites", "relatedIdentifierType": "DOI", "relatedIdentifier": doi}
        for doi in work.cites
    ]
    container = {
        "type": "Journal",
        "title": work.journal,
        "volume": work.volume,
        "issue": work.issue,
        "firstPage": first,
        "lastPage": last,
    }
    attributes = {
        "doi": work.doi.lower(), "creators": [{"name": f"{family}, {given}", "nameType": "Personal", "givenName": given, "familyName": family} for given, family in work.authors],
        "titles": [{"title": "A subtitle", "titleType": "Subtitle"}, {"title": work.title}], "publisher": {"name": "The Press That Is Not"},
        "container": container if work.journal else {}, "publicationYear": work.year, "types": {"citeproc": "article-journal", "resourceTypeGeneral": "Text"},
        "descriptions": [{"description": work.abstract, "descriptionType": "Abstract"}] if work.abstract else [], "relatedIdentifiers": related,
        "url": f"https://example.org/{work.number}", "language": "en", "state": "findable",
    }  # fmt: skip
    return {"id": work.doi.lower(), "type": "dois", "attributes": attributes}


def pubmed() -> list[dict[str, Any]]:
    """Return the made-up works that have a PubMed number, each with its XML."""
    return [{"pmid": work.pmid, "title": work.title, "xml": _article(work)} for work in WORKS if work.pmid]


def _article(work: MadeUp) -> str:
    first = work.abstract.split(". ")[0].replace("&", "&amp;").replace("<", "&lt;")
    authors = "".join(
        f"<Author><LastName>{family}</LastName><ForeName>{given}</ForeName></Author>"
        for given, family in work.authors
    )
    cited = "".join(
        f'<Reference><Citation>{_BY_DOI[doi].title}</Citation><ArticleIdList><ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList></Reference>'
        for doi in work.cites
    )
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>Ann Fict Transit. 2021;6:3</RefSource><PMID>90000009</PMID>'
        "</CommentsCorrections></CommentsCorrectionsList>"
    )
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{work.pmid}</PMID><Article><Journal><ISSN>2049-3630</ISSN><JournalIssue><Volume>{work.volume}</Volume>'
        f"<Issue>{work.issue}</Issue><PubDate><Year>{work.year}</Year></PubDate></JournalIssue><Title>{work.journal}</Title></Journal><ArticleTitle>{work.title}</ArticleTitle>"
        f'<Pagination><MedlinePgn>{work.pages}</MedlinePgn></Pagination><Abstract><AbstractText Label="AIM">{first}.</AbstractText></Abstract><AuthorList>{authors}</AuthorList>'
        f"<Language>eng</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>{notice if work.number == 2 else ''}"
        f'</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{work.pmid}</ArticleId><ArticleId IdType="doi">{work.doi}</ArticleId></ArticleIdList>'
        f"<ReferenceList>{cited}</ReferenceList></PubmedData></PubmedArticle>"
    )


def courtlistener() -> list[dict[str, Any]]:
    """Return made-up cases as CourtListener would have them; nobody sued anybody."""
    return [
        _cluster(
            1,
            "Quillfeather v. Harbor of Nowhere",
            "2014-05-06",
            ("572", "U.S.", "17"),
            ("134", "S. Ct.", "5"),
        ),
        _cluster(2, "In re Made-up Lanterns", "2008-01-02", ("812", "F.3d", "1234")),
    ]


def _cluster(number: int, name: str, date: str, *cited: tuple[str, str, str]) -> dict[str, Any]:
    citations = [
        {"volume": volume, "reporter": reporter, "page": page, "type": 1} for volume, reporter, page in cited
    ]
    return {
        "resource_uri": f"https://example.org/clusters/{number}/", "id": number, "absolute_url": f"/opinion/{number}/made-up/", "case_name": name,
        "case_name_short": "", "date_filed": date, "citations": citations, "precedential_status": "Published", "judges": "",
    }  # fmt: skip
