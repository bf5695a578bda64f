"""The page's newer parts in a browser: the correction, vague dates, unknown outlets, all columns, contrast."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsed import CHROMIUM, WHY, Opened, count, launched, record

from stance.analysis.coded import CodedUnit
from stance.findings import analyse
from stance.report.definitions import Settings
from stance.report.finding_values import as_plain
from stance.report.page import write_page_from_records
from stance.targets import load_targets
from stance.types import StanceRecord

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHY)
pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
pytest.importorskip("networkx")


def coded(one: StanceRecord, gold: Any) -> CodedUnit:
    return CodedUnit(
        document_id=one.document_id,
        sentence_index=one.sentence_index,
        target="jcpoa",
        holder=one.holder,
        gold=gold,
        probability=1.0,
    )


RECORDS = [
    *(record(n, "IRN", "favor", published=f"{2013 + n % 4}") for n in range(40)),
    *(record(n, "USA", "against", sentence_index=4, published=f"{2013 + n % 4}") for n in range(40)),
    record(90, "CHN", "favor", published="2018", outlet=None),
    record(91, "CHN", "favor", published="2018-05", outlet="unknown"),
    record(92, "CHN", "favor", published="2018-07-02"),
    record(93, "CHN", "favor", published=None, speaker="FRA", affiliation=None, official=False),
]
CODED = [coded(one, "favor" if n % 4 else "neutral") for n, one in enumerate(RECORDS[:40])]
CODED += [coded(one, "against" if n % 3 else "none") for n, one in enumerate(RECORDS[40:50])]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = analyse(RECORDS, coded=CODED, resamples=50, permutations=20, few=2, regression=("year",))
    path = tmp_path_factory.mktemp("page") / "report.html"
    findings = as_plain(found, settings=Settings(level=0.9, resamples=50), coded=CODED)
    write_page_from_records(path, RECORDS, findings=findings, run={}, targets=load_targets(["jcpoa"]), names=str)
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


def texts(page: Any, name: str) -> str:
    return " ".join(page.locator(f"#{name} svg text").all_text_contents())


def test_figures_as_labelled_stand_beside_corrected_ones(opened: Opened) -> None:
    page = opened.page
    whole = page.locator("table.corrected tr.whole").inner_text()
    assert whole.startswith("all actors\tthe JCPOA")
    rows = page.locator("table.corrected tbody tr th").all_inner_texts()
    assert rows[0] == "all actors"
    assert "IRN" in rows
    assert "USA" not in rows  # too few were coded
    assert (
        "too few coded units for a figure of their own"
        in page.locator("section[aria-labelledby=findings-title]").inner_text()
    )
    text = page.locator("main").inner_text()
    assert "By 50 (sentence, target) units coded by hand" in text
    assert "Intervals are of 90 %" in text
    page.locator("summary", has_text="how to read this page").click()
    told = page.locator("details[open]").first.inner_text()
    assert "50 units coded by hand" in told
    assert "before drawing conclusions" not in told


def test_the_heat_map_shows_either(opened: Opened) -> None:
    page = opened.page
    before = texts(page, "heat")
    assert "▲ +1.00" in before
    assert "▼ −1.00" in before
    page.check("input[value=corrected]")
    after = texts(page, "heat")
    assert "▲ +0.75" in after  # ten of the forty are neutral
    assert "▼ −1.00" not in after
    assert "too few coded units" in page.locator("#heat-more").inner_text()
    page.locator("#heat").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert "as labelled; net +0.75" in page.locator("#heat-chosen").inner_text()
    page.check("input[value=labels]")
    assert texts(page, "heat") == before


def test_more_findings_are_told(opened: Opened) -> None:
    text = opened.page.locator("section[aria-labelledby=findings-title]").inner_text()
    assert "Do outlets agree?" in text
    assert "Two actors compared" in text
    assert "Distances between actors" in text
    opened.page.locator("summary", has_text="Two actors compared").click()
    assert "+2.00" in opened.page.locator("details[open]").inner_text()


def test_regressions_are_told(opened: Opened) -> None:
    opened.page.locator("summary", has_text="regression").click()
    rows = opened.page.locator("details[open] tbody tr").all_inner_texts()
    assert {row.split("\t")[3] for row in rows} == {"ppi", "as labelled"}
    assert "year" in rows[0]


def test_time_has_no_gaps_between_actors(opened: Opened) -> None:
    """2013 to 2016 beside 2018: 2017 is there, though nobody spoke."""
    shown = texts(opened.page, "trend")
    assert [year for year in range(2013, 2019) if str(year) in shown] == list(range(2013, 2019))


def test_vague_dates_fit_where_they_may_lie(opened: Opened) -> None:
    page = opened.page
    page.select_option("select[name=actor]", "CHN")
    assert count(page, "count") == 4
    page.fill("input[name=from]", "2018-05")
    assert page.locator("#count").inner_text() == "3 documents (44 in all) Not shown: 1 without a date."
    page.fill("input[name=to]", "2018-05-20")
    assert page.locator("#count").inner_text().startswith("2 documents")  # some day of 2018, and of May
    page.fill("input[name=from]", "May 2018")
    assert page.locator("#date-hint").inner_text() == "Write dates as 2018, 2018-05 or 2018-05-08."
    assert page.get_attribute("input[name=from]", "aria-invalid") == "true"
    page.fill("input[name=from]", "2019")
    assert page.locator("#date-hint").inner_text() == "From is after To."
    page.fill("input[name=from]", "")
    assert page.get_attribute("input[name=from]", "aria-invalid") is None
    assert page.locator("#date-hint").inner_text() == ""


def test_documents_without_an_outlet_can_be_chosen(opened: Opened) -> None:
    page = opened.page
    options = page.locator("select[name=outlet] option").all_inner_texts()
    assert options == ["all", "Daily", "Evening", "unknown", "unknown (1)"]
    page.select_option("select[name=outlet]", label="unknown (1)")
    assert (count(page, "count"), count(page)) == (1, 1)
    assert page.locator("#list article h3").inner_text() == "d90"
    page.select_option("select[name=outlet]", label="unknown")
    assert page.locator("#list article h3").inner_text() == "d91"


def test_rows_come_with_all_that_labels_have(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    page.fill("#rows-find", "d93")
    with page.expect_download() as download:
        page.click("#rows-save")
    download.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {name: row[name] for name in ("speaker", "holder", "affiliation", "official")} == {
        "speaker": "FRA", "holder": "CHN", "affiliation": "", "official": "false",
    }  # fmt: skip
    assert [float(row[label]) for label in ("favor", "against", "neutral")] == [0.8, 0.1, 0.1]
    assert row["document_id"] == "d93"


CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const found = parse(getComputedStyle(node).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return parse(getComputedStyle(document.body).backgroundColor);
  };
  const worst = [];
  for (const node of document.querySelectorAll("main *, header *")) {
    if (node.closest("svg, select, [hidden], noscript, :disabled") || !node.getClientRects().length) continue;
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
    // What is faint is mixed with its ground.
    let faint = 1;
    for (let up = node; up; up = up.parentElement) faint *= Number(getComputedStyle(up).opacity);
    const [ink, under] = [parse(getComputedStyle(node).color), ground(node)];
    const seen = ink.slice(0, 3).map((value, at) => faint * value + (1 - faint) * under[at]);
    const [a, b] = [light(seen), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) worst.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)}`);
  }
  return worst;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_are_read_on_their_ground(browser: Any, path: Path, scheme: str) -> None:
    """WCAG 2.2 level AA: a contrast of 4.5."""
    opened = Opened(browser, path, viewport={"width": 1200, "height": 900}, color_scheme=scheme)
    opened.page.select_option("select[name=stance]", "against")  # sentences that do not fit are faint
    assert opened.page.evaluate(CONTRAST) == []
    opened.close()


def test_it_fits_a_phone(browser: Any, path: Path) -> None:
    opened = Opened(browser, path, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert opened.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]
    opened.close()
