import type { Refusal } from '../../messages';

/** What a request was refused with, in words that can be shown. */
class Refused extends Error {
  override readonly name = 'Refused';
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const refusal = (await response.json().catch(() => undefined)) as Refusal | undefined;
  throw new Refused(refusal?.error ?? `the server answered ${response.status}`);
}

async function fetched(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new Refused('the program that this page shows does not answer');
  }
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** A path with its parameters; those that are undefined are left out. */
export function pathOf(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return `${path}?${search}`;
}

/** Asks for something. */
export async function ask<T>(path: string): Promise<T> {
  return answerOf<T>(await fetched(path));
}

/** Asks for a text. */
export async function askText(path: string): Promise<string> {
  const response = await fetched(path);
  return response.ok ? response.text() : answerOf<string>(response);
}

/** Why a stream is not to be had: too many look already, or this page may not. */
export async function refusalOf(path: string): Promise<'full' | 'refused'> {
  const asking = new AbortController();
  try {
    const { status } = await fetch(path, { signal: asking.signal });
    // A place that has become free meanwhile is left to the next try.
    return status === 503 || status === 200 ? 'full' : 'refused';
  } catch {
    return 'full';
  } finally {
    asking.abort();
  }
}

/** Says something, and gives the answer. */
export async function tell<T>(path: string, what: object): Promise<T> {
  const response = await fetched(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(what),
  });
  return answerOf<T>(response);
}
