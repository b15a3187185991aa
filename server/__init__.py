"""The hall's server: pure rules, one writer, one log, and the web edge."""
