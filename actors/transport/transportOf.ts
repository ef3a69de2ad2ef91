import { XstateNetError } from '../../machines/kit/errors';
import { shown } from '../../machines/kit/shown';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import { tcpTransport } from './tcp/tcpTransport';
import type {
  Connecting,
  ConnectingEvents,
  Delivery,
  Network,
  Transport,
  TransportSocket,
} from './transport';

/** The network that is used when none is chosen. */
const theNetwork = tcpTransport();

/** It may be anything, and object to being looked at. */
function isTransport(choice: unknown): choice is Transport {
  try {
    return typeof (choice as Transport).listen === 'function';
  } catch {
    return false;
  }
}

/** A transport as it was asked for in the first version: some of a network's questions were not put to it. */
type Former = Transport & { readonly [Name in keyof Later]?: Later[Name] };

type Later = Pick<Network, 'connectTo' | 'onData' | 'offData' | 'unsent' | 'delivered'>;

const COMPLETE: readonly (keyof Later)[] = [
  'connectTo',
  'onData',
  'offData',
  'unsent',
  'delivered',
];

const completed = new WeakMap<Transport, Transport>();

/** The transport with what it lacks. */
export function completeTransport(former: Former): Transport {
  if (COMPLETE.every((name) => name in former)) return former;
  const known = completed.get(former);
  if (known !== undefined) return known;
  const made = completion(former);
  completed.set(former, made);
  return made;
}

function completion(former: Former): Transport {
  const unsent = (socket: TransportSocket, written: number) =>
    former.unsent?.(socket, written) ?? socket.writableLength;
  return {
    name: former.name,
    clock: former.clock,
    listen: (request, events) => former.listen(request, events),
    connectTo: (request, events) =>
      former.connectTo?.(request, events) ?? connectsNowhere(former, events),
    afterTurn: (callback) => former.afterTurn(callback),
    random: () => former.random(),
    connectionLimit: () => former.connectionLimit(),
    onData: (socket, listener) => {
      if (former.onData === undefined) socket.on('data', listener);
      else former.onData(socket, listener);
    },
    offData: (socket, listener) => {
      if (former.offData === undefined) socket.off('data', listener);
      else former.offData(socket, listener);
    },
    ...(former.security && {
      security: (options) => (former.security as NonNullable<Network['security']>)(options),
    }),
    ...(former.clientSecurity && {
      clientSecurity: (options) =>
        (former.clientSecurity as NonNullable<Network['clientSecurity']>)(options),
    }),
    unsent,
    delivered: (socket, answer) => {
      if (former.delivered === undefined) answer(seenFromHere(socket, unsent));
      else former.delivered(socket, answer);
    },
  };
}

function connectsNowhere({ name, afterTurn }: Former, events: ConnectingEvents): Connecting {
  let state: 'wanted' | 'abandoned' = 'wanted';
  afterTurn(() => {
    if (state === 'abandoned') return;
    events.failed(
      new XstateNetError(
        'XN_BAD_OPTION',
        `the transport ${shown(name)} cannot connect; give the client tcpTransport() or another one that has connectTo()`,
      ),
    );
  });
  return {
    abandon: () => {
      state = 'abandoned';
    },
  };
}

/** What left is all that can be said of what arrived. */
function seenFromHere(socket: TransportSocket, unsent: Network['unsent']): Delivery {
  const written = socket.bytesWritten ?? 0;
  const pending = unsent(socket, written);
  return { delivered: written - pending, pending };
}

/** What a machine handed on as its transport, as something that can listen, or the error to report. */
export function transportOf(choice: TransportChoice | undefined): Transport | XstateNetError {
  if (choice === undefined) return theNetwork;
  if (isTransport(choice)) return completeTransport(choice);
  return new XstateNetError(
    'XN_BAD_OPTION',
    `transport ${shown(choice)} cannot listen; give it tcpTransport() or another transport`,
  );
}
