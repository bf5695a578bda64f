"""`report.html` in a browser, as a reader uses it: filters, table, charts, dark mode, a phone, a hostile article."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.findings import analyse
from stance.report.finding_values import as_plain
from stance.report.page import write_page_from_records
from stance.targets import load_targets
from stance.types import StanceRecord

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt-get install chromium)")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
pytest.importorskip("networkx")

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


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = records(60)
    findings = as_plain(analyse(made, resamples=50, permutations=0, few=2))
    path = tmp_path_factory.mktemp("page") / "report.html"
    targets = load_targets(["jcpoa"])
    write_page_from_records(path, made, findings=findings, run={"stance": "1"}, targets=targets, names=str)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
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


@pytest.fixture
def opened(browser: Any, path: Path) -> Iterator[Opened]:
    found = Opened(browser, path, viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield found
    found.close()


def count(page: Any, name: str = "rows-count") -> int:
    text = page.locator(f"#{name}").inner_text()
    return int(text.split(" of ")[-1].split(" ")[0].replace(",", "")) if " of " in text else int(text.split(" ")[0])


COLOURS = """name => {
  const seen = new Set();
  for (const canvas of document.querySelectorAll(`#${name} canvas`)) {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3]) seen.add(String(pixels.slice(i, i + 3)));
  }
  return seen.size;
}"""


def test_charts_are_drawn(opened: Opened) -> None:
    for name in ("heat", "trend", "network"):
        opened.page.wait_for_timeout(1200)  # charts grow in
        assert opened.page.evaluate(COLOURS, name) > 3, name  # an empty chart has none


def test_filters_narrow_documents_and_rows(opened: Opened) -> None:
    page = opened.page
    assert count(page) == 91
    assert count(page, "count") == 61
    page.select_option("select[name=stance]", "against")
    assert count(page) == 30
    assert count(page, "count") == 30
    page.fill("input[name=least]", "0.7")
    kept = sum(one.score >= 0.7 for one in records(60) if one.stance == "against")
    assert count(page) == kept < 30
    page.click("button[type=reset]")
    page.fill("input[name=from]", "2018")
    page.fill("input[name=to]", "2019")
    assert count(page) == sum("2018" <= (one.published or "") < "2020" for one in records(60))
    page.click("button[type=reset]")
    page.select_option("select[name=outlet]", "Evening")
    assert count(page) == 30
    page.fill("input[name=find]", "no such document")
    assert page.locator("#count").inner_text() == "No document fits."
    assert page.locator("#rows-count").inner_text() == "No row fits."


def test_the_table_sorts_searches_and_downloads(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    scores = page.locator("#rows-head th[data-by=score] button")
    at = page.evaluate("[...document.querySelectorAll('#rows-head th')].findIndex(th => th.dataset.by === 'score')")
    cells = f"#rows-body tr td:nth-child({at + 1})"
    scores.click()
    up = page.locator(cells).all_inner_texts()
    scores.click()
    down = page.locator(cells).all_inner_texts()
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)
    assert page.locator("#rows-head th[data-by=score]").get_attribute("aria-sort") == "descending"
    page.fill("#rows-find", "leaves")
    assert count(page) == 30
    page.fill("#rows-find", "onerror")
    assert count(page) == 1
    with page.expect_download() as download:
        page.click("#rows-save")
    download.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["sentence"] == ATTACK
    assert row["stance"] == "neutral"


def test_details_come_by_keyboard(opened: Opened) -> None:
    page = opened.page
    chip = page.locator("#list .chip summary").first
    chip.focus()
    page.keyboard.press("Enter")
    assert page.locator("#list .chip[open] dl").first.is_visible()
    assert "probabilities" in page.locator("#list .chip[open] dl").first.inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body")


def test_a_hostile_article_does_nothing(opened: Opened) -> None:
    page = opened.page
    page.fill("#rows-find", "onerror")
    page.select_option("select[name=stance]", "neutral")
    page.locator("#list .chip summary").first.click()
    page.wait_for_timeout(100)
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert ATTACK in page.locator("#list").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_it_fits_phones_and_dark_rooms(browser: Any, path: Path, scheme: str, width: int) -> None:
    opened = Opened(browser, path, viewport={"width": width, "height": 844}, color_scheme=scheme)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    red, green, blue = (
        int(part) for part in opened.page.evaluate("getComputedStyle(document.body).backgroundColor")[4:-1].split(",")
    )
    assert (red + green + blue < 200) == (scheme == "dark")
    opened.close()


def test_two_thousand_documents_stay_usable(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    many = records(2000)
    write_page_from_records(path, many, run={}, targets=load_targets(["jcpoa"]), names=str)
    opened = Opened(browser, path)
    assert count(opened.page, "count") == 2001
    assert opened.page.locator("#list > article").count() <= 20
    opened.page.select_option("select[name=actor]", "USA")
    assert count(opened.page, "count") == 1000
    opened.close()
