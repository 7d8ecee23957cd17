"""Which references of a list are shown: what says where it appeared is public, what does not and speaks of an interview is hidden.

The interviews are made up; the works are real.
"""

from __future__ import annotations

import pytest

import litreview as lr
from litreview.formats import dumps, read_text

PLACES = (
    "Los Angeles",
    "Chicago, Illinois",
    "New York, N.Y.",
    "Bangkok, Thailand",
    "Frankfurt am Main",
    "Wien",
    "London",
)
TOLD = (
    "Interview with A. B., {}, 3 May 2019.",
    "Ann Doe, interview by the author, {}, May 3, 2019.",
    "Ann Doe, interview by the author, {}, 3 May 2019, transcript, 4-9.",
    "Doe, Ann. Interview by author. {}, 3 May 2019.",
    "Doe, Ann. Personal interview. {}. 3 May 2019.",
    "Doe, A. (2019, May 3). Personal communication. {}.",
    "Telephone interview with Ann Doe, Staff Attorney, Made-Up Legal Aid, {} (Jan. 3, 2019).",
    "Interview with Officer Doe, Made-Up Police Department, in {} (May 3, 2019).",
    "Skype interview with Ann Doe, Made-Up University, {} (May 3, 2019).",
    "Author's interview with a former police officer, {}, 12 June 2014.",
    "Interview #12, police officer, {}, 2009, p. 4.",
    "Interview No. 7, {}, 12 May 2014, pp. 3-5.",
    "Second interview with Ann Doe, 2nd session, {}, 3 May 2019.",
    "Doe, Ann. 3rd interview. {}, 2019.",
    "Interview no. 12 with a member of the Made-Up Association, {}, no. 3, p. 4.",
    "Interview mit Anna Doe, in: Polizeipräsidium {} 2019.",
    "Interview with Ann Doe, {}: 3 May 2019.",
    "Interview with I07, {}. 2019. Transcript, pp. 4-9.",
    "Interview mit Anna Doe, in: {}, 3.5.2019.",
    "Gespräch mit einem Staatsanwalt, {}, 3. Mai 2012.",
    "Persönliche Mitteilung von Anna Doe, {}, 3. Mai 2012, S. 4-9.",
    "Entrevista con Ana Doe, {}, 3 de mayo de 2019.",
    "Entretien avec une avocate, {}, 3 mai 2019.",
    "Focus group with shelter staff, {}, 4 March 2015.",
    "Field notes, {}, 4 March 2015.",
)  # fmt: skip
PUBLISHED = (
    "Adomaitis, R. (2005). The nondirective attitude: an interview with Nat Raskin. Person-Centered Journal, 12, 23-30.",
    "Baldwin, M. (2004) Interview with Carl Rogers on the use of self. In R. Moodley, C. Lago & A. Talahite (Eds.) Carl Rogers Counsels a Black Client. Ross-on-Wye: PCCS Books.",
    "Horkheimer, Max (1970): Die Sehnsucht nach dem ganz Anderen. Ein Interview mit Kommentar von Hellmut Gumnior. Hamburg: Furche.",
    "Jureit, Ulrike (1998): Flucht und Ergreifung. Übertragung und Gegenübertragung in einem lebensgeschichtlichen Interview, in: BIOS 1998 (11. Jg.), 229-241.",
    "Poltronieri, Marco (1997): Wie kriegen die Deutschen das auf die Reihe? Ein Gespräch mit W.G. Sebald, in: Franz Loquai (Hg.): W.G. Sebald. Porträt, Eggingen, 138-145.",
    "Schreiner, I., Pennie, K., & Newbrough, J. (1988). Interviewer falsification in Census Bureau surveys. In Proceedings of the American Statistical Association (Survey Research Methods Section) (pp. 491-496).",
    "Pralle, Uwe (2001): Mit einem kleinen Strandspaten Abschied von Deutschland nehmen. Interview mit W.G. Sebald, in: Süddeutsche Zeitung Nr. 295, 22.12.2001.",
    "Holzer, Jerzy (1990): Oral History in Poland, in: BIOS. Zeitschrift für Biographieforschung und Oral History, Sonderheft 1990, hrsg. v. Karin Hartewig, 41-47.",
    "Thompson, Paul (2000): The Voice of the Past. Oral History, 3rd edition, New York.",
    "Gaudichaud F., “Popular Power, Oral History, and Collective Memory in Contemporary Chile”, in Latin American Perspectives, 36, 5 (2009), pp. 58-71.",
    "Bell, A. (2005). Reflections on using the life-grid in qualitative interviews with couples. Qualitative Sociology Review, 1(1), 51-67.",
)  # fmt: skip
# they have neither publisher nor container, a link at most: their titles speak of interviews
DOUBTFUL = (
    "Nohl, Arnd-Michael (2006): Interview und dokumentarische Methode. Anleitungen für die Forschungspraxis. Wiesbaden.",
    "Boder, David P. (1949): I Did Not Interview the Dead, Urbana, Ill.",
    "Abrams, Lynn (2010): Oral History Theory, London / New York.",
    "Al-Arabiya (2009): Transcript. Obama's Interview with Al-Arabiya, in: www.alarabiya.net/articles/2009/01/27/65096.html.",
)  # fmt: skip
OPEN = "Roe, A. (2001). Ports. Harbor Press."


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("told", TOLD)
def test_the_place_of_an_interview_is_no_place_of_publication(told: str, place: str) -> None:
    text = told.format(place)
    found = lr.read_references(f"{text}\n{OPEN}")
    assert not [record for record in found.records[:-1] if not record.confidential]
    assert [OPEN] == [one.text for one in found.references]
    shown = dumps(found.library, "bib") + "".join(map(str, found.problems))
    assert not any(word in shown for word in ("Doe", "A. B.", place.partition(",")[0], "I07"))


@pytest.mark.parametrize("text", PUBLISHED)
def test_what_says_where_it_appeared_is_public_and_so_is_its_entry(text: str) -> None:
    found = lr.read_references(text)
    assert [text] == [one.text for one in found.references]
    assert [] == [problem.code for problem in found.problems]
    for ending in ("bib", "csv", "ris", "json"):
        [again] = read_text(dumps(found.library, ending), f"a.{ending}").records
        assert (False, ()) == (again.confidential, again.hidden)


@pytest.mark.parametrize("text", [*DOUBTFUL, TOLD[0].format(PLACES[0])])
def test_a_doubt_is_a_question_in_the_list_and_in_its_entries(text: str) -> None:
    found = lr.read_references(text)
    assert [("LR082", 1)] == [(problem.code, problem.where.line) for problem in found.problems]
    assert all(record.withheld and record.why for record in found.records)
    for ending in ("bib", "csv", "ris", "json"):
        again = read_text(dumps(found.library, ending), f"a.{ending}")
        assert [(True, True)] == [(record.confidential, record.withheld) for record in again]
        assert ["LR082"] == [problem.code for problem in again.problems]


def test_a_personal_communication_is_sealed_and_its_entry_too() -> None:
    found = lr.read_references("G. Roe. Personal communication, September 1995.")
    [record] = found.records
    assert (True, False) == (record.confidential, record.withheld)
    assert [] == [problem.code for problem in found.problems]
    [again] = read_text(dumps(found.library, "bib"), "a.bib").records
    assert (True, False) == (again.confidential, again.withheld)


def test_an_ordinal_before_a_month_is_no_volume() -> None:
    [record] = lr.read_references("Roe, A.: Ports, in: Harbor Review, Hamburg, 3. Mai 2012.").records
    assert ("2012-05-03", "") == (record.get("date"), record.get("volume"))
