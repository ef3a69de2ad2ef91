import Ajv from 'ajv';
import { Command } from 'commander';
import fc from 'fast-check';
import { type AnyActorLogic, createActor } from 'xstate';
import { addServeOptions, type ServeFlags, serverOptions } from '../../../cli/serve/serveOptions';
import { tcpServerMachine } from '../../../machines/listener/tcpServer';
import { checkOptions } from '../../../machines/options/checkOptions';
import { type OptionTaker, SERVERS } from '../../../machines/options/optionEntry';
import {
  OPTION_NAMES,
  type OptionName,
  optionEntry,
  optionsFor,
} from '../../../machines/options/optionTable';
import { echo } from '../../../machines/protocols/echo';
import { serverCoreMachine } from '../../../machines/server/serverCore';
import { simpleServerMachine } from '../../../machines/server/simpleServer';
import { singleServerMachine } from '../../../machines/server/singleServer';
import { scriptSchema } from '../../../testing';
import { checkScript } from '../../../testing/script/structure';

/** Values at each end of every range, beyond it, and of the wrong kind. */
function valuesOf(name: OptionName): unknown[] {
  const { kind } = optionEntry(name);
  if (kind.is === 'choice') return [...kind.words, '', 'x', null, 1, [...kind.words]];
  if (kind.is === 'addresses') return [[], ['10.0.0.0/8', '::1'], ['x'], '::1', [1], null, {}];
  if (kind.is === 'places') {
    return [
      [],
      ['*:0', '[::1]:7', 'unix:./x'],
      [{ port: 7 }],
      [{ path: './x', mode: 0o600 }],
      ['x'],
      [7],
      [undefined],
    ];
  }
  if (kind.is === 'mode') return [0, 0o777, 0o1000, -1, 1.5, '660', '0660', '888', '', 'x', null];
  const wrong = ['', 'x', null, 1.5, -1, 0, 1, 7, 2 ** 31, true, false, [], {}];
  if (kind.is !== 'integer') return wrong;
  const { least, most, restFrom = least } = kind;
  const edges = [least, most, restFrom].flatMap((edge) => [edge - 1, edge, edge + 1]);
  return [...wrong, ...edges.filter(Number.isSafeInteger)];
}

/** Options that are more than what a program alone can give. */
const VALUES = OPTION_NAMES.filter((name) => optionEntry(name).kind.is !== 'object');

/** What goes along with an option so that its own value decides. */
const COMPANIONS: Readonly<Partial<Record<OptionName, object>>> = {
  listenBelow: { maxConnections: Number.MAX_SAFE_INTEGER },
  highWaterMark: { outboxLimit: Number.MAX_SAFE_INTEGER },
  outboxLimit: { highWaterMark: 1 },
  mode: { path: './x' },
  minrange: { maxrange: 65_535 },
  maxrange: { minrange: 1 },
};

/** An option with a value, right or wrong. */
const given = fc.constantFrom(...VALUES).chain((name) =>
  fc
    .oneof(fc.constantFrom(...valuesOf(name)), fc.integer(), fc.double(), fc.anything())
    .filter((value) => value !== undefined)
    .map((value) => ({ name, value, options: { ...COMPANIONS[name], [name]: value } })),
);

const acceptsSchema = new Ajv({ formats: { regex: true } }).compile(scriptSchema());
const TAKERS: readonly OptionTaker[] = [...SERVERS, 'adoptSocket'];
const takes = (taker: OptionTaker, name: OptionName) => optionsFor(taker).includes(name);

/** What the machine of each server makes of its input: whether it goes on to listen. */
const MACHINES: Readonly<Record<(typeof SERVERS)[number], (options: object) => boolean>> = {
  serverCore: (options) =>
    starts(serverCoreMachine.provide({ actors: { tcpServer: tcpServerMachine as never } }), {
      ...options,
      protocol: echo,
    }),
  simpleServer: (options) =>
    starts(simpleServerMachine.provide({ actors: { tcpServer: tcpServerMachine as never } }), {
      ...options,
      protocol: echo,
    }),
  singleServer: (options) =>
    starts(
      singleServerMachine.provide({ actors: { tcpServer: tcpServerMachine as never } }),
      options,
    ),
  tcpServer: (options) => starts(tcpServerMachine, options),
};

function starts(machine: AnyActorLogic, input: object): boolean {
  const actor = createActor(machine, { input }).start();
  const { status } = actor.getSnapshot();
  actor.stop();
  return status === 'active';
}

/** What the command makes of a flag and the words behind it, as the server is given it. */
function commanded(...words: string[]): object {
  const command = addServeOptions(new Command()).exitOverride().parse(words, { from: 'user' });
  return serverOptions(command.opts<ServeFlags>());
}

const flagOf = (name: OptionName) => optionEntry(name).flag?.flags.split(' ')[0];

describe('an option', () => {
  it('is right or wrong to all who take it alike, and unknown to the others', () => {
    fc.assert(
      fc.property(given, ({ name, options }) => {
        const verdicts = new Map(
          TAKERS.map((taker) => [taker, checkOptions(taker, options) === undefined]),
        );
        const takers = TAKERS.filter((taker) => takes(taker, name));
        const right = verdicts.get(takers[0] as OptionTaker) as boolean;
        for (const [taker, verdict] of verdicts) {
          expect([taker, verdict]).toEqual([taker, right && takers.includes(taker)]);
        }
        const kind = SERVERS.find((server) => takes(server, name));
        const asScript = { kind, server: options, steps: [] };
        const isInJson = options[name as never] !== Number.POSITIVE_INFINITY;
        const ofScripts = right && takes('script', name) && isInJson;
        expect(checkScript(asScript) === undefined).toBe(ofScripts);
        expect(acceptsSchema(asScript)).toBe(ofScripts);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(SERVERS)('is right to the chart of %s if it is right to its check', (server) => {
    fc.assert(
      fc.property(given, ({ options }) => {
        expect(MACHINES[server](options)).toBe(checkOptions(server, options) === undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('is right to the command if the same value is right in a program', () => {
    const flagged = VALUES.filter((name) => optionEntry(name).kind.is === 'integer').filter(flagOf);
    const number = fc.constantFrom(...flagged).chain((name) =>
      fc
        .oneof(fc.constantFrom(...valuesOf(name)), fc.integer(), fc.nat())
        .filter((value) => typeof value === 'number' && !Object.is(value, -0))
        .map((value) => ({ name, value: value as number })),
    );
    fc.assert(
      fc.property(number, ({ name, value }) => {
        const { [name as never]: parsed } = commanded(`${flagOf(name)}=${value}`) as never;
        expect(parsed).toBe(value);
      }),
    );
    for (const word of ['', 'x', '7x', '0x10', '1e3', ' 7', '--', 'true']) {
      for (const name of flagged) {
        const options = commanded(`${flagOf(name)}=${word}`);
        expect([name, word, checkOptions('serverCore', options)?.message]).toEqual([
          name,
          word,
          expect.stringContaining(`${name} is ${JSON.stringify(word)}`),
        ]);
      }
    }
  });

  it('that another has is refused by name, with who has it', () => {
    expect(checkOptions('singleServer', { maxConnections: 3 })?.message).toBe(
      'maxConnections is no option of singleServer; leave it out: it is one of serverCore, simpleServer, tcpServer, script, setLimits',
    );
    expect(checkOptions('adoptSocket', { prot: 3 })?.message).toMatch(/unknown option prot;/);
  });

  it('is given by its flag as it is given in a program', () => {
    for (const name of OPTION_NAMES) {
      const word = flagOf(name);
      if (word === undefined) continue;
      const { kind, default: byDefault } = optionEntry(name);
      const value =
        kind.is === 'integer'
          ? kind.most
          : kind.is === 'choice'
            ? kind.words[0]
            : kind.is === 'host' || kind.is === 'addresses'
              ? '::1'
              : './x';
      const { [name as never]: parsed } = commanded(
        ...(kind.is === 'boolean' ? [word] : [word, `${value}`]),
      ) as never;
      const expected = kind.is === 'boolean' ? byDefault !== true : value;
      const isList = kind.is === 'addresses' || kind.is === 'places';
      expect([name, parsed]).toEqual([name, isList ? [expected] : expected]);
    }
  });

  it('is left out where its flag is', () => {
    expect(commanded()).toEqual({ host: '127.0.0.1', halfOpen: true });
  });
});
