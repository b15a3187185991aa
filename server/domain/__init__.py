"""The rules of the hall, pure: no clock, no I/O, no threads. Time enters as a field of a command."""
