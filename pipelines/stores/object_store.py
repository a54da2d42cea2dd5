"""Requests to an S3-compatible store, below one prefix of one bucket, with failures in words.

Belongs here: getting, putting, listing and deleting objects, conditions on writes, retries, what an answer of the
store means and which setting to look at. Does not belong here: which objects there are and what they say
(warehouse/remote.py).

Address and keys come from the environment as for any AWS tool: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL. None of their values is ever part of a message.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.config import Settings
from pipelines.stores import disk, snapshots

THREADS = 8
ATTEMPTS = 5
CHUNK = 1 << 20
PART = 64 << 20
"""A larger file is sent in parts of this size."""


class StoreFailed(RuntimeError):  # noqa: N818 (says what happened)
    """The store did not do what it was asked; the message says what to look at."""


class ConditionFailed(StoreFailed):
    """The object is not, or no longer, what the condition of the write says."""


class Damaged(StoreFailed):
    """An object is missing or holds other bytes than were promised."""


@dataclass(frozen=True)
class Stored:
    key: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Answer:
    """`body` is None where there is no such object. `date` is the store's own clock."""

    body: bytes | None
    etag: str
    date: datetime


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket; keys are relative to it."""

    client: Any
    name: str
    prefix: str

    @property
    def address(self) -> str:
        return f"s3://{self.name}/{self.prefix}".rstrip("/")

    def get(self, key: str) -> Answer:
        from botocore.exceptions import ClientError

        with self._in_words(key):
            for _ in range(ATTEMPTS):
                try:
                    answer = self.client.get_object(**self._at(key))
                except ClientError as error:
                    if error.response["Error"]["Code"] != "NoSuchKey":
                        raise
                    return Answer(None, "", _date(error.response))
                with suppress(*_torn()):
                    return Answer(answer["Body"].read(), answer["ETag"], _date(answer))
        raise StoreFailed(f"{self.address}/{key}: the answer did not arrive whole, {ATTEMPTS} times; try later")

    def fetch(self, key: str, target: Path, sha256: str, moved: Callable[[int], None]) -> None:
        """Write an object to a file, once it is whole and the bytes that `sha256` promises; else Damaged."""
        part = target.with_name(f"{disk.TEMPORARY}{target.name}")
        why = ""
        with self._in_words(key), disk.space_on(target.parent):
            for _ in range(ATTEMPTS):
                body = self.client.get_object(**self._at(key))["Body"]
                digest, size = hashlib.sha256(), 0
                try:
                    with part.open("wb") as file:
                        for chunk in body.iter_chunks(CHUNK):
                            file.write(chunk)
                            digest.update(chunk)
                            size += len(chunk)
                            moved(len(chunk))
                except _torn():
                    why = "does not arrive whole"
                else:
                    if digest.hexdigest() == sha256:
                        disk.sync(part)
                        part.replace(target)
                        return
                    why = "holds other bytes than the manifest promises"
                moved(-size)
        part.unlink(missing_ok=True)
        raise Damaged(f"{self.address}/{key} {why} ({ATTEMPTS} attempts)")

    def put(self, key: str, body: bytes, *, match: str | None = None, absent: bool = False) -> None:
        """`match`: only over the object with this ETag; `absent`: only where there is none. Else ConditionFailed."""
        condition = {"IfMatch": match} if match else {"IfNoneMatch": "*"} if absent else {}
        with self._in_words(key):
            self.client.put_object(**self._at(key), Body=body, **condition)

    def send(self, file: Path, key: str, moved: Callable[[int], None]) -> None:
        from boto3.s3.transfer import TransferConfig

        config = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
        with self._in_words(key):
            self.client.upload_file(str(file), self.name, self._full(key), Config=config, Callback=moved)

    def copy(self, source: str, key: str) -> None:
        """Within the store, so that nothing is sent."""
        with self._in_words(source):
            self.client.copy({"Bucket": self.name, "Key": self._full(source)}, self.name, self._full(key))

    def list(self, folder: str) -> Iterator[Stored]:
        start = len(self._full(""))
        with self._in_words(folder):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self._full(folder))
            for page in pages:
                for found in page.get("Contents", ()):
                    yield Stored(found["Key"][start:], found["Size"], found["LastModified"])

    def delete(self, keys: Iterable[str]) -> None:
        listed = list(keys)
        for start in range(0, len(listed), 1000):
            wanted = [{"Key": self._full(key)} for key in listed[start : start + 1000]]
            with self._in_words("objects that nothing needs"):
                answer = self.client.delete_objects(Bucket=self.name, Delete={"Objects": wanted, "Quiet": True})
            for failed in answer.get("Errors", ())[:1]:
                raise StoreFailed(f"{self.address}: {failed['Key']} cannot be deleted: {failed['Code']}")

    def unfinished(self, folder: str) -> Iterator[tuple[str, str, datetime]]:
        """Key, id and beginning of each upload in parts that was never ended; the store keeps the parts."""
        with self._in_words(folder):
            pages = self.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.name, Prefix=self._full(folder)
            )
            for page in pages:
                for found in page.get("Uploads", ()):
                    yield found["Key"][len(self._full("")) :], found["UploadId"], found["Initiated"]

    def abort(self, key: str, upload: str) -> None:
        with self._in_words(key):
            self.client.abort_multipart_upload(**self._at(key), UploadId=upload)

    def _full(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": self._full(key)}

    @contextmanager
    def _in_words(self, what: str) -> Iterator[None]:
        """Whatever botocore raises in the block becomes StoreFailed, without what it knows of keys and signatures."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            raise self._refusal(error, what) from None
        except (BotoCoreError, Boto3Error) as error:
            cause = error.__cause__ or error.__context__ or error
            if isinstance(cause, ClientError):  # the transfer of a large file says in words what was answered
                raise self._refusal(cause, what) from None
            raise StoreFailed(_outage(error, self.address)) from None

    def _refusal(self, error: Any, what: str) -> StoreFailed:
        code = str(error.response["Error"].get("Code", ""))
        status = error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
        if status == 412 or code in ("PreconditionFailed", "ConditionalRequestConflict"):
            return ConditionFailed(f"{self.address}/{what}: {code or status}")
        if code == "NoSuchKey":
            return Damaged(f"{self.address}/{what} is missing")
        if code == "NoSuchBucket":
            return StoreFailed(
                f"there is no bucket {self.name}: correct BILATERAL_STORE or AWS_ENDPOINT_URL, or create it (private)"
            )
        for codes, advice in _REFUSALS.items():
            if code in codes:
                return StoreFailed(f"{self.address}: {code}: {advice}")
        if status == 403:
            return StoreFailed(f"{self.address}: {code or status}: {_DENIED}")
        if status == 501:
            return StoreFailed(f"{self.address}: the store does not know what was asked ({code}) about {what}")
        if status >= 500 or status == 429:
            return StoreFailed(
                f"{self.address}: {code or status}, {ATTEMPTS} times; the store is overloaded, try later"
            )
        said = snapshots.redact(str(error.response["Error"].get("Message", "")))
        return StoreFailed(f"{self.address}/{what}: {code or status}: {said}")


_DENIED = (
    "the store refuses these credentials; look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and"
    " whether they may list, get, put and delete below this prefix"
)
_REFUSALS = {
    ("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"): (
        "the credentials have expired; set new ones in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    ),
    ("RequestTimeTooSkewed",): "the clock of this machine is wrong",
    ("PermanentRedirect", "AuthorizationHeaderMalformed", "301"): "the bucket is in another region; set AWS_REGION",
}


def bucket(settings: Settings) -> Bucket:
    """Where BILATERAL_STORE leads; nothing is asked yet. StoreFailed if it is no address, or the extra is missing."""
    parts = urlsplit(settings.store)
    if not settings.store:
        raise StoreFailed("BILATERAL_STORE is not set; expected s3://bucket/prefix")
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise StoreFailed("BILATERAL_STORE: expected s3://bucket/prefix")
    if "@" in parts.netloc or ":" in parts.netloc:
        raise StoreFailed("BILATERAL_STORE: expected s3://bucket/prefix; keys belong in AWS_ACCESS_KEY_ID and so on")
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, CredentialRetrievalError, PartialCredentialsError
    except ImportError:
        raise StoreFailed("BILATERAL_STORE is set, and the extra is missing: pip install '.[store]'") from None
    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=THREADS * 2,
        # a name like bucket.localhost resolves nowhere
        s3={"addressing_style": "path"} if _endpoint() else {},
    )
    try:
        # boto3's own session would remember keys that have been replaced since
        client = boto3.Session().client("s3", region_name=region(), config=config)
    except (PartialCredentialsError, CredentialRetrievalError) as error:
        raise StoreFailed(_outage(error, settings.store)) from None
    except (BotoCoreError, ValueError):  # a ValueError shows the address, which may hold a password
        raise StoreFailed("AWS_ENDPOINT_URL or AWS_REGION: expected such as https://host:9000 and eu-west-1") from None
    return Bucket(client, parts.netloc, parts.path.strip("/"))


def region() -> str:
    """Signatures name one, also to stores that have none."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def filesystem() -> Any:
    """Stores for programs that read by fsspec, such as DuckDB: Arrow's client, which needs no further package.

    DuckDB attaches a database under bilateral:// only; under s3:// it asks for an extension of its own.
    """
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    class Objects(ArrowFSWrapper):  # type: ignore[misc]  # fsspec and Arrow carry no types
        protocol = ("s3", "bilateral")

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.partition("://")[2] or path

    endpoint = urlsplit(_endpoint())
    where = {"endpoint_override": endpoint.netloc, "scheme": endpoint.scheme} if endpoint.netloc else {}
    return Objects(S3FileSystem(region=region(), **where))


def _endpoint() -> str:
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""


def _torn() -> tuple[type[Exception], ...]:
    """What a body raises that breaks off or changes on its way: the client repeats requests, but no bodies."""
    from botocore.exceptions import (
        FlexibleChecksumError,
        IncompleteReadError,
        ReadTimeoutError,
        ResponseStreamingError,
    )
    from urllib3.exceptions import HTTPError

    return (FlexibleChecksumError, IncompleteReadError, ReadTimeoutError, ResponseStreamingError, HTTPError)


def _date(answer: Any) -> datetime:
    try:
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _outage(error: Exception, address: str) -> str:
    from botocore import exceptions

    without_keys = (
        exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.CredentialRetrievalError,
    )  # fmt: skip
    if isinstance(error, without_keys):
        return (
            f"{address}: no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with temporary ones also"
            " AWS_SESSION_TOKEN"
        )
    if isinstance(error, exceptions.HTTPClientError | exceptions.ConnectionError):
        at = snapshots.without_secrets(_endpoint()) or "AWS"
        return (
            f"{address}: no answer from {at} ({type(error).__name__}, {ATTEMPTS} attempts); is AWS_ENDPOINT_URL right,"
            " and is there a network?"
        )
    return f"{address}: {type(error).__name__}"
