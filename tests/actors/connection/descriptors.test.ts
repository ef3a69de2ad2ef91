import fc from 'fast-check';
import type { ConnectedSocket } from '../../../actors/connection/connectedSocket';
import { open, openSockets, release, socketOf } from '../../../actors/connection/descriptors';

const aSocket = () => ({}) as ConnectedSocket;

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

  it('starts over when it is empty, so that runs can be compared', () => {
    const first = open(aSocket());
    const second = open(aSocket());
    expect([first, second]).toEqual([1, 2]);
    release(first);
    expect(open(aSocket())).toBe(3);
    release(second);
    release(3);
    expect(open(aSocket())).toBe(1);
    release(1);
  });

  it('never gives a number twice while it is in use', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(20)), { maxLength: 60 }), (script) => {
        const live = new Map<number, ConnectedSocket>();
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
