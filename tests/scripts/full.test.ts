import type { Protocol } from '../../machines/handler/protocol';
import { obedient } from '../support/protocols';
import { onBothNetworks } from './onBothNetworks';

describe('a server that is full', () => {
  onBothNetworks('turns clients away at once, and says whom and why', {
    protocol: 'echo',
    server: { maxConnections: 2 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'connect', client: 'bob' },
      { do: 'connect', client: 'cid', outcome: 'any' },
      { expect: 'emitted', type: 'refused', client: 'cid', with: { reason: 'maxConnections' } },
      { expect: 'emitted', type: 'connected', count: 2 },
      { expect: 'counts', connections: 2, readers: 2 },
    ],
  });

  onBothNetworks('is still full after a suspension, and has room again if one left meanwhile', {
    protocol: 'echo',
    server: { maxConnections: 1 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'suspend' },
      { do: 'resume' },
      { do: 'connect', client: 'bob', outcome: 'any' },
      { expect: 'emitted', type: 'refused', client: 'bob', with: { reason: 'maxConnections' } },
      { do: 'suspend' },
      { do: 'end', client: 'ann' },
      { expect: 'howDied', client: 'ann', howDied: 'peerClosed' },
      { do: 'resume' },
      { do: 'connect', client: 'cid' },
      { do: 'send', client: 'cid', text: 'is there room?' },
      { expect: 'bytes', client: 'cid', text: 'is there room?' },
    ],
  });

  onBothNetworks(
    'counts those who have finished until they are gone',
    {
      server: { maxConnections: 1 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'FINISH' },
        { expect: 'bytes', client: 'ann', text: 'bye' },
        { do: 'connect', client: 'bob', outcome: 'any' },
        { expect: 'emitted', type: 'refused', client: 'bob' },
        { do: 'end', client: 'ann' },
        { expect: 'howDied', client: 'ann', howDied: 'finished' },
        { do: 'connect', client: 'cid' },
        { do: 'send', client: 'cid', text: 'x' },
        { expect: 'bytes', client: 'cid', text: 'x' },
      ],
    },
    { protocol: obedient as unknown as Protocol },
  );
});
