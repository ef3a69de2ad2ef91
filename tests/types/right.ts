/** What must compile, by what it shows. */
export const RIGHT_SNIPPETS: Readonly<Record<string, string>> = {
  'a protocol of ten lines, created alone, served by both servers': `
    const echoAgain = setupProtocol().createMachine({
      initial: 'connected',
      states: {
        connected: {
          on: {
            inbox: { actions: outbox(({ event }) => event.data) },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
    createActor(echoAgain).start().send({ type: 'inbox', data: Buffer.from('hello') });
    createActor(serverCore, { input: { protocol: echoAgain } });
    createActor(simpleServer, { input: { protocol: echoAgain } });
    createActor(simpleServer, { input: { protocol: () => echoAgain } });
  `,
  'a protocol that publishes and hears in topics, by the types of each': `
    const said = topics<{
      'room/*': { readonly who: string };
      'count/*/>': number;
      news: string;
    }>();
    setupProtocol({
      types: { context: {} as { readonly room: string }, events: said.events },
    }).createMachine({
      context: { room: '1' },
      on: {
        inbox: {
          actions: [
            said.publish(({ context }) => \`room/\${context.room}\`, { who: 'Ann' }),
            said.publish('count/a/b/c', 7),
            said.publish('news', ({ context }) => context.room),
          ],
        },
        'backplane.message': {
          actions: outbox(({ event }) => {
            if (said.isAbout(event, 'room/*')) return event.message.who.toUpperCase();
            return said.isAbout(event, 'count/*/>') ? event.message.toFixed() : event.topic;
          }),
        },
        'backplane.refused': { actions: outbox(({ event }) => event.error.message) },
      },
    });
  `,
  'a protocol that knows its connection, created with input, or chosen by it': `
    const greet = setupProtocol({
      types: { input: {} as ConnectionInfo, context: {} as { readonly peer: string } },
    }).createMachine({
      context: ({ input }) => ({ peer: input.peer }),
      entry: outbox(({ context }) => context.peer.toUpperCase()),
    });
    declare const connection: ConnectionInfo;
    createActor(greet, { input: connection });
    createActor(serverCore, { input: { protocol: greet } });
    createActor(serverCore, { input: { protocol: ({ peer }) => (peer === '::1' ? echo : greet) } });
  `,
  'a protocol with context, guards, actions, delays, actors and events of its own': `
    const counting = setupProtocol({
      types: {
        context: {} as { readonly lines: number },
        events: {} as { readonly type: 'clock.tick'; readonly at: number },
        emitted: {} as { readonly type: 'counted'; readonly lines: number },
      },
      actors: { lookUp: fromPromise(async () => 'found') },
      guards: { isEnough: ({ context }) => context.lines > 10 },
      delays: { patience: ({ context }) => context.lines * 1000 },
    }).createMachine({
      context: { lines: 0 },
      initial: 'talking',
      states: {
        talking: {
          invoke: { src: 'lookUp', onDone: { actions: outbox(({ event }) => event.output) } },
          after: { patience: 'done' },
          on: {
            inbox: [
              { guard: 'isEnough', actions: abort() },
              { actions: assign({ lines: ({ context }) => context.lines + 1 }) },
            ],
            'clock.tick': {
              actions: emit(({ context }) => ({ type: 'counted', lines: context.lines })),
            },
            'flow.blocked': { actions: pauseInbox() },
            'flow.ready': { actions: resumeInbox() },
            'control.producerFinished': { actions: [endSending(), finish()] },
            'control.serverShutdown': { actions: stopServer() },
          },
        },
        done: { type: 'final' },
      },
    });
    createActor(counting).on('counted', ({ lines }) => lines + 1);
    createActor(serverCore, { input: { protocol: counting } });
  `,
  'an app machine that owns its server': `
    const app = setup({
      types: {
        events: {} as ServerCoreMessage | { type: 'quit' },
        context: {} as { readonly port: number },
      },
      actors: { server: serverCore },
    }).createMachine({
      context: { port: 0 },
      invoke: {
        id: 'server',
        src: 'server',
        input: ({ self }) => ({ port: 0, protocol: echo, owner: self }),
        onDone: { actions: ({ event }) => event.output.error?.code === 'XN_PORT_IN_USE' },
      },
      on: {
        listening: {
          actions: assign({
            port: ({ event }) => (event.address.family === 'unix' ? 0 : event.address.port),
          }),
        },
        disconnected: { actions: ({ event }) => event.howDied === 'reset' },
        quit: { actions: sendTo('server', { type: 'control.serverShutdown' }) },
      },
    });
    createActor(app).start();
  `,
  'logic that is no statechart': `
    const count = fromTransition((bytes: number, event: ProtocolEvent) =>
      event.type === 'inbox' ? bytes + event.data.length : bytes, 0);
    createActor(serverCore, { input: { protocol: count } });
    createActor(simpleServer, { input: { protocol: count } });
  `,
  'a protocol of lines, whose inbox and outbox are text': `
    const shout = setupProtocol({
      codec: lines(),
      guards: { isLong: ({ event }) => event.type === 'inbox' && event.data.length > 3 },
    }).createMachine({
      initial: 'connected',
      states: {
        connected: {
          entry: outbox('hello'),
          on: {
            inbox: { guard: 'isLong', actions: [outbox(({ event }) => event.data.toUpperCase()), pauseInbox()] },
            'inbox.invalid': { actions: [reply(({ event }) => event.reason), abort()] },
            'control.*': 'shutdown',
          },
        },
        shutdown: { type: 'final' },
      },
    });
    createActor(shout).start().send({ type: 'inbox', data: 'hello' });
    createActor(serverCore, { input: { protocol: shout } });
    createActor(serverCore, { input: { protocol: () => shout } });
    createActor(simpleServer, { input: { protocol: shout } });
  `,
  'a protocol whose messages are events of a schema, of whatever library': `
    const hears = z.discriminatedUnion('type', [
      z.object({ type: z.literal('join'), room: z.string() }),
      z.object({ type: z.literal('leave') }),
    ]);
    const says = z.union([
      z.object({ type: z.literal('joined'), room: z.string() }),
      z.object({ type: z.literal('left'), after: z.number() }),
    ]);
    const chat = setupProtocol({
      codec: ndjson(hears, { says }),
      types: { events: {} as { readonly type: 'kick' } },
    }).createMachine({
      on: {
        join: { actions: reply(({ event }) => ({ type: 'joined', room: event.room })) },
        leave: { actions: reply({ type: 'left', after: 2 }) },
        kick: { actions: finish() },
      },
    });
    createActor(chat).send({ type: 'join', room: 'blue' });
    createActor(serverCore, { input: { protocol: chat } });
    setupProtocol({
      codec: lengthPrefixed(4).of(json(v.object({ type: v.literal('tick'), at: v.number() }))),
    }).createMachine({ on: { tick: { actions: reply(({ event }) => ({ type: 'tick', at: event.at + 1 })) } } });
    setupProtocol({
      codec: ndjson(arktype({ type: "'tick'", at: 'number' })),
    }).createMachine({ on: { tick: { actions: reply(({ event }) => ({ type: 'tick', at: event.at + 1 })) } } });
  `,
  'a handler that the app sends what is its own': `
    const lamp = setupProtocol({
      codec: lines(),
      types: { events: {} as { readonly type: 'turn'; readonly to: 'on' | 'off' } },
    }).createMachine({ on: { turn: { actions: outbox(({ event }) => event.to) } } });
    const server = createActor(serverCoreFor<typeof lamp>(), { input: { port: 0, protocol: lamp } });
    server.on('connected', ({ handler }) => handler?.send({ type: 'turn', to: 'on' }));
    server.on('disconnected', ({ handler }) => handler?.send({ type: 'turn', to: 'off' }));
    createActor(simpleServerFor<typeof lamp>(), { input: { protocol: lamp } });
    const anybody = createActor(serverCore, { input: { protocol: lamp } });
    anybody.on('connected', ({ handler }) => handler?.send({ type: 'whatever', it: 'is' }));
    setup({
      types: { events: {} as ServerCoreMessage<typeof lamp> },
      actors: { serverCore, known: serverCoreFor<typeof lamp>() },
    }).createMachine({
      invoke: [
        { src: 'serverCore', input: ({ self }) => ({ protocol: lamp, owner: self }) },
        { src: 'known', input: ({ self }) => ({ protocol: lamp, owner: self }) },
      ],
      on: {
        connected: {
          actions: ({ event }) => {
            if (event.handler === undefined) return;
            event.handler.send({ type: 'turn', to: 'on' });
            ask(event.handler, { type: 'howAreYou' });
          },
        },
      },
    });
  `,
  'every command of every server': `
    declare const limits: { idleTimeout: 5 };
    const commands: readonly ServerCommand[] = [
      { type: 'control.suspend', mode: 'refuse' },
      { type: 'control.setLimits', limits },
      { type: 'control.reloadTls' },
    ];
    const core = createActor(serverCore, { input: { protocol: echo } });
    const tcp = createActor(tcpServer, { input: {} });
    for (const command of commands) { core.send(command); tcp.send(command); }
    createActor(singleServer, { input: {} }).send({ type: 'inbox', data: new Uint8Array(1) });
    const event: ServerCoreEvent = { type: 'feedbackFromServer.suspended' };
  `,
  'actions that stand outside of the chart, by the words of their protocol': `
    const counter = setupProtocol({
      codec: lines(),
      types: {
        context: {} as { readonly count: number },
        events: {} as { readonly type: 'howMany'; readonly question: number },
      },
    });
    const sayCount = counter.reply(({ context }) => context.count.toFixed());
    const leave = [counter.outbox('bye'), counter.finish()];
    const say = counter.outbox(({ event }) => (event.type === 'inbox' ? event.data.trim() : event.type));
    counter.createMachine({
      context: { count: 0 },
      entry: sayCount,
      on: {
        inbox: { actions: [counter.assign({ count: 1 }), say, sayCount] },
        howMany: {
          actions: counter.answer(({ context, event }) => ({
            question: event.type === 'howMany' ? event.question : 0,
            value: context.count,
          })),
        },
        'flow.blocked': { actions: counter.pauseInbox() },
        'control.*': { actions: leave },
      },
    });
    counter.extend({ guards: { isMany: ({ context }) => context.count > 1 } }).createMachine({
      context: { count: 0 },
      on: { inbox: { guard: 'isMany', actions: sayCount } },
    });
    const bytes = setupProtocol();
    bytes.createMachine({ on: { inbox: { actions: [bytes.outbox('text'), bytes.outbox(new Uint8Array(1))] } } });
  `,
};
