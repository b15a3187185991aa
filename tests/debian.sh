#!/usr/bin/env bash
# Debian packages that the browser, PostgreSQL and hot-key tests use. Does nothing where they are there already.
set -euo pipefail
missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
fc-list 2>/dev/null | grep -qi "noto sans cjk" || missing+=(fonts-noto-cjk fontconfig)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v Xvfb >/dev/null || missing+=(xvfb)
command -v shellcheck >/dev/null || missing+=(shellcheck)
command -v xdotool >/dev/null || missing+=(xdotool)
.venv/bin/python -c 'import tkinter' 2>/dev/null || missing+=(python3-tk)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "== set-up: Debian packages for the tests: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "这些程序需要手工安装 please install by hand: ${missing[*]}" >&2
  exit 1
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo"
$sudo apt-get update -q >/dev/null
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
