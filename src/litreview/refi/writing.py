"""Writing a codebook as REFI-QDA, for the programs in which transcripts are coded."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from litreview.refi.values import QdaCode

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_GUIDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.qdasoftware.org/litreview")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def codebook_xml(codes: Sequence[QdaCode], *, name: str, origin: str = "litreview") -> str:
    """Return codes as a `.qdc`: valid against the Codebook.xsd of the standard, and the same bytes in every run.

    `name` is that of the codebook. A code has the same identifier wherever it is written from a codebook of this name, so that a program
    that takes in a new version knows it again.
    """
    below: dict[int, list[int]] = {}
    for number, code in enumerate(codes):
        below.setdefault(code.parent, []).append(number)

    def element(number: int, path: str, indent: str) -> Iterator[str]:
        code = codes[number]
        here = f"{path}\0{code.name}"
        codable = "true" if code.codable else "false"
        guid = str(uuid.uuid5(_GUIDS, here)).upper()
        yield f'{indent}<Code guid="{guid}" name={_attribute(code.name)} isCodable="{codable}">'
        if code.description:
            yield f"{indent}  <Description>{escape(_NOT_XML.sub('', code.description))}</Description>"
        for inner in below.get(number, ()):
            yield from element(inner, here, f"{indent}  ")
        yield f"{indent}</Code>"

    lines = [line for top in below.get(-1, ()) for line in element(top, name, "    ")]
    head = f'<CodeBook xmlns="{_NAMESPACE}" origin={_attribute(origin)}>'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            head,
            "  <Codes>",
            *lines,
            "  </Codes>",
            "</CodeBook>",
            "",
        ]
    )


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
