"""`report.html` opened in a browser, for the tests of what a reader can do with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stance.types import StanceRecord

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WHY = "no chromium on this machine (apt-get install chromium)"
ATTACK = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1> =1+1"
LOCAL = ("file:", "data:", "blob:")
WORDS = {"favor": "Iran stays in the deal.", "against": "The United States leaves the deal.", "neutral": "It met."}


def record(number: int, actor: str, stance: Any, **other: Any) -> StanceRecord:
    scores = {label: 0.8 if label == stance else 0.1 for label in ("favor", "against", "neutral")}
    values: dict[str, Any] = {
        "document_id": f"d{number}",
        "outlet": ("Daily", "Evening")[number % 2],
        "published": f"{2015 + number % 6}-05",
        "sentence_index": 3,
        "sentence": WORDS[stance],
        "start": 10,
        "end": 10 + len(WORDS[stance]),
        "speaker": actor,
        "holder": actor,
        "holder_name": actor,
        "affiliation": actor,
        "official": True,
        "target": "jcpoa",
        "stance": stance,
        "score": 0.5 + 0.04 * (number % 10),
        "scores": scores,
        "sentiment": "neutral",
        "basis": "statement",
        "cue": None,
        "evidence": ((10, 14),),
        "model": "m",
        "target_sentiment": "neutral",
    }
    return StanceRecord(**(values | other))


def records(number: int) -> list[StanceRecord]:
    made = [record(n, "IRN", "favor") for n in range(number)]
    made += [record(n, "USA", "against", sentence_index=4) for n in range(0, number, 2)]
    hostile = {"document_id": ATTACK, "outlet": ATTACK, "sentence": ATTACK, "holder_name": ATTACK, "cue": ATTACK}
    return [*made, record(0, "javascript:window.hit=1", "neutral", affiliation=None, **hostile, end=10 + len(ATTACK))]


@contextmanager
def launched() -> Iterator[Any]:
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
        yield found
        found.close()


class Opened:
    """The page opened, and what its console said."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.said: list[str] = []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on(
            "request",
            lambda asked: None if asked.url.startswith(("file:", "data:", "blob:")) else self.said.append(asked.url),
        )
        self.page.goto(path.as_uri())

    def close(self) -> None:
        self.context.close()
        assert self.said == []


def count(page: Any, name: str = "rows-count") -> int:
    text = page.locator(f"#{name}").inner_text()
    return int(text.split(" of ")[-1].split(" ")[0].replace(",", "")) if " of " in text else int(text.split(" ")[0])
