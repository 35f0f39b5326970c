"""One recording's file, written by a thread that may wait for the disk; what the disk refuses is named, once."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import structlog

from apps.integrations.wire.dialer import Lack

from . import slip, wav
from .slip import Slip

log = structlog.get_logger(__name__)

# Left for the journal, without which nothing can be dialled.
RESERVE_BYTES = 256 * 2**20
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class Reel:
    """Blocks and raises nothing: after a `lack` it writes no more, and what was written stays."""

    def __init__(self, folder: Path, of: Slip) -> None:
        self.slip = of
        self.lack: Lack | None = None
        self._folder = folder
        self._file: int | None = None
        self._written = 0

    def begin(self) -> None:
        """The slip first, so that no file is there that nobody is told of."""
        self._try(self._begin)

    def write(self, audio: bytes) -> None:
        self._try(lambda: self._write(audio))

    def end(self, lack: Lack | None) -> Slip:
        """Nothing is added any more, for that reason if it is before its time; what there is to tell."""
        self._close()
        self.lack = self.lack or lack
        self.slip = self.slip.ended(audio_bytes=self._written, lack=self.lack)
        self._dared(lambda: slip.save(self._folder, self.slip))
        return self.slip

    def _begin(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_room(self._folder)
        slip.save(self._folder, self.slip)
        path = slip.audio_of(self._folder, self.slip.id)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        wav.begin(self._file)

    def _write(self, audio: bytes) -> None:
        if self._file is not None:
            _check_room(self._folder)
            self._written = wav.grow(self._file, audio, after=self._written)

    def _close(self) -> None:
        if (file := self._file) is None:
            return
        self._file = None
        self._dared(lambda: self._settle(file))
        os.close(file)

    def _settle(self, file: int) -> None:
        self._written = wav.mend(file)
        os.fdatasync(file)

    def _try(self, work: Callable[[], None]) -> None:
        if self.lack is None:
            self._dared(work)

    def _dared(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            log.error("dialer.tape_failed", call_id=self.slip.call_id, code=error.errno)
            self.lack = self.lack or (Lack.DISK_FULL if error.errno in _FULL else Lack.DISK_FAILED)


def _check_room(folder: Path) -> None:
    """Raises `OSError` where recordings would take what the journal needs."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < RESERVE_BYTES:
        raise OSError(errno.ENOSPC, "the reserve of the dialer's disk")
