// The telephone in the page: the microphone in pieces of 20 ms at 8 kHz, and the agent's voice until it is cleared.
const RATE = 8000;
const PIECE = RATE / 50;
// Without sound for so long, the agent has finished.
const QUIET_SECONDS = 0.3;
const ZEROS = 8;
const STEPS = 64;

// Windowed sinc between any two rates: what the lower one can't carry is left out.
class Resampler {
  constructor(from, to) {
    const cutoff = Math.min(1, to / from);
    this.step = from / to;
    this.reach = Math.ceil(ZEROS / cutoff);
    this.kernel = Float32Array.from({ length: this.reach * STEPS + 2 }, (_, at) => {
      const distance = at / STEPS;
      const angle = Math.PI * cutoff * distance;
      const window = distance < this.reach ? (1 + Math.cos((Math.PI * distance) / this.reach)) / 2 : 0;
      return cutoff * window * (angle ? Math.sin(angle) / angle : 1);
    });
    this.held = new Float32Array(this.reach);
    this.at = this.reach;
  }

  push(samples) {
    const held = new Float32Array(this.held.length + samples.length);
    held.set(this.held);
    held.set(samples, this.held.length);
    const made = [];
    for (; this.at + this.reach < held.length; this.at += this.step) made.push(this.sample(held));
    const done = Math.max(0, Math.floor(this.at) - this.reach);
    this.held = held.slice(done);
    this.at -= done;
    return made;
  }

  sample(held) {
    let sum = 0;
    for (let each = Math.ceil(this.at - this.reach); each < this.at + this.reach; each += 1) {
      sum += held[each] * this.kernel[Math.round(Math.abs(this.at - each) * STEPS)];
    }
    return sum;
  }
}

class Telephone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = new Resampler(sampleRate, RATE);
    this.up = new Resampler(RATE, sampleRate);
    this.piece = [];
    // Samples to be heard, and marks between them.
    this.queue = [];
    this.quiet = Infinity;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take({ pcm, mark, clear }) {
    if (clear) this.queue = [];
    if (pcm) this.queue.push({ samples: this.up.push(Float32Array.from(pcm, (sample) => sample / 32768)), heard: 0 });
    if (mark) this.queue.push({ mark });
  }

  process([microphone], [speaker]) {
    if (microphone.length) this.hear(microphone[0]);
    this.play(speaker);
    return true;
  }

  hear(samples) {
    this.piece.push(...this.down.push(samples));
    while (this.piece.length >= PIECE) {
      const piece = this.piece.splice(0, PIECE);
      const level = Math.sqrt(piece.reduce((sum, sample) => sum + sample * sample, 0) / PIECE);
      const pcm = Int16Array.from(piece, (sample) => Math.max(-1, Math.min(1, sample)) * 32767);
      this.port.postMessage({ pcm, level }, [pcm.buffer]);
    }
  }

  play(channels) {
    const filled = this.fill(channels[0]);
    for (const other of channels.slice(1)) other.set(channels[0]);
    const wasSpeaking = this.quiet < QUIET_SECONDS;
    this.quiet = filled ? 0 : this.quiet + channels[0].length / sampleRate;
    const isSpeaking = this.quiet < QUIET_SECONDS;
    if (isSpeaking !== wasSpeaking) this.port.postMessage({ isSpeaking });
  }

  fill(channel) {
    let filled = 0;
    while (this.queue.length) {
      const [first] = this.queue;
      if (first.mark) this.port.postMessage({ mark: first.mark });
      else {
        for (; filled < channel.length && first.heard < first.samples.length; filled += 1, first.heard += 1) {
          channel[filled] = first.samples[first.heard];
        }
        if (first.heard < first.samples.length) break;
      }
      this.queue.shift();
    }
    return filled;
  }
}

registerProcessor("telephone", Telephone);
