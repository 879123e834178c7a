// Takes the samples of a microphone, or of any other source of WebAudio, by an AudioWorklet.
const added = new WeakMap(); // context -> promise of its processor

/**
 * Calls onSamples(Float32Array) with the mean of the source's channels, at context.sampleRate, 2,048 samples at a time (the last
 * ones are fewer). Returns a function that stops, after which nothing is called any more.
 */
export async function capture(context, source, onSamples, { processor = new URL('./capture-processor.js', import.meta.url) } = {}) {
  if (!added.has(context)) added.set(context, context.audioWorklet.addModule(processor));
  await added.get(context);
  const node = new AudioWorkletNode(context, 'affectus-capture', { numberOfInputs: 1, numberOfOutputs: 1 });
  const ended = new Promise((resolve) => {
    node.port.onmessage = ({ data }) => (data === null ? resolve() : onSamples(data));
  });
  source.connect(node);
  node.connect(context.destination); // silence; a node that leads nowhere may not be asked
  return async function stop() {
    source.disconnect(node);
    node.port.postMessage('stop');
    await ended;
    node.disconnect();
  };
}
