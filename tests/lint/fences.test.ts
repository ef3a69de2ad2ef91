import { ScratchCopy } from './scratchCopy';

/** Floors of rooms, the highest first: a room imports from floors below its own, and no neighbour. */
const ACTORS = [
  ['services'],
  ['server'],
  ['listener', 'client'],
  ['connection', 'handler'],
  ['boxes', 'kit'],
  ['transport', 'compiled'],
];
/** The same of machines/, but that the highest have neighbours that they may ask. */
const MACHINES = [
  ['server', 'client', 'session', 'workers', 'protocols'],
  ['listener', 'handler'],
  ['connection', 'framing'],
  ['options'],
  ['kit'],
];

const importing = (path: string) =>
  `import type * as there from '${path}';\n\nexport type There = typeof there;\n`;

/** Every arrow between two rooms of one of the two houses, and whether it points down. */
function arrows(house: string, floors: string[][], mayAskNeighbours: (floor: number) => boolean) {
  return floors.flatMap((rooms, floor) =>
    rooms.flatMap((from) =>
      floors.flatMap((others, other) =>
        others
          .filter((to) => to !== from)
          .map((to) => ({
            from: `${house}/${from}`,
            to: `${house}/${to}`,
            isRight: other > floor || (other === floor && mayAskNeighbours(floor)),
          })),
      ),
    ),
  );
}

const ARROWS = [
  ...arrows('actors', ACTORS, () => false),
  ...arrows('machines', MACHINES, (floor) => floor === 0),
  ...ACTORS.flat().map((room) => ({
    from: `actors/${room}`,
    to: 'machines/server',
    isRight: true,
  })),
  ...MACHINES.flat().map((room) => ({
    from: `machines/${room}`,
    to: 'actors/kit',
    isRight: false,
  })),
];

/** Whom each room on top may not import. */
const TOP: Record<string, string[]> = {
  testing: ['cli', 'simulation', 'bench', 'scripts', 'tests', 'examples'],
  cli: ['simulation', 'bench', 'scripts', 'tests', 'examples'],
  simulation: ['cli', 'bench', 'scripts', 'tests', 'examples'],
  bench: ['cli', 'simulation', 'scripts', 'tests', 'examples'],
  scripts: ['simulation', 'bench', 'tests', 'examples'],
};

/** Whom each room of the command and of the benchmark may import, of its own house. */
const INSIDE: Record<string, Record<string, string[]>> = {
  cli: {
    serve: ['log', 'protocol', 'flags'],
    connect: [],
    log: ['flags'],
    protocol: [],
    flags: [],
  },
  bench: {
    report: ['comparison', 'harness'],
    comparison: ['workloads', 'harness'],
    workloads: ['harness'],
    servers: ['harness'],
    client: ['harness'],
    soak: ['servers', 'harness'],
    harness: [],
  },
};

describe('the linter', () => {
  const copy = new ScratchCopy();
  afterAll(() => copy.dispose());

  /** Writes files for as long as this test takes, and returns what the linter finds wrong in them. */
  function complaintsOf(files: Record<string, string>): string[] {
    const names = Object.keys(files);
    try {
      for (const [file, text] of Object.entries(files)) copy.write(file, text);
      return copy.complaints(...names).sort();
    } finally {
      for (const file of names) copy.remove(file);
    }
  }

  it('has nothing to say of the project as it is', () => {
    expect(copy.npm('lint')).toMatchObject({ status: 0 });
  });

  it.each([
    ['beside the others', 'stray.ts', '../..'],
    ['in a folder of its own', 'deep/down/stray.ts', '../../../..'],
  ])('holds every arrow between rooms, for a file %s', (_where, name, up) => {
    const files: Record<string, string> = {};
    const wrong: string[] = [];
    for (const { from, to, isRight } of ARROWS) {
      const file = `${from}/${to.replace('/', '-')}/${name}`;
      files[file] = importing(`${up}/../${to}/thing`);
      if (!isRight) wrong.push(`${file} noRestrictedImports`);
    }
    expect(wrong.length).toBeGreaterThan(80);
    expect(complaintsOf(files)).toEqual(wrong.sort());
  });

  it('holds them in every form of an import', () => {
    const found = complaintsOf({
      'actors/kit/bare.ts': "import '../server/thing';\n",
      'actors/kit/again.ts': "export * from '../server/thing';\n",
      'actors/kit/late.ts': "export const late = () => import('../server/thing');\n",
      'actors/kit/required.ts': "export const required = require('../server/thing');\n",
      'actors/kit/room.ts': importing('../server'),
      'actors/kit/detour.ts': importing('../../machines/../actors/server/thing'),
      'actors/kit/type.ts': "export type Type = import('../server/thing').Thing;\n",
    });
    const forms = ['again', 'bare', 'detour', 'late', 'required', 'room', 'type'];
    const files = new Set(found.map((line) => line.split(' ')[0]));
    expect([...files]).toEqual(forms.map((form) => `actors/kit/${form}.ts`));
  });

  it('keeps what is on top out of what is below', () => {
    const rooms = [
      ...ACTORS.flat().map((room) => `actors/${room}`),
      ...MACHINES.flat().map((room) => `machines/${room}`),
    ];
    const tops = ['cli', 'testing', 'simulation', 'bench', 'scripts', 'tests', 'examples'];
    const files: Record<string, string> = {};
    for (const room of rooms) {
      for (const top of tops) files[`${room}/stray-${top}.ts`] = importing(`../../${top}/thing`);
      files[`${room}/stray-index.ts`] = importing('../../index');
      files[`${room}/stray-root.ts`] = importing('../..');
      files[`${room}/stray-package.ts`] = importing('xstate-net/testing');
    }
    for (const [room, others] of Object.entries(TOP)) {
      for (const other of others)
        files[`${room}/stray-${other}.ts`] = importing(`../${other}/thing`);
    }
    const wrong = Object.keys(files).map((file) => `${file} noRestrictedImports`);
    expect(complaintsOf(files)).toEqual(wrong.sort());
  });

  it.each(Object.entries(INSIDE))('holds the arrows between the rooms of %s', (house, rooms) => {
    const files: Record<string, string> = {};
    const wrong: string[] = [];
    for (const [from, below] of Object.entries(rooms)) {
      for (const to of Object.keys(rooms).filter((room) => room !== from)) {
        const file = `${house}/${from}/stray-${to}.ts`;
        files[file] = importing(`../${to}/thing`);
        if (!below.includes(to)) wrong.push(`${file} noRestrictedImports`);
      }
    }
    expect(complaintsOf(files)).toEqual(wrong.sort());
  });

  it('keeps services out of what everybody loads', () => {
    // The last to need the file that it replaces.
    const found = complaintsOf({
      'index.ts': "export type * from './actors/services/telemetry/thing';\n",
    });
    expect(found).toEqual(['index.ts noRestrictedImports']);
  });

  it('keeps Node, its clock and its dice out of machines', () => {
    const rooms = MACHINES.flat();
    const files = Object.fromEntries(
      rooms.flatMap((room) => [
        [`machines/${room}/stray.ts`, importing('node:fs/promises')],
        [`machines/${room}/unprefixed.ts`, importing('net')],
        [`machines/${room}/moment.ts`, 'export const moment = () => Date.now();\n'],
        [`machines/${room}/today.ts`, 'export const today = () => new Date();\n'],
        [`machines/${room}/dice.ts`, 'export const dice = () => Math.random();\n'],
        [
          `machines/${room}/later.ts`,
          'export const later = (f: () => void) => setTimeout(f, 1);\n',
        ],
        [`machines/${room}/bytes.ts`, "export const bytes = Buffer.from('');\n"],
      ]),
    );
    const found = new Set(complaintsOf(files).map((line) => line.split(' ')[0]));
    expect([...found].sort()).toEqual(Object.keys(files).sort());
  });

  it('keeps sockets in the transport, and all of Node out of what compiles machines', () => {
    const rooms = ['server', 'listener', 'client', 'connection', 'handler', 'boxes', 'kit'];
    const files = Object.fromEntries([
      ...rooms.map((room) => [`actors/${room}/stray.ts`, importing('node:net')]),
      ['actors/compiled/run/stray.ts', importing('node:util')],
    ]);
    const wrong = Object.keys(files).map((file) => `${file} noRestrictedImports`);
    expect(complaintsOf(files)).toEqual(wrong.sort());
    expect(complaintsOf({ 'actors/transport/tcp/fine.ts': importing('node:net') })).toEqual([]);
  });

  it('finds circles, those of types too', () => {
    const found = complaintsOf({
      'machines/kit/hen.ts':
        "import { egg } from './egg';\n\nexport const hen = (): unknown => egg;\n",
      'machines/kit/egg.ts':
        "import { hen } from './hen';\n\nexport const egg = (): unknown => hen;\n",
      'machines/kit/cause.ts':
        "import type { Effect } from './effect';\n\nexport type Cause = Effect[];\n",
      'machines/kit/effect.ts':
        "import type { Cause } from './cause';\n\nexport type Effect = Cause[];\n",
    });
    expect(found).toEqual(
      ['cause', 'effect', 'egg', 'hen'].map((name) => `machines/kit/${name}.ts noImportCycles`),
    );
  });

  it.each([
    'machines/kit',
    'actors/server',
    'cli',
    'testing/run',
    'simulation/run',
    'bench/harness',
  ])('counts the lines of what is in %s', (room) => {
    const lines = (count: number) =>
      `const first = 1;\n/*\n${' * A line.\n'.repeat(count - 4)} */\nexport { first };\n`;
    expect(complaintsOf({ [`${room}/full.ts`]: lines(300) })).toEqual([]);
    expect(
      complaintsOf({ [`${room}/long.ts`]: lines(301), [`${room}/longer.ts`]: lines(400) }),
    ).toEqual([`${room}/long.ts plugin`, `${room}/longer.ts plugin`]);
  });

  it('finds imports, variables, parameters and members that nothing uses', () => {
    const found = complaintsOf({
      'actors/kit/import.ts':
        "import { unused } from './numberedMap';\n\nexport const nothing = 0;\n",
      'actors/kit/variable.ts': 'const unused = 1;\n\nexport {};\n',
      'actors/kit/parameter.ts': 'export const parameter = (unused: number) => 1;\n',
      'actors/kit/member.ts': 'export class Member {\n  private unused = 1;\n}\n',
    });
    expect(found).toEqual([
      'actors/kit/import.ts noUnusedImports',
      'actors/kit/member.ts noUnusedPrivateClassMembers',
      'actors/kit/parameter.ts noUnusedFunctionParameters',
      'actors/kit/variable.ts noUnusedVariables',
    ]);
  });
});

describe('npm run lint:unused, a part of it,', () => {
  let copy: ScratchCopy;
  beforeEach(() => {
    copy = new ScratchCopy();
  });
  afterEach(() => copy.dispose());

  it.each([
    [
      'an export that nothing imports',
      { 'actors/kit/deadlines.ts': '\nexport const unusedExport = 1;\n' },
      'unusedExport',
    ],
    [
      'a type that nothing imports',
      { 'machines/kit/errors.ts': '\nexport type UnusedType = 1;\n' },
      'UnusedType',
    ],
    [
      'a file that nothing imports',
      { 'machines/kit/unusedFile.ts': 'export {};\n' },
      'unusedFile.ts',
    ],
    [
      'a file that only a test imports',
      {
        'machines/kit/onlyTested.ts': 'export const onlyTested = 1;\n',
        'tests/machines/kit/onlyTested.test.ts':
          "import { onlyTested } from '../../../machines/kit/onlyTested';\n\nit('is', () => expect(onlyTested).toBe(1));\n",
      },
      'onlyTested.ts',
    ],
    [
      'an export that only a test imports',
      {
        'machines/kit/errors.ts': '\nexport const onlyTestedExport = 1;\n',
        'tests/machines/kit/onlyTested.test.ts':
          "import { onlyTestedExport } from '../../../machines/kit/errors';\n\nit('is', () => expect(onlyTestedExport).toBe(1));\n",
      },
      'onlyTestedExport',
    ],
    ['a package that is not listed', { 'cli/main.ts': "\nimport 'left-pad';\n" }, 'left-pad'],
  ])('is red for %s', (_what, additions, named) => {
    for (const [file, text] of Object.entries(additions)) copy.append(file, text);
    const { status, said } = copy.npm('lint:unused');
    expect(said).toContain(named);
    expect(status).not.toBe(0);
  });
});
