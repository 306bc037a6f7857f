"""Real files with something changed in them, for every reader: they are read or refused in words; nothing else happens."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz_targets import TARGETS
from tools.fuzz import JSON, change_bytes, change_json

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_target_is_made_for_brings_nothing_down(name):
    target = TARGETS[name]

    for seed in target.seeds():
        target.feed(seed)


@pytest.mark.parametrize("name", TARGETS)
@SOME
@given(data=st.data())
def test_changed_bytes_bring_no_reader_down(name, data):
    target = TARGETS[name]
    raw = data.draw(st.sampled_from(target.seeds()))
    for number in data.draw(st.lists(st.integers(0, 2**32), min_size=1, max_size=6)):
        raw = change_bytes(raw, random.Random(number))

    target.feed(raw)


def test_no_length_in_a_geopackage_however_large_brings_the_reader_down():
    raw = TARGETS["gpkg"].seeds()[0]

    for place in range(16, len(raw)):
        TARGETS["gpkg"].feed(raw[:place] + b"\xff" * 8 + raw[place + 8 :])


@pytest.mark.parametrize("name", sorted(JSON))
@SOME
@given(data=st.data())
def test_changed_values_bring_no_reader_of_json_down(name, data):
    target = TARGETS[name]
    raw = data.draw(st.sampled_from(target.seeds()))
    for number in data.draw(st.lists(st.integers(0, 2**32), min_size=1, max_size=6)):
        raw = change_json(raw, 50_000, number)

    target.feed(raw)
