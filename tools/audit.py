"""What the app is made of, as an SBOM (CycloneDX), and which known weaknesses that has: `make audit`.

Looks at the exact versions of `requirements.txt` and `constraints.txt` (which also pins some that only tests need).
A package that the service of known weaknesses did not answer for counts as not looked up, never as clean: `pip-audit`
itself calls a list clean of which it could look up nothing.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED_IN = ("requirements.txt", "constraints.txt")
SBOM, REPORT = "sbom.cdx.json", "weaknesses.json"
_PIN = re.compile(r"([A-Za-z0-9_.-]+)==([\w.]+)")
_SECONDS = 900
#: Exit codes: a known weakness; something that could not be looked up.
WEAK, UNKNOWN = 1, 2


@dataclass(frozen=True)
class Finding:
    """A known weakness of one package, and the versions that no longer have it."""

    package: str
    version: str
    weakness: str
    mended_in: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What is known: of how many packages, which weaknesses, and of which nothing."""

    packages: int
    findings: tuple[Finding, ...]
    not_looked_up: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 only where everything was looked up and nothing is known."""
        if self.findings:
            return WEAK
        return UNKNOWN if self.not_looked_up else 0

    @property
    def words(self) -> list[str]:
        """Tell it."""
        looked_up = self.packages - len(self.not_looked_up)
        lines = [f"{self.packages} packages, {looked_up} looked up, {len(self.findings)} known weaknesses"]
        lines += [
            f"{one.package} {one.version}: {one.weakness}, mended in {', '.join(one.mended_in) or 'no version yet'}"
            for one in self.findings
        ]
        if not looked_up:
            lines.append("the service of known weaknesses did not answer: nothing is known, good or bad")
        elif self.not_looked_up:
            lines.append(f"not looked up: {', '.join(self.not_looked_up)}")
        return lines


def pins(root: Path = ROOT) -> dict[str, str]:
    """Return the exact version of every package of the app, by its name as registries write it."""
    lines = [line for name in PINNED_IN for line in (root / name).read_text(encoding="utf-8").splitlines()]
    found = (_PIN.fullmatch(line.strip()) for line in lines)
    return dict(sorted((_usual(match[1]), match[2]) for match in found if match))


def verdict_of(report: Mapping[str, Any] | None, wanted: Mapping[str, str]) -> Verdict:
    """Decide over a report of pip-audit; None where there is none."""
    told = (report or {}).get("dependencies", [])
    looked_up = {_usual(one["name"]): one for one in told if "vulns" in one}
    findings = tuple(
        Finding(name, str(one["version"]), weakness["id"], tuple(weakness.get("fix_versions", ())))
        for name, one in sorted(looked_up.items())
        for weakness in one["vulns"]
    )
    return Verdict(len(wanted), findings, tuple(name for name in wanted if name not in looked_up))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the SBOM and the report, and tell what is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "audit", help="folder for both files")
    into = parser.parse_args(arguments).into
    into.mkdir(parents=True, exist_ok=True)
    wanted = pins()
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "pins.txt"
        listed.write_text(
            "".join(f"{name}=={version}\n" for name, version in wanted.items()), encoding="utf-8"
        )
        made = _run(
            "cyclonedx_py", "requirements", str(listed), "--output-reproducible", "-o", str(into / SBOM)
        )
        if made.returncode:
            sys.stderr.write(f"the SBOM could not be made\n{made.stderr}")
            return made.returncode
        report = _report(listed)
    (into / REPORT).write_text(json.dumps(report, indent=2), encoding="utf-8")
    verdict = verdict_of(report, wanted)
    sys.stdout.write("\n".join([f"SBOM: {into / SBOM}", *verdict.words, ""]))
    return verdict.exit_code


def _report(listed: Path) -> dict[str, Any] | None:
    """Ask for known weaknesses; None where there is no answer that can be read."""
    asked = _run(
        "pip_audit", "-r", str(listed), "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"
    )  # fmt: skip
    try:
        answer = json.loads(asked.stdout)
    except ValueError:
        sys.stderr.write(asked.stderr[-2000:])
        return None
    return answer if isinstance(answer, dict) else None


def _run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)


def _usual(name: str) -> str:
    """Write a name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
