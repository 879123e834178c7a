// Documents with the fields and tiers of the program's own: CSV, JSON, TextGrid, EAF, and labels as the program's --segments reads
// them.
import type { Recording } from "../recording.ts";
import { cellsOf, dimensions, topCategory, type Row } from "../rows.ts";
import type { Scale } from "../scale.ts";

/** The fewest digits that give the same 32 bit number back. */
export function shortest(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return "";
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; ++digits) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return String(Number(text));
  }
  return String(single);
}

const secondsText = (seconds: number) => String(Number(seconds.toFixed(6)));
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
const csvField = (text: string) => /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
const xml = (text: string) =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const deviationNames = dimensions.map((dimension) => `${dimension}_sd` as const);
const hasDeviations = (rows: Row[]) => rows.some((row) => deviationNames.some((name) => row[name] != null));
const columnsOf = (rows: Row[]) => [...dimensions, ...(hasDeviations(rows) ? deviationNames : [])];

export function toCsv(recording: Recording, scale: Scale): string {
  const columns = columnsOf(recording.rows);
  const categories = recording.rows.some((row) => row.categories) ? recording.facts.categories : [];
  const lines = [["file", "start_s", "end_s", "speech", ...columns, "familiarity",
                  ...categories.map((name) => csvField(`category_${name}`)), "warnings"].join(",")];
  for (const original of recording.rows) {
    const row = scale.row(original);
    lines.push([csvField(recording.name), secondsText(row.start_s), secondsText(row.end_s), shortest(row.speech),
                ...columns.map((name) => shortest(row[name])), shortest(row.familiarity),
                ...categories.map((name) => shortest(row.categories?.[name])), (row.warnings ?? []).join(";")].join(","));
  }
  return lines.join("\n") + "\n";
}

/** File, stretch and text of each label: the program reads it by --segments. */
export function toLabelCsv(recording: Recording): string {
  const lines = recording.labels.map((label) =>
    [csvField(recording.name), secondsText(label.start_s), secondsText(label.end_s), csvField(label.text)].join(","));
  return ["file,start_s,end_s,label", ...lines].join("\n") + "\n";
}

export function toJson(recording: Recording, scale: Scale): string {
  const number = (value: number | null | undefined) => value == null || !Number.isFinite(value) ? null : Number(shortest(value));
  const rowObject = (original: Row) => {
    const row = scale.row(original);
    return {
      start_s: Number(secondsText(row.start_s)),
      end_s: Number(secondsText(row.end_s)),
      speech: number(row.speech),
      ...Object.fromEntries(columnsOf(recording.rows).map((name) => [name, number(row[name])])),
      familiarity: number(row.familiarity),
      categories: row.categories ? Object.fromEntries(Object.entries(row.categories).map(([name, value]) => [name, number(value)])) : null,
      embedding: null,
      warnings: row.warnings ?? [],
    };
  };
  const summary = recording.summary;
  const object = {
    file: recording.name,
    duration_s: Number(secondsText(recording.duration_s)),
    model: recording.facts.model,
    scale: scale.name,
    summary: Object.fromEntries(dimensions.map((name) => [name, summary[name] == null ? null : number(scale.of(summary[name]!))])),
    warnings: recording.warnings,
    segments: recording.rows.map(rowObject),
    ...(recording.labels.length > 0 && {
      labels: recording.labels.map((label) => ({
        label: label.text,
        ...(label.row ? rowObject(label.row) : {}),
        start_s: Number(secondsText(label.start_s)),
        end_s: Number(secondsText(label.end_s)),
      })),
    }),
  };
  return JSON.stringify([object], null, 1) + "\n";
}

interface Tier {
  name: string;
  intervals: { start: number; end: number; text: string }[]; // ticks, in order, without overlap
}

function tiersOf(recording: Recording, scale: Scale, ticksPerSecond: number): Tier[] {
  const cells = cellsOf(recording.rows, recording.options.hop_s, recording.duration_s);
  const kinds: [string, (row: Row) => string][] = columnsOf(recording.rows).map((name) => [name, (row) => row[name] == null ? "" : row[name].toFixed(4)]);
  if (recording.rows.some((row) => row.categories)) kinds.push(["category", (row) => topCategory(row)?.name ?? ""]);
  if (recording.rows.some((row) => row.warnings?.length)) kinds.push(["warnings", (row) => (row.warnings ?? []).join(", ")]);
  const tier = (name: string, stretches: { start_s: number; end_s: number; text: string }[]): Tier => {
    const intervals: Tier["intervals"] = [];
    let lastEnd = 0;
    for (const stretch of stretches) {
      const text = oneLine(stretch.text);
      const start = Math.max(Math.round(stretch.start_s * ticksPerSecond), lastEnd);
      const end = Math.max(Math.round(stretch.end_s * ticksPerSecond), start + 1);
      lastEnd = end;
      if (text) intervals.push({ start, end, text });
    }
    return { name, intervals };
  };
  const tiers = kinds.map(([name, text]) =>
    tier(name, cells.map((cell) => ({ start_s: cell.start_s, end_s: cell.end_s, text: text(scale.row(cell.row)) }))));
  // Labels may overlap: each goes to the first tier that is free at its start.
  const layers: Recording["labels"][] = [];
  for (const label of [...recording.labels].sort((a, b) => a.start_s - b.start_s)) {
    const free = layers.find((layer) => layer[layer.length - 1]!.end_s <= label.start_s);
    if (free) free.push(label);
    else layers.push([label]);
  }
  layers.forEach((layer, i) => tiers.push(tier(i === 0 ? "label" : `label ${i + 1}`, layer)));
  return tiers;
}

export function toTextGrid(recording: Recording, scale: Scale): string {
  const ticks = 1e6;
  const tiers = tiersOf(recording, scale, ticks);
  const end = Math.max(1, Math.round(recording.duration_s * ticks), ...tiers.map((tier) => tier.intervals.at(-1)?.end ?? 0));
  const time = (value: number) => secondsText(value / ticks);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  let text = `File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0 \nxmax = ${time(end)} \ntiers? <exists> \nsize = ${tiers.length} \nitem []: \n`;
  tiers.forEach((tier, i) => {
    const all: Tier["intervals"] = [];
    let at = 0;
    for (const interval of tier.intervals) {
      if (at < interval.start) all.push({ start: at, end: interval.start, text: "" });
      all.push(interval);
      at = interval.end;
    }
    if (at < end) all.push({ start: at, end, text: "" });
    text += `    item [${i + 1}]:\n        class = "IntervalTier" \n        name = ${quoted(tier.name)} \n        xmin = 0 \n        xmax = ${time(end)} \n        intervals: size = ${all.length} \n`;
    all.forEach((interval, k) => {
      text += `        intervals [${k + 1}]:\n            xmin = ${time(interval.start)} \n            xmax = ${time(interval.end)} \n            text = ${quoted(interval.text)} \n`;
    });
  });
  return text;
}

export function toEaf(recording: Recording, scale: Scale, date: Date): string {
  const tiers = tiersOf(recording, scale, 1000);
  const times: { time: number; index: number }[] = [];
  for (const tier of tiers)
    for (const interval of tier.intervals) for (const time of [interval.start, interval.end]) times.push({ time, index: times.length });
  const slotOf: number[] = [];
  const slots = [...times].sort((a, b) => a.time - b.time || a.index - b.index).map((slot, i) => {
    slotOf[slot.index] = i + 1;
    return `    <TIME_SLOT TIME_SLOT_ID="ts${i + 1}" TIME_VALUE="${slot.time}"/>\n`;
  });
  const property = (name: string, value: string) => value ? `    <PROPERTY NAME="${name}">${xml(value)}</PROPERTY>\n` : "";
  const media = xml(`./${encodeURIComponent(recording.name)}`);
  let annotation = 0;
  const tierTexts = tiers.map((tier) =>
    `  <TIER ANNOTATOR="${xml(recording.facts.model)}" LINGUISTIC_TYPE_REF="default-lt" TIER_ID="${xml(tier.name)}">\n` +
    tier.intervals.map((interval) => {
      const i = annotation++;
      return `    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a${i + 1}" TIME_SLOT_REF1="ts${slotOf[2 * i]}" TIME_SLOT_REF2="ts${slotOf[2 * i + 1]}">` +
        `<ANNOTATION_VALUE>${xml(interval.text)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n`;
    }).join("") + "  </TIER>\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="affectus" DATE="${date.toISOString().slice(0, 19)}+00:00" FORMAT="3.0" VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
    <MEDIA_DESCRIPTOR MEDIA_URL="${media}" MIME_TYPE="${/\.wav$/i.test(recording.name) ? "audio/x-wav" : "unknown"}" RELATIVE_MEDIA_URL="${media}"/>
${property("lastUsedAnnotationId", String(annotation))}${property("model", recording.facts.model)}${property("model_licence", recording.facts.licence)}${property("model_notes", recording.facts.notes)}${property("scale", `${scale.name}, ${scale.low} to ${scale.high}`)}  </HEADER>
  <TIME_ORDER>
${slots.join("")}  </TIME_ORDER>
${tierTexts.join("")}  <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
`;
}
