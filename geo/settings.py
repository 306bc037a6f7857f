"""Typed, frozen settings; the only reader of environment variables and of the district's file.

Environment variables (all optional):

KARTE_DISTRICT          path of the district file (default: district.toml beside app.py)
KARTE_VAR               folder for the database and caches (default: var beside the district file)
KARTE_DATABASE_URL      sqlite:///… or postgresql+psycopg://… (default: SQLite file karte.sqlite3 in KARTE_VAR)
KARTE_PUBLIC_URL        address under which visitors see the app, for links on paper
KARTE_PROVIDER          geocoding service to use besides the local gazetteer: nominatim, photon or none (default)
KARTE_PROVIDER_URL      its base URL
KARTE_USER_AGENT        how we name ourselves to it
KARTE_PROVIDER_TIMEOUT  seconds to wait for one answer (default 10)
KARTE_PROVIDER_PAUSE    seconds between two questions (default 1, the rule of the public Nominatim)
KARTE_OIDC_ISSUER       the OpenID provider whose sign-ins count (default: none)
KARTE_OIDC_EDITORS, …_COORDINATORS, …_ADMINS  who has which role: sub:…, email:…, group:…, separated by commas
KARTE_OIDC_GROUP_CLAIM  the claim that lists groups (default groups)
KARTE_SMTP_HOST         mail server for reminders (default: none, no mail leaves)
KARTE_SMTP_PORT         its port (default 587, with `ssl` 465)
KARTE_SMTP_SECURITY     starttls (default), ssl or none (only to this machine)
KARTE_SMTP_USER, KARTE_SMTP_PASSWORD  login and password at the mail server, if it wants one
KARTE_SMTP_TIMEOUT      seconds to wait for the mail server (default 20)
KARTE_MAIL_FROM         address the reminders come from
KARTE_MAIL_REPLY_TO     address for answers by mail (default: that one)
KARTE_ALLOW_PRIVATE_URLS  yes lets imports fetch from addresses of this machine and inner networks (default no)
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from geo.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
#: A language can be spoken where its catalogue lies here.
LOCALE_FOLDER = PROJECT_ROOT / "locale"
#: The files every district has.
REQUIRED_FILES = (
    "boundaries", "settlement", "cities", "population", "addresses", "offers", "taxonomy", "sources",
)  # fmt: skip
#: The files it may lack: what they tell is then left out, made from others, or taken from what ships.
OPTIONAL_FILES = (
    "district", "neighbours", "city_contacts", "places", "postcodes", "stations", "target_group_wordings",
    "import_words", "integreat_categories", "phrases", "helplines", "kim_codes", "offer_translations",
    "found_contacts", "city_names", "logo", "slide_template",
)  # fmt: skip
#: How the people of cells can have been computed, in words that the pages know: pattern of 2011, sums of 2022.
_PEOPLE_MODELS = ("census_2011_2022",)
PROVIDERS = ("none", "nominatim", "photon")
_SMTP_SECURITY = ("starttls", "ssl", "none")


def utc_now() -> datetime:
    """Return this moment in UTC; what a test has to set is handed in as `now` or `today` instead."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Background:
    """A street background that a visitor may switch on; contacts nobody before that."""

    id: str
    label: str
    url: str
    attribution: str
    max_zoom: int

    @property
    def origin(self) -> str:
        """Scheme and host, as the Content-Security-Policy names it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Examples:
    """Places that fields show as an example of what may be typed; "" for one that the data shall give."""

    postal_code: str = ""
    city: str = ""
    address: str = ""
    station: str = ""


@dataclass(frozen=True)
class District:
    """What makes this district this district, read from `district.toml`."""

    name: str
    ags: str
    country: str
    metric_crs: int
    languages: tuple[str, ...]
    timezone: str
    files: Mapping[str, Path]
    backgrounds: tuple[Background, ...] = ()
    examples: Examples = field(default_factory=Examples)
    attribution: Mapping[str, str] = field(default_factory=dict)
    people_model: str = ""
    operator: Mapping[str, str] = field(default_factory=dict)
    path: Path = Path("district.toml")

    def file(self, name: str) -> Path:
        """Return one of the files that the district names.

        Raises
        ------
        SettingsError
            If it does not name it.
        """
        try:
            return self.files[name]
        except KeyError as error:
            raise SettingsError(
                f"{self.path}: files.{name} is missing: the name of a file expected"
            ) from error

    def now(self) -> datetime:
        """Return the moment, by the clock of where the district lies."""
        return datetime.now(ZoneInfo(self.timezone))

    def today(self) -> date:
        """Return the day that it is where the district lies."""
        return self.now().date()

    @property
    def default_language(self) -> str:
        """The first language of the file."""
        return self.languages[0]


@dataclass(frozen=True)
class Provider:
    """A geocoding service to ask where the local gazetteer has no exact answer."""

    kind: str = "none"
    url: str = ""
    user_agent: str = "integrationskarte/0.1"
    timeout_s: float = 10.0
    pause_s: float = 1.0


@dataclass(frozen=True)
class OpenIdRules:
    """Whom we know at an OpenID provider; names are `sub:…`, `email:…` (small letters) or `group:…`."""

    issuer: str = ""
    editors: frozenset[str] = frozenset()
    coordinators: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    group_claim: str = "groups"


@dataclass(frozen=True)
class Mail:
    """The mail server for reminders; without a host no mail leaves."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 20.0
    sender: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything that can be different on another machine."""

    district: District
    var: Path
    database_url: str
    public_url: str = ""
    provider: Provider = field(default_factory=Provider)
    openid: OpenIdRules = field(default_factory=OpenIdRules)
    mail: Mail = field(default_factory=Mail)
    allow_private_urls: bool = False


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and the district file.

    Parameters
    ----------
    environ
        Stands for `os.environ` in tests.

    Raises
    ------
    SettingsError
        If the district file is missing, broken or incomplete, or a variable has a value that cannot be.
    """
    env = os.environ if environ is None else environ
    path = Path(env.get("KARTE_DISTRICT", PROJECT_ROOT / "district.toml")).resolve()
    district = load_district(path)
    var = Path(env.get("KARTE_VAR", path.parent / "var")).resolve()
    return Settings(
        district=district,
        var=var,
        database_url=env.get("KARTE_DATABASE_URL", _sqlite_url(var / "karte.sqlite3")),
        public_url=env.get("KARTE_PUBLIC_URL", "").rstrip("/"),
        provider=_provider(env),
        openid=_openid(env),
        mail=_mail(env),
        allow_private_urls=_switch(env, "KARTE_ALLOW_PRIVATE_URLS"),
    )


def _sqlite_url(path: Path) -> str:
    """Write a file name as a database URL, whatever signs are in it."""
    return f"sqlite:///{quote(path.as_posix(), safe='/:')}"


@lru_cache(maxsize=1)
def spoken_languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, in alphabetic order: those the screens of a district may speak."""
    return tuple(path.stem for path in sorted(LOCALE_FOLDER.glob("*.po")))


def load_district(path: Path) -> District:
    """Read one district file; file names in it are relative to it.

    Raises
    ------
    SettingsError
        If the file is missing, no TOML, or lacks a value.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: the district file cannot be read ({error})"
        raise SettingsError(msg) from error
    try:
        return _district(content, path)
    except KeyError as error:
        raise SettingsError(f"{path}: the district file lacks {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise SettingsError(f"{path}: {error}") from error


def _district(content: dict[str, Any], path: Path) -> District:
    values = content["district"]
    languages = _languages(values["languages"])
    return District(
        name=_text(values, "name", r".*\S.*", "a name"),
        ags=_text(values, "ags", r"\d{2,8}", "two to eight digits, in quotes"),
        country=_text(values, "country", r"[A-Z]{2}", "two capital letters, such as DE"),
        metric_crs=_whole_number(values, "metric_crs", "the EPSG code of a system in metres, such as 25832"),
        languages=languages,
        timezone=_timezone(values["timezone"]),
        files=_files(content["files"], path.parent),
        backgrounds=tuple(Background(**entry) for entry in content.get("backgrounds", [])),
        examples=Examples(**content.get("examples", {})),
        attribution=_by_language(content.get("attribution", {}), languages),
        people_model=_people_model(values.get("people_model", "")),
        operator=dict(content.get("operator", {})),
        path=path,
    )


def _text(values: Mapping[str, Any], key: str, pattern: str, expectation: str) -> str:
    value = values[key]
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise _misstated(f"district.{key}", value, expectation)
    return value


def _whole_number(values: Mapping[str, Any], key: str, expectation: str) -> int:
    value = values[key]
    if type(value) is not int:  # true and false are numbers to Python, not to a reader
        raise _misstated(f"district.{key}", value, expectation)
    return value


def _languages(codes: Any) -> tuple[str, ...]:
    """Return the languages of the screens: each once, each with a catalogue."""
    known = spoken_languages()
    allowed = f"languages with a catalogue in locale/ ({', '.join(known)}), each once, in a list"
    if not isinstance(codes, list) or not codes or len({str(code) for code in codes}) < len(codes):
        raise _misstated("district.languages", codes, allowed)
    for code in codes:
        if code not in known:
            raise _misstated("district.languages", code, allowed)
    return tuple(codes)


def _by_language(texts: Mapping[str, Any], languages: tuple[str, ...]) -> dict[str, str]:
    for language, text in texts.items():
        if language not in languages or not isinstance(text, str):
            raise _misstated(f"attribution.{language}", text, f"a text by language ({', '.join(languages)})")
    return dict(texts)


def _people_model(name: Any) -> str:
    if name not in ("", *_PEOPLE_MODELS):
        raise _misstated("district.people_model", name, f"{', '.join(_PEOPLE_MODELS)}, or no such line,")
    return str(name)


def _timezone(name: Any) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, TypeError, OSError, AttributeError) as error:
        raise _misstated("district.timezone", name, "a zone such as Europe/Berlin") from error


def _files(names: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    known = (*REQUIRED_FILES, *OPTIONAL_FILES)
    for key, name in names.items():
        if key not in known:
            raise _misstated(f"files.{key}", name, f"one of the keys {', '.join(known)}")
        if not isinstance(name, str) or not name:
            raise _misstated(f"files.{key}", name, "the name of a file")
    return {key: (folder / name).resolve() for key, name in names.items()}


def _misstated(key: str, value: object, expectation: str) -> ValueError:
    return ValueError(f"{key} = {value!r}: {expectation} expected")


def _provider(env: Mapping[str, str]) -> Provider:
    kind = env.get("KARTE_PROVIDER", "none")
    if kind not in PROVIDERS:
        msg = f"KARTE_PROVIDER {kind!r}: one of {', '.join(PROVIDERS)} expected"
        raise SettingsError(msg)
    return Provider(
        kind=kind,
        url=env.get("KARTE_PROVIDER_URL", ""),
        user_agent=env.get("KARTE_USER_AGENT", Provider.user_agent),
        timeout_s=_number(env, "KARTE_PROVIDER_TIMEOUT", 10.0),
        pause_s=_number(env, "KARTE_PROVIDER_PAUSE", 1.0),
    )


def _openid(env: Mapping[str, str]) -> OpenIdRules:
    return OpenIdRules(
        issuer=env.get("KARTE_OIDC_ISSUER", ""),
        editors=_known_people(env, "KARTE_OIDC_EDITORS"),
        coordinators=_known_people(env, "KARTE_OIDC_COORDINATORS"),
        admins=_known_people(env, "KARTE_OIDC_ADMINS"),
        group_claim=env.get("KARTE_OIDC_GROUP_CLAIM", "") or OpenIdRules.group_claim,
    )


def _known_people(env: Mapping[str, str], name: str) -> frozenset[str]:
    words = [word.strip() for word in env.get(name, "").split(",") if word.strip()]
    for word in words:
        kind, _, value = word.partition(":")
        if kind not in ("sub", "email", "group") or not value:
            msg = f"{name} {word!r}: sub:…, email:… or group:… expected"
            raise SettingsError(msg)
    return frozenset(word.casefold() if word.startswith("email:") else word for word in words)


def _mail(env: Mapping[str, str]) -> Mail:
    security = env.get("KARTE_SMTP_SECURITY", "starttls")
    if security not in _SMTP_SECURITY:
        msg = f"KARTE_SMTP_SECURITY {security!r}: one of {', '.join(_SMTP_SECURITY)} expected"
        raise SettingsError(msg)
    port = env.get("KARTE_SMTP_PORT", "465" if security == "ssl" else "587")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        msg = f"KARTE_SMTP_PORT {port!r}: a port from 1 to 65535 expected"
        raise SettingsError(msg)
    return Mail(
        host=env.get("KARTE_SMTP_HOST", ""),
        port=int(port),
        security=security,
        user=env.get("KARTE_SMTP_USER", ""),
        password=env.get("KARTE_SMTP_PASSWORD", ""),
        timeout_s=_number(env, "KARTE_SMTP_TIMEOUT", 20.0),
        sender=env.get("KARTE_MAIL_FROM", ""),
        reply_to=env.get("KARTE_MAIL_REPLY_TO", ""),
    )


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().casefold()
    if text not in ("", "yes", "no", "1", "0", "true", "false"):
        raise SettingsError(f"{name} {text!r}: yes or no expected")
    return text in ("yes", "1", "true")


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name, "")
    try:
        value = float(text) if text else default
    except ValueError as error:
        raise SettingsError(f"{name} {text!r}: a number of seconds expected") from error
    if not 0 <= value <= 600:
        raise SettingsError(f"{name} {text!r}: between 0 and 600 seconds expected")
    return value
