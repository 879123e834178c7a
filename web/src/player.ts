// Plays the chosen recording by the browser's own player, which reads long files from the disk as it goes.

export class Player {
  private readonly audio = new Audio();
  private url = "";
  private media: Blob | null = null;
  private stopAt_s = Infinity;

  constructor(onChange: () => void) {
    for (const type of ["play", "pause", "ended", "seeked", "error"]) this.audio.addEventListener(type, onChange);
  }

  get canPlay() { return this.media !== null && this.audio.error === null; }
  get isPlaying() { return !this.audio.paused && !this.audio.ended; }
  get time_s() { return this.audio.currentTime; }

  load(media: Blob | null) {
    if (this.media === media) return;
    this.media = media;
    this.audio.pause();
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = media ? URL.createObjectURL(media) : "";
    if (media) this.audio.src = this.url;
    else this.audio.removeAttribute("src");
  }

  seek(time_s: number) {
    if (this.media) this.audio.currentTime = time_s;
  }

  async play(from_s: number, until_s = Infinity) {
    this.stopAt_s = until_s;
    this.seek(from_s);
    await this.audio.play().catch(() => undefined); // told by the error event
  }

  pause() { this.audio.pause(); }

  /** To be called in every frame: ends the playing of a selection. */
  tick() {
    if (this.isPlaying && this.audio.currentTime >= this.stopAt_s) this.audio.pause();
  }
}
