import { type AnyActorLogic, type AnyActorRef, createActor, setup } from 'xstate';
import { tcpServer } from '../../../actors/listener/tcpServer';
import { serverCore, simpleServer } from '../../../actors/server/serverCore';
import { singleServer } from '../../../actors/server/singleServer';
import { discard } from '../../../machines/protocols/discard';
import { afterwards, leaveNothingBehind } from '../../support/afterwards';
import { until } from '../../support/until';

leaveNothingBehind();

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;

const SERVERS: [string, AnyActorLogic, object][] = [
  ['tcpServer', tcpServer, LOOPBACK],
  ['serverCore', serverCore, { ...LOOPBACK, protocol: discard }],
  ['simpleServer', simpleServer, { ...LOOPBACK, protocol: discard }],
  ['singleServer', singleServer, LOOPBACK],
];

const refusal = (name: string) =>
  expect.objectContaining({
    name: 'XstateNetError',
    code: 'XN_NOT_PERSISTABLE',
    message: expect.stringMatching(
      new RegExp(`^${name} cannot be .+ start a new one with the same input`),
    ),
  });

const thrown = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
};

const stopAfterwards = (actor: AnyActorRef) => {
  afterwards(() => {
    actor.stop();
  });
};

describe.each(SERVERS)('a %s', (name, logic, input) => {
  /** A machine that invokes the server once it is told to, and until it is told to close. */
  const appFor = (server: AnyActorLogic) =>
    setup({ actors: { server } }).createMachine({
      initial: 'closed',
      states: {
        closed: { on: { open: 'open' } },
        open: {
          invoke: { id: 'server', src: 'server', input: () => input },
          on: { close: 'closed' },
        },
      },
    });

  const listening = async (server: AnyActorRef, start: () => unknown) => {
    let heard = false;
    server.on('*', (said: { address?: unknown }) => {
      heard ||= said.address !== undefined;
    });
    start();
    await until('it to listen', () => heard);
  };

  it.each([false, true])('refuses to be persisted, inspected: %p', async (inspected) => {
    const server = createActor(logic, { input, ...(inspected && { inspect: () => {} }) });
    stopAfterwards(server);
    expect(thrown(() => server.getPersistedSnapshot())).toEqual(refusal(name));
    await listening(server, () => server.start());
    expect(thrown(() => server.getPersistedSnapshot())).toEqual(refusal(name));
    expect(server.getSnapshot().status).toBe('active');
    server.stop();
    expect(thrown(() => server.getPersistedSnapshot())).toEqual(refusal(name));
  });

  it('refuses to be persisted when it is given other implementations', () => {
    const provided = (logic as { provide?(implementations: object): AnyActorLogic }).provide?.({});
    const server = createActor(provided as AnyActorLogic, { input });
    expect(thrown(() => server.getPersistedSnapshot())).toEqual(refusal(name));
  });

  it('refuses for the machine that invokes it, which can be persisted once it has left', async () => {
    const machine = appFor(logic);
    const app = createActor(machine).start();
    stopAfterwards(app);
    app.send({ type: 'open' });
    const { server } = app.getSnapshot().children;
    await listening(server as AnyActorRef, () => {});
    expect(thrown(() => app.getPersistedSnapshot())).toEqual(refusal(name));
    expect(app.getSnapshot().value).toBe('open');
    app.send({ type: 'close' });

    const persisted = JSON.parse(JSON.stringify(app.getPersistedSnapshot()));
    const restored = createActor(machine, { snapshot: persisted, input: undefined }).start();
    stopAfterwards(restored);
    restored.send({ type: 'open' });
    await listening(restored.getSnapshot().children.server as AnyActorRef, () => {});
  });

  it('refuses to be restored, and says nothing of listening', () => {
    const snapshot = { status: 'active', value: 'listening', context: {}, children: {} };
    const failed: unknown[] = [];
    const said: unknown[] = [];
    const server = createActor(logic, { input, snapshot: snapshot as never }) as AnyActorRef;
    server.subscribe({ error: (error) => failed.push(error) });
    server.on('*', (message) => said.push(message));
    server.start();
    expect(failed).toEqual([refusal(name)]);
    expect(said).toEqual([]);
  });

  /** The app as something else has persisted it: with its server. */
  const persistedWithServer = {
    status: 'active',
    value: 'open',
    context: {},
    historyValue: {},
    children: {
      server: {
        src: 'server',
        snapshot: { status: 'active', value: 'listening', context: {}, children: {} },
      },
    },
  };

  it('fails the machine that is restored with it', () => {
    const failed: unknown[] = [];
    const snapshot = persistedWithServer as never;
    const app = createActor(appFor(logic), { input: undefined, snapshot });
    app.subscribe({ error: (error) => failed.push(error) });
    app.start();
    expect(failed).toEqual([refusal(name)]);
  });

  it('lets the machine that is restored with it handle the failure', () => {
    const failed: unknown[] = [];
    const machine = setup({ actors: { server: logic } }).createMachine({
      initial: 'open',
      states: {
        open: {
          invoke: {
            id: 'server',
            src: 'server',
            onError: { target: 'closed', actions: ({ event }) => failed.push(event.error) },
          },
        },
        closed: {},
      },
    });
    const snapshot = persistedWithServer as never;
    const app = createActor(machine, { input: undefined, snapshot }).start();
    stopAfterwards(app);
    expect(failed).toEqual([refusal(name)]);
    expect(app.getSnapshot().value).toBe('closed');
  });
});
