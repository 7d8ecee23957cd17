"""How an interview, a request or a document given out on one is called: by its code, and by what may be said of it."""

from __future__ import annotations

from litreview.model import Work
from litreview.works.kinds import answers_request, is_released, is_request

_VOWELS = "aeiou"


def is_told(work: Work) -> bool:
    """Return whether more may be said of what is confidential than its code and type.

    >>> is_told(Work(key="I07", type="misc", confidential=True)), is_told(Work(key="PR03-2", type="misc", confidential=True))
    (False, True)
    """
    if not work.confidential:
        return False
    asked = is_request(work) and bool(work.get("agency"))
    return work.unnamed or bool(work.get("role_group")) or asked or bool(answers_request(work))


def _of_request(work: Work) -> str:
    if asked := answers_request(work):
        title = work.title if is_released(work) else ""
        what = title or f"a document given out on request {asked}"
        return (
            f"{work.key}, {what}" + (f" ({work.year})" if work.year else "") + ("" if title else ", sealed")
        )
    agency = work.get("agency")
    return f"Request {work.key}" + (f", to {agency}" if agency else "")


def told(work: Work) -> str:
    """Return `Interview I07, with a prosecutor (2020)`, as far as the register may say so; without the code of who is counted with a group only.

    >>> fields = {"role": "advocate", "role_group": "services"}
    >>> told(Work(key="I07", type="misc", fields=fields, year=2020))
    'Interview I07, with an advocate (2020)'
    >>> told(Work(key="I08", type="misc", fields={"role_group": "law enforcement"}, unnamed=True))
    'Interview, law enforcement'
    >>> told(Work(key="I09", type="misc"))
    'Interview I09'
    >>> told(Work(key="PR03", type="misc", fields={"agency": "Made-up Sheriff"})), told(Work(key="PR03-2", type="misc", confidential=True))
    ('Request PR03, to Made-up Sheriff', 'PR03-2, a document given out on request PR03, sealed')
    """
    if is_request(work) or answers_request(work):
        return _of_request(work)
    role, group = work.get("role"), work.get("role_group")
    who = (
        f", with {'an' if role[0].lower() in _VOWELS else 'a'} {role}"
        if role
        else f", {group}"
        if group
        else ""
    )
    code = f" {work.key}" if not work.unnamed else ""
    return f"Interview{code}{who}" + (f" ({work.year})" if work.year else "")
