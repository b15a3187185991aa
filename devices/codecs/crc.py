"""The reflected CRC-16 with polynomial A001, which several brands share; they differ in where it starts."""

from functools import reduce


def arc(data: bytes) -> int:
    """CRC-16/ARC: from 0000."""
    return _crc16(data, 0)


def modbus(data: bytes) -> int:
    """CRC-16/MODBUS: from FFFF."""
    return _crc16(data, 0xFFFF)


def _crc16(data: bytes, start: int) -> int:
    return reduce(lambda crc, byte: (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF], data, start)


def _entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


_TABLE = [_entry(value) for value in range(256)]
