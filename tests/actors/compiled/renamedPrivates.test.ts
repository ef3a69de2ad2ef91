import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as CompileModule from '../../../actors/compiled/compile';
import type {
  InheritedFromActor,
  PrivateActor,
  PrivateSystem,
} from '../../../actors/compiled/xstate/privateActors';
import type { BuiltinAction } from '../../../actors/compiled/xstate/privates';
import type * as IndexModule from '../../../index';
import { leaveNothingBehind } from '../../support/afterwards';
import { aFolder } from '../../support/folder';

leaveNothingBehind();

/** Names of actors and systems that this package uses and XState does not promise. */
const OF_ACTORS: Record<keyof PrivateActor | keyof PrivateSystem | keyof InheritedFromActor, true> =
  {
    _actorScope: true,
    _bookId: true,
    _clock: true,
    _complete: true,
    _deferred: true,
    _doneEvent: true,
    _error: true,
    _logger: true,
    _parent: true,
    _process: true,
    _processingStatus: true,
    _register: true,
    _relay: true,
    _send: true,
    _sendInspectionEvent: true,
    _snapshot: true,
    _stop: true,
    _stopProcedure: true,
    _unregister: true,
    eventListeners: true,
    observers: true,
    scheduler: true,
    update: true,
  };

/** The same of the actions that XState makes; `event` and `delay` are words of the public interface too. */
const OF_ACTIONS: Record<Exclude<keyof BuiltinAction, 'type' | 'event' | 'delay' | 'to'>, true> = {
  assignment: true,
  execute: true,
  resolve: true,
  retryResolve: true,
};

/** The same of snapshots, machines, systems and mailboxes. */
const OF_OTHERS = [
  '_active',
  '_current',
  '_nodes',
  '_scheduledEvents',
  '_transitions',
  'check',
  'getTransitionData',
  'historyValue',
  'mailbox',
];

const NAMES = [...Object.keys(OF_ACTORS), ...Object.keys(OF_ACTIONS), ...OF_OTHERS];

/** A copy of XState in which `name` is another one wherever it is used. */
function xstateWithout(name: string): string {
  const folder = join(aFolder(), 'xstate');
  const source = dirname(require.resolve('xstate'));
  cpSync(source, folder, { recursive: true, filter: (path) => !/declarations|esm|umd/.test(path) });
  const used = new RegExp(`(?<![A-Za-z_])${name}(?![A-Za-z_])`, 'g');
  for (const file of readdirSync(folder).filter((file) => file.endsWith('.cjs.js'))) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(used, `${name}Z`));
  }
  return join(folder, 'xstate.cjs.js');
}

/** XState throws what nobody caught in a macrotask of its own: here it is noted, at once. */
function uncaughtIn(work: () => void): unknown[] {
  const uncaught: unknown[] = [];
  const setTimeout = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((
    callback: () => void,
  ) => {
    try {
      callback();
    } catch (error) {
      uncaught.push(error);
    }
  }) as never);
  try {
    work();
  } finally {
    setTimeout.mockRestore();
  }
  return uncaught;
}

/** What a client of the echo server gets for `hello`, and how the server ends. */
function echoed(xstate: string, inspected: boolean): string {
  let answer = '';
  jest.isolateModules(() => {
    jest.doMock('xstate', () => jest.requireActual(xstate));
    const { createActor, createMachine } = require('xstate');
    const { compile }: typeof CompileModule = require('../../../actors/compiled/compile');
    compile(createMachine({}));
    const { simulatedNetwork } = require('../../../testing');
    const { serverCore, echo }: typeof IndexModule = require('../../../index');
    const network = simulatedNetwork();
    const input = { port: 7, protocol: echo, transport: network };
    const server = createActor(serverCore, { input, ...(inspected && { inspect: () => {} }) });
    server.start();
    network.settle();
    const client = network.connect({ port: 7 });
    network.advance(10);
    client.send(Buffer.from('hello'));
    network.advance(10);
    answer = Buffer.from(client.take()).toString();
    client.end();
    network.advance(10);
    server.send({ type: 'control.serverShutdown' });
    network.advance(10);
    answer += ` ${server.getSnapshot().status}`;
  });
  return answer;
}

describe('with an XState that gives another name to', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});

  beforeEach(() => emitWarning.mockClear());
  afterAll(() => {
    emitWarning.mockRestore();
    jest.dontMock('xstate');
  });

  it.each(NAMES)('%s, it serves, and warns once at most', (name) => {
    const xstate = xstateWithout(name);
    for (const inspected of [false, true]) {
      emitWarning.mockClear();
      let answer = '';
      const uncaught = uncaughtIn(() => {
        answer = echoed(xstate, inspected);
      });
      const warnings = emitWarning.mock.calls.map(([message]) => String(message));
      expect({ answer, uncaught, warnings }).toEqual({
        answer: 'hello done',
        uncaught: [],
        warnings: warnings.slice(0, 1),
      });
      for (const warning of warnings) expect(warning).toMatch(/does not know this version/);
    }
  });
});
