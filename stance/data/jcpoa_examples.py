"""The hand-coded gold as questions to a model: one example for each coded (sentence, holder, target).

The gold says who takes which stance toward what, not by which words. Where the chain links the holder to a mention of
the target, the example has the spans of that link, as in use; otherwise what is found of the holder's and the target's
mentions; otherwise names alone. Only triples that both codings gave are asked. All of it is for evaluation.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from stance.actors.catalogue import Catalogue, load_catalogue
from stance.data.dataset import StanceData
from stance.data.jcpoa_gold import GoldDocument, GoldRow, read_gold
from stance.data.release import fingerprints
from stance.errors import InputError
from stance.holders import Annotated, Annotator, example_of
from stance.labels import LABELS
from stance.paths import expanded
from stance.targets import load_targets
from stance.types import AUTHOR, HolderLink, Label, Sentence, Span, StanceExample, TargetMention

LICENCE = "news text CC BY-SA 4.0 (NewsWCL50), speeches CC0 (UN General Debate Corpus)"
CITATION = (
    "News: Felix Hamborg, Anastasia Zhukova and Bela Gipp. 2019. Automated Identification of Media Bias by Word Choice "
    "and Labeling in News Articles. JCDL 2019. Speeches: Alexander Baturo, Niheer Dasandi and Slava Mikhaylov. 2017. "
    "Understanding State Preferences With Text As Data. Research & Politics."
)
SPLITS = {"news": "test_news", "speech": "test_speeches"}
_NONOFFICIAL = "NONOFFICIAL:"


def read_jcpoa_examples(
    folder: str | Path,
    *,
    name: str = "jcpoa_gold",
    files: Sequence[str] | None = None,
    targets: Sequence[str | Path] = ("jcpoa", "us_unilateralism"),
    holder_names: Mapping[str, str] | None = None,
    actor_files: Sequence[Path | str] = (),
) -> StanceData:
    """Read gold files as examples.

    Args:
        folder: Holds the files; or one gold file.
        name: Of the data set in results.
        files: Names of the files in the folder; all its ``.jsonl`` files if ``None``.
        targets: Codebook entries, by id or path; triples of other targets are left out and counted.
        holder_names: What to call a holder, by its id ("USA": "the US"); the catalogue's name if not given.
        actor_files: The user's own tables of actors.

    Returns:
        ``test_news`` and ``test_speeches``, those that have examples; never a split for training.

    Raises:
        InputError: A file is missing or broken, or no triple is of the targets.
        ConfigError: A target or a table of actors is unknown.
    """
    paths = _paths(folder, name, files)
    catalogue = load_catalogue(actor_files)
    entries = load_targets(list(targets))
    annotator = Annotator(entries, catalogue)
    wanted = frozenset(entry.id for entry in entries)
    names = dict(holder_names or {})
    splits: dict[str, list[StanceExample]] = {split: [] for split in SPLITS.values()}
    skipped: list[tuple[str, str]] = []
    found: Counter[str] = Counter()
    for path in paths:
        for gold in read_gold(path):
            if not any(coding[1] in wanted for row in gold.rows.values() for coding in row.core):
                annotated = None  # nothing is asked of it
            else:
                annotated = annotator.annotate(gold.document, gold.sentences)
            for index, row in gold.rows.items():
                for holder, target, stance in _askable(row, wanted, skipped):
                    if annotated is None:
                        continue
                    key = _canonical(holder, catalogue)
                    example = _example(annotated, index, key, target, _name(key, names, catalogue))
                    found["spans" if example.link else "mentions" if example.target_mentions else "names"] += 1
                    splits[SPLITS[gold.genre]].append(_coded(example, gold, row, holder, stance, name))
    if not any(splits.values()):
        raise InputError(
            f"data set {name}: no triple that both codings gave is of {', '.join(sorted(wanted))}; "
            "choose the targets that the files code (targets: [...])"
        )
    return StanceData.from_examples(
        name,
        {split: examples for split, examples in splits.items() if examples},
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths),
        label_map={label: label for label in LABELS},
        skipped=skipped,
        notes=(
            "For evaluation only: never trained on.",
            "Codings were made by a language model with the codebook, twice; triples of one coding only are left out.",
            f"Spans of holder and target: {found['spans']:,} examples from a link of the chain, {found['mentions']:,} "
            f"from its mentions, {found['names']:,} none.",
        ),
    )


def _paths(folder: str | Path, name: str, files: Sequence[str] | None) -> list[Path]:
    folder = expanded(folder)
    if folder.is_file():
        return [folder]
    paths = sorted(folder.glob("*.jsonl")) if files is None else [folder / file for file in files]
    if not paths:
        raise InputError(
            f"data set {name}: no .jsonl file in {str(folder)!r}; put the gold files there, or set STANCE_DATA "
            "(paths.data) to the folder that holds it"
        )
    return paths


def _askable(row: GoldRow, wanted: frozenset[str], skipped: list[tuple[str, str]]) -> Iterable[tuple[str, str, Label]]:
    """The triples that can be asked; the others are noted."""
    times = Counter((holder, target) for holder, target, _ in row.core)
    for holder, target, stance in row.core:
        if target not in wanted:
            skipped.append((row.id, f"target {target} is not asked for"))
        elif times[holder, target] > 1:
            skipped.append((row.id, f"{holder} has two stances toward {target}"))
        else:
            yield holder, target, stance
    skipped.extend((row.id, "given by one coding only") for _, target, _ in row.also if target in wanted)


def _canonical(key: str, catalogue: Catalogue) -> str:
    """The catalogue's id of a body that the gold names in words of its own ("AFRICAN UNION")."""
    return key if key == AUTHOR or key.startswith(_NONOFFICIAL) else catalogue.find(key) or key


def _name(key: str, names: Mapping[str, str], catalogue: Catalogue) -> str | None:
    """What a reader would call the holder; ``None`` for the author."""
    if key in names:
        return names[key]
    if key == AUTHOR:
        return None
    return catalogue.actors[key].name if key in catalogue else key.removeprefix(_NONOFFICIAL)


def _key(holder: str | None, words: str, annotated: Annotated) -> str:
    """The key under which the gold knows an actor of the document."""
    if holder == AUTHOR:
        return AUTHOR
    if holder is None or holder not in annotated.catalogue:
        return _NONOFFICIAL + " ".join(words.split()).lower()
    acting = annotated.catalogue.affiliation(holder, annotated.date)
    official = acting.id if acting.official else None
    return official or _NONOFFICIAL + annotated.catalogue.actors[holder].name.lower()


def _example(annotated: Annotated, index: int, key: str, target: str, name: str | None) -> StanceExample:
    """The question, with all spans of holder and target that the chain finds in the sentence."""
    same = key.lower() if key.startswith(_NONOFFICIAL) else key
    links = [link for link in annotated.links[index] if link.target.target == target and _holds(link, same, annotated)]
    links.sort(key=lambda link: (link.kind == "doer", link.mention is None))  # stable: in reading order otherwise
    asked = [example_of(link, annotated, index, name) for link in links]
    sentence = annotated.sentences[index]
    if asked:
        example = asked[0]
    else:
        near = annotated.sentences[max(0, index - 1) : index + 2]
        example = StanceExample(
            text=sentence.text, holder=name, target=target, context=" ".join(item.text for item in near)
        )
    spans = [span for other in asked for span in other.holder_spans] or [
        _within(sentence, (mention.start, mention.end))
        for mention in annotated.mentions[index]
        if _key(mention.entity_id, mention.text, annotated).casefold() == same.casefold()
    ]
    places = [mention for other in asked for mention in other.target_mentions] or [
        _placed(mention, sentence) for mention in annotated.target_mentions[index] if mention.target == target
    ]
    return dataclasses.replace(
        example,
        holder_spans=tuple(dict.fromkeys(span for span in spans if span[0] < span[1])),
        target_mentions=tuple(dict.fromkeys(place for place in places if place.start < place.end)),
    )


def _holds(link: HolderLink, key: str, annotated: Annotated) -> bool:
    words = link.mention.text if link.mention else link.holder
    return _key(link.holder, words, annotated).casefold() == key.casefold()


def _within(sentence: Sentence, span: Span) -> Span:
    """A span of the document, counted from the start of the sentence."""
    return max(0, span[0] - sentence.start), min(len(sentence.text), span[1] - sentence.start)


def _placed(mention: TargetMention, sentence: Sentence) -> TargetMention:
    start, end = _within(sentence, (mention.start, mention.end))
    return dataclasses.replace(mention, start=start, end=end)


def _coded(
    example: StanceExample, gold: GoldDocument, row: GoldRow, holder: str, stance: Label, name: str
) -> StanceExample:
    """The question with its answer and where it comes from."""
    return dataclasses.replace(
        example,
        id=f"{row.id} {holder} {example.target}",
        gold=stance,
        # A mention that runs over the sentence's end has fewer words in the sentence than in the document.
        target_mentions=tuple(
            dataclasses.replace(mention, text=example.text[mention.start : mention.end])
            for mention in example.target_mentions
        ),
        dataset=name,
        document=gold.cluster,
        outlet=gold.document.outlet,
        published=gold.document.published,
    )
