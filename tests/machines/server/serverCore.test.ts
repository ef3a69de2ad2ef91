import fc from 'fast-check';
import type { Protocol } from '../../../machines/handler/protocol';
import { XstateNetError } from '../../../machines/kit/errors';
import { type ServerCoreInput, serverCoreMachine } from '../../../machines/server/serverCore';
import type {
  NewCsa,
  ServerCoreEvent,
  ShutdownCsa,
} from '../../../machines/server/serverCoreMessages';
import { patience } from '../../../machines/server/serverLimits';
import { simpleServerMachine } from '../../../machines/server/simpleServer';
import { Pure } from '../../support/pure';
import { aConnection, aCsa, anAddress } from '../../support/samples';

const aProtocol = { getInitialSnapshot: () => ({}), transition: () => ({}) } as unknown as Protocol;

const start = (input: Partial<ServerCoreInput> = {}) =>
  Pure.start(serverCoreMachine, { protocol: aProtocol, ...input });

const listening: ServerCoreEvent = { type: 'feedbackFromServer.listening', address: anAddress };
const serving = (input: Partial<ServerCoreInput> = {}) => start(input).take(listening);

const newCsa = (id = 1): NewCsa => ({
  type: 'socketActivity.newCSA',
  csa: aCsa,
  connection: aConnection(id),
  descriptor: id,
});

const shutdownCsa = (id = 1): ShutdownCsa => ({
  type: 'socketActivity.shutdownCSA',
  csa: aCsa,
  connection: aConnection(id),
  descriptor: id,
  howDied: 'peerClosed',
  bytesReceived: 1,
  bytesSaid: 2,
  bytesSent: 2,
  duration: 3,
});

const shutDown: ServerCoreEvent = { type: 'control.serverShutdown' };
const abort: ServerCoreEvent = { type: 'control.shutdownMicroprocess' };
const done = (error?: XstateNetError): ServerCoreEvent => ({
  type: 'xstate.done.actor.tcpServer',
  output: error === undefined ? {} : { error },
});

describe('serverCore', () => {
  it('is starting until its tcpServer listens, then says where', () => {
    const server = start();
    expect(server.value).toBe('starting');
    expect(server.did).toEqual(['linkOwner', 'linkTcpServer']);
    server.take(listening);
    expect(server.value).toBe('serving');
    expect(server.said).toEqual([{ type: 'listening', address: anAddress }]);
  });

  it.each([
    ['port 1601, as the seeds do, without port and path', {}, { port: 1601 }],
    ['a given port', { port: 5 }, { port: 5 }],
    ['the port that the kernel chooses', { port: 0 }, { port: 0 }],
    ['a path', { path: '/tmp/x' }, { path: '/tmp/x' }],
    ['port 1601 of a given host', { host: '::1' }, { host: '::1', port: 1601 }],
  ])('listens on %s', (_, input, options) => {
    expect(start(input).context.options).toEqual(options);
  });

  it('listens on port 1601 also when the port is given as undefined', () => {
    const input = { port: undefined } as unknown as Partial<ServerCoreInput>;
    expect(start(input).context.options.port).toBe(1601);
  });

  it.each([undefined, null, 42, 'echo', [], {}])(
    'ends at once with XN_BAD_PROTOCOL when the protocol is %p',
    (protocol) => {
      const server = start({ protocol: protocol as unknown as Protocol });
      expect(server.snapshot.status).toBe('done');
      expect(server.snapshot.output?.error?.code).toBe('XN_BAD_PROTOCOL');
      expect(server.said).toEqual([{ type: 'shutdown', error: server.snapshot.output?.error }]);
    },
  );

  it('has a handler started for a new connection before it says connected', () => {
    const server = serving().take(newCsa(4));
    expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
      {
        to: 'handlers',
        type: 'handlers.start',
        csa: aCsa,
        connection: aConnection(4),
        descriptor: 4,
      },
    ]);
    expect(server.said).toEqual([{ type: 'connected', connection: aConnection(4) }]);
  });

  it('has the handler stopped when its connection is gone, and tells how it ended', () => {
    const server = serving().take(shutdownCsa(4));
    expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
      { to: 'handlers', type: 'handlers.stop', connection: aConnection(4) },
    ]);
    expect(server.said).toEqual([
      {
        type: 'disconnected',
        connection: aConnection(4),
        howDied: 'peerClosed',
        bytesReceived: 1,
        bytesSaid: 2,
        bytesSent: 2,
        duration: 3,
      },
    ]);
  });

  it('tells of handlers that failed, of clients turned away and of errors, and goes on', () => {
    const error = new XstateNetError('XN_HANDLER_FAILED', 'it failed');
    const connection = aConnection();
    const server = serving().take(
      { type: 'handlers.failed', connection, error },
      { type: 'feedbackFromServer.refused', connection, reason: 'maxConnections' },
      { type: 'feedbackFromServer.error', error },
    );
    expect(server.said).toEqual([
      { type: 'handlerError', connection, error },
      { type: 'refused', connection, reason: 'maxConnections' },
      { type: 'error', error },
    ]);
    expect(server.value).toBe('serving');
  });

  it('is suspended and serves again as its tcpServer does', () => {
    const server = serving().take({ type: 'control.suspend', mode: 'refuse' });
    expect(server.sent.map(({ to, event }) => ({ to, ...event }))).toEqual([
      { to: 'tcpServer', type: 'control.suspend', mode: 'refuse' },
    ]);
    expect(server.value).toBe('serving');
    server.take({ type: 'feedbackFromServer.suspended' });
    expect(server.value).toBe('suspended');
    expect(server.saidTypes).toEqual(['suspended']);
    server.take({ type: 'control.resume' });
    expect(server.sentTypes).toEqual(['tcpServer: control.resume']);
    expect(server.take(listening).value).toBe('serving');
    expect(server.saidTypes).toEqual(['listening']);
  });

  it('still takes connections and their ends while it is suspended', () => {
    const server = serving().take({ type: 'feedbackFromServer.suspended' });
    expect(server.take(newCsa(), shutdownCsa()).saidTypes).toEqual(['connected', 'disconnected']);
  });

  it('stays suspended when it could not resume', () => {
    const error = new XstateNetError('XN_PORT_IN_USE', 'taken');
    const server = serving().take(
      { type: 'feedbackFromServer.suspended' },
      { type: 'control.resume' },
      { type: 'feedbackFromServer.error', error },
    );
    expect(server.value).toBe('suspended');
    expect(server.saidTypes).toEqual(['suspended', 'error']);
  });

  describe('closing', () => {
    const ways: readonly (readonly [string, ServerCoreEvent[]])[] = [
      ['starting', []],
      ['serving', [listening]],
      ['suspended', [listening, { type: 'feedbackFromServer.suspended' }]],
    ];

    it.each(ways)('drains from %s: the listener first, then handlers are asked', (_, way) => {
      const server = start()
        .take(...way)
        .take(shutDown);
      expect(server.value).toEqual({ closing: 'asking' });
      expect(server.sentTypes).toEqual([
        'tcpServer: control.serverShutdown',
        'handlers: handlers.askToFinish',
      ]);
      expect(server.saidTypes).toEqual(['closing']);
    });

    it.each(ways)('aborts from %s without asking anybody', (_, way) => {
      const server = start()
        .take(...way)
        .take(abort);
      expect(server.value).toMatchObject({ closing: expect.anything() });
      expect(server.sentTypes).toEqual(['tcpServer: control.shutdownMicroprocess']);
    });

    it('can still be aborted', () => {
      expect(serving().take(shutDown).take(abort).sentTypes).toEqual([
        'tcpServer: control.shutdownMicroprocess',
      ]);
    });

    it('asks handlers once, however often it is told', () => {
      const server = serving().take(shutDown).take(shutDown);
      expect([...server.sent, ...server.said]).toEqual([]);
    });

    it('asks also the handler of a connection that was accepted in the same turn', () => {
      const server = serving().take(shutDown).take(newCsa());
      expect(server.sentTypes).toEqual([
        'handlers: handlers.start',
        'handlers: handlers.askToFinish',
      ]);
      expect(server.saidTypes).toEqual(['connected']);
    });

    it('insists when its patience is over', () => {
      const server = serving()
        .take(shutDown)
        .take({
          type: 'xstate.after.patience.serverCore.closing.asking',
        } as unknown as ServerCoreEvent);
      expect(server.value).toEqual({ closing: 'insisting' });
      expect(server.sentTypes).toEqual(['handlers: handlers.insist']);
    });

    it.each([
      [8_000, {}],
      [9_500, { lingerTimeout: 500 }],
      [50, { shutdownTimeout: 100 }],
      [0, { shutdownTimeout: 100, lingerTimeout: 200 }],
    ])('is patient for %d ms with %p', (milliseconds, options) => {
      expect(patience(options)).toBe(milliseconds);
    });
  });

  it('shuts down with its tcpServer, and with its error', () => {
    const error = new XstateNetError('XN_PORT_IN_USE', 'taken');
    const failed = start().take({ type: 'feedbackFromServer.error', error }, done(error));
    expect(failed.said).toEqual([
      { type: 'error', error },
      { type: 'shutdown', error },
    ]);
    expect(failed.snapshot.output).toEqual({ error });
    const fine = serving().take(shutDown, done());
    expect(fine.said.at(-1)).toEqual({ type: 'shutdown' });
    expect(fine.snapshot.output).toEqual({});
  });

  it('whatever comes, says connected and disconnected for each connection, and ends', () => {
    const anyEvent = fc.constantFrom<ServerCoreEvent>(
      listening,
      { type: 'feedbackFromServer.suspended' },
      { type: 'control.suspend' },
      { type: 'control.resume' },
      shutDown,
      abort,
      newCsa(),
      shutdownCsa(),
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const server = start();
        for (const event of events) {
          server.take(event);
          if (event.type === 'socketActivity.newCSA') {
            expect(server.saidTypes).toEqual(['connected']);
            expect(server.sentTypes).toContain('handlers: handlers.start');
          }
          if (event.type === 'socketActivity.shutdownCSA') {
            expect(server.saidTypes).toEqual(['disconnected']);
          }
          expect(server.snapshot.status).toBe('active');
        }
        expect(server.take(done()).saidTypes).toEqual(['shutdown']);
      }),
    );
  });

  it('is the chart of simpleServer too', () => {
    expect(Object.keys(simpleServerMachine.states)).toEqual(Object.keys(serverCoreMachine.states));
    expect(simpleServerMachine.id).toBe('simpleServer');
  });
});
