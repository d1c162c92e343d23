// Presses the one button of the page that posts what was written before the sign-in.
document.getElementById("carry-on")?.requestSubmit();
