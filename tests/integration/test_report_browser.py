"""`report.html` in a browser, as a reader uses it: filters, table, charts, dark mode, a phone, a hostile article."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browsed import ATTACK, CHROMIUM, WHY, Opened, count, launched, record, records

from stance.findings import analyse
from stance.report.finding_values import as_plain
from stance.report.page import write_page_from_records
from stance.targets import load_targets
from stance.types import StanceRecord

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHY)
pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
pytest.importorskip("networkx")


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
    with launched() as found:
        yield found


@pytest.fixture
def opened(browser: Any, path: Path) -> Iterator[Opened]:
    found = Opened(browser, path, viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield found
    found.close()


COLOURS = """name => new Set([...document.querySelectorAll(`#${name} svg path`)]
  .flatMap(path => [path.getAttribute("fill"), path.getAttribute("stroke")])
  .filter(colour => colour && colour !== "none")).size"""


def texts(page: Any, name: str) -> list[str]:
    return [str(text) for text in page.locator(f"#{name} svg text").all_text_contents()]


def test_charts_are_drawn(opened: Opened) -> None:
    for name in ("heat", "trend", "network"):
        assert opened.page.evaluate(COLOURS, name) > 3, name  # an empty chart has none
    shown = " ".join(texts(opened.page, "heat"))
    assert "▲ +1.00 [+0." in shown  # every sentence of Iran is in favor, with an interval all the same
    assert "n 60" in shown
    assert "▼ −1.00 [−1.00, −0." in shown
    assert {"IRN", "USA"} <= set(texts(opened.page, "network"))


def test_two_actors_are_compared(opened: Opened) -> None:
    page = opened.page
    page.select_option("#trend-actor", "IRN")
    alone = page.evaluate(COLOURS, "trend")
    assert page.locator("#trend-key").inner_text() == ""
    page.select_option("#trend-second", "USA")
    assert page.locator("#trend-key").inner_text() == "IRN: solid, ● USA: dashed, ▲"
    assert page.evaluate(COLOURS, "trend") > alone
    assert page.input_value("#trend-actor") == "IRN"


def test_ties_of_the_network_are_chosen_by_keyboard(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    made = [record(n, "IRN", "favor" if n % 5 else "neutral") for n in range(60)]
    made += [record(n, "USA", "against" if n % 3 else "neutral", sentence_index=4) for n in range(60)]
    findings = as_plain(analyse(made, resamples=50, permutations=0, few=2))
    write_page_from_records(path, made, findings=findings, run={}, targets=load_targets(["jcpoa"]), names=str)
    opened = Opened(browser, path, viewport={"width": 1200, "height": 900})
    page = opened.page
    assert page.locator("#network-count").inner_text() == "1 of 1"
    dashed = page.locator("#network svg path[stroke-dasharray][stroke='#d55e00']")
    assert dashed.count() == 1  # Iran and the United States disagree
    page.locator("#network-sure").focus()
    page.keyboard.press("Space")
    assert page.locator("#network-sure").is_checked()
    before = page.locator("#network svg").inner_html()
    page.locator("#network-in").focus()
    page.keyboard.press("Enter")
    assert page.locator("#network svg").inner_html() != before
    opened.close()


def test_a_cell_leads_to_its_documents(opened: Opened) -> None:
    page = opened.page
    page.locator("#heat").scroll_into_view_if_needed()
    box = page.locator("#heat").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + 44 + 36 + 18)  # below all actors
    page.wait_for_function("document.getElementById('filters').elements.actor.value === 'IRN'")
    assert count(page, "count") == 60


def test_a_cell_leads_to_its_documents_by_keyboard(opened: Opened) -> None:
    page = opened.page
    page.locator("#heat").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowDown")
    assert page.locator("#heat-chosen").inner_text().startswith("all actors → the JCPOA; net +0.33")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#heat-chosen").inner_text().startswith("USA → the JCPOA; net −1.00")
    page.keyboard.press("ArrowRight")  # there is nothing there
    assert page.locator("#heat-chosen").inner_text().startswith("USA")
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('filters').elements.actor.value === 'USA'")
    assert count(page, "count") == 30
    assert page.evaluate("document.activeElement.id") == "documents"


def test_a_tap_tells_before_it_leads_away(browser: Any, path: Path) -> None:
    opened = Opened(browser, path, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened.page
    page.locator("#heat").scroll_into_view_if_needed()
    box = page.locator("#heat").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + 44 + 36 + 18)
    page.wait_for_function("document.getElementById('heat-chosen').innerText.startsWith('IRN')")
    assert page.input_value("select[name=actor]") == ""
    page.locator("#heat-show").tap()
    page.wait_for_function("document.getElementById('filters').elements.actor.value === 'IRN'")
    opened.close()


def test_a_chart_is_saved_as_a_picture(opened: Opened, tmp_path: Path) -> None:
    with opened.page.expect_download() as download:
        opened.page.click("[data-save=heat]")
    assert download.value.suggested_filename == "heat.svg"
    download.value.save_as(tmp_path / "heat.svg")
    root = ElementTree.parse(tmp_path / "heat.svg").getroot()  # noqa: S314 - what the test's own page made
    assert root.tag.endswith("svg")
    assert "IRN" in "".join(root.itertext())


def test_charts_follow_the_scheme_and_print_on_white(opened: Opened) -> None:
    page = opened.page

    def colours(mark: str) -> set[str]:
        found = page.locator(f"#heat svg {mark}").evaluate_all("all => all.map(one => one.getAttribute('fill'))")
        return {str(colour).lower() for colour in found}

    assert "#1c1d21" in colours("text")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert "#e8e6e1" in colours("text")
    page.emulate_media(color_scheme="dark", media="print")
    page.wait_for_timeout(100)
    assert "#000" in colours("text")
    assert "#0072b2" in colours("path")  # Iran's cell, net +1
    assert not {colour for colour in colours("path") if "nan" in colour}


def test_evidence_and_its_stance_point_at_each_other(opened: Opened) -> None:
    page = opened.page
    words, chip = page.locator("#list .e").first, page.locator("#list .chip").first
    assert "probabilities" not in chip.inner_text()
    words.hover()
    assert page.locator("#list .chip.lit").count() == 1
    page.mouse.move(0, 0)
    assert page.locator("#list .lit").count() == 0
    words.click()
    assert "probabilities" in chip.inner_text()
    told = chip.locator("summary").get_attribute("title")
    assert told == "▲ favor 0.80, ▼ against 0.10, ● neutral 0.10; speaker: IRN; basis: statement"


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
    page.select_option("select[name=outlet]", label="Evening")
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


@pytest.mark.parametrize(
    "made",
    [
        [record(0, "IRN", "favor")],
        [record(0, "IRN", "favor", published=None), record(1, "IRN", "neutral", published=None)],
        [
            record(n, "IRN", "favor", target=("jcpoa", "other")[n % 2], published=("2015", None)[n % 2])
            for n in range(6)
        ],
    ],
    ids=["one record", "undated", "a target without a trend"],
)
def test_little_data_breaks_no_chart(browser: Any, tmp_path: Path, made: list[StanceRecord]) -> None:
    path = tmp_path / "report.html"
    findings = as_plain(analyse(made, resamples=50, permutations=0, few=2))
    write_page_from_records(path, made, findings=findings, run={}, targets=load_targets(["jcpoa"]), names=str)
    opened = Opened(browser, path, viewport={"width": 390, "height": 844})
    if opened.page.locator("#trend").count():
        for option in opened.page.locator("#trend-target option").evaluate_all("all => all.map(one => one.value)"):
            opened.page.select_option("#trend-target", option)
    assert "IRN" in texts(opened.page, "heat")
    opened.close()


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
    begun = time.perf_counter()
    opened = Opened(browser, path)
    assert count(opened.page, "count") == 2001
    assert time.perf_counter() - begun < 15  # under one second on two idle cores
    assert opened.page.locator("#list > article").count() <= 20
    opened.page.select_option("select[name=actor]", "USA")
    assert count(opened.page, "count") == 1000
    again = """() => {
      const form = document.getElementById("filters"), begun = performance.now();
      form.elements.stance.value = "favor";
      form.dispatchEvent(new Event("input"));
      document.body.getBoundingClientRect();
      return performance.now() - begun;
    }"""
    assert opened.page.evaluate(again) < 2000  # about 50 ms
    opened.close()
