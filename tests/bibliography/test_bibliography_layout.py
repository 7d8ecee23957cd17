"""The tree of a document before pandoc writes it: headings, entries and what stands below them, in each format. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Source
from litreview.stages.bibliography.citation_gaps import Need
from litreview.stages.bibliography.citation_pass import Entry
from litreview.stages.bibliography.composing import Bibliography
from litreview.stages.bibliography.groups import Group, Heading
from litreview.stages.bibliography.layout import blocks_for, summary, title_metadata
from litreview.stages.bibliography.rendering import document_format, html_page, render_checked, typst_source
from litreview.stages.bibliography.trees import (
    link,
    para,
    plain_text,
    printed_title,
    quoted,
    safe_text,
    words,
)


def entry(key: str, *, confidential: bool = False, unnamed: bool = False) -> Entry:
    work = Source(key=key, type="book", records=(), confidential=confidential, unnamed=unnamed)
    return Entry(source=work, kind="book", inlines=tuple(words(f"Work {key}.")))


ONE = Heading(id="group-one", words="One", lead="On one.")
TWO, INNER = Heading(id="group-two", words="Two"), Heading(id="group-two-in", words="In")
GROUPS = (
    Group(heading=ONE, entries=(entry("a"), entry("b"))),
    Group(heading=TWO, groups=(Group(heading=INNER, entries=(entry("a"),)),)),
)
ANNOTATED = {
    "notes": {"a": [para(words("Said."))]},
    "details": {"a": ("tag", "why"), "b": ("tag",)},
    "places": {"a": (ONE, TWO, INNER), "b": (ONE, Heading(id="group-gone", words="Gone"))},
}


def document(**more: Any) -> Bibliography:
    return Bibliography(**({"title": "Raids", "groups": GROUPS} | more))


def outline(blocks: list[Any], depth: int = 0) -> list[str]:
    """Each block as a line: what marks it, then its words."""
    found = []
    for block in blocks:
        kind, content, pad = block["t"], block["c"], " " * depth
        if kind == "Div":
            (name, classes, styles), inner = content
            marks = [
                *([f"#{name}"] if name else []),
                *(f".{one}" for one in classes),
                *(value for _, value in styles),
            ]
            found += [pad + " ".join(marks), *outline(inner, depth + 1)]
        elif kind == "Header":
            found.append(
                f"{pad}h{content[0]}{'#' + content[1][0] if content[1][0] else ''} {plain_text(content[2])}"
            )
        elif kind == "BlockQuote":
            found += [f"{pad}>", *outline(content, depth + 1)]
        elif kind == "BulletList":
            found += [f"{pad}- {plain_text(item)}" for item in content]
        elif kind == "RawBlock":
            found.append(f"{pad}{content[1]}")
        else:
            links = "".join(f" [{one['c'][2][0]}]" for one in content if one["t"] == "Link")
            raw = "".join(one["c"][1] for one in content if one["t"] == "RawInline")
            spans = "".join(f"<{one['c'][0][0]}>" for one in content if one["t"] == "Span")
            found.append(f"{pad}{raw}{spans}{plain_text(content).strip()}{links}")
    return [line.rstrip() for line in found]  # fmt: skip


PAGE = """
h1 Raids
.contents
 Contents
 - One
 - Two
.section .level-2 .of-group-one
 h2#group-one One
 .lead
  On one.
 #entry-a .entry .goal-protect
  .citation
   Work a.
  .annotation
   Said.
  .detail
   tag why
  .also
   Also under: Two, In [#group-two] [#group-two-in]
 #entry-b .entry
  .citation
   Work b.
  .detail
   tag
  .also
   Also under: Gone
.section .level-2 .of-group-two
 h2#group-two Two
 .section .level-3 .of-group-two-in
  h3#group-two-in In
  .entry .goal-protect
   .citation
    Work a.
   .annotation
    Said.
   .detail
    tag why
   .also
    Also under: One [#group-one]
"""


def test_a_page() -> None:
    made = document(**ANNOTATED, goals={"a": ("protect",), "b": ()})
    assert PAGE.strip().split("\n") == outline(blocks_for(made, "html"))


FORMATS = {
    "md": """
h1 Raids
Law 101
h2 One
On one.
<a id="entry-a"></a>Work a.
>
 Said.
<a id="entry-b"></a>Work b.
h2 Two
h3 In
<a data-again=""></a>Work a.
>
 Said.
""",
    "tex": r"""
\begin{littitle}
Raids
\end{littitle}
\begin{litsubtitle}
Law 101
\end{litsubtitle}
h1#group-one One
\begin{litlead}
On one.
\end{litlead}
\begin{litcitation}
<entry-a>Work a.
\end{litcitation}
\begin{litannotation}
Said.
\end{litannotation}
\begin{litcitation}
<entry-b>Work b.
\end{litcitation}
h1#group-two Two
h2#group-two-in In
\begin{litcitation}
Work a.
\end{litcitation}
\begin{litannotation}
Said.
\end{litannotation}
""",
    "typst": """
#littitle[
Raids
]
#litsubtitle[
Law 101
]
h1#group-one One
#litlead[
On one.
]
#litcitation(more: true)[
Work a.
] #label("entry-a")
#litannotation[
Said.
]
#litcitation[
Work b.
] #label("entry-b")
h1#group-two Two
h2#group-two-in In
#litcitation(more: true)[
Work a.
]
#litannotation[
Said.
]
""",
    "docx": """
h1#group-one One
Group Lead
 On one.
#entry-a Bibliography Annotated
 Work a.
Annotation
 Said.
#entry-b Bibliography
 Work b.
h1#group-two Two
h2#group-two-in In
Bibliography Annotated
 Work a.
Annotation
 Said.
""",
}


@pytest.mark.parametrize("to", FORMATS)
def test_a_document_of_each_format(to: str) -> None:
    found = outline(blocks_for(document(notes=ANNOTATED["notes"], course="Law 101"), to))
    assert FORMATS[to].strip().split("\n") == found
    if to == "docx":
        assert found == outline(blocks_for(document(notes=ANNOTATED["notes"]), "odt"))


@pytest.mark.parametrize(
    ("more", "marked"),
    [
        ({}, "Bibliography"),
        ({"notes": {"a": [para(words("x"))]}}, "Bibliography Annotated"),
        ({"details": {"a": ("x",)}}, "Bibliography Annotated"),
        ({"places": {"a": (ONE, TWO)}}, "Bibliography Annotated"),
        ({"places": {"a": (ONE,)}}, "Bibliography"),
        ({"placeholder": "To be written."}, "Bibliography"),
    ],
)
def test_a_citation_stays_with_what_is_said_of_it(more: dict[str, Any], marked: str) -> None:
    made = document(groups=(Group(heading=ONE, entries=(entry("a"),)),), **more)
    assert f"#entry-a {marked}" in outline(blocks_for(made, "docx"))


@pytest.mark.parametrize(
    ("one", "placeholder", "lines"),
    [
        (entry("a"), "", ["#entry-a .entry", " .citation", "  Work a."]),
        (entry("a"), "To do.", ["#entry-a .entry", " .citation", "  Work a.", " .annotation", "  To do."]),
        (entry("a", confidential=True), "To do.", ["#entry-a .entry", " .citation", "  Work a."]),
        (entry("a", unnamed=True), "", [".entry", " .citation", "  Work a."]),
    ],
)
def test_a_placeholder_and_an_anchor_are_of_what_may_be_named(
    one: Entry, placeholder: str, lines: list[str]
) -> None:
    group = Group(heading=Heading(id="all", words=""), entries=(one,))
    found = outline(blocks_for(document(groups=(group,), placeholder=placeholder), "html"))
    assert ["h1 Raids", ".section .level-2 .of-all", *(f" {line}" for line in lines)] == found


@pytest.mark.parametrize(
    ("groups", "line"),
    [
        (GROUPS, "2 sources, citation style APA; 1 annotated. 1 stands under more than one heading and is counted once."),
        (GROUPS[:1], "2 sources, citation style APA; 1 annotated."),
        (GROUPS[1:], "1 source, citation style APA; 1 annotated."),
        ((*GROUPS, GROUPS[0]), "2 sources, citation style APA; 1 annotated. 2 stand under more than one heading and are counted once."),
    ],
)  # fmt: skip
def test_the_line_that_counts(groups: tuple[Group, ...], line: str) -> None:
    made = document(groups=groups, notes=ANNOTATED["notes"])
    assert line == summary(made)
    assert f"{line} Half is read." == summary(document(groups=groups, notes=ANNOTATED["notes"], standing="Half is read"))  # fmt: skip


def test_a_team_sees_how_many_there_are() -> None:
    found = outline(blocks_for(document(audience="team"), "html"))
    assert [".summary", f" {summary(document())}"] == found[1:3]
    assert [" - One (2)", " - Two (1)"] == found[5:7]
    assert {" h2#group-one One (2 sources)", " h2#group-two Two (1 source)"} <= {*found}
    assert "Bibliography Summary" == outline(blocks_for(document(audience="team"), "odt"))[0]


def test_one_heading_needs_no_contents() -> None:
    assert ".contents" not in outline(blocks_for(document(groups=GROUPS[:1]), "html"))
    assert ".contents" not in outline(blocks_for(document(), "md"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, {}),
        ({"author": "Ann Roe", "date": "May 2020"}, {"author": "Ann Roe", "date": "May 2020"}),
        ({"course": "Law 101", "author": " "}, {"subtitle": "Law 101"}),
        ({"institution": "A school", "course": "Law 101"}, {"subtitle": "Law 101, A school"}),
    ],
)
def test_what_stands_below_the_title(more: dict[str, str], said: dict[str, str]) -> None:
    found = title_metadata(document(**more))
    assert {"title": "Raids"} | said == {part: plain_text(block["c"]) for part, block in found.items()}
    bylines = [line for line in outline(blocks_for(document(**more), "html")) if ".byline" in line]
    assert [f".byline .{part}" for part in said] == bylines


# ---------------------------------------------------------------- around the tree

GOALS = tuple(Heading(id=name, words=name.title()) for name in ("protect", "prevent", "punish"))
HEADED = {
    "main": GOALS,
    "goals": {"a": ("protect",), "b": ("protect", "punish"), "z": ("prevent",)},
    "places": {
        "a": (Heading(id="group-protect", words="Protect"),),
        "b": (Heading(id="group-protect", words="Protect"), Heading(id="group-year", words="2008")),
    },
}


@pytest.mark.parametrize(
    ("more", "offered", "rule"),
    [
        ({"levels": ("goal",)}, ["protect"], ".entry:not(.goal-protect)"),
        ({"levels": ("goal",), "repeat": True}, ["protect"], ".level-2:not(.of-group-protect)"),
        ({"levels": ("year",)}, ["protect", "punish"], ".entry:not(.goal-punish)"),
        ({"levels": ("year", "goal"), "repeat": True}, ["protect", "punish"], ".section:not(:has(.entry.goal-punish))"),
        ({"levels": ()}, ["protect", "punish"], ".entry:not(.goal-protect)"),
    ],
)  # fmt: skip
def test_the_filter_of_a_page(more: dict[str, Any], offered: list[str], rule: str) -> None:
    page = html_page(document(**HEADED, **more), "<h1>Raids</h1>\n<p>All.</p>")
    assert offered == [one.id for one in GOALS if f"body:has(#show-{one.id}:checked)" in page]
    assert rule in page
    assert (".level-2:not(" in page) is (rule.startswith(".level-2"))


def test_the_filter_stands_below_the_title_block() -> None:
    title = '<h1>Raids</h1>\n<div class="byline author">\nAnn Roe\n</div>'
    page = html_page(document(**HEADED, levels=("year",)), f"{title}\n<p>All.</p>")
    assert page.index("Ann Roe\n</div>") < page.index('id="show-protect"') < page.index("<p>All.</p>")
    bare = html_page(document(**HEADED, levels=("year",)), "<p>All.</p>")
    assert bare.index('id="show-protect"') < bare.index("<p>All.</p>")


@pytest.mark.parametrize(
    ("path", "format_"),
    [("a.docx", "docx"), ("b/A.HTM", "html"), ("a.markdown", "md"), ("a.latex", "tex"), ("a.b.pdf", "pdf")],
)
def test_the_format_of_a_path(path: str, format_: str) -> None:
    assert format_ == document_format(path)


@pytest.mark.parametrize("path", ["a", "a.doc", "html", "a.html~"])
def test_a_path_of_no_format_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match=r"\.md, \.html"):
        document_format(path)


@pytest.mark.parametrize(
    ("format_", "reference", "why"),
    [
        ("dox", "", "did you mean 'docx'"),
        ("html", "school.docx", "not to .html"),
        ("docx", "gone.docx", "no such file"),
        ("docx", __file__, "is no .docx document"),
    ],
)
def test_what_cannot_be_made_is_refused(format_: Any, reference: str, why: str) -> None:
    with pytest.raises(Exception, match=why):
        render_checked(document(), format_, reference=reference)


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"author": ""}, '#set document(title: "Raids")'),
        ({"author": "Ann Roe"}, '#set document(title: "Raids", author: "Ann Roe")'),
        ({"title": 'A "B" \\ #c\n d'}, '#set document(title: "A \\"B\\" \\\\ #c d")'),
    ],
)
def test_the_properties_of_a_pdf(more: dict[str, str], line: str) -> None:
    source = typst_source(document(**({"groups": ()} | more)))
    assert source.startswith(f"{line}\n")
    assert source.endswith("printed.final().first(), 0)\n")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Ports.", "Ports"), ("Ports", "Ports"), ("Ports. ", "Ports"), ("Ports in the U.S.", "Ports in the U.S."), ("And then...", "And then..."),
        ("Roe v. Poe Inc.", "Roe v. Poe Inc."), ("Plan B.", "Plan B."), ("Ports (a history).", "Ports (a history)"), ("“Ports.”", "“Ports.”"),
        ("Why?.", "Why?."), ("Roe et al.", "Roe et al."), ("Cargo.", "Cargo"), ("Roe Corp.", "Roe Corp."), ("", ""),
    ],
)  # fmt: skip
def test_a_title_is_printed_without_its_full_stop(title: str, printed: str) -> None:
    assert printed == printed_title(title)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a `b' c", "a ‘b’ c"),
        ("`a b' c", "‘a b’ c"),
        ("Rio`s a'", "Rio`s a'"),
        ("``a b''", "``a b''"),
        ("`a b'c", "‘a b’c"),
        ("` a'", "` a'"),
    ],
)
def test_quotation_marks_of_tex(text: str, shown: str) -> None:
    assert shown == quoted(text)


def test_words_hold_no_character_that_no_document_can() -> None:
    assert ("ab", "a\nb", "a\tb") == (safe_text("a\x00\x1fb\ufffe"), safe_text("a\nb"), safe_text("a\tb"))
    assert ["Str", "Space", "Str"] == [one["t"] for one in words("a \n b")]
    assert [{"t": "Str", "c": "a\xa0b"}] == words("a\xa0b")
    assert [] == words("")


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://a.example/", "Link"),
        ("MAILTO:a@b.example", "Link"),
        ("ftp://a.example", "Link"),
        ("javascript:x", "Span"),
        ("https://a b", "Span"),
        ('https://a"b', "Span"),
        ("#a", "Span"),
    ],
)
def test_only_web_and_mail_are_linked(target: str, kind: str) -> None:
    assert kind == link(words("a"), target)["t"]


# ---------------------------------------------------------------- what a style asks


@pytest.mark.parametrize(
    ("styles", "style", "rule"),
    [
        ({"apa": "ch. 9"}, "apa", "ch. 9"),
        ({"apa": "ch. 9"}, "mla", None),
        ({"apa": "9", "chicago": "14", "mla": "5"}, "ieee", ""),
        ({"apa": "9", "chicago": "14"}, "ieee", None),
        ({"bluebook": "16"}, "Bluebook-21", "16"),
        ({"apa": "9", "chicago": "14", "mla": "5"}, "bluebook-court", None),
    ],
)
def test_where_a_style_asks_for_something(styles: dict[str, str], style: str, rule: str | None) -> None:
    need = Need(of=frozenset({"book"}), lacks="a day", any=("day",), add="date = {…}", styles=styles)
    assert rule == need.rule(style)
