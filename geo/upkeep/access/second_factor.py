"""The second factor of an account: codes of an app (TOTP, RFC 6238), and codes on paper for the day it is lost.

The one who signs in tells login, password and code together, and is told of all three alike: nobody learns here that
a password was right.
"""

import base64
import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyotp

from geo.errors import AccountError
from geo.store import Counter, FactorRow, Store
from geo.upkeep.access.throttle import CODE_LOCKOUT
from geo.upkeep.access.tokens import is_same, token_hash

#: Clocks may differ by an interval of 30 seconds, to either side.
_INTERVALS_BESIDE = 1
RECOVERY_CODES = 10
_RECOVERY_BYTES = 15  # 120 random bits: a plain hash is enough, as for other secrets that nobody can guess
_CODE = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[A-Z2-7]{24}")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: What a code is held against where a login has no second factor, so that time tells nothing.
_NOBODYS = FactorRow("", pyotp.random_base32(), _LONG_AGO, _LONG_AGO)


@dataclass(frozen=True)
class Enrolment:
    """A new secret that nothing knows yet: `address` is what an app reads from the QR code."""

    login: str
    secret: str
    address: str


def begin(store: Store, login: str, *, issuer: str) -> Enrolment:
    """Make a secret for the app of an account; nothing is kept before `enrol`.

    Parameters
    ----------
    issuer
        What the app shows beside the login.

    Raises
    ------
    AccountError
        If there is no such account.
    """
    _require_account(store, login)
    secret = pyotp.random_base32()
    return Enrolment(login, secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer))


def enrol(store: Store, enrolment: Enrolment, code: str, *, now: datetime) -> tuple[str, ...]:
    """Switch the second factor on, or exchange it, once its app shows the right code; ends all visits of the account.

    Returns
    -------
    tuple of str
        Codes on paper, each for one sign-in without the app; nobody can see them again.

    Raises
    ------
    AccountError
        If the code is not the one of the app, or the account is gone.
    """
    _require_account(store, enrolment.login)
    step = _step_of(enrolment.secret, _tidy(code), now)
    if not step:
        msg = (
            f"login {enrolment.login!r}: the code is not the one that the app shows now; nothing was changed"
        )
        raise AccountError(msg)
    codes = tuple(
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)
    )
    store.factors.put(
        FactorRow(
            enrolment.login,
            enrolment.secret,
            made_at=now,
            tried_at=now,
            last_step=step,
            recovery_hashes=tuple(map(token_hash, codes)),
        )
    )
    store.sessions.end_all_of(enrolment.login)
    return tuple("-".join(code[at : at + 6] for at in range(0, len(code), 6)).lower() for code in codes)


def switch_off(store: Store, login: str) -> None:
    """Let an account sign in by its password alone again.

    Raises
    ------
    AccountError
        If there is no such account, or it has no second factor.
    """
    _require_account(store, login)
    if not store.factors.remove(login):
        msg = f"login {login!r}: there is no second factor to switch off"
        raise AccountError(msg)


def passes(store: Store, login: str, code: str, *, is_password_right: bool, now: datetime) -> bool:
    """Whether an account that has a second factor gets past it; one that has none always does.

    A code counts once. Wrong ones are counted for the account, from wherever they come: only who knows the password
    can fail here, so no stranger keeps the owner out. After a wrong password nobody does, the same work is done for
    every login, of an account or not, and nothing is written.
    """
    tidied = _tidy(code)
    if not is_password_right:
        used_code(store.factors.get(login) or _NOBODYS, tidied, now)
        return False
    verdict = store.factors.use(login, lambda factor: used_code(factor, tidied, now))
    return verdict is None or verdict


def forget_tries(store: Store, login: str) -> None:
    """Lift the lock of a second factor, if there is one."""
    store.factors.use(login, lambda factor: (replace(factor, tries=0), True))


def used_code(factor: FactorRow, code: str, now: datetime) -> tuple[FactorRow, bool]:
    """Return the second factor after a try, and whether the code was right and never used before.

    Parameters
    ----------
    code
        Without blanks and hyphens, in capitals.
    """
    counter = Counter(factor.tries, factor.tried_at, factor.tried_at)
    if CODE_LOCKOUT.is_locked(counter, now):
        return factor, False
    step = _step_of(factor.secret, code, now, after=factor.last_step)
    if step:
        return replace(factor, last_step=step, tries=0), True
    hashed = token_hash(code) if _RECOVERY.fullmatch(code) else ""
    left = tuple(kept for kept in factor.recovery_hashes if not is_same(kept, hashed))
    if len(left) < len(factor.recovery_hashes):
        return replace(factor, recovery_hashes=left, tries=0), True
    return replace(factor, tries=CODE_LOCKOUT.failed(counter, now).count, tried_at=now), False


def _step_of(secret: str, code: str, now: datetime, *, after: int = 0) -> int:
    """Return the interval whose code this is, of those now and beside now and after the last one used; 0 for none."""
    if not _CODE.fullmatch(code):
        return 0
    totp = pyotp.TOTP(secret)
    here = totp.timecode(now)
    steps = range(max(after + 1, here - _INTERVALS_BESIDE), here + _INTERVALS_BESIDE + 1)
    found = [step for step in steps if is_same(totp.generate_otp(step), code)]
    return found[0] if found else 0


def _tidy(code: str) -> str:
    """Return a code as it was meant: people copy blanks and hyphens along."""
    return re.sub(r"[\s-]", "", code[:100]).upper()


def _require_account(store: Store, login: str) -> None:
    if store.accounts.get(login) is None:
        msg = f"login {login!r}: there is no such account"
        raise AccountError(msg)
