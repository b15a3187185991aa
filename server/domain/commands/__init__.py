"""Commands: what somebody wants, by what it concerns."""
