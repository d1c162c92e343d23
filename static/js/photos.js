// The photos of a form, until somebody chooses one: the camera is fetched then. When it does not come, the form sends the
// files themselves, as it does without scripts.

for (const field of document.querySelectorAll("[data-photos]")) {
  const { form } = field;
  let camera;
  let coming;
  const fetched = async (name, more) => {
    camera ??= import("stoop/camera").catch(() => (camera = undefined));
    const here = await camera;
    coming = undefined;
    if (here) here[name](field, ...more);
    else plain();
  };
  const plain = () => {
    delete field.dataset.on;
    field.dataset.off = "";
  };
  const call = (name, ...more) => (coming = fetched(name, more));
  field.dataset.on = "";
  for (const doings of field.querySelectorAll("[data-list] [data-doings]")) doings.hidden = false;
  form.addEventListener("sent", () => field.querySelector("[data-list]").replaceChildren());
  field.addEventListener("change", ({ target }) => target.files && call("take", target, [...target.files]));
  field.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button) call(button.dataset.do, button);
  });
  const hold = (event) => {
    if (!coming) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    coming.then(() => form.requestSubmit(event.submitter));
  };
  form.addEventListener("submit", hold, true);
}
