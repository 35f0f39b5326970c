"""Recordings in a bucket: private, never overwritten, and no request that outlasts a step's lease."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CONNECT_SECONDS, READ_SECONDS = 3, 10


class Bucket(S3Storage):  # type: ignore[misc]  # no py.typed
    """An S3-compatible store (`LEADHUB_RECORDINGS_URL`)."""

    def get_default_settings(self) -> dict[str, Any]:
        usual: dict[str, Any] = super().get_default_settings()
        bounded = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
        )
        return usual | {
            "client_config": bounded,
            # Who may read is the bucket's own to say, and by default nobody.
            "default_acl": None,
            "file_overwrite": False,
            "object_parameters": {"CacheControl": "private, no-store"},
        }

    def _save(self, name: str, content: Any) -> str:
        with _as_a_disk():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_a_disk():
            file = super()._open(name, mode)
            file.seek(0)  # it is fetched at the first touch: here, where its failure has a name
            return file

    def delete(self, name: str) -> None:
        with _as_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _as_a_disk():
            return int(super().size(name))


@contextmanager
def _as_a_disk() -> Iterator[None]:
    """Whoever uses a storage knows what a disk raises. The store's own words would name the bucket."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError("the bucket of recordings does not answer") from error
