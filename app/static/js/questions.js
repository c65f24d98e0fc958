// Answering by keyboard and putting steps in order. Comfort: everything can be answered without this file.
"use strict";
(() => {
  const find = (selector, from = document) => from.querySelector(selector);

  // one region for announcements that outlives every swap
  const region = document.createElement("p");
  region.className = "sr";
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
  window.say = (text) => { if (text) { region.textContent = ""; requestAnimationFrame(() => { region.textContent = text; }); } };

  // putting steps in order by two buttons; the number selects stay what is sent
  function setUpOrdering(list) {
    list.dataset.ready = "yes";
    const rows = () => [...list.children];
    const renumber = () => rows().forEach((row, at, all) => {
      find("select", row).value = String(at + 1);
      find(".step__number", row).textContent = at + 1;
      find("[data-up]", row).disabled = at === 0;
      find("[data-down]", row).disabled = at === all.length - 1;
    });
    const placed = rows().map((row) => Number(find("select", row).value));
    if (placed.every(Boolean)) rows().sort((a, b) => find("select", a).value - find("select", b).value).forEach((row) => list.append(row));
    for (const row of rows()) {
      find("select", row).hidden = true;
      row.querySelectorAll("[hidden]:not(select)").forEach((part) => { part.hidden = false; });
    }
    renumber();
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-up], [data-down]");
      if (!button) return;
      const row = button.closest("li"), up = "up" in button.dataset;
      if (up) row.previousElementSibling?.before(row); else row.nextElementSibling?.after(row);
      rows().forEach((one) => one.classList.toggle("step--moved", one === row));
      renumber();
      (button.disabled ? find(up ? "[data-down]" : "[data-up]", row) : button).focus();
      say(`${rows().indexOf(row) + 1}. ${find(".step__text", row).textContent.trim()}`);
    });
  }

  // pointing at a place on a picture; a number that is chosen takes the point back, and the other way round
  function setUpHotspot(box) {
    box.dataset.hotspotReady = "yes";
    const picture = find("svg", box), mine = find(".hotspot__mine", box), point = find("[type=hidden]", box);
    const numbers = [...box.querySelectorAll("[type=radio]")];
    const place = (x, y) => {
      const { width, height } = picture.viewBox.baseVal;
      mine.removeAttribute("hidden");
      mine.setAttribute("transform", `translate(${x * width} ${y * height})`);
    };
    if (point.value) place(...point.value.split(" ").map(Number));
    picture.addEventListener("click", (event) => {
      const frame = find("image", picture).getBoundingClientRect();
      const share = (at, from, length) => Math.min(1, Math.max(0, (at - from) / length));
      const x = share(event.clientX, frame.left, frame.width), y = share(event.clientY, frame.top, frame.height);
      numbers.forEach((one) => { one.checked = false; one.required = false; });
      point.value = `${x.toFixed(4)} ${y.toFixed(4)}`;
      place(x, y);
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
    box.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      point.value = "";
      mine.setAttribute("hidden", "");
    });
  }

  const setUp = () => {
    document.querySelectorAll("[data-ordering]:not([data-ready])").forEach(setUpOrdering);
    document.querySelectorAll("[data-hotspot]:not([data-hotspot-ready])").forEach(setUpHotspot);
  };
  document.addEventListener("submit", (event) => event.submitter?.classList.add("option--sent"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (/^[1-9]$/.test(event.key) && !at.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
      const option = find(`[data-key="${event.key}"]`);
      if (!option) return;
      option.closest("details")?.setAttribute("open", "");
      option.focus();
      if (/checkbox|radio/.test(option.type)) option.click();
      event.preventDefault();
    } else if (event.key === "Enter" && at.matches("[data-gaps] input")) { // on to the next empty gap; from the last one it is sent
      const gaps = [...at.closest("[data-gaps]").querySelectorAll("input, select")];
      const next = [...gaps.slice(gaps.indexOf(at) + 1), ...gaps].find((gap) => !gap.value);
      if (next) { event.preventDefault(); next.focus(); }
    } else if (event.key === "Enter" && !at.matches("button, a, summary, select, input:not([type=checkbox], [type=radio])")) {
      const button = find("[data-enter]");
      if (button) { event.preventDefault(); button.click(); }
    }
  });
  document.addEventListener("htmx:load", setUp);
  setUp();
})();
