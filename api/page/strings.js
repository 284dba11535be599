/** Every sentence of the page, in the languages of the agent. */

const SENTENCES = {
  en: {
    skip: "Skip to the text box",
    language: "Language of the conversation",
    auto: "Any language",
    fresh: "New conversation",
    title: "Say what you need.",
    intro: "Talk or type. You are speaking with an automated assistant; this is a demonstration.",
    recent: "Continue where you were",
    forget: "Forget",
    forget_label: "Forget the conversation of {when} on this device",
    conversation: "Conversation",
    type: "Type a message",
    type_here: "Or type here",
    send: "Send",
    talk: "Talk",
    hang_up: "Hang up",
    mute: "Mute",
    unmute: "Unmute",
    you: "You",
    operator: "Operator",
    agent: "Assistant",
    interrupted: "cut off here",
    now_with: "Now with {name}",
    inspector: "What happens inside",
    graph: "Graph",
    nodes: "Nodes of the graph",
    events: "Events",
    idle: "Ready when you are",
    connecting: "Connecting …",
    listening: "Listening",
    thinking: "Thinking …",
    speaking: "Speaking",
    reconnecting: "The line was lost. Reconnecting …",
    muted: "Muted – the assistant does not hear you",
    ended: "The call has ended. Everything said is kept.",
    refused: "The microphone is not allowed. Allow it in the browser's address bar, then press Talk. Typing works as well.",
    no_device: "No microphone was found. Connect one and press Talk. Typing works as well.",
    device_busy: "The microphone is used by another program. Close that, then press Talk. Typing works as well.",
    device_gone: "The microphone was disconnected. Hang up, connect it and press Talk again. Typing works as well.",
    insecure: "A browser gives the microphone only to pages on https or on localhost. Typing works here.",
    unsupported: "This browser cannot take calls. Typing works.",
    sound_blocked: "The browser holds the sound back.",
    sound_on: "Turn the sound on",
    server_gone: "The service cannot be reached. Trying again …",
    not_yours: "This conversation is not on this device, or it was deleted.",
    start_new: "Start a new one",
    busy: "All lines are busy. Please try again in a moment. Typing works.",
    no_voice: "Calls are not possible at the moment. Typing works.",
    failed: "Something went wrong. Please try again.",
  },
  es: {
    skip: "Ir al cuadro de texto",
    language: "Idioma de la conversación",
    auto: "Cualquier idioma",
    fresh: "Conversación nueva",
    title: "Diga qué necesita.",
    intro: "Hable o escriba. Le atiende un asistente automático; esto es una demostración.",
    recent: "Continúe donde estaba",
    forget: "Olvidar",
    forget_label: "Olvidar en este dispositivo la conversación de {when}",
    conversation: "Conversación",
    type: "Escriba un mensaje",
    type_here: "O escriba aquí",
    send: "Enviar",
    talk: "Hablar",
    hang_up: "Colgar",
    mute: "Silenciar",
    unmute: "Activar micrófono",
    you: "Usted",
    operator: "Operador",
    agent: "Asistente",
    interrupted: "interrumpido aquí",
    now_with: "Ahora con {name}",
    inspector: "Qué ocurre por dentro",
    graph: "Grafo",
    nodes: "Nodos del grafo",
    events: "Eventos",
    idle: "Cuando quiera",
    connecting: "Conectando …",
    listening: "Escuchando",
    thinking: "Pensando …",
    speaking: "Hablando",
    reconnecting: "Se perdió la línea. Reconectando …",
    muted: "Silenciado: el asistente no le oye",
    ended: "La llamada ha terminado. Todo lo dicho queda guardado.",
    refused: "El micrófono no está permitido. Permítalo en la barra de direcciones y pulse Hablar. También puede escribir.",
    no_device: "No se encontró ningún micrófono. Conecte uno y pulse Hablar. También puede escribir.",
    device_busy: "Otro programa usa el micrófono. Ciérrelo y pulse Hablar. También puede escribir.",
    device_gone: "El micrófono se desconectó. Cuelgue, conéctelo y pulse Hablar. También puede escribir.",
    insecure: "El navegador solo da el micrófono a páginas con https o en localhost. Aquí puede escribir.",
    unsupported: "Este navegador no admite llamadas. Puede escribir.",
    sound_blocked: "El navegador retiene el sonido.",
    sound_on: "Activar el sonido",
    server_gone: "No se puede contactar con el servicio. Intentando de nuevo …",
    not_yours: "Esta conversación no está en este dispositivo o fue borrada.",
    start_new: "Empezar una nueva",
    busy: "Todas las líneas están ocupadas. Inténtelo en un momento. Puede escribir.",
    no_voice: "Ahora no es posible llamar. Puede escribir.",
    failed: "Algo salió mal. Inténtelo de nuevo.",
  },
};

let language = "en";

/** Choose the page's own language from that of the conversation, or the browser's. */
export function speak(choice) {
  const wanted = choice === "auto" || !choice ? navigator.language : choice;
  language = wanted.toLowerCase().startsWith("es") ? "es" : "en";
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
}

/** The sentence of that name, with {values} put in. */
export function say(name, values = {}) {
  const sentence = SENTENCES[language][name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** A moment as people say it: "today, 10:32", or the date. */
export function moment(milliseconds) {
  const then = new Date(milliseconds);
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(then);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(milliseconds).setHours(0, 0, 0, 0)) / 86_400_000);
  const day =
    days < 2
      ? new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day")
      : new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(then);
  return `${day[0].toLocaleUpperCase(language)}${day.slice(1)}, ${time}`;
}
