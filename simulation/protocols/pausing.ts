import { outbox, pauseInbox, resumeInbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';

/** Milliseconds that those rest who rest. */
const REST = 7;

/** Rests its inbox for a while after every message. */
export const pausing = setupProtocol().createMachine({
  id: 'pausing',
  initial: 'flowing',
  on: { 'control.*': '.shutdown' },
  states: {
    flowing: {
      on: {
        inbox: { target: 'resting', actions: [outbox(({ event }) => event.data), pauseInbox()] },
      },
    },
    resting: {
      // It never comes, but an answer must not be missing if it does.
      on: { inbox: { actions: outbox(({ event }) => event.data) } },
      after: { [REST]: { target: 'flowing', actions: resumeInbox() } },
    },
    shutdown: { type: 'final' },
  },
});

/** Rests its inbox at the first message, and finishes without having resumed it. */
export const pauseAndFinish = setupProtocol().createMachine({
  id: 'pauseAndFinish',
  initial: 'flowing',
  on: { 'control.*': '.shutdown' },
  states: {
    flowing: {
      on: {
        inbox: { target: 'resting', actions: [outbox(({ event }) => event.data), pauseInbox()] },
      },
    },
    resting: { after: { [REST]: 'shutdown' } },
    shutdown: { type: 'final' },
  },
});
