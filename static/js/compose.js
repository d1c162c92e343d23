/* Writing a post: the spot one stands on as the place, asked for once, by one's own tap. Without scripts the address does. */

import { _ } from "stoop/late-words";

const form = document.querySelector("[data-compose]");
const here = form?.querySelector("[data-here]");

// The map in the form is fetched with its first button; the spot one stands on is shown there too.
const press = (button, at) =>
  import("stoop/pick").then(
    (pick) => pick.press(button, at),
    () => (document.getElementById("pick-says").textContent = _("The map did not come through. Write an address or a landmark instead.")),
  );

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick] button, [data-pick] input[type=image]");
  if (!button) return;
  event.preventDefault();
  press(button, { x: event.offsetX, y: event.offsetY });
});

if (here && navigator.geolocation) {
  const button = here.querySelector("button");
  const status = here.querySelector("[role=status]");
  here.hidden = false;

  const remember = (lat, lon, words) => {
    form.elements.lat.value = lat;
    form.elements.lon.value = lon;
    status.textContent = words;
    press(Object.assign(document.createElement("button"), { name: "pin_do", value: "here" }));
  };

  button.addEventListener("click", () => {
    if (form.elements.lat.value) {
      remember("", "", _("The spot is not used."));
      return;
    }
    status.textContent = _("Looking…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        remember(
          coords.latitude.toFixed(6),
          coords.longitude.toFixed(6),
          _("We use the spot where you stand. Press again to leave it out."),
        ),
      () => remember("", "", _("Your phone did not tell us. Write an address or a landmark.")),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  });
}
