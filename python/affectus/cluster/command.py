"""The command line of `affectus-cluster`."""

from __future__ import annotations

import argparse
import os
import signal
import sys

import affectus
from affectus._error import Error
from affectus.cluster.request import Request, UsageError, interrupt
from affectus.cluster.work import Work

_description = """\
Scores the recordings of a corpus, or extracts their features, on this machine or on a Ray cluster, and writes Parquet.
Repeat the command of a job that was stopped, and it goes on where it was."""

_input_help = """\
a folder (searched through), a glob, a manifest (.csv with a column path), or Parquet with a column bytes, audio, path or file;
on local disk or in a store: "s3://bucket/folder?endpoint_override=host:port&scheme=http" (docs/scaling.md)"""


def run(arguments: list[str]) -> int:
    """The exit code: 0 all done, 1 something failed, 2 a usage error."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, interrupt)
    quiet = chosen.quiet

    def say(message: str) -> None:
        if not quiet:
            print(f"affectus-cluster: {message}", file=sys.stderr)

    def complain(message: str) -> None:
        print(f"affectus-cluster: error: {message}", file=sys.stderr)

    try:
        from affectus.cluster.job import run as run_job  # Ray takes a second to import

        done = run_job(_request(chosen), say)
    except ImportError as error:
        complain(f"{error}; `pip install affectus[cluster]` installs what it needs")
        return 2
    except UsageError as error:
        complain(str(error))
        return 2
    except KeyboardInterrupt:
        complain("stopped; the same command goes on from here")
        return 1
    except Error as error:
        complain(str(error))
        return 1
    except Exception as error:  # Ray's, and what it passes on
        complain(f"{_cause(error)}; the same command goes on from here")
        return 1
    say(f"{chosen.output}: {done.rows:,} rows of {done.recordings:,} recordings")
    if done.failed:
        complain(f"{done.failed:,} of {done.recordings:,} recordings failed; see the columns error_code and error_message")
    return 1 if done.failed else 0


def _cause(error: BaseException) -> str:
    """What lies below Ray's wrapping, in one line: the last of its message, which ends with a worker's exception."""
    while isinstance(getattr(error, "cause", None), BaseException):
        error = error.cause  # type: ignore[attr-defined]
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__


def _request(chosen: argparse.Namespace) -> Request:
    model = {"device": chosen.device, "precision": chosen.precision, "encoder": _everywhere(chosen.encoder), "cache": not chosen.no_cache}
    files = {"track": chosen.track, "raw": chosen.raw, "max_duration": chosen.max_duration}
    if chosen.command == "predict":
        options = {
            "window": chosen.window, "hop": chosen.hop, "scale": chosen.scale, "channel": chosen.channel,
            "baseline": _everywhere(chosen.baseline), "embedding": chosen.embedding, **files,
        }
        work = Work("predict", {"model": _everywhere(chosen.model), **model}, options, threads=chosen.threads)
    else:
        work = Work("extract", {}, {"frontend": _front_end(chosen.frontend), **model, **files}, chosen.dtype, chosen.threads)
    return Request(
        input=chosen.input,
        output=chosen.output,
        work=work,
        timeout_s=chosen.timeout or None,
        address=chosen.address,
        workers=chosen.workers,
        memory_bytes=int(chosen.memory * 1e9) if chosen.memory else None,
        batch_bytes=int(chosen.batch * 1e6) if chosen.batch else None,
        show_progress=not chosen.quiet and sys.stderr.isatty(),
    )


def _everywhere(name: str | None) -> str | None:
    """A file or folder here, as workers find it, whose folder is another."""
    return os.path.abspath(name) if name is not None and os.path.exists(name) else name


def _front_end(spec: str) -> str:
    """The same for FOLDER@LAYER."""
    parts = [part.rpartition("@") for part in spec.split("+")]
    return "+".join(f"{_everywhere(folder)}{at}{layer}" if at else layer for folder, at, layer in parts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="affectus-cluster", description=_description, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"affectus-cluster {affectus.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="predict|extract")
    predict = commands.add_parser("predict", help="a row a segment: dimensions, categories", description=_description, allow_abbrev=False)
    extract = commands.add_parser("extract", help="a row a recording: frames of features", description=_description, allow_abbrev=False)
    for one in (predict, extract):
        one.add_argument("input", metavar="INPUT", help=_input_help)
        one.add_argument("--output", required=True, metavar="DIR", help="where the Parquet files go, which all machines must reach")
    predict.add_argument("--model", help="a shipped model, a folder, or hf:OWNER/NAME; the same on all machines (default: the program's)")
    predict.add_argument("--window", type=_positive, metavar="S", help="a row for each window of S seconds (default: one a recording)")
    predict.add_argument("--hop", type=_positive, metavar="S", help="distance of the windows in seconds (default: the window)")
    predict.add_argument("--scale", choices=("sam", "unit", "signed"), default="sam", help="1 to 7 (default), 0 to 1, -1 to 1")
    predict.add_argument("--channel", default="mix", help="mix (default), a number from 0, or each")
    predict.add_argument("--baseline", metavar="FILE", help="a recording of calm speech, on all machines; or running")
    predict.add_argument("--embedding", action="store_true", help="add the embedding")
    extract.add_argument("--frontend", required=True, metavar="SPEC", help="mfb, prosody, FOLDER@LAYER, hf:OWNER/NAME@LAYER, or several joined by +")
    extract.add_argument("--dtype", choices=("float32", "float16"), default="float32", help="of the features (default float32)")
    for one in (predict, extract):
        one.add_argument("--encoder", metavar="FOLDER", help="the encoder, on all machines")
        one.add_argument("--device", default="cpu", help="of encoders (default cpu)")
        one.add_argument("--precision", choices=("float32", "bfloat16", "int8"), default="float32", help="of encoders (default float32)")
        one.add_argument("--no-cache", action="store_true", help="keep no compiled encoders on disk")
        one.add_argument("--track", type=_count, default=0, metavar="N", help="of a file's audio tracks, from 0 (default 0)")
        one.add_argument("--raw", metavar="ENCODING:RATE[:CHANNELS]", help="recordings are samples without a header")
        one.add_argument("--max-duration", type=_positive, metavar="S", help="leave out what lies beyond S seconds")
        one.add_argument("--timeout", type=_not_negative, default=3600, metavar="S",
                         help="a recording that takes longer fails, and the job goes on (default 3600; 0: no limit)")
        one.add_argument("--address", metavar="A", help="of a Ray cluster, or auto (default: RAY_ADDRESS, else this machine)")
        one.add_argument("--workers", type=_workers, metavar="N|MIN:MAX",
                         help="how many; between MIN and MAX as there is work (default: 1 to the number of processors, less one that writes)")
        one.add_argument("--threads", type=_at_least_one, default=1, metavar="N", help="processors a worker (default 1)")
        one.add_argument("--memory", type=_positive, metavar="GB", help="memory a worker, for Ray to count (default: not counted)")
        one.add_argument("--batch", type=_positive, metavar="MB",
                         help="recordings that a worker takes at once (default: about half a minute of work)")
        one.add_argument("--quiet", action="store_true", help="print errors only")
    return parser


def _number(text: str, expected: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected {expected}, found {text!r}") from None


def _positive(text: str) -> float:
    value = _number(text, "a number above 0")
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return value


def _not_negative(text: str) -> float:
    value = _number(text, "a number from 0")
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number from 0, found {text!r}")
    return value


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0, found {text!r}")
    return int(text)


def _at_least_one(text: str) -> int:
    value = _count(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text!r}")
    return value


def _workers(text: str) -> tuple[int, int]:
    least, _, most = text.partition(":")
    if not (least.isdecimal() and (most.isdecimal() or not _) and 1 <= int(least) <= int(most or least)):
        raise argparse.ArgumentTypeError(f"expected N or MIN:MAX with 1 <= MIN <= MAX, found {text!r}")
    return int(least), int(most or least)
