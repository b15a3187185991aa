"""A slip's layout as what a printer is told."""

from devices.codecs import escpos
from server.domain.slip import Slip, SlipFeed, SlipQr, SlipRule, SlipText


def elements(slip: Slip, *, phone_base: str, logo: escpos.Picture | None = None) -> list[escpos.Element]:
    """phone_base: the hall's address as phones see it, without a slash at the end."""
    head: list[escpos.Element] = [logo] if logo else []
    return [*head, *(_element(e, phone_base) for e in slip), escpos.Cut()]


def _element(element: object, phone_base: str) -> escpos.Element:
    match element:
        case SlipText():
            size = element.size
            return escpos.Text(element.text, size, size, element.align, element.bold)
        case SlipQr():
            return escpos.Qr(phone_base + element.path)
        case SlipFeed():
            return escpos.Feed(element.lines)
        case SlipRule():
            return escpos.Rule()
    raise TypeError(element)
