"""For every file that is not BibTeX: the records counted in its text, and what reading gave for them.

    python benchmarks/count_other.py

Reads `data/other/real-other-files.tar.xz` of the folder in LITREVIEW_DATA (default ../shared). The count is made of the raw
text with one pattern a format, and knows nothing of the readers. A file is right if

    counted = records - records read without their first line + records named as left out,

or if it is of a format that is not read and a Problem names it. Exit 1 if any file is wrong.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tarfile
from collections import Counter

from data_folder import need

from litreview.formats import read_text

PATTERNS = {
    "ris": r"(?m)^\W{0,3}TY {0,3}-",
    "medline": r"(?m)^PMID ?-",
    "enw": r"(?m)^%0(?: |$)",
    "wos": r"(?m)^PT ",
    "endnote-xml": r"<record[ >]",
    "pubmed-xml": r"<Pubmed(?:Book)?Article[ >]",
    "labelled": r"(?m)^TI- ",
}


def rows(text):
    """Return the number of rows with anything in them, the header apart."""
    sample = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=sample.count)
    csv.field_size_limit(10_000_000)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return sum(any(cell.strip() for cell in row) for row in found) - 1


def plain(data):
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1").replace("\r\n", "\n")


def looks_like(name, text):
    """Return the format that the file's text is in, told by the plainest sign of each."""
    found = [kind for kind, pattern in PATTERNS.items() if re.search(pattern, text)]
    if found:
        return (
            "wos"
            if "wos" in found and "ris" in found and text.lstrip("\ufeff").startswith("FN ")
            else found[0]
        )
    if name.endswith(".csv"):
        return "table"
    return ""


def judge(name, data):
    text = plain(data)
    library = read_text(data, name, include_confidential=True)
    codes = Counter(problem.code for problem in library.problems)
    formats = Counter(record.format for record in library)
    kind = next(iter(formats), "" if codes["LR006"] else looks_like(name, text))
    without = sum(p.code == "LR035" and "first line" in p.message for p in library.problems)
    left_out = codes["LR038"] + codes["LR025"]
    unread = codes["LR006"] + codes["LR001"] + codes["LR007"] + codes["LR002"]
    if kind in PATTERNS:
        counted = len(re.findall(PATTERNS[kind], text))
    else:
        counted = rows(text) if kind == "table" else 0
    right = counted == len(library) - without + left_out or (not library.records and unread == 1)
    if not library.records and not library.problems:
        right = False
    return kind, counted, len(library), without, left_out, codes, right


def main():
    archive = need("data/other/real-other-files.tar.xz")
    total = Counter()
    print(
        f"{'counted':>8} {'records':>8} {'no start':>8} {'left out':>8}  format       file: problems by code"
    )
    with tarfile.open(archive) as tar:
        for member in sorted((m for m in tar if m.isfile()), key=lambda m: m.name):
            name = member.name.removeprefix("./")
            kind, counted, records, without, left_out, codes, right = judge(
                name, tar.extractfile(member).read()
            )
            found = " ".join(f"{code}x{number}" for code, number in sorted(codes.items()))
            mark = "" if right else "  <-- WRONG"
            short = name.replace("jablib_src_test_resources_org_jabref_logic_", "").replace(
                "jablib__src__test__resources__org__jabref__logic__", ""
            )
            print(
                f"{counted:>8} {records:>8} {without:>8} {left_out:>8}  {kind or '-':<12} {short}: {found}{mark}"
            )
            total += Counter(files=1, counted=counted, records=records, wrong=not right, read=records > 0)
    print(
        f"{total['files']} files, {total['read']} of them read: {total['counted']} records counted, "
        f"{total['records']} read, {total['wrong']} files wrong"
    )
    return bool(total["wrong"])


if __name__ == "__main__":
    sys.exit(main())
