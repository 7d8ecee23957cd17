"""Appending: what stands in the file stays, to the byte, whatever made it."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from litreview.core.errors import InputError
from litreview.core.model import Decision
from litreview.judgements.decisions import append, dumps, parse, read_decisions


def decision(key="a", when="2026-01-01T00:00:00Z", by="ann"):
    return Decision(when=when, by=by, verb="tag", key=key, value="protect")


@pytest.mark.parametrize(
    "present",
    [
        b"",
        b"\xef\xbb\xbf" + dumps([decision()]).encode(),
        dumps([decision()]).replace("\n", "\r\n").encode(),
        dumps([decision()]).rstrip("\n").encode(),
        b"key\tverb\tvalue\twhen\tby\na\ttag\tprotect\t2026-01-01T00:00:00Z\tann\n",
        b"2026-01-01T00:00:00Z\tann\ttag\ta\tprotect\n",
        b"when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n2026-01-01T00:00:00Z\tann\ttag\ta\tprotect\t\t\tA title\n",
    ],
    ids=["empty", "bom", "crlf", "no line end", "other columns", "no header", "eight columns"],
)
def test_a_new_line_is_read_after_any_file(tmp_path, present):
    path = tmp_path / "decisions/ann.tsv"
    path.parent.mkdir()
    path.write_bytes(present)
    append(tmp_path, replace(decision("b"), shown="no"))
    assert path.read_bytes().startswith(present)
    found, problems = read_decisions(tmp_path)
    assert () == problems
    assert [("a", "")] * bool(present) + [("b", "no")] == [(d.key, d.shown) for d in found]


def test_rows_of_nine_below_a_header_of_eight_are_read(tmp_path):
    """Git's union merge puts the lines of two copies together, and may leave the second header above."""
    eight = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
    rows = dumps([replace(decision("b"), shown="yes"), decision("c")]).partition("\n")[2]
    found, problems = parse(eight + rows)
    assert () == problems
    assert [("b", "yes"), ("c", "")] == [(d.key, d.shown) for d in found]


def test_a_file_that_is_not_utf_8_is_left_alone(tmp_path):
    path = tmp_path / "decisions/ann.tsv"
    path.parent.mkdir()
    path.write_bytes(dumps([]).encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        append(tmp_path, decision())


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_whatever_the_words_every_decision_comes_back(tmp_path_factory, reasons):
    folder = tmp_path_factory.mktemp("review")
    for number, reason in enumerate(reasons):
        append(folder, Decision(when="2026-01-01T00:00:00Z", by="ann", verb="tag", key=f"k{number}", value="c", reason=reason))  # fmt: skip
    found, problems = parse((folder / "decisions/ann.tsv").read_bytes().decode("utf-8", "surrogatepass"))
    assert () == problems
    assert [f"k{n}" for n in range(len(reasons))] == [d.key for d in found]
