// The colours of the page's style, for what is drawn on a canvas.
import type { Dimension } from "../rows.ts";

export interface Theme {
  page: string;
  card: string;
  ink: string;
  soft: string;
  line: string;
  dimension: Record<Dimension, string>;
  categories: string[];
}

// Okabe and Ito's set for colour-blind readers. A category's name stands beside its colour everywhere.
const categoryColours = ["#d55e00", "#999999", "#cc79a7", "#f0e442", "#009e73", "#56b4e9", "#0072b2", "#e69f00"];

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    page: colour("page"),
    card: colour("card"),
    ink: colour("ink"),
    soft: colour("soft"),
    line: colour("line"),
    dimension: { activation: colour("activation"), valence: colour("valence"), dominance: colour("dominance") },
    categories: categoryColours,
  };
}

/** The colour of one of the `names` of a model's categories. */
export function categoryColour(theme: Theme, name: string, names: string[]): string {
  return theme.categories[Math.max(names.indexOf(name), 0) % theme.categories.length]!;
}

export const fontOf = (pixels: number, weight = "400") =>
  `${weight} ${pixels}px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;
