"""Wire formats, one file a protocol. No clock, no thread, no I/O."""
