"""`python -m geo user`: accounts of those who sign in; passwords come from a prompt or stdin, never as an argument."""

import getpass
import io
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import segno
import typer

from geo.cli.choosing import known_values
from geo.cli.output import say, write_json, write_table
from geo.district.cities import load_cities
from geo.errors import AccountError
from geo.model import Role
from geo.places.address import find_city
from geo.settings import Settings, load_settings, utc_now
from geo.store import Store
from geo.upkeep.access import (
    Account,
    add_account,
    change_password,
    set_cities,
    set_disabled,
    set_role,
    unlock,
)
from geo.upkeep.access.accounts import list_accounts
from geo.upkeep.access.second_factor import Enrolment, begin, enrol, switch_off

user_app = typer.Typer(help="Accounts of those who sign in.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="Name of a role, such as redaktion-marl; no person's name.")]
RoleOption = Annotated[str, typer.Option("--role", help="editor, coordinator or admin.")]
CityOption = Annotated[
    list[str] | None,
    typer.Option("--city", help="City whose offers an editor keeps; several; without, all of the district."),
]


@user_app.command("add")
def add(login: Login, role: RoleOption = "editor", city: CityOption = None) -> None:
    """Make an account; asks for the password, or reads it from the first line of stdin."""
    wanted, settings = _role(role), load_settings()
    cities = _cities(settings, city)
    password = read_password()
    with Store.open(settings) as store:
        add_account(store, login, password, wanted, now=utc_now(), cities=cities)
    say(f"{login}: made, role {wanted}{_bound(cities)}")


@user_app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="Write a JSON list.")] = False) -> None:
    """List the accounts."""
    with Store.open(load_settings()) as store:
        accounts = list_accounts(store)
    if as_json:
        write_json(
            [
                {
                    "login": a.login,
                    "role": str(a.role),
                    "cities": list(a.cities),
                    "is_disabled": a.is_disabled,
                    "has_second_factor": a.has_second_factor,
                    "recovery_codes": a.recovery_codes,
                }
                for a in accounts
            ],
            indent=2,
        )
        return
    rows = [
        [
            a.login,
            str(a.role),
            ", ".join(a.cities) or "all",
            "closed" if a.is_disabled else "open",
            _factor(a),
        ]
        for a in accounts
    ]
    write_table(["login", "role", "cities", "state", "second factor"], rows, title="")


@user_app.command("password")
def password_(login: Login) -> None:
    """Set a new password; ends all visits of the account and lifts its lock."""
    password = read_password()
    with Store.open(load_settings()) as store:
        change_password(store, login, password, now=utc_now())
    say(f"{login}: new password set, all visits ended")


@user_app.command("role")
def role_(login: Login, role: Annotated[str, typer.Argument(help="editor, coordinator or admin.")]) -> None:
    """Give an account another role."""
    wanted = _role(role)
    with Store.open(load_settings()) as store:
        set_role(store, login, wanted, now=utc_now())
    say(f"{login}: role {wanted}")


@user_app.command("cities")
def cities_(
    login: Login,
    city: Annotated[
        list[str] | None, typer.Option("--city", help="City whose offers the editor keeps; several.")
    ] = None,
    of_all: Annotated[bool, typer.Option("--all", help="The offers of the whole district.")] = False,
) -> None:
    """Bind an editor to the offers of some cities, or with --all to none of them any more."""
    if bool(city) == of_all:
        msg = "which cities? --city, or --all for the whole district, expected"
        raise typer.BadParameter(msg)
    settings = load_settings()
    cities = _cities(settings, city)
    with Store.open(settings) as store:
        set_cities(store, login, cities, now=utc_now())
    say(f"{login}: keeps the offers of {', '.join(cities) or 'all cities'}")


@user_app.command("unlock")
def unlock_(login: Login) -> None:
    """Lift the locks of an account after too many wrong passwords."""
    with Store.open(load_settings()) as store:
        unlock(store, login, now=utc_now())
    say(f"{login}: locks lifted")


@user_app.command("totp")
def totp(
    login: Login,
    off: Annotated[bool, typer.Option("--off", help="Sign in by password alone again.")] = False,
) -> None:
    """Give an account a second factor: codes of an app; ends all its visits. Again for another app."""
    settings = load_settings()
    with Store.open(settings) as store:
        if off:
            switch_off(store, login)
            say(f"{login}: signs in by password alone")
            return
        enrolment = begin(store, login, issuer=f"Integrationskarte {settings.district.name}")
        _show_secret(enrolment)
        codes = enrol(store, enrolment, _read_code(), now=utc_now())
    say(f"{login}: second factor on, all visits ended")
    say("Codes on paper, each for one sign-in without the app; they are not shown again:")
    sys.stdout.write("".join(f"{code}\n" for code in codes))


@user_app.command("disable")
def disable(login: Login) -> None:
    """Close an account and end all its visits."""
    _set_disabled(login, is_disabled=True)
    say(f"{login}: closed, all visits ended")


@user_app.command("enable")
def enable(login: Login) -> None:
    """Open a closed account again."""
    _set_disabled(login, is_disabled=False)
    say(f"{login}: open")


def read_password(*, ask: Callable[[str], str] = getpass.getpass) -> str:
    """Ask a person twice for a password without showing it, or read it from a program's first line.

    Raises
    ------
    AccountError
        If the two differ, or there is none.
    """
    if sys.stdin.isatty():
        first, second = ask("Password: "), ask("Once more: ")
        if first != second:
            msg = "the two passwords differ; nothing was changed"
            raise AccountError(msg)
        return first
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        msg = "no password on stdin; nothing was changed"
        raise AccountError(msg)
    return line


def _show_secret(enrolment: Enrolment) -> None:
    """Show a secret as a QR code of letters, and as letters for who cannot scan it."""
    drawn = io.StringIO()
    segno.make(enrolment.address, error="l", micro=False).terminal(drawn, compact=True)
    for line in drawn.getvalue().splitlines():
        say(line)
    say(f"secret: {enrolment.secret}")


def _read_code() -> str:
    """Ask for the code of the app, or read it from a program's first line."""
    if sys.stdin.isatty():
        return input("Code that the app shows now: ")
    return sys.stdin.readline().strip()


def _factor(account: Account) -> str:
    return f"on, {account.recovery_codes} codes on paper" if account.has_second_factor else "off"


def _set_disabled(login: str, *, is_disabled: bool) -> None:
    with Store.open(load_settings()) as store:
        set_disabled(store, login, is_disabled=is_disabled, now=utc_now())


def _cities(settings: Settings, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return cities of the district as they are written there."""
    known = tuple(load_cities(settings.district.file("cities")))
    return known_values("--city", [find_city(name, known) or name for name in names or ()], known)


def _bound(cities: Sequence[str]) -> str:
    return f", for the offers of {', '.join(cities)}" if cities else ""


def _role(text: str) -> Role:
    if text not in (Role.EDITOR, Role.COORDINATOR, Role.ADMIN):
        msg = f"--role {text!r}: editor, coordinator or admin expected"
        raise typer.BadParameter(msg)
    return Role(text)
