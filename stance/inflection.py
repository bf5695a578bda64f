"""English verb forms from the base form, for lexicons that list base forms only.

The rules are those of school grammar; a lexicon needs exactly this direction (base to forms), which no light library
offers without a model or a dictionary of several megabytes.
"""

from __future__ import annotations

_IRREGULAR: dict[str, tuple[str, ...]] = {
    "be": ("am", "is", "are", "was", "were", "been", "being"),
    "bear": ("bore", "borne"),
    "begin": ("began", "begun"),
    "bind": ("bound",),
    "break": ("broke", "broken"),
    "bring": ("brought",),
    "build": ("built",),
    "buy": ("bought",),
    "cast": ("cast",),
    "cling": ("clung",),
    "come": ("came", "come"),
    "cut": ("cut",),
    "deal": ("dealt",),
    "do": ("does", "did", "done", "doing"),
    "draw": ("drew", "drawn"),
    "fall": ("fell", "fallen"),
    "feel": ("felt",),
    "fight": ("fought",),
    "flee": ("fled",),
    "find": ("found",),
    "forbid": ("forbade", "forbidden"),
    "forget": ("forgot", "forgotten"),
    "get": ("got", "gotten"),
    "give": ("gave", "given"),
    "go": ("goes", "went", "gone", "going"),
    "have": ("has", "had", "having"),
    "hear": ("heard",),
    "hit": ("hit",),
    "hold": ("held",),
    "hurt": ("hurt",),
    "keep": ("kept",),
    "know": ("knew", "known"),
    "lay": ("laid",),
    "lead": ("led",),
    "leave": ("left",),
    "let": ("let",),
    "lie": ("lied", "lying"),
    "lose": ("lost",),
    "make": ("made",),
    "mean": ("meant",),
    "meet": ("met",),
    "overcome": ("overcame", "overcome"),
    "overthrow": ("overthrew", "overthrown"),
    "pay": ("paid",),
    "put": ("put",),
    "quit": ("quit",),
    "read": ("read",),
    "rebuild": ("rebuilt",),
    "rethink": ("rethought",),
    "rip": ("ripped",),
    "run": ("ran", "run"),
    "say": ("said", "says"),
    "see": ("saw", "seen"),
    "seek": ("sought",),
    "sell": ("sold",),
    "send": ("sent",),
    "set": ("set",),
    "shake": ("shook", "shaken"),
    "show": ("showed", "shown"),
    "slay": ("slew", "slain"),
    "speak": ("spoke", "spoken"),
    "spell": ("spelled", "spelt"),
    "spend": ("spent",),
    "split": ("split",),
    "stand": ("stood",),
    "stick": ("stuck",),
    "strike": ("struck", "stricken"),
    "swear": ("swore", "sworn"),
    "take": ("took", "taken"),
    "teach": ("taught",),
    "tear": ("tore", "torn"),
    "tell": ("told",),
    "think": ("thought",),
    "throw": ("threw", "thrown"),
    "undercut": ("undercut",),
    "undergo": ("underwent", "undergone"),
    "understand": ("understood",),
    "undo": ("undid", "undone"),
    "uphold": ("upheld",),
    "wage": ("waged",),
    "win": ("won",),
    "withdraw": ("withdrew", "withdrawn"),
    "withhold": ("withheld",),
    "withstand": ("withstood",),
    "write": ("wrote", "written"),
    "see through": ("saw through",),
}
_DOUBLED = frozenset({
    "abet", "abhor", "admit", "ban", "bar", "beg", "bet", "commit", "compel", "concur", "control", "deter", "drop",
    "drag", "equip", "expel", "fit", "grab", "hit", "let", "omit", "permit", "plan", "prefer", "quit", "rebut", "refer",
    "regret", "remit", "repel", "rip", "rob", "scrap", "shut", "slam", "slap", "split", "spur", "stem", "step", "stop",
    "strip", "submit", "swap", "tap", "trap", "transfer", "wrap", "put", "set", "cut", "run", "win", "get", "tip",
})  # fmt: skip


def verb_forms(verb: str) -> frozenset[str]:
    """The base form, third person, past, participle and gerund of a verb, which may have particles after it.

    Args:
        verb: Base form in lower case ("withdraw", "pull out of", "re-impose").

    >>> sorted(verb_forms("pull out of"))
    ['pull out of', 'pulled out of', 'pulling out of', 'pulls out of']
    >>> sorted(verb_forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    head, _, particles = verb.partition(" ")
    prefix, dash, stem = head.rpartition("-")
    tail = f" {particles}" if particles else ""
    return frozenset(f"{prefix}{dash}{form}{tail}" for form in _word_forms(stem))


def _word_forms(verb: str) -> set[str]:
    known = _IRREGULAR.get(verb)
    forms = {verb}
    if verb == "be":
        return forms | set(known or ())
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.add(verb + "es")
    elif _consonant_y(verb):
        forms.add(verb[:-1] + "ies")
    else:
        forms.add(verb + "s")
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    if verb.endswith("ie"):
        forms.add(verb[:-2] + "ying")
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        forms.add(verb[:-1] + "ing")
    else:
        forms.add(stem + "ing")
    if known:
        return forms | set(known)
    if verb.endswith("e"):
        forms.add(verb + "d")
    elif _consonant_y(verb):
        forms.add(verb[:-1] + "ied")
    else:
        forms.add(stem + "ed")
    return forms


def _consonant_y(verb: str) -> bool:
    return len(verb) > 1 and verb[-1] == "y" and verb[-2] not in "aeiou"
