#!/usr/bin/env bash
# A real Nominatim for a few minutes: PostgreSQL with PostGIS in a temporary folder, filled from the synthetic map of
# tests/nominatim, answering on a free port of this machine; everything is stopped and removed afterwards.
#
#   tools/nominatim.sh test     run tests/integration/test_nominatim.py against it
#   tools/nominatim.sh serve    leave it running until Ctrl-C
#
# Where the packages cannot be had it says why and ends well: nothing else depends on this test.
# KARTE_NOMINATIM_VENV names another folder for its Python packages, KARTE_TEST_PYTHON another Python for the tests.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
venv=${KARTE_NOMINATIM_VENV:-$root/var/nominatim-venv}
python=${KARTE_TEST_PYTHON:-$root/.venv/bin/python}
packages=(postgresql-15-postgis-3 postgresql-15-postgis-3-scripts osm2pgsql)
folder="" server="" database=""

skip() {
  echo "nominatim: skipped: $*" >&2
  exit 0
}

# PostgreSQL refuses to run as root; as anyone else it runs as that user.
as_database_user() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

have_system_packages() {
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || true
  [ -n "${bin:-}" ] && [ -x "$bin/initdb" ] && command -v osm2pgsql >/dev/null &&
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1
}

need_system_packages() {
  have_system_packages && return
  [ "$(id -u)" = 0 ] || skip "needs ${packages[*]} (only root can install them)"
  command -v apt-get >/dev/null || skip "needs ${packages[*]} (no apt-get here)"
  echo "nominatim: installing ${packages[*]}"
  { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}" ||
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}"; }
  } >/dev/null 2>&1 || skip "apt-get cannot install ${packages[*]}"
  have_system_packages || skip "${packages[*]} are installed but not where expected"
}

need_python_packages() {
  mkdir -p "$(dirname "$venv")"
  exec 9>"$venv.lock"
  flock 9
  if ! cmp -s "$root/requirements-nominatim.txt" "$venv/.installed"; then
    echo "nominatim: installing its Python packages"
    python3 -m venv "$venv" || skip "python3 -m venv does not work here"
    "$venv/bin/pip" --disable-pip-version-check -q install -r "$root/requirements-nominatim.txt" 2>/dev/null ||
      skip "its Python packages cannot be installed"
    cp "$root/requirements-nominatim.txt" "$venv/.installed"
  fi
  flock -u 9
}

stop() {
  set +e
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  [ -n "$database" ] && as_database_user "$bin/pg_ctl" -D "$database" -m immediate -s stop
  [ -n "$folder" ] && rm -rf "$folder"
}

start_database() {
  database=$folder/postgres/data
  mkdir "$folder/postgres"
  chmod 755 "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder/postgres"
  as_database_user "$bin/initdb" -D "$database" -U nominatim --auth=trust -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log"
  local options="-c listen_addresses='' -c unix_socket_directories=$folder/postgres -c fsync=off"
  options+=" -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=30"
  as_database_user "$bin/pg_ctl" -D "$database" -l "$folder/postgres/log" -o "$options" -w -s start
  "$bin/createuser" -h "$folder/postgres" -U nominatim www-data
}

import_map() {
  mkdir "$folder/project"
  export NOMINATIM_DATABASE_DSN="pgsql:host=$folder/postgres;dbname=nominatim;user=nominatim"
  export NOMINATIM_IMPORT_STYLE=full NOMINATIM_LANGUAGES=de,en,ar
  export PATH=$bin:$PATH
  "$venv/bin/nominatim" import --project-dir "$folder/project" --osm-file "$root/tests/nominatim/synthetic.osm" \
    --threads 2 --no-updates >"$folder/import.log" 2>&1 || { tail -40 "$folder/import.log" >&2; exit 1; }
}

start_server() {
  (cd "$folder/project" && exec "$venv/bin/uvicorn" --factory nominatim_api.server.falcon.server:run_wsgi \
    --host 127.0.0.1 --port 0 --no-access-log) >"$folder/server.log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    url=$(grep -o 'http://127.0.0.1:[0-9]*' "$folder/server.log" | head -1) && [ -n "$url" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$folder/server.log" >&2
  exit 1
}

main() {
  case ${1:-} in
    test | serve) ;;
    *) sed -n '2,10p' "$0" >&2; exit 2 ;;
  esac
  need_system_packages
  need_python_packages
  folder=$(mktemp -d "${TMPDIR:-/tmp}/nominatim.XXXXXX")
  trap stop EXIT
  trap 'exit 130' INT TERM
  start_database
  import_map
  start_server
  echo "nominatim: answers on $url"
  if [ "$1" = serve ]; then wait "$server"; return; fi
  KARTE_TEST_NOMINATIM_URL=$url "$python" -m pytest -p no:cacheprovider -m nominatim "$root/tests/integration/test_nominatim.py"
}

main "$@"
