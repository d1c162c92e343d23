// After a vote: whoever is not signed in goes through the sign-in, whoever joined the board need not join again.

// The form goes the way it goes without scripts, through sign-in and back.
export function signIn(form, button, value) {
  button.value = value;
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "do", value });
  form.append(chosen);
  form.submit();
}

export function joined(light) {
  for (const button of document.querySelectorAll("form[data-vote] button[name=do]")) {
    button.removeAttribute("title");
    if (button.value === "join") light(button, false);
  }
}
