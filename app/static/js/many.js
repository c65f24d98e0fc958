// One box for all of a list. Without this file each box is ticked by itself.
"use strict";
(() => {
  const all = document.querySelector("[data-all] input");
  if (!all) return;
  const boxes = [...document.querySelectorAll("input[name=drafts]")];
  const count = () => boxes.filter((box) => box.checked).length;
  const tell = () => {
    all.checked = count() === boxes.length;
    all.indeterminate = count() > 0 && !all.checked;
  };
  all.closest("[data-all]").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", tell));
  tell();
})();
