"""Work done side by side in processes that begin with all that was read before them, and what they tell meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from app.trials.numbers import FORK

Part = TypeVar("Part")
News = TypeVar("News")
Result = TypeVar("Result")
Tell = Callable[[News], None]
Work = Callable[[Part, Callable[[News], None]], Result]


@contextmanager
def unswept() -> Iterator[None]:
    """Until the end of the block nobody looks for circles of objects: what a season is made of has none, and there are
    millions of them.
    """
    was_swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_swept:
            gc.enable()


class Lost(Exception):
    """One of the processes ended before its work was done."""


def side_by_side(work: Work[Part, News, Result], parts: Sequence[Part], hear: Tell[News]) -> list[Result]:
    """What `work` makes of each part, in a process each; a single part stays in this one. `hear` gets the news, here.

    Raises Lost where a process ends too early; the others are ended then.
    """
    if len(parts) == 1:
        return [work(parts[0], hear)]
    running: list[BaseProcess] = []
    lines: list[Connection] = []
    try:
        for part in parts:
            line, end = FORK.Pipe(duplex=False)
            running.append(FORK.Process(target=_work, args=(work, part, end), daemon=True))
            running[-1].start()
            end.close()  # so that the line ends when that process does
            lines.append(line)
        return _results(lines, hear)
    except BaseException:
        for process in running:
            process.terminate()
        raise
    finally:
        for process in running:
            process.join()


def _work(work: Work[Any, Any, Any], part: Any, end: Connection) -> None:
    done = work(part, lambda news: end.send((False, news)))
    end.send((True, done))


def _results(lines: Sequence[Connection], hear: Tell[Any]) -> list[Any]:
    found: dict[int, Any] = {}
    waiting = dict(zip(lines, range(len(lines)), strict=True))
    while waiting:
        for line in wait(list(waiting)):
            assert isinstance(line, Connection)
            try:
                is_done, what = line.recv()
            except EOFError:
                raise Lost("A process that played some of the posts has ended before its time.") from None
            if is_done:
                found[waiting.pop(line)] = what
            else:
                hear(what)
    return [found[place] for place in range(len(lines))]
