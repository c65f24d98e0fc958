// The review without a line: answers that cannot be sent stay on the phone and are sent when the line is back.
"use strict";
(() => {
  const KEY = "answers-to-send";
  const page = document.querySelector("[data-person]"), form = page.querySelector("[data-along]");
  const notice = page.querySelector("[data-kept]");
  const kept = () => JSON.parse(localStorage.getItem(KEY) || "null");

  // what is kept belongs to the person who answered: somebody else's sign-in does not send it
  async function send() {
    const answers = kept();
    if (answers?.person !== page.dataset.person) return;
    const fresh = await fetch("/day/practice").then((answer) => answer.text()).catch(() => "");
    const token = new DOMParser().parseFromString(fresh, "text/html").querySelector("main [name=csrf_token]");
    if (!token) return;
    const body = new URLSearchParams(answers.fields);
    body.set("csrf_token", token.value);
    const answer = await fetch("/day/practice", { method: "POST", body }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 409 || answer.status === 429) return;
    localStorage.removeItem(KEY);
    location.reload();
  }

  if (notice) notice.hidden = !kept();
  form?.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form)).toString();
    localStorage.setItem(KEY, JSON.stringify({ person: page.dataset.person, fields }));
    notice.hidden = false;
    notice.scrollIntoView({ block: "center" });
  });
  addEventListener("online", send);
  if (navigator.onLine) send();
})();
