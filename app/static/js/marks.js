// Judges' marks, kept on this device until the server has them. For the page of a sheet and for the service worker.
// Each has a key of its own, `device-number`: what is sent twice counts once, and the newest number counts.
"use strict";
self.keptMarks = (() => {
  const AT_ONCE = 100;

  const base = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("judging", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("marks", { keyPath: "key" });
      asked.result.createObjectStore("known", { keyPath: "name" }); // this device; the last state of each sheet
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function on(mode, deed) {
    const open = await base();
    try {
      return await new Promise((resolve, reject) => {
        const all = open.transaction(["marks", "known"], mode);
        let found;
        deed(all.objectStore("marks"), all.objectStore("known"), (value) => { found = value; });
        all.oncomplete = () => resolve(found);
        all.onerror = all.onabort = () => reject(all.error);
      });
    } finally {
      open.close();
    }
  }

  const random = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // Keeps a mark { token, person, item, value, words, seen, settles, at } and gives it the next key of this device.
  const put = (mark) => on("readwrite", (marks, known, tell) => {
    known.get("device").onsuccess = ({ target }) => {
      const device = target.result || { name: "device", id: random(), last: 0 };
      device.last += 1;
      known.put(device);
      const kept = { ...mark, key: `${device.id}-${device.last}`, number: device.last, refused: "" };
      marks.put(kept);
      tell(kept);
    };
  });

  const all = async () => (await on("readonly", (marks, _known, tell) => {
    marks.getAll().onsuccess = ({ target }) => tell(target.result);
  })).sort((one, other) => one.number - other.number);
  const of = async (token, person) => (await all()).filter((one) => one.token === token && one.person === person);
  const change = (mark) => on("readwrite", (marks) => marks.put(mark));
  const drop = (keys) => on("readwrite", (marks) => keys.forEach((key) => marks.delete(key)));
  const noteState = (token, state) => on("readwrite", (_marks, known) => known.put({ name: `${token} ${state.person}`, state }));
  const lastState = async (token, person) => (await on("readonly", (_marks, known, tell) => {
    known.get(`${token} ${person}`).onsuccess = ({ target }) => tell(target.result);
  }))?.state;
  // Who signs out leaves nothing to read but what still has to be sent.
  const forget = () => on("readwrite", (_marks, known) => {
    known.openCursor().onsuccess = ({ target: { result: one } }) => {
      if (!one) return;
      if (one.value.name !== "device") one.delete();
      one.continue();
    };
  });
  const alone = (deed) => (navigator.locks ? navigator.locks.request("send-marks", deed) : deed());

  async function ask(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
    if (answer.ok && !answer.redirected) return answer.json();
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(told.error?.message || `not now: ${answer.status}`), { status: answer.redirected ? 401 : answer.status });
  }

  // What the desk is told: which device this is, and how many marks it keeps.
  const standing = async () => {
    const device = await on("readonly", (_marks, known, tell) => { known.get("device").onsuccess = ({ target }) => tell(target.result); });
    return new URLSearchParams({ device: device?.id ?? "", waiting: (await all()).filter((one) => !one.refused).length });
  };

  const state = async (token) => {
    const told = await standing(), asked = Date.now(), found = await ask(`/judge/sheets/${token}/state?${told}`);
    found.ahead = found.now - (asked + Date.now()) / 2; // of the server's clock before this device's
    await noteState(token, found);
    return found;
  };

  // Sends what the person who is signed in has marked on a sheet, in its order; the state afterwards. Throws where it is
  // worth another try. What the server refuses stays here with its reason, until the judge has seen to it.
  const send = (token) => alone(async () => {
    if (!(await all()).some((one) => one.token === token && !one.refused)) return null;
    const before = await state(token);
    const sent = (await of(token, before.person)).filter((one) => !one.refused).slice(0, AT_ONCE);
    if (!sent.length) return before;
    const body = JSON.stringify({ sent: sent.map(({ key, item, value, words, seen, settles, at }) => ({ key, item, value, words, seen, settles, at })) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": before.csrf };
    const answer = await ask(`/judge/sheets/${token}/marks`, { method: "POST", body, headers });
    await keepRefused(sent, answer.outcomes);
    if (!answer.state) return before;
    answer.state.ahead = before.ahead;
    await noteState(token, answer.state);
    return answer.state;
  });

  async function keepRefused(sent, outcomes) {
    const done = [];
    for (const one of outcomes) {
      const mark = sent.find(({ key }) => key === one.key);
      if (one.fate === "refused") await change({ ...mark, refused: one.why || one.code });
      else done.push(one.key);
    }
    await drop(done);
  }

  const sendAll = async () => {
    const tokens = new Set((await all()).filter((one) => !one.refused).map((one) => one.token));
    let failed = null;
    for (const token of tokens) await send(token).catch((error) => { failed = error; });
    if (failed) throw failed;
    return tokens.size;
  };

  return { put, of, drop, state, lastState, noteState, forget, send, sendAll };
})();
