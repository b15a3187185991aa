"""Whose turn it is, and how long until then: one order for calling and for estimating."""
