"""Works of law of every kind, each as five programs and habits export it: 200 entries and more. All are made up, apart from the names of reporters and codes.

A row has the kind, the name, the citation, and the fields that a program with fields for law fills.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Work(NamedTuple):
    """A work of law: what it is, its name, its citation as a lawyer writes it, its date, and the fields of a structured export."""

    kind: str
    name: str
    cited: str
    date: str
    fields: dict[str, str]


WORKS = (
    Work("federal case", "United States v. Roe", "702 F.3d 1066 (8th Cir. 2013)", "2013-01-07", {"volume": "702", "reporter": "F.3d", "pages": "1066", "court": "8th Cir."}),
    Work("federal case", "Doe v. Made Up Hotels, Inc.", "435 F. Supp. 3d 1038 (N.D. Cal. 2020)", "2020", {"volume": "435", "reporter": "F. Supp. 3d", "pages": "1038--1052", "court": "United States District Court for the Northern District of California"}),
    Work("supreme court", "Roe v. Doe", "511 U.S. 222 (1994)", "1994-06-29", {"volume": "511", "reporter": "U.S.", "pages": "222"}),
    Work("unreported case", "Roe v. Quay Motel LLC", "No. 2:19-cv-00849, 2020 WL 1244192 (S.D. Ohio Mar. 16, 2020)", "2020-03-16", {"number": "No. 2:19-cv-00849", "court": "S.D. Ohio"}),
    Work("state case", "People v. Roe", "12 Cal. 4th 345 (1996)", "1996", {"volume": "12", "reporter": "Cal. 4th", "pages": "345"}),
    Work("state case", "State v. Doe", "2014-Ohio-1234", "2014", {"number": "2014-Ohio-1234", "court": "Ohio Ct. App."}),
    Work("foreign case", "R v Roe", "[2014] EWCA Crim 1029", "2014", {"number": "[2014] EWCA Crim 1029", "court": "Court of Appeal of England and Wales"}),
    Work("foreign case", "The Queen v Tang", "(2008) 237 CLR 1", "2008", {"volume": "237", "reporter": "CLR", "pages": "1", "court": "High Court of Australia"}),
    Work("european case", "Roe v. Cyprus and Russia", "App. No. 25965/04, 2010-I Eur. Ct. H.R. 65", "2010-01-07", {"number": "25965/04", "court": "Eur. Ct. H.R."}),
    Work("code", "Purposes and Findings", "22 U.S.C. § 7101", "2018", {"number": "22 U.S.C. § 7101"}),
    Work("code", "Sex Trafficking of Children", "18 U.S.C. § 1591(a)(1)", "", {"number": "18 U.S.C. § 1591(a)(1)"}),
    Work("state code", "Human Trafficking", "Cal. Penal Code § 236.1 (West 2014)", "2014", {"number": "§ 236.1", "code": "Cal. Penal Code"}),
    Work("state code", "Trafficking of Persons", "Tex. Penal Code Ann. § 20A.02", "2019", {"number": "§ 20A.02", "code": "Tex. Penal Code Ann."}),
    Work("session law", "Made Up Victims Protection Act of 2000", "Pub. L. No. 106-386, 114 Stat. 1464", "2000-10-28", {"number": "106-386"}),
    Work("session law", "Harbor Safety Act", "Pub. L. No. 110-457, div. A, 122 Stat. 5044", "2008", {"number": "Pub. L. No. 110-457", "volume": "122", "journal": "Stat.", "pages": "5044"}),
    Work("state session law", "An Act Relating to Ports", "2012 N.Y. Laws ch. 74", "2012", {"number": "ch. 74"}),
    Work("bill", "Fight Made Up Trafficking Act", "H.R. 1865", "2018", {"number": "H.R. 1865"}),
    Work("bill", "Stop Made Up Traffickers Act", "S. 1693, 115th Cong. (2017)", "2017", {"number": "S. 1693", "note": "115th Congress"}),
    Work("state bill", "An Act on Harbors", "A.B. 22", "2011", {"number": "A.B. 22"}),
    Work("resolution", "Recognizing a Made Up Day", "H.R. Res. 312, 113th Cong. (2013)", "2013", {"number": "H. Res. 312"}),
    Work("resolution", "A Made Up Concurrent Resolution", "S. Con. Res. 12", "2009", {"number": "S. Con. Res. 12"}),
    Work("hearing", "Ports in Peril: Hearing Before the Subcommittee on Tides of the House Committee on Harbors", "111th Cong. 12 (2010)", "2010", {"number": "111-58"}),
    Work("hearing", "Made Up Hearing on Raids Before the Senate Committee on the Judiciary", "", "2007", {}),
    Work("committee report", "Made Up Trafficking Act of 2000", "H.R. Rep. No. 106-487", "1999", {"number": "H.R. Rep. No. 106-487"}),
    Work("committee report", "Report on Harbors", "S. Rep. No. 115-199", "2018", {"number": "S. Rep. 115-199"}),
    Work("conference report", "Made Up Victims Act", "H.R. Conf. Rep. No. 106-939", "2000", {"number": "H. Conf. Rept. 106-939"}),
    Work("regulation", "Continued Presence", "28 C.F.R. § 1100.35", "2019", {"number": "28 C.F.R. § 1100.35"}),
    Work("register", "New Made Up Classification for Victims", "67 Fed. Reg. 4784", "2002-01-31", {"volume": "67", "journal": "Fed. Reg.", "pages": "4784"}),
    Work("register", "Combating Made Up Trafficking in Contracts", "80 Fed. Reg. 4967 (Jan. 29, 2015)", "2015-01-29", {"number": "80 Fed. Reg. 4967"}),
    Work("order", "Strengthening Made Up Protections", "Exec. Order No. 13,627, 77 Fed. Reg. 60,029", "2012-09-25", {"number": "Executive Order 13627"}),
    Work("treaty", "Protocol to Prevent Made Up Trafficking", "2237 U.N.T.S. 319", "2000-11-15", {"volume": "2237", "journal": "U.N.T.S.", "pages": "319"}),
    Work("treaty", "Convention on Made Up Action", "C.E.T.S. No. 197", "2005-05-16", {"number": "C.E.T.S. No. 197"}),
    Work("constitution", "U.S. Const. amend. XIII", "", "", {}),
    Work("state constitution", "Cal. Const. art. I, § 6", "", "", {}),
    Work("municipal code", "Massage Establishments", "L.A., Cal., Mun. Code § 103.205", "2015", {"number": "§ 103.205", "code": "L.A., Cal., Mun. Code"}),
    Work("guidance", "Made Up Screening Guidance", "Memorandum 12-03", "2012-06-15", {"number": "Memorandum 12-03", "institution": "U.S. Department of Homeland Security", "type": "Policy memorandum"}),
    Work("brief", "Brief for Petitioner, Roe v. Doe", "No. 12-10", "2013-02-25", {"number": "No. 12-10"}),
    Work("brief", "Complaint, Roe v. Made Up Hotels, Inc.", "No. 1:19-cv-05120 (S.D.N.Y. May 31, 2019), ECF No. 1", "2019-05-31", {"number": "No. 1:19-cv-05120", "court": "S.D.N.Y."}),
    Work("thesis", "On Safe Harbors", "", "2012", {"type": "LL.M. thesis", "school": "Made Up University"}),
    Work("thesis", "On Trafficked Pilots", "", "2015", {"type": "S.J.D. dissertation", "school": "Quay Law School"}),
    Work("thesis", "On Raids", "", "2009", {"type": "J.D. thesis", "school": "Made Up University"}),
    Work("thesis", "On Tides", "", "2010", {"type": "M.A. thesis", "school": "Harbor College"}),
    Work("model code", "Model Penal Code", "Model Penal Code § 212.3 (Am. L. Inst. 1985)", "1985", {"number": "§ 212.3"}),
    Work("restatement", "Restatement (Second) of Torts", "Restatement (Second) of Torts § 46 (Am. L. Inst. 1965)", "1965", {"number": "§ 46"}),
    Work("uniform act", "Uniform Act on Prevention of Made Up Trafficking", "Unif. L. Comm’n 2013", "2013", {"institution": "Uniform Law Commission"}),
    Work("foreign law", "Modern Made Up Slavery Act 2015", "c. 30 (UK)", "2015", {"number": "c. 30"}),
    Work("foreign law", "Criminal Code Act 1995", "(Cth) s 270.3 (Austl.)", "1995", {"number": "s 270.3"}),
    Work("un document", "Resolution on Made Up Trafficking", "G.A. Res. 64/293", "2010-08-12", {"number": "A/RES/64/293", "institution": "United Nations General Assembly"}),
    Work("un document", "Report of the Made Up Rapporteur", "U.N. Doc. A/HRC/23/48", "2013-03-18", {"number": "A/HRC/23/48", "institution": "United Nations"}),
    Work("directive", "Directive on Preventing Made Up Trafficking", "Directive 2011/36/EU, 2011 O.J. (L 101) 1", "2011-04-05", {"number": "2011/36/EU", "volume": "101", "journal": "Official Journal of the European Union", "pages": "1"}),
    Work("regulation of a union", "Regulation on Made Up Migration", "Regulation (EU) 2018/1240", "2018-09-12", {"number": "2018/1240"}),
)  # fmt: skip

_TYPES = {
    "case": ("jurisdiction", "misc"),
    "brief": ("jurisdiction", "misc"),
    "court": ("jurisdiction", "misc"),
    "thesis": ("thesis", "phdthesis"),
    "guidance": ("report", "techreport"),
    "committee": ("report", "techreport"),
    "un": ("report", "techreport"),
}


def _types(kind: str) -> tuple[str, str]:
    words = kind.split()
    return next((_TYPES[word] for word in (words[-1], words[0]) if word in _TYPES), ("legislation", "misc"))


def _entry(type_: str, key: str, fields: dict[str, str]) -> str:
    return (
        f"@{type_}{{{key},\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        + "}"
    )


def exports(work: Work) -> Iterator[tuple[str, str]]:
    """Yield the habit and the entry of a work: two of Zotero, one of JabRef, one like HeinOnline's and one like Westlaw's."""
    own, plain = _types(work.kind)
    author = {"author": "Roe, Ann"} if work.kind in {"thesis", "brief"} else {}
    if work.kind == "guidance":
        author = {"author": "{U.S. Department of Homeland Security}"}
    year = work.date[:4]
    whole = ", ".join(filter(None, (work.name, work.cited)))
    yield (
        "biblatex",
        _entry(
            own, "k", {**author, "title": work.name, "date": work.date, **work.fields, "langid": "english"}
        ),
    )
    renamed = {"reporter": "journal", "court": "institution"}
    bibtex = {renamed.get(name, name): value for name, value in work.fields.items()}
    yield (
        "bibtex",
        _entry(
            plain,
            "k",
            {
                **author,
                "title": f"{{{work.name}}}",
                **bibtex,
                "year": year,
                "url": "https://example.org/k",
                "urldate": "2021-02-03",
            },
        ),
    )
    yield (
        "jabref",
        _entry("misc", "k", {**author, "title": work.name, "note": work.cited, "year": year, "owner": "roe"}),
    )
    yield (
        "hein",
        _entry("article", "k", {**author, "title": whole, "year": year, "url": "https://heinonline.org/k"}),
    )
    yield "westlaw", _entry("misc", "k", {**author, "title": whole, "publisher": "Thomson Reuters"})
