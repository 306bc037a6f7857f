"""Passwords: which are good enough, and how they are kept."""

import pytest

from geo.errors import WeakPassword
from geo.upkeep.access.passwords import MAX_LENGTH, check_password, default_hasher, is_password
from tests.access_kit import PASSWORD, QUICK

# --- passwords ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elfzeichen!", "at least 12"),
        ("x" * (MAX_LENGTH + 1), "at most 256"),
        ("abababababab", "different"),
        ("Passwort2026!!", "too common"),
        ("redaktion-redaktion-1", "too common"),
        ("Integration123456", "too common"),
        ("Schalke04Schalke04", "too common"),
        ("qwertz12345678", "too common"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_and_not_repeated(password: str, said: str) -> None:
    with pytest.raises(WeakPassword, match=said) as caught:
        check_password(password, login="redaktion")

    assert password not in str(caught.value)


def test_a_few_words_that_do_not_belong_together_are_a_password() -> None:
    check_password(PASSWORD, login="redaktion")


def test_passwords_are_kept_as_argon2id_with_the_parameters_of_rfc_9106() -> None:
    stored = default_hasher().hash(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert is_password(stored, PASSWORD)
    assert not is_password(stored, PASSWORD + " ")


def test_a_password_is_the_same_from_every_keyboard() -> None:
    stored = QUICK.hash("Füße im Wasser, Köpfe")

    assert is_password(stored, "Fu\u0308ße im Wasser, Ko\u0308pfe", hasher=QUICK)


def test_a_megabyte_of_password_is_refused_without_work() -> None:
    assert not is_password(QUICK.hash("x" * MAX_LENGTH), "x" * 1_000_000, hasher=QUICK)


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$broken"])
def test_a_broken_hash_fits_no_password(stored: str) -> None:
    assert not is_password(stored, PASSWORD, hasher=QUICK)
