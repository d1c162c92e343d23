// The block walk: what is noted goes into the outbox, with or without a signal, and the form is ready for the next one.
// The outbox is also the memory of the walk: what has gone out stays in it, marked, until the day is over.

import { focusOn, say } from "stoop/say";
import { mine, remove, stamp } from "stoop/store";
import { _, ngettext } from "stoop/late-words";

const DAY = 20 * 60 * 60_000;
const form = document.querySelector("[data-walk]");
const { walk: board } = form.dataset;
const { title, place, landmark, lat, lon } = form.elements;
const here = form.querySelector("[data-here]");
const summary = document.querySelector("[data-summary]");
const counter = document.querySelector("[data-walked]");
const NO_ROOM = _("It could not be kept on this phone. It is still in the form.");
const NOBODY = _("Sign in first, when there is a signal. Then what you note can wait on this phone.");

// What sends is fetched with the first touch.
let outbox;
const ready = () => (outbox ??= import("stoop/outbox").catch(() => (outbox = undefined)));

async function hold(work) {
  const box = await ready();
  if (!box) return say(_("The signal was lost before this page was whole. Keep it open and press again."));
  try {
    if (await work(box)) return true;
    say(NOBODY);
  } catch (problem) {
    if (!["QuotaExceededError", "UnknownError"].includes(problem.name)) throw problem;
    say(NO_ROOM);
  }
  return false;
}

// Without a signal nobody else says what is missing.
function lacking() {
  const refused = form.querySelector("[data-said]:not([hidden])");
  if (refused) return [refused.textContent, refused];
  const kind = form.querySelector("[name=kind]:checked");
  const label = kind?.value ? kind.parentElement.textContent.trim() : "";
  if (!title.value.trim() && !label) return [_("Say in a few words what it is."), title];
  if (!place.value.trim() && !landmark.value.trim() && !lat.value) {
    return [_("Say where it is: the spot where you stand, an address or a landmark."), place];
  }
  if (!title.value.trim()) title.value = label;
  return [];
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  const wrong = form.querySelector("[data-lacks]");
  const [words = "", field] = lacking();
  wrong.textContent = words;
  wrong.hidden = !words;
  if (words) return field.focus();
  form.ariaBusy = "true";
  try {
    const writing = await import("stoop/writing");
    await writing.keep({ sent: true });
    const more = { action: `/b/${board}/post`, walk: board };
    if (!(await hold((box) => box.holdForm("post", form, title.value, more)))) return;
    await writing.forget();
    form.reset();
    spot("", "", "");
    form.dispatchEvent(new Event("sent"));
    await draw();
    scrollTo(0, 0);
    focusOn(counter);
  } finally {
    form.ariaBusy = "false";
  }
});

function spot(latitude, longitude, words) {
  lat.value = latitude;
  lon.value = longitude;
  here.querySelector("button").ariaPressed = String(Boolean(latitude));
  here.querySelector("[role=status]").textContent = words;
}

if (navigator.geolocation) {
  here.hidden = false;
  if (lat.value) spot(lat.value, lon.value, _("We use the spot where you stood."));
  here.querySelector("button").addEventListener("click", () => {
    if (lat.value) return spot("", "", _("The spot is not used."));
    here.querySelector("[role=status]").textContent = _("Looking…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => spot(coords.latitude.toFixed(6), coords.longitude.toFixed(6), _("We use the spot where you stand. Press again to leave it out.")),
      () => spot("", "", _("Your phone did not tell us. Write an address or a landmark.")),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}

// The roll-call: what is pressed last counts.
document.querySelector(".calls")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const item = button.closest("[data-call]");
  const post = item.dataset.call;
  const label = item.querySelector("h3").textContent;
  const held = await hold((box) =>
    box.holdDeed({
      kind: "looked",
      action: `/o/${post}/confirm`,
      label,
      client: stamp(),
      fields: [["says", button.value]],
      walk: board,
      answer: button.dataset.answer,
      about: SAID[button.dataset.answer],
      post,
    }),
  );
  if (!held) return;
  await draw();
  const next = [...document.querySelectorAll("[data-call] form:not([hidden]) button")][0];
  focusOn(next ?? item.querySelector("[data-said]"));
});

const SAID = { still: _("You said it is still there."), gone: _("You said it is gone.") };
const STATES = { waiting: _("Waiting on this phone"), refused: _("Not sent") };

function line(part, item) {
  const list = summary.querySelector(`[data-part=${part}] ul`);
  if (item.state === "sent" && list.querySelector(`[data-post="${item.post}"]`)) return;
  const row = document.createElement("li");
  row.dataset.held = "";
  if (item.state === "sent") {
    row.dataset.post = item.post;
    row.append(Object.assign(document.createElement("a"), { href: `/o/${item.post}`, textContent: item.label }));
  } else row.append(item.label, " ", Object.assign(document.createElement("span"), { className: "meta", textContent: STATES[item.state] }));
  list.append(row);
}

// All of it anew, from what the page brought and what is on this phone.
async function draw() {
  const items = (await mine("outbox")).filter(({ walk }) => walk === board);
  for (const old of summary.querySelectorAll("[data-held]")) old.remove();
  for (const item of items) line(item.answer ?? "noted", item);
  let all = 0;
  const numbers = {};
  for (const part of summary.querySelectorAll("[data-part]")) {
    const number = part.querySelectorAll("li").length;
    part.querySelector("[data-number]").textContent = number;
    part.hidden = !number;
    numbers[part.dataset.part] = number;
    all += number;
  }
  const waits = items.filter(({ state }) => state !== "sent").length;
  counter.textContent = waits
    ? _("{noted} noted, {waits} waiting", { noted: numbers.noted, waits })
    : _("{noted} noted", { noted: numbers.noted });
  summary.querySelector("[data-nothing]").hidden = all > 0;
  summary.querySelector("[data-waits]").hidden = !waits;
  for (const item of document.querySelectorAll("[data-call]")) {
    const { answer } = items.find((one) => one.answer && one.post === item.dataset.call) ?? {};
    const asking = item.querySelector("form");
    if (!asking) continue;
    asking.hidden = Boolean(answer);
    Object.assign(item.querySelector("[data-said]"), { hidden: !answer, textContent: SAID[answer] ?? "" });
  }
}

// The end: the summary alone, until one walks on.
const end = summary.querySelector("[data-end]");
end.hidden = false;
end.firstElementChild.addEventListener("click", ({ target }) => {
  const walking = document.querySelector("[data-walking]");
  walking.hidden = !walking.hidden;
  target.textContent = walking.hidden ? _("Walk on") : _("End this walk");
  focusOn(walking.hidden ? document.getElementById("summary") : counter);
});

for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, ready, { once: true });
document.addEventListener("outbox", draw);
form.addEventListener("back", () => lat.value && spot(lat.value, lon.value, _("We use the spot where you stood.")));
for (const item of await mine("outbox")) {
  if (item.state === "sent" && Math.abs(Date.now() - item.made) > DAY) await remove("outbox", item.id);
}
await draw();
