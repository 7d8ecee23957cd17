"""The one filter for confidential sources, applied on reading: declared is sealed, published is public field by field, a doubt is a question.

`litreview.formats.read` passes every record and Problem through `seal` before anyone else sees them. A record that is sealed or withheld
keeps its code (`I01`, `PR01`; any other key is masked), its type and its place in the totals. All else is dropped, so no
later writer, page, message, log, cache or table can show what it was never given. To see the whole record one asks for it
by name, on reading (`include_confidential=True`, `--include-confidential`). The rule is at the top of SECURITY.md and in `judging`.
"""

from __future__ import annotations

from litreview.confidential.answers import ANSWERED, NO_ANSWERS, Answers, answer_value
from litreview.confidential.codes import is_code, is_document_code, is_register, is_request_code
from litreview.confidential.judging import PUBLIC, Verdict, judge
from litreview.confidential.sealing import CodeGiver, digest, marked, open_blocks, redact, seal
from litreview.confidential.withholding import CODES as WITHHELD_CODES
from litreview.confidential.withholding import withheld_problems
from litreview.confidential.words import named_after_confidential
from litreview.sealed import is_private_path, shown_path

__all__ = [
    "ANSWERED",
    "NO_ANSWERS",
    "PUBLIC",
    "WITHHELD_CODES",
    "Answers",
    "CodeGiver",
    "Verdict",
    "answer_value",
    "digest",
    "is_code",
    "is_document_code",
    "is_private_path",
    "is_register",
    "is_request_code",
    "judge",
    "marked",
    "named_after_confidential",
    "open_blocks",
    "redact",
    "seal",
    "shown_path",
    "withheld_problems",
]
