import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor } from 'xstate';
import { runScript, type Script } from 'xstate-net/testing';
import protocol from './protocol.js';

test('counts lines, tried on the chart alone', () => {
  const said: string[] = [];
  const handler = createActor(protocol);
  handler.on('outbox', ({ data }) => said.push(data));
  handler.start();
  handler.send({ type: 'inbox', data: 'one' });
  handler.send({ type: 'inbox', data: 'two' });
  handler.send({ type: 'inbox', data: 'quit' });
  assert.deepEqual(said, ['Say something.', 'That was line 1.', 'That was line 2.', 'Bye.']);
  assert.equal(handler.getSnapshot().status, 'done');
});

const script: Script = {
  name: 'a client says two lines and leaves another connected',
  server: { idleTimeout: 60_000 },
  steps: [
    { do: 'connect', client: 'ann' },
    { do: 'connect', client: 'bob' },
    { do: 'send', client: 'ann', text: 'hel' },
    { do: 'send', client: 'ann', text: 'lo\nquit\n' },
    { expect: 'bytes', client: 'ann', text: 'Say something.\nThat was line 1.\nBye.\n' },
    { do: 'end', client: 'ann' },
    { expect: 'howDied', client: 'ann', howDied: 'finished' },
    { do: 'advance', milliseconds: 60_000 },
    { expect: 'howDied', client: 'bob', howDied: 'idleTimeout' },
  ],
};

for (const network of ['simulated', 'tcp'] as const) {
  test(`${script.name}, on the ${network} network`, async () => {
    await runScript(script, { protocol, network });
  });
}
