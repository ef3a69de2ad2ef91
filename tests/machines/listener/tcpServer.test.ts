import fc from 'fast-check';
import type { SocketShutdown } from '../../../machines/connection/csaMessages';
import { XstateNetError } from '../../../machines/kit/errors';
import { nowhere } from '../../../machines/kit/nowhere';
import { mayTryAnotherPort, portToListenOn } from '../../../machines/listener/randomPort';
import { tcpServerMachine } from '../../../machines/listener/tcpServer';
import type { TcpServerInput } from '../../../machines/listener/tcpServerContext';
import type { NewConnection, TcpServerEvent } from '../../../machines/listener/tcpServerMessages';
import { Pure } from '../../support/pure';
import { aConnection, aCsa, anAddress } from '../../support/samples';

const aSelector: typeof nowhere = Object.assign(Object.create(nowhere), { id: 'a selector' });

const start = (input: TcpServerInput = { port: 0 }) => Pure.start(tcpServerMachine, input);

const listening: TcpServerEvent = { type: 'listener.listening', address: anAddress };
const serving = (input?: TcpServerInput) => start(input).take(listening);

const failure = (code: XstateNetError['code'] = 'XN_PORT_IN_USE'): TcpServerEvent => ({
  type: 'listener.failed',
  error: new XstateNetError(code, 'it could not be bound'),
});

const newConnection = (id = 1): NewConnection => ({
  type: 'newconnection',
  descriptor: id + 100,
  connection: aConnection(id),
});

const gone = (id = 1): SocketShutdown => ({
  type: 'feedbackFromCSA.socketShutdown',
  descriptor: id + 100,
  csa: aCsa,
  connection: aConnection(id),
  howDied: 'peerClosed',
  bytesReceived: 1,
  bytesSaid: 2,
  bytesSent: 2,
  duration: 3,
});

const newCsa = (id = 1): TcpServerEvent => ({
  type: 'connections.newCSA',
  csa: aCsa,
  connection: aConnection(id),
  descriptor: id + 100,
});

const shutDown: TcpServerEvent = { type: 'control.serverShutdown' };
const abort: TcpServerEvent = { type: 'control.shutdownMicroprocess' };
const suspend: TcpServerEvent = { type: 'control.suspend' };
const suspendKeepingThePort: TcpServerEvent = { type: 'control.suspend', mode: 'refuse' };
const resume: TcpServerEvent = { type: 'control.resume' };
const listenerClosed: TcpServerEvent = { type: 'listener.closed' };
const empty: TcpServerEvent = { type: 'connections.empty' };

describe('tcpServer', () => {
  describe('binding', () => {
    it('asks for the given port', () => {
      const server = start({ port: 4321 });
      expect(server.value).toBe('binding');
      expect(server.did).toEqual(['linkOwner']);
      expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
        { to: 'listener', type: 'listener.listen', port: 4321 },
      ]);
    });

    it('registers with the selector as soon as it knows it', () => {
      const server = start().take({ type: 'connections.started', selector: aSelector });
      expect(server.context.selector).toBe(aSelector);
      expect(server.sent).toEqual([
        {
          to: 'a selector',
          target: aSelector,
          event: { type: 'notify.newServer', server: expect.any(String) },
        },
      ]);
    });

    it('keeps a socket that it was given by its descriptor, and refuses, however it is suspended', () => {
      const server = serving({ fd: 3 }).take(suspend);
      expect(server.value).toEqual({ suspended: 'refusing' });
      expect(server.take(resume).value).toEqual({ listening: 'accepting' });
    });

    it('says that it has no such address where a command names another', () => {
      const server = serving().take({ type: 'control.suspend', address: '127.0.0.1:1' });
      expect(server.value).toEqual({ listening: 'accepting' });
      expect(server.said).toMatchObject([
        { type: 'signal.error', error: { code: 'XN_BAD_OPTION' } },
      ]);
    });

    it('hands commands of suspension to its places where it has several', () => {
      const server = serving({ listen: ['127.0.0.1:1'] });
      server.take({ type: 'control.suspend', address: '127.0.0.1:1', mode: 'refuse' }, resume);
      expect(server.value).toEqual({ listening: 'accepting' });
      expect(server.sentTypes).toEqual(['listener: listener.suspend', 'listener: listener.resume']);
    });

    it('asks for a random port, which is undefined, when it was given none', () => {
      expect(start({}).sent.at(-1)?.event).toEqual({ type: 'listener.listen', port: undefined });
    });

    it('listens once it is bound, says where, and asks whether there is room', () => {
      const server = serving();
      expect(server.value).toEqual({ listening: 'accepting' });
      expect(server.said).toEqual([{ type: 'signal.listening', address: anAddress }]);
      expect(server.sentTypes).toEqual(['connections: connections.report']);
    });

    it('ends with the error when a given port is taken', () => {
      const server = start({ port: 80 }).take(failure());
      expect(server.snapshot.status).toBe('done');
      expect(server.snapshot.output?.error?.code).toBe('XN_PORT_IN_USE');
      expect(server.saidTypes).toEqual(['signal.error', 'signal.shutdown']);
      expect(server.said[1]).toMatchObject({ error: { code: 'XN_PORT_IN_USE' } });
      expect(server.sentTypes).toEqual(['nowhere: control.shutdown']);
    });

    it('tries another random port while they are taken, but not for ever', () => {
      const server = start({ maxtries: 3 });
      for (const _ of [1, 2]) {
        server.take(failure());
        expect(server.value).toBe('binding');
        expect(server.sentTypes).toEqual(['listener: listener.listen']);
        expect(server.said).toEqual([]);
      }
      server.take(failure());
      expect(server.snapshot.status).toBe('done');
      expect(server.context.portsTried).toBe(2);
    });

    it('says that no port was free, and in what range, when all random ones were taken', () => {
      const server = start({ maxtries: 2, minrange: 3000, maxrange: 3001 });
      server.take(failure(), failure());
      const error = server.snapshot.output?.error;
      expect(error?.code).toBe('XN_NO_FREE_PORT');
      expect(error?.message).toContain('3000');
      expect(error?.message).toContain('3001');
      expect(error?.cause).toMatchObject({ code: 'XN_PORT_IN_USE' });
    });

    it('does not try another port for an error that another port would not mend', () => {
      const server = start({}).take(failure('XN_ADDRESS_UNAVAILABLE'));
      expect(server.snapshot.output?.error?.code).toBe('XN_ADDRESS_UNAVAILABLE');
    });

    it('does not try another path', () => {
      const server = start({ path: '/tmp/x.sock' }).take(failure('XN_PATH_IN_USE'));
      expect(server.snapshot.output?.error?.code).toBe('XN_PATH_IN_USE');
    });

    it.each([
      ['XN_BAD_PORT', { port: 65_536 }],
      ['XN_BAD_HOST', { port: 0, host: '' }],
      ['XN_BAD_PATH', { path: '' }],
      ['XN_BAD_OPTION', { port: 0, maxlisten: 0 }],
    ] as const)('with a bad option (%s) ends at once and never asks to listen', (code, input) => {
      const server = start(input);
      expect(server.snapshot.status).toBe('done');
      expect(server.snapshot.output?.error?.code).toBe(code);
      expect(server.sentTypes).toEqual(['nowhere: control.shutdown']);
      expect(server.said).toEqual([
        { type: 'signal.shutdown', error: server.snapshot.output?.error },
      ]);
    });

    it('can be shut down before it is bound', () => {
      const server = start().take(shutDown);
      expect(server.value).toEqual({ closing: { listener: 'open', connections: 'draining' } });
      expect(server.sentTypes).toEqual([
        'listener: listener.close',
        'connections: connections.drain',
      ]);
      expect(server.take(listenerClosed, empty).snapshot.status).toBe('done');
      expect(server.snapshot.output).toEqual({});
    });

    it('can be suspended before it is bound, and then does not listen', () => {
      const server = start().take(suspend);
      expect(server.value).toEqual({ suspended: 'closed' });
      expect(server.sentTypes).toEqual(['listener: listener.close']);
      expect(server.saidTypes).toEqual(['signal.suspended']);
      expect(server.take(resume).value).toBe('binding');
    });
  });

  describe('listening', () => {
    it('has a connected socket adapter made for a new connection', () => {
      const server = serving().take(newConnection(5));
      expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
        {
          to: 'connections',
          type: 'connections.accept',
          descriptor: 105,
          connection: aConnection(5),
        },
      ]);
    });

    it('says newCSA of one that was made, after the selector knows it', () => {
      const server = serving().take(newCsa(5));
      expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
        { to: 'nowhere', type: 'notify.newReader', descriptor: 105 },
      ]);
      expect(server.said).toEqual([
        {
          type: 'protocolHandlerSignal.newCSA',
          csa: aCsa,
          connection: aConnection(5),
          descriptor: 105,
        },
      ]);
    });

    it('says shutdownCSA of one that is gone, and takes it off the selector', () => {
      const server = serving().take(gone(5));
      expect(server.sentTypes).toEqual([
        'nowhere: notify.removeReader',
        'nowhere: notify.removeWriter',
      ]);
      expect(server.sent.map(({ event }) => event.descriptor)).toEqual([105, 105]);
      const { type: _, ...end } = gone(5);
      expect(server.said).toEqual([{ type: 'protocolHandlerSignal.shutdownCSA', ...end }]);
    });

    it('turns connections away while it is full, and tells of whom', () => {
      const server = serving().take({ type: 'connections.full' }, newConnection(9));
      expect(server.value).toEqual({ listening: 'full' });
      expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
        { to: 'listener', type: 'listener.refuse', descriptor: 109 },
      ]);
      expect(server.said).toEqual([
        { type: 'signal.refused', connection: aConnection(9), reason: 'maxConnections' },
      ]);
    });

    it('takes connections again when there is room', () => {
      const server = serving().take(
        { type: 'connections.full' },
        { type: 'connections.available' },
      );
      expect(server.take(newConnection()).sentTypes).toEqual(['connections: connections.accept']);
    });

    it('tells of an error that it survives', () => {
      const error = new XstateNetError('XN_ACCEPT_FAILED', 'out of descriptors');
      const server = serving().take({ type: 'listener.error', error });
      expect(server.said).toEqual([{ type: 'signal.error', error }]);
      expect(server.value).toEqual({ listening: 'accepting' });
    });

    it('has nothing to resume', () => {
      const server = serving().take(resume);
      expect([...server.sent, ...server.said]).toEqual([]);
    });
  });

  describe('suspended', () => {
    it('closes the port, so that the kernel refuses', () => {
      const server = serving().take(suspend);
      expect(server.value).toEqual({ suspended: 'closed' });
      expect(server.sentTypes).toEqual(['listener: listener.close']);
      expect(server.saidTypes).toEqual(['signal.suspended']);
    });

    it('can keep the port and refuse by itself', () => {
      const server = serving().take(suspendKeepingThePort);
      expect(server.value).toEqual({ suspended: 'refusing' });
      expect(server.sent).toEqual([]);
      server.take(newConnection(2));
      expect(server.sentTypes).toEqual(['listener: listener.refuse']);
      expect(server.said).toEqual([
        { type: 'signal.refused', connection: aConnection(2), reason: 'suspended' },
      ]);
    });

    it('can give the port up later', () => {
      const server = serving().take(suspendKeepingThePort).take(suspend);
      expect(server.value).toEqual({ suspended: 'closed' });
      expect(server.sentTypes).toEqual(['listener: listener.close']);
    });

    it('stays as it is when asked again for what it does', () => {
      for (const word of [suspend, suspendKeepingThePort]) {
        const server = serving().take(word);
        const before = server.value;
        expect(server.take(word).value).toEqual(before);
        expect([...server.sent, ...server.said]).toEqual([]);
      }
    });

    it('says newCSA of a connection that was accepted a moment before', () => {
      expect(serving().take(suspend).take(newCsa()).saidTypes).toEqual([
        'protocolHandlerSignal.newCSA',
      ]);
    });

    it('resumes at once when it kept the port, after looking whether there is room', () => {
      const server = serving().take(suspendKeepingThePort).take(resume);
      expect(server.value).toEqual({ listening: 'accepting' });
      expect(server.said).toEqual([{ type: 'signal.listening', address: anAddress }]);
      expect(server.sentTypes).toEqual(['connections: connections.report']);
      expect(server.take({ type: 'connections.full' }).value).toEqual({ listening: 'full' });
    });

    it.each([
      ['the kernel had chosen', { port: 0 }],
      ['was random', {}],
    ])('resumes on the port that %s', (_, input) => {
      const server = serving(input).take(suspend).take(resume);
      expect(server.value).toBe('binding');
      expect(server.sent[0]?.event).toEqual({ type: 'listener.listen', port: 4321 });
    });

    it.each([
      ['given', { port: 4321 }],
      ['random', {}],
    ])('stays suspended, and says why, when its %s port was taken meanwhile', (_, input) => {
      const server = serving(input).take(suspend, resume).take(failure());
      expect(server.value).toEqual({ suspended: 'closed' });
      expect(server.saidTypes).toEqual(['signal.error']);
      expect(server.snapshot.status).toBe('active');
      expect(server.take(resume, listening).value).toEqual({ listening: 'accepting' });
    });

    it('carries no old error into its end after a resume that failed', () => {
      const server = serving().take(suspend, resume, failure(), shutDown, listenerClosed, empty);
      expect(server.snapshot.output).toEqual({});
    });

    it('can be shut down', () => {
      for (const word of [suspend, suspendKeepingThePort]) {
        const server = serving().take(word, shutDown, listenerClosed, empty);
        expect(server.snapshot.status).toBe('done');
      }
    });
  });

  describe('closing', () => {
    it('closes the port, lets connections finish and says so', () => {
      const server = serving().take(shutDown);
      expect(server.saidTypes).toEqual(['signal.closing']);
      expect(server.sentTypes).toEqual([
        'listener: listener.close',
        'connections: connections.drain',
      ]);
    });

    it.each([
      ['port first', [listenerClosed, empty]],
      ['connections first', [empty, listenerClosed]],
    ] as const)('ends when port and connections are gone, %s', (_, [first, second]) => {
      const server = serving().take(shutDown, first);
      expect(server.snapshot.status).toBe('active');
      server.take(second);
      expect(server.snapshot.status).toBe('done');
      expect(server.saidTypes).toEqual(['signal.shutdown']);
      expect(server.sentTypes).toEqual(['nowhere: control.shutdown']);
      expect(server.snapshot.output).toEqual({});
    });

    it('still says shutdownCSA of those that go', () => {
      expect(serving().take(shutDown).take(gone()).saidTypes).toEqual([
        'protocolHandlerSignal.shutdownCSA',
      ]);
    });

    it('turns away who comes too late', () => {
      const server = serving().take(shutDown).take(newConnection(3));
      expect(server.sentTypes).toEqual(['listener: listener.refuse']);
      expect(server.said).toEqual([
        { type: 'signal.refused', connection: aConnection(3), reason: 'closing' },
      ]);
    });

    it('forces what is left after the shutdown timeout', () => {
      const server = serving({ port: 0, shutdownTimeout: 77 }).take(shutDown);
      const timers = tcpServerMachine.getStateNodeById('tcpServer.closing').after;
      expect(timers.map(({ delay }) => delay)).toEqual(['shutdownTimeout']);
      server.take({
        type: 'xstate.after.shutdownTimeout.tcpServer.closing',
      } as unknown as TcpServerEvent);
      expect(server.sent.map(({ event }) => event)).toEqual([
        { type: 'connections.abort', howDied: 'shutdownTimeout' },
      ]);
      expect(server.value).toEqual({ closing: { listener: 'open', connections: 'draining' } });
    });

    it('is not begun twice', () => {
      const server = serving().take(shutDown).take(shutDown);
      expect([...server.sent, ...server.said]).toEqual([]);
    });

    it('aborts at once when told so, in every state', () => {
      const ways: TcpServerEvent[][] = [
        [],
        [listening],
        [listening, suspend],
        [listening, suspendKeepingThePort],
        [listening, { type: 'connections.full' }],
        [listening, shutDown],
      ];
      for (const way of ways) {
        const server = start()
          .take(...way)
          .take(abort);
        expect(server.value).toMatchObject({ closing: {} });
        expect(server.sent.map(({ event }) => event)).toContainEqual({
          type: 'connections.abort',
          howDied: 'aborted',
        });
        expect(server.take(listenerClosed, empty).snapshot.status).toBe('done');
      }
    });
  });

  describe('whatever comes in whatever order', () => {
    const anyEvent: fc.Arbitrary<TcpServerEvent> = fc.constantFrom<TcpServerEvent>(
      shutDown,
      suspend,
      suspendKeepingThePort,
      resume,
      listening,
      failure(),
      listenerClosed,
      empty,
      { type: 'connections.full' },
      { type: 'connections.available' },
      newConnection(),
      newCsa(),
      gone(),
    );

    it('either accepts or refuses each connection, never both and never neither', () => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
          const server = start({});
          for (const event of events) {
            server.take(event);
            if (event.type !== 'newconnection' || server.snapshot.status === 'done') continue;
            const accepts = server.sentTypes.includes('connections: connections.accept');
            const refuses = server.sentTypes.includes('listener: listener.refuse');
            expect(accepts).toBe(!refuses);
            expect(server.saidTypes.includes('signal.refused')).toBe(refuses);
          }
        }),
      );
    });

    it('tells of each CSA while it lives, and leaves the selector exactly once', () => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
          const server = start({});
          let left = 0;
          for (const event of events) {
            const wasDone = server.snapshot.status === 'done';
            server.take(event);
            left += server.sentTypes.filter((sent) => sent === 'nowhere: control.shutdown').length;
            if (wasDone) continue;
            if (event.type === 'connections.newCSA') {
              expect(server.saidTypes).toContain('protocolHandlerSignal.newCSA');
            }
            if (event.type === 'feedbackFromCSA.socketShutdown') {
              expect(server.saidTypes).toContain('protocolHandlerSignal.shutdownCSA');
            }
          }
          expect(left).toBe(server.snapshot.status === 'done' ? 1 : 0);
        }),
      );
    });

    it('always ends after a shutdown, once port and connections are gone', () => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
          const server = start({}).take(...events);
          server.take(shutDown, listenerClosed, empty);
          expect(server.snapshot.status).toBe('done');
        }),
      );
    });
  });

  describe('its decisions about ports', () => {
    it('tries another one only for a taken random port, and only so often', () => {
      const { context } = start({ maxtries: 2 });
      const taken = new XstateNetError('XN_PORT_IN_USE', '');
      expect(mayTryAnotherPort(context, taken)).toBe(true);
      expect(mayTryAnotherPort({ ...context, portsTried: 1 }, taken)).toBe(false);
      expect(mayTryAnotherPort(start({ port: 0 }).context, taken)).toBe(false);
      expect(mayTryAnotherPort(start({ path: '/x' }).context, taken)).toBe(false);
      expect(mayTryAnotherPort(context, new XstateNetError('XN_PORT_FORBIDDEN', ''))).toBe(false);
    });

    it('asks for the port that it had, then for the given one', () => {
      expect(portToListenOn(start({ port: 5 }).context)).toBe(5);
      expect(portToListenOn(start({}).context)).toBeUndefined();
      expect(portToListenOn(serving({ port: 0 }).context)).toBe(4321);
    });

    it('asks for no port on a unix socket', () => {
      const server = start({ path: '/tmp/x.sock' }).take({
        type: 'listener.listening',
        address: { family: 'unix', path: '/tmp/x.sock' },
      });
      expect(portToListenOn(server.context)).toBeUndefined();
    });
  });
});
