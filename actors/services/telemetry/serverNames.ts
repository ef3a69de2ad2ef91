import { describeAddress, type ServerAddress } from '../../../machines/connection/connectionInfo';

/** Servers of one process that are told apart; more would be more time series than anybody looks at. */
export const MOST_SERVERS = 64;

/** What the others are called together. */
export const OTHERS = 'other';

/** The name of each server in figures: where it listens. Of too many the later ones share one. */
export class ServerNames {
  private readonly known = new Set<string>();

  constructor(private readonly most: number = MOST_SERVERS) {}

  of(address: ServerAddress | undefined): string {
    if (address === undefined) return OTHERS;
    const name = describeAddress(address);
    if (this.known.has(name)) return name;
    if (this.known.size >= this.most) return OTHERS;
    this.known.add(name);
    return name;
  }
}
