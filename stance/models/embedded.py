"""The model that ships with the package: a small cross-encoder as an ONNX file of 8-bit weights, on any CPU.

It needs onnxruntime, tokenizers and numpy, and imports neither torch nor transformers. ``scripts/export_embedded.py``
makes its folder from a trained cross-encoder; docs/speed.md says how fast it is.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.models.coded import HEADS, places
from stance.models.encoding import InputEncoder, marker_tokens
from stance.models.learning import predictions
from stance.models.lexicon import LexiconModel
from stance.models.rendering import Rendering
from stance.models.session import OnnxSession
from stance.models.temperature import softmax
from stance.models.votes import pooled
from stance.models.wordpieces import WordPieces
from stance.paths import expanded
from stance.protocols import Sentiment
from stance.types import Prediction, Span, StanceExample, TargetMention

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "embedded"
"""Where the shipped model lies."""

FORMAT = 1
SETTINGS = "model.json"
NETWORK = "model.onnx"
GRAPH = "graph.onnx"
"""Where there is one, what is computed: a later graph for the weights of :data:`NETWORK`, which stay there."""

TOKENIZER = "tokenizer.json"
RULES = ("stance", "relevance")
"""What the lexicon model may vote on."""

SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
"""The order of the sentiment's logits: positive, negative, neutral."""


class EmbeddedModel:
    """Answers (sentence, holder, target) with calibrated probabilities.

    The same question gets the same answer whatever it is asked together with: activations are quantised token by token
    (:mod:`stance.models.onnx_quantised`).

    Args:
        folder: An exported model; the shipped one if ``None``.
        threads: Batches computed at a time; the cores if ``None``.
        batch_tokens: Most tokens of a batch, padding included.
        rules: Weights (``stance``, ``relevance``; 0 to 1) of the lexicon model's answer beside the network's, for
            questions of the chain, which say how holder and target are linked (:func:`stance.models.votes.pooled`);
            ``None``: the network alone.

    Raises:
        ConfigError: A file is missing, broken, of a newer format, or of other labels; or a library cannot be used.
    """

    name = "embedded"

    def __init__(
        self,
        *,
        folder: str | Path | None = None,
        threads: int | None = None,
        batch_tokens: int = 512,
        rules: Mapping[str, float] | None = None,
    ) -> None:
        for option, value in (("threads", threads), ("batch_tokens", batch_tokens)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ConfigError(f"{option} of model embedded is {value!r}; give a whole number from 1")
        self._rules = _rules(rules)
        self._lexicon = LexiconModel()
        place = FOLDER if folder is None else expanded(folder)
        again = (
            "install actor-stance again, or take another model (model=lexicon)"
            if folder is None
            else "copy it again, or make it anew with scripts/export_embedded.py"
        )
        settings = _settings(place, again)
        self.trained: dict[str, Any] = settings["trained"]
        self._temperature = settings["temperature"]
        self._scale, self._bias = settings["relevance"]["scale"], settings["relevance"]["bias"]
        self._places = places(settings["heads"])
        network = place / NETWORK
        _check(network, settings["sha256"], again)
        if settings["graph_sha256"] is not None:
            network = place / GRAPH
            _check(network, settings["graph_sha256"], again)
        pieces = WordPieces(place / TOKENIZER, again=again)
        for token in marker_tokens(settings["rendering"]):
            if pieces.convert_tokens_to_ids(token) is None:
                raise ConfigError(f"model file {str(place / TOKENIZER)!r} has no token {token}; {again}")
        self._encode = InputEncoder(pieces, settings["rendering"], settings["max_length"])  # type: ignore[arg-type]
        self._session = OnnxSession(network, pad=pieces.pad_token_id, threads=threads, tokens=batch_tokens, again=again)
        needed = len(LABELS) + sum(HEADS[name] for name in self._places)
        if self._session.outputs != needed:
            raise ConfigError(
                f"model file {str(network)!r} has {self._session.outputs} outputs where {SETTINGS} names "
                f"{needed}; {again}"
            )

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`."""
        found = self._network(examples)
        linked = [index for index, example in enumerate(examples) if example.link is not None]
        if self._rules is not None and linked:
            told = self._lexicon.predict([examples[index] for index in linked])
            for index, rules in zip(linked, told, strict=True):
                found[index] = pooled(found[index], rules, **self._rules)
        return found

    def _network(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        if not examples:
            return []
        rows = self._session.logits(self._encode(examples)).tolist()
        stances = predictions(examples, [softmax(row[: len(LABELS)], self._temperature) for row in rows])
        if "relevance" not in self._places:
            return stances
        place = self._places["relevance"].start
        chances = [_sigmoid(self._scale * row[place] + self._bias) for row in rows]
        return [replace(item, relevance=round(chance, 6)) for item, chance in zip(stances, chances, strict=True)]

    @property
    def has_sentiment(self) -> bool:
        """Whether :meth:`sentiments` can answer."""
        return "sentiment" in self._places

    def sentiments(self, questions: Sequence[tuple[str, Span | None]]) -> list[Sentiment]:
        """Polarity of the wording.

        Args:
            questions: Texts, each with the span (offsets into the text) of the words toward which the wording is
                judged, or ``None`` for that of the whole text.

        Raises:
            ConfigError: The model has no such head.
        """
        if not self.has_sentiment:
            raise ConfigError("this model has no sentiment head; train it with model.heads=[relevance,sentiment]")
        if not questions:
            return []
        rows = self._session.logits(self._encode([_wording(text, span) for text, span in questions]))
        return [SENTIMENTS[int(place)] for place in rows[:, self._places["sentiment"]].argmax(axis=1)]


def _wording(text: str, span: Span | None) -> StanceExample:
    """The question for the wording toward a span, or of the whole text: no holder, and no name of a target."""
    if span is None:
        return StanceExample(text=text, holder=None, target="")
    words = text[span[0] : span[1]]
    mention = TargetMention(target=words, text=words, start=span[0], end=span[1])
    return StanceExample(text=text, holder=None, target=words, target_mentions=(mention,))


def _rules(given: Mapping[str, float] | None) -> dict[str, float] | None:
    if given is None:
        return None
    for name, value in given.items():
        if name not in RULES:
            raise unknown("weight in rules of model embedded", str(name), RULES)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ConfigError(f"rules.{name} of model embedded is {value!r}; give a weight from 0 to 1")
    return {name: float(given.get(name, 0.0)) for name in RULES}


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _settings(folder: Path, again: str) -> dict[str, Any]:
    """What ``model.json`` says, checked."""
    path = folder / SETTINGS
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"model file {str(path)!r} cannot be read ({error.strerror}); {again}") from error
    except ValueError as error:
        raise ConfigError(f"model file {str(path)!r} is no JSON ({error}); {again}") from error
    if not isinstance(content, dict) or content.get("name") != EmbeddedModel.name:
        raise ConfigError(f"model file {str(path)!r} is not of an embedded model; {again}")
    if content.get("format") != FORMAT:
        raise ConfigError(
            f"model file {str(path)!r} has the format {content.get('format')!r}, this version reads {FORMAT}; "
            "export the model with this version, or install the version that made it"
        )
    if content.get("labels") != list(LABELS):
        labels = content.get("labels")
        found = ", ".join(map(str, labels)) if isinstance(labels, list) else repr(labels)
        raise ConfigError(f"model file {str(path)!r} has the labels {found}; stance needs {', '.join(LABELS)}; {again}")
    try:
        checked = {
            "rendering": Rendering(**content["rendering"]),
            "max_length": int(content["max_length"]),
            "heads": list(content["heads"]),
            "temperature": _positive(content["temperature"]),
            "relevance": {name: float(content["relevance"][name]) for name in ("scale", "bias")},
            "sha256": str(content["sha256"]),
            # Of a folder that has no graph but the network's own, nothing is said.
            "graph_sha256": None if content.get("graph_sha256") is None else str(content["graph_sha256"]),
            "trained": dict(content.get("trained") or {}),
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"model file {str(path)!r} lacks or misstates {error}; {again}") from error
    for head in checked["heads"]:  # type: ignore[attr-defined]
        if head not in HEADS:
            raise ConfigError(f"model file {str(path)!r} names the head {head!r}; known: {', '.join(HEADS)}; {again}")
    return checked


def _positive(value: Any) -> float:
    number = float(value)
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"temperature {value!r}")
    return number


def _check(path: Path, sha256: str, again: str) -> None:
    """Complain where a file is missing or not the one whose SHA-256 is known."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"model file {str(path)!r} cannot be read ({error.strerror}); {again}") from error
    if found != sha256:
        raise ConfigError(f"model file {str(path)!r} is damaged or cut short (SHA-256 not that of {SETTINGS}); {again}")


def settings_of(
    *,
    rendering: Mapping[str, Any],
    max_length: int,
    heads: Sequence[str],
    temperature: float,
    trained: Mapping[str, Any],
    versions: Mapping[str, str],
    relevance: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """The content of ``model.json`` but for the network's SHA-256; plain values for JSON.

    Args:
        rendering: Options of :class:`stance.models.rendering.Rendering`.
        max_length: Most tokens of an input.
        heads: Those of :data:`stance.models.coded.HEADS` that the network has.
        temperature: By which the stance's logits are divided.
        trained: What the training says of itself.
        versions: Of the libraries that made it.
        relevance: ``scale`` and ``bias`` of the relevance's logit.
    """
    return {
        "format": FORMAT,
        "name": EmbeddedModel.name,
        "labels": list(LABELS),
        "rendering": dict(rendering),
        "max_length": max_length,
        "heads": list(heads),
        "temperature": temperature,
        "relevance": dict(relevance or {"scale": 1.0, "bias": 0.0}),
        "trained": dict(trained),
        "versions": dict(versions),
    }
