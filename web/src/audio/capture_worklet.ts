// Runs in the audio thread: gathers the mean of the channels into pieces of about a twentieth of a second for the page.

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const pieceLength = 2048; // samples

class Capture extends AudioWorkletProcessor {
  private piece = new Float32Array(pieceLength);
  private filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const length = channels[0]?.length ?? 0;
    for (let i = 0; i < length; ++i) {
      let sum = 0;
      for (const channel of channels) sum += channel[i]!;
      this.piece[this.filled++] = sum / channels.length;
      if (this.filled < pieceLength) continue;
      this.port.postMessage(this.piece, [this.piece.buffer]);
      this.piece = new Float32Array(pieceLength);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("affectus-capture", Capture);
