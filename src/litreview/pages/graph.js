"use strict";
(() => {
  // One value per column, parallel: see `graph_page` for what the columns are.
  const data = JSON.parse(document.getElementById("graph-data").textContent);
  const N = data.key.length, S = data.source, T = data.target, E = S.length;
  const el = (id) => document.getElementById(id);
  const canvas = el("graph"), ink = canvas.getContext("2d"), side = el("side"), query = el("query"), status = el("status"), lone = el("alone");
  const out = Array.from({ length: N }, () => []), into = Array.from({ length: N }, () => []);
  for (let e = 0; e < E; e++) { out[S[e]].push(T[e]); into[T[e]].push(S[e]); }
  const linked = data.key.map((_, i) => out[i].length + into[i].length > 0);
  // the area tells how often a work is cited; the most cited one must not cover its neighbours
  const most = into.reduce((n, citing) => Math.max(n, citing.length), 84);
  const radius = data.key.map((_, i) => 4 + 22 * Math.sqrt(into[i].length / most));
  const name = data.key.map((_, i) => data.label[i]);
  const hay = data.key.map((k, i) => fold([k, data.label[i], data.title[i], data.authors[i], data.container[i]].join(" ")));
  const byCited = data.key.map((_, i) => i).sort((a, b) => into[b].length - into[a].length || (data.key[a] < data.key[b] ? -1 : 1));
  const off = new Set();                           // groups switched off
  let alone = false, sureOnly = false, selected = -1, hover = -1, found = null, scale = 1, wide = 1, tall = 1, left = 0, top = 0, width = 0, height = 0, asked = false;

  function fold(text) { return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  const shown = (i) => (linked[i] || alone) && !off.has(data.group[i]) && !(sureOnly && data.ring[i]);
  const css = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = (g) => (dark.matches && !printing ? data.dark : data.colours)[g];
  let printing = false;

  // until somebody moves the picture it goes with its frame: a window made narrow, a page of paper
  let moved = false;
  function fit() {
    moved = false;
    let x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9;
    for (let i = 0; i < N; i++) if (shown(i)) {
      x0 = Math.min(x0, data.x[i]); x1 = Math.max(x1, data.x[i]); y0 = Math.min(y0, data.y[i]); y1 = Math.max(y1, data.y[i]);
    }
    if (x0 > x1) { x0 = x1 = y0 = y1 = 0; }
    // years and works of a year are stretched apart: a thousand works in one year would leave a narrow strip
    const across = Math.min(3, (width - 110) / Math.max(1, x1 - x0)), down = Math.min(3, (height - 118) / Math.max(1, y1 - y0));
    scale = Math.min(across, down); wide = across / scale; tall = down / scale;
    left = width / 2 - scale * wide * (x0 + x1) / 2 - 15; top = height / 2 - scale * tall * (y0 + y1) / 2 - 3;
    draw();
  }
  function size() {
    const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    width = box.width; height = box.height;
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  // while the picture moves a part of the edges will do; all are there as soon as it rests
  let moving = false, rest = 0;
  function move() { moved = moving = true; clearTimeout(rest); rest = setTimeout(() => { moving = false; draw(); }, 180); draw(); }
  function draw() { if (!asked) { asked = true; requestAnimationFrame(paint); } }
  const X = (i) => data.x[i] * scale * wide + left, Y = (i) => data.y[i] * scale * tall + top;
  // on a wide view nodes shrink with it, but never to nothing
  const R = (i) => Math.max(E > 5000 ? 1.6 : 3.6, radius[i] * Math.min(1.5, Math.max(0.5, scale * Math.sqrt(wide * tall))));

  function paint() {
    asked = false;
    ink.clearRect(0, 0, width, height);
    const soft = css("--soft"), line = css("--line"), text = css("--ink"), card = css("--card"), accent = css("--focus");
    ink.font = "12px system-ui, sans-serif"; ink.textAlign = "center"; ink.textBaseline = "alphabetic";
    let last = -1e9;
    // a year of which nothing is shown would only take the room of its neighbour's name
    const present = new Set();
    for (let i = 0; i < N; i++) if (shown(i)) { present.add(data.year[i]); if (!data.year[i]) present.add("x" + Math.round(data.x[i])); }
    for (const [year, x] of data.years) {
      if (!present.has(year || "x" + Math.round(x))) continue;
      const at = x * scale * wide + left;
      if (at < -40 || at > width + 40) continue;
      ink.strokeStyle = line; ink.globalAlpha = 0.55; ink.lineWidth = 1;
      ink.beginPath(); ink.moveTo(at, 26); ink.lineTo(at, height); ink.stroke(); ink.globalAlpha = 1;
      const word = year ? String(year) : "no year";
      if (at - last > (year ? 40 : 52)) { ink.fillStyle = soft; ink.fillText(word, Math.max(at, year ? 20 : 28), 18); last = at + (year ? 0 : 12); }
    }
    const near = new Set();
    const focus = selected >= 0 ? selected : hover;
    if (focus >= 0) { near.add(focus); out[focus].forEach((j) => near.add(j)); into[focus].forEach((j) => near.add(j)); }
    const dim = (i) => (found && !found.has(i)) || (focus >= 0 && !near.has(i));
    ink.lineWidth = E > 20000 ? 0.4 : 1; ink.strokeStyle = soft;
    ink.globalAlpha = Math.max(0.05, Math.min(0.5, 900 / E)) * (focus >= 0 || found ? 0.3 : 1);
    ink.beginPath();
    // one path of all the edges takes ten times as long as many short ones
    const step = moving ? Math.ceil(E / 4000) : 1;
    for (let e = 0, n = 0; e < E; e += step) {
      if (shown(S[e]) && shown(T[e]) && S[e] !== focus && T[e] !== focus) curve(S[e], T[e]);
      if (++n % 200 === 0) { ink.stroke(); ink.beginPath(); }
    }
    ink.stroke();
    if (E <= 2000) heads((e) => S[e] !== focus && T[e] !== focus, soft);
    if (focus >= 0) {
      ink.globalAlpha = near.size > 150 ? 0.4 : 0.95; ink.lineWidth = near.size > 150 ? 0.8 : 1.7;
      for (const [ends, tint] of [[S, css("--accent")], [T, accent]]) {
        ink.strokeStyle = tint; ink.beginPath();
        for (let e = 0; e < E; e++) if (ends[e] === focus && shown(S[e]) && shown(T[e])) curve(S[e], T[e]);
        ink.stroke(); heads((e) => ends[e] === focus, tint);
      }
    }
    ink.globalAlpha = 1;
    for (let k = N - 1; k >= 0; k--) {
      const i = byCited[k];
      if (!shown(i)) continue;
      const x = X(i), y = Y(i), r = R(i);
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
      ink.globalAlpha = dim(i) ? 0.16 : 1;
      // what rests on a suggestion is a ring
      if (data.ring[i]) {
        const thick = Math.min(2.4, r / 2);
        ink.fillStyle = card; ink.strokeStyle = colour(data.group[i]); ink.lineWidth = thick;
        ink.beginPath(); ink.arc(x, y, r - thick / 2, 0, 7); ink.fill(); ink.stroke();
      } else { ink.fillStyle = colour(data.group[i]); ink.beginPath(); ink.arc(x, y, r, 0, 7); ink.fill(); }
      if (r > 2.5 && !data.ring[i]) { ink.lineWidth = 1; ink.strokeStyle = card; ink.stroke(); }
      if (i === selected || i === hover) { ink.lineWidth = 2.5; ink.strokeStyle = i === selected ? accent : text; ink.beginPath(); ink.arc(x, y, r + 2.5, 0, 7); ink.stroke(); }
    }
    labels(near, dim, text, card);
    ink.globalAlpha = 1;
  }
  function curve(a, b) {
    const x1 = X(a), y1 = Y(a), x2 = X(b), y2 = Y(b);
    if ((x1 < 0 && x2 < 0) || (x1 > width && x2 > width) || (y1 < 0 && y2 < 0) || (y1 > height && y2 > height)) return;
    ink.moveTo(x1, y1);
    if (E > 20000) ink.lineTo(x2, y2); else { const [cx, cy] = bow(x1, y1, x2, y2); ink.quadraticCurveTo(cx, cy, x2, y2); }
  }
  // works of one year stand in one column: a straight line would run through those between
  function bow(x1, y1, x2, y2) {
    return Math.abs(x1 - x2) < 2 ? [x1 + Math.min(60, Math.abs(y1 - y2) * 0.35), (y1 + y2) / 2] : [(x1 + x2) / 2, (y1 + y2) / 2 - 0.06 * Math.hypot(x1 - x2, y1 - y2)];
  }
  function heads(wanted, tint) {
    if (scale < 0.25) return;
    ink.fillStyle = tint; ink.beginPath();
    for (let e = 0; e < E; e++) {
      if (!wanted(e) || !shown(S[e]) || !shown(T[e])) continue;
      const x2 = X(T[e]), y2 = Y(T[e]), [cx, cy] = bow(X(S[e]), Y(S[e]), x2, y2), d = Math.hypot(x2 - cx, y2 - cy) || 1;
      const ux = (x2 - cx) / d, uy = (y2 - cy) / d, r = R(T[e]) + 1, px = x2 - ux * r, py = y2 - uy * r;
      ink.moveTo(px, py); ink.lineTo(px - 6 * ux - 3 * uy, py - 6 * uy + 3 * ux); ink.lineTo(px - 6 * ux + 3 * uy, py - 6 * uy - 3 * ux);
    }
    ink.fill();
  }
  // a name that the picture has no room for ends with a whole word and dots; "" if not even its first word fits
  function fitted(text, room) {
    if (ink.measureText(text).width <= room) return text;
    for (let words = text.split(" ").slice(0, -1); words.length; words.pop()) {
      const short = words.join(" ") + " …";
      if (ink.measureText(short).width <= room) return short;
    }
    return "";
  }
  // boxes and dots that are drawn, by squares of the picture, so that a new box is held against its neighbours only
  function ground() {
    const side = 64, squares = new Map();
    const at = function* ([x0, y0, x1, y1]) {
      for (let x = Math.floor(x0 / side); x <= Math.floor(x1 / side); x++)
        for (let y = Math.floor(y0 / side); y <= Math.floor(y1 / side); y++) yield x + ":" + y;
    };
    return {
      add(box) { for (const key of at(box)) { if (!squares.has(key)) squares.set(key, []); squares.get(key).push(box); } },
      free(box, but) {
        for (const key of at(box)) for (const other of squares.get(key) ?? [])
          if (other[4] !== but && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
        return true;
      },
    };
  }
  function labels(near, dim, text, card) {
    const first = [selected, hover, ...near].filter((i) => i >= 0);
    // a name for what others cite; what only cites gets its name when somebody looks at it
    const order = first.concat(byCited.filter((i) => into[i].length)), names = ground(), dots = ground(), view = canvas.getBoundingClientRect();
    for (const part of canvas.parentElement.querySelectorAll(".hint, .zoom")) {
      const box = part.getBoundingClientRect();
      names.add([box.left - view.left - 4, box.top - view.top - 4, box.right - view.left + 4, box.bottom - view.top + 4, -1]);
    }
    for (let i = 0; i < N; i++) if (shown(i) && X(i) > -30 && X(i) < width + 30 && Y(i) > -30 && Y(i) < height + 30)
      dots.add([X(i) - R(i), Y(i) - R(i), X(i) + R(i), Y(i) + R(i), i]);
    let made = 0; const room = Math.round(width * height / 9000), done = new Set();
    ink.textAlign = "left"; ink.textBaseline = "middle"; ink.font = "12px system-ui, sans-serif"; ink.lineJoin = "round";
    for (let k = 0; k < order.length && made < room; k++) {
      const i = order[k];
      if (done.has(i) || !shown(i) || (dim(i) && !near.has(i))) continue;
      done.add(i);
      const sure = k < first.length && k < 40, r = R(i), word = fitted(name[i], width - 8);
      if (!word || X(i) < 0 || X(i) > width || Y(i) < 34 || Y(i) > height) continue;
      if (!sure && scale < 0.12 && made > 25) break;
      const span = ink.measureText(word).width, middle = Math.min(Math.max(4, X(i) - span / 2), width - 4 - span);
      // behind the dot, before it, above it, below it: where it covers no name and no dot; for what somebody looks at a dot may be covered
      const places = [[X(i) + r + 4, Y(i)], [X(i) - r - 4 - span, Y(i)], [middle, Y(i) - r - 9], [middle, Y(i) + r + 9]];
      const looked = i === selected || i === hover;
      const box = ([x, y]) => [x - 2, y - 8, x + span + 2, y + 8, i];
      const fits = (place) => { const [x0, y0, x1, y1] = box(place); return x0 >= 0 && x1 <= width && y0 >= 26 && y1 <= height && names.free(box(place)); };
      const place = places.find((one) => fits(one) && dots.free(box(one), i)) ?? (looked ? places.find(fits) : undefined);
      if (!place) continue;
      const [x, y] = place;
      names.add(box(place)); made++;
      ink.globalAlpha = 1; ink.lineWidth = 3.5; ink.strokeStyle = card; ink.strokeText(word, x, y);
      ink.fillStyle = text; ink.fillText(word, x, y);
    }
  }
  function at(px, py) {
    let best = -1, least = 1e9;
    for (let i = 0; i < N; i++) if (shown(i)) {
      const d = Math.hypot(X(i) - px, Y(i) - py) - R(i);
      if (d < 6 && d < least) { least = d; best = i; }
    }
    return best;
  }

  // ---- the panel: text is only ever set as text
  function node(tag, text, parent, cls) {
    const made = document.createElement(tag);
    if (text !== "") made.textContent = text;
    if (cls) made.className = cls;
    if (parent) parent.append(made);
    return made;
  }
  function list(indices, parent, limit) {
    const ul = node("ul", "", parent);
    for (const i of indices.slice(0, limit)) {
      const button = node("button", "", node("li", "", ul));
      button.type = "button"; button.dataset.key = data.key[i];
      node("b", name[i], button);
      button.append(data.title[i] ? " " + data.title[i] : "");
      if (into[i].length) node("span", " · cited by\u00a0" + into[i].length, button, "soft");
      button.addEventListener("click", () => choose(i, true));
    }
    if (indices.length > limit) node("p", "… and " + (indices.length - limit) + " more", parent, "soft");
  }
  const works = (n) => n + (n === 1 ? " work" : " works");
  function details(i) {
    side.replaceChildren();
    const back = node("button", "← List", side); back.type = "button"; back.id = "back"; back.addEventListener("click", () => { choose(-1); query.focus(); });
    const title = node("h2", data.title[i] || data.key[i], side); title.tabIndex = -1;
    const facts = node("dl", "", side);
    for (const [term, value] of [["By", data.authors[i]], ["Year", data.year[i] ? String(data.year[i]) : ""], ["In", data.container[i]], ["Type", data.type[i]], ["Key", data.key[i]]])
      if (value) { node("dt", term, facts); node("dd", value, facts); }
    const url = data.url[i];
    if (/^https?:\/\//i.test(url)) { node("dt", "Link", facts); const a = node("a", url.replace(/^https?:\/\//i, "").slice(0, 60), node("dd", "", facts)); a.href = url; a.rel = "noopener noreferrer"; a.target = "_blank"; }
    if (data.open && data.open[i]) { const a = node("a", "everything known of it", node("p", "", side)); a.href = data.open[i]; }
    if (data.tags[i].length) {
      node("h3", "Tags", side); const box = node("div", "", side, "codes");
      const only = new Set(data.suggested[i]);
      for (const [code, why] of data.tags[i]) { const c = node("span", only.has(code) ? code + " (only suggested)" : code, box, only.has(code) ? "code only" : "code"); if (why) c.title = why; }
      for (const [code, why] of data.tags[i]) if (why) { const p = node("p", code + ": ", side, "soft"); node("q", why, p); }
    }
    node("h3", "Cites " + out[i].length, side); list(out[i].slice().sort((a, b) => data.year[a] - data.year[b]), side, 300);
    node("h3", "Cited by " + into[i].length, side); list(into[i].slice().sort((a, b) => data.year[a] - data.year[b]), side, 300);
    side.scrollTop = 0;
    return title;
  }
  function results() {
    side.replaceChildren();
    const wanted = byCited.filter((i) => (!found || found.has(i)) && !off.has(data.group[i]) && !(sureOnly && data.ring[i]));
    node("h2", found ? wanted.length + " found" : "Most cited first", side);
    if (found) { list(wanted, side, 200); return; }
    node("p", "Pick a source here or in the picture to see its tags, what it cites and what cites it.", side, "soft no-print");
    const often = wanted.filter((i) => into[i].length > 1);
    list(often, side, 200);
    let first = !often.length;
    const rest = [
      ["cited once", wanted.filter((i) => into[i].length === 1)],
      ["citing, and not cited", wanted.filter((i) => !into[i].length && linked[i])],
      ["without a link", wanted.filter((i) => !linked[i])],
    ];
    for (const [what, members] of rest) if (members.length) {
      const fold = node("details", "", side);
      fold.open = first; first = false;
      node("summary", what[0].toUpperCase() + what.slice(1) + ": " + works(members.length), fold);
      list(members, fold, 200);
    }
  }
  function choose(i, centre) {
    selected = i;
    if (i < 0) { results(); say(); draw(); return; }
    if (!linked[i] && !alone) { alone = true; lone.checked = true; count(); }
    if (sureOnly && data.ring[i]) { sureOnly = false; el("rings").checked = true; }
    if (off.has(data.group[i])) { off.delete(data.group[i]); document.querySelector('input[data-group="' + data.group[i] + '"]').checked = true; }
    const title = details(i);
    if (centre && (X(i) < 40 || X(i) > width - 120 || Y(i) < 50 || Y(i) > height - 40)) { left += width / 2 - X(i); top += height / 2 - Y(i); }
    status.textContent = name[i] + ": cites " + out[i].length + ", cited by " + into[i].length;
    if (centre) title.focus({ preventScroll: true });
    draw();
  }
  // the legend counts the works in the picture, those that rest on a suggestion after the plus
  function count() {
    for (const box of document.querySelectorAll("input[data-group], #rings")) {
      const group = box.dataset.group, of = byCited.filter((i) => (linked[i] || alone) && (group === undefined || data.group[i] === Number(group)));
      const rings = of.filter((i) => data.ring[i]).length, sure = of.length - rings;
      box.parentElement.querySelector(".c").textContent = group === undefined ? rings : !rings ? sure : sure + " + " + rings;
    }
  }
  function say() {
    let n = 0; for (let i = 0; i < N; i++) n += shown(i);
    status.textContent = n + " of " + N + " sources shown" + (found ? ", " + found.size + " found" : "");
  }
  function search() {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    found = words.length ? new Set(data.key.map((_, i) => i).filter((i) => words.every((w) => hay[i].includes(w)))) : null;
    selected = -1; results(); say(); draw();
  }

  // ---- hands
  let drag = null;
  const spot = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => { drag = { from: spot(event), left, top, moved: false }; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = spot(event);
    if (drag) {
      if (Math.hypot(x - drag.from[0], y - drag.from[1]) > 3) drag.moved = true;
      if (drag.moved) { left = drag.left + x - drag.from[0]; top = drag.top + y - drag.from[1]; move(); }
      return;
    }
    const i = at(x, y);
    if (i !== hover) { hover = i; canvas.classList.toggle("hit", i >= 0); canvas.title = i >= 0 ? name[i] + (data.title[i] ? ": " + data.title[i] : "") : ""; draw(); }
  });
  canvas.addEventListener("pointerup", (event) => { if (drag && !drag.moved) choose(at(...spot(event)), false); drag = null; });
  canvas.addEventListener("pointercancel", () => { drag = null; });
  canvas.addEventListener("pointerleave", () => { if (hover >= 0 && !drag) { hover = -1; draw(); } });
  function zoom(factor, x, y) {
    const next = Math.min(12, Math.max(0.02, scale * factor)); factor = next / scale;
    left = x - (x - left) * factor; top = y - (y - top) * factor; scale = next; move();
  }
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); const [x, y] = spot(event); zoom(Math.exp(-event.deltaY * 0.0015), x, y); }, { passive: false });
  el("in").addEventListener("click", () => zoom(1.4, width / 2, height / 2));
  el("out").addEventListener("click", () => zoom(1 / 1.4, width / 2, height / 2));
  el("fit").addEventListener("click", fit);
  // arrow keys walk to the nearest work in that direction
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way && event.shiftKey) { left -= 60 * way[0]; top -= 60 * way[1]; draw(); }
    else if (way) {
      let best = -1, least = 1e18;
      if (selected < 0) best = byCited.find(shown) ?? -1;
      else for (let i = 0; i < N; i++) if (i !== selected && shown(i)) {
        const dx = X(i) - X(selected), dy = Y(i) - Y(selected);
        const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1] + dy * way[0]);
        if (along > 0.5 && along + 2.5 * across < least) { least = along + 2.5 * across; best = i; }
      }
      if (best >= 0) { choose(best, false); if (X(best) < 20 || X(best) > width - 20 || Y(best) < 40 || Y(best) > height - 20) { left += width / 2 - X(best); top += height / 2 - Y(best); } draw(); }
    }
    else if (event.key === "Enter" && selected >= 0) side.querySelector("h2").focus();
    else if (event.key === "+" || event.key === "=") zoom(1.3, width / 2, height / 2);
    else if (event.key === "-") zoom(1 / 1.3, width / 2, height / 2);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") choose(-1);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); query.focus(); }
    if (event.key === "Escape" && side.contains(document.activeElement)) { choose(-1); query.focus(); }
  });
  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => { if (event.key === "Enter") { const first = side.querySelector("li button"); if (first) first.click(); } });
  el("rings")?.addEventListener("change", (event) => { sureOnly = !event.target.checked; if (selected < 0) results(); say(); draw(); });
  if (lone) lone.addEventListener("change", () => { alone = lone.checked; count(); say(); fit(); });
  for (const box of document.querySelectorAll("input[data-group]")) box.addEventListener("change", () => {
    const g = Number(box.dataset.group);
    if (box.checked) off.delete(g); else off.add(g);
    if (selected < 0) results();
    say(); draw();
  });
  dark.addEventListener("change", draw);
  addEventListener("beforeprint", () => { printing = true; paint(); });
  addEventListener("afterprint", () => { printing = false; draw(); });
  new ResizeObserver(() => { size(); if (moved) draw(); else fit(); }).observe(canvas.parentElement);
  results(); say();
})();
