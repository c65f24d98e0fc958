// The service worker: files of the house come from their copy, classes that were opened can be read without a line.
// The server writes KEPT (addresses to keep from the start) and VERSION above this text, and loads kept.js and marks.js.
"use strict";
const SHELL = `shell-${VERSION}`;
const PAGES = "pages"; // a person's own copies: gone with the sign-in
const MOST_PAGES = 80;
const PICTURES = "pictures"; // shown by those pages: gone with them
const MOST_PICTURES = 120;
const PICTURE = /\/media\/[0-9a-f]{16}\/\d+/g;
const PATIENCE = 6000; // ms until a copy is better than waiting
const READABLE = /^\/(learn(\/[\w-]+)?|class\/[\w-]+|day\/practice|judge(\/sheets\/[\w-]+)?)$/;
const HALL = /^\/desk\/finals\/\d+\/ceremony$/; // its copy is for a lost line only, never for a slow one: winners may change
const WITHOUT_LINE = "/offline";
const ALONG = "/day/practice"; // stands in for the pages of the daily set

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shell-") && name !== SHELL;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method !== "GET") {
    if (pathname.startsWith("/sign-")) event.waitUntil(Promise.all([keptMarks.forget(), ...[PAGES, PICTURES].map((name) => caches.delete(name))]));
    if (pathname === "/language") event.waitUntil(afterwards(() => caches.open(SHELL).then((shell) => shell.add(WITHOUT_LINE))));
    if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(WITHOUT_LINE)));
    return;
  }
  if (pathname.startsWith("/static/")) return event.respondWith(fromShell(request));
  if (pathname.match(PICTURE)?.[0] === pathname) return event.respondWith(picture(request, pathname));
  if (request.mode === "navigate") event.respondWith(READABLE.test(pathname) || HALL.test(pathname) ? fresh(request, pathname) : live(request));
});

async function fromShell(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

// A picture never changes: its copy, in any size there is, is as good as the picture.
async function picture(request, pathname) {
  const kept = await caches.open(PICTURES);
  const copy = await kept.match(pathname);
  if (copy) return copy;
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(kept, pathname, answer.clone(), MOST_PICTURES);
    return answer;
  } catch (error) {
    const other = (await kept.keys()).find((one) => new URL(one.url).pathname.startsWith(pathname.replace(/\d+$/, "")));
    if (!other) throw error;
    return kept.match(other);
  }
}

// The page as it is now; its copy where there is no line, or only a very slow one.
async function fresh(request, pathname) {
  const pages = await caches.open(PAGES);
  const copy = await pages.match(pathname);
  const asked = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) keep(pages, pathname, answer.clone());
    return answer;
  });
  if (copy && !HALL.test(pathname)) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, copy));
    return Promise.race([asked, late]).catch(() => copy);
  }
  return asked.catch(() => copy || caches.match(WITHOUT_LINE));
}

const afterwards = (deed) => new Promise((resolve) => setTimeout(resolve, 1500)).then(deed).catch(() => {});

async function live(request) {
  try {
    return await fetch(request);
  } catch {
    const along = /^\/day(\/|$)/.test(new URL(request.url).pathname) && (await caches.match(ALONG));
    return along || caches.match(WITHOUT_LINE);
  }
}

// A page that will be wanted without a line is fetched when there is one.
async function takeAlong(pathname) {
  if (!READABLE.test(pathname) && !HALL.test(pathname)) return;
  const answer = await fetch(pathname, { headers: { "X-Along": "1" } }).catch(() => null); // messages wait for the page
  if (!answer?.ok || answer.redirected) return;
  const named = [...new Set((await answer.clone().text()).match(PICTURE))];
  await keep(await caches.open(PAGES), pathname, answer);
  const largest = new Map(named.map((one) => [one.replace(/\/\d+$/, ""), one])); // of each picture one size is enough
  await Promise.all([...largest.values()].map((one) => picture(one, one).catch(() => {})));
}

async function sendAnswers() {
  const sent = await keptAnswers.send();
  if (sent) (await self.clients.matchAll()).forEach((client) => client.postMessage({ sent }));
}

async function sendMarks() {
  const sheets = await keptMarks.sendAll();
  if (sheets) (await self.clients.matchAll()).forEach((client) => client.postMessage({ marksSent: sheets }));
}

self.addEventListener("message", (event) => {
  if (event.data.claim) event.waitUntil(self.clients.claim());
  if (event.data.keep) event.waitUntil(takeAlong(event.data.keep));
  if (event.data.send) event.waitUntil(Promise.allSettled([sendAnswers(), sendMarks()]));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "answers") event.waitUntil(sendAnswers());
  if (event.tag === "marks") event.waitUntil(sendMarks());
});

async function keep(pages, pathname, answer, most = MOST_PAGES) {
  const whole = await answer.blob(); // a line lost half way leaves the copy that is there
  const copy = new Response(whole, { headers: answer.headers });
  copy.headers.append("Server-Timing", "copy"); // the one header of a page that its scripts can read
  await pages.put(pathname, copy); // the newest stands last
  const names = await pages.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - most)).map((name) => pages.delete(name)));
}

self.addEventListener("push", (event) => {
  const { title, body, url } = event.data ? event.data.json() : { title: "Paddock", body: "", url: "/" };
  event.waitUntil(self.registration.showNotification(title, { body, data: { url }, tag: url, icon: "/static/icons/icon-192.png" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.url || "/", location.origin);
  event.waitUntil(self.clients.openWindow(target.origin === location.origin ? target.href : "/"));
});
