import {
  type ActorLogic,
  type ActorSystem,
  type ActorSystemInfo,
  type AnyActorLogic,
  assign,
  type EventFromLogic,
  forwardTo,
  type InputFrom,
  type Snapshot,
  setup,
} from 'xstate';
import type { XstateNetError } from '../kit/errors';
import { inert } from '../kit/inert';
import { isActor } from '../kit/isActor';
import { type Linkage, nowhere } from '../kit/nowhere';
import type { ServerOutput } from '../listener/tcpServerMessages';
import {
  isHopeless,
  type RestartPolicy,
  resolveRestartPolicy,
  restartAfter,
} from './restartPolicy';

/** A server has ended with an error, and will be started again. Its owner is sent it, too. */
export interface RestartingMessage {
  readonly type: 'restarting';
  readonly error: unknown;
  /** How many times it has failed of late. */
  readonly failures: number;
  /** Milliseconds until it is started. */
  readonly wait: number;
}

type Owned = { readonly owner?: Linkage<RestartingMessage> };

type Command = { readonly type: `control.${string}` };

/** A server that is started again: to be given what the server itself is given. */
export type RestartingLogic<TLogic extends AnyActorLogic> = ActorLogic<
  Snapshot<ServerOutput>,
  EventFromLogic<TLogic>,
  InputFrom<TLogic>,
  ActorSystem<ActorSystemInfo>,
  RestartingMessage
>;

interface Failure {
  readonly error: unknown;
}

interface Context {
  readonly input: Owned;
  readonly failures: number;
  readonly error: unknown;
  readonly output: ServerOutput;
}

/** What is no actor is the server's to object to. */
const ownerOf = (input: Owned | undefined): Linkage<RestartingMessage> =>
  isActor(input?.owner) ? (input?.owner as Linkage<RestartingMessage>) : nowhere;

/** What ends it, while there is no server to be asked. */
const STOPS = {
  'control.serverShutdown': 'shutdown',
  'control.shutdownMicroprocess': 'shutdown',
} as const;

/**
 * A server that is started again when it has ended with an error, such as a port that somebody else has for the
 * moment: the same logic for the machine of an app, which sends it what it would send the server, as often as a
 * policy allows. One that ends without an error has ended. One that fails too often, or by an option that cannot be,
 * ends with its error in the output, as the server itself does.
 *
 * It emits `restarting`, and sends it to the `owner` of the server's input. The server is its child `server`.
 *
 * Throws `XN_BAD_OPTION` for a policy that cannot be.
 *
 * @example `setup({ actors: { server: restarting(serverCore, { most: 5, within: 60_000 }) } })`
 */
export function restarting<TLogic extends AnyActorLogic>(
  logic: TLogic,
  policy: RestartPolicy = {},
): RestartingLogic<TLogic> {
  const resolved = resolveRestartPolicy(policy);

  const base = setup({
    types: {
      input: {} as Owned,
      context: {} as Context,
      events: {} as Command | { readonly type: 'failure.forgotten' },
      emitted: {} as RestartingMessage,
      output: {} as ServerOutput,
    },
    actors: { server: inert<Command, Owned>() },
    actions: {
      noteFailure: assign(({ context }: { readonly context: Context }, { error }: Failure) => ({
        failures: context.failures + 1,
        error,
      })),
    },
    guards: {
      mayRestart: ({ context: { failures, error } }) =>
        !isHopeless(error) && restartAfter(resolved, failures) !== undefined,
    },
    delays: {
      within: () => resolved.within,
      backOff: ({ context }) => restartAfter(resolved, context.failures) ?? 0,
    },
  });

  const told = ({ context: { error, failures } }: { readonly context: Context }) =>
    ({ type: 'restarting', error, failures, wait: restartAfter(resolved, failures) ?? 0 }) as const;

  const machine = base.extend({
    actions: {
      forget: base.assign({ failures: ({ context }) => context.failures - 1 }),
      forgetLater: base.raise({ type: 'failure.forgotten' }, { delay: 'within' }),
      say: base.emit(told),
      tellOwner: base.sendTo(({ context }) => ownerOf(context.input), told),
    },
  });

  const chart = machine
    .createMachine({
      id: 'restarting',
      context: ({ input }) => ({ input, failures: 0, error: undefined, output: {} }),
      initial: 'running',
      on: { 'failure.forgotten': { actions: 'forget' } },
      states: {
        running: {
          invoke: {
            id: 'server',
            src: 'server',
            input: ({ context }) => context.input,
            onDone: [
              {
                guard: ({ event }) =>
                  (event.output as ServerOutput | undefined)?.error === undefined,
                target: 'shutdown',
              },
              {
                target: 'deciding',
                actions: {
                  type: 'noteFailure',
                  params: ({ event }) => ({ error: (event.output as ServerOutput).error }),
                },
              },
            ],
            onError: {
              target: 'deciding',
              actions: { type: 'noteFailure', params: ({ event }) => ({ error: event.error }) },
            },
          },
          on: { 'control.*': { actions: forwardTo('server') } },
        },
        deciding: {
          entry: 'forgetLater',
          always: [
            { guard: 'mayRestart', target: 'waiting' },
            {
              target: 'shutdown',
              actions: machine.assign({
                output: ({ context }) => ({ error: context.error as XstateNetError }),
              }),
            },
          ],
        },
        waiting: {
          entry: ['say', 'tellOwner'],
          on: STOPS,
          after: { backOff: 'running' },
        },
        shutdown: { type: 'final' },
      },
      output: ({ context }) => context.output,
    })
    .provide({ actors: { server: logic as never } });
  // It takes what the server takes.
  return chart as unknown as RestartingLogic<TLogic>;
}
