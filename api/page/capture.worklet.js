/** Microphone at the device's rate -> frames of 20 ms PCM16 mono at 16 kHz, with room for the header, to the port given. */

const RATE = 16000;
const FRAME_SAMPLES = 320;
const HEADER_BYTES = 8;
const PHASES = 64;
const LEVEL_EVERY_FRAMES = 3;

/** Windowed-sinc low-pass (Hann) for any input rate, as a table of fractional delays. */
class Resampler {
  constructor(inputRate) {
    this.step = inputRate / RATE;
    const cutoff = 0.46 * Math.min(1, RATE / inputRate);
    this.half = Math.ceil(8 / cutoff / 2);
    this.taps = 2 * this.half;
    this.table = Array.from({ length: PHASES + 1 }, (_, phase) => this.#coefficients(phase / PHASES, cutoff));
    this.kept = new Float32Array(this.taps);
    this.position = 0;
  }

  #coefficients(delay, cutoff) {
    const weights = Float32Array.from({ length: this.taps }, (_, tap) => {
      const x = tap - this.half + 1 - delay;
      const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
      const inside = Math.abs(x) < this.half;
      return inside ? sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / this.half)) : 0;
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }

  /** Calls `emit` with each output sample that the input so far determines. */
  push(input, emit) {
    const all = new Float32Array(this.kept.length + input.length);
    all.set(this.kept);
    all.set(input, this.kept.length);
    while (Math.floor(this.position) + this.taps <= all.length) {
      const begin = Math.floor(this.position);
      const weights = this.table[Math.round((this.position - begin) * PHASES)];
      let sample = 0;
      for (let tap = 0; tap < this.taps; tap += 1) sample += all[begin + tap] * weights[tap];
      emit(sample);
      this.position += this.step;
    }
    const used = Math.min(Math.floor(this.position), all.length);
    this.kept = all.slice(used);
    this.position -= used;
  }
}

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate);
    this.frames = null;
    this.muted = false;
    this.power = 0;
    this.count = 0;
    this.begin();
    this.port.onmessage = ({ data }) => {
      if (data.frames) this.frames = data.frames;
      if ("muted" in data) this.muted = data.muted;
    };
  }

  begin() {
    this.buffer = new ArrayBuffer(HEADER_BYTES + 2 * FRAME_SAMPLES);
    this.samples = new Int16Array(this.buffer, HEADER_BYTES);
    this.filled = 0;
  }

  process([[channel]]) {
    if (channel) this.resampler.push(channel, (sample) => this.add(sample));
    return true;
  }

  add(sample) {
    const value = this.muted ? 0 : Math.max(-1, Math.min(1, sample));
    this.samples[this.filled] = Math.round(value * 32767);
    this.filled += 1;
    this.power += value * value;
    if (this.filled === FRAME_SAMPLES) this.send();
  }

  send() {
    this.count += 1;
    if (this.count % LEVEL_EVERY_FRAMES === 0) {
      this.port.postMessage({ level: Math.sqrt(this.power / (FRAME_SAMPLES * LEVEL_EVERY_FRAMES)) });
      this.power = 0;
    }
    this.frames?.postMessage(this.buffer, [this.buffer]);
    this.begin();
  }
}

registerProcessor("capture", Capture);
