"""A result in a notebook: what it is, the three curves, and the first rows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from affectus._results import Result, Segment

_most_rows = 12
_ends = {"sam": (1.0, 7.0), "unit": (0.0, 1.0), "signed": (-1.0, 1.0)}
_colours = {"activation": "#c44e52", "valence": "#4c72b0", "dominance": "#55a868"}
_width, _height = 640, 120


def page(result: Result) -> str:
    """HTML without scripts."""
    lines = [f"<p><b>{escape(result.file)}</b>, {result.duration:.1f} s, model {escape(result.model)}"]
    if result.error is not None:
        lines.append(f": {escape(result.error.code)}: {escape(str(result.error))}</p>")
        return "".join(lines)
    for name, value in result.summary.items():
        if value is not None:
            lines.append(f', <span style="color:{_colours[name]}">{name}</span> {value:.2f}')
    if result.warnings:
        lines.append(f", <b>{escape(', '.join(result.warnings))}</b>")
    lines.append("</p>")
    if len(result.segments) > 1:
        lines.append(_chart(result))
    lines.append(str(result.to_frame().head(_most_rows).to_html(max_cols=14, float_format="{:.3f}".format)))
    if len(result.segments) > _most_rows:
        lines.append(f"<p>{len(result.segments)} rows in all: to_frame() has them, plot() draws them</p>")
    return "".join(lines)


def _chart(result: Result) -> str:
    low, high = _ends[result.scale]
    curves = [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        for name, colour in _colours.items()
        if (points := _points(result.segments, name, result.duration, low, high))
    ]
    middle = _height / 2
    line = f'<line x1="0" x2="{_width}" y1="{middle}" y2="{middle}" stroke="#bbb"/>'
    return f'<svg viewBox="0 0 {_width} {_height}" width="{_width}" height="{_height}">{line}{"".join(curves)}</svg>'


def _points(rows: list[Segment], name: str, duration: float, low: float, high: float) -> str:
    known = [(row, value) for row in rows if (value := getattr(row, name)) is not None]
    if len(known) < 2 or duration <= 0:
        return ""
    return " ".join(
        f"{(row.start + row.end) / 2 / duration * _width:.1f},{_height - (value - low) / (high - low) * _height:.1f}"
        for row, value in known
    )
