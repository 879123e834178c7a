// The plane of valence (across) and activation (upwards) with a moving point and its trail.
import type { Recording } from "../recording.ts";
import { centre, firstAfter, rowAt } from "../rows.ts";
import { words } from "../words.ts";
import { fontOf, type Theme } from "./theme.ts";

const trail_s = 10;

export function drawPlane(context: CanvasRenderingContext2D, theme: Theme, size: number, recording: Recording | null, time_s: number) {
  const margin = 22, span = size - 2 * margin;
  const x = (valence: number) => margin + ((Math.min(Math.max(valence, 0.8), 7.2) - 1) / 6) * span;
  const y = (activation: number) => margin + (1 - (Math.min(Math.max(activation, 0.8), 7.2) - 1) / 6) * span;
  context.clearRect(0, 0, size, size);
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.strokeRect(margin + 0.5, margin + 0.5, span, span);
  context.strokeStyle = theme.soft;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(x(4), margin);
  context.lineTo(x(4), margin + span);
  context.moveTo(margin, y(4));
  context.lineTo(margin + span, y(4));
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = theme.soft;
  context.font = fontOf(12);
  context.textBaseline = "middle";
  const [negative, positive] = words.ends.valence, [calm, excited] = words.ends.activation;
  context.textAlign = "center";
  context.fillText(excited!, size / 2, margin / 2);
  context.fillText(calm!, size / 2, size - margin / 2);
  for (const [text, at, turn] of [[negative!, margin / 2, -1], [positive!, size - margin / 2, 1]] as const) {
    context.save();
    context.translate(at, size / 2);
    context.rotate((turn * Math.PI) / 2);
    context.fillText(text, 0, 0);
    context.restore();
  }
  const row = recording && rowAt(recording.rows, time_s);
  if (!recording || !row || row.valence == null || row.activation == null) return;

  const begin = firstAfter(recording.rows, time_s - trail_s), end = firstAfter(recording.rows, centre(row) + 1e-6);
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.lineCap = "round";
  for (let i = begin + 1; i < end; ++i) {
    const from = recording.rows[i - 1]!, to = recording.rows[i]!;
    if (from.valence == null || from.activation == null || to.valence == null || to.activation == null) continue;
    context.globalAlpha = 0.1 + 0.6 * Math.max(0, 1 - (time_s - centre(to)) / trail_s);
    context.beginPath();
    context.moveTo(x(from.valence), y(from.activation));
    context.lineTo(x(to.valence), y(to.activation));
    context.stroke();
  }
  context.globalAlpha = 0.2;
  context.fillStyle = theme.ink;
  context.beginPath();
  context.ellipse(x(row.valence), y(row.activation), Math.max(((row.valence_sd ?? 0) / 6) * span, 0.1),
                  Math.max(((row.activation_sd ?? 0) / 6) * span, 0.1), 0, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(x(row.valence), y(row.activation), 6, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = 1;
}
