import fc from 'fast-check';
import type { Step } from '../../../testing';

const CLIENTS = ['alice', 'bob', 'carol'];

type Move =
  | {
      readonly move: 'send';
      readonly client: string;
      readonly text: string;
      readonly rest: boolean;
    }
  | { readonly move: 'listen' | 'end' | 'reset' | 'close'; readonly client: string }
  | { readonly move: 'pause' | 'resume'; readonly client: string }
  | { readonly move: 'advance'; readonly milliseconds: number }
  | { readonly move: 'suspend'; readonly mode: 'close' | 'refuse' }
  | { readonly move: 'reopen' | 'shutdown' };

const client = fc.constantFrom(...CLIENTS);

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      move: fc.constant('send' as const),
      client,
      text: fc.string({ minLength: 1, maxLength: 20 }),
      rest: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ move: fc.constant('listen' as const), client }) },
  {
    weight: 2,
    arbitrary: fc.record({ move: fc.constantFrom('end', 'reset', 'close'), client }),
  },
  { weight: 2, arbitrary: fc.record({ move: fc.constantFrom('pause', 'resume'), client }) },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant('advance' as const),
      milliseconds: fc.integer({ min: 0, max: 1_500 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        move: fc.constant('suspend' as const),
        mode: fc.constantFrom('close' as const, 'refuse' as const),
      }),
      fc.record({ move: fc.constantFrom('reopen', 'shutdown') }),
    ),
  },
) as fc.Arbitrary<Move>;

/** Turns moves into steps, leaving out what the client cannot do any more. */
function steps(moves: readonly Move[]): readonly Step[] {
  const connected = new Set<string>();
  const left = new Set<string>();
  const result: Step[] = [];
  for (const it of moves) {
    if (!('client' in it)) {
      if (it.move === 'advance') result.push({ do: 'advance', milliseconds: it.milliseconds });
      else if (it.move === 'suspend') result.push({ do: 'suspend', mode: it.mode });
      else result.push({ do: it.move === 'reopen' ? 'resume' : 'shutdown' });
      continue;
    }
    const { client: name } = it;
    if (!connected.has(name)) {
      connected.add(name);
      result.push({ do: 'connect', client: name, outcome: 'any' });
    }
    if (it.move === 'listen') result.push({ expect: 'bytes', client: name, pattern: '^' });
    else if (left.has(name)) continue;
    else if (it.move === 'send') {
      result.push({ do: 'send', client: name, text: it.text, rest: it.rest });
    } else if (it.move === 'pause') result.push({ do: 'pauseReading', client: name });
    else if (it.move === 'resume') result.push({ do: 'resumeReading', client: name });
    else {
      left.add(name);
      // Bytes on their way race with a client that leaves at once: they arrive first.
      result.push({ do: 'advance', milliseconds: 0 }, { do: it.move, client: name });
    }
  }
  return result;
}

/** What several clients might do to a server, on either network. */
export const conversation: fc.Arbitrary<readonly Step[]> = fc
  .array(move, { minLength: 1, maxLength: 25 })
  .map(steps);
