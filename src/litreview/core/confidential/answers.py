"""Answers of people on entries that only look confidential, stored under a slow digest of the entry's text, which reveals nothing.

A `public` line shows a withheld entry, a `confidential` line seals any. An entry that changed has another digest, so its question comes up again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from litreview.core.confidential.classification import MARK, is_open, judge
from litreview.core.confidential.mark_words import near
from litreview.core.model import Decision, Record

ANSWERED = "a person answered that it is confidential"
_VALUE = re.compile(r"([0-9a-f]{32})\$([0-9a-f]{64})")
_COST = 1 << 11
"""scrypt's n: about 13 ms and 2 MB for one digest (measured), so that a list of guesses takes long."""


def answer_value(record: Record) -> str:
    """Return `SALT$DIGEST` of a record's text, with a new random salt.

    The salt is drawn until a quick hash of salt and text begins with twelve zero bits. Reading tries the slow digest only where the quick
    hash has them, so that ten thousand entries are compared in milliseconds.
    """
    text = _text_digest(record)
    salt = secrets.token_bytes(16)
    while not _may_match(text, salt):
        salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_slow(text, salt).hex()}"


def _text_digest(record: Record) -> bytes:
    """Return the SHA-256 of a record's text and of each value that is not in it (from another entry, a macro or a repair)."""
    raw = record.raw or json.dumps([record.type, record.key, sorted(record.raw_fields.items())])
    extra_values = sorted((n, value) for n, value in record.fields.items() if n != MARK and value not in raw)
    text = f"{raw}\0{json.dumps(extra_values)}" if extra_values else raw
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _may_match(text: bytes, salt: bytes) -> bool:
    quick = hashlib.sha256(salt + text).digest()
    return quick[0] == 0 and quick[1] < 16


@lru_cache(maxsize=4096)
def _slow(text: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(text, salt=salt, n=_COST, r=8, p=1, dklen=32)


@dataclass(frozen=True)
class ConfidentialityAnswers:
    """People's answers, and the other inputs that decide whether an entry is hidden.

    - `lines`: each person's valid answers, oldest first; `judges`: who may say `public` after somebody else said `confidential`;
    - `public`: files whose withheld entries are shown (`--public`);
    - `listed`: the codes that the register of the review lists.
    """

    lines: Sequence[Decision] = ()
    judges: frozenset[str] = frozenset()
    public: Collection[str] = ()
    listed: frozenset[str] = frozenset()

    @cached_property
    def _salts(self) -> tuple[tuple[bytes, bytes, Decision], ...]:
        values = ((_VALUE.fullmatch(line.value), line) for line in self.lines)
        return tuple((bytes.fromhex(v[1]), bytes.fromhex(v[2]), line) for v, line in values if v)

    def apply(self, record: Record) -> Record:
        """Return a record as the register and the answers decide: shown, sealed, withheld, or unchanged.

        A record that declares itself confidential stays sealed, whatever people answered.
        """
        if self.listed and not record.confidential:
            record = self._by_register(record)
        if record.confidential and not record.withheld:
            return record
        if record.where.file in self.public:
            return replace(record, confidential=False, withheld=False, why="", hidden=())
        lines = self.on(record)
        verdict = self._verdict(lines)
        if verdict == "confidential":
            return replace(record, confidential=True, withheld=False, why=ANSWERED, hidden=())
        if verdict == "public" and (record.withheld or record.hidden):
            # what was decided under the code stays with the entry
            code = next((line.key for line in lines if line.key != record.key), "") if record.withheld else ""
            return replace(record, confidential=False, withheld=False, why="", hidden=(), code=code)
        return record

    def hides(self, record: Record) -> bool:
        """Return whether nothing of a record may be shown or stored."""
        return self.apply(record).confidential

    def on(self, record: Record) -> tuple[Decision, ...]:
        """Return the answers on the text of a record, oldest first."""
        text = _text_digest(record) if self._salts else b""
        alike = ((salt, digest, line) for salt, digest, line in self._salts if _may_match(text, salt))
        return tuple(line for salt, digest, line in alike if hmac.compare_digest(_slow(text, salt), digest))

    def _verdict(self, lines: Iterable[Decision]) -> str:
        """Return `public`, `confidential` or `""` from the latest answer of each person.

        One `confidential` outweighs every `public` except a judge's later one.
        """
        latest = {line.by: line for line in lines}.values()
        confidential_at = max((line.when for line in latest if line.verb == "confidential"), default="")
        public_lines = [line for line in latest if line.verb == "public"]
        if confidential_at:
            public_lines = [line for line in public_lines if line.by in self.judges and line.when > confidential_at]  # fmt: skip
        if public_lines:
            return "public"
        return "confidential" if confidential_at else ""

    def _by_register(self, record: Record) -> Record:
        """Return a record checked against the register.

        It is sealed if the register lists its key. It is withheld if its key is one slip from a listed code and it is no publication.
        """
        pairs = [*record.raw_fields.items(), *record.repeated]
        if record.key in self.listed:
            why = judge(record.type, record.key, pairs, record.where.file, listed=True).sealed
            return replace(record, confidential=True, why=why, hidden=()) if why else record
        slip = any(near(record.key, code) for code in self.listed if abs(len(code) - len(record.key)) < 2)
        if not slip or is_open(record.type, record.key, pairs):
            return record
        why = "its key is one letter from a code that the register lists"
        return replace(record, confidential=True, withheld=True, why=why, hidden=())


NO_ANSWERS = ConfidentialityAnswers()
