// Keys: / goes to the search field, j and k from row to row, Enter opens. Everything works without them.
"use strict";
document.addEventListener("keydown", (event) => {
  const into = event.target.closest("input, textarea, select, [contenteditable]");
  if (into || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); find.select(); }
    return;
  }
  if (event.key !== "j" && event.key !== "k") return;
  const rows = [...document.querySelectorAll("main tbody th[scope=row] a, main .card > h2 a, main .queue-item > h2 a")];
  if (rows.length === 0) return;
  const here = rows.indexOf(document.activeElement);
  const next = event.key === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
  event.preventDefault();
  rows[next].focus();
});
