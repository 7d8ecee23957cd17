"""Walking through a desk, and what a desk makes of its parts: each rule by itself, without a review on the disk."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

pytest.importorskip("starlette")

from litreview.core.errors import UsageError
from litreview.core.model import Decision, Record, RecordId, Source, Span, Where
from litreview.judgements.codebook import Code, EvidenceField, load_codebook
from litreview.review.questions import (
    Choice,
    Question,
    QuestionPart,
    QuestionTopic,
    QuestionView,
    Session,
    citations,
    digest_of,
    disputes,
    duplicates,
    forms,
    own_lines_on,
    screening,
    stance,
    tags,
)
from litreview.web import overview, pages, question_flow, work_page
from litreview.web.background import NotReadyError
from litreview.web.overview import agreement_hidden, policy_of
from litreview.web.pages import work_address


def line(verb="tag", key="a", value="protect", *, by="ann", when="2026-01-01T00:00:00Z", **more):
    return Decision(when=when, by=by, verb=verb, key=key, value=value, **more)


class WindowSession(Session):
    """A session of which only what a walk asks for is there."""

    def __init__(self, *, given=(), skipped=(), by="ann", review=None, lines=(), waits=""):
        self.by, self.review, self.waits = by, review, waits
        self.answers = {("desk", key): (line(key=key),) for key in given}
        self.skipped = {"desk": dict.fromkeys(skipped)}
        self.patient, self.looked, self.written, self.shown = True, 0, [], {}
        self.begun, self.sample, self._lines = "2026-01-01T00:00:00Z", None, lines
        self.desk = "desk"

    def cached(self, _name, make):
        return make()

    def look_again(self):
        self.looked += 1

    def answer_values(self):
        return []

    def answered(self, topic, key):
        return self.answers.get((topic, key), ())

    @property
    def writer(self):
        return SimpleNamespace(draft=lambda verb, key, value, **_: line(verb, key, value))

    def lines(self):
        return self._lines

    def remember_basis(self, digest, rests):
        self.shown[digest] = rests

    def basis(self, digest):
        return self.shown.get(digest)

    def write(self, key, drafts):
        self.written.append((key, [d.value for d in drafts]))
        self.answers["desk", key] = tuple(drafts)


def asked(letter):
    """Return the question of a letter, which can be answered by yes and no."""
    choices = {word[0]: Choice(label=word, decision=("tag", letter, word)) for word in ("yes", "no")}
    seen = QuestionView(heading=letter, prompt="?", parts=(QuestionPart(choices=choices),))
    return Question(about=letter, works=(), item=letter, shows=lambda _: seen)


def desk(keys="abc", *, moot="", rests="x", **more):
    """Return a topic that asks of each letter in turn; those of `moot` are idle."""
    return QuestionTopic(
        name="desk",
        title="Desk",
        noun="letter",
        find=lambda _: [asked(key) for key in keys],
        rests=lambda _, __: {"it": rests},
        nothing=lambda _: "",
        owns=lambda _, __: True,
        moot=lambda _, question, __: "idle" if question.item in moot else "",
        waits=lambda session: session.waits,
        **more,
    )


KEY = {letter: asked(letter).key for letter in "abcd"}
LETTER = {key: letter for letter, key in KEY.items()} | {"": ""}


def at(**more):
    return WindowSession(**{name: [KEY[one] for one in keys] for name, keys in more.items()})


@pytest.mark.parametrize(
    ("more", "moot", "found", "looked"),
    [
        ({}, "", "a", 0),
        ({"given": "a"}, "", "b", 0),
        ({}, "a", "b", 0),
        # what was put off comes last, in the order in which it was
        ({"skipped": "ba"}, "", "c", 0),
        ({"skipped": "ba", "given": "c"}, "", "b", 0),
        ({"skipped": "ba", "given": "c"}, "b", "a", 0),
        ({"skipped": "a", "given": "abc"}, "", "", 1),
        # once none is left, what was answered has its consequences
        ({"given": "abc"}, "", "", 1),
        ({}, "abc", "", 0),
        ({"skipped": "d", "given": "abc"}, "", "", 1),
    ],
)
def test_the_next_question(more, moot, found, looked):
    session = at(**more)
    next_ = question_flow.next_question(session, desk(moot=moot))
    assert (found, looked) == (next_.item if next_ else "", session.looked)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, (0, 3, 0)),
        ({"given": "a"}, (1, 2, 0)),
        ({"skipped": "a"}, (0, 3, 1)),
        ({"given": "ab", "skipped": "bc"}, (2, 1, 1)),
        # what is not asked any more is put off no longer, and what was answered stays answered
        ({"given": "ad", "skipped": "d"}, (2, 2, 0)),
    ],
)
def test_how_far_a_desk_has_come(more, told):
    found = question_flow.progress(at(**more), desk())
    assert told == (found.answered, found.left, found.skipped)


def test_of_another_desk_nothing_counts():
    session = WindowSession()
    session.answers["other", KEY["a"]] = (line(),)
    assert (0, 3, 0) == (
        (found := question_flow.progress(session, desk())).answered,
        found.left,
        found.skipped,
    )
    assert "a" == question_flow.next_question(session, desk()).item


def test_while_a_desk_waits_no_question_is_found():
    with pytest.raises(NotReadyError, match="worked out"):
        question_flow.questions(WindowSession(waits="It is being worked out."), desk())


DIGEST = digest_of({"it": "x"})


@pytest.mark.parametrize(
    ("key", "form", "status", "written", "next_"),
    [
        ("a", {"answer": "y", "asked": DIGEST}, 303, [("a", ["yes"])], "b"),
        ("a", {"asked": DIGEST}, 400, [], "a"),
        ("a", {"skip": ""}, 303, [], "b"),
        ("a", {"answer": "bad", "asked": DIGEST}, 400, [], "a"),
        ("a", {"answer": "y", "asked": "old"}, 409, [], "a"),
        ("a", {"answer": "y"}, 409, [], "a"),
        ("d", {"answer": "y", "asked": DIGEST}, 409, [], "d"),
        ("d", {"skip": ""}, 409, [], "d"),
        ("a", {"turn": "1"}, 303, [], "a"),
        ("a", {"turn": "x"}, 400, [], "a"),
    ],
)
def test_what_becomes_of_a_form(key, form, status, written, next_):
    def turn(_session, form):
        if form.get("turn") == "x":
            raise UsageError("say in digits")
        return "turn" in form

    session = at()
    outcome = question_flow.submit_form(session, desk(turn=turn), KEY[key], form)
    assert (status, KEY[next_]) == (outcome.status, outcome.question)
    assert written == [(LETTER[key], values) for key, values in session.written]
    assert (status != 303) == bool(outcome.why)
    assert not session.patient


def test_who_puts_off_twice_puts_it_last():
    session = at(skipped="ab", given="c")
    assert KEY["b"] == question_flow.submit_form(session, desk(), KEY["a"], {"skip": ""}).question
    assert ["b", "a"] == [LETTER[key] for key in session.skipped["desk"]]


def test_the_same_answer_again_is_no_line_and_another_one_is():
    session = at()
    session.answers["desk", KEY["a"]] = (line(key="a", value="yes"),)
    for _ in range(2):
        assert (
            303
            == question_flow.submit_form(session, desk(), KEY["a"], {"answer": "y", "asked": "old"}).status
        )
    assert [] == session.written
    assert (
        303 == question_flow.submit_form(session, desk(), KEY["a"], {"answer": "n", "asked": DIGEST}).status
    )
    assert [["no"]] == [values for _, values in session.written]


def test_an_undo_mark_is_of_its_lines_and_of_nothing_none():
    one, other = line(), line(value="prevent")
    assert "" == question_flow.undo_mark([])
    assert 4 == len({*map(question_flow.undo_mark, ([one], [other], [one, other], []))})


# cards


def source(key="a", *, title="", year=None, confidential=False, former=(), **fields):
    record = Record(
        id=RecordId(f"a.bib:{key}"),
        key=key,
        type="article",
        fields=fields,
        where=Where(file="a.bib", line=1),
        confidential=confidential,
    )
    return Source(
        key=key,
        type="article",
        fields={"title": title, **fields} if title else fields,
        records=(record,),
        year=year,
        former_keys=tuple(former),
        confidential=confidential,
    )


def test_an_answer_is_one_of_any_group_and_else_none():
    yes, why = (
        Choice(label=label, decision=("include", "a", "fulltext"), legend=legend)
        for label, legend in (("yes", ""), ("why", "Out"))
    )
    seen = QuestionView(heading="", prompt="", parts=(QuestionPart(choices={"y": yes, "1": why}),))
    assert (yes, why) == (
        forms.chosen(seen, {"answer": "y"}),
        forms.chosen(seen, {"answer": "1"}),
    )
    assert [("", {"y": yes}), ("Out", {"1": why})] == pages._groups(seen)
    for form in ({}, {"answer": ""}, {"answer": "n"}):
        with pytest.raises(UsageError, match="not a possible answer"):
            forms.chosen(seen, form)


def span(field, start, end):
    return Span(field=field, start=start, end=end, text="x" * (end - start))


def test_stretches_that_overlap_are_marked_as_one_in_their_field():
    assert {"title": [(0, 6), (9, 10)], "abstract": [(2, 3)]} == {
        name: [*found]
        for name, found in pages._marked_spans(
            QuestionView(
                heading="",
                prompt="",
                parts=(),
                spans=[
                    span("title", 4, 6),
                    span("abstract", 2, 3),
                    span("title", 0, 5),
                    span("title", 9, 10),
                ],
            )
        ).items()
    }


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (line(), True),
        (line(by="Ann"), True),
        (line(by="ben"), False),
        (line("include", value="abstract"), False),
        (line(key="old"), True),
        (line(key="a.bib:a"), True),
        (line(key="b"), False),
    ],
)
def test_what_a_person_said_of_a_source_by_whatever_name(said, found):
    session = WindowSession(lines=[said])
    assert [said] * found == [*own_lines_on(session, source(former=["old"]), ("tag", "not-tag"))]


@pytest.mark.parametrize(
    ("stage", "reasons", "groups", "why"),
    [
        ("abstract", ("too old",), [("", "eimn")], "by title and abstract"),
        ("fulltext", (), [("", "eimn")], "its abstract was included"),
        (
            "fulltext",
            ("too old", "no study"),
            [("", "imn"), ("Exclude, for a reason of this review", "12")],
            "its abstract was included",
        ),
    ],
)
def test_exclusions_for_a_reason_are_a_group_of_their_own(stage, reasons, groups, why):
    seen = screened(WindowSession(review=of_settings(reasons)), stage).show()
    assert groups == [(legend, "".join(sorted(answers))) for legend, answers in pages._groups(seen)]
    assert why in seen.why[0]


def of_settings(reasons=(), screeners=2):
    settings = SimpleNamespace(reasons=reasons, screeners=screeners, question="", criteria=())
    return SimpleNamespace(settings=settings, text_matches=(), folder=None, codebook=load_codebook())


def screened(session, stage):
    one = source()
    return Question(about="", works=(one,), item=(one, stage), shows=lambda q: screening._show(session, q))


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        ("abstract", {"the entry a", "what you said of it: unsure"}),
        ("fulltext", {"the entry a", "the reasons of the review"}),
    ],
)
def test_what_a_question_of_screening_rests_on(stage, found):
    lines = [line("unsure", value="abstract"), line("include", value="abstract", by="ben")]
    session = WindowSession(lines=lines, review=of_settings(("too old",)))
    assert found == set(screening._rests(session, screened(session, stage)))


@pytest.mark.parametrize(
    ("form", "turned", "drawn"),
    [
        ({}, False, []),
        ({"sample": " 100 "}, True, [100]),
        ({"sample": "0"}, True, []),
        ({"sample": "1234567"}, True, [1234567]),
        ({"sample": "12345678"}, None, []),
        ({"sample": ""}, None, []),
        ({"sample": "ten"}, None, []),
        ({"sample": "-1"}, None, []),
        ({"sample": "١"}, None, []),
    ],
)
def test_a_sample_is_a_number_in_digits(monkeypatch, form, turned, drawn):
    sizes = []
    monkeypatch.setattr(screening, "begin_sample", lambda _, size: sizes.append(size) or size)
    session = WindowSession()
    if turned is None:
        with pytest.raises(UsageError, match="in digits"):
            screening._turn(session, form)
    else:
        assert turned == screening._turn(session, form)
    assert (drawn, drawn[0] if drawn else None) == (sizes, session.sample)


class Lessons:
    def __init__(self, *, learned):
        self.order = {"a": 0} if learned else {}


@pytest.mark.parametrize(
    ("sample", "screeners", "lessons", "current", "begins"),
    [
        (True, 1, None, False, "In a sample nothing is suggested"),
        (False, 2, None, False, "Several people screen"),
        (False, 1, None, False, "The order of the likeliest works is being computed"),
        (False, 1, Lessons(learned=False), False, "The order of the likeliest works is being computed"),
        (False, 1, Lessons(learned=False), True, "Works come in the order of the files until one"),
        (
            False,
            1,
            Lessons(learned=True),
            True,
            "The likeliest come first, as learned at 10:30 from the screening so far.",
        ),
        (
            False,
            1,
            Lessons(learned=True),
            False,
            "The likeliest come first, as learned at 10:30 from the screening so far; your latest",
        ),
    ],
)
def test_the_desk_of_screening_says_what_its_order_rests_on(sample, screeners, lessons, current, begins):
    session = SimpleNamespace(
        sample=sample,
        review=SimpleNamespace(settings=SimpleNamespace(screeners=screeners)),
        lessons=lambda _: lessons,
        learned=lambda _: ("10:30", current),
    )
    assert screening._order_text(session).startswith(begins)


@pytest.mark.parametrize(
    ("coders", "lessons", "current", "begins"),
    [
        (2, None, False, "Several people code each source independently"),
        (1, None, False, "The most uncertain sources are being computed"),
        (
            1,
            Lessons(learned=True),
            True,
            "The most uncertain come first, as learned at 10:30 from the decisions of ann.",
        ),
        (
            1,
            Lessons(learned=True),
            False,
            "The most uncertain come first, as learned at 10:30 from the decisions of ann; your",
        ),
    ],
)
def test_the_desk_of_tags_says_what_its_order_rests_on(coders, lessons, current, begins):
    session = SimpleNamespace(
        by="ann",
        review=SimpleNamespace(settings=SimpleNamespace(coders=coders)),
        lessons=lambda _: lessons,
        learned=lambda _: ("10:30", current),
    )
    assert tags._order_text(session).startswith(begins)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, ""),
        (1, "You were unsure about 1 in this window. They are asked again when you open the window again."),
    ],
)
def test_what_one_was_unsure_of_is_counted(monkeypatch, number, told):
    monkeypatch.setattr(screening, "_unsure", lambda _: frozenset(range(number)))
    assert told == screening._unsure_text(WindowSession())


def test_only_what_this_person_is_unsure_of_in_this_window_waits_for_the_next(monkeypatch):
    said = [
        line("unsure", "a", "abstract", when="2026-01-01T00:00:00Z"),
        line("unsure", "b", "abstract", when="2025-12-31T23:59:59Z"),
        line("include", "c", "abstract", when="2026-01-02T00:00:00Z"),
    ]
    monkeypatch.setattr(screening, "own_decisions", lambda *_: said)
    assert {("a", "abstract")} == screening._unsure(WindowSession())


# what a source found


def field(id_="design", *, values=("survey", "case study"), many=False, by_code=False):
    return EvidenceField(id=id_, label=id_, values=values, many=many, by_code=by_code)


@pytest.mark.parametrize(
    ("held", "values", "typed", "hint"),
    [
        (None, ("supports",), False, ""),
        (field(), ("survey", "case study"), False, ""),
        (field(many=True), ("survey", "case study"), True, "several with ; between them"),
        (field(values=()), (), True, ""),
        (field(values=("US", "EU-XX")), ("US",), True, "EU-XX, with two capital letters for XX"),
        (
            field(values=("US", "EU-XX"), many=True),
            ("US",),
            True,
            "EU-XX, with two capital letters for XX; several with ; between them",
        ),
    ],
)
def test_a_value_is_typed_where_no_button_has_it(held, values, typed, hint):
    code = Code(id="protect", group="goal", label="Protect")
    asked = [stance.Goal(source=source(), code=code, stance=held is None, fields=(held,) if held else ())]
    (part,) = stance.parts_of(asked, {})
    head = "design" if held else "protect"
    assert (f"value {head}", "", hint) == (part.name, part.chosen, part.hint)
    assert values == tuple(part.boxed) if held else values[0] in part.boxed
    assert (f"typed {head}" if typed else "") == part.typed
    assert "a=b" == stance.parts_of(asked, {head: "a=b"})[0].chosen


# pairs, references and disputes


@pytest.mark.parametrize(
    ("said", "on"),
    [
        (line("same", "a", "b"), True),
        (line("different", "b", "a"), True),
        (line("related", "b", "edition a"), True),
        (line("related", "b", "edition c"), False),
        (line("same", "a", "c"), False),
        (line("same", "c", "b"), False),
    ],
)
def test_a_line_is_on_a_pair_from_either_end(said, on):
    assert on == duplicates._is_on_pair(said, SimpleNamespace(names=("a", "b")))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("type", ("entrytype", "article")),
        ("year", ("year", "2001")),
        ("title", ("title", "Bees")),
        ("doi", ("doi", "")),
    ],
)
def test_what_a_row_of_a_pair_shows_is_a_field(row, told):
    assert told == duplicates._field_and_value(source(title="Bees", year=2001), row)


@pytest.mark.parametrize(
    ("by", "told"),
    [(["ann"], "ann"), (["ann", "ben", "ann"], "ann and ben"), (["ann", "ben", "cat"], "ann, ben and cat")],
)
def test_who_differ_are_named(by, told):
    assert told == disputes._coder_names(SimpleNamespace(said=[line(by=name) for name in by]))


@pytest.mark.parametrize(
    ("topic", "question", "told"),
    [
        ("tag protect", "protect?", "protect?"),
        ("screen abstract", "in, from the abstract?", "In, from the abstract?"),
        ("x", "", ""),
    ],
)
def test_a_question_begins_with_a_capital_but_a_code_is_called_as_it_is(topic, question, told):
    assert told == disputes._sentence(SimpleNamespace(topic=topic, question=question))


def test_disputes_of_one_kind_that_were_settled_are_shown_the_same_topic_first_the_latest_first(monkeypatch):
    def dispute(topic, day=0):
        return SimpleNamespace(topic=topic, settled=line(when=f"2026-01-0{day}T00:00:00Z") if day else None)

    one = dispute("tag protect", 9)
    alike = [dispute("tag prevent", day) for day in (1, 3, 2)]
    same = [dispute("tag protect", day) for day in (1, 2, 4)]
    others = [dispute("screen abstract", 8), dispute("tag protect")]
    monkeypatch.setattr(disputes, "_every_dispute", lambda _: [one, *alike, *others, *same])
    assert [
        ("tag protect", 4),
        ("tag protect", 2),
        ("tag protect", 1),
        ("tag prevent", 3),
        ("tag prevent", 2),
    ] == [
        (found.topic, int(found.settled.when[9])) for found in disputes._similar_settled(WindowSession(), one)
    ]


def test_a_reference_rests_on_what_anybody_said_of_it():
    from litreview.judgements.decisions import REFERENCE

    lines = [
        line("same", "a", f"{REFERENCE}Doe 2001: BEES", by="ben"),
        line("same", "a", f"{REFERENCE}another", by="cat"),
        line("different", "b", f"{REFERENCE}Doe 2001: Bees", by="dan"),
        line("same", "a", "b", by="eve"),
    ]
    item = ("doe 2001 bees", (source("c"), source("d")), None)
    question = Question(about="", works=(source(),), item=item, shows=lambda _: None)
    rests = citations._rests(WindowSession(lines=lines), question)
    assert ["the entry a", "who has the reference", "what ben said of it"] == [*rests]
    assert "c\nd" == rests["who has the reference"]


# works


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "abI01"),
        ("bees", "a"),
        ("BEES röe", "a"),
        ("bees wasps", ""),
        ("2002", "b"),
        ("old", "b"),
        ("10.1000/x", ""),
        ("i01", "I01"),
        ("secret", ""),
    ],
)
def test_a_work_is_found_by_all_the_words_and_a_confidential_one_by_its_code(asked, found):
    sources = [
        source("a", title="Bees", year=2001, author="Röe, Ann"),
        source("b", title="Wasps", year=2002, author="Doe, Jane", former=["old"]),
        source("I01", title="Secret", confidential=True),
    ]
    session = WindowSession(review=SimpleNamespace(sources=sources))
    assert found == "".join(one.key for one in work_page.search(session, asked))
    assert sources[1] == work_page.find_work(session, work_address("b"))
    assert work_page.find_work(session, "b") is None


@pytest.mark.parametrize(
    ("form", "status", "why"),
    [
        ({}, 400, "This page did not make that form"),
        ({"field": "year", "value": "  "}, 400, "The field is empty"),
        ({"text": "x" * (work_page.LONGEST + 1)}, 400, "more than 60,000 characters"),
    ],
)
def test_a_form_that_says_nothing_is_not_kept(form, status, why):
    reply = work_page.submit_form(WindowSession(), source(), form)
    assert (status, True) == (reply.status, why in reply.why)


def test_what_a_form_is_on():
    assert ("note a", "fields a") == (
        work_page.form_subject(source(), {"text": ""}),
        work_page.form_subject(source(), {"field": "year"}),
    )


@pytest.mark.parametrize(
    ("ready", "before", "told"),
    [
        (("tags", "links"), None, ""),
        (("tags",), None, "Tags and citations are being computed"),
        ((), SimpleNamespace(review="old", read_at="10:30"), "Tags and citations are as of 10:30"),
    ],
)
def test_a_page_says_of_when_its_tags_are(ready, before, told):
    session = SimpleNamespace(ready=lambda stage: stage in ready, review="now", before=before)
    review, words = work_page._review_with_links(session)
    assert ("now" if len(ready) == 2 else before and before.review, True) == (review, words.startswith(told))
    assert bool(told) == bool(words)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({}, True),
        ({"value": "year=2002"}, False),
        ({"reason": "r"}, False),
        ({"where": "p. 1"}, False),
        ({"by": "ben"}, True),
    ],
)
def test_a_correction_that_is_sent_twice_is_known(other, alike):
    one = line("set", value="year=2001")
    assert alike == work_page._is_same_correction(one, replace(one, **other))


# the pages


def test_a_line_says_its_day_if_that_is_not_today(monkeypatch):
    monkeypatch.setattr(pages, "utc_now", lambda: "2026-01-01T12:00:00Z")
    assert "tag a protect, 10:30 UTC" == pages.line_of(line(when="2026-01-01T10:30:00Z"))
    assert "tag a protect (its title), 2025-12-31 10:30 UTC" == pages.line_of(
        line(when="2025-12-31T10:30:00Z", reason="its title")
    )


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'"><title>x',
            "default-src 'none'; frame-ancestors 'none'",
        ),
        ('<title>x</title><meta http-equiv="Content-Security-Policy" content="default-src *">', None),
        ("", None),
    ],
)
def test_the_policy_of_a_page_is_the_one_before_its_title(text, policy):
    if policy is None:
        with pytest.raises(ValueError, match="without a policy"):
            policy_of(text)
    else:
        assert policy == policy_of(text)


@pytest.mark.parametrize(
    ("by", "coders", "screeners", "told"),
    [
        ("ann", 1, 1, ""),
        ("ann", 2, 1, "2 people judge each source independently"),
        ("ann", 1, 3, "3 people judge each source independently"),
        ("judge", 2, 2, ""),
    ],
)
def test_who_judges_apart_is_not_shown_how_far_people_agree(by, coders, screeners, told):
    settings = SimpleNamespace(adjudicators=("judge",), coders=coders, screeners=screeners)
    why = agreement_hidden(SimpleNamespace(settings=settings), by)
    assert (bool(told), True) == (bool(why), told in why)


# the overview


def review_of(*decisions, judges=()):
    return SimpleNamespace(
        decisions=decisions,
        settings=SimpleNamespace(adjudicators=judges, coders=1, screeners=1),
        corrects=lambda d: d.value.startswith("year="),
    )


def test_everybody_who_judged_is_there_once_and_whoever_looks():
    review = review_of(line(by="ben"), line(by="ann"), line(by="ben"), judges=("Judge",))
    assert ["ann", "ben", "cat", "Judge"] == overview.people(review, "cat")
    assert ["ann", "ben", "Judge"] == overview.people(review, "ben")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (line("same", "a", "b"), "pairs"),
        (line("same", "a", "ref: Doe 2001"), "citations"),
        (line("include", "a", "abstract"), "screening"),
        (line("not-tag"), "codes"),
        (line("stance", value="protect=mixed"), "stances and fields"),
        (line("set", value="design=survey"), "stances and fields"),
        (line("set", value="year=2001"), "corrections"),
        (line("clear", value="tag protect"), ""),
    ],
)
def test_of_which_kind_a_judgement_is(said, kind):
    from litreview.judgements.decisions import REFERENCE

    said = replace(said, value=said.value.replace("ref: ", REFERENCE))
    assert kind == overview._kind(review_of(), said)
    counts = dict(zip(overview._KINDS, overview.judgement_counts(review_of(said), "cat")["ann"], strict=True))
    assert dict.fromkeys([kind] * bool(kind), 1) == {name: n for name, n in counts.items() if n}
