// The overview of a final keeps itself up to date: parts that changed are put in place of the old ones, and nothing else
// moves. What has the focus keeps it; what is unfolded stays so. Without this file the page is as old as its loading.
"use strict";
(() => {
  const live = document.querySelector("[data-live]"), EVERY = 15000;
  if (!live) return;
  let timer = 0;

  const parts = (root) => new Map([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  // a link is found again by what it leads to, since the figures in it change
  const path = (part, link) => [...part.querySelectorAll(`a[href="${CSS.escape(link.getAttribute("href") ?? "")}"]`)].indexOf(link);

  function replace(old, fresh) {
    const link = old.contains(document.activeElement) ? document.activeElement : null;
    const place = link?.matches("a[href]") ? path(old, link) : -1, box = old.querySelector(".table-box");
    const scrolled = box?.scrollLeft ?? 0;
    for (const fold of fresh.querySelectorAll("details[id]")) fold.open = old.querySelector(`#${fold.id}`)?.open ?? false;
    old.replaceWith(fresh);
    if (scrolled) fresh.querySelector(".table-box").scrollLeft = scrolled;
    if (place >= 0) fresh.querySelectorAll(`a[href="${CSS.escape(link.getAttribute("href"))}"]`)[place]?.focus({ preventScroll: true });
    else if (link?.matches(".table-box")) fresh.querySelector(".table-box")?.focus({ preventScroll: true });
  }

  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html"), fresh = parts(page), old = parts(live);
    let before = null;
    for (const [name, part] of fresh) {
      const there = old.get(name);
      if (there && there.outerHTML === part.outerHTML) before = there;
      else if (there) { replace(there, part); before = part; }
      else { before ? before.after(part) : live.prepend(part); before = part; }
    }
    for (const [name, part] of old) if (!fresh.has(name)) part.remove();
  }

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.redirected || answer.status === 401) return location.reload(); // signed out: the page says so
      if (!answer.ok) throw new Error(`not now: ${answer.status}`);
      show(await answer.text());
    } catch {
      const said = live.querySelector("[data-part=asof]");
      said.dataset.gone = "";
      said.querySelector("[data-gone-words]").hidden = false;
    }
    timer = setTimeout(ask, EVERY);
  }

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, EVERY);
})();
