import type { Protocol } from '../../machines/handler/protocol';
import { obedient, stubborn } from '../support/protocols';
import { onBothNetworks } from './onBothNetworks';

describe('a drain', () => {
  onBothNetworks('of nobody ends at once', {
    protocol: 'echo',
    steps: [
      { do: 'shutdown' },
      { expect: 'emitted', type: 'closing' },
      { expect: 'emitted', type: 'shutdown' },
      { expect: 'counts', listening: 0, sockets: 0, timers: 0 },
    ],
  });

  onBothNetworks(
    'asks handlers to finish, and lets them say their last words',
    {
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'shutdown' },
        { expect: 'bytes', client: 'ann', text: 'goodbye' },
        { expect: 'client', client: 'ann', is: 'ended' },
        { do: 'end', client: 'ann' },
        { expect: 'howDied', client: 'ann', howDied: 'finished' },
        { expect: 'emitted', type: 'shutdown' },
      ],
    },
    { protocol: obedient as unknown as Protocol },
  );

  onBothNetworks(
    'takes no new connections, and forces what is left after the shutdown timeout',
    {
      server: { shutdownTimeout: 5_000 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'shutdown' },
        { do: 'connect', client: 'bob', outcome: 'refused' },
        { do: 'advance', milliseconds: 4_999 },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'shutdownTimeout' },
        { expect: 'emitted', type: 'shutdown' },
        { expect: 'counts', sockets: 0, timers: 0 },
      ],
    },
    { protocol: stubborn as unknown as Protocol },
  );
});
