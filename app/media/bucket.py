"""A bucket of an S3-compatible store. Loaded only where the settings name one."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import urllib3
from flask import current_app
from flask_babel import lazy_gettext as _
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from app.kit.errors import Busy
from app.media.stores import Missing, checked, parts

PATIENCE_SECONDS = 10.0
AWAY = _("The store of pictures and recordings cannot be reached just now. Nothing was changed; please try again.")


class Bucket:
    """A bucket of an S3-compatible store: https://KEY:SECRET@host[:port]/bucket[?region=…]."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url)
        self.bucket = self.address.path.strip("/")
        self._client: Minio | None = None

    def put(self, name: str, data: bytes, type: str) -> None:
        self._ask("put_object", checked(name), BytesIO(data), len(data), content_type=type)

    def has(self, name: str) -> bool:
        try:
            self._ask("stat_object", checked(name))
        except Missing:
            return False
        return True

    def read(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        return parts(self._ask("get_object", checked(name), offset=start, length=stop - start), stop - start)

    def remove(self, name: str) -> None:
        self._ask("remove_object", checked(name))

    def _ask(self, deed: str, name: str, *given: Any, **named: Any) -> Any:
        """Raises Missing where the store has no such file, Busy where it does not answer or refuses."""
        try:
            return getattr(self._connected(), deed)(self.bucket, name, *given, **named)
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise Missing(name) from None
            current_app.logger.exception("The store of media refuses")
            raise Busy(AWAY) from None
        except (MinioException, HTTPError, OSError):
            current_app.logger.exception("The store of media does not answer")
            raise Busy(AWAY) from None

    def _connected(self) -> Minio:
        """The client, made when it is needed first."""
        if self._client is None:
            self._client = connect(self.address)
        return self._client


def connect(address: SplitResult) -> Minio:
    timeout = urllib3.Timeout(connect=PATIENCE_SECONDS / 2, read=PATIENCE_SECONDS)
    return Minio(
        endpoint=address.netloc.rpartition("@")[2],
        access_key=unquote(address.username or ""),
        secret_key=unquote(address.password or ""),
        secure=address.scheme == "https",
        region=(parse_qs(address.query).get("region") or ["us-east-1"])[0],
        http_client=urllib3.PoolManager(timeout=timeout, retries=urllib3.Retry(total=1, backoff_factor=0.1)),
    )
