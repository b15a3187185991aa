@echo off
rem Starts a ticket kiosk or a screen in full screen, and again whenever the browser ends. See docs/kiosk.md.
rem   start-kiosk.cmd http://192.168.1.10:8000 k1
rem   start-kiosk.cmd http://192.168.1.10:8000 display/hall
chcp 65001 >nul
setlocal
set "SERVER=%~1"
set "KIOSK=%~2"
if "%KIOSK%"=="" (
  echo 用法 usage: start-kiosk.cmd http://server:port kiosk-id
  echo 例 example: start-kiosk.cmd http://192.168.1.10:8000 k1
  exit /b 2
)
set "PAGE=kiosk/%KIOSK%"
if not "%KIOSK:/=%"=="%KIOSK%" set "PAGE=%KIOSK%"
set "HERE=%~dp0"
set "HERE=%HERE:\=/%"
set "PROFILE=%LOCALAPPDATA%\hallcall-kiosk"
set "BROWSER="
for %%B in (
  "%ProgramFiles%\Google\Chrome\Application\chrome.exe"
  "%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe"
  "%ProgramFiles%\Chromium\Application\chrome.exe"
  "%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe"
) do if not defined BROWSER if exist %%B set "BROWSER=%%~B"
if not defined BROWSER (
  echo 没有找到 Chrome 或 Edge,请先安装 / neither Chrome nor Edge is installed
  exit /b 1
)
powercfg /change monitor-timeout-ac 0
powercfg /change standby-timeout-ac 0

:again
rem What a power cut leaves behind. The pairing, a cookie, stays.
if exist "%PROFILE%\cache" rd /s /q "%PROFILE%\cache"
if exist "%PROFILE%\Default\Sessions" rd /s /q "%PROFILE%\Default\Sessions"
start "" /wait "%BROWSER%" --kiosk --no-first-run --no-default-browser-check --noerrdialogs --disable-infobars ^
  --disable-session-crashed-bubble --hide-crash-restore-bubble --disable-pinch --overscroll-history-navigation=0 ^
  --disable-features=Translate,TranslateUI,TouchpadOverscrollHistoryNavigation --disable-background-networking ^
  --disable-component-update --disable-sync --disable-default-apps --disable-extensions --disable-breakpad ^
  --disable-dev-tools --autoplay-policy=no-user-gesture-required --edge-kiosk-type=fullscreen ^
  "--user-data-dir=%PROFILE%" "--disk-cache-dir=%PROFILE%\cache" --disk-cache-size=52428800 ^
  "file:///%HERE%wait.html?to=%SERVER%/%PAGE%"
timeout /t 2 /nobreak >nul
goto again
