// Answers given without a line: kept on this phone until the server has them. For pages and for the service worker.
"use strict";
self.keptAnswers = (() => {
  const PLACE = "/day/practice";
  const REFUSED = [403, 404, 422]; // they would be refused again

  const base = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("answers", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "set" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function on(mode, deed) {
    const open = await base();
    try {
      return await new Promise((resolve, reject) => {
        const all = open.transaction("kept", mode), asked = deed(all.objectStore("kept"));
        all.oncomplete = () => resolve(asked.result);
        all.onerror = all.onabort = () => reject(all.error);
      });
    } finally {
      open.close();
    }
  }

  const waiting = async () => (await on("readonly", (kept) => kept.getAll())).filter((one) => one.fields);
  const put = (answers) => on("readwrite", (kept) => kept.put(answers)); // { set, person, fields }
  const drop = (set) => on("readwrite", (kept) => kept.delete(set));
  const noteSent = (set) => put({ set: `sent ${set}`, at: Date.now() }); // beside what waits, for pages that just load
  const sentAt = async (set) => (await on("readonly", (kept) => kept.get(`sent ${set}`)))?.at ?? 0;
  const alone = (deed) => (navigator.locks ? navigator.locks.request("send-answers", deed) : deed());

  // Sends what the person who is signed in has answered; how many sets were sent. Throws where it is worth another try:
  // there is no line, or the server is not well. A background sync that fails is repeated by the browser.
  const send = () => alone(async () => {
    const all = await waiting();
    if (!all.length) return 0;
    const asked = await fetch(PLACE);
    if (asked.status >= 500) throw new Error(`not now: ${asked.status}`);
    const page = await asked.text();
    const person = /data-person="(\d+)"/.exec(page)?.[1], token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1];
    let sent = 0, failed = 0;
    for (const answers of all.filter((one) => one.person === person)) {
      const body = new URLSearchParams(answers.fields);
      body.set("csrf_token", token);
      const answer = await fetch(PLACE, { method: "POST", body, headers: { Accept: "application/json" } });
      const taken = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
      if (taken) await noteSent(answers.set);
      if (taken || REFUSED.includes(answer.status)) await drop(answers.set);
      if (taken) sent += 1;
      if (answer.status === 429 || answer.status >= 500) failed = answer.status;
    }
    if (failed) throw new Error(`not now: ${failed}`);
    return sent;
  });

  return { waiting, put, send, sentAt };
})();
