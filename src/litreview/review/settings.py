"""litreview.toml: what a review says of itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from litreview.decisions import coder_name
from litreview.errors import SettingsError, near_miss
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.register import SCOPES, Vocabulary
from litreview.results import METHODS, OwnBox, Search, method_of
from litreview.results.diagram import STEPS
from litreview.review.enrich_settings import EnrichSettings, read_enrich
from litreview.sealed import shown_path
from litreview.text import MONTHS
from litreview.wording import short_repr

SETTINGS_FILE = "litreview.toml"

_TEXTS = ("title", "question", "codebook", "style", "preprints", "stamp")
_LISTS = ("sources", "adjudicators", "databases")
_SEARCH = (
    "database",
    "method",
    "platform",
    "date",
    "strategy",
    "strategy_file",
    "limits",
    "hits",
    "file",
    "files",
)
_DATABASES = frozenset({"database", "databases", "register", "registers"})
_KNOWN = (
    *_TEXTS,
    *_LISTS,
    "require_annotations",
    "excel",
    "edition",
    "document",
    "search",
    "screening",
    "coding",
    "confidential",
    "requests",
    "flow",
    "enrich",
    "study",
)
_DOCUMENT = ("title", "author", "institution", "course", "date")
_BOX = ("label", "number", "after")
_SCREENING = ("reasons", "screeners", "stopped")
_PREPRINTS = ("same", "ask", "different")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What litreview.toml says. Paths are as written there, relative to the review.

    - `sources`: files or folders in order; `databases`: files or patterns whose values come first
      where records are merged;
    - `codebook`: `tvpa` or a file; `style`: the citation style; `edition`: of the Bluebook, 21 or 22; `reasons`: why a full text may be excluded;
    - `screeners`: how many must agree on a source; `stopped`: the rule by which screening was ended, if it was;
    - `coders`: how many code each source apart; where they are several, no suggestion of the machine is shown to them;
    - `adjudicators`: whose line settles a dispute, as their files are called; `preprints`: whether preprint and article are one work;
    - `confidential`: what the register may say of interviewees, and how many people must share it;
    - `published`: the commits as which the register was published; None: every commit counts as published;
    - `stewards`: who alone may say that what is withheld is public; none: everybody may;
    - `as_of`: the day as of which the review speaks of records requests; None: nothing is known of silence but what events say;
    - `require_annotations`: whether every source that counts as evidence must have an annotation (`run --check` goes by it);
    - `excel`: whether tables begin with the mark by which Excel knows UTF-8;
    - `boxes`: the authors' own, in the flow diagram;
    - `enrich`: which registries may be asked about the sources: none, unless this names them;
    - `document`: what stands above a bibliography that is handed in: title, author, institution, course, date, where they are said;
    - `retain_until`: the day until which what is confidential may be kept, as the consent or an ethics board says;
    - `stamp`: words that every file written shows, such as "Demonstration: invented works".
    """

    title: str = ""
    question: str = ""
    sources: tuple[str, ...] = ()
    searches: tuple[Search, ...] = ()
    codebook: str = "tvpa"
    style: str = "apa"
    edition: int = 22
    adjudicators: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    screeners: int = 1
    stopped: str = ""
    coders: int = 1
    preprints: str = "ask"
    databases: tuple[str, ...] = ()
    confidential: Vocabulary = field(default_factory=Vocabulary)
    published: tuple[str, ...] | None = None
    stewards: tuple[str, ...] = ()
    as_of: date | None = None
    document: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""
    require_annotations: bool = False
    excel: bool = False
    boxes: tuple[OwnBox, ...] = ()
    enrich: EnrichSettings = field(default_factory=EnrichSettings)
    retain_until: date | None = None

    __repr__ = short_repr

    def shown(self) -> Settings:
        """Return the settings as they may be shown: a file below private/ may be named after a person."""
        return replace(
            self,
            sources=tuple(map(shown_path, self.sources)),
            databases=tuple(map(shown_path, self.databases)),
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


def _judge(name: str) -> str:
    """Return what an adjudicator is called: one whose name can name no file (any more) as it is given."""
    return coder_name(name) or name


def parse_settings(text: str, path: str = SETTINGS_FILE) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings, and a warning (LR600) for each name that means nothing. `SettingsError` if it can't be read."""
    data = _toml(text, path)
    problems = [_unknown(path, text, name, _KNOWN) for name in data if name not in _KNOWN]
    texts: dict[str, Any] = {name: _text(data, name, path, text) for name in _TEXTS if name in data}
    lists: dict[str, Any] = {name: _texts(data, name, path, text) for name in _LISTS if name in data}
    if texts.get("preprints", "ask") not in _PREPRINTS:
        raise SettingsError(
            path,
            f"preprints is '{texts['preprints']}'; one of {', '.join(_PREPRINTS)}"
            + near_miss(texts["preprints"], _PREPRINTS),
            _line(text, "preprints"),
        )
    screening = _screening(data.get("screening", {}), path, text, problems)
    coders = _coders(data.get("coding", {}), path, text, problems)
    vocabulary = _vocabulary(data.get("confidential", {}), path, text, problems)
    searches = data.get("search", [])
    if not isinstance(searches, list) or not all(isinstance(s, dict) for s in searches):
        raise SettingsError(path, "search is a list of tables: write [[search]]", _line(text, "search"))
    problems += [
        _unknown(path, text, name, _SEARCH) for search in searches for name in search if name not in _SEARCH
    ]
    lines = [n for n, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[\s*search\s*\]\]", line)]
    # an array written inline has no lines of its own
    lines = lines if len(lines) == len(searches) else [_line(text, "search")] * len(searches)
    found = tuple(_search(search, path, line) for search, line in zip(searches, lines, strict=True))
    if "adjudicators" in lists:  # "Judge J" is who decides as judge-j
        lists["adjudicators"] = tuple(map(_judge, lists["adjudicators"]))
    settings = Settings(
        **texts,
        edition=_edition(data, path, text),
        document=_document(data.get("document", {}), path, text, problems),
        require_annotations=_flag(data, "require_annotations", path, text),
        excel=_flag(data, "excel", path, text),
        **lists,
        confidential=vocabulary,
        published=_published(data.get("confidential", {}), path, text),
        stewards=_stewards(data.get("confidential", {}), path, text),
        boxes=_boxes(data.get("flow", {}), path, text, problems),
        as_of=_day(data.get("requests", {}), "requests", "as_of", path, text, problems),
        retain_until=_day(data.get("study", {}), "study", "retain_until", path, text, problems),
        coders=coders,
        enrich=_enrich(data.get("enrich", {}), path, text, problems),
        **screening,
        searches=found,
    )
    return settings, tuple(problems)


def _edition(data: Mapping[str, Any], path: str, text: str) -> int:
    """Return the edition of the Bluebook that is followed: the newest, unless the settings name another."""
    said = data.get("edition", 22)
    if said not in (21, 22) or isinstance(said, bool):
        raise SettingsError(path, f"edition is '{said}'; write 21 or 22", _line(text, "edition"))
    return int(said)


def _document(table: object, path: str, text: str, problems: list[Problem]) -> dict[str, str]:
    """Return what [document] says of a bibliography; several authors as one line, a day of TOML in words."""
    if not isinstance(table, dict):
        raise SettingsError(path, "document is a table: write [document]", _line(text, "document"))
    text = _within(text, "document")
    problems += [_unknown(path, text, name, _DOCUMENT) for name in table if name not in _DOCUMENT]
    found = {}
    for name in (name for name in _DOCUMENT if name in table):
        said = table[name]
        if name == "author" and isinstance(said, list):
            named = [one.strip() for one in _texts(table, name, path, text) if one.strip()]
            *others, last = named or [""]
            said = " and ".join(filter(None, (", ".join(others), last)))
        elif name == "date" and type(said) is date:
            said = f"{MONTHS[said.month - 1]} {said.day}, {said.year}"
        found[name] = _text({name: said}, name, path, text)
    return {name: said for name, said in found.items() if said.strip()}


def _screening(screening: object, path: str, text: str, problems: list[Problem]) -> dict[str, Any]:
    """Return what [screening] says: reasons, screeners, stopped."""
    if not isinstance(screening, dict):
        raise SettingsError(path, "screening is a table: write [screening]", _line(text, "screening"))
    text = _within(text, "screening")
    problems += [_unknown(path, text, name, _SCREENING) for name in screening if name not in _SCREENING]
    screeners = screening.get("screeners", 1)
    if screeners not in (1, 2) or isinstance(screeners, bool):
        raise SettingsError(path, f"screeners is '{screeners}'; write 1 or 2", _line(text, "screeners"))
    stopped = _text(screening, "stopped", path, text) if "stopped" in screening else ""
    reasons = _texts(screening, "reasons", path, text) if "reasons" in screening else ()
    return {"screeners": screeners, "stopped": stopped, "reasons": reasons}


def _coders(coding: object, path: str, text: str, problems: list[Problem]) -> int:
    """Return how many people code each source apart from each other."""
    if not isinstance(coding, dict):
        raise SettingsError(path, "coding is a table: write [coding]", _line(text, "coding"))
    text = _within(text, "coding")
    problems += [_unknown(path, text, name, ("coders",)) for name in coding if name != "coders"]
    coders = coding.get("coders", 1)
    if not isinstance(coders, int) or isinstance(coders, bool) or coders < 1:
        raise SettingsError(path, f"coders is '{coders}'; write a number, such as 2", _line(text, "coders"))
    return coders


def _vocabulary(table: object, path: str, text: str, problems: list[Problem]) -> Vocabulary:
    """Return the lists of values that the register may use, and k."""
    if not isinstance(table, dict):
        raise SettingsError(
            path, "confidential is a table: write [confidential]", _line(text, "confidential")
        )
    text = _within(text, "confidential")
    lists = ("role", "role_group", "medium", "region", "publication")
    known = ("k", *lists, "published", "stewards")
    problems += [_unknown(path, text, name, known) for name in table if name not in known]
    k = table.get("k", 5)
    if not isinstance(k, int) or isinstance(k, bool) or k < 2:
        raise SettingsError(path, f"k is '{k}'; write a number from 2 on, such as 5", _line(text, "k"))
    said = {name: _texts(table, name, path, text) for name in (*lists, "published") if name in table}
    scopes = tuple(dict.fromkeys((*SCOPES, *said.get("publication", ()), *said.pop("published", ()))))
    return Vocabulary(k=k, scopes=scopes, **said)


def _stewards(table: Mapping[str, Any], path: str, text: str) -> tuple[str, ...]:
    """Return who alone may say that what is withheld is public; nobody is named: everybody may."""
    if "stewards" not in table:
        return ()
    return tuple(map(_judge, _texts(table, "stewards", path, _within(text, "confidential"))))


def _published(table: Mapping[str, Any], path: str, text: str) -> tuple[str, ...] | None:
    """Return the commits as which the register was published, None where the settings leave that open."""
    return _texts(table, "published", path, _within(text, "confidential")) if "published" in table else None


def _day(
    settings: object, table: str, name: str, path: str, text: str, problems: list[Problem]
) -> date | None:
    """Return the day that a table of one setting names, None where it names none."""
    if not isinstance(settings, dict):
        raise SettingsError(path, f"{table} is a table: write [{table}]", _line(text, table))
    text = _within(text, table)
    problems += [_unknown(path, text, other, (name,)) for other in settings if other != name]
    said = settings.get(name)
    if said is None or type(said) is date:  # TOML has days of its own
        return said
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError) as error:
        why = f"{name} is '{said}'; write a day, such as \"2021-03-01\""
        raise SettingsError(path, why, _line(text, name)) from error


def _enrich(table: object, path: str, text: str, problems: list[Problem]) -> EnrichSettings:
    """Return which registries may be asked, and where they are."""
    try:
        found, unknown = read_enrich(table)
    except ValueError as error:
        why, name = error.args
        raise SettingsError(path, why, _line(text, name)) from error
    problems += [_unknown(path, text, name, known) for name, known in unknown]
    return found


def _boxes(flow: object, path: str, text: str, problems: list[Problem]) -> tuple[OwnBox, ...]:
    """Return the boxes that the authors put into the flow diagram, each beside a step."""
    boxes = flow.get("box", []) if isinstance(flow, dict) else None
    if (
        not isinstance(flow, dict)
        or not isinstance(boxes, list)
        or not all(isinstance(b, dict) for b in boxes)
    ):
        raise SettingsError(
            path, "a box of the flow diagram is a table: write [[flow.box]]", _line(text, "flow")
        )
    problems += [_unknown(path, text, name, ("box",)) for name in flow if name != "box"]
    problems += [_unknown(path, text, name, _BOX) for box in boxes for name in box if name not in _BOX]
    found = []
    for box in boxes:
        label, number, after = box.get("label"), box.get("number"), box.get("after", "included")
        if not isinstance(label, str) or not label.strip():
            raise SettingsError(
                path, 'a [[flow.box]] says no label; write label = "…"', _line(text, "flow.box")
            )
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 0):
            raise SettingsError(path, f"number is '{number}'; write a number", _line(text, "number"))
        if after not in STEPS:
            why = f"after is '{after}'; one of {', '.join(STEPS)}{near_miss(str(after), STEPS)}"
            raise SettingsError(path, why, _line(text, "after"))
        found.append(OwnBox(label=label, number=number, after=after))
    return tuple(found)


def _toml(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        why = re.sub(r" \(at line[^)]*\)$", "", str(error))
        # where no line is given, what is missing is missing at the end
        at = int(line[1]) if line else text.count("\n") + 1
        raise SettingsError(path, f"is not TOML: {why}; mend that line", at) from error


def _search(search: Mapping[str, Any], path: str, line: int) -> Search:
    named = str(search.get("database") or search.get("method") or "")
    if not named:
        raise SettingsError(path, "a [[search]] does not say its database", line)
    method = str(search.get("method", "")) or method_of(named)
    method = "" if method.casefold() in _DATABASES else method
    if method and not method_of(method):
        why = f"method is '{method}'; one of {', '.join(METHODS)}{near_miss(method, METHODS)}; a database or register needs none"
        raise SettingsError(path, why, line)
    hits = search.get("hits")
    if hits is not None and (isinstance(hits, bool) or not isinstance(hits, int) or hits < 0):
        raise SettingsError(path, f"hits is '{hits}'; write a number", line)
    files = search.get("files", [])
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise SettingsError(path, 'files of a [[search]] is not a list; write files = ["…", "…"]', line)
    words = {name: str(search.get(name, "")) for name in _SEARCH if name not in ("hits", "files")}
    words |= {"database": named, "method": method_of(method)}
    return Search(**words, files=tuple(files), hits=hits, line=line)


def _line(text: str, name: str) -> int:
    """Return the line on which a name is set, 0 if it isn't found."""
    return next(
        (
            n
            for n, line in enumerate(text.split("\n"), 1)
            if re.match(rf"[ \t\[\"']*{re.escape(name)}(?![\w-])", line)
        ),
        0,
    )


def _within(text: str, table: str) -> str:
    r"""Return the text with empty lines for all that is not below the heading of a table: a name may be in others, too.

    >>> _within('title = "A"\n[document]\ntitle = 5\n[coding]\ncoders = 2', "document")
    '\n\ntitle = 5\n\n'
    """
    within, found = False, []
    for line in text.split("\n"):
        heading = re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line)
        within = heading[1] == table if heading else within
        found.append(line if within and not heading else "")
    return "\n".join(found) if any(found) else text


def _text(data: Mapping[str, Any], name: str, path: str, text: str) -> str:
    if not isinstance(data[name], str):
        raise SettingsError(path, f'{name} is not a text; write {name} = "…"', _line(text, name))
    return str(data[name])


def _flag(data: Mapping[str, Any], name: str, path: str, text: str) -> bool:
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise SettingsError(path, f"{name} is '{value}'; write true or false", _line(text, name))
    return value


def _texts(data: Mapping[str, Any], name: str, path: str, text: str) -> tuple[str, ...]:
    value = data[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(
            path, f'{name} is not a list of texts; write {name} = ["…", "…"]', _line(text, name)
        )
    return tuple(value)


def _unknown(path: str, text: str, name: str, known: tuple[str, ...]) -> Problem:
    return problem(
        "LR600",
        Where(file=path, line=_line(text, name)),
        name=name,
        near=near_miss(name, known),
        known=", ".join(known),
    )
