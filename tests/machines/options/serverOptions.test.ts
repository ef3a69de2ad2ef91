import fc from 'fast-check';
import { checkServerOptions } from '../../../machines/options/checkOptions';
import { optionsOf } from '../../../machines/options/optionTable';
import { resolveServerOptions, SERVER_DEFAULTS } from '../../../machines/options/resolveOptions';
import type { ServerOptions } from '../../../machines/options/serverOptions';

const BAD: readonly (readonly [keyof ServerOptions, string, readonly unknown[]])[] = [
  [
    'port',
    'XN_BAD_PORT',
    [-1, 65_536, 1.5, '80', Number.NaN, null, true, {}, [80], Symbol('80'), 80n],
  ],
  ['host', 'XN_BAD_HOST', ['', 'a b', 'a/b', 'a\0b', 127, null, '127.0.0.1\n']],
  [
    'path',
    'XN_BAD_PATH',
    [
      '',
      'a\0b',
      'x'.repeat(108),
      'ü'.repeat(54),
      5,
      null,
      '8080',
      '0x1f',
      '1e3',
      ' 80 ',
      '0.5',
      ' ',
    ],
  ],
  ['minrange', 'XN_BAD_PORT', [0, 65_536, '2000']],
  ['maxrange', 'XN_BAD_PORT', [0, 65_536, '50000']],
  ['maxtries', 'XN_BAD_OPTION', [0, 1.5, 65_536]],
  ['maxlisten', 'XN_BAD_OPTION', [0, -1, 65_536]],
  ['ipv6Only', 'XN_BAD_OPTION', [1, 'true', null]],
  ['exclusive', 'XN_BAD_OPTION', [1, 'true', null]],
  ['noDelay', 'XN_BAD_OPTION', [1, 'true', null]],
  ['keepAlive', 'XN_BAD_OPTION', [1, 'true', null]],
  ['keepAliveInitialDelay', 'XN_BAD_OPTION', [-1, 1, 999, 32_768_000, '1']],
  ['highWaterMark', 'XN_BAD_OPTION', [0, -1, 1.5, Infinity]],
  ['outboxLimit', 'XN_BAD_OPTION', [0, -1, 1.5, Infinity]],
  ['halfOpen', 'XN_BAD_OPTION', [0, 'false', null]],
  ['idleTimeout', 'XN_BAD_OPTION', [-1, 2 ** 31, Infinity]],
  ['lingerTimeout', 'XN_BAD_OPTION', [-1, 2 ** 31, Infinity]],
  ['maxConnections', 'XN_BAD_OPTION', [0, -1, 1.5, Infinity]],
  ['messagesPerSecond', 'XN_BAD_OPTION', [0, -1, 1.5, Infinity]],
  ['readTimeout', 'XN_BAD_OPTION', [-1, 2 ** 31, Infinity]],
  ['whenFull', 'XN_BAD_OPTION', ['', 'wait', true]],
  ['listenBelow', 'XN_BAD_OPTION', [0, -1, 1.5, Infinity]],
  ['allow', 'XN_BAD_OPTION', ['::1', ['x'], [1], null, {}]],
  ['deny', 'XN_BAD_OPTION', ['::1', ['10.0.0.0/33']]],
  ['maxConnectionsPerAddress', 'XN_BAD_OPTION', [0, -1, 1.5]],
  ['acceptsPerSecond', 'XN_BAD_OPTION', [0, -1, 1.5]],
  ['acceptsPerSecondPerAddress', 'XN_BAD_OPTION', [0, -1, 1.5]],
  ['reusePort', 'XN_BAD_OPTION', [0, 'false', null]],
  ['shutdownTimeout', 'XN_BAD_OPTION', [0, -1, 2 ** 31, -Infinity]],
];

describe('server options', () => {
  it.each(
    BAD.flatMap(([name, code, values]) => values.map((value) => [name, value, code] as const)),
  )('%s %p is refused with %s, by name and with a remedy', (name, value, code) => {
    const error = checkServerOptions({ [name]: value } as ServerOptions);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(name);
    expect(error?.message).toContain('give it');
    expect(error?.message).not.toContain('\n');
  });

  it.each(optionsOf('listen', 'socket', 'limits'))('has a check for %s', (name) => {
    const error = checkServerOptions({ [name]: Symbol('x') } as ServerOptions);
    expect(error?.message).toMatch(new RegExp(`^${name} is Symbol\\(x\\); give it`));
  });

  it('refuses a path together with a port or a host', () => {
    for (const other of [{ port: 0 }, { host: '::1' }]) {
      const error = checkServerOptions({ path: '/tmp/x', ...other });
      expect(error?.code).toBe('XN_BAD_OPTION');
      expect(error?.message).toMatch(/path "\/tmp\/x" excludes port and host/);
    }
  });

  it('refuses a range of ports that is upside down, also against the defaults', () => {
    expect(checkServerOptions({ minrange: 3, maxrange: 2 })?.code).toBe('XN_BAD_PORT');
    expect(checkServerOptions({ minrange: 50_001 })?.code).toBe('XN_BAD_PORT');
    expect(checkServerOptions({ maxrange: 1_999 })?.code).toBe('XN_BAD_PORT');
    expect(checkServerOptions({ minrange: 7, maxrange: 7 })).toBeUndefined();
  });

  it('refuses a hard limit on unsent bytes below the mark at which reading rests', () => {
    expect(checkServerOptions({ outboxLimit: 1_000 })?.code).toBe('XN_BAD_OPTION');
    expect(checkServerOptions({ outboxLimit: 1_000, highWaterMark: 1_001 })?.message).toMatch(
      /outboxLimit 1000.*highWaterMark 1001/,
    );
    expect(checkServerOptions({ outboxLimit: 1_000, highWaterMark: 1_000 })).toBeUndefined();
  });

  it('finds nothing wrong with the defaults', () => {
    expect(checkServerOptions(SERVER_DEFAULTS)).toBeUndefined();
    expect(checkServerOptions({})).toBeUndefined();
  });

  it('takes an option that is undefined as not given', () => {
    const options = { port: undefined, highWaterMark: undefined } as unknown as ServerOptions;
    expect(checkServerOptions(options)).toBeUndefined();
    expect(resolveServerOptions(options)).toMatchObject({ highWaterMark: 65_536 });
  });

  it('says what is meant by a path that Node would take for a port', () => {
    expect(checkServerOptions({ path: '8080' })?.message).toMatch(/option port.*\.\/8080$/);
    expect(checkServerOptions({ path: './8080' })).toBeUndefined();
  });

  it('refuses as a path exactly what Node would take for a port', () => {
    const numeric = fc.oneof(
      fc.nat().map(String),
      fc.double({ noNaN: true }).map(String),
      fc.constantFrom('0x1f', '0b1', ' 7', '\t', 'Infinity', '-0', '-1', '+8', '1_000', './8080'),
      fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }),
    );
    fc.assert(
      fc.property(numeric, (path) => {
        const isPort = Number(path) >= 0;
        const error = checkServerOptions({ path });
        expect(error?.code).toBe(isPort ? 'XN_BAD_PATH' : undefined);
        if (isPort) expect(error?.message).toContain(`./${path}`);
      }),
    );
  });

  it('counts a path in bytes, as the kernel does', () => {
    expect(checkServerOptions({ path: 'x'.repeat(107) })).toBeUndefined();
    expect(checkServerOptions({ path: 'ü'.repeat(53) })).toBeUndefined();
  });

  describe('lingerTimeout', () => {
    it.each([
      [2_000, {}],
      [2_000, { shutdownTimeout: 4_000 }],
      [1_500, { shutdownTimeout: 3_000 }],
      [0, { shutdownTimeout: 1 }],
      [7_000, { lingerTimeout: 7_000 }],
      [0, { lingerTimeout: 0 }],
      [9_000, { lingerTimeout: 9_000, shutdownTimeout: 1_000 }],
    ])('is %d with %p', (lingerTimeout, options) => {
      expect(resolveServerOptions(options).lingerTimeout).toBe(lingerTimeout);
    });

    it('is by default at most half of what a drain may take', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (shutdownTimeout) => {
          const { lingerTimeout } = resolveServerOptions({ shutdownTimeout });
          expect(lingerTimeout).toBeLessThanOrEqual(shutdownTimeout / 2);
          expect(lingerTimeout).toBeLessThanOrEqual(2_000);
        }),
      );
    });
  });

  const milliseconds = fc.nat(2 ** 31 - 1);
  const valid: fc.Arbitrary<ServerOptions> = fc
    .record(
      {
        where: fc.oneof(
          fc.record(
            {
              port: fc.nat(65_535),
              host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
            },
            { requiredKeys: [] },
          ),
          fc.record({
            path: fc
              .string({ minLength: 1, maxLength: 26, unit: 'grapheme-ascii' })
              .map((name) => `/${name}`),
          }),
        ),
        range: fc
          .tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }))
          .map(([a, b]) => ({ minrange: Math.min(a, b), maxrange: Math.max(a, b) })),
        marks: fc
          .tuple(fc.integer({ min: 1 }), fc.integer({ min: 1 }))
          .map(([a, b]) => ({ highWaterMark: Math.min(a, b), outboxLimit: Math.max(a, b) })),
        rest: fc.record(
          {
            maxtries: fc.integer({ min: 1, max: 65_535 }),
            maxlisten: fc.integer({ min: 1, max: 65_535 }),
            ipv6Only: fc.boolean(),
            exclusive: fc.boolean(),
            noDelay: fc.boolean(),
            keepAlive: fc.boolean(),
            keepAliveInitialDelay: fc.oneof(
              fc.constant(0),
              fc.integer({ min: 1_000, max: 32_767_999 }),
            ),
            halfOpen: fc.boolean(),
            idleTimeout: milliseconds,
            lingerTimeout: milliseconds,
            maxConnections: fc.integer({ min: 1 }),
            shutdownTimeout: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    .map(({ where, range, marks, rest }) => ({ ...where, ...range, ...marks, ...rest }))
    .filter((options) => options.ipv6Only !== true || mayBeIPv6(options));

  const mayBeIPv6 = (where: ServerOptions) =>
    where.path === undefined && !/^[\d.]+$/.test(where.host ?? '');

  it.each([
    { path: '/run/x' },
    { host: '127.0.0.1' },
    { host: '0.0.0.0' },
    { host: '::ffff:127.0.0.1' },
    { host: '::FFFF:0.0.0.0' },
  ])('refuse ipv6Only with %j, of which it says nothing', (where) => {
    expect(checkServerOptions({ ...where, ipv6Only: true })).toMatchObject({
      code: 'XN_BAD_OPTION',
      message: expect.stringContaining('ipv6Only says nothing of'),
    });
    expect(checkServerOptions({ ...where, ipv6Only: false })).toBeUndefined();
  });

  it.each([{}, { host: '::' }, { host: '::1' }, { host: 'localhost' }, { host: 'fe80::1%eth0' }])(
    'take ipv6Only with %j',
    (where) => {
      expect(checkServerOptions({ ...where, ipv6Only: true })).toBeUndefined();
    },
  );

  it('that are valid are always accepted, and kept as they are', () => {
    fc.assert(
      fc.property(valid, (options) => {
        expect(checkServerOptions(options)).toBeUndefined();
        expect(resolveServerOptions(options)).toMatchObject(options);
      }),
    );
  });

  it('have a value for everything once they are resolved, but where undefined says something', () => {
    fc.assert(
      fc.property(valid, (options) => {
        const { port, host, path, maxConnections, ...rest } = resolveServerOptions(options);
        expect(Object.keys(rest).sort()).toEqual(Object.keys(SERVER_DEFAULTS).sort());
        for (const value of Object.values(rest)) expect(value).toBeDefined();
      }),
    );
  });
});
