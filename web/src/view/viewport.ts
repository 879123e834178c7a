// The stretch of time in view. All tracks share it.

export class Viewport {
  start_s = 0;
  end_s = 1;
  private duration_s = 1;

  get span_s() { return this.end_s - this.start_s; }
  get isWhole() { return this.start_s <= 0 && this.end_s >= this.duration_s; }

  /** Keeps the whole recording in view if it was; otherwise what was in view. */
  setDuration(duration_s: number) {
    const whole = this.isWhole;
    this.duration_s = Math.max(duration_s, 0.01);
    if (whole) this.showAll();
    else this.show(this.start_s, this.end_s);
  }

  showAll() {
    this.start_s = 0;
    this.end_s = this.duration_s;
  }

  show(start_s: number, end_s: number) {
    const least = Math.min(0.05, this.duration_s);
    const span = Math.min(Math.max(end_s - start_s, least), this.duration_s);
    const middle = (start_s + end_s) / 2;
    this.start_s = Math.min(Math.max(middle - span / 2, 0), this.duration_s - span);
    this.end_s = this.start_s + span;
  }

  /** `factor` below 1 zooms in; what is at `about_s` stays where it is. */
  zoom(factor: number, about_s: number) {
    const part = (about_s - this.start_s) / this.span_s;
    const least = Math.min(0.05, this.duration_s);
    const span = Math.min(Math.max(this.span_s * factor, least), this.duration_s);
    const start = about_s - part * span;
    this.show(start, start + span);
  }

  scroll(seconds: number) { this.show(this.start_s + seconds, this.end_s + seconds); }

  /** Scrolls as little as needed. */
  reveal(time_s: number) {
    if (time_s < this.start_s) this.scroll(time_s - this.start_s);
    if (time_s > this.end_s) this.scroll(time_s - this.end_s);
  }
}
