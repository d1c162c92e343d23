// Photos in a form: shrunk on the phone, shown with their size, described and covered before anything is sent.

import { sendAll } from "stoop/parcel";
import { shrink, spotOf } from "stoop/picture";
import { Refused } from "stoop/sending";
import { _ } from "stoop/late-words";

const MOST = 4;
const NO_PICTURE = _("This is not a photo we can use. Choose a JPEG, PNG, WebP or HEIC picture.");
const shots = new WeakMap(); // of a list item: its bytes, where it was taken, how far its upload is, its key when it is up

export const of = (place, name) => place.querySelector(`[data-${name}]`);
export const items = (field) => [...of(field, "list").children];
export const say = (field, words) => (field.querySelector("[role=status]").textContent = words);
export const headers = (field) => ({ Accept: "application/json", "X-CSRF-Token": field.form.elements.csrf_token.value });
export const size = (file) => (file.size < 1e6 ? `${Math.ceil(file.size / 1000)} KB` : `${(file.size / 1e6).toFixed(1)} MB`);
export const named = (file) => _("Photo, {size}", { size: size(file) });

// What waits to go up; undefined for a photo that is there already.
export const unsent = (item) => (shots.get(item)?.key ? undefined : shots.get(item));

export function take(field, input, files) {
  const number = items(field).length + files.length;
  input.value = "";
  const wrong = of(field, "wrong");
  complain(wrong, number > MOST ? _("That is {number} photos. Choose {most} or fewer.", { number, most: MOST }) : "");
  if (number > MOST) {
    wrong.focus();
    return;
  }
  let last = Promise.resolve(); // one after the other: a photo in the making takes much memory
  for (const file of files) {
    const photo = { file };
    const item = add(field, photo);
    last = photo.prepared = last.then(() => prepare(item, photo, field));
  }
}

export function add(field, photo) {
  const item = of(field, "item").content.firstElementChild.cloneNode(true);
  shots.set(item, photo);
  of(field, "list").append(item);
  return item;
}

// For the draft and the outbox: the photos that are here with their bytes, when they are ready.
export async function photosOf(field) {
  const here = items(field).filter((item) => shots.has(item));
  for (const item of here) await shots.get(item).prepared;
  return here.flatMap((item) => {
    const { file, at, chunk, key, refused } = shots.get(item) ?? { refused: true };
    return refused ? [] : [{ file, at, chunk, key, alt: item.querySelector("input.in").value }];
  });
}

const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

async function prepare(item, photo, field) {
  const { file } = photo;
  of(item, "doings").hidden = false;
  if (field.form.elements.lat) photo.spot = await spotOf(file);
  const cover = item.querySelector("[data-do=cover]");
  cover.hidden = true;
  try {
    const small = await shrink(file);
    if (!shots.has(item)) return; // removed in between
    see(item, photo, small);
    cover.hidden = false;
  } catch {
    // A browser that knows no HEIC sends it as it is: the server reads it. What is no picture at all stays here.
    const heic = (await file.slice(4, 8).text()) === "ftyp";
    photo.refused = heic ? "" : NO_PICTURE;
    complain(of(item, "said"), photo.refused);
    of(item, "size").textContent = heic ? _("Photo, {size}. This browser cannot show it.", { size: size(file) }) : named(file);
  }
  // With the picture, which moves all below it: nothing is moved away from under a finger.
  item.querySelector("[data-do=place]").hidden = !photo.spot;
  say(field, photo.refused || of(item, "size").textContent);
  changed(field);
}

export function see(item, photo, file) {
  const picture = item.querySelector("img");
  URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(file);
  picture.hidden = false;
  photo.file = file;
  of(item, "size").textContent = named(file);
}

export function complain(place, words) {
  place.textContent = words;
  place.hidden = !words;
  place.classList.toggle("msg-err", Boolean(words));
}

export function remove(field, button) {
  const item = button.closest("li");
  const photo = shots.get(item);
  const key = item.querySelector("[name=photo]")?.value;
  const address = key ? `/photos/unposted/${key}/take-away` : photo?.at;
  shots.delete(item);
  photo?.request?.abort();
  if (address) {
    const forget = fetch(address, { method: key ? "POST" : "DELETE", headers: headers(field) });
    forget.catch(() => {}); // a day later it goes by itself
  }
  item.remove();
  say(field, _("The photo is removed."));
  changed(field);
  (of(field, "list").querySelector("[data-do=remove]") ?? field.querySelector("[multiple]")).focus();
}

export function place(field, button) {
  const { lat, lon } = field.form.elements;
  const spot = button.ariaPressed === "true" ? null : shots.get(button.closest("li")).spot;
  for (const other of field.querySelectorAll("[data-do=place]")) other.ariaPressed = String(Boolean(spot) && other === button);
  lat.value = spot?.lat.toFixed(6) ?? "";
  lon.value = spot?.lon.toFixed(6) ?? "";
  lat.dispatchEvent(new Event("change", { bubbles: true }));
  say(field, spot ? _("We use the place of this photo. Press again to leave it out.") : _("The place is not used."));
}

export async function cover(field, button) {
  const { drawOn } = await import("stoop/cover");
  const item = button.closest("li");
  const open = of(item, "open");
  open.replaceChildren(of(field, "drawing").content.cloneNode(true));
  open.querySelector("img").src = item.querySelector("img").src;
  drawOn(open, (open.boxes = []));
  open.querySelector("summary").focus();
}

export function stop(field, button) {
  const item = button.closest("li");
  of(item, "open").replaceChildren();
  item.querySelector("[data-do=cover]").focus();
}

export async function paint(field, button) {
  const item = button.closest("li");
  const photo = unsent(item);
  const { boxes } = of(item, "open");
  try {
    if (photo) see(item, photo, await shrink(photo.file, boxes));
    else if (boxes.length) await paintThere(item, field, boxes);
    stop(field, button);
    say(field, _("It is covered."));
    changed(field);
  } catch (problem) {
    of(item, "told").textContent = problem instanceof Refused ? problem.message : _("That did not reach us. Press again.");
  }
}

// A photo that waits on the server already is covered there, and has another key after that.
async function paintThere(item, field, boxes) {
  const { value } = item.querySelector("[name=photo]");
  const body = new URLSearchParams(boxes.map((box) => ["box", box]));
  const answer = await fetch(`/photos/unposted/${value}/cover`, { method: "POST", body, headers: headers(field) });
  const { photo, error } = await answer.json();
  if (!answer.ok) throw new Refused(error);
  name(item, photo.key);
  shots.delete(item); // what is here was not covered
  item.querySelector("img").src = photo.full;
}

export function name(item, key) {
  Object.assign(item.querySelector("[name=photo], [data-key]"), { name: "photo", value: key });
  item.querySelector("input.in").name = `alt.${key}`;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const field = of(form, "photos");
    const waiting = field ? items(field).filter(unsent) : [];
    if (!waiting.length || form.dataset.walk) return; // a walk sends nothing itself
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.ariaBusy !== "true") sendAll(form, field, waiting, event.submitter);
  },
  true,
);
