import { setup } from 'xstate';
import { XstateNetError } from '../../kit/errors';
import { inert, providedByActors } from '../../kit/inert';
import type { Linkage } from '../../kit/nowhere';
import { takeInput } from '../../kit/takeInput';
import type { ServerOutput } from '../../listener/tcpServerMessages';
import type { ClientInput } from '../clientContext';
import { type Book, EMPTY, holderOf, lacking, nextLease, numbersOf, withMember } from './book';
import type { MembersCommand, PoolEvent, PoolMessage } from './poolMessages';
import {
  checkPoolOptions,
  type PoolOptions,
  type ResolvedPoolOptions,
  resolvePoolOptions,
} from './poolOptions';

/** What a `clientPool` is made from. */
export interface PoolInput extends PoolOptions {
  /** What each of its clients is made from. They connect again for ever, with their back-off. */
  readonly client: Omit<ClientInput, 'owner' | 'reconnect' | 'maxAttempts' | 'giveUpAfter'>;
  /** Who is sent everything that the pool emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<PoolMessage>;
}

export interface PoolContext extends Book {
  readonly options: ResolvedPoolOptions;
  readonly client: PoolInput['client'];
  readonly owner: Linkage<PoolMessage> | undefined;
  /** The number of the next member. */
  readonly next: number;
  readonly error: XstateNetError | undefined;
}

/** What the supervisor of its clients is made from. */
export interface MembersInput {
  readonly client: PoolInput['client'];
  readonly pool: Linkage<PoolEvent>;
}

type Of<TType extends PoolEvent['type']> = Extract<PoolEvent, { type: TType }>;

const base = setup({
  types: {
    input: {} as PoolInput,
    context: {} as PoolContext,
    events: {} as PoolEvent,
    emitted: {} as PoolMessage,
    output: {} as ServerOutput,
  },
  actors: { members: inert<MembersCommand, MembersInput>() },
  actions: { linkOwner: providedByActors },
  guards: {
    inputIsBad: ({ context }) => context.error !== undefined,
    isFull: ({ context }) =>
      context.waiting.length >= context.options.maxWaiting &&
      numbersOf(context, 'free').length === 0,
    /** A mistake in what its clients are made from. */
    hasFailed: ({ event }) => (event as Of<'member.ended'>).error !== undefined,
    isEmpty: ({ context }) => context.members.size === 0,
  },
});

const busy = (maxWaiting: number) =>
  new XstateNetError(
    'XN_POOL_BUSY',
    `no client is free, and ${maxWaiting} wait for one already, as many as maxWaiting allows; come later, or raise max`,
  );
const late = (timeout: number) =>
  new XstateNetError(
    'XN_POOL_BUSY',
    `no client was free within ${timeout} ms; wait longer, raise max, or see whether the server can be reached`,
  );
const ending = () => new XstateNetError('XN_POOL_BUSY', 'the pool ends; ask another one');

const machine = base.extend({
  actions: {
    wait: base.enqueueActions(({ context, event, enqueue }) => {
      const { ticket, timeout } = event as Of<'acquire'>;
      enqueue.assign({ waiting: [...context.waiting, ticket] });
      enqueue.raise(
        { type: 'pool.timeout', ticket, timeout },
        { id: `wait.${ticket}`, delay: timeout },
      );
    }),
    refuse: base.emit(({ context, event }) => ({
      type: 'refused',
      ticket: (event as Of<'acquire'>).ticket,
      error: busy(context.options.maxWaiting),
    })),
    refuseLate: base.enqueueActions(({ context, event, enqueue }) => {
      const { ticket, timeout } = event as Of<'pool.timeout'>;
      if (!context.waiting.includes(ticket)) return;
      enqueue.assign({ waiting: context.waiting.filter((each) => each !== ticket) });
      enqueue.emit({ type: 'refused', ticket, error: late(timeout) });
    }),
    refuseAtEnd: base.enqueueActions(({ context, event, enqueue }) => {
      const all = event.type === 'acquire' ? [event.ticket] : context.waiting;
      for (const ticket of all) {
        enqueue.cancel(`wait.${ticket}`);
        enqueue.emit({ type: 'refused', ticket, error: ending() });
      }
      enqueue.assign({ waiting: [] });
    }),
    giveBack: base.enqueueActions(({ context, event, enqueue }) => {
      const { ticket } = event as Of<'release'>;
      const held = holderOf(context, ticket);
      if (held === undefined) {
        enqueue.cancel(`wait.${ticket}`);
        enqueue.assign({ waiting: context.waiting.filter((each) => each !== ticket) });
        return;
      }
      const [member, { client, connection }] = held;
      enqueue.assign(withMember(context, member, { is: 'free', client, connection }));
      enqueue.raise(
        { type: 'pool.idle', member },
        { id: `idle.${member}`, delay: context.options.idleAfter },
      );
    }),
    noteConnected: base.enqueueActions(({ context, event, enqueue }) => {
      const { member, client, connection } = event as Of<'member.connected'>;
      if (context.members.get(member)?.is === 'closing') return;
      enqueue.assign(withMember(context, member, { is: 'free', client, connection }));
      enqueue.raise(
        { type: 'pool.idle', member },
        { id: `idle.${member}`, delay: context.options.idleAfter },
      );
    }),
    noteLost: base.enqueueActions(({ context, event, enqueue }) => {
      const { member, howDied } = event as Of<'member.lost'>;
      const known = context.members.get(member);
      if (known === undefined || known.is === 'closing') return;
      enqueue.cancel(`idle.${member}`);
      if (known.is === 'leased') enqueue.emit({ type: 'lost', ticket: known.ticket, howDied });
      enqueue.assign(withMember(context, member, { is: 'connecting' }));
    }),
    noteEnded: base.assign(({ context, event }) =>
      withMember(context, (event as Of<'member.ended'>).member, undefined),
    ),
    noteFailure: base.assign({ error: ({ event }) => (event as Of<'member.ended'>).error }),
    closeIdle: base.enqueueActions(({ context, event, enqueue }) => {
      const { member } = event as Of<'pool.idle'>;
      const live = numbersOf(context, 'connecting', 'free', 'leased').length;
      if (context.members.get(member)?.is !== 'free' || live <= context.options.min) return;
      enqueue.assign(withMember(context, member, { is: 'closing' }));
      enqueue.sendTo('members', { type: 'members.close', member });
    }),
    /** Who waits gets what is free, and as many are made as are lacking. */
    settle: base.enqueueActions(({ context, enqueue }) => {
      let book: Book = context;
      for (let lease = nextLease(book); lease !== undefined; lease = nextLease(book)) {
        book = lease.book;
        enqueue.cancel(`wait.${lease.lease.ticket}`);
        enqueue.cancel(`idle.${lease.member}`);
        enqueue.emit({ type: 'leased', ...lease.lease });
      }
      const first = context.next;
      const count = lacking(book, context.options);
      for (let member = first; member < first + count; member += 1) {
        book = withMember(book, member, { is: 'connecting' });
        enqueue.sendTo('members', { type: 'members.make', member });
      }
      const { members, waiting } = book;
      enqueue.assign({ members, waiting, next: first + count });
    }),
    /** Those that nobody has. */
    closeFree: base.enqueueActions(({ context, enqueue }) => {
      let book: Book = context;
      for (const member of numbersOf(context, 'connecting', 'free')) {
        book = withMember(book, member, { is: 'closing' });
        enqueue.cancel(`idle.${member}`);
        enqueue.sendTo('members', { type: 'members.close', member });
      }
      enqueue.assign({ members: book.members });
    }),
    sayError: base.emit(({ context }) => ({
      type: 'error',
      error: context.error as XstateNetError,
    })),
    sayShutdown: base.emit(({ context: { error } }) =>
      error === undefined ? { type: 'shutdown' } : { type: 'shutdown', error },
    ),
  },
});

/**
 * A pool of clients of one target: each who asks has one of them alone until it is given back. There are as many as
 * are needed, from `min` to `max`; idle ones are closed, and one whose connection is lost connects again, with its
 * back-off, before it is free again.
 */
export const clientPoolMachine = machine.createMachine({
  id: 'clientPool',
  context: ({ input }) => {
    const { given, error } = takeInput('clientPool', input);
    const { client, owner, ...options } = given;
    return {
      ...EMPTY,
      options: resolvePoolOptions(options),
      client,
      owner,
      next: 1,
      error: error ?? checkPoolOptions({ client, ...options }),
    };
  },
  entry: 'linkOwner',
  invoke: {
    id: 'members',
    src: 'members',
    input: ({ context, self }) => ({ client: context.client, pool: self }),
  },
  initial: 'checking',
  on: { 'control.shutdownMicroprocess': { target: '.shutdown', actions: 'refuseAtEnd' } },
  states: {
    checking: {
      always: [{ guard: 'inputIsBad', target: 'shutdown', actions: 'sayError' }, 'serving'],
    },
    serving: {
      entry: 'settle',
      on: {
        acquire: [{ guard: 'isFull', actions: 'refuse' }, { actions: ['wait', 'settle'] }],
        release: { actions: ['giveBack', 'settle'] },
        'member.connected': { actions: ['noteConnected', 'settle'] },
        'member.lost': { actions: ['noteLost', 'settle'] },
        'member.ended': [
          {
            guard: 'hasFailed',
            target: 'shutdown',
            actions: ['noteFailure', 'refuseAtEnd', 'sayError'],
          },
          { actions: ['noteEnded', 'settle'] },
        ],
        'pool.timeout': { actions: 'refuseLate' },
        'pool.idle': { actions: 'closeIdle' },
        'control.producerFinished': 'closing',
        'control.serverShutdown': 'closing',
      },
    },
    closing: {
      entry: ['refuseAtEnd', 'closeFree'],
      always: { guard: 'isEmpty', target: 'shutdown' },
      on: {
        acquire: { actions: 'refuseAtEnd' },
        release: { actions: ['giveBack', 'closeFree'] },
        'member.lost': { actions: ['noteLost', 'closeFree'] },
        'member.ended': { actions: 'noteEnded' },
      },
    },
    shutdown: { type: 'final', entry: 'sayShutdown' },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
