"""`python -m geo check` finds counts, topics and publications that cannot be, and names no count."""

import pytest

from geo.cli.advice_checks import check_advice
from geo.model import Role
from geo.settings import load_settings
from geo.store import HandoverKey, Store, TallyKey
from tests.store_kit import offer_row, open_memory, seed

TALK = TallyKey("2026-Q3", "Marl", "childcare", "not_found")
WAY = HandoverKey("2026-Q3", "Marl", "job_centre", "youth_office")


@pytest.fixture
def store():
    with open_memory() as opened:
        seed(opened, offer_row("a-1"))
        yield opened


def _told(store: Store) -> list[tuple[str, str]]:
    return [(problem.column, problem.value) for problem in check_advice(load_settings({}), store)]


def test_what_is_right_is_not_told(store: Store) -> None:
    store.advice.count({TALK: 3, TALK._replace(obstacle="full"): 3})
    store.advice.count_handovers({WAY: 2})

    assert _told(store) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (TALK._replace(city="Essen"), ("tally.city", "Essen")),
        (TALK._replace(topic="gone"), ("tally.topic", "gone")),
        (TALK._replace(quarter="2026-Q7"), ("tally.quarter", "2026-Q7")),
        (
            TALK._replace(outcome="placed", obstacle="cost"),
            ("tally.obstacle", "2026-Q3 Marl childcare placed cost"),
        ),
        (TALK._replace(obstacle="cost"), ("tally.obstacle", "2026-Q3 Marl childcare not_found cost")),
    ],
)
def test_a_count_that_cannot_be_is_told_without_its_number(
    store: Store, wrong: TallyKey, told: tuple[str, str]
) -> None:
    store.advice.count({wrong: 4})

    assert {*_told(store)} == {told}


def test_handovers_to_offers_there_are_not_or_to_both_are_told(store: Store) -> None:
    to_offer = WAY._replace(to_office="", offer_id="a-1")
    store.advice.count_handovers({to_offer: 2})
    assert _told(store) == []

    store.advice.count_handovers(
        {
            to_offer._replace(offer_id="Anna"): 1,
            WAY._replace(offer_id="a-1"): 1,
            WAY._replace(to_office=""): 1,
        }
    )

    assert [column for column, _ in _told(store)] == [
        "handover.offer_id", "handover.to_office", "handover.to_office",
    ]  # fmt: skip


def test_broken_publications_capacities_of_nothing_and_unknown_offices_are_told(store: Store) -> None:
    store.advice.publish("2026-Q3", '{"needs": 1}', who=Role.COORDINATOR)
    store.advice.count_handovers({WAY._replace(to_office="nobody"): 1})
    capacity = {
        "offer_id": "x-1", "status": "full", "free_places": None, "next_start": "", "weeks": None,
        "as_of": "2026-11-30", "expires": "2027-01-29",
    }  # fmt: skip
    store.advice.report_capacity(capacity, who=Role.EDITOR, text="")

    assert _told(store) == [
        ("handover.to_office", "nobody"),
        ("capacity_report.offer_id", "x-1"),
        ("figures", "2026-Q3"),
    ]
