export { type AdoptOptions, adoptSocket } from './actors/adoptSocket';
export { connectedSocketAdapter } from './actors/connectedSocketAdapter';
export { openSockets } from './actors/descriptors';
export { type Link, link } from './actors/link';
export { type LiveConnection, listConnections } from './actors/listConnections';
export {
  findSelectorService,
  getSelectorService,
  SELECTOR_SYSTEM_ID,
  type SelectorRef,
} from './actors/selectorService';
export { serverCore, simpleServer } from './actors/serverCore';
export { singleServer } from './actors/singleServer';
export { type TcpTransportOptions, tcpTransport } from './actors/tcp/tcpTransport';
export { tcpServer } from './actors/tcpServer';
export type {
  Listening,
  ListeningEvents,
  ListenRequest,
  TimerHandle,
  Transport,
  TransportClock,
  TransportSocket,
} from './actors/transport';
export type { CsaContext, CsaInput } from './machines/connectedSocketAdapter';
export {
  type ConnectionInfo,
  describeAddress,
  describePeer,
  type ServerAddress,
} from './machines/connectionInfo';
export type {
  ConnectionEnd,
  CsaEvent,
  CsaMessage,
  CsaRef,
  SelectorNotification,
  SocketShutdown,
  TransportEvent,
} from './machines/csaMessages';
export { ERROR_CODES, type ErrorCode, XstateNetError } from './machines/errors';
export { HOW_DIED, type HowDied } from './machines/howDied';
export type { Linkage } from './machines/nowhere';
export {
  isProtocolLogic,
  type Protocol,
  type ProtocolFactory,
  type ProtocolLogic,
  type SimpleProtocol,
  type UninformedLogic,
} from './machines/protocol';
export type {
  InboxEvent,
  OutboxMessage,
  ProtocolEvent,
  ProtocolMessage,
} from './machines/protocolMessages';
export {
  type ProtocolName,
  protocols,
  type ShippedProtocol,
  type ShippedProtocolOptions,
} from './machines/protocols';
export { chargen } from './machines/protocols/chargen';
export { cleverEcho } from './machines/protocols/cleverEcho';
export { daytime } from './machines/protocols/daytime';
export { discard } from './machines/protocols/discard';
export { echo } from './machines/protocols/echo';
export { type QuoteOfTheDayOptions, quoteOfTheDay } from './machines/protocols/quoteOfTheDay';
export { parseQuotes } from './machines/protocols/quotes';
export {
  abort,
  endSending,
  finish,
  outbox,
  pauseInbox,
  resumeInbox,
  type SayAction,
  type Sayable,
  stopServer,
} from './machines/say';
export {
  type SelectorContext,
  type SelectorEvent,
  type SelectorSnapshot,
  selector,
} from './machines/selector';
export type { ServerCoreContext, ServerCoreInput, ServerInput } from './machines/serverCore';
export type { ServerCoreEvent, ServerCoreMessage } from './machines/serverCoreMessages';
export {
  DEFAULT_PORT,
  type ListenOptions,
  SERVER_DEFAULTS,
  type ServerLimits,
  type ServerOptions,
  type SocketOptions,
} from './machines/serverOptions';
export { type ProtocolSetup, setupProtocol } from './machines/setupProtocol';
export type { SimpleServerInput } from './machines/simpleServer';
export type { SingleServerContext, SingleServerInput } from './machines/singleServer';
export type { SingleServerEvent, SingleServerMessage } from './machines/singleServerMessages';
export type { TcpServerContext, TcpServerInput } from './machines/tcpServer';
export type {
  RefusalReason,
  ServerOutput,
  TcpServerEvent,
  TcpServerMessage,
} from './machines/tcpServerMessages';
export type { TransportChoice } from './machines/transportChoice';
