import type { Mutation } from './mutation';

const socket = 'actors/connection/connectedSocket.ts';
const patience = 'actors/connection/patience.ts';
const handlers = 'actors/handler/handlers.ts';
const connections = 'actors/listener/connections.ts';
const listening = 'actors/listener/listeningSocket.ts';
const actions = 'machines/listener/tcpServerActions.ts';

/** Faults at places that dice drew among the lines of the code; each was written down before any was run. */
export const drawnFirst: readonly Mutation[] = [
  {
    name: 'what is heard is no sign of life',
    file: socket,
    find: 'if (this.patience !== undefined) this.patience.moved();',
    replace: '',
  },
  {
    name: 'finish after an end releases nothing',
    file: 'actors/connection/hearStream.ts',
    find: "const DRAINS = ['drain', 'finish'] as const;",
    replace: "const DRAINS = ['drain'] as const;",
  },
  {
    name: 'whole blocks counted as not sent',
    file: socket,
    find: 'return this.bytesSaid - this.unsent;',
    replace: 'return this.bytesSaid - this.held;',
  },
  {
    name: 'adapter alone takes whatever it is sent',
    file: 'actors/connection/connectedSocketAdapter.ts',
    find: "checkEvent('connectedSocketAdapter', event);",
    replace: '',
  },
  {
    name: 'local port is the port of the peer',
    file: 'actors/connection/connectionAddress.ts',
    find: 'localport: local.localPort ?? 0,',
    replace: 'localport: socket.remotePort ?? 0,',
  },
  {
    name: 'an ended half taken for a paused one',
    file: 'actors/connection/inbound.ts',
    find: "this.state = 'ended';",
    replace: "this.state = 'paused';",
  },
  {
    name: 'what had piled up is counted after it has left',
    file: 'actors/connection/outbound.ts',
    find: `    this.piledUp = 0;
    this.state = this`,
    replace: '    this.state = this',
  },
  {
    // In place of one that changed nothing: who stops a patience starts another, or the socket is gone.
    name: 'lingering prolonged by whatever comes',
    file: patience,
    find: "if (this.state === 'idling' && this.item !== undefined) this.all?.restart(this.item);",
    replace: 'if (this.item !== undefined) this.all?.restart(this.item);',
  },
  {
    name: 'what was delivered not remembered for the next time',
    file: patience,
    find: `      this.home.askDelivered(({ delivered }) => {
        this.delivered = delivered;
      });`,
    replace: '',
  },
  {
    name: 'resuming not passed on',
    file: 'actors/handler/boxes.ts',
    find: "['flow.resume', 'flow.resume'],",
    replace: '',
  },
  {
    name: 'failure without its cause',
    file: 'actors/handler/failures.ts',
    find: `    cause,
  );
}`,
    replace: `  );
}`,
  },
  {
    name: 'stopping one handler asks all others to finish',
    file: handlers,
    find: `        this.stopHandler(event.connection);
        break;`,
    replace: '        this.stopHandler(event.connection);',
  },
  {
    // In place of one that changed nothing: a handler that is over says its end no second time.
    name: 'crash of a handler not noticed',
    file: handlers,
    find: "else if (end?.how === 'error') this.crashed(life, end.error);",
    replace: '',
  },
  {
    name: 'finished handler goes on being told',
    file: handlers,
    find: `  private finished(life: HandlerLife): void {
    this.silence(life);`,
    replace: `  private finished(life: HandlerLife): void {
    life.frames?.end();`,
  },
  {
    name: 'handlers outlive their server',
    file: handlers,
    find: 'for (const life of this.lives.values()) this.end(life);',
    replace: '',
  },
  {
    name: 'a function is asked once for all connections',
    file: handlers,
    find: "if (typeof protocol === 'function') return handlerLogic(protocol, given);",
    replace: '',
  },
  {
    name: 'sending never paced',
    file: handlers,
    find: "if (life.prepared.paced) relay(handler, csa, { type: 'flow.paced' });",
    replace: '',
  },
  {
    name: 'what is no message is let pass',
    file: handlers,
    find: "else if (typeof type !== 'string') this.overthrown(life, notAMessage(message));",
    replace: '',
  },
  {
    name: 'paced only who hears nothing else',
    file: 'actors/handler/protocolLogic.ts',
    find: "paced: hears(logic, 'flow', 'ready'),",
    replace: "paced: logic.events.every((descriptor) => descriptor.startsWith('flow.')),",
  },
  {
    name: 'draining nobody never ends',
    file: connections,
    find: `        if (this.live.size === 0) this.tell({ type: 'connections.empty' });
        break;`,
    replace: '        break;',
  },
  {
    name: 'stopped supervisor remembers its connections',
    file: connections,
    find: `socketOf(descriptor)?.abort();
      this.live.delete(connection.id);`,
    replace: 'socketOf(descriptor)?.abort();',
  },
  {
    // In place of two that changed nothing: what is sent to an adapter that has not started waits for it, and what
    // is told of one waits until its supervisor is done.
    name: 'last room taken unnoticed',
    file: connections,
    find: `else this.announce(entry);
    if (this.live.size === this.most) this.tell({ type: 'connections.full' });`,
    replace: 'else this.announce(entry);',
  },
  {
    name: 'opened again though it was closed meanwhile',
    file: listening,
    find: `    this.life = { is: 'open', listening, home };
    listening.close();`,
    replace: '    listening.close();',
  },
  {
    name: 'socket that has closed taken for an open one',
    file: listening,
    find: `    this.life = IDLE;
    this.tell(event);`,
    replace: '    this.tell(event);',
  },
  {
    name: 'handler that has finished not told of at the end',
    file: 'actors/server/withHandlers.ts',
    find: 'found.handlerOf(connection)',
    replace: 'found.runningFor(connection)',
  },
  {
    name: 'still not asked after having been asked',
    file: 'machines/connection/csaTransitions.ts',
    find: `  target: 'asked',
  actions: machine.emit`,
    replace: '  actions: machine.emit',
  },
  {
    name: 'reason of an abort forgotten',
    file: 'machines/connection/csaActions.ts',
    find: "howDied: (event.type === 'control.shutdownMicroprocess' && event.howDied) || 'aborted',",
    replace: "howDied: 'aborted' as const,",
  },
  {
    // In place of one that changed nothing: who has listened before is not asked for that error.
    name: 'one random port more than may be tried',
    file: 'machines/listener/randomPort.ts',
    find: 'context.portsTried + 1 < maxtries',
    replace: 'context.portsTried < maxtries',
  },
  {
    name: 'shutdown as impatient as lingering',
    file: actions,
    find: 'shutdownTimeout: ({ context }) => Math.min(MAX_MILLISECONDS, context.options.shutdownTimeout),',
    replace: 'shutdownTimeout: ({ context }) => context.options.lingerTimeout,',
  },
  {
    name: 'writer taken for a reader at the end',
    file: actions,
    find: "removeWriter: notify('notify.removeWriter'),",
    replace: "removeWriter: notify('notify.removeReader'),",
  },
];
