"""Where recordings are kept: a folder that processes share, or a bucket of an S3-compatible store."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FOLDER = "django.core.files.storage.FileSystemStorage"
BUCKET = "apps.calls.bucket.Bucket"
_EXAMPLE = "s3://KEY:SECRET@bucket/prefix?region=eu-central-1&endpoint=https://s3.example.com"


def storage(url: str, folder: str) -> dict[str, Any]:
    """The entry of `STORAGES`: the bucket that `url` names, the folder where there is none.

    Key and secret may be left out: then boto3 finds them as it always does (environment, role of the machine).
    Raises `ImproperlyConfigured`, without the address, for it holds the secret.
    """
    if not url:
        return {"BACKEND": FOLDER, "OPTIONS": {"location": folder}}
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise ImproperlyConfigured(f"LEADHUB_RECORDINGS_URL is no address, e.g. {_EXAMPLE}") from None
    if parts.scheme != "s3" or not parts.hostname or asked.keys() - {"region", "endpoint"}:
        raise ImproperlyConfigured(f"LEADHUB_RECORDINGS_URL names no bucket, e.g. {_EXAMPLE}")
    named = {
        "bucket_name": parts.netloc.rpartition("@")[2],
        "location": unquote(parts.path).strip("/"),
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "region_name": asked.get("region", [""])[0],
        "endpoint_url": asked.get("endpoint", [""])[0],
    }
    return {"BACKEND": BUCKET, "OPTIONS": {name: value for name, value in named.items() if value}}
