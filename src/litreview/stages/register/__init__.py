"""The register of interviews and public records requests: the facts about them that may be shown.

`bib/register.bib` is in git and names nobody. It has fields from a closed list with closed values for each code; any other content is
refused and sealed.
"""

from __future__ import annotations

from litreview.stages.register.codings import (
    PLACE,
    QUOTES_FILE,
    Interviewees,
    Length,
    by_code,
    check_passages,
    check_transcripts,
    count_codings,
    measure,
    read_quotes,
)
from litreview.stages.register.k_anonymity import (
    Publication,
    dump_register,
    publish_register,
    with_published,
    withhold_interviewees,
)
from litreview.stages.register.known_people import KnownPeople, parse_people
from litreview.stages.register.register_file import (
    CONSENTS,
    LISTS,
    REGISTER_FILE,
    SCOPES,
    Register,
    RegisterEntry,
    RegisterVocabulary,
    check_consent,
    codes,
    consent_in,
    draw_codes,
    empty_register,
    in_scope,
    read_register,
)
from litreview.stages.register.rehearsal import Rehearsed, rehearse
from litreview.stages.register.requests import parse_request, read_requests

__all__ = [
    "CONSENTS",
    "LISTS",
    "PLACE",
    "QUOTES_FILE",
    "REGISTER_FILE",
    "SCOPES",
    "Interviewees",
    "KnownPeople",
    "Length",
    "Publication",
    "Register",
    "RegisterEntry",
    "RegisterVocabulary",
    "Rehearsed",
    "by_code",
    "check_consent",
    "check_passages",
    "check_transcripts",
    "codes",
    "consent_in",
    "count_codings",
    "draw_codes",
    "dump_register",
    "empty_register",
    "in_scope",
    "measure",
    "parse_people",
    "parse_request",
    "publish_register",
    "read_quotes",
    "read_register",
    "read_requests",
    "rehearse",
    "with_published",
    "withhold_interviewees",
]
