"""The browser's modules as one script: each keeps its names to itself, so no two can collide.

Understands what `web/publish/` and the app's map use: `import { a, b } from "./x.js"` (or from its folder `publish`)
on one line or several, and `export` before a function, class or constant. Anything else of the module syntax is
refused by name, not guessed. Comments on lines of their own, margins and empty lines stay behind; so a text over
several lines is refused, too.
"""

import re
from pathlib import Path

from geo.errors import PublishError

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./((?:publish/)?[\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_DOC_COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_MARGIN = re.compile(r"^\s+", re.MULTILINE)
#: A line with half a pair of backticks.
_LONG_TEXT = re.compile(r"^[^`\n]*`(?:[^`\n]*`[^`\n]*`)*[^`\n]*$", re.MULTILINE)
_NAMES = re.compile(r"\w+")


def bundle(entry: Path) -> str:
    """Return one script that does what a module and all it imports do.

    Raises
    ------
    PublishError
        If a module cannot be read, imports in a circle or what is not there, or uses syntax that is not understood.
    """
    parts: dict[str, str] = {}
    _add(entry, parts, on_the_way=())
    return '"use strict";\n' + "".join(parts.values())


def _add(path: Path, parts: dict[str, str], on_the_way: tuple[str, ...]) -> None:
    """Add a module after those it imports."""
    if path.name in parts:
        return
    if path.name in on_the_way:
        msg = f"{path.name}: imported in a circle: {' → '.join((*on_the_way, path.name))}"
        raise PublishError(msg)
    text = _without_comments(_read(path))
    for names, name in _IMPORT.findall(text):
        _add(path.parent / name, parts, (*on_the_way, path.name))
        _check_names(path, names, path.parent / name)
    parts[path.name] = _module(path, text)


def _check_names(path: Path, names: str, source: Path) -> None:
    """Refuse a name that a module does not give: in the browser it would be nothing at all."""
    missing = sorted(set(_NAMES.findall(names)) - set(_EXPORTED.findall(_read(source))))
    if missing:
        msg = f"{path.name}: {source.name} does not export {', '.join(missing)}"
        raise PublishError(msg)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path.name}: the module cannot be read ({error})"
        raise PublishError(msg) from error


def _without_comments(text: str) -> str:
    return _LINE_COMMENT.sub("", _DOC_COMMENT.sub("", text))


def _module(path: Path, text: str) -> str:
    """Wrap a module into a function that takes nothing from outside but its imports."""
    exported = _EXPORTED.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text))
    left_over = _LEFT_OVER.search(body) or _LONG_TEXT.search(body)
    if left_over:
        msg = f"{path.name}: this form is not understood: {left_over.group()}"
        raise PublishError(msg)
    gives = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    plain = _MARGIN.sub("", body).strip()
    return f"const {_variable(path.name)} = (() => {{\n{plain}\n{gives}}})();\n"


def _taken(found: re.Match[str]) -> str:
    names = ", ".join(_NAMES.findall(found.group(1)))
    return f"const {{ {names} }} = {_variable(found.group(2))};\n"


def _variable(name: str) -> str:
    return "module_" + name.rpartition("/")[2].removesuffix(".js").replace("-", "_")
