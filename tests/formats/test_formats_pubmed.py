"""PubMed XML. All records here are made up."""

from __future__ import annotations

import pytest

from litreview.formats import read_text

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" "https://example.org/pubmed_240101.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">1234567</PMID>
    <DateRevised><Year>2019</Year><Month>7</Month><Day>4</Day></DateRevised>
    <Article PubModel="Print-Electronic">
      <Journal><ISSN IssnType="Electronic">0378-5955</ISSN>
        <JournalIssue CitedMedium="Internet"><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2018</Year><Month>May</Month><Day>7</Day></PubDate></JournalIssue>
        <Title>Journal of Invention</Title><ISOAbbreviation>J Inv</ISOAbbreviation></Journal>
      <ArticleTitle>Raids &amp; rescues: H<sub>2</sub>O where p &lt; 0.05 <i>in vivo</i>.</ArticleTitle>
      <Pagination><StartPage>201</StartPage><EndPage>225</EndPage><MedlinePgn>201-25</MedlinePgn></Pagination>
      <ELocationID EIdType="doi" ValidYN="Y">10.1000/182</ELocationID><ELocationID EIdType="pii" ValidYN="Y">S0001</ELocationID>
      <Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">We made <b>this</b> up.</AbstractText>
        <AbstractText Label="METHODS">By hand.</AbstractText><CopyrightInformation>Nobody owns it.</CopyrightInformation></Abstract>
      <AuthorList CompleteYN="N">
        <Author ValidYN="Y"><LastName>van der Roe</LastName><ForeName>Jo Ann</ForeName><Initials>JA</Initials><Suffix>Jr</Suffix>
          <Identifier Source="ORCID">0000-0001</Identifier><AffiliationInfo><Affiliation>Town University.</Affiliation></AffiliationInfo></Author>
        <Author><LastName>Doe</LastName><Initials>R</Initials></Author>
        <Author><CollectiveName>Office of Doors and Locks</CollectiveName></Author>
      </AuthorList>
      <Language>eng</Language>
      <GrantList CompleteYN="Y"><Grant><GrantID>R01 XY</GrantID><Agency>Fund of Tests</Agency></Grant></GrantList>
      <PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>
    </Article>
    <MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>J Inv</MedlineTA></MedlineJournalInfo>
    <CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Inv. 2020;14:1</RefSource><PMID Version="1">7654321</PMID></CommentsCorrections></CommentsCorrectionsList>
    <MeshHeadingList><MeshHeading><DescriptorName UI="D1" MajorTopicYN="N">Locks</DescriptorName><QualifierName MajorTopicYN="Y">history</QualifierName></MeshHeading>
      <MeshHeading><DescriptorName MajorTopicYN="N">Humans</DescriptorName></MeshHeading></MeshHeadingList>
    <KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">raids</Keyword><Keyword MajorTopicYN="N">courts</Keyword></KeywordList>
  </MedlineCitation>
  <PubmedData>
    <History><PubMedPubDate PubStatus="received"><Year>2017</Year><Month>1</Month><Day>2</Day></PubMedPubDate></History>
    <PublicationStatus>ppublish</PublicationStatus>
    <ArticleIdList><ArticleId IdType="pubmed">1234567</ArticleId><ArticleId IdType="doi">10.1000/182</ArticleId><ArticleId IdType="pmc">PMC99</ArticleId></ArticleIdList>
    <ReferenceList><Reference><Citation>Poe A. Keys. J Inv. 2001;1:2.</Citation><ArticleIdList><ArticleId IdType="pubmed">11</ArticleId></ArticleIdList></Reference>
      <Reference><Citation>Poe B. Doors. doi:10.1000/7</Citation><ArticleIdList><ArticleId IdType="doi">10.1000/7</ArticleId></ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
<PubmedBookArticle>
  <BookDocument><PMID Version="1">20000001</PMID><ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
    <Book><Publisher><PublisherName>Made-Up Press</PublisherName><PublisherLocation>Nowhere</PublisherLocation></Publisher>
      <BookTitle book="b">A book of doors</BookTitle><PubDate><Year>2011</Year></PubDate>
      <AuthorList Type="editors"><Author><LastName>Poe</LastName><ForeName>Ann</ForeName></Author></AuthorList><Isbn>9780306406157</Isbn></Book>
    <ArticleTitle book="b" part="c">A chapter of hinges</ArticleTitle><Language>eng</Language>
    <AuthorList Type="authors"><Author><LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList>
    <PublicationType UI="D016454">Review</PublicationType><Abstract><AbstractText>We made this up, too.</AbstractText></Abstract></BookDocument>
</PubmedBookArticle>
</PubmedArticleSet>
"""


def citation(inner, article=""):
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A</ArticleTitle>{article}</Article>{inner}"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )


def test_each_element_of_an_article_has_its_place():
    library = read_text(XML, "a.xml")
    assert () == library.problems
    record = library.records[0]
    assert ("pmid1234567", "article", 2018, "10.1000/182", "pubmed-xml", 4) == (
        record.key, record.type, record.year, record.doi, record.format, record.where.line,
    )  # fmt: skip
    assert "van der Roe, Jr, Jo Ann and Doe, R and {Office of Doors and Locks} and others" == record.get(
        "author"
    )
    expected = {
        "title": "Raids & rescues: H2O where p < 0.05 in vivo.", "journal": "Journal of Invention", "shortjournal": "J Inv", "volume": "12",
        "number": "3", "pages": "201-25", "month": "May", "date": "2018-05-07", "publication-date": "2018 May 7", "pmid": "1234567",
        "pmcid": "PMC99", "pii": "S0001", "language": "eng", "keywords": "raids; courts", "mesh": "Locks/*history; Humans", "issn": "0378-5955",
        "type": "Journal Article; Retracted Publication", "abstract": "BACKGROUND: We made this up. METHODS: By hand.", "address": "Nowhere",
        "copyright": "Nobody owns it.", "affiliation": "Town University.", "retraction-in": "J Inv. 2020;14:1 PMID: 7654321",
        "cited-references": "Poe A. Keys. J Inv. 2001;1:2. pubmed:11\nPoe B. Doors. doi:10.1000/7", "pubmed-date-revised": "2019-07-04",
        "pubmed-received": "2017-01-02",
    }  # fmt: skip
    assert expected == {name: record.get(name) for name in expected}


def test_what_has_no_field_is_kept_with_its_path():
    rest = read_text(XML).records[0].get("pubmed-rest")
    assert "MedlineCitation.Article.GrantList.Grant.GrantID: R01 XY" in rest
    assert "MedlineCitation.Article.AuthorList.Author.Identifier: 0000-0001" in rest
    assert "Initials" not in rest


def test_a_chapter_of_a_book_has_its_book_and_its_editors():
    record = read_text(XML).records[1]
    assert ("incollection", "pmid20000001", "A chapter of hinges", 2011) == (
        record.type,
        record.key,
        record.title,
        record.year,
    )
    expected = {"booktitle": "A book of doors", "author": "Doe, Jane", "editor": "Poe, Ann", "publisher": "Made-Up Press", "isbn": "9780306406157",
                "pubmed-bookaccession": "NBK1", "abstract": "We made this up, too."}  # fmt: skip
    assert expected == {name: record.get(name) for name in expected}


def test_a_whole_book_has_its_title():
    (record,) = read_text(
        "<PubmedBookArticle><BookDocument><PMID>2</PMID><Book><BookTitle>Doors</BookTitle></Book></BookDocument></PubmedBookArticle>"
    )
    assert ("book", "Doors") == (record.type, record.title)


def test_citations_without_a_frame_are_read():
    (record,) = library = read_text(
        "<MedlineCitationSet><MedlineCitation><PMID>5</PMID><Article><ArticleTitle>A</ArticleTitle></Article></MedlineCitation></MedlineCitationSet>"
    )
    assert (("pmid5", "A"), ()) == ((record.key, record.title), library.problems)


@pytest.mark.parametrize(
    ("date", "year", "month"),
    [
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998, None),
        ("<MedlineDate>Spring 2001</MedlineDate>", 2001, None),
        ("<Year>2001</Year><Season>Spring</Season>", 2001, None),
        ("<Year>2001</Year><Month>02</Month>", 2001, "February"),
        ("<MedlineDate>in press</MedlineDate>", None, None),
    ],
)
def test_dates_that_are_none_are_kept_as_they_stand(date, year, month):
    (record,) = read_text(
        citation("", f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>")
    )
    assert (year, month or "") == (record.year, record.get("month"))
    assert "" != record.get("publication-date")


def test_an_identifier_that_is_not_valid_is_no_doi():
    (record,) = read_text(citation("", '<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>'))
    assert ("", "10.1000/wrong") == (record.doi, record.get("pubmed-invalid-id"))


def test_start_and_end_are_pages_where_nothing_else_says_them():
    (record,) = read_text(
        citation("", "<Pagination><StartPage>3</StartPage><EndPage>9</EndPage></Pagination>")
    )
    assert "3–9" == record.get("pages")


def test_a_person_without_given_name_is_whole():
    (record,) = read_text(
        citation("", "<AuthorList><Author><LastName>Prince of Nowhere</LastName></Author></AuthorList>")
    )
    assert ["Prince of Nowhere"] == [person.display for person in record.authors]


def test_the_same_record_in_medline_says_the_same():
    nbib = (
        "PMID- 1234567\nTI  - Raids and rescues.\nFAU - Doe, Jane\nAU  - Doe J\nJT  - Journal of Invention\nTA  - J Inv\nVI  - 12\nIP  - 3\n"
        "PG  - 201-25\nDP  - 2018 May\nAID - 10.1000/182 [doi]\nPT  - Journal Article\nOT  - raids\nLA  - eng\n"
    )
    xml = (
        "<PubmedArticle><MedlineCitation><PMID>1234567</PMID><Article><Journal><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2018"
        "</Year><Month>May</Month></PubDate></JournalIssue><Title>Journal of Invention</Title><ISOAbbreviation>J Inv</ISOAbbreviation></Journal>"
        "<ArticleTitle>Raids and rescues.</ArticleTitle><Pagination><MedlinePgn>201-25</MedlinePgn></Pagination><AuthorList><Author><LastName>Doe"
        "</LastName><ForeName>Jane</ForeName><Initials>J</Initials></Author></AuthorList><Language>eng</Language><PublicationTypeList>"
        "<PublicationType>Journal Article</PublicationType></PublicationTypeList></Article><KeywordList><Keyword>raids</Keyword></KeywordList>"
        '</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/182</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    )
    (a,), (b,) = read_text(nbib), read_text(xml)
    assert (a.key, a.type, a.doi, a.authors) == (b.key, b.type, b.doi, b.authors)
    assert {name: value for name, value in a.fields.items() if name != "medline-au"} == dict(b.fields)


def test_an_interview_is_sealed():
    text = citation(
        "", "<PublicationTypeList><PublicationType>Interview</PublicationType></PublicationTypeList>"
    )
    assert [True] == [record.confidential for record in read_text(text)]


def test_entities_that_a_file_declares_are_not_expanded():
    text = (
        '<!DOCTYPE PubmedArticleSet [<!ENTITY a "boom"> <!ENTITY b SYSTEM "file:///etc/hostname">]>\n'
        + citation("<CoiStatement>&a; &b;</CoiStatement>")
    )
    library = read_text(text)
    assert "&a; &b;" in library.records[0].get("pubmed-rest")
    assert {"LR039", "LR027"} <= {problem.code for problem in library.problems}


def test_a_record_that_is_not_sound_costs_no_other():
    whole = citation("").removeprefix("<PubmedArticleSet>").removesuffix("</PubmedArticleSet>")
    broken = whole.replace("</ArticleTitle>", "")
    library = read_text(
        f"<PubmedArticleSet>\n{whole}\n{broken}\n{whole.replace('>1<', '>2<')}\n</PubmedArticleSet>"
    )
    assert (["pmid1", "pmid2"], [("LR025", 3)]) == (
        [record.key for record in library],
        [(problem.code, problem.where.line) for problem in library.problems],
    )


def test_a_title_that_was_not_translated_is_the_title():
    article = "<Article><Journal><Title>Tests</Title></Journal><ArticleTitle/><VernacularTitle>Hamnar och resor.</VernacularTitle></Article>"
    text = f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID>{article}</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    (record,) = read_text(text, "a.xml")
    assert "Hamnar och resor." == record.title
