"""Work in order on any `concurrent.futures` executor, without reading further ahead than needed."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 64  # items a task: some 50 ms of work against 2 ms of sending
_AHEAD = 32  # tasks under way; bounds the memory


@contextmanager
def workers(processes: int) -> Iterator[Executor | None]:
    """A pool of so many processes; none for one. They start fresh, for a fork of a process with threads can hang."""
    if processes < 2:
        yield None
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("forkserver")) as pool:
        yield pool


def mapped(executor: Executor | None, work: Callable[[list[T]], list[R]], items: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Each item with its result, in order. `work` takes a list and returns one result for each of it.

    Without an executor the work is done here. With one, at most 32 lists of 64 are under way.
    """
    source = iter(items)
    chunks = iter(lambda: list(islice(source, CHUNK if executor else 1)), [])
    under_way: deque[tuple[list[T], Future[list[R]]]] = deque()
    for chunk in chunks:
        if executor is None:
            yield from zip(chunk, work(chunk), strict=True)
            continue
        under_way.append((chunk, executor.submit(work, chunk)))
        if len(under_way) == _AHEAD:
            yield from _first(under_way)
    while under_way:
        yield from _first(under_way)


def _first(under_way: deque[tuple[list[T], Future[list[R]]]]) -> Iterator[tuple[T, R]]:
    chunk, future = under_way.popleft()
    yield from zip(chunk, future.result(), strict=True)
