"""Passwords: which ones are good enough, and how they are kept (Argon2id, RFC 9106)."""

import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import WeakPassword

_MIN_LENGTH = 12
MAX_LENGTH = 256  # hashing must not become a way to keep the machine busy
_MIN_DIFFERENT = 6
#: Parts that guessers try first; a password must have enough left without them.
_COMMON_PARTS = (
    "password", "passwort", "kennwort", "geheim", "secret", "admin", "letmein", "willkommen", "welcome",
    "qwertz", "qwerty", "asdfgh", "yxcvbn", "zxcvbn", "abcdef", "123456", "654321", "integration", "recklinghausen",
    "iloveyou", "ichliebedich", "hallo", "sommer", "winter", "fruehling", "herbst", "schalke", "dortmund",
)  # fmt: skip
_MIN_REST = 6
#: Each hash takes 64 MiB while it is made; two at a time are enough for a handful of editors.
_AT_ONCE = threading.BoundedSemaphore(2)


@lru_cache(maxsize=1)
def default_hasher() -> PasswordHasher:
    """Return the hasher with the parameters of RFC 9106 for little memory: 64 MiB, 3 rounds, 4 lanes."""
    return PasswordHasher()


def check_password(password: str, *, login: str) -> None:
    """Refuse a password that is easy to guess.

    Raises
    ------
    WeakPassword
        With the rule that it breaks; the message never holds the password.
    """
    broken = _broken_rule(_normal(password), login.casefold())
    if broken:
        raise WeakPassword(broken)


def _normal(password: str) -> str:
    """Return the same text for the same keys, whatever keyboard they were typed on (NFKC, RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, *, hasher: PasswordHasher | None = None) -> str:
    """Return the hash that is stored: its parameters and salt stand in it."""
    with _AT_ONCE:
        return (hasher or default_hasher()).hash(_normal(password))


def is_password(stored: str, password: str, *, hasher: PasswordHasher | None = None) -> bool:
    """Whether a password belongs to a stored hash; an absurdly long one never does."""
    tried = _normal(password[: MAX_LENGTH + 1])
    try:
        with _AT_ONCE:
            is_right = (hasher or default_hasher()).verify(stored, tried[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return is_right and len(tried) <= MAX_LENGTH


@lru_cache(maxsize=4)
def hash_of_nobody(hasher: PasswordHasher) -> str:
    """Return a hash that fits no password, to take the same time for a login that does not exist."""
    import secrets

    return hasher.hash(secrets.token_urlsafe(32))


def _broken_rule(password: str, login: str) -> str:
    if len(password) < _MIN_LENGTH:
        return f"password: at least {_MIN_LENGTH} characters expected"
    if len(password) > MAX_LENGTH:
        return f"password: at most {MAX_LENGTH} characters expected"
    if len(set(password)) < _MIN_DIFFERENT:
        return f"password: at least {_MIN_DIFFERENT} different characters expected"
    rest = password.casefold()
    for part in (login, *_COMMON_PARTS):
        rest = rest.replace(part, "")
    if len(rest.strip("0123456789!?.-_ ")) < _MIN_REST:
        return "password: too common; take a few words that do not belong together"
    return ""
