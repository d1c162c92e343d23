// What waits for a signal. Whoever changes or sends it holds one lock for all tabs, so nothing is changed while it goes out.

import { mine, owner, put, read, remove, stamp } from "stoop/store";
import { _ } from "stoop/late-words";

const sender = () => import("stoop/outgoing");
const NEVER_KEPT = new Set(["csrf_token", "client_id", "photo_file", "photo_alt", "seen", "back"]);
const isKept = ([name, value]) => !NEVER_KEPT.has(name) && typeof value === "string";

export const locked = (work) => navigator.locks.request("stoop-outbox", work);

// No answer, or none in time: the network's fault, and nobody's words.
export const noSignal = (problem) => ["TypeError", "TimeoutError", "AbortError"].includes(problem.name);

// What has gone out on a walk stays until the walk is over; it waits no more.
export const waiting = async () => (await mine("outbox")).filter(({ state }) => state !== "sent");

// The look of what waits, for pages that came without it.
export function style() {
  if (document.querySelector('link[href*="css/offline.css"]')) return;
  const href = import.meta.resolve("stoop/offline.css");
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

// Photos that are here whole wait beside the fields.
function fieldsOf(form, photos) {
  const here = new Set(photos.flatMap(({ key }) => (key ? [key, `alt.${key}`] : [])));
  return [...new FormData(form)].filter(isKept).filter(([name, value]) => !here.has(name === "photo" ? value : name));
}

async function putOnce(item) {
  try {
    await put("outbox", item);
  } catch (problem) {
    if (problem.name !== "ConstraintError") throw problem; // pressed twice: it waits already
  }
}

async function add(item) {
  await putOnce({ owner: owner(), made: Date.now(), state: "waiting", ...item });
  if (item.photos?.length) navigator.storage?.persist?.();
  remember(true);
  (await sender()).begin();
}

// What was pressed before the outbox was here (vote.js) waits like everything else, under the stamp it has.
export const takeSlips = () =>
  locked(async () => {
    for (const { fields, ...slip } of JSON.parse(localStorage.slips ?? "[]")) {
      await putOnce({ ...slip, state: "waiting", fields: fields.filter(isKept), photos: [] });
    }
    delete localStorage.slips;
  });

// Whether something waits is known without opening the store, for each person who uses this phone.
export function remember(waits) {
  if (waits) localStorage[`waiting-${owner()}`] = "1";
  else delete localStorage[`waiting-${owner()}`];
}

export const silence = () => ({ why: navigator.onLine ? _("Stoop does not answer.") : _("No signal.") });

// A written form waits; its stamp stays its stamp, in case it reached the server after all. False: nobody to wait for.
export async function holdForm(kind, form, label, more = {}) {
  if (!owner() || !navigator.locks) return false;
  const photos = await photosOf(form);
  const action = new URL(form.action).pathname;
  const client = form.elements.client_id.value || stamp();
  const fields = fieldsOf(form, photos);
  // Of several boards the form's own is meant: nobody will be there to be asked.
  if (kind === "post" && !form.elements.chosen) fields.push(["chosen", "1"]);
  await add({ kind, action, label, client, fields, photos, ...more });
  form.elements.client_id.value = stamp();
  return true;
}

// A form that finds no signal waits, whole, with its photos. False: nobody to wait for, or a form that does not wait.
export async function hold(form) {
  const { about, waits, label = document.querySelector("h1").textContent.trim() } = form.dataset;
  if (!waits || !(await holdForm(waits, form, label, { about }))) return false;
  form.dispatchEvent(new Event("sent"));
  const { lat, lon, nameless } = form.elements;
  if (nameless) nameless.defaultChecked = nameless.checked;
  form.reset();
  if (lat) lat.value = lon.value = "";
  form.querySelector("[data-here] [role=status]")?.replaceChildren();
  (await sender()).tell({
    comment: _("{why} Your reply waits on this phone and goes out by itself.", silence()),
    looked: _("{why} Your answer waits on this phone and goes out by itself.", silence()),
    post: _("{why} Your post waits on this phone and goes out by itself.", silence()),
  }[waits]);
  return true;
}

// The photos chosen in a form, with what they show: none before the camera was fetched.
export async function photosOf(form) {
  if (!form.querySelector("[data-list] > li")) return [];
  return (await import("stoop/camera")).photosOf(form.querySelector("[data-photos]"));
}

// A deed that was made whole elsewhere waits, under its own stamp.
export async function holdDeed(deed) {
  if (!owner() || !navigator.locks) return false;
  await add(deed);
  return true;
}

// An upvote pressed without a signal waits; pressed again it does not. Null: nobody to wait for; else whether one waits.
export async function holdVote(form, value) {
  if (!owner() || !navigator.locks) return null;
  const action = new URL(form.action).pathname;
  const held = await locked(async () => {
    const before = (await waiting()).find((item) => item.kind === "vote" && item.action === action && item.state === "waiting");
    if (before) await remove("outbox", before.id);
    return !before;
  });
  const label = (form.closest("article")?.querySelector("h2") ?? document.querySelector("h1")).textContent.trim();
  if (held) await add({ kind: "vote", action, label, client: stamp(), fields: [["do", value]] });
  mark(form, held, value);
  (await sender()).tell(held ? _("{why} Your upvote waits on this phone and goes out by itself.", silence()) : _("{why} Nothing is sent for this post.", silence()));
  return held;
}

// The striped button, and the words below the post.
export function mark(form, held, deed) {
  style();
  const button = form.querySelector("button[name=do]");
  button.toggleAttribute("data-held", held);
  const place = form.closest("article")?.querySelector(".st") ?? form;
  place.querySelector("[data-held-words]")?.remove();
  if (!held) return;
  const words = Object.assign(document.createElement("span"), { className: "due due-soon" });
  words.dataset.heldWords = "";
  words.textContent = deed === "take_back" ? _("Your change is waiting") : _("Your upvote is waiting");
  place.prepend(words);
}

export const cancel = (id) => locked(() => remove("outbox", id));

// New words for what waits; it goes out again even if it was refused. False: it has gone out in between.
// `photos` are those of them that stay, where one was taken out.
export const change = (id, fields, photos) =>
  locked(async () => {
    const item = await read("outbox", id);
    if (!item) return false;
    const words = new Map(fields);
    const kept = item.fields.map(([name, value]) => [name, words.has(name) ? words.get(name) : value]);
    await put("outbox", { ...item, fields: kept, photos: photos ?? item.photos, state: "waiting", why: "" });
    remember(true);
    return true;
  });
