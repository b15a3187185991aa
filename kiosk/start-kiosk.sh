#!/usr/bin/env bash
# 取号机、大屏自启动 Starts a ticket kiosk or a screen in Chromium's kiosk mode, and again whenever it ends. See docs/kiosk.md.
#   start-kiosk.sh http://192.168.1.10:8000 k1 [Chromium flags …]
#   start-kiosk.sh http://192.168.1.10:8000 display/hall     also window/w1, rater/w1
# HALLCALL_CHROMIUM: the browser's program; HALLCALL_PROFILE: its folder, which holds the pairing.
set -euo pipefail

usage() {
  echo "用法 usage: start-kiosk.sh http://服务器:端口 取号机编号或页面 / http://server:port kiosk-id or page" >&2
  echo "例 examples: start-kiosk.sh http://192.168.1.10:8000 k1; … display/hall; … window/w1; … rater/w1" >&2
  exit 2
}

[ $# -ge 2 ] || usage
server="${1%/}"
kiosk="$2"
shift 2
case "$server" in
  http://?* | https://?*) ;;
  *) echo "地址应以 http:// 或 https:// 开头,现为 $server / the address must begin with http:// or https://" >&2; usage ;;
esac
case "$kiosk" in
  display/* | window/* | rater/*) page="$kiosk" ;;
  *) page="kiosk/$kiosk" ;;
esac
case "${page#*/}" in
  '' | *[!A-Za-z0-9_-]*) echo "编号只能用字母、数字、-、_,现为 $kiosk / an id is of letters, digits, - and _" >&2; usage ;;
esac

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
profile="${HALLCALL_PROFILE:-${XDG_STATE_HOME:-$HOME/.local/state}/hallcall-kiosk}"
browser="${HALLCALL_CHROMIUM:-}"
for name in chromium chromium-browser google-chrome microsoft-edge; do
  [ -n "$browser" ] || browser="$(command -v "$name" || true)"
done
if [ -z "$browser" ]; then
  echo "没有找到 Chromium,请安装,或用 HALLCALL_CHROMIUM 指明 / no Chromium found; install it or set HALLCALL_CHROMIUM" >&2
  exit 1
fi

flags=(
  --kiosk --no-first-run --no-default-browser-check --noerrdialogs --disable-infobars --disable-session-crashed-bubble
  --hide-crash-restore-bubble --disable-pinch --overscroll-history-navigation=0 "--disable-features=Translate,TranslateUI,TouchpadOverscrollHistoryNavigation"
  --disable-background-networking --disable-component-update --disable-sync --disable-default-apps --disable-extensions
  --disable-breakpad --disable-dev-tools --autoplay-policy=no-user-gesture-required --password-store=basic --touch-events=enabled
  "--user-data-dir=$profile" "--disk-cache-dir=$profile/cache" --disk-cache-size=52428800
)

# What a power cut leaves behind. The pairing, a cookie, stays.
clean() {
  rm -rf "$profile"/Singleton* "$profile/cache" "$profile/Crash Reports" "$profile/Default/Sessions"
  local said="$profile/Default/Preferences"
  if [ -f "$said" ]; then
    sed -i 's/"exited_cleanly":false/"exited_cleanly":true/; s/"exit_type":"Crashed"/"exit_type":"Normal"/' "$said"
  fi
}

awake() { # no screen saver, no sleep of the screen, no arrow
  [ -n "${DISPLAY:-}" ] || return 0
  if command -v xset >/dev/null; then xset s off s noblank -dpms || true; fi
  if command -v unclutter >/dev/null; then unclutter -idle 0 -root & hider=$!; fi
}

child=""
hider=""
leave() {
  trap - TERM INT
  for one in "$child" "$hider"; do
    [ -z "$one" ] || kill "$one" 2>/dev/null || true
  done
  wait
  exit 0
}
trap leave TERM INT

mkdir -p "$profile"
awake
while true; do
  clean
  "$browser" "${flags[@]}" "$@" "file://$here/wait.html?to=$server/$page" &
  child=$!
  wait "$child" && ended=0 || ended=$?
  echo "浏览器已退出($ended),即将重启 / the browser ended ($ended) and starts again" >&2
  child=""
  sleep 2 & wait $!
done
