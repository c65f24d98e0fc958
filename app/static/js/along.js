// The review without a line: what is answered is kept on the phone and sent when the line is back.
"use strict";
(() => {
  const PLACE = "/day/practice";
  const page = document.querySelector("[data-person]"), { person } = page.dataset;
  const notice = page.querySelector("[data-kept]"), form = page.querySelector("[data-along]");
  const draft = `draft ${person} ${form?.elements.set.value}`;
  const fields = () => new URLSearchParams(new FormData(form)).toString();
  const mine = async () => (await keptAnswers.waiting()).filter((one) => one.person === person);

  for (const bar of document.querySelectorAll("[data-no-line], [data-copy]")) bar.remove(); // they say that nothing can be sent: here it is kept

  function restore(given) {
    for (const [name, value] of new URLSearchParams(given)) {
      if (!/^\d+\./.test(name)) continue;
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (/radio|checkbox/.test(field.type)) field.checked ||= field.value === value;
        else field.value = value;
      }
    }
  }

  function showKept() {
    notice.hidden = false;
    form?.querySelectorAll("fieldset, button").forEach((part) => { part.disabled = true; });
  }

  async function send() {
    const before = await mine();
    if (!before.length) return;
    await keptAnswers.send().catch(() => {});
    if ((await mine()).length) showKept();
    else location.assign(PLACE);
  }

  async function keep() {
    await keptAnswers.put({ set: form.elements.set.value, person, fields: fields() });
    localStorage.removeItem(draft);
    await send();
    if (notice.hidden) return;
    notice.scrollIntoView({ block: "center" });
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("answers")).catch(() => {});
  }

  form?.addEventListener("input", () => localStorage.setItem(draft, fields()));
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    keep().catch(() => form.submit()); // a browser that keeps nothing sends it at once
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data.sent) location.assign(PLACE); });
  addEventListener("online", send);

  (async () => {
    const kept = (await mine()).find((one) => one.set === form?.elements.set.value);
    // sent after the server wrote this page, before it could listen: it is out of date
    if (form && !kept && (await keptAnswers.sentAt(form.elements.set.value)) > performance.timeOrigin) return location.assign(PLACE);
    if (form) restore(kept?.fields || localStorage.getItem(draft) || "");
    if (kept) showKept();
    send();
  })().catch(() => {});
})();
