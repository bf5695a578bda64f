"""Where a sentence mentions holder and target: the spans that come with an example, or the names looked up in the text.

Deliberately shallow, and fast enough for tens of thousands of training examples; :mod:`stance.models.locate` runs the
chain instead, which also tells whose words they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from stance import wordclasses as wc
from stance.actors.catalogue import load_catalogue
from stance.errors import ConfigError
from stance.targets.freetext import target_named
from stance.text import PhraseMatcher, fold
from stance.types import Span, StanceExample

_PRONOUNS = wc.SUBJECTS | wc.OBJECTS | wc.POSSESSIVES | wc.DEMONSTRATIVES | wc.RELATIVES
_ACRONYM = 4  # names up to this length, all in capitals, must stand in capitals: "US" is not "us"


class Places(NamedTuple):
    """Spans in the text, each list sorted, whole words.

    Args:
        holder: Mentions of the holder.
        target: Mentions of the target.
        opposite: Mentions of what stands for the target's opposite.
    """

    holder: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()
    opposite: tuple[Span, ...] = ()


def places(example: StanceExample) -> Places:
    """Where holder and target are mentioned in the example's text.

    >>> places(StanceExample(text="The US left the Iran deal.", holder="United States", target="jcpoa"))
    Places(holder=((4, 6),), target=((16, 25),), opposite=())
    """
    text = example.text
    holder = example.holder_spans
    if not holder and example.holder:
        holder = _found(text, _holder_forms(example.holder))
    target = tuple((item.start, item.end) for item in example.target_mentions if item.sign > 0)
    opposite = tuple((item.start, item.end) for item in example.target_mentions if item.sign < 0)
    if not example.target_mentions:
        target, opposite = (_found(text, forms) for forms in _target_forms(example.target))
    return Places(whole_words(text, holder), whole_words(text, target), whole_words(text, opposite))


def whole_words(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans within the text, without spaces at their ends, grown where they cut a word ("Congre" of "Congress").

    Sorted, each once.
    """
    found = set()
    for start, end in spans:
        start, end = max(0, start), min(len(text), end)
        words = text[start:end].strip()
        if not words:
            continue
        start = text.index(words, start)
        end = start + len(words)
        while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            end += 1
        found.add((start, end))
    return tuple(sorted(found))


class _Form(NamedTuple):
    text: str
    exact: bool


_Forms = PhraseMatcher[_Form]


def _forms(names: Iterable[str], exact: Collection[str] = ()) -> _Forms:
    """A matcher for names; those of ``exact``, and acronyms, must stand in the text as they are written."""
    kept = [name.strip() for name in names]
    kept = [name for name in kept if len(name) > 1 and (name.isupper() or fold(name) not in _PRONOUNS)]
    short = {name for name in kept if name.isupper() and len(name) <= _ACRONYM}
    return PhraseMatcher((name, _Form(name, name in short or name in exact)) for name in kept)


def _found(text: str, forms: _Forms) -> tuple[Span, ...]:
    return tuple(
        (match.start, match.end)
        for match in (forms.find(fold(text)) if len(forms) else ())
        if any(not form.exact or text[match.start : match.end] == form.text for form in match.values)
    )


@lru_cache(maxsize=1 << 14)
def _holder_forms(name: str) -> _Forms:
    others = [other for other in _catalogue_names(name) if other != name]
    return _forms([name, *others], others)


@lru_cache(maxsize=1 << 14)
def _target_forms(target: str) -> tuple[_Forms, _Forms]:
    """Forms of the target and of its opposite; an actor's name can be a target too."""
    try:
        entry = target_named(target)
    except ConfigError:  # no words, or a whole paragraph: nothing to look for
        return _forms([]), _forms([])
    plain = [phrase for phrase in (*entry.aliases, *entry.opposites) if not phrase.of and not phrase.needs]
    names = [name for name in _catalogue_names(target) if name != target]
    return (
        _forms([target, *names, *(phrase.text for phrase in plain if phrase.sign > 0)], names),
        _forms(phrase.text for phrase in plain if phrase.sign < 0),
    )


def _catalogue_names(name: str) -> tuple[str, ...]:
    """The ways to name the actor whose id, name or alias is given; none for words that name no actor."""
    found = load_catalogue().find(name)
    return _filed().get(found, ()) if found is not None else ()


@cache
def _filed() -> dict[str, tuple[str, ...]]:
    filed: dict[str, list[str]] = {}
    for phrase, entry in load_catalogue().phrases():
        filed.setdefault(entry.entity_id, []).append(phrase)
    return {entity: tuple(phrases) for entity, phrases in filed.items()}
