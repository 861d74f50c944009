// The panel beside the phones: what was understood, which time it is, and what should go wrong.
import { call, el } from "./page.js";

const FAULTS = { 500: "falla", 429: "pide paciencia", delay: "tarda", timeout: "no contesta", timeout_after: "hace y no contesta", duplicate: "repite", reorder: "desordena", drop_status: "pierde un aviso" };
const PARTIES = { twilio: "Twilio", meta: "Meta", mercadopago: "MercadoPago", webhooks: "Los avisos" };
const panel = document.querySelector(".panel");
const turns = panel.querySelector(".turns");
let wait = 0;
let offset = "-03:00"; // of the zone Turnero lives in

function turnCard(turn) {
  const card = el("li", "turn");
  const sure = Math.round((turn.confidence ?? 0) * 100);
  const head = el("p", "intent");
  const meter = el("meter", "", `${sure} %`);
  meter.max = 100;
  meter.value = sure;
  meter.setAttribute("aria-label", `Seguridad: ${sure} %`);
  head.append(el("strong", "", turn.intent || "sin intención"));
  if (turn.intent) head.append(meter, el("span", "sure", `${sure} %`));
  const found = el("p", "chips");
  for (const entity of turn.entities ?? []) {
    const chip = el("span", "chip", entity.text);
    chip.prepend(el("small", "", entity.kind));
    found.append(chip);
  }
  const steps = el("p", "steps", [...(turn.commands ?? []), ...(turn.outcomes ?? [])].join(" → "));
  const cost = el("p", "cost", `${Math.round(turn.total_ms ?? 0)} ms en total, ${Math.round(turn.nlu_ms ?? 0)} ms para entender · respuestas: ${turn.replies ?? 0}`);
  card.append(el("p", "said", turn.text ? `«${turn.text}»` : "(sin texto)"), head);
  if (found.childElementCount) card.append(found);
  if (steps.textContent) card.append(steps);
  card.append(cost);
  return card;
}

export function refreshTurns(phone) {
  clearTimeout(wait);
  wait = setTimeout(() => drawTurns(phone), 350); // several events make one question
}

async function drawTurns(phone) {
  const note = turns.querySelector(".turns-note");
  try {
    const found = (await call(`/demo/turns?phone=${encodeURIComponent(phone)}`)).turns;
    found.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
    turns.querySelector("ol").replaceChildren(...found.map(turnCard));
    note.hidden = found.length > 0;
    note.textContent = "Escribí algo desde el teléfono de cliente y acá vas a ver cómo lo entendió.";
  } catch {
    note.hidden = false;
    note.textContent = "Turnero todavía no cuenta qué entendió: abrí esta página desde su dirección, con todo prendido.";
  }
}

async function setClock(wish) {
  const now = panel.querySelector(".now");
  try {
    const clock = await call("/demo/clock", wish);
    offset = clock.now.match(/[+-]\d\d:\d\d$/)?.[0] ?? offset;
    const zone = clock.zone || "America/Argentina/Buenos_Aires";
    const instant = new Date(clock.now);
    now.querySelector("strong").textContent = instant.toLocaleTimeString("es-AR", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
    const isReal = ["real", "system", "", undefined].includes(clock.mode);
    const date = instant.toLocaleDateString("es-AR", { weekday: "long", day: "numeric", month: "long", timeZone: zone });
    now.querySelector("span").textContent = date;
    panel.querySelector(".clock").classList.toggle("moved", !isReal);
  } catch {
    now.querySelector("span").textContent = "Acá vas a poder adelantar el reloj cuando Turnero esté prendido.";
  }
}

function drawFaults(faults) {
  const list = panel.querySelector(".armed");
  list.replaceChildren(...faults.map((fault) => el("li", "", `${PARTIES[fault.party]}: ${FAULTS[fault.kind]}${fault.times > 1 ? ` ${fault.times} veces` : ""}`)));
  panel.querySelector(".calm").hidden = faults.length === 0;
}

async function askFaults(body, method) {
  drawFaults((await call("/phones/api/faults", body, method)).faults);
}

function wireTabs() {
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const show = (tab) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    document.querySelector("main").dataset.shown = tab.getAttribute("aria-controls");
    const chat = document.querySelector(`#${tab.getAttribute("aria-controls")} .chat`);
    if (chat) chat.scrollTop = chat.scrollHeight;
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(place + step + tabs.length) % tabs.length];
      next.focus();
      show(next);
    });
  });
}

export function startPanel() {
  wireTabs();
  for (const node of panel.querySelectorAll("[data-minutes]")) node.addEventListener("click", () => setClock({ advance_minutes: Number(node.dataset.minutes) }));
  panel.querySelector("[data-reset]").addEventListener("click", () => setClock({ reset: true }));
  panel.querySelector(".clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    setClock({ now: `${event.target.elements.moment.value}:00${offset}` });
  });
  for (const node of panel.querySelectorAll("[data-party]")) node.addEventListener("click", () => askFaults({ party: node.dataset.party, kind: node.dataset.kind }));
  panel.querySelector(".calm").addEventListener("click", () => askFaults({}, "DELETE"));
  panel.querySelector(".faults").addEventListener("toggle", () => askFaults());
  setClock();
  setInterval(() => setClock(), 20000);
}
