/** The small panel that shows a session's events and where the graph is. Reads the journal while it is open. */

import { getGraph, watch } from "./service.js";

const MOST = 300;
const AGAIN_MILLISECONDS = 2000;

export class Inspector {
  #panel;
  #nodes = document.getElementById("nodes");
  #events = document.getElementById("events");
  #name = document.getElementById("graph-name");
  #session = null;
  #stop = null;
  #last = 0;
  #active = null;

  constructor(panel) {
    this.#panel = panel;
    panel.addEventListener("toggle", () => this.#follow());
  }

  /** Show another session, or none. */
  show(session) {
    this.#session = session;
    this.#last = 0;
    this.#events.replaceChildren();
    this.#nodes.replaceChildren();
    this.#active = null;
    this.#follow();
  }

  #follow() {
    this.#stop?.abort();
    this.#stop = null;
    if (!this.#panel.open || !this.#session) return;
    this.#stop = new AbortController();
    this.#draw(this.#session.graph);
    this.#read(this.#session, this.#stop.signal);
  }

  async #draw(graph) {
    this.#name.textContent = graph;
    this.#name.href = `/v1/graphs/${encodeURIComponent(graph)}/png`;
    const { nodes } = await getGraph(graph).catch(() => ({ nodes: [] }));
    this.#nodes.replaceChildren(...nodes.filter((name) => !name.startsWith("__")).map((name) => element("li", name)));
    this.#light(this.#active);
  }

  async #read(session, signal) {
    while (!signal.aborted) {
      try {
        for await (const event of watch(session, this.#last, signal)) this.#add(event);
      } catch (error) {
        if (error.status === 403) return;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLISECONDS));
    }
  }

  #add(event) {
    this.#last = event.seq || this.#last;
    const { seq, at, session, turn, type, ...data } = event;
    const line = element("li");
    const clock = new Date(at * 1000).toLocaleTimeString([], { hour12: false });
    line.append(element("time", clock), element("b", type), element("code", brief(data)));
    this.#events.append(line);
    if (this.#events.childElementCount > MOST) this.#events.firstElementChild.remove();
    this.#events.scrollTop = this.#events.scrollHeight;
    if (type === "node.started") this.#light(event.node);
  }

  #light(name) {
    this.#active = name;
    for (const node of this.#nodes.children) {
      const active = node.textContent === name || node.textContent.endsWith(`:${name}`);
      node.toggleAttribute("aria-current", active);
    }
  }
}

function brief(data) {
  return Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
