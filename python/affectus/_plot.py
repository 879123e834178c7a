"""A result as a figure of Matplotlib."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from affectus._results import Result, Segment

_ends = {"sam": (1.0, 7.0), "unit": (0.0, 1.0), "signed": (-1.0, 1.0)}
_colours = {"activation": "#c44e52", "valence": "#4c72b0", "dominance": "#55a868"}


def plot(result: Result) -> Figure:
    """Three curves over time with their spread, speech shaded, categories as a band; beside them the plane as a path."""
    try:
        import matplotlib.pyplot as pyplot
    except ImportError as error:
        raise ImportError("plot() needs Matplotlib: pip install matplotlib") from error
    has_categories = bool(result.columns.categories)
    figure = pyplot.figure(figsize=(12, 4.5), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=[2.2, 1], height_ratios=[12, 1 if has_categories else 0.01])
    time = figure.add_subplot(grid[0, 0])
    plane = figure.add_subplot(grid[:, 1])
    known = sorted({row.channel for row in result.segments if row.channel is not None})
    channels: list[int | None] = [*known] or [None]
    for style, channel in zip(cycle(("-", "--", ":", "-.")), channels, strict=False):
        rows = [row for row in result.segments if channel is None or row.channel == channel]
        name = "" if channel is None else f", channel {channel}"
        _curves(time, rows, style, name)
        _path(plane, rows, style)
    _shade_speech(time, result.segments)
    low, high = _ends[result.scale]
    time.axhline((low + high) / 2, color="0.6", linewidth=0.7)
    time.set(xlim=(0, result.duration or 1), ylabel=f"scale {low:g} to {high:g}", title=result.file or result.model)
    if result.segments:
        time.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize="small")
    if has_categories:
        band = figure.add_subplot(grid[1, 0], sharex=time)
        _band(band, result)
        time.tick_params(labelbottom=False)
        band.set_xlabel("seconds")
    else:
        time.set_xlabel("seconds")
    for name in ("axvline", "axhline"):
        getattr(plane, name)((low + high) / 2, color="0.6", linewidth=0.7)
    plane.set(xlim=(low, high), ylim=(low, high), xlabel="valence", ylabel="activation", aspect="equal")
    return figure


def _curves(axes: Axes, rows: list[Segment], style: str, name: str) -> None:
    for dimension, colour in _colours.items():
        known = [row for row in rows if getattr(row, dimension) is not None]
        if not known:
            continue
        middles = [(row.start + row.end) / 2 for row in known]
        values = [getattr(row, dimension) for row in known]
        axes.plot(middles, values, style, color=colour, label=dimension + name, marker="." if len(known) < 40 else "")
        spread = [getattr(row, f"{dimension}_sd") for row in known]
        if all(one is not None for one in spread):
            low = [value - one for value, one in zip(values, spread, strict=True)]
            high = [value + one for value, one in zip(values, spread, strict=True)]
            axes.fill_between(middles, low, high, color=colour, alpha=0.12, linewidth=0)


def _shade_speech(axes: Axes, rows: list[Segment]) -> None:
    """The more speech, the darker; of windows that overlap, each the part about its middle."""
    for row, (start, end) in zip(rows, _cells(rows), strict=True):
        axes.axvspan(start, end, color="0.5", alpha=0.15 * row.speech, linewidth=0)


def _band(axes: Axes, result: Result) -> None:
    import matplotlib

    names = result.columns.categories
    colours = {name: matplotlib.colormaps["tab10"](i % 10) for i, name in enumerate(names)}
    shown = set()
    for row, (start, end) in zip(result.segments, _cells(result.segments), strict=True):
        if row.category is None:
            continue
        label = row.category if row.category not in shown else None
        shown.add(row.category)
        axes.axvspan(start, end, color=colours[row.category], label=label, linewidth=0)
    axes.set_yticks([])
    if shown:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -1.6), ncol=len(shown), frameon=False, fontsize="small")


def _path(axes: Axes, rows: list[Segment], style: str) -> None:
    points = [(row.valence, row.activation) for row in rows if row.valence is not None and row.activation is not None]
    if not points:
        return
    valence, activation = zip(*points, strict=True)
    axes.plot(valence, activation, style, color="0.55", linewidth=0.9)
    axes.scatter(valence, activation, c=range(len(points)), cmap="viridis", s=14, zorder=3)


def _cells(rows: list[Segment]) -> list[tuple[float, float]]:
    """The time that each row stands for: half way to its neighbours, within its window."""
    middles = sorted({(row.start + row.end) / 2 for row in rows})
    edges = {}
    for i, middle in enumerate(middles):
        before = (middles[i - 1] + middle) / 2 if i > 0 else float("-inf")
        after = (middle + middles[i + 1]) / 2 if i + 1 < len(middles) else float("inf")
        edges[middle] = (before, after)
    cells = []
    for row in rows:
        before, after = edges[(row.start + row.end) / 2]
        cells.append((max(row.start, before), min(row.end, after)))
    return cells
