import { type ExpectBytes, isLength } from '../../script/expectations';
import { decoded } from '../../script/payload';
import { showBytes } from '../../trace/show';
import type { PreparedStep } from '../prepare';
import type { ScriptClient } from '../scriptClient';
import { MET, never, notYet, type Verdict } from './verdict';

/** How many bytes the client has to read for the expectation, at most. */
export function bytesWanted(step: ExpectBytes, { bytes }: PreparedStep): number {
  if (isLength(step)) return step.length;
  // One more than exactly those shows that there are too many.
  return bytes === undefined ? 0 : bytes.length + 1;
}

const counted = (bytes: Uint8Array): string =>
  bytes.length === 0 ? 'nothing' : `${showBytes(bytes)} (${bytes.length} bytes)`;

export function judgeBytes(
  step: ExpectBytes,
  { bytes, pattern }: PreparedStep,
  client: ScriptClient,
): Verdict {
  const take = (count: number): Verdict => ({ met: true, take: () => client.take(count) });
  if (pattern !== undefined) return judgePattern(pattern, client, take);
  if (isLength(step)) {
    const waiting = client.received.length;
    if (waiting >= step.length) return take(step.length);
    return unlessOver(client, `${step.length} bytes, whatever they are`, `${waiting} bytes`);
  }
  const expected = bytes ?? new Uint8Array(0);
  const isPrefix = 'match' in step && step.match === 'prefix';
  const seen = client.received.peek(expected.length + 1);
  const first = firstDifference(expected, seen);
  const hasAll = first === expected.length;
  if (hasAll && (isPrefix || seen.length === expected.length)) return take(expected.length);
  const wanted = `${isPrefix ? 'at least' : 'exactly'} ${counted(expected)}`;
  const all = counted(client.received.peek());
  if (first < Math.min(seen.length, expected.length)) {
    return never(wanted, `${all}, different at byte ${first + 1}`);
  }
  return hasAll
    ? never(wanted, `${all}, which is more`)
    : unlessOver(client, wanted, all === 'nothing' ? all : `${all}, which is too little`);
}

function judgePattern(
  pattern: RegExp,
  client: ScriptClient,
  take: (count: number) => Verdict,
): Verdict {
  const seen = client.received.peek();
  const utf8 = decoded(seen);
  const encoding = utf8 === undefined ? 'latin1' : 'utf8';
  const text = utf8 ?? Buffer.from(seen).toString('latin1');
  const match = pattern.exec(text);
  if (match !== null) {
    return take(Buffer.byteLength(text.slice(0, match.index + match[0].length), encoding));
  }
  return unlessOver(client, `something that matches ${pattern}`, counted(seen));
}

/** A client whose connection is over will not get what is missing. */
function unlessOver(client: ScriptClient, expected: string, seen: string): Verdict {
  if (client.state === 'closed') return never(expected, `${seen}; the connection is closed`);
  return client.ended
    ? never(expected, `${seen}; the server has ended it`)
    : notYet(expected, seen);
}

/** Index of the first byte that differs, or the shorter one's length. */
function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return length;
}

/** Nothing was received that no step has expected. */
export function judgeNothing(clients: Iterable<ScriptClient>): Verdict {
  for (const client of clients) {
    if (client.received.length > 0) {
      return never(`nothing more for ${client.name}`, counted(client.received.peek()));
    }
  }
  return MET;
}
