"""Whether a name in a list of references may be that of a journal: databases cut names, tack places on and leave words out."""

import pytest

from litreview.works.journals import (
    comparison_container,
    may_be_same_container,
    same_container,
    shortens,
)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("BIOCHEMISTRY-US", "Biochemistry", True),
        ("J BIOMECH ENG-T ASME", "Journal of Biomechanical Engineering", True),
        ("GENDER SOC", "Gender & Society", True),
        ("CRIM BEHAV MENT HEAL", "Criminal Behaviour and Mental Health", True),
        ("JAMA", "Journal of the American Medical Association", True),
        ("CRIM BEHAV ENGLAND", "Criminal Behaviour and Mental Health", True),
        ("GENDER USA", "Gender & Society", True),
        # one word agrees, and what stands beside it is no place
        ("GENDER STUDIES", "Gender & Society", False),
        ("GENDER EDUC POLICY", "Gender & Society", False),
        ("J ECON", "Journal of Criminology", False),
        ("GRAVEL", "Gender & Society", False),
        ("SOC", "Gender & Society", False),
        ("", "Gender & Society", False),
    ],
)
def test_a_name_that_a_database_cut(a: str, b: str, same: bool) -> None:
    one, other = comparison_container(a), comparison_container(b)
    assert same == may_be_same_container(one, other) == may_be_same_container(other, one)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("J. Int'l Crim. Just.", "Journal of International Criminal Justice", True),
        ("Gov't Info. Q.", "Government Information Quarterly", True),
        ("Circulation", "Circulation Research", False),
        (
            "JPEN: Journal of Parenteral and Enteral Nutrition",
            "Journal of Parenteral and Enteral Nutrition",
            True,
        ),
        ("PNAS", "Proceedings of the National Academy of Sciences of the United States of America", True),
        ("Journal of Ports (Online)", "The Journal of Ports", True),
        ("Harbor Forester; Volume 130 , Issue 9 , September 2004", "Harbor Forester", True),
        ("Social Work", "Social Work Research", False),
    ],
)
def test_two_names_of_a_journal(a: str, b: str, same: bool) -> None:
    assert same == same_container(comparison_container(a), comparison_container(b))


def test_a_name_that_is_missing_says_nothing() -> None:
    assert same_container("", "gender society") is None
    assert "" == comparison_container("")
    assert not shortens("econ", "criminology")
