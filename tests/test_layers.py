"""The arrows between the rooms, as docs/ARCHITECTURE.md draws them."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_import_points_down():
    run = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_every_room_stands_in_the_picture():
    picture = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {
        f"{package}.{path.stem}"
        for package in ("geo", "ui")
        for path in (ROOT / package).iterdir()
        if not path.name.startswith("__") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }

    assert {room for room in rooms if room not in picture} == set()


def test_app_opens_doors_and_computes_nothing():
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.For | ast.If)]


def test_no_file_imports_itself_in_a_circle_not_even_for_hints():
    files = {_name(path): path for package in ("geo", "ui") for path in (ROOT / package).rglob("*.py")}

    order = TopologicalSorter({name: _imported(path, files) - {name} for name, path in files.items()})

    assert len(tuple(order.static_order())) == len(files)  # a circle raises, and names the files in it


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path: Path, files: dict[str, Path]) -> set[str]:
    """Return which of our files one imports, wherever in it and for whatever purpose."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {
        f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in files else str(node.module)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return (plain | named) & files.keys()
