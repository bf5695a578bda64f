"""How an example becomes a model's input text, shared by the families that read tokens.

Two forms. ``marked``: the mentions of holder and target stand enclosed by marker tokens in the sentence, and the states
of their tokens are what the classifier reads (mention-pair states; Soares et al., ACL 2019, "Matching the Blanks"). A
role that is not mentioned is named in a second part, and its name's states are read there. ``question``: the sentence
as it is, and a question that names holder and target as the second part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from stance.errors import ConfigError, unknown
from stance.models.places import whole_words
from stance.paths import CONFIG_DIR
from stance.targets.codebook import target_names
from stance.targets.freetext import target_named
from stance.types import Span, StanceExample

_CHOICES = {
    "form": ("marked", "question"),
    "markers": ("same", "roles", "none"),
    "append": ("missing", "named", "always"),
    "opposites": ("plain", "marked"),
}
_ARTICLES = ("the ", "a ", "an ")


class Rendered(NamedTuple):
    """An input of two parts, and where in each part the roles are named.

    Args:
        text: The sentence.
        second: The part that names what the sentence does not mention, or the question; may be empty.
        holder: Spans of ``text`` in which the holder is mentioned.
        target: The same for the target.
        second_holder: Spans of ``second`` that name the holder; read only where ``holder`` is empty.
        second_target: The same for the target.
        opposite: Spans of ``text`` that stand for the target's opposite and are marked as such; they are not pooled.
    """

    text: str
    second: str = ""
    holder: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()
    second_holder: tuple[Span, ...] = ()
    second_target: tuple[Span, ...] = ()
    opposite: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """The form of a model's input.

    Args:
        form: See the module.
        markers: Of the marked form. ``same``: holder and target wear the same markers, so that both directions between
            two mentions are one input, which is encoded once; which is which is told to the classifier only.
            ``roles``: a pair of markers for each role. ``none``: no markers, so that a sentence which mentions all that
            it is asked about is encoded once for any number of pairs; the mentions' states are read all the same.
        append: Of the marked form: name a role in the second part only where it is ``missing`` from the sentence, or
            ``always``; ``named`` is ``missing``, and a target is named as well where the marked words are not its
            name (the deal: the JCPOA).
        definition: Whether the second part defines the target, where the codebook does.
        summary: Whether it describes the target in the codebook's few words, wherever it names it.
        opposites: Of the marked form: whether words for the target's opposite ("the withdrawal from the deal") stay
            ``plain`` text or are ``marked`` by tokens of their own, which say that the sign turns.
        question: The question; ``{holder}`` and ``{target}`` are filled in.
        question_author: The question where no holder is given: it asks for the author's stance.
        named: Of the marked form: how the second part names holder and target.
        named_author: The same where no holder is named.
    """

    form: str = "marked"
    markers: str = "same"
    append: str = "missing"
    definition: bool = False
    summary: bool = False
    opposites: str = "plain"
    question: str = "What is the stance of {holder} toward {target}?"
    question_author: str = "What is the author's stance toward {target}?"
    named: str = "{holder} about {target}"
    named_author: str = "about {target}"

    def __post_init__(self) -> None:
        for option, choices in _CHOICES.items():
            if getattr(self, option) not in choices:
                raise unknown(f"rendering.{option}", str(getattr(self, option)), choices)
        for option, needed in (
            ("question", {"holder", "target"}),
            ("question_author", {"target"}),
            ("named", {"holder", "target"}),
            ("named_author", {"target"}),
        ):
            if _fields(option, getattr(self, option)) != needed:
                names = " and ".join(f"{{{name}}}" for name in sorted(needed))
                raise ConfigError(f"rendering.{option} {getattr(self, option)!r} must hold {names} and no other field")

    def __call__(self, example: StanceExample) -> Rendered:
        """The input for ``example``."""
        return _marked(example, self) if self.form == "marked" else _question(example, self)

    @property
    def options(self) -> dict[str, Any]:
        """Plain values, from which :func:`rendering_of` makes the same rendering again."""
        return asdict(self)


def rendering_names() -> list[str]:
    """Names of the shipped renderings: one yaml in ``configs/rendering`` each."""
    return sorted(path.stem for path in (CONFIG_DIR / "rendering").glob("*.yaml"))


def rendering_of(given: str | Mapping[str, Any] | Rendering) -> Rendering:
    """The rendering that an option asks for.

    Args:
        given: A name from :func:`rendering_names`, or options of :class:`Rendering`.

    Raises:
        ConfigError: There is no such name or option.

    >>> rendering_of({"form": "question"}).markers
    'same'
    """
    if isinstance(given, Rendering):
        return given
    if isinstance(given, str):
        if given not in rendering_names():
            raise unknown("rendering", given, rendering_names())
        import yaml

        given = yaml.safe_load(Path(CONFIG_DIR / "rendering" / f"{given}.yaml").read_text(encoding="utf-8"))
    if not isinstance(given, Mapping):
        raise ConfigError(f"rendering {given!r} is neither a name ({', '.join(rendering_names())}) nor options")
    options = {name: value for name, value in given.items() if name != "_target_"}
    for name in options:
        if name not in Rendering.__dataclass_fields__:
            raise unknown("option of rendering", str(name), Rendering.__dataclass_fields__)
    return Rendering(**options)


@lru_cache(maxsize=4096)
def target_name(target: str) -> str:
    """What to call a target: the codebook's name for an id, else the words given."""
    return target_named(target).name if target in target_names() else target.strip()


@lru_cache(maxsize=4096)
def target_definition(target: str) -> str:
    """The codebook's definition; empty for a target that is in no codebook."""
    try:
        entry = target_named(target)
    except ConfigError:  # no words, or a whole claim: it is no entry of the codebook
        return ""
    return entry.definition if entry.id in target_names() else ""


@lru_cache(maxsize=4096)
def target_summary(target: str) -> str:
    """The codebook's short description; empty for a target that is in no codebook.

    >>> target_summary("jcpoa").startswith("the 2015 nuclear deal")
    True
    """
    try:
        entry = target_named(target)
    except ConfigError:  # no words, or a whole claim: it is no entry of the codebook
        return ""
    return entry.summary if entry.id in target_names() else ""


def _fields(option: str, template: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise ConfigError(f"rendering.{option} {template!r} is no template: {error}") from error


def _filled(template: str, values: Mapping[str, str]) -> tuple[str, dict[str, tuple[Span, ...]]]:
    """The template with its fields filled in, and where each value stands."""
    text = ""
    spans: dict[str, tuple[Span, ...]] = {}
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name is not None:
            if values[name]:
                spans[name] = (*spans.get(name, ()), (len(text), len(text) + len(values[name])))
            text += values[name]
    return text, spans


def _marked(example: StanceExample, rendering: Rendering) -> Rendered:
    text = example.text
    holder_name = (example.holder or "").strip()
    holder = whole_words(text, example.holder_spans) if example.holder is not None else ()
    # Words for a target's opposite are no place to read the stance toward the target from; they stay unmarked text.
    target = whole_words(text, [(item.start, item.end) for item in example.target_mentions if item.sign > 0])
    opposite = whole_words(text, [(item.start, item.end) for item in example.target_mentions if item.sign < 0])
    always = rendering.append == "always"
    name = target_name(example.target)
    named = always or not target or (rendering.append == "named" and not _is_named(text, target, name))
    values = {"holder": holder_name if always or not holder else "", "target": name if named else ""}
    second = ""
    spans: dict[str, tuple[Span, ...]] = {}
    if values["holder"] and values["target"]:
        second, spans = _filled(rendering.named, values)
    elif values["target"]:
        second, spans = _filled(rendering.named_author, values)
    elif values["holder"]:
        second, spans = _filled("{holder}", values)
    if rendering.summary and values["target"] and (summary := target_summary(example.target)):
        second = f"{second}: {summary}"
    return Rendered(
        text,
        _defined(second, example, rendering),
        holder,
        target,
        spans.get("holder", ()),
        spans.get("target", ()),
        opposite if rendering.opposites == "marked" else (),
    )


def _is_named(text: str, spans: Sequence[Span], name: str) -> bool:
    """Whether one of the marked mentions is the target's name."""
    return any(_bare(text[start:end]) == _bare(name) for start, end in spans)


def _bare(words: str) -> str:
    words = " ".join(words.casefold().split())
    return next((words.removeprefix(article) for article in _ARTICLES if words.startswith(article)), words)


def _question(example: StanceExample, rendering: Rendering) -> Rendered:
    values = {"holder": (example.holder or "").strip(), "target": target_name(example.target)}
    template = rendering.question if values["holder"] else rendering.question_author
    second, spans = _filled(template, values)
    second = _defined(second, example, rendering)
    return Rendered(example.text, second, (), (), spans.get("holder", ()), spans.get("target", ()))


def _defined(second: str, example: StanceExample, rendering: Rendering) -> str:
    definition = target_definition(example.target) if rendering.definition else ""
    return f"{second} {definition}".strip() if definition else second
