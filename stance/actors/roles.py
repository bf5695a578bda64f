"""Words for offices, bodies and people: the heads of role phrases ("the top Iranian diplomat") and what they say.

Word lists only; :mod:`stance.actors.role_phrases` puts phrases together, :mod:`stance.actors.reference` finds out
who is meant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from stance import wordclasses as wc
from stance.wordclasses import words

Number = Literal["one", "many", "body", "land", "set"]


class RoleNoun(NamedTuple):
    """The head of a role phrase.

    Args:
        office: Class of office ("foreign_minister"); phrases of one class can stand for each other.
        number: ``one`` person, ``many`` people, a ``body`` of a state or organisation, a ``land``, a ``set`` of
            states.
        official: Whether such a person or body speaks for its state.
        strict: The word is also an adjective or verb ("military", "official"), so that it must close its phrase.
        bare: The phrase counts without a state beside it ("the ministry"), given a determiner.
    """

    office: str
    number: Number
    official: bool
    strict: bool = False
    bare: bool = True


# office ; words, the plural made from the singular unless "-" is set
_PERSONS = """
president: president
prime_minister: pm, prime minister, premier, chancellor, head of government
vice_president: vice president, vice-president, deputy president, first vice president, vice premier
deputy_prime_minister: deputy prime minister, deputy premier, vice prime minister
foreign_minister: fm, foreign minister, foreign secretary, secretary of state, minister of foreign affairs,
  minister for foreign affairs, external affairs minister, minister of external affairs, top diplomat,
  chief diplomat, foreign affairs minister, foreign policy chief, minister of foreign relations
deputy_foreign_minister: deputy foreign minister, vice foreign minister, deputy secretary of state,
  under-secretary of state, undersecretary of state, under secretary of state, assistant secretary of state,
  deputy minister of foreign affairs
defence_minister: defense minister, defence minister, defense secretary, defence secretary, secretary of defense,
  minister of defence, minister of defense
minister: minister, finance minister, interior minister, treasury secretary, secretary of the treasury,
  home secretary, oil minister, trade minister, energy minister, justice minister, economy minister,
  attorney general, energy secretary, intelligence minister, commerce secretary, minister of state,
  chancellor of the exchequer, deputy minister, cabinet minister
leader: leader, supreme leader, head of state, ruler, chief executive of the state, paramount leader
monarch: king, queen, emir, crown prince, sultan, prince, monarch, his majesty, his highness, her majesty
spokesperson: spokesman, spokeswoman, spokesperson, press secretary, deputy spokesman, deputy spokesperson
ambassador: ambassador, envoy, special envoy, permanent representative, special representative, representative,
  high representative, deputy ambassador, deputy permanent representative, charge d'affaires, consul general,
  special rapporteur, delegate
diplomat: diplomat
official: official, policymaker, civil servant, political coordinator, political counselor, political counsellor,
  coordinator
negotiator: negotiator, nuclear negotiator, chief negotiator, lead negotiator, top negotiator,
  chief nuclear negotiator
secretary_general: secretary-general, secretary general
director_general: director general, director-general, managing director, executive director
commissioner: high commissioner, commissioner
adviser: adviser, advisor, national security adviser, national security advisor, foreign policy adviser, aide,
  chief of staff
commander: commander, army chief, military chief, chief of general staff, chief of the general staff,
  commander-in-chief, joint chiefs chairman, navy chief, air force chief, joint chiefs of staff chairman,
  chairman of the joint chiefs of staff
chief: nuclear chief, intelligence chief, security chief, spy chief, atomic chief, chief of military intelligence,
  atomic energy chief
speaker: parliament speaker, parliamentary speaker, house speaker, speaker of parliament, speaker of the parliament
counterpart: counterpart
predecessor: predecessor
successor: successor
"""
_STRICT_PERSONS = """
commander: general, admiral, colonel
chief: chief, head, director, chairman, chairwoman, deputy head, deputy chief, secretary
"""
_UNOFFICIAL = """
expert: analyst, expert, professor, scholar, researcher, fellow, academic, historian, economist, lawyer, scientist,
  author, political scientist, nuclear expert, senior fellow, associate professor, political analyst, think tank
journalist: journalist, reporter, correspondent, columnist, editor, commentator, blogger, writer, presenter
activist: activist, dissident, campaigner, protester, demonstrator, critic, opponent, supporter, observer
opposition: opposition leader, opposition politician, opposition figure, candidate, opposition lawmaker,
  rebel leader
legislator: senator, congressman, congresswoman, lawmaker, legislator, member of parliament, mp, member of congress,
  deputy speaker, state senator, representative from, majority leader, minority leader, house minority leader,
  senate majority leader
executive: chief executive, chief executive officer, ceo, businessman, businesswoman, entrepreneur, investor,
  executive, trader
person: politician, resident, citizen, witness, cleric, tycoon, billionaire, veteran, nominee, running mate
"""
_BODIES = """
ministry: ministry, foreign ministry, defense ministry, defence ministry, ministry of foreign affairs,
  ministry of defence, ministry of defense, interior ministry, finance ministry, oil ministry,
  ministry for foreign affairs, foreign office, intelligence ministry, state department, treasury department,
  justice department, defense department, department of state
government: government, administration, authorities, coalition government, caretaker government,
  transitional government, presidential office, prime minister's office, president's office, ruling party
parliament: parliament, national assembly, congress, senate
embassy: embassy, mission, permanent mission, delegation, consulate, negotiating team
forces: army, armed forces, navy, air force, security forces, revolutionary guard, revolutionary guards,
  defense forces, defence forces, military forces, revolutionary guard corps, revolutionary guards corps,
  special forces, troops, forces
central_bank: central bank
intelligence: intelligence agency, intelligence agencies, intelligence service, intelligence services,
  intelligence community, atomic energy organization, atomic energy organisation, space agency, security agencies,
  spy agency
"""
_BODY_WORDS = {  # "the agency" and the like: only with a determiner, resolved later
    "agency": "agency", "watchdog": "agency", "nuclear watchdog": "agency",
    "atomic agency": "agency", "nuclear agency": "agency",
    "organization": "organization", "organisation": "organization",
    "world body": "world_body", "global body": "world_body",
    "bloc": "bloc", "alliance": "alliance", "council": "council", "assembly": "assembly", "union": "bloc",
    "court": "court", "tribunal": "court", "commission": "commission",
}  # fmt: skip
BODY_OFFICES = frozenset(_BODY_WORDS.values())
_NEED_STATE = words(
    "side regime leadership cabinet colleagues friends partners colleague partner friend team politburo "
    "establishment state"
)
_LANDS = ("country", "nation", "kingdom", "republic", "islamic republic")
_FEMALE = ("woman", "queen", "lady", "women", "her majesty")
_MALE = ("man", "king", "emir", "sultan", "prince", "his majesty", "his highness")

MODIFIERS = words(
    "senior top chief deputy vice assistant nuclear new then acting interim outgoing incoming former ex current "
    "high-ranking ranking leading military political security intelligence defence defense foreign state "
    "national special permanent first second veteran hard-line hardline moderate unnamed anonymous other "
    "longtime retired influential elected high-level top-level government presidential cabinet caretaker "
    "transitional powerful prominent late young long-serving key diplomatic regional local provincial "
    "nuclear-negotiating trade economic israeli-born newly-elected one-time onetime atomic present respective "
    "previous then-president's ultraconservative conservative right-wing left-wing reformist so-called illegal "
    "brutal ruling main western-backed unidentified top-ranking federal central coalition unity ministry "
    "department administration house royal interior finance oil deputy-"
)
DETERMINERS = (
    wc.ARTICLES | wc.DEMONSTRATIVES | words("one some several many two three four few another both any all no most")
)
OWNERS = wc.POSSESSIVES
FORMER = words("former ex retired onetime one-time previous late then-")
MANY = words("some several many two three four few both all most these those")
SPEECH_VERBS = words(
    "said says say told tells added adds noted notes stated states stressed stresses argued argues warned warns "
    "insisted insists claimed claims announced announces declared declares tweeted tweets wrote writes "
    "explained explains reiterated emphasized emphasised underlined underscored pointed continued recalled "
    "remarked acknowledged admitted affirmed reaffirmed asserted commented concluded confirmed confirms "
    "cautioned complained contended denied denies denounced described disclosed urged urges called calls asked "
    "asks accused accuses praised hailed welcomed criticized criticised condemned rejected rejects expressed "
    "voiced vowed pledged promised threatened suggested suggests revealed replied responded questioned quipped "
    "cited believes believed thinks thought hopes hoped wants wanted expects expected agreed agrees proposed "
    "opposes opposed supports supported decided refused signed withdrew pulled violated imposed reimposed "
    "re-imposed ditched abandoned quit left joined defended endorsed backed lifted demanded demands considers "
    "considered recognizes recognized"
)
FUNCTION = (
    wc.AUXILIARIES
    | wc.RELATIVES
    | wc.PREPOSITIONS
    | wc.SUBORDINATORS
    | wc.COORDINATORS
    | wc.REFLEXIVES
    | words(
        "cannot without as when where not also never always now then again already still yet there here than too "
        "both either so only just even ever often later earlier recently once together onto per unlike amid seem "
        "seems seemed appears appear appeared remains remain became become becomes"
    )
)


def _plural(phrase: str) -> str:
    head, _, tail = phrase.partition(" of ")
    if head.endswith("y") and head[-2] not in "aeo":
        plural = head[:-1] + "ies"
    elif head.endswith("man") and not head.endswith("german"):
        plural = head[:-2] + "en"
    else:
        plural = head + "s"
    return plural + (" of " + tail if tail else "")


def _table(text: str) -> list[tuple[str, list[str]]]:
    """Rows ``office: phrase, phrase``; a line without a colon goes on with the row before."""
    rows: list[list[str]] = []
    for line in text.strip().splitlines():
        office, colon, phrases = line.partition(":")
        if colon:
            rows.append([office.strip(), phrases])
        else:
            rows[-1][1] += " " + line
    return [
        (office, [" ".join(part.split()) for part in phrases.split(",") if part.strip()]) for office, phrases in rows
    ]


@lru_cache(maxsize=1)
def role_nouns() -> dict[str, RoleNoun]:
    """All heads of role phrases, folded.

    >>> role_nouns()["foreign ministers"]
    RoleNoun(office='foreign_minister', number='many', official=True, strict=False, bare=True)
    """
    nouns: dict[str, RoleNoun] = {}
    for table, official, strict in (
        (_UNOFFICIAL, False, False),
        (_PERSONS, True, False),
        (_STRICT_PERSONS, True, True),
    ):
        for office, phrases in _table(table):
            for word in phrases:
                nouns[_plural(word)] = RoleNoun(office, "many", official, strict)
                nouns[word] = RoleNoun(
                    office, "one", official, strict or word in ("official", "executive", "premier", "veteran")
                )
    nouns |= {word: RoleNoun(office, "body", True) for office, phrases in _table(_BODIES) for word in phrases}
    for word in ("mission", "delegation", "army", "navy", "congress", "senate"):
        nouns[word] = nouns[word]._replace(strict=True)
    for word in ("military", "intelligence"):
        nouns[word] = RoleNoun("forces" if word == "military" else "intelligence", "body", True, True, False)
    nouns |= {word: RoleNoun(office, "body", True) for word, office in _BODY_WORDS.items()}
    nouns |= {word: RoleNoun("land", "land", True) for word in _LANDS}
    for word in _NEED_STATE:
        number: Number = "many" if word.endswith("s") else "body"
        nouns[word] = RoleNoun(
            "government" if word in ("regime", "state") else "side", number, True, word == "state", word == "regime"
        )
    nouns["officials"] = RoleNoun("official", "many", True)
    nouns["administrations"] = nouns["governments"] = RoleNoun("government", "many", True)
    return nouns


_OFFICES = tuple(
    sorted(
        (
            (word, office)
            for table in (_PERSONS, _STRICT_PERSONS, _UNOFFICIAL)
            for office, phrases in _table(table)
            for word in phrases
        ),
        key=lambda item: -len(item[0]),
    )
)


@lru_cache(maxsize=4096)
def office_of(title: str) -> str:
    """The class of office that a title names; the longest known words decide, an empty string where there are none.

    >>> office_of("Minister of Foreign Affairs of Iran"), office_of("deputy foreign minister"), office_of("")
    ('foreign_minister', 'deputy_foreign_minister', '')
    """
    folded = f" {title.lower().replace(',', ' ')} "
    for phrase, office in _OFFICES:
        if f" {phrase} " in folded:
            return office
    return ""


LEADERS = frozenset({"president", "prime_minister", "leader", "monarch"})
DIPLOMATS = frozenset({"foreign_minister", "deputy_foreign_minister", "ambassador", "diplomat", "negotiator"})


def offices_meant(office: str) -> frozenset[str]:
    """Which offices a person may hold whom a phrase with this head means ("leader": president, premier, king)."""
    if office == "leader":
        return LEADERS
    if office == "diplomat":
        return DIPLOMATS
    if office == "minister":
        return frozenset({"minister", "foreign_minister", "defence_minister", "prime_minister"})
    if office == "official":
        return frozenset(
            {"official", "minister", "adviser", "chief", "diplomat", "ambassador", "commander", "negotiator"}
        )
    if office == "negotiator":
        return frozenset({"negotiator", "deputy_foreign_minister"})
    return frozenset({office})


def gender_of(title: str) -> str:
    """``f`` or ``m`` where a folded title says so, else an empty string."""
    if any(word in title for word in _FEMALE):
        return "f"
    tokens = title.split()
    if any(token.endswith("man") or token in _MALE for token in tokens) and "german" not in tokens:
        return "m"
    return ""
