// what scrolls is reached by keyboard, and the captions of the sidebar are headings with a level
document.querySelectorAll("pre, .table-wrapper").forEach((one) => { one.tabIndex = 0; });
document.querySelectorAll(".sidebar-tree [role=heading], .toctree-wrapper [role=heading]").forEach((one) => one.setAttribute("aria-level", "2"));
