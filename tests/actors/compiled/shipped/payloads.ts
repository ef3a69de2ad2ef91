/** What the events of the shipped machines carry. Actors are given by name: see `ActorNamed`. */
import fc from 'fast-check';
import type { EventObject } from 'xstate';
import type { ConnectionInfo, ServerAddress } from '../../../../machines/connection/connectionInfo';
import type { ConnectionEnd, CsaRef } from '../../../../machines/connection/csaMessages';
import { HOW_DIED } from '../../../../machines/connection/howDied';
import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import { XstateNetError } from '../../../../machines/kit/errors';
import type { RefusalReason } from '../../../../machines/listener/tcpServerMessages';
import { someTls } from '../../../support/samples';
import type { ActorNamed } from '../bothWays';

/** The events of a union, one arbitrary for each: none can be forgotten. */
export type Events<TEvent extends EventObject> = {
  readonly [TType in TEvent['type']]: fc.Arbitrary<Extract<TEvent, { type: TType }>>;
};

/** An event of a type, with what else it carries. */
export const event = <TType extends string, TRest extends object = object>(
  type: TType,
  rest?: { [TKey in keyof TRest]: fc.Arbitrary<TRest[TKey]> },
): fc.Arbitrary<{ type: TType } & TRest> =>
  fc.record({ type: fc.constant(type), ...rest }) as fc.Arbitrary<never>;

/** Stands for an actor that notes what it is sent. */
export const actorNamed = (name: string) => ({ actorNamed: name }) satisfies ActorNamed as never;

export const csa: fc.Arbitrary<CsaRef> = fc.constantFrom('csa-1', 'csa-2').map(actorNamed);

export const descriptor = fc.integer({ min: 3, max: 6 });

/** The placeholder for writing throws at the first of these, and is answered at the second. */
export const FAILS = 255;
export const BLOCKS = 254;

export const data = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, fc.constantFrom(BLOCKS, FAILS)), {
    maxLength: 3,
  })
  .map((bytes) => Uint8Array.from(bytes));

const tcp = fc.record({
  id: fc.integer({ min: 1, max: 3 }),
  peer: fc.constantFrom('127.0.0.1', '192.0.2.7'),
  peerport: fc.constantFrom(40_000, 40_001),
  localip: fc.constant('127.0.0.1'),
  localport: fc.constant(1601),
  family: fc.constant('IPv4' as const),
  connectedAt: fc.constantFrom(0, 1_000_000_000_000),
});

const unix = tcp.map((connection) => ({
  ...connection,
  peer: '',
  peerport: 0,
  localip: '',
  localport: 0,
  family: 'unix' as const,
  path: '/run/echo.sock',
}));

export const connection: fc.Arbitrary<ConnectionInfo> = fc.oneof(tcp, unix);

export const address: fc.Arbitrary<ServerAddress> = fc.constantFrom(
  { family: 'IPv4', host: '127.0.0.1', port: 1601 },
  { family: 'unix', path: '/run/echo.sock' },
);

export const tls: fc.Arbitrary<TlsInfo> = fc.constantFrom(someTls, {
  ...someTls,
  protocol: 'TLSv1.2',
  servername: undefined,
  alpn: 'h2',
});

export const socketError = fc
  .constantFrom('ECONNRESET', 'EPIPE', 'ETIMEDOUT')
  .map((code) => Object.assign(new Error(`socket: ${code}`), { code }));

export const serverError = fc
  .constantFrom('XN_PORT_IN_USE', 'XN_HANDLER_FAILED')
  .map((code) => new XstateNetError(code, `because of ${code}`));

export const reason: fc.Arbitrary<RefusalReason> = fc.constantFrom(
  'maxConnections',
  'suspended',
  'closing',
);

export const end: { [TKey in keyof ConnectionEnd]-?: fc.Arbitrary<Required<ConnectionEnd>[TKey]> } =
  {
    connection,
    howDied: fc.constantFrom(...HOW_DIED),
    bytesReceived: fc.nat(9),
    bytesSaid: fc.nat(9),
    bytesSent: fc.nat(9),
    duration: fc.nat(9),
    error: socketError,
  };
