// The list of recordings, each with its summary.
import type { Recording } from "../recording.ts";
import { dimensions } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { clock } from "../times.ts";
import { words } from "../words.ts";
import { button, h } from "./dom.ts";

export class RecordingList {
  readonly element = h("ul", { class: "recordings", id: "recordings" });
  private drawn = "";

  constructor(private readonly choose: (recording: Recording) => void, private readonly remove: (recording: Recording) => void) {}

  show(recordings: Recording[], chosen: Recording | null, scale: Scale) {
    const key = JSON.stringify([chosen?.id, scale.name, recordings.map((one) => [one.id, one.state, Math.floor(one.duration_s), one.rows.length, one.error])]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = document.activeElement?.getAttribute("data-recording");
    if (recordings.length === 0) {
      this.element.replaceChildren(h("li", { class: "soft" }, words.noRecordings));
      return;
    }
    this.element.replaceChildren(...recordings.map((recording) => this.item(recording, recording === chosen, scale)));
    if (focused) this.element.querySelector<HTMLElement>(`[data-recording="${focused}"]`)?.focus();
  }

  private item(recording: Recording, chosen: boolean, scale: Scale): HTMLElement {
    const { summary } = recording;
    const figures = recording.rows.length === 0 ? [] : dimensions.map((dimension) => {
      const sign = h("i", { class: `sign ${dimension}`, "aria-hidden": "true" });
      return h("span", { class: "figure" }, sign, `${words.dimensions[dimension]} ${scale.number(summary[dimension])}`);
    });
    if (figures.length > 0) figures.push(h("span", { class: "figure" }, `${words.speech} ${Math.round(summary.speech * 100)} %`));
    const facts = [clock(recording.duration_s), words.states[recording.state], recording.error].filter(Boolean).join(" · ");
    const choose = h("button", { type: "button", class: "choose", "data-recording": recording.id, click: () => this.choose(recording),
                                 ...(chosen && { "aria-current": "true" }) },
      h("span", { class: "name" }, recording.name),
      h("span", { class: recording.state === "failed" ? "bad" : "soft" }, facts),
      h("span", { class: "figures" }, ...figures));
    const remove = button("×", () => this.remove(recording), { class: "remove", "aria-label": `${words.remove} ${recording.name}` });
    return h("li", chosen ? { class: "chosen" } : {}, choose, remove);
  }
}
