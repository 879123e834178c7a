"""Which files of a folder are recordings: the extensions of src/audio/recording_names.cc (a test compares them)."""

from __future__ import annotations

import posixpath

extensions = frozenset(
    """
    3g2 3ga 3gp aa3 aac ac3 adts aif aifc aiff al alac amr ape asf au avi awb bw64 bwf caf dff divx dsf dts eac3 f4v flac flv
    g722 gsm m1a m2a m2t m2ts m4a m4b m4v mka mkv mov mp1 mp2 mp3 mp4 mpc mpeg mpg mpga mts mxf nist nut oga ogg ogv oma opus
    qcp ra rf64 rifx rm rmvb shn sln snd sph spx tak tod ts tta ul vob voc w64 wav wave weba webm wma wmv wtv wv
    """.split()
)


def is_recording_name(name: str) -> bool:
    """By the extension, in upper or lower case."""
    return posixpath.splitext(name)[1][1:].lower() in extensions


def is_table_name(name: str) -> bool:
    """Whether it is named as a Parquet table."""
    return posixpath.splitext(name)[1].lower() in (".parquet", ".pq")
