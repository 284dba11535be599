/** The HTTP service as the page uses it. */

/** An answer other than success: its stable `code` and sentence. */
export class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** The service did not answer at all. */
export class Unreachable extends Error {}

async function request(path, { secret, ...options } = {}) {
  const headers = { ...(options.body && { "Content-Type": "application/json" }), ...(secret && { Authorization: `Bearer ${secret}` }) };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(error.message);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 502 || response.status === 504) throw new Unreachable(response.statusText);
  throw new Problem(response.status, problem.code ?? "http_error", problem.detail ?? response.statusText);
}

export function sessionPath(id) {
  return `/v1/sessions/${encodeURIComponent(id)}`;
}

export async function createSession(language) {
  const response = await request("/v1/sessions", { method: "POST", body: JSON.stringify({ language }) });
  return response.json();
}

export async function getSession({ id, secret }) {
  return (await request(sessionPath(id), { secret })).json();
}

export async function getMessages({ id, secret }) {
  return (await (await request(`${sessionPath(id)}/messages`, { secret })).json()).messages;
}

export async function getGraph(name) {
  return (await request(`/v1/graphs/${encodeURIComponent(name)}`)).json();
}

/** Why the WebSocket was refused: throws the Problem (426 when a call would be taken now). */
export async function askCallStatus({ id }) {
  await request(`${sessionPath(id)}/audio`);
}

/** Events of a typed turn. The same `turnId` again gets the same reply. */
export async function* takeTurn({ id, secret }, text, turnId) {
  const body = JSON.stringify({ text, turn_id: turnId });
  yield* events(await request(`${sessionPath(id)}/turns`, { method: "POST", body, secret }));
}

/** Everything that happened after `after`, then live, until `signal` aborts. */
export async function* watch({ id, secret }, after, signal) {
  yield* events(await request(`${sessionPath(id)}/events?after=${after}`, { secret, signal }));
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) yield* parsed(block);
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable(error.message);
  } finally {
    reader.cancel().catch(() => {});
  }
}

function* parsed(block) {
  const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5));
  if (data.length) yield JSON.parse(data.join("\n"));
}
