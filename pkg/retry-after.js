/** The three forms of an HTTP date, RFC 9110 section 5.6.7. */
const FORMS = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]+day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/**
 * The milliseconds that an answer asks to be left alone for by its `Retry-After`, RFC 9110 section 10.2.3: seconds, or a
 * date, counted from the service's own `Date` where that is known. Undefined for anything else: a rest is never invented.
 *
 * @param {any} response
 */
export function retryAfter(response) {
  const value = header(response, "retry-after")?.trim();
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = toTime(value);
  if (Number.isNaN(until)) return undefined;
  const from = toTime(header(response, "date")?.trim() ?? "");
  return Math.max(until - (Number.isNaN(from) ? Date.now() : from), 0);
}

/**
 * Of an answer that may be a mock, with headers or without.
 *
 * @param {any} response
 * @param {string} name
 */
function header(response, name) {
  try {
    const value = response.headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} date */
function toTime(date) {
  const parts = FORMS.map((form) => form.exec(date)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return Number.NaN;
  const { day, month, year, time } = parts;
  const century = year.length === 4 ? "" : Number(year) < 70 ? "20" : "19";
  return Date.parse(`${day.trim()} ${month} ${century}${year} ${time} GMT`);
}
