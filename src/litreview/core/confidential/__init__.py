"""The one filter for confidential sources, applied on reading.

A declared entry is sealed, a published one is public field by field, and a doubtful one is withheld until a person answers.

`litreview.formats.read` passes every record and Problem through `sealing.seal` before anyone else sees them. A record that is sealed or withheld
keeps its code (`I01`, `PR01`; any other key is masked), its type and its place in the totals. All else is dropped, so that no
later writer, page, message, log, cache or table can show it. The whole record must be asked for by name
on reading (`include_confidential=True`, `--include-confidential`). The rule is at the top of SECURITY.md and in `classification`.
"""
