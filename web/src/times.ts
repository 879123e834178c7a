// Times as people read them.

/** "0:05.2", "1:02:03.0": with `decimals` places of the second. */
export function clock(seconds: number, decimals = 1): string {
  const unit = 10 ** decimals;
  const parts = Math.round(Math.max(seconds, 0) * unit);
  const whole = Math.floor(parts / unit);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60);
  const text = hours > 0 ? `${hours}:${two(minutes % 60)}` : String(minutes);
  const fraction = decimals > 0 ? "." + String(parts % unit).padStart(decimals, "0") : "";
  return `${text}:${two(whole % 60)}${fraction}`;
}

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/** Round times within [start, end], no more than `most` of them, with their labels. */
export function timeTicks(start: number, end: number, most: number): { time_s: number; label: string }[] {
  const rough = (end - start) / Math.max(most, 1);
  const step = steps.find((one) => one >= rough) ?? 3600 * Math.ceil(rough / 3600);
  const decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const ticks = [];
  for (let i = Math.ceil(start / step - 1e-9); i * step <= end + 1e-9; ++i)
    ticks.push({ time_s: i * step, label: clock(i * step, decimals) });
  return ticks;
}
