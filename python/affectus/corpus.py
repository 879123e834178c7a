"""Manifests (docs/corpora.md) from audformat's databases and back. Needs `pip install affectus[audformat]`.

A manifest is a table with a row a recording. What both have is carried without loss:

| manifest | audformat |
|---|---|
| `path` | the file of a filewise table |
| `partition` | the table's split: `train`, `development` (split type `dev`), `test`, or the split's name |
| `speaker`, `gender`, `language` | columns of these names, or what the labels of the speaker's scheme tell; the database's language, if it has one |
| `category` | the column `emotion` |
| `intensity`, `votes` | columns of these names |
| `sentence` | the column `transcription` |
| `activation` | the column `arousal` |
| `valence`, `dominance`, `activation_sd` (`arousal_sd`), `valence_sd`, `dominance_sd`, `level` | columns of these names |

A manifest's dimensions go from 1 to 7. A scheme with another minimum and maximum is mapped to that, its deviations alike.
Everything else is an error that names it, unless it is left out on purpose (`ignore`): segments of files, misc tables, other columns.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from affectus._error import Error, invalid

if TYPE_CHECKING:
    import audformat
    import pandas as pd

__all__ = ["from_audformat", "to_audformat"]

_texts = ("speaker", "gender", "language", "category", "intensity", "sentence", "votes")
_dimensions = ("activation", "valence", "dominance")
_deviations = ("activation_sd", "valence_sd", "dominance_sd")
_numbers = (*_dimensions, *_deviations, "level")
_columns = ("path", "partition", *_texts, *_numbers)
_theirs = {"category": "emotion", "sentence": "transcription", "activation": "arousal", "activation_sd": "arousal_sd"}
_ours = {theirs: ours for ours, theirs in _theirs.items()}
_split_types = {"dev": "development"}
_lowest, _highest = 1.0, 7.0


def from_audformat(
    database: audformat.Database | str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    tables: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
    partition: str | None = None,
    ignore: Collection[str] = (),
) -> pd.DataFrame:
    """The manifest of a database, or of the folder that holds one; with `output` also written there, as CSV.

    `tables` are joined by their files; all of the database in the order of their names, unless given. Rows come in the tables'
    order. `columns` names the manifest's columns for columns
    of other names: {"arousal.mean": "activation"}. `partition` is for tables without a split. `ignore` names the columns and
    tables to be left out. Paths are as in the database, and relative to the manifest if it is written.

    Raises Error: invalid_argument for an unknown name; unsupported for what a manifest cannot have, and where tables differ.

    >>> import audformat, pandas
    >>> from affectus.corpus import from_audformat
    >>> database = audformat.Database("mine")
    >>> database.splits["dev"] = audformat.Split("dev")
    >>> database["files"] = audformat.Table(audformat.filewise_index(["a.wav", "b.wav"]), split_id="dev")
    >>> database["files"]["arousal"] = audformat.Column()
    >>> database["files"]["arousal"].set([3.5, None])
    >>> from_audformat(database).to_csv(index=False).split()
    ['path,partition,activation', 'a.wav,development,3.5', 'b.wav,development,']
    """
    import audformat
    import pandas as pd

    base = database if isinstance(database, audformat.Database) else audformat.Database.load(os.fspath(database))
    chosen = _chosen_tables(base, tables, ignore)
    names = {**_ours, **(columns or {})}
    for theirs, ours in (columns or {}).items():
        if ours not in (*_texts, *_numbers):
            raise invalid(f"columns[{theirs!r}]", "a column of manifests, " + ", ".join((*_texts, *_numbers)), ours)
    joined: dict[str, pd.Series] = {}
    order: dict[str, None] = {}
    for name in chosen:
        table = base[name]
        order.update(dict.fromkeys(_files(name, table)))
        for ours, values in _values(base, name, table, names, frozenset(ignore)):
            before = joined.get(ours)
            if before is None:
                joined[ours] = values
                continue
            both = before.index.intersection(values.index)
            differing = [file for file in both if before[file] != values[file] and not (_is_none(before[file]) and _is_none(values[file]))]
            if differing:
                raise Error(f"{base.name}: tables give {differing[0]} two values of {ours}, {before[differing[0]]!r} and "
                            f"{values[differing[0]]!r}; choose among them with tables", "unsupported")
            joined[ours] = pd.concat([before, values[~values.index.isin(both)]])
    files = list(order)
    frame = pd.DataFrame({name: joined[name].reindex(files) for name in _columns if name in joined}, index=pd.Index(files))
    if "partition" not in frame:
        frame["partition"] = None
    missing = [str(file) for file in frame.index[frame["partition"].isna()]]
    if missing and partition is not None:
        frame.loc[missing, "partition"] = partition
    elif missing:
        raise Error(f"{base.name}: expected a split for each table, found none for {missing[0]} and {len(missing) - 1} others; partition "
                    "names one for them", "unsupported")
    if "language" not in frame and len(base.languages) == 1:
        frame["language"] = _short_language(base.languages[0])
    paths = files
    if output is not None:
        folder = os.path.dirname(os.path.abspath(output))
        paths = [os.path.relpath(os.path.join(base.root or ".", file), folder) for file in files]
    frame.insert(0, "path", paths)
    frame = frame[[name for name in _columns if name in frame]].reset_index(drop=True)
    for name in ("partition", *_texts):
        if name in frame:
            frame[name] = ["" if _is_none(value) else str(value) for value in frame[name]]
    for name in _numbers:
        if name in frame:
            frame[name] = frame[name].astype("float64")
    if output is not None:
        os.makedirs(os.path.dirname(os.path.abspath(output)), exist_ok=True)
        frame.to_csv(output, index=False)
    return frame


def to_audformat(
    manifest: pd.DataFrame | str | os.PathLike[str], *, name: str | None = None, ignore: Collection[str] = ()
) -> audformat.Database:
    """The database of a manifest: a table for each partition, named as it, with a split.

    `manifest` is a file, a folder that holds a manifest.csv, or a DataFrame with the same columns. `name` is the database's; its
    folder's unless given. `ignore` names columns to be left out. Database.save() writes it; from_audformat() reads it back.

    Raises Error: not_found, invalid_format of the file; unsupported for a column that no manifest has.

    >>> import pandas
    >>> from affectus.corpus import to_audformat
    >>> manifest = pandas.DataFrame({"path": ["a.wav"], "partition": ["train"], "category": ["happy"], "valence": [6.25]})
    >>> database = to_audformat(manifest, name="mine")
    >>> database["train"].df.to_csv().split()
    ['file,emotion,valence', 'a.wav,happy,6.25']
    """
    import audformat
    import pandas as pd

    if isinstance(manifest, pd.DataFrame):
        rows = [{str(key): value for key, value in row.items()} for row in manifest.to_dict("records")]
        header, where, folder = [str(column) for column in manifest.columns], "manifest", "manifest"
    else:
        file = os.fspath(manifest)
        if os.path.isdir(file):
            file = os.path.join(file, "manifest.csv")
        try:
            with open(file, "rb") as opened:
                header, lines = table_rows(opened.read(), file)
        except FileNotFoundError:
            raise Error(f"{file}: expected a manifest, found no such file", "not_found") from None
        except OSError as error:
            raise Error(f"{file}: this file cannot be read: {error.strerror}", "unreadable") from None
        rows, where, folder = [row for _, row in lines], file, os.path.basename(os.path.dirname(os.path.abspath(file)))
    for column in ("path", "partition"):
        if column not in header:
            raise Error(f"{where}: expected a column {column}, found {', '.join(header) or 'none'}", "invalid_format")
    unknown = [column for column in header if column not in _columns and column not in ignore]
    if unknown:
        raise Error(f"{where}: expected the columns of a manifest, found {unknown[0]}, which audformat's database would lose; ignore names "
                    "what is to be left out", "unsupported")
    kept = [column for column in _columns if column in header and column not in ignore and column not in ("path", "partition")]
    database = audformat.Database(name or folder)
    values = {column: [_value(column, row[column], where) for row in rows] for column in kept}
    for column in kept:
        database.schemes[_theirs.get(column, column)] = _scheme(column, values[column])
    partitions = [str(row["partition"]).strip() for row in rows]
    paths = [str(row["path"]).strip() for row in rows]
    _check_paths(paths, where)
    for partition in dict.fromkeys(partitions):
        kind = {"development": "dev", "train": "train", "test": "test"}.get(partition, "train")
        places = [place for place, one in enumerate(partitions) if one == partition]
        split = partition or "none"
        database.splits[split] = audformat.Split(kind, description=f"partition {partition}", meta={"partition": partition})
        table = audformat.Table(audformat.filewise_index([paths[place] for place in places]), split_id=split)
        database[split] = table
        for column in kept:
            theirs = _theirs.get(column, column)
            table[theirs] = audformat.Column(scheme_id=theirs)
            table[theirs].set([values[column][place] for place in places])
    return database


def table_rows(content: bytes, name: str) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The header of a table as text, and its rows with their lines: UTF-8 or UTF-16, separated by commas, semicolons or tabs.
    Raises Error(invalid_format)."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Error(f"{name}: expected text in UTF-8, found other bytes: {error}", "invalid_format") from error
    lines = text.splitlines(keepends=True)
    separator = max(",;\t", key=lines[0].count) if lines else ","
    reader = csv.reader(lines, delimiter=separator)
    header = [column.strip() for column in next(reader, [])]

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for row in reader:
            if not row:
                continue
            if len(row) > len(header):
                raise Error(f"{name}:{reader.line_num}: expected {len(header)} columns, found {len(row)}", "invalid_format")
            yield reader.line_num, dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=True))

    return header, rows()


def _chosen_tables(base: Any, tables: Collection[str] | None, ignore: Collection[str]) -> list[str]:
    for name in tables or ():
        if name not in base.tables:
            raise invalid("tables", "tables of the database, " + ", ".join(base.tables), name)
    chosen = [name for name in (base.tables if tables is None else tables) if name not in ignore]
    if not chosen:
        raise Error(f"{base.name}: expected a table, found {', '.join(base.tables) or 'none'}", "unsupported")
    labels = {scheme.labels for scheme in base.schemes.values() if isinstance(scheme.labels, str)}
    others = [name for name in base.misc_tables if name not in labels and name not in ignore]
    if others and tables is None:
        raise Error(f"{base.name}: expected tables of files, found the misc table {others[0]}, which a manifest cannot have; ignore names "
                    "what is to be left out", "unsupported")
    return chosen


def _files(name: str, table: Any) -> list[str]:
    """Of a table, whose segments must be whole files."""
    import pandas as pd

    if table.is_filewise:
        return list(table.index)
    index = table.index
    for file, start, end in index:
        if start != pd.Timedelta(0) or not pd.isna(end):
            raise Error(f"table {name}: expected whole files, found a segment of {file}, from {start.total_seconds():g} s; a manifest has "
                        "a row a file", "unsupported")
    files = list(index.get_level_values("file"))
    if len(set(files)) < len(files):
        raise Error(f"table {name}: expected a row a file, found several", "unsupported")
    return files


def _values(
    base: Any, name: str, table: Any, names: Mapping[str, str], ignore: frozenset[str]
) -> Iterator[tuple[str, pd.Series]]:
    """The columns of a manifest that a table gives, by file."""
    import pandas as pd

    files = pd.Index(_files(name, table), dtype=object)
    split = _partition(base, table)
    if split is not None:
        yield "partition", pd.Series([split] * len(files), index=files, dtype=object)
    for theirs in table.columns:
        if theirs in ignore:
            continue
        ours = names.get(theirs, theirs)
        if ours not in (*_texts, *_numbers):
            raise Error(f"table {name}: column {theirs}: a manifest has no such column; columns gives it another name, ignore leaves it out",
                        "unsupported")
        column = table.columns[theirs]
        values = list(column.get())
        if ours in _numbers:
            values = _on_our_scale(base, name, theirs, ours, values)
        if ours == "language":
            values = [value if _is_none(value) else _short_language(str(value)) for value in values]
        yield ours, pd.Series(values, index=files, dtype=object)
        if ours == "speaker" and column.scheme_id is not None:
            yield from _of_speakers(base, table, column, theirs, names, files)


def _of_speakers(
    base: Any, table: Any, column: Any, theirs: str, names: Mapping[str, str], files: pd.Index
) -> Iterator[tuple[str, pd.Series]]:
    """What the labels of the speaker's scheme tell of each."""
    import pandas as pd

    labels = base.schemes[column.scheme_id].labels
    if isinstance(labels, str):
        known = set(base[labels].columns)
    elif isinstance(labels, dict):
        known = {key for about in labels.values() if isinstance(about, dict) for key in about}
    else:
        return
    for key in ("gender", "language"):
        if key in known and key not in {names.get(one, one) for one in table.columns}:
            told = list(column.get(map=key))
            if key == "language":
                told = [one if _is_none(one) else _short_language(str(one)) for one in told]
            yield key, pd.Series(told, index=files, dtype=object)


def _partition(base: Any, table: Any) -> str | None:
    if table.split_id is None:
        return None
    split = base.splits[table.split_id]
    if "partition" in split.meta:
        return str(split.meta["partition"])
    return _split_types.get(split.type, split.type) if split.type in ("train", "dev", "test") else str(table.split_id)


def _on_our_scale(base: Any, name: str, theirs: str, ours: str, values: list[Any]) -> list[float | None]:
    numbers: list[float | None] = []
    for value in values:
        if _is_none(value):
            numbers.append(None)
            continue
        try:
            numbers.append(float(value))
        except (TypeError, ValueError):
            raise Error(f"table {name}: column {theirs}: expected numbers, found {value!r}", "unsupported") from None
    dimension = ours.removesuffix("_sd")
    column = _theirs.get(dimension, dimension)
    scheme = base.schemes[theirs] if theirs in base.schemes else None
    if ours in _deviations:
        scheme = base.schemes[column] if column in base.schemes else None
    elif ours not in _dimensions:
        return numbers
    if scheme is None or scheme.minimum is None or scheme.maximum is None:
        return numbers
    low, high = float(scheme.minimum), float(scheme.maximum)
    if (low, high) == (_lowest, _highest):
        return numbers
    factor = (_highest - _lowest) / (high - low)
    offset = 0.0 if ours in _deviations else _lowest - low * factor
    return [None if number is None else number * factor + offset for number in numbers]


def _scheme(column: str, values: list[Any]) -> Any:
    import audformat

    if column in _dimensions:
        given = [value for value in values if value is not None]
        fits = all(_lowest <= value <= _highest for value in given)
        return audformat.Scheme("float", minimum=_lowest, maximum=_highest) if fits else audformat.Scheme("float")
    if column in _numbers:
        return audformat.Scheme("float", minimum=0)
    if column == "category":
        labels = sorted({value for value in values if value is not None})
        return audformat.Scheme("str", labels=labels) if labels else audformat.Scheme("str")
    return audformat.Scheme("str")


def _value(column: str, value: Any, where: str) -> Any:
    """Of a manifest's cell; None for an empty one."""
    if _is_none(value) or not str(value).strip():
        return None
    if column in _texts:
        return str(value).strip()
    try:
        return float(value)
    except ValueError:
        raise Error(f"{where}: column {column}: expected a number, found {value!r}", "invalid_format") from None


def _check_paths(paths: list[str], where: str) -> None:
    seen: set[str] = set()
    for path in paths:
        if not path:
            raise Error(f"{where}: column path: expected a file, found nothing", "invalid_format")
        if path in seen:
            raise Error(f"{where}: {path}: expected a row a file, found two", "unsupported")
        seen.add(path)


def _short_language(language: str) -> str:
    """ISO 639-1, where the language has such a code: audformat has ISO 639-3."""
    if len(language) != 3:
        return language
    from iso639 import Lang
    from iso639.exceptions import InvalidLanguageValue

    try:
        return str(Lang(language).pt1 or language)
    except InvalidLanguageValue:
        return language


def _is_none(value: Any) -> bool:
    import pandas as pd

    return value is None or bool(pd.isna(value))
