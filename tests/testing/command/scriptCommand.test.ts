import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Protocol } from '../../../machines/handler/protocol';
import { checkScriptArguments } from '../../../testing/command/scriptArguments';
import { EXIT, scriptCommand } from '../../../testing/command/scriptCommand';
import { lossy, restless } from '../support/protocols';

const folder = mkdtempSync(join(tmpdir(), 'xstate-net-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

const steps = [
  { do: 'connect', client: 'alice' },
  { do: 'send', client: 'alice', text: 'hello' },
  { expect: 'bytes', client: 'alice', text: 'hello' },
];

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** What a command line says, as the command hands it over. */
function said(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { network: text, seed: text, protocol: text, patience: text } as const;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { ...options, trace: flag, mermaid: flag },
  });
  return checkScriptArguments({ file: positionals[0] ?? '', ...values });
}

/** Runs the command and gives what it said. */
async function command(
  words: readonly string[],
  loadProtocol?: (file: string) => Protocol,
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const [out, err]: string[][] = [[], []];
  const status = await scriptCommand(said(words), {
    out: (line) => out?.push(line),
    err: (line) => err?.push(line),
    ...(loadProtocol === undefined ? {} : { loadProtocol }),
  });
  return { status, out: (out ?? []).join('\n'), err: (err ?? []).join('\n') };
}

const hello = () => file('hello.json', { name: 'hello', protocol: 'echo', steps });

describe('xstate-net script', () => {
  it('exits with 0 if all was as expected, and says what it did', async () => {
    expect(await command([hello()])).toEqual({
      status: EXIT.passed,
      out: 'passed: hello: 3 steps on simulated, seed 1, 0 ms of virtual time',
      err: '',
    });
    expect((await command([hello(), '--network', 'tcp'])).out).toBe(
      'passed: hello: 3 steps on tcp, 0 ms of virtual time',
    );
    expect((await command([hello(), '--seed=7'])).out).toContain('simulated, seed 7');
  });

  it('exits with 1 on a failed expectation, and says all of it', async () => {
    const { status, out, err } = await command([hello(), '--protocol', './lossy.ts'], () => lossy);
    expect({ status, out }).toEqual({ status: EXIT.failed, out: '' });
    expect(err).toMatch(/^FAILED: hello, on simulated, seed 1, step 3: expect bytes alice/);
    expect(err).toContain('seen:     "hllo"');
    expect(err).toMatch(/\[XN_SCRIPT_FAILED\]$/);
  });

  it('prints the trace and the diagram when asked, also of a failure', async () => {
    const { out } = await command([hello(), '--trace', '--mermaid']);
    expect(out).toContain('csa-1 -> handler-1  inbox "hello"');
    expect(out).toContain('\nsequenceDiagram\n');
    const failed = await command([hello(), '--protocol', './lossy.ts', '--trace'], () => lossy);
    expect(failed.out).toContain('handler-1 -> csa-1  inbox "hllo"');
    expect(failed.err.split('\n')).toHaveLength(3);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /bad\.json: is not JSON: .* \[XN_BAD_SCRIPT\]$/],
    ['no script', [], /bad\.json: it is \[\]; a script is an object/],
    [
      'an unknown step',
      { steps: [{ do: 'fly' }] },
      /bad\.json: step 1 \(fly\): do is "fly", which is no step/,
    ],
    ['no protocol', { steps }, /bad\.json: it names no protocol/],
    [
      'an unknown protocol',
      { steps, protocol: 'ecko' },
      /bad\.json: protocol "ecko" does not ship; there are echo, /,
    ],
    [
      'an impossible state',
      { protocol: 'echo', steps: [{ expect: 'state', actor: 'server', is: 'srving' }] },
      /bad\.json: step 1 \(state\): the server has no state "srving"; is "serving" meant\?/,
    ],
  ])('exits with 2 on %s, with file, step and reason', async (_, content, message) => {
    const { status, err } = await command([file('bad.json', content)]);
    expect({ status, err }).toEqual({ status: EXIT.bad, err: expect.stringMatching(message) });
  });

  it('exits with 2 on a file that is not there', async () => {
    const { status, err } = await command([join(folder, 'nowhere.json')]);
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/nowhere\.json: cannot be read: ENOENT/),
    });
  });

  it('exits with 2 on a script that never comes to rest', async () => {
    const { status, err } = await command(
      [hello(), '--protocol', './restless.ts', '--network=tcp', '--patience=50'],
      () => restless,
    );
    expect(status).toBe(EXIT.bad);
    expect(err).toMatch(/step 1: connect alice.*\n.*everything to come to rest/);
    expect(err).toMatch(/\[XN_NEVER_QUIET\]$/);
  });

  it('says loudly which script is simulated-only, and refuses it on real sockets', async () => {
    const vanish = file('vanish.json', {
      protocol: 'echo',
      steps: [steps[0], { do: 'vanish', client: 'alice' }],
    });
    const simulated = await command([vanish]);
    expect(simulated).toMatchObject({
      status: 0,
      err: expect.stringContaining('SIMULATED-ONLY: step 2: a real peer'),
    });
    const real = await command([vanish, '--network', 'tcp']);
    expect(real).toMatchObject({ status: 2, err: expect.stringContaining('step 2 (vanish)') });
  });

  it("loads a script's own protocol from a file beside it", async () => {
    const own = file('own.json', { protocol: './lossy.ts', steps });
    const asked: string[] = [];
    const load = (path: string) => {
      asked.push(path);
      return lossy;
    };
    expect((await command([own], load)).status).toBe(EXIT.failed);
    expect(asked).toEqual([join(folder, 'lossy.ts')]);
  });

  it.each([
    [['a.json', '--network', 'udp'], '--network is "udp"; give it simulated or tcp'],
    [['a.json', '--seed', 'x'], '--seed is "x"; give it an integer from 0 to 4294967295'],
    [['a.json', '--patience=-1'], '--patience is "-1"; give it an integer from 0 to 2147483647'],
  ])('refuses the words %j', (words, message) => {
    expect(() => said(words)).toThrow(message);
  });
});
