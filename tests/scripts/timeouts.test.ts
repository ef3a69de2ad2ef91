import type { Protocol } from '../../machines/handler/protocol';
import { obedient, stubborn } from '../support/protocols';
import { onBothNetworks } from './onBothNetworks';

const DAY = 24 * 3_600_000;

describe('the idle timeout', () => {
  onBothNetworks('is off unless asked for', {
    protocol: 'echo',
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'advance', milliseconds: 10 * DAY },
      { expect: 'counts', connections: 1 },
    ],
  });

  onBothNetworks('ends a connection on which nothing happens, after its time and not before', {
    protocol: 'echo',
    server: { idleTimeout: 1_000 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'advance', milliseconds: 999 },
      { expect: 'counts', connections: 1 },
      { do: 'advance', milliseconds: 1 },
      { expect: 'howDied', client: 'ann', howDied: 'idleTimeout' },
      { expect: 'emitted', type: 'disconnected', client: 'ann', with: { duration: 1_000 } },
    ],
  });

  onBothNetworks(
    'starts anew with each byte that comes',
    {
      server: { idleTimeout: 1_000 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'advance', milliseconds: 900 },
        { do: 'send', client: 'ann', text: 'x' },
        { do: 'advance', milliseconds: 900 },
        { do: 'send', client: 'ann', text: 'x' },
        { do: 'advance', milliseconds: 999 },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'idleTimeout', bytesReceived: 2 },
      ],
    },
    { protocol: stubborn as unknown as Protocol },
  );

  onBothNetworks('is not put off by messages inside the program', {
    protocol: 'echo',
    server: { idleTimeout: 1_000 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'advance', milliseconds: 900 },
      { do: 'tell', actor: 'handler', client: 'ann', event: { type: 'flow.ready' } },
      { do: 'tell', actor: 'csa', client: 'ann', event: { type: 'flow.pause' } },
      { do: 'tell', actor: 'csa', client: 'ann', event: { type: 'flow.resume' } },
      { do: 'advance', milliseconds: 100 },
      { expect: 'howDied', client: 'ann', howDied: 'idleTimeout' },
    ],
  });

  onBothNetworks('does not fire for a connection that is gone', {
    protocol: 'echo',
    server: { idleTimeout: 1_000 },
    steps: [
      { do: 'connect', client: 'ann' },
      { do: 'advance', milliseconds: 500 },
      { do: 'end', client: 'ann' },
      { expect: 'howDied', client: 'ann', howDied: 'peerClosed' },
      { do: 'connect', client: 'bob' },
      { do: 'advance', milliseconds: 999 },
      { expect: 'counts', connections: 1 },
      { do: 'advance', milliseconds: 1 },
      { expect: 'howDied', client: 'bob', howDied: 'idleTimeout' },
      { expect: 'emitted', type: 'disconnected', count: 2 },
    ],
  });

  onBothNetworks(
    'ends a connection whose client and whose handler keep it open for ever',
    {
      server: { idleTimeout: 1_000 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'x' },
        { do: 'end', client: 'ann' },
        { expect: 'bytes', client: 'ann', text: 'x' },
        { do: 'advance', milliseconds: 999 },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'idleTimeout' },
      ],
    },
    { protocol: stubborn as unknown as Protocol },
  );
});

describe('the linger timeout', () => {
  const served = { protocol: obedient as unknown as Protocol };

  onBothNetworks(
    'ends a finished connection whose client does not close',
    {
      server: { lingerTimeout: 500 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'FINISH' },
        { expect: 'bytes', client: 'ann', text: 'bye' },
        { expect: 'client', client: 'ann', is: 'ended' },
        { do: 'advance', milliseconds: 499 },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'lingerTimeout' },
      ],
    },
    served,
  );

  onBothNetworks(
    'does not fire when the client closes in time, and leaves no timer',
    {
      server: { lingerTimeout: 500 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'FINISH' },
        { expect: 'bytes', client: 'ann', text: 'bye' },
        { do: 'advance', milliseconds: 400 },
        { do: 'end', client: 'ann' },
        { expect: 'howDied', client: 'ann', howDied: 'finished' },
        { do: 'advance', milliseconds: 1_000 },
        { expect: 'counts', connections: 0, sockets: 0, timers: 0 },
      ],
    },
    served,
  );

  onBothNetworks(
    'ends a finished connection whose client goes on sending for ever',
    {
      server: { lingerTimeout: 500 },
      steps: [
        { do: 'connect', client: 'ann' },
        { do: 'send', client: 'ann', text: 'FINISH' },
        { expect: 'bytes', client: 'ann', text: 'bye' },
        { do: 'advance', milliseconds: 250 },
        { do: 'send', client: 'ann', text: 'and another thing' },
        { do: 'advance', milliseconds: 249 },
        { do: 'send', client: 'ann', text: 'and another thing' },
        { expect: 'counts', connections: 1 },
        { do: 'advance', milliseconds: 1 },
        { expect: 'howDied', client: 'ann', howDied: 'lingerTimeout' },
      ],
    },
    served,
  );
});
