import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Refusal } from '../messages';

/** Stately's page is the only one that may be shown inside of ours, and ours inside of none. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  'frame-src https://stately.ai',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What every answer says. */
const HEADERS: OutgoingHttpHeaders = {
  'Content-Security-Policy': POLICY,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Stately's page as a pop-up has to know who opened it.
  'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
  'Cache-Control': 'no-store',
};

const JSON_TYPE = 'application/json; charset=utf-8';

export function answer(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...HEADERS,
    'Content-Length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
    ...headers,
  });
  response.end(body);
}

export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  answer(response, status, JSON.stringify(value), { 'Content-Type': JSON_TYPE });
}

export function answerText(response: ServerResponse, text: string): void {
  answer(response, 200, text, { 'Content-Type': 'text/plain; charset=utf-8' });
}

/** Says why not. */
export function refuse(response: ServerResponse, status: number, error: string): void {
  answerJson(response, { error } satisfies Refusal, status);
}

/** The head of an answer that goes on. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
}

/** Bytes of a request's body. */
const MOST_BYTES = 4_096;

/** The body of a request as JSON, or why it is none. */
export async function bodyOf(
  request: IncomingMessage,
): Promise<
  { readonly body: unknown } | { readonly status: 400 | 413 | 415; readonly error: string }
> {
  // Forms of other pages cannot send this type without asking first.
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim() !== 'application/json') {
    return { status: 415, error: 'send application/json' };
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) return { status: 413, error: `send at most ${MOST_BYTES} bytes` };
    chunks.push(chunk);
  }
  try {
    return { body: JSON.parse(Buffer.concat(chunks).toString()) };
  } catch {
    return { status: 400, error: 'that is no JSON' };
  }
}
