import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';

/** What is true of a connection that has just come. */
export interface Arrival {
  /** How many have come before. */
  readonly before: number;
  readonly peerport: number;
  /** The address at both ends. */
  readonly host: string;
  /** It was broken off before it was accepted: then nobody knows any more where it came from. */
  readonly brokeOff: boolean;
  readonly server: ServerAddress | undefined;
  readonly now: number;
}

/** What of the information of a connection is wrong; undefined if all of it is right. */
export function wrongInformation(info: ConnectionInfo, arrival: Arrival): string | undefined {
  const { before, peerport, host, brokeOff, server, now } = arrival;
  const isOnPort = server !== undefined && server.family !== 'unix';
  const expected: Partial<ConnectionInfo> = {
    id: before + 1,
    family: host.includes(':') ? 'IPv6' : 'IPv4',
    connectedAt: now,
    ...(!brokeOff && { peer: host, peerport, localip: host }),
    ...(isOnPort && { localport: server.port }),
  };
  for (const [name, value] of Object.entries(expected)) {
    const seen = info[name as keyof ConnectionInfo];
    if (seen !== value) return `${name} is ${seen}, and should be ${value}`;
  }
  return undefined;
}
