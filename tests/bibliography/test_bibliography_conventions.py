"""Law and its papers as biblatex, Zotero and JabRef write them: each is cited by The Bluebook, with nothing lost. The acts and treaties are real."""

from __future__ import annotations

import pytest

import litreview as lr
from litreview.formats import read_text
from litreview.stages.bibliography import cite

FORMS = {
    "12.9.2 municipal codes": [
        ("@legislation{k, title={Massage Establishments}, code={L.A., Cal., Mun. Code}, number={§ 103.205}, date={2015}}", "Massage Establishments, L.A., Cal., Mun. Code § 103.205 (2015)."),
        ("@legislation{k, title={Loitering}, code={Seattle Municipal Code}, section={12A.10.010}, date={2020}}", "Loitering, Seattle Mun. Code § 12A.10.010 (2020)."),
        ("@misc{k, title={New York City Administrative Code § 10-1401}, note={N.Y.C., N.Y., Admin. Code § 10-1401 (2019)}, year={2019}}", "N.Y.C., N.Y., Admin. Code § 10-1401 (2019)."),
        ("@misc{k, title={Los Angeles Municipal Code § 103.205}, year={2015}}", "L.A. Mun. Code § 103.205 (2015)."),
    ],
    "21.4 treaties": [
        ("@legislation{k, title={Convention on the Rights of the Child}, volume={1577}, series={United Nations Treaty Series}, pages={3}, date={1989-11-20}}", "Convention on the Rights of the Child, Nov. 20, 1989, 1577 U.N.T.S. 3."),
        ("@misc{k, title={Convention on the Elimination of All Forms of Discrimination Against Women}, year={1979}, month=dec, day={18}, note={1249 UNTS 13}}", "Convention on the Elimination of All Forms of Discrimination Against Women, Dec. 18, 1979, 1249 U.N.T.S. 13."),
        ("@misc{k, title={Convention on Action against Trafficking in Human Beings}, author={{Council of Europe}}, howpublished={CETS No. 197}, date={2005-05-16}}", "Convention on Action against Trafficking in Human Beings, May 16, 2005, C.E.T.S. No. 197."),
        ("@legislation{k, title={Treaty with the Cherokee}, number={7 Stat. 18}, date={1785-11-28}, type={Treaty}}", "Treaty with the Cherokee, Nov. 28, 1785, 7 Stat. 18."),
    ],
    "12.4 statutes at large": [
        ("@legislation{k, title={White-Slave Traffic (Mann) Act}, code={Statutes at Large}, volume={36}, pages={825}, date={1910}}", "White-Slave Traffic (Mann) Act, 36 Stat. 825 (1910)."),
        ("@misc{k, title={Victims of Trafficking and Violence Protection Act of 2000}, howpublished={Public Law 106-386, 114 Statutes at Large 1464}, year={2000}}", "Victims of Trafficking and Violence Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464."),
        ("@misc{k, title={Mann Act, ch. 395, 36 Stat. 825 (1910) (codified as amended at 18 U.S.C. §§ 2421-2424)}, year={1910}}", "Mann Act, ch. 395, 36 Stat. 825 (1910) (codified as amended at 18 U.S.C. §§ 2421-2424)."),
        ("@misc{k, title={18 U.S.C. §§ 2421-2424}, year={2018}}", "18 U.S.C. §§ 2421–2424 (2018)."),
    ],
    "17.2 unpublished works and theses": [
        ("@unpublished{k, title={Notes on Raids}, author={Roe, Ann}, date={2018-03-05}, confidential={false}, note={Unpublished manuscript, on file with the author}}", "Ann Roe, Notes on Raids (Mar. 5, 2018) (unpublished manuscript) (on file with the author)."),
        ("@unpublished{k, title={Notes on Raids}, author={Roe, Ann}, date={2018-03-05}, type={Manuscript}, url={https://ssrn.com/abstract=1}}", "Ann Roe, Notes on Raids (Mar. 5, 2018) (unpublished manuscript), https://ssrn.com/abstract=1."),
        ("@thesis{k, title={Vice}, author={Poe, Bea}, type={Master of Social Work thesis}, institution={Smith College}, date={2013}}", "Bea Poe, Vice (2013) (M.S.W. thesis, Smith Coll.)."),
    ],
    "15, 18 bodies and pages": [
        ("@book{k, title={Off the Streets}, author={{Human Rights Watch}}, publisher={Human Rights Watch}, date={2010-07}, url={https://www.hrw.org/r.pdf}}", "Hum. Rts. Watch, Off the Streets (2010), https://www.hrw.org/r.pdf."),
        ("@misc{k, title={About the Hotline}, howpublished={\\url{https://hotline.example/about}}, author={{National Hotline}}, note={Accessed: 4 March 2021}}", "About the Hotline, Nat’l Hotline, https://hotline.example/about (last visited Mar. 4, 2021)."),
        ("@online{k, title={Persons Report}, url={https://www.state.gov/tip}, titleaddon={U.S. Department of State}, urldate={2021-03-04}}", "Persons Report, U.S. Dep’t of State, https://www.state.gov/tip (last visited Mar. 4, 2021)."),
        ("@online{k, title={Myths and Facts | Polaris}, author={{Polaris}}, organization={Polaris}, url={https://polarisproject.org/m}, date={2019-02-03}}", "Myths and Facts, Polaris (Feb. 3, 2019), https://polarisproject.org/m."),
        ("@misc{k, title={Manual on Raids}, author={{Police Foundation}}, howpublished={2nd edition}, year={2009}}", "Police Found., Manual on Raids (2d ed. 2009)."),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "expected"),
    [pytest.param(*pair, id=f"{rule} {n}") for rule, pairs in FORMS.items() for n, pair in enumerate(pairs)],
)
def test_a_work_is_cited_whatever_program_wrote_its_fields(entry: str, expected: str) -> None:
    assert [expected] == [one.text for one in cite(lr.dedupe(read_text(entry)).sources, "bluebook").entries]


def test_a_site_that_is_the_author_is_named_once_in_mla() -> None:
    entry = FORMS["15, 18 bodies and pages"][3][0]
    (printed,) = cite(lr.dedupe(read_text(entry)).sources, "mla").entries
    assert "“Myths and Facts.” Polaris, 3 Feb. 2019, https://polarisproject.org/m." == printed.text
