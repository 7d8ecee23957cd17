"""What is read in the real records of `bib/`: their kinds, laws and cases, surnames, journals, places and titles, and what two of them have in common."""

from itertools import pairwise

from golden import corpus, line, page

from litreview.linkage.blocking import keys_of, likeness, shingles
from litreview.linkage.columns import record_columns
from litreview.linkage.side_by_side import side_by_side
from litreview.works import author_names, journals, kinds, law, missing_values, notices, places, titles


def test_kinds(golden):
    told = (
        (r.key, *kinds.source_type(r), kinds.kind_of(r), kinds.stream(r), kinds.has_public_details(r) and kinds.interview_label(r), kinds.is_request(r), kinds.answers_request(r))
        for r in corpus().library
    )  # fmt: skip
    assert golden == page(line(*row) for row in told)


def test_laws_and_cases(golden):
    legal = [
        r for r in corpus().library if kinds.kind_of(r) in {"case", "statute", "government-report", "other"}
    ]
    read = (
        (r.key, law.read_case(r), law.read_statute(r), law.law_number(r.fields), law.legal_keys(r.raw))
        for r in legal
    )
    assert golden == page(line(*row) for row in read)


def test_surnames(golden):
    cache = {}
    names = [author_names.surnames(r.authors, r.get("author"), cache) for r in corpus().library]
    rows = (
        (
            a,
            b,
            author_names.author_match(a, b),
            *(author_names.same_name(x, y) for x, y in zip(a, b, strict=False)),
        )
        for a, b in pairwise(sorted(set(names)))
    )
    assert golden == page(line(*row) for row in rows)


def test_given_names(golden):
    people = sorted({(p.family, p.given) for s in corpus().sources for p in s.authors if p.given})
    rows = (
        (family, a, b, author_names.other_person(a, b, family), author_names.other_given_name(a, b, family), author_names.acronyms(family))
        for (family, a), (_, b) in pairwise(people)
    )  # fmt: skip
    assert golden == page(line(*row) for row in rows)


def test_journals(golden):
    names = sorted(
        {
            name
            for r in corpus().library
            for f in ("journal", "journaltitle", "booktitle", "publisher", "institution")
            if (name := r.get(f))
        }
    )
    letters = {
        "".join(word[0] for word in name.split()) if len(name.split()) > 1 else name: name for name in names
    }
    pairs = [*pairwise(names), *letters.items(), *zip(names, names[7:], strict=False)]
    rows = [
        (
            a,
            b,
            journals.same_container(a, b),
            journals.may_be_same_container(a, b),
            journals.same_meeting(a, b),
        )
        for a, b in pairs
    ]
    alone = [
        (
            a,
            journals.comparison_container(a),
            journals.is_publisher(a),
            journals.is_meeting(a),
        )
        for a in names
    ]
    assert golden == page(line(*row) for row in [*alone, *rows])


def test_places(golden):
    rows = {
        (r.get("pages"), places.page_range(r.get("pages")), places.first_page(r.get("pages")), r.get("volume"), places.volume_of(r.get("volume")),
         r.get("number"), places.number_of_issue(r.get("number"), r.get("volume")), places.report_number(r.get("number")))
        for r in corpus().library
    }  # fmt: skip
    beside = {(r.get("url"), places.address(r.get("url"))) for r in corpus().library}
    lands = {
        (value, places.country(value), places.countries(value))
        for r in corpus().library
        for value in (r.get("affiliation"), r.get("address"))
        if value
    }
    assert golden == page(line(*row) for row in [*sorted(rows), *sorted(beside), *sorted(lands)])


def test_titles(golden):
    every = sorted({r.title for r in corpus().library})
    short = sorted(every, key=lambda one: (len(one), one))
    pairs = [*pairwise(every), *((a, a.partition(":")[0]) for a in every), *pairwise(short)]
    compared = []
    for a, b in pairs:
        one, other = titles.comparison_title(a), titles.comparison_title(b)
        compared.append((a, b, titles.compare_titles(one, other, likeness(one, other))))
    alone = (
        (
            a,
            titles.comparison_title(a),
            titles.title_words(a),
            titles.numbers_of(titles.comparison_title(a).split()),
            notices.split_title_marks(a),
        )
        for a in every
    )
    assert golden == page(line(*row) for row in [*alone, *compared])


def test_columns(golden):
    cache = {}
    rows = []
    for record in corpus().library:
        columns = record_columns(record, cache)
        rows.append(
            (
                record.key,
                columns,
                keys_of(columns),
                shingles(columns.title),
                missing_values.has_references(record),
            )
        )
    assert golden == page(line(*(repr(value) for value in row)) for row in rows)


def test_side_by_side(golden):
    shown = [
        side_by_side(source.records, longest=200) for source in corpus().sources if len(source.records) > 1
    ]
    assert golden == page(line(row) for rows in shown for row in rows)
