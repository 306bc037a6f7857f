#!/usr/bin/env bash
# A real PostgreSQL for a few minutes: a cluster of its own in a temporary folder, on a free port of this machine;
# it is stopped and removed afterwards. Nothing in it lasts: writes are not even forced to the disk.
#
#   tools/postgres.sh run COMMAND…   run a command with KARTE_TEST_POSTGRES_URL set to it
#   tools/postgres.sh serve          print its URL and leave it running until Ctrl-C
#
# Where PostgreSQL cannot be had, `run` says why and runs the command all the same: its tests are skipped then.
set -euo pipefail

packages=(postgresql)
folder="" port="" started=""

# PostgreSQL refuses to run as root; as anyone else it runs as that user.
as_database_user() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

have_packages() {
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || true
  [ -n "${bin:-}" ] && [ -x "$bin/initdb" ]
}

need_packages() {
  have_packages && return
  missing="needs ${packages[*]}"
  [ "$(id -u)" = 0 ] || { missing+=" (only root can install it)"; return 1; }
  command -v apt-get >/dev/null || { missing+=" (no apt-get here)"; return 1; }
  echo "postgres: installing ${packages[*]}" >&2
  { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}" ||
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}"; }
  } >/dev/null 2>&1 || { missing="apt-get cannot install ${packages[*]}"; return 1; }
  have_packages || { missing="${packages[*]} is installed but not where expected"; return 1; }
}

stop() {
  set +e
  [ -n "$started" ] && as_database_user "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop
  [ -n "$folder" ] && rm -rf "$folder"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
  folder=$(mktemp -d "${TMPDIR:-/tmp}/postgres.XXXXXX")
  trap stop EXIT
  trap 'exit 130' INT TERM
  chmod 755 "$folder"
  [ "$(id -u)" != 0 ] || chown postgres "$folder"
  as_database_user "$bin/initdb" -D "$folder/data" -U karte --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log"
  local options="-c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  options+=" -c autovacuum=off -c max_connections=100 -c listen_addresses=127.0.0.1"
  for _ in 1 2 3 4 5; do # somebody else may take the port meanwhile
    port=$(free_port)
    if as_database_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -o "$options -p $port" -w -s start; then
      started=yes
      return
    fi
  done
  cat "$folder/log" >&2
  return 1
}

main() {
  case ${1:-} in
    run) [ $# -gt 1 ] || { sed -n '2,9p' "$0" >&2; exit 2; } ;;
    serve) ;;
    *) sed -n '2,9p' "$0" >&2; exit 2 ;;
  esac
  if ! need_packages; then
    echo "postgres: $missing; tests with PostgreSQL are skipped" >&2
    [ "$1" = run ] || exit 1
    shift
    exec "$@"
  fi
  start
  local url="postgresql+psycopg://karte@127.0.0.1:$port/postgres"
  echo "postgres: answers on $url" >&2
  if [ "$1" = serve ]; then
    echo "$url"
    while as_database_user "$bin/pg_ctl" -D "$folder/data" status >/dev/null; do sleep 1; done
    return
  fi
  shift
  KARTE_TEST_POSTGRES_URL=$url "$@"
}

main "$@"
