// The page: its parts, its state, and what happens when.
import { canRecord, canShareSound } from "./audio/capture.ts";
import { sampleRate } from "./audio/samples.ts";
import { writeWav } from "./audio/wav.ts";
import { modelFacts, version } from "./assets.ts";
import { toCsv, toEaf, toJson, toLabelCsv, toTextGrid } from "./exports/documents.ts";
import { toPng } from "./exports/picture.ts";
import { Player } from "./player.ts";
import { Recording, type Facts } from "./recording.ts";
import { averageOverSpeech, centre, dimensions, rowAt, type Row } from "./rows.ts";
import { Scale, scales, type ScaleName } from "./scale.ts";
import type { Engine } from "./scoring/engine.ts";
import type { Server } from "./server.ts";
import { Sources, type Live } from "./sources.ts";
import { clock } from "./times.ts";
import { button, fit, h, setText } from "./view/dom.ts";
import { RecordingList } from "./view/list.ts";
import { drawPlane } from "./view/plane.ts";
import { RowTable } from "./view/table.ts";
import { categoryColour, readTheme, type Theme } from "./view/theme.ts";
import { Timeline, type Stretch } from "./view/timeline.ts";
import { sentence, Tiles } from "./view/values.ts";
import { warningText, words } from "./words.ts";

const longestExact_s = 300; // a longer selection is the average of its windows, which are there already
const livePause_s = 10; // between announcements of what comes in
const liveSpan_s = 30; // in view while a recording comes in
const planeSize = 260;

export class App {
  private readonly recordings: Recording[] = [];
  private chosen: Recording | null = null;
  private nextId = 1;
  private scale = new Scale("sam");
  private theme: Theme = readTheme();
  private position_s = 0;
  private selection: Stretch | null = null;
  private selectionRow: Row | null = null;
  private selectionTimer = 0;
  private live: { recording: Recording; session: Live } | null = null;
  private follows = true; // the view moves with what comes in
  private saidAt_s = -Infinity; // of the live recording's values
  private whole = true;
  private moving = false;
  private planeDrawn = "";
  private readonly player = new Player(() => this.redraw());
  private readonly sources: Sources;

  private readonly status = h("p", { class: "visually-hidden", role: "status", id: "status" });
  private readonly problem = h("p", { class: "notes", role: "alert", hidden: true });
  private readonly list = new RecordingList((one) => this.choose(one), (one) => this.remove(one));
  private readonly timeline = new Timeline({
    seek: (time_s) => this.seek(time_s),
    select: (stretch) => this.select(stretch),
    playOrPause: () => this.playOrPause(),
    label: () => this.labelInput.focus(),
    changed: () => {
      this.follows = false;
      this.redraw();
    },
  });
  private readonly nowTiles = new Tiles();
  private readonly selectionTiles = new Tiles();
  private readonly nowTime = new Text("");
  private readonly selectionTime = new Text("");
  private readonly selectionHint = h("p", { class: "soft" }, words.noSelection);
  private readonly plane = h("canvas", { role: "img", "aria-label": `${words.plane}. ${words.planeText}` });
  private readonly table = new RowTable(() => this.redraw());
  private readonly name = h("h2", { id: "recording-name" });
  private readonly scoredBy = h("p", { class: "soft", id: "scored-by" });
  private readonly categoryLegend = h("p", { class: "legend", id: "categories" });
  private categoriesShown = "";
  private readonly playButton = button(words.play, () => this.playOrPause(), { id: "play" });
  private readonly zoomSelectionButton = button(words.zoomSelection, () => this.timeline.zoomSelection(), { id: "zoom-selection" });
  private readonly recordButton = button(words.record, () => void this.recordOrStop("microphone"), { id: "record" });
  private readonly shareButton = button(words.share, () => void this.recordOrStop("shared"), { id: "share" });
  private readonly input = h("input", { type: "file", multiple: true, id: "files", class: "visually-hidden", "aria-label": words.choose, tabindex: "-1",
                                        accept: "audio/*,video/*,.wav,.flac,.mp3,.m4a,.ogg,.opus,.amr,.sln,.aiff" });
  private readonly windowInput = h("input", { type: "number", id: "window", min: "0.5", max: "60", step: "0.5", value: "3" });
  private readonly hopSelect = h("select", { id: "hop" },
    h("option", { value: "" }, words.automatic), ...[0.1, 0.25, 0.5, 1, 3].map((hop) => h("option", { value: hop }, `${hop} ${words.seconds}`)));
  private readonly scaleSelect = h("select", { id: "scale", change: () => this.setScale(this.scaleSelect.value as ScaleName) },
    ...Object.entries(scales).map(([name, [low, high]]) => h("option", { value: name }, `${name}, ${String(low).replace("-", "−")} to ${high}`)));
  private readonly whereSelect = h("select", { id: "where", change: () => this.showPrivacy() },
    h("option", { value: "" }, words.inBrowser));
  private serverModels: Facts[] = [];
  private readonly whereField = h("label", { class: "field", hidden: true }, words.where, this.whereSelect);
  private readonly tokenInput = h("input", { type: "password", id: "token", autocomplete: "off" });
  private readonly tokenForm = h("form", { class: "field", hidden: true, submit: (event) => {
    event.preventDefault();
    this.server.setToken(this.tokenInput.value);
    void this.findServer();
  } }, h("label", { class: "field" }, words.token, this.tokenInput), h("button", { type: "submit" }, words.useToken));
  private readonly privacy = h("p", { class: "soft", id: "privacy" }, words.privacy);
  private readonly labelInput = h("input", { type: "text", id: "label-text", maxlength: "200" });
  private readonly labelForm = h("form", { class: "row", submit: (event) => {
    event.preventDefault();
    this.addLabel();
  } }, h("label", { class: "field" }, words.labelText, this.labelInput), h("button", { type: "submit", id: "add-label" }, words.addLabel));
  private readonly labelList = h("ul", { class: "labels", id: "labels", "aria-label": words.labels });
  private readonly view = h("div", { hidden: true });

  constructor(root: HTMLElement, private readonly engine: Promise<Engine>, private readonly server: Server, workletUrl: string | null) {
    this.sources = new Sources(engine, server, workletUrl, (recording) => this.onChange(recording));
    this.build(root);
    engine.catch((error: Error) => this.tell(`${words.failedToOpen}: ${error.message}`));
    window.addEventListener("resize", () => this.redraw());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.theme = readTheme();
      this.redraw();
    });
    new ResizeObserver(() => this.redraw()).observe(this.timeline.element);
    this.redraw();
  }

  private build(root: HTMLElement) {
    const drop = h("div", { class: "drop", id: "drop" },
      h("p", {}, words.drop, " "),
      h("div", { class: "row" }, button(words.choose, () => this.input.click(), { id: "choose" }), this.recordButton, this.shareButton), this.input, this.privacy);
    this.input.addEventListener("change", () => {
      this.addFiles([...(this.input.files ?? [])]);
      this.input.value = "";
    });
    this.recordButton.hidden = !canRecord();
    this.shareButton.hidden = !canShareSound();
    window.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
    window.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.addFiles([...(event.dataTransfer?.files ?? [])]);
    });

    const fact = (name: string, value: string) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
    const sign = (name: string) => h("i", { class: `sign ${name}`, "aria-hidden": "true" });
    const legend = h("p", { class: "legend" }, ...dimensions.map((one) => h("span", {}, sign(one), words.dimensions[one])),
      h("span", {}, sign("shade"), words.speech), h("span", {}, sign("raters"), words.spread));
    const exports = Object.entries(words.exports).map(([kind, text]) =>
      button(text, () => void this.export(kind as keyof typeof words.exports), { "data-export": kind }));
    const keys = h("details", {}, h("summary", {}, words.keys), h("p", { id: "keys-hint" }, words.keysWhere),
      h("dl", { class: "keys" }, ...words.keyList.flatMap(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)])));

    this.view.append(
      h("section", { "aria-labelledby": "recording-name" }, this.name, this.scoredBy,
        h("div", { class: "row toolbar", role: "group", "aria-label": words.timeline }, this.playButton,
          button("+", () => this.timeline.zoom(0.5), { "aria-label": words.zoomIn, id: "zoom-in" }),
          button("−", () => this.timeline.zoom(2), { "aria-label": words.zoomOut, id: "zoom-out" }),
          button(words.zoomAll, () => this.timeline.zoomAll(), { id: "zoom-all" }), this.zoomSelectionButton),
        legend, this.timeline.element, this.categoryLegend, keys),
      h("div", { class: "columns" },
        h("section", {}, h("h2", {}, words.now, " ", h("span", { class: "soft" }, this.nowTime)), this.nowTiles.element),
        h("section", { class: "plane" }, h("h2", {}, words.plane), this.plane, h("p", { class: "soft" }, words.planeText))),
      h("section", { id: "selection" }, h("h2", {}, words.selection, " ", h("span", { class: "soft" }, this.selectionTime)), this.selectionHint,
        this.selectionTiles.element, this.labelForm, this.labelList),
      h("section", {}, h("h2", {}, words.exportAs), h("div", { class: "row" }, ...exports), this.table.element));

    root.append(
      h("a", { class: "skip", href: "#timeline" }, words.skip),
      h("header", {}, h("h1", {}, words.title), h("div", { class: "soft" }, words.subtitle),
        h("dl", { class: "facts" }, fact(words.model, modelFacts.model), fact(words.licence, modelFacts.licence))),
      this.problem,
      h("section", { "aria-label": words.add }, drop,
        h("details", { id: "settings", toggle: () => void this.findServer() }, h("summary", {}, words.settings),
          h("div", { class: "row settings" }, this.whereField, this.tokenForm,
            h("label", { class: "field" }, `${words.window} (${words.seconds})`, this.windowInput),
            h("label", { class: "field" }, words.hop, this.hopSelect),
            h("label", { class: "field" }, words.scale, this.scaleSelect)))),
      h("section", {}, h("h2", {}, words.recordings), this.list.element),
      this.view,
      h("section", { id: "meaning" }, h("h2", {}, words.meaning), ...words.meaningText.map((text) => h("p", {}, text)),
        h("p", {}, modelFacts.notes),
        h("p", {}, `${words.model}: ${modelFacts.model}. ${words.licence}: ${modelFacts.licence}. ${words.learnedFrom}: ${modelFacts.training_data.join("; ")}.`)),
      h("footer", {}, `affectus ${version}`), this.status);
  }

  // Asked for only where someone looks for it: on static files the question fails, and a browser writes that to its console.
  private async findServer() {
    if (!this.whereField.hidden) return;
    const found = await this.server.find();
    this.tokenForm.hidden = found.state !== "needs_token";
    if (found.state !== "ready") return;
    this.whereSelect.replaceChildren(h("option", { value: "" }, words.inBrowser),
      ...found.models.map(({ model }) => h("option", { value: model }, `${words.byServer}: ${model}`)));
    this.serverModels = found.models;
    this.whereField.hidden = false;
    this.showPrivacy();
  }

  private async offerServer(recording: Recording) {
    await this.findServer();
    if (this.whereField.hidden) return;
    recording.error = words.cannotDecodeTryServer;
    this.redraw();
  }

  private showPrivacy() { this.privacy.textContent = this.whereSelect.value ? words.privacyServer : words.privacy; }

  private tell(text: string) {
    this.problem.textContent = text;
    this.problem.hidden = text === "";
  }

  private announce(text: string) { this.status.textContent = text; }

  private get options() {
    const window_s = Math.min(Math.max(Number(this.windowInput.value) || 3, 0.5), 60);
    const hop_s = this.hopSelect.value === "" ? null : Math.min(Number(this.hopSelect.value), window_s);
    return { window_s, hop_s };
  }

  private newRecording(name: string): Recording {
    const recording = new Recording(this.nextId++, name, { window_s: this.options.window_s, hop_s: this.options.hop_s ?? 0.25 }, modelFacts);
    this.recordings.push(recording);
    return recording;
  }

  private addFiles(files: File[]) {
    this.tell("");
    const serverModel = this.serverModels.find(({ model }) => model === this.whereSelect.value) ?? null;
    let first: Recording | null = null;
    for (const file of files) {
      const recording = this.newRecording(file.name);
      first ??= recording;
      this.sources.addFile(recording, file, this.options, serverModel);
    }
    if (first) this.choose(first);
  }

  private async recordOrStop(kind: "microphone" | "shared") {
    if (this.live) return this.stopLive();
    this.tell("");
    const name = `${kind === "microphone" ? words.live : words.shared} ${new Date().toLocaleTimeString()}`;
    const recording = this.newRecording(name);
    try {
      const session = await this.sources.record(recording, kind, this.options, () => void this.stopLive());
      this.live = { recording, session };
      this.recordButton.textContent = this.shareButton.textContent = words.stopRecording;
      this.shareButton.hidden = true;
      this.follows = true;
      this.saidAt_s = -Infinity;
      this.choose(recording);
      this.announce(words.announce.recording);
    } catch (error) {
      this.recordings.splice(this.recordings.indexOf(recording), 1);
      const why = error instanceof Error ? error.message : String(error);
      this.tell(why === "no_shared_sound" ? words.noSharedSound : `${words.noMicrophone}: ${why}`);
    }
    this.redraw();
  }

  private async stopLive() {
    const live = this.live;
    if (!live) return;
    this.live = null;
    this.recordButton.textContent = words.record;
    this.shareButton.textContent = words.share;
    this.shareButton.hidden = !canShareSound();
    await live.session.stop();
    this.announce(words.announce.stopped);
    if (this.chosen === live.recording) this.loadMedia();
    this.redraw();
  }

  private choose(recording: Recording | null) {
    if (this.chosen !== recording) {
      this.player.pause();
      this.chosen = recording;
      this.position_s = 0;
      this.select(null);
      this.labelText();
      this.timeline.show(recording);
      this.loadMedia();
      this.timeline.setPosition(0);
    }
    this.redraw();
  }

  private loadMedia() { this.player.load(this.chosen?.state === "live" ? null : this.chosen?.media ?? null); }

  private remove(recording: Recording) {
    if (this.live?.recording === recording) void this.stopLive();
    this.sources.remove(recording);
    const index = this.recordings.indexOf(recording);
    this.recordings.splice(index, 1);
    if (this.chosen === recording) this.choose(this.recordings[index] ?? this.recordings[index - 1] ?? null);
    this.redraw();
  }

  private onChange(recording: Recording) {
    if (recording.state === "done") this.announce(words.announce.scored(recording.name, this.summarySentence(recording)));
    if (recording.state === "failed") {
      if (recording.error === words.cannotDecode) void this.offerServer(recording);
      this.announce(words.announce.failed(recording.name, recording.error));
    }
    if (recording === this.chosen) {
      this.timeline.show(recording);
      if (recording.state === "live" && this.follows) {
        const last = recording.rows[recording.rows.length - 1];
        this.position_s = last ? centre(last) : 0;
        this.timeline.setPosition(this.position_s);
        this.timeline.viewport.show(recording.duration_s - liveSpan_s, recording.duration_s);
        if (recording.duration_s < liveSpan_s) this.timeline.viewport.showAll();
      }
      if (recording.state === "live") this.sayLive(recording);
    }
    this.redraw();
  }

  // Now and then: who listens to a screen reader could not follow every row.
  private sayLive(recording: Recording) {
    const last = recording.rows[recording.rows.length - 1];
    if (!last || recording.duration_s - this.saidAt_s < livePause_s) return;
    this.saidAt_s = recording.duration_s;
    this.announce(`${clock(centre(last))}: ${sentence(last, this.scale)}`);
  }

  private summarySentence(recording: Recording): string {
    const { summary } = recording;
    return [...dimensions.map((one) => `${words.dimensions[one]} ${this.scale.number(summary[one])}`),
            `${words.speech} ${Math.round(summary.speech * 100)} %`].join(", ");
  }

  private seek(time_s: number) {
    this.position_s = time_s;
    this.player.seek(time_s);
    this.timeline.setPosition(time_s);
    this.timeline.viewport.reveal(time_s);
    this.timeline.describe(this.scale);
    this.redraw();
  }

  private playOrPause() {
    if (this.player.isPlaying) {
      this.player.pause();
      this.timeline.describe(this.scale);
      return;
    }
    if (!this.player.canPlay || !this.chosen) return;
    if (this.selection) void this.player.play(this.selection.start_s, this.selection.end_s);
    else void this.player.play(this.position_s >= this.chosen.duration_s - 0.05 ? 0 : this.position_s);
  }

  private select(stretch: Stretch | null) {
    this.selection = stretch && stretch.end_s - stretch.start_s > 0.001 ? stretch : null;
    this.selectionRow = null;
    this.timeline.setSelection(this.selection);
    clearTimeout(this.selectionTimer);
    if (this.selection) this.selectionTimer = window.setTimeout(() => void this.scoreSelection(), 250);
    this.redraw();
  }

  private async scoreSelection() {
    const { chosen, selection } = this;
    if (!chosen || !selection) return;
    const row = await this.scoreStretch(chosen, selection);
    if (this.selection !== selection || this.chosen !== chosen) return;
    this.selectionRow = row;
    this.announce(words.announce.selection(clock(selection.start_s), clock(selection.end_s), sentence(row, this.scale)));
    this.redraw();
  }

  /** As the program scores an interval, where the samples are here and are scored here. */
  private async scoreStretch(recording: Recording, stretch: Stretch): Promise<Row | null> {
    const { start_s, end_s } = stretch;
    const ours = recording.facts.model === modelFacts.model && recording.samples.length > 0;
    if (ours && end_s - start_s <= longestExact_s) {
      const rows = await (await this.engine).predict(recording.samples.slice(Math.round(start_s * sampleRate), Math.round(end_s * sampleRate)));
      const row = averageOverSpeech(rows);
      return row && { ...row, start_s, end_s };
    }
    const within = recording.rows.filter((row) => centre(row) >= start_s && centre(row) < end_s);
    const row = within.length > 0 ? averageOverSpeech(within) : rowAt(recording.rows, (start_s + end_s) / 2);
    return row && { ...row, start_s, end_s };
  }

  private addLabel() {
    const { chosen, selection } = this, text = this.labelInput.value.trim();
    if (!chosen || !selection || !text) return;
    const label = { ...selection, text, row: this.selectionRow };
    chosen.labels.push(label);
    if (!label.row) void this.scoreStretch(chosen, selection).then((row) => {
      label.row = row;
      this.labelText();
    });
    this.labelInput.value = "";
    this.announce(words.announce.labelled(text));
    this.labelText();
    this.redraw();
  }

  private labelText() {
    const recording = this.chosen;
    this.labelList.replaceChildren(...(recording?.labels ?? []).map((label) => h("li", {},
      button(`${clock(label.start_s)} – ${clock(label.end_s)} ${label.text}`, () => {
        this.select({ start_s: label.start_s, end_s: label.end_s });
        this.seek(label.start_s);
      }, { class: "plain" }),
      h("span", { class: "soft" }, label.row ? dimensions.map((one) => `${words.dimensions[one]} ${this.scale.number(label.row![one])}`).join(", ") : ""),
      button("×", () => {
        recording!.labels.splice(recording!.labels.indexOf(label), 1);
        this.labelText();
        this.redraw();
      }, { class: "remove", "aria-label": `${words.remove} ${label.text}` }))));
  }

  private setScale(name: ScaleName) {
    this.scale = new Scale(name);
    this.labelText();
    this.timeline.describe(this.scale);
    this.redraw();
  }

  private async export(kind: keyof typeof words.exports) {
    const recording = this.chosen;
    if (!recording) return;
    const text = (content: string, type: string) => new Blob([content], { type });
    const makers: Record<typeof kind, () => Blob | Promise<Blob>> = {
      csv: () => text(toCsv(recording, this.scale), "text/csv"),
      json: () => text(toJson(recording, this.scale), "application/json"),
      textgrid: () => text(toTextGrid(recording, this.scale), "text/plain"),
      eaf: () => text(toEaf(recording, this.scale, new Date()), "application/xml"),
      png: () => toPng(recording, this.scale, this.theme, this.timeline.viewport),
      labels: () => text(toLabelCsv(recording), "text/csv"),
      wav: () => writeWav(recording.samples.slice(0, recording.samples.length), sampleRate),
    };
    const endings: Record<typeof kind, string> = { csv: ".csv", json: ".json", textgrid: ".TextGrid", eaf: ".eaf", png: ".png", labels: ".labels.csv", wav: ".wav" };
    const name = recording.name.replace(/\.[A-Za-z0-9]{1,5}$/, "").replace(/[/\\:]/g, ".") + endings[kind];
    const url = URL.createObjectURL(await makers[kind]());
    h("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    this.announce(words.announce.exported(name));
  }

  // Draws in the next frame, however often it is asked for; while something plays, in every frame.
  private redraw() {
    this.whole = true;
    if (this.moving) return;
    this.moving = true;
    requestAnimationFrame(() => this.frame());
  }

  private frame() {
    this.moving = false;
    if (this.player.isPlaying) {
      this.player.tick();
      this.position_s = this.player.time_s;
      this.timeline.setPosition(this.position_s);
      if (this.position_s > this.timeline.viewport.end_s || this.position_s < this.timeline.viewport.start_s) {
        const { viewport } = this.timeline;
        viewport.show(this.position_s, this.position_s + viewport.span_s);
        this.whole = true;
      }
    }
    if (this.whole) this.drawAll();
    else this.timeline.drawOverlay(this.theme, this.scale);
    this.whole = false;
    this.drawPosition();
    if (this.player.isPlaying && !this.moving) {
      this.moving = true;
      requestAnimationFrame(() => this.frame());
    }
  }

  private drawAll() {
    const recording = this.chosen;
    this.list.show(this.recordings, recording, this.scale);
    this.view.hidden = recording === null;
    if (!recording) return;
    if (this.name.textContent !== recording.name) this.name.textContent = recording.name;
    this.timeline.draw(this.theme, this.scale);
    this.showFacts(recording);
    this.table.show(recording, this.timeline.viewport, this.scale);
    const playText = this.player.isPlaying ? words.pause : words.play;
    if (this.playButton.textContent !== playText) this.playButton.textContent = playText;
    this.playButton.disabled = !this.player.canPlay;
    this.zoomSelectionButton.disabled = this.selection === null;
    this.selectionHint.hidden = this.selection !== null;
    this.selectionTiles.element.hidden = this.labelForm.hidden = this.selection === null;
    setText(this.selectionTime, this.selection ? `${clock(this.selection.start_s, 2)} – ${clock(this.selection.end_s, 2)}` : "");
    this.selectionTiles.show(this.selectionRow, this.scale);
    if (!this.player.isPlaying) this.timeline.describe(this.scale);
  }

  private showFacts(recording: Recording) {
    const { facts } = recording, categories = recording.rows.some((row) => row.categories) ? facts.categories : [];
    const key = JSON.stringify([facts.model, categories, recording.warnings]);
    if (key === this.categoriesShown) return;
    this.categoriesShown = key;
    const notes = facts === modelFacts ? [] : [facts.notes]; // the page's own model is described below
    this.scoredBy.textContent = [words.scoredBy(facts.model, facts.licence), ...notes, ...recording.warnings.map(warningText)].filter(Boolean).join(" · ");
    this.categoryLegend.hidden = categories.length === 0;
    this.categoryLegend.replaceChildren(...categories.map((name) => {
      const sign = h("i", { class: "sign category", "aria-hidden": "true" });
      sign.style.background = categoryColour(this.theme, name, categories);
      return h("span", {}, sign, name);
    }));
  }

  private drawPosition() {
    const recording = this.chosen;
    if (!recording) return;
    setText(this.nowTime, clock(this.position_s, 2));
    this.nowTiles.show(rowAt(recording.rows, this.position_s), this.scale);
    const key = [recording.id, recording.rows.length, this.position_s, this.theme.ink, window.devicePixelRatio].join();
    if (key === this.planeDrawn) return;
    this.planeDrawn = key;
    drawPlane(fit(this.plane, planeSize, planeSize), this.theme, planeSize, recording, this.position_s);
  }
}
