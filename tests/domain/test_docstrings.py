"""The examples in the docstrings of the core are true."""

import doctest
import importlib
import pkgutil

import pytest

import server.domain

MODULES = [m.name for m in pkgutil.walk_packages(server.domain.__path__, "server.domain.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    counted = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(counted) >= 5
