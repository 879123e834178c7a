// Samples of a microphone or of a shared tab while they come in. Where the page is served, an audio worklet gathers them; a page
// from the disk may not load one, so there a script processor does.

export interface Capture {
  readonly rate: number; // Hz
  stop(): Promise<void>;
}

/** The microphone, without the browser's changes of the sound: they would change what is scored. */
export function openMicrophone(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
}

/** The sound of a tab or of the system, which the user chooses in the browser's own dialogue. */
export async function openSharedSound(): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ audio: true, video: true });
  for (const track of stream.getVideoTracks()) track.stop();
  if (stream.getAudioTracks().length === 0) throw new Error("no_shared_sound");
  return new MediaStream(stream.getAudioTracks());
}

export const canRecord = () => typeof navigator.mediaDevices?.getUserMedia === "function";
export const canShareSound = () => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** Calls `onSamples` with the mean of the channels, -1 to 1, and `onEnd` when the source ends by itself. */
export async function capture(stream: MediaStream, workletUrl: string | null, onSamples: (samples: Float32Array) => void,
                              onEnd: () => void): Promise<Capture> {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const node = workletUrl ? await workletNode(context, workletUrl, onSamples) : scriptNode(context, onSamples);
  source.connect(node);
  // Without a way to the output some browsers do not run the node; its own output is silence.
  node.connect(context.destination);
  await context.resume();
  for (const track of stream.getTracks()) track.addEventListener("ended", onEnd);
  return {
    rate: context.sampleRate,
    async stop() {
      source.disconnect();
      node.disconnect();
      for (const track of stream.getTracks()) {
        track.removeEventListener("ended", onEnd);
        track.stop();
      }
      await context.close();
    },
  };
}

async function workletNode(context: AudioContext, url: string, onSamples: (samples: Float32Array) => void): Promise<AudioNode> {
  await context.audioWorklet.addModule(url);
  const node = new AudioWorkletNode(context, "affectus-capture");
  node.port.onmessage = (event: MessageEvent<Float32Array>) => onSamples(event.data);
  return node;
}

function scriptNode(context: AudioContext, onSamples: (samples: Float32Array) => void): AudioNode {
  const node = context.createScriptProcessor(4096, 1, 1);
  node.onaudioprocess = (event) => onSamples(event.inputBuffer.getChannelData(0).slice());
  return node;
}
