// Draws a recording along time: waveform with speech shaded, the three curves with their spread, categories as a band, labels,
// and the axis. One function for the page and for its picture as PNG.
import type { Recording } from "../recording.ts";
import { cellsOf, centre, deviation, dimensions, firstAfter, topCategory, type Row } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { timeTicks } from "../times.ts";
import { words } from "../words.ts";
import { columnsOf, type Columns } from "./columns.ts";
import { categoryColour, fontOf, type Theme } from "./theme.ts";
import type { Viewport } from "./viewport.ts";

const columnWidth = 3; // pixels; where rows are closer to each other, columns of this width are drawn
const speechAlpha = 0.16, spreadAlpha = 0.13, extremesAlpha = 0.4;
const dashes = [[], [9, 3], [2, 3]]; // of the three curves

interface CurvePoint {
  x: number;
  value: number | null;
  spread: number;
}

/** A stretch of the band of categories, in pixels. */
interface Run {
  name: string;
  begin: number;
  end: number;
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
    const rows = this.rowsInView(recording.rows), size = Math.ceil((layout.right - layout.left) / columnWidth);
    // Of a whole number of columns, which may reach beyond the right edge; the picture is clipped there.
    const columns = rows.length > size
      ? columnsOf(rows, this.viewport.start_s, this.viewport.start_s + (this.viewport.span_s * size * columnWidth) / (layout.right - layout.left), size) : null;
    this.clipped(layout.left, 0, () => columns ? this.shade(columns) : this.drawSpeech(rows, recording));
    if (layout.waveform) this.drawWaveform(recording);
    this.drawGrid();
    this.clipped(layout.left, layout.curves.top - 2, () => {
      if (columns) this.drawDenseCurves(columns);
      else this.drawCurves(rows, recording);
      if (layout.categories) this.drawRuns(columns ? this.runsOfColumns(columns) : this.runsOf(rows, recording), recording.facts.categories);
      if (layout.labels) this.drawLabels(recording);
    });
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

  // Within the plots' width, from `top` on.
  private clipped(left: number, top: number, draw: () => void) {
    const { context, layout } = this;
    context.save();
    context.beginPath();
    context.rect(left, top, layout.right - left, layout.height);
    context.clip();
    draw();
    context.restore();
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

  private get speechPlace() {
    const { waveform, curves } = this.layout, top = waveform?.top ?? curves.top;
    return { top, height: curves.top + curves.height - top };
  }

  private drawSpeech(rows: Row[], recording: Recording) {
    const { context, layout, theme } = this, { top, height } = this.speechPlace;
    context.fillStyle = theme.soft;
    for (const cell of this.cells(rows, recording)) {
      const begin = Math.max(this.x(cell.start_s), layout.left), end = Math.min(this.x(cell.end_s), layout.right);
      if (end <= begin) continue;
      context.globalAlpha = speechAlpha * Math.min(cell.row.speech, 1);
      context.fillRect(begin, top, end - begin, height);
    }
    context.globalAlpha = 1;
  }

  // Neighbours whose shares look the same are one rectangle.
  private shade({ speech }: Columns) {
    const { context, layout, theme } = this, { top, height } = this.speechPlace;
    context.fillStyle = theme.soft;
    const level = (i: number) => Math.round(Math.min(speech[i]!, 1) * 20);
    for (let begin = 0, end = 0; begin < speech.length; begin = end) {
      while (end < speech.length && level(end) === level(begin)) ++end;
      if (level(begin) === 0) continue;
      context.globalAlpha = speechAlpha * level(begin) / 20;
      context.fillRect(layout.left + begin * columnWidth, top, (end - begin) * columnWidth, height);
    }
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
    const { context, theme } = this;
    const overlaps = recording.options.hop_s < recording.options.window_s;
    context.lineJoin = "round";
    dimensions.forEach((dimension, index) => {
      context.fillStyle = context.strokeStyle = theme.dimension[dimension];
      const points: CurvePoint[] = [];
      for (const row of rows) {
        const value = row[dimension], spread = deviation(row, dimension) ?? 0;
        for (const time_s of overlaps ? [centre(row)] : [row.start_s, row.end_s])
          points.push({ x: this.x(time_s), value, spread });
      }
      context.globalAlpha = spreadAlpha;
      this.drawSpread(points);
      context.globalAlpha = 1;
      context.setLineDash(dashes[index]!); // tell the curves apart without colour
      context.lineWidth = 2;
      context.beginPath();
      let drawing = false;
      for (const { x, value } of points) {
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

  // The line is the mean of each column, a faint stroke reaches from the lowest to the highest value.
  // Lines of one pixel and rectangles of whole pixels: without a graphics card, a wider line with a thousand corners takes a browser
  // ten times as long as all else.
  private drawDenseCurves(columns: Columns) {
    const { context, layout, theme } = this;
    context.lineJoin = "bevel";
    context.lineWidth = 1;
    for (const dimension of dimensions) {
      const curve = columns.curves[dimension];
      context.fillStyle = context.strokeStyle = theme.dimension[dimension];
      context.globalAlpha = spreadAlpha;
      for (let i = 0; i < curve.count.length; ++i) {
        if (curve.count[i] === 0 || !(curve.spread[i]! > 0)) continue;
        const top = Math.round(this.y(curve.mean[i]! + curve.spread[i]!)), bottom = Math.round(this.y(curve.mean[i]! - curve.spread[i]!));
        context.fillRect(layout.left + i * columnWidth, top, columnWidth, bottom - top);
      }
      context.globalAlpha = extremesAlpha;
      for (let i = 0; i < curve.count.length; ++i) {
        if (curve.count[i]! < 2) continue;
        const top = Math.round(this.y(curve.high[i]!));
        context.fillRect(layout.left + i * columnWidth + 1, top, 1, Math.round(this.y(curve.low[i]!)) - top);
      }
      context.globalAlpha = 1;
      context.beginPath();
      let drawing = false;
      for (let i = 0; i < curve.count.length; ++i) {
        const x = layout.left + (i + 0.5) * columnWidth;
        if (curve.count[i]! > 0) {
          if (drawing) context.lineTo(x, this.y(curve.mean[i]!));
          else context.moveTo(x, this.y(curve.mean[i]!));
          drawing = true;
        } else if (columns.count[i]! > 0) {
          drawing = false; // rows without a value are a gap, a column without rows is none
        }
      }
      context.stroke();
    }
  }

  private drawSpread(points: CurvePoint[]) {
    const { context } = this;
    const known = points.filter((point): point is CurvePoint & { value: number } => point.value !== null && point.spread > 0);
    context.beginPath();
    for (const { x, value, spread } of known) context.lineTo(x, this.y(value + spread));
    for (const { x, value, spread } of known.reverse()) context.lineTo(x, this.y(value - spread));
    context.fill();
  }

  private runsOf(rows: Row[], recording: Recording): Run[] {
    const runs: Run[] = [];
    for (const cell of this.cells(rows, recording)) {
      const name = topCategory(cell.row)?.name, begin = this.x(cell.start_s), end = this.x(cell.end_s), last = runs[runs.length - 1];
      if (last && name === last.name && begin <= last.end + 0.5) last.end = end;
      else if (name !== undefined) runs.push({ name, begin, end });
    }
    return runs;
  }

  private runsOfColumns({ categories }: Columns): Run[] {
    const runs: Run[] = [];
    categories.forEach((name, i) => {
      const begin = this.layout.left + i * columnWidth, last = runs[runs.length - 1];
      if (last && name === last.name && last.end === begin) last.end = begin + columnWidth;
      else if (name !== null) runs.push({ name, begin, end: begin + columnWidth });
    });
    return runs;
  }

  private drawRuns(runs: Run[], names: string[]) {
    const { context, layout, theme } = this;
    const { top, height } = layout.categories!;
    context.font = fontOf(12);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const run of runs) {
      const begin = Math.max(run.begin, layout.left), width = Math.min(run.end, layout.right) - begin, colour = categoryColour(theme, run.name, names);
      context.fillStyle = colour;
      context.fillRect(begin, top, width, height);
      if (width > 28 && width > context.measureText(run.name).width + 8) {
        context.fillStyle = dark(colour) ? "#fff" : "#111";
        context.fillText(run.name, begin + 4, top + height / 2 + 0.5);
      }
      if (width < 2 * columnWidth) continue;
      context.fillStyle = theme.card;
      context.fillRect(Math.round(run.end) - 0.5, top, 0.5, height);
    }
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
