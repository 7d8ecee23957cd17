"""The register of interviews and public records requests: the facts about them that may be shown.

`bib/register.bib` is in git and names nobody. It has fields from a closed list with closed values for each code; any other content is
refused and sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from litreview.core.runtime import homes_of_names, lazy_names

if TYPE_CHECKING:
    from litreview.stages.register.codings import (
        PLACE as PLACE,
        QUOTES_FILE as QUOTES_FILE,
        Interviewees as Interviewees,
        Length as Length,
        by_code as by_code,
        check_passages as check_passages,
        check_transcripts as check_transcripts,
        count_codings as count_codings,
        measure as measure,
        read_quotes as read_quotes,
    )
    from litreview.stages.register.k_anonymity import (
        Publication as Publication,
        dump_register as dump_register,
        publish_register as publish_register,
        share_values as share_values,
        with_published as with_published,
        withhold_interviewees as withhold_interviewees,
    )
    from litreview.stages.register.known_people import (
        KnownPeople as KnownPeople,
        parse_people as parse_people,
    )
    from litreview.stages.register.register_file import (
        CONSENTS as CONSENTS,
        LISTS as LISTS,
        REGISTER_FILE as REGISTER_FILE,
        SCOPES as SCOPES,
        Register as Register,
        RegisterEntry as RegisterEntry,
        RegisterVocabulary as RegisterVocabulary,
        check_consent as check_consent,
        codes as codes,
        consent_in as consent_in,
        draw_codes as draw_codes,
        empty_register as empty_register,
        in_scope as in_scope,
        read_register as read_register,
    )
    from litreview.stages.register.rehearsal import (
        Rehearsed as Rehearsed,
        ordered_fields as ordered_fields,
        rehearse as rehearse,
    )
    from litreview.stages.register.requests import (
        parse_request as parse_request,
        read_requests as read_requests,
    )

_HOMES = homes_of_names("""
codings: PLACE QUOTES_FILE Interviewees Length by_code check_passages check_transcripts count_codings measure read_quotes
k_anonymity: Publication dump_register publish_register share_values with_published withhold_interviewees
known_people: KnownPeople parse_people
register_file: CONSENTS LISTS REGISTER_FILE SCOPES Register RegisterEntry RegisterVocabulary check_consent codes consent_in draw_codes
  empty_register in_scope read_register
rehearsal: Rehearsed ordered_fields rehearse
requests: parse_request read_requests
""")

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a sorted list of the table above

__getattr__: Callable[[str], object] = lazy_names(__name__, _HOMES)
