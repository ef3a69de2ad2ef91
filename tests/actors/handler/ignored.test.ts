import * as z from 'zod';
import { memoryBackplane } from '../../../actors/services/backplane';
import { ndjson } from '../../../machines/framing';
import type { BackplaneEvent } from '../../../machines/handler/backplaneMessages';
import { subscribe } from '../../../machines/handler/publish';
import { reply } from '../../../machines/handler/say';
import { setupProtocol } from '../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../support/afterwards';
import { serve } from '../../support/serve';

leaveNothingBehind();

/** Wants a topic that is none, and is sent what is no message: it lists that to ignore it. */
const ignoring = (ignored: object) =>
  setupProtocol({
    codec: ndjson(z.object({ type: z.literal('hello') })),
    types: { events: {} as BackplaneEvent },
  }).createMachine({
    initial: 'connected',
    states: {
      connected: {
        entry: subscribe('no topic'),
        on: { hello: { actions: reply({ type: 'hello' }) }, 'control.*': 'shutdown', ...ignored },
      },
      shutdown: { type: 'final' },
    },
  });

describe('a chart that lists an event to ignore it', () => {
  it.each([
    { 'backplane.refused': {}, 'inbox.invalid': {} },
    { 'backplane.*': {}, 'inbox.*': {} },
  ])('has heard it, and its connection goes on: %j', async (ignored) => {
    const { client, said } = await serve({
      protocol: ignoring(ignored) as never,
      backplane: memoryBackplane(),
    });
    const ann = await client();
    ann.send('{"type":"what"}\n{"type":"hello"}\n');
    await ann.getsText('{"type":"hello"}\n');
    expect(said.types).toEqual(['listening', 'connected']);
  });
});
