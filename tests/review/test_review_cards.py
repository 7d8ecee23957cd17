"""Everything known of one work as one value: what is in the outputs of a run, and nothing that these would not show."""

import pytest

import litreview as lr
from litreview.review import WorkCard, work_card

DEMONSTRATION = "examples/demonstration"


@pytest.fixture(scope="module")
def demonstration():
    return lr.open_review(DEMONSTRATION)


def test_a_card_holds_of_each_work_what_the_stages_say_of_it(demonstration):
    review = demonstration
    cards = [work_card(review, source.key) for source in review.sources]
    assert [source.key for source in review.sources] == [card.source.key for card in cards]
    for name, whole in (
        ("tags", review.tags),
        ("evidence", review.evidence),
        ("cites", review.links.citations),
        ("cited_by", review.links.citations),
    ):
        assert sorted(map(repr, whole)) == sorted(
            repr(one) for card in cards for one in getattr(card, name)
        ), name
    assert dict(review.notes) == {card.source.key: card.note for card in cards if card.note}
    assert sum(len(card.matches) for card in cards) == sum(
        len(c.matches) for c in review.deduplication.clusters
    )
    single = [d for d in review.decisions if d.verb not in ("same", "different", "related")]
    assert len(single) == sum(d in single for card in cards for d in card.decisions)
    for card in cards:
        assert len(card.tags) == len(card.reasons)
        assert card.status == review.standing.status[card.source.key]
        shown = {one.name: one.value for one in card.fields if one.value}
        assert shown == ({} if card.source.confidential else dict(card.source.fields))
        if not card.source.confidential:
            assert set(card.source.values) == {other for one in card.fields for other in one.others}


def test_each_value_is_said_to_stand_where_it_stands(demonstration):
    records = {(r.where.file, r.where.line): r for r in demonstration.library}
    for source in demonstration.sources:
        for one in work_card(demonstration, source.key, problems=False).fields:
            if one.value and one.name not in ("keywords", "note"):  # which are united of several
                assert one.value == records[one.where.file, one.where.line].get(one.name)


def test_a_card_is_found_by_every_name_of_its_work_and_names_the_near_miss(demonstration):
    source = next(s for s in demonstration.sources if s.former_keys)
    for name in (source.key, *source.former_keys, *(record.id for record in source.records)):
        assert source == work_card(demonstration, name, problems=False).source
    with pytest.raises(lr.UnknownKeyError, match="did you mean"):
        work_card(demonstration, f"{source.key}x")


def test_what_a_person_corrected_is_named_beside_what_was_received(demonstration):
    source = next(s for s in demonstration.sources if s.fields.get("year") and not s.confidential)
    said = lr.Decision(
        when="2031-01-01T00:00:00Z",
        by="ann",
        verb="set",
        key=source.key,
        value="year=1999",
        reason="title page",
    )
    review = lr.Review(library=demonstration.library, decided=(said,))
    card = work_card(review, source.key, problems=False)
    (year,) = (one for one in card.fields if one.name == "year")
    assert ("1999", "ann", "title page") == (year.value, year.corrected.by, year.corrected.reason)
    assert [source.get("year")] == [one.value for one in year.others]
    assert [said] == [d for d in card.decisions if d.verb == "set"]
    none = lr.Decision(when="2031-01-01T00:00:01Z", by="ann", verb="set", key=source.key, value="year=")
    card = work_card(lr.Review(library=demonstration.library, decided=(said, none)), source.key)
    (year,) = (one for one in card.fields if one.name == "year")
    assert ("", source.get("year")) == (year.value, year.others[0].value)


def test_the_problems_of_a_work_are_those_of_its_records_and_its_key():
    text = """@article{a, title = {Raids upon a made-up harbor}, author = {Archer, Ann}, journal = {J}, year = 2001}
@article{b, title = {Another work that is made up}, journal = {J}}"""
    review = lr.Review(
        library=lr.read_text(text, "x.bib"),
        decided=(lr.Decision(by="ann", verb="tag", key="b", value="protct"),),
    )
    assert () == work_card(review, "a").problems
    codes = {problem.code for problem in work_card(review, "b").problems}
    assert {"LR050"} < codes
    assert codes == {problem.code for problem in review.problems if problem.key == "b"}


def test_one_who_codes_apart_sees_nothing_of_the_others_and_of_the_machine(tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "decisions").mkdir()
    (tmp_path / "bib/a.bib").write_text(
        "@article{a, title = {Shelter and legal aid for victims of trafficking}, author = {Archer, Ann}, year = 2001}"
    )
    (tmp_path / "litreview.toml").write_text('title = "x"\nadjudicators = ["judge"]\n[coding]\ncoders = 2\n')
    for by, verb in (("ann", "tag"), ("ben", "not-tag")):
        (tmp_path / f"decisions/{by}.tsv").write_text(
            f"when\tby\tverb\tkey\tvalue\n2026-01-01T00:00:00Z\t{by}\t{verb}\ta\tprotect\n"
            f"2026-01-01T00:00:00Z\t{by}\tset\ta\tdesign=survey\n2026-01-01T00:00:00Z\t{by}\tset\ta\tyear=2002\n"
        )
    review = lr.open_review(tmp_path)
    card = work_card(review, "a", by="Ben")
    assert {("ben", "not-tag"), ("ben", "set"), ("ann", "set")} == {(d.by, d.verb) for d in card.decisions}
    assert ["year=2002"] == [d.value for d in card.decisions if d.by == "ann"], "a correction is no coding"
    assert {""} >= {tag.coder for tag in card.tags if tag.code != "unread"} - {"ben"}
    assert [] == [tag for tag in card.tags if tag.coder != "ben"]
    assert not [p for p in card.problems if p.code == "LR045"]
    for by in ("", "judge"):
        assert {"ann", "ben"} <= {d.by for d in work_card(review, "a", by=by).decisions}


def test_of_what_is_confidential_a_card_has_its_code_and_what_people_chose_from_lists():
    text = "@misc{I01, title = {Interview with Planted Name}, author = {Planted Name}, howpublished = {Interview}, note = {Planted Name}}"
    said = tuple(
        lr.Decision(
            when=f"2026-01-01T00:00:0{n}Z",
            by="ann",
            verb=verb,
            key="I01",
            value=value,
            reason="Planted Name",
            where="Planted Name",
        )
        for n, (verb, value) in enumerate(
            (("tag", "protect"), ("set", "title=Planted Name"), ("set", "design=Planted Name"))
        )
    )
    card = work_card(lr.Review(library=lr.read_text(text, "x.bib"), decided=said), "I01")
    assert isinstance(card, WorkCard)
    assert () == card.fields
    assert {"protect"} <= {tag.code for tag in card.tags}
    told = "".join(repr(getattr(card, name)) + str(getattr(card, name)) for name in card.__slots__)
    assert "Planted" not in told
