// Draws what waits on this phone, wherever a page has room for it: to be read, changed, sent again or deleted.

import { cancel, change, waiting } from "stoop/outbox";
import { clock, mine, owner, remove } from "stoop/store";

const KINDS = { post: "Post", comment: "Reply", vote: "Upvote" };
const EDITED = { title: "In one line", place: "Address or street", landmark: "Landmark", description: "More, if it helps", words: "Your reply" };
const LONG = new Set(["description", "words"]);
const MOST = { title: 120, place: 200, landmark: 200, description: 4000, words: 2000 };
const root = document.querySelector("[data-waiting]");
const sender = () => import("stoop/outgoing");
const send = async () => (await sender()).send();

function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text ?? "" });
}

function button(words, className, press) {
  const made = Object.assign(element("button", `btn ${className} btn-s`, words), { type: "button" });
  made.addEventListener("click", press);
  return made;
}

const said = ({ kind, fields, label }) => {
  const words = Object.fromEntries(fields);
  return kind === "post" ? words.title : kind === "comment" ? words.words : label;
};

const about = ({ kind, label, made, fields }) => {
  const [, deed] = fields.find(([name]) => name === "do") ?? [];
  const what = deed === "take_back" ? "Upvote taken back" : KINDS[kind];
  const photos = fields.filter(([name]) => name === "photo").length;
  const shown = photos ? `, ${photos} ${photos === 1 ? "photo" : "photos"}` : "";
  return kind === "comment" ? `${what}${shown}. Written ${clock(made)}. For “${label}”` : `${what}${shown}. Made ${clock(made)}`;
};

function line(item) {
  const row = element("li", "");
  row.dataset.item = item.id;
  row.append(element("p", "said", said(item)), element("p", "meta", about(item)));
  row.firstChild.classList.toggle("strong", item.kind === "post");
  if (item.why) row.append(element("p", "why", item.state === "refused" ? `Not sent: ${item.why}` : item.why));
  const deeds = element("p", "row");
  if (item.kind !== "vote") deeds.append(button("Edit", "btn-2", () => edit(row, item)));
  else if (item.state === "refused") deeds.append(button("Send again", "btn-2", () => save(item, [])));
  deeds.append(button("Delete", "btn-q", () => drop(item)));
  row.append(deeds);
  return row;
}

function edit(row, item) {
  const form = element("form", "stack");
  for (const [name, value] of item.fields.filter(([key]) => key in EDITED)) {
    const label = element("label", "field", EDITED[name]);
    const field = Object.assign(document.createElement(LONG.has(name) ? "textarea" : "input"), { name, value, className: "in", maxLength: MOST[name] });
    field.required = ["title", "words"].includes(name);
    label.append(field);
    form.append(label);
  }
  const deeds = element("p", "row");
  deeds.append(element("button", "btn btn-s", "Save"), button("Cancel", "btn-q", draw));
  form.append(deeds);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(item, [...new FormData(form)]);
  });
  row.append(form);
  row.querySelector(".row").remove();
  form.querySelector(".in").focus();
}

async function save(item, fields) {
  await change(item.id, fields);
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
  if (nothing) nothing.hidden = items.length > 0;
  else root.hidden = !items.length;
  inside.replaceChildren();
  if (!items.length) return;
  if (!root.querySelector(":scope > h2") && root.ariaLabel && !nothing) inside.append(element("h2", "", root.ariaLabel));
  const list = element("ul", "");
  list.append(...items.map(line));
  inside.append(list, button("Try again now", "btn-2 btn-w", send));
}

// Drafts, on the page of what waits; and the copies of boards, on the page without a signal.
async function drafts() {
  const place = document.querySelector("[data-drafts]");
  const all = place ? await mine("drafts") : [];
  if (!all.length) return;
  place.hidden = false;
  const list = element("ul", "lk wait");
  for (const draft of all) {
    const row = element("li", "");
    const words = Object.fromEntries(draft.fields);
    const link = Object.assign(element("a", "", words.title || words.words || words.description || "A draft"), { href: draft.page });
    const gone = async () => {
      await remove("drafts", [draft.owner, draft.path]);
      row.remove();
      place.hidden = !list.children.length;
    };
    const deeds = element("p", "row");
    deeds.append(button("Delete draft", "btn-q", gone));
    row.append(link, element("p", "meta", `Written ${clock(draft.at)}`), deeds);
    list.append(row);
  }
  place.append(list);
}

async function copies() {
  const place = document.querySelector("[data-copies]");
  if (!place || !window.caches || !(await caches.has("copies"))) return;
  const kept = await caches.open("copies");
  for (const { url } of await kept.keys()) {
    if (url.endsWith("/post")) continue;
    const answer = await kept.match(url);
    const name = new DOMParser().parseFromString(await answer.clone().text(), "text/html").querySelector("h1 .nm")?.textContent;
    const row = element("li", "");
    const link = Object.assign(element("a", "", name), { href: new URL(url).pathname });
    row.append(link, ` ${clock(Number(answer.headers.get("Saved-At")))}`);
    place.querySelector("ul").append(row);
    place.hidden = false;
  }
}

document.addEventListener("outbox", draw);
await draw();
await drafts();
await copies();
if (localStorage[`waiting-${owner()}`]) (await sender()).begin();
