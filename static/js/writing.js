// Drafts never die: what is written in a form is kept on this phone as it is typed, for whoever writes it. And a post that
// finds no signal waits.

import { holdForm, noSignal, style } from "stoop/outbox";
import { say } from "stoop/say";
import { tell } from "stoop/outgoing";
import { clock, owner, put, read, remove, stamp } from "stoop/store";

const PAUSE = 400;
const PATIENCE = 8_000;
const WORDS = ["title", "place", "landmark", "description", "words"];
const LEFT_OUT = new Set(["csrf_token", "client_id", "photo", "photo_file", "photo_alt", "seen", "back", "chosen"]);

const form = document.querySelector("[data-compose], form[data-comment]");
const path = form && new URL(form.action).pathname;
const key = () => [owner(), path];
let timer;
let note;

const written = () => WORDS.some((name) => form.elements[name]?.value.trim());
const fields = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && !name.startsWith("alt.") && value);

async function keep(more = {}) {
  clearTimeout(timer);
  timer = undefined;
  if (!written()) return forget();
  const client = form.elements.client_id.value;
  await put("drafts", { owner: owner(), path, page: location.pathname, fields: fields(), at: Date.now(), client, ...more });
  tellDraft("Your draft is kept on this phone.");
}

async function forget() {
  clearTimeout(timer);
  timer = undefined;
  note?.remove();
  note = undefined;
  await remove("drafts", key());
}

function tellDraft(words, first = false) {
  if (note) return;
  style();
  note = Object.assign(document.createElement("p"), { className: "draft" });
  const said = Object.assign(document.createElement("span"), { textContent: words });
  if (first) said.setAttribute("role", "status");
  const gone = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-q btn-s", textContent: "Delete draft" });
  gone.addEventListener("click", async () => {
    await forget();
    form.reset();
    form.elements.client_id.value = stamp();
    form.elements[WORDS.find((name) => form.elements[name])].focus();
    say("Your draft is deleted.");
  });
  note.append(said, gone);
  if (first) form.prepend(note);
  else form.append(note);
}

async function bringBack() {
  const draft = await read("drafts", key());
  if (!draft || written()) return;
  for (const [name, value] of draft.fields) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) field.value = value;
    else if (field?.type === "checkbox") field.checked = field.value === value;
    else if (field) field.value = value;
  }
  if (draft.sent) {
    // It may have reached the server: the same words under the same stamp are posted once, other words are another post.
    form.elements.client_id.value = draft.client;
    form.addEventListener("input", () => (form.elements.client_id.value = stamp()), { once: true });
  }
  tellDraft(`Your draft from ${clock(draft.at)} is back.`, true);
}

// On the way through sign-in the words travelled along; here they stand posted.
async function forgetPosted() {
  const posted = sessionStorage.posted && JSON.parse(sessionStorage.posted);
  if (!posted || document.querySelector("h1")?.textContent.trim() !== posted.title) return;
  delete sessionStorage.posted;
  await remove("drafts", posted.key);
}

async function post(event) {
  if (event.defaultPrevented) return;
  const { submitter } = event;
  const chosen = submitter && (submitter.name || submitter.hasAttribute("formaction"));
  const files = [...form.elements].some((field) => field.type === "file" && field.files.length);
  if (chosen || files) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await keep({ sent: true });
    await fetch("/outbox/ready", { signal: AbortSignal.timeout(PATIENCE) }); // is there a signal at all?
    sessionStorage.posted = JSON.stringify({ key: key(), title: form.elements.title.value.trim() });
    form.submit();
  } catch (problem) {
    form.ariaBusy = "false";
    if (!noSignal(problem)) throw problem;
    if (await holdForm("post", form, document.title)) {
      await forget();
      form.reset();
      tell("No signal. Your post waits on this phone and goes out by itself.");
      scrollTo(0, 0);
    } else say("No signal. Your words are kept on this phone. Post them when the signal is back.");
  }
}

async function begin() {
  await forgetPosted();
  if (!form) return;
  await bringBack();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("sent", forget);
  addEventListener("pageshow", () => (form.ariaBusy = "false"));
  for (const kind of ["visibilitychange", "pagehide"]) addEventListener(kind, () => timer && keep(), true);
  if (form.dataset.compose !== undefined) form.addEventListener("submit", post);
}

begin();
