// Keys for what the page has buttons and links for: each says its key in `data-key`. Without this script all of it works by mouse, tab and enter.
"use strict";
(() => {
  const typing = (e) => e.target.closest("input:not([type=checkbox],[type=radio],[type=submit]),textarea,select,[contenteditable]");
  // of several questions on a page a key answers the first that is open, and once all are answered the one that is in focus
  const choices = (e) => [...e.closest("fieldset").querySelectorAll("[type=radio]")];
  // passages: `,` and `.` turn to another one, `+` takes the one that is seen; those of the box in focus, else of the first that is open
  const seen = (list) => list.children[Math.round(list.scrollLeft / Math.max(list.clientWidth, 1))];
  const turn = (list, by) => {
    const count = list.children.length;
    const next = ([...list.children].indexOf(seen(list)) + by + count) % count;
    list.scrollTo(list.children[next].offsetLeft - list.children[0].offsetLeft, 0);
  };
  const passages = () => {
    const all = [...document.querySelectorAll(".passages ol")];
    const box = (e) => e.closest("fieldset") || document.getElementById("answers");
    const answered = (e) => [...box(e).querySelectorAll("[type=radio]")].some((one) => one.checked);
    return all.find((e) => box(e).contains(document.activeElement) && document.activeElement !== document.body)
      || all.find((e) => !answered(e)) || all[0];
  };
  for (const button of document.querySelectorAll("[data-turn]")) {
    button.hidden = false;
    button.addEventListener("click", () => turn(button.closest(".passages").querySelector("ol"), Number(button.dataset.turn)));
  }
  const open = (e) => e.type !== "radio" || !choices(e).some((one) => one.checked);
  const press = (key) => {
    const all = [...document.querySelectorAll("[data-key]")].filter((e) => e.dataset.key === key && !e.disabled);
    return all.find(open) || all.find((e) => choices(e).includes(document.activeElement));
  };
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat) return;
    if (e.key === "Escape" && typing(e)) { e.target.blur(); return; }
    if (typing(e)) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : "";
    if (key === "o") { e.preventDefault(); document.querySelector("header nav a").click(); return; }
    const list = ",.+".includes(key || " ") && passages();
    if (list) {
      e.preventDefault();
      if (key === "+") seen(list).querySelector("[type=checkbox]").click(); else turn(list, key === "." ? 1 : -1);
      return;
    }
    const found = key && press(key);
    if (found) { e.preventDefault(); if (found.type === "radio") found.focus(); found.click(); }
  });
  // what is put into a page that is there is read aloud
  const told = document.getElementById("told");
  setTimeout(() => { told.textContent = told.dataset.told; }, 300);
  // a form is sent once: a second press while the page is loading does nothing
  for (const form of document.forms) {
    let sent = false;
    form.addEventListener("submit", (e) => { if (sent) e.preventDefault(); sent = true; });
    addEventListener("pageshow", () => { sent = false; });
  }
})();
