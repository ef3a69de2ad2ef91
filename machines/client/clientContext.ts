import type { CsaReport } from '../connection/csaMessages';
import type { AnyCodec } from '../framing';
import { type Backplane, checkBackplane } from '../handler/backplane';
import { checkProtocol, type Protocol } from '../handler/protocol';
import { XstateNetError } from '../kit/errors';
import type { Linkage } from '../kit/nowhere';
import { shown } from '../kit/shown';
import { takeInput } from '../kit/takeInput';
import type { TransportChoice } from '../kit/transportChoice';
import { NO_TROUBLE, type Trouble } from './backOff';
import type { ClientEvent, ClientMessage, ConnectorConnected } from './clientMessages';
import {
  type ClientOptions,
  checkClientOptions,
  type ResolvedClientOptions,
  resolveClientOptions,
} from './clientOptions';
import { Outgoing } from './outgoing';
import { passing } from './passing';

/** What a `tcpClient` is made from. */
export interface ClientInput extends ClientOptions {
  /** A statechart for each connection, or a function that returns one: the same that a server takes. */
  readonly protocol?: Protocol;
  /** Without a protocol: `inbox` takes and `outbox` brings its messages. Default: bytes. */
  readonly codec?: AnyCodec;
  /** What carries messages between handlers, by topic. Default: none, and who says `publish` ends. */
  readonly backplane?: Backplane;
  /** The network to connect by. Default: the real one. */
  readonly transport?: TransportChoice;
  /** Who is sent everything that the client emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<ClientMessage>;
}

export interface ClientContext {
  readonly options: ResolvedClientOptions;
  readonly protocol: Protocol;
  /** Who hears the peer: a handler of the app's, or the client itself. */
  readonly hears: 'protocol' | 'client';
  /** Whether what is said without a protocol goes through a codec. */
  readonly says: 'messages' | 'bytes';
  readonly transport: TransportChoice | undefined;
  readonly backplane: Backplane | undefined;
  readonly owner: Linkage<ClientMessage> | undefined;
  /** Which of the addresses is tried. */
  readonly turn: number;
  readonly trouble: Trouble;
  /** Why the last attempt came to nothing; undefined after a connection. */
  readonly failure: XstateNetError | undefined;
  /** Milliseconds until all is tried again. */
  readonly delay: number;
  readonly held: Outgoing;
  readonly current: (CsaReport & Pick<ConnectorConnected, 'handler'>) | undefined;
  readonly error: XstateNetError | undefined;
}

/** What the connector is made from. */
export interface ConnectorInput {
  readonly options: ResolvedClientOptions;
  readonly transport: TransportChoice | undefined;
  readonly client: Linkage<ClientEvent>;
}

function checkCodec({ codec, protocol }: ClientInput): XstateNetError | undefined {
  if (codec === undefined) return undefined;
  if (protocol !== undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      'a protocol has its own codec; leave codec out, and give it to setupProtocol',
    );
  }
  const { decode, encode } = Object(codec) as Partial<Record<'decode' | 'encode', unknown>>;
  if (typeof decode === 'function' && typeof encode === 'function') return undefined;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `codec is ${shown(codec)}; give it a codec such as lines(), with decode and encode`,
  );
}

/** What a client knows before it has done anything. */
export function clientContext(input: ClientInput): ClientContext {
  const { given, error } = takeInput('tcpClient', input);
  const { protocol, codec, transport, backplane, owner, ...options } = given;
  return {
    options: resolveClientOptions(options),
    protocol: protocol ?? passing(codec),
    hears: protocol === undefined ? 'client' : 'protocol',
    says: codec === undefined ? 'bytes' : 'messages',
    transport,
    backplane,
    owner,
    turn: 0,
    trouble: NO_TROUBLE,
    failure: undefined,
    delay: 0,
    held: Outgoing.nothing,
    current: undefined,
    error:
      error ??
      checkClientOptions(options) ??
      checkCodec(given) ??
      (protocol === undefined ? undefined : checkProtocol(protocol)) ??
      checkBackplane(backplane),
  };
}
