"""How many the server can listen to at a time, by threads and by open files, and who gets which part."""

import resource

OTHERS = 2048
"""Threads for all that is not held: a page holds one, and a city hall has a thousand pages."""
HOT_KEYS_MOST = 128
PHONES_MOST, PHONES_LEAST = 2048, 64
MOST_THREADS = OTHERS + HOT_KEYS_MOST + PHONES_MOST
STAYING_MOST, STAYING_SHARE = 256, 8
"""Of the threads of others, so many at most, and one in so many, wait for the next press of a connection."""
BETWEEN = 256
"""Connections, at least, that are open and wait for their next question: they have no thread."""
LOW_FILES = 1024
"""pyserial waits by select(), which knows no file of this number or above: connections keep out of there."""
FILES_BESIDE = 256
"""Open files that are no connections, where the system allows so few that connections need low ones, too."""


def raise_files() -> None:
    """As many open files as connections may need, if the system allows them: 1,024 is the usual start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_THREADS + LOW_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def files() -> int:
    """How many may be open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2 * MOST_THREADS + LOW_FILES if soft == resource.RLIM_INFINITY else soft


def connections(files: int) -> int:
    """At most; more wait at the door. A connection without a file would end the worker."""
    beside = LOW_FILES if files > 2 * LOW_FILES else FILES_BESIDE
    return min(2 * MOST_THREADS, files - beside)


def phones_most(files: int) -> int:
    """How many phones' questions are held; everybody else's connections come before them."""
    return max(PHONES_LEAST, min(PHONES_MOST, connections(files) - OTHERS - HOT_KEYS_MOST - BETWEEN))


def threads(files: int) -> int:
    """Those who are held leave the others theirs."""
    return min(OTHERS + HOT_KEYS_MOST + phones_most(files), connections(files) - BETWEEN // 2)


def staying(files: int) -> int:
    """How many connections that have pressed keep their thread for a while."""
    others = threads(files) - phones_most(files) - HOT_KEYS_MOST
    return min(STAYING_MOST, others // STAYING_SHARE)
