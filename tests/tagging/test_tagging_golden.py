"""What the built-in codebook finds in the real records of `bib/`, how sure it is, why, and what a few decisions change."""

from functools import cache
from types import SimpleNamespace

from golden import corpus, line, page

import litreview as lr
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging import (
    codebook_rules,
    explaining,
    goal_states,
    prior,
    tagger,
    tokens,
    vocabulary,
)

NAMES = ("reviewer-a", "reviewer-b")


@cache
def tagged():
    """The tags of all sources; and decisions made by their titles alone, by two people of whom one says no more often."""
    sources = corpus().sources
    tags = lr.tag(sources)
    decisions = []
    for number, source in enumerate(sources[:160:4]):
        for by, every in zip(NAMES, (2, 3), strict=True):
            verb = "not-tag" if number % every == 0 else "tag"
            code = ("protect", "prosecute", "prevent")[number % 3]
            decisions.append(
                lr.Decision(
                    by=by,
                    verb=verb,
                    key=source.key,
                    value=code,
                    when=f"2021-03-{number % 28 + 1:02}T00:00:00Z",
                )
            )
    return SimpleNamespace(sources=sources, tags=tags, decisions=decisions, book=load_codebook("tvpa"))


def test_tags(golden):
    assert golden == page(
        line(
            t.source, t.code, t.method, t.basis, t.score, [(s.field, s.start, s.end, s.text) for s in t.spans]
        )
        for t in tagged().tags
    )


def test_tags_and_decisions(golden):
    here = tagged()
    decided = lr.tag(here.sources, decisions=here.decisions)
    changes = (
        explaining.compare_tags(here.tags, decided)
        if callable(getattr(explaining, "compare_tags", None))
        else ()
    )
    mine = {d.key for d in here.decisions}
    told = lr.explain([s for s in here.sources if s.key in mine], decided, here.decisions)
    rows = [
        *((t.source, t.code, t.method, t.coder, t.basis) for t in decided if t.source in mine),
        *((c,) for c in changes),
        *told.items(),
    ]
    assert golden == page(line(*row) for row in rows)


def test_states(golden):
    here = tagged()
    for_nobody = lr.judge_goals(here.sources)
    decided = lr.judge_goals(here.sources, decisions=here.decisions)
    rows = [(s.source, s.code, s, explaining.explain_state(s)) for s in (*for_nobody, *decided)]
    assert golden == page(line(*row) for row in rows)


def test_suggestions(golden):
    here = tagged()
    for_nobody, found = lr.suggest(here.sources), lr.suggest(here.sources, decisions=here.decisions)
    rows = [
        (name, value)
        for suggested in (for_nobody, found)
        for name in suggested.__slots__
        for value in _each(getattr(suggested, name))
    ]
    assert golden == page(line(*row) for row in rows)


def _each(value):
    if isinstance(value, dict):
        return sorted(value.items(), key=str)
    return value if isinstance(value, tuple) else [value]


def test_texts(golden):
    rows = []
    for source in here_and_there():
        text = tokens.text_of(source, "")
        rows.append(
            (
                source.key,
                text,
                tokens.words_in(text),
                tokens.terms_of(text),
                tokens.cut(text),
                [*tokens.words_of(text)],
                tagger.text_basis(source),
                codebook_rules.is_untaggable(source),
            )
        )
    assert golden == page(line(*row) for row in rows)


def here_and_there():
    return tagged().sources[::7]


def test_words(golden):
    words = sorted(
        {word for source in here_and_there() for word in tokens.words_in(tokens.text_of(source, ""))}
    )
    assert golden == page(line(word, tokens.american(word), tokens.stem_of(word)) for word in words[::3])


def test_weights(golden):
    here = tagged()
    works = here.sources[::5]
    odds = {key: read.odds for key, read in goal_states.readings_of(works).items()}
    rows = [
        (work.key, code, value)
        for work, read in zip(works, tagger.read_sources(works), strict=True)
        for code, value in read.weighed.items()
    ]
    assert golden == page(
        line(*row)
        for row in [*rows, *((key, {c: round(v, 6) for c, v in said.items()}) for key, said in _odds(odds))]
    )


def _odds(odds):
    return odds.items() if hasattr(odds, "items") else [(str(odds), {})]


def test_vocabulary(golden):
    here = tagged()
    judged = vocabulary.judge_words(here.sources, here.book, here.decisions)
    missing = vocabulary.suggest_terms(here.sources, here.book, here.decisions)
    assert golden == page(line(row) for row in [*vocabulary.check_vocabulary(here.book), *judged, *missing])


def test_prior(golden):
    loaded = prior.load_prior()
    assert golden == page(
        [
            line(loaded.codes, loaded.name, len(loaded.words)),
            *(line(word, loaded.words[word]) for word in [*loaded.words][::97]),
        ]
    )
