"""The audit: what was not looked up is never called clean."""

import json
import subprocess

import pytest

from tools import audit

PINS = {"pyotp": "2.12.1", "argon2-cffi": "25.1.0"}
CLEAN = {"name": "pyotp", "version": "2.12.1", "vulns": []}
SKIPPED = {"name": "pyotp", "skip_reason": "Dependency not found on PyPI and could not be audited"}
WEAK = {
    "name": "Argon2_CFFI",
    "version": "25.1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["25.1.1"], "aliases": [], "description": ""}],
}


def test_every_package_is_pinned_once_under_its_usual_name():
    found = audit.pins()

    assert found["pyotp"]
    assert found["sqlalchemy"]
    assert len(found) > 100
    assert all(name == audit._usual(name) for name in found)


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ([CLEAN, {**WEAK, "vulns": []}], 0, "2 packages, 2 looked up, 0 known weaknesses"),
        ([CLEAN, WEAK], audit.WEAK, "argon2-cffi 25.1.0: PYSEC-2026-1, mended in 25.1.1"),
        ([SKIPPED, WEAK], audit.WEAK, "not looked up: pyotp"),
        ([CLEAN], audit.UNKNOWN, "not looked up: argon2-cffi"),
        ([SKIPPED, {**SKIPPED, "name": "argon2-cffi"}], audit.UNKNOWN, "nothing is known, good or bad"),
        ([], audit.UNKNOWN, "nothing is known, good or bad"),
    ],
)
def test_what_was_not_looked_up_is_not_clean(told, code, words):
    verdict = audit.verdict_of({"dependencies": told}, PINS)

    assert verdict.exit_code == code
    assert words in "\n".join(verdict.words)


def test_no_answer_at_all_is_said_and_the_list_is_there(tmp_path, monkeypatch, capsys):
    asked = []

    def run(module, *arguments):
        asked.append(module)
        if module == "cyclonedx_py":
            (tmp_path / audit.SBOM).write_text("{}")
            return subprocess.CompletedProcess([], 0, "", "")
        return subprocess.CompletedProcess([], 1, "", "ConnectionError: no such host")

    monkeypatch.setattr(audit, "_run", run)

    assert audit.main(["--into", str(tmp_path)]) == audit.UNKNOWN
    assert asked == ["cyclonedx_py", "pip_audit"]
    assert "nothing is known" in capsys.readouterr().out
    assert json.loads((tmp_path / audit.REPORT).read_text()) is None
