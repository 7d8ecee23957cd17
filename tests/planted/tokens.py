"""Made-up secrets that nobody can guess, and the search for them in whatever a command gave out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Garden"]

_LETTERS = "bcdfghjklmnpqrstvwxy"
_SIGN = "zq"
_HEAD = 8
"""Characters by which a secret is known: a title that was cut short tells it all the same."""
_WORD = re.compile(rf"{_SIGN}[{_LETTERS}]{{{_HEAD - 2}}}")
_DRAWER = re.compile(rf"[{_LETTERS}]{{{_HEAD - 2}}}{_SIGN[::-1]}")
_DIGEST = re.compile(r"[0-9a-f]{12,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")


@dataclass(slots=True)
class Garden:
    """The secrets planted so far: each tells by itself the place it stands in."""

    places: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def plant(self, place: str) -> str:
        """Return the secret of a place, the same on every run: `zq` and ten letters."""
        number = int.from_bytes(hashlib.sha256(place.encode()).digest(), "big")
        letters = ""
        for _ in range(10):
            number, at = divmod(number, len(_LETTERS))
            letters += _LETTERS[at]
        token = _SIGN + letters
        known = self.places.setdefault(token[:_HEAD], place)
        if known != place:
            raise ValueError(f"two places with one secret: {known}, {place}")
        return token

    def guessable(self, text: str, place: str) -> str:
        """Note the digests of a text that can be guessed, such as a key, and return the text."""
        data = text.encode()
        for name in ("sha256", "sha1", "md5"):
            self.digests[hashlib.new(name, data).hexdigest()[:12]] = f"{name} of {place}"
        return text

    def key(self, place: str) -> str:
        """Return a secret that serves as a key; its digests are leaks as well."""
        return self.guessable(self.plant(place), place)

    def __len__(self) -> int:
        return len(self.places)

    def found(self, text: str) -> dict[str, str]:
        """Return place -> how it was written, for each secret that a text tells, in whatever spelling."""
        leaks: dict[str, str] = {}
        for how, told in _spellings(text):
            for word in _WORD.findall(told):
                if word in self.places:
                    leaks.setdefault(self.places[word], how)
        for word in _DRAWER.findall(text.lower()):
            if word[::-1] in self.places:
                leaks.setdefault(self.places[word[::-1]], "backwards")
        for run in _DIGEST.findall(text.lower()):
            if run[:12] in self.digests:
                leaks.setdefault(self.digests[run[:12]], "digest")
        return leaks


def _spellings(text: str) -> Iterable[tuple[str, str]]:
    """Yield a text in each way that a reader or a program could read it."""
    lowered = text.lower()
    yield "plain", lowered
    if "%" in text:
        yield "percent-encoded", urllib.parse.unquote(text, errors="replace").lower()
    if "&" in text:
        yield "HTML", html.unescape(text).lower()
    if "\\u" in text:
        yield "JSON", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).lower()
    if not text.isascii():
        yield "folded", unicodedata.normalize("NFKD", text).casefold()
    # a name cut in two by the end of a line, by a soft hyphen or by quoted-printable
    if "</" in text:
        yield "tags", re.sub(r"<[^<>]*>", "", lowered)
    yield "over two lines", re.sub(r"[\s\u00ad\u200b{}=\\|]+", "", lowered)
    decoded = []
    for run in _BASE64.findall(text):
        for skip in range(4):
            part = run[skip : skip + (len(run) - skip) // 4 * 4]
            try:
                decoded.append(base64.b64decode(part.translate({45: 43, 95: 47})).decode("latin-1"))
            except (binascii.Error, ValueError):
                continue
    if decoded:
        yield "base64", "\n".join(decoded).lower()
    for run in _HEX.findall(lowered):
        yield "hexadecimal", bytes.fromhex(run).decode("latin-1").lower()
