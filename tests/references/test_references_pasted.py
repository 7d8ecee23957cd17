"""What is pasted: broken words and addresses, numbers of pages, HTML, marks in marks, languages of notes. All works are made up."""

from __future__ import annotations

import time

import pytest

from litreview.formats.references import cut, pieces_of_text, read_pieces, read_reference
from litreview.review import read_references


@pytest.mark.parametrize(
    ("lines", "one"),
    [
        (["[1] Ports and traf-", "ficking. 2001."], "[1] Ports and trafficking. 2001."),
        (["[1] Ports and cross-", "border raids. 2001."], "[1] Ports and cross-border raids. 2001."),
        (["[1] Smith-", "Jones, A. Ports. 2001."], "[1] Smith-Jones, A. Ports. 2001."),
        (["[1] Ports 2001: 7-", "12."], "[1] Ports 2001: 7- 12."),
        (["[1] Ports. https://doi.org/10.5555/", "ports.17"], "[1] Ports. https://doi.org/10.5555/ports.17"),
        (["[1] Ports. doi:10.5555/jt.", "2003.99"], "[1] Ports. doi:10.5555/jt.2003.99"),
        (["[1] Ports. doi:10.5555/jt.", "Accessed 3 May 2019."], "[1] Ports. doi:10.5555/jt. Accessed 3 May 2019."),
        (["[1] Ports. https://example.org/a-", "long-name"], "[1] Ports. https://example.org/a-long-name"),
    ],
)  # fmt: skip
def test_what_was_broken_at_the_end_of_a_line_is_put_together(lines: list[str], one: str) -> None:
    pieces = cut("\n".join([*lines, "[2] Poe, B. Harbors. 2002."]))
    assert [(one, 1), ("[2] Poe, B. Harbors. 2002.", len(lines) + 1)] == [(p.text, p.line) for p in pieces]


@pytest.mark.parametrize("mark", ["- 13 -", "Page 13 of 20", "Seite 13", "13 | Page", "\x0cPage 13"])
def test_the_number_of_a_page_amid_a_reference_is_passed_over_and_named(mark: str) -> None:
    text = f"[1] Roe A. Night ports and\n{mark}\nthe law of harbors. J Tests. 2003;6(2):7-12.\n[2] Poe B. Harbors at noon. J Tests. 2004;1:2-3."
    entries, problems = read_pieces(pieces_of_text(text), "a.txt")
    assert ["Roe A. Night ports and the law of harbors. J Tests. 2003;6(2):7-12.", "Poe B. Harbors at noon. J Tests. 2004;1:2-3."] == [
        entry.text for entry in entries
    ]  # fmt: skip
    assert [1, 4] == [entry.where.line for entry in entries]
    assert [("LR303", 2)] == [(problem.code, problem.where.line) for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "<ol>\n<li>Roe, A. (2001). <i>Raids &amp; ports</i>. Journal of Tests, 4(1), 5&ndash;9.</li>\n<li>{}</li></ol>",
        "<html><body><p>\nRoe, A. (2001). <em class='x'>Raids &amp; ports</em>. Journal of Tests, 4(1), 5–9.</p>\n<p>{}</p>",
        "<div>\nRoe, A. (2001). Raids &amp; ports. <span>Journal of Tests</span>, 4(1), 5–9.<br/>\n{}</div>",
    ],
)
def test_html_is_read_by_its_text_with_the_lines_of_the_file(text: str) -> None:
    other = (
        'Poe, B. (2002). Harbors at noon. Journal of Tests, 5, 7-12. <a href="https://example.org/p">link</a>'
    )
    one, two = read_references(text.format(other)).records
    assert ("Raids & ports", "5–9", 2) == (one.title, one.get("pages"), one.where.line)
    assert ("Harbors at noon", "https://example.org/p", 3) == (two.title, two.get("url"), two.where.line)


@pytest.mark.parametrize(
    "text",
    [
        "Roe, op. cit., p. 45.", "Ebd., S. 12.", "Vgl. ebenda, S. 3.", "Müller, a.a.O., S. 13.", "Ibíd., p. 9.", "Там же. С. 45.", "Roe (n 1) 204.",
        "Moe, art. cit., p. 3.", "Loc. cit.", "Иванов И. И. Указ. соч. С. 4.", "Id. at 7.", "Roe, supra note 4, at 9.",
    ],
)  # fmt: skip
def test_an_earlier_note_is_told_in_several_languages(text: str) -> None:
    entries, problems = read_pieces(pieces_of_text(text), "a.txt")
    assert [] == [entry.text for entry in entries]
    assert ["LR302"] == [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Poe, B. (2015). “Who counts?” Counting the uncounted in ports. Journal of Tests, 7, 2-3.", "“Who counts?” Counting the uncounted in ports"),
        ("Roe, A. and Poe, B. 2008, 'Counting the uncounted', Journal of Tests, vol. 9, no. 1, pp. 1-20.", "Counting the uncounted"),
        ("Roe, A. (2006) 'The idea of \"rescue\" in ports', Journal of Tests, 9, pp. 1-20.", 'The idea of "rescue" in ports'),
        ("Ann Roe, “The ‘Rescue’ Industry and Its Harbors,” Journal of Tests 14, no. 2 (2012): 33.", "The ‘Rescue’ Industry and Its Harbors"),
    ],
)  # fmt: skip
def test_marks_around_a_title_are_none_of_it_and_marks_in_it_are(text: str, title: str) -> None:
    entry = read_reference(text)
    assert entry is not None
    assert title == entry.fields["title"]


def test_the_day_of_a_visit_is_no_year_of_a_work_without_one() -> None:
    entry = read_reference(
        "Poe, B. (n.d.). Harbor questions. Retrieved June 3, 2014, from https://example.org/faq"
    )
    assert entry is not None
    assert "year" not in entry.fields


def test_a_role_and_brackets_around_initials_are_no_name() -> None:
    entry = read_reference("Roe AB, editor. Ports and health. 3rd ed. London: Harbor Press; 2010.")
    assert entry is not None
    assert ["Roe, AB"] == [str(person) for person in (*entry.authors, *entry.editors)]
    french = read_reference("ROE (A.), « Le port inventé », Revue des essais, 2012, n° 3, p. 33-45.")
    assert french is not None
    assert [("Roe", "A")] == [(person.family, person.given.rstrip(".")) for person in french.authors]


def test_a_line_with_very_many_references_takes_time_by_its_length() -> None:
    line = "Roe A., A made-up title of ports, Journal of Tests, 1, pp. 3-4, (2001); "
    start = time.process_time()
    (piece,) = cut(line * 20_000)
    found = pieces_of_text(line * 20_000)
    assert (piece,) == found.pieces
    from litreview.formats.references import split_references

    assert 20_000 == len(split_references(piece.text))
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("28 C.F.R. § 1100.99 (2014).", "28 C.F.R. § 1100.99", "2014"),
        ("N.Y. Penal Law § 999.34 (McKinney 2016)", "N.Y. Penal Law § 999.34", "2016"),
    ],
)
def test_a_section_of_a_code_is_legislation(text: str, title: str, year: str) -> None:
    entry = read_reference(text)
    assert entry is not None
    assert ("legislation", title, year) == (entry.type, entry.fields["title"], entry.fields["year"])
