"""Committed effects -> device lines; what the devices say -> commands. The only package that knows drivers.

`delivery`   what the hall wants of its devices, and what they say
`lines`      the plan's devices as drivers on buses
`moments`    what they owe to the time alone
`paper`      a slip's layout as elements of the printer
`trial`      every device tried on its own, before the hall opens (`run.py check`)
"""

from server.delivery.delivery import Delivery

__all__ = ["Delivery"]
