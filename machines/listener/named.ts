/** Addresses of a server by which a command names one of several. */

import { describeAddress, type ServerAddress } from '../connection/connectionInfo';
import { XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';

/** An address as it is told, or as it is written, in one form. */
export function addressText(address: ServerAddress | string): string {
  if (typeof address === 'string') return address;
  return typeof address === 'object' && address !== null && 'family' in address
    ? describeAddress(address)
    : shown(address);
}

/** What a command says that names an address at which the server does not listen. */
export const noSuchAddress = (named: string, all: string): XstateNetError =>
  new XstateNetError(
    'XN_BAD_OPTION',
    `control names the address ${named}, and the server has ${all}; name one that it told as listening`,
  );
