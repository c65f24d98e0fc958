// The ceremony: everything is in the page, nothing is fetched. Each step shows a title, then one place after the other.
"use strict";
(() => {
  const hall = document.querySelector("[data-hall]"), title = hall.querySelector("[data-title]"), list = hall.querySelector("[data-reveals]");
  const scenes = JSON.parse(document.querySelector("#scenes").textContent), opening = title.cloneNode(true);
  const steps = [{ scene: -1, shown: 0 }, ...scenes.flatMap((one, scene) => [...Array(one.reveals.length + 1).keys()].map((shown) => ({ scene, shown })))];
  const PLACE = `ceremony ${location.pathname} ${steps.length}`; // where one was, also after a reload by mistake
  let at = Math.min(steps.length - 1, Number(sessionStorage.getItem(PLACE)) || 0);

  const wide = (text) => [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) > 0x2e7f ? 1 : 0.58), 0);

  function words(name, className, { zh, en }) {
    const box = document.createElement(name);
    box.className = className;
    for (const [language, text] of [["zh-CN", zh], ["en", en]]) {
      if (!text) continue;
      const part = Object.assign(document.createElement("span"), { lang: language, textContent: text, className: language === "en" ? "hall__en" : "" });
      part.style.setProperty("--wide", Math.max(4, wide(text)).toFixed(2));
      box.append(part);
    }
    return box;
  }

  function reveal(one, isShown, isNew) {
    const box = document.createElement("li");
    box.className = `hall__place hall__place--${one.place} ${isShown ? "" : "hall__place--waits"} ${isNew ? "hall__place--new" : ""} ${one.winners.length > 1 ? "hall__place--many" : ""}`;
    if (one.place) box.append(words("p", "hall__label", one.label));
    if (isShown) for (const winner of one.winners) box.append(words("p", "hall__name", winner.name), words("p", "hall__of", winner.of));
    return box;
  }

  function show() {
    const { scene, shown } = steps[at], isForward = shown > 0;
    hall.classList.remove("hall--dark");
    hall.classList.toggle("hall--opening", scene < 0);
    hall.querySelector("[data-count]").textContent = scene < 0 ? "" : `${scene + 1} / ${scenes.length}`;
    if (scene < 0) {
      title.replaceChildren(...opening.cloneNode(true).childNodes);
      return list.replaceChildren();
    }
    const one = scenes[scene];
    title.replaceChildren(...words("div", "", one.title).childNodes);
    const boxes = one.reveals.map((place, number) => reveal(place, number < shown, isForward && number === shown - 1));
    list.replaceChildren(...boxes.reverse()); // the first place stands on top and comes last
  }

  function go(by) {
    if (hall.classList.contains("hall--dark")) return hall.classList.remove("hall--dark");
    at = Math.min(steps.length - 1, Math.max(0, at + by));
    sessionStorage.setItem(PLACE, at);
    show();
  }

  const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {}));
  const KEYS = {
    ArrowRight: () => go(1), ArrowDown: () => go(1), PageDown: () => go(1), " ": () => go(1), Enter: () => go(1),
    ArrowLeft: () => go(-1), ArrowUp: () => go(-1), PageUp: () => go(-1), Backspace: () => go(-1), Home: () => go(-at),
    Escape: () => hall.classList.toggle("hall--dark"), f: full, F: full,
  };

  document.addEventListener("keydown", (event) => {
    const isOnControl = event.target.closest?.("button, a") && (event.key === " " || event.key === "Enter");
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isOnControl || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  hall.querySelector("[data-next]").addEventListener("click", () => go(1));
  hall.querySelector("[data-back]").addEventListener("click", () => go(-1));
  hall.querySelector("[data-full]").addEventListener("click", full);
  window.addEventListener("beforeunload", (event) => { if (at > 0 && !navigator.onLine && kept?.hidden !== false) event.preventDefault(); });
  show();

  // The device keeps the page and its files, so that a reload needs no line. A rehearsal is not kept.
  async function keep(kept) {
    const { active } = await navigator.serviceWorker.ready;
    await Promise.all([...document.querySelectorAll("link[href], script[src]")].map((one) => fetch(one.href || one.src)));
    active.postMessage({ keep: location.pathname });
    for (let tries = 0; tries < 40 && kept.hidden; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      kept.hidden = !(await (await caches.open("pages")).match(location.pathname));
    }
  }
  const kept = hall.querySelector("[data-kept]");
  if (kept && "serviceWorker" in navigator) keep(kept).catch(() => {});
})();
