/** The page: one session at a time, by voice or by text. */

import { Call, NoCall } from "./call.js";
import { Inspector } from "./inspector.js";
import { find, forget, recent, remember } from "./recent.js";
import { Problem, Unreachable, askCallStatus, createSession, getMessages, getSession, takeTurn } from "./service.js";
import { moment, say, speak } from "./strings.js";
import { Thread } from "./thread.js";
import { Transcript } from "./transcript.js";

const at = (id) => document.getElementById(id);
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
const LOUD = 5;
// a voice's usual level, brought up to the whole height of the meter

const transcript = new Transcript(at("transcript"));
const inspector = new Inspector(at("inspector"));
const thread = new Thread(at("thread"));

let session = null;
let beginning = null;
let call = null;
let reason = null;
let isMuted = false;
let typing = Promise.resolve();

// ---- what is shown

function setState(name) {
  document.body.dataset.state = name;
  document.body.toggleAttribute("data-calling", Boolean(call));
  at("state").textContent = isMuted && name === "listening" ? say("muted") : say(name);
  at("talk-label").textContent = say(call ? "hang_up" : "talk");
  at("mute").hidden = !call;
  at("mute").textContent = say(isMuted ? "unmute" : "mute");
  at("mute").setAttribute("aria-pressed", String(isMuted));
  thread.redraw();
}

function notice(text, action) {
  const [sentence, button] = at("notice").children;
  at("notice").hidden = !text;
  sentence.textContent = text ?? "";
  button.hidden = !action;
  button.textContent = action?.label ?? "";
  button.onclick = action?.run ?? null;
}

function showWelcome() {
  const kept = recent();
  at("welcome").hidden = Boolean(session);
  at("fresh").hidden = !session;
  at("language").parentElement.hidden = Boolean(session);
  at("recent").hidden = kept.length === 0;
  at("recent").querySelector("ul").replaceChildren(...kept.map(recentItem));
}

function recentItem({ id, at: when }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `?session=${encodeURIComponent(id)}`;
  link.textContent = moment(when);
  link.onclick = (click) => {
    click.preventDefault();
    go(id);
  };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = say("forget");
  button.setAttribute("aria-label", say("forget_label", { when: moment(when) }));
  button.onclick = () => {
    forget(id);
    showWelcome();
  };
  item.append(link, button);
  return item;
}

/** A sentence for what went wrong, in the page's language where the page knows the case. */
function sentence(error) {
  if (error instanceof NoCall) return say(error.name);
  if (error instanceof Unreachable) return say("server_gone");
  const known = { too_many_calls: "busy", voice_unavailable: "no_voice", not_your_session: "not_yours" }[error?.code];
  return known ? say(known) : error?.message || say("failed");
}

// ---- the session

function go(id) {
  history.pushState(null, "", id ? `?session=${encodeURIComponent(id)}` : location.pathname);
  return openAddress();
}

/** Show the session that the address names, or the welcome. */
async function openAddress() {
  hangUp();
  notice();
  const id = new URLSearchParams(location.search).get("session");
  session = null;
  transcript.clear();
  inspector.show(null);
  const kept = id ? find(id) : null;
  if (id && !kept) notice(say("not_yours"), { label: say("start_new"), run: () => go(null) });
  if (kept) await resume(kept);
  showWelcome();
  setState("idle");
}

async function resume(kept) {
  try {
    const found = await untilReachable(() => Promise.all([getSession(kept), getMessages(kept)]));
    adopt({ ...found[0], secret: kept.secret });
    transcript.load(found[1]);
  } catch (error) {
    if (error.code === "not_your_session") forget(kept.id);
    notice(sentence(error), { label: say("start_new"), run: () => go(null) });
  }
}

/** The session of this page; begun when there is none. */
async function ensureSession() {
  if (session) return session;
  beginning ??= createSession(at("language").value).finally(() => (beginning = null));
  const created = await beginning;
  if (session?.id !== created.id) {
    adopt(created);
    history.pushState(null, "", `?session=${encodeURIComponent(created.id)}`);
    showWelcome();
  }
  return session;
}

function adopt(found) {
  session = found;
  remember({ id: found.id, secret: found.secret });
  inspector.show(found);
}

/** Tries again, ever more slowly, until the service answers. */
async function untilReachable(attempt) {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    try {
      const result = await attempt();
      if (pause > FIRST_PAUSE) notice();
      return result;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notice(say("server_gone"));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

// ---- by text

function sendText(text) {
  notice();
  if (call) call.send({ type: "text", text });
  else typing = typing.then(() => type(text, newId()));
}

async function type(text, turn) {
  transcript.event({ type: "turn.started", turn, text, by: "caller" });
  setState("thinking");
  try {
    await untilReachable(async () => {
      transcript.drop(turn);
      for await (const event of takeTurn(await ensureSession(), text, turn)) transcript.event(event);
    });
  } catch (error) {
    notice(sentence(error));
  }
  transcript.event({ type: "turn.finished", turn });
  if (!call) setState("idle");
}

/** Random, also where the page is not on a secure origin. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- by voice

async function talk() {
  notice();
  let made = null;
  try {
    made = call = new Call();
    reason = null;
    isMuted = false;
    setState("connecting");
    listen(made);
    await made.start(await ensureSession());
  } catch (error) {
    if (made === call) endCall(sentence(error));
  }
}

function listen(made) {
  const mine = (handler) => ({ detail }) => made === call && handler(detail);
  made.addEventListener("message", mine(({ message }) => receive(message)));
  made.addEventListener("level", mine(showLevel));
  made.addEventListener("lost", mine(({ opened }) => lost(made, opened)));
  made.addEventListener("closed", mine(({ code, reason: why }) => closed(code, why)));
  made.addEventListener("device_gone", mine(() => notice(say("device_gone"))));
  made.addEventListener("sound_blocked", mine(() => soundBlocked(made)));
}

function receive(message) {
  const handlers = {
    ready: () => {
      notice();
      if (isMuted) call.mute(true);
      setState("listening");
    },
    event: () => transcript.event(message.event),
    transcript: () => transcript.interim(message.text),
    state: () => setState(message.state),
    error: () => {
      reason = message;
    },
  };
  handlers[message.type]?.();
}

function showLevel({ caller, agent, playing }) {
  if (playing !== undefined) document.body.dataset.playing = playing;
  const isSpeaking = document.body.dataset.state === "speaking";
  const level = isSpeaking ? agent : caller;
  if (level !== undefined) thread.level = LOUD * level;
}

async function lost(made, opened) {
  transcript.interim("");
  setState("reconnecting");
  if (opened) return;
  const why = await askCallStatus(session).catch((error) => error);
  if (made === call && why instanceof Problem && why.status !== 426) endCall(sentence(why));
}

function closed(code, why) {
  const error = reason ?? { code: why };
  endCall(code === 1000 ? say("ended") : sentence(error));
}

function soundBlocked(made) {
  const run = async () => {
    await made.resumeSound();
    notice();
  };
  notice(say("sound_blocked"), { label: say("sound_on"), run });
}

function endCall(text) {
  hangUp();
  notice(text);
}

function hangUp() {
  call?.end();
  call = null;
  isMuted = false;
  thread.level = 0;
  delete document.body.dataset.playing;
  transcript.interim("");
  setState("idle");
}

// ---- what people press

at("talk").onclick = () => (call ? endCall() : talk());
at("mute").onclick = () => {
  isMuted = !isMuted;
  call?.mute(isMuted);
  setState(document.body.dataset.state);
};
at("fresh").onclick = () => go(null);
at("language").onchange = ({ target }) => {
  speak(target.value);
  showWelcome();
  setState(document.body.dataset.state);
};
at("typed").onsubmit = (submit) => {
  submit.preventDefault();
  const text = at("say").value.trim();
  at("say").value = "";
  if (text) sendText(text);
};
addEventListener("popstate", openAddress);
addEventListener("pagehide", () => call?.end());

speak("auto");
openAddress();
