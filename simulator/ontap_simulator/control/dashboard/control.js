// The control API of the simulator that serves this page.

const TIMEOUT_MS = 10_000;

/** The reply's JSON; throws Error with what the simulator objects to, TypeError or DOMException if it does not answer. */
export async function call(method, path, body) {
  const reply = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(reasonIn(text) ?? `HTTP status ${reply.status}`);
  return text === "" ? null : JSON.parse(text);
}

function reasonIn(text) {
  try {
    const { error } = JSON.parse(text);
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}
