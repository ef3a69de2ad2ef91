import { type AnyStateMachine, createActor, createMachine } from 'xstate';
import type { LiveConnection } from '../../../../../actors/server/listConnections';
import { listConnections } from '../../../../../actors/server/listConnections';
import type {
  StatelyActor,
  StatelyMessage,
} from '../../../../../actors/services/inspector/messages/stately';
import type { Protocol } from '../../../../../machines/handler/protocol';
import { setupProtocol } from '../../../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../../../support/afterwards';
import { type Served, serve } from '../../../../support/serve';
import { turns, until } from '../../../../support/until';
import { type Looking, look, type Watching } from '../support/looking';
import recorded from './recorded.json';

leaveNothingBehind();

const told = (stream: Watching): readonly StatelyMessage[] =>
  stream.of('stately').flatMap(({ messages }) => messages);

const actors = (messages: readonly StatelyMessage[]): readonly StatelyActor[] =>
  messages.filter((message) => message.type === '@xstate.actor');

const byName = (messages: readonly StatelyMessage[], name: string) =>
  actors(messages).find((actor) => actor.name === name) as StatelyActor;

/** Nothing is said of whom nobody has heard, nor as being from them. */
function expectOrder(messages: readonly StatelyMessage[]): void {
  const known = new Set<string>();
  for (const message of messages) {
    if (message.type === '@xstate.actor') {
      expect([message.name, known.has(message.parentId ?? '')]).toEqual([
        message.name,
        message.parentId !== undefined,
      ]);
      known.add(message.sessionId);
      continue;
    }
    expect(known).toContain(message.sessionId);
    if (message.type === '@xstate.event' && message.sourceId !== undefined) {
      expect(known).toContain(message.sourceId);
    }
  }
}

/** The state that each actor is in by what was told, by its name. */
function statesIn(messages: readonly StatelyMessage[]): Record<string, unknown> {
  const names = new Map(actors(messages).map(({ sessionId, name }) => [sessionId, name]));
  const states: Record<string, unknown> = {};
  for (const message of messages) {
    if (message.type === '@xstate.event') continue;
    states[names.get(message.sessionId) as string] = (
      message.snapshot as { value?: unknown }
    ).value;
  }
  return states;
}

async function fed(page: Looking, served: Served, id?: number): Promise<Watching> {
  const stream = await page.stream();
  const viewer = await stream.viewer();
  const connection =
    id === undefined ? {} : { connection: { server: served.server.sessionId, id } };
  await page.watch({ viewer, ...connection, stately: true });
  await stream.one('stately');
  return stream;
}

describe('what Stately is fed', () => {
  it('is in the words of its own package', async () => {
    const served = await serve();
    const client = await served.client();
    const stream = await fed(await look(served.server), served, 1);
    await client.send('hello').gets(5);
    await until('what became of it', () =>
      told(stream).some(({ type }) => type === '@xstate.snapshot'),
    );
    const messages = told(stream);
    for (const theirs of recorded as unknown as StatelyMessage[]) {
      const ours = messages.find(({ type }) => type === theirs.type) as StatelyMessage;
      const keys = (message: object) =>
        Object.keys(message)
          .filter((key) => !/^(parent|source)Id$/.test(key))
          .sort();
      expect(keys(ours)).toEqual(keys(theirs));
      expect([ours._version, ours.id]).toEqual([theirs._version, theirs.id]);
      expect(ours.createdAt).toMatch(/^\d{13}$/);
    }
    const theirCsa = recorded[0] as unknown as StatelyActor;
    const ourCsa = byName(messages, 'csa-1');
    const partsOf = ({ definition }: StatelyActor) => Object.keys(JSON.parse(definition)).sort();
    expect(partsOf(ourCsa)).toEqual(partsOf(theirCsa));
    expect(Object.keys(ourCsa.snapshot).sort()).toEqual(Object.keys(theirCsa.snapshot).sort());
  });

  it('has definitions that make machines, in whose states the actors are', async () => {
    const served = await serve();
    await served.client();
    const stream = await fed(await look(served.server), served, 1);
    const messages = told(stream);
    expect(actors(messages).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'serverCore',
        'tcpServer',
        'connections',
        'handlers',
        'csa-1',
        'handler-1',
      ]),
    );
    for (const { name, definition, snapshot } of actors(messages)) {
      const machine = createMachine(JSON.parse(definition)) as AnyStateMachine;
      const { value } = snapshot as { value?: string };
      if (value !== undefined)
        expect([name, machine.resolveState({ value, context: {} }).value]).toEqual([name, value]);
    }
    expectOrder(messages);
  });

  it('follows the server and the connection', async () => {
    const served = await serve();
    const client = await served.client();
    const stream = await fed(await look(served.server), served, 1);
    await client.send('hello').gets(5);
    const events = () =>
      told(stream)
        .filter((message) => message.type === '@xstate.event')
        .map(({ event }) => event);
    await until('its bytes', () => events().some(({ type }) => type === 'readReady'));
    expect(events().find(({ type }) => type === 'readReady')).toEqual({
      type: 'readReady',
      data: { length: 5, hex: Buffer.from('hello').toString('hex') },
    });
    const messages = told(stream);
    const [live] = listConnections(served.server) as [LiveConnection];
    expect(statesIn(messages)).toMatchObject({
      serverCore: served.server.getSnapshot().value,
      'csa-1': live.state,
      'handler-1': live.handlerState,
    });
    const read = messages.find(
      (message) => message.type === '@xstate.event' && message.event.type === 'readReady',
    );
    expect(read).toMatchObject({ sourceId: byName(messages, 'listener').sessionId });
    served.server.send({ type: 'control.suspend' });
    await until('the suspension', () => statesIn(told(stream)).serverCore === 'suspended');
    expectOrder(told(stream));
  });

  it('is complete for one that comes late, or is loaded anew', async () => {
    const served = await serve();
    const client = await served.client();
    const page = await look(served.server);
    const first = await fed(page, served, 1);
    for (let i = 1; i <= 100; i += 1) await client.send('x').gets(i);
    const late = await fed(page, served, 1);
    const names = (stream: Watching) =>
      actors(told(stream))
        .map(({ name }) => name)
        .sort();
    expect(names(late)).toEqual([...new Set(names(first))].sort());
    const before = told(first).length;
    const connection = { server: served.server.sessionId, id: 1 };
    await page.watch({ viewer: await first.viewer(), connection, stately: true });
    await until('all of it', () => told(first).length > before);
    expect(actors(told(first).slice(before)).length).toBe(names(late).length);
    expectOrder(told(first).slice(before));
    expectOrder(told(late));
  });

  it('says in the end where things stand, though it leaves events out', async () => {
    const served = await serve();
    const client = await served.client();
    const stream = await fed(await look(served.server), served, 1);
    for (let i = 1; i <= 500; i += 1) await client.send('x').gets(i);
    client.end();
    await served.drain();
    await until('the end', () => statesIn(told(stream)).serverCore === 'shutdown');
    expect(statesIn(told(stream))['csa-1']).toBe('shutdown');
    expectOrder(told(stream));
  });

  it('has only a name for a machine whose definition cannot be turned into JSON', async () => {
    const poisoned = {
      toJSON() {
        throw new Error('not for you');
      },
    };
    const protocol = setupProtocol().createMachine({
      id: 'poisoned',
      initial: 'connected',
      meta: { poisoned },
      states: { connected: { on: { 'control.*': 'shutdown' } }, shutdown: { type: 'final' } },
    } as never);
    const served = await serve({ protocol: protocol as unknown as Protocol });
    await served.client();
    const stream = await fed(await look(served.server), served, 1);
    expect(byName(told(stream), 'handler-1').definition).toBe('{"id":"handler-1"}');
  });

  it('is attached to nothing when nobody is there any more', async () => {
    const served = await serve();
    const own = () =>
      Object.getOwnPropertyNames(served.server.getSnapshot().children.tcpServer).sort();
    const send = () => (served.server as unknown as { _send: { name: string } })._send.toString();
    const before = [own(), send()];
    const page = await look(served.server);
    const stream = await fed(page, served);
    expect([own(), send()]).not.toEqual(before);
    await page.watch({ viewer: await stream.viewer(), stately: false });
    await turns(2);
    expect(send()).toEqual(before[1]);
    stream.leave();
    await until('everything to be detached', () => own().join() === (before[0] as string[]).join());
  });

  it('tells of an app around the server, and nothing of who is above what is inspected', async () => {
    const served = await serve();
    const app = createActor(createMachine({ id: 'app' })).start();
    const stream = await fed(await look(app), served);
    expect(actors(told(stream)).map(({ name, parentId }) => [name, parentId])).toEqual([
      ['app', undefined],
    ]);
  });
});
