"""Closed word classes of English, folded, that stand in for a parser around attribution cues."""

from __future__ import annotations

from stance import wordclasses as wc
from stance.wordclasses import words

BE = (
    wc.BE
    | wc.NOT_BE
    | words(
        "'s 're 'm ain't remain remains remained seem seems seemed feel feels felt become becomes became stay stays "
        "stayed appear appears appeared sound sounds sounded looks looked grew grows"
    )
)
PASSIVE_BE = wc.BE | wc.NOT_BE | words("get gets got getting")
HAVE = wc.HAVE | wc.NOT_HAVE
MODALS = wc.MODALS | wc.DO | wc.NOT_MODALS | wc.NOT_DO | words("ought 'll 'd")
AUXILIARIES = HAVE | MODALS | wc.BE | wc.NOT_BE | words("ain't not n't")
BARE_BASE = MODALS - words("ought") | words("to not help let")
ADVERBS = words(
    "also still often never always once twice ever even just only now then soon already again recently later "
    "earlier once thus too instead perhaps maybe however therefore indeed further first long clearly all both "
    "yet nevertheless meanwhile rather quite so very more most almost sometimes seldom ago afterward afterwards "
    "since today yesterday tomorrow tonight herself himself themselves itself each else far much well better "
    "best about back sharply alike there here specifically"
) - words("about so since")
LY_NOUNS = words(
    "family ally rally assembly italy daily weekly monthly reply supply bully anomaly july monopoly emily sally "
    "kelly billy molly holly lily kimberly beverly carly only early likely friendly deadly costly"
)
DETERMINERS = (
    wc.ARTICLES
    | wc.DEMONSTRATIVES
    | wc.POSSESSIVES
    | words(
        "some any no every each either neither another such both all many several most few more other what which "
        "whose one two three four five six seven eight nine ten various certain numerous 's"
    )
)
POSSESSIVES = wc.POSSESSIVES | words("whose 's")
PREPOSITIONS = wc.PREPOSITIONS | words(
    "within without amid across around behind beyond outside inside near per regarding concerning unlike "
    "alongside aboard above below including"
)
SUBORDINATORS = (
    wc.SUBORDINATORS
    | wc.QUESTIONS
    | words("that as but whether than lest until once so yet nor except since after before")
)
RELATIVES = wc.RELATIVES
COORDINATORS = wc.COORDINATORS | words("then & yet plus")
SUBJECT_PRONOUNS = wc.SUBJECTS | words("who everyone nobody someone anyone everybody somebody others")
OBJECT_PRONOUNS = wc.OBJECTS | wc.REFLEXIVES
PRONOUNS = SUBJECT_PRONOUNS | wc.OBJECTS | wc.POSSESSIVES | wc.DEMONSTRATIVES | words("whose hers theirs")
FIRST_PERSON = words("i we me us my our")
NO_SUBJECTS = words("there here it's not")
WH = wc.QUESTIONS | words("whether who which if whom")
TIMES = (
    wc.WEEKDAYS
    | wc.MONTHS
    | words(
        "today yesterday tomorrow tonight morning afternoon evening night noon midnight week month year weekend "
        "time day hour minute ago later earlier recently early late last this next spring summer autumn fall winter "
        "days weeks months years weekends hours minutes jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
        "wed thu fri sat sun a.m. p.m. am pm"
    )
)
ADJUNCT_STARTS = words(
    "in on at during after before while when as from via through to by for over with amid under following "
    "alongside without late early last this earlier later recently yesterday today tonight tomorrow again also "
    "aboard about"
)
BREAKING = words("while whereas although though")
OPEN_QUOTES = frozenset('"“„')
QUOTE_FORMS = frozenset(('"', "''", "``", "'"))
TITLES = wc.TITLES
# Common verbs that are no cues, in forms that end a noun phrase on the way left.
VERB_LIKE = words(
    "spent spoke made makes took takes gave gives got gets came comes went goes put puts kept keeps led leads "
    "left leaves met meets won wins lost loses ran runs set sets became becomes began begins brought brings "
    "built builds caught fell falls grew held holds paid pays sent sends sold stood stands wants has have had "
    "let lets broke breaks does"
)
# What ends in "ed" and is no verb.
NOT_VERBS = words(
    "united armed so-called unnamed need speed seed red hundred indeed ahmed mohammed saeed reed sacred naked "
    "wicked alleged retired seasoned mohamed hamed ted fred alfred used limited"
)
# Verbs whose infinitive has their own subject and says what is done, not only what is wished.
RAISING = words(
    "go goes went going gone continue continues continued continuing begin begins began begun start starts "
    "started refuse refuses refused refusing decline declines declined declining used come comes came seem "
    "seems seemed appear appears appeared rush rushed hasten hastened proceed proceeded prefer prefers "
    "preferred tend tends tended like likes liked choose chose chosen move moved moves seek seeks sought "
    "seeking try tries tried trying attempt attempted attempts fail fails failed happen happened vow vowed vows "
    "manage managed hesitate hesitated quick failing able free"
)
# "My delegation" is the state that speaks.
OWN_STATE = words("delegation country government nation people authorities administration republic state leaders")
# Forms in -s that are never plural nouns.
ONLY_VERBS = words(
    "says thinks believes tells asks argues insists writes adds admits explains suggests considers denies knows "
    "wants seeks describes accuses agrees acknowledges condemns criticizes criticises denounces rejects opposes "
    "recalls"
)
