"""A copy of the house with one more column of an offer, made as CONTRIBUTING says, and what its rooms know of it."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from geo.offers import columns
from geo.settings import LOCALE_FOLDER, PROJECT_ROOT
from geo.store.database.migrate import MIGRATIONS, SCHEMA_VERSIONS

NAME, VALUE = "course_level", "B1 bis B2"
WORDS = {"de": "Kursniveau", "en": "Course level", "ar": "مستوى الدورة"}
#: Folders that a new column could touch; all else is used as it is.
CODE = ("geo", "ui", "web", "locale", "docs")
SCHEMA = Path(columns.__file__).relative_to(PROJECT_ROOT)
VERSIONS = (MIGRATIONS / "versions").relative_to(PROJECT_ROOT)
CATALOGUES = LOCALE_FOLDER.relative_to(PROJECT_ROOT)
GLOSSARY = Path("docs", "GLOSSARY.md")
#: It stands before this one in the schema.
BEFORE = '    _told(\n        "barrier_free"'
DECLARED = f"""    _column(
        "{NAME}", max_length=80, may_lack=True, section="what", may_propose=True, part="description",
        label="column.{NAME}",
    ),
"""
MIGRATION = f'''"""The level of a course."""

import sqlalchemy as sa
from alembic import op

revision = "{{new}}"
down_revision = "{{last}}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("{NAME}", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("offer", "{NAME}")
'''


class House:
    """The copy; `told` is what `tests.column_probe` found in it, in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything the rooms say of the column."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.column_probe"],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return dict(json.loads(done.stdout))

    @property
    def touched(self) -> list[str]:
        """The files that are different here, or only here."""
        files = [file for folder in CODE for file in (self.root / folder).rglob("*") if file.is_file()]
        names = [file.relative_to(self.root) for file in files]
        same, _, _ = filecmp.cmpfiles(self.root, PROJECT_ROOT, map(str, names), shallow=False)
        return sorted(str(name) for name in names if str(name) not in same)


def house_with_one_more_column(root: Path) -> House:
    """Copy the house into a folder and follow the recipe."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for entry in PROJECT_ROOT.iterdir():
        if entry.name in CODE:
            shutil.copytree(entry, root / entry.name, ignore=ignored)
        elif not entry.name.startswith(".") and entry.name != "var":
            (root / entry.name).symlink_to(entry)
    _declare(root / SCHEMA)
    _migrate(root / VERSIONS)
    for language, words in WORDS.items():
        _append(root / CATALOGUES / f"{language}.po", f'\nmsgid "column.{NAME}"\nmsgstr "{words}"\n')
    _append(root / GLOSSARY, f"| `{NAME}` | {WORDS['de']} | attribute | as stated |\n")
    return House(root)


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as written:
        written.write(text)


def _declare(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    file.write_text(text.replace(BEFORE, DECLARED + BEFORE), encoding="utf-8")


def _migrate(folder: Path) -> None:
    last = SCHEMA_VERSIONS[-1]
    new = f"{int(last) + 1:04}"
    (folder / f"{new}_{NAME}.py").write_text(MIGRATION.format(new=new, last=last), encoding="utf-8")
