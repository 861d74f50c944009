// The phones of the page: draws bubbles, sends what people do, and follows the live events.
import { call, el, icon } from "./page.js";
import { refreshTurns, startPanel } from "./panel.js";

const ZONE = "America/Argentina/Buenos_Aires";
const PLACEHOLDER = { audio: "Nota de voz", image: "Foto", sticker: "Sticker", contact: "Contacto", document: "Documento", location: "Ubicación", unknown: "Mensaje no compatible" };
const TICKS = { queued: ["clock", "En camino"], sending: ["clock", "En camino"], sent: ["tick", "Enviado"], delivered: ["ticks", "Entregado"], read: ["ticks", "Leído"] };
const REASONS = { 63016: "hace más de 24 h que no escribís", 63021: "WhatsApp no acepta ese contenido", 63024: "el número no tiene WhatsApp", 131047: "hace más de 24 h que no escribís" };

const messages = new Map(); // sid → bubble, in the order of seq
const people = new Map(); // phone → person
const phones = [...document.querySelectorAll(".phone")].map((root) => ({ root, role: root.dataset.role, current: "", quoted: null }));
const lines = document.querySelector("#line"); // the numbers of Turnero; a phone shows its chat with one
const ASKED = { location: "Enviar ubicación", contact: "Compartir mi número" };
const sheet = document.querySelector(".sheet");
let lastSeq = 0;

const time = (at) => new Date(at).toLocaleTimeString("es-AR", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: ZONE });
const day = (at) => new Date(at).toLocaleDateString("es-AR", { weekday: "long", day: "numeric", month: "long", timeZone: ZONE });

function button(className, text, act) {
  const node = el("button", className, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

// WhatsApp's own marks: *bold*, _italic_, ~strike~ and addresses; everything else is plain text.
function rich(text) {
  const parts = document.createDocumentFragment();
  const marks = { "*": "strong", _: "em", "~": "s" };
  for (const piece of text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]*_~]|(?<![\w*])\*[^*\n]+\*(?!\w)|(?<![\w_])_[^_\n]+_(?!\w)|(?<!\w)~[^~\n]+~(?!\w))/)) {
    if (/^https?:/.test(piece)) parts.append(anchor(piece, piece));
    else if (piece.length > 2 && marks[piece[0]] && piece.at(-1) === piece[0]) parts.append(el(marks[piece[0]], "", piece.slice(1, -1)));
    else parts.append(piece);
  }
  return parts;
}

function anchor(url, text, className = "") {
  const link = el("a", className, text);
  link.href = /^(https?:|tel:|\/)/.test(url) ? url : "#";
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

function preview(message) {
  return message.body.replace(/[*_~]/g, "") || PLACEHOLDER[message.kind] || "Mensaje";
}

function media(message) {
  const box = el("div", `media ${message.kind}`);
  if (message.kind === "image" && message.media) {
    const picture = el("img");
    picture.src = message.media.url;
    picture.alt = "Foto";
    box.append(picture);
  } else if (message.kind === "location") {
    const place = message.location ?? {};
    box.append(icon("location"), el("span", "", [place.label, place.address].filter(Boolean).join(", ") || `${place.latitude}, ${place.longitude}`));
  } else {
    box.append(icon(message.kind === "unknown" ? "document" : message.kind), el("span", "", message.kind === "contact" ? "Carla Sosa" : PLACEHOLDER[message.kind]));
    if (message.kind === "audio") box.append(el("i", "wave"), el("small", "", "0:02"));
  }
  return box;
}

function ticks(message) {
  const box = el("span", `ticks ${message.status}`);
  if (["failed", "undelivered"].includes(message.status)) {
    box.append(el("b", "failed-mark", "!"), el("span", "", `No llegó: ${REASONS[message.error_code] ?? `error ${message.error_code ?? ""}`}`));
    return box;
  }
  const [name, words] = TICKS[message.status];
  box.append(icon(name), el("span", "sr", words));
  return box;
}

function bubble(phone, message) {
  const node = el("div", `bubble ${message.direction === "in" ? "mine" : "theirs"} kind-${message.kind}`);
  node.dataset.sid = message.sid;
  const quoted = messages.get(message.quoted);
  if (quoted) node.append(el("p", "quote", preview(quoted)));
  if (message.by_app) node.append(el("p", "title", "Desde el celular del local"));
  if (message.header) node.append(el("p", "title", message.header));
  if (PLACEHOLDER[message.kind]) node.append(media(message));
  if (message.body) {
    const body = el("p", "body");
    body.append(rich(message.body));
    node.append(body);
  }
  if (message.footer) node.append(el("p", "footer", message.footer));
  const meta = el("p", "meta");
  const at = el("time", "", time(message.at));
  at.dateTime = message.at;
  meta.append(at, ticks(message));
  const cite = button("cite", "", () => quote(phone, message));
  cite.setAttribute("aria-label", `Citar: ${preview(message).slice(0, 60)}`);
  cite.append(icon("reply"));
  node.append(meta, cite, ...actions(phone, message));
  return node;
}

function actions(phone, message) {
  const urls = message.links.filter((link) => link.title !== link.url).map((link) => {
    const node = anchor(link.url, link.title, "action");
    node.prepend(icon("link"));
    return node;
  });
  const rows = message.choices.filter((choice) => choice.type === "row");
  const buttons = message.choices.filter((choice) => choice.type === "button").map((choice) => button("action", choice.title, () => tap(phone, message, choice)));
  if (rows.length) {
    const open = button("action", message.button, () => openSheet(phone, message, rows));
    open.prepend(icon("list"));
    buttons.push(open);
  }
  if (ASKED[message.asks]) buttons.push(button("action", ASKED[message.asks], () => send(phone, { kind: message.asks, quoted: message.sid })));
  return [...urls, ...buttons];
}

function openSheet(phone, message, rows) {
  sheet.querySelector("h2").textContent = message.button;
  sheet.querySelector(".rows").replaceChildren(...rows.map((row) => {
    const node = button("row", "", () => { sheet.close(); tap(phone, message, row); });
    node.append(el("strong", "", row.title), el("span", "", row.description));
    return node;
  }));
  const screen = phone.root.querySelector(".screen");
  const frame = screen.getBoundingClientRect();
  sheet.style.left = `${frame.left + screen.clientLeft}px`;
  sheet.style.width = `${screen.clientWidth}px`;
  sheet.style.bottom = `${Math.max(window.innerHeight - frame.bottom + screen.clientTop, 0)}px`;
  sheet.showModal();
}

function quote(phone, message) {
  phone.quoted = message;
  const bar = phone.root.querySelector(".quoting");
  bar.hidden = !message;
  bar.querySelector("p").textContent = message ? preview(message) : "";
  if (message) phone.root.querySelector(".composer input").focus();
}

// Resolves to whether the message left this page.
async function send(phone, what) {
  const notice = phone.root.querySelector(".notice");
  const person = people.get(phone.current);
  try {
    const { statuses } = await call("/phones/api/messages", { from: phone.current, line: lines.value, profile_name: person?.name ?? "", ...what });
    notice.hidden = !statuses.length || statuses.some((code) => code >= 200 && code < 300);
    notice.textContent = "Turnero no contestó. Tu mensaje quedó con un solo tilde: probá de nuevo en un rato.";
    return true;
  } catch {
    notice.hidden = false;
    notice.textContent = "Sin conexión: tu mensaje no salió. Probá de nuevo en un rato.";
    return false;
  }
}

function tap(phone, message, choice) {
  return send(phone, { kind: "tap", choice: { sid: message.sid, ...choice } });
}

function place(phone, message) {
  const chat = phone.root.querySelector(".chat");
  if (message.kind === "reaction") {
    const target = chat.querySelector(`[data-sid="${message.quoted}"]`);
    target?.querySelector(".reaction")?.remove();
    target?.append(el("span", "reaction", message.body));
    return;
  }
  const known = chat.querySelector(`[data-sid="${message.sid}"]`);
  if (known) {
    known.querySelector(".ticks").replaceWith(ticks(message));
    known.classList.toggle("lost", ["failed", "undelivered"].includes(message.status));
    return;
  }
  const isAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  const dated = day(message.at);
  if (chat.dataset.day !== dated) chat.append(el("p", "day", dated));
  chat.dataset.day = dated;
  const node = bubble(phone, message);
  node.classList.toggle("lost", ["failed", "undelivered"].includes(message.status));
  chat.append(node);
  phone.root.querySelector(".presence").textContent = "en línea";
  if (isAtEnd || message.direction === "in") chat.scrollTop = chat.scrollHeight;
}

function isShown(phone, message) {
  return message.phone === phone.current && message.line === lines.value;
}

function listLines(found) {
  const names = { twilio: "Twilio", meta: "Meta" };
  lines.replaceChildren(...found.map(({ line, channel, number }) => {
    const option = el("option", "", `${number} · ${names[channel]}`);
    option.value = line;
    return option;
  }));
  const wanted = localStorage.getItem("turnero.line");
  if (found.some(({ line }) => line === wanted)) lines.value = wanted;
  lines.addEventListener("change", () => {
    localStorage.setItem("turnero.line", lines.value);
    phones.forEach((phone) => { quote(phone, null); draw(phone); });
  });
}

// The business' own phone: the app that shares the number with Turnero, which only Meta's numbers have.
function wireOwner() {
  const card = document.querySelector(".owner");
  const input = card.querySelector("input");
  const say = (text) => call("/phones/api/echoes", { to: phones[0].current, line: lines.value, text });
  const show = () => { card.hidden = !lines.selectedOptions[0]?.textContent.endsWith("Meta"); };
  card.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) say(input.value.trim());
    input.value = "";
  });
  card.querySelector("[data-bot]").addEventListener("click", () => say("/bot"));
  lines.addEventListener("change", show);
  show();
}

function draw(phone) {
  const chat = phone.root.querySelector(".chat");
  chat.replaceChildren();
  delete chat.dataset.day;
  for (const message of messages.values()) if (isShown(phone, message)) place(phone, message);
  if (!chat.childElementCount) chat.append(el("p", "day empty", "Todavía no hay mensajes. Escribile a Turnero."));
  chat.scrollTop = chat.scrollHeight;
}

function choose(phone, number) {
  phone.current = number;
  phone.root.querySelector("select").value = number;
  localStorage.setItem(`turnero.${phone.role}`, number);
  quote(phone, null);
  draw(phone);
  if (phone.role === "customer") refreshTurns(number);
}

function listPeople() {
  for (const phone of phones) {
    const list = [...people.values()].filter((person) => person.role === phone.role);
    phone.root.querySelector("select").replaceChildren(...list.map((person) => {
      const option = el("option", "", [person.name, person.note].filter(Boolean).join(" · "));
      option.value = person.phone;
      return option;
    }));
    const wanted = [phone.current, localStorage.getItem(`turnero.${phone.role}`)].find((number) => people.get(number)?.role === phone.role);
    const next = wanted ?? list[0]?.phone ?? "";
    if (next !== phone.current) choose(phone, next);
    else phone.root.querySelector("select").value = next;
  }
}

function meet(message) {
  if (people.has(message.phone)) return;
  people.set(message.phone, { phone: message.phone, name: message.phone, role: "customer", note: "" });
  listPeople();
}

function receive(message) {
  meet(message);
  messages.set(message.sid, message);
  lastSeq = Math.max(lastSeq, message.changed);
  for (const phone of phones) if (isShown(phone, message)) {
    phone.root.querySelector(".empty")?.remove();
    place(phone, message);
  }
}

function listen() {
  const source = new EventSource(`/phones/events?since=${lastSeq}`);
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  const say = (words) => phones.forEach((phone) => { phone.root.querySelector(".presence").textContent = words; });
  on("hello", ({ seq }) => { if (seq < lastSeq) location.reload(); say("en línea"); });
  on("message", (message) => { receive(message); refreshTurns(phones[0].current); });
  on("typing", ({ phone: number }) => phones.filter((phone) => phone.current === number).forEach((phone) => { phone.root.querySelector(".presence").textContent = "escribiendo…"; }));
  on("person", (person) => { people.set(person.phone, person); listPeople(); });
  on("reset", () => location.reload());
  on("gone", ({ sid }) => { messages.delete(sid); phones.forEach(draw); });
  source.addEventListener("error", () => {
    say("reconectando…");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  });
}

function wire(phone) {
  const input = phone.root.querySelector(".composer input");
  const attach = phone.root.querySelector(".attach");
  phone.root.querySelector("select").addEventListener("change", (event) => choose(phone, event.target.value));
  phone.root.querySelector(".quoting button").addEventListener("click", () => quote(phone, null));
  phone.root.querySelector(".composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    const sending = send(phone, { kind: "text", text, quoted: phone.quoted?.sid });
    input.value = "";
    quote(phone, null);
    if (!(await sending) && !input.value) input.value = text;  // as good as never sent
  });
  attach.addEventListener("keydown", (event) => { if (event.key === "Escape") attach.open = false; });
  for (const kind of attach.querySelectorAll("button")) kind.addEventListener("click", () => {
    attach.open = false;
    send(phone, { kind: kind.dataset.kind, quoted: phone.quoted?.sid });
    quote(phone, null);
  });
  phone.root.querySelector(".new").addEventListener("click", async () => {
    const number = `+54911${String(crypto.getRandomValues(new Uint32Array(1))[0] % 1e8).padStart(8, "2")}`;
    people.set(number, { phone: number, name: `Número ${number.slice(-4)}`, role: phone.role, note: "nuevo" });
    listPeople();
    choose(phone, number);
    await call("/phones/api/people", [...people.values()]);
  });
}

async function start() {
  phones.forEach(wire);
  sheet.querySelector(".close").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
  const [who, what, ours] = await Promise.all(["people", "messages", "lines"].map((name) => call(`/phones/api/${name}`)));
  listLines(ours.lines);
  wireOwner();
  who.people.forEach((person) => people.set(person.phone, person));
  what.messages.forEach((message) => messages.set(message.sid, message));
  lastSeq = what.seq;
  what.messages.forEach(meet);
  listPeople();
  listen();
}

startPanel();
start();
