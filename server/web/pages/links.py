"""Where a phone finds a page of ours: what a QR on a screen or on paper says."""

from flask import current_app, request


def phone_link(path: str) -> str:
    """The address of this path for phones: under the base the hall was started with (`--phone-base`), for a
    kiosk may itself be on the loopback; else under the address that was asked."""
    base: str = current_app.config["PHONE_BASE"] or request.url_root
    return base.rstrip("/") + path
