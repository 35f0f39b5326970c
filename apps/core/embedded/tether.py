"""Tie a program to the one that started it, so that no crash leaves orphans behind."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tie(death: signal.Signals, *, parent: int) -> None:
    """Have the kernel signal us when `parent` dies (Linux only; elsewhere the next start cleans up).

    Call it after dropping privileges, which would undo it. The kernel watches the parent's *thread*.
    """
    if not sys.platform.startswith("linux"):
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        sys.exit("The parent died before we were tied to it.")
