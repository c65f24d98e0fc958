// A file on its way: says what is done just now and how far it is. Without this file the page simply takes its time.
"use strict";
(() => {
  const EVERY = 700;
  let asking = 0;

  async function ask(form) {
    const box = form.querySelector("[data-under-way]");
    try {
      const far = await (await fetch(form.dataset.progress, { headers: { Accept: "application/json" }, cache: "no-store" })).json();
      if (!far.step) return;
      const said = box.querySelector("[role=status]"), road = box.querySelector("progress");
      if (said.textContent !== far.step) said.textContent = far.step; // read out once a step; the count is only seen
      box.querySelector("[data-count]").textContent = far.count;
      if (far.of) { road.max = far.of; road.value = far.done; } else road.removeAttribute("value");
    } catch {
      // the next time
    }
  }

  function begin(form) {
    const box = form.querySelector("[data-under-way]");
    form.dataset.sent = "yes";
    form.querySelector("button").disabled = true;
    form.querySelector("button").setAttribute("aria-busy", "true");
    box.hidden = false;
    box.querySelector("[role=status]").textContent = form.dataset.begins;
    asking = setInterval(() => ask(form), EVERY);
  }

  for (const form of document.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", (event) => ("sent" in form.dataset ? event.preventDefault() : begin(form)));
  }
  for (const input of document.querySelectorAll("input[data-most]")) {
    input.addEventListener("change", () => {
      const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
      input.setCustomValidity(large ? input.dataset.tooLarge : "");
      input.reportValidity();
    });
  }
  // back from the page that followed: everything can be sent again
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    clearInterval(asking);
    location.reload();
  });
})();
