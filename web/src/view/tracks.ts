// Draws a recording along time: waveform with speech shaded, the three curves with their spread, categories as a band, labels,
// and the axis. One function for the page and for its picture as PNG.
import type { Recording } from "../recording.ts";
import { cellsOf, centre, deviation, dimensions, firstAfter, topCategory, type Row } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { timeTicks } from "../times.ts";
import { words } from "../words.ts";
import { categoryColour, fontOf, type Theme } from "./theme.ts";
import type { Viewport } from "./viewport.ts";

const leastSpacing = 3; // pixels from one point of a curve to the next; where there are more, stretches of this width are drawn
const dashes = [[], [9, 3], [2, 3]]; // of the three curves

interface CurvePoint {
  x: number;
  value: number | null;
  spread: number;
}

/** The points of each stretch, in their order. */
function stretches(points: CurvePoint[]): CurvePoint[][] {
  const all: CurvePoint[][] = [];
  let last = NaN;
  for (const point of points) {
    const stretch = Math.floor(point.x / leastSpacing);
    if (stretch === last) all[all.length - 1]!.push(point);
    else all.push([point]);
    last = stretch;
  }
  return all;
}

/** Of each stretch the first, the last, the lowest and the highest point, and one gap. */
function thinned(points: CurvePoint[]): CurvePoint[] {
  return stretches(points).flatMap((stretch) => {
    const kept = new Set([stretch[0]!, stretch[stretch.length - 1]!]);
    let low = stretch[0]!, high = stretch[0]!;
    for (const point of stretch) {
      if (point.value === null) kept.add(point);
      else if (low.value === null || point.value < low.value) low = point;
      if (point.value !== null && (high.value === null || point.value > high.value)) high = point;
    }
    kept.add(low).add(high);
    return stretch.filter((point) => kept.has(point));
  });
}

/** Of each stretch one point with the means. */
function averaged(points: CurvePoint[]): CurvePoint[] {
  return stretches(points).map((stretch) => {
    const known = stretch.filter((point) => point.value !== null), count = Math.max(known.length, 1);
    const mean = (of: (point: CurvePoint) => number) => known.reduce((sum, point) => sum + of(point), 0) / count;
    return { x: stretch[0]!.x, value: known.length > 0 ? mean((point) => point.value!) : null, spread: mean((point) => point.spread) };
  });
}

export interface Layout {
  width: number;
  height: number;
  left: number; // of the plots; the scale's figures stand beside
  right: number;
  waveform: { top: number; height: number } | null; // null: there are no samples
  curves: { top: number; height: number };
  categories: { top: number; height: number } | null;
  labels: { top: number; height: number } | null;
  axisTop: number;
}

export function layoutOf(recording: Recording, width: number): Layout {
  const narrow = width < 600;
  let top = 4;
  const take = (height: number, wanted: boolean) => {
    if (!wanted) return null;
    const place = { top, height };
    top += height + 8;
    return place;
  };
  const waveform = take(narrow ? 70 : 96, recording.samples.length > 0);
  const curves = take(narrow ? 190 : 240, true)!;
  const categories = take(20, recording.rows.some((row) => row.categories));
  const labels = take(20, recording.labels.length > 0);
  return { width, height: top + 22, left: 34, right: width - 10, waveform, curves, categories, labels, axisTop: top - 2 };
}

export class Tracks {
  constructor(private readonly context: CanvasRenderingContext2D, private readonly theme: Theme, private readonly layout: Layout,
              private readonly viewport: Viewport, private readonly scale: Scale) {}

  x(time_s: number): number {
    const { left, right } = this.layout;
    return left + ((time_s - this.viewport.start_s) / this.viewport.span_s) * (right - left);
  }

  draw(recording: Recording) {
    const { context, layout, theme } = this;
    context.clearRect(0, 0, layout.width, layout.height);
    const rows = this.rowsInView(recording.rows);
    this.drawSpeech(rows, recording);
    context.save();
    context.beginPath();
    context.rect(layout.left, 0, layout.right - layout.left, layout.height);
    context.clip();
    if (layout.waveform) this.drawWaveform(recording);
    context.restore();
    this.drawGrid();
    context.save();
    context.beginPath();
    context.rect(layout.left, layout.curves.top - 2, layout.right - layout.left, layout.height);
    context.clip();
    this.drawCurves(rows, recording);
    if (layout.categories) this.drawCategories(rows, recording);
    if (layout.labels) this.drawLabels(recording);
    context.restore();
    context.fillStyle = theme.soft;
    context.font = fontOf(12);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of timeTicks(this.viewport.start_s, this.viewport.end_s, Math.max(2, Math.floor((layout.right - layout.left) / 80)))) {
      const x = this.x(tick.time_s), half = context.measureText(tick.label).width / 2;
      context.fillRect(x - 0.5, layout.axisTop, 1, 4);
      context.fillText(tick.label, Math.min(Math.max(x, half), layout.width - half), layout.axisTop + 6);
    }
  }

  // With one row beyond each side, so that lines reach the edges.
  private rowsInView(rows: Row[]): Row[] {
    const begin = Math.max(firstAfter(rows, this.viewport.start_s) - 2, 0);
    return rows.slice(begin, firstAfter(rows, this.viewport.end_s) + 2);
  }

  // The first window speaks for what is before its centre too, and the last for what comes after.
  private cells(rows: Row[], recording: Recording) {
    const cells = cellsOf(rows, recording.options.hop_s, recording.duration_s);
    const first = cells[0], last = cells[cells.length - 1];
    if (first && first.row === recording.rows[0]) first.start_s = first.row.start_s;
    if (last && last.row === recording.rows[recording.rows.length - 1]) last.end_s = last.row.end_s;
    return cells;
  }

  private drawSpeech(rows: Row[], recording: Recording) {
    const { context, layout, theme } = this;
    context.fillStyle = theme.soft;
    const top = layout.waveform?.top ?? layout.curves.top, bottom = layout.curves.top + layout.curves.height;
    // Neighbours that fall on one pixel are drawn together, by their mean.
    let from = -1, until = -1, sum = 0, count = 0;
    const flush = () => {
      if (count > 0) {
        context.globalAlpha = 0.16 * Math.min(sum / count, 1);
        context.fillRect(from, top, Math.max(until - from, 0), bottom - top);
      }
      sum = count = 0;
    };
    for (const cell of this.cells(rows, recording)) {
      const begin = Math.max(this.x(cell.start_s), layout.left), end = Math.min(this.x(cell.end_s), layout.right);
      if (end <= layout.left || begin >= layout.right) continue;
      if (count > 0 && (end - from > 1.5 || begin > until + 0.5)) flush();
      if (count === 0) from = begin;
      until = end;
      sum += cell.row.speech;
      ++count;
    }
    flush();
    context.globalAlpha = 1;
  }

  private drawWaveform(recording: Recording) {
    const { context, layout, theme, viewport } = this;
    const place = layout.waveform!, columns = Math.max(1, Math.round(layout.right - layout.left));
    const { lows, highs } = recording.samples.peaks(viewport.start_s, viewport.end_s, columns);
    const middle = place.top + place.height / 2, half = place.height / 2;
    context.fillStyle = theme.soft;
    for (let i = 0; i < columns; ++i) {
      if (lows[i]! > highs[i]!) continue;
      const top = Math.round(middle - highs[i]! * half), bottom = Math.round(middle - lows[i]! * half);
      context.fillRect(layout.left + i, top, 1, Math.max(bottom - top, 1));
    }
  }

  private y(value: number): number {
    const { curves } = this.layout;
    return curves.top + curves.height * (1 - (value - 1) / 6);
  }

  private drawGrid() {
    const { context, layout, theme, scale } = this;
    context.font = fontOf(12);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (let value = 1; value <= 7; ++value) {
      const y = Math.round(this.y(value)) + 0.5;
      context.strokeStyle = value === 4 ? theme.soft : theme.line;
      context.setLineDash(value === 4 ? [4, 4] : []);
      context.beginPath();
      context.moveTo(layout.left, y);
      context.lineTo(layout.right, y);
      context.stroke();
      context.fillStyle = theme.soft;
      if (scale.name !== "unit" || value % 3 === 1) {
        const shown = scale.of(value);
        if (Number.isInteger(shown) || scale.name === "unit") context.fillText(String(shown).replace("-", "−"), layout.left - 6, y);
      }
    }
    context.setLineDash([]);
  }

  private drawCurves(rows: Row[], recording: Recording) {
    const { context, theme, layout } = this;
    const overlaps = recording.options.hop_s < recording.options.window_s;
    const isDense = rows.length > (layout.right - layout.left) / leastSpacing;
    context.lineJoin = isDense ? "bevel" : "round";
    dimensions.forEach((dimension, index) => {
      context.fillStyle = context.strokeStyle = theme.dimension[dimension];
      const points: CurvePoint[] = [];
      for (const row of rows) {
        const value = row[dimension], spread = deviation(row, dimension) ?? 0;
        for (const time_s of overlaps ? [centre(row)] : [row.start_s, row.end_s])
          points.push({ x: this.x(time_s), value, spread });
      }
      context.globalAlpha = 0.13;
      if (isDense) this.drawSpreadOfStretches(points);
      else this.drawSpread(points);
      context.globalAlpha = 1;
      // Dashes tell the curves apart without colour, where they are not too jagged for it.
      context.setLineDash(isDense ? [] : dashes[index]!);
      context.lineWidth = isDense ? 1.5 : 2;
      context.beginPath();
      let drawing = false;
      for (const { x, value } of isDense ? thinned(points) : points) {
        if (value === null) drawing = false;
        else if (drawing) context.lineTo(x, this.y(value));
        else context.moveTo(x, this.y(value));
        drawing = value !== null;
      }
      context.stroke();
      if (points.length === 1 && points[0]!.value !== null) {
        context.beginPath();
        context.arc(points[0]!.x, this.y(points[0]!.value), 4, 0, 2 * Math.PI);
        context.fill();
      }
    });
    context.setLineDash([]);
    context.lineWidth = 1;
  }

  private drawSpread(points: CurvePoint[]) {
    const { context } = this;
    const known = points.filter((point): point is CurvePoint & { value: number } => point.value !== null && point.spread > 0);
    context.beginPath();
    for (const { x, value, spread } of known) context.lineTo(x, this.y(value + spread));
    for (const { x, value, spread } of known.reverse()) context.lineTo(x, this.y(value - spread));
    context.fill();
  }

  // Whole pixels: far quicker than a shape with a thousand corners.
  private drawSpreadOfStretches(points: CurvePoint[]) {
    for (const { x, value, spread } of averaged(points)) {
      if (value === null || spread <= 0) continue;
      const top = Math.round(this.y(value + spread));
      this.context.fillRect(Math.floor(x / leastSpacing) * leastSpacing, top, leastSpacing, Math.round(this.y(value - spread)) - top);
    }
  }

  private drawCategories(rows: Row[], recording: Recording) {
    const { context, layout, theme } = this, names = recording.facts.categories;
    const { top, height } = layout.categories!;
    context.font = fontOf(12);
    context.textAlign = "left";
    context.textBaseline = "middle";
    let run: { name: string; begin: number; end: number } | null = null;
    const flush = () => {
      if (!run) return;
      const begin = Math.max(run.begin, layout.left), width = Math.min(run.end, layout.right) - begin;
      context.globalAlpha = 1;
      context.fillStyle = categoryColour(theme, run.name, names);
      context.fillRect(begin, top, width, height);
      if (width > 28 && width > context.measureText(run.name).width + 8) {
        context.fillStyle = dark(categoryColour(theme, run.name, names)) ? "#fff" : "#111";
        context.fillText(run.name, begin + 4, top + height / 2 + 0.5);
      }
      context.fillStyle = theme.card;
      context.fillRect(Math.round(run.end) - 0.5, top, 0.5, height);
    };
    for (const cell of this.cells(rows, recording)) {
      const name = topCategory(cell.row)?.name;
      const begin = this.x(cell.start_s), end = this.x(cell.end_s);
      if (run && name === run.name && begin <= run.end + 0.5) {
        run.end = end;
        continue;
      }
      flush();
      run = name ? { name, begin, end } : null;
    }
    flush();
  }

  private drawLabels(recording: Recording) {
    const { context, layout, theme } = this;
    const { top, height } = layout.labels!;
    context.font = fontOf(12);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const label of recording.labels) {
      const begin = this.x(label.start_s), width = Math.max(this.x(label.end_s) - begin, 2);
      context.strokeStyle = theme.ink;
      context.strokeRect(begin + 0.5, top + 0.5, width, height - 1);
      context.save();
      context.beginPath();
      context.rect(begin, top, width, height);
      context.clip();
      context.fillStyle = theme.ink;
      context.fillText(label.text, Math.max(begin, layout.left) + 4, top + height / 2);
      context.restore();
    }
  }

  /** Playhead and selection, on a canvas above. */
  static drawOverlay(context: CanvasRenderingContext2D, tracks: Tracks, theme: Theme, layout: Layout, position_s: number,
                     selection: { start_s: number; end_s: number } | null) {
    context.clearRect(0, 0, layout.width, layout.height);
    context.save();
    context.beginPath();
    context.rect(layout.left - 1, 0, layout.right - layout.left + 2, layout.height);
    context.clip();
    if (selection) {
      const begin = tracks.x(selection.start_s), end = tracks.x(selection.end_s);
      context.fillStyle = context.strokeStyle = theme.ink;
      context.globalAlpha = 0.12;
      context.fillRect(begin, 0, end - begin, layout.axisTop);
      context.globalAlpha = 1;
      context.strokeRect(begin, 0.5, end - begin, layout.axisTop - 1);
    }
    context.fillStyle = theme.ink;
    context.fillRect(tracks.x(position_s) - 1, 0, 2, layout.axisTop);
    context.restore();
  }
}

function dark(colour: string): boolean {
  const channel = (at: number) => parseInt(colour.slice(at, at + 2), 16) / 255;
  return 0.2126 * channel(1) ** 2.2 + 0.7152 * channel(3) ** 2.2 + 0.0722 * channel(5) ** 2.2 < 0.2;
}

/** Names of what is drawn with their signs, for the PNG; the page has them as text. */
export function drawLegend(context: CanvasRenderingContext2D, theme: Theme, left: number, top: number) {
  context.font = fontOf(12);
  context.textAlign = "left";
  context.textBaseline = "middle";
  dimensions.forEach((dimension, index) => {
    context.strokeStyle = theme.dimension[dimension];
    context.lineWidth = 2;
    context.setLineDash(dashes[index]!);
    context.beginPath();
    context.moveTo(left, top);
    context.lineTo(left + 26, top);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.ink;
    const name = words.dimensions[dimension];
    context.fillText(name, left + 32, top);
    left += 32 + context.measureText(name).width + 22;
  });
  context.fillStyle = theme.soft;
  context.globalAlpha = 0.3;
  context.fillRect(left, top - 6, 14, 12);
  context.globalAlpha = 1;
  context.fillStyle = theme.ink;
  context.fillText(words.speech, left + 20, top);
  context.lineWidth = 1;
}
