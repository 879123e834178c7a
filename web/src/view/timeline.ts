// The curves over time with playhead, zoom and selection, by pointer, touch and keys. For screen readers it is a slider whose text
// is the values at the position.
import type { Recording } from "../recording.ts";
import { rowAt } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { clock } from "../times.ts";
import { words } from "../words.ts";
import { fit, h } from "./dom.ts";
import type { Theme } from "./theme.ts";
import { layoutOf, Tracks, type Layout } from "./tracks.ts";
import { sentence } from "./values.ts";
import { Viewport } from "./viewport.ts";

export interface Stretch {
  start_s: number;
  end_s: number;
}

export interface TimelineActions {
  seek(time_s: number): void;
  select(stretch: Stretch | null): void;
  playOrPause(): void;
  label(): void;
  changed(): void; // something in view has changed
}

const clickPixels = 4; // a pointer that moved less has clicked
const overviewHeight = 40;

export class Timeline {
  readonly viewport = new Viewport();
  readonly element: HTMLElement;
  private readonly stack: HTMLElement;
  private readonly tracksCanvas = h("canvas");
  private readonly overlayCanvas = h("canvas", { class: "overlay" });
  private readonly overviewCanvas = h("canvas", { class: "overview", "aria-hidden": "true" });
  private recording: Recording | null = null;
  private layout: Layout | null = null;
  private position_s = 0;
  private selection: Stretch | null = null;
  private anchor_s: number | null = null; // the end of the selection that stays
  private readonly pointers = new Map<number, { x: number; begin: number }>();
  private overviewDrawn = "";
  private readonly wholeWave = document.createElement("canvas"); // the overview without the frame
  private wholeWaveDrawn = "";

  constructor(private readonly actions: TimelineActions) {
    this.stack = h("div", { class: "stack", id: "timeline", role: "slider", tabindex: "0", "aria-label": words.position,
                            "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0, "aria-describedby": "keys-hint",
                            "aria-keyshortcuts": "ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight Home End Space L + - 0" },
                   this.tracksCanvas, this.overlayCanvas);
    this.element = h("div", {}, this.stack, this.overviewCanvas);
    this.stack.addEventListener("keydown", (event) => this.onKey(event));
    this.stack.addEventListener("pointerdown", (event) => this.onDown(event));
    this.stack.addEventListener("pointermove", (event) => this.onMove(event));
    this.stack.addEventListener("pointerup", (event) => this.onUp(event));
    this.stack.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    this.stack.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    for (const type of ["pointerdown", "pointermove"] as const)
      this.overviewCanvas.addEventListener(type, (event) => this.onOverview(event));
  }

  focus() { this.stack.focus(); }

  show(recording: Recording | null) {
    if (this.recording !== recording) {
      this.viewport.showAll();
      this.overviewDrawn = "";
    }
    this.recording = recording;
    this.viewport.setDuration(recording?.duration_s ?? 1);
  }

  setPosition(time_s: number) { this.position_s = time_s; }
  setSelection(selection: Stretch | null) {
    this.selection = selection;
    if (!selection) this.anchor_s = null;
  }

  zoom(factor: number) {
    const about = this.position_s >= this.viewport.start_s && this.position_s <= this.viewport.end_s
      ? this.position_s : (this.viewport.start_s + this.viewport.end_s) / 2;
    this.viewport.zoom(factor, about);
    this.actions.changed();
  }

  zoomAll() {
    this.viewport.showAll();
    this.actions.changed();
  }

  zoomSelection() {
    if (!this.selection) return;
    const margin = 0.1 * (this.selection.end_s - this.selection.start_s);
    this.viewport.show(this.selection.start_s - margin, this.selection.end_s + margin);
    this.actions.changed();
  }

  draw(theme: Theme, scale: Scale) {
    const recording = this.recording;
    if (!recording) return;
    const width = this.element.clientWidth;
    if (width < 50) return;
    const layout = this.layout = layoutOf(recording, width);
    const tracks = new Tracks(fit(this.tracksCanvas, layout.width, layout.height), theme, layout, this.viewport, scale);
    tracks.draw(recording);
    this.drawOverlay(theme, scale);
    this.drawOverview(recording, theme, layout);
    this.stack.setAttribute("aria-valuemax", recording.duration_s.toFixed(2));
  }

  /** Cheap: for every frame while the position moves. */
  drawOverlay(theme: Theme, scale: Scale) {
    const { recording, layout } = this;
    if (!recording || !layout) return;
    const context = fit(this.overlayCanvas, layout.width, layout.height);
    Tracks.drawOverlay(context, new Tracks(context, theme, layout, this.viewport, scale), theme, layout, this.position_s, this.selection);
    this.stack.setAttribute("aria-valuenow", this.position_s.toFixed(2));
  }

  /** What a screen reader says of the position; not for every frame, or it would never stop. */
  describe(scale: Scale) {
    const row = this.recording && rowAt(this.recording.rows, this.position_s);
    this.stack.setAttribute("aria-valuetext", `${clock(this.position_s)}: ${sentence(row, scale)}`);
  }

  private drawOverview(recording: Recording, theme: Theme, layout: Layout) {
    this.overviewCanvas.hidden = this.viewport.isWhole;
    if (this.viewport.isWhole) return;
    const key = [recording.id, recording.samples.length, recording.rows.length, layout.width, this.viewport.start_s, this.viewport.end_s, theme.ink].join();
    if (key === this.overviewDrawn) return;
    this.overviewDrawn = key;
    const context = fit(this.overviewCanvas, layout.width, overviewHeight);
    const width = layout.right - layout.left;
    context.clearRect(0, 0, layout.width, overviewHeight);
    this.drawWholeWave(recording, theme, Math.max(1, Math.round(width)));
    context.drawImage(this.wholeWave, layout.left, 0);
    const begin = layout.left + (this.viewport.start_s / recording.duration_s) * width;
    const end = layout.left + (this.viewport.end_s / recording.duration_s) * width;
    context.strokeStyle = context.fillStyle = theme.dimension.activation;
    context.globalAlpha = 0.2;
    context.fillRect(begin, 0, Math.max(end - begin, 2), overviewHeight);
    context.globalAlpha = 1;
    context.strokeRect(begin, 0.5, Math.max(end - begin, 2), overviewHeight - 1);
  }

  private drawWholeWave(recording: Recording, theme: Theme, columns: number) {
    const key = [recording.id, recording.samples.length, columns, theme.soft].join();
    if (key === this.wholeWaveDrawn) return;
    this.wholeWaveDrawn = key;
    this.wholeWave.width = columns;
    this.wholeWave.height = overviewHeight;
    const context = this.wholeWave.getContext("2d")!, middle = overviewHeight / 2;
    const { lows, highs } = recording.samples.peaks(0, recording.duration_s, columns);
    context.fillStyle = theme.soft;
    for (let i = 0; i < columns; ++i)
      if (lows[i]! <= highs[i]!) context.fillRect(i, Math.round(middle - highs[i]! * middle), 1, Math.max(Math.round((highs[i]! - lows[i]!) * middle), 1));
  }

  private timeAt(clientX: number): number {
    const layout = this.layout!, place = this.stack.getBoundingClientRect();
    const part = (clientX - place.left - layout.left) / (layout.right - layout.left);
    const time = this.viewport.start_s + part * this.viewport.span_s;
    return Math.min(Math.max(time, 0), this.recording?.duration_s ?? 0);
  }

  private onDown(event: PointerEvent) {
    if (!this.layout || event.button !== 0) return;
    this.stack.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, begin: event.clientX });
  }

  private onMove(event: PointerEvent) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) return;
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)![1];
      const before = Math.abs(pointer.x - other.x), after = Math.abs(event.clientX - other.x);
      if (before > 5 && after > 5) this.viewport.zoom(before / after, this.timeAt((event.clientX + other.x) / 2));
      pointer.x = event.clientX;
      this.actions.changed();
      return;
    }
    pointer.x = event.clientX;
    if (Math.abs(pointer.x - pointer.begin) < clickPixels) return;
    const [a, b] = [this.timeAt(pointer.begin), this.timeAt(pointer.x)];
    this.anchor_s = a;
    this.actions.select({ start_s: Math.min(a, b), end_s: Math.max(a, b) });
  }

  private onUp(event: PointerEvent) {
    const pointer = this.pointers.get(event.pointerId);
    const pinched = this.pointers.size > 1;
    this.pointers.delete(event.pointerId);
    if (!pointer || pinched || Math.abs(event.clientX - pointer.begin) >= clickPixels) return;
    this.actions.select(null);
    this.actions.seek(this.timeAt(event.clientX));
  }

  private onWheel(event: WheelEvent) {
    if (!this.layout) return;
    const across = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.viewport.scroll((across / this.layout.width) * this.viewport.span_s);
    } else if (event.ctrlKey || event.metaKey || document.activeElement === this.stack) {
      this.viewport.zoom(2 ** (Math.max(-100, Math.min(100, event.deltaY)) / 100), this.timeAt(event.clientX));
    } else {
      return; // the page scrolls
    }
    event.preventDefault();
    this.actions.changed();
  }

  private onOverview(event: PointerEvent) {
    if (event.buttons !== 1 || !this.layout || !this.recording) return;
    this.overviewCanvas.setPointerCapture(event.pointerId);
    const place = this.overviewCanvas.getBoundingClientRect();
    const part = (event.clientX - place.left - this.layout.left) / (this.layout.right - this.layout.left);
    const half = this.viewport.span_s / 2, time = part * this.recording.duration_s;
    this.viewport.show(time - half, time + half);
    this.actions.changed();
  }

  private onKey(event: KeyboardEvent) {
    if (!this.recording || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = Math.min(Math.max(this.recording.options.hop_s, 0.05), 1);
    const end = this.recording.duration_s;
    const moves: Record<string, number> = {
      ArrowLeft: this.position_s - step, ArrowDown: this.position_s - step, ArrowRight: this.position_s + step,
      ArrowUp: this.position_s + step, PageUp: this.position_s - 10 * step, PageDown: this.position_s + 10 * step, Home: 0, End: end,
    };
    const target = moves[event.key];
    if (target !== undefined) this.moveTo(Math.min(Math.max(target, 0), end), event.shiftKey);
    else if (event.key === "+" || event.key === "=") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else if (event.key === "0") this.zoomAll();
    else if (event.key === " ") this.actions.playOrPause();
    else if (event.key === "l" || event.key === "L") this.actions.label();
    else if (event.key === "Escape") this.actions.select(null);
    else return;
    event.preventDefault();
  }

  private moveTo(time_s: number, selects: boolean) {
    if (selects) {
      const anchor = this.anchor_s ?? this.position_s;
      this.anchor_s = anchor;
      this.actions.select(time_s === anchor ? null : { start_s: Math.min(anchor, time_s), end_s: Math.max(anchor, time_s) });
      this.anchor_s = anchor;
    } else {
      this.anchor_s = null;
    }
    this.actions.seek(time_s);
  }
}
