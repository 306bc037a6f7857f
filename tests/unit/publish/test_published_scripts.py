"""The browser's modules pass their own tests and the type checker, where Node is there."""

import re
import shutil
import subprocess

import pytest

from geo.publish.bundle import bundle
from geo.publish.document import inline, read
from geo.settings import PROJECT_ROOT

SCRIPTS = PROJECT_ROOT / "web" / "publish"
COMPILER = PROJECT_ROOT / ".node" / "node_modules" / "typescript" / "bin" / "tsc"
NODE = shutil.which("node")
LIMIT_S = 120
#: A module is read in one sitting.
MOST_LINES = 400


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )


@pytest.mark.skipif(NODE is None, reason="no Node here: the tests of web/publish did not run")
def test_the_modules_pass_their_own_tests():
    files = sorted(str(file) for file in (PROJECT_ROOT / "tests" / "js").glob("*.test.js"))

    done = _run(NODE or "", "--test", *files)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout


@pytest.mark.skipif(NODE is None, reason="no Node here: the types of web/publish were not checked")
@pytest.mark.skipif(not COMPILER.exists(), reason="no TypeScript in .node/: tools/typescript.sh fetches it")
def test_the_types_of_the_modules_agree():
    done = _run(NODE or "", str(COMPILER), "-p", "web/publish")

    assert done.stdout == ""
    assert done.returncode == 0


def test_the_page_makes_no_markup_of_text_asks_for_nothing_and_keeps_nothing():
    script = bundle(SCRIPTS / "main.js")

    markup = r"innerHTML\s*=|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    outside = (
        r"\bfetch\(|WebSocket|EventSource|sendBeacon|\bimport\(|XMLHttp|localStorage|sessionStorage|cookie"
    )
    assert re.findall(f"{markup}|{outside}", script) == []


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.js")), ids=lambda file: file.name)
def test_a_module_is_short_says_what_it_is_for_and_fits_into_the_page(file):
    text = read(file)

    assert len(text.splitlines()) <= MOST_LINES
    assert text.startswith("// ")
    assert inline(file.name, text)
