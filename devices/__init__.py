"""The hall's hardware: codecs, lines, buses, drivers and emulators. Imports nothing else of ours.

`codecs`    bytes <-> frozen messages, pure
`line`      one serial line or socket by URL
`bus`       one worker thread a line: connect, take turns, retry
`drivers`   sign, printer, keypad, rater: codec + delivery policy + health
`emulators` the far ends, with parsers of their own
"""
