"""Titles and single words: what is one in two spellings, and what differs in few letters and means something else."""

from __future__ import annotations

import pytest

from litreview.core.text import fold
from litreview.works.notices import classify_notice, split_title_marks
from litreview.works.titles import (
    TitleChange,
    compare_titles,
    comparison_title,
    in_one_spelling,
    numbers_of,
    same_word,
    title_words,
)


@pytest.mark.parametrize(
    ("a", "b", "same", "note"),
    [
        ("trafficking", "traficking", True, "a letter lost"),
        ("trafficking", "trafficcking", True, "a letter doubled"),
        ("trafficking", "trafifcking", True, "two swapped"),
        ("trafficking", "traffickings", True, "a plural"),
        ("ship", "ships", True, "a plural of a short word"),
        ("rafficking", "trafficking", False, "the first letter lost"),
        ("ship", "shop", False, "short"),
        ("house", "mouse", False, "another letter"),
        ("employer", "employee", False, "another letter at the end"),
        ("prosecution", "persecution", False, "two other letters"),
        ("nitrate", "nitrite", False, "another substance"),
        ("nitrates", "nitrites", False, "other substances"),
        ("chlorine", "chloride", False, "another substance"),
        ("neurologic", "neurological", True, "an ending of a long word"),
        ("historic", "historical", True, "eight letters are long"),
        ("musical", "musicalal", False, "seven are not"),
        ("logic", "logical", False, "a short word"),
        ("prednisone", "prednisolone", False, "two letters within"),
        ("institutionalised", "institutionalizad", True, "two of seventeen letters"),
        ("internationale", "internotionala", True, "two of fourteen letters"),
        ("conventional", "convantionel", False, "two of twelve letters"),
        ("international", "intarnationel", True, "two of thirteen letters"),
        ("legal", "illegal", False, "opposites"),
        ("insulin", "inulin", False, "a letter lost makes another substance"),
        ("hypercalcaemia", "hypocalcaemia", False, "opposites of some length"),
        ("interinstitutional", "intrainstitutional", False, "opposites of some length"),
        ("conception", "preconception", False, "a prefix"),
        ("able", "unable", False, "a prefix that turns the meaning"),
        ("hypertension", "hypotension", False, "opposites"),
        ("national", "international", False, "opposites"),
        ("emigration", "immigration", False, "opposites"),
        ("increased", "decreased", False, "opposites"),
        ("typical", "atypical", False, "a prefix of one letter"),
        ("prostitution", "prosecution", False, "opposites here"),
        ("2", "two", True, "a number in words"),
        ("2nd", "2", True, "an ordinal"),
        ("second", "2", True, "an ordinal in words"),
        ("12", "13", False, "numbers"),
        ("1999", "19999", False, "numbers have no slips"),
    ],
)
def test_one_word_or_two(a, b, same, note):
    assert same == same_word(a, b) == same_word(b, a), note


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("behaviour", "behavior"),
        ("colours", "colors"),
        ("four", "four"),
        ("hours", "hours"),
        ("anaemia", "anemia"),
        ("aesthetic", "esthetic"),
        ("aged", "aged"),
        ("oestrogen", "estrogen"),
        ("foetal", "fetal"),
        ("organisation", "organization"),
        ("organised", "organized"),
        ("organising", "organizing"),
        ("rise", "rise"),
        ("analyse", "analyze"),
        ("analysis", "analysis"),
        ("centre", "center"),
        ("theatres", "theaters"),
        ("modelled", "modeled"),
        ("travelling", "traveling"),
        ("spelled", "speled"),
        ("controlling", "controling"),
        ("iii", "3"),
        ("i", "i"),
        ("xx", "20"),
        ("1st", "1"),
        ("21st", "21"),
        ("1990s", "1990s"),
    ],
)
def test_one_spelling(word, expected):
    assert expected == in_one_spelling(word)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Harbor", "harbor"),
        ("A Harbor", "harbor"),
        ("An Old Harbor", "old harbor"),
        ("Theory of Harbors", "theory of harbors"),
        ("Work and Family", "work family"),
        ("Work & Family", "work family"),
        ("Work &amp; Family", "work family"),
        ("<i>Harbors</i> in winter", "harbors in winter"),
        ("p < 0.05 and > 0.01", "p 0 05 0 01"),
        ("TGF-β1 and α", "tgf beta 1 alpha"),
        ("λόγος", "logos"),
        # numbers
        ("Harbors, Part I", "harbors part 1"),
        ("Harbors, Part V", "harbors part 5"),
        ("Harbors, Part X", "harbors part 10"),
        ("Harbors, Part A", "harbors part a"),
        ("Vitamin C", "vitamin c"),
        ("World War I", "world war 1"),
        ("World War II", "world war 2"),
        ("Twenty harbors", "20 harbors"),
        ("Twenty-one harbors", "21 harbors"),
        ("The twenty-first harbor", "21 harbor"),
        ("Ninety-nine harbors", "99 harbors"),
        ("Work 1914-18", "work 1914 1918"),
        ("Work 1998-03", "work 1998 03"),
        ("Work 1998-1999", "work 1998 1999"),
        ("Harbors, 1st report", "harbors 1 report"),
        ("(sup 99m)Tc in harbors", "sup 99m tc in harbors"),
        ("Uptake of (sup 99m)Tc", "uptake of 99m tc"),
        # what databases add
        ("Harbors in winter [Review]", "harbors in winter"),
        ("Harbors in winter (Extended abstract)", "harbors in winter"),
        ("Harbors in winter [Review] [24 refs]", "harbors in winter"),
        ("Harbors in winter. 24 refs", "harbors in winter"),
        ("Harbors in winter. Review 24 references", "harbors in winter"),
        ("Harbors in winter. Provisional abstract", "harbors in winter"),
        ("Harbors in winter: see comments", "harbors in winter"),
        ("Harbors in winter. Published erratum appears in J Tides", "harbors in winter"),
        ("References and comments", "references comments"),
        ("Harbors in winter. German", "harbors in winter"),
        ("Harbors in winter [in French]", "harbors in winter"),
        ("Harbors in winter [article in French, English abstract].", "harbors in winter"),
        ("Harbors in winter. German\nHäfen im Winter", "harbors in winter"),
        ("Harbors of the German", "harbors of the german"),
        # brackets
        ("[Häfen im Winter]", "hafen im winter"),
        ("[Häfen im Winter].", "hafen im winter"),
        ("Häfen im tiefen Winter [Harbors in deep winter]", "hafen im tiefen winter"),
        ("Short [Harbors in deep winter]", "short harbors in deep winter"),
        ("Häfen im tiefen Winter [Winter]", "hafen im tiefen winter winter"),
        ("Clinical section of it [Harbors in deep winter and the long spring behind it]", "clinical section of it harbors in deep winter the long spring behind it"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_form_in_which_titles_are_compared(title, expected):
    assert expected == comparison_title(title)


def test_a_part_of_a_title_keeps_its_article():
    assert "a history of tides" == title_words("A History of Tides")


C = TitleChange


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "tides", C.ABSENT),
        ("", "", C.ABSENT),
        ("tides", "tides", C.EQUAL),
        ("follow up of tides", "followup of tides", C.EQUAL),
        # one title goes on where the other ends
        ("harbor work", "harbor work in old cities", C.ADDED),
        ("harbor work in", "harbor work", C.SPELLING),
        ("harbor work in the city of", "harbor work in the city", C.SPELLING),
        ("datafication", "datafication of harbor work", C.ADDED),
        ("harbors", "harbors at work everywhere", C.ADDED),
        ("tides", "tides at work everywhere", C.WORDS),
        ("oceans", "oceans at work everywhere", C.ADDED),
        ("harbor work", "harbor work 2", C.NUMBER),
        ("harbor work", "harbor work second report", C.NUMBER),
        ("harbor study part a", "harbor study part b", C.NUMBER),
        ("hepatitis a in harbors", "hepatitis b in harbors", C.NUMBER),
        ("harbor work and family life in the", "harbor work and family life in the old city", C.CUT),
        ("harbor work with men from the", "harbor work with men from the city", C.CUT),
        ("harbor work with men in cities", "harbor work with men in cities of old", C.ADDED),
        ("work in the", "work in the city", C.ADDED),
        # another word at the place of its last
        ("harbor work in cities", "harbor work in winter storms", C.WORDS),
        ("harbor work cit", "harbor work cities of old", C.WORDS),
        # cut within its last word
        ("harbor work in the cit", "harbor work in the cities", C.ADDED),
        ("harbor work in the citie", "harbor work in the cities", C.SPELLING),
        # behind the name of a section
        ("policing the old harbor", "invited article policing the old harbor", C.ADDED),
        ("policing the old harbor", "article 3 policing the old harbor", C.NUMBER),
        ("the old harbor", "invited article the old harbor", C.OTHER),
        # numbers
        ("report of 2019", "report of 2020", C.NUMBER),
        ("second report on tides", "report on tides 2", C.SPELLING),
        ("first report on tides", "second report on tides", C.NUMBER),
        # other words
        ("work interference with family", "family interference with work", C.OTHER),
        ("the effect of work on life in old harbor cities", "the effect of life on work in old harbor cities", C.WORDS),
        ("migration to germany in winter", "migration from germany in winter", C.WORDS),
        ("migration to germany in winter", "migration germany in winter", C.SPELLING),
        ("women in harbors", "men in harbors", C.WORDS),
        ("harbor trafficking in winter", "harbor traficking in winter", C.SPELLING),
        ("harbor work", "a theory of relativity", C.OTHER),
        ("harbor traficking and prosecutons in it", "harbor trafficking and prosecutions in it", C.SPELLING),
        ("harbor traficking and smugling in it", "harbor trafficking and begging in it", C.WORDS),
        # a word written as two
        ("health care in harbor cities", "healthcare in harbor cities", C.EQUAL),
        ("healthcare workers of harbors", "health care worker of harbors", C.SPELLING),
        ("not guilty of harbor work", "guilty of harbor work", C.ADDED),
    ],
)  # fmt: skip
def test_what_changed_between_two_titles(a, b, expected):
    from rapidfuzz import fuzz

    score = fuzz.ratio(a, b) / 100
    assert expected is compare_titles(a, b, score)
    assert expected is compare_titles(b, a, score)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("part 2 of 10", ["10", "2"]),
        ("second 2", ["2", "2"]),
        ("007 00", ["0", "7"]),
        ("no number", []),
    ],
)
def test_the_numbers_of_a_title(words, expected):
    assert expected == numbers_of(words.split())


@pytest.mark.parametrize(
    ("raw", "title", "status", "notice"),
    [
        ("RETRACTED: Harbors", "Harbors", "retracted", ""),
        ("Retracted article: Harbors", "Harbors", "retracted", ""),
        ("[Retracted] Harbors", "Harbors", "retracted", ""),
        ("WITHDRAWN: Harbors", "Harbors", "withdrawn", ""),
        ("Withdrawn from the harbor", "Withdrawn from the harbor", "", ""),
        ("Retraction of a harbor", "Retraction of a harbor", "", ""),
        ("Harbors (Retracted article. See vol. 3, pg 4, 2001)", "Harbors", "retracted", ""),
        ("Harbors (Withdrawn)", "Harbors", "withdrawn", ""),
        ("Harbors (Erratum)", "Harbors", "", "correction"),
        ("Harbors [Corrigendum to a table]", "Harbors", "", "correction"),
        ("Harbors (Retraction notice)", "Harbors", "", "retraction"),
        ("Harbors (Authors' reply)", "Harbors", "", "reply"),
        ("Harbors - Reply", "Harbors", "", "reply"),
        ("Harbors – The author's response.", "Harbors", "", "reply"),
        ("Harbors (in winter)", "Harbors (in winter)", "", ""),
        ("Harbors [Letter]", "Harbors", "", "comment"),
        ("Harbors — Réponse des auteurs", "Harbors", "", "reply"),
        ("Harbors - Expression of Concern", "Harbors", "", "retraction"),
        ("Harbors (Retraction of vol 12, pg 101, 2010)", "Harbors", "", "retraction"),
        ("Harbors - Case A", "Harbors - Case A", "", ""),
        ("Harbors: response to", "Harbors: response to", "", ""),
        ("[Erratum]", "[Erratum]", "", ""),
        ("A" * 300 + " (Erratum)", "A" * 300, "", "correction"),
        ("Harbors", "Harbors", "", ""),
        ("", "", "", ""),
    ],
)
def test_the_marks_of_a_notice(raw, title, status, notice):
    assert (title, status, notice) == split_title_marks(raw)


@pytest.mark.parametrize(
    ("raw", "title", "notice"),
    [
        ("Harbors in winter", "harbors in winter", ""),
        ("Erratum to: Harbors", "erratum to harbors", "correction"),
        ("Author correction: Harbors", "author correction harbors", "correction"),
        ("Corrections officers at work", "corrections officers at work", ""),
        ("Correctional work", "correctional work", ""),
        ("Harbors (vol 49, pg 931, 2019)", "harbors", "correction"),
        ("Reprint of: Harbors (vol 49, pg 931, 2019)", "reprint of harbors", "reprint"),
        ("Retraction notice to Harbors", "retraction notice to harbors", "retraction"),
        ("Expression of concern: Harbors", "expression of concern harbors", "retraction"),
        ("Rejoinder: Harbors", "rejoinder harbors", "reply"),
        ("Reply to Doe", "reply to doe", "reply"),
        ("Response to intervention", "response to intervention", "reply"),
        ("Responses of harbors", "responses of harbors", ""),
        ("Comments: Harbors", "comments harbors", "comment"),
        ("Comment on Harbors", "comment on harbors", "comment"),
        ("Letter to the editor", "letter to the editor", "comment"),
        ("Re: Harbors in winter", "re harbors in winter", "comment"),
        ("Replik auf Doe", "replik auf doe", "reply"),
        ("Berichtigung", "berichtigung", "correction"),
        ("Reply to the comment on: Harbors", "reply to the comment on harbors", "reply"),
        ("Harbors: Corrigendum", "harbors corrigendum", "correction"),
        ("Harbors (vol 12, e103, 2010)", "harbors", "correction"),
        ("Withdrawal: Harbors", "withdrawal harbors", "retraction"),
        ("Withdrawal of harbors", "withdrawal of harbors", ""),
        ("Publisher's Note: “Harbors”", "publisher s note harbors", "correction"),
        ("Korrektur zu: Harbors", "korrektur zu harbors", "correction"),
        ("Fe de errores de Harbors", "fe de errores de harbors", "correction"),
        ("Rectificatif à l’article Harbors", "rectificatif a l article harbors", "correction"),
        ("Leserbrief zu Harbors", "leserbrief zu harbors", "comment"),
        ("Carta al director: Harbors", "carta al director harbors", "comment"),
        ("Antwort der Autoren auf: Harbors", "antwort der autoren auf harbors", "reply"),
        ("Respuesta de los autores: Harbors", "respuesta de los autores harbors", "reply"),
        ("Editor's comments: Harbors", "editor s comments harbors", ""),
        ("Re-examining harbors", "re examining harbors", ""),
        ("Book review: Harbors", "book review harbors", "review"),
        ("Review of Harbors", "review of harbors", "review"),
        ("A review: harbors in winter", "a review harbors in winter", ""),
        ("Harbors by Jane Doe, reviewed", "harbors by jane doe reviewed", "review"),
        ("Harbors: Executive summary", "harbors executive summary", "summary"),
        ("Harbors in brief", "harbors in brief", "summary"),
        ("Introduction to the special issue", "introduction to the special issue", "front matter"),
        ("Foreword", "foreword", "front matter"),
    ],
)
def test_what_kind_of_notice_a_title_is(raw, title, notice):
    folded = fold(raw)
    assert (title, notice) == classify_notice(raw, folded)
