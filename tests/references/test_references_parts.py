"""What each part of a reference says by itself: fields, types, law, numbers of notes, and the parts of a list. All works are made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pytest

from litreview.core.model import Record, RecordId, Where
from litreview.formats.references import cut, parse_list, pieces_of_text, split_references
from litreview.formats.references.entries import ReferenceEntry
from litreview.formats.references.extraction import plain_markdown
from litreview.formats.references.fields import Draft, draft_of, entry_type, identifiers
from litreview.formats.references.labelling import LabelledPart
from litreview.formats.references.law import read_law
from litreview.formats.references.people import people
from litreview.formats.references.reference_strings import Parsed, parse_plain, parse_scopus, parse_wos
from litreview.formats.references.segmentation import number_of

# label and text of each part, the fields that they make
FIELDS = (
    ((("title", "“Raids,”"),), {"title": "Raids"}),
    ((("title", '"'),), {}),
    ((("title", "“Raids” and “ports”"),), {"title": "“Raids” and “ports”"}),
    ((("title", "„Hafen” (neu)"),), {"title": "„Hafen” (neu)"}),
    ((("title", "„Hafen"),), {"title": "Hafen"}),
    ((("title", "«Port» on «sea»"),), {"title": "«Port» on «sea»"}),
    ((("title", "„Der Hafen”. "),), {"title": "„Der Hafen”"}),
    ((("title", "Raids»"),), {"title": "Raids"}),
    ((("title", "on “raids”"),), {"title": "on “raids”"}),
    ((("title", "of the „Hafen”"),), {"title": "of the „Hafen”"}),
    ((("title", "the ports’"),), {"title": "the ports’"}),
    ((("title", "the port’"),), {"title": "the port"}),
    ((("title", "'a' and 'b'"),), {"title": "a' and 'b"}),
    ((("title", "(a port)"),), {"title": "a port"}),
    ((("title", "(a) port (b)"),), {"title": "(a) port (b)"}),
    ((("title", "a port (here)"),), {"title": "a port (here)"}),
    ((("title", "(a port"),), {"title": "a port"}),
    ((("title", "a port)"),), {"title": "a port"}),
    ((("title", "[a] port"),), {"title": "[a] port"}),
    ((("title", "Raids by U.S."),), {"title": "Raids by U.S."}),
    ((("title", "(a)) b"),), {"title": "(a)) b"}),
    ((("title", "((a) b"),), {"title": "(a) b"}),
    ((("title", "a (b) c)"),), {"title": "a (b) c"}),
    ((("title", "a) b"),), {"title": "a) b"}),
    ((("title", "A. Raids. "),), {"title": "A. Raids"}),
    ((("title", "Raids"), ("title", "Ports")), {"title": "Raids", "note": "Ports"}),
    ((("author", "Roe, A."), ("author", "Poe, B.")), {"author": "Roe, A.", "note": "Poe, B."}),
    ((("author", "Roe, A."), ("title", "R"), ("author", "In: Poe, B."), ("author", "In: Noe, C.")), {"author": "Roe, A.", "title": "R", "note": "In: Noe, C."}),
    ((("author", "Roe, A."), ("author", "In: Poe, B.")), {"author": "Roe, A.", "note": "In: Poe, B."}),
    ((("author", "12"),), {}),
    ((("editor", "Roe, A."), ("editor", "12")), {"editor": "Roe, A.", "note": "12"}),
    ((("editor", "12"),), {"note": "12"}),
    ((("translator", "Roe, A. et al."),), {"translator": "Roe, A. and others"}),
    ((("author", "Roe, A., et al."), ("editor", "Poe, B. et al.")), {"author": "Roe, A. and others", "editor": "Poe, B. and others"}),
    ((("date", "(2001, May 3)"),), {"year": "2001", "date": "2001-05-03"}),
    ((("date", "2001 May"),), {"year": "2001", "date": "2001-05"}),
    ((("date", "n.d."),), {"note": "n.d"}),
    ((("date", "n.d."), ("date", "2014")), {"note": "n.d; 2014"}),
    ((("date", "(forthcoming)"),), {"pubstate": "forthcoming"}),
    ((("date", "some day"),), {"note": "some day"}),
    ((("date", "2001"), ("date", "2001")), {"year": "2001"}),
    ((("date", "2001"), ("date", "2002")), {"year": "2001", "note": "2002"}),
    ((("date", "2001a Mai"),), {"year": "2001", "date": "2001-05"}),
    ((("date", "März 2003"),), {"year": "2003", "date": "2003-03"}),
    ((("date", "12 marzo 2003"),), {"year": "2003", "date": "2003-03-12"}),
    ((("date", "32 juillet 2003"),), {"year": "2003", "date": "2003-07"}),
    ((("date", "2003 Juni 1"),), {"year": "2003", "date": "2003-06-01"}),
    ((("date", "maggio 2003"),), {"year": "2003", "date": "2003-05"}),
    ((("date", "2003 the mare"),), {"year": "2003"}),
    ((("date", "augusti 2003"),), {"year": "2003"}),
    ((("container-title", "In: Ports"),), {"booktitle": "Ports"}),
    ((("container-title", "Ports"), ("container-title", "Piers")), {"booktitle": "Ports", "note": "Piers"}),
    ((("journal", "In Tests"),), {"journal": "Tests"}),
    ((("journal", "Inland Tests"),), {"journal": "Inland Tests"}),
    ((("collection-title", "Series A"),), {"series": "Series A"}),
    ((("volume", "2001;4(1):5-9"),), {"year": "2001", "volume": "4", "number": "1", "pages": "5–9"}),
    ((("volume", "4:5"),), {"volume": "4", "pages": "5"}),
    ((("volume", "4(1):"),), {"volume": "4", "number": "1"}),
    ((("volume", "vol. 4, no. 1,"),), {"volume": "4", "number": "1"}),
    ((("volume", "4 (2)"),), {"volume": "4", "number": "2"}),
    ((("volume", "N° 7"),), {"number": "7"}),
    ((("volume", "4, 1"),), {"volume": "4", "number": "1"}),
    ((("volume", "4: 12-14"),), {"volume": "4", "pages": "12–14"}),
    ((("volume", "XII"),), {"volume": "XII"}),
    ((("volume", "no. 7"),), {"number": "7"}),
    ((("volume", "Bd. 3, Heft 2"),), {"volume": "3", "number": "2"}),
    ((("pages", "pp. 5-9."),), {"pages": "5–9"}),
    ((("pages", "120 pp."),), {"pagetotal": "120"}),
    ((("pages", "p. 5"),), {"pages": "5"}),
    ((("pages", "5-9, 11, 13, 15, 17"),), {"pages": "5–9, 11, 13, 15"}),
    ((("pages", "S12–S14"),), {"pages": "S12–S14"}),
    ((("pages", "throughout"),), {"note": "throughout"}),
    ((("pages", "ix-xii"),), {"pages": "ix–xii"}),
    ((("publisher", "Press,"), ("publisher", "Other")), {"publisher": "Press; Other"}),
    ((("location", "Rome:"), ("location", "Paris")), {"address": "Rome; Paris"}),
    ((("genre", "Thesis"), ("genre", "Report")), {"type": "Thesis", "note": "Report"}),
    ((("medium", "DVD"), ("source", "Web")), {"howpublished": "DVD", "note": "Web"}),
    ((("edition", "2nd ed."),), {"edition": "2"}),
    ((("edition", "Rev. ed."),), {"edition": "Rev."}),
    ((("edition", "revised edition"),), {"edition": "revised"}),
    ((("url", "http://a.org/ b."),), {"url": "http://a.org/b"}),
    ((("url", "https://doi.org/10.5/a"),), {}),
    ((("url", "<a.org/b>"),), {"url": "a.org/b"}),
    ((("doi", "doi:10.5555/A.1"),), {"doi": "10.5555/a.1"}),
    ((("doi", "none"),), {"note": "none"}),
    ((("isbn", "ISBN 978-0-306-40615-7"),), {"isbn": "9780306406157"}),
    ((("isbn", "ISBN: 12"),), {"isbn": "12"}),
    ((("note", "a"), ("note", "b")), {"note": "a; b"}),
    ((("citation-number", "[3]"),), {}),
    ((("odd", "Raids"),), {"note": "Raids"}),
    ((("volume", "64"), ("date", "(2011)"), ("volume", "13")), {"volume": "64", "year": "2011", "number": "13"}),
    ((("title", "Raids."), ("container-title", "In: Poe, Bob/Noe, C.: Ports.")), {"title": "Raids", "editor": "Poe, Bob and Noe, C.", "booktitle": "Ports"}),
    ((("title", "Raids."), ("container-title", "In: Ann Roe/Bob Poe: Ports.")), {"title": "Raids", "editor": "Roe, Ann and Poe, Bob", "booktitle": "Ports"}),
    ((("title", "Raids."), ("container-title", "In: Soziale Welt: Ports.")), {"title": "Raids", "booktitle": "Soziale Welt: Ports"}),
    ((("author", "Roe, A."), ("title", "Raids"), ("container-title", "in: ders.: Ports,")), {"author": "Roe, A.", "title": "Raids", "editor": "Roe, A.", "booktitle": "Ports"}),
    ((("author", "Roe, Ann:"), ("title", "Poe, Bob: Raids.")), {"author": "Roe, Ann", "title": "Poe, Bob: Raids"}),
    ((("author", "Roe, Ann /"), ("title", "Poe, Bob: Raids.")), {"author": "Roe, Ann and Poe, Bob", "title": "Raids"}),
    ((("author", "Roe,"), ("title", "Ann: Raids on Ports")), {"author": "Roe, Ann", "title": "Raids on Ports"}),
    ((("author", "Portgames: Raid Four,"), ("date", "1999.")), {"author": "Portgames", "title": "Raid Four", "year": "1999"}),
    ((("location", "Portgames:"), ("publisher", "Raid Four,"), ("date", "1999.")), {"author": "Portgames", "title": "Raid Four", "year": "1999"}),
    ((("title", "Raids on Ports. Schriften zur Seefahrt, Band 12."), ("location", "Bonn")), {"title": "Raids on Ports", "series": "Schriften zur Seefahrt", "volume": "12", "address": "Bonn"}),
    ((("title", "Raids on Ports. Bericht 2004."),), {"title": "Raids on Ports. Bericht 2004"}),
    ((("title", "Raids on Ports (=Schriften zur Seefahrt,"), ("volume", "Bd. 12),")), {"title": "Raids on Ports", "series": "Schriften zur Seefahrt", "volume": "12"}),
    ((("title", "Raids,"), ("genre", "Working Paper 52,")), {"title": "Raids", "series": "Working Paper", "volume": "52"}),
    ((("title", "Raids. Forum Ports /"), ("journal", "Forum: Häfen,")), {"title": "Raids", "journal": "Forum Ports / Forum: Häfen"}),
    ((("title", "Raids. Zeitschrift für Hafen-,"), ("journal", "See- und Fischereirecht,")), {"title": "Raids", "journal": "Zeitschrift für Hafen-, See- und Fischereirecht"}),
    ((("title", "Häfen"), ("note", "[Ports of the Sea].")), {"title": "Häfen [Ports of the Sea]"}),
    ((("title", "Häfen"), ("note", "[in German].")), {"title": "Häfen", "note": "in German"}),
    ((("date", "(2016,"), ("title", "Autumn). Raids.")), {"year": "2016", "title": "Raids"}),
    ((("title", "Raids."), ("container-title", "On Ports."), ("location", "Bonn")), {"title": "Raids. On Ports", "address": "Bonn"}),
    ((("title", "Raids."), ("container-title", "In: Ports."), ("location", "Bonn")), {"title": "Raids", "booktitle": "Ports", "address": "Bonn"}),
    ((("title", "Raids"), ("container-title", "In: Hafenkunde 5."), ("location", "Bonn")), {"title": "Raids", "booktitle": "Hafenkunde", "volume": "5", "address": "Bonn"}),
    ((("title", "Raids"), ("container-title", "In: Proceedings of HARBOR 97.")), {"title": "Raids", "booktitle": "Proceedings of HARBOR 97"}),
    ((("title", "Raids on Ports. Reihe Häfen der Stadt Bonn,"), ("date", "1999.")), {"title": "Raids on Ports", "series": "Reihe Häfen der Stadt Bonn", "year": "1999"}),
    ((("title", "Häfen im 20."), ("publisher", "Jahrhundert, Hafen Verlag")), {"title": "Häfen im 20. Jahrhundert", "publisher": "Hafen Verlag"}),
    ((("title", "Raids, hrsg. von Ann Roe"),), {"title": "Raids", "editor": "Roe, Ann"}),
    ((("title", "Raids, Band 2:"), ("location", "Bonn")), {"title": "Raids, Band 2", "address": "Bonn"}),
    ((("title", "Raids. Band II."), ("location", "Bonn")), {"title": "Raids", "volume": "II", "address": "Bonn"}),
    ((("title", "„Raids“. On Ports."), ("location", "Bonn")), {"title": "„Raids“. On Ports", "address": "Bonn"}),
)  # fmt: skip


# what was labelled, and the fields once its borders are mended; all of it is made up
MENDED = (
    ((("title", "Hafenpolitik, Seestadt"), ("date", "1987")), {"title": "Hafenpolitik", "address": "Seestadt", "year": "1987"}),
    ((("title", "Ports, Docks"), ("journal", "J"), ("date", "1987")), {"title": "Ports, Docks", "journal": "J", "year": "1987"}),
    ((("title", "Ports. S. 12-14"), ("editor", "in: Roe, A. (Hg.),"), ("container-title", "Docks")), {"title": "Ports", "pages": "12–14", "editor": "Roe, A.", "booktitle": "Docks"}),
    ((("editor", "In: Handbuch der Häfen (Hg. Ann Roe),"),), {"booktitle": "Handbuch der Häfen", "editor": "Roe, Ann"}),
    ((("title", "Raids."), ("container-title", "in: Institut für Häfen (Hg.), Entstehung,")), {"title": "Raids", "editor": "{Institut für Häfen}", "booktitle": "Entstehung"}),
    ((("title", "Raids."), ("editor", "In: Roe, Ann / Poe,"), ("container-title", "Bob: Docks")), {"title": "Raids", "editor": "Roe, Ann and Poe, Bob", "booktitle": "Docks"}),
    ((("container-title", "Docks in 'Silent"), ("publisher", "Harbor'."), ("publisher", "Verl.")), {"booktitle": "Docks in 'Silent Harbor'", "publisher": "Verl"}),
    ((("title", "Raids. Media,"), ("journal", "Docks & Society,"), ("volume", "3")), {"title": "Raids", "journal": "Media, Docks & Society", "volume": "3"}),
    ((("title", "Raids. Docks,"), ("journal", "Harbor Review,"), ("volume", "3")), {"title": "Raids. Docks", "journal": "Harbor Review", "volume": "3"}),
    ((("title", "Ports. 2., erweiterte Auflage"),), {"title": "Ports", "edition": "2"}),
    ((("title", "Ports, Arbeitspapier 6 des Hafenamts"),), {"title": "Ports", "series": "Arbeitspapier des Hafenamts", "volume": "6"}),
    ((("title", "Ports."), ("container-title", "Paper presented at the Harbor Society,"), ("location", "Seestadt")), {"title": "Ports", "booktitle": "Paper presented at the Harbor Society", "address": "Seestadt"}),
    ((("author", "Роу А. Порты // Вестник гавани."),), {"author": "Роу, А", "title": "Порты", "journal": "Вестник гавани"}),
    ((("author", "Roe A.,"), ("title", "Poe B.,"), ("journal", "J"), ("volume", "3")), {"author": "Roe, A and Poe, B", "journal": "J", "volume": "3"}),
    ((("journal", "Der Anker"), ("volume", "Nr. 23 v. 3.6.2002")), {"journal": "Der Anker", "number": "23"}),
    ((("volume", "Teil 1"),), {"volume": "1"}),
    ((("title", "Raids. Heft 4, Juli/August 1948."),), {"title": "Raids", "number": "4", "note": "Juli/August 1948"}),
    ((("title", "Raids. Heft 4 of a port."),), {"title": "Raids. Heft 4 of a port"}),
    ((("title", "Raids, Anker 1/"), ("date", "2014.")), {"title": "Raids", "journal": "Anker", "volume": "1", "year": "2014"}),
    ((("title", "Raids, Anker 1/"), ("location", "Bonn")), {"title": "Raids, Anker 1", "address": "Bonn"}),
    ((("volume", "No. 122, 5."), ("location", "März.")), {"number": "122", "note": "5. März"}),
    ((("volume", "12, 5."), ("location", "Marburg.")), {"volume": "12", "number": "5", "address": "Marburg"}),
    ((("title", "Raids."), ("container-title", "in: Institut für Häfen (2012): Docks.")), {"title": "Raids", "editor": "{Institut für Häfen}", "booktitle": "Docks"}),
    ((("title", "Raids."), ("container-title", "in: Institut für Häfen (2012): 3.")), {"title": "Raids", "booktitle": "Institut für Häfen (2012): 3"}),
    ((("title", "Raids [Internet]."), ("location", "Bonn")), {"title": "Raids", "howpublished": "Internet", "address": "Bonn"}),
    ((("title", "Raids (2001)"), ("journal", "J"), ("volume", "3")), {"title": "Raids", "year": "2001", "journal": "J", "volume": "3"}),
    ((("title", "Raids (2001)"), ("journal", "J"), ("date", "2003")), {"title": "Raids (2001)", "journal": "J", "year": "2003"}),
    ((("title", "Raids [sic] on ports."),), {"title": "Raids [sic] on ports"}),
    ((("title", "Raids."), ("journal", "Acta Portus [online]."), ("volume", "3")), {"title": "Raids", "journal": "Acta Portus", "howpublished": "online", "volume": "3"}),
    ((("title", "Raids. URL:"), ("url", "http://a.org/b")), {"title": "Raids", "note": "URL", "url": "http://a.org/b"}),
    ((("journal", "Der Anker vom"), ("date", "3. Mai 2002")), {"journal": "Der Anker", "year": "2002", "date": "2002-05-03"}),
    ((("title", "Amt für Häfen"), ("date", "(1998),"), ("title", "Docks")), {"author": "{Amt für Häfen}", "year": "1998", "title": "Docks"}),
    ((("title", "Ein Hafen"), ("date", "(1998),"), ("title", "Docks")), {"title": "Ein Hafen", "year": "1998", "note": "Docks"}),
    ((("journal", "Anker,"), ("volume", "3.5.1994,"), ("pages", "S. 4")), {"journal": "Anker", "year": "1994", "pages": "4"}),
    ((("journal", "anker 2004/"), ("volume", "5,"), ("pages", "S. 4")), {"journal": "anker", "volume": "2004", "number": "5", "pages": "4"}),
    ((("date", "(1999):"), ("journal", "Anker"), ("date", "1999"), ("volume", "(2),")), {"year": "1999", "journal": "Anker", "volume": "1999", "number": "2"}),
    ((("journal", "Anker"), ("date", "(2011)"), ("volume", "13")), {"journal": "Anker", "year": "2011", "volume": "13"}),
    ((("collection-title", "Harbor Papers"), ("volume", "2003/"), ("pages", "10.")), {"series": "Harbor Papers", "volume": "2003", "number": "10"}),
    ((("journal", "Hafenkunde"), ("pages", "3/4.")), {"journal": "Hafenkunde", "volume": "3/4"}),
    ((("journal", "Hafenkunde"), ("pages", "3-4.")), {"journal": "Hafenkunde", "pages": "3–4"}),
    ((("title", "Raids (Collected works,"), ("volume", "vol. 2).")), {"title": "Raids", "series": "Collected works", "volume": "2"}),
    ((("title", "Raids (Part I),"), ("volume", "vol. 2.")), {"title": "Raids (Part I)", "volume": "2"}),
    ((("title", "Raids (Schriften zur Seefahrt; 12)"),), {"title": "Raids", "series": "Schriften zur Seefahrt", "volume": "12"}),
    ((("title", "Raids (Harbor 51)"),), {"title": "Raids (Harbor 51)"}),
    ((("title", "Raids. Band 12 der Beiträge zur See"),), {"title": "Raids", "volume": "12", "series": "Beiträge zur See"}),
    ((("publisher", "Anker Verlag. 4.Auflage"),), {"publisher": "Anker Verlag", "edition": "4"}),
    ((("title", "Raids und Einbindung"), ("container-title", "in eine Theorie der Häfen,")), {"title": "Raids und Einbindung in eine Theorie der Häfen"}),
    ((("title", "Raids"), ("container-title", "in Eine Theorie der Häfen,")), {"title": "Raids", "booktitle": "Eine Theorie der Häfen"}),
    ((("container-title", "In: Hafenlexikon II,"), ("publisher", "A–H,")), {"booktitle": "Hafenlexikon II, A–H"}),
    ((("journal", "Harbor Studies, London,"), ("volume", "3")), {"journal": "Harbor Studies", "address": "London", "volume": "3"}),
    ((("journal", "Harbor Studies, Nets,"), ("volume", "3")), {"journal": "Harbor Studies, Nets", "volume": "3"}),
    ((("editor", "in: Amt für Häfen,"), ("container-title", "Seestadt: Docks")), {"editor": "{Amt für Häfen}", "address": "Seestadt", "booktitle": "Docks"}),
    ((("title", "Raids,"), ("editor", "in: Ann Roe (Hg.),"), ("container-title", "Seestadt: Docks")), {"title": "Raids", "editor": "Roe, Ann", "booktitle": "Seestadt: Docks"}),
    ((("title", "Raids. Amt für Häfen"), ("editor", "(Hrsg.)")), {"title": "Raids", "editor": "{Amt für Häfen}"}),
    ((("title", "Raids on the sea, Garden Port,"), ("location", "California:")), {"title": "Raids on the sea", "address": "Garden Port, California"}),
    ((("title", "Raids on Ports, Nets,"), ("location", "New York:")), {"title": "Raids on Ports, Nets", "address": "New York"}),
    ((("title", "Raids on Ports, Garden Port,"), ("location", "New York:")), {"title": "Raids on Ports", "address": "Garden Port, New York"}),
    ((("title", "Raids. London,"), ("location", "Anker.")), {"title": "Raids", "address": "London", "publisher": "Anker"}),
    ((("title", "Raids. Docks,"), ("location", "London.")), {"title": "Raids. Docks", "address": "London"}),
    ((("title", "Raids."), ("volume", "Band 5:"), ("publisher", "Docks,")), {"maintitle": "Raids", "volume": "5", "title": "Docks"}),
    ((("title", "Raids."), ("volume", "Band 5."), ("publisher", "Anker")), {"title": "Raids", "volume": "5", "publisher": "Anker"}),
    ((("title", "Raids. Seebrief 15/Mai 2013."),), {"title": "Raids", "journal": "Seebrief", "volume": "15", "year": "2013", "date": "2013-05"}),
    ((("title", "Raids. Docks 15/Meer 2013."),), {"title": "Raids. Docks 15/Meer 2013"}),
    ((("volume", "40 S."),), {"pagetotal": "40"}),
    ((("volume", "(20. Jg.),"),), {"volume": "20"}),
    ((("volume", "41-42/98:"),), {"volume": "41-42"}),
    ((("volume", "No. 44.3,"),), {"number": "44.3"}),
    ((("volume", "Heft 1+2,"),), {"number": "1+2"}),
    ((("edition", "2 Bände."),), {"volumes": "2"}),
    ((("date", "19762."),), {"year": "1976", "edition": "2"}),
    ((("date", "10.5.94"),), {"year": "1994"}),
    ((("note", "Der Anker vom 3.5.2002."),), {"title": "Der Anker", "year": "2002"}),
    ((("author", "Anker,"), ("date", "3.5.2002,"), ("pages", "S. 3")), {"journal": "Anker", "year": "2002", "pages": "3"}),
    ((("author", "Roe,"), ("date", "2002,"), ("pages", "S. 3")), {"author": "Roe", "year": "2002", "pages": "3"}),
    ((("author", "Ann Roe, Häfen und Netze"),), {"author": "Roe, Ann", "title": "Häfen und Netze"}),
    ((("author", "Ann Roe, Bob Poe"),), {"author": "Roe, Ann and Poe, Bob"}),
    ((("publisher", "European Port Panel"), ("date", "1994 bis 2001.")), {"title": "European Port Panel", "year": "1994"}),
    ((("location", "Roe,"), ("publisher", "Ann & Poe,"), ("location", "Bob:"), ("publisher", "Docks,"), ("date", "1987")), {"author": "Roe, Ann and Poe, Bob", "title": "Docks", "year": "1987"}),
    ((("author", "State v. Brown, Ports"),), {"title": "State v. Brown, Ports"}),
    ((("author", "Otto v. Seestadt"),), {"author": "Seestadt, Otto v."}),
    ((("author", "Ann Roe, Art."), ("title", "„Häfen“,")), {"author": "Roe, Ann", "title": "Häfen"}),
    ((("title", "Raids [60 paragraphs]."),), {"title": "Raids", "note": "60 paragraphs"}),
    ((("title", "Docks at St."), ("journal", "Roe's. Harbor Journal,")), {"title": "Docks at St. Roe's", "journal": "Harbor Journal"}),
)  # fmt: skip


@pytest.mark.parametrize(("parts", "fields"), FIELDS + MENDED)
def test_parts_make_fields(parts: tuple[tuple[str, str], ...], fields: Mapping[str, str]) -> None:
    found = draft_of([LabelledPart(label=label, text=text, start=0, end=len(text)) for label, text in parts])
    assert fields == found.fields


TYPES = (
    ({"journal": "J", "booktitle": "B"}, "article"),
    ({"booktitle": "Proceedings of a Conference"}, "inproceedings"),
    ({"booktitle": "Ports"}, "incollection"),
    ({"type": "PhD thesis"}, "phdthesis"),
    ({"type": "A Master thesis"}, "mastersthesis"),
    ({"type": "M.A. thesis"}, "mastersthesis"),
    ({"type": "thesis"}, "phdthesis"),
    ({"type": "Report No. 3"}, "techreport"),
    ({"title": "Raids", "type": "annual report"}, "techreport"),
    ({"title": "Roe v. Madeup"}, "jurisdiction"),
    ({"publisher": "P"}, "book"),
    ({"address": "A"}, "misc"),
    ({"address": "A", "title": "T"}, "book"),
    ({"title": "T"}, "misc"),
    ({"edition": "2"}, "book"),
    ({"isbn": "1"}, "book"),
    ({"url": "u"}, "online"),
    ({"url": "u", "doi": "d"}, "misc"),
    ({"type": "map"}, "misc"),
    ({"doi": "d"}, "misc"),
    ({"address": "A", "title": "T", "year": "2001"}, "book"),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "kind"), TYPES)
def test_fields_tell_the_type_of_an_entry(fields: dict[str, str], kind: str) -> None:
    assert kind == entry_type(Draft(fields=fields))


# fields that are there, the string, the DOIs in it, the fields after
IDENTIFIERS = (
    ({}, "arXiv:0101.00001v2 2001", (), {"eprint": "0101.00001v2", "eprinttype": "arxiv", "year": "2001"}),
    ({}, "hep", ("10.5/a", "10.5/b"), {"doi": "10.5/a"}),
    ({}, "see https://a.org/x. 1999", (), {"url": "https://a.org/x", "year": "1999"}),
    ({}, "https://doi.org/10.5/a", (), {}),
    ({"year": "1999"}, "2001", (), {"year": "1999"}),
    ({"pubstate": "x"}, "2001", (), {"pubstate": "x"}),
    ({}, "1999a and 2001", (), {"year": "2001"}),
    ({}, "2001-02", (), {}),
    ({}, "in press", (), {"pubstate": "forthcoming"}),
    ({}, "https://a.org/2001 none", (), {"url": "https://a.org/2001"}),
    ({}, "arXiv:math.GT/0101001", (), {"eprint": "math.GT/0101001", "eprinttype": "arxiv"}),
)  # fmt: skip


@pytest.mark.parametrize(("before", "text", "dois", "after"), IDENTIFIERS)
def test_what_needs_no_label_is_put_in(
    before: dict[str, str], text: str, dois: tuple[str, ...], after: Mapping[str, str]
) -> None:
    draft = Draft(fields=dict(before))
    identifiers(draft, text, dois)
    assert after == draft.fields


def test_a_year_behind_no_date_is_that_of_the_visit() -> None:
    draft = Draft(labels={"undated"})
    identifiers(draft, "Retrieved 2001", ())
    assert {} == draft.fields


LAW = (
    ("Roe v. Madeup, 702 F.3d 1066, 1070 (8th Cir. 2013).", ("jurisdiction", {"title": "Roe v. Madeup", "volume": "702", "reporter": "F.3d", "pages": "1066", "court": "8th Cir.", "year": "2013"})),
    ("Roe v. Madeup, 702 F.3d 1066.", ("jurisdiction", {"title": "Roe v. Madeup", "volume": "702", "reporter": "F.3d", "pages": "1066"})),
    ("Roe v. Madeup, 12 Madeup 7 (Harbor Ct. 2013).", ("jurisdiction", {"title": "Roe v. Madeup", "volume": "12", "reporter": "Madeup", "pages": "7", "court": "Harbor Ct.", "year": "2013"})),
    ("Roe v. Madeup, 12 Madeup 7.", None),
    ("Roe v. Madeup, 12 Madeup 7 (2013).", None),
    ("In re Madeup, 12 Madeup 7 (Harbor Ct. 2013).", None),
    ("Roe v. Madeup, No. 12-cv-345.", None),
    ("Roe v. Madeup, No. 12-cv-345 (D.S.D. Mar. 3, 2011).", ("jurisdiction", {"title": "Roe v. Madeup", "number": "12-cv-345", "court": "D.S.D.", "year": "2011"})),
    ("In re Madeup, 702 F.3d 1066 (2013)", ("jurisdiction", {"title": "In re Madeup", "volume": "702", "reporter": "F.3d", "pages": "1066", "year": "2013"})),
    ("Roe, A. (2001). Raids v. ports, 702 F.3d 1066 (8th Cir. 2013).", None),
    ("Ann Roe, A Made up Title, 19 Harbor L. Rev. 7, 9-11 (2011).", ("article", {"author": "Ann Roe", "title": "A Made up Title", "volume": "19", "journal": "Harbor L. Rev.", "year": "2011", "pages": "7"})),
    ("Ann Roe, A Made up Title, 19 F.3d 7 (2011).", None),
    ("Ann Roe, (2001) A Made up Title, 19 Harbor L. Rev. 7 (2011).", None),
    ("22 U.S.C. § 7102(9) (2012).", ("legislation", {"title": "22 U.S.C. § 7102(9)", "year": "2012"})),
    ("Made up Act, 22 U.S.C. § 7102 (2012)", ("legislation", {"title": "Made up Act", "number": "22 U.S.C. § 7102", "year": "2012"})),
    ("Pub. L. No. 106-386, 114 Stat. 1464 (2000).", ("legislation", {"title": "Pub. L. No. 106-386", "number": "Pub. L. No. 106-386", "year": "2000", "journal": "Stat.", "volume": "114", "pages": "1464"})),
    ("Made up Act of 2000, Pub. L. No. 106-386 (22 U.S.C. § 7101)", ("legislation", {"title": "Made up Act of 2000", "number": "Pub. L. No. 106-386", "year": "2000"})),
    ("H.R. 7: ports", None),
    ("H.R. 7 - 115th Congress (2017-2018): A Made up Act of 2017.", ("legislation", {"title": "A Made up Act of 2017", "number": "H.R. 7", "year": "2018"})),
    ("Ann Roe, “Ports”, 22 U.S.C. § 7102", None),
    ("Made up Code § 12 (2001)", ("legislation", {"title": "Made up Code § 12", "year": "2001"})),
    ("ports", None),
    ("114 Stat. 1464", ("legislation", {"title": "114 Stat. 1464", "journal": "Stat.", "volume": "114", "pages": "1464"})),
    ("Salt Co., 41 M.R. 12 (2003).", ("jurisdiction", {"title": "Salt Co.", "volume": "41", "reporter": "M.R.", "pages": "12", "year": "2003"})),
    ("Salt, 41 M.R. 12 (2003).", ("article", {"title": "Salt", "volume": "41", "journal": "M.R.", "pages": "12", "year": "2003"})),
    ("Ports of Salt, 311 N.L.R.B. No. 9 (2003).", ("jurisdiction", {"title": "Ports of Salt", "volume": "311", "reporter": "N.L.R.B.", "number": "9", "year": "2003"})),
    ("Case Comment, Roe v. Poe, 61 Harbor L. Rev. 901 (2000).", ("article", {"title": "Roe v. Poe", "type": "Case Comment", "volume": "61", "journal": "Harbor L. Rev.", "pages": "901", "year": "2000"})),
    ("The Harbor, Ports, 12 Harbor L. Rev. 5 (2001).", ("article", {"title": "The Harbor, Ports", "volume": "12", "journal": "Harbor L. Rev.", "pages": "5", "year": "2001"})),
    ("78 Am. Jur. 2d Wharves § 14 (2013).", ("book", {"title": "Am. Jur. 2d Wharves", "volume": "78", "year": "2013"})),
    ("Ann Roe, ‘Ports’ [2012] 2 LQR 301.", ("article", {"author": "Ann Roe", "title": "Ports", "volume": "2", "journal": "LQR", "pages": "301", "year": "2012"})),
    ("Ann Roe, ‘Ports’ 2 LQR 301.", None),
    ("THE LAST PORT (Tide Pictures 1999).", ("misc", {"title": "THE LAST PORT", "publisher": "Tide Pictures", "year": "1999"})),
    ("THE LAST PORT (1999).", None),
    ("Harbor Talk, Ports, at 14:20 (Apr. 9, 2019).", ("misc", {"title": "Harbor Talk", "organization": "Ports", "date": "2019-04-09", "year": "2019"})),
    ("Act of 1910, 36 Stat. 825", ("legislation", {"title": "Act of 1910", "number": "36 Stat. 825", "year": "1910", "journal": "Stat.", "volume": "36", "pages": "825"})),
)  # fmt: skip


@pytest.mark.parametrize(("text", "entry"), LAW)
def test_legal_citations(text: str, entry: tuple[str, Mapping[str, str]] | None) -> None:
    assert entry == read_law(text)


NUMBERS = (
    ("[12] Roe", ("12", "Roe")),
    ("[^a-b]: Roe", ("a-b", "Roe")),
    ("(3) Roe", ("3", "Roe")),
    ("12 Roe", ("12", "Roe")),
    ("12. Roe", ("12", "Roe")),
    ("1999 Roe", ("", "1999 Roe")),
    ("[1999] Roe", ("1999", "Roe")),
    ("1999. Roe", ("1999", "Roe")),
    ("22 U.S.C. § 7", ("", "22 U.S.C. § 7")),
    ("[22] U.S.C.", ("22", "U.S.C.")),
    ("22. F. Roe", ("22", "F. Roe")),
    ("12 ", ("", "12")),
    ("Roe 12", ("", "Roe 12")),
    ("", ("", "")),
    (" 7) Roe", ("7", "Roe")),
    ("19 F.3d 7", ("", "19 F.3d 7")),
    ("[^2001] Roe", ("2001", "Roe")),
)  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), NUMBERS)
def test_the_number_before_a_note(text: str, parts: tuple[str, str]) -> None:
    assert parts == number_of(text)


# a list, and the lines, texts and kinds of its pieces
CUT = (
    ("1. Roe A\nPorts\n\n2. Poe B", [(1, "1. Roe A Ports", False), (4, "2. Poe B", False)]),
    ("1. Roe A\nx\nx\nx\nx\nx\nx\nx\nx\n2. Poe B", [(1, "1. Roe A x x x x x x x x", False), (10, "2. Poe B", False)]),
    ("1. Roe A\nx\nx\nx\nx\nx\nx\nx\nx\nx\n2. Poe B", [(1, "1. Roe A", False), (2, "x", False), (3, "x", False), (4, "x", False), (5, "x", False), (6, "x", False), (7, "x", False), (8, "x", False), (9, "x", False), (10, "x", False), (11, "2. Poe B", False)]),
    ("1. Roe A\nPoe B", [(1, "1. Roe A", False), (2, "Poe B", False)]),
    ("- Roe A\nPoe B\n- Noe", [(1, "- Roe A Poe B", False), (3, "- Noe", False)]),
    ("12 Roe\n13 Poe\n 14 Noe", [(1, "12 Roe", True), (2, "13 Poe", True), (3, "14 Noe", True)]),
    ("12 Roe\n  on 2001\n13 Poe", [(1, "12 Roe on 2001", True), (3, "13 Poe", True)]),
    ("  Roe A\nPoe B\n  Noe", [(1, "Roe A", False), (2, "Poe B", False), (3, "Noe", False)]),
    ("Roe A\n\tports\nPoe B\n\u3000piers", [(1, "Roe A ports", False), (3, "Poe B piers", False)]),
    ("Roe\n  a\n\n  Poe", [(1, "Roe a", False), (4, "Poe", False)]),
    ("\n\nRoe\n  a\nPoe\n\n", [(3, "Roe a", False), (5, "Poe", False)]),
    ("\ufeffRoe\nPoe", [(1, "Roe", False), (2, "Poe", False)]),
    ("Roe\n- 13 -\n Poe", [(1, "Roe Poe", False)]),
    ("", []),
    ("\n", []),
    ("1. Roe\nx\n7. Poe\nx\n30. Noe", [(1, "1. Roe x", False), (3, "7. Poe x", False), (5, "30. Noe", False)]),
    ("12 Roe\n30 Poe\n14 Noe", [(1, "12 Roe", False), (2, "30 Poe", False), (3, "14 Noe", False)]),
    ("1 Roe\n2 Poe\n3 Noe\n4 Moe\n9 Doe", [(1, "1 Roe", False), (2, "2 Poe", False), (3, "3 Noe", False), (4, "4 Moe", False), (5, "9 Doe", False)]),
    ("1 Roe\n2 Poe\n9 Moe\n3 Noe", [(1, "1 Roe", False), (2, "2 Poe", False), (3, "9 Moe", False), (4, "3 Noe", False)]),
    ("[1] Traf\xad\nFicking\n[2] x", [(1, "[1] TrafFicking", False), (3, "[2] x", False)]),
    ("[1] see-\n2001\n[2] x", [(1, "[1] see- 2001", False), (3, "[2] x", False)]),
    ("[1] Port-\nSide\n[2] x", [(1, "[1] Port-Side", False), (3, "[2] x", False)]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "pieces"), CUT)
def test_a_list_is_cut(text: str, pieces: list[tuple[int, str, bool]]) -> None:
    assert pieces == [(piece.line, piece.text, piece.note) for piece in cut(text)]


FIELD_VALUES = (
    ("{Roe A, 2001; Poe}", "references", ("Roe A, 2001", "Poe")),
    ('"Roe A, 2001"', "references", ("Roe A, 2001",)),
    ("{Roe} and {Poe}", "references", ("{Roe} and {Poe}",)),
    ('"Roe" and "Poe"', "references", ('"Roe" and "Poe"',)),
    ("{", "references", ("{",)),
    ("(Roe)", "references", ("(Roe)",)),
    ("{Roe A, 2008, J TEST.\nPoe B, 2009, J TEST;}", "cited-references", ("Roe A, 2008, J TEST", "Poe B, 2009, J TEST")),
    ("Roe A, 2008, J; Poe B., 2009, K", "cited-references", ("Roe A, 2008, J", "Poe B., 2009, K")),
    (" . \nRoe", "cited-references", ("Roe",)),
    ("Roe\n\nPoe", "references", ("Roe", "Poe")),
    ("Roe A., Ports (2001); Poe B.,\nPiers (2002)", "references", ("Roe A., Ports (2001)", "Poe B., Piers (2002)")),
    ("a; b\nc; d\ne", "references", ("a; b c; d e",)),
    ("a; b\nc", "references", ("a; b c",)),
    ("Ports; a tale (2001) X; Noe B.; ", "references", ("Ports; a tale (2001) X", "Noe B.")),
    ("Ports; de Roe A.", "references", ("Ports", "de Roe A.")),
    ("A port, pp. 3; and more (2001)", "references", ("A port, pp. 3", "and more (2001)")),
    ("Noe B.", "references", ("Noe B.",)),
    ("Roe A.; ; Poe B., X (2001)", "references", ("Roe A.; Poe B., X (2001)",)),
    ("", "references", ()),
    ("; ;", "references", ()),
    ("{{Roe} (2001)}", "references", ("{Roe} (2001)",)),
)  # fmt: skip


@pytest.mark.parametrize(("value", "field", "strings"), FIELD_VALUES)
def test_the_value_of_a_field_is_cut(value: str, field: str, strings: tuple[str, ...]) -> None:
    assert strings == split_references(value, field)


# a text, its ending, its pieces, the lines that are passed over
DOCUMENTS = (
    ("Prose.\n\nMore.[^1]\n\n[^1]: Roe, *Raids*.\n\tId.\n\n    not\n", "md", [(5, "Roe, Raids. Id.", True, "1")], [1, 3, 8]),
    ("# On\nProse\n\n# References\nRoe\n\nPoe\n# Annex\n\nMore\n[^b]: Noe", "md", [(5, "Roe", False, ""), (7, "Poe", False, ""), (11, "Noe", True, "b")], [1, 2, 8, 10]),
    ("References\nRoe\nPoe", "md", [(2, "Roe", False, ""), (3, "Poe", False, "")], []),
    ("Roe\nPoe", "qmd", [(1, "Roe", False, ""), (2, "Poe", False, "")], []),
    ("# A\nReferences\nRoe", "md", [(1, "# A", False, ""), (3, "Roe", False, "")], []),
    ("## References\nRoe\n## X\ny\n## Works cited\nPoe", "md", [(2, "Roe", False, ""), (6, "Poe", False, "")], [3, 4]),
    ("Roe \\& Poe. % no\n\nNoe", "tex", [(1, "Roe & Poe.", False, ""), (3, "Noe", False, "")], []),
    ("Prose \\section{X}\n\\footnote{Roe {a} b}\n\nMore \\footnotetext[2]{Poe \\footnote{in}}\n\\bibitem{k} Noe\n\nMoe\\end{thebibliography}\nafter\n\\alpha{beta}", "tex", [(2, "Roe a b", True, "1"), (4, "Poe in", True, "2"), (5, "Noe Moe", False, "k")], [1, 8]),
    ("\\footnote{Roe", "tex", [(1, "Roe", True, "1")], []),
    ("\\bibitem{k} \n\\bibitem{l} Roe", "tex", [(2, "Roe", False, "l")], []),
    ("x \\bibitem{k} Roe", "txt", [(1, "Roe", False, "k")], []),
    ("\\footnote{Roe \\} b} c", "tex", [(1, "Roe } b", True, "1")], []),
    ("Text one\n\\footnote{Roe\nPoe}\\footnote{Noe}\nText two", "tex", [(2, "Roe Poe", True, "1"), (3, "Noe", True, "2")], [1, 4]),
    ("Roe\n- 13 -\nPoe", "txt", [(1, "Roe", False, ""), (3, "Poe", False, "")], [2]),
    ("<p>Roe</p>\n\n<p>Poe</p>", "txt", [(1, "Roe", False, ""), (3, "Poe", False, "")], []),
    ("", "md", [], []),
)  # fmt: skip


@pytest.mark.parametrize(("text", "ending", "pieces", "skipped"), DOCUMENTS)
def test_where_the_references_of_a_document_are(
    text: str, ending: str, pieces: list[tuple[int, str, bool, str]], skipped: list[int]
) -> None:
    found = pieces_of_text(text, ending)
    assert (pieces, skipped) == (
        [(p.line, p.text, p.note, p.number) for p in found.pieces],
        list(found.skipped),
    )


MARKDOWN = (
    ("[a](<http://x.org/b c>)", "a http://x.org/b c"),
    ("[a](http://x.org/a_(b))", "a http://x.org/a_(b)"),
    ("[](x)", "x"),
    ("[x.org](x.org)", "x.org"),
    ("[a]()", "a"),
    ("**Roe** and __Poe__ a_b_c", "Roe and Poe a_b_c"),
    ("<https://x.org> \\*", "https://x.org *"),
    ("[a](b) [c](d)", "a c b d"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), MARKDOWN)
def test_markdown_becomes_plain(text: str, plain: str) -> None:
    assert plain == plain_markdown(text)


# a parser, a string, the parts that it reads: none where it is of another layout
LAYOUTS = (
    (parse_wos, "*WORLD HLTH ORG (WHO), 2008, REPORT", {"authors": ("{WORLD HLTH ORG (WHO)}",), "year": 2008, "container": "REPORT"}),
    (parse_wos, "Roe (A), 2008, J", None),
    (parse_wos, "[Anonymous (a)], 2008, J", {"year": 2008, "container": "J"}),
    (parse_wos, "Roe A, 2008", {"authors": ("Roe, A",), "year": 2008}),
    (parse_wos, "Roe A, 2008.", {"authors": ("Roe, A",), "year": 2008}),
    (parse_wos, "x" * 91 + ", 2008, J", None),
    (parse_wos, "x" * 90 + ", 2008, J", {"authors": ("x" * 90,), "year": 2008, "container": "J"}),
    (parse_wos, "Roe A, 2008, V4, P9", {"authors": ("Roe, A",), "year": 2008, "container": "V4", "page": "9"}),
    (parse_wos, "Roe A, 2008, J, P9, V4, MORE", {"authors": ("Roe, A",), "year": 2008, "container": "J", "volume": "4", "page": "9"}),
    (parse_wos, "Roe A, 2008, J, V4, V5", {"authors": ("Roe, A",), "year": 2008, "container": "J, V5", "volume": "4"}),
    (parse_wos, "Roe A, 2008, J, P4, P5", {"authors": ("Roe, A",), "year": 2008, "container": "J", "page": "4"}),
    (parse_wos, "Roe A, 2008, J, VXI, ARTN 7", {"authors": ("Roe, A",), "year": 2008, "container": "J", "volume": "xi", "page": "7"}),
    (parse_wos, "Roe A, 2008, J, 10.5/a DOI none", {"authors": ("Roe, A",), "year": 2008, "container": "J, 10.5/a"}),
    (parse_wos, "{Roe}, 2008, J", {"authors": ("Roe",), "year": 2008, "container": "J"}),
    (parse_wos, "Al-Roe Al-Poe K. M., 2008, J", {"authors": ("Al-Roe Al-Poe, K. M.",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe Poelson, 2008, J", {"authors": ("Roe Poelson",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe van Poelson, 2008, J", {"authors": ("{Roe van Poelson}",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe AbCd, 2008, J", {"authors": ("Roe AbCd",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe ABCD, 2008, J", {"authors": ("Roe, ABCD",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe ABCDE, 2008, J", {"authors": ("Roe ABCDE",), "year": 2008, "container": "J"}),
    (parse_wos, "Roe A.b., 2008, J", {"authors": ("Roe, A.b.",), "year": 2008, "container": "J"}),
    (parse_wos, "ab, 2008, J", {"authors": ("ab",), "year": 2008, "container": "J"}),
    (parse_wos, "Ports", None),
    (parse_scopus, "Roe, A., Poe, B., Jr, A title (2009) Tests, 17 (3), pp. 41-46", {"authors": ("Roe, A.", "Poe, Jr, B."), "year": 2009, "title": "A title", "container": "Tests", "volume": "17", "number": "3", "page": "41"}),
    (parse_scopus, "Roe, A., et al., A title (2009) Tests, 17, pp. 41", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests", "volume": "17", "page": "41"}),
    (parse_scopus, "Roe, A., A title (2009) Tests, 17", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests", "volume": "17"}),
    (parse_scopus, "Roe, A., A title (2009) Tests", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests"}),
    (parse_scopus, "Roe, A., (1996) A title, Press", {"authors": ("Roe, A.",), "year": 1996, "title": "A title"}),
    (parse_scopus, "Roe, A., (1996), pp. 3-9. , A title. In: Book", {"authors": ("Roe, A.",), "year": 1996, "title": "A title. In: Book", "page": "3"}),
    (parse_scopus, "Roe, A., A title, Tests, 17 (3), pp. 41-46", {"authors": ("Roe, A.",), "title": "A title, Tests", "volume": "17", "number": "3", "page": "41"}),
    (parse_scopus, "Roe, A., A title. Tests", {"authors": ("Roe, A.",), "title": "A title. Tests"}),
    (parse_scopus, "Roe, A., A title (2009a) Tests, 12A (4)", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests", "volume": "12a", "number": "4"}),
    (parse_scopus, "Roe, A., http://a.org/x A title (2009) Tests", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests"}),
    (parse_scopus, "Roe A.; Poe B., A title, Tests, 17, 3, pp. 41-46, (2009)", {"authors": ("Roe, A.", "Poe, B."), "year": 2009, "title": "A title", "container": "Tests", "volume": "17", "number": "3", "page": "41"}),
    (parse_scopus, "Roe A., A title, Tests, 17, (2009)", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests", "volume": "17"}),
    (parse_scopus, "Roe A., A title, (2009)", {"authors": ("Roe, A.",), "year": 2009, "title": "A title"}),
    (parse_scopus, "Roe A., A title, Tests, 2009 (3), p. S7, doi:10.5/a, (2009)", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests", "volume": "2009", "page": "s7"}),
    (parse_scopus, "Roe A., A (2008) title, Tests, 17A", {"authors": ("Roe, A.",), "year": 2008, "title": "A (2008) title", "container": "Tests", "volume": "17a"}),
    (parse_scopus, "Roe A.", None),
    (parse_scopus, "Roe A.,", None),
    (parse_scopus, "U.S. Department of State, Trafficking report, (2015)", {"authors": ("{U.S. Department of State}",), "year": 2015, "title": "Trafficking report"}),
    (parse_scopus, "State, (2015)", None),
    (parse_scopus, "A, b, (2015)", {"authors": ("{A}",), "year": 2015, "title": "b"}),
    (parse_scopus, "A made up title (2009) Tests, pp. 3-4", {"year": 2009, "title": "A made up title", "container": "Tests", "page": "3"}),
    (parse_scopus, "Short (2009) pp. 3", None),
    (parse_scopus, "A made up title (2009) Tests", None),
    (parse_scopus, "Roe A., A title, , Tests, (2009)", {"authors": ("Roe, A.",), "year": 2009, "title": "A title", "container": "Tests"}),
    (parse_scopus, "Roe A., Title, (2001), more", {"authors": ("Roe, A.",), "year": 2001, "title": "Title, (2001)", "container": "more"}),
    (parse_scopus, "Roe A., T, J, 1, 2, 3, (2001)", {"authors": ("Roe, A.",), "year": 2001, "title": "T", "container": "J", "volume": "1", "number": "2"}),
    (parse_plain, "Roe, A. (2001). Ports. Harbor Press. https://doi.org/10.5/a", {"authors": ("Roe, A",), "year": 2001, "title": "Ports", "container": "Harbor Press"}),
    (parse_plain, "Roe AM. Ports and piers. J Tests. 2000;18(1):2-22.", {"authors": ("Roe, AM",), "year": 2000, "title": "Ports and piers", "container": "J Tests", "volume": "18", "number": "1", "page": "2"}),
    (parse_plain, "Ann Roe, Ports in Law, 19 Am. U. J. Tests 1247 (2011)", {"authors": ("Roe, Ann",), "year": 2011, "title": "Ports in Law", "container": "Am. U. J. Tests", "volume": "19", "page": "1247"}),
    (parse_plain, "Made up Agency. 2011d. Maps. City", {"authors": ("{Made up Agency}",), "year": 2011, "title": "Maps", "container": "City"}),
    (parse_plain, "Bo van der Poe, and others 2001. Ports", {"authors": ("van der Poe, Bo",), "year": 2001, "title": "Ports"}),
    (parse_plain, "", {}),
    (parse_plain, "Roe, A. (2001). Ports? Piers. Harbor Press, pp. 7.", {"authors": ("Roe, A",), "year": 2001, "title": "Ports?", "container": "Piers. Harbor Press, pp. 7", "page": "7"}),
    (parse_plain, "Roe, A. (2001). Roe vs. Poe. Harbor Press.", {"authors": ("Roe, A",), "year": 2001, "title": "Roe vs. Poe", "container": "Harbor Press"}),
    (parse_plain, "[12] Roe, A. (2001). Ports. Harbor Press, Vol. 3, pp. 41-46.", {"authors": ("Roe, A",), "year": 2001, "title": "Ports", "container": "Harbor Press, Vol. 3, pp. 41-46", "volume": "3", "page": "41"}),
)  # fmt: skip


@pytest.mark.parametrize(("parse", "text", "parts"), LAYOUTS)
def test_each_layout(
    parse: Callable[[str], Parsed | None], text: str, parts: Mapping[str, object] | None
) -> None:
    found = parse(text)
    told = {} if found is None else {name: value for name, value in asdict(found).items() if value}
    if found and found.authors:
        told["authors"] = tuple(map(str, found.authors))
    assert parts == (None if found is None else told)


def test_a_reference_of_a_list_has_what_either_way_of_reading_finds() -> None:
    record = Record(key="a", type="article", id=RecordId("a.bib:a"), where=Where(file="a.bib", line=1))
    text = "Roe, A. (2001). Raids on a port. Journal of Tests, 4(1), 5-9. https://doi.org/10.5555/t.1\nThe ports were closed."
    one, other = parse_list(text, record)
    assert ("Roe", 2001, "Raids on a port", "Journal of Tests", "4", "1", "5", "10.5555/t.1") == (
        one.authors[0].family, one.year, one.title, one.container, one.volume, one.number, one.page, one.doi,
    )  # fmt: skip
    assert ("The ports were closed.", None) == (other.text, other.year)


# names as lists have them, and the people that they are
NAMES = (
    ("Roe, Ann", ("Roe, Ann",)), ("Roe, Ann Bea", ("Roe, Ann Bea",)), ("Roe, Ann Bea Cee", ("Roe, Ann Bea Cee",)), ("van Roe, Ann", ("van Roe, Ann",)),
    # families alone, as of bodies, and not a family with a given name
    ("Roe, Ann, Poe, Bob", ("Roe", "Ann", "Poe", "Bob")),
    ("Ann Roe, Bob Poe", ("Roe, Ann", "Poe, Bob")), ("Roe, Ann, Bob Poe", ("Roe, Ann", "Poe, Bob")),
    ("Roe, Ann, Bob Poe, Cy Noe", ("Roe, Ann", "Poe, Bob", "Noe, Cy")), ("Roe, Ann B., Poe, Bob C.", ("Roe, Ann B.", "Poe, Bob C.")),
    ("Roe, A, Poe, B", ("Roe, A", "Poe, B")), ("Roe A, Poe BC", ("Roe, A", "Poe, BC")), ("A. Roe, Bob", ("Roe, A.", "Bob")),
    ("Roe, Ann, Jr.", ("Roe, Jr., Ann",)), ("Roe, Ann, Jr., Bob Poe", ("Roe, Jr., Ann", "Poe, Bob")), ("Roe A., Jr., Poe B", ("Roe, Jr., A", "Poe, B")),
    ("Roe, A., III", ("Roe, III, A.",)), ("ROE, Ann and POE, Bob", ("Roe, Ann", "Poe, Bob")), ("ABC, Ann", ("Abc, Ann",)), ("AB, Ann", ("AB, Ann",)),
    ("O'ROE-POE, Ann", ("O'Roe-Poe, Ann",)), ("MIT A.", ("Mit, A",)), ("MIT A", ("A, MIT",)), ("van der Roe, Ann.", ("van der Roe, Ann",)),
    ("Ann van Roe", ("van Roe, Ann",)), ("Ann Bea Roe.", ("Roe, Ann Bea",)),
)  # fmt: skip


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_which_piece_of_a_list_is_a_given_name(text: str, names: tuple[str, ...]) -> None:
    found, others = people(text)
    assert names == tuple(map(str, found))
    assert not others


@pytest.mark.parametrize(
    ("fields", "container", "volume"),
    [
        ({"journal": "Tides", "series": "Papers"}, "Tides", ""),
        ({"booktitle": "Tides", "reporter": "F.3d", "series": "Papers"}, "Tides", ""),
        ({"reporter": "F.3d", "series": "Papers", "volume": "12"}, "F.3d", "12"),
        ({"series": "Papers", "number": "7B"}, "Papers", "7b"),
        ({"volume": "XII", "number": "3"}, "", "xii"),
        ({}, "", ""),
    ],
)
def test_where_a_reference_stands_is_the_first_that_it_names(
    fields: dict[str, str], container: str, volume: str
) -> None:
    found = ReferenceEntry(text="", where=Where(file="a"), number="", type="misc", fields=fields).parsed
    assert (container, volume) == (found.container, found.volume)
