"""Reads the register, and makes an empty one to fill in (`litreview init --interviews 42 --requests 16`).

Each code has fields of a closed list, with values that litreview.toml lists; all else is refused. A refused value is never quoted,
since it may be a name that somebody typed where a role belongs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from litreview.core.confidential.codes import is_code
from litreview.core.errors import near_miss
from litreview.core.model import Problem, Record, Source, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed
from litreview.core.wording import Value
from litreview.formats import read_text

REGISTER_FILE = "bib/register.bib"
CONSENTS = ("quote", "paraphrase", "group only")
"""Levels of consent: the interviewee's words may be quoted; may be paraphrased; the interview is only counted with its group."""
SCOPES = ("report", "library", "dataset", "teaching", "none")
"""The uses to which a consent may be limited, after a colon: `quote: report, teaching`. `none` allows no publication."""
_REFUSED = "group only: none"
"""The consent assumed where the written one is invalid."""

_LISTED = ("role", "role_group", "medium", "region")
_SUBTYPES = {"I": ("interview", "focus group"), "PR": ("records request", "responsive document")}
_PLAIN = r"[^@{}\\<>\n]{1,200}"
_EVENT = (
    r"\d{4}-\d\d-\d\d (?:sent|received|acknowledged|extended|fee asked|fee paid|partial answer|documents|appeal|suit|withdrawn|closed"
    r"|(?:appeal )?determination: ?(?:full|granted|partial|denied|no records|glomar|referred))"
)
_REQUEST = {
    "agency": _PLAIN,
    "level": "federal|state|county|city|tribal|other",
    "jurisdiction": r"US-federal|US-state:[A-Z]{2}|US-local(?::[A-Z]{2})?|tribal|non-US:[A-Z]{2,3}|cross-national",
    "law": r"[a-z][a-z0-9-]{1,30}",
    "tracking": r"[A-Za-z0-9 ./#;:,_-]{1,120}",
    "events": rf"{_EVENT}(?:\s*;\s*{_EVENT})*;?",
    "outcome": r"[a-z -]{2,20}",
    "fee": r"\$?\d+(?:\.\d\d)?",
    "exemption": r"[A-Za-z0-9 .,;:()§/-]{1,200}",
    "pages": r"\d{1,7}",
    "released": "true|false",
}
"""The public facts of a request, each with the pattern of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVocabulary(Value):
    """The allowed values about interviewees, how many people must share them, and the uses: `[confidential]` of litreview.toml.

    `scopes` are the uses to which a consent may be limited, `publication` the uses of the present publication.
    """

    k: int = 5
    role: tuple[str, ...] = ()
    role_group: tuple[str, ...] = ()
    medium: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    scopes: tuple[str, ...] = SCOPES
    publication: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry(Value):
    """An interview or request in the register. `fields` are valid but may identify a person, so they are sealed."""

    code: str
    fields: Sealed[Mapping[str, str]]
    consent: str = ""
    withdrawn: bool = False
    line: int = 0

    @property
    def is_interview(self) -> bool:
        """Whether this is a person, and not a request or a document."""
        return self.code.startswith("I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Value):
    """The register of a review: its entries by code, including people who withdrew, and the Problems."""

    entries: Mapping[str, RegisterEntry] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def people(self) -> dict[str, Mapping[str, str]]:
        """The valid fields of each interviewee, with the consent. They are no longer sealed: the caller must protect them."""
        return {
            e.code: {**e.fields.reveal(), "consent": e.consent}
            for e in self.not_withdrawn()
            if e.is_interview
        }

    @property
    def withdrawn(self) -> frozenset[str]:
        """The codes of people who withdrew."""
        return frozenset(e.code for e in self.entries.values() if e.withdrawn)

    def not_withdrawn(self) -> tuple[RegisterEntry, ...]:
        """Return the entries without those of people who withdrew."""
        return tuple(e for e in self.entries.values() if not e.withdrawn)


def in_scope(consent: str, publication: Collection[str]) -> bool:
    """Return whether a consent covers all uses of a publication; a limited one does not cover a publication without uses.

    >>> [in_scope("quote: report, teaching", use) for use in (["report"], ["report", "dataset"], [])], in_scope("quote", [])
    ([True, False, False], True)
    """
    _, limited, named = consent.partition(": ")
    return not limited or (bool(publication) and {*publication} <= {*named.split(", ")} - {"none"})


def consent_in(consent: str, publication: Collection[str]) -> str:
    """Return the level of consent in a publication; outside of its scope the lowest level, `group only`."""
    return consent.partition(":")[0] if in_scope(consent, publication) else "group only"


def read_register(text: str | bytes, vocabulary: RegisterVocabulary, path: str = REGISTER_FILE) -> Register:
    """Return the entries of a register, with a Problem for each invalid entry and each refused field or value.

    >>> words = RegisterVocabulary(role=("prosecutor",))
    >>> found = read_register("@misc{I07, role = {prosecutor}, author = {Made Up}, date = {2020}}", words)
    >>> dict(found.entries["I07"].fields.reveal()), [p.code for p in found.problems]
    ({'role': 'prosecutor', 'date': '2020'}, ['LR630'])
    """
    entries: dict[str, RegisterEntry] = {}
    numbers: dict[str, str] = {}
    problems: list[Problem] = []
    for record in read_text(text, path, include_confidential=True).records:
        where = Where(file=path, line=record.where.line)
        if not is_code(record.key):
            problems.append(problem("LR631", where))
        elif record.key in entries:
            problems.append(problem("LR632.code", where, key=record.key))
        else:
            if twin := numbers.get(_number(record.key), ""):
                problems.append(problem("LR632.number", where, key=record.key, twin=twin))
            numbers[_number(record.key)] = record.key
            entries[record.key] = _entry(record, vocabulary, where, problems)
    return Register(entries=entries, problems=tuple(problems))


def written_fields(text: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield code, field and value of everything in a register about interviewees, including refused values, since a reader of the file sees them.

    >>> [*written_fields(b"@misc{I07, role = {prosecutor}, year = {2020-03}}")]
    [('I07', 'role', 'prosecutor'), ('I07', 'date', '2020-03')]
    """
    for record in read_text(text, REGISTER_FILE, include_confidential=True).records:
        yield from (
            (record.key, _SYNONYMS.get(_plain(name), name), value)
            for name, value in (*record.fields.items(), *record.repeated)
            if name not in ("confidential", "withdrawn", "entrysubtype", "consent")
        )


def _number(code: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", code)


def _entry(
    record: Record, vocabulary: RegisterVocabulary, where: Where, problems: list[Problem]
) -> RegisterEntry:
    valid: dict[str, str] = {}
    written = [*record.fields.items(), *record.repeated]
    withdrawn = {value.strip().lower() for name, value in written if name == "withdrawn"} - {"", "false"}
    if withdrawn:
        if withdrawn != {"true"}:
            problems.append(problem("LR630.withdrawn", where, key=record.key))
        return RegisterEntry(code=record.key, fields=Sealed({}), withdrawn=True, line=where.line)
    for name, value in written:
        if name in ("confidential", "withdrawn"):
            continue
        if name in valid:
            problems.append(problem("LR632.field", where, key=record.key, field=name))
        elif fault := _refused(record.key, name, value.strip(), vocabulary, where):
            problems.append(fault)
            if name == "consent":
                valid[name] = _REFUSED
        elif name == "consent":
            level, _, uses = value.partition(":")
            scopes = ", ".join(sorted({word.strip() for word in uses.split(",") if uses}))
            valid[name] = f"{level.strip()}: {scopes}" if scopes else level.strip()
        else:
            valid[name] = " ".join(value.split())
    consent = valid.pop("consent", "")
    if valid.get("released") != "true":  # a title may name victims
        valid.pop("title", None)
    valid.pop("entrysubtype", "")
    return RegisterEntry(code=record.key, fields=Sealed(valid), consent=consent, line=where.line)


def _refused(
    code: str, name: str, value: str, vocabulary: RegisterVocabulary, where: Where
) -> Problem | None:
    """Return the Problem of a refused field, None for a valid one. The value is not quoted."""
    kind = "PR" if code.startswith("PR") else "I"
    if name == "consent" and kind == "I":
        return _refused_consent(code, value, vocabulary.scopes, where)
    closed: dict[str, tuple[str, ...]] = {"entrysubtype": _SUBTYPES[kind]}
    patterns = dict(_REQUEST) if kind == "PR" else {"date": r"(?:19|20)\d\d"}
    if kind == "I":
        closed |= {each: getattr(vocabulary, each) for each in _LISTED}
    elif "-" in code:
        patterns |= {"title": ".*", "date": r"(?:19|20)\d\d(?:-\d\d){0,2}"}
    if name in closed:
        if value in closed[name]:
            return None
        place = "" if name == "entrysubtype" else " under [confidential] in litreview.toml"
        listed = ", ".join(closed[name]) or f'nothing yet: write {name} = ["…"]{place}'
        near = near_miss(value, closed[name])
        return problem("LR630.list", where, key=code, field=name, place=place, near=near, listed=listed)
    if name in patterns:
        if re.fullmatch(patterns[name], value, re.IGNORECASE if name == "events" else 0):
            return None
        what = (
            "a year and no day" if name == "date" and kind == "I" else "one of the forms in docs/register.md"
        )
        return problem("LR630.form", where, key=code, field=name, what=what)
    return _refused_name(code, name, [*closed, *patterns, *(["consent"] if kind == "I" else [])], where)


def _refused_name(code: str, name: str, known: Sequence[str], where: Where) -> Problem:
    # a field may be named after a person, too, so only the suggested name is printed
    suggestion = next(
        (one for one in sorted(known) if one in (_plain(name), _SYNONYMS.get(_plain(name)))), ""
    )
    near = f"; did you mean '{suggestion}'?" if suggestion else ""
    return problem("LR630.field", where, key=code, near=near, known=", ".join(sorted(known)))


def _refused_consent(code: str, value: str, scopes: tuple[str, ...], where: Where) -> Problem | None:
    level, limited, uses = value.partition(":")
    for word, listed in ((level, CONSENTS), *((word, scopes) for word in uses.split(",") if limited)):
        if word.strip() not in listed:
            near = near_miss(word.strip(), listed)
            return problem(
                "LR630.consent",
                where,
                key=code,
                near=near,
                consents=", ".join(CONSENTS),
                scopes=", ".join(scopes),
            )
    return None


_SYNONYMS = {
    "year": "date",
    "rolegroup": "role_group",
    "group": "role_group",
    "trackingnumber": "tracking",
    "event": "events",
}
"""Common other names of fields -> the register's names."""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def check_consent(
    cited: Iterable[tuple[Where, str]], sources: Iterable[Source], withdrawn: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield a warning (LR635) for each place with the code of an interview whose consent is `group only`, or which was withdrawn.

    `cited` are places and the keys or codes cited there; `withdrawn` are the withdrawn codes.
    """
    unnamed = {source.key for source in sources if source.unnamed}
    for where, key in dict.fromkeys(cited):
        if key in unnamed:
            yield problem("LR635.group", where, key=key)
        elif key in withdrawn:  # the message omits the code, which may appear nowhere
            yield problem("LR635.withdrawn", where)


_HEAD = """% What may be shown of each interview and request, by code. This file is in git: no name, no day of an interview, no path, no quotation.
% What is left empty is not shown. docs/register.md tells what becomes of what is filled in.
"""
_INTERVIEWS = """%
% Interviews: role_group, role, medium and region are words that [confidential] in litreview.toml lists; date is a year and no day;
% consent is quote, paraphrase or group only; behind a colon stands what it is limited to, as in quote: report. Of all this only what k people share is published (5, if litreview.toml says nothing else).
% The codes are drawn at random, so that none tells who was interviewed when. Take the next one, and sort the entries by code before others read them.
"""
_REQUESTS = """%
% Requests: agency is its name; level is federal, state, county, city, tribal or other; jurisdiction is US-federal, US-state:CA, US-local;
% law is foia, cpra, foil and the like; events are what happened, with the day: 2020-01-15 sent; 2020-02-10 determination: partial
"""
_INTERVIEW_FIELDS = ("role_group", "role", "date", "medium", "region", "consent")
_REQUEST_FIELDS = ("agency", "level", "jurisdiction", "law", "tracking", "events")

LISTS = """
# What bib/register.bib may say of interviewees: take away the # and write your own words. A word that is not listed is refused and sealed.
# k: how many people must share whatever is published.
[confidential]
k = 5
# role_group = ["law enforcement", "prosecution", "defense", "services", "health", "community organizations", "research"]
# role = ["detective", "prosecutor", "public defender", "case manager", "nurse", "organizer", "researcher"]
# medium = ["in person", "phone", "video"]
# region = ["Northeast", "Midwest", "South", "West"]
# published: the commits or tags of the register that were handed out, the oldest first; [] before the first. Without it, every commit counts.
# published = []
# publication: what the outputs are for, where somebody's consent is limited: report, library, dataset, teaching, or a name of your own
# publication = ["report"]
"""
"""The part of litreview.toml that the register needs, with its lists as comments."""


def codes(letters: str, number: int) -> tuple[str, ...]:
    """Return codes numbered from 1, all as wide as the last.

    >>> codes("PR", 2), codes("I", 100)[0], codes("I", 100)[-1]
    (('PR01', 'PR02'), 'I001', 'I100')
    """
    width = max(2, len(str(number)))
    return tuple(f"{letters}{n:0{width}d}" for n in range(1, number + 1))


def draw_codes(number: int, chance: random.Random) -> tuple[str, ...]:
    """Return random interview codes of equal width, in the order drawn: neither code nor order reveals who came when.

    >>> draw_codes(3, random.Random(1)), len(set(draw_codes(9999, random.Random(1))))
    (('I138', 'I583', 'I868'), 9999)
    """
    width = 3 if number < 300 else 4  # most numbers stay free, so that codes do not reveal how many there are
    return tuple(f"I{n:0{width}d}" for n in chance.sample(range(1, 10**width), number))


def empty_register(interviews: Sequence[str], requests: int = 0) -> str:
    """Return a register of these interviews and this number of requests, with empty fields. It is read without a Problem."""
    entries = [
        *(_empty_entry(code, "interview", _INTERVIEW_FIELDS) for code in interviews),
        *(_empty_entry(code, "records request", _REQUEST_FIELDS) for code in codes("PR", requests)),
    ]
    head = (_HEAD, _INTERVIEWS if interviews else "", _REQUESTS if requests else "")
    return "".join((*head, *entries))


def _empty_entry(code: str, subtype: str, names: tuple[str, ...]) -> str:
    lines = "".join(f"  {name} = {{}},\n" for name in names)
    return f"\n@misc{{{code},\n  entrysubtype = {{{subtype}}},\n{lines}}}\n"
