import { XstateNetError } from '../../machines/kit/errors';
import { shown } from '../../machines/kit/shown';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import { tcpTransport } from './tcp/tcpTransport';
import type { Transport } from './transport';

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

/** What a machine handed on as its transport, as something that can listen, or the error to report. */
export function transportOf(choice: TransportChoice | undefined): Transport | XstateNetError {
  if (choice === undefined) return theNetwork;
  if (isTransport(choice)) return choice;
  return new XstateNetError(
    'XN_BAD_OPTION',
    `transport ${shown(choice)} cannot listen; give it tcpTransport() or another transport`,
  );
}
