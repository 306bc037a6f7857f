"""Second factors: a code counts once, in its time, so often may be guessed, and nobody learns that a password was right."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest

from geo.errors import AccountError, SignInRefused
from geo.model import Role
from geo.store import Store
from geo.upkeep.access import (
    VISITOR,
    actor_of_session,
    add_account,
    change_password,
    second_factor,
    sign_in,
    unlock,
)
from geo.upkeep.access.accounts import list_accounts
from geo.upkeep.access.second_factor import RECOVERY_CODES, begin, enrol, switch_off, used_code
from geo.upkeep.access.throttle import CODE_LOCKOUT
from tests.access_kit import ADDRESS, NOW, PASSWORD, QUICK, everything_kept, later

#: The test vector of RFC 6238, appendix B, for SHA-1 (its last six digits).
RFC_SECRET, RFC_SECONDS, RFC_CODE = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1_111_111_109, "081804"


class App:
    """The editor's app, and the codes on paper."""

    def __init__(self, store: Store) -> None:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
        self.enrolment = begin(store, "redaktion", issuer="Karte")
        self.paper = enrol(store, self.enrolment, self.code(seconds=-60), now=later(seconds=-60))

    def code(self, **span: float) -> str:
        return pyotp.TOTP(self.enrolment.secret).at(later(**span))

    def wrong(self) -> str:
        """A code that is right at no moment near."""
        near = {self.code(seconds=30 * step) for step in range(-10, 60)}
        return next(text for text in map("{:06d}".format, range(100)) if text not in near)


@pytest.fixture
def app(store: Store) -> App:
    return App(store)


def _sign_in(store: Store, code: str, *, password=PASSWORD, address=ADDRESS, now=NOW) -> str:
    return sign_in(store, "redaktion", password, code, address=address, now=now, hasher=QUICK)


def _refused(store: Store, code: str, **options) -> str:
    with pytest.raises(SignInRefused) as caught:
        _sign_in(store, code, **options)
    return str(caught.value)


def test_the_codes_are_those_of_the_standard(store: Store, app: App) -> None:
    moment = NOW.fromtimestamp(RFC_SECONDS, tz=NOW.tzinfo)
    factor = replace(store.factors.all()["redaktion"], secret=RFC_SECRET, last_step=0, tried_at=moment)

    assert used_code(factor, RFC_CODE, moment)[1]
    assert not used_code(factor, RFC_CODE[:-1] + "5", moment)[1]


def test_password_and_code_together_let_in_and_neither_alone(store: Store, app: App) -> None:
    assert actor_of_session(store, _sign_in(store, app.code()), now=NOW).role == Role.EDITOR

    later_on = later(minutes=2)
    answers = {
        _refused(store, "", now=later_on),
        _refused(store, app.wrong(), now=later_on),
        _refused(store, app.code(minutes=2), password="not this one", now=later_on),
        _refused(store, app.paper[0], password="not this one", now=later_on),
    }
    assert len(answers) == 1
    assert _sign_in(store, app.code(minutes=2), now=later_on)


def test_after_a_wrong_password_every_login_costs_the_same_and_nothing_is_written(
    store: Store, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(store, "leitung", PASSWORD, Role.ADMIN, now=NOW, hasher=QUICK)  # without a second factor
    done: list[str] = []
    monkeypatch.setattr(
        store.factors, "get", lambda login, get=store.factors.get: done.append("get") or get(login)
    )
    monkeypatch.setattr(store.factors, "use", lambda *_: pytest.fail("takes the writers' lock"))
    monkeypatch.setattr(
        second_factor, "used_code", lambda *given, used=used_code: done.append("used") or used(*given)
    )

    for login in ("redaktion", "leitung", "gibt-es-nicht", "Kein Login\x00" * 99):
        with pytest.raises(SignInRefused):
            sign_in(store, login, "not this one", app.code(), address=ADDRESS, now=NOW, hasher=QUICK)
        assert done == ["get", "used"]
        done.clear()


def test_a_code_that_somebody_saw_counts_no_second_time_and_no_older_one_either(
    store: Store, app: App
) -> None:
    _sign_in(store, app.code())

    _refused(store, app.code())
    _refused(store, app.code(), now=later(seconds=29))
    _refused(store, app.code(seconds=-30))
    assert _sign_in(store, app.code(seconds=30), now=later(seconds=30))


def test_the_code_that_switched_it_on_signs_nobody_in(store: Store, app: App) -> None:
    _refused(store, app.code(seconds=-60), now=later(seconds=-31))


def test_a_clock_may_differ_by_an_interval_and_not_by_two(store: Store, app: App) -> None:
    factor = store.factors.all()["redaktion"]
    taken = [used_code(factor, app.code(seconds=30 * step), NOW)[1] for step in (-2, -1, 0, 1, 2)]

    assert taken[1:] == [True, True, True, False]
    assert not used_code(replace(factor, last_step=0), app.code(seconds=-60), NOW)[1]


def test_of_many_who_send_the_same_code_at_once_one_comes_in(store: Store, app: App) -> None:
    def attempt(number: int) -> bool:
        try:
            _sign_in(store, app.code(), address=f"198.51.100.{number}")
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_who_knows_the_password_may_guess_ten_codes_wherever_he_comes_from(store: Store, app: App) -> None:
    for number in range(CODE_LOCKOUT.free):
        _refused(store, app.wrong(), address=f"198.51.100.{number}")

    _refused(store, app.code(), address="203.0.113.1")
    _refused(store, app.paper[0], address="203.0.113.2")
    _refused(store, app.code(seconds=29), address="203.0.113.3", now=later(seconds=29))
    assert _sign_in(store, app.code(seconds=31), address="203.0.113.4", now=later(seconds=31))


def test_a_day_of_guessing_meets_forty_codes_at_most(store: Store, app: App) -> None:
    factor, moment, guesses = store.factors.all()["redaktion"], 0, 0
    while moment < 24 * 3600:
        tried, verdict = used_code(factor, "x", later(seconds=moment))
        assert not verdict
        guesses += tried.tries > factor.tries
        factor, moment = tried, moment + 30

    assert guesses <= 42


def test_a_stranger_without_the_password_locks_no_code(store: Store, app: App) -> None:
    for number in range(3):
        _refused(store, app.wrong(), password="not this one", address=f"198.51.100.{number}")

    assert store.factors.all()["redaktion"].tries == 0
    assert _sign_in(store, app.code())


def test_a_wrong_password_uses_up_neither_code_nor_paper(store: Store, app: App) -> None:
    _refused(store, app.code(), password="not this one")
    _refused(store, app.paper[0], password="not this one")

    assert _sign_in(store, app.code())
    assert _sign_in(store, app.paper[0])


def test_a_code_on_paper_counts_once_however_it_is_typed(store: Store, app: App) -> None:
    first, second = app.paper[:2]

    assert _sign_in(store, f" {first.upper().replace('-', ' ')} ")
    _refused(store, first)
    assert _sign_in(store, second)
    [listed] = list_accounts(store)
    assert (listed.has_second_factor, listed.recovery_codes) == (True, RECOVERY_CODES - 2)


@pytest.mark.parametrize("code", ["", "0", "x" * 5000, "١٢٣٤٥٦", "' OR 1=1 --", "\x00\ud800", "000000 ", "A" * 24])  # fmt: skip
def test_what_is_no_code_is_refused_and_nothing_else(store: Store, app: App, code: str) -> None:
    _refused(store, code)


def test_codes_on_paper_are_long_enough_for_a_plain_hash_and_kept_nowhere(store: Store, app: App) -> None:
    kept = everything_kept(store)

    assert len(set(app.paper)) == RECOVERY_CODES
    assert all(re.fullmatch(r"([a-z2-7]{6}-){3}[a-z2-7]{6}", code) for code in app.paper)
    assert [code for code in app.paper if code in kept or code.replace("-", "").upper() in kept] == []


def test_an_admin_lifts_the_lock_of_codes_and_a_new_password_does_too(store: Store, app: App) -> None:
    for lift in (
        lambda: unlock(store, "redaktion", now=NOW),
        lambda: change_password(store, "redaktion", PASSWORD, now=NOW, hasher=QUICK),
    ):
        locked = replace(store.factors.all()["redaktion"], tries=CODE_LOCKOUT.free, tried_at=NOW)
        store.factors.put(locked)
        assert not used_code(locked, app.code(), NOW)[1]
        lift()
        assert store.factors.all()["redaktion"].tries == 0
    assert _sign_in(store, app.code())


def test_it_is_switched_on_only_with_the_code_of_its_app_and_ends_all_visits(store: Store) -> None:
    add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=NOW, hasher=QUICK)
    token = _sign_in(store, "")
    enrolment = begin(store, "redaktion", issuer="Karte")

    for wrong in ("", "123", pyotp.TOTP(enrolment.secret).at(later(minutes=5))):
        with pytest.raises(AccountError, match="nothing was changed"):
            enrol(store, enrolment, wrong, now=NOW)
    assert actor_of_session(store, token, now=NOW).role == Role.EDITOR
    enrol(store, enrolment, pyotp.TOTP(enrolment.secret).at(NOW), now=NOW)

    assert actor_of_session(store, token, now=NOW) == VISITOR
    _refused(store, "")


def test_a_new_app_takes_the_place_of_the_old_one(store: Store, app: App) -> None:
    other = begin(store, "redaktion", issuer="Karte")
    enrol(store, other, pyotp.TOTP(other.secret).at(later(seconds=-60)), now=later(seconds=-60))

    _refused(store, app.code())
    _refused(store, app.paper[0])
    assert _sign_in(store, pyotp.TOTP(other.secret).at(NOW))


def test_switched_off_the_password_is_enough_again(store: Store, app: App) -> None:
    switch_off(store, "redaktion")

    assert _sign_in(store, "")
    with pytest.raises(AccountError, match="no second factor"):
        switch_off(store, "redaktion")
    for change in (
        lambda: switch_off(store, "nobody"),
        lambda: begin(store, "nobody", issuer="Karte"),
    ):
        with pytest.raises(AccountError, match="no such account"):
            change()
