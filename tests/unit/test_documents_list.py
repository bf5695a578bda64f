"""The list of labelled documents comes back as it was, and is refused where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.corpus import CorpusDocument, read_corpus, write_corpus
from stance.errors import InputError


def test_the_list_comes_back_as_it_was(tmp_path: Path) -> None:
    documents = [
        CorpusDocument("a", 12, 3, "Daily", "2018-05-08", "FRA"),
        CorpusDocument("=1+1", 0, 0),
        CorpusDocument('b\rc,"d"', 2, 1, "-Evening", "2018", None),
    ]
    path = tmp_path / "documents.csv"
    assert write_corpus(documents, path) == 3
    assert list(read_corpus(path).items()) == [(one.document_id, one) for one in documents]
    assert '\n"\'=1+1",0,0' in path.read_text(encoding="utf-8")  # no spreadsheet runs it
    assert [file.name for file in tmp_path.iterdir()] == ["documents.csv"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column document_id, sentences"),
        ("document_id,sentences\na,many\n", ":2: sentences 'many' is not a whole number"),
        ("document_id,sentences\na,1\na,2\n", ":3: document 'a' is listed twice"),
        ("document_id,sentences,published\na,1,soon\n", ":2: published 'soon' is no date"),
    ],
)
def test_what_is_no_such_list_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "documents.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_corpus(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
