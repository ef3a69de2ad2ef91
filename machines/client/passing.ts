import type { AnyCodec } from '../framing';
import type { Protocol } from '../handler/protocol';
import { tell } from '../handler/questions';
import { outbox, type Sayable } from '../handler/say';
import { setupProtocol } from '../handler/setupProtocol';

/** What the client has it say. */
export interface Pass {
  readonly type: 'client.pass';
  readonly data: Sayable;
}

/** Messages that a codec makes events of: here they are what was received, like all others. */
const asMessages = (codec: AnyCodec): AnyCodec =>
  Object.create(codec, { delivers: { value: undefined } }) as AnyCodec;

/**
 * The handler of a client without a protocol: what the client is given it says, what it hears it tells the
 * client. The peer's FIN is answered with ours.
 */
export function passing(codec: AnyCodec | undefined): Protocol {
  const types = { events: {} as Pass };
  const base = setupProtocol(
    codec === undefined
      ? { types }
      : ({ codec: asMessages(codec), types } as { types: typeof types }),
  );
  return base.createMachine({
    id: 'passing',
    initial: 'connected',
    states: {
      connected: {
        on: {
          inbox: { actions: tell(({ event }) => ({ type: 'peer.received', data: event.data })) },
          'client.pass': { actions: outbox(({ event }) => event.data) },
          'control.*': 'shutdown',
        },
      },
      shutdown: { type: 'final' },
    },
  }) as unknown as Protocol;
}
