"""How well one part of a reference agrees with that of a work or of another reference: each value, and where it begins. All works are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from litreview.core.model import CitedReference, Source
from litreview.formats.references import parse_list
from litreview.linkage import RecordColumns
from litreview.stages.network.reference_comparison import (
    author_of_reference,
    author_of_work,
    container_agrees,
    cut_agrees,
    reference_columns,
    same_place,
    source_columns,
    title_in_reference,
    titles_alike,
    versions,
)

Make = Callable[..., Source]
TITLE = "Raids on a made up port"


def reference(make: Make, text: str) -> RecordColumns:
    (found,) = parse_list(text, make("citing").records[0])
    assert isinstance(found, CitedReference)
    return reference_columns(found)


@pytest.mark.parametrize(
    ("cited", "author", "agrees"),
    [
        ("Roe A", "Roe, Ann", 1.0),
        ("Roe", "Roe, Ann", 0.9),
        ("Roe A", "Roe", 0.9),
        ("Roe A", "Poe, Bo and Roe, Ann", 0.8),
        ("Roe B", "Roe, Ann", -1.0),
        ("Roe B", "Roe, Ann and Roe, Bo", -1.0),
        # a surname of two words may be cut, and its initials taken apart otherwise
        ("Ruiz A", "Gomez Ruiz, Antonio", 1.0),
        ("Gomez Ruiz A", "Ruiz, Antonio", 1.0),
        ("Ruiz J", "Gomez Ruiz, Antonio", 0.8),
        ("Gomez Ruiz J", "Ruiz, Antonio", 0.8),
        # a slip, in a name of four letters and more, and in that of the first author
        ("Smyth A", "Smith, Ann", 0.5),
        ("Roie A", "Roi, Ann", 0.5),
        ("Roi A", "Roie, Ann", -1.0),
        ("Smyth A", "Xu, Zed and Smith, Ann", -1.0),
        # a body
        ("Roe A", "{Office of Roe}", 0.8),
        ("Ro A", "{Office of Roe}", 0.0),
        ("Roe A", "{Harbor Office} and {Office of Roe}", 0.8),
        ("*PORT OFFICE", "{Port Office}", 0.9),
        ("*PORT OFFICE", "{Port Office of Nowhere}", 0.9),
        # nine letters of ten agree
        ("*ABCDEFGHIJ", "{Abcdefghix}", 0.9),
        ("*ABCDEFGHI", "{Abcdefghx}", 0.0),
        ("*PORT OFFICE", "{Bridge and Harbor Agency}", 0.0),
        ("*PORT OFFICE", "Roe, Ann", 0.0),
        ("[Anonymous]", "Roe, Ann", 0.0),
        ("Roe A", "", 0.0),
    ],
)
def test_the_author_of_a_reference_without_a_title(
    make: Make, cited: str, author: str, agrees: float
) -> None:
    work = next(source_columns(make("work", author=author, title=TITLE)))
    assert agrees == author_of_work(reference(make, f"{cited}, 2008, J TESTS, V4, P9"), work)


@pytest.mark.parametrize(
    ("text", "author", "agrees"),
    [
        ("Xu, Z., Roe, A., {} (2008) Press", "Roe, Ann", 0.9),
        ("Xu, Z., Roe, A., {} (2008) Press", "Poe, Bo and Roe, Ann", 0.8),
        ("Xu, Z., {} (2008) Press", "Roe, Ann", -1.0),
        ("(2008). {}. By Ann Roe.", "Roe, Ann", 0.9),
        # a name in the title is not the author's; a name of one letter is an initial
        ("Xu, Z., {} (2008) Press", "Port, Ann", -1.0),
        ("Poe, O., {} (2008) Press", "O, Ann", -1.0),
        ("Poe, O., Li, A., {} (2008) Press", "Li, Ann", 0.9),
        ("Poe, O., for the Harbor Office of Ghent, {} (2008) Press", "{Harbor Office of Ghent}", 0.8),
        ("Poe, O., for the Harbor Office of Ghent, {} (2008) Press", "{United States Harbor Office of Ghent}", 0.8),
        ("Poe, O., for the Harbor Office of Ghent, {} (2008) Press", "{U.S. Harbor Office of Ghent}", 0.8),
        ("Poe, O., for the Harbor Office of Ghent, {} (2008) Press", "{US Harbor Office of Ghent}", 0.8),
        ("Poe, O., for HOG, {} (2008) Press", "{Harbor Office of Ghent}", 0.8),
        ("Poe, O., for HO, {} (2008) Press", "{Harbor Office}", 0.0),
    ],
)  # fmt: skip
def test_the_author_may_be_anywhere_outside_the_title(
    make: Make, text: str, author: str, agrees: float
) -> None:
    work = next(source_columns(make("work", author=author, title=TITLE)))
    found = reference(make, text.format(TITLE))
    assert agrees == author_of_work(found, work)


@pytest.mark.parametrize(
    ("a", "b", "agrees"),
    [
        ("Roe A, 2008, J TESTS", "Roe AB, 2008, J TESTS", 1.0),
        ("Roe A, 2008, J TESTS", "Roe, 2008, J TESTS", 1.0),
        ("Roe A, 2008, J TESTS", "Roe B, 2008, J TESTS", 0.8),
        ("Roe A, 2008, J TESTS", "Poe, B., Roe, A., Something (2008) Press", 0.8),
        ("Vahid B, 2008, J TESTS", "Balali V, 2008, J TESTS", 0.8),
        ("Vahid C, 2008, J TESTS", "Balali V, 2008, J TESTS", -1.0),
        ("Vahid B, 2008, J TESTS", "Balali C, 2008, J TESTS", -1.0),
        ("Smyth A, 2008, J TESTS", "Smith A, 2008, J TESTS", 0.5),
        ("Roie A, 2008, J TESTS", "Roies A, 2008, J TESTS", -1.0),
        ("[Anonymous], 2008, J TESTS", "Roe A, 2008, J TESTS", 0.0),
        ("[Anonymous], 2008, J TESTS", "[Anonymous], 2008, REP", 0.0),
    ],
)
def test_the_authors_of_two_references(make: Make, a: str, b: str, agrees: float) -> None:
    one, other = reference(make, a), reference(make, b)
    assert agrees == author_of_reference(one, other) == author_of_reference(other, one)


LONG = "police raids on massage parlors in a port city"


@pytest.mark.parametrize(
    ("text", "title", "work", "main", "found"),
    [
        # behind the work's title twelve letters more are as nothing, thirteen are much
        (f"roe {LONG} and the sea", f"{LONG} and the sea", LONG, "", (1.0, False)),
        ("roe raids on ports and the sea", "raids on ports and the sea", "raids on ports", "", (1.0, False)),
        ("roe raids on ports and the seas", "raids on ports and the seas", "raids on ports", "", (1.0, True)),
        ("roe and the sea raids on ports", "and the sea raids on ports", "raids on ports", "", (1.0, False)),
        ("roe by law of the seas raids on ports", "by law of the seas raids on ports", "raids on ports", "", (1.0, False)),
        # nothing told apart: letter for letter, or not at all
        (f"roe {LONG} 2008", f"roe {LONG} 2008", LONG, "", (1.0, False)),
        (f"roe {LONG}s 2008", f"roe {LONG}s 2008", LONG, "", (0.0, False)),
        # the main title of four words, and the beginning of five
        ("roe raids on a port 2008", "raids on a port", "raids on a port notes from the field of an officer", "raids on a port", (0.9, False)),
        ("roe raids on ports 2008", "raids on ports", "raids on ports notes from the field of an officer", "raids on ports", (0.44, False)),
        ("roe raids on all the ports 2008", "raids on all the ports", "raids on all the ports of call in the northern sea", "", (0.9, False)),
        ("roe raids on all ports 2008", "raids on all ports", "raids on all ports of call in the northern sea", "", (0.56, False)),
        ("roe gravel 2008", "gravel", "raids on a port notes from the field of an officer", "raids on a port", (0.14, False)),
        # with a title in a second language
        ("roe razzien in allen nahen haefen 2008", "razzien in allen nahen haefen", "raids in ports razzien in allen nahen haefen", "", (0.9, False)),
        ("roe razzien in nahen haefen 2008", "razzien in nahen haefen", "raids in all those ports razzien in nahen haefen", "", (0.65, False)),
    ],
)  # fmt: skip
def test_the_title_of_a_work_in_a_reference(
    text: str, title: str, work: str, main: str, found: tuple[float, bool]
) -> None:
    alike, longer = title_in_reference(
        RecordColumns(text=text, title=title), RecordColumns(title=work, main=main)
    )
    assert (pytest.approx(found[0], abs=0.01), found[1]) == (alike, longer)


def test_titles_alike_by_ninety_five_hundredths_are_one_whatever_is_behind() -> None:
    title = "x".join(["harbor raid "] * 10) + "seen"
    # 133 letters, and fourteen more: 2 * 133 / (133 + 147) = 0.95
    assert 133 == len(title)
    longer = f"{title} from the ships"
    for more, found in ((0, (0.95, False)), (1, (1.0, True))):
        words = longer[: len(title) + 14] + "s" * more
        assert found == title_in_reference(
            RecordColumns(text=f"roe {words}", title=words), RecordColumns(title=title)
        )


def test_a_title_with_a_slip_is_found_in_the_string_from_four_words_on() -> None:
    # one letter of 20 is another: 95 of 100 letters agree, less one hundredth because the title was not read as one
    text = "2008 notes roe rayds on eight ports of call and more"
    for work, found in (("raids on eight ports", 0.94), ("raids on eightxports", 0.6)):
        alike, _ = title_in_reference(RecordColumns(text=text, title="notes"), RecordColumns(title=work))
        assert (alike > 0.9) == (found > 0.9)
        assert alike <= 0.95
    # of a work whose title is longer than the whole string nothing is found in it
    cut = "internationalisation administrative responsibilities notwithstanding"
    alike, _ = title_in_reference(
        RecordColumns(text=f"xu {cut}", title=cut),
        RecordColumns(title=f"{cut} all the other rules of the harbors"),
    )
    assert alike < 0.85


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("raids on ports", "", None),
        ("", "raids on ports", None),
        ("raids on ports", "raids on ports", 1.0),
        ("raids on all the ports", "raids on all the ports of call in the north", 0.92),
        ("raids on all ports", "raids on all ports of call in the north sea", 0.59),
        ("raids on all the port", "raids on all the ports of call in the north", 0.65),
    ],
)
def test_the_titles_of_two_references(a: str, b: str, alike: float | None) -> None:
    for one, other in ((a, b), (b, a)):
        found = titles_alike(RecordColumns(title=one), RecordColumns(title=other))
        assert alike == (found if found is None else pytest.approx(found, abs=0.01))


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("raids ports", "raids ports sea law", True),
        # ten letters at least, and more than one word unless the titles are equal
        ("raids port", "raids port sea law", True),
        ("raids por", "raids por sea law", False),
        ("trafficking", "trafficking", True),
        ("trafficking", "trafficking ports", False),
        # equal to the nineteenth letter
        ("raids ports seas laws ox", "raids ports seas laws of the north", True),
        ("raids ports seas lawx of", "raids ports seas laws of the north", False),
        # words that are shortened, each of its own word, and the last one cut
        ("hdb evaluating infra", "handbook evaluating infrastructure", True),
        ("hdb evaluating ifra", "handbook evaluating infrastructure", False),
        ("hdbk infr", "handbook infrastructure", False),
        ("hndbk infra", "handbook infrastructure", True),
        ("xdb evaluating infra", "handbook evaluating infrastructure", False),
        ("hdb evaluating infra law", "handbook evaluating infrastructures", False),
        ("", "", False),
    ],
)
def test_a_title_cut_to_twenty_letters(a: str, b: str, one: bool) -> None:
    assert one == cut_agrees(RecordColumns(cut=a), RecordColumns(cut=b))
    assert one == cut_agrees(RecordColumns(cut=b), RecordColumns(cut=a))


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        (("4", "9"), ("4", "9"), True),
        (("4", "9"), ("5", "9"), False),
        (("4", "9"), ("4", "8"), False),
        (("", "9"), ("", "9"), False),
        (("4", ""), ("4", ""), False),
    ],
)
def test_one_place_has_a_volume_and_a_page(a: tuple[str, str], b: tuple[str, str], one: bool) -> None:
    first, second = (RecordColumns(volume=volume, page=page) for volume, page in (a, b))
    assert one == same_place(first, second)


@pytest.mark.parametrize(
    ("a", "b", "agrees"),
    [
        (("journal tests",), ("journal tests",), "same"),
        (("j tests",), ("gravel", "journal tests"), "same"),
        (("j tests",), ("gravel", "sand"), "other"),
        (("j tests",), (), "unknown"),
        (("j tests",), ("gravel",), "other"),
        ((), ("journal tests",), "unknown"),
    ],
)
def test_one_of_the_journals_of_a_work_is_enough(a: tuple[str, ...], b: tuple[str, ...], agrees: str) -> None:
    known: dict[tuple[str, str], bool] = {}
    one, other = (RecordColumns(container=(names or ("",))[0], containers=names) for names in (a, b))
    assert [agrees] * 2 == [container_agrees(one, other._replace(container=""), known) for _ in range(2)]


@pytest.mark.parametrize(
    ("a", "b", "agrees"),
    [
        ("raids on ports journal tests", "journal tests", "same"),
        ("raids on ports journal tests", "journal gravel", "other"),
        ("journal tests", "", "unknown"),
        ("", "", "unknown"),
        ("j tests", "journal tests", "same"),
    ],
)
def test_the_journals_of_two_references(a: str, b: str, agrees: str) -> None:
    # those by which a work would be known say nothing of a reference
    one, other = (RecordColumns(text="x", container=name, containers=("sand",)) for name in (a, b))
    assert agrees == container_agrees(one, other, {}) == container_agrees(other, one, {})


def test_words_that_name_a_version_are_whole_words_and_a_review_is_one_by_its_title() -> None:
    assert {"erratum"} == versions("roe a erratum raids on ports", "raids")
    assert set() == versions("roe a errata2 reply total", "raids")
    assert set() == versions("roe a raids on ports review of law", "raids on ports")
    assert {"review of"} == versions("roe a review of raids", "review of raids")
