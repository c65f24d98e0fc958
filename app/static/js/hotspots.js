// Drawing regions on a picture: what is drawn goes into the fields, and what the fields say is drawn.
"use strict";
(() => {
  const box = document.querySelector("[data-regions]");
  if (!box) return;
  const SVG = "http://www.w3.org/2000/svg";
  const canvas = () => box.querySelector(".hotspot__canvas");
  const rows = [...box.querySelectorAll("[data-region]")];
  const field = (row, name) => row.querySelector(`[name=${name}-${row.dataset.region}]`);
  const numbers = (row) => field(row, "at").value.trim().split(/[\s,;，；]+/).filter(Boolean).map(Number);
  let active = null, from = null, corners = [];

  const make = (name, attributes) => {
    const found = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    return found;
  };

  function outline(row, width, height) {
    const at = numbers(row), shape = field(row, "shape").value;
    if (at.some(Number.isNaN) || at.length < 3) return null;
    const [x, y] = [(at[0] * width) / 100, (at[1] * height) / 100];
    if (shape === "circle") return [make("circle", { cx: x, cy: y, r: (at[2] * width) / 100 }), x, y];
    if (shape === "rect") {
      const [w, h] = [((at[2] || 0) * width) / 100, ((at[3] || 0) * height) / 100];
      return [make("rect", { x, y, width: w, height: h }), x + w / 2, y + h / 2];
    }
    const points = at.map((one, place) => (one * (place % 2 ? height : width)) / 100);
    return [make("polygon", { points: points.join(" ") }), x, y];
  }

  function draw() {
    const picture = canvas();
    if (!picture) return;
    const { width, height } = picture.viewBox.baseVal, layer = picture.querySelector("[data-drawn]");
    layer.replaceChildren();
    for (const row of rows) {
      const found = outline(row, width, height);
      if (!found) continue;
      const [shape, x, y] = found, right = row.querySelector("[name=right]").checked;
      shape.setAttribute("class", `region region--${right ? "right" : "plain"}`);
      const number = make("text", { x, y, "font-size": width * 0.05, "text-anchor": "middle", "dominant-baseline": "central", class: "hotspot__label" });
      number.textContent = Number(row.dataset.region) + 1;
      layer.append(shape, number);
    }
  }

  function put(values) {
    const at = field(active, "at");
    at.value = values.map((one) => Number((100 * one).toFixed(1))).join(" ");
    at.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const share = (event) => {
    const frame = canvas().querySelector("image").getBoundingClientRect();
    const within = (at, start, length) => Math.min(1, Math.max(0, (at - start) / length));
    return [within(event.clientX, frame.left, frame.width), within(event.clientY, frame.top, frame.height)];
  };

  function pull([x, y]) {
    const { width, height } = canvas().viewBox.baseVal;
    if (field(active, "shape").value === "circle") return put([...from, Math.hypot(x - from[0], ((y - from[1]) * height) / width)]);
    put([Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])]);
  }

  box.addEventListener("pointerdown", (event) => {
    if (!active || !event.target.closest(".hotspot__canvas")) return;
    event.preventDefault();
    const here = share(event);
    if (field(active, "shape").value === "polygon") { corners.push(...here); put(corners); } else from = here;
  });
  addEventListener("pointermove", (event) => { if (from) pull(share(event)); });
  addEventListener("pointerup", (event) => { if (from) { pull(share(event)); from = null; } });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-draw]");
    if (!button) return;
    active = button.closest("[data-region]");
    corners = [];
    rows.forEach((row) => row.querySelector("[data-draw]").setAttribute("aria-pressed", row === active));
    canvas()?.scrollIntoView({ block: "nearest" });
  });
  box.addEventListener("input", draw);
  document.addEventListener("htmx:afterSettle", draw);
  rows.forEach((row) => { row.querySelector("[data-draw]").hidden = false; });
  draw();
})();
