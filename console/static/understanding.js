// Marks the words of a message as entities: tap words, then tap what they are.
const form = document.querySelector("[data-lesson]");
if (form) {
  const field = form.querySelector("[name=spans]");
  const words = [...form.querySelectorAll(".word")].map((button) => ({
    button, start: Number(button.dataset.start), end: Number(button.dataset.end),
  }));
  const marks = form.querySelector("[data-marks]");
  const names = Object.fromEntries(
    [...marks.querySelectorAll("[data-kind]")].map((one) => [one.dataset.kind, one.textContent]),
  );
  let spans = JSON.parse(field.value);
  let chosen = []; // indexes of the chosen words, side by side

  const spanOf = (word) => spans.find((span) => span.start < word.end && word.start < span.end);

  function draw() {
    words.forEach((word, index) => {
      const span = spanOf(word);
      word.button.dataset.kind = span ? span.kind : "";
      word.button.classList.toggle("opens", Boolean(span) && !words.slice(0, index).some((one) => spanOf(one) === span));
      word.button.title = span ? names[span.kind] : "";
      word.button.setAttribute("aria-pressed", String(chosen.includes(index)));
      word.button.setAttribute("aria-label", span ? `${word.button.textContent} (${names[span.kind]})` : word.button.textContent);
    });
    marks.hidden = chosen.length === 0;
    field.value = JSON.stringify(spans);
  }

  // A word beside the chosen ones joins them, one at an edge leaves, any other starts anew. A marked word brings its whole span.
  function choose(index) {
    const span = spanOf(words[index]);
    const whole = span ? words.map((_, at) => at).filter((at) => spanOf(words[at]) === span) : [index];
    const [first, last] = [Math.min(...chosen), Math.max(...chosen)];
    if (chosen.includes(index)) {
      chosen = index === first || index === last ? chosen.filter((at) => at !== index) : [index];
    } else if (chosen.length && (whole[0] === last + 1 || whole.at(-1) === first - 1)) {
      chosen = [...chosen, ...whole].sort((one, other) => one - other);
    } else {
      chosen = whole;
    }
    draw();
  }

  // Punctuation at the edges of what was tapped belongs to no entity.
  function edges(text, start, end) {
    const inner = text.slice(start, end).match(/[\p{L}\p{N}$][^]*[\p{L}\p{N}$]|[\p{L}\p{N}$]/u);
    return inner ? [start + inner.index, start + inner.index + inner[0].length] : [start, end];
  }

  function mark(kind) {
    const text = form.querySelector("[data-text]").textContent;
    const [start, end] = edges(text, words[chosen[0]].start, words[chosen.at(-1)].end);
    spans = spans.filter((span) => span.end <= start || end <= span.start);
    if (kind) {
      spans.push({ kind, start, end });
      spans.sort((one, other) => one.start - other.start);
    }
    chosen = [];
    draw();
  }

  words.forEach((word, index) => word.button.addEventListener("click", () => choose(index)));
  marks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-kind]");
    if (button && chosen.length) mark(button.dataset.kind);
  });
  draw();
}
