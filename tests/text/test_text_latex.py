"""LaTeX and HTML to Unicode and back: one case for each class of what is in bibliographies, and the laws of the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from litreview.core.text import from_html, to_ascii, to_latex, to_unicode, verbatim


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        # one special character at a time: each must be noticed
        ("{World}", "World"),
        ("World}", "World"),
        ("a~b", "a\u00a0b"),
        ("1--2", "1–2"),
        ("1---2", "1—2"),
        ("1----2", "1----2"),
        ("a-b", "a-b"),
        ("``a''", "“a”"),
        ("it's", "it's"),
        ("x<y", "x<y"),
        ("A &amp; B", "A & B"),
        ("A & B", "A & B"),
        ("<i>v.</i>", "v."),
        (r"a\\b", "a b"),
        (r"\$5", "$5"),
        ("$x$", "x"),
        ("{Mac~OS}", "Mac\u00a0OS"),
        ("{1--2}", "1–2"),
        ("{}a", "a"),
        # accents in each way to write them
        (r"\'e", "é"),
        (r"\'{e}", "é"),
        (r"{\'e}", "é"),
        (r"\'{\i}", "í"),
        (r"\'\i", "í"),
        (r"\^\j", "ĵ"),
        (r"\'{}", "'"),
        (r"\c{c}", "ç"),
        (r"\c c", "ç"),
        (r"\v{s}", "š"),
        (r"\H{o}", "ő"),
        (r"\k{a}", "ą"),
        (r"\r{a}", "å"),
        (r"\d{h}", "ḥ"),
        (r"\=o", "ō"),
        (r"\.z", "ż"),
        (r"\~n", "ñ"),
        (r"\`a", "à"),
        (r"\"Y", "Ÿ"),
        (r"\"hi\"", '"hi"'),
        # letters and signs of a command
        (r"\ss", "ß"),
        (r"{\ae}on", "æon"),
        (r"\O{}re", "Øre"),
        (r"\L\'od\'z", "Łódź"),
        (r"\textendash{}", "–"),
        (r"\ldots", "…"),
        (r"\copyright", "©"),
        (r"\% \& \# \_ \{ \}", "% & # _ { }"),
        (r"\textsuperscript{2}", "2"),
        (r"\textit{a} {\em b} \emph{c}", "a b c"),
        # numbers of characters
        (r"\char65", "A"),
        (r"\char'101", "A"),
        (r'\char"41', "A"),
        (r'{\char"738B}', "王"),
        (r"\symbol{65}", "A"),
        (r"\char31", r"\char31"),
        (r"\char32", " "),
        (r'\char"D800', r'\char"D800'),
        (r'\char"DFFF', r'\char"DFFF'),
        (r'\char"E000', "\ue000"),
        (r'\char"10FFFF', "\U0010ffff"),
        (r'\char"110000', r'\char"110000'),
        # mathematics
        (r"CO$_2$", "CO₂"),
        (r"$x^{10}$", "x¹⁰"),
        (r"$x_{ij}$", "x_ij"),
        (r"$x_{A}$", "x_A"),
        (r"$\alpha$", "α"),
        (r"$n \log n$", "n log n"),
        (r"$2\log n$", "2 log n"),
        (r"$\frac{1}{2}$", "1/2"),
        (r"$\tfrac{n}{10}\log n$", "n/10 log n"),
        # money is none: a blank within, or a figure behind
        ("$5 and $10", "$5 and $10"),
        ("$5", "$5"),
        # commands with an argument that is not printed, or alone
        (r"\href{http://a.org}{A}", "A"),
        (r"\foreignlanguage{french}{Le droit}", "Le droit"),
        (r"\noopsort{b}A", "A"),
        (r"\textcolor{red}{A}", "A"),
        (r"\url{http://a.org/~b}", "http://a.org/~b"),
        # commands that only pylatexenc knows, and one that nobody does
        (r"\textcelsius", "℃"),
        (r"\hookrightarrow", "↪"),
        (r"\nosuchthing", r"\nosuchthing"),
        (r"\nosuchthing{}", r"\nosuchthing"),
        (r"\nosuchthing{kept}", "kept"),
        (r"\nosuchthing a", r"\nosuchthing a"),
        # the two worlds mixed
        (r"\&amp;", "&"),
        ("&#123;", "{"),
        ("&#x5C;", "\\"),
        (r"$<$i$>$v.$<$/i$>$ Doe", "v. Doe"),
        (r"\textless{}i\textgreater{}v.\textless{}/i\textgreater{}", "v."),
        (r"\textless 5", "<5"),
        ("unless it is", "unless it is"),
    ],
)
def test_to_unicode(value, expected):
    assert expected == to_unicode(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("A &amp;amp;amp; B", "A &amp; B"),
        ("&eacute;&#233;&#xE9;", "ééé"),
        ("&nosuch;", "&nosuch;"),
        ("AT&T; x", "AT&T; x"),
        ("a &lt; b", "a < b"),
        ("H<sub>2</sub>O", "H2O"),
        ("<p>One<p>Two</p>", "One Two"),
        ("One<br/>Two", "One Two"),
        ("One <br> Two", "One  Two"),
        ('<a href="http://a.org">A</a>', "A"),
        ("<jats:title>Abstract</jats:title>", "Abstract"),
        ("<mml:mi>x</mml:mi>", "x"),
        # a value that is nothing but tags is somebody's text
        ("<i></i>", "<i></i>"),
        ("p<0.05 and n>3", "p<0.05 and n>3"),
        ("<unknown>", "<unknown>"),
        ("plain", "plain"),
    ],
)
def test_from_html(value, expected):
    assert expected == from_html(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("http://a.org/x_y", "http://a.org/x_y"),
        (" http://a.org ", "http://a.org"),
        (r"http://a.org/x\_y", "http://a.org/x_y"),
        (r"http://a.org/x{\_}y", "http://a.org/x_y"),
        (r"http://a.org/x\\_y", "http://a.org/x_y"),
        (r"\url{http://a.org/x\%20y}", "http://a.org/x%20y"),
        (r"\path{C:/a}", "C:/a"),
        (r"http://a.org/\~{}b", "http://a.org/~b"),
        (r"http://a.org/\textasciitilde b", "http://a.org/~b"),
        (r"http://a.org/{\textasciitilde}b", "http://a.org/~b"),
        (r"http://a.org/$\sim$b", "http://a.org/~b"),
        (r"17:15\textless 1661::AID\textgreater 3.0", "17:15<1661::AID>3.0"),
        ("17:15$<$1661::AID$>$3.0", "17:15<1661::AID>3.0"),
        (r"a\textunderscore b", "a_b"),
        ("a?b=1&amp;c=2", "a?b=1&c=2"),
        ("a?b=1&amp;amp;c=2", "a?b=1&c=2"),
        (r"a\#b\$c\&d", "a#b$c&d"),
        ("{a}", "a"),
    ],
)
def test_verbatim(value, expected):
    assert expected == verbatim(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("50%", r"50\%"),
        ("R & D", r"R \& D"),
        # what would be read as an entity or a tag is held apart
        ("R&D;", r"R\&{}D;"),
        ("&#1;", r"\&{}\#1;"),
        ("p < 5", "p < 5"),
        ("a<b", "a<{}b"),
        ("</i>", "<{}/i>"),
        ("a_b#c$d", r"a\_b\#c\$d"),
        ("a~b^c\\d", r"a{\textasciitilde}b{\textasciicircum}c{\textbackslash}d"),
        ("a--b", "a-{}-b"),
        ("a-b it's", "a-b it's"),
        ("a``b''", "a`{}`b'{}'"),
        ("a\u00a0b", "a~b"),
    ],
)
def test_to_latex(value, expected):
    assert expected == to_latex(value)
    assert value == to_unicode(expected)


@given(st.text(alphabet=st.one_of(st.sampled_from("\\{}$%&#_~^<>-`'\"ab;é–—“”\u00a0王 /"), st.characters(categories=["L", "N", "P", "S"])), max_size=20))  # fmt: skip
def test_what_is_written_is_read_back(value):
    assert value == to_unicode(to_latex(value))
    ascii_ = to_ascii(to_latex(value))
    assert ascii_.isascii()
    assert value == to_unicode(ascii_)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain -- ascii", "plain -- ascii"),
        ("é", r"{\'e}"),
        ("ī", r"{\={\i}}"),
        ("ĵ", r"{\^{\j}}"),
        ("ç", r"{\c{c}}"),
        ("š", r"{\v{s}}"),
        ("ß", r"{\ss}"),
        ("Ł", r"{\L}"),
        ("€", r"{\euro}"),
        ("–", "--"),
        ("—", "---"),
        ("“a”", "``a''"),
        ("\u00a0", "~"),
        ("王", r'{\char"738B}'),
        ("α", r"{\ensuremath{\alpha}}"),
    ],
)
def test_to_ascii(value, expected):
    assert expected == to_ascii(value)
