"""The built-in codebook: what its draft asked for, phrase by phrase. Each sentence is made up."""

import pytest

from litreview.core.model import Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging import tag
from litreview.stages.tagging.tagger import AT_THRESHOLD, score_rules

BOOK = load_codebook()

STRONG = {
    "protect": (
        "victim identification;victim services;identification of trafficking victims;trauma-informed care;victim-centered work;"
        "survivor-centred work;retraumatization;the T visa;T nonimmigrant status;continued presence;a safe harbor law;non-punishment;"
        "vacatur;shelter for survivors;aftercare;case management;HHS certification;victim advocates;a screening tool;"
        "misidentified victims;survivors' experiences of services;arrested victims;criminalized survivors;restitution"
    ),
    "prosecute": (
        "prosecuting traffickers;a conviction of offenders;indictments;sentencing of traffickers;a sting operation;undercover operations;"
        "a police raid;an anti-trafficking raid;Operation Cross Country;the vice unit;investigations of trafficking;"
        "18 U.S.C. 1591;force, fraud, or coercion;the arrest of traffickers;arrests of pimps;a mandatory minimum;"
        "criminal charges;demand-side enforcement;asset forfeiture"
    ),
    "prevent": (
        "prevention of human trafficking;preventing sex trafficking;a prevention program;root causes;risk factors for trafficking;"
        "vulnerability to trafficking;a public awareness campaign;economic opportunity;economic alternatives;poverty reduction;"
        "poverty relief;harm reduction;a public health approach;deterrence effects;a displacement effect;demand reduction;"
        "supply chain transparency;runaway and homeless youth;social determinants;re-trafficking;revictimization rates"
    ),
}
WEAK = {
    "protect": (
        "survivors;shelter;housing;trauma;counseling;services;mental health;legal assistance;safety;rescue;recovery;immigration relief;"
        "the U visa;medical care;a diversion court;a debriefing"
    ),
    "prosecute": (
        "arrests;police;law enforcement;an investigation;prosecutors;a court;a trial;charges;the sheriff;the FBI;HSI;a task force;offenders;"
        "a trafficker;buyers;a plea;a pimp;a john;a massage parlor;testimony;criminalization;a sweep"
    ),
    "prevent": (
        "prevention;what deters;vulnerability;poverty;unemployment;education;awareness;risk;youth;foster care;homelessness;migration;"
        "labor rights;recruitment fees;demand;stigma;empowerment;resilience"
    ),
}
AGAINST = {
    "protect": "consumer protection;environmental protection;protection of borders;protection motivation;data protection;"
    "protected health information;a victim impact statement",
    "prosecute": "prosecution history of patents;cardiac arrest;cell cycle arrest;a parameter sweep;bee stings",
    "prevent": "infection prevention;suicide prevention;relapse prevention;preventive detention",
}
TOPICS = {
    "effects": "retraumatization;police violence;handcuffs;a coercive interview;collateral consequences;criminal records",
    "racism": "structural racism;racial profiling;racial disparities;Black girls;xenophobia;massage businesses;women of color;over-policing",
    "lgbtq": "LGBTQ youth;transgender people;queer youth;gender identity;homophobia;walking while trans",
    "immigration": "undocumented workers;deportation;immigration enforcement;ICE agents;noncitizens;asylum;immigration status",
    "transparency": "public records requests;FOIA;transparency;oversight;accountability;data quality;a reporting system",
    "funding": "grant funding;appropriations;a budget;cost-effectiveness;Byrne grants",
    "victim-id": "a screening tool;identification rates;false positives;false negatives",
    "operations": "sting operations;undercover officers in massage parlors;raids on brothels;online decoys for buyers of sex;joint operations against trafficking",
    "services": "comprehensive services;wraparound care;unmet needs;mandated services",
    "poverty": "poverty;a living wage;economic insecurity;housing insecurity;unemployment",
    "labor": "labor trafficking;forced labour;wage theft;domestic work;agriculture",
    "sex-work-law": "decriminalization;the Nordic model;FOSTA;SESTA;Backpage",
    "collaboration": "task forces;collaboration;sex worker-led groups;trust in police",
    "conflation": "conflating the two;prostitution arrests;consensual sex work;the rescue industry",
    "media": "press releases;media coverage;moral panic;sensationalism",
    "prevalence": "prevalence;capture-recapture;a hidden population",
}


def source(key, phrase, about="human trafficking"):
    record = Record(key=key, type="article", id=RecordId(f"a:{key}"), where=Where(file="a"))
    fields = {"abstract": f"The authors write on {about} in one state, and on {phrase}, over some years."}
    return Source(key=key, type="article", fields=fields, records=(record,))


def by_rules(sources):
    """Return the codes that the rules reach for each source, whatever a model says of a goal."""
    codes = {made.key: set() for made in sources}
    for made in tag(sources, BOOK):
        codes[made.source].add(made.code)
    goals = {code.id for code in BOOK.goals}
    for key, scores in score_rules(sources, BOOK).items():
        codes[key] -= goals
        codes[key] |= {code for code in goals if scores.get(code, 0) >= AT_THRESHOLD}
    return codes


def codes_of(**fields):
    record = Record(key="a", type="article", id=RecordId("a:a"), where=Where(file="a"))
    return by_rules([Source(key="a", type="article", fields=fields, records=(record,))])["a"]


GOALS = ("protect", "prosecute", "prevent")


def goals_of(**fields):
    return codes_of(**fields) & {*GOALS}


def phrases(table):
    return [(code, phrase) for code, text in table.items() for phrase in text.split(";")]


@pytest.fixture(scope="module")
def found():
    """Return the codes of each strong phrase, near trafficking and (key "rivers: …") near nothing of it."""
    strong = dict.fromkeys(phrase for _, phrase in [*phrases(STRONG), *phrases(TOPICS)])
    sources = [source(phrase, phrase) for phrase in strong]
    sources += [source(f"rivers: {phrase}", phrase, about="rivers") for phrase in strong]
    return by_rules(sources)


@pytest.fixture(scope="module")
def scores():
    texts = dict.fromkeys(phrase for _, phrase in [*phrases(WEAK), *phrases(AGAINST)])
    return score_rules([source(phrase, phrase) for phrase in texts], BOOK)


@pytest.mark.parametrize(("code", "phrase"), [*phrases(STRONG), *phrases(TOPICS)])
def test_a_strong_phrase_decides_in_a_short_summary(code, phrase, found):
    assert code in found[phrase]


@pytest.mark.parametrize(("code", "phrase"), phrases(WEAK))
def test_a_weak_phrase_speaks_for_its_goal(code, phrase, scores):
    assert scores[phrase].get(code, 0) > 0


@pytest.mark.parametrize(("code", "phrase"), phrases(AGAINST))
def test_the_words_of_other_fields_say_nothing(code, phrase, scores):
    assert scores[phrase].get(code, 0) == 0


@pytest.mark.parametrize(("code", "phrase"), phrases(STRONG))
def test_no_goal_without_a_stated_link_to_trafficking(code, phrase, found):
    """Rule 3: studies of sex work that name no trafficking have none of the goals; a phrase that names it is the link."""
    named = ("cross country", "traffick", "t visa", "safe harbor", "u.s.c.", "t nonimmigrant")
    assert (code in found[f"rivers: {phrase}"]) == any(word in phrase.lower() for word in named)


def test_every_block_of_words_says_why_they_mean_the_code():
    assert [] == [(c.id, t.pattern.text) for c in BOOK.codes for t in c.terms if not t.why]


@pytest.mark.parametrize(
    ("journal", "title", "goals"),
    [
        ("Police Quarterly", "A note on human trafficking", set()),
        ("Journal of Human Trafficking", "A note on words", set()),
        ("Victims & Offenders: Court Reports on Trafficking Survivors", "A note on words", set()),
        ("Journal of Human Trafficking", "Police perceptions", {"protect", "prosecute"}),
    ],
)
def test_a_journal_puts_a_work_in_the_field_and_in_no_goal(journal, title, goals):
    assert goals == goals_of(title=title, journal=journal)


OTHER_FIELDS = (
    "Sentencing of heroin traffickers in federal courts;Arrests for possession and trafficking of methamphetamine;"
    "Drug trafficking organizations, police and prosecution;Trafficking in cultural property: prosecution of dealers;"
    "Police use of force and arrests;Internet traffic and the detection of attacks by deep learning;"
    "Membrane protein trafficking and protection of neurons;Wildlife trafficking and its prevention;"
    "Illegal tobacco: trafficking networks and law enforcement;Slavery in the colonial cotton market, its courts and its laws;"
    "Cervical screening: identification of women at risk;Organ trafficking and the protection of donors"
)


@pytest.mark.parametrize("title", OTHER_FIELDS.split(";"))
def test_works_of_other_fields_have_no_goal(title):
    assert set() == goals_of(title=title)


@pytest.mark.parametrize(
    "title",
    [
        "Appropriate treatment: a cost-effective budget for collaboration in the media",
        "Poor outcomes and economics: stakeholders, networks, transparency",
        "Digital labor: workers on platforms, race and homelessness",
    ],
)
def test_works_of_other_fields_have_no_topic(title):
    assert {"unread"} == codes_of(title=title) - {"journal-article"}


@pytest.mark.parametrize(
    ("title", "goals"),
    [
        ("Drug and human trafficking networks, prosecuted together", {"prosecute"}),
        ("Trafficked women and drug use: treatment needs", {"protect"}),
    ],
)
def test_drugs_beside_trafficked_people_do_not_hide_them(title, goals):
    assert goals == goals_of(title=title)


@pytest.mark.parametrize(
    ("title", "goals"),
    [
        ("Prosecution, prevention, protection: trafficking", {"protect", "prosecute", "prevent"}),
        ("A note on trafficking under FOSTA", {"protect", "prosecute"}),
        ("Annual report on trafficking in persons in one state", {"protect", "prosecute", "prevent"}),
        # the name of the Act, and "policy", say no goal by themselves (rule 5)
        ("The Trafficking Victims Protection Act after ten years", set()),
        ("Human trafficking and the politics of policy", set()),
        ("The Protocol to Prevent, Suppress and Punish Trafficking in one parliament", set()),
        # with a word of its own beside it, a goal is there, and it alone
        ("Services under the Trafficking Victims Protection Act", {"protect"}),
        ("Sentencing under the TVPA", {"prosecute"}),
        ("Migration policy, recruitment and trafficking", {"prevent"}),
    ],
)
def test_the_act_by_name_is_no_goal_and_the_goals_side_by_side_are(title, goals):
    assert goals == goals_of(title=title)


@pytest.mark.parametrize(
    "title",
    [
        "Victims of Trafficking and Violence Protection Act of 2000",
        "Protocol to Prevent, Suppress and Punish Trafficking in Persons",
    ],
)
def test_the_text_of_the_act_has_all_three_goals(title):
    """An entry that is the statute itself has parts on each goal; a work that is called so may be on anything."""
    record = Record(key="a", type="legislation", id=RecordId("a:a"), where=Where(file="a"))
    act = Source(key="a", type="legislation", fields={"title": title}, records=(record,))
    assert {"protect", "prosecute", "prevent"} == {t.code for t in tag([act], BOOK)} & {*GOALS}
    assert not goals_of(title=f"{title}: votes in two parliaments")


@pytest.mark.parametrize(
    ("title", "goals"),
    [
        ("Slavery on fishing boats and the prosecution of captains", {"prosecute"}),
        ("Survival sex and its root causes in one city", {"prevent"}),
        ("Chattel slavery in the antebellum South, its courts and prosecutions", set()),
        ("Survival of fish among youth services", set()),
    ],
)
def test_slavery_and_survival_sex_are_a_link_to_trafficking(title, goals):
    assert goals == goals_of(title=title)


@pytest.mark.parametrize(
    ("title", "goals"),
    [
        ("Police awareness of human trafficking in one county", {"protect"}),
        ("Patrol officers' perceptions of trafficked women", {"protect"}),
        ("Training of law enforcement on trafficking victims", {"protect"}),
        ("Training police to investigate human trafficking", {"prosecute"}),
        ("Police investigations of human trafficking and what they cost", {"prosecute"}),
    ],
)
def test_what_police_know_of_victims_is_protection(title, goals):
    """Rule 8a.1: training or awareness without an outcome is protect, but for training in investigation."""
    assert goals == goals_of(title=title)


@pytest.mark.parametrize(
    ("summary", "codes", "others"),
    [
        # an agent, an act, a person: harm by the State needs the sex trade or trafficking to be an effect of operations
        ("Two constables extorted favors from women who sell sex on the street.", {"effects"}, GOALS),
        (
            "Officers in masks dragged the workers out of the brothel and left them handcuffed.",
            {"effects"},
            GOALS,
        ),
        ("The arrests at the massage parlor ended in removal proceedings.", {"immigration"}, GOALS),
        ("A green card may be lost by an arrest for prostitution.", {"immigration"}, GOALS),
        ("Women forced into prostitution were locked in a cell.", {"effects", "protect"}, ("prevent",)),
        ("Police took the wages of girls sold into prostitution.", {"effects", "protect"}, ("prevent",)),
        # money
        ("Two million dollars went to the vice squad.", {"funding"}, GOALS),
        ("Cash that was seized in vice raids bought the deputies new radios.", {"funding"}, GOALS),
        # the law, and its critique
        ("The mens rea element of section 1591.", {"prosecute"}, ("protect", "prevent")),
        (
            "Laws on trafficking stand for politics that are tough on crime.",
            {"prosecute"},
            ("protect", "prevent"),
        ),
        # whoever was trafficked, in several words
        ("Boys subjected to trafficking need doctors.", {"protect"}, ("prosecute", "prevent")),
        ("A nurse noticed that the girl had been sold for sex.", {"protect"}, ("prosecute", "prevent")),
        # goods, and what else has these words
        ("Timber traffickers face heavy penalties.", set(), GOALS),
        ("Trafficked parrots were rescued and brought to a shelter.", set(), GOALS),
        ("Tickets sold for sex education classes paid for a shelter.", set(), ("prosecute", "prevent")),
        ("The vice president spent the budget on grants.", set(), (*GOALS, "funding", "operations")),
        ("Cells arrested in mitosis were exposed to stress.", set(), (*GOALS, "effects", "operations")),
    ],
)
def test_an_act_in_a_sentence_is_heard_without_a_keyword(summary, codes, others):
    found = codes_of(abstract=summary)
    assert codes <= found
    assert found.isdisjoint(others)


def test_what_a_draft_asks_of_the_codes():
    assert ["protect", "prosecute", "prevent", "partner"] == [
        c.id for c in BOOK.group("goal") if c.id not in ("none", "unread")
    ]
    assert not BOOK.find("partner").enabled
    assert set(TOPICS) == {c.id for c in BOOK.group("topic")}
    assert [f"R{n}" for n in range(1, 7)] == [c.id for c in BOOK.group("recommendation")]
    assert all(c.hints and c.terms for c in BOOK.group("recommendation"))
    for code in BOOK.codes:
        assert code.definition
    for goal in ("protect", "prosecute", "prevent"):
        code = BOOK.find(goal)
        assert code.counts
        assert code.excludes
        assert code.borderline
        assert code.siblings
        assert code.lead


@pytest.mark.parametrize(
    ("abstract", "without", "goals"),
    [
        # a discipline is no subject
        ("A criminal justice thesis on how girls enter sex trafficking.", "prosecute", {"prevent"}),
        ("The criminal justice response to sex trafficking.", "", {"prosecute"}),
        # nor are those who were asked, or who sent people
        (
            "Trafficking survivors and task force members told us of shelter and care.",
            "prosecute",
            {"protect"},
        ),
        ("A task force on human trafficking and its suspects.", "", {"prosecute"}),
        ("Services for trafficked women who were referred by a court.", "prosecute", {"protect"}),
        (
            "Survivors of trafficking involved in the justice system, and their mental health.",
            "prosecute",
            {"protect"},
        ),
        (
            "What keeps trafficked persons from involvement in the criminal justice system.",
            "",
            {"protect", "prosecute"},
        ),
        # nor is the punishment that victims are spared
        ("Services for trafficked girls instead of prosecution.", "prosecute", {"protect"}),
        (
            "Laws that spare sexually exploited minors arrest, and services for them.",
            "prosecute",
            {"protect"},
        ),
        # what those already exploited suffer more often is no cause
        ("Trafficking survivors had greater odds of asthma in a shelter.", "prevent", {"protect"}),
        ("Boys who ran away had greater odds of being trafficked.", "", {"prevent"}),
    ],
)
def test_what_a_summary_names_beside_its_subject(abstract, without, goals):
    assert goals == goals_of(abstract=abstract)
    assert without not in goals
