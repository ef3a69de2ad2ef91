import { endSending, outbox } from '../../machines/handler/say';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { clientBytes } from '../bytes';
import type { ByteSource } from './simulatedProtocol';

/** How often `doubling` says every byte. */
export const TIMES = 16;

const repeated = (data: Uint8Array) => {
  const result = Buffer.alloc(data.length * TIMES);
  for (let index = 0; index < data.length; index += 1) {
    result.fill(data[index] as number, index * TIMES, (index + 1) * TIMES);
  }
  return result;
};

/** Says much more than it hears. */
export const flooding = setupProtocol().createMachine({
  id: 'flooding',
  initial: 'connected',
  states: {
    connected: {
      on: {
        inbox: { actions: outbox(({ event }) => repeated(event.data)) },
        'control.*': 'shutdown',
      },
    },
    shutdown: { type: 'final' },
  },
});

/** Says a lot at once and closes its half, with most of that still unsent. */
export const lastWords = setupProtocol().createMachine({
  id: 'lastWords',
  initial: 'silent',
  on: { 'control.*': '.shutdown' },
  states: {
    silent: {
      on: {
        inbox: {
          target: 'listening',
          actions: [outbox(({ event }) => repeated(event.data)), endSending()],
        },
      },
    },
    listening: { on: { inbox: {} } },
    shutdown: { type: 'final' },
  },
});

/** What the client said, every byte many times. */
export const repeatedClient = (client: number): ByteSource => ({
  length: Number.POSITIVE_INFINITY,
  slice: (from, length) => {
    const first = Math.floor(from / TIMES);
    const bytes = repeated(clientBytes(client, first, Math.ceil(length / TIMES) + 1));
    return bytes.subarray(from - first * TIMES, from - first * TIMES + length);
  },
});
