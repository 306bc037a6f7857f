"""Accounts: locks that grow, answers that tell nobody anything, and nothing kept that need not be."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from geo.errors import AccountError, SignInRefused
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import (
    VISITOR,
    Actor,
    actor_of_session,
    add_account,
    change_password,
    set_disabled,
    set_role,
    sign_in,
    unlock,
)
from geo.upkeep.access.accounts import list_accounts, network_of
from geo.upkeep.access.passwords import is_password
from geo.upkeep.access.throttle import ACCOUNT_LOCKOUT, ADDRESS_LOCKOUT, PAIR_LOCKOUT
from tests.access_kit import ADDRESS, NOW, PASSWORD, QUICK, everything_kept, later

SECRET_WORDS = ("redaktion", PASSWORD, ADDRESS)


@pytest.fixture
def account(store: Store) -> Store:
    add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
    return store


def _sign_in(store: Store, password: str = PASSWORD, *, login="redaktion", address=ADDRESS, now=NOW) -> str:
    return sign_in(store, login, password, address=address, now=now, hasher=QUICK)


def _fail(store: Store, times: int, **options) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            _sign_in(store, "not this one", **options)


# --- accounts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["", "ab", "Redaktion", "9tail", "a b c", "x" * 41, "rédaktion", "a'--"])
def test_a_login_is_a_short_name_in_small_letters(store: Store, login: str) -> None:
    with pytest.raises(AccountError, match="login"):
        add_account(store, login, PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.ORGANIZATION, Role.OPERATOR])
def test_only_editors_and_admins_have_accounts(store: Store, role: Role) -> None:
    with pytest.raises(AccountError, match="editor, coordinator, admin"):
        add_account(store, "redaktion", PASSWORD, role, now=NOW, hasher=QUICK)


def test_a_login_is_given_once(account: Store) -> None:
    with pytest.raises(AccountError, match="already"):
        add_account(account, "redaktion", PASSWORD + "!", Role.ADMIN, now=NOW, hasher=QUICK)

    assert [a.role for a in list_accounts(account)] == [Role.EDITOR]


def test_who_knows_the_password_is_let_in_with_the_role_of_the_account(account: Store) -> None:
    token = _sign_in(account)

    assert actor_of_session(account, token, now=NOW) == Actor(Role.EDITOR, login="redaktion")


def test_an_account_that_does_not_exist_changes_nothing(store: Store) -> None:
    for change in (
        lambda: change_password(store, "nobody", PASSWORD, now=NOW),
        lambda: set_role(store, "nobody", Role.ADMIN, now=NOW),
        lambda: set_disabled(store, "nobody", is_disabled=True, now=NOW),
    ):
        with pytest.raises(AccountError, match="no such account"):
            change()


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(account: Store) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)

    sign_in(account, "redaktion", PASSWORD, address=ADDRESS, now=NOW, hasher=stronger)

    renewed = account.accounts.get("redaktion")
    assert renewed is not None
    assert "t=2" in renewed.password_hash
    assert is_password(renewed.password_hash, PASSWORD, hasher=stronger)


# --- refusals ----------------------------------------------------------------------------------------------------


def test_unknown_login_wrong_password_closed_account_and_lock_get_the_same_answer(account: Store) -> None:
    add_account(account, "closed", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
    set_disabled(account, "closed", is_disabled=True, now=NOW)
    add_account(account, "locked", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
    _fail(account, PAIR_LOCKOUT.free, login="locked")
    answers = set()

    for login, password in (
        ("nobody", PASSWORD), ("redaktion", "wrong"), ("closed", PASSWORD), ("locked", PASSWORD), ("' OR 1=1 --", ""),
    ):  # fmt: skip
        with pytest.raises(SignInRefused) as caught:
            _sign_in(account, password, login=login)
        answers.add((type(caught.value), str(caught.value), caught.value.key))

    assert len(answers) == 1


def test_a_login_that_does_not_exist_is_verified_against_a_hash_of_the_same_cost(store: Store) -> None:
    verified: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002
            verified.append(hash)
            return super().verify(hash, password)

    hasher = Watched(time_cost=1, memory_cost=8, parallelism=1)
    add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW, hasher=hasher)

    for login in ("redaktion", "nobody"):
        with pytest.raises(SignInRefused):
            sign_in(store, login, "wrong", address=ADDRESS, now=NOW, hasher=hasher)

    assert len({hash_[: hash_.index("p=1")] for hash_ in verified}) == 1
    assert len(verified) == 2


def test_after_five_failures_even_the_right_password_waits(account: Store) -> None:
    _fail(account, PAIR_LOCKOUT.free)

    with pytest.raises(SignInRefused):
        _sign_in(account, now=later(seconds=29))

    assert _sign_in(account, now=later(seconds=31))


def test_a_stranger_who_guesses_locks_himself_out_and_not_the_owner(account: Store) -> None:
    _fail(account, PAIR_LOCKOUT.free + 3, address="198.51.100.1")

    assert _sign_in(account)


@pytest.fixture
def small_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of account and address that hold after ten tries: the rules do not depend on how many it takes."""
    locks = (PAIR_LOCKOUT, replace(ADDRESS_LOCKOUT, free=10), replace(ACCOUNT_LOCKOUT, free=10))
    monkeypatch.setattr("geo.upkeep.access.accounts._LOCKOUTS", locks)


@pytest.mark.usefixtures("small_locks")
def test_many_strangers_slow_down_an_account_but_not_for_who_came_in_before(account: Store) -> None:
    _sign_in(account, address="203.0.113.5")
    for number in range(10 // PAIR_LOCKOUT.free):
        _fail(account, PAIR_LOCKOUT.free, address=f"198.51.100.{number}")

    with pytest.raises(SignInRefused):
        _sign_in(account)
    assert _sign_in(account, address="203.0.113.5")
    assert _sign_in(account, now=later(seconds=61))


@pytest.mark.usefixtures("small_locks")
def test_midnight_forgets_neither_who_came_in_nor_who_failed(account: Store) -> None:
    before, after = NOW.replace(hour=23, minute=59, second=58), later(days=1).replace(hour=0)
    _sign_in(account, address="203.0.113.5", now=before)
    for number in range(10 // PAIR_LOCKOUT.free):
        _fail(account, PAIR_LOCKOUT.free, address=f"198.51.100.{number}", now=before)

    for stranger in ("198.51.100.0", "192.0.2.99"):
        with pytest.raises(SignInRefused):
            _sign_in(account, address=stranger, now=after)
    assert _sign_in(account, address="203.0.113.5", now=after)


@pytest.mark.usefixtures("small_locks")
def test_an_admin_lifts_the_lock_of_the_address_and_forgets_where_an_account_came_in(account: Store) -> None:
    _sign_in(account)
    for number in range(9):
        _fail(account, 1, login=f"guess-{number}")
        _fail(account, 1, login=f"guess-{number}", address="198.51.100.1")
    _fail(account, 1)
    _fail(account, 1, login="somebody-else", address="198.51.100.1")
    with pytest.raises(SignInRefused):
        _sign_in(account)

    unlock(account, "redaktion", now=NOW)

    with account.reading() as connection:
        assert connection.scalar(text("SELECT sum(count) FROM throttle WHERE key LIKE 'known:%'")) == 0
    assert _sign_in(account)
    with pytest.raises(SignInRefused):  # an address from which nobody tried this account
        _sign_in(account, address="198.51.100.1")


def test_an_admin_lifts_all_locks_of_an_account(account: Store) -> None:
    _fail(account, PAIR_LOCKOUT.free)
    with pytest.raises(SignInRefused):
        _sign_in(account)

    unlock(account, "redaktion", now=NOW)

    assert _sign_in(account)
    with pytest.raises(AccountError, match="no such account"):
        unlock(account, "nobody", now=NOW)


def test_the_same_lock_stands_before_a_login_that_does_not_exist(store: Store) -> None:
    counted = []
    for _ in range(PAIR_LOCKOUT.free + 2):
        _fail(store, 1, login="nobody")
        with store.reading() as connection:
            counted.append(
                connection.scalar(text("SELECT max(count) FROM throttle WHERE key LIKE 'account:%'"))
            )

    assert counted == [1, 2, 3, 4, 5, 5, 5]


def test_a_success_forgets_the_failures_of_the_account(account: Store) -> None:
    _fail(account, PAIR_LOCKOUT.free - 1)
    _sign_in(account)

    _fail(account, PAIR_LOCKOUT.free - 1)

    assert _sign_in(account)


def test_one_address_cannot_try_many_logins(account: Store) -> None:
    for number in range(ADDRESS_LOCKOUT.free):
        _fail(account, 1, login=f"guess-{number}")

    with pytest.raises(SignInRefused):
        _sign_in(account)

    assert _sign_in(account, address="198.51.100.1")


def test_a_success_does_not_give_an_address_new_tries_at_other_logins(account: Store) -> None:
    for number in range(ADDRESS_LOCKOUT.free - 1):
        _fail(account, 1, login=f"guess-{number}")
        if number % 5 == 0:
            _sign_in(account)

    _fail(account, 1, login="one-more")

    with pytest.raises(SignInRefused):
        _sign_in(account)


def test_many_tries_at_once_are_no_way_around_the_lock(account: Store) -> None:
    verified = []

    class Watched(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002
            verified.append(password)
            return super().verify(hash, password)

    hasher = Watched(time_cost=1, memory_cost=8, parallelism=1)

    def attempt(number: int) -> bool:
        try:
            sign_in(account, "redaktion", f"guess {number}", address=ADDRESS, now=NOW, hasher=hasher)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(attempt, range(40)))

    assert len(verified) == PAIR_LOCKOUT.free


def test_a_new_password_lifts_the_lock_and_ends_all_visits(account: Store) -> None:
    token = _sign_in(account)
    _fail(account, PAIR_LOCKOUT.free)

    change_password(account, "redaktion", PASSWORD + " neu", now=NOW, hasher=QUICK)

    assert actor_of_session(account, token, now=NOW) == VISITOR
    assert _sign_in(account, PASSWORD + " neu")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("proxy, proxy", ""),
    ],
)
def test_an_ipv6_household_counts_as_one_address(address: str, expected: str) -> None:
    assert network_of(address) == expected


def test_the_database_holds_no_password_no_address_and_no_secret_of_a_visit(account: Store) -> None:
    token = _sign_in(account)
    _fail(account, 2, login="somebody-else")

    kept = everything_kept(account)

    assert [word for word in (PASSWORD, ADDRESS, token, "somebody-else") if word in kept] == []


def test_keys_of_addresses_are_thrown_away_after_the_next_day(account: Store) -> None:
    first = account.counters.key_of(NOW.date())
    again = account.counters.key_of(NOW.date())
    next_day, third = (account.counters.key_of(later(days=days).date()) for days in (1, 2))

    with account.reading() as connection:
        kept = connection.execute(text("SELECT key FROM day_key ORDER BY day")).scalars().all()
    assert first == again != next_day
    assert kept == [next_day, third]
    assert account.counters.key_before(later(days=2).date()) == next_day
    assert account.counters.key_before(later(days=1).date()) == ""


def test_signing_in_writes_nothing_into_the_log(account: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        token = _sign_in(account)
        _fail(account, 1)
        actor_of_session(account, token, now=NOW)

    assert [word for word in (*SECRET_WORDS, token) if word in caplog.text] == []
