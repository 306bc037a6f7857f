"""Laws of calendar files: lines stay short, letters whole, and every text comes back as it was."""

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.calendar_file import Event, calendar_file
from geo.tables import FORBIDDEN

WRITTEN = datetime(2026, 3, 1, tzinfo=UTC)
anything = st.text(alphabet=st.characters(codec="utf-8"), max_size=400)
texts = st.one_of(anything, st.text(alphabet=',;:\\\nnN\r"ä\u0639\U0001f600BEGIN: \t', max_size=200))


def unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def read(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def seen(text: str) -> str:
    """Return a text as a calendar may tell it: breaks of lines alike, nothing that hides."""
    broken = re.sub(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\t]", " ", FORBIDDEN.sub("", broken))


@given(texts, texts, texts)
def test_every_text_comes_back_and_none_becomes_a_line(title: str, place: str, text: str) -> None:
    event = Event("uid", title, date(2026, 1, 1), date(2026, 1, 1), place=place, text=text)

    lines = unfolded(calendar_file([event], name=title, written_at=WRITTEN))

    found = dict(line.split(":", 1) for line in lines if line)
    told = {key: read(found.get(key, "")) for key in ("SUMMARY", "LOCATION", "DESCRIPTION")}
    assert told == {"SUMMARY": seen(title), "LOCATION": seen(place), "DESCRIPTION": seen(text)}
    assert read(found["NAME"]) == seen(title)
    keys = [line.split(":", 1)[0] for line in lines if line]
    assert keys.count("BEGIN") == 2
    assert keys.count("UID") == 1


@given(texts)
def test_lines_have_at_most_75_bytes_and_end_between_letters(text: str) -> None:
    raw = calendar_file(
        [Event("uid", text, date(2026, 1, 1), date(2026, 1, 2), text=text * 3)], name="x", written_at=WRITTEN
    )

    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line
        line.decode("utf-8")
