import type { Backplane } from '../../../machines/handler/backplane';
import { library } from '../telemetry/library';
import type { NatsApi } from './natsApi';
import { type NatsBackplaneOptions, resolveNatsOptions } from './natsOptions';
import { NatsParty } from './natsParty';

/** A backplane over NATS. */
export interface NatsBackplane extends Backplane {
  /**
   * Connects, if no server has made it do so yet, and resolves once it is. With `start: 'fail'` it rejects when the
   * first attempt fails, with `XN_BACKPLANE_UNREACHABLE` or `XN_BACKPLANE_DENIED`. It stays open until it is closed.
   */
  ready(): Promise<void>;
  /** Lets go of NATS, whatever servers still have it. */
  close(): void;
}

/**
 * A backplane between processes and machines, over NATS: what handlers publish here, those that have subscribed hear
 * on every node. It connects when the first server needs it, and lets go when the last has closed.
 *
 * Throws `XN_BAD_OPTION` for bad options, and `XN_LIBRARY_MISSING` without `@nats-io/transport-node`.
 *
 * @example `createActor(serverCore, { input: { protocol: chat, backplane: natsBackplane({ servers: 'nats://nats:4222' }) } })`
 */
export function natsBackplane(options: NatsBackplaneOptions = {}): NatsBackplane {
  const resolved = resolveNatsOptions(options);
  const api = library<NatsApi>('@nats-io/transport-node', 'natsBackplane()');
  const party = new NatsParty(api, resolved);
  return {
    name: 'nats',
    attach: (listener) => party.attach(listener),
    ready: () => party.ready(),
    close: () => party.close(),
  };
}
