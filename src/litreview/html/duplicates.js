"use strict";
const box = document.getElementById("find"), told = document.getElementById("found");
const cards = Array.from(document.querySelectorAll(".dup"));
const words = cards.map(card => card.textContent.toLowerCase());
document.getElementById("finder").hidden = false;
box.addEventListener("input", () => {
  const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  cards.forEach((card, i) => {
    const hit = wanted.every(word => words[i].includes(word));
    card.hidden = !hit;
    shown += hit;
  });
  told.textContent = wanted.length ? shown + " of " + cards.length + " shown" : "";
});
