"""At least sixty real entries of every type, in every style and format, as they were printed when a person last looked at them.

After a change that is meant: `pytest tests/bibliography/test_bibliography_golden.py --snapshot-update`, and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import litreview as lr
from litreview.core.model import Source
from litreview.judgements.codebook import load_codebook
from litreview.review.session import Review
from litreview.stages.bibliography import (
    FORMATS,
    STYLES,
    Bibliography,
    BibliographyOptions,
    cite,
    compose,
    render_checked,
)
from litreview.stages.bibliography.composing import with_mentioned
from litreview.stages.bibliography.rendering import typst_source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MADE_WITH = "pandoc 3.9"
PER_KIND = 5
SIZE = 60


class Text(SingleFileSnapshotExtension):
    """One readable file for each."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture(scope="module")
def review() -> Review:
    """The real works, on which nobody has said anything."""
    return lr.open_review(EXAMPLES / "over-policing")


@pytest.fixture(scope="module")
def invented() -> Review:
    """The invented works, with what their invented coders say of them."""
    return lr.open_review(EXAMPLES / "demonstration")


@pytest.fixture(scope="module")
def chosen(review: Review, invented: Review) -> list[Source]:
    """The first five sources of each kind, those with notes, on through the list until there are sixty; then the invented ones that were coded."""
    kinds: dict[str, list[str]] = {}
    for entry in cite(review.sources, "bluebook", review.tags).entries:
        kinds.setdefault(entry.kind, []).append(entry.source.key)
    assert len(kinds) >= 14
    keys = {key for members in kinds.values() for key in sorted(members)[:PER_KIND]}
    keys |= set(review.notes)
    rest = sorted(source.key for source in review.sources if source.key not in keys)
    keys |= set(rest[: max(0, SIZE - len(keys))])
    keys |= {decision.key for decision in invented.decisions if decision.verb == "stance"}
    both = (*review.sources, *(source for source in invented.sources if not source.confidential))
    return sorted((source for source in both if source.key in keys), key=lambda source: source.key)


@pytest.fixture(scope="module", autouse=True)
def _made_with() -> None:
    """Pandoc is others' work: a new release may print a comma elsewhere."""
    import pypandoc

    here = f"pandoc {pypandoc.get_pandoc_version()}"
    if here != MADE_WITH:
        pytest.skip(f"the golden files were made with {MADE_WITH}, this is {here}")


def composed(
    review: Review, invented: Review, chosen: list[Source], style: str, *, team: bool
) -> Bibliography:
    """What is handed in, or what the team reads, with a source under each of its goals.

    With the tags that people gave and the source types: a change of the tagger's terms is no change of the document.
    """
    types = {code.id for code in review.codebook.codes if code.group == "type"}
    shown = {source.key for source in chosen}
    tags = [
        tag
        for tag in (*review.tags, *invented.tags)
        if tag.source in shown and (tag.method == "human" or tag.code in types)
    ]
    decisions = (*review.decisions, *(one for one in invented.decisions if one.key in shown))
    notes = {**review.notes, **invented.notes}
    options = BibliographyOptions(
        title="Golden entries",
        author="Ann Roe",
        institution="A made-up school",
        course="Human Rights Clinic",
        date="May 1, 2026",
        mentioned=(*review.sources, *invented.sources),
        notes=notes,
        codebook=load_codebook("tvpa"),
        decisions=decisions,
        findings=(*review.findings.findings, *invented.findings.findings),
        audience="team" if team else "reader",
        repeat=team,
    )
    cited = cite(chosen, style, tags, decisions, notes)
    return compose(with_mentioned(cited, options, style, tags), tags, options)


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("style", STYLES)
def test_style(
    review: Review, invented: Review, chosen: list[Source], style: str, snapshot: SnapshotAssertion
) -> None:
    assert len(chosen) >= SIZE
    data, _ = render_checked(composed(review, invented, chosen, style, team=False), "md")
    assert data.decode("utf-8") == snapshot(extension_class=Text)


@pytest.mark.parametrize("format_", [name for name in FORMATS if name != "md"])
def test_format(
    review: Review, invented: Review, chosen: list[Source], format_: str, snapshot: SnapshotAssertion
) -> None:
    """A DOCX or ODT as its text part, a PDF as what Typst sets it from."""
    import io
    import zipfile

    bibliography = composed(review, invented, chosen, "apa", team=True)
    if format_ == "pdf":
        text = typst_source(bibliography)
    else:
        data, _ = render_checked(bibliography, format_)
        if format_ in {"docx", "odt"}:
            part = "word/document.xml" if format_ == "docx" else "content.xml"
            data = zipfile.ZipFile(io.BytesIO(data)).read(part)
        text = data.decode("utf-8")
    assert text == snapshot(extension_class=Text)
