// Shows on the start page whether messages are understood yet; asks again until they are.

const badge = document.querySelector("[data-understanding]");
const PAUSE_MS = 4000;

async function ask() {
  try {
    const answer = await fetch(badge.dataset.understanding, { cache: "no-store" });
    return answer.ok && (await answer.json()).understanding;
  } catch {
    return false;
  }
}

async function keepAsking() {
  const isUp = await ask();
  const words = isUp ? badge.dataset.up : badge.dataset.down;
  if (badge.textContent !== words) badge.textContent = words;
  badge.classList.toggle("calm", isUp);
  badge.classList.toggle("warm", !isUp);
  if (!isUp) setTimeout(keepAsking, PAUSE_MS);
}

keepAsking();
