"""Where a document names its targets: aliases, measures, opposites and anaphors, each with exact offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from stance.errors import ConfigError
from stance.targets.anaphora import THE, THIS, competitors, determined
from stance.targets.conditions import holds, targets_hold
from stance.targets.deeds import deeds, plain, reactions, rivals
from stance.targets.prepared import Entry, Prepared, prepare, references, shipped
from stance.targets.pronouns import pronouns
from stance.targets.spans import Spans
from stance.targets.surroundings import Surroundings
from stance.text import fold
from stance.types import Document, Mention, Sentence, Target, TargetMention

REACH = 15
"""How many sentences after the last mention "the deal" still means it."""

REACH_THIS = 2
"""The same for nouns that need "this" ("this measure")."""


WINDOW = 400
"""How many characters before and after words an object is looked for."""

_RELATIVE = frozenset({"which", "that", "was", "were", "been", "being"})


class TargetFinder:
    """Finds the mentions of targets in documents.

    Args:
        targets: Codebook entries to report.
        state_of: Gives the catalogue id of the state or body for which a person acts, so that "Trump" counts as the
            United States; without it a mention's own ids count. `find` takes one for its document.

    Raises:
        ConfigError: Entries refer to each other in a circle.
    """

    def __init__(self, targets: Sequence[Target], state_of: Callable[[str], str | None] | None = None) -> None:
        self.targets = tuple(targets)
        self._state_of = state_of
        given = {target.id: target for target in targets}
        known = dict(given)
        waiting = list(targets)
        prepared = {}
        while waiting:
            target = waiting.pop()
            for name in references(target) - known.keys():
                known[name] = shipped(name)
                waiting.append(known[name])
            prepared[target.id] = prepare(target)
        order = TopologicalSorter({name: item.refers_to - {name} for name, item in prepared.items()})
        try:
            self._order = [prepared[name] for name in order.static_order()]
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise ConfigError(
                f"codebook entries refer to each other in a circle ({circle}); cut one `of` or `needs`"
            ) from None

    def find(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        mentions: Sequence[Sequence[Mention]] | None = None,
        state_of: Callable[[str], str | None] | None = None,
    ) -> list[list[TargetMention]]:
        """Mentions of the targets, by sentence, in reading order.

        Args:
            document: The document.
            sentences: Its sentences, in order.
            mentions: Actor mentions by sentence, resolved. With ``None`` (nobody looked for actors: a lone sentence
                and the question which stance it takes) conditions on who is named count as met, and an anaphor needs
            no earlier mention.
            state_of: For this document instead of the finder's own, where the document introduces actors itself.

        Returns:
            One list for each sentence.
        """
        around = Surroundings(document, sentences, mentions, state_of or self._state_of)
        found: dict[str, dict[int, list[TargetMention]]] = {}
        active = [item for item in self._order if not _too_early(item.target, document)]
        for item in active:
            found[item.target.id] = _find_phrases(item, around)
        for item in active:
            _find_acts(item, around, found)
            if len(item.anaphors):
                _find_anaphors(item, around, found)
            _find_dependent(item, around, found)
            own = found[item.target.id]
            if around.mentions is not None:
                for index, hits in item.echoes.find(around, item.target.id, own, item.parties, item.doer).items():
                    own.setdefault(index, []).extend(hits)
            if len(item.anaphors) and around.mentions is not None:
                named = plain(item.target.id, found)
                for index, hits in pronouns(around, item.target.id, named, rivals(item.target.id, found)).items():
                    own.setdefault(index, []).extend(hits)
        for item in active if around.mentions is not None else ():  # once all that is done is known
            own = found[item.target.id]
            for index, hits in reactions(around, item.target.id, own, deeds(item.target.id, found)).items():
                starts = {hit.start for hit in hits}
                own[index] = [hit for hit in own.get(index, ()) if hit.start not in starts] + hits
        result: list[list[TargetMention]] = [[] for _ in sentences]
        for target in self.targets:
            for index, hits in found.get(target.id, {}).items():
                result[index].extend(_apart(hits))
        for hits in result:
            hits.sort(key=lambda mention: (mention.start, mention.end))
        return result


def _too_early(target: Target, document: Document) -> bool:
    if target.since is None or not document.published:
        return False
    size = min(len(target.since), len(document.published))
    return document.published[:size] < target.since[:size]


def _find_phrases(item: Prepared, around: Surroundings) -> dict[int, list[TargetMention]]:
    hits: dict[int, list[TargetMention]] = {}
    for match in item.phrases.find(around.folded):
        index = around.sentence_at(match.start, match.end)
        if index < 0:
            continue
        for entry in match.values:
            if not entry.targets and holds(entry, item, around, index, (match.start, match.end)):
                hits.setdefault(index, []).append(_mention(entry, item, around, match.start, match.end))
                break
    return hits


def _find_dependent(item: Prepared, around: Surroundings, found: dict[str, dict[int, list[TargetMention]]]) -> None:
    """Phrases that count only near a mention of a target ("the US exit", where the deal is the subject)."""
    if not item.dependent:
        return
    own = found[item.target.id]
    for match in item.phrases.find(around.folded):
        index = around.sentence_at(match.start, match.end)
        if index < 0:
            continue
        for entry in match.values:
            if (
                entry.targets
                and targets_hold(entry, around, found, index)
                and holds(entry, item, around, index, (match.start, match.end))
            ):
                own.setdefault(index, []).append(_mention(entry, item, around, match.start, match.end))
                break


def _find_acts(item: Prepared, around: Surroundings, found: dict[str, dict[int, list[TargetMention]]]) -> None:
    """Words that count with an object after them: "withdrew … from the deal"."""
    if not len(item.heads):
        return
    heads = item.heads.find(around.folded)
    if not heads:
        return
    objects: dict[int, list[tuple[int, int, str]]] = {}
    for hit in item.objects.find(around.folded):
        if hit.values[0] in item.acronyms and not around.text[hit.start : hit.end].isupper():
            continue  # "who" is no "WHO"
        objects.setdefault(around.sentence_at(hit.start, hit.end), []).append((hit.start, hit.end, hit.values[0]))
    for name in item.refers_to - {item.target.id}:
        for index, hits in found.get(name, {}).items():
            objects.setdefault(index, []).extend((named.start, named.end, name) for named in hits if named.sign > 0)
    for things in objects.values():
        things.sort()
    own = found[item.target.id]
    for match in heads:
        index = around.sentence_at(match.start, match.end)
        things = objects.get(index, []) if index >= 0 else []
        low, high = (match.start - WINDOW,), (match.end + WINDOW,)
        nearby = things[bisect_left(things, low) : bisect_left(things, high)] if things else things
        skip = [(left, right) for left, right, _ in nearby if right - left > 2]  # "it" may be who acts
        for entry in match.values if nearby else ():
            thing = _object(entry, around, nearby, match.start, match.end)
            words = (match.start, match.end)
            if (
                thing
                and targets_hold(entry, around, found, index)
                and holds(entry, item, around, index, words, thing, skip)
            ):
                start, end = min(match.start, thing[0]), max(match.end, thing[1])
                own.setdefault(index, []).append(_mention(entry, item, around, start, end))
                break


def _object(
    entry: Entry, around: Surroundings, nearby: Sequence[tuple[int, int, str]], start: int, end: int
) -> tuple[int, int] | None:
    """The nearest object after a head, or before it as in "the deal that X left" and "the deal was left by X"."""
    objects = [(left, right) for left, right, name in nearby if name in entry.objects]
    after = [(left, right) for left, right in objects if left >= end]
    if after:
        left, right = min(after, key=lambda span: (span[0], -span[1]))
        between = around.folded[end:left]
        if around.words_between(end, left) <= entry.phrase.within and ";" not in between and ": " not in between:
            return left, right
    before = [(left, right) for left, right in objects if right <= start]
    if before and entry.phrase.agent and entry.phrase.agent_where == "before":
        left, right = max(before, key=lambda span: (span[1], -span[0]))
        words = around.folded[right:start].split()
        if len(words) <= entry.phrase.within + 2 and not _RELATIVE.isdisjoint(words):
            return left, right
    return None


def _find_anaphors(item: Prepared, around: Surroundings, found: dict[str, dict[int, list[TargetMention]]]) -> None:
    own = found[item.target.id]
    alone = around.mentions is None
    titled = bool(around.document.title) and any(
        entry.kind == "alias"
        for match in item.phrases.find(fold(around.document.title or ""))
        for entry in match.values
    )
    if not own and not alone and not titled:
        return
    taken = Spans([(hit.start, hit.end) for hits in own.values() for hit in hits])
    named = sorted((hit.start, index) for index, hits in own.items() for hit in hits)
    others: Mapping[str, Sequence[int]] | None = None
    last = (-1, 0) if titled or alone else None
    position = 0
    for match in item.anaphors.find(around.folded):
        index = around.sentence_at(match.start, match.end)
        if index < 0 or taken.touch(match.start, match.end):
            continue
        while position < len(named) and named[position][0] < match.start:
            last = max(last, named[position]) if last else named[position]
            position += 1
        if last is None:
            continue
        needs_this = all(anaphor.needs_this for anaphor in match.values)
        if not alone and index - last[1] > (REACH_THIS if needs_this else REACH):
            continue
        sentence = around.sentences[index]
        start = determined(around.folded, match.start, THIS if needs_this else THE, sentence.start)
        if start < 0 or _another(item, around, index, start, match.end):
            continue
        if others is None:
            others = _others(item, around, found)
        places = others.get(match.values[0].noun, ())
        if bisect_left(places, match.start) > bisect_right(places, last[0]):
            continue
        own.setdefault(index, []).append(
            TargetMention(
                target=item.target.id, text=around.text[start : match.end], start=start, end=match.end, kind="anaphor",
                doer=item.doer,
            )
        )  # fmt: skip
        last = (match.start, index)


def _another(item: Prepared, around: Surroundings, index: int, start: int, end: int) -> bool:
    return bool(item.parties) and around.belongs_elsewhere(index, start, end, item.parties, None)


def _others(
    item: Prepared, around: Surroundings, found: Mapping[str, Mapping[int, Sequence[TargetMention]]]
) -> Mapping[str, Sequence[int]]:
    """By noun, where the nouns of the target's anaphors name something else: other things, or other targets."""
    nouns = item.nouns
    own = Spans([(hit.start, hit.end) for hits in found[item.target.id].values() for hit in hits])
    places = [
        (place, noun)
        for place, noun in competitors(around.folded, around.text, nouns)
        if not own.touch(place, place + 1)
    ]
    for name, by_sentence in found.items():
        if name in item.refers_to:
            continue
        for hits in by_sentence.values():
            places += [
                (hit.start, noun)
                for hit in hits
                for noun in nouns
                if noun in fold(hit.text).split() and not own.touch(hit.start, hit.end)
            ]
    by_noun: dict[str, list[int]] = {}
    for place, noun in sorted(places):
        by_noun.setdefault(noun, []).append(place)
    return by_noun


def _mention(entry: Entry, item: Prepared, around: Surroundings, start: int, end: int) -> TargetMention:
    return TargetMention(
        target=item.target.id,
        text=around.text[start:end],
        start=start,
        end=end,
        sign=entry.phrase.sign,
        kind=entry.kind,
        doer=entry.phrase.doer,
    )


def _apart(hits: Sequence[TargetMention]) -> list[TargetMention]:
    """Mentions of one target that do not overlap; the longest wins."""
    kept: list[TargetMention] = []
    spans = Spans([])
    for hit in sorted(hits, key=lambda mention: (mention.start - mention.end, mention.start)):
        if not spans.touch(hit.start, hit.end):
            spans.add(hit.start, hit.end)
            kept.append(hit)
    return kept
