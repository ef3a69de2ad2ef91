import { createActor, emit } from 'xstate';
import type { Handlers } from '../../../../actors/handler/handlers';
import { resourceOf } from '../../../../actors/kit/resource';
import { serverCore } from '../../../../actors/server/serverCore';
import { membersOf, memoryBackplane, publishOn } from '../../../../actors/services/backplane';
import { simulatedNetwork } from '../../../../actors/transport/simulated/simulatedNetwork';
import type { Backplane } from '../../../../machines/handler/backplane';
import type { Protocol } from '../../../../machines/handler/protocol';
import { subscribe } from '../../../../machines/handler/publish';
import { outbox } from '../../../../machines/handler/say';
import { setupProtocol } from '../../../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../../../support/afterwards';
import { chatty } from '../../../support/chatty';
import { serve } from '../../../support/serve';
import { until } from '../../../support/until';

leaveNothingBehind();

const fail = (): never => {
  throw new Error('no');
};

/** Topics that the handlers of a server still want. */
function topicsOf(server: { getSnapshot(): unknown }): number {
  const { children } = server.getSnapshot() as { readonly children: Record<string, never> };
  const handlers = resourceOf<Handlers>(children.handlers);
  return handlers?.others.topics ?? 0;
}

describe('handlers with a backplane', () => {
  it('hear what others publish in the topics to which they have subscribed', async () => {
    const { client } = await serve({ protocol: chatty(), backplane: memoryBackplane() });
    const [ann, bob] = [await client(), await client()];
    ann.send('sub room/*\nsub news\n');
    bob.send('sub room/1\nsure x 0\n');
    await bob.getsText('published 1\n');
    ann.send('sure x 0\n');
    await ann.getsText('published 2\n');
    bob.send('pub room/1 hello\npub room/2 more\npub room/1/door no\npub news x\nsure end x\n');
    await bob.getsText('room/1 hello\n');
    await ann.getsText('news x\n');
    expect(ann.text).toBe('published 2\nroom/1 hello\nroom/2 more\nnews x\n');
    expect(bob.text).toBe('published 1\npublished 1\nroom/1 hello\n');
    ann.send('unsub room/*\nothers news mine\nsure x 0\n');
    await ann.getsText('published 3\n');
    bob.send('pub room/1 again\npub news y\n');
    await ann.getsText('news y\n');
    expect(ann.text).not.toContain('again');
    expect(ann.text).not.toContain('mine');
  });

  it('hear a message once, however many of their patterns match', async () => {
    const { client } = await serve({ protocol: chatty(), backplane: memoryBackplane() });
    const ann = (await client()).send(
      'sub >\nsub a/*\nsub a/b\nsub a/b\npub a/b once\npub end x\n',
    );
    await ann.getsText('end x\n');
    expect(ann.text).toBe('a/b once\nend x\n');
  });

  it('hear each publisher in the order in which it has said it', async () => {
    const { client } = await serve({ protocol: chatty(), backplane: memoryBackplane() });
    const clients = await Promise.all([client(), client(), client()]);
    const [listener, ...speakers] = clients;
    listener?.send('sub >\nsure x 0\n');
    await listener?.getsText('published 1\n');
    const numbers = Array.from({ length: 500 }, (_, i) => i);
    for (const [i, speaker] of speakers.entries()) {
      speaker.send(numbers.map((n) => `pub from/${i} ${n}\n`).join(''));
    }
    await until('all', () => (listener?.text.match(/\n/g)?.length ?? 0) >= 1_002);
    for (const i of speakers.keys()) {
      const heard = [...(listener?.text ?? '').matchAll(new RegExp(`from/${i} (\\d+)`, 'g'))];
      expect(heard.map(([, n]) => Number(n))).toEqual(numbers);
    }
  });

  it('know who is present, and hear who comes and goes, however it goes', async () => {
    const { client, said } = await serve({ protocol: chatty(), backplane: memoryBackplane() });
    const ann = (await client()).send('join room ann\n');
    await ann.getsText('+ann\n');
    for (const end of ['end', 'reset', 'fail', 'quit'] as const) {
      const other = (await client()).send(`join room ${end}\n`);
      await ann.getsText(`+${end}\n`);
      other.send('who room\n');
      await other.getsText(`present: ann ${end}\n`);
      if (end === 'end') other.end();
      else if (end === 'reset') other.reset();
      else other.send(`${end}\n`);
      await ann.getsText(`-${end}\n`);
      other.reset();
    }
    await said.many('disconnected', 4);
    ann.send('who room\n');
    await ann.getsText('present: ann\n');
    ann.send('unsub room\nwho room\n');
    await ann.getsText('present: \n');
  });

  it('leave nothing subscribed, whichever way they end', async () => {
    const backplane = memoryBackplane();
    const { client, said, server } = await serve({ protocol: chatty(), backplane });
    for (const end of ['finish', 'reset', 'fail', 'quit'] as const) {
      const one = (await client()).send('join room/x me\nsub a/*\nsub >\nsure z 0\n');
      await one.getsText('published');
      expect(topicsOf(server)).toBe(3);
      if (end === 'finish') one.end();
      else if (end === 'reset') one.reset();
      else one.send(`${end}\n`);
      await said.many('disconnected', said.count('connected'));
      one.reset();
      expect(topicsOf(server)).toBe(0);
      expect(await membersOf(backplane, 'room/x')).toEqual([]);
    }
    (await client()).send('join room/x me\n');
    await until('the topic', () => topicsOf(server) === 1);
    server.stop();
    expect(await membersOf(backplane, 'room/x')).toEqual([]);
  });

  it('are one party over several servers with one backplane, and the app is another', async () => {
    const backplane = memoryBackplane();
    const here = await serve({ protocol: chatty(), backplane });
    const there = await serve({ protocol: chatty(), backplane });
    const ann = (await here.client()).send('join room ann\n');
    await ann.getsText('+ann\n');
    const bob = (await there.client()).send('join room bob\n');
    await ann.getsText('+bob\n');
    bob.send('others room hello\nwho room\n');
    await bob.getsText('present: ann bob\n');
    await ann.getsText('room hello\n');
    expect(bob.text).not.toContain('hello');
    await expect(publishOn(backplane, 'room', 'closing')).resolves.toMatchObject({ offset: 2 });
    await ann.getsText('room closing\n');
    await bob.getsText('room closing\n');
    there.server.stop();
    await ann.getsText('-bob\n');
  });
});

describe('what a handler may not', () => {
  it('is refused to it, if its chart lists that', async () => {
    const backplane = memoryBackplane();
    const { client } = await serve({
      protocol: chatty(),
      backplane,
      topicsPerConnection: 2,
      maxTopics: 3,
    });
    const ann = (await client()).send('sub a\nsub b\nsub a\nsub c\nsub x//y\npub * x\nwho >\n');
    await until('four refusals', () => (ann.text.match(/\n/g) ?? []).length === 4);
    expect(ann.text.trim().split('\n')).toEqual([
      'refused XN_TOO_MANY_TOPICS',
      ...Array.from({ length: 3 }, () => 'refused XN_BAD_TOPIC'),
    ]);
    const bob = (await client()).send('sub a\nsub c\n');
    const cat = (await client()).send('sub c\nsub d\n');
    await cat.getsText('refused XN_TOO_MANY_TOPICS\n');
    bob.send('sure x 0\n');
    await bob.getsText('published');
    expect(bob.text).not.toContain('refused');
  });

  it('ends its connection, if its chart does not', async () => {
    const deaf = setupProtocol().createMachine({
      on: { inbox: { actions: subscribe('a b') } },
    });
    const { client, said } = await serve({ protocol: deaf, backplane: memoryBackplane() });
    (await client()).send('x');
    expect((await said.one('handlerError')).error).toMatchObject({ code: 'XN_BAD_TOPIC' });
    expect((await said.one('disconnected')).howDied).toBe('handlerError');
  });

  it('includes speaking to a backplane that its server does not have', async () => {
    const { client, said } = await serve({ protocol: chatty() });
    (await client()).send('pub a b\n');
    expect((await said.one('handlerError')).error).toMatchObject({ code: 'XN_NO_BACKPLANE' });
  });

  it.each([
    ['no topic', { type: 'backplane.subscribe' }],
    ['a topic that is no text', { type: 'backplane.publish', topic: Symbol('a') }],
    ['nothing to unsubscribe', { type: 'backplane.unsubscribe' }],
    [
      'a topic that objects',
      Object.defineProperty({ type: 'backplane.members' }, 'topic', { get: fail }),
    ],
  ])('cannot harm others, with words of its own making that have %s', async (_, word) => {
    const odd = setupProtocol().createMachine({
      on: { inbox: { actions: emit(() => word as never) } },
    });
    const backplane = memoryBackplane();
    const protocol = (({ id }: { id: number }) => (id === 2 ? odd : chatty())) as Protocol;
    const { client } = await serve({ protocol, backplane });
    const ann = await client();
    (await client()).send('x');
    const cat = (await client()).send('sub a\npub a hello\n');
    await cat.getsText('a hello\n');
    ann.send('sure a x\n');
    await ann.getsText('published 2\n');
  });

  it('is told of a server whose backplane is none', async () => {
    const server = createActor(serverCore, {
      input: { port: 0, protocol: chatty(), backplane: 'nats' as never },
    });
    const errors: unknown[] = [];
    server.on('shutdown', ({ error }) => errors.push(error));
    server.start();
    expect(errors).toMatchObject([{ code: 'XN_BAD_OPTION' }]);
    expect(String(errors[0])).toMatch(/backplane is "nats"; give one that was made/);
  });
});

describe('a subscriber that never reads', () => {
  const big = 'x'.repeat(10_000);
  const listener = (whenSlow: 'dropOldest' | 'dropNewest' | 'end') => {
    const set = setupProtocol({
      types: {
        events: {} as {
          readonly type: 'backplane.message';
          readonly message: string;
          readonly missed: number;
          readonly offset: number;
        },
      },
    });
    return set.createMachine({
      entry: subscribe('flood', { whenSlow }),
      initial: 'connected',
      states: {
        connected: {
          on: {
            'backplane.message': {
              actions: outbox(({ event }) => `${event.offset} ${event.missed} ${event.message}\n`),
            },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
  };

  /** Floods one that does not read; then it reads. */
  function flood(whenSlow: 'dropOldest' | 'dropNewest' | 'end') {
    const network = simulatedNetwork();
    const backplane = memoryBackplane();
    const server = createActor(serverCore, {
      input: {
        port: 7,
        transport: network,
        protocol: listener(whenSlow),
        backplane,
        waitingMessages: 10,
      },
      clock: network.clock,
    });
    const lagging: unknown[] = [];
    const ends: unknown[] = [];
    server.on('lagging', ({ connection, dropped }) => lagging.push({ id: connection.id, dropped }));
    server.on('disconnected', ({ howDied }) => ends.push(howDied));
    server.start();
    network.settle();
    const slow = network.connect({ port: 7 });
    const quick = network.connect({ port: 7 });
    slow.pause();
    network.advance(10);
    let published = 0;
    const publishSome = (count: number) => {
      for (let i = 0; i < count; i += 1) {
        void publishOn(backplane, 'flood', big);
        published += 1;
        network.advance(10);
      }
    };
    publishSome(300);
    const heard = (text: Uint8Array) =>
      Buffer.from(text)
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number));
    return {
      network,
      server,
      slow,
      quick,
      lagging,
      ends,
      heard,
      publishSome,
      count: () => published,
    };
  }

  it.each(['dropOldest', 'dropNewest'] as const)(
    'loses messages by %s, is told of once until it has caught up, and knows how many it missed',
    (whenSlow) => {
      const { network, server, slow, quick, lagging, ends, heard, publishSome, count } =
        flood(whenSlow);
      expect(heard(quick.received).map(([offset]) => offset)).toEqual(
        Array.from({ length: 300 }, (_, i) => i + 1),
      );
      expect(lagging).toEqual([{ id: 1, dropped: 1 }]);
      slow.resume();
      network.advance(1_000);
      publishSome(1);
      const offsets = heard(slow.received);
      let last = 0;
      for (const [offset = 0, missed] of offsets) {
        expect(offset - last - 1).toBe(missed);
        last = offset;
      }
      expect(last).toBe(count());
      const lost = offsets.reduce((sum, [, missed = 0]) => sum + missed, 0);
      expect(lost).toBeGreaterThan(100);
      slow.pause();
      publishSome(300);
      expect(lagging).toEqual([
        { id: 1, dropped: 1 },
        { id: 1, dropped: lost + 1 },
      ]);
      expect(ends).toEqual([]);
      server.stop();
      network.advance(10_000);
      expect(network.census()).toEqual({ sockets: 0, listening: 0, timers: 0 });
    },
  );

  it('ends by outboxOverflow, where the protocol wants it so, and the others hear on', () => {
    const { network, server, quick, lagging, ends, heard } = flood('end');
    expect(ends).toEqual(['outboxOverflow']);
    expect(lagging).toEqual([{ id: 1, dropped: 1 }]);
    expect(heard(quick.received)).toHaveLength(300);
    server.stop();
    network.advance(10_000);
  });
});

describe('a backplane of somebody else', () => {
  /** One that carries nothing, and says so or throws. */
  function broken(how: 'rejects' | 'throws') {
    const told: { state?: (state: 'connected' | 'disconnected') => void } = {};
    const fail = () => {
      if (how === 'throws') throw new Error('out of order');
    };
    const backplane: Backplane = {
      name: 'broken',
      attach: (listener) => {
        told.state = (state) => listener.state(state);
        return {
          id: 'n',
          state: 'disconnected',
          want: () => {},
          unwant: fail,
          join: () => {},
          leave: fail,
          publish: () => Promise.reject(new Error('no route')),
          members: () => Promise.reject(new Error('no route')),
          close: fail,
        };
      },
    };
    return { backplane, told };
  }

  it('may be away: handlers are told, and what they publish meanwhile is refused', async () => {
    const { backplane, told } = broken('rejects');
    const { client } = await serve({ protocol: chatty(), backplane });
    const ann = (await client()).send('sub a\npub a x\nwho a\n');
    await ann.getsText('refused XN_NOT_PUBLISHED\nrefused XN_NOT_PUBLISHED\n');
    told.state?.('disconnected');
    await ann.getsText('disconnected\n');
    told.state?.('connected');
    await ann.getsText('\nconnected\n');
  });

  it('may throw: the server says so, and goes on', async () => {
    const { backplane } = broken('throws');
    const { client, said, server } = await serve({ protocol: chatty(), backplane });
    (await client()).send('join a me\nunsub a\n');
    expect((await said.one('error')).error).toMatchObject({ code: 'XN_BACKPLANE_FAILED' });
    expect(server.getSnapshot().value).toBe('serving');
    await client();
    server.stop();
  });
});

describe('many topics', () => {
  it('ten thousand cost a message no more than one, and leave with their subscribers', async () => {
    const backplane = memoryBackplane();
    const { client, server, said } = await serve({
      protocol: chatty(),
      backplane,
      topicsPerConnection: 10_000,
    });
    const ann = await client();
    ann.send(Array.from({ length: 10_000 }, (_, i) => `sub room/${i}/*\n`).join(''));
    await until('all topics', () => topicsOf(server) === 10_000);
    const bob = await client();
    bob.send(Array.from({ length: 10_000 }, (_, i) => `pub room/${i}/x ${i}\n`).join(''));
    await ann.getsText('room/9999/x 9999\n');
    expect(ann.text.split('\n')).toHaveLength(10_001);
    ann.end();
    await said.one('disconnected');
    expect(topicsOf(server)).toBe(0);
  });
});
