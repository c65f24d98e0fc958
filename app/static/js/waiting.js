// Waiting for somebody: shows how long it takes, looks again on a hint or every few seconds.
// Everything here is comfort: without it a link on the page looks again.
"use strict";
(() => {
  const EVERY = 3000;
  const page = document.querySelector("[data-wait]");
  if (!page) return;
  const began = performance.now() - Number(page.dataset.waitedMs ?? 0);
  const quiet = "quiet" in page.dataset; // a page that is read: it only looks again on a hint
  let looking = false;

  function count() {
    const waited = performance.now() - began;
    const clock = page.querySelector("[data-waited]"), offers = page.querySelector("[data-offers]");
    if (clock) clock.textContent = Math.floor(waited / 1000);
    if (offers && waited >= Number(page.dataset.offerMs)) offers.hidden = false;
  }

  // the server says where this person belongs now: another address, or the same page as it stands
  async function look() {
    if (looking) return;
    looking = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-wait]")) return location.reload();
      const said = page.querySelector("[role=status]"), now = fresh.querySelector("[role=status]");
      if (said && now && said.textContent !== now.textContent) said.textContent = now.textContent;
    } catch {
      // no connection: the next look tries again
    } finally {
      looking = false;
    }
  }

  const sound = page.querySelector("[data-sound]");
  if (sound) {
    sound.closest("label").hidden = false;
    sound.checked = localStorage.getItem("paddock-sound") === "on";
    sound.addEventListener("change", () => localStorage.setItem("paddock-sound", sound.checked ? "on" : "off"));
  }

  const source = new EventSource(page.dataset.stream);
  source.addEventListener("state", (event) => {
    if (!quiet) return look();
    if (event.lastEventId !== "0" || event.data === "0") location.reload();
  });
  if (!quiet) {
    setInterval(look, EVERY);
    setInterval(count, 250);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    count();
  }
})();
