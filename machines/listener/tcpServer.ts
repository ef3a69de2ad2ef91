import { nowhere } from '../kit/nowhere';
import { takeInput } from '../kit/takeInput';
import { checkServerOptions } from '../options/checkOptions';
import { resolveServerOptions } from '../options/resolveOptions';
import { refuse, tcpServerSetup } from './tcpServerActions';

/** So many are there that the kernel is to refuse the others. */
const closeThePort = {
  guard: 'closesWhenFull',
  target: '#tcpServer.crowded',
  actions: ['closeListener', 'saySuspended'],
} as const;

/** Several places are suspended and resumed each by itself, or all; the server is as they are. */
const suspendPlaces = { guard: 'hasPlaces', actions: 'suspendPlaces' } as const;
const suspendAnother = { guard: 'namesAnother', actions: 'sayNoSuchAddress' } as const;
const resumePlaces = { guard: 'hasPlaces', actions: 'resumePlaces' } as const;

/**
 * The listener (Kamaelia's TCPServer): makes a connected socket adapter for each connection and tells
 * its owner `newCSA`, and `shutdownCSA` when it is gone. It ends when it has been shut down and its
 * last connection has gone, or was forced; or when it could not bind, with the error as its output.
 */
export const tcpServerMachine = tcpServerSetup.createMachine({
  id: 'tcpServer',
  options: { maxIterations: 100 },
  context: ({ input }) => {
    const { given, error } = takeInput('tcpServer', input);
    const { transport, owner, ...options } = given;
    return {
      options: resolveServerOptions(options),
      transport,
      owner,
      selector: nowhere,
      address: undefined,
      addresses: [],
      portsTried: 0,
      error: error ?? checkServerOptions(options),
    };
  },
  entry: 'linkOwner',
  invoke: [
    {
      id: 'connections',
      src: 'connections',
      input: ({ context, self }) => ({
        options: context.options,
        transport: context.transport,
        tcpServer: self,
      }),
    },
    {
      id: 'listener',
      src: 'listener',
      input: ({ context, self }) => ({
        options: context.options,
        transport: context.transport,
        tcpServer: self,
      }),
    },
  ],
  on: {
    'connections.started': { actions: ['noteSelector', 'newServer'] },
    'feedbackFromCSA.socketShutdown': {
      actions: ['removeReader', 'removeWriter', 'sayShutdownCSA'],
    },
    'feedbackFromCSA.announced': { actions: 'judgeAnnounced' },
    'feedbackFromCSA.proxyFailed': { actions: 'sayProxyFailed' },
    'feedbackFromCSA.secured': { actions: ['noteSecured', 'newReader', 'sayNewCSA'] },
    'feedbackFromCSA.upgraded': { actions: 'noteSecured' },
    'feedbackFromCSA.handshakeFailed': {
      actions: ['removeReader', 'removeWriter', 'sayHandshakeFailed'],
    },
    // In every state: what was accepted a moment before a suspension is told of all the same.
    'connections.newCSA': { actions: ['newReader', 'sayNewCSA'] },
    'connections.refused': { actions: ['refuseSocket', 'sayRefused'] },
    'listener.error': { actions: 'sayError' },
    'listener.opened': { actions: ['noteOpened', 'sayOpened'] },
    'listener.shut': { actions: ['noteShut', 'sayShut'] },
    'control.resume': [resumePlaces],
    'control.reloadTls': { actions: 'passTlsToListener' },
    'control.setLimits': [
      { guard: 'limitsAreBad', actions: 'sayBadLimits' },
      { actions: ['noteLimits', 'passLimitsToListener', 'passLimitsToConnections'] },
    ],
  },
  initial: 'checking',
  states: {
    checking: {
      always: [{ guard: 'optionsAreBad', target: 'shutdown' }, { target: 'binding' }],
    },
    binding: {
      entry: 'listen',
      on: {
        'listener.listening': { target: 'listening', actions: ['noteAddress', 'sayListening'] },
        'listener.failed': [
          {
            guard: 'mayTryAnotherPort',
            target: 'binding',
            reenter: true,
            actions: 'countTakenPort',
          },
          { guard: 'hasListenedBefore', target: 'suspended.closed', actions: 'sayError' },
          { target: 'shutdown', actions: ['noteError', 'sayError'] },
        ],
        'listener.suspended': { target: 'suspended.apart', actions: 'saySuspended' },
        newconnection: { actions: refuse('suspended') },
        'control.suspend': [
          suspendPlaces,
          suspendAnother,
          { target: 'suspended.closed', actions: ['closeListener', 'saySuspended'] },
        ],
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
    },
    listening: {
      initial: 'accepting',
      entry: 'askCapacity',
      on: {
        'listener.suspended': { target: 'suspended.apart', actions: 'saySuspended' },
        'control.suspend': [
          suspendPlaces,
          suspendAnother,
          { guard: 'keepsThePort', target: 'suspended.refusing', actions: 'saySuspended' },
          { target: 'suspended.closed', actions: ['closeListener', 'saySuspended'] },
        ],
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        accepting: {
          on: {
            newconnection: { actions: 'accept' },
            'connections.full': [closeThePort, { target: 'full' }],
          },
        },
        full: {
          on: {
            newconnection: { actions: refuse('maxConnections') },
            'connections.available': 'accepting',
          },
        },
      },
    },
    // As if it was suspended, until some have gone.
    crowded: {
      on: {
        newconnection: { actions: refuse('maxConnections') },
        'connections.available': 'binding',
        'control.suspend': [suspendPlaces, suspendAnother, { target: 'suspended.closed' }],
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
    },
    suspended: {
      initial: 'closed',
      on: {
        newconnection: { actions: refuse('suspended') },
        'control.serverShutdown': 'closing',
        'control.shutdownMicroprocess': { target: 'closing', actions: 'abortConnections' },
      },
      states: {
        closed: {
          on: {
            'control.resume': [
              { guard: 'hasPlaces', target: '#tcpServer.binding', actions: 'resumePlaces' },
              { guard: 'namesAnother', actions: 'sayNoSuchAddress' },
              { target: '#tcpServer.binding' },
            ],
          },
        },
        refusing: {
          on: {
            'control.resume': [
              { guard: 'namesAnother', actions: 'sayNoSuchAddress' },
              { target: '#tcpServer.listening', actions: 'sayListening' },
            ],
            'control.suspend': [
              suspendAnother,
              { guard: 'keepsThePort' },
              { target: 'closed', actions: 'closeListener' },
            ],
          },
        },
        // Several places, each of which is suspended by itself.
        apart: {
          on: {
            'listener.listening': {
              target: '#tcpServer.listening',
              actions: ['noteAddress', 'sayListening'],
            },
            'control.suspend': [suspendPlaces],
          },
        },
      },
    },
    closing: {
      type: 'parallel',
      entry: ['closeListener', 'drainConnections', 'sayClosing'],
      on: {
        newconnection: { actions: refuse('closing') },
        'control.shutdownMicroprocess': { actions: 'abortConnections' },
      },
      after: { shutdownTimeout: { guard: 'mayForce', actions: 'forceConnections' } },
      states: {
        listener: {
          initial: 'open',
          states: {
            open: { on: { 'listener.closed': 'closed' } },
            closed: { type: 'final' },
          },
        },
        connections: {
          initial: 'draining',
          states: {
            draining: { on: { 'connections.empty': 'gone' } },
            gone: { type: 'final' },
          },
        },
      },
      onDone: 'shutdown',
    },
    shutdown: { type: 'final', entry: ['selectorShutdown', 'sayShutdown'] },
  },
  output: ({ context }) => (context.error === undefined ? {} : { error: context.error }),
});
