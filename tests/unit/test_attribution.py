"""Who says, thinks or wants what."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.actors.attribution import attributions
from stance.types import Attribution, Document, Mention, Sentence

_END = re.compile(r".+?(?:[.?!][\"”’']?(?=\s+[\"“‘A-Z])|$)")


def split(*paragraphs: str, headings: int = 0) -> tuple[Document, list[Sentence]]:
    """Sentences by a plain rule, good enough for these texts; the first ``headings`` paragraphs are headings."""
    text = "\n\n".join(paragraphs)
    rows: list[Sentence] = []
    offset = 0
    for number, paragraph in enumerate(paragraphs):
        for match in _END.finditer(paragraph):
            words = match.group().strip()
            if not words:
                continue
            start = offset + match.end() - len(match.group().lstrip())
            kind = "heading" if number < headings else "body"
            rows.append(
                Sentence(
                    document_id="d",
                    index=len(rows),
                    start=start,
                    end=start + len(words),
                    text=words,
                    kind=kind,
                    paragraph=number,
                )
            )
        offset += len(paragraph) + 2
    return Document(id="d", text=text), rows


def found(*paragraphs: str, headings: int = 0) -> list[tuple[str, str, str, str]]:
    document, rows = split(*paragraphs, headings=headings)
    return [show(document.text, one) for one in attributions(document, rows, [[] for _ in rows])]


def show(text: str, one: Attribution) -> tuple[str, str, str, str]:
    speaker = one.speaker.text if one.speaker else ""
    return one.kind, speaker, text[slice(*one.cue)], " // ".join(text[slice(*span)] for span in one.content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # direct: before, after, inverted, split, over several sentences
        ('"We stay in," the minister said.', ("direct", "minister", "said", "We stay in,")),
        ('The minister said: "We stay in."', ("direct", "minister", "said", "We stay in.")),
        ('"We stay in," said the minister on Monday.', ("direct", "minister", "said", "We stay in,")),
        (
            '"We stay in," the envoy told reporters, "if others do."',
            ("direct", "envoy", "told", "We stay in, // if others do."),
        ),
        (
            '"We stay," he said. "Others left. We did not."',
            ("direct", "he", "said", "We stay, // Others left. We did not."),
        ),
        ("“Will they sign?” asked Ana Ruiz, a diplomat.", ("direct", "Ana Ruiz", "asked", "Will they sign?")),
        ("‘They lied,’ she added.", ("direct", "she", "added", "They lied,")),
        ('" They lied. " she added.', ("direct", "she", "added", "They lied.")),
        # indirect
        (
            "The minister said on Tuesday that the pact works.",
            ("indirect", "minister", "said", "the pact works"),
        ),
        ("In a statement, the ministry said it would stay.", ("indirect", "ministry", "said", "it would stay")),
        ("She told parliament that talks go on.", ("indirect", "She", "told", "talks go on")),
        ("The pact, the envoy stressed, is not dead.", ("indirect", "envoy", "stressed", "The pact // is not dead")),
        ("The pact is not dead, the envoy said.", ("indirect", "envoy", "said", "The pact is not dead")),
        ("As the envoy put it, the pact is not dead.", ("indirect", "envoy", "put it", "the pact is not dead")),
        ("The agency asked whether the plant was open.", ("indirect", "agency", "asked", "whether the plant was open")),
        (
            "The ministry was quoted by a daily as saying the pact holds.",
            ("indirect", "ministry", "quoted by a daily as saying", "the pact holds"),
        ),
        ("The envoy tweeted that talks had failed.", ("indirect", "envoy", "tweeted", "talks had failed")),
        (
            "Peru's foreign minister, Ana Ruiz, who was in Lima, said the pact holds.",
            ("indirect", "Ana Ruiz", "said", "the pact holds"),
        ),
        (
            'He added that ties "are good and based on trust" and will grow.',
            ("indirect", "He", "added", 'ties "are good and based on trust" and will grow'),
        ),
        # attitudes and intentions
        ("Peru called on Chile to comply.", ("indirect", "Peru", "called on", "Chile to comply")),
        ("Peru accused Chile of cheating.", ("indirect", "Peru", "accused", "Chile of cheating")),
        ("Peru wants to leave the pact.", ("indirect", "Peru", "wants", "to leave the pact")),
        ("Peru warned against new tariffs.", ("indirect", "Peru", "warned against", "new tariffs")),
        ("Peru remains opposed to the tariffs.", ("indirect", "Peru", "opposed to", "the tariffs")),
        ("The tariffs were condemned by Peru.", ("indirect", "Peru", "condemned", "The tariffs")),
        (
            "Peru is believed by the agency to have paid.",
            ("indirect", "agency", "believed", "Peru // to have paid"),
        ),
        # without a verb
        ("According to the agency, Peru complied.", ("according", "agency", "According to", "Peru complied")),
        (
            "The pact, according to a senior official, is dead.",
            ("according", "senior official", "according to", "The pact // is dead"),
        ),
        ("In Peru's view, the tariffs are illegal.", ("according", "Peru", "view", "the tariffs are illegal")),
        ("Peru's opposition to the tariffs grew.", ("nominal", "Peru", "opposition to", "the tariffs")),
        ("Their resistance against the tariffs is known.", ("nominal", "Their", "resistance against", "the tariffs")),
        ("Peru's claim that Chile paid was rejected.", ("nominal", "Peru", "claim", "Chile paid")),
        ("He heard calls by Peru for a new pact.", ("nominal", "Peru", "calls", "a new pact")),
    ],
)
def test_form(text: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Chances to save the pact still exist: Ruiz",
            ("headline", "Ruiz", ":", "Chances to save the pact still exist"),
        ),
        ("Ruiz: Facts prove the pact works", ("headline", "Ruiz", ":", "Facts prove the pact works")),
        ("Pact is working, says Ruiz", ("indirect", "Ruiz", "says", "Pact is working")),
    ],
)
def test_headline(text: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in found(text, headings=1)


def test_participles_and_coordinated_verbs_keep_the_subject() -> None:
    rows = found(
        "Ruiz hailed the pact and said that Chile wanted war, adding that Peru paid, while Soto called it dead."
    )
    assert [(one[1], one[2], one[3]) for one in rows] == [
        ("Ruiz", "hailed", "the pact"),
        ("Ruiz", "said", "Chile wanted war"),
        ("Chile", "wanted", "war"),
        ("Ruiz", "adding", "Peru paid"),
        ("Soto", "called", "it dead"),
    ]


def test_what_somebody_reports_of_others_is_nested_and_comes_later() -> None:
    rows = found("The envoy added that Peru and Chile seem willing to keep the pact.")
    assert rows == [
        ("indirect", "envoy", "added", "Peru and Chile seem willing to keep the pact"),
        ("indirect", "Peru and Chile", "willing", "to keep the pact"),
    ]


def test_quotation_over_paragraphs_keeps_its_speaker() -> None:
    rows = found(
        "“This is the first part of it,” the envoy said.",
        "“It goes on in the next paragraph. It goes on.",
        "“And it ends here, in the third.”",
    )
    assert [(one[0], one[1]) for one in rows] == [("direct", "envoy")] * 3
    assert rows[2][2] == ""


def test_titles_and_scare_quotes_are_no_attributions() -> None:
    assert found('The so-called "maximum pressure" campaign and the film "The Long Way Home From Here" failed.') == []


def test_quotation_of_nobody_has_no_speaker() -> None:
    assert found("“Nobody is named for these words.”") == [("direct", "", "", "Nobody is named for these words.")]


def test_nouns_are_not_taken_for_verbs() -> None:
    assert found("The demands and claims in the reports of the talks were long.") == []


def test_speaker_is_the_mention_that_covers_the_head_of_the_phrase() -> None:
    document, rows = split("The foreign minister of Peru said that the pact works.")
    role = Mention(entity_id="PER", text="The foreign minister of Peru", start=0, end=28, kind="role")
    (one,) = attributions(document, rows, [[role]])
    assert one.speaker == role


def test_several_speakers_become_one_mention_with_members() -> None:
    document, rows = split("Peru, Chile and Cuba condemned the tariffs.")
    names = [("PER", 0, 4), ("CHL", 6, 11), ("CUB", 16, 20)]
    mentions = [Mention(entity_id=i, text=document.text[a:b], start=a, end=b) for i, a, b in names]
    (one,) = attributions(document, rows, [mentions])
    assert one.speaker is not None
    assert (one.speaker.kind, one.speaker.members) == ("group", ("PER", "CHL", "CUB"))


def test_no_sentences() -> None:
    assert attributions(Document(id="d", text=""), [], []) == []


WORDS = st.sampled_from(
    "Peru the minister said says that , . ? \" “ ” ' ‘ ’ « `` '' : ; ( ) — who told reporters adding and according "
    "to by was believed 's claim calls for he wants opposed in view of as while on Monday it "
    "willing called quoted saying".split()
)


def texts(size: int = 40) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(WORDS, st.sampled_from(["", " "])), max_size=size).map(
        lambda pieces: "".join(word + space for word, space in pieces).strip()
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(texts(), max_size=4))
def test_any_text_gives_spans_inside_the_document(paragraphs: list[str]) -> None:
    document, rows = split(*paragraphs)
    size = len(document.text)
    starts = []
    for one in attributions(document, rows, [[] for _ in rows]):
        assert one.content
        assert all(0 <= start < end <= size for start, end in one.content)
        assert all(left[1] <= right[0] for left, right in zip(one.content, one.content[1:], strict=False))
        assert 0 <= one.cue[0] <= one.cue[1] <= size
        if one.speaker is not None:
            assert document.text[one.speaker.start : one.speaker.end] == one.speaker.text
        if one.kind == "direct" and one.cue[0] < one.cue[1]:
            assert not any(start < one.cue[1] and one.cue[0] < end for start, end in one.content)
            if one.speaker is not None:
                assert not any(start <= one.speaker.start < end for start, end in one.content)
        starts.append(one.content[0][0])
    assert starts == sorted(starts)


@settings(max_examples=60, deadline=None)
@given(texts(15), st.integers(0, 80), st.sampled_from("\"“”‘’'«"))
def test_stray_mark_in_one_paragraph_leaves_the_others_alone(words: str, place: int, mark: str) -> None:
    other = "“We agree,” the envoy said, adding that Peru would sign."
    expected = found("x", other)
    stray = words[:place] + mark + words[place:]
    assert found(stray, other)[-len(expected) :] == expected


@pytest.mark.parametrize(
    "unit", ["Peru said that Chile wants war and ", '"a b c d e f," he said. ', '"', " said he, “x”", "x"]
)
def test_one_long_sentence_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    rows = [Sentence(document_id="d", index=0, start=0, end=len(text), text=text)]
    started = time.perf_counter()
    attributions(Document(id="d", text=text), rows, [[]])
    assert time.perf_counter() - started < 10
