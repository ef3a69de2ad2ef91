import fc from 'fast-check';
import { createActor } from 'xstate';
import type { CsaRef } from '../../../machines/connection/csaMessages';
import { XstateNetError } from '../../../machines/kit/errors';
import { nowhere } from '../../../machines/kit/nowhere';
import { DEFAULT_HELD_LIMIT } from '../../../machines/options/resolveOptions';
import { singleServerMachine } from '../../../machines/server/singleServer';
import type { SingleServerInput } from '../../../machines/server/singleServerContext';
import type {
  OobNewCsa,
  OobShutdownCsa,
  SingleServerEvent,
} from '../../../machines/server/singleServerMessages';
import { Pure } from '../../support/pure';
import { aConnection, anAddress } from '../../support/samples';

const start = (input: SingleServerInput = {}) => Pure.start(singleServerMachine, input);

/** A stand-in for the CSA of each client, told apart by its id. */
const csaOf = (id: number): CsaRef => Object.assign(Object.create(nowhere), { id: `csa-${id}` });

const newCsa = (id: number): OobNewCsa => ({
  type: 'oobInfo.newCSA',
  csa: csaOf(id),
  connection: aConnection(id),
  descriptor: id,
});

const shutdownCsa = (id: number): OobShutdownCsa => ({
  type: 'oobInfo.shutdownCSA',
  csa: csaOf(id),
  connection: aConnection(id),
  descriptor: id,
  howDied: 'peerClosed',
  bytesReceived: 1,
  bytesSaid: 2,
  bytesSent: 2,
  duration: 3,
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const inbox = (text: string): SingleServerEvent => ({ type: 'inbox', data: bytes(text) });
const fromClient = (text: string): SingleServerEvent => ({
  type: 'fromCSA.outbox',
  data: bytes(text),
});
const clientFinished: SingleServerEvent = { type: 'fromCSA.producerFinished' };
const finish: SingleServerEvent = { type: 'control.producerFinished' };
const shutDown: SingleServerEvent = { type: 'control.serverShutdown' };
const abort: SingleServerEvent = { type: 'control.shutdownMicroprocess' };
const done = (error?: XstateNetError): SingleServerEvent => ({
  type: 'xstate.done.actor.tcpServer',
  output: error === undefined ? {} : { error },
});

const undelivered = (text: string) => ({
  type: 'signal.undelivered',
  data: bytes(text),
  error: expect.objectContaining({ code: 'XN_NO_CLIENT' }),
});

/** The texts sent to each client's inbox. */
const textsSent = (server: ReturnType<typeof start>): string[] =>
  server.sent
    .filter(({ event }) => event.type === 'inbox')
    .map(({ to, event }) => `${to} ${new TextDecoder().decode(event.data)}`);

describe('singleServer', () => {
  it('listens on port 1601, as the seeds do, without port and path', () => {
    expect(start().context.options.port).toBe(1601);
    expect(start({ port: 0 }).context.options.port).toBe(0);
    expect(start({ path: '/tmp/x' }).context.options.port).toBeUndefined();
  });

  it('listens on port 1601 also when the port is given as undefined', () => {
    const input = { port: undefined } as unknown as SingleServerInput;
    expect(start(input).context.options.port).toBe(1601);
  });

  it('answers the FIN of its client with its own, or nobody could ever be next', () => {
    expect(start().context.options.halfOpen).toBe(false);
  });

  it('says where it listens', () => {
    const server = start().take({ type: 'feedbackFromServer.listening', address: anAddress });
    expect(server.said).toEqual([{ type: 'listening', address: anAddress }]);
    expect(server.value).toEqual({ waiting: 'first' });
  });

  describe('waiting for a client', () => {
    it('holds what it is sent, and sends it to the first who comes, in order', () => {
      const server = start().take(inbox('a'), inbox('b'), inbox('c'));
      expect(textsSent(server)).toEqual([]);
      server.take(newCsa(1));
      expect(textsSent(server)).toEqual(['csa-1 a', 'csa-1 b', 'csa-1 c']);
      expect(server.did).toEqual(['linkClient']);
      expect(server.said).toEqual([{ type: 'connected', connection: aConnection(1) }]);
      expect(server.context.held.messages()).toEqual([]);
    });

    it('sends in one piece what is more than may be unsent: one large answer is let through', () => {
      const server = start({ outboxLimit: 4, highWaterMark: 4 }).take(inbox('abc'), inbox('de'));
      expect(textsSent(server.take(newCsa(1)))).toEqual(['csa-1 abcde']);
      const fits = start({ outboxLimit: 5, highWaterMark: 4 }).take(inbox('abc'), inbox('de'));
      expect(textsSent(fits.take(newCsa(1)))).toEqual(['csa-1 abc', 'csa-1 de']);
    });

    it('gives back the newest when it can hold no more, and says why', () => {
      const server = start({ heldLimit: 3 }).take(inbox('ab'), inbox('cd'));
      expect(server.said).toEqual([
        {
          type: 'signal.overflow',
          data: bytes('cd'),
          error: expect.objectContaining({ code: 'XN_HELD_OVERFLOW' }),
        },
      ]);
      // What is smaller still fits.
      server.take(inbox('e'), newCsa(1));
      expect(textsSent(server)).toEqual(['csa-1 ab', 'csa-1 e']);
    });

    it('holds a MiB unless told otherwise', () => {
      const mebibyte: SingleServerEvent = { type: 'inbox', data: new Uint8Array(1024 * 1024) };
      expect(DEFAULT_HELD_LIMIT).toBe(1024 * 1024);
      expect(start().take(mebibyte).said).toEqual([]);
      expect(start().take(mebibyte, inbox('x')).saidTypes).toEqual(['signal.overflow']);
    });

    it('holds the thirty-thousandth small message as cheaply as the first', () => {
      const server = createActor(singleServerMachine, { input: {} }).start();
      const event = inbox('x');
      const timeOf = (count: number) => {
        const startedAt = performance.now();
        for (let i = 0; i < count; i += 1) server.send(event);
        return performance.now() - startedAt;
      };
      timeOf(3_000);
      const early = timeOf(3_000);
      timeOf(24_000);
      // Copying or counting all that are held for each would make it ten times as much.
      expect(timeOf(3_000)).toBeLessThan(early * 4);
      server.stop();
    });

    it('does not hold what has no bytes, of which there is no end', () => {
      const server = start().take(inbox(''), inbox(''));
      expect(server.context.held.messages()).toEqual([]);
    });

    it('has nobody to finish with', () => {
      const server = start().take(finish);
      expect(server.value).toEqual({ waiting: 'first' });
      expect([...server.sent, ...server.said]).toEqual([]);
    });

    it.each([-1, 1.5, Number.NaN, '1' as unknown as number])(
      'ends with XN_BAD_OPTION when heldLimit is %p',
      (heldLimit) => {
        const server = start({ heldLimit });
        expect(server.snapshot.status).toBe('done');
        expect(server.snapshot.output?.error?.code).toBe('XN_BAD_OPTION');
        expect(server.snapshot.output?.error?.message).toContain('heldLimit');
      },
    );
  });

  describe('with a client', () => {
    const connected = () => start().take(newCsa(1));

    it('passes bytes both ways', () => {
      const server = connected().take(inbox('to you'), fromClient('to me'));
      expect(textsSent(server)).toEqual(['csa-1 to you']);
      expect(server.said).toEqual([{ type: 'outbox', data: bytes('to me') }]);
    });

    it('closes the connection of a second one at once, and says whose', () => {
      const server = connected().take(newCsa(2));
      expect(server.did).toEqual(['refuseSecondClient']);
      expect(server.sent).toEqual([]);
      expect(server.said).toEqual([
        { type: 'refused', connection: aConnection(2), reason: 'singleClient' },
      ]);
      expect(textsSent(server.take(inbox('for one')))).toEqual(['csa-1 for one']);
    });

    it('says nothing of the end of one that it has refused', () => {
      expect(connected().take(newCsa(2)).take(shutdownCsa(2)).said).toEqual([]);
    });

    it('says nothing of the end of one that it has refused, also while it closes', () => {
      const server = connected().take(newCsa(2), newCsa(3), shutDown);
      expect(server.take(shutdownCsa(2)).said).toEqual([]);
      expect(server.take(clientFinished, shutdownCsa(3)).saidTypes).toEqual([
        'signal.producerFinished',
      ]);
    });

    it('remembers whom it has refused until they are gone, and no longer', () => {
      const server = connected();
      const { context } = server;
      for (let id = 2; id < 50; id += 1) server.take(newCsa(id));
      for (let id = 2; id < 50; id += 1) server.take(shutdownCsa(id));
      expect(server.context).toEqual(context);
    });

    it('refuses the ten-thousandth as cheaply as the first', () => {
      const server = createActor(singleServerMachine, { input: {} }).start();
      let id = 0;
      const timeOf = (count: number) => {
        const startedAt = performance.now();
        for (let i = 0; i < count; i += 1) {
          id += 1;
          server.send(newCsa(id));
        }
        return performance.now() - startedAt;
      };
      timeOf(1_000);
      const early = timeOf(1_000);
      timeOf(8_000);
      // Copying all that were refused for each would make it ten times as much.
      expect(timeOf(1_000)).toBeLessThan(early * 4);
      server.stop();
    });

    it.each([
      ['has finished', clientFinished],
      ['is gone', shutdownCsa(1)],
    ])('says once that its client has left, when that one %s', (_, event) => {
      const server = connected().take(event);
      expect(server.value).toEqual({ waiting: 'next' });
      expect(server.did).toEqual(['unlinkClient']);
      expect(server.said[0]).toEqual({
        type: 'signal.producerFinished',
        connection: aConnection(1),
      });
      server.take(shutdownCsa(1), clientFinished);
      expect(server.saidTypes).not.toContain('signal.producerFinished');
    });

    it('says disconnected when the connection of its client is gone', () => {
      expect(connected().take(clientFinished).take(shutdownCsa(1)).saidTypes).toEqual([
        'disconnected',
      ]);
      expect(connected().take(shutdownCsa(1)).saidTypes).toEqual([
        'signal.producerFinished',
        'disconnected',
      ]);
    });

    it('finishes with its client when told so, and then takes the next', () => {
      const server = connected().take(finish);
      expect(server.sentTypes).toEqual(['csa-1: control.producerFinished']);
      expect(server.saidTypes).toEqual(['csaSignal.producerFinished', 'signal.producerFinished']);
      expect(server.did).toEqual(['unlinkClient']);
      server.take(newCsa(2));
      expect(server.value).toBe('connected');
      expect(server.saidTypes).toEqual(['connected']);
    });

    it('does not mistake the end of the one before for that of the present one', () => {
      const server = connected().take(clientFinished, newCsa(2)).take(shutdownCsa(1));
      expect(server.value).toBe('connected');
      expect(server.saidTypes).toEqual(['disconnected']);
      expect(textsSent(server.take(inbox('x')))).toEqual(['csa-2 x']);
    });

    it('gives back an answer that comes when its client has left, and keeps it for nobody', () => {
      const server = connected().take(clientFinished).take(inbox('secret'));
      expect(server.said).toEqual([undelivered('secret')]);
      server.take(newCsa(2));
      expect(textsSent(server)).toEqual([]);
    });

    it('ignores what the one before still says', () => {
      const server = connected().take(clientFinished).take(fromClient('too late'));
      expect(server.said).toEqual([]);
    });
  });

  describe('closing', () => {
    it('without a client stops the tcpServer', () => {
      const server = start().take(shutDown);
      expect(server.value).toEqual({ closing: 'finishing' });
      expect(server.sentTypes).toEqual(['tcpServer: control.serverShutdown']);
      expect(server.saidTypes).toEqual(['closing']);
    });

    it('hears its client to the end, then finishes with it', () => {
      const server = start().take(newCsa(1)).take(shutDown);
      expect(server.sentTypes).toEqual([
        'csa-1: control.serverShutdown',
        'tcpServer: control.serverShutdown',
      ]);
      server.take(fromClient('last words'), inbox('answer'));
      expect(server.said).toEqual([{ type: 'outbox', data: bytes('last words') }]);
      expect(textsSent(server)).toEqual(['csa-1 answer']);
      server.take({ type: 'fromCSA.serverShutdown' });
      expect(server.sentTypes).toEqual(['csa-1: control.producerFinished']);
      expect(server.saidTypes).toEqual(['csaSignal.producerFinished', 'signal.producerFinished']);
      expect(server.take(shutdownCsa(1)).saidTypes).toEqual(['disconnected']);
    });

    it('finishes with its client at once when told so', () => {
      const server = start().take(newCsa(1), shutDown).take(finish);
      expect(server.sentTypes).toEqual(['csa-1: control.producerFinished']);
      expect(server.saidTypes).toContain('signal.producerFinished');
      expect(server.take(shutdownCsa(1)).saidTypes).toEqual(['disconnected']);
    });

    it.each([
      ['finishes', clientFinished, ['signal.producerFinished']],
      ['vanishes', shutdownCsa(1), ['signal.producerFinished', 'disconnected']],
    ])('is content with a client that %s by itself', (_, event, said) => {
      const server = start().take(newCsa(1), shutDown).take(event);
      expect(server.value).toEqual({ closing: 'finishing' });
      expect(server.saidTypes).toEqual(said);
    });

    it('aborts when told so, and says that the client left', () => {
      const server = start().take(newCsa(1)).take(abort);
      expect(server.sentTypes).toEqual(['tcpServer: control.shutdownMicroprocess']);
      expect(server.take(shutdownCsa(1)).saidTypes).toEqual([
        'signal.producerFinished',
        'disconnected',
      ]);
    });

    it('refuses who comes too late', () => {
      const server = start().take(shutDown).take(newCsa(5));
      expect(server.did).toEqual(['refuseSecondClient']);
      expect(server.sent).toEqual([]);
      expect(server.saidTypes).toEqual(['refused']);
    });

    it('gives back what it is sent when nobody will come any more', () => {
      expect(start().take(shutDown).take(inbox('x')).said).toEqual([undelivered('x')]);
    });

    it.each([
      ['shut down', shutDown],
      ['aborted', abort],
    ])('gives back what it held when it is %s, oldest first', (_, word) => {
      const server = start().take(inbox('a'), inbox('b')).take(word);
      expect(server.said).toEqual([undelivered('a'), undelivered('b'), { type: 'closing' }]);
      expect(server.context.held.messages()).toEqual([]);
    });

    it('shuts down with its tcpServer, and with its error', () => {
      const error = new XstateNetError('XN_PORT_IN_USE', 'taken');
      expect(start().take(done(error)).snapshot.output).toEqual({ error });
      const server = start().take(shutDown, done());
      expect(server.snapshot.output).toEqual({});
      expect(server.said.at(-1)).toEqual({ type: 'shutdown' });
    });
  });

  it('shows how much it holds, not what', () => {
    const server = start().take(inbox('secret'));
    const shown = JSON.parse(JSON.stringify(server.snapshot.toJSON()));
    expect(shown.context.held).toEqual({ bytes: 6, limit: DEFAULT_HELD_LIMIT });
  });

  describe('whatever comes in whatever order', () => {
    type Step = 'come' | 'finish' | 'leave' | 'gone' | 'send' | 'hear';
    const steps = fc.array(
      fc.constantFrom<Step>('come', 'finish', 'leave', 'gone', 'send', 'hear'),
      { maxLength: 60 },
    );

    it('sends each client only what was sent while it was there, and the first what was held', () => {
      fc.assert(
        fc.property(steps, (script) => {
          const server = start({ heldLimit: 20 });
          let id = 0;
          let serial = 0;
          let present: number | undefined;
          let held: string[] = [];
          const entered: number[] = [];
          const left: number[] = [];
          for (const step of script) {
            switch (step) {
              case 'come':
                id += 1;
                server.take(newCsa(id));
                if (present === undefined) {
                  expect(textsSent(server)).toEqual(held.map((text) => `csa-${id} ${text}`));
                  present = id;
                  entered.push(id);
                  held = [];
                } else expect(textsSent(server)).toEqual([]);
                break;
              case 'send': {
                serial += 1;
                const text = String(serial);
                server.take(inbox(text));
                if (present !== undefined) {
                  expect(textsSent(server)).toEqual([`csa-${present} ${text}`]);
                } else if (entered.length > 0) {
                  expect(server.said).toEqual([undelivered(text)]);
                } else if (held.join('').length + text.length <= 20) held.push(text);
                else expect(server.saidTypes).toEqual(['signal.overflow']);
                break;
              }
              case 'hear':
                server.take(fromClient('x'));
                expect(server.saidTypes).toEqual(present === undefined ? [] : ['outbox']);
                break;
              default:
                server.take(
                  step === 'finish' ? finish : step === 'leave' ? clientFinished : shutdownCsa(id),
                );
                for (const message of server.said) {
                  if (message.type !== 'signal.producerFinished') continue;
                  left.push((message.connection as { id: number }).id);
                  present = undefined;
                }
            }
          }
          if (present !== undefined) left.push(present);
          expect(left).toEqual(entered);
        }),
      );
    });
  });
});
