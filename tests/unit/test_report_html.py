"""The page: everything shown, nothing executed, and readable however many documents there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.report.html import PAGE_DOCUMENTS, write_report
from stance.report.view import Mark, safe_url, segments
from stance.types import Document, Mention, Sentence, StanceRecord, Target, TargetMention

TARGETS = (Target(id="jcpoa", name="the JCPOA", definition="The 2015 agreement."),)
NAMES = {"IRN": "Iran", "RUS": "Russia", "sergei_lavrov": "Sergei Lavrov"}
TEXT = "Iran wants to keep the deal. Nothing else happened."


class Labelled(NamedTuple):
    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    records: list[StanceRecord]


def labelled(text: str = TEXT, *, number: int = 1, holder: str = "IRN", **fields: object) -> Labelled:
    """A document of two sentences (cut at the first full stop) whose first carries one stance of Iran."""
    document = replace(Document(id=f"doc{number}", text=text, title=f"Title {number}"), **fields)
    cut = text.index(".") + 1 if "." in text else len(text)
    spans = [(0, cut)] + ([(cut + 1, len(text))] if cut + 1 < len(text) else [])
    sentences = [
        Sentence(document_id=document.id, index=i, start=start, end=end, text=text[start:end], paragraph=i)
        for i, (start, end) in enumerate(spans)
    ]
    record = StanceRecord(
        document_id=document.id,
        outlet=document.outlet,
        published=document.published,
        sentence_index=0,
        sentence=sentences[0].text,
        start=0,
        end=cut,
        speaker="sergei_lavrov",
        holder=holder,
        holder_name=NAMES.get(holder, holder),
        affiliation="IRN",
        official=True,
        target="jcpoa",
        stance="favor",
        score=0.8,
        scores={"favor": 0.8, "against": 0.1, "neutral": 0.1},
        sentiment="neutral",
        target_sentiment="positive",
        basis="reported",
        cue="wants",
        evidence=((5, 18), (13, min(27, cut))),
        model="lexicon",
    )
    mentions = [[Mention(entity_id="IRN", text=text[:4], start=0, end=4)], *([] for _ in spans[1:])]
    found = [[TargetMention(target="jcpoa", text=text[19:27], start=19, end=27)], *([] for _ in spans[1:])]
    return Labelled(document, sentences, mentions, found, [record])


def page(folder: Path, *documents: Labelled, **run: object) -> str:
    path = folder / "report.html"
    write_report(path, iter(documents), run=run, targets=TARGETS, names=lambda key: NAMES.get(key, key))
    assert [entry.name for entry in folder.iterdir()] == ["report.html"]
    return path.read_text(encoding="utf-8")


class Elements(HTMLParser):
    """Collects what a browser would make of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


def folded(text: str) -> list[str]:
    """The HTML of the documents that the page keeps as data."""
    found = re.findall(r'<script type="application/json" data-number[^>]*>(.*?)</script>', text)
    return [json.loads(data) for data in found]


@given(st.text(min_size=1, max_size=40), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8))
def test_segments_rebuild_the_sentence_and_cover_every_mark(text: str, spans: list[tuple[int, int]]) -> None:
    sentence = Sentence(document_id="d", index=0, start=7, end=7 + len(text), text=text)
    marks = [Mark(span, "ate"[i % 3], f"m{i}", i) for i, span in enumerate(spans)]
    cut = segments(sentence, marks)
    assert "".join(segment.text for segment in cut) == text
    for number, (low, high) in enumerate(spans):
        shown = "".join(segment.text for segment in cut if str(number) in segment.records.split())
        assert shown == text[max(low - 7, 0) : max(high - 7, 0)]


def test_overlapping_marks_are_split_and_all_kept() -> None:
    sentence = Sentence(document_id="d", index=0, start=10, end=20, text="0123456789")
    cut = segments(sentence, [Mark((8, 15), "a", "Iran"), Mark((13, 30), "t", "deal"), Mark((14, 15), "e", "", 3)])
    assert [(part.text, part.classes, part.title, part.records) for part in cut] == [
        ("012", "a", "Iran", ""),
        ("3", "a t", "Iran · deal", ""),
        ("4", "a t e", "Iran · deal", "3"),
        ("56789", "t", "deal", ""),
    ]


def test_shows_sentences_stances_and_overview(tmp_path: Path) -> None:
    text = page(tmp_path, labelled(outlet="Wire", published="2020-07"), model="lexicon", stance="0.1.0")
    body = " ".join("".join(Elements(text).text).split())
    for shown in (
        "Title 1",
        "Wire",
        "2020-07",
        "Iran wants to keep the deal.",
        "Nothing else happened.",
        "Iran → the JCPOA",
        "favor 0.80",
        "reported · said by Sergei Lavrov",
        "model lexicon",
        "The 2015 agreement.",
        "favor 0.80 ▼ against 0.10 ● neutral 0.10",
    ):
        assert shown in body
    assert '<span class="a" title="Iran">Iran</span>' in text
    assert '<span class="t e" title="the JCPOA" data-r="0">the deal</span>' in text


def test_holders_count_for_whom_they_act_as_in_the_charts(tmp_path: Path) -> None:
    official = labelled(holder="mohammad_javad_zarif")
    private = labelled(holder="a_professor", number=2)
    private = private._replace(records=[replace(private.records[0], official=False)])
    rows = [e["data-actor"] for e in Elements(page(tmp_path, official, private)).all("a") if "data-actor" in e]
    assert list(filter(None, rows)) == ["IRN"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' ]]> <!-- &amp; {{ 7*7 }} end."
    bad = labelled(nasty, title='<b onload="x">', outlet="</title><script>", url="javascript:alert(1)")
    bad = bad._replace(records=[replace(bad.records[0], holder_name="<i>Iran", cue='"><script>', sentiment="<u>")])
    text = page(tmp_path, bad, skipped=[{"path": "<script>x.bin", "reason": "<img onerror=y>"}], model="<script>")
    elements = Elements(text)
    assert nasty in "".join(elements.text)
    assert "<i>Iran" in "".join(elements.text)
    assert not list(elements.all("img"))
    assert "<i>Iran" not in text
    assert not list(elements.all("u"))
    assert [entry.get("type") for entry in elements.all("script")] == ["application/json", None, None]
    assert not [name for _, attributes in elements.tags for name in attributes if name.startswith("on")]
    assert all((entry.get("href") or "").startswith(("#", "data:,")) for entry in elements.all("a"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "java\nscript:x",
        "//a.b",
        "http://",
        "http://[",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) is None
    assert safe_url(f"https://example.org/{url.strip()}".replace("\n", "").replace(" ", "")) is not None


def test_link_to_the_original(tmp_path: Path) -> None:
    links = Elements(page(tmp_path, labelled(url='https://example.org/?a="b"&c')))
    assert 'https://example.org/?a="b"&c' in [entry.get("href") for entry in links.all("a")]


def test_policy_allows_the_page_s_own_script_and_style_only(tmp_path: Path) -> None:
    import base64
    import hashlib

    text = page(tmp_path, labelled())
    policy = next(e["content"] for e in Elements(text).all("meta") if "http-equiv" in e)
    assert policy is not None
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(inside) == (2 if tag == "script" else 1)
        hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
        allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
        assert f"{tag}-src {allowed};" in policy
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert " style=" not in text


def test_many_documents_are_kept_folded(tmp_path: Path) -> None:
    many = [labelled(f"Iran </script><!-- wants to keep {n}. More.", number=n, title="</script>") for n in range(1, 31)]
    text = page(tmp_path, *many)
    assert len(list(Elements(text).all("article"))) == PAGE_DOCUMENTS
    data = folded(text)
    assert len(data) == 30 - PAGE_DOCUMENTS
    assert 'id="d30"' in data[-1]
    assert "Iran </script><!-- wants to keep 30." in "".join(Elements(data[-1]).text)
    assert text.count("</script>") == len(data) + 3  # the rows, and two scripts of the page's own
    keys = [json.loads(e["data-keys"] or "") for e in Elements(text).all("script") if "data-keys" in e]
    assert [key[:3] for (key,) in keys] == [["IRN", "jcpoa", "favor"]] * len(data)
    assert all(0 <= key[3] <= 1 for (key,) in keys)


def test_skipped_documents_and_reasons(tmp_path: Path) -> None:
    skipped = [{"path": "a.bin", "reason": "not text"}, {"path": "b.txt", "reason": "empty"}]
    text = "".join(Elements(page(tmp_path, labelled(), skipped=skipped)).text)
    assert "2 skipped documents: not text; empty" in text
    assert "a.bin" in text


def test_says_when_it_shows_part_of_a_run(tmp_path: Path) -> None:
    text = page(tmp_path, labelled(), counts={"documents": 2500, "skipped": 1200}, skipped=[("no", "mapping")])
    assert "the first 1 of 2,500 documents" in text
    assert "1,200" in text


def test_no_documents_at_all(tmp_path: Path) -> None:
    assert "No sentence carries a stance toward the JCPOA" in page(tmp_path)


def test_odd_characters(tmp_path: Path) -> None:
    text = page(tmp_path, labelled("Iran \ud800\x00\x0b wants to keep \u202ethe deal. \U0001f600 end"))
    assert "Iran \ufffd\ufffd\ufffd wants" in text.replace("</span>", "").replace('<span class="e" data-r="0">', "")
    assert "\x00" not in text


def test_replaces_only_when_complete(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("before", encoding="utf-8")

    def broken() -> Iterator[Labelled]:
        yield labelled()
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        write_report(path, broken(), run={}, targets=TARGETS, names=str)
    assert path.read_text(encoding="utf-8") == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_run_is_read_after_the_documents(tmp_path: Path) -> None:
    run: dict[str, object] = {}

    def documents() -> Iterator[Labelled]:
        yield labelled()
        run["model"] = "filled-late"

    write_report(tmp_path / "r.html", documents(), run=run, targets=TARGETS, names=str)
    assert "filled-late" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_without_charts_people_count_as_they_do_with_them(tmp_path: Path):
    one = labelled(holder="sergei_lavrov")
    private = one._replace(records=[replace(one.records[0], official=False)])
    text = page(tmp_path, private)
    assert "Everybody counts for the state or body they act for" in text
    assert '[[\\"IRN\\"' in text or "IRN&#34;" in text or '"IRN"' in text
