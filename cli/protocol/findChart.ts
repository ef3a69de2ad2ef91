import type { AnyStateMachine } from 'xstate';
import { type Chart, chartOf } from '../../actors/services/charts/chart';
import { XstateNetError } from '../../index';
import { tcpClientMachine } from '../../machines/client/tcpClient';
import { announcedSocketAdapterMachine } from '../../machines/connection/connectedSocketAdapter';
import type { ConnectionInfo } from '../../machines/connection/connectionInfo';
import { tcpServerMachine } from '../../machines/listener/tcpServer';
import { serverCoreMachine } from '../../machines/server/serverCore';
import { simpleServerMachine } from '../../machines/server/simpleServer';
import { singleServerMachine } from '../../machines/server/singleServer';
import { describeError } from '../output';
import { findProtocol } from './findProtocol';

/** The charts that a protocol runs among; a name of one of these is no protocol's. */
const OWN: Readonly<Record<string, unknown>> = {
  connectedSocketAdapter: announcedSocketAdapterMachine,
  tcpServer: tcpServerMachine,
  serverCore: serverCoreMachine,
  simpleServer: simpleServerMachine,
  singleServer: singleServerMachine,
  tcpClient: tcpClientMachine,
};

/** Somebody for whom a protocol function can decide. */
const SOMEBODY: ConnectionInfo = {
  id: 1,
  peer: '127.0.0.1',
  peerport: 50000,
  localip: '127.0.0.1',
  localport: 1601,
  family: 'IPv4',
  connectedAt: 0,
};

/** What a protocol function returns, or the protocol itself. */
function made(word: string, protocol: unknown): unknown {
  if (typeof protocol !== 'function') return protocol;
  try {
    return protocol(SOMEBODY);
  } catch (error) {
    throw new XstateNetError(
      'XN_NO_CHART',
      `${word} is a function that threw when it was given a connection from ${SOMEBODY.peer}: ${describeError(error)}`,
      error,
    );
  }
}

const isMachine = (logic: unknown): logic is AnyStateMachine =>
  typeof logic === 'object' &&
  logic !== null &&
  'root' in logic &&
  'machine' in (logic.root as object);

/** The chart of what somebody named: a protocol that ships, a file's, or one of the package's own. */
export function findChart(word: string): Chart {
  const own = Object.hasOwn(OWN, word) ? OWN[word] : undefined;
  const logic = own ?? made(word, findProtocol(word, {}).protocol);
  if (isMachine(logic)) return chartOf(logic);
  throw new XstateNetError(
    'XN_NO_CHART',
    `${word} has no chart: its logic is no statechart; make it with setupProtocol().createMachine()`,
  );
}
