"""Agreement of a model with a corpus."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from affectus import _native, _notes, _progress
from affectus._model import Model, load
from affectus._options import Path

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True)
class Evaluation:
    """How well a model's values agree with the labels of a corpus, by dimension. Figures that are not defined are None."""

    ccc: dict[str, float | None]
    """Concordance correlation coefficients, -1 to 1."""
    interval: dict[str, tuple[float, float] | None]
    """Their 95 % intervals, by a bootstrap over speakers and utterances."""
    utterances: int
    """That were scored."""
    speakers: int
    unweighted_recall: float | None
    """Of categories, 0 to 1, if both the model and the corpus have some."""
    failed: tuple[str, ...]
    """A message for each utterance that could not be scored."""
    report: dict[str, Any] = field(repr=False)
    """All figures, as `affectus evaluate --format json` gives them (docs/evaluation.md)."""

    def to_frame(self) -> pd.DataFrame:
        """A row a dimension: n, ccc, ccc_low, ccc_high, pearson, rmse, bias, mean_target, mean_prediction."""
        import pandas as pd

        rows = {}
        for name, one in self.report["dimensions"].items():
            low, high = one.get("ccc_interval") or (None, None)
            rest = {key: value for key, value in one.items() if key not in ("n", "ccc", "ccc_interval")}
            rows[name] = {"n": one["n"], "ccc": one["ccc"], "ccc_low": low, "ccc_high": high, **rest}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index.name = "dimension"
        numbers = [name for name in frame.columns if name != "n"]
        return frame.astype({name: "float64" for name in numbers})


def evaluate(
    model: Model | Path | None,
    manifest: Path,
    *,
    partition: str = "test",
    corpora: Mapping[str, Path] | None = None,
    resamples: int = 2000,
    seed: int = 1,
    progress: bool = False,
) -> Evaluation:
    """Scores the utterances of a corpus and compares the values with its labels.

    `model` is a model or what `load` takes. `manifest` is a manifest CSV, a folder that holds one, or the name of a corpus,
    which `corpora` (names to folders) or AFFECTUS_CORPORA locates. `partition` is a name of the manifest, or "all".
    `resamples` (100 to 1,000,000) and `seed` are those of the bootstrap. Ctrl-C stops the work.
    """
    opened = model if isinstance(model, Model) else load(model)
    places = {name: os.fsencode(place) for name, place in (corpora or {}).items()}
    words = ["affectus", "evaluate", opened.name, os.fsdecode(manifest), "--partition", partition]
    for name, place in (corpora or {}).items():
        words += ["--corpus", f"{name}={os.fsdecode(place)}"]
    command = shlex.join([*words, "--resamples", str(resamples), "--seed", str(seed)])
    with _progress.shown(progress, "utterance") as tell:
        text = _native.evaluate(
            opened._model, os.fsencode(manifest), partition, places, resamples, seed, command, tell, _notes.note
        )
    report = json.loads(text)
    dimensions = report["dimensions"]
    categories = report.get("categories") or {}
    intervals = {name: one.get("ccc_interval") for name, one in dimensions.items()}
    return Evaluation(
        ccc={name: one["ccc"] for name, one in dimensions.items()},
        interval={name: None if one is None else (one[0], one[1]) for name, one in intervals.items()},
        utterances=report["utterances"],
        speakers=report["speakers"],
        unweighted_recall=categories.get("unweighted_recall"),
        failed=tuple(report.get("failed", ())),
        report=report,
    )
