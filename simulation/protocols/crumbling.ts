import { type Codec, fixed } from '../../machines/framing';
import type { FramedEvent } from '../../machines/handler/protocolMessages';
import { outbox, pauseInbox, resumeInbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { XstateNetError } from '../../machines/kit/errors';

/** Milliseconds that the one that rests does so. */
const DELAY = 7;

/** Messages of so many bytes, or fewer where a chunk ends: nothing is left, so that what is heard is what was sent. */
export const crumbs = (size: number): Codec<Uint8Array, undefined> => ({
  name: 'crumbs',
  initial: undefined,
  decode: (state, bytes) => {
    const messages: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) messages.push(bytes.subarray(at, at + size));
    return { state, messages };
  },
  end: (state) => ({ state, messages: [] }),
  encode: (message) => message,
});

/** Every byte a message, up to one that is none. */
const choking = (after: number): Codec<Uint8Array, number> => ({
  name: 'choking',
  initial: 0,
  decode: (heard, bytes) => {
    const { messages } = fixed(1).decode(fixed(1).initial, bytes.subarray(0, after - heard));
    const state = heard + messages.length;
    if (state === heard + bytes.length) return { state, messages };
    return { state, messages, error: new XstateNetError('XN_BAD_FRAME', 'choking: enough') };
  },
  end: (state) => ({ state, messages: [] }),
  encode: (message) => message,
});

const say = ({ event }: { event: FramedEvent<Uint8Array> }) =>
  event.type === 'inbox' ? event.data : new Uint8Array(0);

/** Sends back each message. */
const echoing = (codec: Codec<Uint8Array, number | undefined>) =>
  setupProtocol({ codec }).createMachine({
    id: 'crumbling',
    initial: 'connected',
    states: {
      connected: { on: { inbox: { actions: outbox(say) }, 'control.*': 'shutdown' } },
      shutdown: { type: 'final' },
    },
  });

export const crumbling = echoing(crumbs(3));

export const choking300 = echoing(choking(300) as Codec<Uint8Array, number | undefined>);

/** Rests its inbox behind every other message. */
export const crumblingAndResting = setupProtocol({ codec: crumbs(700) }).createMachine({
  id: 'crumblingAndResting',
  initial: 'first',
  on: { 'control.*': '.shutdown' },
  states: {
    first: { on: { inbox: { target: 'second', actions: outbox(say) } } },
    second: { on: { inbox: { target: 'resting', actions: [outbox(say), pauseInbox()] } } },
    // No message comes while it rests: it would be missing.
    resting: { after: { [DELAY]: { target: 'first', actions: resumeInbox() } } },
    shutdown: { type: 'final' },
  },
});
