import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import type { TlsInfo } from '../../../machines/connection/tlsInfo';
import type { Pem, TlsVersion } from '../../../machines/options/tlsOptions';
import type { TransportClock } from '../environment';
import type { Transport } from '../transport';

/** Virtual time. It is also a clock for `createActor`: give it to the root actor of a simulation. */
export interface VirtualClock extends TransportClock {
  /** Timers that wait. */
  pending(): number;
}

/** How one direction or both of a link misbehave; each switch is off by default. */
export interface LinkFaults {
  /** Cut what is sent into pieces at random places, or join neighbours; kernels take part of a write. */
  readonly split?: boolean;
  /** Extra latency up to so many milliseconds, never reordering. */
  readonly jitter?: number;
  /** Chance, from 0 to 1, that a chunk is held back until the link is unclogged or the faults stop. */
  readonly clog?: number;
  /** Chance per chunk of a RST at that moment. */
  readonly reset?: number;
  /** Chance per chunk that the peer falls silent for ever: no FIN, no ACK, only a timeout sees it. */
  readonly vanish?: number;
}

/** Faults of the whole network. */
export interface NetworkFaults extends LinkFaults {
  /** Chance that a connection attempt is refused. */
  readonly refuse?: number;
  /** Chance that a connection attempt hangs. */
  readonly hang?: number;
  /** Chance that a client which has said hello in a TLS handshake says nothing any more, and does not leave. */
  readonly stallHandshake?: number;
  /** Chance that accept(2) fails with ECONNABORTED: the client is reset at once, the server hears an error. */
  readonly acceptAborted?: number;
  /** Chance that accept(2) fails with EMFILE: accepted and closed without a word, as libuv does. */
  readonly outOfDescriptors?: number;
  /** Chance that a port is taken when a server binds or resumes. */
  readonly addressInUse?: number;
  /** Chance per timer that the clock jumps ahead by up to so many milliseconds. */
  readonly clockJump?: { readonly chance: number; readonly milliseconds: number };
}

/** The versions by which Node's sockets differ; `process.versions` of any Node is one such. */
export interface ImitatedVersions {
  /** libuv's: up to 1.51 (Node 20 and 22) it hides a reset right behind the last bytes, since 1.52 (Node 26, late 24) not. */
  readonly uv: string;
}

export interface SimulatedNetworkOptions {
  /** Decides everything that is random. The same seed gives the same run, byte for byte. Default 1. */
  readonly seed?: number;
  /** Milliseconds that a byte travels one way. Default 1. */
  readonly latency?: number;
  /** Bytes per millisecond of a link's direction, finite so that time passes. Default 125000 (1 Gbit/s). */
  readonly rate?: number;
  /** Bytes that the receiving kernel holds for a side that does not read. Default 65536. */
  readonly receiveBuffer?: number;
  /** Bytes that the sending kernel takes before `write()` waits. Default 65536. */
  readonly sendBuffer?: number;
  /** Bytes that a client which has stopped reading takes from its kernel all the same. Default 65536. */
  readonly clientBuffer?: number;
  /** Milliseconds that each side of a TLS handshake computes, besides the way. Default 0. */
  readonly handshakeTime?: number;
  /** Where virtual time starts, in milliseconds since the epoch. Default 0. */
  readonly startsAt?: number;
  readonly faults?: NetworkFaults;
  /**
   * The folders in which unix sockets can be made; a path elsewhere cannot be bound. Default: any, because
   * the network has no disk.
   */
  readonly folders?: readonly string[];
  /** Which Node's sockets these are like. Default `process.versions`: those of the Node that it runs on. */
  readonly imitates?: ImitatedVersions;
  /** Most events that one `settle()` may take before it gives up with XN_NEVER_QUIET. Default 1000000. */
  readonly maxSteps?: number;
}

/** What a network can carry, and what can befall a link. */
export const CARRIED_KINDS = [
  'connected',
  'refused',
  'data',
  'fin',
  'rst',
  'severed',
  'vanished',
  'timer',
] as const;

export type CarriedKind = (typeof CARRIED_KINDS)[number];

/** Something that arrived, or happened, at a moment of virtual time. */
export interface Carried {
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** The link's name; `clock` for timers. */
  readonly link: string;
  readonly kind: CarriedKind;
  /** Where it arrived. */
  readonly to: 'client' | 'server';
  readonly data?: Uint8Array;
}

/**
 * How a client secures its connection. There is no cryptography: certificates are shown and compared, and
 * what is said is scrambled. The names are those of `node:tls`.
 */
export interface SimulatedClientTls {
  /** The name that it asks for (SNI). Default: none. */
  readonly servername?: string;
  /** Application protocols that it speaks (ALPN). Default: it does not say. */
  readonly alpn?: readonly string[];
  /** The oldest version that it speaks. Default: TLSv1.2. */
  readonly minVersion?: TlsVersion;
  /** The newest. Default: TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Its own certificate, for servers that ask for one: PEM text, its bytes, or a file. Default: none. */
  readonly cert?: Pem;
  /** Who vouches for the server's certificate. Default: nobody. */
  readonly ca?: Pem | readonly Pem[];
  /** Leaves a server for whose certificate nobody vouches, with the reason as its error. Default: false. */
  readonly rejectUnauthorized?: boolean;
}

/** The client's end of a simulated connection, driven by hand. */
export interface SimulatedClient {
  readonly state: 'connecting' | 'open' | 'closed';
  /** The client's own port. */
  readonly port: number;
  /** Everything received and not yet taken. */
  readonly received: Uint8Array;
  /** Total bytes received. */
  readonly bytesReceived: number;
  /** The server's FIN was read. */
  readonly ended: boolean;
  /** Why it failed: ECONNREFUSED, ECONNRESET, ETIMEDOUT, EPIPE; undefined after a clean end. */
  readonly error: string | undefined;
  /** What was agreed upon, once it is secured; of the server's certificate what else is told of a client's. */
  readonly tls: TlsInfo | undefined;
  send(data: Uint8Array): void;
  /**
   * Begins a TLS handshake in place, as a client does behind a STARTTLS. What is sent from now on leaves when it
   * is over.
   */
  secure(tls?: SimulatedClientTls): void;
  /** FIN: the client will send no more and goes on reading. */
  end(): void;
  /** RST, now. */
  reset(): void;
  /** close(2): a RST if bytes were left unread by its kernel, else a FIN; nothing is read any more. */
  destroy(): void;
  /** Falls silent for ever without a FIN or a RST. */
  vanish(): void;
  pause(): void;
  resume(): void;
  /** Takes and clears what was received. */
  take(): Uint8Array;
  /** Holds back what is sent either way, until `unclog()` or the faults stop. */
  clog(): void;
  unclog(): void;
  /** Faults of this link in place of the network's; without an argument the network's again. */
  setFaults(faults?: LinkFaults): void;
  /** Calls back whenever something of the above changed. */
  onChange(listener: () => void): void;
}

/** A network in virtual time, as a transport like any other. */
export interface SimulatedNetwork extends Transport {
  readonly clock: VirtualClock;
  readonly seed: number;
  /**
   * Connects a client; `from` names the link and its random sub-stream. With `tls` it begins a handshake as
   * soon as it is connected.
   */
  connect(
    to: ServerAddress | { readonly port: number },
    from?: string,
    tls?: SimulatedClientTls,
  ): SimulatedClient;
  /**
   * Runs everything that is due at the present virtual moment, and returns the number of events. Called
   * from within an event, this and the next two do nothing: the run that is under way sees to it.
   */
  settle(): number;
  /** Lets so many milliseconds of virtual time pass, event by event. */
  advance(milliseconds: number): number;
  /** Runs until nothing at all is pending, or for so many milliseconds of virtual time (default one hour). */
  runToQuiescence(most?: number): number;
  /** From now on (or, with no argument, never again) these faults happen; clogged links flow again when it is off. */
  setFaults(faults?: NetworkFaults): void;
  /**
   * Sockets of servers, listening sockets and timers that are still alive: all zero after a drain.
   * Events under way in the network are not timers.
   */
  census(): { readonly sockets: number; readonly listening: number; readonly timers: number };
  /** Calls back with all that the network carries, as it arrives. */
  watch(watcher: (carried: Carried) => void): void;
  /** A hash of every event that the network has carried so far, in order, with its time. */
  traceHash(): string;
}
