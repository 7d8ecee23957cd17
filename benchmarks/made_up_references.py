"""References in made-up styles, with their parts marked: what the labeller learns from, besides references that people marked.

    python benchmarks/made_up_references.py 20    prints twenty of them

A work is put together from parts: names, titles, journals and publishers of AnyStyle's `core` (BSD-2-Clause), of the sample corpus in `bib/`,
of metadata of Crossref (CC0), and German, French and Spanish ones from the lists of words below. A style is drawn, too: how names are
written, where the year stands, what marks part the fields, how volume, issue and pages are written. Then some are damaged as copies
are: blanks lost behind marks, words broken by a hyphen, capitals. No such reference exists.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from litreview.core.model import Person

Parts = list[tuple[str, str]]

NOUNS = {
    "de": "Arbeitsmarkt Arbeitslosigkeit Armut Bildung Bürgerbeteiligung Demokratie Digitalisierung Einkommen Elternschaft Erwerbstätigkeit Erziehung Europa Familie Forschung Frauen Freiheit Gemeinde Gerechtigkeit Geschichte Geschlecht Gesellschaft Gesundheit Gewalt Globalisierung Grenzen Hafen Handel Herrschaft Hochschule Identität Individualisierung Industrie Integration Jugend Kinder Klasse Kommunikation Konflikt Kultur Lebenslauf Macht Medien Menschenhandel Menschenrechte Methoden Migration Moderne Moral Nation Netzwerke Öffentlichkeit Organisation Partei Politik Raum Recht Reform Religion Risiko Schule Soziologie Sozialstaat Sprache Staat Stadt Studium Technik Theorie Ungleichheit Unternehmen Verwaltung Wandel Wahlen Wertewandel Wirtschaft Wissen Wissenschaft Wohlfahrt Zukunft",
    "fr": "travail famille école société pouvoir démocratie mémoire ville culture histoire langue frontières justice droit migrations politique jeunesse santé pauvreté violence économie entreprise religion identité discours réforme",
    "es": "trabajo familia educación sociedad poder democracia memoria ciudad cultura historia lengua fronteras justicia derecho migración política juventud salud pobreza violencia economía empresa religión identidad discurso reforma",
}  # fmt: skip
ADJECTIVES = {
    "de": "soziale politische neue deutsche europäische empirische vergleichende öffentliche kommunale qualitative moderne lokale berufliche weibliche ethnische regionale",
    "fr": "sociale politique moderne publique locale contemporaine européenne rurale urbaine",
    "es": "social política moderna pública local contemporánea europea rural urbana",
}
TITLES = {
    "de": (
        "{n} und {n}", "Die {a} {n} der {n}", "{n} im Wandel", "Zur {n} der {n} in Deutschland", "{n}, {n} und {n}", "Zwischen {n} und {n}", "{a} {n} in der {n}",
        "Was leistet die {a} {n}?", "Der Einfluss der {n} auf die {n}", "{n} als {n}", "Einführung in die {n}", "{a} {n}", "Wie wirkt {n}?", "Grundlagen der {n}",
        "„{n}“ und die {a} {n}", "{n} – {n} – {n}", "Handbuch {n}", "Lokale {n} in {y}", "{n} in {p}", "Die {n} der Stadt {p}", "{n}, {n} und {n} im Kanton {p}",
        "{n} der Landeshauptstadt {p}", "{n}bericht {y}", "Der {n}markt in {p} {y}/{z}", "{p} {y}–{y}", "{n} und {n} im {k}. Jahrhundert", "Die {a} {n} im 20. Jahrhundert", "Das Unternehmen ›{n}‹", "Der »{n}«", "{n}", "Zur Frage der {a}n {n} in der {n}, dargestellt an {n} und {n}",
    ),
    "fr": ("La {n} et la {n}", "{n} et {n}", "De la {n} à la {n}", "Les usages de la {n} {a}", "La {n} {a} en France", "Sociologie de la {n}", "L'invention de la {n} {a}"),
    "es": ("La {n} y la {n}", "{n} y {n} en América Latina", "Hacia una {n} {a}", "El estudio de la {n} {a}", "De la {n} a la {n}", "Teoría de la {n}"),
    "en": ("{w} and {w}", "The {w} of {w}", "{w} in {p}"),
}  # fmt: skip
SUBTITLES = {
    "de": (
        "Eine {a} Untersuchung", "Ergebnisse einer Befragung", "Theorie und Empirie", "Bestandsaufnahme und Perspektiven", "Festschrift zum 60. Geburtstag",
        "Ein Beitrag zur {n}", "{n} in Deutschland und Frankreich", "{n}, {n}, {n}", "{n}, {n} und {n}", "Beschluss vom 12.{y}", "Vortrag gehalten auf der Tagung der {n}", "{n} und {n} 1945-1990",
        "Referate der Tagung {y} in Hamburg", "Ergebnisse der dritten Welle des {n}-Survey", "Erster Bericht über die {a} {n}", "{a} oder {a} {n}?", "Von {n} zu {n}", "Im Spannungsfeld von {n} und {n}", "Analysen zu {n} und {n}", "Das Beispiel {n}", "Expertise im Auftrag des Ministeriums", "Am Beispiel der Stadt {p}", "{n}, {n} und {n} in {p}", "Gutachten im Auftrag des Bundesministeriums für {n}, {n}, {n} und {n}",
        "Quellen und Dokumente", "Kommentar", "Deutschland – {n} – Europa", "{n}, {n}, {n}", "{a} {n} des {k}. Jahrhunderts", "Beiträge zum {k}. Kongress der {n}", "Ausgewählte Schriften", "Zwei Vorlesungen", "Philosophische Studien", "Didaktische Materialien", "Theorien, Methoden, Ergebnisse ({p} und {p})", "Stellungnahme vom 4. April {y}",
        "Zum Zusammenhang von {a}r {n} und {n}", "Referate der Tagung {y} in {p}", "Ein deutsch-{a}r Vergleich", "Was kommt nach der {n}?", "Vorläufige Ergebnisse {y}/{z}",
    ),
    "fr": ("une enquête {a}", "essai sur la {n}", "le cas de la {n}"),
    "es": ("un estudio {a}", "ensayo sobre la {n}", "el caso de la {n}"),
    "en": ("A Case Study", "Evidence from a Survey", "An Introduction", "a comparative analysis", "lessons from the field", "Toward a New Approach", "a review", "Theory and Practice", "The case of {p}", "Institutions, Agencies and Leadership", "Social Constructs and International Systems", "Principles for a New World", "Reconciling work, family and life", "Volume of Essays", "Evidence from {p}, {y}–{y}", "Policies, Problems, and Prospects in {p}", "Lessons from {p} and {p}", "{p} {y}"),
}  # fmt: skip
JOURNALS = {
    "de": ("Zeitschrift für {n}", "{n} und {n}", "Archiv für {n}", "Jahrbuch für {n}", "{n}", "Berliner Zeitschrift für {n}", "Beiträge zur {n}", "{a} {n}", "Aus {n} und {n}", "{n} heute", "Mitteilungen zur {n}", "{n}- und {n}recht ({u})", "{n}, {n}, {n}", "{n} und {n} – Forum für {n}", "Forum {n} / Forum: {n}", "Soziale {n} ({p})", "{u}", "Empirische {n}", "Diskurs {n}- und {n}forschung"),
    "fr": ("Revue de la {n}", "Cahiers de la {n} {a}", "Annales de {n}", "{n} et {n}", "Actes de la {n} {a}"),
    "es": ("Revista de {n}", "Cuadernos de {n} {a}", "Estudios de {n}", "Anuario de {n}"),
    "en": (),
}  # fmt: skip
BEHIND_TITLES = {
    "de": ("{n}bericht", "{u} {y}", "unter Mitarbeit von {p}", "Entwurf", "Abschlussbericht", "Expertise", "{u}", "{p} {y}"),
    "fr": ("rapport final", "{y}-{z}"), "es": ("informe final", "{y}-{z}"),
    "en": ("Workshop Report", "Final Report", "{y}-{z}", "draft", "{u} {y}", "{w} Section", "{u}", "A Survey"),
}  # fmt: skip
NEWSPAPERS = (
    "Die Hafenzeitung",
    "Süddeutscher Kurier",
    "The Harbor Times",
    "Le Courrier du port",
    "Neue Tageszeitung",
    "The Daily Tide",
    "Der Anzeiger",
    "Izvestija porta",
    "El Diario del Puerto",
)
SERIES = {
    "de": ("Beiträge zur {n}", "Schriftenreihe {n}", "Arbeitspapier", "Working Paper", "Discussion Paper", "Manuskripte", "{n}-Materialien", "Reihe: {n}", "Forschungsbericht", "Schriften zur {n}", "Ausgabe", "Info", "Arbeitspapiere des Instituts für {n}", "Studien zur {n}", "Reihe {n}", "Forschungsberichte", "{n} kompakt", "Forschungs- und Sitzungsberichte der {u}", "Schriften zum {a}n {n}recht", "Schriftenreihe {n} der {n}kammer {p}", "Schriftenreihe des Instituts für {n}", "Schriften des Vereins für {n}",
        "Reihe {n} der Stadt {p}", "Berichte über {n} N.F.", "{n}. Studien zur {n} der Neuzeit", "{p}er Beiträge zur {n}", "Arbeitsmaterial der {u}", "{u}-Studie", "{u}-Kurzbericht", "{u}-Projektbericht", "Texte zur {n}",
        "Materialien zu {n} und {n}", "Informationen zum Forschungsfeld {a} {n}", "Veröffentlichungen der {n}kommission", "{n}- und {n}materialien des {u}", "{u} Working Paper", "Arbeitspapier", "Statistische Berichte", "{u}-Schriftenreihe", "{u}-Schriftenreihe", "{u} report", "{n} kompakt", "Informationen zur {n}", "Materialien zu {n} und {n}", "Schriftenreihe {p}er Gespräche der Landes{n}kammer", "Schriften zum {a}n {n}-, {n}- und {n}recht", "{n}-{n}", "Arbeitshefte des Instituts für {n}"),
    "fr": ("Collection {n}",), "es": ("Colección {n}",), "en": ("Working Papers", "Working Paper", "Policy Brief", "Technical Report", "Best Practices Series", "Lecture Notes in Harbors", "Studies in Policy", "Discussion Paper", "Research Report", "Report", "Occasional Papers", "{u}ER Working Paper", "World Harbor Policy Research Working Paper", "{u} Working Paper Series", "{u} Technical Report", "{u} series on {w}", "Research in {w}", "{u} Briefs", "Studies in {w} and {w}", "Report of the {w} Section", "{w} Series", "{w} Network Series", "Evaluation Studies", "Contributions to Sociology", "{p} Series in Policy"),
}  # fmt: skip
PUBLISHERS = {
    "de": ("Hafen Verlag", "Verlag für {n}", "Campus", "Springer VS", "VS Verlag für {n}", "Nomos", "Suhrkamp", "Beltz", "Leske + Budrich", "Universitätsverlag", "de Gruyter", "Waxmann", "Juventa", "{n} Verlag", "Edition {n}", "{n}-Verlag", "{u}", "Eigenverlag", "Universität {p}", "Selbstverlag der {n}gesellschaft", "VWF", "Reclam", "Hafner", "Lambert & Roe", "{u}/{u}", "Verlag Dr. {n}", "Bundeszentrale für {a} {n}"),
    "fr": ("Presses universitaires", "La Découverte", "Éditions du Port", "L'Harmattan", "Seuil"), "es": ("Editorial Puerto", "Siglo XXI", "Alianza", "Ariel"), "en": (),
}  # fmt: skip
# where books and reports appear besides: a place is known by where it stands, too
TOWNS = (
    "Aachen", "Aarau", "Aarhus", "Alfter", "Ankara", "Arnsberg", "Athen", "Augsburg", "Bad Heilbrunn", "Bad Homburg", "Bad Nauheim", "Bamberg", "Bayreuth", "Belgrad", "Bergen", "Bergisch Gladbach",
    "Bochum", "Bozen", "Braunschweig", "Bregenz", "Bremen", "Bremerhaven", "Brüssel", "Buckingham", "Budapest", "Bukarest", "Chemnitz", "Coburg", "Cottbus", "Darmstadt", "Den Haag", "Dortmund",
    "Dresden", "Duisburg", "Düsseldorf", "Eichstätt", "Erfurt", "Erlangen", "Essen", "Flensburg", "Frankfurt", "Frankfurt (Main)", "Frankfurt (Oder)", "Frankfurt a. M.", "Frauenfeld", "Freiburg",
    "Freiburg i. Br.", "Freiburg im Breisgau", "Friedberg", "Fulda", "Genf", "Gießen", "Graz", "Greifswald", "Gütersloh", "Hagen", "Halle (Saale)", "Halle", "Hannover", "Heidelberg", "Helsinki",
    "Herford", "Hohengehren", "Idstein", "Innsbruck", "Jena", "Kaiserslautern", "Karlsruhe", "Kassel", "Kiel", "Klagenfurt", "Koblenz", "Königstein", "Königstein/Ts.", "Konstanz", "Kopenhagen", "Krakau",
    "Krems", "Lausanne", "Lengerich", "Linz", "Lissabon", "Ljubljana", "Lübeck", "Ludwigsburg", "Ludwigshafen", "Lüneburg", "Luxemburg", "Luzern", "Magdeburg", "Mailand", "Mainz", "Marburg", "Moskau",
    "Mülheim", "München und Zürich", "Neuwied", "Nijmegen", "Novi Sad", "Offenbach", "Oldenburg", "Osnabrück", "Paderborn", "Passau", "Pfaffenweiler", "Potsdam", "Prag", "Ravensburg", "Regensburg",
    "Reinbek", "Reinbek bei Hamburg", "Rom", "Rostock", "Saarbrücken", "Salzburg", "Sankt Augustin", "Schwalbach/Ts.", "Schwerin", "Siegen", "Sofia", "Speyer", "St. Gallen", "Stockholm", "Straßburg",
    "Tokio", "Trier", "Ulm", "Warschau", "Weilerswist", "Weimar", "Wolfsburg", "Worms", "Wuppertal", "Würzburg", "Zagreb", "Aberdeen", "Aberystwyth", "Addis Ababa", "Cape Town", "Colchester", "Dakar",
    "Essex", "Exeter", "Florence", "Galway", "Harare", "Islamabad", "Jakarta", "Kampala", "Lima", "Mahwah", "Malden", "Nairobi", "Norwich", "Nottingham", "Pretoria", "Reykjavik", "Tallinn", "Tehran",
    "The Hague", "Vilnius", "Warwick", "York",
)  # fmt: skip
PLACES = {
    "de": ("Berlin", "Frankfurt a.M.", "Frankfurt am Main", "Frankfurt/M.", "München", "Wiesbaden", "Opladen", "Köln", "Hamburg", "Weinheim", "Stuttgart", "Bonn", "Münster", "Bielefeld", "Baden-Baden", "Wien", "Zürich", "Leipzig", "Nürnberg", "Göttingen", "Tübingen", "Mannheim", "Halle/S."),
    "fr": ("Paris", "Lyon", "Genève", "Bruxelles", "Montréal"), "es": ("Madrid", "Barcelona", "México", "Buenos Aires", "Bogotá"),
    "en": ("London", "New York", "Oxford", "Cambridge, MA", "Chicago", "Washington, DC", "Thousand Oaks, CA", "Aldershot", "Copenhagen", "Princeton, NJ", "Basingstoke"),
}  # fmt: skip
BODIES = {
    "de": ("Bundesministerium für {n}", "Institut für {n}", "Statistisches Bundesamt", "Deutsches Institut für {n}", "Landesamt für {n}", "Europäische Kommission", "Arbeitskreis {n}", "{n}-Stiftung", "BM{u} - Bundesministerium für {n}", "{u}", "{u}{u}", "{u}", "{u} – Akademie für {n} und {n}", "{u}{u} ({n} Monitoring Centre for {n})", "Stadt {p}", "{n}stiftung {p}", "{n}gesellschaft {p} e.V.",
        "Bundesministerium für {n}, {n} und {n}", "Ministerium für {n}, {n}, {n} und {n}", "Landesamt {p}", "{n} GmbH", "Nintaro", "Universität {p}", "{u}/{u}", "{n}verband {p} (Hrsg.)", "Arbeitsgemeinschaft {n}", "{n}-Kommission"),
    "fr": ("Ministère de la {n}", "Institut national de la {n}"), "es": ("Ministerio de {n}", "Instituto de {n}"),
    "en": ("World Harbor Organization", "Department of Labor", "European Commission", "Center for Policy Studies", "National Institute of Ports", "Office of the Governor", "OECD", "UNESCO", "{u}{u}", "{u}", "American Harbor Association", "{u} ({w} {w} Survey)", "Tidegames", "City of {p}", "{p} City Council"),
}  # fmt: skip
MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}  # fmt: skip
LANGUAGES = ("en", "de", "fr", "es")
SIGNALS = {
    "de": ("Vgl.", "Vgl. auch", "Siehe", "Siehe auch", "Vgl. dazu", "So", "Vgl. etwa", "Siehe hierzu", "Dazu", "Zit. nach", "Vgl. hierzu:"),
    "en": ("See", "See also", "Cf.", "Quoted in", "See, for example,", "Compare"), "fr": ("Voir", "Cf.", "Voir aussi"), "es": ("Véase", "Cf.", "Ver"),
}  # fmt: skip
"""Words before a citation in a footnote."""
PINS = {
    "de": ("hier S. {}", "hier: S. {}", "bes. S. {}", "insbes. S. {} f.", "hier {}"), "en": ("here p. {}", "at {}", "esp. pp. {}"),
    "fr": ("ici p. {}",), "es": ("aquí p. {}",),
}  # fmt: skip
"""A page within the work, behind its pages."""
ONLINE = {
    "de": ("[online]", "[zitiert am {}]", "Verfügbar unter:"), "en": ("[Internet]", "[cited {}]", "Available from:"),
    "fr": ("[en ligne]", "[consulté le {}]", "Disponible sur :"), "es": ("[online]", "[citado {}]", "Disponible en:"),
}  # fmt: skip
"""How the National Library of Medicine has journals of the web cited: a medium, a visit, words before the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Parts of real works to put others together from: names, and English titles, journals, books, publishers."""

    people: Sequence[Person]
    titles: Sequence[str]
    journals: Sequence[str]
    books: Sequence[str]
    publishers: Sequence[str]
    foreign: Mapping[str, Sequence[str]] = field(default_factory=dict)


_OTHERS = (" u.a.", " [u.a.]", " et al.")


class _Words:
    """Draws words and phrases of a language."""

    def __init__(self, draw: random.Random, pools: Pools, language: str) -> None:
        self.draw, self.pools, self.language = draw, pools, language

    def fill(self, pattern: str) -> str:
        nouns = NOUNS.get(self.language, NOUNS["de"]).split()
        adjectives = ADJECTIVES.get(self.language, ADJECTIVES["de"]).split()
        slots: dict[str, Callable[[], str]] = {
            "n": lambda: self.draw.choice(nouns), "a": lambda: self.draw.choice(adjectives), "y": lambda: str(self.draw.randrange(1950, 2000)),
            "u": lambda: "".join(self.draw.sample("ABDEFIJKLMRSUW", self.draw.choice([2, 3, 3]))),
            "p": self.town, "k": lambda: str(self.draw.randrange(3, 24)), "z": lambda: str(self.draw.randrange(1951, 2001)), "w": lambda: self.draw.choice(self.pools.titles).split()[0],
        }  # fmt: skip
        text = re.sub(r"\{(\w)\}", lambda found: slots[found[1]](), pattern)
        return text[:1].upper() + text[1:]

    def town(self) -> str:
        if self.draw.random() < 0.06:
            # a place that no list has is known by where it stands
            return self.draw.choice(self.pools.people).family
        return self.draw.choice(TOWNS if self.draw.random() < 0.6 else PLACES[self.language])

    def of(self, table: Mapping[str, Sequence[str]]) -> str:
        return self.fill(self.draw.choice(table[self.language]))

    def title(self) -> str:
        """Return a title, some with the title of a part, a word in quotation marks, or words in brackets behind it."""
        draw, title = self.draw, self._title()
        if draw.random() < 0.01:
            part = "Teil" if self.language == "de" else "Part"
            number = draw.choice([draw.randrange(1, 9), "I", "II", "III", "IV"])
            return f"{title.rstrip('.?')}{draw.choice(['. ', ': ', ', '])}{part} {number}{draw.choice(['. ', ': ', ': '])}{self.of(SUBTITLES)}"
        if draw.random() < 0.03 and not set('“„«»‘"') & set(title):
            opened, closed = draw.choice(["“”", "‘’", "„“" if self.language == "de" else "“”", '""'])
            words = title.split(" ")
            at = draw.randrange(len(words))
            words[at] = re.sub(
                r"[\w’-]+(?: [\w’-]+)*", lambda found: f"{opened}{found[0]}{closed}", words[at], count=1
            )
            return " ".join(words)
        if draw.random() < 0.02:
            return f"{title.rstrip('.?')} ({self.of(BEHIND_TITLES)})"
        return title

    def _title(self) -> str:
        """Return a title, often with a subtitle behind a colon, a full stop or a dash."""
        draw = self.draw
        real = self.pools.foreign.get(self.language, ()) if self.language != "en" else self.pools.titles
        if self.language == "en" or (real and draw.random() < 0.25):
            title = draw.choice(real)
            if draw.random() < 0.03:
                # a translation stands in brackets behind it
                return f"{title.rstrip('.')} [{draw.choice(self.pools.titles)}]"
            main = re.split(r"[:.?] ", title)[0]
            if self.language != "en" or draw.random() < 0.6 or not 1 < len(main.split()) < 14:
                return title
        else:
            main = self.of(TITLES)
        if draw.random() < 0.42:
            return main
        if self.language == "de" and draw.random() < 0.07:
            opened, closed = draw.choice(["„“", "»«", '""'])
            return f"{opened}{main}{closed}{draw.choice(['. ', ': ', ' – '])}{self.of(SUBTITLES)}"
        if self.language == "de" and draw.random() < 0.12:
            return f"{main.rstrip('?. ')}. {self.of(SUBTITLES).rstrip('?')}. {self.of(SUBTITLES)}"
        mark = draw.choice([": ", ": ", ": ", ". ", ". ", ". ", " – ", " - ", "? "])
        subtitle = self.of(SUBTITLES)
        return (
            main.rstrip("?.: ")
            + mark
            + (subtitle if mark != ": " or draw.random() < 0.7 else subtitle[0].lower() + subtitle[1:])
        )

    def journal(self) -> str:
        return self.draw.choice(self.pools.journals) if self.language == "en" else self.of(JOURNALS)

    def book(self) -> str:
        """Return the title of a book, some with the years or the meeting that it is about."""
        if self.draw.random() < 0.06:
            return f"{self._title().rstrip('.?')} {self.fill(self.draw.choice(['{y}', '{y}-{z}', '{y}–{z}', '({p} {y})', '({n} Section)']))}"
        return (
            self.draw.choice(self.pools.books)
            if self.language == "en" and self.draw.random() < 0.5
            else self.title()
        )

    def publisher(self) -> str:
        if self.draw.random() < 0.12:
            return self.of(BODIES)
        if self.draw.random() < 0.06:
            first, second = (self.draw.choice(self.pools.people).family for _ in range(2))
            return self.draw.choice(
                [
                    f"{first} {second}",
                    f"{first} & {second}",
                    f"{first} Publishers",
                    f"{first}",
                    f"Editora {first}",
                ]
            )
        return (
            self.draw.choice(self.pools.publishers)
            if self.language == "en" or self.draw.random() < 0.1
            else self.of(PUBLISHERS)
        )

    def place(self) -> str:
        several = (
            self.draw.choice(
                ["/", " / ", "-", " – ", ", ", "; ", " und " if self.language == "de" else " and ", *_OTHERS]
            )
            if self.draw.random() < 0.12
            else ""
        )
        first, second = self.town(), self.town()
        if self.draw.random() < 0.03:
            return f"{first}, {second}, {self.town()}"
        return first + several + (second if several and several not in _OTHERS else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a list writes its references."""

    family_first: str  # all, first, none
    initials: str  # dots, spaced, bare, full
    inverted: str  # between family and given name
    between: str
    last: str
    upper: bool
    year: str  # the pattern of the year behind the names, "" if it stands at the end
    quotes: tuple[str, str]
    stop: str  # behind the title
    into: Mapping[str, str]  # before a journal, before a book
    volume: str
    pages: str
    before_volume: str
    before_pages: str
    imprint: str
    editors: str
    year_late: str
    number: str
    note: bool  # a footnote: names as spoken, the year at the end
    untitled: bool  # articles are cited without their titles
    lost_blanks: float
    pages_early: bool
    small_in: bool


def _style(draw: random.Random, language: str) -> Style:
    german = language == "de"
    pick = draw.choice
    year = pick(
        [
            "({})",
            "({})",
            "({}).",
            "({}):",
            "({}),",
            ", {}:",
            " {}:",
            ". {}.",
            ", {},",
            ". {},",
            "({}) ",
            " {}.",
            " ({})",
            "({}):",
            "",
            "",
            "",
            "",
        ]
    )
    stop = pick([".", ".", ".", ",", ",", ",", ":" if german else ".", "", draw.choice([" –", "."])])
    in_word = (
        pick(["In: ", "In: ", "in: ", "In ", "in "])
        if language != "fr"
        else pick(["dans ", "In ", "in: ", "In: "])
    )
    if in_word[0] == "i" and stop in (".", ":"):
        stop = pick([",", ".", ","])
    quotes = pick(
        [("", "")] * 7
        + [
            ("“", "”"),
            ("‘", "’"),
            ("„", "“"),
            ("«", "»"),
            ('"', '"'),
            ("'", "'"),
            ("“", "”"),
            *([("»", "«"), ("„", "“"), ("„", "”")] if german else []),
        ]
    )
    if not stop and not quotes[0]:
        stop = "."
    in_journal = {"de": 0.7, "en": 0.3}.get(language, 0.3)
    volume = pick(
        [
            "{v}({n})",
            "{v} ({n})",
            "{v}/{n}",
            "Jg. {v}, H. {n}",
            "{v}. Jg., Heft {n}",
            "Jg. {v}, Nr. {n}",
            "Bd. {v}",
            "{v} ({n})",
            "H. {n}",
            "Heft {n}",
            "{v}, H. {n}",
            "{n}/{y}",
            "{v}",
            "{v}. Jg., H. {n}",
            "Nr. {n}",
            "{v} ({y}) {n}",
            "{v} ({y}), {n}",
            "{v} ({y}), H. {n}",
            "{v}. Jg. ({y}), H. {n}",
            "{v}. Jg. {y}, Heft {n}",
            "Jg. {v} ({y}), Nr. {n}",
            "{v} ({m} {y}) {n}",
            "{y}, {v}. Jg., H. {n}",
            "{v}, {n}",
            "{v}, {n}",
            "H. {n}, {y}",
            "H. {n}/{y}",
            "Heft {n}, {y}",
            "{y}/{n}",
            "Nr. {n}, {v}. Jg.",
            "Jg. {v}, {n}",
            "Bd. {v}, Nr. {n}",
            "Bd. {v}, H. {n}",
            "{v}. Jahrgang",
            "Jg. {v} ({n})",
            "{v}.Jg., H.{n}",
            "Jg.{v}",
            "{v} [{y}], H. {n}",
            "Heft {n}, {m} {y}",
            "{n}/{m} {y}",
            "Folge {v}",
            "{v} ({y})",
            "{v} ({y})",
            "Nr. {n} ({y})",
        ]
        if german and draw.random() < 0.7
        else [
            "{v}({n})",
            "{v} ({n})",
            "{v}",
            "{v}",
            "Vol. {v}, No. {n}",
            "vol. {v}, no. {n}",
            "{v}, no. {n}",
            "{v}, {n}",
            "{v}:{n}",
            "{v}.{n}",
            "Vol. {v}",
            "{v}, Nr. {n}",
            "vol. {v} ({n})",
            "no. {n}",
            "vol. {v}, n° {n}",
            "Vol.{v}",
            "Vol.{v}, No.{n}",
            "{y};{v}({n})",
            "{y};{v}({n})",
            "{y} {m};{v}({n})",
            "{v} ({y})",
            "{v} ({y})",
            "{v}({n}) ({y})",
            "{v}, no. {n} ({y})",
            "{v} ({m} {y})",
            "{v}, no. {n} ({m} {y})",
            "vol. {v}, no. {n}, {y}",
            "Volume {v}, Issue {n}",
            "Volume {v}",
        ]
    )
    pages = pick(
        ["S. {}", "S. {}", "S.{}", "{}", "{}", "pp. {}", "S. {}"]
        if german
        else ["{}", "{}", "{}", "pp. {}", "pp.{}", "p. {}", "(pp. {})", "pp {}"]
    )
    note = draw.random() < 0.1
    if note:
        year, stop = "", ","
    return Style(
        note=note, untitled=not year and draw.random() < 0.06, family_first="none" if note else pick(["all", "all", "all", "first", "none"]), initials="full" if note else pick(["dots", "spaced", "bare", "full", "full"]),
        inverted=pick([", ", ", ", ", ", " "]), between=pick([", ", ", ", "; ", "/", " / "] if german else [", ", ", ", ", ", "; "]),
        last=pick(["/", "; ", " und ", " & ", " u. ", ", "] if german else [" & ", ", & ", " and ", ", and ", ", ", "; ", {"fr": " et ", "es": " y "}.get(language, " and ")]),
        upper=draw.random() < 0.12, year=year, quotes=quotes, stop=stop,
        into={"journal": in_word if draw.random() < in_journal else "", "book": in_word}, volume=volume, pages=pages,
        before_volume=pick([", ", ", ", " ", ". ", "; "]), before_pages=pick([", ", ", ", ": ", ":", "; "]) if "S." not in pages and "p" not in pages else pick([", ", ", ", ". ", ": "]),
        imprint=pick(["{l}: {p}", "{l}: {p}", "{l}: {p}", "{p}, {l}", "{l}", "{l}, {p}", "{p}", "({l}: {p})", "{p}: {l}"] if not german else ["{l}: {p}", "{l}: {p}", "{l}", "{l}", "{l}", "{p}, {l}", "{l}, {p}", "{p}"]),
        editors=pick(["before", "before", "before", "before", "behind"]), year_late=pick([", {}", " ({})", " {}", ". {}", ", ({})", "; {}"]),
        number=pick(["", "", "", "", "", "[{}] ", "{}. ", "({}) ", "{} "]), lost_blanks=pick([0, 0, 0, 0.05, 0.3]), pages_early=draw.random() < 0.25, small_in=in_word[0] == "i",
    )  # fmt: skip


def _given(person: Person, form: str) -> str:
    names = [name for name in re.split(r"[\s.]+", person.given) if name]
    if form == "full" or not names:
        return person.given
    letters = [name[0].upper() for name in names][:3]
    return {"dots": ".".join(letters) + ".", "spaced": ". ".join(letters) + ".", "bare": "".join(letters)}[
        form
    ]


def _name(person: Person, style: Style, *, inverted: bool) -> str:
    family = " ".join(filter(None, (person.prefix, person.family)))
    family = family.upper() if style.upper else family
    given = _given(person, style.initials)
    if not inverted and given and random.Random(family).random() < 0.02:
        family = f"{random.Random(given).choice(['Van', 'Van de', 'De', 'Von', 'van der'])} {family}"
    return f"{family}{style.inverted}{given}" if inverted and given else f"{given} {family}".strip()


def _names(people: Sequence[Person], style: Style, draw: random.Random, *, role: bool = False) -> str:
    inverted = [
        style.family_first == "all" or (style.family_first == "first" and not i and not role)
        for i in range(len(people))
    ]
    if role and draw.random() < 0.4:
        inverted = [False] * len(people)
    names = [_name(person, style, inverted=way) for person, way in zip(people, inverted, strict=True)]
    if len(names) > 2 and draw.random() < 0.15:
        return (
            f"{names[0]} {draw.choice(['et al.', 'u.a.', 'u. a.', 'et al'])}"
            if not role
            else f"{names[0]} et al."
        )
    return style.between.join(names[:-1]) + (style.last if len(names) > 1 else "") + names[-1]


class _Reference:
    """A reference that is written part by part; each part takes the mark behind it."""

    def __init__(self) -> None:
        self.parts: Parts = []

    def add(self, label: str, text: str, mark: str = "") -> None:
        if not text.strip():
            return
        self.parts.append((label, text.strip()))
        self.mark(mark)

    def mark(self, mark: str) -> None:
        """Put a mark behind what is there, unless it has that mark, or ends with a stronger one."""
        mark = mark.strip()
        if not mark or not self.parts:
            return
        label, text = self.parts[-1]
        if mark in ("–", "-"):
            self.parts[-1] = (label, f"{text} {mark}")
        elif mark[0] in ".,;:" and text[-1] in ".,;:":
            self.parts[-1] = (
                label,
                text
                if text[-1] == mark[0] or (text[-1] == "." and mark == ".")
                else text + mark
                if text[-1] == "."
                else text[:-1] + mark,
            )
        elif mark == "." and text[-1] in "?!":
            pass
        else:
            self.parts[-1] = (label, text + mark)


def _date(draw: random.Random, words: _Words, year: int) -> str:
    month, day = draw.randrange(12), draw.randrange(1, 29)
    name = MONTHS[words.language][month]
    return {
        "de": draw.choice(
            [
                f"{day}.{month + 1}.{year}",
                f"{day:02}.{month + 1:02}.{year}",
                f"{day}. {name} {year}",
                f"{day}. {month + 1}. {year}",
                f"{day} {name} {year}",
                f"{name} {year}",
            ]
        ),
        "en": draw.choice([f"{name} {day}, {year}", f"{day} {name} {year}", f"{day} {name[:3]} {year}"]),
    }.get(words.language, f"{day} {name} {year}")


def _address(draw: random.Random) -> str:
    name = draw.choice(["harbor", "ports-net", "made-up", "tide.institute", "example", "hafen"])
    end = draw.choice(
        [
            "",
            "/",
            f"/{draw.randrange(99)}.pdf",
            "/docs/report.html",
            f"/node/{draw.randrange(9999)}",
            "/index.php?id=4",
        ]
    )
    return (
        draw.choice(["http://www.", "https://", "www.", "http://"])
        + name
        + draw.choice([".org", ".de", ".com", ".gov", ".fr"])
        + end
    )


def _pages(draw: random.Random, style: Style) -> str:
    first = draw.randrange(1, 900)
    last = first + draw.randrange(1, 40)
    dash = draw.choice(["-", "–", "–", "-", " - ", " – ", "--"])
    written = (
        f"{first}{dash}{draw.choice([last, last, last, last % 100])}"
        if draw.random() < 0.85
        else draw.choice([f"{first}", f"{first}f.", f"{first} ff.", f"{first}ff."])
    )
    return style.pages.format(written)


def _editor_part(
    reference: _Reference,
    people: Sequence[Person],
    style: Style,
    draw: random.Random,
    words: _Words,
    intro: str,
    dated: str = "",
) -> None:
    several = len(people) > 1
    role = {
        "de": draw.choice(["(Hrsg.)", "(Hrsg.)", "(Hg.)", "(Hrsg)", "(HG.)", "(Hgg.)" if several else "(Hg.)", "(eds.)", "(Hrsg.)"]), "fr": draw.choice(["(dir.)", "(éd.)", "(dirs)"]),
        "es": draw.choice(["(ed.)", "(coord.)", "(eds.)" if several else "(comp.)"]), "en": draw.choice(["(Eds.)", "(eds.)", "(eds)", "(ed.)", ", eds.", ", editors", "(editors)"] if several else ["(Ed.)", "(ed.)", ", ed.", ", editor", "(ed)"]),
    }[words.language]  # fmt: skip
    names = words.of(BODIES) if draw.random() < 0.12 else _names(people, style, draw, role=True)
    if not dated and draw.random() < 0.05:
        # `In Ann Roe, Collected Essays`: the work of one person
        reference.add("editor", f"{intro}{people[0].given} {people[0].family}", draw.choice([",", ",", ":"]))
        return
    joint = "" if role[0] == "," else " "
    if draw.random() < (0.25 if words.language == "de" else 0.12):
        role = joint = ""
        if words.language == "de" and draw.random() < 0.4:
            names = draw.choice(["ders.", "dies.", "Ders.", "ders. et al.", "ders./dies.", "Dies."])
    reference.add(
        "editor",
        f"{intro}{names}{joint}{role}",
        ""
        if dated
        else draw.choice([":", ":", ":", ",", "." if words.language == "de" else ","])
        if not role
        else draw.choice([",", ",", ":", ".", ""]),
    )
    if dated:
        # the year of the book again
        reference.add("date", f"({dated})", draw.choice([":", ":", ",", "."]))


def _volume(
    reference: _Reference, style: Style, draw: random.Random, year: int, language: str, *, dated: bool
) -> bool:
    v, n = (
        draw.choice([draw.randrange(1, 130), draw.randrange(1, 40)]),
        draw.choice(
            [
                str(draw.randrange(1, 13)),
                str(draw.randrange(1, 7)),
                str(draw.randrange(1, 7)),
                f"0{draw.randrange(1, 10)}",
                f"{(k := draw.randrange(1, 6))}-{k + 1}",
                f"{(k := draw.randrange(1, 6))}/{k + 1}",
            ]
        ),
    )
    pattern = style.volume
    if "{y}" not in pattern and draw.random() < 0.15:
        pattern = "{v}"
    if draw.random() < 0.06:
        pattern = draw.choice(["{v}, Special Issue", "{v}, Sonderheft {n}", "Sonderheft {v}", "Suppl. {n}"])
    if "{y}" not in pattern:
        reference.add("volume", pattern.format(v=v, n=n))
        return False
    if not dated or draw.random() < 0.5:
        # `45. Jg. (2003), H. 3`: the year is a part between two
        before, stamp, behind = re.split(r"([(\[]?(?:\{m\} )?\{y\}(?: \{m\})?[)\]]?[,/;]?)", pattern)
        written = n.split("/")[0].split("-")[0] if "/{" in pattern or "}/" in pattern else n
        month = draw.choice(MONTHS[language])[: draw.choice([3, 9, 9])]
        for label, text in (("volume", before), ("date", stamp), ("volume", behind)):
            reference.add(label, text.strip().format(v=v, n=written, y=year, m=month))
        return True
    reference.add("volume", f"{v} ({n})")
    return False


def reference_of(draw: random.Random, pools: Pools, language: str, style: Style) -> Parts:
    """Return the parts of one made-up reference in a style."""
    words = _Words(draw, pools, language)
    kind = draw.choices(
        ["article", "chapter", "book", "report", "thesis", "web", "news", "talk"], [40, 22, 18, 7, 3, 5, 3, 2]
    )[0]
    year = draw.choice([draw.randrange(1960, 2025), draw.randrange(1990, 2025)])
    reference = _Reference()
    if style.number and draw.random() < 0.9:
        reference.add("citation-number", style.number.format(draw.randrange(1, 120)))
    if draw.random() < (0.3 if style.note else 0.005):
        reference.add("note", draw.choice(SIGNALS[language]))
    people = draw.sample(pools.people, draw.choice([1, 1, 1, 2, 2, 3, 4]))
    body = draw.random() < {"report": 0.5, "web": 0.4, "book": 0.08, "article": 0.01}.get(kind, 0.02)
    anonymous = draw.random() < (0.4 if kind in ("news", "web") else 0.02)
    undated = draw.random() < 0.04
    written_year = (
        draw.choice(["o.J.", "n.d.", "s.d.", "forthcoming", "in press", "im Erscheinen"])
        if undated
        else f"{year}{draw.choice(['', '', '', '', '', 'a', 'b'])}"
    )
    if style.year.startswith("(") and not undated and draw.random() < 0.07:
        # the year of the first edition, the month of a magazine, a year to come
        month = draw.choice(MONTHS[words.language])
        written_year = draw.choice(
            [f"{year} [{year - 40}]", f"{year}/{year - 30}", f"{year}, forthcoming", f"{year}, {month}", f"{year}, {month} {draw.randrange(1, 29)}", f"[{year - 40}] {year}"]
        )  # fmt: skip
    edited = kind == "book" and draw.random() < 0.25
    pattern = style.year
    if pattern and anonymous:
        pattern = ""
    if not anonymous:
        author = words.of(BODIES) if body else _names(people, style, draw)
        if language == "de" and draw.random() < (0.08 if style.note else 0.01):
            author = draw.choice(["Ders.", "Dies.", "ders.", "dies.", "Derselbe", "Ders./Dies."])
        mark = (
            re.match(r"[.,:;]?", pattern)[0]
            if pattern
            else draw.choice([":", ",", ".", ","])
            if style.stop != "." or words.language == "de"
            else draw.choice([".", ".", ",", ":"])
        )
        if edited:
            role = {
                "de": "(Hrsg.)",
                "fr": "(dir.)",
                "es": "(ed.)",
                "en": draw.choice(["(Eds.)", "(eds.)", "(ed.)"]),
            }[words.language]
            reference.add("editor", f"{author} {role}", mark if mark != "." else "")
        else:
            reference.add(
                "author",
                author
                + (
                    f" {draw.choice(['(Hrsg.)', '(Hg.)'])}"
                    if body and words.language == "de" and draw.random() < 0.3
                    else ""
                ),
                mark,
            )
    if edited and pattern and draw.random() < 0.15:
        # `Roe, Ann (2004) (Hg.), Title`
        label, who = reference.parts[-1]
        role = re.search(r" (\([^()]*\))[.,:]?$", who)
        reference.parts[-1] = (label, who[: role.start()] if role else who)
        reference.add("date", f"({written_year})")
        reference.add("editor", role[1] if role else "", draw.choice([",", ":"]))
    elif pattern:
        reference.add("date", re.sub(r"^[.,:;]", "", pattern).strip().format(written_year))
    opened, closed = style.quotes if kind != "book" or draw.random() < 0.3 else ("", "")
    title = words.title()
    inner = title + (
        style.stop.strip() if closed == "”" and style.stop in (",", ".") and title[-1] not in "?!." else ""
    )
    title_mark = "" if inner != title else style.stop
    if style.small_in and kind in ("article", "chapter") and title_mark == "." and not draw.random() < 0.3:
        title_mark = ","
    if kind != "article" or not style.untitled:
        reference.add("title", f"{opened}{inner}{closed}", title_mark)
    if draw.random() < 0.02:
        reference.add(
            "medium" if words.language == "en" else "genre",
            draw.choice(["[Online]", "[DVD]", "[en ligne]", "[on line]"]),
            style.stop.strip(),
        )
    dated = bool(pattern)
    between = style.before_volume
    if kind == "article":
        into = style.into["journal"]
        reference.add("journal", into + words.journal(), between)
        if not dated and draw.random() < 0.06:
            return [*_damaged(_online(reference, words, draw, year), style, draw)]
        if not dated and draw.random() < 0.15:
            reference.add("date", written_year, draw.choice([",", ";", ":"]))
            dated = True
        if draw.random() < 0.93:
            dated = _volume(reference, style, draw, year, words.language, dated=dated) or dated
            if not dated and draw.random() < 0.6:
                reference.add("date", f"({written_year})", "")
                dated = True
        if draw.random() < 0.9:
            reference.mark(style.before_pages)
            reference.add("pages", _pages(draw, style), "")
            if draw.random() < (0.2 if style.note else 0.01):
                reference.mark(",")
                reference.add("note", draw.choice(PINS[words.language]).format(draw.randrange(1, 900)))
    elif kind == "chapter":
        into = style.into["book"]
        paged = draw.random() < 0.07
        if paged:
            # `Pp. 118–36 in Book`, `S. 60-72 in: Book`
            first = draw.randrange(1, 700)
            reference.add(
                "pages",
                f"{draw.choice(['S. ', 'S. ', ''] if words.language == 'de' else ['Pp. ', 'pp. ', 'Pp. '])}{first}–{first + draw.randrange(2, 40)}",
            )
        editors = draw.sample(pools.people, draw.choice([1, 2, 2, 3]))
        early = style.pages_early and style.editors == "before"
        no_editor = draw.random() < 0.15
        book = words.book()
        pages = _pages(draw, style)
        comma = draw.choice([",", ",", ".", ""]) if not pages.startswith("(") else ""
        if no_editor:
            reference.add("container-title", into + book, comma)
        elif style.editors == "before":
            again = written_year if dated and draw.random() < 0.1 else ""
            _editor_part(reference, editors, style, draw, words, into, again)
            reference.add("container-title", book, comma)
        else:
            reference.add("container-title", into + book, draw.choice([",", "."]))
            by = {
                "de": draw.choice(["hrsg. von", "hrsg. von", "hg. v.", "(Hg.", "(Hrsg."]),
                "en": draw.choice(["edited by", "ed.", "eds."]),
                "fr": "sous la direction de",
                "es": "ed. de",
            }[words.language]
            close = ")" if by.startswith("(") else ""
            reference.add(
                "editor", f"{by} {_names(editors, style, draw, role=True)}{close}", draw.choice([",", "."])
            )
        if draw.random() < 0.02:
            _own_volume(reference, words, draw, "container-title")
        elif draw.random() < 0.12:
            reference.add(
                "volume",
                draw.choice(
                    [
                        "(Vol. {})",
                        "Bd. {}",
                        "Vol. {}",
                        "vol. {}",
                        "Band {}",
                        "{}",
                        "Folge {}",
                        "Heft {}",
                        "t. {}",
                        "no. {}",
                    ]
                ).format(draw.choice([draw.randrange(1, 9), draw.randrange(1, 40), "I", "II", "III"])),
                draw.choice([",", "."]),
            )
        if not paged and (early or pages.startswith("(")):
            reference.add("pages", pages, ".")
        _series(reference, words, draw, 0.12)
        _imprint(reference, style, words, draw, dated=dated)
        if not dated:
            reference.add("date", style.year_late.strip(" ,.;").format(written_year))
            dated = True
        if not (early or paged or pages.startswith("(")) and draw.random() < 0.9:
            reference.mark(draw.choice([",", ",", ".", ":", ";"]))
            reference.add("pages", pages)
    elif kind in ("book", "report", "thesis", "talk"):
        if draw.random() < 0.1:
            edition = draw.choice(
                ["2. Aufl.", "3., überarb. Aufl.", "4. Auflage"]
                if words.language == "de"
                else ["2nd ed.", "(2nd ed.)", "3rd edn", "Revised edition"]
            )
            reference.add("edition", edition, draw.choice([",", "."]))
        if kind == "book" and draw.random() < 0.02:
            _own_volume(reference, words, draw, "title")
        elif kind == "book" and draw.random() < 0.06:
            reference.add(
                "volume",
                draw.choice(["Bd. {}", "Band {}", "Vol. {}", "Teil {}", "{}", "Volume {}"]).format(
                    draw.choice([draw.randrange(1, 9), "I", "II", "III", "IV", "VII"])
                ),
                draw.choice([",", "."]),
            )
        if kind in ("book", "report") and not edited and draw.random() < 0.05:
            by = {
                "de": draw.choice(["hrsg. von", "Hrsg. v.", "herausgegeben von", "Herausgegeben vom"]),
                "fr": "sous la direction de",
                "es": "ed. de",
                "en": "edited by",
            }[words.language]
            whose = words.of(BODIES) if draw.random() < 0.5 else _names(people, style, draw, role=True)
            reference.add("editor", f"{by} {whose}", draw.choice([",", "."]))
        if kind == "thesis":
            reference.add(
                "genre",
                draw.choice(
                    [
                        "Dissertation",
                        "Ph.D. thesis",
                        "PhD dissertation",
                        "Diplomarbeit",
                        "thèse de doctorat",
                        "Unpublished doctoral dissertation",
                        "The MA thesis",
                        "Master's thesis",
                        "Magisterarbeit",
                        "Unveröffentlichtes Manuskript",
                        "unveröff. Diss.",
                    ]
                ),
                ",",
            )
            reference.add(
                "publisher",
                draw.choice(
                    [
                        "Universität Hafen",
                        "University of the Harbor",
                        "Université du Port",
                        "Harbor State University",
                        "Psychological Department of the Harbor University",
                        "TU Hafen, Institut für Soziologie",
                    ]
                ),
                ",",
            )
        elif kind == "talk":
            reference.add(
                "container-title",
                draw.choice(
                    [
                        "Paper presented at the Annual Meeting of the Harbor Association",
                        "Vortrag auf der Tagung der Gesellschaft für Häfen",
                        "paper presented at the Conference on Ports",
                        words.fill("Konferenzpapier: {n} in {n} Conference"),
                        words.fill("Referat beim {y}. {p}er Gespräch"),
                        words.fill("Vortrag auf dem Kongress für {n}"),
                        words.fill("{u} {y} Proceedings"),
                        "Paper presented at the 17th International Conference of the Harbor Association",
                        "Paper prepared for the Annual Meeting of Ports",
                        words.fill(
                            "unpublished paper presented at the {k}th {w} Conference of the {p} Society"
                        ),
                        words.fill("Paper presented at {p} University"),
                        words.fill("{k}th International Conference on {w}"),
                    ]
                ),
                ",",
            )
            if draw.random() < 0.4:
                day = draw.randrange(1, 26)
                month = draw.choice(MONTHS[words.language])
                reference.add(
                    "date",
                    draw.choice([f"{day}.-{day + 2}. {month} {year}", f"am {day}. {month} {year}"])
                    if words.language == "de"
                    else draw.choice([f"{day}-{day + 2} {month}", f"{month} {day}-{day + 2}"]),
                    ",",
                )
            reference.add("location", words.place(), "")
        elif kind == "report" or draw.random() < 0.3:
            _series(reference, words, draw, 0.85)
        if kind not in ("thesis", "talk"):
            if style.imprint == "{l}" or draw.random() < 0.95:
                _imprint(reference, style, words, draw, dated=dated)
            if draw.random() < 0.05:
                reference.mark(",")
                reference.add(
                    "pages",
                    f"{draw.randrange(90, 600)} {'S.' if words.language == 'de' else 'p.' if words.language != 'en' else 'pp.'}",
                )
        if kind == "report" and draw.random() < 0.05:
            reference.mark(".")
            reference.add("note", f"Stand: {_date(draw, words, year)}")
    elif kind == "news":
        stamp = _date(draw, words, year)
        reference.add(
            "journal",
            style.into["book"] * (draw.random() < 0.7) + draw.choice(NEWSPAPERS),
            draw.choice([",", ",", ""]),
        )
        if not dated or draw.random() < 0.6:
            reference.add(
                "date",
                draw.choice(["{}", "vom {}", "vom {}", "v. {}", "({})"]).format(stamp)
                if words.language == "de"
                else stamp,
            )
        dated = True
        if draw.random() < 0.6:
            reference.mark(",")
            reference.add(
                "pages", draw.choice(["S. {}", "p. {}", "{}", "S.{}"]).format(draw.randrange(1, 40))
            )
    if not dated:
        date = style.year_late.format(written_year)
        reference.mark(re.match(r"[,.;]?", date)[0])
        reference.add("date", date.strip(" ,.;"))
    if kind == "web" or draw.random() < 0.06:
        reference.mark(draw.choice([".", ",", ";", "."]))
        before = draw.choice({
            "de": ["online:", "in:", "URL:", "verfügbar unter:", "Internet:", "", "unter:", "veröffentlicht unter:", "Internetquelle:", "online im Internet unter:", "Download unter:", "abrufbar unter:"], "fr": ["disponible sur :", "en ligne :", ""], "es": ["disponible en:", ""],
            "en": ["Retrieved from", "Available at:", "available at", "URL:", "from", "at", "", "in:"],
        }[words.language])  # fmt: skip
        reference.add("note", before)
        reference.add("url", _address(draw))
        if draw.random() < 0.5:
            seen = _date(draw, words, draw.randrange(2000, 2025))
            reference.add(
                "note",
                draw.choice(
                    {
                        "de": ["({})", "(Zugriff: {})", "[{}]", "(Stand: {})", "Zugriff am {}", "; {}"],
                        "fr": ["(consulté le {})"],
                        "es": ["(consultado el {})"],
                        "en": [
                            "[Accessed: {}]",
                            "[Date of access: {}]",
                            "(accessed {})",
                            "[accessed {}]",
                            "({})",
                            "(last visited {})",
                            "[retr. {}]",
                        ],
                    }[words.language]
                ).format(seen),
            )
    elif draw.random() < 0.12:
        number = f"10.{draw.randrange(1000, 99999)}/{draw.choice(['j.tide', 's', 'made.up.', '0038'])}{draw.randrange(10**6)}"
        reference.mark(".")
        reference.add(
            "doi",
            draw.choice(
                ["doi:{}", "https://doi.org/{}", "DOI: {}", "DOI {}", "http://dx.doi.org/{}", "doi: {}."]
            ).format(number),
        )
    if draw.random() < 0.8:
        reference.mark(".")
    return [*_damaged(reference.parts, style, draw)]


def _own_volume(reference: _Reference, words: _Words, draw: random.Random, label: str) -> None:
    """Add the number of a volume that has a title of its own, and that title: `Collected Works. Vol. 2: Ports`."""
    reference.mark(draw.choice([".", ".", ",", ":"]))
    names = (
        ["Bd. {}", "Band {}", "Teil {}", "{}. Bd."]
        if words.language == "de"
        else ["Vol. {}", "Volume {}", "vol. {}", "Part {}"]
    )
    number = draw.choice([draw.randrange(1, 12), "I", "II", "III"])
    reference.add("volume", draw.choice(names).format(number), draw.choice([":", ":", ".", ","]))
    reference.add(
        label, words.of(TITLES) if words.language != "en" else words.of(SUBTITLES), draw.choice([".", ","])
    )


def _online(reference: _Reference, words: _Words, draw: random.Random, year: int) -> Parts:
    """Return a reference up to its journal with what the National Library of Medicine has behind it for a journal of the web."""
    medium, visit, before = ONLINE[words.language]
    reference.mark(draw.choice([".", ".", ""]))
    reference.add(
        "medium",
        draw.choice([medium, "[online]", "[on line]", "[Internet]", "[serial online]"]),
        draw.choice([".", ""]),
    )
    month = draw.choice(["", "", f" {draw.choice(MONTHS[words.language])[:3]}"])
    reference.add("date", f"{year}{month}")
    reference.add(
        "note", visit.format(_date(draw, words, draw.randrange(2000, 2025))), draw.choice([";", ";", ","])
    )
    volume, issue = draw.randrange(1, 90), draw.randrange(1, 13)
    reference.add("volume", draw.choice([f"{volume}({issue})", f"{volume}", f"{volume} ({issue})"]), ":")
    first = draw.randrange(1, 900)
    reference.add(
        "pages",
        draw.choice(
            [f"{first}-{(first + 9) % 100}", f"{first}-{first + 9}", f"[{draw.randrange(3, 20)} p.]"]
        ),
        ".",
    )
    reference.add("note", before)
    reference.add("url", _address(draw))
    return reference.parts


def _series(reference: _Reference, words: _Words, draw: random.Random, chance: float) -> None:
    """Add a series with its number, bare or in brackets."""
    if draw.random() > chance:
        return
    name, number = (
        words.of(SERIES),
        draw.choice(
            [
                "Bd. {}",
                "Nr. {}",
                "No. {}",
                "{}",
                "Heft {}",
                "Band {}",
                "Band {}",
                "Nr.{}",
                "H. {}",
                "Folge {}",
            ]
            if words.language == "de"
            else ["No. {}", "no. {}", "{}", "{}", "No {}"]
        ).format(draw.randrange(1, 300)),
    )
    year = ""
    if draw.random() < 0.15:
        number, year = f"{draw.randrange(1, 60)}/", str(draw.randrange(1985, 2020))
    elif draw.random() < 0.1:
        first, second = draw.randrange(1, 60), draw.randrange(1, 30)
        number = draw.choice([f"{first}/{second + 70}", f"{first}/{first + 1}", f"{first}.{second}"])
    opened, closed = draw.choice(
        [("(", ")"), ("(=", ")"), ("(= ", ")"), ("= ", ""), ("", ""), ("", ""), ("", ""), ("", "")]
    )
    if draw.random() < 0.08:
        # a series whose number is not given
        reference.add("collection-title", f"{opened}{name}{closed}", draw.choice([",", "."]))
        return
    reference.add("collection-title", f"{opened}{name}", draw.choice([",", "", "", ","]))
    reference.add("volume", f"{number}{'' if year else closed}", "" if year else draw.choice([",", ".", "."]))
    if year:
        reference.add("date", f"{year}{closed}", draw.choice([",", ".", "."]))


def _imprint(reference: _Reference, style: Style, words: _Words, draw: random.Random, *, dated: bool) -> None:
    place, publisher = words.place(), words.publisher()
    end = "" if not dated and style.year_late.startswith(" ") else "," if not dated else ""
    pattern = style.imprint if draw.random() < 0.93 else "{l}"
    labels = {"l": ("location", place), "p": ("publisher", publisher)}
    opened = "(" if pattern.startswith("(") else ""
    for found in re.finditer(r"\{(\w)\}([^{}]*)", pattern):
        label, text = labels[found[1]]
        reference.add(
            label, f"{opened}{text}{')' if ')' in found[2] else ''}", found[2].replace(")", "").strip()
        )
        opened = ""
    reference.mark(end)


def _damaged(parts: Parts, style: Style, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the parts as a copy has them: words broken by a hyphen, blanks lost behind marks."""
    for label, text in parts:
        written = text
        if draw.random() < 0.02 and label in ("title", "container-title", "journal"):
            written = re.sub(r"(?<=[a-zäöü]{4})(?=[a-zäöü]{4})", "- ", written, count=1)
        if draw.random() < 0.02 and label in ("title", "container-title", "journal", "author", "editor"):
            # a hyphen at the end of a line was taken away
            written = re.sub(r"(?<=[a-zäöüß])-(?=[A-ZÄÖÜ])", "", written, count=1)
        if draw.random() < 0.015 and label in ("title", "container-title") and re.search(r"\w\.$", written):
            written = written[:-1]
        if style.lost_blanks and label not in ("url", "doi") and draw.random() < style.lost_blanks:
            written = re.sub(
                r"(?<=[,:;])\s(?=\w)|(?<=[Sp]\.)\s(?=\d)|(?<=\bpp\.)\s(?=\d)", "", written, count=2
            )
        yield label, written


def made_up(count: int, pools: Pools, seed: int) -> list[Parts]:
    """Return made-up references, a few in each style.

    >>> people = [Person(family=name, given="Ann B.") for name in ("Roe", "Poe", "Noe", "Moe")]
    >>> pools = Pools(people=people, titles=["Raids on ports"], journals=["Journal of Tests"], books=["Ports"], publishers=["Harbor Press"])
    >>> made_up(3, pools, 1) == made_up(3, pools, 1), len(made_up(3, pools, 2))
    (True, 3)
    """
    draw = random.Random(seed)
    found: list[Parts] = []
    while len(found) < count:
        language = draw.choices(LANGUAGES, [44, 43, 8, 5])[0]
        style = _style(draw, language)
        for _ in range(draw.randrange(2, 6)):
            # a list in German cites English works, too
            spoken = "en" if draw.random() < 0.25 else language
            found.append(reference_of(draw, pools, spoken, style))
    return found[:count]


if __name__ == "__main__":
    from train_references import pools_of_works

    for each in made_up(int(sys.argv[1]) if len(sys.argv) > 1 else 20, pools_of_works(), 7):
        print(" | ".join(f"{label}: {text}" for label, text in each))
