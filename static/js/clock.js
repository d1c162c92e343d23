// When something was made or kept, by the city's clock.
const timeZone = document.body.dataset.zone;

export const clock = (moment) => {
  const day = (at, lang, how) => new Date(at).toLocaleDateString(lang, { timeZone, ...how });
  const time = new Date(moment).toLocaleTimeString("en-US", { timeZone, hour: "numeric", minute: "2-digit" }).toLowerCase();
  if (day(moment, "en-US") === day(Date.now(), "en-US")) return time;
  return `${day(moment, `${document.documentElement.lang}-US`, { month: "short", day: "numeric" })}, ${time}`;
};
