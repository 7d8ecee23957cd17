"""Every command with every format, option and kind of path that it takes, to be run in the planted review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from litreview.core.decision_types import SCREENED
from planted.entries import FORMATS as PLANTED_FORMATS

__all__ = ["Run", "all_runs", "few_runs", "uncovered"]

CODES = ("LR012", "LR016", "LR033", "LR040", "LR042", "LR045", "LR074", "LR604", "LR650", "LR656")
STYLES = ("apa", "chicago", "chicago-notes", "mla", "bluebook", "nature")
WRITTEN = ("bib", "ris", "json", "csv")
GRAPHS = ("graphml", "gexf", "json", "csv", "dot", "net", "txt", "html", "svg")
NETS = (
    "citations",
    "historiograph",
    "main-path",
    "cocitation",
    "coupling",
    "authors",
    "keywords",
    "tags",
    "findings",
)
SHELLS = ("bash", "zsh", "fish")
DOCUMENTS = ("md", "html", "tex", "docx", "odt", "pdf")
MAPS = ("html", "svg", "csv")
GROUPINGS = ("goal", "type", "year", "code", "finding", "none", "type,year")
SHEETS = ("duplicates", "screen", "tags", "stance", "disputes")
ASKED = (
    "duplicates",
    "screening",
    "tags",
    "stance",
    "citations",
    "disputes",
    "texts",
    "withheld",
    "capitals",
)
PREPRINTS = ("same", "ask", "different")


@dataclass(frozen=True, slots=True)
class Run:
    """One call: its words, with {places} to fill in, what is typed or piped in, where one stands, and whether a quick test makes it.

    `exit` is what it must end with, where that is certain. A run that asks for what is confidential says so in `asked`.
    """

    words: tuple[str, ...]
    typed: str = ""
    piped: str = ""
    stands: str = "{place}"
    quick: bool = False
    asked: bool = False
    exit: int | None = None

    @property
    def name(self) -> str:
        """The call as one would type it."""
        return " ".join(self.words)


def _run(line: str, **more: object) -> Run:
    return Run(tuple(line.split()), **more)  # type: ignore[arg-type]


def few_runs() -> list[Run]:
    """Return the runs of a quick test."""
    return [run for run in all_runs() if run.quick]


def all_runs() -> list[Run]:
    """Return every run."""
    return [
        *_init(), *_check(), *_release(), *_convert(), *_zotero(), *_references(), *_dedupe(), *_tag(), *_graph(), *_annotate(), *_map(), *_sheet(), *_agree(), *_assess(), *_trace(), *_stress(), *_packet(), *_texts(), *_citecheck(), *_diff(), *_verify(), *_codebook(),
        *_review(), *_asked(), *_wrong(), *_decide(), *_window(), *_withdraw(), *_enrich(), *_help(),
    ]  # fmt: skip


def _init() -> Iterator[Run]:
    yield _run("init {out}/new --title New", quick=True)
    yield _run("init {out}/new-too --codebook tvpa --style mla", quick=True)
    yield _run("init {out}/asked --interviews 42 --requests 16", quick=True, exit=0)
    yield _run("init {out}/told --interviews 2 --json", exit=0, quick=True)
    yield _run("init {review}", exit=2, quick=True)
    yield _run("init {out}/none --migrate", exit=2, quick=True)
    yield _run("init {private}", exit=2)


def _help() -> Iterator[Run]:
    yield _run("help", quick=True, exit=0)
    for topic in ("decisions", "formats", "output", "styles", "codebook check"):
        yield _run(f"help {topic}", exit=0)
    yield _run("help {key0}", exit=2, quick=True)
    for shell in SHELLS:
        yield _run(f"completion {shell}", quick=shell == SHELLS[0], exit=0)


def _check() -> Iterator[Run]:
    yield _run("check {review}", quick=True)
    yield _run("check {review} --all", quick=True)
    yield _run("check {review} --json", quick=True)
    yield _run("check {review} -o {out}/p.txt", quick=True)
    yield _run("check {review} --sarif {out}/p.sarif --all", quick=True)
    yield _run("check {linked} --style bluebook --sarif -", quick=True)
    yield _run("check --release {review} --sarif {out}/p.sarif", exit=2)
    yield _run("check {review}/bib --all", quick=True)
    yield _run("check {review} --style bluebook --all", quick=True)
    yield _run("check {review}/bib --json")
    yield _run("check {private} --all", quick=True)
    yield _run("check . --all", stands="{private}", quick=True)
    yield _run("check . --all", stands="{review}")
    yield _run("check . --all", stands="{linked}/private", quick=True)
    yield _run("check {linked} --all", quick=True)
    yield _run("check {linked}/private --all")
    yield _run("check {review}/bib/linked --all")
    yield _run("check . --json", stands="{review}/bib/linked")
    yield _run("check {review}/private/*.bib --all", quick=True)
    yield _run("check {review} {private} --json")
    for code in CODES:
        yield _run(f"check --explain {code}", quick=code == CODES[0])
    yield _run("check - --all", piped="{review}/bib/marked.bib", quick=True)
    for name in ("marked", "private"):
        for n in range(20):
            yield _run(f"check {{{name}{n}}} --all")
            yield _run(f"check {{{name}{n}}} --json")
            yield (
                _run("check - --json", piped=f"{{marked{n}}}")
                if name == "marked"
                else _run(f"check {{private{n}}} {{review}}/bib/public.bib")
            )


def _release() -> Iterator[Run]:
    yield _run("check --release {review}", exit=1, quick=True)
    yield _run("check --release {review} --json", exit=1)
    yield _run("check --release {review} --all -o {out}/p.txt", exit=1)
    yield _run("check --release . --all", stands="{linked}", exit=1, quick=True)
    yield _run("check --release . --json", stands="{private}", exit=2)
    yield _run("check --release . --json", stands="{linked}/private", exit=2, quick=True)
    yield _run("check --release {review} --include-confidential", exit=2, quick=True)
    yield _run("check --release {private0}", exit=2, quick=True)


def _convert() -> Iterator[Run]:
    for ending in WRITTEN:
        yield _run(f"convert {{review}} -o {{out}}/a.{ending}", quick=True)
        yield _run(f"convert {{review}}/bib {{private}} -o {{out}}/a.{ending}")
        yield _run(f"convert {{linked}} -o {{out}}/a.{ending}")
        for n in range(20):
            yield _run(f"convert {{marked{n}}} -o {{out}}/a.{ending}")
            yield _run(f"convert {{private{n}}} -o {{out}}/a.{ending}")
    for only in SCREENED:
        yield _run(f"convert {{review}} --only {only} -o {{out}}/{only}.ris", quick=only == "all")
        yield _run(f"convert {{linked}} --only {only} -o {{out}}/{only}.csv")
    yield _run("convert {review} --only all -o {out}/a.ris --include-confidential", exit=2)
    yield _run("convert {review} -o -", quick=True)
    yield _run("convert {review} -o {out}/a.bib --json", quick=True)
    yield _run("convert {review} --only all -o {out}/a.ris --json")
    yield _run("convert - -o -", piped="{review}/bib/marked.bib")
    yield _run("convert {review} -o {out}/a.bib --ascii --live-preambles", quick=True)
    yield _run("convert {review} -o {out}/a.csv --raw-csv --excel", quick=True)
    for ending in WRITTEN:
        yield _run(
            f"convert {{review}}/bib {{private}} -o {{out}}/a.{ending} --keys auth+title",
            quick=ending == "bib",
        )
    yield _run("convert {review} -o - --keys {key0}", exit=2, quick=True)


def _zotero() -> Iterator[Run]:
    yield _run("zotero", exit=0, quick=True)
    yield _run("zotero --json", exit=0, quick=True)
    yield _run("zotero Tides -o {out}/z.json --json", exit=0)
    yield _run("zotero Tides -o {out}/z.json", exit=0, quick=True)
    yield _run("zotero -o {private}/z.json", exit=0, quick=True)
    yield _run("zotero -o {review}/bib/marked.bib", exit=2, quick=True)
    yield _run("zotero -o {private0}", exit=2, quick=True)
    yield _run("zotero {key0}", exit=2, quick=True)


def _references() -> Iterator[Run]:
    lists = (
        "lists/spoken.txt",
        "lists/notes.md",
        "lists/marked.txt",
        "references/Roe2018.txt",
        "private/linked/list.txt",
    )
    for name in lists:
        for ending in WRITTEN:
            yield _run(f"references {{review}}/{name} -o {{out}}/a.{ending}", quick=ending in ("bib", "json"))
        yield _run(f"references {{review}}/{name} -o -", quick=True)
        yield _run(f"references {{review}}/{name} -o {{out}}/a.bib --json", quick=True)
        yield _run(
            "references - -o -", piped=f"{{review}}/{name}" if name.startswith("lists/") else "", quick=True
        )
    yield _run(
        "references {linked}/private/linked/list.txt {review}/lists/spoken.txt -o {out}/a.csv --raw-csv --excel",
        quick=True,
    )
    yield _run("references linked/list.txt -o -", stands="{private}", quick=True)
    yield _run("references {review} -o {out}/a.bib", exit=2, quick=True)
    yield _run("references {private}/none.txt -o {out}/a.bib", exit=2, quick=True)


def _dedupe() -> Iterator[Run]:
    for place in ("{review}", "{review}/bib {private}", "{linked}"):
        for ending in WRITTEN:
            yield _run(f"dedupe {place} -o {{out}}/a.{ending}")
        yield _run(
            f"dedupe {place} -o {{out}}/a.bib --records {{out}}/r.csv --queue {{out}}/q.csv --values {{out}}/v.csv --report {{out}}/r.html",
            quick=place == "{review}",
        )
        yield _run(f"dedupe {place} --report {{out}}/r.html --json", quick=place == "{review}")
    for preprints in PREPRINTS:
        yield _run(
            f"dedupe {{review}} --preprints {preprints} --report {{out}}/r.html --queue - --raw-csv --excel",
            quick=preprints == "same",
        )
    for place, code in (("{review}", 2), ("{review}/bib {private}", None), ("{private}", None)):
        yield _run(
            f"dedupe {place} --large --work {{out}}/w -o {{out}}/a.bib --queue {{out}}/q.csv --json",
            exit=code,
            quick=code is None,
        )
    yield _run("dedupe {review}/bib --large --work {out}/w -o {out}/a.bib --records {out}/r.csv", quick=True)
    yield _run("dedupe {review} --large --report {out}/r.html", exit=2)
    yield _run("dedupe --explain-rule other-doi", exit=2)
    yield _run("dedupe --explain-rule but-other-doi", quick=True)
    yield _run("dedupe {review} --review --by probe", typed="?\nn\nr\ny\nu\nq\n", quick=True)


def _tag() -> Iterator[Run]:
    for place in ("{review}", "{review}/bib {private}"):
        for ending in WRITTEN:
            yield _run(f"tag {place} -o {{out}}/a.{ending}")
        yield _run(f"tag {place} --explain --table {{out}}/t.csv", quick=place == "{review}")
        yield _run(f"tag {place} -o -")
        yield _run(f"tag {place} --table {{out}}/t.csv --json", quick=place == "{review}")
    yield _run("tag {review} --codebook tvpa -o {out}/a.ris", quick=True)
    yield _run("tag {review} --suggest {out}/s.csv --raw-csv --excel", quick=True)
    yield _run("tag {review} --review --by probe", typed="?\nn\nx\nu\nq\n", quick=True)
    yield _run("tag {review} --review --stance --by probe", typed="?\n1\n2\nu\ns\n1\nq\n", quick=True)


def _graph() -> Iterator[Run]:
    for ending in GRAPHS:
        yield _run(f"graph {{review}} -o {{out}}/g.{ending}", quick=ending in ("html", "gexf", "csv"))
        for net in NETS:
            yield _run(
                f"graph {{review}} -o {{out}}/g.{ending} --net {net}",
                quick=(ending, net) in (("graphml", "authors"), ("csv", "findings")),
            )
    yield _run(
        "graph {review} -o - --citations {out}/c.csv --not-held {out}/n.csv --queue {out}/q.csv --years {out}/y.csv --raw-csv --excel",
        quick=True,
    )
    yield _run("graph {review} -o {out}/g.csv --not-held {out}/n.bib --json", quick=True)
    yield _run("graph {review}/bib {private} -o {out}/g.json --not-held {out}/n.bib --json")
    yield _run("graph {linked} -o {out}/g.svg --citations {out}/c.csv")
    yield _run("graph {review} -o {out}/g.csv --net cocitation --held-only --least 1", quick=True)


def _annotate() -> Iterator[Run]:
    for ending in DOCUMENTS:
        yield _run(f"annotate {{review}} -o {{out}}/a.{ending} --for team", quick=ending in ("md", "docx"))
        for style in STYLES:
            yield _run(f"annotate {{review}} -o {{out}}/a.{ending} --style {style}")
    for grouping in GROUPINGS:
        yield _run(f"annotate {{review}} -o - --group-by {grouping} --for team --style bluebook")
    yield _run("annotate {review} -o - --without-confidential --order bluebook", quick=True)
    yield _run("annotate {review} -o {out}/a.md --force --order style", quick=True)
    yield _run("annotate {review} -o {out}/a.md --style mla --json", quick=True)
    yield _run(
        "annotate {review} -o - --group-by none --code protect --title T --require-annotations --for team",
        quick=True,
    )
    yield _run(
        "annotate {review} -o {out}/a.html --for team --repeat --author A --institution I --course C --date D --only all",
        quick=True,
    )
    yield _run("annotate {review} -o {out}/a.md --only annotated --show-tags", exit=2, quick=True)
    yield _run("annotate {review} -o {out}/a.md --for reader --only annotated", quick=True)
    yield _run("annotate {review} -o {out}/b.docx --reference {out}/none.docx", quick=True)
    yield _run("annotate {review}/bib {private} -o {out}/a.html --for team")
    yield _run("annotate {linked} -o {out}/a.html --for team")
    yield _run("annotate {review} -o - --style {private0}", exit=2, quick=True)
    yield _run("annotate {review} -o - --style bluebook --require-complete", quick=True)
    yield _run("annotate {review}/bib {review}/notes -o - --style bluebook", quick=True)
    yield _run("annotate {review} -o {out}/vault --each --for team", quick=True)
    yield _run("annotate {review} -o {out}/library.json --only all", quick=True)
    yield _run("annotate {review}/bib {private} -o {out}/library.json")
    yield _run("annotate {linked} -o {out}/vault --each --style bluebook --only all")
    yield _run("annotate {review}/bib {private} -o {out}/vault --each")
    yield _run("annotate {review} -o {review}/private/notes --each", exit=2, quick=True)
    yield _run("annotate --list-styles", quick=True)


def _map() -> Iterator[Run]:
    for ending in MAPS:
        yield _run(f"evidence-map {{review}} -o {{out}}/m.{ending}", quick=ending == "html")
        yield _run(f"evidence-map {{review}}/bib {{private}} -o {{out}}/m.{ending}")
    yield _run("evidence-map {review} -o - --raw-csv --excel", quick=True)
    yield _run("evidence-map {review} -o {out}/m.csv --json", quick=True)
    for only in ("included", "candidates", "all"):
        yield _run(f"evidence-map {{review}} -o {{out}}/m.html --only {only}", quick=only == "all")
        yield _run(f"graph {{review}} -o {{out}}/g.html --only {only}", quick=only == "all")
        yield _run(f"tag {{review}} -o {{out}}/t.bib --only {only} --explain", quick=only == "all")
        yield _run(f"annotate {{review}} -o {{out}}/a.md --only {only}", quick=only == "all")
    yield _run("annotate {review} -o {out}/a.md --only annotated", quick=True)


def _sheet() -> Iterator[Run]:
    for kind in SHEETS:
        yield _run(f"sheet {kind} {{review}} -o {{out}}/s.xlsx", quick=True)
        yield _run(f"sheet {kind} {{review}} -o {{out}}/s.xlsx --json", quick=kind == "tags")
        yield _run(f"sheet {kind} {{review}} -o {{out}}/s.xlsx --by zed", quick=kind == "screen")
        yield _run(f"sheet {kind} {{review}}/bib {{private}} -o {{out}}/s.xlsx")
        yield _run(f"sheet {kind} {{linked}} -o {{out}}/s.xlsx")
    for stage in ("abstract", "fulltext"):
        yield _run(f"sheet screen {{review}} -o {{out}}/s.xlsx --stage {stage}", quick=stage == "abstract")
    yield _run("sheet screen {review} -o {out}/s.html --by zed")


def _agree() -> Iterator[Run]:
    yield _run("agree {review}", quick=True)
    yield _run("agree {review} --json", quick=True)
    yield _run("agree {linked}")


def _trace() -> Iterator[Run]:
    yield _run("trace R1 {review}")
    yield _run("trace F1 {review} --json", quick=True)
    yield _run("trace I70 {review}")


def _stress() -> Iterator[Run]:
    yield _run("stress {review}", quick=True)
    yield _run("stress {review} --json", quick=True)


def _packet() -> Iterator[Run]:
    yield _run("packet {review} -o {out}/p.zip", quick=True)
    yield _run("packet {review} -o {out}/p.zip --json", quick=True)
    yield _run("packet {linked} -o -")
    yield _run("packet {private} -o {out}/p.zip", exit=2)
    yield _run("packet {review} --open {key0} -o {private}/out/p.json", exit=2)
    yield _run("packet {review} --open I70 -o {out}/p.json", exit=2, quick=True)
    yield _run("packet {review} --open I70 -o {private}/out/p.json", asked=True)
    yield _run("check-packet {private0}", exit=2, quick=True)
    yield _run("check-packet {review}/bib/public.bib --json", exit=2, quick=True)
    yield _run(
        "check-packet {review}/bib/public.bib --texts {private} --digest sha256:00", exit=2, quick=True
    )
    yield _run(
        "check-packet {review}/bib/public.bib --exports {private} --opening {private0}", exit=2, quick=True
    )


def _texts() -> Iterator[Run]:
    yield _run("texts {review}", quick=True)
    yield _run("texts {linked} --all --json", quick=True)
    yield _run("texts {review} --all")
    yield _run("texts . --json", stands="{private}", exit=2)
    yield _run("find interview {review}", quick=True)
    yield _run("find interview {review} -o {out}/f.csv --raw-csv --excel", quick=True)
    yield _run("find {key0} {linked} --all --json", quick=True)


def _citecheck() -> Iterator[Run]:
    for name in ("lists/spoken.txt", "lists/notes.md", "references/Roe2018.txt"):
        yield _run(
            f"citecheck {{review}}/{name} {{review}} --all --raw-csv --excel -o {{out}}/c.csv --html {{out}}/c.html",
            quick=True,
        )
        yield _run(f"citecheck {{review}}/{name} --json")
    yield _run("citecheck {review}/lists/marked.txt {review} --all", quick=True, exit=2)
    yield _run("citecheck {review}/private/linked/list.txt {review} --json", quick=True, exit=2)
    yield _run("citecheck {review}/lists/none.docx {review} --docx {out}/c.docx", quick=True, exit=2)


def _assess() -> Iterator[Run]:
    yield _run("assess {review}", quick=True)
    yield _run("assess {review} --json", quick=True)
    yield _run("assess {review} -o {out}/a.csv --raw-csv --excel --filter stream=interview", quick=True)
    for only in ("included", "candidates", "all"):
        yield _run(f"assess {{linked}} -o - --only {only}", quick=only == "all")


def _diff() -> Iterator[Run]:
    yield _run("diff {review} {linked} --all", exit=0, quick=True)
    yield _run("diff {linked} {review} --json", exit=0, quick=True)
    yield _run("diff HEAD {review} -C {review} --json")
    yield _run("diff {private0} HEAD -C {private}", exit=2, quick=True)


def _verify() -> Iterator[Run]:
    yield _run("verify {review}", quick=True)
    yield _run("verify {review} --all --raw-csv --excel -o {out}/v.csv --sarif {out}/v.sarif", quick=True)
    yield _run("verify {review} --json", quick=True)
    yield _run("verify {review}/bib {private} --all -o -")
    yield _run("verify {linked} --sarif - --all")
    yield _run("verify . --json", stands="{private}", quick=True)
    registries = "--provider openalex --provider crossref --provider semanticscholar"
    yield _run(f"verify {{review}} {registries} --by-title --yes --all", quick=True)
    yield _run(f"verify {{linked}} {registries} --by-title --yes --json --refresh", quick=True)
    yield _run(
        f"verify {{review}}/bib {{private}} {registries} --by-title --yes -o {{out}}/v.csv", quick=True
    )
    yield _run(f"verify {{review}} {registries} --by-title --dry-run --json", exit=1, quick=True)
    yield _run("verify {review} --offline", quick=True)
    yield _run("verify {review} --provider {key0}", exit=2, quick=True)
    yield _run("verify {private} --provider crossref --by-title", typed="no\n", exit=2)


def _codebook() -> Iterator[Run]:
    yield _run("codebook show", quick=True)
    yield _run("codebook show --all", quick=True)
    yield _run("codebook show --code protect", quick=True)
    yield _run("codebook show --toml", quick=True)
    yield _run("codebook show -o {out}/c.qdc", quick=True)
    yield _run("codebook show -o -")
    yield _run("codebook check {review}/litreview.toml", exit=2, quick=True)
    yield _run("codebook check {private0}", exit=2, quick=True)
    yield _run("codebook check tvpa --review {review}", exit=1, quick=True)
    yield _run("codebook check tvpa --review {review} --json", exit=1, quick=True)
    yield _run("codebook suggest-terms {review} --most 50", exit=1, quick=True)
    yield _run("codebook suggest-terms {linked} --codebook tvpa --json", exit=1, quick=True)
    yield _run("codebook suggest-terms {review} --codebook {private0}", exit=2)
    yield _run("codebook show {private0}", exit=2)
    yield _run("tag {review} --codebook {private0} --explain", exit=2)


def _review() -> Iterator[Run]:
    yield _run("run {review}")
    yield _run("run {review} --json --raw-csv --excel", quick=True)
    yield _run("run {review} --explain-stages", quick=True)
    yield _run("run {review} --explain-stages --json")
    yield _run("run {review} --explain-stages --include-confidential", exit=2)
    yield _run("run {review} --ledger")
    yield _run("run {review} --ledger --json", quick=True)
    yield _run("run {review} --ledger --include-confidential", exit=2)
    yield _run("run", stands="{review}")
    yield _run("run {linked}")
    yield _run("run {private}", exit=2, quick=True)
    yield _run("run {review} --check", exit=1, quick=True)
    yield _run("run {review} --check --json", exit=1)
    yield _run("run {linked} --check --raw-csv --excel", exit=1)
    yield _run("run {review} --check --include-confidential", exit=2, quick=True)


def _asked() -> Iterator[Run]:
    """Yield what asks for the confidential by name: below private/ it may be written, elsewhere nothing is."""
    for command in ("check", "convert", "dedupe", "tag", "graph", "annotate", "evidence-map", "sheet tags"):
        # in a review people answer by `decide public`
        yield _run(f"{command} {{review}} -o {{out}}/a.bib --public bib/a.bib", exit=2, quick=True)
    # to name one list opens nothing of another
    lists = "{review}/lists"
    yield _run(f"references {lists}/spoken.txt -o {{out}}/a.bib --public {lists}/notes.md", quick=True)
    every = {
        "check": ("-o {}/p.txt", "--all", "--json"),
        "convert": ("-o {}/a.bib", "-o {}/a.ris", "-o {}/a.json", "-o {}/a.csv", "-o -"),
        "references": ("-o {}/a.bib", "-o {}/a.json --json", "-o -"),
        "dedupe": ("-o {}/a.bib --report {}/r.html --values {}/v.csv", "--queue - --json"),
        "tag": ("-o {}/a.bib --table {}/t.csv", "--explain", "-o - --json"),
        "graph": ("-o {}/g.html --citations {}/c.csv --not-held {}/n.csv", "-o -"),
        "annotate": ("-o {}/a.html --for team", "-o {}/vault --each", "-o -"),
        "evidence-map": ("-o {}/m.html", "-o -"),
        "sheet tags": ("-o {}/s.xlsx", "-o -"),
        "run": ("", "--json"),
    }
    for command, variants in every.items():
        for variant in variants:
            paths = "{review}/lists/spoken.txt" if command == "references" else "{review}"
            outside = variant.replace("{}", "{out}")
            inside = variant.replace("{}", "{private}/out")
            quick = variant == variants[0]
            refused = None if (command, variant) == ("run", "") else 2
            yield _run(
                f"{command} {paths} {outside} --include-confidential",
                asked=True,
                quick=quick,
                exit=refused,
            )
            if inside != outside:
                quick_inside = quick and command == "convert"
                yield _run(
                    f"{command} {paths} {inside} --include-confidential", asked=True, quick=quick_inside
                )
    yield from _asked_in_part()


def _asked_in_part() -> Iterator[Run]:
    """Yield what is written below private/ but for one output, or by a way that leads out of it."""
    for command, others in (
        ("dedupe", ("--records", "--queue", "--values", "--report")),
        ("tag", ("--table", "--suggest")),
        ("graph", ("--citations", "--not-held", "--queue", "--years")),
    ):
        for other in others:
            for place in ("{out}/x.csv", "-"):
                words = (
                    f"{command} {{review}} -o {{private}}/out/a.json {other} {place} --include-confidential"
                )
                yield _run(words, asked=True, exit=2, quick=place != "-" and other == others[-1])
    for place in (
        "{private}/../a.bib",
        "{private}/way-out/a.bib",
        "{out}/private-not/a.bib",
        "{private}.bib",
    ):
        quick = "way-out/" in place
        yield _run(f"convert {{review}} -o {place} --include-confidential", asked=True, exit=2, quick=quick)
    yield _run("convert {linked} -o {linked}/private/out/a.bib --include-confidential", asked=True)
    yield _run("convert . -o a.bib --include-confidential", stands="{private}", asked=True)
    yield _run("convert ../bib -o ../a.bib --include-confidential", stands="{private}", asked=True, exit=2)
    yield _run("run {linked} --include-confidential", asked=True)


def _wrong() -> Iterator[Run]:
    """Yield calls that fail, whose messages may name files and keys."""
    yield _run("check {private}/none.bib", exit=2, quick=True)
    yield _run("check {private}/", quick=True)
    yield _run("check {review}/private/notes", quick=True)
    yield _run("convert {review} -o {review}/private", exit=2, quick=True)
    yield _run("convert {review} -o {private0}", quick=True)
    yield _run("convert {review} -o {out}/a.xyz", exit=2, quick=True)
    yield _run("tag {review} -o {review}/bib/marked.bib", exit=2, quick=True)
    yield _run("annotate {review} -o - --code nothing", exit=2)
    yield _run("sheet tags {review} -o {private0}", exit=2)
    yield _run("decide --from {private0} --by probe -C {review}", exit=2, quick=True)
    yield _run("run {review}/bib", exit=2)


def _decide() -> Iterator[Run]:
    for n, key in enumerate(
        ("I70", "confidential-01", "{key0}", "bib/named.bib:{key1}", "y{tail2}", "Archer2015")
    ):
        for verb, value in (("tag", "protect"), ("stance", "protect=supports"), ("set", "design=mixed"), ("set", "title=Another"), ("include", "abstract")):  # fmt: skip
            yield _run(
                f"decide {verb} {key} {value} --by probe --reason why --where p.1 -C {{review}}",
                quick=verb == "tag",
            )
        yield _run(f"decide same {key} I71 --by probe -C {{review}}", quick=n < 3)
        yield _run(f"decide related {key} version Cole2011 --by probe -C {{review}}")
        yield _run(f"decide tag {key} protct --by probe -C {{review}}")
        yield _run(f"decide clear {key} --by probe -C {{review}}")
        yield _run(f"decide tag {key} protect --by probe -C {{review}} --json", quick=n == 2)
        yield _run(f"decide tag Archer2015 protect --was {key} --by zed -C {{review}}", quick=n == 2)
        yield _run(f"decide exclude {key} fulltext --by probe --reason other -C {{review}}")
    for was in ("I70", "{key0}", "private/gone.bib:{key1}"):
        yield _run(f"decide tag Archer2015 protect --by zed --was {was} -C {{review}}", exit=2, quick=True)
    for file in ("bib/marked.bib", "bib/ris.ris", "private/ris.ris"):
        yield _run(
            f"decide --import {{review}}/{file} --as probe --verdict include --stage abstract --yes -C {{review}}",
            quick=file == "bib/ris.ris",
        )
        yield _run(f"decide --import {{review}}/{file} --as {{key0}},{{key1}} -C {{review}}", exit=2)
    for verdict in ("unsure", "not-retrieved"):
        yield _run(f"decide --import {{review}}/bib/ris.ris --as probe --verdict {verdict} -C {{review}}")
    yield _run("decide --from {sheet0} --by probe -C {review}", quick=True)
    yield _run("decide --from {sheet1} --by probe -C {review}", quick=True)
    yield _run("decide --from {sheet2} --by judge -C {review}", quick=True)
    yield _run("decide --from {sheet3} --by probe -C {review}", quick=True)
    yield _run("decide --from {sheet2} --by probe -C {review}", exit=2)
    for what in ASKED:
        yield _run(
            f"decide --ask {what} --by judge -C {{review}}", typed="?\n1\ny\n1\ni\nu\ns\nn\nq\n", quick=True
        )
    yield _run("decide --ask disputes --by probe -C {review}", exit=2, quick=True)
    yield _run("decide --ask screening --sample 3 --by probe -C {review}", typed="i\ne\nm\n", quick=True)
    yield _run("decide --ask duplicates --sample 3 --by probe -C {review}", exit=2)
    for more in ("", " --recall 0.8", " --json"):
        yield _run(f"screening {{review}}{more}", exit=1, quick=True)
    yield _run("screening .", stands="{linked}")


def _window() -> Iterator[Run]:
    """Yield calls that open no window: test_planted_window.py looks at every page of one."""
    yield _run("review {review} --by ../probe", exit=2, quick=True)
    yield _run("review {private} --by probe", exit=2, quick=True)
    yield _run("review {private} --by probe --sample 5", exit=2, quick=True)
    yield _run("review {review} --by probe --sample 0", exit=2, quick=True)


def _withdraw() -> Iterator[Run]:
    yield _run("withdraw I70 -C {review}", exit=2, quick=True)
    yield _run("withdraw I70 -C {review} --json", exit=2, quick=True)
    yield _run("withdraw I70 --yes -C {review}", exit=1, quick=True)
    yield _run("withdraw I70 --yes -C {review} --json", exit=1, quick=True)
    yield _run("withdraw I70 --yes", stands="{linked}", exit=1)
    # some private files of it are damaged, and cannot be searched
    yield _run("withdraw PR07 --yes -C {review}", exit=1, quick=True)
    yield _run("withdraw I69 --yes -C {review}", exit=2, quick=True)
    yield _run("withdraw {key0} --yes -C {review}", exit=2, quick=True)
    yield _run("rehearse {review} --known {review}/private/known.csv", exit=1, quick=True)
    yield _run("rehearse {review} --known {review}/private/known.csv --json", exit=1, quick=True)
    yield _run("rehearse {review} --known {review}/private/known-shifted.csv", exit=2, quick=True)
    yield _run("rehearse {review} --known {review}/bib/marked.bib", exit=2)
    yield _run("destroy -C {review}", exit=2, quick=True)
    yield _run("destroy -C {review} --json", exit=2, quick=True)
    yield _run("destroy --yes -C {review}", exit=1, quick=True)
    yield _run("destroy --yes -C {review} --json", exit=1, quick=True)
    yield _run("destroy --yes", stands="{linked}")


def _enrich() -> Iterator[Run]:
    registries = "--provider openalex --provider crossref --provider semanticscholar"
    yield _run("enrich {review}", exit=2, quick=True)
    yield _run("enrich {review} --dry-run --by-title", exit=1, quick=True)
    yield _run(f"enrich {{review}} {registries} --dry-run --by-title --json", exit=1, quick=True)
    yield _run(f"enrich {{review}} {registries} --by-title --yes", quick=True)
    yield _run(f"enrich {{linked}} {registries} --by-title --yes --json --refresh", quick=True)
    yield _run(
        f"enrich {{review}}/bib {{private}} {registries} --by-title --yes -o {{out}}/found", quick=True
    )
    yield _run("enrich {private} --provider crossref --by-title --yes -o {out}/found", quick=True)
    yield _run("enrich . --provider crossref --by-title", typed="no\n", stands="{linked}", exit=2, quick=True)
    yield _run("enrich {review} --provider openalex --what abstracts,status --limit 3", quick=True)
    yield _run("enrich {review} --provider {key0}", exit=2, quick=True)
    for name in ("marked", "private"):
        for n in range(20):
            yield _run(f"enrich {{{name}{n}}} {registries} --by-title --yes -o {{out}}/found")
            yield _run(f"enrich {{{name}{n}}} --dry-run --by-title --json")


# ---------------------------------------------------------------------------------------- coverage
def uncovered(runs: Iterable[Run], *, everything: bool) -> list[str]:
    """Return by name each command, option, choice, format and ending that no run uses; without `everything` formats may wait."""
    from litreview.cli import main

    runs = list(runs)
    missing: list[str] = []
    for words, command in _commands(main, ()):
        mine = [run.words for run in runs if run.words[: len(words)] == words]
        if not mine:
            missing.append(f"command {' '.join(words)}")
        for option in command.params:
            if isinstance(option, click.Option) and not _used(option, mine):
                missing.append(f"{' '.join(words)} {option.opts[0]}")
            if everything and isinstance(option.type, click.Choice):
                missing += [
                    f"{' '.join(words)} {option.name} {choice}"
                    for choice in option.type.choices
                    if not any(str(choice) in used for used in mine)
                ]
    if everything:
        missing += _formats_missing(runs)
    return missing


def _used(option: click.Option, calls: list[tuple[str, ...]]) -> bool:
    return any(name in words for name in option.opts for words in calls)


def _commands(group: click.Group, before: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*before, name))
        elif command is not None:
            yield (*before, name), command


def _formats_missing(runs: list[Run]) -> list[str]:
    """Return the formats and endings that the code knows and no planted file or run has."""
    from litreview import formats
    from litreview.cli import graph as linking
    from litreview.formats.readers import endings as read_endings, formats_by_name
    from litreview.stages.bibliography import rendering

    readers = {how.reader for how in PLANTED_FORMATS}
    endings = {how.ending for how in PLANTED_FORMATS}
    missing = [f"reader {name}" for name in formats_by_name() if name not in readers]
    missing += [f"file *{name}" for name in sorted(read_endings()) if name not in endings]
    for command, known in (
        ("convert", formats.FORMATS),
        ("references", formats.FORMATS),
        ("dedupe", formats.FORMATS),
        ("tag", formats.FORMATS),
        ("graph", linking.FORMATS),
        ("annotate", rendering.FORMATS),
    ):
        mine = [run.name for run in runs if run.words[0] == command]
        missing += [
            f"{command} to .{name}" for name in known if not any(f".{name} " in f"{each} " for each in mine)
        ]
    return missing
