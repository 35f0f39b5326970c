// A person's microphone and loudspeaker, as one telephone.
const WORKLET = new URL("worklet.js", import.meta.url);
// What a browser calls it, and what it means to the person.
const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "taken",
  AbortError: "taken",
};

// Why there is no talk: how the page stands then, and the server's words where it has said why.
export class Hindered extends Error {
  constructor(state, says) {
    super(state);
    Object.assign(this, { state, says });
  }
}

// On http a browser has no microphone to give, and says so by having none of this.
export const isSupported = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.AudioWorkletNode);

export class Sound {
  // In the click itself: later a browser would not let it be heard.
  constructor() {
    this.context = new AudioContext();
  }

  // `on.piece(pcm, level)`, `on.mark(name)`, `on.speaking(isSpeaking)`, `on.gone()`. Throws `Hindered`.
  async open(on) {
    this.stream = await microphone();
    await this.context.audioWorklet.addModule(WORKLET);
    await this.context.resume();
    this.line = new AudioWorkletNode(this.context, "telephone");
    this.line.port.onmessage = ({ data }) => {
      if (data.pcm) on.piece(data.pcm, data.level);
      else if (data.mark) on.mark(data.mark);
      else on.speaking(data.isSpeaking);
    };
    this.context.createMediaStreamSource(this.stream).connect(this.line).connect(this.context.destination);
    this.stream.getAudioTracks()[0].addEventListener("ended", on.gone);
  }

  play(pcm) {
    this.line.port.postMessage({ pcm });
  }

  mark(name) {
    this.line.port.postMessage({ mark: name });
  }

  clear() {
    this.line.port.postMessage({ clear: true });
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.context.state !== "closed") this.context.close();
  }
}

async function microphone() {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new Hindered(REASONS[error.name] ?? "unsupported");
  }
}
