"""The HTML document: everything inside, nothing asked for, and a policy that allows no other script than its own."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xstatic.pkg.leaflet
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from geo.colors import dark_style
from geo.errors import PublishError
from geo.i18n import Texts
from geo.offers.wording import confirmed_words
from geo.publish.bundle import bundle
from geo.publish.columns import public_offers
from geo.publish.content import Material
from geo.publish.packing import pack_shapes
from geo.publish.picture import PICTURE_NAME, SIZE_PX
from geo.publish.plain import plain_list
from geo.settings import PROJECT_ROOT

WEB = PROJECT_ROOT / "web" / "publish"
LOGO = PROJECT_ROOT / "static" / "logo.svg"
#: What would end a script or style before its time, or begin a comment in it.
_ENDS_EARLY = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
#: Rules of Leaflet's style for what the page's map has not: they are left out.
_NOT_THERE = re.compile(
    r"(?:popup|tooltip|control-layers|control-scale|oldie|\bvml|lvml|leaflet-(?:tile|image-layer)|safari)"
)
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
_FOREIGN_IMAGE = re.compile(r"url\((?!['\"]?data:)[^)]*\)")
_JSON_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def document(material: Material, content: Mapping[str, Any]) -> str:
    """Write the page.

    Raises
    ------
    PublishError
        If one of its files is missing or not what it should be.
    """
    default, *others = material.texts
    app, libraries, styles = _scripts_and_styles()
    catalogues = content["catalogues"]
    first = {**content, "catalogues": {default.language: catalogues[default.language]}}
    packed = {texts.language: _packed(catalogues[texts.language]) for texts in others}
    sections, left_out = plain_list(material)
    return (
        _templates()
        .get_template("page.html")
        .render(
            language=default.language,
            direction=default.direction,
            lead=default("find.lead"),
            title=default("find.title", district=material.district),
            policy=_policy([app, *libraries], styles),
            picture=f"{material.page_url}.png" if material.page_url else PICTURE_NAME,
            picture_size=SIZE_PX,
            page_url=material.page_url if material.page_url.startswith(("https://", "http://")) else "",
            spoken=[texts.language for texts in material.texts],
            version=content["meta"]["version"],
            date=content["meta"]["date"],
            icon=f"data:image/svg+xml,{quote(read(LOGO))}",
            styles=[Markup(style) for style in styles],  # noqa: S704  # checked by `inline`
            no_script=[_no_script(texts) for texts in material.texts],
            t=default,
            sections=sections,
            left_out=left_out,
            confirmed=confirmed_words(public_offers(material.frame), default),
            made=default.partial_date(content["meta"]["date"]),
            content=Markup(to_json(first)),  # noqa: S704  # escaped by `to_json`
            languages=packed,
            app=Markup(app),  # noqa: S704  # checked by `inline`
            shapes=Markup(_shapes(material.shapes)),  # noqa: S704  # escaped by `to_json`
            libraries=[Markup(library) for library in libraries],  # noqa: S704  # checked by `inline`
        )
    )


def _packed(catalogue: Mapping[str, Any]) -> str:
    """Write the texts of a language small; `web/publish/languages.js` reads them when somebody speaks it."""
    text = json.dumps(catalogue, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(deflate.compress(text.encode()) + deflate.flush()).decode()


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the Content-Security-Policy of the file: its own scripts and styles by their hashes, nothing else.

    `'self'` stands only for the manifest and the worker that may lie beside it on a web server.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(_hash(text) for text in scripts)}",
            f"style-src {' '.join(_hash(text) for text in styles)}",
            "img-src data:",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def to_json(value: object) -> str:
    """Write a value as JSON that can stand inside a script element, whatever its texts hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_JSON_ESCAPES.get(letter, letter) for letter in text) if _must_escape(text) else text


def _must_escape(text: str) -> bool:
    return any(letter in text for letter in _JSON_ESCAPES)


def inline(name: str, text: str) -> str:
    """Return a script or style as it can stand in the page.

    Raises
    ------
    PublishError
        If it holds what would end its element.
    """
    plain = _SOURCE_MAP.sub("", text.replace("\r\n", "\n")).strip()
    found = _ENDS_EARLY.search(plain)
    if found:
        msg = f"{name}: {found.group()!r} must not stand in a script or style of the page"
        raise PublishError(msg)
    return plain


def read(path: Path) -> str:
    """Read a text file of the project or of a package.

    Raises
    ------
    PublishError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path.name}: cannot be read for the published page ({error})"
        raise PublishError(msg) from error


@lru_cache(maxsize=1)
def _scripts_and_styles() -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return our script, the libraries', and the styles; the same as long as the program runs."""
    leaflet = Path(xstatic.pkg.leaflet.BASE_DIR)
    styles = {
        "leaflet.css": _used(_FOREIGN_IMAGE.sub("none", read(leaflet / "leaflet.css"))),
        "colors.css": read(PROJECT_ROOT / "web" / "colors.css") + dark_style(),
        "map.css": read(PROJECT_ROOT / "web" / "map.css"),
        "page.css": read(WEB / "page.css") + read(PROJECT_ROOT / "web" / "options.css"),
    }
    app = inline("main.js", _short(bundle(WEB / "main.js")))
    libraries = (inline("leaflet.js", read(leaflet / "leaflet.js")),)
    together = _short("\n".join(styles.values()), "page.css", "text/css")
    return app, libraries, (inline("page.css", together),)


def _used(style: str) -> str:
    """Return a style without the rules for parts of Leaflet that the page has not."""
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)

    def kept(rule: re.Match[str]) -> str:
        selectors = [one for one in rule[1].split(",") if not _NOT_THERE.search(one)]
        return f"{','.join(selectors)}{rule[0][len(rule[1]) :]}" if selectors else ""

    return _RULE.sub(kept, plain)


def _short(text: str, name: str = "main.js", kind: str = "application/javascript") -> str:
    """Write a script with short names, and scripts and styles without spaces."""
    import minify  # a tenth of a second, and only the published page needs it

    try:
        return str(minify.string(kind, text))
    except Exception as error:
        raise PublishError(f"{name}: cannot be written short ({error})") from error


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(WEB), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _shapes(script: str) -> str:
    """Take the shapes out of the script that the app serves, written short."""
    text = pack_shapes(script)
    return "".join(_JSON_ESCAPES.get(letter, letter) for letter in text) if _must_escape(text) else text


def _no_script(texts: Texts) -> dict[str, str]:
    return {
        "language": texts.language,
        "direction": texts.direction,
        "text": texts("publish.no_script"),
    }
