"""Finds the recordings that INPUT means, in order, one after the other.

| INPUT | recordings |
|---|---|
| a folder | the recordings in it and below, by their extensions; hidden files and links to folders are passed over |
| a glob | what it matches; "**/" is any folders |
| a manifest, .csv or .tsv | its column `path`, relative to the manifest; perhaps `size`, in bytes |
| Parquet (a file, a folder or a glob of them) | a row each: `bytes`, or `audio` with fields `bytes` and `path`; else `path` or `file`, `size` |

Each is on local disk or in a store (places.py). Folders are read one at a time, so memory holds the names of one folder.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs
import pyarrow.parquet as pq

from affectus._error import Error
from affectus.cluster.places import Place
from affectus.cluster.recording_names import is_recording_name, is_table_name
from affectus.corpus import table_rows


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording file, or the bytes of one in a row of a Parquet table."""

    file: str
    """In the result."""
    storage: str
    path: str
    """Of the file, or of the table (Place)."""
    size: int | None
    """Bytes; None where asking would take a request for each."""
    row_group: int = -1
    """Of the table, for bytes."""
    row: int = -1
    """In the row group."""


def find(text: str) -> Iterator[Recording]:
    """Raises Error(not_found, unreadable, invalid_format) that names the place, what was expected and what was found; perhaps
    after the first recordings."""
    place = Place.parse(text)
    try:
        if is_table_name(place.path) and not _has_pattern(place.path):
            return _rows([(_written(text, place), place)])
        if posixpath.splitext(place.path)[1].lower() in (".csv", ".tsv") and not _has_pattern(place.path):
            return _manifest(place)
        if _has_pattern(place.path) and not place.exists():
            return _of_files(text, _matches(text, place))
        if place.is_folder():
            shown = text.rpartition("?")[0] if place.storage and "?" in place.storage else text
            return _of_files(text, _walk(place, shown.rstrip("/") or "/"))
        if place.exists():
            return iter([_recording(_written(text, place), place)])
    except OSError as error:
        raise Error(f"{place.name}: this cannot be read: {error}", "unreadable") from error
    raise Error(f"{text}: expected a folder, a glob, a manifest (.csv) or a Parquet table, found nothing", "not_found")


# A file that a search came upon: its name for the user, its place, and its size.
_Found = tuple[str, Place, int]


def _written(text: str, place: Place) -> str:
    return text if place.is_local else place.name


def _recording(file: str, place: Place) -> Recording:
    return Recording(file, place.storage, place.path, place.filesystem.get_file_info(place.path).size)


def _of_files(text: str, found: Iterator[_Found]) -> Iterator[Recording]:
    """Recordings, or the rows of tables; not both."""
    first = next(found, None)
    if first is None:
        raise Error(f"{text}: expected recordings or Parquet tables, found none", "not_found")

    def every() -> Iterator[_Found]:
        yield first
        yield from found

    are_tables = is_table_name(first[0])

    def checked() -> Iterator[_Found]:
        for one in every():
            if is_table_name(one[0]) != are_tables:
                raise Error(f"{text}: expected recordings or Parquet tables, found both ({first[0]}, {one[0]}); a glob such as "
                            "**/*.parquet names one kind", "invalid_format")
            yield one

    if are_tables:
        return _rows([(name, place) for name, place, _ in checked()])
    return (Recording(name, place.storage, place.path, size) for name, place, size in checked())


def _walk(folder: Place, shown: str, enters: Callable[[str], bool] = lambda _: True, below: str = "") -> Iterator[_Found]:
    """Recordings and tables in the folder and below, in the order of their names, part by part: as the program sorts them."""
    for name, is_folder, size in _entries(folder):
        relative = posixpath.join(below, name)
        if is_folder:
            if enters(relative):
                yield from _walk(folder / name, posixpath.join(shown, name), enters, relative)
        elif is_recording_name(name) or is_table_name(name):
            yield posixpath.join(shown, name), folder / name, size


def _entries(folder: Place) -> list[tuple[str, bool, int]]:
    """Name, whether it is a folder, size; sorted. What is hidden, links to folders, pipes and devices are left out."""
    entries = []
    if folder.is_local:
        with os.scandir(folder.path) as scan:
            for entry in scan:
                if entry.name.startswith(".") or (entry.is_symlink() and entry.is_dir()):
                    continue
                try:
                    status = entry.stat()
                except FileNotFoundError:
                    continue  # a link that leads nowhere
                if stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode):
                    entries.append((entry.name, stat.S_ISDIR(status.st_mode), status.st_size))
    else:
        for info in folder.filesystem.get_file_info(pyarrow.fs.FileSelector(folder.path)):
            if not info.base_name.startswith("."):
                entries.append((info.base_name, info.type == pyarrow.fs.FileType.Directory, info.size or 0))
    return sorted(entries, key=lambda entry: os.fsencode(entry[0]))


def _has_pattern(path: str) -> bool:
    return any(character in path for character in "*?[")


def _matches(text: str, place: Place) -> Iterator[_Found]:
    """The files that a glob matches, below its last folder without a special character."""
    fixed: list[str] = []
    parts = place.path.split("/")
    while parts and not _has_pattern(parts[0]):
        fixed.append(parts.pop(0))
    root = Place(place.storage, "/".join(fixed) or "/")
    if not root.is_folder():
        raise Error(f"{text}: matches no file", "not_found")
    address = text.rpartition("?")[0] if "?" in place.storage else text
    written = address.split("/")
    shown = "/".join(written[: len(written) - len(parts)])
    pattern = re.compile(glob_expression("/".join(parts)))
    depths = [re.compile(glob_expression(part)) for part in parts[: parts.index("**")]] if "**" in parts else None
    folders = [re.compile(glob_expression(part)) for part in parts[:-1]]

    def may_match_below(relative: str) -> bool:
        here = relative.split("/")
        wanted = folders if depths is None else depths
        if depths is None and len(here) > len(folders):
            return False
        return all(one.fullmatch(name) for one, name in zip(wanted, here))

    base = shown or ("/" if root.path == "/" and place.is_local and text.startswith("/") else "")
    for name, found, size in _walk(root, base, may_match_below):
        if pattern.fullmatch(posixpath.relpath(found.path, root.path)):
            yield name, found, size


def glob_expression(pattern: str) -> str:
    """A glob as a regular expression: "**/" is any folders or none; "*", "?" and "[..]" are within one name."""
    expression, place = "", 0
    while place < len(pattern):
        if pattern.startswith("**/", place) and (place == 0 or pattern[place - 1] == "/"):
            expression += "(?:[^/]+/)*"
            place += 3
            continue
        character = pattern[place]
        end = pattern.find("]", place + 2) if character == "[" else -1
        if end > 0:
            inside = pattern[place + 1 : end]
            inverted = inside[0] in "!^"
            inside = (inside[1:] if inverted else inside).replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
            expression += f"[^/{inside}]" if inverted else f"[{inside}]"
            place = end + 1
            continue
        expression += {"*": "[^/]*", "?": "[^/]"}.get(character, re.escape(character))
        place += 1
    return expression


def _manifest(place: Place) -> Iterator[Recording]:
    try:
        content = place.read()
    except OSError as error:
        raise Error(f"{place.name}: this cannot be read: {error}", "unreadable") from error
    names, lines = table_rows(content, place.name)
    column = next((name for name in ("path", "file") if name in names), None)
    if column is None:
        raise Error(f"{place.name}: expected a column path, found {', '.join(names) or 'nothing'}", "invalid_format")
    folder = Place(place.storage, posixpath.dirname(place.path))

    def rows() -> Iterator[Recording]:
        count = 0
        for line, row in lines:
            written = row[column].strip()
            if not written:
                raise Error(f"{place.name}:{line}: column {column}: expected a file, found nothing", "invalid_format")
            count += 1
            yield _named(written, folder, _whole_number(row.get("size")))
        if not count:
            raise Error(f"{place.name}: expected recordings, found a header only", "invalid_format")

    return rows()


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdigit() else None


def _named(written: str, folder: Place, size: int | None) -> Recording:
    """What a table names: a path beside it, an absolute path, or an address. One that is not there fails when it is scored."""
    place = Place.parse(written) if "://" in written or os.path.isabs(written) else folder / written
    if size is None and place.is_local:
        try:
            size = os.stat(place.path).st_size
        except (OSError, ValueError):
            size = 0
    return Recording(written, place.storage, place.path, size)


def _rows(tables: list[tuple[str, Place]]) -> Iterator[Recording]:
    for shown, place in tables:
        try:
            with pq.ParquetFile(place.path, filesystem=place.filesystem) as file:
                yield from _rows_of(shown, place, file)
        except (OSError, pa.ArrowInvalid) as error:
            code = "not_found" if isinstance(error, FileNotFoundError) else "invalid_format"
            raise Error(f"{shown}: expected a Parquet table: {error}", code) from error


def _rows_of(shown: str, place: Place, file: pq.ParquetFile) -> Iterator[Recording]:
    content = content_column(file.schema_arrow)
    named = name_column(file.schema_arrow)
    if content is None and named is None:
        raise Error(f"{shown}: expected a column bytes, audio, path or file, found {', '.join(file.schema_arrow.names)}",
                    "invalid_format")
    folder = Place(place.storage, posixpath.dirname(place.path))
    first = 0
    for group in range(file.num_row_groups):
        metadata = file.metadata.row_group(group)
        count = metadata.num_rows
        names: list[str | None] = [None] * count
        sizes: list[int | None] = [None] * count
        if named is not None:
            has_sizes = content is None and "size" in file.schema_arrow.names
            table = file.read_row_group(group, columns=[named, *(["size"] if has_sizes else [])])
            names = column_of(table, named).to_pylist()
            if has_sizes:
                sizes = table["size"].cast(pa.int64()).to_pylist()
        if content is None:
            for number, name in enumerate(names):
                if not name:
                    raise Error(f"{shown}: row {first + number}: expected a path, found nothing", "invalid_format")
                yield _named(name, folder, sizes[number])
        else:
            size = max((metadata.column(i).total_uncompressed_size for i in range(metadata.num_columns)), default=0)
            for number, name in enumerate(names):
                yield Recording(name or f"{shown}#{first + number}", place.storage, place.path, size // max(1, count), group, number)
        first += count


def content_column(schema: pa.Schema) -> str | None:
    """Where a table has the recordings' bytes: "bytes", or "audio" as Hugging Face's datasets have it ("audio.bytes")."""
    for name in ("bytes", "audio"):
        if name not in schema.names:
            continue
        kind = schema.field(name).type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return name
        if pa.types.is_struct(kind) and kind.get_field_index("bytes") >= 0:
            return f"{name}.bytes"
    return None


def name_column(schema: pa.Schema) -> str | None:
    """Where a table has the recordings' names."""
    for name in ("path", "file"):
        if name in schema.names:
            return name
    if "audio" in schema.names:
        kind = schema.field("audio").type
        if pa.types.is_struct(kind) and kind.get_field_index("path") >= 0:
            return "audio.path"
    return None


def column_of(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column, or a field of one ("audio.path")."""
    column, _, field = name.partition(".")
    return pc.struct_field(table[column], field) if field else table[column]
