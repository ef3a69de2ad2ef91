import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AnyEventObject, InspectionEvent } from 'xstate';
import type { Protocol } from '../../machines/handler/protocol';
import { setupProtocol } from '../../machines/handler/setupProtocol';
import { leaveNothingBehind } from '../support/afterwards';
import { serve } from '../support/serve';

leaveNothingBehind();

const page = readFileSync(join(resolve(__dirname, '../..'), 'docs/architecture.md'), 'utf8');

interface Step {
  readonly word: string;
  readonly heardAs: readonly string[];
}

/** The rows of a table of the glossary. */
function stepsOf(heading: string): Step[] {
  const [, section = ''] = page.split(`### ${heading}\n`);
  const [table = ''] = section.split(/^###/m);
  return [...table.matchAll(/^\| (\w+) \| .*$/gm)].slice(1).map(([row, word = '']) => ({
    word,
    heardAs: [...(row.split('|')[3] ?? '').matchAll(/`([\w.]+)`/g)].map(
      ([, name]) => name as string,
    ),
  }));
}

/** One that has still something to say when its connection is gone. */
const neverDone = setupProtocol().createMachine({
  id: 'neverDone',
}) as unknown as Protocol;

/** What one connection is told of, from box to box, until it has come and gone. */
async function oneLife(): Promise<string[]> {
  const heard: string[] = [];
  const inspect = (record: InspectionEvent) => {
    if (record.type === '@xstate.event') heard.push(record.event.type);
  };
  const { client, said, server } = await serve({ protocol: neverDone }, { inspect });
  server.on('*', ({ type }: AnyEventObject) => heard.push(type));
  (await client()).socket.resetAndDestroy();
  await said.one('disconnected');
  return heard.filter((type) => !/^(?:xstate|notify)\./.test(type));
}

describe.each([
  ['An accept, on its way', 'newconnection', 'connected'],
  ['An end, on its way', 'socket.closed', 'disconnected'],
])('the glossary of docs/architecture.md: %s', (heading, first, last) => {
  const steps = stepsOf(heading);

  it('has every step, in order', async () => {
    const heard = await oneLife();
    expect(heard.slice(heard.indexOf(first), heard.indexOf(last) + 1)).toEqual(
      steps.map(({ heardAs: [name] }) => name),
    );
  });

  it('has one word for each step, in whatever box it is heard', () => {
    for (const { word, heardAs } of steps) {
      expect(heardAs.map((name) => name.replace(/^.*\./, ''))).toEqual(heardAs.map(() => word));
    }
  });
});
