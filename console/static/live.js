// Keeps a page of the console fresh: fetches its live pieces and changes only what is different.
// Without this module the page still works; a reload shows the news.

const desk = document.querySelector("[data-live-url]");
const lost = document.querySelector("[data-lost]");
const everyMs = Number(desk.dataset.everyMs);

/** Makes the children of one element those of another, touching only the ones that differ. */
function renew(present, fresh) {
  const wanted = [...fresh.children];
  while (present.children.length > wanted.length) present.lastElementChild.remove();
  wanted.forEach((child, index) => {
    const old = present.children[index];
    if (!old) present.append(child);
    else if (old.outerHTML !== child.outerHTML) old.replaceWith(child);
  });
}

/** Shows the whole page anew when somebody else has the conversation now, unless words wait. */
function followHolder(present, fresh) {
  const typed = document.querySelector("form.composer textarea")?.value.trim();
  if (present.dataset.holder !== fresh.dataset.holder && !typed) location.reload();
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.id;
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const present = document.querySelector(`[data-live="${fresh.dataset.live}"]`);
    if (!present) continue;
    if (fresh.dataset.holder) followHolder(present, fresh);
    renew(present, fresh);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(desk.dataset.liveUrl, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.text());
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

async function keepFresh() {
  await refresh();
  setTimeout(keepFresh, everyMs);
}

setTimeout(keepFresh, everyMs);
document.addEventListener("visibilitychange", refresh);
