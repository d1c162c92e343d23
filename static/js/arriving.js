// A form on a page of its own: sent without leaving the page, which so stays when there is no signal. What the server does
// not take is sent once more as a form is: the page that comes says why, with the words.

import { say } from "stoop/say";
import { remove } from "stoop/store";
import { _ } from "stoop/late-words";

const PATIENCE = 30_000;
const LOST = ["TypeError", "TimeoutError", "AbortError", "SyntaxError"];
const writing = () => import("stoop/writing");

for (const form of document.querySelectorAll("[data-arrives]")) {
  form.addEventListener("submit", (event) => submit(event, form));
  form.addEventListener("change", () => answered(form));
  form.addEventListener("sent", () => form.replaceWith(Object.assign(document.createElement("p"), { textContent: _("Waiting on this phone") })));
}

// What stands in the list of what waits.
function answered(form) {
  const place = form.querySelector("[name=says]:checked")?.parentElement;
  if (place) form.dataset.about = _("Your answer: {answer}", { answer: place.textContent.trim() });
}

async function submit(event, form) {
  const { submitter } = event;
  const files = [...form.elements].some((field) => field.type === "file" && field.files.length);
  if (event.defaultPrevented || files || submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await send(form);
  } catch (problem) {
    if (!LOST.includes(problem.name)) throw problem;
    if (!(await waits(form))) say(_("No signal. Your words are kept on this phone. Send them when the signal is back."));
  } finally {
    form.ariaBusy = "false";
  }
}

async function send(form) {
  const { forget, keep } = await writing();
  await keep({ sent: true });
  const body = new URLSearchParams(new FormData(form));
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return form.submit();
  const told = await answer.json();
  await forget();
  const place = told.comment_id ? `c${told.comment_id}` : form.dataset.arrives;
  return location.assign(`/o/${told.observation_id}#${place}`);
}

// False: nobody is signed in whose it is, it is a change, or what keeps it never came.
const waits = (form) => import("stoop/outbox").then(({ hold }) => hold(form)).catch(() => false);

// What was typed for a post goes on as a reply: its draft is the reply's from here on. The page stands where the form of
// that reply does, so that the draft leads back to it.
async function takeOver(form) {
  history.replaceState(null, "", form.action);
  const { keep } = await writing();
  await keep();
  form.dispatchEvent(new Event("input")); // drafts.js goes on
  if (!sessionStorage.posted) return;
  await remove("drafts", JSON.parse(sessionStorage.posted).key);
  delete sessionStorage.posted;
}

const voice = document.querySelector("[data-voice]");
if (voice) {
  takeOver(voice);
  voice.querySelector("a.btn-q").addEventListener("click", async (event) => {
    event.preventDefault();
    await (await writing()).forget();
    location.assign(event.target.href);
  });
}
