// A desk in one file: it asks one question after another, keeps each answer in this browser, and saves them as a file to send back.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("desk").textContent);
  const HEADER = ["desk", "by", "question", "title", "answer", "decisions", "form", "seen"];
  const questions = new Map(data.questions.map((one) => [one.key, one]));
  const views = new Map();
  const view = (key) => {
    if (!views.has(key)) {
      const one = questions.get(key);
      const parts = one.parts.map((number) => data.texts[number]).map((text, n) => ({...JSON.parse(text), text, notes: one.notes[n], chosen: one.chosen[n]}));
      views.set(key, {...JSON.parse(one.text), parts});
    }
    return views.get(key);
  };
  const make = (tag, text = "", names = {}, ...inside) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [name, value] of Object.entries(names)) if (value !== false) made.setAttribute(name, value === true ? "" : value);
    made.append(...inside);
    return made;
  };

  // what was answered: by question its form, the answer in words, the decisions, and the digests of what was on the screen
  let answers = new Map(), skipped = [], now = "", unsaved = false;
  const place = `litreview desk ${data.digest}`;
  let stored = true;
  const keep = () => {
    try { localStorage.setItem(place, JSON.stringify([[...answers], skipped])); } catch { stored = false; }
  };
  try {
    const before = JSON.parse(localStorage.getItem(place) || "null");
    if (before) [answers, skipped] = [new Map(before[0].filter(([key]) => questions.has(key))), before[1]];
  } catch { stored = false; }
  const fault = (text) => { at("fault").textContent = text; at("fault").hidden = !text; };
  if (!globalThis.crypto?.subtle) fault("This browser cannot sign your answers, so they could not be imported. Open the page in another browser.");
  const digest = async (text) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  };

  const left = () => data.questions.filter((one) => !answers.has(one.key));
  const next = () => left().find((one) => !skipped.includes(one.key)) || questions.get(skipped.find((key) => !answers.has(key)));

  // text with marked stretches; they count code points
  const marked = (text, stretches = []) => {
    const points = stretches.length ? [...text] : [];
    const parts = [];
    let from = 0;
    for (const [start, end] of stretches) {
      parts.push(points.slice(from, start).join(""), make("mark", points.slice(start, end).join("")));
      from = end;
    }
    return stretches.length ? [...parts, points.slice(from).join("")] : [text];
  };
  const paragraph = (text, kind = "soft") => make("p", text, {class: kind});

  const showWork = (one, seen) => {
    const work = at("work"), first = seen.works[0];
    const heading = make("h2", "", {tabindex: "-1"}, ...marked(seen.heading, one.spans.title));
    work.replaceChildren(heading);
    if (seen.context) work.append(paragraph(seen.context));
    if (seen.subheading) work.append(make("h3", seen.subheading));
    if (seen.rows.length) work.append(pair(seen));
    else if (first) {
      const cite = make("p", first.label, {class: "cite"});
      if (first.in) cite.append(". ", make("i", first.in));
      const about = paragraph(`${first.type} `);
      about.append(make("code", first.key));
      if (/^https?:\/\//.test(first.link)) about.append(" ", make("a", first.link, {href: first.link, rel: "noopener noreferrer", target: "_blank"}));
      work.append(cite, about);
      for (const [name, text] of first.texts) {
        work.append(make("h3", name[0].toUpperCase() + name.slice(1)), make("p", "", {class: "text"}, ...marked(text, one.spans[name])));
      }
      if (!first.texts.length) work.append(paragraph("The review has only the title of this work."));
    }
    if (one.expected) work.append(paragraph(`${one.expected[0].toUpperCase()}${one.expected.slice(1)}. This is a suggestion; you decide.`, "expected"));
    if (seen.views.length) {
      work.append(make("h3", "Their answers"));
      for (const [by, answer, more] of seen.views) {
        work.append(make("p", "", {}, `${by}: `, make("b", answer), more.length ? ` ${more.join(" ")}` : ""));
      }
    }
    if (seen.help) work.append(paragraph(seen.help));
    if (one.why.length) work.append(make("details", "", {}, make("summary", "Why am I asked?"), ...one.why.map((number) => paragraph(data.texts[number]))));
    return heading;
  };
  const pair = (seen) => {
    const head = make("tr", "", {}, make("th", "field", {scope: "col"}), ...seen.works.map((work) => make("th", work.key, {scope: "col"})));
    const body = seen.rows.map(([name, values, differs, conflict]) => make("tr", "", {class: conflict ? "conflict" : "same"},
      make("th", `${conflict ? "≠ " : ""}${name}`, {scope: "row"}),
      ...values.map((text, n) => make("td", "", {}, ...(text ? marked(text, conflict ? differs[n] : []) : ["–"])))));
    return make("div", "", {class: "scroll", tabindex: "0", role: "group", "aria-label": "The two entries, field by field"},
      make("table", "", {}, make("thead", "", {}, head), make("tbody", "", {}, ...body)));
  };

  const field = (name, label, value = "", longest = 2000) => {
    const input = make("input", "", {type: "text", name, id: `f ${name}`, maxlength: longest, autocomplete: "off"});
    input.value = value;
    return make("p", "", {}, make("label", label, {for: input.id}), input);
  };
  const button = (key, label, names = {}) => make("button", "", {type: "button", "data-key": key, ...names}, make("kbd", key), ` ${label}`);

  const showForm = (seen, given) => {
    const form = at("answers");
    form.replaceChildren(make("h2", seen.prompt, {id: "asked"}));
    if (seen.boxed) showBoxes(form, seen, given);
    else {
      const groups = new Map();
      for (const part of seen.parts) for (const one of part.choices) groups.set(one.legend, [...(groups.get(one.legend) || []), one]);
      for (const [legend, choices] of groups) {
        const set = legend ? make("fieldset", "", {}, make("legend", legend)) : make("fieldset", "", {"aria-labelledby": "asked"});
        for (const one of choices) {
          const made = button(one.key, one.label, {"aria-pressed": String(given.answer === one.key)});
          made.addEventListener("click", () => give({answer: one.key, shown: questions.get(now).shown}, one.label, [decision(one)], seen.parts));
          set.append(made);
        }
        form.append(set);
      }
      if (seen.reason) form.append(field("reason", seen.reason, given.reason));
    }
  };
  const showBoxes = (form, seen, given) => {
    for (const part of seen.parts) {
      if (part.name) {
        const set = make("fieldset", "", {class: "box"}, make("legend", part.legend));
        for (const note of part.notes) set.append(paragraph(note));
        if (part.meaning) set.append(make("details", "", {}, make("summary", "What it means"), make("p", part.meaning, {class: "text"})));
        part.choices.filter((one) => !one.rest).forEach((one, n) => {
          const radio = make("input", "", {type: "radio", name: part.name, value: one.word, "data-key": n < 9 || !/\d/.test(one.key) ? one.key : false});
          radio.checked = (given[part.name] ?? part.chosen) === one.word;
          set.append(make("label", "", {class: "radio"}, radio, make("kbd", one.key), ` ${one.word}`));
        });
        if (part.typed) set.append(field(part.typed, part.hint || "Its value", given[part.typed], 500));
        form.append(set);
      } else if (part.typed) {
        form.append(field(part.typed, part.hint, given[part.typed]));
        if (part.listed.length) form.append(make("details", "", {}, make("summary", "The other codes"), make("ul", "", {}, ...part.listed.map(([id, label]) => make("li", `${id} ${label}`)))));
      }
    }
    form.append(field("where", "Page or quote (optional)", given.where), field("reason", "Reason (optional)", given.reason));
    const own = button("k", "Save these answers");
    own.addEventListener("click", () => giveBoxes(seen, false));
    form.append(own);
    const rest = seen.parts.flatMap((part) => part.choices).find((one) => one.rest);
    if (rest) {
      const made = button("x", rest.legend || rest.label);
      made.addEventListener("click", () => giveBoxes(seen, true));
      form.append(made);
    }
  };
  const value = (name) => (at(`f ${name}`)?.value || "").trim();
  const giveBoxes = (seen, rest) => {
    const given = {keep: "1"}, words = [], decisions = [], parts = [];
    if (rest) given.rest = "1";
    for (const part of seen.parts) {
      const typed = part.typed ? value(part.typed) : "";
      const radio = part.name ? at("answers").querySelector(`input[name="${CSS.escape(part.name)}"]:checked`) : null;
      const chosen = part.choices.find((one) => radio && !one.rest && one.word === radio.value) || (rest && !typed && part.choices.find((one) => one.rest));
      if (typed) { given[part.typed] = typed; words.push(typed); decisions.push(`typed ${typed}`); }
      else if (radio) given[part.name] = radio.value;
      if (typed || chosen) parts.push(part);
      if (!typed && chosen) { words.push(`${part.code || part.legend} ${chosen.word}`); decisions.push(decision(chosen)); }
    }
    if (!decisions.length) { tell("Nothing is answered yet."); return; }
    give(given, words.join("; "), decisions, parts);
  };

  const decision = (choice) => [choice.verb, questions.get(now).name, choice.value].filter(Boolean).join(" ");
  let busy = false;
  const give = async (form, words, decisions, parts) => {
    if (busy || !questions.has(now)) return;
    busy = true;
    const one = questions.get(now), seen = view(now);
    for (const name of ["reason", "where"]) if (value(name)) form[name] = value(name);
    try {
      const texts = await Promise.all([one.text, ...parts.map((part) => part.text)].map(digest));
      answers.delete(now);
      answers.set(now, {title: seen.heading, words, decisions, form, seen: texts.join(" ")});
      skipped = skipped.filter((key) => key !== now);
      unsaved = true;
      keep();
      go(`Saved: ${words}. `);
    } finally { busy = false; }
  };
  const tell = (text) => { at("told").textContent = text; };
  const go = (before = "", key = "") => {
    const one = key ? questions.get(key) : next();
    const many = data.questions.length, done = answers.size;
    now = one ? one.key : "";
    at("bar").max = many || 1;
    at("bar").value = done;
    tell(`${before}${done} of ${many} answered${skipped.length ? `, ${skipped.length} skipped` : ""}.${stored ? "" : " This browser does not store your answers: save them before you close the page."}`);
    at("undo").disabled = at("save").disabled = !done;
    at("skip").disabled = !one;
    if (one) {
      const heading = showWork(one, view(now));
      showForm(view(now), answers.get(now)?.form || {});
      heading.focus({preventScroll: true});
      scrollTo(0, 0);
    } else {
      at("work").replaceChildren(make("h2", many ? "All questions are answered" : "There are no questions", {tabindex: "-1"}), paragraph(many ? "Save the answers and send the file back." : "There was no open question when this page was made."));
      at("answers").replaceChildren();
    }
    at("next").replaceChildren(...left().filter((other) => other.key !== now).slice(0, 8).map((other) => make("li", view(other.key).heading)));
    at("done").replaceChildren(...[...answers].reverse().slice(0, 200).map(([other, answer]) => {
      const again = make("button", answer.title, {type: "button"});
      again.addEventListener("click", () => go("", other));
      return make("li", "", {}, again, `: ${answer.words}`);
    }));
  };

  at("answers").addEventListener("submit", (e) => e.preventDefault());
  at("skip").addEventListener("click", () => {
    skipped = [...skipped.filter((key) => key !== now), now];
    keep();
    go("Skipped. ");
  });
  at("undo").addEventListener("click", () => {
    const last = [...answers.keys()].pop();
    if (!last) return;
    answers.delete(last);
    keep();
    go("Undone. ", last);
  });
  const clean = (text) => String(text).replace(/[\t\r\n\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]+/g, " ");
  at("save").addEventListener("click", () => {
    const rows = [...answers].map(([key, one]) => [data.desk, data.by, key, one.title, one.words, one.decisions.join("; "), JSON.stringify(one.form), one.seen]);
    const text = [HEADER, ...rows].map((row) => row.map(clean).join("\t")).join("\n");
    const link = make("a", "", {href: URL.createObjectURL(new Blob([`${text}\n`], {type: "text/tab-separated-values"})), download: `${data.by}-answers.tsv`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    tell(`${rows.length} answers saved as ${data.by}-answers.tsv.`);
  });
  at("load").addEventListener("change", async (e) => {
    const [head, ...lines] = (await e.target.files[0].text()).trimEnd().split("\n").map((line) => line.split("\t"));
    if (head.join() !== HEADER.join()) { fault("This file has no answers from a page like this."); return; }
    let taken = 0;
    for (const [, by, key, title, words, decisions, form, seen] of lines) {
      if (by !== data.by || !questions.has(key)) continue;
      answers.set(key, {title, words, decisions: decisions.split("; "), form: JSON.parse(form), seen});
      taken += 1;
    }
    keep();
    go(`${taken} of ${lines.length} answers belong to this page. `);
  });
  addEventListener("beforeunload", (e) => { if (unsaved && !stored) e.preventDefault(); });

  const typing = (e) => e.target.closest("input:not([type=radio]),textarea,select");
  const open = (e) => e.type !== "radio" || ![...e.closest("fieldset").querySelectorAll("[type=radio]")].some((one) => one.checked);
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat) return;
    if (typing(e)) { if (e.key === "Escape") e.target.blur(); return; }
    const key = e.key.length === 1 ? e.key.toLowerCase() : "";
    const found = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === key && !one.disabled);
    const chosen = found.find(open) || found[found.length - 1];
    if (chosen) { e.preventDefault(); chosen.focus(); chosen.click(); }
  });
  go();
})();
