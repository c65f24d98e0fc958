// The sheet of a competitor on a judge's device. Marks are kept here first and sent as soon as there is a line.
"use strict";
(() => {
  const page = document.querySelector("[data-sheet]");
  if (!page) return takeAlong();
  const { token, words: said } = page.dataset, words = JSON.parse(said);
  const POLL = 5000, LONGEST_WAIT = 60000;
  let state = JSON.parse(document.querySelector("#state").textContent), kept = [], trouble = "", barred = "", wait = 1000, timer = 0;
  state.ahead ??= state.now - Date.now();
  const { person } = state;
  const parts = [...page.querySelectorAll("[data-item]")], part = (item) => parts.find((one) => one.dataset.item === item);
  const now = () => Math.round(Date.now() + state.ahead);
  const waiting = () => kept.filter((one) => !one.refused);

  for (const bar of document.querySelectorAll("[data-no-line], [data-copy]")) bar.remove(); // they say that nothing can be sent: here it is kept

  // What stands: the last that was typed here, else what the server has.
  const own = (item) => kept.filter((one) => one.item === item).at(-1) || state.marks[item];
  const isMeasured = (item) => !own(item) && Boolean(state.measured?.includes(item)); // by another judge

  function show() {
    for (const one of parts) showPart(one, own(one.dataset.item));
    showClock();
    showSync();
    const done = parts.filter((one) => one.dataset.aspect !== undefined && (own(one.dataset.item) || isMeasured(one.dataset.item))).length;
    page.querySelector("[data-done]").textContent = done;
  }

  function showPart(box, mark) {
    const { item } = box.dataset, value = mark?.value ?? "";
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
    const typed = box.querySelector("[data-measure]"), measured = box.querySelector("[data-measured]"), count = box.querySelector("[data-count]"), fault = box.querySelector("[data-fault]");
    if (typed && document.activeElement !== typed) typed.value = value;
    if (measured) measured.textContent = value || "–";
    if (count) count.textContent = value || "0";
    if (fault) { fault.setAttribute("aria-pressed", value === "1"); box.classList.toggle("mark--fault", value === "1"); }
    const remark = box.querySelector("[data-remark]");
    if (remark && document.activeElement !== remark && mark) remark.value = mark.words;
    box.querySelectorAll("input, textarea, button:not([data-choose])").forEach((field) => { field.disabled = Boolean(state.bar); });
    showFate(box, kept.find((one) => one.item === item && one.refused), kept.some((one) => one.item === item && !one.refused));
    showClashes(box, state.clashes.filter((one) => one.item === item), value);
  }

  function showFate(box, refused, isWaiting) {
    const place = box.querySelector("[data-fate]");
    place.className = refused ? "mark__fate mark__fate--bad" : "mark__fate";
    place.textContent = refused ? `${words.refused.replace("{value}", refused.value)} ${refused.refused}` : isWaiting ? words.kept : isMeasured(box.dataset.item) ? words.measured : "";
  }

  function showClashes(box, clashes, value) {
    const place = box.querySelector("[data-clash]");
    place.hidden = !clashes.length;
    if (!clashes.length || place.dataset.shown === JSON.stringify([clashes, value])) return;
    place.dataset.shown = JSON.stringify([clashes, value]);
    const choices = place.querySelector("[data-choices]");
    const values = [...new Set([value, ...clashes.map((one) => one.value)])];
    choices.replaceChildren(...values.map((one) => choice(box, one, clashes)));
  }

  function choice(box, value, clashes) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet mark__choice", textContent: value });
    button.dataset.choose = value;
    button.addEventListener("click", () => write(box.dataset.item, value, clashes.find((one) => one.value === value)?.words, clashes.map((one) => one.key)));
    return button;
  }

  function showSync() {
    const place = page.querySelector("[data-sync]"), count = waiting().length, refused = kept.length - count;
    const away = trouble || (navigator.onLine ? "" : "offline");
    const text = barred || (away === "signed-out" ? words.signedOut : away ? words.offline : count ? words.waiting : refused ? words.someRefused : words.sent);
    place.textContent = text.replace("{n}", count || refused);
    place.dataset.sync = away || (count ? "waiting" : refused ? "refused" : "sent");
    page.querySelector("[data-sign-in]").hidden = away !== "signed-out";
    for (const button of page.querySelectorAll("[data-signs]")) button.disabled = count > 0 || button.dataset.signs === "no";
  }

  // The clock, by the server's time; what is pressed here shows at once.
  function clockNow() {
    const clock = { ...state.clock };
    for (const { item, value } of waiting()) {
      if (item === "clock.start") clock.started ??= Number(value);
      if (item === "clock.stop") clock.stopped ??= Number(value);
      if (item === "clock.go") clock.stopped = null;
      if (item === "clock.back") clock.back += Number(value);
      if (item === "clock.anew") Object.assign(clock, { started: null, stopped: null, back: 0 });
    }
    return clock;
  }

  function showClock() {
    const place = page.querySelector("[data-clock]");
    if (!place) return;
    const clock = clockNow(), runs = clock.started && !clock.stopped;
    const used = clock.started ? Math.floor(((clock.stopped || now()) - clock.started) / 1000) : 0;
    const left = clock.limit + clock.back - used, size = Math.abs(left);
    place.querySelector("[data-left]").textContent = `${left < 0 ? "+" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    place.querySelector("[data-over]").textContent = !clock.started ? words.notStarted : clock.stopped ? words.stopped : left < 0 ? words.over : words.left;
    place.dataset.clock = left < 0 ? "over" : runs ? "runs" : "";
    const shown = { start: !clock.started, stop: runs, go: clock.started && clock.stopped };
    for (const [name, isShown] of Object.entries(shown)) {
      const button = place.querySelector(`[data-time=${name}]`);
      button.hidden = !isShown;
      button.disabled = Boolean(state.bar);
    }
    const refused = kept.findLast((one) => one.item.startsWith("clock.") && one.refused);
    place.querySelector("[data-fate]").textContent = refused ? refused.refused : "";
  }

  async function write(item, value, remark, settles = []) {
    const before = own(item), text = remark ?? part(item)?.querySelector("[data-remark]")?.value ?? "";
    if (!settles.length && !item.startsWith("clock.") && before?.value === value && (before?.words ?? "") === text.trim()) return;
    const refused = kept.filter((one) => one.item === item && one.refused).map((one) => one.key);
    const seen = state.marks[item]?.revision ?? 0;
    await keptMarks.put({ token, person, item, value, words: text.trim(), seen, settles, at: now() });
    await keptMarks.drop(refused); // what is typed now stands in its place
    await look();
    sendSoon(0);
  }

  async function look() {
    kept = await keptMarks.of(token, person);
    show();
  }

  async function exchange() {
    clearTimeout(timer);
    try {
      const found = (await keptMarks.send(token)) || (await keptMarks.state(token));
      if (found.person !== person) return location.reload(); // somebody else has signed in on this device
      take(found);
      [trouble, barred, wait] = ["", "", 1000];
    } catch (error) {
      barred = error.status === 403 ? words.barred.replace("{why}", error.message) : ""; // off the panel by now
      trouble = error.status === 401 ? "signed-out" : error.status ? "server" : "offline";
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
    await look();
    sendSoon(waiting().length && !trouble ? 0 : trouble ? wait : POLL);
  }

  function take(found) {
    const panel = page.querySelector("[data-panel]");
    if (found.panel && panel.dataset.shown !== found.panel && !panel.contains(document.activeElement)) {
      panel.innerHTML = found.panel;
      panel.dataset.shown = found.panel;
    }
    state = found;
  }

  function sendSoon(delay) {
    clearTimeout(timer);
    if (document.hidden && !waiting().length) return;
    timer = setTimeout(exchange, delay);
  }

  const TYPED = "input[type=radio], [data-measure], [data-remark]";
  page.addEventListener("change", ({ target }) => {
    const box = target.closest("[data-item]");
    if (!box || !target.matches(TYPED)) return;
    const typed = box.querySelector("[data-measure]")?.value.trim() ?? box.querySelector("input[type=radio]:checked")?.value;
    const value = typed ?? own(box.dataset.item)?.value ?? "0";
    if (value !== "") write(box.dataset.item, value);
  });

  page.addEventListener("click", ({ target }) => {
    const button = target.closest("button"), box = target.closest("[data-item]");
    if (!button || button.disabled) return;
    const { step, fault, time } = button.dataset;
    if (step) {
      const count = Number(box.querySelector("[data-count]").textContent) + Number(step);
      if (count >= 0 && count <= Number(box.dataset.most)) write(box.dataset.item, String(count));
    } else if (fault !== undefined) own(box.dataset.item)?.value === "1" ? write(box.dataset.item, "0") : confirmFault(box);
    else if (time === "start" || time === "stop" || time === "go") write(`clock.${time}`, String(now()), "");
  });

  function confirmFault(box) {
    const dialog = document.querySelector("[data-confirm]");
    dialog.querySelector("[data-what]").textContent = box.dataset.name;
    dialog.onclose = async () => {
      if (dialog.returnValue !== "yes") return;
      await write(box.dataset.item, "1");
      if (page.querySelector("[data-time=stop]:not([hidden])")) await write("clock.stop", String(now()), "");
    };
    dialog.returnValue = "";
    dialog.showModal();
  }

  for (const form of page.querySelectorAll("[data-back]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { seconds, reason } = form.elements;
      write(`clock.${event.submitter.value}`, seconds.value, reason.value);
      reason.value = "";
      form.closest("details").open = false;
    });
  }

  // A keypad of our own: that of a tablet hides the page and has no minus.
  const keypad = page.querySelector("[data-keypad]");
  let field = null;
  if (matchMedia("(pointer: coarse)").matches) {
    for (const one of page.querySelectorAll("[data-measure]")) {
      one.inputMode = "none";
      one.addEventListener("focus", () => { field = one; keypad.hidden = false; one.closest(".measure").scrollIntoView({ block: "start" }); });
    }
  }
  keypad.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  keypad.addEventListener("click", ({ target }) => {
    const { press } = target.closest("button")?.dataset ?? {};
    if (!press || !field) return;
    if (press === "done") { keypad.hidden = true; field.blur(); }
    else if (press === "back") field.value = field.value.slice(0, -1);
    else if (press === "-") field.value = field.value.startsWith("-") ? field.value.slice(1) : `-${field.value}`;
    else field.value += press;
    if (press === "done") field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  page.addEventListener("focusout", ({ target }) => { if (target === field) { keypad.hidden = true; field.dispatchEvent(new Event("change", { bubbles: true })); } });

  addEventListener("online", () => { [trouble, wait] = ["", 1000]; sendSoon(0); });
  addEventListener("offline", () => { [trouble, barred] = ["offline", ""]; showSync(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendSoon(0); });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data.marksSent) sendSoon(0); });
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("marks")).catch(() => {});
  setInterval(showClock, 500);

  (async () => {
    const last = await keptMarks.lastState(token, person);
    if (last && last.now > state.now) state = last; // this page is a copy from before
    await look();
    sendSoon(0);
  })().catch(() => { page.querySelector("[data-sync]").textContent = words.noStore; });

  // The list: the next sheets are taken along, so that they open without a line.
  function takeAlong() {
    const links = [...document.querySelectorAll("[data-along-sheet]")].slice(0, 8);
    navigator.serviceWorker?.ready.then(({ active }) => {
      for (const path of ["/judge", ...links.map((link) => link.pathname)]) active.postMessage({ keep: path });
    });
  }
})();
