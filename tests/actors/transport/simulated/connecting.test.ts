import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import { resolveServerOptions } from '../../../../machines/options/resolveOptions';

const options = resolveServerOptions({});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'what is said in the moment of being connected arrives whole and in order, however it is cut: seed %s',
  (seed) => {
    const network = simulatedNetwork({ seed, faults: { split: true } });
    const received: Uint8Array[] = [];
    network.listen(
      { port: 7, options },
      {
        listening: () => {},
        connection: (socket) => {
          socket.on('data', (data) => received.push(data));
          socket.resume();
        },
        failed: () => {},
        error: () => {},
        closed: () => {},
      },
    );
    network.connectTo(
      { to: { host: '127.0.0.1', port: 7 }, options },
      {
        connected: (socket) => {
          for (let i = 0; i < 50; i += 1) socket.write(Buffer.from(`${i},`));
        },
        failed: () => {},
      },
    );
    network.advance(100);
    const all = [...Array(50).keys()].map((i) => `${i},`).join('');
    expect(Buffer.concat(received).toString()).toBe(all);
  },
);
