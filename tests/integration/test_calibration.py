"""The range of nine of ten holds the truth about as often as it says, found by hiding known places; with room."""

import numpy as np
import pytest

from bench import calibration
from bench.calibration import Base, Found, calibrate


@pytest.fixture(scope="module")
def base() -> Base:
    return calibration.thinned(calibration.base_of(calibration._world()), 16)


def trial(base: Base, *, is_shared: bool = True) -> Found:
    return calibrate(
        base,
        repetitions=3,
        draws=60,
        limits_m=(1200.0, 2400.0),
        topics=6,
        is_shared=is_shared,
        with_cities=False,
    )


def test_ranges_hold_the_truth_and_chances_are_what_they_say(base: Base) -> None:
    found = trial(base)

    assert 0.78 <= found.district.share <= 0.99
    assert 0.80 <= found.cities.share <= 0.98
    assert np.mean(found.district.off) < 0.05
    told, true = found.expected_out / found.people, found.out / found.people
    assert np.abs(told - true).max() < 0.2
    assert (np.diff(true) > 0).all()  # the likelier a gap is told, the more often it is one


def test_without_shared_sites_they_do_not(base: Base) -> None:
    """The check that checks the check: were this not seen, the one above would see nothing."""
    assert trial(base, is_shared=False).cities.share < 0.80
