"""Programs that begin in a fork: what all of ours import is there already, which is two thirds of a start."""

import atexit
import ctypes
import importlib
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import NoReturn

from apps.core.embedded import tether

# None of them reads Django's settings, starts a thread or keeps a file open, so any program may begin with them.
COMMON = (
    "django.contrib.admin.options",
    "django.db.migrations.executor",
    "icalendar",
    "phonenumbers.timezone",
    "psycopg.types.json",
    "pydantic.json_schema",
    "redis.asyncio",
    "requests",
    "rq.cron",
    "structlog",
)
PR_SET_NAME = 15  # linux/prctl.h
_CAUGHT = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR2)


def up() -> None:
    """Import what the forks have in common."""
    for module in COMMON:
        importlib.import_module(module)


def is_python(command: Sequence[str]) -> bool:
    """Whether a fork can be this command without becoming another program."""
    return command[0] == sys.executable


def begin(command: Sequence[str], *, name: str) -> NoReturn:
    """Be that command, `python -m module …` or `python file …`, in this fork and to its end."""
    for each in _CAUGHT:
        signal.signal(each, signal.SIG_DFL)
    os.register_at_fork(after_in_child=_tie)
    _bear(name)
    code = 1
    try:
        code = _run(command[1:])
    except BaseException:  # the outermost frame of a program: it is told as the interpreter would tell it
        traceback.print_exc()
    finally:
        # What the interpreter does at its end, which this fork never reaches: its parent's frames are below.
        threading._shutdown()  # type: ignore[attr-defined]  # not in the stubs
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(arguments: Sequence[str]) -> int:
    """The exit status."""
    try:
        if arguments[0] == "-m":
            sys.argv = list(arguments[1:])
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = list(arguments)
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _tie() -> None:
    """Granian's workers outlive a kill -9 of their parent otherwise, and go on answering on its port."""
    tether.tie(signal.SIGKILL, parent=os.getppid())


def _bear(name: str) -> None:
    """A name for `top`, which would call all forks the same."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:15])
