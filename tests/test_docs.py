"""What the docs name exists, and what exists is named in the docs."""

import re
import tomllib
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("page", ["docs/SECURITY.md", "docs/ASVS.md"])
def test_every_test_that_security_rests_on_exists(page):
    tests = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    words = re.findall(r"(test_\w+\.py|…)(?:::(test_\w+))?", _text(page))
    file, missing = "", []
    for named, test in words:
        file = file if named == "…" else named
        if f"def {test}(" not in tests.get(file, "") and test:
            missing.append(f"{file}::{test}")

    assert len(words) > 25
    assert missing == []
    assert {named for named, _ in words if named != "…"} <= tests.keys()


#: How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they are its first ones.
ASVS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip


def test_every_requirement_of_asvs_stands_in_one_row_with_a_state():
    rows = re.findall(r"^\| (\d[\d., –]*) \| ([a-z ]+) \| (.+) \|$", _text("docs/ASVS.md"), flags=re.M)
    told, states = [], dict[str, int]()
    for numbers, state, _ in rows:
        for part in numbers.split(", "):
            section, first, last = re.fullmatch(r"(\d+\.\d+)\.(\d+)(?:–(\d+))?", part).groups()
            found = [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
            told += found
            states[state] = states.get(state, 0) + len(found)

    assert sum(ASVS.values()) == 253
    assert sorted(told) == sorted(f"{name}.{n}" for name, most in ASVS.items() for n in range(1, most + 1))
    assert set(states) <= {"yes", "partly", "missing", "operator", "library", "no such"}
    counted = re.search(r"Of them (.+)\.$", _text("docs/ASVS.md"), flags=re.M)[1]
    assert counted == ", ".join(f"{states[name]} {name}" for name in ("yes", "partly", "missing", "operator", "library", "no such"))  # fmt: skip


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
