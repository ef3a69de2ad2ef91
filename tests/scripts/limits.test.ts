import type { Protocol } from '../../machines/handler/protocol';
import { obedient } from '../support/protocols';
import { onBothNetworks } from './onBothNetworks';

describe('limits by address and by rate', () => {
  onBothNetworks('bound how many come from one address', {
    protocol: 'echo',
    server: { maxConnectionsPerAddress: 1 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'connect', client: 'bob', outcome: 'any' },
      {
        expect: 'emitted',
        type: 'refused',
        client: 'bob',
        with: { reason: 'maxConnectionsPerAddress' },
      },
      { do: 'end', client: 'ann' },
      { expect: 'howDied', client: 'ann', howDied: 'peerClosed' },
      { do: 'connect', client: 'cid' },
      { do: 'send', client: 'cid', text: 'is there room?' },
      { expect: 'bytes', client: 'cid', text: 'is there room?' },
    ],
  });

  onBothNetworks('bound how many come in a second', {
    protocol: 'echo',
    server: { acceptsPerSecond: 2 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'connect', client: 'bob' },
      { do: 'connect', client: 'cid', outcome: 'any' },
      { expect: 'emitted', type: 'refused', client: 'cid', with: { reason: 'acceptsPerSecond' } },
      { do: 'advance', milliseconds: 500 },
      { do: 'connect', client: 'dan' },
      { expect: 'emitted', type: 'connected', count: 3 },
    ],
  });

  onBothNetworks('close the port of a server that is full, until some have gone', {
    protocol: 'echo',
    server: { maxConnections: 2, whenFull: 'close', listenBelow: 2 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'connect', client: 'bob' },
      { expect: 'emitted', type: 'suspended', count: 1 },
      { do: 'connect', client: 'cid', outcome: 'refused' },
      { expect: 'emitted', type: 'refused', count: 0 },
      { do: 'end', client: 'ann' },
      { expect: 'howDied', client: 'ann', howDied: 'peerClosed' },
      { expect: 'emitted', type: 'listening', count: 2 },
      { do: 'connect', client: 'dan' },
      { do: 'send', client: 'dan', text: 'hello' },
      { expect: 'bytes', client: 'dan', text: 'hello' },
    ],
  });
});

describe('the read timeout', () => {
  onBothNetworks(
    'ends a connection whose peer says nothing, whatever is said to it',
    {
      server: { readTimeout: 1_000 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'advance', milliseconds: 900 },
        { do: 'send', client: 'ann', text: 'x' },
        { do: 'advance', milliseconds: 999 },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'readTimeout' },
      ],
    },
    { protocol: obedient as unknown as Protocol },
  );

  onBothNetworks(
    'counts neither while the handler does not read nor when the peer has finished',
    {
      server: { readTimeout: 1_000 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'PAUSE' },
        { expect: 'bytes', client: 'ann', text: 'paused' },
        { do: 'advance', milliseconds: 10_000 },
        { expect: 'counts', connections: 1 },
      ],
    },
    { protocol: obedient as unknown as Protocol },
  );
});
