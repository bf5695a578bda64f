"""Reading PolNeAR's release format, and the measure built on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.data.polnear import read_polnear
from stance.errors import InputError

TEXT = 'Ana Ruiz said the pact works. "Good," she said.'
CODING = """T1\tSource 0 8\tAna Ruiz
T2\tCue 9 13\tsaid
T3\tContent 14 18;19 28\tthe pact works
T4\tAttribution 9 13\tsaid
E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3
T5\tCue 38 46\tshe said
E2\tAttribution-no-source:T5 Cue:T5
T6\tContent 31 35\tGood
E3\tAttribution-no-source:T5 Cue:T5 Content2:T6
"""


def write(folder: Path, coding: str) -> Path:
    for name in ("text", "attributions"):
        (folder / "dev" / name).mkdir(parents=True)
    (folder / "dev" / "text" / "daily_2016-01-01_title.txt").write_text(TEXT, encoding="utf-8")
    for coder in ("a1", "b2"):
        path = folder / "dev" / "attributions" / f"daily_2016-01-01_title_{coder}.ann"
        path.write_text(coding, encoding="utf-8")
    return folder


def test_reads_every_coder_and_leaves_out_relations_without_content(tmp_path: Path) -> None:
    (article,) = read_polnear(write(tmp_path, CODING))
    assert article.text == TEXT
    assert len(article.codings) == 2
    first, second = article.codings[0]
    assert (first.speaker, first.cue, first.content) == (((0, 8),), ((9, 13),), ((14, 18), (19, 28)))
    assert (second.speaker, second.content) == ((), ((31, 35),))


def test_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no PolNeAR articles here"):
        list(read_polnear(tmp_path))


def test_annotation_outside_of_the_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="T9 lies outside"):
        list(read_polnear(write(tmp_path, "T9\tCue 900 904\tsaid\n")))
