"""Reads tables of actors (CSV, YAML): the catalogue's own and those that researchers add. See ``docs/actors.md``.

The tables that ship have the same columns as the ones that users write, so there is one reader and one set of checks.
"""

from __future__ import annotations

import calendar
import csv
import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from stance.errors import ConfigError, unknown

Kind = Literal["state", "body", "group", "person"]

COLUMNS = (
    *("id", "name", "kind", "aliases", "demonyms", "plurals", "capital", "organs", "family", "members", "leader"),
    *("affiliation", "title", "start", "end", "official", "as_of"),
)
_LISTS = ("aliases", "demonyms", "plurals", "capital", "organs", "members")
_ONGOING = "ongoing"
_STATE_ID = re.compile(r"[A-Z]{3}")
_BODY_ID = re.compile(r"[A-Z][A-Z0-9+_]*")
_PERSON_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


class Entry(NamedTuple):
    """A row of a table: an actor, or one more office of a person. Empty fields are empty strings or tuples.

    Args:
        where: File and row, for error messages.
    """

    where: str
    id: str
    name: str
    kind: Kind | None
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    plurals: tuple[str, ...]
    capital: tuple[str, ...]
    organs: tuple[str, ...]
    family: str
    members: tuple[str, ...]
    leader: str
    affiliation: str
    title: str
    start: datetime.date | None
    end: datetime.date | None
    ongoing: bool
    official: bool
    as_of: datetime.date | None


def parse_date(value: str, where: str, *, last: bool = False) -> datetime.date:
    """A date of reduced or full precision.

    Args:
        value: ``2013``, ``2013-08`` or ``2013-08-15``.
        where: What to name in an error.
        last: Whether a year or month stands for its last day rather than its first.

    Raises:
        ConfigError: ``value`` is no such date.

    >>> parse_date("2016-02", "row 3", last=True)
    datetime.date(2016, 2, 29)
    """
    if match := _DATE.fullmatch(value):
        year, month, day = match.groups()
        try:
            if day:
                return datetime.date(int(year), int(month), int(day))
            months = int(month) if month else (12 if last else 1)
            return datetime.date(int(year), months, calendar.monthrange(int(year), months)[1] if last else 1)
        except ValueError:
            pass
    raise ConfigError(f"{where}: bad date {value!r}; write YYYY, YYYY-MM or YYYY-MM-DD")


def kind_of(identifier: str) -> Kind:
    """The kind that the form of an id implies where none is given: slugs are persons, the rest bodies."""
    return "person" if identifier[:1].islower() else "body"


def _text(value: object, where: str, column: str) -> str:
    if type(value) is str:  # every cell of a CSV table
        return " ".join(value.split()) if "  " in value or "\n" in value else value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, datetime.date)):
        return str(value)
    raise ConfigError(f"{where}: {column} {value!r} is not a text; write one value")


def _list(value: object, where: str, column: str) -> tuple[str, ...]:
    if not value:
        return ()
    if isinstance(value, (list, tuple)):
        items = [_text(item, where, column) for item in value]
    else:
        items = [item.strip() for item in _text(value, where, column).split(";")]
    return tuple(dict.fromkeys(filter(None, items)))


def _entry(row: Mapping[str, object], where: str) -> Entry:
    lists: dict[str, tuple[str, ...]] = dict.fromkeys(_LISTS, ())
    cells = dict.fromkeys(COLUMNS, "")
    for column, value in row.items():
        if value and column in lists:
            lists[column] = _list(value, where, column)
        elif value not in (None, ""):
            cells[column] = _text(value, where, column)
    identifier, kind = cells["id"], cells["kind"]
    if not identifier:
        raise ConfigError(
            f"{where}: no id; write one such as IRN (a state), NATO (a body) or hassan_rouhani (a person)"
        )
    if kind and kind not in get_args(Kind):
        raise unknown(f"kind of {identifier}", kind, get_args(Kind), hint=f"See {where}")
    pattern = {"state": _STATE_ID, "person": _PERSON_ID}.get(kind or kind_of(identifier), _BODY_ID)
    if not pattern.fullmatch(identifier):
        raise ConfigError(
            f"{where}: bad id {identifier!r}; states are ISO 3166 alpha-3 (IRN), bodies and groups short upper-case "
            "names (NATO, P5+1), persons lower-case words joined by _ (hassan_rouhani)"
        )
    start = parse_date(cells["start"], where) if cells["start"] else None
    ongoing = cells["end"].lower() == _ONGOING
    end = parse_date(cells["end"], where, last=True) if cells["end"] and not ongoing else None
    if start and end and end < start:
        raise ConfigError(
            f"{where}: the office of {identifier} ends {end} before it starts {start}; swap or mend the dates"
        )
    official = cells["official"].lower()
    if official and official not in _TRUE | _FALSE:
        raise ConfigError(f"{where}: official is {cells['official']!r}; write true or false")
    return Entry(
        where=where,
        id=identifier,
        name=cells["name"],
        kind=cast("Kind | None", kind or None),
        **lists,
        family=cells["family"],
        leader=cells["leader"],
        affiliation=cells["affiliation"],
        title=cells["title"],
        start=start,
        end=end,
        ongoing=ongoing,
        official=official not in _FALSE,
        as_of=parse_date(cells["as_of"], where) if cells["as_of"] else None,
    )


def _known_columns(names: Iterator[str] | list[str], where: str) -> None:
    for name in names:
        if name not in COLUMNS and name != "roles":
            raise unknown(f"column in {where}", name, COLUMNS, hint="See docs/actors.md")


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    reader = csv.reader(text.splitlines(keepends=True))
    header = [name.strip() for name in next(reader, [])]
    if "id" not in header:
        raise ConfigError(f"{path}: the first line has no column id; name the columns there ({', '.join(COLUMNS)})")
    _known_columns(header, str(path))
    for cells in reader:
        where = f"{path} line {reader.line_num}"
        if len(cells) > len(header):
            raise ConfigError(f"{where}: more cells than columns; put text that holds commas in double quotes")
        row = {column: cell for column, cell in zip(header, cells, strict=False) if cell}
        if row:
            yield where, row


def _yaml_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    import yaml

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML ({' '.join(str(error).split())}); mend that line") from error
    common: dict[str, object] = {}
    if isinstance(content, dict) and "actors" in content:
        common = {key: value for key, value in content.items() if key == "as_of"}
        content = content["actors"]
    if not isinstance(content, list):
        raise ConfigError(f"{path}: no list of actors; write `actors:` and a list of entries, each with an id")
    for number, item in enumerate(content, 1):
        where = f"{path} entry {number}"
        if not isinstance(item, dict):
            raise ConfigError(f"{where}: {item!r} is not an entry; write `- id: …` with its fields below")
        _known_columns([str(key) for key in item], where)
        roles = item.get("roles") or []
        if not isinstance(roles, list) or not all(isinstance(role, dict) for role in roles):
            raise ConfigError(
                f"{where}: roles is not a list of offices; write `- title: …` with affiliation, start, end"
            )
        shared = common | {key: value for key, value in item.items() if key != "roles"}
        yield where, shared
        for role in roles:
            _known_columns([str(key) for key in role], where)
            affiliation = role.get("affiliation", item.get("affiliation"))
            yield where, {"id": item.get("id"), **common, **role, "affiliation": affiliation}


def read_table(path: Path | str) -> list[Entry]:
    """Entries of one file; ``.csv``, ``.yaml`` or ``.yml``, in UTF-8.

    Raises:
        ConfigError: The file cannot be read, or a row of it is wrong; the message names file and row.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read the actors in {path}: {error.strerror}; give a .csv or .yaml file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".yaml", ".yml"}:
        raise ConfigError(
            f"{path}: actors are read from .csv, .yaml or .yml files, not {suffix or 'a file without ending'!r}"
        )
    rows = _csv_rows(path, text) if suffix == ".csv" else _yaml_rows(path, text)
    return [_entry(row, where) for where, row in rows]
