"""Which real records of `bib/` are one work and why, what is asked, what each source takes from its records, and what is left over."""

import itertools

from golden import corpus, line, page

import litreview as lr
from litreview.stages.duplicates import attach, corrections, evidence, merge, results, title_noise, verdict


def test_clusters(golden):
    assert golden == page(
        line(cluster) for cluster in corpus().deduplication.clusters if len(cluster.records) > 1
    )


def test_questions(golden):
    found = corpus().deduplication
    rows = [
        *(
            (m, results.question_class(m), round(results.expected_share(results.question_class(m)), 6))
            for m in found.queue
        ),
        *((r,) for r in found.related),
        *((p,) for p in found.problems),
    ]
    assert golden == page(line(*row) for row in rows)


def test_sources(golden):
    assert golden == page(
        line(s.key, s.type, s.title, s.year, s.authors, dict(s.fields), s.values)
        for s in corpus().sources
        if len(s.records) > 1
    )


def test_compared(golden):
    compared = corpus().deduplication.compared
    assert golden == page(line(*pair, judged) for pair, judged in sorted(compared.judged.items()))


def test_pairs(golden):
    """Neighbours by title, whether anything speaks for them or not."""
    compared = corpus().deduplication.compared
    every = sorted(compared.entries, key=lambda one: (one.title, one.id))
    rows = []
    for a, b in itertools.pairwise(every):
        seen = evidence.gather_evidence(a, b, 0.9)
        rows.append(
            (
                a.title,
                b.title,
                seen,
                title_noise.container_in_title(a, b),
                title_noise.authors_in_title(a, b),
                title_noise.imprinted(a, b),
                title_noise.bare_title(a),
            )
        )
    assert golden == page(line(*row) for row in rows)


def test_rules_in_words(golden):
    assert golden == page(
        [
            text
            for rule in verdict.RULES
            for text in (*verdict.explain_rule(rule.id).split("\n"), verdict.describe_overruling(rule))
        ]
    )


def test_values(golden):
    fields = corrections.field_names(corpus().sources)
    rows = []
    for source in corpus().sources[::5]:
        for name in sorted(source.fields):
            setting = f"{name}={source.get(name)}"
            rows.append(
                (
                    source.key,
                    setting,
                    corrections.split_setting(setting),
                    corrections.correction_fault(source, setting, fields),
                    merge.damaged(source.get(name)),
                )
            )
    assert golden == page(line(*row) for row in rows)


def test_a_field_called_source_can_be_corrected():
    source = lr.dedupe([lr.Record.from_fields(title="A made-up title", source="Found in a list")]).sources[0]
    decision = lr.Decision(by="reviewer-a", verb="set", key=source.key, value="source=Found by hand")
    assert "Found by hand" == corrections.correct([source], [decision]).sources[0].get("source")


def offered():
    """Records as registries might have them of every fourth source: without its DOI, of another year, or with another end of its title."""
    for number, source in enumerate(corpus().sources[::4]):
        if source.confidential or not source.title:
            continue
        head, colon, _ = source.title.partition(":")
        changes = (
            {"doi": ""},
            {"doi": "", "year": str((source.year or 2000) + 1), "journal": "", "volume": ""},
            {"doi": "", "title": head if colon else f"{source.title}: new lessons"},
            {"title": f"{source.title}: a survey", "doi": f"10.5555/made.up.{number}", "pages": "1-9"},
        )
        for letter, change in zip("abcd"[: 1 + number % 4], changes[number % 3 :], strict=False):
            named = {"author": source.get("author"), "title": source.title, "year": source.get("year")}
            own = {name: source.get(name) for name in ("journal", "volume", "pages", "doi", "abstract")}
            yield lr.Record.from_fields(
                type=source.type, key=f"W{number}{letter}", file="enriched/openalex.json", **{name: value for name, value in (named | own | change).items() if value}
            )  # fmt: skip


def test_what_is_attached(golden):
    found = attach(corpus().deduplication, offered())
    new = {record.id for record in offered()}
    rows = [
        *(
            (one.record.id, one.source, one.match.score, *one.match.reasons)
            if one.match
            else (one.record.id, *one.asked)
            for one in found.attached
        ),
        *(
            (match.a, match.b, match.rule, match.remaining, *match.reasons)
            for match in found.queue
            if match.b in new
        ),
        *((problem,) for problem in found.problems[len(corpus().deduplication.problems) :]),
        *((one.key, value.field, value.where, value.value) for one in found.sources for value in one.filled),
    ]
    assert golden == page(line(*row) for row in rows)
