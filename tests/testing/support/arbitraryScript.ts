import fc from 'fast-check';
import { HOW_DIED } from '../../../machines/connection/howDied';
import type { Action, Expectation, NetworkFaults, Payload, Script, Step } from '../../../testing';
import { ACTOR_NAMES, ACTORS_OF_CONNECTIONS } from '../../../testing/script/actions';
import { ACTOR_STATUSES, CLIENT_STATES } from '../../../testing/script/expectations';

/** What a step does or expects, without saying of which client: that depends on what came before. */
const NAMES = ['alice', 'bob', 'carol', 'a.b-c_1'];

const client = fc.constantFrom(...NAMES);
const hex = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const count = fc.nat({ max: 1e6 });
const note = fc.string();

/** Fields that may be left out. */
const some = <T, K extends keyof T = never>(
  fields: { [F in keyof T]: fc.Arbitrary<NonNullable<T[F]>> },
  requiredKeys: K[],
) => fc.record(fields as never, { requiredKeys: requiredKeys as never }) as fc.Arbitrary<T>;

const payload: fc.Arbitrary<Payload> = fc.oneof(
  // Only whole code points: half a surrogate pair is no text.
  fc.record({ text: fc.string({ unit: 'binary' }) }),
  fc.record({ hex }),
  fc.record({ base64: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')) }),
);

const faults: fc.Arbitrary<NetworkFaults> = fc.record(
  {
    split: fc.boolean(),
    jitter: fc.double({ min: 0, max: 1000, noNaN: true }),
    clog: fc.double({ min: 0, max: 1, noNaN: true }),
    refuse: fc.constantFrom(0, 0.5, 1),
    clockJump: fc.record({ chance: fc.constantFrom(0, 1), milliseconds: fc.nat() }),
  },
  { requiredKeys: [] },
);

const event = fc
  .record({ type: fc.string({ minLength: 1 }), more: fc.jsonValue(), data: payload })
  .map(({ type, more, data }) => ({ type, more, data }));

const state = fc.constantFrom('connected', 'a.b.c', { connected: { receiving: 'flowing' } });

const ofActor = fc
  .constantFrom(...ACTOR_NAMES)
  .chain((actor) =>
    ACTORS_OF_CONNECTIONS.has(actor)
      ? fc.record({ actor: fc.constant(actor), client })
      : fc.record({ actor: fc.constant(actor) }),
  );

const with_ = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([one, other]) => ({ ...one, ...other }) as A & B);

const hasted = fc.record({ note, rest: fc.boolean() }, { requiredKeys: [] });

const act = <K extends Action['do']>(word: K, fields: fc.Arbitrary<object>) =>
  with_(with_(fc.record({ do: fc.constant(word) }), fields), hasted) as fc.Arbitrary<Step>;

const clientTls = fc.constantFrom(
  true,
  {},
  { servername: 'www.example.org', alpn: ['h2', 'http/1.1'], cert: 'ann', trusts: ['a', '*.b.c'] },
  { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' },
);
const limits = fc.record(
  {
    idleTimeout: fc.constantFrom(0, 100),
    allow: fc.constantFrom([], ['10.0.0.0/8', '::1', '2001:db8::/32', '::ffff:1.2.3.4']),
    maxConnectionsPerAddress: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: [] },
);

const ofClient = fc.record({ client });
const unhasted = <K extends Action['do']>(word: K, fields: fc.Arbitrary<object>) =>
  with_(fc.record({ do: fc.constant(word) }), fields) as fc.Arbitrary<Step>;

const action: fc.Arbitrary<Step> = fc.oneof(
  act(
    'send',
    with_(
      with_(ofClient, payload),
      some<{ times: number }>({ times: fc.integer({ min: 1, max: 9 }) }, []),
    ),
  ),
  act('end', ofClient),
  act('close', ofClient),
  act('reset', ofClient),
  act('vanish', ofClient),
  act('pauseReading', ofClient),
  act('resumeReading', ofClient),
  act('tell', with_(ofActor, fc.record({ event }))),
  unhasted('advance', fc.record({ milliseconds: fc.nat() })),
  unhasted('faults', fc.record({ faults })),
  unhasted('clearFaults', fc.record({ note }, { requiredKeys: [] })),
  act('suspend', some<{ mode: string }>({ mode: fc.constantFrom('close', 'refuse') }, [])),
  act('resume', fc.constant({})),
  act('secure', with_(ofClient, fc.record({ tls: clientTls }, { requiredKeys: [] }))),
  act('setLimits', fc.record({ limits })),
  act('reloadTls', fc.record({ tls: fc.constantFrom(true, { cert: 'a', sni: ['*.b.c'] }) })),
  act('shutdown', fc.constant({})),
  act('abort', fc.constant({})),
);

const expecting = <K extends Expectation['expect']>(word: K, fields: fc.Arbitrary<object>) =>
  with_(fc.record({ expect: fc.constant(word) }), fields) as fc.Arbitrary<Step>;

const expectation: fc.Arbitrary<Step> = fc.oneof(
  expecting(
    'bytes',
    with_(
      with_(ofClient, payload),
      some<object>({ match: fc.constantFrom('exact', 'prefix') } as never, []),
    ),
  ),
  expecting(
    'bytes',
    with_(ofClient, fc.constantFrom({ pattern: '^a+b$' }, { pattern: '.', flags: 'su' })),
  ),
  expecting('bytes', with_(ofClient, fc.record({ length: fc.integer({ min: 1, max: 1e6 }) }))),
  expecting('nothing', fc.record({ note }, { requiredKeys: [] })),
  expecting('nothing', ofClient),
  expecting(
    'tls',
    with_(ofClient, fc.constantFrom({}, { protocol: 'TLSv1.3', alpn: 'h2', cert: 'a' })),
  ),
  expecting('client', with_(ofClient, fc.record({ is: fc.constantFrom(...CLIENT_STATES) }))),
  expecting('state', with_(ofActor, fc.record({ is: state }))),
  expecting('state', with_(ofActor, fc.record({ status: fc.constantFrom(...ACTOR_STATUSES) }))),
  expecting(
    'emitted',
    fc.record(
      {
        type: fc.constantFrom('connected', 'disconnected', 'refused'),
        with: fc.constant({ howDied: 'reset' }),
        count,
      },
      { requiredKeys: ['type'] },
    ),
  ),
  expecting(
    'howDied',
    with_(
      ofClient,
      fc.record(
        { howDied: fc.constantFrom(...HOW_DIED), bytesReceived: count },
        { requiredKeys: ['howDied'] },
      ),
    ),
  ),
  expecting(
    'counts',
    fc.record({ connections: count, timers: count }, { requiredKeys: ['connections'] }),
  ),
);

/** Steps that are well formed, whether or not they make sense one after the other. */
export const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  action,
  expectation,
  act(
    'connect',
    with_(
      ofClient,
      some<object>(
        { outcome: fc.constantFrom('open', 'refused', 'any'), reading: fc.boolean() } as never,
        [],
      ),
    ),
  ),
);

const SPEAKS_NO_MORE = ['end', 'close', 'reset', 'vanish'];

/** Leaves steps out that make no sense after those before: what is left can be run. */
function sensible(steps: readonly Step[]): readonly Step[] {
  const silent = new Set<string>();
  return steps.filter((step) => {
    if (!('do' in step) || !('client' in step) || step.client === undefined) return true;
    const { client: name } = step;
    if (silent.has(name) && [...SPEAKS_NO_MORE, 'send', 'secure'].includes(step.do)) return false;
    if (SPEAKS_NO_MORE.includes(step.do)) silent.add(name);
    return true;
  });
}

/** Scripts that pass every check. */
export const arbitraryScript: fc.Arbitrary<Script> = fc
  .record(
    {
      name: fc.string(),
      description: fc.string(),
      protocol: fc.constant('echo'),
      seed: fc.nat(),
      server: fc.record(
        { idleTimeout: fc.nat(), halfOpen: fc.boolean(), maxConnections: fc.integer({ min: 1 }) },
        { requiredKeys: [] },
      ),
      simulation: fc.record({ latency: fc.nat({ max: 50 }), faults }, { requiredKeys: [] }),
      steps: fc.array(fc.oneof(action, expectation), { maxLength: 8 }),
    },
    { requiredKeys: ['steps'] },
  )
  .map(({ steps, ...script }) => ({
    ...script,
    steps: [...NAMES.map((name) => ({ do: 'connect', client: name }) as const), ...sensible(steps)],
  })) as fc.Arbitrary<Script>;
