/**
 * PCM16 mono from the port given -> the device, turn by turn.
 *
 * Starts when 60 ms are there; a gap in the middle of a turn makes that 1.5 times longer. Frames of a cut turn
 * are dropped by turn number. Says every 100 ms how much of the turn has left the loudspeaker.
 */

const START_MILLISECONDS = 60;
const MOST_MILLISECONDS = 600;
const GROWTH = 1.5;
const REPORT_SECONDS = 0.1;
const LEVEL_SECONDS = 0.06;
const FADE_SAMPLES = 128;
const TURNS = 65536;

/** Turn numbers go from 1 to 65535 and begin again. */
function isAfter(turn, other) {
  const distance = (turn - other + TURNS) % TURNS;
  return distance > 0 && distance < TURNS / 2;
}

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.rate = 24000;
    this.latency = 0;
    this.startMilliseconds = START_MILLISECONDS;
    this.power = 0;
    this.levelAt = 0;
    this.reset();
    this.port.onmessage = ({ data }) => {
      if ("latency" in data) this.latency = data.latency;
      if (data.frames) {
        this.frames = data.frames;
        this.frames.onmessage = (message) => this.take(message.data);
      }
    };
  }

  reset() {
    this.queue = [];
    this.offset = 0;
    this.buffered = 0;
    this.history = [0, 0, 0, 0];
    this.fraction = 0;
    this.running = false;
    this.fade = 0;
    this.turn = 0;
    this.cleared = 0;
    this.ended = 0;
    this.played = 0;
    this.idle = 0;
    this.reported = -1;
    this.reportAt = 0;
  }

  take(message) {
    if (message.type === "audio") this.add(message.turn, message.samples);
    else if (message.type === "clear") this.clear(message.turn);
    else if (message.type === "end") this.ended = message.turn;
    else if (message.type === "ready") this.begin(message.rate);
  }

  begin(rate) {
    this.reset();
    this.rate = rate;
  }

  add(turn, samples) {
    if (this.cleared && !isAfter(turn, this.cleared)) return;
    this.queue.push({ turn, samples });
    this.buffered += samples.length;
  }

  clear(turn) {
    this.report(true);
    this.cleared = turn;
    this.queue = this.queue.filter((frame) => isAfter(frame.turn, turn));
    this.buffered = this.queue.reduce((sum, frame) => sum + frame.samples.length, 0);
    this.offset = 0;
    if (this.running) this.fade = FADE_SAMPLES;
    this.running = false;
    if (!isAfter(this.turn, turn)) this.turn = 0;
  }

  process(_, [[output]]) {
    this.start();
    const step = this.rate / sampleRate;
    for (let index = 0; index < output.length; index += 1) output[index] = this.next(step);
    this.tell(output);
    return true;
  }

  start() {
    if (this.running || !this.buffered) return;
    const enough = (this.buffered / this.rate) * 1000 >= this.startMilliseconds;
    if (enough || this.queue.at(-1).turn === this.ended) this.running = true;
  }

  next(step) {
    if (!this.running) {
      this.idle += 1 / sampleRate;
      return this.fading();
    }
    this.fraction += step;
    while (this.fraction >= 1) {
      this.fraction -= 1;
      if (!this.shift()) break;
    }
    return this.interpolated();
  }

  /** Moves one sample on; false when there is none. */
  shift() {
    const frame = this.queue[0];
    if (!frame) {
      this.runDry();
      return false;
    }
    if (frame.turn !== this.turn) this.beginTurn(frame.turn);
    this.history = [this.history[1], this.history[2], this.history[3], frame.samples[this.offset] / 32768];
    this.offset += 1;
    this.buffered -= 1;
    this.played += 1;
    if (this.offset === frame.samples.length) {
      this.queue.shift();
      this.offset = 0;
    }
    return true;
  }

  beginTurn(turn) {
    this.report(true);
    this.turn = turn;
    this.played = 0;
    this.reported = -1;
    this.idle = 0;
  }

  runDry() {
    this.running = false;
    this.idle = 0;
    this.fraction = 0;
    this.fade = FADE_SAMPLES;
    const gap = this.turn !== this.ended;
    if (gap) this.startMilliseconds = Math.min(MOST_MILLISECONDS, this.startMilliseconds * GROWTH);
  }

  /** Cubic Hermite through four samples. */
  interpolated() {
    const [a, b, c, d] = this.history;
    const t = this.fraction;
    const slope = (c - a) / 2;
    const bend = a - 2.5 * b + 2 * c - d / 2;
    const twist = (d - a) / 2 + 1.5 * (b - c);
    return ((twist * t + bend) * t + slope) * t + b;
  }

  fading() {
    if (!this.fade) return 0;
    this.fade -= 1;
    if (!this.fade) this.history = [0, 0, 0, 0];
    return (this.history[2] * this.fade) / FADE_SAMPLES;
  }

  tell(output) {
    if (currentTime - this.reportAt >= REPORT_SECONDS) {
      this.reportAt = currentTime;
      this.report(false);
    }
    for (const sample of output) this.power += sample * sample;
    if (currentTime - this.levelAt < LEVEL_SECONDS) return;
    const level = Math.sqrt(this.power / ((currentTime - this.levelAt) * sampleRate));
    this.port.postMessage({ level, playing: this.running });
    this.levelAt = currentTime;
    this.power = 0;
  }

  /** How much of the turn was heard: what was played, less what is still on its way to the ear. */
  report(final) {
    if (!this.turn) return;
    const played = (this.played / this.rate) * 1000;
    const underway = Math.max(0, this.latency - (this.running ? 0 : this.idle * 1000));
    const complete = final && !this.queue.some((frame) => frame.turn === this.turn) && this.turn === this.ended;
    const heard = Math.round(complete ? played : Math.max(0, played - underway));
    if (heard <= this.reported) return;
    this.reported = heard;
    this.frames?.postMessage({ type: "position", turn: this.turn, played_ms: heard });
  }
}

registerProcessor("playback", Playback);
