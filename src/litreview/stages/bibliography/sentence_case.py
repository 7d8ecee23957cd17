"""Sentence case for English titles, from any input, and the words of which it is not sure.

APA (Publication Manual, 7th ed., 6.17) and NLM (Citing Medicine, 2nd ed.) print titles of works in it. Which words are names no rule can tell, so the
evidence is in this order: capitals within a word; words that a language, a table of places or the law capitalises; how running text of the review itself
(abstracts, titles in sentence case) writes the word. What none of these knows is named as unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from litreview.core.containers import grouped_sets
from litreview.core.libraries import re
from litreview.core.model import Work
from litreview.stages.bibliography.capitals import ENGLISH, SMALL, is_english, out_of_capitals
from litreview.stages.bibliography.name_words import (
    EITHER,
    MARKS,
    bare,
    is_genus,
    is_term,
    judged,
    known_names,
    names_by_first_word,
    without_ending,
)

_TOKEN = re.compile(r"\S+")
_ANSWER = re.compile(r"(?:Comments?|Commentary|Rejoinder|Reply|Responses?)", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]+”|\"[^\"]+\"|‘[^‘]+?’(?!\w)")
_SHORT_FORMS = (
    "Art", "Ch", "Co", "Cong", "Corp", "Dr", "Fig", "Inc", "Jr", "Linn", "Ltd", "Mr", "Mrs", "Ms", "Mt", "Mts", "No", "Nos", "Op", "Prof", "Pt", "Pub", "Sec", "Sess", "Sr", "St",
    "Stat", "Vol",
)  # fmt: skip
_CLOSES_SENTENCE = re.compile(
    r"[?!]$|(?<!\b[A-Z])" + "".join(rf"(?<!\b{form})" for form in ("v", "vs", *_SHORT_FORMS)) + r"\.$"
)
_MEETING = "Colloquium|Conference|Congress|Symposium|Workshop"
_BODY_NOUN = (
    "(?:Academy|Agency|Association|Bureau|Cent(?:er|re)|College|Commission|Committee|Council|Court|Federation|Foundation|Institute|Organi[sz]ation|Parliament|Society|"
    + _MEETING
    + ")"
)
# a body's field, up to what the body publishes
_FIELD = (
    r" (?:of|for|on|against)(?:(?: of| for| the| and|,)* (?!(?:Annual|Clinical|Consensus|Guidelines?|Journal|Members?|Plan|Policy|Position|Practice|Proceedings|Recommendations?|Report"
    r"|Statement|Strategic|Strategy|Survey)\b)[A-Z][\w-]+)+"
)
_BODY = re.compile(
    rf"[A-Z][\w-]+(?P<more>(?: [A-Z][\w’'-]+| of| for| the| and| on){{0,6}}?)(?<! and)(?<! of)(?<! for)(?<! the)(?<! on) {_BODY_NOUN}\b(?P<field>{_FIELD})?"
)
_OPENS_BODY = frozenset(["European", "Federal", "International", "National", "Royal", "World"])
_PLAIN = "(?!(?:" + "|".join(word.capitalize() for word in sorted(ENGLISH)) + r")\b)"
_LAW = "(?:Act|Amendment|Constitution|Covenant|Treaty)"
_LANDMARK = "(?:Bay|County|Creek|Island|Lake|Mountain|Park|River|Street|Valley)"
_OF_PERSON = "Bell|Black|Brown|Cox|Farrow|Fisher|Graves|Hall|Hill|Lamb|Mark|Price|Rice|Stark|Student|Turner|Wald|Wells|Wilson|Young"
_CALLED_AFTER = (
    "Coefficient|Criterion|Disease|Distribution|Effect|Equation|Exponent|Filter|Function|Inequality|Matrix|Method|Model|Modulus|Process|Regression|Scale|Shift|Structure|Syndrome|Test"
    "|Theorem|Transform"
)
# names that their words alone show
_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        # a law, from the article before it, as a whole title, or as the words with a capital
        rf"(?:(?<=\b[Tt]he )|(?<=\b[Aa] )|(?<=\b[Aa]n )|(?<=\b[Ii]ts )|(?<=\b[Tt]his )|(?<=\b[Uu]nder ))(?:(?!(?:the|a|an|under|its|this) )[^\s:;,.?!–—]+ ){{1,8}}{_LAW}\b",
        r"^(?:[^\s:;,.?!–—]+ ){1,9}Act\b(?! (?!of\b))",
        rf"(?:\b{_PLAIN}[A-Z][\w’'-]* ){{2,}}{_LAW}\b",
        # an American body, a consortium, a club, a branch of a body: each is named once
        rf"\bU\.? ?S\.?(?: {_PLAIN}[A-Z][\w-]+){{1,4}}? (?:Agency|Bureau|Commission|Council|Department|Institute|Office|Task Force|(?:Forest|Postal|Secret) Service)\b",
        r"(?:(?<=\b[Tt]he )|^The )(?:[A-Z][\w-]+ ){1,6}Consortium\b",
        rf"\b(?:{_PLAIN}[A-Z]\w+ ){{1,3}}Football Club\b",
        rf"\b(?:{_PLAIN}[A-Z]\w+ ){{2,3}}USA\b",
        # the parties of a case; a committee of Congress; what the nation has one of; indices
        r"^[^:;]+ v\. (?:[A-Z]\S*|of|for|the|&|\s)+",
        r"\b(?:House|Senate)(?: [A-Z][\w-]+)* (?:Sub)?[Cc]ommittee(?: on(?: the)?(?: [A-Z][\w-]+,?| and| of)+)?",
        r"(?<=\w )Trafficking in Persons Reports?\b",
        r"(?<=[Tt]he )National(?: [A-Z][\w-]+){1,4} (?:Study|Survey|Cent(?:er|re)|Institute|Museum|Library|Program|Agency|Foundation)\b",
        r"\b(?:Global|Human|International|National|World)(?: [A-Z]\w+){1,3} Index\b",
        # a body by its field alone: the Committee on the Elimination of Racial Discrimination
        rf"(?:^|(?<=[Tt]he ))(?:Commission|Committee|Convention|Council|Covenant|Declaration|Department|Ministry|Office|Protocol|Subcommittee|Treaty){_FIELD}",
        r"(?<=[Tt]he )[A-Z]\w+ (?:Protocol|Convention)s?\b",
        r"\b(?:Department|Ministry|Office|Bureau) of (?:Justice|Labor|State|Health)\b",
        rf"\b(?:Annual|\d+(?:st|nd|rd|th)|First|Second|Third|[A-Z][a-z]+th) (?:[A-Z][\w-]+ ){{0,4}}(?:{_MEETING})\b(?:{_FIELD})?",
        # a short form, "No." before a number; a title and its bearer; an element with its charge; a number
        rf"\b(?:{'|'.join(form for form in _SHORT_FORMS if form[:2] != 'No')})\.(?!\w)|\bNos?\.(?= ?\d)",
        r"\b(?:St|Dr|Mr|Mrs|Ms|Prof)\. [A-Z]\w+",
        r"\b[A-Z][a-z]?\([IVX]+\)",
        r"\b(?:March|May|Part) (?:\d+|[IVX]+)\b",
        # without an article: on Sable Island; family names that are words: Fisher equation, Hall effect
        rf"(?:(?<=\bin )|(?<=\bon )|(?<=\bat )|(?<=\bnear )|(?<=\bfrom ))(?!Central|Inner|Local|National|Public|Rural|Urban)[A-Z][\w’'-]+ {_LANDMARK}\b",
        rf"\b(?:{_OF_PERSON})(?:['’]s)?(?=(?:[- ][A-Z][a-z]+)? (?:{_CALLED_AFTER})s?)",
    )
)  # fmt: skip
_OPENS_NAME = re.compile(
    "Department|Ministry|University|Office|Bureau|Republic|Council|House|Supreme|European|City|County|State|Port|Gulf|Bay|Lake|Mount|Saint|St|Lagoon|Strait|Isle"
)
# before a name, and behind the name of a place
_BEFORE_NAME = re.compile(
    "Cape|Emperor|Empress|Fort|Governor|King|Lady|Lake|Lord|Mayor|Mount|Pope|President|Prince|Princess|Queen|Saint|Senator|Sir"
    "|Sierra|North|South|East|West|Northern|Southern|Eastern|Western|Central|Greater|Sub-Saharan"
)
_AFTER_PLACE = re.compile(
    "Accords|Agreement|Avenue|Basin|Bay|City|Coast|Conventions?|County|Creek|Declaration|Delta|Desert|District|Islands?|Lake|Mountains?|Park|Peninsula|Police|Process|Protocol|Province"
    "|River|Road|Sea|State|Street|University|Valley|Wars?"
)
# behind a word that no list has: Parkfields Primary School
_AFTER_UNKNOWN = re.compile(
    rf"((?:Baptist|Business|Catholic|Elementary|Football|Grammar|High|Law|Medical|Memorial|Middle|Primary|Secondary) )?(?:School|Hospital|Church|Club|{_LANDMARK})\b"
)
# what is a name where an acronym is spelled out: a body, a study or a scheme, and no method (information technology)
_NAMED_ONCE = re.compile(
    "Act|Agency|Alliance|Association|Bureau|Cent(?:er|re)|Commission|Committee|Council|Department|Experiment|Foundation|Initiative|Institute|Inventory|Office|Organization|Program"
    "|Project|Report|Scale|Scheme|Service|Society|Study|Survey|System|Trial|Union"
)

_IN_SMALL = re.compile(r"(?<![^\W_])(?<!['’])[^\W\d_A-ZÀ-Þ]{2,}(?![^\W_])")
# behind a word in small letters, so not at the beginning of a sentence
_WITH_CAPITAL = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]+(?![^\W_])")
_RUN = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][\w-]+(?: (?:of |for |the |and |on |in ){0,2}[A-ZÀ-Þ][\w-]+)+")


_ELECTRONIC = re.compile(
    r"E-(?:[Bb]ank|[Bb]ook|[Bb]usiness|[Cc]ommerce|[Dd]emocracy|[Gg]overn|[Hh]ealth|[Ll]earn|[Mm]ail|[Pp]articipation|[Pp]rocure|[Ss]ervice|[Vv]ot)\w*\W*"
)


_OF_TOOL = re.compile(
    r"[A-Z][\w-]+ [A-Z][\w-]+: An? .*\b(?:App|Application|Package|Platform|Software|System|Tool|Toolbox|Toolkit)\b"
)
_UNIT = re.compile("[CKMN]m|[KM]?g|[KMm]l|Sec|Min|Hr")
_SYMBOL = re.compile(r"[A-Z][a-z]+\d\w*")

Answers = dict[str, int | str]


class NameEvidence(NamedTuple):
    """What a work shows of which words are names.

    - `small`, `large`: words of its running text in small letters, and with a capital, separated by spaces; `runs`: several such beside each other.
    - `surnames` of its people, and the `bodies` that it names.
    """

    small: str = ""
    large: str = ""
    runs: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


def name_evidence(work: Work) -> NameEvidence:
    """Return what a work shows of which words are names: its abstract, a title in sentence case, its people, its bodies."""
    if work.confidential:
        return NameEvidence()
    text = ""
    if is_english(work):
        running = not in_headline_case(work.title) and not _wholly_large(work.title.partition(": ")[0])
        # apart, so that a title begins a sentence
        text = f"{work.get('abstract')}\n{work.title if running else ''}"
    people = (*work.authors, *work.editors)
    bodies = [person.literal for person in people if person.literal]
    bodies += [work.get(name) for name in ("publisher", "institution", "organization", "school")]
    return NameEvidence(
        small=" ".join(_IN_SMALL.findall(text)),
        large=" ".join(_WITH_CAPITAL.findall(text)).casefold(),
        runs=tuple(sorted({*_RUN.findall(text)})),
        surnames=tuple(person.family.casefold() for person in people if person.family[:1].isupper()),
        bodies=tuple(body for body in bodies if " " in body.strip() and body[:1].isupper()),
    )


class Capitals:
    """Sets titles in sentence case, with a review's own texts, its bodies and its authors as evidence of which words are names.

    `asked`: all questions to the evidence for titles since it was last emptied, with the answers (`answer`). A title is set the
    same way wherever all these answers are the same.
    """

    def __init__(self, evidence: Iterable[NameEvidence] = ()) -> None:
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        self._surnames: set[str] = set()
        self._made: dict[tuple[str, tuple[str, ...], bool], tuple[tuple[str, tuple[str, ...]], Answers]] = {}
        self.asked: Answers = {}
        runs: Counter[str] = Counter()
        for one in evidence:
            self._small.update(one.small.split(" "))
            self._large.update(one.large.split(" "))
            self._surnames.update(one.surnames)
            # a body is named once; words with capitals in running text are a name if two works have them
            runs.update((*one.runs, *one.bodies, *one.bodies))
        self._names = grouped_sets((name.split()[0], name) for name, count in runs.items() if count > 1)

    def answer(self, question: str) -> int | str:
        """Return what the evidence says of a word (see `judged`), or the names of several words, a line each, that a title has."""
        if " " in question:
            firsts = set(map(bare, question.split())) & self._names.keys()
            return "\n".join(sorted(name for one in firsts for name in self._names[one] if name in question))
        low = question.casefold()
        small, large = self._small.get(low, 0), self._large.get(low, 0)
        return (
            (small > 0 and small * 4 >= large)
            + 2 * (large >= 2 and not small)
            + 4 * (without_ending(question).casefold() in self._surnames)
        )

    def _record_question(self, question: str) -> int | str:
        answer = self.asked[question] = self.answer(question)
        return answer

    def _verdict(self, word: str) -> str:
        """Return `name`, `common`, or `""` for a word that may be either."""
        return judged(word, int(self._record_question(word)))

    def sentence_case(
        self, title: str, kept: Iterable[str] = (), *, after_colon: bool = True
    ) -> tuple[str, tuple[str, ...]]:
        """Return an English title in sentence case, and the words of which it is not sure; one in sentence case already is unchanged.

        `kept`: phrases whose capitals stay. `after_colon`: whether the first word after a colon has a capital, as in APA.

        >>> Capitals().sentence_case("Policing Sex in the United States: What the Trafficking Victims Protection Act Did")
        ('Policing sex in the United States: What the Trafficking Victims Protection Act did', ())
        >>> Capitals().sentence_case("The Workers of Xanthia and Their eLabels", after_colon=False)
        ('The workers of Xanthia and their eLabels', ('Xanthia',))
        """
        what = title, tuple(kept), after_colon
        if what not in self._made:
            outer, self.asked = self.asked, {}
            self._made[what] = self._in_sentence_case(*what), self.asked
            self.asked = outer
        made, asked = self._made[what]
        self.asked |= asked
        return made

    def _in_sentence_case(
        self, title: str, kept: tuple[str, ...], after_colon: bool
    ) -> tuple[str, tuple[str, ...]]:
        head, colon, tail = title.partition(": ")
        if colon and not in_headline_case(title, kept) and _wholly_large(head):
            first, doubtful = self.sentence_case(head, kept, after_colon=after_colon)
            return f"{first}{colon}{tail}", doubtful
        if "Pub. L." in title:  # the citation of a statute
            return title, ()
        shouted = title.isupper() and " " in title
        title = out_of_capitals(title) if shouted else title
        if not shouted and not in_headline_case(title, kept):
            return self._subtitle(title, after_colon=after_colon), self._left_large(title, kept)
        spans = list(_TOKEN.finditer(title))
        stay = self._kept_places(title, spans, kept)
        made, at = "", 0
        unsure: list[str] = []
        for place, found in enumerate(spans):
            made += title[at : found.start()]
            at = found.end()
            if place in stay:
                made += found[0]
                continue
            before = [one[0] for one in spans[max(0, place - 2) : place]]
            quoted = _QUOTED.match(title, found.start())
            # a title in a title begins with a capital, a word in quotes may be a name, and what a reply answers: A reply to Brooks
            opens = _opens(found[0], before, spans, after_colon=after_colon) or bool(
                quoted and quoted[0].count(" ") > 2
            )
            may_be = bool(quoted or (before[1:] in (["on"], ["to"]) and _ANSWER.fullmatch(before[0])))
            cased, doubts = self._cased(
                found[0], opens=opens, before=before[-1] if before else "", may_be=may_be
            )
            made += cased
            unsure += doubts
        unsure += _before_tool(title, head, made)
        made = re.sub(r"(?<=[a-z,] )Sub-(?=Saharan)", "sub-", made + title[at:])
        return made, tuple(dict.fromkeys(unsure))

    def _left_large(self, title: str, kept: tuple[str, ...]) -> tuple[str, ...]:
        """Return the common words with a capital in a title in sentence case, if they are several in a part of it: half of it is in headline case."""
        spans = list(_TOKEN.finditer(title))
        words = [one[0].strip(MARKS) for one in spans]
        large = [
            n
            for n, word in enumerate(words)
            if n
            and word.istitle()
            and self._verdict(word) == "common"
            and not re.search(r"[:—.?!]$", spans[n - 1][0])
        ]
        stay = self._kept_places(title, spans, kept) if large else set()
        left = [n for n in large if n not in stay]
        # several, or one that stands alone and so is no part of a longer name: Context may be King, but Operation Harbor
        upper = {n for n, word in enumerate(words) if word[:1].isupper()}
        alone = [n for n in left if upper.isdisjoint({n - 1, n + 1})]
        return tuple(words[n] for n in (left if len(left) > 2 else alone))

    def _subtitle(self, title: str, *, after_colon: bool) -> str:
        """Return a title in sentence case with the first word of its subtitle as the style has it, and that of a sentence with a capital."""

        def cased(found: re.Match[str]) -> str:
            word = found[0]
            if after_colon or title[found.start() - 2] != ":":
                return word.capitalize() if word.islower() else word
            return word.lower() if word.istitle() and self._verdict(word) == "common" else word

        return re.sub(r"(?<=[:?!] )[^\W\d_]+(?![\w.'’-])", cased, title)

    def _kept_places(self, title: str, spans: list[re.Match[str]], kept: Iterable[str]) -> set[int]:
        """Return the places of the words that are part of a name of several words, a law's name, or a phrase to keep."""
        words = [bare(one[0]) for one in spans]
        ranges = self._ranges(title, words, kept)
        bodies = (self._body(title, one, words[n : n + 2]) for n, one in enumerate(spans))
        ranges += [found.span() for found in bodies if found]
        stay = {n for n, one in enumerate(spans) for a, b in ranges if one.start() < b and one.end() > a}
        for n, word in enumerate(words):
            stay |= self._beside_name(words, n)
            # a person with an initial: Linda C. Smith
            initial = n > 1 and re.fullmatch(r"[A-Z]\.", spans[n - 1][0]) and words[n - 2] in known_names()
            if initial or is_genus(word, "".join(words[n + 1 : n + 2])):
                stay.add(n)
            if re.fullmatch(r"\([A-Z]{2,8}s?\)[.,:;]?", spans[n][0]):
                stay |= self._spelled_out(words, n)
        return stay

    def _ranges(self, title: str, words: list[str], kept: Iterable[str]) -> list[tuple[int, int]]:
        """Return where a title has phrases to keep, known names of several words, bodies that the works name, and names that their words show."""
        phrases = [name for first in {*words} for name in names_by_first_word().get(first, ())]
        if " " in title:
            phrases += filter(None, str(self._record_question(title)).split("\n"))
        exact = [re.compile(re.escape(name)) for name in (*kept, *phrases) if name in title]
        return [found.span() for name in (*exact, *_NAMES) for found in name.finditer(title)]

    @staticmethod
    def _body(title: str, first: re.Match[str], words: list[str]) -> re.Match[str] | None:
        """Return the name of a body that begins here with a place or people: Canadian Association of Gastroenterology; "American society" is not a name."""
        if {first[0], " ".join(words)}.isdisjoint(_OPENS_BODY | known_names()):
            return None
        found = _BODY.match(title, first.start())
        return found if found and (found["more"] or found["field"]) else None

    def _beside_name(self, words: list[str], at: int) -> set[int]:
        """Return the positions of a name and the adjacent word: Northern Ireland, Queen Elizabeth, New York City, University of Texas, Parkfields School."""
        word, near, next_ = [*words[at : at + 3], "", ""][:3]
        if near in {"of", "for"} and _OPENS_NAME.fullmatch(word) and next_ in known_names():
            return {at, at + 2}
        named = near.istitle() and (self._verdict(near) != "common" or f"{near} {next_}" in known_names())
        if (named and _BEFORE_NAME.fullmatch(word)) or (
            word in known_names() and _AFTER_PLACE.fullmatch(near)
        ):
            return {at, at + 1}
        behind = _AFTER_UNKNOWN.match(f"{near} {next_}")
        if behind and word[:1].isupper() and not self._verdict(word):
            return {at, at + 1, at + 2} if behind[1] else {at, at + 1}
        of_two = at and f"{words[at - 1]} {word}" in known_names()
        return {at + 1} if of_two and _AFTER_PLACE.fullmatch(near) else set()

    @staticmethod
    def _spelled_out(words: list[str], at: int) -> set[int]:
        """Return the positions of the words that an acronym in parentheses abbreviates, before it: Human Trafficking Reporting System (HTRS)."""
        letters = [c for c in words[at] if c.isupper()]
        places: list[int] = []
        if not _NAMED_ONCE.fullmatch(words[at - 1]):
            return set()
        for n in range(at - 1, -1, -1):
            if not letters:
                break
            # ASCUS-LSIL Triage Study (ALTS): parts of a word with a hyphen have a letter each
            initials = [part[:1] for part in words[n].split("-")]
            if words[n][:1] == letters[-1]:
                letters.pop()
                places.append(n)
            elif len(initials) > 1 and letters[-len(initials) :] == initials:
                del letters[-len(initials) :]
                places.append(n)
            elif words[n].casefold() not in SMALL:
                return set()
        return set() if letters else set(places)

    def _cased(self, token: str, *, opens: bool, before: str, may_be: bool) -> tuple[str, list[str]]:
        """Return a word of a title in sentence case, part by part, and its parts that might be names."""
        doubts: list[str] = []

        def part(found: re.Match[str]) -> str:
            word, at = found[0], found.start()
            if small := _always_small(token[:at], word, token[found.end() :], opens=opens):
                return small
            if (opens and at == start) or not _is_word(word, token, before):
                return word
            verdict = self._verdict(word)
            if verdict == "name" or self._is_meant(token, at, start, word, opens=opens):
                return word
            rest = re.match(r"[-–]([A-Z][a-z]{2,})", token[found.end() :])
            pair = rest and self._verdict(rest[1]) != "common" and not is_term(rest[1], "")
            if not verdict or (may_be and at == start) or (pair and len(word) > 2):
                doubts.append(word)
            # a word that no list has is a name, unless it ends as terms do
            term = verdict or word in EITHER or is_term(word, "" if start else before)
            return word.lower() if term else word

        start = len(token) - len(token.lstrip(MARKS))
        # an address, an abbreviation, the symbol of a gene or a version: Homer1a, Web2
        if (
            "." in token.strip(MARKS)
            or _SYMBOL.fullmatch(token.strip(MARKS))
            or "@" in token
            or "://" in token
        ):
            return token, []
        cased = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", part, token)
        if opens and start < len(cased) and cased[start].islower() and cased[start:].strip(MARKS).islower():
            cased = cased[:start] + cased[start].upper() + cased[start + 1 :]
        return cased, doubts

    def _is_meant(self, token: str, at: int, start: int, word: str, *, opens: bool) -> bool:
        """Return whether the capital of a word in a token is deliberate: sub-Saharan, Diag-Join: A Method, ethics—Some trends, O'Neill."""
        before = token[start:at]
        of_program = opens and token.endswith(":") and not self._verdict(token[start:].partition("-")[0])
        # a name behind a prefix; a common word there is only the title's: beta-Blocker, alpha(2)-Adrenoceptor
        small = before.islower() and len(before) > len("p-") and before[:-1] not in ENGLISH
        small = small and self._verdict(word) != "common" and not is_term(word, "")
        return bool(small or of_program or before.endswith("—") or re.search(r"['’][A-Z]|^[A-Z]['’]", word))


def _is_word(word: str, token: str, before: str) -> bool:
    """Return whether a part of a token is a word with a capital, no letter or acronym: "A" is the article behind a small word, not in Influenza A."""
    alone = token.strip(MARKS) == word or f"-{word}-" in token
    if word == "A":
        return alone and (before[-1:] in ":-–" or before.casefold() in ENGLISH)
    return word[:1].isupper() and word[1:].islower()


def _opens(token: str, before: list[str], spans: list[re.Match[str]], *, after_colon: bool) -> bool:
    """Return whether a word of a title begins it, a sentence in it or a subtitle, by the one or two words before it."""
    numbered = len(before) > 1 and before[0].endswith(".") and re.fullmatch(r"[IVX]+\.", before[1])
    if not before or numbered or _CLOSES_SENTENCE.search(before[-1]):
        return True
    one_dash = sum(one[0] in {"-", "–"} for one in spans) == 1
    # two long ones are around what is said by the way
    dashed = (one_dash and before[-1] == "–") or (before[-1] == "-" and (one_dash or token[:1].isupper()))
    return after_colon and (dashed or before[-1][-1] in ":—")


def _always_small(before: str, word: str, after: str, *, opens: bool) -> str:
    """Return a part of a word that is small whatever it says, `""` for any other: the letter of e-commerce, the unit in 1550-nm."""
    if not opens and _ELECTRONIC.fullmatch(word + after):
        return "e"
    return word.lower() if _UNIT.fullmatch(word) and re.search(r"\d-$", before) else ""


def _before_tool(title: str, head: str, made: str) -> list[str]:
    """Return the words before a tool that are set small: what it is called, or what it is about (Walkability Explorer: A Tool)."""
    return (
        [word for word in head.split() if word[1:].islower() and word not in made]
        if _OF_TOOL.match(title)
        else []
    )


def _wholly_large(part: str) -> bool:
    """Return whether a main title of four words and more has no word in small letters but small ones, beside a subtitle in sentence case."""
    words = [word.strip(MARKS) for word in part.split()[1:]]
    found = [word for word in words if len(word) > 3 and word.casefold() not in ENGLISH]
    return len(found) >= 4 and all(word.istitle() for word in found)


def in_headline_case(title: str, kept: Iterable[str] = ()) -> bool:
    """Return whether a title writes most of its words with a capital, not counting those that names have anyway.

    >>> in_headline_case("Raids and the Rights of Workers"), in_headline_case("Raids and the rights of workers in New York")
    (True, False)
    """
    for phrase in kept:
        title = title.replace(phrase, " ")
    large: list[bool] = []
    before = ":"
    for found in _TOKEN.finditer(title):
        word = found[0].strip(MARKS)
        counts = (
            len(word) > 2
            and word.casefold() not in SMALL
            and word.casefold() not in ENGLISH
            and not re.search(r"[:.?!–—]$", before)
        )
        before = found[0]
        if (
            counts
            and word not in known_names()
            and word.replace("-", "").isalpha()
            and (word.istitle() or word.islower())
        ):
            large.append(word.istitle())
    # a title that begins with small words has a long name in it
    return any(large[:2]) and large.count(True) > large.count(False)
