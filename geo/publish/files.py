"""Writes the page into a folder, with the files that may lie beside it on a web server."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.colors import ACCENT, PAPER
from geo.errors import PublishError
from geo.publish.content import Material
from geo.publish.document import LOGO, WEB, document, read
from geo.publish.picture import PICTURE_NAME, picture

PAGE_NAME = "integrationskarte.html"
_SNIPPET_NAME = "einbetten.html"
_MANIFEST_NAME = "manifest.webmanifest"
_WORKER_NAME = "worker.js"
_ICON_NAME = "icon.svg"


def write_files(material: Material, content: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the page and its companions; return what was written, the page first.

    Raises
    ------
    PublishError
        If the folder cannot be made or written.
    """
    texts = {
        PAGE_NAME: document(material, content),
        _SNIPPET_NAME: _snippet(content),
        _MANIFEST_NAME: _manifest(content),
        _WORKER_NAME: _worker(content),
        _ICON_NAME: read(LOGO),
    }
    drawn = picture(material)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        (folder / PICTURE_NAME).write_bytes(drawn)
    except OSError as error:
        msg = f"{folder}: the published page cannot be written ({error.strerror})"
        raise PublishError(msg) from error
    return [folder / name for name in (*texts, PICTURE_NAME)]


def _snippet(content: Mapping[str, Any]) -> str:
    """Return the lines that show the page inside another one."""
    district = _attribute(content["meta"]["district"])
    return (
        f'<iframe src="{PAGE_NAME}" title="Integrationskarte {district}" width="100%" height="800"\n'
        '  style="border: 0" allow="geolocation; clipboard-write" loading="lazy"></iframe>\n'
    )


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _manifest(content: Mapping[str, Any]) -> str:
    """Return the manifest with which a browser keeps the page like an app."""
    language = content["meta"]["languages"][0]
    value = {
        "name": f"Integrationskarte {content['meta']['district']}",
        "short_name": "Integrationskarte",
        "lang": language,
        "dir": content["catalogues"][language]["direction"],
        "start_url": f"./{PAGE_NAME}",
        "scope": "./",
        "display": "standalone",
        "theme_color": ACCENT,
        "background_color": PAPER,
        "icons": [{"src": f"./{_ICON_NAME}", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _worker(content: Mapping[str, Any]) -> str:
    """Return the worker that keeps this version of the page for the time without a network."""
    meta = content["meta"]
    text = read(WEB / "worker.js").replace("{{ page }}", PAGE_NAME)
    return text.replace("{{ version }}", f"{meta['version']}-{meta['date']}")
