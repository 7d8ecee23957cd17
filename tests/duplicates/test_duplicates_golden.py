"""Which real records of `bib/` are one work and why, what is asked, what each source takes from its records, and what is left over."""

import itertools

from golden import corpus, line, page

import litreview as lr
from litreview.stages.duplicates import corrections, evidence, merge, results, title_noise, verdict


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
