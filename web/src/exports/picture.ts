// The stretch in view as PNG, with what is needed to read it alone.
import type { Recording } from "../recording.ts";
import type { Scale } from "../scale.ts";
import { fontOf, type Theme } from "../view/theme.ts";
import { drawLegend, layoutOf, Tracks } from "../view/tracks.ts";
import type { Viewport } from "../view/viewport.ts";
import { words } from "../words.ts";

const width = 1200, head = 70, foot = 26, dots = 2;

export function toPng(recording: Recording, scale: Scale, theme: Theme, viewport: Viewport): Promise<Blob> {
  const layout = layoutOf(recording, width);
  const plot = document.createElement("canvas");
  plot.width = width * dots;
  plot.height = layout.height * dots;
  const inner = plot.getContext("2d")!;
  inner.scale(dots, dots);
  new Tracks(inner, theme, layout, viewport, scale).draw(recording);

  const canvas = document.createElement("canvas");
  canvas.width = width * dots;
  canvas.height = (head + layout.height + foot) * dots;
  const context = canvas.getContext("2d")!;
  context.scale(dots, dots);
  context.fillStyle = theme.card;
  context.fillRect(0, 0, width, head + layout.height + foot);
  context.fillStyle = theme.ink;
  context.font = fontOf(18, "600");
  context.textBaseline = "alphabetic";
  context.fillText(recording.name, 34, 28, width - 68);
  drawLegend(context, theme, 34, 50);
  context.drawImage(plot, 0, head, width, layout.height);
  context.fillStyle = theme.soft;
  context.font = fontOf(12);
  context.textBaseline = "alphabetic";
  context.fillText(`${words.model} ${recording.facts.model} (${recording.facts.licence}), ${words.scale.toLowerCase()} ${scale.low} to ${scale.high}, ` +
                   `${words.window.toLowerCase()} ${recording.options.window_s} s`, 34, head + layout.height + 14, width - 68);
  return new Promise((done, failed) => canvas.toBlob((blob) => blob ? done(blob) : failed(new Error("PNG")), "image/png"));
}
