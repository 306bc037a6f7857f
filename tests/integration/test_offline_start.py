"""The app starts and answers on a machine that has no network at all."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def _can_cut_off() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.timeout(300)  # the app may take its time on a busy machine
@pytest.mark.skipif(not _can_cut_off(), reason="needs Linux with `unshare` and user namespaces")
def test_the_app_starts_and_answers_without_any_network(tmp_path):
    command = ["unshare", "-rn", sys.executable, "tests/integration/offline_start.py"]
    env = os.environ | {"KARTE_VAR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False)

    assert run.returncode == 0, run.stderr
    cut_off, health, printed = run.stdout.strip().splitlines()
    assert cut_off == "cut off"
    assert json.loads(health)["ok"] is True
    assert printed == "True"
