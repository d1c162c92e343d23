// A reply is sent without leaving the page. What was typed stays until it has arrived.

import { hold, show } from "stoop/thread";
import { slip, stamp } from "stoop/vote";
import { _ } from "stoop/words";

const form = document.querySelector("form[data-comment]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button:not([type=button])");
  if (button.ariaBusy === "true") return;
  const label = button.textContent;
  button.textContent = _("Sending…");
  button.ariaBusy = "true";
  refuse("");
  hold(true);
  const typed = new FormData(form);
  const files = typed.getAll("photo_file").some(({ size }) => size); // only when the camera did not come
  const body = files ? typed : new URLSearchParams(typed);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.status === 401) {
      form.submit();
      return;
    }
    if (!answer.ok) throw new Error(told.error);
    empty();
    await show(`c${told.comment_id}`);
  } catch (problem) {
    const known = problem.name === "Error" && problem.message;
    if (!known && (await waits(body))) return;
    refuse(known || _("Your reply did not reach us. It is still here. Check the signal and press again."));
  } finally {
    button.textContent = label;
    button.ariaBusy = "false";
    hold(false);
  }
});

form?.addEventListener("sent", () => form.querySelector("[data-answering]")?.remove());

function empty() {
  form.elements.words.value = "";
  form.dispatchEvent(new Event("sent"));
  form.elements.client_id.value = stamp();
  return true;
}

// Without a signal the reply waits on this phone.
const waits = (body) =>
  import("stoop/outbox")
    .then(
      (outbox) => outbox.hold(form),
      () => slip(form, body) && empty(),
    )
    .catch(() => false);

// "Reply" under a comment or the city's word turns the one form into an answer to it.
document.querySelector("ol[data-thread]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reply], a[data-reply-city]");
  if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("stoop/answering").then(
    ({ answer }) => answer(form, link),
    () => location.assign(link),
  );
});

function refuse(words) {
  form.querySelector("#words-error")?.remove();
  form.elements.words.toggleAttribute("aria-invalid", Boolean(words));
  if (!words) return;
  const message = Object.assign(document.createElement("p"), { className: "msg-err", id: "words-error" });
  message.setAttribute("role", "alert");
  message.textContent = words;
  form.elements.words.before(message);
  form.elements.words.focus();
}
