"""Committed effects -> device lines; what the devices say -> commands. Only this package knows drivers."""

from server.delivery.delivery import Delivery

__all__ = ["Delivery"]
