// The clock of a test on the spot: comfort only. The server ends the test; the page then asks what is to be seen.
"use strict";
(() => {
  const head = document.querySelector("[data-test]"), until = performance.now() + Number(head.dataset.seconds) * 1000;
  const ticking = setInterval(() => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000)), shown = head.querySelector("[data-left]");
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    shown.parentElement.dataset.near = left <= 60 ? "now" : left <= 300 ? "soon" : "";
    if (left) return;
    clearInterval(ticking);
    setTimeout(() => location.assign(head.dataset.done), 2500); // after the grace of the server
  }, 250);
})();
