"""Which of our languages a browser asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.settings import load_settings
from ui.shared.wanted_language import wanted_language

SPOKEN = load_settings({}).district.languages


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("tr-TR,tr;q=0.9,en-US;q=0.8", "tr"),
        ("sv,uk;q=0.9", "uk"),
        ("en;q=0.5,ar;q=0.9", "ar"),
        ("kmr", "ku"),
        ("prs-AF,fa;q=0.9", "fa"),
        ("de-AT", "de"),
        ("de-simple", "de-simple"),
        ("FR-ca", "fr"),
        ("ru;q=0,pl", "pl"),
        ("ru;q=much,pl;q=0.1", "pl"),
        ("*", ""),
        ("sv", ""),
        ("", ""),
    ],
)
def test_the_first_language_of_the_browser_that_we_speak_is_chosen(accept, expected):
    assert wanted_language(accept, SPOKEN) == expected


@given(st.text(max_size=300))
def test_whatever_a_browser_sends_gives_a_language_of_ours_or_none(accept):
    assert wanted_language(accept, SPOKEN) in ("", *SPOKEN)


def test_of_a_long_list_only_the_beginning_is_read():
    assert wanted_language(",".join(["xx"] * 100 + ["tr"]), SPOKEN) == ""
