import fc from 'fast-check';
import {
  open,
  openSockets,
  release,
  socketOf,
  unused,
} from '../../../actors/connection/descriptors';
import type { OpenSocket } from '../../../actors/connection/openSocket';

const aSocket = () => ({}) as OpenSocket;

describe('the table of open sockets', () => {
  it('finds each socket by its number until it is closed', () => {
    const socket = aSocket();
    const descriptor = open(socket);
    expect(socketOf(descriptor)).toBe(socket);
    expect(openSockets()).toBe(1);
    release(descriptor);
    expect(socketOf(descriptor)).toBeUndefined();
    expect(openSockets()).toBe(0);
  });

  it('never gives a number again, so that one that outlives its socket names nobody', () => {
    const first = open(aSocket());
    release(first);
    const second = open(aSocket());
    release(second);
    expect(second).toBeGreaterThan(first);
    expect(unused()).toBeGreaterThan(second);
    expect(openSockets()).toBe(0);
  });

  it('never gives a number twice while it is in use', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(20)), { maxLength: 60 }), (script) => {
        const live = new Map<number, OpenSocket>();
        for (const index of script) {
          if (index === null) {
            const socket = aSocket();
            const descriptor = open(socket);
            expect(live.has(descriptor)).toBe(false);
            live.set(descriptor, socket);
          } else {
            const descriptor = [...live.keys()][index];
            if (descriptor === undefined) continue;
            release(descriptor);
            live.delete(descriptor);
          }
          expect(openSockets()).toBe(live.size);
          for (const [number, socket] of live) expect(socketOf(number)).toBe(socket);
        }
        for (const descriptor of live.keys()) release(descriptor);
      }),
    );
  });
});
