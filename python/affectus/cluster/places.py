"""Files and folders on local disk and in object stores, by pyarrow.

A place is a storage and a path in it. The storage is "" for the local disk, else what is needed to reach it, without the path:
"s3://bucket?endpoint_override=store:9000&scheme=http". Paths are as pyarrow has them ("bucket/folder/name"), and nothing in
them is escaped. Credentials come from the environment or the machine's role, never from an address.
"""

from __future__ import annotations

import os
import posixpath
import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

import pyarrow.fs

from affectus._error import Error

# Of pyarrow's addresses; anything else after a "?" belongs to a file's name.
_options = {"endpoint_override", "scheme", "region", "allow_bucket_creation", "allow_bucket_deletion", "tls_ca_file_path", "user",
            "replication", "retry_limit_seconds"}


@dataclass(frozen=True)
class Place:
    """A file or folder."""

    storage: str
    path: str

    @staticmethod
    def parse(text: str) -> Place:
        """What a user wrote: a local path, or an address such as s3://bucket/folder?endpoint_override=host:port&scheme=http.
        Raises Error(invalid_argument) for an address that pyarrow does not know or that holds credentials."""
        if "://" not in text:
            return Place("", os.path.abspath(text))
        address, mark, query = text.rpartition("?")
        names = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
        if not mark or not names or not names <= _options:
            address, query = text, ""
        scheme, _, rest = address.partition("://")
        host, _, path = rest.partition("/")
        if "@" in host and scheme in ("s3", "gs", "gcs"):
            raise Error(f"{scheme}://...@{host.rpartition('@')[2]}: expected no credentials in an address (storage takes them "
                        "from the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)", "invalid_argument")
        storage = f"{scheme}://{host}" + (f"?{query}" if query else "")
        _, base = _opened(storage)
        return Place(storage, posixpath.join(base, path).rstrip("/") or base)

    @property
    def filesystem(self) -> pyarrow.fs.FileSystem:
        """Raises Error(unreadable)."""
        return _opened(self.storage)[0]

    @property
    def is_local(self) -> bool:
        """Whether it is a file that this machine's system opens."""
        return not self.storage

    @property
    def shows_unfinished_files(self) -> bool:
        """Whether a file can be seen while it is written. Object stores show it once it is closed."""
        return isinstance(self.filesystem, pyarrow.fs.LocalFileSystem)

    def __truediv__(self, name: str) -> Place:
        return Place(self.storage, posixpath.join(self.path, name))

    @property
    def name(self) -> str:
        """For messages and results."""
        if self.is_local:
            return self.path
        parts = urlsplit(self.storage)
        base = _opened(self.storage)[1]
        return f"{parts.scheme}://{parts.netloc}" + self.path.removeprefix(base)

    def read(self) -> bytes:
        """The whole file. Raises OSError."""
        with self.filesystem.open_input_stream(self.path) as stream:
            content: bytes = stream.read()
            return content

    def write(self, content: bytes | memoryview) -> None:
        """Writes the file whole or not at all. Raises OSError."""
        if self.shows_unfinished_files:
            temporary = f"{self.path}.{uuid.uuid4().hex}.part"
            try:
                with open(temporary, "wb") as file:
                    file.write(content)
                os.replace(temporary, self.path)
            except BaseException:
                if os.path.exists(temporary):
                    os.unlink(temporary)
                raise
        else:
            with self.filesystem.open_output_stream(self.path) as stream:
                stream.write(content)

    def exists(self) -> bool:
        """Whether there is a file or folder."""
        return bool(self.filesystem.get_file_info(self.path).type != pyarrow.fs.FileType.NotFound)

    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return bool(self.filesystem.get_file_info(self.path).type == pyarrow.fs.FileType.Directory)

    def make_folder(self) -> None:
        """With all above it. In an object store there is nothing to make but the bucket, which has to be there."""
        if isinstance(self.filesystem, pyarrow.fs.LocalFileSystem):
            os.makedirs(self.path, exist_ok=True)

    def names(self) -> list[str]:
        """Of the files in the folder, sorted; none if there is no such folder."""
        selector = pyarrow.fs.FileSelector(self.path, allow_not_found=True)
        found = self.filesystem.get_file_info(selector)
        return sorted(info.base_name for info in found if info.type == pyarrow.fs.FileType.File)

    def remove(self) -> None:
        """A file that is there. Raises OSError."""
        self.filesystem.delete_file(self.path)

    def remove_folder(self) -> None:
        """With all in it, if it is there."""
        if self.exists():
            self.filesystem.delete_dir(self.path)


@lru_cache(maxsize=256)
def _opened(storage: str) -> tuple[pyarrow.fs.FileSystem, str]:
    """The file system, and the path in it that the address begins with."""
    if not storage:
        return pyarrow.fs.LocalFileSystem(), "/"
    address, mark, query = storage.partition("?")
    try:
        filesystem, base = pyarrow.fs.FileSystem.from_uri(f"{address}/{mark}{query}")
    except (ValueError, OSError, NotImplementedError) as error:
        raise Error(f"{address}: this storage cannot be used: {error}", "invalid_argument") from error
    return filesystem, base.rstrip("/") or "/"
