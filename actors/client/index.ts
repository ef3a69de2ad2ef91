export type {
  ClientContext,
  ClientInput,
  ConnectorInput,
} from '../../machines/client/clientContext';
export type {
  ClientEvent,
  ClientMessage,
  ConnectorCommand,
  ConnectorEvent,
  OfConnection,
} from '../../machines/client/clientMessages';
export type { ClientOptions } from '../../machines/client/clientOptions';
export type { ClientSaid } from '../../machines/client/outgoing';
export type { MembersInput, PoolContext, PoolInput } from '../../machines/client/pool/clientPool';
export type {
  MembersCommand,
  PoolEvent,
  PoolMessage,
} from '../../machines/client/pool/poolMessages';
export type { PoolOptions } from '../../machines/client/pool/poolOptions';
export type { ConnectionOptions } from '../../machines/options/clientOptions';
export type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
export { type AcquireOptions, acquire, askPool, clientPool, type Lease } from './clientPool';
export { tcpClient } from './tcpClient';
