"""HTML from the files in `ui/templates`, every value escaped; free of Streamlit, because paper uses it, too."""

from collections.abc import Mapping, Sequence
from typing import Any

import markupsafe
from jinja2 import Environment, FileSystemLoader

from geo.errors import GeoError
from geo.links import dial_link
from geo.settings import PROJECT_ROOT
from ui.shared import loading

_TEMPLATES = Environment(
    loader=FileSystemLoader(PROJECT_ROOT / "ui" / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["dial"] = dial_link


def escape(text: str) -> str:
    """Return text so that HTML shows it letter by letter."""
    return str(markupsafe.escape(text))


def template(name: str, **values: Any) -> str:
    """Fill a template of `ui/templates`; every value is escaped."""
    return _TEMPLATES.get_template(name).render(**values)


def apology(query: Mapping[str, Sequence[str]], error: GeoError) -> str:
    """Write a page that says in one sentence why there is no list."""
    texts = loading.texts_for(next(reversed(query.get("lang", [""])), ""))
    return template(
        "sorry.html", t=texts, district=loading.settings().district.name, sentence=texts(error.key)
    )
