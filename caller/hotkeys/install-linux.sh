#!/bin/sh
# 登录桌面时自动启动热键。Starts the hot keys at log-on to the desktop. Undo: delete the .desktop file.
# 先登记 pair first:  python3 run.py hotkeys --pair
set -eu
home=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-python3}
"$python" "$home/run.py" hotkeys --check
folder="${XDG_CONFIG_HOME:-$HOME/.config}/autostart"
mkdir -p "$folder"
cat > "$folder/hallcall-hotkeys.desktop" <<END
[Desktop Entry]
Type=Application
Name=Hallcall hot keys
Name[zh_CN]=叫号热键
Exec="$python" "$home/run.py" hotkeys --log-on
Terminal=false
X-GNOME-Autostart-enabled=true
END
echo "已安装 installed: $folder/hallcall-hotkeys.desktop"
