import { abort, pauseInbox } from './say';
import { setupProtocol } from './setupProtocol';

/** There is nobody to be piped to. */
export interface PipeRefused {
  readonly type: 'pipe.refused';
}

/**
 * The handler of a connection that is to be piped: it reads nothing until `pipe()` takes the connection over, and
 * breaks it off when it hears `pipe.refused`.
 */
export const pipeEnd = setupProtocol({ types: { events: {} as PipeRefused } }).createMachine({
  id: 'pipeEnd',
  entry: pauseInbox(),
  initial: 'waiting',
  states: {
    waiting: {
      on: { 'pipe.refused': { target: 'shutdown', actions: abort() }, 'control.*': 'shutdown' },
    },
    shutdown: { type: 'final' },
  },
});
