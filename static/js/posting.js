// A post that finds no signal waits on this phone; until it is known to have arrived, its words stay a draft.

import { hold, noSignal } from "stoop/outbox";
import "stoop/returning"; // the next page forgets the draft with it, at once
import { tell } from "stoop/outgoing"; // the outbox needs it too, when there is no signal to fetch it with
import { _ } from "stoop/late-words";
import { forget, form, keep, key } from "stoop/writing";

const PATIENCE = 8_000;

// Which draft the next page forgets, if it is the one that it came from.
const tellNext = () => (sessionStorage.posted = JSON.stringify({ key: key(), title: form.elements.title.value.trim() }));

export async function post(event) {
  if (event.defaultPrevented) return;
  const { submitter } = event;
  const files = [...form.elements].some((field) => field.type === "file" && field.files.length);
  if (submitter?.name || submitter?.hasAttribute("formaction") || files) return tellNext();
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    await keep({ sent: true });
    if (document.body.dataset.saved) throw new TypeError("a copy has no token of ours: the outbox asks for one");
    await fetch("/outbox/ready", { signal: AbortSignal.timeout(PATIENCE) }); // is there a signal at all?
    tellNext();
    form.submit();
  } catch (problem) {
    form.ariaBusy = "false";
    if (!noSignal(problem)) throw problem;
    if (await hold(form)) {
      await forget();
      scrollTo(0, 0);
    } else tell(_("No signal. Your words are kept on this phone. Send them when the signal is back."));
  }
}
