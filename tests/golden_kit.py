"""Files kept to see what changes."""

import os
from pathlib import Path

from geo import __version__

GOLDEN = Path(__file__).parent / "golden"


def is_golden(name: str, raw: bytes) -> bool:
    """Compare with the file kept; `REWRITE_GOLDEN=1` writes it anew, for a look at the difference."""
    path, raw = GOLDEN / name, raw.replace(f"Integrationskarte {__version__}".encode(), b"Integrationskarte")
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)
    return path.read_bytes() == raw
