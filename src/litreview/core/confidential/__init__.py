"""The one filter for confidential sources, applied on reading: declared is sealed, published is public field by field, a doubt is a question.

`litreview.formats.read` passes every record and Problem through `sealing.seal` before anyone else sees them. A record that is sealed or withheld
keeps its code (`I01`, `PR01`; any other key is masked), its type and its place in the totals. All else is dropped, so no
later writer, page, message, log, cache or table can show what it was never given. To see the whole record one asks for it
by name, on reading (`include_confidential=True`, `--include-confidential`). The rule is at the top of SECURITY.md and in `judging`.
"""
