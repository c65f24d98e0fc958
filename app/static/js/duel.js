// The PK in the browser: shows the clock, asks the server when it has run out, makes answering quick.
// Everything here is comfort: the server's clock and score decide, and every page works without this file.
"use strict";
(() => {
  const SOON = 10000, NOW = 5000, GRACE = 650, AGAIN = 2000;
  const find = (selector, from = document) => from.querySelector(selector);
  let deadline = 0, limit = 0, ticking = 0, asking = false, said = Infinity, sender = null;

  // the clock: from the milliseconds that the server says are left, never from the clock on the wall
  const left = () => Math.max(0, deadline - performance.now());

  function setClock(duel, since) {
    limit = Number(duel.dataset.limitMs);
    deadline = since + Number(duel.dataset.remainingMs);
    const line = find(".clock");
    line.style.setProperty("--limit", `${limit}ms`);
    line.style.setProperty("--gone", `${limit - left()}ms`);
    line.classList.remove("clock--running");
    void line.offsetWidth; // starts the animation anew
    line.classList.add("clock--running");
    said = left();
    clearInterval(ticking);
    ticking = setInterval(tick, 200);
    tick();
  }

  function tick() {
    const duel = find("[data-duel]"), rest = left();
    if (!duel || !("limitMs" in duel.dataset)) return clearInterval(ticking);
    const near = rest <= NOW ? "now" : rest <= SOON ? "soon" : "";
    const line = find(".clock"), number = find("[data-seconds]");
    number.textContent = Math.ceil(rest / 1000);
    number.parentElement.dataset.near = line.dataset.near = near;
    line.style.setProperty("--left", Math.min(1, Math.ceil(rest / 1000) * 1000 / limit));
    for (const mark of [SOON, NOW]) if (said > mark && rest <= mark && rest > mark - 1000) say(duel.dataset[`say${mark / 1000}`]);
    said = rest;
    if (performance.now() > deadline + GRACE) { clearInterval(ticking); ask(); }
  }

  // what the server says now: swapped in where it has moved on, else only the clock is set again
  async function ask() {
    const duel = find("[data-duel]");
    if (!duel?.dataset.ask || asking) return;
    asking = true;
    try {
      const answer = await fetch(duel.dataset.ask, { headers: { Accept: "text/html", "HX-Request": "true" }, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = find("[data-duel]", page);
      find("[data-offline]").hidden = true;
      if (!fresh || fresh.dataset.at === "result") return location.assign(location.pathname);
      if (fresh.dataset.at === duel.dataset.at) {
        duel.dataset.remainingMs = fresh.dataset.remainingMs;
        return "limitMs" in duel.dataset && setClock(duel, performance.now());
      }
      find("#main").replaceWith(find("#main", page));
      htmx.process(find("#main"));
      setUp(performance.now());
    } catch {
      find("[data-offline]").hidden = false;
      setTimeout(ask, AGAIN);
    } finally {
      asking = false;
    }
  }

  function setUp(since, swapped = true) {
    const duel = find("[data-duel]");
    clearInterval(ticking);
    if (!duel || duel.dataset.ready) return;
    duel.dataset.ready = "yes";
    if ("limitMs" in duel.dataset) setClock(duel, since);
    say(duel.dataset.say);
    // what a person reads or presses next has the focus; a page that was only loaded keeps its own
    const first = find("[data-next]") ?? (swapped && find("[autofocus], #question"));
    if (first) first.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:afterSettle", () => setUp(performance.now()));
  // what did not get through is sent again until it does: the server counts an answer once
  document.addEventListener("submit", (event) => { sender = event.submitter; });
  document.addEventListener("htmx:sendError", () => {
    const note = find("[data-offline]");
    if (note) note.hidden = false;
    setTimeout(() => { if (document.contains(sender)) sender.click(); }, AGAIN);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && find("[data-limit-ms]")) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted && find("[data-ask]")) ask(); });
  setUp(performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now(), false);
})();
