"""Small made-up works in typst, as PDFs: a law review, two columns, a report with Roman pages."""

from __future__ import annotations

import zlib

TITLE = "Unpaid Overtime and the Limits of Inspection"
ABSTRACT = (
    "We ask what inspectors saw on forty orchards, and what the people who worked there told us later in their own words. "
    "Few were asked, and fewer were heard by anybody who could have helped them at that time."
)
_WHO = ("foremen", "pickers", "inspectors", "lawyers", "neighbours", "drivers", "recruiters")
_WHAT = (
    "hours",
    "wages",
    "contracts",
    "passports",
    "debts",
    "visas",
    "names",
    "complaints",
    "rests",
    "beds",
    "meals",
)
_SENTENCES = [
    f"In the {n}th season the {_WHO[n % 7]} of orchard {n} wrote down fewer {_WHAT[n % 11]} than the {_WHO[n % 5]} had {_WHAT[n % 8]}, and nobody compared the two."
    for n in range(1, 61)
]
_BODY = "\n\n".join(" ".join(_SENTENCES[at : at + 5]) for at in range(0, 60, 5))
REFERENCES = (
    "Doe, J. (2001). Raids and what they leave behind. Journal of Made-up Law, 12(3), 201–233.",
    "Roe, A., & Poe, B. (2010). Orchards without clocks. Harbour Review, 4(1), 1–20.",
)


def sentence(number: int) -> str:
    """Return a sentence of every work."""
    return _SENTENCES[number - 1]


def law_review(first: int = 201) -> str:
    head = "context { let p = counter(page).get().first(); if calc.even(p) [#p #h(1fr) HARBOUR LAW REVIEW] else [\\[2012\\] #h(1fr) OVERTIME #h(1fr) #p] }"
    return f"""#set page(paper: "us-letter", margin: 1.5in, header: {head})
#set text(size: 11pt)
#counter(page).update({first})
#align(center)[#text(size: 17pt)[{TITLE}]

Ann Brightwater]

#align(center)[*Abstract*]

{ABSTRACT}

= I. What Was Written Down
{_BODY.replace("nobody compared", "nobody#footnote[See Doe, _supra_ note 3, at 12.] compared", 3)}
"""


def two_columns() -> str:
    references = "\n\n".join(REFERENCES)
    return f"""#set page(paper: "a4", margin: 2cm, columns: 2, footer: context align(center)[#counter(page).display()])
#set text(size: 10pt, hyphenate: true, lang: "en")
#set par(justify: true)
#counter(page).update(77)
#text(size: 16pt)[{TITLE}]

Ann Brightwater

*Abstract.* {ABSTRACT}

*Keywords:* overtime

= 1 Introduction
{_BODY}

= References
#set par(hanging-indent: 1.5em)
{references}
"""


def report() -> str:
    return f"""#set page(paper: "a4", margin: 3cm, numbering: "i")
#set text(size: 11pt)
#align(center)[#text(size: 22pt)[{TITLE}]

Ann Brightwater]
#pagebreak()
= Executive Summary
{ABSTRACT}
#pagebreak()
#set page(numbering: "1")
#counter(page).update(1)
= 1 Findings
{_BODY}
"""


def pdf(*objects: bytes, root: bytes = b"1 0 R", trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root %s %s >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, root, trailer, len(data),
    )  # fmt: skip


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return a stream of packed data."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text_pdf(*lines: str, title: str = "") -> bytes:
    """Return a PDF of one page with these lines."""
    shown = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
    content = stream(b"BT /F1 11 Tf 14 TL 60 700 Td %s ET" % shown)
    return pdf(
        CATALOG, PAGES, PAGE, content, FONT, b"<< /Title (%s) >>" % title.encode(), trailer=b"/Info 6 0 R"
    )
