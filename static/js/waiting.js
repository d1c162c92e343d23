// Draws what waits on this phone, wherever a page has room for it: to be read, changed, sent again or deleted.

import { cancel, change, waiting } from "stoop/outbox";
import { clock } from "stoop/clock";
import { mine, owner, remove } from "stoop/store";
import { _, ngettext } from "stoop/late-words";

const root = document.querySelector("[data-waiting]");
const sender = () => import("stoop/outgoing");
const send = async () => (await sender()).send();

export function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text ?? "" });
}

export function button(words, className, press) {
  const made = Object.assign(element("button", `btn ${className} btn-s`, words), { type: "button" });
  made.addEventListener("click", press);
  return made;
}

const said = ({ kind, fields, label }) => {
  const words = Object.fromEntries(fields);
  return kind === "post" ? words.title : kind === "comment" ? words.words : label;
};

const about = (item) => {
  const { kind, label, made, fields } = item;
  if (item.about) return item.about;
  const [, deed] = fields.find(([name]) => name === "do") ?? [];
  const photos = fields.filter(([name]) => name === "photo").length + (item.photos?.length ?? 0);
  const time = clock(made);
  if (deed === "take_back") return _("Upvote taken back. Made {time}", { time });
  if (kind === "vote") return _("Upvote. Made {time}", { time });
  if (kind === "post") return photos ? ngettext("Post, {n} photo. Made {time}", "Post, {n} photos. Made {time}", photos, { time }) : _("Post. Made {time}", { time });
  const slots = { time, label };
  if (!photos) return _("Reply. Written {time}. For “{label}”", slots);
  return ngettext("Reply, {n} photo. Written {time}. For “{label}”", "Reply, {n} photos. Written {time}. For “{label}”", photos, slots);
};

function line(item) {
  const row = element("li", "");
  row.dataset.item = item.id;
  row.append(element("p", "said", said(item)), element("p", "meta", about(item)));
  row.firstChild.classList.toggle("strong", item.kind === "post");
  row.append(pictures(item));
  if (item.why) row.append(element("p", "why", item.state === "refused" ? _("Not sent: {why}", item) : item.why));
  const deeds = element("p", "row");
  if (item.kind !== "vote" && !item.about) deeds.append(button(_("Edit"), "btn-2", async () => (await import("stoop/mending")).mend(row, item, save, draw)));
  else if (item.state === "refused") deeds.append(button(_("Send again"), "btn-2", () => save(item, [])));
  deeds.append(button(_("Delete"), "btn-q", () => drop(item)));
  row.append(deeds);
  return row;
}

// The photos of what waits; `extra` makes what stands beside each while it is edited.
export function pictures({ photos = [] }, extra = () => "") {
  const list = element("ul", "pics-w");
  for (const photo of photos) {
    const picture = Object.assign(new Image(96, 96), { alt: photo.alt || _("A photo"), src: URL.createObjectURL(photo.file) });
    picture.onload = picture.onerror = () => URL.revokeObjectURL(picture.src);
    const place = element("li", "");
    place.append(picture, extra(photo, place));
    list.append(place);
  }
  return photos.length ? list : "";
}

async function save(item, fields, photos) {
  await change(item.id, fields, photos);
  await draw();
  send();
}

async function sendAgain(items) {
  for (const { id, state } of items) if (state === "refused") await change(id, []);
  await draw();
  send();
}

async function drop(item) {
  await cancel(item.id);
  await draw();
  focusHere();
}

function focusHere() {
  root.tabIndex = -1;
  root.focus();
}

async function draw() {
  const items = await waiting();
  const inside = root.querySelector(".wait") ?? root.appendChild(element("div", "wait"));
  const nothing = root.querySelector("[data-none]");
  if (nothing) nothing.hidden = items.length > 0 || localStorage.slips?.includes(`"owner":"${owner()}"`); // for the sender to take
  else root.hidden = !items.length;
  inside.replaceChildren();
  if (!items.length) return;
  if (!root.querySelector(":scope > h2") && root.ariaLabel && !nothing) inside.append(element("h2", "", root.ariaLabel));
  const list = element("ul", "");
  list.append(...items.map(line));
  inside.append(list, button(_("Try again now"), "btn-2 btn-w", () => sendAgain(items)));
}

// Drafts, on the page of what waits.
async function drafts() {
  const place = document.querySelector("[data-drafts]");
  if (place && window.caches && (await caches.has("shared"))) await (await import("stoop/shared")).take();
  const all = place ? await mine("drafts") : [];
  if (!all.length) return;
  place.hidden = false;
  const list = element("ul", "lk wait");
  for (const draft of all) {
    const row = element("li", "");
    const words = Object.fromEntries(draft.fields);
    const shared = draft.path === "/share";
    const named = words.title || words.words || words.description || (shared ? _("What you shared") : _("A draft"));
    const link = Object.assign(element(shared ? "b" : "a", "", named), shared ? {} : { href: draft.page });
    const gone = async () => {
      await remove("drafts", [draft.owner, draft.path]);
      row.remove();
      place.hidden = !list.children.length;
    };
    const deeds = element("p", "row");
    deeds.append(button(_("Delete draft"), "btn-q", gone));
    row.append(link, pictures(draft), element("p", "meta", shared ? _("Shared {time}", { time: clock(draft.at) }) : _("Written {time}", { time: clock(draft.at) })));
    if (shared) await (await import("stoop/shared")).boards(row, draft);
    row.append(deeds);
    list.append(row);
  }
  place.append(list);
}

document.addEventListener("outbox", () => root.querySelector("form") ?? draw());

// Not awaited: what it fetches imports this module.
async function begin() {
  await draw();
  await drafts();
  const place = document.querySelector("[data-copies]");
  if (place) (await import("stoop/copies")).show(place);
  if (localStorage[`waiting-${owner()}`]) (await sender()).begin();
}

begin();
