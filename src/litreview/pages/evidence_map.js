
// Filters, and lists that open in place. All numbers of the page are counted again from the same data.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const all = (q, of = document) => [...of.querySelectorAll(q)];
  const one = (id) => document.getElementById(id);
  const svg = document.querySelector("svg.map");
  const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const names = Object.keys(data.parts);
  const cells = Object.entries(data.cells).map(([id, parts]) => {
    const [row, column] = id.split("-").map(Number);
    return { id, row, column, parts, keys: Object.values(parts).flat() };
  });
  const bubbles = new Map(cells.map((cell) => [cell.id, svg.querySelector(`a.cell[href="#cell-${cell.id}"]`)]));
  const caption = svg.querySelector(".caption");
  const written = caption ? [...caption.children].map((line) => line.textContent) : [];
  const largest = Math.max(1, ...cells.map((cell) => cell.keys.length));
  const suggested = data.suggested.map((keys) => new Set(keys)), topicSuggested = data.topicSuggested.map((keys) => new Set(keys));
  const total = data.year.length;
  const toldGaps = all("[data-gap] span").map((span) => span.textContent);

  // as short_count of the pages' program: what is only suggested after a plus
  function short(keys, only) {
    const apart = [...keys].filter((n) => only?.has(n)).length;
    return apart ? `${[...keys].length - apart} + ${apart}` : String([...keys].length);
  }
  function distinct(some, keep = () => true) { return new Set(some.flatMap((cell) => cell.keys.filter(keep))); }

  // ---------------------------------------------------------------------------------------------------- filters
  function chosen() {
    const wanted = {};
    for (const box of all("[data-filter]:checked")) (wanted[box.dataset.filter] ??= new Set()).add(box.value);
    return wanted;
  }
  function words(wanted, from, to) {
    const said = from || to ? [`year ${from || "…"} to ${to || "…"}`] : [];
    for (const name of Object.keys(wanted)) {
      const labels = all(`[data-filter="${name}"]:checked`).map((box) => box.parentNode.firstElementChild.nextSibling.textContent.trim());
      said.push(labels.join(" or "));
    }
    return said.join("; ");
  }
  function filter() {
    const wanted = chosen();
    const from = one("from") ? Number(one("from").value) : 0, to = one("to") ? Number(one("to").value) : 0;
    const passes = (n) =>
      (!from || data.year[n] >= from) && (!to || (data.year[n] && data.year[n] <= to)) &&
      Object.entries(wanted).every(([name, values]) => data.filters[name][n].some((value) => values.has(value)));
    for (const said of all("[data-said]")) {
      const mine = wanted[said.dataset.said];
      said.textContent = mine ? `${mine.size} chosen` : "all";
    }
    const keep = new Set([...Array(total).keys()].filter(passes));
    const sure = one("sure")?.checked ?? false;
    const whole = keep.size === total && !sure;
    const left = show(keep, whole, sure);
    const said = [words(wanted, from, to), sure ? "without what is only suggested" : ""].filter(Boolean).join("; ");
    one("shown").textContent = whole ? "" : `${left} of ${plural(total, "source")} shown: ${said}.`;
  }

  // ------------------------------------------------------------------------------------------------------ counts
  function show(keep, whole, sure) {
    const has = (n) => keep.has(n);
    const counts = (n, only) => has(n) && !(sure && only?.has(n));
    const types = data.filters.type ? chosen().type : null;
    const columns = types ? columnsOf(types) : null;
    // of a source with two types only the cells of the chosen one are shown
    const seen = cells.map((cell) => ({ ...cell, keys: columns && !columns.has(cell.column) ? [] : cell.keys.filter((n) => counts(n, suggested[cell.row])) }));
    const number = new Map(seen.map((cell) => [cell.id, short(cell.keys, suggested[cell.row])]));
    const chosenCells = cells.filter((cell) => !columns || columns.has(cell.column)).map((cell) => ({ ...cell, keys: cell.keys.filter(has) }));
    const rows = data.rows.map((_, y) => distinct(seen.filter((cell) => cell.row === y)));
    rows.forEach((keys, y) => number.set(`r${y}`, short(keys, suggested[y])));
    data.columns.forEach((_, x) => number.set(`c${x}`, distinct(seen.filter((cell) => cell.column === x)).size));
    const shown = distinct(seen);
    number.set("all", shown.size);
    for (const [y, keys] of [...rows.entries(), ["", shown]]) {
      for (const stream of ["literature", "interview", "records", "other"]) {
        number.set(`s${y}-${stream}`, short([...keys].filter((n) => data.streams[n] === stream), suggested[y]));
      }
    }
    data.topics.forEach((having, t) => {
      const of = new Set(having.filter((n) => counts(n, topicSuggested[t])));
      const byType = (id, some) => {
        for (const x of [...data.columns.keys(), "all"]) {
          const keys = distinct(some.filter((cell) => x === "all" || cell.column === x), (n) => of.has(n));
          number.set(`${id}-${x}`, short(keys, topicSuggested[t]));
        }
      };
      for (const y of data.goals) byType(`t${t}-${y}`, seen.filter((cell) => cell.row === y));
      // a recommendation is of the whole map, also of sources whose goal is only suggested
      byType(`q${t}`, chosenCells);
    });
    for (const place of all("[data-n]")) place.textContent = number.get(place.dataset.n) ?? 0;
    for (const place of all("[data-claims]")) {
      const n = [...rows[+place.dataset.claims]].filter((key) => data.claims[key]).length;
      place.textContent = n ? `(${plural(n, "claim")})` : "";
    }
    for (const cell of seen) draw(cell);
    const length = (keys) => ((76 * keys.length) / Math.max(1, shown.size)).toFixed(1);
    for (const bar of all("[data-sure]", svg)) {
      const y = +bar.dataset.sure, hatched = svg.querySelector(`[data-bar="${y}"]`);
      const width = length([...rows[y]].filter((n) => !suggested[y].has(n)));
      bar.setAttribute("width", width);
      hatched?.setAttribute("x", +bar.getAttribute("x") + +width);
      hatched?.setAttribute("width", length([...rows[y]].filter((n) => suggested[y].has(n))));
    }
    for (const item of all("[data-s]")) item.hidden = !has(+item.dataset.s) || (sure && "suggested" in item.dataset);
    for (const part of all(".part")) part.hidden = !part.querySelector("li:not([hidden])");
    [...(caption?.children ?? [])].forEach((line, n) => {
      line.textContent = whole ? written[n] : n ? "" : `Filtered: ${shown.size} of ${plural(total, "source")}.`;
    });
    all("[data-gap]").forEach((item, n) => {
      const y = +item.dataset.gap;
      const missing = data.columns.filter((_, x) => (!columns || columns.has(x)) && !seen.some((cell) => cell.row === y && cell.column === x && cell.keys.length));
      item.querySelector("span").textContent = whole ? toldGaps[n]
        : !rows[y].size ? "no source at all, of those chosen"
        : missing.length ? `no source of type ${missing.join(", ")}, of those chosen` : "no gap, by type";
    });
    return shown.size;
  }
  function columnsOf(types) {
    const values = all('[data-filter="type"]').map((box) => box.value);
    return new Set(values.flatMap((value, n) => (types.has(value) ? [n] : [])));
  }
  function draw(cell) {
    const link = bubbles.get(cell.id), count = cell.keys.length, [circle, hatched, solid] = link.querySelectorAll("circle");
    const apart = cell.keys.filter((n) => suggested[cell.row].has(n)).length;
    const written = short(cell.keys, suggested[cell.row]).replaceAll(" ", "");
    const radius = Math.max(11.5, 33 * Math.sqrt(count / largest), 4 * written.length + 3);
    link.classList.toggle("gone", !count);
    link.querySelector(".number").textContent = written;
    link.querySelector(".number").classList.toggle("only", count > 0 && apart === count);
    circle.setAttribute("r", radius.toFixed(1));
    hatched?.setAttribute("r", (apart ? radius - 1.2 : 0).toFixed(1));
    solid?.setAttribute("r", (apart ? radius * Math.sqrt(1 - apart / count) : 0).toFixed(1));
    const certainty = !apart ? "" : apart === count ? " (all only suggested)" : ` (${count - apart} judged or likely, ${apart} only suggested)`;
    const said = [`${data.rows[cell.row]}, ${data.columns[cell.column]}: ${plural(count, "source")}${certainty}`];
    const strip = link.querySelector(".strip"), here = new Set(cell.keys);
    if (!data.plain && data.goals.includes(cell.row)) {
      let x = Number(circle.getAttribute("cx")) - 30;
      strip.replaceChildren(...names.flatMap((name) => {
        const mine = (cell.parts[name] ?? []).filter((n) => here.has(n)).length;
        if (!mine) return [];
        said.push(`${said.length > 1 ? "," : ":"} ${mine} ${data.parts[name]}`);
        const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        const width = (60 * mine) / count;
        const set = { class: "seg", x: x.toFixed(1), y: Number(circle.getAttribute("cy")) + 37, width: width.toFixed(1), height: 9, fill: `url(#p-${name})` };
        for (const [key, value] of Object.entries(set)) rect.setAttribute(key, value);
        x += width;
        return [rect];
      }));
    }
    link.setAttribute("aria-label", said.join(""));
    link.querySelector("title").textContent = said.join("");
  }

  // ------------------------------------------------------------------------------------------------------- lists
  let opener = null;
  function close(back) {
    for (const list of all(".cell-list.open")) list.classList.remove("open");
    if (back && opener) opener.focus();
    opener = null;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || link.classList.contains("skip")) return;
    const list = one(link.getAttribute("href").slice(1));
    if (link.classList.contains("close")) { event.preventDefault(); close(true); return; }
    if (!list?.classList.contains("cell-list")) return;
    event.preventDefault();
    close(false);
    opener = link;
    list.classList.add("open");
    list.focus();
    list.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const pick = document.activeElement.closest(".pick[open]") ?? document.querySelector(".pick[open]");
    if (pick) { pick.open = false; pick.firstElementChild.focus(); } else close(true);
  });
  document.addEventListener("click", (event) => {
    for (const pick of all(".pick[open]")) if (!pick.contains(event.target)) pick.open = false;
  });
  for (const pick of all(".pick")) {
    pick.addEventListener("toggle", () => { if (pick.open) for (const other of all(".pick[open]")) if (other !== pick) other.open = false; });
  }
  // the picture keeps its size: whether it is wider than the screen is known here alone
  const frame = document.querySelector(".map-frame");
  const hint = document.querySelector(".wider");
  new ResizeObserver(() => { hint.style.display = frame.scrollWidth > frame.clientWidth ? "block" : "none"; }).observe(frame);
  const bar = one("filters");
  if (bar) {
    bar.hidden = false;
    bar.addEventListener("input", filter);
    one("reset").addEventListener("click", () => {
      for (const box of all("[data-filter]:checked")) box.checked = false;
      for (const year of all(".years input")) year.value = "";
      if (one("sure")) one("sure").checked = false;
      filter();
    });
  }
})();
