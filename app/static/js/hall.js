// The screen of the hall: asks the server what it shows, fits the words to the screen, takes the host's keys.
// The server's clock and score decide; a screen that lost its line shows the PK as it stands when the line is back.
"use strict";
(() => {
  const POLL = 4000, SELDOM = 4, // with a stream only now and then: to notice who has lost the connection
     AGAIN = 2000, JUST_AFTER = 40, HEARD = 1, LEAST = 2.2, STEP = 0.1;
  const find = (selector, from = document) => from.querySelector(selector);
  let deadline = 0, moves = 0, ticking = 0, looks = false, line = Promise.resolve(), source = null, polls = 0;

  const left = (until) => Math.max(0, until - performance.now());

  function setClock(hall, since) {
    clearInterval(ticking);
    if (!("nextMs" in hall.dataset)) return;
    deadline = since + Number(hall.dataset.clockMs);
    moves = since + Number(hall.dataset.nextMs);
    ticking = setInterval(tick, 100);
    tick();
  }

  function tick() {
    for (const number of document.querySelectorAll("[data-seconds]")) {
      number.textContent = Math.ceil(left(deadline) / 1000);
      number.dataset.near = left(deadline) <= 5000 ? "now" : "";
    }
    if (performance.now() > moves + JUST_AFTER) { clearInterval(ticking); ask(); }
  }

  // As large as the words can be: read from twenty metres. A phone, which is held in the hand, scrolls instead.
  function fit() {
    const box = find("[data-fit]");
    if (!box) return;
    box.style.removeProperty("--size");
    if (!matchMedia("(min-aspect-ratio: 1/1) and (min-height: 480px)").matches) return;
    let size = 8;
    const tooLarge = () => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    for (box.style.setProperty("--size", size); size > LEAST && tooLarge(); size -= STEP) box.style.setProperty("--size", size);
  }

  function sound(...tones) {
    const context = new AudioContext();
    tones.forEach((tone, at) => {
      const oscillator = context.createOscillator(), volume = context.createGain();
      oscillator.frequency.value = tone;
      volume.gain.value = 0.2;
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(context.currentTime + at * 0.25);
      oscillator.stop(context.currentTime + at * 0.25 + 0.22);
    });
  }

  // One request after the other: what the host has pressed is never dropped, and of looks that wait one is enough.
  function ask() {
    if (looks) return;
    looks = true;
    line = line.then(() => { looks = false; return exchange(find("[data-hall]").dataset.ask, {}); });
  }

  function send(address, body) {
    line = line.then(() => exchange(address, { method: "POST", body }));
  }

  async function exchange(address, options) {
    try {
      const answer = await fetch(address, { ...options, headers: { Accept: "text/html", "HX-Request": "true" }, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = find("[data-hall]", page);
      if (!fresh) return location.reload(); // signed out, for instance
      show(page, fresh);
    } catch {
      find("[data-offline]").hidden = false;
      setTimeout(ask, AGAIN);
    }
  }

  function show(page, fresh) {
    const key = document.activeElement?.dataset?.key, isNew = fresh.dataset.at !== find("[data-hall]").dataset.at;
    find("#main").replaceWith(find("#main", page));
    document.title = find("title", page)?.textContent ?? document.title;
    if (key) document.querySelectorAll("[data-key]").forEach((one) => { if (one.dataset.key === key) one.focus(); });
    setUp(performance.now(), isNew);
  }

  function setUp(since, isNew = true) {
    const hall = find("[data-hall]");
    hall.classList.toggle("hall--new", isNew);
    setClock(hall, since);
    fit();
  }

  function listen() {
    source?.close();
    source = new EventSource(find("[data-hall]").dataset.stream);
    source.addEventListener("state", (event) => {
      if (event.lastEventId !== find("[data-hall]").dataset.version || event.data === "gap") ask();
    });
  }

  setInterval(() => {
    if (document.hidden) return;
    const hears = source?.readyState === HEARD;
    if (!hears) listen();
    if (!hears || (polls += 1) % SELDOM === 0) ask();
  }, POLL);

  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {}));

  function press(button) {
    if ("full" in button.dataset) return full();
    if ("tone" in button.dataset) return sound(523, 659, 784);
    const form = find("[data-conduct]"), body = new URLSearchParams(new FormData(form));
    body.set("deed", button.value);
    send(form.action, body);
  }

  const SAME = { ArrowRight: " ", PageDown: " ", Enter: " " }; // what a clicker sends
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("button, a") && (event.key === " " || event.key === "Enter")) return;
    const name = SAME[event.key] ?? event.key.toUpperCase();
    const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name && !one.disabled);
    if (!button) return;
    event.preventDefault();
    press(button);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    if (!button) return;
    event.preventDefault();
    press(button);
  });
  addEventListener("resize", fit);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  setUp(performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now());
  document.fonts?.ready.then(fit);
  listen();
})();
