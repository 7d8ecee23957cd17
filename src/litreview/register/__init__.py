"""The register of interviews and public records requests: what may be shown of them, and nothing else.

`bib/register.bib` is in git and names nobody. Of each code it holds fields from a closed list with closed values; whatever else stands in
it is refused and sealed.
"""
