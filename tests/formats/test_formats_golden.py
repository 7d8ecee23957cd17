"""How the real records of `bib/` are read and written, field by field, and what is said of them."""

import hashlib

import pytest
from golden import BIB, corpus, line, page

import litreview as lr


@pytest.mark.parametrize("name", sorted(path.name for path in BIB.glob("*.bib")))
def test_read(name, golden):
    library = lr.read(BIB / name)
    rows = [
        *(
            (r.id, r.key, r.type, r.year, r.authors, r.editors, dict(r.fields), r.repeated, r.where)
            for r in library
        ),
        *((p,) for p in library.problems),
    ]
    assert golden == page(line(*row) for row in rows)


@pytest.mark.parametrize("format", ["bib", "ris", "json", "csv"])
def test_written(format, golden):  # noqa: A002 - the word of the public interface
    sources = corpus().sources
    tags = lr.tag(sources)
    rows = [
        (
            s.key,
            hashlib.sha256(
                lr.dumps([s], format, tags=[t for t in tags if t.source == s.key]).encode()
            ).hexdigest()[:16],
        )
        for s in sources
    ]
    assert golden == page(
        [*(line(*row) for row in rows), *lr.dumps(sources[:12], format, tags=tags).split("\n")]
    )


@pytest.mark.parametrize("format", ["bib", "ris", "json", "csv"])
def test_read_back(format, golden):  # noqa: A002 - the word of the public interface
    text = lr.dumps(corpus().sources, format)
    library = lr.read_text(text, f"back.{format}")
    assert golden == page(
        [
            *(line(r.key, r.type, r.year, r.authors, dict(r.fields)) for r in library),
            *(line(p) for p in library.problems),
        ]
    )


def test_problems(golden):
    assert golden == page(line(p) for p in lr.check(corpus().library, this_year=2026))
