"""From a file, folder or web address to a table of texts: finds out what it is and hands it to its reader."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from geo.errors import FileTooLarge, Problem, SourceError, refuse
from geo.exchange.sources import courses, hsds, integreat, schema_org
from geo.exchange.sources.csv_table import read_csv
from geo.exchange.sources.decoding import decode, parse_json
from geo.exchange.sources.geojson import features_of, features_of_overpass, layers_of
from geo.exchange.sources.geopackage import read_geopackage
from geo.exchange.sources.headings import IsHeading, nothing_known
from geo.exchange.sources.hsds_package import is_package, services_of, unpack
from geo.exchange.sources.joining import Part, joined
from geo.exchange.sources.jsonld import is_jsonld
from geo.exchange.sources.kinds import kind_of
from geo.exchange.sources.marked_places import read_gpx, read_kml
from geo.exchange.sources.office_sheets import read_sheets
from geo.exchange.sources.values import RawTable
from geo.exchange.sources.xlsx_table import read_xlsx
from geo.fetch import FetchRules, fetch, shown_url
from geo.files import MOST_BYTES, at_most, read_bounded
from geo.i18n import Texts

FORMATS = (
    "csv",
    "xlsx",
    "ods",
    "xls",
    "geojson",
    "gpkg",
    "kml",
    "gpx",
    "hsds",
    "jsonld",
    "integreat",
    "courses",
)
#: Files of a folder that are looked at, and languages of Integreat that are fetched.
MOST_FILES = 200
_MAX_LANGUAGES = 12
MAX_BYTES = MOST_BYTES["import"]
_ZIP = b"PK\x03\x04"
#: Endings of files that are no text, and of those of a folder that are looked at.
_PACKED = (".zip", ".xlsx", ".xlsm", ".gpkg", ".ods", ".xls", ".kmz")
_LISTED = (".csv", ".txt", ".tsv", ".json", ".xlsx", ".xlsm", ".ods", ".xls", ".geojson", ".kml", ".gpx")
_WORKBOOKS: Mapping[str, Callable[..., RawTable]] = {
    "xlsx": read_xlsx,
    "ods": read_sheets,
    "xls": read_sheets,
}
_MARKED: Mapping[str, Callable[..., RawTable]] = {"kml": read_kml, "gpx": read_gpx}
_PLACES_URL = re.compile(
    r"(?P<before>.*/api/v3/[^/]+/)(?P<language>[a-z]{2,3}(?:-[a-z]+)?)(?P<after>/locations/?)"
)

Fetch = Callable[[str], bytes]


@dataclass(frozen=True)
class ReadingAids:
    """What readers need of the district: its language, topics, groups, categories, what may be fetched."""

    texts: Texts
    is_topic: Callable[[str], bool]
    categories: integreat.Categories
    is_group: Callable[[str], bool] = lambda _: False
    is_heading: IsHeading = nothing_known
    city_of: Callable[[str], str] = lambda _: ""
    rules: FetchRules = field(default_factory=FetchRules)


@dataclass(frozen=True)
class Asked:
    """What a person says of a file: its only sheet or layer ("" for all), the row of its headings (0 for unknown)."""

    sheet: str = ""
    heading_row: int = 0


def is_url(location: str) -> bool:
    """Whether a text means a web address and not a file."""
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", location))


def load_table(
    location: str, aids: ReadingAids, *, file_format: str = "", source: str = "", asked: Asked = Asked()
) -> RawTable:
    """Read offers from a file, a folder or a web address.

    Parameters
    ----------
    location
        A path, or an address that begins with http:// or https://.
    file_format
        One of `FORMATS`; by default the content says it.
    source
        The name of the source instead of one made from the location.
    asked
        Which sheet, and which row of headings.

    Raises
    ------
    SourceError
        If it cannot be fetched or read.
    """
    if is_url(location):
        return _load_url(location, aids, file_format, source, asked)
    path = Path(location)
    files = _read_folder(path) if path.is_dir() else {path.name: _read_file(path)}
    return read_files(
        files,
        aids,
        file_format=file_format,
        source=source or f"file:{path.name}",
        name=path.name,
        asked=asked,
    )


def read_files(
    files: Mapping[str, bytes],
    aids: ReadingAids,
    *,
    file_format: str = "",
    source: str,
    name: str = "",
    asked: Asked = Asked(),
) -> RawTable:
    """Do what `load_table` does with the content at hand, such as an upload.

    Parameters
    ----------
    files
        One file, several lists, the tables of one datapackage, or the answers of Integreat by language.
    """
    if file_format and file_format not in FORMATS:
        raise refuse(name, "unknown_format", value=file_format, allowed=FORMATS)
    for file, raw in files.items():
        if len(raw) > MAX_BYTES:
            raise refuse(file, "too_large", allowed=(at_most(MAX_BYTES),))
    if not files:
        raise refuse(name, "empty")
    if len(files) > MOST_FILES:
        raise refuse(name, "too_many_files", value=len(files), allowed=(str(MOST_FILES),))
    if sum(map(len, files.values())) > 2 * MAX_BYTES:
        raise refuse(name, "too_large", allowed=(at_most(2 * MAX_BYTES),))
    if len(files) > 1:
        return _read_many(files, aids, source, name, asked)
    file, raw = next(iter(files.items()))
    return _read_one(file, raw, aids, file_format, source, asked)


def _read_one(  # noqa: PLR0917  # the same for every file of a call
    file: str, raw: bytes, aids: ReadingAids, form: str, source: str, asked: Asked = Asked()
) -> RawTable:
    if not raw.strip(b"\xef\xbb\xbf \r\n\t"):
        raise refuse(file, "empty")
    form = form or _format_of(raw, file)
    of_lists: dict[str, Any] = {
        "source": source,
        "is_heading": aids.is_heading,
        "heading_row": asked.heading_row,
    }
    if form in _WORKBOOKS:
        return _WORKBOOKS[form](raw, file, **of_lists, sheet=asked.sheet, city_of=aids.city_of)
    if form == "csv":
        return read_csv(raw, file, **of_lists)
    if form in _MARKED:
        return _MARKED[form](raw, file, source=source)
    if form == "gpkg":
        return read_geopackage(
            raw, file, source=source, layer=asked.sheet, is_heading=aids.is_heading, city_of=aids.city_of
        )
    if form == "hsds" and raw.startswith(_ZIP):
        return _services(services_of(unpack(raw, file), file), file, aids, source)
    return _read_value(parse_json(decode(raw, file)[0], file), file, aids, form, source, asked)


def _format_of(raw: bytes, file: str) -> str:
    """Return what the content is, whatever the name; but a name that promises no text is not read as a table."""
    kind = kind_of(raw)
    if kind in FORMATS:
        return kind
    if kind:
        raise refuse(file, f"not_read_{kind}", value=PurePosixPath(file).suffix, allowed=FORMATS)
    ending = PurePosixPath(file).suffix.casefold()
    if ending in _PACKED:
        raise refuse(file, "content_not_as_named", value=ending)
    start = raw[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")  # whatever the encoding
    return "json" if start.startswith((b"{", b"[")) else "csv"


def _read_value(  # noqa: PLR0917
    content: Any, file: str, aids: ReadingAids, form: str, source: str, asked: Asked
) -> RawTable:
    layers = layers_of(content) if form in ("json", "geojson") else []
    if layers:
        parts = [_layer(title, layer, file) for title, layer in layers]
        return joined(parts, file, source, is_heading=aids.is_heading, city_of=aids.city_of, only=asked.sheet)
    if form in ("json", "geojson"):
        content = features_of_overpass(content) or content
    if form == "geojson" or (form == "json" and isinstance(content, Mapping) and "features" in content):
        return features_of(content, file, source=source)
    if form == "jsonld" or (form == "json" and is_jsonld(content)):
        means = schema_org.Aids(aids.texts, aids.is_topic, aids.is_group)
        return schema_org.read_schema_org(content, file, source=source, aids=means)
    if form == "integreat" or (form == "json" and integreat.is_integreat(content)):
        return _places({integreat.language_of(content) or aids.texts.language: content}, file, aids, source)
    if form == "courses" or (form == "json" and not hsds.is_hsds(content) and courses.is_courses(content)):
        return courses.read_courses(content, file, source=source)
    if form == "hsds" or hsds.is_hsds(content):
        return _services(content, file, aids, source)
    raise refuse(file, "unknown_format", value="JSON", allowed=FORMATS)


def _layer(title: str, layer: Any, file: str) -> Part:
    try:
        return Part(title, features_of(layer, file, source=""))
    except SourceError as error:
        return Part(title, None, error.problem.value, error)


def _read_many(
    files: Mapping[str, bytes], aids: ReadingAids, source: str, name: str, asked: Asked
) -> RawTable:
    if is_package(files):
        return _services(services_of(files, name), name, aids, source)
    if all(PurePosixPath(file).suffix.casefold() == ".json" for file in files):
        return _read_answers(files, aids, source, name)
    parts = []
    for file, raw in files.items():
        title = PurePosixPath(file).stem
        try:
            parts.append(Part(title, _read_one(file, raw, aids, "", source, asked)))
        except SourceError as error:
            parts.append(Part(title, None, error.problem.value, error))
    if not any(part.table for part in parts):
        raise next(part.fault for part in parts if part.fault)
    return joined(parts, name, source, is_heading=aids.is_heading, city_of=aids.city_of)


def _read_answers(files: Mapping[str, bytes], aids: ReadingAids, source: str, name: str) -> RawTable:
    """Read answers of Integreat, one file a language."""
    answers = {}
    for file, raw in files.items():
        content = parse_json(decode(raw, file)[0], file)
        if not integreat.is_integreat(content):
            raise refuse(file, "no_integreat")
        answers[integreat.language_of(content) or PurePosixPath(file).stem] = content
    return _places(answers, name, aids, source)


def _services(content: Any, file: str, aids: ReadingAids, source: str) -> RawTable:
    return hsds.read_hsds(content, file, source=source, is_topic=aids.is_topic, texts=aids.texts)


def _places(answers: Mapping[str, Any], file: str, aids: ReadingAids, source: str) -> RawTable:
    return integreat.read_integreat(
        answers, file, source=source, categories=aids.categories, texts=aids.texts
    )


def _load_url(url: str, aids: ReadingAids, form: str, source: str, asked: Asked) -> RawTable:
    def get(address: str) -> bytes:
        return fetch(address, aids.rules)

    parts = urlsplit(url)
    file = shown_url(url)
    found = _PLACES_URL.fullmatch(parts.path)
    if found and form in ("", "integreat"):
        region = f"{parts.hostname}{found['before'].rstrip('/').replace('/api/v3', '')}"
        return _load_places(url, get, aids, source or f"integreat:{region}")
    return _read_one(file, get(url), aids, form, source or f"url:{parts.hostname}{parts.path}", asked)


def _load_places(url: str, get: Fetch, aids: ReadingAids, source: str) -> RawTable:
    """Fetch the places in the main language and then in every other they are offered in."""
    file = shown_url(url)
    main = aids.texts.language
    answers = {main: parse_json(decode(get(_in_language(url, main)), file)[0], file)}
    others = [name for name in integreat.languages_offered(answers[main]) if name != main][:_MAX_LANGUAGES]
    problems: list[Problem] = []
    for language in others:
        try:
            raw = get(_in_language(url, language))
            answers[language] = parse_json(decode(raw, file)[0], file)
        except SourceError as error:
            problem = Problem.at(0, language, error.problem.value, "language_missing", is_hint=True)
            problems.append(problem)
    table = _places(answers, file, aids, source)
    return replace(table, problems=(*table.problems, *problems))


def _in_language(url: str, language: str) -> str:
    parts = urlsplit(url)
    path = _PLACES_URL.sub(rf"\g<before>{language}\g<after>", parts.path)
    return urlunsplit(parts._replace(path=path))


def _read_file(path: Path) -> bytes:
    try:
        return read_bounded(path, MAX_BYTES)
    except FileTooLarge as error:
        raise refuse(path.name, "too_large", allowed=(at_most(MAX_BYTES),)) from error
    except (OSError, ValueError) as error:
        raise refuse(path.name, "no_file", value=getattr(error, "strerror", "")) from error


def _read_folder(path: Path) -> dict[str, bytes]:
    """Read the lists and JSON files of a folder, in the order of their names; folders inside it are left alone."""
    try:
        found = sorted(p for p in path.iterdir() if p.suffix.casefold() in _LISTED and p.is_file())
    except OSError as error:
        raise refuse(path.name, "no_file", value=error.strerror) from error
    if len(found) > MOST_FILES:
        raise refuse(path.name, "too_many_files", value=len(found), allowed=(str(MOST_FILES),))
    if sum(p.stat().st_size for p in found) > 2 * MAX_BYTES:
        raise refuse(path.name, "too_large", allowed=(at_most(2 * MAX_BYTES),))
    return {p.name: _read_file(p) for p in found}
