// what scrolls is reached by keyboard, and the captions of the sidebar are headings with a level
document.querySelectorAll("pre, .table-wrapper").forEach((one) => { one.tabIndex = 0; });
document.querySelectorAll(".sidebar-tree [role=heading], .toctree-wrapper [role=heading]").forEach((one) => one.setAttribute("aria-level", "2"));
// regions of the theme that have no name of their own, or are in no region
[[".sidebar-drawer", "Pages"], [".toc-drawer", "On this page"]].forEach(([which, name]) => document.querySelector(which)?.setAttribute("aria-label", name));
document.querySelectorAll(".content-icon-container").forEach((one) => { one.setAttribute("role", "navigation"); one.setAttribute("aria-label", "This page"); });
// the corner of a table is no header, and the page of results has a heading
document.querySelectorAll("th").forEach((one) => { if (!one.textContent.trim()) one.outerHTML = "<td></td>"; });
const article = document.querySelector("article");
if (article && !document.querySelector("h1")) article.insertAdjacentHTML("afterbegin", "<h1>Search</h1>");
