import { XstateNetError } from '../../machines/kit/errors';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import { tcpTransport } from './tcp/tcpTransport';
import type { Transport } from './transport';

/** The network that is used when none is chosen. */
const theNetwork = tcpTransport();

const isTransport = (choice: object): choice is Transport => 'listen' in choice;

/** What a machine handed on as its transport, as something that can listen, or the error to report. */
export function transportOf(choice: TransportChoice | undefined): Transport | XstateNetError {
  if (choice === undefined) return theNetwork;
  if (isTransport(choice)) return choice;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `transport ${JSON.stringify(choice)} cannot listen; give it tcpTransport() or another transport`,
  );
}
