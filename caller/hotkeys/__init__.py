"""Hot keys on a clerk's PC: speaks HTTP only, imports nothing of the server (docs/hotkeys.md)."""
