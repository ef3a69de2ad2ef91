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
export type { ConnectionOptions } from '../../machines/options/clientOptions';
export type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
export { tcpClient } from './tcpClient';
