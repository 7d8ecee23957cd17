"""The one filter for confidential sources: fail-closed, and applied on reading.

`litreview.formats.read` passes every record and Problem through `seal` before anyone else sees them. A sealed record
keeps its code (`I01`, `PR01`; any other key is masked), its type and its place in the totals. All else is dropped, so no
later writer, page, message, log, cache or table can show what it was never given. To see the whole record one asks for it
by name, on reading (`include_confidential=True`, `--include-confidential`).

Confidential is: every interview and personal communication, and everything under a folder `private/`, unless the entry
itself says `confidential = {false}`; and whatever says `confidential` with any other value.
"""

from __future__ import annotations

from litreview.confidential.marks import (
    is_code,
    is_confidential,
    is_document_code,
    is_register,
    is_request_code,
)
from litreview.confidential.sealing import digest, marked, open_blocks, redact, seal
from litreview.confidential.spoken import asks, named_after_confidential
from litreview.sealed import is_private_path, shown_path

__all__ = [
    "asks",
    "digest",
    "is_code",
    "is_confidential",
    "is_document_code",
    "is_private_path",
    "is_register",
    "is_request_code",
    "marked",
    "named_after_confidential",
    "open_blocks",
    "redact",
    "seal",
    "shown_path",
]
