// A reply is sent without leaving the page. What was typed stays until it has arrived.

import { focusOn } from "stoop/say";
import { hold, show } from "stoop/thread";
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
  try {
    const typed = new FormData(form);
    const files = typed.getAll("photo_file").some(({ size }) => size); // only when the camera did not come
    const body = files ? typed : new URLSearchParams(typed);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (answer.status === 401) {
      form.submit();
      return;
    }
    if (!answer.ok) throw new Error(told.error);
    form.elements.words.value = "";
    form.dispatchEvent(new Event("sent"));
    form.elements.client_id.value = [...crypto.getRandomValues(new Uint32Array(3))].join("-");
    await show(`c${told.comment_id}`);
  } catch (problem) {
    const known = problem.name === "Error" && problem.message;
    if (!known && (await waits())) return;
    refuse(known || _("Your reply did not reach us. It is still here. Check the signal and press again."));
  } finally {
    button.textContent = label;
    button.ariaBusy = "false";
    hold(false);
  }
});

form?.addEventListener("sent", () => answering());

// Without a signal the reply waits on this phone, if there is somebody whose it is.
async function waits() {
  try {
    return await (await import("stoop/holding")).hold(form);
  } catch {
    return false;
  }
}

// "Reply" under a comment or the city's word turns the one form into an answer to it.
document.querySelector("ol[data-thread]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-reply], a[data-reply-city]");
  if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { reply, replyCity } = link.dataset;
  const who = link.closest("li").querySelector(".who")?.textContent.trim();
  answering(reply ? "reply_to" : "follow_up", reply ?? replyCity, reply ? _("Your answer to {who}.", { who: who ?? _("a neighbor") }) : _("Your answer to the city."));
  focusOn(form.elements.words);
});

function answering(name, id, words) {
  form.querySelector("[data-answering]")?.remove();
  if (!name) return;
  const line = document.createElement("p");
  line.dataset.answering = "";
  line.className = "small";
  line.append(words, " ");
  const field = Object.assign(document.createElement("input"), { type: "hidden", name, value: id });
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-q btn-s" });
  stop.textContent = _("Reply to the post instead");
  stop.onclick = () => {
    answering();
    focusOn(form.elements.words);
  };
  line.append(field, stop);
  form.prepend(line);
}

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
