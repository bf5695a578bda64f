"""Zero-shot stance by entailment: does the sentence entail that the holder supports, or opposes, the target?

Each codebook entry, and each free text, brings hypotheses for favor, against and neutral. Any entailment model in the
Hugging Face layout judges them (Yin, Hay and Roth, EMNLP 2019; for stance Burnham, PSRM 2025); rows may have any
hypotheses, and all pairs of a call go through the model in one batched pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, get_args

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.models.entailment import LEAST_PREMISE, Entailer, Pair
from stance.models.hypotheses import Hypothesis, checked_templates, described, distinct, hypotheses
from stance.models.learning import predictions
from stance.models.nli_scores import (
    Combine,
    Evidence,
    Neutral,
    evidence,
    log_prior,
    probabilities,
)
from stance.models.saved import read_saved, write_saved
from stance.protocols import FitProgress
from stance.types import Prediction, StanceExample, Target

PRIORS = ("none", "content_free", "batch")
CONTENT_FREE = ("", "N/A")
"""Premises that say nothing (Zhao et al. 2021); the tokenizer's mask is the third."""

_ALIKE = 1e-6
"""Log-probabilities that differ by less come from a model that does not read the hypothesis."""


class NliModel:
    """Zero-shot stance from an entailment model.

    Args:
        model: Folder or hub id of a model for (premise, hypothesis) whose outputs are entailment, neutral and
            contradiction, or entailment and not_entailment.
        templates: For each label one or several texts with ``{holder}`` and ``{target}``, in place of the codebook's.
        combine: ``probability`` or ``logit``: what is averaged over the templates of a label.
        neutral: ``hypotheses``: from hypotheses of its own; ``rest``: from what the others leave.
        prior: What the model leans to by itself, learned without labels and taken off: ``none``; ``content_free``, from
            premises that say nothing; ``batch``, from the examples given to :meth:`adapt`.
        context: Whether the words around the sentence are part of the premise.
        max_tokens: Longest pair; the premise is cut at its end (with ``context``, at its beginning).
        batch_tokens: Tokens in a batch; of no influence on the answers.
        device: ``auto``, ``cpu`` or another device of torch.

    Raises:
        ConfigError: An option or a template cannot be used.
    """

    name = "nli"

    def __init__(
        self,
        model: str,
        *,
        templates: Mapping[str, Sequence[str]] | None = None,
        combine: Combine = "probability",
        neutral: Neutral = "hypotheses",
        prior: str = "none",
        context: bool = False,
        max_tokens: int = 256,
        batch_tokens: int = 4096,
        device: str = "auto",
    ) -> None:
        for what, value, choices in (
            ("combine", combine, get_args(Combine)),
            ("neutral", neutral, get_args(Neutral)),
            ("prior", prior, PRIORS),
        ):
            if value not in choices:
                raise unknown(f"{what} of model nli:", str(value), choices)
        if not isinstance(model, str) or not model.strip():
            raise ConfigError(
                f"model nli: model={model!r}; give the folder or hub id of an NLI model, model.model=FOLDER"
            )
        for what, number, least in (("max_tokens", max_tokens, 2 * LEAST_PREMISE), ("batch_tokens", batch_tokens, 1)):
            if isinstance(number, bool) or not isinstance(number, int) or number < least:
                raise ConfigError(f"model nli: {what}={number!r}; give a whole number of at least {least}")
        self._templates = (
            checked_templates(templates, neutral=neutral == "hypotheses") if templates is not None else None
        )
        self._options: dict[str, Any] = {
            "model": model,
            "templates": {label: list(texts) for label, texts in self._templates.items()} if self._templates else None,
            "combine": combine,
            "neutral": neutral,
            "prior": prior,
            "context": context,
            "max_tokens": max_tokens,
            "batch_tokens": batch_tokens,
            "device": device,
        }
        self._model, self._combine, self._neutral, self._prior_kind = model, combine, neutral, prior
        self._context, self._max_tokens, self._batch_tokens, self._device = context, max_tokens, batch_tokens, device
        self._entailer: Entailer | None = None
        self._targets: dict[str, Target] = {}
        self._learned: dict[str, float] | None = None
        self._expected = ""

    def know(self, targets: Iterable[Target]) -> None:
        """Use the hypotheses of these codebook entries, shipped or not, for examples whose target is their id."""
        self._targets.update({target.id: target for target in targets})

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`.

        Raises:
            ConfigError: The model cannot be used, or a template gives labels, targets or holders the same score; or the
                prior is to come from a batch and :meth:`adapt` was not called.
        """
        if not examples:
            return []
        if self._prior_kind == "batch" and self._learned is None:
            raise ConfigError(
                "model nli: prior=batch is learned from examples without labels, and none were given; "
                "call adapt(examples), or set prior=none or prior=content_free"
            )
        asked = [self._hypotheses(example) for example in examples]
        priors = self._priors(asked)
        found = self._evidence(
            [(self._premise(example), items) for example, items in zip(examples, asked, strict=True)]
        )
        chances = [probabilities(values, prior) for values, prior in zip(found, priors, strict=True)]
        return predictions(examples, [[chance[label] for label in LABELS] for chance in chances])

    def adapt(self, examples: Sequence[StanceExample], *, progress: FitProgress | None = None) -> Mapping[str, Any]:
        """Learn the label prior from examples, whose ``gold`` is not looked at; with another prior than batch, nothing.

        Returns:
            The kind of prior, and with ``batch`` what it is and from how many examples.

        Raises:
            ConfigError: There are no examples, or see :meth:`predict`.
        """
        if self._prior_kind != "batch":
            return {"prior": self._prior_kind}
        if not examples:
            raise ConfigError("model nli: prior=batch needs examples and got none; give some, or set prior=none")
        if progress is not None:
            progress.begin("label prior", len(examples))
        found = self._evidence([(self._premise(example), self._hypotheses(example)) for example in examples])
        self._learned = log_prior([probabilities(values) for values in found])
        if progress is not None:
            progress.advance(len(examples))
        shares = probabilities(self._learned)
        return {"prior": "batch", "examples": len(examples)} | {f"prior_{label}": shares[label] for label in LABELS}

    def save(self, folder: Path) -> None:
        """Store options, prior and the entailment model's SHA-256 in ``folder``; its weights stay where they are.

        They may be large and are nobody's training; the hash makes sure that it is the same model when it is loaded.
        """
        from stance.models.encoders import fingerprint
        from stance.models.hub import resolve

        options = dict(self._options)
        if Path(self._model).is_dir():
            options["model"] = str(Path(self._model).resolve())
        prior = dict(self._learned) if self._learned else None
        write_saved(folder, self, options, {"prior": prior, "sha256": fingerprint(resolve(self._model))})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored."""
        saved = read_saved(folder)
        options = dict(saved.options)
        try:
            model = cls(str(options.pop("model")), **options)
            prior = saved.state.get("prior")
            model._learned = {label: float(prior[label]) for label in LABELS} if prior else None
            model._expected = str(saved.state.get("sha256") or "")
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"model {str(folder)!r}: model.json is no nli model ({error}); store it again") from error
        return model

    @property
    def entailer(self) -> Entailer:
        """The entailment model; found, and its outputs checked, at the first use."""
        if self._entailer is None:
            from stance.models.hub import resolve

            folder = resolve(self._model)
            self._check_same(folder)
            self._entailer = Entailer(
                folder,
                name=self._model,
                max_tokens=self._max_tokens,
                batch_tokens=self._batch_tokens,
                keep_end=self._context,
                device=self._device,
            )
        return self._entailer

    def _check_same(self, folder: Path) -> None:
        """Raise where a stored model was made with another entailment model than is there now."""
        from stance.models.encoders import fingerprint

        if self._expected and fingerprint(folder) != self._expected:
            raise ConfigError(
                f"entailment model {self._model!r} is not the one that the stored run used (its SHA-256 differs); "
                "put that one back, or run again with this one"
            )

    def _premise(self, example: StanceExample) -> str:
        words = f"{example.context} {example.text}" if self._context else example.text
        return " ".join(words.split())

    def _hypotheses(self, example: StanceExample) -> tuple[Hypothesis, ...]:
        target = self._targets.get(example.target) or described(example.target)
        found = hypotheses(example, target, self._templates)
        return found if self._neutral == "hypotheses" else tuple(item for item in found if item.label != "neutral")

    def _check(self, asked: Sequence[Sequence[Hypothesis]]) -> None:
        """Every hypothesis fits beside a premise, and no two labels share one as the model reads it."""
        sets = dict.fromkeys(tuple(items) for items in asked)
        texts = list(dict.fromkeys(item.text for items in sets for item in items))
        tokens = dict(zip(texts, self.entailer.tokens(texts), strict=True))
        for items in sets:
            for item in items:
                room = self.entailer.room(len(tokens[item.text]))
                if room < LEAST_PREMISE:
                    raise ConfigError(
                        f"template {item.template!r} makes a hypothesis of {len(tokens[item.text])} tokens "
                        f"({item.text[:60]!r} ...), which leaves {max(room, 0)} for the sentence; shorten it or the "
                        f"name of the target, or raise max_tokens (now {self._max_tokens})"
                    )
            distinct(items, tokens, self._model)

    def _evidence(self, asked: Sequence[tuple[str, Sequence[Hypothesis]]]) -> list[dict[str, float]]:
        """What speaks for each label, for each premise with its hypotheses; one pass over all distinct pairs."""
        self._check([items for _, items in asked])
        pairs: list[Pair] = [(premise, item.text) for premise, items in asked for item in items]
        answers = iter(self.entailer.log_probabilities(pairs))
        found, blind = [], bool(asked)
        for _, items in asked:
            rows: dict[str, list[Sequence[float]]] = {label: [] for label in LABELS}
            for item in items:
                rows[item.label].append(next(answers))
            blind = blind and _alike([row for label in LABELS for row in rows[label]])
            found.append(evidence(rows, combine=self._combine, neutral=self._neutral))
        if blind:
            raise ConfigError(
                f"model {self._model!r} gives template {asked[0][1][0].template!r} and all others the same score, so "
                "that all labels are alike; it does not read the hypothesis: give another model or other templates"
            )
        return found

    def _priors(self, asked: Sequence[Sequence[Hypothesis]]) -> list[Evidence | None]:
        if self._prior_kind != "content_free":
            return [self._learned] * len(asked)
        premises = [text for text in (*CONTENT_FREE, self.entailer.mask) if text or text in CONTENT_FREE]
        sets = list(dict.fromkeys(tuple(items) for items in asked))
        found = self._evidence([(premise, items) for items in sets for premise in premises])
        answers = [probabilities(values) for values in found]
        size = len(premises)
        priors = {items: log_prior(answers[place * size : (place + 1) * size]) for place, items in enumerate(sets)}
        return [priors[tuple(items)] for items in asked]


def _alike(rows: Sequence[Sequence[float]]) -> bool:
    """Whether a model answers the same to all hypotheses of an example."""
    return all(abs(value - other) < _ALIKE for row in rows for value, other in zip(row, rows[0], strict=True))
