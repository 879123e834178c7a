// Runs on the audio thread: gathers the mean of the channels, and passes it on in blocks.
const blockSamples = 2048;

registerProcessor(
  'affectus-capture',
  class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.block = new Float32Array(blockSamples);
      this.filled = 0;
      this.stopped = false;
      this.port.onmessage = () => {
        this.stopped = true;
        this.pass();
        this.port.postMessage(null);
      };
    }

    pass() {
      if (this.filled === 0) return;
      const block = this.block.slice(0, this.filled);
      this.filled = 0;
      this.port.postMessage(block, [block.buffer]);
    }

    process([channels]) {
      if (this.stopped) return false;
      const length = channels.length > 0 ? channels[0].length : 0;
      for (let i = 0; i < length; ++i) {
        let sum = 0;
        for (const channel of channels) sum += channel[i];
        this.block[this.filled++] = sum / channels.length;
        if (this.filled === blockSamples) this.pass();
      }
      return true;
    }
  },
);
