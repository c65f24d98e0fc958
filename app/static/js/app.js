// On every page: keeps the service worker, says when there is no line or no server, and offers to install the app.
"use strict";
(() => {
  if ("serviceWorker" in navigator) {
    const { serviceWorker } = navigator, along = document.querySelector("[data-take-along]");
    const send = () => serviceWorker.controller?.postMessage({ send: true }); // what was answered without a line
    addEventListener("load", () => serviceWorker.register("/worker.js").then(send).catch(() => {}));
    addEventListener("online", send);
    // a page that was on its way while the worker began is missed by its first claim
    serviceWorker.ready.then(({ active }) => serviceWorker.controller || active.postMessage({ claim: true }));
    if (along) serviceWorker.ready.then(({ active }) => active.postMessage({ keep: along.dataset.takeAlong }));
  }

  // a page may come from its copy though the device says that it has a line: a Wi-Fi without internet, a line too slow
  const copied = performance.getEntriesByType("navigation")[0]?.serverTiming?.some(({ name }) => name === "copy");
  const bar = document.querySelector("[data-no-line]"), copy = document.querySelector("[data-copy]");
  const say = () => {
    if (bar) bar.hidden = navigator.onLine;
    if (copy) copy.hidden = !copied || !navigator.onLine;
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  say();

  // what a tap has sent did not arrive: what is on the page stays, and it can be tapped again
  const away = document.querySelector("[data-away]");
  const told = (unheard) => away && (away.hidden = !unheard || document.querySelector("[data-offline]") !== null);
  document.addEventListener("htmx:sendError", () => told(true));
  document.addEventListener("htmx:responseError", () => told(true));
  document.addEventListener("htmx:afterOnLoad", (event) => told(event.detail.failed));

  let offer = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    for (const box of document.querySelectorAll("[data-install]")) box.hidden = false;
  });
  document.addEventListener("click", async (event) => {
    if (!offer || !event.target.closest("[data-install] button")) return;
    offer.prompt();
    await offer.userChoice;
    offer = null;
    for (const box of document.querySelectorAll("[data-install]")) box.hidden = true;
  });
})();
