// The control API of the simulator that serves this page.

const LONGEST_REPLY_MS = 10_000;

/** A refusal by the simulator; `status` is the HTTP status. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The reply's JSON; throws Refused, or TypeError and DOMException when the simulator does not answer. */
export async function call(method, path, body) {
  const reply = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(LONGEST_REPLY_MS),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Refused(reply.status, reasonIn(text) ?? `HTTP status ${reply.status}`);
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
