// The library: which files were chosen, and which of them would be refused for their size. Comfort: all works without.
"use strict";
(() => {
  const form = document.querySelector("[data-media-form]");
  const input = form.querySelector("input[type=file]"), names = form.querySelector("[data-media-names]");
  const zone = input.parentElement, most = Number(form.dataset.most) * 1024 * 1024;

  function show() {
    const files = [...input.files], large = files.find((file) => file.size > most);
    names.textContent = files.map((file) => file.name).join(", ");
    input.setCustomValidity(large ? form.dataset.tooLarge.replace("NAME", large.name) : "");
    if (large) input.reportValidity();
  }

  input.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("media-drop--over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("media-drop--over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("media-drop--over");
    input.files = event.dataTransfer.files;
    show();
  });
})();
