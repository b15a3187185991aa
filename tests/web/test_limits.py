"""How many can be listened to: whoever is held, the others keep theirs, and devices their file numbers."""

import socket

import pytest

from server.web.serving import limits
from server.web.serving.worker import moved_up
from tests.web.house import House


@pytest.mark.parametrize("files", [1024, 2048, 4096, 8192, 20_000, 1_048_576])
def test_whatever_the_system_allows_the_held_leave_threads_and_files_to_the_others(files: int):
    connections, threads, phones = limits.connections(files), limits.threads(files), limits.phones_most(files)
    assert connections < files, "a connection without a file ends the worker"
    assert threads < connections, "who waits for the next question has no thread"
    assert threads - phones - limits.HOT_KEYS_MOST >= 256, "for kiosks, consoles and screens"
    assert phones >= limits.PHONES_LEAST
    assert 0 < limits.staying(files) <= (threads - phones - limits.HOT_KEYS_MOST) // 4, "others come, too"


def test_where_the_system_allows_it_two_thousand_phones_are_held_beside_a_thousand_pages():
    files = 2 * limits.MOST_THREADS + limits.LOW_FILES
    assert limits.phones_most(files) == limits.PHONES_MOST == 2048
    assert limits.threads(files) - limits.phones_most(files) - limits.HOT_KEYS_MOST == limits.OTHERS >= 1000


def test_the_bound_is_that_of_this_system(house: House):
    assert house.web.phones.held.most == limits.phones_most(limits.files())
    assert house.web.agents.held.most == limits.HOT_KEYS_MOST


def test_a_connection_keeps_out_of_the_numbers_that_the_devices_need():
    """A serial port is waited for by select(), which ends at 1023."""
    ours, theirs = socket.socketpair()
    number = ours.fileno()
    moved = moved_up(ours)
    assert moved.fileno() >= 1024 > number
    theirs.sendall(b"here")
    assert moved.recv(4) == b"here"
    moved.close()
    assert theirs.recv(1) == b"", "no second number is left behind"
    theirs.close()


def test_where_there_are_no_higher_numbers_it_stays(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "LOW_FILES", 1 << 30)
    ours, theirs = socket.socketpair()
    assert moved_up(ours) is ours
    ours.close()
    theirs.close()
