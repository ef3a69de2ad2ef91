import type { Protocol } from '../../../../machines/handler/protocol';
import { outbox, pauseInbox, resumeInbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import { chargen } from '../../../../machines/protocols/chargen';
import { daytime } from '../../../../machines/protocols/daytime';
import { parseScript, runScript, type Script } from '../../../../testing';
import { leaveNothingBehind } from '../../../support/afterwards';
import type { Client } from '../../../support/client';
import { type Served, serve } from '../../../support/serve';
import { until } from '../../../support/until';
import { type Looking, look, type Watching } from './support/looking';

leaveNothingBehind();

/** Wants nothing of its peer for a while after each piece. */
const napping = setupProtocol({ delays: { nap: 60 } }).createMachine({
  id: 'napping',
  initial: 'awake',
  states: {
    awake: { on: { inbox: { target: 'asleep', actions: [outbox('z'), pauseInbox()] } } },
    asleep: { exit: resumeInbox(), after: { nap: 'awake' } },
    gone: { type: 'final' },
  },
  on: { 'control.*': '.gone' },
});

interface Story {
  readonly input?: Parameters<typeof serve>[0];
  readonly paused?: boolean;
  happens(client: Client, served: Served, page: Looking): Promise<unknown>;
}

const turn = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const STORIES: Readonly<Record<string, Story>> = {
  'an echo, and a half close': {
    happens: async (client) => {
      await client.send('hello').gets(5);
      client.end('bye');
      await client.ended();
    },
  },
  'one that breaks off': {
    happens: async (client) => {
      await client.send('hello').gets(5);
      client.reset();
    },
  },
  'bytes that are no text': {
    happens: async (client) => {
      await client.send(Buffer.from([0, 255, 1])).gets(3);
      client.end();
    },
  },
  'silence until the idle timeout': {
    input: { idleTimeout: 40 },
    happens: async (client) => {
      await client.ended();
      client.end();
    },
  },
  'a drain': {
    happens: async (client, { drain }) => {
      await client.send('hello').gets(5);
      await Promise.all([drain(), client.ended().then(() => client.end())]);
    },
  },
  'an abort by the page': {
    happens: async (client, { server }, page) => {
      await client.send('hello').gets(5);
      const connection = { server: server.sessionId, id: 1 };
      await page.post('/api/action', { action: 'abortConnection', connection });
      await client.closed();
    },
  },
  'one who is told the time': {
    input: { protocol: daytime as unknown as Protocol },
    happens: async (client) => {
      await client.ended();
      client.end();
    },
  },
  'a producer, and one who has enough': {
    input: { protocol: chargen as unknown as Protocol },
    happens: async (client) => {
      await client.gets(5_000);
      client.socket.destroy();
    },
  },
  'a peer that does not read for a while': {
    input: { highWaterMark: 1_000 },
    paused: true,
    happens: async (client, { server }, page) => {
      client.send(Buffer.alloc(8_000_000, 'x'));
      const rows = async () => (await page.connections({ server: server.sessionId })).rows;
      for (let i = 0; i < 100 && !(await rows())[0]?.state.includes('blocked'); i += 1)
        await turn(5);
      client.resume();
      await client.gets(8_000_000);
      client.end();
    },
  },
};

const naps = ({ records }: Watching): number =>
  records.filter((record) => record.type === 'message' && record.event === 'flow.resume').length;

async function watchedFromTheStart(served: Served, page: Looking): Promise<Watching> {
  const stream = await page.stream();
  const wish = { viewer: await stream.viewer(), next: served.server.sessionId };
  await page.watch(wish);
  return stream;
}

describe('a recorded life', () => {
  it.each(Object.entries(STORIES))('is a script that replays it: %s', async (name, story) => {
    const served = await serve(story.input);
    const page = await look(served.server, { control: true });
    const stream = await watchedFromTheStart(served, page);
    const client = await served.client({ paused: story.paused === true });
    await story.happens(client, served, page);
    await until('the end of it', () => stream.records.at(-1)?.type === 'end');
    const { text } = await page.ask(`/api/script?server=${served.server.sessionId}&id=1`);
    const script: Script = JSON.parse(text);
    parseScript(script);
    if (name.startsWith('a peer that')) {
      // More than is kept.
      expect(script.description).toContain('too much to keep');
      return;
    }
    expect(script.description).toBeUndefined();
    expect(script.steps.at(-1)).toMatchObject({ expect: 'howDied' });
    // The time of the day is another one.
    if (name.endsWith('the time')) return;
    await runScript(script);
  });

  it('says what is left out of one that was not watched from its first byte on', async () => {
    const served = await serve();
    const client = await served.client();
    await client.send('before').gets(6);
    const page = await look(served.server);
    const stream = await page.stream();
    const connection = { server: served.server.sessionId, id: 1 };
    await page.watch({ viewer: await stream.viewer(), connection });
    client.end('after');
    await until('the end of it', () => stream.records.at(-1)?.type === 'end');
    const script = await page.json<Script>(`/api/script?server=${connection.server}&id=1`);
    expect(script).toMatchObject({
      description: 'left out: what came before it was watched',
      protocol: 'echo',
      steps: expect.arrayContaining([
        { do: 'send', client: 'client-1', text: 'after' },
        { expect: 'howDied', client: 'client-1', howDied: 'peerClosed' },
      ]),
    });
  });

  it('expects that its handler wanted nothing for a while', async () => {
    const protocol = napping as unknown as Protocol;
    const served = await serve({ protocol });
    const page = await look(served.server);
    const stream = await watchedFromTheStart(served, page);
    const client = await served.client();
    await client.send('one').gets(1);
    await client.send('two').gets(2);
    await until(
      'two naps',
      () => served.server.getSnapshot().status === 'active' && naps(stream) === 2,
    );
    client.end();
    await until('the end of it', () => stream.records.at(-1)?.type === 'end');
    const script = await page.json<Script>(`/api/script?server=${served.server.sessionId}&id=1`);
    const rest = {
      expect: 'state',
      actor: 'csa',
      client: 'client-1',
      is: 'connected.receiving.paused',
    };
    expect(script.steps.filter((step) => 'expect' in step && step.expect === 'state')).toEqual([
      rest,
      rest,
    ]);
    await runScript(script, { protocol });
    const alert = setupProtocol().createMachine({
      on: { inbox: { actions: outbox('z') }, 'control.*': '.gone' },
      initial: 'awake',
      states: { awake: {}, gone: { type: 'final' } },
    });
    await expect(runScript(script, { protocol: alert as unknown as Protocol })).rejects.toThrow(
      'paused',
    );
  });

  it('is a sequence diagram', async () => {
    const served = await serve();
    const page = await look(served.server);
    const stream = await watchedFromTheStart(served, page);
    const client = await served.client();
    client.end('hello');
    await until('the end of it', () => stream.records.at(-1)?.type === 'end');
    const { text } = await page.ask(`/api/mermaid?server=${served.server.sessionId}&id=1`);
    expect(text.split('\n').slice(0, 8)).toEqual([
      'sequenceDiagram',
      '  participant socket as socket',
      '  participant csa as CSA',
      '  participant handler as handler',
      '  participant server as server',
      '  socket->>csa: readReady (5 bytes)',
      '  csa->>handler: inbox (5 bytes)',
      '  handler->>csa: inbox (5 bytes)',
    ]);
    expect(text).toMatch(/Note over csa: shutdown\n.*Note over csa: peerClosed\n$/s);
  });
});
