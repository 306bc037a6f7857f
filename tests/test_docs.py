"""What the docs name exists, and what exists is named in the docs."""

import re
import tomllib
from pathlib import Path

from geo import settings
from geo.offers import columns

ROOT = Path(__file__).resolve().parent.parent
#: A folder or file of this project, maybe with `*` or NNNN for a number; no address, module or command.
PROJECT_PATH = re.compile(r"(?:\.?[\w*-]+/)+[\w.*-]*|[\w*-]+\.(?:csv|css|html|js|json|md|po|py|sh|toml|txt)")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_make_command_in_the_docs_exists():
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), flags=re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)", _text("README.md") + _text("CONTRIBUTING.md")))

    assert named <= targets
    assert {"app", "test", "setup", "lint", "bench"} <= named | {"setup"}


def test_every_python_m_geo_command_in_the_docs_exists():
    from geo.cli import app

    names = {command.name for command in app.registered_commands}
    named = set(re.findall(r"python -m geo ([a-z]+)", _text("README.md") + _text("CHANGELOG.md")))

    assert named <= names


def test_every_setting_is_documented_and_every_documented_setting_exists():
    in_code = set(re.findall(r"KARTE_[A-Z_]+", _text("geo/settings.py")))
    in_docs = set(re.findall(r"KARTE_[A-Z_]+", _text("docs/SETTINGS.md")))

    assert in_docs == in_code
    assert settings.load_settings({}).district.name in _text("README.md")


def test_the_glossary_covers_every_column():
    glossary = _text("docs/GLOSSARY.md")

    assert [spec.name for spec in columns.OFFER_FRAME if f"`{spec.name}`" not in glossary] == []


def test_every_test_that_security_rests_on_exists():
    tests = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    words = re.findall(r"(test_\w+\.py|…)(?:::(test_\w+))?", _text("docs/SECURITY.md"))
    file, missing = "", []
    for named, test in words:
        file = file if named == "…" else named
        if f"def {test}(" not in tests.get(file, "") and test:
            missing.append(f"{file}::{test}")

    assert len(words) > 25
    assert missing == []
    assert {named for named, _ in words if named != "…"} <= tests.keys()


def test_every_link_between_the_docs_leads_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def _paths_in_code(page):
    """Return the words of a page's code, in the text or in blocks, that name a path of this project."""
    code = re.findall(r"```.*?```|`[^`\n]+`", page, flags=re.S)
    words = [word.strip("`,;:()") for part in code for word in part.split()]
    return [word for word in words if PROJECT_PATH.fullmatch(word)]


def _exists(path):
    """Whether a path leads somewhere; what git ignores is made later, and counts."""
    made = tuple(line for line in _text(".gitignore").splitlines() if line.endswith("/"))
    return path.startswith(made) or any(ROOT.glob(path.replace("NNNN", "[0-9]" * 4).rstrip("/")))


def test_every_path_in_the_guide_for_contributors_exists():
    named = _paths_in_code(_text("CONTRIBUTING.md"))

    assert {"geo/", "locale/*.po", "geo/offers/columns.py", "tools/postgres.sh", "district.toml"} <= {*named}
    assert [path for path in named if not _exists(path)] == []


def test_a_path_is_known_from_an_address_a_module_and_a_command():
    page = """Write `docs/decisions/NNNN-title.md`, `geo.offers.columns`, `store.save`, `https://karte.example/print`,
    `python -m geo find` and `tests/unit -k address`:
    ```sh
    tools/gone.sh serve   # as root; see docs/SETTINGS.md, .ci/run
    ```"""
    named = _paths_in_code(page)

    assert named == [
        "docs/decisions/NNNN-title.md", "tests/unit", "tools/gone.sh", "docs/SETTINGS.md", ".ci/run",
    ]  # fmt: skip
    assert [path for path in named if not _exists(path)] == ["docs/decisions/NNNN-title.md", "tools/gone.sh"]
    assert _exists("docs/decisions/NNNN-*.md")
    assert _exists("var/network/")


def test_every_dependency_has_its_reason():
    reasons = _text("docs/decisions/0004-dependencies.md").casefold()
    required = _text("requirements.txt") + _text("requirements-cluster.txt")
    pinned = re.findall(r"^([A-Za-z0-9-]+)==", required, flags=re.M)

    assert pinned
    assert [name for name in pinned if name.casefold() not in reasons] == []


def test_every_requirement_is_pinned_exactly():
    lines = [
        line
        for name in (
            "requirements.txt",
            "requirements-cluster.txt",
            "requirements-dev.txt",
            "requirements-audit.txt",
            "requirements-fuzz.txt",
            "constraints.txt",
        )
        for line in _text(name).splitlines()
        if line and not line.startswith(("#", "-"))
    ]

    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line)] == []


def test_versions_agree():
    from geo import __version__

    assert tomllib.loads(_text("pyproject.toml"))["project"]["version"] == __version__


def test_the_catalogue_entry_names_every_language_and_says_which_keys_wait_for_the_owner():
    lines = _text("publiccode.yml").splitlines()
    languages = re.findall(
        r"^    - (\S+)$", _text("publiccode.yml").split("availableLanguages:")[1], flags=re.M
    )
    keys = {line.partition(":")[0] for line in lines if re.match(r"[a-zA-Z]+:", line)}

    assert languages == list(settings.load_settings({}).district.languages)
    for waiting in ("legal", "url", "maintenance"):
        assert waiting not in keys
        assert f"`{waiting}`" in "".join(line for line in lines if line.startswith("#"))
        assert f"`{waiting}`" in _text("README.md")
