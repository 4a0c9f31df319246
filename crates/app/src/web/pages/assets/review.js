// Keys and selections for the review page. Everything can be done without them.
"use strict";
const items = () => [...document.querySelectorAll(".queue-item")];
const current = () => document.activeElement.closest(".queue-item") || items()[0];

// Words that are selected in a sentence go into the form that puts a slot right.
document.addEventListener("mouseup", () => {
  const selected = document.getSelection();
  const words = String(selected).trim();
  const context = selected.anchorNode && selected.anchorNode.parentElement && selected.anchorNode.parentElement.closest(".context");
  if (!words || !context || !context.contains(selected.focusNode)) return;
  const details = context.closest(".queue-item").querySelector("details.correct");
  if (!details) return;
  details.open = true;
  details.querySelector("input[name=words]").value = words;
  const value = details.querySelector("input[name=value]");
  value.value = words;
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = current();
  const press = (selector) => { const button = item && item.querySelector(selector); if (button) { event.preventDefault(); button.click(); } };
  if (event.key === "a") press("button.accept");
  else if (event.key === "r") press("button.reject");
  else if (event.key === "u") { const undo = document.querySelector(".undo button"); if (undo) { event.preventDefault(); undo.click(); } }
  else if (event.key === "c") {
    const details = item && item.querySelector("details.correct");
    if (!details) return;
    event.preventDefault();
    details.open = true;
    details.querySelector("select").focus();
  }
});
