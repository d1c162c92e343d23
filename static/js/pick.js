// The map in the form of a post, without a new page for each tap: the form goes to the server as it would by itself, and of
// the answer only the map, the point and the address are taken over. Chosen photos stay where they are.

import { _ } from "stoop/late-words";

const form = document.querySelector("[data-compose]");
const TAKEN = ["lat", "lon", "place"];

export async function press(button, at) {
  const says = document.getElementById("pick-says");
  const sent = new FormData(form);
  if (button.type !== "image") sent.set(button.name, button.value);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  if (button.type === "image") for (const axis of ["x", "y"]) sent.set(`pin.${axis}`, Math.round(at[axis]));
  says.textContent = _("Looking…");
  try {
    const answer = await fetch(button.getAttribute("formaction") ?? form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-pick]");
    for (const name of TAKEN) form.elements[name].value = page.querySelector(`[data-compose] [name=${name}]`).value;
    document.querySelector("[data-pick]").replaceChildren(...fresh.childNodes);
    if (button.name === "pin_do") document.querySelector(`[data-pick] [value=${button.value}]`)?.focus();
    const told = document.getElementById("pick-says");
    const words = told.textContent;
    told.textContent = "";
    requestAnimationFrame(() => (told.textContent = words));
  } catch {
    says.textContent = _("The map did not come through. Write an address or a landmark instead.");
  }
}
