"""The protocols a sign may speak, by the names used in a hall's configuration."""

from collections.abc import Callable, Mapping
from typing import Any

from devices.drivers.cards.alpha import AlphaCard
from devices.drivers.cards.card import Card
from devices.drivers.cards.digits import DigitsCard
from devices.drivers.cards.lihe import LiheCard
from devices.drivers.cards.onbon import OnbonCard
from devices.drivers.cards.ruize import RuizeCard
from devices.drivers.cards.shuangse import ShuangseCard

BRANDS: Mapping[str, Callable[..., Card]] = {
    "onbon-k": OnbonCard,
    "alpha": AlphaCard,
    "modbus-digits": DigitsCard,
    "lihe": LiheCard,
    "shuangse": ShuangseCard,
    "ruize": RuizeCard,
}


def card_for(protocol: str, address: int, **options: Any) -> Card:
    """The card of this protocol; options are the named arguments of its class.

    Raises KeyError (no such protocol), TypeError or ValueError (options).
    """
    return BRANDS[protocol](address, **options)
