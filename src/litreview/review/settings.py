"""Settings of a review (litreview.toml): parsing, checks and defaults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from litreview.core.errors import SettingsError, near_miss
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.results.screening_flow import METHODS, STEPS, Amendment, OwnBox, Search, method_of
from litreview.core.results.texts import QuoteLimits
from litreview.core.sealed import shown_path
from litreview.core.text import MONTHS
from litreview.core.text.dates import impossible
from litreview.core.wording import Value
from litreview.judgements.decisions import coder_name
from litreview.stages.register import SCOPES, RegisterVocabulary

SETTINGS_FILE = "litreview.toml"
FORMAT = 1
"""The format of the files of a review; none written is 1. What changes what a file means gets the next number, and a step in `MIGRATIONS`."""

_TEXTS = ("title", "question", "codebook", "style", "preprints", "stamp")
_LISTS = ("sources", "adjudicators", "databases")
_SEARCH = (
    "database", "method", "platform", "date", "strategy", "strategy_file", "limits", "filters", "reused",
    "updates", "peer_review", "hits", "file", "files", "known",
)  # fmt: skip
_DATABASES = frozenset({"database", "databases", "register", "registers"})
_KNOWN = (
    "format", *_TEXTS, *_LISTS, "require_annotations", "excel", "edition", "document", "search", "screening",
    "coding", "amendment", "confidential", "requests", "flow", "enrich", "study", "reporting", "texts", "duplicates",
)  # fmt: skip
_REPORTING = (
    "abstract", "rationale", "effect_measures", "missing_results", "reporting_bias", "discussion", "registration", "protocol",
    "funding", "interests", "availability", "together", "independence",
)  # fmt: skip
"""What only the authors know of items in PRISMA 2020 and PRISMA-S, in their words."""
_DOCUMENT = ("title", "author", "institution", "course", "date")
_BOX = ("label", "number", "after")
_VOCABULARY = ("role", "role_group", "medium", "region", "publication")
_AMENDMENT = ("date", "change", "reason")
_SCREENING = ("reasons", "reasons_in_order", "criteria", "screeners", "stopped")
_PREPRINTS = ("same", "ask", "different")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichSettings:
    """The table `[enrich]`: `providers`, the registries that may be queried, and `urls`, addresses of mirrors by registry."""

    providers: tuple[str, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Value):
    """The values of litreview.toml. Paths are as written there, relative to the review.

    - `sources`: files or folders in order. `databases`: files or patterns whose values are preferred in a merge.
    - `codebook`: `tvpa` or a file. `style`: the citation style. `edition`: of the Bluebook, 21 or 22.
    - `reasons`: allowed reasons for excluding a full text. `reasons_in_order`: where people differ on the reason, the first of these counts.
    - `criteria`: what includes or excludes a source, shown to everybody who screens.
    - `screeners`: number of people who must agree on a source. `stopped`: the rule by which screening ended, if any.
    - `class_limit`: share of a class of pairs that a decision on all of them may get wrong. 0: each pair is a question of its own.
    - `coders`: number of independent coders of each source. Several coders see no suggestions of the machine.
    - `adjudicators`: people who settle disputes, by the names of their files. `preprints`: whether preprint and article are one work.
    - `confidential`: publishable details of interviewees, and how many people must share each.
    - `published`: commits by which the register was published. None: every commit counts as published.
    - `stewards`: people who alone may declare withheld entries public. Empty: everybody may.
    - `as_of`: reference date for records requests. None: silence is known from events only.
    - `require_annotations`: whether `run --check` requires an annotation of every source that counts as evidence.
    - `excel`: whether tables begin with a byte order mark, by which Excel recognises UTF-8.
    - `amendments`: changes of the protocol, in order of their days.
    - `boxes`: additional boxes of the flow diagram. `previous_studies`, `previous_reports`: those of the version that this review updates.
    - `updated`: the day from which searches belong to the update, where the earlier version is in this review. `previous_stopped`: the rule by which
      its screening ended.
    - `enrich`: registries that may be queried about the sources; none by default.
    - `reporting`: what checklists ask and nothing else records: registration, protocol, funding and the like, in the authors' words.
    - `document`: title, author, institution, course and date above a bibliography.
    - `retain_until`: last day on which confidential material may be kept, by consent or an ethics board.
    - `text_folders`: folders with full texts beside `texts/`. `quote_limits`: how much of a work may be quoted.
    - `stamp`: words shown in every output, such as "Demonstration: invented works".
    """

    title: str = ""
    question: str = ""
    sources: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    codebook: str = "tvpa"
    style: str = "apa"
    edition: int = 22
    adjudicators: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    reasons_in_order: bool = False
    criteria: tuple[str, ...] = ()
    screeners: int = 1
    stopped: str = ""
    coders: int = 1
    class_limit: float = 0.02
    preprints: str = "ask"
    databases: tuple[str, ...] = ()
    confidential: RegisterVocabulary = field(default_factory=RegisterVocabulary)
    published: tuple[str, ...] | None = None
    stewards: tuple[str, ...] = ()
    as_of: date | None = None
    document: Mapping[str, str] = field(default_factory=dict)
    reporting: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""
    require_annotations: bool = False
    excel: bool = False
    boxes: tuple[OwnBox, ...] = ()
    previous_studies: int | None = None
    previous_reports: int | None = None
    updated: date | None = None
    previous_stopped: str = ""
    enrich: EnrichSettings = field(default_factory=EnrichSettings)
    retain_until: date | None = None
    text_folders: tuple[str, ...] = ()
    quote_limits: QuoteLimits = QuoteLimits()  # noqa: RUF009 - is immutable

    @property
    def ranked_reasons(self) -> tuple[str, ...]:
        """The reasons by which the first counts where people exclude a full text for different ones; none if people settle that."""
        return self.reasons if self.reasons_in_order else ()

    def shown(self) -> Settings:
        """Return the settings without names of files below private/, which may be those of people."""
        return replace(
            self,
            sources=tuple(map(shown_path, self.sources)),
            databases=tuple(map(shown_path, self.databases)),
            text_folders=tuple(map(shown_path, self.text_folders)),
            searches=tuple(
                replace(
                    one,
                    file=shown_path(one.file),
                    files=tuple(map(shown_path, one.files)),
                    strategy_file=shown_path(one.strategy_file),
                )
                for one in self.searches
            ),
        )


def parse_settings(text: str, path: str = SETTINGS_FILE) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings, and a warning (LR600) for each unknown name. `SettingsError` for invalid TOML or values."""
    top = _SettingsTable(_toml(text, path), path, text, [])
    if top.number("format", FORMAT, such_as=f" up to {FORMAT}") > FORMAT:
        why = f"was written by a later version of litreview, in format {top.values['format']}; this version reads formats up to {FORMAT}: update it"
        raise top.error(why, "format")
    top.check_names(top.values, _KNOWN)
    texts: dict[str, Any] = {name: top.string(name) for name in _TEXTS if name in top.values}
    lists: dict[str, Any] = {name: top.strings(name) for name in _LISTS if name in top.values}
    preprints = texts.get("preprints", "ask")
    if preprints not in _PREPRINTS:
        why = f"preprints is '{preprints}'; one of {', '.join(_PREPRINTS)}{near_miss(preprints, _PREPRINTS)}"
        raise top.error(why, "preprints")
    if "adjudicators" in lists:  # "Judge J" is who decides as judge-j
        lists["adjudicators"] = tuple(map(_judge, lists["adjudicators"]))
    screening = top.below("screening", _SCREENING)
    coding = top.below("coding", ("coders",))
    confidential = top.below("confidential", ("k", *_VOCABULARY, "published", "stewards"))
    version = _previous(top)
    full_texts = top.below("texts", ("folders", "quote_words", "work_words", "work_percent"))
    settings = Settings(
        **texts,
        **lists,
        screeners=screening.one_of("screeners", 1, 2),
        stopped=screening.string("stopped"),
        reasons=screening.strings("reasons"),
        reasons_in_order=screening.flag("reasons_in_order"),
        criteria=screening.strings("criteria"),
        coders=coding.number("coders", 1, such_as=", such as 2"),
        class_limit=top.below("duplicates", ("class_limit",)).share("class_limit", 0.02),
        confidential=_vocabulary(confidential),
        searches=_searches(top, version.get("updated")),
        amendments=_amendments(top),
        edition=top.one_of("edition", 22, 21),
        document=_document(top.below("document", _DOCUMENT)),
        reporting=_texts_of(top.below("reporting", _REPORTING), _REPORTING),
        require_annotations=top.flag("require_annotations"),
        excel=top.flag("excel"),
        published=confidential.strings("published") if "published" in confidential.values else None,
        stewards=tuple(map(_judge, confidential.strings("stewards"))),
        boxes=_boxes(top),
        **version,
        as_of=top.below("requests", ("as_of",)).day("as_of"),
        retain_until=top.below("study", ("retain_until",)).day("retain_until"),
        enrich=_enrich(top),
        text_folders=full_texts.strings("folders"),
        quote_limits=_quote_limits(full_texts),
    )
    return settings, tuple(top.problems)


def _quote_limits(table: _SettingsTable) -> QuoteLimits:
    usual = QuoteLimits()
    return QuoteLimits(
        words=table.number("quote_words", usual.words, such_as=", such as 60"),
        of_work=table.number("work_words", usual.of_work, such_as=", such as 300"),
        percent=table.number("work_percent", usual.percent, least=0, such_as=", such as 5"),
    )


def _judge(name: str) -> str:
    """Return the file name of an adjudicator, or the name as given if it cannot be a file name."""
    return coder_name(name) or name


@dataclass(frozen=True, slots=True)
class _SettingsTable:
    """A table of litreview.toml: typed access to values, with `SettingsError` at the line of a bad one; unknown names become Problems."""

    values: Mapping[str, Any]
    path: str
    text: str
    """The text of the file where lines of its names are looked up."""
    problems: list[Problem]

    def line(self, name: str) -> int:
        """Return the line that sets a name, 0 if not found."""
        start = re.compile(rf"[ \t\[\"']*{re.escape(name)}(?![\w-])")
        return next((n for n, line in enumerate(self.text.split("\n"), 1) if start.match(line)), 0)

    def error(self, why: str, name: str) -> SettingsError:
        """Return a `SettingsError` for the value of a name."""
        return SettingsError(self.path, why, self.line(name))

    def check_names(self, names: Iterable[str], known: tuple[str, ...]) -> None:
        """Add a Problem (LR600) for each unknown name."""
        for name in (name for name in names if name not in known):
            where = Where(file=self.path, line=self.line(name))
            near = near_miss(name, known)
            self.problems.append(problem("LR600", where, name=name, near=near, known=", ".join(known)))

    def below(self, name: str, known: tuple[str, ...], *, anywhere: bool = False) -> _SettingsTable:
        """Return a subtable; lines of its names are looked up below its heading, or `anywhere` in the file."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.error(f"{name} is a table: write [{name}]", name)
        table = _SettingsTable(
            value, self.path, self.text if anywhere else _within(self.text, name), self.problems
        )
        table.check_names(value, known)
        return table

    def value(self, name: str, otherwise: Any, fits: Callable[[Any], bool], hint: str) -> Any:
        """Return a value, `otherwise` by default; the error of one that does not fit ends in the hint, with the value for `{}`."""
        value = self.values.get(name, otherwise)
        if not fits(value):
            raise self.error(f"{name} is {hint.format(value)}", name)
        return value

    def string(self, name: str) -> str:
        """Return a text, `""` by default."""
        return str(
            self.value(name, "", lambda value: isinstance(value, str), f'not a text; write {name} = "…"')
        )

    def strings(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty by default."""
        hint = f'not a list of texts; write {name} = ["…", "…"]'
        return tuple(self.value(name, [], lambda value: _is_list(value, str), hint))

    def flag(self, name: str) -> bool:
        """Return whether a name is set to true."""
        return bool(
            self.value(
                name,
                otherwise=False,
                fits=lambda value: isinstance(value, bool),
                hint="'{}'; write true or false",
            )
        )

    def one_of(self, name: str, otherwise: int, other: int) -> int:
        """Return one of two numbers, the first by default."""
        low, high = sorted((otherwise, other))
        hint = f"'{{}}'; write {low} or {high}"
        return int(
            self.value(name, otherwise, lambda value: type(value) is int and value in (low, high), hint)
        )

    def number(self, name: str, otherwise: int, *, least: int = 1, such_as: str) -> int:
        """Return a whole number of at least `least`."""
        hint = f"'{{}}'; write a number{such_as}"
        return int(self.value(name, otherwise, lambda value: _is_number(value, least), hint))

    def share(self, name: str, otherwise: float) -> float:
        """Return a share below one."""
        hint = "'{}'; write a share from 0 on, such as 0.02"
        return float(
            self.value(name, otherwise, lambda value: type(value) in (int, float) and 0 <= value < 1, hint)
        )

    def day(self, name: str) -> date | None:
        """Return a date, None by default."""
        value = self.values.get(name)
        if value is None or type(value) is date:  # TOML has days of its own
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.error(f"{name} is '{value}'; write a day, such as \"2021-03-01\"", name) from error


def _is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _is_number(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _vocabulary(table: _SettingsTable) -> RegisterVocabulary:
    """Return the values that the register may use, and k."""
    k = table.number("k", 5, least=2, such_as=" from 2 on, such as 5")
    lists = {name: table.strings(name) for name in _VOCABULARY if name in table.values}
    scopes = (*SCOPES, *lists.get("publication", ()), *table.strings("published"))
    return RegisterVocabulary(k=k, scopes=tuple(dict.fromkeys(scopes)), **lists)


def _document(table: _SettingsTable) -> dict[str, str]:
    """Return the table [document]; several authors become one line, a TOML date becomes words."""
    values = dict(table.values)
    if isinstance(values.get("author"), list):
        *others, last = [one.strip() for one in table.strings("author") if one.strip()] or [""]
        values["author"] = " and ".join(filter(None, (", ".join(others), last)))
    if type(day := values.get("date")) is date:
        values["date"] = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
    return _texts_of(replace(table, values=values), _DOCUMENT)


def _texts_of(table: _SettingsTable, names: Iterable[str]) -> dict[str, str]:
    """Return the texts of a table that are not empty, by name."""
    return {name: text for name in names if (text := table.string(name)).strip()}


def _searches(top: _SettingsTable, updated: date | None) -> tuple[Search, ...]:
    searches = top.values.get("search", [])
    if not _is_list(searches, dict):
        raise top.error("search is a list of tables: write [[search]]", "search")
    top.check_names((name for search in searches for name in search), _SEARCH)
    lines = _heading_lines(top, "search", len(searches))
    found = (_search(search, top.path, line) for search, line in zip(searches, lines, strict=True))
    return tuple(
        replace(one, previous=_searched_on(one, top.path) < updated) if updated else one for one in found
    )


def _heading_lines(top: _SettingsTable, name: str, count: int) -> list[int]:
    """Return the line of each table `[[name]]`; an array written inline has no lines of its own."""
    heading = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
    lines = [n for n, line in enumerate(top.text.split("\n"), 1) if heading.match(line)]
    return lines if len(lines) == count else [top.line(name)] * count


def _searched_on(search: Search, path: str) -> date:
    """Return the day of a search of an updated review, by which it is one of the previous version or of the update."""
    try:
        return date.fromisoformat(search.date.strip())
    except ValueError as error:
        why = f'[flow] updated needs the day of each search; write that of {search.database}, such as date = "2026-01-31"'
        raise SettingsError(path, why, search.line) from error


def _search(search: Mapping[str, Any], path: str, line: int) -> Search:
    database = str(search.get("database") or search.get("method") or "")
    if not database:
        raise SettingsError(path, "a [[search]] does not say its database", line)
    method = str(search.get("method", "")) or method_of(database)
    method = "" if method.casefold() in _DATABASES else method
    if method and not method_of(method):
        why = f"method is '{method}'; one of {', '.join(METHODS)}{near_miss(method, METHODS)}; a database or register needs none"
        raise SettingsError(path, why, line)
    hits = search.get("hits")
    lists = {name: search.get(name, []) for name in ("files", "known")}
    if hits is not None and not _is_number(hits):
        raise SettingsError(path, f"hits is '{hits}'; write a number", line)
    for name, values in lists.items():
        if not _is_list(values, str):
            raise SettingsError(
                path, f'{name} of a [[search]] is not a list; write {name} = ["…", "…"]', line
            )
    texts: dict[str, Any] = {
        name: str(search.get(name, "")) for name in _SEARCH if name not in ("hits", *lists)
    }
    texts |= {
        "database": database,
        "method": method_of(method),
        **{name: tuple(v) for name, v in lists.items()},
    }
    register = str(search.get("method", "")).casefold() in ("register", "registers")
    return Search(**texts, register=register, hits=hits, line=line)


_PREVIOUS = ("previous_studies", "previous_reports")
_VERSION = (*_PREVIOUS, "updated", "previous_stopped")


def _previous(top: _SettingsTable) -> dict[str, Any]:
    """Return what [flow] says of the version that this review updates: its numbers, or the day from which searches are new."""
    flow = top.values.get("flow", {})
    if not isinstance(flow, dict):
        return {}
    table = _SettingsTable(flow, top.path, _within(top.text, "flow"), top.problems)
    noted = {name: flow[name] for name in _PREVIOUS if name in flow}
    for name, value in noted.items():
        if not _is_number(value):
            raise table.error(f"{name} is '{value}'; write a number", name)
    updated, stopped = table.day("updated"), table.string("previous_stopped")
    if updated and noted:
        name = next(iter(noted))
        raise table.error(f"{name} is counted where updated says which searches are new; leave one out", name)
    if stopped and not updated:
        raise table.error("previous_stopped needs updated, the day of the update", "previous_stopped")
    return {**noted, "updated": updated, "previous_stopped": stopped}


def _boxes(top: _SettingsTable) -> tuple[OwnBox, ...]:
    """Return the additional boxes of the flow diagram, each next to a step."""
    flow = top.values.get("flow", {})
    boxes: Any = flow.get("box", []) if isinstance(flow, dict) else None
    if not _is_list(boxes, dict):
        raise top.error("a box of the flow diagram is a table: write [[flow.box]]", "flow")
    top.check_names(flow, ("box", *_VERSION))
    top.check_names((name for box in boxes for name in box), _BOX)
    read_boxes = []
    for box in boxes:
        label, number, after = box.get("label"), box.get("number"), box.get("after", "included")
        if not isinstance(label, str) or not label.strip():
            raise top.error('a [[flow.box]] says no label; write label = "…"', "flow.box")
        if number is not None and not _is_number(number):
            raise top.error(f"number is '{number}'; write a number", "number")
        if after not in STEPS:
            why = f"after is '{after}'; one of {', '.join(STEPS)}{near_miss(str(after), STEPS)}"
            raise top.error(why, "after")
        read_boxes.append(OwnBox(label=label, number=number, after=after))
    return tuple(read_boxes)


def _amendments(top: _SettingsTable) -> tuple[Amendment, ...]:
    """Return the changes of the protocol, in order of their days."""
    changes = top.values.get("amendment", [])
    if not _is_list(changes, dict):
        raise top.error("a change of the protocol is a table: write [[amendment]]", "amendment")
    top.check_names((name for change in changes for name in change), _AMENDMENT)
    found = []
    for change, line in zip(changes, _heading_lines(top, "amendment", len(changes)), strict=True):
        texts = {name: str(change.get(name, "")).strip() for name in _AMENDMENT}
        if impossible(texts["date"]) or not re.fullmatch(r"\d{4}-\d\d-\d\d", texts["date"]):
            raise top.error('an [[amendment]] needs its day; write date = "2026-05-01"', "amendment")
        if not texts["change"]:
            raise top.error('an [[amendment]] does not say what changed; write change = "…"', "amendment")
        found.append(Amendment(**texts, line=line))
    return tuple(sorted(found, key=lambda one: one.date))


def _enrich(top: _SettingsTable) -> EnrichSettings:
    """Return the registries that may be queried, and their addresses."""
    if "enrich" not in top.values:
        return EnrichSettings()
    from litreview.providers import provider_names

    known = provider_names()
    table = top.below("enrich", ("providers", *known), anywhere=True)
    urls: dict[str, str] = {}
    for name in known:
        own = table.values.get(name, {})
        if not isinstance(own, dict):
            raise top.error(f"enrich.{name} is a table: write [enrich.{name}]", name)
        top.check_names(own, ("url",))
        if "url" in own:
            if not isinstance(own["url"], str) or not _is_address(own["url"]):
                why = f'url of [enrich.{name}] is no address; write one such as "https://example.org", without a name or key in it'
                raise top.error(why, f"enrich.{name}")
            urls[name] = own["url"].rstrip("/")
    providers = table.values.get("providers", [])
    if not _is_list(providers, str):
        why = 'providers of [enrich] is not a list of texts; write providers = ["openalex"]'
        raise top.error(why, "providers")
    for name in providers:
        if name not in known:
            why = f"no registry '{name}'; one of {', '.join(known)}{near_miss(name.lower(), known)}"
            raise top.error(why, "providers")
    return EnrichSettings(providers=tuple(dict.fromkeys(providers)), urls=urls)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port or 1
    except ValueError:
        return False
    own = parts.query or parts.fragment or "@" in parts.netloc
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port > 0
        and not own
        and value.isprintable()
    )


_NUL = re.compile(r"\\u0000|\\U00000000")


def _toml(text: str, path: str) -> dict[str, Any]:
    if nul := _NUL.search(text):
        at = text.count("\n", 0, nul.start()) + 1
        raise SettingsError(
            path, "has the character U+0000, which no file name and no text has; remove it", at
        )
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        why = re.sub(r" \(at line[^)]*\)$", "", str(error))
        # an error without a line is at the end of the file
        at = int(line[1]) if line else text.count("\n") + 1
        raise SettingsError(path, f"is not TOML: {why}; mend that line", at) from error


def _within(text: str, table: str) -> str:
    r"""Return the text with every line outside a table blanked, since other tables may use the same name.

    >>> _within('title = "A"\n[document]\ntitle = 5\n[coding]\ncoders = 2', "document")
    '\n\ntitle = 5\n\n'
    """
    within, lines = False, []
    for line in text.split("\n"):
        heading = re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line)
        within = heading[1] == table if heading else within
        lines.append(line if within and not heading else "")
    return "\n".join(lines) if any(lines) else text
