"""Appending one decision to a review, after a look at whether it makes sense there."""

from __future__ import annotations

import difflib
from pathlib import Path

from litreview import decisions as decisions_
from litreview.errors import InputError, UsageError, near_miss
from litreview.model import Decision, Source, Where
from litreview.review.folder import open_review
from litreview.review.settings import SETTINGS_FILE

__all__ = ["decide"]


def decide(
    folder: Path | str, verb: str, key: str, value: str = "", *, by: str, reason: str = "", where: str = ""
) -> tuple[Path, str]:
    """Append a decision and return the file and what it says. Nothing is written unless keys and codes exist.

    Errors: `InputError` if DIR is no review, `UsageError` for an unknown key, code or reason, `DecisionSyntaxError`.
    """
    if not (Path(folder) / SETTINGS_FILE).is_file():
        raise InputError(str(folder), f"is no review (it has no {SETTINGS_FILE}); name one with -C DIR")
    decision = decisions_.validate(
        Decision(
            when=decisions_.now(),
            by=by,
            verb=verb,
            key=key,
            value=value,
            where=where,
            reason=reason,
            place=Where(file=f"decisions/{by}.tsv"),
        )
    )
    review = open_review(folder)
    index = decisions_.key_index(review.sources)
    by_key = {source.key: source for source in review.sources}

    def known(name: str) -> Source:
        keys = decisions_.resolve(name, index)
        if not keys:
            near = difflib.get_close_matches(name, sorted(index), n=3, cutoff=0.5)
            raise UsageError(
                f"no source has the key '{name}'" + (f"; nearest: {', '.join(near)}" if near else "")
            )
        return by_key[keys[0]]

    source = known(key)
    if verb in decisions_.PAIR_VERBS:
        known(decisions_.split_related(value)[1] if verb == "related" else value)
    code = value if verb in ("tag", "not-tag") else value.partition("=")[0] if verb == "stance" else ""
    codes = [c.id for c in review.codebook.codes]
    if code and code not in codes:
        raise UsageError(f"no code '{code}'{near_miss(code, codes)}; `litreview codebook show` lists them")
    reasons = review.settings.reasons
    if verb == "exclude" and value == "fulltext" and reasons and reason not in reasons:
        raise UsageError(
            f"an exclusion at full text needs --reason to be one of litreview.toml's: {'; '.join(reasons)}"
            + near_miss(reason, reasons)
        )
    if not source.confidential:
        names = ", ".join(person.sort_name for person in source.authors[:2])
        what = "; ".join(part for part in (names, str(source.year or ""), source.title) if part)
        decision = Decision(
            when=decision.when, by=by, verb=verb, key=key, value=value, where=where, reason=reason, what=what
        )
    path = decisions_.append(folder, decision)
    return path, f"{verb} {source.key} {value}".rstrip() + f" (by {by})"
