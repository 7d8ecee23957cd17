"""Pages as one reads and cites them: running heads, printed numbers, notes, broken words, quotes."""

import pytest

from litreview.core.model import Decision, Fields, Person, RecordId, Source, Where
from litreview.core.results.texts import TextFacts, TextFile, TextFit, TextPage
from litreview.formats.documents.page_layout import LaidPage, PageLines, TextLine, clean, lay_out
from litreview.formats.documents.text_read import FrontLine, TextRead
from litreview.review.text_library import as_query
from litreview.stages.texts import (
    check_quote,
    facts_of,
    match_texts,
    page_labels,
    place_quote,
    quoted_spans,
    split_sentences,
)
from litreview.stages.texts.pages import truncate_words


def page(number: int, *body: str, notes: tuple[str, ...] = (), head: str = "LAW REVIEW") -> PageLines:
    lines = [TextLine(f"{number} {head}" if number % 2 == 0 else f"2012] RAIDS {number}", 70, 400, 700, 9)]
    lines += [TextLine(text, 70, 400, 660 - 14 * n, 11) for n, text in enumerate(body)]
    lines += [TextLine(text, 70, 400, 100 - 10 * n, 8) for n, text in enumerate(notes)]
    return PageLines(lines=tuple(lines))


WHO = ("pickers", "foremen", "inspectors", "lawyers", "neighbours", "drivers")


def body(number: int) -> tuple[str, ...]:
    who = WHO[number % len(WHO)]
    return (
        f"The {who} came to the farm before",
        f"anybody had asked the {who} for it,",
        f"and the {who} left.",
    )


def test_running_heads_give_the_printed_number_and_are_no_text():
    first = PageLines(
        lines=tuple(TextLine(text, 70, 400, 600 - 14 * n, 11) for n, text in enumerate(body(201)))
    )
    pages = lay_out([first, *(page(n, *body(n)) for n in range(202, 206))])
    assert ["201", "202", "203", "204", "205"] == [one.printed for one in pages]
    assert [" ".join(body(n)) for n in range(201, 206)] == [one.text for one in pages]


def test_notes_are_apart_from_the_text_and_kept():
    pages = [
        page(n, *body(n), notes=(f"12 See {WHO[n % 6]}, Raids at 3.", f"and the {WHO[n % 6]} again."))
        for n in range(10, 14)
    ]
    laid = lay_out(pages)
    assert [" ".join(body(n)) for n in range(10, 14)] == [one.text for one in laid]
    assert ["12 See neighbours, Raids at 3. and the neighbours again."] == [laid[0].notes]


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "expected"),
    [
        ("an inspec-", "tor came", "nothing", "an inspector came"),
        ("their well-", "being", "their well-being", "their well-being"),
        ("the Anti-", "Slavery Act", "nothing", "the Anti-Slavery Act"),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_written_as_elsewhere(before, after, elsewhere, expected):
    lines = (before, after, elsewhere)
    text = lay_out(
        [PageLines(lines=tuple(TextLine(t, 70, 400, 600 - 14 * n, 11) for n, t in enumerate(lines)))]
    )[0].text
    assert f"{expected} {elsewhere}" == text


def labels(count: int, *, printed: str = "", label: str = "") -> TextFacts:
    def numbers(first: str) -> tuple[str, ...]:
        return tuple(str(int(first) + n) if first else "" for n in range(count))

    return TextFacts(printed=numbers(printed), labels=numbers(label))


@pytest.mark.parametrize(
    ("facts", "pages", "expected"),
    [
        (labels(3, printed="201"), "201--203", ("201", "printed")),
        (labels(3, printed="1"), "201--203", ("1", "own")),
        (labels(3, label="201"), "", ("201", "label")),
        (labels(3, label="1"), "201--203", ("201", "counted")),
        (labels(3), "201--203", ("201", "counted")),
        (labels(4), "201--203", ("1", "place")),
        (labels(3), "", ("1", "place")),
        (labels(3), "e12345", ("1", "place")),
        (labels(1), "", ("", "")),
    ],
)
def test_a_page_is_cited_as_printed_and_never_by_a_guess(facts, pages, expected):
    numbers, how = page_labels(facts, pages)
    assert expected == (numbers[0], how)
    assert facts.pages == len(numbers)


def test_what_stands_above_the_last_lines_of_an_archive_is_a_page_number():
    mark = ("This content was downloaded", "in May 2020", "All use is subject to terms")
    pages = []
    for number in range(174, 182):
        lines = [TextLine(text, 70, 400, 600 - 14 * n, 11) for n, text in enumerate(body(number))]
        foot = (str(number), *mark)
        lines += [TextLine(text, 70, 400, 60 - 12 * n, 9) for n, text in enumerate(foot)]
        pages.append(PageLines(lines=tuple(lines)))
    laid = lay_out(pages)
    assert [str(n) for n in range(174, 182)] == [one.printed for one in laid]
    assert [" ".join(body(n)) for n in range(174, 182)] == [one.text for one in laid]


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ([f"J. of Tests 2023, 24, 15 {n} of 5" for n in range(1, 6)], ["1", "2", "3", "4", "5"]),
        ([f"Roe (2017), DOI 10.5555/118 {n}/5" for n in range(1, 6)], ["1", "2", "3", "4", "5"]),
        ([f"www.example.org {n} (c) 2014" for n in range(307, 312)], ["307", "308", "309", "310", "311"]),
        (
            [f"{n} SYLLABUS" for n in (1, 2, 3, 4)] + [f"{n} OPINION" for n in (1, 2, 3, 4, 5)],
            [*"1234", *"12345"],
        ),
        (["I.", "", "", "III.", "", "I."], ["", "", "", "", "", ""]),
    ],
)
def test_a_printed_number_is_one_that_rises_through_the_running_heads(heads, expected):
    from litreview.formats.documents.page_layout import printed_numbers

    assert expected == printed_numbers([[head] for head in heads])


PAGES = (
    TextPage(
        "They paid no over-time, “none at all”. The work-\ners of São Paulo were never", "3 See Doe at 12."
    ),
    TextPage("asked whether they wished to leave the farm."),
    TextPage("An official of the first office modified it."),
)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("They paid no overtime, 'none at all'", ("found", 0)),
        ("the workers of Sao Paulo were never asked whether", ("found", 0)),
        ("asked whether they wished to leave", ("found", 1)),
        ("They paid no overtime … asked whether they [the workers] wished to leave", ("found", 0)),
        ("An o cial of the rst office modi ed it", ("found", 2)),
        ("They payed no overtime, none at all", ("differently", 0)),
        ("Nobody ever looked at the harbour in that year", ("missing", -1)),
    ],
)
def test_a_quote_is_found_whatever_spaces_hyphens_and_accents(quote, expected):
    placed = check_quote(quote, PAGES)
    assert expected == (placed.verdict, placed.page)
    assert bool(placed.shown) == (placed.verdict == "differently")


def test_codes_of_old_fonts_are_letters():
    """TeX's fonts have ligatures where ASCII has controls; alone, as in formulas, these stay no words."""
    assert "The modified official flags waffle" == clean("The modi\x0ced o\x0ecial \x1dags wa\x0fe")
    assert "P = 2" == clean("P \x0b= \x0c2")


def test_what_is_shown_of_a_text_has_at_most_sixty_words():
    pages = [TextPage(" ".join(f"word{n}" for n in range(300)))]
    placed = check_quote(" ".join(f"wort{n}" for n in range(100, 220)), pages)
    assert len(placed.shown.replace("…", "").split()) <= 60
    assert len(truncate_words(pages[0].text, "word200").replace("…", "").split()) == 60
    assert "word200" in truncate_words(pages[0].text, "word200")


def test_too_short_a_quote_is_not_held_against_a_text():
    assert check_quote("the farm", PAGES) is None
    assert [] == list(quoted_spans("It says “the farm”, and “no”."))


def test_a_sentence_does_not_end_at_an_abbreviation():
    text = "See Doe v. Roe, No. 12. Dr. Poe asked. Nobody came."
    assert ["See Doe v. Roe, No. 12.", "Dr. Poe asked.", "Nobody came."] == [
        one for _, one in split_sentences(text)
    ]


def test_searched_words_are_no_commands():
    assert '"a" "OR" "b"' == as_query("a OR b")
    assert '"unclosed phrase"' == as_query('"unclosed phrase') or '"unclosed" "phrase"' == as_query(
        '"unclosed phrase'
    )
    assert '"x"' == as_query("x) --")


def read(*front: FrontLine) -> TextRead:
    text = "\n".join(line.text for line in front)
    return TextRead(pages=(LaidPage(text=text),), front=front)


ABSTRACT = (
    " ".join(f"Sentence {n} of the abstract says something new." for n in range(6))
    + " It has an\nintroduction of\n31 inspectors."
)


@pytest.mark.parametrize("heading", ["Abstract", "ABSTRACT", "Abstract.", "Zusammenfassung", "Résumé:"])
def test_an_abstract_is_what_is_below_its_heading(heading):
    lines = [FrontLine(0, 18, 0, 70, "A Title of Raids"), FrontLine(0, 10, 2, 70, heading)]
    lines += [FrontLine(0, 10, 1, 70, text) for text in ABSTRACT.replace(". ", ".\n").split("\n")]
    lines += [FrontLine(0, 10, 2, 70, "1 Introduction"), FrontLine(0, 10, 1, 70, "It begins here.")]
    assert ABSTRACT.replace("\n", " ") == facts_of(read(*lines)).abstract


def test_without_a_heading_no_abstract_is_filled_in():
    assert (
        "" == facts_of(read(FrontLine(0, 18, 0, 70, "A Title"), FrontLine(0, 10, 2, 70, ABSTRACT))).abstract
    )


PROSE = [
    "We asked the pickers of nine farms what",
    "they were paid in the spring of that year.",
    "Few of them had ever seen a contract, and",
    "none of them had been told what it says.",
    "We discuss what follows from it for those",
    "who write the law and those who keep it.",
]


@pytest.mark.parametrize(
    "heading", ["1 Introduction", "I. INTRODUCTION", "Keywords: wages, farms", "Einleitung"]
)
def test_whole_sentences_set_apart_before_the_first_part_are_the_abstract(heading):
    lines = [
        FrontLine(0, 18, 0, 70, "A Title of Raids"),
        FrontLine(0, 10, 2, 70, "Ann Roe, University of Ports"),
    ]
    lines += [FrontLine(0, 10, 1 if n else 2, 70, text) for n, text in enumerate(PROSE)]
    lines += [FrontLine(0, 11, 2, 70, heading), FrontLine(0, 10, 1, 70, "It begins here.")]
    assert " ".join(PROSE) == facts_of(read(*lines)).abstract


@pytest.mark.parametrize(
    "said", ["© 2012 by the authors.", "Correspondence to roe@example.org.", "Received 3 May 2012."]
)
def test_rights_addresses_and_dates_are_no_abstract(said):
    lines = [FrontLine(0, 18, 0, 70, "A Title of Raids"), FrontLine(0, 10, 2, 70, "Ann Roe")]
    lines += [FrontLine(0, 10, 1 if n else 2, 70, text) for n, text in enumerate([said, *PROSE])]
    lines += [FrontLine(0, 11, 2, 70, "1 Introduction"), FrontLine(0, 10, 1, 70, "It begins here.")]
    assert "" == facts_of(read(*lines)).abstract.replace("© 2012 by the authors.", "")


def test_of_several_abstracts_the_english_one_counts():
    lines = [FrontLine(0, 18, 0, 70, "Ein Titel")]
    for heading, texts in (
        ("Zusammenfassung", [one.replace("the", "die") for one in PROSE]),
        ("Abstract", PROSE),
    ):
        lines += [FrontLine(0, 10, 2, 70, heading)]
        lines += [FrontLine(0, 10, 1, 70, text) for text in texts]
    lines += [FrontLine(0, 10, 2, 70, "1 Introduction")]
    assert " ".join(PROSE) == facts_of(read(*lines)).abstract


def test_the_works_that_footnotes_cite_are_references_where_there_is_no_list():
    notes = "1See Roe, Ports, 19 J. Tests 7 (2011); Poe, Raids (2002). 2Id. at 9.\n3 Doe v. Poe, 12 F.3d 4 (1999). 4 We thank nobody."
    found = facts_of(TextRead(pages=(LaidPage(text="Body.", notes=notes),)))
    assert (
        "[1] Roe, Ports, 19 J. Tests 7 (2011)\n[2] Poe, Raids (2002).\n[3] Doe v. Poe, 12 F.3d 4 (1999)."
        == found.references
    )


def test_a_statute_in_capitals_takes_no_time_in_its_notes():
    """A reporter is read from its letters in one way: each more would double the time."""
    from litreview.formats.references import works_in_notes

    capitals = "12 " + "ILLUSTRATION" * 40
    assert [] == [*works_in_notes(f"1Section 9 {capitals} of this Act. {capitals} in the Schedule.")]


def entry(key: str, kind: str, title: str, *authors: Person, **fields: str) -> Source:
    from litreview.core.model import Record

    record = {"key": key, "type": kind, "fields": Fields({"title": title, **fields}), "authors": authors}
    return Source(
        **record, records=(Record(id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1), **record),)
    )


def source(key: str, title: str, *families: str) -> Source:
    return entry(key, "article", title, *(Person(family=family) for family in families))


RAIDS = source("Doe2012", "Raids at the Harbour: What Workers Say", "Doe", "Roe")
NO_FIT = TextFit()
HEAD = "LAW REVIEW\nRaids at the Harbour\nWhat Workers Say\nJane Doe and Ann Roe"


def matched(file: TextFile, facts: TextFacts, *decisions: Decision, sources=(RAIDS,), fits=NO_FIT):
    seen = []

    def fit(records):
        seen.extend(records)
        return [fits] * len(records)

    index = {one.key: (one.key,) for one in sources} | {one.records[0].id: (one.key,) for one in sources}
    (match,) = match_texts([(file, facts)], sources, lambda name: index.get(name, ()), decisions, fit)
    return match, seen


def test_the_first_page_becomes_a_record_of_title_and_the_authors_it_names():
    facts = TextFacts(titles=("Raids at the Harbour",), head=HEAD)
    match, records = matched(TextFile(name="texts/scan.pdf", digest="d"), facts, fits=TextFit("Doe2012"))
    assert [("Raids at the Harbour: What Workers Say", ["Doe", "Roe"])] == [
        (one.title, [person.family for person in one.authors]) for one in records
    ]
    assert ("Doe2012", "linkage") == (match.source, match.how)


@pytest.mark.parametrize(
    ("name", "linked", "decisions", "expected"),
    [
        ("texts/Doe2012.pdf", (), (), ("Doe2012", "name")),
        ("texts/x.pdf", ("a.bib:Doe2012",), (), ("Doe2012", "entry")),
        ("texts/x.pdf", (), (("same", "Doe2012"),), ("Doe2012", "person")),
        ("texts/Doe2012.pdf", (), (("different", "Doe2012"),), ("", "")),
        ("texts/x.pdf", (), (), ("", "")),
    ],
)
def test_a_person_counts_before_the_name_and_that_before_the_entry(name, linked, decisions, expected):
    lines = [Decision(by="a", verb=verb, key=key, value=f"text:{name}") for verb, key in decisions]
    match, _ = matched(TextFile(name=name, digest="d", linked=linked), TextFacts(), *lines)
    assert expected == (match.source, match.how)


def test_a_file_named_after_one_source_that_looks_like_another_is_asked_about():
    other = source("Poe2013", "Doors of the Farm in Winter", "Poe")
    facts = TextFacts(titles=("Doors of the Farm in Winter",), head="Doors of the Farm in Winter\nPoe")
    match, _ = matched(
        TextFile(name="texts/Doe2012.pdf", digest="d"), facts, sources=(RAIDS, other), fits=TextFit("Poe2013")
    )
    assert ("Doe2012", "Poe2013") == (match.source, match.rival)


POLICE = entry("Act", "legislation", "Police Act 1967", year="1967")
GAO = Person(literal="U.S. Government Accountability Office")
REPORT = entry("GAO", "report", "Grants: Better Provisions Could Lead to Results", GAO, year="2006")
BARE = entry(
    "Bare", "report", "Grants: Better Provisions Could Lead to Results", year="2006", number="GAO-06-1046"
)
PORTS = entry("Port", "jurisdiction", "Port Auth. v. Standard Ins. Co.", year="2022", number="No. 21-50498")
EPA = entry("Epa", "jurisdiction", "Michigan v. EPA", year="2015")
NEUTRAL = entry("Uksc", "jurisdiction", "Roe v Standard Insurance Ltd [2014] UKSC 38")
RULES = entry("Rules", "legislation", "Immigration of Farm Officers Rules, 2025", year="2025")
ROE = entry("Roe", "jurisdiction", "In re Roe", year="2021")
SOLO = entry("Csp", "book", "Harbour Processes", Person(family="Hoar", given="C."), year="2004")
COVER = "United States Government Accountability Office\nGRANTS\nBetter Provisions Could\nLead to Results\nSeptember 2006"
AGENCY = "Michigan v. Environmental Protection Agency\nDecided 2015"


@pytest.mark.parametrize(
    ("one", "head", "largest", "expected"),
    [
        (POLICE, "LAWS OF SOMEWHERE\nPOLICE ACT 1967\nAs at 1 June 2016", "POLICE ACT 1967", ("Act", ())),
        (POLICE, "POLICE (AMENDMENT) ACT 1970\nto amend the Police Act 1967", "POLICE (AMENDMENT) ACT 1970", ("", ())),
        (REPORT, COVER, "GRANTS Better Provisions Could Lead to Results", ("GAO", ())),
        (REPORT, COVER.replace("2006", "1999"), "GRANTS Better Provisions Could Lead to Results", ("", ("GAO",))),
        (BARE, f"{COVER}\nGAO-06-1046".replace("2006", "1999"), "GRANTS", ("Bare", ())),
        (BARE, f"Errata\n{COVER}", "GRANTS Better Provisions Could Lead to Results", ("", ("Bare",))),
        (PORTS, "No. 21-50498\nPort Authority,\nPlaintiff,\nversus\nStandard Insurance Company", "", ("Port", ())),
        (PORTS, "Port Authority,\nPlaintiff,\nversus\nStandard Insurance Company", "", ("", ("Port",))),
        (EPA, AGENCY, "", ("Epa", ())),
        (EPA, f"Doe v. Poe\nSee Low v. High; {AGENCY}", "Doe v. Poe", ("", ("Epa",))),
        (NEUTRAL, "[2014] UKSC 38\nRoe (Appellant)\nv\nStandard Insurance Limited", "", ("Uksc", ())),
        (NEUTRAL, "[2012] UKSC 38\nRoe (Appellant)\nv\nStandard Insurance Limited", "", ("", ("Uksc",))),
        (RULES, "IMMIGRATION OF\nFARM OF CERS RULES,\n2025", "", ("", ("Rules",))),
        (RULES, "The Immigration of\nFarm Of cers Rules, 2025 were published", "", ("", ())),
        (ROE, "In re: RICHARD P. ROE\nJanuary 11, 2021", "January 11, 2021", ("Roe", ())),
        (ROE, "In re: RICHARD P. ROE\nJanuary 11", "January 11", ("", ("Roe",))),
        (SOLO, "Harbour Processes\nC. Hoar\n2004", "Harbour Processes", ("Csp", ())),
        (SOLO, "Harbour Processes\nC. Hoar\nAugust 1978", "Harbour Processes", ("", ("Csp",))),
    ],
)  # fmt: skip
def test_decisions_statutes_and_reports_are_known_by_what_confirms_their_title(one, head, largest, expected):
    """A title with its year, number or organisation is that of the text; one that nothing else confirms is asked about."""
    facts = TextFacts(titles=(largest,) if largest else (), head=head)
    match, _ = matched(TextFile(name="texts/scan.pdf", digest="d"), facts, sources=(one,))
    assert expected == (match.source, match.asked)


def test_a_statute_is_asked_about_by_the_name_it_gives_itself():
    """A gazette in two languages has another name on its first page; who quotes the clause of another Act is no text of it, so it is asked."""
    words = "1. Short title.— (1) These rules may be called the Immigration of Farm Officers Rules, 2025. (2) They come into force."
    facts = facts_of(
        TextRead(
            pages=(LaidPage(text="XXXX"), LaidPage(text=words)), front=(FrontLine(0, 12, 1, 70, "XXXX"),)
        )
    )
    assert ("Immigration of Farm Officers Rules, 2025",) == facts.own_names
    match, _ = matched(TextFile(name="texts/scan.pdf", digest="d"), facts, sources=(RULES, POLICE))
    assert ("", ("Rules",)) == (match.source, match.asked)


def test_numbers_beside_the_text_are_page_numbers_and_those_of_lines_are_none():
    """Some journals print the page in the margin; a pleading counts its lines there."""

    def beside(number: int, *margin: int) -> PageLines:
        text = [TextLine(one, 70, 400, 600 - 14 * n, 11) for n, one in enumerate(body(number))]
        numbers = [TextLine(str(one), 20, 32, 540 - 6 * n, 9) for n, one in enumerate(margin)]
        below = [TextLine(f"{WHO[number]} left {at} boats", 70, 200, 300 - 14 * at, 11) for at in range(6)]
        return PageLines(lines=(*text, *numbers, *below))

    printed = [one.printed for one in lay_out([beside(n, 162 + n) for n in range(5)])]
    assert ["162", "163", "164", "165", "166"] == printed
    assert {""} == {one.printed for one in lay_out([beside(n, *range(1, 29)) for n in range(5)])}


def test_the_numbers_of_lines_are_no_text_and_those_of_paragraphs_are():
    """A quote goes on across lines; a number of a paragraph is a place that is cited."""
    from litreview.formats.documents.page_layout import without_line_numbers

    def numbered(*bases: float) -> PageLines:
        stamp = TextLine("Case 8:16-cv-01261 Document 40 Filed 05/01/17", 20, 400, 740, 9)
        text = [
            TextLine(f"{one} and nobody else at all", 110, 400, 600 - 24 * n, 11)
            for n, one in enumerate(body(3))
        ]
        return PageLines(
            lines=(stamp, *(TextLine(str(n), 74, 86, y, 11) for n, y in enumerate(bases, 1)), *text)
        )

    lines, paragraphs = (range(716, 60, -24), [716, 690, 600, 580, 500, 420, 400, 300, 280])
    for bases, kept in ((lines, 0), (paragraphs, len(paragraphs))):
        left = without_line_numbers([numbered(*bases)] * 2)
        assert [kept, kept] == [sum(line.text.isdigit() for line in page.lines) for page in left]
    alone = [numbered(*lines), numbered(716)]
    assert alone == without_line_numbers(alone)


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (
            ["1 DOE v. ROE", "Cite 2", *(f"{n} DOE v. ROE" for n in range(1, 9)), *(f"{n} DOE v. ROE" for n in range(1, 12))],
            ["1", "2", *map(str, range(1, 9)), *map(str, range(1, 12))],
        ),
        (["576 Journal", "577 Journal", "578 Journal", "583 Journal"], ["576", "577", "578", "583"]),
        (["60", "2", "62", "63"], ["60", "61", "62", "63"]),
        ([f"Case 8:16-cv-01 Document 40 Filed 08/22/16 Page {n} of 4 Page ID #:{364 + n}" for n in range(1, 5)], ["1", "2", "3", "4"]),
    ],
)  # fmt: skip
def test_each_opinion_of_a_decision_is_counted_on_its_own(heads, expected):
    """A page that prints another number than is counted bears it, if it prints it as the other pages do."""
    from litreview.formats.documents.page_layout import printed_numbers

    assert expected == printed_numbers([[head] for head in heads])


ASKED = "The raids came at dawn and nobody was asked."
READ = (
    TextPage(ASKED),
    TextPage("The port was closed in one week, as the police had"),
    TextPage(f"planned it. {ASKED}"),
    TextPage("The end."),
)


@pytest.mark.parametrize(
    ("quote", "cited", "page"),
    [
        # words that are on pages 11 and 13 are on no page between them
        (ASKED, "p. 11", 0),
        (ASKED, "p. 13", 2),
        (ASKED, "p. 12", 0),
        (ASKED, "", 0),
        # words that run over are on both of their pages, and on no third
        ("in one week, as the police had planned it", "p. 12", 1),
        ("in one week, as the police had planned it", "p. 13", 2),
        ("in one week, as the police had planned it", "p. 14", 1),
    ],
)
def test_a_quote_is_on_the_page_that_is_cited_where_it_is_there(quote, cited, page):
    assert place_quote(quote, cited, READ, ("11", "12", "13", "14")).page == page
