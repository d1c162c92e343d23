// Drafts never die: what is written in a form is kept on this phone as it is typed, for whoever writes it.

import { say } from "stoop/say";
import { owner, put, remove, stamp } from "stoop/store";
import { _ } from "stoop/words";

const PAUSE = 400;
const WORDS = ["title", "place", "landmark", "description", "words"];
const LEFT_OUT = new Set(["csrf_token", "client_id", "photo", "photo_file", "photo_alt", "seen", "back", "chosen"]);

export const form = document.querySelector("[data-draft]");
const path = form && new URL(form.action).pathname;
export const key = () => [owner(), path];
let timer;
let turn = 0;
let note;

export const written = () => WORDS.some((name) => form.elements[name]?.value.trim());
const fields = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && !name.startsWith("alt.") && value);

export async function keep(more = {}) {
  clearTimeout(timer);
  timer = undefined;
  const mine = (turn += 1);
  const photos = form.querySelector("[data-list] > li") ? await shown() : [];
  if (mine !== turn) return undefined; // somebody wrote on in between: that one keeps more
  if (!written() && !photos.length) return forget();
  const client = form.elements.client_id.value;
  await put("drafts", { owner: owner(), path, page: location.pathname + location.search, fields: fields(), photos, at: Date.now(), client, ...more });
  tellDraft(_("Your draft is kept on this phone."));
}

// The photos in the form; nobody chose one before the camera was fetched.
async function shown() {
  const { photosOf } = await import("stoop/camera");
  return (await photosOf(form.querySelector("[data-photos]"))).map(({ file, alt }) => ({ file, alt }));
}

export async function forget() {
  clearTimeout(timer);
  timer = undefined;
  turn += 1; // what is being kept at this moment must not come back
  note?.remove();
  note = undefined;
  await remove("drafts", key());
}

export function tellDraft(words, first = false) {
  if (note) return;
  note = Object.assign(document.createElement("p"), { className: "draft" });
  const said = Object.assign(document.createElement("span"), { textContent: words });
  if (first) said.setAttribute("role", "status");
  const gone = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-q btn-s", textContent: _("Delete draft") });
  gone.addEventListener("click", async () => {
    await forget();
    form.reset();
    form.elements.client_id.value = stamp();
    form.elements[WORDS.find((name) => form.elements[name])].focus();
    say(_("Your draft is deleted."));
  });
  note.append(said, gone);
  if (first) form.prepend(note);
  else form.append(note);
}

// Also for who never pauses.
export function typed() {
  timer ??= setTimeout(keep, PAUSE);
}

export async function begin() {
  if (!form) return;
  const { post } = form.matches("[data-compose]") ? await import("stoop/posting") : {};
  form.addEventListener("sent", forget);
  addEventListener("pageshow", () => (form.ariaBusy = "false"));
  for (const kind of ["visibilitychange", "pagehide"]) addEventListener(kind, () => timer && keep(), true);
  if (post) form.addEventListener("submit", post);
}
