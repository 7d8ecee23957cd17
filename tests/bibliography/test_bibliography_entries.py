"""How each real work of `bib/` is cited, what it lacks, and what a citation style is given of it."""

import pytest
from golden import corpus, line, page

import litreview as lr
from litreview.stages.bibliography import BibliographyOptions, compose
from litreview.stages.bibliography.citation_gaps import find_gaps, gap_problems
from litreview.stages.bibliography.csl_and_markdown import csl_library
from litreview.stages.bibliography.csl_items import csl_item
from litreview.stages.bibliography.styles import find_style
from litreview.stages.bibliography.trees import plain_text
from litreview.works.kinds import kind_of


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("style", ["bluebook", "apa"])
def test_cited(style, golden):
    cited = lr.cite(corpus().sources, style, lr.tag(corpus().sources))
    assert golden == page(
        line(e.source.key, e.kind, plain_text(list(e.inlines)), e.section) for e in cited.entries
    )


@pytest.mark.exhaustive
def test_items(golden):
    rows = [(s.key, csl_item(s), csl_item(s, rules=find_style("apa").rules)) for s in corpus().sources]
    gaps = find_gaps(((s, kind_of(s)) for s in corpus().sources), "bluebook", corpus().library)
    assert golden == page(
        [
            *(line(*row) for row in rows),
            *(
                line(one.source.key, one.rule, problem)
                for one, problem in zip(gaps, gap_problems(gaps), strict=True)
            ),
        ]
    )


@pytest.mark.parametrize("by", ["goal,type", "year", "none"])
def test_composed(by, golden):
    sources = corpus().sources[:120]
    tags = lr.tag(sources)
    made = compose(lr.cite(sources, "bluebook", tags), tags, BibliographyOptions(group_by=by))
    rows = [(field, getattr(made, field)) for field in made.__slots__ if not field.startswith("_")]
    assert golden == page(
        [
            *(line(field, *(value if isinstance(value, tuple) else [value])) for field, value in rows),
            *csl_library(made).split("\n")[:120],
        ]
    )
