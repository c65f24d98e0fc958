// Notices on this device: asks the browser only when the button is pressed, and tells the server where it listens.
"use strict";
(async () => {
  const box = document.querySelector("[data-push]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const button = box.querySelector("button");
  const show = (name) => {
    for (const state of ["cannot", "denied", "on", "failed"]) box.querySelector(`[data-push-${state}]`).hidden = state !== name;
    button.hidden = name === "denied" || name === "on";
  };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const tell = async (subscription) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": box.dataset.csrf, Accept: "application/json" };
    const answer = await fetch(box.dataset.to, { method: "POST", headers, body: JSON.stringify(subscription) });
    if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  };

  if (Notification.permission === "denied") return show("denied");
  const worker = await navigator.serviceWorker.ready;
  const known = await worker.pushManager.getSubscription();
  show(known && box.dataset.mine.split(" ").includes(known.endpoint) ? "on" : "none");

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await Notification.requestPermission();
      if (answer === "denied") return show("denied");
      if (answer !== "granted") return show("none");
      const key = bytes(box.dataset.push);
      const old = await worker.pushManager.getSubscription();
      if (old) await old.unsubscribe();
      await tell(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
      show("on");
    } catch {
      show("failed");
    } finally {
      button.disabled = false;
    }
  });
})();
