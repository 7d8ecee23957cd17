"""What a reader holds is compared with a packet that was made anew as a whole: a copy of the review's folder, its register, full texts. All is made up."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_folder
from litreview.review.packet import make_packet
from litreview.review.packet.archive import unpack
from litreview.review.packet.check import _broken, _not_compared, _other_facts, _strangers
from litreview.review.packet.contents import read_values, review_of
from litreview.review.packet.reader_copies import different_inputs, different_register, own_reviews
from litreview.review.packet.reader_texts import recompute_quotes
from litreview.review.settings import Amendment
from packet.test_packet import DEMONSTRATION

WRITTEN = ("decisions", "settings", "findings", "register", "notes")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the demonstration without private/, the review of its packet, and the review of the copy."""
    folder = tmp_path_factory.mktemp("readers") / "review"
    shutil.copytree(DEMONSTRATION, folder, ignore=shutil.ignore_patterns("out", "private"))
    values, faults = read_values(unpack(make_packet(open_folder(folder))))
    assert not faults
    return folder, review_of(values), open_folder(folder)


def said(found):
    return [f"{one.what}: {one.detail}" for one in found]


def test_an_honest_packet_is_as_the_folder_and_the_register_have_it(copy):
    folder, packed, own = copy
    assert [] == said(different_inputs(packed, own))
    assert (61, []) == different_register(packed, [folder / "bib"])
    assert (0, []) == different_register(packed, [folder / "bib/demo-index-a.bib"])
    reviews, paths = own_reviews([folder, "elsewhere.bib"])
    assert (1, "elsewhere.bib", 4) == (len(reviews), paths[0], len(paths[1:]))


OTHER = "your copy of the review has it in other words"
FORGED = {
    "a verb": (lambda p: {"decided": (replace(p.decided[0], verb="exclude"), *p.decided[1:])}, "decisions.jsonl", "no such row"),
    "a date": (lambda p: {"decided": (replace(p.decided[0], when="2026-01-01T00:00:00Z"), *p.decided[1:])}, "decisions.jsonl", OTHER),
    "a reason": (lambda p: {"decided": (replace(p.decided[0], reason="another"), *p.decided[1:])}, "decisions.jsonl", OTHER),
    "a line": (lambda p: {"decided": p.decided[1:]}, "decisions.jsonl", "the packet lacks this row"),
    "a strategy": (lambda p: {"settings": replace(p.settings, searches=(replace(p.settings.searches[0], strategy="x"), *p.settings.searches[1:]))}, "settings.json: searches", OTHER),
    "hits": (lambda p: {"settings": replace(p.settings, searches=(replace(p.settings.searches[0], hits=9_999), *p.settings.searches[1:]))}, "settings.json: searches", OTHER),
    "an amendment": (lambda p: {"settings": replace(p.settings, amendments=(Amendment(date="2026-01-01", change="made up"),))}, "settings.json: amendments", "no such row"),
    "a coder": (lambda p: {"settings": replace(p.settings, adjudicators=("demo-coder-a",))}, "settings.json: adjudicators", OTHER),
    "a note": (lambda p: {"texts": {**p.texts, next(iter(p.texts)): "other words"}}, "notes.json", OTHER),
    "a role": (lambda p: {"register": replace(p.register, fields={**p.register.fields, "I02": {**p.register.fields["I02"], "role": "nurse"}})}, "register.json: I02 role", OTHER),
    "a consent": (lambda p: {"register": replace(p.register, consent={**p.register.consent, "I01": "quote"})}, "register.json: I01 consent", OTHER),
    "a registry": (lambda p: {"enriched": replace(p.enriched, records=p.library.records[:1])}, "enriched.jsonl", "no such row"),
    "a cited work": (lambda p: {"cited": replace(p.cited, records=p.library.records[:1])}, "cited.jsonl", "no such row"),
    "a side": (lambda p: {"taken_over": {**p.taken_over, "written_findings": moved(p)}}, "written_findings.json: F3", OTHER),
    "a quote": (lambda p: {"taken_over": {**p.taken_over, "written_findings": requoted(p)}}, "written_findings.json: F1", OTHER),
}  # fmt: skip


def moved(packed):
    found = packed.taken_over["written_findings"]
    return found._replace(findings=tuple(replace(one, supports=(*one.supports, *one.contradicts), contradicts=()) if one.id == "F3" else one for one in found.findings))  # fmt: skip


def requoted(packed):
    found = packed.taken_over["written_findings"]
    one = found.findings[0]
    first = replace(one.passages[0], quote="Raids found none of the persons they were meant to find.")
    return found._replace(findings=(replace(one, passages=(first, *one.passages[1:])), *found.findings[1:]))


@pytest.mark.parametrize(("forge", "row", "detail"), FORGED.values(), ids=FORGED)
def test_what_authors_wrote_is_compared_with_a_copy_of_the_folder(copy, forge, row, detail):
    """However consistent a packet was made, no computation shows what people said: their folder does."""
    _, packed, own = copy
    found = said(different_inputs(packed.with_inputs(**forge(packed)), own))
    assert any(row in one and detail in one for one in found), found
    assert len(found) <= 2


@pytest.mark.parametrize(
    ("fields", "consent", "found"),
    [
        ({"I01": {"role": "nurse"}}, {}, ["inputs/register.json: I01 role: your register has it otherwise"]),
        ({"I01": {"region": "West"}}, {}, ["inputs/register.json: I01 region: your register has it otherwise"]),
        ({}, {"I01": "quote"}, ["inputs/register.json: I01 consent: your register has it otherwise"]),
        ({"I77": {"role": "nurse"}}, {}, ["inputs/register.json: I77 role: your register has no such code"]),
        ({"PR04": {"events": "2024-03-05 sent; 2024-03-20 documents"}}, {}, ["inputs/register.json: PR04 events: your register has it otherwise"]),
        ({"I01": {}}, {}, []),  # fewer facts: too few people share them
        ({"I01": None}, {}, ["inputs/register.json: I01: the packet lacks this code of your register"]),
    ],
)  # fmt: skip
def test_facts_on_people_and_requests_are_those_of_the_register(copy, fields, consent, found):
    folder, packed, _ = copy
    facts = {code: some for code, some in {**packed.register.fields, **fields}.items() if some is not None}
    forged = packed.with_inputs(register=replace(packed.register, fields=facts, consent={**packed.register.consent, **consent}))  # fmt: skip
    assert found == said(different_register(forged, [folder / "bib"])[1])


def with_texts(packed, matches, *, invented="", source="DemoAsh2014Raids"):
    """Return the review of a packet with other texts, and with an invented quote that the packet says is there."""
    values = {**packed.taken_over, "text_matches": tuple(matches)}
    checks = [one for one in values["quote_checks"] if one.source in {match.source for match in matches}]
    if invented:
        values["written_findings"] = requoted(packed)
        checks = [replace(one, quote=invented) if one.source == source else one for one in checks]
    return packed.with_inputs(taken_over={**values, "quote_checks": tuple(checks)})


@pytest.mark.exhaustive
def test_a_text_that_is_left_out_or_given_to_another_work_hides_no_quote(copy):
    pytest.importorskip("pypdfium2")
    folder, packed, _ = copy
    matches = packed.taken_over["text_matches"]
    texts = [folder / "texts"]
    count, unread, found = recompute_quotes(packed, texts)
    assert (18, (), ()) == (count, unread, found)
    without = [one for one in matches if one.source != "DemoAsh2014Raids"]
    assert () == recompute_quotes(with_texts(packed, without), texts)[2], (
        "of an honest quote nothing is missing"
    )
    quote = "Raids found none of the persons they were meant to find."
    hidden = recompute_quotes(with_texts(packed, without, invented=quote), texts)[2]
    assert any("the packet says that there is no such quote; looked up in the text, it is found in other words" in one for one in said(hidden))  # fmt: skip
    ash, larch = (next(one for one in matches if one.source == key) for key in ("DemoAsh2014Raids", "DemoLarch2013Stings"))  # fmt: skip
    swapped = [replace(ash, source=larch.source), replace(larch, source=ash.source), *(one for one in matches if one not in (ash, larch))]  # fmt: skip
    found = said(recompute_quotes(with_texts(packed, swapped), texts)[2])
    assert any(f"the packet says that it is of {larch.source}; it is of {ash.source} (called after its key)" in one for one in found)  # fmt: skip


def test_everything_that_was_not_compared_is_counted(copy):
    _, packed, _ = copy
    rows = dict.fromkeys(name.partition(" ")[0] for _, name in _not_compared(packed, folder=False, exports=False, register=False))  # fmt: skip
    assert ["decisions", "settings", "codebook", "notes", "library", "register"] == [*rows]
    names = dict(reversed(one) for one in _not_compared(packed, folder=False, exports=True, register=False))
    assert "decisions (501, of which 97 stances)" in names
    assert "settings (3 searches with 3 strategies, 0 amendments)" in names
    assert [] == [*_not_compared(packed, folder=True, exports=True, register=True)]


def test_facts_of_a_sealed_record_are_those_of_the_register_in_the_packet(copy):
    _, packed, _ = copy
    assert [] == [*_other_facts(packed)]
    records = [replace(one, fields={**one.fields, "role": "nurse"}) if one.key == "I01" else one for one in packed.library.records]  # fmt: skip
    forged = packed.with_inputs(library=replace(packed.library, records=tuple(records)))
    assert ["I01 has other facts than inputs/register.json"] == [*_other_facts(forged)]


@pytest.mark.parametrize(
    ("packed_text", "own_text", "count"), [("a", "a", 0), ("", "a", 1), ("b", "a", 1), ("a", "", 0)]
)
def test_a_notice_of_a_retraction_that_was_taken_out_is_named(copy, packed_text, own_text, count):
    _, packed, own = copy
    forged, held = (
        packed.with_inputs(retractions_text=packed_text),
        own.with_inputs(retractions_text=own_text),
    )
    found = said(different_inputs(forged, held))
    assert count == len(found)
    assert all(one.startswith("inputs/review.json: retractions: ") for one in found)


def elsewhere(values, place, **changes):
    """Return values of which one is another."""
    return tuple(replace(one, **changes) if n == place else one for n, one in enumerate(values))


def retagged(packed, **changes):
    first, *others = packed.taken_over["source_readings"]
    return (first._replace(tags=[replace(first.tags[0], **changes), *first.tags[1:]]), *others)


def relinked(packed, key):
    first, *others = packed.taken_over["read_for_links"]
    return (first._replace(forms=(first.forms[0]._replace(id=key), *first.forms[1:])), *others)


STRANGERS = {
    "nothing": (lambda _: {}, None),
    "a key": (lambda p: {"library": replace(p.library, records=elsewhere(p.library.records, 0, key="Poe2017"))}, "inputs/library.jsonl: Poe2017 is not the key in its id"),
    "a code": (lambda p: {"source_readings": retagged(p, code="spying")}, "{first}: spying is no tag of the machine on it"),
    "a source": (lambda p: {"source_readings": retagged(p, source="Poe2017")}, "{first}: journal-article is no tag of the machine on it"),
    "a form": (lambda p: {"read_for_links": relinked(p, "Poe2017")}, "{first}: references are looked up as if of Poe2017"),
    "a row": (lambda p: {"source_readings": p.taken_over["source_readings"][:-1]}, "taken-over/source_readings.json: it has another number of sources"),
    "a page": (lambda p: {"quote_checks": elsewhere(p.taken_over["quote_checks"], 0, said="p. 99")}, "taken-over/quote_checks.json: no finding, decision or note has the quote of"),
    "a quote": (lambda p: {"quote_checks": elsewhere(p.taken_over["quote_checks"], 0, quote="Made up.")}, "taken-over/quote_checks.json: no finding, decision or note has the quote of"),
}  # fmt: skip


@pytest.mark.parametrize(("forge", "told"), STRANGERS.values(), ids=STRANGERS)
def test_what_is_on_a_source_or_a_code_that_the_review_lacks_is_named(copy, forge, told):
    """Stages that look such a key up end with an error, which says of no file that it was forged."""
    _, packed, _ = copy
    forged = forge(packed)
    inputs = {name: forged.pop(name) for name in ("library",) if name in forged}
    found = said(_strangers(packed.with_inputs(**inputs, taken_over={**packed.taken_over, **forged})))
    if told is None:
        assert [] == found
    else:
        expected = told.format(first=packed.sources[0].key)
        assert expected in {one[: len(expected)] for one in found}


def test_the_stage_that_cannot_be_computed_is_named_with_the_value_at_which_it_ends(copy):
    _, packed, _ = copy
    forged = packed.with_inputs(
        taken_over={**packed.taken_over, "read_for_links": relinked(packed, "Poe2017")}
    )
    with pytest.raises(KeyError) as caught:
        _ = forged.links
    assert _broken(caught.value) == "nothing can be recomputed from it: links ends with KeyError 'Poe2017'"
    assert _broken(ValueError("odd")) == "nothing can be recomputed from it: ValueError odd"


def test_a_quote_must_be_in_the_readers_copy_of_another_digest(copy, tmp_path):
    """A forged digest would else leave out the very quotes that were changed."""
    folder, packed, _ = copy
    matches = packed.taken_over["text_matches"]
    forged = packed.with_inputs(
        taken_over={
            **packed.taken_over,
            "text_matches": type(matches)(replace(one, digest="0" * 64) for one in matches),
        }
    )
    _, unread, different = recompute_quotes(forged, [folder / "texts"])
    assert any("has another digest" in one for one in unread)
    assert not [one for one in different if "not these words" in one.detail]
    texts = sorted((folder / "texts").glob("*.pdf"))
    for one, other in zip(texts, texts[1:] + texts[:1], strict=True):
        (tmp_path / one.name).write_bytes(other.read_bytes())
    _, _, different = recompute_quotes(forged, [tmp_path])
    assert [one for one in different if "not these words" in one.detail]


@pytest.mark.parametrize("style", ["a/b", "../../../etc/passwd", "own.csl"])
def test_a_style_that_is_no_name_has_no_packet_and_says_so(tmp_path, style):
    shutil.copytree(DEMONSTRATION, tmp_path / "demo", ignore=shutil.ignore_patterns("out"))
    settings = tmp_path / "demo/litreview.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'style = "{style}"\n' + re.sub(r"(?m)^style = .*\n", "", text), encoding="utf-8")
    done = CliRunner().invoke(main, ["packet", str(tmp_path / "demo"), "-o", str(tmp_path / "p.zip")])
    assert 2 == done.exit_code
    assert "names its citation style" in " ".join(done.output.split())
