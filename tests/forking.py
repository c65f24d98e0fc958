"""Processes beside the test: they have its application, open connections of their own, and can be killed."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context

from flask import Flask

from app.kit.database import engine, session


@contextmanager
def process(app: Flask, work: Callable[[], object]) -> Iterator[int]:
    """Do this work in a process of its own, inside the application's context; its number. It ends with the block."""
    session().close()
    engine().dispose()  # no connection is shared
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads: they are servers of the test
        number = os.fork()
    if not number:
        try:
            Context().run(_work, app, work)
        finally:
            os._exit(0)
    try:
        yield number
    finally:
        kill(number)


def _work(app: Flask, work: Callable[[], object]) -> None:
    with app.app_context():
        work()


def kill(number: int) -> None:
    """At once; does nothing where it has ended."""
    try:
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def wait(number: int) -> None:
    """Until it has ended."""
    os.waitpid(number, 0)
