// Where a liaison is at the desk, kept from page to page of one tab: the list they work through, the rows they ticked,
// the words they have not sent. An act leads to the row that comes next, a link to a form into its first field.

import { focusOn, say } from "stoop/say";

const store = `desk:${document.body.dataset.person}`;
const kept = JSON.parse(sessionStorage[store] ?? "{}");
const keep = (more) => (sessionStorage[store] = JSON.stringify(Object.assign(kept, more)));
const wide = matchMedia("(min-width:64em)");
const seen = (one) => one.offsetParent !== null;
// The first field of a form that waits for something: of a choice the first option, while nothing is chosen.
function waits(one) {
  if (!seen(one) || one.type === "file") return false;
  if (one.type !== "radio") return one.matches("a, button") || !one.value;
  return !one.form.elements[one.name].value;
}

function enter(place) {
  if (place.matches("details")) place.open = true;
  const fields = [...place.querySelectorAll("a[href],input:not([type=hidden]):not([type=checkbox]),select,textarea")].filter(seen);
  const field = fields.find(waits) ?? fields.find((one) => one.matches("textarea")) ?? fields[0];
  field?.focus();
  if (field?.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
  field?.scrollIntoView({ block: "nearest" });
}

// ---- the list ----

const rows = [...document.querySelectorAll(".q")];
const boxes = rows.map((row) => row.querySelector("[data-tick]"));
const ids = boxes.map((box) => parseInt(box.value, 10));

// The row to go on with: the case that is open; where an act took it out of the list, the one that stood after it.
function here(chosen) {
  const at = ids.indexOf(chosen);
  if (at >= 0 || !chosen) return at;
  const order = kept.ids ?? [];
  const after = order.slice(order.indexOf(chosen) + 1).find((id) => ids.includes(id));
  return order.includes(chosen) ? (after ? ids.indexOf(after) : ids.length - 1) : -1;
}

function list() {
  const queue = document.querySelector("#bulk [name=back]")?.value;
  const same = kept.beside && kept.queue === queue;
  const chosen = Number(new URLSearchParams(location.search).get("case")) || (same && kept.at) || 0;
  const at = here(chosen);
  const gone = chosen && !ids.includes(chosen) && at >= 0;
  const order = gone ? [...ids.slice(0, at), chosen, ...ids.slice(at)] : ids;
  keep({ ids: order, queue, address: location.pathname + location.search, beside: false, ticks: (kept.ticks ?? []).filter((id) => ids.includes(id)) });
  for (const box of boxes) {
    box.checked = kept.ticks.includes(parseInt(box.value, 10));
    box.addEventListener("change", () => keep({ ticks: ids.filter((_id, place) => boxes[place].checked) }));
  }
  rows.forEach((one, place) => one.addEventListener("focusin", () => keep({ at: ids[place] })));
  const row = rows[at];
  if (!row || location.hash || !wide.matches) return;
  [...row.querySelectorAll("a")].find(seen)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// ---- a case, and the pages beside it ----

// The cases before and after this one in the list one came from.
function neighbors() {
  const all = kept.ids ?? [];
  const at = all.indexOf(Number(location.pathname.split("/").pop()));
  for (const link of document.querySelectorAll("[data-step]")) {
    const to = at < 0 ? undefined : all[at + Number(link.dataset.step)];
    link.hidden = !to;
    if (!to) continue;
    const back = new URL(kept.address, location.href);
    back.searchParams.set("case", to);
    link.href = `/desk/case/${to}?${new URLSearchParams({ back: back.search.slice(1) })}`;
  }
}

const bare = (words) => words.replaceAll(/\s+/g, "");

// Whether these words can be read on the page by now.
function stands(words) {
  const page = document.querySelector("main").cloneNode(true);
  for (const field of page.querySelectorAll("textarea")) field.remove();
  return bare(page.textContent).includes(bare(words));
}

// Words that were typed and did not arrive stand in their form again.
function drafts() {
  for (const field of document.querySelectorAll('form[action^="/desk/case/"] textarea[id]')) {
    const name = `${field.form.getAttribute("action")}#${field.id}`;
    const write = (words, sent) => keep({ drafts: { ...kept.drafts, [name]: words || undefined }, sent: { ...kept.sent, [name]: sent || undefined } });
    const sent = kept.sent?.[name];
    if (sent) write(stands(sent) ? "" : sent); // where nobody answered, it did not arrive
    if (!field.value && kept.drafts?.[name]) field.value = kept.drafts[name];
    field.addEventListener("input", () => write(field.value));
    field.form.addEventListener("submit", () => write("", field.value));
  }
}

// Ctrl+Enter in a form presses its next button.
function send(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
  const after = (one) => event.target.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const button = [...event.target.form.querySelectorAll("button:not([type=button])")].find((one) => seen(one) && after(one));
  event.preventDefault();
  if (button) event.target.form.requestSubmit(button);
}

// One of the codes that have a link of their own, without leaving the page.
function code(event) {
  const link = event.target.closest("a[data-code]");
  const form = link && document.getElementById("close");
  if (!form) return;
  event.preventDefault();
  form.open = true;
  form.querySelector(`[name=code][value=${link.dataset.code}]`).checked = true;
  enter(form);
}

// What was pressed lights at once; the page that answers comes after.
function light(event, one) {
  if (!event.defaultPrevented && one) one.ariaBusy = "true";
}

// What was done is read out, once: words that stand in a page when it is loaded are not. After an act without words of its
// own, what its form says.
function tell() {
  const notes = [...document.querySelectorAll(".note [role=status], .note[role=status]")].filter((one) => one.id !== "live-note" && seen(one));
  const words = notes.map((note) => note.textContent).join();
  if (words !== kept.told) setTimeout(() => notes.forEach((note) => note.append(...note.childNodes)), 300);
  const { said } = kept;
  keep({ said: undefined, told: words });
  if (!said || document.querySelector("[role=alert]")) return;
  say(said);
  setTimeout(say, 8_000, "");
}

addEventListener("desk:enter", ({ target }) => enter(target));
addEventListener("keydown", send);
addEventListener("click", code);
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) light(event, link.closest(".q") ?? link.closest(".btn"));
});
addEventListener("pageshow", () => document.querySelectorAll("[aria-busy=true]").forEach((one) => (one.ariaBusy = "false")));
addEventListener("submit", (event) => {
  const { target, submitter } = event;
  light(event, submitter);
  keep({ said: submitter?.dataset.said ?? target.dataset.said });
  if (target.method === "post" && target.matches('[action="/desk/bulk"]')) keep({ ticks: [] });
});

if (document.querySelector(".dk")) list();
else if (kept.address) {
  keep({ beside: true });
  neighbors();
  for (const link of document.querySelectorAll('a.back[href="/desk"]')) link.href = kept.address;
}
drafts();
tell();
const target = document.getElementById(location.hash.slice(1));
const errors = document.getElementById("errors");
const land = document.querySelector("[data-land]");
if (errors) focusOn(errors);
else if (land && wide.matches) enter(land);
// Once the browser itself has gone to the place, which takes the focus away.
else if (target?.matches("details, form")) addEventListener("load", () => requestAnimationFrame(() => enter(target)));
