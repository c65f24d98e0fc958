// The PK in the browser: shows the clock, asks the server when it has run out, makes answering quick.
// Everything here is comfort: the server's clock and score decide, and every page works without this file.
"use strict";
(() => {
  const SOON = 10000, NOW = 5000, GRACE = 650, AGAIN = 2000, JUST_AFTER = 40;
  const find = (selector, from = document) => from.querySelector(selector);
  let deadline = 0, limit = 0, ticking = 0, asking = false, askAgain = false, said = Infinity, sender = null;
  const POLL = 3000, HEARD = 1, REFUSED = 2; // how often to ask without a stream; EventSource.OPEN and CLOSED
  let source = null, address = null;

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

  // what opens by itself (the first question, the next one): count down to it, then ask
  function setNext(duel, since) {
    deadline = since + Number(duel.dataset.nextMs);
    clearInterval(ticking);
    ticking = setInterval(count, 100);
    count();
  }

  function count() {
    for (const number of document.querySelectorAll("[data-seconds]")) number.textContent = Math.ceil(left() / 1000);
    if (performance.now() > deadline + JUST_AFTER) { clearInterval(ticking); ask(); }
  }

  // hints that something has changed; without them the page still asks when its clock has run out
  function listen(duel) {
    if (duel.dataset.stream === address) return;
    source?.close();
    source = null;
    address = duel.dataset.stream;
    if (!address) return;
    source = new EventSource(address);
    source.addEventListener("state", (event) => {
      if (event.lastEventId !== find("[data-duel]")?.dataset.version || event.data === "gap") ask();
    });
    source.addEventListener("ping", (event) => {
      if (!duel.dataset.pong || !event.data) return;
      const body = new URLSearchParams({ token: event.data, csrf_token: duel.dataset.csrf });
      fetch(duel.dataset.pong, { method: "POST", body, keepalive: true }).catch(() => {});
    });
  }

  // without a stream the page asks; a page in the background waits until it is looked at
  setInterval(() => {
    if (!address || source?.readyState === HEARD || document.hidden || !find("[data-stream]")) return;
    ask();
    if (source?.readyState !== REFUSED) return; // a browser gives up on a stream that was refused: begin anew
    address = null;
    listen(find("[data-duel]"));
  }, POLL);

  // sound: off until somebody turns it on, in the lobby; made here, two short tones, nothing that must be heard
  function sound(...tones) {
    if (localStorage.getItem("paddock-sound") !== "on") return;
    const context = new AudioContext();
    tones.forEach((tone, at) => {
      const oscillator = context.createOscillator(), volume = context.createGain();
      oscillator.frequency.value = tone;
      volume.gain.value = 0.05;
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(context.currentTime + at * 0.12);
      oscillator.stop(context.currentTime + at * 0.12 + 0.1);
    });
  }

  function soundOf(duel) {
    if (find(".verdict--right", duel)) return sound(660, 880);
    if (find(".verdict", duel)) return sound(330);
    if ("limitMs" in duel.dataset) return sound(520);
  }

  // what the server says now: swapped in where it has moved on, else only the clock is set again
  async function ask() {
    const duel = find("[data-duel]");
    if (!duel?.dataset.ask) return;
    if (asking) { askAgain = true; return; }
    asking = true;
    try {
      const answer = await fetch(duel.dataset.ask, { headers: { Accept: "text/html", "HX-Request": "true" }, cache: "no-store" });
      if (answer.redirected) return location.assign(answer.url); // a rematch has begun, or who is signed out must sign in
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = find("[data-duel]", page);
      const note = find("[data-offline]");
      if (note) note.hidden = true;
      if (fresh?.dataset.at === "result" && duel.dataset.at === "result") return refreshResult(duel, fresh);
      if (!fresh || (fresh.dataset.at === "result" && !fresh.classList.contains("watch"))) return location.assign(location.pathname);
      if (fresh.dataset.at === duel.dataset.at) return refresh(duel, fresh);
      const leaving = find(".leave")?.open; // who is about to give up is not made to open that again
      find("#main").replaceWith(find("#main", page));
      if (leaving && find(".leave")) find(".leave").open = true;
      htmx.process(find("#main"));
      htmx.trigger(find("#main"), "htmx:load"); // what else sets up fresh content
      setUp(performance.now());
    } catch {
      const note = find("[data-offline]");
      if (note) note.hidden = false;
      setTimeout(ask, AGAIN);
    } finally {
      asking = false;
      if (askAgain) { askAgain = false; ask(); }
    }
  }

  // the same page as before: what a person has begun to answer stays, the seats and the clock follow the server
  function refresh(duel, fresh) {
    const before = find("[data-note]", duel)?.textContent, after = find("[data-note]", fresh)?.textContent;
    const stage = find(".stage", duel), newer = find(".stage", fresh);
    if (stage && newer) stage.replaceWith(newer);
    for (const name of ["version", "remainingMs", "nextMs"]) if (name in fresh.dataset) duel.dataset[name] = fresh.dataset[name];
    if (after && after !== before) say(after);
    if ("limitMs" in duel.dataset) setClock(duel, performance.now());
    else if ("nextMs" in duel.dataset) setNext(duel, performance.now());
  }

  function refreshResult(duel, fresh) {
    find(".ways", duel).replaceWith(find(".ways", fresh));
    duel.dataset.version = fresh.dataset.version;
  }

  function setUp(since, swapped = true) {
    const duel = find("[data-duel]");
    clearInterval(ticking);
    if (!duel || duel.dataset.ready) return;
    duel.dataset.ready = "yes";
    if ("limitMs" in duel.dataset) setClock(duel, since);
    else if ("nextMs" in duel.dataset) setNext(duel, since);
    listen(duel);
    soundOf(duel);
    say(duel.dataset.say);
    // what a person reads or presses next has the focus; a page that was only loaded keeps its own, and so does who has begun
    const first = find("[data-next]") ?? (swapped && find("[autofocus], #question"));
    if (first && !duel.contains(document.activeElement)) first.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:afterSettle", () => setUp(performance.now()));
  // what did not get through is sent again until it does: the server counts an answer once
  document.addEventListener("submit", (event) => { sender = event.submitter; });
  function sendAgain() {
    const note = find("[data-offline]");
    if (note) note.hidden = false;
    setTimeout(() => { if (document.contains(sender)) sender.click(); }, AGAIN);
  }

  document.addEventListener("htmx:sendError", sendAgain);
  document.addEventListener("htmx:responseError", (event) => {
    if ([502, 503, 504].includes(event.detail.xhr.status)) sendAgain(); // a server that restarts, a database that is away
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && find("[data-limit-ms], [data-next-ms], [data-stream]")) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted && find("[data-ask]")) ask(); });
  setUp(performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now(), false);
})();
