// Times and sizes as people read them. Dates are in seconds since 1970.

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "long" });
const SHORT_DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

export function clock(date) {
  return CLOCK.format(date * 1000);
}

/** What is equal for two dates of one day. */
export function dayOf(date) {
  return new Date(date * 1000).toDateString();
}

/** "Today", "Yesterday", "12 March". */
export function dayName(date) {
  const now = Date.now() / 1000;
  if (dayOf(date) === dayOf(now)) return "Today";
  return dayOf(date) === dayOf(now - 86_400) ? "Yesterday" : DAY.format(date * 1000);
}

/** The time of today's, the day of older messages. */
export function briefly(date) {
  return dayOf(date) === dayOf(Date.now() / 1000) ? clock(date) : SHORT_DAY.format(date * 1000);
}

export function dateTime(date) {
  return new Date(date * 1000).toISOString();
}

/** A file's size: "812 B", "64 KB", "3.2 MB". */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
