/**
 * Takes the samples of a source of WebAudio by an AudioWorklet: `onSamples` gets the mean of its channels, at context.sampleRate,
 * 2,048 samples at a time, and the rest at the end. Resolves to a function that stops. `processor`: where capture-processor.js is,
 * if not beside this module. The context must be running.
 */
export function capture(
  context: AudioContext,
  source: AudioNode,
  onSamples: (samples: Float32Array) => void,
  options?: { processor?: URL | string },
): Promise<() => Promise<void>>;
