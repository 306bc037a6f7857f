"""From values to a tagged PDF: texts travel as JSON, so that nothing in them can be read as markup."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from geo.colors import variables

_TEMPLATES = Path(__file__).parent / "templates"
#: PDF/UA: readable by screen readers, with structure, alternative texts, title and language.
_STANDARD: Literal["ua-1"] = "ua-1"


def typeset(template: str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a PDF.

    Parameters
    ----------
    template
        Name of a file in `templates/`; it reads `data.json`.
    data
        Texts and numbers, ready for JSON; the colours are added.
    files
        Pictures by the name that the data calls them.
    """
    import typst  # a compiler of some megabytes, needed for PDF only

    with tempfile.TemporaryDirectory(prefix="karte-report-") as name:
        folder = Path(name)
        for source in _TEMPLATES.glob("*.typ"):
            shutil.copy(source, folder)
        (folder / "data.json").write_text(
            json.dumps({**data, "colors": variables()}, ensure_ascii=False), encoding="utf-8"
        )
        for file, content in (files or {}).items():
            (folder / file).write_bytes(content)
        pdf: bytes = typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=[str(_fonts())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=_STANDARD,
        )
        return pdf


def _fonts() -> Path:
    """Return the folder of the fonts that come with matplotlib: they hold Latin, Cyrillic, Greek and Arabic."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"
