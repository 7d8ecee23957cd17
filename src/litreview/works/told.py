"""How an interview is called: by its code, and by what may be said of who was interviewed."""

from __future__ import annotations

from litreview.model import Work

_VOWELS = "aeiou"


def told(work: Work) -> str:
    """Return `Interview I07, with a prosecutor (2020)`, as far as the register may say so; without the code of who is counted with a group only.

    >>> fields = {"role": "advocate", "role_group": "services"}
    >>> told(Work(key="I07", type="misc", fields=fields, year=2020))
    'Interview I07, with an advocate (2020)'
    >>> told(Work(key="I08", type="misc", fields={"role_group": "law enforcement"}, unnamed=True))
    'Interview, law enforcement'
    >>> told(Work(key="I09", type="misc"))
    'Interview I09'
    """
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
