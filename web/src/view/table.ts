// The rows in view as a table, behind the curves: for screen readers, and for those who want the figures.
import type { Recording } from "../recording.ts";
import { centre, deviation, dimensions, firstAfter, topCategory } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { clock } from "../times.ts";
import { warningText, words } from "../words.ts";
import { h } from "./dom.ts";
import type { Viewport } from "./viewport.ts";

const mostRows = 200; // more would make the page slow; the export has all

export class RowTable {
  private readonly body = h("tbody");
  private readonly note = h("p", { class: "soft" });
  private readonly details: HTMLDetailsElement;
  private drawn = "";

  constructor(private readonly redraw: () => void) {
    const columns = [words.start, words.end, words.speech, ...dimensions.flatMap((one) => [words.dimensions[one], "±"]), words.familiarity];
    this.details = h("details", { id: "table", toggle: () => this.redraw() }, h("summary", {}, words.table), this.note,
      h("div", { class: "table", tabindex: "0", role: "region", "aria-label": words.table },
        h("table", {}, h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)),
          h("th", { scope: "col", class: "text" }, words.category), h("th", { scope: "col", class: "text" }, words.warnings))), this.body)));
  }

  get element() { return this.details; }

  show(recording: Recording | null, viewport: Viewport, scale: Scale) {
    if (!this.details.open) return;
    const rows = recording?.rows ?? [];
    const begin = firstAfter(rows, viewport.start_s), end = Math.min(firstAfter(rows, viewport.end_s), begin + mostRows);
    const key = [recording?.id, rows.length, begin, end, scale.name].join();
    if (key === this.drawn) return;
    this.drawn = key;
    this.note.textContent = words.tableNote(end - begin, rows.length);
    this.body.replaceChildren(...rows.slice(begin, end).map((row) => {
      const top = topCategory(row);
      const decimals = row.end_s - row.start_s < 0.2 || !Number.isInteger(centre(row) * 20) ? 3 : 2;
      return h("tr", row.speech < 0.1 ? { class: "quiet" } : {},
        h("td", {}, clock(row.start_s, decimals)), h("td", {}, clock(row.end_s, decimals)), h("td", {}, row.speech.toFixed(2)),
        ...dimensions.flatMap((one) => {
          const spread = deviation(row, one);
          return [h("td", {}, scale.number(row[one])), h("td", {}, spread == null ? "–" : (spread * scale.step).toFixed(2))];
        }),
        h("td", {}, row.familiarity == null ? "–" : row.familiarity.toFixed(2)),
        h("td", { class: "text" }, top ? `${top.name} ${Math.round(top.probability * 100)} %` : ""),
        h("td", { class: "text" }, row.warnings.map(warningText).join(", ")));
    }));
  }
}
