"""Forms of the verbs that the lexicons list, against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import yaml

from stance.inflection import inflect, irregular_pasts, verb_forms

# base, third person, gerund, past, participle; variants after a stroke
TABLE = """
be is/are/am being was/were been
have has having had had
do does doing did done
go goes going went gone
say says saying said said
tell tells telling told told
begin begins beginning began begun
break breaks breaking broke broken
seek seeks seeking sought sought
choose chooses choosing chose chosen
shut shuts shutting shut shut
bet bets betting bet bet
forbid forbids forbidding forbade forbidden
rise rises rising rose risen
strive strives striving strove/strived striven/strived
withdraw withdraws withdrawing withdrew withdrawn
withhold withholds withholding withheld withheld
withstand withstands withstanding withstood withstood
uphold upholds upholding upheld upheld
undercut undercuts undercutting undercut undercut
undertake undertakes undertaking undertook undertaken
undo undoes undoing undid undone
understand understands understanding understood understood
foresee foresees foreseeing foresaw foreseen
forgo forgoes forgoing forwent forgone
forsake forsakes forsaking forsook forsaken
overcome overcomes overcoming overcame overcome
overthrow overthrows overthrowing overthrew overthrown
sink sinks sinking sank sunk
wind winds winding wound wound
cost costs costing cost cost
rid rids ridding rid rid
get gets getting got got/gotten
put puts putting put put
quit quits quitting quit quit
lead leads leading led led
lay lays laying laid laid
relay relays relaying relayed relayed
pay pays paying paid paid
lie lies lying lied lied
undermine undermines undermining undermined undermined
upend upends upending upended upended
underpin underpins underpinning underpinned underpinned
regret regrets regretting regretted regretted
abhor abhors abhorring abhorred abhorred
compel compels compelling compelled compelled
extol extols extolling extolled extolled
annul annuls annulling annulled annulled
fulfil fulfils fulfilling fulfilled fulfilled
fulfill fulfills fulfilling fulfilled fulfilled
opt opts opting opted opted
commit commits committing committed committed
submit submits submitting submitted submitted
admit admits admitting admitted admitted
limit limits limiting limited limited
prohibit prohibits prohibiting prohibited prohibited
benefit benefits benefiting benefited benefited
refer refers referring referred referred
prefer prefers preferring preferred preferred
offer offers offering offered offered
suffer suffers suffering suffered suffered
differ differs differing differed differed
concur concurs concurring concurred concurred
rebut rebuts rebutting rebutted rebutted
signal signals signaling/signalling signaled/signalled signaled/signalled
cancel cancels canceling/cancelling canceled/cancelled canceled/cancelled
fuel fuels fueling/fuelling fueled/fuelled fueled/fuelled
reveal reveals revealing revealed revealed
conceal conceals concealing concealed concealed
unveil unveils unveiling unveiled unveiled
plan plans planning planned planned
stop stops stopping stopped stopped
quip quips quipping quipped quipped
gut guts gutting gutted gutted
gush gushes gushing gushed gushed
shred shreds shredding shredded shredded
relax relaxes relaxing relaxed relaxed
vow vows vowing vowed vowed
destroy destroys destroying destroyed destroyed
deny denies denying denied denied
decry decries decrying decried decried
veto vetoes vetoing vetoed vetoed
echo echoes echoing echoed echoed
boo boos booing booed booed
agree agrees agreeing agreed agreed
argue argues arguing argued argued
re-impose re-imposes re-imposing re-imposed re-imposed
panic panics panicking panicked panicked
"""
ROWS = [row.split() for row in TABLE.strip().splitlines()]
# Longer verbs stressed on their last syllable, which alone may double its letter; "l" doubles in British spelling.
STRESSED = set(
    "abhor admit annul aver begin commit compel concur deadpan extol fulfil prefer rebut recommit refer regret submit "
    "undercut underpin".split()
)
VOWELS = "aeiou"


def lexicon_verbs() -> list[str]:
    """The first word of every verb phrase of the two lexicons."""

    def read(package: str, path: str) -> Any:
        return yaml.safe_load(resources.files(package).joinpath(path).read_text("utf-8"))

    predicates, cues = read("stance", "assets/predicates.yaml"), read("stance.actors", "data/cues.yaml")

    def phrases() -> Iterator[str]:
        for kind in ("attitude", "action", "suffer", "effect"):
            yield from (phrase for sign in "+-" for phrase in predicates[kind][sign])
        yield from predicates["harm"]
        yield from (phrase for group in cues["verbs"] for phrase in group["words"])
        yield from cues["prepositions"]

    return sorted({phrase.split()[0] for phrase in phrases()})


def forms(verb: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for form, tag in inflect(verb):
        found.setdefault(tag, set()).add(form)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_verb_has_the_forms_of_the_table(row: list[str]) -> None:
    base, *others = row
    wanted = dict(zip(("s", "ing", "ed", "en"), (set(cell.split("/")) for cell in others), strict=True))
    assert forms(base) == {"base": {base}, **wanted}


@pytest.mark.parametrize("verb", lexicon_verbs())
def test_no_listed_verb_is_doubled_or_left_single_wrongly(verb: str) -> None:
    last = verb.rpartition("-")[2]
    syllables = sum(
        letter in VOWELS + "y" and (not index or last[index - 1] not in VOWELS)
        for index, letter in enumerate(last.replace("qu", "q"))
    )
    closed = last[-1] not in VOWELS + "wxy" and last[-2] in VOWELS and last.replace("qu", "q")[-3:-2] not in [*VOWELS]
    for form in forms(verb)["ing"]:
        stem = form.removesuffix("ing")
        doubled = stem == verb + verb[-1]
        if closed and (syllables == 1 or last in STRESSED):
            assert doubled, form
        elif not verb.endswith("l"):
            assert not doubled, form
        assert doubled or stem in (verb, verb.removesuffix("e"), verb[:-2] + "y"), form


@pytest.mark.parametrize("verb", lexicon_verbs())
def test_the_past_of_a_regular_verb_is_built_like_its_gerund(verb: str) -> None:
    found = forms(verb)
    regular = {form for form in found["ed"] if form.endswith("ed") and form.startswith(verb[:-1]) and form != verb}
    for form in regular:
        stem = form.removesuffix("ed")
        stems = {gerund.removesuffix("ing") for gerund in found["ing"]}
        assert {stem, stem.removesuffix("i") + "y", stem + "e"} & stems or verb.endswith(("ie", "ee")), form


def test_particles_and_prefixes_stay_where_they_are() -> None:
    assert verb_forms("back out of") == {"back out of", "backs out of", "backed out of", "backing out of"}
    assert verb_forms("re-enter") == {"re-enter", "re-enters", "re-entered", "re-entering"}


def test_irregular_pasts_are_no_base_forms_and_no_regular_ones() -> None:
    pasts = irregular_pasts()
    assert {"took", "led", "met", "sought", "went"} <= pasts
    assert not pasts & {"put", "cut", "showed", "pleaded", "read"}
