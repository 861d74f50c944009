// The answer form: Enter sends, Shift+Enter starts a new line, the box grows, sending happens once.

const form = document.querySelector("form.composer");

if (form) {
  const text = form.querySelector("textarea");
  const count = form.querySelector("[data-count]");
  const longest = Number(form.dataset.longest);
  let isSending = false;

  const fit = () => {
    const length = [...text.value.trim()].length;
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
    count.textContent = length > longest * 0.8 ? `${length} / ${longest}` : "";
    count.classList.toggle("over", length > longest);
  };

  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (text.value.trim()) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (isSending) event.preventDefault();
    isSending = true;
  });
  // Coming back to the page in the browser's history: it may send again.
  addEventListener("pageshow", () => { isSending = false; });

  form.querySelector(".composer-hint").hidden = false;
  text.setSelectionRange(text.value.length, text.value.length);
  fit();
}
