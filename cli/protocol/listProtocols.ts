import { protocols, type ShippedProtocol } from '../../index';

/** The protocols that ship, a line for each: name, RFC, what it does. */
export function protocolLines(): readonly string[] {
  const entries = Object.entries<ShippedProtocol>(protocols);
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, { rfc, description }]) => {
    const source = rfc === undefined ? '' : `RFC ${rfc}`;
    return `${name.padEnd(width)}  ${source.padEnd('RFC 862'.length)}  ${description}`;
  });
}
