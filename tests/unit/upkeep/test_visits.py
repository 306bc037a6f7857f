"""Visits that end, and the rules of waiting alone."""

from dataclasses import astuple
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from geo.model import Role
from geo.store import Counter, Store
from geo.upkeep.access import (
    VISITOR,
    actor_of_session,
    add_account,
    end_session,
    set_disabled,
    set_role,
    sign_in,
)
from geo.upkeep.access.sessions import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT, form_token, is_form_token
from geo.upkeep.access.throttle import Lockout, Rate
from geo.upkeep.access.tokens import new_token
from tests.access_kit import ADDRESS, NOW, PASSWORD, QUICK, later


@pytest.fixture
def account(store: Store) -> Store:
    add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
    return store


def _sign_in(store: Store, password: str = PASSWORD, *, login="redaktion", address=ADDRESS, now=NOW) -> str:
    return sign_in(store, login, password, address=address, now=now, hasher=QUICK)


# --- visits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moments", "is_in"),
    [
        ([IDLE_TIMEOUT - timedelta(seconds=1)], True),
        ([IDLE_TIMEOUT], False),
        ([IDLE_TIMEOUT * 0.9 * step for step in range(1, 14)], True),
        ([IDLE_TIMEOUT * 0.9 * step for step in range(1, 14)] + [ABSOLUTE_TIMEOUT], False),
    ],
    ids=["still there", "idle", "busy", "too old"],
)
def test_a_visit_ends_when_idle_and_after_a_day_of_work(account: Store, moments, is_in: bool) -> None:
    token = _sign_in(account)

    seen = [actor_of_session(account, token, now=NOW + moment) != VISITOR for moment in moments]

    assert seen == [True] * (len(moments) - 1) + [is_in]


def test_signing_out_ends_the_visit_for_whoever_holds_its_secret(account: Store) -> None:
    token = _sign_in(account)

    end_session(account, token)

    assert actor_of_session(account, token, now=NOW) == VISITOR


def test_a_role_taken_away_is_gone_with_the_next_click(account: Store) -> None:
    set_role(account, "redaktion", Role.ADMIN, now=NOW)
    token = _sign_in(account)
    before = actor_of_session(account, token, now=NOW).role

    set_role(account, "redaktion", Role.EDITOR, now=NOW)

    assert (before, actor_of_session(account, token, now=NOW).role) == (Role.ADMIN, Role.EDITOR)


def test_closing_an_account_ends_its_visits_even_after_it_is_opened_again(account: Store) -> None:
    token = _sign_in(account)

    set_disabled(account, "redaktion", is_disabled=True, now=NOW)
    set_disabled(account, "redaktion", is_disabled=False, now=NOW)

    assert actor_of_session(account, token, now=NOW) == VISITOR
    assert _sign_in(account)


@pytest.mark.parametrize("token", ["", "x", "' OR '1'='1", "A" * 43, "A" * 10_000, "\x00" * 43, "ä" * 43])
def test_a_guessed_secret_opens_nothing(account: Store, token: str) -> None:
    _sign_in(account)

    assert actor_of_session(account, token, now=NOW) == VISITOR


def test_old_visits_are_forgotten_when_a_new_one_begins(account: Store) -> None:
    _sign_in(account)

    _sign_in(account, now=later(days=1))

    with account.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM access_session")) == 1


def test_a_form_is_signed_for_one_visit_and_one_purpose() -> None:
    mine, other = new_token(), new_token()
    sign = form_token(mine, "reply")

    assert is_form_token(mine, "reply", sign)
    assert not is_form_token(other, "reply", sign)
    assert not is_form_token(mine, "sign-out", sign)
    assert not is_form_token(mine, "reply", "")
    assert not is_form_token("", "reply", form_token("", "reply"))


# --- the rules alone ---------------------------------------------------------------------------------------------


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_failures_never_wait_shorter_and_no_wait_is_endless(first: int, second: int) -> None:
    lockout = Lockout(free=3)
    fewer, more = sorted((first, second))

    assert lockout.wait(fewer) <= lockout.wait(more) <= lockout.longest_wait
    assert (lockout.wait(fewer) == timedelta()) == (fewer < 3)


@given(st.lists(st.integers(0, 7200), max_size=60).map(sorted), st.integers(1, 5))
def test_no_window_that_begins_with_a_use_holds_more_than_the_limit(seconds: list[int], limit: int) -> None:
    rate, counter, taken = Rate(limit, timedelta(hours=1)), Counter(0, NOW, NOW), []

    for second in seconds:
        now = later(seconds=second)
        if not rate.is_used_up(counter, now):
            counter = rate.used(counter, now)
            taken.append(now)

    fresh = [moment for moment in taken if moment >= counter.since]
    assert len(fresh) <= limit
    assert all(sum(start <= t < start + rate.window for t in taken) <= 2 * limit for start in taken)


def test_counters_are_read_back_as_they_were_written(store: Store) -> None:
    written = Counter(3, NOW, later(seconds=5))
    store.counters.change(["x:1"], NOW, lambda _: [written])
    read: list[Counter] = []

    store.counters.change(["x:1", "x:2"], NOW, read.extend)

    assert [astuple(counter) for counter in read] == [astuple(written), (0, NOW, NOW)]
