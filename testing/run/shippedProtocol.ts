import type { Protocol } from '../../machines/protocol';
import { protocols, type ShippedProtocol } from '../../machines/protocols';
import { BadScript } from '../script/badScript';

const shipped: Readonly<Record<string, ShippedProtocol>> = protocols;

/** The protocol that ships under that name, or undefined. */
export function shippedProtocol(name: string): Protocol | undefined {
  return Object.hasOwn(shipped, name) ? shipped[name]?.make() : undefined;
}

/** The protocol that a script names; one from a file has to be loaded by whoever runs the script. */
export function namedProtocol(name: string, file: string | undefined): Protocol {
  const found = shippedProtocol(name);
  if (found !== undefined) return found;
  throw new BadScript(
    { file },
    `protocol "${name}" does not ship; there are ${Object.keys(shipped).join(', ')}. Give your own as the option "protocol"`,
  );
}
