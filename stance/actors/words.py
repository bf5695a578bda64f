"""Closed word classes of English, folded, that stand in for a parser around attribution cues."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _words(
    "is are was were be been being am 's 're 'm isn't aren't wasn't weren't ain't remain remains remained seem "
    "seems seemed feel feels felt become becomes became stay stays stayed appear appears appeared sound sounds "
    "sounded looks looked grew grows"
)
PASSIVE_BE = _words("is are was were be been being am isn't aren't wasn't weren't get gets got getting")
HAVE = _words("has have had having hasn't haven't hadn't")
MODALS = _words(
    "will would shall should can could may might must won't wouldn't shouldn't can't cannot couldn't mustn't "
    "mightn't ought do does did don't doesn't didn't 'll 'd"
)
AUXILIARIES = HAVE | MODALS | _words("is are was were be been being am isn't aren't wasn't weren't ain't not n't")
BARE_BASE = MODALS - _words("ought") | _words("to not help let")
ADVERBS = _words(
    "also still often never always once twice ever even just only now then soon already again recently later "
    "earlier once thus too instead perhaps maybe however therefore indeed further first long clearly all both yet "
    "nevertheless meanwhile rather quite so very more most almost sometimes seldom ago afterward afterwards since "
    "today yesterday tomorrow tonight herself himself themselves itself each else far much well better best about "
    "back sharply alike there here specifically"
) - _words("about so since")
LY_NOUNS = _words(
    "family ally rally assembly italy daily weekly monthly reply supply bully anomaly july monopoly emily sally "
    "kelly billy molly holly lily kimberly beverly carly only early likely friendly deadly costly"
)
DETERMINERS = _words(
    "the a an this that these those some any no every each either neither another such his her its their our my "
    "your both all many several most few more other what which whose one two three four five six seven eight nine "
    "ten various certain numerous 's"
)
POSSESSIVES = _words("his her its their our my your whose 's")
PREPOSITIONS = _words(
    "of in on at by for with from to into about against during after before over under between among through "
    "since until upon within without toward towards via amid despite like across around behind beyond outside "
    "inside near per regarding concerning unlike alongside aboard above below including"
)
SUBORDINATORS = _words(
    "that because if when while as but although though whether than where how why what unless whereas lest until "
    "once so yet nor except since after before"
)
RELATIVES = _words("who which that whom whose")
COORDINATORS = _words("and or but then & nor yet plus")
SUBJECT_PRONOUNS = _words("he she they it we i you who everyone nobody someone anyone everybody somebody others")
OBJECT_PRONOUNS = _words("me him her them us it you himself herself themselves")
PRONOUNS = SUBJECT_PRONOUNS | _words(
    "its their our my your whose him her them me us this that these those his hers theirs"
)
FIRST_PERSON = _words("i we me us my our")
NO_SUBJECTS = _words("there here it's not")
WH = _words("whether how why what who when where which if whom")
TIMES = _words(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february "
    "march april may june july august september october november december morning afternoon evening night noon "
    "midnight week month year weekend time day hour minute ago later earlier recently early late last this next "
    "spring summer autumn fall winter days weeks months years weekends hours minutes jan feb mar apr jun jul aug "
    "sep sept oct nov dec mon tue wed thu fri sat sun a.m. p.m. am pm"
)
ADJUNCT_STARTS = _words(
    "in on at during after before while when as from via through to by for over with amid under following "
    "alongside without late early last this earlier later recently yesterday today tonight tomorrow again also "
    "aboard about"
)
BREAKING = _words("while whereas although though")
OPEN_QUOTES = frozenset('"“„')
QUOTE_FORMS = frozenset(('"', "''", "``", "'"))
PUNCTUATION = frozenset(",;:()[]{}-/…!?.\"'") | {"...", "--", "---"}
TITLES = _words("mr mrs ms dr sen rep gov gen col lt sgt st prof rev hon")
# Common verbs that are no cues, in forms that end a noun phrase on the way left.
VERB_LIKE = _words(
    "spent spoke made makes took takes gave gives got gets came comes went goes put puts kept keeps led leads "
    "left leaves met meets won wins lost loses ran runs set sets became becomes began begins brought brings built "
    "builds caught fell falls grew held holds paid pays sent sends sold stood stands wants has have had let lets "
    "broke breaks does"
)
# What ends in "ed" and is no verb.
NOT_VERBS = _words(
    "united armed so-called unnamed need speed seed red hundred indeed ahmed mohammed saeed reed sacred naked "
    "wicked alleged retired seasoned mohamed hamed ted fred alfred used limited"
)
# Verbs whose infinitive has their own subject and says what is done, not only what is wished.
RAISING = _words(
    "go goes went going gone continue continues continued continuing begin begins began begun start starts "
    "started refuse refuses refused refusing decline declines declined declining used come comes came seem seems "
    "seemed appear appears appeared rush rushed hasten hastened proceed proceeded prefer prefers preferred tend "
    "tends tended like likes liked choose chose chosen move moved moves seek seeks sought seeking try tries tried "
    "trying attempt attempted attempts fail fails failed happen happened vow vowed vows manage managed hesitate "
    "hesitated quick failing able free"
)
# "My delegation" is the state that speaks.
OWN_STATE = _words("delegation country government nation people authorities administration republic state leaders")
# Forms in -s that are never plural nouns.
ONLY_VERBS = _words(
    "says thinks believes tells asks argues insists writes adds admits explains suggests considers denies knows wants "
    "seeks describes accuses agrees acknowledges condemns criticizes criticises denounces rejects opposes recalls"
)
