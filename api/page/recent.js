/** The sessions that this browser owns: id and secret, never what was said. */

const KEY = "threadline.sessions";
const MOST = 8;

export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return kept.filter((one) => typeof one?.id === "string" && typeof one?.secret === "string");
  } catch {
    return [];
  }
}

export function find(id) {
  return recent().find((one) => one.id === id);
}

/** Keep it as the newest one. */
export function remember(session) {
  const others = recent().filter((one) => one.id !== session.id);
  save([{ ...session, at: Date.now() }, ...others].slice(0, MOST));
}

export function forget(id) {
  save(recent().filter((one) => one.id !== id));
}

function save(sessions) {
  try {
    localStorage.setItem(KEY, JSON.stringify(sessions));
  } catch {
    // storage is off or full: the session lives as long as this tab
  }
}
