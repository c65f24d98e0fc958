// Making gaps by selecting words. Comfort: marks can be typed, and everything can be written without this file.
"use strict";
(() => {
  const button = document.querySelector("[data-make-gap]"), form = document.getElementById("draft");
  if (!button) return;
  const texts = ["text-zh", "text-en"].map((id) => document.getElementById(id));
  const kinds = [...form.querySelectorAll('select[name^="gap-"][name$="-kind"]')];
  let last = texts[0];
  button.hidden = false;
  texts.forEach((text) => text.addEventListener("focus", () => { last = text; }));

  // in this language the first gap that has no mark yet, else a new one
  const place = () => kinds.findIndex((kind, at) => !last.value.includes(`{{${at + 1}}}`));

  function makeGap() {
    const at = place();
    if (at < 0) return;
    const language = last.id.slice(-2), words = last.value.slice(last.selectionStart, last.selectionEnd).trim();
    last.setRangeText(`{{${at + 1}}}`, last.selectionStart, last.selectionEnd, "end");
    if (!kinds[at].value) kinds[at].value = "short";
    const field = document.getElementById(`gap-${at}-words-${language}`);
    if (words && !field.value) field.value = words;
    last.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  button.addEventListener("click", makeGap);
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyG" && texts.includes(document.activeElement)) { event.preventDefault(); makeGap(); }
  });
})();
