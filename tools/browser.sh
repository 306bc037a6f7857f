#!/usr/bin/env bash
# Make sure there is a Chromium for the browser tests; say which one. Usage: tools/browser.sh PYTHON
# The headless shell draws the same pages with a quarter less work than the whole browser: it is asked for first.
set -u
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if "$1" - 2>/dev/null <<'PY'
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    p.chromium.launch(args=["--no-sandbox"]).close()
PY
then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian's chromium for the browser tests"
  apt-get update -qq
  for name in chromium-headless-shell chromium; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" fonts-noto-core >/dev/null && exit 0
  done
fi
echo "installing Playwright's chromium for the browser tests"
"$1" -m playwright install chromium && exit 0
echo "no Chromium could be installed: the browser tests will fail until there is one" >&2
exit 1
