import { createActor, fromCallback, SimulatedClock } from 'xstate';
import { ONE_SIGNAL, type ServeEvent, serveMachine } from '../../../cli/serve/serveMachine';
import type { StopSignal } from '../../../cli/stopSignals';
import { XstateNetError } from '../../../machines/kit/errors';
import { echo } from '../../../machines/protocols/echo';
import { anAddress } from '../../support/samples';

/** The command's chart around a server that only notes what it is told. */
function start() {
  const told: string[] = [];
  const logged: string[] = [];
  const clock = new SimulatedClock();
  const server = fromCallback<ServeEvent>(({ receive }) => {
    receive(({ type }) => told.push(type));
  });
  const actor = createActor(
    serveMachine.provide({
      actors: { server: server as never },
      actions: { log: ({ event }) => logged.push(event.type) },
    }),
    { clock, input: { protocol: echo } },
  ).start();
  return {
    told,
    logged,
    clock,
    send(...events: ServeEvent[]) {
      for (const event of events) actor.send(event);
    },
    signal: (signal: StopSignal) => actor.send({ type: 'process.signal', signal }),
    get state() {
      return actor.getSnapshot().value;
    },
    get output() {
      return actor.getSnapshot().output;
    },
  };
}

const listening = { type: 'listening', address: anAddress } as const;
const done = (error?: XstateNetError): ServeEvent => ({
  type: 'xstate.done.actor.server',
  output: error === undefined ? {} : { error },
});

describe('the command serve', () => {
  it('drains on the first signal and ends with status 0', () => {
    const command = start();
    command.send(listening);
    expect(command.state).toBe('serving');
    command.signal('SIGINT');
    expect(command.told).toEqual(['control.serverShutdown']);
    command.send({ type: 'closing' }, { type: 'shutdown' }, done());
    expect(command.output).toEqual({ status: 0 });
    expect(command.logged).toEqual(['listening', 'closing', 'shutdown']);
  });

  it('takes signals within 250 ms of the first for the same one', () => {
    const command = start();
    command.send(listening);
    command.signal('SIGINT');
    command.clock.increment(ONE_SIGNAL - 1);
    command.signal('SIGINT');
    command.signal('SIGTERM');
    expect(command.told).toEqual(['control.serverShutdown']);
    command.send(done());
    expect(command.output).toEqual({ status: 0 });
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('forces on a later %s, with status %d', (signal, status) => {
    const command = start();
    command.send(listening);
    command.signal('SIGTERM');
    command.clock.increment(ONE_SIGNAL);
    command.signal(signal);
    expect(command.told).toEqual(['control.serverShutdown', 'control.shutdownMicroprocess']);
    command.signal('SIGINT');
    command.send(done());
    expect(command.output).toEqual({ status });
  });

  it('ends all the same if what it forces does not', () => {
    const command = start();
    command.signal('SIGTERM');
    command.clock.increment(ONE_SIGNAL);
    command.signal('SIGTERM');
    command.clock.increment(1_000);
    expect(command.output).toEqual({ status: 143 });
  });

  it('drains when it is asked to while it starts', () => {
    const command = start();
    command.signal('SIGTERM');
    expect(command.told).toEqual(['control.serverShutdown']);
    command.send(done());
    expect(command.output).toEqual({ status: 0 });
  });

  it('ends with status 0 when a protocol has stopped the server', () => {
    const command = start();
    command.send(listening, { type: 'closing' }, { type: 'shutdown' }, done());
    expect(command.output).toEqual({ status: 0 });
  });

  it('ends with status 1 and the error when the server cannot start, and does not log it too', () => {
    const command = start();
    const error = new XstateNetError('XN_PORT_IN_USE', 'port 1601 is in use');
    command.send({ type: 'error', error }, { type: 'shutdown', error }, done(error));
    expect(command.output).toEqual({ status: 1, error });
    expect(command.logged).toEqual([]);
  });

  it('logs errors of a server that goes on', () => {
    const command = start();
    const error = new XstateNetError('XN_ACCEPT_FAILED', 'a connection could not be accepted');
    command.send(listening, { type: 'error', error });
    expect(command.state).toBe('serving');
    expect(command.logged).toEqual(['listening', 'error']);
  });
});
