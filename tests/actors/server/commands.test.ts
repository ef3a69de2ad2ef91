import fc from 'fast-check';
import { type AnyActorRef, createActor, sendTo, setup } from 'xstate';
import { serverCore } from '../../../actors/server/serverCore';
import { simulatedNetwork } from '../../../actors/transport/simulated/simulatedNetwork';
import { echo } from '../../../machines/protocols/echo';

const COMMANDS = {
  suspend: { type: 'control.suspend' },
  refuse: { type: 'control.suspend', mode: 'refuse' },
  resume: { type: 'control.resume' },
} as const;

type Command = keyof typeof COMMANDS;

/** From where commands come: all at once, in the middle of what the server does. */
const SENDERS = ['a listener', 'an owner', 'outside', 'outside, before it listens'] as const;

type Sender = (typeof SENDERS)[number];

const PORT = 1601;

/** The server, which is sent the commands by then, and whether a client is served after that. */
function outcome(sender: Sender, commands: readonly Command[]) {
  const network = simulatedNetwork({ seed: 1 });
  const events = commands.map((command) => COMMANDS[command]);
  const input = { port: PORT, host: '127.0.0.1', protocol: echo, transport: network };
  const clock = network.clock as never;
  let root: AnyActorRef;
  let server: AnyActorRef;
  if (sender === 'an owner') {
    const app = setup({ actors: { serverCore } }).createMachine({
      invoke: { id: 'server', src: 'serverCore', input: ({ self }) => ({ ...input, owner: self }) },
      initial: 'waiting',
      states: {
        waiting: {
          on: { connected: { target: 'asked', actions: events.map((e) => sendTo('server', e)) } },
        },
        asked: {},
      },
    });
    const owner = createActor(app, { clock }).start();
    root = owner;
    server = owner.getSnapshot().children.server as AnyActorRef;
  } else {
    server = createActor(serverCore, { clock, input }) as AnyActorRef;
    root = server;
    if (sender === 'a listener') {
      const listening = server.on('connected', () => {
        listening.unsubscribe();
        for (const event of events) server.send(event);
      });
    }
    server.start();
  }
  if (sender === 'outside, before it listens') for (const event of events) server.send(event);
  network.advance(10);
  network.connect({ family: 'IPv4', host: '127.0.0.1', port: PORT });
  network.advance(10);
  if (sender === 'outside') for (const event of events) server.send(event);
  network.advance(50);
  const state = server.getSnapshot().value;
  root.stop();
  network.runToQuiescence(1_000);
  return state;
}

describe.each(SENDERS)('commands from %s', (sender) => {
  it('count in the order in which they are sent', () => {
    const command = fc.constantFrom<Command>('suspend', 'refuse', 'resume');
    fc.assert(
      fc.property(fc.array(command, { maxLength: 6 }), (commands) => {
        const last = commands.at(-1) ?? 'resume';
        expect(outcome(sender, commands)).toBe(last === 'resume' ? 'serving' : 'suspended');
      }),
    );
  });
});
