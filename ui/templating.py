"""HTML from the files in `ui/templates`, every value escaped; free of Streamlit, because paper uses it, too."""

from typing import Any

import markupsafe
from jinja2 import Environment, FileSystemLoader

from geo.settings import PROJECT_ROOT

_TEMPLATES = Environment(
    loader=FileSystemLoader(PROJECT_ROOT / "ui" / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def escape(text: str) -> str:
    """Return text so that HTML shows it letter by letter."""
    return str(markupsafe.escape(text))


def template(name: str, **values: Any) -> str:
    """Fill a template of `ui/templates`; every value is escaped."""
    return _TEMPLATES.get_template(name).render(**values)
