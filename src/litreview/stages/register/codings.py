"""Counts interview codings by code, role group and coder as far as k allows; checks transcript lengths; reads printable quotes.

A count is published only if no addition or subtraction of counts gives a number below k. No word of a transcript is stored. A quote
is printed only if both its row in `private/quotes.tsv` and the register allow it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from litreview.core.confidential.codes import is_code
from litreview.core.containers import first_by_key, grouped, grouped_sets
from litreview.core.errors import Nearest, near_miss
from litreview.core.libraries import re
from litreview.core.model import Decision, Problem, Where
from litreview.core.problems import problem
from litreview.core.results.assessment import NOT_STATED, CodingCount, Codings, Quote
from litreview.core.sealed import SEALED
from litreview.core.text.spans import read_passage
from litreview.core.wording import Value, plural
from litreview.judgements.decisions import coder_name
from litreview.stages.register.register_file import CONSENTS

if TYPE_CHECKING:
    from litreview.judgements.refi import QdaProject, QdaSource


def all_large(parts: Iterable[int], k: int) -> bool:
    """Return whether each part is 0 or at least k.

    >>> all_large([0, 5, 12], 5), all_large([4, 12], 5)
    (True, False)
    """
    return all(part == 0 or part >= k for part in parts)


def suppression_reason(count: int, of: int, k: int) -> str:
    """Return why a number of people out of `of` may not be published, `""` if it may.

    If nearly all are counted, the others are few, too.

    >>> suppression_reason(12, 42, 5), suppression_reason(3, 42, 5), suppression_reason(40, 42, 5)
    ('', 'fewer than 5', 'all but fewer than 5')
    """
    if all_large([count, of - count], k):
        return ""
    return f"fewer than {k}" if count < k else f"all but fewer than {k}"


def group_counts(having: Collection[str], groups: Mapping[str, str], k: int) -> Mapping[str, int] | None:
    """Return how many of each group are in `having`; None where that may not be published. `groups` has all people.

    The size of each group is known from the register, so the number of others in it must be 0 or at least k, too.

    >>> people = {f"I{n:02}": "services" if n < 6 else "police" for n in range(12)}
    >>> group_counts([f"I{n:02}" for n in range(6)], people, 5)
    {'police': 0, 'services': 6}
    >>> group_counts([f"I{n:02}" for n in range(7)], people, 5) is None
    True
    """
    size = Counter(groups.values())
    have = Counter(groups[person] for person in having)
    if not all_large([n for group in size for n in (have[group], size[group] - have[group])], k):
        return None
    return {group: have[group] for group in sorted(size)}


def coder_counts(by: Mapping[str, Collection[str]], of: int, k: int) -> Mapping[str, int] | None:
    """Return how many people each coder gave a code to; None where that may not be published.

    `by` are the coders of each person who has the code, `of` is the number of all people. Two coders may have coded one person: their
    numbers and the total reveal how many only one of them coded, so each set of coders is checked.

    >>> coder_counts({f"I{n}": ["ann"] for n in range(6)}, 42, 5)
    {'ann': 6}
    >>> coder_counts({f"I{n}": ["ann", "ben"] if n else ["ann"] for n in range(6)}, 42, 5) is None
    True
    """
    together = Counter(frozenset(coders) for coders in by.values())
    if not all_large([*together.values(), of - len(by)], k):
        return None
    return dict(sorted(Counter(coder for coders in by.values() for coder in set(coders)).items()))


PLACE = Where(file=f"private/{SEALED}")
"""The place of all these Problems: a file below private/ may be named after a person."""
_CODE = re.compile(r"(?<![A-Za-z0-9])(?:I\d{1,4}|PR\d{1,4}(?:-\d{1,3})?)(?![A-Za-z0-9])", re.IGNORECASE)
_UNKNOWN = "unknown coder"
_OTHER = ""  # a source that is known not to be an interview


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewees(Value):
    """The interviews of a review: role group by code, the codes of those who withdrew, and of those `outside` the scope of their consent."""

    role_groups: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    @property
    def groups(self) -> dict[str, str]:
        """The role group of each interviewee, as tables print it."""
        return {code: group or NOT_STATED for code, group in self.role_groups.items()}


def count_codings(
    projects: Sequence[QdaProject],
    interviews: Interviewees,
    codebook: Mapping[str, str],
    coders: Collection[str] = (),
    k: int = 5,
) -> tuple[Codings, tuple[Problem, ...]]:
    """Return the publishable counts of the codings in projects, and the Problems, which contain no name.

    `codebook` is label by id, in order; `coders` are the people who decide in the review: others are printed as coder-1, coder-2 ….
    A code that the codebook lacks counts for the nearest enclosing code that it has. A coding in several exports counts once.
    """
    problems: list[Problem] = []
    places = _Codebook(codebook)
    people = _coders(projects, coders)
    met: dict[str, dict[tuple[str, str, int], str]] = {}  # code -> coding -> interview and coder
    for number, project in enumerate(projects):
        named = [interview_of(source, interviews) for source in project.sources]
        codes = [places.code(project, code) for code in range(len(project.codes))]
        problems += _of_sources(project, named, interviews)
        problems += places.unknown(project, codes)
        for n, coding in enumerate(project.codings):
            code, interview = codes[coding.code] if coding.code >= 0 else "", named[coding.source]
            if code and interview is not None and interview in interviews.role_groups:
                key = (interview, coding.id, -1) if coding.id else (interview, str(number), n)
                by = people.get((number, coding.user), _UNKNOWN)
                met.setdefault(code, {})[key] = by
    counts = [row for code in codebook if code in met for row in _rows(code, met[code], interviews, k)]
    counted = len(interviews.role_groups) - len(interviews.outside)
    found = Codings(counts=tuple(counts), interviews=counted, k=k)
    return found, tuple(problems)


def _rows(
    code: str, codings: Mapping[tuple[str, str, int], str], interviews: Interviewees, k: int
) -> Iterator[CodingCount]:
    """Yield the rows of one code: the total, then by role group and by coder where that may be published.

    People outside the scope of their consent are not counted. Another publication may count them, and the difference would reveal
    them. So in each group, inside and outside, the numbers with and without the code must be 0 or at least k. There is no breakdown then.
    """
    groups, outside = interviews.groups, interviews.outside
    of = len(groups) - len(outside)
    parts = {code: f"{group}\t{code in outside}" for code, group in groups.items()}
    apart = bool(outside) and group_counts({one for one, _, _ in codings}, parts, k) is None
    codings = {key: coder for key, coder in codings.items() if key[0] not in outside}
    by = grouped_sets((interview, coder) for (interview, _, _), coder in codings.items())
    if why := suppression_reason(len(by), of, k) or (f"fewer than {k}" if apart else ""):
        yield CodingCount(code=code, withheld=why)
        return
    yield CodingCount(code=code, interviews=len(by), codings=len(codings))
    if outside:
        return
    of_group = Counter(groups[interview] for interview, _, _ in codings)
    for group, n in (group_counts(by, groups, k) or {}).items():
        yield CodingCount(code=code, role_group=group, interviews=n, codings=of_group[group])
    of_coder = Counter(codings.values())
    for coder, n in (coder_counts(by, of, k) or {}).items():
        yield CodingCount(code=code, coder=coder, interviews=n, codings=of_coder[coder])


def interview_of(source: QdaSource, interviews: Interviewees) -> str | None:
    """Return the interview code in the names of a project's source, or of its cases; `""` for a request; None for no code or several.

    >>> from litreview.judgements.refi import QdaSource
    >>> people = Interviewees(role_groups={"I07": "police"})
    >>> interview_of(QdaSource(names=("Talk i07 (final).docx",)), people), interview_of(QdaSource(names=("XI07",)), people)
    ('I07', None)
    """
    for names in (source.names, source.cases):
        codes = {found.upper() for name in names for found in _CODE.findall(name)}
        known = codes & (interviews.role_groups.keys() | interviews.withdrawn)
        if len(known or codes) == 1:
            code = next(iter(known or codes))
            return _OTHER if code.startswith("PR") else code
        if codes:
            return None
    return None


def _of_sources(
    project: QdaProject, named: Sequence[str | None], interviews: Interviewees
) -> Iterator[Problem]:
    """Yield a Problem for sources without a code, for each code that the review lacks, and for each interviewee who withdrew."""
    coded = {coding.source for coding in project.codings}
    lost = sum(name is None for number, name in enumerate(named) if number in coded)
    if lost:
        yield problem(
            "LR651.project", PLACE, sources=plural(lost, "source"), are="is" if lost == 1 else "are"
        )
    for code in sorted({name for number, name in enumerate(named) if name and number in coded}):
        if code in interviews.withdrawn:
            yield problem("LR653.withdrew", PLACE, key=code)
        elif code not in interviews.role_groups:
            yield problem("LR653.codings", PLACE, key=code)


class _Codebook:
    """Index of the review's codes by id and by label, ignoring case and punctuation."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        names = [(id_, id_) for id_ in labels] + [(label, id_) for id_, label in labels.items()]
        self._ids = first_by_key((_folded(name), id_) for name, id_ in names)

    def code(self, project: QdaProject, number: int) -> str:
        """Return the review's code that equals a project's code, or the nearest code above it; `""` if no such code exists."""
        for each in project.above(number):
            if found := self._ids.get(_folded(project.codes[each].name)):
                return found
        return ""

    def unknown(self, project: QdaProject, codes: Sequence[str]) -> Iterator[Problem]:
        """Yield Problems with the number of unknown codes of a project, and the codes of the review that are like them."""
        used = {coding.code for coding in project.codings}
        lost = [
            project.codes[n].name
            for n, code in enumerate(codes)
            if not code and (n in used or (not project.sources and project.codes[n].codable))
        ]
        dead = sum(coding.code < 0 for coding in project.codings)
        if dead:
            yield problem("LR652.codings", PLACE, codings=plural(dead, "coding"))
        if not lost:
            return
        nearest = Nearest(self._ids)
        near = sorted(
            {self._ids[found] for name in lost for found in nearest.find(_folded(name), most=1, cutoff=0.7)}
        )
        # only what the codebook has is named: the codes of a private project may be words of an interviewee
        listed = ", ".join(f"'{id_}'" for id_ in near)
        hint = f"; of the codebook {listed} {'is' if len(near) == 1 else 'are'} like them" if near else ""
        yield problem(
            "LR652.codes",
            PLACE,
            codes=plural(len(lost), "code"),
            are="is" if len(lost) == 1 else "are",
            hint=hint,
        )


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.replace("_", " ").casefold()))


def _coders(projects: Iterable[QdaProject], known: Collection[str]) -> dict[tuple[int, int], str]:
    """Return the printed name of each user of each project: as in the review's decisions, else coder-1, coder-2 …."""
    names = {name.casefold(): name for name in known}
    names_by_user: dict[str, str] = {}
    found: dict[tuple[int, int], str] = {}
    for number, project in enumerate(projects):
        for user, name in enumerate(project.users):
            own = coder_name(name).casefold() or f"\0{number}/{user}"
            if own not in names_by_user:
                names_by_user[own] = (
                    names.get(own) or f"coder-{sum(own not in names for own in names_by_user) + 1}"
                )
            found[number, user] = names_by_user[own]
    return found


_BLANK = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The numbers of paragraphs and lines of a transcript. Empty lines separate paragraphs, and count as lines.

    In a transcript without empty lines each line is a paragraph, as each turn of a talk is.
    """

    paragraphs: int
    lines: int


def measure(text: str) -> Length:
    r"""Return the length of a transcript.

    >>> measure("Asked.\n\nAnswered\nat length.\n")
    Length(paragraphs=2, lines=4)
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    blocks = [block for block in _BLANK.split(plain) if block.strip()]
    paragraphs = len(blocks) if len(blocks) > 1 else len(plain.split("\n")) * bool(blocks)
    return Length(paragraphs=paragraphs, lines=plain.count("\n") + 1 if plain else 0)


def check_passages(decisions: Iterable[Decision], lengths: Mapping[str, Length]) -> Iterator[Problem]:
    """Yield a Problem (LR654) for each decision on a passage that the transcript of its interview does not have."""
    for decision in decisions:
        passage = read_passage(decision.where) if isinstance(decision.where, str) else None
        length = lengths.get(decision.key)
        if passage is None or length is None or passage.unit == "page":
            continue
        most = length.paragraphs if passage.unit == "paragraph" else length.lines
        if passage.last > most:
            yield problem(
                "LR654",
                decision.place,
                key=decision.key,
                where=decision.where,
                unit=passage.unit,
            )


def check_transcripts(codes: Iterable[str], interviews: Interviewees) -> Iterator[Problem]:
    """Yield a Problem (LR653) for each transcript whose code the review lacks."""
    for code in (code for code in codes if code.startswith("I")):
        # LR660 reports transcripts of people who withdrew
        if code not in interviews.role_groups and code not in interviews.withdrawn:
            yield problem("LR653.transcript", PLACE, key=code)


QUOTES_FILE = "private/quotes.tsv"
COLUMNS = ("code", "span", "consent", "quote")
_LONGEST = 2000
"""Most characters of a quote: a longer text is a part of a transcript that got into the table."""
_QUOTE = CONSENTS[0]


def read_quotes(
    text: str, consent: Mapping[str, str], interviews: Interviewees
) -> tuple[tuple[Quote, ...], tuple[Problem, ...]]:
    """Return the printable quotes, in the order of the table, and a Problem for each refused row, which repeats no word of it.

    `consent` is the register's consent of each interviewee, by code. A quote is returned only where both this and the row are `quote`.
    Rows with `paraphrase` or `group only` are for authors, and are skipped.
    """
    quotes: list[Quote] = []
    problems: list[Problem] = []
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if not any(cells) or line.startswith("#"):
            continue
        if {"code", "quote"}.issubset(cells):
            columns = cells
            continue
        where = Where(file=QUOTES_FILE, line=number)
        row = dict(zip(columns, cells, strict=False))
        if row.get("code") in interviews.withdrawn:
            continue  # LR660 reports it
        fault = _fault(cells, columns, row, where) or _refused(row, consent, interviews, where)
        if fault is None and row["consent"] == _QUOTE:
            span = row.get("span", "") if read_passage(row.get("span", "")) else ""
            quotes.append(Quote(code=row["code"], words=row["quote"], span=span))
        elif fault is not None:
            problems.append(fault)
    return tuple(quotes), tuple(problems)


def _fault(
    cells: Sequence[str], columns: Sequence[str], row: Mapping[str, str], where: Where
) -> Problem | None:
    """Return the Problem of a malformed row, None for a well-formed one."""
    needs = ", ".join(COLUMNS)
    if len(cells) > len(columns) or not all(row.get(name) for name in ("code", "consent", "quote")):
        return problem(
            "LR655.cells", where, cells=plural(len(cells), "cell"), columns=len(columns), needs=needs
        )
    if not is_code(row["code"]):
        return problem("LR655.code", where, needs=needs)
    if row["consent"] not in CONSENTS:
        near = near_miss(row["consent"], CONSENTS)
        return problem("LR655.consent", where, near=near, consents=", ".join(CONSENTS))
    if len(row["quote"]) > _LONGEST:
        return problem("LR655.long", where, longest=_LONGEST)
    return None


def _refused(
    row: Mapping[str, str], consent: Mapping[str, str], interviews: Interviewees, where: Where
) -> Problem | None:
    """Return the Problem of a row that may not be printed, None if it may be or is not meant for print."""
    code = row["code"]
    if code not in interviews.role_groups:
        return problem("LR653.quote", where, code=code)
    if row["consent"] == _QUOTE and consent.get(code) != _QUOTE:
        return problem("LR656", where, code=code, consent=consent.get(code) or "nothing")
    return None


def by_code(quotes: Sequence[Quote]) -> Mapping[str, tuple[Quote, ...]]:
    """Return the quotes of each interviewee."""
    return {code: tuple(own) for code, own in grouped((quote.code, quote) for quote in quotes).items()}
