"""The register of interviews and public records requests: what may be shown of them, and nothing else.

`bib/register.bib` is in git and names nobody. Of each code it holds fields from a closed list with closed values; whatever else stands in
it is refused and sealed.
"""

from __future__ import annotations

from litreview.register.consent import check_consent
from litreview.register.publishing import Publication, dump_register, publish_register, with_published
from litreview.register.reading import (
    CONSENTS,
    REGISTER_FILE,
    Register,
    RegisterEntry,
    Vocabulary,
    read_register,
)
from litreview.register.requests import parse_request, read_requests
from litreview.register.starting import LISTS, codes, empty_register

__all__ = [
    "CONSENTS",
    "LISTS",
    "REGISTER_FILE",
    "Publication",
    "Register",
    "RegisterEntry",
    "Vocabulary",
    "check_consent",
    "codes",
    "dump_register",
    "empty_register",
    "parse_request",
    "publish_register",
    "read_register",
    "read_requests",
    "with_published",
]
