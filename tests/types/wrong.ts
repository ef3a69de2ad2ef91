/** Something that must not compile, and what its author should read. */
export interface WrongSnippet {
  readonly title: string;
  readonly source: string;
  readonly code: number;
  /** What is underlined. */
  readonly at: string;
  /** Words that tell what is wrong, in the order in which the message says them. */
  readonly words: readonly string[];
}

const informed =
  'const informed = setupProtocol({ types: { input: {} as ConnectionInfo } }).createMachine({ on: { inbox: {} } });';

export const WRONG_EVENTS: readonly WrongSnippet[] = [
  {
    title: 'a protocol that listens to an event that does not exist',
    source: 'setupProtocol().createMachine({ on: { inbocks: {} } });',
    code: 2353,
    at: 'inbocks',
    words: ["'inbocks' does not exist", 'ProtocolEvent'],
  },
  {
    title: 'the same inside a state, with a box that does exist',
    source:
      "setupProtocol().createMachine({ initial: 'a', states: { a: { on: { 'control.producerFinishd': {} } } } });",
    code: 2353,
    at: "'control.producerFinishd'",
    words: ["'control.producerFinishd'' does not exist", 'ProtocolEvent'],
  },
  {
    title: 'a field that an event does not have',
    source:
      'setupProtocol().createMachine({ on: { inbox: { actions: outbox(({ event }) => event.bytes) } } });',
    code: 2339,
    at: 'bytes',
    words: ["Property 'bytes' does not exist on type 'InboxEvent'"],
  },
  {
    title: 'an event that a server does not receive',
    source:
      "createActor(serverCore, { input: { protocol: echo } }).send({ type: 'control.serverShutDown' });",
    code: 2820,
    at: 'type',
    words: ['control.serverShutDown', 'Did you mean \'"control.serverShutdown"\'?'],
  },
  {
    title: 'an event that only the actors of a server send each other',
    source:
      "createActor(serverCore, { input: { protocol: echo } }).send({ type: 'feedbackFromServer.suspended' });",
    code: 2322,
    at: 'type',
    words: ['feedbackFromServer.suspended', 'control.'],
  },
  {
    title: 'an event that the protocol of a handler does not have',
    source: `
      const lamp = setupProtocol({ types: { events: {} as { readonly type: 'turn' } } }).createMachine({});
      createActor(serverCoreFor<typeof lamp>(), { input: { protocol: lamp } })
        .on('connected', ({ handler }) => handler?.send({ type: 'trun' }));
    `,
    code: 2322,
    at: 'type',
    words: ['"trun"', '"turn"'],
  },
  {
    title: 'whatever is sent to a handler whose protocol has no events of its own',
    source: `
      createActor(serverCoreFor<typeof echo>(), { input: { protocol: echo } })
        .on('connected', ({ handler }) => handler?.send({ type: 'inbox' }));
    `,
    code: 2322,
    at: 'type',
    words: ["'string' is not assignable to type 'never'"],
  },
  {
    title: 'another protocol than the one that a server is for',
    source: `
      const lamp = setupProtocol({ types: { events: {} as { readonly type: 'turn' } } }).createMachine({});
      createActor(serverCoreFor<typeof lamp>(), { input: { protocol: echo } });
    `,
    code: 2375,
    at: 'protocol',
    words: ['is not assignable to type', 'turn'],
  },
  {
    title: 'text in the inbox of a handler, which takes bytes',
    source: "createActor(echo).send({ type: 'inbox', data: 'text' });",
    code: 2322,
    at: 'data',
    words: ["Type 'string' is not assignable to type 'Uint8Array"],
  },
  {
    title: 'a listener for a message that a server does not emit',
    source: "createActor(serverCore, { input: { protocol: echo } }).on('conected', () => {});",
    code: 2345,
    at: "'conected'",
    words: ['"conected"', '"connected"', '"disconnected"'],
  },
  {
    title: 'a way to die that does not exist',
    source:
      "createActor(serverCore, { input: { protocol: echo } }).on('disconnected', ({ howDied }) => { if (howDied === 'timeout') return; });",
    code: 2367,
    at: "howDied === 'timeout'",
    words: ['idleTimeout', '\'"timeout"\' have no overlap'],
  },
  {
    title: 'an owner that does not understand what a server says',
    source: `
      setup({
        types: { events: {} as Extract<ServerCoreMessage, { type: 'listening' }> },
        actors: { serverCore },
      }).createMachine({
        invoke: { src: 'serverCore', input: ({ self }) => ({ protocol: echo, owner: self }) },
      });
    `,
    code: 2322,
    at: 'invoke',
    words: ["The types of 'owner' are incompatible", "Type 'ServerCoreMessage' is not assignable"],
  },
];

export const WRONG_PAYLOADS: readonly WrongSnippet[] = [
  {
    title: 'a number said to the peer',
    source: 'setupProtocol().createMachine({ on: { inbox: { actions: outbox(42) } } });',
    code: 2345,
    at: '42',
    words: ["'number' is not assignable", 'Sayable'],
  },
  {
    title: 'a function that returns a number',
    source:
      'setupProtocol().createMachine({ on: { inbox: { actions: outbox(({ event }) => event.data.length) } } });',
    code: 2345,
    at: '({ event }) => event.data.length',
    words: ["Type 'number' is not assignable to type 'Sayable'"],
  },
  {
    title: 'a number said by a word of a protocol of lines',
    source: 'setupProtocol({ codec: lines() }).reply(() => 42);',
    code: 2345,
    at: '() => 42',
    words: ["'number' is not assignable to type 'string'"],
  },
  {
    title: 'a field that the context of a shared action does not have',
    source:
      'setupProtocol({ types: { context: {} as { readonly count: number } } }).outbox(({ context }) => context.cuont);',
    code: 2551,
    at: 'cuont',
    words: ["'cuont' does not exist", "'count'"],
  },
  {
    title: 'an asynchronous function, for which nobody waits',
    source:
      "setupProtocol().createMachine({ on: { inbox: { actions: outbox(async () => 'x') } } });",
    code: 2345,
    at: "async () => 'x'",
    words: ["Type 'Promise<string>' is not assignable to type 'Sayable'"],
  },
  {
    title: 'text emitted past outbox()',
    source:
      "setupProtocol().createMachine({ on: { inbox: { actions: emit({ type: 'outbox', data: 'text' }) } } });",
    code: 2345,
    at: "{ type: 'outbox', data: 'text' }",
    words: ["Types of property 'data' are incompatible", "'string'", "'Uint8Array"],
  },
  {
    title: 'a message that handlers do not say',
    source:
      "setupProtocol().createMachine({ on: { inbox: { actions: emit({ type: 'outboks', data: new Uint8Array() }) } } });",
    code: 2322,
    at: 'type',
    words: ['"outboks"', '"outbox"'],
  },
];

export const WRONG_INPUTS: readonly WrongSnippet[] = [
  {
    title: 'a protocol that needs its connection, created without input',
    source: `${informed} createActor(informed);`,
    code: 2554,
    at: 'createActor',
    words: ['Expected 2 arguments, but got 1'],
  },
  {
    title: 'the same with options but no input in them',
    source: `${informed} createActor(informed, {});`,
    code: 2345,
    at: '{}',
    words: ["Property 'input' is missing"],
  },
  {
    title: 'the same given to a simpleServer, which gives no information',
    source: `${informed} createActor(simpleServer, { input: { protocol: informed } });`,
    code: 2322,
    at: 'protocol',
    words: ['SimpleProtocol', 'the information of its connection', '"nothing"'],
  },
  {
    title: 'a function that returns it, given to a simpleServer',
    source: `${informed} createActor(simpleServer, { input: { protocol: () => informed } });`,
    code: 2322,
    at: 'protocol',
    words: ['SimpleProtocol', 'the information of its connection', '"nothing"'],
  },
  {
    title: 'a function that wants the information, given to a simpleServer',
    source:
      'createActor(simpleServer, { input: { protocol: (connection: ConnectionInfo) => (connection.id > 1 ? echo : discard) } });',
    code: 2322,
    at: '(connection: ConnectionInfo) => (connection.id > 1 ? echo : discard)',
    words: ['SimpleProtocol', 'Expected 1 or more, but got 0'],
  },
  {
    title: 'a protocol with another input than its connection',
    source: 'setupProtocol({ types: { input: {} as { name: string } } });',
    code: 2740,
    at: 'input',
    words: ["'{ name: string; }' is missing", "'ConnectionInfo'", 'peer'],
  },
  {
    title: 'a server without a protocol',
    source: 'createActor(serverCore, { input: { port: 1601 } });',
    code: 2741,
    at: 'input',
    words: ["Property 'protocol' is missing"],
  },
  {
    title: 'a protocol by its name, which only the command knows',
    source: "createActor(serverCore, { input: { protocol: 'echo' } });",
    code: 2322,
    at: 'protocol',
    words: ["Type 'string' is not assignable to type 'Protocol'"],
  },
  {
    title: 'a function that returns no protocol',
    source: 'createActor(serverCore, { input: { protocol: () => 42 } });',
    code: 2322,
    at: 'protocol',
    words: ["Type 'number' is not assignable to type", "ProtocolLogic<ConnectionInfo>'"],
  },
  {
    title: 'a statechart of other events',
    source: `
      const door = setup({ types: { events: {} as { type: 'push' } } }).createMachine({});
      createActor(serverCore, { input: { protocol: door } });
    `,
    code: 2322,
    at: 'protocol',
    words: ["is not assignable to type 'Protocol'", '"control.producerFinished"', '\'"push"\''],
  },
];

export const WRONG_OPTIONS: readonly WrongSnippet[] = [
  {
    title: 'a misspelt option',
    source: 'createActor(serverCore, { input: { protocol: echo, maxConection: 100 } });',
    code: 2561,
    at: 'maxConection',
    words: ["'maxConection' does not exist", "Did you mean to write 'maxConnections'?"],
  },
  {
    title: 'a misspelt option of a singleServer',
    source: 'createActor(singleServer, { input: { heldLimt: 100 } });',
    code: 2561,
    at: 'heldLimt',
    words: ["'heldLimt' does not exist", "Did you mean to write 'heldLimit'?"],
  },
  {
    title: 'a port as text',
    source: "createActor(serverCore, { input: { protocol: echo, port: '1601' } });",
    code: 2322,
    at: 'port',
    words: ["Type 'string' is not assignable to type 'number'"],
  },
];
