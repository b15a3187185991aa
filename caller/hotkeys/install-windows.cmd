@echo off
chcp 65001 >nul
rem 登录 Windows 时自动启动热键。Starts the hot keys at log-on. Undo: delete the shortcut in shell:startup.
rem 先登记 pair first:  py run.py hotkeys --pair
setlocal
cd /d "%~dp0..\.."
where py >nul 2>nul || (echo 请先安装 Python 3.11 以上。Install Python 3.11 or newer first. & exit /b 2)
py -c "import sys; sys.exit(sys.version_info < (3, 11))" || (echo 需要 Python 3.11 以上。Python 3.11 or newer is needed. & exit /b 2)
py -m pip install --upgrade "pynput>=1.8" || exit /b 1
py run.py hotkeys --check || exit /b 2
for /f "delims=" %%p in ('py -c "import sys, pathlib; print(pathlib.Path(sys.executable).with_name('pythonw.exe'))"') do set "HALLCALL_PY=%%p"
set "HALLCALL_DIR=%CD%"
powershell -NoProfile -ExecutionPolicy Bypass -Command "$s=(New-Object -ComObject WScript.Shell).CreateShortcut([Environment]::GetFolderPath('Startup')+'\Hallcall.lnk'); $s.TargetPath=$env:HALLCALL_PY; $s.Arguments='run.py hotkeys --log-on'; $s.WorkingDirectory=$env:HALLCALL_DIR; $s.Save()" || exit /b 1
echo 已安装,下次登录时自动启动。Installed; it starts at the next log-on.
