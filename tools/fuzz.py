"""Throw changed files at a reader until something breaks, guided by the lines they reach (atheris, libFuzzer).

    pip install -r requirements-fuzz.txt
    python tools/fuzz.py jsonld --seconds 300        # one target
    python tools/fuzz.py all --seconds 60            # each of them, one after the other
    python tools/fuzz.py jsonld var/fuzz/jsonld/crash-…    # once, with a file that broke it

What was found interesting is kept in `var/fuzz/TARGET` and used the next time. A fault becomes a test first.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "fuzz"
#: Which modules tell where a file led them.
TOLD = [
    "geo.exchange.sources",
    "geo.places.address",
    "geo.exchange.importing",
    "geo.places.official_addresses",
    "openpyxl",
]
#: A file that takes longer (seconds), or more memory (megabytes), is a fault; longer files (bytes) are not tried.
LIMITS = {"timeout": 20, "rss_limit_mb": 3000, "max_len": 16_384}

#: Targets whose files are JSON: most changed bytes would only make them none.
JSON = frozenset({"courses", "geojson", "hsds", "integreat", "jsonld"})
#: What stands where something else was expected.
ODD: tuple[Any, ...] = (
    None, True, -1, 1e308, "", "x", "=1+1", "\ud800", "a" * 3000, "2026-02-31", "<b", "_:b", [], {}, [[]], [None],
    {"@id": "#a"}, {"@value": {}}, {"name": []}, {"@list": [{}]},
)  # fmt: skip


def main() -> int:
    """Feed one target, or each in a process of its own."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("target")
    asked.add_argument("file", nargs="?", type=Path)
    asked.add_argument("--seconds", type=int, default=60)
    given = asked.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.target == "all":
        from tests.fuzz_targets import TARGETS

        return max(_apart(name, given.seconds) for name in TARGETS)
    _feed(given.target, given.file, given.seconds)
    return 0


def _apart(name: str, seconds: int) -> int:
    command = [sys.executable, __file__, name, "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode


def _feed(name: str, file: Path | None, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=TOLD, enable_loader_override=False):
        from tests.fuzz_targets import TARGETS
    target = TARGETS[name]
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (folder / f"seed-{number}").write_bytes(seed)
    options = [f"-{key}={value}" for key, value in LIMITS.items()]
    what = [str(file)] if file else [f"-max_total_time={seconds}", str(folder)]
    arguments = [sys.argv[0], *options, f"-artifact_prefix={folder}/", *what]
    more = {"custom_mutator": change_json} if name in JSON else {}
    atheris.Setup(arguments, target.feed, **more)
    atheris.Fuzz()


def change_json(raw: bytes, most: int, seed: int) -> bytes:
    """Change values somewhere in a JSON text, and every fourth time its bytes."""
    dice = random.Random(seed)  # noqa: S311  # chance to find faults, no secret
    try:
        content = json.loads(raw)
        for _ in range(dice.randint(1, 4)):
            content = _changed(content, content, dice)
        written = json.dumps(content).encode()
    except (ValueError, RecursionError):
        written = b""
    if not written or len(written) > most or dice.random() < 0.25:
        return change_bytes(raw, dice)[:most]
    return written


def change_bytes(raw: bytes, dice: random.Random) -> bytes:
    """Replace a few bytes somewhere by a few others."""
    start = dice.randint(0, len(raw))
    return raw[:start] + dice.randbytes(dice.randint(0, 3)) + raw[start + dice.randint(0, 8) :]


def _changed(value: Any, whole: Any, dice: random.Random) -> Any:
    """Return a value with one part replaced by something odd, by another part, by itself twice, or by nothing."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(list(value))
        if dice.random() < 0.1:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: _changed(value[key], whole, dice)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        place = dice.randrange(len(value))
        return [*value[:place], _changed(value[place], whole, dice), *value[place + (dice.random() < 0.8) :]]
    return dice.choice((dice.choice(ODD), [value, value], _some_part(whole, dice)))


def _some_part(value: Any, dice: random.Random) -> Any:
    while isinstance(value, dict | list) and value and dice.random() < 0.7:
        value = dice.choice(list(value.values()) if isinstance(value, dict) else value)
    return value


if __name__ == "__main__":
    sys.exit(main())
