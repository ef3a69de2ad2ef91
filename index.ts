export { type Link, link } from './actors/boxes/link';
export { explain } from './actors/compiled/compile';
export { fast } from './actors/compiled/fast';
export type { Interpreted } from './actors/compiled/interpreted';
export type { Why } from './actors/compiled/plan/why';
export { type AdoptOptions, adoptSocket } from './actors/connection/adoptSocket';
export { connectedSocketAdapter } from './actors/connection/connectedSocketAdapter';
export { openSockets } from './actors/connection/descriptors';
export {
  findSelectorService,
  getSelectorService,
  SELECTOR_SYSTEM_ID,
  type SelectorRef,
} from './actors/listener/selectorService';
export { tcpServer } from './actors/listener/tcpServer';
export { type LiveConnection, listConnections } from './actors/server/listConnections';
export { pipe } from './actors/server/pipe';
export {
  serverCore,
  serverCoreFor,
  simpleServer,
  simpleServerFor,
} from './actors/server/serverCore';
export { singleServer } from './actors/server/singleServer';
export {
  type AskingInput,
  type AskOptions,
  ask,
  asking,
  broadcast,
  handlerFor,
  sendTo,
  type Whom,
} from './actors/server/talk';
export type { Environment, TimerHandle, TransportClock } from './actors/transport/environment';
export { type ActivatedSocket, listenFds } from './actors/transport/tcp/listenFds';
export { type TcpTransportOptions, tcpTransport } from './actors/transport/tcp/tcpTransport';
export { selfSigned } from './actors/transport/tls/selfSigned';
export type {
  ClientSecurity,
  Connecting,
  ConnectingEvents,
  ConnectOptions,
  ConnectRequest,
  HandshakeEnd,
  Listening,
  ListeningEvents,
  ListenRequest,
  Network,
  Securer,
  Security,
  Transport,
  TransportSocket,
} from './actors/transport/transport';
export type { CsaContext, CsaInput } from './machines/connection/connectedSocketAdapter';
export {
  type ConnectionInfo,
  describeAddress,
  describePeer,
  describePeerAddress,
  type PeerAddress,
  type ServerAddress,
} from './machines/connection/connectionInfo';
export type {
  ConnectionEnd,
  CreatorFeedback,
  CsaEvent,
  CsaMessage,
  CsaRef,
  HandshakeFailed,
  Secured,
  SelectorNotification,
  SocketShutdown,
  TransportEvent,
  Upgraded,
} from './machines/connection/csaMessages';
export { HOW_DIED, type HowDied } from './machines/connection/howDied';
export { parseProxyHeader } from './machines/connection/parseProxyHeader';
export { proxyHeader } from './machines/connection/proxyHeader';
export type { ProxyExtras, ProxyInfo, ProxySsl } from './machines/connection/proxyInfo';
export type {
  ProxyAddresses,
  ProxyEnd,
  ProxyHeaderInput,
  ProxyMessage,
  ProxyParsed,
  ProxyTlv,
} from './machines/connection/proxyMessage';
export type { PeerCertificate, TlsInfo } from './machines/connection/tlsInfo';
export * from './machines/framing';
export type {
  Backplane,
  BackplaneListener,
  BackplaneNode,
  BackplaneState,
  Delivery,
  Member,
  Place,
  Speaker,
} from './machines/handler/backplane';
export type {
  BackplaneEvent,
  BackplaneMessage,
  BackplaneWord,
  MemberOf,
  MembersMessage,
  MessagesOf,
  PresenceChange,
  PublishMessage,
  SubscribeMessage,
  Topics,
  UnsubscribeMessage,
  WhenSlow,
} from './machines/handler/backplaneMessages';
export type { Given } from './machines/handler/given';
export type { HandlerOf, HandlerRef, OwnEvents } from './machines/handler/handlerRef';
export type {
  AnswerMessage,
  Question,
  RegisterMessage,
  TellMessage,
} from './machines/handler/handlerWords';
export type { OwnTypes, ParameterizedObjects, Params } from './machines/handler/ownTypes';
export { type PipeRefused, pipeEnd } from './machines/handler/pipeEnd';
export {
  type FramedLogic,
  type Frames,
  isProtocolLogic,
  type Protocol,
  type ProtocolFactory,
  type ProtocolLogic,
  type SimpleProtocol,
  type Takes,
  type UninformedLogic,
} from './machines/handler/protocol';
export type * from './machines/handler/protocolMachine';
export type * from './machines/handler/protocolMaker';
export type {
  ConnectionEvent,
  FrameEvent,
  HandlerEvent,
  InboxEvent,
  InvalidEvent,
  OutboxMessage,
  ProtocolEvent,
  ProtocolMessage,
  ProtocolWord,
  SaidBy,
} from './machines/handler/protocolMessages';
export type { ProtocolWords } from './machines/handler/protocolWords';
export {
  members,
  type PublishOptions,
  publish,
  type SubscribeOptions,
  subscribe,
  unsubscribe,
} from './machines/handler/publish';
export { answer, register, tell } from './machines/handler/questions';
export {
  abort,
  endSending,
  finish,
  makessl,
  outbox,
  pauseInbox,
  reply,
  resumeInbox,
  type Said,
  type SayAction,
  type Sayable,
  stopServer,
} from './machines/handler/say';
export { type ProtocolSetup, setupProtocol } from './machines/handler/setupProtocol';
export { type TopicOf, topicMatches } from './machines/handler/topics';
export { type TypedTopics, topics } from './machines/handler/typedTopics';
export { Unanswered } from './machines/handler/unanswered';
export type { AddressCheck, AddressList } from './machines/kit/addresses';
export { ERROR_CODES, type ErrorCode, XstateNetError } from './machines/kit/errors';
export type { ProvidedLogic } from './machines/kit/inert';
export type { Linkage } from './machines/kit/nowhere';
export type { TransportChoice } from './machines/kit/transportChoice';
export {
  type SelectorContext,
  type SelectorEvent,
  type SelectorLogic,
  type SelectorSnapshot,
  selector,
} from './machines/listener/selector';
export type { OfOnePlace, ServerCommand, Suspension } from './machines/listener/serverCommand';
export type {
  TcpServerChildInput,
  TcpServerContext,
  TcpServerInput,
} from './machines/listener/tcpServerContext';
export type { TcpServerLogic } from './machines/listener/tcpServerLogic';
export type {
  ConnectionsCommand,
  ListenerCommand,
  RefusalReason,
  ServerOutput,
  TcpServerEvent,
  TcpServerMessage,
} from './machines/listener/tcpServerMessages';
export { DEFAULT_PORT } from './machines/options/optionTable';
export type { FileMode, ListenPlace } from './machines/options/places';
export type { ProxyProtocolOptions } from './machines/options/proxyOptions';
export { SERVER_DEFAULTS } from './machines/options/resolveOptions';
export type {
  HeldOptions,
  ListenOptions,
  SecurityOptions,
  ServerLimits,
  ServerOptions,
  SocketOptions,
} from './machines/options/serverOptions';
export type { SettableLimits } from './machines/options/setLimits';
export type {
  Pem,
  TlsCertificate,
  TlsNames,
  TlsOptions,
  TlsVersion,
} from './machines/options/tlsOptions';
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
  type RestartingLogic,
  type RestartingMessage,
  restarting,
} from './machines/server/restarting';
export type { RestartPolicy } from './machines/server/restartPolicy';
export type {
  HandlersInput,
  ServerCoreContext,
  ServerCoreInput,
  ServerInput,
} from './machines/server/serverCore';
export type {
  HandlersCommand,
  OfHandler,
  ServerCoreEvent,
  ServerCoreMessage,
} from './machines/server/serverCoreMessages';
export type * from './machines/server/serverLogic';
export type { SimpleServerInput } from './machines/server/simpleServer';
export type { SingleServerContext, SingleServerInput } from './machines/server/singleServerContext';
export type {
  SingleServerCommand,
  SingleServerEvent,
  SingleServerMessage,
} from './machines/server/singleServerMessages';
