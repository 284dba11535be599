/**
 * Owns the WebSocket of a call, so that a busy page never delays the sound. Frames come from and go to the audio
 * worklets by ports of their own; the page gets JSON and the state of the line. Frames: docs/websocket.md.
 */

const AUDIO_IN = 1;
const AUDIO_OUT = 2;
const HEADER_BYTES = 8;
const QUEUED_FRAMES = 250;
const STUCK_BYTES = 160_000;
const FIRST_PAUSE = 500;
const STEADY_MILLISECONDS = 5_000;
// a line that held so long was a good one: the next try may come soon
const LONGEST_PAUSE = 8_000;
const FINAL = new Set([1000, 1008, 1009, 1013]);
// the service has said why and will say it again; anything else is worth another try

let socket = null;
let options = null;
let capture = null;
let playback = null;
let queue = [];
let sequence = 0;
let pause = FIRST_PAUSE;
let retry = null;
let over = false;
let readyAt = 0;
let trouble = null;

onmessage = ({ data }) => {
  if (data.type === "start") start(data);
  else if (data.type === "send") sendText(data.message);
  else if (data.type === "end") end();
};

function start(given) {
  options = given;
  capture = given.capture;
  playback = given.playback;
  capture.onmessage = ({ data }) => sendFrame(data);
  playback.onmessage = ({ data }) => sendText(data);
  connect();
}

function connect() {
  let opened = false;
  const line = new WebSocket(options.url);
  socket = line;
  line.binaryType = "arraybuffer";
  line.onopen = () => {
    opened = true;
    sequence = 0;
    sendText({ type: "hello", secret: options.secret });
    postMessage({ type: "open" });
  };
  line.onmessage = ({ data }) => {
    if (line !== socket) return;
    if (typeof data === "string") receiveText(JSON.parse(data));
    else receiveFrame(data);
  };
  line.onclose = ({ code, reason }) => line === socket && closed(code, reason, opened);
}

function receiveText(message) {
  if (message.type === "ready") ready(message);
  else if (message.type === "clear" || message.type === "end") playback.postMessage(message);
  else if (message.type === "error") trouble = message.code;
  postMessage({ type: "message", message });
}

function ready(message) {
  readyAt = Date.now();
  playback.postMessage({ type: "ready", rate: message.sample_rate });
  const waiting = queue;
  queue = null;
  waiting?.forEach(sendFrame);
}

function receiveFrame(buffer) {
  const header = new DataView(buffer);
  if (header.getUint8(0) !== AUDIO_OUT) return;
  const samples = new Int16Array(buffer.slice(HEADER_BYTES));
  playback.postMessage({ type: "audio", turn: header.getUint16(2, true), samples }, [samples.buffer]);
}

/** Frames from before the line is ready wait, the latest five seconds of them. */
function sendFrame(buffer) {
  if (over) return;
  if (queue) {
    queue.push(buffer);
    if (queue.length > QUEUED_FRAMES) queue.shift();
    return;
  }
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > STUCK_BYTES) {
    abandon();
    return;
  }
  const header = new DataView(buffer);
  header.setUint8(0, AUDIO_IN);
  header.setUint32(4, sequence, true);
  sequence = (sequence + 1) >>> 0;
  socket.send(buffer);
}

function sendText(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Nothing has left for seconds: the line is dead, whatever the socket believes. */
function abandon() {
  const line = socket;
  socket = null;
  line.close();
  closed(1006, "stuck", true);
}

function closed(code, reason, opened) {
  if (over) return;
  queue ??= [];
  playback.postMessage({ type: "ready", rate: 24000 });
  const isSaid = trouble !== null && reason === trouble;
  if (FINAL.has(code) || isSaid) {
    over = true;
    postMessage({ type: "closed", code, reason });
    return;
  }
  postMessage({ type: "lost", opened });
  if (readyAt && Date.now() - readyAt > STEADY_MILLISECONDS) pause = FIRST_PAUSE;
  readyAt = 0;
  retry = setTimeout(connect, pause);
  pause = Math.min(LONGEST_PAUSE, pause * 2);
}

function end() {
  over = true;
  clearTimeout(retry);
  sendText({ type: "bye" });
  socket?.close(1000);
  close();
}
