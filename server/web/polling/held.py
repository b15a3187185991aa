"""Questions held back until what they ask about has changed: those of phones and of hot keys (record 0013).

A held question costs a thread, and none may take the last from a kiosk or a console: each kind of asker has
its bound, and the server has threads beside all of them (limits.py). Who finds no place is answered at once
and asks again by itself. A question names the topics that it depends on, so that an event wakes those whom it
concerns and nobody else.
"""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from server.domain import messages as m
from server.domain.hall import Hall
from server.executor import Executor
from server.store.log import Recorded
from server.web.polling.topics import concerned
from server.web.serving.turnstile import Turnstile

Topics = tuple[str, ...]


class Question:
    """One that is held."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics
        self.over = False
        """Its place was given to a newer one about the same."""
        self._bell = threading.Event()

    def wake(self) -> None:
        self._bell.set()

    def end(self) -> None:
        self.over = True
        self._bell.set()

    def wait(self, seconds: float) -> bool:
        """Whether it was woken."""
        woken = self._bell.wait(seconds)
        self._bell.clear()
        return woken


class Changes:
    """The newest change of each topic, and whom the next one wakes. From any thread."""

    def __init__(self, executor: Executor) -> None:
        self.number = 0
        """Of the newest batch of events."""
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._questions: defaultdict[str, set[Question]] = defaultdict(set)
        executor.listeners.append(self._heard)

    def _heard(self, recorded: list[Recorded], hall: Hall) -> None:
        topics = {topic for record in recorded for topic in concerned(hall, record.event)}
        with self._lock:
            self.number += 1
            if any(isinstance(record.event, m.DayStarted) for record in recorded):
                self._newest.clear()  # the day's own change outdates what was known of the day before
            self._newest.update(dict.fromkeys(topics, self.number))
            woken = {question for topic in topics for question in self._questions.get(topic, ())}
        for question in woken:
            question.wake()

    def changed(self, topics: Topics, since: int) -> bool:
        """Whether any of these is newer than that `number`."""
        with self._lock:
            return self._changed(topics, since)

    def _changed(self, topics: Topics, since: int) -> bool:
        return any(self._newest.get(topic, 0) > since for topic in topics)

    def listen(self, question: Question, since: int) -> None:
        """Wake it from now on, and at once if something has changed since that `number`."""
        with self._lock:
            for topic in question.topics:
                self._questions[topic].add(question)
            late = self._changed(question.topics, since)
        if late:
            question.wake()

    def stop(self) -> None:
        """The server ends: whoever is held goes."""
        with self._lock:
            held = {question for questions in self._questions.values() for question in questions}
        for question in held:
            question.end()

    def forget(self, question: Question) -> None:
        with self._lock:
            for topic in question.topics:
                self._questions[topic].discard(question)
                if not self._questions[topic]:
                    del self._questions[topic]


class Seen(Protocol):
    """A view as it goes out. `topics`: what wakes a question that knows it, none = it is not worth holding
    one; `look_s`: after so many seconds it is looked at anyway; `hold_s`: and after so many answered, so that
    a page soon knows that it is cut off."""

    @property
    def etag(self) -> str: ...
    @property
    def topics(self) -> Topics: ...
    @property
    def look_s(self) -> float: ...
    @property
    def hold_s(self) -> float: ...


S = TypeVar("S", bound=Seen)


class Held:
    """The held questions of one kind of asker: at most `most`, `a_subject` of them about the same, for
    `hold_s` each. `merge_s`: a burst of changes so short counts as one. `turnstile`: where they wait their
    turn to be looked at, but for those whom news has woken. From any thread."""

    turnstile: Turnstile | None = None

    def __init__(
        self, changes: Changes, most: int, *, a_subject: int, hold_s: float, merge_s: float = 0.0
    ) -> None:
        self.most, self.a_subject, self.hold_s, self.merge_s = most, a_subject, hold_s, merge_s
        self._changes = changes
        self._lock = threading.Lock()
        self._held: defaultdict[str, OrderedDict[Question, None]] = defaultdict(OrderedDict)
        self._holding = 0

    @property
    def holding(self) -> int:
        """How many questions are held back now."""
        with self._lock:
            return self._holding

    def newer(self, subject: str, known: str, look: Callable[[], S]) -> S:
        """What `look` sees, held back while it is the `known` one and there is room."""
        since, seen = self._changes.number, look()
        if seen.etag != known or not seen.topics:
            return seen
        end = time.monotonic() + min(self.hold_s, seen.hold_s)
        with self._place(subject, seen.topics, since) as question:
            while question and not question.over and seen.etag == known:
                left = end - time.monotonic()
                if left <= 0:
                    break
                self._wait(question, min(left, seen.look_s))
                seen = look()
        return seen

    def _wait(self, question: Question, seconds: float) -> None:
        """Until it is woken, or for so long."""
        if self.turnstile:
            self.turnstile.leave()
        woken = question.wait(seconds)
        if woken and self.merge_s:
            time.sleep(self.merge_s)
        if self.turnstile and not woken:
            self.turnstile.enter()

    @contextmanager
    def _place(self, subject: str, topics: Topics, since: int) -> Iterator[Question | None]:
        """None: there is no room."""
        question = self._enter(subject, Question(topics))
        if question is None:
            yield None
            return
        self._changes.listen(question, since)
        try:
            yield question
        finally:
            self._changes.forget(question)
            self._leave(subject, question)

    def _enter(self, subject: str, question: Question) -> Question | None:
        """Of too many about the same the oldest gives way: its page has gone to sleep or was loaded again."""
        with self._lock:
            if self._holding >= self.most:
                return None
            same = self._held[subject]
            if len(same) >= self.a_subject:
                same.popitem(last=False)[0].end()
            same[question] = None
            self._holding += 1
            return question

    def _leave(self, subject: str, question: Question) -> None:
        with self._lock:
            self._holding -= 1
            self._held[subject].pop(question, None)
            if not self._held[subject]:
                del self._held[subject]
