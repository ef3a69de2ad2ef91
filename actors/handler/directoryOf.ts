import type { AnyActorRef, AnyEventObject } from 'xstate';
import { XstateNetError } from '../../machines/kit/errors';
import type { HandlersCommand } from '../../machines/server/serverCoreMessages';
import { relay } from '../compiled/xstate/relay';
import { transportOf } from '../transport/transportOf';
import { Directory } from './directory';
import type { Supervisor } from './framesOf';
import type { HandlerLife } from './handlerLife';

/** The supervisor of handlers that are found and asked. */
interface Found extends Supervisor {
  readonly input: Supervisor['input'] & { readonly owner?: AnyActorRef | undefined };
  lifeOf(id: number): HandlerLife | undefined;
  running(): HandlerLife[];
}

/** The directory of a supervisor's handlers. */
export function directoryOf(supervisor: Found): Directory {
  const { owner, transport } = supervisor.input;
  return new Directory({
    lifeOf: (id) => supervisor.lifeOf(id),
    running: () => supervisor.running(),
    tellHandler: (life, event) => {
      if (life.phase === 'running') supervisor.tellHandler(life, event);
    },
    tellOwner: ({ handler, connection }, event: AnyEventObject) => {
      if (owner !== undefined) relay(handler, owner, { ...event, connection, handler });
    },
    replaced: ({ handler, csa }) =>
      relay(handler, csa, { type: 'control.shutdownMicroprocess', howDied: 'replaced' }),
    later: (callback, milliseconds) => {
      const network = transportOf(transport);
      if (network instanceof XstateNetError) throw network;
      const timer = network.clock.setTimeout(callback, milliseconds);
      return () => network.clock.clearTimeout(timer);
    },
  });
}

/** What a client has for its handler: an event, given back where that has finished, or the end of a question. */
export function toldByClient(
  supervisor: Found & {
    readonly others: { readonly directory: Directory };
    readonly input: { readonly serverCore: AnyActorRef };
    tellHandler(life: HandlerLife, event: AnyEventObject, source: AnyActorRef): void;
  },
  self: AnyActorRef,
  command: Extract<HandlersCommand, { type: 'handlers.tell' | 'handlers.withdraw' }>,
): void {
  const { input, others } = supervisor;
  const { directory } = others;
  if (command.type === 'handlers.withdraw') {
    directory.withdraw(command.question, command.error);
    return;
  }
  const { connection, event, question, said } = command;
  const life = supervisor.lifeOf(connection.id);
  if (life?.phase !== 'running') relay(self, input.serverCore, { type: 'handlers.untold', said });
  else if (question !== undefined) directory.put(question, life, event);
  else supervisor.tellHandler(life, event, input.serverCore);
}
