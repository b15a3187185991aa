"""Events: what happened, by what it concerns."""
