/** Handlers that know of each other: they register, answer, subscribe and publish, by what their clients send. */

import { assign } from 'xstate';
import type { AnyCodec } from '../../machines/framing';
import type { BackplaneEvent } from '../../machines/handler/backplaneMessages';
import type { Protocol } from '../../machines/handler/protocol';
import { members, publish, subscribe, unsubscribe } from '../../machines/handler/publish';
import { answer, register, tell } from '../../machines/handler/questions';
import { abort, outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { clientBytes } from '../bytes';
import type { HowAnswered } from '../plan/hubPlan';
import { crumbs } from './crumbling';
import type { SimulatedProtocol } from './simulatedProtocol';

/** Whose bytes they say. */
const HUB = 34_567;

/** Bytes that are said to each thing that is heard. */
const SAID = 40;

/** Bytes of a message, for those that get messages. */
const CRUMB = 3;

/** Deeds that the first byte of what is heard chooses among; the others are to say more. */
const DEEDS = 20;

interface Context {
  readonly said: number;
  readonly published: number;
  /** Questions that are answered later. */
  readonly open: readonly number[];
}

/** What the app has for a handler. */
interface Asked {
  readonly type: 'asked';
  readonly how: HowAnswered;
  readonly tag: number;
  readonly question: number;
}

type Heard = { readonly event: { readonly data: Uint8Array } };
type Known = { readonly context: Context };

/** An action of a chart whose types are of no use here. */
const act = (action: unknown): never => action as never;

/** What is said next tells of its place alone. */
const say = outbox((({ context }: Known) => clientBytes(HUB, context.said, SAID)) as never);
const haveSaid = assign({ said: ({ context }: Known) => context.said + SAID } as never);
const saying = [act(say), act(haveSaid)];

const counted = (({ context }: Known) => context.published) as never;
const count = act(assign({ published: ({ context }: Known) => context.published + 1 } as never));
const saysIn = (topic: string, options = {}) => [act(publish(topic, counted, options)), count];

const keyOf = (({ event }: Heard) => ((event.data[1] ?? 0) % 2 === 0 ? 'ann' : 'bob')) as never;

const deeds: readonly (readonly never[])[] = [
  [act(subscribe('room/1', (({ self }: { self: { id: string } }) => ({ as: self.id })) as never))],
  [act(subscribe('room/*'))],
  [act(subscribe('>', { whenSlow: 'dropNewest' }))],
  [act(subscribe('news', { whenSlow: 'end' }))],
  [act(unsubscribe('room/1'))],
  [act(unsubscribe('room/*')), act(unsubscribe('>')), act(unsubscribe('room/>'))],
  saysIn('room/1'),
  saysIn('room/2', { echo: false }),
  saysIn('news', { confirm: true }),
  [act(members('room/1'))],
  [act(register(keyOf))],
  [act(register(keyOf, { taken: 'replace' }))],
  [act(tell((({ context }: Known) => ({ type: 'told', published: context.published })) as never))],
  saysIn('room//x'),
  [...saysIn('room/1'), ...saysIn('news'), act(subscribe('room/1', { whenSlow: 'dropNewest' }))],
  [act(subscribe('room/2', { as: 'twice' })), ...saysIn('room/2')],
  [act(subscribe('room/>'))],
  [
    // What was put off is answered, or what nobody has asked.
    act(
      answer((({ context }: Known) => ({
        question: context.open[0] ?? 0,
        value: 'late',
      })) as never),
    ),
    act(assign({ open: ({ context }: Known) => context.open.slice(1) } as never)),
  ],
];

const chosen =
  (deed: number) =>
  ({ event }: Heard): boolean =>
    (event.data[0] ?? 0) % DEEDS === deed;

const is =
  (how: HowAnswered) =>
  ({ event }: { event: Asked }): boolean =>
    event.how === how;

const answers = (offset: number, value: 'asked' | 'other') =>
  act(
    answer((({ event }: { event: Asked }) => ({
      question: event.question + offset,
      value: value === 'asked' ? event.tag : value,
    })) as never),
  );

const putOff = act(
  assign({
    open: ({ context, event }: Known & { event: Asked }) => [...context.open, event.question],
  } as never),
);

const hub = (codec?: AnyCodec): Protocol =>
  setupProtocol({
    ...(codec !== undefined && { codec }),
    types: { context: {} as Context, events: {} as BackplaneEvent | Asked },
  } as never).createMachine({
    id: 'hub',
    context: { said: 0, published: 0, open: [] },
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: [
            ...deeds.map((actions, deed) => ({
              guard: chosen(deed),
              actions: [...actions, ...saying],
            })),
            { actions: [...saying, ...saying] },
          ],
          asked: [
            { guard: is('now'), actions: answers(0, 'asked') },
            { guard: is('later'), actions: putOff },
            { guard: is('twice'), actions: [answers(0, 'asked'), answers(0, 'other')] },
            { guard: is('forAnother'), actions: [answers(-1, 'other'), answers(1, 'other')] },
            { guard: is('finishing'), target: 'shutdown' },
            { guard: is('aborting'), actions: abort() },
          ],
          sent: {},
          'backplane.message': { actions: saying },
          'backplane.joined': { actions: saying },
          'backplane.left': { actions: saying },
          'backplane.*': {},
          'registry.refused': {},
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  } as never) as never;

const common: Omit<SimulatedProtocol, 'protocol'> = {
  says: () => ({
    length: Number.POSITIVE_INFINITY,
    slice: (from, length) => clientBytes(HUB, from, length),
  }),
  answersFin: true,
  answersShutdown: true,
  mayAbort: true,
  isHub: true,
};

/** What servers with a directory and a backplane are simulated with. */
export const hubProtocols: Readonly<Record<string, SimulatedProtocol>> = {
  hub: { ...common, protocol: hub() },
  hubOfCrumbs: {
    ...common,
    protocol: hub(crumbs(CRUMB) as never),
    isChatty: true,
    frames: {
      bytesOf: (message) => message as Uint8Array,
      within: (_, length) => ({ whole: length, isWrong: false }),
    },
  },
};
