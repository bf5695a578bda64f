"""What the words of the catalogue and of role phrases are filed as, and words whose context tells what they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from stance import wordclasses
from stance.actors.phrases import Case
from stance.actors.roles import RoleNoun, role_nouns
from stance.inflection import irregular_pasts
from stance.text import PhraseMatcher, fold
from stance.wordclasses import words

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
POSSESSIVES = wordclasses.POSSESSIVES | words("ours mine")
FIRST = tuple("i we our my us me ours mine ourselves myself".split())
SET_HEADS = words(
    "powers countries nations members parties participants signatories states sides men governments allies "
    "capitals signers trio neighbors neighbours europeans leaders foes rivals"
)

# Names of the catalogue that mostly tell a place, or a body of one of many states.
_PLACES = (
    "washington, d.c.",
    "washington dc",
    "puerto rico",
    "mexico city",
    "kuwait city",
    "guatemala city",
    "panama city",
    "vatican city",
    "house of representatives",
)

OUTLET_WORDS = words(
    "times post press news tv today daily herald journal tribune television radio gazette agreement accord "
    "accords convention conventions declaration protocol treaty summit conference process communique consensus "
    "university institute street airport olympics broadcasting globe mirror telegraph observer review week sun "
    "standard charter statute forum airlines airways bank club hilton studies center centre college games cup "
    "initiative monitor report online insider express guardian agenda principles framework plan roadmap "
    "programme program platform outcome rules manual code minutes memorandum"
)
FIRST_NAMES = words(
    "jordan chad israel georgia kenya india cuba cyprus london paris sofia sydney washington holland china ireland"
)
LAST_NAMES = words("jordan washington london paris ireland holland england france israel berlin jamaica roman")
COMMON_FAMILIES = words(
    "may bush rice powell straw brown hunt ban major long cook price lee park khan singh johnson smith kim li "
    "wang perry chan king young white green black bell day best moon jones davis lewis scott clark hill carter "
    "ford grant adams baker west hammond clinton ali hassan hussein mohammed ahmed salman baldwin mason wood "
    "fox cox xi yi hu wen zhu he wu an blunt yang qin le marin power bolton rogers miller ross thomas allen "
    "cohen katz levy"
)
MODIFIED = words(
    "deal deals nuclear agreement accord pact sanctions sanction policy policies embargo unilateral bullying "
    "talks negotiations crisis issue question war conflict ties relations relationship program programme file "
    "files threat threats attack attacks withdrawal exit pullout hegemony pressure pressures blockade measures "
    "measure resolution resolutions charter envoy border borders oil gas military missile missiles troops "
    "forces hostage hostages hawks hawk expert experts sanctions-relief regime system summit meeting visit trip "
    "policymaking economy market markets intelligence allies ally dollar dollars unilateralism imperialism "
    "aggression action actions attempts attempt efforts effort moves move plan plans peacekeeping peacekeepers "
    "peace food human rights aid trade election elections election's debate vote votes veto position positions "
    "stance interests interest side sides personnel bases base assets decision decisions reimposition strategy "
    "strategies security-council foreign domestic secondary economic financial extraterritorial illegal "
    "coercive history law laws coup revolution hardliners hard-liners lobby waiver waivers involvement "
    "interference presence opposition support demands demand proposal proposals sanctions-busting strikes "
    "strike invasion occupation"
)
STANCE_NOUNS = words(
    "opposition support commitment withdrawal decision intention refusal readiness willingness resistance "
    "rejection criticism condemnation resolve determination concern concerns position stance call calls demand "
    "demands adherence compliance unilateral hostile policy policies obligations commitments exit departure "
    "pullout objection objections disapproval backing desire plan plans threat threats"
)
IRREGULAR = irregular_pasts() | words("put let set hit shut understood")
LOCATIVE = words("in near outside at around throughout across inside downtown central")
PLACE_OF = words(
    "city streets mayor capital outskirts suburb suburbs university treaty embassy bishop archbishop battle town"
)
GEORGIA_US = words(
    "atlanta florida alabama carolina tennessee savannah augusta kemp abrams warnock ossoff republican democrat "
    "runoff senate county georgians governor ohio pennsylvania michigan arizona nevada wisconsin texas virginia "
    "isakson perdue"
)
GEORGIA_STATE = words(
    "tbilisi abkhazia ossetia caucasus saakashvili armenia azerbaijan moldova ukraine russian nato kremlin batumi"
)
TURKEY_BIRD = words("thanksgiving roast stuffing gravy oven feathers cranberry poultry farm stuffed carved")


def _own(catalogue: Catalogue, named: Collection[str]) -> Iterator[tuple[str, Lexeme]]:
    for phrase in _PLACES:
        yield phrase, Lexeme("stop")
    for phrase in catalogue.stop_phrases():
        if fold(phrase) not in named:
            yield phrase, Lexeme("stop")
    for word, noun in role_nouns().items():
        yield word, Lexeme("role", noun=noun)
    for word in SET_HEADS:
        if word not in role_nouns():
            yield word, Lexeme("role", noun=RoleNoun("set", "set", True))
    for word in PRONOUNS:
        yield word, Lexeme("pronoun")
    for word in FIRST:
        yield word, Lexeme("first")
    for word in "said says told tweeted added argued wrote warned noted".split():
        yield word, Lexeme("said")


def matcher(catalogue: Catalogue) -> PhraseMatcher[Lexeme]:
    """One automaton over all names of the catalogue, role nouns, pronouns and stop phrases."""
    names = list(_named(catalogue))
    return PhraseMatcher([*names, *_own(catalogue, {fold(phrase) for phrase, _ in names})])


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
