import { createActor } from 'xstate';
import { serverCore } from '../../actors/server/serverCore';
import type { Protocol } from '../../machines/handler/protocol';
import type { ServerCommand } from '../../machines/listener/serverCommand';
import type { ServerOptions } from '../../machines/options/serverOptions';
import { echo } from '../../machines/protocols/echo';
import type { ServerCoreMessage } from '../../machines/server/serverCoreMessages';
import type { ClientSide, NetworkUnderTest } from '../../testing/compliance/networkUnderTest';
import { pattern } from '../../testing/compliance/stage';
import { afterwards, leaveNothingBehind } from '../support/afterwards';
import { Heard } from '../support/heard';
import { obedient, stubborn } from '../support/protocols';
import { ALL_NETWORKS, withTheTest } from './networks';

leaveNothingBehind();

const text = (words: string) => Buffer.from(words);

/** A message without what differs from one network to the next. */
function told(message: ServerCoreMessage): string {
  switch (message.type) {
    case 'disconnected': {
      const { howDied, bytesReceived, bytesSent } = message;
      return `disconnected ${howDied}, ${bytesReceived} bytes received, ${bytesSent} sent`;
    }
    case 'refused':
      return `refused ${message.reason}`;
    case 'handlerError':
    case 'error':
      return `${message.type} ${message.error.code}`;
    default:
      return message.type;
  }
}

/** A server on a network under test, and its clients. */
class Play {
  readonly clients: ClientSide[] = [];
  private readonly server;
  private readonly heard: Heard<ServerCoreMessage>;

  constructor(
    readonly network: NetworkUnderTest,
    protocol: Protocol,
    options: ServerOptions,
  ) {
    const { transport } = network;
    const path = network.path();
    const where = path === undefined ? { host: '127.0.0.1', port: 0 } : { path };
    this.server = createActor(serverCore, {
      input: { ...where, ...options, protocol, transport },
      clock: transport.clock,
    });
    this.heard = new Heard<ServerCoreMessage>(this.server);
    // What stopping does is done in the network's own time.
    afterwards(() => network.quiet());
    afterwards(() => {
      this.server.stop();
    });
    this.server.start();
  }

  get told(): string[] {
    return this.heard.all.map(told);
  }

  tell(event: ServerCommand): void {
    this.server.send(event);
  }

  /** Waits for a message, the n-th of its type. */
  async says(type: ServerCoreMessage['type'], count = 1): Promise<void> {
    await this.network.until(type, () => this.heard.count(type) >= count);
  }

  async client(): Promise<ClientSide> {
    await this.says('listening');
    const { address } = await this.heard.one('listening');
    const client = this.network.connect(address);
    this.clients.push(client);
    await this.network.until('the connection', () => client.trace.has('connect'));
    await this.network.quiet();
    return client;
  }

  async received(client: ClientSide, bytes: number): Promise<void> {
    await this.network.until('bytes', () => client.trace.bytesReceived >= bytes);
  }

  async closes(client: ClientSide): Promise<void> {
    await this.network.until('the end', () => client.trace.has('close'));
  }
}

interface Scene {
  /** A sentence that goes on after "a server". */
  readonly name: string;
  readonly protocol?: Protocol;
  readonly options?: ServerOptions;
  play(play: Play): Promise<void>;
  readonly says: readonly string[];
  /** What the clients see, each in turn. */
  readonly clients: readonly (readonly string[])[];
  readonly unix?: Partial<Pick<Scene, 'says' | 'clients'>>;
}

const SCENES: readonly Scene[] = [
  {
    name: 'echoes what a client sends before it finishes, and finishes with it',
    play: async (play) => {
      const client = await play.client();
      client.send(text('hello'));
      client.end();
      await play.says('disconnected');
      await play.closes(client);
    },
    says: ['listening', 'connected', 'disconnected peerClosed, 5 bytes received, 5 sent'],
    clients: [['connect', 'data 5', 'end', 'close']],
  },
  {
    name: 'takes a client that says nothing and leaves for what it is',
    play: async (play) => {
      const client = await play.client();
      client.end();
      await play.says('disconnected');
      await play.closes(client);
    },
    says: ['listening', 'connected', 'disconnected peerClosed, 0 bytes received, 0 sent'],
    clients: [['connect', 'end', 'close']],
  },
  {
    name: 'hears of a reset',
    play: async (play) => {
      const client = await play.client();
      client.send(text('hello'));
      await play.received(client, 5);
      client.reset();
      await play.says('disconnected');
    },
    says: ['listening', 'connected', 'disconnected reset, 5 bytes received, 5 sent'],
    clients: [['connect', 'data 5', 'close']],
    unix: {
      says: ['listening', 'connected', 'disconnected peerClosed, 5 bytes received, 5 sent'],
    },
  },
  {
    name: 'says the last word when its handler has finished first',
    protocol: obedient as Protocol,
    play: async (play) => {
      const client = await play.client();
      client.send(text('FINISH'));
      await play.received(client, 3);
      await play.network.quiet();
      client.end();
      await play.says('disconnected');
    },
    says: ['listening', 'connected', 'disconnected finished, 6 bytes received, 3 sent'],
    clients: [['connect', 'data 3', 'end', 'close']],
  },
  {
    name: 'resets a client when its handler aborts',
    protocol: obedient as Protocol,
    play: async (play) => {
      const client = await play.client();
      client.send(text('ABORT'));
      await play.says('disconnected');
      await play.network.quiet();
    },
    says: ['listening', 'connected', 'disconnected aborted, 5 bytes received, 0 sent'],
    clients: [['connect', 'error ECONNRESET', 'close']],
    unix: { clients: [['connect', 'end']] },
  },
  {
    name: 'resets only the client whose handler failed',
    protocol: obedient as Protocol,
    play: async (play) => {
      const unlucky = await play.client();
      const other = await play.client();
      unlucky.send(text('FAIL'));
      await play.says('disconnected');
      other.send(text('hello'));
      await play.received(other, 5);
    },
    says: [
      'listening',
      'connected',
      'connected',
      'handlerError XN_HANDLER_FAILED',
      'disconnected handlerError, 4 bytes received, 0 sent',
    ],
    clients: [
      ['connect', 'error ECONNRESET', 'close'],
      ['connect', 'data 5'],
    ],
    unix: {
      clients: [
        ['connect', 'end'],
        ['connect', 'data 5'],
      ],
    },
  },
  {
    name: 'hears a client out after it has closed its own half',
    protocol: obedient as Protocol,
    play: async (play) => {
      const client = await play.client();
      client.send(text('END'));
      await play.received(client, 10);
      await play.network.quiet();
      client.send(text('more'));
      await play.network.quiet();
      client.end();
      await play.says('disconnected');
    },
    says: ['listening', 'connected', 'disconnected finished, 7 bytes received, 10 sent'],
    clients: [['connect', 'data 10', 'end', 'close']],
  },
  {
    name: 'holds a client that does not read, and gives it everything when it does',
    options: { highWaterMark: 16_384 },
    play: async (play) => {
      const client = await play.client();
      client.pause();
      client.send(pattern(1 << 20));
      client.end();
      await play.network.quiet();
      client.resume();
      await play.received(client, 1 << 20);
      await play.says('disconnected');
      await play.closes(client);
      client.trace.add(client.trace.bytes.equals(pattern(1 << 20)) ? 'equal' : 'not equal');
    },
    says: [
      'listening',
      'connected',
      'disconnected peerClosed, 1048576 bytes received, 1048576 sent',
    ],
    clients: [['connect', 'data 1048576', 'end', 'close', 'equal']],
  },
  {
    name: 'that drains lets its handlers say goodbye, and is gone when the clients are',
    protocol: obedient as Protocol,
    play: async (play) => {
      const clients = [await play.client(), await play.client()];
      play.tell({ type: 'control.serverShutdown' });
      for (const client of clients) await play.received(client, 7);
      await play.network.quiet();
      for (const client of clients) {
        client.end();
        await play.closes(client);
        await play.network.quiet();
      }
      await play.says('shutdown');
    },
    says: [
      'listening',
      'connected',
      'connected',
      'closing',
      'disconnected finished, 0 bytes received, 7 sent',
      'disconnected finished, 0 bytes received, 7 sent',
      'shutdown',
    ],
    clients: [
      ['connect', 'data 7', 'end', 'close'],
      ['connect', 'data 7', 'end', 'close'],
    ],
  },
  {
    name: 'that drains forces those who do not finish',
    protocol: stubborn as Protocol,
    options: { shutdownTimeout: 50 },
    play: async (play) => {
      const client = await play.client();
      client.send(text('hello'));
      await play.received(client, 5);
      play.tell({ type: 'control.serverShutdown' });
      await play.says('shutdown');
      await play.network.quiet();
    },
    says: [
      'listening',
      'connected',
      'closing',
      'disconnected shutdownTimeout, 5 bytes received, 5 sent',
      'shutdown',
    ],
    clients: [['connect', 'data 5', 'error ECONNRESET', 'close']],
    unix: { clients: [['connect', 'data 5', 'end']] },
  },
  {
    name: 'that is shut down at once resets everybody',
    play: async (play) => {
      await play.client();
      await play.client();
      play.tell({ type: 'control.shutdownMicroprocess' });
      await play.says('shutdown');
      await play.network.quiet();
    },
    says: [
      'listening',
      'connected',
      'connected',
      'closing',
      'disconnected aborted, 0 bytes received, 0 sent',
      'disconnected aborted, 0 bytes received, 0 sent',
      'shutdown',
    ],
    clients: [
      ['connect', 'error ECONNRESET', 'close'],
      ['connect', 'error ECONNRESET', 'close'],
    ],
    unix: {
      clients: [
        ['connect', 'end'],
        ['connect', 'end'],
      ],
    },
  },
  {
    name: 'that is full turns the next client away, and takes the one after',
    options: { maxConnections: 1 },
    play: async (play) => {
      const first = await play.client();
      const second = await play.client();
      await play.says('refused');
      first.end();
      await play.says('disconnected');
      const third = await play.client();
      third.send(text('hello'));
      await play.received(third, 5);
      second.end();
      await play.closes(second);
    },
    says: [
      'listening',
      'connected',
      'refused maxConnections',
      'disconnected peerClosed, 0 bytes received, 0 sent',
      'connected',
    ],
    clients: [
      ['connect', 'end', 'close'],
      ['connect', 'end', 'close'],
      ['connect', 'data 5'],
    ],
  },
  {
    name: 'that is suspended keeps its clients, and takes new ones when it is resumed',
    play: async (play) => {
      const first = await play.client();
      play.tell({ type: 'control.suspend', mode: 'refuse' });
      const second = await play.client();
      await play.says('refused');
      first.send(text('hello'));
      await play.received(first, 5);
      play.tell({ type: 'control.resume' });
      await play.says('listening', 2);
      const third = await play.client();
      third.send(text('hello'));
      await play.received(third, 5);
      second.end();
      await play.closes(second);
    },
    says: ['listening', 'connected', 'suspended', 'refused suspended', 'listening', 'connected'],
    clients: [
      ['connect', 'data 5'],
      ['connect', 'end', 'close'],
      ['connect', 'data 5'],
    ],
  },
  {
    name: 'ends idle connections',
    options: { idleTimeout: 60 },
    play: async (play) => {
      const client = await play.client();
      await play.says('disconnected');
      client.end();
      await play.closes(client);
    },
    says: ['listening', 'connected', 'disconnected idleTimeout, 0 bytes received, 0 sent'],
    clients: [['connect', 'end', 'close']],
  },
  {
    name: 'does not wait for ever for the end of a client that it has finished with',
    protocol: obedient as Protocol,
    options: { lingerTimeout: 60 },
    play: async (play) => {
      const client = await play.client();
      client.send(text('FINISH'));
      await play.says('disconnected');
      client.end();
      await play.closes(client);
    },
    says: ['listening', 'connected', 'disconnected lingerTimeout, 6 bytes received, 3 sent'],
    clients: [['connect', 'data 3', 'end', 'close']],
  },
];

describe.each(ALL_NETWORKS)('on %s', (_, make) => {
  it.each(SCENES.map((scene) => [scene.name, scene] as const))(
    'a server %s',
    async (_name, { protocol = echo as Protocol, options = {}, says, clients, ...scene }) => {
      const network = withTheTest(make);
      const play = new Play(network, protocol, options);
      await scene.play(play);
      expect({
        says: play.told,
        clients: play.clients.map(({ trace }) => trace.entries),
      }).toEqual({ says, clients, ...(network.isUnix ? scene.unix : undefined) });
    },
  );
});
