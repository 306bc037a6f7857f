#!/usr/bin/env bash
# Checks the types of web/publish/*.js. TypeScript comes once into .node/ (not in git); without Node there is nothing to check.
set -eu
cd "$(dirname "$0")/.."
VERSION=5.9.3
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "no Node here: the types of web/publish are not checked"
  exit 0
fi
if [ ! -x .node/node_modules/.bin/tsc ]; then
  if ! npm install --prefix .node --no-save --no-package-lock --no-audit --no-fund --silent --fetch-retries=0 --fetch-timeout=20000 "typescript@$VERSION"; then
    echo "TypeScript cannot be fetched: the types of web/publish are not checked"
    exit 0
  fi
fi
.node/node_modules/.bin/tsc -p web/publish
echo "types of web/publish: no error"
