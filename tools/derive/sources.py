"""The list of sources with the checksum of every shipped file, as TOML for the app and as Markdown."""

import tomllib
from pathlib import Path

from geo.files import checksum

INPUT = Path(__file__).parent / "sources.toml"
#: Written from the others: their own checksum cannot stand in themselves.
LISTS = ("sources.toml", "SOURCES.md")


def write_sources(data: Path) -> None:
    """Write sources.toml and SOURCES.md; run last, when all other files are there."""
    text = INPUT.read_text(encoding="utf-8")
    files = sorted(p.name for p in data.iterdir() if p.is_file() and p.name not in LISTS)
    sums = {name: checksum(data / name) for name in files}
    lines = [f'"{name}" = "{value}"' for name, value in sums.items()]
    (data / "sources.toml").write_text(
        f"{text.rstrip()}\n\n[checksums]\n" + "\n".join(lines) + "\n", encoding="utf-8", newline="\n"
    )
    (data / "SOURCES.md").write_text(_markdown(text, sums), encoding="utf-8", newline="\n")


def _markdown(text: str, sums: dict[str, str]) -> str:
    sources = tomllib.loads(text)["sources"]
    rows = [
        f"| {s['title']} | {s['publisher']} | {s['date'] or 'not known'} | {s['licence']} "
        f"| {s['attribution']} | {', '.join(s['files'])} | {s['limits']['en']} |"
        for s in sources
    ]
    files = [f"| {name} | `{value}` |" for name, value in sums.items()]
    return "\n".join(
        [
            "# Sources of the shipped data",
            "",
            "Written by `tools/derive_data.py`; do not edit. The steps are told in `docs/DATA.md`.",
            "",
            "| Source | Publisher | Date | Licence | Attribution | Files | Limits |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            "## Checksums",
            "",
            "| File | SHA-256 |",
            "|---|---|",
            *files,
            "",
        ]
    )
