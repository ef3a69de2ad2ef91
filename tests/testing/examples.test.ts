import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { protocols } from '../../machines/protocols';
import { comparable, parseScriptText, runScript, simulatedOnly } from '../../testing';

const FOLDER = join(__dirname, '../../examples/scripts');

const examples = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    file,
    script: parseScriptText(readFileSync(join(FOLDER, file), 'utf8'), { file }),
  }));

const onBoth = examples.filter(({ script }) => simulatedOnly(script).length === 0);

/** How much is under way while a client does not read is for each network to say, and which ports there are. */
const DIFFERENT = ['back-pressure.json', 'chargen.json', 'clever-echo.json'];

describe('the example scripts', () => {
  test.each(examples)('$file passes on the simulated network', async ({ file, script }) => {
    await runScript(script, { network: 'simulated', file, folder: FOLDER });
  });

  test.each(onBoth)('$file passes on real sockets', async ({ file, script }) => {
    await runScript(script, { network: 'tcp', file, folder: FOLDER });
  });

  test.each(onBoth.filter(({ file }) => !DIFFERENT.includes(file)))(
    '$file has equal results on both networks',
    async ({ file, script }) => {
      const simulated = await runScript(script, { network: 'simulated', file, folder: FOLDER });
      const real = await runScript(script, { network: 'tcp', file, folder: FOLDER });
      expect(comparable(real)).toEqual(comparable(simulated));
    },
  );

  it('has one for each protocol that ships', () => {
    const shown = new Set(examples.map(({ script }) => script.protocol));
    for (const name of Object.keys(protocols)) expect(shown).toContain(name);
  });
});
