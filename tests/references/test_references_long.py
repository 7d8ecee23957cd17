"""A list that was made to be slow is read in a moment; what was done for that changes nothing else. `test_safety_growth` measures how time grows."""

import io
import re
import time
import zipfile

import pytest
from hypothesis import given, strategies as st

from litreview.formats import read_text
from litreview.formats.references import parse_list, pieces_of_docx, pieces_of_text
from litreview.formats.references.entries import read_reference
from litreview.formats.references.extraction import plain_markdown
from litreview.formats.references.people import people
from litreview.formats.references.reference_strings import parse_reference

_ROE = "Roe, A. (2001). Raids on ports. Journal of Tests, 4(1), 5-9."
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")


def docx(lines: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        body = "<w:p><w:r><w:t>References</w:t></w:r></w:p>" * lines
        archive.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


@pytest.mark.parametrize(
    "read",
    [
        lambda: plain_markdown("*a_ " * 20_000),
        lambda: pieces_of_text("# References\n" + "References\n" * 20_000, "md"),
        lambda: pieces_of_docx(docx(20_000)),
        lambda: pieces_of_text("\\bibitem[" * 20_000, "tex"),
        lambda: pieces_of_text("\\bibitem{a} Roe\n\\end{document}\n" + "\\a[" * 40_000, "tex"),
        lambda: pieces_of_text(f"[1] Roe {'a' * 40_000}\n  on.\n[2] Poe"),
        lambda: parse_reference("A. " * 10_000),
        lambda: read_reference("A. " * 10_000),
        lambda: [
            read_reference(part * 2_000)
            for part in ("Roe A. ", "a 'b ", "(a ", "Posting of Roe ", "Roe R. Civ. ")
        ],
        lambda: [people("Roe " + "," * 4_000 + " goes on.") for _ in range(20)],
        lambda: read_text("[{" * 150_000, "a.json"),
    ],
    ids=[
        "emphasis",
        "headings",
        "paragraphs",
        "items",
        "options",
        "letters",
        "fast initials",
        "initials",
        "repeats",
        "commas",
        "json",
    ],
)
def test_what_took_minutes_takes_a_moment(read):
    begun = time.process_time()
    read()
    assert time.process_time() - begun < 2.0


@given(st.text(st.sampled_from("**__ab ,."), max_size=24))
def test_emphasis_is_taken_out_where_it_is_opened_and_closed(text):
    assert " ".join(_EMPHASIS.sub(r"\2", text).split()) == plain_markdown(text)


def test_below_each_heading_of_a_list_are_references_up_to_the_next_heading():
    text = f"# Words\nno\n# References\n{_ROE}\n# More\nno\n## Works cited\n{_ROE}\n"
    listed = pieces_of_text(text, "md")
    assert ([4, 8], (1, 2, 5, 6)) == ([piece.line for piece in listed.pieces], listed.skipped)


def test_lines_of_latex_are_counted_from_the_first():
    text = f"Words.\\footnote{{{_ROE}}}\nNothing.\n\\bibitem{{a}}\n{_ROE}\n\\end{{document}}\nwords behind\n"
    listed = pieces_of_text(text, "tex")
    assert [(1, "1"), (3, "a")] == [(piece.line, piece.number) for piece in listed.pieces]
    assert (2, 6) == listed.skipped


def test_the_parts_of_a_very_long_reference_are_told():
    (cited,) = parse_list(f"{_ROE} {'word ' * 5_000}", read_text("@book{k, title={x}}", "a.bib").records[0])
    assert (2001, "Raids on ports") == (cited.year, cited.title)
