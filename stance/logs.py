"""The log of a run: what the package logs, written into a file while the run lasts."""

from __future__ import annotations

import logging
from pathlib import Path


class logged_to:  # noqa: N801  (reads as a verb)
    """Writes what the package logs into a file while it lasts, each line with its time."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._logger = logging.getLogger("stance")

    def __enter__(self) -> None:
        self._level, self._propagate = self._logger.level, self._logger.propagate
        self._logger.addHandler(self._handler)
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self._handler)
        self._logger.setLevel(self._level)
        self._logger.propagate = self._propagate
        self._handler.close()
