/** What was said, as lines: the caller's, the agent's, and who took over. */

import { say } from "./strings.js";

const NEAR_PIXELS = 48;

export class Transcript {
  #list;
  #lines = new Map();
  #interim = null;

  #view;
  #atEnd = true;

  constructor(list) {
    this.#list = list;
    this.#view = list.closest("main");
    this.#view.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#view;
      this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    });
    new ResizeObserver(() => this.#follow()).observe(this.#view);
  }

  clear() {
    this.#list.replaceChildren();
    this.#lines.clear();
    this.#interim = null;
  }

  /** The conversation so far, as the service keeps it. */
  load(messages) {
    this.clear();
    for (const { id, role, text, interrupted } of messages) {
      const line = role === "caller" ? this.#caller(id, text) : this.#agentLine(`loaded ${id}`, id, null);
      if (role === "agent") line.words.textContent = text;
      if (interrupted) markCut(line);
    }
    this.#follow();
  }

  /** Words that are not final yet; they give way to the turn they become. */
  interim(text) {
    if (!text) return this.#dropInterim();
    this.#interim ??= this.#line("caller interim", say("you"), true);
    this.#interim.words.textContent = text;
    this.#list.append(this.#interim.item);
    return this.#follow();
  }

  /** Take in one event of the session. */
  event(event) {
    const handler = this.#handlers[event.type];
    if (handler) handler(event);
    this.#follow();
  }

  /** Take back the agent's part of a turn that is asked for again. */
  drop(turn) {
    for (const [key, line] of this.#lines) {
      if (line.group !== turn) continue;
      line.item.remove();
      this.#lines.delete(key);
    }
  }

  #handlers = {
    "turn.started": ({ turn, text, by }) => {
      this.#dropInterim();
      this.#list.setAttribute("aria-busy", "true");
      if (text && by !== "opening") this.#caller(turn, text, by);
    },
    "reply.delta": ({ turn, message_id: id, text, repeated }) => {
      const line = this.#agentLine(turn, id, turn);
      if (repeated) line.words.textContent = text;
      else line.words.append(text);
    },
    handoff: ({ target }) => this.#note(say("now_with", { name: spoken(target) })),
    "reply.finished": ({ turn, text }) => turn === null && this.#aside(text),
    "reply.heard": ({ turn, text, interrupted }) => interrupted && this.#cut(turn, text),
    "turn.finished": () => this.#list.removeAttribute("aria-busy"),
  };

  #caller(turn, text, by) {
    const key = `caller ${turn}`;
    const line = this.#lines.get(key) ?? this.#line("caller", say(by === "operator" ? "operator" : "you"));
    this.#lines.set(key, line);
    line.words.textContent = text;
    return line;
  }

  #agentLine(turn, id, group) {
    const key = `agent ${turn} ${id}`;
    let line = this.#lines.get(key);
    if (!line) {
      line = this.#line("agent", say("agent"));
      line.group = group;
      this.#lines.set(key, line);
    }
    return line;
  }

  /** Words of the call's own: "Are you still there?" */
  #aside(text) {
    this.#line("agent", say("agent")).words.textContent = text;
  }

  /** Of a turn that was cut off, the agent's lines shrink to what was heard. */
  #cut(turn, heard) {
    const [first, ...others] = [...this.#lines.values()].filter((line) => line.group === turn);
    for (const line of others) line.item.remove();
    if (!first) return;
    first.words.textContent = heard;
    if (heard.trim()) markCut(first);
    else first.item.remove();
  }

  /** Who took over; of several in a row the last one counts. */
  #note(text) {
    const last = this.#list.lastElementChild;
    if (last?.className === "note") last.remove();
    const item = document.createElement("li");
    item.className = "note";
    item.textContent = text;
    this.#list.append(item);
  }

  #line(kind, who, hidden = false) {
    const item = document.createElement("li");
    item.className = kind;
    if (hidden) item.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "who";
    name.textContent = who;
    const words = document.createElement("span");
    words.className = "words";
    item.append(name, words);
    this.#list.append(item);
    return { item, words };
  }

  #dropInterim() {
    this.#interim?.item.remove();
    this.#interim = null;
  }

  /** Keep the newest line in view unless the reader has scrolled away from it. */
  #follow() {
    if (this.#atEnd) this.#view.scrollTop = this.#view.scrollHeight;
  }
}

function markCut(line) {
  line.item.classList.add("cut");
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.textContent = `— ${say("interrupted")}`;
  line.item.append(mark);
}

function spoken(name) {
  return String(name).replaceAll("_", " ");
}
