"""The arrows between the rooms, as docs/ARCHITECTURE.md draws them."""

import ast
import subprocess
import sys
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
