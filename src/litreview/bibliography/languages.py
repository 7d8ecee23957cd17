"""The language of a source as a style wants it: biblatex's `langid` names to language tags (BCP 47).

Names: the biblatex manual's list of supported languages (https://ctan.org/pkg/biblatex, section 3.10), as babel spells them.
"""

from __future__ import annotations

import re

_TAGS = {
    "american": "en-US", "arabic": "ar", "australian": "en-AU", "austrian": "de-AT", "brazil": "pt-BR", "brazilian": "pt-BR",
    "british": "en-GB", "bulgarian": "bg", "canadian": "en-CA", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "hebrew": "he", "hungarian": "hu", "icelandic": "is", "italian": "it", "japanese": "ja", "korean": "ko",
    "latvian": "lv", "lithuanian": "lt", "mexican": "es-MX", "naustrian": "de-AT", "ngerman": "de", "norsk": "nb",
    "norwegian": "no", "nynorsk": "nn", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukenglish": "en-GB", "ukrainian": "uk", "usenglish": "en-US", "vietnamese": "vi",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_tag(name: str) -> str:
    """Return the tag of a language, `""` for one not known: a style that gets a wrong tag sets no title in headline case.

    >>> language_tag("english"), language_tag("en_US"), language_tag("Klingon (tlh)")
    ('en', 'en-US', '')
    """
    word = name.strip()
    known = _TAGS.get(word.casefold())
    return known or (word.replace("_", "-") if _TAG.fullmatch(word) else "")
