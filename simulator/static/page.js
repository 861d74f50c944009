// What both modules of the page need: a node, an icon, and a call to an API.

export function el(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/phones/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export async function call(path, body, method = "POST") {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, body === undefined ? {} : { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}
