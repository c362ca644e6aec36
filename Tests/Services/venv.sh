#!/bin/sh
# Makes .build/venv, the Python environment of the tests' services; does nothing where it is up to date.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv="$root/.build/venv"
wanted=$(cat "$here/requirements.txt" "$here/constraints.txt" | cksum)

[ "$(cat "$venv/.satchel" 2>/dev/null || true)" = "$wanted" ] && exit 0

mkdir -p "$root/.build"
exec 9>"$root/.build/venv.lock"
flock 9
[ "$(cat "$venv/.satchel" 2>/dev/null || true)" = "$wanted" ] && exit 0

echo "Installing the tests' services into .build/venv (about a minute) …"
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv" || {
    echo "python3 -m venv failed. On Debian: apt-get install python3-venv" >&2
    exit 1
}
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" -c "$here/constraints.txt"
echo "$wanted" >"$venv/.satchel"
