"""The drawings of the icons that the topics name; `tools/draw_icons.py` writes them."""

import json
from functools import lru_cache

from geo.errors import PublishError
from geo.model import Taxonomy
from geo.settings import PROJECT_ROOT

ICONS = PROJECT_ROOT / "web" / "publish" / "icons.json"


def drawings(taxonomy: Taxonomy) -> dict[str, str]:
    """Return the path of each icon that a topic or group names; one without a drawing is left out, its colour stays."""
    known = _all()
    named = {one.icon for one in taxonomy.groups.values()} | {one.icon for one in taxonomy.topics.values()}
    return {icon: known[icon] for icon in sorted(named) if icon in known}


@lru_cache(maxsize=1)
def _all() -> dict[str, str]:
    try:
        found = json.loads(ICONS.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{ICONS.name}: cannot be read for the published page ({error})"
        raise PublishError(msg) from error
    return {str(name): str(path) for name, path in found.items()}
