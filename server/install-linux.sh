#!/bin/sh
# 在大厅电脑上安装或升级,不需要联网;用 root 在解开的文件夹里运行。Installs or upgrades on the hall's PC, without
# internet: run as root in the unpacked folder of `make bundle`. PREFIX=DIR installs there only, without service or user.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
prefix=${PREFIX:-/opt/hallcall}
python=${PYTHON:-python3}
fail() { echo "$1" >&2; exit 1; }

[ -d "$here/wheels" ] || fail "没有 wheels 文件夹:请在 make bundle 做出的包里运行。 No folder wheels: run this in what make bundle made."
[ -n "${PREFIX:-}" ] || [ "$(id -u)" = 0 ] || fail "请用 root 运行。 Run this as root."
"$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || fail "需要 Python 3.11 以上和 python3-venv,找到 $("$python" --version 2>&1)。 Python 3.11 or newer with venv is needed."
version=$(cat "$here/VERSION")
target=$prefix/$version
[ ! -e "$target" ] || fail "$target 已存在:这个版本装过了。 This version is installed already."

echo "== 1/3 复制 copying: $target"
mkdir -p "$target"
trap 'rm -rf "$target"' EXIT
cp -R "$here"/. "$target"
echo "== 2/3 软件包,不联网 packages, offline"
"$python" -m venv "$target/.venv"
"$target/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-index --find-links "$target/wheels" \
  --require-hashes --no-deps -r "$target/requirements.lock" \
  || fail "软件包装不上:包是给 $(cat "$target/wheels/FOR") 做的。 The packages do not fit: the bundle is for $(cat "$target/wheels/FOR")."
(cd "$target" && .venv/bin/python -m compileall -q .venv/lib run.py config server devices kiosk caller display || true)
rm -rf "$target/wheels"

echo "== 3/3 检查配置 checking the configuration"
config=$target/config/hall.toml
[ -n "${PREFIX:-}" ] || [ ! -e /etc/hallcall/hall.toml ] || config=/etc/hallcall/hall.toml
(cd "$target" && .venv/bin/python run.py --config "$config" check --only-config)
trap - EXIT
if [ -n "${PREFIX:-}" ]; then ln -sfn "$version" "$prefix/current"; echo "已安装 installed: $target"; exit 0; fi

id hallcall >/dev/null 2>&1 || useradd --system --home-dir /var/lib/hallcall --shell /usr/sbin/nologin hallcall
mkdir -p /etc/hallcall
[ -e /etc/hallcall/hall.toml ] || cp "$target/config/hall.toml" /etc/hallcall/hall.toml
[ -e /etc/hallcall/hallcall.env ] || echo '# HALLCALL_OPTIONS="--host 0.0.0.0 --phone-base http://192.168.1.10:8000"' > /etc/hallcall/hallcall.env
cp "$target/server/hallcall.service" /etc/systemd/system/hallcall.service
ln -sfn "$version" "$prefix/current"
systemctl daemon-reload
systemctl enable hallcall
echo "已安装。改好 /etc/hallcall/hall.toml 后: systemctl restart hallcall
Installed. Mend /etc/hallcall/hall.toml, then: systemctl restart hallcall
退回旧版 back to an older one: ln -sfn VERSION $prefix/current && systemctl restart hallcall"
