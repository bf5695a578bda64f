"""What a script sees: `stance.label` and its arguments."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import stance
from stance.cli import main
from stance.errors import ConfigError, InputError

TEXT = "Iran's foreign minister said Tehran would stay in the nuclear deal with world powers."


def found(targets: object, **options: object) -> set[tuple[str | None, str, str]]:
    document = stance.Document(id="a", text=TEXT)
    records = stance.label(document, targets, **options)  # type: ignore[arg-type]
    return {(record.affiliation, record.target, record.stance) for record in records}


def test_one_target_or_several(tmp_path: Path) -> None:
    assert found("jcpoa") == found(["jcpoa"]) == {("IRN", "jcpoa", "favor")}
    path = tmp_path / "mine.yaml"
    path.write_text("id: mine\nname: deal\ndefinition: A deal.\naliases: [the nuclear deal]\n", encoding="utf-8")
    assert found(path) == found(str(path)) == found([path]) == {("IRN", "mine", "favor")}
    entry = stance.target_from_text("the nuclear deal")
    assert found(entry) == found([entry]) == found("the nuclear deal")


def test_one_file_of_actors_or_several(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,name,aliases,kind\nUTOPIA,Utopia,,body\n", encoding="utf-8")
    expected = found("jcpoa", actor_files=[path])
    assert found("jcpoa", actor_files=path) == found("jcpoa", actor_files=str(path)) == expected


def test_an_unknown_word_is_answered_with_the_function_that_takes_it() -> None:
    with pytest.raises(ConfigError, match=r"unknown target 'sanctions'.*stance\.target_from_text\('sanctions'\)"):
        found("sanctions")


def test_a_note_does_not_stop_a_script(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "t.csv").write_text(f'body,published\n"{TEXT}",09/05/2018\n', encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="stance"):
        records = list(stance.label(tmp_path / "t.csv", "jcpoa"))
    assert {record.published for record in records} == {"2018"}
    assert "read column 'body' as text" in caplog.text
    assert "may be 9 May or 5 September" in caplog.text
    assert main(["label", str(tmp_path), f"out={tmp_path / 'o'}", "report=false"]) == 0
    assert len(list(stance.label(tmp_path, "jcpoa"))) == len(records), "results are no input"
    (tmp_path / "e.txt").touch()
    with pytest.raises(InputError, match="empty"):
        list(stance.label([tmp_path / "e.txt"], "jcpoa"))
