"""What an entry says of itself in many words, and what stands in a field that is called after an identifier. All is made up."""

import pytest
from test_enrichment_questions import asked

from litreview.providers import provider

BARE = "author = {Doe, Jane}, year = {2019}"


@pytest.mark.parametrize(
    "title",
    [
        "Letter from Jane Doe to the author, 3 May 2019",
        "E-mail from Jane Doe",
        "Correspondence with Jane Doe",
        "Carta de Juana Doe al autor",
        "WhatsApp message, Jane Doe",
        "Memo to Jane Doe on raids",
        "Conversation with Jane Doe",
        "Phone call with Jane Doe",
        "Field notes of the raid, Jane Doe",
        "Testimony of Jane Doe to the author",
        "Text message to author",
        "Personal letter of thanks of Jane Doe",
        "Transcript of the talk at the shelter",
        "Diary of a raid",
        r"Pers{\"o}nliche Mitteilung von Jana Doe",
    ],
)
@pytest.mark.parametrize("type_", ["misc", "online"])
def test_a_letter_that_only_its_title_calls_so_is_not_asked_about(title, type_):
    entry = f"@{type_}{{a, title = {{{title}}}, {BARE}"
    # also where somebody said that it may be shown
    assert ([], ["letter"]) == asked(f"{entry}, confidential = {{false}}}}", by_title=True)
    queries, why = asked(f"{entry}}}", by_title=True)
    assert [] == queries
    assert why in (["letter"], ["confidential"])


@pytest.mark.parametrize(
    "entry",
    [
        "@article{a, title = {A letter to the editor on raids}, journal = {Made-up Review}, %s}",
        "@book{a, title = {Letters to a made-up daughter}, %s}",
        "@misc{a, title = {Letter from a made-up harbor}, doi = {10.5555/letter}, %s}",
        "@article{a, title = {Made-up tides and their tables}, type = {Letter}, journal = {Tide Letters}, %s}",
        "@misc{a, title = {Tides, and how they were measured}, howpublished = {Letterpress}, address = {Made-up Town}, %s}",
    ],
)
def test_a_published_letter_is(entry):
    assert [] == asked(entry % BARE, by_title=True)[1]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ("type = {Letter}", "confidential"),
        ("type = {Letter}, confidential = {false}", "letter"),
        ("entrysubtype = {message}", "letter"),
        ("type = {Memorandum}", "letter"),
        ("genre = {Diary}", "letter"),
        ("type = {Transcript}", "confidential"),
        ("type = {Transcript}, confidential = {false}", "letter"),
        ("medium = {audio recording}", "letter"),
        ("pubstate = {inpreparation}", "unpublished"),
        ('note = {unver{\\"o}ffentlicht}', "unpublished"),
        ("note = {In\\'edito}", "unpublished"),
        ("journal = {Unpublished}", "unpublished"),
        ("note = {Not for distribution}", "confidential"),
        ("note = {Not for distribution}, confidential = {false}", "unpublished"),
        ("note = {Please do not share}", "confidential"),
        ("note = {Please do not share}, confidential = {false}", "unpublished"),
        ("note = {what she gave is to stay confidential}", "spoken"),
        ("annote = {told off the record}", "spoken"),
    ],
)
def test_what_says_so_in_a_field_is_not_asked_about(fields, why):
    assert ([], [why]) == asked(
        f"@misc{{a, title = {{Made-up raids on a street}}, address = {{Made-up Town}}, {BARE}, {fields}}}",
        by_title=True,
    )


def test_that_it_is_not_confidential_can_be_said():
    text = f"@misc{{a, title = {{Made-up raids}}, {BARE}, note = {{no confidential data}}, confidential = {{false}}}}"
    assert [] == asked(text, by_title=True)[1]


@pytest.mark.parametrize(
    "field",
    [
        "doi = {Jane Doe, jane@example.org}",
        "doi = {10.5555/jane@example.org}",
        "doi = {10.5555/tides%20Doe}",
        "doi = {10.5555/tides\\nDoe}",
        "pmid = {call 5550199}",
        "pmid = {5550199 Doe}",
        "pmid = {jane5550199}",
        "openalex = {file:///home/doe/W12345}",
        "openalex = {W12345 Doe}",
    ],
)
def test_a_field_that_is_called_after_an_identifier_and_holds_something_else_is_not_sent(field):
    text = f"@article{{a, title = {{Made-up tides}}, {BARE}, {field}}}"
    for name in ("openalex", "pubmed"):
        assert [] == [value for by, value in asked(text, provider(name))[0] if by != "title"]


@pytest.mark.parametrize(
    "said", ["90000001", "PMID: 90000001", "https://pubmed.ncbi.nlm.nih.gov/90000001/", "PMID90000001"]
)
def test_a_pubmed_number_in_its_usual_clothes_is(said):
    text = f"@article{{a, title = {{Made-up tides}}, {BARE}, pmid = {{{said}}}}}"
    assert [("pmid", "90000001")] == asked(text)[0]
