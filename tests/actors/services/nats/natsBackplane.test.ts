import * as nats from '@nats-io/transport-node';
import { natsBackplane } from '../../../../actors/services/nats';
import type { NatsApi } from '../../../../actors/services/nats/natsApi';
import type { NatsBackplaneOptions } from '../../../../actors/services/nats/natsOptions';
import type { BackplaneListener, Delivery, Member } from '../../../../machines/handler/backplane';
import { afterwards, leaveNothingBehind } from '../../../support/afterwards';
import { natsServer } from '../../../support/natsServer';
import { soon, until } from '../../../support/until';

leaveNothingBehind();

const QUICK = { minDelay: 5, maxDelay: 20, heartbeat: 100, connectTimeout: 2_000 } as const;

/** A node of a process of its own, as far as NATS can tell, that notes what it hears. */
function party(servers: string, options: NatsBackplaneOptions = {}) {
  const backplane = natsBackplane({ servers, ...QUICK, ...options });
  afterwards(() => backplane.close());
  const heard: string[] = [];
  const deliveries: Delivery[] = [];
  const errors: string[] = [];
  const listener: BackplaneListener = {
    message: (delivery) => {
      deliveries.push(delivery);
      heard.push(`${delivery.topic} ${JSON.stringify(delivery.message)}`);
    },
    joined: (topic, { info }) => heard.push(`${topic} +${info}`),
    left: (topic, { info }) => heard.push(`${topic} -${info}`),
    gap: (topic, lost) => heard.push(`${topic} lost ${lost}`),
    state: (state) => heard.push(state),
    error: (error) => errors.push(error.code),
  };
  const node = backplane.attach(listener);
  const from = { node: node.id, connection: 1 };
  return {
    backplane,
    node,
    heard,
    errors,
    deliveries,
    connected: () => until('NATS', () => node.state === 'connected'),
    member: (info: string): Member => ({ from, info }),
    say: (topic: string, message: unknown) => node.publish({ topic, message, from, echo: true }),
    hears: (what: string) => until(what, () => heard.includes(what)),
  };
}

/** Until a party is known to have subscribed: NATS takes words of different connections in any order. */
async function settled(...parties: readonly ReturnType<typeof party>[]): Promise<void> {
  for (const one of parties) {
    await one.connected();
    await one.say('settled', 0);
  }
}

describe('a backplane over NATS', () => {
  it('carries what is published to those who want it, once however many patterns match, and its own too', async () => {
    const { url } = await natsServer();
    const [ann, bob] = [party(url), party(url)];
    for (const pattern of ['room/*', 'room/1.5', '>']) ann.node.want(pattern);
    bob.node.want('room/1.5');
    await settled(ann, bob);
    const { epoch, offset } = await bob.say('room/1.5', { text: 'hello' });
    expect(offset).toBe(1);
    await bob.say('room/2', 'x');
    await ann.hears('room/2 "x"');
    expect(ann.heard.filter((line) => line.startsWith('room/1.5'))).toEqual([
      'room/1.5 {"text":"hello"}',
    ]);
    expect(ann.deliveries.find(({ topic }) => topic === 'room/1.5')).toMatchObject({
      epoch,
      offset: 1,
      from: { node: bob.node.id, connection: 1 },
    });
    expect(bob.heard).toEqual(['connected', 'room/1.5 {"text":"hello"}']);
  });

  it('subscribes to what is wanted, and to nothing else', async () => {
    const { url } = await natsServer();
    const bob = party(url);
    bob.node.want('room/1');
    await settled(bob);
    const library: NatsApi = nats;
    const stranger = await library.connect({ servers: url });
    afterwards(() => stranger.close());
    const subjects: string[] = [];
    stranger.subscribe('xstate-net.said.>', {
      callback: (_, { subject }) => subjects.push(subject),
    });
    await stranger.flush();
    await bob.say('room/2.0', 'x');
    await until('a subject', () => subjects.length > 0);
    expect(subjects).toEqual(['xstate-net.said.room.2%2E0']);
    for (const room of ['2', '1']) {
      stranger.publish(`xstate-net.said.room.${room}`, Buffer.from('e 1 n - coded\n"y"'));
    }
    await bob.hears('room/1 "y"');
    expect(bob.deliveries).toHaveLength(1);
  });

  it('gives bytes as they are', async () => {
    const { url } = await natsServer();
    const [ann, bob] = [party(url), party(url)];
    ann.node.want('raw');
    await settled(ann, bob);
    await bob.say('raw', new Uint8Array([0, 10, 255]));
    await until('the bytes', () => ann.deliveries.length > 0);
    expect(Buffer.from(ann.deliveries[0]?.message as Uint8Array)).toEqual(
      Buffer.from([0, 10, 255]),
    );
  });

  it('does not hear any more what it does not want', async () => {
    const { url } = await natsServer();
    const [ann, bob] = [party(url), party(url)];
    ann.node.want('a');
    ann.node.want('b');
    await settled(ann, bob);
    ann.node.unwant('a');
    await ann.say('settled', 1);
    await bob.say('a', 1);
    await bob.say('b', 1);
    await ann.hears('b 1');
    expect(ann.heard).not.toContain('a 1');
    ann.node.want('a');
    await ann.say('settled', 2);
    await bob.say('a', 2);
    await ann.hears('a 2');
    // What was said while it did not want it is no gap.
    expect(ann.heard.filter((line) => line.includes('lost'))).toEqual([]);
  });

  it('keeps the order of each publisher, with none twice, through NATS that is killed and comes back', async () => {
    const nats = await natsServer();
    const ann = party(nats.url);
    const publishers = [party(nats.url), party(nats.url)];
    ann.node.want('load/*');
    await settled(ann, ...publishers);
    const refused: string[] = [];
    let carried = 0;
    const said = 3_000;
    for (let i = 0; i < said; i += 1) {
      for (const [p, publisher] of publishers.entries()) {
        publisher.say(`load/${p}`, i).then(
          () => {
            carried += 1;
          },
          (error) => refused.push(error.code),
        );
      }
      if (i === 1_000) await nats.kill();
      if (i === 1_500) {
        await until('all to notice', () =>
          [ann, ...publishers].every(({ node }) => node.state === 'disconnected'),
        );
        await nats.start();
        await settled(ann, ...publishers);
      }
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until('the last word', () =>
      publishers.every((_, p) => ann.heard.includes(`load/${p} ${said - 1}`)),
    );
    await until('all to be told', () => carried + refused.length === said * 2);
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ['XN_NOT_PUBLISHED'] : []));
    for (const [p] of publishers.entries()) {
      const heard = ann.deliveries.filter(({ topic }) => topic === `load/${p}`);
      const numbers = heard.map(({ message }) => message as number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      // Every one that is missing between two of one epoch was told of.
      const lost = ann.heard
        .filter((line) => line.startsWith(`load/${p} lost `))
        .reduce((sum, line) => sum + Number(line.split(' ')[2]), 0);
      expect((heard.at(-1)?.offset ?? 0) - (heard[0]?.offset ?? 0) + 1 - heard.length).toBe(lost);
    }
    expect(ann.heard.filter((line) => /connected$/.test(line))).toEqual([
      'connected',
      'disconnected',
      'connected',
    ]);
    expect(ann.errors).toContain('XN_BACKPLANE_UNREACHABLE');
  });

  it('holds what is published without NATS within bounds, in order, and refuses the rest', async () => {
    const nats = await natsServer();
    const [ann, bob] = [party(nats.url), party(nats.url, { heldMessages: 2 })];
    ann.node.want('a');
    bob.node.want('a');
    await settled(ann, bob);
    await nats.kill();
    await until('both to notice', () => [ann, bob].every(({ node }) => node.state !== 'connected'));
    const first = bob.say('a', 1);
    const second = bob.say('a', 2);
    await expect(bob.say('a', 3)).rejects.toMatchObject({
      code: 'XN_NOT_PUBLISHED',
      message: expect.stringContaining('heldMessages'),
    });
    expect(bob.deliveries).toEqual([]);
    await nats.start();
    await expect(first).resolves.toMatchObject({ offset: 1 });
    await expect(second).resolves.toMatchObject({ offset: 2 });
    expect(bob.deliveries.map(({ message }) => message)).toEqual([1, 2]);
  });

  it('refuses at once where that is asked for', async () => {
    const nats = await natsServer();
    const bob = party(nats.url, { whenDisconnected: 'refuse' });
    await expect(bob.say('a', 1)).rejects.toMatchObject({ code: 'XN_NOT_PUBLISHED' });
    await bob.connected();
    await expect(bob.say('a', 1)).resolves.toMatchObject({ offset: 1 });
    await expect(bob.say('a', undefined)).rejects.toThrow(/cannot be encoded/);
    await expect(bob.say('a', 'x'.repeat(1_048_576))).rejects.toThrow(/raise max_payload/);
  });

  it('knows who is present on all nodes, and that they are gone when their node is', async () => {
    const { url } = await natsServer();
    const [ann, bob] = [party(url), party(url)];
    await settled(ann, bob);
    const [one, two, three] = [ann.member('one'), bob.member('two'), bob.member('three')];
    ann.node.want('room');
    bob.node.want('room');
    await settled(ann, bob);
    ann.node.join('room', one);
    await bob.hears('room +one');
    bob.node.join('room', two);
    await ann.hears('room +two');
    bob.node.join('room', three);
    await ann.hears('room +three');
    const infos = async (who: typeof ann) =>
      (await who.node.members('room')).map(({ info }) => info);
    await expect(infos(bob)).resolves.toEqual(['one', 'two', 'three']);
    // One that comes later, and that did not hear them come.
    const eve = party(url);
    await eve.connected();
    await expect(infos(eve)).resolves.toEqual(['one', 'two', 'three']);
    bob.node.leave('room', two);
    await ann.hears('room -two');
    bob.node.close();
    await ann.hears('room -three');
    await expect(infos(ann)).resolves.toEqual(['one']);
  });

  it('takes a node that gives no sign of life for gone, and its members for back when it does again', async () => {
    const { url } = await natsServer();
    const ann = party(url);
    const bob = party(url, { heartbeat: 1_500 });
    ann.node.want('room');
    bob.node.want('room');
    await settled(ann, bob);
    bob.node.join('room', bob.member('bob'));
    await ann.hears('room +bob');
    await ann.hears('room -bob');
    await until('bob to be back', () => ann.heard.filter((l) => l === 'room +bob').length === 2);
  });

  it('says clearly that there is no NATS, and gives up at the start where that is asked for', async () => {
    const nats = await natsServer();
    await nats.kill();
    const strict = party(nats.url, { start: 'fail' });
    await expect(strict.backplane.ready()).rejects.toMatchObject({
      code: 'XN_BACKPLANE_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${nats.port}`),
    });
    await expect(strict.say('a', 1)).rejects.toMatchObject({ code: 'XN_NOT_PUBLISHED' });
    const patient = party(nats.url);
    patient.node.want('a');
    const ready = patient.backplane.ready();
    const held = patient.say('a', 1);
    await until('a failure', () => patient.errors.includes('XN_BACKPLANE_UNREACHABLE'));
    await nats.start();
    await soon('the link', ready);
    await expect(held).resolves.toMatchObject({ offset: 1 });
  });

  it('says clearly that its password is wrong, and does not tell it', async () => {
    const { port } = await natsServer(['--user', 'chat', '--pass', 'right']);
    const wrong = party(`nats://chat:wrong@127.0.0.1:${port}`, { start: 'fail' });
    const error = await wrong.backplane.ready().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'XN_BACKPLANE_DENIED' });
    expect(String((error as Error).message)).not.toContain('wrong@');
    await party(`nats://chat:right@127.0.0.1:${port}`).backplane.ready();
  });

  it.each<[string, NatsBackplaneOptions]>([
    ['no address', { servers: 'http://u:secret@127.0.0.1' }],
    ['nothing that can be parsed', { servers: 'nats://' }],
    ['no server', { servers: [] }],
    ['a bad prefix', { prefix: 'a.>' }],
    ['a bad start', { start: 'later' as never }],
    ['no room', { heldMessages: 0 }],
  ])('refuses %s', (_, options) => {
    expect(() => natsBackplane(options)).toThrow(
      expect.objectContaining({ code: 'XN_BAD_OPTION' }),
    );
    expect(() => natsBackplane(options)).not.toThrow(/secret/);
  });
});
