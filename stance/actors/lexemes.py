"""What the words of the catalogue and of role phrases are filed as, and words whose context tells what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from stance.actors.phrases import Case
from stance.actors.roles import RoleNoun, role_nouns, words
from stance.text import PhraseMatcher

if TYPE_CHECKING:
    from stance.actors.catalogue import Catalogue

Class = Literal[
    "state",
    "plural",
    "demonym",
    "capital",
    "organ",
    "body",
    "person",
    "family",
    "role",
    "pronoun",
    "first",
    "said",
    "stop",
]


class Lexeme(NamedTuple):
    """What a phrase is filed as.

    Args:
        cls: Class of the phrase.
        id: Catalogue id; empty for role nouns, pronouns and stop phrases.
        noun: The role noun, for role phrases.
        form: The phrase as the catalogue writes it.
        case: See :class:`stance.actors.phrases.PhraseEntry`.
        ambiguous: See there.
    """

    cls: Class
    id: str = ""
    noun: RoleNoun | None = None
    form: str = ""
    case: Case = "any"
    ambiguous: bool = False


SUBJECT_PRONOUNS = ("he", "she", "they", "it")
PRONOUNS = (*SUBJECT_PRONOUNS, "his", "her", "their", "its")
POSSESSIVES = frozenset({"his", "her", "their", "its", "our", "my", "ours", "mine"})
FIRST = ("i", "we", "our", "my", "us", "me", "ours", "mine", "ourselves", "myself")
SET_HEADS = words(
    "powers countries nations members parties participants signatories states sides men governments allies "
    "capitals signers "
    "trio neighbors neighbours europeans leaders foes rivals"
)

# Phrases that hold the name of a state, city or person and are no actor.
STOP = """
new york times; new york post; new york; new york city; new yorker; washington post; washington times; washington
examiner; washington, d.c.;
washington dc; washington state; state of washington; george washington; washington monument; washington free
beacon; washington journal;
fort worth; los angeles times; financial times; wall street journal; jerusalem post; times of israel; tehran
times; iran daily; moscow times;
china daily; south china morning post; south china sea; east china sea; global times; japan times; india today;
times of india; hindustan times;
kyiv post; arab news; khaleej times; jordan river; river jordan; jordan valley; niger delta; niger river; congo
basin; panama canal; panama papers;
gulf of oman; sea of oman; sea of japan; gulf of mexico; gulf of america; indian ocean; indian wells; american
indian; american airlines; british airways;
air france; air china; turkish airlines; new mexico; new england; new south wales; new caledonia; british
columbia; french guiana; american samoa;
puerto rico; mexico city; kuwait city; guatemala city; panama city; vatican city; new delhi television; cuban
missile crisis; berlin wall;
paris club; paris saint-germain; paris hilton; london bridge; london school of economics; house of
representatives; state of the union; press tv;
fars news agency; mehr news agency; tasnim news agency; bank of england; church of england; bank of america; voice
of america;
radio free europe; president of the general assembly; president of the assembly; president of the security
council; persian gulf; arabian sea;
mr. president; madam president; mr president; madame president; mr. chairman; mr. secretary-general; sir; madam;
mr. speaker; international atomic
energy; anglo american; south american; central american; latin american; north american; latin america; south
america; central america;
north america; african american; african americans; mexican american; native american; native americans; chinese
new year; monroe doctrine;
brent crude; rio de janeiro; georgia tech; jordan peele; state party; member state; holy see mission; saint
petersburg; state media;
state television; state tv; state-run television; news agency; news agencies; premier league; general election;
general elections; attorney's office;
turkey shoot; country house; king's college; general electric; general motors; general public; the right side;
presidents' club; head start; bush fire
"""

OUTLET_WORDS = words("""times post press news tv today daily herald journal tribune television radio gazette
    agreement accord
    accords convention
    conventions declaration protocol treaty summit conference process communique consensus university institute
    street airport
    olympics broadcasting globe mirror telegraph observer review week sun standard charter statute forum airlines
    airways bank
    club hilton studies center centre college games cup initiative monitor report online insider express guardian
    agenda
    principles framework plan roadmap programme program platform outcome rules manual code minutes memorandum""")
FIRST_NAMES = words(
    "jordan chad israel georgia kenya india cuba cyprus london paris sofia sydney washington holland china ireland"
)
LAST_NAMES = words("jordan washington london paris ireland holland england france israel berlin jamaica roman")
COMMON_FAMILIES = words(
    """may bush rice powell straw brown hunt ban major long cook price lee park khan singh johnson smith kim li
    wang wang perry
    chan king young white green black bell day best moon jones davis lewis scott clark hill carter ford grant
    adams baker west
    hammond blair truss clinton ali hassan hussein mohammed ahmed salman baldwin mason wood fox cox xi yi hu wen
    zhu he wu an
    blunt yang qin le marin orban tusk biden power rice bolton rogers cameron miller ross thomas allen cohen katz
    levy"""
) - {"biden", "tusk", "orban", "truss", "cameron", "blair"}
MODIFIED = words("""deal deals nuclear agreement accord pact sanctions sanction policy policies embargo
    unilateral bullying
    talks negotiations
    crisis issue question war conflict ties relations relationship program programme file files threat threats
    attack attacks
    withdrawal exit pullout hegemony pressure pressures blockade measures measure resolution resolutions charter envoy
    border borders oil gas military missile missiles troops forces hostage hostages hawks hawk expert experts
    sanctions-relief
    regime system charter summit meeting visit trip policymaking economy market markets intelligence allies ally
    dollar
    dollars unilateralism imperialism aggression action actions attempts attempt efforts effort moves move plan plans
    peacekeeping peacekeepers peace food human rights aid trade election elections election's debate vote votes veto
    position positions stance interests interest side sides personnel bases base assets decision decisions
    reimposition
    strategy strategies security-council foreign domestic secondary economic financial extraterritorial illegal
    coercive
    history law laws coup revolution hardliners hard-liners lobby waiver waivers involvement interference presence
    opposition support demands demand proposal proposals efforts sanctions-busting strikes strike invasion
    occupation""")
STANCE_NOUNS = words("""opposition support commitment withdrawal decision intention refusal readiness
    willingness resistance
    rejection criticism condemnation
    resolve determination concern concerns position stance call calls demand demands adherence compliance
    opposition unilateral hostile policy
    policies obligations commitments exit departure pullout objection objections disapproval backing desire plan
    plans threat threats""")
IRREGULAR = words("""met took held gave won put let led left spoke saw made sent knew kept came went began
    fought struck paid
    dealt broke built chose drew
    fell felt found got grew heard hit lost meant rose sat set shook shut stood swore understood forbade laid sought
    bought brought""")
LOCATIVE = words("in near outside at around throughout across inside downtown central")
PLACE_OF = words(
    "city streets mayor capital outskirts suburb suburbs university treaty embassy bishop archbishop battle town"
)
GEORGIA_US = words(
    "atlanta florida alabama carolina tennessee savannah augusta kemp abrams warnock ossoff republican democrat runoff "
    "senate county "
    "georgians governor ohio pennsylvania michigan arizona nevada wisconsin texas virginia isakson perdue"
)
GEORGIA_STATE = words(
    "tbilisi abkhazia ossetia caucasus saakashvili armenia azerbaijan moldova ukraine russian nato kremlin batumi"
)
TURKEY_BIRD = words("thanksgiving roast stuffing gravy oven feathers cranberry poultry farm stuffed carved")


def _own() -> Iterator[tuple[str, Lexeme]]:
    for phrase in STOP.replace("\n", " ").split(";"):
        yield phrase.strip(), Lexeme("stop")
    for word, noun in role_nouns().items():
        yield word, Lexeme("role", noun=noun)
    for word in SET_HEADS:
        if word not in role_nouns():
            yield word, Lexeme("role", noun=RoleNoun("set", "set", True))
    for word in PRONOUNS:
        yield word, Lexeme("pronoun")
    for word in FIRST:
        yield word, Lexeme("first")
    for word in ("said", "says", "told", "tweeted", "added", "argued", "wrote", "warned", "noted"):
        yield word, Lexeme("said")


def matcher(catalogue: Catalogue) -> PhraseMatcher[Lexeme]:
    """One automaton over all names of the catalogue, role nouns, pronouns and stop phrases."""
    return PhraseMatcher([*_named(catalogue), *_own()])


_TOO_SHORT = frozenset({"states", "six"})  # "States parties"; no mention by themselves


def _named(catalogue: Catalogue) -> Iterator[tuple[str, Lexeme]]:
    for phrase, entry in catalogue.phrases():
        if phrase.lower() in _TOO_SHORT:
            continue
        cls: Class
        if entry.kind == "person":
            cls = "family" if entry.ambiguous else "person"
        elif entry.kind == "demonym":
            cls = "plural" if entry.plural else "demonym"
        elif entry.kind == "name":
            cls = "state" if catalogue.actors[entry.entity_id].kind == "state" else "body"
        else:
            cls = entry.kind
        yield phrase, Lexeme(cls, entry.entity_id, form=phrase, case=entry.case, ambiguous=entry.ambiguous)
