"""Codebook entries: the yaml format, read strictly.

One entry is one file (``configs/target/jcpoa.yaml``); ``docs/codebook.md`` describes every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.paths import CONFIG_DIR
from stance.targets import fields
from stance.text import fold
from stance.types import Target, TargetEcho, TargetPhrase

_KEYS = (
    *("id", "name", "definition", "aliases", "measures", "opposites", "anaphors", "echoes", "parties", "since"),
    *("summary", "labels", "hypotheses", "examples"),
)
_CONDITION_KEYS = ("needs", "where", "of", "within", "agent", "agent_where", "not_before", "not_after", "not_between")
_PHRASE_KEYS = ("text", "texts", "sign", "doer", *_CONDITION_KEYS)
_ECHO_KEYS = ("text", "texts", "of", "reach", "bare", "sign", "not_before", "not_after")
_WHERE = ("sentence", "near", "before", "document")
_AGENT_WHERE = ("before", "beside", "beside_or_unnamed")
_EXAMPLE_KEYS = ("text", "holder", "stance")
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_SLOT = re.compile(r"\{(\w*)\}")


def target_names() -> list[str]:
    """Names of the shipped codebook entries."""
    return sorted(path.stem for path in (CONFIG_DIR / "target").glob("*.yaml"))


def load_targets(names_or_paths: Sequence[str | Path]) -> tuple[Target, ...]:
    """Codebook entries by the name of a shipped one or the path of a yaml file.

    Args:
        names_or_paths: ``"jcpoa"``, ``"path/to/mine.yaml"``; what ends in ``.yaml`` or ``.yml`` or is a
            :class:`~pathlib.Path` is a path.

    Returns:
        The entries in the order asked for.

    Raises:
        ConfigError: A name is unknown, an entry is malformed, or two entries have one id.
    """
    targets = []
    for item in names_or_paths:
        if isinstance(item, Path) or item.endswith((".yaml", ".yml")):
            targets.append(read_target(Path(item)))
            continue
        known = target_names()
        if item not in known:
            hint = "Give a name, the path of a yaml file of your own, or free text by target_text='...'"
            raise unknown("target", item, known, hint=hint)
        targets.append(read_target(CONFIG_DIR / "target" / f"{item}.yaml"))
    seen: set[str] = set()
    for target in targets:
        if target.id in seen:
            raise ConfigError(f"target id {target.id!r} is given twice; ids must differ: rename one or leave it out")
        seen.add(target.id)
    return tuple(targets)


def read_target(path: str | Path) -> Target:
    """The codebook entry in a yaml file.

    Raises:
        ConfigError: The file is missing, is no yaml mapping, or breaks the format.
    """
    import yaml

    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(
            f"codebook entry {str(path)!r} cannot be read ({reason}); give the path of a yaml file"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"codebook entry {str(path)!r} is not UTF-8 text; save it as UTF-8") from None
    try:
        content = yaml.load(text, Loader=_loader())  # noqa: S506  (a SafeLoader that refuses repeated keys)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not yaml"
        raise ConfigError(f"codebook entry {str(path)!r}{place}: {problem}; mend the yaml") from None
    return target_from_mapping(content, where=str(path))


def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Refuses a key given twice, which plain yaml would let the later one win in silence."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen = set()
            for key_node, _ in node.value:
                key = self.construct_object(key_node, deep=True)
                if isinstance(key, str) and key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"key {key!r} is given twice", key_node.start_mark
                    )
                seen.add(key if isinstance(key, str) else None)
            return cast(dict[Any, Any], super().construct_mapping(node, deep=deep))

    return Loader


def target_from_mapping(content: object, *, where: str = "codebook entry") -> Target:
    """The codebook entry in a mapping, as yaml or a composed configuration gives it.

    Args:
        content: The mapping.
        where: What an error names as the place.

    Raises:
        ConfigError: The mapping breaks the format.
    """
    if not isinstance(content, Mapping):
        found = fields.kind(content)
        raise ConfigError(f"{where}: a codebook entry is a mapping with id, name and definition, not {found}")
    fields.check_keys(content, _KEYS, where)
    for key in ("id", "name", "definition"):
        if not isinstance(content.get(key), str) or not content[key].strip():
            raise ConfigError(f"{where}: {key} is missing or no text; every entry needs id, name and definition")
    target_id = content["id"]
    if not _ID.match(target_id):
        raise ConfigError(f"{where}: id {target_id!r} must be lower-case letters, digits and _; rename it")
    where = f"{where} ({target_id})" if target_id not in where else where
    since = content.get("since")
    if since is not None and not _DATE.match(str(since)):
        raise ConfigError(f"{where}: since {since!r} must be a date such as 2015, 2015-07 or 2015-07-14; quote it")
    groups = {key: _phrases(content.get(key), key, where) for key in ("aliases", "measures", "opposites")}
    _check_signs(groups, where)
    return Target(
        id=target_id,
        name=content["name"].strip(),
        definition=" ".join(content["definition"].split()),
        aliases=groups["aliases"],
        measures=groups["measures"],
        opposites=groups["opposites"],
        anaphors=_anaphors(content.get("anaphors"), where),
        echoes=_echoes(content.get("echoes"), where),
        labels=_labels(content.get("labels"), where),
        hypotheses=_hypotheses(content.get("hypotheses"), where),
        examples=_examples(content.get("examples"), where),
        parties=fields.texts(content.get("parties"), f"{where}: parties"),
        since=None if since is None else str(since),
        summary=_summary(content.get("summary"), where),
    )


def _summary(value: object, where: str) -> str:
    return "" if value is None else " ".join(fields.text(value, f"{where}: summary").split())


def _phrases(value: object, key: str, where: str) -> tuple[TargetPhrase, ...]:
    default = -1 if key == "opposites" else 1
    found: dict[TargetPhrase, None] = {}
    for number, item in enumerate(fields.items(value, f"{where}: {key}"), start=1):
        place = f"{where}: {key}, item {number}"
        if not isinstance(item, Mapping):
            item = {"text": fields.text(item, place)}
        fields.check_keys(item, _PHRASE_KEYS, place)
        if ("text" in item) == ("texts" in item):
            raise ConfigError(f"{place}: give text (one phrase) or texts (a list), one of the two")
        sign = item.get("sign", default)
        if isinstance(sign, bool) or sign not in (1, -1):
            raise ConfigError(f"{place}: sign {sign!r} must be 1 (stands for the target) or -1 (for its opposite)")
        within = item.get("within", 6)
        if isinstance(within, bool) or not isinstance(within, int) or not 0 <= within <= 30:
            raise ConfigError(f"{place}: within {within!r} must be a number of words from 0 to 30")
        agent = fields.optional(item, "agent", place)
        options: dict[str, Any] = {
            "sign": sign,
            "doer": fields.optional(item, "doer", place) if "doer" in item else agent,
            "needs": fields.texts(item.get("needs"), f"{place}: needs"),
            "where": fields.choice(item, "where", "near", _WHERE, place),
            "of": fields.expanded(item.get("of"), f"{place}: of"),
            "within": within,
            "agent": agent,
            "agent_where": fields.choice(item, "agent_where", "before", _AGENT_WHERE, place),
            "not_before": fields.expanded(item.get("not_before"), f"{place}: not_before"),
            "not_after": fields.expanded(item.get("not_after"), f"{place}: not_after"),
            "not_between": fields.expanded(item.get("not_between"), f"{place}: not_between"),
        }
        if options["not_between"] and not options["of"]:
            raise ConfigError(f"{place}: not_between says what must not stand before the words of `of`; add `of`")
        if "agent_where" in item and agent is None:
            raise ConfigError(f"{place}: agent_where says where the agent stands, but agent is missing; add it")
        texts = fields.expanded(item["text"] if "text" in item else item["texts"], place)
        found |= {TargetPhrase(text=text, **options): None for text in texts}
    return tuple(found)


def _check_signs(groups: Mapping[str, tuple[TargetPhrase, ...]], where: str) -> None:
    """The same words under the same conditions cannot stand for the target and for its opposite."""
    signs: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[int, str]] = {}
    for key, phrases in groups.items():
        for phrase in phrases:
            words = (fold(phrase.text), phrase.of, phrase.needs)
            sign, first = signs.setdefault(words, (phrase.sign, key))
            if sign != phrase.sign:
                raise ConfigError(
                    f"{where}: {phrase.text!r} stands for the target in {first} and for its opposite in {key}; keep one"
                )


def _anaphors(value: object, where: str) -> tuple[str, ...]:
    anaphors = fields.expanded(value, f"{where}: anaphors")
    for anaphor in anaphors:
        if anaphor.partition(" ")[0].lower() not in {"the", "this"}:
            raise ConfigError(f"{where}: anaphor {anaphor!r} must begin with 'the' or 'this', as in 'the deal'")
        if " " not in anaphor:
            raise ConfigError(f"{where}: anaphor {anaphor!r} needs a noun after {anaphor!r}, as in 'the deal'")
    return anaphors


def _echoes(value: object, where: str) -> tuple[TargetEcho, ...]:
    found: dict[TargetEcho, None] = {}
    for number, item in enumerate(fields.items(value, f"{where}: echoes"), start=1):
        place = f"{where}: echoes, item {number}"
        if not isinstance(item, Mapping):
            item = {"text": fields.text(item, place)}
        fields.check_keys(item, _ECHO_KEYS, place)
        if ("text" in item) == ("texts" in item):
            raise ConfigError(f"{place}: give text (one phrase) or texts (a list), one of the two")
        reach, bare = item.get("reach", 6), item.get("bare", False)
        if isinstance(reach, bool) or not isinstance(reach, int) or not 0 <= reach <= 30:
            raise ConfigError(f"{place}: reach {reach!r} must be a number of sentences from 0 to 30")
        if not isinstance(bare, bool):
            raise ConfigError(f"{place}: bare {bare!r} must be true or false")
        sign = item.get("sign", 1)
        if isinstance(sign, bool) or sign not in (1, -1):
            raise ConfigError(f"{place}: sign {sign!r} must be 1 (what is taken up) or -1 (its opposite)")
        options: dict[str, Any] = {
            "of": fields.expanded(item.get("of"), f"{place}: of"),
            "reach": reach,
            "bare": bare,
            "sign": sign,
            "not_before": fields.expanded(item.get("not_before"), f"{place}: not_before"),
            "not_after": fields.expanded(item.get("not_after"), f"{place}: not_after"),
        }
        for words in fields.expanded(item["text"] if "text" in item else item["texts"], place):
            found[TargetEcho(text=words, **options)] = None
    return tuple(found)


def _labelled(value: object, key: str, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where}: {key} must be a mapping with {', '.join(LABELS)}, not {fields.kind(value)}")
    fields.check_keys(value, LABELS, f"{where}: {key}")
    missing = [label for label in LABELS if label not in value]
    if missing:
        raise ConfigError(f"{where}: {key} lacks {', '.join(missing)}; give all of {', '.join(LABELS)}")
    return {label: value[label] for label in LABELS}


def _labels(value: object, where: str) -> Mapping[str, str]:
    found = _labelled(value, "labels", where)
    return {label: " ".join(fields.text(text, f"{where}: labels, {label}").split()) for label, text in found.items()}


def _hypotheses(value: object, where: str) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for label, texts in _labelled(value, "hypotheses", where).items():
        place = f"{where}: hypotheses, {label}"
        found[label] = fields.texts(texts, place)
        if not found[label]:
            raise ConfigError(f"{place}: at least one is needed, with {{holder}} and {{target}} in it")
        for text in found[label]:
            slots = set(_SLOT.findall(text))
            if slots != {"holder", "target"}:
                raise ConfigError(f"{place}: {text!r} must hold {{holder}} and {{target}} and no other braces")
    return found


def _examples(value: object, where: str) -> tuple[Mapping[str, str], ...]:
    found = []
    for number, item in enumerate(fields.items(value, f"{where}: examples"), start=1):
        place = f"{where}: examples, item {number}"
        if not isinstance(item, Mapping):
            raise ConfigError(f"{place}: an example is a mapping with {', '.join(_EXAMPLE_KEYS)}")
        fields.check_keys(item, _EXAMPLE_KEYS, place)
        example = {key: fields.text(item.get(key), f"{place}: {key}") for key in _EXAMPLE_KEYS}
        if example["stance"] not in LABELS:
            raise unknown(f"stance in {place}", example["stance"], LABELS)
        found.append(example)
    return tuple(found)
