/** One voice call of the page: microphone, loudspeaker and the worker between them and the service. */

import { sessionPath } from "./service.js";

const LATENCY_EVERY_MILLISECONDS = 500;
const SOUND_MILLISECONDS = 600;

/** Why there is no call; `name` is that of a sentence. */
export class NoCall extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "no_device",
  OverconstrainedError: "no_device",
  NotReadableError: "device_busy",
  AbortError: "device_busy",
};

/**
 * Events: "message" (JSON from the service), "open", "lost", "closed" (code, reason), "level" (of the microphone
 * and of the agent), "sound_blocked", "device_gone".
 */
export class Call extends EventTarget {
  #context;
  #stream = null;
  #capture = null;
  #playback = null;
  #worker = null;
  #timer = null;
  #over = false;

  /** Make it in the click: browsers let sound begin only there. Throws NoCall. */
  constructor() {
    super();
    if (!window.isSecureContext) throw new NoCall("insecure");
    if (!navigator.mediaDevices || !window.AudioWorkletNode) throw new NoCall("unsupported");
    this.#context = new AudioContext({ latencyHint: "interactive" });
  }

  /** Asks for the microphone and connects. Throws NoCall. */
  async start({ id, secret }) {
    const modules = ["capture", "playback"].map((name) => this.#context.audioWorklet.addModule(`/page/${name}.worklet.js`));
    const [stream] = await Promise.all([microphone(), ...modules]);
    this.#stream = stream;
    if (this.#over) return this.#release();
    this.#wire(stream);
    this.#connect(id, secret);
    return this.#watchSound();
  }

  /** Hang up and let go of the microphone. */
  end() {
    this.#over = true;
    this.#worker?.postMessage({ type: "end" });
    this.#release();
  }

  send(message) {
    this.#worker?.postMessage({ type: "send", message });
  }

  mute(on) {
    this.#capture?.port.postMessage({ muted: on });
    this.send({ type: "mute", on });
  }

  /** After a click: let a held-back sound begin. */
  resumeSound() {
    return this.#context.resume();
  }

  #wire(stream) {
    this.#capture = new AudioWorkletNode(this.#context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    this.#playback = new AudioWorkletNode(this.#context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    this.#context.createMediaStreamSource(stream).connect(this.#capture);
    this.#playback.connect(this.#context.destination);
    this.#capture.port.onmessage = ({ data }) => this.#emit("level", { caller: data.level });
    this.#playback.port.onmessage = ({ data }) => this.#emit("level", { agent: data.level, playing: data.playing });
    stream.getAudioTracks()[0].addEventListener("ended", () => this.#over || this.#emit("device_gone"));
    this.#timer = setInterval(() => this.#tellLatency(), LATENCY_EVERY_MILLISECONDS);
  }

  #tellLatency() {
    const seconds = this.#context.outputLatency || this.#context.baseLatency || 0;
    this.#playback.port.postMessage({ latency: seconds * 1000 });
  }

  #connect(id, secret) {
    this.#worker = new Worker("/page/call.worker.js");
    this.#worker.onmessage = ({ data }) => this.#emit(data.type, data);
    const capture = new MessageChannel();
    const playback = new MessageChannel();
    this.#capture.port.postMessage({ frames: capture.port1 }, [capture.port1]);
    this.#playback.port.postMessage({ frames: playback.port1 }, [playback.port1]);
    const url = new URL(`${sessionPath(id)}/audio`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const ports = [capture.port2, playback.port2];
    this.#worker.postMessage({ type: "start", url: url.href, secret, capture: ports[0], playback: ports[1] }, ports);
  }

  /** The sound may be held back at the beginning, or later by the system. */
  async #watchSound() {
    const held = () => this.#over || this.#context.state === "running" || this.#emit("sound_blocked");
    this.#context.resume().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, SOUND_MILLISECONDS));
    held();
    this.#context.addEventListener("statechange", held);
  }

  #release() {
    clearInterval(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    if (this.#context.state !== "closed") this.#context.close();
  }

  #emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

async function microphone() {
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new NoCall(REASONS[error.name] ?? "no_device");
  }
}
