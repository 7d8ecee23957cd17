"""Counting what was coded in transcripts: interviews and codings of each code, role group and coder, as far as k allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from litreview.brief import brief
from litreview.decisions import coder_name
from litreview.errors import Nearest
from litreview.model import Level, Problem, Where
from litreview.plurals import plural
from litreview.refi import QdaProject, QdaSource
from litreview.register.disclosure import coder_counts, group_counts, withheld
from litreview.results import NOT_STATED, CodingCount, Codings
from litreview.sealed import SEALED

PLACE = Where(file=f"private/{SEALED}")
"""Where all of this stands: a file below private/ may be called after a person."""
_CODE = re.compile(r"(?<![A-Za-z0-9])(?:I\d{1,4}|PR\d{1,4}(?:-\d{1,3})?)(?![A-Za-z0-9])", re.IGNORECASE)
_UNKNOWN = "unknown coder"
_OTHER = ""  # a source that is none of an interview, and known to be none


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewees:
    """The interviews of a review: role group by code, the codes of those who withdrew, and of those `outside` the scope of their consent."""

    role_groups: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    __repr__ = brief

    @property
    def groups(self) -> dict[str, str]:
        """The role group of each as a table has it."""
        return {code: group or NOT_STATED for code, group in self.role_groups.items()}


def count_codings(
    projects: Sequence[QdaProject],
    interviews: Interviewees,
    codebook: Mapping[str, str],
    coders: Collection[str] = (),
    k: int = 5,
) -> tuple[Codings, tuple[Problem, ...]]:
    """Return what may be published of the codings in projects, and the Problems met, which tell no name.

    `codebook` is label by id, in order; `coders` are the people who decide in the review: only these are named, all others are coder-1, coder-2 ….
    A code that the codebook does not have counts for the nearest code around it that it has. Each coding counts once, in however many
    exports it is.
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

    Who is outside the scope of a consent is not counted. Another publication may count them, and the difference tells who they are: so inside and
    outside, those of each group with the code and without must be none, or k, and there is no breakdown.
    """
    groups, outside = interviews.groups, interviews.outside
    of = len(groups) - len(outside)
    parts = {code: f"{group}\t{code in outside}" for code, group in groups.items()}
    apart = bool(outside) and group_counts({one for one, _, _ in codings}, parts, k) is None
    codings = {key: coder for key, coder in codings.items() if key[0] not in outside}
    by: dict[str, set[str]] = {}
    for (interview, _, _), coder in codings.items():
        by.setdefault(interview, set()).add(coder)
    if why := withheld(len(by), of, k) or (f"fewer than {k}" if apart else ""):
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
    """Return the code that a source of a project is called by, or its case; `""` for a request; None if there is none, or several.

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
    """Yield a Problem for sources without a code, one for each code that no source of the review has, and for each who withdrew."""
    coded = {coding.source for coding in project.codings}
    lost = sum(name is None for number, name in enumerate(named) if number in coded)
    if lost:
        told = plural(lost, "source")
        yield private_problem(
            "LR651",
            f"{told} of a coded project {'is' if lost == 1 else 'are'} called by no code of an interview, or by several; not counted",
            "call it by the code, such as I07.txt, or put it into a case that is called so",
        )
    for code in sorted({name for number, name in enumerate(named) if name and number in coded}):
        if code in interviews.withdrawn:
            why = f"a coded project has codings of {code}, who withdrew; not counted"
            yield private_problem(
                "LR653", why, "take that source out of the project", level="error", key=code
            )
        elif code not in interviews.role_groups:
            why = f"a coded project has codings of {code}, and the review has no such interview; not counted"
            yield private_problem(
                "LR653", why, "add it to bib/register.bib, or mend the name of the source", key=code
            )


class _Codebook:
    """The codes of the review by id and by label, whatever the case and the signs between words."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._ids: dict[str, str] = {}
        for name in labels:
            self._ids.setdefault(_folded(name), name)
        for id_, label in labels.items():
            self._ids.setdefault(_folded(label), id_)

    def code(self, project: QdaProject, number: int) -> str:
        """Return the code of the review that a code of a project is, or is nested in; `""` if there is none."""
        for each in project.above(number):
            if found := self._ids.get(_folded(project.codes[each].name)):
                return found
        return ""

    def unknown(self, project: QdaProject, codes: Sequence[str]) -> Iterator[Problem]:
        """Yield a Problem that says how many codes of a project were not found, and which of ours they are like."""
        used = {coding.code for coding in project.codings}
        lost = [
            project.codes[n].name
            for n, code in enumerate(codes)
            if not code and (n in used or (not project.sources and project.codes[n].codable))
        ]
        dead = sum(coding.code < 0 for coding in project.codings)
        if dead:
            yield private_problem(
                "LR652",
                f"{_codings(dead)} of a coded project name no code of it; not counted",
                "export the project again",
            )
        if not lost:
            return
        nearest = Nearest(self._ids)
        near = sorted(
            {self._ids[found] for name in lost for found in nearest.find(_folded(name), most=1, cutoff=0.7)}
        )
        # only what the codebook has is named: the codes of a private project may be words of an interviewee
        listed = ", ".join(f"'{id_}'" for id_ in near)
        hint = f"; of the codebook {listed} {'is' if len(near) == 1 else 'are'} like them" if near else ""
        told = plural(len(lost), "code")
        yield private_problem(
            "LR652",
            f"{told} of a coded project {'is' if len(lost) == 1 else 'are'} not in the codebook; not counted{hint}",
            "call codes by the id or label they have in the codebook, or nest them below one that is",
        )


def _codings(n: int) -> str:
    return plural(n, "coding")


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.replace("_", " ").casefold()))


def _coders(projects: Iterable[QdaProject], known: Collection[str]) -> dict[tuple[int, int], str]:
    """Return what each user of each project is called: as in the decisions of the review, if there, else coder-1, coder-2 …."""
    names = {name.casefold(): name for name in known}
    given: dict[str, str] = {}
    found: dict[tuple[int, int], str] = {}
    for number, project in enumerate(projects):
        for user, name in enumerate(project.users):
            own = coder_name(name).casefold() or f"\0{number}/{user}"
            if own not in given:
                given[own] = names.get(own) or f"coder-{sum(own not in names for own in given) + 1}"
            found[number, user] = given[own]
    return found


def private_problem(
    code: str, message: str, remedy: str, *, level: Level = "warning", key: str = "", where: Where = PLACE
) -> Problem:
    """Return a Problem of what lies below private/; it names no file there."""
    return Problem(where=where, code=code, level=level, message=message, remedy=remedy, key=key)
