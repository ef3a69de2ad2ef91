import { lines } from '../../machines/framing';
import type { Protocol } from '../../machines/handler/protocol';
import { abort, finish, outbox, pauseInbox, resumeInbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';

export interface LineProtocolOptions {
  readonly maxLength?: number;
  /** Whether its chart lists `inbox.invalid`. */
  readonly answersInvalid?: boolean;
  readonly unterminated?: 'deliver' | 'refuse';
}

/** How long it rests when it is told to, in milliseconds. */
export const REST = 50;

/**
 * Answers lines, and does what a line tells it: a test drives it from the other side of the network. It notes in
 * `heard` what it hears.
 */
export function lineProtocol(
  heard: string[],
  { maxLength = 100, answersInvalid = false, unterminated = 'deliver' }: LineProtocolOptions = {},
): Protocol {
  const protocol = setupProtocol({
    codec: lines({ maxLength, unterminated }),
    guards: {
      pause: ({ event }) => event.type === 'inbox' && event.data === 'PAUSE',
      finish: ({ event }) => event.type === 'inbox' && event.data === 'FINISH',
      abort: ({ event }) => event.type === 'inbox' && event.data === 'ABORT',
      final: ({ event }) => event.type === 'inbox' && event.data === 'FINAL',
      fail: ({ event }) => event.type === 'inbox' && event.data === 'FAIL',
      twoLines: ({ event }) => event.type === 'inbox' && event.data === 'TWO',
    },
  });
  const note = protocol.createAction(({ event }) => {
    heard.push(event.type === 'inbox' ? event.data : event.type);
  });
  const answers = protocol.enqueueActions(({ enqueue }) => {
    enqueue(note);
    enqueue.emit({ type: 'outbox', data: 'what?' });
    enqueue.emit({ type: 'signal.producerFinished' });
  });
  return protocol.createMachine({
    id: 'lineProtocol',
    initial: 'flowing',
    on: {
      'control.producerFinished': { target: '.shutdown', actions: note },
      'control.serverShutdown': { target: '.shutdown', actions: [note, outbox('goodbye')] },
      'control.socketShutdown': { actions: note },
      ...(answersInvalid ? { 'inbox.invalid': { actions: answers } } : {}),
    },
    states: {
      flowing: {
        on: {
          inbox: [
            { guard: 'pause', target: 'resting', actions: [note, pauseInbox()] },
            { guard: 'finish', actions: [note, outbox('bye'), finish()] },
            { guard: 'abort', actions: [note, abort()] },
            { guard: 'final', target: 'shutdown', actions: [note, outbox('bye')] },
            {
              guard: 'fail',
              actions: () => {
                throw new Error('as it was told');
              },
            },
            { guard: 'twoLines', actions: outbox('one\ntwo') },
            { actions: [note, outbox(({ event }) => `<${event.data}>`)] },
          ],
        },
      },
      resting: { after: { [REST]: { target: 'flowing', actions: resumeInbox() } } },
      shutdown: { type: 'final' },
    },
  });
}
