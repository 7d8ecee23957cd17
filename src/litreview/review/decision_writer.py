"""Drafts, validates, appends and clears the decisions of one person in a review folder."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

from litreview import stages
from litreview.core.confidential.codes import is_code
from litreview.core.containers import grouped
from litreview.core.errors import DecisionSyntaxError, Nearest, OutputError, UsageError, near_miss
from litreview.core.model import Decision, Record, RecordId, Source, Where
from litreview.core.sealed import SEALED, opened, shown as shown_text
from litreview.judgements import decisions as decisions_
from litreview.review.folder import open_folder
from litreview.review.questions.shared import record_named
from litreview.review.session import Review
from litreview.review.settings import SETTINGS_FILE
from litreview.review.store import forget

_LAST = "9999-12-31T23:59:59Z"


def open_decision_writer(folder: Path | str, by: str) -> DecisionWriter:
    """Return the writer of a person's decisions in a review folder. `UsageError` if DIR is no review."""
    if not (Path(folder) / SETTINGS_FILE).is_file():
        here = "this folder" if Path(folder) == Path() else str(folder)
        raise UsageError(f"{here} is no review (it has no {SETTINGS_FILE}); name one with -C DIR")
    return DecisionWriter(open_folder(folder, all_decisions=True), by)


class DecisionWriter:
    """Writes the decisions of one person: drafts them, appends them, and clears them again.

    `UsageError` if the review is not a folder or `by` is no name (see `checked_name`). The only state is the time of the last line written:
    a `clear` must be later than its line, and two keys can be pressed in one second. Times start a second after the latest
    line of that person, so that a clock that was wrong last week does not void a decision of today.
    """

    def __init__(self, review: Review, by: str) -> None:
        if review.folder is None:
            raise UsageError(
                "these PATHS are no review folder, and decisions need one to be kept in: `litreview init my-review`, put the exports "
                f"into my-review/bib; decisions then go to my-review/decisions/{decisions_.coder_name(by) or 'NAME'}.tsv",
            )
        self.review = review
        self.folder: Path = review.folder
        self.by: str = decisions_.checked_name(by)
        # the spelling of the person's file, whatever the case of the name given
        stems = sorted(path.stem for path in (self.folder / "decisions").glob("*.tsv"))
        self.by = decisions_.spelled(self.by, [*(d.by for d in review.decided), *stems])
        mine = max((d.when for d in review.decided if d.by == self.by), default="")
        self.future_time: str = mine if mine and decisions_.in_future(mine) else ""
        """The time of this person's latest line if it lies in the future, else `""`."""
        self._last_time = self._second_after(mine) if mine else ""

    @property
    def path(self) -> Path:
        """The file that decisions are appended to."""
        return self.folder / "decisions" / f"{self.by}.tsv"

    @property
    def warning(self) -> str:
        """Warnings on git's conflict marks and on a latest line dated in the future; `""` without any."""
        return "\n".join(filter(None, (self._conflict_warning, self._future_warning)))

    @cached_property
    def _conflict_warning(self) -> str:
        places = decisions_.find_conflicts(self.folder)
        if not places:
            return ""
        listed = ", ".join(map(str, places))
        return (
            f"warning: git could not unite two versions, and left its marks in the decisions: {listed}. The lines of both count; keep them, "
            "and take out the marks."
        )

    @property
    def _future_warning(self) -> str:
        if not self.future_time:
            return ""
        return (
            f"warning: a line of {self.by} is dated {self.future_time}, in the future (a wrong clock?); this one is dated after it, "
            "so that it counts. Mend that date."
        )

    def knows(self, name: str) -> bool:
        """Return whether a name means a source."""
        return bool(decisions_.resolve(name, self.review.index))

    def source(self, name: str) -> Source:
        """Return the source that a key or record id means; `UsageError` names the nearest keys."""
        name = self.review.shield.redact_text(name)
        keys = decisions_.resolve(name, self.review.index)
        if not keys:
            if re.fullmatch(r"confidential-\d+", name):
                raise UsageError(
                    f"'{name}' was a number of one run, and may be another source's by now; out/tables/sources.csv of `litreview run` has the codes "
                    "that last"
                )
            near = self._nearest.find(name)
            raise UsageError(
                f"no source has the key '{name}'" + (f"; nearest: {', '.join(near)}" if near else "")
            )
        return self._source_by_key[keys[0]]

    def _record(self, name: str) -> RecordId:
        """Return the record that a pair's decision names: the one with this id, else the first with this key."""
        return RecordId(name) if self._is_registry_record(name) else record_named(self.source(name), name).id

    def _is_registry_record(self, name: str) -> bool:
        """Return whether a name is the id of a registry's record. `UsageError` if such a record does not exist."""
        if not name.startswith(decisions_.ENRICHED):
            return False
        ids = [record.id for record in self.review.enriched]
        if name not in ids:
            raise UsageError(f"no registry's record is called '{name}'{near_miss(name, ids)}")
        return True

    def _check_people(self, *sources: Source) -> None:
        """Raise `UsageError` where the confidential records of two sources have different codes, thus are two people or requests."""
        records = [record for source in sources for record in source.records]
        codes = list(dict.fromkeys(one.key for one in records if one.confidential and is_code(one.key)))
        if len(codes) > 1:
            first, second = codes[:2]
            raise UsageError(
                f"'{first}' and '{second}' are codes of two people or requests, which would be counted as one from then on. If it is one, keep one code: "
                f"take {second} out of bib/register.bib, and write {first} in private/, notes and decisions where {second} stands"
            )

    def _check_registry(self, key: str, other: str) -> None:
        """Raise `UsageError` where a registry's record meets another one or a confidential source."""
        registry = [self._is_registry_record(name) for name in (key, other)]
        if all(registry):
            raise UsageError(
                f"'{key}' and '{other}' are both records of registries; say of each which source it is of"
            )
        if any(registry) and self.source(other if registry[0] else key).confidential:
            raise UsageError("that source is confidential: nothing that a registry says is attached to it")
        if not any(registry):
            self.source(other)

    def _stored_name(self, name: str) -> str:
        """Return the name of a source in stored decisions: its key, or the code of a confidential source.

        The key of a confidential source could be a person's name; its code (`confidential-kpwtzb`) stays the same in every run.
        """
        return self.review.record_names[self._record(name)] if self.source(name).confidential else name

    def draft(
        self, verb: str, key: str, value: str = "", *, reason: str = "", where: str = "", shown: str = ""
    ) -> Decision:
        """Return a validated decision, ready to be written. `UsageError` for an unknown verb, key, code or reason.

        `shown`: whether the person saw a suggestion of the machine (`yes`, `no`), `""` if unknown.
        """
        if verb in decisions_.ANSWERS:
            from litreview.review.questions.withheld import draft_answers

            return draft_answers(self, verb, key)[0]
        key, value = self.review.shield.replace_keys(key), self.review.shield.replace_keys(value)
        try:
            plain = self._decision(verb, key, value, reason=reason, where=where)
            decision = decisions_.validate(dataclasses.replace(plain, shown=shown))
        except DecisionSyntaxError as error:  # it is in no file yet: say only what is wrong
            raise UsageError(error.why) from error
        if verb == "clear" and not self.knows(key) and (lost_lines := self._lost_lines_under(key)):
            self._check_clear(decision)  # a line that finds no work can still be cleared
            return dataclasses.replace(decision, what=lost_lines[-1].what)
        if self._is_registry_record(key) and verb not in (*decisions_.PAIR_VERBS, "clear"):
            raise UsageError(f"'{key}' is a record of a registry; say it of the source that it is of")
        source = None if self._is_registry_record(key) else self.source(key)
        if verb in decisions_.PAIR_VERBS and not decisions_.names_object(decision):
            other = decisions_.split_related(value)[1] if verb == "related" else value
            self._check_registry(key, other)
            if self._record(key) == self._record(other):
                raise UsageError(
                    f"'{key}' and '{other}' are two names of one record; '{verb}' is said of two"
                )
            # on pairs a decision names records: a key that may mean another one is written as FILE:KEY
            first, second = self._record(key), self._record(other)
            if verb == "same" and not (self._is_registry_record(key) or self._is_registry_record(other)):
                self._check_people(self.source(key), self.source(other))
            return dataclasses.replace(
                decision,
                key=self.review.record_names[first],
                value=f"{value.removesuffix(other)}{self.review.record_names[second]}",
                what=decisions_.join_descriptions(
                    *(decisions_.describe(self._records[record]) for record in (first, second))
                ),
            )
        self._check_code(verb, value)
        if source is not None:
            decision = self._checked_setting(decision, source)
        self._check_reason(decision)
        self._check_clear(decision)
        # `clear` describes the record that it names, any other decision the whole source
        if source is None:
            return dataclasses.replace(decision, what=decisions_.describe(self._records[RecordId(key)]))
        # the work as received, so that it is found again whatever people correct
        work = self._records[self._record(key)] if verb == "clear" else self._received[source.key]
        return dataclasses.replace(decision, key=self._stored_name(key), what=decisions_.describe(work))

    def history(self, draft: Decision) -> tuple[Literal["new", "stands", "changed"], Decision | None]:
        """Return whether a draft is new, already stands, or was changed by this person since, with the current decision."""
        about = self._on_current_works([draft])[0]
        mine = self._lines_by_slot.get(decisions_.slot(about), [])
        current = self._current_by_slot.get(decisions_.slot(about))
        if current is not None and _same_opinion(current, about):
            return "stands", current
        return ("changed", current) if any(_same_opinion(d, about) for d in mine) else ("new", current)

    def last_answer(self, draft: Decision) -> Decision | None:
        """Return this person's last line on the question of a draft, None without one; a line that was taken back has no verb."""
        slot = decisions_.slot(self._on_current_works([draft])[0])
        if slot in self._current_by_slot:
            return self._current_by_slot[slot]
        lines = self._lines_by_slot.get(slot)
        return dataclasses.replace(lines[-1], verb="", place=lines[-1].place) if lines else None

    def lines_cleared_by(self, clear: Decision) -> tuple[Decision, ...]:
        """Return the person's lines that a `clear` voids, as written and in their order."""
        lines = [*self._own_lines, dataclasses.replace(clear, when=_LAST)]
        cleared: set[int] = set()
        # of pairs a decision names records, of all else a source; what finds no work is taken back by the name it has
        for placed in (self.review.places.on_records(lines), self._on_current_works(lines), lines):
            kept_ids = {id(d) for d in decisions_.current(placed)}
            counting_ids = {id(d) for d in decisions_.current(placed[:-1])}
            cleared |= {
                n
                for n, (line, written) in enumerate(zip(placed, self._own_lines, strict=False))
                if id(line) in counting_ids - kept_ids
                and (placed is not lines or written.place in self._unresolved)
            }
        return tuple(self._own_lines[n] for n in sorted(cleared))

    def lost_lines(self, was: str, verb: str, key: str, value: str) -> tuple[Decision, ...]:
        """Return the equal lines under an old name that finds no work any more. `UsageError` if none exist."""
        other = value.rsplit(" ", maxsplit=1)[-1]
        lines = [
            d
            for d in decisions_.current(self._lost_lines_under(was))
            if d.verb == verb and (verb in decisions_.PAIR_VERBS or d.value == value)
        ]
        if verb in decisions_.PAIR_VERBS:
            ends = {key, other}
            lines = [d for d in lines if ends & {d.key, decisions_.other_of(d)}] or lines
        if not lines:
            decision = f"{verb} {value}".rstrip()
            raise UsageError(
                f"--was: {self.by} has not said '{decision}' of that, or the line finds its work, or it was taken back"
            )
        return tuple(lines)

    def _lost_lines_under(self, name: str) -> list[Decision]:
        """Return the person's unresolved lines under a name, and the `clear` lines for them."""
        if name == SEALED:  # a sealed name is no name
            return []
        return [
            d
            for d in self._own_lines
            if name in (d.key, decisions_.other_of(d) if d.verb in decisions_.PAIR_VERBS else d.key)
            and (d.verb == "clear" or d.place in self._unresolved)
        ]

    def write(self, drafts: Sequence[Decision]) -> Path:
        """Append decisions, in one write, and return their file."""
        self.review.keep_codes()
        stamped = [dataclasses.replace(draft, when=self._timestamp(draft)) for draft in drafts]
        path = decisions_.append(self.folder, *stamped)
        if any(draft.verb == "confidential" for draft in drafts):
            forget(self.folder)
        return path

    def take_back(self, drafts: Sequence[Decision], *, reason: str = "", where: str = "") -> Path:
        """Append a `clear` for each decision; the old lines stay in the file and no longer count."""
        answers = [d for d in drafts if d.verb in decisions_.ANSWERS]
        self._last_time = self._second_after(
            max(self._last_time, decisions_.utc_now(), *(d.when for d in answers))
        )
        clears = [
            dataclasses.replace(
                self._decision(
                    "clear",
                    d.key,
                    d.verb if d in answers else f"{d.verb} {d.value}".strip(),
                    reason=reason,
                    where=where,
                ),
                what=d.what,
            )
            for d in drafts
        ]
        self.review.keep_codes()
        path = decisions_.append(self.folder, *clears)
        if answers:
            forget(self.folder)
        self._last_time = self._second_after(self._last_time)
        return path

    def _decision(
        self, verb: str, key: str, value: str = "", *, reason: str = "", where: str = ""
    ) -> Decision:
        return Decision(
            when=self._timestamp(),
            by=self.by,
            verb=verb,
            key=key,
            value=value,
            where=where,
            reason=reason,
            place=Where(file=f"decisions/{self.by}.tsv"),
        )

    def _timestamp(self, draft: Decision | None = None) -> str:
        # an answer counts above those before it, whoever gave them
        after = draft.when if draft and draft.verb in decisions_.ANSWERS else ""
        self._last_time = max(self._last_time, decisions_.utc_now(), after)
        return self._last_time

    def _second_after(self, when: str) -> str:
        try:
            return decisions_.second_after(when)
        except OverflowError as error:
            why = f"has a line dated {when}, after which nothing can be said; mend its date"
            raise OutputError(f"decisions/{self.by}.tsv", why) from error

    def _on_current_works(self, lines: Sequence[Decision]) -> tuple[Decision, ...]:
        """Return lines with the names of today: the records of a pair, since merged ones share a key, else the key of the source.

        A line that finds no work stays as written.
        """
        rebased, _ = self.review.rebase(lines)
        sources = {decision.place: decision for decision in rebased}
        return tuple(
            on_records if written.verb in decisions_.PAIR_VERBS else sources.get(written.place, written)
            for written, on_records in zip(lines, self.review.places.on_records(lines), strict=True)
        )

    @cached_property
    def _unresolved(self) -> frozenset[Where]:
        """The places of this person's lines that find no work or a different one."""
        _, problems = self.review.rebase(self._own_lines)
        return frozenset(problem.where for problem in problems)

    @cached_property
    def _records(self) -> Mapping[RecordId, Record]:
        own = {record.id: record for record in self.review.enriched}
        return own | {record.id: record for source in self.review.sources for record in source.records}

    @cached_property
    def _own_lines(self) -> tuple[Decision, ...]:
        return tuple(d for d in self.review.decided if d.by == self.by)

    @cached_property
    def _lines_by_slot(self) -> dict[tuple[str, ...], list[Decision]]:
        return grouped(
            (decisions_.slot(decision), decision) for decision in self._on_current_works(self._own_lines)
        )

    @cached_property
    def _current_by_slot(self) -> dict[tuple[str, ...], Decision]:
        return {decisions_.slot(d): d for d in decisions_.current(self._on_current_works(self._own_lines))}

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(sorted(self.review.index))

    @cached_property
    def _received(self) -> dict[str, Source]:
        return {source.key: source for source in self.review.received.sources}

    @cached_property
    def _source_by_key(self) -> dict[str, Source]:
        return {source.key: source for source in self.review.sources}

    def _check_code(self, verb: str, value: str) -> None:
        code = value if verb in ("tag", "not-tag") else value.partition("=")[0] if verb == "stance" else ""
        codes = self.review.codebook.ids
        if code and code not in codes:
            raise UsageError(
                f"no code '{code}' (`litreview codebook show` lists them){near_miss(code, codes)}"
            )

    def _checked_setting(self, decision: Decision, source: Source) -> Decision:
        """Return a `set` in normal form, any other decision unchanged. `UsageError` for a field or value that can't be set."""
        if decision.verb != "set":
            return decision
        name, _, value = decision.value.partition("=")
        if name.lower() in self.review.fields:  # a field of an entry goes by its name in small letters
            decision = dataclasses.replace(decision, value=f"{name.lower()}={value}")
        if self.review.corrects(decision):
            if why := stages.duplicates.correction_fault(source, decision.value, self.review.fields):
                raise UsageError(why)
            return dataclasses.replace(
                decision, value=stages.duplicates.normalize_setting(decision.value, self.review.fields)
            )
        if why := self.review.codebook.setting(decision.value)[-1]:
            near = near_miss(name, (*(one.id for one in self.review.codebook.evidence), *self.review.fields))
            known = name.partition("@")[0] in {field.id for field in self.review.codebook.evidence}
            raise UsageError(why if known or not near else f"no field '{name}'{near}")
        return decision

    def _check_clear(self, decision: Decision) -> None:
        if decision.verb != "clear" or self.lines_cleared_by(decision):
            return
        about = f" '{decision.value}'" if decision.value else ""
        raise UsageError(
            f"nothing to take back: {self.by} has not said{about} of {decision.key}, or took it back"
        )

    def _check_reason(self, decision: Decision) -> None:
        reasons = self.review.settings.reasons
        if decision.verb != "exclude" or decision.value != "fulltext" or not reasons:
            return
        if shown_text(decision.reason) not in reasons:
            raise UsageError(
                "an exclusion at full text needs as its reason one that litreview.toml lists: "
                + ", ".join(f"'{reason}'" for reason in reasons)
                + near_miss(shown_text(decision.reason), reasons)
            )


def _same_opinion(a: Decision, b: Decision) -> bool:
    # opened to compare, and for nothing else
    if (a.verb, opened(a.reason), opened(a.where)) != (b.verb, opened(b.reason), opened(b.where)):
        return False
    if a.verb in decisions_.PAIR_VERBS:  # the keys of a pair come in any order
        return a.verb != "related" or (
            decisions_.split_related(a.value)[0] == decisions_.split_related(b.value)[0]
        )
    return a.value == b.value
