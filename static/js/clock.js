// When something was made or kept, by this phone's clock.
export const clock = (moment) => {
  const time = new Date(moment).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).toLowerCase();
  const today = new Date(moment).toDateString() === new Date().toDateString();
  const { lang } = document.documentElement;
  return today ? time : `${new Date(moment).toLocaleDateString(`${lang}-US`, { month: "short", day: "numeric" })}, ${time}`;
};
