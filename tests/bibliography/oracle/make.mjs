// Prints what citeproc-js makes of CSL JSON items: node make.mjs ITEMS.json STYLE.csl LOCALE.xml > OUT.json
// Needs the npm package citeproc (the reference implementation of CSL in JavaScript, https://github.com/Juris-M/citeproc-js).
import CSL from "citeproc";
import { readFileSync } from "node:fs";

const [itemsFile, styleFile, localeFile] = process.argv.slice(2);
const items = Object.fromEntries(JSON.parse(readFileSync(itemsFile, "utf8")).map((item) => [item.id, item]));
const locale = readFileSync(localeFile, "utf8");
const engine = new CSL.Engine(
  { retrieveLocale: () => locale, retrieveItem: (id) => items[id] },
  readFileSync(styleFile, "utf8"),
  "en-US",
);
engine.setOutputFormat("html");
engine.updateItems(Object.keys(items));
const [about, entries] = engine.makeBibliography();
const plain = (html) =>
  html
    .replace(/<[^>]+>/g, "")
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code))
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
const found = Object.fromEntries(about.entry_ids.map(([id], index) => [id, plain(entries[index])]));
console.log(JSON.stringify(Object.fromEntries(Object.entries(found).sort()), null, 1));
