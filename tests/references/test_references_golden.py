"""What the parser and the labeller read in the cited references of the real records of `bib/`, and in lists and notes made of them."""

from itertools import islice, pairwise

from golden import corpus, line, page

from litreview.formats.references import (
    entries,
    extraction,
    features,
    fields,
    labelling,
    law,
    notes,
    people,
    reference_strings as parsing,
    segmentation,
    tokens,
)
from litreview.stages.network.source_references import references_of


def strings(step=1):
    return [
        *islice(
            dict.fromkeys(one.text for source in corpus().sources for one in references_of(source)),
            0,
            None,
            step,
        )
    ]


def test_parsed(golden):
    rows = (
        (
            text,
            parsing.parse_reference(text),
            parsing.parse_wos(text),
            parsing.parse_scopus(text),
            parsing.parse_plain(text),
            parsing.dois(text),
        )
        for text in strings(3)
    )
    assert golden == page(line(*row) for row in rows)


def test_labelled(golden):
    rows = []
    for text in strings(11):
        parts = labelling.label(text)
        draft = fields.draft_of(parts)
        rows.append(
            (
                text,
                [
                    (
                        part.label if hasattr(part, "label") else part.name if hasattr(part, "name") else "",
                        getattr(part, "text", ""),
                    )
                    for part in parts
                ],
                draft,
                fields.entry_type(draft),
                labelling.tokens(text),
            )
        )
    assert golden == page(line(*row) for row in rows)


def test_entries(golden):
    assert golden == page(line(text, entries.read_reference(text)) for text in strings(13))


def test_lists(golden):
    every = strings(17)
    texts = {
        "numbered": "\n".join(f"[{n}] {text}" for n, text in enumerate(every, 1)),
        "dotted": "References\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(every, 1)),
        "blocks": "\n\n".join(every),
        "hanging": "\n".join(f"{text[:60]}\n    {text[60:]}" for text in every if len(text) > 90),
        "notes": "\n".join(f"{n}. See {a}; see also {b}." for n, (a, b) in enumerate(pairwise(every), 1)),
        "again": "\n".join(f"{n}. {text if n % 2 else 'Id. at 12.'}" for n, text in enumerate(every[:30], 1)),
    }
    rows = []
    for name, text in texts.items():
        rows += [(name, piece) for piece in segmentation.cut(text)]
        listed = extraction.pieces_of_text(text)
        rows += [(name, entry) for found in entries.read_pieces(listed, "list.txt") for entry in found]
        rows += [
            (name, problem)
            for problem in (*entries.hidden_references(text), *entries.earlier_citations(text))
        ]
    assert golden == page(line(*row) for row in rows)


def test_law_and_people(golden):
    rows = [
        (
            text,
            law.read_law(text),
            people.people(text.partition(" (")[0]),
            segmentation.number_of(text),
            notes.is_note(text),
            [(one.kind, one.signal, one.text) for one in notes.spans_of(text)],
            segmentation.is_scopus_list(text),
        )
        for text in strings(7)
    ]
    assert golden == page(line(*row) for row in rows)


def test_words(golden):
    words = sorted({word for text in strings(29) for word in text.split()})
    rows = [
        (
            word,
            tokens.bare_of(word),
            tokens.form_of(tokens.bare_of(word), word),
            tokens.shape_of(word),
            tokens.has_figure(word),
            tokens.classes_of(tokens.bare_of(word).lower()),
        )
        for word in words
    ]
    texts = [text.split() for text in strings(97)]
    assert golden == page(
        [*(line(*row) for row in rows), *(line(row) for every in texts for row in features.features(every))]
    )
