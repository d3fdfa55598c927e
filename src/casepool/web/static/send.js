// Writes of this workbench: JSON with the token of the session. Throws SendError with the words of the server.

export class SendError extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

const token = () => document.querySelector('meta[name="casepool-token"]')?.content ?? "";

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new SendError(body.error ?? `The server answered ${response.status}.`, response.status);
}

export async function send(method, address, body) {
  const plain = body instanceof FormData;
  const headers = { "x-casepool-token": token() };
  if (!plain) headers["content-type"] = "application/json";
  const answer = await fetch(address, { method, headers, body: plain ? body : JSON.stringify(body ?? {}) });
  return read(answer);
}

export async function ask(address) {
  return read(await fetch(address, { headers: { accept: "application/json" } }));
}
