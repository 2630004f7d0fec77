// Instants and spans as text; all instants are shown in UTC.

/** `2026-01-01 00:00:00` of an ISO 8601 instant. */
export function instant(iso) {
  return new Date(iso).toISOString().slice(0, 19).replace("T", " ");
}

/** The time from `now` to `end`, both ISO 8601, such as `59:07` or `1 d 02:00:00`; null once it is over. */
export function remaining(now, end) {
  const left = Math.ceil((Date.parse(end) - Date.parse(now)) / 1000);
  if (!(left > 0)) return null;
  const two = (value) => String(value).padStart(2, "0");
  const days = Math.floor(left / 86400);
  const hours = Math.floor((left % 86400) / 3600);
  const tail = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
  if (days) return `${days} d ${two(hours)}:${tail}`;
  return hours ? `${hours}:${tail}` : tail;
}
