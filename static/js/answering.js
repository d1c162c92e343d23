// The one form of a thread becomes an answer to a comment, or to the city's word.

import { focusOn } from "stoop/say";
import { _ } from "stoop/late-words";

export function answer(form, link) {
  const { reply, replyCity } = link.dataset;
  const who = link.closest("li").querySelector(".who")?.textContent.trim();
  const line = document.createElement("p");
  line.dataset.answering = "";
  line.className = "small";
  line.append(reply ? _("Your answer to {who}.", { who: who ?? _("a neighbor") }) : _("Your answer to the city."), " ");
  const to = { type: "hidden", name: reply ? "reply_to" : "follow_up", value: reply ?? replyCity };
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-q btn-s" });
  stop.textContent = _("Reply to the post instead");
  stop.onclick = () => {
    line.remove();
    focusOn(form.elements.words);
  };
  line.append(Object.assign(document.createElement("input"), to), stop);
  form.querySelector("[data-answering]")?.remove();
  form.prepend(line);
  focusOn(form.elements.words);
}
