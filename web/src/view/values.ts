// The values of a row: as tiles for the eye, and as a sentence for those who listen.
import { deviation, dimensions, topCategory, type Row } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { warningText, words } from "../words.ts";
import { h, setText } from "./dom.ts";

/** "activation 4.31 give or take 0.72, valence ..., speech 98 %, neutral 55 %". */
export function sentence(row: Row | null, scale: Scale): string {
  if (!row) return words.noRow;
  const parts = dimensions.map((dimension) => {
    const spread = deviation(row, dimension);
    return words.value(words.dimensions[dimension], scale.number(row[dimension]), spread == null ? "" : (spread * scale.step).toFixed(2));
  });
  parts.push(`${words.speech} ${Math.round(row.speech * 100)} %`);
  const top = topCategory(row);
  if (top) parts.push(`${top.name} ${Math.round(top.probability * 100)} %`);
  for (const warning of row.warnings) parts.push(warningText(warning));
  return parts.join(", ");
}

/** Three tiles and a line below, whose text changes with `show`. */
export class Tiles {
  readonly element: HTMLElement;
  private readonly figures: { value: Text; spread: Text; mark: HTMLElement; low: Text; high: Text }[] = [];
  private readonly line = new Text("");

  constructor() {
    const tiles = dimensions.map((dimension) => {
      const figure = { value: new Text("–"), spread: new Text(""), mark: h("i"), low: new Text(""), high: new Text("") };
      this.figures.push(figure);
      figure.mark.style.background = `var(--${dimension})`;
      const [low, high] = words.ends[dimension];
      return h("div", { class: "tile" },
               h("span", { class: "soft" }, words.dimensions[dimension]),
               h("b", { "data-value": dimension }, figure.value),
               h("span", { class: "soft spread" }, figure.spread),
               h("div", { class: "track", "aria-hidden": "true" }, figure.mark),
               h("div", { class: "ends" }, h("span", {}, figure.low, ` ${low!}`), h("span", {}, figure.high, ` ${high!}`)));
    });
    this.element = h("div", {}, h("div", { class: "tiles" }, ...tiles), h("p", { class: "soft line" }, this.line));
  }

  show(row: Row | null, scale: Scale) {
    dimensions.forEach((dimension, i) => {
      const figure = this.figures[i]!, value = row?.[dimension] ?? null, spread = row ? deviation(row, dimension) : null;
      setText(figure.value, scale.number(value));
      setText(figure.spread, spread == null ? "" : `± ${(spread * scale.step).toFixed(2)}`);
      figure.mark.style.left = `${value == null ? 50 : Math.min(Math.max(((value - 1) / 6) * 100, 0), 100)}%`;
      figure.mark.style.visibility = value == null ? "hidden" : "visible";
      setText(figure.low, String(scale.low).replace("-", "−"));
      setText(figure.high, String(scale.high));
    });
    const parts: string[] = [];
    if (row) {
      parts.push(`${words.speech} ${Math.round(row.speech * 100)} %`);
      const top = topCategory(row);
      if (top) parts.push(`${words.category} ${top.name} ${Math.round(top.probability * 100)} %`);
      parts.push(...row.warnings.map(warningText));
    }
    setText(this.line, parts.join(" · "));
  }
}
