"""Accounts of editors, coordinators and admins: logins are names of roles (`redaktion-marl`), never of persons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from argon2 import PasswordHasher

from geo.errors import AccountError, SignInRefused
from geo.model import Role
from geo.store import AccountRow, Counter, Store
from geo.tables import LIST_SEPARATOR, items_of
from geo.upkeep.access.passwords import (
    check_password,
    default_hasher,
    hash_of_nobody,
    hash_password,
    is_password,
)
from geo.upkeep.access.second_factor import forget_tries, passes
from geo.upkeep.access.sessions import open_session
from geo.upkeep.access.throttle import ACCOUNT_LOCKOUT, ADDRESS_LOCKOUT, PAIR_LOCKOUT
from geo.upkeep.access.tokens import keyed_hash

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_ACCOUNT_ROLES = (Role.EDITOR, Role.COORDINATOR, Role.ADMIN)


@dataclass(frozen=True)
class Account:
    """What may be told about an account."""

    login: str
    role: Role
    is_disabled: bool
    created_at: datetime
    has_second_factor: bool = False
    recovery_codes: int = 0
    cities: tuple[str, ...] = ()


def list_accounts(store: Store) -> list[Account]:
    """Return all accounts by login."""
    factors = store.factors.all()
    return [
        Account(
            row.login,
            Role(row.role),
            row.is_disabled,
            row.created_at,
            cities=tuple(items_of(row.cities)),
            has_second_factor=row.login in factors,
            recovery_codes=len(factors[row.login].recovery_hashes) if row.login in factors else 0,
        )
        for row in store.accounts.all()
    ]


def add_account(
    store: Store,
    login: str,
    password: str,
    role: Role,
    *,
    now: datetime,
    cities: Sequence[str] = (),
    hasher: PasswordHasher | None = None,
) -> None:
    """Make an account.

    Parameters
    ----------
    cities
        The cities of the district whose offers an editor keeps; none for all.

    Raises
    ------
    AccountError
        If the login is taken or has another shape, the role needs no account, or is bound to no city.
    WeakPassword
        If the password is easy to guess.
    """
    if not _LOGIN.fullmatch(login):
        msg = f"login {login!r}: 3 to 40 small letters, digits, dots, hyphens expected, a letter first"
        raise AccountError(msg)
    _check_role(role)
    kept = _kept_cities(role, cities)
    check_password(password, login=login)
    row = AccountRow(login, hash_password(password, hasher=hasher), str(role), False, now, now, kept)
    if not store.accounts.add(row):
        msg = f"login {login!r}: there is an account of that name already"
        raise AccountError(msg)


def change_password(
    store: Store, login: str, password: str, *, now: datetime, hasher: PasswordHasher | None = None
) -> None:
    """Set a new password, end all visits of the account, and lift its lock.

    Raises
    ------
    AccountError
        If there is no such account.
    WeakPassword
        If the password is easy to guess.
    """
    account = _account(store, login)
    check_password(password, login=login)
    store.accounts.put(replace(account, password_hash=hash_password(password, hasher=hasher), changed_at=now))
    store.sessions.end_all_of(login)
    _forget_tries(store, login, now)


def unlock(store: Store, login: str, *, now: datetime) -> None:
    """Lift all locks of an account, and those of the addresses from which it was tried.

    Raises
    ------
    AccountError
        If there is no such account.
    """
    _account(store, login)
    _forget_tries(store, login, now)


def set_role(store: Store, login: str, role: Role, *, now: datetime) -> None:
    """Give an account another role; it counts from the next click.

    Raises
    ------
    AccountError
        If there is no such account, or the role needs none.
    """
    _check_role(role)
    store.accounts.put(replace(_account(store, login), role=str(role), changed_at=now))


def set_cities(store: Store, login: str, cities: Sequence[str], *, now: datetime) -> None:
    """Bind an editor to the offers of some cities, or to none of them any more; it counts from the next click.

    Raises
    ------
    AccountError
        If there is no such account, or its role is bound to no city.
    """
    account = _account(store, login)
    kept = _kept_cities(Role(account.role), cities)
    store.accounts.put(replace(account, cities=kept, changed_at=now))


def set_disabled(store: Store, login: str, *, is_disabled: bool, now: datetime) -> None:
    """Close an account, or open it again; closing ends all its visits.

    Raises
    ------
    AccountError
        If there is no such account.
    """
    store.accounts.put(replace(_account(store, login), is_disabled=is_disabled, changed_at=now))
    if is_disabled:
        store.sessions.end_all_of(login)


def sign_in(
    store: Store,
    login: str,
    password: str,
    code: str = "",
    *,
    address: str,
    now: datetime,
    hasher: PasswordHasher | None = None,
) -> str:
    """Check login, password and second factor, and return the secret of a new session.

    Every try is counted before the password is looked at, so that many at once are no way around the lock. The lock
    holds for the pair of login and address; one of the whole account stops only addresses from which nobody came in
    that day or the day before.
    A login that does not exist takes the same time and gets the same answer as a wrong password.

    Parameters
    ----------
    code
        What the app shows, or a code on paper, of an account with a second factor; others need none.
    address
        The network address it comes from; only a hash is kept, and that for two days at most.

    Raises
    ------
    SignInRefused
        If login, password or code are wrong, the account is closed, or there were too many tries.
    """
    keys = _keys(store, login, address, now)
    if not store.counters.change(keys, now, lambda counters: _one_more_try(counters, now)):
        raise SignInRefused(_REFUSED)
    hasher = hasher or default_hasher()
    asked = login if _LOGIN.fullmatch(login) else ""
    account = store.accounts.get(asked)
    stored = account.password_hash if account else hash_of_nobody(hasher)
    is_right = (
        is_password(stored, password, hasher=hasher) and account is not None and not account.is_disabled
    )
    is_past = passes(store, asked, code, is_password_right=is_right, now=now)
    if account is None or not is_right or not is_past:
        raise SignInRefused(_REFUSED)
    store.counters.change(keys, now, lambda counters: _forgive(counters, now))
    if hasher.check_needs_rehash(stored):
        store.accounts.put(replace(account, password_hash=hash_password(password, hasher=hasher)))
    return open_session(store, now=now, login=account.login)


def address_key(store: Store, purpose: str, address: str, now: datetime) -> str:
    """Return the name of an address's counter: a hash whose key is thrown away after the next day."""
    return f"{purpose}:{keyed_hash(store.counters.key_of(now.date()), network_of(address))[:40]}"


def network_of(address: str) -> str:
    """Return what one household or office shares: the address itself, or the /64 network of an IPv6 one."""
    import ipaddress

    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def wide_network_of(address: str) -> str:
    """Return the first address of what one subscriber or renter of machines may have: a /24, of IPv6 a /48."""
    import ipaddress

    near = network_of(address).partition("/")[0]
    if not near:
        return ""
    parsed = ipaddress.ip_address(near)
    return str(
        ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False).network_address
    )


_REFUSED = "login, password or code are wrong, or there were too many tries; wait a while before the next one"


_LOCKOUTS = (PAIR_LOCKOUT, ADDRESS_LOCKOUT, ACCOUNT_LOCKOUT)
#: How many counters a try has a day: one for each lock, and whether the pair came in.
_A_DAY = len(_LOCKOUTS) + 1


def _keys(store: Store, login: str, address: str, now: datetime) -> list[str]:
    """Return the counters of a try, of today and of the day before: a midnight lifts no lock and forgets nobody.

    Of each day the pair, the address, the account; and whether the pair came in.
    """
    return [name for key in _day_keys(store, now) for name in _keys_of_day(key, login, address)]


def _keys_of_day(key: str, login: str, address: str) -> list[str]:
    name, place = _login_hash(key, login), keyed_hash(key, network_of(address))
    pair = f"{name}:{place[:30]}"
    return [f"pair:{pair}", f"sign-in:{place[:40]}", f"account:{name}", f"known:{pair}"]


def _day_keys(store: Store, now: datetime) -> list[str]:
    """Return the key of today and, if there was one, of the day before."""
    today, before = store.counters.key_of(now.date()), store.counters.key_before(now.date())
    return [today, before] if before else [today]


def _login_hash(key: str, login: str) -> str:
    return keyed_hash(key, login[:200])[:30]


def _forget_tries(store: Store, login: str, now: datetime) -> None:
    """Forget tries at an account: of it, of its pairs, of the addresses they came from; and where it came in."""
    for key in _day_keys(store, now):
        name = _login_hash(key, login)
        for place in store.counters.ends_of(f"pair:{name}:"):
            store.counters.forget_all(f"sign-in:{place}")
        store.counters.forget(f"account:{name}")
        store.counters.forget_all(f"pair:{name}:")
        store.counters.forget_all(f"known:{name}:")
    forget_tries(store, login)


def _one_more_try(counters: list[Counter], now: datetime) -> list[Counter] | None:
    """Count a try at an account from an address; None while one of the locks holds, of today or the day before."""
    days = [counters[at : at + _A_DAY] for at in range(0, len(counters), _A_DAY)]
    is_known = any(known.count for *_, known in days)
    holding = _LOCKOUTS[:2] if is_known else _LOCKOUTS
    for day in days:
        if any(lockout.is_locked(counter, now) for lockout, counter in zip(holding, day, strict=False)):
            return None
    *tries, known = days[0]
    counted = [lockout.failed(counter, now) for lockout, counter in zip(_LOCKOUTS, tries, strict=True)]
    return [*counted, known, *counters[_A_DAY:]]


def _forgive(counters: list[Counter], now: datetime) -> list[Counter]:
    """Forget the pair's failures, and take back this one try of address and account: others may share them."""
    pair, address, account, known = counters[:_A_DAY]
    fewer = [replace(one, count=max(0, one.count - 1)) for one in (address, account)]
    before = [replace(one, count=0) if at == 0 else one for at, one in enumerate(counters[_A_DAY:])]
    return [replace(pair, count=0), *fewer, Counter(1, known.since, now), *before]


def _account(store: Store, login: str) -> AccountRow:
    account = store.accounts.get(login) if _LOGIN.fullmatch(login) else None
    if account is None:
        msg = f"login {login!r}: there is no such account"
        raise AccountError(msg)
    return account


def _kept_cities(role: Role, cities: Sequence[str]) -> str:
    """Return cities as they are kept, each once."""
    if cities and role != Role.EDITOR:
        msg = f"role {str(role)!r}: only editors are bound to cities"
        raise AccountError(msg)
    return LIST_SEPARATOR.join(dict.fromkeys(cities))


def _check_role(role: Role) -> None:
    if role not in _ACCOUNT_ROLES:
        msg = f"role {role!r}: one of {', '.join(_ACCOUNT_ROLES)} expected"
        raise AccountError(msg)
