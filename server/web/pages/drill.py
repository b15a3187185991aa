"""Every page of a drill says so, whatever it shows: 演练 DRILL in its title, a frame and a tab over all."""

from flask import Flask, Response

WORD = "演练 DRILL"
MARK = (
    f'<div class="drill-mark" data-testid="drill"><b>{WORD}</b>'
    "<span>这不是真实大厅,不连接真实设备 · Not the real hall, no real device</span></div>"
)


def mark_pages(app: Flask) -> None:
    """Errors and pages without a script included."""
    app.after_request(_marked)


def _marked(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.direct_passthrough:
        page = response.get_data(as_text=True)
        page = page.replace("<title>", f"<title>{WORD} · ", 1)
        response.set_data(page.replace("</body>", f"{MARK}</body>", 1))
    return response
