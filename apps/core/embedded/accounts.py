"""The Unix account the servers run under: Postgres refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """Whom to become; without a uid, stay who we are."""

    uid: int | None = None
    gid: int | None = None

    def owns(self, path: Path) -> None:
        """Hand a path of ours over to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run to the end under this account; PermissionError if it may not execute the program."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            capture_output=True,
            text=True,
            check=False,
        )

    def reaches(self, directory: Path) -> bool:
        """Whether it may step into a directory: asked of the kernel, which knows modes, ACLs and mounts."""
        return self.run(["/bin/sh", "-c", 'cd -- "$0"', directory], cwd=Path("/")).returncode == 0

    def become(self) -> None:
        """Drop to the account, for good."""
        if self.uid is not None and self.gid is not None:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)


def for_servers() -> Account:
    """Ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)
