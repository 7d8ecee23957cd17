"""Inputs made to be slow for what people write and for the pages of a review: see `growth.py`, which measures them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Job = Callable[[], object]
Make = Callable[[int], Job]

_HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"


def _line(number: int, verb: str, key: str, value: str = "", what: str = "", by: str = "ann") -> str:
    minutes, seconds = divmod(number, 60)
    hours, minutes = divmod(minutes, 60)
    return f"2020-01-{1 + hours // 24:02}T{hours % 24:02}:{minutes:02}:{seconds:02}Z\t{by}\t{verb}\t{key}\t{value}\t\t\t{what}\n"


def _title(number: int) -> str:
    """Return a title that is like no other: comparing likely ones is measured elsewhere."""
    return f"W{number * 7919 % 99991} of q{number * 104729 % 99989}"


def _entries(n: int, more: str = "", sealed: str = "") -> str:
    return "".join(
        f"@article{{Doe{i}, title={{{_title(i)}}}, author={{Doe{i}, Jane}}, year=2001{more}}}\n"
        for i in range(n)
    ) + "".join(
        f"@misc{{{sealed}{i}, title={{x}}, confidential={{true}}}}\n" for i in range(n if sealed else 0)
    )


def _review(bib: str, decided: str = "", **given: Any):
    from litreview.formats import read_text
    from litreview.judgements import decisions
    from litreview.review.session import Review

    lines = decisions.parse(_HEAD + decided, "decisions/ann.tsv")[0] if decided else ()
    return Review(library=read_text(bib, "bib/a.bib"), decided=tuple(lines), **given)


def _texts(folder: str, ending: str, names: Iterator[str], text: str = "Found much.") -> dict[Any, str]:
    from litreview.core.model import Where

    return {Where(file=f"{folder}/{name}{ending}"): text for name in names}


def _decided(line: Callable[[int], str], sealed: str = "") -> Make:
    """Return the case of as many decisions as sources: keys of today, who said what last, the Problems."""

    def make(n: int) -> Job:
        review = _review(_entries(n, sealed=sealed), "".join(line(i) for i in range(n)))
        review.sources  # noqa: B018 - computed once, and not what is measured
        return lambda: (review.decisions, review.stage_value("resolved"))

    return make


def _wished(line: Callable[[int], str]) -> Make:
    """Return the case of deduplication with as many decisions as records."""

    def make(n: int) -> Job:
        review = _review(_entries(n), "".join(line(i) for i in range(n)))
        return lambda: review.deduplication

    return make


def _parsed(text: Callable[[int], str]) -> Make:
    def make(n: int) -> Job:
        from litreview.judgements import decisions

        given = text(n)
        return lambda: decisions.parse(given, "decisions/ann.tsv")

    return make


def _standing(text: Callable[[int], str]) -> Make:
    def make(n: int) -> Job:
        from litreview.judgements import decisions

        lines = decisions.parse(_HEAD + text(n), "decisions/ann.tsv")[0]
        return lambda: decisions.disputes(decisions.current(lines, ("bob",)))

    return make


def decisions() -> Iterator[tuple[str, Make]]:
    """Yield the cases of decisions."""
    yield "decisions: on unknown keys", _decided(lambda i: _line(i, "include", f"Nobody{i}", "abstract"))
    yield (
        "decisions: on unknown keys, beside confidential ones",
        _decided(lambda i: _line(i, "include", f"Nobody{i}", "abstract"), sealed="Roe"),
    )
    yield (
        "decisions: on keys that mean another work now",
        _decided(
            lambda i: _line(i, "include", f"Doe{i}", "abstract", f"Poe; 1999; Of quite another thing, {i}")
        ),
    )
    yield (
        "decisions: on works that moved",
        _decided(lambda i: _line(i, "include", f"Doe{i}", "abstract", f"Doe{i + 1}; 2001; {_title(i + 1)}")),
    )
    yield (
        "decisions: pairs on works that moved",
        _wished(
            lambda i: _line(i, "different", f"Doe{i}", f"Doe{i + 1}", f"Poe; 1999; Of another thing, {i} || ")
        ),
    )
    yield "decisions: pairs", _decided(lambda i: _line(i, "different", f"Doe{i}", f"Doe{i + 1}"))
    yield "decisions: a chain of pairs", _decided(lambda i: _line(i, "same", f"Doe{i}", f"Doe{i + 1}"))
    yield "decisions: pairs with one", _decided(lambda i: _line(i, "different", "Doe0", f"Doe{i + 1}"))
    yield (
        "decisions: as many cleared as said",
        _standing(
            lambda n: "".join(
                _line(i, "tag", f"Doe{i}", "protect") + _line(i + 1, "clear", f"Doe{i}", "protect")
                for i in range(n)
            )
        ),
    )
    yield (
        "decisions: codes of one key, cleared",
        _standing(
            lambda n: "".join(
                _line(i, "tag", "Doe", f"code{i}") + _line(i, "clear", "Doe", f"other{i}") for i in range(n)
            )
        ),
    )
    yield (
        "decisions: many people on one key",
        _standing(
            lambda n: "".join(
                _line(i, ("include", "exclude")[i % 2], "Doe", "abstract", by=f"p{i}") for i in range(n)
            )
        ),
    )
    yield "decisions: tabs", _parsed(lambda n: _HEAD + "\t" * n)
    yield "decisions: a long value", _parsed(lambda n: _HEAD + _line(1, "include", "Doe", "abstract " * n))
    yield (
        "decisions: unknown verbs",
        _parsed(lambda n: _HEAD + "".join(_line(1, f"x{i}", "Doe") for i in range(n))),
    )


def notes() -> Iterator[tuple[str, Make]]:
    """Yield the cases of notes and reference lists."""

    def comments(text: str) -> Make:
        def make(n: int) -> Job:
            from litreview.review.review_documents import without_comments

            given = text * n
            return lambda: without_comments(given)

        return make

    yield "notes: comments left open", comments("<!-- x ")
    yield "notes: comments", comments("<!-- x --> y ")

    def noted(name: Callable[[int], str]) -> Make:
        def make(n: int) -> Job:
            review = _review(_entries(n), texts=_texts("notes", ".md", map(name, range(n))))
            review.sources  # noqa: B018
            return lambda: review.stage_value("placed_notes")

        return make

    yield "notes: one for each source", noted(lambda i: f"Doe{i}")
    yield "notes: of unknown keys", noted(lambda i: f"Nobody{i}")
    yield "notes: of unknown keys of one length", noted(lambda i: f"{i:08}")

    def listed(name: Callable[[int], str]) -> Make:
        def make(n: int) -> Job:
            review = _review(
                _entries(n), lists=_texts("references", ".txt", map(name, range(n)), "Poe J, 1999, Acts")
            )
            review.sources  # noqa: B018
            return lambda: review.stage_value("reference_lists")

        return make

    yield "reference lists: one for each source", listed(lambda i: f"Doe{i}")
    yield "reference lists: of unknown keys", listed(lambda i: f"Nobody{i}")

    def long(text: str) -> Make:
        def make(n: int) -> Job:
            from litreview.formats.references import parse_list

            record = _review(_entries(1)).library.records[0]
            given = text * n
            return lambda: parse_list(given, record, path="references/Doe0.txt")

        return make

    yield "reference lists: one long line", long("Poe J, 1999, Acts; ")
    yield "reference lists: numbers", long("1. ")
    yield "reference lists: brackets", long("[1] ")
    yield "reference lists: lines", long("Poe, J. (1999). Acts of one. Journal, 1(2), 3-4.\n")


def findings() -> Iterator[tuple[str, Make]]:
    """Yield the cases of findings.toml."""

    def toml(text: Callable[[int], str]) -> Make:
        def make(n: int) -> Job:
            review = _review(_entries(n), findings_text=text(n))
            review.sources  # noqa: B018
            return lambda: (review.findings, review.echoes)

        return make

    def one(i: int, more: str = "") -> str:
        return f'[[finding]]\nid = "F{i}"\nstatement = "x"\ngoal = "protect"\n{more}\n'

    def many(word: str, n: int) -> str:
        return "[" + ", ".join(f'"{word}{i}"' for i in range(n)) + "]"

    yield "findings: tables", toml(lambda n: "".join(one(i, f'supports = ["Doe{i}"]') for i in range(n)))
    yield "findings: of one id", toml(lambda n: "".join(one(0, 'supports = ["Doe0"]') for _ in range(n)))
    yield "findings: unknown keys", toml(lambda n: one(0, f"supports = {many('Nobody', n)}"))
    yield (
        "findings: unknown keys, each on a line",
        toml(lambda n: one(0, "supports = [\n" + "".join(f'"Nobody{i}",\n' for i in range(n)) + "]")),
    )
    yield (
        "findings: keys on both sides",
        toml(lambda n: one(0, f"supports = {many('Doe', n)}\ncontradicts = {many('Doe', n)}")),
    )
    yield "findings: unknown fields", toml(lambda n: one(0, "".join(f"f{i} = 1\n" for i in range(n))))
    yield "findings: unknown tables", toml(lambda n: "".join(f"[[t{i}]]\na = 1\n" for i in range(n)))
    yield (
        "findings: unknown recommendations",
        toml(lambda n: "".join(one(i, f'recommendations = ["R{i}"]') for i in range(n))),
    )
    yield (
        "findings: recommendations that name no finding",
        toml(
            lambda n: "".join(
                one(i) + f'[[recommendation]]\nid = "R{i}"\nstatement = "x"\nfindings = ["G{i}"]\n'
                for i in range(n)
            )
        ),
    )
    yield "findings: brackets", toml(lambda n: "x = " + "[" * n)
    yield "findings: a text left open", toml(lambda n: 'x = """' + "a\n" * n)


def _tree(*blocks: Any) -> dict[str, Any]:
    return {"meta": {}, "blocks": list(blocks)}


def _para(*keys: str) -> dict[str, Any]:
    cites = [
        {"t": "Cite", "c": [[{"citationId": key, "citationPrefix": [], "citationSuffix": []}], []]}
        for key in keys
    ]
    return {"t": "Para", "c": [{"t": "Str", "c": "Told."}, *cites]}


def manuscripts() -> Iterator[tuple[str, Make]]:
    """Yield the cases of a manuscript, beginning with what pandoc made of it."""

    def told(
        tree: Callable[[int], Any], text: Callable[[int], str], ids: Callable[[int], list[str]] = lambda _: []
    ) -> Make:
        def make(n: int) -> Job:
            from litreview.core.model import Finding, Recommendation
            from litreview.judgements import decisions as decisions_
            from litreview.stages.evidence import compare_manuscript
            from litreview.stages.evidence.manuscript_citations import find_mentions

            review = _review(_entries(n))
            index = decisions_.key_index(review.sources, review.library)
            given, written, named = tree(n), text(n), ids(n)

            def job() -> object:
                mentions = find_mentions(given, "manuscript/a.md", written, known=index, ids=named)
                found = compare_manuscript(
                    mentions,
                    review.sources,
                    lambda key: decisions_.resolve(key, index),
                    findings=[
                        Finding(id=f"F{i}", statement="x", supports=(f"Doe{i}",), recommendations=(id_,))
                        for i, id_ in enumerate(named)
                    ],
                    recommendations=[
                        Recommendation(id=id_, statement="x", findings=(f"F{i}",))
                        for i, id_ in enumerate(named)
                    ],
                    files=["manuscript/a.md"],
                )
                return found.sections(), list(found.rows())

            return job

        return make

    def cited(word: str) -> tuple[Callable[[int], Any], Callable[[int], str]]:
        return (
            lambda n: _tree(*(_para(f"{word}{i}") for i in range(n))),
            lambda n: "".join(f"Told. [@{word}{i}]\n\n" for i in range(n)),
        )

    yield "manuscript: citations", told(*cited("Doe"))
    yield "manuscript: unknown keys", told(*cited("Nobody"))
    yield "manuscript: keys that stand nowhere in the text", told(cited("Nobody")[0], lambda n: "words, " * n)
    yield "manuscript: one key", told(lambda n: _tree(_para(*["Doe0"] * n)), lambda n: "@Doe0 " * n)
    yield (
        "manuscript: recommendations",
        told(
            lambda n: _tree(
                *({"t": "Para", "c": [{"t": "Str", "c": f"R{i}"}, *_para(f"Doe{i}")["c"]]} for i in range(n))
            ),
            lambda n: "".join(f"R{i} [@Doe{i}]\n" for i in range(n)),
            lambda n: [f"R{i}" for i in range(n)],
        ),
    )
    yield (
        "manuscript: below a long heading",
        told(
            lambda n: _tree(
                {"t": "Header", "c": [1, [], [{"t": "Str", "c": "words " * n}]]},
                *(_para(f"Doe{i}") for i in range(n)),
            ),
            lambda n: "# " + "words " * n,
            lambda _: ["R1"],
        ),
    )
    yield "manuscript: at signs", told(lambda _: _tree(), lambda n: "@" * n)
    yield "manuscript: commas and blanks", told(lambda _: _tree(_para("Doe0")), lambda n: "," + " " * n)
    yield "manuscript: comments left open", told(lambda _: _tree(), lambda n: "<!-- " * n)
    yield "manuscript: fences left open", told(lambda _: _tree(), lambda n: "```\n" * (2 * n + 1))
    yield "manuscript: backticks", told(lambda _: _tree(), lambda n: "`" * n)


def pages() -> Iterator[tuple[str, Make]]:
    """Yield the cases of pages and sheets, each of a whole review: what comes before is computed first."""

    def page(
        kind: str, more: str, decided: Callable[[int], str], found: Callable[[int], str] = lambda _: ""
    ) -> Make:
        def make(n: int) -> Job:
            from litreview.formats.sheets import read_sheet, write_sheet
            from litreview.review.decide import make_sheet
            from litreview.review.outputs import registry as outputs

            review = _review(_entries(n, more), decided(n), findings_text=found(n))
            review.tags, review.links, review.graph, review.findings, review.problems  # noqa: B018
            if kind == "graph":
                return lambda: outputs.graph_html(review)
            if kind == "evidence map":
                return lambda: outputs.evidence_map_bytes(review, "html")
            if kind == "report":
                return lambda: outputs.OUTPUTS["report.html"].make(review)
            if kind == "flow":
                return lambda: outputs.OUTPUTS["flow.json"].make(review)
            sheet = make_sheet(review, kind.partition(" ")[2])
            if kind.startswith("write"):
                return lambda: write_sheet(sheet)
            data = write_sheet(sheet)
            return lambda: read_sheet(data, "a.xlsx")

        return make

    tags = {
        "": lambda _: "",
        ", one code": lambda n: "".join(_line(i, "tag", f"Doe{i}", "protect") for i in range(n)),
        ", disputed": lambda n: "".join(
            _line(i, "tag", f"Doe{i}", "protect") + _line(i, "not-tag", f"Doe{i}", "protect", by="bob")
            for i in range(n)
        ),
        ", on unknown keys": lambda n: "".join(_line(i, "tag", f"Nobody{i}", "protect") for i in range(n)),
        ", excluded": lambda n: "".join(_line(i, "exclude", f"Doe{i}", "abstract") for i in range(n)),
    }
    for what, decided in tags.items():
        for kind in ("evidence map", "report", "flow"):
            yield f"page: {kind}{what}", page(kind, "", decided)
    yield (
        "page: report, findings",
        page(
            "report",
            "",
            lambda _: "",
            lambda n: "".join(
                f'[[finding]]\nid = "F{i}"\nstatement = "x"\nsupports = ["Doe{i}"]\n' for i in range(n)
            ),
        ),
    )
    yield "page: graph", page("graph", "", lambda _: "")
    yield (
        "page: graph, all cite one",
        page("graph", ", references={Doe0 J, 2001, W0 of q0}", lambda _: ""),
    )
    for kind in ("screen", "tags", "duplicates"):
        yield f"sheet: writing {kind}", page(f"write {kind}", "", lambda _: "")
        yield f"sheet: reading {kind}", page(f"read {kind}", "", lambda _: "")


def codes() -> Iterator[tuple[str, Make]]:
    """Yield the cases of the codes of confidential sources."""

    def coded(text: Callable[[int], str]) -> Make:
        def make(n: int) -> Job:
            from litreview.formats import read_text
            from litreview.review.private_folder import assign_codes

            library = read_text(text(n), "bib/a.bib")
            kept = assign_codes(library, ())[1].reveal()
            return lambda: assign_codes(library, kept)

        return make

    yield (
        "codes: records",
        coded(lambda n: "".join(f"@misc{{Roe{i}, confidential={{true}}}}\n" for i in range(n))),
    )
    yield "codes: equal records", coded(lambda n: "@misc{Roe, confidential={true}}\n" * n)
    yield "codes: records without key", coded(lambda n: "@misc{, title={x}, confidential={true}}\n" * n)


def searches() -> Iterator[tuple[str, Make]]:
    """Yield the cases of retractions."""

    def noticed(rows: Callable[[int], str]) -> Make:
        def make(n: int) -> Job:
            text = "OriginalPaperDOI,RetractionNature,RetractionDate\n" + rows(n)
            bib = "".join(
                f"@article{{Doe{i}, title={{Part {i} of it}}, doi={{10.1000/x{i}}}}}\n" for i in range(n)
            )
            review = _review(bib, retractions_text=text)
            review.links  # noqa: B018
            return lambda: review.stage_value("retractions")

        return make

    yield (
        "retractions: rows",
        noticed(lambda n: "".join(f"10.1000/x{i},Retraction,3/25/2020\n" for i in range(n))),
    )
    yield "retractions: of one work", noticed(lambda n: "10.1000/x0,Retraction,3/25/2020\n" * n)
    yield "retractions: a quote left open", noticed(lambda n: '10.1000/x0,"Retraction,3/25/2020\n' * n)


def cases() -> Iterator[tuple[str, Make]]:
    """Yield name and maker of every case of a review."""
    for group in (decisions, notes, findings, manuscripts, codes, searches, pages):
        yield from group()


__all__ = ["cases"]
