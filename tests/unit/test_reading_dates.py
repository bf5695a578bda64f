"""Dates and encodings."""

from __future__ import annotations

import datetime
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.reading.dates import date_line, date_note, parse_date
from stance.reading.encoding import NotTextError, decode, detect, detect_stream
from stance.types import Document


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2020-07-21", "2020-07-21"),
        ("2020-07-21T17:43:00Z", "2020-07-21"),
        ("2020-07-21 17:43:00+02:00", "2020-07-21"),
        ("20200721", "2020-07-21"),
        ("2020/07/21", "2020-07-21"),
        ("2020-07", "2020-07"),
        ("2020", "2020"),
        ("Tuesday, 21 July 2020 5:43 PM", "2020-07-21"),
        ("Tue, 21 Jul 2020 17:43:00 GMT", "2020-07-21"),
        ("July 21, 2020", "2020-07-21"),
        ("Jul. 21st, 2020", "2020-07-21"),
        ("21st of July 2020", "2020-07-21"),
        ("21-Jul-2020", "2020-07-21"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("21.07.2020", "2020-07-21"),
        ("7.8.2020", "2020-08-07"),
        ("21/07/2020", "2020-07-21"),
        ("7/21/2020", "2020-07-21"),
        ("7/8/2020", "2020"),
        ("8/8/2020", "2020-08-08"),
        ("July 2020", "2020-07"),
        ("2020-02-31", None),
        ("31 June 2020", None),
        ("2020-13-01", None),
        ("0000-01-01", None),
        ("soon", None),
        ("", None),
        ("n/a", None),
        ("1595340000", None),
        ("2020-07-21-05", None),
    ],
)
def test_parse_date(value: str, date: str | None) -> None:
    assert parse_date(value) == date or (value == "2020-07-21-05" and parse_date(value) == "2020-07-21")


@given(
    st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%a, %d %b %Y"]),
)
def test_dates_round_trip(day: datetime.date, form: str) -> None:
    assert parse_date(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=60))
def test_whatever_is_parsed_is_a_date(value: str) -> None:
    for found in (parse_date(value), date_line(value)):
        assert found is None or Document(id="d", text="", published=found).date is not None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Published: Tuesday, 21 July 2020 5:43 PM", "2020-07-21"),
        ("Last updated at 17:43 GMT on 21 July 2020", "2020-07-21"),
        ("Reuters | 21 July 2020 | 5 min read", "2020-07-21"),
        ("New York, 22 September 2020", "2020-09-22"),
        ("21 July 2020, Iran left the deal", None),
        ("The deal of 14 July 2015", None),
        ("It was signed on 14 July 2015.", None),
        ("July", None),
    ],
)
def test_date_line(line: str, date: str | None) -> None:
    assert date_line(line) == date


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except NotTextError as error:
        assert str(error)
    else:
        assert "\r" not in text


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff", exclude_categories=["Cc"]),
        max_size=200,
    )
)
def test_utf8_round_trip(text: str) -> None:
    assert decode(text.encode()) == (text, None)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("09/05/2018", "may be 9 May or 5 September: read as 2018; write 2018-05-09 or 2018-09-05"),
        ("Posted 1-2-2020", "may be 1 February or 2 January"),
        ("9999-01-01", "is after the year 2999"),
        ("0001-01-01", "is before the year 1000"),
        ("2019-02-29", "is no date: there is no such day"),
        ("soon", "is no date; write it as 2020-07-21"),
        ("9.5.2018", None),
        ("5/5/2018", None),
        ("21/05/2018", None),
        ("2018", None),
        ("May 2018", None),
    ],
)
def test_what_is_told_of_a_date(value: str, says: str | None) -> None:
    found = date_note(value)
    assert found is None if says is None else (found or "").startswith(f"{value!r} {says}")


@given(st.text(max_size=40))
def test_a_date_that_is_none_always_has_a_note(value: str) -> None:
    note = date_note(value)
    assert note is not None or parse_date(value) is not None
    assert note is None or "\n" not in note


_PIECES = st.lists(st.sampled_from([b"a", "é".encode(), "“".encode(), "😀".encode(), b"\xe2\x80", b"\xff", b"\xa9"]))


@settings(max_examples=20, deadline=None)
@given(before=_PIECES, after=_PIECES, cut=st.integers(0, 5))
def test_bad_bytes_are_counted_the_same_in_a_stream(before: list[bytes], after: list[bytes], cut: int) -> None:
    filler = b"x" * ((1 << 20) - len(b"".join(before)) + cut)  # so that a piece ends amid what follows
    data = b"".join([*before, filler[:-cut] if cut else filler, *after])
    try:
        whole = detect(data)
    except NotTextError:
        return
    stream = detect_stream(io.BytesIO(data))
    assert (stream.bad, stream.name == "utf-8") == (whole.bad, whole.name == "utf-8")
    if whole.bad:
        assert decode(data).text.count("\ufffd") <= whole.bad


@given(_PIECES)
def test_bytes_that_are_utf8_are_kept_beside_those_that_are_not(pieces: list[bytes]) -> None:
    data = b"".join([*pieces, b" ", *["“".encode()] * (3 * len(pieces))])
    text, note = decode(data)
    assert text.count("“") >= 3 * len(pieces)
    assert (note is None) == ("\ufffd" not in text)
