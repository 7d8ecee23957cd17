"""The tags of RIS and what they mean, for reading and for writing."""

from __future__ import annotations

__all__ = ["CONTAINERS", "DATES", "FIELDS", "PERSONS", "PUBLISHERS", "TITLES", "TYPES", "TYPICAL"]

TYPES = {
    "JOUR": "article", "JFULL": "article", "EJOUR": "article", "MGZN": "article", "NEWS": "article", "INPR": "article", "ABST": "article",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "collection", "CHAP": "incollection", "ECHAP": "incollection",
    "CONF": "inproceedings", "CPAPER": "inproceedings", "THES": "phdthesis", "RPRT": "techreport", "GOVDOC": "techreport",
    "UNPB": "unpublished", "MANSCPT": "unpublished", "CASE": "jurisdiction", "STAT": "legislation", "BILL": "legislation",
    "LEGAL": "legislation", "HEAR": "legislation", "DATA": "dataset", "COMP": "software", "ELEC": "online", "BLOG": "online",
    "WEB": "online", "VIDEO": "video", "PAT": "patent", "PCOMM": "letter", "GEN": "misc",
    "UNPD": "unpublished", "SLIDE": "unpublished", "SER": "book", "CLSWK": "book", "DICT": "incollection", "ENCYC": "incollection",
    "ICOMM": "letter", "STAND": "techreport", "DBASE": "dataset", "MPCT": "video", "SOUND": "audio", "MUSIC": "music", "ART": "artwork",
}  # fmt: skip
TYPICAL = {
    "article": "JOUR", "book": "BOOK", "collection": "EDBOOK", "mvbook": "BOOK", "incollection": "CHAP", "inbook": "CHAP",
    "inproceedings": "CONF", "conference": "CONF", "proceedings": "CONF", "phdthesis": "THES", "mastersthesis": "THES",
    "thesis": "THES", "techreport": "RPRT", "report": "RPRT", "unpublished": "MANSCPT", "jurisdiction": "CASE", "case": "CASE",
    "legislation": "STAT", "statute": "STAT", "dataset": "DATA", "software": "COMP", "online": "ELEC", "electronic": "ELEC",
    "www": "ELEC", "video": "VIDEO", "patent": "PAT", "letter": "PCOMM", "interview": "PCOMM", "misc": "GEN",
}  # fmt: skip
"""What an entry type is written as."""

CONTAINERS = {
    "article": "journal", "incollection": "booktitle", "inbook": "booktitle", "inproceedings": "booktitle", "conference": "booktitle",
    "book": "series", "mvbook": "series", "collection": "series", "proceedings": "series", "techreport": "series", "report": "series",
    "phdthesis": "series", "mastersthesis": "series", "thesis": "series", "jurisdiction": "reporter",
}  # fmt: skip
"""Entry type -> the field for what the work appeared in; `publication` for any other type."""
PUBLISHERS = {
    "techreport": "institution", "report": "institution", "jurisdiction": "institution", "phdthesis": "school", "mastersthesis": "school",
    "thesis": "institution",
}  # fmt: skip
"""Entry type -> the field for who published it; `publisher` for any other type."""

TITLES = ("TI", "T1", "CT", "T2", "BT", "C3", "JF", "JO", "JA", "J1", "J2")
DATES = ("DA", "Y1", "PY")
PERSONS = {
    "AU": "author",
    "A1": "author",
    "A2": "editor",
    "ED": "editor",
    "A3": "editora",
    "A4": "translator",
}
FIELDS = {
    "VL": "volume", "VO": "volume", "IS": "number", "CP": "number", "PB": "publisher", "CY": "address", "PP": "address",
    "AB": "abstract", "N2": "abstract", "N1": "note", "RN": "annotation", "UR": "url", "LA": "language", "ET": "edition",
    "ST": "shorttitle", "DB": "database", "DP": "databaseprovider", "AN": "accession", "CN": "callnumber", "L1": "file", "L4": "file",
    "L2": "link", "C1": "custom1", "C2": "custom2", "C7": "article-number", "T3": "series", "M1": "ris-m1", "M2": "extra", "M3": "type",
    "RP": "reprint", "OP": "originalpublication", "SE": "section", "NV": "volumes", "CA": "caption", "LB": "label", "AV": "availability",
    "TA": "translatedauthor", "CR": "ris-cr",
}  # fmt: skip
"""Tag -> field, where it means the same in every type. A second value of a field is kept as repeated."""
