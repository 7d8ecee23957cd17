"""Recognises and repairs text that was read in a wrong encoding: `Ã©` for é, `â€™` for ’, a replacement character for a lost letter."""

from __future__ import annotations

from litreview.core.libraries import re

# UTF-8 read as Windows-1252: a lead byte (C2, C3, C4, C5, E2 80) and what continues it. Closing quotes are left out
# after a letter, because `IRMÃ”` and `Å’s` are words in quotation marks; so are letters, because `SÃO` is a word.
_AFTER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ"
SCRAMBLED = re.compile(
    rf"â€[™œžš˜¦¢“”\u0090-\u009f\u00a0-\u00bf]|Ã[{_AFTER}–—‘“]|[ÄÅ][\u0080-\u00b4\u00b6-\u00ba\u00bc-\u00bf]|Â[\u0080-\u00bf]"
)
LOST = re.compile("\ufffd|ï¿½")


def repaired(text: str) -> str:
    """Return the text with UTF-8 that was read as Windows-1252 repaired; doubtful cases stay.

    >>> repaired("GlÃ¼ck, cafÃ© â€“ SÃO, Ångström")
    'Glück, café – SÃO, Ångström'
    """
    return SCRAMBLED.sub(_repair, text) if not text.isascii() else text


def _repair(found: re.Match[str]) -> str:
    data = bytearray()
    for character in found.group(0):
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return found.group(0)
            data.append(ord(character))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return found.group(0)


# the same after a program put blanks around signs and made capitals small: "gã 1/4 ting", "â ??", "ã cents â ? ¬ å?"
_SIGN = r"(?:cents|1/[24]|3/4|[^\w\s.,:;()\[\]{}'\"/+&*-]|(?<=[\s?¬])å(?=\?))"
_SPACED = re.compile(rf"[âãäÂÃÄ] ?{_SIGN}(?:(?: ?{_SIGN})+| (?=[a-z]))?")
_OF_SIGN = {"1/4": "¼", "1/2": "½", "3/4": "¾"}


def without_spaced_mojibake(text: str) -> str:
    """Return the text with letters repaired whose two bytes were parted by a blank; what stood for other signs is left out.

    >>> without_spaced_mojibake("rh gã 1/4 ting : â ?? moving objects , â ??"), without_spaced_mojibake("mobilité â la carte")
    ('rh güting :   moving objects ,  ', 'mobilité â la carte')
    """
    return text if text.isascii() else _SPACED.sub(_repair_spaced, text)


def _repair_spaced(found: re.Match[str]) -> str:
    lead, sign = found.group(0)[0], found.group(0)[1:].strip()
    sign = _OF_SIGN.get(sign, sign)
    if lead in "ãÃ" and len(sign) == 1 and "\u0080" <= sign <= "\u00bf":
        return bytes([0xC3, ord(sign)]).decode("utf-8").lower()
    return "" if lead in "ãÃäÄ" else " "


def is_garbled(text: str) -> bool:
    """Return whether a text has letters that a wrong encoding changed or lost.

    >>> is_garbled("RevistÃ¡ de Derecho"), is_garbled("Rev\ufffdsta"), is_garbled("Revista de Ética")
    (True, True, False)
    """
    return not text.isascii() and (repaired(text) != text or LOST.search(text) is not None)
