import type { Protocol } from '../../machines/handler/protocol';
import type { InboxEvent, ProtocolEvent } from '../../machines/handler/protocolMessages';
import { abort, endSending, finish, makessl, outbox, pauseInbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';

/** Text that a handler was sent. */
export const textOf = (event: ProtocolEvent): string =>
  event.type === 'inbox' ? new TextDecoder().decode(event.data) : '';

const says =
  (word: string) =>
  ({ event }: { event: ProtocolEvent }): boolean =>
    textOf(event).includes(word);

/**
 * Does what the client tells it, so that a test can drive a handler from the other side of the
 * network. Anything else is sent back.
 */
export const obedient = setupProtocol({
  guards: {
    finish: says('FINISH'),
    abort: says('ABORT'),
    end: says('END'),
    pause: says('PAUSE'),
    fail: says('FAIL'),
  },
}).createMachine({
  id: 'obedient',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: [
          { guard: 'finish', actions: [outbox('bye'), finish()] },
          { guard: 'abort', actions: abort() },
          { guard: 'end', actions: [outbox('last words'), endSending()] },
          { guard: 'pause', actions: [outbox('paused'), pauseInbox()] },
          {
            guard: 'fail',
            actions: () => {
              throw new Error('as it was told');
            },
          },
          { actions: outbox(({ event }) => event.data) },
        ],
        'control.producerFinished': 'shutdown',
        'control.serverShutdown': { target: 'shutdown', actions: outbox('goodbye') },
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Keeps its half of the connection open whatever it is told. */
export const stubborn = setupProtocol().createMachine({
  id: 'stubborn',
  on: { inbox: { actions: outbox(({ event }) => event.data) } },
});

/** A handler that notes every event it gets, and echoes. */
export function noting(heard: string[]): Protocol {
  const note = ({ event }: { event: ProtocolEvent }) => {
    heard.push(event.type);
  };
  return setupProtocol().createMachine({
    id: 'noting',
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: { actions: [note, outbox(({ event }: { event: InboxEvent }) => event.data)] },
          'control.producerFinished': { target: 'shutdown', actions: note },
          'control.serverShutdown': { target: 'shutdown', actions: note },
          'control.socketShutdown': { actions: note },
          'flow.*': { actions: note },
        },
      },
      shutdown: { type: 'final' },
    },
  });
}

/** Asks for TLS as soon as it hears something, and echoes what comes then. */
export const upgrading = setupProtocol().createMachine({
  initial: 'plain',
  states: {
    plain: { on: { inbox: { target: 'securing', actions: [outbox('go ahead\n'), makessl()] } } },
    securing: { on: { 'control.sslready': 'secured', 'control.*': 'gone' } },
    secured: { on: { inbox: { actions: outbox(({ event }) => event.data) }, 'control.*': 'gone' } },
    gone: { type: 'final' },
  },
});
