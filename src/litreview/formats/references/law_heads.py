"""Part the head of a citation of what is written about law into its people and its title, and tell it from the heads of other styles."""

from __future__ import annotations

from collections.abc import Mapping

from litreview.core.libraries import re
from litreview.formats.references.law_citations import (
    GENRE,
    MONTH,
    NAME,
    PEOPLE,
    YEAR,
    LegalCitation,
    is_body,
)

_ALONE = re.compile(
    r"(?P<author>[A-ZÀ-Þ][\w.’'-]+(?:(?:, [A-ZÀ-Þ][\w’'-]+)*,? & [A-ZÀ-Þ][\w’'-]+)?), (?P<title>[^\W\d_a-z]\S*(?: .*)?|[A-Z“].*|[a-z]\d.*)",
    re.DOTALL,
)
EXTERNAL = re.compile(
    r"(?:(?:Press Conference|News Conference), |(?:Letter|Memorandum|Memo|E-mail|Email|Interview) (?:from|with) |(?:Reply )?Comments (?:of|from) |(?:(?:Oral|Written|Prepared) )?(?:Statement|Testimony|Remarks) of |(?:Brief|Affidavit|Declaration) (?:of|for) ).+",
    re.DOTALL,
)


def people_and_title(text: str, *, bodies: bool = False) -> dict[str, str] | None:
    """Return authors, title and genre (`Note`) of the head of a citation; `bodies`: an institution may be the author."""
    text = text.strip(" ,")
    if genre := GENRE.match(text):
        return {"title": _untitled(text[genre.end() :]), "type": genre["type"]}
    first, comma, rest = text.partition(", ")
    if not bodies and not comma and "(@" not in text:
        return _title_alone(text)
    people = PEOPLE.fullmatch(text)
    if people is None and comma:
        if is_body(first) or (bodies and re.fullmatch(r"[A-Z]{2,8}", first)):
            return {"body": first, "title": _untitled(rest)}
        people = _ALONE.fullmatch(text)
    if people is not None:
        return _authors_before_title(people["author"], people["title"], bodies=bodies)
    posted = re.fullmatch(rf"({NAME}|[\w ]+) \(@\w+\)", text)
    return {"author": posted[1]} if posted else _title_alone(text)


def _title_alone(text: str) -> dict[str, str] | None:
    return {"title": _untitled(text)} if len(text) > 2 else None


def _authors_before_title(people: str, title: str, *, bodies: bool) -> dict[str, str]:
    """Return the author, and the genre and institution that stand before the title, apart from the title itself."""
    author = re.sub(r" \([^()]*\)", "", people)
    found = {"body" if bodies and is_body(author) and "&" not in author else "author": author}
    if genre := GENRE.match(title):
        found["type"], title = genre["type"], title[genre.end() :]
    first, comma, rest = title.partition(", ")
    if bodies and comma and is_body(first) and (_SHORTENED_NAME.search(first) or _NAMES_BODY.search(first)):
        found["institution"], title = first, rest
    return {**found, "title": _untitled(title)}


# the names of institutions are abbreviated (table 6), or end with what they are: `Human Rights` begins a title
_SHORTENED_NAME = re.compile(r"[A-Za-z]\.|[’'](?!s\b)[a-z]\b|^[A-Z]{3,}$", re.IGNORECASE)
_NAMES_BODY = re.compile(
    r" (?:Watch|International|Institute|Institution|Cent(?:er|re)|University|Bureau|Commission|Ministry|Council|Agency|Department|Foundation|Association|Office|Coalition|Alliance|Network|Project|Statistics|Organi[sz]ation|Service|Society)$| of ",
    re.IGNORECASE,
)


def _untitled(title: str) -> str:
    """Return a title without the marks around it; quotation marks stay if they are around a part of it."""
    title = title.strip(" ,*_")
    if title[:1] in '“"' and title[-1:] in '”"' and not re.search('[“”"]', title[1:-1]):
        title = title[1:-1].strip(" ,")
    return title.rstrip(",") if len(title) > 1 else title


# other styles put titles in quotation marks, the year behind the names, `vol.` and `pp.` before numbers, and full stops between the parts
_OTHER_STYLE = re.compile(
    rf"[,.]['’]?[\"”»]|, [\"“«„][^\"”»]*[\"”»][,.]|``|''|« |\b(?:pp?\.? ?\d|pp\.|[Vv]ol\.|n°|ed\. by|[Hh]rsg|http)|(?<!§)(?<! in)(?<! of)(?<! to)(?<! by)[,(. ]{YEAR}[a-z]?(?:[):.]|, [A-Z])|\(eds?\.\)|^(?:(?=[^,]*[a-z])[^,]* (?!I{{2,3}},|IV,|USA,)[A-Z]{{1,3}}|[^,]* [A-Z]\.(?: ?[A-Z]\.)*), "
)
_YEAR_IN_TITLE = re.compile(rf"(?<=, )([^,]*[A-Za-z]{{4}}) {YEAR}:")
# what follows the first comma of `Roe, Ann B., Title` and of `Roe, A. and B. Poe`
_GIVEN_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ]\.?)*(?:[.,/(]| and | &| \(|$)")
_INITIALS_FIRST = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}[A-ZÀ-Þ][\w’-]+,")
_SENTENCES = re.compile(r"[a-zà-ÿ]{3}\. [A-ZÀ-Þ]")


def is_other_style(head: Mapping[str, str], cited: LegalCitation) -> bool:
    """Return whether a citation with this head is written in another style: names inverted, titles quoted, sentences for parts."""
    # behind a comma, a year before a colon is of the title: `Eric Roe, Ports 2020: A Plan`
    body = _YEAR_IN_TITLE.sub(r"\1:", cited.body.removeprefix(head.get("body", "")))
    if _OTHER_STYLE.search(body):
        return True
    author, title = head.get("author", ""), head.get("title", "")
    if not author:
        return False
    if " " not in author and _GIVEN_FIRST.match(title):
        return True
    # a title may have two sentences: a day in brackets behind the place is the Bluebook's alone
    sentences = _SENTENCES.search(title) and not re.fullmatch(rf"{MONTH} \d{{1,2}}, {YEAR}", cited.group)
    return bool(
        _INITIALS_FIRST.match(title) or sentences or re.search(r"[;/]|^(?:[A-ZÀ-Þ]\. ?)+[^&]* and ", author)
    )
