"""Secrets that nobody can guess, and what is kept of them."""

import hashlib
import hmac
import re
import secrets

_TOKEN_BYTES = 32  # 256 bit
TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return a new secret: 256 random bits in letters that need no escaping in an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether a text has the shape of a secret of ours."""
    return TOKEN_PATTERN.fullmatch(text) is not None


def token_hash(token: str) -> str:
    """Return what the database keeps of a secret.

    A plain hash is enough: nobody can try out 2**256 secrets, unlike passwords.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_hash(key: str, text: str) -> str:
    """Return a hash that nobody can recompute without the key."""
    return hmac.new(key.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Compare two secrets in a time that tells nothing about them."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
