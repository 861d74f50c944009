// The agenda: opens at the present hour, shows what is chosen at once, sends a form once.
// Without this module the pages still work.

const board = document.querySelector("[data-board]");
const mark = board?.querySelector("[data-now]") ?? board?.querySelector(".booked");
if (mark) {
  const above = mark.getBoundingClientRect().top - board.getBoundingClientRect().top;
  board.scrollTop += above - board.clientHeight / 3;
}

const chosen = board?.querySelector("[data-chosen]");
if (chosen) board.scrollLeft = chosen.offsetLeft - board.querySelector(".axis").offsetWidth;

const choice = document.querySelector("[data-choice]");
for (const select of choice?.querySelectorAll("select") ?? []) {
  // By keyboard every arrow is a change; who uses it goes on to the button.
  let isByKeyboard = false;
  select.addEventListener("keydown", () => { isByKeyboard = true; });
  select.addEventListener("pointerdown", () => { isByKeyboard = false; });
  select.addEventListener("change", () => { if (!isByKeyboard) choice.requestSubmit(); });
}

// Typing an hour of one's own chooses it.
for (const hour of document.querySelectorAll(".other-hour input[type=time]")) {
  hour.addEventListener("input", () => {
    hour.closest(".other-hour").querySelector("[name=place]").checked = Boolean(hour.value);
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  let isSending = false;
  form.addEventListener("submit", (event) => {
    if (isSending) event.preventDefault();
    isSending = true;
  });
  // Coming back to the page in the browser's history: it may send again.
  addEventListener("pageshow", () => { isSending = false; });
}
