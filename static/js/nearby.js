// Near me: the position is asked for once, by one's own tap, and sent with the form. It is kept nowhere.

import { _ } from "stoop/late-words";

const form = document.querySelector("[data-nearby]");
const here = form?.querySelector("[data-here]");

if (here && navigator.geolocation) {
  const status = here.querySelector("[role=status]");
  here.hidden = false;
  here.querySelector("button").addEventListener("click", () => {
    status.textContent = _("Looking…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(4);
        form.elements.lon.value = coords.longitude.toFixed(4);
        form.elements.place.value = "";
        form.submit();
        form.elements.lat.value = form.elements.lon.value = "";
      },
      () => (status.textContent = _("Your phone did not tell us. Write an address or a street.")),
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
}
