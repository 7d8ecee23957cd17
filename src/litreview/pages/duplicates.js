"use strict";
const box = document.getElementById("find"), told = document.getElementById("found");
const conflicts = document.getElementById("conflicts"), unfold = document.getElementById("unfold");
const cards = Array.from(document.querySelectorAll(".dup"));
const words = cards.map(card => card.textContent.toLowerCase());
document.getElementById("finder").hidden = false;

function filter() {
  const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  cards.forEach((card, i) => {
    const hit = wanted.every(word => words[i].includes(word)) && (!conflicts.checked || "conflict" in card.dataset);
    card.hidden = !hit;
    shown += hit;
  });
  told.textContent = wanted.length || conflicts.checked ? shown + " of " + cards.length + " shown" : "";
}

let waiting = 0;
box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
conflicts.addEventListener("change", filter);

const folded = new Map(cards.map(card => [card, card.open]));
function unfoldAll(all) {
  cards.forEach(card => { card.open = all || folded.get(card); });
  unfold.setAttribute("aria-pressed", String(all));
  unfold.textContent = all ? "Fold again" : "Unfold all";
}
unfold.addEventListener("click", () => unfoldAll(unfold.getAttribute("aria-pressed") !== "true"));
addEventListener("beforeprint", () => unfoldAll(true));

function go(step) {
  const open = cards.filter(card => !card.hidden);
  const now = open.indexOf(document.activeElement.closest(".dup"));
  const next = open[now < 0 ? (step > 0 ? 0 : open.length - 1) : now + step];
  if (!next) return;
  next.querySelector("summary").focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === box) {
    if (event.key === "Escape") { box.value = ""; filter(); box.blur(); }
    return;
  }
  if (event.key === "/") { event.preventDefault(); box.focus(); }
  if (event.key === "j") go(1);
  if (event.key === "k") go(-1);
});
