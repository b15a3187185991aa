"""The far ends of the hall's lines, for development and tests. Standard library only.

They read the wire with parsers of their own, never with `devices.codecs`, so that a misreading of a
manual must be made twice to go unseen. Each runs in a process of its own on a pseudo-terminal (`python
-m devices.emulators`), or in a test as a plain object: bytes in, bytes out, time given.
"""
