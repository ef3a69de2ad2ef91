import { type BoundAddress, conflict, hears } from './addresses';

/** The ports that the kernel gives to those who ask for any: Linux's range. */
const FIRST_EPHEMERAL = 32_768;
const LAST_EPHEMERAL = 60_999;

/** Who listens where. */
export class Ports<TListener extends { readonly bound: BoundAddress }> {
  private readonly byPort = new Map<number, TListener[]>();
  private readonly byPath = new Map<string, TListener>();
  private nextEphemeral = FIRST_EPHEMERAL;

  /** How many listen. */
  get size(): number {
    let count = this.byPath.size;
    for (const listeners of this.byPort.values()) count += listeners.length;
    return count;
  }

  isTaken(address: BoundAddress): boolean {
    const others = this.byPort.get(address.port);
    return others?.some((other) => conflict(other.bound, address)) ?? false;
  }

  /** A port that nobody listens on, each time another one. */
  ephemeral(): number {
    for (;;) {
      const port = this.nextEphemeral;
      this.nextEphemeral = port === LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
      if (!this.byPort.has(port)) return port;
    }
  }

  add(listener: TListener): void {
    const { port } = listener.bound;
    const others = this.byPort.get(port);
    if (others === undefined) this.byPort.set(port, [listener]);
    else others.push(listener);
  }

  remove(listener: TListener): void {
    const { port } = listener.bound;
    const left = this.byPort.get(port)?.filter((other) => other !== listener);
    if (left === undefined || left.length === 0) this.byPort.delete(port);
    else this.byPort.set(port, left);
  }

  /** Who hears a connection to that address; an exact address goes before a wildcard. */
  at(host: string, port: number): TListener | undefined {
    const listeners = this.byPort.get(port);
    return (
      listeners?.find(({ bound }) => bound.host === host) ??
      listeners?.find(({ bound }) => hears(bound, host))
    );
  }

  atPath(path: string): TListener | undefined {
    return this.byPath.get(path);
  }

  addPath(path: string, listener: TListener): void {
    this.byPath.set(path, listener);
  }

  removePath(path: string): void {
    this.byPath.delete(path);
  }
}
