"""Sentences as tables, Chinese first, English second: they know nothing of a hall and import nothing."""
