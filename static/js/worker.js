/* The service worker: keeps what a page needs without a signal, and copies of the boards last read as a stranger sees them.
   It never keeps what the browser's own cookies bring: copies are fetched without them. See docs/offline.md. */

/* LIST */

const SHELL = `shell-${KEPT.version}`;
const COPIES = `copies-${KEPT.language}`;
const SHARED = "shared";
const MOST_COPIES = 12;
const FRESH = 10 * 60_000;
const FORM_FRESH = 24 * 60 * 60_000;
const OLDEST = 14 * 24 * 60 * 60_000;
const PATIENCE = 8_000;
const BOARD = /^\/b\/[a-z0-9-]+$/;
const WALK = /^\/b\/[a-z0-9-]+\/walk$/;
const MADE = "Saved-At";
const SPENT = "/spent";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

// A page that was open before the worker was says where it is.
self.addEventListener("message", (event) => event.waitUntil(keepPage(event.data)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.pathname === "/share") event.respondWith(share(request));
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (/^\/(static|words)\//.test(url.pathname)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

self.addEventListener("push", (event) => event.waitUntil(showNews(event.data)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data));
});

// What came sealed for this browser. Something has to be shown, or the browser takes back its leave.
function showNews(data) {
  const { title, url, ...more } = data ? data.json() : { title: "Stoop", url: "/inbox" };
  return self.registration.showNotification(title, { ...more, data: url, icon: "/static/img/icon-192.png" });
}

// The page that is open already goes to the place; another page is left alone, for somebody may be writing there.
async function openPage(path) {
  const { href, origin, pathname } = new URL(path, location.origin);
  if (origin !== location.origin) return undefined;
  const open = (await self.clients.matchAll({ type: "window" })).find(({ url }) => new URL(url).pathname === pathname);
  if (!open) return self.clients.openWindow(href);
  await open.navigate(href);
  return open.focus();
}

async function install() {
  const shell = await caches.open(SHELL);
  await Promise.all(KEPT.files.map((address) => bring(shell, address)));
  await Promise.all(KEPT.pages.map(async (address) => shell.put(address, await stranger(address))));
  await rememberSpent();
  await self.skipWaiting();
}

// What another app shares without a signal waits until the page of what waits takes it over.
async function share(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const form = await copy.formData();
    if (form.has("board")) return (await caches.match("/offline")) ?? Response.error();
    const shared = await caches.open(SHARED);
    const words = Object.fromEntries(["title", "text", "url"].map((name) => [name, form.get(name) ?? ""]));
    const files = form.getAll("photo_file").filter(({ size }) => size);
    await shared.put("/shared", new Response(JSON.stringify({ words, photos: files.length })));
    await Promise.all(files.map((file, number) => shared.put(`/shared/${number}`, new Response(file))));
    return Response.redirect("/outbox", 303);
  }
}

// A file that an older version kept already is not paid for again: its address changes with its bytes.
async function bring(shell, address) {
  const answer = (address.includes("?") && (await caches.match(address))) || (await fetch(address));
  if (!answer.ok) throw new Error(`${address} ${answer.status}`);
  await shell.put(address, answer);
  spent += performance.getEntriesByName(new URL(address, location.origin).href).at(-1)?.transferSize ?? 0;
}

async function activate() {
  for (const name of await caches.keys()) if (![SHELL, COPIES, SHARED].includes(name)) await caches.delete(name);
  await self.clients.claim();
}

// Kept first; what is asked for under an older address gets the newest we have when the network is away.
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (problem) {
    const newest = await caches.match(request, { ignoreSearch: true });
    if (newest) return newest;
    throw problem;
  }
}

// The network first. A copy only when the network is away, or silent for long.
async function page(event, url) {
  const kept = await copyOf(url.pathname);
  const coming = fetch(event.request);
  try {
    const answer = await (kept ? Promise.race([coming, silence()]) : coming);
    if (answer.status === 200) event.waitUntil(keepPage(url.pathname));
    return withSpent(answer);
  } catch {
    coming.catch(() => undefined);
    return kept ?? (await caches.match("/offline")) ?? Response.error();
  }
}

// What the worker fetched for itself is told with the next page (used.js).
let spent = 0;

async function rememberSpent() {
  const shell = await caches.open(SHELL);
  const before = await shell.match(SPENT);
  await shell.put(SPENT, new Response(spent + Number(before ? await before.text() : 0)));
  spent = 0;
}

async function withSpent(answer) {
  const kept = answer.status === 200 && (await caches.match(SPENT));
  if (!kept) return answer;
  await (await caches.open(SHELL)).delete(SPENT);
  const headers = new Headers(answer.headers);
  headers.append("Server-Timing", `b;dur=${await kept.text()}`);
  return new Response(answer.body, { headers });
}

const silence = () => new Promise((_done, failed) => setTimeout(failed, PATIENCE));

async function copyOf(path) {
  if (KEPT.pages.includes(path)) return caches.match(path);
  const kept = await (await caches.open(COPIES)).match(path);
  return kept && age(kept) < OLDEST ? kept : undefined;
}

const age = (answer) => Date.now() - Number(answer.headers.get(MADE));

// A walk is kept as a page of its own, without whose walk it is.
async function keepPage(path) {
  if (navigator.connection?.saveData) return;
  if (WALK.test(path)) {
    const shell = await caches.open(SHELL);
    await Promise.all(KEPT.walk.map((address) => bring(shell, address)));
    await keep(path, FRESH, `${path}/kept`);
  }
  if (!BOARD.test(path)) return;
  await keep(path, FRESH);
  await keep(`${path}/post`, FORM_FRESH);
  if (spent) await rememberSpent();
}

async function keep(path, fresh, from = path) {
  const copies = await caches.open(COPIES);
  const before = await copies.match(path);
  if (before && age(before) >= 0 && age(before) < fresh) return;
  try {
    const answer = await stranger(from);
    await copies.delete(path);
    await copies.put(path, answer);
  } catch {
    return; // the next visit tries again
  }
  const all = await copies.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST_COPIES))) await copies.delete(old);
}

// The page as a visitor without cookies reads it, marked as a copy with its time.
async function stranger(path) {
  const answer = await fetch(path, { credentials: "omit", cache: "no-store", headers: { Accept: "text/html", "Accept-Language": KEPT.language } });
  if (answer.status !== 200 || answer.redirected) throw new Error(`${path} ${answer.status}`);
  spent += Number(answer.headers.get("Content-Length"));
  const headers = new Headers({ [MADE]: Date.now(), "Server-Timing": "b;dur=0" });
  for (const name of ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "X-Content-Type-Options"]) {
    if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  }
  const html = (await answer.text()).replace("<body ", `<body data-saved="${Date.now()}" `);
  return new Response(html, { headers });
}
