"""Training, by the program, in a process of its own."""

from __future__ import annotations

import logging
import os
import pathlib
import signal
import subprocess
from collections.abc import Mapping

from affectus import _program
from affectus._error import Error
from affectus._options import Path

_logger = logging.getLogger("affectus")


def train(
    recipe: Path,
    output: Path,
    *,
    corpora: Mapping[str, Path] | None = None,
    resume: bool = False,
    epochs: int | None = None,
    seed: int | None = None,
) -> pathlib.Path:
    """Trains a model by a recipe (docs/recipes.md), as `affectus train` does, and returns its folder, `output`.

    `corpora` says where the recipe's corpora are, by their names; AFFECTUS_CORPORA locates others. `resume` goes on with the
    run in the folder. `epochs` and `seed` replace the recipe's. What the training says goes to the logger `affectus`. After
    Ctrl-C the run can be resumed. Wheels lack the trainer, which needs LibTorch: the error is "unsupported" then.
    """
    trainer = _program.folder / "affectus-train"
    if not os.access(trainer, os.X_OK):
        raise Error(
            "train: this package was built without the trainer; where LibTorch is installed (Debian: libtorch-dev and "
            f"libgloo-dev), pip install builds it from the source (expected {trainer})",
            "unsupported",
        )
    command = [str(trainer), os.fspath(recipe), "--output", os.fspath(output)]
    for name, place in (corpora or {}).items():
        command += ["--corpus", f"{name}={os.fsdecode(place)}"]
    if resume:
        command.append("--resume")
    if epochs is not None:
        command += ["--epochs", str(epochs)]
    if seed is not None:
        command += ["--seed", str(seed)]
    status, last = _run(command)
    if status != 0:
        raise Error(last or f"train: ended with status {status}", "invalid_argument" if status == 2 else "internal")
    return pathlib.Path(os.fsdecode(output))


def _run(command: list[str | bytes]) -> tuple[int, str]:
    """The exit status, and the line that tells of the error. In a session of its own, the process hears only the one signal
    that it is sent: a second would end it without its checkpoint."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
    ) as process:
        last = ""
        try:
            assert process.stdout is not None
            for line in process.stdout:
                text = line.strip()
                _logger.info("%s", text)
                if text.startswith("affectus train: "):
                    last = text.removeprefix("affectus train: ").removeprefix("error: ")
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        return process.wait(), last
