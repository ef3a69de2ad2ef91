/** Finds a protocol by the name that a script gives. */

import type { Protocol } from '../../machines/handler/protocol';
import { protocols, type ShippedProtocol } from '../../machines/protocols';
import { BadScript } from '../script/badScript';

const shipped: Readonly<Record<string, ShippedProtocol>> = protocols;

/** The protocol that a script names, one that ships: whoever runs the script loads those from files. */
export function namedProtocol(name: string, file: string | undefined): Protocol {
  const found = Object.hasOwn(shipped, name) ? shipped[name] : undefined;
  if (found !== undefined) return found.make();
  throw new BadScript(
    { file },
    `protocol "${name}" does not ship; there are ${Object.keys(shipped).join(', ')}. Give your own as the option "protocol"`,
  );
}
